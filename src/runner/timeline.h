/* Threads, the GIL, calls that wait, the event loop, processes: all that `--timeline` asks for. */
#ifndef TERRARIUM_RUNNER_TIMELINE_H
#define TERRARIUM_RUNNER_TIMELINE_H

#include "cpython/facts.h"
#include "runner/options.h"
#include "trace/ring.h"
#include "trace/writer.h"

/* It needs facts of the version that its public API does not tell. */
bool timeline_is_possible(void);
/* Instead of the hooks that tell of lines.  What is in force, and what hinders the rest, becomes META records.
 * `config` is borrowed during the call. */
void timeline_start(struct trace_writer *writer, struct trace_ring *ring, const PyConfig *config,
                    const struct runner_options *options);
/* The program has ended; called whether there is a timeline or not. */
void timeline_stop(int status);

#endif
