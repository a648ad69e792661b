/* Pictures as SVG: what stands on a canvas, drawn so that lines join and arrows end whatever font a viewer has.
 *
 * A cell is SVG_CELL by SVG_ROW units.  Lines are paths, dots and heads of arrows are shapes; text is stretched to the
 * cells that it takes.  Colours are classes, `t7` of text and `l7` of lines in style 7 (enum canvas_style). */
#ifndef TERRARIUM_OUTPUT_SVG_H
#define TERRARIUM_OUTPUT_SVG_H

#include "base/text.h"
#include "canvas/canvas.h"

enum { SVG_CELL = 8, SVG_ROW = 18 };

/* Appends what stands in row y, in coordinates of the row: its top is at 0. */
void svg_write_row(const struct canvas *canvas, int y, struct text *out);
/* How many columns, from the left, something stands in. */
int svg_columns(const struct canvas *canvas);
/* Appends CSS for the classes: for a light ground, and for a dark one where the viewer prefers that. */
void svg_write_style(struct text *out);
/* Appends a document of the whole canvas.  `title` is raw text. */
void svg_write_document(const struct canvas *canvas, const char *title, struct text *out);

/* Appends raw text: sanitised, and with references for what means something in XML and HTML. */
void svg_write_text(struct text *out, const char *bytes, size_t length);

#endif
