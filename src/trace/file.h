/* A recording on disk (.trr): a header and the log, in checksummed blocks.
 *
 *     magic (8 bytes) · major (u16) · minor (u16) · block · block · …
 *     block:  length (u32) · CRC-32 of the bytes (u32) · bytes         all numbers little-endian
 *
 * A record may cross blocks.  The file is untrusted: whatever is intact before the first damage is given out. */
#ifndef TERRARIUM_TRACE_FILE_H
#define TERRARIUM_TRACE_FILE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"
#include "trace/record.h"

/* Replaces the file as a whole (see file_replace). */
enum status trace_file_write(const char *path, struct trace_bytes log, struct error *error);
/* Appends the log's bytes to `log`.  STATUS_FAILED when the file cannot be read or is no recording of a version that we
 * know.  A damaged or cut file is STATUS_OK with `*whole` false, the intact part, and the sentence in `error`. */
enum status trace_file_read(const char *path, struct text *log, bool *whole, struct error *error);
/* True when the file begins as a recording does. */
bool trace_file_is_recording(const char *path);

#endif
