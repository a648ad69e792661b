#include "output/timeline_text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/translate.h"
#include "canvas/canvas.h"
#include "diagram/event_loop.h"
#include "diagram/processes.h"
#include "diagram/timeline.h"
#include "model/event_loop_words.h"
#include "model/timeline_words.h"

enum {
    WIDTH_LEAST = 20,
    LANES_UNASKED = 40, /* as many are drawn unless all are asked for */
    ROOM_FOR_ENDS =
        6,            /* part of an event loop's time that is drawn behind it: words on how tasks ended stand there */
    BLOCKED_MOST = 5, /* sentences about runs that kept the loop */
};

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

/* gil.py · threads and the GIL · 48.2 ms · CPython 3.11.2 */
static void draw_head(struct canvas *canvas, const struct recording *recording)
{
    const char *program = recording_meta(recording, "program");
    const char *middle = canvas_glyph(canvas, CANVAS_GLYPH_MIDDLE);
    struct text length = TEXT_EMPTY, version = TEXT_EMPTY;
    int x, width = canvas_width(canvas);

    timeline_words_time(timeline_end(recording_timeline(recording)), canvas_is_ascii(canvas), &length);
    x = canvas_text(canvas, 0, 0, width, CANVAS_TITLE, program != NULL ? file_name(program) : "program");
    x += canvas_format(canvas, x, 0, width - x, CANVAS_PLAIN, " %s %s %s %s", middle,
                       timeline_words_subject(recording), middle, text_string(&length));
    timeline_words_version(recording, &version);
    if (version.length > 0)
        canvas_format(canvas, x, 0, width - x, CANVAS_PLAIN, " %s %s", middle, text_string(&version));
    text_free(&length);
    text_free(&version);
}

static size_t lanes_shown(const struct recording *recording, const struct timeline_text_options *options)
{
    size_t lanes = timeline_lanes(recording_timeline(recording));

    return options->all || lanes < LANES_UNASKED ? lanes : LANES_UNASKED;
}

static void write_pictures(const struct recording *recording, const struct timeline_text_options *options,
                           struct text *out)
{
    const struct timeline *timeline = recording_timeline(recording);
    struct timeline_view view = {0, timeline_end(timeline), TIMELINE_OPEN, 0, SIZE_MAX, 1, 1};
    size_t lanes = lanes_shown(recording, options);
    int width = options->width > WIDTH_LEAST ? options->width : WIDTH_LEAST, y = 2;
    int lane_rows = (int)lanes + TIMELINE_ROWS_BESIDE, table_rows = timeline_table_rows(recording, lanes);
    int legend_rows = timeline_legend_rows(recording, width - 1, false);
    struct canvas *canvas = canvas_new(width, lane_rows + legend_rows + table_rows + 4);

    canvas_set_ascii(canvas, options->ascii);
    draw_head(canvas, recording);
    timeline_draw(canvas, recording, &view, (struct canvas_rect){0, y, width, lane_rows});
    y += lane_rows + 1;
    timeline_draw_legend(canvas, recording, (struct canvas_rect){1, y, width - 1, legend_rows}, false);
    y += legend_rows + 1;
    timeline_draw_table(canvas, recording, &view, (struct canvas_rect){0, y, width, table_rows});
    canvas_render(canvas, options->colour, out);
    canvas_free(canvas);
}

static void write_lanes_plainly(const struct recording *recording, const struct timeline_text_options *options,
                                struct text *out)
{
    const char *program = recording_meta(recording, "program");
    struct text version = TEXT_EMPTY;

    timeline_words_version(recording, &version);
    text_format(out, "%s, %s, ", program != NULL ? file_name(program) : "program", timeline_words_subject(recording));
    timeline_words_time(timeline_end(recording_timeline(recording)), options->ascii, out);
    text_format(out, "%s%s.\n", version.length > 0 ? ", " : "", text_string(&version));
    for (size_t i = 0; i < lanes_shown(recording, options); i++)
        timeline_tell_lane(recording, i, options->ascii, out);
    text_free(&version);
}

static const struct event_loops *loops_of(const struct recording *recording)
{
    return timeline_event_loops(recording_timeline(recording));
}

void timeline_text_blocked(const struct recording *recording, const struct timeline_text_options *options,
                           struct text *out)
{
    const char *mark = options->plain ? "" : " ! ";
    const struct event_loops *loops = loops_of(recording);
    size_t count = event_loops_blocked(loops);

    for (size_t i = 0; i < count && i < BLOCKED_MOST; i++) {
        text_add(out, mark);
        event_words_blocked(recording, event_loops_run(loops, event_loops_blocked_run(loops, i)), options->ascii,
                            out);
        text_add(out, "\n");
    }
    if (count > BLOCKED_MOST)
        text_format(out, translate("%sAnd %zu more.\n"), mark, count - BLOCKED_MOST);
}

