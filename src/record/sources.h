/* Source files, logged as UTF-8 when the first code that came from them is seen. */
#ifndef TERRARIUM_RECORD_SOURCES_H
#define TERRARIUM_RECORD_SOURCES_H

#include "trace/writer.h"

/* Stages SOURCE records for a file, once; nothing when it cannot be read. */
void sources_log(struct trace_writer *writer, const char *path);
/* Stages SOURCE records for text that is in no file, such as that of `-c`. */
void sources_log_text(struct trace_writer *writer, const char *name, const char *text, size_t length);

#endif
