/* The opcodes of CPythons that have sys.monitoring, from 3.12 on; included by opcodes.h.  opcodes_3_11.h explains each
 * name. */
#ifndef TERRARIUM_CPYTHON_OPCODES_MONITORED_H
#define TERRARIUM_CPYTHON_OPCODES_MONITORED_H

#include <internal/pycore_intrinsics.h>

/* Instructions of one part, which has their argument. */
#define SIMPLE_INSTRUCTIONS(OPCODE)       \
    OPCODE(CACHE, NONE)                   \
    OPCODE(NOP, NONE)                     \
    OPCODE(RESUME, NONE)                  \
    OPCODE(EXTENDED_ARG, NONE)            \
    OPCODE(MAKE_CELL, NONE)               \
    OPCODE(COPY_FREE_VARS, NONE)          \
    OPCODE(POP_TOP, POP)                  \
    OPCODE(PUSH_NULL, PUSH_NULL)          \
    OPCODE(LOAD_BUILD_CLASS, PUSH)        \
    OPCODE(RETURN_GENERATOR, PUSH)        \
    OPCODE(COPY, COPY)                    \
    OPCODE(SWAP, SWAP)                    \
    OPCODE(LOAD_CONST, LOAD_CONST)        \
    OPCODE(LOAD_FAST, LOAD_FAST)          \
    OPCODE(LOAD_FAST_CHECK, LOAD_FAST)    \
    OPCODE(LOAD_DEREF, LOAD_CELL)         \
    OPCODE(LOAD_NAME, LOAD_NAME)          \
    OPCODE(STORE_FAST, STORE_FAST)        \
    OPCODE(DELETE_FAST, DELETE_FAST)      \
    OPCODE(STORE_NAME, STORE_NAME)        \
    OPCODE(STORE_GLOBAL, STORE_NAME)      \
    OPCODE(DELETE_NAME, DELETE_NAME)      \
    OPCODE(DELETE_GLOBAL, DELETE_NAME)    \
    OPCODE(STORE_DEREF, STORE_CELL)       \
    OPCODE(DELETE_DEREF, DELETE_CELL)     \
    OPCODE(JUMP_FORWARD, JUMP)            \
    OPCODE(JUMP_BACKWARD, JUMP)           \
    OPCODE(POP_JUMP_IF_FALSE, JUMP_IF)    \
    OPCODE(POP_JUMP_IF_TRUE, JUMP_IF)     \
    OPCODE(POP_JUMP_IF_NONE, JUMP_IF)     \
    OPCODE(POP_JUMP_IF_NOT_NONE, JUMP_IF) \
    OPCODE(RETURN_VALUE, LEAVE)           \
    OPCODE(YIELD_VALUE, YIELD)            \
    OPCODE(BUILD_TUPLE, MAKE)             \
    OPCODE(BUILD_LIST, MAKE)              \
    OPCODE(BUILD_STRING, MAKE)            \
    OPCODE(BUILD_SLICE, MAKE)             \
    OPCODE(BUILD_SET, MAKE_HASHED)        \
    OPCODE(UNARY_NEGATIVE, UNARY)         \
    OPCODE(UNARY_INVERT, UNARY)           \
    OPCODE(UNARY_NOT, TRUTH)              \
    OPCODE(COMPARE_OP, COMPARE)           \
    OPCODE(IS_OP, IS)                     \
    OPCODE(CONTAINS_OP, CONTAINS)         \
    OPCODE(STORE_SUBSCR, STORE_ITEM)      \
    OPCODE(DELETE_SUBSCR, DELETE_ITEM)    \
    OPCODE(STORE_ATTR, STORE_ATTRIBUTE)   \
    OPCODE(DELETE_ATTR, DELETE_ATTRIBUTE) \
    OPCODE(GET_ITER, ITERATE)             \
    OPCODE(FOR_ITER, NEXT)                \
    OPCODE(UNPACK_SEQUENCE, UNPACK)       \
    OPCODE(LIST_APPEND, APPEND)           \
    OPCODE(SET_ADD, APPEND)               \
    OPCODE(MAP_ADD, ADD_PAIR)             \
    OPCODE(LIST_EXTEND, EXTEND)           \
    OPCODE(SET_UPDATE, EXTEND)            \
    OPCODE(DICT_UPDATE, EXTEND)

