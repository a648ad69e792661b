#include "model/ending.h"

#include <string.h>

#include "base/translate.h"
#include "model/sentence.h"

/* The text as the first of the patterns that it was written by; false, and nothing, when there is none. */
static bool retell_by(const char *const *patterns, const char *english, struct text *out)
{
    for (; *patterns != NULL; patterns++)
        if (sentence_retell(*patterns, english, out))
            return true;
    return false;
}

void ending_retell(const char *english, struct text *out)
{
    static const char *const patterns[] = {
        TRANSLATE_LATER("The program ended with an uncaught {exception} (exit status {n})."),
        TRANSLATE_LATER("The program ended with exit status {n}."),
        TRANSLATE_LATER("The program was ended by signal {n} ({name})."),
        TRANSLATE_LATER("The program crashed: signal {n} ({name})."),
        NULL,
    }; /* as session/session.c writes them */

    if (!retell_by(patterns, english, out))
        text_add(out, translate(english));
}

/* What is said of "The program", without that subject and the full stop. */
static void retell_predicate(const char *predicate, struct text *out)
{
    const char *const subjects[] = {translate("The program"), "The program"};
    struct text english = TEXT_EMPTY, other = TEXT_EMPTY;
    const char *words;

    text_format(&english, "The program %s.", predicate);
    ending_retell(text_string(&english), &other);
    words = text_string(&other);
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        size_t length = strlen(subjects[i]);

        if (strncmp(words, subjects[i], length) == 0 && words[length] == ' ') {
            words += length + 1;
            break;
        }
    }
    text_append(out, words, strlen(words) - (*words != '\0' && words[strlen(words) - 1] == '.'));
    text_free(&english);
    text_free(&other);
}

void ending_retell_failure(const char *english, struct text *out)
{
    static const char *const patterns[] = {
        TRANSLATE_LATER("ended with exit status {n}: {line}"),
        TRANSLATE_LATER("ended with exit status {n}"),
        TRANSLATE_LATER("was not started: {why}"),
        TRANSLATE_LATER("was stopped"),
        NULL,
    }; /* as session/comparison.c writes them */

    if (!retell_by(patterns, english, out))
        retell_predicate(english, out);
}
