/* Library code without events, on 3.11, where a tracer is one of all code that a thread runs. */
#ifndef TERRARIUM_RECORD_HOOK_LIBRARY_H
#define TERRARIUM_RECORD_HOOK_LIBRARY_H

#include "cpython/facts.h"

#if PY_VERSION_HEX < 0x030C0000

void hook_library_start(void);

/* In the tracer, at the call of a frame of library code: there are no events until it has ended, but for what it calls
 * of the learner's. */
void hook_library_enter(PyFrameObject *frame);
/* In the tracer, when such a frame ends after all. */
void hook_library_leave(PyFrameObject *frame);
/* Whether this thread's tracer rests now: frames that get objects get them from the program. */
bool hook_library_rests(void);
/* From here to the end of the frames that rest now, the thread has its events: the program has a tracer of its own,
 * say. */
void hook_library_wake(void);

#endif

#endif
