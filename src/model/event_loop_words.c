#include "model/event_loop_words.h"

#include <string.h>

#include "base/search.h"
#include "base/translate.h"
#include "model/sentence.h"
#include "model/timeline_words.h"

enum {
    NAMED_MOST = 3,     /* gathered tasks that are named */
    TIMER_LOOKED = 1000 /* readies behind a timer's, among which its task is looked for */
};

static const struct event_loops *loops_of(const struct recording *recording)
{
    return timeline_event_loops(recording_timeline(recording));
}

static const char *qualified(const struct recording *recording, uint32_t number)
{
    const struct code *code = recording_code(recording, number);

    return code != NULL ? recording_string(recording, code->qualified, NULL) : "";
}

void event_words_body(const struct recording *recording, uint32_t task, struct text *out)
{
    const char *name = qualified(recording, event_loops_task(loops_of(recording), task)->body);
    const char *inner = strstr(name, "<locals>.");

    text_add(out, inner != NULL ? inner + strlen("<locals>.") : name);
}

static bool is_given_name(const char *name)
{
    return strncmp(name, "Task-", 5) != 0 || name[5 + strspn(name + 5, "0123456789")] != '\0';
}

void event_words_task(const struct recording *recording, uint32_t task, struct text *out)
{
    const struct task *facts = event_loops_task(loops_of(recording), task);
    const char *name = recording_string(recording, facts->name, NULL);

    if (facts->name == 0 || *name == '\0')
        text_format(out, translate("task %u"), (unsigned)task);
    else
        text_add(out, name);
    if (facts->name != 0 && is_given_name(name))
        return;
    text_add(out, " ");
    event_words_body(recording, task, out);
}

/* In sentences: "Task-2" alone. */
static void short_task(const struct recording *recording, uint32_t task, struct text *out)
{
    const struct task *facts = event_loops_task(loops_of(recording), task);

    if (facts->name != 0)
        text_add(out, recording_string(recording, facts->name, NULL));
    else
        text_format(out, translate("task %u"), (unsigned)task);
}

void event_words_run(const struct recording *recording, const struct loop_run *run, struct text *out)
{
    if (run->task != 0)
        event_words_task(recording, run->task, out);
    else
        text_add(out, run->name != 0 ? recording_string(recording, run->name, NULL) : translate("a callback"));
}

static void add_gathered(const struct recording *recording, const struct loop_run *run, struct text *out)
{
    const struct event_loops *loops = loops_of(recording);

    if (run->count > NAMED_MOST) {
        text_format(out, translate("gather of %u"), (unsigned)run->count);
        text_add(out, run->count >= TRACE_ENTRIES_MAX ? translate(" or more") : "");
        return;
    }
    text_add(out, "gather(");
    for (uint32_t i = 0; i < run->count; i++) {
        text_add(out, i > 0 ? ", " : "");
        short_task(recording, event_loops_awaited(loops, run, i), out);
    }
    text_add(out, ")");
}

/* "TaskGroup" of TaskGroup.__aexit__: what is written there is async with TaskGroup(). */
static void add_callee(const struct recording *recording, uint32_t callee, struct text *out)
{
    const char *name = qualified(recording, callee), *special = strstr(name, ".__a");

    text_append(out, name, special != NULL ? (size_t)(special - name) : strlen(name));
}

void event_words_await(const struct recording *recording, const struct loop_run *run, bool ascii, struct text *out)
{
    const char *type = recording_string(recording, run->type, NULL), *dot = strrchr(type, '.');

    if (run->delay != 0) {
        text_add(out, "sleep ");
        timeline_words_time(run->delay - 1, ascii, out);
    } else if (run->callee != 0) {
        add_callee(recording, run->callee, out);
    } else if (strcmp(type, "_GatheringFuture") == 0) {
        add_gathered(recording, run, out);
    } else if (run->count == 1) {
        text_add(out, "await ");
        short_task(recording, event_loops_awaited(loops_of(recording), run, 0), out);
    } else if (run->type != 0) {
        text_format(out, "await %s", dot != NULL ? dot + 1 : type);
    }
}

