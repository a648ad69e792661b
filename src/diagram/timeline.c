#include "diagram/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "diagram/lane_arrow.h"
#include "model/timeline_words.h"

enum {
    NAME_LEAST = 6,
    NAME_MOST = 15,
    NAME_TASKS = 14, /* when there are tasks, which have longer names than threads */
    SHARE = 13,      /* columns of "   held 49 %" */
    TICK = 14,       /* columns between times of the scale, at least */
    CALL_LEAST = 4,  /* cells beside a call's name within its lane */
    CURSOR = 13,     /* cells of the cursor's mark and time */
    RULER_LEAST = 3, /* cells that the switch interval must take to be drawn */
};

/* How states and marks look; the rest of TIMELINE_STATES. */
static const enum canvas_style styles[TIMELINE_STATE_COUNT] = {
    [TIMELINE_ABSENT] = CANVAS_PLAIN,      [TIMELINE_HOLDS] = CANVAS_ARROW_1, [TIMELINE_STUCK] = CANVAS_ERROR,
    [TIMELINE_WANTS] = CANVAS_ARROW_2,     [TIMELINE_ASKED] = CANVAS_ARROW_2, [TIMELINE_BLOCKED] = CANVAS_DIM,
    [TIMELINE_NATIVE] = CANVAS_ARROW_3,    [TIMELINE_FOREIGN] = CANVAS_PLAIN, [TIMELINE_ATTACHED] = CANVAS_ARROW_1,
    [TIMELINE_SUSPENDED] = CANVAS_CHANGED,
};

static const char *sign_of(const struct canvas *canvas, enum timeline_state state)
{
    static const struct {
        const char *sign, *ascii;
    } signs[] = {
#define STATE(NAME, sign, ascii, meaning) {sign, ascii},
        TIMELINE_STATES(STATE)
#undef STATE
    };

    return canvas_is_ascii(canvas) ? signs[state].ascii : signs[state].sign;
}

int timeline_pitch(const struct timeline_view *view)
{
    return view->pitch > 1 ? view->pitch : 1;
}

static int height_of_lane(const struct timeline_view *view)
{
    return view->tall > 1 ? view->tall : 1;
}

int timeline_middle(const struct timeline_view *view)
{
    return (height_of_lane(view) - 1) / 2;
}

int timeline_rows(const struct timeline_view *view, size_t lanes)
{
    return lanes > 0 ? (int)(lanes - 1) * timeline_pitch(view) + height_of_lane(view) : 0;
}

size_t timeline_lanes_in(const struct timeline_view *view, int rows)
{
    return rows < height_of_lane(view) ? 0 : (size_t)((rows - height_of_lane(view)) / timeline_pitch(view)) + 1;
}

/* What one cell of a lane holds. */
struct cell {
    uint64_t times[TIMELINE_STATE_COUNT];
    uint64_t collected; /* ns of the garbage collector's */
    bool asks;
};

/* A lane that is being drawn. */
struct drawn_lane {
    struct canvas *canvas;
    const struct recording *recording;
    const struct timeline *timeline;
    const struct timeline_view *view;
    size_t lane;
    int x, y, count; /* of its cells; the row is that of its words */
    struct cell *cells;
};

static uint64_t time_of_cell(const struct drawn_lane *drawn, int cell)
{
    uint64_t span = drawn->view->to - drawn->view->from;

    return drawn->view->from + (uint64_t)((double)span * cell / drawn->count);
}

static int cell_of_time(const struct drawn_lane *drawn, uint64_t time)
{
    uint64_t from = drawn->view->from, span = drawn->view->to - from;
    int cell = time <= from ? 0 : (int)((double)(time - from) * drawn->count / (double)span);

    while (cell > 0 && time_of_cell(drawn, cell) > time)
        cell--;
    while (cell + 1 < drawn->count && time_of_cell(drawn, cell + 1) <= time)
        cell++;
    return cell;
}

/* Adds a stretch of time to the cells that it touches; `field` is the offset of a sum in a cell. */
static void spread(const struct drawn_lane *drawn, uint64_t start, uint64_t end, size_t field)
{
    const struct timeline_view *view = drawn->view;

    start = start > view->from ? start : view->from;
    end = end < view->to ? end : view->to;
    if (start >= end)
        return;
    for (int cell = cell_of_time(drawn, start); cell < drawn->count && time_of_cell(drawn, cell) < end; cell++) {
        uint64_t from = time_of_cell(drawn, cell), to = time_of_cell(drawn, cell + 1);
        uint64_t *sum = (uint64_t *)(void *)((char *)&drawn->cells[cell] + field);

        from = from > start ? from : start;
        to = to < end ? to : end;
        *sum += to > from ? to - from : 0;
    }
}

static void spread_slices(const struct drawn_lane *drawn)
{
    const struct timeline *timeline = drawn->timeline;
    size_t index = 0, count = timeline_slices(timeline, drawn->lane);

    timeline_slice_at(timeline, drawn->lane, drawn->view->from, &index);
    for (; index < count; index++) {
        const struct timeline_slice *slice = timeline_slice(timeline, drawn->lane, index);

        if (slice->start >= drawn->view->to)
            break;
        spread(drawn, slice->start, timeline_slice_end(timeline, slice),
               offsetof(struct cell, times) + slice->state * sizeof(uint64_t));
    }
}

