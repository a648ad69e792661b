/* Processes that the program starts, and what becomes of them.
 *
 * The runner defines fork and its kin in libc's place.
 *
 *     fork          the copy goes on with all probes in place, in a log of its own: a slot of the ring, which it
 *                   inherits
 *     vfork, exec   what CPython's subprocess does: between the two the new process uses its parent's memory, so that
 *                   the parent tells of it, afterwards
 *     posix_spawn, system    told of by who calls them
 *     wait          how a process has ended, and its time on a processor
 *     _exit         the last thing that a process does of itself
 *
 * A process that is to run the very python that the runner stands for runs the runner instead, and finds the same
 * sys.executable, arguments and environment; it begins a log of its own.  A process that runs another program is not
 * looked into: that it runs, and how it ends, is all that is told. */
#ifndef TERRARIUM_PROBE_PROCESSES_H
#define TERRARIUM_PROBE_PROCESSES_H

#include <stdint.h>
#include <sys/types.h>

#include "base/text.h"

/* How a process that runs python as well is looked into: it runs the runner, which finds the ring through the guard. */
struct processes_way {
    const char *python; /* the one that the runner stands for, by whatever name */
    const char *into;   /* NULL */
    int guard;          /* its identifier */
    int ring;           /* its descriptor of the ring; -1: there is no such way */
};
void processes_start(const struct processes_way *way);
/* Tells of a process that vfork has made, if there is one: the running thread has left fork_exec and does something
 * else. */
void processes_tell_spawned(void);
/* Between probe_begin and probe_end: the number of a child that was not waited for yet; 0 when there is none of this
 * identifier. */
uint64_t processes_number(pid_t identifier);
/* Appends the names of functions that are not in force, with commas between. */
void processes_hindrances(struct text *out);

#endif
