#include "cli/typed.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "cli/streams.h"

void typed_say(const char *english, const struct sentence_place *places, bool ascii)
{
    struct text words = TEXT_EMPTY, out = TEXT_EMPTY;

    sentence_write(english, places, &words);
    utf8_clean(&out, text_string(&words), words.length, ascii);
    text_add_char(&out, '\n');
    streams_write(&out);
    text_free(&words);
    text_free(&out);
}

/* "next or n": the first and the last of what is understood. */
static void write_spoken(const char *words, struct text *out)
{
    const char *last = strrchr(words, ' ');
    struct text first = TEXT_EMPTY;

    text_append(&first, words, strcspn(words, ","));
    sentence_write("{word} or {letter}",
                   SENTENCE_PLACES({"word", text_string(&first)}, {"letter", last != NULL ? last + 1 : words}), out);
    text_free(&first);
}

void typed_help(const struct typed_commands *commands, bool ascii)
{
    for (size_t i = 0; i < commands->count; i++) {
        struct text spoken = TEXT_EMPTY;

        write_spoken(translate(commands->items[i].words), &spoken);
        typed_say(commands->items[i].does, SENTENCE_PLACES({"words", text_string(&spoken)}), ascii);
        text_free(&spoken);
    }
}

/* Whether the word is one of "next, n", or how the first of them begins. */
static bool is_among(const char *words, const char *word, size_t length, bool begins)
{
    if (begins)
        return length > 1 && strncasecmp(words, word, length) == 0 && length < strcspn(words, ",");
    for (const char *at = words; *at != '\0'; at += strspn(at, ", ")) {
        size_t own = strcspn(at, ",");

        if (own == length && strncasecmp(at, word, length) == 0)
            return true;
        at += own;
    }
    return false;
}

/* In the learner's language, then in English; then by how it begins. */
static size_t find(const struct typed_commands *commands, const char *word, size_t length)
{
    for (int begins = 0; begins < 2; begins++)
        for (int english = 0; english < 2; english++)
            for (size_t i = 0; i < commands->count; i++) {
                const char *words = commands->items[i].words;

                if (is_among(english ? words : translate(words), word, length, begins != 0))
                    return i;
            }
    return commands->count;
}

size_t typed_understand(const struct typed_commands *commands, const char *line, const char **rest, bool ascii)
{
    const char *word = line + strspn(line, " \t");
    size_t length = strcspn(word, " \t"), found;

    *rest = word + length + strspn(word + length, " \t");
    if (*word == '\0')
        return commands->empty;
    if (strcmp(word, "?") == 0)
        return commands->question_mark;
    if (isdigit((unsigned char)*word)) {
        *rest = word;
        return commands->number;
    }
    found = find(commands, word, length);
    if (found == commands->count)
        typed_say(TRANSLATE_LATER("There is no command {word}: help says them all."), SENTENCE_PLACES({"word", word}),
                  ascii);
    return found;
}

bool typed_read(bool is_answer, char **line, size_t *room)
{
    ssize_t length;

    fputs(is_answer ? translate("Your answer? ") : translate("Command? "), stdout);
    fflush(stdout);
    length = getline(line, room, stdin);
    if (length < 0)
        fputc('\n', stdout);
    while (length > 0 && strchr(" \t\r\n", (*line)[length - 1]) != NULL)
        (*line)[--length] = '\0';
    return length >= 0;
}
