/* Coding of records, inline: for the writer, where each record costs the watched program time.  All of it follows from
 * the tables in format.h; with constant arguments little is left of it.
 *
 *     at = trace_code_death(at, &context, &(struct trace_fields_DEATH){.object = 7});
 *
 * writes the shortest form that fits, at most trace_room_death(fields) bytes, and tells the context of it. */
#ifndef TERRARIUM_TRACE_CODER_H
#define TERRARIUM_TRACE_CODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/varint.h"
#include "trace/context.h"
#include "trace/record.h"

/* Fields of long records. */

static inline uint8_t *trace_put_number(uint8_t *at, uint64_t number)
{
    return varint_put(at, number);
}

static inline uint8_t *trace_put_bytes(uint8_t *at, struct trace_bytes bytes)
{
    at = varint_put(at, bytes.length);
    if (bytes.length > 0)
        memcpy(at, bytes.at, bytes.length);
    return at + bytes.length;
}

static inline uint8_t *trace_put_list(uint8_t *at, struct trace_list list)
{
    at = varint_put(at, list.count);
    for (size_t i = 0; i < list.count; i++)
        at = varint_put(at, list.items[i]);
    return at;
}

/* Fields of short records: those that are relative to something. */

/* Twice an object's (a frame's) number, or one more than twice how much less it is than the newest one's. */
static inline uint64_t trace_near(uint64_t newest, uint64_t number)
{
    uint64_t back = newest - number; /* more than any number is, where it is a later one */

    return back < number ? 2 * back + 1 : 2 * number;
}

static inline uint64_t trace_far(uint64_t newest, uint64_t coded)
{
    return (coded & 1) != 0 ? newest - (coded >> 1) : coded >> 1;
}

static inline bool trace_is_codable(uint64_t number)
{
    return number <= INT64_MAX;
}

static inline bool trace_are_codable(struct trace_list list)
{
    for (size_t i = 0; i < list.count; i++)
        if (!trace_is_codable(list.items[i]))
            return false;
    return true;
}

static inline uint8_t *trace_put_near(uint8_t *at, uint64_t newest, uint64_t number)
{
    return varint_put(at, trace_near(newest, number));
}

static inline uint8_t *trace_put_near_list(uint8_t *at, uint64_t newest, struct trace_list list)
{
    at = varint_put(at, list.count);
    for (size_t i = 0; i < list.count; i++)
        at = trace_put_near(at, newest, list.items[i]);
    return at;
}

enum { TRACE_ADDRESS_UNIT = 16 }; /* what CPython's allocator aligns to */

static inline bool trace_is_aligned(uint64_t address, uint64_t base)
{
    return (address - base) % TRACE_ADDRESS_UNIT == 0;
}

static inline uint8_t *trace_put_address(uint8_t *at, uint64_t address, uint64_t base)
{
    return varint_put(at, varint_zigzag((int64_t)(address - base) / TRACE_ADDRESS_UNIT));
}

/* Ints of at most so many bytes are coded as numbers. */
enum { TRACE_WHOLE_MAX = 7 };

static inline bool trace_is_whole(struct trace_bytes value)
{
    const uint8_t *bytes = (const uint8_t *)value.at;

    return value.length >= 1 && value.length <= 1 + TRACE_WHOLE_MAX && bytes[0] <= (value.length > 1) &&
           (value.length == 1 || bytes[value.length - 1] != 0);
}

static inline int64_t trace_whole(struct trace_bytes value)
{
    const uint8_t *bytes = (const uint8_t *)value.at;
    int64_t magnitude = 0;

    for (size_t i = value.length - 1; i > 0; i--)
        magnitude = magnitude << 8 | bytes[i];
    return bytes[0] != 0 ? -magnitude : magnitude;
}

static inline uint64_t trace_bits(int64_t whole)
{
    uint64_t magnitude = whole < 0 ? -(uint64_t)whole : (uint64_t)whole;

    return magnitude == 0 ? 0 : 64 - (uint64_t)__builtin_clzll(magnitude);
}

