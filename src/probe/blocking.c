#include "probe/blocking.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "probe/attachment.h"
#include "probe/gil.h"
#include "probe/loop.h"
#include "probe/pipes.h"
#include "probe/probe.h"
#include "probe/processes.h"

enum { HELD_LEAST = 50000 /* ns: a call with the GIL held that lasts as long is told */ };

/* Those that did not wait the last time, by their bits. */
static _Thread_local uint64_t quick;

static void put_await(struct trace_writer *writer, uint64_t process, uint64_t pipe)
{
    if (process != 0 || pipe != 0)
        trace_writer_put_await(writer, &(struct trace_fields_AWAIT){probe_number(), process, pipe});
}

static void put_block(struct trace_writer *writer, const struct blocking *call)
{
    gil_put_release();
    attachment_put_detachment();
    probe_thread.yields = 0;
    trace_writer_put_block(writer, &(struct trace_fields_BLOCK){
                                       .thread = probe_number(),
                                       .time = call->start,
                                       .call = trace_writer_string(writer, call->name, strlen(call->name)),
                                   });
    put_await(writer,
              call->awaited.process != 0 ? call->awaited.process : processes_number(probe_thread.awaited_child),
              pipes_inode(call->awaited.descriptor));
}

static void put_unblock(struct trace_writer *writer, const struct blocking *call, uint64_t now)
{
    put_await(writer, call->ended, call->pipe);
    trace_writer_put_unblock(writer, &(struct trace_fields_UNBLOCK){probe_number(), now});
}

void blocking_enter(struct blocking *call, const char *name, unsigned bit, enum blocking_chance chance)
{
    blocking_enter_for(call, name, bit, chance, (struct blocking_awaited){0, -1});
}

void blocking_enter_for(struct blocking *call, const char *name, unsigned bit, enum blocking_chance chance,
                        struct blocking_awaited awaited)
{
    bool waits = chance == BLOCKING_SURELY || (chance == BLOCKING_PERHAPS && (quick >> bit & 1) == 0);

    *call = (struct blocking){.name = NULL};
    if (!probe_tells() || probe_thread.number == 0)
        return;
    *call = (struct blocking){
        .name = name, .bit = bit, .held = probe_runs(), .start = probe_thread.released, .awaited = awaited};
    if (call->held || waits)
        call->start = probe_now();
    if (call->held || !waits)
        return;
    put_block(probe_begin(), call);
    probe_end();
    call->told = true;
}

/* The whole call, once it has lasted. */
static void put_both(struct trace_writer *writer, const struct blocking *call, uint64_t now)
{
    struct trace_fields_PLACE place;

    if (call->held) {
        probe_find_place(facts_thread(), &place);
        probe_put_place(&probe_thread.place, &place);
    }
    put_block(writer, call);
    put_unblock(writer, call, now);
}

void blocking_leave(struct blocking *call)
{
    int kept = errno;
    uint64_t now, lasted;

    if (call->name == NULL || !probe_tells())
        return;
    now = probe_now();
    lasted = now - call->start;
    quick = (quick & ~(UINT64_C(1) << call->bit)) | (uint64_t)(lasted < GIL_AGAIN) << call->bit;
    if (call->told)
        put_unblock(probe_begin(), call, now);
    else if (lasted >= (call->held ? (uint64_t)HELD_LEAST : (uint64_t)GIL_AGAIN))
        put_both(probe_begin(), call, now);
    else
        return;
    probe_end();
    errno = kept;
}

/* Whether a sleep will be longer than it takes to see it. */
static enum blocking_chance sleeps(clockid_t clock, int flags, const struct timespec *time)
{
    struct timespec now = {0, 0};
    int64_t nanoseconds;

    if (flags == TIMER_ABSTIME)
        clock_gettime(clock, &now);
    nanoseconds = ((int64_t)time->tv_sec - now.tv_sec) * 1000000000 + (time->tv_nsec - now.tv_nsec);
    return nanoseconds > GIL_AGAIN ? BLOCKING_SURELY : BLOCKING_PERHAPS;
}

static enum blocking_chance waits_at_most(long milliseconds)
{
    return milliseconds != 0 ? BLOCKING_PERHAPS : BLOCKING_NOT;
}

