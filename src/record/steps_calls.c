/* Calls: of C code whose effects are known, of classes, and of the learner's functions, which tell of themselves. */
#include "record/steps_parts.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "cpython/classes.h"
#include "record/codes.h"
#include "record/objects.h"
#include "record/values.h"

/* It may be called while the log is not told of it. */
static bool is_harmless_function(PyObject *function)
{
    return PyFunction_Check(function) ? effects_is_learners(function)
                                      : effects_of_function(PyCFunction_GET_FUNCTION(function)).effect == EFFECT_NONE;
}

bool steps_any_container(const uint16_t *arguments, int count)
{
    for (int i = 0; i < count; i++)
        if (steps_is_container(&steps.operands[arguments[i]]))
            return true;
    return false;
}

static bool are_plain(const uint16_t *arguments, int count, bool of_any_class)
{
    for (int i = 0; i < count; i++) {
        const struct operand *argument = &steps.operands[arguments[i]];

        if (is_instance(argument) && !of_any_class)
            return false;
        if (sort_of(argument) != OBJECT)
            continue;
        if (PyFunction_Check(object_of(argument)) || PyCFunction_Check(object_of(argument))) {
            if (!is_harmless_function(object_of(argument)))
                return false;
            continue;
        }
        if (effects_is_simple_source(object_of(argument)) || PyType_Check(object_of(argument)))
            continue;
        if (!of_any_class || !(effects_of_class(Py_TYPE(object_of(argument))) & CLASS_PLAIN))
            return false;
    }
    return true;
}

enum sort steps_worst_of(const uint16_t *arguments, int count, bool *values)
{
    enum sort worst = VALUE;

    *values = true;
    for (int i = 0; i < count; i++) {
        worst = worse(worst, sort_of(&steps.operands[arguments[i]]));
        *values = *values && sort_of(&steps.operands[arguments[i]]) == VALUE;
    }
    return worst;
}

static struct operand given(struct c_effect effect, PyObject *self, bool values)
{
    if (effect.gift == GIFT_VALUE || effect.gift == GIFT_LENGTH || (effect.gift == GIFT_SAME && values))
        return (struct operand){.tagged = VALUE, .type = effect.gift == GIFT_SAME ? NULL : effect.type};
    if (effect.gift == GIFT_NEW)
        return new_of(effect.type == NULL && self != NULL && PyAnySet_CheckExact(self) ? Py_TYPE(self) : effect.type);
    return unknown_operand;
}

/* Whether what going over it gives are values: going over it costs C code more than it does here. */
static bool gives_values(const struct operand *operand)
{
    PyObject *object = object_of(operand), *const * items;
    Py_ssize_t count;

    if (sort_of(operand) != OBJECT || steps_is_altered(object))
        return false;
    if (PyDict_CheckExact(object))
        return DK_IS_UNICODE(((PyDictObject *)object)->ma_keys);
    if (!is_sequence(operand))
        return false;
    items = items_of(object, &count);
    while (count > 0 && is_value(items[count - 1]))
        count--;
    return count == 0;
}

/* The same of the first argument, beside values. */
static bool goes_over_values(const uint16_t *arguments, int count)
{
    for (int i = 1; i < count; i++)
        if (sort_of(&steps.operands[arguments[i]]) != VALUE)
            return false;
    return count > 0 && gives_values(&steps.operands[arguments[0]]);
}

/* What is under a key in a dictionary, or else the argument behind it, or None (pop raises then). */
static struct operand entry_or_other(PyObject *dict, const uint16_t *arguments, int count)
{
    struct operand of = operand_as(OBJECT, dict), found = steps_item_of(&of, &steps.operands[arguments[0]]);
    const struct operand *other = count > 1 ? &steps.operands[arguments[1]] : NULL;

    if (found.tagged != UNKNOWN || steps_is_altered(dict) || sort_of(&steps.operands[arguments[0]]) != VALUE ||
        steps_find_entry(dict, &steps.operands[arguments[0]]) != NO_ENTRY)
        return found;
    if (other == NULL)
        return operand_of(Py_None);
    return sort_of(other) == NEW ? unknown_operand : *other;
}

/* What a method that changes a list or a dictionary, or asks it, gives of what is in it. */
static struct operand taken_from(struct c_effect effect, PyObject *self, const uint16_t *arguments, int count)
{
    struct operand of = operand_as(OBJECT, self);

    if (effect.effect == EFFECT_POP && count == 1 && PyList_CheckExact(self))
        return steps_item_of(&of, &steps.operands[arguments[0]]);
    if (effect.gift == GIFT_ENTRY && count > 0 && PyDict_CheckExact(self))
        return entry_or_other(self, arguments, count);
    return unknown_operand;
}

