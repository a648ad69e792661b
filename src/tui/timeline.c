#include "base/translate.h"
#include "tui/timeline_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "model/timeline_words.h"
#include "output/picture.h"
#include "output/timeline_text.h"
#include "tui/dialog.h"
#include "tui/stage.h"
#include "tui/stepper.h"

enum {
    BUSY_INTERVAL = 5,   /* ms between looks at a run that writes its log */
    QUIET_INTERVAL = 20, /* … that does not */
    TOUCH_INTERVAL = 60, /* ms between two pictures of a growing recording */
    HEIGHT_FOR_BELOW = 8,
    LOOP_ROWS_LEAST = 4, /* for event loops: the loop, two tasks, the ready queue */
};

static const struct timeline *timeline_of(const struct timeline_screen *screen)
{
    return recording_timeline(screen->recording);
}

static uint64_t span_of(const struct timeline_screen *screen)
{
    return screen->at.view.to - screen->at.view.from;
}

static bool is_running(const struct timeline_screen *screen)
{
    return screen->session != NULL && session_state(screen->session) == SESSION_RUNNING;
}

/* Moving. */

static void reveal(void *context)
{
    struct timeline_screen *screen = context;
    struct timeline_view *view = &screen->at.view;
    size_t rows = timeline_lanes_in(view, screen->lanes.height - TIMELINE_ROWS_BESIDE);

    rows = rows > 0 ? rows : 1;
    if (screen->lanes.height == 0 || screen->at.in_loops) /* not drawn yet; or all of them are */
        return;
    if (view->selected < view->first_lane)
        view->first_lane = view->selected;
    else if (view->selected >= view->first_lane + rows)
        view->first_lane = view->selected - rows + 1;
}

static size_t count_runs(const void *context)
{
    (void)context;
    return 1;
}

static const struct recording *recording_of_run(const void *context, size_t run)
{
    (void)run;
    return ((const struct timeline_screen *)context)->recording;
}

static int loop_rows_of_run(const void *context, size_t run)
{
    const struct timeline_screen *screen = context;

    (void)run;
    return screen->loops.height > 0 ? screen->loop_rows : 0;
}

static const struct lanes_runs runs = {count_runs, recording_of_run, loop_rows_of_run, reveal};

/* The program. */

static void send_answer(void *context, const char *text)
{
    struct timeline_screen *screen = context;

    if (text == NULL || screen->session == NULL)
        return;
    session_input(screen->session, text, strlen(text));
    session_input(screen->session, "\n", 1);
}

static void send_end(void *context)
{
    struct timeline_screen *screen = context;

    if (screen->session != NULL)
        session_input_end(screen->session);
}

static void ask_answer(struct timeline_screen *screen)
{
    if (!is_running(screen) || !recording_waits_for_input(screen->recording)) {
        app_notice(screen->screen.app, "The program is not waiting for input.");
        return;
    }
    dialog_push_line(screen->screen.app,
                     &(struct dialog_line){
                         .prompt = translate("Input:"), .answer = send_answer, .ended = send_end, .context = screen});
}

static enum status start_run(struct timeline_screen *screen, struct error *error)
{
    enum { COLUMNS = 80, ROWS = 24 };

    screen->program->options.columns = COLUMNS;
    screen->program->options.rows = ROWS;
    screen->program->options.timeline = true;
    screen->recording = recording_new();
    return session_start(&screen->program->options, screen->recording, &screen->session, error);
}

static void begin(struct timeline_screen *screen)
{
    screen->end_told = screen->growth_pending = false;
    screen->last_touch = 0;
    screen->facts_logged = 0;
    lanes_begin(&screen->at);
}

static void run_again(struct timeline_screen *screen)
{
    struct session *session = screen->session;
    struct recording *recording = screen->recording;
    struct error error;

    if (screen->program == NULL) {
        app_notice(screen->screen.app, "A recording cannot be run again.");
    } else if (start_run(screen, &error) != STATUS_OK) {
        recording_free(screen->recording);
        screen->recording = recording;
        screen->session = session;
        app_notice(screen->screen.app, "%s", error.text);
    } else {
        session_free(session);
        recording_free(recording);
        begin(screen);
        app_notice(screen->screen.app, "Running again.");
    }
}

