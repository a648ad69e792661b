/* Tests of the timeline: its model, its words and its drawing, from a log made by hand with a clock of its own. */
#include "model/timeline.h"

#include <stdio.h>
#include <string.h>

#include "diagram/processes.h"
#include "diagram/timeline.h"
#include "model/condition.h"
#include "model/timeline_words.h"
#include "suite.h"

#define MS UINT64_C(1000000)

enum { MAIN = 1, COOK, OTHER, READER }; /* threads, in their order */
enum { BURN = 1, JOIN };                /* codes */

static void put(struct recording *recording, struct trace_record record)
{
    struct text log = TEXT_EMPTY;
    struct error error = {""};

    trace_encode(&record, &log);
    ck_assert_msg(recording_append(recording, log.bytes, log.length, &error) == STATUS_OK, "%s", error.text);
    text_free(&log);
}

/* Its number: strings are put in order. */
static uint32_t string(struct recording *recording, const char *text)
{
    uint32_t known = recording_find_string(recording, text);

    if (known == 0)
        put(recording, (struct trace_record){TRACE_STRING, .string = {{text, strlen(text)}}});
    return known != 0 ? known : recording_find_string(recording, text);
}

static void begin(struct recording *recording, const char *name, uint64_t thread, uint64_t time)
{
    put(recording, (struct trace_record){TRACE_THREAD, .thread = {1000 + thread, string(recording, name)}});
    put(recording, (struct trace_record){TRACE_THREAD_BEGIN, .thread_begin = {thread, time}});
}

static void code(struct recording *recording, const char *name)
{
    uint32_t number = string(recording, name);

    put(recording, (struct trace_record){
                       TRACE_CODE, .code = {string(recording, "gil.py"), number, number, 2, TRACE_CODE_FUNCTION}});
}

static void want(struct recording *recording, uint64_t thread, uint64_t time)
{
    put(recording, (struct trace_record){TRACE_WANT, .want = {thread, 1, time}});
}

static void take(struct recording *recording, uint64_t thread, uint64_t time)
{
    put(recording, (struct trace_record){TRACE_TAKE, .take = {thread, 1, time}});
}

static void ask(struct recording *recording, uint64_t thread, uint64_t time)
{
    put(recording, (struct trace_record){TRACE_ASK, .ask = {thread, 1, time}});
}

static void release(struct recording *recording, uint64_t thread, uint64_t time, bool asked)
{
    put(recording, (struct trace_record){TRACE_RELEASE, .release = {thread, 1, time, asked, asked ? 0 : 3, 0}});
}

static void block(struct recording *recording, uint64_t thread, uint64_t time, const char *call, uint64_t lock,
                  uint64_t holder)
{
    put(recording,
        (struct trace_record){TRACE_BLOCK, .block = {thread, time, string(recording, call), lock, holder}});
}

static void unblock(struct recording *recording, uint64_t thread, uint64_t time)
{
    put(recording, (struct trace_record){TRACE_UNBLOCK, .unblock = {thread, time}});
}

static void place(struct recording *recording, uint64_t thread, uint64_t code, uint64_t line, uint64_t callee)
{
    put(recording, (struct trace_record){TRACE_PLACE, .place = {thread, code, line, callee}});
}

/* Two cooks and one knife, 40 ms:
 *     main    holds 0–2, joins COOK from 2 on
 *     cook    from 2: holds 2–10, wants 10–17 (asks at 15), holds 17–25, ends
 *     other   from 4: wants 4–10 (asks at 9), holds 10–17, native until 30, ends */
static struct recording *kitchen(void)
{
    struct recording *recording = recording_new();

    put(recording, (struct trace_record){TRACE_TIMELINE, .timeline = {12345, 5000}});
    begin(recording, "MainThread", MAIN, 0);
    put(recording, (struct trace_record){TRACE_GIL, .gil = {0}});
    code(recording, "burn");
    code(recording, "Thread.join");
    take(recording, MAIN, 0);
    place(recording, MAIN, BURN, 9, JOIN);
    release(recording, MAIN, 2 * MS, false);
    begin(recording, "cook-1", COOK, 2 * MS);
    take(recording, COOK, 2 * MS);
    put(recording, (struct trace_record){TRACE_LOCK, .lock = {0x1000}});
    block(recording, MAIN, 2 * MS, "sem_wait", 1, COOK);
    begin(recording, "cook-2", OTHER, 4 * MS);
    want(recording, OTHER, 4 * MS);
    ask(recording, OTHER, 9 * MS);
    place(recording, COOK, BURN, 4, 0);
    release(recording, COOK, 10 * MS, true);
    take(recording, OTHER, 10 * MS);
    put(recording, (struct trace_record){TRACE_YIELD, .yield = {COOK, 10 * MS + 20000}});
    want(recording, COOK, 10 * MS + 20000);
    ask(recording, COOK, 15 * MS);
    place(recording, OTHER, BURN, 5, 0);
    release(recording, OTHER, 17 * MS, true);
    take(recording, COOK, 17 * MS);
    release(recording, COOK, 25 * MS, false);
    put(recording, (struct trace_record){TRACE_WAKE, .wake = {COOK, 25 * MS, 1}});
    put(recording, (struct trace_record){TRACE_THREAD_FINISH, .thread_finish = {COOK, 25 * MS, 15 * MS}});
    unblock(recording, MAIN, 25 * MS);
    take(recording, MAIN, 25 * MS + 10000);
    put(recording, (struct trace_record){TRACE_COLLECTION, .collection = {MAIN, 31 * MS, 4 * MS, 2, 17}});
    put(recording, (struct trace_record){TRACE_THREAD_FINISH, .thread_finish = {OTHER, 30 * MS, 7 * MS}});
    release(recording, MAIN, 40 * MS, false);
    put(recording, (struct trace_record){TRACE_THREAD_FINISH, .thread_finish = {MAIN, 40 * MS, 9 * MS}});
    put(recording, (struct trace_record){TRACE_TIMELINE_END, .timeline_end = {40 * MS}});
    return recording;
}

static void attach(struct recording *recording, uint64_t thread, uint64_t time)
{
    put(recording, (struct trace_record){TRACE_ATTACH, .attach = {thread, time}});
}

static void detach(struct recording *recording, uint64_t thread, uint64_t time)
{
    put(recording, (struct trace_record){TRACE_DETACH, .detach = {thread, time, 2, 1000}});
}

static void switch_gil(struct recording *recording, uint64_t thread, uint64_t time, bool on)
{
    put(recording, (struct trace_record){TRACE_GIL_SWITCH, .gil_switch = {time, on, thread}});
}

/* A knife for each cook, 40 ms; for four of them there is one only:
 *     main    attached 0–5, joins COOK until 32, attached until 40
 *     cook    attached 2–20, switches the GIL on and holds it 20–24, attached until 32
 *     other   attached 4–10, stands still for COOK 10–12, attached 12–20, wants the GIL 20–24, attached 24–30, native
 *             until 36 */
static struct recording *free_kitchen(void)
{
    struct recording *recording = recording_new();

