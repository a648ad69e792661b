/* "What happened": the step that led here, in one to three sentences made from what was recorded. */
#ifndef TERRARIUM_MODEL_EXPLAIN_H
#define TERRARIUM_MODEL_EXPLAIN_H

#include "base/text.h"
#include "model/state.h"

/* Appends sentences separated by newlines, such as
 *     b.append(4) changed the list that a and b both name: 4 was added at the end.
 * Raw text (see value.h). */
void explain_step(struct state *state, struct text *out);

#endif
