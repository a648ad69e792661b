#include "probe/gil.h"

#include "base/ways.h"
#include "cpython/turns.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "probe/attachment.h"
#include "probe/probe.h"
#include "probe/processes.h"

enum {
    GILS_MAX = 64,
    YIELD_WORK = 50000, /* ns on a processor: what it takes to wait for the GIL, and less than work worth the name */
};

/* A release that may be followed at once by the same thread's taking. */
struct kept_release {
    struct probe_thread *thread; /* NULL: none is kept */
    struct trace_fields_RELEASE release;
    struct trace_fields_PLACE place;
};

struct gil {
    void *released, *taken; /* its condition variables: cond, switch_cond; NULL when it has gone */
    uint64_t number;        /* of its record */
    uint64_t holder;        /* thread: 0 when it is free */
    uint64_t switches;      /* how often another thread took it */
    uint64_t last;          /* thread: the last that held it */
    unsigned long interval; /* microseconds, as last told */
    bool asked;             /* a thread has asked the holder to drop it */
    bool is_main;           /* the main interpreter's */
    int64_t interpreter;    /* of another one: its identifier; -1 if it is not known */
    bool is_readable;       /* CPython's structure is what we take it for */
    uint64_t again, away;   /* releases and takings within this hold */
    struct kept_release kept;
};

static struct {
    struct gil known[GILS_MAX];
    atomic_size_t count;
    ptrdiff_t distance;                 /* from cond to switch_cond; 0 until calibrated */
    struct trace_ring_control *control; /* where a release is laid beside the ring */
    uint64_t numbered;
} gils;

/* While calibrating: the condition variables that this thread signalled. */
static _Thread_local struct {
    bool active;
    size_t count;
    void *conditions[4];
} calibration;

/* The last condition variable that this thread signalled and that is nobody's. */
static _Thread_local void *unknown;

typedef int signal_function(pthread_cond_t *);
typedef int timedwait_function(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);

/* libc's own; of its two kinds of condition variables, the newer. */
static void *next_of(const char *name)
{
    void *found = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");

    return found != NULL ? found : dlsym(RTLD_NEXT, name);
}

static struct gil *gil_of(const void *condition)
{
    size_t count = atomic_load_explicit(&gils.count, memory_order_acquire);

    for (size_t i = 0; i < count; i++)
        if (gils.known[i].released == condition || gils.known[i].taken == condition)
            return &gils.known[i];
    return NULL;
}

/* Between probe_begin and probe_end, as all that follows. */
static struct gil *add_gil(struct trace_writer *writer, void *released, void *taken, uint64_t time)
{
    size_t count = atomic_load(&gils.count), place = 0;

    while (place < count && gils.known[place].released != NULL)
        place++;
    if (place == GILS_MAX)
        return NULL;
    gils.known[place] = (struct gil){.released = released, .taken = taken, .number = ++gils.numbered};
    if (place == count)
        atomic_store_explicit(&gils.count, count + 1, memory_order_release);
    trace_writer_put_gil(writer, &(struct trace_fields_GIL){time});
    return &gils.known[place];
}

static PyThreadState *state_of_holder(const struct gil *gil)
{
    return gil->is_readable ? facts_gil_holder(facts_gil_of(gil->released)) : NULL;
}

/* Releases that are kept back. */

static void keep(struct gil *gil, const struct kept_release *kept)
{
    gil->kept = *kept;
    if (gil->is_main)
        trace_ring_keep(gils.control, &kept->place, &kept->release);
}

static void forget_kept(struct gil *gil)
{
    if (gil->is_main)
        trace_ring_unkeep(gils.control);
    gil->kept.thread = NULL;
}

static void put_release(struct trace_writer *writer, struct gil *gil, const struct kept_release *kept)
{
    probe_put_place(&kept->thread->place, &kept->place);
    trace_writer_put_release(writer, &kept->release);
    gil->again = gil->away = 0;
}

static void put_kept(struct trace_writer *writer, struct gil *gil)
{
    if (gil->kept.thread == NULL)
        return;
    put_release(writer, gil, &gil->kept);
    forget_kept(gil);
}

