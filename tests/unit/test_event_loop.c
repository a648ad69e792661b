/* Tests of event loops: their model, their words and their drawing, from a log made by hand with a clock of its own. */
#include "model/event_loop.h"

#include <string.h>

#include "diagram/event_loop.h"
#include "model/event_loop_words.h"
#include "suite.h"

#define MS UINT64_C(1000000)

enum { MAIN = 1, WORKER };                      /* threads, in their order */
enum { FETCH = 1, PARSE, COOK, SLEEP };         /* codes */
enum { ORDERS = 1, FETCH_1, FETCH_2, PARSE_1 }; /* tasks */

static void put(struct recording *recording, struct trace_record record)
{
    struct text log = TEXT_EMPTY;
    struct error error = {""};

    trace_encode(&record, &log);
    ck_assert_msg(recording_append(recording, log.bytes, log.length, &error) == STATUS_OK, "%s", error.text);
    text_free(&log);
}

static uint32_t string(struct recording *recording, const char *text)
{
    uint32_t known = recording_find_string(recording, text);

    if (known == 0)
        put(recording, (struct trace_record){TRACE_STRING, .string = {{text, strlen(text)}}});
    return known != 0 ? known : recording_find_string(recording, text);
}

static void code(struct recording *recording, const char *name)
{
    uint32_t number = string(recording, name);

    put(recording, (struct trace_record){TRACE_CODE, .code = {string(recording, "orders.py"), number, number, 2,
                                                              TRACE_CODE_COROUTINE}});
}

static void begin_thread(struct recording *recording, const char *name, uint64_t thread)
{
    put(recording, (struct trace_record){TRACE_THREAD, .thread = {1000 + thread, string(recording, name)}});
    put(recording, (struct trace_record){TRACE_THREAD_BEGIN, .thread_begin = {thread, 0}});
}

static void task(struct recording *recording, uint64_t time, const char *name, uint64_t body, uint64_t by)
{
    uint32_t number = string(recording, name);

    put(recording, (struct trace_record){TRACE_TASK, .task = {time, MAIN, number, body, by, COOK, 20}});
}

static void ready(struct recording *recording, uint64_t time, uint64_t number, uint64_t by, uint64_t length)
{
    put(recording,
        (struct trace_record){TRACE_READY, .ready = {MAIN, time, number, by, TRACE_CAUSE_CALL, 0, 0, 0, length}});
}

static void timer(struct recording *recording, uint64_t time, uint64_t due)
{
    put(recording, (struct trace_record){TRACE_READY, .ready = {MAIN, time, 0, 0, TRACE_CAUSE_TIMER, due, 0, 0, 1}});
}

static void run(struct recording *recording, uint64_t time, uint64_t from, uint64_t number, uint64_t length)
{
    uint32_t name = number == 0 ? string(recording, "_set_result_unless_cancelled") : 0;

    put(recording, (struct trace_record){TRACE_RUN, .run = {MAIN, time, from, number, name, length}});
}

static void ran(struct recording *recording, uint64_t time, enum trace_outcome outcome)
{
    put(recording, (struct trace_record){TRACE_RAN, .ran = {.thread = MAIN, .time = time, .outcome = outcome}});
}

static void awaits(struct recording *recording, uint64_t time, uint64_t in, uint64_t line, uint64_t sleeps,
                   const char *type, struct trace_list tasks)
{
    put(recording, (struct trace_record){TRACE_RAN, .ran = {.thread = MAIN,
                                                            .time = time,
                                                            .outcome = TRACE_OUTCOME_WAITS,
                                                            .code = in,
                                                            .line = line,
                                                            .callee = sleeps != 0 ? SLEEP : 0,
                                                            .delay = sleeps != 0 ? sleeps + 1 : 0,
                                                            .type = string(recording, type),
                                                            .tasks = tasks}});
}

static void selects(struct recording *recording, uint64_t from, uint64_t to)
{
    put(recording, (struct trace_record){TRACE_SELECT, .select = {MAIN, from}});
    put(recording, (struct trace_record){TRACE_SELECTED, .selected = {MAIN, to}});
}

