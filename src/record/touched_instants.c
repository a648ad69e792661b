/* Instructions that are told of one by one: what is foreseen of each, and whether that is as plain as most are. */
#include "record/touched.h"

#include "cpython/instructions.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "record/effects.h"
#include "record/frames.h"
#include "record/slots.h"
#include "record/stretches.h"

/* Values above all that is not one need not have slots, until something comes to stand on them that has. */
static void fill_slots(size_t depth)
{
    const struct stretch *top = touched.top;

    for (size_t known = touched.slots.count - top->slots; known < depth; known++)
        vector_push(&touched.slots, slots_of(facts_local(top->frame, instruction_bottom(top->frame) + (int)known)));
}

void touched_pushed(PyObject *object, size_t depth)
{
    fill_slots(depth);
    slots_add(object);
}

/* (One that was told of lets go of what it holds where it is looked at next, also if it has died since.) */
void touched_fill(facts_frame *frame, const struct stack_place *places, size_t count)
{
    const struct stretch *top = on_top(frame);

    if (top == NULL)
        return;
    for (size_t at = touched.slots.count - top->slots; at < count; at++) {
        vector_push(&touched.slots, slots_of(places[at].object));
        if (!objects_is_of_value(places[at].place))
            vector_push(&touched.held, places[at].object);
    }
}

/* Values on top need no slots: those that have one from `depth` on lose it.  Whether another one is among them. */
static OUT_OF_LINE bool drop_values(size_t depth)
{
    const struct stretch *top = touched.top;
    size_t least = top->slots + depth;

    while (touched.slots.count > least) {
        const struct stack_slot *last = &vector_last(&touched.slots);

        if (last->beyond || last->held != touched.held.count || last->extras != touched.extras.count ||
            (touched.slots.count == top->slots + 1 && touched.extras.count != top->extras))
            return true;
        touched.slots.count--;
    }
    return false;
}

static inline bool has_slot(size_t depth)
{
    return touched.slots.count - touched.top->slots > depth;
}

inline bool touched_knows(size_t depth)
{
    return UNUSUAL(has_slot(depth)) && drop_values(depth);
}

/* The last one's object has left.  (Whether it is counted differently where it holds nothing but itself here, is known
 * to objects.h.) */
static OUT_OF_LINE void pop_slot(void)
{
    const struct stack_slot *last = &vector_last(&touched.slots);
    size_t held = touched.held.count - last->held;

    if (last->beyond || held > 1 || (held == 1 && touched.held.items[last->held] != last->object)) {
        slots_let_go(touched.top, touched.slots.count - 1);
        return;
    }
    touched.held.count = last->held;
    touched.slots.count--;
}

inline void touched_popped(size_t depth)
{
    if (has_slot(depth))
        pop_slot();
}

bool touched_moves(void)
{
    return !(touched.top->renews | touched.top->grows) && touched.extras.count == touched.top->extras;
}

void touched_settle(void)
{
    slots_settle_own(touched.top);
}

bool touched_is_in_doubt(void)
{
    return in_doubt();
}

/* Whether an item is taken out of something of CPython's own, with a key that is a value. */
static bool is_plain_subscript(PyObject *container, PyObject *key)
{
    if (PyList_CheckExact(container) || PyTuple_CheckExact(container))
        return PyLong_CheckExact(key);
    return PyDict_CheckExact(container) && (PyLong_CheckExact(key) || PyUnicode_CheckExact(key));
}

/* Whether there is nothing to foresee: what an operator on these operands runs is CPython's own, and changes
 * nothing. */
static inline __attribute__((always_inline)) bool is_plain(const struct stretch *stretch, const struct plan *plan)
{
    PyObject *left, *right;

    if (plan->quiet || plan->operator== INSTRUCTION_NONE)
        return plan->quiet;
    left = on_stack(stretch, plan->left);
    right = on_stack(stretch, plan->right);
    if (left == NULL || right == NULL)
        return false;
    switch (plan->operator) {
    case INSTRUCTION_SUBSCRIPT:
        return is_plain_subscript(left, right);
    case INSTRUCTION_CONTAINS:
        return is_plain_subscript(right, left) && PyDict_CheckExact(right);
    default:
        return effects_is_value(left) && effects_is_value(right);
    }
}

static inline bool note_touch(PyObject *object, Py_ssize_t at)
{
    vector_push(&touched.hot, ((struct hot){object, at, -1}));
    return true;
}

