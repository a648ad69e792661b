/* For each step: how it is to be taken the next time, and what that asks of its operands.
 *
 *     given   by the sorts of the operands, by their classes, or by what is called: nothing is left to do
 *     a way   that is shorter than running the step, with an operand or two whose classes are known
 *     run     as always, with all operands in their places
 *
 * Then, from the last step to the first: what nothing asks for is left out. */
#include "record/remember.h"

#if INSTRUCTIONS_ARE_KNOWN

#include <limits.h>

#include "base/memory.h"
#include "cpython/classes.h"
#include "record/objects.h"
#include "record/shortcuts.h"

/* Why a step is given. */
enum { WAITS_MOST = 4 /* times that a plan is not remembered because a class has no version yet */ };

enum basis {
    BASIS_NONE,
    BASIS_ALWAYS,
    BASIS_SORTS,
    BASIS_TYPES,
    BASIS_LEARNERS,
    BASIS_FUNCTION,
    BASIS_CLASS,
    BASIS_METHOD
};

static struct {
    const struct plan *plan;
    struct shortcut found[PLAN_STEPS_MAX];
    uint8_t bases[PLAN_STEPS_MAX]; /* enum basis */
    bool kept[PLAN_STEPS_MAX];     /* what it gives is asked for, */
    bool needed[PLAN_STEPS_MAX];   /* in its place, for a step is run that takes it from there */
    bool left[PLAN_STEPS_MAX];     /* whoever asks for it takes it from elsewhere */
} memo;

static const struct plan_step *step_at(uint16_t number)
{
    return &memo.plan->steps[number];
}

static struct operand *operand_at(uint16_t number)
{
    return &steps.operands[number];
}

/* Operands. */

/* All that is done with it, other than calling it, follows from its class, which never changes. */
static bool is_builtin(const struct operand *operand)
{
    PyTypeObject *type = type_of(operand);

    if (sort_of(operand) == VALUE || sort_of(operand) == NEW)
        return !is_instance(operand);
    return sort_of(operand) == OBJECT && !(type->tp_flags & Py_TPFLAGS_HEAPTYPE) &&
           (effects_of_class(type) & CLASS_BUILTIN) && type != &PyFunction_Type && type != &PyCFunction_Type &&
           type != &PyMethod_Type;
}

static bool are_builtin(const struct plan_step *step)
{
    for (int i = 0; i < step->argument; i++)
        if (!is_builtin(operand_at(memo.plan->arguments[step->arguments + i])))
            return false;
    return true;
}

static bool are_usable(const struct plan_step *step)
{
    for (int i = 0; i < step->argument; i++)
        if (!(sort_of(operand_at(memo.plan->arguments[step->arguments + i])) & OBJECT)) /* a bit of all that are */
            return false;
    return true;
}

static bool gathers(const struct plan_step *step)
{
    return step->what == INSTRUCTION_MAKE || step->what == INSTRUCTION_MAKE_HASHED ||
           step->what == INSTRUCTION_MAKE_FUNCTION || step->what == INSTRUCTION_CALL ||
           step->what == INSTRUCTION_CALL_NAMED;
}

/* Whether it has touched nothing, and told of nothing that is not told of each time. */
static bool is_harmless(uint16_t number)
{
    return !steps.touched[number] && (steps.noted[number] & ~(FORECAST_STIRS | FORECAST_HOLDS)) == 0;
}

/* Calls. */

/* The step of the function that a call calls, where that is plain from the plan; 0 otherwise. */
static uint16_t function_called(const struct plan_step *step)
{
    const struct plan_step *first = step_at(step->first), *second = step_at(step->second);

    if (step->what != INSTRUCTION_CALL && step->what != INSTRUCTION_CALL_NAMED)
        return 0;
    if (first->what == PLAN_NULL)
        return step->second;
    if (second->what == PLAN_NULL || (second->what == PLAN_SELF && second->first == step->first))
        return step->first;
    return 0;
}

/* All calls of that code there come to the same. */
static bool calls_learners(uint16_t number)
{
    uint16_t called = function_called(step_at(number));

    return called > 0 && sort_of(operand_at(called)) == OBJECT &&
           Py_IS_TYPE(object_of(operand_at(called)), &PyFunction_Type) && operand_at(number)->tagged == PENDING &&
           is_harmless(number);
}

/* What the called method of a class of CPython's own does; unknown otherwise. */
static struct c_effect effect_of_method(uint16_t called)
{
    bool is_method = memo.found[called].way == SHORTCUT_METHOD || memo.bases[called] == BASIS_METHOD;
    PyObject *method = object_of(operand_at(called));

