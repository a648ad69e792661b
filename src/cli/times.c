#include "cli/times.h"

#include <stdlib.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "cli/streams.h"
#include "cli/typed.h"
#include "diagram/event_loop.h"
#include "model/event_loop_words.h"
#include "model/timeline_words.h"
#include "output/picture.h"
#include "output/plain.h"
#include "output/timeline_text.h"
#include "tui/span.h"
#include "tui/timeline_search.h"
#include "tui/timeline_tasks.h"

enum {
    LANES_MOST = 12, /* that are told of at a moment */
    ROWS_MOST = 12,  /* the same of event loops */
};

/* COMMAND(NAME, words, what it does): as in dialogue.c. */
#define COMMANDS(COMMAND)                                                                                         \
    COMMAND(NEXT, TRANSLATE_LATER("next, n"),                                                                     \
            TRANSLATE_LATER("{words}, or Enter alone: to what begins next; in a lesson, to what it says next."))  \
    COMMAND(BACK, TRANSLATE_LATER("back, b"), TRANSLATE_LATER("{words}: the same, back."))                        \
    COMMAND(LATER, TRANSLATE_LATER("later, l"),                                                                   \
            TRANSLATE_LATER("{words}: to the next event of any thread or task."))                                 \
    COMMAND(EARLIER, TRANSLATE_LATER("earlier, a"), TRANSLATE_LATER("{words}: to the event before."))             \
    COMMAND(HANDOVER, TRANSLATE_LATER("handover, o"),                                                             \
            TRANSLATE_LATER("{words}: to where the GIL next goes from one thread to another."))                   \
    COMMAND(WAKING, TRANSLATE_LATER("waking, w"),                                                                 \
            TRANSLATE_LATER("{words}: to where a thread or a task that waited next goes on."))                    \
    COMMAND(LONGEST, TRANSLATE_LATER("longest, x"), TRANSLATE_LATER("{words}: to the longest wait for the GIL.")) \
    COMMAND(FIRST, TRANSLATE_LATER("start, s"), TRANSLATE_LATER("{words}: to the beginning."))                    \
    COMMAND(LAST, TRANSLATE_LATER("end, e"), TRANSLATE_LATER("{words}: to the end of the run."))                  \
    COMMAND(GOTO, TRANSLATE_LATER("goto, g"),                                                                     \
            TRANSLATE_LATER("{words} with a time, such as 12.5 ms, or the time alone: there."))                   \
    COMMAND(FIND, TRANSLATE_LATER("find, f"),                                                                     \
            TRANSLATE_LATER("{words} with a name: to where that thread, task, function or call comes next; "      \
                            "without one: again."))                                                               \
    COMMAND(THREADS, TRANSLATE_LATER("threads, t"),                                                               \
            TRANSLATE_LATER("{words}: what every thread and task does at this time."))                            \
    COMMAND(SUMS, TRANSLATE_LATER("sums, m"), TRANSLATE_LATER("{words}: what each thread did in the whole run.")) \
    COMMAND(CODE, TRANSLATE_LATER("code, c"), TRANSLATE_LATER("{words}: the program."))                           \
    COMMAND(OUTPUT, TRANSLATE_LATER("output, p"), TRANSLATE_LATER("{words}: all that the program wrote."))        \
    COMMAND(REPEAT, TRANSLATE_LATER("repeat, r"), TRANSLATE_LATER("{words}: says this moment again."))            \
    COMMAND(HELP, TRANSLATE_LATER("help, h"), TRANSLATE_LATER("{words}: says these commands."))                   \
    COMMAND(QUIT, TRANSLATE_LATER("quit, q"), TRANSLATE_LATER("{words}: ends."))

enum command {
#define COMMAND(NAME, words, does) NAME,
    COMMANDS(COMMAND)
#undef COMMAND
        UNKNOWN
};

static const struct typed_command table[] = {
#define COMMAND(NAME, words, does) [NAME] = {words, does},
    COMMANDS(COMMAND)
#undef COMMAND
};
static const struct typed_commands commands = {table, UNKNOWN, .empty = NEXT, .number = GOTO, .question_mark = HELP};

/* What begins at a time: in a thread's lane, or a task's. */
struct event {
    bool found, in_task;
    uint64_t time;
    size_t lane;
    uint32_t task;
};

struct talk {
    const struct times *times;
    const struct recording *recording;
    const struct timeline *timeline;
    uint64_t time;
    struct event event; /* that led here, if found */
    uint32_t stop;      /* of a lesson */
    bool at_stop;       /* … and nobody has moved since */
    bool is_asked;      /* a question waits for an answer */
    bool passed;        /* somebody went on at the end */
    struct text wanted; /* what was searched for last */
};

