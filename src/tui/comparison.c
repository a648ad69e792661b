#include "tui/comparison.h"

#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "diagram/comparison.h"
#include "model/timeline_words.h"
#include "output/comparison_text.h"
#include "tui/lanes.h"
#include "tui/stepper.h"
#include "tui/timeline_parts.h"
#include "tui/wrap.h"

enum {
    WATCH_INTERVAL = 20,    /* ms between looks at a run that is watched */
    MEASURE_INTERVAL = 200, /* … that is measured, and not to be disturbed; its end is told by a descriptor */
    TOUCH_INTERVAL = 60,    /* ms between two pictures of a growing recording */
    HEIGHT_FOR_BOTH = 16,   /* rows from which lanes and figures are shown at once */
    LANE_ROWS_LEAST = 5,    /* scale, heading, two lanes, ruler */
    ROWS_AROUND = 4,        /* title, rule, legend, status */
};

enum below { FIGURES, MOMENT, THREADS, OUTPUT, BELOW_KINDS };

struct comparison_screen {
    struct screen screen;
    struct comparison *comparison;
    struct lanes at; /* of all runs, by their variants */
    enum below below;
    bool low;    /* the terminal, as last drawn: one part is shown at a time, */
    bool covers; /* and it is `below`, not the lanes */
    bool end_told;
    struct canvas_rect lanes; /* as last drawn: scale, rows and ruler */
    uint64_t last_touch;      /* when growth was last shown */
};

static const size_t all_lanes = SIZE_MAX / 2;

static const struct measured *measured_of(const struct comparison_screen *screen)
{
    return comparison_measured(screen->comparison);
}

static size_t count_runs(const void *context)
{
    return measured_of(context)->count;
}

static const struct recording *recording_of_run(const void *context, size_t run)
{
    return measured_of(context)->variants[run].recording;
}

static int loop_rows_of_run(const void *context, size_t run)
{
    (void)context, (void)run;
    return COMPARISON_LOOP_ROWS;
}

/* The row of what is selected. */
static size_t selected_row(const struct comparison_screen *screen)
{
    size_t loop = lanes_row(&screen->at);

    return loop != SIZE_MAX
               ? comparison_find_loop_row(measured_of(screen), all_lanes, screen->at.run, loop)
               : comparison_find_row(measured_of(screen), all_lanes, screen->at.run, screen->at.view.selected);
}

static void reveal(void *context)
{
    struct comparison_screen *screen = context;
    size_t row = selected_row(screen), *first = &screen->at.view.first_lane;
    size_t heading = comparison_find_row(measured_of(screen), all_lanes, screen->at.run, SIZE_MAX);
    size_t rows =
        screen->lanes.height > COMPARISON_ROWS_BESIDE ? (size_t)(screen->lanes.height - COMPARISON_ROWS_BESIDE) : 1;

    if (screen->lanes.height == 0) /* not drawn yet */
        return;
    if (row < *first)
        *first = row;
    else if (row >= *first + rows)
        *first = row - rows + 1;
    if (heading < *first && row - heading < rows)
        *first = heading;
}

static const struct lanes_runs runs = {count_runs, recording_of_run, loop_rows_of_run, reveal};

/* The runs. */

static void begin(struct comparison_screen *screen)
{
    screen->end_told = false;
    screen->last_touch = 0;
    comparison_begin(screen->comparison);
    lanes_begin(&screen->at);
}

static void run_in_steps(struct comparison_screen *screen)
{
    struct program *program = program_new(comparison_options(screen->comparison, screen->at.run),
                                          measured_of(screen)->variants[screen->at.run].name);
    struct error error;

    program->options.unattended = false;
    program->options.time_limit = 0;
    program->options.instructions = SESSION_INSTRUCTIONS;
    if (stepper_push_program(screen->screen.app, program, &error) != STATUS_OK)
        app_notice(screen->screen.app, "%s", error.text);
    else
        app_notice(screen->screen.app, "Another run, step by step.  Esc goes back to the comparison.");
}

static bool is_over(const struct comparison_screen *screen)
{
    size_t variant;
    unsigned round;

    return !comparison_progress(screen->comparison, &variant, &round);
}

static void stop_or_quit(struct comparison_screen *screen)
{
    if (is_over(screen)) {
        app_quit(screen->screen.app);
        return;
    }
    comparison_stop(screen->comparison);
    app_notice(screen->screen.app, "Stopped: what was measured until now is shown.");
}

/* Commands. */

