/* From places in the code to steps of a recording. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lesson/lesson.h"

static bool is_in_main_file(const struct recording *recording, const struct step *step)
{
    const struct frame_birth *frame = recording_frame(recording, step->frame);
    const struct code *code = frame != NULL ? recording_code(recording, frame->code) : NULL;

    return code != NULL && code->file == recording_main_file(recording);
}

/* Whether the step is the moment after a whole run of the line. */
static bool is_after(const struct recording *recording, const struct step *step, uint32_t line)
{
    struct place done, next;

    if (step->event != TRACE_EVENT_LINE && step->event != TRACE_EVENT_RETURN && step->event != TRACE_EVENT_YIELD)
        return false;
    recording_places(recording, step->number, &done, &next);
    return done.line == line && done.file == recording_main_file(recording);
}

static bool is_moment(const struct recording *recording, const struct step *step, const struct lesson_anchor *anchor)
{
    struct recording_end end;

    if (anchor->line == 0 && anchor->is_end)
        return recording_end(recording, &end) && step->number + 1 == recording_steps(recording);
    if (anchor->line == 0)
        return step->number == 0;
    if (anchor->event == LESSON_EVENT_AFTER)
        return is_after(recording, step, anchor->line);
    if (step->line != anchor->line || !is_in_main_file(recording, step))
        return false;
    switch (anchor->event) {
    case LESSON_EVENT_CALL:
        return step->event == TRACE_EVENT_CALL;
    case LESSON_EVENT_RETURN:
        return step->event == TRACE_EVENT_RETURN;
    case LESSON_EVENT_EXCEPTION:
        return step->event == TRACE_EVENT_EXCEPTION;
    case LESSON_EVENT_BEFORE:
    case LESSON_EVENT_AFTER:
    case LESSON_EVENT_COUNT:
        break;
    }
    return step->event == TRACE_EVENT_LINE;
}

static bool find_moment(const struct recording *recording, const struct lesson_anchor *anchor, uint32_t *number)
{
    uint32_t occurrence = 0;
    struct step step;

    for (*number = 0; recording_step(recording, *number, &step); ++*number)
        if (is_moment(recording, &step, anchor) && ++occurrence == anchor->occurrence)
            return true;
    return false;
}

static int compare_moments(const void *left, const void *right)
{
    const struct lesson_moment *one = left, *other = right;

    if (one->step != other->step)
        return one->step < other->step ? -1 : 1;
    if ((one->prediction != NULL) != (other->prediction != NULL))
        return one->prediction != NULL ? 1 : -1;
    return (one->prediction > other->prediction) -
           (one->prediction < other->prediction); /* as the author wrote them */
}

/* Where a scene's `start` or `stop` falls; UINT32_MAX when the recording has not reached it (yet). */
static uint32_t find_bound(const struct recording *recording, const struct lesson_anchor *anchor)
{
    uint32_t step;

    return find_moment(recording, anchor, &step) ? step : UINT32_MAX;
}

/* "start" and "end" stand for the scene's own, where it has such. */
static bool find_in_scene(const struct lesson_scene *scene, const struct lesson_moments *moments,
                          const struct recording *recording, const struct lesson_anchor *anchor, uint32_t *step)
{
    bool at_start = anchor->line == 0 && !anchor->is_end && scene->start.at != NULL;
    bool at_stop = anchor->line == 0 && anchor->is_end && scene->stop.at != NULL;

    if (!at_start && !at_stop)
        return find_moment(recording, anchor, step);
    *step = at_start ? moments->start : moments->stop;
    return *step != UINT32_MAX;
}

static void add_moment(const struct lesson_scene *scene, struct lesson_moments *moments,
                       const struct recording *recording, const struct lesson_anchor *anchor,
                       struct lesson_moment moment)
{
    if (find_in_scene(scene, moments, recording, anchor, &moment.step))
        vector_push(&moments->items, moment);
    else
        moments->missing++;
}

/* ---- stops of a timeline ---- */

static bool is_same_place(const struct lesson_anchor *one, const struct lesson_anchor *other)
{
    return one->line == other->line && one->is_end == other->is_end && one->sight == other->sight &&
           one->occurrence == other->occurrence;
}

