/* Numbers that stand in memory as C keeps them, where no object stands for each: what NumPy's arrays and scalars and
 * array.array hold, written as details, a line each.
 *
 *     dtype: int64        as NumPy writes it                     typecode: i    of array.array
 *     shape: (3, 4)
 *     [0] 0 99  2  3      a row along the last axis, as much of it as there is room for, behind its other indices;
 *     [1] 4  5  6  7      "[10:] 7 8 9" is a piece of an only axis, and "[] 7 8 9" all of one
 *     12 more rows        that are not told
 *     strides: (8, 24)    where its items do not follow one another in memory, row by row
 *     offset: 8 bytes     where its first item stands, counted from that of the array that its `base` refers to
 *     read-only
 *
 * Their structures are those of the headers that NumPy hands out to other extensions (PyArrayObject_fields and
 * PyArray_Descr in ndarraytypes.h, arrayscalars.h), from 1.20 to 2.x, and of Modules/arraymodule.c.  Memory is looked
 * at only where it is known to be there: that of an array which owns it, or of an object of Python's own that does. */
#ifndef TERRARIUM_RECORD_ARRAYS_H
#define TERRARIUM_RECORD_ARRAYS_H

#include "base/text.h"
#include "record/words.h"

/* Of numpy.ndarray, as struct carrier asks for them. */
void arrays_read(PyObject *array, struct entry_words *words);
void arrays_detail(PyObject *array, struct text *out);
uint64_t arrays_version(PyObject *array);
/* Of array.array. */
void arrays_detail_of_python(PyObject *array, struct text *out);
uint64_t arrays_version_of_python(PyObject *array);
/* SCALAR(tp_name, C's type in enum number_type (numbers.h), bytes): NumPy's scalars, behind whose head the number
 * stands.  How long C's own types are is the machine's. */
#define ARRAYS_SCALARS(SCALAR)                                  \
    SCALAR("numpy.bool", BOOL, 1)                               \
    SCALAR("numpy.bool_", BOOL, 1)                              \
    SCALAR("numpy.int8", LONG, 1)                               \
    SCALAR("numpy.int16", LONG, 2)                              \
    SCALAR("numpy.int32", LONG, 4)                              \
    SCALAR("numpy.int64", LONG, 8)                              \
    SCALAR("numpy.longlong", LONG, sizeof(long long))           \
    SCALAR("numpy.uint8", ULONG, 1)                             \
    SCALAR("numpy.uint16", ULONG, 2)                            \
    SCALAR("numpy.uint32", ULONG, 4)                            \
    SCALAR("numpy.uint64", ULONG, 8)                            \
    SCALAR("numpy.ulonglong", ULONG, sizeof(long long))         \
    SCALAR("numpy.float16", HALF, 2)                            \
    SCALAR("numpy.float32", FLOAT, sizeof(float))               \
    SCALAR("numpy.float64", DOUBLE, sizeof(double))             \
    SCALAR("numpy.longdouble", LONGDOUBLE, sizeof(long double)) \
    SCALAR("numpy.complex64", CFLOAT, 2 * sizeof(float))        \
    SCALAR("numpy.complex128", CDOUBLE, 2 * sizeof(double))

/* Of one of these. */
void arrays_detail_of_scalar(PyObject *scalar, struct text *out);
/* Bytes of their structures, as far as they are looked at: tp_basicsize at least. */
enum {
    ARRAYS_SIZE = 7 * sizeof(void *) + sizeof(PyObject),
    ARRAYS_SIZE_OF_PYTHON = 3 * sizeof(void *) + sizeof(PyVarObject)
};

#endif
