/* A line of source as it is shown: with blanks for tabs. */
#ifndef TERRARIUM_OUTPUT_SOURCE_LINE_H
#define TERRARIUM_OUTPUT_SOURCE_LINE_H

#include <stddef.h>

#include "base/text.h"
#include "model/recording.h"

/* Appends the line; tabs become blanks up to the next multiple of 8, so that the source keeps its columns. */
void source_expand_tabs(struct trace_bytes line, struct text *out);

/* Appends a line without the blanks around it. */
void source_words(const struct recording *recording, struct place place, struct text *out);

/* The columns that bytes [from, to) of a line take when it is shown. */
struct source_columns {
    int from, to;
};
struct source_columns source_columns(struct trace_bytes line, size_t from, size_t to);

#endif