static void spread_marks(const struct drawn_lane *drawn)
{
    const struct timeline *timeline = drawn->timeline;
    const struct timeline_view *view = drawn->view;

    for (size_t i = 0; i < timeline_requests(timeline, drawn->lane); i++) {
        uint64_t time = timeline_request(timeline, drawn->lane, i);

        if (time >= view->from && time < view->to)
            drawn->cells[cell_of_time(drawn, time)].asks = true;
    }
    for (size_t i = 0; i < timeline_collections(timeline); i++) {
        const struct timeline_collection *pause = timeline_collection(timeline, i);

        if (pause->thread == timeline_lane(timeline, drawn->lane)->thread)
            spread(drawn, pause->start, pause->end, offsetof(struct cell, collected));
    }
}

static enum timeline_state state_of_cell(const struct cell *cell)
{
    enum timeline_state most = TIMELINE_ABSENT;

    for (int state = TIMELINE_ABSENT; state < TIMELINE_STATE_COUNT; state++)
        if (cell->times[state] > cell->times[most])
            most = (enum timeline_state)state;
    return most;
}

/* A line, or nothing: it stays one in a lane of several rows. */
static bool is_thin(enum timeline_state state)
{
    return state == TIMELINE_ABSENT || state == TIMELINE_BLOCKED || state == TIMELINE_FOREIGN;
}

static void draw_state(const struct drawn_lane *drawn, int x, enum timeline_state state)
{
    int top = drawn->y - timeline_middle(drawn->view);

    for (int row = 0; row < height_of_lane(drawn->view); row++)
        if (!is_thin(state) || top + row == drawn->y)
            canvas_text(drawn->canvas, x, top + row, 1, styles[state], sign_of(drawn->canvas, state));
}

static void draw_cells(const struct drawn_lane *drawn)
{
    for (int i = 0; i < drawn->count; i++) {
        const struct cell *cell = &drawn->cells[i];
        uint64_t length = time_of_cell(drawn, i + 1) - time_of_cell(drawn, i);
        int x = drawn->x + i;

        draw_state(drawn, x, state_of_cell(cell));
        if (cell->asks)
            canvas_text(drawn->canvas, x, drawn->y, 1, CANVAS_ERROR, "!");
        else if (cell->collected > length / 2)
            canvas_text(drawn->canvas, x, drawn->y, 1, CANVAS_CHANGED, "g");
    }
}

/* A call's name, in the middle of its cells, when there is room. */
static void draw_call(const struct drawn_lane *drawn, const struct timeline_slice *slice)
{
    struct text name = TEXT_EMPTY;
    uint64_t start = slice->start > drawn->view->from ? slice->start : drawn->view->from;
    uint64_t end = timeline_slice_end(drawn->timeline, slice);
    int first = cell_of_time(drawn, start), last, width;

    end = end < drawn->view->to ? end : drawn->view->to;
    last = end > start ? cell_of_time(drawn, end - 1) : first;
    timeline_words_call(drawn->recording, slice, &name);
    width = utf8_width(text_string(&name), name.length);
    if (width > 0 && last - first + 1 >= width + 2 + CALL_LEAST)
        canvas_format(drawn->canvas, drawn->x + first + (last - first + 1 - width - 2) / 2, drawn->y, width + 2,
                      styles[slice->state], " %s ", text_string(&name));
    text_free(&name);
}

static void draw_calls(const struct drawn_lane *drawn)
{
    const struct timeline *timeline = drawn->timeline;
    size_t index = 0, count = timeline_slices(timeline, drawn->lane);
    uint64_t least = (drawn->view->to - drawn->view->from) / (uint64_t)drawn->count * CALL_LEAST;

    timeline_slice_at(timeline, drawn->lane, drawn->view->from, &index);
    for (; index < count; index++) {
        const struct timeline_slice *slice = timeline_slice(timeline, drawn->lane, index);

        if (slice->start >= drawn->view->to)
            break;
        if ((slice->state == TIMELINE_BLOCKED || slice->state == TIMELINE_HOLDS) &&
            timeline_slice_end(timeline, slice) - slice->start > least)
            draw_call(drawn, slice);
    }
}

int timeline_name_columns(const struct recording *recording)
{
    const struct timeline *timeline = recording_timeline(recording);
    int columns = NAME_LEAST;

    for (size_t i = 0; i < timeline_lanes(timeline); i++) {
        struct text name = TEXT_EMPTY;
        int width;

        timeline_words_thread(recording, timeline_lane(timeline, i)->thread, &name);
        width = utf8_width(text_string(&name), name.length);
        columns = width > columns ? width : columns;
        text_free(&name);
    }
    if (event_loops_count(timeline_event_loops(timeline)) > 0 && columns < NAME_TASKS)
        columns = NAME_TASKS;
    return columns < NAME_MOST ? columns : NAME_MOST;
}

void timeline_find_cells(int names, struct canvas_rect rect, int *x, int *count)
{
    int share = rect.width >= 60 ? SHARE : 0;

    *x = rect.x + 3 + names;
    *count = rect.width - 3 - names - share;
    if (*count < 1)
        *count = 1;
}

void timeline_cells(const struct recording *recording, struct canvas_rect rect, int *x, int *count)
{
    timeline_find_cells(timeline_name_columns(recording), rect, x, count);
}

static void draw_name(const struct drawn_lane *drawn, int x)
{
    struct text name = TEXT_EMPTY;
    enum canvas_style style = drawn->lane == drawn->view->selected ? CANVAS_SELECTED : CANVAS_NAME;

    timeline_words_short_thread(drawn->recording, timeline_lane(drawn->timeline, drawn->lane)->thread, NAME_MOST,
                                canvas_is_ascii(drawn->canvas), &name);
    canvas_text_bytes(drawn->canvas, x, drawn->y, NAME_MOST, style, text_string(&name), name.length);
    text_free(&name);
}

