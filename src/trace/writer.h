/* The runner's end of the log: interned strings, record numbers, and a step's records handed on together.
 *
 * Records are staged until `trace_writer_commit` puts them into the ring with one copy.  The staging belongs to the
 * thread that holds the GIL; `trace_writer_now` may be called by any thread (a `write` without the GIL) and goes
 * straight to the ring, under the same lock as a commit.
 *
 *     staged    start ── records since the last commit ── at ── room for the next ── end
 *     ring      ──────── what the viewer may read ── head
 *
 * What happens at every step has inline functions of its own, which with constant arguments come down to a few
 * instructions: trace_writer_put_step, trace_writer_put_name and so on, and trace_writer_int. */
#ifndef TERRARIUM_TRACE_WRITER_H
#define TERRARIUM_TRACE_WRITER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/single_threaded.h>

#include "base/ways.h"
#include "trace/coder.h"
#include "trace/record.h"
#include "trace/ring.h"

struct trace_interning;

/* Only writer.c and the functions below look inside. */
struct trace_writer {
    uint8_t *start, *at, *end; /* what is staged; owned */
    uint8_t *near_end;         /* up to here there is room for a short record without a list or bytes */
    struct trace_context context;
    uint64_t written;        /* bytes put into the ring */
    struct trace_ring *ring; /* borrowed */
    bool detached;           /* then nothing is simple in the ring (trace_ring.simple_up_to) */
    atomic_bool busy;        /* somebody puts something into the ring */
    struct trace_births births;
    uint64_t threads, codes;           /* how many were numbered so far */
    struct trace_interning *interning; /* owned */
};

/* The writer borrows `ring`. */
struct trace_writer *trace_writer_new(struct trace_ring *ring);
void trace_writer_free(struct trace_writer *writer);

/* Stages a record.  For kinds that are numbered (THREAD, CODE, FRAME, OBJECT) returns the number, otherwise 0. */
uint64_t trace_writer_put(struct trace_writer *writer, const struct trace_record *record);
/* The number of an interned string; stages a STRING record when it is new. */
uint64_t trace_writer_string(struct trace_writer *writer, const char *bytes, size_t length);
/* Puts one record (not a numbered kind) into the ring at once, from any thread. */
void trace_writer_now(struct trace_writer *writer, const struct trace_record *record);
/* After fork, in the child: nothing is written any more. */
void trace_writer_detach(struct trace_writer *writer);
/* Or: what is written from now on goes to another ring (borrowed), and numbers go on where they were. */
void trace_writer_move(struct trace_writer *writer, struct trace_ring *ring);

/* Makes room for `room` more bytes to be staged. */
void trace_writer_make_room(struct trace_writer *writer, size_t room);
/* Hands on what is staged, however much that is and however long it takes: see trace_writer_commit. */
bool trace_writer_hand_on(struct trace_writer *writer);

/* trace_writer_put_step, trace_writer_put_name …: stages the record with these fields.  trace_writer_other_step …: the
 * same, not inline, for whoever has dealt with those that are as most are. */
#define RECORD(NAME, member, number, what)                                                 \
    static inline void trace_writer_put_##member(struct trace_writer *writer,              \
                                                 const struct trace_fields_##NAME *fields) \
    {                                                                                      \
        size_t room = trace_room_##member(fields);                                         \
                                                                                           \
        if (UNUSUAL(room > (size_t)(writer->end - writer->at)))                            \
            trace_writer_make_room(writer, room);                                          \
        writer->at = trace_code_##member(writer->at, &writer->context, fields);            \
    }                                                                                      \
    void trace_writer_other_##member(struct trace_writer *writer, const struct trace_fields_##NAME *fields);
TRACE_RECORDS(RECORD)
#undef RECORD

enum {
    TRACE_WRITER_SHORT = 16 * VARINT_MAX,
    TRACE_WRITER_COUNT = 1 + 2 * VARINT_MAX,
    TRACE_WRITER_NAME = 2 + 4 * VARINT_MAX,
    TRACE_WRITER_FEW = 64,          /* bytes of a value */
    TRACE_INSTANT_STACK_MAX = 0x80, /* places of a value stack that short forms can name */
};

/* Whether there is room for a record that is no longer than this. */
static inline bool trace_writer_has_room(const struct trace_writer *writer)
{
    return USUAL(writer->at <= writer->near_end);
}

/* Stages a frame's; returns its number. */
static inline uint64_t trace_writer_frame(struct trace_writer *writer, const struct trace_fields_FRAME *fields)
{
    trace_writer_put_frame(writer, fields);
    return writer->context.frames;
}

/* The same of a function that is called by the code of `caller`, most often the frame of the step before, and unless
 * that is 0 `change` of the function's count. */
