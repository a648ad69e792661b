/* "What happened": the step that led here, in one to three sentences made from what was recorded. */
#ifndef TERRARIUM_MODEL_EXPLAIN_H
#define TERRARIUM_MODEL_EXPLAIN_H

#include <stdbool.h>

#include "base/text.h"
#include "model/state.h"

/* Appends sentences separated by newlines, such as
 *     b.append(4) changed the list that a and b both name: 4 was added at the end.
 * Raw text (see value.h). */
void explain_step(struct state *state, struct text *out);
/* The same of the instruction that led to where the state is (see state_set_fine): what it does, and what it changed;
 * then what the next one will do.
 *     ▷ take apart 3: Takes what is on top apart: …
 *     ▶ store in a: Pops the top and binds a to it.  */
void explain_instant(struct state *state, bool ascii, struct text *out);

#endif
