/* A hash map from 64-bit keys to 32-bit numbers (open addressing, linear probing).
 *
 * Key 0 is not allowed.  Deletion shifts later entries back, so there are no tombstones and look-ups stay short. */
#ifndef TERRARIUM_BASE_MAP_H
#define TERRARIUM_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map {
    uint64_t *keys;   /* owned; 0 marks a free place */
    uint32_t *values; /* owned; beside the keys */
    size_t capacity;  /* a power of two, or 0 */
    size_t count;
};

/* clang-format off */
#define MAP_EMPTY {NULL, NULL, 0, 0}
/* clang-format on */

void map_free(struct map *map);
void map_clear(struct map *map);
/* Adds or replaces. */
void map_put(struct map *map, uint64_t key, uint32_t value);
static inline bool map_get(const struct map *map, uint64_t key, uint32_t *value);
/* Removes `key` when it is there. */
void map_remove(struct map *map, uint64_t key);
/* A key for bytes (FNV-1a); never 0.  Different bytes may share one. */
uint64_t map_hash(const char *bytes, size_t length);

/* Fibonacci hashing: the multiplier is 2^64 divided by the golden ratio. */
static inline size_t map_home(const struct map *map, uint64_t key)
{
    return (size_t)((key * 0x9E3779B97F4A7C15u) >> 32) & (map->capacity - 1);
}

/* Where the key stands, or would. */
static inline size_t map_place(const struct map *map, uint64_t key)
{
    size_t at = map_home(map, key);

    while (map->keys[at] != 0 && map->keys[at] != key)
        at = (at + 1) & (map->capacity - 1);
    return at;
}

static inline bool map_get(const struct map *map, uint64_t key, uint32_t *value)
{
    size_t at;

    if (map->count == 0)
        return false;
    at = map_place(map, key);
    if (map->keys[at] == 0)
        return false;
    *value = map->values[at];
    return true;
}

#endif
