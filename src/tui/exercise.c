#include "tui/exercise.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/translate.h"
#include "tui/dialog.h"
#include "tui/panel.h"
#include "tui/stepper_parts.h"

enum { CTRL_C = 3, CODE_MAX = 1 << 20 };

struct exercise_screen {
    struct screen screen;
    struct panel panel;
    struct exercise *exercise;
};

static void write_filled(const struct exercise_screen *self, const char *text, struct text *out)
{
    lesson_fill(text, self->panel.stepper->state, out);
    text_add_char(out, '\n');
}

/* The code to change, where it is not the scene's, which is in sight. */
static void write_code(const struct exercise *exercise, struct text *out)
{
    struct text code = TEXT_EMPTY;

    if (strcmp(exercise->task->code, exercise->shown) != 0 &&
        file_read(exercise->task->code, CODE_MAX, &code, NULL) == STATUS_OK)
        text_format(out, "%s\n", text_string(&code));
    text_free(&code);
}

static void write_text(const struct exercise_screen *self, struct text *out)
{
    const struct exercise *exercise = self->exercise;

    write_filled(self, exercise->task->text, out);
    if (exercise->said.length == 0)
        write_code(exercise, out);
    if (exercise->said.length > 0)
        text_format(out, "%s: %s\n", exercise->verdict == TASK_SOLVED ? translate("Solved") : translate("Not yet"),
                    exercise->said.bytes);
    for (size_t i = 0; i < exercise->hints; i++) {
        text_format(out, translate("Hint %zu: "), i + 1);
        write_filled(self, exercise->task->hints.items[i], out);
    }
}

static void exercise_draw(struct screen *screen, struct view *view)
{
    struct exercise_screen *self = (struct exercise_screen *)screen;
    const struct exercise *exercise = self->exercise;
    bool more_hints = exercise->hints < exercise->task->hints.count && !exercise->is_solved;
    const struct panel_key keys[] = {{"e", translate("edit")},
                                     {"h", more_hints ? translate("hint") : ""},
                                     {"s", translate("solution")},
                                     {"Enter", exercise->is_solved ? translate("go on") : translate("go on without")},
                                     {"Esc", translate("look around (o: back here)")},
                                     {NULL, NULL}};

    text_clear(&self->panel.text);
    write_text(self, &self->panel.text);
    self->panel.title = exercise->is_solved ? translate("Your turn: solved") : translate("Your turn");
    self->panel.keys = keys;
    panel_draw(&self->panel, view);
}

static void try_solution(void *context)
{
    struct exercise_screen *self = context;
    struct stepper *stepper = self->panel.stepper;
    const char *path = self->exercise->task->solution;

    app_close(&self->screen);
    guide_run_own(stepper, path);
}

static void show_solution(struct exercise_screen *self)
{
    struct text code = TEXT_EMPTY;
    struct error error;

    self->exercise->is_shown = true;
    guide_keep_task(self->panel.stepper);
    if (file_read(self->exercise->task->solution, CODE_MAX, &code, &error) != STATUS_OK) {
        app_notice(self->screen.app, "%s", error.text);
        return;
    }
    text_add(&code, translate("\n(Enter runs it; any other key goes back.)"));
    dialog_push_text(self->screen.app, translate("A solution"), code.bytes, try_solution, self);
    text_free(&code);
}

static void exercise_event(struct screen *screen, const struct event *event)
{
    struct exercise_screen *self = (struct exercise_screen *)screen;
    struct exercise *exercise = self->exercise;

    if (event->sort != EVENT_KEY)
        return;
    if (panel_scroll(&self->panel, event->key))
        return;
    if (event->key == 'e') {
        app_close(screen);
        guide_edit(self->panel.stepper);
    } else if (event->key == 'h' && exercise->hints < exercise->task->hints.count) {
        exercise->hints++;
        self->panel.top = (int)exercise->task->hints.count * 8; /* the newest is the last */
        guide_keep_task(self->panel.stepper);
    } else if (event->key == 's') {
        show_solution(self);
    } else if (event->key == INPUT_ENTER || event->key == '}' || event->key == INPUT_PAGE_DOWN) {
        app_close(screen);
        guide_go_to_scene(self->panel.stepper, false);
    } else if (event->key == INPUT_ESCAPE || event->key == CTRL_C) {
        app_close(screen);
    }
}

static void exercise_free(struct screen *screen)
{
    struct exercise_screen *self = (struct exercise_screen *)screen;

    text_free(&self->panel.text);
    free(self);
}

static const struct screen_methods methods = {.draw = exercise_draw, .event = exercise_event, .free = exercise_free};

void exercise_push(struct stepper *stepper, struct exercise *exercise)
{
    struct exercise_screen *self = memory_zeroed(1, sizeof *self);

    self->screen = (struct screen){.methods = &methods, .over = true};
    self->panel.stepper = stepper;
    self->exercise = exercise;
    app_push(stepper->screen.app, &self->screen);
}
