#include "runner/memory.h"

#include <string.h>

#include "base/heap.h"

/* The C library's, by the linker's names for them. */
void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t bytes);
void __real_free(void *block);

static bool apart;

void memory_apart(void)
{
    apart = heap_start();
}

void *__wrap_malloc(size_t bytes)
{
    return apart ? heap_take(bytes) : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t size)
{
    size_t bytes;
    void *block;

    if (!apart)
        return __real_calloc(count, size);
    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    block = heap_take(bytes);
    if (block != NULL)
        memset(block, 0, bytes);
    return block;
}

void *__wrap_realloc(void *block, size_t bytes)
{
    if (block == NULL)
        return __wrap_malloc(bytes);
    return heap_has(block) ? heap_resize(block, bytes) : __real_realloc(block, bytes);
}

void __wrap_free(void *block)
{
    if (block != NULL && heap_has(block))
        heap_give(block);
    else
        __real_free(block);
}
