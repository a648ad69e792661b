#include "record/codes.h"

#include <stdlib.h>
#include <string.h>

#include "base/index.h"
#include "base/memory.h"
#include "base/vector.h"
#include "base/ways.h"
#include "record/sources.h"
#include "record/values.h"
#include "record/words.h"

static struct {
    struct trace_writer *writer;
    struct index places;              /* a code object's address → struct code_facts */
    VECTOR(struct code_facts *) free; /* owned; of code that has died */
    VECTOR(char *) library;           /* owned: folders of the library, each with a slash at its end */
    char *program;                    /* owned: the file that was asked for, or NULL */
    VECTOR(char *) opened;            /* owned: modules of the library that are the learner's */
} codes;

static void add_folder(const wchar_t *base, const char *rest)
{
    struct text folder = TEXT_EMPTY;

    if (base == NULL || base[0] == 0)
        return;
    value_wide(base, &folder);
    text_format(&folder, "%s/", rest);
    vector_push(&codes.library, text_take(&folder));
}

static void open_modules(const char *names)
{
    while (names != NULL && *names != '\0') {
        size_t length = strcspn(names, ",");

        if (length > 0)
            vector_push(&codes.opened, memory_copy_bytes(names, length));
        names += length + (names[length] == ',');
    }
}

void codes_start(struct trace_writer *writer, const PyConfig *config, const char *into)
{
    struct text versioned = TEXT_EMPTY, program = TEXT_EMPTY;

    codes.writer = writer;
    open_modules(into);
    text_format(&versioned, "/lib/python%d.%d" FACTS_THREADING, PY_MAJOR_VERSION, PY_MINOR_VERSION);
    add_folder(config->stdlib_dir, "");
    add_folder(config->base_prefix, text_string(&versioned));
    add_folder(config->base_exec_prefix, text_string(&versioned));
    text_free(&versioned);
    if (config->run_filename != NULL) {
        value_wide(config->run_filename, &program);
        codes.program = text_take(&program);
    }
}

/* Where the path below one of the library's folders begins; NULL for a file that is elsewhere. */
static const char *place_in_library(const char *file)
{
    static const char *const folders[] = {"/site-packages/", "/dist-packages/"};

    if (codes.program != NULL && strcmp(file, codes.program) == 0)
        return NULL;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        const char *found = strstr(file, folders[i]);

        if (found != NULL)
            return found + strlen(folders[i]);
    }
    for (size_t i = 0; i < codes.library.count; i++)
        if (strncmp(file, codes.library.items[i], strlen(codes.library.items[i])) == 0)
            return file + strlen(codes.library.items[i]);
    return NULL;
}

/* Whether the file json/encoder.py is of the module json.encoder, or of a package that holds it. */
static bool is_of_module(const char *place, const char *module)
{
    size_t at = 0;

    while (module[at] != '\0' && (place[at] == module[at] || (place[at] == '/' && module[at] == '.')))
        at++;
    return module[at] == '\0' && (place[at] == '/' || strcmp(place + at, ".py") == 0);
}

static bool is_library_file(const char *file)
{
    const char *place = place_in_library(file);

    for (size_t i = 0; place != NULL && i < codes.opened.count; i++)
        if (is_of_module(place, codes.opened.items[i]))
            return false;
    return place != NULL;
}

static void file_of(PyCodeObject *code, struct text *out)
{
    value_utf8(code->co_filename, SIZE_MAX, out);
}

bool codes_is_pseudo(PyCodeObject *code)
{
    return PyUnicode_GET_LENGTH(code->co_filename) > 0 && PyUnicode_READ_CHAR(code->co_filename, 0) == '<';
}

static bool judge(PyCodeObject *code)
{
    struct text file = TEXT_EMPTY;
    bool learners;

    if (codes_is_pseudo(code) || facts_is_own(code))
        return false;
    file_of(code, &file);
    learners = !is_library_file(text_string(&file));
    text_free(&file);
    return learners;
}

static enum trace_code_sort find_sort(PyCodeObject *code)
{
    if (value_is(code->co_name, "<module>"))
        return TRACE_CODE_MODULE;
    if (!(code->co_flags & CO_OPTIMIZED))
        return TRACE_CODE_CLASS;
    if (code->co_flags & (CO_COROUTINE | CO_ASYNC_GENERATOR))
        return TRACE_CODE_COROUTINE;
    if (code->co_flags & CO_GENERATOR)
        return TRACE_CODE_GENERATOR;
    if (value_is(code->co_name, "<lambda>"))
        return TRACE_CODE_LAMBDA;
    if (PyUnicode_GET_LENGTH(code->co_name) > 0 && PyUnicode_READ_CHAR(code->co_name, 0) == '<')
        return TRACE_CODE_COMPREHENSION;
    return TRACE_CODE_FUNCTION;
}

static struct code_facts *learn(PyCodeObject *code)
{
    struct code_facts *facts =
        codes.free.count > 0 ? codes.free.items[--codes.free.count] : memory_zeroed(1, sizeof *facts);

    *facts = (struct code_facts){.sort = find_sort(code), .learners = judge(code)};
    index_put(&codes.places, code, facts);
    return facts;
}

/* Borrowed until the code dies. */
static inline struct code_facts *facts_of(PyCodeObject *code)
{
    struct code_facts *facts = index_get(&codes.places, code);

    return facts != NULL ? facts : learn(code);
}

const struct code_facts *codes_facts(PyCodeObject *code)
{
    return facts_of(code);
}

