/* Tasks: code that a learner changes until something holds. */
#ifndef TERRARIUM_LESSON_TASK_H
#define TERRARIUM_LESSON_TASK_H

#include "base/text.h"
#include "lesson/lesson.h"

enum task_verdict {
    TASK_RUNNING,  /* the run has not ended yet */
    TASK_UNSOLVED, /* `said` is what the first check that does not hold says */
    TASK_SOLVED,   /* `said` is what the task says then */
};
/* Asks a task's checks at the end of the main module's run. */
enum task_verdict task_judge(const struct lesson_task *task, const struct recording *recording, struct text *said);

#endif
