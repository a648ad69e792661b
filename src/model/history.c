#include "model/history.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/vector.h"

struct change_of {
    uint32_t step;
    uint32_t before; /* index of the change before of the same subject, plus one; 0 for the first */
};

struct history {
    const struct recording *recording; /* borrowed */
    uint32_t covered;                  /* steps that the index covers */
    uint32_t objects;                  /* born in them */
    VECTOR(struct change_of) changes;
    struct map last;        /* subject's key → index of its last change, plus one */
    VECTOR(uint32_t) steps; /* the last answer of history_steps */
};

struct history *history_new(const struct recording *recording)
{
    struct history *history = memory_zeroed(1, sizeof *history);

    history->recording = recording;
    return history;
}

void history_free(struct history *history)
{
    if (history == NULL)
        return;
    vector_free(&history->changes);
    vector_free(&history->steps);
    map_free(&history->last);
    free(history);
}

/* Frames and names are numbered from 1, and fewer than 2^31 of either fit into a recording's memory. */
static uint64_t key_of(struct history_subject subject)
{
    const uint64_t is_object = UINT64_C(1) << 63;

    switch (subject.sort) {
    case HISTORY_NAME:
        return (uint64_t)subject.frame << 32 | subject.name;
    case HISTORY_NAME_ANYWHERE:
        return subject.name;
    case HISTORY_OBJECT:
        return is_object | subject.object;
    }
    return 0;
}

static void note(struct history *history, struct history_subject subject, uint32_t step)
{
    uint64_t key = key_of(subject);
    uint32_t before = 0;

    map_get(&history->last, key, &before);
    if (before != 0 && history->changes.items[before - 1].step == step)
        return;
    vector_push(&history->changes, (struct change_of){step, before});
    map_put(&history->last, key, (uint32_t)history->changes.count);
}

static void note_name(struct history *history, const struct trace_fields_NAME *fields)
{
    uint32_t frame = (uint32_t)fields->frame, name = (uint32_t)fields->name;

    note(history, (struct history_subject){HISTORY_NAME, frame, name, 0}, history->covered);
    note(history, (struct history_subject){HISTORY_NAME_ANYWHERE, 0, name, 0}, history->covered);
}

static void note_object(struct history *history, uint64_t object)
{
    note(history, (struct history_subject){HISTORY_OBJECT, 0, 0, (uint32_t)object}, history->covered);
}

static bool take(void *context, const struct trace_record *record)
{
    struct history *history = context;

    switch ((int)record->kind) {
    case TRACE_NAME:
        note_name(history, &record->name);
        break;
    case TRACE_OBJECT:
        note_object(history, ++history->objects);
        break;
    case TRACE_SPLICE:
        note_object(history, record->splice.object);
        break;
    case TRACE_LENGTH:
        note_object(history, record->length.object);
        break;
    case TRACE_VALUE:
        note_object(history, record->value.object);
        break;
    case TRACE_TYPE:
        note_object(history, record->type.object);
        break;
    case TRACE_DEATH:
        note_object(history, record->death.object);
        break;
    default:
        break;
    }
    return true;
}

static uint32_t last_change(struct history *history, struct history_subject subject)
{
    uint32_t last = 0;

    for (; history->covered < recording_steps(history->recording); history->covered++)
        recording_visit(history->recording, history->covered, take, history);
    map_get(&history->last, key_of(subject), &last);
    return last;
}

const uint32_t *history_steps(struct history *history, struct history_subject subject, size_t *count)
{
    vector_clear(&history->steps);
    for (uint32_t change = last_change(history, subject); change != 0;
         change = history->changes.items[change - 1].before)
        vector_push(&history->steps, history->changes.items[change - 1].step);
    for (size_t low = 0, high = history->steps.count; low + 1 < high; low++) {
        uint32_t swapped = history->steps.items[low];

        history->steps.items[low] = history->steps.items[--high];
        history->steps.items[high] = swapped;
    }
    *count = history->steps.count;
    return history->steps.items;
}
