#include "trace/ring.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define RING_MAGIC 0x31474E4952525254u /* "TRRRING1" */

enum {
    CONTROL_SIZE = 4096,
    WHOLE_SIZE = CONTROL_SIZE + TRACE_RING_CAPACITY,
    SLOT_SIZE = CONTROL_SIZE + TRACE_SLOT_CAPACITY,
};

static enum status map(struct trace_ring *ring, int descriptor, size_t size, struct error *error)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);

    if (memory == MAP_FAILED)
        return error_set(error, STATUS_FAILED, "cannot map the trace ring: %s", strerror(errno));
    ring->control = ring->shared = memory;
    ring->bytes = (uint8_t *)memory + CONTROL_SIZE;
    ring->capacity = TRACE_RING_CAPACITY;
    ring->mapped = size;
    ring->simple_up_to = 0;
    return STATUS_OK;
}

enum status trace_ring_create(struct trace_ring *ring, size_t slots, int *descriptor, struct error *error)
{
    size_t size = WHOLE_SIZE + slots * SLOT_SIZE;
    int fd = memfd_create("terrarium-trace", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    enum status status;

    if (fd < 0)
        return error_set(error, STATUS_FAILED, "cannot create the trace ring: %s", strerror(errno));
    /* Unsealed, the learner's program could truncate it, and the viewer would die by SIGBUS. */
    if (ftruncate(fd, (off_t)size) != 0 || fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
        status = error_set(error, STATUS_FAILED, "cannot prepare the trace ring: %s", strerror(errno));
        close(fd);
        return status;
    }
    if (map(ring, fd, size, error) != STATUS_OK) {
        close(fd);
        return STATUS_FAILED;
    }
    ring->control->magic = RING_MAGIC;
    ring->control->capacity = TRACE_RING_CAPACITY;
    atomic_store(&ring->control->step_limit, UINT64_MAX);
    atomic_store(&ring->control->byte_limit, UINT64_MAX);
    *descriptor = fd;
    return STATUS_OK;
}

enum status trace_ring_open(struct trace_ring *ring, int descriptor, struct error *error)
{
    struct stat facts;

    if (fstat(descriptor, &facts) != 0 || facts.st_size < WHOLE_SIZE || (facts.st_size - WHOLE_SIZE) % SLOT_SIZE != 0)
        return error_set(error, STATUS_FAILED, "descriptor %d is not a trace ring", descriptor);
    if (map(ring, descriptor, (size_t)facts.st_size, error) != STATUS_OK)
        return STATUS_FAILED;
    if (ring->control->magic == RING_MAGIC && ring->control->capacity == TRACE_RING_CAPACITY)
        return STATUS_OK;
    trace_ring_close(ring);
    return error_set(error, STATUS_FAILED, "descriptor %d is not a trace ring of this version", descriptor);
}

void trace_ring_close(struct trace_ring *ring)
{
    if (ring->control != NULL && ring->control == ring->shared)
        munmap(ring->control, ring->mapped);
    memset(ring, 0, sizeof *ring);
}

/* Slots. */

size_t trace_slots(const struct trace_ring *whole)
{
    return whole->mapped > WHOLE_SIZE ? (whole->mapped - WHOLE_SIZE) / SLOT_SIZE : 0;
}

struct trace_ring trace_slot(const struct trace_ring *whole, size_t slot)
{
    uint8_t *start = (uint8_t *)whole->shared + WHOLE_SIZE + slot * SLOT_SIZE;

