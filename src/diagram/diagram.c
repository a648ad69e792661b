#include "diagram/diagram.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "diagram/box.h"
#include "diagram/known_ways.h"
#include "diagram/layout.h"
#include "diagram/route.h"
#include "diagram/scene.h"

enum {
    ARROWS_MAX = 40,
    ARROW_ROOM = 3,   /* columns of the picture that there should be for each arrow */
    ATTEMPTS_MAX = 4, /* at finding ways for all references */
    WORK_MAX = 20000, /* cells looked at; the rest gets labels, and there is no new attempt after half of them */
    BELOW = 3,        /* rows below all boxes in which references may go round */
    TOP = 1,          /* the row of headings stands above the boxes */
};

struct reference {
    size_t slot, from; /* slot and its box */
    size_t target;     /* box */
    int row;           /* of the slot, from its box's top */
    int y;             /* of the slot, on the picture */
    int length;        /* rows and columns between dot and target: short ones are routed first */
    int track;         /* column in which a vertical line to the target would stand best */
    int tried;         /* attempts in which it found no way */
    uint32_t index;    /* where it stood before they were sorted */
};

struct order {
    struct reference *items;
    size_t count, capacity;
    struct route_prices prices; /* in force then */
};

struct diagram {
    struct scene scene;
    struct layout *layout;    /* owned */
    struct layout *other;     /* owned; for trying another */
    struct route *route;      /* owned */
    struct known_ways *known; /* owned */
    struct canvas *canvas;    /* owned */
    struct box_canvas drawing;
    VECTOR(struct layout_box) boxes; /* beside the scene's */
    VECTOR(struct layout_link) links;
    VECTOR(struct reference) references;
    struct order best;                /* scratch: references in the order of the best attempt */
    struct order kept;                /* scratch: the same, for boxes as they stood */
    VECTOR(struct canvas_rect) stood; /* scratch: where boxes stood */
    VECTOR(uint32_t) ways;            /* of the last attempt: each reference's index, its way's length, its way */
    size_t moves;                     /* how often boxes have moved for ways */
    uint8_t *styles;                  /* owned; of arrows, by target box */
};

struct diagram *diagram_new(void)
{
    struct diagram *diagram = memory_zeroed(1, sizeof *diagram);

    diagram->layout = layout_new();
    diagram->other = layout_new();
    diagram->route = route_new();
    diagram->known = known_ways_new();
    diagram->canvas = canvas_new(0, 0);
    return diagram;
}

static void free_order(struct order *order)
{
    vector_free(order);
    vector_free(&order->prices);
}

void diagram_free(struct diagram *diagram)
{
    if (diagram == NULL)
        return;
    scene_free(&diagram->scene);
    layout_free(diagram->layout);
    layout_free(diagram->other);
    route_free(diagram->route);
    known_ways_free(diagram->known);
    canvas_free(diagram->canvas);
    vector_free(&diagram->drawing.spots);
    vector_free(&diagram->boxes);
    vector_free(&diagram->links);
    vector_free(&diagram->references);
    free_order(&diagram->best);
    free_order(&diagram->kept);
    vector_free(&diagram->stood);
    vector_free(&diagram->ways);
    free(diagram->styles);
    free(diagram);
}

void diagram_forget(struct diagram *diagram)
{
    layout_forget(diagram->layout);
}

size_t diagram_spots(const struct diagram *diagram)
{
    return diagram->drawing.spots.count;
}

const struct diagram_spot *diagram_spot(const struct diagram *diagram, size_t index)
{
    return index < diagram->drawing.spots.count ? &diagram->drawing.spots.items[index] : NULL;
}

/* ---- where ---- */

static uint64_t key_of(enum scene_box_sort sort, uint32_t number)
{
    return ((uint64_t)sort + 1) << 32 | number;
}

static bool knows(void *context, uint32_t object)
{
    struct diagram *diagram = context;

    return layout_knows(diagram->layout, key_of(SCENE_OBJECT, object));
}

static int height_of(void *context, size_t box, int width)
{
    struct diagram *diagram = context;

    return box_height(&diagram->scene, &diagram->scene.boxes.items[box], width);
}

static void collect_boxes(struct diagram *diagram)
{
    vector_clear(&diagram->boxes);
    for (size_t i = 0; i < diagram->scene.boxes.count; i++) {
        const struct scene_box *box = &diagram->scene.boxes.items[i];
        struct box_widths widths = box_widths(&diagram->scene, box);

        vector_push(&diagram->boxes, ((struct layout_box){.key = key_of(box->sort, box->number),
                                                          .rank = box->rank,
                                                          .minimum = widths.minimum,
                                                          .natural = widths.natural}));
    }
}