    put(recording, (struct trace_record){TRACE_TIMELINE, .timeline = {12345, 5000}});
    begin(recording, "MainThread", MAIN, 0);
    code(recording, "burn");
    code(recording, "Thread.join");
    attach(recording, MAIN, 0);
    begin(recording, "cook-1", COOK, 2 * MS);
    attach(recording, COOK, 2 * MS);
    begin(recording, "cook-2", OTHER, 4 * MS);
    attach(recording, OTHER, 4 * MS);
    place(recording, MAIN, BURN, 9, JOIN);
    detach(recording, MAIN, 5 * MS);
    put(recording, (struct trace_record){TRACE_LOCK, .lock = {0x1000}});
    block(recording, MAIN, 5 * MS, "sem_wait", 1, COOK);
    place(recording, OTHER, BURN, 4, 0);
    put(recording, (struct trace_record){TRACE_SUSPEND, .suspend = {OTHER, 10 * MS, COOK}});
    attach(recording, OTHER, 12 * MS);
    put(recording, (struct trace_record){TRACE_GIL, .gil = {20 * MS}});
    switch_gil(recording, COOK, 20 * MS, true);
    take(recording, COOK, 20 * MS);
    want(recording, OTHER, 20 * MS);
    release(recording, COOK, 24 * MS, false);
    switch_gil(recording, COOK, 24 * MS, false);
    attach(recording, COOK, 24 * MS);
    attach(recording, OTHER, 24 * MS);
    detach(recording, OTHER, 30 * MS);
    put(recording, (struct trace_record){TRACE_THREAD_FINISH, .thread_finish = {COOK, 32 * MS, 30 * MS}});
    unblock(recording, MAIN, 32 * MS);
    attach(recording, MAIN, 32 * MS);
    put(recording, (struct trace_record){TRACE_THREAD_FINISH, .thread_finish = {OTHER, 36 * MS, 25 * MS}});
    put(recording, (struct trace_record){TRACE_THREAD_FINISH, .thread_finish = {MAIN, 40 * MS, 9 * MS}});
    put(recording, (struct trace_record){TRACE_TIMELINE_END, .timeline_end = {40 * MS}});
    return recording;
}

/* ---- the model ---- */

static void check_state(const struct recording *recording, size_t lane, uint64_t time, enum timeline_state state)
{
    const struct timeline *timeline = recording_timeline(recording);
    size_t index;

    ck_assert(timeline_slice_at(timeline, lane, time, &index));
    ck_assert_int_eq(timeline_slice(timeline, lane, index)->state, state);
}

START_TEST(each_lane_tells_what_its_thread_did)
{
    struct recording *recording = kitchen();
    const struct timeline *timeline = recording_timeline(recording);
    size_t index;

    ck_assert(timeline_is_there(timeline) && timeline_has_ended(timeline));
    ck_assert_uint_eq(timeline_end(timeline), 40 * MS);
    ck_assert_uint_eq(timeline_lanes(timeline), 3);
    check_state(recording, 0, 1 * MS, TIMELINE_HOLDS);
    check_state(recording, 0, 3 * MS, TIMELINE_BLOCKED);
    check_state(recording, 1, 9 * MS, TIMELINE_HOLDS);
    check_state(recording, 1, 10 * MS + 1, TIMELINE_WANTS); /* what YIELD turned round */
    check_state(recording, 1, 16 * MS, TIMELINE_ASKED);
    check_state(recording, 2, 20 * MS, TIMELINE_NATIVE);
    ck_assert(!timeline_slice_at(timeline, 1, 1 * MS, &index)); /* not started */
    ck_assert(!timeline_slice_at(timeline, 1, 26 * MS, &index));
    ck_assert_uint_eq(timeline_place_at(timeline, 1, 9 * MS).line, 4);
    ck_assert_uint_eq(timeline_interval(timeline, 3 * MS), 5000);
    recording_free(recording);
}
END_TEST

START_TEST(slices_follow_each_other_without_gaps)
{
    struct recording *recording = kitchen();
    const struct timeline *timeline = recording_timeline(recording);

    for (size_t lane = 0; lane < timeline_lanes(timeline); lane++) {
        uint64_t time = timeline_lane(timeline, lane)->begin;

        for (size_t i = 0; i < timeline_slices(timeline, lane); i++) {
            ck_assert_uint_eq(timeline_slice(timeline, lane, i)->start, time);
            time = timeline_slice(timeline, lane, i)->end;
        }
        ck_assert_uint_eq(time, timeline_lane(timeline, lane)->end);
    }
    recording_free(recording);
}
END_TEST

START_TEST(sums_and_moments)
{
    struct recording *recording = kitchen();
    const struct timeline *timeline = recording_timeline(recording);
    struct timeline_sums sums;
    uint64_t time;
    size_t lane;

    timeline_sum(timeline, 1, 0, 40 * MS, &sums);
    ck_assert_uint_eq(sums.times[TIMELINE_HOLDS], 16 * MS);
    ck_assert_uint_eq(sums.times[TIMELINE_WANTS] + sums.times[TIMELINE_ASKED], 7 * MS);
    ck_assert_uint_eq(sums.times[TIMELINE_ABSENT], 17 * MS);
    ck_assert_uint_eq(sums.takings, 2);
    ck_assert_uint_eq(sums.handovers, 2);
    ck_assert_uint_eq(sums.longest_wait, 7 * MS);
    timeline_sum(timeline, 1, 5 * MS, 12 * MS, &sums); /* a part */
    ck_assert_uint_eq(sums.times[TIMELINE_HOLDS], 5 * MS);
    ck_assert_uint_eq(sums.times[TIMELINE_WANTS], 2 * MS);
    timeline_sum(timeline, 0, 0, 40 * MS, &sums);
    ck_assert_uint_eq(sums.again, 6);
    ck_assert_uint_eq(timeline_median_hold(timeline), 8 * MS);
    ck_assert(timeline_longest_wait(timeline, &time, &lane));
    ck_assert(time == 10 * MS && lane == 1);
    ck_assert(timeline_find(timeline, TIMELINE_HANDOVER, 3 * MS, false, &time, &lane));
    ck_assert(time == 10 * MS && lane == 2);
    ck_assert(timeline_find(timeline, TIMELINE_HANDOVER, 17 * MS, true, &time, &lane));
    ck_assert(time == 10 * MS && lane == 2);
    ck_assert(timeline_find(timeline, TIMELINE_WAKING, 0, false, &time, &lane));
    ck_assert(time == 25 * MS && lane == 0);
    ck_assert(!timeline_find(timeline, TIMELINE_HANDOVER, 30 * MS, false, &time, &lane));
    recording_free(recording);
}
END_TEST

START_TEST(holds_of_a_gil_never_overlap)
{
    struct recording *recording = kitchen();
    const struct timeline *timeline = recording_timeline(recording);
    uint64_t time = 0, held = 0;

    ck_assert_uint_eq(timeline_gils(timeline), 1);
    for (size_t i = 0; i < timeline_holds(timeline, 0); i++) {
        const struct timeline_hold *hold = timeline_hold(timeline, 0, i);

        ck_assert_uint_ge(hold->start, time);
        ck_assert_uint_ge(hold->end, hold->start);
        time = hold->end;
        held += hold->end - hold->start;
    }
    ck_assert_uint_eq(held, 40 * MS - 10000);
    recording_free(recording);
}
END_TEST

START_TEST(what_lies_beside_the_log_is_only_supposed)
{
    struct recording *recording = recording_new();
    const struct timeline *timeline = recording_timeline(recording);
    struct trace_fields_PLACE where = {.thread = MAIN, .code = 0};
    struct trace_fields_RELEASE last = {.thread = MAIN, .gil = 1, .time = 5 * MS};

    put(recording, (struct trace_record){TRACE_TIMELINE, .timeline = {1000, 5000}});
    begin(recording, "MainThread", MAIN, 0);
    put(recording, (struct trace_record){TRACE_GIL, .gil = {0}});
    take(recording, MAIN, 0);
    recording_suppose(recording, 1000 + 9 * MS, &where, &last);
    ck_assert_uint_eq(timeline_end(timeline), 9 * MS);
    check_state(recording, 0, 4 * MS, TIMELINE_HOLDS);
    check_state(recording, 0, 6 * MS, TIMELINE_NATIVE);
    recording_suppose(recording, 1000 + 10 * MS, &where, &last); /* again, later */
    check_state(recording, 0, 6 * MS, TIMELINE_NATIVE);
    recording_suppose(recording, 1000 + 11 * MS, &where, NULL); /* it had taken it again */
    check_state(recording, 0, 6 * MS, TIMELINE_HOLDS);
    recording_suppose(recording, 1000 + 12 * MS, &where, &last);
    release(recording, MAIN, 13 * MS, false);
    check_state(recording, 0, 6 * MS, TIMELINE_HOLDS);
    ck_assert_uint_eq(timeline_hold(timeline, 0, 0)->end, 13 * MS);
    recording_suppose(recording, 1000 + 14 * MS, &where, &last); /* of a lane that does not hold: nothing */
    check_state(recording, 0, 6 * MS, TIMELINE_HOLDS);
    recording_free(recording);
}
END_TEST

