#include "output/pytutor_values.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/value.h"
#include "output/json_text.h"

enum { SUMMARY_MAX = 200 }; /* characters */

static const struct recording *recording_of(const struct pytutor_values *values)
{
    return state_recording(values->state);
}

static const char *string_of(const struct pytutor_values *values, uint32_t string)
{
    return recording_string(recording_of(values), string, NULL);
}

/* "Counter" of "collections.Counter". */
static const char *type_of(const struct pytutor_values *values, const struct object *object)
{
    const char *type = string_of(values, object->type), *dot = strrchr(type, '.');

    return dot != NULL ? dot + 1 : type;
}

static bool is_primitive(const struct object *object)
{
    switch ((int)object->kind) {
    case TRACE_OBJECT_NONE:
    case TRACE_OBJECT_BOOL:
    case TRACE_OBJECT_INT:
    case TRACE_OBJECT_FLOAT:
    case TRACE_OBJECT_STR:
        return !object->is_derived;
    default:
        return false;
    }
}

static void write_float(const struct object *object, struct text *out)
{
    struct text literal = TEXT_EMPTY;
    double number = 0;

    if (object->value.length == sizeof number)
        memcpy(&number, object->value.at, sizeof number);
    value_write(object, &literal);
    if (isnan(number))
        text_add(out, "[\"SPECIAL_FLOAT\", \"NaN\"]");
    else if (isinf(number))
        text_add(out, number > 0 ? "[\"SPECIAL_FLOAT\", \"Infinity\"]" : "[\"SPECIAL_FLOAT\", \"-Infinity\"]");
    else if (number == floor(number))
        text_format(out, "[\"SPECIAL_FLOAT\", \"%.1f\"]", number);
    else
        text_add(out, text_string(&literal));
    text_free(&literal);
}

/* An int of which not all digits are recorded is written as the text that says so. */
static void write_int(const struct object *object, struct text *out)
{
    struct text literal = TEXT_EMPTY;
    const char *digits;

    value_write(object, &literal);
    digits = text_string(&literal);
    if (digits[strspn(digits, "-0123456789")] == '\0')
        text_add(out, digits);
    else
        json_string(out, digits);
    text_free(&literal);
}

static void write_str(const struct object *object, struct text *out)
{
    struct text bytes = TEXT_EMPTY;

    text_append(&bytes, object->value.at, object->value.length);
    if ((object->flags & TRACE_OBJECT_CUT) != 0)
        text_format(&bytes, "… (%" PRIu64 " characters)", object->length);
    json_text(out, (struct trace_bytes){text_string(&bytes), bytes.length});
    text_free(&bytes);
}

static void write_primitive(const struct object *object, struct text *out)
{
    if (object->kind == TRACE_OBJECT_NONE)
        text_add(out, "null");
    else if (object->kind == TRACE_OBJECT_BOOL)
        text_add(out, object->value.length > 0 && object->value.at[0] != 0 ? "true" : "false");
    else if (object->kind == TRACE_OBJECT_INT)
        write_int(object, out);
    else if (object->kind == TRACE_OBJECT_FLOAT)
        write_float(object, out);
    else
        write_str(object, out);
}

void pytutor_value(struct pytutor_values *values, uint32_t number, struct text *out)
{
    struct object object;
    uint32_t known;

    if (!state_object(values->state, number, &object)) {
        text_add(out, "null");
        return;
    }
    if (is_primitive(&object) && !values->heap_primitives) {
        write_primitive(&object, out);
        return;
    }
    if ((object.flags & TRACE_OBJECT_UNOPENED) != 0 &&
        (object.kind == TRACE_OBJECT_CLASS || object.kind == TRACE_OBJECT_FUNCTION)) {
        text_format(out, "[\"IMPORTED_FAUX_PRIMITIVE\", \"imported %s\"]", trace_object_word(object.kind));
        return;
    }
    text_format(out, "[\"REF\", %" PRIu32 "]", number);
    if (map_get(&values->met, number, &known))
        return;
    map_put(&values->met, number, 1);
    vector_push(&values->waiting, number);
}

/* ---- the heap ---- */

static void add_items(struct pytutor_values *values, const struct object *object, struct text *out)
{
    for (size_t i = 0; i < object->entries; i++) {
        text_add(out, ", ");
        pytutor_value(values, state_entry(values->state, object->number, i).value, out);
    }
    if (object->length > object->entries)
        text_format(out, ", \"… (%" PRIu64 " in all)\"", object->length);
}

