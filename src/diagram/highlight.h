/* Light highlighting of Python source: keywords, strings, comments. */
#ifndef TERRARIUM_DIAGRAM_HIGHLIGHT_H
#define TERRARIUM_DIAGRAM_HIGHLIGHT_H

#include <stddef.h>
#include <stdint.h>

/* What a line begins inside of. */
enum highlight_state { HIGHLIGHT_CODE, HIGHLIGHT_IN_SINGLE /* ''' */, HIGHLIGHT_IN_DOUBLE /* three double quotes */ };

/* Gives each byte of the line its enum canvas_style in `styles` (NULL: only follow the state); returns what the
 * next line begins inside of. */
enum highlight_state highlight_line(enum highlight_state state, const char *line, size_t length, uint8_t *styles);

#endif
