/* What stands on the value stacks of frames, as far as stretches have to know.  Private to the files that stretches.h
 * names. */
#ifndef TERRARIUM_RECORD_SLOTS_H
#define TERRARIUM_RECORD_SLOTS_H

#include "record/stretches.h"

/* What stood from slot `from` on, which is one, is let go; with what was put into it since, or into one above it. */
void slots_let_go(struct stretch *stretch, size_t from);
void slots_drop_some(struct stretch *stretch, size_t from);
/* This has come to stand on top, with what it holds out of the log's sight. */
void slots_add(PyObject *object);
/* Sees what came onto the value stack and what left it since the frame's last event.  The frame is the one on top.
 * `least`: as slots_lowest gives it. */
void slots_settle(struct stretch *stretch, int depth, size_t least);
/* The same where it may be that nothing did, and as deep as the frame's code says that it is. */
void slots_settle_renewed(struct stretch *stretch, int depth);
void slots_settle_own(struct stretch *stretch);
/* What stands on the value stack stays there, in a generator that waits; and stands there again, when that goes on. */
void slots_leave(const struct stretch *stretch, struct kept_stack *kept);
void slots_put_back(const struct stretch *stretch, struct kept_stack *kept);

/* The same of all from slot `from` on, if there are any. */
static inline void slots_drop(struct stretch *stretch, size_t from)
{
    if (UNUSUAL(from < touched.slots.count))
        slots_drop_some(stretch, from);
}

/* Most of what comes and goes there. */
static inline bool is_plain_value(PyObject *object)
{
    return object == Py_None || (object != NULL && PyLong_CheckExact(object));
}

/* A place in which this stands, with nothing yet that it holds. */
static inline struct stack_slot slots_of(PyObject *object)
{
    return (struct stack_slot){
        .object = object, .held = touched.held.count, .extras = (uint32_t)touched.extras.count};
}

/* So many of its places hold what they did at the frame's last event. */
static inline size_t slots_lowest(const struct stretch *stretch)
{
    bool known = stretch->plan != NULL && !stretch->renews && touched.told && !in_doubt();

    return known ? (size_t)stretch->plan->least : 0;
}

/* Whether there is nothing to see, in a stretch whose plan tells all that has happened. */
static inline bool slots_are_settled(const struct stretch *stretch, int depth, int least)
{
    size_t bottom = (size_t)stretch->code->co_nlocalsplus;

    if (SELDOM(touched.slots.count - stretch->slots != (size_t)depth))
        return false;
    for (size_t i = (size_t)least; SELDOM((int)i < depth); i++)
        if (touched.slots.items[stretch->slots + i].object != facts_local(stretch->frame, (int)(bottom + i)))
            return false;
    return true;
}

/* Of a stretch whose plan tells all that has happened: most often there is nothing to see. */
static inline void slots_settle_unless_same(struct stretch *stretch, int depth)
{
    if (UNUSUAL(stretch->renews | stretch->grows))
        slots_settle_renewed(stretch, depth);
    else if (!slots_are_settled(stretch, depth, stretch->plan->least))
        slots_settle(stretch, depth, slots_lowest(stretch));
}

#endif
