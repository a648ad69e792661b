/* What an iterator of CPython's own gives next, read from its structure before it goes on. */
#ifndef TERRARIUM_RECORD_ITERATORS_H
#define TERRARIUM_RECORD_ITERATORS_H

#include "cpython/facts.h"

enum iterators_gift {
    ITERATORS_UNKNOWN,
    ITERATORS_END,    /* nothing: it has ended */
    ITERATORS_OBJECT, /* `object` */
    ITERATORS_NEW,    /* an instance of `type` that is made then, or is not there yet */
};

struct iterators_next {
    enum iterators_gift gift;
    PyObject *object; /* borrowed */
    PyTypeObject *type;
    PyObject *source; /* address: what it was read from, as long as that does not change; or NULL */
};

/* Of one over a list, a tuple, a range, a str or a dictionary. */
struct iterators_next iterators_next(PyObject *iterator);
/* The first that going over one of these gives. */
struct iterators_next iterators_first(PyObject *source);
/* The item `at` of the tuple that zip, enumerate, or an iterator over a dictionary's items gives next. */
struct iterators_next iterators_item(PyObject *iterator, int at);
/* The same of the first item of a dictionary. */
struct iterators_next iterators_first_item(PyObject *dict, int at);

/* The tuple of what zip goes over, and the one that it gives out again and again while nobody else has it. */
PyObject *iterators_of_zip(PyObject *zip);
PyObject *iterators_lent_tuple(PyObject *zip);

#endif
