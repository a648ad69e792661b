/* Variants of one job, run one after the other: first each once with its threads watched, for the lanes; then each
 * several times without being watched, by turns, for the figures.
 *
 *     watched     plain   threads   processes
 *     measured    plain   threads   processes   plain   threads   processes   …
 *
 * No two runs overlap, for they would disturb each other.  A variant of which a run fails is not run again.  There is
 * no input. */
#ifndef TERRARIUM_SESSION_COMPARISON_H
#define TERRARIUM_SESSION_COMPARISON_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "model/measured.h"
#include "session/session.h"

struct comparison;

/* `repeat`: how often each variant is measured, at least once. */
struct comparison *comparison_new(unsigned repeat);
/* Ends the run that still goes on. */
void comparison_free(struct comparison *comparison);
/* Copies name and options; of the latter, what says which terminal there is and what is watched does not matter. */
void comparison_add(struct comparison *comparison, const char *name, const struct session_options *options);
/* Forgets what was measured, and begins. */
void comparison_begin(struct comparison *comparison);

/* As those of a session. */
size_t comparison_poll(const struct comparison *comparison, struct pollfd *descriptors, size_t room);
bool comparison_pump(struct comparison *comparison);
bool comparison_wait(struct comparison *comparison, int milliseconds);
/* Ends the run that goes on; no other begins. */
void comparison_stop(struct comparison *comparison);

/* What there is so far; borrowed until the next pump. */
const struct measured *comparison_measured(struct comparison *comparison);
unsigned comparison_repeat(const struct comparison *comparison);
/* Which variant runs, and the how-manieth measured run it is (0: the watched one); false when all have ended. */
bool comparison_progress(const struct comparison *comparison, size_t *variant, unsigned *round);
/* Whether the run that goes on is only measured, so that whoever looks at it should do so seldom. */
bool comparison_is_measuring(const struct comparison *comparison);
/* Of a variant's watched run; NULL: not begun.  Borrowed. */
struct recording *comparison_recording(const struct comparison *comparison, size_t variant);
/* What runs a variant; borrowed. */
const struct session_options *comparison_options(const struct comparison *comparison, size_t variant);

#endif
