#include "diagram/comparison.h"

#include <string.h>

#include "base/text.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "diagram/event_loop.h"
#include "diagram/timeline.h"
#include "model/ending.h"
#include "model/sentence.h"
#include "model/timeline_words.h"

enum {
    NAME_LEAST = 8,
    NAME_MOST = 28, /* of a variant in the table */
};

/* Rows. */

static size_t lanes_of(const struct measured_variant *variant)
{
    return variant->recording != NULL ? timeline_lanes(recording_timeline(variant->recording)) : 0;
}

/* Heading and threads, with the row that tells of others. */
static size_t thread_rows(const struct measured_variant *variant, size_t lanes_of_each)
{
    size_t lanes = lanes_of(variant);

    return 1 + (lanes > lanes_of_each ? lanes_of_each + 1 : lanes);
}

static size_t rows_of(const struct measured_variant *variant, size_t lanes_of_each)
{
    size_t loops = variant->recording != NULL ? (size_t)event_loop_rows(variant->recording, COMPARISON_LOOP_ROWS) : 0;

    return thread_rows(variant, lanes_of_each) + loops;
}

size_t comparison_rows(const struct measured *measured, size_t lanes_of_each)
{
    size_t rows = measured->count > 0 ? measured->count - 1 : 0; /* gaps */

    for (size_t i = 0; i < measured->count; i++)
        rows += rows_of(&measured->variants[i], lanes_of_each);
    return rows;
}

bool comparison_row(const struct measured *measured, size_t lanes_of_each, size_t index, struct comparison_row *row)
{
    for (size_t i = 0; i < measured->count; i++) {
        size_t rows = rows_of(&measured->variants[i], lanes_of_each);
        size_t threads = thread_rows(&measured->variants[i], lanes_of_each);

        *row = (struct comparison_row){COMPARISON_GAP, i, 0};
        if (index == 0) {
            row->sort = COMPARISON_HEADING;
        } else if (index < rows) {
            row->lane = index - 1;
            row->sort = row->lane < lanes_of_each ? COMPARISON_LANE : COMPARISON_MORE;
        }
        if (index < rows && index >= threads) {
            row->sort = COMPARISON_LOOP;
            row->lane = index - threads;
        }
        if (index < rows)
            return true;
        index -= rows;
        if (index == 0)
            return i + 1 < measured->count;
        index--;
    }
    return false;
}

size_t comparison_find_row(const struct measured *measured, size_t lanes_of_each, size_t variant, size_t lane)
{
    size_t row = variant; /* gaps */

    for (size_t i = 0; i < variant; i++)
        row += rows_of(&measured->variants[i], lanes_of_each);
    return lane < lanes_of(&measured->variants[variant]) && lane < lanes_of_each ? row + 1 + lane : row;
}

size_t comparison_find_loop_row(const struct measured *measured, size_t lanes_of_each, size_t variant, size_t row)
{
    return comparison_find_row(measured, lanes_of_each, variant, SIZE_MAX) +
           thread_rows(&measured->variants[variant], lanes_of_each) + row;
}

uint64_t comparison_end(const struct measured *measured)
{
    uint64_t end = 0;

    for (size_t i = 0; i < measured->count; i++)
        if (measured->variants[i].recording != NULL) {
            uint64_t own = timeline_end(recording_timeline(measured->variants[i].recording));

            end = own > end ? own : end;
        }
    return end;
}

static int name_columns(const struct measured *measured)
{
    int columns = 0;

    for (size_t i = 0; i < measured->count; i++)
        if (measured->variants[i].recording != NULL) {
            int own = timeline_name_columns(measured->variants[i].recording);

            columns = own > columns ? own : columns;
        }
    return columns > NAME_LEAST ? columns : NAME_LEAST;
}

/* Drawing. */

static void draw_failure(struct canvas *canvas, const struct measured_variant *variant, int x, int y, int room)
{
    struct text words = TEXT_EMPTY;

    ending_retell_failure(variant->failure, &words);
    canvas_format(canvas, x, y, room, CANVAS_ERROR, "! %s", text_string(&words));
    text_free(&words);
}

