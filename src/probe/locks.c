#include "probe/locks.h"

#include <dlfcn.h>
#include <errno.h>
#include <semaphore.h>
#include <string.h>
#include <time.h>

#include "base/map.h"
#include "base/vector.h"
#include "probe/attachment.h"
#include "probe/gil.h"
#include "probe/probe.h"

struct lock {
    uint64_t number; /* of its record; 0 until somebody waits for it */
    uint64_t holder; /* thread; 0: free, or not known */
    unsigned waiting;
};

static struct {
    struct map places;         /* address → index in `known`, plus one */
    VECTOR(struct lock) known; /* with places of dead ones */
    VECTOR(uint32_t) unused;   /* indices of those */
    uint64_t numbered;
} locks;

/* All between probe_begin and probe_end.  Borrowed until another is found. */
static struct lock *lock_of(const sem_t *semaphore)
{
    uint32_t place;

    if (map_get(&locks.places, (uintptr_t)semaphore, &place))
        return &locks.known.items[place - 1];
    if (locks.unused.count > 0) {
        place = locks.unused.items[--locks.unused.count];
        locks.known.items[place] = (struct lock){0, 0, 0};
    } else {
        place = (uint32_t)locks.known.count;
        vector_push(&locks.known, ((struct lock){0, 0, 0}));
    }
    map_put(&locks.places, (uintptr_t)semaphore, place + 1);
    return &locks.known.items[place];
}

static void forget(const sem_t *semaphore)
{
    uint32_t place;

    if (!map_get(&locks.places, (uintptr_t)semaphore, &place))
        return;
    map_remove(&locks.places, (uintptr_t)semaphore);
    vector_push(&locks.unused, place - 1);
}

static bool is_watched(void)
{
    return probe_tells() && probe_thread.number != 0;
}

static void number_lock(struct trace_writer *writer, struct lock *lock, const sem_t *semaphore)
{
    if (lock->number != 0)
        return;
    lock->number = ++locks.numbered;
    trace_writer_put_lock(writer, &(struct trace_fields_LOCK){(uintptr_t)semaphore});
}

/* A thread begins to wait: for this lock, or for another thread's end if that is what it released the GIL for. */
static void tell_waiting(const sem_t *semaphore, const char *name)
{
    struct trace_writer *writer = probe_begin();
    struct lock *lock = lock_of(semaphore);
    uint64_t awaited;

    gil_put_release();
    attachment_put_detachment(); /* which looks for what is awaited */
    awaited = probe_number_of(probe_thread.awaited);
    name = attachment_stops_world() ? "stop-the-world" : name;
    probe_thread.yields = 0;
    number_lock(writer, lock, semaphore);
    lock->waiting++;
    trace_writer_put_block(writer, &(struct trace_fields_BLOCK){
                                       .thread = probe_number(),
                                       .time = probe_now(),
                                       .call = trace_writer_string(writer, name, strlen(name)),
                                       .lock = lock->number,
                                       .holder = awaited != 0 ? awaited : lock->holder,
                                   });
    probe_end();
}

/* The running thread has it. */
static void take_lock(struct trace_writer *writer, struct lock *lock)
{
    lock->holder = probe_thread.number;
    if (lock->waiting > 0)
        trace_writer_put_got(writer, &(struct trace_fields_GOT){lock->holder, probe_now(), lock->number});
}

static void tell_waited(const sem_t *semaphore, bool got_it)
{
    struct trace_writer *writer = probe_begin();
    struct lock *lock = lock_of(semaphore);

    if (lock->waiting > 0)
        lock->waiting--;
    trace_writer_put_unblock(writer, &(struct trace_fields_UNBLOCK){probe_thread.number, probe_now()});
    if (got_it)
        take_lock(writer, lock);
    probe_end();
}

static void find_name(void)
{
    if (probe_runs() && !probe_thread.is_named)
        probe_find_name(facts_thread());
}

/* Those who waited are not there. */
void locks_forked(void)
{
    for (size_t i = 0; i < locks.known.count; i++)
        locks.known.items[i].waiting = 0;
}

/* In libc's place. */

int sem_trywait(sem_t *semaphore)
{
    static int (*next)(sem_t *);
    int result;

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "sem_trywait");
    result = next(semaphore);
    if (result == 0 && is_watched()) {
        struct trace_writer *writer = probe_begin();

        find_name();
        take_lock(writer, lock_of(semaphore));
        probe_end();
    }
    return result;
}

#define WAIT(name, parameters, arguments)              \
    int name parameters                                \
    {                                                  \
        static int(*next) parameters;                  \
        int result, kept;                              \
        bool is_suspended;                             \
                                                       \
        if (next == NULL)                              \
            *(void **)&next = dlsym(RTLD_NEXT, #name); \
        if (!is_watched())                             \
            return next arguments;                     \
        if (sem_trywait(semaphore) == 0)               \
            return 0;                                  \
        is_suspended = attachment_begin_wait();        \
        if (!is_suspended)                             \
            tell_waiting(semaphore, #name);            \
        result = next arguments;                       \
        kept = errno;                                  \
        if (is_suspended && probe_tells())             \
            attachment_end_wait();                     \
        else if (probe_tells())                        \
            tell_waited(semaphore, result == 0);       \
        errno = kept;                                  \
        return result;                                 \
    }
WAIT(sem_wait, (sem_t * semaphore), (semaphore))
WAIT(sem_timedwait, (sem_t *restrict semaphore, const struct timespec *restrict until), (semaphore, until))
WAIT(sem_clockwait, (sem_t *restrict semaphore, clockid_t clock, const struct timespec *restrict until),
     (semaphore, clock, until))
#undef WAIT

/* Before it is released: whoever waits for it may run at once. */
int sem_post(sem_t *semaphore)
{
    static int (*next)(sem_t *);

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "sem_post");
    if (is_watched()) {
        struct trace_writer *writer = probe_begin();
        struct lock *lock = lock_of(semaphore);

        find_name();
        lock->holder = 0;
        if (lock->waiting > 0)
            trace_writer_put_wake(writer,
                                  &(struct trace_fields_WAKE){probe_thread.number, probe_now(), lock->number});
        probe_end();
    }
    return next(semaphore);
}

int sem_destroy(sem_t *semaphore)
{
    static int (*next)(sem_t *);

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "sem_destroy");
    if (probe_tells()) {
        probe_begin();
        forget(semaphore);
        probe_end();
    }
    return next(semaphore);
}

void locks_hindrances(struct text *out)
{
    static const struct {
        const char *name;
        void *ours;
    } functions[] = {
        {"sem_trywait", (void *)(uintptr_t)sem_trywait},     {"sem_wait", (void *)(uintptr_t)sem_wait},
        {"sem_timedwait", (void *)(uintptr_t)sem_timedwait}, {"sem_clockwait", (void *)(uintptr_t)sem_clockwait},
        {"sem_post", (void *)(uintptr_t)sem_post},           {"sem_destroy", (void *)(uintptr_t)sem_destroy},
    };

    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (dlsym(RTLD_DEFAULT, functions[i].name) != functions[i].ours)
            text_format(out, "%s%s", out->length > 0 ? ", " : "", functions[i].name);
}
