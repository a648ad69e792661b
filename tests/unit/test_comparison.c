/* Tests of comparisons: figures, and the drawing of lanes and table, from logs made by hand with a clock of their
 * own. */
#include <string.h>

#include "diagram/comparison.h"
#include "suite.h"

#define MS UINT64_C(1000000)

static void put(struct recording *recording, struct trace_record record)
{
    struct text log = TEXT_EMPTY;
    struct error error = {""};

    trace_encode(&record, &log);
    ck_assert_msg(recording_append(recording, log.bytes, log.length, &error) == STATUS_OK, "%s", error.text);
    text_free(&log);
}

static void begin(struct recording *recording, const char *name, uint64_t thread, uint64_t time)
{
    put(recording, (struct trace_record){TRACE_STRING, .string = {{name, strlen(name)}}});
    put(recording, (struct trace_record){TRACE_THREAD, .thread = {thread, recording_find_string(recording, name)}});
    put(recording, (struct trace_record){TRACE_THREAD_BEGIN, .thread_begin = {thread, time}});
}

static void hold(struct recording *recording, uint64_t thread, uint64_t from, uint64_t to)
{
    put(recording, (struct trace_record){TRACE_TAKE, .take = {thread, 1, from}});
    put(recording, (struct trace_record){TRACE_RELEASE, .release = {thread, 1, to, 0, 0, 0}});
}

/* One thread holds the GIL for so long; each of the others begins 1 ms after the one before, and holds it for 1 ms. */
static struct recording *run_of(uint64_t milliseconds, uint64_t threads)
{
    struct recording *recording = recording_new();

    put(recording, (struct trace_record){TRACE_TIMELINE, .timeline = {1, 5000}});
    put(recording, (struct trace_record){TRACE_META, .meta = {{"python.version", 14}, {"3.11.2", 6}}});
    begin(recording, "MainThread", 1, 0);
    put(recording, (struct trace_record){TRACE_GIL, .gil = {0}});
    for (uint64_t i = 2; i <= threads; i++) {
        char name[] = "cook-1";

        name[5] = (char)('0' + i - 1);
        begin(recording, name, i, (i - 1) * MS);
        hold(recording, i, (i - 1) * MS, i * MS);
        put(recording, (struct trace_record){TRACE_THREAD_FINISH, .thread_finish = {i, i * MS, MS}});
    }
    hold(recording, 1, threads * MS, milliseconds * MS);
    put(recording, (struct trace_record){TRACE_TIMELINE_END, .timeline_end = {milliseconds * MS}});
    return recording;
}

static const struct measured_run slow[] = {{41 * MS, 40 * MS, 9 << 20, false},
                                           {45 * MS, 40 * MS, 9 << 20, false},
                                           {40 * MS, 39 * MS, 12 << 20, false},
                                           {44 * MS, 43 * MS, 9 << 20, false}};
static const struct measured_run fast[] = {{22 * MS, 44 * MS, 20 << 20, false},
                                           {19 * MS, 40 * MS, 21 << 20, false},
                                           {21 * MS + MS / 4, 41 * MS, 22 << 20, true}};

struct variants {
    struct recording *recordings[2];
    struct measured_variant items[4];
    struct measured measured;
};

/* One that is slow, one that is fast, one that failed and one that was not run yet. */
static struct variants *variants_new(void)
{
    struct variants *variants = memory_zeroed(1, sizeof *variants);

    variants->recordings[0] = run_of(40, 1);
    variants->recordings[1] = run_of(20, 4);
    variants->items[0] = (struct measured_variant){"plain.py", variants->recordings[0], slow, 4, NULL};
    variants->items[1] = (struct measured_variant){"threads.py", variants->recordings[1], fast, 3, NULL};
    variants->items[2] = (struct measured_variant){"wrong.py", variants->recordings[1], NULL, 0,
                                                   "ended with exit status 1: NameError: name 'x' is not defined"};
    variants->items[3] = (struct measured_variant){"later.py", NULL, NULL, 0, NULL};
    variants->measured = (struct measured){variants->items, 2};
    return variants;
}

