#include "output/svg.h"

#include <string.h>

#include "base/utf8.h"

enum {
    MARGIN = SVG_CELL, /* around a document's picture */
    HALF_CELL = SVG_CELL / 2,
    HALF_ROW = SVG_ROW / 2,
    ROUND = 4,           /* a corner's radius */
    BASELINE = 13,       /* of text, below a row's top */
    LETTERS_END = 0x250, /* of later signs, many are not in every font */
    ELLIPSIS = 0x2026,   /* this one is */
};

/* Okabe and Ito's colours, darker on white and lighter on black where text in them would be hard to read (a contrast of
 * 4.5, that of lines 3: WCAG 2.1, 1.4.3 and 1.4.11). */
static const struct {
    const char *light, *dark, *more; /* of text alone */
} looks[CANVAS_STYLE_COUNT] = {
    [CANVAS_PLAIN] = {"#1b1b1b", "#e6e6e6", ""},
    [CANVAS_DIM] = {"#6a6a6a", "#9a9a9a", ""},
    [CANVAS_TITLE] = {"#1b1b1b", "#e6e6e6", "font-weight:bold"},
    [CANVAS_FRAME] = {"#8a8a8a", "#777777", ""},
    [CANVAS_NAME] = {"#1b1b1b", "#ffffff", "font-weight:bold"},
    [CANVAS_TYPE] = {"#0072b2", "#56b4e9", "font-weight:bold"},
    [CANVAS_VALUE] = {"#00755a", "#2fc99c", ""},
    [CANVAS_STRING] = {"#8f5a00", "#e6a73c", ""},
    [CANVAS_CHANGED] = {"#b84a00", "#ff8a3d", "font-weight:bold"},
    [CANVAS_GHOST] = {"#6a6a6a", "#9a9a9a", "text-decoration:line-through"},
    [CANVAS_ARROW_1] = {"#2b86c2", "#56b4e9", ""},
    [CANVAS_ARROW_2] = {"#a87800", "#f0c030", ""},
    [CANVAS_ARROW_3] = {"#00895f", "#2fc99c", ""},
    [CANVAS_ARROW_4] = {"#b4568c", "#e08fb8", ""},
    [CANVAS_ARROW_5] = {"#0060a0", "#4a9fe0", ""},
    [CANVAS_ARROW_6] = {"#7c7a00", "#cfc94a", ""},
    [CANVAS_LINE_DONE] = {"#6a6a6a", "#9a9a9a", ""},
    [CANVAS_LINE_NEXT] = {"#1b1b1b", "#ffffff", "font-weight:bold"},
    [CANVAS_SELECTED] = {"#0072b2", "#56b4e9", "font-weight:bold"},
    [CANVAS_ERROR] = {"#b84a00", "#ff8a3d", "font-weight:bold"},
    [CANVAS_KEY] = {"#1b1b1b", "#ffffff", "font-weight:bold"},
    [CANVAS_STATUS] = {"#1b1b1b", "#e6e6e6", ""},
    [CANVAS_STDERR] = {"#b84a00", "#ff8a3d", ""},
    [CANVAS_KEYWORD] = {"#0060a0", "#6ab7ff", ""},
    [CANVAS_COMMENT] = {"#6a6a6a", "#9a9a9a", "font-style:italic"},
    [CANVAS_PIECE] = {"#1b1b1b", "#ffffff", "font-weight:bold;text-decoration:underline"},
};

/* Those that are new have the style of what changed. */
static bool is_arrow(enum canvas_style style)
{
    return (style >= CANVAS_ARROW_1 && style <= CANVAS_ARROW_6) || style == CANVAS_CHANGED;
}

static bool is_blank(const struct canvas_cell *cell)
{
    return cell->bits == 0 && (cell->cluster[0] == '\0' || strcmp(cell->cluster, " ") == 0);
}

/* ---- text ---- */

