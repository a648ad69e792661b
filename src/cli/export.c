/* terrarium export: a run as other tools read it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/print.h"
#include "cli/program.h"
#include "cli/streams.h"
#include "diagram/diagram.h"
#include "lesson/lesson.h"
#include "model/timeline_words.h"
#include "output/lanes_page.h"
#include "output/lanes_svg.h"
#include "output/page.h"
#include "output/perfetto.h"
#include "output/pytutor.h"
#include "output/svg.h"
#include "trace/file.h"
#include "tui/tui.h"

enum { DRAWN_WIDTH = 100 /* cells, where nobody says how many */ };

/* How a run ended that the trace does not tell. */
static void tell_end(const struct recording *recording, struct error *error)
{
    struct recording_end end;

    if (recording_end(recording, &end) && (end.reason == TRACE_END_LIMIT || end.reason == TRACE_END_LOST))
        error_set(error, STATUS_FAILED, "%s", end.text);
}

static bool is_perfetto(const struct cli_settings *settings)
{
    return settings->exchange != NULL && strcmp(settings->exchange, "perfetto") == 0;
}

static enum status run_program(const struct cli_settings *settings, struct recording **recording, struct error *error)
{
    char **arguments = NULL;
    struct session_options options;
    int exit_status;
    enum status status = program_arguments(settings, &arguments, error);

    if (status != STATUS_OK)
        return status;
    *recording = recording_new();
    options = program_options(settings, arguments, SESSION_PRIVATE_OUTPUT);
    options.timeline = settings->timeline || is_perfetto(settings);
    status = program_run(&options, *recording, &exit_status, error);
    if (status == STATUS_OK)
        tell_end(*recording, error);
    else
        recording_free(*recording);
    free(arguments);
    return status;
}

static enum status write_out(const char *target, const struct text *trace, struct error *error)
{
    if (target != NULL)
        return file_replace(target, trace->bytes, trace->length, error);
    streams_write(trace);
    return STATUS_OK;
}

/* For a file, of whose reader's screen nothing is known. */
static struct picture_options drawn_options(const struct cli_settings *settings)
{
    struct picture_options options = print_picture_options(settings);

    options.width = settings->width != CLI_UNSET ? (int)settings->width : DRAWN_WIDTH;
    options.ascii = options.colour = false;
    return options;
}

static bool is_of_program(const struct cli_settings *settings)
{
    return settings->code != NULL || settings->module != NULL || !trace_file_is_recording(settings->operands[0]);
}

/* What the program wrote instead, as of a syntax error, is not in what is exported. */
static enum status fail_without_steps(const struct cli_settings *settings, struct error *error)
{
    return error_set(error, STATUS_FAILED, "there is nothing to show: no step was recorded: terrarium %s tells why",
                     is_of_program(settings) ? "run" : "replay");
}

static void write_lanes_page(const struct recording *recording, struct text *out, struct error *error)
{
    uint64_t to = lanes_page_write(recording, out), end = timeline_end(recording_timeline(recording));
    struct text first = TEXT_EMPTY, all = TEXT_EMPTY;

    timeline_words_time(to, false, &first);
    timeline_words_time(end, false, &all);
    if (to < end && *error->text == '\0')
        error_set(error, STATUS_OK, "the page has the first %s of %s: more than %d slices are too many for a browser",
                  text_string(&first), text_string(&all), (int)LANES_PAGE_SLICES);
    text_free(&first);
    text_free(&all);
}

static enum status write_page(const struct cli_settings *settings, const struct recording *recording,
                              struct text *out, struct error *error)
{
    const struct picture_options options = drawn_options(settings);
    size_t moments;

    if (timeline_is_there(recording_timeline(recording))) {
        write_lanes_page(recording, out, error);
        return STATUS_OK;
    }
    moments = page_write(recording, &options, out);
    if (moments == 0)
        return fail_without_steps(settings, error);
    if (moments > PAGE_MOMENTS && *error->text == '\0')
        error_set(error, STATUS_OK, "the page has the first %d of %zu pictures: --steps N records fewer steps",
                  (int)PAGE_MOMENTS, moments);
    return STATUS_OK;
}

/* The picture of one step, or of a timeline. */
static enum status write_drawing(const struct cli_settings *settings, const struct recording *recording,
                                 struct text *out, struct error *error)
{
    const struct picture_options options = drawn_options(settings);
    const struct diagram_options drawing = picture_drawing(&options);
    uint32_t steps = recording_steps(recording), step = recording_final_step(recording);
    struct diagram *diagram;
    struct state *state;
    struct text title = TEXT_EMPTY;

    if (timeline_is_there(recording_timeline(recording))) {
        lanes_svg_write(recording, out);
        return STATUS_OK;
    }
    if (steps == 0)
        return fail_without_steps(settings, error);
    if (settings->drawn_step != CLI_UNSET && settings->drawn_step >= steps)
        return error_set(error, STATUS_FAILED, "there is no step %llu: the last one is %u",
                         (unsigned long long)settings->drawn_step, (unsigned)steps - 1);
    if (settings->drawn_step != CLI_UNSET)
        step = (uint32_t)settings->drawn_step;
    diagram = diagram_new();
    state = state_new(recording);
    state_seek(state, step);
    text_format(&title, "Names and objects at step %u of %u", (unsigned)step, (unsigned)steps - 1);
    svg_write_document(diagram_draw(diagram, state, &drawing), text_string(&title), out);
    text_free(&title);
    state_free(state);
    diagram_free(diagram);
    return STATUS_OK;
}

