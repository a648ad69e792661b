/* Private to the files that tell of instructions: instructions.c, and instructions_at_once.c, the short way of what
 * most of them come to. */
#ifndef TERRARIUM_RECORD_INSTRUCTIONS_PARTS_H
#define TERRARIUM_RECORD_INSTRUCTIONS_PARTS_H

#include "record/instructions.h"

#include "cpython/instructions.h"
#include "record/frames.h"
#include "record/shadows.h"

#if INSTRUCTIONS_ARE_KNOWN

enum { OPCODES = 256 };

/* What the files share. */
struct told_instructions {
    struct trace_writer *writer;
    struct instructions_budget budget;
    uint64_t told;             /* of the budget */
    uint64_t forms[OPCODES];   /* strings: names of opcodes, as far as they were asked for */
    struct frame_shadow *bare; /* of what is told on its value stack touched.h does not know yet; or NULL */
};

extern struct told_instructions instructions;

/* What stands so far above the bottom of the value stack: borrowed, or NULL. */
static inline PyObject *on_stack(facts_frame *frame, size_t at)
{
    return facts_local(frame, instruction_bottom(frame) + (int)at);
}

/* What an instruction has pushed, by what is known of where it came from (NULL: nothing): a local is known as such,
 * others from the last time.  NULL for what the log does not know. */
static inline __attribute__((always_inline)) shadow_place find_pushed(const struct frame_shadow *shadow,
                                                                      PyObject *object, struct plan_source *source)
{
    shadow_place place;

    if (source == NULL)
        return shadows_known(object);
    if (source->local >= 0) {
        const struct name_shadow *name = &shadow->names.shadows.items[source->local];
        bool known = shadow->optimized && (size_t)source->local < shadow->names.shadows.count &&
                     name->object == object && name->place != NULL && name->place->number == name->number;

        return known ? name->place : shadows_known(object);
    }
    if (source->last != NULL && source->last->number == source->number &&
        (!source->changes || shadows_is_surely_of(source->last, object)))
        return source->last;
    place = shadows_known(object);
    if (place != NULL) {
        source->last = place;
        source->number = place->number;
    }
    return place;
}

/* Begins to tell of a frame whose code the log knows, and of which short forms can name each place of the value stack:
 * false, with nothing done, where that is not so. */
bool instructions_begin_known(struct frame_shadow *shadow);

/* In an audit build: whether the lowest `same` places hold what the log has of them. */
#ifdef TERRARIUM_AUDIT
void instructions_prove_stack(const struct frame_shadow *shadow, size_t same);
#else
static inline void instructions_prove_stack(const struct frame_shadow *shadow, size_t same)
{
    (void)shadow;
    (void)same;
}
#endif

#endif

#endif