static void variants_free(struct variants *variants)
{
    recording_free(variants->recordings[0]);
    recording_free(variants->recordings[1]);
    free(variants);
}

START_TEST(figures_are_medians)
{
    struct variants *variants = variants_new();
    struct measured_summary summary;

    ck_assert(
        measured_summarise(&variants->items[0], &summary)); /* of an even number: between the two in the middle */
    ck_assert_uint_eq(summary.wall.median, 42 * MS + MS / 2);
    ck_assert_uint_eq(summary.wall.least, 40 * MS);
    ck_assert_uint_eq(summary.wall.most, 45 * MS);
    ck_assert_uint_eq(summary.processor.median, 40 * MS);
    ck_assert_uint_eq(summary.peak.most, 12 << 20);
    ck_assert(measured_summarise(&variants->items[1], &summary));
    ck_assert_uint_eq(summary.wall.median, 21 * MS + MS / 4);
    ck_assert(!measured_summarise(&variants->items[3], &summary));
    ck_assert_double_eq_tol(measured_speed_up(&variants->measured, 1), 2.0, 1e-9);
    ck_assert_double_eq_tol(measured_speed_up(&variants->measured, 0), 1.0, 1e-9);
    variants->measured.count = 4;
    ck_assert_double_eq_tol(measured_speed_up(&variants->measured, 2), 0, 1e-9); /* not known */
    variants->items[0].failure = "ended with exit status 1";
    ck_assert_double_eq_tol(measured_speed_up(&variants->measured, 1), 0, 1e-9);
    variants_free(variants);
}
END_TEST

START_TEST(what_may_be_chance_is_told)
{
    static const struct measured_run between[] = {{44 * MS, 40 * MS, 9 << 20, false},
                                                  {39 * MS, 40 * MS, 9 << 20, false}};
    struct variants *variants = variants_new();

    ck_assert(!measured_overlaps(&variants->measured, 0));
    ck_assert(!measured_overlaps(&variants->measured, 1)); /* all of its runs were faster than all of the first */
    variants->items[1].runs = between;
    variants->items[1].count = 2;
    ck_assert(measured_overlaps(&variants->measured, 1));
    variants->items[1].count = 1; /* how far such runs lie apart is not known */
    ck_assert(!measured_overlaps(&variants->measured, 1));
    variants_free(variants);
}
END_TEST

static void check_drawing(const struct measured *measured, const struct comparison_view *view, int width, int height,
                          const char *expected)
{
    struct canvas *canvas = canvas_new(width, height);
    struct text out = TEXT_EMPTY;

    comparison_draw(canvas, measured, view, (struct canvas_rect){0, 0, width, height});
    canvas_render(canvas, false, &out);
    ck_assert_str_eq(text_string(&out), expected);
    text_free(&out);
    canvas_free(canvas);
}

START_TEST(runs_stand_on_one_scale)
{
    struct variants *variants = variants_new();
    struct comparison_view view = {0, 40 * MS, TIMELINE_OPEN, 0, SIZE_MAX, 12};

    ck_assert_uint_eq(comparison_end(&variants->measured), 40 * MS);
    ck_assert_uint_eq(comparison_rows(&variants->measured, 12), 2 + 1 + 5);
    check_drawing(&variants->measured, &view, 66, 10,
                  "             0                   20.00 ms    40.00 ms\n"
                  " plain.py  40.00 ms  CPython 3.11.2\n"
                  " MainThread  ░███████████████████████████████████████  held  98 %\n"
                  "\n"
                  " threads.py  20.00 ms  CPython 3.11.2\n"
                  " MainThread  ░░░░████████████████                      held  80 %\n"
                  " cook-1       █                                        held   5 %\n"
                  " cook-2        █                                       held   5 %\n"
                  " cook-3         █                                      held   5 %\n"
                  "             └───┘ switch interval 5.00 ms\n");
    variants_free(variants);
}
END_TEST