/* "threads.py  618 ms  CPython 3.11.2", or how its run failed. */
static void draw_heading(struct canvas *canvas, const struct measured_variant *variant, struct canvas_rect row)
{
    const char *version = variant->recording != NULL ? recording_meta(variant->recording, "python.version") : NULL;
    int x = row.x + 1, end = row.x + row.width;
    struct text time = TEXT_EMPTY;

    x += canvas_text(canvas, x, row.y, end - x, CANVAS_TITLE, variant->name) + 2;
    if (variant->recording == NULL) {
        canvas_text(canvas, x, row.y, end - x, CANVAS_DIM, translate("not run yet"));
        return;
    }
    timeline_words_time(timeline_end(recording_timeline(variant->recording)), canvas_is_ascii(canvas), &time);
    x += canvas_text(canvas, x, row.y, end - x, CANVAS_PLAIN, text_string(&time)) + 2;
    if (variant->failure != NULL)
        draw_failure(canvas, variant, x, row.y, end - x);
    else if (version != NULL)
        canvas_format(canvas, x, row.y, end - x, CANVAS_DIM, "CPython %s", version);
    text_free(&time);
}

/* Where the selected row is of this variant, and of the same sort (a thread's lane, an event loop's row): which;
 * SIZE_MAX otherwise. */
static size_t selected_like(const struct measured *measured, const struct comparison_view *view,
                            const struct comparison_row *drawn)
{
    struct comparison_row row;

    if (view->selected == SIZE_MAX || !comparison_row(measured, view->lanes_of_each, view->selected, &row) ||
        row.variant != drawn->variant || row.sort != drawn->sort)
        return SIZE_MAX;
    return row.lane;
}

/* The event loops' rows from one on; returns how many there is room for. */
static size_t draw_loops(struct canvas *canvas, const struct measured *measured, const struct comparison_view *view,
                         const struct comparison_row *row, struct canvas_rect rect)
{
    const struct recording *recording = measured->variants[row->variant].recording;
    struct timeline_view shown = {view->from, view->to, view->cursor, 0, selected_like(measured, view, row), 1, 1};
    int rows = event_loop_rows(recording, COMPARISON_LOOP_ROWS), first = (int)row->lane;
    struct canvas *all = canvas_new(rect.x + rect.width, rows);

    if (rows - first < rect.height)
        rect.height = rows - first;
    canvas_set_ascii(all, canvas_is_ascii(canvas));
    event_loop_draw_part(all, recording, &shown, name_columns(measured),
                         (struct canvas_rect){rect.x, 0, rect.width, rows});
    canvas_copy(canvas, rect.x, rect.y, all, (struct canvas_rect){rect.x, first, rect.width, rect.height});
    canvas_free(all);
    return (size_t)rect.height;
}

/* Draws a row, or all lanes of a run from this one on that fit; returns how many rows that were. */
static size_t draw_rows(struct canvas *canvas, const struct measured *measured, const struct comparison_view *view,
                        const struct comparison_row *row, struct canvas_rect rect)
{
    const struct measured_variant *variant = &measured->variants[row->variant];
    size_t lanes = lanes_of(variant) < view->lanes_of_each ? lanes_of(variant) : view->lanes_of_each;
    struct timeline_view shown = {view->from, view->to, view->cursor, row->lane, selected_like(measured, view, row),
                                  1,          1};

    if (row->sort == COMPARISON_LANE) {
        if (lanes - row->lane < (size_t)rect.height)
            rect.height = (int)(lanes - row->lane);
        timeline_draw_part(canvas, variant->recording, &shown, TIMELINE_LANES, name_columns(measured), rect);
        return (size_t)rect.height;
    }
    if (row->sort == COMPARISON_LOOP)
        return draw_loops(canvas, measured, view, row, rect);
    if (row->sort == COMPARISON_HEADING)
        draw_heading(canvas, variant, rect);
    else if (row->sort == COMPARISON_MORE)
        canvas_format(canvas, rect.x + 1, rect.y, rect.width - 1, CANVAS_DIM, translate("(%zu more threads)"),
                      lanes_of(variant) - row->lane);
    return 1;
}

