#include "diagram/listing.h"

#include <string.h>

#include "base/translate.h"

enum {
    MARKS = 2,
    OFFSET = 4,
    GAP = 2,
    VERB_MAX = 22,
    NAME_MIN = 14,  /* below it only the verb is shown */
    OFFSET_MIN = 34 /* the width from which on places are shown */
};

void listing_free(struct listing *listing)
{
    vector_free(&listing->rows);
}

static bool is_listed(const struct recording *recording, const struct instruction *instruction, uint32_t line)
{
    return instruction->line == line && instruction->depth >= 0 &&
           strcmp(recording_string(recording, instruction->name, NULL), "EXTENDED_ARG") != 0;
}

/* What the compiler adds, where a handler begins, has no line: it stands with the line that led to it. */
static uint32_t line_of(const struct listing *listing, const struct instants_place *place)
{
    const struct instruction *done = listing->done.instruction;

    if (place->instruction->line > 0 || done == NULL || listing->done.code != place->code)
        return place->instruction->line;
    return done->line;
}

/* Whether nothing that has a line stands between the instruction, and the place, which has none. */
static bool is_beside(const struct recording *recording, const struct instants_place *place, size_t index)
{
    size_t from = index < place->index ? index : place->index, to = index < place->index ? place->index : index;

    for (size_t i = from; i <= to; i++)
        if (recording_instruction(recording, place->code, i)->line > 0)
            return false;
    return true;
}

void listing_find(struct listing *listing, struct state *state)
{
    const struct recording *recording = state_recording(state);
    struct position here = instants_position(state);
    const struct instants_place *place = NULL;

    listing->next = listing->done = (struct instants_place){.instruction = NULL};
    listing->frame = 0;
    vector_clear(&listing->rows);
    if (!instants_done(recording, here, &listing->done))
        listing->done.instruction = NULL;
    else
        place = &listing->done;
    if (!instants_next(recording, here, &listing->next))
        listing->next.instruction = NULL;
    else
        place = &listing->next;
    if (place == NULL)
        return;
    listing->frame = place->frame;
    listing->code = place->code;
    listing->line = line_of(listing, place);
    for (size_t i = 0; i < recording_instructions(recording, place->code); i++) {
        const struct instruction *instruction = recording_instruction(recording, place->code, i);

        if (is_listed(recording, instruction, listing->line) ||
            (is_listed(recording, instruction, 0) && is_beside(recording, place, i)))
            vector_push(&listing->rows, i);
    }
}

static bool is_row(const struct listing *listing, const struct instants_place *place, size_t row)
{
    return place->instruction != NULL && place->code == listing->code && place->index == listing->rows.items[row];
}

size_t listing_current(const struct listing *listing)
{
    for (size_t row = 0; row < listing->rows.count; row++)
        if (is_row(listing, listing->next.instruction != NULL ? &listing->next : &listing->done, row))
            return row;
    return 0;
}

/* What stands in the columns of a row. */
struct columns {
    int offset, verb, name; /* x of each; name 0: not shown */
    int verb_width;
};

static int widest_verb(const struct listing *listing, struct state *state)
{
    int widest = 0;

    for (size_t row = 0; row < listing->rows.count; row++) {
        struct instants_place place = {.frame = listing->frame, .code = listing->code};
        struct text verb = TEXT_EMPTY;

        place.instruction = recording_instruction(state_recording(state), place.code, listing->rows.items[row]);
        instants_write_verb(state, &place, &verb);
        if ((int)verb.length > widest) /* their width is no more than their bytes */
            widest = (int)verb.length;
        text_free(&verb);
    }
    return widest < VERB_MAX ? widest : VERB_MAX;
}

static struct columns columns_for(const struct listing *listing, struct state *state, int width)
{
    struct columns columns = {.offset = width >= OFFSET_MIN ? MARKS : 0};

    columns.verb = MARKS + (columns.offset > 0 ? OFFSET + GAP : 1);
    columns.verb_width = widest_verb(listing, state);
    columns.name = columns.verb + columns.verb_width + GAP;
    if (columns.name + NAME_MIN > width) {
        columns.name = 0;
        columns.verb_width = width - columns.verb;
    }
    return columns;
}

static void draw_row(const struct listing *listing, struct state *state, struct canvas *canvas,
                     struct canvas_rect rect, const struct columns *columns, size_t row)
{
    bool next = is_row(listing, &listing->next, row), done = is_row(listing, &listing->done, row);
    struct instants_place place = next ? listing->next : done ? listing->done : (struct instants_place){0};
    struct text text = TEXT_EMPTY;
    enum canvas_style style = next ? CANVAS_LINE_NEXT : done ? CANVAS_LINE_DONE : CANVAS_PLAIN;

    if (place.instruction == NULL)
        place = (struct instants_place){.frame = listing->frame, .code = listing->code};
    place.instruction = recording_instruction(state_recording(state), listing->code, listing->rows.items[row]);
    if (done)
        canvas_put_glyph(canvas, rect.x, rect.y, CANVAS_LINE_DONE, CANVAS_GLYPH_DONE);
    if (next)
        canvas_put_glyph(canvas, rect.x + done, rect.y, CANVAS_LINE_NEXT, CANVAS_GLYPH_NEXT);
    if (listing->next.instruction != NULL && listing->next.instruction->target == (int32_t)place.instruction->unit)
        canvas_put_glyph(canvas, rect.x + MARKS - 1, rect.y, CANVAS_CHANGED, CANVAS_GLYPH_LABEL);
    if (columns->offset > 0)
        canvas_format(canvas, rect.x + columns->offset, rect.y, OFFSET, CANVAS_DIM, "%*u", OFFSET,
                      (unsigned)place.instruction->unit * 2);
    instants_write_verb(state, &place, &text);
    canvas_text_bytes(canvas, rect.x + columns->verb, rect.y, columns->verb_width, style, text_string(&text),
                      text.length);
    text_clear(&text);
    instants_write_name(state, &place, &text);
    if (columns->name > 0)
        canvas_text_bytes(canvas, rect.x + columns->name, rect.y, rect.width - columns->name,
                          next || done ? style : CANVAS_DIM, text_string(&text), text.length);
    text_free(&text);
}

static void draw_reason(struct state *state, struct canvas *canvas, struct canvas_rect rect)
{
    const char *reason = !recording_has_instants(state_recording(state)) ? translate("(only lines were recorded)")
                         : instants_are_lacking(state) ? translate("(no instruction was recorded here)")
                                                       : "";

    canvas_text(canvas, rect.x + 1, rect.y, rect.width - 1, CANVAS_DIM, reason);
}

void listing_draw(const struct listing *listing, struct state *state, struct canvas *canvas, struct canvas_rect rect,
                  size_t top)
{
    struct columns columns = columns_for(listing, state, rect.width);

    if (listing->rows.count == 0 && rect.height > 0)
        draw_reason(state, canvas, rect);
    for (size_t row = top; row < listing->rows.count && (int)(row - top) < rect.height; row++)
        draw_row(listing, state, canvas, (struct canvas_rect){rect.x, rect.y + (int)(row - top), rect.width, 1},
                 &columns, row);
    if (listing->rows.count > top + (size_t)rect.height && rect.width > MARKS && rect.height > 1)
        canvas_put_glyph(canvas, rect.x + rect.width - 1, rect.y + rect.height - 1, CANVAS_KEY, CANVAS_GLYPH_MORE);
}
