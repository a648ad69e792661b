/* Moving from instant to instant, and which instruction runs at one.
 *
 *     step 4                     step 5              step 6
 *     line 2 is about to run     line 3 is …
 *     │                          │
 *     ├ 1 LOAD_NAME  _C          ├ 1 LOAD_NAME …     A line's first instant is the step's own moment: the same names,
 *     ├ 2 UNPACK_SEQUENCE 3      ┆                   the same objects.  Going from one to the next passes it once, as
 *     ├ 3 STORE_NAME a                               instant 1.
 *     ┆ */
#ifndef TERRARIUM_MODEL_INSTANTS_H
#define TERRARIUM_MODEL_INSTANTS_H

#include "base/text.h"
#include "model/recording.h"
#include "model/state.h"

struct position {
    uint32_t step, instant; /* instant 0: the step itself */
};

struct position instants_position(const struct state *state);
/* The first instant of a line instead of the step that is the same moment; any other position stays. */
struct position instants_settle(const struct recording *recording, struct position position);
/* The position after, or before; false at the ends of the recording. */
bool instants_move(const struct recording *recording, struct position from, bool backwards, struct position *to);
/* The nearest position at which another piece of the source is being worked out than here; false where there is
 * none. */
bool instants_move_piece(const struct recording *recording, struct position from, bool backwards,
                         struct position *to);

/* An instruction of a frame. */
struct instants_place {
    uint32_t frame, code;
    size_t index;                          /* in the code's instructions */
    const struct instruction *instruction; /* borrowed from the recording */
    uint32_t form;                         /* see struct instant */
};
/* The instruction that is about to run (▶), and the one that ran last in that frame (▷).  False where none is known. */
bool instants_next(const struct recording *recording, struct position position, struct instants_place *place);
bool instants_done(const struct recording *recording, struct position position, struct instants_place *place);

/* Whether an instruction is known to run next, or to have run last, where the state is. */
bool instants_are_here(const struct state *state);
/* Whether none is, though instructions have run in that frame. */
bool instants_are_lacking(const struct state *state);

/* In words: see instruction_words.h.  For names that these do not know, CPython's own.  `state` knows the constants. */
void instants_write_verb(struct state *state, const struct instants_place *place, struct text *out);
void instants_write_sentence(struct state *state, const struct instants_place *place, struct text *out);
/* As CPython calls it, with what its argument means: "LOAD_CONST (1, 2, 3)"; "*" behind the opcode where it stood
 * specialised. */
void instants_write_name(struct state *state, const struct instants_place *place, struct text *out);

#endif