/* ---- out ---- */

static void say(const struct talk *talk, const char *english)
{
    typed_say(english, SENTENCE_PLACES({"", ""}), talk->times->ascii);
}

/* Writes it, sanitised, and clears it. */
static void speak(const struct talk *talk, struct text *words)
{
    struct text out = TEXT_EMPTY;

    if (talk->times->ascii)
        utf8_replace_marks(words);
    streams_clean(&out, text_string(words), words->length, talk->times->ascii);
    streams_write(&out);
    text_free(&out);
    text_clear(words);
}

static void add_place(const struct talk *talk, struct timeline_place place, struct text *out)
{
    struct text where = TEXT_EMPTY;

    timeline_words_place(talk->recording, place, &where);
    if (where.length > 0)
        text_format(out, translate(", in %s"), text_string(&where));
    text_free(&where);
}

/* "cook-2 wants the GIL, since 3.1 ms, in burn():6." */
static void add_lane(const struct talk *talk, size_t lane, struct text *out)
{
    timeline_words_thread(talk->recording, timeline_lane(talk->timeline, lane)->thread, out);
    text_add_char(out, ' ');
    timeline_words_doing(talk->recording, lane, talk->time, talk->times->ascii, out);
    add_place(talk, timeline_place_at(talk->timeline, lane, talk->time), out);
    text_add(out, ".\n");
}

static void add_task(const struct talk *talk, uint32_t task, struct text *out)
{
    event_words_task(talk->recording, task, out);
    text_add_char(out, ' ');
    event_words_doing(talk->recording, task, talk->time, talk->times->ascii, out);
    add_place(talk, event_words_place(talk->recording, task, talk->time), out);
    text_add(out, ".\n");
}

static void add_row(const struct talk *talk, const struct event_loop_row *row, struct text *out)
{
    if (row->sort == EVENT_ROW_TASK) {
        add_task(talk, row->task, out);
    } else if (row->sort == EVENT_ROW_GROUP) {
        text_format(out, translate("%zu tasks, "), row->count);
        event_words_body(talk->recording, row->task, out);
        text_add(out, ": ");
        event_words_group(talk->recording, row->task, talk->time, out);
        text_add(out, ".\n");
    } else if (row->sort == EVENT_ROW_LOOP) {
        text_format(out, "%s ", translate("The event loop"));
        event_words_loop(talk->recording, row->loop, talk->time, talk->times->ascii, out);
        text_add(out, ".\n");
    }
}

static bool is_there(const struct talk *talk, size_t lane)
{
    size_t index;

    return timeline_slice_at(talk->timeline, lane, talk->time, &index);
}

/* Of event loops: what has begun and not ended. */
static bool is_row_there(const struct talk *talk, const struct event_loop_row *row)
{
    const struct event_loops *loops = timeline_event_loops(talk->timeline);
    const struct task *task = row->sort == EVENT_ROW_TASK ? event_loops_task(loops, row->task) : NULL;
    uint64_t from, to;

    event_loops_span(loops, &from, &to);
    return talk->time >= from && talk->time < to &&
           (task == NULL || (talk->time >= task->begin && talk->time < task->end));
}

/* What everybody does who is there. */
static void add_all(const struct talk *talk, struct text *out)
{
    struct event_loop_row row;
    size_t told = 0, more = 0;

    for (size_t lane = 0; lane < timeline_lanes(talk->timeline); lane++) {
        if (!is_there(talk, lane))
            continue;
        if (told++ < LANES_MOST)
            add_lane(talk, lane, out);
        else
            more++;
    }
    if (more > 0)
        text_format(out, translate("%sAnd %zu more.\n"), "", more);
    if (told == 0)
        text_format(out, "%s\n", translate("No thread is there at this time."));
    for (size_t i = 0; event_loop_row(talk->recording, ROWS_MOST, i, &row); i++)
        if (is_row_there(talk, &row))
            add_row(talk, &row, out);
    timeline_words_circle(talk->recording, talk->time, out);
    if (out->length > 0 && out->bytes[out->length - 1] != '\n')
        text_add_char(out, '\n');
}

