/* Tests of the objects lens: where boxes stand, how references run, what a picture shows. */
#include "diagram/diagram.h"

#include <stdio.h>
#include <string.h>

#include "diagram/known_ways.h"
#include "diagram/layout.h"
#include "diagram/route.h"
#include "follow.h"
#include "story.h"
#include "suite.h"

static int up_to(int limit)
{
    return rand() % limit;
}

static bool overlap(struct canvas_rect a, struct canvas_rect b)
{
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/* ---- layout ---- */

enum { BOXES_MAX = 40 };

struct graph {
    struct layout_box boxes[BOXES_MAX];
    struct layout_link links[BOXES_MAX];
    int heights[BOXES_MAX];
    size_t count, link_count;
    uint64_t next_key;
};

static int graph_height(void *context, size_t box, int width)
{
    struct graph *graph = context;

    return graph->heights[box] + (width < graph->boxes[box].natural ? 2 : 0);
}

static void graph_add(struct graph *graph, int rank)
{
    struct layout_box box = {.key = ++graph->next_key, .rank = rank, .minimum = 10 + up_to(8)};

    if (graph->count == BOXES_MAX)
        return;
    box.natural = box.minimum + up_to(25);
    graph->heights[graph->count] = 2 + up_to(8);
    graph->boxes[graph->count++] = box;
}

static void graph_remove(struct graph *graph, size_t at)
{
    size_t tail = graph->count - at - 1;

    memmove(&graph->boxes[at], &graph->boxes[at + 1], tail * sizeof *graph->boxes);
    memmove(&graph->heights[at], &graph->heights[at + 1], tail * sizeof *graph->heights);
    graph->count--;
}

static void graph_link(struct graph *graph)
{
    graph->link_count = 0;
    for (size_t i = 0; i < graph->count; i++) {
        size_t from = (size_t)up_to((int)graph->count);

        graph->links[graph->link_count++] = (struct layout_link){from, i, 1 + up_to(2)};
    }
}

static struct layout_result graph_place(struct graph *graph, struct layout *layout, int width)
{
    struct layout_input input = {.boxes = graph->boxes,
                                 .count = graph->count,
                                 .links = graph->links,
                                 .link_count = graph->link_count,
                                 .width = width,
                                 .top = 1,
                                 .lanes = width % 2 == 0,
                                 .height = graph_height,
                                 .context = graph};

    return layout_place(layout, &input);
}

static struct graph random_graph(void)
{
    struct graph graph = {.next_key = 0};

    graph_add(&graph, 0);
    for (int i = up_to(4); i > 0; i--)
        graph_add(&graph, 0);
    for (int i = up_to(30); i > 0; i--)
        graph_add(&graph, 1 + up_to(6));
    graph_link(&graph);
    return graph;
}

static void expect_sound(const struct graph *graph, struct layout_result result, int width)
{
    for (size_t i = 0; i < graph->count; i++) {
        struct canvas_rect rect = graph->boxes[i].rect;

        ck_assert_int_ge(rect.x, 0);
        ck_assert_int_ge(rect.y, 1);
        ck_assert_int_le(rect.x + rect.width, width);
        ck_assert_int_le(rect.y + rect.height, result.height);
        for (size_t j = 0; j < i; j++)
            ck_assert_msg(!overlap(rect, graph->boxes[j].rect), "boxes %zu and %zu overlap", i, j);
    }
}

START_TEST(boxes_never_overlap_nor_leave_the_picture)
{
    srand(1);
    for (int round = 0; round < 3000; round++) {
        struct graph graph = random_graph();
        struct layout *layout = layout_new();
        int width = 20 + up_to(180);

        for (int edit = 0; edit < 12; edit++) {
            expect_sound(&graph, graph_place(&graph, layout, width), width);
            if (up_to(3) == 0 && graph.count > 1)
                graph_remove(&graph, (size_t)up_to((int)graph.count));
            if (up_to(2) == 0)
                graph_add(&graph, 1 + up_to(7));
            if (up_to(4) == 0)
                graph.heights[up_to((int)graph.count)] += up_to(4);
            if (up_to(6) == 0)
                width = 20 + up_to(180);
            graph_link(&graph);
        }
        layout_free(layout);
    }
}
END_TEST

/* Objects' boxes of `before` that stand elsewhere in `after`. */
static int count_moved(const struct graph *before, const struct graph *after)
{
    int moved = 0;

    for (size_t i = 0; i < before->count; i++)
        for (size_t j = 0; j < after->count; j++)
            moved += before->boxes[i].key == after->boxes[j].key && before->boxes[i].rank > 0 &&
                     (before->boxes[i].rect.x != after->boxes[j].rect.x ||
                      before->boxes[i].rect.y != after->boxes[j].rect.y);
    return moved;
}

START_TEST(boxes_stay_where_they_are)
{
    int packed = 0, edits = 0;

    srand(2);
    for (int round = 0; round < 500; round++) {
        struct graph graph = {.next_key = 0}, before;
        struct layout *layout = layout_new();

        for (int rank = 0; rank < 7; rank++) /* these stay, so that no column is ever empty */
            graph_add(&graph, rank);
        for (int i = up_to(20); i > 0; i--)
            graph_add(&graph, 1 + up_to(6));
        graph_place(&graph, layout, 600);
        for (int edit = 0; edit < 10; edit++, edits++) {
            struct layout_result result;

            before = graph;
            if (up_to(2) == 0 && graph.count > 8)
                graph_remove(&graph, 7 + (size_t)up_to((int)graph.count - 7));
            else
                graph_add(&graph, 1 + up_to(6));
            /* As narrow as any, so that no column has to grow. */
            if (graph.count > 7)
                graph.boxes[graph.count - 1].natural = graph.boxes[graph.count - 1].minimum = 10;
            graph_link(&graph);
            result = graph_place(&graph, layout, 600);
            packed += result.packed;
            if (!result.packed)
                ck_assert_int_eq(count_moved(&before, &graph), 0);
        }
        layout_free(layout);
    }
    ck_assert_int_lt(packed * 20, edits);
}
END_TEST

START_TEST(only_what_is_below_a_box_moves_when_it_grows)
{
    struct graph graph = {.next_key = 0}, before;
    struct layout *layout = layout_new();

    graph_add(&graph, 0);
    for (int i = 0; i < 6; i++)
        graph_add(&graph, 1 + i % 2);
    graph_place(&graph, layout, 200);
    before = graph;
    graph.heights[3] += 3; /* the second box of column 1 */
    ck_assert(!graph_place(&graph, layout, 200).packed);
    ck_assert_int_eq(count_moved(&before, &graph), 1);
    ck_assert_int_eq(graph.boxes[5].rect.y, before.boxes[5].rect.y + 3);
    layout_free(layout);
}
END_TEST

START_TEST(the_same_input_gives_the_same_places)
{
    srand(3);
    for (int round = 0; round < 200; round++) {
        struct graph graph = random_graph(), again = graph;
        struct layout *layout = layout_new(), *other = layout_new();
        int width = 30 + up_to(170);

        graph_place(&graph, layout, width);
        graph_place(&again, other, width);
        ck_assert_int_eq(memcmp(graph.boxes, again.boxes, graph.count * sizeof *graph.boxes), 0);
        layout_free(layout);
        layout_free(other);
    }
}
END_TEST

/* ---- routes ---- */

enum { WIDTH = 110, HEIGHT = 50 };

struct crowd {
    struct canvas_rect boxes[BOXES_MAX];
    size_t count;
};

static struct crowd random_crowd(void)
{
    struct crowd crowd = {.count = 0};

    for (int i = 0; i < 60 && crowd.count < 14; i++) {
        struct canvas_rect box = {up_to(WIDTH - 16), 1 + up_to(HEIGHT - 8), 5 + up_to(10), 2 + up_to(5)};
        struct canvas_rect around = {box.x - 1, box.y - 1, box.width + 2, box.height + 2};
        bool free_place = true;

        for (size_t j = 0; j < crowd.count; j++)
            free_place &= !overlap(around, crowd.boxes[j]);
        if (free_place)
            crowd.boxes[crowd.count++] = box;
    }
    return crowd;
}

static struct canvas *draw_crowd(const struct crowd *crowd, const struct route *route, bool ascii)
{
    struct canvas *canvas = canvas_new(WIDTH, HEIGHT);

    canvas_set_ascii(canvas, ascii);
    for (size_t i = 0; i < crowd->count; i++)
        canvas_box(canvas, crowd->boxes[i], CANVAS_FRAME);
    route_draw(route, canvas);
    return canvas;
}

static void fail_with(const struct canvas *canvas, const char *what, int x, int y)
{
    struct text out = TEXT_EMPTY;

    canvas_render(canvas, false, &out);
    fputs(text_string(&out), stderr);
    text_free(&out);
    ck_abort_msg("%s, from column %d of row %d", what, x, y);
}

/* Routes random references through the crowd and follows each of them; returns how many found a way. */
static int route_crowd(const struct crowd *crowd, struct route *route, int *tried)
{
    enum { WANTED = 40 };
    struct route_reference references[WANTED];
    bool found[WANTED];
    int count = 0, ways = 0;

    route_begin(route, WIDTH, HEIGHT);
    for (size_t i = 0; i < crowd->count; i++)
        route_block(route, crowd->boxes[i]);
    for (size_t i = 0; i < crowd->count; i++)
        for (int row = 1; row < crowd->boxes[i].height - 1; row++) {
            size_t target = (size_t)up_to((int)crowd->count);

            if (count == WANTED)
                break;
            references[count] = (struct route_reference){.border_x = crowd->boxes[i].x + crowd->boxes[i].width - 1,
                                                         .y = crowd->boxes[i].y + row,
                                                         .net = (uint16_t)(target + 1),
                                                         .target = crowd->boxes[target]};
            route_reserve(route, references[count].border_x, references[count].y);
            count++;
        }
    for (int i = 0; i < count; i++)
        found[i] = route_connect(route, &references[i]);
    for (int ascii = 0; ascii < 2; ascii++) {
        struct canvas *canvas = draw_crowd(crowd, route, ascii != 0);

        for (int i = 0; i < count; i++)
            if (found[i] && follow_line(canvas, crowd->boxes, crowd->count, references[i].border_x,
                                        references[i].y) != references[i].net - 1)
                fail_with(canvas, "the line does not lead to its box", references[i].border_x, references[i].y);
        canvas_free(canvas);
    }
    for (int i = 0; i < count; i++)
        ways += found[i];
    *tried += count;
    return ways;
}

START_TEST(every_line_leads_to_its_box_and_no_other)
{
    struct route *route = route_new();
    int found = 0, tried = 0;

    srand(4);
    for (int round = 0; round < 150; round++) {
        struct crowd crowd = random_crowd();

        found += route_crowd(&crowd, route, &tried);
    }
    ck_assert_int_gt(found * 10, tried * 6);
    route_free(route);
}
END_TEST

/* ---- pictures ---- */

static char *picture(struct diagram *diagram, struct state *state, int width, bool ascii)
{
    struct diagram_options options = {.width = width, .ascii = ascii};
    struct text out = TEXT_EMPTY;

    canvas_render(diagram_draw(diagram, state, &options), false, &out);
    return text_take(&out);
}

static void expect_picture(struct story *story, int width, bool ascii, const char *wanted)
{
    struct diagram *diagram = diagram_new();
    char *got = picture(diagram, story_state(story), width, ascii);

    ck_assert_str_eq(got, wanted);
    free(got);
    diagram_free(diagram);
}

/* a = [1, 2, 3]; b = a; b.append(4) */
static struct story aliasing(void)
{
    struct story story = story_begin("a = [1, 2, 3]\nb = a\nb.append(4)\nprint(a)\n");
    uint32_t numbers[] = {story_int(&story, 1), story_int(&story, 2), story_int(&story, 3)}, four, list;

    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    list = story_object(&story, TRACE_OBJECT_LIST, "list", 3, numbers);
    story_name(&story, story.module, "a", 0, list);
    story_step(&story, TRACE_EVENT_LINE, story.module, 2, 0);
    story_name(&story, story.module, "b", 0, list);
    story_put(&story, (struct trace_record){TRACE_COUNT, .count = {list, 1}});
    story_step(&story, TRACE_EVENT_LINE, story.module, 3, 0);
    four = story_int(&story, 4);
    story_splice(&story, list, 3, 0, NULL, 1, &(uint64_t){four});
    story_step(&story, TRACE_EVENT_LINE, story.module, 4, 0);
    return story;
}

START_TEST(two_names_and_one_list)
{
    struct story story = aliasing();

    expect_picture(&story, 60, false,
                   " Names               Objects\n"
                   "╭ module ───╮       ╭ list ─────── id …1040 · 2 refs ╮\n"
                   "│ a ●───────┼─┬────▶│ 0   1   2   3                  │\n"
                   "│ b ●───────┼─╯     │ 1 │ 2 │ 3 │ 4 new              │\n"
                   "╰───────────╯       ╰────────────────────────────────╯\n");
    expect_picture(&story, 60, true,
                   " Names                Objects\n"
                   "+ module ----+       + list ------- id ..1040 - 2 refs +\n"
                   "| a o--------+-+---->| 0   1   2   3                   |\n"
                   "| b o--------+-+     | 1 | 2 | 3 | 4 new               |\n"
                   "+------------+       +---------------------------------+\n");
    story_end(&story);
}
END_TEST

START_TEST(too_narrow_for_arrows_has_labels)
{
    struct story story = aliasing();

    expect_picture(&story, 24, false,
                   " Names\n"
                   "╭ module ──────────────╮\n"
                   "│ a → …1040            │\n"
                   "│ b → …1040            │\n"
                   "╰──────────────────────╯\n"
                   "\n"
                   "╭ list ───────── …1040 ╮\n"
                   "│ 0   1   2   3        │\n"
                   "│ 1 │ 2 │ 3 │ 4 new    │\n"
                   "╰──────────────────────╯\n");
    story_end(&story);
}
END_TEST

START_TEST(too_narrow_for_columns_has_arrows_beside_them)
{
    struct story story = aliasing();

    expect_picture(&story, 32, false,
                   " Names\n"
                   "╭ module ───────────────────╮\n"
                   "│ a ●───────────────────────┼─╮\n"
                   "│ b ●───────────────────────┼─┤\n"
                   "╰───────────────────────────╯ │\n"
                   " ╭────────────────────────────╯\n"
                   " │ ╭ list ── …1040 · 2 refs ╮\n"
                   " ╰▶│ 0   1   2   3          │\n"
                   "   │ 1 │ 2 │ 3 │ 4 new      │\n"
                   "   ╰────────────────────────╯\n");
    story_end(&story);
}
END_TEST

/* Of a, b = b, a: arrows cross, boxes stay. */
START_TEST(boxes_below_the_frames_keep_their_order)
{
    struct graph graph = {.count = 3, .link_count = 2};
    struct layout *layout = layout_new();

    for (size_t i = 0; i < graph.count; i++) {
        graph.boxes[i] = (struct layout_box){.key = i + 1, .rank = i > 0, .minimum = 22, .natural = 22};
        graph.heights[i] = 3;
    }
    for (int step = 0; step < 2; step++) {
        struct layout_result result;

        graph.links[0] = (struct layout_link){0, step == 0 ? 1 : 2, 1};
        graph.links[1] = (struct layout_link){0, step == 0 ? 2 : 1, 2};
        result = graph_place(&graph, layout, 40);
        ck_assert(result.stacked && result.lanes);
        ck_assert_int_lt(graph.boxes[1].rect.y, graph.boxes[2].rect.y);
        ck_assert_int_ge(graph.boxes[1].rect.x, 2); /* a bend and a head */
        ck_assert_int_le(graph.boxes[0].rect.x + graph.boxes[0].rect.width, 40 - 3);
    }
    layout_free(layout);
}
END_TEST

/* Boxes of the last picture, from its spots. */
static size_t boxes_of(const struct diagram *diagram, struct canvas_rect *boxes, uint32_t *objects, size_t room)
{
    size_t count = 0;

    for (size_t i = 0; i < diagram_spots(diagram) && count < room; i++) {
        const struct diagram_spot *spot = diagram_spot(diagram, i);

        if (spot->target != DIAGRAM_OBJECT && spot->target != DIAGRAM_FRAME)
            continue;
        objects[count] = spot->target == DIAGRAM_OBJECT ? spot->object : 0;
        boxes[count++] = spot->rect;
    }
    return count;
}

static bool has_dot(const struct canvas *canvas, struct canvas_rect row)
{
    for (int x = row.x; x < row.x + row.width; x++) {
        const char *text = canvas_cell_text(canvas, x, row.y);

        if (strcmp(text, "●") == 0 || strcmp(text, "o") == 0)
            return true;
    }
    return false;
}

/* Every dot's line ends at the box of the object in its slot. */
static int expect_arrows_right(const struct diagram *diagram, const struct canvas *canvas)
{
    enum { ROOM = 200 };
    struct canvas_rect boxes[ROOM];
    uint32_t objects[ROOM];
    size_t count = boxes_of(diagram, boxes, objects, ROOM);
    int arrows = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (overlap(boxes[i], boxes[j]))
                fail_with(canvas, "boxes overlap", boxes[i].x, boxes[i].y);
    for (size_t i = 0; i < diagram_spots(diagram); i++) {
        const struct diagram_spot *spot = diagram_spot(diagram, i);
        int border = spot->rect.x + spot->rect.width, box;

        if ((spot->target != DIAGRAM_NAME && spot->target != DIAGRAM_ENTRY) || !has_dot(canvas, spot->rect))
            continue;
        box = follow_line(canvas, boxes, count, border, spot->rect.y);
        if (box < 0 || objects[box] != spot->object)
            fail_with(canvas, "a reference leads elsewhere", border, spot->rect.y);
        arrows++;
    }
    return arrows;
}

struct heap {
    struct story story;
    uint32_t objects[60];
    size_t sizes[60]; /* entries of each */
    uint64_t entries[60][6];
    size_t count;
    uint32_t names[8]; /* what a … h refer to */
    uint32_t small;
};

static const char *const heap_names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};

