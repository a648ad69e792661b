#include "model/sentence.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"

static const char *words_of(const struct sentence_place *places, const char *name, size_t length)
{
    while (places->name != NULL && (strlen(places->name) != length || memcmp(places->name, name, length) != 0))
        places++;
    assert(places->name != NULL);
    return places->words;
}

void sentence_write(const char *english, const struct sentence_place *places, struct text *out)
{
    const char *words = translate(english), *brace;

    for (; (brace = strchr(words, '{')) != NULL; words = strchr(brace, '}') + 1) {
        text_append(out, words, (size_t)(brace - words));
        text_add(out, words_of(places, brace + 1, strcspn(brace + 1, "}")));
    }
    text_add(out, words);
}

/* What the text has where the pattern has places; false when it does not follow the pattern. */
static bool take_apart(const char *english, const char *text, struct sentence_place *places, size_t *count)
{
    for (*count = 0;;) {
        const char *brace = strchr(english, '{'), *behind, *end;
        size_t fixed = brace != NULL ? (size_t)(brace - english) : strlen(english);

        if (strncmp(english, text, fixed) != 0)
            return false;
        text += fixed;
        if (brace == NULL)
            return *text == '\0';
        behind = strchr(brace, '}') + 1;
        fixed = strcspn(behind, "{");
        for (end = text; *end != '\0' && (fixed == 0 || strncmp(end, behind, fixed) != 0);)
            end++;
        assert(*count < SENTENCE_PLACES_MAX);
        places[*count].name = memory_copy_bytes(brace + 1, (size_t)(behind - brace) - 2);
        places[(*count)++].words = memory_copy_bytes(text, (size_t)(end - text));
        text = end;
        english = behind;
    }
}

bool sentence_retell(const char *english, const char *text, struct text *out)
{
    struct sentence_place places[SENTENCE_PLACES_MAX + 1] = {{NULL, NULL}};
    size_t count;
    bool follows = take_apart(english, text, places, &count);

    if (follows)
        sentence_write(english, places, out);
    for (size_t i = 0; i < count; i++) {
        free((char *)(uintptr_t)places[i].name);
        free((char *)(uintptr_t)places[i].words);
    }
    return follows;
}
