/* Stepping through what threads did, in sentences: as dialogue.h, but by the clock. */
#ifndef TERRARIUM_CLI_TIMES_H
#define TERRARIUM_CLI_TIMES_H

#include <stdbool.h>

#include "lesson/lesson.h"
#include "model/recording.h"

struct times {
    const struct recording *recording; /* with a timeline; borrowed, as all here */
    bool ascii;
    /* Of a lesson's scene; else NULL, and so are the functions.  `state` is for its conditions. */
    const struct lesson_moments *moments;
    struct state *state;
    void *context;
    /* Appends what is said at a stop. */
    void (*tell)(void *context, uint32_t stop, struct text *out);
    /* As struct dialogue has them. */
    bool (*ask)(void *context, uint32_t stop, struct text *out);
    bool (*answer)(void *context, const char *typed, bool *waits, struct text *out);
    bool is_followed; /* something comes behind the last stop: going on there ends the dialogue */
};

/* Tells of moments until somebody has had enough: false, or went on at the end of what is followed: true. */
bool times_run(const struct times *times);

#endif
