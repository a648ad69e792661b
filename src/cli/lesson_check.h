/* Lessons tried out: what an author, and CI, must know before a learner sees them. */
#ifndef TERRARIUM_CLI_LESSON_CHECK_H
#define TERRARIUM_CLI_LESSON_CHECK_H

#include "base/error.h"
#include "cli/commands.h"

/* Runs the scenes of the lessons in these folders on every runner (or the one that was asked for), computes each
 * answer, and writes a line for each fault.  STATUS_FAILED when there was one. */
enum status lesson_check(const struct cli_settings *settings, char *const *folders, int count, struct error *error);

#endif
