#include "model/event_loop.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/search.h"
#include "base/vector.h"

enum {
    CHAIN = 1000,          /* callbacks between a waker and whom it woke, at most */
    LOOKED_AT = 64,        /* runs before a late timer, at most */
    WAITED_LEAST = 1000000 /* ns: what became ready so long before a run's end had to wait for it */
};

struct known_task {
    struct task facts;
    VECTOR(struct task_slice) slices; /* the last may be open */
};

struct loop {
    uint32_t thread;
    uint32_t current; /* the run that goes on; 0: none */
    uint64_t last;    /* the time of its latest record */
    VECTOR(uint32_t) runs;
    VECTOR(struct loop_select) selects;
    VECTOR(struct loop_length) lengths;
};

struct event_loops {
    VECTOR(struct loop) loops;
    struct map by_thread; /* thread → index in `loops`, plus one */
    VECTOR(struct known_task) tasks;
    VECTOR(struct loop_run) runs;
    VECTOR(struct loop_ready) readies;
    VECTOR(uint32_t) awaited;
    VECTOR(uint32_t) blocked; /* runs, in order */
    uint64_t first, last;     /* times */
};

struct event_loops *event_loops_new(void)
{
    return memory_zeroed(1, sizeof(struct event_loops));
}

void event_loops_free(struct event_loops *loops)
{
    if (loops == NULL)
        return;
    for (size_t i = 0; i < loops->tasks.count; i++)
        vector_free(&loops->tasks.items[i].slices);
    for (size_t i = 0; i < loops->loops.count; i++) {
        vector_free(&loops->loops.items[i].runs);
        vector_free(&loops->loops.items[i].selects);
        vector_free(&loops->loops.items[i].lengths);
    }
    vector_free(&loops->loops);
    map_free(&loops->by_thread);
    vector_free(&loops->tasks);
    vector_free(&loops->runs);
    vector_free(&loops->readies);
    vector_free(&loops->awaited);
    vector_free(&loops->blocked);
    free(loops);
}

/* Checking. */

static bool is_thread(const struct event_loops_known *known, uint64_t thread)
{
    return thread >= 1 && thread <= known->threads;
}

static bool is_task_or_none(const struct event_loops *loops, uint64_t task)
{
    return task <= loops->tasks.count;
}

static bool is_place(const struct event_loops_known *known, uint64_t code, uint64_t line)
{
    return code <= known->codes && line <= UINT32_MAX;
}

static bool accepts_ran(const struct event_loops *loops, const struct trace_fields_RAN *fields,
                        const struct event_loops_known *known)
{
    for (size_t i = 0; i < fields->tasks.count; i++)
        if (fields->tasks.items[i] < 1 || !is_task_or_none(loops, fields->tasks.items[i]))
            return false;
    return is_thread(known, fields->thread) && is_place(known, fields->code, fields->line) &&
           fields->callee <= known->codes && fields->type <= known->strings && fields->outcome < TRACE_OUTCOME_COUNT;
}

bool event_loops_accepts(const struct event_loops *loops, const struct trace_record *record,
                         const struct event_loops_known *known)
{
    const struct trace_fields_TASK *task = &record->task;
    const struct trace_fields_READY *ready = &record->ready;
    const struct trace_fields_RUN *run = &record->run;

    switch ((int)record->kind) {
    case TRACE_TASK:
        return loops->tasks.count < UINT32_MAX && is_thread(known, task->thread) && task->name <= known->strings &&
               task->body <= known->codes && is_task_or_none(loops, task->by) &&
               is_place(known, task->code, task->line);
    case TRACE_TASK_NAME:
        return record->task_name.task >= 1 && is_task_or_none(loops, record->task_name.task) &&
               record->task_name.name <= known->strings;
    case TRACE_READY:
        return loops->readies.count < UINT32_MAX && is_thread(known, ready->thread) &&
               is_task_or_none(loops, ready->task) && ready->by <= loops->runs.count &&
               ready->cause < TRACE_CAUSE_COUNT && is_place(known, ready->code, ready->line) &&
               ready->length <= UINT32_MAX;
    case TRACE_RUN:
        return loops->runs.count < UINT32_MAX && is_thread(known, run->thread) &&
               run->ready <= loops->readies.count && is_task_or_none(loops, run->task) &&
               run->name <= known->strings && run->length <= UINT32_MAX;
    case TRACE_RAN:
        return accepts_ran(loops, &record->ran, known);
    case TRACE_SELECT:
        return is_thread(known, record->select.thread);
    case TRACE_SELECTED:
        return is_thread(known, record->selected.thread);
    case TRACE_TASK_LOST:
        return record->task_lost.task >= 1 && is_task_or_none(loops, record->task_lost.task);
    default:
        return true;
    }
}

