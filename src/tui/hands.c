/* What stands in the panel is a list of lines, which follow from what is known so far:
 *
 *     What will print(a) write after that?          ✓ 2  [1, 2, 3, 4]        21 ████████████
 *                                                     1  [1, 2, 3]            9 █████
 *     1  [1, 2, 3]                     9
 *                                                   There is only one list …
 *     2  [1, 2, 3, 4]               [21]
 *
 * The place where a number is typed is marked only once the counting has begun: a mark beside a choice would be an
 * answer. */
#include "tui/hands.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "tui/predict.h"
#include "tui/stepper_parts.h"
#include "tui/wrap.h"

enum {
    CTRL_C = 3,
    HANDS_MAX = 9999,
    COLUMNS_MAX = 100,
    SIGN_WIDTH = 2,  /* "✓ " */
    COUNT_WIDTH = 7, /* " [9999]" */
    NO_CHOICE = QUESTION_CHOICES_MAX,
};

struct line {
    size_t from, to; /* bytes of `bytes` */
    enum canvas_style style;
    size_t choice; /* whose first line it is; NO_CHOICE: no choice's */
    bool is_choice;
};

struct hands {
    struct screen screen;
    struct stepper *stepper;
    struct question question;
    unsigned counts[QUESTION_CHOICES_MAX];
    bool counting;    /* a number can be typed, for */
    size_t current;   /* … this choice */
    bool is_revealed; /* what is right is shown */
    size_t told;      /* the choice whose words are shown below those on the right one; NO_CHOICE: none */
    int top, hidden;  /* lines scrolled away; those that do not fit */

    /* Built anew with each drawing. */
    struct text bytes;
    VECTOR(struct line) lines;
};

/* ---- counting ---- */

static bool can_count(const struct hands *hands)
{
    return hands->question.form == QUESTION_ONE || hands->question.form == QUESTION_SEVERAL;
}

static unsigned most_hands(const struct hands *hands)
{
    unsigned most = 0;

    for (size_t i = 0; i < hands->question.choices.count; i++)
        most = hands->counts[i] > most ? hands->counts[i] : most;
    return most;
}

/* The wrong choice that most were for; NO_CHOICE where nobody was for one. */
static size_t favoured_wrongly(const struct hands *hands)
{
    size_t found = NO_CHOICE;

    for (size_t i = 0; hands->question.form == QUESTION_ONE && i < hands->question.choices.count; i++)
        if (!hands->question.choices.items[i].is_right && hands->counts[i] > 0 &&
            (found == NO_CHOICE || hands->counts[i] > hands->counts[found]))
            found = i;
    return found;
}

static void count(struct hands *hands, unsigned number)
{
    hands->counts[hands->current] = number < HANDS_MAX ? number : HANDS_MAX;
}

/* ---- what is said ---- */

/* What the lesson says of the answer that is right. */
static void write_right(const struct hands *hands, struct text *out)
{
    struct question_answer answer;
    struct verdict verdict = {.is_right = false};

    question_answer_rightly(&hands->question, &answer);
    question_judge(&hands->question, &answer, &verdict);
    text_add(out, text_string(&verdict.reply));
    verdict_free(&verdict);
    vector_free(&answer.chosen);
}

/* … and of a choice. */
static void write_words_on(const struct hands *hands, size_t choice, struct text *out)
{
    struct question_answer answer = {.typed = ""};
    struct verdict verdict = {.is_right = false};

    vector_push(&answer.chosen, choice);
    question_judge(&hands->question, &answer, &verdict);
    if (verdict.reply.length > 0)
        text_format(out, "%zu  %s: %s", choice + 1, hands->question.choices.items[choice].text,
                    text_string(&verdict.reply));
    verdict_free(&verdict);
    vector_free(&answer.chosen);
}

/* ---- lines ---- */

static void add_lines(struct hands *hands, const char *text, int columns, enum canvas_style style, size_t choice)
{
    struct wrapped wrapped = WRAPPED_EMPTY;

    wrapped_add(&wrapped, text, columns > 8 ? columns : 8, app_ascii(hands->screen.app));
    for (size_t i = 0; i < wrapped.ends.count; i++) {
        size_t length;
        const char *line = wrapped_line(&wrapped, i, &length);
        struct line added = {hands->bytes.length, hands->bytes.length + length, style, i == 0 ? choice : NO_CHOICE,
                             choice != NO_CHOICE};

        text_append(&hands->bytes, line, length);
        vector_push(&hands->lines, added);
    }
    wrapped_free(&wrapped);
}

