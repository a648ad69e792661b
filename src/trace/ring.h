/* The shared ring between runner and viewer: log bytes in shared memory, from one process to another.
 *
 * The mapping is a page of control words and then the ring's bytes (a power of two).  `head` counts all bytes ever
 * written, `tail` all bytes ever read; the difference is what lies in the ring.
 *
 *     | control page: magic, capacity, head, tail, flags … | bytes 0 … capacity-1 |
 *
 * Behind it there may be slots, each a smaller ring of the same make, for the processes that the program starts:
 *
 *     | control page | bytes | control page of slot 0 | bytes | control page of slot 1 | bytes …
 *
 * The mapping is inherited by fork, so that a child finds its slot without a descriptor.  Whoever starts a process
 * takes the slot (trace_slots_take); only the viewer, once the process is no more, gives it free.
 *
 * The runner writes under its own lock and waits while the ring is full; the viewer copies bytes out before it looks at
 * them, for the memory is the learner's program's to forge.  What lies in the ring survives the runner's death. */
#ifndef TERRARIUM_TRACE_RING_H
#define TERRARIUM_TRACE_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "trace/record.h"

enum {
    TRACE_RING_CAPACITY = 1 << 22,
    TRACE_RING_SHORT = 128, /* bytes that are copied without much ado */
    TRACE_SLOTS = 256,      /* processes that are looked into at the same time, at most */
    TRACE_SLOT_CAPACITY = 1 << 18,
};

struct trace_ring_control {
    uint64_t magic;
    uint64_t capacity;
    _Alignas(64) _Atomic uint64_t head; /* bytes written; the runner's */
    _Alignas(64) _Atomic uint64_t tail; /* bytes read; the viewer's */
    _Alignas(64) _Atomic uint32_t stop; /* the viewer asks the runner to end */
    _Atomic uint32_t paused;            /* the runner waits at a limit */
    _Atomic uint64_t step_limit;        /* steps after which the runner waits until it is raised */
    _Atomic uint64_t byte_limit;        /* log bytes after which it waits */
    _Atomic uint32_t unattended;        /* at a limit the runner does not wait: the program goes on, unrecorded */
    _Atomic uint32_t gone;              /* the viewer does not read any more: writing is pointless */
    _Atomic uint32_t taken;   /* of a slot: identifier of the process that took it, for itself or for another; 0 */
    _Atomic uint32_t refused; /* of the ring itself: how often there was no slot left */
    _Atomic uint32_t slots;   /* of the ring itself: slots from this one on were never taken */
    _Atomic uint64_t others;  /* of the ring itself: bytes written to all slots */
    _Atomic uint32_t kept;    /* what comes next in the log, unless the runner thinks better of it, is here: */
    struct trace_fields_PLACE place;
    struct trace_fields_RELEASE release;
};

struct trace_ring {
    struct trace_ring_control *control;
    struct trace_ring_control *shared; /* the ring's own, which says when to stop; of a slot: the whole ring's */
    uint8_t *bytes;
    size_t capacity;
    size_t mapped; /* size of the whole mapping */
    uint64_t
        simple_up_to; /* runner: from where `head` is less, TRACE_RING_SHORT bytes lie in one piece and are free, as the
                            * viewer's `tail` was when it was last looked at; of a slot 0 */
};

/* Makes a sealed memfd with a ring and so many slots, and maps it (viewer).  The descriptor is close-on-exec; the
 * caller closes it.  Memory is taken up by what is written, not by what might be. */
enum status trace_ring_create(struct trace_ring *ring, size_t slots, int *descriptor, struct error *error);
/* Maps a ring that somebody else made (runner); checks magic and size.  The descriptor may be closed afterwards. */
enum status trace_ring_open(struct trace_ring *ring, int descriptor, struct error *error);
void trace_ring_close(struct trace_ring *ring);

/* Slots, by index, and by the whole ring or any of its slots.  How many there are. */
size_t trace_slots(const struct trace_ring *whole);
/* The ring in a slot, which lives as long as the whole. */
struct trace_ring trace_slot(const struct trace_ring *whole, size_t slot);
/* The index of a slot; -1 for the whole ring. */
int trace_slot_of(const struct trace_ring *whole, const struct trace_ring *slot);
/* Runner: takes one that is free, and empties it; -1 when there is none. */
int trace_slots_take(const struct trace_ring *whole);
/* Viewer: who has taken a slot, by the system's identifier; 0 if nobody has, or has ever.  And how often there was
 * none. */
uint32_t trace_slot_taker(const struct trace_ring *whole, size_t slot);
uint32_t trace_slots_refused(const struct trace_ring *whole);
/* Gives it free: the viewer, or who has taken it and not used it. */
void trace_slots_give(const struct trace_ring *whole, size_t slot);

/* Runner: copies `length` bytes into the ring, waiting for room as long as it takes.  Not for two threads at once.
 * False when the viewer is gone or asked to stop while the ring was full. */
bool trace_ring_write(struct trace_ring *ring, const void *bytes, size_t length);
/* The same for at most TRACE_RING_SHORT bytes, of which so many can be read; false with nothing written when it is not
 * that simple. */
static inline __attribute__((always_inline)) bool trace_ring_write_short(struct trace_ring *ring, const void *bytes,
                                                                         size_t length)
{
    enum { PIECE = 16 };
    struct trace_ring_control *control = ring->control;
    uint64_t head = atomic_load_explicit(&control->head, memory_order_relaxed);
    uint8_t *to = ring->bytes + (head & (ring->capacity - 1));

    if (UNUSUAL(head >= ring->simple_up_to))
        return false;
    memcpy(to, bytes, PIECE);
    for (size_t i = PIECE; SELDOM(i < length); i += PIECE)
        memcpy(to + i, (const char *)bytes + i, PIECE);
    atomic_store_explicit(&control->head, head + length, memory_order_release);
    return true;
}

/* Runner: lays two records beside the ring, for a viewer that finds the runner dead; and takes them away. */
static inline void trace_ring_keep(struct trace_ring_control *control, const struct trace_fields_PLACE *place,
                                   const struct trace_fields_RELEASE *release)
{
    control->place = *place;
    control->release = *release;
    atomic_store_explicit(&control->kept, 1, memory_order_release);
}
static inline void trace_ring_unkeep(struct trace_ring_control *control)
{
    atomic_store_explicit(&control->kept, 0, memory_order_release);
}

/* Viewer: whether more is said to lie in the ring than can. */
bool trace_ring_is_forged(const struct trace_ring *ring);
/* Viewer: appends what lies in the ring to `out`; returns how many bytes. */
size_t trace_ring_read(struct trace_ring *ring, struct text *out);

#endif