static void collect_references(struct diagram *diagram)
{
    struct reference reference;

    vector_clear(&diagram->references);
    vector_clear(&diagram->links);
    for (size_t i = 0; i < diagram->scene.boxes.count; i++)
        for (size_t j = 0; j < diagram->scene.boxes.items[i].count; j++) {
            size_t slot = diagram->scene.boxes.items[i].first + j;
            int target = diagram->scene.slots.items[slot].target;

            if (target < 0)
                continue;
            reference = (struct reference){.slot = slot, .from = i, .target = (size_t)target, .row = box_row(j)};
            reference.index = (uint32_t)diagram->references.count;
            vector_push(&diagram->references, reference);
            vector_push(&diagram->links, ((struct layout_link){i, (size_t)target, box_row(j)}));
        }
}

/* Each object's arrows have a style that follows from its number, but that of the object before. */
static void choose_styles(struct diagram *diagram)
{
    enum { STYLES = CANVAS_ARROW_6 - CANVAS_ARROW_1 + 1 };
    size_t count = diagram->scene.boxes.count;

    diagram->styles = memory_resize(diagram->styles, count, sizeof *diagram->styles);
    for (size_t i = 0; i < count; i++) {
        unsigned style = diagram->scene.boxes.items[i].number % STYLES;

        if (i > 0 && diagram->styles[i - 1] == CANVAS_ARROW_1 + style)
            style = (style + 1) % STYLES;
        diagram->styles[i] = (uint8_t)(CANVAS_ARROW_1 + style);
    }
}

/* ---- routes ---- */

static int compare_references(const void *a, const void *b)
{
    const struct reference *left = a, *right = b;

    if (left->tried != right->tried)
        return left->tried > right->tried ? -1 : 1;
    if (left->length != right->length)
        return left->length < right->length ? -1 : 1;
    return left->slot < right->slot ? -1 : left->slot > right->slot;
}

static void sort_references(struct diagram *diagram)
{
    if (diagram->references.count > 1)
        qsort(diagram->references.items, diagram->references.count, sizeof *diagram->references.items,
              compare_references);
}

static const struct canvas_rect *rect_of(const struct diagram *diagram, size_t box)
{
    return &diagram->boxes.items[box].rect;
}

/* The net of references that leave the same column in the same direction, up or down, and lie `outside` of it: between
 * dot and target there is one vertical line for each of them, left of its own. */
static bool runs_outside(const struct diagram *diagram, const struct reference *own, const struct reference *other)
{
    bool down = rect_of(diagram, own->target)->y >= own->y;

    if (rect_of(diagram, own->from)->x != rect_of(diagram, other->from)->x || own->target == other->target ||
        down != (rect_of(diagram, other->target)->y >= other->y))
        return false;
    return down ? other->y > own->y : other->y < own->y;
}

/* Lines that go down nest without crossing when the upper one is further to the right; upwards, the lower one. */
static int track_of(const struct diagram *diagram, const struct reference *own)
{
    const struct canvas_rect *from = rect_of(diagram, own->from);
    int track = from->x + from->width + 1;

    for (size_t i = 0; i < diagram->references.count; i++)
        track += runs_outside(diagram, own, &diagram->references.items[i]);
    return track;
}

static struct route_reference wanted_of(const struct diagram *diagram, const struct reference *reference)
{
    const struct scene_slot *slot = &diagram->scene.slots.items[reference->slot];
    const struct canvas_rect *from = rect_of(diagram, reference->from);

    return (struct route_reference){
        .border_x = from->x + from->width - 1,
        .y = reference->y,
        .track = reference->track,
        .net = (uint16_t)(reference->target + 1),
        .target = *rect_of(diagram, reference->target),
        .style = slot->mark == SCENE_SAME ? diagram->styles[reference->target] : CANVAS_CHANGED,
    };
}

static bool route_one(struct diagram *diagram, const struct reference *reference)
{
    const struct route_reference wanted = wanted_of(diagram, reference);

    return route_connect(diagram->route, &wanted);
}

/* More arrows would only tangle. */
static size_t arrows_allowed(int width)
{
    return width / ARROW_ROOM < ARROWS_MAX ? (size_t)(width / ARROW_ROOM) : ARROWS_MAX;
}

/* What found no way in this attempt is to find one in the next. */
static void want_ways(struct diagram *diagram, int width)
{
    for (size_t i = 0; i < diagram->references.count && i < arrows_allowed(width); i++) {
        const struct reference *reference = &diagram->references.items[i];
        const struct route_reference wanted = wanted_of(diagram, reference);

        if (!diagram->scene.slots.items[reference->slot].arrow)
            route_want(diagram->route, &wanted);
    }
}

