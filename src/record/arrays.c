#include "record/arrays.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "record/carriers.h"
#include "record/values.h"

enum { SHOWN_ROWS = 8, SHOWN_ITEMS = 10, /* of a row */ ROW_WIDTH = 56, ITEM_WIDTH = 64 };

/* ndarraytypes.h: enum NPY_TYPES. */
enum number_type {
    NUMBER_BOOL,
    NUMBER_BYTE,
    NUMBER_UBYTE,
    NUMBER_SHORT,
    NUMBER_USHORT,
    NUMBER_INT,
    NUMBER_UINT,
    NUMBER_LONG,
    NUMBER_ULONG,
    NUMBER_LONGLONG,
    NUMBER_ULONGLONG,
    NUMBER_FLOAT,
    NUMBER_DOUBLE,
    NUMBER_LONGDOUBLE,
    NUMBER_CFLOAT,
    NUMBER_CDOUBLE,
    NUMBER_CLONGDOUBLE,
    NUMBER_OBJECT,
    NUMBER_STRING,
    NUMBER_UNICODE,
    NUMBER_VOID,
    NUMBER_DATETIME,
    NUMBER_TIMEDELTA,
    NUMBER_HALF,
    NUMBER_TYPES
};

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

/* ndarraytypes.h: PyArrayObject_fields. */
struct array {
    PyObject_HEAD
    char *data;
    int axes;
    Py_ssize_t *shape;
    Py_ssize_t *strides; /* bytes */
    PyObject *base;      /* that owns the memory; or NULL */
    struct number_description *type;
    int flags;
};

enum { FLAG_OWNS = 0x4, FLAG_WRITEABLE = 0x400, AXES_MAX = 64 };

/* PyArray_Descr, as far as it is the same in 1.x and 2.x; what follows is not. */
struct number_description {
    PyObject_HEAD
    PyTypeObject *scalar;
    char kind;
    char letter;
    char order; /* '>': the greater digits first, '<': the lesser, '=': as the machine has them, '|': of no matter */
    char flags;
    int number;
    union {
        struct {
            int size, alignment;
            void *subarray;
        } first;
        struct {
            uint64_t flags;
            Py_ssize_t size, alignment;
        } second;
    } rest;
};

_Static_assert(sizeof(struct array) == ARRAYS_SIZE, "ARRAYS_SIZE");

/* What numbers are like that stand in memory. */
struct numbers {
    int type;     /* enum number_type, or another */
    size_t size;  /* bytes; 0: not known */
    bool swapped; /* the bytes of each stand the other way round */
};

static char own_order(void)
{
    const uint16_t one = 1;

    return *(const char *)&one == 1 ? '<' : '>';
}

static struct numbers numbers_of(const struct number_description *description)
{
    struct numbers numbers = {description->number, 0, false};

    if (numbers.type >= 0 && numbers.type < NUMBER_TYPES)
        numbers.size = sizes[numbers.type];
    if (numbers.type == NUMBER_STRING || numbers.type == NUMBER_UNICODE)
        /* (These have no subarray, so that a number which is not 0 stands there in 2.x alone.) */
        numbers.size = description->rest.first.subarray != NULL ? (size_t)description->rest.second.size
                                                                : (size_t)description->rest.first.size;
    numbers.swapped = (description->order == '<' || description->order == '>') && description->order != own_order();
    return numbers;
}

/* ---- one item ---- */

enum { USUAL_MOST = 10000 };

/* (The program may have set another decimal point: whatever stands there becomes one of ours.) */
static void put_real(struct text *out, long double number, int digits)
{
    char line[ITEM_WIDTH];
    bool whole = true, foreign = false;
    size_t begin = out->length;

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
    if (whole && !foreign && out->length > begin)
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
    int64_t number = 0;
    uint64_t bits = 0;

    memcpy(&bits, at, size);
    number = (int64_t)(bits << (64 - 8 * size)) >> (64 - 8 * size);
    text_add_number(out, number);
}

static void put_unsigned(struct text *out, const char *at, size_t size)
{
    uint64_t bits = 0;

    memcpy(&bits, at, size);
    text_format(out, "%llu", (unsigned long long)bits);
}

/* Text of at most `count` characters, each of `size` bytes (1: ASCII, 4), which zeros fill up. */
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
        if (character < 0x20 || character == 0x7f || (size == 1 && character > 0x7f) || character > 0x10ffff ||
            (character >= 0xd800 && character < 0xe000))
            text_format(out, "\\x%02x", (unsigned)character);
        else if (character < 0x80)
            text_add_char(out, (char)character);
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

/* Whether put_item knows them. */
static bool are_shown(struct numbers numbers)
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

static void put_item_at(struct text *out, const char *at, struct numbers numbers)
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

