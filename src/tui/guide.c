#include "tui/guide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/translate.h"
#include "lesson/analysis.h"
#include "lesson/progress.h"
#include "lesson/shipped.h"
#include "model/value.h"
#include "session/pythons.h"
#include "tui/code_editor.h"
#include "tui/dialog.h"
#include "tui/exercise.h"
#include "tui/hands.h"
#include "tui/predict.h"
#include "tui/stepper_parts.h"
#include "tui/timeline.h"
#include "tui/wrap.h"

enum { CODE_MAX = 1 << 20 };

/* What was believed, and what is so: for the summary. */
struct belief {
    char *belief, *truth;
};

struct guide {
    struct lessons lessons; /* owns the lesson that was begun with */
    struct lesson *newer;   /* owned; what the author made of it since, or NULL */
    const struct lesson *lesson;
    size_t scene;
    struct lesson_moments moments;
    uint32_t stop; /* of a timeline: which one is shown */
    bool revealed; /* … its lanes have been shown */
    bool begun;    /* the scene's first step has been gone to */
    bool is_own;   /* the learner's own code runs, not the scene's */
    bool ended;    /* this run's end was looked at */
    VECTOR(const struct lesson_prediction *) asked;
    VECTOR(struct exercise) exercises; /* one for each scene */
    VECTOR(struct belief) beliefs;
    struct analysis *analysis; /* of the scene's code, or NULL */
    bool findings_shown;
    int watch;     /* inotify descriptor; -1 for none */
    bool has_news; /* the author changed something, and it was not yet read */
};

static const struct lesson_scene *scene_of(const struct guide *guide)
{
    return &guide->lesson->scenes.items[guide->scene];
}

static struct exercise *exercise_of(struct guide *guide)
{
    return &guide->exercises.items[guide->scene];
}

static void forget_exercises(struct guide *guide)
{
    for (size_t i = 0; i < guide->exercises.count; i++)
        text_free(&guide->exercises.items[i].said);
    vector_clear(&guide->exercises);
}

static void make_exercises(struct guide *guide)
{
    forget_exercises(guide);
    for (size_t i = 0; i < guide->lesson->scenes.count; i++)
        vector_push(&guide->exercises, (struct exercise){.task = guide->lesson->scenes.items[i].task,
                                                         .shown = guide->lesson->scenes.items[i].code});
}

void guide_free(struct guide *guide)
{
    if (guide == NULL)
        return;
    for (size_t i = 0; i < guide->beliefs.count; i++) {
        free(guide->beliefs.items[i].belief);
        free(guide->beliefs.items[i].truth);
    }
    vector_free(&guide->beliefs);
    forget_exercises(guide);
    vector_free(&guide->exercises);
    analysis_free(guide->analysis);
    lesson_moments_free(&guide->moments);
    lesson_free(guide->newer);
    lessons_free(&guide->lessons);
    vector_free(&guide->asked);
    if (guide->watch >= 0)
        close(guide->watch);
    free(guide);
}

enum lesson_lens guide_lens(const struct guide *guide)
{
    return scene_of(guide)->lens;
}

bool guide_wants_all_objects(const struct guide *guide)
{
    return scene_of(guide)->all_objects;
}

static void tell_lost(struct stepper *stepper, const struct error *error)
{
    app_notice(stepper->screen.app, "What you do here is not kept: %s.", error->text);
}

static void keep_scene(struct stepper *stepper, bool is_finished)
{
    struct guide *guide = stepper->guide;
    struct error error;

    if (!app_presents(stepper->screen.app) &&
        progress_scene(guide->lesson->id, (uint32_t)guide->scene, (uint32_t)guide->lesson->scenes.count, is_finished,
                       &error) != STATUS_OK)
        tell_lost(stepper, &error);
}

/* ---- moments ---- */

void guide_resolve(struct stepper *stepper)
{
    struct guide *guide = stepper->guide;

    if (guide->is_own) {
        vector_clear(&guide->moments.items);
        guide->moments.stop = UINT32_MAX;
        return;
    }
    lesson_resolve(scene_of(guide), stepper->recording, &guide->moments);
    if (stepper->steps == 0) /* another run of the scene begins */
        guide->begun = false;
    if (guide->begun || stepper->steps == 0 || guide->moments.start >= stepper->steps)
        return;
    guide->begun = true;
    stepper_go(stepper, guide->moments.start);
}

/* What Python wrote on its own code that failed is more than the lanes tell. */
static void show_failure(struct stepper *stepper)
{
    struct recording_end end;

    if (recording_end(stepper->recording, &end) && (end.reason != TRACE_END_EXIT || end.status != 0))
        timeline_screen_show_output(stepper->timeline);
}

