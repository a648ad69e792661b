#include "tui/help.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "tui/dialog.h"
#include "tui/wrap.h"

enum { KEYS_WIDTH = 19, HELP_WIDTH = 84 };

struct help {
    struct screen screen;
    unsigned about; /* the places whose keys are told */
    int top, rows, lines;
};

/* Draws text in row y of `inside`, which may lie outside of it. */
static void draw_row(struct view *view, struct canvas_rect inside, int indent, int y, enum canvas_style style,
                     const char *bytes, size_t length)
{
    if (y >= 0 && y < inside.height)
        canvas_text_bytes(view->canvas, inside.x + indent, inside.y + y, inside.width - indent, style, bytes, length);
}

/* Draws one line of the table, in as many rows as it needs; returns them.  Where there is room, what a key does
 * stands beside it, otherwise below. */
static int draw_line(struct view *view, struct canvas_rect inside, int y, const struct keys_line *line)
{
    bool beside = inside.width > 2 * KEYS_WIDTH;
    int indent = beside ? KEYS_WIDTH + 2 : 3, rows = beside ? 0 : 1;
    struct wrapped wrapped = WRAPPED_EMPTY;

    if (line->heading != NULL) {
        draw_row(view, inside, 0, y, CANVAS_TITLE, line->heading, strlen(line->heading));
        return 1;
    }
    wrapped_add(&wrapped, line->what, inside.width - indent, canvas_is_ascii(view->canvas));
    draw_row(view, inside, 1, y, CANVAS_KEY, text_string(&line->keys), line->keys.length);
    for (size_t i = 0; i < wrapped.ends.count; i++) {
        size_t length;
        const char *bytes = wrapped_line(&wrapped, i, &length);

        draw_row(view, inside, indent, y + rows++, CANVAS_PLAIN, bytes, length);
    }
    wrapped_free(&wrapped);
    return rows;
}

static void help_draw(struct screen *screen, struct view *view)
{
    struct help *help = (struct help *)screen;
    bool ascii = app_ascii(screen->app);
    int height = canvas_height(view->canvas);
    struct canvas_rect inside = dialog_draw_box(view, translate("Keys"), HELP_WIDTH, height);
    struct keys_line line;
    int y = -help->top;

    for (size_t i = 0; keys_line(help->about, ascii, i, &line); i++) {
        if (line.heading != NULL && i > 0)
            y++;
        y += draw_line(view, inside, y, &line);
        text_free(&line.keys);
    }
    help->lines = y + help->top;
    help->rows = inside.height;
    if (help->lines > help->rows && inside.width > 40)
        canvas_text(view->canvas, inside.x, inside.y + inside.height, inside.width, CANVAS_DIM,
                    ascii ? translate(" Up/Down Space: more   any other key: back ")
                          : translate(" ↑/↓ Space: more   any other key: back "));
    view->x = inside.x;
    view->y = inside.y;
}

static void scroll(struct help *help, int by)
{
    int last = help->lines - help->rows;

    help->top += by;
    if (help->top > last)
        help->top = last;
    if (help->top < 0)
        help->top = 0;
}

static void help_key(struct help *help, uint32_t key)
{
    int page = help->rows > 1 ? help->rows - 1 : 1;

    if (key == INPUT_DOWN || key == 'j' || key == 'J')
        scroll(help, 1);
    else if (key == INPUT_UP || key == 'k' || key == 'K')
        scroll(help, -1);
    else if (key == INPUT_PAGE_DOWN || key == ' ')
        scroll(help, page);
    else if (key == INPUT_PAGE_UP)
        scroll(help, -page);
    else if (key == INPUT_HOME || key == 'g')
        scroll(help, -help->lines);
    else if (key == INPUT_END || key == 'G')
        scroll(help, help->lines);
    else
        app_close(&help->screen);
}

static void help_event(struct screen *screen, const struct event *event)
{
    struct help *help = (struct help *)screen;

    if (event->sort == EVENT_KEY)
        help_key(help, event->key);
    else if (event->sort == EVENT_WHEEL)
        scroll(help, event->key == INPUT_UP ? -3 : 3);
}

static void help_free(struct screen *screen)
{
    free(screen);
}

static const struct screen_methods methods = {.draw = help_draw, .event = help_event, .free = help_free};

void help_push(struct app *app, unsigned places)
{
    struct help *help = memory_zeroed(1, sizeof *help);

    help->screen = (struct screen){.methods = &methods, .over = true};
    help->about = places;
    app_push(app, &help->screen);
}
