#include "output/picture.h"

#include <stdio.h>
#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "canvas/canvas.h"
#include "diagram/listing.h"
#include "diagram/unpacking.h"
#include "model/ending.h"
#include "model/explain.h"
#include "model/instants.h"
#include "model/sentence.h"
#include "output/source_line.h"

enum {
    WIDTH_MIN = 8,
    AROUND = 2,    /* source lines shown before ▷ and after ▶ */
    APART_MAX = 6, /* lines between ▷ and ▶ that are still shown */
    OUTPUT_LINES_MAX = 40,
    SENTENCE_MARGIN = 2, /* before the second line of a sentence */
};

struct page {
    struct canvas *line; /* owned: one row, drawn and appended again and again */
    const struct picture_options *options;
    struct text *out;
    int width;
    struct unpackings *unpackings; /* owned; with `instructions` alone, otherwise NULL */
};

static void end_line(struct page *page)
{
    canvas_render(page->line, page->options->colour, page->out);
    canvas_clear(page->line);
}

static void blank_line(struct page *page)
{
    text_add_char(page->out, '\n');
}

/* ---- head ---- */

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

/* Step 3 of 4 · aliasing.py · CPython 3.11.2 */
/* Where there are several, the thread whose step it is.  Returns how wide that is. */
static int write_thread(struct page *page, struct state *state, int x, const char *middle)
{
    const struct recording *recording = state_recording(state);
    struct text name = TEXT_EMPTY;
    struct step step;
    int width;

    if (recording_threads(recording) < 2 || !recording_step(recording, state_step(state), &step))
        return 0;
    utf8_clean(&name, recording_thread_name(recording, step.thread),
               strlen(recording_thread_name(recording, step.thread)), page->options->ascii);
    width = canvas_format(page->line, x, 0, page->width - x, CANVAS_PLAIN, " %s %s", middle, text_string(&name));
    text_free(&name);
    return width;
}

/* Of the instructions that ran or will run before the next step, which one comes next.  Returns how wide that is. */
static int write_instant(struct page *page, struct state *state, int x)
{
    const struct recording *recording = state_recording(state);
    struct position here = instants_settle(recording, instants_position(state));

    if (!page->options->instructions || here.instant == 0)
        return 0;
    return canvas_format(page->line, x, 0, page->width - x, CANVAS_TITLE, translate(", instruction %u of %u"),
                         (unsigned)here.instant, (unsigned)recording_instants(recording, here.step));
}

static void write_head(struct page *page, struct state *state)
{
    const struct recording *recording = state_recording(state);
    const char *file = recording_string(recording, recording_main_file(recording), NULL);
    const char *middle = page->options->ascii ? "-" : "·";
    struct text python = TEXT_EMPTY;
    uint32_t steps = recording_steps(recording);
    int x;

    x = canvas_format(page->line, 0, 0, page->width, CANVAS_TITLE, translate("Step %u of %u"),
                      (unsigned)state_step(state), steps > 0 ? (unsigned)steps - 1 : 0);
    x += write_instant(page, state, x);
    x += write_thread(page, state, x, middle);
    x += canvas_format(page->line, x, 0, page->width - x, CANVAS_PLAIN, " %s %s", middle,
                       *file != '\0' ? file_name(file) : "program");
    recording_write_python(recording, &python);
    if (python.length > 0)
        canvas_format(page->line, x, 0, page->width - x, CANVAS_PLAIN, " %s %s", middle, python.bytes);
    text_free(&python);
    end_line(page);
}

/* ---- source ---- */

struct marks {
    uint32_t file;
    uint32_t done, next;             /* lines; 0: none */
    const struct instruction *piece; /* whose piece of the source is underlined; NULL: none */
};

