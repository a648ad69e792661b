/* The panes that show text: "What happened" and the output. */
#include "base/translate.h"
#include "tui/stepper_parts.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "model/explain.h"
#include "output/picture.h"
#include "tui/wrap.h"

/* What happened. */

static bool at_very_end(const struct stepper *stepper)
{
    struct recording_end end;

    return state_step(stepper->state) >= stepper_last(stepper) && recording_end(stepper->recording, &end);
}

static void add_notes(const struct stepper *stepper, struct text *out)
{
    const char *note;

    for (size_t i = 0; (note = recording_note(stepper->recording, i)) != NULL; i++)
        text_format(out, translate("Note: %s\n"), note);
}

static void tell_instant(struct stepper *stepper, struct text *out)
{
    explain_instant(stepper->state, app_ascii(stepper->screen.app), out);
    unpackings_find(stepper->unpackings, stepper->state);
    unpackings_write_sentences(stepper->unpackings, out);
}

static void write_happened(struct stepper *stepper, struct text *out)
{
    if (stepper->steps > 0 && stepper->lens == LENS_INSTRUCTION)
        tell_instant(stepper, out);
    else if (stepper->steps > 0)
        explain_step(stepper->state, out);
    else if (output_error_line(stepper) > 0)
        text_format(
            out,
            translate(
                "Python could not read the program: it stopped at line %u, before anything ran. See the output."),
            output_error_line(stepper));
    if (out->length > 0 && out->bytes[out->length - 1] != '\n')
        text_add_char(out, '\n');
    if (at_very_end(stepper)) {
        picture_write_end(stepper->recording, out);
        if (out->length > 0 && out->bytes[out->length - 1] != '\n')
            text_add_char(out, '\n');
        add_notes(stepper, out);
    }
}

void happened_write(struct stepper *stepper, struct text *out)
{
    if (stepper->guide != NULL)
        guide_say(stepper, out);
    if (out->length == 0)
        write_happened(stepper, out);
}

static int keep_top(struct pane *pane, int lines)
{
    if (pane->top > lines - pane->rect.height)
        pane->top = lines - pane->rect.height;
    if (pane->top < 0)
        pane->top = 0;
    return pane->top;
}

void happened_draw(struct stepper *stepper, struct view *view)
{
    struct pane *pane = &stepper->panes[PANE_HAPPENED];
    struct wrapped wrapped = WRAPPED_EMPTY;
    struct text text = TEXT_EMPTY, say = TEXT_EMPTY;
    size_t top, said = 0;

    if (stepper->guide != NULL)
        guide_say(stepper, &say);
    if (say.length > 0) {
        wrapped_add(&wrapped, say.bytes, pane->rect.width, canvas_is_ascii(view->canvas));
        if (!app_presents(stepper->screen.app))
            wrapped_add(&wrapped, "\n", pane->rect.width, canvas_is_ascii(view->canvas));
        said = wrapped.ends.count;
    }
    if (say.length == 0 || !app_presents(stepper->screen.app)) /* a class is told one thing at a time */
        write_happened(stepper, &text);
    wrapped_add(&wrapped, text_string(&text), pane->rect.width, canvas_is_ascii(view->canvas));
    top = (size_t)keep_top(pane, (int)wrapped.ends.count);
    for (size_t i = top; i < wrapped.ends.count && (int)(i - top) < pane->rect.height; i++) {
        size_t length;
        const char *line = wrapped_line(&wrapped, i, &length);

        canvas_text_bytes(view->canvas, pane->rect.x, pane->rect.y + (int)(i - top), pane->rect.width,
                          i < said || say.length == 0 ? CANVAS_PLAIN : CANVAS_DIM, line, length);
    }
    if ((int)(wrapped.ends.count - top) > pane->rect.height && pane->rect.width > 4)
        canvas_put_glyph(view->canvas, pane->rect.x + pane->rect.width - 1, pane->rect.y + pane->rect.height - 1,
                         CANVAS_KEY, CANVAS_GLYPH_MORE);
    if (stepper->focus == PANE_HAPPENED) {
        view->x = pane->rect.x;
        view->y = pane->rect.y;
    }
    wrapped_free(&wrapped);
    text_free(&text);
    text_free(&say);
}

/* Output: the end of what was written by the step, in lines of runs of one stream each. */

enum { REPORT_BYTES = 16 * 1024 /* in which a syntax error's report is looked for */, TAB_STOP = 8 };

struct run {
    size_t from, to; /* bytes of the tail */
    bool is_error;
    bool ends_line;
};

struct tail {
    struct text bytes;
    VECTOR(struct run) runs;
    VECTOR(size_t) lines; /* index of each line's first run */
    int room, used;       /* columns of a line, and of the present one */
    bool at_start;        /* the next run begins a line */
};

/* The piece from which on the last of `count` pieces hold `wanted` bytes. */
static size_t first_piece(const struct stepper *stepper, size_t count, size_t wanted)
{
    size_t bytes = 0;

    while (count > 0 && bytes < wanted)
        bytes += recording_output(stepper->recording, --count).bytes.length;
    return count;
}

/* Bytes that fill the pane as far back as it is panned: four for each cell, as UTF-8 has them at most. */
static size_t bytes_wanted(const struct pane *pane)
{
    size_t rows = (size_t)(pane->rect.height + 1) + (size_t)(pane->top < 0 ? -pane->top : 0);

    return rows * (size_t)pane->rect.width * 4;
}

static void end_line(struct tail *tail)
{
    if (tail->runs.count > 0)
        vector_last(&tail->runs).ends_line = true;
    tail->at_start = true;
    tail->used = 0;
}

