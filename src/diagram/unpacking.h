/* An unpacking as a picture: what is taken apart on the left, what it is bound to on the right, a row for each target.
 *
 *     x  tuple …2b40                         a head: what is taken apart
 *     0  1       ●──────────▶ a              bound: the line is drawn to its end
 *     1  (2, 3)  ●──────────▶ (b, *c)  now   what just ran did this
 *       0  2       ●── top ···· b            its value is on the value stack
 *       1  3       ●── 2nd ···· *c
 *     2  4       ●── 3rd ···· d
 *
 * There is a row for each target from the beginning on, so that rows stay where they are from step to step; what a
 * starred target gathers stands in its row.  Elements that no target is for come last. */
#ifndef TERRARIUM_DIAGRAM_UNPACKING_H
#define TERRARIUM_DIAGRAM_UNPACKING_H

#include "canvas/canvas.h"
#include "model/unpacking.h"

enum { UNPACKING_WIDTH_MIN = 30 }; /* cells: with fewer, texts are cut to almost nothing */

/* Rows that the picture takes, whatever its width. */
int unpacking_rows(const struct unpacking *unpacking);
/* Draws it into the rectangle, of which it uses as many rows as it takes; where there are fewer, the last one says how
 * many are left out, and what this moment is about stays in view.  Returns the rows used. */
int unpacking_draw(struct canvas *canvas, struct canvas_rect rect, const struct unpacking *unpacking);

/* The same of all that were found, one below the other with a free row in between. */
int unpackings_rows(const struct unpackings *unpackings);
int unpackings_draw(struct canvas *canvas, struct canvas_rect rect, const struct unpackings *unpackings);

#endif
