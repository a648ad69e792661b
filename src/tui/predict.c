#include "tui/predict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "tui/line_editor.h"
#include "tui/panel.h"
#include "tui/stepper_parts.h"

enum { CTRL_C = 3 };

struct predict {
    struct screen screen;
    struct panel panel;
    struct question question;
    struct question_answer answer;
    struct line_editor editor; /* QUESTION_TYPED */
    bool answered;
    struct verdict verdict;
};

/* ---- drawing ---- */

static size_t place_of(const struct predict *predict, size_t choice)
{
    size_t i = 0;

    while (i < predict->answer.chosen.count && predict->answer.chosen.items[i] != choice)
        i++;
    return i;
}

static void write_choice(const struct predict *predict, size_t choice, struct text *out)
{
    size_t place = place_of(predict, choice);
    bool chosen = place < predict->answer.chosen.count;

    text_format(out, "  %zu  ", choice + 1);
    if (predict->question.form == QUESTION_SEVERAL)
        text_add(out, chosen ? "[x] " : "[ ] ");
    if (predict->question.form == QUESTION_ORDER && chosen)
        text_format(out, "(%zu.) ", place + 1);
    else if (predict->question.form == QUESTION_ORDER)
        text_add(out, "(  ) ");
    text_format(out, "%s\n", predict->question.choices.items[choice].text);
}

static void write_question(const struct predict *predict, struct text *out)
{
    text_format(out, "%s\n", predict->question.text);
    for (size_t i = 0; predict->question.form != QUESTION_TYPED && i < predict->question.choices.count; i++)
        write_choice(predict, i, out);
}

static void write_reply(const struct predict *predict, struct text *out)
{
    const struct verdict *verdict = &predict->verdict;

    if (verdict->is_right)
        text_format(out, translate("Right: %s\n"), predict->question.answer);
    else
        text_format(out, translate("You said: %s\nIt is so: %s\n"), text_string(&verdict->said),
                    predict->question.answer);
    if (verdict->reply.length > 0)
        text_format(out, "%s\n", verdict->reply.bytes);
}

/* What can be pressed; `range` is room for "1-9". */
static void write_keys(const struct predict *predict, char range[8], struct panel_key keys[6])
{
    const struct panel_key skip = {"s", translate("skip")}, back = {"Esc", translate("back")},
                           enter = {"Enter", translate("that is my answer")};
    size_t count = 0;

    snprintf(range, 8, "1-%zu", predict->question.choices.count % 10);
    if (predict->answered) {
        keys[count++] = (struct panel_key){translate("any key"), translate("goes on")};
    } else if (predict->question.form == QUESTION_TYPED) {
        keys[count++] = enter;
        keys[count++] = (struct panel_key){translate("Enter alone"), translate("skip")};
        keys[count++] = back;
    } else {
        const char *const words[] = {[QUESTION_ONE] = translate("choose"),
                                     [QUESTION_SEVERAL] = translate("mark, and again: not"),
                                     [QUESTION_ORDER] = translate("what comes next"),
                                     [QUESTION_TYPED] = ""};

        keys[count++] = (struct panel_key){range, words[predict->question.form]};
        if (predict->question.form == QUESTION_ORDER)
            keys[count++] = (struct panel_key){"Backspace", translate("undo")};
        if (predict->question.form != QUESTION_ONE)
            keys[count++] = enter;
        keys[count++] = skip;
        keys[count++] = back;
    }
    keys[count] = (struct panel_key){NULL, NULL};
}

void predict_draw_numbers(const struct stepper *stepper, const struct question *question, struct view *view)
{
    const struct pane *pane = &stepper->panes[PANE_OBJECTS];

    for (size_t i = 0; i < question->choices.count; i++) {
        uint32_t object = question->choices.items[i].number;

        for (size_t j = 0; object != 0 && j < diagram_spots(stepper->diagram); j++) {
            const struct diagram_spot *spot = diagram_spot(stepper->diagram, j);
            int x = pane->rect.x + spot->rect.x - pane->left, y = pane->rect.y + spot->rect.y - pane->top;

            y += spot->rect.height - 1;
            if (spot->target == DIAGRAM_OBJECT && spot->object == object && x >= pane->rect.x && y >= pane->rect.y &&
                y < pane->rect.y + pane->rect.height)
                canvas_format(view->canvas, x + 1, y, 3, CANVAS_KEY, "[%zu]", i + 1);
        }
    }
}

