#include "tui/comparison.h"

#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "diagram/comparison.h"
#include "model/timeline_words.h"
#include "output/comparison_text.h"
#include "tui/dialog.h"
#include "tui/span.h"
#include "tui/stepper.h"
#include "tui/timeline_parts.h"
#include "tui/timeline_search.h"
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
    struct timeline_view view; /* from, to, cursor; first_lane is the topmost row */
    bool whole;                /* all of it is shown, however it grows */
    size_t variant, lane;      /* selected */
    enum below below;
    bool low;     /* the terminal, as last drawn: one part is shown at a time, */
    bool covers;  /* and it is `below`, not the lanes */
    bool kitchen; /* words of the kitchen */
    bool end_told;
    struct canvas_rect lanes; /* as last drawn: scale, rows and ruler */
    uint64_t last_touch;      /* when growth was last shown */
    struct text search;       /* what was looked for last; empty: nothing */
};

static const size_t all_lanes = SIZE_MAX / 2;

static const struct measured *measured_of(const struct comparison_screen *screen)
{
    return comparison_measured(screen->comparison);
}

static const struct recording *recording_of(const struct comparison_screen *screen)
{
    return measured_of(screen)->variants[screen->variant].recording;
}

/* NULL while the variant has not begun. */
static const struct timeline *timeline_of(const struct comparison_screen *screen, size_t variant)
{
    const struct recording *recording = measured_of(screen)->variants[variant].recording;

    return recording != NULL ? recording_timeline(recording) : NULL;
}

static size_t lanes_of(const struct comparison_screen *screen, size_t variant)
{
    const struct timeline *timeline = timeline_of(screen, variant);

    return timeline != NULL ? timeline_lanes(timeline) : 0;
}

static uint64_t end_of(const struct comparison_screen *screen)
{
    uint64_t end = comparison_end(measured_of(screen));

    return end > SPAN_LEAST ? end : SPAN_LEAST;
}

/* Moving. */

static void reveal_lane(struct comparison_screen *screen)
{
    size_t row = comparison_find_row(measured_of(screen), all_lanes, screen->variant, screen->lane);
    size_t heading = comparison_find_row(measured_of(screen), all_lanes, screen->variant, SIZE_MAX);
    size_t rows =
        screen->lanes.height > COMPARISON_ROWS_BESIDE ? (size_t)(screen->lanes.height - COMPARISON_ROWS_BESIDE) : 1;

    if (screen->lanes.height == 0) /* not drawn yet */
        return;
    if (row < screen->view.first_lane)
        screen->view.first_lane = row;
    else if (row >= screen->view.first_lane + rows)
        screen->view.first_lane = row - rows + 1;
    if (heading < screen->view.first_lane && row - heading < rows)
        screen->view.first_lane = heading;
}

static void go(struct comparison_screen *screen, uint64_t time, size_t variant, size_t lane)
{
    screen->whole = span_go(&screen->view, end_of(screen), time, screen->whole);
    screen->variant = variant;
    screen->lane = lane;
    reveal_lane(screen);
}

/* Before the GIL is held first there is nothing to see. */
static void leave_nothing(struct comparison_screen *screen)
{
    const struct timeline *timeline = timeline_of(screen, screen->variant);
    uint64_t first = 0;

    if (timeline != NULL && timeline_gils(timeline) > 0 && timeline_holds(timeline, 0) > 0)
        first = timeline_hold(timeline, 0, 0)->start;
    if (screen->view.cursor < first)
        screen->view.cursor = first;
}

/* To where something begins, in any run. */
static void find_event(struct comparison_screen *screen, bool backwards)
{
    uint64_t nearest = 0;
    size_t variant = SIZE_MAX, lane = 0;

    for (size_t i = 0; i < measured_of(screen)->count; i++) {
        const struct timeline *timeline = timeline_of(screen, i);
        uint64_t time;
        size_t found;

        if (timeline == NULL ||
            !timeline_find(timeline, TIMELINE_EVENT, screen->view.cursor, backwards, &time, &found) ||
            (variant != SIZE_MAX && (backwards ? time <= nearest : time >= nearest)))
            continue;
        nearest = time;
        variant = i;
        lane = found;
    }
    if (variant != SIZE_MAX)
        go(screen, nearest, variant, lane);
    else
        app_notice(screen->screen.app, "Nothing begins there.");
}

