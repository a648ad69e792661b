/* The source pane: line numbers, the marks of the step, breakpoints, the cursor.
 *
 *     ▷   3  b.append(4)
 *     ▶   4◆ print(a)
 */
#include "base/translate.h"
#include "tui/stage.h"
#include "tui/stepper_parts.h"

#include <string.h>

#include "base/utf8.h"
#include "diagram/highlight.h"

enum {
    TAB_STOP = 8,
    LINE_BYTES_MAX = 4096, /* of a line that are looked at: far more than fit a row */
    CONTEXT = 3,           /* lines shown beyond the step's, where there is room */
    MARKS_WIDTH = 2,
};

static int digits_of(size_t number)
{
    int digits = 1;

    for (; number >= 10; number /= 10)
        digits++;
    return digits;
}

static size_t line_count(const struct stepper *stepper)
{
    return recording_source_lines(stepper->recording, stepper->file);
}

static int gutter_width(const struct stepper *stepper, uint32_t file)
{
    int digits = digits_of(recording_source_lines(stepper->recording, file));

    return MARKS_WIDTH + (digits > 2 ? digits : 2) + 2;
}

static int width_of_file(const struct stepper *stepper, uint32_t file)
{
    enum { LINES_LOOKED_AT = 400 };
    size_t count = recording_source_lines(stepper->recording, file), longest = 0;

    for (size_t line = 1; line <= count && line <= LINES_LOOKED_AT; line++) {
        size_t length = recording_source_line(stepper->recording, file, line).length;

        longest = length > longest ? length : longest;
    }
    return (longest < 200 ? (int)longest : 200) + gutter_width(stepper, file) + 1;
}

int source_wanted_width(const struct stepper *stepper)
{
    int main_width = width_of_file(stepper, recording_main_file(stepper->recording));
    int width = width_of_file(stepper, stepper->file);

    return width > main_width ? width : main_width;
}

/* What a line begins inside of; follows the file from where it was followed before. */
static enum highlight_state state_of_line(struct stepper *stepper, uint32_t file, size_t line)
{
    struct highlighting *known = &stepper->highlighting;

    if (known->file != file) {
        known->file = file;
        vector_clear(&known->states);
    }
    if (known->states.count == 0)
        vector_push(&known->states, HIGHLIGHT_CODE);
    while (known->states.count < line) {
        struct trace_bytes bytes = recording_source_line(stepper->recording, file, known->states.count);
        enum highlight_state state = (enum highlight_state)vector_last(&known->states);
        uint8_t next = (uint8_t)highlight_line(state, bytes.at, bytes.length, NULL);

        vector_push(&known->states, next);
    }
    return (enum highlight_state)known->states.items[line - 1];
}

/* Draws the text of a line from (x, 0) of the scratch canvas, tabs expanded. */
static void draw_code(struct stepper *stepper, int x, int columns, struct trace_bytes line, const uint8_t *styles)
{
    int start = x;
    size_t at = 0;

    while (at < line.length && x < start + columns) {
        size_t end = at;

        if (line.at[at] == '\t') {
            x += TAB_STOP - (x - start) % TAB_STOP;
            at++;
            continue;
        }
        while (end < line.length && line.at[end] != '\t' && styles[end] == styles[at])
            end++;
        x += canvas_text_bytes(stepper->scratch, x, 0, start + columns - x, (enum canvas_style)styles[at],
                               line.at + at, end - at);
        at = end;
    }
    if (at < line.length)
        canvas_put_glyph(stepper->scratch, start + columns - 1, 0, CANVAS_DIM, CANVAS_GLYPH_MORE);
}

struct marks {
    bool done, next, broken, wrong;
    bool found; /* by a tool that read the code */
};

/* The instruction whose line is the next, with the instruction lens: false where none is known. */
static bool find_instruction(const struct stepper *stepper, struct instants_place *place)
{
    return stepper->lens == LENS_INSTRUCTION && stepper->steps > 0 &&
           instants_next(stepper->recording, instants_position(stepper->state), place);
}

