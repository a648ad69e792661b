/* What the instructions of a code object do, for versions whose instructions are known here. */
#ifndef TERRARIUM_CPYTHON_INSTRUCTIONS_H
#define TERRARIUM_CPYTHON_INSTRUCTIONS_H

#include "cpython/facts.h"

/* What has to be looked at before an instruction runs, to know what it may change beside names and the value stack. */
enum instruction {
    INSTRUCTION_QUIET, /* nothing: it changes no more than those */
    INSTRUCTION_ANY,   /* may change anything */
    INSTRUCTION_STACK, /* only what hashing the keys on the stack may run */
    INSTRUCTION_UNARY,
    INSTRUCTION_BINARY,
    INSTRUCTION_INPLACE,
    INSTRUCTION_CONTAINS,
    INSTRUCTION_SUBSCRIPT,
    INSTRUCTION_STORE_ITEM,
    INSTRUCTION_DELETE_ITEM,
    INSTRUCTION_LOAD_ATTRIBUTE,
    INSTRUCTION_STORE_ATTRIBUTE,
    INSTRUCTION_DELETE_ATTRIBUTE,
    INSTRUCTION_ITERATE,
    INSTRUCTION_NEXT,
    INSTRUCTION_UNPACK,
    INSTRUCTION_APPEND, /* to what stands `argument` below the item */
    INSTRUCTION_ADD_PAIR,
    INSTRUCTION_EXTEND,
    INSTRUCTION_STORE_CELL,
    INSTRUCTION_CALL,
    INSTRUCTION_CALL_NAMED, /* with keyword arguments */
};

#if PY_VERSION_HEX < 0x030C0000
#include "cpython/instructions_3_11.h"
#else
#define INSTRUCTIONS_ARE_KNOWN 0
#endif

#endif