static struct operand last_of(PyObject *list)
{
    if (steps_is_altered(list))
        return unknown_operand;
    return PyList_GET_SIZE(list) > 0 ? operand_of(PyList_GET_ITEM(list, PyList_GET_SIZE(list) - 1)) : absent_operand;
}

/* C code asks generators of the learner's for what it comes to, and holds what they give it where it `holds` that
 * (forecast.h); `gives`: an operand of a VALUE or a NEW that is not there yet. */
static void gather(bool holds, struct operand gives)
{
    int from = (holds ? FORECAST_GATHERS : FORECAST_ASKS) + steps.at;

    steps.bits |= FORECAST_HOLDS;
    if (steps.held_from <= from)
        return;
    steps.held_from = from;
    steps.gathered = (PyObject *)((uintptr_t)gives.type | gives.tagged);
}

static bool is_generator(const struct operand *operand)
{
    return is_exactly(operand, &PyGen_Type) &&
           (sort_of(operand) == NEW || effects_is_learners_generator(object_of(operand)));
}

/* Whether a generator is the first argument, beside values. */
static bool goes_over_generator(const uint16_t *arguments, int count)
{
    for (int i = 1; i < count; i++)
        if (sort_of(&steps.operands[arguments[i]]) != VALUE)
            return false;
    return count > 0 && is_generator(&steps.operands[arguments[0]]);
}

/* Whether the generator goes on when it is asked: its event comes, and what follows is foreseen anew. */
static bool will_be_asked(const struct operand *generator)
{
    return sort_of(generator) == NEW || !facts_ended(object_of(generator));
}

static struct operand call_c(PyCFunction function, PyObject *self, const uint16_t *arguments, int count)
{
    struct c_effect effect = effects_of_function(function);
    struct operand taken = unknown_operand;
    bool values, asks;
    enum sort worst = steps_worst_of(arguments, count, &values);

    if (worst == ABSENT || worst == PENDING)
        return worst == ABSENT ? absent_operand : pending_operand;
    if (effect.effect == EFFECT_APPEND && count == 1 && self != NULL) {
        steps_change_end(self, &steps.operands[arguments[0]]);
        return value_operand;
    }
    if (worst == UNKNOWN)
        return watch();
    if (effect.effect == EFFECT_UNKNOWN || !are_plain(arguments, count, effect.takes_any))
        return doubtful();
    asks = !values && !effect.takes_any && goes_over_generator(arguments, count);
    if (asks)
        gather(effect.holds, given(effect, self, true));
    else if (effect.holds && !values)
        values = goes_over_values(arguments, count);
    if ((effect.holds && !values && !asks) || (effect.goes_in && steps_any_container(arguments, count)))
        go_in();
    if (effect.effect == EFFECT_POP && count == 0 && self != NULL && PyList_CheckExact(self)) {
        struct operand last = last_of(self);

        steps_change_end(self, &last);
        return last;
    }
    if (self != NULL)
        taken = taken_from(effect, self, arguments, count);
    if (effect.effect != EFFECT_NONE && self != NULL) {
        if (!objects_are_told_by(self))
            doubt();
        steps_change(self);
    }
    if (asks && effect.gift == GIFT_SAME)
        return will_be_asked(&steps.operands[arguments[0]]) ? pending_operand : unknown_operand;
    return taken.tagged != UNKNOWN ? taken : given(effect, self, values);
}

/* Whether what the class makes is a new object without attributes, and nothing of anybody's runs. */
static bool makes_bare(PyTypeObject *type)
{
    return (effects_of_class(type) & CLASS_PLAIN) && type->tp_new == PyBaseObject_Type.tp_new &&
           type->tp_init == PyBaseObject_Type.tp_init;
}

/* A class of the learner's runs its own __init__, if it has one. */
static struct operand call_class(PyTypeObject *type, const uint16_t *arguments, int count)
{
    bool exception = !(type->tp_flags & Py_TPFLAGS_HEAPTYPE) && (type->tp_flags & Py_TPFLAGS_BASE_EXC_SUBCLASS);
    bool maker = effects_is_maker(type), values;
    enum sort worst = steps_worst_of(arguments, count, &values);

