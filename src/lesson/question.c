#include "lesson/question.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "model/describe.h"
#include "model/value.h"

enum { VALUE_WIDTH = 60 };

static void add_choice(struct question *question, struct question_choice choice)
{
    if (question->choices.count < QUESTION_CHOICES_MAX)
        vector_push(&question->choices, choice);
    else
        free(choice.text);
}

static char *copy_filled(const char *text, struct state *state)
{
    struct text out = TEXT_EMPTY;

    lesson_fill(text, state, &out);
    return out.bytes != NULL ? text_take(&out) : memory_copy_string("");
}

/* ---- what is written, and what holds ---- */

static bool has_raised(const struct recording *recording, uint32_t outcome)
{
    struct step step;

    return recording_step(recording, outcome, &step) &&
           (step.event == TRACE_EVENT_EXCEPTION || step.event == TRACE_EVENT_UNWIND);
}

static void make_output(struct question *question, uint32_t start)
{
    const struct lesson_prediction *prediction = question->prediction;
    bool raised = has_raised(question->recording, question->outcome) && !prediction->about.is_end;
    struct text written = TEXT_EMPTY;

    lesson_write_output(question->recording, start, question->outcome, &written);
    for (size_t i = 0; i < prediction->options.count; i++) {
        const struct lesson_option *option = &prediction->options.items[i];
        bool is_right = option->raises ? raised : !raised && strcmp(option->text, text_string(&written)) == 0;

        add_choice(question, (struct question_choice){memory_copy_string(option->text), option, 0, is_right});
    }
    text_free(&written);
}

static void make_choice(struct question *question, struct state *state)
{
    const struct lesson_prediction *prediction = question->prediction;

    for (size_t i = 0; i < prediction->options.count; i++) {
        const struct lesson_option *option = &prediction->options.items[i];
        char *text;
        bool is_right;

        state_seek(state, question->step);
        text = copy_filled(option->text, state);
        state_seek(state, question->outcome);
        is_right = condition_holds(option->when.condition, state);
        add_choice(question, (struct question_choice){text, option, 0, is_right});
    }
}

/* ---- a value ---- */

static bool make_value(struct question *question, struct state *state, uint32_t start)
{
    const struct lesson_expression *answer = &question->prediction->answer;
    struct text value = TEXT_EMPTY;
    struct step step;
    struct object object;

    question->form = QUESTION_TYPED;
    state_seek(state, question->outcome);
    if (answer->text != NULL && !condition_write(answer->condition, state, &value)) {
        text_free(&value);
        return false;
    }
    if (answer->text == NULL && has_raised(question->recording, question->outcome) &&
        recording_step(question->recording, question->outcome, &step) && state_object(state, step.value, &object))
        text_add(&value, recording_string(question->recording, object.type, NULL));
    else if (answer->text == NULL)
        lesson_write_output(question->recording, start, question->outcome, &value);
    question->answer = value.bytes != NULL ? text_take(&value) : memory_copy_string("");
    return *question->answer != '\0';
}

/* Values that differ in blanks, or in which quotes they have, are the same answer. */
static void normalise(const char *text, struct text *out)
{
    for (; *text != '\0'; text++)
        if (strchr(" \t\n", *text) == NULL)
            text_add_char(out, *text == '"' ? '\'' : *text);
}

static bool is_same_value(const char *left, const char *right)
{
    struct text one = TEXT_EMPTY, other = TEXT_EMPTY;
    bool same;

    normalise(left, &one);
    normalise(right, &other);
    same = strcmp(text_string(&one), text_string(&other)) == 0;
    if (!same && other.bytes != NULL && one.length + 2 == other.length &&
        *text_string(&other) == '\'') /* a text without its quotes */
        same = memcmp(other.bytes + 1, text_string(&one), one.length) == 0;
    text_free(&one);
    text_free(&other);
    return same;
}

/* ---- names ---- */

struct name {
    uint32_t name, before, after; /* string; objects, 0 while unbound */
    struct text was;              /* its value before */
};

struct names {
    VECTOR(struct name) items;
};

static struct name *find_name(struct names *names, uint32_t string)
{
    for (size_t i = 0; i < names->items.count; i++)
        if (names->items.items[i].name == string)
            return &names->items.items[i];
    vector_push(&names->items, (struct name){.name = string});
    return &vector_last(&names->items);
}

