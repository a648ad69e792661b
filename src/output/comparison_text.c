#include "output/comparison_text.h"

#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "canvas/canvas.h"
#include "diagram/comparison.h"
#include "diagram/timeline.h"
#include "model/ending.h"
#include "model/sentence.h"
#include "model/timeline_words.h"

enum {
    WIDTH_LEAST = 40,
    LANES_UNASKED = 12, /* of each variant as many are drawn unless all are asked for */
};

static const char ended_well[] = "The program ended."; /* of a run of which there is nothing else to say */

static void write_number(const char *english, size_t number, struct text *out)
{
    struct text words = TEXT_EMPTY;

    text_format(&words, "%zu", number);
    sentence_write(english, SENTENCE_PLACES({"n", text_string(&words)}), out);
    text_free(&words);
}

/* What a paragraph on the method has to tell of. */
struct method {
    size_t least, most; /* runs of a variant that did not fail */
    size_t failed, unclear, sums, walled;
};

static struct method method_of(const struct measured *measured)
{
    struct method method = {.least = SIZE_MAX};
    struct measured_summary summary;

    for (size_t i = 0; i < measured->count; i++) {
        size_t count = measured->variants[i].count;

        if (measured->variants[i].failure != NULL) {
            method.failed++;
            continue;
        }
        method.walled +=
            measured->variants[i].recording != NULL && recording_has_walls(measured->variants[i].recording);
        method.least = count < method.least ? count : method.least;
        method.most = count > method.most ? count : method.most;
        method.unclear += measured_overlaps(measured, i);
        method.sums += measured_summarise(&measured->variants[i], &summary) && summary.is_sum;
    }
    return method;
}

void comparison_text_method(const struct measured *measured, unsigned repeat, bool plain, struct text *out)
{
    struct method method = method_of(measured);

    if (method.failed == measured->count)
        return;
    if (method.most == 1 && method.least == 1)
        text_add(out, translate("Figures are of 1 run of each"));
    else if (method.most > 0 && method.least == method.most)
        write_number(TRANSLATE_LATER("Figures are medians of {n} runs of each"), method.most, out);
    else if (method.most > 0)
        write_number(TRANSLATE_LATER("Figures are medians of the runs so far, at most {n} of each"), method.most,
                     out);
    else
        write_number(TRANSLATE_LATER("Figures will be medians of {n} runs of each"), repeat, out);
    text_add(out,
             translate(", by turns, with nothing watched; Python's own start and end are part of them. The lanes "
                       "are of another run each, which was watched."));
    if (method.walled > 0)
        text_add(out, translate(" All ran behind walls."));
    if (plain) /* there are no signs then */
        return;
    if (method.sums > 0)
        text_add(out,
                 translate(" Memory with ~ is that of several processes together, the most that was seen: it was "
                           "looked every 10 ms."));
    if (method.unclear > 0)
        text_add(out, translate(" A speed-up with ~ may be chance: runs of both took times that lie among each "
                                "other's."));
}

/* Lines of at most so many columns, broken at spaces; it is all ASCII, for it is English. */
static void write_wrapped(const char *words, size_t columns, struct text *out)
{
    while (*words != '\0') {
        size_t length = strlen(words);

        if (length > columns)
            for (length = columns; length > 0 && words[length] != ' '; length--)
                continue;
        if (length == 0)
            length = strcspn(words, " ");
        text_add_char(out, ' ');
        text_append(out, words, length);
        text_add_char(out, '\n');
        words += length + (words[length] == ' ');
    }
}

static void write_pictures(const struct measured *measured, const struct timeline_text_options *options, int width,
                           struct text *out)
{
    struct comparison_view view = {
        0, comparison_end(measured), TIMELINE_OPEN, 0, SIZE_MAX, options->all ? SIZE_MAX / 2 : LANES_UNASKED};
    int lanes = (int)comparison_rows(measured, view.lanes_of_each) + COMPARISON_ROWS_BESIDE;
    int legend = timeline_legend_rows(comparison_without_gil(measured), width - 1, false);
    int table = comparison_table_rows(measured), y = 0;
    struct canvas *canvas = canvas_new(width, lanes + legend + table + 2);

    canvas_set_ascii(canvas, options->ascii);
    comparison_draw(canvas, measured, &view, (struct canvas_rect){0, y, width, lanes});
    y += lanes + 1;
    timeline_draw_legend(canvas, comparison_without_gil(measured), (struct canvas_rect){1, y, width - 1, legend},
                         false);
    y += legend + 1;
    comparison_draw_table(canvas, measured, (struct canvas_rect){0, y, width, table});
    canvas_render(canvas, options->colour, out);
    canvas_free(canvas);
}

/* What was not watched, and how a run ended that was not recorded to its end.  Failures and ends may have a program's
 * words. */
static void write_hindrances(const struct measured_variant *variant, const struct timeline_text_options *options,
                             struct text *out)
{
    const char *mark = options->plain ? "" : " ! ";
    struct text hindrances = TEXT_EMPTY, all = TEXT_EMPTY;
    struct recording_end end;

    if (variant->failure != NULL && !options->plain) {
        text_format(&all, "%s%s ", mark, variant->name);
        ending_retell_failure(variant->failure, &all);
        text_add(&all, ".\n");
    }
    if (variant->recording != NULL) {
        timeline_text_hindrances(variant->recording, &hindrances);
        for (const char *line = text_string(&hindrances); *line != '\0'; line += strcspn(line, "\n") + 1)
            text_format(&all, "%s%s: %.*s\n", mark, variant->name, (int)strcspn(line, "\n"), line);
        if (variant->failure == NULL && recording_end(variant->recording, &end) &&
            strcmp(end.text, ended_well) != 0) {
            text_format(&all, "%s%s: ", mark, variant->name);
            ending_retell(end.text, &all);
            text_add_char(&all, '\n');
        }
    }
    for (const char *line = text_string(&all); *line != '\0'; line += strcspn(line, "\n") + 1) {
        utf8_clean(out, line, strcspn(line, "\n"), options->ascii);
        text_add_char(out, '\n');
    }
    text_free(&hindrances);
    text_free(&all);
}

