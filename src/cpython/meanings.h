/* What instructions' arguments mean to a person, as CPython's own `dis` has it; included by opcodes.h. */
#ifndef TERRARIUM_CPYTHON_MEANINGS_H
#define TERRARIUM_CPYTHON_MEANINGS_H

/* What an operator's number stands for (NB_ADD …, of opcode.h); the in-place ones have a = behind. */
static const char *const instruction_operators[] = {
    "+",  "&",  "//",  "<<",  "@",  "*",  "%",  "|",  "**",  ">>",  "-",  "/",  "^",
    "+=", "&=", "//=", "<<=", "@=", "*=", "%=", "|=", "**=", ">>=", "-=", "/=", "^="};
/* By Py_LT … Py_GE. */
static const char *const instruction_comparisons[] = {"<", "<=", "==", "!=", ">", ">="};

#if PY_VERSION_HEX < 0x030C0000
enum { INSTRUCTION_COMPARISON_SHIFT = 0, INSTRUCTION_ATTRIBUTE_SHIFT = 0 };
#elif PY_VERSION_HEX < 0x030D0000
enum { INSTRUCTION_COMPARISON_SHIFT = 4, INSTRUCTION_ATTRIBUTE_SHIFT = 1 };
#else
enum { INSTRUCTION_COMPARISON_SHIFT = 5, INSTRUCTION_ATTRIBUTE_SHIFT = 1 };
#endif

#ifdef CALL_INTRINSIC_1
#define INTRINSICS_1(INTRINSIC)    \
    INTRINSIC(PRINT)               \
    INTRINSIC(IMPORT_STAR)         \
    INTRINSIC(STOPITERATION_ERROR) \
    INTRINSIC(ASYNC_GEN_WRAP)      \
    INTRINSIC(UNARY_POSITIVE)      \
    INTRINSIC(LIST_TO_TUPLE)       \
    INTRINSIC(TYPEVAR)             \
    INTRINSIC(PARAMSPEC)           \
    INTRINSIC(TYPEVARTUPLE)        \
    INTRINSIC(SUBSCRIPT_GENERIC)   \
    INTRINSIC(TYPEALIAS)
#define INTRINSICS_2(INTRINSIC)         \
    INTRINSIC(PREP_RERAISE_STAR)        \
    INTRINSIC(TYPEVAR_WITH_BOUND)       \
    INTRINSIC(TYPEVAR_WITH_CONSTRAINTS) \
    INTRINSIC(SET_FUNCTION_TYPE_PARAMS)

