#include "base/translate.h"
#include "tui/timeline_parts.h"

#include <string.h>

#include "base/utf8.h"
#include "diagram/processes.h"
#include "model/event_loop_words.h"
#include "model/timeline_words.h"
#include "diagram/highlight.h"
#include "tui/wrap.h"

enum {
    LINE_BYTES_MAX = 1024, /* of a source line that are looked at */
    SOURCE_LEAST = 24,     /* columns for the source beside the moment */
    MOMENT_LEAST = 40,
    MOMENT_ROWS = 12,    /* for the moment and the source, before there is room for more */
    LANES_FOR_BOTH = 16, /* more threads have their table by the key alone */
    NAME_MOST = 15,
    OUTPUT_BYTES = 64 << 10, /* of the output that are looked at */
};

static const char *const titles[BELOW_COUNT] = {
    [BELOW_MOMENT] = TRANSLATE_LATER("This moment"),
    [BELOW_TABLE] = TRANSLATE_LATER("The whole run"),
    [BELOW_OUTPUT] = TRANSLATE_LATER("Output"),
};

const char *below_title(const struct timeline_screen *screen)
{
    return translate(titles[screen->below]);
}

/* "cook-1 holds the GIL, since 3.1 ms   burn():3" */
static void draw_thread(const struct timeline_screen *screen, struct view *view, size_t lane, struct canvas_rect row,
                        int names)
{
    const struct timeline *timeline = recording_timeline(screen->recording);
    bool ascii = canvas_is_ascii(view->canvas);
    struct text name = TEXT_EMPTY, doing = TEXT_EMPTY, place = TEXT_EMPTY;
    int x = row.x + 1, end = row.x + row.width;

    timeline_words_short_thread(screen->recording, timeline_lane(timeline, lane)->thread, NAME_MOST, ascii, &name);
    timeline_words_doing(screen->recording, lane, screen->at.view.cursor, ascii, &doing);
    timeline_words_place(screen->recording, timeline_place_at(timeline, lane, screen->at.view.cursor), &place);
    canvas_text(view->canvas, x, row.y, names, lane == screen->at.view.selected ? CANVAS_SELECTED : CANVAS_NAME,
                text_string(&name));
    x += names + 1;
    x += canvas_text(view->canvas, x, row.y, end - x, CANVAS_PLAIN, text_string(&doing));
    if (place.length > 0)
        canvas_format(view->canvas, x, row.y, end - x, CANVAS_DIM, "   %s", text_string(&place));
    text_free(&name);
    text_free(&doing);
    text_free(&place);
}

static int longest_name(const struct timeline_screen *screen)
{
    const struct timeline *timeline = recording_timeline(screen->recording);
    int longest = 4;

    for (size_t i = 0; i < timeline_lanes(timeline); i++) {
        struct text name = TEXT_EMPTY;
        int width;

        timeline_words_thread(screen->recording, timeline_lane(timeline, i)->thread, &name);
        width = utf8_width(text_string(&name), name.length);
        longest = width > longest ? width : longest;
        text_free(&name);
    }
    return longest < NAME_MOST && screen->loops.height == 0 ? longest : NAME_MOST;
}

/* A row of an event loop, as that of a thread: "fetch-1 waits: sleep 20 ms, since 3.1 ms   fetch():12". */
static void draw_loop_row(const struct timeline_screen *screen, struct view *view, const struct event_loop_row *loop,
                          struct canvas_rect row, int names)
{
    uint64_t time = screen->at.view.cursor;
    bool ascii = canvas_is_ascii(view->canvas);
    bool selected = screen->at.in_loops && loop->sort == screen->at.row.sort && loop->loop == screen->at.row.loop &&
                    (loop->sort == EVENT_ROW_LOOP || loop->task == screen->at.row.task);
    struct text name = TEXT_EMPTY, doing = TEXT_EMPTY, place = TEXT_EMPTY;
    int x = row.x + 1, end = row.x + row.width;