static inline uint64_t trace_writer_called(struct trace_writer *writer, uint64_t code, uint64_t caller,
                                           uint64_t function, int64_t change)
{
    struct trace_context *context = &writer->context;
    uint64_t near = trace_near(context->objects, function);
    uint8_t *at = writer->at;

    if (UNUSUAL(caller != context->frame || (uint64_t)change + 1 > 2) || !trace_writer_has_room(writer)) {
        if (change != 0)
            trace_writer_other_count(writer, &(struct trace_fields_COUNT){function, change});
        trace_writer_other_frame(writer,
                                 &(struct trace_fields_FRAME){.code = code, .caller = caller, .function = function});
        return context->frames;
    }
    *at++ = TRACE_HEAD_FRAME_CALLED;
    at = varint_put(varint_put(at, code), near);
    if (change != 0) {
        *at++ = (uint8_t)(TRACE_HEAD_COUNT_UP + (change < 0));
        at = varint_put(at, near);
    }
    writer->at = at;
    return ++context->frames;
}

/* Stages a step, as trace_writer_put_step would.  Most are in the frame of the step or push before, and near its
 * line. */
static inline __attribute__((always_inline)) void trace_writer_step(struct trace_writer *writer,
                                                                    const struct trace_fields_STEP *fields)
{
    struct trace_context *context = &writer->context;
    int64_t further = (int64_t)(fields->line - context->line);
    bool at_line = fields->event == TRACE_EVENT_LINE;
    uint8_t *at = writer->at;

    if (UNUSUAL(fields->thread != context->thread || further > 63 || further < -64) ||
        !trace_writer_has_room(writer) ||
        UNUSUAL(!(fields->frame == context->frame ? at_line || fields->event == TRACE_EVENT_CALL : at_line))) {
        struct trace_fields_STEP copy = *fields; /* (so that no memory is needed for them elsewhere) */

        trace_writer_other_step(writer, &copy);
        return;
    }
    if (SELDOM(fields->frame != context->frame)) {
        *at++ = TRACE_HEAD_LINE_ELSEWHERE;
        at = trace_put_near(at, context->frames, fields->frame);
        *at++ = (uint8_t)varint_zigzag(further);
        context->frame = fields->frame;
    } else if (at_line) {
        bool next = further == 1; /* (of no matter for a jump) */

        _Static_assert(TRACE_HEAD_LINE == TRACE_HEAD_NEXT_LINE + 0x10, "how the one follows from the other");
        at[0] = (uint8_t)(TRACE_HEAD_LINE - (next << 4));
        at[1] = (uint8_t)varint_zigzag(further);
        at += 2 - next;
    } else {
        at[0] = TRACE_HEAD_CALL;
        at[1] = (uint8_t)varint_zigzag(further);
        at += 2;
    }
    writer->at = at;
    context->line = fields->line;
    context->unit = 0;
}

/* Stages the newest frame's PUSH, and its first step, as trace_writer_put_push and trace_writer_put_step would. */
static inline void trace_writer_begin(struct trace_writer *writer, uint64_t thread, uint64_t frame, uint64_t line)
{
    struct trace_context *context = &writer->context;
    int64_t further = (int64_t)(line - context->line);

    if (UNUSUAL(frame != context->frames || thread != context->thread || further > 63 || further < -64) ||
        !trace_writer_has_room(writer)) {
        trace_writer_other_push(writer, &(struct trace_fields_PUSH){thread, frame});
        trace_writer_other_step(
            writer, &(struct trace_fields_STEP){
                        .thread = thread, .event = TRACE_EVENT_CALL, .frame = frame, .line = line, .value = 0});
        return;
    }
    writer->at[0] = TRACE_HEAD_PUSH_NEW;
    writer->at[1] = TRACE_HEAD_CALL;
    writer->at[2] = (uint8_t)varint_zigzag(further);
    writer->at += 3;
    context->frame = frame;
    context->line = line;
    context->unit = 0;
}

/* Stages a generator's PUSH, which goes on, and its first step, as trace_writer_put_push and trace_writer_put_step
 * would. */
static inline void trace_writer_resume(struct trace_writer *writer, uint64_t thread, uint64_t frame, uint64_t line)
{
    struct trace_context *context = &writer->context;
    int64_t further = (int64_t)(line - context->line);
    uint8_t *at = writer->at;

    if (UNUSUAL(frame == context->frames || thread != context->thread || further > 63 || further < -64) ||
        !trace_writer_has_room(writer)) {
        trace_writer_other_push(writer, &(struct trace_fields_PUSH){thread, frame});
        trace_writer_other_step(
            writer, &(struct trace_fields_STEP){
                        .thread = thread, .event = TRACE_EVENT_RESUME, .frame = frame, .line = line, .value = 0});
        return;
    }
    *at++ = TRACE_HEAD_PUSH_AGAIN;
    at = trace_put_near(at, context->frames, frame);
    *at++ = TRACE_HEAD_RESUME;
    *at++ = (uint8_t)varint_zigzag(further);
    writer->at = at;
    context->frame = frame;
    context->line = line;
    context->unit = 0;
}

