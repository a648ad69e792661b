#include "tui/stepper_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "model/recording_file.h"
#include "output/picture.h"
#include "tui/dialog.h"
#include "tui/stage.h"
#include "tui/timeline_parts.h"

enum {
    BUSY_INTERVAL = 5,   /* ms between looks at a run that writes its log */
    QUIET_INTERVAL = 20, /* … that does not */
    TOUCH_INTERVAL = 60, /* ms between two pictures of a growing recording */
    SPEED_SLOWEST = -2,
    SPEED_FASTEST = 6,
    SPEED_FIRST = 1,
    STAGE_SPEED_FASTEST = 3, /* 8x */
};

static void show_output_alone(struct stepper *stepper);

/* Where we are. */

uint32_t stepper_last(const struct stepper *stepper)
{
    return stepper->steps > 0 ? stepper->steps - 1 : 0;
}

void stepper_go(struct stepper *stepper, uint32_t step)
{
    stepper_go_to(stepper, (struct position){step, 0});
}

void stepper_go_to(struct stepper *stepper, struct position position)
{
    if (stepper->lens == LENS_INSTRUCTION)
        position = instants_settle(stepper->recording, position);
    state_seek_instant(stepper->state, position.step, position.instant);
    stepper->picture_stale = stepper->reveal = stepper->reveal_instruction = true;
    source_follow(stepper);
    if (stepper->guide != NULL)
        guide_point(stepper);
    app_touch(stepper->screen.app);
}

void stepper_number(struct text *out, uint32_t number)
{
    char digits[16];
    int length = snprintf(digits, sizeof digits, "%u", number);

    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            text_add_char(out, ',');
        text_add_char(out, digits[i]);
    }
}

static bool is_running(const struct stepper *stepper)
{
    return stepper->session != NULL && session_state(stepper->session) == SESSION_RUNNING;
}

static bool is_paused(const struct stepper *stepper)
{
    return stepper->session != NULL && session_state(stepper->session) == SESSION_PAUSED;
}

static bool at_end(const struct stepper *stepper)
{
    struct position next;

    if (stepper->lens == LENS_INSTRUCTION)
        return !instants_move(stepper->recording, instants_position(stepper->state), false, &next);
    return state_step(stepper->state) >= stepper_last(stepper);
}

static void say_end(struct stepper *stepper)
{
    struct text sentence = TEXT_EMPTY;

    picture_write_end(stepper->recording, &sentence);
    if (sentence.length > 0)
        app_notice(stepper->screen.app, "%.*s", (int)strcspn(sentence.bytes, "\n"), sentence.bytes);
    text_free(&sentence);
}

/* Answering input(). */

static void send_answer(void *context, const char *text)
{
    struct stepper *stepper = context;

    if (text == NULL || stepper->session == NULL)
        return;
    session_input(stepper->session, text, strlen(text));
    session_input(stepper->session, "\n", 1);
    stepper->following = at_end(stepper);
}

static void send_end(void *context)
{
    struct stepper *stepper = context;

    if (stepper->session == NULL)
        return;
    session_input_end(stepper->session);
    stepper->following = at_end(stepper);
}

static bool waits_for_input(const struct stepper *stepper)
{
    return is_running(stepper) && recording_waits_for_input(stepper->recording);
}

/* The program's own prompt: what it wrote since the last line's end. */
static void write_prompt(const struct stepper *stepper, struct text *out)
{
    enum { PIECES = 8 };
    size_t count = recording_outputs(stepper->recording);
    struct text written = TEXT_EMPTY;
    const char *newline;

    for (size_t i = count > PIECES ? count - PIECES : 0; i < count; i++) {
        struct trace_bytes bytes = recording_output(stepper->recording, i).bytes;

        text_append(&written, bytes.at, bytes.length);
    }
    newline = strrchr(text_string(&written), '\n');
    text_add(out, newline != NULL ? newline + 1 : text_string(&written));
    if (out->length == 0)
        text_add(out, translate("Input:"));
    text_free(&written);
}

static void ask_answer(struct stepper *stepper)
{
    struct text prompt = TEXT_EMPTY;

    if (!waits_for_input(stepper)) {
        app_notice(stepper->screen.app, "The program is not waiting for input.");
        return;
    }
    write_prompt(stepper, &prompt);
    dialog_push_line(stepper->screen.app, &(struct dialog_line){.prompt = text_string(&prompt),
                                                                .answer = send_answer,
                                                                .ended = send_end,
                                                                .context = stepper});
    text_free(&prompt);
}

/* Moving. */

bool stepper_move(struct stepper *stepper, bool backwards)
{
    struct position here = instants_position(stepper->state), there = here;

    if (stepper->lens == LENS_INSTRUCTION) {
        if (!instants_move(stepper->recording, here, backwards, &there))
            return false;
        stepper_go_to(stepper, there);
        return true;
    }
    if (backwards ? here.step == 0 : here.step >= stepper_last(stepper))
        return false;
    stepper_go(stepper, backwards ? here.step - 1 : here.step + 1);
    return true;
}

