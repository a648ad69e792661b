/* What a picture shows: boxes with slots, and which box a slot refers to; not yet where anything stands.
 *
 * Frames come first, outermost on top, then suspended frames; then objects by number.  What is too much is left out
 * with a mark: frames in the middle of a deep stack, names, entries, objects far from the current frame.  Only what is
 * shown is looked at, so that a picture costs the same with ten objects alive or a hundred thousand. */
#ifndef TERRARIUM_DIAGRAM_SCENE_H
#define TERRARIUM_DIAGRAM_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "base/text.h"
#include "base/vector.h"
#include "canvas/canvas.h"
#include "model/state.h"

enum scene_mark { SCENE_SAME, SCENE_NEW, SCENE_CHANGED, SCENE_GONE };

/* A piece of text: its place in the scene's pool, and its width in cells.  {0, 0} is empty. */
struct scene_text {
    size_t at;
    int width;
};

enum scene_slot_sort {
    SCENE_ENTRY,   /* an entry of an object */
    SCENE_NAME,    /* a name of a frame */
    SCENE_HEADING, /* a line across the box, with a word in it: "returns", "yields", "exception" */
    SCENE_RESULT,  /* below it: what a frame returns, yields or raises; without a label, for no name stands for it */
    SCENE_PLACE,   /* a place of a value stack */
    SCENE_ROW,     /* a row of an array's numbers (model/details.h) */
    SCENE_REMARK,  /* text in brackets, or what was left out */
};

struct scene_slot {
    enum scene_slot_sort sort;
    enum scene_mark mark;
    struct scene_text label; /* name, index or key; may be empty */
    struct scene_text value; /* text in the slot; empty for references */
    struct scene_text was;   /* "was 3", or empty */
    struct scene_text id;    /* of references: the short id of `object`, for labels */
    enum canvas_style style; /* of `value` */
    uint32_t object;         /* the object in the slot; 0 for remarks */
    int target;              /* box of that object; -1 when it is not a reference, or not drawn */
    bool arrow;              /* drawn as an arrow: for whoever draws the scene to decide */
    size_t index;            /* SCENE_ENTRY: which entry */
    uint64_t changed;        /* SCENE_ROW: details_items_changed */
    uint32_t name;           /* SCENE_NAME: string */
};

enum scene_box_sort { SCENE_FRAME, SCENE_OBJECT, SCENE_NOTE, SCENE_STACK };
enum { SCENE_FACTS = 4 };

struct scene_box {
    enum scene_box_sort sort;
    uint32_t number;                      /* frame or object; of a value stack, its frame */
    size_t first, count;                  /* slots */
    struct scene_text title;              /* type word or frame's title; a note's whole text */
    struct scene_text facts[SCENE_FACTS]; /* id and counts, from long to short */
    struct scene_text footer;             /* in the lower border */
    enum scene_mark mark;                 /* NEW or GONE */
    bool current, suspended;              /* frames */
    bool across;                          /* slots stand beside each other, indices above values */
    bool indexed;                         /* across: there are indices */
    int label_width;                      /* of the widest label */
    int rank;
};

struct scene {
    struct text pool;
    struct text scratch;
    VECTOR(struct scene_box) boxes;
    VECTOR(struct scene_slot) slots;
    struct map box_of_object; /* → box, plus one */
    size_t objects_left_out;  /* reachable objects that have no box */
    bool more_left_out;       /* and more that were not counted */
    bool ascii;
};

struct scene_request {
    struct state *state;
    bool ascii;
    bool all_objects;
    size_t value_stack; /* so many places of the innermost frame's at most, above the frames; 0: none */
    uint32_t thread;    /* 0: that of the step */
    bool (*knows)(void *context, uint32_t object); /* whether the last picture showed the object */
    void *context;
};

/* `scene` is zero-initialised before its first use; building empties it. */
void scene_build(struct scene *scene, const struct scene_request *request);
void scene_free(struct scene *scene);
const char *scene_string(const struct scene *scene, struct scene_text text);

#endif
