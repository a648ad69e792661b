/* What the program writes and reads on its standard descriptors: marks in the log, at the moment of the call.
 *
 * The runner defines `write`, `writev` and `read` in libc's place; they log and then do what libc's do.  What goes past
 * them (C's own stdio, subprocesses) is seen on the terminal only. */
#ifndef TERRARIUM_PROBE_OUTPUT_H
#define TERRARIUM_PROBE_OUTPUT_H

#include <stdatomic.h>

#include "trace/writer.h"

/* Marks go to this writer from now on, in this process (not in its forked children).  Also sets PyOS_InputHook. */
void output_start(struct trace_writer *writer);
/* The program goes on: if it waited for input on a terminal, it has it. */
void output_input_came(void);
/* Whether it was said to wait: otherwise that need not be called. */
const atomic_bool *output_awaits_input(void);
/* NULL when the functions are in force, or else the reason why they are not. */
const char *output_hindrance(void);

#endif
