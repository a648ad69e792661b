#include "probe/attachment.h"

#include "probe/probe.h"

#ifdef Py_GIL_DISABLED

#include <dlfcn.h>
#include <string.h>

#include "base/map.h"
#include "base/vector.h"
#include "probe/gil.h"

/* What is known of a thread, by itself alone. */
static _Thread_local struct {
    PyThreadState *state; /* its own, as others may name it; NULL: not known yet */
    bool is_known;        /* it is among the threads below */
    bool is_quick;        /* its last detachment was over at once: the next is kept back */
    bool is_kept;         /* it is detached, and that was not told yet; since probe_thread.released */
    uint64_t again, away; /* detachments since the last that was told */
} own;

static struct {
    struct map states; /* address of a thread's state → its number */
    VECTOR(struct probe_thread *) threads;
    bool is_on; /* the GIL is */
    PyThreadState *(*save)(void);
    void (*release)(PyThreadState *), (*restore)(PyThreadState *), (*acquire)(PyThreadState *);
} attachment;

/* While calibrating: calls seen.  Only the main thread runs then. */
static struct {
    bool active;
    int seen;
} calibration;

/* Records: between probe_begin and probe_end. */

static void put_attachment(struct trace_writer *writer, uint64_t thread, uint64_t time)
{
    trace_writer_put_attach(writer, &(struct trace_fields_ATTACH){thread, time});
}

static void put_detachment(struct trace_writer *writer, PyThreadState *state, uint64_t time)
{
    struct trace_fields_PLACE place = probe_thread.place;

    if (state != NULL)
        probe_find_place(state, &place);
    probe_put_place(&probe_thread.place, &place);
    trace_writer_put_detach(writer, &(struct trace_fields_DETACH){probe_number(), time, own.again, own.away});
    own.again = own.away = 0;
}

void attachment_put_detachment(void)
{
    if (!own.is_kept)
        return;
    own.is_kept = false;
    put_detachment(probe_writer(), own.state, probe_thread.released);
}

/* Unless another thread has a state at that address by now. */
static void forget_state(void)
{
    uint32_t number = 0;

    if (own.state != NULL && map_get(&attachment.states, (uintptr_t)own.state, &number) &&
        number == probe_thread.number)
        map_remove(&attachment.states, (uintptr_t)own.state);
    own.state = NULL;
}

static void know_thread(void)
{
    if (!own.is_known)
        vector_push(&attachment.threads, &probe_thread);
    own.is_known = true;
}

static void forget_thread(void)
{
    own.is_known = false;
    for (size_t i = 0; i < attachment.threads.count; i++)
        if (attachment.threads.items[i] == &probe_thread) {
            attachment.threads.items[i] = vector_last(&attachment.threads);
            attachment.threads.count--;
            return;
        }
}

void attachment_finish(void)
{
    forget_thread();
    forget_state(); /* which is no more, and so cannot be looked into */
    attachment_put_detachment();
    probe_thread.is_attached = false;
}

/* Others know a thread by its state when it stops the world. */
static void know_state(PyThreadState *state)
{
    if (own.state == state || state == NULL)
        return;
    forget_state();
    own.state = state;
    map_put(&attachment.states, (uintptr_t)state, (uint32_t)probe_number());
}

/* Between probe_begin and probe_end. */
static void put_attached(PyThreadState *state, uint64_t now)
{
    probe_number();
    attachment_put_detachment();
    know_thread();
    know_state(state);
    probe_find_name(state);
    put_attachment(probe_writer(), probe_thread.number, now);
    probe_thread.is_attached = true;
    probe_thread.is_due = false;
}

static void tell_attachment(PyThreadState *state, uint64_t now)
{
    probe_begin();
    put_attached(state, now);
    probe_end();
}

/* Events. */

/* With the GIL on, a thread that is attached has it, which gil.c tells. */
static void attach(PyThreadState *state)
{
    uint64_t now;

    if (!probe_tells() || probe_thread.is_attached || probe_thread.held != NULL || facts_gil_is_on())
        return;
    now = probe_now();
    own.is_quick = probe_thread.number != 0 && now - probe_thread.released < GIL_AGAIN;
    if (!own.is_kept || !own.is_quick) {
        tell_attachment(state, now);
        return;
    }
    own.is_kept = false;
    own.again++;
    own.away += now - probe_thread.released;
    probe_thread.is_attached = true;
}

static void detach(PyThreadState *state)
{
    if (!probe_tells() || !probe_thread.is_attached || probe_thread.held != NULL)
        return;
    probe_thread.released = probe_now();
    probe_thread.is_attached = false;
    if (own.is_quick && own.state == state) {
        own.is_kept = true;
        return;
    }
    probe_begin();
    probe_find_name(state);
    put_detachment(probe_writer(), state, probe_thread.released);
    probe_end();
}

void attachment_expect(void)
{
    probe_thread.is_due = true;
}