    return is_method ? effects_of_function(((PyMethodDescrObject *)method)->d_method->ml_meth)
                     : (struct c_effect){.effect = EFFECT_UNKNOWN};
}

/* Whether a C function changes nothing, and what it gives and runs follows from the classes of its arguments, not from
 * what is in them. */
static bool is_given_by_classes(const struct plan_step *step, struct c_effect effect)
{
    if (effect.effect != EFFECT_NONE || effect.gift == GIFT_ENTRY || (effect.gift == GIFT_LENGTH && step->counts))
        return false;
    for (int i = 0; effect.holds && i < step->argument; i++)
        if (sort_of(operand_at(memo.plan->arguments[step->arguments + i])) == OBJECT)
            return false;
    return true;
}

/* (What comes of it is told when that has given something.) */
static bool takes_generator(const struct plan_step *step)
{
    for (int i = 0; i < step->argument; i++)
        if (is_exactly(operand_at(memo.plan->arguments[step->arguments + i]), &PyGen_Type))
            return true;
    return false;
}

static enum basis basis_of_call(uint16_t number)
{
    const struct plan_step *step = step_at(number);
    uint16_t called = function_called(step);
    const struct operand *function = operand_at(called);
    PyObject *object = object_of(function);

    if (calls_learners(number))
        return BASIS_LEARNERS;
    if (called == 0 || step->what != INSTRUCTION_CALL || !is_harmless(number) || !are_usable(step) ||
        !are_builtin(step) || takes_generator(step) || (function->tagged & 7) != OBJECT)
        return BASIS_NONE;
    if (PyCFunction_CheckExact(object) && PyCFunction_GET_SELF(object) != NULL)
        return is_given_by_classes(step, effects_of_function(PyCFunction_GET_FUNCTION(object))) ? BASIS_FUNCTION
                                                                                                : BASIS_NONE;
    if (PyType_CheckExact(object) && !(((PyTypeObject *)object)->tp_flags & Py_TPFLAGS_HEAPTYPE))
        return effects_is_maker((PyTypeObject *)object) && object != (PyObject *)&PyType_Type &&
                       object != (PyObject *)&PySuper_Type
                   ? BASIS_CLASS
                   : BASIS_NONE;
    return is_given_by_classes(step, effect_of_method(called)) ? BASIS_METHOD : BASIS_NONE;
}

/* The class of the learner's of which the step makes an instance, whose __init__ is pending; or NULL. */
static PyTypeObject *class_called(uint16_t number)
{
    const struct plan_step *step = step_at(number);
    uint16_t called = function_called(step);
    PyTypeObject *type = called > 0 ? (PyTypeObject *)object_of(operand_at(called)) : NULL;
    bool is_learners = type != NULL && step->what == INSTRUCTION_CALL && are_usable(step) &&
                       PyType_CheckExact(type) && (type->tp_flags & Py_TPFLAGS_HEAPTYPE) &&
                       operand_at(number)->tagged == PENDING;

    return is_learners && !effects_is_maker(type) ? type : NULL;
}

/* Whether CPython gives a class a version with what runs now: it had no reason before. */
static bool awaits_version(const struct plan *plan)
{
    for (uint16_t i = 0; i < plan->count; i++) {
        PyTypeObject *type = class_called(i);

        if (type != NULL && type->tp_version_tag == 0)
            return true;
    }
    return false;
}

static bool remember_call(uint16_t number, struct shortcut *shortcut)
{
    const struct plan_step *step = step_at(number);
    uint16_t called = function_called(step);
    enum effect effect = called > 0 ? (enum effect)effect_of_method(called).effect : EFFECT_UNKNOWN;
    const struct operand *self = operand_at(step_at(called)->first);
    PyTypeObject *type = class_called(number);

    if (called == 0 || step->what != INSTRUCTION_CALL || !are_usable(step))
        return false;
    if (effect == EFFECT_APPEND && step->argument == 1 && is_exactly(self, &PyList_Type))
        shortcut->way = SHORTCUT_APPEND;
    else if (effect == EFFECT_POP && step->argument == 0 && is_exactly(self, &PyList_Type))
        shortcut->way = SHORTCUT_POP;
    if (shortcut->way != SHORTCUT_RUN)
        return sort_of(self) == OBJECT;
    if (type == NULL || type->tp_version_tag == 0)
        return false;
    shortcut->way = SHORTCUT_CLASS;
    shortcut->argument = (int32_t)type->tp_version_tag;
    shortcut->object = facts_find_in_class(type, &_Py_ID(__init__));
    shortcut->code = PyFunction_GET_CODE(shortcut->object); /* (the learner's: its frame is what is pending) */
    return true;
}

/* What is given. */