static void run_in_steps(struct timeline_screen *screen)
{
    struct program *program;
    struct error error;

    if (screen->program == NULL) {
        app_notice(screen->screen.app, "A recording of threads has no steps.");
        return;
    }
    program = program_new(&screen->program->options, screen->title);
    program->options.timeline = false;
    if (stepper_push_program(screen->screen.app, program, &error) != STATUS_OK)
        app_notice(screen->screen.app, "%s", error.text);
    else
        app_notice(screen->screen.app, "Another run, step by step.  Esc goes back to the timeline.");
}

static bool is_paused(const struct timeline_screen *screen)
{
    return screen->session != NULL && session_state(screen->session) == SESSION_PAUSED;
}

static void go_on_from_pause(struct timeline_screen *screen)
{
    session_continue(screen->session);
    app_notice(screen->screen.app, "The run goes on.");
}

static void stop_or_quit(struct timeline_screen *screen)
{
    if (screen->session == NULL || session_state(screen->session) == SESSION_ENDED)
        app_quit(screen->screen.app);
    else
        session_stop(screen->session);
}

/* With the lanes hidden, through the code. */
static void scroll_code(struct timeline_screen *screen, bool down)
{
    uint32_t lines = (uint32_t)recording_source_lines(screen->recording, recording_main_file(screen->recording));

    if (down && screen->top + 1 < lines)
        screen->top++;
    else if (!down && screen->top > 0)
        screen->top--;
}

/* Commands. */

/* Keys that mean something else here, for the time being. */
static bool does_otherwise(struct timeline_screen *screen, enum command command)
{
    if (command == COMMAND_HANDOVER_ON && is_paused(screen))
        go_on_from_pause(screen);
    else if (screen->hidden && (command == COMMAND_THREAD_UP || command == COMMAND_THREAD_DOWN))
        scroll_code(screen, command == COMMAND_THREAD_DOWN);
    else
        return false;
    return true;
}

static void run_command(struct timeline_screen *screen, enum command command)
{
    switch ((int)command) {
    case COMMAND_FOLLOW:
        screen->at.following = !screen->at.following;
        app_notice(screen->screen.app, screen->at.following ? "Following the live end." : "Not following any more.");
        break;
    case COMMAND_BELOW:
        screen->below = (enum timeline_below)((screen->below + 1) % BELOW_COUNT);
        break;
    case COMMAND_IN_STEPS:
        run_in_steps(screen);
        break;
    case COMMAND_ANSWER:
        ask_answer(screen);
        break;
    case COMMAND_RERUN:
        run_again(screen);
        break;
    case COMMAND_STOP:
        stop_or_quit(screen);
        break;
    case COMMAND_LEAVE:
        if (app_has_below(&screen->screen))
            app_close(&screen->screen);
        break;
    default:
        break;
    }
}

static void screen_command(struct screen *base, enum command command)
{
    struct timeline_screen *screen = (struct timeline_screen *)base;

    if (!does_otherwise(screen, command) && !lanes_command(&screen->at, command))
        run_command(screen, command);
}

static void click(struct timeline_screen *screen, uint64_t time, int y)
{
    int row = y - screen->lanes.y - 1, in_loops = y - screen->loops.y, pitch = timeline_pitch(&screen->at.view);
    size_t lane = screen->at.view.first_lane + (size_t)(row > 0 ? row / pitch : 0);

    if (row >= 0 && row < screen->lanes.height - TIMELINE_ROWS_BESIDE)
        lanes_go(&screen->at, time, 0, lane < timeline_lanes(timeline_of(screen)) ? lane : screen->at.view.selected);
    else if (in_loops >= 0 && in_loops < screen->loops.height)
        lanes_go_to_row_at(&screen->at, time, 0, (size_t)(in_loops / pitch));
}

