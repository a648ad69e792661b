/* CPython in this process: started as `python3` starts itself, with the recorder in place. */
#ifndef TERRARIUM_RUNNER_EMBED_H
#define TERRARIUM_RUNNER_EMBED_H

#include "base/error.h"
#include "runner/options.h"
#include "trace/ring.h"

/* Runs the program that options->python and what follows in argv ask for, and returns its exit status.  With a ring the
 * run is recorded there; NULL runs it as it is. */
int embed_run(const struct runner_options *options, int argc, char **argv, struct trace_ring *ring);

/* One line: version, the real interpreter's path, and the build, separated by tabs. */
void embed_print_version(void);

#endif