static const uint64_t gathered[] = {FETCH_1, FETCH_2, PARSE_1};

static struct recording *with_threads(void)
{
    struct recording *recording = recording_new();

    put(recording, (struct trace_record){TRACE_TIMELINE, .timeline = {1000, 5000}});
    begin_thread(recording, "MainThread", MAIN);
    begin_thread(recording, "asyncio_0", WORKER);
    code(recording, "fetch");
    code(recording, "parse");
    code(recording, "main");
    code(recording, "sleep");
    return recording;
}

/* Three orders, one cook: two that sleep, one that waits for the first and then keeps the loop for itself. */
static void begin_orders(struct recording *recording)
{
    task(recording, 1 * MS, "Task-1", COOK, 0);
    ready(recording, 1 * MS, ORDERS, 0, 1);
    run(recording, 2 * MS, 1, ORDERS, 0);
    for (uint64_t i = FETCH_1; i <= PARSE_1; i++) {
        task(recording, 2 * MS + i,
             i == PARSE_1   ? "parse"
             : i == FETCH_1 ? "fetch-1"
                            : "fetch-2",
             i == PARSE_1 ? PARSE : FETCH, ORDERS);
        ready(recording, 2 * MS + i, i, 1, i - 1);
    }
    awaits(recording, 3 * MS, COOK, 11, 0, "_GatheringFuture", (struct trace_list){gathered, 3});
    run(recording, 3 * MS + 1, 2, FETCH_1, 2);
    awaits(recording, 4 * MS, FETCH, 3, 16 * MS, "_asyncio.Future", (struct trace_list){NULL, 0});
    run(recording, 4 * MS + 1, 3, FETCH_2, 1);
    awaits(recording, 5 * MS, FETCH, 3, 31 * MS, "_asyncio.Future", (struct trace_list){NULL, 0});
    run(recording, 5 * MS + 1, 4, PARSE_1, 0);
    awaits(recording, 6 * MS, PARSE, 6, 0, "_asyncio.Task", (struct trace_list){gathered, 1});
}

static struct recording *orders(void)
{
    struct recording *recording = with_threads();

    begin_orders(recording);
    selects(recording, 6 * MS, 20 * MS);
    timer(recording, 20 * MS, 20 * MS); /* ready 5 */
    run(recording, 20 * MS + 1, 5, 0, 0);
    ready(recording, 20 * MS + 2, FETCH_1, 5, 1); /* 6 */
    ran(recording, 20 * MS + 3, TRACE_OUTCOME_NONE);
    run(recording, 20 * MS + 4, 6, FETCH_1, 0);
    ready(recording, 21 * MS, PARSE_1, 6, 1); /* 7 */
    ran(recording, 21 * MS, TRACE_OUTCOME_DONE);
    run(recording, 22 * MS, 7, PARSE_1, 0);
    ran(recording, 52 * MS, TRACE_OUTCOME_DONE);
    selects(recording, 52 * MS, 52 * MS + 5);
    timer(recording, 53 * MS, 36 * MS); /* 8 */
    run(recording, 53 * MS + 1, 8, 0, 0);
    ready(recording, 53 * MS + 2, FETCH_2, 8, 1); /* 9 */
    ran(recording, 53 * MS + 3, TRACE_OUTCOME_NONE);
    run(recording, 53 * MS + 4, 9, FETCH_2, 0);
    ready(recording, 54 * MS, ORDERS, 9, 1); /* 10 */
    ran(recording, 54 * MS, TRACE_OUTCOME_FAILED);
    run(recording, 55 * MS, 10, ORDERS, 0);
    ran(recording, 56 * MS, TRACE_OUTCOME_CANCELLED);
    put(recording, (struct trace_record){TRACE_TIMELINE_END, .timeline_end = {60 * MS}});
    return recording;
}

static const struct event_loops *loops_of(const struct recording *recording)
{
    return timeline_event_loops(recording_timeline(recording));
}

