/* From main's arguments to settings. */
#ifndef TERRARIUM_CLI_PARSE_H
#define TERRARIUM_CLI_PARSE_H

#include "cli/commands.h"

/* STATUS_USAGE with a sentence when the arguments make no sense.  Options and operands may stand in any order, except
 * that a program's FILE, -c and -m end the options. */
enum status cli_parse(int count, char **arguments, struct cli_settings *settings, struct error *error);

/* What the settings own; also after a failure. */
void cli_settings_free(struct cli_settings *settings);

/* The command whose name is nearest to `name`, NULL when none is near. */
const struct cli_command *cli_nearest_command(const char *name);

#endif
