/* Keyframes: the state at places along a recording, so that any step is near one, each sharing with those around it
 * what did not change (shared.h); and the parts of a recording that only a state's cursor needs. */
#ifndef TERRARIUM_MODEL_KEYFRAMES_H
#define TERRARIUM_MODEL_KEYFRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vector.h"
#include "model/recording.h"
#include "trace/context.h"

struct moment;

struct keyframe {
    uint32_t steps;        /* how many steps lie before it */
    uint32_t objects;      /* how many objects were born before it */
    uint32_t frames;       /* how many frames were */
    uint64_t end;          /* where in the log it stands */
    struct moment *moment; /* owned */
};

struct keyframes {
    VECTOR(struct keyframe) items; /* in order */
};

/* Whether one is due at log offset `end`, when changing the state since the last one cost `copied` bytes of copies. */
bool keyframes_due(const struct keyframes *keyframes, uint64_t end, size_t copied);
/* Takes over the keyframe's moment. */
void keyframes_add(struct keyframes *keyframes, struct keyframe keyframe);
/* The last with at most `steps` steps before it.  The first has none before it. */
const struct keyframe *keyframes_find(const struct keyframes *keyframes, uint32_t steps);
void keyframes_free(struct keyframes *keyframes);

struct log_range {
    uint64_t start, end;
};

const struct keyframe *recording_keyframe(const struct recording *recording, uint32_t steps);
/* Where a step's segment lies in the log, and what its records follow on; the step must exist. */
struct log_range recording_segment(const struct recording *recording, uint32_t step, struct trace_context *context);
/* Where in the log an instant behind this step is: behind its record.  It must exist. */
uint64_t recording_instant_end(const struct recording *recording, uint32_t step, uint32_t number);
/* Decodes the record at an offset (kind 0: one to be skipped); returns its size.  Births come out as OBJECT,
 * complete. */
size_t recording_decode(const struct recording *recording, uint64_t offset, struct trace_context *context,
                        struct trace_scratch *scratch, struct trace_record *record);
/* The neighbouring steps in the same frame; false when there is none. */
bool recording_step_before(const struct recording *recording, uint32_t number, uint32_t *before);
bool recording_step_after(const struct recording *recording, uint32_t number, uint32_t *after);

#endif