void event_words_waker(const struct recording *recording, const struct waker *waker, struct text *out)
{
    switch (waker->sort) {
    case WAKER_TASK:
        short_task(recording, waker->task, out);
        break;
    case WAKER_TIMER:
        text_add(out, translate("timer"));
        break;
    case WAKER_EVENT:
        text_add(out, translate("descriptor"));
        break;
    case WAKER_THREAD:
        timeline_words_thread(recording, waker->thread, out);
        break;
    case WAKER_UNKNOWN:
        break;
    }
}

const char *event_words_end(const struct task *task)
{
    if (task->end == EVENT_LOOP_OPEN)
        return "";
    switch (task->outcome) {
    case TRACE_OUTCOME_DONE:
        return translate("done");
    case TRACE_OUTCOME_CANCELLED:
        return translate("cancelled");
    case TRACE_OUTCOME_FAILED:
        return translate("failed");
    case TRACE_OUTCOME_NONE:
    case TRACE_OUTCOME_WAITS:
    case TRACE_OUTCOME_AGAIN:
    case TRACE_OUTCOME_COUNT:
        break;
    }
    return translate("destroyed");
}

/* The call in which the loop's thread waited for most of the run. */
static const struct timeline_slice *call_within(const struct recording *recording, const struct loop_run *run)
{
    const struct timeline *timeline = recording_timeline(recording);
    const struct timeline_slice *longest = NULL;
    uint64_t most = (run->end - run->start) / 2;
    size_t lane, index;

    if (!timeline_find_lane(timeline, run->thread, &lane) || !timeline_slice_at(timeline, lane, run->start, &index))
        return NULL;
    for (; index < timeline_slices(timeline, lane); index++) {
        const struct timeline_slice *slice = timeline_slice(timeline, lane, index);
        uint64_t end = timeline_slice_end(timeline, slice);

        if (slice->start >= run->end)
            break;
        if ((slice->state != TIMELINE_BLOCKED && slice->state != TIMELINE_STUCK) || slice->start < run->start ||
            end - slice->start <= most)
            continue;
        most = end - slice->start;
        longest = slice;
    }
    return longest;
}

/* Where the task went on: the run before ended there. */
static uint32_t line_before(const struct event_loops *loops, const struct loop_run *run)
{
    uint32_t number = (uint32_t)(run - event_loops_run(loops, 1)) + 1, line = 0;

    for (size_t i = 0; i < event_loops_slices(loops, run->task); i++) {
        const struct task_slice *slice = event_loops_slice(loops, run->task, i);

        if (slice->state == TASK_RUNS && slice->run == number)
            break;
        if (slice->state == TASK_RUNS)
            line = event_loops_run(loops, slice->run)->line;
    }
    return line;
}

/* The innermost line of the learner's is the one that runs the loop: what runs is all the library's. */
static bool is_loop_itself(const struct recording *recording, struct timeline_place place)
{
    static const char *const names[] = {"run", "Runner.run", "BaseEventLoop.run_until_complete",
                                        "BaseEventLoop.run_forever"};
    const struct code *code = recording_code(recording, place.callee);
    const char *module = code != NULL ? recording_string(recording, code->module, NULL) : "";

    if (strncmp(module, "asyncio", strlen("asyncio")) != 0)
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(qualified(recording, place.callee), names[i]) == 0)
            return true;
    return false;
}

static void say_where(const struct recording *recording, const struct loop_run *run, struct text *out)
{
    const struct timeline_slice *slice = call_within(recording, run);
    uint32_t first;

    if (slice != NULL && is_loop_itself(recording, slice->place)) {
        text_add(out, translate(" in library code"));
        return;
    }
    if (slice != NULL && slice->place.line != 0) {
        text_format(out, translate(" at line %u"), (unsigned)slice->place.line);
        if (slice->call != 0) {
            text_add(out, " (");
            timeline_words_call(recording, slice, out);
            text_add(out, ")");
        }
        return;
    }
    first = run->task != 0 ? line_before(loops_of(recording), run) : 0;
    if (first != 0 && first == run->line) {
        text_format(out, translate(" between two waits at line %u"), (unsigned)first);
        return;
    }
    if (first != 0)
        text_format(out, translate(" after line %u"), (unsigned)first);
    if (run->line != 0)
        text_format(out, first != 0 ? translate(" and before line %u") : translate(" before line %u"),
                    (unsigned)run->line);
}

