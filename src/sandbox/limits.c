#include "sandbox/limits.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>

/* Lowers both the soft and the hard limit; `slack` is how far the hard one stays above the soft. */
static enum status lower(int resource, const char *name, rlim_t to, rlim_t slack, struct error *error)
{
    struct rlimit limit;

    if (getrlimit(resource, &limit) != 0)
        return error_set(error, STATUS_FAILED, "cannot read the limit on %s: %s", name, strerror(errno));
    if (to < limit.rlim_cur)
        limit.rlim_cur = to;
    if (to + slack < limit.rlim_max)
        limit.rlim_max = to + slack;
    if (setrlimit(resource, &limit) != 0)
        return error_set(error, STATUS_FAILED, "cannot limit %s: %s", name, strerror(errno));
    return STATUS_OK;
}

enum status sandbox_limit(const struct sandbox_limits *limits, struct error *error)
{
    const struct {
        int resource;
        const char *name;
        uint64_t to;
        uint64_t slack;
    } table[] = {
        {RLIMIT_DATA, "memory", limits->data, 0},
        {RLIMIT_CPU, "processor time", limits->cpu, 1}, /* SIGXCPU first, which says why; SIGKILL a second later */
        {RLIMIT_NOFILE, "open files", limits->files, 0},
        {RLIMIT_FSIZE, "the size of files", limits->file_size, 0},
        {RLIMIT_NPROC, "processes", limits->processes, 0},
    };

    if (lower(RLIMIT_CORE, "core files", 0, 0, error) != STATUS_OK)
        return STATUS_FAILED;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (table[i].to != 0 &&
            lower(table[i].resource, table[i].name, table[i].to, table[i].slack, error) != STATUS_OK)
            return STATUS_FAILED;
    return STATUS_OK;
}
