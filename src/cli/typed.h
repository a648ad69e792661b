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

/* All that can be typed. */
struct typed_commands {
    const struct typed_command *items;
    size_t count;
    size_t empty, number, question_mark; /* the one that nothing, a number and a question mark alone are short for */
};

/* The command that a line is, or only begins; `*rest`: what follows it after blanks, or the number.  `count`, after
 * saying so, where it is none. */
size_t typed_understand(const struct typed_commands *commands, const char *line, const char **rest, bool ascii);
/* Writes a line for each of them. */
void typed_help(const struct typed_commands *commands, bool ascii);
/* Writes a sentence, sanitised, as a line. */
void typed_say(const char *english, const struct sentence_place *places, bool ascii);
/* Prompts, for an answer or a command, and reads a line, without the blanks at its end; false at the end of the input.
 * As getline(3) has `line` and `room`. */
bool typed_read(bool is_answer, char **line, size_t *room);

#endif
