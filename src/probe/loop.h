/* What the event loop of asyncio does: which callbacks become ready and why, which run, what each task then waits for.
 *
 * asyncio is Python code, but what it does goes through functions of CPython's own that are written in C, and those are
 * looked up anew in their tables at each call.  The probe stands in these tables:
 *
 *     Context.run    called from Handle._run: a callback begins to run, and has run
 *     deque.append   called from BaseEventLoop._call_soon, _add_callback, _run_once: one comes into the ready queue,
 *                    because somebody called it, its descriptor is ready, its time has come
 *
 * and epoll_wait and its like, called from _run_once, are libc's (blocking.c).  Nothing of Python's is replaced or
 * altered: no class, no method, no module, so that a program that looks finds what it always finds.  Nothing is
 * imported: a program that does not use asyncio has the probe look at the code that called, and no more.  Whose code it
 * is, its qualified name and its file tell.
 *
 * Tasks are those of _asyncio.  Not seen: tasks of asyncio's own class in Python (where _asyncio is missing), loops
 * that are not asyncio's (uvloop), those of other interpreters, and what an eager task does before it first waits. */
#ifndef TERRARIUM_PROBE_LOOP_H
#define TERRARIUM_PROBE_LOOP_H

#include <stdbool.h>

#include "cpython/facts.h"

/* In the main thread, with the GIL held and the timeline started.  Returns NULL, or why event loops are not seen. */
const char *loop_start(void);
/* In a forked child. */
void loop_forked(void);
/* The code object at this address dies. */
void loop_forget(PyObject *code);

/* Without the GIL, or with it: whether the running thread's event loop is what calls select, poll or epoll_wait.  If so
 * the wait is told, and loop_end_select is to be called after it. */
bool loop_begin_select(void);
void loop_end_select(void);

#endif