static void collect_names(struct state *state, uint32_t frame, bool before, struct names *names)
{
    for (size_t i = 0; i < state_names(state, frame); i++) {
        struct binding binding = state_name(state, frame, i);
        struct name *name = find_name(names, binding.name);

        *(before ? &name->before : &name->after) = binding.object;
        if (before)
            value_summary(state, binding.object, VALUE_WIDTH * 4, &name->was);
    }
}

static bool has_changed(const struct question *question, const struct name *name, struct state *state)
{
    struct text now = TEXT_EMPTY;
    bool changed = name->before != name->after;

    if (question->prediction->of == LESSON_CHANGE_VALUES) {
        if (name->after != 0)
            value_summary(state, name->after, VALUE_WIDTH * 4, &now);
        changed = strcmp(text_string(&now), text_string(&name->was)) != 0;
    }
    text_free(&now);
    return changed;
}

static void write_separator(size_t index, size_t count, struct text *out)
{
    if (index > 0)
        text_add(out, index + 1 == count ? translate(" and ") : ", ");
}

/* "a and b", or "none of them". */
static void write_right(struct question *question)
{
    struct text out = TEXT_EMPTY;
    size_t count = 0, at = 0;

    for (size_t i = 0; i < question->choices.count; i++)
        count += question->choices.items[i].is_right;
    for (size_t i = 0; i < question->choices.count; i++) {
        if (!question->choices.items[i].is_right)
            continue;
        write_separator(at++, count, &out);
        text_add(&out, question->choices.items[i].text);
    }
    if (count == 0)
        text_add(&out, translate("none of them"));
    question->answer = text_take(&out);
}

static bool make_names(struct question *question, struct state *state)
{
    struct names names = {VECTOR_EMPTY};
    struct step step;

    question->form = QUESTION_SEVERAL;
    recording_step(question->recording, question->step, &step);
    state_seek(state, question->step);
    collect_names(state, step.frame, true, &names);
    state_seek(state, question->outcome);
    collect_names(state, step.frame, false, &names);
    for (size_t i = 0; i < names.items.count; i++) {
        struct name *name = &names.items.items[i];
        const char *text = recording_string(question->recording, name->name, NULL);

        if (strncmp(text, "__", 2) != 0)
            add_choice(question, (struct question_choice){memory_copy_string(text), NULL, 0,
                                                          has_changed(question, name, state)});
        text_free(&name->was);
    }
    vector_free(&names.items);
    return question->choices.count > 0;
}

/* ---- boxes ---- */

static bool has_box(struct state *state, uint32_t number, bool all_objects)
{
    struct object object;

    return state_object(state, number, &object) && object.alive && (all_objects || !value_is_inline(&object));
}

static bool is_choice(const struct question *question, uint32_t object)
{
    for (size_t i = 0; i < question->choices.count; i++)
        if (question->choices.items[i].number == object)
            return true;
    return false;
}

static void add_box(struct question *question, struct state *state, uint32_t number)
{
    struct text text = TEXT_EMPTY, described = TEXT_EMPTY;
    const char *words, *the = translate("the ");
    struct object object;

    if (is_choice(question, number) || !state_object(state, number, &object))
        return;
    value_short_id(question->recording, object.address, false, &text);
    describe_object(state, number, &described);
    words = text_string(&described);
    text_format(&text, "  %s", strncmp(words, the, strlen(the)) == 0 ? words + strlen(the) : words);
    text_free(&described);
    add_choice(question, (struct question_choice){text_take(&text), NULL, number, false});
}

/* The boxes that the names of all frames reach, nearest first. */
static void collect_boxes(struct question *question, struct state *state, uint32_t thread, bool all_objects)
{
    size_t first = 0;

    for (size_t depth = 0; depth < state_depth(state, thread); depth++) {
        uint32_t frame = state_frame_at(state, thread, depth);

        for (size_t i = 0; i < state_names(state, frame); i++)
            if (has_box(state, state_name(state, frame, i).object, all_objects))
                add_box(question, state, state_name(state, frame, i).object);
    }
    for (; first < question->choices.count; first++) {
        struct object object;

        if (!state_object(state, question->choices.items[first].number, &object))
            continue;
        for (size_t i = 0; i < object.entries + object.fields; i++) {
            uint32_t entry = state_entry(state, object.number, i).value;

            if (has_box(state, entry, all_objects))
                add_box(question, state, entry);
        }
    }
}