/* The line that just ran and the one about to run; within a line, the line. */
static void find_places(const struct stepper *stepper, struct place *done, struct place *next)
{
    struct instants_place place;

    *done = *next = (struct place){0, 0};
    if (stepper->steps > 0)
        recording_places(stepper->recording, state_step(stepper->state), done, next);
    if (!find_instruction(stepper, &place))
        return;
    if (place.instruction->line == 0)
        return;
    *next = (struct place){recording_code(stepper->recording, place.code)->file, place.instruction->line};
    if (state_instant(stepper->state) > 1)
        *done = (struct place){0, 0};
}

static struct marks marks_of(const struct stepper *stepper, uint32_t file, uint32_t line)
{
    struct marks marks = {.done = false};
    struct place done, next;

    find_places(stepper, &done, &next);
    marks.done = done.line == line && done.file == file;
    marks.next = next.line == line && next.file == file;
    marks.broken = stepper_breaks_at(stepper, file, line);
    marks.found = stepper->guide != NULL && guide_is_found(stepper, file, line);
    marks.wrong = stepper->steps == 0 && line == output_error_line(stepper);
    return marks;
}

static enum canvas_style style_of(struct marks marks)
{
    if (marks.wrong)
        return CANVAS_ERROR;
    if (marks.next)
        return CANVAS_LINE_NEXT;
    return marks.done ? CANVAS_LINE_DONE : CANVAS_DIM;
}

static void draw_marks(struct stepper *stepper, struct view *view, int x, int y, struct marks marks)
{
    (void)stepper;
    if (marks.done)
        canvas_put_glyph(view->canvas, x, y, CANVAS_LINE_DONE, CANVAS_GLYPH_DONE);
    if (marks.next)
        canvas_put_glyph(view->canvas, x + (marks.done ? 1 : 0), y, CANVAS_LINE_NEXT, CANVAS_GLYPH_NEXT);
    if (marks.wrong)
        canvas_text(view->canvas, x, y, 1, CANVAS_ERROR, "!");
}

/* The column of a byte of a line, tabs expanded. */
static int column_of(struct trace_bytes line, size_t byte)
{
    struct text clean = TEXT_EMPTY;
    int column = 0;

    for (size_t at = 0; at < byte && at < line.length;) {
        size_t end = at;

        if (line.at[at] == '\t') {
            column += TAB_STOP - column % TAB_STOP;
            at++;
            continue;
        }
        while (end < byte && end < line.length && line.at[end] != '\t')
            end++;
        text_clear(&clean);
        column += utf8_clean(&clean, line.at + at, end - at, false);
        at = end;
    }
    text_free(&clean);
    return column;
}

/* Underlines what of the line the next instruction belongs to. */
static void draw_piece(struct stepper *stepper, uint32_t file, uint32_t line, struct trace_bytes code)
{
    struct instants_place place;
    const struct instruction *piece;
    size_t from, to;

    if (!find_instruction(stepper, &place) || recording_code(stepper->recording, place.code)->file != file)
        return;
    piece = place.instruction;
    if (line < piece->line || line > piece->end_line || piece->byte < 0 || piece->end_byte < 0)
        return;
    from = line == piece->line ? (size_t)piece->byte : 0;
    to = line == piece->end_line ? (size_t)piece->end_byte : code.length;
    while (from < to && from < code.length && (code.at[from] == ' ' || code.at[from] == '\t'))
        from++;
    if (from < to)
        canvas_restyle(stepper->scratch,
                       (struct canvas_rect){column_of(code, from), 0, column_of(code, to) - column_of(code, from), 1},
                       CANVAS_PIECE);
}