static void write_clean(struct text *out, const char *clean, size_t length)
{
    for (size_t i = 0; i < length; i++)
        switch (clean[i]) {
        case '<':
            text_add(out, "&lt;");
            break;
        case '>':
            text_add(out, "&gt;");
            break;
        case '&':
            text_add(out, "&amp;");
            break;
        case '"':
            text_add(out, "&quot;");
            break;
        default:
            text_add_char(out, clean[i]);
        }
}

void svg_write_text(struct text *out, const char *bytes, size_t length)
{
    struct text clean = TEXT_EMPTY;

    utf8_clean(&clean, bytes, length, false);
    write_clean(out, text_string(&clean), clean.length);
    text_free(&clean);
}

/* Whether fonts have it in the width of their other letters. */
static bool is_letter(const struct canvas_cell *cell)
{
    uint32_t code_point = 0;
    size_t length = strlen(cell->cluster), first = utf8_decode(cell->cluster, length, &code_point);

    return cell->width == 1 && first == length && (code_point < LETTERS_END || code_point == ELLIPSIS);
}

/* The cell after the text that begins at x: a run of letters, with single blanks between, or one other sign. */
static int text_end(const struct canvas *canvas, int x, int y)
{
    const struct canvas_cell *first = canvas_cell(canvas, x, y);
    int end = x + 1;

    if (!is_letter(first))
        return x + (first->width > 0 ? first->width : 1);
    for (int at = x + 1; at < canvas_width(canvas) && at - end < 2; at++) {
        const struct canvas_cell *cell = canvas_cell(canvas, at, y);

        if (is_blank(cell))
            continue;
        if (cell->bits != 0 || cell->style != first->style || !is_letter(cell))
            break;
        end = at + 1;
    }
    return end;
}

static void write_run(const struct canvas *canvas, int x, int end, int y, struct text *out)
{
    text_format(out, "<text class=\"t%d\" x=\"%d\" y=\"%d\" textLength=\"%d\">", canvas_cell(canvas, x, y)->style,
                x * SVG_CELL, BASELINE, (end - x) * SVG_CELL);
    for (; x < end; x++) {
        const struct canvas_cell *cell = canvas_cell(canvas, x, y);

        if (is_blank(cell) && cell->width > 0)
            text_add_char(out, ' ');
        else
            write_clean(out, cell->cluster, strlen(cell->cluster));
    }
    text_add(out, "</text>");
}

/* ---- lines ---- */

static bool is_corner(uint8_t bits)
{
    uint8_t vertical = bits & (CANVAS_NORTH | CANVAS_SOUTH), horizontal = bits & (CANVAS_EAST | CANVAS_WEST);

    return (vertical == CANVAS_NORTH || vertical == CANVAS_SOUTH) &&
           (horizontal == CANVAS_EAST || horizontal == CANVAS_WEST);
}

static void write_corner(int x, uint8_t bits, struct text *out)
{
    int left = x * SVG_CELL, middle = left + HALF_CELL, side = (bits & CANVAS_WEST) != 0 ? left : left + SVG_CELL;
    bool up = (bits & CANVAS_NORTH) != 0;

    text_format(out, "M%d %dV%dQ%d %d %d %d", middle, up ? 0 : SVG_ROW, HALF_ROW + (up ? -ROUND : ROUND), middle,
                HALF_ROW, side, HALF_ROW);
}

/* The part of a line that a cell has: from its middle to the edges that its bits name. */
static void write_bits(int x, uint8_t bits, bool sharp, struct text *out)
{
    int left = x * SVG_CELL, middle = left + HALF_CELL;
    uint8_t vertical = bits & (CANVAS_NORTH | CANVAS_SOUTH), horizontal = bits & (CANVAS_EAST | CANVAS_WEST);

    if (is_corner(bits) && !sharp) {
        write_corner(x, bits, out);
        return;
    }
    if (vertical != 0)
        text_format(out, "M%d %dV%d", middle, (vertical & CANVAS_NORTH) != 0 ? 0 : HALF_ROW,
                    (vertical & CANVAS_SOUTH) != 0 ? SVG_ROW : HALF_ROW);
    if (horizontal != 0)
        text_format(out, "M%d %dH%d", (horizontal & CANVAS_WEST) != 0 ? left : middle, HALF_ROW,
                    (horizontal & CANVAS_EAST) != 0 ? left + SVG_CELL : middle);
}

