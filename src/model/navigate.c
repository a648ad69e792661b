/* Ways through a recording: lines, calls, and the places that a step stands between. */
#include <string.h>

#include "model/keyframes.h"
#include "model/recording.h"

static bool is_before_a_line(enum trace_event event)
{
    return event == TRACE_EVENT_LINE || event == TRACE_EVENT_CALL || event == TRACE_EVENT_RESUME;
}

static bool leaves_frame(enum trace_event event)
{
    return event == TRACE_EVENT_RETURN || event == TRACE_EVENT_YIELD || event == TRACE_EVENT_UNWIND;
}

static bool enters_frame(enum trace_event event)
{
    return event == TRACE_EVENT_CALL || event == TRACE_EVENT_RESUME;
}

static struct place place_of(const struct recording *recording, const struct step *step)
{
    const struct frame_birth *frame = recording_frame(recording, step->frame);
    const struct code *code = frame != NULL ? recording_code(recording, frame->code) : NULL;

    return (struct place){code != NULL ? code->file : 0, step->line};
}

/* The step whose line is the one that just ran when `step` is reached: the one before it in its frame; for a call, the
 * one that called. */
static bool find_done(const struct recording *recording, const struct step *step, struct step *done)
{
    uint32_t before;

    if (enters_frame(step->event) ? recording_thread_before(recording, step->number, &before)
                                  : recording_step_before(recording, step->number, &before))
        return recording_step(recording, before, done);
    return false;
}

uint32_t recording_final_step(const struct recording *recording)
{
    uint32_t steps = recording_steps(recording);
    struct step first, last;

    if (recording_step(recording, 0, &first) && recording_last_step(recording, first.frame, &last) &&
        leaves_frame(last.event))
        return last.number;
    return steps > 0 ? steps - 1 : 0;
}

bool recording_doer(const struct recording *recording, uint32_t number, struct step *doer)
{
    struct step step;

    if (!recording_step(recording, number, &step))
        return false;
    if (is_before_a_line(step.event))
        return find_done(recording, &step, doer) && !(doer->event == TRACE_EVENT_CALL && doer->frame == step.frame);
    *doer = step;
    return true;
}

void recording_places(const struct recording *recording, uint32_t number, struct place *done, struct place *next)
{
    struct step step, doer;

    *done = *next = (struct place){0, 0};
    if (recording_doer(recording, number, &doer))
        *done = place_of(recording, &doer);
    if (recording_step(recording, number, &step) && is_before_a_line(step.event))
        *next = place_of(recording, &step);
}

bool recording_stopped_in(const struct recording *recording, struct place *place)
{
    struct recording_end end;
    struct place done;

    *place = (struct place){0, 0};
    if (!recording_end(recording, &end) || end.reason == TRACE_END_EXIT || end.reason == TRACE_END_LOST ||
        strstr(end.text, "--steps") != NULL || recording_steps(recording) == 0)
        return false; /* beyond the limit of steps nobody watched */
    recording_places(recording, recording_steps(recording) - 1, &done, place);
    return place->line != 0;
}

bool recording_find_line(const struct recording *recording, uint32_t from, uint32_t line, bool backwards,
                         uint32_t *step)
{
    uint32_t main_file = recording_main_file(recording), number = from;
    struct step found;

    while (backwards ? number > 0 : number + 1 < recording_steps(recording)) {
        number = backwards ? number - 1 : number + 1;
        if (recording_step(recording, number, &found) && found.event == TRACE_EVENT_LINE && found.line == line &&
            place_of(recording, &found).file == main_file) {
            *step = number;
            return true;
        }
    }
    return false;
}

/* In the same thread; where that has none, in whichever ran. */
static bool neighbour(const struct recording *recording, uint32_t from, bool backwards, uint32_t *step)
{
    if (backwards ? recording_thread_before(recording, from, step) : recording_thread_after(recording, from, step))
        return true;
    if (backwards ? from == 0 : from + 1 >= recording_steps(recording))
        return false;
    *step = backwards ? from - 1 : from + 1;
    return true;
}

bool recording_step_over(const struct recording *recording, uint32_t from, bool backwards, uint32_t *step)
{
    struct step here;

    if (!recording_step(recording, from, &here))
        return false;
    if (backwards ? enters_frame(here.event) : leaves_frame(here.event))
        return neighbour(recording, from, backwards, step);
    if (backwards ? recording_step_before(recording, from, step) : recording_step_after(recording, from, step))
        return true;
    return neighbour(recording, from, backwards, step);
}

bool recording_step_out(const struct recording *recording, uint32_t from, bool backwards, uint32_t *step)
{
    struct step here;
    uint32_t at = from;

    while (recording_step(recording, at, &here)) {
        if (backwards ? enters_frame(here.event) : leaves_frame(here.event))
            return neighbour(recording, at, backwards, step);
        if (!(backwards ? recording_step_before(recording, at, &at) : recording_step_after(recording, at, &at)))
            break;
    }
    return false;
}
