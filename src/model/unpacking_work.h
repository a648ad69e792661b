/* What the files that find unpackings share; nobody else includes this. */
#ifndef TERRARIUM_MODEL_UNPACKING_WORK_H
#define TERRARIUM_MODEL_UNPACKING_WORK_H

#include "model/unpacking.h"

enum {
    UNPACKING_VALUE_MAX = 24,    /* characters of a value in a few words */
    UNPACKING_ELEMENTS_MAX = 64, /* elements of one object that are told */
};

/* A moment of a recording. */
struct when {
    uint32_t step, instant;
};

/* An instruction of a frame that has run, or at which an exception came up. */
struct ran {
    size_t index;       /* in its code's instructions */
    struct when before; /* the moment before it */
    uint32_t exception; /* object; 0 none */
};

/* Goes back to the last instruction of the frame before a moment, which becomes the moment before that instruction.
 * False when there is none. */
bool unpacking_go_back(const struct recording *recording, uint32_t frame, uint32_t code, struct when *moment,
                       struct ran *ran);
/* What stands at a place of a frame's value stack, counted from the bottom; 0 when nothing does. */
uint32_t unpacking_stacked(const struct state *state, uint32_t frame, size_t position);
/* A value in a few words; of an object that has died, as `earlier` (NULL none) knows it. */
void unpacking_write_value(const struct state *state, const struct state *earlier, uint32_t object, struct text *out);
/* The object that an attribute of an object refers to, 0 when it is not known. */
uint32_t unpacking_field(const struct state *state, uint32_t object, const char *name);

void unpacking_free(struct unpacking *unpacking);
struct unpacking_element *unpacking_add_element(struct unpacking *unpacking, uint32_t object, int target, int parent);
struct unpacking_target *unpacking_add_target(struct unpacking *unpacking, enum unpacking_state state);

/* Which list or tuple an iterator goes over, and how many of its items it has given; 0 when it does not, or is done. */
uint32_t unpacking_sequence(const struct state *state, uint32_t iterator, size_t *position);

/* What a starred call packs into one tuple and one dict, by where it comes from. */
struct packed_part {
    size_t from;        /* index of the first of its items, or entries */
    struct piece piece; /* in the source; without a place for constants that the compiler has put together */
    bool starred;       /* they come out of it, as those of *a and **d do; otherwise it is the item */
};
typedef VECTOR(struct packed_part) packed_parts;
struct packed {
    const struct recording *recording; /* borrowed, as is the state, which is sent elsewhere */
    struct state *probe;
    uint32_t frame, code;      /* that call */
    size_t index;              /* of the instruction that calls */
    size_t items_at, pairs_at; /* places on the value stack of the tuple and the dict; SIZE_MAX none */
    packed_parts items, pairs; /* owned */
};
/* Finds `items` and `pairs` by what ran in the frame before `moment`, that before the call. */
void packed_trace(struct packed *packed, struct when moment);
void packed_free(struct packed *packed);
/* What an item, or an entry, is part of; NULL when that is not known. */
const struct packed_part *packed_part_of(const packed_parts *parts, size_t index);

/* The call whose CALL step, or an instant behind it, the state is at; `probe` is sent elsewhere.  False when how the
 * parameters came by their values cannot be told. */
bool unpacking_find_call(struct state *state, struct state *probe, struct unpacking *unpacking);

#endif