static void heap_add(struct heap *heap)
{
    uint32_t entries[6];
    size_t size = (size_t)up_to(6), at = heap->count;

    if (heap->count == 60)
        return;
    for (size_t i = 0; i < size; i++) {
        entries[i] = heap->count > 0 && up_to(3) > 0 ? heap->objects[up_to((int)heap->count)] : heap->small;
        heap->entries[at][i] = entries[i];
    }
    heap->sizes[at] = size;
    heap->objects[heap->count++] = story_object(&heap->story, TRACE_OBJECT_LIST, "list", size, entries);
}

static void heap_rebind(struct heap *heap)
{
    int name = up_to(8);
    uint32_t now = heap->objects[up_to((int)heap->count)];

    if (heap->names[name] == now)
        return;
    story_name(&heap->story, heap->story.module, heap_names[name], heap->names[name], now);
    heap->names[name] = now;
}

static void heap_store(struct heap *heap)
{
    size_t at = (size_t)up_to((int)heap->count), index;
    uint64_t now = heap->objects[up_to((int)heap->count)];

    if (heap->sizes[at] == 0)
        return;
    index = (size_t)up_to((int)heap->sizes[at]);
    story_splice(&heap->story, heap->objects[at], index, 1, &heap->entries[at][index], 1, &now);
    heap->entries[at][index] = now;
}

