/* What a whole run came to, or a span of it: sums, medians; and the moments that one may look for. */
#include "model/timeline_work.h"

#include <stdlib.h>

#include "base/search.h"

/* Sums. */

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static bool is_waiting(const struct timeline_slice *slice)
{
    return slice->state == TIMELINE_WANTS || slice->state == TIMELINE_ASKED || slice->state == TIMELINE_SUSPENDED;
}

/* The hold of a GIL that begins at a time. */
static size_t hold_at(const struct gil *gil, uint64_t time)
{
    size_t place = 0;

    search_first(place, gil->holds.count, at, gil->holds.items[at].start < time);
    return place;
}

/* Whether the hold that begins with this slice follows one of another thread. */
static bool is_handed_over(const struct timeline *timeline, const struct timeline_slice *slice, uint32_t thread)
{
    const struct gil *gil = &timeline->gils.items[slice->gil - 1];
    size_t at = hold_at(gil, slice->start);

    while (at < gil->holds.count && gil->holds.items[at].start == slice->start &&
           gil->holds.items[at].thread != thread)
        at++;
    return at > 0 && at < gil->holds.count && gil->holds.items[at - 1].thread != thread;
}

size_t timeline_hold_from(const struct timeline *timeline, size_t gil, uint64_t time)
{
    return hold_at(&timeline->gils.items[gil], time);
}

static void add_slice(const struct timeline *timeline, const struct lane *lane, size_t index, uint64_t from,
                      uint64_t to, struct timeline_sums *sums)
{
    const struct timeline_slice *slice = &lane->slices.items[index];
    const struct timeline_slice *before = index > 0 ? slice - 1 : NULL;
    uint64_t start = later(slice->start, from), end = earlier(timeline_slice_end(timeline, slice), to);

    if (end > start)
        sums->times[slice->state] += end - start;
    if (slice->state == TIMELINE_ATTACHED && slice->start >= from)
        sums->again += slice->again;
    if (slice->state != TIMELINE_HOLDS || slice->start < from || (before != NULL && before->state == TIMELINE_STUCK))
        return;
    sums->again += slice->again;
    sums->takings++;
    if (is_handed_over(timeline, slice, lane->facts.thread))
        sums->handovers++;
}

/* Waits are one or two slices: wants, asked. */
static void add_wait(const struct timeline *timeline, const struct lane *lane, size_t index,
                     struct timeline_sums *sums)
{
    const struct timeline_slice *slice = &lane->slices.items[index];
    uint64_t start = slice->start, end;

    if (!is_waiting(slice) || (index > 0 && is_waiting(slice - 1)))
        return;
    while (index + 1 < lane->slices.count && is_waiting(&lane->slices.items[index + 1]))
        index++;
    end = timeline_slice_end(timeline, &lane->slices.items[index]);
    if (end - start <= sums->longest_wait)
        return;
    sums->longest_wait = end - start;
    sums->waited_at = start;
}

void timeline_sum(const struct timeline *timeline, size_t lane, uint64_t from, uint64_t to,
                  struct timeline_sums *sums)
{
    const struct lane *known = timeline_lane_at(timeline, lane);
    size_t first = 0;

    *sums = (struct timeline_sums){{0}, 0, 0, 0, 0, 0};
    timeline_slice_at(timeline, lane, from, &first);
    for (size_t i = first; i < known->slices.count && known->slices.items[i].start < to; i++) {
        add_slice(timeline, known, i, from, to, sums);
        add_wait(timeline, known, i, sums);
    }
    sums->times[TIMELINE_ABSENT] = to - from;
    for (int state = TIMELINE_ABSENT + 1; state < TIMELINE_STATE_COUNT; state++)
        sums->times[TIMELINE_ABSENT] -= sums->times[state];
}

/* Begins and ends of some slices of all lanes, in order of time. */
struct edge {
    uint64_t time;
    int by; /* 1: one begins, -1: one ends */
    uint32_t other;
};
struct edges {
    VECTOR(struct edge) list;
};

/* Of two at the same time, ends come first. */
static int compare_edges(const void *a, const void *b)
{
    const struct edge *first = a, *second = b;

    if (first->time != second->time)
        return first->time < second->time ? -1 : 1;
    return first->by - second->by;
}

static void find_edges(const struct timeline *timeline, bool (*is_wanted)(const struct timeline_slice *slice),
                       struct edges *edges)
{
    for (size_t i = 0; i < timeline->lanes.count; i++)
        for (size_t k = 0; k < timeline->lanes.items[i].slices.count; k++) {
            const struct timeline_slice *slice = &timeline->lanes.items[i].slices.items[k];

            if (!is_wanted(slice))
                continue;
            vector_push(&edges->list, ((struct edge){slice->start, 1, slice->other}));
            vector_push(&edges->list, ((struct edge){timeline_slice_end(timeline, slice), -1, 0}));
        }
    if (edges->list.count > 0)
        qsort(edges->list.items, edges->list.count, sizeof *edges->list.items, compare_edges);
}

static bool is_running(const struct timeline_slice *slice)
{
    return timeline_is_holding(slice) || timeline_is_attached(slice);
}

uint64_t timeline_together(const struct timeline *timeline)
{
    struct edges edges = {VECTOR_EMPTY};
    uint64_t together = 0;
    int running = 0;

    find_edges(timeline, is_running, &edges);
    for (size_t i = 0; i < edges.list.count; i++) {
        running += edges.list.items[i].by;
        if (running >= 2 && i + 1 < edges.list.count)
            together += edges.list.items[i + 1].time - edges.list.items[i].time;
    }
    vector_free(&edges.list);
    return together;
}

