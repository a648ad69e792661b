/* Fuzz target: bytes as what a program and the processes that it starts write into the ring and its slots, and as what
 * they forge there.  Whatever they hold, making one recording of them, and telling of it, must neither crash nor hang.
 *
 * The input is pieces: a byte that says what is done, two that say how long the piece is (little-endian), and the
 * piece. */
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/timeline_words.h"
#include "output/perfetto.h"
#include "output/timeline_text.h"
#include "session/join.h"

enum { SLOTS = 4 };
enum { APPEND, WRITE, PUMP, FORGE, KEEP, TAKE, DOINGS };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* As much as there is room for: nobody reads it while we wait. */
static void write_slot(struct trace_ring *slot, const uint8_t *bytes, size_t length)
{
    uint64_t used = atomic_load(&slot->control->head) - atomic_load(&slot->control->tail);
    size_t room = used < slot->capacity ? slot->capacity - (size_t)used : 0;

    if (length < room)
        trace_ring_write(slot, bytes, length);
}

static void forge(struct trace_ring_control *control, const uint8_t *bytes, size_t length)
{
    uint64_t numbers[4] = {0, 0, 0, 0};

    memcpy(numbers, bytes, length < sizeof numbers ? length : sizeof numbers);
    atomic_store(&control->head, numbers[0]);
    atomic_store(&control->tail, numbers[1]);
    atomic_store(&control->taken, (uint32_t)numbers[2]);
    atomic_store(&control->slots, (uint32_t)numbers[3]);
}

static void keep(struct trace_ring_control *control, const uint8_t *bytes, size_t length)
{
    memcpy(&control->place, bytes, length < sizeof control->place ? length : sizeof control->place);
    memcpy(&control->release, bytes, length < sizeof control->release ? length : sizeof control->release);
    atomic_store(&control->kept, 1);
}

static void act(struct join *join, struct trace_ring *ring, uint8_t what, const uint8_t *bytes, size_t length)
{
    struct trace_ring slot = trace_slot(ring, what / DOINGS % SLOTS);
    struct error error;

    switch (what % DOINGS) {
    case APPEND:
        join_append(join, bytes, length, &error);
        break;
    case WRITE:
        write_slot(&slot, bytes, length);
        break;
    case PUMP:
        join_pump(join);
        break;
    case FORGE:
        forge(slot.control, bytes, length);
        break;
    case KEEP:
        keep(slot.control, bytes, length);
        break;
    default:
        trace_slots_take(ring);
    }
}

static void tell(const struct recording *recording)
{
    struct timeline_text_options options = {.width = 80};
    struct text out = TEXT_EMPTY;

    timeline_text_write(recording, &options, &out);
    perfetto_write(recording, &out);
    text_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct recording *recording = recording_new();
    struct trace_ring ring;
    struct join *join;
    struct error error;
    int descriptor;

    if (trace_ring_create(&ring, SLOTS, &descriptor, &error) != STATUS_OK)
        abort();
    close(descriptor);
    join = join_new(&ring, recording);
    for (size_t at = 0; at + 3 <= length;) {
        size_t piece = (size_t)bytes[at + 1] | (size_t)bytes[at + 2] << 8;

        piece = piece < length - at - 3 ? piece : length - at - 3;
        act(join, &ring, bytes[at], bytes + at + 3, piece);
        at += 3 + piece;
    }
    join_end(join);
    tell(recording);
    join_free(join);
    recording_free(recording);
    trace_ring_close(&ring);
    return 0;
}