static int percent(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0 : (int)((double)part * 100 / (double)whole + 0.5);
}

/* Whether what is known of a lane's process is only that it runs, or how it ended. */
static bool is_foreign(const struct drawn_lane *drawn)
{
    const struct timeline_lane *lane = timeline_lane(drawn->timeline, drawn->lane);

    return processes_facts(timeline_processes(drawn->timeline), lane->process)->is_foreign;
}

static void draw_process_end(const struct drawn_lane *drawn, struct canvas_rect rect)
{
    struct text words = TEXT_EMPTY;

    timeline_words_process_end(drawn->recording, timeline_lane(drawn->timeline, drawn->lane)->process, &words);
    if (utf8_width(text_string(&words), words.length) > SHARE - 2) {
        text_clear(&words);
        text_add(&words, translate("ended"));
    }
    canvas_text(drawn->canvas, rect.x + rect.width - SHARE + 2, drawn->y, SHARE - 2, CANVAS_PLAIN,
                text_string(&words));
    text_free(&words);
}

static uint64_t running_time(const struct timeline_sums *sums)
{
    return sums->times[TIMELINE_HOLDS] + sums->times[TIMELINE_STUCK] + sums->times[TIMELINE_ATTACHED];
}

/* Of the run's time in view: beside a longer run's lanes the view goes on when this run has ended. */
static void draw_share(const struct drawn_lane *drawn, struct canvas_rect rect)
{
    bool is_free = timeline_is_free(drawn->timeline);
    uint64_t from = drawn->view->from, to = drawn->view->to, end = timeline_end(drawn->timeline);
    struct timeline_sums sums;

    if (rect.width < 60)
        return;
    if (is_foreign(drawn)) {
        draw_process_end(drawn, rect);
        return;
    }
    if (to > end)
        to = end > from ? end : from;
    timeline_sum(drawn->timeline, drawn->lane, from, to, &sums);
    canvas_format(drawn->canvas, rect.x + rect.width - SHARE + 2, drawn->y, SHARE - 2, CANVAS_PLAIN, "%s%s %3d %%",
                  is_free ? "   " : "", is_free ? sign_of(drawn->canvas, TIMELINE_ATTACHED) : translate("held"),
                  percent(running_time(&sums), to - from));
}

/* The cell of the cursor; -1 when it is not in view. */
static int cursor_cell(const struct drawn_lane *drawn)
{
    const struct timeline_view *view = drawn->view;

    if (view->cursor == TIMELINE_OPEN || view->cursor < view->from || view->cursor > view->to)
        return -1;
    return cell_of_time(drawn, view->cursor);
}

static void draw_lane(struct drawn_lane *drawn, struct canvas_rect rect)
{
    drawn->cells = memory_zeroed((size_t)drawn->count, sizeof *drawn->cells);
    spread_slices(drawn);
    spread_marks(drawn);
    draw_cells(drawn);
    draw_calls(drawn);
    draw_name(drawn, rect.x + 1);
    draw_share(drawn, rect);
    free(drawn->cells);
}

/* What leads from lane to lane. */

/* The row of a thread's words; -1 when its lane is not among those that are drawn. */
static int row_of_thread(const struct drawn_lane *drawn, struct canvas_rect lanes, uint32_t thread)
{
    size_t lane;

    if (!timeline_find_lane(drawn->timeline, thread, &lane) || lane < drawn->view->first_lane ||
        lane - drawn->view->first_lane >= timeline_lanes_in(drawn->view, lanes.height))
        return -1;
    return lanes.y + (int)(lane - drawn->view->first_lane) * timeline_pitch(drawn->view) +
           timeline_middle(drawn->view);
}

/* Of the lane whose words stand in this row, the row that is nearest to another's. */
static int edge_towards(const struct drawn_lane *drawn, int row, int other)
{
    int top = row - timeline_middle(drawn->view);

    return other > row ? top + height_of_lane(drawn->view) - 1 : other < row ? top : row;
}

/* From the lane that ended a wait, to that which waited. */
static void draw_waking(const struct drawn_lane *drawn, struct canvas_rect lanes, const struct timeline_slice *slice)
{
    int cell = cell_of_time(drawn, slice->end - 1);
    struct lane_arrow arrow = {.woken = drawn->y, .wait = sign_of(drawn->canvas, TIMELINE_BLOCKED)};

    arrow.waker = row_of_thread(drawn, lanes, timeline_waking(drawn->timeline, slice, slice->end).thread);
    if (arrow.waker < 0)
        return;
    arrow.waker = edge_towards(drawn, arrow.waker, arrow.woken);
    arrow.x = drawn->x + cell;
    if (lane_arrow_draw(drawn->canvas, &arrow, CANVAS_ARROW_5) || cell == 0)
        return;
    arrow.x--; /* the wait's end may share its cell with what came next */
    lane_arrow_draw(drawn->canvas, &arrow, CANVAS_ARROW_5);
}

static void draw_wakings(const struct drawn_lane *drawn, struct canvas_rect lanes)
{
    const struct timeline *timeline = drawn->timeline;
    size_t index = 0, count = timeline_slices(timeline, drawn->lane);

    timeline_slice_at(timeline, drawn->lane, drawn->view->from, &index);
    for (; index < count; index++) {
        const struct timeline_slice *slice = timeline_slice(timeline, drawn->lane, index);

        if (slice->end > drawn->view->to)
            break;
        if (slice->state == TIMELINE_BLOCKED && slice->end > drawn->view->from)
            draw_waking(drawn, lanes, slice);
    }
}

