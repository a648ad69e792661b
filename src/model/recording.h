/* A recording: the log of one run in the viewer's memory, growing at its end, never changing before it.
 *
 * Everything that does not depend on the step that one looks at is here: strings, sources, codes, frames' birth,
 * objects' birth, the steps themselves, output, how the run ended.  What a name or a list held *at* a step is a
 * `struct state` (state.h).
 *
 *     log    | META STRING OBJECT … STEP | OBJECT NAME STEP | SPLICE STEP | …
 *     steps                         ↑0                  ↑1            ↑2        where each step's segment ends
 *     keyframes  the state after every so many bytes of the log
 *
 * The log is not trusted: every record is checked as it is appended (lengths, references, ranges; splices against the
 * state at the log's end), so that walking it later cannot fail. */
#ifndef TERRARIUM_MODEL_RECORDING_H
#define TERRARIUM_MODEL_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "model/timeline.h"
#include "trace/record.h"

struct recording;

struct recording *recording_new(void);
void recording_free(struct recording *recording);

/* Appends log bytes; an incomplete record at the end is kept until its rest comes.  On damage everything before it
 * stays, nothing more is taken, and the sentence says where. */
enum status recording_append(struct recording *recording, const void *bytes, size_t length, struct error *error);
/* Appends a record of the viewer's own (OUTPUT of stream 0, END, META, NOTE) behind the last whole record. */
void recording_add(struct recording *recording, const struct trace_record *record);
/* The same for a record of a timeline that somebody else vouches for: false, and nothing is appended, if it refers to
 * what is not there. */
bool recording_offer(struct recording *recording, const struct trace_record *record);

/* The log as it stands, whole records only; borrowed until the next append. */
struct trace_bytes recording_log(const struct recording *recording);

/* How many steps are committed: they are numbered 0 … count-1.  0 when nothing was recorded (a syntax error, say). */
uint32_t recording_steps(const struct recording *recording);

struct step {
    uint32_t number;
    uint32_t thread; /* number of a THREAD record */
    enum trace_event event;
    uint32_t frame;
    uint32_t line;  /* see TRACE_FIELDS_STEP */
    uint32_t value; /* object returned, yielded or raised; what an unwound frame was left by; 0 otherwise */
};
/* False past the last step. */
bool recording_step(const struct recording *recording, uint32_t number, struct step *step);
/* The latest step in a frame; false when it has none. */
bool recording_last_step(const struct recording *recording, uint32_t frame, struct step *step);
/* The step at which the main module ended, or the last one while it has not.  Later steps belong to finalisation, which
 * closes generators and runs what atexit knows.  0 when there are no steps. */
uint32_t recording_final_step(const struct recording *recording);
/* The neighbouring steps of the same thread; false when there is none. */
bool recording_thread_before(const struct recording *recording, uint32_t number, uint32_t *before);
bool recording_thread_after(const struct recording *recording, uint32_t number, uint32_t *after);
/* The line that just ran at this moment (▷) and the one about to run (▶), each with its file; line 0 where there is
 * none. ▷ is the line of the step before in the same thread. */
struct place {
    uint32_t file; /* string */
    uint32_t line;
};
void recording_places(const struct recording *recording, uint32_t step, struct place *done, struct place *next);
/* The line that had begun and not ended when the run was ended from without, or crashed; false: it ended by itself, or
 * the log does not tell. */
bool recording_stopped_in(const struct recording *recording, struct place *place);
/* The step whose line it was that just ran (▷), with the frame and thread that ran it; false where there is none. */
bool recording_doer(const struct recording *recording, uint32_t step, struct step *doer);

enum { MAIN_THREAD = 1 }; /* its number */
/* The threads that were ever recorded, numbered from 1.  "" for an unknown number. */
uint32_t recording_threads(const struct recording *recording);
const char *recording_thread_name(const struct recording *recording, uint32_t thread);