static void add_pairs(struct pytutor_values *values, const struct object *object, struct text *out)
{
    for (size_t i = 0; i < object->entries; i++) {
        struct entry entry = state_entry(values->state, object->number, i);

        text_add(out, ", [");
        pytutor_value(values, entry.label, out);
        text_add(out, ", ");
        pytutor_value(values, entry.value, out);
        text_add_char(out, ']');
    }
    if (object->length > object->entries)
        text_format(out, ", [\"…\", \"%" PRIu64 " in all\"]", object->length);
}

static bool is_hidden(const char *name)
{
    static const char *const hidden[] = {"__doc__",
                                         "__module__",
                                         "__dict__",
                                         "__weakref__",
                                         "__bases__",
                                         "__qualname__",
                                         "__static_attributes__",
                                         "__firstlineno__"};

    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (strcmp(name, hidden[i]) == 0)
            return true;
    return false;
}

struct attribute {
    const char *name; /* borrowed from the recording */
    uint32_t value;
};

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct attribute *)left)->name, ((const struct attribute *)right)->name);
}

static void add_attributes(struct pytutor_values *values, const struct object *object, struct text *out)
{
    VECTOR(struct attribute) attributes = VECTOR_EMPTY;

    for (size_t i = 0; i < object->entries; i++) {
        struct entry entry = state_entry(values->state, object->number, i);
        const char *name = string_of(values, entry.label);

        if (!is_hidden(name))
            vector_push(&attributes, (struct attribute){name, entry.value});
    }
    if (attributes.count > 1)
        qsort(attributes.items, attributes.count, sizeof *attributes.items, by_name);
    for (size_t i = 0; i < attributes.count; i++) {
        text_add(out, ", [");
        json_string(out, attributes.items[i].name);
        text_add(out, ", ");
        pytutor_value(values, attributes.items[i].value, out);
        text_add_char(out, ']');
    }
    vector_free(&attributes);
}

/* The entry of this name, 0 when there is none. */
static uint32_t field(const struct pytutor_values *values, const struct object *object, const char *name)
{
    for (size_t i = 0; i < object->entries; i++) {
        struct entry entry = state_entry(values->state, object->number, i);

        if (strcmp(string_of(values, entry.label), name) == 0)
            return entry.value;
    }
    return 0;
}

static void write_title(const struct object *object, struct text *out)
{
    json_text(out, object->value);
}

static void write_class(struct pytutor_values *values, const struct object *object, struct text *out)
{
    const char *separator = "";
    struct object base;

    text_add(out, "[\"CLASS\", ");
    write_title(object, out);
    text_add(out, ", [");
    for (size_t i = 0; i < object->entries; i++) {
        struct entry entry = state_entry(values->state, object->number, i);

        if (strcmp(string_of(values, entry.label), "__bases__") != 0 ||
            !state_object(values->state, entry.value, &base))
            continue;
        text_add(out, separator);
        write_title(&base, out);
        separator = ", ";
    }
    text_add_char(out, ']');
    add_attributes(values, object, out);
    text_add_char(out, ']');
}

static void add_default(struct pytutor_values *values, struct trace_bytes name, uint32_t value, bool first,
                        struct text *out)
{
    text_add(out, first ? ", [[" : ", [");
    json_text(out, name);
    text_add(out, ", ");
    pytutor_value(values, value, out);
    text_add_char(out, ']');
}

static struct trace_bytes parameter_name(const struct pytutor_values *values, const struct signature *signature,
                                         size_t index)
{
    struct trace_bytes name;

    name.at = recording_string(recording_of(values), signature->names.items[index], &name.length);
    return name;
}

/* Defaults by position belong to the last positional parameters; those by keyword are a dict. */
static void add_defaults(struct pytutor_values *values, const struct object *function,
                         const struct signature *signature, struct text *out)
{
    struct object positional = {0}, keyword = {0}, key;
    size_t written = 0;

    state_object(values->state, field(values, function, "__defaults__"), &positional);
    state_object(values->state, field(values, function, "__kwdefaults__"), &keyword);
    for (size_t i = 0; positional.entries <= signature->positional && i < positional.entries; i++, written++)
        add_default(values, parameter_name(values, signature, signature->positional - positional.entries + i),
                    state_entry(values->state, positional.number, i).value, written == 0, out);
    for (size_t i = 0; keyword.layout == TRACE_LAYOUT_PAIRS && i < keyword.entries; i++) {
        struct entry entry = state_entry(values->state, keyword.number, i);

        if (!state_object(values->state, entry.label, &key) || key.kind != TRACE_OBJECT_STR)
            continue;
        add_default(values, key.value, entry.value, written++ == 0, out);
    }
    if (written > 0)
        text_add_char(out, ']');
}

