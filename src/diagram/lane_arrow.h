/* Arrows between lanes: where one thread or task wakes another.
 *
 *      main     ~~~~~~~~~~~~~~~~~~~~~~~╮████        an arrow leads into the end of a wait, from the lane that ended it
 *      cook-2   ███████▒▒▒▒▒████▒▒▒▒~~~│~~~~
 *      cook-1   ███████████████████████
 *
 * An arrow is drawn only where it hides nothing: on cells without anything, and on those of a wait that goes on beside
 * them. */
#ifndef TERRARIUM_DIAGRAM_LANE_ARROW_H
#define TERRARIUM_DIAGRAM_LANE_ARROW_H

#include <stdbool.h>

#include "canvas/canvas.h"

struct lane_arrow {
    int x;            /* the column of the wait's last cell, in the row of the woken */
    int woken, waker; /* rows */
    const char *wait; /* the sign of a cell of a wait */
    bool crosses;     /* a wait is a line, which goes on through the arrow */
};

/* Whether it was drawn. */
bool lane_arrow_draw(struct canvas *canvas, const struct lane_arrow *arrow, enum canvas_style style);
/* A line without a beginning or an end, between two rows; the same holds. */
bool lane_arrow_draw_between(struct canvas *canvas, const struct lane_arrow *arrow, enum canvas_style style);

#endif
