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
    return (one->prediction != NULL) - (other->prediction != NULL);
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
        add_moment(scene, moments, recording, &scene->says.items[i].anchor,
                   (struct lesson_moment){.say = &scene->says.items[i]});
    for (size_t i = 0; i < scene->predictions.count; i++)
        add_moment(scene, moments, recording, &scene->predictions.items[i].anchor,
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
    for (size_t i = 0; i < moments->items.count; i++) {
        const struct lesson_say *say = moments->items.items[i].say;

        if (say != NULL && moments->items.items[i].step == state_step(state) &&
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

    for (size_t i = recording_outputs_at(recording, from); i < end; i++) {
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

    if (prediction->about.is_end) {
        *start = step;
        *outcome = recording_final_step(recording);
        return recording_end(recording, &end) && *outcome > step;
    }
    if (!find_start(recording, step, prediction->about.line, &first) || !find_outcome(recording, &first, &last))
        return false;
    *start = first.number;
    *outcome = last.number;
    return true;
}
