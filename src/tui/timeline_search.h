/* Searching a timeline: a thread's name, or the place or call of a slice. */
#ifndef TERRARIUM_TUI_TIMELINE_SEARCH_H
#define TERRARIUM_TUI_TIMELINE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/recording.h"

/* The first slice that has it and begins after a time. */
bool timeline_search(const struct recording *recording, const char *wanted, uint64_t after, uint64_t *time,
                     size_t *lane);
/* The first slice that has it; where none has, the beginning of a thread that is named so. */
bool timeline_search_all(const struct recording *recording, const char *wanted, uint64_t *time, size_t *lane);

/* Where the slice before or after that of a time begins in a lane; false when there is none. */
bool timeline_slice_beside(const struct timeline *timeline, size_t lane, uint64_t at, bool backwards, uint64_t *time);

#endif
