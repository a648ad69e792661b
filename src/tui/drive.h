/* Drivers: what gives an app its events and shows its canvas. */
#ifndef TERRARIUM_TUI_DRIVE_H
#define TERRARIUM_TUI_DRIVE_H

#include "tui/app.h"
#include "tui/console.h"

/* Runs the app on a console until it is done.  Returns 0, or the number of the signal that ended it. */
int drive_console(struct app *app, struct console *console);

/* Runs the app by a script, without a terminal: a line is a command, screens go to standard output as text.
 *
 *     size 100x30          the screen's size; 80x24 at first
 *     key Right l Ctrl-C   keys, by the names of the key table
 *     type some text       the keys of a text
 *     paste some text      a bracketed paste; \n is a line's end
 *     click 10 4           the mouse, at column 10 and row 4, from 0
 *     wheel 10 4 down      … or up
 *     until some text      lets the program work until the text stands on the screen (10 s at most)
 *     settle               lets the program end (10 s at most)
 *     stay                 lets the program work until standard input ends
 *     never some text      fails when the text stands on the screen now
 *     screen               the screen, as text
 *     colours              the screen, with colours
 *     cursor               the hardware cursor's place
 *
 * Fails with the script's line and shows the screen, when a line is wrong or what it says does not hold. */
enum status drive_script(struct app *app, const char *path, struct error *error);

#endif
