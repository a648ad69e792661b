/* A heap of its own for what a runner keeps, beside the one of the program that it runs.
 *
 * Were the recorder's memory taken from malloc, the program's objects would have other addresses than without a
 * recorder, and would use them again in another order.  src/runner/memory.c puts this in malloc's place.
 *
 *     | ... taken, in blocks | not taken yet | address space only ... |
 *       header, bytes                        ^ made writable MiB by MiB
 *
 * One stretch of address space is reserved at the start, so that growing moves nothing else.  Safe for threads, and
 * after fork(). */
#ifndef TERRARIUM_BASE_HEAP_H
#define TERRARIUM_BASE_HEAP_H

#include <stdbool.h>
#include <stddef.h>

/* Reserves the stretch; to be called before there are threads.  False when it cannot be had: there is no memory
 * then. */
bool heap_start(void);
/* Whether the address lies in the stretch. */
bool heap_has(const void *address);

/* As malloc, realloc and free, for blocks of this heap only; NULL when there is no memory. */
void *heap_take(size_t bytes);
void *heap_resize(void *block, size_t bytes);
void heap_give(void *block);

#endif