void guide_ended(struct stepper *stepper)
{
    struct guide *guide = stepper->guide;
    struct exercise *exercise = exercise_of(guide);

    if (!guide->is_own || guide->ended || exercise->task == NULL)
        return;
    guide->ended = true;
    text_clear(&exercise->said);
    exercise->verdict = task_judge(exercise->task, stepper->recording, &exercise->said);
    exercise->is_solved |= exercise->verdict == TASK_SOLVED && !exercise->is_shown;
    if (exercise->verdict == TASK_SOLVED)
        exercise->is_solved = true;
    guide_keep_task(stepper);
    if (stepper->timeline != NULL)
        show_failure(stepper);
    else
        stepper_go(stepper, recording_final_step(stepper->recording));
    exercise_push(stepper, exercise);
}

/* ---- what tools say ---- */

static void start_analysis(struct app *app, struct guide *guide)
{
    struct error error;

    analysis_free(guide->analysis);
    guide->analysis = NULL;
    guide->findings_shown = false;
    if (scene_of(guide)->is_analysed && analysis_start(scene_of(guide)->code, &guide->analysis, &error) != STATUS_OK)
        app_notice(app, "%s", error.text);
}

static void show_findings(struct stepper *stepper)
{
    struct text text = TEXT_EMPTY;

    stepper->guide->findings_shown = true;
    text_add(&text, translate("Nobody ran the code for this; it was read. What they say of it:\n\n"));
    analysis_write(stepper->guide->analysis, &text);
    while (text.bytes[text.length - 1] == '\n')
        text_truncate(&text, text.length - 1);
    dialog_push_text(stepper->screen.app, translate("Read, not run"), text_string(&text), NULL, NULL);
    text_free(&text);
}

/* Milliseconds until it wants to be asked again; -1: no need. */
static int advance_analysis(struct stepper *stepper)
{
    enum { INTERVAL = 50 };
    struct guide *guide = stepper->guide;

    if (guide->analysis == NULL || guide->findings_shown)
        return -1;
    if (!analysis_pump(guide->analysis) || !app_is_top(&stepper->screen))
        return INTERVAL;
    show_findings(stepper);
    return -1;
}

/* What is said of the line about to run. */
static void add_findings(const struct stepper *stepper, struct text *out)
{
    const struct guide *guide = stepper->guide;
    struct place done, next;

    if (guide->analysis == NULL || guide->is_own || stepper->steps == 0)
        return;
    recording_places(stepper->recording, state_step(stepper->state), &done, &next);
    for (size_t i = 0; i < analysis_findings(guide->analysis); i++) {
        const struct finding *finding = analysis_finding(guide->analysis, i);

        if (finding->line == next.line)
            text_format(out, translate("%s%s, of line %u: %s"), out->length > 0 ? "\n" : "", finding->tool,
                        (unsigned)finding->line, finding->text);
    }
}

bool guide_is_found(const struct stepper *stepper, uint32_t file, uint32_t line)
{
    const struct guide *guide = stepper->guide;

    if (guide->analysis == NULL || guide->is_own || file != recording_main_file(stepper->recording))
        return false;
    for (size_t i = 0; i < analysis_findings(guide->analysis); i++)
        if (analysis_finding(guide->analysis, i)->line == line)
            return true;
    return false;
}

/* ---- what is said ---- */

/* Before the lanes are shown: whose they are. */
static void add_maker(const struct stepper *stepper, struct text *out)
{
    struct text maker = TEXT_EMPTY;

    if (stepper->program->recording == NULL || stepper->guide->stop != 0 || stepper->guide->is_own)
        return;
    shipped_write_maker(stepper->recording, &maker);
    text_add(out, out->length > 0 ? " " : "");
    text_format(out, translate("(What you see is a recording, made by %s: there is no such Python here.)"),
                text_string(&maker));
    text_free(&maker);
}

void guide_say(const struct stepper *stepper, struct text *out)
{
    const struct guide *guide = stepper->guide;
    const struct lesson_say *say;

    if (stepper->steps == 0 && stepper->timeline == NULL)
        return;
    say = lesson_say_at_stop(&guide->moments, stepper->timeline != NULL ? guide->stop : state_step(stepper->state),
                             stepper->state);
    if (say != NULL)
        lesson_fill(say->text, stepper->state, out);
    add_maker(stepper, out);
    add_findings(stepper, out);
}

