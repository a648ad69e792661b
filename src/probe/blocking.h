/* The calls that a thread waits in: why it is without the GIL, or, worse, with it.
 *
 * The runner defines them in libc's place.  A call without the GIL is told when it begins if it may wait; one that did
 * not wait the last time is told when it has lasted, and so is one with the GIL held.  What waits inside libc, or in a
 * library that goes past these, is native code to us. */
#ifndef TERRARIUM_PROBE_BLOCKING_H
#define TERRARIUM_PROBE_BLOCKING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum blocking_chance { BLOCKING_NOT, BLOCKING_PERHAPS, BLOCKING_SURELY };

/* What a call waits for, as far as its arguments tell. */
struct blocking_awaited {
    uint64_t process; /* whose end; 0 */
    int descriptor;   /* to be read from; -1 */
};

/* A call that is going on; on its caller's stack. */
struct blocking {
    const char *name; /* the C function's; NULL: nobody watches */
    unsigned bit;     /* which one it is */
    bool told;        /* its beginning is in the log */
    bool held;        /* with the GIL */
    bool selects;     /* an event loop waits in it */
    uint64_t start;   /* of one that is not expected to wait: when the GIL was released */
    struct blocking_awaited awaited;
    /* Of a call that waited for any of several, and only its result tells for which: its caller's to fill in. */
    uint64_t ended; /* process; 0 */
    uint64_t pipe;  /* inode of the one that can be read; 0 */
};

/* `bit` below 64 tells functions apart: those of BLOCKING_CALLS in blocking.c have theirs, others take from 56 on. */
enum { BLOCKING_READ = 56, BLOCKING_WRITE, BLOCKING_WRITEV, BLOCKING_WAIT, BLOCKING_SYSTEM, BLOCKING_POLL };
void blocking_enter(struct blocking *call, const char *name, unsigned bit, enum blocking_chance chance);
void blocking_enter_for(struct blocking *call, const char *name, unsigned bit, enum blocking_chance chance,
                        struct blocking_awaited awaited);
/* Keeps errno. */
void blocking_leave(struct blocking *call);

/* Appends the names of functions that are not in force, with commas between; nothing when all are. */
void blocking_hindrances(struct text *out);

#endif
