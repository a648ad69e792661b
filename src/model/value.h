/* Objects in words: how a value, a type, an id is written for a person.  All text here is raw: it passes the sanitiser
 * when it is drawn on a canvas or printed by output/. */
#ifndef TERRARIUM_MODEL_VALUE_H
#define TERRARIUM_MODEL_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "model/state.h"

/* A leaf as Python writes it: 42, 3.14, 'text', b'x', True, None.  A value of which only a beginning is recorded ends
 * with the mark "…" and its length in brackets.  Functions, classes, methods, modules and generators are written by
 * their name: <function f>.  Not for other objects. */
void value_write(const struct object *object, struct text *out);
/* Any object in one line of at most about `budget` characters: a leaf's value; [1, 2, …], {'a': 1}, <Dog …6f40>,
 * <function f>.  Nested objects two levels deep, deeper ones and cycles as "[…]". */
void value_summary(const struct state *state, uint32_t object, int budget, struct text *out);

enum { VALUE_INLINE_MAX = 24 }; /* characters */

/* True for what is drawn inside the slot that refers to it: immutable leaves that value_write writes in at most
 * VALUE_INLINE_MAX characters (numbers, short strings and bytes, None, True, False, Ellipsis), and what a learner did
 * not make and cannot look into, known by its name: modules, and classes and functions whose contents are not recorded.
 * Whatever can change, and whatever holds references, is a box: containers, instances, a learner's functions and
 * classes; and so is a value of a class derived from int, str …, which is not exactly what its digits say. */
bool value_is_inline(const struct object *object);
/* The same for an object as it was first seen; the answer never changes in its life. */
bool value_is_inline_at_birth(const struct object_birth *birth);

/* The shortest suffix, four hex digits at least, that tells the address apart from every other address in the recording
 * (labels.h says which are compared); with a leading "…" (or ".." when `ascii`). */
void value_short_id(const struct recording *recording, uint64_t address, bool ascii, struct text *out);
/* Whether objects of this kind have a name of their own, which their title ends with. */
bool value_has_name(enum trace_object_kind kind);
/* "list", "Dog", "function square", "class Dog": the object's type word for titles. */
void value_title(const struct state *state, uint32_t object, struct text *out);
/* Library code as people know it: "json.dumps", "import". */
void value_library_title(const struct recording *recording, const struct code *code, struct text *out);
/* "module", "square", "<lambda>", "fib (3rd call)" from the second call on: a frame's title. */
void value_frame_title(const struct state *state, uint32_t frame, struct text *out);
/* "in module", "in square": where a name stands. */
void value_frame_where(const struct state *state, uint32_t frame, struct text *out);
/* "the module": of a file's code, as the subject of a sentence. */
void value_module_subject(const struct recording *recording, const struct code *code, struct text *out);
/* A file's path as a person is shown it: what the recorder says of code without a file is translated; … and its name:
 * the same without folders. */
void value_file_path(const char *path, struct text *out);
void value_file_name(const char *path, struct text *out);

#endif
