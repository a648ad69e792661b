/* The data of a state, without a cursor: what the frames, stacks and objects hold at one moment, and how one record of the
 * log changes it, forward and backward.  Only recording.c and state.c use it. */
#ifndef TERRARIUM_MODEL_MOMENT_H
#define TERRARIUM_MODEL_MOMENT_H

#include "base/map.h"
#include "base/vector.h"
#include "model/recording.h"
#include "model/state.h"

struct moment_frame {
    uint32_t number;
    uint32_t pushes; /* how often it went onto a stack so far */
    enum frame_condition condition;
    VECTOR(struct binding) names; /* in order of first binding; object 0 while unbound */
    struct map index;             /* name → place in `names`, less than FRAME_INDEX_FROM names: not kept */
};

/* Objects that hold references, have counts, or change in place; all others are known by their birth alone. */
struct moment_object {
    uint32_t number;
    uint32_t type; /* string */
    bool alive;
    enum trace_layout layout;
    int64_t references;
    int64_t hidden;               /* entries (bytes of a bytearray) that are not recorded */
    VECTOR(struct entry) entries; /* labels as the log has them */
    size_t fields;                /* of MIXED entries, how many are fields */
    struct text bytes;            /* of a value that changes */
};

struct moment_stack {
    VECTOR(uint32_t) frames; /* outermost first */
    bool ended;
};

struct moment {
    VECTOR(struct moment_frame) frames;
    struct map frame_index; /* number → place in `frames` */
    VECTOR(struct moment_object) objects;
    struct map object_index;
    VECTOR(struct moment_stack) stacks; /* by thread, less one */
    size_t weight;                      /* about how many bytes a copy takes */
    size_t departed;                    /* ended frames and dead objects */
};

struct moment *moment_new(void);
void moment_free(struct moment *moment);
struct moment *moment_copy(const struct moment *moment);
/* Forgets ended frames (modules' names live on) and dead objects: no record after this moment speaks of them. */
void moment_prune(struct moment *moment, const struct recording *recording);

/* Whether the record can follow on this moment: what it refers to exists and its old values are true. */
bool moment_accepts(const struct moment *moment, const struct trace_record *record);
/* Numbered records (THREAD, FRAME, OBJECT) take the number given; others ignore it. */
void moment_apply(struct moment *moment, const struct trace_record *record, uint32_t number);
void moment_revert(struct moment *moment, const struct trace_record *record, uint32_t number);

/* NULL when there is none. */
struct moment_frame *moment_frame(const struct moment *moment, uint32_t number);
struct moment_object *moment_object(const struct moment *moment, uint32_t number);

#endif
