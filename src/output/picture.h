/* A moment of a recording as text: what `--print` writes. */
#ifndef TERRARIUM_OUTPUT_PICTURE_H
#define TERRARIUM_OUTPUT_PICTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "diagram/diagram.h"
#include "model/state.h"

struct picture_options {
    bool plain;        /* sentences instead: see output/plain.h; picture_write takes no notice */
    bool instructions; /* the instruction lens: the state may be at an instant */
    int width;
    bool ascii;
    bool colour;
    bool all_objects;
    bool labels;
};

/* What a diagram of such a picture is drawn with. */
struct diagram_options picture_drawing(const struct picture_options *options);

/* Appends: a head line (title, step k of n, Python version), the source lines around ▷ and ▶, the picture, what
 * happened, and what this step wrote (all output so far on the last step).  With `instructions`, also the line's
 * instructions and the value stack.  The diagram keeps boxes in place between calls. */
void picture_write(struct state *state, struct diagram *diagram, const struct picture_options *options,
                   struct text *out);
/* Appends how the run ended, one sentence, or nothing while it goes on. */
void picture_write_end(const struct recording *recording, struct text *out);

#endif
