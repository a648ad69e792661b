/* A page holds JSON and a script that shows it.  Rows of pictures are kept once, however many pictures have them, for
 * little changes from step to step:
 *
 *     rows      ["<text …>…</text>", …]     what stands in a row, as SVG
 *     moments   [{"step": 3, "picture": [0, 4, 5], "next": 7, …}, …]     indices of rows, and what else is shown
 *
 * What comes from the program was sanitised and escaped when it gets there (svg_write_text), or is JSON that the script
 * shows as text. */
#include "output/page.h"

#include <inttypes.h>
#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "diagram/diagram.h"
#include "diagram/listing.h"
#include "diagram/unpacking.h"
#include "model/explain.h"
#include "model/instants.h"
#include "output/page_parts.h"
#include "output/picture.h"
#include "output/source_line.h"
#include "output/svg.h"

enum {
    LISTING_ROWS = 16,       /* instructions that are shown at a time */
    LISTING_COLUMNS = 52,    /* of instructions and unpackings */
    OUTPUT_MAX = 256 * 1024, /* bytes of what the program wrote */
    FEW_ROWS = 64,
};

struct page {
    const struct recording *recording;
    const struct picture_options *options;
    struct state *state;     /* owned, as the next three are */
    struct diagram *diagram; /* keeps boxes in place */
    struct unpackings *unpackings;
    struct canvas *aside;   /* instructions, unpackings */
    struct page_texts rows; /* as SVG */
    page_files files;
    int columns, height; /* that the largest picture takes */
    size_t moments;      /* there are */
    struct text told;    /* the first of them, as the script is given them */
    size_t outputs;      /* pieces of output that are on the page */
    bool cut;            /* and not all */
};

/* ---- rows ---- */

/* `, "name": [rows]` */
static void write_rows(struct page *page, const char *name, const struct canvas *canvas, int height, struct text *out)
{
    text_format(out, ",\"%s\":[", name);
    for (int y = 0; y < height; y++) {
        struct text row = TEXT_EMPTY;

        svg_write_row(canvas, y, &row);
        text_format(out, "%s%zu", y > 0 ? "," : "", page_text_number(&page->rows, &row));
        text_free(&row);
    }
    text_add(out, "]");
}

static void write_picture(struct page *page, struct text *out)
{
    const struct diagram_options drawing = picture_drawing(page->options);
    const struct canvas *canvas = diagram_draw(page->diagram, page->state, &drawing);

    if (svg_columns(canvas) > page->columns)
        page->columns = svg_columns(canvas);
    if (canvas_height(canvas) > page->height)
        page->height = canvas_height(canvas);
    write_rows(page, "picture", canvas, canvas_height(canvas), out);
}

/* ---- source ---- */

static void write_place(struct page *page, const char *name, const char *file, struct place place, struct text *out)
{
    if (place.line == 0)
        return;
    text_format(out, ",\"%s\":%" PRIu32 ",\"%s\":%zu", name, place.line, file,
                page_file_number(&page->files, place.file));
}

/* `"piece": [first line, column, last line, column]` of what an instruction belongs to. */
static void write_piece(const struct page *page, uint32_t file, const struct instruction *piece, struct text *out)
{
    size_t lines = recording_source_lines(page->recording, file);
    struct source_columns from, to;

    if (piece->line == 0 || piece->end_line < piece->line || piece->end_line > lines || piece->byte < 0 ||
        piece->end_byte < 0)
        return;
    from = source_columns(recording_source_line(page->recording, file, piece->line), (size_t)piece->byte,
                          (size_t)piece->byte);
    to = source_columns(recording_source_line(page->recording, file, piece->end_line), (size_t)piece->end_byte,
                        (size_t)piece->end_byte);
    text_format(out, ",\"piece\":[%" PRIu32 ",%d,%" PRIu32 ",%d]", piece->line, from.from, piece->end_line, to.to);
}

/* ---- moments ---- */

static void write_sentences(struct page *page, struct text *out)
{
    struct text sentences = TEXT_EMPTY;
    const char *between = "";

    if (page->options->instructions)
        explain_instant(page->state, false, &sentences);
    else
        explain_step(page->state, &sentences);
    if (page->options->instructions)
        unpackings_write_sentences(page->unpackings, &sentences);
    text_add(out, ",\"happened\":[");
    for (size_t at = 0; at < sentences.length;) {
        const char *end = memchr(sentences.bytes + at, '\n', sentences.length - at);
        size_t length = end != NULL ? (size_t)(end - sentences.bytes) - at : sentences.length - at;

        text_add(out, between);
        page_json_clean(out, sentences.bytes + at, length);
        between = ",";
        at += length + 1;
    }
    text_add(out, "]");
    text_free(&sentences);
}

static void write_unpackings(struct page *page, struct text *out)
{
    int rows;

    if (unpackings_find(page->unpackings, page->state) == 0)
        return;
    rows = unpackings_rows(page->unpackings);
    canvas_resize(page->aside, LISTING_COLUMNS, rows);
    unpackings_draw(page->aside, (struct canvas_rect){0, 0, LISTING_COLUMNS, rows}, page->unpackings);
    write_rows(page, "unpackings", page->aside, rows, out);
}

