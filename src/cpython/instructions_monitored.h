/* What frames have in common from CPython 3.12 on, as instructions.h explains it. */
#ifndef TERRARIUM_CPYTHON_INSTRUCTIONS_MONITORED_H
#define TERRARIUM_CPYTHON_INSTRUCTIONS_MONITORED_H

#define INSTRUCTIONS_RESUME_GENERATORS 1
#define INSTRUCTIONS_ARE_GUARDED (PY_VERSION_HEX < 0x030E0000)

/* Between a frame and the one that it called, C code has a frame of its own, and so has a call of a class. */
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

/* (What it has sys.monitoring call, record/hook_monitoring.c tells.) */
static inline bool instruction_has_other_watchers(const PyThreadState *thread)
{
    return ((uintptr_t)thread->c_profilefunc | (uintptr_t)thread->c_tracefunc) != 0;
}

#endif
