/* Whether a dictionary has changed, without reading it. */
#ifndef TERRARIUM_RECORD_HOOK_DICTS_H
#define TERRARIUM_RECORD_HOOK_DICTS_H

#include "cpython/facts.h"

/* With the GIL held, before the program starts. */
void hook_dicts_start(void);

/* A number that stands still as long as the dictionary does; 0 when only reading it can tell. */
uint64_t hook_dicts_version(PyObject *dict);

#endif
