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
#include "probe/mutexes.h"
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
static struct lock *lock_of(const void *address)
{
    uint32_t place;

    if (map_get(&locks.places, (uintptr_t)address, &place))
        return &locks.known.items[place - 1];
    if (locks.unused.count > 0) {
        place = locks.unused.items[--locks.unused.count];
        locks.known.items[place] = (struct lock){0, 0, 0};
    } else {
        place = (uint32_t)locks.known.count;
        vector_push(&locks.known, ((struct lock){0, 0, 0}));
    }
    map_put(&locks.places, (uintptr_t)address, place + 1);
    return &locks.known.items[place];
}

static void forget(const void *address)
{
    uint32_t place;

    if (!map_get(&locks.places, (uintptr_t)address, &place))
        return;
    map_remove(&locks.places, (uintptr_t)address);
    vector_push(&locks.unused, place - 1);
}

static bool is_watched(void)
{
    return probe_tells() && probe_thread.number != 0;
}

static void number_lock(struct trace_writer *writer, struct lock *lock, const void *address)
{
    if (lock->number != 0)
        return;
    lock->number = ++locks.numbered;
    trace_writer_put_lock(writer, &(struct trace_fields_LOCK){(uintptr_t)address});
}

/* A thread begins to wait: for this lock, or for another thread's end if that is what it released the GIL for. */
static void tell_waiting(const void *address, const char *name)
{
    struct trace_writer *writer = probe_begin();
    struct lock *lock = lock_of(address);
    uint64_t awaited;

    gil_put_release();
    attachment_put_detachment(); /* which looks for what is awaited */
    awaited = probe_number_of(probe_thread.awaited);
    name = attachment_stops_world() ? "stop-the-world" : name;
    probe_thread.yields = 0;
    number_lock(writer, lock, address);
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
static void take(struct trace_writer *writer, struct lock *lock)
{
    lock->holder = probe_thread.number;
    if (lock->waiting > 0)
        trace_writer_put_got(writer, &(struct trace_fields_GOT){lock->holder, probe_now(), lock->number});
}

static void tell_waited(const void *address, bool got_it)
{
    struct trace_writer *writer = probe_begin();
    struct lock *lock = lock_of(address);

    if (lock->waiting > 0)
        lock->waiting--;
    trace_writer_put_unblock(writer, &(struct trace_fields_UNBLOCK){probe_thread.number, probe_now()});
    if (got_it)
        take(writer, lock);
    probe_end();
}

static void find_name(void)
{
    if (probe_runs() && !probe_thread.is_named)
        probe_find_name(facts_thread());
}

static void release(struct trace_writer *writer, struct lock *lock)
{
    lock->holder = 0;
    if (lock->waiting > 0)
        trace_writer_put_wake(writer, &(struct trace_fields_WAKE){probe_thread.number, probe_now(), lock->number});
}

void locks_take(const void *address)
{
    struct trace_writer *writer = probe_begin();

    find_name();
    take(writer, lock_of(address));
    probe_end();
}

void locks_release(const void *address)
{
    struct trace_writer *writer = probe_begin();

    find_name();
    release(writer, lock_of(address));
    probe_end();
}

void locks_free(const void *address)
{
    probe_begin();
    lock_of(address)->holder = 0;
    probe_end();
}

void locks_forget(const void *address)
{
    probe_begin();
    forget(address);
    probe_end();
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
    if (!is_watched())
        mutexes_notice(semaphore);
    else if (result == 0)
        locks_take(semaphore);
    return result;
}

/* Who is woken on a semaphore of his own stack has not got the lock yet: mutexes.c tells. */
#define WAIT(name, parameters, arguments)                         \
    int name parameters                                           \
    {                                                             \
        static int(*next) parameters;                             \
        const void *byte;                                         \
        int result, kept;                                         \
        bool is_suspended;                                        \
                                                                  \
        if (next == NULL)                                         \
            *(void **)&next = dlsym(RTLD_NEXT, #name);            \
        if (!is_watched()) {                                      \
            mutexes_notice(semaphore);                            \
            return next arguments;                                \
        }                                                         \
        if (sem_trywait(semaphore) == 0)                          \
            return 0;                                             \
        byte = mutexes_awaited(semaphore);                        \
        is_suspended = attachment_begin_wait();                   \
        if (!is_suspended)                                        \
            tell_waiting(byte != NULL ? byte : semaphore, #name); \
        result = next arguments;                                  \
        kept = errno;                                             \
        if (is_suspended && probe_tells())                        \
            attachment_end_wait();                                \
        else if (probe_tells() && byte != NULL)                   \
            tell_waited(byte, false);                             \
        else if (probe_tells())                                   \
            tell_waited(semaphore, result == 0);                  \
        errno = kept;                                             \
        return result;                                            \
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
    if (is_watched())
        locks_release(semaphore);
    return next(semaphore);
}

int sem_destroy(sem_t *semaphore)
{
    static int (*next)(sem_t *);

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "sem_destroy");
    if (probe_tells())
        locks_forget(semaphore);
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
