#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void map_free(struct map *map)
{
    free(map->keys);
    free(map->values);
    memset(map, 0, sizeof *map);
}

void map_clear(struct map *map)
{
    if (map->capacity > 0)
        memset(map->keys, 0, map->capacity * sizeof *map->keys);
    map->count = 0;
}

static void grow(struct map *map)
{
    struct map larger = {.capacity = map->capacity > 0 ? map->capacity * 2 : 16};

    larger.keys = memory_zeroed(larger.capacity, sizeof *larger.keys);
    larger.values = memory_zeroed(larger.capacity, sizeof *larger.values);
    for (size_t i = 0; i < map->capacity; i++)
        if (map->keys[i] != 0)
            map_put(&larger, map->keys[i], map->values[i]);
    map_free(map);
    *map = larger;
}

void map_put(struct map *map, uint64_t key, uint32_t value)
{
    size_t at;

    if ((map->count + 1) * 4 > map->capacity * 3)
        grow(map);
    at = map_place(map, key);
    if (map->keys[at] == 0) {
        map->keys[at] = key;
        map->count++;
    }
    map->values[at] = value;
}

void map_remove(struct map *map, uint64_t key)
{
    size_t at, next, mask = map->capacity - 1;

    if (map->capacity == 0)
        return;
    at = map_place(map, key);
    if (map->keys[at] == 0)
        return;
    map->count--;
    for (next = (at + 1) & mask; map->keys[next] != 0; next = (next + 1) & mask) {
        /* An entry may fill the gap when its home does not lie after the gap on its way. */
        if (((next - map_home(map, map->keys[next])) & mask) >= ((next - at) & mask)) {
            map->keys[at] = map->keys[next];
            map->values[at] = map->values[next];
            at = next;
        }
    }
    map->keys[at] = 0;
}

uint64_t map_hash(const char *bytes, size_t length)
{
    uint64_t hash = 0xCBF29CE484222325u;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001B3u;
    return hash != 0 ? hash : 1;
}
