#include "tui/lanes.h"

#include "base/translate.h"
#include "tui/dialog.h"
#include "tui/span.h"
#include "tui/timeline_search.h"
#include "tui/timeline_tasks.h"

static size_t count_of(const struct lanes *lanes)
{
    return lanes->runs->count(lanes->context);
}

static const struct recording *recording_of(const struct lanes *lanes, size_t run)
{
    return run < count_of(lanes) ? lanes->runs->recording(lanes->context, run) : NULL;
}

/* NULL while the run has not begun. */
static const struct timeline *timeline_of(const struct lanes *lanes, size_t run)
{
    const struct recording *recording = recording_of(lanes, run);

    return recording != NULL ? recording_timeline(recording) : NULL;
}

static size_t threads_of(const struct lanes *lanes, size_t run)
{
    const struct timeline *timeline = timeline_of(lanes, run);

    return timeline != NULL ? timeline_lanes(timeline) : 0;
}

static bool shows_loops(const struct lanes *lanes, size_t run)
{
    return recording_of(lanes, run) != NULL && lanes->runs->loop_rows(lanes->context, run) > 0;
}

const struct recording *lanes_recording(const struct lanes *lanes)
{
    return recording_of(lanes, lanes->run);
}

uint64_t lanes_end(const struct lanes *lanes)
{
    uint64_t end = SPAN_LEAST;

    for (size_t i = 0; i < count_of(lanes); i++) {
        const struct timeline *timeline = timeline_of(lanes, i);

        if (timeline != NULL && timeline_end(timeline) > end)
            end = timeline_end(timeline);
    }
    return end;
}

static void show_whole(struct lanes *lanes)
{
    lanes->whole = span_show_whole(&lanes->view, lanes_end(lanes));
}

void lanes_begin(struct lanes *lanes)
{
    lanes->view = (struct timeline_view){.to = SPAN_LEAST};
    lanes->run = 0;
    lanes->in_loops = false;
    lanes->kept_thread = 0;
    show_whole(lanes);
    lanes_leave_nothing(lanes);
}

void lanes_free(struct lanes *lanes)
{
    text_free(&lanes->search);
}

/* Going. */

void lanes_go(struct lanes *lanes, uint64_t time, size_t run, size_t lane)
{
    lanes->whole = span_go(&lanes->view, lanes_end(lanes), time, lanes->whole);
    lanes->run = run;
    lanes->view.selected = lane;
    lanes->in_loops = lanes->following = false;
    lanes->runs->reveal(lanes->context);
}

void lanes_go_to_row(struct lanes *lanes, uint64_t time, size_t run, const struct event_loop_row *row)
{
    lanes->whole = span_go(&lanes->view, lanes_end(lanes), time, lanes->whole);
    lanes->run = run;
    lanes->row = *row;
    lanes->in_loops = true;
    lanes->following = false;
    lanes->runs->reveal(lanes->context);
}

/* To another time, with the same selected. */
static void go_on(struct lanes *lanes, uint64_t time)
{
    const struct event_loop_row row = lanes->row;

    if (lanes->in_loops)
        lanes_go_to_row(lanes, time, lanes->run, &row);
    else
        lanes_go(lanes, time, lanes->run, lanes->view.selected);
}

static void go_to_task(struct lanes *lanes, uint64_t time, size_t run, uint32_t task)
{
    const struct event_loops *loops = timeline_event_loops(timeline_of(lanes, run));
    struct event_loop_row row = {
        .sort = EVENT_ROW_TASK, .task = task, .body = event_loops_task(loops, task)->body, .count = 1};

    while (row.loop + 1 < event_loops_count(loops) &&
           event_loops_thread(loops, row.loop) != event_loops_task(loops, task)->thread)
        row.loop++;
    lanes_go_to_row(lanes, time, run, &row);
}

/* The row at an index, or the next from there on, forwards or backwards, that is no ready queue; false when there is
 * none. */
static bool find_row(const struct lanes *lanes, size_t run, size_t index, int by, struct event_loop_row *row)
{
    if (!shows_loops(lanes, run))
        return false;
    for (; event_loop_row(recording_of(lanes, run), lanes->runs->loop_rows(lanes->context, run), index, row);
         index += (size_t)by)
        if (row->sort != EVENT_ROW_READY)
            return true;
    return false;
}