/* The hold that the cursor's cell has the beginning of: the cursor's own, or the only one; NULL if there is none. */
static const struct timeline_hold *hold_at_cursor(const struct drawn_lane *drawn, size_t gil, size_t *index)
{
    int cell = cursor_cell(drawn);
    uint64_t from = time_of_cell(drawn, cell), to = time_of_cell(drawn, cell + 1);
    size_t first = timeline_hold_from(drawn->timeline, gil, drawn->view->cursor),
           count = timeline_holds(drawn->timeline, gil);

    *index = first;
    if (first < count && timeline_hold(drawn->timeline, gil, first)->start == drawn->view->cursor)
        return timeline_hold(drawn->timeline, gil, first);
    *index = timeline_hold_from(drawn->timeline, gil, from);
    if (*index >= count || timeline_hold(drawn->timeline, gil, *index)->start >= to ||
        (*index + 1 < count && timeline_hold(drawn->timeline, gil, *index + 1)->start < to))
        return NULL;
    return timeline_hold(drawn->timeline, gil, *index);
}

/* Who had a GIL before the cursor, and who has it from there on; false when none is handed over there. */
static bool find_handover(const struct drawn_lane *drawn, uint32_t *from, uint32_t *to)
{
    for (size_t gil = 0; cursor_cell(drawn) >= 0 && gil < timeline_gils(drawn->timeline); gil++) {
        size_t index;
        const struct timeline_hold *hold = hold_at_cursor(drawn, gil, &index);

        if (hold == NULL || index == 0)
            continue;
        *from = timeline_hold(drawn->timeline, gil, index - 1)->thread;
        *to = hold->thread;
        if (*from != *to)
            return true;
    }
    return false;
}

static void draw_handover(const struct drawn_lane *drawn, struct canvas_rect lanes)
{
    struct lane_arrow arrow = {.x = drawn->x + cursor_cell(drawn), .wait = sign_of(drawn->canvas, TIMELINE_BLOCKED)};
    uint32_t from, to;

    if (!find_handover(drawn, &from, &to))
        return;
    arrow.waker = row_of_thread(drawn, lanes, from);
    arrow.woken = row_of_thread(drawn, lanes, to);
    if (arrow.waker < 0 || arrow.woken < 0)
        return;
    from = (uint32_t)arrow.waker;
    arrow.waker = edge_towards(drawn, arrow.waker, arrow.woken);
    arrow.woken = edge_towards(drawn, arrow.woken, (int)from);
    lane_arrow_draw_between(drawn->canvas, &arrow, CANVAS_ARROW_5);
}

static void draw_between_lanes(struct drawn_lane *drawn, struct canvas_rect lanes)
{
    int cursor = cursor_cell(drawn);

    drawn->lane = drawn->view->first_lane;
    for (size_t i = 0; i < timeline_lanes_in(drawn->view, lanes.height); i++, drawn->lane++) {
        drawn->y = lanes.y + (int)i * timeline_pitch(drawn->view) + timeline_middle(drawn->view);
        draw_wakings(drawn, lanes);
    }
    if (cursor < 0)
        return;
    draw_handover(drawn, lanes);
    canvas_restyle(drawn->canvas, (struct canvas_rect){drawn->x + cursor, lanes.y, 1, lanes.height}, CANVAS_SELECTED);
}

/* The scale and the ruler. */

static void draw_time(const struct drawn_lane *drawn, int x, int y, uint64_t time, enum canvas_style style)
{
    struct text text = TEXT_EMPTY;

    timeline_words_time(time, canvas_is_ascii(drawn->canvas), &text);
    canvas_text(drawn->canvas, x, y, drawn->x + drawn->count + SHARE - x, style, text_string(&text));
    text_free(&text);
}

static int time_width(const struct drawn_lane *drawn, uint64_t time)
{
    struct text text = TEXT_EMPTY;
    int width;

    timeline_words_time(time, canvas_is_ascii(drawn->canvas), &text);
    width = utf8_width(text_string(&text), text.length);
    text_free(&text);
    return width;
}

/* The end's time stands at the end, the others where they are, as far as there is room. */
static void draw_scale(const struct drawn_lane *drawn)
{
    int ticks = drawn->count / TICK > 0 ? drawn->count / TICK : 1;
    int end = drawn->count - time_width(drawn, drawn->view->to);

    for (int i = 0; i < ticks; i++) {
        int cell = i * drawn->count / ticks;
        uint64_t time = time_of_cell(drawn, cell);

        if (cell + time_width(drawn, time) < end || i == 0)
            draw_time(drawn, drawn->x + cell, drawn->y, time, CANVAS_DIM);
    }
    if (drawn->count >= TICK)
        draw_time(drawn, drawn->x + end, drawn->y, drawn->view->to, CANVAS_DIM);
}

/* The switch interval, as long as it is; "switch interval 5.00 ms" behind it. */
struct ruler {
    int cells; /* 0: too short or too long to be drawn */
    int width; /* with the words */
    struct text words;
};

static uint64_t interval_time(const struct drawn_lane *drawn)
{
    return drawn->view->cursor != TIMELINE_OPEN ? drawn->view->cursor : drawn->view->from;
}

