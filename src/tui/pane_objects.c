/* The objects pane: the picture of the diagram, panned so that what changed can be seen. */
#include "base/translate.h"
#include "tui/stage.h"
#include "tui/stepper_parts.h"
#include "tui/wrap.h"

/* Places of the value stack: no more than leave room for the names. */
static size_t places_for(const struct stepper *stepper)
{
    enum { LEAST = 3, OTHER_ROWS = 8 };
    int room = stepper->panes[PANE_OBJECTS].rect.height - OTHER_ROWS;

    return room < LEAST ? LEAST : room < DIAGRAM_PLACES_MAX ? (size_t)room : DIAGRAM_PLACES_MAX;
}

static void draw_picture(struct stepper *stepper)
{
    const struct selection *selection = &stepper->selection;
    const struct diagram_spot *spot = &selection->spot;
    struct diagram_options options = {
        .width = stepper->panes[PANE_OBJECTS].rect.width,
        .ascii = app_ascii(stepper->screen.app),
        .all_objects = stepper->all_objects,
        .labels = stepper->labels,
        .value_stack = stepper->lens == LENS_INSTRUCTION ? places_for(stepper) : 0,
    };

    if (selection->some && spot->target == DIAGRAM_OBJECT)
        options.selected_object = spot->object;
    if (selection->some && (spot->target == DIAGRAM_NAME || spot->target == DIAGRAM_FRAME)) {
        options.selected_frame = spot->frame;
        options.selected_name = spot->name;
    }
    stepper->picture = diagram_draw(stepper->diagram, stepper->state, &options);
    stepper->picture_stale = false;
}

bool objects_is_changed(const struct changes *changes, const struct diagram_spot *spot)
{
    for (size_t i = 0; spot->target == DIAGRAM_NAME && i < changes->name_count; i++)
        if (changes->names[i].frame == spot->frame && changes->names[i].name == spot->name)
            return true;
    for (size_t i = 0; spot->target == DIAGRAM_ENTRY && i < changes->entry_count; i++)
        if (changes->entries[i].object == spot->holder && changes->entries[i].index == spot->index)
            return true;
    for (size_t i = 0; spot->target == DIAGRAM_OBJECT && i < changes->born_count; i++)
        if (changes->born[i] == spot->object)
            return true;
    return false;
}

bool objects_is_running_frame(const struct stepper *stepper, const struct diagram_spot *spot)
{
    struct step step;

    return spot->target == DIAGRAM_FRAME && recording_step(stepper->recording, state_step(stepper->state), &step) &&
           step.frame == spot->frame;
}

/* The first row and the row after the last of what this step changed, or of the running frame; false when neither
 * is on the picture. */
static bool rows_of_change(const struct stepper *stepper, int *first, int *after)
{
    const struct changes *changes = state_changes(stepper->state);
    bool any = false;

    for (int pass = 0; pass < 2 && !any; pass++) {
        for (size_t i = 0; i < diagram_spots(stepper->diagram); i++) {
            const struct diagram_spot *spot = diagram_spot(stepper->diagram, i);

            if (!(pass == 0 ? objects_is_changed(changes, spot) : objects_is_running_frame(stepper, spot)))
                continue;
            *first = any && *first < spot->rect.y ? *first : spot->rect.y;
            *after = any && *after > spot->rect.y + spot->rect.height ? *after : spot->rect.y + spot->rect.height;
            any = true;
        }
    }
    return any;
}

/* The least panning that shows rows [first, after); the first ones when they do not fit. */
static void show_rows(struct pane *pane, int first, int after)
{
    if (after > pane->top + pane->rect.height)
        pane->top = after - pane->rect.height;
    if (first < pane->top)
        pane->top = first;
}

/* What can be seen is left where it is: a picture that moves by a row at each step is hard to follow. */
static bool are_shown(const struct pane *pane, int first, int after)
{
    return first >= pane->top && after <= pane->top + pane->rect.height;
}