static void add_blank(struct hands *hands)
{
    struct line blank = {0, 0, CANVAS_PLAIN, NO_CHOICE, false};

    if (hands->lines.count > 0)
        vector_push(&hands->lines, blank);
}

/* Columns of a choice's text, beside its number and the hands. */
static int choice_columns(const struct hands *hands, int columns)
{
    int left = columns - SIGN_WIDTH - 3;

    if (!can_count(hands) || (hands->is_revealed && most_hands(hands) == 0))
        return left;
    return left - columns / 4 - COUNT_WIDTH;
}

static void add_choices(struct hands *hands, int columns, bool spaced)
{
    for (size_t i = 0; hands->question.form != QUESTION_TYPED && i < hands->question.choices.count; i++) {
        const struct question_choice *choice = &hands->question.choices.items[i];
        bool is_wrong = hands->is_revealed && can_count(hands) && !choice->is_right;

        if (i > 0 && spaced)
            add_blank(hands);
        add_lines(hands, choice->text, choice_columns(hands, columns),
                  is_wrong                                 ? CANVAS_DIM
                  : hands->is_revealed && can_count(hands) ? CANVAS_LINE_NEXT
                                                           : CANVAS_PLAIN,
                  i);
    }
}

static void add_answer(struct hands *hands, int columns)
{
    struct text text = TEXT_EMPTY;

    if (!can_count(hands)) {
        text_format(&text, translate("It is so: %s"), hands->question.answer);
        add_lines(hands, text_string(&text), columns, CANVAS_LINE_NEXT, NO_CHOICE);
        text_clear(&text);
    }
    write_right(hands, &text);
    if (text.length > 0) {
        add_blank(hands);
        add_lines(hands, text.bytes, columns, CANVAS_PLAIN, NO_CHOICE);
    }
    text_clear(&text);
    if (hands->told != NO_CHOICE)
        write_words_on(hands, hands->told, &text);
    if (text.length > 0) {
        add_blank(hands);
        add_lines(hands, text.bytes, columns, CANVAS_PLAIN, NO_CHOICE);
    }
    text_free(&text);
}

static void make_lines(struct hands *hands, int columns, bool spaced)
{
    text_clear(&hands->bytes);
    vector_clear(&hands->lines);
    if (!hands->is_revealed) {
        add_lines(hands, hands->question.text, columns, CANVAS_TITLE, NO_CHOICE);
        if (spaced)
            add_blank(hands);
    }
    if (can_count(hands) || !hands->is_revealed)
        add_choices(hands, columns, spaced && !hands->is_revealed);
    if (hands->is_revealed)
        add_answer(hands, columns);
}

/* ---- drawing ---- */

static int margin_of(int width)
{
    return width >= 72 ? 4 : 1;
}

static int columns_of(int width)
{
    int columns = width - 2 * margin_of(width);

    return columns < COLUMNS_MAX ? columns : COLUMNS_MAX;
}

/* So many hands, as a number and as a bar. */
static void draw_hands(const struct hands *hands, struct view *view, int x, int y, int bar, size_t choice)
{
    bool typed_here = hands->counting && !hands->is_revealed && choice == hands->current;
    unsigned most = most_hands(hands), number = hands->counts[choice];
    int length = most > 0 ? (int)((number * (unsigned)bar + most - 1) / most) : 0;

    if (most == 0 && !hands->counting)
        return;
    canvas_format(view->canvas, x, y, COUNT_WIDTH, typed_here ? CANVAS_KEY : CANVAS_TITLE,
                  typed_here ? "[%4u]" : " %4u ", number);
    for (int i = 0; i < length; i++)
        canvas_text(view->canvas, x + COUNT_WIDTH + i, y, 1,
                    hands->is_revealed && !hands->question.choices.items[choice].is_right ? CANVAS_DIM
                                                                                          : CANVAS_ARROW_1,
                    canvas_is_ascii(view->canvas) ? "#" : "█");
    if (typed_here) {
        view->x = x + 4;
        view->y = y;
    }
}