/* Below a line, what of it the instruction belongs to. */
static void write_piece(struct page *page, const struct recording *recording, const struct marks *marks,
                        uint32_t line, int x)
{
    const struct instruction *piece = marks->piece;
    struct trace_bytes bytes = recording_source_line(recording, marks->file, line);
    size_t from = 0, to = bytes.length;
    struct source_columns columns;

    if (piece == NULL || piece->byte < 0 || piece->end_byte < 0 || line < piece->line || line > piece->end_line)
        return;
    if (line == piece->line)
        from = (size_t)piece->byte;
    if (line == piece->end_line)
        to = (size_t)piece->end_byte;
    while (from < to && from < bytes.length && (bytes.at[from] == ' ' || bytes.at[from] == '\t'))
        from++;
    columns = source_columns(bytes, from, to);
    if (columns.to <= columns.from)
        return;
    for (int column = columns.from; column < columns.to && x + column < page->width; column++)
        canvas_put_glyph(page->line, x + column, 0, CANVAS_LINE_NEXT, CANVAS_GLYPH_UNDERLINE);
    end_line(page);
}

static void write_source_line(struct page *page, const struct recording *recording, const struct marks *marks,
                              uint32_t line, int digits)
{
    struct text text = TEXT_EMPTY;
    enum canvas_style style = CANVAS_PLAIN;
    int x = 4 + digits + 2;

    source_expand_tabs(recording_source_line(recording, marks->file, line), &text);
    if (line == marks->done)
        canvas_put_glyph(page->line, 2, 0, CANVAS_LINE_DONE, CANVAS_GLYPH_DONE);
    if (line == marks->next) {
        canvas_put_glyph(page->line, line == marks->done ? 1 : 2, 0, CANVAS_LINE_NEXT, CANVAS_GLYPH_NEXT);
        style = CANVAS_LINE_NEXT;
    }
    canvas_format(page->line, 4, 0, page->width - 4, CANVAS_DIM, "%*u", digits, (unsigned)line);
    canvas_text_bytes(page->line, x, 0, page->width - x, style, text_string(&text), text.length);
    end_line(page);
    text_free(&text);
    write_piece(page, recording, marks, line, x);
}

static void write_source_lines(struct page *page, const struct recording *recording, const struct marks *marks,
                               uint32_t from, uint32_t to)
{
    int digits = snprintf(NULL, 0, "%u", (unsigned)to);

    for (uint32_t line = from; line <= to; line++)
        write_source_line(page, recording, marks, line, digits < 2 ? 2 : digits);
}

static uint32_t clamp_line(const struct recording *recording, uint32_t file, int64_t line)
{
    int64_t last = (int64_t)recording_source_lines(recording, file);

    return (uint32_t)(line < 1 ? 1 : line > last ? last : line);
}

static void write_around(struct page *page, const struct recording *recording, const struct marks *marks,
                         uint32_t from, uint32_t to)
{
    if (recording_source_lines(recording, marks->file) == 0)
        return;
    write_source_lines(page, recording, marks, clamp_line(recording, marks->file, (int64_t)from - AROUND),
                       clamp_line(recording, marks->file, (int64_t)to + AROUND - 1));
}

/* Another file than the program's is named above its lines. */
static void write_file_name(struct page *page, const struct recording *recording, uint32_t file)
{
    if (file == recording_main_file(recording))
        return;
    canvas_format(page->line, 2, 0, page->width - 2, CANVAS_DIM,
                  "%s:", file_name(recording_string(recording, file, NULL)));
    end_line(page);
}

static void write_place(struct page *page, const struct recording *recording, struct place place, bool done)
{
    struct marks marks = {place.file, done ? place.line : 0, done ? 0 : place.line, NULL};

    write_file_name(page, recording, place.file);
    write_around(page, recording, &marks, place.line, place.line);
}

static void write_source(struct page *page, const struct recording *recording, uint32_t step)
{
    struct place done, next;
    uint32_t first, last;

    recording_places(recording, step, &done, &next);
    if (done.line == 0 || next.line == 0 || done.file != next.file) {
        if (done.line != 0)
            write_place(page, recording, done, true);
        if (next.line != 0)
            write_place(page, recording, next, false);
        return;
    }
    first = done.line < next.line ? done.line : next.line;
    last = done.line < next.line ? next.line : done.line;
    if (last - first <= APART_MAX) {
        write_file_name(page, recording, done.file);
        write_around(page, recording, &(struct marks){done.file, done.line, next.line, NULL}, first, last);
        return;
    }
    write_place(page, recording, first == done.line ? done : next, first == done.line);
    canvas_put_glyph(page->line, 2, 0, CANVAS_DIM, CANVAS_GLYPH_MORE);
    end_line(page);
    write_place(page, recording, first == done.line ? next : done, first != done.line);
}