static void next_below(struct comparison_screen *screen)
{
    if (screen->low && !screen->covers) {
        screen->covers = true;
        screen->below = FIGURES;
        return;
    }
    screen->below = (enum below)((screen->below + 1) % BELOW_KINDS);
    screen->covers = screen->covers && screen->below != FIGURES;
}

static void screen_command(struct screen *base, enum command command)
{
    struct comparison_screen *screen = (struct comparison_screen *)base;

    if (lanes_command(&screen->at, command))
        return;
    if (command == COMMAND_BELOW) {
        next_below(screen);
    } else if (command == COMMAND_IN_STEPS) {
        run_in_steps(screen);
    } else if (command == COMMAND_RERUN) {
        begin(screen);
        app_notice(base->app, "Running again.");
    } else if (command == COMMAND_STOP) {
        stop_or_quit(screen);
    } else if (command == COMMAND_FOLLOW) {
        app_notice(base->app, "What runs is shown as it grows.");
    } else if (command == COMMAND_ANSWER) {
        app_notice(base->app, "Programs that are compared have no input.");
    } else if (command == COMMAND_LEAVE && app_has_below(base)) {
        app_close(base);
    }
}

/* A click puts the cursor there; the wheel zooms. */
static void screen_event(struct screen *base, const struct event *event)
{
    struct comparison_screen *screen = (struct comparison_screen *)base;
    const struct timeline_view *view = &screen->at.view;
    int x, count, row = event->y - screen->lanes.y - 1;
    struct comparison_row hit = {.variant = screen->at.run};
    uint64_t time;

    comparison_cells(measured_of(screen), screen->lanes, &x, &count);
    if (event->sort == EVENT_WHEEL)
        lanes_command(&screen->at, event->key == INPUT_UP ? COMMAND_ZOOM_IN : COMMAND_ZOOM_OUT);
    if (event->sort != EVENT_CLICK || event->x < x || event->x >= x + count || row < 0 ||
        row >= screen->lanes.height - COMPARISON_ROWS_BESIDE)
        return;
    time = view->from + (uint64_t)((double)(view->to - view->from) * (event->x - x) / count);
    if (!comparison_row(measured_of(screen), all_lanes, view->first_lane + (size_t)row, &hit))
        hit = (struct comparison_row){COMPARISON_LANE, screen->at.run, view->selected};
    if (hit.sort != COMPARISON_LOOP || !lanes_go_to_row_at(&screen->at, time, hit.variant, hit.lane))
        lanes_go(&screen->at, time, hit.variant, hit.sort == COMPARISON_LANE ? hit.lane : 0);
}

/* Time passes. */

static int screen_advance(struct screen *base)
{
    struct comparison_screen *screen = (struct comparison_screen *)base;
    bool grew, measuring;

    if (screen->end_told)
        return -1;
    grew = comparison_pump(screen->comparison);
    measuring = comparison_is_measuring(screen->comparison);
    screen->end_told = is_over(screen);
    if (screen->end_told || (grew && app_now() >= screen->last_touch + TOUCH_INTERVAL)) {
        screen->last_touch = app_now();
        lanes_grew(&screen->at);
        app_touch(base->app);
    }
    return measuring ? MEASURE_INTERVAL : WATCH_INTERVAL;
}

static size_t screen_poll(struct screen *base, struct pollfd *descriptors, size_t room)
{
    return comparison_poll(((struct comparison_screen *)base)->comparison, descriptors, room);
}

/* Drawing. */

static void draw_title(const struct comparison_screen *screen, struct view *view)
{
    const struct measured *measured = measured_of(screen);
    struct text names = TEXT_EMPTY, right = TEXT_EMPTY;
    int width = canvas_width(view->canvas), used;

    for (size_t i = 0; i < measured->count; i++)
        text_format(&names, "%s%s", i > 0 ? ", " : "", measured->variants[i].name);
    timeline_words_time(screen->at.view.to - screen->at.view.from, canvas_is_ascii(view->canvas), &right);
    text_add(&right, translate(" of "));
    timeline_words_time(comparison_end(measured), canvas_is_ascii(view->canvas), &right);
    used = utf8_width(text_string(&right), right.length);
    canvas_format(view->canvas, 1, 0, width - used - 3, CANVAS_TITLE, translate("Compared: %s"), text_string(&names));
    if (width > used)
        canvas_text(view->canvas, width - used - 1, 0, used, CANVAS_STATUS, text_string(&right));
    text_free(&names);
    text_free(&right);
}

