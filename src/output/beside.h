/* Two texts side by side, with a line between them. */
#ifndef TERRARIUM_OUTPUT_BESIDE_H
#define TERRARIUM_OUTPUT_BESIDE_H

#include <stdbool.h>

#include "base/text.h"

enum { BESIDE_BETWEEN = 3 /* columns from the left text to the right one */ };

/* Appends.  No line of the left text is wider than `columns`; what switches colours takes none. */
void beside_write(const struct text *left, const struct text *right, int columns, bool ascii, struct text *out);

#endif
