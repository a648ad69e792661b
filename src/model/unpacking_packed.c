/* Where the arguments of a starred call come from.  Before `f(x, *a, k=1, **d)` runs, its instructions build one tuple
 * and one dict, each at a place of the value stack that stays the same:
 *
 *     BUILD_LIST 1        [x]                 from item 0 on: x
 *     LIST_EXTEND         [x, …]              from item 1 on, as long as the list was before: what *a gave
 *     LIST_TO_TUPLE
 *     BUILD_MAP 1         {'k': 1}            from entry 0 on: 1
 *     DICT_MERGE          {'k': 1, …}         from entry 1 on: what **d gave
 *
 * All of these have the call's own place in the source, and what they take has its own. */
#include <string.h>

#include "model/unpacking_work.h"

enum { TRACED_MAX = 1 << 12 }; /* instructions of one call that are looked through */

static void push(packed_parts *parts, size_t from, const struct piece *piece, bool starred)
{
    vector_push(parts, ((struct packed_part){from, *piece, starred}));
}

static bool is_own(const struct packed *packed, const struct piece *piece)
{
    const struct instruction *call = recording_instruction(packed->recording, packed->code, packed->index);

    return piece->line == call->line && piece->byte == call->byte && piece->end_line == call->end_line &&
           piece->end_byte == call->end_byte;
}

/* How many items the object at a place of the stack has. */
static size_t length_at(const struct packed *packed, size_t position)
{
    struct object object;
    uint32_t number = unpacking_stacked(packed->probe, packed->frame, position);

    return state_object(packed->probe, number, &object) ? (size_t)object.length : 0;
}

/* The state right before an instruction. */
static void seek(struct packed *packed, const struct ran *ran)
{
    state_seek_instant(packed->probe, ran->before.step, ran->before.instant);
}

/* What joins the list or the dict that stands at `position` comes out of the top of the stack, unless it was built for
 * that. */
static void add_top(packed_parts *parts, struct packed *packed, const struct ran *ran, size_t position,
                    const struct standing *top)
{
    seek(packed, ran);
    push(parts, length_at(packed, position), &top->piece, !is_own(packed, &top->piece));
}

/* `values` of them stand side by side from `position` on, each `apart` places behind the one before, to become items
 * from `from` on. */
static void add_built(packed_parts *parts, const struct standing *standing, size_t count, size_t position,
                      size_t values, size_t apart, size_t from)
{
    for (size_t i = values; i > 0; i--)
        if (position + (i - 1) * apart < count)
            push(parts, from + i - 1, &standing[position + (i - 1) * apart].piece, false);
}

/* A dict is built at `position`: the call's own, or, above that, one that joins it next. */
static void add_dict(struct packed *packed, const struct ran *ran, const struct standing *standing, size_t count,
                     size_t position, size_t values, bool with_keys)
{
    size_t from = 0;

    if (position == packed->pairs_at + 1) {
        seek(packed, ran);
        from = length_at(packed, packed->pairs_at);
    } else if (position != packed->pairs_at) {
        return;
    }
    add_built(&packed->pairs, standing, count, position + with_keys, values, 1 + (size_t)with_keys, from);
}

/* One of the instructions that build the tuple or the dict, `count` values being on the stack. */
static void trace_instruction(struct packed *packed, const struct ran *ran, const struct standing *standing,
                              size_t count)
{
    const struct instruction *instruction = recording_instruction(packed->recording, packed->code, ran->index);
    const char *name = recording_string(packed->recording, instruction->name, NULL);
    size_t n = instruction->argument, below = count > n ? count - 1 - n : SIZE_MAX - 1;

    if (strcmp(name, "LIST_EXTEND") == 0 && below == packed->items_at) {
        add_top(&packed->items, packed, ran, below, &standing[count - 1]);
    } else if (strcmp(name, "LIST_APPEND") == 0 && below == packed->items_at) {
        seek(packed, ran);
        push(&packed->items, length_at(packed, below), &standing[count - 1].piece, false);
    } else if (strcmp(name, "DICT_MERGE") == 0 && below == packed->pairs_at) {
        if (!is_own(packed, &standing[count - 1].piece))
            add_top(&packed->pairs, packed, ran, below, &standing[count - 1]);
    } else if (strcmp(name, "BUILD_LIST") == 0 || strcmp(name, "BUILD_TUPLE") == 0) {
        if (n <= count && count - n == packed->items_at)
            add_built(&packed->items, standing, count, packed->items_at, n, 1, 0);
    } else if (strcmp(name, "BUILD_MAP") == 0 && 2 * n <= count) {
        add_dict(packed, ran, standing, count, count - 2 * n, n, true);
    } else if (strcmp(name, "BUILD_CONST_KEY_MAP") == 0 && n < count) {
        add_dict(packed, ran, standing, count, count - 1 - n, n, false);
    }
}

static bool is_of_the_call(const struct packed *packed, size_t index)
{
    const struct instruction *instruction = recording_instruction(packed->recording, packed->code, index);
    struct piece piece = {.line = instruction->line,
                          .end_line = instruction->end_line,
                          .byte = instruction->byte,
                          .end_byte = instruction->end_byte};

    return is_own(packed, &piece);
}

void packed_trace(struct packed *packed, struct when moment)
{
    size_t count, begin = packed->index;
    struct standing *standing = targets_standing(packed->recording, packed->code, packed->index, &count);
    struct ran ran;

    if (packed->items_at < count && standing[packed->items_at].known) {
        const struct standing *items = &standing[packed->items_at];

        begin = items->begin;
        if (!is_own(packed, &items->piece))
            push(&packed->items, 0, &items->piece, true); /* nothing but *a */
    }
    for (size_t looked = 0; looked < TRACED_MAX; looked++) {
        if (!unpacking_go_back(packed->recording, packed->frame, packed->code, &moment, &ran) || ran.index < begin ||
            ran.index >= packed->index)
            break;
        if (!is_of_the_call(packed, ran.index))
            continue;
        free(standing);
        standing = targets_standing(packed->recording, packed->code, ran.index, &count);
        trace_instruction(packed, &ran, standing, count);
    }
    free(standing);
}

void packed_free(struct packed *packed)
{
    vector_free(&packed->items);
    vector_free(&packed->pairs);
}

const struct packed_part *packed_part_of(const packed_parts *parts, size_t index)
{
    const struct packed_part *found =
        NULL; /* the last ones come first; of those without items, the others are right */

    for (size_t i = 0; i < parts->count; i++)
        if (parts->items[i].from <= index && (found == NULL || parts->items[i].from > found->from))
            found = &parts->items[i];
    return found;
}
