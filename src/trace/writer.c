#include "trace/writer.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"

struct interned {
    char *bytes; /* owned */
    size_t length;
    uint32_t next; /* another string of the same hash, as number; 0 ends */
};

struct trace_writer {
    struct trace_ring *ring;                  /* borrowed */
    struct text staged;                       /* records since the last commit */
    struct map by_hash;                       /* hash of a string → number of the first that has it */
    VECTOR(struct interned) strings;          /* by number, less one */
    uint64_t threads, codes, frames, objects; /* how many were numbered so far */
    uint64_t written;                         /* bytes put into the ring */
    pthread_mutex_t lock;                     /* of the ring's writing end */
    bool detached;
};

struct trace_writer *trace_writer_new(struct trace_ring *ring)
{
    struct trace_writer *writer = memory_zeroed(1, sizeof *writer);

    writer->ring = ring;
    pthread_mutex_init(&writer->lock, NULL);
    return writer;
}

void trace_writer_free(struct trace_writer *writer)
{
    for (size_t i = 0; i < writer->strings.count; i++)
        free(writer->strings.items[i].bytes);
    vector_free(&writer->strings);
    map_free(&writer->by_hash);
    text_free(&writer->staged);
    pthread_mutex_destroy(&writer->lock);
    free(writer);
}

uint64_t trace_writer_put(struct trace_writer *writer, const struct trace_record *record)
{
    trace_encode(record, &writer->staged);
    switch ((int)record->kind) {
    case TRACE_THREAD:
        return ++writer->threads;
    case TRACE_CODE:
        return ++writer->codes;
    case TRACE_FRAME:
        return ++writer->frames;
    case TRACE_OBJECT:
        return ++writer->objects;
    default:
        return 0;
    }
}

uint64_t trace_writer_string(struct trace_writer *writer, const char *bytes, size_t length)
{
    uint64_t hash = map_hash(bytes, length);
    uint32_t first = 0, number;
    struct interned *known;

    map_get(&writer->by_hash, hash, &first);
    for (number = first; number != 0; number = known->next) {
        known = &writer->strings.items[number - 1];
        if (known->length == length && memcmp(known->bytes, bytes, length) == 0)
            return number;
    }
    trace_encode(&(struct trace_record){TRACE_STRING, .string = {.text = {bytes, length}}}, &writer->staged);
    vector_push(&writer->strings, ((struct interned){memory_copy_bytes(bytes, length), length, first}));
    map_put(&writer->by_hash, hash, (uint32_t)writer->strings.count);
    return writer->strings.count;
}

static bool put_into_ring(struct trace_writer *writer, const struct text *records)
{
    bool taken = true;

    if (writer->detached)
        return true;
    pthread_mutex_lock(&writer->lock);
    taken = trace_ring_write(writer->ring, text_string(records), records->length);
    writer->written += records->length;
    pthread_mutex_unlock(&writer->lock);
    return taken;
}

bool trace_writer_commit(struct trace_writer *writer)
{
    bool taken = put_into_ring(writer, &writer->staged);

    text_clear(&writer->staged);
    return taken;
}

void trace_writer_now(struct trace_writer *writer, const struct trace_record *record)
{
    struct text coded = TEXT_EMPTY;

    trace_encode(record, &coded);
    put_into_ring(writer, &coded);
    text_free(&coded);
}

void trace_writer_detach(struct trace_writer *writer)
{
    writer->detached = true;
}

uint64_t trace_writer_bytes(const struct trace_writer *writer)
{
    return writer->written;
}
