/* What a stretch of code is about to touch: its plan (plans.h), worked through on the objects that are there before it
 * runs.
 *
 * Nothing is run, made or referred to for that: attributes and items are looked up in the structures.  Where an operand
 * will only be known once the code has run, the instructions have to be watched one by one, if they can be, or
 * everything has to be looked at afterwards. */
#ifndef TERRARIUM_RECORD_FORECAST_H
#define TERRARIUM_RECORD_FORECAST_H

#include "base/vector.h"
#include "record/plans.h"

/* An object that may change, or whose reference count may. */
struct hot {
    PyObject *object; /* address */
    Py_ssize_t at;    /* as objects_touch takes it, or one of these: */
    int unit;         /* the code unit of the instruction that will touch it: they stand in that order */
};

enum {
    HOT_COUNT = -4, /* only its count changes */
    HOT_HELD = -5,  /* the same, and does again when something on the value stack lets go of it */
};

typedef VECTOR(struct hot) hot_objects;

enum forecast_bit {
    FORECAST_DOUBT = 1,  /* anything may change */
    FORECAST_WATCH = 2,  /* what changes can only be told as the instructions run */
    FORECAST_HOLDS = 8,  /* C code holds objects that nobody tells of, while Python code runs that it calls */
    FORECAST_RENEWS = 4, /* an iterator on the value stack may get hold of other objects */
    FORECAST_GROWS =
        32, /* lists on the value stack get items behind the others, of which not all is known that they hold */
    FORECAST_STIRS =
        16, /* C code runs that may change more than what it is told to, such as an iterator that it uses */
};

/* Beyond all code units.  With FORECAST_HOLDS, `held_from` may be one of these and the code unit of a call, whose C
 * code asks a generator of the learner's: as long as that gives it values, all that it holds meanwhile is known. */
enum {
    FORECAST_GATHERS = 1 << 28, /* it holds what it was given while it calls Python code */
    FORECAST_ASKS = 1 << 29,    /* it does not, but may put it into what it makes */
};

struct forecast {
    unsigned bits; /* enum forecast_bit */
    int doubt_at; /* the code unit of the first instruction that may change anything: nothing is told of what follows */
    int held_from; /* the code unit of the first instruction that runs such C code */
};

/* A code object has died: another may stand at its address. */
void forecast_code_died(void);
/* Appends to `hot`.  `result`: what Python code has returned to the instruction before, or NULL. */
struct forecast forecast(const struct plan *plan, facts_frame *frame, PyObject *result, hot_objects *hot);
/* The same, from the beginning of one that was begun and not made. */
struct forecast forecast_long(const struct plan *plan, facts_frame *frame, PyObject *result, hot_objects *hot);
/* What the call of which `held_from` of the last forecast says so will give: no object, but something that the next
 * forecast takes for a result, of which no more is known than whether it is a value or a new object, and its class. */
PyObject *forecast_gathered(void);

#endif
