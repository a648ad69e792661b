/* Objects in words: how a value, a type, an id is written for a person.  All text here is raw: it passes the sanitiser
 * when it is drawn on a canvas or printed by output/. */
#ifndef TERRARIUM_MODEL_VALUE_H
#define TERRARIUM_MODEL_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "model/state.h"

/* A leaf as Python writes it: 42, 3.14, 'text', b'x', True, None.  A value of which only a beginning is recorded ends with
 * the mark "…" and its length in brackets.  Not for other objects. */
void value_write(const struct object *object, struct text *out);
/* Any object in one line of at most about `budget` characters: a leaf's value; [1, 2, …], {'a': 1}, <Dog …6f40>,
 * <function f>.  Nested objects two levels deep, cycles as "[…]". */
void value_summary(const struct state *state, uint32_t object, int budget, struct text *out);
/* True for small immutable values that are drawn inside the slot that refers to them. */
bool value_is_inline(const struct object *object);

/* The shortest suffix, four hex digits at least, that tells the address apart from every other address in the recording;
 * with a leading "…" (or ".." when `ascii`). */
void value_short_id(const struct recording *recording, uint64_t address, bool ascii, struct text *out);
/* "list", "Dog", "function square(…)": the object's type word for titles. */
void value_title(const struct state *state, uint32_t object, struct text *out);
/* "module", "square", "<lambda>", "fib (3rd call)": a frame's title. */
void value_frame_title(const struct state *state, uint32_t frame, struct text *out);

#endif