static void check_state(const struct event_loops *loops, uint32_t number, uint64_t time, enum task_state state)
{
    size_t index = event_loops_slice_at(loops, number, time);

    ck_assert_uint_lt(index, event_loops_slices(loops, number));
    ck_assert_int_eq(event_loops_slice(loops, number, index)->state, state);
}

START_TEST(each_task_is_ready_runs_waits)
{
    struct recording *recording = orders();
    const struct event_loops *loops = loops_of(recording);

    ck_assert_uint_eq(event_loops_tasks(loops), 4);
    check_state(loops, FETCH_1, 2 * MS + 500000, TASK_READY);
    check_state(loops, FETCH_1, 3 * MS + 500000, TASK_RUNS);
    check_state(loops, FETCH_1, 10 * MS, TASK_WAITS);
    check_state(loops, PARSE_1, 21 * MS + 500000, TASK_READY);
    check_state(loops, PARSE_1, 30 * MS, TASK_RUNS);
    ck_assert_uint_eq(event_loops_slice_at(loops, PARSE_1, 53 * MS), event_loops_slices(loops, PARSE_1));
    ck_assert_int_eq(event_loops_task(loops, FETCH_2)->outcome, TRACE_OUTCOME_FAILED);
    for (uint32_t i = 1; i <= event_loops_tasks(loops); i++)
        for (size_t k = 1; k < event_loops_slices(loops, i); k++)
            ck_assert_uint_eq(event_loops_slice(loops, i, k)->start, event_loops_slice(loops, i, k - 1)->end);
    recording_free(recording);
}
END_TEST

static void check_waker(const struct recording *recording, uint32_t number, const char *expected)
{
    struct waker waker = event_loops_waker(loops_of(recording), number);
    struct text words = TEXT_EMPTY;

    event_words_waker(recording, &waker, &words);
    ck_assert_str_eq(text_string(&words), expected);
    text_free(&words);
}

START_TEST(wakers_are_found_behind_callbacks)
{
    struct recording *recording = orders();
    struct trace_record other = {TRACE_READY, .ready = {WORKER, 57 * MS, 0, 0, TRACE_CAUSE_THREAD, 0, 0, 0, 1}};

    check_waker(recording, 1, "");
    check_waker(recording, 3, "Task-1");
    check_waker(recording, 6, "timer"); /* a callback was between */
    check_waker(recording, 7, "fetch-1");
    put(recording, other); /* 11 */
    run(recording, 57 * MS, 11, 0, 0);
    ready(recording, 57 * MS, ORDERS, 11, 1);
    check_waker(recording, 12, "asyncio_0");
    recording_free(recording);
}
END_TEST

START_TEST(what_keeps_the_loop_from_others_is_told)
{
    struct recording *recording = orders();
    const struct event_loops *loops = loops_of(recording);
    struct text words = TEXT_EMPTY;

    ck_assert_uint_eq(event_loops_blocked(loops), 1);
    event_words_blocked(recording, event_loops_run(loops, event_loops_blocked_run(loops, 0)), false, &words);
    ck_assert_str_eq(text_string(&words), "parse kept the loop for 30.00 ms after line 6: fetch-2's timer was due "
                                          "17.00 ms before it was looked at.");
    text_free(&words);
    recording_free(recording);
}
END_TEST

START_TEST(a_long_turn_while_nobody_waits_is_none)
{
    struct recording *recording = with_threads();
    const struct event_loops *loops = loops_of(recording);

    task(recording, 1 * MS, "Task-1", COOK, 0);
    ready(recording, 1 * MS, 1, 0, 1);
    run(recording, 2 * MS, 1, 1, 0);
    ready(recording, 40 * MS, 0, 1, 1); /* what it calls at its own end had not to wait */
    ran(recording, 40 * MS, TRACE_OUTCOME_DONE);
    ck_assert_uint_eq(event_loops_blocked(loops), 0);
    task(recording, 41 * MS, "Task-2", COOK, 0);
    ready(recording, 41 * MS, 2, 0, 1);
    run(recording, 42 * MS, 3, 2, 3);
    ran(recording, 80 * MS, TRACE_OUTCOME_DONE);
    ck_assert_uint_eq(event_loops_blocked(loops), 1);
    recording_free(recording);
}
END_TEST

