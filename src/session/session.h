/* A run: the guard and runner processes, the private pseudo-terminal, the ring drained into a recording, and how it
 * ended.
 *
 *     session ──fork, exec──▶ guard ──fork, exec──▶ runner (CPython)
 *        │  lifeline, status      │                    │
 *        │◀───────────────────────╯                    │
 *        │◀── ring (memfd) ◀───────────────────────────┤
 *        ╰◀─▶ pseudo-terminal ◀─▶ descriptors 0 1 2 ◀──╯
 *
 * The session owns the recording's growth; nothing here blocks longer than the caller's timeout. */
#ifndef TERRARIUM_SESSION_SESSION_H
#define TERRARIUM_SESSION_SESSION_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/recording.h"

enum { SESSION_INSTRUCTIONS = 200000 }; /* as many are recorded one by one where nobody says otherwise */

enum session_terminal {
    SESSION_PRIVATE,        /* descriptors 0, 1, 2 are a pseudo-terminal: the TUI */
    SESSION_PRIVATE_OUTPUT, /* 1 and 2 are; 0 is the caller's: --print */
    SESSION_PRIVATE_SILENT, /* 1 and 2 are; there is no input: comparisons */
    SESSION_INHERIT,        /* all three are the caller's: record */
};

enum session_walls {
    SESSION_OPEN,           /* the program can do what its user can */
    SESSION_WALLS_POSSIBLE, /* walls (sandbox/walls.h), as far as they can be put up here */
    SESSION_WALLS,          /* and where they would not hold, nothing runs */
};

struct session_options {
    const char *python;     /* "3.11", or NULL for the default */
    const char *into;       /* library modules that are the learner's too, with commas between; NULL for none */
    char *const *arguments; /* what follows python3 on a command line; NULL-terminated, borrowed during start */
    enum session_terminal terminal;
    enum session_walls walls;    /* what lies within them: within.h */
    const char *imported;        /* the program's file where `arguments` do not name it, but import it; or NULL */
    bool timeline;               /* threads and locks are watched, and no lines */
    bool unwatched;              /* nothing is: the recording has what was written, and how it ended */
    uint32_t switch_interval;    /* microseconds, set before the program starts; 0 for CPython's own */
    int columns, rows;           /* of the pseudo-terminal */
    bool unattended;             /* at the next two limits the program goes on unrecorded, instead of pausing */
    uint64_t step_limit;         /* the run pauses there; 0 for the default, 2 million */
    uint64_t log_limit;          /* bytes; 0 for the default, 200 MB */
    uint64_t data_limit;         /* bytes of RLIMIT_DATA; 0 for the default, 1 GiB, or 4 GiB without a GIL */
    uint64_t instructions;       /* how many are recorded one by one, with value stacks; 0 for none */
    uint64_t instructions_from;  /* from this step on */
    const char *instructions_in; /* of functions of this name alone; NULL for all */
    uint32_t time_limit;         /* seconds of wall time after which the run is ended; 0 for none */
    uint64_t output_limit;       /* bytes the program may write; 0 for the default, 64 MB */
};

enum session_state {
    SESSION_RUNNING,
    SESSION_PAUSED, /* at the step or memory limit: session_continue lets it go on */
    SESSION_ENDED,
};

struct session;

/* Starts a run whose log goes into `recording` (borrowed). */
enum status session_start(const struct session_options *options, struct recording *recording,
                          struct session **session, struct error *error);
/* Ends the run when it still goes on. */
void session_free(struct session *session);

/* Descriptors to poll for, at most `room`; returns how many.  While a run is going on, call session_pump every few
 * ms. */
size_t session_poll(const struct session *session, struct pollfd *descriptors, size_t room);
/* Takes in whatever has come: log, output, how it ended.  True when the recording grew or the state changed. */
bool session_pump(struct session *session);
/* Waits until something may have come, or `milliseconds` passed; then pumps. */
bool session_wait(struct session *session, int milliseconds);

enum session_state session_state(const struct session *session);
/* A line (or any bytes) for a program that waits for input; SESSION_PRIVATE only. */
void session_input(struct session *session, const char *bytes, size_t length);
/* The end of input, as Ctrl-D. */
void session_input_end(struct session *session);
/* Raises the limits at which it paused, by their first size. */
void session_continue(struct session *session);
/* Asks the run to end (stop flag), and kills it when it does not within 50 ms. */
void session_stop(struct session *session);
/* What a run cost that has ended by itself; false for others. */
struct session_usage {
    uint64_t wall;      /* ns from the runner's start to its end, the interpreter's own included */
    uint64_t processor; /* ns, of its children too as far as they were waited for */
    uint64_t peak;      /* bytes of memory that it and its children had at most */
    bool is_sum;        /* there were several, and that is the most that was seen when it was looked now and then */
};
bool session_usage(const struct session *session, struct session_usage *usage);
/* The status that terrarium should exit with: the program's own, 128+n after a signal, 1 when it was stopped. */
int session_exit_status(const struct session *session);

#endif