static void lock_both(struct recording *recording, uint64_t first, uint64_t second, uint64_t holder_of_second)
{
    block(recording, COOK, 6 * MS, "sem_wait", first, OTHER);
    block(recording, OTHER, 7 * MS, "sem_wait", second, holder_of_second);
}

static struct recording *with_locks(uint64_t holder_of_second)
{
    struct recording *recording = recording_new();

    put(recording, (struct trace_record){TRACE_TIMELINE, .timeline = {0, 5000}});
    begin(recording, "MainThread", MAIN, 0);
    begin(recording, "cook-1", COOK, 1 * MS);
    begin(recording, "cook-2", OTHER, 1 * MS);
    put(recording, (struct trace_record){TRACE_GIL, .gil = {0}});
    put(recording, (struct trace_record){TRACE_LOCK, .lock = {1}});
    put(recording, (struct trace_record){TRACE_LOCK, .lock = {2}});
    lock_both(recording, 1, 2, holder_of_second);
    put(recording, (struct trace_record){TRACE_TIMELINE_END, .timeline_end = {20 * MS}});
    return recording;
}

START_TEST(without_a_gil_threads_are_attached_at_once)
{
    struct recording *recording = free_kitchen();
    const struct timeline *timeline = recording_timeline(recording);
    struct timeline_pauses pauses = timeline_count_pauses(timeline);
    struct timeline_sums sums;

    ck_assert(timeline_is_free(timeline));
    check_state(recording, 1, 3 * MS, TIMELINE_ATTACHED);
    check_state(recording, 2, 11 * MS, TIMELINE_SUSPENDED);
    check_state(recording, 1, 22 * MS, TIMELINE_HOLDS);
    check_state(recording, 2, 22 * MS, TIMELINE_WANTS);
    check_state(recording, 1, 25 * MS, TIMELINE_ATTACHED);
    check_state(recording, 2, 33 * MS, TIMELINE_NATIVE);
    ck_assert_uint_eq(timeline_together(timeline), 22 * MS); /* 2 to 10, 12 to 20, 24 to 30 */
    ck_assert_uint_eq(timeline_gil_time(timeline), 4 * MS);
    ck_assert(!timeline_has_gil(timeline, 19 * MS) && timeline_has_gil(timeline, 20 * MS) &&
              !timeline_has_gil(timeline, 24 * MS));
    ck_assert_uint_eq(pauses.count, 1);
    ck_assert_uint_eq(pauses.longest, 2 * MS);
    ck_assert_uint_eq(pauses.longest_at, 10 * MS);
    ck_assert_uint_eq(pauses.longest_by, COOK);
    timeline_sum(timeline, 2, 0, 40 * MS, &sums);
    ck_assert_uint_eq(sums.times[TIMELINE_ATTACHED], 20 * MS);
    ck_assert_uint_eq(sums.times[TIMELINE_SUSPENDED], 2 * MS);
    ck_assert_uint_eq(sums.again, 2);
    ck_assert_uint_eq(sums.longest_wait, 4 * MS);
    recording_free(recording);
}
END_TEST

START_TEST(with_a_gil_nobody_is_attached_beside_another)
{
    struct recording *recording = kitchen();
    const struct timeline *timeline = recording_timeline(recording);

    ck_assert(!timeline_is_free(timeline) && timeline_has_gil(timeline, 3 * MS));
    ck_assert_uint_eq(timeline_together(timeline), 0);
    ck_assert_uint_eq(timeline_count_pauses(timeline).count, 0);
    ck_assert_uint_eq(timeline_gil_time(timeline), 40 * MS);
    recording_free(recording);
}
END_TEST

START_TEST(a_circle_of_waits_is_found)
{
    struct recording *recording = with_locks(COOK), *none = with_locks(MAIN), *own = with_locks(OTHER);
    struct text words = TEXT_EMPTY;

    timeline_words_circle(recording, 6 * MS + 1, &words); /* the other does not wait yet */
    ck_assert_str_eq(text_string(&words), "");
    timeline_words_circle(recording, 10 * MS, &words);
    ck_assert_str_eq(text_string(&words), "Deadlock: cook-1 waits for cook-2, cook-2 waits for cook-1.");
    text_clear(&words);
    timeline_words_circle(none, 10 * MS, &words);
    timeline_words_circle(own, 10 * MS, &words); /* conditions wait for a lock of their own */
    ck_assert_str_eq(text_string(&words), "");
    put(recording, (struct trace_record){TRACE_GOT, .got = {MAIN, 12 * MS, 2}}); /* it has another holder now */
    timeline_words_circle(recording, 13 * MS, &words);
    ck_assert_str_eq(text_string(&words), "");
    text_free(&words);
    recording_free(recording);
    recording_free(none);
    recording_free(own);
}
END_TEST

static void check_doing(const struct recording *recording, size_t lane, uint64_t time, const char *expected)
{
    struct text out = TEXT_EMPTY;

    timeline_words_doing(recording, lane, time, false, &out);
    ck_assert_str_eq(text_string(&out), expected);
    text_free(&out);
}

START_TEST(who_holds_a_lock_is_told_as_it_was_then)
{
    struct recording *recording = with_locks(COOK);

    put(recording, (struct trace_record){TRACE_WAKE, .wake = {COOK, 11 * MS, 2}});
    put(recording, (struct trace_record){TRACE_GOT, .got = {MAIN, 12 * MS, 2}});
    put(recording, (struct trace_record){TRACE_WAKE, .wake = {MAIN, 14 * MS, 2}});
    unblock(recording, OTHER, 15 * MS);
    check_doing(recording, 2, 10 * MS, "waits for a lock that cook-1 holds, since 3.00 ms");
    check_doing(recording, 2, 11 * MS, "waits for a lock, since 4.00 ms; woken by cook-1");
    check_doing(recording, 2, 13 * MS, "waits for a lock that MainThread holds, since 6.00 ms");
    check_doing(recording, 2, 14 * MS, "waits for a lock, since 7.00 ms; woken by MainThread");
    check_doing(recording, 2, 15 * MS, "runs native code; woken by MainThread");
    check_doing(recording, 1, 14 * MS, "waits for a lock that cook-2 holds, since 8.00 ms"); /* another lock */
    recording_free(recording);
}
END_TEST

