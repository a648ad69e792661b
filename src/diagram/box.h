/* One box of a scene: how wide and high it is, and how it is drawn.
 *
 *     ╭ list new ─── id …6f40 · 2 refs ╮      ╭ Dog ──────── id …7d10 · 1 ref ╮
 *     │ 0   1   2                      │      │ name   'Rex'                  │
 *     │ 1 │ 2 │ 4 new                  │      │ tricks ●──────────────────────┼──
 *     ╰ gone: 3 ───────────────────────╯      ╰───────────────────────────────╯
 *
 * A box without slots has two rows, its upper and lower border. */
#ifndef TERRARIUM_DIAGRAM_BOX_H
#define TERRARIUM_DIAGRAM_BOX_H

#include "base/vector.h"
#include "canvas/canvas.h"
#include "diagram/diagram.h"
#include "diagram/scene.h"

struct box_widths {
    int minimum, natural; /* cells */
};

struct box_widths box_widths(const struct scene *scene, const struct scene_box *box);
/* Rows that the box takes when it is `width` cells wide. */
int box_height(const struct scene *scene, const struct scene_box *box, int width);
/* The row, from the box's top, of slot number `slot` (for boxes whose slots stand one below the other). */
int box_row(size_t slot);

struct box_canvas {
    const struct scene *scene;
    struct canvas *canvas;
    VECTOR(struct diagram_spot) spots; /* what stands where is added here */
};

/* Draws the box; lines of references, from their dot to the right border included, have `arrow_styles` by target. */
void box_draw(struct box_canvas *on, const struct scene_box *box, struct canvas_rect rect,
              const uint8_t *arrow_styles);

#endif
