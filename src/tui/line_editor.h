/* One line of text that a person edits. */
#ifndef TERRARIUM_TUI_LINE_EDITOR_H
#define TERRARIUM_TUI_LINE_EDITOR_H

#include "tui/screen.h"

struct line_editor {
    struct text text;
    size_t cursor; /* in bytes, at the beginning of a cluster */
};

#define LINE_EDITOR_EMPTY \
    {                     \
        TEXT_EMPTY, 0     \
    }

void line_editor_free(struct line_editor *editor);
void line_editor_set(struct line_editor *editor, const char *text);
/* Types text; line ends and other control characters become spaces. */
void line_editor_type(struct line_editor *editor, const char *bytes, size_t length);
/* True when the key was one of its own. */
bool line_editor_key(struct line_editor *editor, uint32_t key);
/* Draws it in one row of `columns` cells, scrolled so that the cursor shows, and puts the hardware cursor there. */
void line_editor_draw(const struct line_editor *editor, struct view *view, int x, int y, int columns);

#endif