/* An interned string, NUL-terminated (its bytes may hold NULs too); "" for 0 or an unknown number. */
const char *recording_string(const struct recording *recording, uint32_t string, size_t *length);
/* The number of an interned string, 0 when the log has none such. */
uint32_t recording_find_string(const struct recording *recording, const char *text);
/* A META value, or NULL. */
const char *recording_meta(const struct recording *recording, const char *name);
/* Whether the program ran behind walls (sandbox/walls.h) that suffice. */
bool recording_has_walls(const struct recording *recording);
/* Appends "CPython 3.13.0", with " (public API)" where nothing more of that version was known, and "walls" among these
 * words where the program ran behind some; nothing when there is no version. */
void recording_write_python(const struct recording *recording, struct text *out);

struct code {
    uint32_t file, name, qualified; /* strings */
    uint32_t line;
    enum trace_code_sort sort;
    uint32_t module; /* string: of library code; 0 for the learner's */
};
/* A function's parameters in order: those that may be given by place, those that are given by name only, *args,
 * **kwargs. */
struct parameters {
    uint32_t positional, keyword;
    bool rest, named;      /* whether there is *args, **kwargs */
    const uint32_t *names; /* strings, as many as all of these; borrowed from the recording */
};
struct frame_birth {
    uint32_t code;
    uint32_t caller;    /* frame, 0 if none */
    uint32_t function;  /* object, 0 if not known */
    uint32_t generator; /* object, 0 if none */
};
struct object_birth {
    uint64_t address;
    uint32_t type; /* string, at birth; see state_type for later */
    enum trace_object_kind kind;
    uint32_t flags;           /* enum trace_object_flag */
    bool is_derived;          /* a number, string or bytes whose class was derived from that type: class Money(int) */
    uint32_t step;            /* the step whose segment it was first seen in */
    uint64_t length;          /* at birth */
    struct trace_bytes value; /* at birth; borrowed from the recording */
};
/* Instants: moments between a step and the next, each before an instruction that was recorded.  They are numbered from
 * 1 on; 0 is the step itself. */
struct instant {
    uint32_t frame;
    uint32_t unit; /* the code unit of the instruction that is about to run */
    uint32_t form; /* string: its opcode as it stood in memory, 0 when that is its own */
};
/* How many there are behind this step; 0 also where only lines were recorded. */
uint32_t recording_instants(const struct recording *recording, uint32_t step);
/* False for 0 and unknown numbers. */
bool recording_instant(const struct recording *recording, uint32_t step, uint32_t number, struct instant *instant);
/* The last instant of this frame before that one (or before the step itself, for 0); false where there is none, or
 * where the frame has gone on since without being told of. */
bool recording_instant_before(const struct recording *recording, uint32_t step, uint32_t number, uint32_t frame,
                              struct instant *instant);
/* Whether the first instant behind a step is the step's own moment: a line, whose first instruction is told of. */
bool recording_begins_with_instant(const struct recording *recording, uint32_t step);
/* Whether any instruction was recorded. */
bool recording_has_instants(const struct recording *recording);

struct instruction {
    uint32_t unit;           /* where it begins, in units of two bytes */
    uint32_t name;           /* string: its opcode, as the compiler wrote it */
    uint32_t argument;       /* with what EXTENDED_ARG gives it */
    uint32_t shown;          /* string: what the argument means; 0 none */
    uint32_t constant;       /* object: that the argument means; 0 none */
    int32_t target;          /* unit to which it may jump; -1 none */
    int32_t depth;           /* of the value stack before it; -1 when it is never reached */
    uint32_t line, end_line; /* of the piece of source that it belongs to; 0 none */
    int32_t byte, end_byte;  /* offsets in these lines, in bytes; -1 unknown */
};
/* A code object's, in their order; 0 where none were recorded. */
size_t recording_instructions(const struct recording *recording, uint32_t code);
/* NULL past the end; borrowed from the recording. */
const struct instruction *recording_instruction(const struct recording *recording, uint32_t code, size_t index);
/* The index of the instruction that begins at a unit; the count of all when none does. */
size_t recording_find_instruction(const struct recording *recording, uint32_t code, uint32_t unit);

