#include "model/labels.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/vector.h"
#include "model/value.h"

enum { DIGITS_MIN = 4, DIGITS_MAX = 16 };

/* A tree of address endings, each level one hex digit longer, in one map:
 *
 *     4 digits     …6f40 → SHARED           …a010 → address 3, alone
 *     5 digits     …16f40 → address 1       …26f40 → address 2
 *
 * An address stands at the first level where no other ends alike, so its level is the answer. */
struct endings {
    VECTOR(uint64_t) addresses;
    struct map levels; /* key: see key_of; value: place in `addresses`, or SHARED */
    uint32_t seen;     /* objects of the recording that were looked at */
    bool boxes_only;
};

#define SHARED UINT32_MAX

struct labels {
    struct endings boxes;
    struct endings all;
    VECTOR(uint32_t) calls;        /* by frame, less one */
    VECTOR(uint32_t) calls_so_far; /* by code, less one */
};

struct labels *labels_new(void)
{
    struct labels *labels = memory_zeroed(1, sizeof *labels);

    labels->boxes.boxes_only = true;
    return labels;
}

static void endings_free(struct endings *endings)
{
    vector_free(&endings->addresses);
    map_free(&endings->levels);
}

void labels_free(struct labels *labels)
{
    if (labels == NULL)
        return;
    endings_free(&labels->boxes);
    endings_free(&labels->all);
    vector_free(&labels->calls);
    vector_free(&labels->calls_so_far);
    free(labels);
}

/* The last digits, less than DIGITS_MAX, behind a 1, which keeps the levels apart. */
static uint64_t key_of(uint64_t address, int digits)
{
    uint64_t one = (uint64_t)1 << (4 * digits);

    return one | (address & (one - 1));
}

static void endings_add(struct endings *endings, uint64_t address)
{
    uint32_t other, place = (uint32_t)endings->addresses.count;

    for (int digits = DIGITS_MIN; digits < DIGITS_MAX; digits++) {
        uint64_t key = key_of(address, digits);

        if (!map_get(&endings->levels, key, &other)) {
            map_put(&endings->levels, key, place);
            break;
        }
        if (other == SHARED)
            continue;
        if (endings->addresses.items[other] == address)
            return;
        map_put(&endings->levels, key, SHARED);
        if (digits + 1 < DIGITS_MAX)
            map_put(&endings->levels, key_of(endings->addresses.items[other], digits + 1), other);
    }
    vector_push(&endings->addresses, address);
}

/* The level at which the address stands, or would stand; `*known` says whether it does. */
static int endings_find(const struct endings *endings, uint64_t address, bool *known)
{
    uint32_t other;
    int digits = DIGITS_MIN;

    *known = false;
    while (digits < DIGITS_MAX && map_get(&endings->levels, key_of(address, digits), &other)) {
        *known = other != SHARED && endings->addresses.items[other] == address;
        if (*known)
            break;
        digits++;
    }
    return digits;
}

static void endings_update(struct endings *endings, const struct recording *recording)
{
    struct object_birth birth;

    while (endings->seen < recording_objects(recording)) {
        if (!recording_object(recording, ++endings->seen, &birth))
            continue;
        if (!endings->boxes_only || !value_is_inline_at_birth(&birth))
            endings_add(endings, birth.address);
    }
}

int labels_digits(struct labels *labels, const struct recording *recording, uint64_t address)
{
    bool known;
    int digits;

    endings_update(&labels->boxes, recording);
    digits = endings_find(&labels->boxes, address, &known);
    if (known)
        return digits;
    endings_update(&labels->all, recording);
    return endings_find(&labels->all, address, &known);
}

uint32_t labels_call(struct labels *labels, const struct recording *recording, uint32_t frame)
{
    while (labels->calls.count < recording_frames(recording)) {
        const struct frame_birth *birth = recording_frame(recording, (uint32_t)labels->calls.count + 1);

        while (birth->code > labels->calls_so_far.count)
            vector_push(&labels->calls_so_far, 0);
        vector_push(&labels->calls, birth->code > 0 ? ++labels->calls_so_far.items[birth->code - 1] : 0);
    }
    return frame >= 1 && frame <= labels->calls.count ? labels->calls.items[frame - 1] : 0;
}