/* The stop of the first text at this place; false when nothing is said there. */
static bool number_stop(const struct lesson_scene *scene, const struct lesson_anchor *anchor, uint32_t *stop)
{
    for (*stop = 0; *stop < scene->says.count; ++*stop)
        if (is_same_place(&scene->says.items[*stop].anchor, anchor))
            return true;
    return false;
}

/* The nearest slice after a time in which a thread stands still on the line, in any lane; or, with `any`, works there
 * to the slice's end. */
static bool find_slice(const struct recording *recording, uint32_t line, bool any, uint64_t from, uint64_t *time,
                       size_t *lane)
{
    const struct timeline *timeline = recording_timeline(recording);
    bool found = false;

    for (size_t i = 0; i < timeline_lanes(timeline); i++)
        for (size_t k = 0; k < timeline_slices(timeline, i); k++) {
            const struct timeline_slice *slice = timeline_slice(timeline, i, k);
            const struct code *code = recording_code(recording, slice->place.code);

            if ((!any && slice->state != TIMELINE_BLOCKED && slice->state != TIMELINE_STUCK) ||
                slice->place.line != line || code == NULL || code->file != recording_main_file(recording) ||
                slice->start <= from || (found && slice->start >= *time))
                continue;
            found = true;
            *time = slice->start;
            *lane = i;
        }
    return found;
}

static bool find_sight(const struct recording *recording, const struct lesson_anchor *anchor, uint64_t from,
                       uint64_t *time, size_t *lane)
{
    const struct timeline *timeline = recording_timeline(recording);

    if (anchor->sight == LESSON_SIGHT_WAIT)
        return timeline_longest_wait(timeline, time, lane);
    if (anchor->line != 0)
        return find_slice(recording, anchor->line, false, from, time, lane) ||
               find_slice(recording, anchor->line, true, from, time, lane);
    return timeline_find(timeline, anchor->sight == LESSON_SIGHT_WAKING ? TIMELINE_WAKING : TIMELINE_HANDOVER, from,
                         false, time, lane);
}

/* What goes on there is told better than that it begins. */
static uint64_t middle_of_slice(const struct timeline *timeline, size_t lane, uint64_t start)
{
    size_t index;

    if (!timeline_slice_at(timeline, lane, start, &index))
        return start;
    return start + (timeline_slice_end(timeline, timeline_slice(timeline, lane, index)) - start) / 2;
}

/* Before the end only the start is sure: what is the longest wait may change. */
static bool find_stop(const struct recording *recording, const struct lesson_anchor *anchor, uint64_t *time,
                      size_t *lane)
{
    const struct timeline *timeline = recording_timeline(recording);
    struct recording_end end;

    *time = 0;
    *lane = 0;
    if (anchor->line == 0 && anchor->sight == LESSON_SIGHT_NONE && !anchor->is_end)
        return true;
    if (!recording_end(recording, &end))
        return false;
    if (anchor->is_end) {
        *time = timeline_end(timeline) > 0 ? timeline_end(timeline) - 1 : 0;
        return true;
    }
    for (uint32_t i = 0; i < anchor->occurrence; i++)
        if (!find_sight(recording, anchor, *time, time, lane))
            return false;
    if (anchor->line != 0)
        *time = middle_of_slice(timeline, *lane, *time);
    return true;
}

static void add_stop(const struct lesson_scene *scene, struct lesson_moments *moments,
                     const struct recording *recording, const struct lesson_anchor *anchor,
                     struct lesson_moment moment)
{
    if (number_stop(scene, anchor, &moment.step) && find_stop(recording, anchor, &moment.time, &moment.lane))
        vector_push(&moments->items, moment);
    else
        moments->missing++;
}

/* ---- all of them ---- */

static void add(const struct lesson_scene *scene, struct lesson_moments *moments, const struct recording *recording,
                const struct lesson_anchor *anchor, struct lesson_moment moment)
{
    if (scene->lens == LESSON_LENS_TIMELINE)
        add_stop(scene, moments, recording, anchor, moment);
    else
        add_moment(scene, moments, recording, anchor, moment);
}

