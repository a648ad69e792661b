/* What CPython 3.13's opcodes have for themselves; included by opcodes_monitored.h, which explains each name. */
#ifndef TERRARIUM_CPYTHON_OPCODES_3_13_H
#define TERRARIUM_CPYTHON_OPCODES_3_13_H

#define OWN_SIMPLE_INSTRUCTIONS(OPCODE) \
    OPCODE(RETURN_CONST, NONE)          \
    OPCODE(LOAD_ASSERTION_ERROR, PUSH)  \
    OPCODE(BINARY_SUBSCR, SUBSCRIPT)    \
    OPCODE(CONVERT_VALUE, UNARY)        \
    OPCODE(FORMAT_SIMPLE, UNARY)        \
    OPCODE(TO_BOOL, TRUTH)
#define OWN_INSTRUMENTED_INSTRUCTIONS(OPCODE) OPCODE(RETURN_CONST) OPCODE(CALL_KW)
enum { INSTRUCTIONS_AT_END = 2, INSTRUCTIONS_TAKE_ITERATOR = 0 };

static inline unsigned instruction_of_line(PyCodeObject *code, int at)
{
#if PY_VERSION_HEX < 0x030D0300
    return code->_co_monitoring->lines[at].original_opcode;
#else
    return code->_co_monitoring->lines->data[at * code->_co_monitoring->lines->bytes_per_entry];
#endif
}

static inline int instruction_only_parts(unsigned opcode, int argument, struct instruction_part *parts)
{
    if (opcode == BUILD_CONST_KEY_MAP)
        parts[0] = (struct instruction_part){INSTRUCTION_MAKE_HASHED, argument + 1};
    return 1;
}

#endif
