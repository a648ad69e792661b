#include "diagram/processes.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "model/timeline_words.h"

/* The last ones are left out where there is no room. */
enum column { LIVED, PROCESSOR, ON_PROCESSOR, HELD, ENDED, BEGAN, IDENTIFIER, COLUMN_COUNT };

enum { NAME_MOST = 15 };

static const char *const headings[COLUMN_COUNT] = {
    TRANSLATE_LATER("lived"), TRANSLATE_LATER("processor"), TRANSLATE_LATER("on a CPU"), TRANSLATE_LATER("held"),
    TRANSLATE_LATER("ended"), TRANSLATE_LATER("began at"),  TRANSLATE_LATER("pid")};
static const int widths[COLUMN_COUNT] = {11, 11, 10, 7, 18, 11, 10};

/* What the lanes of a process add up to. */
struct sums {
    uint64_t lived, held;
    uint64_t processor; /* 0 if it is not known */
};

static struct sums sums_of(const struct timeline *timeline, uint32_t process)
{
    const struct process_facts *facts = processes_facts(timeline_processes(timeline), process);
    uint64_t end = facts->end < timeline_end(timeline) ? facts->end : timeline_end(timeline);
    struct sums sums = {.lived = end > facts->begin ? end - facts->begin : 0, .processor = facts->processor};
    uint64_t processor = 0;

    for (size_t i = 0; i < timeline_lanes(timeline); i++) {
        const struct timeline_lane *lane = timeline_lane(timeline, i);
        struct timeline_sums lanes;

        if (lane->process != process)
            continue;
        timeline_sum(timeline, i, 0, timeline_end(timeline), &lanes);
        sums.held += lanes.times[TIMELINE_HOLDS] + lanes.times[TIMELINE_STUCK];
        processor += lane->processor;
    }
    if (sums.processor < processor)
        sums.processor = processor;
    return sums;
}

static void add_percent(uint64_t part, uint64_t whole, struct text *out)
{
    if (whole > 0)
        text_format(out, "%.0f %%", (double)part * 100 / (double)whole);
}

static void format_cell(const struct recording *recording, uint32_t process, const struct sums *sums,
                        enum column column, bool ascii, struct text *out)
{
    const struct process_facts *facts = processes_facts(timeline_processes(recording_timeline(recording)), process);

    switch (column) {
    case IDENTIFIER:
        if (facts->identifier != 0)
            text_format(out, "%" PRIu64, facts->identifier);
        break;
    case LIVED:
        timeline_words_time(sums->lived, ascii, out);
        break;
    case PROCESSOR:
        if (sums->processor != 0)
            timeline_words_time(sums->processor, ascii, out);
        break;
    case ON_PROCESSOR:
        if (sums->processor != 0)
            add_percent(sums->processor, sums->lived, out);
        break;
    case HELD:
        if (!facts->is_foreign || sums->held > 0)
            add_percent(sums->held, sums->lived, out);
        break;
    case ENDED:
        timeline_words_process_end(recording, process, out);
        break;
    case BEGAN:
        timeline_words_time(facts->begin, ascii, out);
        break;
    case COLUMN_COUNT:
        break;
    }
}

static void draw_row(struct canvas *canvas, const struct recording *recording, uint32_t process,
                     struct canvas_rect row)
{
    const struct sums sums = sums_of(recording_timeline(recording), process);
    struct text text = TEXT_EMPTY;
    int x = row.x + 1;

    timeline_words_short_process(recording, process, NAME_MOST, canvas_is_ascii(canvas), &text);
    canvas_text(canvas, x, row.y, NAME_MOST, CANVAS_NAME, text_string(&text));
    x += NAME_MOST;
    for (int column = 0; column < COLUMN_COUNT && x + widths[column] <= row.x + row.width; column++) {
        int width;

        text_clear(&text);
        format_cell(recording, process, &sums, (enum column)column, canvas_is_ascii(canvas), &text);
        width = utf8_width(text_string(&text), text.length);
        canvas_text(canvas, x + widths[column] - width, row.y, row.x + row.width - x, CANVAS_PLAIN,
                    text_string(&text));
        x += widths[column];
    }
    text_free(&text);
}

int processes_table_rows(const struct recording *recording, size_t most)
{
    uint32_t count = processes_count(timeline_processes(recording_timeline(recording)));

    return count <= 1 ? 0 : 1 + (int)(count < most ? count : most);
}

void processes_draw_table(struct canvas *canvas, const struct recording *recording, struct canvas_rect rect)
{
    uint32_t count = processes_count(timeline_processes(recording_timeline(recording)));
    int x = rect.x + 1 + NAME_MOST;

    canvas_text(canvas, rect.x + 1, rect.y, NAME_MOST, CANVAS_DIM, translate("process"));
    for (int column = 0; column < COLUMN_COUNT && x + widths[column] <= rect.x + rect.width; column++) {
        const char *heading = translate(headings[column]);
        int width = utf8_width(heading, strlen(heading));

        canvas_text(canvas, x + widths[column] - width, rect.y, rect.x + rect.width - x, CANVAS_DIM, heading);
        x += widths[column];
    }
    for (uint32_t i = 1; i <= count && (int)i < rect.height; i++)
        draw_row(canvas, recording, i, (struct canvas_rect){rect.x, rect.y + (int)i, rect.width, 1});
}
