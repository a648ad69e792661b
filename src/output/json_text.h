/* A text as a JSON string. */
#ifndef TERRARIUM_OUTPUT_JSON_TEXT_H
#define TERRARIUM_OUTPUT_JSON_TEXT_H

#include "base/text.h"
#include "model/recording.h"

/* Appends the string in its quotes.  Lone surrogates become escapes; other bytes that are not UTF-8, U+FFFD. */
void json_text(struct text *out, struct trace_bytes bytes);
/* The same for a NUL-terminated string. */
void json_string(struct text *out, const char *string);

#endif