    return (struct trace_ring){.control = (struct trace_ring_control *)(void *)start,
                               .shared = whole->shared,
                               .bytes = start + CONTROL_SIZE,
                               .capacity = TRACE_SLOT_CAPACITY,
                               .mapped = whole->mapped};
}

int trace_slot_of(const struct trace_ring *whole, const struct trace_ring *slot)
{
    ptrdiff_t distance = (uint8_t *)slot->control - (uint8_t *)whole->shared;

    return distance < WHOLE_SIZE ? -1 : (int)((distance - WHOLE_SIZE) / SLOT_SIZE);
}

static void note_taken(struct trace_ring_control *shared, uint32_t slot)
{
    uint32_t known = atomic_load(&shared->slots);

    while (known <= slot && !atomic_compare_exchange_weak(&shared->slots, &known, slot + 1))
        continue;
}

int trace_slots_take(const struct trace_ring *whole)
{
    size_t count = trace_slots(whole);

    for (size_t i = 0; i < count; i++) {
        struct trace_ring slot = trace_slot(whole, i);
        uint32_t unused = 0;

        if (!atomic_compare_exchange_strong(&slot.control->taken, &unused, (uint32_t)getpid()))
            continue;
        atomic_store(&slot.control->kept, 0);
        atomic_store(&slot.control->head, 0);
        atomic_store(&slot.control->tail, 0);
        note_taken(whole->shared, (uint32_t)i);
        return (int)i;
    }
    if (count > 0)
        atomic_fetch_add(&whole->shared->refused, 1);
    return -1;
}

uint32_t trace_slot_taker(const struct trace_ring *whole, size_t slot)
{
    return slot < atomic_load(&whole->shared->slots) ? atomic_load(&trace_slot(whole, slot).control->taken) : 0;
}

uint32_t trace_slots_refused(const struct trace_ring *whole)
{
    return atomic_load(&whole->shared->refused);
}

void trace_slots_give(const struct trace_ring *whole, size_t slot)
{
    atomic_store(&trace_slot(whole, slot).control->taken, 0);
}

/* Writing and reading. */

static void copy_in(struct trace_ring *ring, uint64_t head, const uint8_t *bytes, size_t length)
{
    size_t at = (size_t)(head & (ring->capacity - 1));
    size_t first = ring->capacity - at < length ? ring->capacity - at : length;

    memcpy(ring->bytes + at, bytes, first);
    memcpy(ring->bytes, bytes + first, length - first);
}

/* See trace_ring_write_short.  Room ends where the viewer has not read, and where the ring begins again. */
static void find_simple(struct trace_ring *ring, uint64_t head, uint64_t tail)
{
    uint64_t free = tail + ring->capacity, lap = (head | (ring->capacity - 1)) + 1, end = free < lap ? free : lap;

    ring->simple_up_to = ring->shared == ring->control && end - head > TRACE_RING_SHORT ? end - TRACE_RING_SHORT : 0;
}

/* Room in the ring, waited for while there is none; 0 when waiting is pointless. */
static size_t wait_for_room(struct trace_ring *ring, uint64_t head)
{
    const struct timespec pause = {.tv_nsec = 100000};

    for (;;) {
        uint64_t tail = atomic_load_explicit(&ring->control->tail, memory_order_acquire), used = head - tail;

        find_simple(ring, head, tail);
        if (used < ring->capacity)
            return ring->capacity - (size_t)used;
        if (atomic_load_explicit(&ring->shared->gone, memory_order_relaxed) != 0 ||
            atomic_load_explicit(&ring->shared->stop, memory_order_relaxed) != 0)
            return 0;
        nanosleep(&pause, NULL);
    }
}

bool trace_ring_write(struct trace_ring *ring, const void *bytes, size_t length)
{
    uint64_t head = atomic_load_explicit(&ring->control->head, memory_order_relaxed);
    const uint8_t *at = bytes;

    while (length > 0) {
        size_t room = wait_for_room(ring, head), part = room < length ? room : length;

        if (part == 0)
            return false;
        copy_in(ring, head, at, part);
        head += part;
        atomic_store_explicit(&ring->control->head, head, memory_order_release);
        at += part;
        length -= part;
        if (ring->shared != ring->control)
            atomic_fetch_add_explicit(&ring->shared->others, part, memory_order_relaxed);
    }
    return true;
}

bool trace_ring_is_forged(const struct trace_ring *ring)
{
    return atomic_load(&ring->control->head) - atomic_load(&ring->control->tail) > ring->capacity;
}

size_t trace_ring_read(struct trace_ring *ring, struct text *out)
{
    uint64_t tail = atomic_load_explicit(&ring->control->tail, memory_order_relaxed);
    uint64_t head = atomic_load_explicit(&ring->control->head, memory_order_acquire);
    size_t length = (size_t)(head - tail), at = (size_t)(tail & (ring->capacity - 1)), first;

    if (length > ring->capacity) /* a forged head */
        length = ring->capacity;
    first = ring->capacity - at < length ? ring->capacity - at : length;
    text_append(out, ring->bytes + at, first);
    text_append(out, ring->bytes, length - first);
    atomic_store_explicit(&ring->control->tail, tail + length, memory_order_release);
    return length;
}
