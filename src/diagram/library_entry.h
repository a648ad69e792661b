/* What an instance of a library's class keeps for itself: a Thread's locks, its standard error, whether it was started.
 * Nobody who reads the picture has put it there, so it is counted, not drawn; what the program gave to it (its target,
 * arguments that are there, a name) is drawn as ever.
 *
 *     ╭ Thread ───────── …1410 ╮
 *     │ _target ●──────────────┼──▶ the learner's function
 *     │ _name   'Thread-1'     │
 *     │ … 11 more of Python's  │
 *     ╰────────────────────────╯ */
#ifndef TERRARIUM_DIAGRAM_LIBRARY_ENTRY_H
#define TERRARIUM_DIAGRAM_LIBRARY_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "model/state.h"

/* Whether an object is an instance of a class that is neither the program's nor of a module that it brought along. */
bool library_entry_has(const struct state *state, const struct object *holder);
/* Whether the entry of that index of such an instance is one of these. */
bool library_entry_is_own(const struct state *state, const struct object *holder, size_t index);

#endif
