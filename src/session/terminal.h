/* The program's private pseudo-terminal. */
#ifndef TERRARIUM_SESSION_TERMINAL_H
#define TERRARIUM_SESSION_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

struct terminal {
    int master, slave; /* -1 when there is none; the slave is closed once the program has it */
    uint64_t total;    /* bytes read in all */
};

#define TERMINAL_NONE             \
    {                             \
        .master = -1, .slave = -1 \
    }

/* A pseudo-terminal without output processing (what is written is what is read), line-buffered and echoing. */
enum status terminal_open(struct terminal *terminal, int columns, int rows, struct error *error);
void terminal_close(struct terminal *terminal);
/* Appends what is there to `seen`, without waiting; true when that is all, false when it was so much that the log has
 * to be drained in between. */
bool terminal_read(struct terminal *terminal, struct text *seen);
/* Types at the program. */
void terminal_type(struct terminal *terminal, const char *bytes, size_t length);

#endif
