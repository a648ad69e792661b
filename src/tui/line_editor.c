#include "tui/line_editor.h"

#include <string.h>

#include "base/utf8.h"

enum { CTRL_A = 1, CTRL_B = 2, CTRL_E = 5, CTRL_F = 6, CTRL_K = 11, CTRL_U = 21, CTRL_W = 23 };

void line_editor_free(struct line_editor *editor)
{
    text_free(&editor->text);
}

void line_editor_set(struct line_editor *editor, const char *text)
{
    text_clear(&editor->text);
    editor->cursor = 0;
    line_editor_type(editor, text, strlen(text));
}

static void insert(struct line_editor *editor, const char *bytes, size_t length)
{
    size_t tail = editor->text.length - editor->cursor;

    text_append(&editor->text, bytes, length);
    memmove(editor->text.bytes + editor->cursor + length, editor->text.bytes + editor->cursor, tail);
    memcpy(editor->text.bytes + editor->cursor, bytes, length);
    editor->cursor += length;
}

void line_editor_type(struct line_editor *editor, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t c;
        size_t size = utf8_decode(bytes + at, length - at, &c);

        if (size == 0 || c < ' ' || c == INPUT_BACKSPACE)
            insert(editor, " ", 1);
        else
            insert(editor, bytes + at, size);
        at += size > 0 ? size : 1;
    }
}

static size_t after(const struct line_editor *editor)
{
    const char *text = text_string(&editor->text);
    int width;

    return editor->cursor + utf8_cluster(text + editor->cursor, editor->text.length - editor->cursor, &width);
}

static size_t before(const struct line_editor *editor)
{
    size_t at = 0, last = 0;
    int width;

    while (at < editor->cursor) {
        last = at;
        at += utf8_cluster(editor->text.bytes + at, editor->text.length - at, &width);
    }
    return last;
}

static size_t word_before(const struct line_editor *editor)
{
    size_t at = editor->cursor;

    while (at > 0 && editor->text.bytes[at - 1] == ' ')
        at--;
    while (at > 0 && editor->text.bytes[at - 1] != ' ')
        at--;
    return at;
}

static void erase(struct line_editor *editor, size_t from, size_t to)
{
    memmove(editor->text.bytes + from, editor->text.bytes + to, editor->text.length - to);
    text_truncate(&editor->text, editor->text.length - (to - from));
    editor->cursor = from;
}

static bool move_key(struct line_editor *editor, uint32_t key)
{
    switch (key) {
    case INPUT_LEFT:
    case CTRL_B:
        editor->cursor = before(editor);
        return true;
    case INPUT_RIGHT:
    case CTRL_F:
        editor->cursor = after(editor);
        return true;
    case INPUT_HOME:
    case CTRL_A:
        editor->cursor = 0;
        return true;
    case INPUT_END:
    case CTRL_E:
        editor->cursor = editor->text.length;
        return true;
    default:
        return false;
    }
}

static bool erase_key(struct line_editor *editor, uint32_t key)
{
    if (editor->text.length == 0)
        return key == INPUT_BACKSPACE;
    switch (key) {
    case INPUT_BACKSPACE:
        erase(editor, before(editor), editor->cursor);
        return true;
    case INPUT_DELETE:
        erase(editor, editor->cursor, after(editor));
        return true;
    case CTRL_U:
        erase(editor, 0, editor->cursor);
        return true;
    case CTRL_K:
        erase(editor, editor->cursor, editor->text.length);
        return true;
    case CTRL_W:
        erase(editor, word_before(editor), editor->cursor);
        return true;
    default:
        return false;
    }
}

bool line_editor_key(struct line_editor *editor, uint32_t key)
{
    char bytes[4];
    size_t size;

    if (move_key(editor, key) || erase_key(editor, key))
        return true;
    if (key < ' ' || key >= INPUT_LEFT)
        return false;
    size = utf8_encode(key, bytes);
    insert(editor, bytes, size);
    return true;
}

void line_editor_draw(const struct line_editor *editor, struct view *view, int x, int y, int columns)
{
    const char *bytes = text_string(&editor->text);
    struct text shown = TEXT_EMPTY;
    bool ascii = canvas_is_ascii(view->canvas);
    size_t from = 0;
    int width, left = utf8_clean(&shown, bytes, editor->cursor, ascii);

    while (left >= columns && from < editor->cursor) { /* scroll until the cursor shows */
        from += utf8_cluster(bytes + from, editor->text.length - from, &width);
        text_clear(&shown);
        left = utf8_clean(&shown, bytes + from, editor->cursor - from, ascii);
    }
    utf8_clean(&shown, bytes + editor->cursor, editor->text.length - editor->cursor, ascii);
    canvas_text(view->canvas, x, y, columns, CANVAS_PLAIN, text_string(&shown));
    view->x = x + left;
    view->y = y;
    text_free(&shown);
}
