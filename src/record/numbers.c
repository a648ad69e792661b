#include "record/numbers.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mix.h"
#include "record/values.h"

enum { SHOWN_ROWS = 8, SHOWN_ITEMS = 10, /* of a row */ ROW_WIDTH = 56, ITEM_WIDTH = 64 };

/* Bytes of an item; 0 where the structure that describes the type has to tell. */
static const uint8_t sizes[NUMBER_TYPES] = {
    [NUMBER_BOOL] = 1,
    [NUMBER_BYTE] = 1,
    [NUMBER_UBYTE] = 1,
    [NUMBER_SHORT] = sizeof(short),
    [NUMBER_USHORT] = sizeof(short),
    [NUMBER_INT] = sizeof(int),
    [NUMBER_UINT] = sizeof(int),
    [NUMBER_LONG] = sizeof(long),
    [NUMBER_ULONG] = sizeof(long),
    [NUMBER_LONGLONG] = sizeof(long long),
    [NUMBER_ULONGLONG] = sizeof(long long),
    [NUMBER_FLOAT] = sizeof(float),
    [NUMBER_DOUBLE] = sizeof(double),
    [NUMBER_LONGDOUBLE] = sizeof(long double),
    [NUMBER_CFLOAT] = 2 * sizeof(float),
    [NUMBER_CDOUBLE] = 2 * sizeof(double),
    [NUMBER_CLONGDOUBLE] = 2 * sizeof(long double),
    [NUMBER_OBJECT] = sizeof(PyObject *),
    [NUMBER_DATETIME] = sizeof(int64_t),
    [NUMBER_TIMEDELTA] = sizeof(int64_t),
    [NUMBER_HALF] = 2,
};

size_t numbers_size(int type)
{
    return type >= 0 && type < NUMBER_TYPES ? sizes[type] : 0;
}

char numbers_own_order(void)
{
    const uint16_t one = 1;

    return *(const char *)&one == 1 ? '<' : '>';
}

/* ---- one item ---- */

enum { USUAL_MOST = 10000 };

/* (The program may have set another decimal point: whatever stands there becomes one of ours.) */
static void put_real(struct text *out, long double number, int digits)
{
    char line[ITEM_WIDTH];
    bool whole = true, foreign = false;

    if (number > 0 && number < USUAL_MOST && number == (long double)(long)number) {
        text_add_number(out, (long)number);
        text_add(out, ".0");
        return;
    }
    snprintf(line, sizeof line, "%.*Lg", digits, number);
    for (const char *at = line; *at != '\0'; at++) {
        if (strchr("0123456789+-einfa", *at) != NULL) {
            whole = whole && (strchr("einfa", *at) == NULL);
            text_add_char(out, *at);
        } else if (!foreign) {
            text_add_char(out, '.');
            foreign = true;
        }
    }
    if (whole && !foreign)
        text_add(out, ".0");
}

static long double half(uint16_t bits)
{
    int exponent = bits >> 10 & 0x1f;
    long double part = bits & 0x3ff, size;

    if (exponent == 0x1f)
        size = part == 0 ? INFINITY : NAN;
    else
        size = exponent == 0 ? ldexpl(part, -24) : ldexpl(part + 1024, exponent - 25);
    return bits & 0x8000 ? -size : size;
}

/* One of C's own real types. */
static long double real_at(const char *at, size_t size)
{
    uint16_t bits;
    float single;
    double usual;
    long double most;

    if (size == sizeof bits) {
        memcpy(&bits, at, sizeof bits);
        return half(bits);
    }
    if (size == sizeof single) {
        memcpy(&single, at, sizeof single);
        return (long double)single;
    }
    if (size == sizeof usual) {
        memcpy(&usual, at, sizeof usual);
        return (long double)usual;
    }
    memcpy(&most, at, sizeof most);
    return most;
}

enum { REAL_DIGITS = 8, HALF_DIGITS = 4 }; /* as NumPy prints them */

