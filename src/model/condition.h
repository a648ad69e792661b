/* Conditions on names, asked of recorded values: `total > 100`, `node is None`, `len(queue) == 0 and x != 'end'`.
 *
 *     condition  = comparison { "and" comparison }
 *     comparison = operand operator operand        operators: == != < <= > >= is, is not
 *     operand    = NAME | len(NAME) | number | 'text' | True | False | None
 *
 * Names are looked up as Python would at that step: in the step's frame, then in its module.  No Python code runs: numbers
 * and strings are compared by value, everything else by identity.  What cannot be compared (a name that is unbound, a
 * string of which only a part is recorded) makes a comparison false. */
#ifndef TERRARIUM_MODEL_CONDITION_H
#define TERRARIUM_MODEL_CONDITION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/state.h"

struct condition;

/* STATUS_USAGE and a sentence with the column when `text` is no condition. */
enum status condition_parse(const char *text, struct condition **condition, struct error *error);
void condition_free(struct condition *condition);
/* Whether it holds at the state's step. */
bool condition_holds(const struct condition *condition, struct state *state);
/* The nearest step after `from` (before it, when `backwards`) at which it begins to hold: it does there, and does not at
 * the step before.  Step 0 counts as a beginning.  The state is left anywhere. */
bool condition_find(const struct condition *condition, struct state *state, uint32_t from, bool backwards,
                    uint32_t *step);

#endif