START_TEST(records_that_refer_to_nothing_are_refused)
{
    const struct trace_record wrong[] = {
        {TRACE_TAKE, .take = {9, 1, 0}},
        {TRACE_TAKE, .take = {MAIN, 2, 0}},
        {TRACE_WANT, .want = {0, 1, 0}},
        {TRACE_RELEASE, .release = {MAIN, 0, 0, 0, 0, 0}},
        {TRACE_BLOCK, .block = {MAIN, 0, 999, 0, 0}},
        {TRACE_BLOCK, .block = {MAIN, 0, 1, 7, 0}},
        {TRACE_BLOCK, .block = {MAIN, 0, 1, 0, 44}},
        {TRACE_AWAIT, .await = {MAIN, 2, 0}},
        {TRACE_AWAIT, .await = {99, 1, 0}},
        {TRACE_SENT, .sent = {99, 0, 1}},
        {TRACE_SENT, .sent = {MAIN, 0, 0}},
        {TRACE_WAKE, .wake = {MAIN, 0, 0}},
        {TRACE_PLACE, .place = {MAIN, 99, 1, 0}},
        {TRACE_THREAD_BEGIN, .thread_begin = {MAIN, 0}}, /* a second time */
        {TRACE_THREAD_NAME, .thread_name = {MAIN, 0}},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct recording *recording = kitchen();
        struct text log = TEXT_EMPTY;
        struct error error;

        trace_encode(&wrong[i], &log);
        ck_assert_msg(recording_append(recording, log.bytes, log.length, &error) == STATUS_FAILED, "record %zu", i);
        text_free(&log);
        recording_free(recording);
    }
}
END_TEST

/* Any order of records that refer to what there is: no crash, slices in order. */
START_TEST(nonsense_stays_in_order)
{
    for (int round = 0; round < 200; round++) {
        struct recording *recording = kitchen();
        const struct timeline *timeline = recording_timeline(recording);

        srand((unsigned)round);
        for (int i = 0; i < 100; i++) {
            uint64_t thread = 1 + (uint64_t)(rand() % 3), time = (uint64_t)rand() % (60 * MS);
            struct trace_fields_RELEASE last = {.thread = thread, .gil = 1, .time = time};
            struct trace_fields_PLACE where = {.thread = thread, .code = BURN, .line = 3};

            switch (rand() % 9) {
            case 0:
                want(recording, thread, time);
                break;
            case 1:
                take(recording, thread, rand() % 50 == 0 ? UINT64_MAX : time);
                break;
            case 2:
                release(recording, thread, time, rand() % 2);
                break;
            case 3:
                ask(recording, thread, time);
                break;
            case 4:
                block(recording, thread, time, "read", (uint64_t)(rand() % 2), (uint64_t)(rand() % 4));
                break;
            case 5:
                unblock(recording, thread, time);
                break;
            case 6:
                put(recording, (struct trace_record){TRACE_YIELD, .yield = {thread, time}});
                break;
            case 7:
                recording_suppose(recording, 12345 + time, &where, &last);
                break;
            default:
                put(recording, (struct trace_record){TRACE_THREAD_FINISH, .thread_finish = {thread, time, 1}});
                break;
            }
        }
        for (size_t lane = 0; lane < timeline_lanes(timeline); lane++)
            for (size_t i = 1; i < timeline_slices(timeline, lane); i++)
                ck_assert_uint_ge(timeline_slice(timeline, lane, i)->start,
                                  timeline_slice(timeline, lane, i - 1)->start);
        recording_free(recording);
    }
}
END_TEST

/* ---- words ---- */

START_TEST(times_in_words)
{
    static const struct {
        uint64_t time;
        const char *words, *ascii;
    } times[] = {
        {0, "0", "0"},
        {7, "7 ns", "7 ns"},
        {1500, "1.5 µs", "1.5 us"},
        {812000, "812 µs", "812 us"},
        {31400000, "31.40 ms", "31.40 ms"},
        {131200000, "131.2 ms", "131.2 ms"},
        {1250000000, "1.250 s", "1.250 s"},
        {UINT64_C(75500000000), "75.50 s", "75.50 s"},
    };

    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct text out = TEXT_EMPTY;

        timeline_words_time(times[i].time, false, &out);
        ck_assert_str_eq(text_string(&out), times[i].words);
        text_clear(&out);
        timeline_words_time(times[i].time, true, &out);
        ck_assert_str_eq(text_string(&out), times[i].ascii);
        text_free(&out);
    }
}
END_TEST

START_TEST(long_names_keep_their_numbers)
{
    struct recording *recording = recording_new();
    struct text out = TEXT_EMPTY;

    put(recording, (struct trace_record){TRACE_TIMELINE, .timeline = {0, 5000}});
    begin(recording, "ThreadPoolExecutor-0_17", MAIN, 0);
    begin(recording, "", COOK, 0);
    begin(recording, "Thread-10 (fill)", OTHER, 0);
    timeline_words_short_thread(recording, OTHER, 15, false, &out);
    ck_assert_str_eq(text_string(&out), "Thread-10 (fi…)");
    text_clear(&out);
    timeline_words_short_thread(recording, OTHER, 10, true, &out);
    ck_assert_str_eq(text_string(&out), "Thre~fill)");
    text_clear(&out);
    timeline_words_short_thread(recording, MAIN, 15, false, &out);
    ck_assert_str_eq(text_string(&out), "ThreadP…or-0_17");
    text_clear(&out);
    timeline_words_short_thread(recording, MAIN, 15, true, &out);
    ck_assert_uint_eq(out.length, 15);
    text_clear(&out);
    timeline_words_short_thread(recording, COOK, 15, true, &out);
    ck_assert_str_eq(text_string(&out), "thread 2");
    text_free(&out);
    recording_free(recording);
}
END_TEST

START_TEST(doings_in_words)
{
    struct recording *recording = kitchen();

    check_doing(recording, 0, 12 * MS, "waits for cook-1 to end, since 10.00 ms");
    check_doing(recording, 0, 25 * MS + 5000, "runs native code, since 5.0 µs; woken by cook-1");
    check_doing(recording, 1, 1 * MS, "has not started");
    check_doing(recording, 1, 4 * MS, "holds the GIL, since 2.00 ms");
    check_doing(recording, 1, 12 * MS, "wants the GIL, since 2.00 ms");
    check_doing(recording, 1, 16 * MS, "wants the GIL, asked for a drop 1.00 ms ago");
    check_doing(recording, 1, 39 * MS, "has ended");
    check_doing(recording, 2, 18 * MS, "runs native code, since 1.00 ms");
    recording_free(recording);
}
END_TEST

START_TEST(doings_without_a_gil)
{
    struct recording *recording = free_kitchen();

    check_doing(recording, 1, 3 * MS, "is attached, since 1.00 ms");
    check_doing(recording, 2, 11 * MS, "stands still: cook-1 has stopped the world, since 1.00 ms");
    check_doing(recording, 1, 21 * MS, "holds the GIL, since 1.00 ms");
    check_doing(recording, 0, 6 * MS, "waits for cook-1 to end, since 1.00 ms");
    check_doing(recording, 2, 31 * MS, "runs native code, since 1.00 ms");
    recording_free(recording);
}
END_TEST

/* ---- the drawing ---- */

static void check_drawing(const struct recording *recording, const struct timeline_view *view, int width, int height,
                          bool ascii, const char *expected)
{
    struct canvas *canvas = canvas_new(width, height);
    struct text out = TEXT_EMPTY;

    canvas_set_ascii(canvas, ascii);
    timeline_draw(canvas, recording, view, (struct canvas_rect){0, 0, width, height});
    canvas_render(canvas, false, &out);
    ck_assert_str_eq(text_string(&out), expected);
    text_free(&out);
    canvas_free(canvas);
}

static const struct timeline_view whole = {0, 40 * MS, TIMELINE_OPEN, 0, SIZE_MAX, 1, 1};

START_TEST(lanes_are_drawn)
{
    struct recording *recording = kitchen();

    check_drawing(recording, &whole, 66, 5, false,
                  "             0                   20.00 ms    40.00 ms\n"
                  " MainThread  ██~~~~ join(cook-1) ~~~~╮██████gggg█████  held  42 %\n"
                  " cook-1        ████████▒▒▒▒▒!▒████████                 held  40 %\n"
                  " cook-2          ▒▒▒▒▒!███████░░░░░░░░░░░░░            held  18 %\n"
                  "             └───┘ switch interval 5.00 ms\n");
    recording_free(recording);
}
END_TEST

