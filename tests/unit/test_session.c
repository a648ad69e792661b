/* Tests of how logs of several processes become one; and of what the log and the terminal say of a program's output:
 * one account, in the terminal's order, however the viewer's looks at both fall between what the program does. */
#include "suite.h"

#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "model/recording.h"
#include "session/join.h"
#include "session/weave.h"
#include "story.h"

/* What a program does, one thing at a time: it logs bytes, puts bytes on the terminal, or takes a step. */
struct act {
    enum { LOG = 1, PUT, STEP, THREAD, NO_MORE = 0 } what;
    const char *bytes;
};

#define PRINT(bytes) \
    {LOG, bytes},    \
    {                \
        PUT, bytes   \
    }

struct run {
    struct story story;
    struct weave weave;
    const struct act *next;     /* of the program */
    struct text drained, shown; /* what waits in the ring, and in the terminal */
};

static struct run begin(const struct act *acts)
{
    return (struct run){.story = story_begin(""), .weave = WEAVE_EMPTY, .next = acts};
}

static void end(struct run *run)
{
    weave_free(&run->weave);
    text_free(&run->drained);
    text_free(&run->shown);
    story_end(&run->story);
}

static void log_record(struct run *run, struct trace_record record)
{
    trace_encode(&record, &run->drained);
}

/* The program does the next `count` things. */
static void go(struct run *run, size_t count)
{
    for (; count > 0 && run->next->what != NO_MORE; count--, run->next++) {
        struct trace_bytes bytes = {run->next->bytes, run->next->bytes != NULL ? strlen(run->next->bytes) : 0};

        if (run->next->what == LOG)
            log_record(run, (struct trace_record){TRACE_OUTPUT, .output = {1, bytes}});
        else if (run->next->what == PUT)
            text_append(&run->shown, bytes.at, bytes.length);
        else if (run->next->what == THREAD)
            log_record(run, (struct trace_record){TRACE_THREAD, .thread = {2, 0}});
        else
            log_record(run,
                       (struct trace_record){TRACE_STEP, .step = {1, TRACE_EVENT_LINE, run->story.module, 1, 0}});
    }
}

static void move(struct text *from, struct text *to)
{
    text_append(to, text_string(from), from->length);
    text_clear(from);
}

/* One look at log and terminal, between whose parts the program does so many things. */
static void look(struct run *run, size_t one, size_t two, bool last)
{
    struct error error = {""};
    bool grew = false;
    size_t length;

    move(&run->drained, &run->weave.drained);
    length = run->weave.drained.length;
    go(run, one);
    move(&run->shown, &run->weave.seen);
    weave_settle(&run->weave, length);
    go(run, two);
    move(&run->drained, &run->weave.drained);
    ck_assert_msg(weave_take(&run->weave, run->story.recording, last, &grew, &error) == STATUS_OK, "%s", error.text);
}

/* Everything that was written, each piece as "STREAM:BYTES|". */
static char *told(const struct run *run, bool streams)
{
    struct text all = TEXT_EMPTY;

    for (size_t i = 0; i < recording_outputs(run->story.recording); i++) {
        struct output_piece piece = recording_output(run->story.recording, i);

        if (streams)
            text_format(&all, "%u:", (unsigned)piece.stream);
        text_append(&all, piece.bytes.at, piece.bytes.length);
        if (streams)
            text_add_char(&all, '|');
    }
    text_add(&all, "");
    return text_take(&all);
}

static void assert_told(const struct run *run, const char *expected, bool streams)
{
    char *all = told(run, streams);

    ck_assert_str_eq(all, expected);
    free(all);
}

/* `five` goes through a descriptor of the program's own.  The viewer comes late: all is done before it looks once
 * more. */
START_TEST(what_nobody_logged_stands_between_what_was_logged)
{
    static const struct act acts[] = {PRINT("four "), {STEP, NULL},   {PUT, "five "},
                                      {STEP, NULL},   PRINT("end\n"), {0}};
    struct run run = begin(acts);

    look(&run, 0, 0, false);
    look(&run, 0, SIZE_MAX, false); /* the terminal was read before, the log is drained after */
    look(&run, 0, 0, true);
    assert_told(&run, "1:four |0:five |1:end\n|", true);
    end(&run);
}
END_TEST

