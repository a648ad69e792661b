#include "diagram/event_loop.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "diagram/lane_arrow.h"
#include "model/event_loop_words.h"
#include "model/timeline_words.h"

enum {
    NAME_MOST = 15,
    SIDE = 13,  /* columns of "  ran  1.2 ms" */
    LEVELS = 8, /* heights of a bar */
    ROOM = 3,   /* cells beside words within a lane */
};

struct rows {
    VECTOR(struct event_loop_row) items;
};

/* A row that is being drawn. */
struct drawn {
    struct canvas *canvas;
    const struct recording *recording;
    const struct event_loops *loops;
    const struct timeline_view *view;
    int x, y, count; /* of its cells */
    bool is_selected;
    uint64_t (*times)[TASK_STATE_COUNT]; /* of each cell: ns by state; a loop waits when it is in select */
    bool *turns;                         /* of each cell: a turn begins or goes on there */
};

static const struct event_loops *loops_of(const struct recording *recording)
{
    return timeline_event_loops(recording_timeline(recording));
}

/* Which rows. */

static void add_group(struct rows *rows, struct map *groups, struct event_loop_row task)
{
    uint32_t at;

    if (map_get(groups, (uint64_t)task.body + 1, &at)) {
        rows->items.items[at].count++;
        rows->items.items[at].sort = EVENT_ROW_GROUP;
        return;
    }
    map_put(groups, (uint64_t)task.body + 1, (uint32_t)rows->items.count);
    vector_push(&rows->items, task);
}

static void add_tasks(const struct event_loops *loops, struct rows *rows, size_t loop, size_t most)
{
    uint32_t thread = event_loops_thread(loops, loop);
    struct map groups = MAP_EMPTY;
    size_t tasks = 0;

    for (uint32_t i = 1; i <= event_loops_tasks(loops); i++)
        tasks += event_loops_task(loops, i)->thread == thread;
    for (uint32_t i = 1; i <= event_loops_tasks(loops); i++) {
        const struct task *task = event_loops_task(loops, i);

        if (task->thread != thread)
            continue;
        if (tasks <= most)
            vector_push(&rows->items, ((struct event_loop_row){EVENT_ROW_TASK, loop, i, task->body, 1}));
        else
            add_group(rows, &groups, (struct event_loop_row){EVENT_ROW_TASK, loop, i, task->body, 1});
    }
    map_free(&groups);
}

/* Rows of which the last are left out when there are more than `most`. */
static struct rows rows_of(const struct recording *recording, int most)
{
    const struct event_loops *loops = loops_of(recording);
    size_t count = event_loops_count(loops), room = most > 0 ? (size_t)most : 0;
    struct rows rows = {VECTOR_EMPTY};

    for (size_t i = 0; i < count; i++) {
        vector_push(&rows.items, ((struct event_loop_row){.sort = EVENT_ROW_LOOP, .loop = i}));
        add_tasks(loops, &rows, i, room > 2 * count ? room - 2 * count : 0);
        if (rows.items.count >= room)
            rows.items.count = room > 0 ? room - 1 : 0;
        vector_push(&rows.items, ((struct event_loop_row){.sort = EVENT_ROW_READY, .loop = i}));
    }
    if (rows.items.count > room)
        rows.items.count = room;
    return rows;
}

int event_loop_rows(const struct recording *recording, int most)
{
    struct rows rows = rows_of(recording, most);
    int count = (int)rows.items.count;

    vector_free(&rows.items);
    return count;
}

bool event_loop_row(const struct recording *recording, int most, size_t index, struct event_loop_row *row)
{
    struct rows rows = rows_of(recording, most);
    bool is_there = index < rows.items.count;

    if (is_there)
        *row = rows.items.items[index];
    vector_free(&rows.items);
    return is_there;
}

static bool is_same(const struct event_loop_row *row, const struct event_loop_row *wanted)
{
    if (row->sort == EVENT_ROW_GROUP)
        return (wanted->sort == EVENT_ROW_GROUP || wanted->sort == EVENT_ROW_TASK) && row->body == wanted->body;
    return row->sort == wanted->sort && row->loop == wanted->loop &&
           (row->sort != EVENT_ROW_TASK || row->task == wanted->task);
}

