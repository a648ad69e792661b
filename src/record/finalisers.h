/* Code that CPython calls while something dies, which goes on afterwards: nobody tells how far it has come. */
#ifndef TERRARIUM_RECORD_FINALISERS_H
#define TERRARIUM_RECORD_FINALISERS_H

#include "cpython/facts.h"

/* Whether that is why this frame begins.  Of what a weak reference calls, that reference is the argument. */
bool finalisers_is_one(facts_frame *frame);
/* Whether this is a weak reference or a proxy of something that has died, or a cell with such a one in it.  Of most
 * objects their classes' size tells that they are not. */
bool finalisers_is_dead_reference(PyObject *object);
static inline bool finalisers_may_be_reference(PyObject *object)
{
    return Py_TYPE(object)->tp_basicsize >= (Py_ssize_t)sizeof(PyWeakReference);
}

#endif