/* A click puts the cursor there; the wheel zooms. */
static void screen_event(struct screen *base, const struct event *event)
{
    struct timeline_screen *screen = (struct timeline_screen *)base;
    int x, count;

    timeline_cells(screen->recording, screen->lanes, &x, &count);
    if (event->sort == EVENT_WHEEL)
        lanes_command(&screen->at, event->key == INPUT_UP ? COMMAND_ZOOM_IN : COMMAND_ZOOM_OUT);
    if (event->sort == EVENT_CLICK && event->x >= x && event->x < x + count)
        click(screen, screen->at.view.from + (uint64_t)((double)span_of(screen) * (event->x - x) / count), event->y);
}

/* Time passes. */

static void say_end(struct timeline_screen *screen)
{
    struct text sentence = TEXT_EMPTY;

    picture_write_end(screen->recording, &sentence);
    if (sentence.length > 0)
        app_notice(screen->screen.app, "%.*s", (int)strcspn(sentence.bytes, "\n"), sentence.bytes);
    text_free(&sentence);
}

static void show_growth(struct timeline_screen *screen)
{
    screen->growth_pending = false;
    screen->last_touch = app_now();
    lanes_grew(&screen->at);
    if (session_state(screen->session) == SESSION_ENDED && !screen->end_told) {
        screen->end_told = true;
        screen->at.following = false;
        if (!screen->inside)
            say_end(screen);
    }
    app_touch(screen->screen.app);
}

static int screen_advance(struct screen *base)
{
    struct timeline_screen *screen = (struct timeline_screen *)base;
    bool grew;

    if (screen->session == NULL || screen->end_told)
        return -1;
    grew = session_pump(screen->session);
    screen->growth_pending |= grew || is_running(screen); /* time passes in a run that writes nothing */
    if (session_state(screen->session) == SESSION_ENDED ||
        (screen->growth_pending && app_now() >= screen->last_touch + TOUCH_INTERVAL))
        show_growth(screen);
    return grew ? BUSY_INTERVAL : QUIET_INTERVAL;
}

static size_t screen_poll(struct screen *base, struct pollfd *descriptors, size_t room)
{
    struct timeline_screen *screen = (struct timeline_screen *)base;

    if (screen->session == NULL || screen->end_told)
        return 0;
    return session_poll(screen->session, descriptors, room);
}

/* Drawing. */

static const char *run_words(const struct timeline_screen *screen)
{
    if (is_running(screen) && recording_waits_for_input(screen->recording))
        return translate("waits for input: i answers");
    if (is_paused(screen))
        return translate("paused at its limit: c goes on");
    if (is_running(screen))
        return screen->at.following ? translate("following") : translate("running");
    return "";
}

/* Title, what is shown of how much, the version. */
static void draw_title(const struct timeline_screen *screen, struct view *view)
{
    bool ascii = canvas_is_ascii(view->canvas);
    int width = canvas_width(view->canvas), used;
    struct text right = TEXT_EMPTY, version = TEXT_EMPTY;

    if (!screen->inside || !screen->at.whole) { /* a lesson's title wants the room */
        timeline_words_time(span_of(screen), ascii, &right);
        text_add(&right, translate(" of "));
    }
    timeline_words_time(timeline_end(timeline_of(screen)), ascii, &right);
    text_add(&right, is_running(screen) ? "+" : "");
    timeline_words_version(screen->recording, &version);
    if (version.length > 0 && width >= 60 && !app_presents(screen->screen.app))
        text_format(&right, "   %s", text_string(&version));
    used = utf8_width(text_string(&right), right.length);
    canvas_format(view->canvas, 1, 0, width - used - 3, CANVAS_TITLE,
                  screen->inside                          ? "%s"
                  : timeline_is_free(timeline_of(screen)) ? translate("%s: threads without a GIL")
                                                          : translate("%s: threads and the GIL"),
                  screen->title);
    if (width > used)
        canvas_text(view->canvas, width - used - 1, 0, used, CANVAS_STATUS, text_string(&right));
    text_free(&version);
    text_free(&right);
}

/* In one row, whose end bears a mark when there is no room for all. */
static void join_lines(struct text *text)
{
    for (size_t i = 0; i + 1 < text->length; i++)
        if (text->bytes[i] == '\n')
            text->bytes[i] = ' ';
}

