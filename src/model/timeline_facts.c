#include "model/timeline_facts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/timeline_words.h"

static double milliseconds(double nanoseconds)
{
    return round(nanoseconds / 1e4) / 100;
}

static bool find_thread(const struct recording *recording, struct trace_bytes name, size_t *lane)
{
    const struct timeline *timeline = recording_timeline(recording);
    bool found = false;

    for (*lane = 0; *lane < timeline_lanes(timeline); ++*lane) {
        struct text words = TEXT_EMPTY;

        timeline_words_thread(recording, timeline_lane(timeline, *lane)->thread, &words);
        found = words.length == name.length && memcmp(text_string(&words), name.at, name.length) == 0;
        text_free(&words);
        if (found)
            break;
    }
    return found;
}

/* Percent of a thread's life: the times of the states that a function asks for. */
static double share_of_life(const struct timeline_sums *sums, enum expression_function function, double life)
{
    const uint64_t *times = sums->times;
    uint64_t held = times[TIMELINE_HOLDS] + times[TIMELINE_STUCK], part = 0;

    if (function == EXPRESSION_FUNCTION_HELD)
        part = held;
    else if (function == EXPRESSION_FUNCTION_ATTACHED)
        part = held + times[TIMELINE_ATTACHED];
    else if (function == EXPRESSION_FUNCTION_WANTED)
        part = times[TIMELINE_WANTS] + times[TIMELINE_ASKED];
    else if (function == EXPRESSION_FUNCTION_STOOD)
        part = times[TIMELINE_SUSPENDED];
    else
        part = times[TIMELINE_BLOCKED];
    return round((double)part / life * 100);
}

static bool fact_of_thread(const struct recording *recording, enum expression_function function,
                           struct trace_bytes thread, double *number)
{
    const struct timeline *timeline = recording_timeline(recording);
    const struct timeline_lane *facts;
    struct timeline_sums sums;
    uint64_t end;
    size_t lane;

    if (thread.at == NULL || !find_thread(recording, thread, &lane))
        return false;
    facts = timeline_lane(timeline, lane);
    end = facts->end != TIMELINE_OPEN ? facts->end : timeline_end(timeline);
    timeline_sum(timeline, lane, facts->begin, end, &sums);
    if (function == EXPRESSION_FUNCTION_TAKINGS)
        *number = (double)sums.takings;
    else if (function == EXPRESSION_FUNCTION_PROCESSOR)
        *number = milliseconds((double)facts->processor);
    else
        *number = share_of_life(&sums, function, end > facts->begin ? (double)(end - facts->begin) : 1);
    return true;
}

static bool count_processors(const struct recording *recording, double *number)
{
    const char *told = recording_meta(recording, "platform.processors");

    *number = told != NULL ? strtod(told, NULL) : 0;
    return told != NULL;
}

static double count_handovers(const struct timeline *timeline)
{
    double count = 0;

    for (size_t i = 0; i < timeline_lanes(timeline); i++) {
        struct timeline_sums sums;

        timeline_sum(timeline, i, 0, timeline_end(timeline), &sums);
        count += (double)sums.handovers;
    }
    return count;
}

bool timeline_fact(const struct recording *recording, enum expression_function function, struct trace_bytes thread,
                   double *number)
{
    const struct timeline *timeline = recording_timeline(recording);

    if (!timeline_is_there(timeline))
        return false;
    switch ((int)function) {
    case EXPRESSION_FUNCTION_THREADS:
        *number = (double)timeline_lanes(timeline);
        return true;
    case EXPRESSION_FUNCTION_LASTED:
        *number = milliseconds((double)timeline_end(timeline));
        return true;
    case EXPRESSION_FUNCTION_HANDOVERS:
        *number = count_handovers(timeline);
        return true;
    case EXPRESSION_FUNCTION_SLICE:
        *number = milliseconds((double)timeline_median_hold(timeline));
        return true;
    case EXPRESSION_FUNCTION_INTERVAL:
        *number = milliseconds((double)timeline_interval(timeline, timeline_end(timeline)) * 1e3);
        return true;
    case EXPRESSION_FUNCTION_TOGETHER:
        *number = timeline_end(timeline) > 0
                      ? round((double)timeline_together(timeline) * 100 / (double)timeline_end(timeline))
                      : 0;
        return true;
    case EXPRESSION_FUNCTION_STOPS:
        *number = (double)timeline_count_pauses(timeline).count;
        return true;
    case EXPRESSION_FUNCTION_PROCESSORS:
        return count_processors(recording, number);
    case EXPRESSION_FUNCTION_HELD:
    case EXPRESSION_FUNCTION_ATTACHED:
    case EXPRESSION_FUNCTION_STOOD:
    case EXPRESSION_FUNCTION_WANTED:
    case EXPRESSION_FUNCTION_WAITED:
    case EXPRESSION_FUNCTION_TAKINGS:
    case EXPRESSION_FUNCTION_PROCESSOR:
        return fact_of_thread(recording, function, thread, number);
    default:
        return false;
    }
}
