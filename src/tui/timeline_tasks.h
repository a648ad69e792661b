/* Finding one's way among the lanes of event loops: from slice to slice, to what begins, and by words. */
#ifndef TERRARIUM_TUI_TIMELINE_TASKS_H
#define TERRARIUM_TUI_TIMELINE_TASKS_H

#include <stdbool.h>
#include <stdint.h>

#include "diagram/event_loop.h"
#include "model/recording.h"

/* Where what a row shows begins anew, after a time or before it: slices of a task, callbacks of a loop, turns of tasks
 * that share a row; false when it does not. */
bool tasks_slice_beside(const struct recording *recording, const struct event_loop_row *row, uint64_t at,
                        bool backwards, uint64_t *time);
/* The nearest beginning in any task, after a time or before it; of WAKING, the nearest at which one is woken. */
bool tasks_find(const struct recording *recording, enum timeline_moment moment, uint64_t from, bool backwards,
                uint64_t *time, uint32_t *task);
/* The first slice from a time on of a task that is named so, or that waits for or in what is called so. */
bool tasks_search(const struct recording *recording, const char *wanted, uint64_t from, uint64_t *time,
                  uint32_t *task);

#endif
