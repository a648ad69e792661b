/* CPython 3.11's instructions; included by instructions.h, in one file only. */
#ifndef TERRARIUM_CPYTHON_INSTRUCTIONS_3_11_H
#define TERRARIUM_CPYTHON_INSTRUCTIONS_3_11_H

#define INSTRUCTIONS_ARE_KNOWN 1

#define QUIET_INSTRUCTIONS(OPCODE)                                                                                  \
    OPCODE(CACHE) OPCODE(POP_TOP) OPCODE(PUSH_NULL) OPCODE(NOP) OPCODE(UNARY_NOT) OPCODE(LOAD_BUILD_CLASS)          \
    OPCODE(LOAD_ASSERTION_ERROR) OPCODE(RETURN_GENERATOR) OPCODE(LIST_TO_TUPLE) OPCODE(RETURN_VALUE)                \
    OPCODE(YIELD_VALUE) OPCODE(STORE_NAME) OPCODE(DELETE_NAME) OPCODE(STORE_GLOBAL) OPCODE(DELETE_GLOBAL)           \
    OPCODE(SWAP) OPCODE(LOAD_CONST) OPCODE(LOAD_NAME) OPCODE(BUILD_TUPLE) OPCODE(BUILD_LIST) OPCODE(JUMP_FORWARD)   \
    OPCODE(JUMP_IF_FALSE_OR_POP) OPCODE(JUMP_IF_TRUE_OR_POP) OPCODE(POP_JUMP_FORWARD_IF_FALSE)                      \
    OPCODE(POP_JUMP_FORWARD_IF_TRUE) OPCODE(LOAD_GLOBAL) OPCODE(IS_OP) OPCODE(COPY) OPCODE(LOAD_FAST)               \
    OPCODE(STORE_FAST) OPCODE(DELETE_FAST) OPCODE(POP_JUMP_FORWARD_IF_NOT_NONE) OPCODE(POP_JUMP_FORWARD_IF_NONE)    \
    OPCODE(MAKE_FUNCTION) OPCODE(BUILD_SLICE) OPCODE(JUMP_BACKWARD_NO_INTERRUPT) OPCODE(MAKE_CELL)                  \
    OPCODE(LOAD_CLOSURE) OPCODE(LOAD_DEREF) OPCODE(JUMP_BACKWARD) OPCODE(EXTENDED_ARG) OPCODE(LOAD_CLASSDEREF)      \
    OPCODE(COPY_FREE_VARS) OPCODE(RESUME) OPCODE(BUILD_STRING) OPCODE(PRECALL) OPCODE(KW_NAMES)                     \
    OPCODE(POP_JUMP_BACKWARD_IF_NOT_NONE) OPCODE(POP_JUMP_BACKWARD_IF_NONE) OPCODE(POP_JUMP_BACKWARD_IF_FALSE)      \
    OPCODE(POP_JUMP_BACKWARD_IF_TRUE)

#define OTHER_INSTRUCTIONS(OPCODE)             \
    OPCODE(UNARY_POSITIVE, UNARY)              \
    OPCODE(UNARY_NEGATIVE, UNARY)              \
    OPCODE(UNARY_INVERT, UNARY)                \
    OPCODE(FORMAT_VALUE, UNARY)                \
    OPCODE(COMPARE_OP, BINARY)                 \
    OPCODE(CONTAINS_OP, CONTAINS)              \
    OPCODE(BUILD_SET, STACK)                   \
    OPCODE(BUILD_MAP, STACK)                   \
    OPCODE(BUILD_CONST_KEY_MAP, STACK)         \
    OPCODE(BINARY_SUBSCR, SUBSCRIPT)           \
    OPCODE(STORE_SUBSCR, STORE_ITEM)           \
    OPCODE(DELETE_SUBSCR, DELETE_ITEM)         \
    OPCODE(LOAD_ATTR, LOAD_ATTRIBUTE)          \
    OPCODE(LOAD_METHOD, LOAD_ATTRIBUTE)        \
    OPCODE(STORE_ATTR, STORE_ATTRIBUTE)        \
    OPCODE(DELETE_ATTR, DELETE_ATTRIBUTE)      \
    OPCODE(GET_ITER, ITERATE)                  \
    OPCODE(FOR_ITER, NEXT)                     \
    OPCODE(UNPACK_SEQUENCE, UNPACK)            \
    OPCODE(UNPACK_EX, UNPACK)                  \
    OPCODE(LIST_APPEND, APPEND)                \
    OPCODE(SET_ADD, APPEND)                    \
    OPCODE(MAP_ADD, ADD_PAIR)                  \
    OPCODE(LIST_EXTEND, EXTEND)                \
    OPCODE(SET_UPDATE, EXTEND)                 \
    OPCODE(DICT_UPDATE, EXTEND)                \
    OPCODE(STORE_DEREF, STORE_CELL)            \
    OPCODE(DELETE_DEREF, STORE_CELL)

/* libpython keeps these tables to itself, and the header has them for whoever says so. */
#define NEED_OPCODE_TABLES
#define _PyOpcode_Caches instruction_cache_table
#define _PyOpcode_Deopt instruction_deopt_table
#include <internal/pycore_opcode.h>
#undef _PyOpcode_Caches
#undef _PyOpcode_Deopt
#undef NEED_OPCODE_TABLES

static inline unsigned instruction_opcode(_Py_CODEUNIT unit)
{
    return instruction_deopt_table[_Py_OPCODE(unit)];
}

/* Code units behind an instruction that are no instructions. */
static inline unsigned instruction_caches(unsigned opcode)
{
    return instruction_cache_table[opcode];
}

/* `named`: a KW_NAMES stands before the PRECALL that stands before a CALL. */
static inline enum instruction instruction_of(unsigned opcode, unsigned argument, bool named)
{
    switch (opcode) {
#define OPCODE(name) case name:
        QUIET_INSTRUCTIONS(OPCODE)
#undef OPCODE
        return INSTRUCTION_QUIET;
#define OPCODE(name, what) \
    case name:             \
        return INSTRUCTION_##what;
        OTHER_INSTRUCTIONS(OPCODE)
#undef OPCODE
    case BINARY_OP:
        return argument >= NB_INPLACE_ADD ? INSTRUCTION_INPLACE : INSTRUCTION_BINARY;
    case CALL:
        return named ? INSTRUCTION_CALL_NAMED : INSTRUCTION_CALL;
    default:
        return INSTRUCTION_ANY;
    }
}

/* Instructions that only run while an exception is handled have no line. */
static inline bool instruction_handles_exceptions(unsigned opcode)
{
    return opcode == RERAISE || opcode == POP_EXCEPT || opcode == PUSH_EXC_INFO || opcode == COPY;
}

static inline int instruction_at(facts_frame *frame)
{
    return _PyInterpreterFrame_LASTI(frame);
}

/* The value stack: from its bottom on `count` references, some of them NULL.  -1 when it cannot be told. */
static inline PyObject **instruction_stack(facts_frame *frame, int *count)
{
    int locals = facts_code(frame)->co_nlocalsplus;

    *count = frame->stacktop < locals ? -1 : frame->stacktop - locals;
    return frame->localsplus + locals;
}

/* Objects that the garbage collector has collected so far. */
static inline Py_ssize_t instruction_collected(PyInterpreterState *interpreter)
{
    Py_ssize_t collected = 0;

    for (int i = 0; i < NUM_GENERATIONS; i++)
        collected += interpreter->gc.generation_stats[i].collected;
    return collected;
}

#endif
