/* Arrays and trees that several states hold in common: copying one is taking a share, and who changes something takes a
 * copy of that part first, unless nobody else has a share.  So a keyframe costs what changes after it, not what it
 * holds.
 *
 *     tree A   root ─┬─ node ─┬─ item 1            B shares all with A;
 *                    │        └─ item 2            when B changes item 3, it gets copies of item 3, of the node
 *                    └─ node ─┬─ item 3            above it and of the root, and shares the rest
 *     tree B   root ─┘        └─ …
 *
 * Shares are counted, for one thread.  `copied` counts the bytes that changing has cost in copies. */
#ifndef TERRARIUM_MODEL_SHARED_H
#define TERRARIUM_MODEL_SHARED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Items of a size that the caller knows, the same with each call.  NULL is an empty array. */
struct shared_array {
    uint32_t owners;
    uint32_t count, capacity;
    _Alignas(8) char items[];
};

static inline size_t shared_array_count(const struct shared_array *array)
{
    return array != NULL ? array->count : 0;
}

struct shared_array *shared_array_share(struct shared_array *array);
void shared_array_release(struct shared_array *array);
/* Replaces `removed` items at `at` by room for `added`; returns where that is, for the caller to fill. */
void *shared_array_splice(struct shared_array **array, size_t size, size_t at, size_t removed, size_t added,
                          size_t *copied);
/* An item, to be changed. */
void *shared_array_own(struct shared_array **array, size_t size, size_t at, size_t *copied);

/* Items by number.  Each begins with the count of its owners, 1 when it is put in. */
struct shared_kind {
    size_t size;                 /* bytes of an item */
    void (*share)(void *item);   /* it is a copy now: take shares of what it refers to */
    void (*release)(void *item); /* gives up shares of what it refers to */
};

struct shared_node;
struct shared_tree {
    const struct shared_kind *kind;
    struct shared_node *root;
    unsigned levels; /* of nodes */
};

enum { SHARED_BITS = 4, SHARED_FANOUT = 1 << SHARED_BITS };

struct shared_node {
    uint32_t owners;
    uint32_t used;               /* places that are not NULL */
    void *places[SHARED_FANOUT]; /* nodes, or items at the lowest level */
};

/* NULL when there is none. */
static inline void *shared_tree_get(const struct shared_tree *tree, uint32_t number)
{
    const void *at = tree->root;

    if ((uint64_t)number >> (SHARED_BITS * tree->levels) != 0)
        return NULL;
    for (unsigned level = tree->levels; level > 0 && at != NULL; level--)
        at = ((const struct shared_node *)at)->places[number >> (SHARED_BITS * (level - 1)) & (SHARED_FANOUT - 1)];
    return (void *)(uintptr_t)at;
}

/* The same, to be changed. */
void *shared_tree_own(struct shared_tree *tree, uint32_t number, size_t *copied);
/* Takes over an item that is not there yet. */
void shared_tree_put(struct shared_tree *tree, uint32_t number, void *item, size_t *copied);
void shared_tree_remove(struct shared_tree *tree, uint32_t number, size_t *copied);
struct shared_tree shared_tree_share(const struct shared_tree *tree);
void shared_tree_release(struct shared_tree *tree);
/* Calls `visit` with each item, by number. */
void shared_tree_visit(const struct shared_tree *tree, void (*visit)(void *context, const void *item), void *context);

#endif
