#include "record/forecast.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "base/ways.h"
#include "record/remember.h"
#include "record/shortcuts.h"
#include "record/steps.h"

void forecast_code_died(void)
{
    shortcuts_code_died();
}

PyObject *forecast_gathered(void)
{
    return steps.gathered;
}

static OUT_OF_LINE struct forecast run_all(const struct plan *plan)
{
    if (plan->any)
        return (struct forecast){FORECAST_DOUBT | FORECAST_STIRS, 0, 0};
    if (!steps_run_all())
        return (struct forecast){steps.bits, steps.at, steps.held_from};
    if (shortcuts_are_wanted(plan->memory))
        remember_steps(plan);
    return (struct forecast){steps.bits, 0, steps.held_from};
}

struct forecast forecast_long(const struct plan *plan, facts_frame *frame, PyObject *result, hot_objects *hot)
{
    hot->count = steps.begins; /* (what shortcuts came to that could not all be taken) */
    steps_begin(plan, frame, result, hot);
    return run_all(plan);
}

struct forecast forecast(const struct plan *plan, facts_frame *frame, PyObject *result, hot_objects *hot)
{
    return forecast_here(plan, frame, result, hot);
}

#endif