static struct ruler measure_ruler(const struct drawn_lane *drawn)
{
    uint64_t interval = (uint64_t)timeline_interval(drawn->timeline, interval_time(drawn)) * 1000;
    uint64_t span = drawn->view->to - drawn->view->from;
    double cells = (double)interval * drawn->count / (double)span + 0.5;
    struct ruler ruler = {.words = TEXT_EMPTY};

    if (cells >= RULER_LEAST && cells < drawn->count)
        ruler.cells = (int)cells;
    text_add(&ruler.words, translate("switch interval "));
    timeline_words_time(interval, canvas_is_ascii(drawn->canvas), &ruler.words);
    ruler.width = ruler.cells + (ruler.cells > 0) + utf8_width(text_string(&ruler.words), ruler.words.length);
    return ruler;
}

static void draw_ruler(const struct drawn_lane *drawn, const struct ruler *ruler, int from)
{
    int x = drawn->x + from;

    if (ruler->cells > 0) {
        canvas_set_sharp(drawn->canvas, true);
        canvas_line_bits(drawn->canvas, x, drawn->y, CANVAS_NORTH | CANVAS_EAST, CANVAS_DIM);
        canvas_horizontal(drawn->canvas, x, drawn->y, ruler->cells, CANVAS_DIM);
        canvas_line_bits(drawn->canvas, x + ruler->cells - 1, drawn->y, CANVAS_NORTH | CANVAS_WEST, CANVAS_DIM);
        canvas_set_sharp(drawn->canvas, false);
        x += ruler->cells + 1;
    }
    canvas_text(drawn->canvas, x, drawn->y, drawn->x + drawn->count - x, CANVAS_DIM, text_string(&ruler->words));
}

static void draw_cursor(const struct drawn_lane *drawn, int cell)
{
    canvas_text(drawn->canvas, drawn->x + cell, drawn->y, 1, CANVAS_SELECTED,
                canvas_is_ascii(drawn->canvas) ? "^" : "▲");
    draw_time(drawn, drawn->x + (cell + CURSOR < drawn->count ? cell + 2 : cell - CURSOR + 2), drawn->y,
              drawn->view->cursor, CANVAS_PLAIN);
}

/* Below the lanes: the cursor where it is, and the ruler at the left, or at the right of the cursor. */
static void draw_below(const struct drawn_lane *drawn)
{
    struct ruler ruler = measure_ruler(drawn);
    bool is_wanted = timeline_has_gil(drawn->timeline, interval_time(drawn));
    int cell = cursor_cell(drawn), from = cell >= 0 && cell < ruler.width + CURSOR ? cell + CURSOR : 0;

    if (from + ruler.width > drawn->count && ruler.cells > 0) { /* the bracket tells which time it is */
        text_clear(&ruler.words);
        timeline_words_time((uint64_t)timeline_interval(drawn->timeline, interval_time(drawn)) * 1000,
                            canvas_is_ascii(drawn->canvas), &ruler.words);
        ruler.width = ruler.cells + 1 + utf8_width(text_string(&ruler.words), ruler.words.length);
    }
    if (is_wanted && from + ruler.width <= drawn->count)
        draw_ruler(drawn, &ruler, from);
    if (cell >= 0)
        draw_cursor(drawn, cell);
    text_free(&ruler.words);
}

void timeline_draw_scale(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                         struct canvas_rect row)
{
    struct drawn_lane drawn = {.canvas = canvas, .recording = recording, .view = view, .y = row.y};

    timeline_cells(recording, row, &drawn.x, &drawn.count);
    draw_scale(&drawn);
}

static struct drawn_lane drawn_new(struct canvas *canvas, const struct recording *recording,
                                   const struct timeline_view *view, int names, struct canvas_rect rect)
{
    struct drawn_lane drawn = {.canvas = canvas,
                               .recording = recording,
                               .timeline = recording_timeline(recording),
                               .view = view,
                               .lane = view->first_lane,
                               .y = rect.y};

    timeline_find_cells(names, rect, &drawn.x, &drawn.count);
    return drawn;
}

bool timeline_find_handover(const struct recording *recording, const struct timeline_view *view,
                            struct canvas_rect rect, uint32_t *before, uint32_t *after)
{
    struct drawn_lane drawn = drawn_new(NULL, recording, view, timeline_name_columns(recording), rect);

    return view->to > view->from && find_handover(&drawn, before, after);
}

/* As many as there are, and have room; then what leads from one to another. */
static void draw_lanes(struct drawn_lane *drawn, struct canvas_rect rect)
{
    size_t lanes = timeline_lanes(drawn->timeline), room = timeline_lanes_in(drawn->view, rect.height), count;

    count = drawn->lane < lanes ? lanes - drawn->lane : 0;
    count = count < room ? count : room;
    for (size_t i = 0; i < count; i++, drawn->lane++) {
        drawn->y = rect.y + (int)i * timeline_pitch(drawn->view) + timeline_middle(drawn->view);
        draw_lane(drawn, rect);
    }
    rect.height = timeline_rows(drawn->view, count);
    draw_between_lanes(drawn, rect);
}

void timeline_draw_part(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                        enum timeline_part part, int names, struct canvas_rect rect)
{
    struct drawn_lane drawn = drawn_new(canvas, recording, view, names, rect);

    if (view->to <= view->from)
        return;
    if (part == TIMELINE_SCALE)
        draw_scale(&drawn);
    if (part == TIMELINE_LANES)
        draw_lanes(&drawn, rect);
    if (part == TIMELINE_RULER)
        draw_below(&drawn);
}

