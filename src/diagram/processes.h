/* The table of a timeline's processes: how long each lived and was on a processor, for how long its threads held its
 * GIL, and how it ended.  Holding the GIL is not being on a processor: the two stand side by side. */
#ifndef TERRARIUM_DIAGRAM_PROCESSES_H
#define TERRARIUM_DIAGRAM_PROCESSES_H

#include <stddef.h>

#include "canvas/canvas.h"
#include "model/recording.h"

/* Rows that it needs, with its heading, for `most` processes at most; 0 when the program started none. */
int processes_table_rows(const struct recording *recording, size_t most);
/* Draws as many as there is room for. */
void processes_draw_table(struct canvas *canvas, const struct recording *recording, struct canvas_rect rect);

#endif
