/* Where the stepper's panes stand.
 *
 *     wide                      stacked          single
 *     title                     title            title
 *     ─ Source ─┬─ Objects ─    ─ Objects ─      the focused pane only; beside the objects stand the line that
 *               │                                just ran and the one about to run
 *     ─ What happened ─┬─ …     ─ Source ──
 *                      │        ─ What … ─┬─ …
 *     status                    status           status
 */
#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "model/value.h"
#include "tui/stage.h"
#include "tui/stepper_parts.h"
#include "tui/timeline.h"

enum {
    WIDE_WIDTH = 72,
    WIDE_HEIGHT = 12,
    STACKED_WIDTH = 48,
    STACKED_HEIGHT = 18,
};

static enum arrangement choose(const struct stepper *stepper, int width, int height)
{
    if (stepper->alone)
        return ARRANGED_SINGLE;
    if (app_presents(stepper->screen.app) && stage_suits(width, height))
        return ARRANGED_STAGE;
    if (width >= WIDE_WIDTH && height >= WIDE_HEIGHT)
        return ARRANGED_WIDE;
    if (width >= STACKED_WIDTH && height >= STACKED_HEIGHT)
        return ARRANGED_STACKED;
    return ARRANGED_SINGLE;
}

static int bounded(int number, int least, int most)
{
    return number < least ? least : number > most ? most : number;
}

/* The width of TRANSLATE_LATER("What happened"), up to the output. */
static int parting_of(const struct stepper *stepper, int width)
{
    return stepper->guide != NULL ? width * 13 / 20 : width * 11 / 20;
}

/* Rows of TRANSLATE_LATER("What happened") and output; a lesson's texts need more, with the sentences on the step below
 * them. */
static int lower_rows(const struct stepper *stepper, int height)
{
    enum { SENTENCES = 3 };
    int columns = parting_of(stepper, stepper->layout.width) - 2;

    if (height < 16)
        return 2;
    if (stepper->guide == NULL)
        return bounded(height / 5, 3, 9);
    return bounded(guide_rows(stepper, columns) + SENTENCES, 5, bounded(height / 3, 5, 12));
}

void layout_place_pane(struct stepper *stepper, enum pane_sort pane, int x, int y, int width, int height)
{
    stepper->panes[pane].rect = (struct canvas_rect){x, y, width > 0 ? width : 0, height > 0 ? height : 0};
}

/* TRANSLATE_LATER("What happened") and the output, below row `lower`; with the output lens the first has all the width.
 * */
static void place_lower(struct stepper *stepper)
{
    struct layout *layout = &stepper->layout;
    int y = layout->lower + 1, rows = layout->height - 1 - y;

    if (stepper->lens == LENS_OUTPUT) {
        layout_place_pane(stepper, PANE_HAPPENED, 1, y, layout->width - 2, rows);
        return;
    }
    layout->parting = parting_of(stepper, layout->width);
    layout_place_pane(stepper, PANE_HAPPENED, 1, y, layout->parting - 2, rows);
    layout_place_pane(stepper, PANE_OUTPUT, layout->parting + 2, y, layout->width - layout->parting - 3, rows);
}

static enum pane_sort lens_pane(const struct stepper *stepper)
{
    return stepper->lens == LENS_OUTPUT ? PANE_OUTPUT : PANE_OBJECTS;
}

/* Below the source, the same rows for every line; returns those that are left for the source. */
static int place_instructions(struct stepper *stepper, int rows)
{
    struct layout *layout = &stepper->layout;
    int instructions = rows / 2;

    layout->shelf = 2 + rows - instructions - 1;
    layout_place_pane(stepper, PANE_INSTRUCTIONS, 0, layout->shelf + 1, layout->divider, instructions);
    return rows - instructions - 1;
}

int layout_code_width(const struct stepper *stepper, int most)
{
    enum { INSTRUCTIONS_WIDTH = 46, LEAST = 24 };
    int wanted = source_wanted_width(stepper);

    if (stepper->lens == LENS_INSTRUCTION && wanted < INSTRUCTIONS_WIDTH)
        wanted = INSTRUCTIONS_WIDTH;
    return bounded(wanted, LEAST, most > LEAST ? most : LEAST);
}

