/* Who holds and who wants the program's locks: threading.Lock, RLock, and all that is made of them (conditions, queues,
 * events, semaphores, a thread's end).
 *
 * On Linux CPython makes a lock of a semaphore, so the runner defines sem_trywait, sem_wait, sem_clockwait,
 * sem_timedwait and sem_post in libc's place.  Of locks that are made otherwise mutexes.c tells.  A lock is known by
 * its address, and gets a number when somebody waits for it. */
#ifndef TERRARIUM_PROBE_LOCKS_H
#define TERRARIUM_PROBE_LOCKS_H

#include "base/text.h"

/* The running thread has taken the lock at this address; is about to release it.  Nobody has it, and nobody was woken.
 * It dies.  For threads that are known (probe_thread.number). */
void locks_take(const void *address);
void locks_release(const void *address);
void locks_free(const void *address);
void locks_forget(const void *address);
/* In a forked child, between probe_begin and probe_end. */
void locks_forked(void);
/* Appends the names of functions that are not in force, with commas between. */
void locks_hindrances(struct text *out);

#endif
