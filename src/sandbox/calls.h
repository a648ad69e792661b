/* The wall around system calls: seccomp.  See walls.h, by which it is used. */
#ifndef TERRARIUM_SANDBOX_CALLS_H
#define TERRARIUM_SANDBOX_CALLS_H

#include <stdbool.h>

#include "base/error.h"

/* Whether this kernel has it, and we were built with libseccomp. */
bool calls_can_be_restricted(void);
/* From then on this process, and what it starts, may make the calls that a Python program needs, and no others: what is
 * known to be harmful is not permitted (EPERM), the rest does not exist (ENOSYS).  In a view more is harmless: starting
 * programs, sockets, signals. */
enum status calls_restrict(bool in_view, struct error *error);

#endif
