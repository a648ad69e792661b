#include "diagram/lane_arrow.h"

#include <ctype.h>
#include <string.h>

static bool holds(const struct canvas *canvas, int x, int y, const char *text)
{
    const struct canvas_cell *cell = canvas_cell(canvas, x, y);

    return cell->bits == 0 && strcmp(cell->cluster, text) == 0;
}

static bool is_blank(const struct canvas *canvas, int x, int y)
{
    return holds(canvas, x, y, " ") || holds(canvas, x, y, "");
}

/* Words have blanks in and around them. */
static bool is_word(const struct canvas *canvas, int x, int y)
{
    const char *cluster = canvas_cell(canvas, x, y)->cluster;

    return isalnum((unsigned char)*cluster) || strchr("()[]_.,'", *cluster) != NULL;
}

static bool is_free(const struct canvas *canvas, const struct lane_arrow *arrow, int y)
{
    int x = arrow->x;

    if (holds(canvas, x, y, arrow->wait))
        return holds(canvas, x - 1, y, arrow->wait) && holds(canvas, x + 1, y, arrow->wait);
    if (!is_blank(canvas, x, y))
        return false;
    for (int beside = x - 1; beside <= x + 1; beside += 2)
        if (!is_blank(canvas, beside, y) && is_word(canvas, beside, y))
            return false;
    return true;
}

static bool are_free_between(const struct canvas *canvas, const struct lane_arrow *arrow)
{
    int from = arrow->woken < arrow->waker ? arrow->woken : arrow->waker;
    int to = arrow->woken < arrow->waker ? arrow->waker : arrow->woken;

    for (int y = from + 1; y < to; y++)
        if (!is_free(canvas, arrow, y))
            return false;
    return true;
}

bool lane_arrow_draw_between(struct canvas *canvas, const struct lane_arrow *arrow, enum canvas_style style)
{
    int step = arrow->waker < arrow->woken ? -1 : 1;

    if (!are_free_between(canvas, arrow))
        return false;
    for (int y = arrow->woken + step; y != arrow->waker && arrow->woken != arrow->waker; y += step) {
        bool waits = arrow->crosses && holds(canvas, arrow->x, y, arrow->wait);

        canvas_line_bits(canvas, arrow->x, y,
                         (uint8_t)(CANVAS_NORTH | CANVAS_SOUTH | (waits ? CANVAS_EAST | CANVAS_WEST : 0)), style);
    }
    return true;
}

bool lane_arrow_draw(struct canvas *canvas, const struct lane_arrow *arrow, enum canvas_style style)
{
    if (arrow->woken == arrow->waker || !holds(canvas, arrow->x, arrow->woken, arrow->wait) ||
        !holds(canvas, arrow->x - 1, arrow->woken, arrow->wait) || !lane_arrow_draw_between(canvas, arrow, style))
        return false;
    canvas_line_bits(canvas, arrow->x, arrow->woken,
                     (uint8_t)(CANVAS_WEST | (arrow->waker < arrow->woken ? CANVAS_NORTH : CANVAS_SOUTH)), style);
    return true;
}
