#include "lesson/task.h"

enum task_verdict task_judge(const struct lesson_task *task, const struct recording *recording, struct text *said)
{
    struct recording_end end;
    struct state *state;
    const char *text = task->solved;
    enum task_verdict verdict = TASK_SOLVED;

    if (!recording_end(recording, &end))
        return TASK_RUNNING;
    state = state_new(recording);
    state_seek(state, recording_final_step(recording));
    for (size_t i = 0; i < task->checks.count && verdict == TASK_SOLVED; i++) {
        if (condition_holds(task->checks.items[i].holds.condition, state))
            continue;
        verdict = TASK_UNSOLVED;
        text = task->checks.items[i].text;
    }
    lesson_fill(text, state, said);
    state_free(state);
    return verdict;
}