    if (loop->sort == EVENT_ROW_LOOP) {
        text_add(&name, translate("loop"));
        event_words_loop(screen->recording, loop->loop, time, ascii, &doing);
    } else if (loop->sort == EVENT_ROW_GROUP) {
        text_format(&name, "%zu %s ", loop->count, canvas_glyph(view->canvas, CANVAS_GLYPH_TIMES));
        event_words_body(screen->recording, loop->task, &name);
        event_words_group(screen->recording, loop->task, time, &doing);
    } else {
        event_words_task(screen->recording, loop->task, &name);
        event_words_doing(screen->recording, loop->task, time, ascii, &doing);
        timeline_words_place(screen->recording, event_words_place(screen->recording, loop->task, time), &place);
    }
    canvas_text(view->canvas, x, row.y, names, selected ? CANVAS_SELECTED : CANVAS_NAME, text_string(&name));
    x += names + 1;
    x += canvas_text(view->canvas, x, row.y, end - x, CANVAS_PLAIN, text_string(&doing));
    if (place.length > 0)
        canvas_format(view->canvas, x, row.y, end - x, CANVAS_DIM, "   %s", text_string(&place));
    text_free(&name);
    text_free(&doing);
    text_free(&place);
}

/* Rows of loops and tasks from one on, as far as there is room; those of ready queues tell enough above. */
static void draw_loop_rows(const struct timeline_screen *screen, struct view *view, size_t index,
                           struct canvas_rect rect, int names)
{
    struct event_loop_row row;

    for (int y = rect.y; y < rect.y + rect.height && screen->loops.height > 0 &&
                         event_loop_row(screen->recording, screen->loop_rows, index, &row);
         index++)
        if (row.sort != EVENT_ROW_READY)
            draw_loop_row(screen, view, &row, (struct canvas_rect){rect.x, y++, rect.width, 1}, names);
}

/* From the topmost lane on, as the lanes above; circles first, for they are what one looks for.  When a lane of an
 * event loop is selected, these come first, that one within. */
static void draw_moment(const struct timeline_screen *screen, struct view *view, struct canvas_rect rect)
{
    const struct timeline *timeline = recording_timeline(screen->recording);
    int names = longest_name(screen), y = rect.y, end = rect.y + rect.height;
    struct text circle = TEXT_EMPTY;

    timeline_words_circle(screen->recording, screen->at.view.cursor, &circle);
    if (circle.length > 0) {
        canvas_text(view->canvas, rect.x + 1, y++, rect.width - 1, CANVAS_ERROR, text_string(&circle));
        y += timeline_draw_circle(view->canvas, screen->recording, screen->at.view.cursor,
                                  (struct canvas_rect){rect.x + 1, y, rect.width - 1, end - y});
    }
    text_free(&circle);
    if (screen->at.in_loops) {
        size_t selected = event_loop_find_row(screen->recording, screen->loop_rows, &screen->at.row);
        size_t room = end > y ? (size_t)(end - y) : 0;

        draw_loop_rows(screen, view, selected >= room && room > 0 ? selected - room + 1 : 0,
                       (struct canvas_rect){rect.x, y, rect.width, end - y}, names);
        return;
    }
    for (size_t lane = screen->at.view.first_lane; lane < timeline_lanes(timeline) && y < end; lane++)
        draw_thread(screen, view, lane, (struct canvas_rect){rect.x, y++, rect.width, 1}, names);
    draw_loop_rows(screen, view, 0, (struct canvas_rect){rect.x, y, rect.width, end - y}, names);
}

/* The source. */

static void draw_source_line(const struct timeline_screen *screen, struct view *view, struct canvas_rect row,
                             uint32_t file, uint32_t line, bool marked)
{
    struct trace_bytes code = recording_source_line(screen->recording, file, line);
    uint8_t styles[LINE_BYTES_MAX];
    int x = row.x, end = row.x + row.width;
    size_t at = 0;

    if (code.length > LINE_BYTES_MAX)
        code.length = LINE_BYTES_MAX;
    highlight_line(HIGHLIGHT_CODE, code.at, code.length, styles);
    if (marked)
        canvas_put_glyph(view->canvas, x, row.y, CANVAS_LINE_NEXT, CANVAS_GLYPH_NEXT);
    x += 2;
    x += canvas_format(view->canvas, x, row.y, end - x, marked ? CANVAS_LINE_NEXT : CANVAS_DIM, "%3u  ",
                       (unsigned)line);
    while (at < code.length && x < end) {
        size_t stop = at + 1;

        while (stop < code.length && styles[stop] == styles[at])
            stop++;
        x += canvas_text_bytes(view->canvas, x, row.y, end - x,
                               marked ? CANVAS_LINE_NEXT : (enum canvas_style)styles[at], code.at + at, stop - at);
        at = stop;
    }
    if (at < code.length && end > row.x)
        canvas_put_glyph(view->canvas, end - 1, row.y, CANVAS_DIM, CANVAS_GLYPH_MORE);
}

