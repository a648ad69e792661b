/* CPython 3.11's opcodes; included by opcodes.h, which explains each name. */
#ifndef TERRARIUM_CPYTHON_OPCODES_3_11_H
#define TERRARIUM_CPYTHON_OPCODES_3_11_H

/* Instructions of one part, which has their argument. */
#define SIMPLE_INSTRUCTIONS(OPCODE)                \
    OPCODE(CACHE, NONE)                            \
    OPCODE(NOP, NONE)                              \
    OPCODE(RESUME, NONE)                           \
    OPCODE(EXTENDED_ARG, NONE)                     \
    OPCODE(MAKE_CELL, NONE)                        \
    OPCODE(COPY_FREE_VARS, NONE)                   \
    OPCODE(PRECALL, NONE)                          \
    OPCODE(KW_NAMES, NONE)                         \
    OPCODE(POP_TOP, POP)                           \
    OPCODE(PUSH_NULL, PUSH_NULL)                   \
    OPCODE(LOAD_BUILD_CLASS, PUSH)                 \
    OPCODE(LOAD_ASSERTION_ERROR, PUSH)             \
    OPCODE(LOAD_CLOSURE, LOAD_FAST)                \
    OPCODE(RETURN_GENERATOR, PUSH)                 \
    OPCODE(COPY, COPY)                             \
    OPCODE(SWAP, SWAP)                             \
    OPCODE(LOAD_CONST, LOAD_CONST)                 \
    OPCODE(LOAD_FAST, LOAD_FAST)                   \
    OPCODE(LOAD_DEREF, LOAD_CELL)                  \
    OPCODE(LOAD_NAME, LOAD_NAME)                   \
    OPCODE(STORE_FAST, STORE_FAST)                 \
    OPCODE(DELETE_FAST, DELETE_FAST)               \
    OPCODE(STORE_NAME, STORE_NAME)                 \
    OPCODE(STORE_GLOBAL, STORE_NAME)               \
    OPCODE(DELETE_NAME, DELETE_NAME)               \
    OPCODE(DELETE_GLOBAL, DELETE_NAME)             \
    OPCODE(STORE_DEREF, STORE_CELL)                \
    OPCODE(DELETE_DEREF, DELETE_CELL)              \
    OPCODE(JUMP_FORWARD, JUMP)                     \
    OPCODE(JUMP_BACKWARD, JUMP)                    \
    OPCODE(POP_JUMP_FORWARD_IF_FALSE, JUMP_IF)     \
    OPCODE(POP_JUMP_FORWARD_IF_TRUE, JUMP_IF)      \
    OPCODE(POP_JUMP_FORWARD_IF_NONE, JUMP_IF)      \
    OPCODE(POP_JUMP_FORWARD_IF_NOT_NONE, JUMP_IF)  \
    OPCODE(POP_JUMP_BACKWARD_IF_FALSE, JUMP_IF)    \
    OPCODE(POP_JUMP_BACKWARD_IF_TRUE, JUMP_IF)     \
    OPCODE(POP_JUMP_BACKWARD_IF_NONE, JUMP_IF)     \
    OPCODE(POP_JUMP_BACKWARD_IF_NOT_NONE, JUMP_IF) \
    OPCODE(JUMP_IF_FALSE_OR_POP, JUMP_OR_POP)      \
    OPCODE(JUMP_IF_TRUE_OR_POP, JUMP_OR_POP)       \
    OPCODE(RETURN_VALUE, LEAVE)                    \
    OPCODE(YIELD_VALUE, YIELD)                     \
    OPCODE(BUILD_TUPLE, MAKE)                      \
    OPCODE(BUILD_LIST, MAKE)                       \
    OPCODE(BUILD_STRING, MAKE)                     \
    OPCODE(BUILD_SLICE, MAKE)                      \
    OPCODE(BUILD_SET, MAKE_HASHED)                 \
    OPCODE(UNARY_POSITIVE, UNARY)                  \
    OPCODE(UNARY_NEGATIVE, UNARY)                  \
    OPCODE(UNARY_INVERT, UNARY)                    \
    OPCODE(UNARY_NOT, TRUTH)                       \
    OPCODE(COMPARE_OP, COMPARE)                    \
    OPCODE(IS_OP, IS)                              \
    OPCODE(CONTAINS_OP, CONTAINS)                  \
    OPCODE(BINARY_SUBSCR, SUBSCRIPT)               \
    OPCODE(STORE_SUBSCR, STORE_ITEM)               \
    OPCODE(DELETE_SUBSCR, DELETE_ITEM)             \
    OPCODE(LOAD_ATTR, LOAD_ATTRIBUTE)              \
    OPCODE(LOAD_METHOD, LOAD_METHOD)               \
    OPCODE(STORE_ATTR, STORE_ATTRIBUTE)            \
    OPCODE(DELETE_ATTR, DELETE_ATTRIBUTE)          \
    OPCODE(GET_ITER, ITERATE)                      \
    OPCODE(FOR_ITER, NEXT)                         \
    OPCODE(UNPACK_SEQUENCE, UNPACK)                \
    OPCODE(LIST_APPEND, APPEND)                    \
    OPCODE(SET_ADD, APPEND)                        \
    OPCODE(MAP_ADD, ADD_PAIR)                      \
    OPCODE(LIST_EXTEND, EXTEND)                    \
    OPCODE(SET_UPDATE, EXTEND)                     \
    OPCODE(DICT_UPDATE, EXTEND)