static enum basis basis_of_operator(uint16_t number)
{
    const struct plan_step *step = step_at(number);
    const struct operand *first = operand_at(step->first), *second = operand_at(step->second);
    enum sort worst = worse(sort_of(first), sort_of(second));
    bool values = sort_of(first) == VALUE && sort_of(second) == VALUE;

    if (worst == ABSENT || worst == PENDING)
        return BASIS_SORTS;
    if (values)
        return step->counts ? BASIS_NONE : BASIS_SORTS;
    return worst == VALUE && step->what != INSTRUCTION_INPLACE && is_builtin(first) && is_builtin(second) &&
                   is_harmless(number)
               ? BASIS_TYPES
               : BASIS_NONE;
}

/* A method of a class of CPython's own. */
static bool is_given_method(uint16_t number)
{
    const struct plan_step *step = step_at(number);
    const struct operand *of = operand_at(step->first), *out = operand_at(number);
    PyTypeObject *type = type_of(of);

    return is_builtin(of) && type != NULL && sort_of(out) == OBJECT && is_harmless(number) &&
           type->tp_getattro == PyObject_GenericGetAttr && type->tp_dictoffset == 0 &&
           !(type->tp_flags & Py_TPFLAGS_HEAPTYPE) && Py_IS_TYPE(object_of(out), &PyMethodDescr_Type);
}

static enum basis basis_of(uint16_t number)
{
    const struct plan_step *step = step_at(number);
    const struct operand *first = operand_at(step->first);

    switch ((int)step->what) {
    case PLAN_UNKNOWN:
    case PLAN_NULL:
    case INSTRUCTION_LOAD_CONST:
    case INSTRUCTION_LOAD_SMALL:
    case INSTRUCTION_IS:
    case INSTRUCTION_TRUTH:
        return BASIS_ALWAYS;
    case INSTRUCTION_BINARY:
    case INSTRUCTION_INPLACE:
    case INSTRUCTION_COMPARE:
    case INSTRUCTION_CONTAINS:
        return basis_of_operator(number);
    case INSTRUCTION_UNARY:
        return is_builtin(first) && is_harmless(number) ? BASIS_TYPES : BASIS_NONE;
    case INSTRUCTION_SUBSCRIPT:
        return sort_of(first) == VALUE && (sort_of(operand_at(step->second)) & OBJECT) ? BASIS_SORTS : BASIS_NONE;
    case INSTRUCTION_MAKE:
        return BASIS_SORTS;
    case INSTRUCTION_MAKE_HASHED:
        return are_usable(step) && are_builtin(step) && is_harmless(number) ? BASIS_TYPES : BASIS_NONE;
    case INSTRUCTION_ITERATE:
        return sort_of(first) == NEW && object_of(first) == NULL && is_harmless(number) ? BASIS_TYPES : BASIS_NONE;
    case INSTRUCTION_NEXT:
        return (first->tagged & 7) == OBJECT && Py_IS_TYPE(object_of(first), &PyRangeIter_Type) ? BASIS_TYPES
                                                                                                : BASIS_NONE;
    case INSTRUCTION_LOAD_ATTRIBUTE:
    case INSTRUCTION_LOAD_METHOD:
        return is_given_method(number) && operand_at(number)->self == NULL ? BASIS_METHOD : BASIS_NONE;
    case INSTRUCTION_CALL:
    case INSTRUCTION_CALL_NAMED:
        return basis_of_call(number);
    default:
        return BASIS_NONE;
    }
}

/* Ways. */

static bool remember_global(const struct plan_step *step, struct shortcut *shortcut)
{
    const PyDictObject *globals = (PyDictObject *)steps.frame->f_globals;
    PyObject *name = PyTuple_GET_ITEM(facts_code(steps.frame)->co_names, step->argument);
    const struct plan_place *place = shortcut->places + 1;
    const PyDictUnicodeEntry *entry;

    if (globals->ma_keys != place->keys || globals->ma_keys->dk_nentries != place->entries || place->index < 0 ||
        place->index > INT32_MAX || globals->ma_values != NULL || !DK_IS_UNICODE(globals->ma_keys))
        return false;
    entry = &DK_UNICODE_ENTRIES(globals->ma_keys)[place->index];
    shortcut->way = SHORTCUT_GLOBAL;
    shortcut->argument = (int32_t)place->index;
    shortcut->keys = globals->ma_keys;
    shortcut->object = name;
    return entry->me_key == name && entry->me_value == object_of(shortcut->out);
}

static bool remember_builtin(struct shortcut *shortcut)
{
    shortcut->way = SHORTCUT_BUILTIN;
    return shortcuts_builtin(steps.frame, shortcut->places) == object_of(shortcut->out);
}

