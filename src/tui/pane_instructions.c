/* The instructions of the line that runs, and recording them in another run. */
#include "tui/stepper_parts.h"

void instructions_draw_next(struct stepper *stepper, struct view *view, struct canvas_rect row)
{
    listing_find(&stepper->listing, stepper->state);
    listing_draw(&stepper->listing, stepper->state, view->canvas, row, listing_current(&stepper->listing));
}

static void bring_into_view(struct pane *pane, int row, int count)
{
    if (row < pane->top + 1)
        pane->top = row - 1;
    if (row + 1 >= pane->top + pane->rect.height)
        pane->top = row + 2 - pane->rect.height;
    if (pane->top > count - pane->rect.height)
        pane->top = count - pane->rect.height;
    if (pane->top < 0)
        pane->top = 0;
}

void instructions_draw(struct stepper *stepper, struct view *view)
{
    struct pane *pane = &stepper->panes[PANE_INSTRUCTIONS];
    int row;

    listing_find(&stepper->listing, stepper->state);
    row = (int)listing_current(&stepper->listing);
    if (stepper->focus != PANE_INSTRUCTIONS || stepper->reveal_instruction)
        bring_into_view(pane, row, (int)stepper->listing.rows.count);
    stepper->reveal_instruction = false;
    if (pane->top > (int)stepper->listing.rows.count - 1)
        pane->top = 0;
    listing_draw(&stepper->listing, stepper->state, view->canvas, pane->rect, (size_t)pane->top);
    if (stepper->focus == PANE_INSTRUCTIONS) {
        view->x = pane->rect.x;
        view->y = pane->rect.y + (row >= pane->top && row < pane->top + pane->rect.height ? row - pane->top : 0);
    }
}

void instructions_tell(struct stepper *stepper)
{
    struct app *app = stepper->screen.app;
    const char *cure = stepper->program != NULL ? ": I runs it again, and records them from this step on" : "";

    if (!recording_has_instants(stepper->recording))
        app_notice(app, "Only lines were recorded%s.", cure);
    else if (!instants_are_here(stepper->state) && state_step(stepper->state) > 0)
        app_notice(app, "No instructions were recorded here%s.", cure);
}

void instructions_run_again(struct stepper *stepper)
{
    uint32_t step = state_step(stepper->state);

    if (stepper->program == NULL) {
        app_notice(stepper->screen.app,
                   "A recording cannot be run again: record the program with --instructions-from %u.", step);
        return;
    }
    stepper->program->options.instructions_from = step;
    if (stepper->program->options.instructions == 0)
        stepper->program->options.instructions = SESSION_INSTRUCTIONS;
    stepper_run_again(stepper);
    stepper->another_run = true;
    stepper->wanted_step = step;
    app_notice(stepper->screen.app, "Running again, with instructions from step %u on: this is another run.", step);
}
