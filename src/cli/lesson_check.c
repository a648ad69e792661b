#include "cli/lesson_check.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/program.h"
#include "cli/streams.h"
#include "lesson/question.h"
#include "lesson/shipped.h"
#include "lesson/task.h"
#include "session/pythons.h"
#include "tui/wrap.h"

/* What has room at 80x24: beside the output, and in a panel that leaves the first lines of code in sight. */
enum {
    SAY_COLUMNS = 80 * 13 / 20 - 2,
    SAY_ROWS = 8,
    TIMELINE_COLUMNS = 80 * 3 / 5 - 2,
    TIMELINE_ROWS = 10, /* of at most four threads */
    PANEL_COLUMNS = 80 - 2,
    PANEL_ROWS = 14,
    SECONDS = 60, /* for a scene */
    TRIES = 3,    /* of a scene on the timeline: what the clock tells depends on what else the machine does */
};

struct checking {
    const struct cli_settings *settings;
    const struct lesson *lesson;
    const struct lesson_scene *scene; /* NULL: the lesson as a whole */
    const char *python;               /* NULL: before anything ran */
    const struct shipped *shipped;    /* the scene's recording; NULL: it has none */
    size_t faults;
    struct text told;                /* the sentences about them that were not written yet */
    size_t scenes, questions, tasks; /* that were looked at */
};

static void fault(struct checking *checking, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void fault(struct checking *checking, const char *format, ...)
{
    struct text line = TEXT_EMPTY, clean = TEXT_EMPTY;
    va_list arguments;

    if (checking->lesson != NULL)
        text_format(&line, "%s", checking->lesson->folder);
    if (checking->scene != NULL)
        text_format(&line, ", scene \"%s\"", checking->scene->title);
    if (checking->python != NULL)
        text_format(&line, ", CPython %s", checking->python);
    text_add(&line, line.length > 0 ? ": " : "");
    va_start(arguments, format);
    text_format_list(&line, format, arguments);
    va_end(arguments);
    streams_clean(&clean, line.bytes, line.length, streams_need_ascii());
    text_append(&checking->told, text_string(&clean), clean.length);
    text_add_char(&checking->told, '\n');
    text_free(&clean);
    text_free(&line);
    checking->faults++;
}

static void tell_faults(struct checking *checking)
{
    streams_write(&checking->told);
    text_clear(&checking->told);
}

/* ---- texts ---- */

static size_t count_rows(const char *text, int columns)
{
    struct wrapped wrapped = WRAPPED_EMPTY;
    size_t rows;

    wrapped_add(&wrapped, text, columns, false);
    rows = wrapped.ends.count;
    wrapped_free(&wrapped);
    return rows;
}

static void check_room(struct checking *checking, const char *text, int columns, size_t rows)
{
    size_t wanted = count_rows(text, columns);

    if (wanted > rows)
        fault(checking, "this text needs %zu rows of %d columns, and has %zu: \"%.60s…\"", wanted, columns, rows,
              text);
}

/* Fills the text, and tells what is not known. */
static void fill(struct checking *checking, const char *text, struct state *state, struct text *out)
{
    if (!lesson_fill(text, state, out))
        fault(checking, "an {expression} in this text is not known there: \"%.120s\"", text);
}

static void check_text(struct checking *checking, const char *text, struct state *state, int columns, size_t rows)
{
    struct text out = TEXT_EMPTY;

    if (text == NULL)
        return;
    fill(checking, text, state, &out);
    check_room(checking, text_string(&out), columns, rows);
    text_free(&out);
}

/* ---- what is said ---- */

static bool is_reached(const struct lesson_moments *moments, const void *what)
{
    for (size_t i = 0; i < moments->items.count; i++)
        if (moments->items.items[i].say == what || moments->items.items[i].prediction == what)
            return true;
    return false;
}

static bool is_said(const struct lesson_moment *moment, struct state *state)
{
    if (moment->say == NULL)
        return false;
    state_seek(state, moment->step);
    return moment->say->when.condition == NULL || condition_holds(moment->say->when.condition, state);
}

static void check_points(struct checking *checking, const struct lesson_say *say, struct state *state)
{
    for (size_t i = 0; i < say->points.count; i++)
        if (condition_object(say->points.items[i].what.condition, state) == 0)
            fault(checking, "there is no \"%s\" to point at when this is said: \"%.60s…\"",
                  say->points.items[i].what.text, say->text);
}

static void check_says(struct checking *checking, const struct lesson_moments *moments, struct state *state)
{
    for (size_t i = 0; i < checking->scene->says.count; i++)
        if (!is_reached(moments, &checking->scene->says.items[i]))
            fault(checking, "\"%s\" is never reached there, so this is never said: \"%.60s…\"",
                  checking->scene->says.items[i].anchor.at, checking->scene->says.items[i].text);
    for (size_t i = 0; i < moments->items.count; i++) {
        const struct lesson_moment *moment = &moments->items.items[i];

        if (!is_said(moment, state))
            continue;
        if (checking->scene->lens == LESSON_LENS_TIMELINE)
            check_text(checking, moment->say->text, state, TIMELINE_COLUMNS, TIMELINE_ROWS);
        else
            check_text(checking, moment->say->text, state, SAY_COLUMNS, SAY_ROWS);
        check_points(checking, moment->say, state);
        for (size_t j = i + 1; j < moments->items.count; j++)
            if (moments->items.items[j].step == moment->step && is_said(&moments->items.items[j], state))
                fault(checking,
                      "two texts are said at one step (the moment after a line is that before the next): "
                      "\"%.60s…\" and \"%.60s…\"",
                      moment->say->text, moments->items.items[j].say->text);
    }
}

/* ---- predictions ---- */

static void check_choice(struct checking *checking, const struct question *question,
                         const struct question_choice *choice)
{
    const struct lesson_option *option = choice->option;

    if (!choice->is_right && option->belief == NULL)
        fault(checking, "\"%.60s\": the wrong option \"%s\" names no belief", question->text, choice->text);
    if (choice->is_right && option->belief != NULL && option->right == NULL)
        fault(checking, "\"%.60s\": \"%s\" is right, and yet names a belief", question->text, choice->text);
}

static void check_panel(struct checking *checking, const struct question *question)
{
    size_t rows = count_rows(question->text, PANEL_COLUMNS);

    for (size_t i = 0; i < question->choices.count; i++)
        rows += count_rows(question->choices.items[i].text, PANEL_COLUMNS - 9);
    if (rows > PANEL_ROWS)
        fault(checking, "this question and its choices need %zu rows, and have %d: \"%.60s…\"", rows, PANEL_ROWS,
              question->text);
}

static bool has_word(const char *words, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = words; (at = strstr(at, word)) != NULL; at++)
        if ((at == words || strchr(" ,", at[-1]) != NULL) && (at[length] == '\0' || strchr(" ,", at[length]) != NULL))
            return true;
    return false;
}

