/* The home screen: lessons, one's own files and snippets, what was opened lately. */
#ifndef TERRARIUM_TUI_HOME_H
#define TERRARIUM_TUI_HOME_H

#include "tui/app.h"

void home_push(struct app *app);

#endif