static void check_doing(const struct recording *recording, uint32_t task, uint64_t time, const char *expected)
{
    struct text words = TEXT_EMPTY;

    event_words_doing(recording, task, time, false, &words);
    ck_assert_str_eq(text_string(&words), expected);
    text_free(&words);
}

START_TEST(what_a_task_does_at_a_time)
{
    struct recording *recording = orders();
    struct text words = TEXT_EMPTY;

    check_doing(recording, FETCH_1, 1 * MS, "has not begun");
    check_doing(recording, FETCH_1, 3 * MS, "is in the ready queue, since 1000 µs; woken by Task-1");
    check_doing(recording, FETCH_1, 3 * MS + MS / 2, "runs, since 500 µs");
    check_doing(recording, FETCH_1, 10 * MS, "waits: sleep 16.00 ms, since 6.00 ms");
    check_doing(recording, FETCH_1, 30 * MS, "has ended: done");
    check_doing(recording, PARSE_1, 21 * MS + MS / 2, "is in the ready queue, since 500 µs; woken by fetch-1");
    check_doing(recording, ORDERS, 30 * MS, "waits: gather(fetch-1, fetch-2, parse), since 27.00 ms");
    ck_assert_uint_eq(event_words_place(recording, FETCH_1, 10 * MS).line, 3);
    event_words_loop(recording, 0, 25 * MS, false, &words);
    ck_assert_str_eq(text_string(&words), "runs parse, since 3.00 ms");
    text_clear(&words);
    event_words_loop(recording, 0, 10 * MS, false, &words);
    ck_assert_str_eq(text_string(&words), "waits in select, since 4.00 ms");
    text_clear(&words);
    event_words_group(recording, FETCH_1, 10 * MS, &words);
    ck_assert_str_eq(text_string(&words), "2 waiting");
    text_free(&words);
    recording_free(recording);
}
END_TEST

/* ---- the drawing ---- */

static void check_drawing(const struct recording *recording, uint64_t to, int width, int most, bool ascii,
                          const char *expected)
{
    struct timeline_view view = {.from = 0, .to = to, .cursor = TIMELINE_OPEN, .selected = SIZE_MAX};
    int rows = event_loop_rows(recording, most);
    struct canvas *canvas = canvas_new(width, rows);
    struct text out = TEXT_EMPTY;

    canvas_set_ascii(canvas, ascii);
    event_loop_draw(canvas, recording, &view, (struct canvas_rect){0, 0, width, rows});
    canvas_render(canvas, false, &out);
    ck_assert_str_eq(text_string(&out), expected);
    text_free(&out);
    canvas_free(canvas);
}

START_TEST(lanes_of_a_loop_and_its_tasks)
{
    struct recording *recording = orders();

    check_drawing(
        recording, 66 * MS, 100, 20, false,
        " loop              █████──────────────██████████ parse 30.00 ms! ████████████           ran 37.00 ms\n"
        " Task-1 main      ·██─ gather(fetch-1, fetch-2, parse) ─ woken by fetch-2 ·██ cancelled ran  2.00 ms\n"
        " fetch-1           ·██ sleep 16.00 ms ██ done                                           ran  2.00 ms\n"
        " fetch-2           ··██─ sleep 31.00 ms ─────────────────────────────────██ failed      ran  2.00 ms\n"
        " parse             ···██─ await fetch-1 █████████████████████████████████ done          ran 31.00 ms\n"
        " ready            ▁▃▃▂▁               ▁▁▁                                ▁▁▁            most       3\n");
    check_drawing(
        recording, 66 * MS, 100, 20, true,
        " loop              #####--------------########## parse 30.00 ms! ############           ran 37.00 ms\n"
        " Task-1 main      .##- gather(fetch-1, fetch-2, parse) - woken by fetch-2 .## cancelled ran  2.00 ms\n"
        " fetch-1           .## sleep 16.00 ms ## done                                           ran  2.00 ms\n"
        " fetch-2           ..##- sleep 31.00 ms ---------------------------------## failed      ran  2.00 ms\n"
        " parse             ...##- await fetch-1 ################################# done          ran 31.00 ms\n"
        " ready            13321               111                                111            most       3\n");
    recording_free(recording);
}
END_TEST

