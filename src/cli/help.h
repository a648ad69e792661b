/* --help, from the tables. */
#ifndef TERRARIUM_CLI_HELP_H
#define TERRARIUM_CLI_HELP_H

#include "base/text.h"
#include "cli/commands.h"

/* Appends the help of a command; that of the whole program for the command without a name. */
void help_write(const struct cli_command *command, struct text *out);

#endif
