/* CPython in this process: started as `python3` starts itself, with the recorder in place. */
#ifndef TERRARIUM_RUNNER_EMBED_H
#define TERRARIUM_RUNNER_EMBED_H

#include "base/error.h"
#include "runner/options.h"
#include "trace/ring.h"
#include "trace/writer.h"

/* Runs the program that options->python and what follows in argv ask for, and returns its exit status.  With a ring the
 * run is recorded there; NULL runs it as it is. */
int embed_run(const struct runner_options *options, int argc, char **argv, struct trace_ring *ring);

/* The two parts of that which come before the program runs.  CPython starts as Py_BytesMain starts it, and knows the
 * program that argv names; ends the process when it cannot, and after `-V` and `--help`.  `name`: what a python was
 * started as, by which it finds its prefix; NULL: the one that the runner was built for, or a virtual environment's. */
void embed_start(int argc, char **argv, const char *name);
/* From now on what the learner's code does goes into the ring, through this writer, which lives as long as the
 * process. */
struct trace_writer *embed_record(const struct runner_options *options, struct trace_ring *ring);

/* A META record. */
void embed_put_fact(struct trace_writer *writer, const char *name, const char *value);
/* The same of a number, unless it is 0. */
void embed_put_limit(struct trace_writer *writer, const char *name, uint64_t limit);

/* One line: version, the real interpreter's path, and the build, separated by tabs. */
void embed_print_version(void);

#endif