/* The line that runs, its instructions, and what of the source the next one belongs to. */
static void write_listing(struct page *page, struct text *out)
{
    struct listing listing = {.frame = 0};
    const struct instruction *shown;
    size_t current, top = 0;
    int rows;

    listing_find(&listing, page->state);
    shown = listing.next.instruction != NULL ? listing.next.instruction : listing.done.instruction;
    if (shown != NULL) {
        struct place place = {recording_code(page->recording, listing.code)->file, listing.line};
        bool next = listing.next.instruction != NULL && shown->line > 0;

        write_place(page, next ? "next" : "done", next ? "next_file" : "done_file", place, out);
        write_piece(page, place.file, shown, out);
    }
    rows = listing.rows.count < LISTING_ROWS ? (int)listing.rows.count : LISTING_ROWS;
    current = listing_current(&listing);
    if (current >= LISTING_ROWS - 1)
        top = current + 2 - LISTING_ROWS;
    canvas_resize(page->aside, LISTING_COLUMNS, rows > 0 ? rows : 1);
    listing_draw(&listing, page->state, page->aside, (struct canvas_rect){0, 0, LISTING_COLUMNS, rows > 0 ? rows : 1},
                 top);
    write_rows(page, "listing", page->aside, canvas_height(page->aside), out);
    listing_free(&listing);
}

static void write_lines(struct page *page, struct text *out)
{
    struct place done, next;

    recording_places(page->recording, state_step(page->state), &done, &next);
    write_place(page, "done", "done_file", done, out);
    write_place(page, "next", "next_file", next, out);
}

static void write_thread(const struct page *page, struct text *out)
{
    struct step step;
    const char *name;

    if (recording_threads(page->recording) < 2 || !recording_step(page->recording, state_step(page->state), &step))
        return;
    name = recording_thread_name(page->recording, step.thread);
    text_add(out, ",\"thread\":");
    page_json_clean(out, name, strlen(name));
}

static void write_moment(struct page *page, struct position at, struct text *out)
{
    struct position here = instants_settle(page->recording, at);
    size_t outputs = recording_outputs_at(page->recording, at.step);

    text_format(out, "{\"step\":%" PRIu32, at.step);
    if (page->options->instructions && here.instant > 0)
        text_format(out, ",\"instruction\":[%" PRIu32 ",%" PRIu32 "]", here.instant,
                    (uint32_t)recording_instants(page->recording, here.step));
    write_thread(page, out);
    if (page->options->instructions && instants_are_here(page->state))
        write_listing(page, out);
    else
        write_lines(page, out);
    if (page->options->instructions)
        write_unpackings(page, out);
    write_picture(page, out);
    write_sentences(page, out);
    text_format(out, ",\"written\":%zu}", outputs < page->outputs ? outputs : page->outputs);
}

static bool next_moment(const struct page *page, struct position *at)
{
    if (page->options->instructions)
        return instants_move(page->recording, *at, false, at);
    at->step++;
    return at->step < recording_steps(page->recording);
}

/* All moments are counted; the first ones are written. */
static void write_moments(struct page *page, struct text *out)
{
    struct position at = {0, 0};
    bool more = recording_steps(page->recording) > 0;

    if (page->options->instructions)
        at = instants_settle(page->recording, at);
    for (; more; more = next_moment(page, &at)) {
        if (page->moments++ >= PAGE_MOMENTS)
            continue;
        if (page->options->instructions)
            state_seek_instant(page->state, at.step, at.instant);
        else
            state_seek(page->state, at.step);
        text_add(out, page->moments > 1 ? ",\n" : "");
        write_moment(page, at, out);
    }
}

/* ---- output ---- */

/* How many pieces there is room for. */
static void measure_output(struct page *page)
{
    size_t bytes = 0, count = recording_outputs(page->recording);

    while (page->outputs < count) {
        bytes += recording_output(page->recording, page->outputs).bytes.length;
        if (bytes > OUTPUT_MAX)
            break;
        page->outputs++;
    }
    page->cut = page->outputs < count;
}

/* Line by line, for newlines stay. */
static void write_lines_clean(struct text *out, struct trace_bytes bytes)
{
    struct text clean = TEXT_EMPTY;

    for (size_t at = 0; at < bytes.length;) {
        const char *end = memchr(bytes.at + at, '\n', bytes.length - at);
        size_t length = end != NULL ? (size_t)(end - bytes.at) - at : bytes.length - at;
        struct text expanded = TEXT_EMPTY;

        source_expand_tabs(
            (struct trace_bytes){bytes.at + at, length > 0 && end != NULL && end[-1] == '\r' ? length - 1 : length},
            &expanded);
        utf8_clean(&clean, text_string(&expanded), expanded.length, false);
        if (end != NULL)
            text_add_char(&clean, '\n');
        text_free(&expanded);
        at += length + 1;
    }
    page_json(out, text_string(&clean), clean.length);
    text_free(&clean);
}

