#include "trace/writer.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/map.h"
#include "base/memory.h"

enum {
    STAGING_MIN = 1 << 16,        /* more than TRACE_RING_SHORT: a short copy may look past what is staged */
    RECENT = 4,                   /* strings among which one is looked for that a new string begins as */
    GROWN_MIN = sizeof(uint32_t), /* bytes of a value from which that is worth it */
    GROWN_FEW = 16,               /* bytes more that are copied without much ado */
};

struct interned {
    char *bytes; /* owned */
    size_t length;
    uint32_t next; /* another string of the same hash, as number; 0 ends */
};

/* A str born lately. */
struct recent {
    uint32_t beginning; /* its first bytes */
    uint32_t length;    /* of what is recorded of it; 0: none yet */
    uint64_t number;
    uint64_t type;
    char bytes[TRACE_VALUE_MAX];
};

struct trace_interning {
    struct map by_hash;              /* hash of a string → number of the first that has it */
    VECTOR(struct interned) strings; /* by number, less one */
    struct recent recent[RECENT];
    size_t next; /* whose place the last str born took; then they come older and older */
};

struct trace_writer *trace_writer_new(struct trace_ring *ring)
{
    struct trace_writer *writer = memory_zeroed(1, sizeof *writer);

    writer->ring = ring;
    writer->context.births = &writer->births;
    writer->interning = memory_zeroed(1, sizeof *writer->interning);
    trace_writer_make_room(writer, STAGING_MIN);
    return writer;
}

void trace_writer_free(struct trace_writer *writer)
{
    struct trace_interning *interning = writer->interning;

    for (size_t i = 0; i < interning->strings.count; i++)
        free(interning->strings.items[i].bytes);
    vector_free(&interning->strings);
    map_free(&interning->by_hash);
    free(interning);
    free(writer->start);
    free(writer);
}

void trace_writer_make_room(struct trace_writer *writer, size_t room)
{
    size_t staged = (size_t)(writer->at - writer->start), capacity = (size_t)(writer->end - writer->start);

    room += TRACE_WRITER_SHORT;
    if (capacity - staged >= room)
        return;
    capacity = 2 * capacity > staged + room ? 2 * capacity : staged + room;
    writer->start = memory_resize(writer->start, capacity, 1);
    writer->at = writer->start + staged;
    writer->end = writer->start + capacity;
    writer->near_end = writer->end - TRACE_WRITER_SHORT;
}

uint64_t trace_writer_put(struct trace_writer *writer, const struct trace_record *record)
{
    if (record->kind == TRACE_OBJECT)
        return trace_writer_birth(writer, &record->object);
    trace_writer_make_room(writer, trace_room(record));
    writer->at = trace_code(writer->at, &writer->context, record);
    switch ((int)record->kind) {
    case TRACE_THREAD:
        return ++writer->threads;
    case TRACE_CODE:
        return ++writer->codes;
    case TRACE_FRAME:
        return writer->context.frames;
    default:
        return 0;
    }
}

uint64_t trace_writer_string(struct trace_writer *writer, const char *bytes, size_t length)
{
    struct trace_interning *interning = writer->interning;
    uint64_t hash = map_hash(bytes, length);
    uint32_t first = 0, number;
    struct interned *known;

    map_get(&interning->by_hash, hash, &first);
    for (number = first; number != 0; number = known->next) {
        known = &interning->strings.items[number - 1];
        if (known->length == length && memcmp(known->bytes, bytes, length) == 0)
            return number;
    }
    trace_writer_put_string(writer, &(struct trace_fields_STRING){.text = {bytes, length}});
    vector_push(&interning->strings, ((struct interned){memory_copy_bytes(bytes, length), length, first}));
    map_put(&interning->by_hash, hash, (uint32_t)interning->strings.count);
    return interning->strings.count;
}

#define RECORD(NAME, member, number, what)                                                                  \
    void trace_writer_other_##member(struct trace_writer *writer, const struct trace_fields_##NAME *fields) \
    {                                                                                                       \
        trace_writer_put_##member(writer, fields);                                                          \
    }
TRACE_RECORDS(RECORD)
#undef RECORD

/* Births. */

static inline uint32_t beginning_of(struct trace_bytes value)
{
    uint32_t beginning;

    memcpy(&beginning, value.at, sizeof beginning);
    return beginning;
}

/* The longest string born lately that this one, of some length, begins as; NULL when there is none. */
static inline const struct recent *grown_from(const struct trace_interning *interning, uint64_t type,
                                              struct trace_bytes value)
{
    const struct recent *longest = NULL;
    uint32_t beginning = beginning_of(value);
    size_t least = GROWN_MIN;

    for (size_t i = 0; i < RECENT; i++) { /* the newest first: it is longest, most often */
        const struct recent *recent = &interning->recent[(interning->next + i) % RECENT];

        if (recent->length >= least && recent->length <= value.length && recent->beginning == beginning &&
            recent->type == type && memcmp(recent->bytes, value.at, recent->length) == 0) {
            longest = recent;
            least = recent->length + 1;
        }
    }
    return longest;
}

