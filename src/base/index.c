#include "base/index.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/ways.h"

/* Up to SMALL an eighth of it at most is in use, so that hardly anything is looked for in two places: which of them it
 * is, no processor can predict. */
enum { LEAST = 16, SMALL = 1 << 16 };

static RARE void grow(struct index *index)
{
    struct index larger = {.capacity = index->capacity > 0 ? index->capacity * 2 : LEAST, .count = index->count};

    larger.shift = 64 - (unsigned)__builtin_ctzll(larger.capacity);
    larger.entries = memory_zeroed(larger.capacity, sizeof *larger.entries);
    for (size_t i = 0; i < index->capacity; i++)
        if (index->entries[i].key != 0)
            larger.entries[index_place(&larger, index->entries[i].key)] = index->entries[i];
    free(index->entries);
    *index = larger;
}

void index_start(struct index *index)
{
    if (index->capacity == 0)
        grow(index);
}

void index_free(struct index *index)
{
    free(index->entries);
    memset(index, 0, sizeof *index);
}

void index_put(struct index *index, const void *address, void *value)
{
    size_t at;

    if ((index->count + 1) * (index->capacity < SMALL ? 8 : 2) > index->capacity)
        grow(index);
    at = index_place(index, (uintptr_t)address);
    index->count += index->entries[at].key == 0;
    index->entries[at] = (struct index_entry){(uintptr_t)address, value};
}

void index_remove(struct index *index, const void *address)
{
    size_t at, next, mask = index->capacity - 1;

    if (index->capacity == 0)
        return;
    at = index_place(index, (uintptr_t)address);
    if (index->entries[at].key == 0)
        return;
    index->count--;
    for (next = (at + 1) & mask; index->entries[next].key != 0; next = (next + 1) & mask) {
        /* An entry may fill the gap when its home does not lie after the gap on its way. */
        if (((next - index_home(index, index->entries[next].key)) & mask) >= ((next - at) & mask)) {
            index->entries[at] = index->entries[next];
            at = next;
        }
    }
    index->entries[at] = (struct index_entry){0, NULL};
}
