/* Operands: what is known, before an instruction runs, of what it will find on the value stack. */
#ifndef TERRARIUM_RECORD_OPERANDS_H
#define TERRARIUM_RECORD_OPERANDS_H

#include "record/effects.h"

enum sort {
    UNKNOWN, /* only running the code can tell */
    ABSENT,  /* there is none: the instruction that asks for it raises, or is not reached */
    PENDING, /* the learner's code will give it, and the rest is looked at anew when it has */
    OBJECT = 4,
    VALUE,  /* holds nothing and never changes; its bits are in NUMBER too, and in no other */
    NEW,    /* of CPython's own classes, or an instance (is_instance), made in this stretch, that nobody else has */
    NUMBER, /* a VALUE that is a small int, and not there yet */
};

/* Two words, so that functions return it in registers. */
struct operand {
    uintptr_t tagged; /* address of an object, or 0, and enum sort in the lowest bits */
    union {
        Py_ssize_t number;  /* of a NUMBER */
        PyObject *self;     /* of an OBJECT: beside a method, what it was found for, or NULL */
        PyTypeObject *type; /* of a VALUE or a NEW that is not there yet; NULL when it is not known */
    };
};

static const struct operand unknown_operand = {.tagged = UNKNOWN}, absent_operand = {.tagged = ABSENT},
                            pending_operand = {.tagged = PENDING}, value_operand = {.tagged = VALUE},
                            new_operand = {.tagged = NEW};

static inline enum sort sort_of(const struct operand *operand)
{
    enum sort sort = operand->tagged & 7;

    return sort == NUMBER ? VALUE : sort;
}

static inline bool are_values(const struct operand *one, const struct operand *other)
{
    return (one->tagged & other->tagged & VALUE) == VALUE;
}

static inline PyObject *object_of(const struct operand *operand)
{
    return (PyObject *)(operand->tagged & ~(uintptr_t)7);
}

static inline struct operand operand_as(enum sort sort, PyObject *object)
{
    return (struct operand){.tagged = (uintptr_t)object | sort};
}

static inline struct operand new_of(PyTypeObject *type)
{
    return (struct operand){.tagged = NEW, .type = type};
}

/* Whether it is a NEW of a plain class of the learner's, which has no __init__. */
static inline bool is_instance(const struct operand *operand)
{
    return operand->tagged == NEW && operand->type != NULL && (operand->type->tp_flags & Py_TPFLAGS_HEAPTYPE);
}

static inline struct operand numbered(Py_ssize_t number)
{
    return (struct operand){.tagged = NUMBER, .number = number};
}

static inline bool is_value(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);

    return type == &PyLong_Type || type == &PyUnicode_Type || effects_is_value(object);
}

static inline struct operand operand_of(PyObject *object)
{
    if (object == NULL)
        return absent_operand;
    if (Py_TYPE(object)->tp_flags & (Py_TPFLAGS_LIST_SUBCLASS | Py_TPFLAGS_DICT_SUBCLASS | Py_TPFLAGS_TUPLE_SUBCLASS))
        return operand_as(OBJECT, object);
    return operand_as(is_value(object) ? VALUE : OBJECT, object);
}

/* Whether the value is a small int; then `*number` is set. */
static inline bool is_number(const struct operand *operand, Py_ssize_t *number)
{
    PyObject *object = object_of(operand);
    bool negative;

    if ((operand->tagged & 7) == NUMBER) {
        *number = operand->number;
        return true;
    }
    if (sort_of(operand) != VALUE || object == NULL || !PyLong_CheckExact(object))
        return false;
    switch (facts_digits(object, &negative)) {
    case 0:
        *number = 0;
        return true;
    case 1:
        *number = negative ? -(Py_ssize_t)facts_digit(object)[0] : (Py_ssize_t)facts_digit(object)[0];
        return true;
    default:
        return false;
    }
}

/* Of operands that are all needed: the one that decides that the instruction cannot be told of, or VALUE. */
static inline enum sort worse(enum sort one, enum sort other)
{
    if (one & other & OBJECT) /* a bit of all that are usable */
        return VALUE;
    if (one == ABSENT || other == ABSENT)
        return ABSENT;
    if (one == PENDING || other == PENDING)
        return PENDING;
    return one == UNKNOWN || other == UNKNOWN ? UNKNOWN : VALUE;
}

static inline bool is_exactly(const struct operand *operand, PyTypeObject *type)
{
    return sort_of(operand) == OBJECT ? Py_IS_TYPE(object_of(operand), type)
                                      : sort_of(operand) == NEW && operand->type == type;
}

static inline PyTypeObject *type_of(const struct operand *operand)
{
    if (object_of(operand) != NULL)
        return Py_TYPE(object_of(operand));
    return (operand->tagged & 7) == NUMBER ? &PyLong_Type : operand->type;
}

/* What a class holds under a name for its instance `self`, found as a method. */
static inline struct operand operand_method(PyObject *function, PyObject *self)
{
    return (struct operand){.tagged = (uintptr_t)function | OBJECT, .self = self};
}

#endif