bool lanes_go_to_row_at(struct lanes *lanes, uint64_t time, size_t run, size_t index)
{
    struct event_loop_row row;
    bool found = find_row(lanes, run, index, -1, &row);

    if (found)
        lanes_go_to_row(lanes, time, run, &row);
    return found;
}

size_t lanes_row(const struct lanes *lanes)
{
    if (!lanes->in_loops || !shows_loops(lanes, lanes->run))
        return SIZE_MAX;
    return event_loop_find_row(lanes_recording(lanes), lanes->runs->loop_rows(lanes->context, lanes->run),
                               &lanes->row);
}

void lanes_leave_nothing(struct lanes *lanes)
{
    const struct timeline *timeline = timeline_of(lanes, lanes->run);
    uint64_t first = 0;

    if (timeline != NULL && !timeline_is_free(timeline) && timeline_gils(timeline) > 0 &&
        timeline_holds(timeline, 0) > 0)
        first = timeline_hold(timeline, 0, 0)->start;
    if (lanes->view.cursor < first)
        lanes->view.cursor = first;
}

void lanes_grew(struct lanes *lanes)
{
    uint64_t end = lanes_end(lanes), span = lanes->view.to - lanes->view.from;

    lanes_leave_nothing(lanes);
    if (lanes->whole)
        show_whole(lanes);
    if (lanes->following)
        lanes->view.cursor = end - 1;
    if (lanes->following && !lanes->whole)
        lanes->whole = span_show(&lanes->view, end, end > span ? end - span : 0, span);
}

void lanes_keep_selected(struct lanes *lanes)
{
    const struct timeline *timeline = timeline_of(lanes, lanes->run);
    size_t lane, selected = lanes->view.selected;

    if (lanes->in_loops && lanes_row(lanes) == SIZE_MAX)
        lanes->in_loops = false;
    if (timeline != NULL && lanes->kept_lane == selected && timeline_find_lane(timeline, lanes->kept_thread, &lane) &&
        lane != selected) {
        lanes->view.first_lane += lane > selected ? lane - selected : 0;
        lanes->view.selected = selected = lane;
        lanes->runs->reveal(lanes->context);
    }
    lanes->kept_lane = selected;
    lanes->kept_thread = selected < threads_of(lanes, lanes->run) ? timeline_lane(timeline, selected)->thread : 0;
}

/* Moments. */

struct finding {
    bool found, in_task;
    uint64_t time;
    size_t run, lane;
    uint32_t task;
};

static bool is_nearer(const struct finding *finding, uint64_t time, bool backwards)
{
    return !finding->found || (backwards ? time > finding->time : time < finding->time);
}

static void find_in_run(const struct lanes *lanes, size_t run, enum timeline_moment moment, bool backwards,
                        struct finding *nearest)
{
    const struct timeline *timeline = timeline_of(lanes, run);
    uint64_t time, from = lanes->view.cursor;
    uint32_t task;
    size_t lane;

    if (timeline == NULL)
        return;
    if (timeline_find(timeline, moment, from, backwards, &time, &lane) && is_nearer(nearest, time, backwards))
        *nearest = (struct finding){true, false, time, run, lane, 0};
    if (moment != TIMELINE_HANDOVER && shows_loops(lanes, run) &&
        tasks_find(recording_of(lanes, run), moment, from, backwards, &time, &task) &&
        is_nearer(nearest, time, backwards))
        *nearest = (struct finding){true, true, time, run, 0, task};
}

static void go_to_finding(struct lanes *lanes, const struct finding *finding)
{
    if (finding->in_task)
        go_to_task(lanes, finding->time, finding->run, finding->task);
    else
        lanes_go(lanes, finding->time, finding->run, finding->lane);
}

/* What begins is looked for in all runs, other moments in the selected one. */
static void find_moment(struct lanes *lanes, enum timeline_moment moment, bool backwards)
{
    static const char *const none[] = {TRANSLATE_LATER("Nothing begins there."),
                                       TRANSLATE_LATER("There is no hand-over there."),
                                       TRANSLATE_LATER("Nothing is woken there.")};
    struct finding nearest = {.found = false};

    for (size_t i = 0; i < count_of(lanes); i++)
        if (moment == TIMELINE_EVENT || i == lanes->run)
            find_in_run(lanes, i, moment, backwards, &nearest);
    if (nearest.found)
        go_to_finding(lanes, &nearest);
    else
        app_notice(lanes->app, "%s", translate(none[moment]));
}