/* Sentences on what was not watched, or the facts of the run. */
static void draw_facts(struct timeline_screen *screen, struct view *view, int y)
{
    struct text *facts = &screen->facts;
    size_t logged = recording_log(screen->recording).length;

    if (screen->facts_logged != logged) {
        text_clear(facts);
        timeline_text_hindrances(screen->recording, facts);
        for (size_t i = 0; recording_note(screen->recording, i) != NULL; i++)
            text_format(facts, "%s\n", recording_note(screen->recording, i));
        screen->hindered = facts->length > 0;
        join_lines(facts);
        if (!screen->hindered)
            timeline_text_facts(screen->recording, canvas_is_ascii(view->canvas), facts);
        screen->facts_logged = logged;
    }
    canvas_text_bytes(view->canvas, 1, y, canvas_width(view->canvas) - 1,
                      screen->hindered ? CANVAS_ERROR : CANVAS_PLAIN, text_string(facts),
                      strcspn(text_string(facts), "\n"));
}

static void draw_rule(const struct timeline_screen *screen, struct view *view, int y)
{
    bool ascii = canvas_is_ascii(view->canvas);
    struct text time = TEXT_EMPTY;
    uint32_t before, after;

    timeline_words_time(screen->at.view.cursor, ascii, &time);
    if (timeline_find_handover(screen->recording, &screen->at.view, screen->lanes, &before, &after)) {
        text_add(&time, "   GIL: ");
        timeline_words_handover(screen->recording, before, after, ascii, &time);
    }
    canvas_horizontal(view->canvas, 0, y, canvas_width(view->canvas), CANVAS_FRAME);
    canvas_format(view->canvas, 2, y, canvas_width(view->canvas) - 3, CANVAS_TITLE,
                  screen->below == BELOW_MOMENT ? translate(" %s: at %s ") : " %s ", below_title(screen),
                  text_string(&time));
    text_free(&time);
}

/* Event loops stand below the threads, in so many lanes at most. */
static int loop_lanes(int y, int height)
{
    int most = height * 3 / 5 - y;

    return height < 2 * HEIGHT_FOR_BELOW || most < LOOP_ROWS_LEAST ? 0 : most;
}

/* Before a class lanes are as high as there is room for, beside what is said of them; elsewhere a row each. */
static void choose_height(struct timeline_screen *screen, int width, int height)
{
    static const struct {
        int tall, pitch;
    } sizes[] = {{4, 5}, {3, 4}, {2, 3}, {2, 2}};
    struct timeline_view *view = &screen->at.view;
    size_t lanes = timeline_lanes(timeline_of(screen)), loops;
    int most;

    view->tall = view->pitch = 1;
    loops = (size_t)event_loop_rows(screen->recording, loop_lanes((int)lanes + TIMELINE_ROWS_BESIDE + 1, height));
    most = loops > 0 ? height * 3 / 5 : height * 9 / 20;
    for (size_t i = 0; app_presents(screen->screen.app) && stage_suits(width, height) && view->tall == 1 &&
                       i < sizeof sizes / sizeof *sizes;
         i++) {
        struct timeline_view larger = {.tall = sizes[i].tall, .pitch = sizes[i].pitch};

        if (timeline_rows(&larger, lanes + loops) + TIMELINE_ROWS_BESIDE +
                (loops > 0) * (larger.pitch - larger.tall) <=
            most) {
            view->tall = larger.tall;
            view->pitch = larger.pitch;
        }
    }
}

/* The rows that the lanes have: all that they need, up to a half of the screen, more when that is high. */
static int lane_rows(const struct timeline_view *view, const struct recording *recording, int height)
{
    int wanted = timeline_rows(view, timeline_lanes(recording_timeline(recording))) + TIMELINE_ROWS_BESIDE;
    int most = height >= 2 * HEIGHT_FOR_BELOW ? height * 3 / 5 - 2 : height - 2;

    wanted = wanted < TIMELINE_ROWS_BESIDE + 3 ? TIMELINE_ROWS_BESIDE + 3 : wanted;
    return wanted < most ? wanted : most;
}

