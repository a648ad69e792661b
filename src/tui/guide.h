/* A lesson taken in the stepper: what to say at a step, what to ask before going on, the task, and the way from scene
 * to scene. */
#ifndef TERRARIUM_TUI_GUIDE_H
#define TERRARIUM_TUI_GUIDE_H

#include "diagram/diagram.h"
#include "lesson/question.h"
#include "tui/app.h"

struct guide;
struct stepper;

/* Opens the lesson with this id where it was left, or at its first scene. */
enum status guide_push(struct app *app, const char *id, struct error *error);
void guide_free(struct guide *guide);

/* The rest is for the stepper that has the guide. */

/* Whether the present scene is shown with every value as an object of its own, until the person says otherwise. */
/* What the scene is looked at through. */
enum lesson_lens guide_lens(const struct guide *guide);
bool guide_wants_all_objects(const struct guide *guide);
/* The recording has grown, or is another: finds the places of texts and questions again. */
void guide_resolve(struct stepper *stepper);
/* The run has ended: what became of the task. */
void guide_ended(struct stepper *stepper);
/* Appends what is said at the present step, if anything. */
void guide_say(const struct stepper *stepper, struct text *out);
/* The rows that the longest of the scene's texts needs in so many columns. */
int guide_rows(const struct stepper *stepper, int columns);
/* Whether a tool that read the code says something of this line of it. */
bool guide_is_found(const struct stepper *stepper, uint32_t file, uint32_t line);
/* Selects the first thing that the present step's text speaks of. */
void guide_point(struct stepper *stepper);
/* Whether the present step's text speaks of what stands there. */
bool guide_points_at(const struct stepper *stepper, const struct diagram_spot *spot);
/* Before a step on: asks a question that is due, or goes on from a scene's end.  False: step on. */
bool guide_step_on(struct stepper *stepper);
/* Before a class, while playing: whether the scene's end is reached, or a question is due, which is then asked. */
bool guide_holds(struct stepper *stepper);
/* A scene of threads, which has stops instead of steps: what was said before; and whether the lanes are yet to be
 * guessed. */
void guide_stop_back(struct stepper *stepper);
bool guide_hides_lanes(const struct stepper *stepper);
/* What a presenter is told: the scene's notes, the next question with its answer, and what comes next. */
void guide_tell(struct stepper *stepper, struct notes *notes);
/* A question was answered; NULL: skipped, or it was a class that was asked.  Goes to the step that shows it. */
void guide_answered(struct stepper *stepper, const struct question *question, const struct verdict *verdict);
/* The question that is shown was not answered: it is asked again. */
void guide_ask_again(struct stepper *stepper);
void guide_go_to_scene(struct stepper *stepper, bool backwards);

/* The learner's own version of the scene's code: changes it, runs it, goes back to the lesson's. */
void guide_edit(struct stepper *stepper);
void guide_run_own(struct stepper *stepper, const char *path);
/* The key o: the task, or back from one's own code to the lesson's. */
void guide_task(struct stepper *stepper);
void guide_keep_task(struct stepper *stepper);
/* The key t: words and what they mean. */
void guide_glossary(struct stepper *stepper);

/* The author changes the lesson's files, and tools look at its code: what to poll for, and what to do then.  Returns
 * the milliseconds after which it wants to be called again, -1: no need. */
size_t guide_poll(const struct stepper *stepper, struct pollfd *descriptors, size_t room);
int guide_advance(struct stepper *stepper);

#endif