/* An item of a list is replaced, of those that the log tells, and both are values. */
static bool touches_list(PyObject *list, PyObject *key)
{
    bool negative;
    Py_ssize_t at, count = PyList_GET_SIZE(list);

    if (!PyLong_CheckExact(key) || facts_digits(key, &negative) > 1)
        return false;
    at = facts_digits(key, &negative) == 0 ? 0 : (Py_ssize_t)facts_digit(key)[0];
    at = negative ? count - at : at;
    return at >= 0 && at < count && at < TRACE_ENTRIES_MAX && effects_is_value(PyList_GET_ITEM(list, at)) &&
           note_touch(list, at);
}

/* The same of a dictionary. */
static bool touches_dict(const struct stretch *stretch, PyObject *dict, PyObject *key, PyObject *item)
{
    struct operand operand = operand_as(VALUE, key), stored = operand_as(VALUE, item);
    PyObject *before = NULL; /* also where instances share their keys, and another one alone has this attribute */
    Py_ssize_t at;

    if (!PyUnicode_CheckExact(key) || !DK_IS_UNICODE(((PyDictObject *)dict)->ma_keys) || frames_holds_names(dict))
        return false;
    at = steps_find_entry(dict, &operand);
    if (at >= 0)
        before = steps_entry_value(dict, at);
    if (before != NULL)
        return effects_is_value(before) && note_touch(dict, at);
    steps_begin(stretch->plan, stretch->frame, NULL, &touched.hot);
    steps_store_in_dict(dict, &operand, &stored);
    return true;
}

/* What a cell holds is replaced, and both are values. */
static bool touches_cell(const struct stretch *stretch, const struct plan *plan)
{
    PyObject *cell = facts_local(stretch->frame, plan->operand), *item = on_stack(stretch, plan->depth - 1), *before;

    if (cell == NULL || !PyCell_Check(cell) || item == NULL || !effects_is_value(item))
        return false;
    before = ((PyCellObject *)cell)->ob_ref;
    return before != NULL && effects_is_value(before) && note_touch(cell, OBJECTS_ALL);
}

/* Whether one instruction touches this one object alone, runs nothing of anybody's and cannot fail: then that is
 * noted. */
static inline bool touches_one(const struct stretch *stretch, const struct plan *plan)
{
    PyObject *container, *key, *item;

    if (plan->way == PLAN_WAY_NEXT) {
        container = on_stack(stretch, plan->depth - 1);
        return container != NULL &&
               (Py_IS_TYPE(container, &PyRangeIter_Type) || Py_IS_TYPE(container, &PyListIter_Type) ||
                Py_IS_TYPE(container, &PyTupleIter_Type)) &&
               note_touch(container, OBJECTS_ALL);
    }
    if (plan->way == PLAN_WAY_STORE_CELL)
        return touches_cell(stretch, plan);
    if (plan->way != PLAN_WAY_STORE_ITEM)
        return false;
    item = on_stack(stretch, plan->depth - 3);
    container = on_stack(stretch, plan->depth - 2);
    key = on_stack(stretch, plan->depth - 1);
    if (item == NULL || container == NULL || key == NULL || !effects_is_value(item))
        return false;
    return PyList_CheckExact(container) ? touches_list(container, key)
                                        : PyDict_CheckExact(container) && touches_dict(stretch, container, key, item);
}

/* Whether one instruction calls a function of the learner's, whose frame tells of what it does. */
static inline bool calls_function(const struct stretch *stretch, const struct plan *plan)
{
    PyObject *function;

    if (plan->callee < 0)
        return false;
    function = on_stack(stretch, plan->callee);
    if (function == NULL)
        function = on_stack(stretch, plan->callee + 1);
    return function != NULL && Py_IS_TYPE(function, &PyFunction_Type) && effects_is_learners(function) &&
           (((PyCodeObject *)PyFunction_GET_CODE(function))->co_flags &
            (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR)) == 0;
}

/* The same as begin_line, of one instruction. */
void touched_begin_instruction(struct stretch *stretch, const struct plan *plan)
{
    touched.hot.count = stretch->hot;
    stretch->plan = plan;
    stretch->by_instruction = stretch->stirs = false;
    stretch->doubt_at = stretch->held_from = NEVER;
    stretch->call = -1;
    stretch->alone = true;
    stretch->quiet = stretch->straight = false;
    stretch->watched = stretch->certain = stretch->watchable;
    stretch->still = is_plain(stretch, plan) || touches_one(stretch, plan);
    if (stretch->still || calls_function(stretch, plan))
        return;
    foresee(stretch, plan, NULL);
    stretch->certain = stretch->watchable && stretch->doubt_at == NEVER && !stretch->by_instruction &&
                       touched.hot.count - stretch->hot <= STRETCH_MOST;
}

