/* Routes for references: lines on the cells that boxes leave free.
 *
 * All references to one object are one net: the first ends with a head at the object's box, the others join the line
 * where they meet it.  What a reader, or a parser, may rely on:
 *
 *      ●──┼───╮   ╭────────      - A reference starts at a dot inside a box and runs east through the right border.
 *      ●──┼───┴─│─╯              - It leaves the border by one straight cell; it ends in a head ▶ left of a box
 *      ●──┼─────│───▶╭ list         (never at a corner, but for boxes of two rows: at their title), from the west.
 *
 *  1. A net has exactly one head; every dot of the net reaches it, and no other.
 *  2. Two nets share a cell only where they cross, straight and at a right angle.  There the vertical line is drawn and
 *     the horizontal one passes under it (│, never ┼): every corner, tee and ┼ belongs to one net and is a join.
 *     Coming from the side onto a │, go straight on until the line comes out.
 *  3. A corner or join has no corner or join of another net beside it, above or below (in ASCII all are +), and the
 *     cells left and right of it are not places where its own net passes under another.  So in ASCII:  - and > beside
 *     a + and | above or below it are its arms; | beside it, - and > above or below it are not.
 *  4. No line enters a box, or touches text, other than the start of its own reference.  Boxes are walls for whoever
 *     follows a line: the ┼ (ASCII +) at which a reference leaves its box joins nothing above or below.
 *
 * Rows and columns are those of the picture. */
#ifndef TERRARIUM_DIAGRAM_ROUTE_H
#define TERRARIUM_DIAGRAM_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "canvas/canvas.h"

struct route;

/* What cells cost beside their own: see route_want.  By cell; none: nothing. */
struct route_prices {
    uint8_t *items;
    size_t count, capacity;
};

struct route *route_new(void);
void route_free(struct route *route);

/* Begins an empty grid of this size. */
void route_begin(struct route *route, int width, int height);
/* No line may enter `rect`; nor, for lines that have a choice, run close beside it. */
void route_block(struct route *route, struct canvas_rect rect);
/* Keeps the cell right of a border cell for the reference that will start there; before the first route_connect. */
void route_reserve(struct route *route, int border_x, int y);

struct route_reference {
    int border_x, y;           /* the cell of the right border through which it leaves its box */
    int track;                 /* column where a vertical line would stand best, other things being equal */
    uint16_t net;              /* from 1; the same for all references to one box */
    struct canvas_rect target; /* the box referred to */
    uint8_t style;             /* enum canvas_style of the cells that this reference adds */
};
/* Finds a way and keeps it.  False, with nothing changed, when there is none, or none that a reader could follow. */
bool route_connect(struct route *route, const struct route_reference *reference);

/* The way that route_connect found last, in numbers that mean something to route_connect_along alone; borrowed until
 * then. / */
const uint32_t *route_way(const struct route *route, size_t *count);
/* Takes that way again, on a grid of the same size with the same boxes and the same lines that were there then. */
void route_connect_along(struct route *route, const struct route_reference *reference, const uint32_t *way,
                         size_t count);

/* Of a reference that found no way: the cells of the one that it would have if there were no other lines become dearer
 * for all from the next route_begin on.  So what has another way leaves them to it. */
void route_want(struct route *route, const struct route_reference *reference);
/* Copies the prices as they are; has others from the next route_begin on. */
void route_save_prices(const struct route *route, struct route_prices *prices);
void route_set_prices(struct route *route, const struct route_prices *prices);

/* How many cells were looked at since route_begin: what finding ways has cost. */
size_t route_work(const struct route *route);
/* First row below all lines. */
int route_height(const struct route *route);
/* Draws all lines and heads. */
void route_draw(const struct route *route, struct canvas *canvas);

#endif
