/* The recorder: turns what a hook sees into steps.
 *
 * A hook mechanism (hook_settrace.c) tells it of events in the learner's frames, in the thread that they happen in; it
 * reads what changed and puts it into the log with the step.  All of it runs with the GIL held and runs no Python
 * code. */
#ifndef TERRARIUM_RECORD_RECORDER_H
#define TERRARIUM_RECORD_RECORDER_H

#include <stdatomic.h>
#include <stdbool.h>

#include "cpython/facts.h"
#include "record/instructions.h"
#include "trace/ring.h"
#include "trace/writer.h"

/* The ring, the writer and (during the call) the rest are borrowed, but for what `budget` borrows.  `into`: see
 * codes_start. */
void recorder_start(struct trace_writer *writer, struct trace_ring *ring, const PyConfig *config, const char *into,
                    const struct instructions_budget *budget);
/* Called at each event at which `*due` (borrowed) is true, before anything else. */
void recorder_before_events(void (*call)(void), const atomic_bool *due);
/* Called before an object's death is told of. */
void recorder_before_deaths(void (*call)(PyObject *object));
/* From now on nothing is recorded: the process was forked, or Python has ended. */
void recorder_stop(void);
bool recorder_is_on(void);
/* Stages a sentence on what could not be recorded. */
void recorder_note(const char *sentence);

/* A code object begins to run in this frame: decides whether that is the learner's. */
bool recorder_sees(facts_frame *frame);

/* The learner's code has called library code, in this frame; it has ended, which the learner's next event tells,
 * too. */
void recorder_library_call(facts_frame *frame);
void recorder_library_return(facts_frame *frame);

/* Whether the hook is to tell of each instruction of this code; whether of any. */
bool recorder_wants_instructions(PyCodeObject *code);
bool recorder_tells_instructions(void);
/* An instruction of the learner's is about to run. */
void recorder_instruction(facts_frame *frame);
/* The same at an event that is certain (touched.h), without touched_before. */
enum recorder_moved {
    RECORDER_MOVED_NOT, /* more has to be done: nothing was */
    RECORDER_MOVED,
    RECORDER_MOVED_ON, /* and touched_after_instruction and recorder_commit as well */
};
enum recorder_moved recorder_move(facts_frame *frame);
/* Whether nothing has happened since recorder_move or recorder_run but that one still instruction of this frame ran:
 * then recorder_run takes the place of recorder_move, with nothing more to be asked.  What else is told to the
 * recorder, or to touched.h, comes after recorder_rest. */
bool recorder_runs(const facts_frame *frame);
void recorder_rest(void);
/* After touched_after_instruction or touched_after_line, where recorder_run may be what comes next. */
void recorder_expect(facts_frame *frame);
enum recorder_moved recorder_run(facts_frame *frame);
/* The same where it is as usual as can be: RECORDER_MOVED_NOT, with nothing done, where recorder_run is to be called,
 * and RECORDER_MOVED where recorder_run_on is, which returns what recorder_run would. */
enum recorder_moved recorder_run_at_once(facts_frame *frame);
enum recorder_moved recorder_run_on(facts_frame *frame);
/* The same of a line, with nothing to be done behind it; false where it is not so, with nothing done.  `told`: the
 * line's first instruction will be told of next. */
bool recorder_run_line(facts_frame *frame, int line, bool told);
/* The same as recorder_move of a line; false for RECORDER_MOVED_NOT. */
bool recorder_move_line(facts_frame *frame, int line);
/* After that, when it is known what the instruction will do.  `still`: it is done in no time, and runs nothing else, so
 * that the viewer may come to know of it with the next one. */
void recorder_commit(bool still);

/* Whether nothing was told since this frame came to this line. */
bool recorder_is_at_line(facts_frame *frame, int line);

/* Events.  `line` is 0 when there is none. */
/* The same where all is known that has happened since the frame's last event; false when that is not so, with nothing
 * done. */
bool recorder_quiet_line(facts_frame *frame, int line);
/* The same where all is as usual, in the straight way, which leaves nothing to touched_before and
 * touched_after_line. */
enum recorder_told {
    RECORDER_TOLD_NOT,
    RECORDER_TOLD,
    RECORDER_TOLD_WATCHED, /* and the instructions from here to the next line are to be told of (touched_watches) */
};
enum recorder_told recorder_straight_line(facts_frame *frame, int line);
/* The same as recorder_quiet_line of a function that is called by the frame on top, and of a generator that goes on,
 * with what touched_after does.  `*watched`: see RECORDER_TOLD_WATCHED. */
bool recorder_quiet_call(facts_frame *frame, int line, bool *watched);
bool recorder_quiet_resume(facts_frame *frame, int line, bool *watched);
/* The same of a frame that returns or yields. */
bool recorder_quiet_leave(facts_frame *frame, int line, PyObject *value, bool suspended);
void recorder_line(facts_frame *frame, int line);
void recorder_call(facts_frame *frame, int line);   /* also the first time that a generator runs */
void recorder_resume(facts_frame *frame, int line); /* a generator goes on; a call if it was not known to wait */
void recorder_return(facts_frame *frame, int line, PyObject *value);
void recorder_yield(facts_frame *frame, int line, PyObject *value);
void recorder_unwind(facts_frame *frame, int line);
/* `lent`: the hook itself holds one reference to the exception. */
void recorder_exception(facts_frame *frame, int line, PyObject *exception, bool lent);

#endif
