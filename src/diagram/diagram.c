#include "diagram/diagram.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "diagram/box.h"
#include "diagram/layout.h"
#include "diagram/route.h"
#include "diagram/scene.h"

enum {
    ARROWS_MAX = 40, /* more would only tangle */
    TOP = 1,         /* the row of headings stands above the boxes */
};

struct reference {
    size_t slot, from; /* slot and its box */
    size_t target;     /* box */
    int row;           /* of the slot, from its box's top */
    int length;        /* rows and columns between dot and target: short ones are routed first */
};

struct diagram {
    struct scene scene;
    struct layout *layout; /* owned */
    struct route *route;   /* owned */
    struct canvas *canvas; /* owned */
    struct box_canvas drawing;
    VECTOR(struct layout_box) boxes; /* beside the scene's */
    VECTOR(struct layout_link) links;
    VECTOR(struct reference) references;
    uint8_t *styles;       /* owned; of arrows, by target box */
};

struct diagram *diagram_new(void)
{
    struct diagram *diagram = memory_zeroed(1, sizeof *diagram);

    diagram->layout = layout_new();
    diagram->route = route_new();
    diagram->canvas = canvas_new(0, 0);
    return diagram;
}

void diagram_free(struct diagram *diagram)
{
    if (diagram == NULL)
        return;
    scene_free(&diagram->scene);
    layout_free(diagram->layout);
    route_free(diagram->route);
    canvas_free(diagram->canvas);
    vector_free(&diagram->drawing.spots);
    vector_free(&diagram->boxes);
    vector_free(&diagram->links);
    vector_free(&diagram->references);
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
    vector_clear(&diagram->references);
    vector_clear(&diagram->links);
    for (size_t i = 0; i < diagram->scene.boxes.count; i++)
        for (size_t j = 0; j < diagram->scene.boxes.items[i].count; j++) {
            size_t slot = diagram->scene.boxes.items[i].first + j;
            int target = diagram->scene.slots.items[slot].target;

            if (target < 0)
                continue;
            vector_push(&diagram->references, ((struct reference){slot, i, (size_t)target, box_row(j), 0}));
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

    if (left->length != right->length)
        return left->length < right->length ? -1 : 1;
    return left->slot < right->slot ? -1 : left->slot > right->slot;
}

static void route_one(struct diagram *diagram, const struct reference *reference)
{
    struct scene_slot *slot = &diagram->scene.slots.items[reference->slot];
    const struct canvas_rect *from = &diagram->boxes.items[reference->from].rect;
    struct route_reference wanted = {
        .border_x = from->x + from->width - 1,
        .y = from->y + reference->row,
        .net = (uint16_t)(reference->target + 1),
        .target = diagram->boxes.items[reference->target].rect,
        .style = slot->mark == SCENE_SAME ? diagram->styles[reference->target] : CANVAS_CHANGED,
    };

    slot->arrow = route_connect(diagram->route, &wanted);
}

static void route_all(struct diagram *diagram, int width, int height)
{
    route_begin(diagram->route, width, height);
    route_block(diagram->route, (struct canvas_rect){0, 0, width, TOP});
    for (size_t i = 0; i < diagram->boxes.count; i++)
        route_block(diagram->route, diagram->boxes.items[i].rect);
    for (size_t i = 0; i < diagram->references.count; i++) {
        struct reference *reference = &diagram->references.items[i];
        const struct canvas_rect *from = &diagram->boxes.items[reference->from].rect;
        const struct canvas_rect *to = &diagram->boxes.items[reference->target].rect;

        reference->length = abs(to->x - from->x - from->width) + abs(to->y + 1 - from->y - reference->row);
        route_reserve(diagram->route, from->x + from->width - 1, from->y + reference->row);
    }
    if (diagram->references.count > 1)
        qsort(diagram->references.items, diagram->references.count, sizeof *diagram->references.items,
              compare_references);
    for (size_t i = 0; i < diagram->references.count && i < ARROWS_MAX; i++)
        route_one(diagram, &diagram->references.items[i]);
}

/* ---- drawing ---- */

static void draw_headings(struct diagram *diagram, const struct layout_result *places)
{
    int width = canvas_width(diagram->canvas), objects = places->objects;

    canvas_text(diagram->canvas, 1, 0, objects > 0 ? objects - 1 : width - 1, CANVAS_DIM, "Names");
    if (objects > 0)
        canvas_text(diagram->canvas, objects + 1, 0, width - objects - 1, CANVAS_DIM, "Objects");
}

/* "… 34 more objects" */
static void draw_left_out(struct diagram *diagram, int y)
{
    size_t count = diagram->scene.objects_left_out;

    if (count == 0)
        return;
    canvas_put_glyph(diagram->canvas, 1, y, CANVAS_DIM, CANVAS_GLYPH_MORE);
    canvas_format(diagram->canvas, 3, y, canvas_width(diagram->canvas) - 3, CANVAS_DIM, "%s%zu more object%s",
                  diagram->scene.more_left_out ? "more than " : "", count, count == 1 ? "" : "s");
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

static struct layout_result place(struct diagram *diagram, const struct diagram_options *options)
{
    struct layout_input input = {.top = TOP, .width = options->width, .height = height_of, .context = diagram};

    collect_boxes(diagram);
    collect_references(diagram);
    input.boxes = diagram->boxes.items;
    input.count = diagram->boxes.count;
    input.links = diagram->links.items;
    input.link_count = diagram->links.count;
    return layout_place(diagram->layout, &input);
}

const struct canvas *diagram_draw(struct diagram *diagram, struct state *state, const struct diagram_options *options)
{
    struct scene_request request = {state, options->ascii, options->all_objects, options->thread, knows, diagram};
    struct layout_result places;
    bool arrows;
    int height;

    scene_build(&diagram->scene, &request);
    places = place(diagram, options);
    choose_styles(diagram);
    arrows = !options->labels && !places.stacked;
    height = places.height + 1; /* a row to go round below */
    if (arrows)
        route_all(diagram, options->width, height);
    if (!arrows || route_height(diagram->route) < height)
        height--;
    canvas_set_ascii(diagram->canvas, options->ascii);
    canvas_resize(diagram->canvas, options->width, height + (diagram->scene.objects_left_out > 0));
    draw_headings(diagram, &places);
    draw_all(diagram, options);
    if (arrows)
        route_draw(diagram->route, diagram->canvas);
    draw_left_out(diagram, height);
    return diagram->canvas;
}