size_t event_loop_find_row(const struct recording *recording, int most, const struct event_loop_row *wanted)
{
    struct rows rows = rows_of(recording, most);
    size_t found = 0;

    while (found < rows.items.count && !is_same(&rows.items.items[found], wanted))
        found++;
    found = found < rows.items.count ? found : SIZE_MAX;
    vector_free(&rows.items);
    return found;
}

/* Time and cells. */

static uint64_t time_of_cell(const struct drawn *drawn, int cell)
{
    uint64_t span = drawn->view->to - drawn->view->from;

    return drawn->view->from + (uint64_t)((double)span * cell / drawn->count);
}

static int cell_of_time(const struct drawn *drawn, uint64_t time)
{
    uint64_t from = drawn->view->from, span = drawn->view->to - from;
    double place = time <= from ? 0 : (double)(time - from) * drawn->count / (double)span;
    int cell = place < drawn->count ? (int)place : drawn->count - 1;

    while (cell > 0 && time_of_cell(drawn, cell) > time)
        cell--;
    while (cell + 1 < drawn->count && time_of_cell(drawn, cell + 1) <= time)
        cell++;
    return cell;
}

static void spread(const struct drawn *drawn, uint64_t start, uint64_t end, enum task_state state)
{
    const struct timeline_view *view = drawn->view;

    if (start >= view->to || end < view->from)
        return;
    start = start > view->from ? start : view->from;
    end = end < view->to ? end : view->to;
    for (int cell = cell_of_time(drawn, start); cell < drawn->count; cell++) {
        uint64_t from = time_of_cell(drawn, cell), to = time_of_cell(drawn, cell + 1);

        if (from >= end && from > start)
            break;
        from = from > start ? from : start;
        to = to < end ? to : end;
        drawn->times[cell][state] += to > from ? to - from : 0;
        if (state == TASK_RUNS)
            drawn->turns[cell] = true;
    }
}

static void clear_cells(const struct drawn *drawn)
{
    memset(drawn->times, 0, (size_t)drawn->count * sizeof *drawn->times);
    memset(drawn->turns, 0, (size_t)drawn->count * sizeof *drawn->turns);
}

static enum task_state state_of_cell(const struct drawn *drawn, int cell)
{
    enum task_state most = TASK_ABSENT;

    if (drawn->turns[cell])
        return TASK_RUNS;
    for (int state = TASK_ABSENT; state < TASK_STATE_COUNT; state++)
        if (drawn->times[cell][state] > drawn->times[cell][most])
            most = (enum task_state)state;
    return most;
}

static const char *sign_of(const struct canvas *canvas, enum task_state state)
{
    static const struct {
        const char *sign, *ascii;
    } signs[] = {
#define STATE(NAME, sign, ascii, meaning) {sign, ascii},
        TASK_STATES(STATE)
#undef STATE
    };

    return canvas_is_ascii(canvas) ? signs[state].ascii : signs[state].sign;
}

static const enum canvas_style styles[TASK_STATE_COUNT] = {
    [TASK_ABSENT] = CANVAS_PLAIN,
    [TASK_READY] = CANVAS_ARROW_2,
    [TASK_RUNS] = CANVAS_ARROW_1,
    [TASK_WAITS] = CANVAS_DIM,
};

/* Rows of a lane. */
static int tall_of(const struct drawn *drawn)
{
    return drawn->view->tall > 1 ? drawn->view->tall : 1;
}

static void draw_cells(const struct drawn *drawn)
{
    for (int i = 0; i < drawn->count; i++) {
        enum task_state state = state_of_cell(drawn, i);

        int top = state == TASK_RUNS ? drawn->y - timeline_middle(drawn->view) : drawn->y;
        int tall = state == TASK_RUNS ? tall_of(drawn) : 1;

        for (int row = 0; state != TASK_ABSENT && row < tall; row++)
            canvas_text(drawn->canvas, drawn->x + i, top + row, 1, styles[state], sign_of(drawn->canvas, state));
    }
}

