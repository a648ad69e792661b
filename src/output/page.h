/* A run as one HTML page: the pictures of all steps, with a slider to go through them.  It needs nothing but a browser.
 * */
#ifndef TERRARIUM_OUTPUT_PAGE_H
#define TERRARIUM_OUTPUT_PAGE_H

#include <stddef.h>

#include "base/text.h"
#include "model/recording.h"
#include "output/picture.h"

enum { PAGE_MOMENTS = 2000 /* as many are on a page, so that a browser opens it at once */ };

/* Appends the page.  Returns how many moments there are (steps, or instructions too); only the first PAGE_MOMENTS of
 * them are on the page.  Nothing is appended, and 0 returned, when there are none. */
size_t page_write(const struct recording *recording, const struct picture_options *options, struct text *out);

/* The page around the run, a line each, NULL at the end; a line "@NAME" stands for what is filled in. */
extern const char *const page_template[];

#endif