/* Taking in. */

static struct loop *loop_of(struct event_loops *loops, uint64_t thread)
{
    uint32_t place;

    if (map_get(&loops->by_thread, thread, &place))
        return &loops->loops.items[place - 1];
    vector_push(&loops->loops, ((struct loop){.thread = (uint32_t)thread}));
    map_put(&loops->by_thread, thread, (uint32_t)loops->loops.count);
    return &vector_last(&loops->loops);
}

/* A loop's time never runs backwards. */
static uint64_t settle(struct loop *loop, uint64_t time)
{
    if (time == EVENT_LOOP_OPEN)
        time--;
    if (time < loop->last)
        time = loop->last;
    return loop->last = time;
}

static struct known_task *task_of(struct event_loops *loops, uint64_t task)
{
    return task != 0 ? &loops->tasks.items[task - 1] : NULL;
}

/* The last slice ends and another begins; one without length was none. */
static struct task_slice *begin_slice(struct known_task *task, enum task_state state, uint64_t time)
{
    struct task_slice *last = task->slices.count > 0 ? &vector_last(&task->slices) : NULL;
    struct task_slice slice = {.start = time, .end = EVENT_LOOP_OPEN, .state = state};

    if (last != NULL) {
        slice.start = time > last->start ? time : last->start;
        slice.run = last->run;
        last->end = slice.start;
        if (last->start == slice.start && last->state != TASK_RUNS)
            task->slices.count--;
    }
    vector_push(&task->slices, slice);
    return &vector_last(&task->slices);
}

static void end_task(struct known_task *task, enum trace_outcome outcome, uint64_t time)
{
    struct task_slice *last = task->slices.count > 0 ? &vector_last(&task->slices) : NULL;

    if (task->facts.end != EVENT_LOOP_OPEN)
        return;
    if (last != NULL && time < last->start)
        time = last->start;
    if (last != NULL)
        last->end = time;
    task->facts.end = time > task->facts.begin ? time : task->facts.begin;
    task->facts.outcome = outcome;
}

static uint64_t take_task(struct event_loops *loops, const struct trace_fields_TASK *fields)
{
    uint64_t time = fields->time < EVENT_LOOP_OPEN ? fields->time : 0;
    struct task task = {.name = (uint32_t)fields->name,
                        .body = (uint32_t)fields->body,
                        .by = (uint32_t)fields->by,
                        .thread = (uint32_t)fields->thread,
                        .code = (uint32_t)fields->code,
                        .line = (uint32_t)fields->line,
                        .begin = time,
                        .end = EVENT_LOOP_OPEN};

    vector_push(&loops->tasks, ((struct known_task){.facts = task}));
    return time;
}

/* The run that took longest of those that went on while a timer was due: it was the one to wait for. */
static struct loop_run *kept_by(struct event_loops *loops, const struct loop *loop, uint64_t due)
{
    struct loop_run *longest = NULL;

    for (size_t i = loop->runs.count, looked = 0; i > 0 && looked < LOOKED_AT; i--, looked++) {
        struct loop_run *run = &loops->runs.items[loop->runs.items[i - 1] - 1];

        if (run->end <= due)
            break;
        if (longest == NULL || run->end - run->start > longest->end - longest->start)
            longest = run;
    }
    return longest;
}

