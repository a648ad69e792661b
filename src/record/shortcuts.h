/* What a forecast remembers of the one before: of the steps of a plan those whose results differ from time to time, and
 * under which conditions the rest comes to the same.
 *
 *     row[k] = row[k - 1] + 1      LOCAL row    a list         ITEM row at SUM    a value
 *                                  LOCAL k      an int         INTO_LIST row at k
 *                                  SUM k, -1
 *
 * As long as operands are of the same classes, operators on them come to the same, calls lead to the same code, and
 * attributes stand in the same places. */
#ifndef TERRARIUM_RECORD_SHORTCUTS_H
#define TERRARIUM_RECORD_SHORTCUTS_H

#include "base/ways.h"
#include "record/steps.h"

enum shortcut_way {
    SHORTCUT_RUN,   /* the step is run as always */
    SHORTCUT_GIVEN, /* it gives the same each time; */
    /* these give what stands somewhere: */
    SHORTCUT_LOCAL,          /* fast local `argument` */
    SHORTCUT_STACK,          /* place `argument` of the value stack */
    SHORTCUT_GLOBAL,         /* entry `argument` of the frame's globals, whose name is `object`, or */
    SHORTCUT_BUILTIN,        /* where `places` lead to in its builtins */
    SHORTCUT_CELL,           /* what the cell in fast local `argument` holds */
    SHORTCUT_RESULT,         /* what a call has given */
    SHORTCUT_ATTRIBUTE,      /* of a plain instance, most likely */
    SHORTCUT_METHOD,         /* of a class of CPython's own, bound to `first` */
    SHORTCUT_ITEM,           /* of the list `first` at `second` */
    SHORTCUT_ITEM_AT_LOCAL,  /* the same at fast local `argument`, */
    SHORTCUT_ITEM_OF_LOCALS, /* and of fast local `other` */
    SHORTCUT_ENTRY,          /* of the dictionary `first` at `second` */
    SHORTCUT_OFFSET,         /* `argument` more than `first`, a small int */
    SHORTCUT_SUM,            /* of small ints, or the difference */
    SHORTCUT_NEXT,           /* of an iterator over a list or a tuple */
    SHORTCUT_GENERATOR,      /* of the learner's generator, whose code is `code` */
    /* and these change something: */
    SHORTCUT_ITERATE,   /* an iterator over `first` is made */
    SHORTCUT_INTO_CELL, /* what the cell in fast local `argument` holds, */
    SHORTCUT_INSTANCE,  /* an attribute of a plain instance, */
    SHORTCUT_INTO_LIST, /* `third` is stored in the list `first` at `second`, or */
    SHORTCUT_INTO_DICT, /* in the dictionary */
    SHORTCUT_APPEND,    /* `second` comes to the end of the list `first` */
    SHORTCUT_POP,       /* its last item goes */
    SHORTCUT_CLASS,     /* an instance of the learner's class in `first` is made */
    /* Before the first, where that may be otherwise, and behind the last: */
    SHORTCUT_CHECK, /* the code objects and the namespaces are those that all are for */
    SHORTCUT_END,
};

/* What has to be as it was of what a step gives. */
enum shortcut_guard {
    SHORTCUT_ANY,
    SHORTCUT_SORT, /* enum sort */
    SHORTCUT_TYPE, /* the same, and its class */
    /* the same, and `same` is that of: */
    SHORTCUT_CODE,     /* a function whose calls come to the learner's code: its code */
    SHORTCUT_FUNCTION, /* a C function */
    SHORTCUT_ITSELF,   /* an object, which lives */
};

struct shortcut;
/* Takes it, and all behind it; false where one of them cannot be taken. */
typedef bool shortcut_taker(struct shortcut *shortcut, facts_frame *frame);

struct shortcut {
    shortcut_taker *take; /* as its way is: see shortcuts_finish */
    uint8_t way;          /* enum shortcut_way */
    uint8_t sort;         /* enum sort of what it gave last */
    uint8_t guard;        /* enum shortcut_guard */
    bool careful;         /* something may have been touched before: what objects hold then is not known */
    int32_t argument, other;
    PyTypeObject *type;  /* address: the class of what it gave last, or NULL */
    uintptr_t same;      /* address; see enum shortcut_guard */
    struct operand *out; /* where what it gives comes to stand */
    const struct operand *first, *second, *third;
    PyObject *object; /* address: the name of an attribute; what a METHOD is; the __init__ of a CLASS, */
    PyObject *code;   /* address: and its code */
    const struct plan_step *step;
    const PyDictKeysObject *keys; /* address: the table of the globals */
    struct plan_place *places;    /* of a name */
};

/* What a step gives each time; it is put there only where a step is run as always. */
struct shortcut_given {
    struct operand *out;
    struct operand operand;
};

/* A code object has died: another may stand at its address. */
void shortcuts_code_died(void);
unsigned shortcuts_code_version(void);
/* It can be taken from now on. */
void shortcuts_finish(struct shortcut *shortcut);
/* They could not be taken: they may be of no use.  Returns false. */
bool shortcuts_miss(struct plan_memory *memory);
/* Makes the forecast that has begun (steps.h) by what is remembered; false when it has to begin anew. */
static inline bool shortcuts_take(struct plan_memory *memory, facts_frame *frame)
{
    steps.bits |= memory->bits;
    steps.held_from = memory->held_from;
    if (UNUSUAL(!memory->first->take(memory->first, frame)))
        return shortcuts_miss(memory);
    if (UNUSUAL(memory->misses > 0))
        memory->misses--;
    return true;
}
/* As forecast (forecast.h), where it is asked for at every step. */
static inline __attribute__((always_inline)) struct forecast
forecast_here(const struct plan *plan, facts_frame *frame, PyObject *result, hot_objects *hot)
{
    steps_begin(plan, frame, result, hot);
    if (USUAL(plan->memory->used) && USUAL(shortcuts_take(plan->memory, frame)))
        return (struct forecast){steps.bits, 0, steps.held_from};
    return forecast_long(plan, frame, result, hot);
}

/* Whether they are not there, or were of no use lately. */
bool shortcuts_are_wanted(const struct plan_memory *memory);
/* The value of a name, where it was last in the frame's builtins; NULL when it has to be looked for. */
PyObject *shortcuts_builtin(facts_frame *frame, const struct plan_place *places);
/* Whether a function's calls come to its code's own events. */
bool shortcuts_lead_to_learners(PyObject *function);

#endif