/* Returns the rows of event loops. */
static int place_event_loops(struct timeline_screen *screen, int y, int width, int height)
{
    const struct timeline_view *view = &screen->at.view;
    int lanes = view->tall > 1
                    ? loop_lanes((int)timeline_lanes(timeline_of(screen)) + TIMELINE_ROWS_BESIDE + 1, height)
                    : loop_lanes(y, height);

    screen->loop_rows = lanes;
    screen->loops = (struct canvas_rect){
        0, y, width, timeline_rows(view, (size_t)event_loop_rows(screen->recording, screen->loop_rows))};
    return screen->loops.height;
}

static void draw_event_loops(const struct timeline_screen *screen, struct view *view)
{
    struct timeline_view shown = screen->at.view;

    shown.selected = lanes_row(&screen->at);
    event_loop_draw(view->canvas, screen->recording, &shown, screen->loops);
    if (shown.selected != SIZE_MAX)
        view->y = screen->loops.y + (int)shown.selected * timeline_pitch(&shown) + timeline_middle(&shown);
}

/* What one can guess from: the code, and what is said of it. */
static void draw_hidden(struct timeline_screen *screen, struct view *view)
{
    int width = canvas_width(view->canvas), height = canvas_height(view->canvas);
    int lines = (int)recording_source_lines(screen->recording, recording_main_file(screen->recording));
    int room = height - 5 - below_said_rows(screen, width, canvas_is_ascii(view->canvas));

    lines = lines < room ? lines : room > 0 ? room : 0;
    screen->words = (struct canvas_rect){0, lines + 3, width, room < 0 ? height - lines - 4 : height - 4 - room};
    canvas_text(view->canvas, 1, 0, width - 1, CANVAS_TITLE, screen->title);
    screen->code = (struct canvas_rect){0, 2, width, lines + 1}; /* with the row that says that there is more */
    below_draw_code(screen, view, (struct canvas_rect){0, 2, width, lines});
    canvas_horizontal(view->canvas, 0, lines + 3, width, CANVAS_FRAME);
    below_draw_said(screen, view, (struct canvas_rect){0, lines + 4, width, height - lines - 5});
    view->x = 1;
    view->y = lines + 4;
}

/* Where what is said stands below the lanes, when so many rows are left for all that stands there. */
static void place_words(struct timeline_screen *screen, const struct view *view, int rule, int room)
{
    int width = canvas_width(view->canvas), rows = 0;

    if (screen->inside && screen->below == BELOW_MOMENT && *screen->said != '\0')
        rows = 1 + below_said_rows(screen, below_moment_columns(width), canvas_is_ascii(view->canvas));
    screen->words = (struct canvas_rect){0, rule, width, rows < room + 1 ? rows : room + 1};
}

/* All that the legend needs, where enough is left below the lanes. */
static int legend_rows(const struct timeline_screen *screen, int width, int below)
{
    int rows = timeline_legend_rows(screen->recording, width - 1, screen->at.kitchen);

    return below >= HEIGHT_FOR_BELOW + rows ? rows : 1;
}

static void draw_shown(struct timeline_screen *screen, struct view *view)
{
    int width = canvas_width(view->canvas), height = canvas_height(view->canvas), rows, below, x, count;
    struct timeline_view shown;

    choose_height(screen, width, height);
    rows = lane_rows(&screen->at.view, screen->recording, height);
    below = rows + 1;
    screen->lanes = (struct canvas_rect){0, 1, width, rows};
    below += place_event_loops(screen, below, width, height);
    lanes_keep_selected(&screen->at);
    draw_title(screen, view);
    shown = screen->at.view;
    shown.selected = screen->at.in_loops ? SIZE_MAX : shown.selected;
    timeline_draw(view->canvas, screen->recording, &shown, screen->lanes);
    if (height - below >= HEIGHT_FOR_BELOW) {
        int legend = legend_rows(screen, width, height - below);

        draw_rule(screen, view, below);
        place_words(screen, view, below, height - below - legend - 3);
        below_draw(screen, view, (struct canvas_rect){0, below + 1, width, height - below - legend - 3});
        draw_facts(screen, view, height - legend - 2);
        timeline_draw_legend(view->canvas, screen->recording,
                             (struct canvas_rect){1, height - legend - 1, width - 1, legend}, screen->at.kitchen);
    }
    timeline_cells(screen->recording, screen->lanes, &x, &count);
    view->x = 1;
    view->y = 2 + (int)(screen->at.view.selected - screen->at.view.first_lane) * timeline_pitch(&shown) +
              timeline_middle(&shown);
    draw_event_loops(screen, view);
}

