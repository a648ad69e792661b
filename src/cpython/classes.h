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

#endif
