#include "tui/help.h"

#include <stdlib.h>

#include "base/memory.h"
#include "tui/dialog.h"
#include "tui/wrap.h"

enum { KEYS_WIDTH = 19, HELP_WIDTH = 84 };

struct help {
    struct screen screen;
    unsigned about; /* the places whose keys are told */
    int top, rows, lines;
};

/* Draws one line of the table, in as many rows as it needs; returns them.  Rows outside of `inside` are clipped. */
static int draw_line(struct view *view, struct canvas_rect inside, int y, const struct keys_line *line)
{
    int keys_width = inside.width > 2 * KEYS_WIDTH ? KEYS_WIDTH : inside.width / 3;
    struct wrapped wrapped = WRAPPED_EMPTY;
    int rows, height = inside.height;

    if (line->heading != NULL) {
        if (y >= 0 && y < height)
            canvas_text(view->canvas, inside.x, inside.y + y, inside.width, CANVAS_TITLE, line->heading);
        return 1;
    }
    wrapped_add(&wrapped, line->what, inside.width - keys_width - 3, canvas_is_ascii(view->canvas));
    rows = (int)wrapped.ends.count;
    if (y >= 0 && y < height)
        canvas_text(view->canvas, inside.x + 1, inside.y + y, keys_width, CANVAS_KEY, text_string(&line->keys));
    for (int row = 0; row < rows; row++) {
        size_t length;
        const char *bytes = wrapped_line(&wrapped, (size_t)row, &length);

        if (y + row >= 0 && y + row < height)
            canvas_text_bytes(view->canvas, inside.x + 2 + keys_width, inside.y + y + row,
                              inside.width - keys_width - 2, CANVAS_PLAIN, bytes, length);
    }
    wrapped_free(&wrapped);
    return rows;
}

static void help_draw(struct screen *screen, struct view *view)
{
    struct help *help = (struct help *)screen;
    bool ascii = app_ascii(screen->app);
    int height = canvas_height(view->canvas);
    struct canvas_rect inside = dialog_draw_box(view, "Keys", HELP_WIDTH, height);
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
                    ascii ? " Up/Down Space: more   any other key: back " : " ↑/↓ Space: more   any other key: back ");
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
