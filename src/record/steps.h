/* One step of a plan (plans.h), worked through on the objects that are there: what it gives, and what it touches.
 * Shared by forecast.c, which goes through all of them, and shortcuts.c, which leaves out what comes to the same as the
 * last time. */
#ifndef TERRARIUM_RECORD_STEPS_H
#define TERRARIUM_RECORD_STEPS_H

#include <limits.h>

#include "cpython/instructions.h"
#include "record/forecast.h"
#include "record/operands.h"

/* The forecast that is being made. */
struct steps_state {
    const struct plan *plan;
    facts_frame *frame;
    PyObject *result;
    hot_objects *hot;
    size_t begins; /* where in `hot` its own begin */
    unsigned bits;
    int held_from;
    PyObject *gathered; /* as forecast_gathered gives it */
    int at;             /* code unit */
    /* By step: */
    struct operand operands[PLAN_STEPS_MAX];
    uint8_t noted[PLAN_STEPS_MAX]; /* enum forecast_bit, of its own, when all have been run */
    bool touched[PLAN_STEPS_MAX];  /* the same: whether it appended to `hot` */
};
extern struct steps_state steps;

static inline void touch(PyObject *object, Py_ssize_t at)
{
    vector_push(steps.hot, ((struct hot){object, at, steps.at}));
}

/* Where an item is of a tuple that an iterator gives: the step that makes that go on; otherwise NULL. */
const struct plan_step *steps_giver(const struct plan *plan, const struct plan_step *item);
/* The call that perhaps made that iterator, or what it goes over; otherwise NULL. */
const struct plan_step *steps_maker(const struct plan *plan, const struct plan_step *giver);

/* Appends to `hot`. */
static inline void steps_begin(const struct plan *plan, facts_frame *frame, PyObject *result, hot_objects *hot)
{
    steps.plan = plan;
    steps.frame = frame;
    steps.result = result;
    steps.hot = hot;
    steps.begins = hot->count;
    steps.held_from = INT_MAX;
    steps.bits = objects_any_restless() ? 0 : FORECAST_STIRS; /* what nobody asks about is not found out */
}

/* False where it is not known any more what is going on. */
bool steps_run(const struct plan_step *step, struct operand *out);
/* Whether it stirs (FORECAST_STIRS), when it has been run. */
bool steps_stirs(const struct plan_step *step);
/* All of the plan that has begun, in its order; the same. */
bool steps_run_all(void);

/* Whether the name is one of Python's own, with two underscores. */
bool steps_is_special(PyObject *name);

/* What steps come to whose operands are known to be as usual. */

/* The index of a str or a small int among a dictionary's entries; negative when it is not there, or that cannot be
 * told. */
Py_ssize_t steps_find_entry(PyObject *dict, const struct operand *key);
PyObject *steps_entry_value(PyObject *dict, Py_ssize_t index);
/* The item comes to be the last of an exact list, or leaves it. */
void steps_change_end(PyObject *list, const struct operand *item);
/* The item is stored in an exact list or dictionary; the key is a value. */
void steps_store_in_list(PyObject *list, const struct operand *key, const struct operand *item);
void steps_store_in_dict(PyObject *dict, const struct operand *key, const struct operand *item);

#endif
