#include "model/details.h"

#include <string.h>

#include "base/translate.h"
#include "model/sentence.h"

/* What record/ writes: keys, words that stand alone, and what is counted. */
static const char *const words[] = {
    TRANSLATE_LATER("position"),    TRANSLATE_LATER("remaining"), TRANSLATE_LATER("next"),
    TRANSLATE_LATER("next number"), TRANSLATE_LATER("exhausted"), TRANSLATE_LATER("descriptor"),
    TRANSLATE_LATER("closed"),      TRANSLATE_LATER("detached"),  TRANSLATE_LATER("released"),
    TRANSLATE_LATER("alive"),       TRANSLATE_LATER("dead"),      TRANSLATE_LATER("traceback"),
    TRANSLATE_LATER("frame"),       TRANSLATE_LATER("frames"),    TRANSLATE_LATER("byte"),
    TRANSLATE_LATER("bytes"),       TRANSLATE_LATER("read-only"), TRANSLATE_LATER("maxlen"),
};

bool details_next(struct trace_bytes *details, struct trace_bytes *line)
{
    const char *end;

    if (details->length == 0)
        return false;
    end = memchr(details->at, '\n', details->length);
    *line = (struct trace_bytes){details->at, end != NULL ? (size_t)(end - details->at) : details->length};
    details->at += line->length + (end != NULL);
    details->length -= line->length + (end != NULL);
    return true;
}

/* The word, in the learner's language; NULL when it is none of ours. */
static const char *word_of(const char *at, size_t length)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && memcmp(words[i], at, length) == 0)
            return translate(words[i]);
    return NULL;
}

static void write_word(const char *at, size_t length, struct text *out)
{
    const char *word = word_of(at, length);

    if (word != NULL)
        text_add(out, word);
    else
        text_append(out, at, length);
}

/* "3 bytes, read-only": numbers, and words with ", " or a blank between. */
static void write_value(const char *at, size_t length, struct text *out)
{
    size_t digits = 0, comma;
    const char *found;

    while (digits < length && at[digits] >= '0' && at[digits] <= '9')
        digits++;
    if (digits > 0 && digits + 1 < length && at[digits] == ' ') {
        text_append(out, at, digits + 1);
        at += digits + 1;
        length -= digits + 1;
    }
    found = memmem(at, length, ", ", 2);
    comma = found != NULL ? (size_t)(found - at) : length;
    if (found != NULL && word_of(at, comma) != NULL && word_of(found + 2, length - comma - 2) != NULL) {
        write_word(at, comma, out);
        text_add(out, ", ");
        write_word(found + 2, length - comma - 2, out);
        return;
    }
    write_word(at, length, out);
}

/* The length of the key before ": "; 0 where there is none that we know. */
static size_t key_length(struct trace_bytes line)
{
    const char *colon = memmem(line.at, line.length, ": ", 2);

    return colon != NULL && word_of(line.at, (size_t)(colon - line.at)) != NULL ? (size_t)(colon - line.at) : 0;
}

void details_write(struct trace_bytes line, struct text *out)
{
    size_t key = key_length(line);

    if (key > 0) {
        write_word(line.at, key, out);
        text_add(out, ": ");
        line.at += key + 2;
        line.length -= key + 2;
    }
    write_value(line.at, line.length, out);
}

void details_write_change(struct trace_bytes line, struct text *out)
{
    struct text name = TEXT_EMPTY, value = TEXT_EMPTY;
    size_t key = key_length(line);

    if (key > 0) {
        write_word(line.at, key, &name);
        line.at += key + 2;
        line.length -= key + 2;
    }
    write_value(line.at, line.length, &value);
    if (key > 0)
        sentence_write("{key} is now {value}",
                       SENTENCE_PLACES({"key", text_string(&name)}, {"value", text_string(&value)}), out);
    else
        sentence_write("it is now {now}", SENTENCE_PLACES({"now", text_string(&value)}), out);
    text_free(&name);
    text_free(&value);
}
