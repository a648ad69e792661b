/* That a stretch has only read values, proved when it is over by CPython's own inline caches (PEP 659).
 *
 * An instruction that CPython has specialised sees whether its operands are of the classes that it was specialised for;
 * where they are not, it runs as the compiler wrote it, which its counter tells, in the code unit behind it.  So where
 * a stretch of which nothing came in a forecast consists of such instructions, they are noted as they stand, with their
 * counters: the plan is sealed.  From then on nothing is foreseen.  If they stand there unchanged at the next event,
 * they have read ints, floats, strings, and what lists and instances hold, and nothing else.  If not, it is not known
 * what they have done. */
#ifndef TERRARIUM_RECORD_SEALS_H
#define TERRARIUM_RECORD_SEALS_H

#include <string.h>

#include "base/ways.h"
#include "record/plans.h"

enum { SEAL_UNITS = 8 };

struct plan_seal {
    uint8_t count;     /* of units; 0: it is not sealed */
    bool stirs;        /* FORECAST_STIRS, perhaps: an iterator goes on */
    uint8_t broken;    /* how often it was not intact */
    uint16_t patience; /* forecasts until it is tried again to make it */
    struct {
        const void *at; /* in the code */
        uint32_t word;  /* instruction and counter */
    } units[SEAL_UNITS];
};

/* For the steps of a plan; NULL where it does more than read values, or does that more often than a seal has units.
 * Owned by the caller. */
struct plan_seal *seals_new(const struct plan *plan);
/* A forecast of the plan has come to nothing: tries to seal it, now and then. */
void seals_make(const struct plan *plan, PyCodeObject *code);
/* It was not intact at the end of a stretch that relied on it. */
void seals_break(struct plan_seal *seal);

static inline uint32_t seals_changed(const struct plan_seal *seal, unsigned unit)
{
    uint32_t word;

    memcpy(&word, seal->units[unit].at, sizeof word);
    return word ^ seal->units[unit].word;
}

/* Whether all stands there as it did.  (Of one that was broken meanwhile, what its first unit was then.) */
static inline bool seals_hold(const struct plan_seal *seal)
{
    uint32_t changed = seals_changed(seal, 0);

    for (unsigned i = 1; SELDOM(i < seal->count); i++)
        changed |= seals_changed(seal, i);
    return changed == 0;
}

#endif
