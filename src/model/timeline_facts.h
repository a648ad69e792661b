/* Figures of a run's timeline, for expressions. */
#ifndef TERRARIUM_MODEL_TIMELINE_FACTS_H
#define TERRARIUM_MODEL_TIMELINE_FACTS_H

#include <stdbool.h>

#include "model/expression.h"
#include "model/recording.h"

/* What a function of EXPRESSION_FUNCTIONS is of the whole run so far; `thread`: the name of the thread that it is asked
 * of.  Milliseconds have two decimals, percents none: more would be noise.  False when the recording has no timeline,
 * or no thread of that name, or when it is none of the timeline's functions. */
bool timeline_fact(const struct recording *recording, enum expression_function function, struct trace_bytes thread,
                   double *number);

#endif
