/* What a step changed of one thing, and who did it, for a line of a list: "x: 1 → 2", "line 3 in fill". */
#ifndef TERRARIUM_MODEL_CHANGES_H
#define TERRARIUM_MODEL_CHANGES_H

#include <stdbool.h>

#include "base/text.h"
#include "model/history.h"
#include "model/state.h"

/* Appends what the step that led to the state changed of the subject, several things separated by "; ": "[0]: 1 → 2",
 * "a[0]: 1 → 2" behind a `name` of an object (or NULL).  Goes a step back for what was before, and returns. */
void changes_write(struct state *state, struct history_subject subject, const char *name, bool ascii,
                   struct text *out);
/* Appends who did what the step that led to the state changed: "line 3 in fill", and the thread where there are
 * several; nothing where no line had run. */
void changes_write_doer(const struct state *state, struct text *out);

#endif
