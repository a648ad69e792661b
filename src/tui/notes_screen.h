/* The presenter's second terminal: terrarium notes. */
#ifndef TERRARIUM_TUI_NOTES_SCREEN_H
#define TERRARIUM_TUI_NOTES_SCREEN_H

#include <sys/types.h>

#include "tui/app.h"
#include "tui/notes.h"

/* Follows the presentation of this process; 0: the one that runs, or the next one that begins.  STATUS_FAILED when
 * there is no such presentation. */
enum status notes_screen_push(struct app *app, pid_t process, struct error *error);
/* Appends the notes as text, in lines of so many columns. */
void notes_write(const struct notes *notes, int columns, bool ascii, struct text *out);

#endif