/* ---- instructions ---- */

enum { LISTING_ROWS_MAX = 24 };

/* The source around the line that runs, and its instructions. */
static void write_listing(struct page *page, struct state *state)
{
    const struct recording *recording = state_recording(state);
    struct listing listing = {.frame = 0};
    const struct instruction *shown;
    struct canvas *rows;
    size_t current, top = 0;
    int height;

    listing_find(&listing, state);
    shown = listing.next.instruction != NULL ? listing.next.instruction : listing.done.instruction;
    if (shown != NULL) {
        struct marks marks = {.file = recording_code(recording, listing.code)->file, .piece = shown};

        *(listing.next.instruction != NULL && shown->line > 0 ? &marks.next : &marks.done) = listing.line;
        write_file_name(page, recording, marks.file);
        write_around(page, recording, &marks, listing.line, listing.line);
        blank_line(page);
    }
    current = listing_current(&listing);
    height = listing.rows.count < LISTING_ROWS_MAX ? (int)listing.rows.count : LISTING_ROWS_MAX;
    if (current >= LISTING_ROWS_MAX - 1)
        top = current + 2 - LISTING_ROWS_MAX;
    rows = canvas_new(page->width, height > 0 ? height : 1);
    canvas_set_ascii(rows, page->options->ascii);
    listing_draw(&listing, state, rows, (struct canvas_rect){2, 0, page->width - 2, canvas_height(rows)}, top);
    canvas_render(rows, page->options->colour, page->out);
    canvas_free(rows);
    listing_free(&listing);
}

static void write_unpackings(struct page *page, struct state *state)
{
    struct canvas *rows;

    if (unpackings_find(page->unpackings, state) == 0)
        return;
    blank_line(page);
    rows = canvas_new(page->width, unpackings_rows(page->unpackings));
    canvas_set_ascii(rows, page->options->ascii);
    unpackings_draw(rows, (struct canvas_rect){2, 0, page->width - 2, canvas_height(rows)}, page->unpackings);
    canvas_render(rows, page->options->colour, page->out);
    canvas_free(rows);
}

/* ---- what happened ---- */

/* Words of clean text, as many on a line as fit, from column `x` on. */
static void write_words(struct page *page, int x, const char *text, size_t length)
{
    size_t at = 0;

    while (at < length) {
        size_t end = at;
        int width;

        while (end < length && text[end] != ' ')
            end++;
        width = utf8_width(text + at, end - at);
        if (x > SENTENCE_MARGIN && x + width > page->width) {
            end_line(page);
            x = SENTENCE_MARGIN;
        }
        x += canvas_text_bytes(page->line, x, 0, page->width - x, CANVAS_PLAIN, text + at, end - at) + 1;
        at = end + 1;
    }
    end_line(page);
}

static void write_sentence(struct page *page, int x, const char *bytes, size_t length)
{
    struct text clean = TEXT_EMPTY;

    utf8_clean(&clean, bytes, length, page->options->ascii);
    write_words(page, x, text_string(&clean), clean.length);
    text_free(&clean);
}

static void write_explanation(struct page *page, struct state *state)
{
    const char *heading = translate("What happened:");
    struct text sentences = TEXT_EMPTY;
    size_t at = 0;

    if (page->options->instructions)
        explain_instant(state, page->options->ascii, &sentences);
    else
        explain_step(state, &sentences);
    if (page->unpackings != NULL)
        unpackings_write_sentences(page->unpackings, &sentences);
    if (page->options->ascii)
        utf8_replace_marks(&sentences);
    if (sentences.length > 0) {
        blank_line(page);
        canvas_text(page->line, 0, 0, page->width, CANVAS_TITLE, heading);
    }
    while (at < sentences.length) {
        const char *end = memchr(sentences.bytes + at, '\n', sentences.length - at);
        size_t length = end != NULL ? (size_t)(end - sentences.bytes) - at : sentences.length - at;

        write_sentence(page, at == 0 ? utf8_width(heading, strlen(heading)) + 1 : SENTENCE_MARGIN,
                       sentences.bytes + at, length);
        at += length + 1;
    }
    text_free(&sentences);
}

