#include "tui/dialog.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "tui/line_editor.h"
#include "tui/wrap.h"

enum { CTRL_C = 3, CTRL_D = 4 };

struct canvas_rect dialog_draw_box(struct view *view, const char *title, int width, int height)
{
    struct canvas *canvas = view->canvas;
    int all_width = canvas_width(canvas), all_height = canvas_height(canvas);
    struct canvas_rect box, inside;

    box.width = width < all_width ? width : all_width;
    box.height = height < all_height ? height : all_height;
    box.x = (all_width - box.width) / 2;
    box.y = (all_height - box.height) / 2;
    canvas_fill(canvas, box, CANVAS_PLAIN);
    if (box.width < 4 || box.height < 3)
        return box;
    canvas_box(canvas, box, CANVAS_FRAME);
    if (title[0] != '\0' && box.width > 8)
        canvas_format(canvas, box.x + 2, box.y, box.width - 4, CANVAS_TITLE, " %s ", title);
    inside = (struct canvas_rect){box.x + 2, box.y + 1, box.width - 4, box.height - 2};
    return inside;
}

static void wrap_for(struct wrapped *wrapped, const struct view *view, const char *text, int columns)
{
    wrapped_add(wrapped, text, columns, canvas_is_ascii(view->canvas));
}

static int draw_lines(struct view *view, struct canvas_rect inside, const struct wrapped *wrapped, size_t from)
{
    int row = 0;

    for (size_t i = from; i < wrapped->ends.count && row < inside.height; i++, row++) {
        size_t length;
        const char *line = wrapped_line(wrapped, i, &length);

        canvas_text_bytes(view->canvas, inside.x, inside.y + row, inside.width, CANVAS_PLAIN, line, length);
    }
    return row;
}

/* A line to fill in. */

struct line_screen {
    struct screen screen;
    struct dialog_line line;
    char *prompt;
    struct line_editor editor;
};

static void line_draw(struct screen *screen, struct view *view)
{
    struct line_screen *self = (struct line_screen *)screen;
    int width = canvas_width(view->canvas), y = canvas_height(view->canvas) - 1;
    int used;

    canvas_fill(view->canvas, (struct canvas_rect){0, y, width, 1}, CANVAS_PLAIN);
    used = canvas_text(view->canvas, width > 20 ? 1 : 0, y, width * 2 / 3, CANVAS_KEY, self->prompt);
    used += width > 20 ? 2 : 1;
    line_editor_draw(&self->editor, view, used, y, width - used > 1 ? width - used : 1);
}

static void line_finish(struct line_screen *self, const char *text)
{
    app_close(&self->screen);
    self->line.answer(self->line.context, text);
}

/* Completes the last part of a path as far as the folder's names agree. */
static void complete_path(struct line_editor *editor)
{
    const char *path = text_string(&editor->text), *slash = strrchr(path, '/');
    const char *beginning = slash != NULL ? slash + 1 : path;
    char *folder = slash != NULL ? memory_copy_bytes(path, (size_t)(slash + 1 - path)) : memory_copy_string(".");
    struct text common = TEXT_EMPTY;
    DIR *directory = opendir(folder);
    struct dirent *entry;
    size_t matches = 0;

    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        size_t same = 0;

        if (strncmp(entry->d_name, beginning, strlen(beginning)) != 0 ||
            (entry->d_name[0] == '.' && *beginning != '.'))
            continue;
        if (matches++ == 0) {
            text_add(&common, entry->d_name);
            if (entry->d_type == DT_DIR)
                text_add_char(&common, '/');
        }
        while (entry->d_name[same] != '\0' && entry->d_name[same] == text_string(&common)[same])
            same++;
        if (matches > 1)
            text_truncate(&common, same);
    }
    if (directory != NULL)
        closedir(directory);
    editor->cursor = editor->text.length;
    if (common.length > strlen(beginning))
        line_editor_type(editor, common.bytes + strlen(beginning), common.length - strlen(beginning));
    text_free(&common);
    free(folder);
}