/* Of the selected lane, whose hand-over and switch interval the ruler tells; or the first, for the scale is that of
 * all. */
static const struct recording *main_recording(const struct measured *measured, const struct comparison_view *view)
{
    struct comparison_row row;

    if (view->selected != SIZE_MAX && comparison_row(measured, view->lanes_of_each, view->selected, &row) &&
        measured->variants[row.variant].recording != NULL)
        return measured->variants[row.variant].recording;
    for (size_t i = 0; i < measured->count; i++)
        if (measured->variants[i].recording != NULL)
            return measured->variants[i].recording;
    return NULL;
}

static void draw_around(struct canvas *canvas, const struct measured *measured, const struct comparison_view *view,
                        enum timeline_part part, struct canvas_rect rect)
{
    const struct recording *recording = main_recording(measured, view);
    struct timeline_view shared = {view->from, view->to, view->cursor, 0, SIZE_MAX, 1, 1};

    if (recording != NULL)
        timeline_draw_part(canvas, recording, &shared, part, name_columns(measured), rect);
}

const struct recording *comparison_without_gil(const struct measured *measured)
{
    for (size_t i = 0; i < measured->count; i++) {
        const struct recording *recording = measured->variants[i].recording;

        if (recording != NULL && timeline_is_free(recording_timeline(recording)))
            return recording;
    }
    return NULL;
}

void comparison_cells(const struct measured *measured, struct canvas_rect rect, int *x, int *count)
{
    timeline_find_cells(name_columns(measured), rect, x, count);
}

void comparison_draw(struct canvas *canvas, const struct measured *measured, const struct comparison_view *view,
                     struct canvas_rect rect)
{
    int y = rect.y + 1, end = rect.y + rect.height - 1;
    struct comparison_row row;
    size_t drawn;

    if (rect.height < COMPARISON_ROWS_BESIDE)
        return;
    draw_around(canvas, measured, view, TIMELINE_SCALE, rect);
    for (size_t i = view->first_row; y < end && comparison_row(measured, view->lanes_of_each, i, &row); i += drawn) {
        drawn = draw_rows(canvas, measured, view, &row, (struct canvas_rect){rect.x, y, rect.width, end - y});
        y += (int)drawn;
    }
    draw_around(canvas, measured, view, TIMELINE_RULER, (struct canvas_rect){rect.x, y, rect.width, 1});
}

/* The table. */

enum column { WALL, SPREAD, PROCESSOR, SPEED_UP, PEAK, COLUMN_COUNT };

static const struct {
    const char *heading;
    int width;
    int rank; /* those of the highest go first where there is no room */
} columns[COLUMN_COUNT] = {
    [WALL] = {TRANSLATE_LATER("wall time"), 11, 1},     [SPREAD] = {TRANSLATE_LATER("from … to"), 23, 5},
    [PROCESSOR] = {TRANSLATE_LATER("CPU time"), 11, 3}, [SPEED_UP] = {TRANSLATE_LATER("speed-up"), 10, 2},
    [PEAK] = {TRANSLATE_LATER("peak memory"), 13, 4},
};

/* With a gap before it. */
static int column_width(enum column column)
{
    const char *heading = translate(columns[column].heading);
    int width = utf8_width(heading, strlen(heading)) + 2;

    return width > columns[column].width ? width : columns[column].width;
}

static int table_names(const struct measured *measured)
{
    int most = NAME_LEAST;

    for (size_t i = 0; i < measured->count; i++) {
        int width = utf8_width(measured->variants[i].name, strlen(measured->variants[i].name));

        most = width > most ? width : most;
    }
    return most < NAME_MOST ? most : NAME_MOST;
}