static void mark_blocked(struct event_loops *loops, const struct loop_run *run)
{
    uint32_t number = (uint32_t)(run - loops->runs.items) + 1;
    size_t at = loops->blocked.count;

    if (run->end == EVENT_LOOP_OPEN || run->end - run->start < EVENT_LOOP_SLOW ||
        (run->others == 0 && run->late == 0))
        return;
    while (at > 0 && loops->blocked.items[at - 1] > number)
        at--;
    if (at > 0 && loops->blocked.items[at - 1] == number)
        return;
    vector_splice(&loops->blocked, at, 0, 1);
    loops->blocked.items[at] = number;
}

static void note_late(struct event_loops *loops, const struct loop *loop, const struct loop_ready *ready)
{
    struct loop_run *run = kept_by(loops, loop, ready->due);

    if (run == NULL || ready->time <= ready->due || ready->time - ready->due <= run->late)
        return;
    run->late = ready->time - ready->due;
    run->late_ready = (uint32_t)loops->readies.count;
    mark_blocked(loops, run);
}

static uint64_t take_ready(struct event_loops *loops, const struct trace_fields_READY *fields)
{
    struct known_task *task = task_of(loops, fields->task);
    struct loop_ready ready = {.time = fields->time,
                               .due = fields->due,
                               .cause = (enum trace_cause)fields->cause,
                               .thread = (uint32_t)fields->thread,
                               .task = (uint32_t)fields->task,
                               .by = (uint32_t)fields->by,
                               .code = (uint32_t)fields->code,
                               .line = (uint32_t)fields->line};

    if (fields->cause != TRACE_CAUSE_THREAD) {
        struct loop *loop = loop_of(loops, fields->thread);

        ready.time = settle(loop, fields->time);
        vector_push(&loop->lengths, ((struct loop_length){ready.time, (uint32_t)fields->length}));
        vector_push(&loops->readies, ready);
        if (ready.due != 0)
            note_late(loops, loop, &ready);
    } else {
        vector_push(&loops->readies, ready);
    }
    if (task != NULL && task->facts.end == EVENT_LOOP_OPEN &&
        (task->slices.count == 0 || vector_last(&task->slices).state == TASK_WAITS))
        begin_slice(task, TASK_READY, ready.time)->ready = (uint32_t)loops->readies.count;
    return ready.time;
}

static uint64_t take_run(struct event_loops *loops, const struct trace_fields_RUN *fields)
{
    struct loop *loop = loop_of(loops, fields->thread);
    struct known_task *task = task_of(loops, fields->task);
    struct loop_run run = {.start = settle(loop, fields->time),
                           .end = EVENT_LOOP_OPEN,
                           .thread = (uint32_t)fields->thread,
                           .task = (uint32_t)fields->task,
                           .name = (uint32_t)fields->name,
                           .ready = (uint32_t)fields->ready,
                           .others = (uint32_t)fields->length};

    vector_push(&loops->runs, run);
    loop->current = (uint32_t)loops->runs.count;
    vector_push(&loop->runs, loop->current);
    vector_push(&loop->lengths, ((struct loop_length){run.start, (uint32_t)fields->length}));
    if (task != NULL && task->facts.end == EVENT_LOOP_OPEN)
        begin_slice(task, TASK_RUNS, run.start)->run = loop->current;
    return run.start;
}

static void go_on(struct known_task *task, const struct loop_run *run)
{
    switch (run->outcome) {
    case TRACE_OUTCOME_WAITS:
    case TRACE_OUTCOME_NONE:
        begin_slice(task, TASK_WAITS, run->end);
        break;
    case TRACE_OUTCOME_AGAIN:
        begin_slice(task, TASK_READY, run->end);
        break;
    case TRACE_OUTCOME_DONE:
    case TRACE_OUTCOME_CANCELLED:
    case TRACE_OUTCOME_FAILED:
        end_task(task, run->outcome, run->end);
        break;
    case TRACE_OUTCOME_COUNT:
        break;
    }
}

/* Of a slow run, those as well that became ready during it and had to wait. */
static void count_others(struct event_loops *loops, struct loop_run *run)
{
    if (run->end - run->start < EVENT_LOOP_SLOW)
        return;
    for (size_t i = loops->readies.count; i > 0; i--) {
        const struct loop_ready *ready = &loops->readies.items[i - 1];

        if (ready->time < run->start)
            break;
        if ((ready->thread == run->thread || ready->cause == TRACE_CAUSE_THREAD) && run->end > ready->time &&
            run->end - ready->time >= WAITED_LEAST)
            run->others++;
    }
}

