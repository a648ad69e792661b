/* A run's timeline as one HTML page: lanes of threads and tasks, to zoom into and to walk through, and where in the
 * source each of them is.  It needs nothing but a browser. */
#ifndef TERRARIUM_OUTPUT_LANES_PAGE_H
#define TERRARIUM_OUTPUT_LANES_PAGE_H

#include "base/text.h"
#include "model/recording.h"

enum { LANES_PAGE_SLICES = 200000 /* as many are on a page, so that a browser opens it at once */ };

/* Appends the page.  Returns the time (ns) that it goes to: the timeline's end, or earlier where there are more slices
 * than LANES_PAGE_SLICES. */
uint64_t lanes_page_write(const struct recording *recording, struct text *out);

/* The page around the run, a line each, NULL at the end; a line "@NAME" stands for what is filled in. */
extern const char *const lanes_template[];

#endif