static void step_on(struct stepper *stepper)
{
    if (stepper->guide != NULL && guide_step_on(stepper))
        return;
    if (stepper_move(stepper, false))
        return;
    if (waits_for_input(stepper))
        ask_answer(stepper);
    else if (is_paused(stepper))
        app_notice(stepper->screen.app, "The run is paused at its limit: c lets it go on.");
    else if (is_running(stepper))
        app_notice(stepper->screen.app, "The program has not come further yet: f follows it, Ctrl-C stops it.");
    else
        say_end(stepper);
}

static void step_back(struct stepper *stepper)
{
    stepper->following = stepper->chasing = false;
    if (!stepper_move(stepper, true))
        app_notice(stepper->screen.app, "This is where the program begins.");
}

/* To another piece of the source, as sub-expressions are worked out. */
static void move_piece(struct stepper *stepper, bool backwards)
{
    struct position there;

    if (stepper->lens == LENS_INSTRUCTION &&
        instants_move_piece(stepper->recording, instants_position(stepper->state), backwards, &there))
        stepper_go_to(stepper, there);
    else if (backwards)
        step_back(stepper);
    else
        step_on(stepper);
}

typedef bool navigate(const struct recording *recording, uint32_t from, bool backwards, uint32_t *step);

static void move_by(struct stepper *stepper, navigate *find, bool backwards)
{
    uint32_t step;

    if (!backwards && stepper->guide != NULL && guide_step_on(stepper))
        return;
    if (find(stepper->recording, state_step(stepper->state), backwards, &step))
        stepper_go(stepper, step);
    else if (backwards)
        step_back(stepper);
    else
        step_on(stepper);
}

/* The index of the breakpoint on a line, or how many there are. */
static size_t breakpoint_at(const struct stepper *stepper, uint32_t file, uint32_t line)
{
    uint32_t kept = file == recording_main_file(stepper->recording) ? 0 : file;
    size_t i = 0;

    while (i < stepper->breakpoints.count &&
           (stepper->breakpoints.items[i].file != kept || stepper->breakpoints.items[i].line != line))
        i++;
    return i;
}

bool stepper_breaks_at(const struct stepper *stepper, uint32_t file, uint32_t line)
{
    return breakpoint_at(stepper, file, line) < stepper->breakpoints.count;
}

static bool condition_is_met(const struct stepper *stepper, const struct breakpoint *breakpoint, uint32_t step)
{
    if (breakpoint->condition == NULL)
        return true;
    state_seek(stepper->probe, step);
    return condition_holds(breakpoint->condition, stepper->probe);
}

static bool stands_on_breakpoint(const struct stepper *stepper, uint32_t number)
{
    struct place done, next;
    struct step step;
    bool perhaps = false;
    size_t index;

    if (!recording_step(stepper->recording, number, &step))
        return false;
    for (size_t i = 0; i < stepper->breakpoints.count; i++)
        perhaps |= stepper->breakpoints.items[i].line == step.line;
    if (!perhaps)
        return false;
    recording_places(stepper->recording, number, &done, &next);
    index = next.line == step.line ? breakpoint_at(stepper, next.file, next.line) : stepper->breakpoints.count;
    return index < stepper->breakpoints.count &&
           condition_is_met(stepper, &stepper->breakpoints.items[index], number);
}

/* The nearest step after (before) `from` that stands on a breakpoint. */
static bool find_breakpoint(const struct stepper *stepper, uint32_t from, bool backwards, uint32_t *found)
{
    if (stepper->breakpoints.count == 0)
        return false;
    for (uint32_t step = from; backwards ? step-- > 0 : ++step < stepper->steps;) {
        if (stands_on_breakpoint(stepper, step)) {
            *found = step;
            return true;
        }
    }
    return false;
}

static void go_on_from_pause(struct stepper *stepper)
{
    session_continue(stepper->session);
    stepper->chasing = true;
    stepper->chased = stepper_last(stepper);
    app_notice(stepper->screen.app, "The run goes on.");
}

static void continue_on(struct stepper *stepper)
{
    uint32_t step;

    if (find_breakpoint(stepper, state_step(stepper->state), false, &step)) {
        stepper_go(stepper, step);
    } else if (is_paused(stepper) && at_end(stepper)) {
        go_on_from_pause(stepper);
    } else if (at_end(stepper) && !is_running(stepper)) {
        say_end(stepper);
    } else {
        stepper->chasing = is_running(stepper);
        stepper->chased = stepper_last(stepper);
        stepper_go(stepper, stepper_last(stepper));
        if (!stepper->chasing)
            say_end(stepper);
    }
}

static void continue_back(struct stepper *stepper)
{
    uint32_t step;

    if (!find_breakpoint(stepper, state_step(stepper->state), true, &step))
        step = 0;
    stepper_go(stepper, step);
}

void stepper_go_to_line(struct stepper *stepper, uint32_t line)
{
    uint32_t from = state_step(stepper->state), step;

    source_show(stepper, line);
    if (recording_find_line(stepper->recording, from, line, false, &step) ||
        recording_find_line(stepper->recording, from, line, true, &step))
        stepper_go(stepper, step);
    else
        app_notice(stepper->screen.app, "Line %u is not run in what is recorded.", line);
}