static void add_parameters(const struct pytutor_values *values, const struct signature *signature, struct text *name)
{
    size_t named = signature->positional + signature->keyword;
    size_t all = named + signature->gathers_rest + signature->gathers_keywords;

    text_add_char(name, '(');
    for (size_t i = 0; i < all && i < signature->names.count; i++) {
        text_add(name, i > 0 ? ", " : "");
        if (i >= named)
            text_add(name, i == named && signature->gathers_rest ? "*" : "**");
        text_add(name, string_of(values, signature->names.items[i]));
    }
    text_add_char(name, ')');
}

static void write_function(struct pytutor_values *values, const struct object *object, struct text *out)
{
    uint32_t code = pytutor_code_of(values->calls, object->number);
    uint32_t parent = pytutor_call_id(values->calls, pytutor_parent_of(values->calls, object->number));
    const struct signature *signature = pytutor_signature(values->calls, code);
    struct text name = TEXT_EMPTY;

    text_append(&name, object->value.at, object->value.length);
    if (signature != NULL)
        add_parameters(values, signature, &name);
    if (code != 0 && recording_code(recording_of(values), code)->sort == TRACE_CODE_LAMBDA)
        text_format(&name, " <line %" PRIu32 ">", recording_code(recording_of(values), code)->line);
    text_add(out, "[\"FUNCTION\", ");
    json_text(out, (struct trace_bytes){text_string(&name), name.length});
    if (parent != 0)
        text_format(out, ", %" PRIu32, parent);
    else
        text_add(out, ", null");
    if (signature != NULL)
        add_defaults(values, object, signature, out);
    text_add_char(out, ']');
    text_free(&name);
}

/* What Python Tutor has no picture for: its type and what it is in a line, and its attributes. */
static void write_instance(struct pytutor_values *values, const struct object *object, struct text *out)
{
    bool plain = object->kind == TRACE_OBJECT_INSTANCE || object->kind == TRACE_OBJECT_OTHER ||
                 object->kind == TRACE_OBJECT_GENERATOR || object->kind == TRACE_OBJECT_MODULE;
    struct text summary = TEXT_EMPTY;

    text_add(out, plain ? "[\"INSTANCE\", " : "[\"INSTANCE_PPRINT\", ");
    json_string(out, type_of(values, object));
    if (!plain) {
        value_summary(values->state, object->number, SUMMARY_MAX, &summary);
        text_add(out, ", ");
        json_text(out, (struct trace_bytes){text_string(&summary), summary.length});
    }
    if (object->kind == TRACE_OBJECT_INSTANCE || object->kind == TRACE_OBJECT_EXCEPTION)
        add_attributes(values, object, out);
    text_add_char(out, ']');
    text_free(&summary);
}

static void write_heap_primitive(const struct pytutor_values *values, const struct object *object, struct text *out)
{
    text_add(out, "[\"HEAP_PRIMITIVE\", ");
    json_string(out, type_of(values, object));
    text_add(out, ", ");
    write_primitive(object, out);
    text_add_char(out, ']');
}

static void write_container(struct pytutor_values *values, const struct object *object, const char *kind,
                            struct text *out)
{
    text_format(out, "[\"%s\"", kind);
    if (object->layout == TRACE_LAYOUT_PAIRS)
        add_pairs(values, object, out);
    else
        add_items(values, object, out);
    text_add_char(out, ']');
}

static void write_object(struct pytutor_values *values, uint32_t number, struct text *out)
{
    struct object object;
    const char *kind = NULL;

    state_object(values->state, number, &object);
    if (is_primitive(&object)) {
        write_heap_primitive(values, &object, out);
        return;
    }
    if (strcmp(trace_object_word(object.kind), string_of(values, object.type)) == 0)
        kind = object.kind == TRACE_OBJECT_LIST    ? "LIST"
               : object.kind == TRACE_OBJECT_TUPLE ? "TUPLE"
               : object.kind == TRACE_OBJECT_DICT  ? "DICT"
               : object.kind == TRACE_OBJECT_SET   ? "SET"
                                                   : NULL;
    if (kind != NULL)
        write_container(values, &object, kind, out);
    else if (object.kind == TRACE_OBJECT_CLASS)
        write_class(values, &object, out);
    else if (object.kind == TRACE_OBJECT_FUNCTION)
        write_function(values, &object, out);
    else
        write_instance(values, &object, out);
}

void pytutor_heap(struct pytutor_values *values, struct text *out)
{
    text_add_char(out, '{');
    for (size_t i = 0; i < values->waiting.count; i++) {
        text_format(out, "%s\"%" PRIu32 "\": ", i > 0 ? ", " : "", values->waiting.items[i]);
        write_object(values, values->waiting.items[i], out);
    }
    text_add_char(out, '}');
    vector_clear(&values->waiting);
    map_clear(&values->met);
}

void pytutor_values_free(struct pytutor_values *values)
{
    map_free(&values->met);
    vector_free(&values->waiting);
}
