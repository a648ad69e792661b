/* What a step changes, and what is counted otherwise for it. */
#include "record/steps_parts.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "base/ways.h"
#include "record/frames.h"
#include "record/objects.h"

bool steps_is_altered(PyObject *object)
{
    for (size_t i = steps.begins; i < steps.hot->count; i++)
        if (steps.hot->items[i].object == object && steps.hot->items[i].at >= OBJECTS_END)
            return true;
    return false;
}

bool steps_is_reshaped(PyObject *object)
{
    for (size_t i = steps.begins; i < steps.hot->count; i++)
        if (steps.hot->items[i].object == object &&
            (steps.hot->items[i].at == OBJECTS_ALL || steps.hot->items[i].at == OBJECTS_END))
            return true;
    return false;
}

EACH_STEP void steps_change_at(PyObject *object, Py_ssize_t at)
{
    Py_ssize_t size = 0;

    if (PyList_Check(object))
        size = PyList_GET_SIZE(object);
    else if (PyDict_Check(object))
        size = PyDict_GET_SIZE(object);
    else if (PyAnySet_Check(object))
        size = PySet_GET_SIZE(object);
    if (size > TRACE_ENTRIES_MAX || object == steps.frame->f_globals || object == steps.frame->f_locals ||
        frames_holds_names(object))
        doubt(); /* (what that may bind, no plan tells) */
    touch(object, at);
}

void steps_change(PyObject *object)
{
    steps_change_at(object, OBJECTS_ALL);
}

void steps_suspect(const struct operand *operand)
{
    if (sort_of(operand) == OBJECT)
        touch(object_of(operand), HOT_COUNT);
    else if (sort_of(operand) == UNKNOWN)
        watch();
}

void steps_suspect_tuple(const struct operand *operand)
{
    if (is_exactly(operand, &PyTuple_Type))
        steps_suspect(operand);
}

static void hold_parts(const struct operand *operand);

EACH_STEP void steps_hold(const struct operand *operand)
{
    if (sort_of(operand) == OBJECT) {
        touch(object_of(operand), HOT_HELD);
        if (!objects_are_told_by(object_of(operand)))
            steps.bits |= FORECAST_RENEWS;
    } else if (sort_of(operand) == UNKNOWN) {
        watch();
    } else if (sort_of(operand) == NEW) {
        hold_parts(operand);
    }
}

/* Whether more comes to what the step makes before the stretch is over: [*a, b] begins as an empty list. */
static bool is_added_to(const struct plan_step *made)
{
    const struct plan_step *end = steps.plan->steps + steps.plan->count;

    for (const struct plan_step *step = made + 1; step < end; step++)
        if ((step->what == INSTRUCTION_EXTEND || step->what == INSTRUCTION_APPEND ||
             step->what == INSTRUCTION_ADD_PAIR) &&
            step->first == made - steps.plan->steps)
            return true;
    return false;
}

/* Of a new tuple or list that the stretch makes it is known what it holds; of others not before they are there. */
static void hold_parts(const struct operand *operand)
{
    bool made_here = operand >= steps.operands && operand < steps.operands + steps.plan->count;
    const struct plan_step *step = made_here ? &steps.plan->steps[operand - steps.operands] : NULL;

    if (step == NULL ||
        (step->what != INSTRUCTION_MAKE && step->what != INSTRUCTION_MAKE_HASHED &&
         step->what != INSTRUCTION_MAKE_FUNCTION) ||
        is_added_to(step)) {
        steps.bits |= FORECAST_RENEWS;
        return;
    }
    for (int i = 0; i < step->argument; i++)
        steps_hold(&steps.operands[steps.plan->arguments[step->arguments + i]]);
}

#endif
