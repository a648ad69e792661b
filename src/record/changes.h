/* What has become of an object since its shadow was brought up to date: the differences are staged. */
#ifndef TERRARIUM_RECORD_CHANGES_H
#define TERRARIUM_RECORD_CHANGES_H

#include "record/shadows.h"

/* Brings one shadow up to date. */
void changes_look(struct shadow *shadow);
/* The same of what was touched of it, as objects_touch takes `at`, and of its count.  NULL does nothing. */
void changes_look_known(struct shadow *shadow, Py_ssize_t at);
/* The same of a cell, or of an instance whose attributes stand in a row, where it is plain what has become of it: no
 * dictionary holds its attributes.  False of all others, which changes_look_known is to do. */
bool changes_look_at_fields(struct shadow *shadow);
/* Stages a count of references that is another than the one logged. */
void changes_write_count(struct shadow *shadow, int64_t references);
/* An iterator fills the tuple that it hands out anew, unless somebody else has it. */
void changes_look_at_tuples(const struct shadow *shadow);

/* Brings its count alone up to date. */
static inline void changes_count(struct shadow *shadow)
{
    int64_t references;

    if (!shadow->counted)
        return;
    references = shadows_references(shadow->address);
    if (SELDOM(references != shadow->references))
        changes_write_count(shadow, references);
}

#endif
