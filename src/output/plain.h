/* A moment of a recording as sentences: what `--plain` writes, for who listens to a screen reader. */
#ifndef TERRARIUM_OUTPUT_PLAIN_H
#define TERRARIUM_OUTPUT_PLAIN_H

#include <stdbool.h>

#include "base/text.h"
#include "model/state.h"

struct plain_options {
    bool instructions; /* the instruction lens: the state may be at an instant */
    bool ascii;
    bool names;  /* with what every name of the stack stands for */
    bool output; /* with all that the program has written so far */
};

/* Appends, a line for each: which step it is and what ran, what happened, and what comes next; then what was asked for.
 * No line is broken, nothing is drawn, and no column matters.  In the learner's language; sanitised. */
void plain_write(struct state *state, const struct plain_options *options, struct text *out);
/* Appends that alone: what ran, and what happened; what every name stands for; all that the program has written; the
 * lines of its source around here, with which one ran and which is next. */
void plain_write_event(struct state *state, const struct plain_options *options, struct text *out);
void plain_write_names(struct state *state, const struct plain_options *options, struct text *out);
void plain_write_output(struct state *state, const struct plain_options *options, struct text *out);
void plain_write_code(struct state *state, const struct plain_options *options, struct text *out);

#endif