/* Nothing of CPython's that could be seen is called for them. */
static void put_due(struct trace_writer *writer, uint64_t now)
{
    for (size_t i = 0; i < attachment.threads.count; i++) {
        struct probe_thread *thread = attachment.threads.items[i];

        if (!thread->is_due)
            continue;
        thread->is_due = false;
        thread->is_attached = true;
        put_attachment(writer, thread->number, now);
    }
}

void attachment_tell_switch(bool on)
{
    struct trace_writer *writer = probe_writer();
    uint64_t now = probe_now();

    if (attachment.is_on != on)
        trace_writer_put_gil_switch(writer, &(struct trace_fields_GIL_SWITCH){now, on, probe_number()});
    attachment.is_on = on;
    if (on) {
        attachment_put_detachment();
        know_thread();
        probe_thread.is_attached = false;
        return;
    }
    put_due(writer, now);
    if (!probe_thread.is_attached)
        put_attached(facts_thread(), now);
}

void attachment_forked(void)
{
    map_clear(&attachment.states);
    vector_clear(&attachment.threads);
    memset(&own, 0, sizeof own);
    if (!facts_gil_is_on())
        put_attached(facts_thread(), probe_now());
}

bool attachment_begin_wait(void)
{
    PyThreadState *state = facts_thread();
    struct trace_writer *writer;
    uint32_t by = 0;

    if (!facts_is_suspended(state))
        return false;
    writer = probe_begin();
    attachment_put_detachment();
    map_get(&attachment.states, (uintptr_t)facts_requester(state), &by);
    if (probe_thread.is_attached) {
        struct trace_fields_PLACE place;

        probe_find_place(state, &place);
        probe_put_place(&probe_thread.place, &place);
    }
    trace_writer_put_suspend(writer, &(struct trace_fields_SUSPEND){probe_number(), probe_now(), by});
    probe_thread.is_attached = false;
    own.is_quick = false;
    probe_end();
    return true;
}

/* Next it attaches, unless the world has been stopped once more, of which it comes back to be told; or takes the
 * GIL. */
void attachment_end_wait(void)
{
    probe_begin();
    if (facts_gil_is_on())
        attachment_expect();
    else
        put_attached(facts_thread(), probe_now());
    probe_end();
}

bool attachment_stops_world(void)
{
    PyThreadState *state = facts_thread();

    return state != NULL && facts_requester(state) == state;
}

/* In CPython's place; weak, should it be linked into the runner itself, where this then is not in force. */

__attribute__((weak)) PyThreadState *PyEval_SaveThread(void)
{
    if (calibration.active)
        calibration.seen++;
    else
        detach(facts_thread());
    return attachment.save();
}

__attribute__((weak)) void PyEval_ReleaseThread(PyThreadState *state)
{
    detach(state);
    attachment.release(state);
}

__attribute__((weak)) void PyEval_RestoreThread(PyThreadState *state)
{
    attachment.restore(state);
    if (calibration.active)
        calibration.seen++;
    else
        attach(state);
}

__attribute__((weak)) void PyEval_AcquireThread(PyThreadState *state)
{
    attachment.acquire(state);
    attach(state);
}

/* Starting. */

/* Before Python starts: it calls them from then on. */
__attribute__((constructor)) static void find_own(void)
{
    *(void **)&attachment.save = dlsym(RTLD_NEXT, "PyEval_SaveThread");
    *(void **)&attachment.release = dlsym(RTLD_NEXT, "PyEval_ReleaseThread");
    *(void **)&attachment.restore = dlsym(RTLD_NEXT, "PyEval_RestoreThread");
    *(void **)&attachment.acquire = dlsym(RTLD_NEXT, "PyEval_AcquireThread");
}

/* PyGILState_Ensure and _Release, which are in another file of CPython's, restore and save for a thread that is
 * detached. */
static bool is_seen(void)
{
    PyThreadState *state;
    PyGILState_STATE before;

    calibration.active = true;
    state = PyEval_SaveThread();
    before = PyGILState_Ensure();
    PyGILState_Release(before);
    PyEval_RestoreThread(state);
    calibration.active = false;
    return calibration.seen == 4;
}

const char *attachment_start(void)
{
    if (attachment.save == NULL || attachment.release == NULL || attachment.restore == NULL ||
        attachment.acquire == NULL || !is_seen())
        return "this CPython calls its own functions directly, as it was linked";
    if (!facts_gil_is_on())
        attach(facts_thread());
    return NULL;
}

#else

const char *attachment_start(void)
{
    return NULL;
}

void attachment_put_detachment(void)
{
}

void attachment_finish(void)
{
}

void attachment_expect(void)
{
}

void attachment_tell_switch(bool on)
{
    (void)on;
}

void attachment_forked(void)
{
}

bool attachment_begin_wait(void)
{
    return false;
}

void attachment_end_wait(void)
{
}

bool attachment_stops_world(void)
{
    return false;
}

#endif