static bool make_box(struct question *question, struct state *state, bool all_objects)
{
    const struct condition *answer = question->prediction->answer.condition;
    bool there = false;
    struct step step;
    uint32_t right;

    recording_step(question->recording, question->step, &step);
    state_seek(state, question->step);
    collect_boxes(question, state, step.thread, all_objects);
    if (question->choices.count == QUESTION_CHOICES_MAX)
        free(question->choices.items[--question->choices.count].text);
    add_choice(question, (struct question_choice){memory_copy_string(translate("an object that is not there yet")),
                                                  NULL, 0, false});
    state_seek(state, question->outcome);
    right = condition_object(answer, state);
    for (size_t i = 0; i < question->choices.count; i++)
        there |= right != 0 && question->choices.items[i].number == right;
    for (size_t i = 0; i < question->choices.count; i++)
        question->choices.items[i].is_right = question->choices.items[i].number == (there ? right : 0);
    return right != 0;
}

/* ---- order ---- */

static int compare_choices(const void *left, const void *right)
{
    return strcmp(((const struct question_choice *)left)->text, ((const struct question_choice *)right)->text);
}

static bool is_order_as_shown(const struct question *question, const char *written)
{
    for (size_t i = 0; i < question->choices.count; i++) {
        size_t length = strcspn(written, "\n");

        if (strlen(question->choices.items[i].text) != length ||
            memcmp(question->choices.items[i].text, written, length) != 0)
            return false;
        written += length + (written[length] == '\n');
    }
    return true;
}

static void reverse(struct question *question)
{
    for (size_t i = 0; i < question->choices.count / 2; i++) {
        struct question_choice *one = &question->choices.items[i];
        struct question_choice *other = &question->choices.items[question->choices.count - 1 - i];
        struct question_choice kept = *one;

        *one = *other;
        *other = kept;
    }
}

static void find_order(struct question *question, const char *written)
{
    bool used[QUESTION_CHOICES_MAX] = {false};

    for (size_t line = 0; line < question->choices.count; line++) {
        size_t length = strcspn(written, "\n"), i = 0;

        while (i < question->choices.count && (used[i] || strlen(question->choices.items[i].text) != length ||
                                               memcmp(question->choices.items[i].text, written, length) != 0))
            i++;
        if (i < question->choices.count) {
            used[i] = true;
            vector_push(&question->order, i);
        }
        written += length + (written[length] == '\n');
    }
}

static void write_order(struct question *question)
{
    struct text out = TEXT_EMPTY;

    for (size_t i = 0; i < question->order.count; i++)
        text_format(&out, "%s%s", i > 0 ? translate(", then ") : "",
                    question->choices.items[question->order.items[i]].text);
    question->answer = out.bytes != NULL ? text_take(&out) : memory_copy_string("");
}

/* The lines are shown sorted; the other way round where that would give the answer away. */
static bool make_order(struct question *question, uint32_t start)
{
    struct text written = TEXT_EMPTY;
    const char *at;

    question->form = QUESTION_ORDER;
    lesson_write_output(question->recording, start, question->outcome, &written);
    for (at = text_string(&written); *at != '\0';) {
        size_t length = strcspn(at, "\n");

        add_choice(question, (struct question_choice){memory_copy_bytes(at, length), NULL, 0, false});
        at += length + (at[length] == '\n');
    }
    if (question->choices.count > 1)
        qsort(question->choices.items, question->choices.count, sizeof *question->choices.items, compare_choices);
    if (is_order_as_shown(question, text_string(&written)))
        reverse(question);
    find_order(question, text_string(&written));
    write_order(question);
    text_free(&written);
    return question->choices.count > 1;
}

/* ---- threads ---- */

static uint32_t thread_at(const struct recording *recording, uint32_t number)
{
    struct step step;

    return recording_step(recording, number, &step) ? step.thread : 0;
}

/* The threads that have begun and not ended where it is asked, and one that may begin. */
static bool make_thread(struct question *question, struct state *state)
{
    uint32_t right = thread_at(question->recording, question->outcome);
    bool there = false;

    state_seek(state, question->step);
    for (uint32_t thread = 1; thread <= recording_threads(question->recording); thread++) {
        if (state_depth(state, thread) == 0 || question->choices.count + 1 == QUESTION_CHOICES_MAX)
            continue;
        add_choice(question,
                   (struct question_choice){memory_copy_string(recording_thread_name(question->recording, thread)),
                                            NULL, thread, thread == right});
        there |= thread == right;
    }
    add_choice(question, (struct question_choice){memory_copy_string(translate("a thread that has not begun yet")),
                                                  NULL, 0, !there});
    return right != 0;
}

