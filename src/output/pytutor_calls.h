/* Calls and functions as Python Tutor sees them: which call a function was defined in, which calls outlive their end
 * because a function defined in them may still be called, and what such a call held when it ended.
 *
 * Filled step by step, in order, beside a state that walks the same steps. */
#ifndef TERRARIUM_OUTPUT_PYTUTOR_CALLS_H
#define TERRARIUM_OUTPUT_PYTUTOR_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "base/vector.h"
#include "model/state.h"

struct signature {
    uint32_t positional, keyword; /* how many parameters of each sort */
    bool gathers_rest, gathers_keywords;
    VECTOR(uint32_t) names; /* strings: co_varnames */
};

struct call {
    uint32_t frame; /* in order: a call's id is its place, from 1 */
    bool is_parent; /* functions are defined in it */
    bool has_returned;
    uint32_t returned;            /* object; 0 when it was left by an exception */
    VECTOR(struct binding) names; /* at its end, of parents */
};

struct definition {
    uint32_t function; /* object */
    uint32_t frame;    /* the call it was defined in */
};

struct pytutor_calls {
    VECTOR(struct signature) signatures; /* by code, less one */
    VECTOR(struct call) calls;
    VECTOR(struct definition) definitions;
    struct map call_of;       /* frame → id */
    struct map code_of;       /* function → code */
    struct map definition_of; /* function → place in `definitions`, plus one */
    struct map makes_lambdas; /* code → 1 when a lambda stands in it */
};

void pytutor_calls_start(struct pytutor_calls *calls, const struct recording *recording);
void pytutor_calls_free(struct pytutor_calls *calls);
/* Learns what the step tells that the state stands at. */
void pytutor_calls_take(struct pytutor_calls *calls, struct state *state, const struct step *step);

/* 0 or NULL when not known; borrowed until the next take. */
uint32_t pytutor_call_id(const struct pytutor_calls *calls, uint32_t frame);
struct call *pytutor_call(const struct pytutor_calls *calls, uint32_t frame);
const struct signature *pytutor_signature(const struct pytutor_calls *calls, uint32_t code);
uint32_t pytutor_code_of(const struct pytutor_calls *calls, uint32_t function);
/* The frame of the call that a function was defined in. */
uint32_t pytutor_parent_of(const struct pytutor_calls *calls, uint32_t function);
/* The frame of the call that this call's function was defined in. */
uint32_t pytutor_parent_frame(const struct pytutor_calls *calls, const struct recording *recording, uint32_t frame);
/* What a name of a call that has ended refers to now: a closure may have rebound it since. */
uint32_t pytutor_kept_name(const struct pytutor_calls *calls, const struct state *state, uint32_t frame,
                           struct binding binding);

#endif
