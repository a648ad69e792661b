/* Objects as they are spoken of in sentences: "the list [1, 2]", "the list that a and b both name".
 *
 * Translated as the sentences are.  In a language with cases and genders a translation makes all of these of one
 * gender, and has them where subject and object look the same: "das list-Objekt". */
#ifndef TERRARIUM_MODEL_DESCRIBE_H
#define TERRARIUM_MODEL_DESCRIBE_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "model/state.h"

/* Whether what the object refers to there is an attribute that Python knows, and not a word of ours: an iterator's
 * "source", what else something "reaches". */
bool describe_is_attribute(const struct state *state, uint32_t object, uint32_t label);

/* By its contents: 2, 'text', "the list [1, 2]", "the function square", "the Dog …6f40". */
void describe_object(const struct state *state, uint32_t object, struct text *out);
enum describe_form {
    DESCRIBE_THE,  /* the list, the function f */
    DESCRIBE_SAME, /* the same list */
    DESCRIBE_ONE,  /* one and the same list */
};

/* By its type. */
void describe_phrase(const struct state *state, uint32_t object, enum describe_form form, struct text *out);
/* By its type and id: "the list …6f40".  For objects that are gone, too. */
void describe_by_id(const struct state *state, uint32_t object, struct text *out);
/* By who refers to it: "the list that a and b both name", "the list that self.items refers to"; by its id when neither
 * a name of a stack nor an entry of an object so named refers to it. */
void describe_by_names(struct state *state, uint32_t object, struct text *out);

/* Whether it does: a name refers to the object, or an entry of an object so named. */
bool describe_is_reached(struct state *state, uint32_t object);

/* A name of `frame`: "a", or "a in main" when that is another frame than `here`. */
void describe_name(const struct state *state, uint32_t here, uint32_t frame, uint32_t name, struct text *out);

/* A name of a stack, nearest frame first and the step's own thread before others, other than the name `except` of
 * `frame`, that refers to the object: "a", or "a in main" for another frame's than the step's.  False when there is
 * none. */
bool describe_other_name(struct state *state, uint32_t object, uint32_t frame, uint32_t except, struct text *out);

/* The one name by which its attributes are written in the step's frame, as in d.age: a local one, or a global one of
 * the main module that no local one hides.  NULL when there are several or none. */
const char *describe_only_name(struct state *state, uint32_t object);

/* Appends "a", "a and b", or "a, b and c": call it for each of `count` items in turn, before the item is appended. */
void describe_list_separator(size_t index, size_t count, struct text *out);

#endif