static struct heap heap_begin(int objects)
{
    struct heap heap = {.story = story_begin("pass\n")};

    heap.small = story_int(&heap.story, 7);
    for (int i = 0; i < objects; i++)
        heap_add(&heap);
    story_step(&heap.story, TRACE_EVENT_LINE, heap.story.module, 1, 0);
    return heap;
}

START_TEST(what_is_drawn_is_what_is_there)
{
    int arrows = 0;

    srand(5);
    for (int round = 0; round < 60; round++) {
        struct heap heap = heap_begin(1 + up_to(14));
        struct diagram *diagram = diagram_new();
        struct diagram_options options = {.width = 50 + up_to(140)};

        for (int edit = 0; edit < 14; edit++) {
            const struct canvas *canvas;

            heap_rebind(&heap);
            heap_store(&heap);
            if (up_to(3) == 0)
                heap_add(&heap);
            story_step(&heap.story, TRACE_EVENT_LINE, heap.story.module, 1, 0);
            options.ascii = up_to(2) == 0;
            options.all_objects = up_to(4) == 0;
            canvas = diagram_draw(diagram, story_state(&heap.story), &options);
            ck_assert_int_eq(canvas_width(canvas), options.width);
            arrows += expect_arrows_right(diagram, canvas);
        }
        diagram_free(diagram);
        story_end(&heap.story);
    }
    ck_assert_int_gt(arrows, 3000);
}
END_TEST

