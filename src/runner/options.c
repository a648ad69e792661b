#include "runner/options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum option_code {
    GUARD = 256,
    VERSION,
    WALLS_POSSIBLE,
    NEW_SESSION,
    TIMELINE,
    INTO,
    INSTRUCTIONS_IN,
    PROCESS,
    WALLS,
    READABLE,
    RING,
    STATUS,
    LIFELINE,
    PROCESS_GUARD,
    PROCESS_SLOT,
    DATA,
    CPU,
    FILES,
    FILE_SIZE,
    PROCESSES,
    INSTRUCTIONS,
    INSTRUCTIONS_FROM,
    SWITCH_INTERVAL,
    PROCESS_CLOCK,
    RULES,
};

static const struct option table[] = {
    {"guard", no_argument, NULL, GUARD},
    {"version", no_argument, NULL, VERSION},
    {"walls-possible", no_argument, NULL, WALLS_POSSIBLE},
    {"new-session", no_argument, NULL, NEW_SESSION},
    {"timeline", no_argument, NULL, TIMELINE},
    {"into", required_argument, NULL, INTO},
    {"instructions", required_argument, NULL, INSTRUCTIONS},
    {"instructions-from", required_argument, NULL, INSTRUCTIONS_FROM},
    {"instructions-in", required_argument, NULL, INSTRUCTIONS_IN},
    {"switch-interval", required_argument, NULL, SWITCH_INTERVAL},
    {"process", required_argument, NULL, PROCESS},
    {"process-guard", required_argument, NULL, PROCESS_GUARD},
    {"process-slot", required_argument, NULL, PROCESS_SLOT},
    {"process-clock", required_argument, NULL, PROCESS_CLOCK},
    {"walls", required_argument, NULL, WALLS},
    {"rules", required_argument, NULL, RULES},
    {"readable", required_argument, NULL, READABLE},
    {"ring", required_argument, NULL, RING},
    {"status", required_argument, NULL, STATUS},
    {"lifeline", required_argument, NULL, LIFELINE},
    {"data", required_argument, NULL, DATA},
    {"cpu", required_argument, NULL, CPU},
    {"files", required_argument, NULL, FILES},
    {"file-size", required_argument, NULL, FILE_SIZE},
    {"processes", required_argument, NULL, PROCESSES},
    {NULL, 0, NULL, 0},
};

static enum status read_number(const char *text, uint64_t most, uint64_t *number, struct error *error)
{
    char *end;

    errno = 0;
    *number = strtoull(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || *text == '-' || *number > most)
        return error_set(error, STATUS_USAGE, "not a number that fits: %s", text);
    return STATUS_OK;
}

/* Of an option that takes a number. */
static void set_number(struct runner_options *options, int code, uint64_t number)
{
    switch (code) {
    case RING:
        options->ring = (int)number;
        break;
    case STATUS:
        options->status = (int)number;
        break;
    case LIFELINE:
        options->lifeline = (int)number;
        break;
    case PROCESS_GUARD:
        options->process.guard = (int)number;
        break;
    case PROCESS_SLOT:
        options->process.slot = (int)number;
        break;
    case PROCESS_CLOCK:
        options->process.clock = number;
        break;
    case INSTRUCTIONS:
        options->instructions.most = number;
        break;
    case INSTRUCTIONS_FROM:
        options->instructions.from = number;
        break;
    case SWITCH_INTERVAL:
        options->switch_interval = number;
        break;
    case RULES:
        options->rules = (unsigned)number;
        break;
    case DATA:
        options->limits.data = number;
        break;
    case CPU:
        options->limits.cpu = number;
        break;
    case FILES:
        options->limits.files = number;
        break;
    case FILE_SIZE:
        options->limits.file_size = number;
        break;
    case PROCESSES:
        options->limits.processes = number;
        break;
    default:
        break;
    }
}

static enum status read_option(struct runner_options *options, int code, const char *argument, struct error *error)
{
    uint64_t number;

    switch (code) {
    case GUARD:
        options->guard = true;
        return STATUS_OK;
    case VERSION:
        options->version = true;
        return STATUS_OK;
    case WALLS_POSSIBLE:
        options->walls_possible = true;
        return STATUS_OK;
    case NEW_SESSION:
        options->new_session = true;
        return STATUS_OK;
    case TIMELINE:
        options->timeline = true;
        return STATUS_OK;
    case INTO:
        options->into = argument;
        return STATUS_OK;
    case INSTRUCTIONS_IN:
        options->instructions.function = argument;
        return STATUS_OK;
    case PROCESS:
        options->process.name = argument;
        return STATUS_OK;
    case WALLS:
        options->walls = strcmp(argument, "all") == 0 ? RUNNER_WALLS_ALL : RUNNER_WALLS_POSSIBLE;
        return STATUS_OK;
    case READABLE:
        vector_push(&options->readable, argument);
        return STATUS_OK;
    default:
        if (code < RING)
            return error_set(error, STATUS_USAGE, "the runner is started by terrarium, not by hand");
        if (read_number(argument, code <= PROCESS_SLOT ? INT_MAX : UINT64_MAX, &number, error) != STATUS_OK)
            return STATUS_USAGE;
        set_number(options, code, number);
        return STATUS_OK;
    }
}

/* The interpreter's own folder, that of the system's sitecustomize.py (as Debian has it, and links there), an active
 * virtual environment's, and that of the user's own packages. */
static void add_interpreter(struct runner_options *options)
{
    static char folder[] = TERRARIUM_PYTHON; /* …/bin/python3.X */
    static char settings[64], packages[PATH_MAX];
    const char *environment = getenv("VIRTUAL_ENV"), *home = getenv("HOME"), *name = strrchr(folder, '/');

    if (name != NULL && snprintf(settings, sizeof settings, "/etc%s", name) < (int)sizeof settings)
        vector_push(&options->readable, settings);
    for (int cut = 0; cut < 2 && strrchr(folder, '/') != NULL; cut++)
        *strrchr(folder, '/') = '\0';
    if (folder[0] == '/')
        vector_push(&options->readable, folder);
    if (environment != NULL && environment[0] == '/')
        vector_push(&options->readable, environment);
    if (home != NULL && home[0] == '/' &&
        snprintf(packages, sizeof packages, "%s/.local/lib", home) < (int)sizeof packages)
        vector_push(&options->readable, packages);
}

enum status runner_options_read(struct runner_options *options, int argc, char **argv, struct error *error)
{
    int code;

    *options = (struct runner_options){.ring = -1, .status = -1, .lifeline = -1, .readable = VECTOR_EMPTY};
    opterr = 0;
    while ((code = getopt_long(argc, argv, "+", table, NULL)) != -1)
        if (read_option(options, code, optarg, error) != STATUS_OK)
            return STATUS_USAGE;
    options->own = options->readable.count;
    if (options->walls != RUNNER_WALLS_NONE || options->rules != 0)
        add_interpreter(options);
    if ((options->rules & WALL_VIEW) == 0) /* elsewhere the user's others would be counted */
        options->limits.processes = 0;
    options->python = optind;
    return STATUS_OK;
}
