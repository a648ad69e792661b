/* Snippets: code that was pasted or typed, kept in a file and run. */
#ifndef TERRARIUM_TUI_SNIPPET_H
#define TERRARIUM_TUI_SNIPPET_H

#include "tui/app.h"

/* Asks whether to open what was pasted. */
void snippet_offer(struct app *app, const char *bytes, size_t length);
/* Keeps the code and opens the stepper on it. */
void snippet_run(struct app *app, const char *bytes, size_t length);
/* A sheet to paste or type into. */
void snippet_push_pad(struct app *app);
/* Writes a new snippet in the person's editor, and runs it when something was written. */
void snippet_edit_new(struct app *app);

#endif