static void go_where_told(void *context, const char *text)
{
    struct stepper *stepper = context;
    unsigned number;
    char rest;

    if (text == NULL || text[0] == '\0')
        return;
    if (sscanf(text, "%u %c", &number, &rest) == 1)
        stepper_go(stepper, number);
    else if (sscanf(text, "line %u %c", &number, &rest) == 1 || sscanf(text, "l %u %c", &number, &rest) == 1)
        stepper_go_to_line(stepper, number);
    else
        app_notice(stepper->screen.app, "Type a step's number, or l and a line's number (l 12).");
}

static void ask_where(struct stepper *stepper)
{
    struct dialog_line line = {
        .prompt = translate("Go to step, or l and a line:"), .answer = go_where_told, .context = stepper};

    dialog_push_line(stepper->screen.app, &line);
}

static void remove_breakpoint(struct stepper *stepper, size_t index)
{
    condition_free(stepper->breakpoints.items[index].condition);
    vector_splice(&stepper->breakpoints, index, 1, 0);
}

/* Takes the condition over. */
static void set_breakpoint(struct stepper *stepper, struct condition *condition)
{
    uint32_t file = stepper->file == recording_main_file(stepper->recording) ? 0 : stepper->file;
    struct breakpoint breakpoint = {file, stepper->line, condition};
    size_t index = breakpoint_at(stepper, stepper->file, stepper->line);

    if (index < stepper->breakpoints.count)
        remove_breakpoint(stepper, index);
    vector_push(&stepper->breakpoints, breakpoint);
    app_notice(stepper->screen.app, "Breakpoint on line %u: c goes on to it, C back to it.", stepper->line);
}

static void toggle_breakpoint(struct stepper *stepper)
{
    size_t index = breakpoint_at(stepper, stepper->file, stepper->line);

    if (stepper->line == 0)
        return;
    if (index == stepper->breakpoints.count) {
        set_breakpoint(stepper, NULL);
        return;
    }
    remove_breakpoint(stepper, index);
    app_notice(stepper->screen.app, "No breakpoint on line %u any more.", stepper->line);
}

static void set_condition(void *context, const char *text)
{
    struct stepper *stepper = context;
    struct condition *condition;
    struct error error;

    if (text == NULL || text[0] == '\0')
        return;
    if (condition_parse(text, &condition, &error) == STATUS_OK)
        set_breakpoint(stepper, condition);
    else
        app_notice(stepper->screen.app, "%s", error.text);
}

static void ask_condition(struct stepper *stepper)
{
    struct dialog_line line = {
        .prompt = translate("Stop here if (as n > 3):"), .answer = set_condition, .context = stepper};

    if (stepper->line > 0)
        dialog_push_line(stepper->screen.app, &line);
}

/* Playing. */

static unsigned play_interval(const struct stepper *stepper)
{
    if (app_presents(stepper->screen.app))
        return stage_play_interval(stepper);
    return stepper->speed >= 0 ? 1000u >> stepper->speed : 1000u << -stepper->speed;
}

static void change_speed(struct stepper *stepper, int by)
{
    bool presents = app_presents(stepper->screen.app);
    int fastest = presents ? STAGE_SPEED_FASTEST : SPEED_FASTEST;

    stepper->speed += by;
    if (stepper->speed > fastest)
        stepper->speed = fastest;
    if (stepper->speed < SPEED_SLOWEST)
        stepper->speed = SPEED_SLOWEST;
    if (presents)
        stage_tell_speed(stepper);
    else if (stepper->speed >= 0)
        app_notice(stepper->screen.app, "Speed: %u %s a second.", 1u << stepper->speed,
                   stepper->speed == 0 ? translate("step") : translate("steps"));
    else
        app_notice(stepper->screen.app, "Speed: a step every %u seconds.", 1u << -stepper->speed);
}

static void toggle_play(struct stepper *stepper)
{
    stepper->playing = !stepper->playing && !(at_end(stepper) && !is_running(stepper));
    stepper->next_play = app_now() + play_interval(stepper);
}

static void toggle_following(struct stepper *stepper)
{
    stepper->following = !stepper->following;
    if (stepper->following)
        stepper_go(stepper, stepper_last(stepper));
    app_notice(stepper->screen.app, stepper->following ? "Following the live end." : "Not following any more.");
}

/* The program. */

static void stop_or_quit(struct stepper *stepper)
{
    if (stepper->session == NULL || session_state(stepper->session) == SESSION_ENDED) {
        app_quit(stepper->screen.app);
        return;
    }
    session_stop(stepper->session);
    stepper->following = stepper->chasing = false;
}

static void edit(struct stepper *stepper)
{
    struct error error;

    if (stepper->guide != NULL)
        guide_edit(stepper);
    else if (stepper->program == NULL || stepper->program->path == NULL)
        app_notice(stepper->screen.app, "There is no file to edit: this is a recording.");
    else if (app_edit(stepper->screen.app, stepper->program->path, &error) != STATUS_OK)
        app_notice(stepper->screen.app, "%s", error.text);
    else
        stepper_run_again(stepper);
}

/* Panes. */

