#include "cli/print.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/translate.h"
#include "cli/dialogue.h"
#include "cli/streams.h"
#include "cli/times.h"
#include "lesson/lesson.h"
#include "model/instants.h"
#include "output/plain.h"
#include "output/timeline_text.h"

enum {
    DEFAULT_WIDTH = 100,
    PICTURES_UNASKED = 50, /* as many are written when nobody said which */
};

bool print_instead_of_screen(const struct cli_settings *settings)
{
    if (settings->script != NULL)
        return false;
    return settings->print || settings->last || settings->all || settings->step != CLI_UNSET ||
           print_is_plain(settings) || !streams_are_terminal();
}

/* A terminal that cannot move its cursor has no screen, but lines: Emacs's shell, a braille device, a serial line. */
bool print_is_plain(const struct cli_settings *settings)
{
    const char *terminal = getenv("TERM");
    bool is_picture = settings->print || settings->last || settings->all || settings->step != CLI_UNSET;

    return settings->plain || (!is_picture && settings->script == NULL && streams_are_terminal() &&
                               terminal != NULL && strcmp(terminal, "dumb") == 0);
}

enum status print_check(const struct cli_settings *settings, struct error *error)
{
    if (settings->last + settings->all + (settings->step != CLI_UNSET) > 1)
        return error_set(error, STATUS_USAGE, "--step, --last and --all exclude each other: choose one");
    return STATUS_OK;
}

static enum tui_colour colour_wanted(const struct cli_settings *settings)
{
    if (settings->color == NULL || strcmp(settings->color, "auto") == 0)
        return TUI_COLOUR_AUTO;
    return strcmp(settings->color, "always") == 0 ? TUI_COLOUR_ALWAYS : TUI_COLOUR_NEVER;
}

/* https://no-color.org: set and not empty. */
static bool text_has_colour(const struct cli_settings *settings)
{
    const char *refused = getenv("NO_COLOR"), *terminal = getenv("TERM");
    enum tui_colour wanted = colour_wanted(settings);

    if (wanted != TUI_COLOUR_AUTO)
        return wanted == TUI_COLOUR_ALWAYS;
    return isatty(STDOUT_FILENO) && (refused == NULL || *refused == '\0') && terminal != NULL &&
           strcmp(terminal, "dumb") != 0;
}

struct picture_options print_picture_options(const struct cli_settings *settings)
{
    int columns = streams_columns();

    if (settings->width != CLI_UNSET)
        columns = (int)settings->width;
    return (struct picture_options){
        .plain = print_is_plain(settings),
        .instructions = settings->lens != NULL && strcmp(settings->lens, "instruction") == 0,
        .width = columns > 0 ? columns : DEFAULT_WIDTH,
        .ascii = settings->ascii || streams_need_ascii(),
        .colour = text_has_colour(settings),
        .all_objects = settings->values,
        .labels = settings->labels,
    };
}

struct tui_options print_tui_options(const struct cli_settings *settings)
{
    return (struct tui_options){
        .ascii = settings->ascii || streams_need_ascii(),
        .colour = colour_wanted(settings),
        .theme = settings->theme,
        .no_mouse = settings->no_mouse,
        .all_objects = settings->values,
        .labels = settings->labels,
        .python = settings->python,
        .trust = settings->trust,
        .present = strcmp(settings->command->name, "present") == 0,
        .cast = settings->cast,
        .script = settings->script,
        .scene = settings->scene != CLI_UNSET ? (uint32_t)settings->scene : 0,
    };
}

/* What pictures are drawn with. */
struct printer {
    struct state *state;
    struct diagram *diagram;
    struct picture_options options;
    print_teller *tell; /* or NULL */
    void *context;      /* tell's */
    bool begun;
    bool alone; /* plainly: a step that was asked for tells its names and all output, too; each tells what changed */
};