static void keep_in_picture(struct pane *pane, const struct canvas *picture)
{
    int most_left = canvas_width(picture) - pane->rect.width, most_top = canvas_height(picture) - pane->rect.height;

    if (pane->left > most_left)
        pane->left = most_left;
    if (pane->top > most_top)
        pane->top = most_top;
    if (pane->left < 0)
        pane->left = 0;
    if (pane->top < 0)
        pane->top = 0;
}

static void reveal(struct stepper *stepper)
{
    struct pane *pane = &stepper->panes[PANE_OBJECTS];
    const struct diagram_spot *spot = select_spot(stepper);
    int first, after;

    stepper->reveal = false;
    if (rows_of_change(stepper, &first, &after) && !are_shown(pane, first, after))
        show_rows(pane, first > 0 ? first - 1 : 0, after + 1);
    for (size_t i = 0; i < diagram_spots(stepper->diagram); i++)
        if (diagram_spot(stepper->diagram, i)->target == DIAGRAM_STACK)
            show_rows(pane, 0,
                      diagram_spot(stepper->diagram, i)->rect.y + diagram_spot(stepper->diagram, i)->rect.height);
    if (spot != NULL)
        show_rows(pane, spot->rect.y, spot->rect.y + spot->rect.height);
}

/* Marks what the lesson's text speaks of. */
static void draw_points(struct stepper *stepper, struct view *view)
{
    const struct pane *pane = &stepper->panes[PANE_OBJECTS];

    for (size_t i = 0; stepper->guide != NULL && i < diagram_spots(stepper->diagram); i++) {
        const struct diagram_spot *spot = diagram_spot(stepper->diagram, i);
        int x = spot->rect.x - pane->left, y = spot->rect.y - pane->top;

        if (x < 0 || y < 0 || x + spot->rect.width > pane->rect.width || y >= pane->rect.height ||
            !guide_points_at(stepper, spot))
            continue;
        canvas_restyle(view->canvas, (struct canvas_rect){pane->rect.x + x, pane->rect.y + y, spot->rect.width, 1},
                       CANVAS_SELECTED);
    }
}

/* Where the hardware cursor stands: on what is selected, else on the picture's first spot. */
static void place_cursor(struct stepper *stepper, struct view *view)
{
    const struct pane *pane = &stepper->panes[PANE_OBJECTS];
    const struct diagram_spot *spot = select_spot(stepper);
    int x, y;

    view->x = pane->rect.x;
    view->y = pane->rect.y;
    if (spot == NULL)
        return;
    x = spot->rect.x - pane->left;
    y = spot->rect.y - pane->top;
    if (x >= 0 && x < pane->rect.width && y >= 0 && y < pane->rect.height) {
        view->x += x;
        view->y += y;
    }
    if (spot->target == DIAGRAM_ENTRY)
        canvas_restyle(view->canvas, (struct canvas_rect){view->x, view->y, spot->rect.width, 1}, CANVAS_SELECTED);
}

/* Says that the picture goes on above or below: in the rules around the pane, in the small view on its own rows. */
static void draw_more(struct stepper *stepper, struct view *view)
{
    enum { ROOM = 16 };
    const struct pane *pane = &stepper->panes[PANE_OBJECTS];
    bool inside = stepper->layout.arrangement == ARRANGED_SINGLE;
    int x = pane->rect.x + pane->rect.width - ROOM, y = pane->rect.y - (inside ? 0 : 1);
    int below = canvas_height(stepper->picture) - pane->top - pane->rect.height;

    if (pane->rect.width < 2 * ROOM || pane->rect.height < 3)
        return;
    if (pane->top > 0)
        canvas_format(view->canvas, x, y, ROOM, CANVAS_STATUS, translate(" K %d above "), pane->top);
    if (below > 0)
        canvas_format(view->canvas, x, pane->rect.y + pane->rect.height - (inside ? 1 : 0), ROOM, CANVAS_STATUS,
                      translate(" J %d below "), below);
}