/* What a learner would answer to be met by this option; false when nobody can answer so. */
static bool answer_as(const struct question *question, const struct lesson_option *option,
                      struct question_answer *answer)
{
    answer->typed = option->text;
    if (question->prediction->kind == LESSON_KIND_VALUE)
        return true;
    for (size_t i = 0; i < question->choices.count; i++) {
        struct question_answer one = {.chosen = VECTOR_EMPTY};
        bool is_it;

        vector_push(&one.chosen, i);
        is_it = question->prediction->kind == LESSON_KIND_BOX || question->prediction->kind == LESSON_KIND_THREAD
                    ? question_option(question, &one) == option
                    : has_word(option->text, question->choices.items[i].text);
        vector_free(&one.chosen);
        if (is_it)
            vector_push(&answer->chosen, i);
    }
    return question_option(question, answer) == option;
}

/* The answers that the author foresaw must be wrong, and possible. */
static void check_foreseen(struct checking *checking, const struct question *question)
{
    const struct lesson_prediction *prediction = question->prediction;
    bool foresees = prediction->kind == LESSON_KIND_VALUE || prediction->kind == LESSON_KIND_NAMES ||
                    prediction->kind == LESSON_KIND_BOX || prediction->kind == LESSON_KIND_THREAD;

    for (size_t i = 0; i < prediction->options.count && foresees; i++) {
        const struct lesson_option *option = &prediction->options.items[i];
        struct question_answer answer = {.chosen = VECTOR_EMPTY};
        struct verdict verdict = {.is_right = false};

        if (!answer_as(question, option, &answer)) {
            fault(checking, "\"%.60s\": nobody can give the foreseen answer \"%s\"", question->text, option->text);
        } else {
            question_judge(question, &answer, &verdict);
            if (verdict.is_right)
                fault(checking, "\"%.60s\": the foreseen answer \"%s\" is right", question->text, option->text);
        }
        verdict_free(&verdict);
        vector_free(&answer.chosen);
    }
}

