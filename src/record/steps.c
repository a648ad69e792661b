#include "record/steps_parts.h"

#if INSTRUCTIONS_ARE_KNOWN

#include <limits.h>

#include "base/ways.h"
#include "record/objects.h"

struct steps_state steps;

/* Names are found in the same place again and again. */
static PyObject *find_again(PyObject *dict, PyObject *name, struct plan_place *place)
{
    const PyDictKeysObject *keys = ((PyDictObject *)dict)->ma_keys;
    struct operand key = operand_as(VALUE, name);

    if (keys != place->keys || keys->dk_nentries != place->entries)
        *place = (struct plan_place){keys, keys->dk_nentries, steps_find_entry(dict, &key)};
    return place->index >= 0 ? steps_entry_value(dict, place->index) : NULL;
}

static struct operand load_name(const struct plan_step *step, facts_frame *frame, bool global)
{
    PyObject *name = PyTuple_GET_ITEM(facts_code(frame)->co_names, step->argument), *found = NULL;

    if (!global && frame->f_locals != NULL && frame->f_locals != frame->f_globals &&
        PyDict_CheckExact(frame->f_locals))
        found = find_again(frame->f_locals, name, &steps.plan->places[step->places]);
    if (found == NULL)
        found = find_again(frame->f_globals, name, &steps.plan->places[step->places + 1]);
    if (found == NULL)
        found = find_again(frame->f_builtins, name, &steps.plan->places[step->places + 2]);
    return found != NULL ? operand_of(found) : unknown_operand;
}

/* The value of a name that is global, where it was found last; NULL when it has to be looked for. */
static inline PyObject *find_global(const struct plan_step *step, facts_frame *frame)
{
    const PyDictObject *dict = (PyDictObject *)frame->f_globals;
    PyDictKeysObject *keys = dict->ma_keys;
    const struct plan_place *place = &steps.plan->places[step->places + 1];

    if (keys != place->keys || keys->dk_nentries != place->entries || place->index < 0 || dict->ma_values != NULL ||
        !DK_IS_UNICODE(keys))
        return NULL;
    return DK_UNICODE_ENTRIES(keys)[place->index].me_value;
}

static struct operand load_cell(int local)
{
    PyObject *cell = facts_local(steps.frame, local);

    if (cell == NULL || !PyCell_Check(cell))
        return absent_operand;
    return steps_is_altered(cell) ? unknown_operand : operand_of(((PyCellObject *)cell)->ob_ref);
}

/* (Of what is not there yet, what it will be: forecast_gathered.) */
static struct operand operand_of_result(void)
{
    uintptr_t sort = (uintptr_t)steps.result & 7;

    if (UNUSUAL(sort != 0))
        return (struct operand){.tagged = sort, .type = (PyTypeObject *)((uintptr_t)steps.result - sort)};
    return steps.result != NULL ? operand_of(steps.result) : unknown_operand;
}

/* Where an operand comes from. */
static struct operand run_load(const struct plan_step *step)
{
    const struct operand *first = &steps.operands[step->first];

    switch ((int)step->what) {
    case PLAN_NULL:
        return absent_operand;
    case PLAN_STACK:
        return operand_of(facts_local(steps.frame, instruction_bottom(steps.frame) + step->argument));
    case PLAN_RESULT:
        return operand_of_result();
    case PLAN_ITEM:
        return steps_item_of_unpacked(step);
    case PLAN_SELF:
        return sort_of(first) == OBJECT && first->self != NULL ? operand_of(first->self) : new_operand;
    case INSTRUCTION_LOAD_CONST:
        return operand_of(PyTuple_GET_ITEM(facts_code(steps.frame)->co_consts, step->argument));
    case INSTRUCTION_LOAD_SMALL:
        return numbered(step->argument);
    case INSTRUCTION_LOAD_FAST:
        return operand_of(facts_local(steps.frame, step->argument));
    case INSTRUCTION_LOAD_CELL:
        return load_cell(step->argument);
    case INSTRUCTION_LOAD_NAME:
        return load_name(step, steps.frame, false);
    case INSTRUCTION_LOAD_GLOBAL:
        return load_name(step, steps.frame, true);
    default:
        return unknown_operand;
    }
}

/* What changes something, and gives nothing. */
static struct operand run_change(const struct plan_step *step)
{
    const struct operand *first = &steps.operands[step->first], *second = &steps.operands[step->second];
    const struct operand *third = &steps.operands[step->third];
    PyObject *names = facts_code(steps.frame)->co_names, *cell;

