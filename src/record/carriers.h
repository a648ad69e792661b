/* C types that refer to objects from a structure which CPython's headers do not show, or hold what no object stands for
 * (an iterator's position): what they hold, by name.
 *
 * The structures are those of CPython 3.11 to 3.14, where the source file named beside each keeps them to itself.  Of a
 * CPython of which no more than its public API is known carriers_public.c tells what that offers. */
#ifndef TERRARIUM_RECORD_CARRIERS_H
#define TERRARIUM_RECORD_CARRIERS_H

#include "base/text.h"
#include "record/words.h"

struct carrier {
    const char *name; /* tp_name */
    size_t size;      /* tp_basicsize at least; a smaller object is laid out otherwise */
    void (*fields)(PyObject *object, struct entry_words *words); /* or NULL: its members and attributes tell */
    void (*detail)(PyObject *object, struct text *out);          /* or NULL */
    uint64_t (*version)(
        PyObject *object); /* of an object that is no subclass's: stands still, and is not 0, as long as fields
                                              and detail do; NULL where only reading them can tell */
};

/* Whether a class was made by C code, not by a class statement or a call of type. */
static inline bool carriers_is_c_type(const PyTypeObject *type)
{
    return !(type->tp_flags & Py_TPFLAGS_HEAPTYPE) || ((const PyHeapTypeObject *)type)->_ht_tpname != NULL;
}

/* The nearest class made by C code: the class itself or a base. */
static inline PyTypeObject *carriers_c_base(PyTypeObject *type)
{
    while (!carriers_is_c_type(type))
        type = type->tp_base;
    return type;
}

/* NULL when nothing is known of this class, which must be made by C code. */
const struct carrier *carriers_find(const PyTypeObject *type);

/* One over a range, a list or a tuple has gone on by one since `line` told of it: where no more changes in that than
 * the last digit of each number, these do, and `*first` is where the first of them stands.  False, with nothing done,
 * elsewhere. */
bool carriers_go_on(PyObject *iterator, char *line, size_t length, size_t *first);
/* Whether no instruction changes such an object but one that may change anything (FORECAST_DOUBT): it is not looked at
 * where C code runs of which it is known what it does. */
bool carriers_are_still(const struct carrier *carrier);

bool carriers_is_deque(const PyTypeObject *type);
void carriers_read_deque(PyObject *deque, struct entry_words *words);
void carriers_detail_deque(PyObject *deque, struct text *out);
bool carriers_is_defaultdict(const PyTypeObject *type);
PyObject *carriers_default_factory(PyObject *dict); /* or NULL */
/* Pairs in the dictionary's own order, at most TRACE_ENTRIES_MAX of them. */
void carriers_read_ordered(PyObject *dict, struct entry_words *words);
/* Changes when the order does. */
uint64_t carriers_order_version(PyObject *dict);

#endif