static bool pane_is_reachable(const struct stepper *stepper, enum pane_sort pane)
{
    if (stepper->lens == LENS_OUTPUT && pane == PANE_OBJECTS)
        return false;
    if (stepper->lens != LENS_INSTRUCTION && pane == PANE_INSTRUCTIONS)
        return false;
    return stepper->layout.arrangement == ARRANGED_SINGLE || stepper->panes[pane].rect.width > 0;
}

static void move_focus(struct stepper *stepper, int by)
{
    for (int tries = 0; tries < PANE_COUNT; tries++) {
        stepper->focus = (enum pane_sort)(((int)stepper->focus + by + PANE_COUNT) % PANE_COUNT);
        if (pane_is_reachable(stepper, stepper->focus))
            return;
    }
}

void stepper_set_lens(struct stepper *stepper, enum lens lens)
{
    bool fine = lens == LENS_INSTRUCTION;

    stepper->lens = lens;
    stepper->focus = lens == LENS_OUTPUT ? PANE_OUTPUT : PANE_OBJECTS;
    if (stepper->state == NULL || stepper->steps == 0)
        return;
    state_set_fine(stepper->state, fine);
    stepper_go_to(stepper,
                  fine ? instants_position(stepper->state) : (struct position){state_step(stepper->state), 0});
    if (fine)
        instructions_tell(stepper);
}

/* Steps would distort a timeline: it is another run. */
static void show_threads(struct stepper *stepper)
{
    struct program *program;
    struct error error;

    if (stepper->program == NULL) {
        app_notice(stepper->screen.app, "A recording of steps has no timeline.");
        return;
    }
    program = program_new(&stepper->program->options, stepper->title);
    if (timeline_screen_push_program(stepper->screen.app, program, &error) != STATUS_OK)
        app_notice(stepper->screen.app, "%s", error.text);
    else
        app_notice(stepper->screen.app, "Another run, without steps.  Esc goes back to them.");
}

static void pan(struct pane *pane, int columns, int rows)
{
    pane->left = pane->left + columns > 0 ? pane->left + columns : 0;
    pane->top += rows;
}

static void leave(struct stepper *stepper)
{
    if (stepper->search.length > 0 || stepper->selection.some) {
        text_clear(&stepper->search);
        stepper->selection.some = false;
        stepper->picture_stale = true;
    } else if (app_has_below(&stepper->screen)) {
        app_close(&stepper->screen);
    }
}

static void enter(struct stepper *stepper)
{
    if (stepper->search.length > 0)
        search_next(stepper);
    else if (stepper->focus == PANE_SOURCE)
        stepper_go_to_line(stepper, stepper->line);
    else
        select_details(stepper);
}

/* Commands, in the order of the table. */

static bool time_command(struct stepper *stepper, enum command command)
{
    switch ((int)command) {
    case COMMAND_STEP_BACK:
        step_back(stepper);
        return true;
    case COMMAND_STEP_ON:
        step_on(stepper);
        return true;
    case COMMAND_PIECE_BACK:
    case COMMAND_PIECE_ON:
        move_piece(stepper, command == COMMAND_PIECE_BACK);
        return true;
    case COMMAND_LINE_BACK:
    case COMMAND_LINE_ON:
        move_by(stepper, recording_step_over, command == COMMAND_LINE_BACK);
        return true;
    case COMMAND_OUT:
    case COMMAND_OUT_BACK:
        move_by(stepper, recording_step_out, command == COMMAND_OUT_BACK);
        return true;
    case COMMAND_CONTINUE:
        continue_on(stepper);
        return true;
    case COMMAND_CONTINUE_BACK:
        continue_back(stepper);
        return true;
    case COMMAND_FIRST:
        stepper_go(stepper, 0);
        return true;
    case COMMAND_LAST:
        stepper_go(stepper, stepper_last(stepper));
        return true;
    case COMMAND_CHANGE_BACK:
    case COMMAND_CHANGE_ON:
        why_go(stepper, command == COMMAND_CHANGE_BACK);
        return true;
    case COMMAND_GO:
        ask_where(stepper);
        return true;
    default:
        return false;
    }
}

static bool run_command(struct stepper *stepper, enum command command)
{
    switch ((int)command) {
    case COMMAND_BREAKPOINT:
        toggle_breakpoint(stepper);
        return true;
    case COMMAND_CONDITION:
        ask_condition(stepper);
        return true;
    case COMMAND_PLAY:
        toggle_play(stepper);
        return true;
    case COMMAND_FASTER:
    case COMMAND_SLOWER:
        change_speed(stepper, command == COMMAND_FASTER ? 1 : -1);
        return true;
    case COMMAND_FOLLOW:
        toggle_following(stepper);
        return true;
    case COMMAND_ANSWER:
        ask_answer(stepper);
        return true;
    case COMMAND_RERUN:
        stepper_run_again(stepper);
        return true;
    case COMMAND_UNFOLD:
        unfold_run_again(stepper);
        return true;
    case COMMAND_INSTRUCT:
        instructions_run_again(stepper);
        return true;
    case COMMAND_EDIT:
        edit(stepper);
        return true;
    case COMMAND_SCENE_BACK:
    case COMMAND_SCENE_ON:
        guide_go_to_scene(stepper, command == COMMAND_SCENE_BACK);
        return true;
    case COMMAND_TASK:
        guide_task(stepper);
        return true;
    case COMMAND_WORDS:
        guide_glossary(stepper);
        return true;
    case COMMAND_SPOTLIGHT:
        stage_toggle_spotlight(stepper);
        return true;
    case COMMAND_STOP:
        stop_or_quit(stepper);
        return true;
    default:
        return false;
    }
}

