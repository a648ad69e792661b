/* Standard input, output and error: a safe beginning, text out, a sentence to standard error, and a checked end. */
#ifndef TERRARIUM_CLI_STREAMS_H
#define TERRARIUM_CLI_STREAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

/* Fills descriptors 0 to 2 where the caller closed them, so that nothing else is opened there; programs that are
 * started still find them closed. */
void streams_open(void);
/* Writes text to standard output as it is. */
void streams_write(const struct text *text);
/* Appends what a program wrote, sanitised; lines and tabs stay. */
void streams_clean(struct text *out, const char *bytes, size_t length, bool ascii);
/* Flushes standard output.  STATUS_FAILED with a sentence when anything written to it did not arrive. */
enum status streams_flush(struct error *error);
/* "terrarium: SENTENCE" on standard error, sanitised. */
void streams_complain(const char *sentence);

/* Whether both ends are a terminal, so that the screen can be opened. */
bool streams_are_terminal(void);
/* Whether text must be ASCII: the locale is not UTF-8. */
bool streams_need_ascii(void);
/* Columns and rows of the terminal on standard output, 0 when there is none. */
int streams_columns(void);
int streams_rows(void);

#endif
