/* What CPython 3.12's opcodes have for themselves; included by opcodes_monitored.h, which explains each name. */
#ifndef TERRARIUM_CPYTHON_OPCODES_3_12_H
#define TERRARIUM_CPYTHON_OPCODES_3_12_H

#define OWN_SIMPLE_INSTRUCTIONS(OPCODE) \
    OPCODE(RETURN_CONST, NONE)          \
    OPCODE(LOAD_ASSERTION_ERROR, PUSH)  \
    OPCODE(BINARY_SUBSCR, SUBSCRIPT)    \
    OPCODE(KW_NAMES, NONE)              \
    OPCODE(LOAD_CLOSURE, LOAD_FAST)
#define OWN_INSTRUMENTED_INSTRUCTIONS(OPCODE) OPCODE(RETURN_CONST)
enum { INSTRUCTIONS_AT_END = 1, INSTRUCTIONS_TAKE_ITERATOR = 0 };
#define NEED_OPCODE_TABLES
#define _PyOpcode_Jump instruction_jump_table
#define _PyOpcode_Caches instruction_cache_table
#define _PyOpcode_Deopt instruction_deopt_table
#define _PyOpcode_OpName instruction_name_table
#ifndef Py_DEBUG
#define Py_DEBUG /* the table of names is for such builds only */
#include <internal/pycore_opcode.h>
#undef Py_DEBUG
#else
#include <internal/pycore_opcode.h>
#endif
#undef NEED_OPCODE_TABLES

static inline unsigned instruction_of_line(PyCodeObject *code, int at)
{
    return code->_co_monitoring->lines[at].original_opcode;
}

static inline bool instruction_names_arguments(unsigned opcode)
{
    return opcode == KW_NAMES;
}

static inline int instruction_load_global(struct instruction_part *parts, int argument)
{
    return instruction_two_parts(parts, argument & 1 ? INSTRUCTION_PUSH_NULL : INSTRUCTION_NONE, 0,
                                 INSTRUCTION_LOAD_GLOBAL, argument >> 1);
}

static inline int instruction_own_parts(unsigned opcode, int argument, struct instruction_part *parts)
{
    switch (opcode) {
    case BUILD_CONST_KEY_MAP:
        parts[0] = (struct instruction_part){INSTRUCTION_MAKE_HASHED, argument + 1};
        return 1;
    case END_FOR:
        return instruction_two_parts(parts, INSTRUCTION_POP, 0, INSTRUCTION_POP, 0);
    case MAKE_FUNCTION:
        parts[0] =
            (struct instruction_part){INSTRUCTION_MAKE_FUNCTION, 1 + __builtin_popcount((unsigned)argument & 15)};
        return 1;
    case FORMAT_VALUE: /* the specification stands on top */
        return instruction_two_parts(parts, argument & 4 ? INSTRUCTION_POP : INSTRUCTION_NONE, 0, INSTRUCTION_UNARY,
                                     0);
    default:
        return 1;
    }
}

#endif