/* One line in row y of the rect; `left` columns of its code are panned away. */
static void draw_line(struct stepper *stepper, struct view *view, struct canvas_rect rect, int left, uint32_t file,
                      uint32_t line)
{
    int gutter = gutter_width(stepper, file), columns = rect.width - gutter;
    struct marks marks = marks_of(stepper, file, line);
    struct trace_bytes code = recording_source_line(stepper->recording, file, line);
    uint8_t styles[LINE_BYTES_MAX];
    struct canvas_rect shown = {left, 0, columns, 1};

    draw_marks(stepper, view, rect.x, rect.y, marks);
    canvas_format(view->canvas, rect.x + MARKS_WIDTH, rect.y, gutter - MARKS_WIDTH, style_of(marks), "%*u",
                  gutter - MARKS_WIDTH - 2, line);
    if (marks.broken)
        canvas_put_glyph(view->canvas, rect.x + gutter - 2, rect.y, CANVAS_ERROR, CANVAS_GLYPH_BREAKPOINT);
    else if (marks.found)
        canvas_text(view->canvas, rect.x + gutter - 2, rect.y, 1, CANVAS_ERROR, "!");
    if (columns <= 0)
        return;
    if (code.length > LINE_BYTES_MAX)
        code.length = LINE_BYTES_MAX;
    highlight_line(state_of_line(stepper, file, line), code.at, code.length, styles);
    canvas_resize(stepper->scratch, left + columns, 1);
    canvas_set_ascii(stepper->scratch, canvas_is_ascii(view->canvas));
    draw_code(stepper, 0, left + columns, code, styles);
    if (style_of(marks) != CANVAS_DIM || stepper->spotlight)
        canvas_restyle(stepper->scratch, (struct canvas_rect){0, 0, left + columns, 1}, style_of(marks));
    draw_piece(stepper, file, line, code);
    canvas_copy(view->canvas, rect.x + gutter, rect.y, stepper->scratch, shown);
}

void source_draw_line(struct stepper *stepper, struct view *view, struct canvas_rect rect, uint32_t file,
                      uint32_t line)
{
    if (line > 0 && line <= recording_source_lines(stepper->recording, file))
        draw_line(stepper, view, rect, 0, file, line);
}

static void bring_into_view(struct pane *pane, int line, int count)
{
    int rows = pane->rect.height, context = rows > 3 * CONTEXT ? CONTEXT : rows > 3 ? 1 : 0;

    if (rows <= 0)
        return;
    if (line - 1 - context < pane->top)
        pane->top = line - 1 - context;
    if (line - 1 + context >= pane->top + rows)
        pane->top = line + context - rows;
    if (pane->top > count - rows)
        pane->top = count - rows;
    if (pane->top < 0)
        pane->top = 0;
}

void source_show(struct stepper *stepper, uint32_t line)
{
    stepper->line = line;
    stepper->panes[PANE_SOURCE].left = 0;
    bring_into_view(&stepper->panes[PANE_SOURCE], (int)line, (int)line_count(stepper));
}

void source_follow(struct stepper *stepper)
{
    struct place done, next;

    find_places(stepper, &done, &next);
    if (next.line == 0)
        next = done;
    if (next.line == 0 || next.file == 0)
        next = (struct place){recording_main_file(stepper->recording),
                              stepper->steps == 0 ? output_error_line(stepper) : 0};
    if (next.file != stepper->file)
        stepper->panes[PANE_SOURCE].top = 0;
    stepper->file = next.file;
    if (next.line > 0)
        source_show(stepper, next.line);
}

/* The source cursor's line: its number is shown reversed while the pane has the focus. */
static void draw_cursor(struct stepper *stepper, struct view *view, struct canvas_rect row)
{
    int gutter = gutter_width(stepper, stepper->file);

    canvas_restyle(view->canvas, (struct canvas_rect){row.x + MARKS_WIDTH, row.y, gutter - MARKS_WIDTH - 2, 1},
                   CANVAS_SELECTED);
    view->x = row.x + MARKS_WIDTH;
    view->y = row.y;
}

void source_draw(struct stepper *stepper, struct view *view)
{
    struct pane *pane = &stepper->panes[PANE_SOURCE];
    struct recording_end end;
    int count, rows;

    if (stepper->file == 0)
        source_follow(stepper);
    count = (int)line_count(stepper);
    rows = stage_line_rows(stepper);
    if (pane->top > count - 1)
        pane->top = count > 0 ? count - 1 : 0;
    if (pane->top < 0)
        pane->top = 0;
    if (count == 0 && recording_end(stepper->recording, &end))
        canvas_text(view->canvas, pane->rect.x + 1, pane->rect.y, pane->rect.width - 1, CANVAS_DIM,
                    translate("(no source)"));
    for (int row = 0; row * rows < pane->rect.height && pane->top + row < count; row++) {
        struct canvas_rect rect = {pane->rect.x, pane->rect.y + row * rows, pane->rect.width, 1};
        uint32_t line = (uint32_t)(pane->top + row) + 1;

        draw_line(stepper, view, rect, pane->left, stepper->file, line);
        if (line == stepper->line && stepper->focus == PANE_SOURCE)
            draw_cursor(stepper, view, rect);
    }
}