static const char *progress_words(const struct comparison_screen *screen, struct text *words)
{
    const char *name;
    size_t variant;
    unsigned round;

    if (!comparison_progress(screen->comparison, &variant, &round))
        return screen->low ? translate("Tab: more") : "";
    name = measured_of(screen)->variants[variant].name;
    if (round == 0)
        text_format(words, translate("watching %s"), name);
    else
        text_format(words, translate("measuring %s, %u of %u"), name, round, comparison_repeat(screen->comparison));
    return text_string(words);
}

static struct wrapped wrap_method(const struct comparison_screen *screen, int columns, bool ascii)
{
    struct wrapped wrapped = WRAPPED_EMPTY;
    struct text method = TEXT_EMPTY;

    comparison_text_method(measured_of(screen), comparison_repeat(screen->comparison), false, &method);
    wrapped_add(&wrapped, text_string(&method), columns, ascii);
    text_free(&method);
    return wrapped;
}

/* The table, and how it was measured as far as there is room. */
static void draw_figures(const struct comparison_screen *screen, struct view *view, struct canvas_rect rect)
{
    struct wrapped wrapped = wrap_method(screen, rect.width - 3, canvas_is_ascii(view->canvas));
    int rows = comparison_table_rows(measured_of(screen)), y = rect.y + rows + 1, end = rect.y + rect.height;

    comparison_draw_table(view->canvas, measured_of(screen), rect);
    if (rows > rect.height && rect.height > 0)
        canvas_format(view->canvas, rect.x + 1, end - 1, rect.width - 1, CANVAS_DIM,
                      translate("(%d more: make the terminal higher)"), rows - rect.height + 1);
    for (size_t i = 0; i < wrapped.ends.count && y < end; i++, y++) {
        bool cut = y + 1 == end && i + 1 < wrapped.ends.count;
        size_t length;
        const char *line = wrapped_line(&wrapped, i, &length);
        int used = canvas_text_bytes(view->canvas, rect.x + 1, y, rect.width - 3, CANVAS_DIM, line, length);

        if (cut)
            canvas_put_glyph(view->canvas, rect.x + 2 + used, y, CANVAS_DIM, CANVAS_GLYPH_MORE);
    }
    wrapped_free(&wrapped);
}

/* What the timeline of the selected run alone has below its lanes. */
static void draw_of_run(const struct comparison_screen *screen, struct view *view, struct canvas_rect rect)
{
    static const enum timeline_below kinds[BELOW_KINDS] = {
        [MOMENT] = BELOW_MOMENT, [THREADS] = BELOW_TABLE, [OUTPUT] = BELOW_OUTPUT};
    struct timeline_screen shown = {.at = screen->at, .below = kinds[screen->below], .said = ""};
    struct timeline_view *lanes = &shown.at.view;

    if (lanes_recording(&screen->at) == NULL) {
        canvas_text(view->canvas, rect.x + 1, rect.y, rect.width - 1, CANVAS_DIM, translate("(nothing yet)"));
        return;
    }
    shown.recording = comparison_recording(screen->comparison, screen->at.run);
    shown.loop_rows = COMPARISON_LOOP_ROWS;
    shown.loops.height = event_loop_rows(shown.recording, COMPARISON_LOOP_ROWS);
    lanes->first_lane = lanes->selected > 0 && lanes->selected + 1 > (size_t)rect.height ? lanes->selected : 0;
    below_draw(&shown, view, rect);
}

static const char *below_words(const struct comparison_screen *screen)
{
    static const char *const titles[BELOW_KINDS] = {
        [FIGURES] = TRANSLATE_LATER("What they cost"),
        [MOMENT] = TRANSLATE_LATER("This moment"),
        [THREADS] = TRANSLATE_LATER("The whole run"),
        [OUTPUT] = TRANSLATE_LATER("Output"),
    };

    return translate(titles[screen->below]);
}

static void draw_below(const struct comparison_screen *screen, struct view *view, struct canvas_rect rect)
{
    const struct recording *recording = lanes_recording(&screen->at);
    struct text time = TEXT_EMPTY;
    uint32_t before, after;

    timeline_words_time(screen->at.view.cursor, canvas_is_ascii(view->canvas), &time);
    if (recording != NULL && timeline_find_handover(recording, &screen->at.view, screen->lanes, &before, &after)) {
        text_add(&time, "   GIL: ");
        timeline_words_handover(recording, before, after, canvas_is_ascii(view->canvas), &time);
    }
    canvas_horizontal(view->canvas, 0, rect.y, rect.width, CANVAS_FRAME);
    if (screen->below == FIGURES)
        canvas_format(view->canvas, 2, rect.y, rect.width - 3, CANVAS_TITLE, " %s ", below_words(screen));
    else
        canvas_format(view->canvas, 2, rect.y, rect.width - 3, CANVAS_TITLE, " %s: %s, %s ",
                      measured_of(screen)->variants[screen->at.run].name, below_words(screen), text_string(&time));
    rect.y++;
    rect.height--;
    if (screen->below == FIGURES)
        draw_figures(screen, view, rect);
    else
        draw_of_run(screen, view, rect);
    text_free(&time);
}

