/* A lesson's questions in a dialogue: each is asked when its step is first come to, answered in a line, and judged. */
#ifndef TERRARIUM_CLI_LEARN_TALK_H
#define TERRARIUM_CLI_LEARN_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vector.h"
#include "lesson/question.h"

/* Zero-initialise what is not given. */
struct learn_talk {
    const struct lesson_moments *moments; /* borrowed */
    const struct recording *recording;    /* borrowed */
    bool all_objects, ascii;
    VECTOR(uint32_t) answered; /* steps */
    struct question question;
    bool waits; /* `question` has been asked, and not been answered */
};

/* As struct dialogue has them; `context` is the talk. */
bool learn_talk_ask(void *context, uint32_t step, struct text *out);
bool learn_talk_answer(void *context, const char *typed, bool *waits, struct text *out);
/* Frees what it owns. */
void learn_talk_end(struct learn_talk *talk);

#endif
