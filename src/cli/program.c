#include "cli/program.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "cli/streams.h"
#include "trace/file.h"

enum { WAIT = 100, MEGABYTE = 1 << 20 };

static enum status check_folder(const char *path, struct error *error)
{
    struct text inner = TEXT_EMPTY;
    bool runs;

    text_format(&inner, "%s/__main__.py", path);
    runs = access(inner.bytes, R_OK) == 0;
    text_free(&inner);
    if (runs)
        return STATUS_OK;
    return error_set(error, STATUS_FAILED, "%.400s is a folder without a __main__.py: name a Python file in it",
                     path);
}

enum status program_check_file(const char *path, struct error *error)
{
    struct stat facts;

    if (strcmp(path, "-") == 0)
        return STATUS_OK;
    if (stat(path, &facts) != 0)
        return error_set(error, STATUS_FAILED, "cannot open %.400s: %s: check the name", path, strerror(errno));
    if (S_ISDIR(facts.st_mode))
        return check_folder(path, error);
    if (access(path, R_OK) != 0)
        return error_set(error, STATUS_FAILED, "cannot read %.400s: %s: change its permissions", path,
                         strerror(errno));
    return STATUS_OK;
}

/* Options of python3 that stand before the program: -c CODE, -m MODULE, or -- for a FILE whose name begins with a
 * dash. */
static size_t add_before(const struct cli_settings *settings, char **arguments)
{
    static char code[] = "-c", module[] = "-m", dashes[] = "--";
    size_t count = 0;

    if (settings->code != NULL || settings->module != NULL) {
        arguments[count++] = settings->code != NULL ? code : module;
        arguments[count++] = settings->code != NULL ? settings->code : settings->module;
    } else if (settings->operands[0][0] == '-' && settings->operands[0][1] != '\0') {
        arguments[count++] = dashes;
    }
    return count;
}

uint32_t program_read_interval(const char *typed)
{
    static const struct {
        const char *name;
        double microseconds;
    } units[] = {{"ms", 1e3}, {"us", 1}, {"µs", 1}, {"s", 1e6}, {"", 1e6}};
    const double most = 3600e6;
    char *end;
    double number = strtod(typed, &end), time = 0;

    if (end == typed || (*typed != '.' && (*typed < '0' || *typed > '9')))
        return 0;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(end + strspn(end, " "), units[i].name) == 0)
            time = number * units[i].microseconds;
    return time >= 1 && time <= most ? (uint32_t)time : 0;
}

enum status program_check_interval(const char *typed, struct error *error)
{
    if (typed == NULL || program_read_interval(typed) != 0)
        return STATUS_OK;
    return error_set(error, STATUS_USAGE, "--switch-interval takes a time such as 20ms, 500us or 0.02, not %.80s",
                     typed);
}

enum status program_arguments(const struct cli_settings *settings, char ***arguments, struct error *error)
{
    size_t count;

    if (program_check_interval(settings->switch_interval, error) != STATUS_OK)
        return STATUS_USAGE;
    if (settings->code == NULL && settings->module == NULL) {
        enum status status = program_check_file(settings->operands[0], error);

        if (status != STATUS_OK)
            return status;
    }
    *arguments = memory_zeroed((size_t)settings->operand_count + 3, sizeof **arguments);
    count = add_before(settings, *arguments);
    for (int i = 0; i < settings->operand_count; i++)
        (*arguments)[count++] = settings->operands[i];
    return STATUS_OK;
}

enum status program_check_output(const char *path, struct error *error)
{
    const char *slash = strrchr(path, '/');
    struct text folder = TEXT_EMPTY;
    enum status status = STATUS_OK;
    struct stat facts;

    if (slash != NULL)
        text_append(&folder, path, (size_t)(slash - path) + 1);
    else
        text_add(&folder, ".");
    if (stat(path, &facts) == 0 && !S_ISREG(facts.st_mode))
        status = error_set(error, STATUS_FAILED, "%.400s is not a file: give -o another name", path);
    else if (stat(path, &facts) == 0 && facts.st_size > 0 && !trace_file_is_recording(path))
        status =
            error_set(error, STATUS_FAILED,
                      "%.400s is there already and is not a recording: give -o another name, or remove it", path);
    else if (access(folder.bytes, W_OK | X_OK) != 0)
        status = error_set(error, STATUS_FAILED, "cannot write into the folder %.400s: %s: give -o another place",
                           folder.bytes, strerror(errno));
    text_free(&folder);
    return status;
}