static bool is_taken_again(const struct gil *gil, uint64_t now)
{
    return gil->kept.thread == &probe_thread && now - gil->kept.release.time < GIL_AGAIN && !probe_thread.wants;
}

/* Events. */

static void tell_interval(struct trace_writer *writer, struct gil *gil, uint64_t now)
{
    unsigned long interval;

    if (!gil->is_readable || !gil->is_main)
        return;
    interval = facts_gil_of(gil->released)->interval;
    if (interval == gil->interval)
        return;
    gil->interval = interval;
    trace_writer_put_interval(writer, &(struct trace_fields_INTERVAL){now, interval});
}

/* It had released the GIL because it was asked, and done next to nothing since: so that was all that it released it
 * for. */
static void tell_yield(struct trace_writer *writer, uint64_t now)
{
    uint64_t since = probe_thread.yields;

    probe_thread.yields = 0;
    if (since != 0 && probe_processor_time() - since < YIELD_WORK)
        trace_writer_put_yield(writer, &(struct trace_fields_YIELD){probe_number(), now});
}

static void hold(struct gil *gil, uint64_t number)
{
    if (gil->last != number) {
        gil->last = number;
        gil->switches++;
    }
    gil->holder = number;
    gil->asked = false;
    probe_thread.held = gil;
    probe_thread.wants = false;
    probe_thread.is_attached = false;
    probe_thread.is_due = false;
}

/* A thread that takes one has done with the others: it is in one interpreter at a time. */
static void put_other_releases(struct trace_writer *writer, const struct gil *taken)
{
    size_t count = atomic_load_explicit(&gils.count, memory_order_relaxed);

    for (size_t i = 0; count > 1 && i < count; i++)
        if (&gils.known[i] != taken && gils.known[i].kept.thread == &probe_thread)
            put_kept(writer, &gils.known[i]);
}

static void tell_taking(struct trace_writer *writer, struct gil *gil, uint64_t now)
{
    uint64_t number = probe_number();

    if (!FACTS_HAS_GIL)
        attachment_tell_switch(true);
    put_other_releases(writer, gil);
    if (is_taken_again(gil, now)) {
        gil->again++;
        gil->away += now - gil->kept.release.time;
        forget_kept(gil);
    } else {
        put_kept(writer, gil);
        tell_yield(writer, now);
        probe_find_name(state_of_holder(gil));
        trace_writer_put_take(writer, &(struct trace_fields_TAKE){number, gil->number, now});
    }
    hold(gil, number);
}

/* `state` NULL: the thread runs no Python code any more, and is where it was. */
static void tell_release(struct trace_writer *writer, struct gil *gil, PyThreadState *state, uint64_t now)
{
    struct kept_release kept = {.thread = &probe_thread, .place = probe_thread.place};

    if (UNUSUAL(probe_thread.spawned.identifier != 0))
        processes_tell_spawned();
    probe_find_name(state);
    if (state != NULL)
        probe_find_place(state, &kept.place);
    tell_interval(writer, gil, now);
    kept.release = (struct trace_fields_RELEASE){.thread = probe_number(),
                                                 .gil = gil->number,
                                                 .time = now,
                                                 .asked = gil->asked,
                                                 .again = gil->again,
                                                 .away = gil->away};
    if (gil->asked || !facts_gil_is_on()) {
        put_release(writer, gil, &kept);
        probe_thread.yields = probe_processor_time();
        attachment_expect();
    } else {
        keep(gil, &kept);
    }
    gil->holder = 0;
    probe_thread.held = NULL;
    probe_thread.released = now;
    if (!facts_gil_is_on() && state != NULL)
        attachment_tell_switch(false);
}

static void tell_wanting(struct gil *gil)
{
    struct trace_writer *writer = probe_begin();
    uint64_t number = probe_number(), now = probe_now();

    tell_interval(writer, gil, now);
    probe_thread.wants = true;
    probe_thread.is_due = false;
    tell_yield(writer, now);
    trace_writer_put_want(writer, &(struct trace_fields_WANT){number, gil->number, now});
    probe_end();
}

