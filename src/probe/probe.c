#include "probe/probe.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/map.h"

enum {
    SPINS = 100,        /* looks at the lock before a thread sleeps for it */
    NAP = 20000,        /* ns: how long */
    LIMIT_NAP = 1000000 /* ns: between looks at a limit */
};

_Thread_local struct probe_thread probe_thread;
atomic_bool probe_on;

static struct {
    struct trace_writer *writer;
    struct trace_ring *ring;            /* the whole */
    struct trace_ring own;              /* of a forked child: its slot */
    struct trace_ring_control *control; /* the whole ring's */
    struct probe_program program;
    pid_t identifier;   /* of this process */
    uint64_t process;   /* its number */
    uint64_t processes; /* how many were numbered, this one and those before it included */
    bool is_child;      /* the program has started it */
    bool is_process_named;
    const void
        *stood_for;     /* multiprocessing's object for the process that this was forked from: compared, never read */
    uint64_t clock;     /* when it began */
    atomic_flag busy;   /* somebody stands between begin and end */
    pthread_key_t key;  /* its destructor is called at a thread's end */
    struct map numbers; /* identifier → number of the last thread that had it */
    destructor code_dealloc; /* CPython's own */
    void (*before_finish)(void);
    bool stopped;
} probe = {.busy = ATOMIC_FLAG_INIT};

