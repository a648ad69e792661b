/* CPython 3.14's frames, as instructions.h explains them. */
#ifndef TERRARIUM_CPYTHON_INSTRUCTIONS_3_14_H
#define TERRARIUM_CPYTHON_INSTRUCTIONS_3_14_H

#ifdef Py_GIL_DISABLED
#define INSTRUCTIONS_ARE_KNOWN 0
#else
#define INSTRUCTIONS_ARE_KNOWN 1
#endif
#define INSTRUCTIONS_ARE_WATCHED 0

#include "cpython/instructions_monitored.h"

/* The frame that stands on it, in a moment at which it waits; NULL when only C code does. */
static inline facts_frame *instruction_above(const facts_frame *frame)
{
    facts_frame *above = facts_top(facts_thread());

    while (above != NULL && above != frame && above->previous != frame)
        above = above->previous;
    return above != frame ? above : NULL;
}

/* C code that runs Python code has a frame of its own. */
static inline bool instruction_is_entered(facts_frame *frame, bool starts)
{
    facts_frame *above = instruction_above(frame);

    (void)starts;
    return above != NULL && facts_code(above) != NULL;
}

static inline int instruction_held(facts_frame *frame)
{
    return (int)(frame->stackpointer - frame->localsplus);
}

/* CPython notes it before each call of C code, for the collector. */
static inline int instruction_depth_within(facts_frame *frame, int depth)
{
    (void)depth;
    return instruction_held(frame) - facts_code(frame)->co_nlocalsplus;
}

#endif
