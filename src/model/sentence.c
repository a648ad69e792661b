#include "model/sentence.h"

#include <assert.h>
#include <string.h>

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
