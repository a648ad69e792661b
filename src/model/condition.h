/* Conditions and other expressions (expression.h), asked of recorded values.
 *
 * Names are looked up as Python would at that step: in the step's frame, then in its module.  No Python code runs:
 * numbers and strings are compared by value, lists, tuples, dicts and sets by what they hold, everything else by
 * identity; `is` always asks for identity.  What cannot be compared (a name that is unbound, a string of which only a
 * part is recorded) makes a comparison false. */
#ifndef TERRARIUM_MODEL_CONDITION_H
#define TERRARIUM_MODEL_CONDITION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "model/state.h"

struct condition;

/* STATUS_USAGE and a sentence with the column when `text` is no condition. */
enum status condition_parse(const char *text, struct condition **condition, struct error *error);
/* The same for any expression: what it is, not only whether it holds, may be asked. */
enum status condition_parse_value(const char *text, struct condition **condition, struct error *error);
void condition_free(struct condition *condition);
/* Whether it holds at the state's step. */
bool condition_holds(const struct condition *condition, struct state *state);
/* The nearest step after `from` (before it, when `backwards`) at which it begins to hold: it does there, and does not
 * at the step before.  Step 0 counts as a beginning.  The state is left anywhere. */
bool condition_find(const struct condition *condition, struct state *state, uint32_t from, bool backwards,
                    uint32_t *step);
/* Appends what it is at the state's step: a value as Python writes it, a computed text without quotes.  False, and
 * nothing appended, when that is not known. */
bool condition_write(const struct condition *condition, struct state *state, struct text *out);
/* The object that it is at the state's step; 0 when it is none. */
uint32_t condition_object(const struct condition *condition, struct state *state);

#endif