START_TEST(lanes_are_drawn_in_ascii)
{
    struct recording *recording = kitchen();

    check_drawing(recording, &whole, 66, 5, true,
                  "             0                   20.00 ms    40.00 ms\n"
                  " MainThread  ##~~~~ join(cook-1) ~~~~+######gggg#####  held  42 %\n"
                  " cook-1        ########=====!=########                 held  40 %\n"
                  " cook-2          =====!#######:::::::::::::            held  18 %\n"
                  "             +---+ switch interval 5.00 ms\n");
    recording_free(recording);
}
END_TEST

START_TEST(high_lanes_are_drawn)
{
    struct recording *recording = kitchen();
    const struct timeline_view view = {0, 40 * MS, TIMELINE_OPEN, 0, SIZE_MAX, 2, 3};

    ck_assert_int_eq(timeline_rows(&view, 3), 8);
    ck_assert_uint_eq(timeline_lanes_in(&view, 8), 3);
    ck_assert_uint_eq(timeline_lanes_in(&view, 7), 2);
    ck_assert_uint_eq(timeline_lanes_in(&view, 1), 0);
    check_drawing(recording, &view, 66, 10, false,
                  "             0                   20.00 ms    40.00 ms\n"
                  " MainThread  ██~~~~ join(cook-1) ~~~~╮██████gggg█████  held  42 %\n"
                  "             ██                      │███████████████\n"
                  "                                     │\n"
                  " cook-1        ████████▒▒▒▒▒!▒████████                 held  40 %\n"
                  "               ████████▒▒▒▒▒▒▒████████\n"
                  "\n"
                  " cook-2          ▒▒▒▒▒!███████░░░░░░░░░░░░░            held  18 %\n"
                  "                 ▒▒▒▒▒▒███████░░░░░░░░░░░░░\n"
                  "             └───┘ switch interval 5.00 ms\n");
    check_drawing(recording, &view, 66, 9, true, /* of the last there would be half */
                  "             0                   20.00 ms    40.00 ms\n"
                  " MainThread  ##~~~~ join(cook-1) ~~~~+######gggg#####  held  42 %\n"
                  "             ##                      |###############\n"
                  "                                     |\n"
                  " cook-1        ########=====!=########                 held  40 %\n"
                  "               ########=======########\n"
                  "             +---+ switch interval 5.00 ms\n"
                  "\n"
                  "\n");
    recording_free(recording);
}
END_TEST

START_TEST(lanes_without_a_gil_are_drawn)
{
    struct recording *recording = free_kitchen();

    check_drawing(recording, &whole, 66, 5, false,
                  "             0                   20.00 ms    40.00 ms\n"
                  " MainThread  ■■■■■~~~~~~ join(cook-1) ~~~~~~~■■■■■■■■     ■  33 %\n"
                  " cook-1        ■■■■■■■■■■■■■■■■■■████■■■■■■■■             ■  75 %\n"
                  " cook-2          ■■■■■■▚▚■■■■■■■■▒▒▒▒■■■■■■░░░░░░         ■  50 %\n"
                  "\n");
    check_drawing(recording, &whole, 66, 5, true,
                  "             0                   20.00 ms    40.00 ms\n"
                  " MainThread  @@@@@~~~~~~ join(cook-1) ~~~~~~~@@@@@@@@     @  33 %\n"
                  " cook-1        @@@@@@@@@@@@@@@@@@####@@@@@@@@             @  75 %\n"
                  " cook-2          @@@@@@//@@@@@@@@====@@@@@@::::::         @  50 %\n"
                  "\n");
    recording_free(recording);
}
END_TEST

START_TEST(a_part_is_drawn_with_the_cursor)
{
    struct recording *recording = kitchen();
    struct timeline_view view = {8 * MS, 18 * MS, 15 * MS + MS / 2, 1, 1, 1, 1};

    check_drawing(recording, &view, 70, 4, false,
                  "             8.00 ms       11.18 ms              18.00 ms\n"
                  " cook-1      █████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒!▒▒▒▒▒▒▒▒▒████  held  30 %\n"
                  " cook-2      ▒▒▒▒!▒▒▒▒███████████████████████████████░░░░  held  70 %\n"
                  "                                   15.50 ms   ▲\n");
    recording_free(recording);
}
END_TEST

START_TEST(a_hand_over_at_the_cursor_is_told)
{
    struct recording *recording = kitchen();
    struct timeline_view view = {0, 40 * MS, 17 * MS, 0, SIZE_MAX, 1, 1};
    const struct canvas_rect rect = {0, 0, 80, 5};
    struct text words = TEXT_EMPTY;
    uint32_t before, after;

    ck_assert(timeline_find_handover(recording, &view, rect, &before, &after));
    timeline_words_handover(recording, before, after, false, &words);
    ck_assert_str_eq(text_string(&words), "cook-2 ▶ cook-1");
    view.cursor = 16 * MS + MS * 9 / 10; /* the same cell */
    ck_assert(timeline_find_handover(recording, &view, rect, &before, &after));
    ck_assert(before == OTHER && after == COOK);
    view.cursor = 13 * MS; /* within a slice */
    ck_assert(!timeline_find_handover(recording, &view, rect, &before, &after));
    view.cursor = 0; /* nobody had it before */
    ck_assert(!timeline_find_handover(recording, &view, rect, &before, &after));
    text_free(&words);
    recording_free(recording);
}
END_TEST

/* Woken by the lane that is `waker` rows from it, with a lane between that holds the GIL at that time, waits, or is not
 * there. */
static void check_arrow(bool between_holds, bool between_waits, const char *expected)
{
    struct recording *recording = recording_new();

    put(recording, (struct trace_record){TRACE_TIMELINE, .timeline = {0, 5000}});
    begin(recording, "sleeper", MAIN, 0);
    put(recording, (struct trace_record){TRACE_GIL, .gil = {0}});
    put(recording, (struct trace_record){TRACE_LOCK, .lock = {1}});
    begin(recording, "between", COOK, between_holds || between_waits ? 8 * MS : 30 * MS);
    if (between_holds)
        take(recording, COOK, 8 * MS);
    if (between_waits)
        block(recording, COOK, 8 * MS, "read", 0, 0);
    begin(recording, "waker", OTHER, 0);
    block(recording, MAIN, 0, "sem_wait", 1, OTHER);
    put(recording, (struct trace_record){TRACE_WAKE, .wake = {OTHER, 20 * MS, 1}});
    unblock(recording, MAIN, 20 * MS);
    put(recording, (struct trace_record){TRACE_TIMELINE_END, .timeline_end = {40 * MS}});
    check_drawing(recording, &whole, 50, 5, false, expected);
    recording_free(recording);
}

START_TEST(arrows_hide_nothing)
{
    check_arrow(false, false,
                "          0                   20.00 ms    40.00 ms\n"
                " sleeper  ~~~~~~~ lock ~~~~~~╮░░░░░░░░░░░░░░░░░░░░\n"
                " between                     │          ░░░░░░░░░░\n"
                " waker    ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░\n"
                "          └───┘ switch interval 5.00 ms\n");
    check_arrow(false, true,
                "          0                   20.00 ms    40.00 ms\n"
                " sleeper  ~~~~~~~ lock ~~~~~~╮░░░░░░░░░░░░░░░░░░░░\n"
                " between          ~~~~~~~~~~~│~ read ~~~~~~~~~~~~~\n"
                " waker    ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░\n"
                "          └───┘ switch interval 5.00 ms\n");
    check_arrow(true, false,
                "          0                   20.00 ms    40.00 ms\n"
                " sleeper  ~~~~~~~ lock ~~~~~~~░░░░░░░░░░░░░░░░░░░░\n"
                " between          ████████████████████████████████\n"
                " waker    ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░\n"
                "          └───┘ switch interval 5.00 ms\n");
}
END_TEST

