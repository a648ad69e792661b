/* Allocation that never returns NULL.
 *
 * Every pointer returned here belongs to the caller and is released with free().  When the machine is out of memory
 * the exhaustion handler runs (once) and the process ends: callers never test for NULL. */
#ifndef TERRARIUM_BASE_MEMORY_H
#define TERRARIUM_BASE_MEMORY_H

#include <stddef.h>

#include "base/ways.h"

/* Called when an allocation fails, before the process ends with status 1.  It restores the terminal and saves work;
 * it may not allocate through this module. */
typedef void memory_exhausted_handler(void);

void memory_on_exhausted(memory_exhausted_handler *handler);

void *memory_alloc(size_t bytes) __attribute__((malloc, returns_nonnull));
/* Zeroed; `count * size` is checked for overflow. */
void *memory_zeroed(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
/* `count * size` is checked for overflow; `old` may be NULL. */
void *memory_resize(void *old, size_t count, size_t size) __attribute__((returns_nonnull));
/* As memory_resize, of an array that has room for `*capacity` items and gets twice as much, or for one item; that is
 * `*capacity` then. */
RARE void *memory_doubled(void *old, size_t *capacity, size_t size) __attribute__((returns_nonnull));
char *memory_copy_string(const char *string) __attribute__((malloc, returns_nonnull));
/* A NUL-terminated copy of `length` bytes. */
char *memory_copy_bytes(const void *bytes, size_t length) __attribute__((malloc, returns_nonnull));

#endif
