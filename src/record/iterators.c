#include "record/iterators.h"

#include <string.h>

#if !FACTS_ARE_PUBLIC

/* listiterobject of listobject.c and tupleiterobject of tupleobject.c. */
struct sequence_iterator {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *sequence; /* NULL when it is exhausted */
};

/* dictiterobject of dictobject.c begins so. */
struct dict_iterator {
    PyObject_HEAD
    PyDictObject *dict; /* NULL when it is exhausted */
    Py_ssize_t used;    /* entries when it began */
    Py_ssize_t at;
};

/* enumobject of enumobject.c begins so. */
struct enumerator {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *source; /* an iterator */
};

/* zipobject of bltinmodule.c begins so. */
struct zip {
    PyObject_HEAD
    Py_ssize_t count;
    PyObject *sources; /* a tuple of iterators */
    PyObject *result;
};

static const struct iterators_next unknown, end = {.gift = ITERATORS_END};

static struct iterators_next made(PyTypeObject *type)
{
    return (struct iterators_next){.gift = ITERATORS_NEW, .type = type};
}

static struct iterators_next found(PyObject *object, PyObject *source)
{
    return (struct iterators_next){.gift = ITERATORS_OBJECT, .object = object, .source = source};
}

static struct iterators_next item_of(PyObject *sequence, Py_ssize_t index)
{
    if (PyList_CheckExact(sequence))
        return index < PyList_GET_SIZE(sequence) ? found(PyList_GET_ITEM(sequence, index), sequence) : end;
    if (PyTuple_CheckExact(sequence))
        return index < PyTuple_GET_SIZE(sequence) ? found(PyTuple_GET_ITEM(sequence, index), sequence) : end;
    return unknown;
}

enum part { PART_KEY, PART_VALUE };

/* Of the first entry from `at` on.  (Those whose values stand in a row beside shared keys have an order of their
 * own.) */
static struct iterators_next entry_from(PyDictObject *dict, Py_ssize_t at, enum part part)
{
    PyDictKeysObject *keys = dict->ma_keys;

    if (dict->ma_values != NULL)
        return unknown;
    for (; at < keys->dk_nentries; at++) {
        bool plain = DK_IS_UNICODE(keys);
        PyObject *key = plain ? DK_UNICODE_ENTRIES(keys)[at].me_key : DK_ENTRIES(keys)[at].me_key;
        PyObject *value = plain ? DK_UNICODE_ENTRIES(keys)[at].me_value : DK_ENTRIES(keys)[at].me_value;

        if (value != NULL)
            return found(part == PART_KEY ? key : value, (PyObject *)dict);
    }
    return end;
}

static struct iterators_next next_entry(PyObject *iterator, enum part part)
{
    const struct dict_iterator *self = (struct dict_iterator *)iterator;

    if (self->dict == NULL || !PyDict_CheckExact(self->dict) || self->used != self->dict->ma_used)
        return unknown;
    return entry_from(self->dict, self->at, part);
}

/* (The iterator over a str of ASCII alone has a class that has no name in C.) */
static bool is_of_str(const PyTypeObject *type)
{
    return type == &PyUnicodeIter_Type || strcmp(type->tp_name, "str_ascii_iterator") == 0;
}

struct iterators_next iterators_next(PyObject *iterator)
{
    PyTypeObject *type = Py_TYPE(iterator);

    if (type == &PyListIter_Type || type == &PyTupleIter_Type) {
        const struct sequence_iterator *self = (struct sequence_iterator *)iterator;

        return self->sequence != NULL ? item_of(self->sequence, self->index) : unknown;
    }
    if (type == &PyRangeIter_Type)
        return made(&PyLong_Type);
    if (type == &PyDictIterKey_Type)
        return next_entry(iterator, PART_KEY);
    if (type == &PyDictIterValue_Type)
        return next_entry(iterator, PART_VALUE);
    if (type == &PyDictIterItem_Type)
        return made(&PyTuple_Type);
    return !(type->tp_flags & Py_TPFLAGS_HEAPTYPE) && is_of_str(type) ? made(&PyUnicode_Type) : unknown;
}

struct iterators_next iterators_first(PyObject *source)
{
    if (PyRange_Check(source))
        return made(&PyLong_Type);
    if (PyUnicode_CheckExact(source))
        return made(&PyUnicode_Type);
    return PyDict_CheckExact(source) ? entry_from((PyDictObject *)source, 0, PART_KEY) : item_of(source, 0);
}

struct iterators_next iterators_first_item(PyObject *dict, int at)
{
    return PyDict_CheckExact(dict) ? entry_from((PyDictObject *)dict, 0, at == 0 ? PART_KEY : PART_VALUE) : unknown;
}

/* Of one that zip goes over: unless it goes over it twice. */
static struct iterators_next next_of_source(PyObject *sources, int at)
{
    if (at >= PyTuple_GET_SIZE(sources))
        return unknown;
    for (int i = 0; i < at; i++)
        if (PyTuple_GET_ITEM(sources, i) == PyTuple_GET_ITEM(sources, at))
            return unknown;
    return iterators_next(PyTuple_GET_ITEM(sources, at));
}

struct iterators_next iterators_item(PyObject *iterator, int at)
{
    PyTypeObject *type = Py_TYPE(iterator);

    if (type == &PyEnum_Type)
        return at == 0 ? made(&PyLong_Type) : iterators_next(((struct enumerator *)iterator)->source);
    if (type == &PyZip_Type)
        return next_of_source(((struct zip *)iterator)->sources, at);
    return type == &PyDictIterItem_Type ? next_entry(iterator, at == 0 ? PART_KEY : PART_VALUE) : unknown;
}

PyObject *iterators_of_zip(PyObject *zip)
{
    return ((struct zip *)zip)->sources;
}

PyObject *iterators_lent_tuple(PyObject *zip)
{
    return ((struct zip *)zip)->result;
}

#endif