int guide_rows(const struct stepper *stepper, int columns)
{
    const struct lesson_scene *scene = scene_of(stepper->guide);
    size_t most = 0;

    for (size_t i = 0; i < scene->says.count; i++) {
        struct wrapped wrapped = WRAPPED_EMPTY;

        wrapped_add(&wrapped, scene->says.items[i].text, columns, app_ascii(stepper->screen.app));
        most = wrapped.ends.count > most ? wrapped.ends.count : most;
        wrapped_free(&wrapped);
    }
    return (int)most;
}

/* ---- pointing ---- */

/* The innermost frame on the stack in which the name is bound. */
static bool find_name(const struct stepper *stepper, const char *name, struct diagram_spot *spot)
{
    uint32_t wanted = recording_find_string(stepper->recording, name);
    struct step step;

    if (wanted == 0 || !recording_step(stepper->recording, state_step(stepper->state), &step))
        return false;
    for (size_t depth = state_depth(stepper->state, step.thread); depth-- > 0;) {
        uint32_t frame = state_frame_at(stepper->state, step.thread, depth);

        for (size_t i = 0; i < state_names(stepper->state, frame); i++) {
            struct binding binding = state_name(stepper->state, frame, i);

            if (binding.name != wanted)
                continue;
            *spot = (struct diagram_spot){
                .target = DIAGRAM_NAME, .frame = frame, .name = binding.name, .object = binding.object};
            return true;
        }
    }
    return false;
}

void guide_point(struct stepper *stepper)
{
    const struct lesson_say *say =
        stepper->steps > 0 ? lesson_say_at(&stepper->guide->moments, stepper->state) : NULL;

    stepper->selection.some = say != NULL && say->points.count > 0 &&
                              say->points.items[0].target == LESSON_POINT_NAME &&
                              find_name(stepper, say->points.items[0].what.text, &stepper->selection.spot);
}

/* Whether the entry is the one that the point's label names: an index, a key, an attribute. */
static bool is_labelled(const struct stepper *stepper, const struct lesson_point *point,
                        const struct diagram_spot *spot)
{
    struct entry entry = state_entry(stepper->state, spot->holder, spot->index);
    struct text label = TEXT_EMPTY;
    struct object object;
    bool same;

    if (!state_object(stepper->state, spot->holder, &object))
        return false;
    if (object.layout == TRACE_LAYOUT_PAIRS) {
        struct object key;

        if (state_object(stepper->state, entry.label, &key))
            value_write(&key, &label);
    } else if (entry.label != 0) {
        text_add(&label, recording_string(stepper->recording, entry.label, NULL));
    } else {
        text_format(&label, "%zu", spot->index);
    }
    same = strcmp(text_string(&label), point->label) == 0;
    text_free(&label);
    return same;
}

static bool is_pointed_at(const struct stepper *stepper, const struct lesson_point *point,
                          const struct diagram_spot *spot)
{
    struct diagram_spot name;

    switch (point->target) {
    case LESSON_POINT_NAME:
        return spot->target == DIAGRAM_NAME && find_name(stepper, point->what.text, &name) &&
               name.frame == spot->frame && name.name == spot->name;
    case LESSON_POINT_BOX:
        return spot->target == DIAGRAM_OBJECT &&
               spot->object == condition_object(point->what.condition, stepper->state);
    case LESSON_POINT_SLOT:
        return spot->target == DIAGRAM_ENTRY &&
               spot->holder == condition_object(point->what.condition, stepper->state) &&
               is_labelled(stepper, point, spot);
    }
    return false;
}

bool guide_points_at(const struct stepper *stepper, const struct diagram_spot *spot)
{
    const struct lesson_say *say = lesson_say_at(&stepper->guide->moments, stepper->state);

    for (size_t i = 0; say != NULL && i < say->points.count; i++)
        if (is_pointed_at(stepper, &say->points.items[i], spot))
            return true;
    return false;
}

/* ---- scenes ---- */

/* The lesson's title up to a colon, then the scene's. */
static char *scene_title(const struct guide *guide)
{
    struct text title = TEXT_EMPTY;

    text_append(&title, guide->lesson->title, strcspn(guide->lesson->title, ":"));
    text_format(&title, translate(", scene %zu of %zu: %s"), guide->scene + 1, guide->lesson->scenes.count,
                guide->is_own ? translate("your own code") : scene_of(guide)->title);
    return text_take(&title);
}

/* Whether there is a runner for this CPython; NULL: for any, whose version is then told. */
static bool has_python(const char *wanted, struct text *version)
{
    struct pythons pythons;
    const struct python *python;
    bool found;

    pythons_find(&pythons);
    found = pythons_choose(&pythons, wanted, &python, NULL) == STATUS_OK;
    if (found)
        text_add(version, python->version);
    pythons_free(&pythons);
    return found;
}