static bool remember_load(const struct plan_step *step, struct shortcut *shortcut)
{
    PyObject *object = object_of(shortcut->out), *globals = steps.frame->f_globals;

    if (object == NULL)
        return false;
    shortcut->places = memo.plan->places + step->places;
    switch ((int)step->what) {
    case INSTRUCTION_LOAD_FAST:
        shortcut->way = SHORTCUT_LOCAL;
        return true;
    case PLAN_STACK:
        shortcut->way = SHORTCUT_STACK;
        return true;
    case PLAN_RESULT:
        shortcut->way = SHORTCUT_RESULT;
        return true;
    case INSTRUCTION_LOAD_CELL:
        shortcut->way = SHORTCUT_CELL;
        return true;
    case INSTRUCTION_LOAD_NAME:
        if (steps.frame->f_locals != globals)
            return false;
        /* fall through */
    case INSTRUCTION_LOAD_GLOBAL:
        return remember_global(step, shortcut) || remember_builtin(shortcut);
    default:
        return false;
    }
}

static bool remember_attribute(uint16_t number, struct shortcut *shortcut)
{
    const struct plan_step *step = step_at(number);
    const struct operand *first = operand_at(step->first);
    PyObject *name = PyTuple_GET_ITEM(facts_code(steps.frame)->co_names, step->argument);

    shortcut->way = is_given_method(number) ? SHORTCUT_METHOD : SHORTCUT_ATTRIBUTE;
    shortcut->object = shortcut->way == SHORTCUT_METHOD ? object_of(shortcut->out) : name;
    return shortcut->way == SHORTCUT_METHOD || (sort_of(first) == OBJECT && !PyType_Check(object_of(first)) &&
                                                !PyModule_Check(object_of(first)) && !steps_is_special(name));
}

static bool remember_subscript(const struct plan_step *step, struct shortcut *shortcut)
{
    const struct operand *first = operand_at(step->first), *second = operand_at(step->second);
    Py_ssize_t number;

    if (sort_of(first) != OBJECT || sort_of(second) != VALUE)
        return false;
    if (is_exactly(first, &PyList_Type) && is_number(second, &number))
        shortcut->way = SHORTCUT_ITEM;
    else if (is_exactly(first, &PyDict_Type))
        shortcut->way = SHORTCUT_ENTRY;
    return shortcut->way != SHORTCUT_RUN;
}

static bool remember_store(const struct plan_step *step, struct shortcut *shortcut)
{
    const struct operand *second = operand_at(step->second);

    if (sort_of(second) != OBJECT || sort_of(operand_at(step->third)) != VALUE)
        return false;
    if (is_exactly(second, &PyList_Type))
        shortcut->way = SHORTCUT_INTO_LIST;
    else if (is_exactly(second, &PyDict_Type))
        shortcut->way = SHORTCUT_INTO_DICT;
    return shortcut->way != SHORTCUT_RUN;
}

static bool remember_instance(const struct plan_step *step, struct shortcut *shortcut)
{
    const struct operand *second = operand_at(step->second);

    shortcut->way = SHORTCUT_INSTANCE;
    return sort_of(second) == OBJECT && !PyType_Check(object_of(second)) && objects_are_told_by(object_of(second)) &&
           !steps_is_special(PyTuple_GET_ITEM(facts_code(steps.frame)->co_names, step->argument));
}

static bool remember_sum(const struct plan_step *step, struct shortcut *shortcut)
{
    const struct operand *first = operand_at(step->first), *second = operand_at(step->second);
    Py_ssize_t number;

    shortcut->way = SHORTCUT_SUM;
    if (memo.bases[step->second] == BASIS_ALWAYS && is_number(second, &number) && number < INT32_MAX &&
        number > -INT32_MAX) {
        shortcut->way = SHORTCUT_OFFSET;
        shortcut->argument = (int32_t)(step->argument == NB_ADD ? number : -number);
    }
    return step->counts && (step->argument == NB_ADD || step->argument == NB_SUBTRACT) && sort_of(first) == VALUE &&
           sort_of(second) == VALUE;
}

static bool remember_iterator(const struct plan_step *step, struct shortcut *shortcut)
{
    const struct operand *first = operand_at(step->first);

    if (sort_of(first) != OBJECT)
        return false;
    if (step->what == INSTRUCTION_NEXT && effects_is_learners_generator(object_of(first))) {
        shortcut->way = SHORTCUT_GENERATOR;
        shortcut->code = (PyObject *)facts_code(facts_frame_in(object_of(first)));
        return PyGen_CheckExact(object_of(first));
    }
    if (step->what == INSTRUCTION_NEXT) {
        shortcut->way = SHORTCUT_NEXT;
        return Py_IS_TYPE(object_of(first), &PyListIter_Type) || Py_IS_TYPE(object_of(first), &PyTupleIter_Type);
    }
    shortcut->way = SHORTCUT_ITERATE;
    return is_builtin(first) && object_of(shortcut->out) == object_of(first) && sort_of(shortcut->out) == NEW;
}

