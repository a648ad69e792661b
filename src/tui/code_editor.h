/* A small editor for a few lines of Python: for whoever has none set up. */
#ifndef TERRARIUM_TUI_CODE_EDITOR_H
#define TERRARIUM_TUI_CODE_EDITOR_H

#include "tui/app.h"

struct code_editor_options {
    const char *path;           /* of the file that is written, and kept when the person leaves; copied */
    const char *code;           /* what it begins with; copied */
    const char *note;           /* told below the code; copied, may be "" */
    void (*run)(void *context); /* called when the person wants it run, after it was written */
    void *context;              /* must live as long as the editor */
};
void code_editor_push(struct app *app, const struct code_editor_options *options);

#endif
