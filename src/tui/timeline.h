/* The timeline screen: what a program's threads do, by the clock, while it runs and afterwards. */
#ifndef TERRARIUM_TUI_TIMELINE_H
#define TERRARIUM_TUI_TIMELINE_H

#include "model/recording.h"
#include "tui/app.h"
#include "tui/program.h"

/* Whether a recording is one of threads, and has no steps. */
bool timeline_screen_suits(const struct recording *recording);
/* Runs the program with its threads watched, and shows it.  Takes the program over, also when it fails. */
enum status timeline_screen_push_program(struct app *app, struct program *program, struct error *error);
/* Shows a recording, which it takes over. */
void timeline_screen_push_recording(struct app *app, struct recording *recording, const char *title);

#endif
