/* The runner's end of the log: interned strings, record numbers, and a step's records handed on together.
 *
 * Records are staged until `trace_writer_commit` puts them into the ring with one copy.  The staging belongs to the
 * thread that holds the GIL; `trace_writer_now` may be called by any thread (a `write` without the GIL) and goes straight
 * to the ring, under the same lock as a commit. */
#ifndef TERRARIUM_TRACE_WRITER_H
#define TERRARIUM_TRACE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/record.h"
#include "trace/ring.h"

struct trace_writer;

/* The writer borrows `ring`. */
struct trace_writer *trace_writer_new(struct trace_ring *ring);
void trace_writer_free(struct trace_writer *writer);

/* Stages a record.  For kinds that are numbered (STRING, THREAD, CODE, FRAME, OBJECT) returns the number, otherwise 0. */
uint64_t trace_writer_put(struct trace_writer *writer, const struct trace_record *record);
/* The number of an interned string; stages a STRING record when it is new. */
uint64_t trace_writer_string(struct trace_writer *writer, const char *bytes, size_t length);
/* Hands everything staged to the ring.  Waits while the ring is full; false when the viewer is gone or wants a stop. */
bool trace_writer_commit(struct trace_writer *writer);
/* Puts one record (not a numbered kind) into the ring at once, from any thread. */
void trace_writer_now(struct trace_writer *writer, const struct trace_record *record);
/* After fork, in the child: nothing is written any more. */
void trace_writer_detach(struct trace_writer *writer);
/* Bytes put into the ring so far. */
uint64_t trace_writer_bytes(const struct trace_writer *writer);

#endif