/* By the type of a field that is bytes or a list. */
#define TRACE_BY_TYPE(field, for_bytes, for_list) \
    _Generic((field), struct trace_bytes : for_bytes, struct trace_list : for_list)

static inline size_t trace_bytes_size(struct trace_bytes bytes)
{
    return bytes.length;
}

static inline size_t trace_list_size(struct trace_list list)
{
    return list.count;
}

static inline bool trace_bytes_fit(struct trace_bytes bytes)
{
    return bytes.length <= UINT32_MAX;
}

static inline uint8_t *trace_put_tail_bytes(uint8_t *at, uint64_t newest, struct trace_bytes bytes)
{
    (void)newest;
    return trace_put_bytes(at, bytes);
}

/* Whether a field is what a short form can say; how it is put there.  One of each for every way in TRACE_SHORTS. */
#define TRACE_FITS_SAME(field, base) fields->field == (base)
#define TRACE_FITS_NUMBER(field, base) true
#define TRACE_FITS_SIGNED(field, base) true
#define TRACE_FITS_OBJECT(field, base) trace_is_codable(fields->field)
#define TRACE_FITS_FRAME(field, base) trace_is_codable(fields->field)
#define TRACE_FITS_ADDRESS(field, base) trace_is_aligned(fields->field, trace_last_address(context, base))
#define TRACE_FITS_NOTHING(field, base) \
    TRACE_BY_TYPE(fields->field, trace_bytes_size, trace_list_size)(fields->field) == 0
#define TRACE_FITS_ITEM(field, base) fields->field.count == 1 && trace_are_codable(fields->field)
#define TRACE_FITS_PAIR(field, base) fields->field.count == 2 && trace_are_codable(fields->field)
#define TRACE_FITS_TRIPLE(field, base) fields->field.count == 3 && trace_are_codable(fields->field)
#define TRACE_FITS_AGAIN(field, base) \
    fields->field.count == 2 && fields->field.items[0] == fields->base.items[0] && trace_are_codable(fields->field)
#define TRACE_FITS_SWAPPED(field, base)                                            \
    fields->field.count == 2 && fields->field.items[0] == fields->base.items[1] && \
        fields->field.items[1] == fields->base.items[0]
#define TRACE_FITS_WHOLE(field, base) trace_is_whole(fields->field)
#define TRACE_FITS_BITS(field, base) fields->field == trace_bits(trace_whole(fields->base))
#define TRACE_FITS_ENTRIES(field, base) \
    fields->field ==                    \
        fields->base.count / trace_entry_size(trace_entries_layout((unsigned)fields->kind, (unsigned)fields->flags))
#define TRACE_FITS_TAIL(field, base) TRACE_BY_TYPE(fields->field, trace_bytes_fit, trace_are_codable)(fields->field)

#define TRACE_PUT_SAME(field, base)
#define TRACE_PUT_NUMBER(field, base) at = varint_put(at, fields->field);
#define TRACE_PUT_SIGNED(field, base) \
    at = varint_put(at, varint_zigzag((int64_t)((uint64_t)fields->field - (uint64_t)(base))));
#define TRACE_PUT_OBJECT(field, base) at = trace_put_near(at, context->objects, fields->field);
#define TRACE_PUT_FRAME(field, base) at = trace_put_near(at, context->frames, fields->field);
#define TRACE_PUT_ADDRESS(field, base) at = trace_put_address(at, fields->field, trace_last_address(context, base));
#define TRACE_PUT_NOTHING(field, base)
#define TRACE_PUT_ITEM(field, base) at = trace_put_near(at, context->objects, fields->field.items[0]);
#define TRACE_PUT_PAIR(field, base)                                    \
    at = trace_put_near(at, context->objects, fields->field.items[0]); \
    at = trace_put_near(at, context->objects, fields->field.items[1]);
#define TRACE_PUT_TRIPLE(field, base)                                  \
    at = trace_put_near(at, context->objects, fields->field.items[0]); \
    at = trace_put_near(at, context->objects, fields->field.items[1]); \
    at = trace_put_near(at, context->objects, fields->field.items[2]);