static void check_replies(struct checking *checking, const struct question *question, struct state *state)
{
    const struct lesson_prediction *prediction = question->prediction;

    state_seek(state, question->outcome);
    check_text(checking, prediction->right, state, PANEL_COLUMNS, PANEL_ROWS - 2);
    check_text(checking, prediction->reply, state, PANEL_COLUMNS, PANEL_ROWS - 2);
    for (size_t i = 0; i < prediction->options.count; i++) {
        check_text(checking, prediction->options.items[i].reply, state, PANEL_COLUMNS, PANEL_ROWS - 2);
        check_text(checking, prediction->options.items[i].right, state, PANEL_COLUMNS, PANEL_ROWS - 2);
    }
}

static void check_prediction(struct checking *checking, const struct lesson_moment *moment,
                             const struct recording *recording, struct state *state)
{
    struct question question;

    checking->questions++;
    if (!question_make(moment->prediction, recording, moment->step, checking->scene->all_objects, &question)) {
        fault(checking, "the run gives no answer, or several, to \"%s\"", moment->prediction->question);
        return;
    }
    for (size_t i = 0; i < question.choices.count; i++)
        if (question.choices.items[i].option != NULL)
            check_choice(checking, &question, &question.choices.items[i]);
    check_panel(checking, &question);
    check_foreseen(checking, &question);
    check_replies(checking, &question, state);
    question_free(&question);
}

static void check_predictions(struct checking *checking, const struct lesson_moments *moments,
                              const struct recording *recording, struct state *state)
{
    for (size_t i = 0; i < checking->scene->predictions.count; i++)
        if (!is_reached(moments, &checking->scene->predictions.items[i]))
            fault(checking, "\"%s\" is never reached there, so this is never asked: \"%.60s…\"",
                  checking->scene->predictions.items[i].anchor.at, checking->scene->predictions.items[i].question);
    for (size_t i = 0; i < moments->items.count; i++) {
        const struct lesson_moment *moment = &moments->items.items[i];

        if (moment->prediction == NULL)
            continue;
        check_prediction(checking, moment, recording, state);
        if ((moments->start != UINT32_MAX && moment->step < moments->start) || moment->step >= moments->stop)
            fault(checking, "this is asked outside of the scene's start and stop: \"%.60s…\"",
                  moment->prediction->question);
    }
}

/* ---- runs ---- */

/* False when it could not be run to its end; that was told. */
static bool run(struct checking *checking, char *code, struct recording *recording)
{
    static char isolated[] = "-I", option[] = "-X", gil[] = "gil=1";
    char *with_gil[] = {isolated, option, gil, code, NULL}, *plain[] = {isolated, code, NULL};
    char **arguments = lesson_wants_gil(checking->scene, checking->shipped, checking->python) ? with_gil : plain;
    struct session_options options = program_options(checking->settings, arguments, SESSION_PRIVATE);
    struct recording_end end;
    struct error error;
    int exit_status;

    options.python = checking->python;
    options.time_limit = SECONDS;
    options.timeline = checking->scene->lens == LESSON_LENS_TIMELINE;
    options.walls = SESSION_WALLS_POSSIBLE;
    if (program_run(&options, recording, &exit_status, &error) != STATUS_OK) {
        fault(checking, "%s", error.text);
        return false;
    }
    if (!recording_end(recording, &end) || (end.reason != TRACE_END_EXIT)) {
        fault(checking, "%s did not run to its end", code);
        return false;
    }
    if (recording_steps(recording) > 0 ||
        (options.timeline && recording_source_lines(recording, recording_main_file(recording)) > 0))
        return true;
    fault(checking, "%s cannot be run: Python could not read it", code);
    return false;
}

static void check_recorded(struct checking *checking, const struct recording *recording)
{
    struct lesson_moments moments = {.missing = 0};
    struct state *state = state_new(recording);

    lesson_resolve(checking->scene, recording, &moments);
    if (moments.start == UINT32_MAX)
        fault(checking, "its start, \"%s\", is never reached", checking->scene->start.at);
    if (checking->scene->stop.at != NULL && moments.stop == UINT32_MAX)
        fault(checking, "its stop, \"%s\", is never reached", checking->scene->stop.at);
    check_says(checking, &moments, state);
    check_predictions(checking, &moments, recording, state);
    state_free(state);
    lesson_moments_free(&moments);
}

