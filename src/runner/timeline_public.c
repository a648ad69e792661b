/* Where a version is known by its public API alone, nobody watches threads, and what the runner defines in libc's place
 * marks the program's output and does no more. */
#include "runner/timeline.h"

#include "probe/blocking.h"
#include "probe/pipes.h"

bool timeline_is_possible(void)
{
    return false;
}

void timeline_start(struct trace_writer *writer, struct trace_ring *ring, const PyConfig *config,
                    const struct runner_options *options)
{
    (void)writer;
    (void)ring;
    (void)config;
    (void)options;
}

void timeline_stop(int status)
{
    (void)status;
}

void blocking_enter(struct blocking *call, const char *name, unsigned bit, enum blocking_chance chance)
{
    (void)call;
    (void)name;
    (void)bit;
    (void)chance;
}

void blocking_enter_for(struct blocking *call, const char *name, unsigned bit, enum blocking_chance chance,
                        struct blocking_awaited awaited)
{
    (void)call;
    (void)name;
    (void)bit;
    (void)chance;
    (void)awaited;
}

void blocking_leave(struct blocking *call)
{
    (void)call;
}

uint64_t pipes_inode_of(const struct stat *file)
{
    (void)file;
    return 0;
}

void pipes_tell(uint64_t inode)
{
    (void)inode;
}