    switch ((int)step->what) {
    case INSTRUCTION_STORE_CELL:
    case INSTRUCTION_DELETE_CELL:
        cell = facts_local(steps.frame, step->argument);
        if (cell != NULL && PyCell_Check(cell))
            touch(cell, OBJECTS_ALL);
        break;
    case INSTRUCTION_STORE_ITEM:
        steps_store_item(first, second, third);
        break;
    case INSTRUCTION_DELETE_ITEM:
        steps_delete_item(first, second);
        break;
    case INSTRUCTION_STORE_ATTRIBUTE:
        steps_change_attribute(second, PyTuple_GET_ITEM(names, step->argument), first);
        break;
    case INSTRUCTION_DELETE_ATTRIBUTE:
        steps_change_attribute(first, PyTuple_GET_ITEM(names, step->argument), NULL);
        break;
    case INSTRUCTION_APPEND:
        steps_append(first, second);
        break;
    case INSTRUCTION_ADD_PAIR:
        steps_add_pair(first, second, third);
        break;
    case INSTRUCTION_EXTEND:
        steps_extend(first, second);
        break;
    default:
        return unknown_operand;
    }
    return absent_operand;
}

static struct operand run(const struct plan_step *step)
{
    const struct operand *first = &steps.operands[step->first], *second = &steps.operands[step->second];

    if (step->what < INSTRUCTION_ANY || step->what >= PLAN_UNKNOWN)
        return run_load(step);
    switch ((int)step->what) {
    case INSTRUCTION_ANY:
        return doubtful();
    case INSTRUCTION_MAKE:
        return steps_make(step, false);
    case INSTRUCTION_MAKE_FUNCTION:
        return steps_make_function(step);
    case INSTRUCTION_MAKE_HASHED:
        return steps_make(step, true);
    case INSTRUCTION_MAKE_SUPER:
        return steps_make_super(step);
    case INSTRUCTION_UNARY:
        return steps_unary(first);
    case INSTRUCTION_TRUTH:
    case INSTRUCTION_IS:
        return value_operand;
    case INSTRUCTION_BINARY:
        return steps_binary(step->argument, first, second);
    case INSTRUCTION_INPLACE:
        return steps_inplace(step->argument, first, second);
    case INSTRUCTION_COMPARE:
        return steps_compare(first, second);
    case INSTRUCTION_CONTAINS:
        steps_compare(first, second);
        return value_operand;
    case INSTRUCTION_SUBSCRIPT:
        return steps_subscript(first, second);
    case INSTRUCTION_LOAD_ATTRIBUTE:
    case INSTRUCTION_LOAD_METHOD:
        return steps_load_attribute(first, PyTuple_GET_ITEM(facts_code(steps.frame)->co_names, step->argument));
    case INSTRUCTION_ITERATE:
        return steps_iterate(first);
    case INSTRUCTION_NEXT:
        return steps_next(first);
    case INSTRUCTION_UNPACK:
    case INSTRUCTION_UNPACK_STARRED:
        return steps_unpack(first);
    case INSTRUCTION_CALL:
        return steps_call(step, false);
    case INSTRUCTION_CALL_NAMED:
        return steps_call(step, true);
    default:
        return run_change(step);
    }
}

/* Of such things C code only reads and changes what it is told to. */
static bool is_still(const struct operand *operand)
{
    return sort_of(operand) == VALUE || is_exactly(operand, &PyList_Type) || is_exactly(operand, &PyTuple_Type) ||
           is_exactly(operand, &PyDict_Type);
}

/* Where attributes are looked up without running anything but the learner's code, which has events. */
static bool has_still_attributes(const struct operand *operand)
{
    PyObject *object = object_of(operand);

    if (is_still(operand) || is_instance(operand))
        return true;
    return sort_of(operand) == OBJECT && (PyModule_CheckExact(object) || PyFunction_Check(object) ||
                                          (effects_of_class(Py_TYPE(object)) & CLASS_PLAIN));
}