void timeline_draw(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                   struct canvas_rect rect)
{
    int names = timeline_name_columns(recording), rows = rect.height - TIMELINE_ROWS_BESIDE;
    size_t lanes = timeline_lanes(recording_timeline(recording));

    if (rows < 0)
        return;
    lanes = view->first_lane < lanes ? lanes - view->first_lane : 0;
    if (lanes < timeline_lanes_in(view, rows))
        rows = timeline_rows(view, lanes);
    else
        rows = timeline_rows(view, timeline_lanes_in(view, rows));
    timeline_draw_part(canvas, recording, view, TIMELINE_SCALE, names, rect);
    rect.y++;
    rect.height = rows;
    timeline_draw_part(canvas, recording, view, TIMELINE_LANES, names, rect);
    rect.y += rows;
    timeline_draw_part(canvas, recording, view, TIMELINE_RULER, names, rect);
}

enum mark { STATE, REQUEST, COLLECTOR, WAKING };
enum { LEGEND_GAP = 2 };
struct legend {
    enum mark mark;
    enum timeline_state state;
    const char *word, *kitchen;
};

static const struct legend legend_with_gil[] = {
    {STATE, TIMELINE_HOLDS, TRANSLATE_LATER("holds the GIL"), TRANSLATE_LATER("has the knife")},
    {STATE, TIMELINE_WANTS, TRANSLATE_LATER("wants it"), TRANSLATE_LATER("wants the knife")},
    {REQUEST, TIMELINE_ABSENT, TRANSLATE_LATER("asks for a drop"), TRANSLATE_LATER("calls for it")},
    {STATE, TIMELINE_BLOCKED, TRANSLATE_LATER("waits in a call"), TRANSLATE_LATER("waits for a pot")},
    {STATE, TIMELINE_NATIVE, TRANSLATE_LATER("native code"), TRANSLATE_LATER("works without it")},
    {WAKING, TIMELINE_ABSENT, TRANSLATE_LATER("woken"), TRANSLATE_LATER("called")},
    {STATE, TIMELINE_STUCK, TRANSLATE_LATER("waits with it"), TRANSLATE_LATER("waits, knife in hand")},
    {COLLECTOR, TIMELINE_ABSENT, TRANSLATE_LATER("garbage collector"), TRANSLATE_LATER("cleans the board")},
    {STATE, TIMELINE_FOREIGN, TRANSLATE_LATER("not looked into"), TRANSLATE_LATER("another kitchen")},
};

/* There may be a GIL for a time. */
static const struct legend legend_without_gil[] = {
    {STATE, TIMELINE_ATTACHED, TRANSLATE_LATER("attached"), TRANSLATE_LATER("has a knife")},
    {STATE, TIMELINE_BLOCKED, TRANSLATE_LATER("waits in a call"), TRANSLATE_LATER("waits for a pot")},
    {STATE, TIMELINE_SUSPENDED, TRANSLATE_LATER("suspended"), TRANSLATE_LATER("stands still")},
    {STATE, TIMELINE_NATIVE, TRANSLATE_LATER("native code"), TRANSLATE_LATER("works without one")},
    {WAKING, TIMELINE_ABSENT, TRANSLATE_LATER("woken"), TRANSLATE_LATER("called")},
    {STATE, TIMELINE_HOLDS, TRANSLATE_LATER("holds the GIL"), TRANSLATE_LATER("has the only knife")},
    {STATE, TIMELINE_WANTS, TRANSLATE_LATER("wants it"), TRANSLATE_LATER("wants that knife")},
    {STATE, TIMELINE_STUCK, TRANSLATE_LATER("waits with it"), TRANSLATE_LATER("waits, knife in hand")},
    {COLLECTOR, TIMELINE_ABSENT, TRANSLATE_LATER("garbage collector"), TRANSLATE_LATER("cleans the boards")},
    {STATE, TIMELINE_FOREIGN, TRANSLATE_LATER("not looked into"), TRANSLATE_LATER("another kitchen")},
};

static int draw_legend_entry(struct canvas *canvas, const struct legend *entry, struct canvas_rect row, bool kitchen)
{
    int x = row.x, end = row.x + row.width;

    if (entry->mark == STATE)
        x += canvas_text(canvas, x, row.y, end - x, styles[entry->state], sign_of(canvas, entry->state));
    else if (entry->mark == WAKING)
        canvas_line_bits(canvas, x++, row.y, CANVAS_WEST | CANVAS_SOUTH, CANVAS_ARROW_5);
    else
        x += canvas_text(canvas, x, row.y, end - x, entry->mark == REQUEST ? CANVAS_ERROR : CANVAS_CHANGED,
                         entry->mark == REQUEST ? "!" : "g");
    x += canvas_format(canvas, x, row.y, end - x, CANVAS_DIM, " %s",
                       translate(kitchen ? entry->kitchen : entry->word));
    return x - row.x + LEGEND_GAP;
}

struct legend_table {
    const struct legend *entries;
    size_t count;
};

static struct legend_table legend_of(const struct recording *recording)
{
    bool is_free = recording != NULL && timeline_is_free(recording_timeline(recording));

    return is_free ? (struct legend_table){legend_without_gil, sizeof legend_without_gil / sizeof *legend_without_gil}
                   : (struct legend_table){legend_with_gil, sizeof legend_with_gil / sizeof *legend_with_gil};
}

/* Without the blanks behind it. */
static int legend_columns(const struct legend *entry, bool kitchen)
{
    const char *words = translate(kitchen ? entry->kitchen : entry->word);

    return 2 + utf8_width(words, strlen(words));
}

