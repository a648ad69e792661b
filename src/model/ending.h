/* How a run ended, in the learner's language: recordings and runs tell it in English. */
#ifndef TERRARIUM_MODEL_ENDING_H
#define TERRARIUM_MODEL_ENDING_H

#include "base/text.h"

/* Appends the translation of a sentence of struct recording_end. */
void ending_retell(const char *english, struct text *out);
/* Appends that of what a variant failed by: "ended with exit status 1: NameError: …", "was ended: its time was up
 * (--time)"; without a subject, without a full stop. */
void ending_retell_failure(const char *english, struct text *out);

#endif
