#include "output/comparison_text.h"

#include <string.h>

#include "canvas/canvas.h"
#include "diagram/comparison.h"
#include "diagram/timeline.h"

enum {
    WIDTH_LEAST = 40,
    LANES_UNASKED = 12, /* of each variant as many are drawn unless all are asked for */
};

static const char ended_well[] = "The program ended."; /* of a run of which there is nothing else to say */

void comparison_text_method(const struct measured *measured, unsigned repeat, struct text *out)
{
    size_t least = SIZE_MAX, most = 0, failed = 0, unclear = 0, sums = 0;
    struct measured_summary summary;

    for (size_t i = 0; i < measured->count; i++)
        if (measured->variants[i].failure == NULL) {
            least = measured->variants[i].count < least ? measured->variants[i].count : least;
            most = measured->variants[i].count > most ? measured->variants[i].count : most;
        }
    for (size_t i = 0; i < measured->count; i++) {
        failed += measured->variants[i].failure != NULL;
        unclear += measured->variants[i].failure == NULL && measured_overlaps(measured, i);
        sums += measured->variants[i].failure == NULL && measured_summarise(&measured->variants[i], &summary) &&
                summary.is_sum;
    }
    if (failed == measured->count)
        return;
    if (most > 0 && least == most)
        text_format(out, most == 1 ? "Figures are of %zu run of each" : "Figures are medians of %zu runs of each",
                    most);
    else if (most > 0)
        text_format(out, "Figures are medians of the runs so far, at most %zu of each", most);
    else
        text_format(out, "Figures will be medians of %u runs of each", repeat);
    text_add(
        out,
        ", by turns, with nothing watched; Python's own start and end are part of them. The lanes are of another "
        "run each, which was watched.");
    if (sums > 0)
        text_add(out, " Memory with ~ is that of several processes together, the most that was seen: it was looked "
                      "every 10 ms.");
    if (unclear > 0)
        text_add(out, " A speed-up with ~ may be chance: runs of both took times that lie among each other's.");
}

/* Lines of at most so many columns, broken at spaces; it is all ASCII. */
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

/* What was not watched, and how a run ended that was not recorded to its end. */
static void write_hindrances(const struct measured_variant *variant, struct text *out)
{
    struct text hindrances = TEXT_EMPTY;
    struct recording_end end;

    if (variant->failure != NULL)
        text_format(out, " ! %s %s.\n", variant->name, variant->failure);
    if (variant->recording == NULL)
        return;
    timeline_text_hindrances(variant->recording, &hindrances);
    for (const char *line = text_string(&hindrances); *line != '\0'; line += strcspn(line, "\n") + 1)
        text_format(out, " ! %s: %.*s\n", variant->name, (int)strcspn(line, "\n"), line);
    if (variant->failure == NULL && recording_end(variant->recording, &end) && strcmp(end.text, ended_well) != 0)
        text_format(out, " ! %s: %s\n", variant->name, end.text);
    text_free(&hindrances);
}

void comparison_text_write(const struct measured *measured, unsigned repeat,
                           const struct timeline_text_options *options, struct text *out)
{
    int width = options->width > WIDTH_LEAST ? options->width : WIDTH_LEAST;
    struct text method = TEXT_EMPTY;

    write_pictures(measured, options, width, out);
    comparison_text_method(measured, repeat, &method);
    if (method.length > 0)
        text_add_char(out, '\n');
    write_wrapped(text_string(&method), (size_t)width - 2, out);
    text_free(&method);
    for (size_t i = 0; i < measured->count; i++)
        write_hindrances(&measured->variants[i], out);
}