/* What event loops did, from their first event to their last: a scale of its own, for a program may take long to get
 * there. */
static void write_event_loops(const struct recording *recording, const struct timeline_text_options *options,
                              struct text *out)
{
    struct timeline_view view = {0, 0, TIMELINE_OPEN, 0, SIZE_MAX, 1, 1};
    int most = options->all ? INT_MAX / 4 : LANES_UNASKED, rows = event_loop_rows(recording, most);
    int table_rows = event_loop_table_rows(recording, rows), y = 0;
    int width = options->width > WIDTH_LEAST ? options->width : WIDTH_LEAST;
    struct canvas *canvas;

    event_loops_span(loops_of(recording), &view.from, &view.to);
    if (rows == 0 || view.to <= view.from)
        return;
    view.to += (view.to - view.from) / ROOM_FOR_ENDS;
    canvas = canvas_new(width, rows + table_rows + 6);
    canvas_set_ascii(canvas, options->ascii);
    canvas_text(canvas, 0, y++, width, CANVAS_TITLE, translate("the event loop"));
    timeline_draw_scale(canvas, recording, &view, (struct canvas_rect){0, ++y, width, 1});
    event_loop_draw(canvas, recording, &view, (struct canvas_rect){0, ++y, width, rows});
    y += rows + 1;
    event_loop_draw_legend(canvas, 1, y, width - 1);
    y += 2;
    event_loop_draw_table(canvas, recording, &view, (struct canvas_rect){0, y, width, table_rows});
    text_add(out, "\n");
    canvas_render(canvas, options->colour, out);
    canvas_free(canvas);
    if (event_loops_blocked(loops_of(recording)) > 0)
        text_add(out, "\n");
    timeline_text_blocked(recording, options, out);
}

/* The processes, if the program started any. */
static void write_processes(const struct recording *recording, const struct timeline_text_options *options,
                            struct text *out)
{
    int rows = processes_table_rows(recording, options->all ? SIZE_MAX : LANES_UNASKED);
    int more = processes_table_rows(recording, SIZE_MAX) - rows;
    struct canvas *canvas;

    if (rows == 0)
        return;
    canvas = canvas_new(options->width > WIDTH_LEAST ? options->width : WIDTH_LEAST, rows);
    canvas_set_ascii(canvas, options->ascii);
    processes_draw_table(canvas, recording, (struct canvas_rect){0, 0, canvas_width(canvas), rows});
    text_add(out, "\n");
    canvas_render(canvas, options->colour, out);
    canvas_free(canvas);
    if (more > 0)
        text_format(out, translate("(%d more processes are not shown: --all shows all.)\n"), more);
}

/* "2 or more at once 93 % of the time · world stopped 3 times, 0.42 ms at most · GIL on 1.20 ms" */
static void write_parallel_facts(const struct recording *recording, bool ascii, struct text *out)
{
    const struct timeline *timeline = recording_timeline(recording);
    const char *middle = ascii ? "-" : "·";
    struct timeline_pauses pauses = timeline_count_pauses(timeline);
    uint64_t end = timeline_end(timeline), gil = timeline_gil_time(timeline);

    text_format(out, translate("2 or more attached at once: %.0f %%"),
                end > 0 ? (double)timeline_together(timeline) * 100 / (double)end : 0.0);
    if (pauses.count > 0) {
        text_format(out,
                    pauses.count == 1 ? translate(" %s world stopped %zu time, ")
                                      : translate(" %s world stopped %zu times, "),
                    middle, pauses.count);
        timeline_words_time(pauses.longest, ascii, out);
        text_add(out, translate(" at most"));
    }
    if (gil > 0) {
        text_format(out, translate(" %s GIL on "), middle);
        timeline_words_time(gil, ascii, out);
    }
}

static void write_collections(const struct recording *recording, bool ascii, struct text *out)
{
    size_t count = timeline_collections(recording_timeline(recording));

    if (count > 0)
        text_format(out, translate(" %s garbage collections %zu"), ascii ? "-" : "·", count);
}

/* How many GILs there were beside those of main interpreters. */
static void add_interpreters(const struct timeline *timeline, const char *middle, struct text *out)
{
    size_t count = 0;

    for (size_t i = 1; i <= timeline_gils(timeline); i++)
        count += timeline_interpreter(timeline, (uint32_t)i) != 0;
    if (count > 0)
        text_format(out, translate(" %s interpreters with a GIL of their own %zu"), middle, count);
}

