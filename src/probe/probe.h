/* The timeline's side of the log: what the probes of threads, locks and the garbage collector share.
 *
 * In timeline mode no lines are traced.  Probes put records with times into the log, each under one short lock, and
 * straight into the ring: what a thread did is there even if the process dies in the next instant, and when the ring is
 * full the thread waits.  There is no thread of ours that would collect anything: a program can see how many threads it
 * has.
 *
 *     gil.c        who holds, wants, asks for the GIL: condition variables of CPython's own
 *     attachment.c who is attached, where there is no GIL: functions of CPython's own
 *     blocking.c   the calls that a thread waits in without it
 *     locks.c      who holds and wants the locks of the program: semaphores of CPython's own
 *     mutexes.c    the same where CPython makes them of a byte: methods of the module _thread
 *     collector.c  pauses for the garbage collector
 *     processes.c  processes that are started, and what becomes of them
 *     loop.c       asyncio's ready queue, its callbacks, what tasks wait for
 *
 * Each needs probe_begin and probe_end around what it puts, and a thread's number from probe_number. */
#ifndef TERRARIUM_PROBE_PROBE_H
#define TERRARIUM_PROBE_PROBE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "base/text.h"
#include "cpython/facts.h"
#include "trace/ring.h"
#include "trace/writer.h"

/* What is asked of those who know the program.  Called between probe_begin and probe_end. */
struct probe_program {
    /* See record/places.h. */
    void (*place)(PyThreadState *state, struct trace_fields_PLACE *place, unsigned long *thread, pid_t *child);
    bool (*line)(facts_frame *frame, uint64_t *code, uint64_t *line);
    uint64_t (*code)(facts_frame *frame);
    bool (*name)(PyThreadState *state, struct text *out);
    /* See threads_process in record/threads.h. */
    const void *(*process)(PyThreadState *state, struct text *out);
    void (*code_dies)(PyObject *code);
};

struct gil;

/* What is known of a thread, by itself alone. */
struct probe_thread {
    uint64_t number;  /* of its THREAD record; 0 until it comes to the interpreter */
    bool inside;      /* it runs the timeline's code, and what that calls is no event; nor is what a signal brings */
    bool is_named;    /* its name is in the log, or will not be */
    unsigned tries;   /* how often its name was looked for */
    struct gil *held; /* NULL: it holds none */
    atomic_bool is_attached; /* it runs without a GIL, beside others */
    atomic_bool is_due; /* it takes the GIL next; or is attached without a word, should that be switched off before */
    uint64_t released;  /* when it last released one, or was detached */
    bool wants;         /* it waits for one */
    uint64_t yields;    /* its processor time when it released one that it was asked for; 0: it did something since */
    unsigned long awaited; /* identifier of the thread whose end it waits for, if it has released the GIL to do so */
    pid_t awaited_child;   /* the same of a process */
    struct trace_fields_PLACE place; /* where it was, as the log has it */
    struct probe_spawned {
        pid_t identifier; /* 0: none */
        int slot;         /* for a python that is looked into; -1 none */
        bool failed;      /* no program could be run */
        uint64_t time;
        char command[256];
    } spawned; /* what a process that vfork made of this thread was about to run, and nobody was told of yet */
};
extern _Thread_local struct probe_thread probe_thread;

extern atomic_bool probe_on;

/* In the main thread.  All but `program` are borrowed.  In a process that the program has started the ring is a slot,
 * and `clock` the time of the monotonic clock that the program's timeline counts from; otherwise 0. */
void probe_start(struct trace_writer *writer, struct trace_ring *ring, struct probe_program program, uint64_t clock);
/* Python has ended, with this exit status. */
void probe_stop(int status);

/* Processes.  The number of the running one in its log: 1 unless it was forked.  Whether it is one that the program
 * started. */
uint64_t probe_process(void);
bool probe_is_child(void);
/* Whether this is the process that the timeline's memory belongs to, and not one that vfork lets use it until it runs a
 * program. */
bool probe_is_own(void);
/* Its ring, which may be a slot, and which knows the others; and the clock that times count from. */
const struct trace_ring *probe_ring(void);
uint64_t probe_clock(void);
/* The slot that its log goes to; -1 for the program's. */
int probe_slot(void);
/* Between probe_begin and probe_end: the number of a process about to be told of. */
uint64_t probe_next_process(void);
/* In a forked child, between the two: goes on in a slot of the ring, with its own number, or (-1) tells nothing any
 * more. */
void probe_forked(int slot);
/* Between the two: the process ends, and nothing is told any more. */
void probe_finish(int status);

/* Whether events of this thread are told. */
static inline bool probe_tells(void)
{
    return atomic_load_explicit(&probe_on, memory_order_relaxed) && !probe_thread.inside;
}

/* Whether this thread may run Python code now: it holds a GIL, or there is none and it is attached. */
static inline bool probe_runs(void)
{
    return probe_thread.held != NULL || probe_thread.is_attached;
}

/* Nanoseconds since the timeline began. */
uint64_t probe_now(void);
/* The same for a time of the monotonic clock, in seconds: 0 when that was before. */
uint64_t probe_time(double seconds);
/* Nanoseconds that this thread was on a processor. */
uint64_t probe_processor_time(void);

/* One thread at a time stands between these two, and may put records.  At the end they go to the ring. */
struct trace_writer *probe_begin(void);
void probe_end(void);
/* The same for what need not be in the ring before the next event, which comes soon. */
void probe_end_later(void);
/* The writer, between the two. */
struct trace_writer *probe_writer(void);
/* Called between the two when a thread ends, before that is told. */
void probe_before_finish(void (*call)(void));

/* Between the two: the number of the running thread, which is put when it is new. */
uint64_t probe_number(void);
/* Between the two, for the running thread with the GIL held, or just released: puts its name, once it has one. */
void probe_find_name(PyThreadState *state);
/* The same: looks where it is. */
void probe_find_place(PyThreadState *state, struct trace_fields_PLACE *place);
/* Of a frame that need not run: the learner's code and its line; false when it is the library's. */
bool probe_line(facts_frame *frame, uint64_t *code, uint64_t *line);
/* The number of the code that it runs, whosever it is. */
uint64_t probe_code(facts_frame *frame);
/* Puts a place unless the log has it so. */
void probe_put_place(struct trace_fields_PLACE *known, const struct trace_fields_PLACE *place);
/* Between the two: the number of the thread with this identifier (pthread_self's); 0 if it is not known. */
uint64_t probe_number_of(unsigned long identifier);

#endif
