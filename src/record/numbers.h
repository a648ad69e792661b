/* Numbers as C keeps them in memory, one behind another or at strides: how they are written, in rows (arrays.h). */
#ifndef TERRARIUM_RECORD_NUMBERS_H
#define TERRARIUM_RECORD_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "cpython/facts.h"

/* enum NPY_TYPES of NumPy's ndarraytypes.h. */
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

/* What numbers are like that stand in memory. */
struct numbers {
    int type;     /* enum number_type, or another */
    size_t size;  /* bytes; 0: not known */
    bool swapped; /* the bytes of each stand the other way round */
};

/* A window on an array: rows along its last axis, from the first on. */
struct grid {
    const char *data;
    struct numbers numbers;
    int axes;
    const Py_ssize_t *shape, *strides;
    Py_ssize_t rows, columns; /* that there are */
    bool folded;              /* the rows are pieces of the only axis, each of SHOWN_ITEMS items */
};

/* Bytes of an item of one of C's own types (enum number_type); 0 where what describes the type has to tell. */
size_t numbers_size(int type);
/* The character by which NumPy says in which order the machine has the bytes of a number: '<' or '>'. */
char numbers_own_order(void);
/* Whether numbers_put can write them. */
bool numbers_are_known(struct numbers numbers);
void numbers_put(struct text *out, const char *at, struct numbers numbers);
/* Finds the grid's rows and columns from its shape; false where it has none. */
bool numbers_lay_out(struct grid *grid);
/* Appends rows, and how many more there are, each behind a line's end.  Not from several threads at once. */
void numbers_put_grid(const struct grid *grid, struct text *out);
/* A number made of `version` and all items that numbers_put_grid writes. */
uint64_t numbers_version(const struct grid *grid, uint64_t version);

#endif
