#include "cli/compare_objects.h"

#include <string.h>

#include "base/text.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "cli/print.h"
#include "cli/program.h"
#include "cli/streams.h"
#include "model/difference.h"
#include "model/sentence.h"
#include "model/state.h"
#include "output/beside.h"
#include "output/picture.h"
#include "output/plain.h"

enum { HALF_LEAST = 40 /* columns of each picture, side by side */ };

/* Two recordings that are compared, and what they are called. */
struct pair {
    const struct recording *left, *right;
    const char *first, *second;
};

static void write_picture(const struct recording *recording, uint32_t step, const struct picture_options *options,
                          struct text *out)
{
    struct state *state = state_new(recording);
    struct diagram *diagram = diagram_new();

    state_seek(state, step);
    picture_write(state, diagram, options, out);
    diagram_free(diagram);
    state_free(state);
}

static void write_pictures(const struct pair *pair, uint32_t step, const struct picture_options *options,
                           struct text *out)
{
    struct picture_options half = *options;
    struct text left = TEXT_EMPTY, right = TEXT_EMPTY;
    bool beside = options->width >= 2 * HALF_LEAST + BESIDE_BETWEEN;

    if (beside)
        half.width = (options->width - BESIDE_BETWEEN) / 2;
    text_format(&left, "%s\n", pair->first);
    text_format(&right, "%s\n", pair->second);
    write_picture(pair->left, step, &half, &left);
    write_picture(pair->right, step, &half, &right);
    if (beside) {
        beside_write(&left, &right, half.width, options->ascii, out);
    } else {
        text_format(out, "%s\n%s", text_string(&left), text_string(&right));
    }
    text_free(&left);
    text_free(&right);
}

/* Plainly: one after the other, each with what every name stands for. */
static void write_moments(const struct pair *pair, uint32_t step, const struct picture_options *options,
                          struct text *out)
{
    const struct plain_options plain = {.ascii = options->ascii, .names = true};
    const struct recording *const recordings[] = {pair->left, pair->right};
    const char *const names[] = {pair->first, pair->second};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct state *state = state_new(recordings[i]);

        text_add(out, i > 0 ? "\n" : "");
        utf8_clean(out, names[i], strlen(names[i]), options->ascii);
        text_add(out, ":\n");
        state_seek(state, step);
        plain_write(state, &plain, out);
        state_free(state);
    }
}

static void write_at_step(const char *english, uint32_t step, const char *what, struct text *out)
{
    struct text number = TEXT_EMPTY;

    text_format(&number, "%u", (unsigned)step);
    sentence_write(english, SENTENCE_PLACES({"n", text_string(&number)}, {"what", what}), out);
    text_add_char(out, '\n');
    text_free(&number);
}

static void write_difference(const struct difference *difference, struct text *out)
{
    switch (difference->sort) {
    case DIFFERENCE_NONE:
        text_format(out, "%s\n", translate("Names and objects are the same at every step."));
        break;
    case DIFFERENCE_UNKNOWN:
        write_at_step(TRANSLATE_LATER("Up to step {n} nothing differs; there is too much to look at it to the end."),
                      difference->step, "", out);
        break;
    case DIFFERENCE_PLACE:
    case DIFFERENCE_VALUES:
    case DIFFERENCE_LENGTH:
        write_at_step(TRANSLATE_LATER("They differ first at step {n}: {what}."), difference->step,
                      text_string(&difference->words), out);
        break;
    }
    if (difference->counts_differ)
        write_at_step(TRANSLATE_LATER("Reference counts differ first at step {n}: {what}."), difference->counts_step,
                      text_string(&difference->counts), out);
}

