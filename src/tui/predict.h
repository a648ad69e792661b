/* A question of a lesson: asked before the step that answers it, below the picture; then the step, and the reply. */
#ifndef TERRARIUM_TUI_PREDICT_H
#define TERRARIUM_TUI_PREDICT_H

#include "lesson/question.h"
#include "tui/screen.h"

struct stepper;

/* Takes the question over.  Its prediction must live as long as the stepper's guide. */
/* The numbers by which boxes are told apart, on their lower edges: for a question about one of them. */
void predict_draw_numbers(const struct stepper *stepper, const struct question *question, struct view *view);
void predict_push(struct stepper *stepper, struct question *question);

#endif