static void line_key(struct line_screen *self, uint32_t key)
{
    if (key == INPUT_ESCAPE || key == CTRL_C)
        line_finish(self, NULL);
    else if (key == INPUT_ENTER)
        line_finish(self, text_string(&self->editor.text));
    else if (key == INPUT_TAB && self->line.completes_paths)
        complete_path(&self->editor);
    else if (key == CTRL_D && self->editor.text.length == 0 && self->line.ended != NULL) {
        app_close(&self->screen);
        self->line.ended(self->line.context);
    } else {
        line_editor_key(&self->editor, key);
    }
}

static void line_event(struct screen *screen, const struct event *event)
{
    struct line_screen *self = (struct line_screen *)screen;

    if (event->sort == EVENT_KEY)
        line_key(self, event->key);
    else if (event->sort == EVENT_PASTE)
        line_editor_type(&self->editor, event->text, event->length);
}

static void line_free(struct screen *screen)
{
    struct line_screen *self = (struct line_screen *)screen;

    line_editor_free(&self->editor);
    free(self->prompt);
    free(self);
}

static const struct screen_methods line_methods = {.draw = line_draw, .event = line_event, .free = line_free};

void dialog_push_line(struct app *app, const struct dialog_line *line)
{
    struct line_screen *self = memory_zeroed(1, sizeof *self);

    self->screen = (struct screen){.methods = &line_methods, .over = true};
    self->line = *line;
    self->prompt = memory_copy_string(line->prompt);
    if (line->initial != NULL)
        line_editor_set(&self->editor, line->initial);
    app_push(app, &self->screen);
}

/* A question. */

struct question_screen {
    struct screen screen;
    char *text;
    void (*yes)(void *context);
    void (*release)(void *context);
    void *context;
};

static void question_draw(struct screen *screen, struct view *view)
{
    struct question_screen *self = (struct question_screen *)screen;
    int columns = canvas_width(view->canvas) - 4 < 60 ? canvas_width(view->canvas) - 4 : 60;
    struct wrapped wrapped = WRAPPED_EMPTY;
    struct canvas_rect inside;
    int y, x;

    wrap_for(&wrapped, view, self->text, columns);
    inside = dialog_draw_box(view, "", columns + 4, (int)wrapped.ends.count + 4);
    y = inside.y + draw_lines(view, inside, &wrapped, 0) + 1;
    if (y >= inside.y + inside.height)
        y = inside.y + inside.height - 1;
    x = inside.x;
    x += canvas_text(view->canvas, x, y, inside.width, CANVAS_KEY, "y") + 1;
    x += canvas_text(view->canvas, x, y, inside.width, CANVAS_PLAIN, translate("yes")) + 3;
    x += canvas_text(view->canvas, x, y, inside.width, CANVAS_KEY, "n") + 1;
    canvas_text(view->canvas, x, y, inside.width, CANVAS_PLAIN, translate("no"));
    view->x = inside.x;
    view->y = y;
    wrapped_free(&wrapped);
}

static void question_event(struct screen *screen, const struct event *event)
{
    struct question_screen *self = (struct question_screen *)screen;

    if (event->sort != EVENT_KEY)
        return;
    if (event->key == 'y' || event->key == 'Y') {
        app_close(screen);
        self->yes(self->context);
    } else if (event->key == 'n' || event->key == 'N' || event->key == INPUT_ESCAPE || event->key == CTRL_C) {
        app_close(screen);
    }
}

static void question_free(struct screen *screen)
{
    struct question_screen *self = (struct question_screen *)screen;

    if (self->release != NULL)
        self->release(self->context);
    free(self->text);
    free(self);
}

static const struct screen_methods question_methods = {
    .draw = question_draw, .event = question_event, .free = question_free};