/* A window on an array: rows along its last axis, from the first on. */
struct grid {
    const char *data;
    struct numbers numbers;
    int axes;
    const Py_ssize_t *shape, *strides;
    Py_ssize_t rows, columns; /* that there are */
    bool folded;              /* the rows are pieces of the only axis, */
    Py_ssize_t piece;         /* each so long */
};

static const char *find_item(const struct grid *grid, Py_ssize_t row, Py_ssize_t column)
{
    const char *at = grid->data;

    if (grid->folded)
        return at + (row * grid->piece + column) * grid->strides[0];
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
        text_add_number(out, row * grid->piece);
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
            if (!grid->folded || row * grid->piece + column < length)
                put_item_at(&cells->pool, find_item(grid, row, column), grid->numbers);
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

/* Where its rows begin and end; false where there are none. */
static bool lay_out(struct grid *grid)
{
    grid->columns = grid->axes > 0 ? grid->shape[grid->axes - 1] : 1;
    grid->rows = 1;
    for (int axis = 0; axis < grid->axes - 1; axis++)
        grid->rows *= grid->shape[axis];
    grid->folded = grid->axes == 1 && grid->columns > SHOWN_ITEMS;
    if (grid->folded) {
        grid->piece = SHOWN_ITEMS;
        grid->rows = (grid->columns + grid->piece - 1) / grid->piece;
        grid->columns = grid->piece;
    }
    return grid->rows > 0 && grid->columns > 0;
}

static void put_grid(const struct grid *grid, struct text *out)
{
    static struct cells cells; /* (the GIL is held, or the world stands still) */
    bool left = grid->numbers.type == NUMBER_STRING || grid->numbers.type == NUMBER_UNICODE;

    read_cells(grid, &cells);
    put_cells(&cells, left, grid->columns > cells.columns, out);
    if (grid->rows > cells.rows) {
        text_add_char(out, '\n');
        if (grid->folded)
            text_format(out, "%zd more items", grid->shape[0] - cells.rows * grid->piece);
        else
            text_format(out, "%zd more row%s", grid->rows - cells.rows, grid->rows - cells.rows == 1 ? "" : "s");
    }
}

static inline uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
}