START_TEST(a_narrow_terminal_has_lanes_too)
{
    struct recording *recording = kitchen();

    check_drawing(recording, &whole, 30, 4, false,
                  "             0        40.00 ms\n"
                  " MainThread  █~~~~~~~~~╮██gg██\n"
                  " cook-1      ████▒▒!████\n\n");
    check_drawing(recording, &whole, 1, 1, false, "\n");
    check_drawing(recording, &whole, 8, 3, true, "\n MainThr\n\n");
    recording_free(recording);
}
END_TEST

START_TEST(a_circle_is_drawn)
{
    struct recording *recording = with_locks(COOK);
    struct canvas *canvas = canvas_new(60, 3);
    struct text out = TEXT_EMPTY;

    ck_assert_int_eq(timeline_draw_circle(canvas, recording, 6 * MS + 1, (struct canvas_rect){0, 0, 60, 3}), 0);
    ck_assert_int_eq(timeline_draw_circle(canvas, recording, 10 * MS, (struct canvas_rect){0, 0, 60, 3}), 2);
    canvas_render(canvas, false, &out);
    ck_assert_str_eq(text_string(&out), "╭▶ cook-1 waits for a lock that cook-2 holds, since 4.00 ms\n"
                                        "╰─ cook-2 waits for a lock that cook-1 holds, since 3.00 ms\n"
                                        "\n");
    text_free(&out);
    canvas_free(canvas);
    recording_free(recording);
}
END_TEST

START_TEST(the_table_tells_the_sums)
{
    struct recording *recording = kitchen();
    struct canvas *canvas = canvas_new(100, 4);
    struct text out = TEXT_EMPTY;

    timeline_draw_table(canvas, recording, &whole, (struct canvas_rect){0, 0, 100, 4});
    canvas_render(canvas, false, &out);
    ck_assert_str_eq(
        text_string(&out),
        " thread      held  waited  in calls  native  takings  hand-overs longest wait  micro  processor\n"
        " MainThread  42 %     0 %      58 %     0 %        2           1            0      6    9.00 ms\n"
        " cook-1      40 %    18 %       0 %     0 %        2           2      7.00 ms      3   15.00 ms\n"
        " cook-2      18 %    15 %       0 %    33 %        1           1      6.00 ms      0    7.00 ms\n");
    text_free(&out);
    canvas_free(canvas);
    recording_free(recording);
}
END_TEST

/* ---- processes ---- */

static void put_process(struct recording *recording, uint64_t thread, uint64_t time, uint64_t identifier)
{
    uint64_t number = processes_count(timeline_processes(recording_timeline(recording))) + 1;

    put(recording, (struct trace_record){TRACE_PROCESS, .process = {thread, time, TRACE_PROCESS_FORKED, 1}});
    put(recording, (struct trace_record){TRACE_PROCESS_ID, .process_id = {number, identifier}});
}

static void put_home(struct recording *recording, uint64_t process, uint64_t thread)
{
    put(recording, (struct trace_record){TRACE_PROCESS_THREAD, .process_thread = {process, thread}});
}

static void put_end(struct recording *recording, uint64_t process, uint64_t time, enum trace_process_source source,
                    int status, uint64_t processor)
{
    put(recording, (struct trace_record){TRACE_PROCESS_END,
                                         .process_end = {process, time, source, (uint64_t)(status + 1), processor}});
}

/* The main thread forks a worker at 4 ms that holds its GIL 5-15 and is killed at 20; it starts `ls` at 10, which ends
 * at 12; and a thread of its own at 16. */
static struct recording *family(void)
{
    enum { WORKER = 2, LS = 3, LATE = 4 };
    struct recording *recording = recording_new();

    put(recording, (struct trace_record){TRACE_TIMELINE, .timeline = {12345, 5000}});
    begin(recording, "MainThread", MAIN, 0);
    put(recording, (struct trace_record){TRACE_GIL, .gil = {0}});
    put(recording, (struct trace_record){TRACE_GIL, .gil = {5 * MS}});
    take(recording, MAIN, 0);
    put_process(recording, MAIN, 4 * MS, 4711);
    begin(recording, "", WORKER, 4 * MS);
    put_home(recording, 2, WORKER);
    put(recording, (struct trace_record){TRACE_PROCESS_NAME, .process_name = {2, string(recording, "Worker-1")}});
    put(recording, (struct trace_record){TRACE_TAKE, .take = {WORKER, 2, 5 * MS}});
    put_process(recording, MAIN, 10 * MS, 4712);
    begin(recording, "", LS, 10 * MS);
    put_home(recording, 3, LS);
    put(recording,
        (struct trace_record){TRACE_PROGRAM, .program = {3, LS, 10 * MS, string(recording, "/bin/ls -l")}});
    put_end(recording, 3, 12 * MS, TRACE_PROCESS_SEEN, -1, 0);
    put_end(recording, 3, 13 * MS, TRACE_PROCESS_PARENT, 2 << 8, MS);
    put(recording, (struct trace_record){TRACE_RELEASE, .release = {WORKER, 2, 15 * MS, 0, 0, 0}});
    begin(recording, "late", LATE, 16 * MS);
    put_end(recording, 2, 20 * MS, TRACE_PROCESS_PARENT, 9, 8 * MS);
    release(recording, MAIN, 24 * MS, false);
    put(recording, (struct trace_record){TRACE_THREAD_FINISH, .thread_finish = {LATE, 24 * MS, 0}});
    put(recording, (struct trace_record){TRACE_THREAD_FINISH, .thread_finish = {MAIN, 24 * MS, 12 * MS}});
    put(recording, (struct trace_record){TRACE_TIMELINE_END, .timeline_end = {24 * MS}});
    return recording;
}

START_TEST(lanes_stand_by_process)
{
    struct recording *recording = family();
    const struct timeline_view view = {0, 24 * MS, TIMELINE_OPEN, 0, SIZE_MAX, 1, 1};

    check_drawing(recording, &view, 66, 6, false,
                  "             0                   12.00 ms    24.00 ms\n"
                  " MainThread  ████████████████████████████████████████  held 100 %\n"
                  " late                                  ░░░░░░░░░░░░░░  held   0 %\n"
                  " Worker-1          ░░█████████████████░░░░░░░░░        held  42 %\n"
                  " ls -l                       ────                      exit 2\n"
                  "             └──────┘ switch interval 5.00 ms\n");
    recording_free(recording);
}
END_TEST

START_TEST(the_end_of_a_process_is_told_by_who_knows_most)
{
    struct recording *recording = family();
    const struct processes *processes = timeline_processes(recording_timeline(recording));
    const struct process_facts *ls = processes_facts(processes, 3), *worker = processes_facts(processes, 2);
    size_t lane;
    struct text doing = TEXT_EMPTY;

    ck_assert_uint_eq(ls->end, 12 * MS); /* the first who saw it */
    ck_assert_int_eq(ls->status, 2 << 8);
    ck_assert_uint_eq(ls->processor, MS);
    ck_assert(ls->is_foreign && !worker->is_foreign);
    ck_assert_uint_eq(worker->parent, PROCESS_MAIN);
    ck_assert_int_eq(worker->status, 9);
    ck_assert(timeline_find_lane(recording_timeline(recording), worker->thread, &lane));
    timeline_words_doing(recording, lane, 22 * MS, false, &doing);
    ck_assert_str_eq(text_string(&doing), "has ended: signal 9");
    text_free(&doing);
    ck_assert(processes_facts(processes, 0) == NULL && processes_facts(processes, 4) == NULL);
    recording_free(recording);
}
END_TEST