static bool is_crossing(const struct canvas_cell *cell)
{
    return (cell->bits & (CANVAS_NORTH | CANVAS_SOUTH)) != 0 && (cell->bits & (CANVAS_EAST | CANVAS_WEST)) != 0 &&
           cell->style != CANVAS_FRAME;
}

/* The four ways that a line can leave a cell. */
static const struct way {
    uint8_t bit, back; /* the neighbour's bit, if it goes on there */
    int x, y;
} ways[] = {{CANVAS_NORTH, CANVAS_SOUTH, 0, -1},
            {CANVAS_SOUTH, CANVAS_NORTH, 0, 1},
            {CANVAS_EAST, CANVAS_WEST, 1, 0},
            {CANVAS_WEST, CANVAS_EAST, -1, 0}};

/* An arrow that leaves its box gives its style to the cell in which it crosses the box's side: how the side looks is to
 * be seen where nothing crosses it any more. */
static enum canvas_style style_of_way(const struct canvas *canvas, int x, int y, const struct way *way)
{
    enum canvas_style own = (enum canvas_style)canvas_cell(canvas, x, y)->style;
    const struct canvas_cell *cell;

    do {
        x += way->x;
        y += way->y;
        cell = canvas_cell(canvas, x, y);
    } while (is_crossing(cell) && (cell->bits & way->back) != 0 && (cell->bits & way->bit) != 0);
    if ((cell->bits & way->back) != 0 && (cell->style == CANVAS_FRAME || cell->style == CANVAS_CHANGED))
        return (enum canvas_style)cell->style;
    return own;
}

static bool is_straight(const struct canvas_cell *cell)
{
    return cell->bits == (CANVAS_EAST | CANVAS_WEST);
}

/* The lines of a row, by style: data of a path. */
struct lines {
    struct text styles[CANVAS_STYLE_COUNT];
};

/* A line from x on, straight lines of one style as one; returns the cell after it. */
static int add_line(const struct canvas *canvas, int x, int y, struct lines *lines)
{
    const struct canvas_cell *cell = canvas_cell(canvas, x, y);
    struct text *path = &lines->styles[cell->style];
    uint8_t bits[CANVAS_STYLE_COUNT] = {0};
    int from = x;

    while (is_straight(cell) && is_straight(canvas_cell(canvas, x + 1, y)) &&
           canvas_cell(canvas, x + 1, y)->style == cell->style)
        x++;
    if (x > from) {
        text_format(path, "M%d %dH%d", from * SVG_CELL, HALF_ROW, (x + 1) * SVG_CELL);
        return x + 1;
    }
    if (!is_crossing(cell)) {
        write_bits(x, cell->bits, cell->sharp != 0, path);
        return x + 1;
    }
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if ((cell->bits & ways[i].bit) != 0)
            bits[style_of_way(canvas, x, y, &ways[i])] |= ways[i].bit;
    for (int style = 0; style < CANVAS_STYLE_COUNT; style++)
        write_bits(x, bits[style], cell->sharp != 0, &lines->styles[style]);
    return x + 1;
}

static void write_lines(struct lines *lines, struct text *out)
{
    for (int style = 0; style < CANVAS_STYLE_COUNT; style++) {
        if (lines->styles[style].length > 0)
            text_format(out, "<path class=\"l%d\" d=\"%s\"/>", style, lines->styles[style].bytes);
        text_free(&lines->styles[style]);
    }
}

