/* Sentences in the learner's language, with places in braces that a translation may put elsewhere. */
#ifndef TERRARIUM_MODEL_SENTENCE_H
#define TERRARIUM_MODEL_SENTENCE_H

#include <stdbool.h>

#include "base/text.h"

/* What stands for "{name}"; both are borrowed. */
struct sentence_place {
    const char *name, *words;
};

/* The places of a sentence, each as {"name", words}. */
#define SENTENCE_PLACES(...) ((const struct sentence_place[]){__VA_ARGS__, {NULL, NULL}})

/* Appends the translation of `english` with its places filled.  `places` ends with a name of NULL, and has each place
 * of the sentence: a test collects the texts that this and its like are called with, and translate_add compares the
 * places. */
void sentence_write(const char *english, const struct sentence_place *places, struct text *out);
/* Appends the translation of a text that was written by the pattern `english` before, as recordings have it.  False,
 * and nothing, when the text was not.  The pattern has SENTENCE_PLACES_MAX places at most, with words between. */
bool sentence_retell(const char *english, const char *text, struct text *out);
enum { SENTENCE_PLACES_MAX = 3 };

#endif
