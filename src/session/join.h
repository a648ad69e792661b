/* The logs of a program and of the processes that it starts, made one.
 *
 * Each process that is looked into writes a log of its own: the program into the ring, the others into slots behind it
 * (trace/ring.h).  Strings, codes, threads and so on are numbered in each log for itself.  A copy made by fork goes on
 * with its parent's numbers as they were at the PROCESS record that told of it; a process that begins with a program
 * begins with none.  Here every number is translated into the recording's:
 *
 *     process 1    PROCESS 2 ─┬─ …  THREAD 3 ───────────▶ thread 3 of the recording
 *     process 2               ╰─ …      THREAD 3 ───────▶ thread 4
 *
 * All clocks are the machine's monotonic one.  Records of one process stay in their order; how those of two lie to each
 * other in the recording means nothing.  What comes from a slot is not believed: a record that refers to nothing is
 * left out and counted. */
#ifndef TERRARIUM_SESSION_JOIN_H
#define TERRARIUM_SESSION_JOIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/recording.h"
#include "trace/ring.h"

struct join;

/* Both are borrowed. */
struct join *join_new(struct trace_ring *ring, struct recording *recording);
void join_free(struct join *join);

/* The program's own log goes on with these bytes. */
enum status join_append(struct join *join, const void *bytes, size_t length, struct error *error);
/* Takes what lies in the slots, and sees which processes are no more.  True when there was anything. */
bool join_pump(struct join *join);
/* The run is over, and so the recording says; whatever it started was ended: the rest of their logs, and their ends. */
void join_end(struct join *join);

/* Makes a record of the program's log, that came another way, the recording's; false if it refers to nothing. */
bool join_translate(struct join *join, struct trace_record *record);

#endif
