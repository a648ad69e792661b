/* Taking turns where there is no GIL that sees to it (PEP 703). */
#ifndef TERRARIUM_CPYTHON_TURNS_H
#define TERRARIUM_CPYTHON_TURNS_H

#include "cpython/facts.h"

#include <pthread.h>

/* For a few instructions that give up no GIL, and in which nothing is waited for. */
static inline void facts_take_turn(pthread_mutex_t *turn)
{
#ifdef Py_GIL_DISABLED
    pthread_mutex_lock(turn);
#else
    (void)turn;
#endif
}

static inline void facts_end_turn(pthread_mutex_t *turn)
{
#ifdef Py_GIL_DISABLED
    pthread_mutex_unlock(turn);
#else
    (void)turn;
#endif
}

#endif