/* FUNCTION(result, name, parameters, arguments, chance that it waits): functions of libc, each defined in its place. */
#define BLOCKING_CALLS(FUNCTION)                                                                                     \
    FUNCTION(int, clock_nanosleep, (clockid_t clock, int flags, const struct timespec *time, struct timespec *left), \
             (clock, flags, time, left), sleeps(clock, flags, time))                                                 \
    FUNCTION(int, select, (int count, fd_set *in, fd_set *out, fd_set *except, struct timeval *time),                \
             (count, in, out, except, time), waits_at_most(time == NULL ? -1 : time->tv_sec + time->tv_usec))        \
    FUNCTION(int, epoll_wait, (int epoll, struct epoll_event *events, int most, int time),                           \
             (epoll, events, most, time), waits_at_most(time))                                                       \
    FUNCTION(ssize_t, recv, (int socket, void *bytes, size_t length, int flags), (socket, bytes, length, flags),     \
             BLOCKING_PERHAPS)                                                                                       \
    FUNCTION(ssize_t, recvfrom,                                                                                      \
             (int socket, void *bytes, size_t length, int flags, __SOCKADDR_ARG from, socklen_t *size),              \
             (socket, bytes, length, flags, from, size), BLOCKING_PERHAPS)                                           \
    FUNCTION(ssize_t, recvmsg, (int socket, struct msghdr *message, int flags), (socket, message, flags),            \
             BLOCKING_PERHAPS)                                                                                       \
    FUNCTION(ssize_t, send, (int socket, const void *bytes, size_t length, int flags),                               \
             (socket, bytes, length, flags), BLOCKING_PERHAPS)                                                       \
    FUNCTION(ssize_t, sendto,                                                                                        \
             (int socket, const void *bytes, size_t length, int flags, __CONST_SOCKADDR_ARG to, socklen_t size),     \
             (socket, bytes, length, flags, to, size), BLOCKING_PERHAPS)                                             \
    FUNCTION(ssize_t, sendmsg, (int socket, const struct msghdr *message, int flags), (socket, message, flags),      \
             BLOCKING_PERHAPS)                                                                                       \
    FUNCTION(int, accept, (int socket, __SOCKADDR_ARG from, socklen_t *size), (socket, from, size),                  \
             BLOCKING_PERHAPS)                                                                                       \
    FUNCTION(int, accept4, (int socket, __SOCKADDR_ARG from, socklen_t *size, int flags),                            \
             (socket, from, size, flags), BLOCKING_PERHAPS)                                                          \
    FUNCTION(int, connect, (int socket, __CONST_SOCKADDR_ARG to, socklen_t size), (socket, to, size),                \
             BLOCKING_PERHAPS)                                                                                       \
    FUNCTION(int, getaddrinfo,                                                                                       \
             (const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found),         \
             (node, service, hints, found), BLOCKING_PERHAPS)                                                        \
    FUNCTION(ssize_t, readv, (int file, const struct iovec *pieces, int count), (file, pieces, count),               \
             BLOCKING_PERHAPS)                                                                                       \
    FUNCTION(ssize_t, pread64, (int file, void *bytes, size_t length, off64_t at), (file, bytes, length, at),        \
             BLOCKING_PERHAPS)                                                                                       \
    FUNCTION(ssize_t, pwrite64, (int file, const void *bytes, size_t length, off64_t at), (file, bytes, length, at), \
             BLOCKING_PERHAPS)                                                                                       \
    FUNCTION(int, fsync, (int file), (file), BLOCKING_PERHAPS)                                                       \
    FUNCTION(int, fdatasync, (int file), (file), BLOCKING_PERHAPS)                                                   \
    FUNCTION(int, flock, (int file, int operation), (file, operation), BLOCKING_PERHAPS)

enum {
#define FUNCTION(result, name, ...) BIT_##name,
    BLOCKING_CALLS(FUNCTION)
#undef FUNCTION
        BIT_open64
};

/* Whatever the event loop waits in is told, however short. */
static void enter_select(struct blocking *call)
{
    const uint64_t selectors =
        UINT64_C(1) << BIT_epoll_wait | UINT64_C(1) << BLOCKING_POLL | UINT64_C(1) << BIT_select;

    if (call->name != NULL && (selectors >> call->bit & 1) != 0)
        call->selects = loop_begin_select();
}

static void leave_select(const struct blocking *call)
{
    if (call->selects && probe_tells())
        loop_end_select();
}

#define FUNCTION(type, name, parameters, arguments, chance) \
    type name parameters                                    \
    {                                                       \
        static type(*next) parameters;                      \
        struct blocking call;                               \
        type result;                                        \
                                                            \
        if (next == NULL)                                   \
            *(void **)&next = dlsym(RTLD_NEXT, #name);      \
        if (!probe_tells())                                 \
            return next arguments;                          \
        blocking_enter(&call, #name, BIT_##name, chance);   \
        enter_select(&call);                                \
        result = next arguments;                            \
        leave_select(&call);                                \
        blocking_leave(&call);                              \
        return result;                                      \
    }
BLOCKING_CALLS(FUNCTION)
#undef FUNCTION

/* The only descriptor that can be read, or whose other end is closed; -1 when there are several. */
static int only_ready(const struct pollfd *descriptors, nfds_t count)
{
    int only = -1;

    for (nfds_t i = 0; i < count; i++)
        if (descriptors[i].revents != 0 && only < 0)
            only = descriptors[i].fd;
        else if (descriptors[i].revents != 0)
            return -1;
    return only;
}

int poll(struct pollfd *descriptors, nfds_t count, int time)
{
    static int (*next)(struct pollfd *, nfds_t, int);
    struct blocking call;
    int result;

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "poll");
    if (!probe_tells())
        return next(descriptors, count, time);
    blocking_enter(&call, "poll", BLOCKING_POLL, waits_at_most(time));
    enter_select(&call);
    result = next(descriptors, count, time);
    leave_select(&call);
    if (call.name != NULL && result == 1)
        call.pipe = pipes_inode(only_ready(descriptors, count));
    blocking_leave(&call);
    return result;
}

/* A named pipe waits for its other end, a remote file for the network. */
int open64(const char *path, int flags, ...)
{
    static int (*next)(const char *, int, ...);
    struct blocking call;
    mode_t mode = 0;
    va_list more;
    int result;

    if ((flags & (O_CREAT | O_TMPFILE)) != 0) {
        va_start(more, flags);
        mode = va_arg(more, mode_t);
        va_end(more);
    }
    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "open64");
    blocking_enter(&call, "open", BIT_open64, BLOCKING_PERHAPS);
    result = next(path, flags, mode);
    blocking_leave(&call);
    return result;
}

void blocking_hindrances(struct text *out)
{
    static const struct {
        const char *name;
        void *ours;
    } functions[] = {
#define FUNCTION(type, name, ...) {#name, (void *)(uintptr_t)name},
        BLOCKING_CALLS(FUNCTION)
#undef FUNCTION
            {"poll", (void *)(uintptr_t)poll},
        {"open64", (void *)(uintptr_t)open64},
    };

    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (dlsym(RTLD_DEFAULT, functions[i].name) != functions[i].ours)
            text_format(out, "%s%s", out->length > 0 ? ", " : "", functions[i].name);
}