/* Stages the step in which a frame returns a value, or yields it: most often at the line of the step before. */
static inline void trace_writer_leaves(struct trace_writer *writer, uint64_t thread, uint64_t frame, uint64_t line,
                                       uint64_t value, bool yields)
{
    struct trace_context *context = &writer->context;
    uint8_t *at = writer->at;

    _Static_assert(TRACE_HEAD_YIELD == TRACE_HEAD_RETURN + 1, "which of the two is no matter of a jump");
    if (UNUSUAL(frame != context->frame || line != context->line || thread != context->thread) ||
        !trace_writer_has_room(writer)) {
        trace_writer_other_step(
            writer,
            &(struct trace_fields_STEP){thread, yields ? TRACE_EVENT_YIELD : TRACE_EVENT_RETURN, frame, line, value});
        return;
    }
    *at = (uint8_t)(TRACE_HEAD_RETURN + yields);
    writer->at = trace_put_near(at + 1, context->objects, value);
    context->unit = 0;
}

/* Stages a POP, as trace_writer_put_pop would: most often of the frame of the step before. */
static inline void trace_writer_pop(struct trace_writer *writer, uint64_t thread, uint64_t frame, bool suspended)
{
    const struct trace_context *context = &writer->context;

    _Static_assert(TRACE_HEAD_POP_SUSPENDED == TRACE_HEAD_POP_ENDED + 1, "which of the two is no matter of a jump");
    if (USUAL(frame == context->frame && thread == context->thread) && trace_writer_has_room(writer))
        *writer->at++ = (uint8_t)(TRACE_HEAD_POP_ENDED + suspended);
    else
        trace_writer_other_pop(writer, &(struct trace_fields_POP){thread, frame, suspended});
}

/* Stages what a name is bound to, as trace_writer_put_name would. */
static inline __attribute__((always_inline)) void trace_writer_name(struct trace_writer *writer, uint64_t frame,
                                                                    uint64_t name, uint64_t old, uint64_t now)
{
    const struct trace_context *context = &writer->context;
    uint64_t newest = context->objects;
    uint8_t *at = writer->at;

    if (UNUSUAL((now != newest && old == 0) || !trace_writer_has_room(writer))) {
        trace_writer_other_name(writer, &(struct trace_fields_NAME){frame, name, old, now});
        return;
    }
    if (SELDOM(frame != context->frame)) { /* (as where a frame goes on that has called) */
        if (UNUSUAL(old == 0 || !trace_is_codable(old | now))) {
            trace_writer_other_name(writer, &(struct trace_fields_NAME){frame, name, old, now});
            return;
        }
        *at++ = TRACE_HEAD_NAME_ELSEWHERE;
        at = varint_put(trace_put_near(at, context->frames, frame), name);
        at = trace_put_near(trace_put_near(at, newest, old), newest, now);
    } else if (now != newest) {
        *at++ = TRACE_HEAD_NAME_HERE;
        at = trace_put_near(trace_put_near(varint_put(at, name), newest, old), newest, now);
    } else if (old == newest - 1) {
        *at++ = TRACE_HEAD_NAME_COUNTED;
        at = varint_put(at, name);
    } else {
        *at++ = TRACE_HEAD_NAME_BORN;
        at = trace_put_near(varint_put(at, name), newest, old);
    }
    writer->at = at;
}

/* Stages a change of an object's count, as trace_writer_put_count would. */
static inline void trace_writer_counted(struct trace_writer *writer, uint64_t object, int64_t change)
{
    const struct trace_fields_COUNT fields = {object, change};

    _Static_assert(TRACE_HEAD_COUNT_DOWN == TRACE_HEAD_COUNT_UP + 1, "which of the two is no matter of a jump");
    if (UNUSUAL((((uint64_t)change + 1) | 2) != 2) || !trace_writer_has_room(writer)) {
        trace_writer_other_count(writer, &fields);
        return;
    }
    *writer->at = (uint8_t)(TRACE_HEAD_COUNT_UP + (change < 0));
    writer->at = trace_put_near(writer->at + 1, writer->context.objects, object);
}

/* Stages first bindings of names in the newest frame, which does not run yet, its parameters', as trace_writer_put_name
 * would, and unless that is 0 a change of the object's count: one after the other, between a beginning, at which room
 * is made for so many, and an end.  Nothing else is staged meanwhile. */
struct trace_names {
    uint8_t *at;
    uint64_t newest;
};

