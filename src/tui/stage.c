#include "tui/stage.h"

#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"

enum {
    STAGE_WIDTH = 72,
    STAGE_HEIGHT = 16,
    SAID_COLUMNS_MAX = 100, /* longer lines are hard to follow from afar */
    OUTPUT_ROWS_MAX = 4,
    STEP_TIME = 2000,  /* ms at the speed of 1x */
    READING_TIME = 60, /* … and for each byte that is said: as fast as one reads aloud */
};

bool stage_suits(int width, int height)
{
    return width >= STAGE_WIDTH && height >= STAGE_HEIGHT;
}

/* ---- where panes stand ---- */

static int margin_of(const struct layout *layout)
{
    return layout->width / 40 > 2 ? layout->width / 40 : 2;
}

static int body_top(const struct layout *layout)
{
    return layout->height >= 30 ? 3 : 2;
}

/* Rows for what is said: the longest text of a lesson's scene, so that nothing moves from step to step. */
static int said_rows(const struct stepper *stepper, int columns)
{
    int most = stepper->layout.height / 3, rows = stepper->guide != NULL ? guide_rows(stepper, columns) : 0, least;

    least = stepper->lens == LENS_INSTRUCTION ? 4 : 3;
    rows = rows < least ? least : rows;
    return rows < most ? rows : most;
}

/* Whether the program writes anything, as far as one can know: of one that has just been started nothing is shown yet.
 * */
static bool has_output(const struct stepper *stepper)
{
    struct recording_end end;
    bool has_ended = recording_end(stepper->recording, &end);

    return recording_outputs(stepper->recording) > 0 || (!has_ended && stepper->steps > 0);
}

/* The column of the picture: the code has what it needs, up to two fifths. */
static int divide(const struct stepper *stepper, int margin)
{
    enum { GAP = 3 };

    return margin + layout_code_width(stepper, (stepper->layout.width - 2 * margin) * 2 / 5) + GAP;
}

/* Rows that the program's own code would like to have. */
static int code_rows(const struct stepper *stepper)
{
    return 2 * (int)recording_source_lines(stepper->recording, recording_main_file(stepper->recording));
}

/* The code, and below it the instructions or the output. */
static void place_left(struct stepper *stepper, struct canvas_rect rect)
{
    struct layout *layout = &stepper->layout;
    bool instructions = stepper->lens == LENS_INSTRUCTION;
    int below = 0;

    if (instructions)
        below = rect.height / 2;
    else if (stepper->lens != LENS_OUTPUT && has_output(stepper) && rect.height >= 8)
        below = rect.height / 3 < OUTPUT_ROWS_MAX ? rect.height / 3 : OUTPUT_ROWS_MAX;
    if (below > 0) {
        layout->shelf = rect.y + rect.height - below - 1;
        if (!instructions && rect.y + code_rows(stepper) + 2 < layout->shelf)
            layout->shelf = rect.y + code_rows(stepper) + 2;
        layout_place_pane(stepper, instructions ? PANE_INSTRUCTIONS : PANE_OUTPUT, rect.x + (instructions ? 0 : 2),
                          layout->shelf + 1, rect.width - (instructions ? 0 : 2), below);
        rect.height = layout->shelf - 1 - rect.y;
    }
    layout_place_pane(stepper, PANE_SOURCE, rect.x, rect.y, rect.width, rect.height);
}

void stage_arrange(struct stepper *stepper)
{
    struct layout *layout = &stepper->layout;
    int margin = margin_of(layout), top = body_top(layout), columns = layout->width - 2 * margin - 2;
    int picture = divide(stepper, margin), rows, gap, height;

    columns = columns > SAID_COLUMNS_MAX ? SAID_COLUMNS_MAX : columns;
    rows = said_rows(stepper, columns);
    gap = layout->height >= 28 ? 1 : 0;
    layout->lower = layout->height - 2 - 2 * gap - rows;
    height = layout->lower - top - 1;
    layout->divider = picture - 2; /* nothing is drawn there */
    place_left(stepper, (struct canvas_rect){margin, top, picture - 3 - margin, height});
    layout_place_pane(stepper, stepper->lens == LENS_OUTPUT ? PANE_OUTPUT : PANE_OBJECTS, picture, top,
                      layout->width - margin - picture, height + (layout->height < 20 ? 1 : 0));
    layout_place_pane(stepper, PANE_HAPPENED, margin + 2, layout->lower + 1 + gap, columns, rows);
}

struct canvas_rect stage_place_alone(const struct stepper *stepper)
{
    const struct layout *layout = &stepper->layout;
    int margin = margin_of(layout);

    return (struct canvas_rect){margin, 2, layout->width - 2 * margin, layout->height - 4};
}

/* ---- what stands around them ---- */