static void locate_references(struct diagram *diagram)
{
    for (size_t i = 0; i < diagram->references.count; i++) {
        struct reference *reference = &diagram->references.items[i];
        const struct canvas_rect *from = rect_of(diagram, reference->from), *to = rect_of(diagram, reference->target);

        reference->y = from->y + reference->row;
        reference->length = abs(to->x - from->x - from->width) + abs(to->y + 1 - reference->y);
        if (diagram->scene.boxes.items[reference->from].rank == 0)
            reference->length /= 2; /* names first */
        reference->tried = 0;
    }
    for (size_t i = 0; i < diagram->references.count; i++)
        diagram->references.items[i].track = track_of(diagram, &diagram->references.items[i]);
}

static void begin_routes(struct diagram *diagram, int width, int height)
{
    route_begin(diagram->route, width, height);
    route_block(diagram->route, (struct canvas_rect){0, 0, width, TOP});
    for (size_t i = 0; i < diagram->boxes.count; i++)
        route_block(diagram->route, diagram->boxes.items[i].rect);
    for (size_t i = 0; i < diagram->references.count; i++) {
        const struct canvas_rect *from = rect_of(diagram, diagram->references.items[i].from);

        route_reserve(diagram->route, from->x + from->width - 1, diagram->references.items[i].y);
    }
    vector_clear(&diagram->ways);
}

static void note_way(struct diagram *diagram, const struct reference *reference)
{
    size_t count;
    const uint32_t *way = route_way(diagram->route, &count);

    vector_push(&diagram->ways, reference->index);
    vector_push(&diagram->ways, (uint32_t)count);
    for (size_t i = 0; i < count; i++)
        vector_push(&diagram->ways, way[i]);
}

/* One attempt at all references, in their order; returns how many found no way (those that were not tried aside). */
static size_t route_in_order(struct diagram *diagram, int width, int height)
{
    size_t failed = 0;

    begin_routes(diagram, width, height);
    for (size_t i = 0; i < diagram->references.count; i++) {
        const struct reference *reference = &diagram->references.items[i];
        bool tried = i < arrows_allowed(width) && route_work(diagram->route) < WORK_MAX;
        bool found = tried && route_one(diagram, reference);

        diagram->scene.slots.items[reference->slot].arrow = found;
        failed += tried && !found;
        diagram->references.items[i].tried += tried && !found;
        if (found)
            note_way(diagram, reference);
    }
    return failed;
}

static void save_order(struct diagram *diagram, struct order *order)
{
    vector_clear(order);
    for (size_t i = 0; i < diagram->references.count; i++)
        vector_push(order, diagram->references.items[i]);
    route_save_prices(diagram->route, &order->prices);
}

static void restore_order(struct diagram *diagram, const struct order *order)
{
    for (size_t i = 0; i < order->count; i++)
        diagram->references.items[i] = order->items[i];
    route_set_prices(diagram->route, &order->prices);
}

/* Attempts at all references until none fails or they have cost too much; of each with fewer failures than `best` the
 * order is kept.  With `wants`, what fails makes the cells that it would take dearer for others. */
static void attempt_all(struct diagram *diagram, int width, int height, bool wants, size_t *best)
{
    size_t failed = 1, work = 0;

    for (int attempt = 0; failed > 0 && attempt < ATTEMPTS_MAX && work < WORK_MAX / 2; attempt++) {
        sort_references(diagram);
        if (wants)
            want_ways(diagram, width);
        failed = route_in_order(diagram, width, height);
        work += route_work(diagram->route);
        if (failed < *best) {
            *best = failed;
            save_order(diagram, &diagram->best);
        }
    }
}

/* As they are routed now, with `failed` of them left, but what is in their way held off. */
static size_t route_again(struct diagram *diagram, int width, int height, size_t failed)
{
    save_order(diagram, &diagram->best);
    attempt_all(diagram, width, height, true, &failed);
    restore_order(diagram, &diagram->best);
    route_in_order(diagram, width, height);
    return failed;
}

/* Short references first; then, while some find no way, those before the others.  Returns how many have none in the
 * best attempt, which is the one that stays. */
static size_t route_all(struct diagram *diagram, int width, int height)
{
    const struct route_prices none = {NULL, 0, 0};
    size_t best = SIZE_MAX;

    route_set_prices(diagram->route, &none);
    locate_references(diagram);
    attempt_all(diagram, width, height, false, &best);
    if (best > 0) {
        restore_order(diagram, &diagram->best);
        route_in_order(diagram, width, height);
    }
    return best;
}

