#include "canvas/canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

struct canvas {
    int width, height;
    struct canvas_cell *cells; /* owned; row after row */
    struct text clean;         /* scratch: text on its way through the sanitiser */
    bool ascii;
    bool sharp;
};

static const struct canvas_cell blank = {.width = 1};

/* By bits: N 1, E 2, S 4, W 8. */
static const char *const round_lines[16] = {" ", "│", "─", "╰", "│", "│", "╭", "├",
                                            "─", "╯", "─", "┴", "╮", "┤", "┬", "┼"};
static const char *const sharp_lines[16] = {" ", "│", "─", "└", "│", "│", "┌", "├",
                                            "─", "┘", "─", "┴", "┐", "┤", "┬", "┼"};
static const char *const ascii_lines[16] = {" ", "|", "-", "+", "|", "|", "+", "+",
                                            "-", "+", "-", "+", "+", "+", "+", "+"};

static const struct {
    const char *utf8, *ascii;
} glyphs[CANVAS_GLYPH_COUNT] = {
    [CANVAS_GLYPH_DOT] = {"●", "o"},       [CANVAS_GLYPH_HEAD] = {"▶", ">"},
    [CANVAS_GLYPH_DONE] = {"▷", "-"},      [CANVAS_GLYPH_NEXT] = {"▶", ">"},
    [CANVAS_GLYPH_MORE] = {"…", "~"},      [CANVAS_GLYPH_BREAKPOINT] = {"◆", "*"},
    [CANVAS_GLYPH_LABEL] = {"→", "@"},     [CANVAS_GLYPH_TIMES] = {"×", "x"},
    [CANVAS_GLYPH_MIDDLE] = {"·", "-"},    [CANVAS_GLYPH_FINISHED] = {"✓", "+"},
    [CANVAS_GLYPH_UNDERLINE] = {"‾", "^"},
};

/* SGR parameters: Okabe and Ito's colours in the 256-colour cube, readable on light and dark backgrounds. */
static const char *const colours[CANVAS_STYLE_COUNT] = {
    [CANVAS_PLAIN] = "",
    [CANVAS_DIM] = "2",
    [CANVAS_TITLE] = "1",
    [CANVAS_FRAME] = "2",
    [CANVAS_NAME] = "1",
    [CANVAS_TYPE] = "1;38;5;32",
    [CANVAS_VALUE] = "38;5;36",
    [CANVAS_STRING] = "38;5;172",
    [CANVAS_CHANGED] = "1;38;5;166",
    [CANVAS_GHOST] = "2;9",
    [CANVAS_ARROW_1] = "38;5;74",
    [CANVAS_ARROW_2] = "38;5;178",
    [CANVAS_ARROW_3] = "38;5;36",
    [CANVAS_ARROW_4] = "38;5;175",
    [CANVAS_ARROW_5] = "38;5;32",
    [CANVAS_ARROW_6] = "38;5;142",
    [CANVAS_LINE_DONE] = "2",
    [CANVAS_LINE_NEXT] = "1",
    [CANVAS_SELECTED] = "7",
    [CANVAS_ERROR] = "1;38;5;166",
    [CANVAS_KEY] = "1",
    [CANVAS_STATUS] = "7",
    [CANVAS_STDERR] = "38;5;166",
    [CANVAS_KEYWORD] = "38;5;32",
    [CANVAS_COMMENT] = "2",
    [CANVAS_PIECE] = "1;4;38;5;227",
};

struct canvas *canvas_new(int width, int height)
{
    struct canvas *canvas = memory_zeroed(1, sizeof *canvas);

    canvas_resize(canvas, width, height);
    return canvas;
}

void canvas_free(struct canvas *canvas)
{
    if (canvas == NULL)
        return;
    text_free(&canvas->clean);
    free(canvas->cells);
    free(canvas);
}

void canvas_resize(struct canvas *canvas, int width, int height)
{
    canvas->width = width > 0 ? width : 0;
    canvas->height = height > 0 ? height : 0;
    canvas->cells = memory_resize(canvas->cells, (size_t)canvas->width * (size_t)canvas->height, sizeof blank);
    canvas_clear(canvas);
}

void canvas_clear(struct canvas *canvas)
{
    size_t count = (size_t)canvas->width * (size_t)canvas->height;

    for (size_t i = 0; i < count; i++)
        canvas->cells[i] = blank;
}

int canvas_width(const struct canvas *canvas)
{
    return canvas->width;
}

int canvas_height(const struct canvas *canvas)
{
    return canvas->height;
}

void canvas_set_ascii(struct canvas *canvas, bool ascii)
{
    canvas->ascii = ascii;
}

bool canvas_is_ascii(const struct canvas *canvas)
{
    return canvas->ascii;
}

void canvas_set_sharp(struct canvas *canvas, bool sharp)
{
    canvas->sharp = sharp;
}

static struct canvas_cell *cell_at(const struct canvas *canvas, int x, int y)
{
    if (x < 0 || y < 0 || x >= canvas->width || y >= canvas->height)
        return NULL;
    return &canvas->cells[(size_t)y * (size_t)canvas->width + (size_t)x];
}

