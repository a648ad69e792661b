/* The data of a state, without a cursor: what the frames, stacks and objects hold at one moment, and how one record of
 * the log changes it, forward and backward.  Only recording.c, what it shares (recording_work.h), and state.c use
 * it. */
#ifndef TERRARIUM_MODEL_MOMENT_H
#define TERRARIUM_MODEL_MOMENT_H

#include "base/map.h"
#include "base/vector.h"
#include "model/recording.h"
#include "model/shared.h"
#include "model/state.h"

struct moment_frame {
    uint32_t owners; /* see shared_kind; so in moment_object */
    uint32_t number;
    uint32_t pushes; /* how often it went onto a stack so far */
    enum frame_condition condition;
    struct shared_array *names; /* struct binding: in order of first binding; object 0 while unbound */
    struct shared_array *stack; /* uint32_t: objects on its value stack, from the bottom; 0 is a NULL */
};

/* Objects that hold references, have counts, or change in place; all others are known by their birth alone. */
struct moment_object {
    uint32_t owners;
    uint32_t number;
    uint32_t type; /* string */
    bool alive;
    enum trace_layout layout;
    uint32_t fields; /* of MIXED entries, how many are fields */
    int64_t references;
    int64_t hidden;               /* entries (bytes of a bytearray) that are not recorded */
    struct shared_array *entries; /* struct entry: labels as the log has them */
    struct shared_array *bytes;   /* of a value that changes */
};

struct moment_stack {
    struct shared_array *frames; /* uint32_t: outermost first */
    bool ended;
};

/* A frame that ended, or an object that died. */
struct moment_departure {
    bool is_frame;
    uint32_t number;
};

struct moment {
    struct shared_tree frames, objects;       /* struct moment_frame, struct moment_object */
    VECTOR(struct moment_stack) stacks;       /* by thread, less one */
    VECTOR(struct moment_departure) departed; /* since the last prune, in order */
    struct map *places;                       /* borrowed: of a frame's names, see moment_new */
    size_t copied;                            /* bytes that changing what was shared has cost in copies */
};

/* `places`: where a frame's names stand that has many, the same at all times of a recording: the recording's to
 * keep. */
struct moment *moment_new(struct map *places);
void moment_free(struct moment *moment);
/* Shares everything with the first one, but for what departed. */
struct moment *moment_copy(const struct moment *moment);
/* Forgets ended frames (modules' names live on) and dead objects: no record after this moment speaks of them. */
void moment_prune(struct moment *moment, const struct recording *recording);

/* Whether the record can follow on this moment: what it refers to exists and its old values are true. */
bool moment_accepts(const struct moment *moment, const struct trace_record *record);
/* Numbered records (THREAD, FRAME, OBJECT) take the number given; others ignore it. */
void moment_apply(struct moment *moment, const struct trace_record *record, uint32_t number);
void moment_revert(struct moment *moment, const struct trace_record *record, uint32_t number);

/* NULL when there is none. */
static inline const struct moment_frame *moment_frame(const struct moment *moment, uint32_t number)
{
    return shared_tree_get(&moment->frames, number);
}

static inline const struct moment_object *moment_object(const struct moment *moment, uint32_t number)
{
    return shared_tree_get(&moment->objects, number);
}

static inline const struct binding *moment_names(const struct moment_frame *frame)
{
    return frame->names != NULL ? (const void *)frame->names->items : NULL;
}

static inline const uint32_t *moment_value_stack(const struct moment_frame *frame)
{
    return frame->stack != NULL ? (const void *)frame->stack->items : NULL;
}

static inline const struct entry *moment_entries(const struct moment_object *object)
{
    return object->entries != NULL ? (const void *)object->entries->items : NULL;
}

static inline struct trace_bytes moment_bytes(const struct moment_object *object)
{
    return (struct trace_bytes){object->bytes != NULL ? object->bytes->items : "", shared_array_count(object->bytes)};
}

/* NULL for an unknown thread. */
static inline const struct moment_stack *moment_stack(const struct moment *moment, uint64_t thread)
{
    return thread >= 1 && thread <= moment->stacks.count ? &moment->stacks.items[thread - 1] : NULL;
}

static inline uint32_t moment_stack_frame(const struct moment_stack *stack, size_t depth)
{
    return ((const uint32_t *)(const void *)stack->frames->items)[depth];
}

#endif