static void go_to_longest_wait(struct lanes *lanes)
{
    const struct timeline *timeline = timeline_of(lanes, lanes->run);
    uint64_t time;
    size_t lane;

    if (timeline != NULL && timeline_longest_wait(timeline, &time, &lane))
        lanes_go(lanes, time, lanes->run, lane);
    else if (timeline != NULL && timeline_is_free(timeline))
        app_notice(lanes->app, "No thread stood still.");
    else
        app_notice(lanes->app, "No thread waited for the GIL.");
}

/* Lanes. */

static void select_thread(struct lanes *lanes, size_t run, size_t lane)
{
    lanes->run = run;
    lanes->view.selected = lane;
    lanes->in_loops = false;
    lanes->runs->reveal(lanes->context);
}

static bool select_row(struct lanes *lanes, size_t run, size_t index, int by)
{
    struct event_loop_row row;

    if (!find_row(lanes, run, index, by, &row))
        return false;
    lanes->run = run;
    lanes->row = row;
    lanes->in_loops = true;
    lanes->runs->reveal(lanes->context);
    return true;
}

/* The last row of a run. */
static void select_last(struct lanes *lanes, size_t run)
{
    size_t threads = threads_of(lanes, run);
    int most = lanes->runs->loop_rows(lanes->context, run);
    size_t rows = shows_loops(lanes, run) ? (size_t)event_loop_rows(recording_of(lanes, run), most) : 0;

    if (rows == 0 || !select_row(lanes, run, rows - 1, -1))
        select_thread(lanes, run, threads > 0 ? threads - 1 : 0);
}

static void move_up(struct lanes *lanes)
{
    size_t row = lanes_row(lanes), run = lanes->run, threads = threads_of(lanes, run);

    if (row != SIZE_MAX && row > 0 && select_row(lanes, run, row - 1, -1))
        return;
    if (row != SIZE_MAX && threads > 0)
        select_thread(lanes, run, threads - 1);
    else if (row == SIZE_MAX && lanes->view.selected > 0)
        select_thread(lanes, run, lanes->view.selected - 1);
    else if (run > 0)
        select_last(lanes, run - 1);
}

static void move_down(struct lanes *lanes)
{
    size_t row = lanes_row(lanes), run = lanes->run;

    if (row == SIZE_MAX && lanes->view.selected + 1 < threads_of(lanes, run))
        select_thread(lanes, run, lanes->view.selected + 1);
    else if (!select_row(lanes, run, row == SIZE_MAX ? 0 : row + 1, 1) && run + 1 < count_of(lanes))
        select_thread(lanes, run + 1, 0);
}

/* To the beginning of what comes before or after the cursor, in the selected lane. */
static void move_slice(struct lanes *lanes, bool backwards)
{
    const struct recording *recording = lanes_recording(lanes);
    uint64_t time, cursor = lanes->view.cursor;

    if (recording == NULL)
        return;
    if (lanes->in_loops
            ? tasks_slice_beside(recording, &lanes->row, cursor, backwards, &time)
            : timeline_slice_beside(recording_timeline(recording), lanes->view.selected, cursor, backwards, &time))
        go_on(lanes, time);
}

/* Asking. */

static void go_where_told(void *context, const char *text)
{
    struct lanes *lanes = context;
    uint64_t time;

    if (text == NULL || text[0] == '\0')
        return;
    if (span_read_time(text, &time))
        go_on(lanes, time);
    else
        app_notice(lanes->app, "Type a time, such as 12.5 ms, 3 s or 40 us.");
}

/* Among threads and tasks of a run, from a time on; false when neither has it. */
static bool search_in_run(struct lanes *lanes, size_t run, uint64_t from)
{
    const struct recording *recording = recording_of(lanes, run);
    const char *wanted = text_string(&lanes->search);
    struct finding first = {.run = run}, task = {.run = run, .in_task = true};

    if (recording == NULL)
        return false;
    first.found = from > 0 ? timeline_search(recording, wanted, from - 1, &first.time, &first.lane)
                           : timeline_search_all(recording, wanted, &first.time, &first.lane);
    task.found = shows_loops(lanes, run) && tasks_search(recording, wanted, from, &task.time, &task.task);
    if (task.found && is_nearer(&first, task.time, false))
        first = task;
    if (first.found)
        go_to_finding(lanes, &first);
    return first.found;
}

