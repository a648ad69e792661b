/* What the event loops of a run did, by the clock: which callbacks ran, what each task waited for and who woke it.
 *
 *     loop      | select ─── | run | run | select ── | run ─────────── …      one for each thread that ran one
 *     task      | ready | runs | waits ───────────── | ready | runs | (done)
 *     queue     how many callbacks are ready, whenever that was read
 *
 * A task's slices follow each other without gaps from its birth to its end.  The log is not trusted: times that run
 * backwards are held where they were. */
#ifndef TERRARIUM_MODEL_EVENT_LOOP_H
#define TERRARIUM_MODEL_EVENT_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/record.h"

enum { EVENT_LOOP_SLOW = 10000000 /* ns: a run that lasts as long keeps others waiting */ };

/* STATE(NAME, sign, ASCII sign, what it means) */
#define TASK_STATES(STATE)                                    \
    STATE(ABSENT, " ", " ", "not there: not begun, or ended") \
    STATE(READY, "·", ".", "in the ready queue")              \
    STATE(RUNS, "█", "#", "runs")                             \
    STATE(WAITS, "─", "-", "waits")

enum task_state {
#define STATE(NAME, ...) TASK_##NAME,
    TASK_STATES(STATE)
#undef STATE
        TASK_STATE_COUNT
};

#define EVENT_LOOP_OPEN UINT64_MAX /* the end of what goes on */

struct task {
    uint32_t name;              /* string; 0 if not known */
    uint32_t body;              /* code: its coroutine's; 0 if not known */
    uint32_t by;                /* task that made it; 0 if none */
    uint32_t thread;            /* in which it came into being */
    uint32_t code, line;        /* where; 0 if not known */
    uint64_t begin, end;        /* EVENT_LOOP_OPEN while it lives */
    enum trace_outcome outcome; /* once it has ended: DONE, CANCELLED, FAILED; NONE: it was destroyed before */
};

struct task_slice {
    uint64_t start, end;
    enum task_state state;
    uint32_t run;   /* RUNS: the run; WAITS, READY: the one before it, 0 if none */
    uint32_t ready; /* READY: how it came there; 0 if not known, or by its own doing */
};

/* A callback that an event loop ran. */
struct loop_run {
    uint64_t start, end;
    uint32_t thread, task; /* task 0: another callback, */
    uint32_t name;         /* string: named so; 0 if not known */
    uint32_t ready;        /* how it came into the queue; 0 if not known */
    uint32_t others; /* that were in the queue when it began; or came there long before its end, when it is slow */
    enum trace_outcome outcome;
    uint32_t code, line;     /* where the task waits then, in the learner's code; 0 if not known */
    uint32_t callee;         /* code: the library's, that it awaits there; 0 if none */
    uint32_t type;           /* string: of the future that it awaits; 0 if none */
    uint64_t delay;          /* ns of asyncio.sleep, plus one; 0: it awaits something else */
    uint32_t awaited, count; /* tasks that it awaits: see event_loops_awaited */
    uint64_t late;       /* ns: how long before it was looked at a timer was due that came due within; 0 if none */
    uint32_t late_ready; /* that timer's; 0 if none */
};

struct loop_ready {
    uint64_t time, due; /* due 0: not known, or no timer */
    enum trace_cause cause;
    uint32_t thread, task;
    uint32_t by;         /* run; 0 if none */
    uint32_t code, line; /* where it was called from; 0 if not known */
};

struct loop_select {
    uint64_t start, end;
};

/* The length of a ready queue, from a time on. */
struct loop_length {
    uint64_t time;
    uint32_t length;
};

struct event_loops;

struct event_loops *event_loops_new(void);
void event_loops_free(struct event_loops *loops);

struct event_loops_known {
    uint64_t strings, codes, threads;
};
/* Whether a record refers to what there is; true for records of other parts. */
bool event_loops_accepts(const struct event_loops *loops, const struct trace_record *record,
                         const struct event_loops_known *known);
/* Returns the record's time; 0 for records of other parts, and those without a time. */
uint64_t event_loops_take(struct event_loops *loops, const struct trace_record *record);

/* From the first to the last that is known of any; both 0 when there is nothing. */
void event_loops_span(const struct event_loops *loops, uint64_t *from, uint64_t *to);

/* Loops, one for each thread that ran one. */
size_t event_loops_count(const struct event_loops *loops);
uint32_t event_loops_thread(const struct event_loops *loops, size_t loop);
/* Its runs, in order: numbers for event_loops_run. */
size_t event_loops_loop_runs(const struct event_loops *loops, size_t loop);
uint32_t event_loops_loop_run(const struct event_loops *loops, size_t loop, size_t index);
size_t event_loops_selects(const struct event_loops *loops, size_t loop);
const struct loop_select *event_loops_select(const struct event_loops *loops, size_t loop, size_t index);
size_t event_loops_lengths(const struct event_loops *loops, size_t loop);
const struct loop_length *event_loops_length(const struct event_loops *loops, size_t loop, size_t index);

/* Runs, readies and tasks are numbered from 1.  What is returned is borrowed until the log grows; NULL for 0. */
const struct loop_run *event_loops_run(const struct event_loops *loops, uint32_t run);
size_t event_loops_readies(const struct event_loops *loops);
const struct loop_ready *event_loops_ready(const struct event_loops *loops, uint32_t ready);
size_t event_loops_tasks(const struct event_loops *loops);
const struct task *event_loops_task(const struct event_loops *loops, uint32_t task);
size_t event_loops_slices(const struct event_loops *loops, uint32_t task);
const struct task_slice *event_loops_slice(const struct event_loops *loops, uint32_t task, size_t index);
/* The first slice that ends after a time; as many as there are slices when none does. */
size_t event_loops_slice_at(const struct event_loops *loops, uint32_t task, uint64_t time);
/* The index-th of the tasks that a run's task awaits then. */
uint32_t event_loops_awaited(const struct event_loops *loops, const struct loop_run *run, size_t index);

/* Who woke a task, or called a callback: along the callbacks between. */
struct waker {
    enum {
        WAKER_UNKNOWN, /* or code that no event loop ran */
        WAKER_TASK,
        WAKER_TIMER,
        WAKER_EVENT, /* a descriptor */
        WAKER_THREAD
    } sort;
    uint32_t task, thread; /* TASK, THREAD */
    uint64_t time;         /* when it did so */
    uint32_t code, line;   /* where; 0 if not known */
};
struct waker event_loops_waker(const struct event_loops *loops, uint32_t ready);

/* Runs that lasted EVENT_LOOP_SLOW or longer while others were ready or due, in order: numbers. */
size_t event_loops_blocked(const struct event_loops *loops);
uint32_t event_loops_blocked_run(const struct event_loops *loops, size_t index);

/* What a task did between two times. */
struct task_sums {
    uint64_t times[TASK_STATE_COUNT];
    uint64_t turns;        /* how often it began to run */
    uint64_t longest_turn; /* ns */
};
void event_loops_sum(const struct event_loops *loops, uint32_t task, uint64_t from, uint64_t to,
                     struct task_sums *sums);

#endif