static bool remember_way(uint16_t number, struct shortcut *shortcut)
{
    const struct plan_step *step = step_at(number);

    switch ((int)step->what) {
    case INSTRUCTION_STORE_CELL:
        shortcut->way = SHORTCUT_INTO_CELL;
        return true;
    case INSTRUCTION_SUBSCRIPT:
        return remember_subscript(step, shortcut);
    case INSTRUCTION_STORE_ITEM:
        return remember_store(step, shortcut);
    case INSTRUCTION_STORE_ATTRIBUTE:
        return remember_instance(step, shortcut);
    case INSTRUCTION_LOAD_ATTRIBUTE:
    case INSTRUCTION_LOAD_METHOD:
        return remember_attribute(number, shortcut);
    case INSTRUCTION_BINARY:
    case INSTRUCTION_INPLACE:
        return remember_sum(step, shortcut);
    case INSTRUCTION_ITERATE:
    case INSTRUCTION_NEXT:
        return remember_iterator(step, shortcut);
    case INSTRUCTION_CALL:
        return remember_call(number, shortcut);
    default:
        return remember_load(step, shortcut);
    }
}

/* What is asked of operands. */

static void guard(uint16_t number, enum shortcut_guard how)
{
    if (memo.found[number].guard < how)
        memo.found[number].guard = (uint8_t)how;
}

static void keep(uint16_t number, enum shortcut_guard how)
{
    memo.kept[number] = true;
    guard(number, how);
}

static void need(uint16_t number)
{
    memo.kept[number] = memo.needed[number] = true;
}

static void need_arguments(const struct plan_step *step)
{
    for (int i = 0; gathers(step) && i < step->argument; i++)
        need(memo.plan->arguments[step->arguments + i]);
}

/* Of which class a value is makes no difference. */
static void guard_type(uint16_t number)
{
    guard(number, sort_of(operand_at(number)) == VALUE ? SHORTCUT_SORT : SHORTCUT_TYPE);
}

static void guard_arguments(const struct plan_step *step, bool types)
{
    for (int i = 0; i < step->argument; i++)
        if (types)
            guard_type(memo.plan->arguments[step->arguments + i]);
        else
            guard(memo.plan->arguments[step->arguments + i], SHORTCUT_SORT);
}

static void guard_function(uint16_t called, enum shortcut_guard how)
{
    if (memo.found[called].way == SHORTCUT_METHOD || memo.found[called].way == SHORTCUT_GIVEN)
        memo.found[called].way = SHORTCUT_RUN;
    guard(called, how);
}

static void guard_operands(const struct plan_step *step)
{
    if (step->what == INSTRUCTION_BINARY || step->what == INSTRUCTION_NEXT) {
        guard(step->first, SHORTCUT_TYPE);
        guard(step->second, SHORTCUT_TYPE);
    } else {
        guard_type(step->first);
        guard_type(step->second);
    }
}

/* A given step asks for no operand's being there, unless what takes it looks into what it was made of. */
static void mark_given(uint16_t number)
{
    const struct plan_step *step = step_at(number);
    uint16_t called = function_called(step);

    if (memo.needed[number])
        need_arguments(step);
    switch ((enum basis)memo.bases[number]) {
    case BASIS_NONE:
    case BASIS_ALWAYS:
        break;
    case BASIS_LEARNERS:
        guard_function(called, SHORTCUT_CODE);
        break;
    case BASIS_SORTS:
        if (gathers(step)) {
            guard_arguments(step, false);
            break;
        }
        guard(step->first, SHORTCUT_SORT);
        guard(step->second, SHORTCUT_SORT);
        break;
    case BASIS_TYPES:
        if (gathers(step))
            guard_arguments(step, true);
        else
            guard_operands(step);
        break;
    case BASIS_FUNCTION:
    case BASIS_CLASS:
        guard_function(called, memo.bases[number] == BASIS_CLASS ? SHORTCUT_ITSELF : SHORTCUT_FUNCTION);
        guard_arguments(step, true);
        break;
    case BASIS_METHOD:
        if (gathers(step))
            guard_arguments(step, true);
        guard(gathers(step) ? step_at(called)->first : step->first, SHORTCUT_TYPE);
        break;
    }
}