static void write_plainly(const struct printer *printer, struct text *out)
{
    uint32_t step = state_step(printer->state);
    bool whole = printer->alone || step == recording_final_step(state_recording(printer->state));
    struct plain_options options = {
        .instructions = printer->options.instructions,
        .ascii = printer->options.ascii,
        .names = whole,
        .output = whole,
    };

    plain_write(printer->state, &options, out);
}

/* The picture of where the state is. */
static void print_here(struct printer *printer)
{
    struct text out = TEXT_EMPTY;

    if (printer->begun)
        text_add_char(&out, '\n');
    printer->begun = true;
    if (printer->options.plain)
        write_plainly(printer, &out);
    else
        picture_write(printer->state, printer->diagram, &printer->options, &out);
    if (printer->tell != NULL)
        printer->tell(printer->context, state_step(printer->state), &out);
    streams_write(&out);
    text_free(&out);
}

/* A step, and with the instruction lens all instants behind it. */
static void print_step(struct printer *printer, uint32_t step)
{
    struct position at = {step, 0};
    bool more = true;

    if (!printer->options.instructions) {
        state_seek(printer->state, step);
        print_here(printer);
        return;
    }
    for (at = instants_settle(state_recording(printer->state), at); more && at.step == step;
         more = instants_move(state_recording(printer->state), at, false, &at)) {
        state_seek_instant(printer->state, at.step, at.instant);
        print_here(printer);
    }
}

static void print_steps(struct printer *printer, uint32_t from, uint32_t to)
{
    for (uint32_t step = from; step < to; step++)
        print_step(printer, step);
}

static void print_left_out(uint32_t count)
{
    struct text out = TEXT_EMPTY;

    text_format(&out, translate("\n(%u more steps are not shown: --all shows all, --step N one of them.)\n"),
                (unsigned)count);
    streams_write(&out);
    text_free(&out);
}

static struct printer printer_new(const struct picture_options *options, const struct recording *recording)
{
    struct printer printer = {.state = state_new(recording), .diagram = diagram_new(), .options = *options};

    state_set_fine(printer.state, options->instructions);
    return printer;
}

static void printer_free(struct printer *printer)
{
    diagram_free(printer->diagram);
    state_free(printer->state);
}

/* The step at which the main module ended: what finalisation does after it would hide the names. */
static void print_final(struct printer *printer, uint32_t steps)
{
    uint32_t final = recording_final_step(state_recording(printer->state)), after = steps - 1 - final;
    struct text out = TEXT_EMPTY;

    print_step(printer, final);
    if (after > 0) {
        text_format(&out,
                    after == 1
                        ? translate("\n(After the module's end %u more step was taken: --all shows all, --step "
                                    "N one of them.)\n")
                        : translate("\n(After the module's end %u more steps were taken: --all shows all, "
                                    "--step N one of them.)\n"),
                    (unsigned)after);
        streams_write(&out);
    }
    text_free(&out);
}

static void print_bounded(struct printer *printer, uint32_t steps)
{
    if (steps <= PICTURES_UNASKED) {
        print_steps(printer, 0, steps);
        return;
    }
    print_steps(printer, 0, PICTURES_UNASKED - 1);
    print_left_out(steps - PICTURES_UNASKED);
    print_final(printer, steps);
}

void print_pictures(const struct picture_options *options, const struct recording *recording, print_teller *tell,
                    void *context)
{
    struct printer printer = printer_new(options, recording);

    printer.tell = tell;
    printer.context = context;
    print_bounded(&printer, recording_steps(recording));
    printer_free(&printer);
}

static void print_chosen(struct printer *printer, const struct cli_settings *settings, uint32_t steps)
{
    printer->alone = settings->step != CLI_UNSET || settings->last || (settings->print && !settings->all);
    if (settings->step != CLI_UNSET)
        print_step(printer, (uint32_t)settings->step);
    else if (settings->all)
        print_steps(printer, 0, steps);
    else if (settings->last || settings->print)
        print_final(printer, steps);
    else
        print_bounded(printer, steps);
}