static void draw_shelf(const struct stepper *stepper, struct view *view)
{
    const struct layout *layout = &stepper->layout;
    enum pane_sort pane = stepper->lens == LENS_INSTRUCTION ? PANE_INSTRUCTIONS : PANE_OUTPUT;
    int margin = margin_of(layout);
    struct text name = TEXT_EMPTY;

    layout_write_pane_name(stepper, pane, &name);
    if (layout->shelf > 0)
        canvas_text(view->canvas, margin + 2, layout->shelf, layout->divider - margin - 2, CANVAS_STATUS,
                    text_string(&name));
    text_free(&name);
}

void stage_draw_frame(struct stepper *stepper, struct view *view)
{
    const struct layout *layout = &stepper->layout;
    int margin = margin_of(layout);

    canvas_text(view->canvas, margin + 2, body_top(layout) - 2, layout->width - 2 * margin - 2, CANVAS_TITLE,
                stepper->title);
    canvas_horizontal(view->canvas, margin + 2, layout->lower, layout->width - 2 * margin - 2, CANVAS_FRAME);
    draw_shelf(stepper, view);
}

void stage_draw_status(struct stepper *stepper, struct view *view, const char *state)
{
    struct text right = TEXT_EMPTY;

    text_add(&right, state);
    if (stepper->layout.arrangement == ARRANGED_STAGE && stepper->steps > 0) {
        text_add(&right, right.length > 0 ? "   " : "");
        layout_write_progress(stepper, &right);
        if (stepper->focus != PANE_OBJECTS) {
            text_add(&right, "   [");
            layout_write_pane_name(stepper, stepper->focus, &right);
            text_add_char(&right, ']');
        }
    }
    app_draw_status(stepper->screen.app, view, stepper->screen.places, text_string(&right));
    text_free(&right);
}

int stage_line_rows(const struct stepper *stepper)
{
    int lines = (int)recording_source_lines(stepper->recording, stepper->file);

    return stepper->layout.arrangement == ARRANGED_STAGE && 2 * lines - 1 <= stepper->panes[PANE_SOURCE].rect.height
               ? 2
               : 1;
}

/* ---- the spotlight ---- */

enum { LIGHTS_MAX = 64 };

/* What is lit: places on the picture, and boxes among them, whose borders are drawn heavy. */
struct lights {
    struct canvas_rect rects[LIGHTS_MAX];
    bool is_box[LIGHTS_MAX];
    size_t count;
};

static void light(struct lights *lights, struct canvas_rect rect, bool is_box)
{
    for (size_t i = 0; i < lights->count; i++)
        if (memcmp(&lights->rects[i], &rect, sizeof rect) == 0)
            return;
    if (lights->count == LIGHTS_MAX)
        return;
    lights->rects[lights->count] = rect;
    lights->is_box[lights->count++] = is_box;
}

static void light_object(const struct stepper *stepper, struct lights *lights, uint32_t object)
{
    for (size_t i = 0; object != 0 && i < diagram_spots(stepper->diagram); i++) {
        const struct diagram_spot *spot = diagram_spot(stepper->diagram, i);

        if (spot->target == DIAGRAM_OBJECT && spot->object == object)
            light(lights, spot->rect, true);
    }
}

/* The spot, and the boxes that it is of: an entry's holder, what a name refers to. */
static void light_spot(const struct stepper *stepper, struct lights *lights, const struct diagram_spot *spot)
{
    if (spot->target == DIAGRAM_ENTRY) {
        light_object(stepper, lights, spot->holder);
        return;
    }
    light(lights, spot->rect, spot->target == DIAGRAM_OBJECT || spot->target == DIAGRAM_FRAME);
    if (spot->target == DIAGRAM_NAME || spot->target == DIAGRAM_STACK)
        light_object(stepper, lights, spot->object);
}

static void find_lights(const struct stepper *stepper, struct lights *lights)
{
    const struct changes *changes = state_changes(stepper->state);
    const struct diagram_spot *selected = select_spot(stepper);

    lights->count = 0;
    if (selected != NULL)
        light_spot(stepper, lights, selected);
    for (size_t i = 0; i < diagram_spots(stepper->diagram); i++) {
        const struct diagram_spot *spot = diagram_spot(stepper->diagram, i);

        if ((stepper->guide != NULL && guide_points_at(stepper, spot)) ||
            (selected == NULL && objects_is_changed(changes, spot)))
            light_spot(stepper, lights, spot);
    }
    for (size_t i = 0; lights->count == 0 && i < diagram_spots(stepper->diagram);
         i++) /* a step that changes nothing */
        if (objects_is_running_frame(stepper, diagram_spot(stepper->diagram, i)))
            light_spot(stepper, lights, diagram_spot(stepper->diagram, i));
}

static bool is_lit(const struct lights *lights, int x, int y)
{
    for (size_t i = 0; i < lights->count; i++) {
        const struct canvas_rect *rect = &lights->rects[i];

        if (x >= rect->x && x < rect->x + rect->width && y >= rect->y && y < rect->y + rect->height)
            return true;
    }
    return false;
}