/* Ways are kept from picture to picture: what is drawn by them is what was found. */
START_TEST(a_picture_that_comes_again_is_the_same)
{
    srand(9);
    for (int round = 0; round < 12; round++) {
        struct heap heap = heap_begin(14);
        struct diagram *diagram = diagram_new();
        char *drawn = NULL;

        for (int i = 0; i < 16; i++)
            heap_rebind(&heap);
        story_step(&heap.story, TRACE_EVENT_LINE, heap.story.module, 1, 0);
        for (int again = 0; again < 5; again++) {
            char *now = picture(diagram, story_state(&heap.story), 66, false);

            if (again > 2) /* boxes may have moved for their arrows before */
                ck_assert_str_eq(now, drawn);
            free(drawn);
            drawn = now;
        }
        free(drawn);
        diagram_free(diagram);
        story_end(&heap.story);
    }
}
END_TEST

static void tell_key(struct known_ways *known, int first, int second)
{
    known_ways_begin(known);
    known_ways_tell(known, first);
    known_ways_tell(known, second);
}

START_TEST(ways_are_known_by_all_of_their_key)
{
    struct known_ways *known = known_ways_new();
    const uint32_t kept[] = {3, 1, 4}, *found;
    size_t count;

    tell_key(known, 1, 2);
    ck_assert(!known_ways_find(known, &found, &count));
    known_ways_keep(known, kept, 3);
    ck_assert(known_ways_find(known, &found, &count));
    ck_assert_uint_eq(count, 3);
    ck_assert_mem_eq(found, kept, sizeof kept);
    tell_key(known, 2, 1);
    ck_assert(!known_ways_find(known, &found, &count));
    known_ways_keep(known, kept, 0); /* no reference found a way */
    ck_assert(known_ways_find(known, &found, &count));
    ck_assert_uint_eq(count, 0);
    for (int i = 0; i < 1000; i++) {
        tell_key(known, 7, i);
        known_ways_keep(known, kept, 2);
    }
    ck_assert(known_ways_find(known, &found, &count));
    tell_key(known, 1, 2);
    ck_assert(!known_ways_find(known, &found, &count)); /* so many are not kept */
    known_ways_free(known);
}
END_TEST