/* A wait for the GIL timed out: CPython asks its holder, unless another thread has taken it meanwhile. */
static void tell_asking(struct gil *gil, uint64_t switches)
{
    struct trace_writer *writer = probe_begin();
    uint64_t now = probe_now();

    tell_interval(writer, gil, now);
    if (gil->holder != 0 && gil->switches == switches) {
        gil->asked = true;
        trace_writer_put_ask(writer, &(struct trace_fields_ASK){probe_number(), gil->number, now});
    }
    probe_end();
}

/* It was switched off while the thread waited for it, which goes on without. */
static void tell_no_gil(void)
{
    probe_thread.wants = false;
    attachment_end_wait();
}

static void tell_signal(struct gil *gil, const void *condition)
{
    struct trace_writer *writer;

    if (condition == gil->released && probe_thread.held != gil)
        return; /* it was held before anybody watched */
    writer = probe_begin();
    probe_number();
    if (condition == gil->taken)
        tell_taking(writer, gil, probe_now());
    else
        tell_release(writer, gil, state_of_holder(gil), probe_now());
    probe_end();
}

/* A free-threaded build switches the main interpreter's GIL on: that is calibrated anew, by CPython's own word. */
static bool is_main_switched_on(const void *condition)
{
    return !FACTS_HAS_GIL && condition == &facts_main_gil()->switch_cond && facts_gil_is_on();
}

static void tell_main_gil(void)
{
    struct trace_writer *writer = probe_begin();
    struct gil *gil = add_gil(writer, &facts_main_gil()->cond, &facts_main_gil()->switch_cond, probe_now());

    if (gil != NULL) {
        gil->is_main = gil->is_readable = true;
        gil->interval = facts_main_gil()->interval;
        tell_taking(writer, gil, probe_now());
    }
    probe_end();
}

/* Whose it is: asked while its holder still has it. */
static void find_interpreter(struct trace_writer *writer, struct gil *gil)
{
    PyThreadState *state = state_of_holder(gil);

    gil->interpreter = state != NULL ? PyInterpreterState_GetID(state->interp) : -1;
    if (gil->interpreter >= 0)
        trace_writer_put_interpreter(writer,
                                     &(struct trace_fields_INTERPRETER){gil->number, (uint64_t)gil->interpreter});
}

/* A pair of condition variables as far apart as those of the GIL that we know, signalled one after the other: another
 * interpreter's was taken, and is now released. */
static void consider(void *condition)
{
    static _Thread_local uint64_t when;
    struct trace_writer *writer;
    struct gil *gil;

    if (is_main_switched_on(condition)) {
        tell_main_gil();
        return;
    }
    if (unknown == NULL || (char *)unknown - (char *)condition != gils.distance) {
        unknown = condition;
        when = probe_now();
        return;
    }
    writer = probe_begin();
    gil = add_gil(writer, condition, unknown, when);
    unknown = NULL;
    if (gil != NULL) {
        gil->is_readable = gils.known[0].is_readable;
        find_interpreter(writer, gil);
        tell_taking(writer, gil, when);
        tell_release(writer, gil, state_of_holder(gil), probe_now());
    }
    probe_end();
}

/* In libc's place. */

int pthread_cond_signal(pthread_cond_t *condition)
{
    static signal_function *next;
    struct gil *gil;

    if (next == NULL)
        *(void **)&next = next_of("pthread_cond_signal");
    if (UNUSUAL(calibration.active)) {
        if (calibration.count < sizeof calibration.conditions / sizeof *calibration.conditions)
            calibration.conditions[calibration.count] = condition;
        calibration.count++;
    } else if (probe_tells() && gils.distance != 0) {
        gil = gil_of(condition);
        if (gil != NULL)
            tell_signal(gil, condition);
        else
            consider(condition);
    }
    return next(condition);
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
    static timedwait_function *next;
    struct gil *gil = probe_tells() ? gil_of(condition) : NULL;
    uint64_t switches;
    int result;

    if (next == NULL)
        *(void **)&next = next_of("pthread_cond_timedwait");
    if (gil == NULL || condition != gil->released)
        return next(condition, mutex, until);
    if (!probe_thread.wants)
        tell_wanting(gil);
    switches = gil->switches;
    result = next(condition, mutex, until);
    if (probe_tells() && !facts_gil_is_on())
        tell_no_gil();
    else if (result == ETIMEDOUT && probe_tells())
        tell_asking(gil, switches);
    return result;
}

