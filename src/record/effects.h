/* What CPython's own classes and functions do, and those of a program that nothing but Python code stands behind:
 * whether using one may change an object without an event that tells of it.
 *
 * Python code of the learner's is told of by events of its own; a library's is not. */
#ifndef TERRARIUM_RECORD_EFFECTS_H
#define TERRARIUM_RECORD_EFFECTS_H

#include "cpython/facts.h"

void effects_start(void);
/* A class has died: another may stand at its address. */
void effects_class_died(void);

/* Classes. */
enum class_trait {
    CLASS_VALUE = 1, /* its instances hold nothing and never change */
    CLASS_BUILTIN =
        2,           /* CPython's own, and nothing of the program's runs when an instance is used but what it holds */
    CLASS_PLAIN = 4, /* of the program's, with the learner's functions as special methods, or none */
    CLASS_MADE = 8,  /* the traits were found out */
};
/* What is known of a class as long as it has this version.  Only effects_of_class looks inside. */
struct class_traits {
    PyTypeObject *type; /* address */
    unsigned version;   /* of a class on the heap, that never is another's; 0 where it does not matter */
    unsigned bits;
};
enum { EFFECTS_CLASSES = 1024 }; /* so many that hardly two that are in use share a place */
extern struct class_traits effects_classes[EFFECTS_CLASSES];
unsigned effects_find_traits(PyTypeObject *type);

/* enum class_trait bits. */
static inline unsigned effects_of_class(PyTypeObject *type)
{
    const struct class_traits *traits = &effects_classes[(uintptr_t)type / 16 % EFFECTS_CLASSES];

    if (traits->type == type && (traits->version == 0 || traits->version == type->tp_version_tag))
        return traits->bits;
    return effects_find_traits(type);
}

static inline bool effects_is_value(PyObject *object)
{
    return (effects_of_class(Py_TYPE(object)) & CLASS_VALUE) != 0;
}

/* Goes over something built in, and runs nothing of the program's. */
bool effects_is_plain_iterator(PyObject *object);
/* A tuple that the iterator holds twice while it asks what it goes over (zip_next of bltinmodule.c), or NULL. */
PyObject *effects_lent_tuple(PyObject *iterator);
/* Going over it runs nothing but the learner's generators; or also the learner's special methods. */
bool effects_is_simple_source(PyObject *object);
bool effects_is_plain_source(PyObject *object);
/* The same of an object of which only its class is known. */
bool effects_is_source_class(PyTypeObject *type);

/* Whether it is the learner's own Python function. */
bool effects_is_learners(PyObject *function);
/* A call of the function gives a generator, or its like, and runs nothing yet. */
bool effects_waits(PyObject *function);
bool effects_code_waits(const PyCodeObject *code);
bool effects_is_learners_generator(PyObject *object);

/* C functions. */
enum effect { EFFECT_UNKNOWN, EFFECT_NONE, EFFECT_SELF, EFFECT_APPEND, EFFECT_POP };
/* What it returns. */
enum gift {
    GIFT_UNKNOWN,
    GIFT_VALUE,
    GIFT_SAME,   /* a value when all its arguments are, or all that is in a list, a tuple or a dictionary */
    GIFT_NEW,    /* an object that nobody else has */
    GIFT_LENGTH, /* how much is in its argument */
    GIFT_ENTRY,  /* what is in a dictionary under a key, or else the argument behind that */
};

struct c_effect {
    uint8_t effect; /* enum effect: how much it changes */
    uint8_t gift;
    bool takes_any;     /* its arguments may be of any class: it does not go over them */
    bool holds;         /* items of its arguments, while it calls Python code */
    bool goes_in;       /* the same, when what it is given holds something with special methods of the learner's */
    PyTypeObject *type; /* of a VALUE or a NEW; NULL when it is not known */
};
struct c_effect effects_of_function(PyCFunction function);

/* Calling this class of CPython's own makes an object and runs nothing but what going over its arguments does. */
bool effects_is_maker(PyTypeObject *type);

#endif
