#include "model/keyframes.h"

#include "base/search.h"
#include "model/moment.h"

enum {
    BYTES_BETWEEN = 1 << 14, /* of the log, at least: replaying so many takes a fraction of a millisecond */
    COPIED_PER_BYTE = 8,     /* bytes of the log between two for each so many that changing shared parts cost since */
};

bool keyframes_due(const struct keyframes *keyframes, uint64_t end, size_t copied)
{
    const struct keyframe *last = &vector_last(&keyframes->items);

    /* So keyframes take at most COPIED_PER_BYTE times what the log takes. */
    return end - last->end >= BYTES_BETWEEN + copied / COPIED_PER_BYTE;
}

void keyframes_add(struct keyframes *keyframes, struct keyframe keyframe)
{
    vector_push(&keyframes->items, keyframe);
}

const struct keyframe *keyframes_find(const struct keyframes *keyframes, uint32_t steps)
{
    size_t place = 0;

    search_first(place, keyframes->items.count, at, keyframes->items.items[at].steps <= steps);
    return &keyframes->items.items[place - 1];
}

void keyframes_free(struct keyframes *keyframes)
{
    for (size_t i = 0; i < keyframes->items.count; i++)
        moment_free(keyframes->items.items[i].moment);
    vector_free(&keyframes->items);
}
