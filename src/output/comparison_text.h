/* A comparison of variants as text: what `terrarium compare --print` writes. */
#ifndef TERRARIUM_OUTPUT_COMPARISON_TEXT_H
#define TERRARIUM_OUTPUT_COMPARISON_TEXT_H

#include "base/text.h"
#include "model/measured.h"
#include "output/timeline_text.h"

/* Appends: the lanes of all variants on one scale, what the signs mean, the table, how it was measured.  Plainly: the
 * same in sentences, first what each variant cost, then its lanes; in the learner's language, sanitised. */
void comparison_text_write(const struct measured *measured, unsigned repeat,
                           const struct timeline_text_options *options, struct text *out);
/* Appends how it was measured, in sentences of one paragraph, in the learner's language; nothing when all variants
 * failed. `plain`: without what the table's signs mean. */
void comparison_text_method(const struct measured *measured, unsigned repeat, bool plain, struct text *out);

#endif
