/* Births and deaths as CPython itself tells of them, from 3.13 on (PyRefTracer_SetTracer); where no more is known of a
 * version than its public API, this comes before what deaths.c does. */
#ifndef TERRARIUM_RECORD_REFTRACER_H
#define TERRARIUM_RECORD_REFTRACER_H

#include "cpython/facts.h"
#include "record/deaths.h"

#if FACTS_ARE_PUBLIC

/* False when this CPython does not tell of every death (3.13.0 does not).  The listener is told of deaths, and, with
 * NULL for the class, that something new stands at an address: whatever stood there before has died.
 *
 * CPython tells of a death before an object's finaliser runs (__del__, the rest of a generator): of such an object the
 * listener is told at the next event at which that does not run any more. */
bool reftracer_start(deaths_listener *listener);
/* At each event, before anything else: the running frame's. */
void reftracer_settle(facts_frame *frame);

#else

static inline bool reftracer_start(deaths_listener *listener)
{
    (void)listener;
    return false;
}

#endif

#endif
