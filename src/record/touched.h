/* Follows the instructions of the learner's frames, to tell objects.h what they may have changed.
 *
 * Where a version's instructions are not known (cpython/instructions.h), where a thread of the program's own runs, and after
 * anything else that cannot be vouched for, it says nothing, and objects.h walks everything. */
#ifndef TERRARIUM_RECORD_TOUCHED_H
#define TERRARIUM_RECORD_TOUCHED_H

#include "cpython/facts.h"

struct plan;

/* TOUCHED_INSTRUCTION: each instruction of the frame is told of, until TOUCHED_LINE is told instead. */
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

/* Before and after the recorder is told of an event in the learner's frame.  `value`: what the frame returns or yields. */
void touched_before(facts_frame *frame, enum touched_event event, PyObject *value);
void touched_after(facts_frame *frame, enum touched_event event, PyObject *value);
/* The same for TOUCHED_LINE, which most are. */
void touched_before_line(facts_frame *frame);
void touched_after_line(facts_frame *frame);
/* Whether the instructions from here to the next line are to be told of. */
bool touched_watches(facts_frame *frame);
/* What has run since the last event of the frame that touched_before told of, or, of one that is entered, in its caller; NULL
 * where not all is known that may have happened. */
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

/* These have died. */
void touched_code_died(PyObject *code);
void touched_class_died(void);

#endif