/* ---- output ---- */

struct output {
    struct text bytes;
    VECTOR(size_t) errors; /* pairs: where standard error begins and ends in `bytes` */
};

static void collect_output(const struct recording *recording, size_t from, size_t to, struct output *output)
{
    for (size_t i = from; i < to; i++) {
        struct output_piece piece = recording_output(recording, i);

        if (piece.stream == 2)
            vector_push(&output->errors, output->bytes.length);
        text_append(&output->bytes, piece.bytes.at, piece.bytes.length);
        if (piece.stream == 2)
            vector_push(&output->errors, output->bytes.length);
    }
}

static bool is_error(const struct output *output, size_t at)
{
    for (size_t i = 0; i + 1 < output->errors.count; i += 2)
        if (at >= output->errors.items[i] && at < output->errors.items[i + 1])
            return true;
    return false;
}

/* A line of the program's output; standard error is marked by a sign as well as by its colour. */
static void write_output_line(struct page *page, const struct output *output, size_t at, size_t length)
{
    struct text line = TEXT_EMPTY;
    bool error = is_error(output, at);

    if (length > 0 && output->bytes.bytes[at + length - 1] == '\r')
        length--;
    source_expand_tabs((struct trace_bytes){output->bytes.bytes + at, length}, &line);
    if (error)
        canvas_text(page->line, 0, 0, 1, CANVAS_STDERR, "!");
    canvas_text_bytes(page->line, 2, 0, page->width - 2, error ? CANVAS_STDERR : CANVAS_PLAIN, text_string(&line),
                      line.length);
    end_line(page);
    text_free(&line);
}

static size_t count_lines(const struct text *text)
{
    size_t lines = 0;

    for (size_t i = 0; i < text->length; i++)
        lines += text->bytes[i] == '\n' || i + 1 == text->length;
    return lines;
}

/* The last lines, with a remark on those before. */
static void write_output_lines(struct page *page, const struct output *output)
{
    size_t lines = count_lines(&output->bytes), number = 0, at = 0;
    size_t skipped = lines > OUTPUT_LINES_MAX ? lines - OUTPUT_LINES_MAX : 0;

    if (skipped > 0) {
        canvas_put_glyph(page->line, 2, 0, CANVAS_DIM, CANVAS_GLYPH_MORE);
        canvas_format(page->line, 4, 0, page->width - 4, CANVAS_DIM, translate("%zu lines before"), skipped);
        end_line(page);
    }
    while (at < output->bytes.length) {
        const char *end = memchr(output->bytes.bytes + at, '\n', output->bytes.length - at);
        size_t length = end != NULL ? (size_t)(end - output->bytes.bytes) - at : output->bytes.length - at;

        if (number++ >= skipped)
            write_output_line(page, output, at, length);
        at += length + 1;
    }
}

/* What this step wrote; at the end everything. */
static void write_output(struct page *page, const struct recording *recording, uint32_t step)
{
    bool last = step == recording_final_step(recording) || step + 1 >= recording_steps(recording);
    size_t to = last ? recording_outputs(recording) : recording_outputs_at(recording, step);
    size_t from = last || step == 0 ? 0 : recording_outputs_at(recording, step - 1);
    struct output output = {TEXT_EMPTY, VECTOR_EMPTY};

    collect_output(recording, from, to, &output);
    if (output.bytes.length > 0) {
        blank_line(page);
        canvas_text(page->line, 0, 0, page->width, CANVAS_TITLE,
                    last ? translate("Output so far:") : translate("Output of this step:"));
        end_line(page);
        write_output_lines(page, &output);
    }
    text_free(&output.bytes);
    vector_free(&output.errors);
}

