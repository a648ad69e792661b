/* A hash map from addresses to pointers (open addressing, linear probing), for look-ups that happen all the time: a key
 * and its value stand side by side.
 *
 * As base/map.h, otherwise: key 0 is not allowed, and deletion leaves no tombstones.  The values are not its own. */
#ifndef TERRARIUM_BASE_INDEX_H
#define TERRARIUM_BASE_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/ways.h"

struct index_entry {
    uintptr_t key; /* 0: a free place */
    void *value;
};

struct index {
    struct index_entry *entries; /* owned */
    size_t capacity;             /* a power of two, or 0 */
    size_t count;   /* an eighth of it at most, of a large one half: what is not there is found not to be at once */
    unsigned shift; /* leaves so many bits of a hash as the capacity has */
};

/* Makes an empty one ready for index_find, which index_put does too. */
void index_start(struct index *index);
void index_free(struct index *index);
/* Adds or replaces. */
void index_put(struct index *index, const void *address, void *value);
/* Removes the address when it is there. */
void index_remove(struct index *index, const void *address);

/* Fibonacci hashing, as in base/map.h. */
static inline size_t index_home(const struct index *index, uintptr_t key)
{
    return (size_t)((uint64_t)key * 0x9E3779B97F4A7C15u >> index->shift);
}

/* Where the key stands, or would. */
static inline size_t index_place(const struct index *index, uintptr_t key)
{
    size_t at = index_home(index, key);

    while (index->entries[at].key != key && index->entries[at].key != 0)
        at = (at + 1) & (index->capacity - 1);
    return at;
}

/* NULL when it is not there.  The index was started, or something was put into it once. */
static inline void *index_find(const struct index *index, const void *address)
{
    const struct index_entry *entry = &index->entries[index_home(index, (uintptr_t)address)];

    if (MOSTLY(entry->key == (uintptr_t)address))
        return entry->value;
    if (MOSTLY(entry->key == 0))
        return NULL;
    return index->entries[index_place(index, (uintptr_t)address)].value;
}

/* The same of any index. */
static inline void *index_get(const struct index *index, const void *address)
{
    return index->count > 0 ? index_find(index, address) : NULL;
}

#endif