/* Whether a thread gets a GIL at this moment that another one had. */
static void add_handover(const struct talk *talk, struct text *out)
{
    for (size_t gil = 0; gil < timeline_gils(talk->timeline); gil++) {
        size_t index = timeline_hold_from(talk->timeline, gil, talk->time);
        const struct timeline_hold *hold;
        struct text from = TEXT_EMPTY, to = TEXT_EMPTY;

        if (index == 0 || index >= timeline_holds(talk->timeline, gil))
            continue;
        hold = timeline_hold(talk->timeline, gil, index);
        timeline_words_thread(talk->recording, hold[-1].thread, &from);
        timeline_words_thread(talk->recording, hold->thread, &to);
        if (hold->start == talk->time && hold[-1].thread != hold->thread) {
            sentence_write("The GIL has gone from {one} to {other}.",
                           SENTENCE_PLACES({"one", text_string(&from)}, {"other", text_string(&to)}), out);
            text_add_char(out, '\n');
        }
        text_free(&from);
        text_free(&to);
    }
}

/* What begins now; of the event's lane in any case, for it may end there. */
static void add_beginnings(const struct talk *talk, struct text *out)
{
    size_t index;

    add_handover(talk, out);
    for (size_t lane = 0; lane < timeline_lanes(talk->timeline); lane++)
        if ((!talk->event.in_task && lane == talk->event.lane) ||
            (timeline_slice_at(talk->timeline, lane, talk->time, &index) &&
             timeline_slice(talk->timeline, lane, index)->start == talk->time))
            add_lane(talk, lane, out);
    if (talk->event.in_task)
        add_task(talk, talk->event.task, out);
}

/* ---- moments ---- */

static const struct lesson_moment *stop_beside(const struct talk *talk, bool backwards)
{
    const struct lesson_moments *moments = talk->times->moments;
    const struct lesson_moment *found = NULL;

    for (size_t i = 0; moments != NULL && i < moments->items.count; i++) {
        const struct lesson_moment *moment = &moments->items.items[i];

        if (lesson_say_at_stop(moments, moment->step, talk->times->state) == NULL)
            continue;
        if (backwards && moment->step < talk->stop)
            found = moment;
        else if (!backwards && moment->step > talk->stop)
            return moment;
    }
    return found;
}

static bool is_last_stop(const struct talk *talk)
{
    return talk->times->moments != NULL && stop_beside(talk, false) == NULL;
}

/* What the lesson says and asks; the lanes stay hidden at its first stop, where one is to guess. */
static void tell_stop(struct talk *talk)
{
    struct text out = TEXT_EMPTY;

    talk->times->tell(talk->times->context, talk->stop, &out);
    streams_write(&out);
    text_clear(&out);
    if (stop_beside(talk, true) != NULL) {
        text_add(&out, translate("At "));
        timeline_words_time(talk->time, talk->times->ascii, &out);
        text_add(&out, ".\n");
        add_all(talk, &out);
        speak(talk, &out);
    }
    talk->is_asked = talk->times->ask(talk->times->context, talk->stop, &out);
    streams_write(&out);
    text_free(&out);
}

static void tell_moment(struct talk *talk)
{
    struct text out = TEXT_EMPTY;

    if (talk->at_stop) {
        tell_stop(talk);
        return;
    }
    text_add(&out, translate("At "));
    timeline_words_time(talk->time, talk->times->ascii, &out);
    text_add(&out, ".\n");
    if (talk->event.found)
        add_beginnings(talk, &out);
    else
        add_all(talk, &out);
    if (talk->time + 1 >= timeline_end(talk->timeline))
        picture_write_end(talk->recording, &out);
    speak(talk, &out);
    text_free(&out);
}

/* Where the lesson's words end, what is to be done next is said. */
static void tell_of_end(const struct talk *talk)
{
    if (!talk->is_asked && talk->at_stop && is_last_stop(talk) && talk->times->is_followed)
        say(talk, TRANSLATE_LATER("Enter goes on to the next scene."));
}

/* Before the GIL is first taken there is nothing to be told. */
static uint64_t beginning(const struct talk *talk)
{
    if (timeline_is_free(talk->timeline) || timeline_gils(talk->timeline) == 0 ||
        timeline_holds(talk->timeline, 0) == 0)
        return 0;
    return timeline_hold(talk->timeline, 0, 0)->start;
}

static void go(struct talk *talk, uint64_t time)
{
    uint64_t end = timeline_end(talk->timeline);

    talk->time = time < end ? time : end > 0 ? end - 1 : 0;
    talk->event = (struct event){.found = false};
    talk->at_stop = talk->is_asked = false;
    tell_moment(talk);
}