/* ---- making one ---- */

static bool make(struct question *question, struct state *state, uint32_t start, bool all_objects)
{
    switch (question->prediction->kind) {
    case LESSON_KIND_OUTPUT:
        make_output(question, start);
        return true;
    case LESSON_KIND_CHOICE:
        make_choice(question, state);
        return true;
    case LESSON_KIND_VALUE:
        return make_value(question, state, start);
    case LESSON_KIND_NAMES:
        return make_names(question, state);
    case LESSON_KIND_BOX:
        return make_box(question, state, all_objects);
    case LESSON_KIND_ORDER:
        return make_order(question, start);
    case LESSON_KIND_THREAD:
        return make_thread(question, state);
    case LESSON_KIND_COUNT:
        break;
    }
    return false;
}

/* Of several, exactly one is right; several names may be right, or none. */
static bool has_an_answer(struct question *question)
{
    size_t count = 0;

    for (size_t i = 0; i < question->choices.count; i++)
        count += question->choices.items[i].is_right;
    if (question->form != QUESTION_ONE)
        return true;
    return count == 1;
}

bool question_make(const struct lesson_prediction *prediction, const struct recording *recording, uint32_t step,
                   bool all_objects, struct question *question)
{
    struct state *state;
    uint32_t start;
    bool made;

    memset(question, 0, sizeof *question);
    question->prediction = prediction;
    question->recording = recording;
    question->step = step;
    if (!lesson_outcome(prediction, recording, step, &start, &question->outcome))
        return false;
    state = state_new(recording);
    state_seek(state, step);
    question->text = copy_filled(prediction->question, state);
    made = make(question, state, start, all_objects) && has_an_answer(question);
    if (made && question->answer == NULL)
        write_right(question);
    state_free(state);
    if (!made)
        question_free(question);
    return made;
}

void question_free(struct question *question)
{
    for (size_t i = 0; i < question->choices.count; i++)
        free(question->choices.items[i].text);
    vector_free(&question->choices);
    vector_free(&question->order);
    free(question->text);
    free(question->answer);
    question->text = question->answer = NULL;
}

/* ---- judging ---- */

static bool is_chosen(const struct question_answer *answer, size_t choice)
{
    for (size_t i = 0; i < answer->chosen.count; i++)
        if (answer->chosen.items[i] == choice)
            return true;
    return false;
}

static bool is_right(const struct question *question, const struct question_answer *answer)
{
    if (question->form == QUESTION_TYPED)
        return is_same_value(answer->typed, question->answer);
    if (question->form == QUESTION_ORDER) {
        for (size_t i = 0; i < answer->chosen.count; i++)
            if (strcmp(question->choices.items[answer->chosen.items[i]].text,
                       question->choices.items[question->order.items[i]].text) != 0)
                return false;
        return answer->chosen.count == question->choices.count;
    }
    for (size_t i = 0; i < question->choices.count; i++)
        if (is_chosen(answer, i) != question->choices.items[i].is_right)
            return false;
    return true;
}

static void write_said(const struct question *question, const struct question_answer *answer, struct text *out)
{
    if (question->form == QUESTION_TYPED) {
        text_add(out, answer->typed);
        return;
    }
    for (size_t i = 0; i < answer->chosen.count; i++) {
        if (question->form == QUESTION_ORDER)
            text_add(out, i > 0 ? translate(", then ") : "");
        else
            write_separator(i, answer->chosen.count, out);
        text_add(out, question->choices.items[answer->chosen.items[i]].text);
    }
    if (answer->chosen.count == 0)
        text_add(out, translate("none of them"));
}

/* Whether the foreseen answer "a b" is what was chosen; "none" is nothing. */
static bool are_names(const char *foreseen, const struct question *question, const struct question_answer *answer)
{
    size_t count = 0;

    for (const char *at = foreseen; *at != '\0' && strcmp(foreseen, "none") != 0;) {
        size_t length = strcspn(at, " ,"), i = 0;

        while (i < answer->chosen.count &&
               (strlen(question->choices.items[answer->chosen.items[i]].text) != length ||
                memcmp(question->choices.items[answer->chosen.items[i]].text, at, length) != 0))
            i++;
        if (length > 0 && i == answer->chosen.count)
            return false;
        count += length > 0;
        at += length + strspn(at + length, " ,");
    }
    return count == answer->chosen.count;
}

