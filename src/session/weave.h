/* One account of what was written, from two: the log, and what the terminal shows.
 *
 * The runner logs what the program writes to descriptors 1 and 2 before the bytes go out (OUTPUT records, with their
 * stream and step).  The terminal shows the same bytes and others that nobody logged: the prompt of input(), echoed
 * typing, subprocesses, C libraries, a descriptor made by os.dup.  The bytes come in the terminal's order; those that
 * nobody logged become OUTPUT records of stream 0, and stand before the logged ones that the terminal shows after them.
 *
 * A recording only grows at its end.  So what was drained is held back here from the first piece of output on of which
 * it is not known yet what comes before it, until the terminal shows the piece, or will not show it any more:
 *
 *     drained    records │ piece │ records │ piece │ records          (what the recording has already is not here)
 *                        taken up to ▲        ▲ settled: the terminal was read to its end when the log was this long
 *
 * A piece is written when something was logged behind it, and what is written before the terminal is read to its end
 * has been seen. */
#ifndef TERRARIUM_SESSION_WEAVE_H
#define TERRARIUM_SESSION_WEAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "base/vector.h"
#include "model/recording.h"
#include "trace/context.h"

/* Bytes of one OUTPUT record of stream 1 or 2, which the terminal has not shown or not wholly. */
struct weave_piece {
    char *bytes; /* owned */
    size_t length;
    size_t shown;      /* how many of them the terminal has shown */
    size_t start, end; /* of the record, in `drained`; of no meaning once the recording has it */
};

struct join;

struct weave {
    struct join *join;            /* what was drained goes through it; NULL: straight into the recording; borrowed */
    struct text drained;          /* from the log, and not in the recording yet: the caller appends to it */
    struct text seen;             /* on the terminal, and not accounted for: the caller appends to it */
    size_t settled;               /* bytes of `drained` */
    size_t scanned;               /* bytes of `drained` whose pieces are known */
    size_t taken;                 /* bytes of `drained` that the recording has, while weave_take runs */
    size_t explained;             /* bytes of `seen` that are accounted for, while weave_take runs */
    struct trace_context context; /* behind what was scanned */
    struct trace_scratch scratch; /* of scanning */
    VECTOR(struct weave_piece) pieces; /* in the log's order; the first `late` of them are in the recording */
    size_t late;
    uint32_t threads; /* that were told of: one alone writes in order */
    bool blind;       /* what was drained cannot be read: it is left to the recording, which says so */
};

#define WEAVE_EMPTY                                                       \
    {                                                                     \
        .drained = TEXT_EMPTY, .seen = TEXT_EMPTY, .pieces = VECTOR_EMPTY \
    }

void weave_free(struct weave *weave);
/* The terminal was read to its end, into `seen`, when `drained` was `length` bytes long.  The log has to be drained
 * once more after that, for what the terminal shows was logged before. */
void weave_settle(struct weave *weave, size_t length);
/* Hands on to the recording what can be told by now, all of it when nothing will come any more (`last`).  `*grew` is
 * set when the recording did. */
enum status weave_take(struct weave *weave, struct recording *recording, bool last, bool *grew, struct error *error);

#endif
