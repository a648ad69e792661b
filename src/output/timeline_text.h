/* A run's timeline as text: what `terrarium timeline --print` writes. */
#ifndef TERRARIUM_OUTPUT_TIMELINE_TEXT_H
#define TERRARIUM_OUTPUT_TIMELINE_TEXT_H

#include <stdbool.h>

#include "base/text.h"
#include "model/recording.h"

struct timeline_text_options {
    int width;
    bool ascii;
    bool colour;
    bool all;   /* every thread, however many there are */
    bool plain; /* nothing drawn: a line of words for each thread, and sentences */
};

/* Appends: a head line, the lanes of the whole run, what the signs mean, the table, and what there is to say about it.
 * */
void timeline_text_write(const struct recording *recording, const struct timeline_text_options *options,
                         struct text *out);
/* Appends a sentence for each probe that was not in force. */
void timeline_text_hindrances(const struct recording *recording, struct text *out);
/* Appends a sentence for each run that kept an event loop, of the first few. */
void timeline_text_blocked(const struct recording *recording, const struct timeline_text_options *options,
                           struct text *out);
/* Appends the facts of the whole run in one line: hand-overs, the median slice, the longest wait. */
void timeline_text_facts(const struct recording *recording, bool ascii, struct text *out);

#endif
