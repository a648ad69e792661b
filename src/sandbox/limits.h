/* Limits on the calling process, which what it starts inherits. */
#ifndef TERRARIUM_SANDBOX_LIMITS_H
#define TERRARIUM_SANDBOX_LIMITS_H

#include <stdint.h>

#include "base/error.h"

struct sandbox_limits {
    uint64_t data;      /* bytes of memory (RLIMIT_DATA); 0 leaves a limit as it is */
    uint64_t cpu;       /* seconds of processor time */
    uint64_t files;     /* descriptors open at a time */
    uint64_t file_size; /* bytes of one file */
    uint64_t processes; /* and threads, of this user in this namespace (RLIMIT_NPROC) */
};

/* Puts the limits in force, and no core file.  A limit is only ever lowered. */
enum status sandbox_limit(const struct sandbox_limits *limits, struct error *error);

#endif