static int width_of(const struct text *text)
{
    return utf8_width(text_string(text), text->length);
}

static void draw_words(const struct drawn *drawn, int cell, const struct text *words, enum canvas_style style)
{
    canvas_format(drawn->canvas, drawn->x + cell, drawn->y, drawn->count - cell, style, " %s ", text_string(words));
}

static void draw_name(const struct drawn *drawn, struct canvas_rect rect, const struct text *name)
{
    int room = drawn->x - rect.x - 2;

    canvas_text_bytes(drawn->canvas, rect.x + 1, drawn->y, room < NAME_MOST ? room : NAME_MOST,
                      drawn->is_selected ? CANVAS_SELECTED : CANVAS_NAME, text_string(name), name->length);
}

static void draw_side(const struct drawn *drawn, struct canvas_rect rect, const char *what, const char *value)
{
    if (rect.width >= 60)
        canvas_format(drawn->canvas, rect.x + rect.width - SIDE + 1, drawn->y, SIDE - 1, CANVAS_PLAIN, "%-4s%8s",
                      what, value);
}

static void draw_side_time(const struct drawn *drawn, struct canvas_rect rect, uint64_t time)
{
    struct text words = TEXT_EMPTY;

    timeline_words_time(time, canvas_is_ascii(drawn->canvas), &words);
    draw_side(drawn, rect, translate("ran"), text_string(&words));
    text_free(&words);
}

/* The loop. */

static void draw_blocked(const struct drawn *drawn, const struct loop_run *run)
{
    int first = cell_of_time(drawn, run->start), last = cell_of_time(drawn, run->end);
    struct text words = TEXT_EMPTY;

    for (int cell = first; cell <= last && cell < drawn->count; cell++)
        canvas_restyle(
            drawn->canvas,
            (struct canvas_rect){drawn->x + cell, drawn->y - timeline_middle(drawn->view), 1, tall_of(drawn)},
            CANVAS_ERROR);
    event_words_run(drawn->recording, run, &words);
    text_add(&words, " ");
    timeline_words_time(run->end - run->start, canvas_is_ascii(drawn->canvas), &words);
    text_add(&words, "!");
    if (last - first + 1 < width_of(&words) + 2) {
        text_clear(&words);
        text_add(&words, "!");
    }
    if (last - first + 1 >= width_of(&words) + 2)
        draw_words(drawn, first + (last - first - 1 - width_of(&words)) / 2, &words, CANVAS_ERROR);
    text_free(&words);
}

static uint64_t spread_loop(const struct drawn *drawn, size_t loop)
{
    uint64_t ran = 0;

    for (size_t i = 0; i < event_loops_selects(drawn->loops, loop); i++) {
        const struct loop_select *select = event_loops_select(drawn->loops, loop, i);

        spread(drawn, select->start, select->end, TASK_WAITS);
    }
    for (size_t i = 0; i < event_loops_loop_runs(drawn->loops, loop); i++) {
        const struct loop_run *run = event_loops_run(drawn->loops, event_loops_loop_run(drawn->loops, loop, i));
        uint64_t start = run->start > drawn->view->from ? run->start : drawn->view->from;
        uint64_t end = run->end < drawn->view->to ? run->end : drawn->view->to;

        spread(drawn, run->start, run->end, TASK_RUNS);
        ran += end > start ? end - start : 0;
    }
    return ran;
}

static void draw_loop(const struct drawn *drawn, struct canvas_rect rect, const struct event_loop_row *row)
{
    struct text name = TEXT_EMPTY;
    uint64_t ran = spread_loop(drawn, row->loop);

    text_add(&name, translate("loop"));
    if (event_loops_count(drawn->loops) > 1) {
        text_add(&name, " ");
        timeline_words_thread(drawn->recording, event_loops_thread(drawn->loops, row->loop), &name);
    }
    draw_name(drawn, rect, &name);
    draw_cells(drawn);
    for (size_t i = 0; i < event_loops_blocked(drawn->loops); i++) {
        const struct loop_run *run = event_loops_run(drawn->loops, event_loops_blocked_run(drawn->loops, i));

        if (run->thread == event_loops_thread(drawn->loops, row->loop) && run->end > drawn->view->from &&
            run->start < drawn->view->to)
            draw_blocked(drawn, run);
    }
    draw_side_time(drawn, rect, ran);
    text_free(&name);
}