/* The rows that the lanes have: all that they need, as far as the figures leave them. */
static int lane_rows(const struct comparison_screen *screen, int width, int height, bool ascii)
{
    const struct measured *measured = measured_of(screen);
    struct wrapped wrapped = wrap_method(screen, width - 3, ascii);
    int wanted = (int)comparison_rows(measured, all_lanes) + COMPARISON_ROWS_BESIDE;
    int most = height - ROWS_AROUND - comparison_table_rows(measured) - 1 - (int)wrapped.ends.count;

    wrapped_free(&wrapped);
    if (most < height / 2)
        most = height / 2;
    if (most < LANE_ROWS_LEAST)
        most = LANE_ROWS_LEAST;
    return wanted < most ? wanted : most;
}

/* Rows for the legend: all that it needs, as far as the figures, and how they were measured, leave them. */
static int legend_rows(const struct comparison_screen *screen, int width, int below, bool ascii)
{
    const struct measured *measured = measured_of(screen);
    struct wrapped wrapped = wrap_method(screen, width - 3, ascii);
    int wanted = timeline_legend_rows(comparison_without_gil(measured), width - 1, screen->at.kitchen);
    int left = below - 2 - comparison_table_rows(measured) - (int)wrapped.ends.count;

    wrapped_free(&wrapped);
    if (wanted > left)
        wanted = left;
    return wanted > 1 ? wanted : 1;
}

static void draw_lanes(struct comparison_screen *screen, struct view *view)
{
    const struct measured *measured = measured_of(screen);
    const struct timeline_view *lanes = &screen->at.view;
    struct comparison_view shown = {lanes->from,          lanes->to, lanes->cursor, lanes->first_lane,
                                    selected_row(screen), all_lanes};

    comparison_draw(view->canvas, measured, &shown, screen->lanes);
    view->x = 1;
    view->y = screen->lanes.y + 1 + (int)(shown.selected - shown.first_row);
}

static void screen_draw(struct screen *base, struct view *view)
{
    struct comparison_screen *screen = (struct comparison_screen *)base;
    int width = canvas_width(view->canvas), height = canvas_height(view->canvas);
    bool low = height < HEIGHT_FOR_BOTH, shows_below = !low || screen->covers, ascii = canvas_is_ascii(view->canvas);
    int rows = low ? height - 2 : lane_rows(screen, width, height, ascii);
    int legend = low ? 0 : legend_rows(screen, width, height - rows - 2, ascii);
    struct text words = TEXT_EMPTY;

    screen->low = low;
    screen->lanes = (struct canvas_rect){0, 1, width, rows};
    lanes_keep_selected(&screen->at);
    reveal(screen);
    draw_title(screen, view);
    if (!low || !screen->covers)
        draw_lanes(screen, view);
    if (shows_below) {
        int y = low ? 1 : rows + 1;

        draw_below(screen, view, (struct canvas_rect){0, y, width, height - y - 1 - legend});
    }
    if (!low)
        timeline_draw_legend(view->canvas, comparison_without_gil(measured_of(screen)),
                             (struct canvas_rect){1, height - 1 - legend, width - 1, legend}, screen->at.kitchen);
    app_draw_status(base->app, view, base->places, progress_words(screen, &words));
    text_free(&words);
}

/* Life. */

static void screen_free(struct screen *base)
{
    struct comparison_screen *screen = (struct comparison_screen *)base;

    comparison_free(screen->comparison);
    lanes_free(&screen->at);
    free(screen);
}

static const struct screen_methods methods = {
    .draw = screen_draw,
    .command = screen_command,
    .event = screen_event,
    .advance = screen_advance,
    .poll = screen_poll,
    .free = screen_free,
};

void comparison_screen_push(struct app *app, struct comparison *comparison)
{
    struct comparison_screen *screen = memory_zeroed(1, sizeof *screen);

    screen->screen = (struct screen){.methods = &methods, .app = app, .places = KEYS_TIMELINE};
    screen->comparison = comparison;
    screen->at = (struct lanes){.app = app, .runs = &runs, .context = screen};
    begin(screen);
    app_push(app, &screen->screen);
}