static void screen_draw(struct screen *base, struct view *view)
{
    struct timeline_screen *screen = (struct timeline_screen *)base;

    screen->words = screen->code = (struct canvas_rect){0, 0, 0, 0};
    if (screen->hidden)
        draw_hidden(screen, view);
    else
        draw_shown(screen, view);
    if (canvas_height(view->canvas) > 1)
        app_draw_status(base->app, view, base->places, run_words(screen));
}

int timeline_screen_cover(const struct timeline_screen *screen, int lower)
{
    const struct canvas_rect *words = &screen->words;

    return words->height > 0 && words->y < lower && lower < words->y + words->height ? words->y : lower;
}

struct canvas_rect timeline_screen_code(const struct timeline_screen *screen)
{
    return screen->code;
}

/* Life. */

static void screen_free(struct screen *base)
{
    struct timeline_screen *screen = (struct timeline_screen *)base;

    if (!screen->inside)
        session_free(screen->session);
    if (!screen->inside && screen->recording != NULL)
        recording_free(screen->recording);
    program_free(screen->program);
    lanes_free(&screen->at);
    text_free(&screen->facts);
    free(screen->title);
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

static struct timeline_screen *screen_new(struct app *app, const char *title)
{
    struct timeline_screen *screen = memory_zeroed(1, sizeof *screen);

    screen->screen = (struct screen){.methods = &methods, .app = app, .places = KEYS_TIMELINE};
    screen->title = memory_copy_string(title);
    screen->at = (struct lanes){.app = app, .runs = &runs, .context = screen};
    return screen;
}

struct timeline_screen *timeline_screen_new_inside(struct app *app, struct recording *recording,
                                                   struct session *session, const char *title)
{
    struct timeline_screen *screen = screen_new(app, title);

    screen->screen.places = KEYS_TOUR | KEYS_LESSON;
    screen->recording = recording;
    screen->session = session;
    screen->inside = true;
    screen->said = "";
    begin(screen);
    return screen;
}

void timeline_screen_free_inside(struct timeline_screen *screen)
{
    if (screen != NULL)
        screen_free(&screen->screen);
}

void timeline_screen_grew(struct timeline_screen *screen)
{
    show_growth(screen);
}

void timeline_screen_go(struct timeline_screen *screen, uint64_t time, size_t lane)
{
    lanes_go(&screen->at, time, 0, lane);
    lanes_leave_nothing(&screen->at);
}

void timeline_screen_say(struct timeline_screen *screen, const char *said, bool hidden)
{
    screen->said = said;
    screen->hidden = hidden;
}

void timeline_screen_show_output(struct timeline_screen *screen)
{
    screen->below = BELOW_OUTPUT;
}

bool timeline_screen_suits(const struct recording *recording)
{
    return recording_steps(recording) == 0 && timeline_is_there(recording_timeline(recording));
}

enum status timeline_screen_push_program(struct app *app, struct program *program, struct error *error)
{
    struct timeline_screen *screen = screen_new(app, program->title);
    enum status status;

    screen->program = program;
    status = start_run(screen, error);
    if (status != STATUS_OK) {
        screen_free(&screen->screen);
        return status;
    }
    begin(screen);
    app_push(app, &screen->screen);
    return STATUS_OK;
}

void timeline_screen_push_recording(struct app *app, struct recording *recording, const char *title)
{
    struct timeline_screen *screen = screen_new(app, title);

    screen->recording = recording;
    begin(screen);
    app_push(app, &screen->screen);
}
