/* Commands that are typed, a line each, at a prompt: in the learner's language, or in English.  For who listens to a
 * screen reader, which speaks what is written and not what is redrawn. */
#ifndef TERRARIUM_CLI_TYPED_H
#define TERRARIUM_CLI_TYPED_H

#include <stdbool.h>
#include <stddef.h>

#include "model/sentence.h"

/* In English, with TRANSLATE_LATER. */
struct typed_command {
    const char *words; /* "next, n": its name first, what is short for it last */
    const char *does;  /* a sentence, with the place {words} */
};

/* The command that a word is, or that only begins so; `count`: none of them. */
size_t typed_find(const struct typed_command *commands, size_t count, const char *word, size_t length);
/* Writes a line for each of them. */
void typed_help(const struct typed_command *commands, size_t count, bool ascii);
/* Writes a sentence, sanitised, as a line. */
void typed_say(const char *english, const struct sentence_place *places, bool ascii);
/* Prompts, for an answer or a command, and reads a line, without the blanks at its end; false at the end of the input.
 * As getline(3) has `line` and `room`. */
bool typed_read(bool is_answer, char **line, size_t *room);

#endif
