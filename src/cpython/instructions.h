/* What the instructions of a code object do to names, the value stack and objects, for versions whose instructions are
 * known here.
 *
 * An instruction is told as parts, each of which does one of the things below; most have one part. */
#ifndef TERRARIUM_CPYTHON_INSTRUCTIONS_H
#define TERRARIUM_CPYTHON_INSTRUCTIONS_H

#include "cpython/facts.h"

enum instruction {
    INSTRUCTION_NONE,
    /* These move references, and change nothing else. */
    INSTRUCTION_POP,
    INSTRUCTION_PUSH,      /* something that nobody asks about */
    INSTRUCTION_PUSH_NULL, /* beside a callable that is no method */
    INSTRUCTION_COPY,      /* what stands `argument` deep; the top is 1 */
    INSTRUCTION_SWAP,      /* the top with what stands `argument` deep */
    INSTRUCTION_LOAD_CONST,
    INSTRUCTION_LOAD_SMALL, /* the small int `argument` */
    INSTRUCTION_LOAD_FAST,
    INSTRUCTION_LOAD_CELL,
    INSTRUCTION_LOAD_NAME,
    INSTRUCTION_LOAD_GLOBAL,
    INSTRUCTION_STORE_FAST,
    INSTRUCTION_DELETE_FAST,
    INSTRUCTION_STORE_NAME, /* also of a global name */
    INSTRUCTION_DELETE_NAME,
    INSTRUCTION_JUMP,
    INSTRUCTION_JUMP_IF,     /* pops what it asks */
    INSTRUCTION_JUMP_OR_POP, /* pops it when it does not jump */
    INSTRUCTION_LEAVE,       /* returns what it pops */
    INSTRUCTION_YIELD,       /* the same, and comes back with something else on top */
    /* These may change objects, or run something that does. */
    INSTRUCTION_ANY, /* anything */
    INSTRUCTION_STORE_CELL,
    INSTRUCTION_DELETE_CELL,
    INSTRUCTION_MAKE,          /* pops `argument` and pushes a new object that holds them */
    INSTRUCTION_MAKE_HASHED,   /* the same, hashing them */
    INSTRUCTION_MAKE_FUNCTION, /* the same, of a function, which holds the namespaces, too */
    INSTRUCTION_MAKE_SUPER,    /* super() as it is written in a method: pops three, super first */
    INSTRUCTION_UNARY,
    INSTRUCTION_TRUTH, /* pops one and pushes True or False */
    INSTRUCTION_BINARY,
    INSTRUCTION_INPLACE,
    INSTRUCTION_COMPARE,
    INSTRUCTION_IS,
    INSTRUCTION_CONTAINS,
    INSTRUCTION_SUBSCRIPT,
    INSTRUCTION_STORE_ITEM,
    INSTRUCTION_DELETE_ITEM,
    INSTRUCTION_LOAD_ATTRIBUTE,
    INSTRUCTION_LOAD_METHOD, /* pushes a method and its object, or NULL and what it found */
    INSTRUCTION_STORE_ATTRIBUTE,
    INSTRUCTION_DELETE_ATTRIBUTE,
    INSTRUCTION_ITERATE,
    INSTRUCTION_NEXT,           /* of the iterator on top; pops it and jumps when there is none */
    INSTRUCTION_UNPACK,         /* pushes `argument` items, the first on top */
    INSTRUCTION_UNPACK_STARRED, /* the same, one of them a new list */
    INSTRUCTION_APPEND,         /* to what then stands `argument` deep */
    INSTRUCTION_ADD_PAIR,       /* the same, of key and value */
    INSTRUCTION_EXTEND,         /* the same, by all items of what it pops */
    INSTRUCTION_CALL,           /* with `argument` arguments; below them two places, of which one may be NULL */
    INSTRUCTION_CALL_NAMED,
};

struct instruction_part {
    enum instruction what;
    int argument;
};

enum { INSTRUCTION_PARTS = 2 };

/* What an instruction's argument means to a person. */
enum instruction_sense {
    INSTRUCTION_SENSE_NONE,
    INSTRUCTION_SENSE_CONSTANT, /* `index` in co_consts */
    INSTRUCTION_SENSE_NAME,     /* `index` in co_names */
    INSTRUCTION_SENSE_LOCAL,    /* `index` in co_localsplusnames */
    INSTRUCTION_SENSE_LOCALS,   /* the same, and `second` */
    INSTRUCTION_SENSE_WORD,     /* `before`, and `behind` after it */
    INSTRUCTION_SENSE_JUMP,
    INSTRUCTION_SENSE_FLAGS, /* `index`, bits: defaults, kwdefaults, annotations, closure */
};

struct instruction_meaning {
    enum instruction_sense sense;
    int index, second;
    const char *before, *behind; /* beside it; NULL for nothing */
};

#if FACTS_ARE_PUBLIC
#define INSTRUCTIONS_ARE_KNOWN 0
#define INSTRUCTIONS_ARE_WATCHED 0
#elif PY_VERSION_HEX < 0x030C0000
#include "cpython/instructions_3_11.h"
#elif PY_VERSION_HEX < 0x030E0000
#include "cpython/instructions_3_12.h"
#else
#include "cpython/instructions_3_14.h"
#endif

/* Where they are known, each version's header gives:
 *     INSTRUCTIONS_ARE_WATCHED                     the hook can tell of instructions one by one
 *     INSTRUCTIONS_RESUME_GENERATORS               some let a generator go on without C code in between
 *     INSTRUCTIONS_ARE_GUARDED                     of some instruction_is_guarded may be true
 *     bool instruction_is_entered(frame, starts)   of a frame that waits for what it called: the call's operands have
 *                                                  left its value stack; `starts`: an instruction begins where the
 *                                                  frame is
 *     int instruction_held(frame)                  places of a waiting generator's frame that are in use, its fast
 *                                                  locals first
 *     int instruction_depth_within(frame, depth)   of the value stack of a frame that waits for what it called; `depth`
 *                                                  is what its code lets expect
 *     facts_frame *instruction_caller(frame)       the frame whose instruction called it, or NULL
 *     bool instruction_has_other_watchers(thread)  the program may run code of its own at events, without events */
#if INSTRUCTIONS_ARE_KNOWN

/* The code unit at which the frame is: an instruction, or, while Python code runs that it called, perhaps another unit
 * of the call. */
static inline int instruction_at(facts_frame *frame)
{
    return _PyInterpreterFrame_LASTI(frame);
}

/* Where the value stack begins, as a number for facts_local. */
static inline int instruction_bottom(facts_frame *frame)
{
    return facts_code(frame)->co_nlocalsplus;
}

/* Objects that the garbage collector has collected so far. */
static inline Py_ssize_t instruction_collected(const PyInterpreterState *interpreter)
{
    Py_ssize_t collected = 0;

    for (int i = 0; i < NUM_GENERATIONS; i++)
        collected += interpreter->gc.generation_stats[i].collected;
    return collected;
}

/* The code of a frame that is at an instruction: there is one. */
static inline PyCodeObject *instruction_code(facts_frame *frame)
{
    PyCodeObject *code = facts_code(frame);

    if (code == NULL)
        __builtin_unreachable();
    return code;
}

#endif

#endif
