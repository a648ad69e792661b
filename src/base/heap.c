#include "base/heap.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/single_threaded.h>

#include "base/ways.h"

enum {
    SMALLEST = 16, /* bytes: blocks are multiples, and aligned so */
    STEPS = 4,     /* sizes from one power of two to the next */
    SIZES = 40 * STEPS,
    GROWTH = 1 << 20,
    SMALL = 1024, /* bytes of a block whose size stands in a table */
};
/* Valgrind refuses the former. */
static const size_t reserved_most = (size_t)1 << 36, reserved_least = (size_t)1 << 32;

/* Before each block's bytes. */
struct header {
    size_t size;         /* index of its size */
    struct header *next; /* while nobody has it: another of the same size, or NULL */
};

static struct {
    pthread_mutex_t lock;
    char *start, *end;               /* the stretch; NULL when there is none */
    size_t reserved;                 /* its size */
    char *top, *writable;            /* blocks end at the one, and may go on until the other */
    struct header *free[SIZES];      /* given back */
    uint8_t index[SMALL / SMALLEST]; /* of the smallest size that is enough for so many times 16 bytes, and 16 more */
} heap = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Before and after fork(): the child gets the heap as nobody is changing it. */
static void before_fork(void)
{
    pthread_mutex_lock(&heap.lock);
}

static void after_fork(void)
{
    pthread_mutex_unlock(&heap.lock);
}

/* Returns whether there is anything to unlock. */
static bool lock(void)
{
    if (__libc_single_threaded)
        return false;
    pthread_mutex_lock(&heap.lock);
    return true;
}

static void unlock(bool locked)
{
    if (locked)
        pthread_mutex_unlock(&heap.lock);
}

static char *reserve(size_t bytes)
{
    return mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

/* Bytes of the size with this index: 16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 … */
static size_t bytes_of(size_t index)
{
    size_t power = index / STEPS, step = index % STEPS;

    return power == 0 ? SMALLEST * (step + 1) : (size_t)SMALLEST * (STEPS + step + 1) << (power - 1);
}

/* The smallest size that is enough; `bytes` is at most half of the stretch. */
static size_t index_of(size_t bytes)
{
    size_t units = bytes > 0 ? (bytes + SMALLEST - 1) / SMALLEST - 1 : 0; /* as many do not suffice */
    unsigned power = units < STEPS ? 0 : (unsigned)(62 - __builtin_clzll(units));

    return power == 0 ? units : power * STEPS + (units >> (power - 1)) - STEPS;
}

bool heap_start(void)
{
    size_t bytes = reserved_most;
    char *start = reserve(bytes);

    while (start == MAP_FAILED && bytes > reserved_least)
        start = reserve(bytes /= 2);
    if (start == MAP_FAILED)
        return false;
    heap.reserved = bytes;
    heap.start = heap.top = heap.writable = start;
    heap.end = start + bytes;
    for (size_t i = 0; i < SMALL / SMALLEST; i++)
        heap.index[i] = (uint8_t)index_of((i + 1) * SMALLEST);
    pthread_atfork(before_fork, after_fork, after_fork);
    return true;
}

bool heap_has(const void *address)
{
    return (const char *)address >= heap.start && (const char *)address < heap.end;
}

/* From the end of what was taken; NULL when there is no memory. */
static struct header *take_new(size_t index)
{
    size_t bytes = bytes_of(index) + sizeof(struct header), missing;
    struct header *block = (struct header *)(void *)heap.top;

    if ((size_t)(heap.end - heap.top) < bytes)
        return NULL;
    if ((size_t)(heap.writable - heap.top) < bytes) {
        missing = (bytes - (size_t)(heap.writable - heap.top) + GROWTH - 1) / GROWTH * GROWTH;
        if (missing > (size_t)(heap.end - heap.writable) ||
            mprotect(heap.writable, missing, PROT_READ | PROT_WRITE) != 0)
            return NULL;
        heap.writable += missing;
    }
    heap.top += bytes;
    block->size = index;
    return block;
}

static OUT_OF_LINE void *take_any(size_t bytes)
{
    struct header *block;
    size_t index;
    bool locked;

    if (bytes > heap.reserved / 2)
        return NULL;
    index = index_of(bytes);
    locked = lock();
    block = heap.free[index];
    if (block != NULL)
        heap.free[index] = block->next;
    else
        block = take_new(index);
    unlock(locked);
    return block != NULL ? block + 1 : NULL;
}

/* (Most blocks are small, and one of the size was given back.) */
void *heap_take(size_t bytes)
{
    size_t index;
    struct header *block;

    if (bytes - 1 >= SMALL || !__libc_single_threaded)
        return take_any(bytes);
    index = heap.index[(bytes - 1) / SMALLEST];
    block = heap.free[index];
    if (block == NULL)
        return take_any(bytes);
    heap.free[index] = block->next;
    return block + 1;
}

static OUT_OF_LINE void give_locked(struct header *block)
{
    bool locked = lock();

    block->next = heap.free[block->size];
    heap.free[block->size] = block;
    unlock(locked);
}

void heap_give(void *bytes)
{
    struct header *block = (struct header *)bytes - 1;

    if (!__libc_single_threaded) {
        give_locked(block);
        return;
    }
    block->next = heap.free[block->size];
    heap.free[block->size] = block;
}

void *heap_resize(void *old, size_t bytes)
{
    size_t has = bytes_of(((struct header *)old - 1)->size);
    void *block;

    if (bytes <= has)
        return old;
    block = heap_take(bytes);
    if (block == NULL)
        return NULL;
    memcpy(block, old, has);
    heap_give(old);
    return block;
}
