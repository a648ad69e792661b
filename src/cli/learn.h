/* Lessons as text. */
#ifndef TERRARIUM_CLI_LEARN_H
#define TERRARIUM_CLI_LEARN_H

#include "base/error.h"
#include "base/text.h"
#include "cli/commands.h"

/* Runs each scene of the lesson and writes its pictures.  Returns the exit status. */
int learn_as_text(const struct cli_settings *settings, const char *name, struct error *error);

/* Appends "name TAB title" of each lesson that is installed, a line each. */
void learn_list(struct text *out);

#endif
