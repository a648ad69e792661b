#include "runner/embed.h"

#include "cpython/facts.h"
#include "cpython/faults.h"
#include "cpython/turns.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "probe/attachment.h"
#include "probe/blocking.h"
#include "probe/collector.h"
#include "probe/gil.h"
#include "probe/locks.h"
#include "probe/loop.h"
#include "probe/mutexes.h"
#include "probe/output.h"
#include "probe/probe.h"
#include "probe/processes.h"
#include "record/hook.h"
#include "record/hook_memory.h"
#include "record/places.h"
#include "record/recorder.h"
#include "record/sources.h"
#include "record/threads.h"
#include "record/values.h"
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
    text_format(&line, "\t%s\t%s", TERRARIUM_PYTHON, Py_GetVersion());
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

/* Left at the runner's own name, sys.executable would be the runner. */
void embed_start(int argc, char **argv, const char *name)
{
    char *python = name != NULL ? memory_copy_string(name) : find_python();
    PyConfig config;
    PyStatus status;

    PyConfig_InitPythonConfig(&config);
    status = PyConfig_SetBytesArgv(&config, argc, argv);
    if (!PyStatus_Exception(status))
        status = PyConfig_SetBytesString(&config, &config.program_name, python);
    faults_start(&config);
    if (!PyStatus_Exception(status))
        status = Py_InitializeFromConfig(&config);
    free(python);
    if (PyStatus_Exception(status)) /* also `-V` and `--help`, which end here */
        end_with(status, &config);
    PyConfig_Clear(&config);
}

static void put_fact(struct trace_writer *writer, const char *name, const char *value)
{
    trace_writer_put(writer,
                     &(struct trace_record){TRACE_META, .meta = {{name, strlen(name)}, {value, strlen(value)}}});
}

static void put_limit(struct trace_writer *writer, const char *name, uint64_t limit)
{
    char number[32];

    if (limit == 0)
        return;
    snprintf(number, sizeof number, "%" PRIu64, limit);
    put_fact(writer, name, number);
}

static void put_facts(struct trace_writer *writer, const struct runner_options *options)
{
    struct text text = TEXT_EMPTY;
    struct utsname system;

    add_version(&text);
    put_fact(writer, "python.version", text_string(&text));
    put_fact(writer, "python.build", Py_GetVersion());
    put_fact(writer, "python.implementation", "CPython");
    text_clear(&text);
    if (uname(&system) == 0)
        text_format(&text, "%s-%s-%s", system.sysname, system.release, system.machine);
    put_fact(writer, "platform", text_string(&text));
    text_free(&text);
    put_limit(writer, "limit.data", options->limits.data);
    put_limit(writer, "limit.cpu", options->limits.cpu);
    put_limit(writer, "limit.files", options->limits.files);
    put_limit(writer, "limit.file-size", options->limits.file_size);
    put_limit(writer, "switch-interval", options->switch_interval);
    put_fact(writer, "hooks.output", output_hindrance() == NULL ? "in force" : output_hindrance());
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
    put_fact(writer, name, text_string(&text));
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

static void start_hooks(struct trace_writer *writer, struct trace_ring *ring, const PyConfig *config,
                        const struct runner_options *options)
{
    const struct instructions_budget budget = {options->instructions.most, options->instructions.from,
                                               options->instructions.function};

    hook_memory_start();
    hook_memory_begin();
    recorder_start(writer, ring, config, options->into, &budget);
    output_start(writer);
    recorder_before_events(output_input_came);
    hook_start();
    hook_memory_end();
}

/* What threads without a GIL can make of this machine, and whether they are. */
static void put_parallelism(struct trace_writer *writer)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    cpu_set_t allowed;

    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
        processors = CPU_COUNT(&allowed);
    put_limit(writer, "platform.processors", processors > 0 ? (uint64_t)processors : 0);
    if (!FACTS_HAS_GIL)
        put_fact(writer, "python.gil", facts_gil_is_on() ? "on" : "off");
}

/* What of the timeline is in force, each with the reason if it is not. */
static void put_probe(struct trace_writer *writer, const char *name, const char *hindrance)
{
    put_fact(writer, name, hindrance == NULL || *hindrance == '\0' ? "in force" : hindrance);
}

static void put_calls(struct trace_writer *writer)
{
    struct text missing = TEXT_EMPTY;

    blocking_hindrances(&missing);
    locks_hindrances(&missing);
    processes_hindrances(&missing);
    put_probe(writer, "hooks.calls", text_string(&missing));
    text_free(&missing);
}

static void code_dies(PyObject *code)
{
    places_forget(code);
    loop_forget(code);
}

/* The facts that tell of it stand behind the timeline's beginning, for only then are they known. */
static void start_timeline(struct trace_writer *writer, struct trace_ring *ring, const PyConfig *config,
                           const struct runner_options *options)
{
    const struct probe_program program = {places_find,  places_line,     places_code,
                                          threads_name, threads_process, code_dies};
    bool has_gil = FACTS_HAS_GIL;
    const char *gil, *attachment, *collector, *loop, *mutexes;

    places_start(writer, config, options->into);
    put_parallelism(writer);
    put_calls(writer);
    mutexes = mutexes_start();
    probe_start(writer, ring, program, options->process.clock);
    processes_start(&(struct processes_way){TERRARIUM_PYTHON, options->into,
                                            options->process.name != NULL ? options->process.guard : getppid(),
                                            options->ring});
    gil = gil_start(ring);
    attachment = attachment_start();
    collector = collector_start();
    loop = loop_start();
    output_start(writer);
    probe_begin();
    put_probe(writer, "hooks.gil", gil);
    if (!has_gil)
        put_probe(writer, "hooks.attachment", attachment);
    put_probe(writer, "hooks.locks", mutexes);
    put_probe(writer, "hooks.collector", collector);
    put_probe(writer, "hooks.loop", loop == NULL && !has_gil ? "in force in the main thread" : loop);
    probe_end();
}

struct trace_writer *embed_record(const struct runner_options *options, struct trace_ring *ring)
{
    const PyConfig *config = &PyThreadState_Get()->interp->config;
    struct trace_writer *writer = trace_writer_new(ring);

    put_facts(writer, options);
    put_program(writer, config);
    trace_writer_commit(writer);
    prepare_for_exhaustion(ring);
    if (options->timeline)
        start_timeline(writer, ring, config, options);
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
    probe_stop(status);
    recorder_stop();
    trace_writer_commit(writer);
    return status;
}