/* A scene with a recording is run by what made that, and by nothing else. */
static void check_scene(struct checking *checking)
{
    struct recording *recording;

    if (checking->shipped != NULL && strcmp(checking->shipped->python, checking->python) != 0)
        return;
    recording = recording_new();
    checking->scenes++;
    if (run(checking, checking->scene->code, recording))
        check_recorded(checking, recording);
    recording_free(recording);
}

/* ---- recordings that are shipped ---- */

static void check_maker(struct checking *checking, const struct shipped *shipped)
{
    const struct lesson_scene *scene = checking->scene;
    struct stat facts;

    if (!shipped_has_source(shipped->recording, scene->code))
        fault(checking, "%s was made of another text than %s has: terrarium lesson record makes it anew",
              scene->recording, scene->code);
    if (recording_meta(shipped->recording, "platform.processors") == NULL)
        fault(checking, "%s does not tell how many processors there were: record it anew", scene->recording);
    if (stat(scene->recording, &facts) == 0 && facts.st_size > SHIPPED_BYTES_MAX)
        fault(checking, "%s has %lld bytes, and should have %d at most: a shorter run will do", scene->recording,
              (long long)facts.st_size, SHIPPED_BYTES_MAX);
}

/* Each scene that has one is looked at by it, whatever Pythons there are. */
static void check_recordings(struct checking *checking)
{
    for (size_t i = 0; i < checking->lesson->scenes.count; i++) {
        struct shipped shipped;
        struct error error;

        checking->scene = &checking->lesson->scenes.items[i];
        if (checking->scene->recording == NULL)
            continue;
        if (shipped_open(checking->scene, &shipped, &error) != STATUS_OK) {
            fault(checking, "%s", error.text);
            continue;
        }
        checking->scenes++;
        check_maker(checking, &shipped);
        check_recorded(checking, shipped.recording);
        shipped_close(&shipped);
    }
    checking->scene = NULL;
}

/* `wanted`: what shall become of it. */
static void try_code(struct checking *checking, char *code, enum task_verdict wanted)
{
    struct recording *recording = recording_new();
    struct text said = TEXT_EMPTY;
    enum task_verdict verdict;

    if (run(checking, code, recording)) {
        verdict = task_judge(checking->scene->task, recording, &said);
        if (verdict != wanted && wanted == TASK_SOLVED)
            fault(checking, "the solution does not solve the task: \"%s\"", text_string(&said));
        else if (verdict != wanted)
            fault(checking, "the code to begin with solves the task already");
        check_room(checking, text_string(&said), PANEL_COLUMNS, PANEL_ROWS);
    }
    text_free(&said);
    recording_free(recording);
}

static void check_task(struct checking *checking)
{
    const struct lesson_task *task = checking->scene->task;

    if (task == NULL)
        return;
    checking->tasks++;
    check_room(checking, task->text, PANEL_COLUMNS, PANEL_ROWS / 2);
    try_code(checking, task->code, TASK_UNSOLVED);
    try_code(checking, task->solution, TASK_SOLVED);
}

/* A fault on the timeline is one that each of several tries has. */
static void check_whole_scene(struct checking *checking)
{
    int tries = checking->scene->lens == LESSON_LENS_TIMELINE ? TRIES : 1;
    struct checking before = *checking;

    do {
        checking->faults = before.faults;
        checking->scenes = before.scenes;
        checking->questions = before.questions;
        checking->tasks = before.tasks;
        text_clear(&checking->told);
        check_scene(checking);
        check_task(checking);
    } while (checking->faults > before.faults && --tries > 0);
    tell_faults(checking);
}

static void check_on(struct checking *checking, const char *python)
{
    tell_faults(checking);
    checking->python = python;
    for (size_t i = 0; i < checking->lesson->scenes.count; i++) {
        struct shipped shipped;

        checking->scene = &checking->lesson->scenes.items[i];
        if (checking->scene->recording != NULL && shipped_open(checking->scene, &shipped, NULL) != STATUS_OK)
            continue; /* that was told */
        /* cppcheck-suppress autoVariables ; for as long as the scene is checked */
        checking->shipped = checking->scene->recording != NULL ? &shipped : NULL;
        check_whole_scene(checking);
        if (checking->shipped != NULL)
            shipped_close(&shipped);
        checking->shipped = NULL;
    }
    checking->scene = NULL;
    checking->python = NULL;
}

