#include "tui/predict.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tui/stepper_parts.h"
#include "tui/wrap.h"

enum { NOT_CHOSEN = -1, CTRL_C = 3 };

struct predict {
    struct screen screen;
    struct stepper *stepper;
    const struct lesson_prediction *prediction;
    int right, chosen; /* options; NOT_CHOSEN before the answer */
};

static void write_question(const struct predict *predict, struct text *out)
{
    const struct lesson_prediction *prediction = predict->prediction;

    text_format(out, "%s\n", prediction->question);
    for (size_t i = 0; i < prediction->options.count; i++)
        text_format(out, "  %zu  %s\n", i + 1, prediction->options.items[i].text);
}

static void write_reply(const struct predict *predict, struct text *out)
{
    const struct lesson_option *chosen = &predict->prediction->options.items[predict->chosen];
    const struct lesson_option *right = &predict->prediction->options.items[predict->right];

    if (predict->chosen == predict->right)
        text_format(out, "Yes: %s\n", chosen->text);
    else
        text_format(out, "You said: %s\nIt is so: %s\n", chosen->text, right->text);
    if (chosen->reply != NULL)
        text_format(out, "%s\n", chosen->reply);
}

/* What can be pressed, in the last row. */
static void draw_keys(const struct predict *predict, struct view *view)
{
    int width = canvas_width(view->canvas), y = canvas_height(view->canvas) - 1, x = 1;

    canvas_fill(view->canvas, (struct canvas_rect){0, y, width, 1}, CANVAS_PLAIN);
    if (predict->chosen != NOT_CHOSEN) {
        x += canvas_text(view->canvas, x, y, width - x, CANVAS_KEY, "any key") + 1;
        canvas_text(view->canvas, x, y, width - x, CANVAS_STATUS, "goes on");
        return;
    }
    x += canvas_format(view->canvas, x, y, width - x, CANVAS_KEY, "1-%zu", predict->prediction->options.count) + 1;
    x += canvas_text(view->canvas, x, y, width - x, CANVAS_STATUS, "choose") + 3;
    x += canvas_text(view->canvas, x, y, width - x, CANVAS_KEY, "s") + 1;
    x += canvas_text(view->canvas, x, y, width - x, CANVAS_STATUS, "skip") + 3;
    x += canvas_text(view->canvas, x, y, width - x, CANVAS_KEY, "Esc") + 1;
    canvas_text(view->canvas, x, y, width - x, CANVAS_STATUS, "back");
}

/* Stands in the lower panes' place, so that source and picture stay in sight; grows upwards when it needs more. */
static void predict_draw(struct screen *screen, struct view *view)
{
    struct predict *predict = (struct predict *)screen;
    int width = canvas_width(view->canvas), height = canvas_height(view->canvas), lower, rows;
    struct wrapped wrapped = WRAPPED_EMPTY;
    struct text text = TEXT_EMPTY;

    if (predict->chosen == NOT_CHOSEN)
        write_question(predict, &text);
    else
        write_reply(predict, &text);
    wrapped_add(&wrapped, text_string(&text), width - 2, canvas_is_ascii(view->canvas));
    lower = height - 2 - (int)wrapped.ends.count;
    if (predict->stepper->layout.lower > 0 && predict->stepper->layout.lower < lower)
        lower = predict->stepper->layout.lower;
    if (lower < 0)
        lower = 0;
    rows = height - 2 - lower;
    canvas_fill(view->canvas, (struct canvas_rect){0, lower, width, height - lower}, CANVAS_PLAIN);
    canvas_horizontal(view->canvas, 0, lower, width, CANVAS_FRAME);
    canvas_text(view->canvas, 2, lower, width - 3, CANVAS_KEY,
                predict->chosen == NOT_CHOSEN ? "[What do you think?]" : "[So it is]");
    for (int i = 0; i < rows && (size_t)i < wrapped.ends.count; i++) {
        size_t length;
        const char *line = wrapped_line(&wrapped, (size_t)i, &length);

        canvas_text_bytes(view->canvas, 1, lower + 1 + i, width - 2, i == 0 ? CANVAS_TITLE : CANVAS_PLAIN, line,
                          length);
    }
    draw_keys(predict, view);
    view->x = 1;
    view->y = lower + 1;
    wrapped_free(&wrapped);
    text_free(&text);
}

static void go_on(struct predict *predict)
{
    stepper_go(predict->stepper, state_step(predict->stepper->state) + 1);
}

static void predict_event(struct screen *screen, const struct event *event)
{
    struct predict *predict = (struct predict *)screen;
    uint32_t option = event->key - '1';

    if (event->sort != EVENT_KEY)
        return;
    if (predict->chosen != NOT_CHOSEN) {
        app_close(screen);
    } else if (option < predict->prediction->options.count) {
        predict->chosen = (int)option;
        go_on(predict);
    } else if (event->key == 's') {
        app_close(screen);
        go_on(predict);
    } else if (event->key == INPUT_ESCAPE || event->key == CTRL_C) {
        app_close(screen);
    }
}

static void predict_free(struct screen *screen)
{
    free(screen);
}

static const struct screen_methods methods = {.draw = predict_draw, .event = predict_event, .free = predict_free};

void predict_push(struct stepper *stepper, const struct lesson_prediction *prediction, uint32_t step)
{
    struct predict *predict = memory_zeroed(1, sizeof *predict);

    predict->screen = (struct screen){.methods = &methods, .over = true};
    predict->stepper = stepper;
    predict->prediction = prediction;
    predict->right = lesson_right_option(prediction, stepper->recording, step);
    predict->chosen = NOT_CHOSEN;
    app_push(stepper->screen.app, &predict->screen);
}
