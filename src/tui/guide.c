#include "tui/guide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tui/dialog.h"
#include "tui/predict.h"
#include "tui/stepper_parts.h"

struct guide {
    struct lessons lessons; /* owns the lesson */
    const struct lesson *lesson;
    size_t scene;
    struct lesson_moments moments;
    VECTOR(const struct lesson_prediction *) asked;
};

static const struct lesson_scene *scene_of(const struct guide *guide)
{
    return &guide->lesson->scenes.items[guide->scene];
}

void guide_free(struct guide *guide)
{
    if (guide == NULL)
        return;
    lesson_moments_free(&guide->moments);
    lessons_free(&guide->lessons);
    vector_free(&guide->asked);
    free(guide);
}

bool guide_wants_all_objects(const struct guide *guide)
{
    return scene_of(guide)->all_objects;
}

void guide_resolve(struct stepper *stepper)
{
    lesson_resolve(scene_of(stepper->guide), stepper->recording, &stepper->guide->moments);
}

const struct lesson_say *guide_say(const struct stepper *stepper)
{
    return stepper->steps > 0 ? lesson_say_at(&stepper->guide->moments, state_step(stepper->state)) : NULL;
}

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
    const struct lesson_say *say = guide_say(stepper);

    stepper->selection.some =
        say != NULL && say->points.count > 0 && find_name(stepper, say->points.items[0], &stepper->selection.spot);
}

/* Scenes. */

/* The lesson's title up to a colon, then the scene's. */
static char *scene_title(const struct guide *guide)
{
    struct text title = TEXT_EMPTY;

    text_append(&title, guide->lesson->title, strcspn(guide->lesson->title, ":"));
    text_format(&title, ", scene %zu of %zu: %s", guide->scene + 1, guide->lesson->scenes.count,
                scene_of(guide)->title);
    return text_take(&title);
}

static struct program *scene_program(const struct guide *guide)
{
    char *title = scene_title(guide);
    struct program *program = program_new_file(scene_of(guide)->code, title, true);

    free(title);
    return program;
}

static void leave_lesson(void *context)
{
    struct stepper *stepper = context;

    app_close(&stepper->screen);
}

static void show_summary(struct stepper *stepper)
{
    const struct lesson *lesson = stepper->guide->lesson;
    struct text text = TEXT_EMPTY;

    for (size_t i = 0; i < lesson->claims.count; i++)
        text_format(&text, "Some say: %s\n%s\n\n", lesson->claims.items[i].belief, lesson->claims.items[i].answer);
    text_add(&text, "That was the lesson. Enter leaves it; any other key goes back to it.");
    dialog_push_text(stepper->screen.app, lesson->title, text_string(&text), leave_lesson, stepper);
    text_free(&text);
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
        show_summary(stepper);
        return;
    }
    guide->scene += backwards ? (size_t)-1 : 1;
    vector_clear(&guide->asked);
    stepper->all_objects = guide_wants_all_objects(guide);
    stepper_change_program(stepper, scene_program(guide));
}

/* Questions. */

static bool was_asked(const struct guide *guide, const struct lesson_prediction *prediction)
{
    for (size_t i = 0; i < guide->asked.count; i++)
        if (guide->asked.items[i] == prediction)
            return true;
    return false;
}

bool guide_step_on(struct stepper *stepper)
{
    struct guide *guide = stepper->guide;
    uint32_t step = state_step(stepper->state);
    const struct lesson_prediction *due = lesson_prediction_at(&guide->moments, step);

    if (due != NULL && !was_asked(guide, due) && lesson_right_option(due, stepper->recording, step) >= 0) {
        vector_push(&guide->asked, due);
        predict_push(stepper, due, step);
        return true;
    }
    if (step < stepper_last(stepper) || !stepper->end_told)
        return false;
    guide_go_to_scene(stepper, false);
    return true;
}

enum status guide_push(struct app *app, const char *id, struct error *error)
{
    struct guide *guide = memory_zeroed(1, sizeof *guide);
    enum status status;

    lessons_find(&guide->lessons);
    status = lessons_choose(&guide->lessons, id, &guide->lesson, error);
    if (status == STATUS_OK)
        return stepper_push_lesson(app, scene_program(guide), guide, error);
    guide_free(guide);
    return status;
}
