/* A recording on disk, as a whole. */
#ifndef TERRARIUM_MODEL_RECORDING_FILE_H
#define TERRARIUM_MODEL_RECORDING_FILE_H

#include "base/error.h"
#include "model/recording.h"

/* Reads a recording, which the caller then owns.  One that is damaged, or breaks off before the run's end, is a
 * fault. */
enum status recording_read_file(const char *path, struct recording **recording, struct error *error);

#endif
