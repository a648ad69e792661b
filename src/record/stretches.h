/* Each of the learner's frames that runs or waits in a call has a stretch: what its code since the last event was
 * foreseen to touch, and what stood on its value stack then, each with what that holds out of the log's sight.
 *
 *     stretches   module  hot 0  slots 0      hot    0 touch 0x7f…6f40 [2]    slots  0 list_iterator  held 0
 *                 f       hot 1  slots 1             1 count 0x7f…51c0        held   0 0x7f…3c80, the list
 *
 * At an event of the frame on top its stretch is given to objects.h; when a frame is entered, that of its caller, whose
 * instruction goes on.  Code that may change anything puts its frame in doubt until that frame's next event.
 *
 * Private to the files that follow frames so: stretches.c (where a stretch begins and goes on, and what its code is
 * foreseen to do), slots.c (value stacks), touched.c (what an event comes to, whatever has happened), touched_quiet.c
 * (the short ways of steps) and touched_instants.c (of instructions that are told of one by one). */
#ifndef TERRARIUM_RECORD_STRETCHES_H
#define TERRARIUM_RECORD_STRETCHES_H

#include <limits.h>

#include "base/vector.h"
#include "base/ways.h"
#include "cpython/instructions.h"
#include "record/attention.h"
#include "record/forecast.h"
#include "record/frames.h"
#include "record/objects.h"
#include "record/plans.h"
#include "record/steps.h"

enum {
    STRETCH_MOST = 96, /* a longer stretch costs more than walking */
    VISITS_MOST = 2048,
    DEPTH_MOST = 8,
    NEVER = INT_MAX,
    GIVEN_MOST = 256, /* things that C code is given in one stretch */
};

struct stretch {
    facts_frame *frame;                /* address */
    PyCodeObject *code;                /* address */
    struct listing *listing;           /* of its code */
    const struct frame_shadow *shadow; /* that stands for it in frames.h, since its last event */
    const struct plan *plan;           /* what runs until its next event; NULL when that is not known */
    size_t hot, slots, held, extras;   /* where its own begin */
    const struct call_site *site;      /* what was called quietly and runs now; borrowed, or NULL */
    int call;                          /* the call after which it went on last, or -1, and */
    size_t call_hot;                   /* where in `hot` what was foreseen then begins */
    int held_from; /* the code unit of an instruction from which on C code may hold what nobody tells of, or NEVER; or
                    * as struct forecast has it, of a call that will give */
    PyObject *gathered;  /* this (forecast_gathered) */
    int doubt_at;        /* the code unit of an instruction from which on anything may change, or NEVER */
    bool watched;        /* all that happened since its last event was foreseen, or watched */
    bool by_instruction; /* it is watched instruction by instruction */
    bool alone;          /* it is told of instruction by instruction */
    bool renews;         /* what stands on its value stack may hold other things by now */
    bool grows;          /* the same of lists, as far as they have grown */
    bool stirs;          /* FORECAST_STIRS */
    bool hides;          /* a comprehension may bind names there that are none of its namespace's */
    bool watchable;      /* its names are in plain dictionaries */
    bool certain;        /* nothing but an instruction runs, and that as it was foreseen */
    bool still;          /* the same, and that runs nothing of anybody's */
    bool quiet;          /* see touched_quietly */
    bool sealed;         /* nothing was foreseen: what its plan's instructions are at its end tells (seals.h) */
    bool straight;       /* see touched_straight: as far as its plan and what was foreseen go */
    bool bare;           /* it is known to hide nothing, as long as it is certain */
};

struct followed {
    hot_objects hot;
    VECTOR(struct stretch) stretches;
    struct stretch *top; /* the last of them, or NULL */
    VECTOR(struct stack_slot) slots;
    VECTOR(PyObject *) held;
    VECTOR(PyObject *) extras; /* put into something on the value stack since it stood there */
    const struct plan *plan;   /* as touched_plan gives it */
    facts_frame *doubted;      /* the frame whose code may change anything, or NULL */
    PyInterpreterState *interpreter;
    uint64_t switches; /* as facts_switches gave it at the last event that was not certain */
    Py_ssize_t collected;
    size_t visits;
    int depth;
    bool beyond; /* what was being held is more than can be followed */
    bool told;   /* as touched_is_told gives it */
    bool alone;  /* at the last event that was not certain, and at those since, is_undisturbed was true */
};

extern struct followed touched;

static inline bool in_doubt(void)
{
    return attention_is(ATTENTION_DOUBT);
}

/* Anything may change from now on, until the next event of the frame on top; that is over, where it was this
 * frame's. */
void stretches_doubt(void);
void stretches_clear_doubt(facts_frame *frame);

/* Notes what is seldom foreseen: see struct forecast. */
void stretches_note(struct stretch *stretch, unsigned bits, int doubt_at, int held_from);
/* Whether a comprehension has bound names of its own. */
bool stretches_hide_any(const struct stretch *stretch);

/* A stretch for a frame that has none, on top; its first stretch is to begin. */
struct stretch *stretches_add(facts_frame *frame, struct listing *listing);
/* The event at which a stretch begins: at the frame's instruction. */
void stretches_begin(struct stretch *stretch, enum plan_sort sort);
/* The same at a line where the last one was straight, and nothing is in doubt: `plan` is of what runs now.  Whether
 * that is to be told of instruction by instruction. */
