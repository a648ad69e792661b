#include "tui/code_editor.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "diagram/highlight.h"
#include "tui/wrap.h"

enum {
    CTRL_C = 3,
    CTRL_D = 4,
    CTRL_O = 15,
    GUTTER = 5,
    INDENT = 4,
    NOTE_ROWS = 6,
    CODE_MAX = 1 << 20,
    LINE_BYTES_MAX = 4096,
};

struct code_editor {
    struct screen screen;
    char *path, *note;
    struct text code;
    size_t cursor; /* in bytes, at the beginning of a cluster */
    size_t top;    /* the first line shown */
    int wanted;    /* the column that up and down keep to; -1: the cursor's own */
    void (*run)(void *context);
    void *context;
};

/* ---- lines ---- */

static const char *code_of(const struct code_editor *editor)
{
    return text_string(&editor->code);
}

static size_t line_start(const struct code_editor *editor, size_t at)
{
    while (at > 0 && code_of(editor)[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(const struct code_editor *editor, size_t at)
{
    return at + strcspn(code_of(editor) + at, "\n");
}

static size_t line_number(const struct code_editor *editor, size_t at)
{
    size_t line = 0;

    for (size_t i = 0; i < at; i++)
        line += code_of(editor)[i] == '\n';
    return line;
}

static int column_of(const struct code_editor *editor)
{
    size_t start = line_start(editor, editor->cursor);

    return utf8_width(code_of(editor) + start, editor->cursor - start);
}

/* ---- moving ---- */

static void move_left(struct code_editor *editor)
{
    size_t start = line_start(editor, editor->cursor), at = start, last = start;
    int width;

    if (editor->cursor == start) {
        editor->cursor -= start > 0;
        return;
    }
    while (at < editor->cursor) {
        last = at;
        at += utf8_cluster(code_of(editor) + at, editor->code.length - at, &width);
    }
    editor->cursor = last;
}

static void move_right(struct code_editor *editor)
{
    int width;

    if (editor->cursor < editor->code.length)
        editor->cursor +=
            code_of(editor)[editor->cursor] == '\n'
                ? 1
                : utf8_cluster(code_of(editor) + editor->cursor, editor->code.length - editor->cursor, &width);
}

static void move_line(struct code_editor *editor, bool up)
{
    size_t start = line_start(editor, editor->cursor), end = line_end(editor, editor->cursor), to;

    if (editor->wanted < 0)
        editor->wanted = column_of(editor);
    if (up ? start == 0 : end == editor->code.length)
        return;
    to = up ? line_start(editor, start - 1) : end + 1;
    editor->cursor = to + utf8_fit(code_of(editor) + to, line_end(editor, to) - to, editor->wanted);
}

/* ---- changing ---- */

static void insert(struct code_editor *editor, const char *bytes, size_t length)
{
    size_t tail = editor->code.length - editor->cursor;

    if (length == 0 || editor->code.length + length > CODE_MAX)
        return;
    text_append(&editor->code, bytes, length);
    memmove(editor->code.bytes + editor->cursor + length, editor->code.bytes + editor->cursor, tail);
    memcpy(editor->code.bytes + editor->cursor, bytes, length);
    editor->cursor += length;
}

static void erase(struct code_editor *editor, size_t from, size_t to)
{
    if (from >= to)
        return;
    memmove(editor->code.bytes + from, editor->code.bytes + to, editor->code.length - to);
    text_truncate(&editor->code, editor->code.length - (to - from));
    editor->cursor = from;
}

/* In the blanks at a line's beginning a whole level of indentation goes. */
static void erase_before(struct code_editor *editor)
{
    size_t end = editor->cursor, start = line_start(editor, end);

    if (end > start && strspn(code_of(editor) + start, " ") >= end - start && (end - start) % INDENT == 0)
        editor->cursor = end - INDENT;
    else
        move_left(editor);
    erase(editor, editor->cursor, end);
}

static void erase_at(struct code_editor *editor)
{
    size_t from = editor->cursor;

    move_right(editor);
    erase(editor, from, editor->cursor);
}

/* The new line begins where this one did, and deeper after a colon. */
static void break_line(struct code_editor *editor)
{
    size_t start = line_start(editor, editor->cursor), blanks = strspn(code_of(editor) + start, " ");
    bool opens = editor->cursor > start && code_of(editor)[editor->cursor - 1] == ':';
    struct text line = TEXT_EMPTY;

    if (blanks > editor->cursor - start)
        blanks = editor->cursor - start;
    text_add_char(&line, '\n');
    text_fill(&line, ' ', blanks + (opens ? INDENT : 0));
    insert(editor, line.bytes, line.length);
    text_free(&line);
}

static void paste(struct code_editor *editor, const char *bytes, size_t length)
{
    struct text clean = TEXT_EMPTY;

    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\r' && i + 1 < length && bytes[i + 1] == '\n')
            continue;
        if (bytes[i] == '\t')
            text_fill(&clean, ' ', INDENT);
        else if (bytes[i] == '\r' || bytes[i] == '\n')
            text_add_char(&clean, '\n');
        else if ((unsigned char)bytes[i] >= ' ' && bytes[i] != INPUT_BACKSPACE)
            text_add_char(&clean, bytes[i]);
    }
    insert(editor, text_string(&clean), clean.length);
    text_free(&clean);
}

/* ---- the file ---- */

static bool write_file(struct code_editor *editor)
{
    struct error error;

    if (editor->code.length > 0 && editor->code.bytes[editor->code.length - 1] != '\n')
        text_add_char(&editor->code, '\n');
    if (file_replace(editor->path, code_of(editor), editor->code.length, &error) == STATUS_OK)
        return true;
    app_notice(editor->screen.app, "%s", error.text);
    return false;
}

static void edit_elsewhere(struct code_editor *editor)
{
    struct text code = TEXT_EMPTY;
    struct error error;

    if (!write_file(editor))
        return;
    if (app_edit(editor->screen.app, editor->path, &error) != STATUS_OK ||
        file_read(editor->path, CODE_MAX, &code, &error) != STATUS_OK) {
        app_notice(editor->screen.app, "%s", error.text);
        return;
    }
    text_free(&editor->code);
    editor->code = code;
    editor->cursor = editor->top = 0;
}

/* ---- keys ---- */

static bool move_key(struct code_editor *editor, uint32_t key)
{
    if (key == INPUT_UP || key == INPUT_DOWN) {
        move_line(editor, key == INPUT_UP);
        return true;
    }
    editor->wanted = -1;
    if (key == INPUT_LEFT)
        move_left(editor);
    else if (key == INPUT_RIGHT)
        move_right(editor);
    else if (key == INPUT_HOME)
        editor->cursor = line_start(editor, editor->cursor);
    else if (key == INPUT_END)
        editor->cursor = line_end(editor, editor->cursor);
    else if (key == INPUT_PAGE_UP)
        editor->cursor = 0;
    else if (key == INPUT_PAGE_DOWN)
        editor->cursor = editor->code.length;
    else
        return false;
    return true;
}

static void change_key(struct code_editor *editor, uint32_t key)
{
    char bytes[4];
    size_t size;

    if (key == INPUT_BACKSPACE) {
        erase_before(editor);
    } else if (key == INPUT_DELETE) {
        erase_at(editor);
    } else if (key == INPUT_ENTER) {
        break_line(editor);
    } else if (key == INPUT_TAB) {
        insert(editor, "    ", INDENT);
    } else if (key >= ' ' && key < INPUT_LEFT) {
        size = utf8_encode(key, bytes);
        insert(editor, bytes, size);
    }
}

static void editor_key(struct code_editor *editor, uint32_t key)
{
    if (key == INPUT_ESCAPE || key == CTRL_C) {
        write_file(editor);
        app_close(&editor->screen);
    } else if (key == CTRL_D) {
        if (!write_file(editor))
            return;
        app_close(&editor->screen);
        editor->run(editor->context);
    } else if (key == CTRL_O) {
        edit_elsewhere(editor);
    } else if (!move_key(editor, key)) {
        change_key(editor, key);
    }
}

static void editor_event(struct screen *screen, const struct event *event)
{
    struct code_editor *editor = (struct code_editor *)screen;

    if (event->sort == EVENT_PASTE)
        paste(editor, event->text, event->length);
    else if (event->sort == EVENT_KEY)
        editor_key(editor, event->key);
    else if (event->sort == EVENT_WHEEL)
        move_line(editor, event->key == INPUT_UP);
}

/* ---- drawing ---- */

static void draw_code(struct view *view, int y, const char *line, size_t length, const uint8_t *styles)
{
    int x = GUTTER, width = canvas_width(view->canvas);
    size_t at = 0;

    while (at < length && x < width) {
        size_t end = at;

        while (end < length && styles[end] == styles[at])
            end++;
        x += canvas_text_bytes(view->canvas, x, y, width - x, (enum canvas_style)styles[at], line + at, end - at);
        at = end;
    }
}

static void draw_lines(struct code_editor *editor, struct view *view, int first, int rows)
{
    size_t cursor_line = line_number(editor, editor->cursor), line = 0;
    enum highlight_state state = HIGHLIGHT_CODE;
    const char *at = code_of(editor);

    if (cursor_line < editor->top)
        editor->top = cursor_line;
    if (rows > 0 && cursor_line >= editor->top + (size_t)rows)
        editor->top = cursor_line - (size_t)rows + 1;
    for (;; line++) {
        size_t length = strcspn(at, "\n"), looked_at = length < LINE_BYTES_MAX ? length : LINE_BYTES_MAX;
        int y = first + (int)line - (int)editor->top;
        uint8_t styles[LINE_BYTES_MAX];

        state = highlight_line(state, at, looked_at, styles);
        if (line >= editor->top && y < first + rows) {
            canvas_format(view->canvas, 0, y, GUTTER - 1, line == cursor_line ? CANVAS_KEY : CANVAS_DIM, "%4zu",
                          line + 1);
            draw_code(view, y, at, looked_at, styles);
        }
        if (at[length] == '\0')
            break;
        at += length + 1;
    }
    view->x = GUTTER + column_of(editor);
    view->y = first + (int)(cursor_line - editor->top);
}

static int draw_note(const struct code_editor *editor, struct view *view)
{
    int width = canvas_width(view->canvas), height = canvas_height(view->canvas), rows;
    struct wrapped wrapped = WRAPPED_EMPTY;

    if (*editor->note == '\0' || height < 12)
        return 0;
    wrapped_add(&wrapped, editor->note, width - 2, canvas_is_ascii(view->canvas));
    rows = wrapped.ends.count < NOTE_ROWS ? (int)wrapped.ends.count : NOTE_ROWS;
    canvas_horizontal(view->canvas, 0, height - 2 - rows, width, CANVAS_FRAME);
    for (int i = 0; i < rows; i++) {
        size_t length;
        const char *line = wrapped_line(&wrapped, (size_t)i, &length);

        canvas_text_bytes(view->canvas, 1, height - 1 - rows + i, width - 2, CANVAS_PLAIN, line, length);
    }
    wrapped_free(&wrapped);
    return rows + 1;
}

static void draw_keys(struct view *view)
{
    static const char *const keys[] = {"Ctrl-D", TRANSLATE_LATER("run it"),
                                       "Esc",    TRANSLATE_LATER("back"),
                                       "Ctrl-O", TRANSLATE_LATER("your own editor ($EDITOR)")};
    int width = canvas_width(view->canvas), y = canvas_height(view->canvas) - 1, x = 1;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        x += canvas_text(view->canvas, x, y, width - x, i % 2 == 0 ? CANVAS_KEY : CANVAS_STATUS, translate(keys[i])) +
             (i % 2 == 0 ? 1 : 3);
}

static void editor_draw(struct screen *screen, struct view *view)
{
    struct code_editor *editor = (struct code_editor *)screen;
    int width = canvas_width(view->canvas), height = canvas_height(view->canvas), note;

    canvas_text(view->canvas, 1, 0, width - 2, CANVAS_TITLE, translate("Change the code, then run it"));
    canvas_horizontal(view->canvas, 0, 1, width, CANVAS_FRAME);
    note = draw_note(editor, view);
    draw_keys(view);
    app_draw_status(screen->app, view, 0, ""); /* a notice, if there is one */
    draw_lines(editor, view, 2, height - 3 - note);
}

static void editor_free(struct screen *screen)
{
    struct code_editor *editor = (struct code_editor *)screen;

    text_free(&editor->code);
    free(editor->path);
    free(editor->note);
    free(editor);
}

static const struct screen_methods methods = {.draw = editor_draw, .event = editor_event, .free = editor_free};

void code_editor_push(struct app *app, const struct code_editor_options *options)
{
    struct code_editor *editor = memory_zeroed(1, sizeof *editor);

    editor->screen = (struct screen){.methods = &methods};
    editor->path = memory_copy_string(options->path);
    editor->note = memory_copy_string(options->note);
    text_add(&editor->code, options->code);
    editor->wanted = -1;
    editor->run = options->run;
    editor->context = options->context;
    app_push(app, &editor->screen);
}
