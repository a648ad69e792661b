/* Searching source, names, values and output; each find is a place that one can go to. */
#include "base/translate.h"
#include "tui/stepper_parts.h"

#include <stdlib.h>
#include <string.h>

#include "model/value.h"
#include "tui/dialog.h"

enum find_sort { FIND_LINE, FIND_SPOT, FIND_OUTPUT };

struct find {
    enum find_sort sort;
    uint32_t number; /* a line, a spot's index, or a step */
};

typedef VECTOR(struct find) finds;

/* Whether the bytes hold the text, small and capital letters alike. */
static bool holds(const char *bytes, size_t length, const struct text *wanted)
{
    for (size_t at = 0; at + wanted->length <= length; at++)
        if (strncasecmp(bytes + at, wanted->bytes, wanted->length) == 0)
            return true;
    return false;
}

static void add(finds *found, enum find_sort sort, size_t number)
{
    struct find find = {sort, (uint32_t)number};

    vector_push(found, find);
}

static void search_source(const struct stepper *stepper, finds *found)
{
    size_t count = recording_source_lines(stepper->recording, stepper->file);

    for (size_t line = 1; line <= count; line++) {
        struct trace_bytes bytes = recording_source_line(stepper->recording, stepper->file, line);

        if (holds(bytes.at, bytes.length, &stepper->search))
            add(found, FIND_LINE, line);
    }
}

static void search_picture(const struct stepper *stepper, finds *found)
{
    enum { BUDGET = 300 };

    for (size_t i = 0; stepper->picture != NULL && i < diagram_spots(stepper->diagram); i++) {
        const struct diagram_spot *spot = diagram_spot(stepper->diagram, i);
        struct text words = TEXT_EMPTY;

        if (spot->target == DIAGRAM_NAME)
            text_add(&words, recording_string(stepper->recording, spot->name, NULL));
        else if (spot->target == DIAGRAM_OBJECT)
            value_summary(stepper->state, spot->object, BUDGET, &words);
        if (holds(text_string(&words), words.length, &stepper->search))
            add(found, FIND_SPOT, i);
        text_free(&words);
    }
}

static void search_output(const struct stepper *stepper, finds *found)
{
    size_t count = recording_outputs(stepper->recording);

    for (size_t i = 0; i < count; i++) {
        struct output_piece piece = recording_output(stepper->recording, i);

        if (holds(piece.bytes.at, piece.bytes.length, &stepper->search))
            add(found, FIND_OUTPUT, piece.step);
    }
}

static void show(struct stepper *stepper, const struct find *find, size_t index, size_t count)
{
    static const char *const where[] = {[FIND_LINE] = TRANSLATE_LATER("in the source"),
                                        [FIND_SPOT] = TRANSLATE_LATER("in the picture"),
                                        [FIND_OUTPUT] = TRANSLATE_LATER("in the output")};

    if (find->sort == FIND_LINE) {
        stepper->focus = PANE_SOURCE;
        source_show(stepper, find->number);
    } else if (find->sort == FIND_SPOT) {
        stepper->focus = PANE_OBJECTS;
        stepper->selection = (struct selection){true, *diagram_spot(stepper->diagram, find->number)};
        stepper->picture_stale = stepper->reveal = true;
    } else {
        stepper->focus = PANE_OUTPUT;
        stepper_go(stepper, find->number);
    }
    app_notice(stepper->screen.app, "%zu of %zu, %s. Enter: next. Esc: done.", index + 1, count,
               translate(where[find->sort]));
}

void search_next(struct stepper *stepper)
{
    finds found = VECTOR_EMPTY;

    search_source(stepper, &found);
    search_picture(stepper, &found);
    search_output(stepper, &found);
    if (found.count == 0) {
        app_notice(stepper->screen.app, "%s is not to be found.", text_string(&stepper->search));
        text_clear(&stepper->search);
    } else {
        stepper->search_at %= found.count;
        show(stepper, &found.items[stepper->search_at], stepper->search_at, found.count);
        stepper->search_at++;
    }
    vector_free(&found);
}

static void begin_search(void *context, const char *text)
{
    struct stepper *stepper = context;

    if (text == NULL || text[0] == '\0')
        return;
    text_clear(&stepper->search);
    text_add(&stepper->search, text);
    stepper->search_at = 0;
    search_next(stepper);
}

void search_ask(struct stepper *stepper)
{
    struct dialog_line line = {.prompt = "/", .answer = begin_search, .context = stepper};

    dialog_push_line(stepper->screen.app, &line);
}
