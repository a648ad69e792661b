/* The runner's own command line.  It is started by the viewer, never by hand:
 *
 *     terrarium-run-3.X [--guard] [OPTIONS] -- PYTHON-ARGUMENTS */
#ifndef TERRARIUM_RUNNER_OPTIONS_H
#define TERRARIUM_RUNNER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/vector.h"
#include "sandbox/limits.h"
#include "sandbox/walls.h"

enum runner_walls {
    RUNNER_WALLS_NONE,
    RUNNER_WALLS_POSSIBLE, /* those that the system lets us put up */
    RUNNER_WALLS_ALL,      /* and if they do not suffice, nothing runs */
};

struct runner_options {
    bool guard;          /* keep a runner instead of being one */
    bool version;        /* say which CPython this is, and end */
    bool walls_possible; /* say which walls can be put up, and end */
    bool new_session;    /* begin a session of its own */
    bool timeline;       /* watch threads and locks, and no lines */
    const char *into;    /* library modules that are the learner's too, with commas between; NULL none */
    struct runner_instructions {
        uint64_t most, from;
        const char *function;
    } instructions;           /* which instructions to tell of: see struct instructions_budget */
    uint64_t switch_interval; /* microseconds, set before the program starts; 0: CPython's own */
    struct runner_process {
        const char *name; /* argv[0] of the python that it is run for; NULL: it is the program itself */
        int guard;        /* the guard's identifier: it has the ring as the descriptor `ring` */
        int slot;         /* in the ring */
        uint64_t clock;   /* of the monotonic clock, from which times count */
    } process;            /* one that the program has started */
    int ring;             /* descriptor of the trace ring; -1: do not record */
    int status;           /* guard: where to write how the runner ended; -1 none */
    int lifeline;         /* guard: read end of a pipe that the viewer holds open; -1 none */
    struct sandbox_limits limits;
    enum runner_walls walls;       /* guard: which to put up */
    VECTOR(const char *) readable; /* what lies within them, beside the system's; the strings are argv's */
    size_t own;                    /* the first so many of them: those that were named on the command line */
    unsigned rules; /* the runner: walls (enum wall) to put up, but for the view, in which it is then */
    int python;     /* index in argv of the first of Python's arguments */
};

/* STATUS_USAGE and a sentence when an option is unknown or its number is none. */
enum status runner_options_read(struct runner_options *options, int argc, char **argv, struct error *error);

#endif