START_TEST(any_width_will_do)
{
    struct heap heap = heap_begin(12);
    struct diagram *diagram = diagram_new();

    srand(6);
    for (int i = 0; i < 8; i++)
        heap_rebind(&heap);
    story_step(&heap.story, TRACE_EVENT_LINE, heap.story.module, 1, 0);
    for (int width = 0; width < 200; width++) {
        struct diagram_options options = {.width = width, .ascii = width % 2 == 0};
        const struct canvas *canvas = diagram_draw(diagram, story_state(&heap.story), &options);

        ck_assert_int_eq(canvas_width(canvas), width);
        if (width > 30)
            expect_arrows_right(diagram, canvas);
    }
    diagram_free(diagram);
    story_end(&heap.story);
}
END_TEST

START_TEST(a_fresh_diagram_always_draws_the_same)
{
    struct heap heap = heap_begin(14);
    char *first, *second;

    srand(7);
    for (int i = 0; i < 12; i++)
        heap_rebind(&heap);
    story_step(&heap.story, TRACE_EVENT_LINE, heap.story.module, 1, 0);
    for (int width = 40; width < 160; width += 7) {
        struct diagram *one = diagram_new(), *other = diagram_new();

        first = picture(one, story_state(&heap.story), width, false);
        second = picture(other, story_state(&heap.story), width, false);
        ck_assert_msg(strcmp(first, second) == 0, "%d columns", width);
        free(second);
        second = picture(one, story_state(&heap.story), width, false);
        ck_assert_msg(strcmp(first, second) == 0, "%d columns, drawn again", width);
        free(first);
        free(second);
        diagram_free(one);
        diagram_free(other);
    }
    story_end(&heap.story);
}
END_TEST