int timeline_legend_rows(const struct recording *recording, int width, bool kitchen)
{
    struct legend_table legend = legend_of(recording);
    int rows = 1, x = 0;

    for (size_t i = 0; i < legend.count; i++) {
        int columns = legend_columns(&legend.entries[i], kitchen);

        if (x > 0 && x + columns > width) {
            rows++;
            x = 0;
        }
        x += columns + LEGEND_GAP;
    }
    return rows;
}

void timeline_draw_legend(struct canvas *canvas, const struct recording *recording, struct canvas_rect rect,
                          bool kitchen)
{
    struct legend_table legend = legend_of(recording);
    int x = rect.x, y = rect.y, end = rect.x + rect.width;

    for (size_t i = 0; i < legend.count && x < end; i++) {
        if (x > rect.x && x + legend_columns(&legend.entries[i], kitchen) > end && y + 1 < rect.y + rect.height) {
            x = rect.x;
            y++;
        }
        x += draw_legend_entry(canvas, &legend.entries[i], (struct canvas_rect){x, y, end - x, 1}, kitchen);
    }
}

/* Circles. */

static void draw_circle_row(struct canvas *canvas, const struct recording *recording, uint64_t time, size_t lane,
                            struct canvas_rect row)
{
    const struct timeline *timeline = recording_timeline(recording);
    struct text name = TEXT_EMPTY, doing = TEXT_EMPTY, place = TEXT_EMPTY;
    int x = row.x, end = row.x + row.width;

    timeline_words_thread(recording, timeline_lane(timeline, lane)->thread, &name);
    timeline_words_doing(recording, lane, time, canvas_is_ascii(canvas), &doing);
    timeline_words_place(recording, timeline_place_at(timeline, lane, time), &place);
    x += canvas_text(canvas, x, row.y, NAME_MOST, CANVAS_NAME, text_string(&name));
    x += canvas_format(canvas, x, row.y, end - x, CANVAS_PLAIN, " %s", text_string(&doing));
    if (place.length > 0)
        canvas_format(canvas, x, row.y, end - x, CANVAS_DIM, "   %s", text_string(&place));
    text_free(&name);
    text_free(&doing);
    text_free(&place);
}

int timeline_draw_circle(struct canvas *canvas, const struct recording *recording, uint64_t time,
                         struct canvas_rect rect)
{
    enum { ROOM = 64, ARROW = 3 };
    size_t lanes[ROOM];
    int count = (int)timeline_circle(recording_timeline(recording), time, lanes, ROOM);

    if (count > rect.height)
        return 0;
    for (int i = 0; i < count; i++) {
        uint8_t bits = (uint8_t)((i > 0 ? CANVAS_NORTH : 0) | (i + 1 < count ? CANVAS_SOUTH : 0));

        if (i == 0 || i + 1 == count) {
            bits |= CANVAS_EAST;
            canvas_line_bits(canvas, rect.x + 1, rect.y + i, CANVAS_WEST | CANVAS_EAST, CANVAS_ERROR);
        }
        canvas_line_bits(canvas, rect.x, rect.y + i, bits, CANVAS_ERROR);
        if (i == 0)
            canvas_put_glyph(canvas, rect.x + 1, rect.y, CANVAS_ERROR, CANVAS_GLYPH_HEAD);
        draw_circle_row(canvas, recording, time, lanes[i],
                        (struct canvas_rect){rect.x + ARROW, rect.y + i, rect.width - ARROW, 1});
    }
    return count;
}

/* The table. */

enum column { HELD, WAITED, SUSPENDED, BLOCKED, NATIVE, TAKINGS, HANDOVERS, LONGEST, AGAIN, PROCESSOR };

enum { COLUMNS_MOST = 9 };

struct heading {
    enum column column;
    int width; /* 0: none */
    const char *words;
};

static const struct heading with_gil[COLUMNS_MOST] = {
    {HELD, 6, TRANSLATE_LATER("held")},
    {WAITED, 8, TRANSLATE_LATER("waited")},
    {BLOCKED, 10, TRANSLATE_LATER("in calls")},
    {NATIVE, 8, TRANSLATE_LATER("native")},
    {TAKINGS, 9, TRANSLATE_LATER("takings")},
    {HANDOVERS, 12, TRANSLATE_LATER("hand-overs")},
    {LONGEST, 13, TRANSLATE_LATER("longest wait")},
    {AGAIN, 7, TRANSLATE_LATER("micro")},
    {PROCESSOR, 11, TRANSLATE_LATER("processor")},
};
static const struct heading without_gil[COLUMNS_MOST] = {
    {HELD, 9, TRANSLATE_LATER("attached")},
    {SUSPENDED, 11, TRANSLATE_LATER("suspended")},
    {BLOCKED, 10, TRANSLATE_LATER("in calls")},
    {NATIVE, 8, TRANSLATE_LATER("native")},
    {WAITED, 15, TRANSLATE_LATER("wanted the GIL")},
    {LONGEST, 14, TRANSLATE_LATER("longest wait")},
    {AGAIN, 7, TRANSLATE_LATER("micro")},
    {PROCESSOR, 11, TRANSLATE_LATER("processor")},
};

static const struct heading *headings_of(const struct recording *recording)
{
    return timeline_is_free(recording_timeline(recording)) ? without_gil : with_gil;
}

/* Times of states that a column sums up. */
static uint64_t time_of_column(enum column column, const struct timeline_sums *sums)
{
    switch ((int)column) {
    case HELD:
        return running_time(sums);
    case WAITED:
        return sums->times[TIMELINE_WANTS] + sums->times[TIMELINE_ASKED];
    case SUSPENDED:
        return sums->times[TIMELINE_SUSPENDED];
    case BLOCKED:
        return sums->times[TIMELINE_BLOCKED];
    default:
        return sums->times[TIMELINE_NATIVE];
    }
}

