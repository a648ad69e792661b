/* Sentences in the learner's language, with places in braces that a translation may put elsewhere. */
#ifndef TERRARIUM_MODEL_SENTENCE_H
#define TERRARIUM_MODEL_SENTENCE_H

#include "base/text.h"

/* What stands for "{name}"; both are borrowed. */
struct sentence_place {
    const char *name, *words;
};

/* The places of a sentence, each as {"name", words}. */
#define SENTENCE_PLACES(...) ((const struct sentence_place[]){__VA_ARGS__, {NULL, NULL}})

/* Appends the translation of `english` with its places filled.  `places` ends with a name of NULL, and has each place of the
 * sentence: a test collects the texts that this and its like are called with, and translate_add compares the places. */
void sentence_write(const char *english, const struct sentence_place *places, struct text *out);

#endif