/* With what a scene's code is run, the lesson's or the learner's own: by the CPython that made its recording, where
 * that is there; or the recording stands for the run. */
static void choose_python(struct app *app, const struct lesson_scene *scene, struct program *program)
{
    struct shipped shipped;
    struct text version = TEXT_EMPTY;
    struct error error;
    bool is_open = scene->recording != NULL && shipped_open(scene, &shipped, &error) == STATUS_OK;

    if (scene->recording != NULL && !is_open)
        app_notice(app, "%s", error.text);
    if (is_open && has_python(shipped.python, &version))
        program_choose_python(program, shipped.python);
    else if (is_open && strcmp(program->path, scene->code) == 0)
        program->recording = memory_copy_string(scene->recording);
    else if (app_options(app)->python != NULL)
        program_choose_python(program, app_options(app)->python);
    if (program->recording == NULL && (version.length > 0 || has_python(program->python, &version)) &&
        lesson_wants_gil(scene, is_open ? &shipped : NULL, text_string(&version)))
        program_add_option(program, "-X", "gil=1");
    if (is_open)
        shipped_close(&shipped);
    text_free(&version);
}

static struct program *scene_program(struct app *app, const struct guide *guide, const char *path)
{
    char *title = scene_title(guide);
    struct program *program = program_new_file(path, title, true);

    choose_python(app, scene_of(guide), program);
    if (!app_options(app)->trust)
        program->options.walls = SESSION_WALLS_POSSIBLE;
    program->options.timeline = scene_of(guide)->lens == LESSON_LENS_TIMELINE;
    free(title);
    return program;
}

static void leave_lesson(void *context)
{
    struct stepper *stepper = context;

    app_close(&stepper->screen);
}

static void write_filled(const struct stepper *stepper, const char *mark, const char *text, struct text *out)
{
    text_add(out, mark);
    lesson_fill(text, stepper->state, out);
    text_add_char(out, '\n');
}

static void show_summary(struct stepper *stepper)
{
    const struct guide *guide = stepper->guide;
    const struct lesson *lesson = guide->lesson;
    struct text text = TEXT_EMPTY;

    text_add(&text, translate("That was the lesson. Enter leaves it; any other key goes back to it.\n\n"));
    for (size_t i = 0; i < guide->beliefs.count; i++)
        text_format(&text, translate("You thought: %s\n%s\n\n"), guide->beliefs.items[i].belief,
                    guide->beliefs.items[i].truth);
    for (size_t i = 0; i < lesson->claims.count; i++) {
        write_filled(stepper, translate("Some say: "), lesson->claims.items[i].belief, &text);
        write_filled(stepper, "", lesson->claims.items[i].answer, &text);
        text_add_char(&text, '\n');
    }
    while (text.length > 0 && text.bytes[text.length - 1] == '\n')
        text_truncate(&text, text.length - 1);
    dialog_push_text(stepper->screen.app, lesson->title, text_string(&text), leave_lesson, stepper);
    text_free(&text);
}

/* ---- from scene to scene ---- */

static void begin_scene(struct stepper *stepper)
{
    struct guide *guide = stepper->guide;

    vector_clear(&guide->asked);
    guide->begun = guide->is_own = guide->ended = guide->revealed = false;
    guide->stop = 0;
    stepper->all_objects = app_options(stepper->screen.app)->all_objects || guide_wants_all_objects(guide);
    stepper_look_as(stepper, guide_lens(guide));
    start_analysis(stepper->screen.app, guide);
    stepper_change_program(stepper, scene_program(stepper->screen.app, guide, scene_of(guide)->code));
}

void guide_go_to_scene(struct stepper *stepper, bool backwards)
{
    struct guide *guide = stepper->guide;
    size_t last = guide->lesson->scenes.count - 1;

    if (backwards && guide->scene == 0) {
        app_notice(stepper->screen.app, "This is the first scene.");
        return;
    }
    if (!backwards && guide->scene == last) {
        keep_scene(stepper, true);
        show_summary(stepper);
        return;
    }
    guide->scene += backwards ? (size_t)-1 : 1;
    keep_scene(stepper, false);
    begin_scene(stepper);
}

/* ---- questions ---- */

static bool was_asked(const struct guide *guide, const struct lesson_prediction *prediction)
{
    for (size_t i = 0; i < guide->asked.count; i++)
        if (guide->asked.items[i] == prediction)
            return true;
    return false;
}

