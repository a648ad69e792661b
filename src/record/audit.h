/* The proof that touches tell everything, of a build with --enable-audit: at every step, or every so many, all that can
 * be reached is walked, and what is found changed was missed.  Nothing in any other build. */
#ifndef TERRARIUM_RECORD_AUDIT_H
#define TERRARIUM_RECORD_AUDIT_H

#include "record/shadows.h"

#ifdef TERRARIUM_AUDIT

/* Reads how it is to be done from the environment: TERRARIUM_AUDIT_EVERY (steps; 1), TERRARIUM_AUDIT_BLIND (touches are
 * not listened to, for a test of the proof), TERRARIUM_AUDIT_COUNTS (a file for what was counted; without it, a miss
 * aborts). */
void audit_start(void);
void audit_count_step(void);
void audit_count_proof(void);
/* Writes down what was counted so far. */
void audit_tell(void);
bool audit_is_blind(void);
/* Whether this step is to be proved. */
bool audit_is_due(void);
/* Something changed that nothing had touched. */
void audit_tell_of_miss(const struct shadow *shadow, int64_t references);

#else

static inline void audit_start(void)
{
}

static inline void audit_count_step(void)
{
}

static inline void audit_count_proof(void)
{
}

static inline void audit_tell(void)
{
}

static inline bool audit_is_blind(void)
{
    return false;
}

static inline void audit_tell_of_miss(const struct shadow *shadow, int64_t references)
{
    (void)shadow;
    (void)references;
}

#endif

#endif