static uint64_t mix_bytes(uint64_t hash, const char *bytes, size_t length)
{
    uint64_t word = 0;

    for (; length >= sizeof word; bytes += sizeof word, length -= sizeof word) {
        memcpy(&word, bytes, sizeof word);
        hash = mix(hash, word);
    }
    word = 0;
    memcpy(&word, bytes, length);
    return length > 0 ? mix(hash, word) : hash;
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

/* A number made of all items that put_grid writes. */
static uint64_t version_of_grid(const struct grid *grid, uint64_t version)
{
    for (Py_ssize_t row = 0; row < grid->rows && row < SHOWN_ROWS; row++) {
        Py_ssize_t columns = grid->folded ? grid->shape[0] - row * grid->piece : grid->columns;

        columns = columns < grid->columns ? columns : grid->columns;
        version = mix_row(grid, row, columns < SHOWN_ITEMS ? columns : SHOWN_ITEMS, version);
    }
    return version;
}

/* ---- numpy.ndarray ---- */

/* The first and the last byte that its items take; false where there are none. */
static bool find_extent(const struct array *array, size_t size, const char **first, const char **last)
{
    *first = array->data;
    *last = array->data + size;
    for (int axis = 0; axis < array->axes; axis++) {
        if (array->shape[axis] <= 0)
            return false;
        if (array->strides[axis] < 0)
            *first += (array->shape[axis] - 1) * array->strides[axis];
        else
            *last += (array->shape[axis] - 1) * array->strides[axis];
    }
    return true;
}

static bool is_array(PyObject *object)
{
    return object != NULL && strcmp(carriers_c_base(Py_TYPE(object))->tp_name, "numpy.ndarray") == 0;
}

/* What owns the memory that an array shows, and where that begins and ends; false where it is not known to be there. */
static bool find_memory(const struct array *array, const char **first, const char **last)
{
    PyObject *owner = array->base;

    while (!(array->flags & FLAG_OWNS) && is_array(owner)) {
        array = (struct array *)owner;
        owner = array->base;
    }
    if (array->flags & FLAG_OWNS)
        return find_extent(array, numbers_of(array->type).size, first, last);
    if (owner == NULL)
        return false;
    if (PyMemoryView_Check(owner) && PyMemoryView_GET_BASE(owner) != NULL)
        owner = PyMemoryView_GET_BASE(owner);
    if (PyBytes_CheckExact(owner)) {
        *first = PyBytes_AS_STRING(owner);
        *last = *first + PyBytes_GET_SIZE(owner);
        return true;
    }
    if (PyByteArray_CheckExact(owner)) {
        *first = PyByteArray_AS_STRING(owner);
        *last = *first + PyByteArray_GET_SIZE(owner);
        return true;
    }
    return false;
}

/* Whether all of its items stand in memory that is there. */
static bool is_there(const struct array *array, size_t size)
{
    const char *first, *last, *begin, *end;

    return find_extent(array, size, &first, &last) && find_memory(array, &begin, &end) && first >= begin &&
           last <= end;
}

/* As NumPy writes it: int64, >i2, <U3. */
static void put_type(struct text *out, const struct number_description *description, struct numbers numbers)
{
    const char *name = description->scalar != NULL ? description->scalar->tp_name : "?", *dot = strrchr(name, '.');
    bool is_text = numbers.type == NUMBER_STRING || numbers.type == NUMBER_UNICODE;
    size_t length;

    text_add(out, "dtype: ");
    if (is_text || numbers.swapped) {
        text_add_char(out, description->order == '=' ? own_order() : description->order);
        text_add_char(out, description->kind);
        text_add_number(out, (long long)(numbers.type == NUMBER_UNICODE ? numbers.size / 4 : numbers.size));
        return;
    }
    name = dot != NULL ? dot + 1 : name;
    length = strlen(name);
    text_append(out, name, length - (length > 1 && name[length - 1] == '_')); /* bool_ */
}

static void put_tuple(struct text *out, const char *name, const Py_ssize_t *numbers, int count)
{
    text_format(out, "\n%s: (", name);
    for (int i = 0; i < count; i++) {
        text_add(out, i > 0 ? ", " : "");
        text_add_number(out, numbers[i]);
    }
    text_add(out, count == 1 ? ",)" : ")");
}

/* Whether its items follow one another in memory, the last axis fastest. */
static bool is_in_order(const struct array *array, size_t size)
{
    Py_ssize_t step = (Py_ssize_t)size;

    for (int axis = 0; axis < array->axes; axis++)
        if (array->shape[axis] == 0)
            return true;
    for (int axis = array->axes - 1; axis >= 0; axis--) {
        if (array->shape[axis] != 1 && array->strides[axis] != step)
            return false;
        step *= array->shape[axis];
    }
    return true;
}

static void put_offset(ptrdiff_t bytes, struct text *out)
{
    text_format(out, "\noffset: %td byte%s", bytes, bytes == 1 ? "" : "s");
}

static bool is_sound(const struct array *array)
{
    return array->type != NULL && array->axes >= 0 && array->axes <= AXES_MAX &&
           (array->axes == 0 || (array->shape != NULL && array->strides != NULL));
}

/* False where its items are not to be looked at. */
static bool find_grid(const struct array *array, struct grid *grid)
{
    struct numbers numbers = numbers_of(array->type);

    *grid = (struct grid){.data = array->data,
                          .numbers = numbers,
                          .axes = array->axes,
                          .shape = array->shape,
                          .strides = array->strides};
    return are_shown(numbers) && is_there(array, numbers.size) && lay_out(grid);
}

void arrays_detail(PyObject *object, struct text *out)
{
    const struct array *array = (struct array *)object;
    struct numbers numbers;
    struct grid grid;

    if (!is_sound(array)) /* (it is being made) */
        return;
    numbers = numbers_of(array->type);
    put_type(out, array->type, numbers);
    put_tuple(out, "shape", array->shape, array->axes);
    if (find_grid(array, &grid))
        put_grid(&grid, out);
    if (numbers.size > 0 && !is_in_order(array, numbers.size))
        put_tuple(out, "strides", array->strides, array->axes);
    if (is_array(array->base) && array->data != ((struct array *)array->base)->data)
        put_offset(array->data - ((struct array *)array->base)->data, out);
    if (!(array->flags & FLAG_WRITEABLE))
        text_add(out, "\nread-only");
}

uint64_t arrays_version(PyObject *object)
{
    const struct array *array = (struct array *)object;
    uint64_t version = mix((uintptr_t)array->type, (uintptr_t)array->base);
    struct grid grid;

    if (!is_sound(array) || array->type->number == NUMBER_OBJECT)
        return 0;
    version = mix(version, (unsigned)array->flags & FLAG_WRITEABLE);
    if (is_array(array->base))
        version = mix(version, (uint64_t)(array->data - ((struct array *)array->base)->data));
    for (int axis = 0; axis < array->axes; axis++)
        version = mix(mix(version, (uint64_t)array->shape[axis]), (uint64_t)array->strides[axis]);
    return (find_grid(array, &grid) ? version_of_grid(&grid, version) : version) | 1;
}

/* Items that are objects, where they follow one another. */
static void read_objects(const struct array *array, struct entry_words *words)
{
    Py_ssize_t count = 1;

    if (!is_in_order(array, sizeof(PyObject *)) || !is_there(array, sizeof(PyObject *)))
        return;
    for (int axis = 0; axis < array->axes; axis++)
        count *= array->shape[axis];
    for (Py_ssize_t i = 0; i < count && i < TRACE_ENTRIES_MAX; i++)
        words_add_field(words, LABEL_REACHES, ((PyObject **)array->data)[i]);
}

void arrays_read(PyObject *object, struct entry_words *words)
{
    const struct array *array = (struct array *)object;

    words_add_field(words, LABEL_BASE, array->base);
    if (is_sound(array) && array->type->number == NUMBER_OBJECT)
        read_objects(array, words);
}

/* ---- numpy.int64 and its like ---- */

struct scalar {
    PyObject_HEAD
    char item[1];
};

void arrays_detail_of_scalar(PyObject *object, struct text *out)
{
    /* By C's own names of types: how long these are is the machine's. */
    static const struct {
        const char *name;
        struct numbers numbers;
    } scalars[] = {
        {"bool", {NUMBER_BOOL, 1, false}},
        {"bool_", {NUMBER_BOOL, 1, false}},
        {"int8", {NUMBER_LONG, 1, false}},
        {"int16", {NUMBER_LONG, 2, false}},
        {"int32", {NUMBER_LONG, 4, false}},
        {"int64", {NUMBER_LONG, 8, false}},
        {"longlong", {NUMBER_LONG, sizeof(long long), false}},
        {"uint8", {NUMBER_ULONG, 1, false}},
        {"uint16", {NUMBER_ULONG, 2, false}},
        {"uint32", {NUMBER_ULONG, 4, false}},
        {"uint64", {NUMBER_ULONG, 8, false}},
        {"ulonglong", {NUMBER_ULONG, sizeof(long long), false}},
        {"float16", {NUMBER_HALF, 2, false}},
        {"float32", {NUMBER_FLOAT, sizeof(float), false}},
        {"float64", {NUMBER_DOUBLE, sizeof(double), false}},
        {"longdouble", {NUMBER_LONGDOUBLE, sizeof(long double), false}},
        {"complex64", {NUMBER_CFLOAT, 2 * sizeof(float), false}},
        {"complex128", {NUMBER_CDOUBLE, 2 * sizeof(double), false}},
    };
    const char *name = strchr(carriers_c_base(Py_TYPE(object))->tp_name, '.');

    for (size_t i = 0; name != NULL && i < sizeof scalars / sizeof *scalars; i++)
        if (strcmp(name + 1, scalars[i].name) == 0)
            put_item_at(out, ((struct scalar *)object)->item, scalars[i].numbers);
}

/* ---- array.array: arraymodule.c ---- */

struct python_array {
    PyObject_VAR_HEAD char *items;
    Py_ssize_t allocated;
    const struct {
        char letter;
        int size; /* bytes of an item */
    } * type;
};

_Static_assert(sizeof(struct python_array) == ARRAYS_SIZE_OF_PYTHON, "ARRAYS_SIZE_OF_PYTHON");

static bool find_python_grid(struct python_array *array, Py_ssize_t *shape, Py_ssize_t *stride, struct grid *grid)
{
    static const struct {
        char letter;
        int type; /* enum number_type */
    } letters[] = {{'b', NUMBER_LONG},    {'B', NUMBER_ULONG},  {'h', NUMBER_LONG},  {'H', NUMBER_ULONG},
                   {'i', NUMBER_LONG},    {'I', NUMBER_ULONG},  {'l', NUMBER_LONG},  {'L', NUMBER_ULONG},
                   {'q', NUMBER_LONG},    {'Q', NUMBER_ULONG},  {'f', NUMBER_FLOAT}, {'d', NUMBER_DOUBLE},
                   {'u', NUMBER_UNICODE}, {'w', NUMBER_UNICODE}};

    *shape = Py_SIZE(array);
    *stride = array->type->size;
    *grid = (struct grid){.data = array->items,
                          .numbers = {NUMBER_VOID, (size_t)*stride, false},
                          .axes = 1,
                          .shape = shape,
                          .strides = stride};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].letter == array->type->letter)
            grid->numbers.type = letters[i].type;
    return are_shown(grid->numbers) && lay_out(grid);
}

void arrays_detail_of_python(PyObject *object, struct text *out)
{
    struct python_array *array = (struct python_array *)object;
    Py_ssize_t shape, stride;
    struct grid grid;

    text_format(out, "typecode: %c", array->type->letter);
    if (find_python_grid(array, &shape, &stride, &grid))
        put_grid(&grid, out);
}

uint64_t arrays_version_of_python(PyObject *object)
{
    Py_ssize_t shape, stride;
    struct grid grid;
    bool any = find_python_grid((struct python_array *)object, &shape, &stride, &grid);
    uint64_t version = mix((uint64_t)shape, (uint64_t)stride);

    return (any ? version_of_grid(&grid, version) : version) | 1;
}