/* Tasks. */

static void draw_await(const struct drawn *drawn, const struct task_slice *slice, int first, int last)
{
    const struct loop_run *run = event_loops_run(drawn->loops, slice->run);
    struct text words = TEXT_EMPTY;

    if (run != NULL)
        event_words_await(drawn->recording, run, canvas_is_ascii(drawn->canvas), &words);
    if (words.length > 0 && last - first + 1 >= width_of(&words) + 2)
        draw_words(drawn, first + (last - first + 1 >= width_of(&words) + ROOM), &words, CANVAS_DIM);
    text_free(&words);
}

/* The words of one that woke the task stand at the end of its wait, if there is room beside what it waited for. */
static void draw_waker(const struct drawn *drawn, const struct task_slice *slice, const struct task_slice *before,
                       int last)
{
    const struct loop_run *run = event_loops_run(drawn->loops, before->run);
    struct waker waker = event_loops_waker(drawn->loops, slice->ready);
    struct text words = TEXT_EMPTY, await = TEXT_EMPTY;
    int first = cell_of_time(drawn, before->start) + 1;

    if (waker.sort == WAKER_UNKNOWN || (waker.sort == WAKER_TIMER && run != NULL && run->delay != 0))
        return;
    if (run != NULL)
        event_words_await(drawn->recording, run, canvas_is_ascii(drawn->canvas), &await);
    text_add(&words, translate("woken by "));
    event_words_waker(drawn->recording, &waker, &words);
    if (last - first + 1 >= width_of(&words) + width_of(&await) + 2 * ROOM)
        draw_words(drawn, last - width_of(&words) - 2, &words, CANVAS_ARROW_2);
    text_free(&words);
    text_free(&await);
}

static void draw_task_words(const struct drawn *drawn, uint32_t task)
{
    size_t count = event_loops_slices(drawn->loops, task);
    uint64_t least = (drawn->view->to - drawn->view->from) / (uint64_t)drawn->count * ROOM;

    for (size_t i = event_loops_slice_at(drawn->loops, task, drawn->view->from); i < count; i++) {
        const struct task_slice *slice = event_loops_slice(drawn->loops, task, i);
        uint64_t end = slice->end < drawn->view->to ? slice->end : drawn->view->to;
        int first, last;

        if (slice->start >= drawn->view->to)
            break;
        if (slice->state != TASK_WAITS || end - slice->start < least)
            continue;
        first = cell_of_time(drawn, slice->start);
        last = cell_of_time(drawn, end);
        first += drawn->turns[first];
        last -= drawn->turns[last];
        draw_await(drawn, slice, first, last);
        if (i + 1 < count && slice->end < drawn->view->to)
            draw_waker(drawn, slice + 1, slice, last);
    }
}

static void draw_end(const struct drawn *drawn, const struct task *task)
{
    const char *end = event_words_end(task);
    int cell;

    if (*end == '\0' || task->end < drawn->view->from || task->end >= drawn->view->to)
        return;
    cell = cell_of_time(drawn, task->end) + 1;
    if (cell + 1 + utf8_width(end, strlen(end)) <= drawn->count)
        canvas_format(drawn->canvas, drawn->x + cell, drawn->y, drawn->count - cell,
                      task->outcome == TRACE_OUTCOME_FAILED ? CANVAS_ERROR : CANVAS_PLAIN, " %s", end);
}

