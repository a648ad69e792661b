/* `terrarium lesson record FOLDER...`: the recordings that lessons bring along, made anew. */
#ifndef TERRARIUM_CLI_LESSON_RECORD_H
#define TERRARIUM_CLI_LESSON_RECORD_H

#include "base/error.h"
#include "cli/commands.h"

/* Each by the CPython that made it before, in its way; those whose CPython is not there stay, which is told. */
enum status lesson_record(const struct cli_settings *settings, char *const *folders, int count, struct error *error);

#endif