/* The steps of logged output are the program's own, and unlogged output is not before the step that wrote it. */
START_TEST(output_stays_in_its_step)
{
    static const struct act acts[] = {{STEP, NULL}, PRINT("a"), {STEP, NULL}, {PUT, "b"},
                                      {STEP, NULL}, PRINT("c"), {0}};
    static const uint32_t steps[] = {1, 3, 3};
    struct run run = begin(acts);

    look(&run, SIZE_MAX, 0, false);
    look(&run, 0, 0, true);
    assert_told(&run, "1:a|0:b|1:c|", true);
    for (size_t i = 0; i < 3; i++)
        ck_assert_uint_eq(recording_output(run.story.recording, i).step, steps[i]);
    end(&run);
}
END_TEST

/* Steps are shown at once, also while output is waited for: nothing but that and what follows it is held back. */
START_TEST(what_is_written_is_waited_for_and_nothing_else)
{
    static const struct act acts[] = {{STEP, NULL}, {STEP, NULL}, {LOG, "a"}, {PUT, "a"}, {STEP, NULL}, {0}};
    struct run run = begin(acts);

    go(&run, 3);
    look(&run, 0, 0, false);
    ck_assert_uint_eq(recording_steps(run.story.recording), 2);
    ck_assert_uint_eq(recording_outputs(run.story.recording), 0); /* what if something else is shown before it? */
    go(&run, 1);
    look(&run, 0, 0, false);
    assert_told(&run, "1:a|", true);
    go(&run, 1);
    look(&run, 0, 0, false);
    ck_assert_uint_eq(recording_steps(run.story.recording), 3);
    end(&run);
}
END_TEST

/* What was logged and never reached the terminal is no hindrance, once something is logged behind it. */
START_TEST(what_never_comes_is_not_waited_for)
{
    static const struct act acts[] = {{LOG, "lost"}, {STEP, NULL}, {PUT, "shell"}, PRINT("back"), {STEP, NULL}, {0}};
    struct run run = begin(acts);

    go(&run, 2);
    look(&run, 0, 0, false);
    ck_assert_uint_eq(recording_steps(run.story.recording), 1);
    look(&run, SIZE_MAX, 0, false);
    assert_told(&run, "1:lost|0:shell|1:back|", true);
    end(&run);
}
END_TEST

/* A logged piece that comes bit by bit, as a full terminal takes it. */
START_TEST(a_long_piece_comes_in_parts)
{
    static char piece[20000];
    struct act acts[] = {{LOG, piece}, {STEP, NULL}, {0}};
    struct run run = begin(acts);

    for (size_t i = 0; i + 1 < sizeof piece; i++)
        piece[i] = (char)('a' + i * i % 23);
    go(&run, 1);
    for (size_t at = 0; at < sizeof piece - 1; at += 3333) {
        text_append(&run.shown, piece + at, at + 3333 < sizeof piece - 1 ? 3333 : sizeof piece - 1 - at);
        look(&run, 0, 0, false);
    }
    look(&run, SIZE_MAX, 0, true);
    ck_assert_uint_eq(recording_outputs(run.story.recording), 1);
    assert_told(&run, piece, false);
    end(&run);
}
END_TEST

/* One write that is logged as two pieces before any of its bytes is shown, and what was shown before. */
START_TEST(a_long_write_is_several_pieces)
{
    static const struct act acts[] = {{PUT, "shell"},    {LOG, "aaaa"}, {LOG, "aaaa"},
                                      {PUT, "aaaaaaaa"}, {STEP, NULL},  {0}};

    for (size_t before = 0; before < 6; before++)
        for (size_t between = 0; between < 6; between++) {
            struct run run = begin(acts);

            go(&run, before);
            look(&run, 0, between, false);
            look(&run, 0, 0, false);
            look(&run, SIZE_MAX, 0, false);
            look(&run, 0, 0, false);
            assert_told(&run, "0:shell|1:aaaa|1:aaaa|", true);
            end(&run);
        }
}
END_TEST

/* Two threads log in one order and write in the other: neither is told twice. */
START_TEST(threads_may_overtake_each_other)
{
    static const struct act acts[] = {{THREAD, NULL},    {THREAD, NULL},    {LOG, "first\n"},
                                      {LOG, "second\n"}, {PUT, "second\n"}, {PUT, "first\n"},
                                      PRINT("third\n"),  {STEP, NULL},      {0}};

    for (size_t before = 0; before < 9; before++)
        for (size_t between = 0; between < 9; between++) {
            struct run run = begin(acts);

            go(&run, before);
            look(&run, between, 0, false);
            look(&run, 1, 1, false);
            look(&run, SIZE_MAX, 0, false);
            look(&run, 0, 0, true);
            assert_told(&run, "1:first\n|1:second\n|1:third\n|", true);
            end(&run);
        }
}
END_TEST

