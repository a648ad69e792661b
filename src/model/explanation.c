#include "model/explanation.h"

#include "model/describe.h"

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

void explanation_write_went(struct explanation *explanation, uint32_t was, uint32_t now)
{
    text_add(explanation->out, " went from ");
    describe_object(explanation->state, was, explanation->out);
    text_add(explanation->out, " to ");
    describe_object(explanation->state, now, explanation->out);
}