static void go_to_event(struct talk *talk, const struct event *event)
{
    talk->time = event->time;
    talk->event = *event;
    talk->at_stop = talk->is_asked = false;
    tell_moment(talk);
}

static void go_to_stop(struct talk *talk, const struct lesson_moment *stop)
{
    talk->stop = stop->step;
    talk->time = stop->time;
    talk->at_stop = true;
    tell_moment(talk);
    tell_of_end(talk);
}

/* ---- moving ---- */

static void find_moment(struct talk *talk, enum timeline_moment moment, bool backwards)
{
    static const char *const none[] = {TRANSLATE_LATER("Nothing begins there."),
                                       TRANSLATE_LATER("There is no hand-over there."),
                                       TRANSLATE_LATER("Nothing is woken there.")};
    struct event event = {.found = false};
    uint64_t time;
    uint32_t task;

    event.found = timeline_find(talk->timeline, moment, talk->time, backwards, &event.time, &event.lane);
    if (moment != TIMELINE_HANDOVER && tasks_find(talk->recording, moment, talk->time, backwards, &time, &task) &&
        (!event.found || (backwards ? time > event.time : time < event.time)))
        event = (struct event){true, true, time, 0, task};
    if (event.found)
        go_to_event(talk, &event);
    else
        say(talk, none[moment]);
}

static void move(struct talk *talk, bool backwards)
{
    const struct lesson_moment *stop;

    if (talk->times->moments == NULL) {
        find_moment(talk, TIMELINE_EVENT, backwards);
        return;
    }
    stop = stop_beside(talk, backwards);
    if (stop != NULL)
        go_to_stop(talk, stop);
    else if (!backwards && talk->times->is_followed)
        talk->passed = true;
    else
        say(talk, backwards ? TRANSLATE_LATER("This is where the scene begins.")
                            : TRANSLATE_LATER("The lesson has said all of this scene."));
}

static void go_to_longest(struct talk *talk)
{
    struct event event = {.found = true};

    if (timeline_longest_wait(talk->timeline, &event.time, &event.lane))
        go_to_event(talk, &event);
    else
        say(talk, timeline_is_free(talk->timeline) ? TRANSLATE_LATER("No thread stood still.")
                                                   : TRANSLATE_LATER("No thread waited for the GIL."));
}

static void go_to_time(struct talk *talk, const char *typed)
{
    uint64_t time;

    if (span_read_time(typed, &time))
        go(talk, time);
    else
        say(talk, TRANSLATE_LATER("Type a time, such as 12.5 ms, 3 s or 40 us."));
}

/* Behind this moment, then from the beginning. */
static void find(struct talk *talk, const char *typed)
{
    struct event event = {.found = false};
    const char *wanted;
    uint64_t time;
    uint32_t task;

    if (*typed != '\0') {
        text_clear(&talk->wanted);
        text_add(&talk->wanted, typed);
    }
    wanted = text_string(&talk->wanted);
    if (talk->wanted.length == 0) {
        say(talk, TRANSLATE_LATER("What is to be found? Say find and a text."));
        return;
    }
    event.found = timeline_search(talk->recording, wanted, talk->time, &event.time, &event.lane);
    if (tasks_search(talk->recording, wanted, talk->time + 1, &time, &task) && (!event.found || time < event.time))
        event = (struct event){true, true, time, 0, task};
    if (!event.found)
        event.found = timeline_search_all(talk->recording, wanted, &event.time, &event.lane);
    if (!event.found && tasks_search(talk->recording, wanted, 0, &time, &task))
        event = (struct event){true, true, time, 0, task};
    if (event.found)
        go_to_event(talk, &event);
    else
        typed_say(TRANSLATE_LATER("No thread, task, function or call is called {text}."),
                  SENTENCE_PLACES({"text", wanted}), talk->times->ascii);
}

/* ---- asking ---- */

static void tell_all(const struct talk *talk)
{
    struct text out = TEXT_EMPTY;

    add_all(talk, &out);
    speak(talk, &out);
    text_free(&out);
}

static void tell_sums(const struct talk *talk)
{
    struct timeline_text_options options = {.width = 80, .ascii = talk->times->ascii, .plain = true};
    struct text out = TEXT_EMPTY;

    timeline_text_write(talk->recording, &options, &out);
    streams_write(&out);
    text_free(&out);
}