/* Instrumented by sys.monitoring, and what they were. */
#define INSTRUMENTED_INSTRUCTIONS(OPCODE) \
    OPCODE(RESUME)                        \
    OPCODE(RETURN_VALUE)                  \
    OPCODE(CALL)                          \
    OPCODE(CALL_FUNCTION_EX)              \
    OPCODE(YIELD_VALUE)                   \
    OPCODE(JUMP_FORWARD)                  \
    OPCODE(JUMP_BACKWARD)                 \
    OPCODE(POP_JUMP_IF_FALSE)             \
    OPCODE(POP_JUMP_IF_TRUE)              \
    OPCODE(POP_JUMP_IF_NONE)              \
    OPCODE(POP_JUMP_IF_NOT_NONE)          \
    OPCODE(FOR_ITER)                      \
    OPCODE(END_FOR)                       \
    OPCODE(END_SEND)                      \
    OPCODE(LOAD_SUPER_ATTR)

static inline int instruction_two_parts(struct instruction_part *parts, enum instruction first, int first_argument,
                                        enum instruction second, int second_argument)
{
    parts[0] = (struct instruction_part){first, first_argument};
    parts[1] = (struct instruction_part){second, second_argument};
    return 2;
}

/* From 3.13 on CPython's tables are in another header, and some instructions of the compiler's are of another shape. */
#if PY_VERSION_HEX < 0x030D0000
#include "cpython/opcodes_3_12.h"
#else
#if PY_VERSION_HEX < 0x030E0000
#include "cpython/opcodes_3_13.h"
#else
#include "cpython/opcodes_3_14.h"
#endif

#define NEED_OPCODE_METADATA
#define _PyOpcode_num_popped instruction_num_popped
#define _PyOpcode_num_pushed instruction_num_pushed
#define _PyOpcode_opcode_metadata instruction_metadata_table
#define _PyOpcode_macro_expansion instruction_expansion_table
#define _PyOpcode_OpName instruction_name_table
#define _PyOpcode_Caches instruction_cache_table
#define _PyOpcode_Deopt instruction_deopt_table
#define _PyOpcode_PseudoTargets instruction_pseudo_table
#include <internal/pycore_opcode_metadata.h>
#undef NEED_OPCODE_METADATA

static inline bool instruction_names_arguments(unsigned opcode)
{
    (void)opcode;
    return false;
}

static inline int instruction_load_global(struct instruction_part *parts, int argument)
{
    return instruction_two_parts(parts, INSTRUCTION_LOAD_GLOBAL, argument >> 1,
                                 argument & 1 ? INSTRUCTION_PUSH_NULL : INSTRUCTION_NONE, 0);
}

static inline int instruction_own_parts(unsigned opcode, int argument, struct instruction_part *parts)
{
    switch (opcode) {
    case END_FOR:
        parts[0].what = INSTRUCTION_POP;
        return 1;
    case MAKE_FUNCTION:
        parts[0] = (struct instruction_part){INSTRUCTION_MAKE_FUNCTION, 1};
        return 1;
    case SET_FUNCTION_ATTRIBUTE: /* the function stands on top of what it is given */
        return instruction_two_parts(parts, INSTRUCTION_SWAP, 2, INSTRUCTION_APPEND, 1);
    case FORMAT_WITH_SPEC:
        return instruction_two_parts(parts, INSTRUCTION_POP, 0, INSTRUCTION_UNARY, 0);
    case CALL_KW: /* the names stand on top */
        return instruction_two_parts(parts, INSTRUCTION_POP, 0, INSTRUCTION_CALL_NAMED, argument);
    case LOAD_FAST_LOAD_FAST:
        return instruction_two_parts(parts, INSTRUCTION_LOAD_FAST, argument >> 4, INSTRUCTION_LOAD_FAST,
                                     argument & 15);
    case STORE_FAST_LOAD_FAST:
        return instruction_two_parts(parts, INSTRUCTION_STORE_FAST, argument >> 4, INSTRUCTION_LOAD_FAST,
                                     argument & 15);
    case STORE_FAST_STORE_FAST:
        return instruction_two_parts(parts, INSTRUCTION_STORE_FAST, argument >> 4, INSTRUCTION_STORE_FAST,
                                     argument & 15);
    default:
        return instruction_only_parts(opcode, argument, parts);
    }
}

#endif

/* Each version's header gives:
 *     OWN_SIMPLE_INSTRUCTIONS                      rows beside SIMPLE_INSTRUCTIONS
 *     OWN_INSTRUMENTED_INSTRUCTIONS                rows beside INSTRUMENTED_INSTRUCTIONS
 *     INSTRUCTIONS_AT_END                          an iterator's end jumps over so many instructions, which take the
 *                                                  last item off the value stack (until 3.13 the iterator, too): they
 *                                                  run when a generator ends that needed no C code
 *     INSTRUCTIONS_TAKE_ITERATOR                   the iterator is taken off by an instruction of its own, behind them
 *     unsigned instruction_of_line(code, at)       what stands where an instruction that begins a line was, before
 *                                                  sys.monitoring put its own there; 0 where none does
 *     int instruction_own_parts(…)                 the parts of others that only some versions have; from 3.13 on
 *                                                  instruction_only_parts, of those that no other has */