static struct recording *thousands(void)
{
    struct recording *recording = with_threads();

    task(recording, 0, "boss", COOK, 0);
    for (uint64_t i = 0; i < 3000; i++)
        task(recording, i * MS / 100, "Task-9", FETCH, 1);
    for (uint64_t i = 0; i < 3000; i++)
        ready(recording, 30 * MS, i + 2, 0, i + 1);
    for (uint64_t i = 0; i < 3000; i++) {
        run(recording, 30 * MS + i * MS / 100, i + 1, i + 2, 2999 - i);
        ran(recording, 30 * MS + i * MS / 100 + 1, TRACE_OUTCOME_DONE);
    }
    return recording;
}

START_TEST(a_list_that_was_cut_is_told_as_such)
{
    struct recording *recording = thousands();
    uint64_t all[TRACE_ENTRIES_MAX];
    struct text words = TEXT_EMPTY;

    for (uint64_t i = 0; i < TRACE_ENTRIES_MAX; i++)
        all[i] = i + 2;
    run(recording, 70 * MS, 0, 1, 0);
    awaits(recording, 71 * MS, COOK, 11, 0, "_GatheringFuture", (struct trace_list){all, TRACE_ENTRIES_MAX});
    event_words_await(recording, event_loops_run(loops_of(recording), 3001), false, &words);
    ck_assert_str_eq(text_string(&words), "gather of 1000 or more");
    text_free(&words);
    recording_free(recording);
}
END_TEST

START_TEST(thousands_of_tasks_share_a_row)
{
    struct recording *recording = thousands();

    check_drawing(recording, 60 * MS, 90, 10, false,
                  " loop                                          ██████████████████████████████ ran  3.0 µs\n"
                  " boss                                                                         ran        0\n"
                  " 3000 × fetch    ▁▁▁▂▂▂▂▃▃▃▃▄▄▄▄▅▅▅▆▆▆▆▇▇▇▇████████▇▇▇▇▆▆▆▆▅▅▅▄▄▄▄▃▃▃▃▂▂▂▂▁▁▁ most    3000\n"
                  " ready                                         ████▇▇▇▇▆▆▆▆▅▅▅▄▄▄▄▃▃▃▃▂▂▂▂▁▁▁ most    2999\n");
    check_drawing(recording, 60 * MS, 90, 10, true,
                  " loop                                          ############################## ran   3.0 us\n"
                  " boss                                                                         ran        0\n"
                  " 3000 x fetch    111222333344455566667778889999999988877766665554443333222111 most    3000\n"
                  " ready                                         999988877766665554443333222111 most    2999\n");
    ck_assert_int_eq(event_loop_rows(recording, 10), 4);
    ck_assert_int_eq(event_loop_rows(recording, 5000), 3003);
    ck_assert_int_eq(event_loop_rows(recording, 2), 2);
    ck_assert_int_eq(event_loop_rows(recording, 0), 0);
    recording_free(recording);
}
END_TEST

/* ---- what is not to be trusted ---- */