static uint64_t take_ran(struct event_loops *loops, const struct trace_fields_RAN *fields)
{
    struct loop *loop = loop_of(loops, fields->thread);
    uint64_t time = settle(loop, fields->time);
    struct loop_run *run;

    if (loop->current == 0)
        return time;
    run = &loops->runs.items[loop->current - 1];
    loop->current = 0;
    run->end = time;
    run->outcome = (enum trace_outcome)fields->outcome;
    run->code = (uint32_t)fields->code;
    run->line = (uint32_t)fields->line;
    run->callee = (uint32_t)fields->callee;
    run->type = (uint32_t)fields->type;
    run->delay = fields->delay;
    run->awaited = (uint32_t)loops->awaited.count;
    run->count = (uint32_t)fields->tasks.count;
    for (size_t i = 0; i < fields->tasks.count; i++)
        vector_push(&loops->awaited, (uint32_t)fields->tasks.items[i]);
    if (run->task != 0)
        go_on(task_of(loops, run->task), run);
    count_others(loops, run);
    mark_blocked(loops, run);
    return time;
}

static uint64_t take_select(struct event_loops *loops, const struct trace_fields_SELECT *fields)
{
    struct loop *loop = loop_of(loops, fields->thread);
    uint64_t time = settle(loop, fields->time);

    vector_push(&loop->selects, ((struct loop_select){time, EVENT_LOOP_OPEN}));
    return time;
}

static uint64_t take_selected(struct event_loops *loops, const struct trace_fields_SELECTED *fields)
{
    struct loop *loop = loop_of(loops, fields->thread);
    uint64_t time = settle(loop, fields->time);

    if (loop->selects.count > 0 && vector_last(&loop->selects).end == EVENT_LOOP_OPEN)
        vector_last(&loop->selects).end = time;
    return time;
}

static uint64_t take(struct event_loops *loops, const struct trace_record *record)
{
    switch ((int)record->kind) {
    case TRACE_TASK:
        return take_task(loops, &record->task);
    case TRACE_TASK_NAME:
        task_of(loops, record->task_name.task)->facts.name = (uint32_t)record->task_name.name;
        return 0;
    case TRACE_READY:
        return take_ready(loops, &record->ready);
    case TRACE_RUN:
        return take_run(loops, &record->run);
    case TRACE_RAN:
        return take_ran(loops, &record->ran);
    case TRACE_SELECT:
        return take_select(loops, &record->select);
    case TRACE_SELECTED:
        return take_selected(loops, &record->selected);
    case TRACE_TASK_LOST:
        end_task(task_of(loops, record->task_lost.task), TRACE_OUTCOME_NONE, record->task_lost.time);
        return record->task_lost.time;
    default:
        return 0;
    }
}

uint64_t event_loops_take(struct event_loops *loops, const struct trace_record *record)
{
    uint64_t time = take(loops, record);

    if (time != 0 && time != EVENT_LOOP_OPEN) {
        loops->first = loops->first == 0 || time < loops->first ? time : loops->first;
        loops->last = time > loops->last ? time : loops->last;
    }
    return time;
}

/* Asking. */

void event_loops_span(const struct event_loops *loops, uint64_t *from, uint64_t *to)
{
    *from = loops->first;
    *to = loops->last;
}

size_t event_loops_count(const struct event_loops *loops)
{
    return loops->loops.count;
}

uint32_t event_loops_thread(const struct event_loops *loops, size_t loop)
{
    return loops->loops.items[loop].thread;
}

size_t event_loops_loop_runs(const struct event_loops *loops, size_t loop)
{
    return loops->loops.items[loop].runs.count;
}

uint32_t event_loops_loop_run(const struct event_loops *loops, size_t loop, size_t index)
{
    return loops->loops.items[loop].runs.items[index];
}

size_t event_loops_selects(const struct event_loops *loops, size_t loop)
{
    return loops->loops.items[loop].selects.count;
}

