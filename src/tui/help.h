/* The help screen: the table of keys, as it works on the screen it was asked from. */
#ifndef TERRARIUM_TUI_HELP_H
#define TERRARIUM_TUI_HELP_H

#include "tui/app.h"

void help_push(struct app *app, unsigned places);

#endif