static inline struct trace_names trace_writer_begin_names(struct trace_writer *writer, size_t most)
{
    if (UNUSUAL(most > TRACE_WRITER_SHORT / TRACE_WRITER_NAME || !trace_writer_has_room(writer)))
        trace_writer_make_room(writer, most * TRACE_WRITER_NAME);
    return (struct trace_names){writer->at, writer->context.objects};
}

static inline void trace_writer_add_name(struct trace_names *names, uint64_t name, uint64_t now, int64_t change)
{
    uint64_t near = trace_near(names->newest, now);
    uint8_t *at = names->at;

    *at++ = TRACE_HEAD_NAME_FIRST;
    at = varint_put(varint_put(at, name), near);
    if (change != 0) {
        bool one = USUAL((((uint64_t)change + 1) | 2) == 2);

        *at++ = (uint8_t)(one ? TRACE_HEAD_COUNT_UP + (change < 0) : TRACE_HEAD_COUNT_BY);
        at = varint_put(at, near);
        if (UNUSUAL(!one))
            at = varint_put(at, varint_zigzag(change));
    }
    names->at = at;
}

/* The same of a name that is not shown: only the change. */
static inline void trace_writer_add_unnamed(struct trace_names *names, uint64_t object, int64_t change)
{
    *names->at = TRACE_HEAD_COUNT_BY;
    names->at = varint_put(varint_put(names->at + 1, trace_near(names->newest, object)), varint_zigzag(change));
}

static inline void trace_writer_end_names(struct trace_writer *writer, const struct trace_names *names)
{
    writer->at = names->at;
}

/* Stages changes of counts, between such a beginning and an end, which tells whether there were any. */
struct trace_counts {
    uint8_t *at;
    uint64_t newest;
};

static inline struct trace_counts trace_writer_begin_counts(struct trace_writer *writer, size_t most)
{
    if (UNUSUAL(most > TRACE_WRITER_SHORT / TRACE_WRITER_COUNT || !trace_writer_has_room(writer)))
        trace_writer_make_room(writer, most * TRACE_WRITER_COUNT);
    return (struct trace_counts){writer->at, writer->context.objects};
}

static inline void trace_writer_add_count(struct trace_counts *counts, uint64_t object, int64_t change)
{
    uint64_t near = trace_near(counts->newest, object);

    if (USUAL((((uint64_t)change + 1) | 2) == 2)) {
        *counts->at = (uint8_t)(TRACE_HEAD_COUNT_UP + (change < 0));
        counts->at = varint_put(counts->at + 1, near);
    } else {
        *counts->at = TRACE_HEAD_COUNT_BY;
        counts->at = varint_put(varint_put(counts->at + 1, near), varint_zigzag(change));
    }
}

static inline bool trace_writer_end_counts(struct trace_writer *writer, const struct trace_counts *counts)
{
    bool any = counts->at > writer->at;

    writer->at = counts->at;
    return any;
}

/* Stages what trace_writer_put_splice would, quickly where an item or a pair came, went or changed: `numbers` are `old`
 * that stood in the object from entry `at` on, and then those that stand there now. */
static inline void trace_writer_splice(struct trace_writer *writer, uint64_t object, uint64_t at,
                                       const uint64_t *numbers, size_t old, size_t now)
{
    static const uint8_t heads[3][3] = {{0, TRACE_HEAD_ITEM_ADDED, TRACE_HEAD_PAIR_ADDED},
                                        {TRACE_HEAD_ITEM_REMOVED, TRACE_HEAD_ITEM_CHANGED, 0},
                                        {TRACE_HEAD_PAIR_REMOVED, 0, TRACE_HEAD_PAIR_CHANGED}};
    uint8_t *out = writer->at, head = old <= 2 && now <= 2 ? heads[old][now] : 0;
    uint64_t newest = writer->context.objects;

    if (head == 0 || (head == TRACE_HEAD_PAIR_CHANGED && numbers[0] != numbers[2]) ||
        !trace_writer_has_room(writer)) {
        trace_writer_other_splice(
            writer, &(struct trace_fields_SPLICE){
                        .object = object, .at = at, .old = {numbers, old}, .now = {numbers + old, now}});
        return;
    }
    *out++ = head;
    out = trace_put_near(out, newest, object);
    out = varint_put(out, at);
    for (size_t i = 0; i < old; i++)
        out = trace_put_near(out, newest, numbers[i]);
    for (size_t i = old + (head == TRACE_HEAD_PAIR_CHANGED); i < old + now; i++)
        out = trace_put_near(out, newest, numbers[i]);
    writer->at = out;
}