/* The GIL of an interpreter that ends: its place may be another's. */
int pthread_cond_destroy(pthread_cond_t *condition)
{
    static signal_function *next;
    struct gil *gil = probe_tells() ? gil_of(condition) : NULL;

    if (next == NULL)
        *(void **)&next = next_of("pthread_cond_destroy");
    if (gil != NULL && !gil->is_main && condition == gil->released) {
        struct trace_writer *writer = probe_begin();

        put_kept(writer, gil);
        gil->released = gil->taken = NULL;
        probe_end();
    }
    return next(condition);
}

/* Starting and stopping. */

/* The thread's end, or the run's: what it holds then, nobody holds any more. */
static void finish(void)
{
    if (probe_thread.held != NULL)
        tell_release(probe_writer(), probe_thread.held, NULL, probe_now());
    gil_put_release();
    attachment_finish();
}

void gil_put_release(void)
{
    size_t count = atomic_load(&gils.count);

    for (size_t i = 0; i < count; i++)
        if (gils.known[i].kept.thread == &probe_thread)
            put_kept(probe_writer(), &gils.known[i]);
}

static void calibrate(void)
{
    PyThreadState *state;

    calibration.active = true;
    state = PyEval_SaveThread();
    PyEval_RestoreThread(state);
    calibration.active = false;
}

static void watch(void *released, void *taken)
{
    struct trace_writer *writer = probe_begin();
    struct gil *gil = add_gil(writer, released, taken, probe_now());

    gil->is_main = true;
    gil->is_readable = facts_gil_of(released) == facts_main_gil();
    gil->interval = gil->is_readable ? facts_main_gil()->interval : 0;
    gils.distance = (char *)taken - (char *)released;
    tell_taking(writer, gil, probe_now());
    probe_end();
}

/* CPython takes the GIL again after fork.  Those of other interpreters nobody holds: their threads are not there any
 * more. */
void gil_forked(const struct trace_ring *ring)
{
    struct trace_writer *writer = probe_writer();
    size_t count = atomic_load(&gils.count);

    gils.control = ring->control;
    for (size_t i = 0; i < count; i++) {
        struct gil *gil = &gils.known[i];

        if (gil->released == NULL)
            continue;
        *gil = (struct gil){.released = gil->released,
                            .taken = gil->taken,
                            .number = ++gils.numbered,
                            .interval = gil->interval,
                            .is_main = gil->is_main,
                            .interpreter = gil->interpreter,
                            .is_readable = gil->is_readable};
        trace_writer_put_gil(writer, &(struct trace_fields_GIL){probe_now()});
        if (!gil->is_main && gil->interpreter >= 0)
            trace_writer_put_interpreter(writer,
                                         &(struct trace_fields_INTERPRETER){gil->number, (uint64_t)gil->interpreter});
    }
}

const char *gil_start(struct trace_ring *ring)
{
    void *ours = (void *)(uintptr_t)pthread_cond_signal;

    gils.control = ring->control;
    if (dlsym(RTLD_DEFAULT, "pthread_cond_signal") != ours)
        return "the runner's own pthread_cond_signal is hidden from CPython";
    calibrate();
    probe_before_finish(finish);
    if (!FACTS_HAS_GIL && calibration.count == 0 && !facts_gil_is_on()) {
        gils.distance = offsetof(facts_gil, switch_cond) - offsetof(facts_gil, cond);
        return NULL; /* until it is switched on */
    }
    if (calibration.count != 2 || calibration.conditions[0] == calibration.conditions[1])
        return "this CPython's GIL is not made as the probe expects";
    watch(calibration.conditions[0], calibration.conditions[1]);
    return NULL;
}
