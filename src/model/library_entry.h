/* What an instance of a library's class keeps for itself: a Thread's locks, its standard error, whether it was started.
 * Nobody who reads the picture has put it there, so it is counted, not drawn, and not told when it changes; what the
 * program gave to it (its target, arguments that are there, a name) is drawn as ever.
 *
 *     ╭ Thread ───────── …1410 ╮
 *     │ _target ●──────────────┼──▶ the learner's function
 *     │ _name   'Thread-1'     │
 *     │ … 11 more of Python's  │
 *     ╰────────────────────────╯
 *
 * So it is with what C code's objects reach: of an asyncio.Task its coroutine is drawn, and not its event loop.
 *
 * An instance of the learner's own class may hold such things, too, where that class is derived from a library's: class
 * Cook(Thread).  Some of them tell that it is (an Event, a lock); of such an instance what the program's code nowhere
 * speaks of is the library's. */
#ifndef TERRARIUM_MODEL_LIBRARY_ENTRY_H
#define TERRARIUM_MODEL_LIBRARY_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"
#include "model/state.h"

/* For one picture or explanation: begins with its state and MAP_EMPTY. */
struct library_entries {
    const struct state *state; /* borrowed */
    struct map spoken;         /* owned: label (string) → SPOKEN_…: whether the program's code speaks of it */
};

void library_entries_free(struct library_entries *entries);
/* Whether an object is an instance of a class that is neither the program's nor of a module that it brought along, or
 * of one that is derived from such a class. */
bool library_entry_has(struct library_entries *entries, const struct object *holder);
/* Whether the entry, which such an instance has or had a step ago, is one of these. */
bool library_entry_is_own(struct library_entries *entries, const struct object *holder, struct entry entry);
/* Whether the program's code speaks of an attribute of that name, as far as its sources are known. */
bool library_entry_is_spoken(struct library_entries *entries, uint32_t label);

#endif