static void draw_line(const struct hands *hands, struct view *view, const struct line *line, int y)
{
    int width = canvas_width(view->canvas), x = margin_of(width), columns = columns_of(width), bar = columns / 4;

    if (line->choice != NO_CHOICE) {
        if (hands->is_revealed && hands->question.choices.items[line->choice].is_right)
            canvas_put_glyph(view->canvas, x, y, CANVAS_LINE_NEXT, CANVAS_GLYPH_FINISHED);
        canvas_format(view->canvas, x + SIGN_WIDTH, y, 2, CANVAS_KEY, "%zu", line->choice + 1);
        if (can_count(hands))
            draw_hands(hands, view, x + columns - bar - COUNT_WIDTH, y, bar, line->choice);
    }
    canvas_text_bytes(view->canvas, x + (line->is_choice ? SIGN_WIDTH + 3 : 0), y, columns, line->style,
                      text_string(&hands->bytes) + line->from, line->to - line->from);
}

static void draw_keys(const struct hands *hands, struct view *view)
{
    int y = canvas_height(view->canvas) - 1, width = canvas_width(view->canvas);
    bool counts = !hands->is_revealed && can_count(hands);
    const char *keys = counts                                 ? translate("PageDown reveals   0-9 Enter count")
                       : !hands->is_revealed                  ? translate("PageDown reveals")
                       : hands->hidden > 0                    ? translate("PageDown goes on   Up/Down scroll")
                       : hands->question.form == QUESTION_ONE ? translate("PageDown goes on   1-9 on a choice")
                                                              : translate("PageDown goes on");

    canvas_fill(view->canvas, (struct canvas_rect){0, y, width, 1}, CANVAS_PLAIN);
    canvas_text(view->canvas, margin_of(width), y, width - margin_of(width), CANVAS_STATUS, keys);
}

/* The presenter sees the answer before the class does. */
static void tell(struct hands *hands)
{
    struct notes *notes = app_notes(hands->screen.app);

    if (notes == NULL)
        return;
    text_clear(&notes->texts[NOTES_QUESTION]);
    text_clear(&notes->texts[NOTES_ANSWER]);
    text_clear(&notes->texts[NOTES_NEXT]);
    question_write(&hands->question, &notes->texts[NOTES_QUESTION]);
    question_write_answer(&hands->question, &notes->texts[NOTES_ANSWER]);
    for (size_t i = 0; most_hands(hands) > 0 && i < hands->question.choices.count; i++)
        text_format(&notes->texts[NOTES_HANDS], "%s%zu  %u", i > 0 ? "     " : "", i + 1, hands->counts[i]);
}

/* Where hands are counted is in sight. */
static void keep_current(struct hands *hands, int rows)
{
    int first = -1, last = 0;

    for (size_t i = 0, choice = NO_CHOICE; i < hands->lines.count; i++) {
        const struct line *line = &hands->lines.items[i];

        choice = line->choice != NO_CHOICE ? line->choice : line->is_choice ? choice : NO_CHOICE;
        if (choice == hands->current) {
            first = first < 0 ? (int)i : first;
            last = (int)i;
        }
    }
    if (!hands->counting || hands->is_revealed || first < 0)
        return;
    if (hands->top > first || hands->current == 0)
        hands->top = hands->current == 0 && last < rows ? 0 : first;
    if (last >= hands->top + rows)
        hands->top = last - rows + 1;
}

static void hands_draw(struct screen *screen, struct view *view)
{
    struct hands *hands = (struct hands *)screen;
    int width = canvas_width(view->canvas), height = canvas_height(view->canvas), rows, most = height - 4, lower;

    make_lines(hands, columns_of(width), true);
    if ((int)hands->lines.count > height / 2)
        make_lines(hands, columns_of(width), false);
    rows = (int)hands->lines.count < most ? (int)hands->lines.count : most;
    hands->hidden = (int)hands->lines.count - rows;
    keep_current(hands, rows);
    if (hands->top > hands->hidden)
        hands->top = hands->hidden;
    lower = layout_cover(hands->stepper, height - 3 - rows);
    layout_mark_covered(hands->stepper, view, lower);
    canvas_fill(view->canvas, (struct canvas_rect){0, lower, width, height - lower}, CANVAS_PLAIN);
    canvas_horizontal(view->canvas, 0, lower, width, CANVAS_FRAME);
    canvas_format(view->canvas, margin_of(width), lower, width - 8, CANVAS_KEY, "[%s]",
                  hands->is_revealed ? translate("So it is") : translate("Show of hands"));
    view->x = margin_of(width);
    view->y = lower + 1;
    tell(hands);
    for (int i = 0; i < rows; i++)
        draw_line(hands, view, &hands->lines.items[i + hands->top], lower + 1 + i);
    if (hands->hidden > hands->top)
        canvas_put_glyph(view->canvas, width - 2, lower + rows, CANVAS_KEY, CANVAS_GLYPH_MORE);
    draw_keys(hands, view);
    if (!hands->is_revealed && hands->question.prediction->kind == LESSON_KIND_BOX)
        predict_draw_numbers(hands->stepper, &hands->question, view);
}

