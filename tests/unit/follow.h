/* Reads a drawn picture back: follows the line of a reference from its box to the box that it points at, by the rules
 * on top of diagram/route.h and by nothing but what is printed. */
#ifndef TERRARIUM_TESTS_FOLLOW_H
#define TERRARIUM_TESTS_FOLLOW_H

#include <stdbool.h>
#include <string.h>

#include "base/vector.h"
#include "canvas/canvas.h"

enum { FOLLOW_EAST, FOLLOW_SOUTH, FOLLOW_WEST, FOLLOW_NORTH };

struct follow {
    const struct canvas *canvas;
    const struct canvas_rect *boxes; /* walls */
    size_t count;
    VECTOR(int) places; /* x, y, direction of arrival: still to look at */
    bool *seen;         /* by cell and direction */
    int heads;          /* how many were reached */
    int box;            /* the box behind the head that was reached last */
    bool broken;        /* a line led nowhere */
};

static inline int follow_box_at(const struct follow *follow, int x, int y)
{
    for (size_t i = 0; i < follow->count; i++) {
        const struct canvas_rect *box = &follow->boxes[i];

        if (x >= box->x && x < box->x + box->width && y >= box->y && y < box->y + box->height)
            return (int)i;
    }
    return -1;
}

static inline const char *follow_text(const struct follow *follow, int x, int y)
{
    return follow_box_at(follow, x, y) >= 0 ? "" : canvas_cell_text(follow->canvas, x, y);
}

static inline bool follow_is(const char *text, const char *const *any)
{
    for (; *any != NULL; any++)
        if (strcmp(text, *any) == 0)
            return true;
    return false;
}

static inline void follow_on(struct follow *follow, int x, int y, int direction)
{
    static const int step_x[] = {1, 0, -1, 0}, step_y[] = {0, 1, 0, -1};

    vector_push(&follow->places, x + step_x[direction]);
    vector_push(&follow->places, y + step_y[direction]);
    vector_push(&follow->places, direction);
}

/* Which arms a glyph has, as bits 1 << direction. */
static inline int follow_arms(const struct follow *follow, int x, int y)
{
    static const char *const utf8[] = {"─", "│", "╭", "╮", "╰", "╯", "├", "┤", "┬", "┴", "┼"};
    static const int arms[] = {5, 10, 3, 6, 9, 12, 11, 14, 7, 13, 15};
    static const char *const beside[] = {"-", "+", NULL}, *const before[] = {"-", "+", ">", NULL},
                             *const upright[] = {"|", "+", NULL};
    const char *text = follow_text(follow, x, y);

    for (size_t i = 0; i < sizeof arms / sizeof *arms; i++)
        if (strcmp(text, utf8[i]) == 0)
            return arms[i];
    if (strcmp(text, "-") == 0)
        return 5;
    if (strcmp(text, "|") == 0)
        return 10;
    if (strcmp(text, "+") != 0)
        return 0;
    return (follow_is(follow_text(follow, x + 1, y), before) ? 1 << FOLLOW_EAST : 0) |
           (follow_is(follow_text(follow, x - 1, y), beside) ? 1 << FOLLOW_WEST : 0) |
           (follow_is(follow_text(follow, x, y + 1), upright) ? 1 << FOLLOW_SOUTH : 0) |
           (follow_is(follow_text(follow, x, y - 1), upright) ? 1 << FOLLOW_NORTH : 0);
}

static inline void follow_cell(struct follow *follow, int x, int y, int direction)
{
    static const char *const heads[] = {"▶", ">", NULL};
    int arms = follow_arms(follow, x, y), back = (direction + 2) % 4;
    bool passes_under = arms == 10 && direction % 2 == 0;

    if (direction == FOLLOW_EAST && follow_is(follow_text(follow, x, y), heads)) {
        follow->box = follow_box_at(follow, x + 1, y);
        follow->heads++;
        follow->broken |= follow->box < 0;
        return;
    }
    if (direction == FOLLOW_WEST && follow_box_at(follow, x, y) >= 0)
        return; /* back at the box of a reference that joined */
    if (passes_under) {
        follow_on(follow, x, y, direction);
        return;
    }
    if ((arms & 1 << back) == 0)
        follow->broken = true;
    for (int arm = 0; (arms & 1 << back) != 0 && arm < 4; arm++)
        if (arm != back && (arms & 1 << arm) != 0)
            follow_on(follow, x, y, arm);
}

/* The index of the box that the line leaving the border cell (x, y) eastwards points at; -1 when it points at none or
 * at several. */
static inline int follow_line(const struct canvas *canvas, const struct canvas_rect *boxes, size_t count, int x,
                              int y)
{
    struct follow follow = {.canvas = canvas, .boxes = boxes, .count = count, .box = -1};
    int width = canvas_width(canvas), height = canvas_height(canvas);

    follow.seen = memory_zeroed((size_t)width * (size_t)height, 4);
    follow_on(&follow, x, y, FOLLOW_EAST);
    while (follow.places.count > 0) {
        int *place = &follow.places.items[follow.places.count -= 3];
        int at_x = place[0], at_y = place[1], direction = place[2];
        bool *seen = &follow.seen[(at_y * width + at_x) * 4 + direction];

        if (at_x < 0 || at_y < 0 || at_x >= width || at_y >= height) {
            follow.broken = true;
        } else if (!*seen) {
            *seen = true;
            follow_cell(&follow, at_x, at_y, direction);
        }
    }
    free(follow.seen);
    vector_free(&follow.places);
    return follow.broken || follow.heads != 1 ? -1 : follow.box;
}

#endif