/* The task that a timer's callback woke. */
static uint32_t task_of_timer(const struct event_loops *loops, uint32_t timer)
{
    size_t count = event_loops_readies(loops);

    for (uint32_t i = timer + 1; i <= count && i - timer < TIMER_LOOKED; i++) {
        const struct loop_ready *ready = event_loops_ready(loops, i);
        const struct loop_run *by = event_loops_run(loops, ready->by);

        if (ready->task != 0 && by != NULL && by->ready == timer)
            return ready->task;
    }
    return 0;
}

static void say_late(const struct recording *recording, const struct loop_run *run, bool ascii, struct text *out)
{
    uint32_t task = task_of_timer(loops_of(recording), run->late_ready);

    struct text name = TEXT_EMPTY, late = TEXT_EMPTY;

    timeline_words_time(run->late, ascii, &late);
    if (task != 0)
        short_task(recording, task, &name);
    sentence_write(task != 0 ? "{task}'s timer was due {time} before it was looked at"
                             : "a timer was due {time} before it was looked at",
                   SENTENCE_PLACES({"task", text_string(&name)}, {"time", text_string(&late)}), out);
    text_free(&name);
    text_free(&late);
}

void event_words_blocked(const struct recording *recording, const struct loop_run *run, bool ascii, struct text *out)
{
    struct text who = TEXT_EMPTY, time = TEXT_EMPTY, where = TEXT_EMPTY;

    event_words_run(recording, run, &who);
    timeline_words_time(run->end - run->start, ascii, &time);
    say_where(recording, run, &where);
    sentence_write(
        "{task} kept the loop for {time}{where}: ",
        SENTENCE_PLACES({"task", text_string(&who)}, {"time", text_string(&time)}, {"where", text_string(&where)}),
        out);
    if (run->late != 0)
        say_late(recording, run, ascii, out);
    if (run->others > 0) {
        text_add(out, run->late != 0 ? translate(", and ") : "");
        text_format(out, run->others == 1 ? translate("%u callback was ready") : translate("%u callbacks were ready"),
                    (unsigned)run->others);
    }
    text_add(out, ".");
    text_free(&who);
    text_free(&time);
    text_free(&where);
}

/* Moments. */

/* The slice in which a time lies; NULL before the task's beginning and after its end. */
static const struct task_slice *slice_at(const struct event_loops *loops, uint32_t task, uint64_t time)
{
    size_t index = event_loops_slice_at(loops, task, time);
    const struct task_slice *slice;

    if (index >= event_loops_slices(loops, task))
        return NULL;
    slice = event_loops_slice(loops, task, index);
    return slice->start <= time ? slice : NULL;
}

static void say_since(uint64_t since, uint64_t time, bool ascii, struct text *out)
{
    if (time <= since)
        return;
    text_add(out, translate(", since "));
    timeline_words_time(time - since, ascii, out);
}

static void say_woken(const struct recording *recording, const struct task_slice *slice, struct text *out)
{
    struct waker waker = event_loops_waker(loops_of(recording), slice->ready);

    if (waker.sort == WAKER_UNKNOWN)
        return;
    text_add(out, translate("; woken by "));
    event_words_waker(recording, &waker, out);
}

static void say_slice(const struct recording *recording, const struct task_slice *slice, uint64_t time, bool ascii,
                      struct text *out)
{
    static const char *const words[TASK_STATE_COUNT] = {[TASK_ABSENT] = TRANSLATE_LATER("is not there"),
                                                        [TASK_READY] = TRANSLATE_LATER("is in the ready queue"),
                                                        [TASK_RUNS] = TRANSLATE_LATER("runs"),
                                                        [TASK_WAITS] = TRANSLATE_LATER("waits")};
    const struct loop_run *run = event_loops_run(loops_of(recording), slice->run);
    struct text await = TEXT_EMPTY;

    text_add(out, translate(words[slice->state]));
    if (slice->state == TASK_WAITS && run != NULL)
        event_words_await(recording, run, ascii, &await);
    if (await.length > 0)
        text_format(out, ": %s", text_string(&await));
    say_since(slice->start, time, ascii, out);
    if (slice->state == TASK_READY)
        say_woken(recording, slice, out);
    text_free(&await);
}