/* Where an arrow begins and where it ends. */
static bool write_shape(const struct canvas *canvas, int x, int y, struct lines *lines, struct text *out)
{
    const struct canvas_cell *cell = canvas_cell(canvas, x, y);
    int left = x * SVG_CELL;

    if (!is_arrow((enum canvas_style)cell->style))
        return false;
    if (strcmp(cell->cluster, "●") == 0) {
        text_format(out, "<circle class=\"t%d\" cx=\"%d\" cy=\"%d\" r=\"3\"/>", cell->style, left + HALF_CELL,
                    HALF_ROW);
        text_format(&lines->styles[cell->style], "M%d %dH%d", left + HALF_CELL, HALF_ROW, left + SVG_CELL);
    } else if (strcmp(cell->cluster, "▶") == 0) {
        text_format(out, "<path class=\"t%d\" d=\"M%d %dL%d %dL%d %dZ\"/>", cell->style, left, HALF_ROW - 4,
                    left + SVG_CELL, HALF_ROW, left, HALF_ROW + 4);
    } else {
        return false;
    }
    return true;
}

void svg_write_row(const struct canvas *canvas, int y, struct text *out)
{
    struct lines lines = {{TEXT_EMPTY}};

    for (int x = 0; x < canvas_width(canvas);) {
        const struct canvas_cell *cell = canvas_cell(canvas, x, y);

        if (is_blank(cell)) {
            x++;
        } else if (cell->bits != 0) {
            x = add_line(canvas, x, y, &lines);
        } else if (write_shape(canvas, x, y, &lines, out)) {
            x++;
        } else {
            int end = text_end(canvas, x, y);

            write_run(canvas, x, end, y, out);
            x = end;
        }
    }
    write_lines(&lines, out);
}

/* ---- the whole ---- */

static void write_looks(struct text *out, bool dark)
{
    for (int style = 0; style < CANVAS_STYLE_COUNT; style++) {
        const char *colour = dark ? looks[style].dark : looks[style].light;

        text_format(out, ".t%d{fill:%s;color:%s%s%s}.l%d{stroke:%s}", style, colour, colour,
                    *looks[style].more != '\0' && !dark ? ";" : "", dark ? "" : looks[style].more, style, colour);
    }
    text_add_char(out, '\n');
}

void svg_write_style(struct text *out)
{
    text_add(out,
             "svg text{font:13px 'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace;white-space:pre}\n"
             "svg path[class^=l]{fill:none;stroke-width:1.3}\n");
    write_looks(out, false);
    text_add(out, "@media(prefers-color-scheme:dark){");
    write_looks(out, true);
    text_add(out, "}\n");
}

int svg_columns(const struct canvas *canvas)
{
    int columns = 0;

    for (int y = 0; y < canvas_height(canvas); y++)
        for (int x = canvas_width(canvas) - 1; x >= columns; x--)
            if (!is_blank(canvas_cell(canvas, x, y)))
                columns = x + 1;
    return columns;
}

void svg_write_document(const struct canvas *canvas, const char *title, struct text *out)
{
    int width = svg_columns(canvas) * SVG_CELL + 2 * MARGIN, height = canvas_height(canvas) * SVG_ROW + 2 * MARGIN;

    text_format(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" ",
                width, height, width, height);
    text_add(out, "role=\"img\">\n<title>");
    svg_write_text(out, title, strlen(title));
    text_add(out, "</title>\n<style>\n");
    svg_write_style(out);
    text_add(out, ".ground{fill:#ffffff}@media(prefers-color-scheme:dark){.ground{fill:#161616}}\n</style>\n"
                  "<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
    for (int y = 0; y < canvas_height(canvas); y++) {
        text_format(out, "<g transform=\"translate(%d %d)\">", MARGIN, MARGIN + y * SVG_ROW);
        svg_write_row(canvas, y, out);
        text_add(out, "</g>\n");
    }
    text_add(out, "</svg>\n");
}
