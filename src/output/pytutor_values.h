/* Values and the heap of one step in Python Tutor's coding: a primitive stands where it is used, everything else is
 * ["REF", n] and lies in the heap under n. */
#ifndef TERRARIUM_OUTPUT_PYTUTOR_VALUES_H
#define TERRARIUM_OUTPUT_PYTUTOR_VALUES_H

#include <stdbool.h>

#include "base/map.h"
#include "base/text.h"
#include "output/pytutor_calls.h"

struct pytutor_values {
    const struct state *state; /* borrowed, as are the calls */
    const struct pytutor_calls *calls;
    bool heap_primitives;     /* primitives lie in the heap too */
    struct map met;           /* objects that were referred to in this step */
    VECTOR(uint32_t) waiting; /* the same, in the order in which they were met */
};

void pytutor_values_free(struct pytutor_values *values);
/* Appends a value; object 0 is None. */
void pytutor_value(struct pytutor_values *values, uint32_t object, struct text *out);
/* Appends the heap: whatever the values since the last heap referred to. */
void pytutor_heap(struct pytutor_values *values, struct text *out);

#endif
