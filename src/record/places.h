/* Where in the program a thread stands: the innermost line of the learner's code that it runs, and the library function
 * that this line called.
 *
 * Threads and locks are watched without steps, so nobody has seen these frames before: they are walked when they are
 * asked for.  All of it happens with the GIL held, or by a thread that has just released it while nobody can take it
 * yet; runs no Python code and takes no references. */
#ifndef TERRARIUM_RECORD_PLACES_H
#define TERRARIUM_RECORD_PLACES_H

#include <sys/types.h>

#include "cpython/facts.h"
#include "trace/writer.h"

/* Instead of recorder_start.  `into`: see codes_start. */
void places_start(struct trace_writer *writer, const PyConfig *config, const char *into);
/* Fills in all but the thread; 0 where none of the learner's code runs.  Stages the records of code seen first.  Tells
 * whose end the library function waits for that the learner's line called: `*thread` is an identifier, as pthread_self
 * has it (Thread.join), `*child` a process's (multiprocessing's Process.join); otherwise 0. */
void places_find(PyThreadState *state, struct trace_fields_PLACE *place, unsigned long *thread, pid_t *child);
/* Where a frame stands that need not be on a thread's stack: the learner's code and line; false, with nothing filled
 * in, when it is the library's. */
bool places_line(facts_frame *frame, uint64_t *code, uint64_t *line);
/* The number of the code that it runs, whosever it is. */
uint64_t places_code(facts_frame *frame);
/* The code object at this address dies. */
void places_forget(PyObject *code);

#endif
