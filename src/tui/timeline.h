/* The timeline screen: what a program's threads do, by the clock, while it runs and afterwards. */
#ifndef TERRARIUM_TUI_TIMELINE_H
#define TERRARIUM_TUI_TIMELINE_H

#include "model/recording.h"
#include "tui/app.h"
#include "tui/program.h"

/* A timeline inside another screen, whose run it shows: a scene of a lesson. */
struct timeline_screen;
struct timeline_screen *timeline_screen_new_inside(struct app *app, struct recording *recording,
                                                   struct session *session, const char *title);
void timeline_screen_free_inside(struct timeline_screen *screen);
/* The run has grown, or has ended. */
void timeline_screen_grew(struct timeline_screen *screen);
/* Puts the cursor there. */
void timeline_screen_go(struct timeline_screen *screen, uint64_t time, size_t lane);
/* What is said below the lanes; with `hidden` the code stands where the lanes will be, so that they can be guessed.
 * The text is borrowed. */
void timeline_screen_say(struct timeline_screen *screen, const char *said, bool hidden);
/* The output below instead of the moment: for a program that failed. */
void timeline_screen_show_output(struct timeline_screen *screen);
/* The row from which a panel covers what was drawn last, if it needs all from row `lower` on: it leaves what is said
 * whole, or nothing of it. */
int timeline_screen_cover(const struct timeline_screen *screen, int lower);
/* Where the code stood that was drawn last; without rows when lanes were. */
struct canvas_rect timeline_screen_code(const struct timeline_screen *screen);

/* Whether a recording is one of threads, and has no steps. */
bool timeline_screen_suits(const struct recording *recording);
/* Runs the program with its threads watched, and shows it.  Takes the program over, also when it fails. */
enum status timeline_screen_push_program(struct app *app, struct program *program, struct error *error);
/* Shows a recording, which it takes over. */
void timeline_screen_push_recording(struct app *app, struct recording *recording, const char *title);

#endif
