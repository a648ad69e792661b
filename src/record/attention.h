/* What the next event has to look out for, as bits of one word: where none is set, a line that is as usual may be told
 * of in the straight way (recorder_straight_line), which asks for nothing else that the recorder itself knows.  Each
 * bit is its module's to set. */
#ifndef TERRARIUM_RECORD_ATTENTION_H
#define TERRARIUM_RECORD_ATTENTION_H

#include <stdbool.h>

enum attention {
    ATTENTION_OFF = 1, /* nothing is recorded (recorder.h) */
    ATTENTION_SWITCHED =
        2, /* another thread than the one of this event may have run since the last step (recorder.h) */
    ATTENTION_STACKS = 4,  /* the log has value stacks (instructions.h) */
    ATTENTION_DOUBT = 8,   /* anything may have changed since the last event (touched.h) */
    ATTENTION_OTHERS = 16, /* the program may run functions of its own at events, unseen (touched.h) */
};

extern unsigned attention;

static inline bool attention_is(enum attention bit)
{
    return (attention & bit) != 0;
}

static inline void attention_set(enum attention bit, bool on)
{
    attention = on ? attention | bit : attention & ~(unsigned)bit;
}

#endif
