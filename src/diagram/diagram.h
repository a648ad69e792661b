/* The objects lens: a state as a picture on a canvas.
 *
 *      Names              Objects
 *     ╭ module ──╮        ╭ list ─────────── id …6f40 · 2 refs ╮
 *     │ a ●──────┼───┬───▶│ 0   1   2   3                      │
 *     │ b ●──────┼───╯    │ 1 │ 2 │ 3 │ 4 new                  │
 *     ╰──────────╯        ╰────────────────────────────────────╯
 *
 * Three steps: what is shown (nodes and references, with elision), where (layout: columns, kept from picture to
 * picture), and how references run (routes on the free cells; labels where arrows would tangle). */
#ifndef TERRARIUM_DIAGRAM_DIAGRAM_H
#define TERRARIUM_DIAGRAM_DIAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "canvas/canvas.h"
#include "model/state.h"

struct diagram_options {
    int width;  /* cells available; the picture is never wider */
    int height; /* 0: as high as it needs */
    bool ascii;
    bool all_objects;                       /* v: draw every value as an object of its own */
    bool labels;                            /* a: labels instead of arrows everywhere */
    size_t value_stack;                     /* so many places of the innermost frame's, above the frames; 0: none */
    uint32_t thread;                        /* whose stack; 0: the thread of the step */
    uint32_t selected_object;               /* drawn as selected; 0: none */
    uint32_t selected_frame, selected_name; /* a name (string) of a frame; 0: none */
};

/* Something a person can point at: a name, an object, an entry of an object. */
enum { DIAGRAM_PLACES_MAX = 9 /* of a value stack */ };
enum diagram_target { DIAGRAM_NAME, DIAGRAM_OBJECT, DIAGRAM_ENTRY, DIAGRAM_FRAME, DIAGRAM_STACK };
struct diagram_spot {
    enum diagram_target target;
    struct canvas_rect rect; /* on the picture */
    uint32_t frame, name;    /* DIAGRAM_NAME, DIAGRAM_FRAME and DIAGRAM_STACK (name 0) */
    uint32_t object;         /* the object drawn or referred to */
    size_t index;            /* DIAGRAM_ENTRY: which entry of `object`'s box it is */
    uint32_t holder;         /* DIAGRAM_ENTRY: the object that has the entry */
};

/* Remembers where boxes stood, so that they stay there from step to step.  One per view. */
struct diagram;

struct diagram *diagram_new(void);
void diagram_free(struct diagram *diagram);
/* Draws the state; the canvas is the diagram's own, sized to the picture, valid until the next call. */
const struct canvas *diagram_draw(struct diagram *diagram, struct state *state,
                                  const struct diagram_options *options);
/* What stands where on the last picture, in reading order. */
size_t diagram_spots(const struct diagram *diagram);
const struct diagram_spot *diagram_spot(const struct diagram *diagram, size_t index);
/* Forgets where boxes stood. */
void diagram_forget(struct diagram *diagram);

#endif
