#include "tui/panel.h"

#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "tui/stepper_parts.h"

enum { KEYS_MAX = 8 };

/* Those that do something now: where there is more than fits, what shows it comes first. */
static size_t gather_keys(const struct panel *panel, struct panel_key keys[KEYS_MAX])
{
    size_t count = 0;

    if (panel->hidden > 0)
        keys[count++] = (struct panel_key){"Up/Down", translate("scroll")};
    for (const struct panel_key *key = panel->keys; key->key != NULL && count < KEYS_MAX; key++)
        if (*key->word != '\0')
            keys[count++] = *key;
    return count;
}

static int width_of(const char *text)
{
    return utf8_width(text, strlen(text));
}

/* Closer together more of them fit; a key without its word would say nothing. */
static void draw_keys(const struct panel *panel, struct view *view)
{
    int width = canvas_width(view->canvas), y = canvas_height(view->canvas) - 1, x = 1, all = 0, gap;
    struct panel_key keys[KEYS_MAX];
    size_t count = gather_keys(panel, keys);

    for (size_t i = 0; i < count; i++)
        all += width_of(keys[i].key) + 1 + width_of(keys[i].word) + 3;
    gap = all - 3 <= width - x ? 3 : 2;
    canvas_fill(view->canvas, (struct canvas_rect){0, y, width, 1}, CANVAS_PLAIN);
    for (size_t i = 0; i < count; i++) {
        bool is_last = i + 1 == count;

        if (x + width_of(keys[i].key) + 1 + width_of(keys[i].word) + (is_last ? 0 : gap) > width) {
            canvas_put_glyph(view->canvas, x < width ? x : width - 1, y, CANVAS_KEY, CANVAS_GLYPH_MORE);
            break;
        }
        x += canvas_text(view->canvas, x, y, width - x, CANVAS_KEY, keys[i].key) + 1;
        x += canvas_text(view->canvas, x, y, width - x, CANVAS_STATUS, keys[i].word) + gap;
    }
}

/* The row of the rule above it. */
static int find_top(const struct panel *panel, int height, int lines)
{
    return layout_cover(panel->stepper, height - 2 - lines - (int)panel->below);
}

bool panel_scroll(struct panel *panel, uint32_t key)
{
    if (panel->hidden == 0 || (key != INPUT_DOWN && key != INPUT_UP))
        return false;
    panel->top += key == INPUT_DOWN ? 1 : panel->top > 0 ? -1 : 0;
    return true;
}

void panel_draw(struct panel *panel, struct view *view)
{
    int width = canvas_width(view->canvas), height = canvas_height(view->canvas), lower, rows;
    struct wrapped wrapped = WRAPPED_EMPTY;

    wrapped_add_choices(&wrapped, text_string(&panel->text), width - 2, canvas_is_ascii(view->canvas));
    lower = find_top(panel, height, (int)wrapped.ends.count);
    rows = height - 2 - lower - (int)panel->below;
    panel->hidden = (int)wrapped.ends.count > rows ? (int)wrapped.ends.count - rows : 0;
    if (panel->top > panel->hidden)
        panel->top = panel->hidden;
    layout_mark_covered(panel->stepper, view, lower);
    canvas_fill(view->canvas, (struct canvas_rect){0, lower, width, height - lower}, CANVAS_PLAIN);
    canvas_horizontal(view->canvas, 0, lower, width, CANVAS_FRAME);
    canvas_format(view->canvas, 2, lower, width - 3, CANVAS_KEY, "[%s]", panel->title);
    for (int i = 0; i < rows && (size_t)(i + panel->top) < wrapped.ends.count; i++) {
        size_t length;
        const char *line = wrapped_line(&wrapped, (size_t)(i + panel->top), &length);

        canvas_text_bytes(view->canvas, 1, lower + 1 + i, width - 2,
                          i + panel->top == 0 ? CANVAS_TITLE : CANVAS_PLAIN, line, length);
    }
    if (panel->hidden > panel->top && rows > 0)
        canvas_put_glyph(view->canvas, width - 2, lower + rows, CANVAS_KEY, CANVAS_GLYPH_MORE);
    draw_keys(panel, view);
    view->x = 1;
    view->y = lower + 1;
    if (panel->below > 0)
        view->y += (int)wrapped.ends.count < rows ? (int)wrapped.ends.count : rows;
    wrapped_free(&wrapped);
}
