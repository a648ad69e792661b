#include "model/keyframes.h"

#include "model/moment.h"

enum {
    STEPS_BETWEEN = 1 << 16, /* at most */
    BYTES_BETWEEN = 1 << 17, /* of the log, at least, unless STEPS_BETWEEN is reached */
};

bool keyframes_due(const struct keyframes *keyframes, uint32_t steps, uint64_t end, size_t weight)
{
    uint32_t last_steps = 0;
    uint64_t last_end = 0;

    if (keyframes->items.count > 0) {
        last_steps = vector_last(&keyframes->items).steps;
        last_end = vector_last(&keyframes->items).end;
    }
    /* Replaying the log since the last one should not cost much more than copying the state. */
    return steps - last_steps >= STEPS_BETWEEN || end - last_end >= BYTES_BETWEEN + 2 * weight;
}

void keyframes_add(struct keyframes *keyframes, struct keyframe keyframe)
{
    vector_push(&keyframes->items, keyframe);
}

const struct keyframe *keyframes_find(const struct keyframes *keyframes, uint32_t steps)
{
    size_t low = 0, high = keyframes->items.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (keyframes->items.items[middle].steps <= steps)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? &keyframes->items.items[low - 1] : NULL;
}

void keyframes_free(struct keyframes *keyframes)
{
    for (size_t i = 0; i < keyframes->items.count; i++)
        moment_free(keyframes->items.items[i].moment);
    vector_free(&keyframes->items);
}