/* A program that never came to a step, such as one with a syntax error, may have written something all the same. */
static void print_output_only(const struct recording *recording, bool ascii)
{
    struct text out = TEXT_EMPTY;

    for (size_t i = 0; i < recording_outputs(recording); i++) {
        struct output_piece piece = recording_output(recording, i);

        streams_clean(&out, piece.bytes.at, piece.bytes.length, ascii);
    }
    streams_write(&out);
    text_free(&out);
}

/* What could not be recorded, and how the run ended. */
static void print_end(const struct recording *recording, bool ascii)
{
    struct text end = TEXT_EMPTY, out = TEXT_EMPTY;
    const char *note;

    if (recording_steps(recording) == 0)
        text_add(&end, translate("No step was recorded.\n"));
    for (size_t i = 0; (note = recording_note(recording, i)) != NULL; i++)
        text_format(&end, translate("Note: %s\n"), note);
    picture_write_end(recording, &end);
    streams_clean(&out, text_string(&end), end.length, ascii);
    streams_write(&out);
    text_free(&end);
    text_free(&out);
}

enum status print_recording(const struct cli_settings *settings, const struct recording *recording,
                            struct error *error)
{
    uint32_t steps = recording_steps(recording);
    struct picture_options options = print_picture_options(settings);
    struct printer printer = printer_new(&options, recording);
    enum status status = options.plain ? lessons_load_words(error) : STATUS_OK;
    bool talks = status == STATUS_OK && steps > 0 && dialogue_is_wanted(settings);

    if (status != STATUS_OK)
        print_output_only(recording, printer.options.ascii);
    else if (settings->step != CLI_UNSET && settings->step >= steps)
        status = steps == 0 ? error_set(error, STATUS_FAILED, "there is no step %llu: nothing was recorded",
                                        (unsigned long long)settings->step)
                            : error_set(error, STATUS_FAILED, "there is no step %llu: the last one is %u",
                                        (unsigned long long)settings->step, (unsigned)steps - 1);
    else if (steps == 0)
        print_output_only(recording, printer.options.ascii);
    else if (talks)
        dialogue_run(
            &(struct dialogue){.recording = recording, .instructions = options.instructions, .ascii = options.ascii});
    else
        print_chosen(&printer, settings, steps);
    if (!talks)
        print_end(recording, printer.options.ascii);
    printer_free(&printer);
    return status;
}

static bool has_output(const struct recording *recording)
{
    return recording_outputs(recording) > 0;
}

void print_timeline(const struct cli_settings *settings, const struct recording *recording)
{
    struct picture_options picture = print_picture_options(settings);
    struct timeline_text_options options = {picture.width, picture.ascii, picture.colour, settings->all_threads,
                                            picture.plain};
    struct text drawn = TEXT_EMPTY, clean = TEXT_EMPTY;
    struct error unheard;

    if (picture.plain) /* without them it is English */
        lessons_load_words(&unheard);
    if (dialogue_is_wanted(settings)) {
        times_run(&(struct times){.recording = recording, .ascii = options.ascii});
        return;
    }
    timeline_text_write(recording, &options, &drawn);
    if (has_output(recording))
        text_format(&drawn, "\n%s\n", translate("Output:"));
    streams_write(&drawn);
    print_output_only(recording, options.ascii);
    text_clear(&drawn);
    for (size_t i = 0; recording_note(recording, i) != NULL; i++)
        text_format(&drawn, translate("Note: %s\n"), recording_note(recording, i));
    picture_write_end(recording, &drawn);
    if (has_output(recording))
        text_add_char(&clean, '\n');
    streams_clean(&clean, text_string(&drawn), drawn.length, options.ascii);
    streams_write(&clean);
    text_free(&drawn);
    text_free(&clean);
}