static bool is_suspended(const struct timeline_slice *slice)
{
    return slice->state == TIMELINE_SUSPENDED;
}

struct timeline_pauses timeline_count_pauses(const struct timeline *timeline)
{
    struct timeline_pauses pauses = {.count = 0};
    struct edges edges = {VECTOR_EMPTY};
    const struct edge *first = NULL;
    int suspended = 0;

    find_edges(timeline, is_suspended, &edges);
    for (size_t i = 0; i < edges.list.count; i++) {
        const struct edge *edge = &edges.list.items[i];

        first = suspended == 0 ? edge : first;
        suspended += edge->by;
        if (suspended > 0)
            continue;
        pauses.count++;
        pauses.total += edge->time - first->time;
        if (edge->time - first->time <= pauses.longest)
            continue;
        pauses.longest = edge->time - first->time;
        pauses.longest_at = first->time;
        pauses.longest_by = first->other;
    }
    vector_free(&edges.list);
    return pauses;
}

static int compare_times(const void *a, const void *b)
{
    uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;

    return first < second ? -1 : first > second;
}

uint64_t timeline_median_hold(const struct timeline *timeline)
{
    VECTOR(uint64_t) lengths = VECTOR_EMPTY;
    uint64_t median = 0;

    for (size_t i = 0; i < timeline->gils.count; i++)
        for (size_t k = 0; k < timeline->gils.items[i].holds.count; k++) {
            const struct timeline_hold *hold = &timeline->gils.items[i].holds.items[k];

            if (hold->asked && hold->end != TIMELINE_OPEN)
                vector_push(&lengths, hold->end - hold->start);
        }
    if (lengths.count > 0) {
        qsort(lengths.items, lengths.count, sizeof *lengths.items, compare_times);
        median = lengths.items[lengths.count / 2];
    }
    vector_free(&lengths);
    return median;
}

/* Moments. */

static bool is_moment(const struct timeline *timeline, const struct lane *lane, size_t index,
                      enum timeline_moment moment)
{
    const struct timeline_slice *slice = &lane->slices.items[index];

    switch (moment) {
    case TIMELINE_EVENT:
        return true;
    case TIMELINE_HANDOVER:
        return slice->state == TIMELINE_HOLDS && is_handed_over(timeline, slice, lane->facts.thread);
    case TIMELINE_WAKING:
        return index > 0 && slice[-1].state == TIMELINE_BLOCKED &&
               timeline_waking(timeline, &slice[-1], slice[-1].end).thread != 0;
    }
    return false;
}

/* In one lane: the first such slice that begins after a time, or the last before it. */
static bool find_in_lane(const struct timeline *timeline, const struct lane *lane, enum timeline_moment moment,
                         uint64_t from, bool backwards, uint64_t *time)
{
    size_t place = 0;

    /* The first that begins after `from`, or at it when backwards. */
    search_first(place, lane->slices.count, at, lane->slices.items[at].start + backwards <= from);
    if (backwards) {
        while (place > 0 && !is_moment(timeline, lane, place - 1, moment))
            place--;
        if (place > 0)
            *time = lane->slices.items[place - 1].start;
        return place > 0;
    }
    while (place < lane->slices.count && !is_moment(timeline, lane, place, moment))
        place++;
    if (place < lane->slices.count)
        *time = lane->slices.items[place].start;
    return place < lane->slices.count;
}

bool timeline_find(const struct timeline *timeline, enum timeline_moment moment, uint64_t from, bool backwards,
                   uint64_t *time, size_t *lane)
{
    bool found = false;

    for (size_t i = 0; i < timeline->lanes.count; i++) {
        uint64_t at;

        if (!find_in_lane(timeline, timeline_lane_at(timeline, i), moment, from, backwards, &at) ||
            (found && (backwards ? at <= *time : at >= *time)))
            continue;
        found = true;
        *time = at;
        *lane = i;
    }
    return found;
}

bool timeline_longest_wait(const struct timeline *timeline, uint64_t *time, size_t *lane)
{
    uint64_t longest = 0;

    for (size_t i = 0; i < timeline->lanes.count; i++) {
        struct timeline_sums sums;

        timeline_sum(timeline, i, 0, timeline->end, &sums);
        if (sums.longest_wait <= longest)
            continue;
        longest = sums.longest_wait;
        *time = sums.waited_at;
        *lane = i;
    }
    return longest > 0;
}

/* Whom a lane waits for at a time: the holder of its lock, or the thread whose end it waits for.  Not itself:
 * conditions and queues have a thread wait for a lock of its own, which others release. */
static bool waits_for(const struct timeline *timeline, size_t lane, uint64_t time, size_t *other)
{
    size_t index;
    const struct timeline_slice *slice;

    if (!timeline_slice_at(timeline, lane, time, &index))
        return false;
    slice = timeline_slice(timeline, lane, index);
    return slice->state == TIMELINE_BLOCKED &&
           timeline_find_lane(timeline, timeline_holder(timeline, slice, time), other) && *other != lane;
}

/* From a lane along those that wait, until one comes again or waits for none. */
size_t timeline_circle(const struct timeline *timeline, uint64_t time, size_t *lanes, size_t room)
{
    for (size_t first = 0; first < timeline->lanes.count; first++) {
        size_t lane = first, count = 0;

        while (count < room && (count == 0 || lane != first)) {
            lanes[count++] = lane;
            if (!waits_for(timeline, lane, time, &lane))
                break;
            if (lane == first)
                return count;
        }
    }
    return 0;
}
