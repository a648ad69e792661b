/* The instructions of the line that runs, one a row:
 *
 *        2  load _C        LOAD_NAME _C
 *     ▷  4  take apart 3   UNPACK_SEQUENCE 3
 *     ▶  8  store in a     STORE_NAME a
 *       10  store in b     STORE_NAME b
 *
 * The number is the instruction's place in the code, in bytes, as jumps name it: the row that the next instruction may
 * jump to has a sign. */
#ifndef TERRARIUM_DIAGRAM_LISTING_H
#define TERRARIUM_DIAGRAM_LISTING_H

#include "base/vector.h"
#include "canvas/canvas.h"
#include "model/instants.h"

struct listing {
    struct instants_place next, done; /* instruction NULL: none is known */
    uint32_t frame;                   /* whose; 0: nothing is known */
    uint32_t code;
    uint32_t line;       /* whose instructions these are, 0 when it has none */
    VECTOR(size_t) rows; /* indices of the code's instructions */
};

/* Fills in a listing (zero-initialised before its first use) for where the state is. */
void listing_find(struct listing *listing, struct state *state);
void listing_free(struct listing *listing);
/* The row of the next instruction, or of the one that ran last; 0 when neither is among them. */
size_t listing_current(const struct listing *listing);
/* Draws the rows from number `top` on; where there are none, a sentence says why. */
void listing_draw(const struct listing *listing, struct state *state, struct canvas *canvas, struct canvas_rect rect,
                  size_t top);

#endif