/* The same of one pair, the first of which stays and the second of which is replaced, and of one that came. */
static inline void trace_writer_pair_changed(struct trace_writer *writer, uint64_t object, uint64_t at,
                                             uint64_t first, uint64_t old, uint64_t now)
{
    uint8_t *out = writer->at;
    uint64_t newest = writer->context.objects;

    if (!trace_writer_has_room(writer) || !trace_is_codable(first)) {
        trace_writer_splice(writer, object, at, (uint64_t[]){first, old, first, now}, 2, 2);
        return;
    }
    *out++ = TRACE_HEAD_PAIR_CHANGED;
    out = varint_put(trace_put_near(out, newest, object), at);
    out = trace_put_near(trace_put_near(out, newest, first), newest, old);
    writer->at = trace_put_near(out, newest, now);
}
static inline void trace_writer_pair_added(struct trace_writer *writer, uint64_t object, uint64_t at, uint64_t first,
                                           uint64_t second)
{
    uint8_t *out = writer->at;
    uint64_t newest = writer->context.objects;

    if (!trace_writer_has_room(writer) || !trace_is_codable(first)) {
        trace_writer_splice(writer, object, at, (uint64_t[]){first, second}, 0, 2);
        return;
    }
    *out++ = TRACE_HEAD_PAIR_ADDED;
    out = varint_put(trace_put_near(out, newest, object), at);
    writer->at = trace_put_near(trace_put_near(out, newest, first), newest, second);
}

/* The same of one item that is replaced, and of one that came or went. */
static inline void trace_writer_item_changed(struct trace_writer *writer, uint64_t object, uint64_t at, uint64_t old,
                                             uint64_t now)
{
    uint8_t *out = writer->at;
    uint64_t newest = writer->context.objects;

    if (!trace_writer_has_room(writer)) {
        trace_writer_splice(writer, object, at, (uint64_t[]){old, now}, 1, 1);
        return;
    }
    *out++ = TRACE_HEAD_ITEM_CHANGED;
    out = varint_put(trace_put_near(out, newest, object), at);
    writer->at = trace_put_near(trace_put_near(out, newest, old), newest, now);
}
static inline void trace_writer_item_at_end(struct trace_writer *writer, uint64_t object, uint64_t at,
                                            uint64_t number, bool added)
{
    uint8_t *out = writer->at;
    uint64_t newest = writer->context.objects;

    if (!trace_writer_has_room(writer)) {
        trace_writer_splice(writer, object, at, (uint64_t[]){number}, !added, added);
        return;
    }
    *out++ = added ? TRACE_HEAD_ITEM_ADDED : TRACE_HEAD_ITEM_REMOVED;
    writer->at = trace_put_near(varint_put(trace_put_near(out, newest, object), at), newest, number);
}

/* Stages what has become of the bytes of a value, as trace_writer_put_value would, quickly where they are few. */
static inline void trace_writer_bytes_changed(struct trace_writer *writer, const struct trace_fields_VALUE *fields)
{
    uint8_t *payload = writer->at + 2, *out;

    if (fields->at + fields->old.length + fields->now.length >= TRACE_WRITER_FEW || !trace_writer_has_room(writer)) {
        trace_writer_put_value(writer, fields);
        return;
    }
    out = varint_put(payload, fields->object);
    *out++ = (uint8_t)fields->at;
    *out++ = (uint8_t)fields->old.length;
    memcpy(out, fields->old.at, fields->old.length);
    out += fields->old.length;
    *out++ = (uint8_t)fields->now.length;
    memcpy(out, fields->now.at, fields->now.length);
    out += fields->now.length;
    out = varint_put(out, varint_zigzag(fields->change));
    writer->at[0] = TRACE_VALUE;
    writer->at[1] = (uint8_t)(out - payload);
    writer->at = out;
}

/* Stages the birth of an object; returns its number.  A string that begins as one of the last few is told by what it
 * has more. */
uint64_t trace_writer_birth(struct trace_writer *writer, const struct trace_fields_OBJECT *fields);

/* Stages the birth of a str of ASCII characters that is not counted, as trace_writer_birth would; returns its
 * number. */
uint64_t trace_writer_ascii(struct trace_writer *writer, uint64_t address, uint64_t type, uint64_t flags,
                            const char *bytes, size_t length);

/* Stages the birth of an int that is not counted, as trace_writer_birth would; returns its number. */
uint64_t trace_writer_other_int(struct trace_writer *writer, uint64_t address, uint64_t type, uint64_t flags,
                                int64_t value);
static inline uint64_t trace_writer_int(struct trace_writer *writer, uint64_t address, uint64_t type, uint64_t flags,
                                        int64_t value)
{
    const int64_t most = ((int64_t)1 << (8 * TRACE_WHOLE_MAX)) - 1;
    struct trace_context *context = &writer->context;
    uint8_t *at = writer->at;

    if (flags != 0 || type != writer->births.types[TRACE_OBJECT_INT] || value < -most || value > most ||
        !trace_is_aligned(address, trace_last_address(context, TRACE_OBJECT_INT)) || !trace_writer_has_room(writer))
        return trace_writer_other_int(writer, address, type, flags, value);
    *at++ = TRACE_HEAD_INT;
    at = trace_put_address(at, address, trace_last_address(context, TRACE_OBJECT_INT));
    writer->at = varint_put(at, varint_zigzag(value));
    trace_note_birth(context, TRACE_OBJECT_INT, type, address);
    return context->objects;
}

