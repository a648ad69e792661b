/* Taking turns where there is no GIL that sees to it (PEP 703). */
#ifndef TERRARIUM_CPYTHON_TURNS_H
#define TERRARIUM_CPYTHON_TURNS_H

#include "cpython/facts.h"

#include <pthread.h>

#ifdef Py_GIL_DISABLED
#define FACTS_HAS_GIL 0
#else
#define FACTS_HAS_GIL 1
#endif

struct facts_turn {
    void (*act)(void *argument); /* every other thread of the interpreter stands still meanwhile */
    void *argument;
    void (*after)(void); /* the others go on, but it is not their turn yet */
};

/* With a GIL they stand still anyway.  `act` must not ask CPython for the list of threads, nor to stop them once
 * more. */
void facts_alone(struct facts_turn turn);

/* For a stretch in which one of Python's own locks may be waited for: whoever waits for this lets itself be stopped.
 * Not twice by one thread. */
#ifdef Py_GIL_DISABLED
typedef PyMutex facts_mutex;

static inline void facts_mutex_lock(facts_mutex *mutex)
{
    PyMutex_Lock(mutex);
}

static inline void facts_mutex_unlock(facts_mutex *mutex)
{
    PyMutex_Unlock(mutex);
}
#else
typedef struct {
    char none;
} facts_mutex;

static inline void facts_mutex_lock(facts_mutex *mutex)
{
    (void)mutex;
}

static inline void facts_mutex_unlock(facts_mutex *mutex)
{
    (void)mutex;
}
#endif

/* For a few instructions in which nothing of Python's is waited for. */
static inline void facts_lock(pthread_mutex_t *lock)
{
    if (!FACTS_HAS_GIL)
        pthread_mutex_lock(lock);
}

static inline void facts_unlock(pthread_mutex_t *lock)
{
    if (!FACTS_HAS_GIL)
        pthread_mutex_unlock(lock);
}

#endif
