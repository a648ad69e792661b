/* The shells' completions.  A shell's script only asks the program what could stand at the cursor
 * (terrarium --completions words -- WORD...), so that the tables are the one place that knows. */
#ifndef TERRARIUM_CLI_COMPLETIONS_H
#define TERRARIUM_CLI_COMPLETIONS_H

#include "base/error.h"
#include "base/text.h"

/* The script for `shell`: bash, zsh or fish. */
enum status completions_write_script(const char *shell, struct text *out, struct error *error);

/* What can stand in place of the last of `words` (which follow "terrarium" on the line; the last may be ""): lines of
 * "word" or "word TAB explanation"; a last line ":files" where a file's name can stand. */
void completions_write_words(char *const *words, int count, struct text *out);

#endif
