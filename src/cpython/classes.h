/* What a class is made of. */
#ifndef TERRARIUM_CPYTHON_CLASSES_H
#define TERRARIUM_CPYTHON_CLASSES_H

#include "cpython/facts.h"

/* Made by a class statement or by type(), not by C code (PyType_FromSpec keeps a copy of the name, since 3.11). */
static inline bool facts_made_by_python(const PyTypeObject *type)
{
    return (type->tp_flags & Py_TPFLAGS_HEAPTYPE) && ((const PyHeapTypeObject *)type)->_ht_tpname == NULL &&
           ((const PyHeapTypeObject *)type)->ht_module == NULL;
}

/* All its bases but object are, too: its instances hold nothing beside their attributes and slots. */
static inline bool facts_all_python(const PyTypeObject *type)
{
    while (type != NULL && facts_made_by_python(type))
        type = type->tp_base;
    return type == &PyBaseObject_Type;
}

/* What the class or one that it inherits from holds under an interned name, or NULL.
 *
 * As CPython's own _PyType_Lookup finds it; but that gives the class a version (of which there are not many), and what
 * it keeps takes the place of something else, whose name may die of it: a program would find its next string at another
 * address. */
PyObject *facts_find_in_class(PyTypeObject *type, PyObject *name);
/* The same in a dictionary, whose keys are compared as names: nothing is called. */
PyObject *facts_find_name(PyObject *dict, PyObject *name);

/* The offset of one of the `__slots__` of a class or of one that it inherits from; 0 if it is none. */
Py_ssize_t facts_slot_offset(PyTypeObject *type, const char *name);

#endif