/* ---- drawing ---- */

static void draw_headings(struct diagram *diagram, const struct layout_result *places)
{
    int width = canvas_width(diagram->canvas), objects = places->objects;

    canvas_text(diagram->canvas, 1, 0, objects > 0 ? objects - 1 : width - 1, CANVAS_DIM, translate("Names"));
    if (objects > 0)
        canvas_text(diagram->canvas, objects + 1, 0, width - objects - 1, CANVAS_DIM, translate("Objects"));
}

/* "… 34 more objects" */
static void draw_left_out(struct diagram *diagram, int y)
{
    size_t count = diagram->scene.objects_left_out;

    if (count == 0)
        return;
    canvas_put_glyph(diagram->canvas, 1, y, CANVAS_DIM, CANVAS_GLYPH_MORE);
    canvas_format(diagram->canvas, 3, y, canvas_width(diagram->canvas) - 3, CANVAS_DIM,
                  count == 1 ? translate("%s%zu more object") : translate("%s%zu more objects"),
                  diagram->scene.more_left_out ? translate("at least ") : "", count);
}

static void select_spots(struct diagram *diagram, const struct diagram_options *options)
{
    for (size_t i = 0; i < diagram->drawing.spots.count; i++) {
        const struct diagram_spot *spot = &diagram->drawing.spots.items[i];
        struct canvas_rect title = {spot->rect.x + 1, spot->rect.y, spot->rect.width - 2, 1};

        if (spot->target == DIAGRAM_OBJECT && spot->object == options->selected_object && spot->object != 0)
            canvas_restyle(diagram->canvas, title, CANVAS_SELECTED);
        if (spot->target == DIAGRAM_NAME && spot->name == options->selected_name &&
            spot->frame == options->selected_frame && spot->name != 0)
            canvas_restyle(diagram->canvas, spot->rect, CANVAS_SELECTED);
    }
}

static void draw_all(struct diagram *diagram, const struct diagram_options *options)
{
    diagram->drawing.scene = &diagram->scene;
    diagram->drawing.canvas = diagram->canvas;
    vector_clear(&diagram->drawing.spots);
    for (size_t i = 0; i < diagram->boxes.count; i++)
        box_draw(&diagram->drawing, &diagram->scene.boxes.items[i], diagram->boxes.items[i].rect, diagram->styles);
    select_spots(diagram, options);
}

static struct layout_result place(struct diagram *diagram, struct layout *layout, int width, bool lanes, bool roomy)
{
    struct layout_input input = {
        .boxes = diagram->boxes.items,
        .count = diagram->boxes.count,
        .links = diagram->links.items,
        .link_count = diagram->links.count,
        .width = width,
        .top = TOP,
        .roomy = roomy,
        .lanes = lanes,
        .height = height_of,
        .context = diagram,
    };

    return layout_place(layout, &input);
}

static void save_places(struct diagram *diagram)
{
    vector_clear(&diagram->stood);
    for (size_t i = 0; i < diagram->boxes.count; i++)
        vector_push(&diagram->stood, diagram->boxes.items[i].rect);
}

/* Whether some box stands elsewhere than when places were saved. */
static bool is_elsewhere(const struct diagram *diagram)
{
    for (size_t i = 0; i < diagram->boxes.count; i++)
        if (memcmp(&diagram->boxes.items[i].rect, &diagram->stood.items[i], sizeof *diagram->stood.items) != 0)
            return true;
    return false;
}

/* How a picture is packed anew: as usual; so that what is in the way of an arrow is held off; with wide gaps, too. */
enum packing { PACKED, PACKED_HELD_OFF, PACKED_ROOMY };

/* Tries it, and keeps it when fewer references are left without an arrow; otherwise all stays as it was. */
static void try_packed(struct diagram *diagram, int width, enum packing packing, size_t *failed,
                       struct layout_result *places)
{
    struct layout *other = diagram->other;
    struct layout_result fresh;
    size_t left = SIZE_MAX;

    save_places(diagram);
    save_order(diagram, &diagram->kept);
    layout_forget(other);
    fresh = place(diagram, other, width, true, packing == PACKED_ROOMY);
    if (!is_elsewhere(diagram))
        return;
    if (!fresh.stacked || fresh.lanes)
        left = route_all(diagram, width, fresh.height + BELOW);
    if (left > 0 && left < SIZE_MAX && packing != PACKED)
        left = route_again(diagram, width, fresh.height + BELOW, left);
    if (left < *failed) {
        diagram->other = diagram->layout;
        diagram->layout = other;
        diagram->moves++;
        *places = fresh;
        *failed = left;
        return;
    }
    for (size_t i = 0; i < diagram->boxes.count; i++)
        diagram->boxes.items[i].rect = diagram->stood.items[i];
    restore_order(diagram, &diagram->kept);
    route_in_order(diagram, width, places->height + BELOW);
}

