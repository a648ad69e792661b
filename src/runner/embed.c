#include "runner/embed.h"

#include "cpython/facts.h"
#include "cpython/faults.h"
#include "cpython/instructions.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "probe/output.h"
#include "record/hook.h"
#include "record/hook_memory.h"
#include "record/recorder.h"
#include "record/sources.h"
#include "record/values.h"
#include "runner/timeline.h"
#include "trace/writer.h"

/* The version alone, such as 3.11.2, or 3.13.5t, out of Py_GetVersion's sentence. */
static void add_version(struct text *out)
{
    text_append(out, Py_GetVersion(), strcspn(Py_GetVersion(), " "));
    text_add(out, FACTS_THREADING);
}

void embed_print_version(void)
{
    struct text line = TEXT_EMPTY;

    add_version(&line);
    text_format(&line, "\t%s\t%s%s", TERRARIUM_PYTHON, Py_GetVersion(), FACTS_ARE_PUBLIC ? "\tpublic API" : "");
    for (size_t i = 0; i < line.length; i++)
        if (line.bytes[i] == '\n')
            line.bytes[i] = ' ';
    puts(text_string(&line));
    text_free(&line);
}

/* The value of a line such as "version = 3.11.2"; NULL when the line has another key.  virtualenv and uv write
 * version_info. */
static const char *version_in(const char *line)
{
    size_t key = strcspn(line, " \t=\n");

    if (strncmp(line, "version", key) != 0 && strncmp(line, "version_info", key) != 0)
        return NULL;
    line += key + strspn(line + key, " \t");
    return key >= strlen("version") && *line == '=' ? line + 1 + strspn(line + 1, " \t") : NULL;
}

/* Whether a virtual environment's pyvenv.cfg (PEP 405) names this minor version. */
static bool is_same_version(const char *settings)
{
    char wanted[32];
    size_t length = (size_t)snprintf(wanted, sizeof wanted, "%d.%d", PY_MAJOR_VERSION, PY_MINOR_VERSION);

    for (const char *line = settings; *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n') {
        const char *version = version_in(line);

        if (version != NULL && strncmp(version, wanted, length) == 0 && strchr(". \r\n", version[length]) != NULL)
            return true;
    }
    return false;
}

/* The interpreter that the program is to find itself in: the active virtual environment's, or the one built against. */
static char *find_python(void)
{
    const char *environment = getenv("VIRTUAL_ENV");
    struct text path = TEXT_EMPTY, settings = TEXT_EMPTY;
    bool usable = false;

    if (environment != NULL && environment[0] == '/') {
        text_format(&path, "%s/pyvenv.cfg", environment);
        usable = file_read(text_string(&path), 1 << 16, &settings, NULL) == STATUS_OK &&
                 is_same_version(text_string(&settings));
        text_clear(&path);
    }
    text_format(&path, "%s%s", usable ? environment : "", usable ? "/bin/python" : TERRARIUM_PYTHON);
    text_free(&settings);
    return text_take(&path);
}

static void end_with(PyStatus status, PyConfig *config)
{
    PyConfig_Clear(config);
    Py_ExitStatusException(status);
}

/* Kept where CPython's own copy of it is out of sight. */
static PyConfig settings;

/* Left at the runner's own name, sys.executable would be the runner. */
void embed_start(int argc, char **argv, const char *name)
{
    char *python = name != NULL ? memory_copy_string(name) : find_python();
    PyStatus status;

    PyConfig_InitPythonConfig(&settings);
    status = PyConfig_SetBytesArgv(&settings, argc, argv);
    if (!PyStatus_Exception(status))
        status = PyConfig_SetBytesString(&settings, &settings.program_name, python);
    faults_start(&settings);
    if (!PyStatus_Exception(status))
        status = facts_read_config(&settings);
    if (!PyStatus_Exception(status))
        status = Py_InitializeFromConfig(&settings);
    free(python);
    if (PyStatus_Exception(status)) /* also `-V` and `--help`, which end here */
        end_with(status, &settings);
    if (!FACTS_ARE_PUBLIC)
        PyConfig_Clear(&settings);
}

