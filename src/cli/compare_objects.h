/* terrarium compare --lens objects: pictures of the same step of two runs. */
#ifndef TERRARIUM_CLI_COMPARE_OBJECTS_H
#define TERRARIUM_CLI_COMPARE_OBJECTS_H

#include "cli/commands.h"
#include "session/session.h"

struct compared_run {
    const char *name; /* borrowed, as what the options refer to */
    struct session_options options;
};

/* Records both, one after the other, and writes their pictures side by side, or one above the other where that is too
 * narrow; then where they differ first.  Returns the exit status. */
int compare_objects(const struct cli_settings *settings, const struct compared_run *first,
                    const struct compared_run *second, struct error *error);

#endif