/* Stages the birth of an instance that is counted and holds nothing, as trace_writer_birth would; returns its
 * number. */
static inline uint64_t trace_writer_instance(struct trace_writer *writer, uint64_t address, uint64_t type,
                                             uint64_t references)
{
    struct trace_context *context = &writer->context;
    uint64_t last = trace_last_address(context, TRACE_OBJECT_INSTANCE);
    uint8_t *at = writer->at;

    if (!trace_is_aligned(address, last) || !trace_writer_has_room(writer))
        return trace_writer_birth(writer, &(struct trace_fields_OBJECT){.address = address,
                                                                        .type = type,
                                                                        .kind = TRACE_OBJECT_INSTANCE,
                                                                        .flags = TRACE_OBJECT_COUNTED,
                                                                        .references = references});
    *at++ = TRACE_HEAD_CONTAINER;
    at = trace_put_address(varint_put(varint_put(at, TRACE_OBJECT_INSTANCE), type), address, last);
    at = varint_put(at, references);
    *at++ = 0; /* entries */
    writer->at = at;
    trace_note_birth(context, TRACE_OBJECT_INSTANCE, type, address);
    return context->objects;
}

/* Stage what trace_writer_put_stack and trace_writer_put_instruction would, quickly where it is what most instructions
 * come to: `numbers` are those that stood on the value stack from `at` on, `old` of them, and then those that stand
 * there now. */
static inline void trace_writer_stack(struct trace_writer *writer, uint64_t frame, uint64_t at,
                                      const uint64_t *numbers, size_t old, size_t now)
{
    static const uint8_t heads[3][2] = {{0, TRACE_HEAD_STACK_HIGHER},
                                        {TRACE_HEAD_STACK_LOWER, TRACE_HEAD_STACK_CHANGED},
                                        {0, TRACE_HEAD_STACK_JOINED}};
    uint8_t *out = writer->at, head = old <= 2 && now <= 1 ? heads[old][now] : 0;
    uint64_t newest = writer->context.objects;

    if (head == 0 || frame != writer->context.frame || at >= TRACE_INSTANT_STACK_MAX ||
        !trace_writer_has_room(writer)) {
        trace_writer_other_stack(writer,
                                 &(struct trace_fields_STACK){
                                     .frame = frame, .at = at, .old = {numbers, old}, .now = {numbers + old, now}});
        return;
    }
    *out++ = head;
    *out++ = (uint8_t)at;
    for (size_t i = 0; i < old + now; i++)
        out = trace_put_near(out, newest, numbers[i]);
    writer->at = out;
}
/* As varint_put, of what is most often small. */
static inline __attribute__((always_inline)) uint8_t *trace_put_small(uint8_t *at, uint64_t number)
{
    if (UNUSUAL(number >= 0x80))
        return varint_put(at, number);
    *at = (uint8_t)number;
    return at + 1;
}

static inline __attribute__((always_inline)) uint8_t *trace_put_nearer(uint8_t *at, uint64_t newest, uint64_t number)
{
    return trace_put_small(at, trace_near(newest, number));
}

/* What most instants come to, written in one run between a beginning, which is false where short forms cannot say it,
 * and the INSTRUCTION that ends it.  Of the value stack one change, at a place that they can name, and of counts at
 * most two. */
struct trace_instant {
    uint8_t *at;
    uint64_t newest;
};

static inline __attribute__((always_inline)) bool
trace_instant_begin(struct trace_instant *instant, const struct trace_writer *writer, uint64_t frame)
{
    *instant = (struct trace_instant){writer->at, writer->context.objects};
    return frame == writer->context.frame && trace_writer_has_room(writer);
}

static inline __attribute__((always_inline)) void trace_instant_stack(struct trace_instant *instant, uint8_t head,
                                                                      size_t at)
{
    instant->at[0] = head;
    instant->at[1] = (uint8_t)at;
    instant->at += 2;
}

static inline __attribute__((always_inline)) void trace_instant_object(struct trace_instant *instant, uint64_t number)
{
    instant->at = trace_put_nearer(instant->at, instant->newest, number);
}

static inline __attribute__((always_inline)) void trace_instant_higher(struct trace_instant *instant, size_t at,
                                                                       uint64_t number)
{
    trace_instant_stack(instant, TRACE_HEAD_STACK_HIGHER, at);
    trace_instant_object(instant, number);
}

