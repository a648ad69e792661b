#include "tui/timeline_tasks.h"

#include <string.h>

#include "model/event_loop_words.h"
#include "model/timeline_words.h"

static const struct event_loops *loops_of(const struct recording *recording)
{
    return timeline_event_loops(recording_timeline(recording));
}

/* Keeps the nearer of two times; true when it is the new one. */
static bool keep_nearer(uint64_t found, bool backwards, bool *is_found, uint64_t *time)
{
    if (*is_found && (backwards ? found <= *time : found >= *time))
        return false;
    *is_found = true;
    *time = found;
    return true;
}

static bool is_beyond(uint64_t start, uint64_t from, bool backwards)
{
    return backwards ? start < from : start > from;
}

/* Slices. */

static bool is_woken(const struct event_loops *loops, uint32_t task, size_t index)
{
    const struct task_slice *slice = event_loops_slice(loops, task, index);

    return slice->state == TASK_READY && index > 0 && slice[-1].state == TASK_WAITS &&
           event_loops_waker(loops, slice->ready).sort != WAKER_UNKNOWN;
}

static bool find_in_task(const struct event_loops *loops, uint32_t task, enum timeline_moment moment, uint64_t from,
                         bool backwards, uint64_t *time)
{
    size_t count = event_loops_slices(loops, task), index = event_loops_slice_at(loops, task, from);

    if (index == count && count > 0)
        index--;
    while (index < count) {
        uint64_t start = event_loops_slice(loops, task, index)->start;

        if (is_beyond(start, from, backwards) && (moment != TIMELINE_WAKING || is_woken(loops, task, index))) {
            *time = start;
            return true;
        }
        index += backwards ? (size_t)-1 : 1; /* behind the first one comes what is past the last */
    }
    return false;
}

bool tasks_find(const struct recording *recording, enum timeline_moment moment, uint64_t from, bool backwards,
                uint64_t *time, uint32_t *task)
{
    const struct event_loops *loops = loops_of(recording);
    bool is_found = false;

    for (uint32_t i = 1; i <= event_loops_tasks(loops); i++) {
        uint64_t found;

        if (find_in_task(loops, i, moment, from, backwards, &found) && keep_nearer(found, backwards, &is_found, time))
            *task = i;
    }
    return is_found;
}

/* Callbacks. */

static bool is_of_row(const struct event_loops *loops, const struct event_loop_row *row, const struct loop_run *run)
{
    return row->sort == EVENT_ROW_LOOP || (run->task != 0 && event_loops_task(loops, run->task)->body == row->body);
}

static bool find_run(const struct event_loops *loops, const struct event_loop_row *row, uint64_t at, bool backwards,
                     uint64_t *time)
{
    bool is_found = false;

    for (size_t i = 0; i < event_loops_loop_runs(loops, row->loop); i++) {
        const struct loop_run *run = event_loops_run(loops, event_loops_loop_run(loops, row->loop, i));

        if (is_beyond(run->start, at, backwards) && is_of_row(loops, row, run))
            keep_nearer(run->start, backwards, &is_found, time);
    }
    return is_found;
}

bool tasks_slice_beside(const struct recording *recording, const struct event_loop_row *row, uint64_t at,
                        bool backwards, uint64_t *time)
{
    if (row->sort == EVENT_ROW_TASK)
        return find_in_task(loops_of(recording), row->task, TIMELINE_EVENT, at, backwards, time);
    return row->sort != EVENT_ROW_READY && find_run(loops_of(recording), row, at, backwards, time);
}

/* Searching. */

static bool task_has(const struct recording *recording, uint32_t task, const char *wanted)
{
    struct text words = TEXT_EMPTY;
    bool has;

    event_words_task(recording, task, &words);
    text_add_char(&words, ' ');
    event_words_body(recording, task, &words);
    has = strcasestr(text_string(&words), wanted) != NULL;
    text_free(&words);
    return has;
}

static bool slice_has(const struct recording *recording, const struct task_slice *slice, const char *wanted)
{
    const struct loop_run *run = event_loops_run(loops_of(recording), slice->run);
    struct text words = TEXT_EMPTY;
    bool has;

    if (slice->state != TASK_WAITS || run == NULL)
        return false;
    event_words_await(recording, run, true, &words);
    text_add_char(&words, ' ');
    timeline_words_place(recording, (struct timeline_place){run->code, run->line, 0}, &words);
    has = strcasestr(text_string(&words), wanted) != NULL;
    text_free(&words);
    return has;
}

bool tasks_search(const struct recording *recording, const char *wanted, uint64_t from, uint64_t *time,
                  uint32_t *task)
{
    const struct event_loops *loops = loops_of(recording);
    bool is_found = false;

    for (uint32_t i = 1; i <= event_loops_tasks(loops); i++) {
        bool named = task_has(recording, i, wanted);

        for (size_t k = 0; k < event_loops_slices(loops, i); k++) {
            const struct task_slice *slice = event_loops_slice(loops, i, k);

            if (is_found && slice->start >= *time)
                break;
            if (slice->start < from || (named ? k > 0 : !slice_has(recording, slice, wanted)))
                continue;
            is_found = true;
            *time = slice->start;
            *task = i;
        }
    }
    return is_found;
}
