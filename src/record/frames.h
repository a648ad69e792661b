/* The learner's frames, and calls of library code that are folded into one: those on the stack of each thread, those
 * that wait in generators, and the namespaces of modules.
 *
 * A frame is known by its address as long as it lives.  Of the library's frames only the one is here that the learner's
 * code called; it stays out of the log unless the learner's code is called again from there.  What is said below of the
 * stack is said of that of the running thread, which frames_switch has to be told of first. */
#ifndef TERRARIUM_RECORD_FRAMES_H
#define TERRARIUM_RECORD_FRAMES_H

#include "cpython/facts.h"
#include "record/codes.h"
#include "record/instructions.h"
#include "record/names.h"
#include "trace/writer.h"

/* A place of a value stack. */
struct stack_slot {
    PyObject *object; /* address, or NULL */
    size_t held;      /* where what it holds out of the log's sight begins among what all of them hold */
    Py_ssize_t items; /* of a list, so many of its items were followed */
    uint32_t extras;  /* what was put into something since it stands there begins here among all that was */
    bool beyond;      /* it holds more than was followed */
};

/* What stood on the value stack of a generator when it came to wait, where it is simple enough to stay the same
 * meanwhile. */
enum { KEPT_SLOTS = 3, KEPT_HELD = 8 };
struct kept_stack {
    bool known;
    uint8_t slot_count, held_count;
    struct stack_slot slots[KEPT_SLOTS];
    PyObject *held[KEPT_HELD]; /* addresses */
};

/* (What each call sets stands side by side.) */
struct frame_shadow {
    facts_frame *frame;    /* address */
    PyCodeObject *code;    /* address */
    PyObject *generator;   /* address of the generator that holds it, or NULL */
    shadow_place function; /* that was called, and lives as long as the frame; NULL where that is not told of */
    PyObject *dict;        /* address of its own namespace (a class body's), or NULL */
    uint64_t number;       /* 0: of a call that is folded, not in the log */
    bool folded;           /* a call of library code */
    bool optimized;        /* its names are fast locals */
    bool still;            /* it has not run since its names were read */
    bool listed;           /* the log has its listing */
    bool shallow;          /* the same, and short forms can name each place of its value stack */
    bool cells;            /* some of its names are in cells, which other frames may have too */
    bool waits;            /* it is a generator's, which waits */
    uint32_t place;        /* of a generator's that has waited: among those, plus one; or 0 */
    enum trace_code_sort sort;
    struct listing *listing; /* of its code, where instructions are told of; borrowed, NULL until it is asked for */
    struct names names;      /* these two keep their memory for the frames to come */
    stack_shadow stack;      /* its value stack, where instructions are told of */
    struct kept_stack kept;  /* while it waits; slots.c's */
    uint64_t began;          /* a folded call, nanoseconds of CLOCK_MONOTONIC */
    uint64_t library;        /* of a folded call, its code's number */
};

void frames_start(struct trace_writer *writer);

/* The thread with this number (threads.h) is the one that runs.  Returns whether another was before. */
bool frames_switch(uint64_t thread);
/* Whether the thread that runs is this one. */
bool frames_runs(uint64_t thread);
uint64_t frames_thread(void);
/* This thread, another than the one that runs, has ended: stages POPs for what was on its stack, and THREAD_END. */
void frames_end(uint64_t thread);

/* Whether the learner's code runs in this frame, which may be NULL or the interpreter's own. */
bool frames_is_learners(facts_frame *frame);
/* The frame that this one was called from, leaving out the interpreter's own; or NULL. */
facts_frame *frames_below(facts_frame *frame);
/* The topmost frame of the running thread, or NULL. */
struct frame_shadow *frames_top(void);
/* Whether it is the frame on top of the running thread's stack, as far as that was told. */
bool frames_is_top(facts_frame *frame);
/* The frame, or the nearest one below it, that is the learner's; or NULL. */
facts_frame *frames_nearest(facts_frame *frame);
/* Where the frame was called from: as frames_nearest of the one below it, or the library's, if that call is folded. */
facts_frame *frames_caller(facts_frame *frame);