static void predict_draw(struct screen *screen, struct view *view)
{
    struct predict *predict = (struct predict *)screen;
    struct panel *panel = &predict->panel;
    bool typed = predict->question.form == QUESTION_TYPED && !predict->answered;
    struct panel_key keys[6];
    char range[8];

    write_keys(predict, range, keys);
    text_clear(&panel->text);
    if (predict->answered)
        write_reply(predict, &panel->text);
    else
        write_question(predict, &panel->text);
    panel->title = predict->answered ? translate("So it is") : translate("What do you think?");
    panel->below = typed ? 1 : 0;
    panel->keys = keys;
    panel_draw(panel, view);
    if (typed)
        line_editor_draw(&predict->editor, view, 3, view->y, canvas_width(view->canvas) - 4);
    if (!predict->answered && predict->question.prediction->kind == LESSON_KIND_BOX)
        predict_draw_numbers(panel->stepper, &predict->question, view);
}

/* ---- answering ---- */

static void finish(struct predict *predict)
{
    predict->answer.typed = text_string(&predict->editor.text);
    question_judge(&predict->question, &predict->answer, &predict->verdict);
    predict->answered = true;
    predict->panel.top = 0;
    guide_answered(predict->panel.stepper, &predict->question, &predict->verdict);
}

static void skip(struct predict *predict)
{
    app_close(&predict->screen);
    guide_answered(predict->panel.stepper, &predict->question, NULL);
}

static void toggle(struct predict *predict, size_t choice)
{
    size_t place = place_of(predict, choice);

    if (place == predict->answer.chosen.count)
        vector_push(&predict->answer.chosen, choice);
    else if (predict->question.form == QUESTION_SEVERAL)
        vector_splice(&predict->answer.chosen, place, 1, 0);
}

static int compare_numbers(const void *left, const void *right)
{
    size_t one = *(const size_t *)left, other = *(const size_t *)right;

    return (one > other) - (one < other);
}

static void choose(struct predict *predict, size_t choice)
{
    toggle(predict, choice);
    if (predict->question.form == QUESTION_ONE)
        finish(predict);
    else if (predict->question.form == QUESTION_SEVERAL && predict->answer.chosen.count > 1)
        qsort(predict->answer.chosen.items, predict->answer.chosen.count, sizeof(size_t), compare_numbers);
}

static void enter(struct predict *predict)
{
    size_t all = predict->question.choices.count;

    if (predict->question.form == QUESTION_ORDER && predict->answer.chosen.count + 1 == all) {
        for (size_t i = 0; i < all; i++)
            if (place_of(predict, i) == predict->answer.chosen.count)
                toggle(predict, i); /* the only one left */
    }
    if (predict->question.form == QUESTION_SEVERAL || predict->answer.chosen.count == all)
        finish(predict);
}

static void typed_key(struct predict *predict, uint32_t key)
{
    if (key != INPUT_ENTER)
        line_editor_key(&predict->editor, key);
    else if (predict->editor.text.length > 0)
        finish(predict);
    else
        skip(predict);
}

static void answer_key(struct predict *predict, uint32_t key)
{
    if (key - '1' < predict->question.choices.count)
        choose(predict, key - '1');
    else if (key == 's')
        skip(predict);
    else if (key == INPUT_ENTER)
        enter(predict);
    else if (key == INPUT_BACKSPACE && predict->answer.chosen.count > 0)
        predict->answer.chosen.count--;
}

static void predict_event(struct screen *screen, const struct event *event)
{
    struct predict *predict = (struct predict *)screen;

    if (event->sort == EVENT_PASTE && predict->question.form == QUESTION_TYPED && !predict->answered)
        line_editor_type(&predict->editor, event->text, event->length);
    if (event->sort != EVENT_KEY)
        return;
    if (panel_scroll(&predict->panel, event->key))
        return;
    if (predict->answered || event->key == INPUT_ESCAPE || event->key == CTRL_C)
        app_close(screen);
    else if (predict->question.form == QUESTION_TYPED)
        typed_key(predict, event->key);
    else
        answer_key(predict, event->key);
}

static void predict_free(struct screen *screen)
{
    struct predict *predict = (struct predict *)screen;

    question_free(&predict->question);
    verdict_free(&predict->verdict);
    line_editor_free(&predict->editor);
    vector_free(&predict->answer.chosen);
    text_free(&predict->panel.text);
    free(predict);
}

static const struct screen_methods methods = {.draw = predict_draw, .event = predict_event, .free = predict_free};

void predict_push(struct stepper *stepper, struct question *question)
{
    struct predict *predict = memory_zeroed(1, sizeof *predict);

    predict->screen = (struct screen){.methods = &methods, .over = true};
    predict->panel.stepper = stepper;
    predict->question = *question;
    app_push(stepper->screen.app, &predict->screen);
}