/* How a run ended that was not recorded to its end, or not at all; what it wrote then. */
static void write_end(const struct recording *recording, const char *name, bool ascii, struct text *out)
{
    struct text end = TEXT_EMPTY, clean = TEXT_EMPTY;
    struct recording_end how;

    if (!recording_end(recording, &how) || (how.reason == TRACE_END_EXIT && how.status == 0))
        return;
    for (size_t i = 0; recording_steps(recording) == 0 && i < recording_outputs(recording); i++) {
        struct trace_bytes bytes = recording_output(recording, i).bytes;

        text_append(&end, bytes.at, bytes.length);
    }
    text_format(&end, "%s: ", name);
    picture_write_end(recording, &end);
    streams_clean(&clean, text_string(&end), end.length, ascii);
    text_append(out, text_string(&clean), clean.length);
    text_free(&end);
    text_free(&clean);
}

/* Whether a limit ended it. */
static bool is_cut(const struct recording *recording)
{
    struct recording_end end;

    return !recording_end(recording, &end) || end.reason == TRACE_END_LIMIT || end.reason == TRACE_END_LOST;
}

/* The chosen step, or the first that differs; the last that both have when that is behind the end of one. */
static uint32_t choose_step(const struct cli_settings *settings, const struct pair *pair,
                            const struct difference *difference)
{
    uint32_t left = recording_steps(pair->left), right = recording_steps(pair->right);
    uint32_t last = (left < right ? left : right) - 1, step = difference->step;

    if (settings->same_step != CLI_UNSET)
        return (uint32_t)settings->same_step;
    if (difference->sort == DIFFERENCE_NONE && difference->counts_differ)
        step = difference->counts_step;
    return step < last ? step : last;
}

static int compare(const struct cli_settings *settings, const struct pair *pair, struct error *error)
{
    struct picture_options options = print_picture_options(settings);
    uint32_t left = recording_steps(pair->left), right = recording_steps(pair->right);
    struct difference difference;
    struct text out = TEXT_EMPTY, words = TEXT_EMPTY, clean = TEXT_EMPTY;
    int status = STATUS_OK;

    difference_find(pair->left, pair->right, pair->first, pair->second, &difference);
    if (left == 0 || right == 0) {
        status = (int)error_set(error, STATUS_FAILED, "there are no pictures: %s has no step",
                                left == 0 ? pair->first : pair->second);
    } else if (settings->same_step != CLI_UNSET && (settings->same_step >= left || settings->same_step >= right)) {
        status = (int)error_set(error, STATUS_FAILED, "there is no step %llu: the last one is %u in %s and %u in %s",
                                (unsigned long long)settings->same_step, (unsigned)left - 1, pair->first,
                                (unsigned)right - 1, pair->second);
    } else {
        uint32_t step = choose_step(settings, pair, &difference);

        write_difference(&difference, &words);
        streams_clean(&clean, text_string(&words), words.length, options.ascii);
        if (options.plain) /* what matters most comes first where nobody can see the whole at once */
            text_format(&out, "%s\n", text_string(&clean));
        (options.plain ? write_moments : write_pictures)(pair, step, &options, &out);
        if (!options.plain)
            text_format(&out, "\n%s", text_string(&clean));
    }
    write_end(pair->left, pair->first, options.ascii, &out);
    write_end(pair->right, pair->second, options.ascii, &out);
    if (status == STATUS_OK && (is_cut(pair->left) || is_cut(pair->right)))
        status = STATUS_FAILED;
    streams_write(&out);
    text_free(&out);
    text_free(&words);
    text_free(&clean);
    difference_free(&difference);
    return status;
}

int compare_objects(const struct cli_settings *settings, const struct compared_run *first,
                    const struct compared_run *second, struct error *error)
{
    struct recording *left = recording_new(), *right = recording_new();
    struct pair pair = {left, right, first->name, second->name};
    int how, status = (int)program_run(&first->options, left, &how, error);

    if (status == STATUS_OK && program_caught_signal() == 0)
        status = (int)program_run(&second->options, right, &how, error);
    if (status == STATUS_OK && program_caught_signal() != 0)
        status = 128 + program_caught_signal();
    else if (status == STATUS_OK)
        status = compare(settings, &pair, error);
    recording_free(left);
    recording_free(right);
    return status;
}
