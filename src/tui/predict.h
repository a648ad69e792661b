/* A question of a lesson: asked before the step that answers it, below the picture; then the step, and the reply. */
#ifndef TERRARIUM_TUI_PREDICT_H
#define TERRARIUM_TUI_PREDICT_H

#include "lesson/question.h"

struct stepper;

/* Takes the question over.  Its prediction must live as long as the stepper's guide. */
void predict_push(struct stepper *stepper, struct question *question);

#endif