/* The next question at a step (or stop) that was not yet asked; NULL when there is none. */
static const struct lesson_prediction *question_due(const struct guide *guide, uint32_t step)
{
    for (size_t i = 0; i < guide->moments.items.count; i++) {
        const struct lesson_moment *moment = &guide->moments.items.items[i];

        if (moment->step == step && moment->prediction != NULL && !was_asked(guide, moment->prediction))
            return moment->prediction;
    }
    return NULL;
}

static bool ask(struct stepper *stepper, uint32_t step)
{
    struct guide *guide = stepper->guide;
    const struct lesson_prediction *due = question_due(guide, step);
    struct question question;

    if (due == NULL)
        return false;
    if (!question_make(due, stepper->recording, step, stepper->all_objects, &question)) {
        if (stepper->end_told || recording_waits_for_input(stepper->recording))
            return false;
        app_notice(stepper->screen.app, "There is a question here, as soon as the program has come far enough.");
        return true;
    }
    vector_push(&guide->asked, due);
    if (app_presents(stepper->screen.app))
        hands_push(stepper, &question);
    else
        predict_push(stepper, &question);
    return true;
}

void guide_ask_again(struct stepper *stepper)
{
    if (stepper->guide->asked.count > 0)
        stepper->guide->asked.count--;
}

/* ---- stops of a timeline ---- */

bool guide_hides_lanes(const struct stepper *stepper)
{
    const struct guide *guide = stepper->guide;

    return !guide->is_own && !guide->revealed;
}

/* The nearest stop after the present one, or before it, at which something is said; NULL at the ends. */
static const struct lesson_moment *stop_beside(const struct stepper *stepper, bool backwards)
{
    const struct guide *guide = stepper->guide;
    const struct lesson_moment *found = NULL;

    for (size_t i = 0; i < guide->moments.items.count; i++) {
        const struct lesson_moment *moment = &guide->moments.items.items[i];

        if (lesson_say_at_stop(&guide->moments, moment->step, stepper->state) == NULL)
            continue;
        if (backwards && moment->step < guide->stop)
            found = moment;
        else if (!backwards && moment->step > guide->stop)
            return moment;
    }
    return found;
}

static bool go_to_stop(struct stepper *stepper, const struct lesson_moment *stop)
{
    if (stop == NULL)
        return false;
    stepper->guide->stop = stop->step;
    timeline_screen_go(stepper->timeline, stop->time, stop->lane);
    return true;
}

void guide_stop_back(struct stepper *stepper)
{
    if (stepper->guide->is_own || !go_to_stop(stepper, stop_beside(stepper, true)))
        app_notice(stepper->screen.app, "This is where the scene begins: { goes to the one before.");
}

/* The code alone comes first, then the lanes, then what is said at each stop. */
static bool stop_on(struct stepper *stepper)
{
    struct guide *guide = stepper->guide;

    if (guide->is_own)
        return false;
    if (!stepper->end_told) {
        app_notice(stepper->screen.app, "The program has not ended yet.");
        return true;
    }
    if (ask(stepper, guide->stop))
        return true;
    guide->revealed = true;
    return go_to_stop(stepper, stop_beside(stepper, false));
}

static void go_on_from_scene(struct stepper *stepper)
{
    struct guide *guide = stepper->guide;

    if (exercise_of(guide)->task != NULL)
        exercise_push(stepper, exercise_of(guide));
    else if (!guide->is_own)
        guide_go_to_scene(stepper, false);
}

static bool is_at_stop(const struct stepper *stepper)
{
    const struct guide *guide = stepper->guide;

    return !guide->is_own && guide->moments.stop != UINT32_MAX && state_step(stepper->state) >= guide->moments.stop;
}

bool guide_holds(struct stepper *stepper)
{
    return ask(stepper, state_step(stepper->state)) || is_at_stop(stepper);
}

bool guide_step_on(struct stepper *stepper)
{
    struct guide *guide = stepper->guide;
    uint32_t step = state_step(stepper->state);
    bool at_stop = is_at_stop(stepper);

    if (stepper->timeline != NULL) {
        if (!stop_on(stepper))
            go_on_from_scene(stepper);
        return true;
    }
    if (ask(stepper, step))
        return true;
    if (!at_stop && (step < stepper_last(stepper) || !stepper->end_told))
        return false;
    if (guide->is_own && exercise_of(guide)->task == NULL)
        return false;
    go_on_from_scene(stepper);
    return true;
}