static void draw_task(const struct drawn *drawn, struct canvas_rect rect, const struct event_loop_row *row)
{
    const struct task *task = event_loops_task(drawn->loops, row->task);
    struct text name = TEXT_EMPTY;
    struct task_sums sums;

    for (size_t i = event_loops_slice_at(drawn->loops, row->task, drawn->view->from);
         i < event_loops_slices(drawn->loops, row->task); i++) {
        const struct task_slice *slice = event_loops_slice(drawn->loops, row->task, i);

        if (slice->start >= drawn->view->to)
            break;
        spread(drawn, slice->start, slice->end, slice->state);
    }
    event_words_task(drawn->recording, row->task, &name);
    draw_name(drawn, rect, &name);
    draw_cells(drawn);
    draw_task_words(drawn, row->task);
    draw_end(drawn, task);
    event_loops_sum(drawn->loops, row->task, drawn->view->from, drawn->view->to, &sums);
    draw_side_time(drawn, rect, sums.times[TASK_RUNS]);
    text_free(&name);
}

/* Bars. */

static void draw_bar(const struct drawn *drawn, int cell, size_t value, size_t most, enum canvas_style style)
{
    static const char *const bars[LEVELS] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    char digit[2] = {(char)('0' + (most <= 9 ? value : (value * 9 + most - 1) / most)), '\0'};
    size_t level = most <= LEVELS ? value : (value * LEVELS + most - 1) / most;

    if (value == 0)
        return;
    canvas_text(drawn->canvas, drawn->x + cell, drawn->y, 1, style,
                canvas_is_ascii(drawn->canvas) ? digit : bars[level - 1]);
}

static void draw_bars(const struct drawn *drawn, const size_t *values, struct canvas_rect rect,
                      enum canvas_style style)
{
    struct text words = TEXT_EMPTY;
    size_t most = 0;

    for (int i = 0; i < drawn->count; i++)
        most = values[i] > most ? values[i] : most;
    for (int i = 0; i < drawn->count; i++)
        draw_bar(drawn, i, values[i], most, style);
    text_format(&words, "%zu", most);
    draw_side(drawn, rect, translate("most"), text_string(&words));
    text_free(&words);
}

/* The longest that the queue was within each cell. */
static void draw_ready(const struct drawn *drawn, struct canvas_rect rect, const struct event_loop_row *row)
{
    size_t *values = memory_zeroed((size_t)drawn->count, sizeof *values);
    size_t count = event_loops_lengths(drawn->loops, row->loop);

    for (size_t i = 0; i < count; i++) {
        const struct loop_length *length = event_loops_length(drawn->loops, row->loop, i);
        uint64_t end = i + 1 < count ? event_loops_length(drawn->loops, row->loop, i + 1)->time : length->time + 1;

        if (length->time >= drawn->view->to)
            break;
        if (length->length == 0 || end <= drawn->view->from)
            continue;
        for (int cell = cell_of_time(drawn, length->time); cell < drawn->count && time_of_cell(drawn, cell) < end;
             cell++)
            values[cell] = length->length > values[cell] ? length->length : values[cell];
    }
    canvas_text(drawn->canvas, rect.x + 1, drawn->y, NAME_MOST, CANVAS_NAME, translate("ready"));
    draw_bars(drawn, values, rect, CANVAS_ARROW_2);
    free(values);
}

/* How many of the tasks there were in each cell. */
static void draw_group(const struct drawn *drawn, struct canvas_rect rect, const struct event_loop_row *row)
{
    uint32_t thread = event_loops_task(drawn->loops, row->task)->thread;
    size_t *values = memory_zeroed((size_t)drawn->count + 1, sizeof *values), alive = 0;
    struct text name = TEXT_EMPTY;

    for (uint32_t i = row->task; i <= event_loops_tasks(drawn->loops); i++) {
        const struct task *task = event_loops_task(drawn->loops, i);

        if (task->body != row->body || task->thread != thread || task->begin >= drawn->view->to ||
            task->end < drawn->view->from)
            continue;
        values[cell_of_time(drawn, task->begin)]++;
        if (task->end < drawn->view->to)
            values[cell_of_time(drawn, task->end) + 1]--;
    }
    for (int i = 0; i < drawn->count; i++)
        values[i] = alive += values[i];
    text_format(&name, "%zu %s ", row->count, canvas_glyph(drawn->canvas, CANVAS_GLYPH_TIMES));
    event_words_body(drawn->recording, row->task, &name);
    draw_name(drawn, rect, &name);
    draw_bars(drawn, values, rect, CANVAS_ARROW_1);
    text_free(&name);
    free(values);
}

