/* The threads in which the program's Python code runs, numbered in the order of their first events.
 *
 * A thread is one of the operating system's: a thread of C code's that comes to Python again and again, with another
 * PyThreadState each time, stays the same.  All but the end of a thread happens with the GIL held. */
#ifndef TERRARIUM_RECORD_THREADS_H
#define TERRARIUM_RECORD_THREADS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/text.h"
#include "cpython/facts.h"
#include "trace/writer.h"

/* In the main thread. */
void threads_start(struct trace_writer *writer);
/* The number of the running thread's THREAD record, which is staged when it is new. */
uint64_t threads_current(void);
/* Whether threads_ended has a thread to tell of. */
bool threads_any_ended(void);
/* The number of a thread that has ended since this was last asked, 0 when there is none (more). */
uint64_t threads_ended(void);
bool threads_any_ended(void);

/* Appends the name that threading knows a thread by; false when it knows none. */
bool threads_name(PyThreadState *state, struct text *out);
/* The object that multiprocessing knows the running process by, to be compared and not read, and appends its name
 * (NULL: does not); NULL when there is none, or it is that of a process that multiprocessing did not start. */
const void *threads_process(PyThreadState *state, struct text *out);
/* The identifier (pthread_self's) that an instance of threading.Thread has, 0 when it has none. */
unsigned long threads_identifier(PyObject *thread);
/* The identifier of the process that an instance of multiprocessing.Process stands for, 0 when none was started by
 * it. */
pid_t threads_child(PyObject *process);

#endif
