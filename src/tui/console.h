/* The terminal itself: the one place that knows curses.
 *
 * A terminal shows canvases and gives events.  It restores what it found on every way out: closing, suspending,
 * running out of memory, and signals that kill.  There is at most one at a time. */
#ifndef TERRARIUM_TUI_CONSOLE_H
#define TERRARIUM_TUI_CONSOLE_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "canvas/canvas.h"
#include "tui/input.h"
#include "tui/theme.h"

struct console;

/* Needs standard input and output to be one terminal that can move its cursor; otherwise STATUS_USAGE. */
enum status console_open(struct console **console, struct error *error);
void console_close(struct console *console);
/* What the description of the terminal that TERM names promises, without opening it: how many colours it has, 0
 * for none.  STATUS_USAGE with a sentence when the screen cannot be opened on such a terminal. */
enum status console_examine(int *colours, struct error *error);

void console_size(const struct console *console, int *width, int *height);
/* Whether it shows UTF-8, and colours. */
bool console_has_utf8(const struct console *console);
bool console_has_colour(const struct console *console);

/* Shows the canvas; the hardware cursor then stands at (x, y). */
void console_draw(struct console *console, const struct canvas *canvas, enum theme theme, int x, int y);
/* Draws everything again with the next console_draw. */
void console_redraw(struct console *console);
void console_set_mouse(struct console *console, bool on);

/* Gives the terminal back (for an editor, or the shell), and takes it again. */
void console_release(struct console *console);
void console_acquire(struct console *console);
/* Stops the process as Ctrl-Z does; returns when it is continued in the foreground, or was asked to end meanwhile: then
 * it stays released, and nothing is drawn any more. */
void console_suspend(struct console *console);

/* Waits until a key, a signal, or something on `descriptors` (at most 8) comes, or `milliseconds` (-1: for ever)
 * passed.  Returns the number of the signal that asks the program to end (SIGHUP, also when the terminal is gone,
 * or SIGTERM), else 0.  Then take events with console_next until it gives no more. */
int console_wait(struct console *console, struct pollfd *descriptors, size_t count, int milliseconds);
bool console_next(struct console *console, struct event *event);
/* True once after the size may have changed or the screen was lost. */
bool console_take_resized(struct console *console);

#endif
