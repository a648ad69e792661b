/* One record of the log as a C struct: coding, decoding, and telling it to a person.  All three follow from
 * format.h. */
#ifndef TERRARIUM_TRACE_RECORD_H
#define TERRARIUM_TRACE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "base/vector.h"
#include "trace/format.h"

struct trace_bytes {
    const char *at; /* borrowed */
    size_t length;
};

struct trace_list {
    const uint64_t *items; /* borrowed */
    size_t count;
};

/* struct trace_fields_STEP { uint64_t thread; uint64_t event; … }; and so on for each record. */
#define TRACE_MEMBER_NUMBER(name, what) uint64_t name;
#define TRACE_MEMBER_SIGNED(name, what) int64_t name;
#define TRACE_MEMBER_BYTES(name, what) struct trace_bytes name;
#define TRACE_MEMBER_LIST(name, what) struct trace_list name;
#define RECORD(NAME, member, number, what)                                                                   \
    struct trace_fields_##NAME {                                                                             \
        TRACE_FIELDS_##NAME(TRACE_MEMBER_NUMBER, TRACE_MEMBER_SIGNED, TRACE_MEMBER_BYTES, TRACE_MEMBER_LIST) \
    };
TRACE_RECORDS(RECORD)
#undef RECORD

struct trace_record {
    enum trace_kind kind;
    union {
#define RECORD(NAME, member, number, what) struct trace_fields_##NAME member;
        TRACE_RECORDS(RECORD)
#undef RECORD
    };
};

/* Appends the coded record to `out`, in its long form, which needs no context.  E.g.
 *     trace_encode(&(struct trace_record){TRACE_DEATH, .death = {.object = 7}}, &out); */
void trace_encode(const struct trace_record *record, struct text *out);

/* How many bytes a record takes at most; its shortest form (see coder.h), written to `at`: the byte after it. */
struct trace_context;
size_t trace_room(const struct trace_record *record);
uint8_t *trace_code(uint8_t *at, struct trace_context *context, const struct trace_record *record);

/* Room for the lists of the record decoded last; zero-initialise, and free with trace_scratch_free. */
struct trace_scratch {
    VECTOR(uint64_t) numbers;
    bool keeps;     /* lists of earlier records too, which stay where they are while `numbers` has room */
    char whole[16]; /* an int's value */
};

void trace_scratch_free(struct trace_scratch *scratch);
/* For how many numbers there must be room when the lists of all records within so many bytes are kept. */
static inline size_t trace_scratch_need(size_t bytes)
{
    return bytes + 8;
}

enum trace_decoding {
    TRACE_DECODED,    /* a record of a known kind */
    TRACE_SKIPPED,    /* a whole record of an unknown kind: pass over `*used` bytes */
    TRACE_INCOMPLETE, /* the bytes end inside a record */
    TRACE_DAMAGED,    /* no record can look like this */
};

/* Decodes the record at the beginning of `bytes`, and tells the context of it.  `*used` is its size when decoded or
 * skipped.  `record` borrows from `bytes` and `scratch`, until the next call.  No length is believed before it was
 * checked. */
enum trace_decoding trace_decode(const void *bytes, size_t length, struct trace_context *context,
                                 struct trace_scratch *scratch, struct trace_record *record, size_t *used);

/* What a number in a record refers to: what its field's description begins with in format.h, so that logs of several
 * processes, each with numbers of its own, can be made one.  Frames, objects and steps are never in such logs. */
#define TRACE_REFERENCES(REFERENCE) \
    REFERENCE(STRING, "string:")    \
    REFERENCE(CODE, "code:")        \
    REFERENCE(THREAD, "thread:")    \
    REFERENCE(GIL, "GIL:")          \
    REFERENCE(LOCK, "lock:")        \
    REFERENCE(TASK, "task:")        \
    REFERENCE(TASKS, "tasks:")      \
    REFERENCE(READY, "ready:")      \
    REFERENCE(RUN, "run:")          \
    REFERENCE(PROCESS, "process:")

enum trace_reference {
    TRACE_REFERS_TO_NOTHING,
#define REFERENCE(NAME, beginning) TRACE_REFERS_TO_##NAME,
    TRACE_REFERENCES(REFERENCE)
#undef REFERENCE
        TRACE_REFERENCE_COUNT
};

/* Calls `translate` for each number of the record that refers to something and is not 0; false as soon as that is.
 * Lists must lie in `scratch`, as trace_decode left them. */
typedef bool trace_translator(void *context, enum trace_reference to, uint64_t *number);
bool trace_translate(struct trace_record *record, struct trace_scratch *scratch, trace_translator *translate,
                     void *context);
/* What a record of this kind numbers, by its place in the log; TRACE_REFERS_TO_NOTHING for most. */
enum trace_reference trace_numbers(enum trace_kind kind);

/* Appends one line without a newline, such as `step thread=1 event=line frame=1 line=3 value=0`. */
void trace_describe(const struct trace_record *record, struct text *out);

/* Appends the table of records and fields as mdoc-free plain text, from which doc/trace-format is made. */
void trace_describe_format(struct text *out);

#endif