/* ---- the lesson as a whole ---- */

/* The lessons to take before must be there, in the folder beside. */
static void check_after(struct checking *checking)
{
    for (size_t i = 0; i < checking->lesson->after.count; i++) {
        struct text path = TEXT_EMPTY;

        text_format(&path, "%s/../%s/lesson.json", checking->lesson->folder, checking->lesson->after.items[i]);
        if (access(path.bytes, F_OK) != 0)
            fault(checking, "it is to be taken after \"%s\", which is not beside it",
                  checking->lesson->after.items[i]);
        text_free(&path);
    }
}

static void check_translated(struct checking *checking, const char *language)
{
    const struct lesson *lesson = checking->lesson;

    for (size_t i = 0; i < lesson->untranslated.count; i++)
        fault(checking, "lesson.%s.json lacks \"%s\"", language, lesson->untranslated.items[i]);
}

/* The language of a file lesson.LANGUAGE.json; NULL for other files.  Owned by the caller. */
static char *language_of(const char *name)
{
    size_t length = strlen(name);

    if (length < 13 || strncmp(name, "lesson.", 7) != 0 || strcmp(name + length - 5, ".json") != 0 ||
        length > 7 + 3 + 5)
        return NULL;
    return memory_copy_bytes(name + 7, length - 7 - 5);
}

/* On every CPython; only on the first of them for another language, in which the lesson has the same code and other
 * texts. */
static void check_lesson(struct checking *checking, const struct pythons *pythons, bool is_translation)
{
    size_t checked = 0;

    check_after(checking);
    check_recordings(checking);
    for (size_t i = 0; i < pythons->found.count && !(is_translation && checked > 0); i++) {
        if (checking->settings->python != NULL &&
            strcmp(checking->settings->python, pythons->found.items[i].version) != 0)
            continue;
        check_on(checking, pythons->found.items[i].version);
        checked++;
    }
}

/* In each language: the texts must fit there, too. */
static void check_folder(struct checking *checking, const char *folder, const char *language,
                         const struct pythons *pythons)
{
    struct lesson *lesson;
    struct error reason;

    checking->lesson = NULL;
    if (lesson_load(folder, language, &lesson, &reason) != STATUS_OK) {
        fault(checking, "%s", reason.text);
        return;
    }
    checking->lesson = lesson;
    if (language != NULL)
        check_translated(checking, language);
    check_lesson(checking, pythons, language != NULL);
    checking->lesson = NULL;
    lesson_free(lesson);
}

static void check_languages(struct checking *checking, const char *folder, const struct pythons *pythons)
{
    DIR *entries = opendir(folder);
    struct dirent *entry;

    check_folder(checking, folder, NULL, pythons);
    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        char *language = language_of(entry->d_name);

        if (language != NULL)
            check_folder(checking, folder, language, pythons);
        free(language);
    }
    if (entries != NULL)
        closedir(entries);
}

static void tell_result(const struct checking *checking)
{
    struct text out = TEXT_EMPTY;

    text_format(&out, "%zu scenes run, %zu questions answered, %zu tasks tried: ", checking->scenes,
                checking->questions, checking->tasks);
    if (checking->faults == 0)
        text_add(&out, "no fault\n");
    else
        text_format(&out, "%zu %s\n", checking->faults, checking->faults == 1 ? "fault" : "faults");
    streams_write(&out);
    text_free(&out);
}

enum status lesson_check(const struct cli_settings *settings, char *const *folders, int count, struct error *error)
{
    struct checking checking = {.settings = settings};
    const struct python *python;
    struct pythons pythons;
    enum status status;

    pythons_find(&pythons);
    status = pythons_choose(&pythons, settings->python, &python, error);
    if (status == STATUS_OK) {
        for (int i = 0; i < count; i++)
            check_languages(&checking, folders[i], &pythons);
        tell_faults(&checking);
        tell_result(&checking);
    }
    text_free(&checking.told);
    pythons_free(&pythons);
    return checking.faults > 0 ? STATUS_FAILED : status;
}