static void write_method(const struct measured *measured, unsigned repeat, bool plain, int columns, struct text *out)
{
    struct text method = TEXT_EMPTY;

    comparison_text_method(measured, repeat, plain, &method);
    if (method.length > 0)
        text_add_char(out, '\n');
    if (plain && method.length > 0)
        text_format(out, "%s\n", text_string(&method));
    else
        write_wrapped(text_string(&method), (size_t)columns, out);
    text_free(&method);
}

/* ---- in sentences ---- */

/* What a variant cost, in one sentence. */
static void tell_figures(const struct measured *measured, size_t variant, bool ascii, struct text *line)
{
    static const char *const sentences[2][2] = {
        {TRANSLATE_LATER(
             "{name}: wall time {wall}, from {least} to {most}; CPU time {processor}; peak memory {memory}"),
         TRANSLATE_LATER(
             "{name}: wall time {wall}, from {least} to {most}; CPU time {processor}; peak memory {memory}, "
             "of several processes together")},
        {TRANSLATE_LATER("; speed-up {times}."), TRANSLATE_LATER("; speed-up {times}, which may be chance.")},
    };
    struct measured_summary summary;
    double faster = measured_speed_up(measured, variant);
    struct text wall = TEXT_EMPTY, least = TEXT_EMPTY, most = TEXT_EMPTY, processor = TEXT_EMPTY, memory = TEXT_EMPTY,
                times = TEXT_EMPTY;

    measured_summarise(&measured->variants[variant], &summary);
    timeline_words_time(summary.wall.median, ascii, &wall);
    timeline_words_time(summary.wall.least, ascii, &least);
    timeline_words_time(summary.wall.most, ascii, &most);
    timeline_words_time(summary.processor.median, ascii, &processor);
    text_format(&memory, "%.1f MiB", (double)summary.peak.median / (1 << 20));
    text_format(&times, "%.2f", faster);
    sentence_write(sentences[0][summary.is_sum],
                   SENTENCE_PLACES({"name", measured->variants[variant].name}, {"wall", text_string(&wall)},
                                   {"least", text_string(&least)}, {"most", text_string(&most)},
                                   {"processor", text_string(&processor)}, {"memory", text_string(&memory)}),
                   line);
    if (faster > 0)
        sentence_write(sentences[1][measured_overlaps(measured, variant)],
                       SENTENCE_PLACES({"times", text_string(&times)}), line);
    else
        text_add_char(line, '.');
    text_free(&wall);
    text_free(&least);
    text_free(&most);
    text_free(&processor);
    text_free(&memory);
    text_free(&times);
}

static void tell_variant(const struct measured *measured, size_t variant, bool ascii, struct text *out)
{
    const struct measured_variant *shown = &measured->variants[variant];
    struct measured_summary summary;
    struct text line = TEXT_EMPTY;

    if (shown->failure != NULL) {
        text_format(&line, "%s ", shown->name);
        ending_retell_failure(shown->failure, &line);
        text_add_char(&line, '.');
    } else if (measured_summarise(shown, &summary)) {
        tell_figures(measured, variant, ascii, &line);
    } else {
        text_format(&line, "%s: %s.", shown->name, translate("not measured yet"));
    }
    utf8_clean(out, line.bytes, line.length, ascii);
    text_add_char(out, '\n');
    text_free(&line);
}

static void tell_lanes(const struct measured_variant *variant, const struct timeline_text_options *options,
                       struct text *out)
{
    const struct timeline *timeline;
    struct text line = TEXT_EMPTY, time = TEXT_EMPTY;
    size_t lanes, most = options->all ? SIZE_MAX : LANES_UNASKED;

    if (variant->recording == NULL)
        return;
    timeline = recording_timeline(variant->recording);
    lanes = timeline_lanes(timeline);
    timeline_words_time(timeline_end(timeline), options->ascii, &time);
    sentence_write("The watched run of {name} took {time}.",
                   SENTENCE_PLACES({"name", variant->name}, {"time", text_string(&time)}), &line);
    text_add_char(out, '\n');
    utf8_clean(out, line.bytes, line.length, options->ascii);
    text_add_char(out, '\n');
    for (size_t i = 0; i < lanes && i < most; i++)
        timeline_tell_lane(variant->recording, i, options->ascii, out);
    if (lanes > most) {
        text_format(out, translate("(%zu more threads)"), lanes - most);
        text_add_char(out, '\n');
    }
    timeline_text_blocked(variant->recording, options, out);
    text_free(&line);
    text_free(&time);
}

void comparison_text_write(const struct measured *measured, unsigned repeat,
                           const struct timeline_text_options *options, struct text *out)
{
    int width = options->width > WIDTH_LEAST ? options->width : WIDTH_LEAST;

    if (options->plain) {
        for (size_t i = 0; i < measured->count; i++)
            tell_variant(measured, i, options->ascii, out);
        for (size_t i = 0; i < measured->count; i++)
            tell_lanes(&measured->variants[i], options, out);
    } else {
        write_pictures(measured, options, width, out);
    }
    write_method(measured, repeat, options->plain, width - 2, out);
    for (size_t i = 0; i < measured->count; i++)
        write_hindrances(&measured->variants[i], options, out);
}