/* What an instruction was before sys.monitoring made it tell of itself. */
static inline unsigned instruction_base(unsigned opcode)
{
    switch (opcode) {
#define OPCODE(name)          \
    case INSTRUMENTED_##name: \
        return name;
        INSTRUMENTED_INSTRUCTIONS(OPCODE)
        OWN_INSTRUMENTED_INSTRUCTIONS(OPCODE)
#undef OPCODE
    default:
        return opcode;
    }
}

/* As it would be run: specialised, if it is; what sys.monitoring put in its place to tell the recorder does not
 * count. */
static inline unsigned instruction_form(PyCodeObject *code, int at)
{
    unsigned opcode = _PyCode_CODE(code)[at].op.code;

    if (opcode == INSTRUMENTED_LINE)
        opcode = instruction_of_line(code, at);
    if (opcode == INSTRUMENTED_INSTRUCTION)
        opcode = code->_co_monitoring->per_instruction_opcodes[at];
    return instruction_base(opcode);
}

/* As the compiler wrote it: code is read as it stands, with its instructions specialised and instrumented
 * (_Py_GetBaseOpcode of instrumentation.c). */
static inline unsigned instruction_opcode(PyCodeObject *code, int at)
{
    return instruction_deopt_table[instruction_form(code, at)];
}

#if PY_VERSION_HEX < 0x030E0000

/* Whether it is specialised for operands of CPython's own classes, of which it reads values or what they hold, and
 * counts in the unit behind it where it meets others (DEOPT_IF of ceval_macros.h; ADAPTIVE_COUNTER_TRIGGERS in
 * bytecodes.c). */
static inline bool instruction_is_guarded(PyCodeObject *code, int at)
{
    switch (_PyCode_CODE(code)[at].op.code) {
    case BINARY_OP_ADD_FLOAT:
    case BINARY_OP_ADD_INT:
    case BINARY_OP_ADD_UNICODE:
    case BINARY_OP_INPLACE_ADD_UNICODE:
    case BINARY_OP_MULTIPLY_FLOAT:
    case BINARY_OP_MULTIPLY_INT:
    case BINARY_OP_SUBTRACT_FLOAT:
    case BINARY_OP_SUBTRACT_INT:
    case BINARY_SUBSCR_LIST_INT:
    case BINARY_SUBSCR_TUPLE_INT:
    case COMPARE_OP_FLOAT:
    case COMPARE_OP_INT:
    case COMPARE_OP_STR:
    case FOR_ITER_LIST:
    case FOR_ITER_RANGE:
    case FOR_ITER_TUPLE:
    case LOAD_ATTR_INSTANCE_VALUE:
    case LOAD_ATTR_SLOT:
        return true;
    default:
        return false;
    }
}

#else

/* (Those of 3.14 have other names and have not been gone through.) */
static inline bool instruction_is_guarded(PyCodeObject *code, int at)
{
    (void)code;
    (void)at;
    return false;
}

#endif

static inline const char *instruction_name(unsigned opcode)
{
    return instruction_name_table[opcode];
}

/* Whether a line event may come before it, when it is on another line than the instruction before: not where CPython's
 * compiler saw no line begin. */
static inline bool instruction_tells_line(PyCodeObject *code, int at)
{
    return code->_co_monitoring != NULL && code->_co_monitoring->lines != NULL && instruction_of_line(code, at) != 0;
}

static inline int instruction_argument(PyCodeObject *code, int at)
{
    return _PyCode_CODE(code)[at].op.arg;
}

static inline int instruction_caches(unsigned opcode)
{
    return instruction_cache_table[opcode];
}

static inline bool instruction_is_extension(unsigned opcode)
{
    return opcode == EXTENDED_ARG;
}

static inline int instruction_target(unsigned opcode, int argument, int next)
{
    switch (opcode) {
    case JUMP_FORWARD:
    case POP_JUMP_IF_FALSE:
    case POP_JUMP_IF_TRUE:
    case POP_JUMP_IF_NONE:
    case POP_JUMP_IF_NOT_NONE:
    case SEND:
    case FOR_ITER:
        return next + argument;
    case JUMP_BACKWARD:
    case JUMP_BACKWARD_NO_INTERRUPT:
        return next - argument;
    default:
        return -1;
    }
}

