/* The home screen: lessons, one's own files and snippets, what was opened lately. */
#ifndef TERRARIUM_TUI_HOME_H
#define TERRARIUM_TUI_HOME_H

#include "tui/app.h"

void home_push(struct app *app);
/* Opens a program or a recording (told by its first bytes) and remembers it.  What goes wrong is told in the
 * notice. */
void home_open(struct app *app, const char *path);

#endif