void dialog_push_question(struct app *app, const char *text, void (*yes)(void *context),
                          void (*release)(void *context), void *context)
{
    struct question_screen *self = memory_zeroed(1, sizeof *self);

    self->screen = (struct screen){.methods = &question_methods, .over = true};
    self->text = memory_copy_string(text);
    self->yes = yes;
    self->release = release;
    self->context = context;
    app_push(app, &self->screen);
}

/* A text. */

struct text_screen {
    struct screen screen;
    char *title, *text;
    size_t top, lines, rows; /* first line shown; how many there are and fit, as last drawn */
    void (*go)(void *context);
    void *context;
};

static void text_draw(struct screen *screen, struct view *view)
{
    struct text_screen *self = (struct text_screen *)screen;
    int columns = canvas_width(view->canvas) - 4 < 72 ? canvas_width(view->canvas) - 4 : 72;
    struct wrapped wrapped = WRAPPED_EMPTY;
    struct canvas_rect inside;

    wrap_for(&wrapped, view, self->text, columns);
    inside = dialog_draw_box(view, self->title, columns + 4, (int)wrapped.ends.count + 2);
    self->lines = wrapped.ends.count;
    self->rows = (size_t)(inside.height > 0 ? inside.height : 0);
    if (self->top + self->rows > self->lines)
        self->top = self->lines > self->rows ? self->lines - self->rows : 0;
    draw_lines(view, inside, &wrapped, self->top);
    if (self->lines > self->rows && inside.height < canvas_height(view->canvas))
        canvas_format(view->canvas, inside.x + 1, inside.y + inside.height, inside.width - 2, CANVAS_DIM,
                      translate(" %zu-%zu of %zu "), self->top + 1, self->top + self->rows, self->lines);
    view->x = inside.x;
    view->y = inside.y;
    wrapped_free(&wrapped);
}

static void text_scroll(struct text_screen *self, long by)
{
    if (by < 0 && (size_t)-by > self->top)
        self->top = 0;
    else
        self->top += (size_t)by;
}

static void text_key(struct text_screen *self, uint32_t key)
{
    long page = self->rows > 1 ? (long)self->rows - 1 : 1;

    if (key == INPUT_DOWN || key == 'j' || key == 'J')
        text_scroll(self, 1);
    else if (key == INPUT_UP || key == 'k' || key == 'K')
        text_scroll(self, -1);
    else if (key == INPUT_PAGE_DOWN || key == ' ')
        text_scroll(self, page);
    else if (key == INPUT_PAGE_UP)
        text_scroll(self, -page);
    else if (key == INPUT_HOME || key == 'g')
        self->top = 0;
    else if (key == INPUT_END || key == 'G')
        self->top = self->lines;
    else
        app_close(&self->screen);
    if (key == INPUT_ENTER && self->go != NULL)
        self->go(self->context);
}

static void text_event(struct screen *screen, const struct event *event)
{
    struct text_screen *self = (struct text_screen *)screen;

    if (event->sort == EVENT_KEY)
        text_key(self, event->key);
    else if (event->sort == EVENT_WHEEL)
        text_scroll(self, event->key == INPUT_UP ? -3 : 3);
    else if (event->sort == EVENT_CLICK)
        app_close(screen);
}

static void text_screen_free(struct screen *screen)
{
    struct text_screen *self = (struct text_screen *)screen;

    free(self->title);
    free(self->text);
    free(self);
}

static const struct screen_methods text_methods = {.draw = text_draw, .event = text_event, .free = text_screen_free};

void dialog_push_text(struct app *app, const char *title, const char *text, void (*go)(void *context), void *context)
{
    struct text_screen *self = memory_zeroed(1, sizeof *self);

    self->screen = (struct screen){.methods = &text_methods, .over = true};
    self->title = memory_copy_string(title);
    self->text = memory_copy_string(text);
    self->go = go;
    self->context = context;
    app_push(app, &self->screen);
}