void embed_put_fact(struct trace_writer *writer, const char *name, const char *value)
{
    trace_writer_put(writer,
                     &(struct trace_record){TRACE_META, .meta = {{name, strlen(name)}, {value, strlen(value)}}});
}

void embed_put_limit(struct trace_writer *writer, const char *name, uint64_t limit)
{
    char number[32];

    if (limit == 0)
        return;
    snprintf(number, sizeof number, "%" PRIu64, limit);
    embed_put_fact(writer, name, number);
}

static void put_facts(struct trace_writer *writer, const struct runner_options *options)
{
    struct text text = TEXT_EMPTY;
    struct utsname system;

    add_version(&text);
    embed_put_fact(writer, "python.version", text_string(&text));
    embed_put_fact(writer, "python.build", Py_GetVersion());
    embed_put_fact(writer, "python.implementation", "CPython");
    text_clear(&text);
    if (uname(&system) == 0)
        text_format(&text, "%s-%s-%s", system.sysname, system.release, system.machine);
    embed_put_fact(writer, "platform", text_string(&text));
    text_free(&text);
    embed_put_limit(writer, "limit.data", options->limits.data);
    embed_put_limit(writer, "limit.cpu", options->limits.cpu);
    embed_put_limit(writer, "limit.files", options->limits.files);
    embed_put_limit(writer, "limit.file-size", options->limits.file_size);
    embed_put_limit(writer, "limit.processes", options->limits.processes);
    if (options->rules != 0)
        embed_put_fact(writer, "walls", walls_names(options->rules));
    embed_put_limit(writer, "switch-interval", options->switch_interval);
    if (FACTS_ARE_PUBLIC)
        embed_put_fact(writer, "recorder", "public API");
    if (!INSTRUCTIONS_ARE_KNOWN)
        embed_put_fact(writer, "instructions", "not known");
    embed_put_fact(writer, "hooks.output", output_hindrance() == NULL ? "in force" : output_hindrance());
}

/* A program read from standard input: known beforehand if that is a file. */
static bool read_stdin(struct text *source)
{
    off_t at = lseek(STDIN_FILENO, 0, SEEK_CUR);
    char piece[4096];
    ssize_t length;

    if (at < 0 || isatty(STDIN_FILENO))
        return false;
    while ((length = pread(STDIN_FILENO, piece, sizeof piece, at)) > 0) {
        text_append(source, piece, (size_t)length);
        at += length;
    }
    return length == 0;
}

static void put_source(struct trace_writer *writer, const PyConfig *config)
{
    static const char unknown[] = "The program came through a pipe: its source is not in the recording.";
    struct text text = TEXT_EMPTY;

    if (config->run_command != NULL) {
        value_wide(config->run_command, &text);
        sources_log_text(writer, "<string>", text_string(&text), text.length);
    } else if (config->run_filename != NULL) {
        value_wide(config->run_filename, &text);
        sources_log(writer, text_string(&text));
    } else if (config->run_module == NULL && read_stdin(&text)) {
        sources_log_text(writer, "<stdin>", text_string(&text), text.length);
    } else if (config->run_module == NULL) {
        trace_writer_put(writer, &(struct trace_record){TRACE_NOTE, .note = {{unknown, sizeof unknown - 1}}});
    }
    text_free(&text);
}

static void put_wide(struct trace_writer *writer, const char *name, const wchar_t *value)
{
    struct text text = TEXT_EMPTY;

    value_wide(value, &text);
    embed_put_fact(writer, name, text_string(&text));
    text_free(&text);
}