    if (worst != VALUE)
        return unusable(worst);
    if (type == &PyType_Type && count == 1) {
        const struct operand *of = &steps.operands[arguments[0]];

        return type_of(of) != NULL ? operand_of((PyObject *)type_of(of)) : unknown_operand;
    }
    if (!Py_IS_TYPE(type, &PyType_Type) || !(maker || exception || (effects_of_class(type) & CLASS_PLAIN)) ||
        (maker && !are_plain(arguments, count, type == &PySuper_Type || type == &PyUnicode_Type)))
        return doubtful();
    if (steps_any_container(arguments, count) &&
        (type == &PyUnicode_Type || type == &PySet_Type || type == &PyFrozenSet_Type || type == &PyDict_Type))
        go_in();
    if (effects_of_class(type) & CLASS_VALUE)
        return (struct operand){.tagged = VALUE, .type = type};
    if (maker && count == 1 && is_generator(&steps.operands[arguments[0]]))
        gather(false, new_of(type));
    if (maker)
        return new_of(type);
    touch((PyObject *)type, HOT_COUNT); /* (what is made may be out of reach at the next event) */
    if (makes_bare(type))
        return new_of(type);
    return effects_is_learners(facts_find_in_class(type, &_Py_ID(__init__))) ? pending_operand : unknown_operand;
}

static bool is_of_object(PyObject *function)
{
    return Py_IS_TYPE(function, &PyWrapperDescr_Type) && PyDescr_TYPE(function) == &PyBaseObject_Type &&
           value_is(PyDescr_NAME(function), "__init__");
}

static void hold_all(PyObject *tuple)
{
    for (Py_ssize_t i = 0; tuple != NULL && i < PyTuple_GET_SIZE(tuple); i++) {
        struct operand item = operand_of(PyTuple_GET_ITEM(tuple, i));

        steps_hold(&item);
    }
}

/* It does not run yet, and gets hold of all that the function is called with. */
static struct operand make_generator(PyFunctionObject *function, PyObject *self, const uint16_t *arguments, int count)
{
    struct operand held[] = {operand_of((PyObject *)function), operand_of(self)};
    int flags = ((PyCodeObject *)function->func_code)->co_flags;

    if (function->func_kwdefaults != NULL)
        return doubtful();
    steps_hold(&held[0]);
    steps_hold(&held[1]);
    hold_all(function->func_closure);
    hold_all(function->func_defaults);
    for (int i = 0; i < count; i++)
        steps_hold(&steps.operands[arguments[i]]);
    return flags & CO_GENERATOR ? new_of(&PyGen_Type) : new_operand;
}

struct operand steps_given_by(const struct operand *operand, PyObject *name)
{
    PyObject *found = sort_of(operand) == OBJECT ? facts_find_in_class(Py_TYPE(object_of(operand)), name) : NULL;

    if (found == NULL || !effects_is_learners(found))
        return unknown_operand;
    return effects_waits(found) ? make_generator((PyFunctionObject *)found, object_of(operand), NULL, 0)
                                : pending_operand;
}

/* Its frame tells of what it does, unless it is a library's. */
static struct operand call_python(PyObject *function, PyObject *self, const uint16_t *arguments, int count)
{
    if (!effects_is_learners(function))
        return doubtful();
    return effects_waits(function) ? make_generator((PyFunctionObject *)function, self, arguments, count)
                                   : pending_operand;
}

static struct operand call_object(const struct operand *callable, const struct operand *self,
                                  const uint16_t *arguments, int count, bool named)
{
    PyObject *function = object_of(callable);
    PyTypeObject *type = Py_TYPE(function);

    if (type == &PyFunction_Type)
        return call_python(function, self != NULL ? object_of(self) : NULL, arguments, count);
    if (type == &PyMethod_Type && PyFunction_Check(PyMethod_GET_FUNCTION(function)))
        return call_python(PyMethod_GET_FUNCTION(function), PyMethod_GET_SELF(function), arguments, count);
    if (is_of_object(function))
        return value_operand;
    if (PyType_Check(function))
        return named && !(effects_of_class((PyTypeObject *)function) & CLASS_PLAIN)
                   ? doubtful()
                   : call_class((PyTypeObject *)function, arguments, count);
    if (type == &PyMethodDescr_Type && self == NULL && count > 0) { /* list.append(x, 1) */
        self = &steps.operands[*arguments++];
        count--;
    }
    if (type == &PyMethodDescr_Type && self != NULL && (sort_of(self) & OBJECT)) /* a bit of all that are */
        return call_c(((PyMethodDescrObject *)function)->d_method->ml_meth,
                      sort_of(self) != NEW ? object_of(self) : NULL, arguments, count);
    if (type == &PyCFunction_Type && ((PyCFunctionObject *)function)->m_self != NULL)
        return call_c(PyCFunction_GET_FUNCTION(function), PyCFunction_GET_SELF(function), arguments, count);
    return effects_of_class(type) & CLASS_PLAIN ? pending_operand : doubtful();
}

