/* The screen of a comparison: lanes of all runs on one scale, and what each variant costs, while they run and
 * afterwards. */
#ifndef TERRARIUM_TUI_COMPARISON_H
#define TERRARIUM_TUI_COMPARISON_H

#include "session/comparison.h"
#include "tui/app.h"

/* Begins the comparison, which it takes over. */
void comparison_screen_push(struct app *app, struct comparison *comparison);

#endif
