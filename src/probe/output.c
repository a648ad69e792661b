#include "probe/output.h"

#include "cpython/faults.h"

#include <dlfcn.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "probe/blocking.h"
#include "probe/pipes.h"

enum { PIECE = 32 << 10 };

static struct {
    struct trace_writer *writer; /* NULL: nothing is logged */
    pid_t process;               /* whose marks they are */
    struct stat files[3];        /* what descriptors 1 and 2 were at the start; no mode when they were closed */
    atomic_bool waiting;         /* the last INPUT record said so */
} output;

static bool is_marked(void)
{
    return output.writer != NULL && getpid() == output.process;
}

static void mark_input(bool waiting)
{
    if (atomic_exchange(&output.waiting, waiting) != waiting)
        trace_writer_now(output.writer, &(struct trace_record){TRACE_INPUT, .input = {waiting}});
}

static bool is_stream(int stream, const struct stat *file)
{
    const struct stat *known = &output.files[stream];

    return known->st_mode != 0 && known->st_dev == file->st_dev && known->st_ino == file->st_ino;
}

/* The stream that is written to through a descriptor, which may be another's by now (os.dup, os.dup2); 0 for none. */
static int stream_of(int descriptor, const struct stat *file)
{
    if (is_stream(STDERR_FILENO, file) && (descriptor == STDERR_FILENO || !is_stream(STDOUT_FILENO, file)))
        return STDERR_FILENO;
    return is_stream(STDOUT_FILENO, file) ? STDOUT_FILENO : 0;
}

/* Before the bytes go out: whoever reads them finds the mark in the log. */
static void mark_stream(int stream, const char *bytes, size_t length)
{
    mark_input(false);
    while (length > 0) {
        size_t piece = length < PIECE ? length : PIECE;

        trace_writer_now(output.writer,
                         &(struct trace_record){TRACE_OUTPUT, .output = {(uint64_t)stream, {bytes, piece}}});
        bytes += piece;
        length -= piece;
    }
}

static void mark_output(int descriptor, const struct iovec *pieces, int count)
{
    struct stat file;
    int stream;

    if (output.writer == NULL || fstat(descriptor, &file) != 0)
        return;
    stream = stream_of(descriptor, &file);
    for (int i = 0; i < count && stream != 0 && is_marked(); i++)
        mark_stream(stream, pieces[i].iov_base, pieces[i].iov_len);
    if (stream == 0)
        pipes_tell(pipes_inode_of(&file));
}

ssize_t write(int descriptor, const void *bytes, size_t length)
{
    static ssize_t (*next)(int, const void *, size_t);
    struct blocking call;
    ssize_t result;

    if (faults_write(descriptor, bytes, length))
        return (ssize_t)length;
    mark_output(descriptor, &(struct iovec){(void *)(uintptr_t)bytes, length}, 1);
    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "write");
    blocking_enter(&call, "write", BLOCKING_WRITE, BLOCKING_PERHAPS);
    result = next(descriptor, bytes, length);
    blocking_leave(&call);
    return result;
}

ssize_t writev(int descriptor, const struct iovec *pieces, int count)
{
    static ssize_t (*next)(int, const struct iovec *, int);
    struct blocking call;
    ssize_t result;

    mark_output(descriptor, pieces, count);
    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "writev");
    blocking_enter(&call, "writev", BLOCKING_WRITEV, BLOCKING_PERHAPS);
    result = next(descriptor, pieces, count);
    blocking_leave(&call);
    return result;
}

static bool would_wait(int descriptor)
{
    struct pollfd wait = {.fd = descriptor, .events = POLLIN};

    return poll(&wait, 1, 0) == 0;
}

ssize_t read(int descriptor, void *bytes, size_t length)
{
    static ssize_t (*next)(int, void *, size_t);
    bool marked = descriptor == STDIN_FILENO && is_marked() && would_wait(descriptor);
    struct blocking call;
    ssize_t got;

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "read");
    if (marked)
        mark_input(true);
    blocking_enter_for(&call, "read", BLOCKING_READ, BLOCKING_PERHAPS, (struct blocking_awaited){0, descriptor});
    got = next(descriptor, bytes, length);
    blocking_leave(&call);
    if (marked)
        mark_input(false);
    return got;
}

/* Called by input() on a terminal before it reads through C's stdio, whose own `read` is not ours. */
static int before_input(void)
{
    if (is_marked())
        mark_input(true);
    return 0;
}

void output_start(struct trace_writer *writer)
{
    for (int stream = STDOUT_FILENO; stream <= STDERR_FILENO; stream++)
        if (fstat(stream, &output.files[stream]) != 0)
            output.files[stream].st_mode = 0;
    output.process = getpid();
    output.writer = writer;
    PyOS_InputHook = before_input;
}

void output_input_came(void)
{
    if (atomic_load_explicit(&output.waiting, memory_order_relaxed) && is_marked())
        mark_input(false);
}

const atomic_bool *output_awaits_input(void)
{
    return &output.waiting;
}

/* libpython finds the function that the dynamic linker finds first in the executable, if it is exported there at
 * all. */
const char *output_hindrance(void)
{
    static const char *const names[] = {"write", "writev", "read"};
    void *ours[] = {(void *)(uintptr_t)write, (void *)(uintptr_t)writev, (void *)(uintptr_t)read};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (dlsym(RTLD_DEFAULT, names[i]) != ours[i])
            return "the runner's own write and read are hidden from CPython";
    return NULL;
}
