/* A comparison of variants as text: what `terrarium compare --print` writes. */
#ifndef TERRARIUM_OUTPUT_COMPARISON_TEXT_H
#define TERRARIUM_OUTPUT_COMPARISON_TEXT_H

#include "base/text.h"
#include "model/measured.h"
#include "output/timeline_text.h"

/* Appends: the lanes of all variants on one scale, what the signs mean, the table, how it was measured. */
void comparison_text_write(const struct measured *measured, unsigned repeat,
                           const struct timeline_text_options *options, struct text *out);
/* Appends how it was measured, in sentences of one paragraph; nothing when all variants failed. */
void comparison_text_method(const struct measured *measured, unsigned repeat, struct text *out);

#endif