/* In the selected run. */
static void find_moment(struct comparison_screen *screen, enum timeline_moment moment, bool backwards)
{
    const struct timeline *timeline = timeline_of(screen, screen->variant);
    uint64_t time;
    size_t lane;

    if (timeline != NULL && timeline_find(timeline, moment, screen->view.cursor, backwards, &time, &lane))
        go(screen, time, screen->variant, lane);
    else if (moment == TIMELINE_HANDOVER)
        app_notice(screen->screen.app, "There is no hand-over there.");
    else
        app_notice(screen->screen.app, "Nothing is woken there.");
}

static void go_to_longest_wait(struct comparison_screen *screen)
{
    const struct timeline *timeline = timeline_of(screen, screen->variant);
    uint64_t time;
    size_t lane;

    if (timeline != NULL && timeline_longest_wait(timeline, &time, &lane))
        go(screen, time, screen->variant, lane);
    else
        app_notice(screen->screen.app, "No thread waited for the GIL.");
}

/* To the lane above or below, which may be another run's. */
static void move_lane(struct comparison_screen *screen, bool up)
{
    size_t variant = screen->variant, count = measured_of(screen)->count;

    if (up ? screen->lane > 0 : screen->lane + 1 < lanes_of(screen, variant)) {
        screen->lane += up ? (size_t)-1 : 1;
        reveal_lane(screen);
        return;
    }
    if (up ? variant == 0 : variant + 1 >= count)
        return;
    variant += up ? (size_t)-1 : 1;
    screen->variant = variant;
    screen->lane = up && lanes_of(screen, variant) > 0 ? lanes_of(screen, variant) - 1 : 0;
    reveal_lane(screen);
}

/* To the beginning of the slice before or after the cursor's, in the selected lane. */
static void move_slice(struct comparison_screen *screen, bool backwards)
{
    const struct timeline *timeline = timeline_of(screen, screen->variant);
    uint64_t time;

    if (timeline != NULL && timeline_slice_beside(timeline, screen->lane, screen->view.cursor, backwards, &time))
        go(screen, time, screen->variant, screen->lane);
}

static void go_where_told(void *context, const char *text)
{
    struct comparison_screen *screen = context;
    uint64_t time;

    if (text == NULL || text[0] == '\0')
        return;
    if (span_read_time(text, &time))
        go(screen, time, screen->variant, screen->lane);
    else
        app_notice(screen->screen.app, "Type a time, such as 12.5 ms, 3 s or 40 us.");
}

/* Searching: behind the cursor in the selected run, then in the others, then from the beginning. */

static void search_on(struct comparison_screen *screen)
{
    const struct measured *measured = measured_of(screen);
    const char *wanted = text_string(&screen->search);
    uint64_t time;
    size_t lane;

    if (recording_of(screen) != NULL &&
        timeline_search(recording_of(screen), wanted, screen->view.cursor, &time, &lane)) {
        go(screen, time, screen->variant, lane);
        return;
    }
    for (size_t i = 1; i <= measured->count; i++) {
        size_t variant = (screen->variant + i) % measured->count;
        const struct recording *recording = measured->variants[variant].recording;

        if (recording != NULL && timeline_search_all(recording, wanted, &time, &lane)) {
            go(screen, time, variant, lane);
            return;
        }
    }
    app_notice(screen->screen.app, "'%s' is nowhere among threads, tasks, functions and calls.", wanted);
}

static void search_for(void *context, const char *text)
{
    struct comparison_screen *screen = context;

    if (text == NULL)
        return;
    text_clear(&screen->search);
    text_add(&screen->search, text);
    if (screen->search.length > 0)
        search_on(screen);
}

static void ask(struct comparison_screen *screen, const char *prompt, const char *initial, dialog_answer *answer)
{
    dialog_push_line(
        screen->screen.app,
        &(struct dialog_line){.prompt = prompt, .initial = initial, .answer = answer, .context = screen});
}

/* The runs. */

static void begin(struct comparison_screen *screen)
{
    screen->view = (struct timeline_view){.to = SPAN_LEAST, .selected = SIZE_MAX};
    screen->variant = screen->lane = 0;
    screen->end_told = false;
    screen->last_touch = 0;
    comparison_begin(screen->comparison);
    screen->whole = span_show_whole(&screen->view, end_of(screen));
}

