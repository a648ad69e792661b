/* A trace of Python Tutor as a recording.
 *
 * The trace tells neither addresses nor reference counts, only a number for each object: that stands as its address,
 * and a note in the recording says so.  The file is untrusted: whatever is not as Python Tutor writes it is refused
 * with a sentence that names the step. */
#ifndef TERRARIUM_OUTPUT_PYTUTOR_IMPORT_H
#define TERRARIUM_OUTPUT_PYTUTOR_IMPORT_H

#include "base/error.h"
#include "base/text.h"
#include "model/recording.h"

/* `name`: what the program is called, for titles.  On success the caller frees the recording. */
enum status pytutor_import(const struct text *json, const char *name, struct recording **recording,
                           struct error *error);

#endif