static void put_complex(struct text *out, const char *at, size_t size)
{
    long double imaginary = real_at(at + size, size);

    put_real(out, real_at(at, size), REAL_DIGITS);
    if (!signbit(imaginary))
        text_add_char(out, '+');
    put_real(out, imaginary, REAL_DIGITS);
    text_add_char(out, 'j');
}

static void put_signed(struct text *out, const char *at, size_t size)
{
    unsigned rest = (unsigned)(64 - 8 * size);
    uint64_t bits = 0;

    memcpy(&bits, at, size);
    text_add_number(out, (int64_t)(bits << rest) >> rest);
}

static void put_unsigned(struct text *out, const char *at, size_t size)
{
    uint64_t bits = 0;

    memcpy(&bits, at, size);
    text_format(out, "%llu", (unsigned long long)bits);
}

/* Text of at most `count` characters, each of `size` bytes (1: ASCII, 4), which zeros fill up.  Behind a backslash a
 * quotation mark is no end. */
static void put_characters(struct text *out, const char *at, size_t count, size_t size)
{
    enum { MOST = 24 };

    text_add(out, size == 1 ? "b'" : "'");
    for (size_t i = 0; i < count; i++) {
        uint32_t character = 0;
        wchar_t alone[2] = {0};

        memcpy(&character, at + i * size, size);
        if (character == 0)
            break;
        if (i == MOST) {
            text_add(out, "…");
            break;
        }
        if (character < 0x20 || (character >= 0x7f && (size == 1 || character < 0xa0)) || character > 0x10ffff ||
            (character >= 0xd800 && character < 0xe000))
            text_format(out, "\\x%02x", (unsigned)character);
        else if (character == '\'' || character == '\\')
            text_format(out, "\\%c", (char)character);
        else {
            alone[0] = (wchar_t)character;
            value_wide(alone, out);
        }
    }
    text_add_char(out, '\'');
}

static void put_item(struct text *out, const char *at, struct numbers numbers)
{
    switch (numbers.type) {
    case NUMBER_BOOL:
        text_add(out, *at != 0 ? "True" : "False");
        break;
    case NUMBER_UBYTE:
    case NUMBER_USHORT:
    case NUMBER_UINT:
    case NUMBER_ULONG:
    case NUMBER_ULONGLONG:
        put_unsigned(out, at, numbers.size);
        break;
    case NUMBER_HALF:
        put_real(out, real_at(at, numbers.size), HALF_DIGITS);
        break;
    case NUMBER_FLOAT:
    case NUMBER_DOUBLE:
    case NUMBER_LONGDOUBLE:
        put_real(out, real_at(at, numbers.size), REAL_DIGITS);
        break;
    case NUMBER_CFLOAT:
    case NUMBER_CDOUBLE:
    case NUMBER_CLONGDOUBLE:
        put_complex(out, at, numbers.size / 2);
        break;
    case NUMBER_STRING:
        put_characters(out, at, numbers.size, 1);
        break;
    case NUMBER_UNICODE:
        put_characters(out, at, numbers.size / 4, 4);
        break;
    default:
        put_signed(out, at, numbers.size);
        break;
    }
}

bool numbers_are_known(struct numbers numbers)
{
    return numbers.size > 0 && numbers.type >= 0 && numbers.type < NUMBER_TYPES && numbers.type != NUMBER_OBJECT &&
           numbers.type != NUMBER_VOID && numbers.type != NUMBER_DATETIME && numbers.type != NUMBER_TIMEDELTA &&
           !(numbers.type == NUMBER_LONGDOUBLE && numbers.swapped) &&
           !(numbers.type == NUMBER_CLONGDOUBLE && numbers.swapped);
}

/* Turns the bytes of each of an item's parts around. */
static void swap(char *item, size_t size, size_t part)
{
    for (char *at = item; at < item + size; at += part)
        for (size_t i = 0; i < part / 2; i++) {
            char kept = at[i];

            at[i] = at[part - 1 - i];
            at[part - 1 - i] = kept;
        }
}

