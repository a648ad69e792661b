/* The guard: keeps one runner, says how it ended, and leaves nothing alive that it started.
 *
 * It stands between viewer and runner.  As a subreaper it becomes the parent of whatever the program leaves behind, and
 * it kills all of that when the runner has ended, or when the viewer has (the lifeline closes). */
#ifndef TERRARIUM_RUNNER_GUARD_H
#define TERRARIUM_RUNNER_GUARD_H

#include "base/error.h"
#include "runner/options.h"

/* Starts this executable again without the guard's options, and waits.  Writes to options->status, when that is a
 * descriptor, one line: `exit N`, `signal N` or `signal N cpu` (the limit on processor time). */
enum status guard_run(const struct runner_options *options, char **argv, struct error *error);

#endif