/* libpython keeps these tables to itself, and the header has them for whoever says so. */
#define NEED_OPCODE_TABLES
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
#undef _PyOpcode_Caches
#undef _PyOpcode_Deopt
#undef _PyOpcode_OpName
#undef NEED_OPCODE_TABLES

static inline const char *instruction_name(unsigned opcode)
{
    return instruction_name_table[opcode & 0xFF];
}

/* (While a tracer is told of what runs, everything runs as the compiler wrote it: TRACING_NEXTOPARG of ceval.c.) */
static inline bool instruction_is_guarded(PyCodeObject *code, int at)
{
    (void)code;
    (void)at;
    return false;
}

/* As it stands in memory: specialised. */
static inline unsigned instruction_form(PyCodeObject *code, int at)
{
    return _Py_OPCODE(_PyCode_CODE(code)[at]);
}

/* As the compiler wrote it: code is read as it stands, with its instructions specialised. */
static inline unsigned instruction_opcode(PyCodeObject *code, int at)
{
    return instruction_deopt_table[_Py_OPCODE(_PyCode_CODE(code)[at])];
}

/* Of the eight bits that stand with the opcode: EXTENDED_ARG gives the others. */
static inline int instruction_argument(PyCodeObject *code, int at)
{
    return _Py_OPARG(_PyCode_CODE(code)[at]);
}

/* Code units behind an instruction that are no instructions. */
static inline int instruction_caches(unsigned opcode)
{
    return instruction_cache_table[opcode];
}

static inline bool instruction_is_extension(unsigned opcode)
{
    return opcode == EXTENDED_ARG;
}

/* Whether it names the arguments of the call that comes next. */
static inline bool instruction_names_arguments(unsigned opcode)
{
    return opcode == KW_NAMES;
}

/* Where it may jump to, as it is written; `next` is the place behind it.  -1 when it does not. */
static inline int instruction_target(unsigned opcode, int argument, int next)
{
    switch (opcode) {
    case JUMP_FORWARD:
    case JUMP_IF_FALSE_OR_POP:
    case JUMP_IF_TRUE_OR_POP:
    case POP_JUMP_FORWARD_IF_FALSE:
    case POP_JUMP_FORWARD_IF_TRUE:
    case POP_JUMP_FORWARD_IF_NONE:
    case POP_JUMP_FORWARD_IF_NOT_NONE:
    case FOR_ITER:
    case SEND:
        return next + argument;
    case JUMP_BACKWARD:
    case JUMP_BACKWARD_NO_INTERRUPT:
    case POP_JUMP_BACKWARD_IF_FALSE:
    case POP_JUMP_BACKWARD_IF_TRUE:
    case POP_JUMP_BACKWARD_IF_NONE:
    case POP_JUMP_BACKWARD_IF_NOT_NONE:
        return next - argument;
    default:
        return -1;
    }
}

/* How many instructions, of one unit each, it leaves out there. */
static inline int instruction_jumps_over(unsigned opcode)
{
    (void)opcode;
    return 0;
}

