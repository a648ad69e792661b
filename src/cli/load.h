/* A recording from a file. */
#ifndef TERRARIUM_CLI_LOAD_H
#define TERRARIUM_CLI_LOAD_H

#include "base/error.h"
#include "model/recording.h"

/* Reads a recording, which the caller frees.  A damaged file gives its intact part: STATUS_OK with a sentence in
 * `error`, which is empty for a whole one. */
enum status load_recording(const char *path, struct recording **recording, struct error *error);

#endif
