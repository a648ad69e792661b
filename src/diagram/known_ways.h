/* Which ways references took in pictures before.  A picture in which some find none is tried in several orders, and
 * with boxes that stand elsewhere; from step to step most pictures have the same boxes in the same places, and what
 * came of it is the same.
 *
 * A key tells all that the ways depend on, in numbers; so does the answer tell the ways, in those of its maker. */
#ifndef TERRARIUM_DIAGRAM_KNOWN_WAYS_H
#define TERRARIUM_DIAGRAM_KNOWN_WAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct known_ways;

struct known_ways *known_ways_new(void);
void known_ways_free(struct known_ways *known);
/* Begins a key, and adds a number to it. */
void known_ways_begin(struct known_ways *known);
void known_ways_tell(struct known_ways *known, int number);
/* The answer for the key, borrowed until known_ways_keep; false where none is known. */
bool known_ways_find(const struct known_ways *known, const uint32_t **ways, size_t *count);
/* Keeps a copy of the answer for the key, in place of the oldest one. */
void known_ways_keep(struct known_ways *known, const uint32_t *ways, size_t count);

#endif