/* Whether the instruction behind it never runs next. */
static inline bool instruction_ends_path(unsigned opcode)
{
    return opcode == RETURN_VALUE || opcode == RAISE_VARARGS || opcode == RERAISE || opcode == JUMP_FORWARD ||
           opcode == JUMP_BACKWARD || opcode == JUMP_BACKWARD_NO_INTERRUPT;
}

/* So many places of the value stack it may change without taking anything off: a method's becomes its object's. */
static inline int instruction_rearranges(unsigned opcode, int argument)
{
    return opcode == PRECALL ? argument + 2 : 0;
}

/* Whether a line event may come before it, when it is on another line than the instruction before. */
static inline bool instruction_tells_line(PyCodeObject *code, int at)
{
    (void)code;
    (void)at;
    return true;
}

static inline int instruction_effect(unsigned opcode, int argument, bool jumps)
{
    switch (opcode) {
    case RETURN_GENERATOR: /* what the generator is first resumed with; CPython tells so from 3.13 on */
        return 1;
    case PRECALL: /* CPython tells of these two as if the first took the arguments away */
        return 0;
    case CALL:
        return -1 - argument;
    default:
        break;
    }
    return PyCompile_OpcodeStackEffectWithJump((int)opcode, opcode >= HAVE_ARGUMENT ? argument : 0, jumps);
}

/* How many operands have left the value stack when CALL_FUNCTION_EX calls. */
static inline int instruction_let_go(int argument)
{
    return 1 + (argument & 1);
}

static inline int instruction_two_parts(struct instruction_part *parts, enum instruction first,
                                        enum instruction second, int argument)
{
    parts[0] = (struct instruction_part){first, argument};
    parts[1] = (struct instruction_part){second, argument};
    return 2;
}

/* Returns how many parts it has.  `named`: its arguments were named. */
static inline int instruction_parts(unsigned opcode, int argument, bool named, struct instruction_part *parts)
{
    parts[0] = (struct instruction_part){INSTRUCTION_ANY, argument};
    switch (opcode) {
#define OPCODE(name, part)                  \
    case name:                              \
        parts[0].what = INSTRUCTION_##part; \
        return 1;
        SIMPLE_INSTRUCTIONS(OPCODE)
#undef OPCODE
    case LOAD_GLOBAL:
        parts[1] = (struct instruction_part){INSTRUCTION_LOAD_GLOBAL, argument >> 1};
        parts[0] = (struct instruction_part){argument & 1 ? INSTRUCTION_PUSH_NULL : INSTRUCTION_NONE, 0};
        return 2;
    case BINARY_OP:
        parts[0].what = argument >= NB_INPLACE_ADD ? INSTRUCTION_INPLACE : INSTRUCTION_BINARY;
        parts[0].argument = argument >= NB_INPLACE_ADD ? argument - NB_INPLACE_ADD : argument;
        return 1;
    case BUILD_MAP:
        parts[0] = (struct instruction_part){INSTRUCTION_MAKE_HASHED, 2 * argument};
        return 1;
    case BUILD_CONST_KEY_MAP:
        parts[0] = (struct instruction_part){INSTRUCTION_MAKE_HASHED, argument + 1};
        return 1;
    case UNPACK_EX:
        parts[0] = (struct instruction_part){INSTRUCTION_UNPACK_STARRED, (argument & 0xFF) + 1 + (argument >> 8)};
        return 1;
    case LIST_TO_TUPLE:
        parts[0] = (struct instruction_part){INSTRUCTION_MAKE, 1};
        return 1;
    case MAKE_FUNCTION:
        parts[0] =
            (struct instruction_part){INSTRUCTION_MAKE_FUNCTION, 1 + __builtin_popcount((unsigned)argument & 15)};
        return 1;
    case FORMAT_VALUE: /* the specification stands on top */
        return instruction_two_parts(parts, argument & 4 ? INSTRUCTION_POP : INSTRUCTION_NONE, INSTRUCTION_UNARY, 0);
    case CALL:
        parts[0].what = named ? INSTRUCTION_CALL_NAMED : INSTRUCTION_CALL;
        return 1;
    default:
        return 1;
    }
}

#endif
