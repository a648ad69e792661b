#include "model/shared.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Arrays. */

struct shared_array *shared_array_share(struct shared_array *array)
{
    if (array != NULL)
        array->owners++;
    return array;
}

void shared_array_release(struct shared_array *array)
{
    if (array != NULL && --array->owners == 0)
        free(array);
}

static struct shared_array *array_new(size_t size, size_t capacity)
{
    struct shared_array *array = memory_alloc(sizeof *array + size * capacity);

    array->owners = 1;
    array->count = 0;
    array->capacity = (uint32_t)capacity;
    return array;
}

/* Nobody else's, and with room for `wanted` items. */
static struct shared_array *own_array(struct shared_array **array, size_t size, size_t wanted, size_t *copied)
{
    struct shared_array *old = *array, *own;
    size_t count = shared_array_count(old);

    if (old != NULL && old->owners == 1 && old->capacity >= wanted)
        return old;
    if (wanted < count)
        wanted = count;
    own = array_new(size, count > 0 && wanted > count ? wanted + wanted / 2 : wanted);
    own->count = (uint32_t)count;
    if (count > 0)
        memcpy(own->items, old->items, size * count);
    *copied += sizeof *own + size * count;
    shared_array_release(old);
    *array = own;
    return own;
}

void *shared_array_splice(struct shared_array **array, size_t size, size_t at, size_t removed, size_t added,
                          size_t *copied)
{
    size_t count = shared_array_count(*array), tail = count - at - removed;
    struct shared_array *own = own_array(array, size, count - removed + added, copied);

    if (tail > 0 && removed != added)
        memmove(own->items + size * (at + added), own->items + size * (at + removed), size * tail);
    own->count = (uint32_t)(count - removed + added);
    return own->items + size * at;
}

void *shared_array_own(struct shared_array **array, size_t size, size_t at, size_t *copied)
{
    return own_array(array, size, 0, copied)->items + size * at;
}

/* Trees. */

static uint32_t *owners_of(void *item)
{
    return item;
}

static struct shared_node *node_new(void)
{
    struct shared_node *node = memory_zeroed(1, sizeof *node);

    node->owners = 1;
    return node;
}

static struct shared_node *own_node(struct shared_node **node, size_t *copied)
{
    struct shared_node *old = *node, *own;

    if (old->owners == 1)
        return old;
    own = memory_alloc(sizeof *own);
    memcpy(own, old, sizeof *own);
    own->owners = 1;
    old->owners--;
    for (size_t i = 0; i < SHARED_FANOUT; i++)
        if (own->places[i] != NULL)
            ++*owners_of(own->places[i]);
    *copied += sizeof *own;
    *node = own;
    return own;
}

static void release_item(const struct shared_kind *kind, void *item)
{
    if (--*owners_of(item) > 0)
        return;
    kind->release(item);
    free(item);
}

static void *own_item(const struct shared_kind *kind, void **item, size_t *copied)
{
    void *own;

    if (*owners_of(*item) == 1)
        return *item;
    own = memory_alloc(kind->size);
    memcpy(own, *item, kind->size);
    --*owners_of(*item);
    *owners_of(own) = 1;
    kind->share(own);
    *copied += kind->size;
    *item = own;
    return own;
}

/* The place of a number in its node, all nodes on the way being the tree's own: NULL where one is missing, unless
 * `make`. */
static void **own_place(struct shared_tree *tree, uint32_t number, bool make, size_t *copied)
{
    void **place = (void **)&tree->root;

    for (unsigned level = tree->levels; level > 0; level--) {
        struct shared_node *node;

        if (*place == NULL && !make)
            return NULL;
        if (*place == NULL)
            *place = node_new();
        node = own_node((struct shared_node **)place, copied);
        place = &node->places[number >> (SHARED_BITS * (level - 1)) & (SHARED_FANOUT - 1)];
        if (*place == NULL && make)
            node->used++;
    }
    return place;
}

void *shared_tree_own(struct shared_tree *tree, uint32_t number, size_t *copied)
{
    if (shared_tree_get(tree, number) == NULL)
        return NULL;
    return own_item(tree->kind, own_place(tree, number, false, copied), copied);
}

void shared_tree_put(struct shared_tree *tree, uint32_t number, void *item, size_t *copied)
{
    while (tree->levels == 0 || (uint64_t)number >> (SHARED_BITS * tree->levels) != 0) {
        if (tree->root != NULL) {
            struct shared_node *above = node_new();

            above->places[0] = tree->root;
            above->used = 1;
            tree->root = above;
        }
        tree->levels++;
    }
    *own_place(tree, number, true, copied) = item;
}

/* Removes what is at `place`, a node at some level or an item; true when it is empty now and may be forgotten. */
static bool remove_below(const struct shared_tree *tree, void **place, unsigned level, uint32_t number,
                         size_t *copied)
{
    struct shared_node *node;
    void **below;

    if (level == 0) {
        release_item(tree->kind, *place);
        return true;
    }
    node = own_node((struct shared_node **)place, copied);
    below = &node->places[number >> (SHARED_BITS * (level - 1)) & (SHARED_FANOUT - 1)];
    if (!remove_below(tree, below, level - 1, number, copied))
        return false;
    *below = NULL;
    if (--node->used > 0)
        return false;
    free(node);
    return true;
}

void shared_tree_remove(struct shared_tree *tree, uint32_t number, size_t *copied)
{
    if (shared_tree_get(tree, number) == NULL)
        return;
    if (remove_below(tree, (void **)&tree->root, tree->levels, number, copied))
        tree->root = NULL;
}

struct shared_tree shared_tree_share(const struct shared_tree *tree)
{
    if (tree->root != NULL)
        tree->root->owners++;
    return *tree;
}

static void release_node(const struct shared_kind *kind, struct shared_node *node, unsigned level)
{
    if (--node->owners > 0)
        return;
    for (size_t i = 0; i < SHARED_FANOUT; i++) {
        if (node->places[i] == NULL)
            continue;
        if (level == 1)
            release_item(kind, node->places[i]);
        else
            release_node(kind, node->places[i], level - 1);
    }
    free(node);
}

void shared_tree_release(struct shared_tree *tree)
{
    if (tree->root != NULL)
        release_node(tree->kind, tree->root, tree->levels);
    tree->root = NULL;
    tree->levels = 0;
}

static void visit_node(const struct shared_node *node, unsigned level, void (*visit)(void *, const void *),
                       void *context)
{
    for (size_t i = 0; i < SHARED_FANOUT; i++) {
        if (node->places[i] == NULL)
            continue;
        if (level == 1)
            visit(context, node->places[i]);
        else
            visit_node(node->places[i], level - 1, visit, context);
    }
}

void shared_tree_visit(const struct shared_tree *tree, void (*visit)(void *context, const void *item), void *context)
{
    if (tree->root != NULL)
        visit_node(tree->root, tree->levels, visit, context);
}