/* Behind the cursor in the selected run, then in the others, then in all of that one. */
static void search_on(struct lanes *lanes)
{
    size_t count = count_of(lanes), run = lanes->run;

    if (search_in_run(lanes, run, lanes->view.cursor + 1))
        return;
    for (size_t i = 1; i <= count; i++)
        if (search_in_run(lanes, (run + i) % count, 0))
            return;
    app_notice(lanes->app, "'%s' is nowhere among threads, tasks, functions and calls.", text_string(&lanes->search));
}

static void search_for(void *context, const char *text)
{
    struct lanes *lanes = context;

    if (text == NULL)
        return;
    text_clear(&lanes->search);
    text_add(&lanes->search, text);
    if (lanes->search.length > 0)
        search_on(lanes);
}

static void ask(struct lanes *lanes, const char *prompt, const char *initial, dialog_answer *answer)
{
    dialog_push_line(lanes->app,
                     &(struct dialog_line){.prompt = prompt, .initial = initial, .answer = answer, .context = lanes});
}

/* Commands. */

static bool move_command(struct lanes *lanes, enum command command)
{
    switch ((int)command) {
    case COMMAND_EVENT_BACK:
    case COMMAND_EVENT_ON:
        find_moment(lanes, TIMELINE_EVENT, command == COMMAND_EVENT_BACK);
        return true;
    case COMMAND_HANDOVER_BACK:
    case COMMAND_HANDOVER_ON:
        find_moment(lanes, TIMELINE_HANDOVER, command == COMMAND_HANDOVER_BACK);
        return true;
    case COMMAND_WAKING_BACK:
    case COMMAND_WAKING_ON:
        find_moment(lanes, TIMELINE_WAKING, command == COMMAND_WAKING_BACK);
        return true;
    case COMMAND_THREAD_UP:
    case COMMAND_PAN_UP:
        move_up(lanes);
        return true;
    case COMMAND_THREAD_DOWN:
    case COMMAND_PAN_DOWN:
        move_down(lanes);
        return true;
    case COMMAND_SLICE_BACK:
    case COMMAND_SLICE_ON:
        move_slice(lanes, command == COMMAND_SLICE_BACK);
        return true;
    case COMMAND_LONGEST_WAIT:
        go_to_longest_wait(lanes);
        return true;
    case COMMAND_BEGINNING:
        go_on(lanes, 0);
        lanes_leave_nothing(lanes);
        return true;
    case COMMAND_LIVE_END:
        go_on(lanes, lanes_end(lanes) - 1);
        return true;
    default:
        return false;
    }
}

static bool look_command(struct lanes *lanes, enum command command)
{
    switch ((int)command) {
    case COMMAND_ZOOM_IN:
    case COMMAND_ZOOM_OUT:
        lanes->whole = span_zoom(&lanes->view, lanes_end(lanes), command == COMMAND_ZOOM_IN);
        return true;
    case COMMAND_ZOOM_ALL:
        show_whole(lanes);
        return true;
    case COMMAND_PAN_LEFT:
    case COMMAND_PAN_RIGHT:
        lanes->whole = span_pan(&lanes->view, lanes_end(lanes), command == COMMAND_PAN_LEFT);
        return true;
    case COMMAND_KITCHEN:
        lanes->kitchen = !lanes->kitchen;
        return true;
    case COMMAND_TIME:
        ask(lanes, translate("Go to a time (12.5 ms, 3 s):"), NULL, go_where_told);
        return true;
    case COMMAND_FIND:
        ask(lanes, translate("Search threads, tasks, functions and calls:"), text_string(&lanes->search), search_for);
        return true;
    case COMMAND_FIND_NEXT:
        if (lanes->search.length > 0)
            search_on(lanes);
        return true;
    default:
        return false;
    }
}

bool lanes_command(struct lanes *lanes, enum command command)
{
    return move_command(lanes, command) || look_command(lanes, command);
}