START_TEST(records_that_refer_to_nothing_are_refused)
{
    static const uint64_t none[] = {0}, far[] = {9};
    const struct trace_record wrong[] = {
        {TRACE_TASK, .task = {0, 9, 0, 0, 0, 0, 0}},
        {TRACE_TASK, .task = {0, MAIN, 999, 0, 0, 0, 0}},
        {TRACE_TASK, .task = {0, MAIN, 0, 99, 0, 0, 0}},
        {TRACE_TASK, .task = {0, MAIN, 0, 0, 5, 0, 0}},
        {TRACE_TASK_NAME, .task_name = {0, 0}},
        {TRACE_READY, .ready = {MAIN, 0, 5, 0, 0, 0, 0, 0, 0}},
        {TRACE_READY, .ready = {MAIN, 0, 0, 999, 0, 0, 0, 0, 0}},
        {TRACE_READY, .ready = {MAIN, 0, 0, 0, TRACE_CAUSE_COUNT, 0, 0, 0, 0}},
        {TRACE_RUN, .run = {MAIN, 0, 99, 0, 0, 0}},
        {TRACE_RUN, .run = {MAIN, 0, 0, 5, 0, 0}},
        {TRACE_RAN, .ran = {.thread = MAIN, .outcome = TRACE_OUTCOME_COUNT}},
        {TRACE_RAN, .ran = {.thread = MAIN, .tasks = {none, 1}}},
        {TRACE_RAN, .ran = {.thread = MAIN, .tasks = {far, 1}}},
        {TRACE_SELECT, .select = {0, 0}},
        {TRACE_TASK_LOST, .task_lost = {0, 0}},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct recording *recording = orders();
        struct text log = TEXT_EMPTY;
        struct error error;

        trace_encode(&wrong[i], &log);
        ck_assert_msg(recording_append(recording, log.bytes, log.length, &error) == STATUS_FAILED, "record %zu", i);
        text_free(&log);
        recording_free(recording);
    }
}
END_TEST

static void put_nonsense(struct recording *recording)
{
    uint64_t time = rand() % 50 == 0 ? UINT64_MAX : (uint64_t)rand() % (60 * MS), number = (uint64_t)rand() % 5;

    switch (rand() % 7) {
    case 0:
        ready(recording, time, number, (uint64_t)rand() % 4, 3);
        break;
    case 1:
        run(recording, time, (uint64_t)rand() % 4, number, 1);
        break;
    case 2:
        ran(recording, time, (enum trace_outcome)(rand() % TRACE_OUTCOME_COUNT));
        break;
    case 3:
        timer(recording, time, (uint64_t)rand() % (60 * MS));
        break;
    case 4:
        selects(recording, time, (uint64_t)rand() % (60 * MS));
        break;
    case 5:
        put(recording, (struct trace_record){TRACE_TASK_LOST, .task_lost = {1 + number % 4, time}});
        break;
    default:
        task(recording, time, "Task-7", FETCH, number % 4);
        break;
    }
}

/* Any order of records that refer to what there is: no crash, slices in order, and a picture. */
START_TEST(nonsense_stays_in_order)
{
    for (int round = 0; round < 200; round++) {
        struct recording *recording = with_threads();
        const struct event_loops *loops = loops_of(recording);
        struct timeline_view view = {.from = 5 * MS, .to = 50 * MS, .cursor = 9 * MS, .selected = SIZE_MAX};
        struct canvas *canvas = canvas_new(80, 12);

        srand((unsigned)round);
        begin_orders(recording);
        for (int i = 0; i < 100; i++)
            put_nonsense(recording);
        for (uint32_t i = 1; i <= event_loops_tasks(loops); i++)
            for (size_t k = 1; k < event_loops_slices(loops, i); k++)
                ck_assert_uint_ge(event_loops_slice(loops, i, k)->start, event_loops_slice(loops, i, k - 1)->start);
        event_loop_draw(canvas, recording, &view, (struct canvas_rect){0, 0, 80, 12});
        event_loop_draw_table(canvas, recording, &view, (struct canvas_rect){0, 0, 80, 12});
        canvas_free(canvas);
        recording_free(recording);
    }
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {
        each_task_is_ready_runs_waits,
        wakers_are_found_behind_callbacks,
        what_keeps_the_loop_from_others_is_told,
        a_long_turn_while_nobody_waits_is_none,
        what_a_task_does_at_a_time,
        lanes_of_a_loop_and_its_tasks,
        a_list_that_was_cut_is_told_as_such,
        thousands_of_tasks_share_a_row,
        records_that_refer_to_nothing_are_refused,
        nonsense_stays_in_order,
        NULL,
    };

    return suite_run("event loop", cases);
}