static void write_output(const struct page *page, struct text *out)
{
    for (size_t i = 0; i < page->outputs; i++) {
        struct output_piece piece = recording_output(page->recording, i);

        text_format(out, "%s[%" PRIu32 ",", i > 0 ? "," : "", piece.stream);
        write_lines_clean(out, piece.bytes);
        text_add(out, "]");
    }
}

/* ---- the whole ---- */

static void write_all_rows(const struct page *page, struct text *out)
{
    for (size_t i = 0; i < page->rows.texts.count; i++) {
        text_add(out, i > 0 ? ",\n" : "");
        page_json_markup(out, page->rows.texts.items[i]);
    }
}

static void write_run(void *context, struct text *out)
{
    const struct page *page = context;
    struct text python = TEXT_EMPTY, end = TEXT_EMPTY;

    recording_write_python(page->recording, &python);
    text_add(out, "{\"title\":");
    page_json_clean(out, page_title(page->recording), strlen(page_title(page->recording)));
    text_add(out, ",\"python\":");
    page_json(out, text_string(&python), python.length);
    text_format(out,
                ",\"steps\":%" PRIu32
                ",\"moments_in_all\":%zu,\"columns\":%d,\"height\":%d,\"cell\":%d,\"row\":%d,\"aside\":%d",
                recording_steps(page->recording), page->moments, page->columns, page->height, SVG_CELL, SVG_ROW,
                LISTING_COLUMNS);
    text_format(out, ",\"cut\":%s,\"end\":", page->cut ? "true" : "false");
    picture_write_end(page->recording, &end);
    if (end.length > 0)
        text_truncate(&end, end.length - 1); /* the end of its line */
    page_json_clean(out, text_string(&end), end.length);
    text_add(out, ",\"files\":[");
    page_json_files(page->recording, &page->files, out);
    text_add(out, "],\n\"output\":[");
    write_output(page, out);
    text_add(out, "],\n\"rows\":[");
    write_all_rows(page, out);
    text_add(out, "],\n\"moments\":[");
    text_append(out, text_string(&page->told), page->told.length);
    text_add(out, "]}\n");
    text_free(&python);
    text_free(&end);
}

/* For who has no script: the last picture that the page has. */
static void write_still(void *context, struct text *out)
{
    struct page *page = context;
    const struct diagram_options drawing = picture_drawing(page->options);

    svg_write_document(diagram_draw(page->diagram, page->state, &drawing), page_title(page->recording), out);
}

/* What stands in {{ }} in the page. */
static const char *const page_words[] = {
    TRANSLATE_LATER("en"),
    TRANSLATE_LATER("Going from step to step needs JavaScript. This is the last picture:"),
    TRANSLATE_LATER("Source"),
    TRANSLATE_LATER("Instructions"),
    TRANSLATE_LATER("Unpacking"),
    TRANSLATE_LATER("Output"),
    TRANSLATE_LATER("What happened"),
    TRANSLATE_LATER("Names and objects"),
    TRANSLATE_LATER("Steps"),
    TRANSLATE_LATER("First (Home)"),
    TRANSLATE_LATER("First step"),
    TRANSLATE_LATER("Back (←)"),
    TRANSLATE_LATER("One step back"),
    TRANSLATE_LATER("Play (Space)"),
    TRANSLATE_LATER("Play"),
    TRANSLATE_LATER("play"),
    TRANSLATE_LATER("On (→)"),
    TRANSLATE_LATER("One step on"),
    TRANSLATE_LATER("Last (End)"),
    TRANSLATE_LATER("Last step"),
    TRANSLATE_LATER("Step"),
    TRANSLATE_LATER("The next step at which this line runs"),
    TRANSLATE_LATER("more was written"),
    TRANSLATE_LATER("(nothing yet)"),
    TRANSLATE_LATER("The run goes on, pictures that are not on this page:"),
    TRANSLATE_LATER("instruction"),
    TRANSLATE_LATER("of"),
    TRANSLATE_LATER("pause"),
};

static void page_end(struct page *page)
{
    page_texts_free(&page->rows);
    text_free(&page->told);
    vector_free(&page->files);
    canvas_free(page->aside);
    unpackings_free(page->unpackings);
    diagram_free(page->diagram);
    state_free(page->state);
}

size_t page_write(const struct recording *recording, const struct picture_options *options, struct text *out)
{
    struct page page = {.recording = recording,
                        .options = options,
                        .state = state_new(recording),
                        .diagram = diagram_new(),
                        .unpackings = unpackings_new(recording),
                        .aside = canvas_new(LISTING_COLUMNS, FEW_ROWS)};
    const struct page_frame frame = {page_template, page_words, sizeof page_words / sizeof *page_words, write_still,
                                     write_run};

    state_set_fine(page.state, options->instructions);
    measure_output(&page);
    page_file_number(&page.files, recording_main_file(recording));
    write_moments(&page, &page.told);
    if (page.moments > 0)
        page_fill(&frame, recording, &page, out);
    page_end(&page);
    return page.moments;
}