bool steps_stirs(const struct plan_step *step)
{
    const struct operand *first = &steps.operands[step->first], *second = &steps.operands[step->second];

    if (step->what < INSTRUCTION_ANY || step->what >= PLAN_UNKNOWN)
        return false;
    switch ((int)step->what) {
    case INSTRUCTION_STORE_CELL:
    case INSTRUCTION_DELETE_CELL:
    case INSTRUCTION_MAKE:
    case INSTRUCTION_MAKE_FUNCTION:
    case INSTRUCTION_TRUTH:
    case INSTRUCTION_IS:
        return false;
    case INSTRUCTION_UNARY:
        return !is_still(first);
    case INSTRUCTION_BINARY:
    case INSTRUCTION_COMPARE:
    case INSTRUCTION_SUBSCRIPT:
        return !is_still(first) || !is_still(second);
    case INSTRUCTION_INPLACE:
        return sort_of(first) != VALUE || sort_of(second) != VALUE;
    case INSTRUCTION_NEXT:
        return !steps_is_lonely_iterator(first);
    case INSTRUCTION_STORE_ITEM:
        return !is_still(second) || !is_still(&steps.operands[step->third]);
    case INSTRUCTION_LOAD_ATTRIBUTE:
    case INSTRUCTION_LOAD_METHOD:
        return !has_still_attributes(first);
    case INSTRUCTION_STORE_ATTRIBUTE:
        return !has_still_attributes(second);
    default:
        return true;
    }
}

/* The item of a list, at a number; false where it is not that plain. */
static inline bool find_list_item(const struct operand *list, const struct operand *key, struct operand *out)
{
    PyObject *object = object_of(list);
    Py_ssize_t number;

    if ((list->tagged & 7) != OBJECT || !PyList_CheckExact(object) || steps.hot->count != steps.begins ||
        !is_number(key, &number))
        return false;
    number += number < 0 ? PyList_GET_SIZE(object) : 0;
    *out = number >= 0 && number < PyList_GET_SIZE(object) ? operand_of(PyList_GET_ITEM(object, number))
                                                           : absent_operand;
    return true;
}

/* An operand that is there, or an operator on values: what most steps come to.  False when there is more to it. */
static inline bool run_quickly(const struct plan_step *step, facts_frame *frame, struct operand *out)
{
    const struct operand *first = &steps.operands[step->first], *second = &steps.operands[step->second];
    PyObject *found;

    switch ((int)step->what) {
    case INSTRUCTION_LOAD_FAST:
        *out = operand_of(facts_local(frame, step->argument));
        return true;
    case INSTRUCTION_LOAD_SMALL:
        *out = numbered(step->argument);
        return true;
    case INSTRUCTION_LOAD_CONST:
        *out = operand_of(PyTuple_GET_ITEM(facts_code(frame)->co_consts, step->argument));
        return true;
    case INSTRUCTION_LOAD_NAME:
        if (frame->f_locals != frame->f_globals)
            return false;
        /* fall through */
    case INSTRUCTION_LOAD_GLOBAL:
        found = find_global(step, frame);
        if (found != NULL)
            *out = operand_of(found);
        return found != NULL;
    case INSTRUCTION_BINARY:
    case INSTRUCTION_INPLACE:
        *out = value_operand;
        return !step->counts && are_values(first, second);
    case INSTRUCTION_COMPARE:
        *out = value_operand;
        return are_values(first, second);
    case INSTRUCTION_UNARY:
        *out = value_operand;
        return are_values(first, first);
    case INSTRUCTION_IS:
    case INSTRUCTION_TRUTH:
        *out = value_operand;
        return true;
    case INSTRUCTION_SUBSCRIPT:
        return find_list_item(first, second, out);
    case PLAN_STACK:
        *out = operand_of(facts_local(frame, instruction_bottom(frame) + step->argument));
        return true;
    default:
        return false;
    }
}

bool steps_run(const struct plan_step *step, struct operand *out)
{
    if (run_quickly(step, steps.frame, out))
        return true;
    steps.at = step->at;
    *out = run(step);
    if (!(steps.bits & FORECAST_STIRS) && steps_stirs(step))
        steps.bits |= FORECAST_STIRS;
    return !(steps.bits & FORECAST_DOUBT);
}

bool steps_run_all(void)
{
    const struct plan *plan = steps.plan;

    for (uint16_t i = 0; i < plan->count; i++) {
        unsigned bits = steps.bits;
        size_t hot = steps.hot->count;

        steps.bits &= FORECAST_STIRS;
        if (!steps_run(&plan->steps[i], &steps.operands[i])) {
            steps.bits |= bits;
            return false;
        }
        steps.noted[i] = (uint8_t)steps.bits;
        steps.touched[i] = steps.hot->count != hot;
        steps.bits |= bits;
    }
    return true;
}

#endif
