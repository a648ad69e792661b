/* What CPython 3.14's opcodes have for themselves; included by opcodes_monitored.h, which explains each name. */
#ifndef TERRARIUM_CPYTHON_OPCODES_3_14_H
#define TERRARIUM_CPYTHON_OPCODES_3_14_H

#define OWN_SIMPLE_INSTRUCTIONS(OPCODE) \
    OPCODE(NOT_TAKEN, NONE)             \
    OPCODE(POP_ITER, POP)               \
    OPCODE(LOAD_FAST_BORROW, LOAD_FAST) \
    OPCODE(LOAD_SMALL_INT, LOAD_SMALL)  \
    OPCODE(LOAD_COMMON_CONSTANT, PUSH)  \
    OPCODE(CONVERT_VALUE, UNARY)        \
    OPCODE(FORMAT_SIMPLE, UNARY)        \
    OPCODE(TO_BOOL, TRUTH)
#define OWN_INSTRUMENTED_INSTRUCTIONS(OPCODE) \
    OPCODE(CALL_KW)                           \
    OPCODE(NOT_TAKEN)                         \
    OPCODE(POP_ITER)                          \
    OPCODE(END_ASYNC_FOR)
enum { INSTRUCTIONS_AT_END = 1, INSTRUCTIONS_TAKE_ITERATOR = 1 };

static inline unsigned instruction_of_line(PyCodeObject *code, int at)
{
    return code->_co_monitoring->lines->data[at * code->_co_monitoring->lines->bytes_per_entry];
}

static inline int instruction_only_parts(unsigned opcode, int argument, struct instruction_part *parts)
{
    switch (opcode) {
    case LOAD_FAST_BORROW_LOAD_FAST_BORROW:
        return instruction_two_parts(parts, INSTRUCTION_LOAD_FAST, argument >> 4, INSTRUCTION_LOAD_FAST,
                                     argument & 15);
    case BUILD_INTERPOLATION: /* of a value, its text and perhaps a format */
        parts[0] = (struct instruction_part){INSTRUCTION_MAKE, 2 + (argument & 1)};
        return 1;
    case BUILD_TEMPLATE: /* of strings and interpolations, each in a tuple */
        parts[0] = (struct instruction_part){INSTRUCTION_MAKE, 2};
        return 1;
    default:
        return 1;
    }
}

#endif