static void run_in_steps(struct comparison_screen *screen)
{
    struct program *program = program_new(comparison_options(screen->comparison, screen->variant),
                                          measured_of(screen)->variants[screen->variant].name);
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

static bool move_command(struct comparison_screen *screen, enum command command)
{
    switch ((int)command) {
    case COMMAND_EVENT_BACK:
    case COMMAND_EVENT_ON:
        find_event(screen, command == COMMAND_EVENT_BACK);
        return true;
    case COMMAND_HANDOVER_BACK:
    case COMMAND_HANDOVER_ON:
        find_moment(screen, TIMELINE_HANDOVER, command == COMMAND_HANDOVER_BACK);
        return true;
    case COMMAND_WAKING_BACK:
    case COMMAND_WAKING_ON:
        find_moment(screen, TIMELINE_WAKING, command == COMMAND_WAKING_BACK);
        return true;
    case COMMAND_THREAD_UP:
    case COMMAND_PAN_UP:
    case COMMAND_THREAD_DOWN:
    case COMMAND_PAN_DOWN:
        move_lane(screen, command == COMMAND_THREAD_UP || command == COMMAND_PAN_UP);
        return true;
    case COMMAND_SLICE_BACK:
    case COMMAND_SLICE_ON:
        move_slice(screen, command == COMMAND_SLICE_BACK);
        return true;
    case COMMAND_LONGEST_WAIT:
        go_to_longest_wait(screen);
        return true;
    case COMMAND_BEGINNING:
        go(screen, 0, screen->variant, screen->lane);
        leave_nothing(screen);
        return true;
    case COMMAND_LIVE_END:
        go(screen, end_of(screen) - 1, screen->variant, screen->lane);
        return true;
    default:
        return false;
    }
}

static bool look_command(struct comparison_screen *screen, enum command command)
{
    switch ((int)command) {
    case COMMAND_ZOOM_IN:
    case COMMAND_ZOOM_OUT:
        screen->whole = span_zoom(&screen->view, end_of(screen), command == COMMAND_ZOOM_IN);
        return true;
    case COMMAND_ZOOM_ALL:
        screen->whole = span_show_whole(&screen->view, end_of(screen));
        return true;
    case COMMAND_PAN_LEFT:
    case COMMAND_PAN_RIGHT:
        screen->whole = span_pan(&screen->view, end_of(screen), command == COMMAND_PAN_LEFT);
        return true;
    case COMMAND_BELOW:
        next_below(screen);
        return true;
    case COMMAND_KITCHEN:
        screen->kitchen = !screen->kitchen;
        return true;
    case COMMAND_TIME:
        ask(screen, translate("Go to a time (12.5 ms, 3 s):"), NULL, go_where_told);
        return true;
    case COMMAND_FIND:
        ask(screen, translate("Search threads, tasks, functions and calls:"), text_string(&screen->search),
            search_for);
        return true;
    default:
        return false;
    }
}

static void screen_command(struct screen *base, enum command command)
{
    struct comparison_screen *screen = (struct comparison_screen *)base;

    if (move_command(screen, command) || look_command(screen, command))
        return;
    if (command == COMMAND_FIND_NEXT && screen->search.length > 0) {
        search_on(screen);
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
    int x, count, row = event->y - screen->lanes.y - 1;
    size_t variant = screen->variant, lane = screen->lane;
    struct comparison_row hit;

    comparison_cells(measured_of(screen), screen->lanes, &x, &count);
    if (event->sort == EVENT_WHEEL)
        screen->whole = span_zoom(&screen->view, end_of(screen), event->key == INPUT_UP);
    if (event->sort != EVENT_CLICK || event->x < x || event->x >= x + count || row < 0 ||
        row >= screen->lanes.height - COMPARISON_ROWS_BESIDE)
        return;
    if (comparison_row(measured_of(screen), all_lanes, screen->view.first_lane + (size_t)row, &hit)) {
        variant = hit.variant;
        lane = hit.sort == COMPARISON_LANE ? hit.lane : 0;
    }
    go(screen, screen->view.from + (uint64_t)((double)(screen->view.to - screen->view.from) * (event->x - x) / count),
       variant, lane);
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
        leave_nothing(screen);
        if (screen->whole)
            screen->whole = span_show_whole(&screen->view, end_of(screen));
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
    timeline_words_time(screen->view.to - screen->view.from, canvas_is_ascii(view->canvas), &right);
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

    comparison_text_method(measured_of(screen), comparison_repeat(screen->comparison), &method);
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
    struct timeline_screen shown = {.view = screen->view, .below = kinds[screen->below], .said = ""};

    if (recording_of(screen) == NULL) {
        canvas_text(view->canvas, rect.x + 1, rect.y, rect.width - 1, CANVAS_DIM, translate("(nothing yet)"));
        return;
    }
    shown.recording = comparison_recording(screen->comparison, screen->variant);
    shown.view.selected = screen->lane;
    shown.loop_rows = COMPARISON_LOOP_ROWS;
    shown.loops.height = event_loop_rows(recording_of(screen), COMPARISON_LOOP_ROWS);
    shown.view.first_lane = screen->lane > 0 && screen->lane + 1 > (size_t)rect.height ? screen->lane : 0;
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
    struct text time = TEXT_EMPTY;
    uint32_t before, after;

    timeline_words_time(screen->view.cursor, canvas_is_ascii(view->canvas), &time);
    if (recording_of(screen) != NULL &&
        timeline_find_handover(recording_of(screen), &screen->view, screen->lanes, &before, &after)) {
        text_add(&time, "   GIL: ");
        timeline_words_handover(recording_of(screen), before, after, canvas_is_ascii(view->canvas), &time);
    }
    canvas_horizontal(view->canvas, 0, rect.y, rect.width, CANVAS_FRAME);
    if (screen->below == FIGURES)
        canvas_format(view->canvas, 2, rect.y, rect.width - 3, CANVAS_TITLE, " %s ", below_words(screen));
    else
        canvas_format(view->canvas, 2, rect.y, rect.width - 3, CANVAS_TITLE, " %s: %s, %s ",
                      measured_of(screen)->variants[screen->variant].name, below_words(screen), text_string(&time));
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

static void draw_lanes(struct comparison_screen *screen, struct view *view)
{
    const struct measured *measured = measured_of(screen);
    struct comparison_view shown = {screen->view.from,
                                    screen->view.to,
                                    screen->view.cursor,
                                    screen->view.first_lane,
                                    comparison_find_row(measured, all_lanes, screen->variant, screen->lane),
                                    all_lanes};

    comparison_draw(view->canvas, measured, &shown, screen->lanes);
    view->x = 1;
    view->y = screen->lanes.y + 1 + (int)(shown.selected - shown.first_row);
}

static void screen_draw(struct screen *base, struct view *view)
{
    struct comparison_screen *screen = (struct comparison_screen *)base;
    int width = canvas_width(view->canvas), height = canvas_height(view->canvas);
    bool low = height < HEIGHT_FOR_BOTH, shows_below = !low || screen->covers;
    int rows = low ? height - 2 : lane_rows(screen, width, height, canvas_is_ascii(view->canvas));
    struct text words = TEXT_EMPTY;

    screen->low = low;
    screen->lanes = (struct canvas_rect){0, 1, width, rows};
    if (screen->lane >= lanes_of(screen, screen->variant))
        screen->lane = 0;
    reveal_lane(screen);
    draw_title(screen, view);
    if (!low || !screen->covers)
        draw_lanes(screen, view);
    if (shows_below) {
        int y = low ? 1 : rows + 1;

        draw_below(screen, view, (struct canvas_rect){0, y, width, height - y - (low ? 1 : 2)});
    }
    if (!low)
        timeline_draw_legend(view->canvas, comparison_without_gil(measured_of(screen)),
                             (struct canvas_rect){1, height - 2, width - 1, 1}, screen->kitchen);
    app_draw_status(base->app, view, base->places, progress_words(screen, &words));
    text_free(&words);
}

/* Life. */

static void screen_free(struct screen *base)
{
    struct comparison_screen *screen = (struct comparison_screen *)base;

    comparison_free(screen->comparison);
    text_free(&screen->search);
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
    begin(screen);
    app_push(app, &screen->screen);
}