/* Whether a column is drawn: as many as fit, by their rank. */
static bool has_room(enum column column, int width)
{
    int needed = 0;

    for (int i = 0; i < COLUMN_COUNT; i++)
        if (columns[i].rank <= columns[column].rank)
            needed += column_width((enum column)i);
    return needed <= width;
}

static void format_memory(const struct measured_summary *summary, struct text *out)
{
    text_format(out, "%s%.1f MiB", summary->is_sum ? "~" : "", (double)summary->peak.median / (1 << 20));
}

static void format_cell(enum column column, const struct measured *measured, size_t variant,
                        const struct measured_summary *summary, bool ascii, struct text *out)
{
    double faster = measured_speed_up(measured, variant);

    switch (column) {
    case WALL:
        timeline_words_time(summary->wall.median, ascii, out);
        break;
    case SPREAD:
        timeline_words_time(summary->wall.least, ascii, out);
        text_add(out, ascii ? " .. " : " … ");
        timeline_words_time(summary->wall.most, ascii, out);
        break;
    case PROCESSOR:
        timeline_words_time(summary->processor.median, ascii, out);
        break;
    case SPEED_UP:
        if (faster > 0)
            text_format(out, "%s%.2f", measured_overlaps(measured, variant) ? "~" : "", faster);
        else
            text_add(out, "-");
        break;
    case PEAK:
        format_memory(summary, out);
        break;
    case COLUMN_COUNT:
        break;
    }
}

static void draw_cell(struct canvas *canvas, int x, int y, enum column column, enum canvas_style style,
                      const char *text)
{
    int width = utf8_width(text, strlen(text));

    canvas_text(canvas, x + column_width(column) - width, y, width, style, text);
}

static void draw_figures(struct canvas *canvas, const struct measured *measured, size_t variant,
                         struct canvas_rect row)
{
    const struct measured_variant *shown = &measured->variants[variant];
    struct measured_summary summary;
    int x = row.x;

    if (shown->failure != NULL) {
        draw_failure(canvas, shown, x + 2, row.y, row.width - 2);
        return;
    }
    if (!measured_summarise(shown, &summary)) {
        canvas_text(canvas, x + 2, row.y, row.width - 2, CANVAS_DIM, translate("not measured yet"));
        return;
    }
    for (int column = 0; column < COLUMN_COUNT; column++) {
        struct text cell = TEXT_EMPTY;

        if (!has_room((enum column)column, row.width))
            continue;
        format_cell((enum column)column, measured, variant, &summary, canvas_is_ascii(canvas), &cell);
        draw_cell(canvas, x, row.y, (enum column)column, CANVAS_PLAIN, text_string(&cell));
        x += column_width((enum column)column);
        text_free(&cell);
    }
}

int comparison_table_rows(const struct measured *measured)
{
    return 1 + (int)measured->count;
}

void comparison_draw_table(struct canvas *canvas, const struct measured *measured, struct canvas_rect rect)
{
    int names = table_names(measured), x = rect.x + 1 + names, width = rect.width - 1 - names;

    for (int column = 0; column < COLUMN_COUNT; column++)
        if (has_room((enum column)column, width)) {
            struct text heading = TEXT_EMPTY;

            text_add(&heading, translate(columns[column].heading));
            if (canvas_is_ascii(canvas))
                utf8_replace_marks(&heading);
            draw_cell(canvas, x, rect.y, (enum column)column, CANVAS_DIM, text_string(&heading));
            x += column_width((enum column)column);
            text_free(&heading);
        }
    for (int i = 0; i + 1 < rect.height && (size_t)i < measured->count; i++) {
        canvas_text(canvas, rect.x + 1, rect.y + 1 + i, names, CANVAS_NAME, measured->variants[i].name);
        draw_figures(canvas, measured, (size_t)i, (struct canvas_rect){rect.x + 1 + names, rect.y + 1 + i, width, 1});
    }
}