static void draw_source(const struct timeline_screen *screen, struct view *view, struct canvas_rect rect)
{
    const struct timeline *timeline = recording_timeline(screen->recording);
    struct timeline_place place = {0, 0, 0};
    const struct code *code;
    uint32_t file, first, lines;

    if (screen->at.in_loops && screen->at.row.sort != EVENT_ROW_LOOP)
        place = event_words_place(screen->recording, screen->at.row.task, screen->at.view.cursor);
    else if (screen->at.view.selected < timeline_lanes(timeline))
        place = timeline_place_at(timeline, screen->at.view.selected, screen->at.view.cursor);
    code = recording_code(screen->recording, place.code);
    file = code != NULL ? code->file : recording_main_file(screen->recording);
    lines = (uint32_t)recording_source_lines(screen->recording, file);
    first = place.line > (uint32_t)rect.height / 2 ? place.line - (uint32_t)rect.height / 2 : 1;
    if (lines >= (uint32_t)rect.height && first + (uint32_t)rect.height > lines + 1)
        first = lines + 1 - (uint32_t)rect.height;
    for (int i = 0; i < rect.height && first + (uint32_t)i <= lines; i++)
        draw_source_line(screen, view, (struct canvas_rect){rect.x, rect.y + i, rect.width, 1}, file,
                         first + (uint32_t)i, first + (uint32_t)i == place.line);
}

/* The output: its end. */

static void draw_output(const struct timeline_screen *screen, struct view *view, struct canvas_rect rect)
{
    struct text all = TEXT_EMPTY;
    struct wrapped wrapped = WRAPPED_EMPTY;
    size_t from;

    for (size_t i = 0; i < recording_outputs(screen->recording); i++) {
        struct trace_bytes bytes = recording_output(screen->recording, i).bytes;

        text_append(&all, bytes.at, bytes.length);
    }
    from = all.length > OUTPUT_BYTES ? all.length - OUTPUT_BYTES : 0;
    if (all.length > 0)
        wrapped_add(&wrapped, text_string(&all) + from, rect.width - 1, canvas_is_ascii(view->canvas));
    else
        canvas_text(view->canvas, rect.x + 1, rect.y, rect.width - 1, CANVAS_DIM, translate("(nothing yet)"));
    from = wrapped.ends.count > (size_t)rect.height ? wrapped.ends.count - (size_t)rect.height : 0;
    for (int y = rect.y; from < wrapped.ends.count; from++, y++) {
        size_t length;
        const char *line = wrapped_line(&wrapped, from, &length);

        canvas_text_bytes(view->canvas, rect.x + 1, y, rect.width - 1, CANVAS_PLAIN, line, length);
    }
    wrapped_free(&wrapped);
    text_free(&all);
}

int below_said_rows(const struct timeline_screen *screen, int columns, bool ascii)
{
    struct wrapped wrapped = WRAPPED_EMPTY;
    int rows;

    wrapped_add(&wrapped, screen->said, columns - 1, ascii);
    rows = (int)wrapped.ends.count;
    wrapped_free(&wrapped);
    return rows;
}

int below_draw_said(const struct timeline_screen *screen, struct view *view, struct canvas_rect rect)
{
    struct wrapped wrapped = WRAPPED_EMPTY;
    int rows;

    wrapped_add(&wrapped, screen->said, rect.width - 1, canvas_is_ascii(view->canvas));
    rows = (int)wrapped.ends.count < rect.height ? (int)wrapped.ends.count : rect.height;
    for (int i = 0; i < rows; i++) {
        size_t length;
        const char *line = wrapped_line(&wrapped, (size_t)i, &length);

        canvas_text_bytes(view->canvas, rect.x + 1, rect.y + i, rect.width - 1, CANVAS_TITLE, line, length);
    }
    wrapped_free(&wrapped);
    return rows;
}

void below_draw_code(const struct timeline_screen *screen, struct view *view, struct canvas_rect rect)
{
    uint32_t file = recording_main_file(screen->recording);
    uint32_t lines = (uint32_t)recording_source_lines(screen->recording, file), line = screen->top;
    int y = rect.y;

    for (; y < rect.y + rect.height && line < lines; y++)
        draw_source_line(screen, view, (struct canvas_rect){rect.x, y, rect.width, 1}, file, ++line, false);
    if (line < lines)
        canvas_format(view->canvas, rect.x + 2, y, rect.width - 2, CANVAS_DIM, translate("%3s  (Down: more)"),
                      canvas_is_ascii(view->canvas) ? "..." : "…");
}