/* ---- the whole ---- */

/* Why no instructions are shown. */
static void write_lack(struct page *page, const struct state *state)
{
    const char *lack = !recording_has_instants(state_recording(state))
                           ? translate("(only lines were recorded, no instructions)")
                       : instants_are_lacking(state) ? translate("(no instruction was recorded here)")
                                                     : NULL;

    if (lack == NULL)
        return;
    canvas_text(page->line, 2, 0, page->width - 2, CANVAS_DIM, lack);
    end_line(page);
}

struct diagram_options picture_drawing(const struct picture_options *options)
{
    return (struct diagram_options){
        .width = options->width > WIDTH_MIN ? options->width : WIDTH_MIN,
        .ascii = options->ascii,
        .all_objects = options->all_objects,
        .labels = options->labels,
        .value_stack = options->instructions ? DIAGRAM_PLACES_MAX : 0,
    };
}

void picture_write(struct state *state, struct diagram *diagram, const struct picture_options *options,
                   struct text *out)
{
    struct diagram_options drawing = picture_drawing(options);
    struct page page = {.options = options, .out = out, .width = drawing.width};

    page.line = canvas_new(page.width, 1);
    canvas_set_ascii(page.line, options->ascii);
    write_head(&page, state);
    if (options->instructions && instants_are_here(state))
        write_listing(&page, state);
    else
        write_source(&page, state_recording(state), state_step(state));
    if (options->instructions) {
        write_lack(&page, state);
        page.unpackings = unpackings_new(state_recording(state));
        write_unpackings(&page, state);
    }
    blank_line(&page);
    canvas_render(diagram_draw(diagram, state, &drawing), options->colour, out);
    write_explanation(&page, state);
    if (state_instant(state) == 0 ||
        (state_instant(state) == 1 && recording_begins_with_instant(state_recording(state), state_step(state))))
        write_output(&page, state_recording(state), state_step(state));
    unpackings_free(page.unpackings);
    canvas_free(page.line);
}

static void write_reason(const struct recording_end *end, struct text *out)
{
    unsigned long long status = (unsigned long long)end->status;

    if (end->reason == TRACE_END_EXIT && status != 0)
        text_format(out, translate("The program ended with exit status %llu."), status);
    else if (end->reason == TRACE_END_EXIT)
        text_add(out, translate("The program ended."));
    else if (end->reason == TRACE_END_SIGNAL)
        text_format(out, translate("The program was ended by signal %llu."), status);
    else
        text_add(out, end->reason == TRACE_END_LOST ? translate("The recording broke off.")
                                                    : translate("The program was stopped."));
}

/* " Line 2 was running: while True: pass" */
static void write_running(const struct recording *recording, struct text *out)
{
    struct text code = TEXT_EMPTY, number = TEXT_EMPTY;
    const char *path, *slash;
    struct place place;

    if (!recording_stopped_in(recording, &place))
        return;
    path = recording_string(recording, place.file, NULL);
    slash = strrchr(path, '/');
    source_words(recording, place, &code);
    text_format(&number, "%u", (unsigned)place.line);
    text_add_char(out, ' ');
    sentence_write(place.file == recording_main_file(recording)
                       ? TRANSLATE_LATER("Line {line} was running: {code}")
                       : TRANSLATE_LATER("Line {line} of {file} was running: {code}"),
                   SENTENCE_PLACES({"line", text_string(&number)}, {"code", text_string(&code)},
                                   {"file", slash != NULL ? slash + 1 : path}),
                   out);
    text_free(&code);
    text_free(&number);
}

void picture_write_end(const struct recording *recording, struct text *out)
{
    struct recording_end end;
    struct text words = TEXT_EMPTY;

    if (!recording_end(recording, &end))
        return;
    if (*end.text != '\0')
        ending_retell(end.text, &words);
    if (words.length == 0)
        write_reason(&end, &words);
    write_running(recording, &words);
    utf8_clean(out, words.bytes, words.length, false);
    text_add_char(out, '\n');
    text_free(&words);
}
