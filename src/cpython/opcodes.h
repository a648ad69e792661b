/* CPython's opcodes, told as the parts of instructions.h.  To be included in one file only, for it holds CPython's
 * tables. */
#ifndef TERRARIUM_CPYTHON_OPCODES_H
#define TERRARIUM_CPYTHON_OPCODES_H

#include "cpython/instructions.h"

#if PY_VERSION_HEX < 0x030C0000
#include "cpython/opcodes_3_11.h"
#else
#include "cpython/opcodes_monitored.h"
#endif
#include "cpython/meanings.h"

#endif