void numbers_put(struct text *out, const char *at, struct numbers numbers)
{
    enum { ITEM_MOST = 128 };
    char item[ITEM_MOST];
    size_t size = numbers.size, part = size;

    if (numbers.type == NUMBER_UNICODE)
        part = 4;
    else if (numbers.type == NUMBER_STRING)
        part = 1;
    else if (numbers.type == NUMBER_CFLOAT || numbers.type == NUMBER_CDOUBLE)
        part = size / 2;
    if (size > sizeof item) /* (more of a text than is shown) */
        numbers.size = size = sizeof item;
    memcpy(item, at, size);
    if (numbers.swapped)
        swap(item, size, part);
    put_item(out, item, numbers);
}

/* ---- rows of items ---- */

static const char *find_item(const struct grid *grid, Py_ssize_t row, Py_ssize_t column)
{
    const char *at = grid->data;

    if (grid->folded)
        return at + (row * SHOWN_ITEMS + column) * grid->strides[0];
    for (int axis = grid->axes - 2; axis >= 0; axis--) {
        at += row % grid->shape[axis] * grid->strides[axis];
        row /= grid->shape[axis];
    }
    return grid->axes > 0 ? at + column * grid->strides[grid->axes - 1] : at;
}

/* "[2, 0] ": all of its indices but the last; "[20:] ": where a piece of the only axis begins. */
static void put_row_name(struct text *out, const struct grid *grid, Py_ssize_t row)
{
    Py_ssize_t size = 1;

    text_add_char(out, '[');
    if (grid->folded) {
        text_add_number(out, row * SHOWN_ITEMS);
        text_add_char(out, ':');
    } else {
        for (int axis = 1; axis < grid->axes - 1; axis++)
            size *= grid->shape[axis];
        for (int axis = 0; axis < grid->axes - 1; axis++) {
            text_add(out, axis > 0 ? ", " : "");
            text_add_number(out, row / size % grid->shape[axis]);
            size /= axis + 1 < grid->axes - 1 ? grid->shape[axis + 1] : 1;
        }
    }
    text_add(out, "] ");
}

/* What stands in the window: names of rows, and items, as text. */
struct cells {
    struct text pool;
    size_t ends[SHOWN_ROWS * (SHOWN_ITEMS + 1)]; /* of each in the pool, row by row, a row's name first */
    size_t count;
    int rows, columns; /* that are shown */
};

/* Characters of UTF-8. */
static int width_of(const char *text, size_t length)
{
    int width = 0;

    for (size_t i = 0; i < length; i++)
        width += (text[i] & 0xc0) != 0x80;
    return width;
}

static int cell_width(const struct cells *cells, int row, int column, const char **begin, size_t *length)
{
    size_t at = (size_t)row * (size_t)(cells->columns + 1) + (size_t)column;
    size_t start = at > 0 ? cells->ends[at - 1] : 0;

    *begin = text_string(&cells->pool) + start;
    *length = cells->ends[at] - start;
    return width_of(*begin, *length);
}

static void read_cells(const struct grid *grid, struct cells *cells)
{
    Py_ssize_t length = grid->folded ? grid->shape[0] : 0;

    text_clear(&cells->pool);
    cells->count = 0;
    cells->rows = (int)(grid->rows < SHOWN_ROWS ? grid->rows : SHOWN_ROWS);
    cells->columns = (int)(grid->columns < SHOWN_ITEMS ? grid->columns : SHOWN_ITEMS);
    for (int row = 0; row < cells->rows; row++) {
        if (grid->rows > 1)
            put_row_name(&cells->pool, grid, row);
        else
            text_add(&cells->pool, "[] ");
        cells->ends[cells->count++] = cells->pool.length;
        for (int column = 0; column < cells->columns; column++) {
            if (!grid->folded || row * SHOWN_ITEMS + column < length)
                numbers_put(&cells->pool, find_item(grid, row, column), grid->numbers);
            cells->ends[cells->count++] = cells->pool.length;
        }
    }
}