void event_words_doing(const struct recording *recording, uint32_t task, uint64_t time, bool ascii, struct text *out)
{
    const struct event_loops *loops = loops_of(recording);
    const struct task *facts = event_loops_task(loops, task);
    const struct task_slice *slice = slice_at(loops, task, time);

    if (time < facts->begin)
        text_add(out, translate("has not begun"));
    else if (time >= facts->end)
        text_format(out, translate("has ended: %s"), event_words_end(facts));
    else if (slice == NULL)
        text_add(out, translate("is not there"));
    else
        say_slice(recording, slice, time, ascii, out);
}

void event_words_group(const struct recording *recording, uint32_t task, uint64_t time, struct text *out)
{
    static const char *const words[TASK_STATE_COUNT] = {[TASK_RUNS] = TRANSLATE_LATER("running"),
                                                        [TASK_READY] = TRANSLATE_LATER("in the ready queue"),
                                                        [TASK_WAITS] = TRANSLATE_LATER("waiting")};
    const struct event_loops *loops = loops_of(recording);
    const struct task *facts = event_loops_task(loops, task);
    size_t counts[TASK_STATE_COUNT] = {0};

    for (uint32_t i = task; i <= event_loops_tasks(loops); i++) {
        const struct task *other = event_loops_task(loops, i);
        const struct task_slice *slice = slice_at(loops, i, time);

        if (other->body == facts->body && other->thread == facts->thread && slice != NULL && time < other->end)
            counts[slice->state]++;
    }
    for (int state = TASK_ABSENT + 1; state < TASK_STATE_COUNT; state++)
        if (counts[state] > 0)
            text_format(out, "%s%zu %s", out->length > 0 ? ", " : "", counts[state], translate(words[state]));
    if (out->length == 0)
        text_add(out, translate("none is there"));
}

/* The loop's last run that begins at a time or before; NULL when there is none. */
static const struct loop_run *run_at(const struct event_loops *loops, size_t loop, uint64_t time)
{
    size_t place = 0;

    search_first(place, event_loops_loop_runs(loops, loop), at,
                 event_loops_run(loops, event_loops_loop_run(loops, loop, at))->start <= time);
    return place > 0 ? event_loops_run(loops, event_loops_loop_run(loops, loop, place - 1)) : NULL;
}

/* The same for its waits for input and output. */
static const struct loop_select *select_at(const struct event_loops *loops, size_t loop, uint64_t time)
{
    size_t place = 0;

    search_first(place, event_loops_selects(loops, loop), at, event_loops_select(loops, loop, at)->start <= time);
    return place > 0 ? event_loops_select(loops, loop, place - 1) : NULL;
}

void event_words_loop(const struct recording *recording, size_t loop, uint64_t time, bool ascii, struct text *out)
{
    const struct loop_run *run = run_at(loops_of(recording), loop, time);
    const struct loop_select *select = select_at(loops_of(recording), loop, time);

    if (run != NULL && time < run->end) {
        text_add(out, translate("runs "));
        event_words_run(recording, run, out);
        say_since(run->start, time, ascii, out);
    } else if (select != NULL && time < select->end) {
        text_add(out, translate("waits in select"));
        say_since(select->start, time, ascii, out);
    } else {
        text_add(out, translate("runs no callback"));
    }
}

struct timeline_place event_words_place(const struct recording *recording, uint32_t task, uint64_t time)
{
    const struct timeline *timeline = recording_timeline(recording);
    const struct event_loops *loops = loops_of(recording);
    const struct task_slice *slice = slice_at(loops, task, time);
    const struct loop_run *run = slice != NULL ? event_loops_run(loops, slice->run) : NULL;
    size_t lane;

    if (slice != NULL && slice->state == TASK_RUNS &&
        timeline_find_lane(timeline, event_loops_task(loops, task)->thread, &lane))
        return timeline_place_at(timeline, lane, time);
    if (slice == NULL || run == NULL || slice->state == TASK_RUNS)
        return (struct timeline_place){0, 0, 0};
    return (struct timeline_place){run->code, run->line, 0};
}
