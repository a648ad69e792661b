/* Where boxes stand: a column of frames, then columns of objects, each further from the names than the one before.
 *
 *      column 0      1                 2
 *      ╭ frame ╮     ╭ list ──────╮    ╭ list ──╮
 *      │       │     ╰────────────╯    ╰────────╯
 *      ╰───────╯                       ╭ Dog ───╮
 *      ╭ frame ╮     ╭ Dog ───────╮    ╰────────╯
 *      ╰───────╯     ╰────────────╯
 *
 * Where there is no room for two columns, objects stand below the frames, and arrows run beside them:
 *
 *      ╭ frame ──────╮
 *      │ a ●─────────┼─╮
 *      ╰─────────────╯ │
 *      ╭───────────────╯
 *      │ ╭ list ─────╮
 *      ╰▶│           │
 *        ╰───────────╯
 *
 * A layout remembers the columns and the place of each object's box from picture to picture, by key.  A box moves only
 * when it must: a box above has grown into it, its column was pushed aside by a wider one, or the picture is packed
 * anew, which happens when the width changes, when what is new fits nowhere, or when more than half of the height is
 * holes. The same input to a fresh layout gives the same places. */
#ifndef TERRARIUM_DIAGRAM_LAYOUT_H
#define TERRARIUM_DIAGRAM_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "canvas/canvas.h"

struct layout;

struct layout_box {
    uint64_t key;            /* the same in each picture; not 0 */
    int rank;                /* 0: stands in the column of frames; else the column it would like */
    int minimum, natural;    /* widths in cells */
    struct canvas_rect rect; /* where it stands: the result */
};

struct layout_link { /* a reference that is going to be drawn as an arrow */
    size_t from, to; /* boxes */
    int row;         /* of `from`, counted from its top */
};

/* Boxes of rank 0 stand in the order given, others by the order given where nothing else is known; when some stand in
 * one column with what they refer to, because there is no room for more columns, they stand above it. */
struct layout_input {
    struct layout_box *boxes;
    size_t count;
    const struct layout_link *links; /* those of one box follow each other */
    size_t link_count;
    int width;  /* no box reaches past it, unless it is too narrow for any */
    int top;    /* first row */
    bool roomy; /* wide gaps, for boxes that are narrower: when packed anew */
    bool lanes; /* where all stands in one column, arrows have room on both sides of it */
    int (*height)(void *context, size_t box, int width); /* of a box at a width, in rows */
    void *context;
};

struct layout_result {
    int height;   /* first row below all boxes */
    int objects;  /* x of the first column of objects */
    bool stacked; /* too narrow for columns: objects stand below the frames */
    bool lanes;   /* … with room for arrows on both sides */
    bool packed;  /* nothing was kept of the picture before */
};

struct layout *layout_new(void);
void layout_free(struct layout *layout);
void layout_forget(struct layout *layout);
/* Whether the last picture had a box of that key. */
bool layout_knows(const struct layout *layout, uint64_t key);
struct layout_result layout_place(struct layout *layout, const struct layout_input *input);

#endif