static void mark_call(uint16_t number)
{
    const struct plan_step *step = step_at(number);
    struct shortcut *shortcut = &memo.found[number];
    uint16_t called = function_called(step);

    if (shortcut->way == SHORTCUT_CLASS) {
        guard_function(called, SHORTCUT_ITSELF);
        memo.kept[called] = true;
        guard_arguments(step, false);
        return;
    }
    keep(step_at(called)->first, SHORTCUT_TYPE);
    if (shortcut->way == SHORTCUT_APPEND) {
        keep(memo.plan->arguments[step->arguments], SHORTCUT_SORT);
        need(memo.plan->arguments[step->arguments]); /* (what it was made of may be held, too) */
    }
}

/* (item_of_given of steps.c) */
static void need_giver(const struct plan_step *giver)
{
    const struct plan_step *call = steps_maker(memo.plan, giver);

    need(giver->first);
    if (call == NULL)
        return;
    need_arguments(call);
    need(step_at(call->first)->first);
}

static void mark_run(const struct plan_step *step)
{
    need(step->first);
    need(step->second);
    need(step->third);
    need_arguments(step);
    if (step_at(step->second)->what == PLAN_SELF) /* (is_bound_to_made of steps.c) */
        need(step_at(step->first)->first);
    if (step->what == PLAN_ITEM && steps_giver(memo.plan, step) != NULL)
        need_giver(steps_giver(memo.plan, step));
}

static void mark_operands(uint16_t number)
{
    const struct plan_step *step = step_at(number);

    switch ((enum shortcut_way)memo.found[number].way) {
    case SHORTCUT_RUN:
        mark_run(step);
        break;
    case SHORTCUT_GIVEN:
        mark_given(number);
        break;
    case SHORTCUT_ITEM_AT_LOCAL:
    case SHORTCUT_ITEM_OF_LOCALS: /* (are found afterwards) */
    case SHORTCUT_ITEM:
    case SHORTCUT_ENTRY:
        keep(step->first, SHORTCUT_TYPE);
        keep(step->second, SHORTCUT_SORT);
        break;
    case SHORTCUT_OFFSET:
    case SHORTCUT_SUM:
        keep(step->first, SHORTCUT_SORT);
        keep(step->second, SHORTCUT_SORT);
        break;
    case SHORTCUT_METHOD:
    case SHORTCUT_NEXT:
    case SHORTCUT_GENERATOR:
    case SHORTCUT_ITERATE:
        keep(step->first, SHORTCUT_TYPE);
        break;
    case SHORTCUT_ATTRIBUTE:
        keep(step->first, SHORTCUT_ANY);
        break;
    case SHORTCUT_INSTANCE:
        keep(step->second, SHORTCUT_ANY);
        break;
    case SHORTCUT_INTO_LIST:
    case SHORTCUT_INTO_DICT:
        keep(step->first, SHORTCUT_ANY);
        keep(step->second, SHORTCUT_TYPE);
        keep(step->third, SHORTCUT_SORT);
        break;
    case SHORTCUT_APPEND:
    case SHORTCUT_POP:
    case SHORTCUT_CLASS:
        mark_call(number);
        break;
    case SHORTCUT_LOCAL:
    case SHORTCUT_STACK:
    case SHORTCUT_GLOBAL:
    case SHORTCUT_BUILTIN:
    case SHORTCUT_CELL:
    case SHORTCUT_RESULT:
    case SHORTCUT_INTO_CELL:
    case SHORTCUT_CHECK:
    case SHORTCUT_END:
        break;
    }
}

/* Where nothing asks for what it gives, these have nothing to do as long as their operands are of the same classes. */
static void drop(uint16_t number)
{
    const struct plan_step *step = step_at(number);
    uint8_t way = memo.found[number].way;

    guard(step->first, way == SHORTCUT_SUM || way == SHORTCUT_OFFSET ? SHORTCUT_SORT : SHORTCUT_TYPE);
    if (way != SHORTCUT_METHOD && way != SHORTCUT_NEXT)
        guard(step->second, SHORTCUT_SORT);
}

static bool is_droppable(const struct shortcut *shortcut)
{
    return shortcut->way == SHORTCUT_METHOD || shortcut->way == SHORTCUT_ITEM || shortcut->way == SHORTCUT_ENTRY ||
           shortcut->way == SHORTCUT_SUM || shortcut->way == SHORTCUT_OFFSET || shortcut->way == SHORTCUT_NEXT;
}

static bool acts(const struct plan_step *step)
{
    return step->what >= INSTRUCTION_ANY && step->what < PLAN_UNKNOWN && step->what != INSTRUCTION_IS &&
           step->what != INSTRUCTION_TRUTH && step->what != INSTRUCTION_MAKE;
}