static void format_cell(enum column column, const struct timeline_sums *sums, const struct timeline_lane *facts,
                        uint64_t span, bool ascii, struct text *out)
{
    switch (column) {
    case HELD:
    case WAITED:
    case SUSPENDED:
    case BLOCKED:
    case NATIVE:
        text_format(out, "%d %%", percent(time_of_column(column, sums), span));
        break;
    case TAKINGS:
        text_format(out, "%llu", (unsigned long long)sums->takings);
        break;
    case HANDOVERS:
        text_format(out, "%llu", (unsigned long long)sums->handovers);
        break;
    case LONGEST:
        timeline_words_time(sums->longest_wait, ascii, out);
        break;
    case AGAIN:
        text_format(out, "%llu", (unsigned long long)sums->again);
        break;
    case PROCESSOR:
        if (facts->processor != 0)
            timeline_words_time(facts->processor, ascii, out);
        break;
    }
}

/* Returns the place behind the cell. */
static int draw_table_cell(struct canvas *canvas, int x, int y, const struct heading *heading, const char *words,
                           enum canvas_style style)
{
    int width = utf8_width(words, strlen(words));

    canvas_text(canvas, x + heading->width - width, y, width, style, words);
    return x + heading->width;
}

/* How many columns there is room for, with a mark behind them where those are not all. */
static int columns_shown(const struct heading *headings, int room)
{
    int columns = 0, width = 0;

    while (columns < COLUMNS_MOST && headings[columns].width > 0)
        width += headings[columns++].width;
    for (int mark = 0; columns > 0 && width + mark > room; mark = 2)
        width -= headings[--columns].width;
    return columns;
}

/* `row`: of the whole table, whose names take so many columns. */
static void draw_lane_row(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                          size_t lane, int names, struct canvas_rect row)
{
    const struct timeline *timeline = recording_timeline(recording);
    const struct heading *headings = headings_of(recording);
    const struct process_facts *facts =
        processes_facts(timeline_processes(timeline), timeline_lane(timeline, lane)->process);
    struct text name = TEXT_EMPTY;
    struct timeline_sums sums;
    int x = row.x + 1 + names, columns = columns_shown(headings, row.width - 1 - names);

    timeline_sum(timeline, lane, view->from, view->to, &sums);
    for (int i = 0; i < columns; i++) {
        struct text cell = TEXT_EMPTY;

        if (!facts->is_foreign || sums.takings > 0)
            format_cell(headings[i].column, &sums, timeline_lane(timeline, lane), view->to - view->from,
                        canvas_is_ascii(canvas), &cell);
        x = draw_table_cell(canvas, x, row.y, &headings[i], text_string(&cell), CANVAS_PLAIN);
        text_free(&cell);
    }
    timeline_words_short_thread(recording, timeline_lane(timeline, lane)->thread, NAME_MOST, canvas_is_ascii(canvas),
                                &name);
    canvas_text(canvas, row.x + 1, row.y, NAME_MOST, lane == view->selected ? CANVAS_SELECTED : CANVAS_NAME,
                text_string(&name));
    text_free(&name);
}

void timeline_tell_lane(const struct recording *recording, size_t lane, bool ascii, struct text *out)
{
    const struct timeline *timeline = recording_timeline(recording);
    const struct heading *headings = headings_of(recording);
    struct timeline_sums sums;

    timeline_sum(timeline, lane, 0, timeline_end(timeline), &sums);
    timeline_words_thread(recording, timeline_lane(timeline, lane)->thread, out);
    for (int i = 0; i < COLUMNS_MOST && headings[i].width > 0; i++) {
        struct text cell = TEXT_EMPTY;

        format_cell(headings[i].column, &sums, timeline_lane(timeline, lane), timeline_end(timeline), ascii, &cell);
        if (cell.length > 0)
            text_format(out, "%s %s %s", i == 0 ? ":" : ",", translate(headings[i].words), cell.bytes);
        text_free(&cell);
    }
    text_add_char(out, '\n');
}

int timeline_table_rows(const struct recording *recording, size_t most)
{
    size_t lanes = timeline_lanes(recording_timeline(recording));

    return 1 + (int)(lanes < most ? lanes : most);
}

void timeline_draw_table(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                         struct canvas_rect rect)
{
    size_t lanes = timeline_lanes(recording_timeline(recording));
    int names = timeline_name_columns(recording), x = rect.x + 1 + names;
    const struct heading *headings = headings_of(recording);
    int columns = columns_shown(headings, rect.width - 1 - names);

    canvas_text(canvas, rect.x + 1, rect.y, NAME_MOST, CANVAS_DIM, translate("thread"));
    for (int i = 0; i < columns; i++)
        x = draw_table_cell(canvas, x, rect.y, &headings[i], translate(headings[i].words), CANVAS_DIM);
    if (columns < COLUMNS_MOST && headings[columns].width > 0)
        canvas_put_glyph(canvas, x + 1, rect.y, CANVAS_DIM, CANVAS_GLYPH_MORE);
    for (int i = 1; i < rect.height && view->first_lane + (size_t)i <= lanes; i++)
        draw_lane_row(canvas, recording, view, view->first_lane + (size_t)i - 1, names,
                      (struct canvas_rect){rect.x, rect.y + i, rect.width, 1});
}
