#include "model/explanation.h"

#include <stdlib.h>

#include "model/describe.h"
#include "model/value.h"

void explanation_end_sentence(struct explanation *explanation)
{
    text_add_char(explanation->out, '\n');
    explanation->sentences++;
}

bool explanation_is_full(const struct explanation *explanation)
{
    return explanation->sentences >= explanation->limit;
}

void explanation_capitalise(struct explanation *explanation, size_t mark)
{
    char *first = explanation->out->bytes + mark;

    if (*first >= 'a' && *first <= 'z')
        *first = (char)(*first - 'a' + 'A');
}

const char *explanation_string(const struct explanation *explanation, uint32_t string)
{
    return recording_string(explanation->recording, string, NULL);
}

bool explanation_is_born(const struct explanation *explanation, uint32_t object)
{
    for (size_t i = 0; i < explanation->changes->born_count; i++)
        if (explanation->changes->born[i] == object)
            return true;
    return false;
}

const char *explanation_keep(struct explanation *explanation, struct text *words)
{
    char *kept = text_take(words);

    vector_push(&explanation->kept, kept);
    return kept;
}

const char *explanation_number(struct explanation *explanation, size_t number)
{
    struct text words = TEXT_EMPTY;

    text_format(&words, "%zu", number);
    return explanation_keep(explanation, &words);
}

const char *explanation_object(struct explanation *explanation, uint32_t object)
{
    struct text words = TEXT_EMPTY;

    describe_object(explanation->state, object, &words);
    return explanation_keep(explanation, &words);
}

const char *explanation_owner(struct explanation *explanation, uint32_t object)
{
    struct text words = TEXT_EMPTY;

    describe_by_names(explanation->state, object, &words);
    return explanation_keep(explanation, &words);
}

const char *explanation_value(struct explanation *explanation, uint32_t object, int characters)
{
    struct text words = TEXT_EMPTY;

    value_summary(explanation->state, object, characters, &words);
    return explanation_keep(explanation, &words);
}

void explanation_write(struct explanation *explanation, const char *english, const struct sentence_place *places)
{
    sentence_write(english, places, explanation->out);
}

void explanation_end(struct explanation *explanation)
{
    for (size_t i = 0; i < explanation->kept.count; i++)
        free(explanation->kept.items[i]);
    vector_free(&explanation->kept);
    library_entries_free(&explanation->library);
}