static bool is_asked_for(uint16_t number)
{
    return memo.kept[number] || memo.found[number].guard != SHORTCUT_ANY;
}

static void mark_steps(void)
{
    for (uint16_t i = memo.plan->count; i-- > 0;) {
        struct shortcut *shortcut = &memo.found[i];

        if (is_asked_for(i) || (acts(step_at(i)) && !is_droppable(shortcut)))
            mark_operands(i);
        else if (acts(step_at(i)))
            drop(i);
    }
}

static bool is_taken(uint16_t number)
{
    const struct shortcut *shortcut = &memo.found[number];

    if (shortcut->way == SHORTCUT_GIVEN)
        return memo.needed[number];
    return is_asked_for(number) || (acts(step_at(number)) && !is_droppable(shortcut));
}

/* Fast locals that nothing but items ask for need not be put into their places: an item takes them from where they
 * stand. */

struct askers {
    uint16_t all[PLAN_STEPS_MAX], keys[PLAN_STEPS_MAX],
        lists[PLAN_STEPS_MAX]; /* by step: how many ask for it, and as what */
};

static bool is_for_items(uint16_t number, const struct askers *askers, const uint16_t *as)
{
    return memo.found[number].way == SHORTCUT_LOCAL && !memo.needed[number] && askers->all[number] == as[number];
}

static void count_askers(struct askers *askers)
{
    for (uint16_t i = 0; i < memo.plan->count; i++) {
        const struct plan_step *step = step_at(i);

        askers->all[step->first]++;
        askers->all[step->second]++;
        askers->all[step->third]++;
        for (int j = 0; gathers(step) && j < step->argument; j++)
            askers->all[memo.plan->arguments[step->arguments + j]]++;
        if (memo.found[i].way == SHORTCUT_ITEM && is_taken(i))
            askers->keys[step->second]++;
    }
    for (uint16_t i = 0; i < memo.plan->count; i++)
        if (memo.found[i].way == SHORTCUT_ITEM && is_taken(i) &&
            is_for_items(step_at(i)->second, askers, askers->keys))
            askers->lists[step_at(i)->first]++;
}

/* An item is taken so where its key is such a local. */
static void find_locals(void)
{
    struct askers askers = {0};

    count_askers(&askers);
    for (uint16_t i = memo.plan->count; i-- > 0;) {
        struct shortcut *shortcut = &memo.found[i];
        const struct plan_step *step = step_at(i);

        if (shortcut->way != SHORTCUT_ITEM || !is_taken(i) || !is_for_items(step->second, &askers, askers.keys))
            continue;
        shortcut->way = SHORTCUT_ITEM_AT_LOCAL;
        shortcut->argument = step_at(step->second)->argument;
        memo.left[step->second] = true;
        if (!is_for_items(step->first, &askers, askers.lists))
            continue;
        shortcut->way = SHORTCUT_ITEM_OF_LOCALS;
        shortcut->other = step_at(step->first)->argument;
        memo.left[step->first] = true;
    }
}

/* The shortcuts themselves. */

static const struct operand *place_of(struct plan_memory *memory, uint16_t number)
{
    if (memo.found[number].way != SHORTCUT_GIVEN)
        return operand_at(number);
    for (uint16_t i = 0; i < memory->given_count; i++)
        if (memory->given[i].out == operand_at(number))
            return &memory->given[i].operand;
    return operand_at(number);
}

static void set_operands(struct plan_memory *memory, uint16_t number, struct shortcut *shortcut)
{
    const struct plan_step *step = step_at(number);
    uint16_t called = function_called(step);

    shortcut->first = place_of(memory, step->first);
    shortcut->second = place_of(memory, step->second);
    switch ((int)shortcut->way) {
    case SHORTCUT_GIVEN:
        shortcut->first = place_of(memory, number);
        break;
    case SHORTCUT_INSTANCE:
        shortcut->first = shortcut->second;
        break;
    case SHORTCUT_INTO_LIST:
    case SHORTCUT_INTO_DICT:
        shortcut->first = shortcut->second;
        shortcut->second = place_of(memory, step->third);
        shortcut->third = place_of(memory, step->first);
        break;
    case SHORTCUT_CLASS:
        shortcut->first = place_of(memory, called);
        break;
    case SHORTCUT_APPEND:
        shortcut->second = operand_at(memo.plan->arguments[step->arguments]);
        /* fall through */
    case SHORTCUT_POP:
        shortcut->first = place_of(memory, step_at(called)->first);
        break;
    default:
        break;
    }
}