static void draw_row(const struct drawn *drawn, struct canvas_rect rect, const struct event_loop_row *row)
{
    clear_cells(drawn);
    switch (row->sort) {
    case EVENT_ROW_LOOP:
        draw_loop(drawn, rect, row);
        break;
    case EVENT_ROW_TASK:
        draw_task(drawn, rect, row);
        break;
    case EVENT_ROW_GROUP:
        draw_group(drawn, rect, row);
        break;
    case EVENT_ROW_READY:
        draw_ready(drawn, rect, row);
        break;
    }
}

/* Who wakes whom. */

/* The row of a task by itself; -1 when it has none. */
static int row_of_task(const struct rows *rows, uint32_t task)
{
    for (size_t i = 0; i < rows->items.count; i++)
        if (rows->items.items[i].sort == EVENT_ROW_TASK && rows->items.items[i].task == task)
            return (int)i;
    return -1;
}

/* The row of the words of one of the lanes. */
static int row_of(const struct drawn *drawn, int top, size_t index)
{
    return top + (int)index * timeline_pitch(drawn->view) + timeline_middle(drawn->view);
}

/* Of the lane whose words stand in this row, the row that is nearest to another's. */
static int edge_towards(const struct drawn *drawn, int row, int other)
{
    int top = row - timeline_middle(drawn->view);

    return other > row ? top + tall_of(drawn) - 1 : other < row ? top : row;
}

/* From the task that made this one ready, at the end of its wait. */
static void draw_waking(const struct drawn *drawn, const struct rows *rows, int top, const struct task_slice *wait)
{
    struct waker waker = event_loops_waker(drawn->loops, wait[1].ready);
    int row = waker.sort == WAKER_TASK ? row_of_task(rows, waker.task) : -1;
    struct lane_arrow arrow = {.woken = drawn->y, .wait = sign_of(drawn->canvas, TASK_WAITS), .crosses = true};

    if (row < 0)
        return;
    arrow.waker = edge_towards(drawn, row_of(drawn, top, (size_t)row), arrow.woken);
    arrow.x = drawn->x + cell_of_time(drawn, wait->end - 1);
    if (!lane_arrow_draw(drawn->canvas, &arrow, CANVAS_ARROW_5) && --arrow.x > drawn->x)
        lane_arrow_draw(drawn->canvas, &arrow, CANVAS_ARROW_5);
}

static void draw_wakings(struct drawn *drawn, const struct rows *rows, int top)
{
    for (size_t i = 0; i < rows->items.count; i++) {
        uint32_t task = rows->items.items[i].task;
        size_t count;

        if (rows->items.items[i].sort != EVENT_ROW_TASK)
            continue;
        drawn->y = row_of(drawn, top, i);
        count = event_loops_slices(drawn->loops, task);
        for (size_t k = event_loops_slice_at(drawn->loops, task, drawn->view->from); k + 1 < count; k++) {
            const struct task_slice *slice = event_loops_slice(drawn->loops, task, k);

            if (slice->end > drawn->view->to)
                break;
            if (slice->state == TASK_WAITS && slice->end > drawn->view->from)
                draw_waking(drawn, rows, top, slice);
        }
    }
}

static void draw_cursor(const struct drawn *drawn, struct canvas_rect rect)
{
    const struct timeline_view *view = drawn->view;

    if (view->cursor != TIMELINE_OPEN && view->cursor >= view->from && view->cursor <= view->to)
        canvas_restyle(drawn->canvas,
                       (struct canvas_rect){drawn->x + cell_of_time(drawn, view->cursor), rect.y, 1, rect.height},
                       CANVAS_SELECTED);
}

