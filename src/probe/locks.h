/* Who holds and who wants the program's locks: threading.Lock, RLock, and all that is made of them (conditions, queues,
 * events, semaphores, a thread's end).
 *
 * On Linux CPython makes a lock of a semaphore, so the runner defines sem_trywait, sem_wait, sem_clockwait, sem_timedwait and
 * sem_post in libc's place.  A lock gets a number when somebody waits for it. */
#ifndef TERRARIUM_PROBE_LOCKS_H
#define TERRARIUM_PROBE_LOCKS_H

#include "base/text.h"

/* In a forked child, between probe_begin and probe_end. */
void locks_forked(void);
/* Appends the names of functions that are not in force, with commas between. */
void locks_hindrances(struct text *out);

#endif
