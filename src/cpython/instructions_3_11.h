/* CPython 3.11's frames, as instructions.h explains them. */
#ifndef TERRARIUM_CPYTHON_INSTRUCTIONS_3_11_H
#define TERRARIUM_CPYTHON_INSTRUCTIONS_3_11_H

#define INSTRUCTIONS_ARE_KNOWN 1
#define INSTRUCTIONS_ARE_WATCHED 1
#define INSTRUCTIONS_RESUME_GENERATORS 0
#define INSTRUCTIONS_ARE_GUARDED 0

/* It is at the last unit of the call then. */
static inline bool instruction_is_entered(facts_frame *frame, bool starts)
{
    (void)frame;
    return !starts;
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

static inline facts_frame *instruction_caller(facts_frame *frame)
{
    return frame->previous;
}

static inline bool instruction_has_other_watchers(const PyThreadState *thread)
{
    return thread->c_profilefunc != NULL;
}

#endif