/* Objects need the room more; but a lesson is read by its code, and instructions want more of it than the source. */
static int divider_for(const struct stepper *stepper)
{
    bool instructions = stepper->lens == LENS_INSTRUCTION;
    int width = stepper->layout.width;

    return layout_code_width(stepper, instructions || stepper->guide != NULL ? width * 2 / 5 : width / 3);
}

static void arrange_wide(struct stepper *stepper)
{
    struct layout *layout = &stepper->layout;
    int rows;

    layout->lower = layout->height - 2 - lower_rows(stepper, layout->height);
    layout->divider = divider_for(stepper);
    rows = layout->lower - 2;
    if (stepper->lens == LENS_INSTRUCTION)
        rows = place_instructions(stepper, rows);
    layout_place_pane(stepper, PANE_SOURCE, 0, 2, layout->divider, rows);
    rows = layout->lower - 2;
    layout_place_pane(stepper, lens_pane(stepper), layout->divider + 2, 2, layout->width - layout->divider - 2, rows);
    place_lower(stepper);
}

static void arrange_stacked(struct stepper *stepper)
{
    enum { INSTRUCTION_ROWS = 3 };
    struct layout *layout = &stepper->layout;
    int source_rows = bounded((int)recording_source_lines(stepper->recording, stepper->file), 3, layout->height / 4);

    layout->lower = layout->height - 2 - lower_rows(stepper, layout->height);
    layout->middle = 2 + source_rows;
    if (stepper->lens == LENS_INSTRUCTION) { /* the line, and right below it its instructions */
        layout->middle = 3 + INSTRUCTION_ROWS;
        layout_place_pane(stepper, PANE_INSTRUCTIONS, 0, 3, layout->width, INSTRUCTION_ROWS);
        source_rows = 1;
    }
    layout_place_pane(stepper, PANE_SOURCE, 0, 2, layout->width, source_rows);
    layout_place_pane(stepper, lens_pane(stepper), 1, layout->middle + 1, layout->width - 1,
                      layout->lower - layout->middle - 1);
    place_lower(stepper);
}

static void arrange_single(struct stepper *stepper)
{
    struct layout *layout = &stepper->layout;
    int first = layout->height > 2 ? 1 : 0;
    int rows = layout->height - first - (layout->height > 1 ? 1 : 0);

    if (stepper->focus == PANE_OBJECTS && rows >= 4)
        layout_place_pane(stepper, PANE_OBJECTS, 0, first + 1, layout->width, rows - 2);
    else
        layout_place_pane(stepper, stepper->focus, 0, first, layout->width, rows);
    if (app_presents(stepper->screen.app) && stage_suits(layout->width, layout->height))
        stepper->panes[stepper->focus].rect = stage_place_alone(stepper);
}

void layout_arrange(struct stepper *stepper, int width, int height)
{
    struct layout *layout = &stepper->layout;
    struct canvas_rect before = stepper->panes[PANE_OBJECTS].rect;

    *layout = (struct layout){.arrangement = choose(stepper, width, height), .width = width, .height = height};
    for (unsigned pane = 0; pane < PANE_COUNT; pane++)
        layout_place_pane(stepper, (enum pane_sort)pane, 0, 0, 0, 0);
    if (layout->arrangement == ARRANGED_WIDE)
        arrange_wide(stepper);
    else if (layout->arrangement == ARRANGED_STACKED)
        arrange_stacked(stepper);
    else if (layout->arrangement == ARRANGED_STAGE)
        stage_arrange(stepper);
    else
        arrange_single(stepper);
    if (memcmp(&before, &stepper->panes[PANE_OBJECTS].rect, sizeof before) == 0)
        return;
    stepper->picture_stale = stepper->reveal = true;
    if (before.width != stepper->panes[PANE_OBJECTS].rect.width)
        diagram_forget(stepper->diagram);
}