/* The step that shows the answer: where the line has run, unless there is something to say or to ask before. */
static uint32_t step_after(const struct stepper *stepper, const struct question *question)
{
    const struct lesson_moments *moments = &stepper->guide->moments;
    const struct lesson_prediction *prediction = question->prediction;
    uint32_t to = question->step + 1;

    if (prediction->about.line == prediction->anchor.line)
        to = question->outcome;
    else if (!recording_step_over(stepper->recording, question->step, false, &to))
        to = question->step + 1;
    for (size_t i = 0; i < moments->items.count; i++)
        if (moments->items.items[i].step > question->step && moments->items.items[i].step < to)
            return moments->items.items[i].step;
    return to;
}

static void keep_belief(struct guide *guide, const struct verdict *verdict)
{
    struct belief belief;

    for (size_t i = 0; i < guide->beliefs.count; i++)
        if (strcmp(guide->beliefs.items[i].belief, verdict->belief.bytes) == 0)
            return;
    belief.belief = memory_copy_string(verdict->belief.bytes);
    belief.truth = memory_copy_string(text_string(&verdict->reply));
    vector_push(&guide->beliefs, belief);
}

void guide_answered(struct stepper *stepper, const struct question *question, const struct verdict *verdict)
{
    struct guide *guide = stepper->guide;
    struct progress_answer answer = {.scene = (uint32_t)guide->scene, .question = question->text};
    struct error error;

    if (verdict != NULL) {
        answer.said = text_string(&verdict->said);
        answer.is_right = verdict->is_right;
        answer.belief = verdict->belief.bytes;
        if (verdict->belief.length > 0)
            keep_belief(guide, verdict);
    }
    if (!app_presents(stepper->screen.app) && progress_answer(guide->lesson->id, &answer, &error) != STATUS_OK)
        tell_lost(stepper, &error);
    if (stepper->timeline != NULL && question_due(guide, guide->stop) == NULL)
        stop_on(stepper);
    else if (stepper->timeline == NULL && stepper->lens != LENS_INSTRUCTION)
        stepper_go(stepper,
                   step_after(stepper, question)); /* there, the instructions that lead to it are to be seen */
}

/* ---- a presenter's notes ---- */

static uint32_t place_of(const struct stepper *stepper)
{
    return stepper->timeline != NULL ? stepper->guide->stop : state_step(stepper->state);
}

/* The first moment from here on, or after here, at which something is asked (or said). */
static const struct lesson_moment *moment_ahead(const struct stepper *stepper, bool from_here, bool asked_only)
{
    const struct guide *guide = stepper->guide;
    const struct lesson_moment *nearest = NULL;
    uint32_t here = place_of(stepper);

    for (size_t i = 0; i < guide->moments.items.count; i++) {
        const struct lesson_moment *moment = &guide->moments.items.items[i];
        bool is_question = moment->prediction != NULL && !was_asked(guide, moment->prediction);

        if (moment->step < here || (moment->step == here && !from_here) ||
            (!is_question && (asked_only || moment->say == NULL)))
            continue;
        if (nearest == NULL || moment->step < nearest->step)
            nearest = moment;
    }
    return nearest;
}

static void tell_question(const struct stepper *stepper, struct notes *notes)
{
    const struct lesson_moment *moment = moment_ahead(stepper, true, true);
    struct question question;

    if (moment == NULL ||
        !question_make(moment->prediction, stepper->recording, moment->step, stepper->all_objects, &question))
        return;
    question_write(&question, &notes->texts[NOTES_QUESTION]);
    question_write_answer(&question, &notes->texts[NOTES_ANSWER]);
    question_free(&question);
}

/* After the scene's last step. */
static void tell_what_follows(const struct stepper *stepper, struct text *out)
{
    const struct guide *guide = stepper->guide;
    const struct lesson *lesson = guide->lesson;
    const struct exercise *exercise = &guide->exercises.items[guide->scene];

    if (exercise->task != NULL)
        write_filled(stepper, translate("The task: "), exercise->task->text, out);
    if (guide->scene + 1 < lesson->scenes.count)
        text_format(out, translate("Scene %zu: %s"), guide->scene + 2, lesson->scenes.items[guide->scene + 1].title);
    else
        text_add(out, translate("The end of the lesson."));
}

static void tell_next(const struct stepper *stepper, struct text *out)
{
    const struct lesson_moment *moment = moment_ahead(stepper, false, false);
    uint32_t steps = moment != NULL ? moment->step - place_of(stepper) : 0;

    if (question_due(stepper->guide, place_of(stepper)) != NULL) {
        text_add(out, translate("The question, with the next step on."));
        return;
    }
    if (moment == NULL) {
        tell_what_follows(stepper, out);
        return;
    }
    if (stepper->timeline == NULL && steps > 1)
        text_format(out, translate("In %u steps: "), (unsigned)steps);
    if (moment->say != NULL)
        lesson_fill(moment->say->text, stepper->state, out);
    else
        text_add(out, translate("the question"));
}