/* What a function of this stretch refers to: what it was made of, and what it was given then. */
static void hold_made(const struct plan_step *made)
{
    const struct plan_step *end = steps.plan->steps + steps.plan->count;

    for (int i = 0; i < made->argument; i++)
        steps_hold(&steps.operands[steps.plan->arguments[made->arguments + i]]);
    for (const struct plan_step *step = made + 1; step < end && step->at <= steps.at; step++)
        if (step->what == INSTRUCTION_APPEND && step->first == made - steps.plan->steps)
            steps_hold(&steps.operands[step->second]);
}

static bool is_made_function(const struct operand *callable)
{
    return steps.plan->steps[callable - steps.operands].what == INSTRUCTION_MAKE_FUNCTION;
}

/* A function that is made in this stretch, as a generator expression's is, is called by the one who made it, and dies:
 * of what it refers to a generator holds all. */
static struct operand call_made(const struct plan_step *made, const struct operand *self, const uint16_t *arguments,
                                int count)
{
    const struct operand *code = &steps.operands[steps.plan->arguments[made->arguments + made->argument - 1]];

    if (sort_of(code) != OBJECT || !PyCode_Check(object_of(code)) ||
        !codes_is_learners((PyCodeObject *)object_of(code)))
        return watch();
    if (!effects_code_waits((PyCodeObject *)object_of(code)))
        return pending_operand;
    hold_made(made);
    if (self != NULL)
        steps_hold(self);
    for (int i = 0; i < count; i++)
        steps_hold(&steps.operands[arguments[i]]);
    return ((PyCodeObject *)object_of(code))->co_flags & CO_GENERATOR ? new_of(&PyGen_Type) : new_operand;
}

/* Whether a method was found for something that is not there yet, or holds nothing: it is bound to that. */
static bool is_bound_to_made(const struct plan_step *self)
{
    const struct plan_step *method = &steps.plan->steps[self->first];
    const struct operand *found = &steps.operands[self->first], *of = &steps.operands[method->first];

    return sort_of(found) == OBJECT && Py_IS_TYPE(object_of(found), &PyMethodDescr_Type) &&
           (sort_of(of) == VALUE || sort_of(of) == NEW);
}

/* How much is in something that goes without special methods of its own. */
static struct operand length_of(const struct operand *operand)
{
    PyObject *object = object_of(operand);

    if (object == NULL || sort_of(operand) == NEW || steps_is_reshaped(object))
        return value_operand;
    if (PyUnicode_CheckExact(object))
        return numbered(PyUnicode_GET_LENGTH(object));
    if (is_sequence(operand))
        return numbered(Py_SIZE(object));
    if (PyDict_CheckExact(object))
        return numbered(PyDict_GET_SIZE(object));
    return PyAnySet_CheckExact(object) ? numbered(PySet_GET_SIZE(object)) : value_operand;
}

static bool is_for_length(const struct operand *callable)
{
    PyObject *function = object_of(callable);

    return Py_IS_TYPE(function, &PyCFunction_Type) &&
           effects_of_function(PyCFunction_GET_FUNCTION(function)).gift == GIFT_LENGTH;
}

struct operand steps_call(const struct plan_step *step, bool named)
{
    const struct operand *first = &steps.operands[step->first], *second = &steps.operands[step->second];
    const uint16_t *arguments = steps.plan->arguments + step->arguments;
    bool first_is_null = steps.plan->steps[step->first].what == PLAN_NULL ||
                         (steps.plan->steps[step->first].what == PLAN_STACK && sort_of(first) == ABSENT);
    bool second_is_null = steps.plan->steps[step->second].what == PLAN_NULL ||
                          (steps.plan->steps[step->second].what == PLAN_SELF && first->self == NULL &&
                           !is_bound_to_made(&steps.plan->steps[step->second])) ||
                          (steps.plan->steps[step->second].what == PLAN_STACK && sort_of(second) == ABSENT);
    const struct operand *callable = first_is_null ? second : first, *self = NULL;
    struct operand out;

    if (!first_is_null && !second_is_null)
        self = second;
    if (sort_of(callable) == NEW && !named && is_made_function(callable))
        return call_made(&steps.plan->steps[callable - steps.operands], self, arguments, step->argument);
    if (sort_of(callable) != OBJECT)
        return unusable(worse(sort_of(callable), VALUE) == VALUE ? UNKNOWN : sort_of(callable));
    out = call_object(callable, self, arguments, step->argument, named);
    if (step->counts && self == NULL && sort_of(&out) == VALUE && step->argument == 1 && is_for_length(callable))
        return length_of(&steps.operands[arguments[0]]);
    return out;
}

#endif
