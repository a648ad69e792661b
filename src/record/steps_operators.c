/* Operators, and what is made of operands. */
#include "record/steps_parts.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "record/objects.h"

enum sort steps_use_of(const struct operand *operand)
{
    unsigned traits;

    if (sort_of(operand) != OBJECT && !is_instance(operand))
        return sort_of(operand) == NEW ? VALUE : sort_of(operand);
    traits = effects_of_class(type_of(operand));
    if ((traits & CLASS_BUILTIN) || type_of(operand) == &PyType_Type)
        return VALUE;
    return traits & CLASS_PLAIN ? PENDING : UNKNOWN;
}

bool steps_is_container(const struct operand *operand)
{
    PyTypeObject *type = type_of(operand);

    if (sort_of(operand) == NEW)
        return !is_instance(operand);
    return sort_of(operand) == OBJECT && type != &PyFunction_Type && type != &PyCFunction_Type &&
           (effects_of_class(type) & CLASS_BUILTIN);
}

static Py_ssize_t computed(int operator, Py_ssize_t one, Py_ssize_t other, bool *known)
{
    *known = true;
    switch (operator) {
    case NB_ADD:
        return one + other;
    case NB_SUBTRACT:
        return one - other;
    case NB_MULTIPLY: /* of at most 30 bits each */
        *known = one < INT32_MAX && one > INT32_MIN && other < INT32_MAX && other > INT32_MIN;
        return *known ? one * other : 0;
    case NB_FLOOR_DIVIDE:
        *known = other > 0 && one >= 0;
        return *known ? one / other : 0;
    case NB_REMAINDER:
        *known = other > 0;
        return *known ? (one % other + other) % other : 0;
    default:
        *known = false;
        return 0;
    }
}

static struct operand arithmetic(int operator, const struct operand * one, const struct operand *other)
{
    Py_ssize_t first, second, result;
    bool known;

    if (!is_number(one, &first) || !is_number(other, &second))
        return value_operand;
    result = computed(operator, first, second, &known);
    return known && result < PY_SSIZE_T_MAX / 4 && result > PY_SSIZE_T_MIN / 4 ? numbered(result) : value_operand;
}

struct operand steps_binary(int operator, const struct operand * one, const struct operand *other)
{
    enum sort usable = worse(sort_of(one), sort_of(other));

    if (usable != VALUE)
        return unusable(usable);
    if (are_values(one, other))
        return arithmetic(operator, one, other);
    usable = worse(steps_use_of(one), steps_use_of(other));
    if (usable != VALUE)
        return usable == UNKNOWN ? doubtful() : unknown_operand;
    if (steps_is_container(other))
        go_in();
    if (sort_of(one) == VALUE && type_of(one) == &PyUnicode_Type && operator== NB_REMAINDER)
        return value_operand;
    steps_suspect_tuple(one);
    return new_of(sort_of(one) == VALUE ? type_of(other) : type_of(one));
}

struct operand steps_inplace(int operator, const struct operand * one, const struct operand *other)
{
    enum sort usable = worse(sort_of(one), sort_of(other));

    if (usable != VALUE)
        return unusable(usable);
    if (sort_of(one) != OBJECT)
        return steps_binary(operator, one, other);
    steps_change(object_of(one));
    if (!objects_are_told_by(object_of(one)) ||
        (sort_of(other) == OBJECT && !effects_is_plain_source(object_of(other))))
        doubt();
    if (steps_use_of(one) == UNKNOWN)
        return doubtful();
    return steps_use_of(one) == PENDING ? unknown_operand : *one;
}

struct operand steps_compare(const struct operand *one, const struct operand *other)
{
    enum sort usable = worse(sort_of(one), sort_of(other));

    if (are_values(one, other))
        return value_operand;
    if (usable != VALUE)
        return unusable(usable);
    if (steps_is_container(one) || steps_is_container(other))
        go_in();
    usable = worse(steps_use_of(one), steps_use_of(other));
    return usable == VALUE ? value_operand : usable == UNKNOWN ? doubtful() : unknown_operand;
}

struct operand steps_unary(const struct operand *operand)
{
    return steps_compare(operand, operand);
}

struct operand steps_make(const struct plan_step *step, bool hashed)
{
    const uint16_t *arguments = steps.plan->arguments + step->arguments;
    bool values;
    enum sort worst = steps_worst_of(arguments, step->argument, &values);

    if (hashed && steps_any_container(arguments, step->argument))
        go_in();
    if (worst == ABSENT || worst == PENDING)
        return worst == ABSENT ? absent_operand : pending_operand;
    for (int i = 0; hashed && i < step->argument; i++)
        if (steps_use_of(&steps.operands[arguments[i]]) == UNKNOWN)
            return worst == UNKNOWN ? watch() : doubtful();
    return new_operand;
}

struct operand steps_make_function(const struct plan_step *step)
{
    steps_suspect(&steps.operands[steps.plan->arguments[step->arguments + step->argument - 1]]);
    touch(steps.frame->f_globals, HOT_COUNT);
    touch(steps.frame->f_builtins, HOT_COUNT);
    return steps_make(step, false);
}

struct operand steps_make_super(const struct plan_step *step)
{
    const struct operand *object = &steps.operands[step->third];

    if (object_of(&steps.operands[step->first]) != (PyObject *)&PySuper_Type)
        return doubtful();
    steps_hold(&steps.operands[step->second]);
    steps_hold(object);
    if (sort_of(object) == OBJECT)
        touch((PyObject *)Py_TYPE(object_of(object)), HOT_HELD);
    return new_of(&PySuper_Type);
}

#endif