/* Makes `frame` the top of the stack (NULL: makes it empty), staging PUSH and POP records for whatever was not told of.
 * Returns its shadow, NULL for NULL. */
struct frame_shadow *frames_settle(facts_frame *frame);
/* A frame begins: stages its FRAME record and puts it on the stack; its PUSH is the caller's to stage. */
struct frame_shadow *frames_enter(facts_frame *frame);
/* The same of a function that is no generator, called by the code of the frame on top, whose code is the learner's and
 * in the log: `site` has its facts. */
struct frame_shadow *frames_call(facts_frame *frame, struct call_site *site);
/* The learner's frame at the top has called library code, in this frame. */
void frames_fold(facts_frame *frame);
/* This frame, whose call was folded, has ended. */
void frames_unfold(const facts_frame *frame);
/* That of a generator that is known to wait; NULL of any other. */
struct frame_shadow *frames_waiting(facts_frame *frame);
/* Whether what the value stack holds of a generator that waits is noted with its frame. */
bool frames_keep_stack(PyObject *generator);
/* A generator's frame goes on.  NULL when it is not known to wait. */
struct frame_shadow *frames_resume(facts_frame *frame);
void frames_put_push(const struct frame_shadow *shadow);
/* The frame at the top has ended, or waits: stages POP, and forgets it unless it waits. */
void frames_leave(bool suspended);
/* The same of a function's that has ended, or of a generator's that waits. */
void frames_return(void);
void frames_yield(void);

/* Reads the names of modules and of the running thread's frames, as far as `plan` may have bound them: that ran in the
 * frame on top, or, when that one has just been entered, in the one below it.  NULL, when it is not known what ran: all
 * names, also of frames that wait; but for those of frames that only their own code binds and that have not run, when
 * all that runs is told of. */
void frames_read(const struct plan *plan, bool entered, bool told);
/* The same where `plan` ran in the frame on top, all of which was foreseen, and it binds no hidden names. */
void frames_read_straight(const struct plan *plan);
/* The same where all is known that ran: `plan`, in the frame below as far as its code unit `call`, when that on top has
 * just been entered, whose code has these facts; or when it goes on, and `still`: its names have been read since it
 * waits. */
void frames_read_call(const struct plan *plan, int call, const struct code_facts *facts);
void frames_read_resumed(const struct plan *plan, int call, bool still);
/* The same where a still instruction alone ran in this frame, of which `plan` is, and has bound a name to an object:
 * false, with nothing done, where that is not a module's, or not so plain. */
bool frames_store(const struct frame_shadow *shadow, const struct plan *plan, PyObject *object, shadow_place place);
/* Whether the names of a module, or of a frame, are kept in this dictionary. */
bool frames_keep_names_in(const PyObject *dict);
/* Whether no name of a module, or in another dictionary, has been bound since names were read, where no fast local has
 * been. */
bool frames_names_stand(void);
/* Whether a dictionary that is no module's holds the names of a frame: of a class's body, or of what exec runs. */
bool frames_holds_names(const PyObject *dict);
/* What stands on value stacks: of the frame on top, or, when that one has just been entered, of both it and the one
 * below. `plan`: as of frames_read. */
void frames_read_stacks(bool entered, const struct plan *plan);
/* The same where a plain function has been entered, and what its caller's value stack has left is known. */
void frames_read_stacks_called(int depth);
/* All value stacks are forgotten. */
void frames_forget_stacks(void);
/* The names of the other threads' frames. */
void frames_read_others(void);
/* Reaches (objects.h) what all names refer to. */
void frames_reach(void);

/* These have died: a generator (its frame is closed), a dictionary (it was perhaps a namespace). */
void frames_generator_died(PyObject *generator);
void frames_dict_died(PyObject *dict);

#endif
