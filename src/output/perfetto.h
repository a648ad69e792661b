/* A run's timeline in the trace-event format, which ui.perfetto.dev and chrome://tracing open. */
#ifndef TERRARIUM_OUTPUT_PERFETTO_H
#define TERRARIUM_OUTPUT_PERFETTO_H

#include "base/text.h"
#include "model/recording.h"

/* Appends the trace: a track for each thread, by its name; a slice for each thing that it did ("holds the GIL"), a flow
 * for each waking, an instant for each request to drop the GIL. */
void perfetto_write(const struct recording *recording, struct text *out);

#endif
