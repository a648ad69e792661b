/* A growing array of any type: `VECTOR(int) numbers = VECTOR_EMPTY; vector_push(&numbers, 3);`
 *
 * The vector owns `items`; pointers into it last until the next push.  Items are plain data: what they point to is the
 * caller's to release. */
#ifndef TERRARIUM_BASE_VECTOR_H
#define TERRARIUM_BASE_VECTOR_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/ways.h"
#include "base/memory.h"

#define VECTOR(type)     \
    struct {             \
        type *items;     \
        size_t count;    \
        size_t capacity; \
    }

/* clang-format off */
#define VECTOR_EMPTY {NULL, 0, 0}
/* clang-format on */

/* Makes room for at least `wanted` items in all; `items` is not NULL afterwards. */
#define vector_reserve(vector, wanted)                                                                     \
    do {                                                                                                   \
        size_t vector_wanted_ = (wanted);                                                                  \
        if (vector_wanted_ > (vector)->capacity || (vector)->items == NULL) {                              \
            size_t vector_doubled_ = (vector)->capacity * 2;                                               \
            (vector)->capacity = vector_wanted_ > vector_doubled_ ? vector_wanted_ : vector_doubled_;      \
            (vector)->items = memory_resize((vector)->items, (vector)->capacity, sizeof *(vector)->items); \
        }                                                                                                  \
    } while (0)

/* That one without items has no capacity, the static analyser does not know. */
#ifdef __clang_analyzer__
#define vector_is_full(vector) ((vector)->items == NULL || (vector)->count >= (vector)->capacity)
#else
#define vector_is_full(vector) ((vector)->count >= (vector)->capacity)
#endif

/* Makes room for one more in a full one. */
#define vector_grow(vector) \
    ((void)((vector)->items = memory_doubled((vector)->items, &(vector)->capacity, sizeof *(vector)->items)))

/* Variadic so that the item may be a compound literal with commas in it. */
#define vector_push(vector, ...)                            \
    do {                                                    \
        if (UNUSUAL(vector_is_full(vector)))                \
            vector_grow(vector);                            \
        (vector)->items[(vector)->count++] = (__VA_ARGS__); \
    } while (0)

#define vector_last(vector) ((vector)->items[(vector)->count - 1])

#define vector_clear(vector) ((void)((vector)->count = 0))

#define vector_free(vector)                       \
    do {                                          \
        free((vector)->items);                    \
        (vector)->items = NULL;                   \
        (vector)->count = (vector)->capacity = 0; \
    } while (0)

/* Replaces `removed` items at `at` by room for `added`, which the caller fills: items[at .. at + added). */
#define vector_splice(vector, at, removed, added)                                                                 \
    do {                                                                                                          \
        size_t vector_at_ = (at), vector_removed_ = (removed), vector_added_ = (added);                           \
        size_t vector_tail_ = (vector)->count - vector_at_ - vector_removed_;                                     \
        vector_reserve((vector), (vector)->count - vector_removed_ + vector_added_);                              \
        if (vector_tail_ > 0 && vector_removed_ != vector_added_)                                                 \
            memmove((vector)->items + vector_at_ + vector_added_, (vector)->items + vector_at_ + vector_removed_, \
                    vector_tail_ * sizeof *(vector)->items);                                                      \
        (vector)->count = (vector)->count - vector_removed_ + vector_added_;                                      \
    } while (0)

#endif
