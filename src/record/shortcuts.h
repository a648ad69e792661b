/* Of the steps of a plan those whose results differ from time to time, with what the forecast before found.  As long as operands
 * are of the same classes, operators on them come to the same, calls lead to the same code, and attributes stand in the same
 * places. */
#ifndef TERRARIUM_RECORD_SHORTCUTS_H
#define TERRARIUM_RECORD_SHORTCUTS_H

#include "record/forecast.h"

/* A code object has died: another may stand at its address. */
void shortcuts_code_died(void);
/* Makes the forecast that has begun (steps.h) by what is remembered; false when that is of no use: it has to begin anew. */
bool shortcuts_take(struct plan_memory *memory, facts_frame *frame);
/* All of the plan has been run, and nothing of it is in doubt: remembers what came of it, where that is worth while. */
void shortcuts_remember(const struct plan *plan);

#endif
