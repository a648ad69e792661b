/* Where two recordings of one job part: the first step at which they are elsewhere or hold something else.
 *
 * Objects have other addresses in each run, so what is compared is their shape: which names there are, in which frames;
 * what they lead to, of which type and value; which names and slots share an object.  Of sets, the order does not
 * matter, for it follows from hashes that each run chooses anew. */
#ifndef TERRARIUM_MODEL_DIFFERENCE_H
#define TERRARIUM_MODEL_DIFFERENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "model/recording.h"

enum difference_sort {
    DIFFERENCE_NONE,   /* up to the end of both */
    DIFFERENCE_PLACE,  /* another line or function, or another thing happens there */
    DIFFERENCE_VALUES, /* names, or what they lead to */
    DIFFERENCE_LENGTH, /* one ends, the other goes on */
    DIFFERENCE_UNKNOWN /* there is so much that it was not looked at to the end */
};

struct difference {
    enum difference_sort sort;
    uint32_t step;      /* at which that is; UNKNOWN: to which nothing differs */
    struct text words;  /* owned: "x is [1, 2] in the first and [1] in the second"; empty for NONE and UNKNOWN */
    bool counts_differ; /* before that step, or up to the end, reference counts differ first at */
    uint32_t counts_step;
    struct text counts; /* owned: "the list of x has 2 references in the first and 3 in the second" */
};

/* Fills in a difference, in the learner's language, which difference_free empties.  `first` and `second` are what the
 * recordings are called. */
void difference_find(const struct recording *left, const struct recording *right, const char *first,
                     const char *second, struct difference *difference);
void difference_free(struct difference *difference);

#endif
