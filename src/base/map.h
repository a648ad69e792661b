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
bool map_get(const struct map *map, uint64_t key, uint32_t *value);
/* Removes `key` when it is there. */
void map_remove(struct map *map, uint64_t key);
/* A key for bytes (FNV-1a); never 0.  Different bytes may share one. */
uint64_t map_hash(const char *bytes, size_t length);

#endif
