/* The stretch of time that a screen of lanes shows, and the cursor in it. */
#ifndef TERRARIUM_TUI_SPAN_H
#define TERRARIUM_TUI_SPAN_H

#include <stdbool.h>
#include <stdint.h>

#include "diagram/timeline.h"

enum { SPAN_LEAST = 200 /* ns shown at least */ };

/* Each changes `from`, `to` and the cursor of a view, of a run that lasts until `end`, SPAN_LEAST at least; they return
 * whether the whole run is shown then. */
bool span_show(struct timeline_view *view, uint64_t end, uint64_t from, uint64_t span);
bool span_show_whole(struct timeline_view *view, uint64_t end);
/* Puts the cursor at a time, or at the end, and brings it into what is shown; `whole` is what the last of these
 * returned. */
bool span_go(struct timeline_view *view, uint64_t end, uint64_t time, bool whole);
/* Around the cursor, which stays where it is on the screen. */
bool span_zoom(struct timeline_view *view, uint64_t end, bool in);
/* The cursor stays within what is shown. */
bool span_pan(struct timeline_view *view, uint64_t end, bool back);

/* "12.5 ms", "3 s", "40us", "7" (ms): in ns; false when it is no time. */
bool span_read_time(const char *typed, uint64_t *time);

#endif
