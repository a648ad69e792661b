/* Tells when an object dies, so that an address that is used again is another object.
 *
 * For classes made by C code tp_dealloc is wrapped, for heap classes tp_free, which C code may pass by.  CPython's
 * trashcan (which keeps the C stack short when a deep nest dies) looks at tp_dealloc to see whether it may act, and so
 * is put around the wrapped function. */
#ifndef TERRARIUM_RECORD_DEATHS_H
#define TERRARIUM_RECORD_DEATHS_H

#include "cpython/facts.h"

/* Called with the address and the class of an object that is about to be freed, or for generators (which may run code
 * as they die) has just been: nothing may be read there.  NULL for the class: there was a death at this address some
 * time ago. */
typedef void deaths_listener(PyObject *object, PyTypeObject *type);

/* Called with a generator that is about to die, or to be brought back by what it runs then. */
typedef void deaths_warner(PyObject *object);

void deaths_start(deaths_listener *listener, deaths_warner *warner);
/* From now on the listener is told of the deaths of this class's instances. */
void deaths_watch(PyTypeObject *type);

#endif