void guide_tell(struct stepper *stepper, struct notes *notes)
{
    const struct guide *guide = stepper->guide;
    const struct lesson_scene *scene = scene_of(guide);

    for (size_t i = 0; !guide->is_own && i < scene->notes.count; i++)
        write_filled(stepper, i > 0 ? "\n" : "", scene->notes.items[i], &notes->texts[NOTES_NOTES]);
    if (guide->is_own || (stepper->steps == 0 && stepper->timeline == NULL))
        return;
    tell_question(stepper, notes);
    tell_next(stepper, &notes->texts[NOTES_NEXT]);
}

/* ---- the learner's own code ---- */

void guide_keep_task(struct stepper *stepper)
{
    struct guide *guide = stepper->guide;
    const struct exercise *exercise = exercise_of(guide);
    struct progress_task task = {.scene = (uint32_t)guide->scene,
                                 .hints = (uint32_t)exercise->hints,
                                 .is_solved = exercise->is_solved,
                                 .is_shown = exercise->is_shown};
    struct error error;

    if (!app_presents(stepper->screen.app) && progress_task(guide->lesson->id, &task, &error) != STATUS_OK)
        tell_lost(stepper, &error);
}

/* Where the learner's version of this scene's code is kept. */
static enum status own_path(const struct guide *guide, struct text *path, struct error *error)
{
    enum status status = file_make_state_folder("/lessons", path, error);

    if (status == STATUS_OK)
        text_format(path, "/%s-%zu.py", guide->lesson->id, guide->scene + 1);
    return status;
}

void guide_run_own(struct stepper *stepper, const char *path)
{
    struct guide *guide = stepper->guide;

    guide->is_own = true;
    guide->begun = true;
    guide->ended = false;
    stepper_change_program(stepper, scene_program(stepper->screen.app, guide, path));
    app_notice(stepper->screen.app, "This is your own version of the code: o goes back to the lesson.");
}

static void run_edited(void *context)
{
    struct stepper *stepper = context;
    struct text path = TEXT_EMPTY;
    struct error error;

    if (own_path(stepper->guide, &path, &error) == STATUS_OK)
        guide_run_own(stepper, path.bytes);
    else
        app_notice(stepper->screen.app, "%s", error.text);
    text_free(&path);
}

/* What was written the last time; to begin with, the code of the task or the scene. */
static void read_own(const struct guide *guide, const char *path, struct text *code)
{
    const struct lesson_scene *scene = scene_of(guide);

    if (file_read(path, CODE_MAX, code, NULL) == STATUS_OK && code->length > 0)
        return;
    text_clear(code);
    file_read(scene->task != NULL ? scene->task->code : scene->code, CODE_MAX, code, NULL);
}

void guide_edit(struct stepper *stepper)
{
    struct guide *guide = stepper->guide;
    struct text path = TEXT_EMPTY, code = TEXT_EMPTY, note = TEXT_EMPTY;
    struct error error;

    if (own_path(guide, &path, &error) != STATUS_OK) {
        app_notice(stepper->screen.app, "%s", error.text);
    } else {
        read_own(guide, path.bytes, &code);
        if (exercise_of(guide)->task != NULL)
            lesson_fill(exercise_of(guide)->task->text, stepper->state, &note);
        code_editor_push(stepper->screen.app, &(struct code_editor_options){.path = path.bytes,
                                                                            .code = text_string(&code),
                                                                            .note = text_string(&note),
                                                                            .run = run_edited,
                                                                            .context = stepper});
    }
    text_free(&path);
    text_free(&code);
    text_free(&note);
}

void guide_task(struct stepper *stepper)
{
    struct guide *guide = stepper->guide;

    if (guide->is_own) {
        begin_scene(stepper);
        app_notice(stepper->screen.app, "Back in the lesson.");
    } else if (exercise_of(guide)->task != NULL) {
        exercise_push(stepper, exercise_of(guide));
    } else {
        app_notice(stepper->screen.app, "This scene has no task. e changes the code all the same.");
    }
}

/* ---- words ---- */

