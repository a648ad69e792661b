/* A grid of terminal cells that knows nothing of terminals: text, boxes, and lines that join by themselves.
 *
 * A cell holds either a text cluster or line bits.  Each bit says that a line leaves the cell towards North, East,
 * South or West; the glyph follows from the bits when the canvas is rendered, so lines that meet become corners, tees
 * and crossings without anybody drawing one.
 *
 *        N             bits E|S   → ╭      bits N|S|E → ├
 *      W + E           bits N|S   → │      all four   → ┼
 *        S
 *
 * Coordinates start at (0, 0) top left; whatever falls outside is clipped.  Text given to a canvas may hold anything:
 * it passes the sanitiser here, and nowhere else. */
#ifndef TERRARIUM_CANVAS_CANVAS_H
#define TERRARIUM_CANVAS_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* What a cell means; a theme gives each meaning its colours and attributes. */
enum canvas_style {
    CANVAS_PLAIN,
    CANVAS_DIM,     /* secondary text, folded things */
    CANVAS_TITLE,   /* titles of boxes and panes */
    CANVAS_FRAME,   /* borders */
    CANVAS_NAME,    /* names in frames, attribute labels */
    CANVAS_TYPE,    /* an object's type word */
    CANVAS_VALUE,   /* literal values */
    CANVAS_STRING,  /* string values */
    CANVAS_CHANGED, /* what this step changed or made */
    CANVAS_GHOST,   /* what this step took away */
    CANVAS_ARROW_1, /* arrows, in turn, so that neighbours differ */
    CANVAS_ARROW_2,
    CANVAS_ARROW_3,
    CANVAS_ARROW_4,
    CANVAS_ARROW_5,
    CANVAS_ARROW_6,
    CANVAS_LINE_DONE, /* ▷ the source line that just ran */
    CANVAS_LINE_NEXT, /* ▶ the source line about to run */
    CANVAS_SELECTED,
    CANVAS_ERROR,
    CANVAS_KEY,     /* a key in the status line or help */
    CANVAS_STATUS,  /* the status line, top line */
    CANVAS_STDERR,  /* standard error in the output pane */
    CANVAS_KEYWORD, /* source highlighting */
    CANVAS_COMMENT,
    CANVAS_PIECE, /* the piece of the source that an instruction belongs to */
    CANVAS_STYLE_COUNT
};

enum canvas_bit { CANVAS_NORTH = 1, CANVAS_EAST = 2, CANVAS_SOUTH = 4, CANVAS_WEST = 8 };

struct canvas_cell {
    char cluster[24]; /* UTF-8, NUL-terminated; "" for a blank or for the second half of a wide cluster */
    uint8_t width;    /* cells of `cluster`: 1 or 2; 0 for the second half of a wide one */
    uint8_t bits;     /* enum canvas_bit; 0 when the cell holds text */
    uint8_t style;    /* enum canvas_style */
    uint8_t sharp;    /* corners are drawn sharp instead of round */
};

struct canvas_rect {
    int x, y, width, height;
};

struct canvas;

struct canvas *canvas_new(int width, int height);
void canvas_free(struct canvas *canvas);
/* Changes the size and blanks everything. */
void canvas_resize(struct canvas *canvas, int width, int height);
void canvas_clear(struct canvas *canvas);
int canvas_width(const struct canvas *canvas);
int canvas_height(const struct canvas *canvas);
/* With `ascii`, text that is not ASCII is escaped as it is drawn, and lines, arrow heads and marks have ASCII forms. */
void canvas_set_ascii(struct canvas *canvas, bool ascii);
bool canvas_is_ascii(const struct canvas *canvas);
/* Corners of the lines drawn from now on are straight (┌ ┐ └ ┘) instead of round. */
void canvas_set_sharp(struct canvas *canvas, bool sharp);

/* Draws at most `columns` cells of text, sanitised; text that is longer ends with the mark "…" (ASCII "~").  Returns
 * the cells used. */
int canvas_text(struct canvas *canvas, int x, int y, int columns, enum canvas_style style, const char *text);
int canvas_text_bytes(struct canvas *canvas, int x, int y, int columns, enum canvas_style style, const char *bytes,
                      size_t length);
int canvas_format(struct canvas *canvas, int x, int y, int columns, enum canvas_style style, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
/* Marks of our own, not sanitised and never cut: an entry of the glyph table in its UTF-8 or ASCII form. */
enum canvas_glyph {
    CANVAS_GLYPH_DOT,        /* ● o  the start of an arrow */
    CANVAS_GLYPH_HEAD,       /* ▶ >  the head of an arrow */
    CANVAS_GLYPH_DONE,       /* ▷ -  the line that just ran */
    CANVAS_GLYPH_NEXT,       /* ▶ >  the line about to run */
    CANVAS_GLYPH_MORE,       /* … ~  something was left out */
    CANVAS_GLYPH_BREAKPOINT, /* ◆ * */
    CANVAS_GLYPH_LABEL,      /* → @  a reference written as a label */
    CANVAS_GLYPH_TIMES,      /* × x */
    CANVAS_GLYPH_MIDDLE,     /* · -  between facts */
    CANVAS_GLYPH_FINISHED,   /* ✓ +  done to the end */
    CANVAS_GLYPH_UNDERLINE,  /* ‾ ^  below a piece of the source */
    CANVAS_GLYPH_COUNT
};
const char *canvas_glyph(const struct canvas *canvas, enum canvas_glyph glyph);
void canvas_put_glyph(struct canvas *canvas, int x, int y, enum canvas_style style, enum canvas_glyph glyph);

/* Adds line bits to a cell (a text cell loses its text). */
void canvas_line_bits(struct canvas *canvas, int x, int y, uint8_t bits, enum canvas_style style);
/* Lines from one cell to another, ends included with a bit only towards the line. */
void canvas_horizontal(struct canvas *canvas, int x, int y, int length, enum canvas_style style);
void canvas_vertical(struct canvas *canvas, int x, int y, int length, enum canvas_style style);
/* A box's border; at least 2 by 2. */
void canvas_box(struct canvas *canvas, struct canvas_rect rect, enum canvas_style style);
void canvas_fill(struct canvas *canvas, struct canvas_rect rect, enum canvas_style style);
/* Restyles without changing what is drawn. */
void canvas_restyle(struct canvas *canvas, struct canvas_rect rect, enum canvas_style style);
/* Copies `from` (a rectangle of `source`) to (x, y): how a pane shows part of a larger picture. */
void canvas_copy(struct canvas *canvas, int x, int y, const struct canvas *source, struct canvas_rect from);

/* The cell at (x, y), or a blank one outside; lasts until the canvas changes. */
const struct canvas_cell *canvas_cell(const struct canvas *canvas, int x, int y);
/* What a terminal must print for the cell: text, or the glyph of its bits ("" for the second half of a wide cluster).
 * */
const char *canvas_cell_text(const struct canvas *canvas, int x, int y);

/* Appends the rows as text, each with a newline, trailing blanks removed.  With `colour`, SGR sequences for the styles
 * (a fixed Okabe-Ito palette of 256 colours). */
void canvas_render(const struct canvas *canvas, bool colour, struct text *out);

#endif
