/* Where a code object takes values apart and what it binds the pieces to, worked out from its instructions alone.
 *
 * The instructions are followed with a value stack of tokens: what is known of a value is the expression that it comes
 * from, and, when it was pushed by taking something apart, the target that it is for.
 *
 *     a, (b, *c) = x        LOAD x            x
 *                           UNPACK_SEQUENCE   (b, *c)  a            the first is on top
 *                           STORE a           (b, *c)
 *                           UNPACK_EX         *c  b
 *                           STORE b           *c
 *                           STORE c
 *
 *     a, b = b, a           LOAD b            b                     nothing is taken apart: two values are there,
 *                           LOAD a            b  a                  and two stores take them
 *                           SWAP              a  b
 *                           STORE a           a
 *                           STORE b
 *
 * How many values an instruction leaves follows from the depths that the log gives (recording_instruction), so that
 * only instructions that bind or move values need be known by name. */
#ifndef TERRARIUM_MODEL_TARGETS_H
#define TERRARIUM_MODEL_TARGETS_H

#include "base/text.h"
#include "base/vector.h"
#include "model/recording.h"

/* A piece of source.  Where two variables share an instruction, the second has a name alone. */
struct piece {
    uint32_t line, end_line; /* 0: no place in the source */
    int32_t byte, end_byte;  /* offsets in these lines; -1 unknown */
    uint32_t shown;          /* string: the argument of the instruction, "a" or "a, b"; 0 none */
    uint8_t half;            /* of "a, b": 1 the first, 2 the second; 0 the whole */
};
/* Appends its text, as it is written in the source of the code's file, lines joined; "" when there is none. */
void piece_write(const struct recording *recording, uint32_t code, const struct piece *piece, struct text *out);

enum value_origin {
    VALUE_UNKNOWN,
    VALUE_EXPRESSION, /* the piece is its text */
    VALUE_ITEM,       /* the next item of a loop; the piece is what the loop goes over */
    VALUE_ENTERED,    /* what `with` was given on entering; the piece is the context manager */
    VALUE_KEPT,       /* a variable's value put aside for the time of a comprehension */
};

enum target_sort {
    TARGET_NAME,
    TARGET_ATTRIBUTE,
    TARGET_ENTRY,
    TARGET_SLICE,
    TARGET_NESTED,  /* is taken apart in turn: has parts */
    TARGET_DROPPED, /* nothing is bound: the value is popped */
};

/* What one value is bound to. */
struct target {
    enum target_sort sort;
    bool starred;        /* gathers what the others leave, in a new list */
    int parent;          /* index of the target that this is a part of; -1 when it has its value from no other */
    size_t parts, first; /* of NESTED: how many, and the index of the first; they stand side by side */
    struct piece piece;  /* its own text */
    uint32_t position; /* on the value stack, from the bottom, where its value stands when it has just been pushed */
    uint32_t taken_from;  /* the same when it is about to be taken: values are moved in between */
    size_t begun, pushed; /* indices of the instructions that begin and push its value */
    size_t taken;         /* index of the instruction that takes it off: a store, or what takes it apart */
    struct piece origin;  /* parent -1: of the value */
    enum value_origin origin_sort;
};

/* One statement's. */
struct assignment {
    bool stacked;           /* several values, each with a target of its own: no object is taken apart */
    VECTOR(size_t) targets; /* stacked: one for each value, in the values' order; otherwise one, NESTED */
    size_t begin;           /* index of the instruction that begins the first value */
    size_t ready;           /* index of the first that takes a value off the stack or apart */
    size_t end;             /* index of the last that does */
    uint32_t line, end_line;
};

struct targets {
    VECTOR(struct target) targets; /* parts somewhere behind what they are parts of, in their order */
    VECTOR(struct assignment) assignments;
};

/* Of a code object; `targets` is emptied first.  Nothing is found where no instructions were recorded. */
void targets_find(struct targets *targets, const struct recording *recording, uint32_t code);
void targets_free(struct targets *targets);

/* A value that stands on the stack. */
struct standing {
    struct piece piece;
    size_t begin, made; /* as target.begun and target.pushed */
    size_t target;      /* index of the target that it is for, SIZE_MAX when that is not known yet */
    bool known;         /* where it comes from; not for what has a target */
};
/* What stands on the stack before an instruction, from the bottom: `count` of them, to be freed. */
struct standing *targets_standing(const struct recording *recording, uint32_t code, size_t index, size_t *count);

#endif
