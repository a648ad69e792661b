/* Where CPython 3.11's frames are among their instructions; included by instructions.h. */
#ifndef TERRARIUM_CPYTHON_INSTRUCTIONS_3_11_H
#define TERRARIUM_CPYTHON_INSTRUCTIONS_3_11_H

#define INSTRUCTIONS_ARE_KNOWN 1

/* The code unit at which the frame is: an instruction, or, while Python code runs that it called, the last unit of the
 * call, whose operands have then left the value stack. */
static inline int instruction_at(facts_frame *frame)
{
    return _PyInterpreterFrame_LASTI(frame);
}

/* The bottom of the value stack. */
static inline PyObject **instruction_stack(facts_frame *frame)
{
    return frame->localsplus + facts_code(frame)->co_nlocalsplus;
}

/* Objects that the garbage collector has collected so far. */
static inline Py_ssize_t instruction_collected(PyInterpreterState *interpreter)
{
    Py_ssize_t collected = 0;

    for (int i = 0; i < NUM_GENERATIONS; i++)
        collected += interpreter->gc.generation_stats[i].collected;
    return collected;
}

#endif
