/* Private to the files that work steps through: steps.c, which knows what each sort of step comes to, and those that it
 * calls for that.  Where no more can be told than that an instruction does not go on, or has the learner's code run
 * first, they give an operand that says so (enum sort). */
#ifndef TERRARIUM_RECORD_STEPS_PARTS_H
#define TERRARIUM_RECORD_STEPS_PARTS_H

#include "record/steps.h"

#if INSTRUCTIONS_ARE_KNOWN

static inline void doubt(void)
{
    steps.bits |= FORECAST_DOUBT;
}

/* Where nobody can watch, it is a doubt. */
static inline struct operand watch(void)
{
    steps.bits |= INSTRUCTIONS_ARE_WATCHED ? FORECAST_WATCH : FORECAST_DOUBT;
    return unknown_operand;
}

static inline struct operand doubtful(void)
{
    doubt();
    return unknown_operand;
}

static inline struct operand unusable(enum sort sort)
{
    if (sort == UNKNOWN)
        return watch();
    return sort == ABSENT ? absent_operand : pending_operand;
}

/* C code goes over what a container holds, and refers to some of it while it calls the learner's special methods. */
static inline void go_in(void)
{
    if (steps.held_from > steps.at)
        steps.held_from = steps.at;
    steps.bits |= FORECAST_HOLDS;
}

static inline PyObject *const *items_of(PyObject *sequence, Py_ssize_t *count)
{
    *count = Py_SIZE(sequence);
    return PyList_CheckExact(sequence) ? ((PyListObject *)sequence)->ob_item : ((PyTupleObject *)sequence)->ob_item;
}

static inline bool is_sequence(const struct operand *operand)
{
    return is_exactly(operand, &PyList_Type) || is_exactly(operand, &PyTuple_Type);
}

/* Changes: steps_changes.c. */

/* Whether it will have changed before the instruction runs: what it holds then is not known. */
bool steps_is_altered(PyObject *object);
/* The same of how many items it has. */
bool steps_is_reshaped(PyObject *object);
/* Something in it changes, at this place (objects_touch).  What the log does not tell of a long one may lose a
 * reference, too. */
void steps_change_at(PyObject *object, Py_ssize_t at);
/* Anything in it does. */
void steps_change(PyObject *object);
/* References to it come or go. */
void steps_suspect(const struct operand *operand);
/* A tuple may be all that is cut out of it, or that comes of it and an empty one: a reference of its own, where what
 * stood on the value stack was borrowed (from 3.14 on). */
void steps_suspect_tuple(const struct operand *operand);
/* Something that the log does not tell of gets hold of it: its count changes, and does again when that lets go. */
void steps_hold(const struct operand *operand);

/* Entries: steps_entries.c. */

/* What steps_find_entry gives when there is none, and when that cannot be told. */
enum { NO_ENTRY = -1, SOME_ENTRY = -2 };

/* What is in a list, a tuple or a dictionary under a key that is a value. */
struct operand steps_item_of(const struct operand *container, const struct operand *key);
struct operand steps_subscript(const struct operand *container, const struct operand *key);
void steps_store_item(const struct operand *item, const struct operand *container, const struct operand *key);
void steps_delete_item(const struct operand *container, const struct operand *key);

/* Attributes: steps_attributes.c. */

struct operand steps_load_attribute(const struct operand *operand, PyObject *name);
/* `now_there`: what the attribute becomes, or NULL. */
void steps_change_attribute(const struct operand *operand, PyObject *name, const struct operand *now_there);

/* Iterators: steps_iterators.c. */

/* An iterator gives itself: a reference of its own, where what stood on the value stack was borrowed (from 3.14 on). */
struct operand steps_iterate(const struct operand *operand);
/* Going on changes nothing but itself: no other iterator that it goes over. */
bool steps_is_lonely_iterator(const struct operand *operand);
struct operand steps_next(const struct operand *operand);
/* What a sequence, an iterator or a value is for the steps that take its items (PLAN_ITEM). */
struct operand steps_unpack(const struct operand *operand);
struct operand steps_item_of_unpacked(const struct plan_step *step);
void steps_extend(const struct operand *target, const struct operand *source);
/* A list that is being made: what it holds then is found at its end. */
void steps_append(const struct operand *target, const struct operand *item);
void steps_add_pair(const struct operand *target, const struct operand *item, const struct operand *key);

/* Calls: steps_calls.c. */

/* Whether steps_is_container says so of one of them. */
bool steps_any_container(const uint16_t *arguments, int count);
/* PENDING or UNKNOWN when one of the arguments is, otherwise VALUE. */
enum sort steps_worst_of(const uint16_t *arguments, int count, bool *values);
/* What an instance's special method gives: nothing is known of it before the learner's code has run, and it may be that
 * of a class of CPython's. */
struct operand steps_given_by(const struct operand *operand, PyObject *name);
/* Below the arguments stand NULL and the callable, in the order of the version, or a method and its object. */
struct operand steps_call(const struct plan_step *step, bool named);

/* Operators: steps_operators.c. */

/* What using an operand's special methods runs: nothing (VALUE), the learner's code (PENDING), or anything
 * (UNKNOWN). */
enum sort steps_use_of(const struct operand *operand);
/* Whether it may hold what has special methods of the learner's. */
bool steps_is_container(const struct operand *operand);
struct operand steps_binary(int operator, const struct operand * one, const struct operand *other);
struct operand steps_inplace(int operator, const struct operand * one, const struct operand *other);
struct operand steps_compare(const struct operand *one, const struct operand *other);
struct operand steps_unary(const struct operand *operand);
struct operand steps_make(const struct plan_step *step, bool hashed);
/* It refers to its code, which stands on top, and to the names that that will look for. */
struct operand steps_make_function(const struct plan_step *step);
/* While it finds an attribute, it holds the class, the object and that one's class. */
struct operand steps_make_super(const struct plan_step *step);

#endif
#endif
