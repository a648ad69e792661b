/* Fuzz target: bytes as a recording's log.  Whatever they hold, taking them in, walking to any step, asking for
 * changes, words, sentences and unpackings must neither crash nor hang. */
#include <stddef.h>
#include <stdint.h>

#include "model/explain.h"
#include "model/recording.h"
#include "model/state.h"
#include "model/timeline_words.h"
#include "model/unpacking.h"
#include "model/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void look(struct state *state, uint32_t step)
{
    struct text words = TEXT_EMPTY;
    struct place done, next;
    uint32_t found;

    state_seek(state, step);
    explain_step(state, &words);
    for (uint32_t object = 1; object <= recording_objects(state_recording(state)) && object <= 50; object++) {
        value_summary(state, object, 40, &words);
        value_title(state, object, &words);
    }
    for (size_t depth = 0; depth < state_depth(state, 1); depth++)
        value_frame_title(state, state_frame_at(state, 1, depth), &words);
    recording_places(state_recording(state), step, &done, &next);
    recording_source_line(state_recording(state), next.file, next.line);
    recording_step_over(state_recording(state), step, false, &found);
    recording_step_out(state_recording(state), step, true, &found);
    recording_outputs_at(state_recording(state), step);
    text_free(&words);
}

static void look_inside(struct state *state, struct unpackings *unpackings, uint32_t step)
{
    struct text words = TEXT_EMPTY;

    for (uint32_t instant = 0; instant <= recording_instants(state_recording(state), step) && instant <= 20;
         instant++) {
        state_seek_instant(state, step, instant);
        for (size_t i = unpackings_find(unpackings, state); i > 0; i--)
            unpacking_sentence(unpackings_at(unpackings, i - 1), &words);
    }
    text_free(&words);
}

static void look_at_lane(const struct recording *recording, size_t lane, uint64_t time)
{
    const struct timeline *timeline = recording_timeline(recording);
    struct timeline_sums sums;
    struct text words = TEXT_EMPTY;
    uint64_t found;
    size_t other;

    timeline_sum(timeline, lane, time / 2, time, &sums);
    timeline_words_doing(recording, lane, time, false, &words);
    timeline_words_place(recording, timeline_place_at(timeline, lane, time), &words);
    timeline_find(timeline, TIMELINE_HANDOVER, time, false, &found, &other);
    timeline_find(timeline, TIMELINE_WAKING, time, true, &found, &other);
    text_free(&words);
}

static void look_at_timeline(struct recording *recording)
{
    enum { MOMENTS = 8, LANES = 20 };
    const struct timeline *timeline = recording_timeline(recording);
    const struct trace_fields_PLACE place = {.thread = 1};
    const struct trace_fields_RELEASE release = {.thread = 1, .gil = 1, .time = timeline_end(timeline)};
    struct text words = TEXT_EMPTY;

    recording_suppose(recording, timeline_clock(timeline) + timeline_end(timeline) + 5, &place, &release);
    for (uint64_t i = 0; i <= MOMENTS; i++) {
        uint64_t time = timeline_end(timeline) / MOMENTS * i;

        timeline_words_circle(recording, time, &words);
        for (size_t lane = 0; lane < timeline_lanes(timeline) && lane < LANES; lane++)
            look_at_lane(recording, lane, time);
    }
    timeline_median_hold(timeline);
    text_free(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct recording *recording = recording_new();
    struct unpackings *unpackings;
    struct state *state;
    uint32_t steps, stride;

    recording_append(recording, bytes, length / 2, NULL);
    recording_append(recording, bytes + length / 2, length - length / 2, NULL);
    look_at_timeline(recording);
    state = state_new(recording);
    steps = recording_steps(recording);
    stride = steps / 20 + 1;
    for (uint32_t step = 0; step < steps; step += stride)
        look(state, step);
    for (uint32_t step = steps; step > stride; step -= stride)
        look(state, step - 1);
    unpackings = unpackings_new(recording);
    for (uint32_t step = 0; step < steps; step += stride)
        look_inside(state, unpackings, step);
    unpackings_free(unpackings);
    state_free(state);
    recording_free(recording);
    return 0;
}