START_TEST(one_cursor_for_all)
{
    struct variants *variants = variants_new();
    struct comparison_view view = {0, 40 * MS, 10 * MS, 2, SIZE_MAX, 2};
    struct comparison_row row;

    ck_assert_uint_eq(comparison_rows(&variants->measured, 2), 2 + 1 + 4);
    ck_assert(comparison_row(&variants->measured, 2, 6, &row));
    ck_assert(row.sort == COMPARISON_MORE && row.variant == 1 && row.lane == 2);
    ck_assert(!comparison_row(&variants->measured, 2, 7, &row));
    check_drawing(&variants->measured, &view, 66, 7,
                  "             0                   20.00 ms    40.00 ms\n"
                  "\n"
                  " threads.py  20.00 ms  CPython 3.11.2\n"
                  " MainThread  ░░░░████████████████                      held  80 %\n"
                  " cook-1       █                                        held   5 %\n"
                  " (2 more threads)\n"
                  "                       ▲ 10.00 ms   └───┘ 5.00 ms\n");
    variants_free(variants);
}
END_TEST

START_TEST(failures_and_those_to_come_have_a_heading)
{
    struct variants *variants = variants_new();
    struct comparison_view view = {0, 40 * MS, TIMELINE_OPEN, 9, SIZE_MAX, 0};

    variants->measured.count = 4;
    view.first_row = 6;
    check_drawing(&variants->measured, &view, 70, 6,
                  "             0             12.73 ms              40.00 ms\n"
                  " wrong.py  20.00 ms  ! ended with exit status 1: NameError: name 'x' …\n"
                  " (4 more threads)\n"
                  "\n"
                  " later.py  not run yet\n"
                  "             └────┘ switch interval 5.00 ms\n");
    variants_free(variants);
}
END_TEST

static void check_table(const struct measured *measured, int width, bool ascii, const char *expected)
{
    struct canvas *canvas = canvas_new(width, comparison_table_rows(measured));
    struct text out = TEXT_EMPTY;

    canvas_set_ascii(canvas, ascii);
    comparison_draw_table(canvas, measured, (struct canvas_rect){0, 0, width, comparison_table_rows(measured)});
    canvas_render(canvas, false, &out);
    ck_assert_str_eq(text_string(&out), expected);
    text_free(&out);
    canvas_free(canvas);
}

START_TEST(the_table_has_as_many_columns_as_fit)
{
    struct variants *variants = variants_new();

    variants->measured.count = 4;
    check_table(&variants->measured, 82, false,
                "             wall time              from … to   CPU time  speed-up  peak memory\n"
                " plain.py     42.50 ms    40.00 ms … 45.00 ms   40.00 ms      1.00      9.0 MiB\n"
                " threads.py   21.25 ms    19.00 ms … 22.00 ms   41.00 ms      2.00    ~21.0 MiB\n"
                " wrong.py    ! ended with exit status 1: NameError: name 'x' is not defined\n"
                " later.py    not measured yet\n");
    variants->measured.count = 2;
    check_table(&variants->measured, 60, true,
                "             wall time   CPU time  speed-up  peak memory\n"
                " plain.py     42.50 ms   40.00 ms      1.00      9.0 MiB\n"
                " threads.py   21.25 ms   41.00 ms      2.00    ~21.0 MiB\n");
    check_table(&variants->measured, 40, false,
                "             wall time  speed-up\n"
                " plain.py     42.50 ms      1.00\n"
                " threads.py   21.25 ms      2.00\n");
    variants_free(variants);
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {
        figures_are_medians,
        what_may_be_chance_is_told,
        runs_stand_on_one_scale,
        one_cursor_for_all,
        failures_and_those_to_come_have_a_heading,
        the_table_has_as_many_columns_as_fit,
        NULL,
    };

    return suite_run("comparison", cases);
}
