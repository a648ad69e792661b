/* Library code runs folded into one call; here it is opened, by running the program again. */
#include "tui/stepper_parts.h"

/* Of a call that ended with this step, or that is on the stack; NULL when there is none. */
static const struct code *folded_code(const struct stepper *stepper)
{
    const struct changes *changes = state_changes(stepper->state);
    struct step step;

    if (changes->fold_count > 0)
        return recording_code(stepper->recording, changes->folds[0].code);
    if (!recording_step(stepper->recording, state_step(stepper->state), &step))
        return NULL;
    for (size_t depth = state_depth(stepper->state, step.thread); depth-- > 0;) {
        uint32_t frame = state_frame_at(stepper->state, step.thread, depth);

        if (recording_is_folded(stepper->recording, frame))
            return recording_code(stepper->recording, recording_frame(stepper->recording, frame)->code);
    }
    return NULL;
}

void unfold_run_again(struct stepper *stepper)
{
    const struct code *code = stepper->steps > 0 ? folded_code(stepper) : NULL;
    struct app *app = stepper->screen.app;
    const char *module;

    if (code == NULL) {
        app_notice(app, "No library code ran in this step.");
        return;
    }
    module = recording_string(stepper->recording, code->module, NULL);
    if (*recording_string(stepper->recording, code->file, NULL) == '<') {
        app_notice(app, "This code has no file that could be shown.");
    } else if (stepper->program == NULL) {
        app_notice(app, "A recording cannot be run again: record the program with --into %s.", module);
    } else {
        program_open(stepper->program, module);
        stepper_run_again(stepper);
    }
}
