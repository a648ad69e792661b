/* A question put to a class: shown with its choices, nothing marked; hands can be counted; then what is right is shown,
 * with the lesson's words. */
#ifndef TERRARIUM_TUI_HANDS_H
#define TERRARIUM_TUI_HANDS_H

#include "lesson/question.h"

struct stepper;

/* Takes the question over.  Its prediction must live as long as the stepper's guide. */
void hands_push(struct stepper *stepper, struct question *question);

#endif