void lesson_resolve(const struct lesson_scene *scene, const struct recording *recording,
                    struct lesson_moments *moments)
{
    vector_clear(&moments->items);
    moments->missing = 0;
    moments->start = scene->start.at != NULL ? find_bound(recording, &scene->start) : 0;
    moments->stop = scene->stop.at != NULL ? find_bound(recording, &scene->stop) : UINT32_MAX;
    moments->missing += scene->start.at != NULL && moments->start == UINT32_MAX;
    moments->missing += scene->stop.at != NULL && moments->stop == UINT32_MAX;
    for (size_t i = 0; i < scene->says.count; i++)
        add(scene, moments, recording, &scene->says.items[i].anchor,
            (struct lesson_moment){.say = &scene->says.items[i]});
    for (size_t i = 0; i < scene->predictions.count; i++)
        add(scene, moments, recording, &scene->predictions.items[i].anchor,
            (struct lesson_moment){.prediction = &scene->predictions.items[i]});
    if (moments->items.count > 1)
        qsort(moments->items.items, moments->items.count, sizeof *moments->items.items, compare_moments);
}

void lesson_moments_free(struct lesson_moments *moments)
{
    vector_free(&moments->items);
}

const struct lesson_say *lesson_say_at(const struct lesson_moments *moments, struct state *state)
{
    return lesson_say_at_stop(moments, state_step(state), state);
}

const struct lesson_say *lesson_say_at_stop(const struct lesson_moments *moments, uint32_t stop, struct state *state)
{
    for (size_t i = 0; i < moments->items.count; i++) {
        const struct lesson_say *say = moments->items.items[i].say;

        if (say != NULL && moments->items.items[i].step == stop &&
            (say->when.condition == NULL || condition_holds(say->when.condition, state)))
            return say;
    }
    return NULL;
}

const struct lesson_prediction *lesson_prediction_at(const struct lesson_moments *moments, uint32_t step)
{
    for (size_t i = 0; i < moments->items.count; i++)
        if (moments->items.items[i].step == step && moments->items.items[i].prediction != NULL)
            return moments->items.items[i].prediction;
    return NULL;
}

/* ---- answers ---- */

/* The next step from `number` on at which the line is about to run.  False when there is none (yet). */
static bool find_start(const struct recording *recording, uint32_t number, uint32_t line, struct step *start)
{
    for (; recording_step(recording, number, start); number++)
        if (start->event == TRACE_EVENT_LINE && start->line == line && is_in_main_file(recording, start))
            return true;
    return false;
}

/* The step at which the line that was about to run at `start` had run, or raised.  False when there is none (yet). */
static bool find_outcome(const struct recording *recording, const struct step *start, struct step *outcome)
{
    for (uint32_t number = start->number + 1; recording_step(recording, number, outcome); number++) {
        if (outcome->frame != start->frame)
            continue;
        if (outcome->event == TRACE_EVENT_EXCEPTION || outcome->event == TRACE_EVENT_UNWIND ||
            is_after(recording, outcome, start->line))
            return true;
    }
    return false;
}

void lesson_write_output(const struct recording *recording, uint32_t from, uint32_t to, struct text *out)
{
    size_t end = recording_outputs_at(recording, to);
    size_t first = recording_steps(recording) > 0 ? recording_outputs_at(recording, from) : 0;

    for (size_t i = first; i < end; i++) {
        struct output_piece piece = recording_output(recording, i);

        if (piece.stream == 1)
            text_append(out, piece.bytes.at, piece.bytes.length);
    }
    if (out->length > 0 && out->bytes[out->length - 1] == '\n')
        text_truncate(out, out->length - 1);
}

bool lesson_outcome(const struct lesson_prediction *prediction, const struct recording *recording, uint32_t step,
                    uint32_t *start, uint32_t *outcome)
{
    struct recording_end end;
    struct step first, last;

    if (recording_steps(recording) == 0) { /* a timeline, which is known when it is whole */
        *start = *outcome = 0;
        return recording_end(recording, &end) && prediction->about.is_end;
    }
    if (prediction->about.is_end) {
        *start = step;
        *outcome = recording_final_step(recording);
        return recording_end(recording, &end) && *outcome > step;
    }
    if (!find_start(recording, step, prediction->about.line, &first))
        return false;
    if (prediction->kind == LESSON_KIND_THREAD ? !recording_step(recording, first.number + 1, &last)
                                               : !find_outcome(recording, &first, &last))
        return false;
    *start = first.number;
    *outcome = last.number;
    return true;
}
