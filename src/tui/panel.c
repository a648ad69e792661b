#include "tui/panel.h"

#include "tui/stepper_parts.h"

static void draw_keys(const struct panel *panel, struct view *view)
{
    int width = canvas_width(view->canvas), y = canvas_height(view->canvas) - 1, x = 1;

    canvas_fill(view->canvas, (struct canvas_rect){0, y, width, 1}, CANVAS_PLAIN);
    for (const struct panel_key *key = panel->keys; key->key != NULL && x < width; key++) {
        if (*key->word == '\0')
            continue;
        x += canvas_text(view->canvas, x, y, width - x, CANVAS_KEY, key->key) + 1;
        x += canvas_text(view->canvas, x, y, width - x, CANVAS_STATUS, key->word) + 3;
    }
}

/* The row of the rule above it. */
static int find_top(const struct panel *panel, int height, int lines)
{
    int lower = height - 2 - lines - (int)panel->below;

    if (panel->stepper->layout.lower > 0 && panel->stepper->layout.lower < lower)
        lower = panel->stepper->layout.lower;
    return lower > 0 ? lower : 0;
}

void panel_draw(struct panel *panel, struct view *view)
{
    int width = canvas_width(view->canvas), height = canvas_height(view->canvas), lower, rows;
    struct wrapped wrapped = WRAPPED_EMPTY;

    wrapped_add(&wrapped, text_string(&panel->text), width - 2, canvas_is_ascii(view->canvas));
    lower = find_top(panel, height, (int)wrapped.ends.count);
    rows = height - 2 - lower - (int)panel->below;
    panel->hidden = (int)wrapped.ends.count > rows ? (int)wrapped.ends.count - rows : 0;
    if (panel->top > panel->hidden)
        panel->top = panel->hidden;
    canvas_fill(view->canvas, (struct canvas_rect){0, lower, width, height - lower}, CANVAS_PLAIN);
    canvas_horizontal(view->canvas, 0, lower, width, CANVAS_FRAME);
    canvas_format(view->canvas, 2, lower, width - 3, CANVAS_KEY, "[%s]", panel->title);
    for (int i = 0; i < rows && (size_t)(i + panel->top) < wrapped.ends.count; i++) {
        size_t length;
        const char *line = wrapped_line(&wrapped, (size_t)(i + panel->top), &length);

        canvas_text_bytes(view->canvas, 1, lower + 1 + i, width - 2,
                          i + panel->top == 0 ? CANVAS_TITLE : CANVAS_PLAIN, line, length);
    }
    draw_keys(panel, view);
    view->x = 1;
    view->y = lower + 1;
    if (panel->below > 0)
        view->y += (int)wrapped.ends.count < rows ? (int)wrapped.ends.count : rows;
    wrapped_free(&wrapped);
}
