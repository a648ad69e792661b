/* Binary search, for whatever is in order and asked for by an expression:
 *
 *     size_t place = 0;
 *
 *     search_first(place, slices.count, at, slices.items[at].start <= time);
 *
 * `place`, which is where to begin, becomes the first index up to `count` for which the condition, in which an index is
 * called `at`, does not hold; it holds for all before that one, and for none behind it. */
#ifndef TERRARIUM_BASE_SEARCH_H
#define TERRARIUM_BASE_SEARCH_H

#include <stddef.h>

#define search_first(place, count, at, lies_before)            \
    do {                                                       \
        size_t search_end_ = (count);                          \
        while ((place) < search_end_) {                        \
            size_t at = (place) + (search_end_ - (place)) / 2; \
            if (lies_before)                                   \
                (place) = at + 1;                              \
            else                                               \
                search_end_ = at;                              \
        }                                                      \
    } while (0)

#endif
