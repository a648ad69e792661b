/* Locks that CPython makes of a byte: _thread.lock in late minor releases of 3.13, RLock as well from 3.14 on.
 *
 * Such a lock is taken and released by an instruction of the processor, and no function of libc's is called for that.
 * Who has to wait does so on a semaphore of his own stack, which CPython's parking lot (parking_lot.c) keeps behind the
 * address of the byte that it was told.  So the runner stands in the tables of methods of both types (acquire, release
 * and what else takes and releases), whose entries are looked up at each call, and tells locks.c whose lock the running
 * thread has taken or is about to release; and locks.c asks here for which byte a semaphore stands.  What program and
 * types show stays as it is.
 *
 * Whether a CPython has such locks, one lock of each type tells, taken and released before the timeline begins.  Those
 * that are made of semaphores are left alone. */
#ifndef TERRARIUM_PROBE_MUTEXES_H
#define TERRARIUM_PROBE_MUTEXES_H

#include <semaphore.h>

/* In the main thread, before the timeline begins.  Returns NULL, or why it stays unknown who holds a lock. */
const char *mutexes_start(void);
/* The address of the byte of the lock that the running thread waits for on this semaphore; NULL when it is
 * another's. */
const void *mutexes_awaited(const sem_t *semaphore);
/* Before the timeline begins: a function of libc's was called for this semaphore. */
void mutexes_notice(const sem_t *semaphore);

#endif
