#include "tui/timeline_search.h"

#include <string.h>

#include "model/timeline_words.h"

static bool slice_has(const struct recording *recording, const struct timeline_slice *slice, const char *wanted)
{
    struct text words = TEXT_EMPTY;
    bool has;

    timeline_words_place(recording, slice->place, &words);
    text_add_char(&words, ' ');
    timeline_words_call(recording, slice, &words);
    has = strcasestr(text_string(&words), wanted) != NULL;
    text_free(&words);
    return has;
}

static bool lane_has(const struct recording *recording, size_t lane, const char *wanted)
{
    struct text name = TEXT_EMPTY;
    bool has;

    timeline_words_thread(recording, timeline_lane(recording_timeline(recording), lane)->thread, &name);
    has = strcasestr(text_string(&name), wanted) != NULL;
    text_free(&name);
    return has;
}

/* The first slice that has it, among those that begin at a time or later. */
static bool find_slice(const struct recording *recording, const char *wanted, uint64_t from, uint64_t *time,
                       size_t *lane)
{
    const struct timeline *timeline = recording_timeline(recording);
    bool found = false;

    for (size_t i = 0; i < timeline_lanes(timeline); i++)
        for (size_t k = 0; k < timeline_slices(timeline, i); k++) {
            const struct timeline_slice *slice = timeline_slice(timeline, i, k);

            if (found && slice->start >= *time)
                break;
            if (slice->start < from || !slice_has(recording, slice, wanted))
                continue;
            found = true;
            *time = slice->start;
            *lane = i;
        }
    return found;
}

bool timeline_search(const struct recording *recording, const char *wanted, uint64_t after, uint64_t *time,
                     size_t *lane)
{
    return find_slice(recording, wanted, after + 1, time, lane);
}

bool timeline_search_all(const struct recording *recording, const char *wanted, uint64_t *time, size_t *lane)
{
    const struct timeline *timeline = recording_timeline(recording);

    if (find_slice(recording, wanted, 0, time, lane))
        return true;
    for (*lane = 0; *lane < timeline_lanes(timeline); ++*lane)
        if (lane_has(recording, *lane, wanted)) {
            *time = timeline_lane(timeline, *lane)->begin;
            return true;
        }
    return false;
}

bool timeline_slice_beside(const struct timeline *timeline, size_t lane, uint64_t at, bool backwards, uint64_t *time)
{
    size_t count, index = 0;

    if (lane >= timeline_lanes(timeline))
        return false;
    count = timeline_slices(timeline, lane);
    if (timeline_slice_at(timeline, lane, at, &index) && !backwards)
        index++;
    else if (backwards && index > 0 && timeline_slice(timeline, lane, index)->start == at)
        index--;
    if (index >= count)
        return false;
    *time = timeline_slice(timeline, lane, index)->start;
    return true;
}
