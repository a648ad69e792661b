/* The program's private pseudo-terminal, and whose output is whose.
 *
 * The runner logs what the program writes to descriptors 1 and 2 before the bytes go out (OUTPUT records, with their
 * stream and step).  The terminal sees the same bytes and others that nobody logged: the prompt of input(), echoed typing,
 * subprocesses, C libraries.  Reconciling walks both in order: what the terminal has and the log has not becomes an OUTPUT
 * record of stream 0, in the step in which it came. */
#ifndef TERRARIUM_SESSION_TERMINAL_H
#define TERRARIUM_SESSION_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "model/recording.h"

struct terminal {
    int master, slave; /* -1 when there is none; the slave is closed once the program has it */
    struct text seen;  /* bytes read and not yet matched with the log */
    size_t piece;      /* first OUTPUT piece of the recording that is not wholly matched */
    size_t matched;    /* bytes of that piece which are */
    uint64_t total;    /* bytes read in all */
};

#define TERMINAL_NONE             \
    {                             \
        .master = -1, .slave = -1 \
    }

/* A pseudo-terminal without output processing (what is written is what is read), line-buffered and echoing. */
enum status terminal_open(struct terminal *terminal, int columns, int rows, struct error *error);
void terminal_close(struct terminal *terminal);
/* Reads what is there, without waiting; true when there was something. */
bool terminal_read(struct terminal *terminal);
/* To be called after the log was drained; true when the recording grew. */
bool terminal_reconcile(struct terminal *terminal, struct recording *recording);
/* Types at the program. */
void terminal_type(struct terminal *terminal, const char *bytes, size_t length);

#endif
