/* Private to the files that tell of instructions: instructions.c, and instructions_at_once.c, the short way of what
 * most of them come to. */
#ifndef TERRARIUM_RECORD_INSTRUCTIONS_PARTS_H
#define TERRARIUM_RECORD_INSTRUCTIONS_PARTS_H

#include "record/instructions.h"

#include "cpython/instructions.h"
#include "record/frames.h"

#if INSTRUCTIONS_ARE_KNOWN

enum { OPCODES = 256 };

/* What the files share. */
struct told_instructions {
    struct trace_writer *writer;
    struct instructions_budget budget;
    uint64_t told;             /* of the budget */
    uint64_t forms[OPCODES];   /* strings: names of opcodes, as far as they were asked for */
    struct frame_shadow *bare; /* of what is told on its value stack touched.h does not know yet; or NULL */
};

extern struct told_instructions instructions;

/* What stands so far above the bottom of the value stack: borrowed, or NULL. */
static inline PyObject *on_stack(facts_frame *frame, size_t at)
{
    return facts_local(frame, instruction_bottom(frame) + (int)at);
}

/* In an audit build: whether the lowest `same` places hold what the log has of them. */
#ifdef TERRARIUM_AUDIT
void instructions_prove_stack(const struct frame_shadow *shadow, size_t same);
#else
static inline void instructions_prove_stack(const struct frame_shadow *shadow, size_t same)
{
    (void)shadow;
    (void)same;
}
#endif

#endif

#endif