static void tell_code(const struct talk *talk)
{
    uint32_t file = recording_main_file(talk->recording);
    struct text out = TEXT_EMPTY;

    for (uint32_t line = 1; line <= recording_source_lines(talk->recording, file); line++) {
        struct trace_bytes code = recording_source_line(talk->recording, file, line);

        text_format(&out, translate("Line %u: "), (unsigned)line);
        text_append(&out, code.at, code.length);
        text_add_char(&out, '\n');
    }
    speak(talk, &out);
    text_free(&out);
}

static void tell_output(const struct talk *talk)
{
    struct text out = TEXT_EMPTY;

    for (size_t i = 0; i < recording_outputs(talk->recording); i++) {
        struct trace_bytes bytes = recording_output(talk->recording, i).bytes;

        streams_clean(&out, bytes.at, bytes.length, talk->times->ascii);
    }
    if (out.length == 0)
        text_format(&out, "%s\n", translate("The program has written nothing yet."));
    streams_write(&out);
    text_free(&out);
}

/* ---- what is typed ---- */

/* False: it is none that moves. */
static bool obey_moving(struct talk *talk, enum command command, const char *typed)
{
    if (command == NEXT || command == BACK)
        move(talk, command == BACK);
    else if (command == LATER || command == EARLIER)
        find_moment(talk, TIMELINE_EVENT, command == EARLIER);
    else if (command == HANDOVER)
        find_moment(talk, TIMELINE_HANDOVER, false);
    else if (command == WAKING)
        find_moment(talk, TIMELINE_WAKING, false);
    else if (command == LONGEST)
        go_to_longest(talk);
    else if (command == FIRST || command == LAST)
        go(talk, command == FIRST ? beginning(talk) : UINT64_MAX);
    else if (command == GOTO)
        go_to_time(talk, typed);
    else if (command == FIND)
        find(talk, typed);
    else
        return false;
    return true;
}

static void obey_asking(struct talk *talk, enum command command)
{
    if (command == THREADS)
        tell_all(talk);
    else if (command == SUMS)
        tell_sums(talk);
    else if (command == CODE)
        tell_code(talk);
    else if (command == OUTPUT)
        tell_output(talk);
    else if (command == REPEAT)
        tell_moment(talk);
    else if (command == HELP)
        typed_help(&commands, talk->times->ascii);
}

/* Returns false to end. */
static bool obey(struct talk *talk, const char *line)
{
    const char *rest;
    enum command command = (enum command)typed_understand(&commands, line, &rest, talk->times->ascii);

    if (!obey_moving(talk, command, rest))
        obey_asking(talk, command);
    return command != QUIT && !talk->passed;
}

static bool answer_question(struct talk *talk, const char *line)
{
    struct text out = TEXT_EMPTY;
    bool is_answer = talk->times->answer(talk->times->context, line, &talk->is_asked, &out);

    streams_write(&out);
    text_free(&out);
    if (is_answer)
        tell_of_end(talk);
    return is_answer;
}

/* How long the run took, whose it was, and what could not be recorded; a lesson's scene begins with the code. */
static void greet(struct talk *talk)
{
    struct text out = TEXT_EMPTY, time = TEXT_EMPTY, threads = TEXT_EMPTY;

    timeline_text_hindrances(talk->recording, &out);
    for (size_t i = 0; recording_note(talk->recording, i) != NULL; i++)
        text_format(&out, translate("Note: %s\n"), recording_note(talk->recording, i));
    speak(talk, &out);
    if (talk->times->moments != NULL)
        tell_code(talk);
    timeline_words_time(timeline_end(talk->timeline), talk->times->ascii, &time);
    text_format(&threads, "%zu", timeline_lanes(talk->timeline));
    typed_say(TRANSLATE_LATER("The run took {time}, threads: {n}. Enter goes on, help says the commands."),
              SENTENCE_PLACES({"time", text_string(&time)}, {"n", text_string(&threads)}), talk->times->ascii);
    text_free(&out);
    text_free(&time);
    text_free(&threads);
}

bool times_run(const struct times *times)
{
    struct talk talk = {.times = times,
                        .recording = times->recording,
                        .timeline = recording_timeline(times->recording),
                        .at_stop = times->moments != NULL};
    char *line = NULL;
    size_t room = 0;
    bool goes_on = true;

    talk.time = beginning(&talk);
    greet(&talk);
    tell_moment(&talk);
    tell_of_end(&talk);
    while (goes_on) {
        goes_on = typed_read(talk.is_asked, &line, &room);
        if (goes_on && !(talk.is_asked && answer_question(&talk, line)))
            goes_on = obey(&talk, line);
    }
    free(line);
    text_free(&talk.wanted);
    return talk.passed;
}