/* The small view: the lines of the step above and below the picture. */
static void draw_step_lines(struct stepper *stepper, struct view *view)
{
    const struct canvas_rect *rect = &stepper->panes[PANE_OBJECTS].rect;
    struct place done, next;

    if (stepper->layout.arrangement != ARRANGED_SINGLE || stepper->steps == 0 || stepper->layout.height < 7)
        return;
    recording_places(stepper->recording, state_step(stepper->state), &done, &next);
    if (stepper->lens == LENS_INSTRUCTION && instants_are_here(stepper->state)) {
        source_draw_line(stepper, view, (struct canvas_rect){rect->x, rect->y - 1, rect->width, 1}, stepper->file,
                         stepper->line);
        instructions_draw_next(stepper, view, (struct canvas_rect){rect->x, rect->y + rect->height, rect->width, 1});
        return;
    }
    source_draw_line(stepper, view, (struct canvas_rect){rect->x, rect->y - 1, rect->width, 1}, done.file, done.line);
    source_draw_line(stepper, view, (struct canvas_rect){rect->x, rect->y + rect->height, rect->width, 1}, next.file,
                     next.line);
}

/* The small view: what is said, in the rows that the picture leaves; where not all of it fits, a mark says so. */
static void draw_words(struct stepper *stepper, struct view *view)
{
    const struct pane *pane = &stepper->panes[PANE_OBJECTS];
    int room = pane->rect.height - (canvas_height(stepper->picture) - pane->top), rows, x = pane->rect.x + 1, y;
    int columns = pane->rect.width - 2;
    struct wrapped words = WRAPPED_EMPTY;
    struct text text = TEXT_EMPTY;

    if (stepper->layout.arrangement != ARRANGED_SINGLE || stepper->alone || room <= 0 || columns < 16)
        return;
    happened_write(stepper, &text);
    wrapped_add(&words, text_string(&text), columns, canvas_is_ascii(view->canvas));
    rows = (int)words.ends.count < room ? (int)words.ends.count : room;
    y = pane->rect.y + pane->rect.height - rows;
    for (int i = 0; i < rows; i++) {
        size_t length;
        const char *line = wrapped_line(&words, (size_t)i, &length);

        canvas_text_bytes(view->canvas, x, y + i, columns, CANVAS_PLAIN, line, length);
    }
    if (rows > 0 && rows < (int)words.ends.count)
        canvas_put_glyph(view->canvas, x + columns, y + rows - 1, CANVAS_KEY, CANVAS_GLYPH_MORE);
    wrapped_free(&words);
    text_free(&text);
}

void objects_draw(struct stepper *stepper, struct view *view)
{
    struct pane *pane = &stepper->panes[PANE_OBJECTS];
    struct recording_end end;
    struct canvas_rect shown;

    if (stepper->steps == 0) {
        if (recording_end(stepper->recording, &end)) /* not of one that has just been started */
            canvas_text(view->canvas, pane->rect.x, pane->rect.y, pane->rect.width, CANVAS_DIM,
                        translate("(nothing was recorded)"));
        return;
    }
    if (stepper->picture_stale || stepper->picture == NULL)
        draw_picture(stepper);
    if (stepper->reveal)
        reveal(stepper);
    keep_in_picture(pane, stepper->picture);
    shown = (struct canvas_rect){pane->left, pane->top, pane->rect.width, pane->rect.height};
    canvas_copy(view->canvas, pane->rect.x, pane->rect.y, stepper->picture, shown);
    stage_draw_spotlight(stepper, view);
    draw_points(stepper, view);
    draw_more(stepper, view);
    draw_words(stepper, view);
    draw_step_lines(stepper, view);
    if (stepper->focus == PANE_OBJECTS)
        place_cursor(stepper, view);
}