static enum status write_perfetto(const struct cli_settings *settings, const struct recording *recording,
                                  struct text *out, struct error *error)
{
    if (!timeline_is_there(recording_timeline(recording)))
        return error_set(error, STATUS_FAILED, "%.400s has no timeline: record it with terrarium record --timeline",
                         settings->operands[0]);
    perfetto_write(recording, out);
    return STATUS_OK;
}

static enum status write_pytutor(const struct cli_settings *settings, const struct recording *recording,
                                 struct text *out, struct error *error __attribute__((unused)))
{
    pytutor_write(recording, settings->heap_primitives, out);
    return STATUS_OK;
}

static const struct format {
    const char *name;
    enum status (*write)(const struct cli_settings *settings, const struct recording *recording, struct text *out,
                         struct error *error);
    bool for_people;                              /* in the exporter's language */
} formats[] = {{"pytutor", write_pytutor, false}, /* where none is asked for */
               {"perfetto", write_perfetto, false},
               {"html", write_page, true},
               {"svg", write_drawing, true}};

static const struct format *format_of(const struct cli_settings *settings)
{
    for (size_t i = 0; settings->exchange != NULL && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, settings->exchange) == 0)
            return &formats[i];
    return &formats[0];
}

/* ---- a cast ---- */

enum {
    CAST_WIDTH = 80,
    CAST_HEIGHT = 24,
    CAST_SIZE_MAX = 500,
    CAST_STEPS = 5000, /* more nobody watches */
};

/* "1.5" as milliseconds. */
static bool read_pace(const char *typed, unsigned *milliseconds)
{
    double seconds;
    char rest;

    if (sscanf(typed, "%lf%c", &seconds, &rest) != 1 || !(seconds >= 0.01 && seconds <= 3600))
        return false;
    *milliseconds = (unsigned)(seconds * 1000 + 0.5);
    return true;
}

static bool read_size(const char *typed, struct tui_cast_options *options)
{
    char rest;

    return sscanf(typed, "%dx%d%c", &options->width, &options->height, &rest) == 2 && options->width >= 20 &&
           options->height >= 5 && options->width <= CAST_SIZE_MAX && options->height <= CAST_SIZE_MAX;
}

static bool is_cast(const struct cli_settings *settings)
{
    return settings->exchange != NULL && strcmp(settings->exchange, "cast") == 0;
}

static enum status cast_options(const struct cli_settings *settings, struct tui_cast_options *options,
                                struct error *error)
{
    *options = (struct tui_cast_options){
        .width = CAST_WIDTH,
        .height = CAST_HEIGHT,
        .milliseconds = 1000,
        .steps = CAST_STEPS,
        .instructions = settings->lens != NULL && strcmp(settings->lens, "instruction") == 0,
        .all_objects = settings->values,
        .labels = settings->labels,
    };
    if (settings->pace != NULL && !read_pace(settings->pace, &options->milliseconds))
        return error_set(error, STATUS_USAGE, "--seconds takes seconds from 0.01 to 3600, not %.80s", settings->pace);
    if (settings->size != NULL && !read_size(settings->size, options))
        return error_set(error, STATUS_USAGE, "--size takes COLUMNSxROWS from 20x5 to %dx%d, not %.80s",
                         (int)CAST_SIZE_MAX, (int)CAST_SIZE_MAX, settings->size);
    return STATUS_OK;
}

/* Takes the recording over. */
static enum status write_cast(const struct cli_settings *settings, struct recording *recording, struct text *out,
                              struct error *error)
{
    const char *title = program_title(settings);
    struct tui_cast_options options;
    enum status status = cast_options(settings, &options, error);
    uint32_t shown;
    bool whole;

    if (status == STATUS_OK && recording_steps(recording) == 0)
        status = timeline_is_there(recording_timeline(recording))
                     ? error_set(error, STATUS_FAILED,
                                 "there is nothing to show: no step was recorded with this timeline, which --format "
                                 "html and svg draw")
                     : fail_without_steps(settings, error);
    if (status != STATUS_OK) {
        recording_free(recording);
        return status;
    }
    utf8_set_locale();
    shown = tui_write_cast(&options, recording, title, out, &whole);
    if (!whole && *error->text == '\0')
        error_set(error, STATUS_OK, "the cast has the first %u pictures of the run: --steps N records fewer steps",
                  (unsigned)shown);
    return STATUS_OK;
}

/* Takes the recording over.  `error` may tell of damage already, and then goes on to: what is missing stood there. */
static enum status write_trace(const struct cli_settings *settings, struct recording *recording, struct text *trace,
                               struct error *error)
{
    const struct error damage = *error;
    enum status status = STATUS_OK;

    if (is_cast(settings)) {
        status = write_cast(settings, recording, trace, error);
    } else {
        if (format_of(settings)->for_people)
            status = lessons_load_words(error);
        if (status == STATUS_OK)
            status = format_of(settings)->write(settings, recording, trace, error);
        recording_free(recording);
    }
    if (status == STATUS_FAILED && *damage.text != '\0')
        *error = damage;
    return status;
}

int cli_export(const struct cli_settings *settings, struct error *error)
{
    bool is_program = is_of_program(settings);
    struct recording *recording = NULL;
    struct tui_cast_options unused;
    struct text trace = TEXT_EMPTY;
    enum status status = STATUS_OK;

    if (is_cast(settings)) /* before the program runs for an hour */
        status = cast_options(settings, &unused, error);
    if (status == STATUS_OK)
        status = is_program ? run_program(settings, &recording, error)
                            : load_recording(settings->operands[0], &recording, error);
    if (status != STATUS_OK)
        return (int)status;
    status = write_trace(settings, recording, &trace, error);
    if (status == STATUS_OK)
        status = write_out(settings->target, &trace, error);
    text_free(&trace);
    return *error->text != '\0' ? STATUS_FAILED : (int)status;
}