void layout_write_pane_name(const struct stepper *stepper, enum pane_sort pane, struct text *out)
{
    static const char *const names[PANE_COUNT] = {
        [PANE_SOURCE] = TRANSLATE_LATER("Source"),
        [PANE_INSTRUCTIONS] = TRANSLATE_LATER("Instructions"),
        [PANE_OBJECTS] = TRANSLATE_LATER("Names and objects"),
        [PANE_HAPPENED] = TRANSLATE_LATER("What happened"),
        [PANE_OUTPUT] = TRANSLATE_LATER("Output"),
    };

    if (pane != PANE_SOURCE || stepper->file == 0 || stepper->file == recording_main_file(stepper->recording))
        text_add(out, translate(names[pane]));
    else
        value_file_name(recording_string(stepper->recording, stepper->file, NULL), out);
}

enum pane_sort layout_pane_at(const struct stepper *stepper, int x, int y)
{
    for (unsigned pane = 0; pane < PANE_COUNT; pane++) {
        const struct canvas_rect *rect = &stepper->panes[pane].rect;

        if (x >= rect->x && x < rect->x + rect->width && y >= rect->y && y < rect->y + rect->height)
            return (enum pane_sort)pane;
    }
    return PANE_COUNT;
}

int layout_cover(const struct stepper *stepper, int lower)
{
    if (stepper->timeline != NULL)
        lower = timeline_screen_cover(stepper->timeline, lower);
    else if (stepper->layout.lower > 0 && stepper->layout.lower < lower)
        lower = stepper->layout.lower;
    return lower > 0 ? lower : 0;
}

static bool is_blank(const struct canvas *canvas, struct canvas_rect rect)
{
    for (int y = rect.y; y < rect.y + rect.height; y++)
        for (int x = rect.x; x < rect.x + rect.width; x++) {
            const struct canvas_cell *cell = canvas_cell(canvas, x, y);

            if (cell->bits != 0 || (cell->cluster[0] != '\0' && cell->cluster[0] != ' '))
                return false;
        }
    return true;
}

static void mark_row(struct view *view, struct canvas_rect rect, int lower)
{
    canvas_put_glyph(view->canvas, rect.x + rect.width - 1, lower - 1, CANVAS_KEY, CANVAS_GLYPH_MORE);
}

static void mark_covered(struct view *view, struct canvas_rect rect, int lower)
{
    struct canvas_rect covered = {rect.x, lower, rect.width, rect.y + rect.height - lower};

    if (lower > rect.y && covered.height > 0 && !is_blank(view->canvas, covered))
        mark_row(view, rect, lower);
}

/* The picture may go on below its pane, too: what tells so stands in the rule there, and is covered as well. */
static void mark_covered_picture(const struct stepper *stepper, struct view *view, int lower)
{
    const struct pane *pane = &stepper->panes[PANE_OBJECTS];
    struct canvas_rect rest = {pane->left, pane->top + lower - pane->rect.y, pane->rect.width, 0};

    if (stepper->picture == NULL || pane->rect.width == 0 || lower <= pane->rect.y)
        return;
    rest.height = canvas_height(stepper->picture) - rest.y;
    if (rest.height > 0 && !is_blank(stepper->picture, rest))
        mark_row(view, pane->rect, lower);
}

void layout_mark_covered(const struct stepper *stepper, struct view *view, int lower)
{
    if (stepper->timeline != NULL) {
        mark_covered(view, timeline_screen_code(stepper->timeline), lower);
        return;
    }
    mark_covered(view, stepper->panes[PANE_SOURCE].rect, lower);
    mark_covered_picture(stepper, view, lower);
}

/* A pane's name in the rule above it: [bracketed] when the pane has the focus. */
static void draw_pane_name(struct stepper *stepper, struct view *view, enum pane_sort pane)
{
    const struct canvas_rect *rect = &stepper->panes[pane].rect;
    bool focused = pane == stepper->focus;
    struct text name = TEXT_EMPTY;

    if (pane == PANE_INSTRUCTIONS && stepper->layout.arrangement == ARRANGED_STACKED)
        return; /* there is no rule above it */
    layout_write_pane_name(stepper, pane, &name);
    if (rect->width >= 8 && rect->height > 0)
        canvas_format(view->canvas, rect->x + (rect->x < 2 ? 2 - rect->x : 0), rect->y - 1, rect->width - 3,
                      focused ? CANVAS_KEY : CANVAS_TITLE, focused ? "[%s]" : " %s ", text_string(&name));
    text_free(&name);
}

