/* A recording played into a cast, with nobody at the keys. */
#include "tui/stepper_parts.h"
#include "tui/tui.h"

/* Up to the end of the main module: what finalisation does after it would hide the names. */
static bool is_last(const struct stepper *stepper)
{
    return stepper->lens != LENS_INSTRUCTION &&
           state_step(stepper->state) >= recording_final_step(stepper->recording);
}

static void add_frame(struct app *app, struct cast *cast, uint64_t milliseconds)
{
    int x, y;

    cast_frame(cast, app_draw(app, &x, &y), THEME_DARK, -1, 0, milliseconds);
}

uint32_t tui_write_cast(const struct tui_cast_options *options, struct recording *recording, const char *title,
                        struct text *out, bool *whole)
{
    struct tui_options screen = {
        .present = true, .is_alone = true, .all_objects = options->all_objects, .labels = options->labels};
    struct app *app = app_new(&screen);
    struct cast *cast = cast_new(out, title);
    struct stepper *stepper;
    uint32_t shown = 1;
    struct error unheard;

    app_resize(app, options->width, options->height);
    stepper = stepper_push_recording(app, recording, title);
    if (options->instructions)
        stepper_set_lens(stepper, LENS_INSTRUCTION);
    add_frame(app, cast, 0);
    while (!is_last(stepper) && shown < options->steps && stepper_move(stepper, false))
        add_frame(app, cast, (uint64_t)options->milliseconds * shown++);
    *whole = is_last(stepper) || !stepper_move(stepper, false);
    cast_hold(cast, (uint64_t)options->milliseconds * shown);
    cast_close(cast, &unheard);
    app_free(app);
    return shown;
}