static bool pane_command(struct stepper *stepper, enum command command)
{
    enum { COLUMNS = 4 };
    struct pane *focused = &stepper->panes[stepper->focus];

    switch ((int)command) {
    case COMMAND_LENS_TIMELINE:
        show_threads(stepper);
        return true;
    case COMMAND_LENS_OBJECTS:
        stepper_set_lens(stepper, LENS_OBJECTS);
        return true;
    case COMMAND_LENS_INSTRUCTION:
        stepper_set_lens(stepper, LENS_INSTRUCTION);
        return true;
    case COMMAND_LENS_OUTPUT:
        stepper_set_lens(stepper, LENS_OUTPUT);
        return true;
    case COMMAND_PANE_ON:
    case COMMAND_PANE_BACK:
        move_focus(stepper, command == COMMAND_PANE_ON ? 1 : -1);
        return true;
    case COMMAND_ALONE:
        stepper->alone = !stepper->alone;
        return true;
    case COMMAND_PAN_LEFT:
    case COMMAND_PAN_RIGHT:
        pan(focused, command == COMMAND_PAN_LEFT ? -COLUMNS : COLUMNS, 0);
        return true;
    case COMMAND_PAN_UP:
    case COMMAND_PAN_DOWN:
        pan(focused, 0, command == COMMAND_PAN_UP ? -1 : 1);
        return true;
    default:
        return false;
    }
}

static void look_command(struct stepper *stepper, enum command command)
{
    switch ((int)command) {
    case COMMAND_SELECT_BACK:
    case COMMAND_SELECT_ON:
        select_move(stepper, command == COMMAND_SELECT_BACK);
        break;
    case COMMAND_DETAILS:
        enter(stepper);
        break;
    case COMMAND_MARK:
        select_mark(stepper);
        break;
    case COMMAND_VALUES:
        stepper->all_objects = !stepper->all_objects;
        diagram_forget(stepper->diagram);
        break;
    case COMMAND_LABELS:
        stepper->labels = !stepper->labels;
        break;
    case COMMAND_SEARCH:
        search_ask(stepper);
        break;
    case COMMAND_LEAVE:
        leave(stepper);
        break;
    default:
        break;
    }
    stepper->picture_stale = true;
}

/* A lesson's scene of threads. */

static void show_steps(struct stepper *stepper)
{
    struct program *program = program_new(&stepper->program->options, stepper->title);
    struct error error;

    program->options.timeline = false;
    if (stepper_push_program(stepper->screen.app, program, &error) != STATUS_OK)
        app_notice(stepper->screen.app, "%s", error.text);
    else
        app_notice(stepper->screen.app, "Another run, step by step.  Esc goes back to the timeline.");
}

static void tour_command(struct stepper *stepper, enum command command)
{
    switch ((int)command) {
    case COMMAND_TOUR_ON:
        guide_step_on(stepper);
        break;
    case COMMAND_TOUR_BACK:
        guide_stop_back(stepper);
        break;
    case COMMAND_IN_STEPS:
        show_steps(stepper);
        break;
    case COMMAND_LEAVE:
        leave(stepper);
        break;
    case COMMAND_FOLLOW:
        break;
    default:
        if (!run_command(stepper, command))
            stepper->timeline->screen.methods->command(&stepper->timeline->screen, command);
    }
}

static void stepper_command(struct screen *screen, enum command command)
{
    struct stepper *stepper = (struct stepper *)screen;

    if (stepper->timeline != NULL) {
        tour_command(stepper, command);
        return;
    }
    if (command != COMMAND_PLAY && command != COMMAND_FASTER && command != COMMAND_SLOWER &&
        command != COMMAND_SPOTLIGHT)
        stepper->playing = false;
    if (!time_command(stepper, command) && !run_command(stepper, command) && !pane_command(stepper, command))
        look_command(stepper, command);
}

/* The mouse. */

static void click(struct stepper *stepper, const struct event *event)
{
    enum pane_sort pane = layout_pane_at(stepper, event->x, event->y);
    uint32_t line;

    if (pane == PANE_COUNT)
        return;
    stepper->focus = pane;
    if (pane == PANE_SOURCE) {
        line = (uint32_t)(stepper->panes[PANE_SOURCE].top +
                          (event->y - stepper->panes[PANE_SOURCE].rect.y) / stage_line_rows(stepper)) +
               1;
        if (line <= recording_source_lines(stepper->recording, stepper->file))
            stepper_go_to_line(stepper, line);
    } else if (pane == PANE_OBJECTS) {
        stepper->selection.some = select_at(stepper, event->x, event->y);
        stepper->picture_stale = true;
    }
}