START_TEST(a_program_that_cannot_be_run_gives_the_gil_back)
{
    struct recording *recording = recording_new();

    put(recording, (struct trace_record){TRACE_TIMELINE, .timeline = {12345, 5000}});
    begin(recording, "MainThread", MAIN, 0);
    put(recording, (struct trace_record){TRACE_GIL, .gil = {0}});
    take(recording, MAIN, 0);
    put(recording, (struct trace_record){TRACE_PROGRAM, .program = {1, MAIN, 2 * MS, string(recording, "/bin/ls")}});
    check_state(recording, 0, 2 * MS, TIMELINE_FOREIGN);
    ck_assert_uint_eq(timeline_hold(recording_timeline(recording), 0, 0)->end, 2 * MS);
    put(recording, (struct trace_record){TRACE_PROGRAM_FAILED, .program_failed = {1, 3 * MS}});
    check_state(recording, 0, 3 * MS, TIMELINE_HOLDS);
    release(recording, MAIN, 5 * MS, false);
    ck_assert_uint_eq(timeline_holds(recording_timeline(recording), 0), 2);
    ck_assert_uint_eq(timeline_hold(recording_timeline(recording), 0, 1)->end, 5 * MS);
    recording_free(recording);
}
END_TEST

START_TEST(the_table_of_processes_has_what_fits)
{
    static const char *const expected[] = {
        " process              lived  processor  on a CPU   held             ended   began at       pid\n"
        " the program       24.00 ms   12.00 ms      50 %  100 %            exit 0          0\n"
        " Worker-1          16.00 ms    8.00 ms      50 %   62 %          signal 9    4.00 ms      4711\n"
        " ls -l              2.00 ms    1.00 ms      50 %                   exit 2   10.00 ms      4712\n",
        " process              lived  processor  on a CPU   held\n"
        " the program       24.00 ms   12.00 ms      50 %  100 %\n"
        " Worker-1          16.00 ms    8.00 ms      50 %   62 %\n"
        " ls -l              2.00 ms    1.00 ms      50 %\n"};
    static const int widths[] = {100, 60};
    struct recording *recording = family();

    put(recording, (struct trace_record){TRACE_END, .end = {TRACE_END_EXIT, 0, {"", 0}}});
    for (size_t i = 0; i < 2; i++) {
        struct canvas *canvas = canvas_new(widths[i], 4);
        struct text out = TEXT_EMPTY;

        ck_assert_int_eq(processes_table_rows(recording, 40), 4);
        processes_draw_table(canvas, recording, (struct canvas_rect){0, 0, widths[i], 4});
        canvas_render(canvas, false, &out);
        ck_assert_str_eq(text_string(&out), expected[i]);
        text_free(&out);
        canvas_free(canvas);
    }
    recording_free(recording);
}
END_TEST

START_TEST(a_gil_is_its_process_s_or_an_interpreters)
{
    struct recording *recording = family();
    const struct timeline *timeline = recording_timeline(recording);
    struct text words = TEXT_EMPTY;
    size_t lane;

    ck_assert_uint_eq(timeline_interpreter(timeline, 1), 0);
    ck_assert_uint_eq(timeline_interpreter(timeline, 2), 0); /* the worker's */
    ck_assert_uint_eq(timeline_interpreter(timeline, 3), 0); /* there is none */
    begin(recording, "late", 5, 25 * MS);
    put(recording, (struct trace_record){TRACE_GIL, .gil = {25 * MS}});
    put(recording, (struct trace_record){TRACE_TAKE, .take = {5, 3, 25 * MS}});
    ck_assert_uint_eq(timeline_interpreter(timeline, 3), TIMELINE_ANOTHER); /* as old logs have it */
    put(recording, (struct trace_record){TRACE_INTERPRETER, .interpreter = {3, 7}});
    ck_assert_uint_eq(timeline_interpreter(timeline, 3), 7);
    timeline_find_lane(timeline, 5, &lane);
    timeline_words_doing(recording, lane, 25 * MS, false, &words);
    ck_assert_str_eq(text_string(&words), "holds the GIL of interpreter 7");
    text_free(&words);
    ck_assert(!recording_offer(recording, &(struct trace_record){TRACE_INTERPRETER, .interpreter = {9, 7}}));
    recording_free(recording);
}
END_TEST

START_TEST(records_of_processes_that_are_not_there_are_refused)
{
    const struct trace_record wrong[] = {
        {TRACE_PROCESS, .process = {9, 0, 0, 0}},
        {TRACE_PROCESS, .process = {MAIN, 0, TRACE_PROCESS_SORT_COUNT, 0}},
        {TRACE_PROCESS_ID, .process_id = {9, 1}},
        {TRACE_PROCESS_NAME, .process_name = {2, 999}},
        {TRACE_PROCESS_THREAD, .process_thread = {1, MAIN}}, /* where it is anyway */
        {TRACE_PROCESS_THREAD, .process_thread = {2, 99}},
        {TRACE_PROGRAM, .program = {9, MAIN, 0, 0}},
        {TRACE_PROGRAM, .program = {2, MAIN, 0, 999}},
        {TRACE_PROGRAM_FAILED, .program_failed = {9, 0}},
        {TRACE_PROCESS_END, .process_end = {1, 0, TRACE_PROCESS_ITSELF, 1, 0}},
        {TRACE_PROCESS_END, .process_end = {2, 0, TRACE_PROCESS_SOURCE_COUNT, 1, 0}},
    };
    struct recording *recording = family();

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(!recording_offer(recording, &wrong[i]), "record %zu", i);
    ck_assert_uint_eq(timeline_lanes(recording_timeline(recording)), 4);
    recording_free(recording);
}
END_TEST

/* The main thread waits from 4 ms on for the worker, which is process 2 and ends at 20. */
static struct recording *with_wait(uint64_t process, uint64_t pipe)
{
    struct recording *recording = recording_new();

    put(recording, (struct trace_record){TRACE_TIMELINE, .timeline = {12345, 5000}});
    begin(recording, "MainThread", MAIN, 0);
    put_process(recording, MAIN, 2 * MS, 4711);
    begin(recording, "", COOK, 2 * MS);
    put_home(recording, 2, COOK);
    put(recording, (struct trace_record){TRACE_PROCESS_NAME, .process_name = {2, string(recording, "Worker-1")}});
    block(recording, MAIN, 4 * MS, "waitpid", 0, 0);
    if (process != 0 || pipe != 0)
        put(recording, (struct trace_record){TRACE_AWAIT, .await = {MAIN, process, pipe}});
    return recording;
}

static struct timeline_waking waking_of_main(const struct recording *recording, uint64_t time)
{
    return timeline_waking(recording_timeline(recording), timeline_slice(recording_timeline(recording), 0, 1), time);
}

START_TEST(whose_end_is_waited_for_is_told_and_wakes)
{
    struct recording *recording = with_wait(2, 0);

    ck_assert_uint_eq(
        timeline_holder(recording_timeline(recording), timeline_slice(recording_timeline(recording), 0, 1), 10 * MS),
        COOK);
    unblock(recording, MAIN, 21 * MS); /* told before the child's own end is */
    put_end(recording, 2, 20 * MS, TRACE_PROCESS_ITSELF, 0, 0);
    check_doing(recording, 0, 10 * MS, "waits for Worker-1 to end, since 6.00 ms");
    check_doing(recording, 0, 21 * MS, "runs native code; woken by Worker-1");
    ck_assert_uint_eq(waking_of_main(recording, 21 * MS).thread, COOK);
    ck_assert_uint_eq(waking_of_main(recording, 21 * MS).time, 20 * MS);
    ck_assert_uint_eq(waking_of_main(recording, 19 * MS).thread, 0);
    put(recording, (struct trace_record){TRACE_TIMELINE_END, .timeline_end = {40 * MS}});
    check_drawing(recording, &whole, 90, 4, false,
                  "             0               10.00 ms        20.00 ms                40.00 ms\n"
                  " MainThread  ░░░░░░~~~~ waitpid(Worker-1) ~~~~╮░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  held   0 %\n"
                  " Worker-1       ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░                                  held   0 %\n"
                  "             └──────┘ switch interval 5.00 ms\n");
    recording_free(recording);
}
END_TEST