/* However looks and acts fall: programs of one thread whose unlogged bytes are like the logged ones. */
static const struct act crowded[][16] = {
    {PRINT("x\n"), {STEP, NULL}, {PUT, "hello\n"}, {STEP, NULL}, PRINT("x\n"), PRINT("hello\n"), {STEP, NULL}},
    {{PUT, "\n"}, {STEP, NULL}, PRINT("\nfoo"), {PUT, "\n"}, PRINT("\n"), {STEP, NULL}, {PUT, "\n"}},
    {PRINT("a"), {PUT, "banana"}, PRINT("a"), {STEP, NULL}, PRINT("anan"), {PUT, "an"}, PRINT("an"), {STEP, NULL}},
    {{PUT, "name? "}, {STEP, NULL}, {PUT, "Ada\n"}, PRINT("Ada\n"), {PUT, "name? "}, PRINT("name"), {STEP, NULL}},
};

static void see_it_through(const struct act *acts, uint32_t *random)
{
    struct run run = begin(acts);
    struct text expected = TEXT_EMPTY;

    for (size_t i = 0; acts[i].what != NO_MORE; i++)
        if (acts[i].what == PUT)
            text_add(&expected, acts[i].bytes);
    while (run.next->what != NO_MORE) {
        *random = *random * 1664525 + 1013904223;
        go(&run, *random >> 28 & 3);
        look(&run, *random >> 26 & 3, *random >> 24 & 3, false);
    }
    look(&run, 0, 0, false);
    look(&run, 0, 0, true);
    assert_told(&run, text_string(&expected), false);
    ck_assert_uint_eq(run.weave.seen.length, 0);
    text_free(&expected);
    end(&run);
}

START_TEST(the_order_is_the_terminals)
{
    uint32_t random = 1;

    for (size_t turn = 0; turn < 2000; turn++)
        see_it_through(crowded[turn % (sizeof crowded / sizeof crowded[0])], &random);
}
END_TEST

START_TEST(a_damaged_log_is_told_of)
{
    struct run run = begin((struct act[]){{0}});
    struct error error = {""};
    bool grew = false;

    text_append(&run.weave.drained, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12);
    ck_assert_int_eq(weave_take(&run.weave, run.story.recording, false, &grew, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, "damaged"));
    end(&run);
}
END_TEST

/* ---- the logs of several processes ---- */

struct household {
    struct trace_ring ring;
    struct recording *recording;
    struct join *join;
};

static void household_begin(struct household *house)
{
    struct error error = {""};
    int descriptor;

    ck_assert_msg(trace_ring_create(&house->ring, 4, &descriptor, &error) == STATUS_OK, "%s", error.text);
    close(descriptor);
    house->recording = recording_new();
    house->join = join_new(&house->ring, house->recording);
}

static void household_end(struct household *house)
{
    join_free(house->join);
    recording_free(house->recording);
    trace_ring_close(&house->ring);
}

/* The program tells. */
static void tell(struct household *house, struct trace_record record)
{
    struct text coded = TEXT_EMPTY;
    struct error error = {""};

    trace_encode(&record, &coded);
    ck_assert_msg(join_append(house->join, coded.bytes, coded.length, &error) == STATUS_OK, "%s", error.text);
    text_free(&coded);
}

/* Whoever has this slot tells. */
static void tell_in(struct household *house, int slot, struct trace_record record)
{
    struct trace_ring ring = trace_slot(&house->ring, (size_t)slot);
    struct text coded = TEXT_EMPTY;

    trace_encode(&record, &coded);
    ck_assert(trace_ring_write(&ring, coded.bytes, coded.length));
    text_free(&coded);
}

#define STRING(text) ((struct trace_record){TRACE_STRING, .string = {{text, sizeof(text) - 1}}})
#define THREAD(name) ((struct trace_record){TRACE_THREAD, .thread = {0, name}})
#define BEGIN(thread, time) ((struct trace_record){TRACE_THREAD_BEGIN, .thread_begin = {thread, time}})
#define HOME(process, thread) ((struct trace_record){TRACE_PROCESS_THREAD, .process_thread = {process, thread}})
#define NAMED(process, name) ((struct trace_record){TRACE_PROCESS_NAME, .process_name = {process, name}})

/* The program, with one thread and two strings; it forks, and goes on with a string, a thread and another fork. */
static void start_family(struct household *house)
{
    tell(house, (struct trace_record){TRACE_TIMELINE, .timeline = {1, 5000}});
    tell(house, STRING("MainThread"));
    tell(house, THREAD(1));
    tell(house, BEGIN(1, 10));
    ck_assert_int_eq(trace_slots_take(&house->ring), 0);
    tell(house, (struct trace_record){TRACE_PROCESS, .process = {1, 20, TRACE_PROCESS_FORKED, 1}});
}

