/* The explanation of a step while it is being written: explain.c puts it together from the parts here. */
#ifndef TERRARIUM_MODEL_EXPLANATION_H
#define TERRARIUM_MODEL_EXPLANATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "base/vector.h"
#include "model/library_entry.h"
#include "model/sentence.h"
#include "model/state.h"

enum {                             /* characters */
       EXPLANATION_VALUE_MAX = 40, /* of one of several values */
       EXPLANATION_LINE_MAX = 60,  /* of a line of output, a message, a whole container */
};

/* Everything but `out`, `sentences` and `kept` stands while the step is explained; all pointers are borrowed. */
struct explanation {
    struct state *state;
    const struct recording *recording;
    const struct changes *changes;
    struct step step;
    struct text *out;
    int sentences;
    int limit;                      /* sentences that may be written */
    bool of_lines;                  /* a step is told, and no instruction: there is no value stack in the picture */
    VECTOR(char *) kept;            /* owned: words for places of sentences */
    struct library_entries library; /* owned */
    uint32_t keeper; /* an object in which something changed that it keeps for itself: not told; 0 for none */
};

void explanation_end_sentence(struct explanation *explanation);
bool explanation_is_full(const struct explanation *explanation);
/* Makes the letter at `mark` a capital one: for sentences that begin with a word of ours; a name keeps its letters. */
void explanation_capitalise(struct explanation *explanation, size_t mark);
const char *explanation_string(const struct explanation *explanation, uint32_t string);
/* Whether the object was first seen in this step. */
bool explanation_is_born(const struct explanation *explanation, uint32_t object);
/* Words for places: they last until explanation_end.  The first takes what `words` holds, and leaves it empty. */
const char *explanation_keep(struct explanation *explanation, struct text *words);
const char *explanation_number(struct explanation *explanation, size_t number);
/* describe_object, describe_by_names, value_summary */
const char *explanation_object(struct explanation *explanation, uint32_t object);
const char *explanation_owner(struct explanation *explanation, uint32_t object);
const char *explanation_value(struct explanation *explanation, uint32_t object, int characters);
/* sentence_write to `out`, of a sentence or a part of one */
void explanation_write(struct explanation *explanation, const char *english, const struct sentence_place *places);
void explanation_end(struct explanation *explanation);

/* The event, when it came before the step's changes (calls, first lines), or after them (returns, exceptions). */
void explain_beginning(struct explanation *explanation);
bool explanation_has_ending(const struct explanation *explanation);
void explain_ending(struct explanation *explanation);

/* What changed inside objects. */
void explain_entries(struct explanation *explanation);
/* Which way the run took: a condition, a loop's end, a clause that was entered or not. */
void explain_branch(struct explanation *explanation);
/* Which names changed. */
void explain_names(struct explanation *explanation);

#endif