/* ---- keys ---- */

static void reveal(struct hands *hands)
{
    hands->is_revealed = true;
    hands->top = 0;
    hands->told = favoured_wrongly(hands);
    guide_answered(hands->stepper, &hands->question, NULL);
}

static void go_to_choice(struct hands *hands, bool backwards)
{
    size_t last = hands->question.choices.count - 1;

    if (!hands->counting)
        hands->counting = true;
    else if (backwards)
        hands->current -= hands->current > 0;
    else
        hands->current += hands->current < last;
}

/* Keys with which hands are counted.  False: none of them. */
static bool count_key(struct hands *hands, uint32_t key)
{
    unsigned number = hands->counts[hands->current];

    if (!can_count(hands))
        return false;
    if (key == INPUT_UP || key == INPUT_DOWN) {
        go_to_choice(hands, key == INPUT_UP);
        return true;
    }
    if (key == INPUT_ENTER && hands->counting && hands->current + 1 < hands->question.choices.count)
        hands->current++;
    else if (key >= '0' && key <= '9')
        count(hands, number * 10 + (key - '0'));
    else if (key == INPUT_BACKSPACE)
        count(hands, number / 10);
    else if (key == '+')
        count(hands, number + 1);
    else if (key == '-')
        count(hands, number > 0 ? number - 1 : 0);
    else
        return false;
    hands->counting = true;
    return true;
}

static bool scroll(struct hands *hands, uint32_t key)
{
    if (hands->hidden == 0 || (key != INPUT_DOWN && key != INPUT_UP))
        return false;
    hands->top += key == INPUT_DOWN ? 1 : hands->top > 0 ? -1 : 0;
    return true;
}

static void revealed_key(struct hands *hands, uint32_t key)
{
    if (hands->question.form == QUESTION_ONE && key - '1' < hands->question.choices.count)
        hands->told = key - '1';
    else if (!scroll(hands, key))
        app_close(&hands->screen);
}

static void hands_event(struct screen *screen, const struct event *event)
{
    struct hands *hands = (struct hands *)screen;
    enum command command = keys_command(KEYS_STEPPER | KEYS_PRESENT, event->key);

    if (event->sort != EVENT_KEY)
        return;
    if (command == COMMAND_BLANK) {
        app_blank(screen->app);
    } else if (hands->is_revealed) {
        revealed_key(hands, event->key);
    } else if (event->key == INPUT_ESCAPE || event->key == CTRL_C || command == COMMAND_STEP_BACK) {
        app_close(screen);
        guide_ask_again(hands->stepper);
    } else if (!can_count(hands) && scroll(hands, event->key)) {
        return;
    } else if (!count_key(hands, event->key) &&
               (command == COMMAND_STEP_ON || event->key == INPUT_ENTER || event->key == ' ')) {
        reveal(hands);
    }
}

static void hands_free(struct screen *screen)
{
    struct hands *hands = (struct hands *)screen;

    question_free(&hands->question);
    text_free(&hands->bytes);
    vector_free(&hands->lines);
    free(hands);
}

static const struct screen_methods methods = {.draw = hands_draw, .event = hands_event, .free = hands_free};

void hands_push(struct stepper *stepper, struct question *question)
{
    struct hands *hands = memory_zeroed(1, sizeof *hands);

    hands->screen = (struct screen){.methods = &methods, .over = true};
    hands->stepper = stepper;
    hands->question = *question;
    hands->told = NO_CHOICE;
    app_push(stepper->screen.app, &hands->screen);
}