void event_loop_draw(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                     struct canvas_rect rect)
{
    event_loop_draw_part(canvas, recording, view, timeline_name_columns(recording), rect);
}

void event_loop_draw_part(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                          int names, struct canvas_rect rect)
{
    struct rows rows = rows_of(recording, (int)timeline_lanes_in(view, rect.height));
    struct drawn drawn = {.canvas = canvas, .recording = recording, .loops = loops_of(recording), .view = view};

    if (view->to > view->from) {
        timeline_find_cells(names, rect, &drawn.x, &drawn.count);
        drawn.times = memory_zeroed((size_t)drawn.count, sizeof *drawn.times);
        drawn.turns = memory_zeroed((size_t)drawn.count, sizeof *drawn.turns);
        for (size_t i = 0; i < rows.items.count; i++) {
            drawn.y = row_of(&drawn, rect.y, i);
            drawn.is_selected = i == view->selected;
            draw_row(&drawn, rect, &rows.items.items[i]);
        }
        draw_wakings(&drawn, &rows, rect.y);
        draw_cursor(&drawn, rect);
        free(drawn.times);
        free(drawn.turns);
    }
    vector_free(&rows.items);
}

void event_loop_draw_legend(struct canvas *canvas, int x, int y, int columns)
{
    static const char *const words[TASK_STATE_COUNT] = {[TASK_RUNS] = TRANSLATE_LATER("runs"),
                                                        [TASK_READY] = TRANSLATE_LATER("in the ready queue"),
                                                        [TASK_WAITS] = TRANSLATE_LATER("waits")};
    static const enum task_state order[] = {TASK_RUNS, TASK_READY, TASK_WAITS};
    int end = x + columns;

    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        x += canvas_text(canvas, x, y, end - x, styles[order[i]], sign_of(canvas, order[i]));
        x += canvas_format(canvas, x, y, end - x, CANVAS_DIM, " %s  ", translate(words[order[i]]));
    }
    x += canvas_text(canvas, x, y, end - x, CANVAS_ERROR, "!");
    x += canvas_text(canvas, x, y, end - x, CANVAS_DIM, translate(" kept the loop from others  "));
    canvas_line_bits(canvas, x++, y, CANVAS_WEST | CANVAS_SOUTH, CANVAS_ARROW_5);
    canvas_text(canvas, x, y, end - x, CANVAS_DIM, translate(" woken from there"));
}

/* The table. */

enum column { BODY, ENDED, RAN, READY, WAITED, TURNS, LONGEST, COLUMN_COUNT };

static const char *const headings[COLUMN_COUNT] = {
    TRANSLATE_LATER("coroutine"), TRANSLATE_LATER("ended"), TRANSLATE_LATER("ran"),         TRANSLATE_LATER("ready"),
    TRANSLATE_LATER("waited"),    TRANSLATE_LATER("turns"), TRANSLATE_LATER("longest turn")};
static const int widths[COLUMN_COUNT] = {16, 11, 10, 12, 12, 8, 14};

static void add_sums(const struct event_loops *loops, uint32_t task, const struct timeline_view *view,
                     struct task_sums *sums)
{
    struct task_sums more;

    event_loops_sum(loops, task, view->from, view->to, &more);
    for (int state = 0; state < TASK_STATE_COUNT; state++)
        sums->times[state] += more.times[state];
    sums->turns += more.turns;
    sums->longest_turn = more.longest_turn > sums->longest_turn ? more.longest_turn : sums->longest_turn;
}

static void sum_row(const struct event_loops *loops, const struct event_loop_row *row,
                    const struct timeline_view *view, struct task_sums *sums, size_t *ended)
{
    uint32_t thread = event_loops_task(loops, row->task)->thread;

    *sums = (struct task_sums){{0}, 0, 0};
    *ended = 0;
    for (uint32_t i = row->task; i <= event_loops_tasks(loops); i++) {
        const struct task *task = event_loops_task(loops, i);

        if (i != row->task && (row->sort == EVENT_ROW_TASK || task->body != row->body || task->thread != thread))
            continue;
        add_sums(loops, i, view, sums);
        *ended += task->end != EVENT_LOOP_OPEN;
        if (row->sort == EVENT_ROW_TASK)
            break;
    }
}

