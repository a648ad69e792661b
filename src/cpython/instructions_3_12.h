/* The frames of CPython 3.12 and 3.13, as instructions.h explains them. */
#ifndef TERRARIUM_CPYTHON_INSTRUCTIONS_3_12_H
#define TERRARIUM_CPYTHON_INSTRUCTIONS_3_12_H

#ifdef Py_GIL_DISABLED
#define INSTRUCTIONS_ARE_KNOWN 0
#else
#define INSTRUCTIONS_ARE_KNOWN 1
#endif
#define INSTRUCTIONS_ARE_WATCHED 0

/* A frame keeps where its value stack ends only while Python code runs that it called without C code in between. */
static inline bool instruction_is_entered(facts_frame *frame, bool starts)
{
    (void)starts;
    return frame->stacktop >= 0;
}

/* Between the two, C code has a frame of its own, and so has a call of a class. */
static inline bool instruction_is_between(facts_frame *frame)
{
    PyCodeObject *code = facts_code(frame);

    return code == NULL || facts_is_own(code);
}

static inline facts_frame *instruction_caller(facts_frame *frame)
{
    do
        frame = frame->previous;
    while (frame != NULL && instruction_is_between(frame));
    return frame;
}

/* The recorder's own tool of sys.monitoring has no name. */
static inline bool instruction_has_other_watchers(const PyThreadState *thread)
{
    for (int tool = 0; tool < PY_MONITORING_SYS_PROFILE_ID; tool++)
        if (thread->interp->monitoring_tool_names[tool] != NULL)
            return true;
    return thread->c_profilefunc != NULL || thread->c_tracefunc != NULL;
}

#endif