static uint64_t clock_of(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

uint64_t probe_now(void)
{
    return clock_of(CLOCK_MONOTONIC) - probe.clock;
}

uint64_t probe_time(double seconds)
{
    uint64_t time = (uint64_t)(seconds * 1e9);

    return time > probe.clock ? time - probe.clock : 0;
}

uint64_t probe_processor_time(void)
{
    return clock_of(CLOCK_THREAD_CPUTIME_ID);
}

static void nap(long nanoseconds)
{
    struct timespec time = {.tv_nsec = nanoseconds};

    syscall(SYS_nanosleep, &time, NULL);
}

/* A thread is preempted between begin and end as elsewhere, so that whoever waits long enough sleeps. */
struct trace_writer *probe_begin(void)
{
    int kept = errno, spins = 0;

    probe_thread.inside = true;
    while (atomic_flag_test_and_set_explicit(&probe.busy, memory_order_acquire))
        if (++spins % SPINS == 0)
            nap(NAP);
    errno = kept;
    return probe.writer;
}

struct trace_writer *probe_writer(void)
{
    return probe.writer;
}

/* The viewer asked for an end, or has gone. */
static _Noreturn void end(void)
{
    _exit(0);
}

static bool is_at_limit(void)
{
    uint64_t bytes = atomic_load_explicit(&probe.control->head, memory_order_relaxed) +
                     atomic_load_explicit(&probe.control->others, memory_order_relaxed);

    return bytes >= atomic_load_explicit(&probe.control->byte_limit, memory_order_relaxed);
}

/* At the limit the thread waits, and with it all that want to tell something; or nothing is told any more. */
static void wait_at_limit(void)
{
    atomic_store(&probe.control->paused, 1);
    if (atomic_load(&probe.control->unattended) != 0) {
        atomic_store(&probe_on, false);
        return;
    }
    while (is_at_limit()) {
        if (atomic_load(&probe.control->stop) != 0 || atomic_load(&probe.control->gone) != 0)
            end();
        nap(LIMIT_NAP);
    }
    atomic_store(&probe.control->paused, 0);
}

void probe_end(void)
{
    int kept = errno;

    if (probe.writer->at != probe.writer->start && !trace_writer_commit(probe.writer))
        end();
    if (atomic_load_explicit(&probe.control->stop, memory_order_relaxed) != 0)
        end();
    if (is_at_limit() && atomic_load(&probe_on))
        wait_at_limit();
    atomic_flag_clear_explicit(&probe.busy, memory_order_release);
    probe_thread.inside = false;
    errno = kept;
}

void probe_end_later(void)
{
    atomic_flag_clear_explicit(&probe.busy, memory_order_release);
    probe_thread.inside = false;
}

/* Threads. */

uint64_t probe_number(void)
{
    struct probe_thread *thread = &probe_thread;
    bool is_main = probe.numbers.count == 0 && !probe.is_child;

    if (thread->number != 0)
        return thread->number;
    thread->number = trace_writer_put(
        probe.writer,
        &(struct trace_record){TRACE_THREAD,
                               .thread = {(uint64_t)syscall(SYS_gettid),
                                          is_main ? trace_writer_string(probe.writer, "MainThread", 10) : 0}});
    thread->is_named = is_main;
    thread->place = (struct trace_fields_PLACE){.thread = thread->number};
    map_put(&probe.numbers, (uint64_t)pthread_self(), (uint32_t)thread->number);
    trace_writer_put_thread_begin(probe.writer, &(struct trace_fields_THREAD_BEGIN){thread->number, probe_now()});
    if (probe.is_child)
        trace_writer_put_process_thread(probe.writer,
                                        &(struct trace_fields_PROCESS_THREAD){probe.process, thread->number});
    pthread_setspecific(probe.key, thread);
    return thread->number;
}

uint64_t probe_number_of(unsigned long identifier)
{
    uint32_t number = 0;

    if (identifier != 0)
        map_get(&probe.numbers, identifier, &number);
    return number;
}

void probe_before_finish(void (*call)(void))
{
    probe.before_finish = call;
}

static void put_finish(uint64_t number)
{
    if (probe.before_finish != NULL)
        probe.before_finish();
    trace_writer_put_thread_finish(probe.writer,
                                   &(struct trace_fields_THREAD_FINISH){number, probe_now(), probe_processor_time()});
}

/* A thread's end: it is still the running one. */
static void finish(void *known)
{
    (void)known;
    if (!probe_tells())
        return;
    probe_begin();
    put_finish(probe_thread.number);
    map_remove(&probe.numbers, (uint64_t)pthread_self());
    probe_end();
}

/* multiprocessing names a process after it was forked, or long after it was started: it is asked now and then. */
static void find_process_name(PyThreadState *state)
{
    enum { OFTEN = 4096, CALLS = 16, MOST = 65536 };
    static unsigned calls;
    struct text name = TEXT_EMPTY;
    const void *object;

    if (++calls > OFTEN && calls % CALLS != 0)
        return;
    object = probe.program.process(state, &name);
    if (object != NULL && object != probe.stood_for) {
        uint64_t string = trace_writer_string(probe.writer, text_string(&name), name.length);

        trace_writer_put_process_name(probe.writer, &(struct trace_fields_PROCESS_NAME){probe.process, string});
        probe.is_process_named = true;
    } else {
        probe.is_process_named = calls > MOST;
    }
    text_free(&name);
}

void probe_find_name(PyThreadState *state)
{
    enum { TRIES = 24 };
    struct probe_thread *thread = &probe_thread;
    struct text name = TEXT_EMPTY;

    if (state == NULL)
        return;
    if (!probe.is_process_named)
        find_process_name(state);
    if (thread->is_named)
        return;
    thread->is_named = ++thread->tries >= TRIES;
    if (probe.program.name(state, &name)) {
        uint64_t string = trace_writer_string(probe.writer, text_string(&name), name.length);

        trace_writer_put_thread_name(probe.writer, &(struct trace_fields_THREAD_NAME){probe_number(), string});
        thread->is_named = true;
    }
    text_free(&name);
}

void probe_find_place(PyThreadState *state, struct trace_fields_PLACE *place)
{
    place->thread = probe_number();
    probe.program.place(state, place, &probe_thread.awaited, &probe_thread.awaited_child);
}

bool probe_line(facts_frame *frame, uint64_t *code, uint64_t *line)
{
    return probe.program.line(frame, code, line);
}

uint64_t probe_code(facts_frame *frame)
{
    return probe.program.code(frame);
}

void probe_put_place(struct trace_fields_PLACE *known, const struct trace_fields_PLACE *place)
{
    if (known->code == place->code && known->line == place->line && known->callee == place->callee)
        return;
    *known = *place;
    trace_writer_put_place(probe.writer, place);
}

/* Starting and stopping. */

/* Places are told by code objects, whose addresses are used again. */
static void code_dies(PyObject *code)
{
    if (probe_tells()) {
        probe_begin();
        probe.program.code_dies(code);
        probe_end();
    }
    probe.code_dealloc(code);
}

/* A forked child shares the ring's memory, and the log is not its own: unless it was forked by what processes.c has in
 * libc's place, which goes on with probe_forked. */
static void detach(void)
{
    atomic_store(&probe_on, false);
    trace_writer_detach(probe.writer);
}

void probe_start(struct trace_writer *writer, struct trace_ring *ring, struct probe_program program, uint64_t clock)
{
    probe.writer = writer;
    probe.ring = ring;
    probe.control = ring->shared;
    probe.is_child = ring->shared != ring->control;
    probe.program = program;
    probe.clock = clock != 0 ? clock : clock_of(CLOCK_MONOTONIC);
    probe.identifier = getpid();
    probe.process = probe.processes = 1;
    probe.is_process_named = !probe.is_child;
    pthread_key_create(&probe.key, finish);
    pthread_atfork(NULL, NULL, detach);
    probe.code_dealloc = PyCode_Type.tp_dealloc;
    PyCode_Type.tp_dealloc = code_dies;
    probe_begin();
    trace_writer_put_timeline(writer, &(struct trace_fields_TIMELINE){probe.clock, facts_main_gil()->interval});
    probe_number();
    atomic_store(&probe_on, true);
    probe_end();
}

void probe_stop(int status)
{
    if (!probe_tells() || probe.stopped)
        return;
    probe.stopped = true;
    probe_begin();
    probe_finish(status);
    probe_end();
}

/* Processes. */

uint64_t probe_process(void)
{
    return probe.process;
}

bool probe_is_own(void)
{
    return getpid() == probe.identifier;
}

bool probe_is_child(void)
{
    return probe.is_child;
}

const struct trace_ring *probe_ring(void)
{
    return probe.ring;
}

int probe_slot(void)
{
    return probe.is_child ? trace_slot_of(probe.ring, probe.writer->ring) : -1;
}

uint64_t probe_clock(void)
{
    return probe.clock;
}

uint64_t probe_next_process(void)
{
    return ++probe.processes;
}

void probe_forked(int slot)
{
    struct probe_thread *thread = &probe_thread;

    map_clear(&probe.numbers);
    *thread = (struct probe_thread){.inside = true};
    probe.identifier = getpid();
    probe.process = probe.processes;
    probe.is_child = true;
    probe.is_process_named = false;
    probe.stood_for = probe.program.process(facts_thread(), NULL);
    probe.stopped = false;
    atomic_store(&probe_on, slot >= 0);
    if (slot < 0)
        return;
    probe.own = trace_slot(probe.ring, (size_t)slot);
    trace_writer_move(probe.writer, &probe.own);
    trace_writer_put_process_id(probe.writer,
                                &(struct trace_fields_PROCESS_ID){probe.process, (uint64_t)probe.identifier});
    probe_number();
}

void probe_finish(int status)
{
    put_finish(probe_number());
    if (!probe.is_child)
        trace_writer_put_timeline_end(probe.writer, &(struct trace_fields_TIMELINE_END){probe_now()});
    else
        trace_writer_put_process_end(
            probe.writer, &(struct trace_fields_PROCESS_END){.process = probe.process,
                                                             .time = probe_now(),
                                                             .source = TRACE_PROCESS_ITSELF,
                                                             .status = ((uint64_t)(status & 0xff) << 8) + 1,
                                                             .processor = clock_of(CLOCK_PROCESS_CPUTIME_ID)});
    atomic_store(&probe_on, false);
}