const struct loop_select *event_loops_select(const struct event_loops *loops, size_t loop, size_t index)
{
    return &loops->loops.items[loop].selects.items[index];
}

size_t event_loops_lengths(const struct event_loops *loops, size_t loop)
{
    return loops->loops.items[loop].lengths.count;
}

const struct loop_length *event_loops_length(const struct event_loops *loops, size_t loop, size_t index)
{
    return &loops->loops.items[loop].lengths.items[index];
}

const struct loop_run *event_loops_run(const struct event_loops *loops, uint32_t run)
{
    return run != 0 ? &loops->runs.items[run - 1] : NULL;
}

size_t event_loops_readies(const struct event_loops *loops)
{
    return loops->readies.count;
}

const struct loop_ready *event_loops_ready(const struct event_loops *loops, uint32_t ready)
{
    return ready != 0 ? &loops->readies.items[ready - 1] : NULL;
}

size_t event_loops_tasks(const struct event_loops *loops)
{
    return loops->tasks.count;
}

const struct task *event_loops_task(const struct event_loops *loops, uint32_t task)
{
    return task != 0 ? &loops->tasks.items[task - 1].facts : NULL;
}

size_t event_loops_slices(const struct event_loops *loops, uint32_t task)
{
    return loops->tasks.items[task - 1].slices.count;
}

const struct task_slice *event_loops_slice(const struct event_loops *loops, uint32_t task, size_t index)
{
    return &loops->tasks.items[task - 1].slices.items[index];
}

size_t event_loops_slice_at(const struct event_loops *loops, uint32_t task, uint64_t time)
{
    const struct known_task *known = &loops->tasks.items[task - 1];
    size_t place = 0;

    search_first(place, known->slices.count, at, known->slices.items[at].end <= time);
    return place;
}

uint32_t event_loops_awaited(const struct event_loops *loops, const struct loop_run *run, size_t index)
{
    return loops->awaited.items[run->awaited + index];
}

struct waker event_loops_waker(const struct event_loops *loops, uint32_t number)
{
    struct waker waker = {WAKER_UNKNOWN, 0, 0, 0, 0, 0};
    const struct loop_ready *ready = event_loops_ready(loops, number);

    for (int i = 0; ready != NULL && i < CHAIN; i++) {
        const struct loop_run *run = event_loops_run(loops, ready->by);

        waker.time = ready->time;
        waker.code = ready->code;
        waker.line = ready->line;
        if (ready->cause == TRACE_CAUSE_TIMER)
            waker.sort = WAKER_TIMER;
        else if (ready->cause == TRACE_CAUSE_EVENT)
            waker.sort = WAKER_EVENT;
        else if (ready->cause == TRACE_CAUSE_THREAD)
            waker.sort = WAKER_THREAD;
        else if (run != NULL && run->task != 0)
            waker.sort = WAKER_TASK;
        waker.thread = ready->thread;
        waker.task = run != NULL ? run->task : 0;
        if (waker.sort != WAKER_UNKNOWN || run == NULL)
            break;
        ready = event_loops_ready(loops, run->ready);
    }
    return waker;
}

size_t event_loops_blocked(const struct event_loops *loops)
{
    return loops->blocked.count;
}

uint32_t event_loops_blocked_run(const struct event_loops *loops, size_t index)
{
    return loops->blocked.items[index];
}

void event_loops_sum(const struct event_loops *loops, uint32_t task, uint64_t from, uint64_t to,
                     struct task_sums *sums)
{
    const struct known_task *known = &loops->tasks.items[task - 1];

    *sums = (struct task_sums){{0}, 0, 0};
    for (size_t i = event_loops_slice_at(loops, task, from); i < known->slices.count; i++) {
        const struct task_slice *slice = &known->slices.items[i];
        uint64_t start = slice->start > from ? slice->start : from, end = slice->end < to ? slice->end : to;

        if (slice->start >= to)
            break;
        if (end < start)
            end = start;
        sums->times[slice->state] += end - start;
        if (slice->state == TASK_RUNS) {
            sums->turns += slice->start >= from;
            sums->longest_turn = end - start > sums->longest_turn ? end - start : sums->longest_turn;
        }
    }
}