/* The object of a foreseen answer, as it is where the question is asked; "new" is one that is not there yet. */
static bool is_box(const char *foreseen, const struct question *question, const struct question_answer *answer)
{
    struct condition *condition;
    struct state *state;
    uint32_t object = 0;

    if (answer->chosen.count != 1)
        return false;
    if (strcmp(foreseen, "new") != 0 && condition_parse_value(foreseen, &condition, NULL) == STATUS_OK) {
        state = state_new(question->recording);
        state_seek(state, question->step);
        object = condition_object(condition, state);
        state_free(state);
        condition_free(condition);
        if (object == 0)
            return false;
    }
    return question->choices.items[answer->chosen.items[0]].number == object;
}

/* A thread by its name, of which what stands in brackets may be left out; "new" is one that has not begun yet. */
static bool is_thread(const char *foreseen, const struct question *question, const struct question_answer *answer)
{
    const struct question_choice *choice;
    size_t length;

    if (answer->chosen.count != 1)
        return false;
    choice = &question->choices.items[answer->chosen.items[0]];
    length = strcspn(choice->text, "(");
    while (length > 0 && choice->text[length - 1] == ' ')
        length--;
    if (choice->number == 0)
        return strcmp(foreseen, "new") == 0;
    return strcmp(foreseen, choice->text) == 0 ||
           (strlen(foreseen) == length && memcmp(foreseen, choice->text, length) == 0);
}

const struct lesson_option *question_option(const struct question *question, const struct question_answer *answer)
{
    const struct lesson_prediction *prediction = question->prediction;

    if (prediction->kind == LESSON_KIND_OUTPUT || prediction->kind == LESSON_KIND_CHOICE)
        return answer->chosen.count == 1 ? question->choices.items[answer->chosen.items[0]].option : NULL;
    for (size_t i = 0; i < prediction->options.count; i++) {
        const struct lesson_option *option = &prediction->options.items[i];

        if ((prediction->kind == LESSON_KIND_VALUE && is_same_value(answer->typed, option->text)) ||
            (prediction->kind == LESSON_KIND_NAMES && are_names(option->text, question, answer)) ||
            (prediction->kind == LESSON_KIND_BOX && is_box(option->text, question, answer)) ||
            (prediction->kind == LESSON_KIND_THREAD && is_thread(option->text, question, answer)))
            return option;
    }
    return NULL;
}

void question_judge(const struct question *question, const struct question_answer *answer, struct verdict *verdict)
{
    const struct lesson_prediction *prediction = question->prediction;
    const struct lesson_option *option = question_option(question, answer);
    struct state *state = state_new(question->recording);
    const char *reply = option != NULL ? option->reply : prediction->reply;

    state_seek(state, question->outcome);
    verdict->is_right = is_right(question, answer);
    write_said(question, answer, &verdict->said);
    if (verdict->is_right && prediction->right != NULL)
        reply = prediction->right;
    else if (verdict->is_right && option != NULL && option->right != NULL)
        reply = option->right;
    if (reply != NULL)
        lesson_fill(reply, state, &verdict->reply);
    if (!verdict->is_right && option != NULL && option->belief != NULL)
        lesson_fill(option->belief, state, &verdict->belief);
    state_free(state);
}

void question_answer_rightly(const struct question *question, struct question_answer *answer)
{
    memset(answer, 0, sizeof *answer);
    answer->typed = question->answer;
    for (size_t i = 0; i < question->order.count; i++)
        vector_push(&answer->chosen, question->order.items[i]);
    for (size_t i = 0; question->order.count == 0 && i < question->choices.count; i++)
        if (question->choices.items[i].is_right)
            vector_push(&answer->chosen, i);
}

void question_write(const struct question *question, struct text *out)
{
    text_add(out, question->text);
    for (size_t i = 0; question->form != QUESTION_TYPED && i < question->choices.count; i++)
        text_format(out, "\n%zu  %s", i + 1, question->choices.items[i].text);
}

void question_write_answer(const struct question *question, struct text *out)
{
    struct question_answer answer;
    struct verdict verdict = {.is_right = false};

    question_answer_rightly(question, &answer);
    question_judge(question, &answer, &verdict);
    text_add(out, question->answer);
    if (verdict.reply.length > 0)
        text_format(out, "\n%s", verdict.reply.bytes);
    verdict_free(&verdict);
    vector_free(&answer.chosen);
}

void verdict_free(struct verdict *verdict)
{
    text_free(&verdict->said);
    text_free(&verdict->reply);
    text_free(&verdict->belief);
}
