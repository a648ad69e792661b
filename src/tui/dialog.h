/* Dialogs: a line to fill in, a question, a text to read.  While one is open, only its own keys act. */
#ifndef TERRARIUM_TUI_DIALOG_H
#define TERRARIUM_TUI_DIALOG_H

#include "tui/app.h"

/* What the person typed; NULL when they gave up (Esc).  The text is borrowed. */
typedef void dialog_answer(void *context, const char *text);

struct dialog_line {
    const char *prompt;
    const char *initial;  /* NULL: nothing */
    bool completes_paths; /* Tab completes a file's name */
    dialog_answer *answer;
    void (*ended)(void *context); /* Ctrl-D in an empty line; NULL: nothing */
    void *context;                /* must live as long as the dialog */
};
/* In place of the status line. */
void dialog_push_line(struct app *app, const struct dialog_line *line);

/* A box with a text and two choices, y and n; `yes` is called for the first.  Takes `context` over, and calls
 * `release` on it at the end in both cases. */
void dialog_push_question(struct app *app, const char *text, void (*yes)(void *context),
                          void (*release)(void *context), void *context);

/* A box with a text that scrolls. `go` (may be NULL) is called for Enter, which then closes the box too. */
void dialog_push_text(struct app *app, const char *title, const char *text, void (*go)(void *context), void *context);

/* The frame of a box in the middle of the view, at most `width` by `height` with its border, blanked inside;
 * returns what is inside. */
struct canvas_rect dialog_draw_box(struct view *view, const char *title, int width, int height);

#endif
