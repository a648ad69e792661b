#include "cpython/classes.h"

#if !FACTS_ARE_PUBLIC

#include <string.h>

enum { KNOWN = 1024 /* a power of two */ };

/* What was found of late.  A class's version is another's after any change of the class or of one that it inherits
 * from. */
static struct known {
    PyObject *name, *found; /* addresses: the name may be another's by now, but then it has another hash */
    Py_hash_t hash;
    unsigned version;
} known[KNOWN];

/* A string's that nobody has asked for yet is -1. */
static Py_hash_t hash_of(PyObject *name)
{
    Py_hash_t hash = ((PyASCIIObject *)name)->hash;

    return hash != -1 ? hash : PyObject_Hash(name);
}

static struct known *place_of(unsigned version, const PyObject *name)
{
    return &known[(version ^ (unsigned)((uintptr_t)name >> 4)) & (KNOWN - 1)];
}

static bool same_name(PyObject *one, PyObject *other)
{
    return one == other || (PyUnicode_CheckExact(one) && PyUnicode_KIND(one) == PyUnicode_KIND(other) &&
                            PyUnicode_GET_LENGTH(one) == PyUnicode_GET_LENGTH(other) &&
                            memcmp(PyUnicode_DATA(one), PyUnicode_DATA(other),
                                   (size_t)PyUnicode_GET_LENGTH(one) * PyUnicode_KIND(one)) == 0);
}

PyObject *facts_find_name(PyObject *dict, PyObject *name)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;

    if (DK_IS_UNICODE(((PyDictObject *)dict)->ma_keys))
        return _PyDict_GetItem_KnownHash(dict, name, hash_of(name));
    while (PyDict_Next(dict, &at, &key, &value))
        if (same_name(key, name))
            return value;
    return NULL;
}

static PyObject *find(PyTypeObject *type, PyObject *name)
{
    for (Py_ssize_t i = 0; type->tp_mro != NULL && i < PyTuple_GET_SIZE(type->tp_mro); i++) {
        PyObject *names = facts_class_names((PyTypeObject *)PyTuple_GET_ITEM(type->tp_mro, i));
        PyObject *found = names != NULL ? facts_find_name(names, name) : NULL;

        if (found != NULL)
            return found;
    }
    return NULL;
}

PyObject *facts_find_in_class(PyTypeObject *type, PyObject *name)
{
    unsigned version = type->tp_version_tag;
    Py_hash_t hash = hash_of(name);
    struct known *place = place_of(version, name);

    if (version == 0)
        return find(type, name);
    if (place->version != version || place->name != name || place->hash != hash)
        *place = (struct known){name, find(type, name), hash, version};
    return place->found;
}

Py_ssize_t facts_slot_offset(PyTypeObject *type, const char *name)
{
    for (; type != NULL; type = type->tp_base) {
        const PyMemberDef *members = (PyMemberDef *)((char *)type + Py_TYPE(type)->tp_basicsize);
        Py_ssize_t count = facts_made_by_python(type) ? Py_SIZE(type) : 0;

        for (Py_ssize_t i = 0; i < count; i++)
            if (strcmp(members[i].name, name) == 0)
                return members[i].offset;
    }
    return 0;
}

#endif