START_TEST(what_dies_is_a_ghost_for_one_step)
{
    struct story story = aliasing();
    struct diagram *diagram = diagram_new();
    char *got;

    free(picture(diagram, story_state(&story), 80, false));
    story_name(&story, story.module, "b", 4, 0);
    story_step(&story, TRACE_EVENT_LINE, story.module, 4, 0);
    got = picture(diagram, story_state(&story), 80, false);
    ck_assert_ptr_nonnull(strstr(got, "│ b gone "));
    ck_assert_ptr_null(strstr(got, "list gone"));
    free(got);
    story_end(&story);
    diagram_free(diagram);
}
END_TEST

START_TEST(an_object_that_died_is_a_ghost_for_one_step)
{
    struct story story = story_begin("x = [1]\ndel x\npass\n");
    uint32_t one = story_int(&story, 1), list = story_object(&story, TRACE_OBJECT_LIST, "list", 1, &one);
    struct diagram *diagram = diagram_new();
    char *got;

    story_name(&story, story.module, "x", 0, list);
    story_step(&story, TRACE_EVENT_LINE, story.module, 2, 0);
    story_name(&story, story.module, "x", list, 0);
    story_death(&story, list);
    story_step(&story, TRACE_EVENT_LINE, story.module, 3, 0);
    got = picture(diagram, story_state(&story), 80, false);
    ck_assert_ptr_nonnull(strstr(got, "│ x gone "));
    ck_assert_ptr_nonnull(strstr(got, "list gone"));
    ck_assert_ptr_null(strstr(got, "▶"));
    free(got);
    story_step(&story, TRACE_EVENT_LINE, story.module, 3, 0);
    got = picture(diagram, story_state(&story), 80, false);
    ck_assert_ptr_null(strstr(got, "gone"));
    free(got);
    story_end(&story);
    diagram_free(diagram);
}
END_TEST