/* NULL for 0 or unknown numbers; borrowed until the next append. */
const struct code *recording_code(const struct recording *recording, uint32_t number);
/* False where they are not in the log. */
bool recording_parameters(const struct recording *recording, uint32_t code, struct parameters *parameters);
const struct frame_birth *recording_frame(const struct recording *recording, uint32_t number);
/* Whether the frame is a call of library code, folded into one: it has no names and no steps. */
bool recording_is_folded(const struct recording *recording, uint32_t frame);
/* False for 0 or unknown numbers. */
bool recording_object(const struct recording *recording, uint32_t number, struct object_birth *birth);
uint32_t recording_objects(const struct recording *recording); /* how many were ever seen */
uint32_t recording_codes(const struct recording *recording);
uint32_t recording_frames(const struct recording *recording);
/* What tells addresses and calls apart: see labels.h.  Owned by the recording. */
struct labels;
struct labels *recording_labels(const struct recording *recording);

/* Source text by file string; lines are numbered from 1, without their line ends.  Borrowed until the next append. */
uint32_t recording_main_file(const struct recording *recording); /* string; 0 if unknown */
size_t recording_source_lines(const struct recording *recording, uint32_t file);
struct trace_bytes recording_source_line(const struct recording *recording, uint32_t file, size_t line);

/* Output, in the order in which it was written. */
struct output_piece {
    uint32_t step;   /* the step in whose segment it was written */
    uint32_t stream; /* 1, 2, or 0: see TRACE_FIELDS_OUTPUT */
    struct trace_bytes bytes;
};
size_t recording_outputs(const struct recording *recording); /* pieces */
struct output_piece recording_output(const struct recording *recording, size_t index);
/* How many pieces had been written at a step. */
size_t recording_outputs_at(const struct recording *recording, uint32_t step);

/* Whether the program waits for input at the end of the log. */
bool recording_waits_for_input(const struct recording *recording);

struct recording_end {
    enum trace_end_reason reason;
    uint64_t status;
    const char *text; /* borrowed */
};
/* False while the run goes on. */
bool recording_end(const struct recording *recording, struct recording_end *end);
/* Notes on what could not be recorded, in order; NULL past the last. */
const char *recording_note(const struct recording *recording, size_t index);

/* What the threads did by the clock, where that was watched: see timeline_is_there.  Owned by the recording. */
const struct timeline *recording_timeline(const struct recording *recording);
/* See timeline_suppose; `clock` is the machine's.  Nothing when the records refer to what there is not. */
void recording_suppose(struct recording *recording, uint64_t clock, const struct trace_fields_PLACE *place,
                       const struct trace_fields_RELEASE *release);

/* Calls `visit` with each record of a step's segment, in order, until it returns false. */
typedef bool recording_visitor(void *context, const struct trace_record *record);
void recording_visit(const struct recording *recording, uint32_t step, recording_visitor *visit, void *context);

/* Where to look for the nearest step at which ▶ stands on this line of the main file: the first such step after `from`,
 * or before it when `backwards`.  False when there is none. */
bool recording_find_line(const struct recording *recording, uint32_t from, uint32_t line, bool backwards,
                         uint32_t *step);
/* The nearest step after (before) `from` in the same frame at line grain, over calls: n and N.  Falls back to the
 * caller when the frame ends, and to another thread when the thread does.  False at the ends of the recording. */
bool recording_step_over(const struct recording *recording, uint32_t from, bool backwards, uint32_t *step);
/* Forward: the step after this frame returned; backward: the step that called it.  r and R. */
bool recording_step_out(const struct recording *recording, uint32_t from, bool backwards, uint32_t *step);

#endif