static void add_run(struct tail *tail, const char *bytes, size_t length, bool is_error)
{
    struct run run = {tail->bytes.length, tail->bytes.length + length, is_error, false};

    text_append(&tail->bytes, bytes, length);
    if (tail->at_start)
        vector_push(&tail->lines, tail->runs.count);
    tail->at_start = false;
    vector_push(&tail->runs, run);
}

/* Adds text without line ends, folded at the pane's width. */
static void add_folded(struct tail *tail, const char *raw, size_t length, bool is_error, bool ascii)
{
    struct text clean = TEXT_EMPTY;
    size_t at = 0;

    utf8_clean(&clean, raw, length, ascii);
    while (at < clean.length) {
        size_t fits = utf8_fit(clean.bytes + at, clean.length - at, tail->room - tail->used);

        if (fits == 0 && tail->used == 0)
            break;
        if (fits > 0)
            add_run(tail, clean.bytes + at, fits, is_error);
        tail->used += utf8_width(clean.bytes + at, fits);
        at += fits;
        if (at < clean.length)
            end_line(tail);
    }
    text_free(&clean);
}

/* Adds a piece: line ends end lines, tabs go to the next stop, everything else prints or is shown escaped. */
static void add_piece(struct tail *tail, struct trace_bytes piece, bool is_error, bool ascii)
{
    static const char blanks[] = "        ";

    for (size_t at = 0; at < piece.length;) {
        size_t end = at;

        while (end < piece.length && piece.at[end] != '\n' && piece.at[end] != '\t' && piece.at[end] != '\r')
            end++;
        add_folded(tail, piece.at + at, end - at, is_error, ascii);
        if (end < piece.length && piece.at[end] == '\t')
            add_folded(tail, blanks, (size_t)(TAB_STOP - tail->used % TAB_STOP), is_error, ascii);
        if (end < piece.length && piece.at[end] == '\n') {
            if (tail->at_start)
                add_run(tail, "", 0, is_error);
            end_line(tail);
        }
        at = end + 1;
    }
}

static void read_tail(const struct stepper *stepper, struct tail *tail, bool ascii)
{
    size_t count = stepper->steps > 0 ? recording_outputs_at(stepper->recording, state_step(stepper->state))
                                      : recording_outputs(stepper->recording);

    if (at_very_end(stepper))
        count = recording_outputs(stepper->recording);
    for (size_t i = first_piece(stepper, count, bytes_wanted(&stepper->panes[PANE_OUTPUT])); i < count; i++) {
        struct output_piece piece = recording_output(stepper->recording, i);

        add_piece(tail, piece.bytes, piece.stream == 2, ascii);
    }
}

static void draw_tail_line(const struct tail *tail, struct view *view, size_t line, int x, int y)
{
    for (size_t i = tail->lines.items[line]; i < tail->runs.count; i++) {
        const struct run *run = &tail->runs.items[i];

        x += canvas_text_bytes(view->canvas, x, y, tail->room, run->is_error ? CANVAS_STDERR : CANVAS_PLAIN,
                               text_string(&tail->bytes) + run->from, run->to - run->from);
        if (run->ends_line)
            break;
    }
    view->x = x;
    view->y = y;
}

void output_draw(struct stepper *stepper, struct view *view)
{
    struct pane *pane = &stepper->panes[PANE_OUTPUT];
    struct tail tail = {.bytes = TEXT_EMPTY, .room = pane->rect.width, .at_start = true};
    int x = view->x, y = view->y, last, lines;

    vector_reserve(&tail.lines, (size_t)pane->rect.height);
    read_tail(stepper, &tail, canvas_is_ascii(view->canvas));
    lines = (int)tail.lines.count;
    if (lines == 0)
        canvas_text(view->canvas, pane->rect.x, pane->rect.y, pane->rect.width, CANVAS_DIM,
                    translate("(nothing yet)"));
    /* Panned relative to the end: 0 shows the last lines. */
    if (pane->top > 0)
        pane->top = 0;
    if (-pane->top > lines - pane->rect.height)
        pane->top = lines > pane->rect.height ? pane->rect.height - lines : 0;
    last = lines + pane->top;
    view->x = pane->rect.x;
    view->y = pane->rect.y;
    for (int line = last > pane->rect.height ? last - pane->rect.height : 0, row = 0; line < last; line++, row++)
        draw_tail_line(&tail, view, (size_t)line, pane->rect.x, pane->rect.y + row);
    if (stepper->focus != PANE_OUTPUT) {
        view->x = x;
        view->y = y;
    }
    text_free(&tail.bytes);
    vector_free(&tail.runs);
    vector_free(&tail.lines);
}

/* CPython's report ends with `File "x.py", line 3`, the line itself, and SyntaxError (or one of its kind). */
uint32_t output_error_line(const struct stepper *stepper)
{
    static const char mark[] = ", line ";
    size_t count = recording_outputs(stepper->recording);
    struct text all = TEXT_EMPTY;
    const char *at, *found = NULL;
    unsigned line = 0;

    for (size_t i = first_piece(stepper, count, REPORT_BYTES); i < count; i++) {
        struct trace_bytes bytes = recording_output(stepper->recording, i).bytes;

        text_append(&all, bytes.at, bytes.length);
    }
    for (at = text_string(&all); (at = strstr(at, mark)) != NULL; at += sizeof mark - 1)
        found = at;
    if (found == NULL || sscanf(found, ", line %u", &line) != 1 || strstr(found, "Error:") == NULL)
        line = 0;
    text_free(&all);
    return line;
}