/* (No short form says that two have come.) */
static inline __attribute__((always_inline)) void
trace_instant_two_higher(struct trace_instant *instant, uint64_t frame, size_t at, uint64_t first, uint64_t second)
{
    uint8_t *payload = instant->at + 2, *end = varint_put(varint_put(payload, frame), at);

    *end++ = 0; /* of what stood there */
    *end++ = 2;
    end = varint_put(varint_put(end, first), second);
    instant->at[0] = TRACE_STACK;
    instant->at[1] = (uint8_t)(end - payload);
    instant->at = end;
}

/* As trace_writer_name, where the name was bound before, or is to the newest object. */
static inline __attribute__((always_inline)) void trace_instant_name(struct trace_instant *instant, uint64_t name,
                                                                     uint64_t old, uint64_t now)
{
    bool born = now == instant->newest, counted = born && old == now - 1;

    *instant->at++ = (uint8_t)(!born     ? TRACE_HEAD_NAME_HERE
                               : counted ? TRACE_HEAD_NAME_COUNTED
                                         : TRACE_HEAD_NAME_BORN);
    instant->at = trace_put_small(instant->at, name);
    if (!counted)
        trace_instant_object(instant, old);
    if (!born)
        trace_instant_object(instant, now);
}

static inline __attribute__((always_inline)) void trace_instant_lower(struct trace_instant *instant, size_t at,
                                                                      uint64_t number)
{
    trace_instant_stack(instant, TRACE_HEAD_STACK_LOWER, at);
    trace_instant_object(instant, number);
}

static inline __attribute__((always_inline)) void trace_instant_joined(struct trace_instant *instant, size_t at,
                                                                       uint64_t first, uint64_t second, uint64_t now)
{
    trace_instant_stack(instant, TRACE_HEAD_STACK_JOINED, at);
    trace_instant_object(instant, first);
    trace_instant_object(instant, second);
    trace_instant_object(instant, now);
}

static inline __attribute__((always_inline)) void trace_instant_swapped(struct trace_instant *instant, size_t at,
                                                                        uint64_t first, uint64_t second)
{
    trace_instant_stack(instant, TRACE_HEAD_STACK_SWAPPED, at);
    trace_instant_object(instant, first);
    trace_instant_object(instant, second);
}

/* (No short form says that the first and the third of three have.) */
static inline __attribute__((always_inline)) void trace_instant_turned(struct trace_instant *instant, uint64_t frame,
                                                                       size_t at, uint64_t first, uint64_t second,
                                                                       uint64_t third)
{
    const uint64_t numbers[] = {3, first, second, third, 3, third, second, first};
    uint8_t *payload = instant->at + 2, *end = varint_put(varint_put(payload, frame), at);

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        end = varint_put(end, numbers[i]);
    instant->at[0] = TRACE_STACK;
    instant->at[1] = (uint8_t)(end - payload);
    instant->at = end;
}

static inline __attribute__((always_inline)) void trace_instant_stored(struct trace_instant *instant, size_t at,
                                                                       const uint64_t numbers[3])
{
    trace_instant_stack(instant, TRACE_HEAD_STACK_STORED, at);
    for (int i = 0; i < 3; i++)
        trace_instant_object(instant, numbers[i]);
}

static inline __attribute__((always_inline)) void trace_instant_count(struct trace_instant *instant, uint64_t object,
                                                                      int64_t change)
{
    if (USUAL((((uint64_t)change + 1) | 2) == 2)) {
        *instant->at++ = (uint8_t)(TRACE_HEAD_COUNT_UP + (change < 0));
        trace_instant_object(instant, object);
    } else {
        *instant->at++ = TRACE_HEAD_COUNT_BY;
        instant->at = varint_put(trace_put_near(instant->at, instant->newest, object), varint_zigzag(change));
    }
}

static inline __attribute__((always_inline)) void
trace_instant_end(struct trace_instant *instant, struct trace_writer *writer, uint64_t unit, uint64_t form)
{
    uint8_t *at = instant->at;

    at[0] = form == 0 ? TRACE_HEAD_AT_INSTRUCTION : TRACE_HEAD_AT_INSTRUCTION_AS;
    at = trace_put_small(at + 1, varint_zigzag((int64_t)(unit - writer->context.unit)));
    writer->at = form == 0 ? at : trace_put_small(at, form);
    writer->context.unit = unit;
}

/* The same, of one change of a value stack alone. */
static inline bool trace_writer_begin_stack(const struct trace_writer *writer, uint64_t frame, uint64_t at,
                                            struct trace_instant *instant)
{
    return trace_instant_begin(instant, writer, frame) && at < TRACE_INSTANT_STACK_MAX;
}

/* As trace_writer_stack: of one that has come, of one that has gone, of two that have gone and one that has come, of
 * two that have changed places, and of three that have gone. */