static void stepper_event(struct screen *screen, const struct event *event)
{
    enum { WHEEL_ROWS = 3 };
    struct stepper *stepper = (struct stepper *)screen;
    enum pane_sort pane = layout_pane_at(stepper, event->x, event->y);

    if (stepper->timeline != NULL)
        stepper->timeline->screen.methods->event(&stepper->timeline->screen, event);
    else if (event->sort == EVENT_CLICK)
        click(stepper, event);
    else if (event->sort == EVENT_WHEEL && pane != PANE_COUNT)
        pan(&stepper->panes[pane], 0, event->key == INPUT_UP ? -WHEEL_ROWS : WHEEL_ROWS);
}

/* Time passes. */

static void chase(struct stepper *stepper)
{
    uint32_t found;

    if (find_breakpoint(stepper, stepper->chased, false, &found)) {
        stepper->chasing = false;
        stepper_go(stepper, found);
        return;
    }
    stepper->chased = stepper_last(stepper);
    stepper_go(stepper, stepper->chased);
}

/* A run that was begun again goes back to where the one before was left, once it has come so far; or as far as it
 * comes. */
static void reach_wanted(struct stepper *stepper)
{
    bool ended = session_state(stepper->session) == SESSION_ENDED;

    if (stepper->wanted_step + 1 >= stepper->steps && !ended)
        return;
    stepper_go(stepper, stepper->wanted_step);
    stepper->wanted_step = 0;
}

static void show_growth(struct stepper *stepper)
{
    bool first = stepper->steps == 0;

    stepper->growth_pending = false;
    stepper->last_touch = app_now();
    stepper->steps = recording_steps(stepper->recording);
    if (first && stepper->steps > 0)
        stepper_go(stepper, 0);
    if (stepper->guide != NULL)
        guide_resolve(stepper);
    if (stepper->wanted_step > 0)
        reach_wanted(stepper);
    if (stepper->chasing)
        chase(stepper);
    else if (stepper->following)
        stepper_go(stepper, stepper_last(stepper));
    if (stepper->timeline != NULL)
        timeline_screen_grew(stepper->timeline);
    if (session_state(stepper->session) == SESSION_ENDED && !stepper->end_told) {
        stepper->end_told = true;
        stepper->following = stepper->chasing = false;
        if (at_end(stepper) && stepper->timeline == NULL)
            say_end(stepper);
        show_output_alone(stepper);
        source_follow(stepper);
        stepper->picture_stale = true; /* ids may have become longer */
        if (stepper->guide != NULL)
            guide_ended(stepper);
    }
    app_touch(stepper->screen.app);
}

static int advance_session(struct stepper *stepper)
{
    bool grew, waited;

    if (stepper->session == NULL || stepper->end_told)
        return -1;
    grew = session_pump(stepper->session);
    stepper->growth_pending |= grew;
    waited = app_now() >= stepper->last_touch + TOUCH_INTERVAL;
    if (stepper->growth_pending &&
        (waited || stepper->steps == 0 || session_state(stepper->session) != SESSION_RUNNING))
        show_growth(stepper);
    return grew ? BUSY_INTERVAL : QUIET_INTERVAL;
}

static int advance_play(struct stepper *stepper)
{
    bool presents = app_presents(stepper->screen.app);
    uint64_t now = app_now();

    if (!stepper->playing)
        return -1;
    if (presents &&
        (app_is_blank(stepper->screen.app) || !app_is_top(&stepper->screen))) /* a class sees something else */
        stepper->next_play = now + play_interval(stepper);
    if (now >= stepper->next_play) {
        if (presents && stepper->guide != NULL && guide_holds(stepper)) {
            stepper->playing = false;
            return -1;
        }
        stepper_move(stepper, false);
        stepper->next_play = now + play_interval(stepper);
        if (at_end(stepper) && !is_running(stepper)) {
            stepper->playing = false;
            say_end(stepper);
        }
    }
    return (int)(stepper->next_play > now ? stepper->next_play - now : 1);
}

/* Of two times to wait, either of which may be -1 for none. */
static int sooner(int one, int other)
{
    return one < 0 || (other >= 0 && other < one) ? other : one;
}

static int stepper_advance(struct screen *screen)
{
    struct stepper *stepper = (struct stepper *)screen;
    int guide = stepper->guide != NULL ? guide_advance(stepper) : -1;
    int session = advance_session(stepper), play = advance_play(stepper);

    return sooner(guide, sooner(session, play));
}

static size_t stepper_poll(struct screen *screen, struct pollfd *descriptors, size_t room)
{
    struct stepper *stepper = (struct stepper *)screen;
    size_t count = stepper->guide != NULL ? guide_poll(stepper, descriptors, room) : 0;

    if (stepper->session == NULL || stepper->end_told)
        return count;
    return count + session_poll(stepper->session, descriptors + count, room - count);
}

/* Drawing. */

static const char *run_words(const struct stepper *stepper)
{
    if (waits_for_input(stepper))
        return translate("waits for input: i answers");
    if (stepper->playing)
        return translate("playing");
    if (is_paused(stepper))
        return translate("paused at its limit: c goes on");
    if (stepper->following && is_running(stepper))
        return translate("following");
    return is_running(stepper) && !app_presents(stepper->screen.app) ? translate("running") : "";
}

