/* What a class holds that serves it alone is written in its box, in one line each, and has no box of its own: methods,
 * the properties, staticmethods and classmethods made of them, and what Python and its library keep in a class.
 *
 *     ╭ class Point ─── …b090 · 5 refs ╮
 *     │ __init__ def …94e0             │
 *     │ size     <property …d2b0>      │
 *     │ __match_args__ ('x', 'y')      │
 *     │ seen     ●─────────────────────┼──▶ a list: that one is the learner's
 *     ╰────────────────────────────────╯
 *
 * Whatever holds something that may change or be shared is no such thing: a default that is a list, a cell of a
 * function around it, an attribute of a function. */
#ifndef TERRARIUM_DIAGRAM_CLASS_ENTRY_H
#define TERRARIUM_DIAGRAM_CLASS_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "model/state.h"

/* Whether the entry of that index of the class is written in its box.  False for objects that are no classes. */
bool class_entry_is_written(const struct state *state, const struct object *holder, size_t index);
/* Whether Python or its library put the entry there, and not the class's body: __annotations__, a dataclass's __eq__.
 * False for objects that are no classes. */
bool class_entry_is_made(const struct state *state, const struct object *holder, size_t index);

#endif