static void put_program(struct trace_writer *writer, const PyConfig *config)
{
    const wchar_t *program = L"<stdin>";

    if (config->run_command != NULL)
        program = L"<string>";
    else if (config->run_filename != NULL)
        program = config->run_filename;
    else if (config->run_module != NULL)
        program = config->run_module;
    put_wide(writer, "program", program);
    for (Py_ssize_t i = 1; i < config->argv.length; i++)
        put_wide(writer, "argument", config->argv.items[i]);
    put_source(writer, config);
}

static struct trace_ring *note_ring;
static struct text last_note; /* coded beforehand: there is no memory left when it is wanted */

static void say_exhausted(void)
{
    trace_ring_write(note_ring, last_note.bytes, last_note.length);
}

/* The program may leave no memory for the recorder, which cannot go on then. */
static void prepare_for_exhaustion(struct trace_ring *ring)
{
    static const char sentence[] =
        "The program used up all the memory that it may have, and the recorder had none left.";

    note_ring = ring;
    trace_encode(&(struct trace_record){TRACE_NOTE, .note = {{sentence, sizeof sentence - 1}}}, &last_note);
    memory_on_exhausted(say_exhausted);
}

/* A test's way to know what watching alone does: all else is in place, and takes its memory. */
static bool is_idle(void)
{
    const char *asked = getenv("TERRARIUM_RECORDER");

    return asked != NULL && strcmp(asked, "off") == 0;
}

static void put_note(struct trace_writer *writer, const char *sentence)
{
    trace_writer_put(writer, &(struct trace_record){TRACE_NOTE, .note = {{sentence, strlen(sentence)}}});
}

static const char public_way[] = "Nothing is known of this version of CPython but its public API: there are no value "
                                 "stacks, not all that CPython's own "
                                 "objects hold, and the program may have noticed that it was recorded.";

static void start_hooks(struct trace_writer *writer, struct trace_ring *ring, const PyConfig *config,
                        const struct runner_options *options)
{
    const struct instructions_budget budget = {options->instructions.most, options->instructions.from,
                                               options->instructions.function};

    if (FACTS_ARE_PUBLIC)
        put_note(writer, public_way);
    hook_memory_start();
    hook_memory_begin();
    recorder_start(writer, ring, config, options->into, &budget);
    output_start(writer);
    recorder_before_events(output_input_came, output_awaits_input());
    hook_start();
    hook_memory_end();
}

struct trace_writer *embed_record(const struct runner_options *options, struct trace_ring *ring)
{
    const PyConfig *config = facts_config(&settings);
    struct trace_writer *writer = trace_writer_new(ring);

    put_facts(writer, options);
    put_program(writer, config);
    trace_writer_commit(writer);
    prepare_for_exhaustion(ring);
    if (options->timeline)
        timeline_start(writer, ring, config, options);
    else if (!is_idle())
        start_hooks(writer, ring, config, options);
    return writer;
}

/* As sys.setswitchinterval would, for it is what does it. */
static void set_switch_interval(uint64_t microseconds)
{
    PyObject *set = PySys_GetObject("setswitchinterval"), *done;

    done = set != NULL ? PyObject_CallFunction(set, "d", (double)microseconds / 1e6) : NULL;
    if (done == NULL)
        PyErr_Clear();
    Py_XDECREF(done);
}

/* As one that execve has made of the interpreter's own file; faulthandler tells of it, from 3.14 on. */
static void name_process(const char *python)
{
    const char *slash = strrchr(python, '/');

    prctl(PR_SET_NAME, slash != NULL ? slash + 1 : python);
}

int embed_run(const struct runner_options *options, int argc, char **argv, struct trace_ring *ring)
{
    struct trace_writer *writer;
    int status;

    name_process(options->process.name != NULL ? options->process.name : TERRARIUM_PYTHON);
    embed_start(argc, argv, options->process.name);
    if (options->switch_interval != 0)
        set_switch_interval(options->switch_interval);
    if (ring == NULL)
        return Py_RunMain();
    writer = embed_record(options, ring);
    status = Py_RunMain();
    timeline_stop(status);
    recorder_stop();
    trace_writer_commit(writer);
    return status;
}
