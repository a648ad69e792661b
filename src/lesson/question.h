/* A prediction as it is asked of one recording: what can be answered, what is right, and what is said of an answer.
 *
 * Everything is computed from the recording.  A question owns its texts, and borrows the prediction and the recording.
 * */
#ifndef TERRARIUM_LESSON_QUESTION_H
#define TERRARIUM_LESSON_QUESTION_H

#include "base/text.h"
#include "lesson/lesson.h"

enum question_form {
    QUESTION_ONE,     /* one of the choices */
    QUESTION_SEVERAL, /* any number of them */
    QUESTION_ORDER,   /* all of them, in an order */
    QUESTION_TYPED,   /* a text */
};

struct question_choice {
    char *text;
    const struct lesson_option *option; /* OUTPUT, CHOICE; otherwise NULL */
    uint32_t number;                    /* BOX, THREAD: the object's or thread's; 0 for one that is not there yet */
    bool is_right;                      /* not for ORDER */
};

struct question {
    const struct lesson_prediction *prediction;
    const struct recording *recording;
    uint32_t step, outcome; /* where it is asked, and where the answer is seen */
    enum question_form form;
    char *text;   /* what is asked */
    char *answer; /* what is right, for people */
    VECTOR(struct question_choice) choices;
    VECTOR(size_t) order; /* ORDER: choices as they are right */
};

enum { QUESTION_CHOICES_MAX = 9 };

/* Makes the question that the prediction is at this step.  False, and nothing to free, when the recording does not
 * reach far enough (yet), or gives no answer. */
bool question_make(const struct lesson_prediction *prediction, const struct recording *recording, uint32_t step,
                   bool all_objects, struct question *question);
void question_free(struct question *question);

struct question_answer {
    VECTOR(size_t) chosen; /* choices, in the order in which they were chosen */
    const char *typed;     /* TYPED; borrowed */
};

struct verdict {
    bool is_right;
    struct text said;   /* what was answered, for people */
    struct text reply;  /* what is said about it; perhaps nothing */
    struct text belief; /* what a wrong answer implies; perhaps nothing */
};
/* Zero-initialise the verdict first. */
void question_judge(const struct question *question, const struct question_answer *answer, struct verdict *verdict);
/* Appends what is asked, and the choices by their numbers, a line each. */
void question_write(const struct question *question, struct text *out);
/* Appends what is right, and what the lesson says of it. */
void question_write_answer(const struct question *question, struct text *out);
/* Puts together the answer that is right; frees nothing of what was there.  Its text is borrowed from the question. */
void question_answer_rightly(const struct question *question, struct question_answer *answer);
void verdict_free(struct verdict *verdict);
/* The option that was chosen, or that foresees the answer; NULL when there is none. */
const struct lesson_option *question_option(const struct question *question, const struct question_answer *answer);

#endif
