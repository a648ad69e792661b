/* What tells similar things apart for a person: how many digits of an address, and which call of a function a frame is.
 *
 * Both need the whole recording, so they are computed as it grows and kept beside it: the recording owns its labels
 * (recording_labels).  Asking costs what has been recorded since the last time, then next to nothing. */
#ifndef TERRARIUM_MODEL_LABELS_H
#define TERRARIUM_MODEL_LABELS_H

#include <stdint.h>

#include "model/recording.h"

struct labels;

struct labels *labels_new(void);
void labels_free(struct labels *labels);

/* Hex digits (4 to 16) from the end of the address that no other address in the recording ends with.
 *
 * Addresses of objects that are drawn as boxes are compared with each other only: thousands of numbers and strings that
 * are drawn inside slots would make every id longer.  Any other address is compared with all. */
int labels_digits(struct labels *labels, const struct recording *recording, uint64_t address);

/* 1 for the first frame that ran the frame's code, 2 for the second …; 0 for an unknown frame. */
uint32_t labels_call(struct labels *labels, const struct recording *recording, uint32_t frame);

#endif