void layout_draw_rules(struct stepper *stepper, struct view *view)
{
    const struct layout *layout = &stepper->layout;

    if (layout->arrangement == ARRANGED_STAGE)
        stage_draw_frame(stepper, view);
    if (layout->arrangement == ARRANGED_SINGLE || layout->arrangement == ARRANGED_STAGE)
        return;
    canvas_horizontal(view->canvas, 0, 1, layout->width, CANVAS_FRAME);
    canvas_horizontal(view->canvas, 0, layout->lower, layout->width, CANVAS_FRAME);
    if (layout->middle > 0)
        canvas_horizontal(view->canvas, 0, layout->middle, layout->width, CANVAS_FRAME);
    if (layout->shelf > 0)
        canvas_horizontal(view->canvas, 0, layout->shelf, layout->divider + 1, CANVAS_FRAME);
    if (layout->divider > 0)
        canvas_vertical(view->canvas, layout->divider, 1, layout->lower, CANVAS_FRAME);
    if (layout->parting > 0) {
        canvas_vertical(view->canvas, layout->parting, layout->lower, layout->height - 1 - layout->lower,
                        CANVAS_FRAME);
    }
    for (unsigned pane = 0; pane < PANE_COUNT; pane++)
        draw_pane_name(stepper, view, (enum pane_sort)pane);
}

void layout_write_progress(const struct stepper *stepper, struct text *out)
{
    bool live = stepper->session != NULL && session_state(stepper->session) != SESSION_ENDED;

    if (stepper->steps == 0) {
        text_add(out, live ? translate("starting") : translate("no steps"));
        return;
    }
    text_add(out, translate("step "));
    stepper_number(out, state_step(stepper->state));
    text_add(out, translate(" of "));
    stepper_number(out, stepper_last(stepper));
    if (live)
        text_add(out, "+");
    if (stepper->lens == LENS_INSTRUCTION && state_instant(stepper->state) > 0)
        text_format(out, translate(", instruction %u of %u"), state_instant(stepper->state),
                    recording_instants(stepper->recording, state_step(stepper->state)));
    if (stepper->another_run)
        text_add(out, translate(" (another run)"));
}

/* Where there are several, the thread whose step it is. */
static void write_thread(const struct stepper *stepper, struct text *out)
{
    struct step step;

    if (recording_threads(stepper->recording) < 2 ||
        !recording_step(stepper->recording, state_step(stepper->state), &step))
        return;
    text_add(out, "   ");
    utf8_clean(out, recording_thread_name(stepper->recording, step.thread),
               strlen(recording_thread_name(stepper->recording, step.thread)), true);
}

void layout_draw_title(struct stepper *stepper, struct view *view)
{
    enum { ROOM_FOR_VERSION = 56, ROOM_FOR_TITLE = 12 };
    const struct layout *layout = &stepper->layout;
    bool single = layout->arrangement == ARRANGED_SINGLE, names_pane = single && stepper->focus != PANE_OBJECTS;
    struct text right = TEXT_EMPTY, title = TEXT_EMPTY;
    int used, x = layout->width > 20 ? 1 : 0;

    if ((single && layout->height < 3) || layout->arrangement == ARRANGED_STAGE)
        return;
    layout_write_progress(stepper, &right);
    write_thread(stepper, &right);
    if (layout->width >= ROOM_FOR_VERSION && !app_presents(stepper->screen.app) &&
        recording_meta(stepper->recording, "python.version") != NULL) {
        text_add(&right, "   ");
        recording_write_python(stepper->recording, &right);
    }
    used = utf8_width(right.bytes, right.length);
    if (names_pane)
        layout_write_pane_name(stepper, stepper->focus, &title);
    if (layout->width - used > ROOM_FOR_TITLE)
        canvas_text(view->canvas, x, 0, layout->width - used - 3, CANVAS_TITLE,
                    names_pane ? text_string(&title) : stepper->title);
    if (layout->width > used)
        canvas_text(view->canvas, layout->width - used - x, 0, used, CANVAS_STATUS, right.bytes);
    text_free(&right);
    text_free(&title);
}