/* Appends the rows, their items below one another, as many of them as a row has room for. */
static void put_cells(const struct cells *cells, bool left, bool more, struct text *out)
{
    int widths[SHOWN_ITEMS + 1] = {0}, fitting = 0, all = 0;
    const char *begin;
    size_t length;

    for (int column = 0; column <= cells->columns; column++)
        for (int row = 0; row < cells->rows; row++) {
            int width = cell_width(cells, row, column, &begin, &length);

            widths[column] = width > widths[column] ? width : widths[column];
        }
    while (fitting <= cells->columns && (fitting < 2 || all + widths[fitting] < ROW_WIDTH))
        all += widths[fitting++] + 1;
    for (int row = 0; row < cells->rows; row++) {
        text_add_char(out, '\n');
        for (int column = 0; column < fitting; column++) {
            int width = cell_width(cells, row, column, &begin, &length);

            if (column > 1)
                text_add_char(out, ' ');
            if (column > 0 && !left && width < widths[column])
                text_fill(out, ' ', (size_t)(widths[column] - width));
            text_append(out, begin, length);
            if (column > 0 && left && column + 1 < fitting && width < widths[column])
                text_fill(out, ' ', (size_t)(widths[column] - width));
        }
        text_add(out, more || fitting <= cells->columns ? " …" : "");
    }
}

bool numbers_lay_out(struct grid *grid)
{
    grid->columns = grid->axes > 0 ? grid->shape[grid->axes - 1] : 1;
    grid->rows = 1;
    for (int axis = 0; axis < grid->axes - 1; axis++)
        grid->rows *= grid->shape[axis];
    grid->folded = grid->axes == 1 && grid->columns > SHOWN_ITEMS;
    if (grid->folded) {
        grid->rows = (grid->columns + SHOWN_ITEMS - 1) / SHOWN_ITEMS;
        grid->columns = SHOWN_ITEMS;
    }
    return grid->rows > 0 && grid->columns > 0;
}

void numbers_put_grid(const struct grid *grid, struct text *out)
{
    static struct cells cells; /* (the GIL is held, or the world stands still) */
    bool left = grid->numbers.type == NUMBER_STRING || grid->numbers.type == NUMBER_UNICODE;

    read_cells(grid, &cells);
    put_cells(&cells, left, grid->columns > cells.columns, out);
    if (grid->rows > cells.rows) {
        text_add_char(out, '\n');
        if (grid->folded)
            text_format(out, "%zd more items", grid->shape[0] - cells.rows * SHOWN_ITEMS);
        else
            text_format(out, "%zd more row%s", grid->rows - cells.rows, grid->rows - cells.rows == 1 ? "" : "s");
    }
}

static uint64_t mix_bytes(uint64_t hash, const char *bytes, size_t length)
{
    uint64_t word = 0;

    for (; length >= sizeof word; bytes += sizeof word, length -= sizeof word) {
        memcpy(&word, bytes, sizeof word);
        hash = mix_word(hash, word);
    }
    word = 0;
    memcpy(&word, bytes, length);
    return length > 0 ? mix_word(hash, word) : hash;
}

static uint64_t mix_row(const struct grid *grid, Py_ssize_t row, Py_ssize_t columns, uint64_t version)
{
    bool dense = grid->axes > 0 && grid->strides[grid->axes - 1] == (Py_ssize_t)grid->numbers.size;

    if (dense)
        return mix_bytes(version, find_item(grid, row, 0), (size_t)columns * grid->numbers.size);
    for (Py_ssize_t column = 0; column < columns; column++)
        version = mix_bytes(version, find_item(grid, row, column), grid->numbers.size);
    return version;
}

uint64_t numbers_version(const struct grid *grid, uint64_t version)
{
    for (Py_ssize_t row = 0; row < grid->rows && row < SHOWN_ROWS; row++) {
        Py_ssize_t columns = grid->folded ? grid->shape[0] - row * SHOWN_ITEMS : grid->columns;

        columns = columns < grid->columns ? columns : grid->columns;
        version = mix_row(grid, row, columns < SHOWN_ITEMS ? columns : SHOWN_ITEMS, version);
    }
    return version;
}