static uintptr_t identity_of(const struct shortcut *shortcut)
{
    PyObject *object = object_of(shortcut->out);

    switch ((int)shortcut->guard) {
    case SHORTCUT_CODE:
        return (uintptr_t)PyFunction_GET_CODE(object);
    case SHORTCUT_FUNCTION:
        return (uintptr_t)PyCFunction_GET_FUNCTION(object);
    default:
        return (uintptr_t)object;
    }
}

static void find_ways(void)
{
    for (uint16_t i = 0; i < memo.plan->count; i++) {
        struct shortcut *shortcut = &memo.found[i];

        *shortcut = (struct shortcut){.sort = (uint8_t)sort_of(operand_at(i)),
                                      .argument = step_at(i)->argument,
                                      .type = type_of(operand_at(i)),
                                      .step = step_at(i),
                                      .out = operand_at(i)};
        memo.kept[i] = memo.needed[i] = memo.left[i] = false;
        memo.bases[i] = (uint8_t)basis_of(i);
        if (memo.bases[i] != BASIS_NONE)
            shortcut->way = SHORTCUT_GIVEN;
        else if (!remember_way(i, shortcut))
            shortcut->way = SHORTCUT_RUN;
    }
}

/* What is told of all steps together, for those that are not run. */
static void sum_up(struct plan_memory *memory)
{
    memory->bits = 0;
    memory->names = memory->codes = false;
    memory->held_from = INT_MAX;
    memory->version = shortcuts_code_version();
    for (uint16_t i = 0; i < memo.plan->count; i++) {
        const struct shortcut *shortcut = &memo.found[i];
        const struct plan_step *step = step_at(i);

        if (shortcut->way == SHORTCUT_RUN || !acts(step))
            continue;
        if (steps_stirs(step) || step->what == INSTRUCTION_NEXT)
            memory->bits |= FORECAST_STIRS;
        if (shortcut->way == SHORTCUT_GIVEN && (steps.noted[i] & FORECAST_HOLDS)) {
            memory->bits |= FORECAST_HOLDS;
            memory->held_from = memory->held_from < step->at ? memory->held_from : step->at;
        }
    }
}

static void note_given(struct plan_memory *memory)
{
    memory->given_count = 0;
    for (uint16_t i = 0; i < memo.plan->count; i++)
        if (memo.found[i].way == SHORTCUT_GIVEN)
            memory->given[memory->given_count++] = (struct shortcut_given){operand_at(i), *operand_at(i)};
}

static bool may_touch(const struct shortcut *shortcut)
{
    return shortcut->way == SHORTCUT_RUN || shortcut->way >= SHORTCUT_ATTRIBUTE;
}

/* Writes those that are taken, from the second place on; returns where they end. */
static struct shortcut *write_shortcuts(struct plan_memory *memory)
{
    struct shortcut *end = memory->shortcuts + 1;
    bool touched = false;

    for (uint16_t i = 0; i < memo.plan->count; i++) {
        struct shortcut *shortcut = &memo.found[i];

        if (!is_taken(i) || memo.left[i])
            continue;
        shortcut->careful = touched;
        shortcut->same = shortcut->guard > SHORTCUT_TYPE ? identity_of(shortcut) : 0;
        set_operands(memory, i, shortcut);
        touched = touched || may_touch(shortcut);
        memory->names =
            memory->names || (shortcut->step->what == INSTRUCTION_LOAD_NAME && shortcut->way != SHORTCUT_RUN);
        memory->codes = memory->codes || shortcut->guard == SHORTCUT_CODE || shortcut->way == SHORTCUT_CLASS ||
                        shortcut->way == SHORTCUT_GENERATOR;
        shortcuts_finish(shortcut);
        *end++ = *shortcut;
    }
    return end;
}

static void write_bound(struct shortcut *shortcut, enum shortcut_way way)
{
    *shortcut = (struct shortcut){.way = (uint8_t)way};
    shortcuts_finish(shortcut);
}

void remember_steps(const struct plan *plan)
{
    struct plan_memory *memory = plan->memory;

    memo.plan = plan;
    if (memory->waits < WAITS_MOST && awaits_version(plan)) {
        memory->waits++;
        return;
    }
    if (memory->shortcuts == NULL) {
        memory->shortcuts = memory_zeroed((size_t)plan->count + 2, sizeof *memory->shortcuts);
        memory->given = memory_zeroed(plan->count, sizeof *memory->given);
    }
    find_ways();
    mark_steps();
    find_locals();
    sum_up(memory);
    note_given(memory);
    memory->used = true;
    write_bound(write_shortcuts(memory), SHORTCUT_END);
    write_bound(memory->shortcuts, SHORTCUT_CHECK);
    memory->first = memory->shortcuts + !(memory->codes | memory->names);
}

#endif