static void draw_pane(struct stepper *stepper, struct view *view, enum pane_sort pane)
{
    static void (*const draw[PANE_COUNT])(struct stepper *, struct view *) = {
        [PANE_SOURCE] = source_draw,   [PANE_INSTRUCTIONS] = instructions_draw,
        [PANE_OBJECTS] = objects_draw, [PANE_HAPPENED] = happened_draw,
        [PANE_OUTPUT] = output_draw,
    };

    if (stepper->panes[pane].rect.width > 0 && stepper->panes[pane].rect.height > 0)
        draw[pane](stepper, view);
}

static void draw_timeline(struct stepper *stepper, struct view *view)
{
    struct text said = TEXT_EMPTY;

    stepper->layout = (struct layout){.arrangement = ARRANGED_SINGLE};
    guide_say(stepper, &said);
    timeline_screen_say(stepper->timeline, text_string(&said), guide_hides_lanes(stepper));
    stepper->timeline->screen.methods->draw(&stepper->timeline->screen, view);
    timeline_screen_say(stepper->timeline, "", guide_hides_lanes(stepper));
    text_free(&said);
}

static void draw_status(struct stepper *stepper, struct view *view)
{
    if (app_presents(stepper->screen.app))
        stage_draw_status(stepper, view, run_words(stepper));
    else
        app_draw_status(stepper->screen.app, view, stepper->screen.places, run_words(stepper));
}

static void stepper_draw(struct screen *screen, struct view *view)
{
    struct stepper *stepper = (struct stepper *)screen;
    int width = canvas_width(view->canvas), height = canvas_height(view->canvas);

    stage_tell(stepper, app_notes(screen->app));
    if (stepper->timeline != NULL) {
        draw_timeline(stepper, view);
        return;
    }
    layout_arrange(stepper, width, height);
    layout_draw_rules(stepper, view);
    layout_draw_title(stepper, view);
    for (unsigned pane = 0; pane < PANE_COUNT; pane++)
        if (pane != stepper->focus)
            draw_pane(stepper, view, (enum pane_sort)pane);
    draw_pane(stepper, view, stepper->focus);
    if (height > 1)
        draw_status(stepper, view);
}

/* Life. */

/* What looks at the recording; before the recording itself goes. */
static void forget_state(struct stepper *stepper)
{
    if (stepper->state == NULL)
        return;
    timeline_screen_free_inside(stepper->timeline);
    stepper->timeline = NULL;
    state_free(stepper->state);
    state_free(stepper->probe);
    history_free(stepper->history);
    unpackings_free(stepper->unpackings);
    stepper->unpackings = NULL;
    stepper->state = stepper->probe = NULL;
    stepper->history = NULL;
}

static void clear_breakpoints(struct stepper *stepper)
{
    while (stepper->breakpoints.count > 0)
        remove_breakpoint(stepper, stepper->breakpoints.count - 1);
}

static void clear_run(struct stepper *stepper)
{
    session_free(stepper->session);
    forget_state(stepper);
    if (stepper->recording != NULL)
        recording_free(stepper->recording);
    stepper->session = NULL;
    stepper->recording = NULL;
}

static void stepper_free(struct screen *screen)
{
    struct stepper *stepper = (struct stepper *)screen;

    clear_run(stepper);
    diagram_free(stepper->diagram);
    listing_free(&stepper->listing);
    canvas_free(stepper->scratch);
    program_free(stepper->program);
    guide_free(stepper->guide);
    clear_breakpoints(stepper);
    vector_free(&stepper->breakpoints);
    vector_free(&stepper->highlighting.states);
    text_free(&stepper->search);
    free(stepper->title);
    free(stepper);
}

static const struct screen_methods methods = {
    .draw = stepper_draw,
    .command = stepper_command,
    .event = stepper_event,
    .advance = stepper_advance,
    .poll = stepper_poll,
    .free = stepper_free,
};

static struct stepper *stepper_new(struct app *app, const char *title)
{
    struct stepper *stepper = memory_zeroed(1, sizeof *stepper);

    stepper->screen = (struct screen){.methods = &methods, .app = app, .places = KEYS_STEPPER};
    stepper->title = memory_copy_string(title);
    stepper->diagram = diagram_new();
    stepper->scratch = canvas_new(1, 1);
    stepper->speed = app_presents(app) ? 0 : SPEED_FIRST;
    stepper->focus = PANE_OBJECTS;
    stepper->all_objects = app_options(app)->all_objects;
    stepper->labels = app_options(app)->labels;
    return stepper;
}

/* Those in the main file stay for the next run; the numbers of other files are a recording's own. */
static void keep_breakpoints(struct stepper *stepper)
{
    for (size_t i = stepper->breakpoints.count; i-- > 0;)
        if (stepper->breakpoints.items[i].file != 0)
            remove_breakpoint(stepper, i);
}

/* When nothing was recorded (a syntax error, say), what Python wrote is all there is to see. */
static void show_output_alone(struct stepper *stepper)
{
    struct recording_end end;

    if (stepper->timeline == NULL && stepper->steps == 0 && recording_end(stepper->recording, &end))
        stepper_set_lens(stepper, LENS_OUTPUT);
}