/* What is said, then what the threads do, as far as there is room. */
static void draw_told_moment(const struct timeline_screen *screen, struct view *view, struct canvas_rect rect)
{
    int rows = screen->inside && *screen->said != '\0' ? below_draw_said(screen, view, rect) + 1 : 0;

    if (rows < rect.height)
        draw_moment(screen, view, (struct canvas_rect){rect.x, rect.y + rows, rect.width, rect.height - rows});
}

int below_moment_columns(int width)
{
    int moment = width * 3 / 5;

    return moment >= MOMENT_LEAST && width - moment >= SOURCE_LEAST ? moment - 1 : width;
}

/* The threads', and below it the event loops': what kept them, and the tasks. */
static void draw_tables(const struct timeline_screen *screen, struct view *view, const struct timeline_view *all,
                        struct canvas_rect rect)
{
    const struct event_loops *loops = timeline_event_loops(recording_timeline(screen->recording));
    int y = rect.y + timeline_table_rows(screen->recording, SIZE_MAX) + 1, end = rect.y + rect.height;

    timeline_draw_table(view->canvas, screen->recording, all, rect);
    if (processes_table_rows(screen->recording, SIZE_MAX) > 0 && y + 2 <= end) {
        processes_draw_table(view->canvas, screen->recording, (struct canvas_rect){rect.x, y, rect.width, end - y});
        y += processes_table_rows(screen->recording, SIZE_MAX) + 1;
    }
    for (size_t i = 0; i < event_loops_blocked(loops) && y + 2 < end; i++) {
        struct text words = TEXT_EMPTY;

        event_words_blocked(screen->recording, event_loops_run(loops, event_loops_blocked_run(loops, i)),
                            canvas_is_ascii(view->canvas), &words);
        canvas_format(view->canvas, rect.x + 1, y++, rect.width - 1, CANVAS_ERROR, "! %s", text_string(&words));
        text_free(&words);
    }
    if (event_loops_count(loops) > 0 && y + 2 <= end)
        event_loop_draw_table(view->canvas, screen->recording, all,
                              (struct canvas_rect){rect.x, y, rect.width, end - y});
}

static struct timeline_view whole_run(const struct timeline_screen *screen)
{
    struct timeline_view all = screen->at.view;

    all.from = 0;
    all.to = timeline_end(recording_timeline(screen->recording));
    return all;
}

/* Where a screen has room for both, the threads' table stands below the moment.  Returns the rows that it takes. */
static int draw_table_too(const struct timeline_screen *screen, struct view *view, struct canvas_rect rect)
{
    size_t lanes = timeline_lanes(recording_timeline(screen->recording));
    int rows = timeline_table_rows(screen->recording, lanes), above = (int)lanes + screen->loops.height;
    struct timeline_view all = whole_run(screen);

    if (screen->inside || screen->at.view.first_lane > 0 || lanes > LANES_FOR_BOTH ||
        rect.height < (above > MOMENT_ROWS ? above : MOMENT_ROWS) + 2 + rows)
        return 0;
    rect.y += rect.height - rows;
    canvas_horizontal(view->canvas, 0, rect.y - 1, rect.width, CANVAS_FRAME);
    canvas_format(view->canvas, 2, rect.y - 1, rect.width - 3, CANVAS_TITLE, " %s ", translate(titles[BELOW_TABLE]));
    timeline_draw_table(view->canvas, screen->recording, &all,
                        (struct canvas_rect){rect.x, rect.y, rect.width, rows});
    return rows + 1;
}

static void draw_moment_and_source(const struct timeline_screen *screen, struct view *view, struct canvas_rect rect)
{
    int moment = below_moment_columns(rect.width), divider = rect.x + moment + 1;
    int above =
        canvas_cell(view->canvas, divider, rect.y - 1)->bits != 0; /* the rule, if its title does not stand there */

    draw_told_moment(screen, view, (struct canvas_rect){rect.x, rect.y, moment, rect.height});
    if (moment == rect.width)
        return;
    canvas_vertical(view->canvas, divider, rect.y - above, rect.height + above, CANVAS_FRAME);
    draw_source(screen, view,
                (struct canvas_rect){rect.x + moment + 2, rect.y, rect.width - moment - 2, rect.height});
}

void below_draw(struct timeline_screen *screen, struct view *view, struct canvas_rect rect)
{
    if (rect.height <= 0)
        return;
    if (screen->below == BELOW_TABLE) {
        struct timeline_view all = whole_run(screen);

        draw_tables(screen, view, &all, rect);
    } else if (screen->below == BELOW_OUTPUT) {
        draw_output(screen, view, rect);
    } else {
        rect.height -= draw_table_too(screen, view, rect);
        draw_moment_and_source(screen, view, rect);
    }
}
