/* The stepper before a class: few and large panes with room around them, few words, what the spotlight is on, and
 * playing at a speed that can be followed.
 *
 *      title
 *
 *      code            names and objects
 *
 *      Output
 *      ──────────────────────────────────
 *      what is said of the step
 *                              step 3 of 4
 */
#ifndef TERRARIUM_TUI_STAGE_H
#define TERRARIUM_TUI_STAGE_H

#include "tui/stepper_parts.h"

/* The terminal is large enough for it. */
bool stage_suits(int width, int height);
/* Sets where the panes stand; `layout` has arrangement, width and height. */
void stage_arrange(struct stepper *stepper);
/* Room for one pane alone. */
struct canvas_rect stage_place_alone(const struct stepper *stepper);
void stage_draw_frame(struct stepper *stepper, struct view *view);
/* The last row: a notice, or what has the focus; and the step. */
void stage_draw_status(struct stepper *stepper, struct view *view, const char *state);

/* Rows from one line of the code to the next: 2 where all of it has room so. */
int stage_line_rows(const struct stepper *stepper);
/* Dims, on what is drawn, all but what the spotlight is on, whose boxes get heavy borders. */
void stage_draw_spotlight(struct stepper *stepper, struct view *view);
void stage_toggle_spotlight(struct stepper *stepper);

/* What the presenter is told of the step: title, notes, question and answer, what comes next. */
void stage_tell(struct stepper *stepper, struct notes *notes);

/* Milliseconds for which a step is shown while playing: longer where something is said. */
unsigned stage_play_interval(const struct stepper *stepper);
void stage_tell_speed(const struct stepper *stepper);

#endif