static void format_cell(const struct recording *recording, const struct event_loop_row *row, enum column column,
                        const struct task_sums *sums, size_t ended, bool ascii, struct text *out)
{
    switch (column) {
    case BODY:
        event_words_body(recording, row->task, out);
        break;
    case ENDED:
        if (row->sort == EVENT_ROW_GROUP)
            text_format(out, "%zu", ended);
        else
            text_add(out, event_words_end(event_loops_task(loops_of(recording), row->task)));
        break;
    case RAN:
        timeline_words_time(sums->times[TASK_RUNS], ascii, out);
        break;
    case READY:
        timeline_words_time(sums->times[TASK_READY], ascii, out);
        break;
    case WAITED:
        timeline_words_time(sums->times[TASK_WAITS], ascii, out);
        break;
    case TURNS:
        text_format(out, "%llu", (unsigned long long)sums->turns);
        break;
    case LONGEST:
        timeline_words_time(sums->longest_turn, ascii, out);
        break;
    case COLUMN_COUNT:
        break;
    }
}

static void draw_cell(struct canvas *canvas, int x, int y, enum column column, const char *text,
                      enum canvas_style style)
{
    int room = widths[column] - 2, width = utf8_width(text, strlen(text));

    width = width < room ? width : room;
    canvas_text(canvas, column == BODY ? x + 2 : x + widths[column] - width, y, width, style, text);
}

static void draw_table_row(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                           const struct event_loop_row *row, struct canvas_rect rect)
{
    struct text name = TEXT_EMPTY, cell = TEXT_EMPTY;
    struct task_sums sums;
    size_t ended;
    int x = rect.x + 1 + NAME_MOST;

    sum_row(loops_of(recording), row, view, &sums, &ended);
    if (row->sort == EVENT_ROW_GROUP)
        text_format(&name, translate("%zu tasks"), row->count);
    else
        event_words_task(recording, row->task, &name);
    canvas_text(canvas, rect.x + 1, rect.y, NAME_MOST, CANVAS_NAME, text_string(&name));
    for (int column = 0; column < COLUMN_COUNT; column++) {
        text_clear(&cell);
        format_cell(recording, row, (enum column)column, &sums, ended, canvas_is_ascii(canvas), &cell);
        draw_cell(canvas, x, rect.y, (enum column)column, text_string(&cell), CANVAS_PLAIN);
        x += widths[column];
    }
    text_free(&name);
    text_free(&cell);
}

static bool is_tasks(const struct event_loop_row *row)
{
    return row->sort == EVENT_ROW_TASK || row->sort == EVENT_ROW_GROUP;
}

int event_loop_table_rows(const struct recording *recording, int most)
{
    struct rows rows = rows_of(recording, most);
    int count = 0;

    for (size_t i = 0; i < rows.items.count; i++)
        count += is_tasks(&rows.items.items[i]);
    vector_free(&rows.items);
    return count > 0 ? 1 + count : 0;
}

void event_loop_draw_table(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                           struct canvas_rect rect)
{
    struct rows rows = rows_of(recording, rect.height - 1 + 2 * (int)event_loops_count(loops_of(recording)));
    int x = rect.x + 1 + NAME_MOST, y = rect.y;

    canvas_text(canvas, rect.x + 1, y, NAME_MOST, CANVAS_DIM, translate("task"));
    for (int column = 0; column < COLUMN_COUNT; column++) {
        draw_cell(canvas, x, y, (enum column)column, translate(headings[column]), CANVAS_DIM);
        x += widths[column];
    }
    for (size_t i = 0; i < rows.items.count; i++)
        if (is_tasks(&rows.items.items[i]) && ++y < rect.y + rect.height)
            draw_table_row(canvas, recording, view, &rows.items.items[i],
                           (struct canvas_rect){rect.x, y, rect.width, 1});
    vector_free(&rows.items);
}