static inline int instruction_jumps_over(unsigned opcode)
{
    return opcode == FOR_ITER ? INSTRUCTIONS_AT_END : 0;
}

static inline int instruction_rearranges(unsigned opcode, int argument)
{
    (void)opcode;
    (void)argument;
    return 0;
}

static inline bool instruction_ends_path(unsigned opcode)
{
#ifdef RETURN_CONST
    if (opcode == RETURN_CONST)
        return true;
#endif
    return opcode == RETURN_VALUE || opcode == RAISE_VARARGS || opcode == RERAISE || opcode == JUMP_FORWARD ||
           opcode == JUMP_BACKWARD || opcode == JUMP_BACKWARD_NO_INTERRUPT;
}

static inline int instruction_effect(unsigned opcode, int argument, bool jumps)
{
    if (opcode == RETURN_GENERATOR) /* what the generator is first resumed with; CPython tells so from 3.13 on */
        return 1;
    if (opcode == FOR_ITER && jumps)
        return INSTRUCTIONS_TAKE_ITERATOR ? 0 : -1;
    return PyCompile_OpcodeStackEffectWithJump((int)opcode, argument, jumps);
}

/* From 3.14 on the tuple stands where they did. */
static inline int instruction_let_go(int argument)
{
#if PY_VERSION_HEX < 0x030E0000
    return 1 + (argument & 1);
#else
    (void)argument;
    return 0;
#endif
}

/* From 3.14 on an operator as others are. */
static inline bool instruction_is_subscript(int operator)
{
#ifdef NB_SUBSCR
    return operator== NB_SUBSCR;
#else
    (void)operator;
    return false;
#endif
}

static inline int instruction_intrinsic_parts(struct instruction_part *parts, int argument)
{
    if (argument == INTRINSIC_UNARY_POSITIVE)
        parts[0].what = INSTRUCTION_UNARY;
    if (argument == INTRINSIC_LIST_TO_TUPLE)
        parts[0] = (struct instruction_part){INSTRUCTION_MAKE, 1};
    return 1;
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
        OWN_SIMPLE_INSTRUCTIONS(OPCODE)
#undef OPCODE
    case LOAD_GLOBAL:
        return instruction_load_global(parts, argument);
    case LOAD_FAST_AND_CLEAR:
        return instruction_two_parts(parts, INSTRUCTION_LOAD_FAST, argument, INSTRUCTION_DELETE_FAST, argument);
    case LOAD_ATTR:
        parts[0].what = argument & 1 ? INSTRUCTION_LOAD_METHOD : INSTRUCTION_LOAD_ATTRIBUTE;
        parts[0].argument = argument >> 1;
        return 1;
    case LOAD_SUPER_ATTR: /* unless its arguments are written out */
        if (argument & 2)
            return 1;
        return instruction_two_parts(parts, INSTRUCTION_MAKE_SUPER, 0,
                                     argument & 1 ? INSTRUCTION_LOAD_METHOD : INSTRUCTION_LOAD_ATTRIBUTE,
                                     argument >> 2);
    case BINARY_SLICE:
        return instruction_two_parts(parts, INSTRUCTION_MAKE, 2, INSTRUCTION_SUBSCRIPT, 0);
    case STORE_SLICE:
        return instruction_two_parts(parts, INSTRUCTION_MAKE, 2, INSTRUCTION_STORE_ITEM, 0);
    case BINARY_OP:
        if (instruction_is_subscript(argument)) {
            parts[0].what = INSTRUCTION_SUBSCRIPT;
            return 1;
        }
        parts[0].what = argument >= NB_INPLACE_ADD ? INSTRUCTION_INPLACE : INSTRUCTION_BINARY;
        parts[0].argument = argument >= NB_INPLACE_ADD ? argument - NB_INPLACE_ADD : argument;
        return 1;
    case BUILD_MAP:
        parts[0] = (struct instruction_part){INSTRUCTION_MAKE_HASHED, 2 * argument};
        return 1;
    case UNPACK_EX:
        parts[0] = (struct instruction_part){INSTRUCTION_UNPACK_STARRED, (argument & 0xFF) + 1 + (argument >> 8)};
        return 1;
    case CALL_INTRINSIC_1:
        return instruction_intrinsic_parts(parts, argument);
    case CALL:
        parts[0].what = named ? INSTRUCTION_CALL_NAMED : INSTRUCTION_CALL;
        return 1;
    default:
        return instruction_own_parts(opcode, argument, parts);
    }
}

#endif
