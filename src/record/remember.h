/* Makes the shortcuts (shortcuts.h) of a plan. */
#ifndef TERRARIUM_RECORD_REMEMBER_H
#define TERRARIUM_RECORD_REMEMBER_H

#include "record/plans.h"

/* All of the plan has been run (steps.h), and nothing of it is in doubt: remembers what came of it. */
void remember_steps(const struct plan *plan);

#endif
