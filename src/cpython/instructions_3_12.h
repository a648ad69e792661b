/* The frames of CPython 3.12 and 3.13, as instructions.h explains them. */
#ifndef TERRARIUM_CPYTHON_INSTRUCTIONS_3_12_H
#define TERRARIUM_CPYTHON_INSTRUCTIONS_3_12_H

#ifdef Py_GIL_DISABLED
#define INSTRUCTIONS_ARE_KNOWN 0
#else
#define INSTRUCTIONS_ARE_KNOWN 1
#endif
#define INSTRUCTIONS_ARE_WATCHED 0

#include "cpython/instructions_monitored.h"

/* A frame keeps where its value stack ends only while Python code runs that it called without C code in between. */
static inline bool instruction_is_entered(facts_frame *frame, bool starts)
{
    (void)starts;
    return frame->stacktop >= 0;
}

static inline int instruction_held(facts_frame *frame)
{
    return frame->stacktop;
}

static inline int instruction_depth_within(facts_frame *frame, int depth)
{
    (void)frame;
    return depth;
}

#endif
