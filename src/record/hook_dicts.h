/* Whether a dictionary has changed, without reading it. */
#ifndef TERRARIUM_RECORD_HOOK_DICTS_H
#define TERRARIUM_RECORD_HOOK_DICTS_H

#include "cpython/facts.h"

/* Whether that is 0 of no dictionary. */
#define HOOK_DICTS_TELL (PY_VERSION_HEX < 0x030E0000 && !FACTS_ARE_PUBLIC)

/* With the GIL held, before the program starts. */
void hook_dicts_start(void);

/* A number that stands still as long as the dictionary does; 0 when only reading it can tell. */
uint64_t hook_dicts_version(PyObject *dict);

#endif