/* A heavy line through a cell, by its bits (enum canvas_bit). */
static const char *heavy(uint8_t bits, bool ascii)
{
    static const char *const glyphs[16] = {"",  "╹", "╺", "┗", "╻", "┃", "┏", "┣",
                                           "╸", "┛", "━", "┻", "┓", "┫", "┳", "╋"};

    return ascii ? "#" : glyphs[bits & 15];
}

/* Those cells of a lit box's border that are lines, not its title. */
static void draw_border(const struct pane *pane, struct view *view, struct canvas_rect box)
{
    for (int y = 0; y < box.height; y++) {
        for (int x = 0; x < box.width; x++) {
            int column = pane->rect.x + box.x + x - pane->left, row = pane->rect.y + box.y + y - pane->top;
            uint8_t bits = canvas_cell(view->canvas, column, row)->bits;
            bool border = y == 0 || y == box.height - 1 || x == 0 || x == box.width - 1;

            if (border && bits != 0 && column >= pane->rect.x && column < pane->rect.x + pane->rect.width &&
                row >= pane->rect.y && row < pane->rect.y + pane->rect.height)
                canvas_text(view->canvas, column, row, 1, CANVAS_TITLE, heavy(bits, canvas_is_ascii(view->canvas)));
        }
    }
}

void stage_draw_spotlight(struct stepper *stepper, struct view *view)
{
    const struct pane *pane = &stepper->panes[PANE_OBJECTS];
    struct lights lights;

    if (!stepper->spotlight || stepper->steps == 0)
        return;
    find_lights(stepper, &lights);
    for (int y = 0; y < pane->rect.height; y++)
        for (int x = 0; x < pane->rect.width; x++)
            if (!is_lit(&lights, x + pane->left, y + pane->top))
                canvas_restyle(view->canvas, (struct canvas_rect){pane->rect.x + x, pane->rect.y + y, 1, 1},
                               CANVAS_DIM);
    for (size_t i = 0; i < lights.count; i++)
        if (lights.is_box[i])
            draw_border(pane, view, lights.rects[i]);
}

void stage_toggle_spotlight(struct stepper *stepper)
{
    stepper->spotlight = !stepper->spotlight;
    app_notice(stepper->screen.app, stepper->spotlight ? "Spotlight on: [ and ] move it." : "Spotlight off.");
}

/* ---- the presenter's notes ---- */

/* The line about to run. */
static void write_next_line(const struct stepper *stepper, struct text *out)
{
    struct place done, next;
    struct trace_bytes code;

    recording_places(stepper->recording, state_step(stepper->state), &done, &next);
    if (next.line == 0 || next.line > recording_source_lines(stepper->recording, next.file))
        return;
    code = recording_source_line(stepper->recording, next.file, next.line);
    text_format(out, translate("line %u: "), (unsigned)next.line);
    while (code.length > 0 && (*code.at == ' ' || *code.at == '\t')) {
        code.at++;
        code.length--;
    }
    text_append(out, code.at, code.length);
}

void stage_tell(struct stepper *stepper, struct notes *notes)
{
    if (notes == NULL)
        return;
    notes_clear(notes);
    text_add(&notes->texts[NOTES_TITLE], stepper->title);
    if (app_is_blank(stepper->screen.app))
        text_add(&notes->texts[NOTES_STATE], translate("The screen is blank: any key shows it again."));
    else if (stepper->playing)
        text_add(&notes->texts[NOTES_STATE], translate("playing"));
    if (stepper->timeline == NULL)
        layout_write_progress(stepper, &notes->texts[NOTES_WHERE]);
    if (stepper->timeline == NULL && stepper->steps > 0)
        happened_write(stepper, &notes->texts[NOTES_SAID]);
    else if (stepper->guide != NULL)
        guide_say(stepper, &notes->texts[NOTES_SAID]);
    if (stepper->guide != NULL)
        guide_tell(stepper, notes);
    else if (stepper->steps > 0)
        write_next_line(stepper, &notes->texts[NOTES_NEXT]);
}

/* ---- playing ---- */

unsigned stage_play_interval(const struct stepper *stepper)
{
    struct text said = TEXT_EMPTY;
    unsigned time = STEP_TIME;

    if (stepper->guide != NULL)
        guide_say(stepper, &said);
    time += READING_TIME * (unsigned)said.length;
    text_free(&said);
    return stepper->speed >= 0 ? time >> stepper->speed : time << -stepper->speed;
}

void stage_tell_speed(const struct stepper *stepper)
{
    if (stepper->speed >= 0)
        app_notice(stepper->screen.app, "Speed: %ux.", 1u << stepper->speed);
    else
        app_notice(stepper->screen.app, "Speed: 1/%ux.", 1u << -stepper->speed);
}
