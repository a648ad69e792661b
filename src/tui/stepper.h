/* The stepper: the main screen, on which a person moves through a recording while it grows. */
#ifndef TERRARIUM_TUI_STEPPER_H
#define TERRARIUM_TUI_STEPPER_H

#include "model/recording.h"
#include "tui/app.h"
#include "tui/guide.h"
#include "tui/program.h"

/* Starts the program and shows it.  Takes the program over, also when it fails. */
enum status stepper_push_program(struct app *app, struct program *program, struct error *error);
/* The same for a lesson's scene; takes the guide over too. */
enum status stepper_push_lesson(struct app *app, struct program *program, struct guide *guide, struct error *error);
/* Shows a recording, which it takes over.  The stepper is the app's. */
struct stepper *stepper_push_recording(struct app *app, struct recording *recording, const char *title);

#endif