START_TEST(a_wait_that_timed_out_was_ended_by_nobody)
{
    struct recording *recording = with_wait(2, 0);

    unblock(recording, MAIN, 19 * MS);
    put_end(recording, 2, 20 * MS, TRACE_PROCESS_ITSELF, 0, 0);
    check_doing(recording, 0, 19 * MS, "runs native code");
    ck_assert_uint_eq(waking_of_main(recording, 19 * MS).thread, 0);
    recording_free(recording);
}
END_TEST

START_TEST(a_wait_for_any_child_is_named_by_its_result)
{
    struct recording *recording = with_wait(0, 0);

    put_end(recording, 2, 20 * MS, TRACE_PROCESS_ITSELF, 0, 0);
    check_doing(recording, 0, 20 * MS, "waits in waitpid, since 16.00 ms");
    put(recording, (struct trace_record){TRACE_AWAIT, .await = {MAIN, 2, 0}});
    unblock(recording, MAIN, 21 * MS);
    check_doing(recording, 0, 20 * MS, "waits for Worker-1 to end, since 16.00 ms; woken by Worker-1");
    recording_free(recording);
}
END_TEST

START_TEST(the_first_who_writes_to_a_pipe_wakes_who_reads_from_it)
{
    struct recording *recording = with_wait(0, 77);

    put(recording, (struct trace_record){TRACE_SENT, .sent = {COOK, 3 * MS, 77}}); /* was read before */
    put(recording, (struct trace_record){TRACE_SENT, .sent = {COOK, 9 * MS, 77}});
    put(recording, (struct trace_record){TRACE_SENT, .sent = {COOK, 7 * MS, 78}}); /* another */
    unblock(recording, MAIN, 10 * MS);
    begin(recording, "late", OTHER, 0);
    ck_assert_uint_eq(waking_of_main(recording, 10 * MS).thread, COOK);
    put(recording, (struct trace_record){TRACE_SENT, .sent = {OTHER, 8 * MS, 77}}); /* another process's come later */
    ck_assert_uint_eq(waking_of_main(recording, 10 * MS).thread, OTHER);
    ck_assert_uint_eq(waking_of_main(recording, 10 * MS).time, 8 * MS);
    ck_assert_uint_eq(waking_of_main(recording, 7 * MS).thread, 0);
    recording_free(recording);
}
END_TEST

/* ---- figures for lessons ---- */

static void check_fact(const struct recording *recording, const char *expression, const char *expected)
{
    struct state *state = state_new(recording);
    struct condition *condition;
    struct text out = TEXT_EMPTY;

    ck_assert_int_eq(condition_parse_value(expression, &condition, NULL), STATUS_OK);
    condition_write(condition, state, &out);
    ck_assert_msg(strcmp(text_string(&out), expected) == 0, "%s is %s, not %s", expression, text_string(&out),
                  expected);
    text_free(&out);
    condition_free(condition);
    state_free(state);
}

START_TEST(the_table_without_a_gil)
{
    struct recording *recording = free_kitchen();
    struct canvas *canvas = canvas_new(100, 4);
    struct text out = TEXT_EMPTY;

    timeline_draw_table(canvas, recording, &whole, (struct canvas_rect){0, 0, 100, 4});
    canvas_render(canvas, false, &out);
    ck_assert_str_eq(
        text_string(&out),
        " thread     attached  suspended  in calls  native wanted the GIL  longest wait  micro  processor\n"
        " MainThread     33 %        0 %      68 %     0 %            0 %             0      2    9.00 ms\n"
        " cook-1         75 %        0 %       0 %     0 %            0 %             0      3   30.00 ms\n"
        " cook-2         50 %        5 %       0 %    15 %           10 %       4.00 ms      2   25.00 ms\n");
    text_free(&out);
    canvas_free(canvas);
    recording_free(recording);
}
END_TEST

START_TEST(expressions_ask_for_figures_without_a_gil)
{
    struct recording *recording = free_kitchen();

    check_fact(recording, "attached('cook-1')", "100");
    check_fact(recording, "held('cook-1')", "13"); /* 4 of its 30 ms */
    check_fact(recording, "attached('cook-2')", "63");
    check_fact(recording, "stood('cook-2')", "6");
    check_fact(recording, "together()", "55");
    check_fact(recording, "stops()", "1");
    recording_free(recording);
}
END_TEST

START_TEST(expressions_ask_for_its_figures)
{
    struct recording *recording = kitchen(), *nothing = recording_new();

    check_fact(recording, "threads()", "3");
    check_fact(recording, "lasted()", "40");
    check_fact(recording, "handovers()", "4");
    check_fact(recording, "slice()", "8");
    check_fact(recording, "interval()", "5");
    check_fact(recording, "held('cook-1')", "70"); /* of its life, which ended before the run */
    check_fact(recording, "wanted('cook-1')", "30");
    check_fact(recording, "waited('MainThread')", "57");
    check_fact(recording, "takings('cook-2')", "1");
    check_fact(recording, "attached('cook-1')", "70");
    check_fact(recording, "together()", "0");
    check_fact(recording, "processor('cook-1')", "15");
    check_fact(recording, "processors()", ""); /* nobody told */
    check_fact(recording, "held('cook-3')", "");
    check_fact(recording, "n", "");
    check_fact(nothing, "threads()", "");
    recording_free(recording);
    recording_free(nothing);
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {
        each_lane_tells_what_its_thread_did,
        slices_follow_each_other_without_gaps,
        sums_and_moments,
        holds_of_a_gil_never_overlap,
        what_lies_beside_the_log_is_only_supposed,
        without_a_gil_threads_are_attached_at_once,
        with_a_gil_nobody_is_attached_beside_another,
        a_circle_of_waits_is_found,
        who_holds_a_lock_is_told_as_it_was_then,
        records_that_refer_to_nothing_are_refused,
        nonsense_stays_in_order,
        times_in_words,
        long_names_keep_their_numbers,
        doings_in_words,
        doings_without_a_gil,
        lanes_are_drawn,
        lanes_are_drawn_in_ascii,
        high_lanes_are_drawn,
        lanes_without_a_gil_are_drawn,
        a_part_is_drawn_with_the_cursor,
        a_hand_over_at_the_cursor_is_told,
        arrows_hide_nothing,
        a_narrow_terminal_has_lanes_too,
        a_circle_is_drawn,
        the_table_tells_the_sums,
        lanes_stand_by_process,
        the_end_of_a_process_is_told_by_who_knows_most,
        a_program_that_cannot_be_run_gives_the_gil_back,
        the_table_of_processes_has_what_fits,
        a_gil_is_its_process_s_or_an_interpreters,
        records_of_processes_that_are_not_there_are_refused,
        whose_end_is_waited_for_is_told_and_wakes,
        a_wait_that_timed_out_was_ended_by_nobody,
        a_wait_for_any_child_is_named_by_its_result,
        the_first_who_writes_to_a_pipe_wakes_who_reads_from_it,
        the_table_without_a_gil,
        expressions_ask_for_figures_without_a_gil,
        expressions_ask_for_its_figures,
        NULL,
    };

    return suite_run("timeline", cases);
}
