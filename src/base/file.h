/* Whole files: reading one, and replacing one so that a crash leaves the old or the new, never half of each. */
#ifndef TERRARIUM_BASE_FILE_H
#define TERRARIUM_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#include "base/text.h"

/* Appends the file's bytes to `out`.  A directory, or more than `limit` bytes, is an error; the sentence names the
 * path. */
enum status file_read(const char *path, size_t limit, struct text *out, struct error *error);
/* Writes a temporary file beside `path`, syncs it, and renames it over `path`, whose mode and links stay.  What is
 * there and is no file, such as a pipe or a device, is written into. */
enum status file_replace(const char *path, const void *bytes, size_t length, struct error *error);
/* Creates `path` and the folders above it (mode 0700) where they are missing. */
enum status file_make_folder(const char *path, struct error *error);
/* Appends the folder for what is kept between runs ($XDG_STATE_HOME/terrarium) with `rest` behind it.  False when the
 * environment names none. */
bool file_state_path(const char *rest, struct text *out);
/* Creates that folder; STATUS_FAILED with a sentence when it cannot be. */
enum status file_make_state_folder(const char *rest, struct text *folder, struct error *error);

#endif