/* The cell, blank: what it held is gone, and no half of a wide cluster stays behind.  NULL outside. */
static struct canvas_cell *blank_at(struct canvas *canvas, int x, int y, enum canvas_style style)
{
    struct canvas_cell *cell = cell_at(canvas, x, y);

    if (cell == NULL)
        return NULL;
    if (cell->width == 2 && x + 1 < canvas->width)
        cell[1] = (struct canvas_cell){.width = 1, .style = cell[1].style};
    if (cell->width == 0 && x > 0)
        cell[-1] = (struct canvas_cell){.width = 1, .style = cell[-1].style};
    *cell = (struct canvas_cell){.width = 1, .style = (uint8_t)style};
    return cell;
}

/* Bytes of `cluster` that a cell can hold: whole code points. */
static size_t storable(const char *cluster, size_t size)
{
    size_t limit = sizeof blank.cluster - 1;

    if (size <= limit)
        return size;
    while (limit > 0 && ((unsigned char)cluster[limit] & 0xC0) == 0x80)
        limit--;
    return limit;
}

/* A wide cluster of which one half would lie outside becomes a blank. */
static void put_cluster(struct canvas *canvas, int x, int y, enum canvas_style style, const char *cluster,
                        size_t size, int width)
{
    struct canvas_cell *cell = blank_at(canvas, x, y, style);
    struct canvas_cell *half = width == 2 ? blank_at(canvas, x + 1, y, style) : NULL;

    if (cell == NULL || (width == 2 && half == NULL) || (size == 1 && *cluster == ' '))
        return;
    size = storable(cluster, size);
    memcpy(cell->cluster, cluster, size);
    cell->cluster[size] = '\0';
    cell->width = (uint8_t)width;
    if (half != NULL)
        half->width = 0;
}

/* Clusters of no width have no cell to stand in and are left out. */
static int put_clean(struct canvas *canvas, int x, int y, enum canvas_style style, const char *text, size_t length)
{
    int used = 0, width;

    for (size_t at = 0, size; at < length; at += size) {
        size = utf8_cluster(text + at, length - at, &width);
        if (width > 0)
            put_cluster(canvas, x + used, y, style, text + at, size, width);
        used += width;
    }
    return used;
}

int canvas_text_bytes(struct canvas *canvas, int x, int y, int columns, enum canvas_style style, const char *bytes,
                      size_t length)
{
    const char *mark = canvas_glyph(canvas, CANVAS_GLYPH_MORE);
    size_t fitting;
    int used;

    if (columns <= 0)
        return 0;
    text_clear(&canvas->clean);
    utf8_clean(&canvas->clean, bytes, length, canvas->ascii);
    if (utf8_width(text_string(&canvas->clean), canvas->clean.length) <= columns)
        return put_clean(canvas, x, y, style, text_string(&canvas->clean), canvas->clean.length);
    fitting = utf8_fit(text_string(&canvas->clean), canvas->clean.length, columns - 1);
    used = put_clean(canvas, x, y, style, text_string(&canvas->clean), fitting);
    put_cluster(canvas, x + used, y, style, mark, strlen(mark), 1);
    return used + 1;
}

int canvas_text(struct canvas *canvas, int x, int y, int columns, enum canvas_style style, const char *text)
{
    return canvas_text_bytes(canvas, x, y, columns, style, text, strlen(text));
}

int canvas_format(struct canvas *canvas, int x, int y, int columns, enum canvas_style style, const char *format, ...)
{
    struct text text = TEXT_EMPTY;
    va_list arguments;
    int used;

    va_start(arguments, format);
    text_format_list(&text, format, arguments);
    va_end(arguments);
    used = canvas_text_bytes(canvas, x, y, columns, style, text_string(&text), text.length);
    text_free(&text);
    return used;
}

const char *canvas_glyph(const struct canvas *canvas, enum canvas_glyph glyph)
{
    return canvas->ascii ? glyphs[glyph].ascii : glyphs[glyph].utf8;
}

void canvas_put_glyph(struct canvas *canvas, int x, int y, enum canvas_style style, enum canvas_glyph glyph)
{
    const char *cluster = canvas_glyph(canvas, glyph);

    put_cluster(canvas, x, y, style, cluster, strlen(cluster), 1);
}

void canvas_line_bits(struct canvas *canvas, int x, int y, uint8_t bits, enum canvas_style style)
{
    struct canvas_cell *cell = cell_at(canvas, x, y);
    uint8_t joined = bits & 15;

    if (cell == NULL || joined == 0)
        return;
    joined |= cell->bits;
    cell = blank_at(canvas, x, y, style);
    cell->bits = joined;
    cell->sharp = canvas->sharp;
}

void canvas_horizontal(struct canvas *canvas, int x, int y, int length, enum canvas_style style)
{
    for (int i = 0; i < length; i++)
        canvas_line_bits(canvas, x + i, y, (uint8_t)((i > 0 ? CANVAS_WEST : 0) | (i < length - 1 ? CANVAS_EAST : 0)),
                         style);
}