void guide_glossary(struct stepper *stepper)
{
    struct glossary glossary;
    struct text text = TEXT_EMPTY;
    struct error error;

    if (stepper->guide->lessons.folder == NULL ||
        glossary_load(stepper->guide->lessons.folder, lesson_language(), &glossary, &error) != STATUS_OK) {
        app_notice(stepper->screen.app, "There is no list of words beside the lessons.");
        return;
    }
    for (size_t i = 0; i < glossary.terms.count; i++)
        text_format(&text, "%s%s: %s", i > 0 ? "\n\n" : "", glossary.terms.items[i].term,
                    glossary.terms.items[i].text);
    dialog_push_text(stepper->screen.app, translate("Words"), text_string(&text), NULL, NULL);
    text_free(&text);
    glossary_free(&glossary);
}

/* ---- the author's changes ---- */

static void watch(struct guide *guide)
{
    guide->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (guide->watch >= 0)
        inotify_add_watch(guide->watch, guide->lesson->folder, IN_CLOSE_WRITE | IN_MOVED_TO);
}

size_t guide_poll(const struct stepper *stepper, struct pollfd *descriptors, size_t room)
{
    if (stepper->guide->watch < 0 || room == 0)
        return 0;
    *descriptors = (struct pollfd){.fd = stepper->guide->watch, .events = POLLIN};
    return 1;
}

static void look_for_news(struct guide *guide)
{
    char events[4096];

    while (guide->watch >= 0 && read(guide->watch, events, sizeof events) > 0)
        guide->has_news = true;
}

static void reload(struct stepper *stepper)
{
    struct guide *guide = stepper->guide;
    struct lesson *newer;
    struct error error;

    look_for_news(guide);
    if (!guide->has_news || !app_is_top(&stepper->screen)) /* a question that is open has parts of the old lesson */
        return;
    guide->has_news = false;
    if (lesson_load(guide->lesson->folder, lesson_language(), &newer, &error) != STATUS_OK) {
        app_notice(stepper->screen.app, "%s", error.text);
        return;
    }
    lesson_free(guide->newer);
    guide->lesson = guide->newer = newer;
    if (guide->scene >= newer->scenes.count)
        guide->scene = newer->scenes.count - 1;
    make_exercises(guide);
    begin_scene(stepper);
    app_notice(stepper->screen.app, "The lesson was changed, and read again.");
}

int guide_advance(struct stepper *stepper)
{
    reload(stepper);
    return advance_analysis(stepper);
}

/* ---- beginning ---- */

static size_t scene_left(const struct lesson *lesson)
{
    struct progress progress;
    const struct progress_lesson *done;
    size_t scene = 0;

    progress_read(&progress);
    done = progress_of(&progress, lesson->id);
    if (done != NULL && !done->is_finished && done->scene < lesson->scenes.count)
        scene = done->scene;
    progress_free(&progress);
    return scene;
}

static enum status choose_scene(const struct app *app, struct guide *guide, struct error *error)
{
    const struct tui_options *options = app_options(app);
    size_t count = guide->lesson->scenes.count;

    if (!options->present)
        guide->scene = scene_left(guide->lesson);
    else if (options->scene > count)
        return error_set(error, STATUS_USAGE, "there is no scene %u: the lesson has %zu", (unsigned)options->scene,
                         count);
    else
        guide->scene = options->scene > 0 ? options->scene - 1 : 0;
    return STATUS_OK;
}

/* What a learner does is kept; what a class is shown is not. */
static void keep_beginning(struct app *app, const struct lesson *lesson, size_t scene)
{
    struct error lost;

    if (app_presents(app))
        return;
    if (progress_scene(lesson->id, (uint32_t)scene, (uint32_t)lesson->scenes.count, false, &lost) != STATUS_OK)
        app_notice(app, "What you do here is not kept: %s.", lost.text);
    else if (scene > 0)
        app_notice(app, "Going on where you stopped: { goes to the scene before.");
}

enum status guide_push(struct app *app, const char *id, struct error *error)
{
    struct guide *guide = memory_zeroed(1, sizeof *guide);
    const struct lesson *lesson;
    enum status status;
    size_t scene;

    guide->watch = -1;
    lessons_find(&guide->lessons);
    status = lessons_choose(&guide->lessons, id, &guide->lesson, error);
    if (status == STATUS_OK)
        status = choose_scene(app, guide, error);
    if (status != STATUS_OK) {
        guide_free(guide);
        return status;
    }
    make_exercises(guide);
    watch(guide);
    scene = guide->scene;
    lesson = guide->lesson;
    start_analysis(app, guide);
    status = stepper_push_lesson(app, scene_program(app, guide, scene_of(guide)->code), guide, error);
    if (status == STATUS_OK)
        keep_beginning(app, lesson, scene);
    return status;
}
