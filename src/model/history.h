/* When things changed: an index over a recording by name and by object, made when it is first asked and grown as the
 * recording grows.
 *
 * Changes stand in the order of the log; each knows the change before it of the same thing, so that a thing's changes
 * are a chain from the last one back:
 *
 *     changes   | x @3 | list 7 @3 | y @4 | x @5 | list 7 @9 |
 *                  ↑───────────────────────┘
 *     last      x → 3rd, list 7 → 4th … */
#ifndef TERRARIUM_MODEL_HISTORY_H
#define TERRARIUM_MODEL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/recording.h"

struct history;

/* Borrows the recording. */
struct history *history_new(const struct recording *recording);
void history_free(struct history *history);

/* What may change: a name in one frame, a name in whatever frame, an object (its entries, bytes, class; its birth and
 * its death). */
enum history_sort { HISTORY_NAME, HISTORY_NAME_ANYWHERE, HISTORY_OBJECT };
struct history_subject {
    enum history_sort sort;
    uint32_t frame;  /* HISTORY_NAME */
    uint32_t name;   /* string; HISTORY_NAME, HISTORY_NAME_ANYWHERE */
    uint32_t object; /* HISTORY_OBJECT */
};

/* All steps at which the subject changed, in order, each once; owned by the history until the next call. */
const uint32_t *history_steps(struct history *history, struct history_subject subject, size_t *count);

#endif
