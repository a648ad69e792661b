/* The instructions of the line that runs, and recording them in another run. */
#include "base/translate.h"
#include "tui/stepper_parts.h"

void instructions_draw_next(struct stepper *stepper, struct view *view, struct canvas_rect row)
{
    listing_find(&stepper->listing, stepper->state);
    listing_draw(&stepper->listing, stepper->state, view->canvas, row, listing_current(&stepper->listing));
}

static void bring_into_view(struct pane *pane, int height, int row, int count)
{
    if (row < pane->top + 1)
        pane->top = row - 1;
    if (row + 1 >= pane->top + height)
        pane->top = row + 2 - height;
    if (pane->top > count - height)
        pane->top = count - height;
    if (pane->top < 0)
        pane->top = 0;
}

/* Rows below the listing for what is taken apart, the free one above it included; 0 when there is nothing, or no room.
 * */
static int rows_below(struct stepper *stepper, int height)
{
    enum { LISTING_LEAST = 3, LEAST = 3 };
    int listing = (int)stepper->listing.rows.count, rows;

    if (unpackings_find(stepper->unpackings, stepper->state) == 0)
        return 0;
    if (listing > LISTING_LEAST)
        listing = LISTING_LEAST;
    rows = 1 + unpackings_rows(stepper->unpackings);
    if (rows > height - listing)
        rows = height - listing;
    return rows >= LEAST ? rows : 0;
}

void instructions_draw(struct stepper *stepper, struct view *view)
{
    struct pane *pane = &stepper->panes[PANE_INSTRUCTIONS];
    struct canvas_rect rect = pane->rect, below = pane->rect;
    int row;

    if (stepper->steps == 0)
        return;
    listing_find(&stepper->listing, stepper->state);
    row = (int)listing_current(&stepper->listing);
    below.height = rows_below(stepper, rect.height) - 1;
    rect.height -= below.height + 1;
    below.y += rect.height + 1;
    if (stepper->focus != PANE_INSTRUCTIONS || stepper->reveal_instruction)
        bring_into_view(pane, rect.height, row, (int)stepper->listing.rows.count);
    stepper->reveal_instruction = false;
    if (pane->top > (int)stepper->listing.rows.count - 1)
        pane->top = 0;
    listing_draw(&stepper->listing, stepper->state, view->canvas, rect, (size_t)pane->top);
    if (below.height > 0)
        unpackings_draw(view->canvas, (struct canvas_rect){below.x + 1, below.y, below.width - 2, below.height},
                        stepper->unpackings);
    if (stepper->focus == PANE_INSTRUCTIONS) {
        view->x = rect.x;
        view->y = rect.y + (row >= pane->top && row < pane->top + rect.height ? row - pane->top : 0);
    }
}

/* Whether those of this CPython can be recorded at all; a notice when not. */
static bool are_known(const struct stepper *stepper)
{
    bool known = recording_meta(stepper->recording, "instructions") == NULL;

    if (!known)
        app_notice(stepper->screen.app, "This CPython's instructions are not known: only lines are recorded.");
    return known;
}

void instructions_tell(struct stepper *stepper)
{
    struct app *app = stepper->screen.app;
    const char *cure =
        stepper->program != NULL ? translate(": I runs it again, and records them from this step on") : "";

    if (!are_known(stepper))
        return;
    if (!recording_has_instants(stepper->recording))
        app_notice(app, "Only lines were recorded%s.", cure);
    else if (instants_are_lacking(stepper->state))
        app_notice(app, "No instructions were recorded here%s.", cure);
}

/* With the line that has run last in the frame, which the screen shows as well; but the budget is to last until here.
 * */
static uint32_t where_to_begin(const struct stepper *stepper)
{
    enum { BACK_MAX = 1000 };
    uint32_t step = state_step(stepper->state), before = step;

    recording_step_over(stepper->recording, step, true, &before);
    return step - before > BACK_MAX ? step - BACK_MAX : before;
}

void instructions_run_again(struct stepper *stepper)
{
    uint32_t step = state_step(stepper->state), begin = where_to_begin(stepper);

    if (!are_known(stepper))
        return;
    if (stepper->program == NULL) {
        app_notice(stepper->screen.app,
                   "A recording cannot be run again: record the program with --instructions-from %u.", begin);
        return;
    }
    stepper->program->options.instructions_from = begin;
    if (stepper->program->options.instructions == 0)
        stepper->program->options.instructions = SESSION_INSTRUCTIONS;
    stepper_run_again(stepper);
    stepper->another_run = true;
    stepper->wanted_step = step;
    app_notice(stepper->screen.app, "Running again, with instructions from step %u on: this is another run.", begin);
}