void canvas_vertical(struct canvas *canvas, int x, int y, int length, enum canvas_style style)
{
    for (int i = 0; i < length; i++)
        canvas_line_bits(canvas, x, y + i,
                         (uint8_t)((i > 0 ? CANVAS_NORTH : 0) | (i < length - 1 ? CANVAS_SOUTH : 0)), style);
}

void canvas_box(struct canvas *canvas, struct canvas_rect rect, enum canvas_style style)
{
    if (rect.width < 2 || rect.height < 2)
        return;
    canvas_horizontal(canvas, rect.x, rect.y, rect.width, style);
    canvas_horizontal(canvas, rect.x, rect.y + rect.height - 1, rect.width, style);
    canvas_vertical(canvas, rect.x, rect.y, rect.height, style);
    canvas_vertical(canvas, rect.x + rect.width - 1, rect.y, rect.height, style);
}

/* The part of `rect` that lies on a grid of this size. */
static struct canvas_rect clip(struct canvas_rect rect, int width, int height)
{
    long right = (long)rect.x + rect.width, bottom = (long)rect.y + rect.height;
    int left = rect.x > 0 ? rect.x : 0, top = rect.y > 0 ? rect.y : 0;

    right = right < width ? right : width;
    bottom = bottom < height ? bottom : height;
    return (struct canvas_rect){left, top, right > left ? (int)right - left : 0,
                                bottom > top ? (int)bottom - top : 0};
}

void canvas_fill(struct canvas *canvas, struct canvas_rect rect, enum canvas_style style)
{
    rect = clip(rect, canvas->width, canvas->height);
    for (int y = rect.y; y < rect.y + rect.height; y++)
        for (int x = rect.x; x < rect.x + rect.width; x++)
            blank_at(canvas, x, y, style);
}

void canvas_restyle(struct canvas *canvas, struct canvas_rect rect, enum canvas_style style)
{
    rect = clip(rect, canvas->width, canvas->height);
    for (int y = rect.y; y < rect.y + rect.height; y++)
        for (int x = rect.x; x < rect.x + rect.width; x++)
            cell_at(canvas, x, y)->style = (uint8_t)style;
}

/* The second half of a wide cluster comes with the first, or is blank when the first is not copied. */
static void copy_cell(struct canvas *canvas, int x, int y, const struct canvas_cell *cell, bool halved)
{
    struct canvas_cell *copy;

    if (cell->width == 2 && !halved) {
        put_cluster(canvas, x, y, cell->style, cell->cluster, strlen(cell->cluster), 2);
        return;
    }
    copy = blank_at(canvas, x, y, cell->style);
    if (copy == NULL || cell->width != 1)
        return;
    *copy = *cell;
}

void canvas_copy(struct canvas *canvas, int x, int y, const struct canvas *source, struct canvas_rect from)
{
    struct canvas_rect inside = clip(from, source->width, source->height);
    int right = inside.x + inside.width;

    x += inside.x - from.x;
    y += inside.y - from.y;
    for (int row = 0; row < inside.height; row++)
        for (int at = inside.x; at < right; at++) {
            const struct canvas_cell *cell = cell_at(source, at, inside.y + row);

            if (cell->width != 0 || at == inside.x)
                copy_cell(canvas, x + at - inside.x, y + row, cell, at == right - 1);
        }
}

const struct canvas_cell *canvas_cell(const struct canvas *canvas, int x, int y)
{
    const struct canvas_cell *cell = cell_at(canvas, x, y);

    return cell != NULL ? cell : &blank;
}

const char *canvas_cell_text(const struct canvas *canvas, int x, int y)
{
    const struct canvas_cell *cell = canvas_cell(canvas, x, y);

    if (cell->bits != 0)
        return canvas->ascii ? ascii_lines[cell->bits]
               : cell->sharp ? sharp_lines[cell->bits]
                             : round_lines[cell->bits];
    return cell->width == 0 ? "" : cell->cluster[0] == '\0' ? " " : cell->cluster;
}

static bool is_blank(const struct canvas_cell *cell)
{
    return cell->bits == 0 && cell->width == 1 && cell->cluster[0] == '\0';
}

static void render_row(const struct canvas *canvas, int y, bool colour, struct text *out)
{
    int end = canvas->width;
    uint8_t style = CANVAS_PLAIN;

    while (end > 0 && is_blank(cell_at(canvas, end - 1, y)))
        end--;
    for (int x = 0; x < end; x++) {
        const struct canvas_cell *cell = cell_at(canvas, x, y);

        if (colour && cell->style != style)
            text_format(out, "\033[0%s%sm", colours[cell->style][0] != '\0' ? ";" : "", colours[cell->style]);
        style = cell->style;
        text_add(out, canvas_cell_text(canvas, x, y));
    }
    if (colour && style != CANVAS_PLAIN)
        text_add(out, "\033[0m");
    text_add_char(out, '\n');
}

void canvas_render(const struct canvas *canvas, bool colour, struct text *out)
{
    for (int y = 0; y < canvas->height; y++)
        render_row(canvas, y, colour, out);
}
