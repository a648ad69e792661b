/* Stepping in sentences: a command a line is read from a terminal, and the moment that it leads to is told.  For who
 * listens to a screen reader, which speaks what is written and not what is redrawn; and for terminals that cannot move
 * their cursor. */
#ifndef TERRARIUM_CLI_DIALOGUE_H
#define TERRARIUM_CLI_DIALOGUE_H

#include <stdbool.h>

#include "cli/print.h"
#include "model/recording.h"

struct dialogue {
    const struct recording *recording; /* with a step at least; borrowed, as all here */
    bool instructions;                 /* the instruction lens: instants are moments, too */
    bool ascii;
    print_teller *tell; /* or NULL */
    void *context;      /* tell's */
    /* Whether a question waits at a step: if so, it is appended.  What is typed then is for the question: what there is
     * to say is appended, and `waits` told whether the question still does.  False: that is no answer, and may be a
     * command.  Both or none. */
    bool (*ask)(void *context, uint32_t step, struct text *out);
    bool (*answer)(void *context, const char *typed, bool *waits, struct text *out);
    bool is_followed; /* something comes behind the last step: going on there ends the dialogue */
};

/* Whether both ends are a terminal, and the settings ask for sentences but for none in particular. */
bool dialogue_is_wanted(const struct cli_settings *settings);
/* Tells of steps until somebody has had enough: false, or went on at the end of what is followed: true.  In the
 * learner's language; commands in English are understood as well. */
bool dialogue_run(const struct dialogue *dialogue);

#endif