/* A name's string, or 0 for one that is not shown, such as `.0`. */
static uint64_t label_of(PyObject *name)
{
    bool hidden = PyUnicode_GET_LENGTH(name) == 0 || PyUnicode_READ_CHAR(name, 0) == '.';

    return hidden ? 0 : words_label(codes.writer, (uintptr_t)name);
}

const uint64_t *codes_locals(PyCodeObject *code)
{
    struct code_facts *facts = facts_of(code);

    if (facts->locals == NULL) {
        int count = facts_local_count(code);

        facts->locals = memory_zeroed((size_t)count + 1, sizeof *facts->locals);
        for (int i = 0; i < count; i++)
            facts->locals[i] = label_of(facts_local_name(code, i));
    }
    return facts->locals;
}

bool codes_is_learners(PyCodeObject *code)
{
    return facts_of(code)->learners;
}

enum trace_code_sort codes_sort(PyCodeObject *code)
{
    return facts_of(code)->sort;
}

bool codes_may_be_learners(PyCodeObject *code)
{
    return codes_is_pseudo(code) || judge(code);
}

void codes_admit(PyCodeObject *code, bool by_program)
{
    VECTOR(PyCodeObject *) waiting = VECTOR_EMPTY;

    vector_push(&waiting, code);
    while (waiting.count > 0) {
        PyObject *constants;

        code = waiting.items[--waiting.count];
        facts_of(code)->learners = true;
        facts_of(code)->by_program = by_program;
        constants = code->co_consts;
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(constants); i++)
            if (PyCode_Check(PyTuple_GET_ITEM(constants, i)))
                vector_push(&waiting, (PyCodeObject *)PyTuple_GET_ITEM(constants, i));
    }
    vector_free(&waiting);
}

static uint64_t string_of(PyObject *string)
{
    struct text text = TEXT_EMPTY;
    uint64_t number;

    value_utf8(string, SIZE_MAX, &text);
    number = trace_writer_string(codes.writer, text_string(&text), text.length);
    text_free(&text);
    return number;
}

/* Both the text of `-c` and what `exec` runs are called <string>, and only the first is in the log. */
static uint64_t compiled_name(PyCodeObject *code)
{
    struct text text = TEXT_EMPTY;
    uint64_t number;

    file_of(code, &text);
    text_add(&text, " (compiled by the program)");
    number = trace_writer_string(codes.writer, text_string(&text), text.length);
    text_free(&text);
    return number;
}

static void write_variables(PyCodeObject *code, uint64_t number)
{
    VECTOR(uint64_t) names = VECTOR_EMPTY;
    int flags = code->co_flags;

    for (int i = 0; i < facts_local_count(code); i++)
        if (facts_is_variable(code, i))
            vector_push(&names, string_of(facts_local_name(code, i)));
    trace_writer_put(codes.writer, &(struct trace_record){TRACE_VARIABLES,
                                                          .variables = {.code = number,
                                                                        .positional = (uint64_t)code->co_argcount,
                                                                        .keyword = (uint64_t)code->co_kwonlyargcount,
                                                                        .gathers = (flags & CO_VARARGS ? 1u : 0) |
                                                                                   (flags & CO_VARKEYWORDS ? 2u : 0),
                                                                        .names = {names.items, names.count}}});
    vector_free(&names);
}

static OUT_OF_LINE uint64_t log_code(PyCodeObject *code, struct code_facts *facts)
{
    struct trace_record record = {TRACE_CODE, .code = {.sort = codes_sort(code)}};
    struct text file = TEXT_EMPTY;

    if (!codes_is_pseudo(code)) {
        file_of(code, &file);
        sources_log(codes.writer, text_string(&file));
        text_free(&file);
    }
    record.code.file = facts_of(code)->by_program ? compiled_name(code) : string_of(code->co_filename);
    record.code.name = string_of(code->co_name);
    record.code.qualified = string_of(code->co_qualname);
    record.code.line = code->co_firstlineno > 0 ? (uint64_t)code->co_firstlineno : 0;
    facts->number = trace_writer_put(codes.writer, &record);
    if (code->co_flags & CO_OPTIMIZED)
        write_variables(code, facts->number);
    return facts->number;
}

uint64_t codes_number(PyCodeObject *code)
{
    struct code_facts *facts = facts_of(code);

    return facts->number != 0 ? facts->number : log_code(code, facts);
}

static uint64_t module_name(PyObject *globals)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;

    while (PyDict_Check(globals) && PyDict_Next(globals, &at, &key, &value))
        if (value_is(key, "__name__") && PyUnicode_Check(value))
            return string_of(value);
    return trace_writer_string(codes.writer, "?", 1);
}

uint64_t codes_number_in(PyCodeObject *code, PyObject *globals)
{
    struct trace_record record = {.kind = TRACE_CODE}, library = {.kind = TRACE_LIBRARY};

    if (facts_of(code)->number != 0)
        return facts_of(code)->number;
    record.code.sort = codes_sort(code);
    record.code.file = string_of(code->co_filename);
    record.code.name = string_of(code->co_name);
    record.code.qualified = string_of(code->co_qualname);
    record.code.line = code->co_firstlineno > 0 ? (uint64_t)code->co_firstlineno : 0;
    library.library.module = module_name(globals);
    library.library.code = facts_of(code)->number = trace_writer_put(codes.writer, &record);
    trace_writer_put(codes.writer, &library);
    return facts_of(code)->number;
}

void codes_forget(PyObject *code)
{
    struct code_facts *facts = index_get(&codes.places, code);

    if (facts == NULL)
        return;
    index_remove(&codes.places, code);
    free(facts->locals);
    vector_push(&codes.free, facts);
}
