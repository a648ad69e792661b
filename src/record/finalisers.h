/* Code that CPython calls while something dies, which goes on afterwards: nobody tells how far it has come. */
#ifndef TERRARIUM_RECORD_FINALISERS_H
#define TERRARIUM_RECORD_FINALISERS_H

#include "cpython/facts.h"

/* Whether that is why this frame begins.  Of what a weak reference calls, that reference is the argument. */
bool finalisers_is_one(facts_frame *frame);
/* Whether this is a class of weak references or of proxies. */
bool finalisers_is_reference(PyTypeObject *type);

#endif