static const struct process_facts *facts_of(const struct household *house, uint32_t process)
{
    return processes_facts(timeline_processes(recording_timeline(house->recording)), process);
}

START_TEST(numbers_of_each_log_become_the_recordings)
{
    struct household house;

    household_begin(&house);
    start_family(&house);
    tell_in(&house, 0, THREAD(0)); /* 2 in both logs */
    tell_in(&house, 0, BEGIN(2, 21));
    tell_in(&house, 0, HOME(2, 2));
    tell_in(&house, 0, STRING("child")); /* 2 in both */
    tell_in(&house, 0, NAMED(2, 2));
    ck_assert(join_pump(house.join));
    tell(&house, STRING("second"));
    tell(&house, THREAD(2));
    tell(&house, BEGIN(2, 22));
    ck_assert_uint_eq(recording_threads(house.recording), 3);
    ck_assert_str_eq(recording_string(house.recording, facts_of(&house, 2)->name, NULL), "child");
    ck_assert_uint_eq(facts_of(&house, 2)->thread, 2);
    ck_assert_str_eq(recording_thread_name(house.recording, 3), "second");
    household_end(&house);
}
END_TEST

START_TEST(children_of_children_are_joined)
{
    struct household house;

    household_begin(&house);
    start_family(&house);
    tell_in(&house, 0, THREAD(0));
    tell_in(&house, 0, BEGIN(2, 21));
    tell_in(&house, 0, HOME(2, 2));
    ck_assert_int_eq(trace_slots_take(&house.ring), 1);
    tell_in(&house, 0, (struct trace_record){TRACE_PROCESS, .process = {2, 30, TRACE_PROCESS_FORKED, 2}});
    ck_assert_int_eq(trace_slots_take(&house.ring), 2);
    tell(&house, (struct trace_record){TRACE_PROCESS, .process = {1, 31, TRACE_PROCESS_FORKED, 3}}); /* 3, too */
    tell_in(&house, 1, THREAD(1));
    tell_in(&house, 1, BEGIN(3, 33));
    tell_in(&house, 1, HOME(3, 3));
    tell_in(&house, 2, THREAD(1));
    tell_in(&house, 2, BEGIN(2, 34));
    tell_in(&house, 2, HOME(3, 2));
    join_pump(house.join);
    join_pump(house.join);
    ck_assert_uint_eq(facts_of(&house, 4)->parent, 2); /* who told first has the lower number */
    ck_assert_uint_eq(facts_of(&house, 3)->parent, 1);
    ck_assert_uint_ne(facts_of(&house, 3)->thread, 0);
    ck_assert_uint_ne(facts_of(&house, 4)->thread, 0);
    household_end(&house);
}
END_TEST

START_TEST(what_a_child_has_told_comes_before_its_end)
{
    struct household house;
    const struct timeline *timeline;

    household_begin(&house);
    start_family(&house);
    tell_in(&house, 0, THREAD(0));
    tell_in(&house, 0, BEGIN(2, 21));
    tell_in(&house, 0, HOME(2, 2));
    tell_in(&house, 0, (struct trace_record){TRACE_GIL, .gil = {22}});
    tell_in(&house, 0, (struct trace_record){TRACE_TAKE, .take = {2, 1, 23}});
    tell(&house, (struct trace_record){TRACE_PROCESS_END, .process_end = {2, 40, TRACE_PROCESS_PARENT, 10, 7}});
    timeline = recording_timeline(house.recording);
    ck_assert_uint_eq(timeline_holds(timeline, 0), 1);
    ck_assert_uint_eq(timeline_hold(timeline, 0, 0)->start, 23);
    ck_assert_uint_eq(timeline_hold(timeline, 0, 0)->end, 40);
    ck_assert_int_eq(facts_of(&house, 2)->status, 9);
    ck_assert_int_eq(trace_slots_take(&house.ring), 0); /* its place is another's */
    household_end(&house);
}
END_TEST

START_TEST(who_has_told_nothing_has_a_lane_and_an_end)
{
    struct household house;

    household_begin(&house);
    start_family(&house);
    tell(&house, (struct trace_record){TRACE_TIMELINE_END, .timeline_end = {50}});
    join_end(house.join);
    ck_assert_uint_eq(timeline_lanes(recording_timeline(house.recording)), 2);
    ck_assert_uint_eq(facts_of(&house, 2)->end, 50);
    ck_assert_int_eq(facts_of(&house, 2)->source, TRACE_PROCESS_RUN);
    ck_assert_ptr_null(recording_note(house.recording, 0));
    household_end(&house);
}
END_TEST

