/* Carriers of a CPython whose structures nobody knows: what its own classes offer to C code.  Only functions of theirs
 * are called, never what a subclass has in their place; none of them looks at what it hands out. */
#include "record/carriers.h"

#include <string.h>

static bool is_named(const PyTypeObject *type, const char *name)
{
    return carriers_is_c_type(type) && strcmp(type->tp_name, name) == 0;
}

/* Their members and attributes tell all that is worth telling.  Of the others what tp_traverse reaches is told as
 * well. */
static const char *const told_by_members[] = {
    "_io.FileIO",
    "_io.BufferedReader",
    "_io.BufferedWriter",
    "_io.BufferedRandom",
    "_io.TextIOWrapper",
    "functools.partial",
    "property",
    "staticmethod",
    "classmethod",
    "_collections._tuplegetter",
    "types.SimpleNamespace",
    "string.templatelib.Template",
    "string.templatelib.Interpolation",
};

const struct carrier *carriers_find(const PyTypeObject *type)
{
    static const struct carrier found = {NULL, 0, NULL, NULL, NULL};

    for (size_t i = 0; i < sizeof told_by_members / sizeof told_by_members[0]; i++)
        if (is_named(type, told_by_members[i]))
            return &found;
    return NULL;
}

bool carriers_go_on(PyObject *iterator, char *line, size_t length, size_t *first)
{
    (void)iterator;
    (void)line;
    (void)length;
    (void)first;
    return false;
}

bool carriers_are_still(const struct carrier *carrier)
{
    (void)carrier;
    return false;
}

bool carriers_is_deque(const PyTypeObject *type)
{
    return is_named(type, "collections.deque");
}

void carriers_read_deque(PyObject *deque, struct entry_words *words)
{
    PyObject *raised = PyErr_GetRaisedException();
    PyObject *iterator = carriers_c_base(Py_TYPE(deque))->tp_iter(deque), *item;
    Py_ssize_t count = carriers_c_base(Py_TYPE(deque))->tp_as_sequence->sq_length(deque);

    for (Py_ssize_t i = 0; iterator != NULL && i < count && i < TRACE_ENTRIES_MAX; i++) {
        item = facts_borrowed(Py_TYPE(iterator)->tp_iternext(iterator));
        words_add_item(words, item);
    }
    Py_XDECREF(iterator);
    PyErr_SetRaisedException(raised);
    words->hidden = (uint64_t)(count > TRACE_ENTRIES_MAX ? count - TRACE_ENTRIES_MAX : 0);
}

void carriers_detail_deque(PyObject *deque, struct text *out)
{
    PyObject *most = facts_asked(deque, carriers_c_base(Py_TYPE(deque)), "maxlen");

    if (most != NULL && PyLong_Check(most))
        text_format(out, "maxlen: %ld", PyLong_AsLong(most));
}

bool carriers_is_defaultdict(const PyTypeObject *type)
{
    return is_named(type, "collections.defaultdict");
}

PyObject *carriers_default_factory(PyObject *dict)
{
    for (PyMemberDef *member = carriers_c_base(Py_TYPE(dict))->tp_members; member->name != NULL; member++)
        if (strcmp(member->name, "default_factory") == 0)
            return facts_borrowed(PyMember_GetOne((const char *)dict, member));
    return NULL;
}

/* The order in which keys were first put in: an OrderedDict's iterator would hash them. */
void carriers_read_ordered(PyObject *dict, struct entry_words *words)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;

    while (words_room(words, 2) > 0 && PyDict_Next(dict, &at, &key, &value))
        words_add_pair(words, key, value);
}

uint64_t carriers_order_version(PyObject *dict)
{
    (void)dict;
    return 0;
}
