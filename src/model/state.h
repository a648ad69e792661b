/* The program's state at one step: stacks, names, objects' contents.  A state is a cursor: it seeks to any step of its
 * recording, one step on or back in time proportional to what changed. */
#ifndef TERRARIUM_MODEL_STATE_H
#define TERRARIUM_MODEL_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/recording.h"

struct state;

/* At step 0 (at nothing when the recording has no steps yet).  Borrows the recording, which may go on growing. */
struct state *state_new(const struct recording *recording);
void state_free(struct state *state);

const struct recording *state_recording(const struct state *state);
/* Goes to a step; past the end, to the last one. */
void state_seek(struct state *state, uint32_t step);
uint32_t state_step(const struct state *state);
/* Goes to an instant behind a step (recording_instants): 0, or one that does not exist, goes to the step itself. */
void state_seek_instant(struct state *state, uint32_t step, uint32_t instant);
uint32_t state_instant(const struct state *state);
/* Whether state_changes tells of what changed since the instant before, instead of since the step before. */
void state_set_fine(struct state *state, bool fine);

/* The threads seen up to now, numbered from 1, and whether one is known to have ended. */
uint32_t state_threads(const struct state *state);
bool state_thread_ended(const struct state *state, uint32_t thread);
/* Frames of a thread's stack, outermost first (0: the module). */
size_t state_depth(const struct state *state, uint32_t thread);
uint32_t state_frame_at(const struct state *state, uint32_t thread, size_t depth);

enum frame_condition {
    FRAME_UNBORN,
    FRAME_RUNNING,   /* on a stack */
    FRAME_SUSPENDED, /* a generator's or coroutine's, waiting to go on */
    FRAME_ENDED,
};
enum frame_condition state_frame_condition(const struct state *state, uint32_t frame);
/* Whether a generator's or coroutine's frame waits to go on.  CPython says so from the event of its yield on, at whose
 * step the frame still stands on the stack, with what it yields. */
bool state_frame_waits(const struct state *state, uint32_t frame);
/* The line that a frame stood at in its latest step up to now; 0 when it has had none. */
uint32_t state_frame_line(const struct state *state, uint32_t frame);
/* Suspended frames, by number. */
size_t state_suspended(struct state *state);
uint32_t state_suspended_at(struct state *state, size_t index);

/* A frame's names in the order in which they were first bound; only names that are bound at this step. */
struct binding {
    uint32_t name; /* string */
    uint32_t object;
};
size_t state_names(struct state *state, uint32_t frame);
struct binding state_name(struct state *state, uint32_t frame, size_t index);

/* A frame's value stack, as far as it was recorded: objects from the bottom, 0 for a NULL. */
size_t state_stack_depth(const struct state *state, uint32_t frame);
uint32_t state_stack_at(const struct state *state, uint32_t frame, size_t index);

/* An object at this step. */
struct object {
    uint32_t number;
    bool alive;    /* seen and not yet known to be dead */
    uint32_t type; /* string */
    enum trace_object_kind kind;
    uint32_t flags;  /* enum trace_object_flag */
    bool is_derived; /* see struct object_birth */
    uint64_t address;
    int64_t references;        /* the true count; meaningful with TRACE_OBJECT_COUNTED */
    uint64_t length;           /* true length */
    struct trace_bytes value;  /* of leaves; TITLE of functions, classes, modules */
    struct trace_bytes detail; /* lines of what no object stands for: see TRACE_OBJECT_KINDS */
    enum trace_layout layout;  /* of what the kind holds; never MIXED */
    size_t entries;            /* recorded entries at this step (not twice for pairs) */
    size_t fields;             /* fields behind them: attributes of class Stack(list) */
};
/* False for 0, unknown, or not yet born at this step. */
bool state_object(const struct state *state, uint32_t number, struct object *object);
struct entry {
    uint32_t label; /* PAIRS: object; FIELDS, and fields behind other entries: string; otherwise 0 */
    uint32_t value; /* object */
};
/* `index`: less than entries and fields together. */
struct entry state_entry(const struct state *state, uint32_t object, size_t index);

/* What the step that led here changed (the marks of the picture). */
enum change_sort {
    CHANGE_BOUND,   /* a name or entry is new */
    CHANGE_REBOUND, /* it refers to something else than before */
    CHANGE_UNBOUND, /* it is gone: `was` says what it referred to */
};
struct name_change {
    uint32_t frame, name; /* string */
    uint32_t was, now;    /* objects; 0 for unbound */
    enum change_sort sort;
};
struct entry_change {
    uint32_t object;
    enum change_sort sort;
    bool is_field; /* its label is a string */
    size_t index;  /* in the object's entries now (BOUND, REBOUND) or before (UNBOUND) */
    struct entry was, now;
};
struct fold { /* a call of library code that has ended */
    uint32_t thread, code;
    uint64_t nanoseconds;
};
struct count_change { /* of an object's reference count; several may be of the same object */
    uint32_t object;
    int64_t change;
};
struct changes { /* arrays borrowed from the state, until it seeks */
    const struct name_change *names;
    size_t name_count;
    const struct entry_change *entries;
    size_t entry_count;
    const uint32_t *born; /* objects first seen */
    size_t born_count;
    const uint32_t *died;
    size_t died_count;
    const struct fold *folds;
    size_t fold_count;
    const struct count_change *counts;
    size_t count_count;
    uint32_t stack_frame; /* a frame whose value stack changed, or 0 */
    size_t stack_from;    /* from which place on */
    uint32_t returned;    /* frame that left the stack in this step, or 0 */
};
const struct changes *state_changes(struct state *state);
/* Calls `visit` with each record that state_changes tells of, in order, until it returns false. */
void state_visit_changes(struct state *state, recording_visitor *visit, void *context);

#endif