START_TEST(entries_that_changed_say_so)
{
    struct story story = story_begin("d['k'] = 2\n");
    uint32_t key = story_str(&story, "k"), one = story_int(&story, 1), two = story_int(&story, 2);
    uint32_t list = story_object(&story, TRACE_OBJECT_LIST, "list", 0, NULL), entries[] = {key, one};
    uint32_t dict = story_object(&story, TRACE_OBJECT_DICT, "dict", 2, entries);
    struct diagram *diagram = diagram_new();
    char *got;

    story_name(&story, story.module, "d", 0, dict);
    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    story_splice(&story, dict, 0, 2, (uint64_t[]){key, one}, 2, (uint64_t[]){key, two});
    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    got = picture(diagram, story_state(&story), 80, false);
    ck_assert_ptr_nonnull(strstr(got, "│ 'k' 2 was 1"));
    free(got);
    story_splice(&story, dict, 0, 2, (uint64_t[]){key, two}, 2, (uint64_t[]){key, list});
    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    got = picture(diagram, story_state(&story), 80, false);
    ck_assert_ptr_nonnull(strstr(got, "│ 'k' was 2 ●"));
    ck_assert_ptr_nonnull(strstr(got, "(empty)"));
    free(got);
    story_splice(&story, dict, 0, 2, (uint64_t[]){key, list}, 0, NULL);
    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    got = picture(diagram, story_state(&story), 80, false);
    ck_assert_ptr_nonnull(strstr(got, "╰ gone: 'k' ─"));
    free(got);
    story_end(&story);
    diagram_free(diagram);
}
END_TEST

START_TEST(deep_recursion_leaves_out_frames_between)
{
    struct story story = story_begin("def f(n): f(n - 1)\n");
    struct diagram *diagram = diagram_new();
    uint32_t frame = story.module;
    char *got;

    for (int depth = 1; depth < 1000; depth++) {
        frame = story_frame(&story, TRACE_CODE_FUNCTION, "f", 1, frame);
        story_push(&story, frame);
    }
    story_step(&story, TRACE_EVENT_CALL, frame, 1, 0);
    got = picture(diagram, story_state(&story), 60, false);
    ck_assert_ptr_nonnull(strstr(got, "… 988 frames between"));
    ck_assert_ptr_nonnull(strstr(got, "current"));
    free(got);
    story_end(&story);
    diagram_free(diagram);
}
END_TEST

