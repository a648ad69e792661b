/* Text broken into lines that fit. */
#ifndef TERRARIUM_TUI_WRAP_H
#define TERRARIUM_TUI_WRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "base/vector.h"

struct wrapped {
    struct text bytes;   /* clean text of all lines, one after the other */
    VECTOR(size_t) ends; /* where each line ends in `bytes` */
};

#define WRAPPED_EMPTY            \
    {                            \
        TEXT_EMPTY, VECTOR_EMPTY \
    }

void wrapped_free(struct wrapped *wrapped);
/* Adds raw text, cleaned, in lines of at most `columns` cells: broken at its newlines and, where a line is too
 * long, at spaces; a word too long for a line is cut. */
void wrapped_add(struct wrapped *wrapped, const char *text, int columns, bool ascii);
/* The same, but a line such as "  1  text" or "  1  [x] text" goes on below its text. */
void wrapped_add_choices(struct wrapped *wrapped, const char *text, int columns, bool ascii);
/* A line's bytes, not NUL-terminated. */
const char *wrapped_line(const struct wrapped *wrapped, size_t index, size_t *length);

#endif