/* A lesson's scene of threads has the timeline in place of panes. */
static void begin_timeline(struct stepper *stepper)
{
    bool wanted = stepper->guide != NULL && guide_lens(stepper->guide) == LESSON_LENS_TIMELINE;

    if (wanted)
        stepper->timeline = timeline_screen_new_inside(stepper->screen.app, stepper->recording, stepper->session,
                                                       stepper->program->title);
    if (stepper->guide != NULL)
        stepper->screen.places = KEYS_LESSON | (wanted ? KEYS_TOUR : KEYS_STEPPER);
}

/* A recording stands for the run. */
static bool is_replayed(const struct stepper *stepper)
{
    return stepper->program != NULL && stepper->program->recording != NULL;
}

/* Puts the view on a recording's first step. */
static void begin(struct stepper *stepper)
{
    begin_timeline(stepper);
    stepper->state = state_new(stepper->recording);
    state_set_fine(stepper->state, stepper->lens == LENS_INSTRUCTION);
    stepper->probe = state_new(stepper->recording);
    stepper->history = history_new(stepper->recording);
    stepper->unpackings = unpackings_new(stepper->recording);
    stepper->steps = recording_steps(stepper->recording);
    stepper->playing = stepper->following = stepper->chasing = stepper->growth_pending = false;
    stepper->end_told = is_replayed(stepper);
    stepper->last_touch = 0;
    stepper->selection.some = false;
    stepper->marked = stepper->file = stepper->line = 0;
    keep_breakpoints(stepper);
    vector_clear(&stepper->highlighting.states);
    stepper->highlighting.file = 0;
    memset(stepper->panes, 0, sizeof stepper->panes);
    diagram_forget(stepper->diagram);
    stepper->picture = NULL;
    if (stepper->lens == LENS_OUTPUT)
        stepper_set_lens(stepper, LENS_OBJECTS);
    show_output_alone(stepper);
    stepper_go(stepper, 0);
    if (stepper->guide != NULL)
        guide_resolve(stepper);
}

static enum status start_run(struct stepper *stepper, struct error *error)
{
    enum { COLUMNS = 80, ROWS = 24 };

    stepper->session = NULL;
    if (stepper->program->recording != NULL)
        return recording_read_file(stepper->program->recording, &stepper->recording, error);
    stepper->program->options.columns = COLUMNS;
    stepper->program->options.rows = ROWS;
    stepper->recording = recording_new();
    return session_start(&stepper->program->options, stepper->recording, &stepper->session, error);
}

/* Starts the program anew in place of the run shown; when that fails, everything stays. */
static bool restart(struct stepper *stepper)
{
    struct session *session = stepper->session;
    struct recording *recording = stepper->recording;
    struct error error;

    if (start_run(stepper, &error) != STATUS_OK) {
        if (stepper->recording != recording)
            recording_free(stepper->recording);
        stepper->recording = recording;
        stepper->session = session;
        app_notice(stepper->screen.app, "%s", error.text);
        return false;
    }
    session_free(session);
    forget_state(stepper);
    recording_free(recording);
    begin(stepper);
    return true;
}

void stepper_run_again(struct stepper *stepper)
{
    stepper->another_run = false;
    stepper->wanted_step = 0;
    if (stepper->program == NULL || is_replayed(stepper))
        app_notice(stepper->screen.app, "A recording cannot be run again.");
    else if (restart(stepper))
        app_notice(stepper->screen.app, "Running again.");
}

void stepper_change_program(struct stepper *stepper, struct program *program)
{
    struct program *before = stepper->program;

    stepper->program = program;
    clear_breakpoints(stepper);
    if (restart(stepper)) {
        program_free(before);
        free(stepper->title);
        stepper->title = memory_copy_string(program->title);
    } else {
        stepper->program = before;
        program_free(program);
    }
}

void stepper_look_as(struct stepper *stepper, enum lesson_lens lens)
{
    stepper->lens = lens == LESSON_LENS_INSTRUCTION ? LENS_INSTRUCTION : LENS_OBJECTS;
}

enum status stepper_push_lesson(struct app *app, struct program *program, struct guide *guide, struct error *error)
{
    struct stepper *stepper = stepper_new(app, program->title);
    enum status status;

    stepper->program = program;
    stepper->guide = guide;
    stepper->screen.places |= guide != NULL ? KEYS_LESSON : 0;
    stepper->all_objects |= guide != NULL && guide_wants_all_objects(guide);
    if (guide != NULL)
        stepper_look_as(stepper, guide_lens(guide));
    status = start_run(stepper, error);
    if (status != STATUS_OK) {
        stepper_free(&stepper->screen);
        return status;
    }
    begin(stepper);
    app_push(app, &stepper->screen);
    return STATUS_OK;
}

enum status stepper_push_program(struct app *app, struct program *program, struct error *error)
{
    return stepper_push_lesson(app, program, NULL, error);
}

struct stepper *stepper_push_recording(struct app *app, struct recording *recording, const char *title)
{
    struct stepper *stepper = stepper_new(app, title);

    stepper->recording = recording;
    begin(stepper);
    app_push(app, &stepper->screen);
    return stepper;
}
