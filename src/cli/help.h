/* --help, from the tables. */
#ifndef TERRARIUM_CLI_HELP_H
#define TERRARIUM_CLI_HELP_H

#include "base/text.h"
#include "cli/commands.h"

/* Appends the help of a command; that of the whole program for the command without a name. */
void help_write(const struct cli_command *command, struct text *out);

/* "-o, --output FILE.trr". */
void help_write_option(const struct cli_option *option, struct text *out);

#endif
