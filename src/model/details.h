/* Details: what is told of an object that no other object stands for, a line each: "position: 3", "exhausted". */
#ifndef TERRARIUM_MODEL_DETAILS_H
#define TERRARIUM_MODEL_DETAILS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "trace/record.h"

/* Takes the next line from `details`; false when there is none. */
bool details_next(struct trace_bytes *details, struct trace_bytes *line);
/* Appends a line in the learner's language: in a recording it is English.  What is not known is appended as it is. */
void details_write(struct trace_bytes line, struct text *out);
/* Appends what a changed line says as a part of a sentence: "position is now 3", "it is now exhausted". */
void details_write_change(struct trace_bytes line, struct text *out);

#endif