bool stretches_begin_straight(struct stretch *stretch, const struct plan *plan);
/* The same where the event of an instruction follows at once: nothing runs until then. */
void stretches_begin_nothing(struct stretch *stretch);
/* The same as stretches_begin, of one instruction that is told of (touched_instants.c). */
void touched_begin_instruction(struct stretch *stretch, const struct plan *plan);
/* Python code that the frame called has left: its line goes on with what that returned.  C code may call again and
 * again. */
void stretches_go_on(struct stretch *stretch, facts_frame *left, PyObject *result);
/* The one on top ends. */
void stretches_end(struct stretch *stretch);

/* C code may hold what stood on the value stack before it ran, and what that held. */
void stretches_suspect_held(const struct stretch *stretch);
/* What is not the frame's own: the cells of its names; its tracer, which it lets go of at its end, though that may have
 * been switched off since; the namespaces that its names may be bound in. */
void stretches_suspect_cells(facts_frame *frame);
void stretches_suspect_tracer(facts_frame *frame);
void stretches_touch_namespaces(facts_frame *frame);

extern const struct plan *const stretches_nothing; /* until the event of an instruction that follows at once */

static inline struct stretch *on_top(facts_frame *frame)
{
    return touched.top != NULL && touched.top->frame == frame ? touched.top : NULL;
}

/* A frame that ended without an event may have left its stretch to another at its address. */
static inline bool is_of(const struct stretch *stretch, facts_frame *frame)
{
    return USUAL(stretch->frame == frame) && USUAL(stretch->code == facts_code(frame));
}

static inline PyObject *on_stack(const struct stretch *stretch, int at)
{
    return facts_local(stretch->frame, instruction_bottom(stretch->frame) + at);
}

/* Whether no code has run that nobody told of: other threads run when they have the GIL, what the program has set to
 * watch itself runs without events, and cycles that the log does not know may have held what it does.  (What else it
 * has set, `attention` tells.) */
static inline __attribute__((always_inline)) bool has_run_alone(void)
{
    PyInterpreterState *interpreter = touched.interpreter;
    const PyThreadState *thread = facts_holder(interpreter);
    Py_ssize_t collected = instruction_collected(interpreter);

    return USUAL(collected == touched.collected) && USUAL(touched.switches == facts_switches(interpreter)) &&
           USUAL(!instruction_has_other_watchers(thread)) && USUAL(interpreter->audit_hooks == NULL);
}

static inline __attribute__((always_inline)) bool is_undisturbed(void)
{
    return has_run_alone() && !attention_is(ATTENTION_OTHERS);
}

/* Whether nothing was found but, perhaps, that it stirs. */
static inline bool foresee(struct stretch *stretch, const struct plan *plan, PyObject *result)
{
    struct forecast found;

    if (plan->quiet)
        return true;
    found = forecast(plan, stretch->frame, result, &touched.hot);
    if (UNUSUAL((found.bits & ~(unsigned)FORECAST_STIRS) != 0)) {
        stretches_note(stretch, found.bits, found.doubt_at, found.held_from);
        return false;
    }
    stretch->stirs = stretch->stirs || found.bits != 0;
    return true;
}

static inline bool is_hiding(const struct stretch *stretch)
{
    return UNUSUAL(stretch->hides) && stretches_hide_any(stretch);
}

static inline const struct plan *next_instruction(const struct stretch *stretch)
{
    return plans_get(stretch->listing, instruction_at(stretch->frame), PLAN_ALONE);
}

/* The same after its next instruction, whose plan this is. */
static inline bool will_be_hiding(struct stretch *stretch, const struct plan *plan)
{
    if (!stretch->hides)
        return false;
    stretch->bare = stretch->bare || !is_hiding(stretch);
    stretch->bare = stretch->bare && plan->stored_count == 0 && !plan->cells && !plan->any;
    return !stretch->bare;
}

/* Whether no comprehension has bound names of its own, nor does in what runs now. */
static inline bool hides_nothing(const struct stretch *stretch)
{
    return USUAL(!stretch->hides) || (stretch->plan->stored_count == 0 && !is_hiding(stretch));
}

static inline bool is_watchable(facts_frame *frame)
{
    return USUAL(PyDict_CheckExact(frame->f_builtins)) &&
           (MOSTLY(frame->f_locals == NULL) || USUAL(PyDict_CheckExact(frame->f_locals)));
}

/* The code of a frame is counted while that stands, which is else found out where C code has run. */
static inline void suspect_code(PyCodeObject *code)
{
    if (objects_any_restless())
        objects_suspect((PyObject *)code);
}

/* One more, on top, of which everything is to be set. */
static inline struct stretch *push_stretch(void)
{
    struct stretch *stretch;

    if (UNUSUAL(touched.stretches.count >= touched.stretches.capacity))
        vector_reserve(&touched.stretches, touched.stretches.count + 1);
    stretch = &touched.stretches.items[touched.stretches.count++];
    touched.top = stretch;
    return stretch;
}

#endif
