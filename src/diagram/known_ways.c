#include "diagram/known_ways.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/vector.h"

enum { ENTRIES = 64 /* some kilobytes each */ };

struct numbers {
    int *items;
    size_t count, capacity;
};

struct entry {
    uint64_t hash; /* of the key; 0: there is none */
    struct numbers key;
    VECTOR(uint32_t) ways; /* the answer */
};

struct known_ways {
    struct numbers key; /* the one in hand */
    struct entry entries[ENTRIES];
    size_t kept; /* how many ever were */
};

struct known_ways *known_ways_new(void)
{
    return memory_zeroed(1, sizeof(struct known_ways));
}

void known_ways_free(struct known_ways *known)
{
    if (known == NULL)
        return;
    for (size_t i = 0; i < ENTRIES; i++) {
        vector_free(&known->entries[i].key);
        vector_free(&known->entries[i].ways);
    }
    vector_free(&known->key);
    free(known);
}

void known_ways_begin(struct known_ways *known)
{
    vector_clear(&known->key);
}

void known_ways_tell(struct known_ways *known, int number)
{
    vector_push(&known->key, number);
}

static size_t size_of_key(const struct numbers *key)
{
    return key->count * sizeof *key->items;
}

static uint64_t hash_of(const struct numbers *key)
{
    return map_hash((const char *)key->items, size_of_key(key));
}

bool known_ways_find(const struct known_ways *known, const uint32_t **ways, size_t *count)
{
    uint64_t hash = hash_of(&known->key);

    for (size_t i = 0; i < ENTRIES; i++) {
        const struct entry *entry = &known->entries[i];

        if (entry->hash == hash && entry->key.count == known->key.count &&
            memcmp(entry->key.items, known->key.items, size_of_key(&known->key)) == 0) {
            *ways = entry->ways.items;
            *count = entry->ways.count;
            return true;
        }
    }
    return false;
}

void known_ways_keep(struct known_ways *known, const uint32_t *ways, size_t count)
{
    struct entry *entry = &known->entries[known->kept++ % ENTRIES];

    vector_clear(&entry->key);
    vector_clear(&entry->ways);
    for (size_t i = 0; i < known->key.count; i++)
        vector_push(&entry->key, known->key.items[i]);
    for (size_t i = 0; i < count; i++)
        vector_push(&entry->ways, ways[i]);
    entry->hash = hash_of(&entry->key);
}
