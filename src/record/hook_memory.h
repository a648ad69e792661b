/* Memory that CPython itself takes because there is a recorder, such as that of frame objects for a tracer.  Taken from
 * where the program's objects are, it would give these other addresses than they have without a recorder: it comes from
 * where the runner's own is.
 *
 * All of this only where Python's usual allocator is in force, and under the GIL. */
#ifndef TERRARIUM_RECORD_HOOK_MEMORY_H
#define TERRARIUM_RECORD_HOOK_MEMORY_H

#include "cpython/facts.h"

#if FACTS_ARE_PUBLIC

/* What is made for the recorder is the program's, where nobody can tell its memory apart. */
static inline void hook_memory_start(void)
{
}

static inline void hook_memory_begin(void)
{
}

static inline void hook_memory_end(void)
{
}

static inline void hook_memory_lines_end(PyCodeObject *code)
{
    (void)code;
}

#else

/* Before the others. */
void hook_memory_start(void);

/* What is allocated between these two is the recorder's; it may be freed at any time. */
void hook_memory_begin(void);
void hook_memory_end(void);

/* At a call of this code: the table of lines that 3.11 has just made for the tracer becomes the recorder's. */
void hook_memory_lines(PyCodeObject *code);
/* Before this code dies. */
void hook_memory_lines_end(PyCodeObject *code);

/* Frame objects made from now on are the recorder's, and the garbage collector does not count their births.  False when
 * it cannot be had. */
bool hook_memory_frames(void);

#endif

#endif
