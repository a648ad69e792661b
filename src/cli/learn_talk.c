#include "cli/learn_talk.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "cli/streams.h"

/* What there is to say, sanitised. */
static void end(const struct learn_talk *talk, struct text *words, struct text *out)
{
    if (talk->ascii)
        utf8_replace_marks(words);
    streams_clean(out, text_string(words), words->length, talk->ascii);
    text_free(words);
}

static bool is_answered(const struct learn_talk *talk, uint32_t step)
{
    for (size_t i = 0; i < talk->answered.count; i++)
        if (talk->answered.items[i] == step)
            return true;
    return false;
}

static void forget_question(struct learn_talk *talk)
{
    if (talk->waits)
        question_free(&talk->question);
    talk->waits = false;
}

bool learn_talk_ask(void *context, uint32_t step, struct text *out)
{
    static const char *const how[] = {
        [QUESTION_ONE] = TRANSLATE_LATER("Answer with its number, or with Enter alone if you do not know."),
        [QUESTION_SEVERAL] = TRANSLATE_LATER("Answer with the numbers of all that are right, with blanks between."),
        [QUESTION_ORDER] = TRANSLATE_LATER("Answer with all the numbers in their order, with blanks between."),
        [QUESTION_TYPED] = TRANSLATE_LATER("Type your answer, or Enter alone if you do not know."),
    };
    struct learn_talk *talk = context;
    const struct lesson_prediction *prediction = lesson_prediction_at(talk->moments, step);
    struct text words = TEXT_EMPTY;

    forget_question(talk);
    if (prediction == NULL || is_answered(talk, step) ||
        !question_make(prediction, talk->recording, step, talk->all_objects, &talk->question))
        return false;
    talk->waits = true;
    text_format(&words, "%s%s\n", translate("Question: "), talk->question.text);
    for (size_t i = 0; talk->question.form != QUESTION_TYPED && i < talk->question.choices.count; i++)
        text_format(&words, "%zu: %s\n", i + 1, talk->question.choices.items[i].text);
    text_format(&words, "%s\n", translate(how[talk->question.form]));
    end(talk, &words, out);
    return true;
}

/* "2", or "3 1 2": choices that there are, each once.  False when it is something else. */
static bool read_numbers(const struct question *question, const char *typed, struct question_answer *answer)
{
    char *rest;

    for (const char *at = typed + strspn(typed, " ,\t"); *at != '\0'; at = rest + strspn(rest, " ,\t")) {
        unsigned long number = strtoul(at, &rest, 10);

        if (!isdigit((unsigned char)*at) || number < 1 || number > question->choices.count)
            return false;
        for (size_t i = 0; i < answer->chosen.count; i++)
            if (answer->chosen.items[i] == number - 1)
                return false;
        vector_push(&answer->chosen, (size_t)number - 1);
    }
    return answer->chosen.count > 0 && (question->form != QUESTION_ONE || answer->chosen.count == 1) &&
           (question->form != QUESTION_ORDER || answer->chosen.count == question->choices.count);
}

static int compare_sizes(const void *left, const void *right)
{
    size_t one = *(const size_t *)left, other = *(const size_t *)right;

    return (one > other) - (one < other);
}

static void judge(struct learn_talk *talk, struct question_answer *answer, struct text *words)
{
    struct verdict verdict = {.is_right = false};

    if (talk->question.form == QUESTION_SEVERAL)
        qsort(answer->chosen.items, answer->chosen.count, sizeof(size_t), compare_sizes);
    question_judge(&talk->question, answer, &verdict);
    if (verdict.is_right)
        text_format(words, translate("Right: %s\n"), talk->question.answer);
    else
        text_format(words, translate("You said: %s\nIt is so: %s\n"), text_string(&verdict.said),
                    talk->question.answer);
    if (verdict.reply.length > 0)
        text_format(words, "%s\n", verdict.reply.bytes);
    verdict_free(&verdict);
}

bool learn_talk_answer(void *context, const char *typed, bool *waits, struct text *out)
{
    struct learn_talk *talk = context;
    struct question_answer answer = {.chosen = VECTOR_EMPTY, .typed = typed};
    struct text words = TEXT_EMPTY;
    bool is_answer = true, is_number = isdigit((unsigned char)typed[strspn(typed, " ,\t")]) != 0;

    if (*typed == '\0') {
        text_add(&words, translate("Answer: "));
        question_write_answer(&talk->question, &words);
        text_add_char(&words, '\n');
    } else if (talk->question.form == QUESTION_TYPED || read_numbers(&talk->question, typed, &answer)) {
        judge(talk, &answer, &words);
    } else {
        is_answer = false;
    }
    if (!is_answer && is_number) /* no step is meant */
        text_format(&words, translate("There are the numbers 1 to %zu, each once.\n"), talk->question.choices.count);
    if (is_answer) {
        vector_push(&talk->answered, talk->question.step);
        forget_question(talk);
    }
    *waits = talk->waits;
    end(talk, &words, out);
    vector_free(&answer.chosen);
    return is_answer || is_number;
}

void learn_talk_end(struct learn_talk *talk)
{
    forget_question(talk);
    vector_free(&talk->answered);
}