START_TEST(a_place_that_a_killed_process_took_for_another_is_free_again)
{
    struct household house;
    pid_t child;

    household_begin(&house);
    start_family(&house);
    child = fork();
    if (child == 0) {
        trace_slots_take(&house.ring); /* and it dies before it has told of whom it was for */
        _exit(0);
    }
    tell(&house, (struct trace_record){TRACE_PROCESS_ID, .process_id = {2, (uint64_t)child}});
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    ck_assert_uint_eq(trace_slot_taker(&house.ring, 1), (uint32_t)child);
    join_pump(house.join);
    ck_assert_uint_eq(trace_slot_taker(&house.ring, 1), 0);
    household_end(&house);
}
END_TEST

START_TEST(how_many_there_was_no_place_for_is_told)
{
    struct household house;

    household_begin(&house);
    start_family(&house);
    for (int i = 1; i < 4; i++)
        ck_assert_int_eq(trace_slots_take(&house.ring), i);
    ck_assert_int_eq(trace_slots_take(&house.ring), -1);
    ck_assert_int_eq(trace_slots_take(&house.ring), -1);
    join_end(house.join);
    ck_assert_str_eq(recording_note(house.recording, 0),
                     "2 processes that run Python were not looked into: that can be done with 4 at the same time.");
    household_end(&house);
}
END_TEST

START_TEST(a_forged_log_is_left_out)
{
    struct household house;

    household_begin(&house);
    start_family(&house);
    tell_in(&house, 0, (struct trace_record){TRACE_TAKE, .take = {77, 1, 23}});
    tell_in(&house, 0, THREAD(99));
    tell_in(&house, 0, BEGIN(2, 21)); /* the thread was not taken */
    tell_in(&house, 0, (struct trace_record){TRACE_PROCESS_END, .process_end = {9, 1, 1, 1, 1}});
    tell_in(&house, 0, (struct trace_record){TRACE_PROCESS_END, .process_end = {0, 1, 1, 1, 1}});
    tell_in(&house, 0, HOME(0, 1));
    tell_in(&house, 0, (struct trace_record){TRACE_PROCESS, .process = {1, 1, TRACE_PROCESS_FORKED, 9999}});
    tell_in(&house, 0, (struct trace_record){TRACE_TIMELINE_END, .timeline_end = {2}});
    tell_in(&house, 0, (struct trace_record){TRACE_OUTPUT, .output = {1, {"x", 1}}});
    join_pump(house.join);
    ck_assert(!timeline_has_ended(recording_timeline(house.recording)));
    ck_assert_uint_eq(recording_outputs(house.recording), 0);
    trace_slot(&house.ring, 0).control->head += 1 << 30;
    join_pump(house.join);
    tell(&house, STRING("still"));
    tell(&house, THREAD(2));
    ck_assert_str_eq(recording_thread_name(house.recording, 2), "still");
    join_end(house.join);
    household_end(&house);
}
END_TEST

START_TEST(a_place_that_seems_to_hold_more_than_it_can_is_not_read_for_ever)
{
    const struct trace_record again = {TRACE_PROCESS, .process = {1, 30, TRACE_PROCESS_FORKED, 1}};
    struct household house;

    household_begin(&house);
    start_family(&house);
    for (size_t written = 0; written < TRACE_SLOT_CAPACITY - 64;
         written += 7) /* each is to be read from the same place */
        tell_in(&house, 0, again);
    trace_slot(&house.ring, 0).control->head += UINT64_C(1) << 60;
    join_end(house.join);
    ck_assert_uint_le(processes_count(timeline_processes(recording_timeline(house.recording))), 2);
    household_end(&house);
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {what_nobody_logged_stands_between_what_was_logged,
                                  output_stays_in_its_step,
                                  what_is_written_is_waited_for_and_nothing_else,
                                  what_never_comes_is_not_waited_for,
                                  a_long_piece_comes_in_parts,
                                  a_long_write_is_several_pieces,
                                  threads_may_overtake_each_other,
                                  the_order_is_the_terminals,
                                  a_damaged_log_is_told_of,
                                  numbers_of_each_log_become_the_recordings,
                                  children_of_children_are_joined,
                                  what_a_child_has_told_comes_before_its_end,
                                  who_has_told_nothing_has_a_lane_and_an_end,
                                  a_place_that_a_killed_process_took_for_another_is_free_again,
                                  how_many_there_was_no_place_for_is_told,
                                  a_forged_log_is_left_out,
                                  a_place_that_seems_to_hold_more_than_it_can_is_not_read_for_ever,
                                  NULL};

    return suite_run("session", cases);
}