START_TEST(long_containers_show_both_ends_and_what_changed)
{
    struct story story = story_begin("x[500] = None\n");
    struct diagram *diagram = diagram_new();
    uint64_t entries[1000];
    uint32_t zero = story_int(&story, 0), nine = story_int(&story, 9), list;
    char *got;

    for (int i = 0; i < 1000; i++)
        entries[i] = zero;
    list = story_add(&story, (struct trace_fields_OBJECT){.type = story_string(&story, "list"),
                                                          .kind = TRACE_OBJECT_LIST,
                                                          .flags = TRACE_OBJECT_CUT,
                                                          .length = 100000,
                                                          .entries = {entries, 1000}});
    story_name(&story, story.module, "x", 0, list);
    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    story_splice(&story, list, 500, 1, entries, 1, &(uint64_t){nine});
    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    got = picture(diagram, story_state(&story), 200, false);
    ck_assert_ptr_nonnull(strstr(got, "9 was 0"));
    ck_assert_ptr_nonnull(strstr(got, "500"));
    ck_assert_ptr_nonnull(strstr(got, "… 99 000 more"));
    ck_assert_ptr_nonnull(strstr(got, "999"));
    free(got);
    story_end(&story);
    diagram_free(diagram);
}
END_TEST

START_TEST(many_objects_are_counted_not_drawn)
{
    struct story story = story_begin("pass\n");
    struct diagram *diagram = diagram_new();
    uint32_t inner[10], outer[10], list;
    char *got;

    for (int i = 0; i < 10; i++) {
        for (int j = 0; j < 10; j++)
            inner[j] = story_object(&story, TRACE_OBJECT_LIST, "list", 0, NULL);
        outer[i] = story_object(&story, TRACE_OBJECT_LIST, "list", 10, inner);
    }
    list = story_object(&story, TRACE_OBJECT_LIST, "list", 10, outer);
    story_name(&story, story.module, "x", 0, list);
    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    got = picture(diagram, story_state(&story), 120, false);
    ck_assert_ptr_nonnull(strstr(got, "… 71 more objects"));
    free(got);
    story_end(&story);
    diagram_free(diagram);
}
END_TEST

START_TEST(spots_are_where_things_are_drawn)
{
    struct story story = aliasing();
    struct diagram *diagram = diagram_new();
    struct diagram_options options = {.width = 60};
    const struct canvas *canvas = diagram_draw(diagram, story_state(&story), &options);
    int names = 0, entries = 0;

    for (size_t i = 0; i < diagram_spots(diagram); i++) {
        const struct diagram_spot *spot = diagram_spot(diagram, i);

        if (spot->target == DIAGRAM_NAME) {
            const char *name = names++ == 0 ? "a" : "b";

            ck_assert_str_eq(canvas_cell_text(canvas, spot->rect.x + 1, spot->rect.y), name);
            ck_assert_uint_eq(spot->name, recording_find_string(story.recording, name));
            ck_assert_uint_eq(spot->object, 4);
        }
        if (spot->target == DIAGRAM_ENTRY) {
            char digit[] = {(char)('0' + entries), '\0'};

            ck_assert_str_eq(canvas_cell_text(canvas, spot->rect.x, spot->rect.y), digit);
            ck_assert_uint_eq(spot->index, (size_t)entries++);
            ck_assert_uint_eq(spot->holder, 4);
        }
    }
    ck_assert_int_eq(names, 2);
    ck_assert_int_eq(entries, 4);
    options.selected_object = 4;
    canvas = diagram_draw(diagram, story_state(&story), &options);
    ck_assert_int_eq(canvas_cell(canvas, 22, 1)->style, CANVAS_SELECTED);
    diagram_free(diagram);
    story_end(&story);
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {boxes_never_overlap_nor_leave_the_picture,
                                  boxes_stay_where_they_are,
                                  only_what_is_below_a_box_moves_when_it_grows,
                                  the_same_input_gives_the_same_places,
                                  every_line_leads_to_its_box_and_no_other,
                                  two_names_and_one_list,
                                  too_narrow_for_arrows_has_labels,
                                  too_narrow_for_columns_has_arrows_beside_them,
                                  boxes_below_the_frames_keep_their_order,
                                  what_is_drawn_is_what_is_there,
                                  any_width_will_do,
                                  a_picture_that_comes_again_is_the_same,
                                  ways_are_known_by_all_of_their_key,
                                  a_fresh_diagram_always_draws_the_same,
                                  what_dies_is_a_ghost_for_one_step,
                                  an_object_that_died_is_a_ghost_for_one_step,
                                  entries_that_changed_say_so,
                                  deep_recursion_leaves_out_frames_between,
                                  long_containers_show_both_ends_and_what_changed,
                                  many_objects_are_counted_not_drawn,
                                  spots_are_where_things_are_drawn,
                                  NULL};

    return suite_run("diagram", cases);
}