void timeline_text_facts(const struct recording *recording, bool ascii, struct text *out)
{
    const struct timeline *timeline = recording_timeline(recording);
    const char *middle = ascii ? "-" : "·";
    uint64_t handovers = 0, median = timeline_median_hold(timeline), time;
    struct timeline_sums sums;
    size_t lane;

    if (timeline_is_free(timeline)) {
        write_parallel_facts(recording, ascii, out);
        write_collections(recording, ascii, out);
        return;
    }
    for (size_t i = 0; i < timeline_lanes(timeline); i++) {
        timeline_sum(timeline, i, 0, timeline_end(timeline), &sums);
        handovers += sums.handovers;
    }
    text_format(out, translate("hand-overs %llu"), (unsigned long long)handovers);
    if (median != 0) {
        text_format(out, translate(" %s median slice "), middle);
        timeline_words_time(median, ascii, out);
    }
    if (timeline_longest_wait(timeline, &time, &lane)) {
        timeline_sum(timeline, lane, 0, timeline_end(timeline), &sums);
        text_format(out, translate(" %s longest wait "), middle);
        timeline_words_time(sums.longest_wait, ascii, out);
        text_add(out, " (");
        timeline_words_thread(recording, timeline_lane(timeline, lane)->thread, out);
        text_add(out, translate(", at "));
        timeline_words_time(time, ascii, out);
        text_add(out, ")");
    }
    if (recording_meta(recording, "switch-interval") != NULL) {
        text_format(out, translate(" %s switch interval set to "), middle);
        timeline_words_time(strtoull(recording_meta(recording, "switch-interval"), NULL, 10) * 1000, ascii, out);
    }
    add_interpreters(timeline, middle, out);
    write_collections(recording, ascii, out);
}

void timeline_text_hindrances(const struct recording *recording, struct text *out)
{
    static const struct {
        const char *fact, *words;
    } probes[] = {
        {"hooks.gil", TRANSLATE_LATER("The GIL was not watched")},
        {"hooks.attachment", TRANSLATE_LATER("Which threads are attached was not watched")},
        {"hooks.calls", TRANSLATE_LATER("Some calls were not watched")},
        {"hooks.locks", TRANSLATE_LATER("Who holds a lock was not watched")},
        {"hooks.collector", TRANSLATE_LATER("Pauses for the garbage collector were not watched")},
        {"hooks.loop", TRANSLATE_LATER("Event loops were not watched")},
    };
    const char *loop = recording_meta(recording, "hooks.loop");

    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++) {
        const char *value = recording_meta(recording, probes[i].fact);

        if (value != NULL && strncmp(value, "in force", strlen("in force")) != 0)
            text_format(out, "%s: %s.\n", translate(probes[i].words), value);
    }
    if (loop != NULL && strcmp(loop, "in force in the main thread") == 0 &&
        event_loops_count(loops_of(recording)) > 0)
        text_format(out, "%s\n", /* before format 2.8 */
                    translate("Event loops of other threads than the main one were not watched."));
}

static void write_circle(const struct recording *recording, const struct timeline_text_options *options,
                         struct text *out)
{
    enum { MOST = 64 };
    int width = options->width > WIDTH_LEAST ? options->width : WIDTH_LEAST;
    struct canvas *canvas = canvas_new(width, MOST);
    int rows;

    canvas_set_ascii(canvas, options->ascii);
    rows = timeline_draw_circle(canvas, recording, timeline_end(recording_timeline(recording)) - 1,
                                (struct canvas_rect){1, 0, width - 1, MOST});
    for (int y = 0; y < rows; y++) {
        struct canvas *row = canvas_new(width, 1);

        canvas_set_ascii(row, options->ascii);
        canvas_copy(row, 0, 0, canvas, (struct canvas_rect){0, y, width, 1});
        canvas_render(row, options->colour, out);
        canvas_free(row);
    }
    canvas_free(canvas);
}

void timeline_text_write(const struct recording *recording, const struct timeline_text_options *options,
                         struct text *out)
{
    const struct timeline *timeline = recording_timeline(recording);
    size_t lanes = timeline_lanes(timeline), shown = lanes_shown(recording, options);
    struct text circle = TEXT_EMPTY;

    if (options->plain)
        write_lanes_plainly(recording, options, out);
    else
        write_pictures(recording, options, out);
    if (shown < lanes)
        text_format(out, translate("(%zu more threads are not shown: --all shows all.)\n"), lanes - shown);
    write_processes(recording, options, out);
    text_add(out, options->plain ? "" : "\n ");
    timeline_text_facts(recording, options->ascii, out);
    text_add(out, "\n");
    if (timeline_end(timeline) > 0)
        timeline_words_circle(recording, timeline_end(timeline) - 1, &circle);
    if (circle.length > 0) {
        text_format(out, "\n%s\n", text_string(&circle));
        if (!options->plain)
            write_circle(recording, options, out);
    }
    text_free(&circle);
    if (options->plain)
        timeline_text_blocked(recording, options, out);
    else
        write_event_loops(recording, options, out);
    timeline_text_hindrances(recording, out);
}
