/* A task of a lesson: what to do, what came of it, hints and a solution; below the picture. */
#ifndef TERRARIUM_TUI_EXERCISE_H
#define TERRARIUM_TUI_EXERCISE_H

#include "lesson/task.h"

struct stepper;

/* How far a learner has come with the task of a scene.  The guide owns it. */
struct exercise {
    const struct lesson_task *task;
    const char *shown;         /* path of the code that the scene shows */
    enum task_verdict verdict; /* of the learner's own code, once it ran */
    struct text said;          /* … and what was said then; empty before */
    size_t hints;              /* that were shown */
    bool is_shown;             /* the solution was looked at */
    bool is_solved;            /* at some time */
};

/* Shows it.  The exercise must live as long as the stepper's guide. */
void exercise_push(struct stepper *stepper, struct exercise *exercise);

#endif