static uint64_t or_default(uint64_t number, uint64_t unit)
{
    return number == CLI_UNSET ? 0 : number * unit;
}

/* Pictures of steps need none. */
static uint64_t instructions_wanted(const struct cli_settings *settings, enum session_terminal terminal)
{
    if (settings->instructions != CLI_UNSET)
        return settings->instructions;
    if (settings->lens != NULL && strcmp(settings->lens, "instruction") == 0)
        return SESSION_INSTRUCTIONS;
    return terminal == SESSION_PRIVATE_OUTPUT && settings->output == NULL ? 0 : SESSION_INSTRUCTIONS;
}

struct session_options program_options(const struct cli_settings *settings, char *const *arguments,
                                       enum session_terminal terminal)
{
    return (struct session_options){
        .python = settings->python,
        .into = settings->into,
        .instructions = instructions_wanted(settings, terminal),
        .instructions_from = or_default(settings->instructions_from, 1),
        .instructions_in = settings->instructions_in,
        .arguments = arguments,
        .terminal = terminal,
        .walls = settings->walls ? SESSION_WALLS : SESSION_OPEN,
        .timeline = settings->timeline,
        .unattended = terminal == SESSION_INHERIT,
        .switch_interval = settings->switch_interval != NULL ? program_read_interval(settings->switch_interval) : 0,
        .columns = 80,
        .rows = 24,
        .step_limit = or_default(settings->steps, 1),
        .log_limit = or_default(settings->memory, MEGABYTE),
        .data_limit = or_default(settings->data, MEGABYTE),
        .time_limit = (uint32_t)or_default(settings->time, 1),
    };
}

const char *program_title(const struct cli_settings *settings)
{
    const char *slash;

    if (settings->code != NULL)
        return "-c";
    if (settings->module != NULL)
        return settings->module;
    slash = strrchr(settings->operands[0], '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : settings->operands[0];
}

static volatile sig_atomic_t caught;

/* A signal that ends the run outweighs one that is the program's to answer. */
static void remember(int number)
{
    if (caught == 0 || caught == SIGINT || caught == SIGQUIT)
        caught = number;
}

static struct {
    int number;
    struct sigaction before;
} catching[] = {{.number = SIGINT}, {.number = SIGQUIT}, {.number = SIGTERM}, {.number = SIGHUP}};

enum { CATCHING = sizeof catching / sizeof *catching };

void program_catch_signals(void)
{
    struct sigaction action = {.sa_handler = remember};

    caught = 0;
    for (size_t i = 0; i < CATCHING; i++) {
        sigaction(catching[i].number, NULL, &catching[i].before);
        if (catching[i].before.sa_handler != SIG_IGN)
            sigaction(catching[i].number, &action, NULL);
    }
}

int program_caught_signal(void)
{
    return caught;
}

void program_restore_signals(void)
{
    for (size_t i = 0; i < CATCHING; i++)
        sigaction(catching[i].number, &catching[i].before, NULL);
}

/* Under `record` Ctrl-C reaches the program by itself, and it is the program's to answer. */
static bool must_stop(const struct session_options *options)
{
    if (caught == 0)
        return false;
    return options->terminal != SESSION_INHERIT || (caught != SIGINT && caught != SIGQUIT);
}

/* Somebody at a terminal is asked something: what the program wrote until then is its question. */
static void show_question(const struct recording *recording, size_t *shown)
{
    struct text out = TEXT_EMPTY;

    if (!recording_waits_for_input(recording) || !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return;
    for (; *shown < recording_outputs(recording); ++*shown) {
        struct output_piece piece = recording_output(recording, *shown);

        streams_clean(&out, piece.bytes.at, piece.bytes.length, streams_need_ascii());
    }
    fwrite(text_string(&out), 1, out.length, stderr);
    text_free(&out);
}

enum status program_run(const struct session_options *options, struct recording *recording, int *exit_status,
                        struct error *error)
{
    struct session *session;
    enum status status;
    bool stopped = false;
    size_t shown = 0;

    program_catch_signals();
    status = session_start(options, recording, &session, error);
    if (status == STATUS_OK) {
        while (session_state(session) != SESSION_ENDED) {
            session_wait(session, WAIT);
            if (options->terminal == SESSION_PRIVATE_OUTPUT)
                show_question(recording, &shown);
            if (!stopped && (must_stop(options) || session_state(session) == SESSION_PAUSED)) {
                session_stop(session);
                stopped = true;
            }
        }
        *exit_status = must_stop(options) ? 128 + caught : session_exit_status(session);
        session_free(session);
    }
    program_restore_signals();
    return status;
}
