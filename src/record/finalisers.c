#include "record/finalisers.h"

#include <string.h>

#include "base/ways.h"
#include "record/values.h"

/* (That instances are too small most classes tell at once.) */
static bool is_reference(PyTypeObject *type)
{
    return type->tp_basicsize >= (Py_ssize_t)sizeof(PyWeakReference) &&
           (PyType_IsSubtype(type, &_PyWeakref_RefType) || type == &_PyWeakref_ProxyType ||
            type == &_PyWeakref_CallableProxyType);
}

OUT_OF_LINE bool finalisers_is_dead_reference(PyObject *object)
{
    if (object != NULL && PyCell_Check(object))
        object = ((PyCellObject *)object)->ob_ref;
    return object != NULL && is_reference(Py_TYPE(object)) && facts_is_dead(object);
}

bool finalisers_is_one(facts_frame *frame)
{
    PyCodeObject *code = facts_code(frame);
    int arguments = code->co_argcount < 2 ? code->co_argcount : 2;

    if (PyUnicode_GET_LENGTH(code->co_name) == (Py_ssize_t)strlen("__del__") && value_is(code->co_name, "__del__"))
        return true;
    for (int i = 0; i < arguments; i++)
        if (finalisers_is_dead_reference(facts_local(frame, i)))
            return true;
    if ((code->co_flags & CO_VARARGS) && arguments < 2) {
        PyObject *rest = facts_local(frame, code->co_argcount + code->co_kwonlyargcount);

        return rest != NULL && PyTuple_CheckExact(rest) && PyTuple_GET_SIZE(rest) > 0 &&
               finalisers_is_dead_reference(PyTuple_GET_ITEM(rest, 0));
    }
    return false;
}
