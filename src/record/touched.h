/* Follows the instructions of the learner's frames, to tell objects.h what they may have changed.
 *
 * Where a version's instructions are not known (cpython/instructions.h), where a thread of the program's own runs, and
 * after anything else that cannot be vouched for, it says nothing, and objects.h walks everything. */
#ifndef TERRARIUM_RECORD_TOUCHED_H
#define TERRARIUM_RECORD_TOUCHED_H

#include "cpython/facts.h"

struct plan;
struct call_site;
struct frame_shadow;
struct stack_place;

enum touched_event {
    TOUCHED_LINE,
    TOUCHED_INSTRUCTION,
    TOUCHED_ENTER,
    TOUCHED_LEAVE,
    TOUCHED_EXCEPTION,
    TOUCHED_UNWIND
};

/* With the GIL held, before the program starts. */
void touched_start(void);

/* Before and after the recorder is told of an event in the learner's frame.  `value`: what the frame returns or
 * yields. */
void touched_before(facts_frame *frame, enum touched_event event, PyObject *value);
void touched_after(facts_frame *frame, enum touched_event event, PyObject *value);
/* After TOUCHED_LINE and TOUCHED_INSTRUCTION these are called instead.  After a line, all that runs until the next one
 * is foreseen; after an instruction, that alone that is told of.  `told`: the line's first instruction will be told of
 * next. */
void touched_after_line(facts_frame *frame, bool told);
void touched_after_instruction(facts_frame *frame);
/* After a frame was entered: its next instruction will be told of. */
void touched_is_told_next(facts_frame *frame);

/* At an event: whether nothing has happened since the event before but that an instruction ran of this frame, which is
 * told of instruction by instruction, and that all that this one does was foreseen.  Then instead of touched_before: */
bool touched_is_certain(facts_frame *frame);
/* The same of a still one, of the frame that was at the event before, by the recorder's account. */
bool touched_is_alone(void);
/* What runs. */
const struct plan *touched_running(void);
/* What ran, which others may ask for from now on (touched_plan). */
const struct plan *touched_move(void);
/* Tells objects.h of what that was foreseen to touch, and whether it is anything; but for namespaces, where it binds
 * names. */
void touched_give(void);
bool touched_gives(void);
/* Whether it is this object alone; `*at`: as objects_touch takes it. */
bool touched_gives_one(PyObject *object, Py_ssize_t *at);
/* After that: whether what is about to run, at this code unit of the frame, will be certain and still, as what ran was.
 * Then instead of touched_after_instruction. */
bool touched_goes_on(int at);
/* The same, where that is plain to see, of the plan of what is about to run; false says nothing. */
bool touched_goes_on_at_once(const struct plan *plan);
/* The same, where it is not. */
bool touched_goes_on_otherwise(const struct plan *plan);
/* The same after a line's step, behind which an instruction's event follows at once. */
bool touched_goes_nowhere(void);
/* That it ran nothing of anybody's; that no objects changed by themselves. */
bool touched_is_still(void);
bool touched_is_calm(void);
/* Of the value stack, objects.h having been told: an object that is not told (objects_is_told) has come to stand at
 * `depth`, in the frame on top; or something has left it.  Values (objects_is_of_value) may come without a word; so may
 * what is told, but then, before anything else is asked for than what is still, touched_fill has to be given all that
 * stands there. */
void touched_pushed(PyObject *object, size_t depth);
void touched_popped(size_t depth);
void touched_fill(facts_frame *frame, const struct stack_place *places, size_t count);
/* Whether what stands at `depth` was told of so: values, and what is told, most often were not. */
bool touched_knows(size_t depth);
/* Instead of these, and where touched_moves is false: what stands there is looked at. */
void touched_settle(void);
bool touched_moves(void);
/* Whether anything may have changed. */
bool touched_is_in_doubt(void);

/* Whether what is about to run in the frame on top runs nothing else. */
bool touched_will_be_still(void);
/* Where nothing has happened since the last event of the frame on top but what its plan foresees, and this touches no
 * object: takes the place of touched_before at a line, and returns the plan; NULL otherwise, with nothing done. */
const struct plan *touched_quietly(facts_frame *frame);
/* The same where that is most probable, and what was foreseen may touch objects: what has run, after objects.h was told
 * of whose counts may have changed; NULL where it is not so plain.  Asks for nothing that stands in `attention`
 * (attention.h). */
struct touched_turn {
    const struct plan *ran;
    const struct plan *next; /* what runs from now on */
    bool quiet;              /* nothing but names was touched */
};
struct touched_turn touched_straight(facts_frame *frame);
/* At every event but those for which touched_straight has not given NULL, before all else: what was left to be proved
 * by then (seals.h) is proved, or in doubt. */
void touched_unseal(void);
/* Then, when names were read, looks at the objects that it touches; and instead of touched_after_line, when the step is
 * told: whether the instructions from here to the next line are to be told of. */
void touched_look(void);
bool touched_after_straight_line(facts_frame *frame, const struct plan *next);
/* The same where the plan may touch objects as well, at a line, or where the frame is about to be left with this value;
 * and where this frame is entered, a function's or a generator's that goes on, by the code of the one on top, which was
 * found to lead to `site`.  Of what is called, returned or yielded others tell objects.h; touched_look follows, when
 * names were read. */
const struct plan *touched_foreseen(facts_frame *frame);
const struct plan *touched_leave_quietly(facts_frame *frame, PyObject *value);
const struct plan *touched_enter_quietly(facts_frame *frame, const struct call_site *site);
const struct plan *touched_resume_quietly(facts_frame *frame, const struct call_site *site);
/* What the code of the frame on top, where it called this one or lets it go on, is known to come to (plans.h); NULL
 * where it is not that code that did. */
struct call_site *touched_site(facts_frame *frame);
/* Where a frame was entered or left so, instead of touched_after: a function's; a generator's that goes on, with its
 * shadow; one that has ended, or (its shadow) waits in a generator.  The first two tell whether nothing is done before
 * the frame's next event, and `*watched`: as touched_watches. */
bool touched_after_calling(facts_frame *frame, const struct call_site *site, bool *watched);
bool touched_after_resuming(facts_frame *frame, struct frame_shadow *shadow, const struct call_site *site,
                            bool *watched);
void touched_after_leaving_quietly(facts_frame *frame, PyObject *value, struct frame_shadow *waits);
/* Whether the instructions from here to the next line are to be told of. */
bool touched_watches(facts_frame *frame);
/* What has run since the last event of the frame that touched_before told of, or, of one that is entered, in its
 * caller; NULL where not all is known that may have happened. */
const struct plan *touched_plan(void);

/* Whether all code that has run since the last event was told of, but for C code and the library's. */
bool touched_is_told(void);

/* An instruction is about to run.  False when no other of its line needs to be told of. */
bool touched_instruction(facts_frame *frame);
/* Something runs that is not the learner's. */
void touched_library(void);
/* Another thread runs than at the event before. */
void touched_switch(void);
/* For a while there were no events. */
void touched_forget(void);
/* Instructions are told of no more: of frames that wait, what comes after theirs was not foreseen. */
void touched_instructions_ended(void);
/* From now on the program has functions of its own called at events, without events that tell of it, or has no more. */
void touched_watched(bool by_others);

/* These have died. */
void touched_code_died(PyObject *code);
void touched_class_died(void);

#endif
