/* The learner's program: which one the command line names, and a run of it. */
#ifndef TERRARIUM_CLI_PROGRAM_H
#define TERRARIUM_CLI_PROGRAM_H

#include "base/error.h"
#include "cli/commands.h"
#include "session/session.h"

/* What follows "python3" on a command line that would run the same; NULL-terminated, owned, its strings borrowed from
 * the settings.  A FILE that is missing, unreadable or a folder without a __main__.py is refused with a sentence. */
enum status program_arguments(const struct cli_settings *settings, char ***arguments, struct error *error);

/* Microseconds of "20ms", "500us", "0.02s" or "0.02"; 0 when it is no such time, or none that CPython takes. */
uint32_t program_read_interval(const char *typed);
/* STATUS_USAGE when that is 0; NULL is well. */
enum status program_check_interval(const char *typed, struct error *error);

/* Whether a program can be read from this path. */
enum status program_check_file(const char *path, struct error *error);

/* Before the program runs for an hour: can a recording be written there at its end?  Anything but a recording is left
 * alone. */
enum status program_check_output(const char *path, struct error *error);

/* The limits and the CPython that the settings name. */
struct session_options program_options(const struct cli_settings *settings, char *const *arguments,
                                       enum session_terminal terminal);

/* The program's name for a title; borrowed. */
const char *program_title(const struct cli_settings *settings);

/* Runs the program to its end, or until a signal, a limit, and takes everything in.  Returns the exit status: the
 * program's own, 1 after a limit, 128 + n after signal n ended it or Terrarium. */
enum status program_run(const struct session_options *options, struct recording *recording, int *exit_status,
                        struct error *error);

/* Between these two, signals that would end us are only remembered: 0 or the number.  One that a shell had us ignore
 * still is. */
void program_catch_signals(void);
int program_caught_signal(void);
void program_restore_signals(void);

#endif