bool touched_instruction(facts_frame *frame)
{
    struct stretch *top = on_top(frame);
    struct forecast found;

    if (in_doubt() || top == NULL)
        return false;
    found = forecast(plans_get(top->listing, instruction_at(frame), PLAN_ALONE), frame, NULL, &touched.hot);
    if (found.bits & (FORECAST_DOUBT | FORECAST_WATCH))
        stretches_doubt();
    if (found.bits & FORECAST_RENEWS)
        top->renews = true;
    if (found.bits & FORECAST_GROWS)
        top->grows = true;
    if ((found.bits & FORECAST_HOLDS) && found.held_from < top->held_from)
        top->held_from = found.held_from;
    top->quiet = top->straight = false;
    return !in_doubt();
}

inline bool touched_is_alone(void)
{
    return touched.alone && touched.switches == facts_switches(touched.interpreter) &&
           instruction_collected(touched.interpreter) == touched.collected;
}

inline bool touched_is_certain(facts_frame *frame)
{
    const struct stretch *top = touched.top;

    if (top == NULL || top->frame != frame || !top->certain || in_doubt())
        return false;
    if (top->still) /* it sets nothing */
        return touched.alone && touched.switches == facts_switches(touched.interpreter) &&
               instruction_collected(touched.interpreter) == touched.collected;
    return top->code == facts_code(frame) && is_undisturbed();
}

bool touched_is_still(void)
{
    return touched.top->still;
}

bool touched_is_calm(void)
{
    return !touched.top->stirs;
}

bool touched_will_be_still(void)
{
    return touched.top != NULL && touched.top->certain && touched.top->still;
}

void touched_instructions_ended(void)
{
    for (size_t i = 0; i < touched.stretches.count; i++)
        if (touched.stretches.items[i].alone)
            touched.stretches.items[i].watched = touched.stretches.items[i].certain = false;
}

const struct plan *touched_running(void)
{
    return touched.top->plan;
}

const struct plan *touched_move(void)
{
    touched.told = true;
    touched.plan = touched.top->plan;
    return touched.plan;
}

bool touched_gives(void)
{
    return touched.hot.count > touched.top->hot;
}

bool touched_gives_one(PyObject *object, Py_ssize_t *at)
{
    const struct hot *hot = &touched.hot.items[touched.top->hot];

    if (touched.hot.count != touched.top->hot + 1 || hot->object != object || hot->at < OBJECTS_END)
        return false;
    *at = hot->at;
    return true;
}

bool touched_goes_nowhere(void)
{
    struct stretch *top = touched.top;

    if (!top->still || (top->hides && !top->bare) || in_doubt())
        return false;
    touched.hot.count = top->hot;
    top->plan = stretches_nothing;
    return true;
}

OUT_OF_LINE bool touched_goes_on_otherwise(const struct plan *plan)
{
    struct stretch *top = touched.top;

    touched.hot.count = top->hot;
    if (!top->still || in_doubt() || (top->hides && !top->bare) || !(is_plain(top, plan) || touches_one(top, plan)))
        return false;
    if (plan->binds && will_be_hiding(top, plan))
        return false;
    top->plan = plan;
    return true;
}

/* What most operators are used on; nothing is said of the others. */
static inline bool is_usual(const struct stretch *stretch, const struct plan *plan)
{
    PyObject *left, *right;

    if (plan->way != PLAN_WAY_JOIN || plan->operator== INSTRUCTION_CONTAINS)
        return false;
    left = on_stack(stretch, plan->left);
    right = on_stack(stretch, plan->right);
    if (left == NULL || right == NULL || !PyLong_CheckExact(right))
        return false;
    return plan->operator== INSTRUCTION_SUBSCRIPT ? PyList_CheckExact(left) : PyLong_CheckExact(left);
}

/* (Where both are still, nothing but which instruction it is differs from what the one before has left.) */
inline bool touched_goes_on_at_once(const struct plan *plan)
{
    struct stretch *top = touched.top;

    if (!top->still || in_doubt() || (top->hides && (!top->bare || plan->binds)) ||
        !(plan->quiet || is_usual(top, plan)))
        return false;
    touched.hot.count = top->hot;
    top->plan = plan;
    return true;
}

inline bool touched_goes_on(int at)
{
    const struct plan *plan = plans_get(touched.top->listing, at, PLAN_ALONE);

    return touched_goes_on_at_once(plan) || touched_goes_on_otherwise(plan);
}

void touched_is_told_next(facts_frame *frame)
{
    struct stretch *top = on_top(frame);

    if (top != NULL && !in_doubt() && !top->hides && (top->code->co_flags & CO_OPTIMIZED))
        stretches_begin_nothing(top);
}

#endif