static inline void remember(struct trace_interning *interning, uint64_t type, struct trace_bytes value,
                            uint64_t number)
{
    struct recent *recent;

    interning->next = (interning->next + RECENT - 1) % RECENT;
    recent = &interning->recent[interning->next];
    recent->beginning = beginning_of(value);
    recent->length = (uint32_t)value.length;
    recent->number = number;
    recent->type = type;
    memcpy(recent->bytes, value.at, value.length);
}

/* What trace_writer_put_grown would write of a few bytes more; false when it is not that plain. */
static inline bool put_grown_by_few(struct trace_writer *writer, const struct trace_fields_GROWN *fields)
{
    uint64_t last = trace_last_address(&writer->context, TRACE_OBJECT_STR);
    uint8_t *at = writer->at;

    if (fields->more.length > GROWN_FEW || !trace_is_aligned(fields->address, last) || !trace_writer_has_room(writer))
        return false;
    *at++ = TRACE_HEAD_LONGER_TEXT;
    at = trace_put_near(trace_put_address(at, fields->address, last), writer->context.objects, fields->from);
    at = varint_put(varint_put(at, fields->flags), fields->length);
    *at++ = (uint8_t)fields->more.length;
    for (size_t i = 0; i < fields->more.length; i++)
        *at++ = (uint8_t)fields->more.at[i];
    writer->at = at;
    trace_note_birth(&writer->context, TRACE_OBJECT_STR, 0, fields->address);
    return true;
}

static inline void put_str(struct trace_writer *writer, const struct trace_fields_OBJECT *fields)
{
    const struct recent *from = grown_from(writer->interning, fields->type, fields->value);

    if (from == NULL) {
        trace_writer_put_object(writer, fields);
    } else {
        struct trace_fields_GROWN grown = {
            .address = fields->address,
            .from = from->number,
            .flags = fields->flags,
            .length = fields->length,
            .more = {fields->value.at + from->length, fields->value.length - from->length}};

        if (!put_grown_by_few(writer, &grown))
            trace_writer_put_grown(writer, &grown);
    }
    remember(writer->interning, fields->type, fields->value, writer->context.objects);
}

uint64_t trace_writer_ascii(struct trace_writer *writer, uint64_t address, uint64_t type, uint64_t flags,
                            const char *bytes, size_t length)
{
    struct trace_fields_OBJECT fields = {.address = address,
                                         .type = type,
                                         .kind = TRACE_OBJECT_STR,
                                         .flags = flags,
                                         .length = length,
                                         .value = {bytes, length < TRACE_VALUE_MAX ? length : TRACE_VALUE_MAX}};

    if (length >= GROWN_MIN)
        put_str(writer, &fields);
    else
        trace_writer_put_object(writer, &fields);
    return writer->context.objects;
}

uint64_t trace_writer_birth(struct trace_writer *writer, const struct trace_fields_OBJECT *fields)
{
    if (fields->kind == TRACE_OBJECT_STR && fields->references == 0 && fields->entries.count == 0 &&
        fields->value.length >= GROWN_MIN && fields->value.length <= TRACE_VALUE_MAX)
        put_str(writer, fields);
    else
        trace_writer_put_object(writer, fields);
    return writer->context.objects;
}

uint64_t trace_writer_other_int(struct trace_writer *writer, uint64_t address, uint64_t type, uint64_t flags,
                                int64_t value)
{
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    char bytes[1 + sizeof magnitude] = {value < 0};
    size_t length = 1;

    for (uint64_t rest = magnitude; rest != 0; rest >>= 8)
        bytes[length++] = (char)rest;
    return trace_writer_birth(writer, &(struct trace_fields_OBJECT){.address = address,
                                                                    .type = type,
                                                                    .kind = TRACE_OBJECT_INT,
                                                                    .flags = flags,
                                                                    .length = trace_bits(value),
                                                                    .value = {bytes, length}});
}

/* Into the ring. */

static bool put_into_ring(struct trace_writer *writer, const void *bytes, size_t length)
{
    const struct timespec pause = {.tv_nsec = 1000};
    bool taken;

    if (writer->detached)
        return true;
    while (!trace_writer_enter(writer))
        nanosleep(&pause, NULL);
    taken = trace_ring_write(writer->ring, bytes, length);
    writer->written += length;
    trace_writer_leave(writer);
    return taken;
}

bool trace_writer_hand_on(struct trace_writer *writer)
{
    bool taken = put_into_ring(writer, writer->start, (size_t)(writer->at - writer->start));

    writer->at = writer->start;
    return taken;
}

void trace_writer_now(struct trace_writer *writer, const struct trace_record *record)
{
    struct text coded = TEXT_EMPTY;

    trace_encode(record, &coded);
    put_into_ring(writer, coded.bytes, coded.length);
    text_free(&coded);
}

void trace_writer_detach(struct trace_writer *writer)
{
    writer->detached = true;
    writer->ring->simple_up_to = 0;
}

void trace_writer_move(struct trace_writer *writer, struct trace_ring *ring)
{
    writer->ring = ring;
    writer->at = writer->start;
    writer->written = 0;
    writer->detached = false;
    atomic_store(&writer->busy, false);
}