#define TRACE_PUT_AGAIN(field, base) at = trace_put_near(at, context->objects, fields->field.items[1]);
#define TRACE_PUT_SWAPPED(field, base)
#define TRACE_PUT_WHOLE(field, base) at = varint_put(at, varint_zigzag(trace_whole(fields->field)));
#define TRACE_PUT_BITS(field, base)
#define TRACE_PUT_ENTRIES(field, base)
#define TRACE_PUT_TAIL(field, base) \
    at = TRACE_BY_TYPE(fields->field, trace_put_tail_bytes, trace_put_near_list)(at, context->objects, fields->field);

#define TRACE_FITS_FIELD(how, field, base, what) &&(TRACE_FITS_##how(field, base))
#define TRACE_PUT_FIELD(how, field, base, what) TRACE_PUT_##how(field, base)
#define SHORT(NAME, head, KIND, member)                                                       \
    static inline bool trace_fits_##NAME(const struct trace_context *context,                 \
                                         const struct trace_fields_##KIND *fields)            \
    {                                                                                         \
        (void)context;                                                                        \
        return true TRACE_SHORT_##NAME(TRACE_FITS_FIELD);                                     \
    }                                                                                         \
    static inline uint8_t *trace_put_##NAME(uint8_t *at, const struct trace_context *context, \
                                            const struct trace_fields_##KIND *fields)         \
    {                                                                                         \
        (void)context;                                                                        \
        (void)fields;                                                                         \
        *at++ = (head);                                                                       \
        TRACE_SHORT_##NAME(TRACE_PUT_FIELD) return at;                                        \
    }
TRACE_SHORTS(SHORT)
#undef SHORT

/* Room for a record in its longest form. */
#define TRACE_ROOM_NUMBER(name, what) +VARINT_MAX
#define TRACE_ROOM_SIGNED(name, what) +VARINT_MAX
#define TRACE_ROOM_BYTES(name, what) +VARINT_MAX + fields->name.length
#define TRACE_ROOM_LIST(name, what) +VARINT_MAX *(fields->name.count + 1)
#define TRACE_PUT_LONG_NUMBER(name, what) at = trace_put_number(at, fields->name);
#define TRACE_PUT_LONG_SIGNED(name, what) at = trace_put_number(at, varint_zigzag(fields->name));
#define TRACE_PUT_LONG_BYTES(name, what) at = trace_put_bytes(at, fields->name);
#define TRACE_PUT_LONG_LIST(name, what) at = trace_put_list(at, fields->name);
#define TRACE_PUT_IF_FITS(NAME, head, KIND, member) \
    if (trace_fits_##NAME(context, fields))         \
        return trace_put_##NAME(at, context, fields);

/* trace_room_step, trace_put_step (trace_code_step without telling the context), trace_code_step; and so on. */
#define RECORD(NAME, member, number, what)                                                                \
    static inline size_t trace_room_##member(const struct trace_fields_##NAME *fields)                    \
    {                                                                                                     \
        (void)fields;                                                                                     \
        return 2 * VARINT_MAX TRACE_FIELDS_##NAME(TRACE_ROOM_NUMBER, TRACE_ROOM_SIGNED, TRACE_ROOM_BYTES, \
                                                  TRACE_ROOM_LIST);                                       \
    }                                                                                                     \
    uint8_t *trace_put_long_##member(uint8_t *at, const struct trace_fields_##NAME *fields);              \
    static inline uint8_t *trace_put_##member(uint8_t *at, const struct trace_context *context,           \
                                              const struct trace_fields_##NAME *fields)                   \
    {                                                                                                     \
        (void)context;                                                                                    \
        TRACE_SHORTS_##NAME(TRACE_PUT_IF_FITS) return trace_put_long_##member(at, fields);                \
    }                                                                                                     \
    static inline uint8_t *trace_code_##member(uint8_t *at, struct trace_context *context,                \
                                               const struct trace_fields_##NAME *fields)                  \
    {                                                                                                     \
        at = trace_put_##member(at, context, fields);                                                     \
        trace_follow(context, TRACE_##NAME, fields);                                                      \
        return at;                                                                                        \
    }
TRACE_RECORDS(RECORD)
#undef RECORD

#endif