/* When some references find no way, boxes may move if that helps; then ways become longer, and at last boxes narrower
 * for the gaps between them. */
static void try_all(struct diagram *diagram, int width, struct layout_result *places, size_t failed)
{
    bool packed = places->packed;

    if (!packed)
        try_packed(diagram, width, PACKED, &failed, places);
    if (failed > 0)
        failed = route_again(diagram, width, places->height + BELOW, failed);
    if (failed > 0 && !packed)
        try_packed(diagram, width, PACKED_HELD_OFF, &failed, places);
    if (failed > 0)
        try_packed(diagram, width, PACKED_ROOMY, &failed, places);
}

/* ---- what came of it before ---- */

/* Where boxes stand, what refers to what, and the room: all that the ways depend on. */
static void tell_key(struct diagram *diagram, int width, const struct layout_result *places)
{
    struct known_ways *known = diagram->known;

    known_ways_begin(known);
    known_ways_tell(known, width);
    known_ways_tell(known, places->height);
    known_ways_tell(known, places->packed);
    known_ways_tell(known, (int)diagram->boxes.count);
    for (size_t i = 0; i < diagram->boxes.count; i++) {
        const struct canvas_rect *rect = rect_of(diagram, i);

        known_ways_tell(known, rect->x);
        known_ways_tell(known, rect->y);
        known_ways_tell(known, rect->width);
        known_ways_tell(known, rect->height);
        known_ways_tell(known, diagram->scene.boxes.items[i].rank == 0);
    }
    for (size_t i = 0; i < diagram->references.count; i++) {
        known_ways_tell(known, (int)diagram->references.items[i].from);
        known_ways_tell(known, (int)diagram->references.items[i].target);
        known_ways_tell(known, diagram->references.items[i].row);
    }
}

/* The ways that were taken before; false where none are known. */
static bool route_as_known(struct diagram *diagram, int width, int height)
{
    const uint32_t *ways;
    size_t count, length;

    if (!known_ways_find(diagram->known, &ways, &count))
        return false;
    locate_references(diagram);
    begin_routes(diagram, width, height);
    for (size_t at = 0; at < count; at += 2 + length) {
        const struct reference *reference = &diagram->references.items[ways[at]];
        const struct route_reference wanted = wanted_of(diagram, reference);

        length = ways[at + 1];
        route_connect_along(diagram->route, &wanted, &ways[at + 2], length);
        diagram->scene.slots.items[reference->slot].arrow = true;
    }
    return true;
}

static void place_and_route(struct diagram *diagram, int width, struct layout_result *places)
{
    size_t failed, moves = diagram->moves;

    tell_key(diagram, width, places);
    if (route_as_known(diagram, width, places->height + BELOW))
        return;
    failed = route_all(diagram, width, places->height + BELOW);
    if (failed == 0)
        return;
    try_all(diagram, width, places, failed);
    if (diagram->moves == moves)
        known_ways_keep(diagram->known, diagram->ways.items, diagram->ways.count);
}

const struct canvas *diagram_draw(struct diagram *diagram, struct state *state, const struct diagram_options *options)
{
    struct scene_request request = {.state = state,
                                    .ascii = options->ascii,
                                    .all_objects = options->all_objects,
                                    .value_stack = options->value_stack,
                                    .thread = options->thread,
                                    .knows = knows,
                                    .context = diagram};
    struct layout_result places;
    bool arrows;
    int height;

    scene_build(&diagram->scene, &request);
    collect_boxes(diagram);
    collect_references(diagram);
    choose_styles(diagram);
    places = place(diagram, diagram->layout, options->width, !options->labels, false);
    arrows = !options->labels && (!places.stacked || places.lanes);
    if (arrows)
        place_and_route(diagram, options->width, &places);
    height = places.height;
    if (arrows && route_height(diagram->route) > height)
        height = route_height(diagram->route);
    canvas_set_ascii(diagram->canvas, options->ascii);
    canvas_resize(diagram->canvas, options->width, height + (diagram->scene.objects_left_out > 0));
    draw_headings(diagram, &places);
    draw_all(diagram, options);
    if (arrows)
        route_draw(diagram->route, diagram->canvas);
    draw_left_out(diagram, height);
    return diagram->canvas;
}
