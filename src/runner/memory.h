/* Memory of the runner's own objects, which the program must not notice.
 *
 * The runner is linked with --wrap for malloc and its kin: calls in its own objects come here, those in CPython and the
 * C library go to the C library.  What these allocated may be freed here. */
#ifndef TERRARIUM_RUNNER_MEMORY_H
#define TERRARIUM_RUNNER_MEMORY_H

#include <stddef.h>

/* From here on memory is the heap's (base/heap.h).  Before, and where no heap can be had, it is the C library's. */
void memory_apart(void);

void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t bytes);
void __wrap_free(void *block);

#endif
