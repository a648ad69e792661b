/* What the screen shows, kept as an asciicast (https://docs.asciinema.org/manual/asciicast/v2/), for a web page or a
 * readme.
 *
 * The file is whole at every instant: each line is written at once, and lies within one page of the file, for a write
 * that a signal ends, SIGKILL too, ends between pages (mm/filemap.c of Linux, generic_perform_write).  Blanks before a
 * line's end, which JSON allows, keep it so. */
#ifndef TERRARIUM_TUI_CAST_H
#define TERRARIUM_TUI_CAST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "canvas/canvas.h"
#include "tui/theme.h"

struct cast;

/* Replaces a cast or an empty file at `path`; anything else is left alone, with STATUS_USAGE. */
enum status cast_open(const char *path, const char *title, struct cast **cast, struct error *error);
/* Into a text, which is borrowed; without the date, so that the same run gives the same text. */
struct cast *cast_new(struct text *out, const char *title);
/* STATUS_FAILED with a sentence when not all could be written: what is there is whole. */
enum status cast_close(struct cast *cast, struct error *error);

/* Adds what has changed since the last frame, at so many milliseconds of a clock; the first frame's are the beginning.
 * The cursor stands at (x, y) then; it is not shown when x is negative. */
void cast_frame(struct cast *cast, const struct canvas *canvas, enum theme theme, int x, int y,
                uint64_t milliseconds);
/* The last frame stays until then. */
void cast_hold(struct cast *cast, uint64_t milliseconds);
/* Whether writing has failed, since when nothing was added. */
bool cast_has_failed(const struct cast *cast);

#endif
