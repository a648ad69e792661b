#include "record/arrays.h"

#include <stdint.h>
#include <string.h>

#include "base/mix.h"
#include "record/carriers.h"
#include "record/numbers.h"

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

static struct numbers numbers_of(const struct number_description *description)
{
    struct numbers numbers = {description->number, numbers_size(description->number), false};

    if (numbers.type == NUMBER_STRING || numbers.type == NUMBER_UNICODE)
        /* (These have no subarray, so that a number which is not 0 stands there in 2.x alone.) */
        numbers.size = description->rest.first.subarray != NULL ? (size_t)description->rest.second.size
                                                                : (size_t)description->rest.first.size;
    numbers.swapped =
        (description->order == '<' || description->order == '>') && description->order != numbers_own_order();
    return numbers;
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
        text_add_char(out, description->order == '=' ? numbers_own_order() : description->order);
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
    return numbers_are_known(numbers) && is_there(array, numbers.size) && numbers_lay_out(grid);
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
        numbers_put_grid(&grid, out);
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
    uint64_t version = mix_word((uintptr_t)array->type, (uintptr_t)array->base);
    struct grid grid;

    if (!is_sound(array) || array->type->number == NUMBER_OBJECT)
        return 0;
    version = mix_word(version, (unsigned)array->flags & FLAG_WRITEABLE);
    if (is_array(array->base))
        version = mix_word(version, (uint64_t)(array->data - ((struct array *)array->base)->data));
    for (int axis = 0; axis < array->axes; axis++)
        version = mix_word(mix_word(version, (uint64_t)array->shape[axis]), (uint64_t)array->strides[axis]);
    return (find_grid(array, &grid) ? numbers_version(&grid, version) : version) | 1;
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
    static const struct {
        const char *name;
        struct numbers numbers;
    } scalars[] = {
#define SCALAR(name, type, size) {name, {NUMBER_##type, size, false}},
        ARRAYS_SCALARS(SCALAR)
#undef SCALAR
    };
    const char *name = carriers_c_base(Py_TYPE(object))->tp_name;

    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++)
        if (strcmp(name, scalars[i].name) == 0)
            numbers_put(out, ((struct scalar *)object)->item, scalars[i].numbers);
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
    return numbers_are_known(grid->numbers) && numbers_lay_out(grid);
}

void arrays_detail_of_python(PyObject *object, struct text *out)
{
    struct python_array *array = (struct python_array *)object;
    Py_ssize_t shape, stride;
    struct grid grid;

    text_format(out, "typecode: %c", array->type->letter);
    if (find_python_grid(array, &shape, &stride, &grid))
        numbers_put_grid(&grid, out);
}

uint64_t arrays_version_of_python(PyObject *object)
{
    Py_ssize_t shape, stride;
    struct grid grid;
    bool any = find_python_grid((struct python_array *)object, &shape, &stride, &grid);
    uint64_t version = mix_word((uint64_t)shape, (uint64_t)stride);

    return (any ? numbers_version(&grid, version) : version) | 1;
}
