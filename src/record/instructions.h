/* Instants: what the log tells of the learner's frames between two steps, instruction by instruction.
 *
 * For each code object a table of its instructions; before each instruction that runs, what changed on its frame's
 * value stack, and an INSTRUCTION record.  As many of them as the budget has; none where the instructions of this
 * CPython are not known (cpython/instructions.h).
 *
 * CPython tells nothing of RESUME (there is a step), of what an EXTENDED_ARG extends on 3.11, of END_FOR on 3.13; and
 * an instruction whose form does more than its own runs with the one behind it: BINARY_OP_INPLACE_ADD_UNICODE stores,
 * CALL_LIST_APPEND pops. */
#ifndef TERRARIUM_RECORD_INSTRUCTIONS_H
#define TERRARIUM_RECORD_INSTRUCTIONS_H

#include "base/vector.h"
#include "cpython/facts.h"
#include "record/objects.h"
#include "record/plans.h"
#include "trace/writer.h"

/* Which instructions are to be told of. */
struct instructions_budget {
    uint64_t most;        /* so many, or fewer where they cost much; 0 for none */
    uint64_t from;        /* once so many steps have been recorded */
    const char *function; /* in code of this co_qualname or co_name alone; NULL for all code.  Borrowed */
};

/* A value stack, as the log has it. */
struct stack_place {
    PyObject *object; /* address, or NULL */
    uint64_t number;  /* 0 for NULL */
    shadow_place place;
};
typedef VECTOR(struct stack_place) stack_shadow;

struct frame_shadow;

void instructions_start(struct trace_writer *writer, const struct instructions_budget *budget);

/* Whether the instructions of this code object are to be told of, after so many steps. */
bool instructions_are_wanted(PyCodeObject *code, uint64_t steps);
/* Of code whose instructions were wanted before: whether they still are. */
bool instructions_are_left(void);
/* Whether value stacks are in the log: what is said below of them need not be done where not. */
bool instructions_are_told(void);
/* The budget is used up: from now on nothing is told of value stacks, which all have to be forgotten. */
void instructions_end(void);
/* Whether those of any code object are. */
bool instructions_are_due(uint64_t steps);
/* After how many steps they are, UINT64_MAX for never: false until then. */
uint64_t instructions_begin(void);

/* The code unit at which a frame is. */
int instructions_at(facts_frame *frame);
/* Stages what changed on the value stack of a frame that is at an instruction.  Between objects_begin and
 * objects_finish. `plan`: all that its code has done since this was called for it last; NULL when that is not known. */
void instructions_read(struct frame_shadow *shadow, const struct plan *plan);
/* The same at an event that is certain (touched.h), whose value stacks are seen to as well; objects_finish; and
 * instructions_tell.  Returns the code unit at which the frame is. */
int instructions_move(struct frame_shadow *shadow, const struct plan *plan);
/* The same of a frame that was at such an event before, and is at code unit `at` now, where `ran` is still and
 * touched_moves was true before it, with no names to be read: false, with nothing done, where it is none of what is
 * usual. */
bool instructions_step(struct frame_shadow *shadow, int at, const struct plan *ran);
/* The same, where it is as usual as can be; returns the plan of what is about to run, or NULL, with nothing done. */
const struct plan *instructions_step_at_once(struct frame_shadow *shadow, int at, const struct plan *ran);
/* Before anything else happens than the last two tell of. */
void instructions_rest(void);
/* Both without instructions_tell. */
bool instructions_step_line(struct frame_shadow *shadow, int at, const struct plan *ran);
/* The same as instructions_step_line, quickly where it is as usual as can be; names have been read. */
bool instructions_line_at_once(struct frame_shadow *shadow, int at, const struct plan *ran);
void instructions_move_line(struct frame_shadow *shadow, const struct plan *plan);
/* The same of a frame that waits for what it called; and where it is known how much of its value stack is left. */
void instructions_read_caller(struct frame_shadow *shadow);
void instructions_wait(struct frame_shadow *shadow, int depth);
/* An exception is on its way: what will be left of the frame's value stack. */
void instructions_unwind(struct frame_shadow *shadow);
/* The frame is about to leave the stack; what it returns or yields is taken off, or, when it ends, everything. */
void instructions_leave(struct frame_shadow *shadow, bool suspended);
/* Stages the INSTRUCTION record. */
void instructions_tell(struct frame_shadow *shadow);
/* Reaches (objects.h) everything on a value stack. */
void instructions_reach(const stack_shadow *stack);
/* The value stack is forgotten: nobody tells of it any more. */
void instructions_forget(struct frame_shadow *shadow);

#endif