static inline void trace_writer_stack_higher(struct trace_writer *writer, uint64_t frame, uint64_t at,
                                             uint64_t number)
{
    struct trace_instant instant;

    if (!trace_writer_begin_stack(writer, frame, at, &instant)) {
        trace_writer_stack(writer, frame, at, (uint64_t[]){number}, 0, 1);
        return;
    }
    trace_instant_higher(&instant, at, number);
    writer->at = instant.at;
}
static inline void trace_writer_stack_lower(struct trace_writer *writer, uint64_t frame, uint64_t at, uint64_t number)
{
    struct trace_instant instant;

    if (!trace_writer_begin_stack(writer, frame, at, &instant)) {
        trace_writer_stack(writer, frame, at, (uint64_t[]){number}, 1, 0);
        return;
    }
    trace_instant_lower(&instant, at, number);
    writer->at = instant.at;
}
static inline void trace_writer_stack_joined(struct trace_writer *writer, uint64_t frame, uint64_t at, uint64_t first,
                                             uint64_t second, uint64_t now)
{
    struct trace_instant instant;

    if (!trace_writer_begin_stack(writer, frame, at, &instant)) {
        trace_writer_stack(writer, frame, at, (uint64_t[]){first, second, now}, 2, 1);
        return;
    }
    trace_instant_joined(&instant, at, first, second, now);
    writer->at = instant.at;
}
static inline void trace_writer_stack_swapped(struct trace_writer *writer, uint64_t frame, uint64_t at,
                                              const uint64_t numbers[4])
{
    struct trace_instant instant;

    if (!trace_writer_begin_stack(writer, frame, at, &instant)) {
        trace_writer_stack(writer, frame, at, numbers, 2, 2);
        return;
    }
    trace_instant_swapped(&instant, at, numbers[0], numbers[1]);
    writer->at = instant.at;
}
static inline void trace_writer_stack_stored(struct trace_writer *writer, uint64_t frame, uint64_t at,
                                             const uint64_t numbers[3])
{
    struct trace_instant instant;

    if (!trace_writer_begin_stack(writer, frame, at, &instant)) {
        trace_writer_stack(writer, frame, at, numbers, 3, 0);
        return;
    }
    trace_instant_stored(&instant, at, numbers);
    writer->at = instant.at;
}

/* Records that follow are of this frame, that short forms are written of them. */
static inline void trace_writer_goes_on(struct trace_writer *writer, uint64_t frame)
{
    if (UNUSUAL(frame != writer->context.frame))
        trace_writer_put_go_on(writer, &(struct trace_fields_GO_ON){frame});
}

/* The INSTRUCTION alone. */
static inline void trace_writer_at_instruction(struct trace_writer *writer, uint64_t frame, uint64_t unit,
                                               uint64_t form)
{
    struct trace_instant instant;

    if (trace_instant_begin(&instant, writer, frame))
        trace_instant_end(&instant, writer, unit, form);
    else
        trace_writer_other_instruction(writer, &(struct trace_fields_INSTRUCTION){frame, unit, form});
}

/* Whether nobody else puts something into the ring, from now until trace_writer_leave.  A signal's handler may come
 * between, and is done by then. */
static inline __attribute__((always_inline)) bool trace_writer_enter(struct trace_writer *writer)
{
    if (SELDOM(!__libc_single_threaded))
        return !atomic_exchange_explicit(&writer->busy, true, memory_order_acquire);
    if (UNUSUAL(atomic_load_explicit(&writer->busy, memory_order_relaxed)))
        return false;
    atomic_store_explicit(&writer->busy, true, memory_order_relaxed);
    return true;
}

static inline void trace_writer_leave(struct trace_writer *writer)
{
    atomic_store_explicit(&writer->busy, false, memory_order_release);
}

/* Hands everything staged to the ring.  Waits while the ring is full; false when the viewer is gone or wants a stop. */
static inline __attribute__((always_inline)) bool trace_writer_commit(struct trace_writer *writer)
{
    uint8_t *start = writer->start;
    size_t length = (size_t)(writer->at - start);
    bool taken;

    if (UNUSUAL(length > TRACE_RING_SHORT) || UNUSUAL(!trace_writer_enter(writer)))
        return trace_writer_hand_on(writer);
    taken = trace_ring_write_short(writer->ring, start, length);
    trace_writer_leave(writer);
    if (UNUSUAL(!taken))
        return trace_writer_hand_on(writer);
    writer->written += length;
    writer->at = start;
    return true;
}

/* Bytes that wait to be handed on. */
static inline size_t trace_writer_staged(const struct trace_writer *writer)
{
    return (size_t)(writer->at - writer->start);
}

/* Bytes put into the ring so far. */
static inline uint64_t trace_writer_bytes(const struct trace_writer *writer)
{
    return writer->written;
}

#endif