static inline const char *instruction_intrinsic(unsigned opcode, int argument)
{
#define INTRINSIC(name)               \
    if (argument == INTRINSIC_##name) \
        return "INTRINSIC_" #name;
    if (opcode == CALL_INTRINSIC_1) {
        INTRINSICS_1(INTRINSIC)
    } else {
        INTRINSICS_2(INTRINSIC)
    }
#ifdef INTRINSIC_SET_TYPEPARAM_DEFAULT
    if (opcode != CALL_INTRINSIC_1)
        INTRINSIC(SET_TYPEPARAM_DEFAULT)
#endif
#undef INTRINSIC
    return "";
}
#endif

static inline struct instruction_meaning instruction_word(const char *word)
{
    return (struct instruction_meaning){.sense = INSTRUCTION_SENSE_WORD, .before = word};
}

static inline struct instruction_meaning instruction_of_name(int index, const char *before, const char *behind)
{
    return (struct instruction_meaning){
        .sense = INSTRUCTION_SENSE_NAME, .index = index, .before = before, .behind = behind};
}

/* A global name, an attribute: whether a NULL, or the object, comes with it. */
static inline struct instruction_meaning instruction_of_pair(int index, bool pair, const char *what)
{
#if PY_VERSION_HEX < 0x030D0000
    return instruction_of_name(index, pair ? what : NULL, pair ? " + " : NULL);
#else
    return instruction_of_name(index, pair ? " + " : NULL, pair ? what : NULL);
#endif
}

#ifdef FORMAT_VALUE
static inline struct instruction_meaning instruction_of_format(int argument)
{
    static const char *const conversions[] = {"", "str", "repr", "ascii"};
    const char *conversion = conversions[argument & 3];
    struct instruction_meaning meaning = instruction_word(conversion);

    if ((argument & 4) != 0)
        meaning.behind = *conversion != '\0' ? ", with format" : "with format";
    return meaning;
}
#endif

static inline struct instruction_meaning instruction_of_comparison(int argument)
{
    struct instruction_meaning meaning =
        instruction_word(instruction_comparisons[(argument >> INSTRUCTION_COMPARISON_SHIFT) % 6]);

#if PY_VERSION_HEX >= 0x030D0000
    if ((argument & 16) != 0) {
        meaning.second = 1;
        meaning.behind = ")";
    }
#endif
    return meaning;
}

#ifdef LOAD_SMALL_INT
/* Meanings that are there from 3.14 on. */
static inline struct instruction_meaning instruction_meaning_of_later(unsigned opcode, int argument)
{
    static const char *const constants[] = {"AssertionError", "NotImplementedError", "tuple",
                                            "<built-in function all>", "<built-in function any>"};
    static const char *const specials[] = {"__enter__", "__exit__", "__aenter__", "__aexit__"};

    switch (opcode) {
    case LOAD_FAST_BORROW_LOAD_FAST_BORROW:
        return (struct instruction_meaning){
            .sense = INSTRUCTION_SENSE_LOCALS, .index = argument >> 4, .second = argument & 15};
    case LOAD_COMMON_CONSTANT:
        return instruction_word(argument < 5 ? constants[argument] : "");
    case LOAD_SPECIAL:
        return instruction_word(argument < 4 ? specials[argument] : "");
    case IS_OP:
        return instruction_word(argument ? "is not" : "is");
    case CONTAINS_OP:
        return instruction_word(argument ? "not in" : "in");
    default:
        return (struct instruction_meaning){.sense = INSTRUCTION_SENSE_NONE};
    }
}
#endif

/* Meanings that only some versions have. */
static inline struct instruction_meaning instruction_own_meaning(unsigned opcode, int argument)
{
    switch (opcode) {
#ifdef LOAD_SUPER_ATTR
    case LOAD_SUPER_ATTR:
        return instruction_of_pair(argument >> 2, argument & 1, "NULL|self");
#endif
#ifdef FORMAT_VALUE
    case FORMAT_VALUE:
        return instruction_of_format(argument);
    case MAKE_FUNCTION:
        return (struct instruction_meaning){.sense = INSTRUCTION_SENSE_FLAGS, .index = argument};
#endif
#ifdef CALL_INTRINSIC_1
    case CALL_INTRINSIC_1:
    case CALL_INTRINSIC_2:
        return instruction_word(instruction_intrinsic(opcode, argument));
#endif
#ifdef CONVERT_VALUE
    case CONVERT_VALUE:
        return instruction_word(argument == 1 ? "str" : argument == 2 ? "repr" : "ascii");
    case SET_FUNCTION_ATTRIBUTE:
        return (struct instruction_meaning){.sense = INSTRUCTION_SENSE_FLAGS, .index = argument};
    case LOAD_FAST_LOAD_FAST:
    case STORE_FAST_LOAD_FAST:
    case STORE_FAST_STORE_FAST:
        return (struct instruction_meaning){
            .sense = INSTRUCTION_SENSE_LOCALS, .index = argument >> 4, .second = argument & 15};
#endif
    default:
#ifdef LOAD_SMALL_INT
        return instruction_meaning_of_later(opcode, argument);
#else
        return (struct instruction_meaning){.sense = INSTRUCTION_SENSE_NONE};
#endif
    }
}

static inline struct instruction_meaning instruction_meaning(unsigned opcode, int argument)
{
    switch (opcode) {
    case LOAD_CONST:
#ifdef RETURN_CONST
    case RETURN_CONST:
#endif
#ifdef KW_NAMES
    case KW_NAMES:
#endif
        return (struct instruction_meaning){.sense = INSTRUCTION_SENSE_CONSTANT, .index = argument};
    case LOAD_GLOBAL:
        return instruction_of_pair(argument >> 1, argument & 1, "NULL");
    case LOAD_ATTR:
        return instruction_of_pair(argument >> INSTRUCTION_ATTRIBUTE_SHIFT,
                                   INSTRUCTION_ATTRIBUTE_SHIFT > 0 && (argument & 1) != 0, "NULL|self");
    case STORE_NAME:
    case DELETE_NAME:
    case STORE_ATTR:
    case DELETE_ATTR:
    case STORE_GLOBAL:
    case DELETE_GLOBAL:
    case LOAD_NAME:
    case IMPORT_NAME:
    case IMPORT_FROM:
#ifdef LOAD_METHOD
    case LOAD_METHOD:
#endif
#ifdef LOAD_FROM_DICT_OR_GLOBALS
    case LOAD_FROM_DICT_OR_GLOBALS:
#endif
        return instruction_of_name(argument, NULL, NULL);
    case LOAD_FAST:
#ifdef LOAD_FAST_BORROW
    case LOAD_FAST_BORROW:
#endif
    case STORE_FAST:
    case DELETE_FAST:
    case MAKE_CELL:
    case LOAD_DEREF:
    case STORE_DEREF:
    case DELETE_DEREF:
#ifdef LOAD_FAST_CHECK
    case LOAD_FAST_CHECK:
    case LOAD_FAST_AND_CLEAR:
    case LOAD_FROM_DICT_OR_DEREF:
#else
    case LOAD_CLASSDEREF:
#endif
#ifdef KW_NAMES /* from 3.13 on the compiler writes LOAD_FAST */
    case LOAD_CLOSURE:
#endif
        return (struct instruction_meaning){.sense = INSTRUCTION_SENSE_LOCAL, .index = argument};
    case COMPARE_OP:
        return instruction_of_comparison(argument);
    case BINARY_OP:
        return instruction_word(argument < 2 * NB_INPLACE_ADD ? instruction_operators[argument] : "[]");
    default:
        return instruction_own_meaning(opcode, argument);
    }
}

#endif
