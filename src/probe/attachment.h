/* Which threads are attached to an interpreter without a GIL (PEP 703): exactly, at the moment that it happens.
 *
 * A thread that is attached may run Python code, beside others that are.  It detaches for a call that may wait and for
 * native code, as it would release a GIL; and whoever stops the world (the collector, for one) suspends all the others.
 *
 *     PyEval_SaveThread, PyEval_ReleaseThread       a thread detaches    CPython calls these by its table of symbols,
 *     PyEval_RestoreThread, PyEval_AcquireThread    a thread attaches    so that the runner can define its own
 *     sem_wait of a thread whose state says "suspended"                  it stands still until the world goes on
 *
 * There is no sampling, and so no thread of ours: nothing is missed between two looks, and a program that counts its
 * threads finds its own.  Of a CPython that was linked so that it calls itself directly, it is known at the start that
 * this fails.
 *
 * A thread that detaches and attaches again at once, again and again, is told of with its next real detachment
 * ("again").
 *
 * In builds with a GIL there is nothing of this: gil.h tells. */
#ifndef TERRARIUM_PROBE_ATTACHMENT_H
#define TERRARIUM_PROBE_ATTACHMENT_H

#include <stdbool.h>

/* In the main thread, attached and with the timeline started.  Returns NULL, or why there is nothing to see. */
const char *attachment_start(void);
/* Between probe_begin and probe_end: puts the running thread's detachment if that was kept back. */
void attachment_put_detachment(void);
/* The same, at the thread's end. */
void attachment_finish(void);

/* In a forked child, between the two: no other thread is there. */
void attachment_forked(void);

/* The GIL was switched on, or off while this thread had it: between probe_begin and probe_end. */
void attachment_tell_switch(bool on);
/* Between the two: the running thread attaches again, with the GIL or, should it be switched off before, without a
 * word. */
void attachment_expect(void);
/* The running thread begins or ceases to wait on a semaphore.  True when that is because the world is stopped, and
 * told. */
bool attachment_begin_wait(void);
void attachment_end_wait(void);
/* Whether the running thread waits on a semaphore until all others stand still. */
bool attachment_stops_world(void);

#endif
