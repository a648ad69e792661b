/* A lesson taken in the stepper: what to say at a step, what to ask before going on, and the way from scene to
 * scene. */
#ifndef TERRARIUM_TUI_GUIDE_H
#define TERRARIUM_TUI_GUIDE_H

#include "lesson/lesson.h"
#include "tui/app.h"

struct guide;
struct stepper;

/* Opens the lesson with this id at its first scene. */
enum status guide_push(struct app *app, const char *id, struct error *error);
void guide_free(struct guide *guide);

/* The rest is for the stepper that has the guide. */

/* Whether the present scene is shown with every value as an object of its own, until the person says otherwise. */
bool guide_wants_all_objects(const struct guide *guide);
/* The recording has grown, or is another: finds the places of texts and questions again. */
void guide_resolve(struct stepper *stepper);
/* What is said at the present step, if anything. */
const struct lesson_say *guide_say(const struct stepper *stepper);
/* Points at the names that the present step's text speaks of. */
void guide_point(struct stepper *stepper);
/* Before a step on: asks a question that is due, or goes to the next scene from a scene's end.  False: step on. */
bool guide_step_on(struct stepper *stepper);
void guide_go_to_scene(struct stepper *stepper, bool backwards);

#endif
