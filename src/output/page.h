/* A run as one HTML page: the pictures of all steps, with a slider to go through them.  It needs nothing but a browser. */
#ifndef TERRARIUM_OUTPUT_PAGE_H
#define TERRARIUM_OUTPUT_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "model/recording.h"

enum { PAGE_MOMENTS = 2000 /* as many are on a page, so that a browser opens it at once */ };

struct page_options {
    bool instructions; /* each instruction on its own, with the value stack */
    bool all_objects, labels;
    int width; /* of a picture, in cells */
};

/* Appends the page.  Returns how many moments there are (steps, or instructions too); only the first PAGE_MOMENTS of them
 * are on the page.  Nothing is appended, and 0 returned, when there are none. */
size_t page_write(const struct recording *recording, const struct page_options *options, struct text *out);

/* The page around the run, a line each, NULL at the end; a line "@NAME" stands for what is filled in. */
extern const char *const page_template[];

#endif
