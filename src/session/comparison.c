#include "session/comparison.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/vector.h"

enum { FAILURE_BYTES = 160 /* of a failed program's last line that are told */ };

struct variant {
    char *name, *python, *imported;
    char **arguments; /* NULL-terminated, each owned */
    struct session_options options;
    struct recording *recording; /* of the watched run; NULL: not begun */
    VECTOR(struct measured_run) runs;
    struct text failure;
};

struct comparison {
    VECTOR(struct variant) variants;
    VECTOR(struct measured_variant) shown;
    struct measured measured; /* borrows `shown` */
    unsigned repeat;
    size_t at;                 /* index of the variant that runs */
    unsigned round;            /* 0: the watched run */
    struct session *session;   /* NULL: none runs */
    struct recording *unshown; /* a measured run's: how it ended */
    bool stopped;
};

struct comparison *comparison_new(unsigned repeat)
{
    struct comparison *comparison = memory_zeroed(1, sizeof *comparison);

    comparison->repeat = repeat > 0 ? repeat : 1;
    return comparison;
}

static void end_run(struct comparison *comparison)
{
    session_free(comparison->session);
    comparison->session = NULL;
    if (comparison->unshown != NULL)
        recording_free(comparison->unshown);
    comparison->unshown = NULL;
}

static void forget(struct variant *variant)
{
    if (variant->recording != NULL)
        recording_free(variant->recording);
    variant->recording = NULL;
    vector_clear(&variant->runs);
    text_clear(&variant->failure);
}

static void variant_free(struct variant *variant)
{
    forget(variant);
    vector_free(&variant->runs);
    text_free(&variant->failure);
    for (size_t i = 0; variant->arguments[i] != NULL; i++)
        free(variant->arguments[i]);
    free(variant->arguments);
    free(variant->python);
    free(variant->imported);
    free(variant->name);
}

void comparison_free(struct comparison *comparison)
{
    if (comparison == NULL)
        return;
    end_run(comparison);
    for (size_t i = 0; i < comparison->variants.count; i++)
        variant_free(&comparison->variants.items[i]);
    vector_free(&comparison->variants);
    vector_free(&comparison->shown);
    free(comparison);
}

void comparison_add(struct comparison *comparison, const char *name, const struct session_options *options)
{
    struct variant variant = {.name = memory_copy_string(name), .options = *options};
    size_t count = 0;

    while (options->arguments[count] != NULL)
        count++;
    variant.arguments = memory_zeroed(count + 1, sizeof *variant.arguments);
    for (size_t i = 0; i < count; i++)
        variant.arguments[i] = memory_copy_string(options->arguments[i]);
    variant.python = options->python != NULL ? memory_copy_string(options->python) : NULL;
    variant.options.arguments = variant.arguments;
    variant.options.python = variant.python;
    variant.imported = options->imported != NULL ? memory_copy_string(options->imported) : NULL;
    variant.options.imported = variant.imported;
    variant.options.into = variant.options.instructions_in = NULL;
    variant.options.instructions = 0;
    variant.options.terminal = SESSION_PRIVATE_SILENT;
    variant.options.unattended = true;
    vector_push(&comparison->variants, variant);
}

/* Runs. */

/* The last line that was written and is not blank: of a traceback, the exception. */
static void add_last_line(const struct recording *recording, struct text *out)
{
    struct text all = TEXT_EMPTY;
    size_t end, start;

    for (size_t i = 0; i < recording_outputs(recording); i++) {
        struct trace_bytes bytes = recording_output(recording, i).bytes;

        text_append(&all, bytes.at, bytes.length);
    }
    for (end = all.length; end > 0 && strchr(" \t\r\n", all.bytes[end - 1]) != NULL; end--)
        continue;
    for (start = end; start > 0 && all.bytes[start - 1] != '\n'; start--)
        continue;
    if (end > start) {
        text_add(out, ": ");
        text_append(out, all.bytes + start, end - start < FAILURE_BYTES ? end - start : FAILURE_BYTES);
    }
    text_free(&all);
}

/* "ended with exit status 1: NameError: …"; "was ended: its time was up (--time)". */
static void note_failure(const struct recording *recording, struct text *failure)
{
    static const char subject[] = "The program ";
    struct recording_end end;

    if (!recording_end(recording, &end) || (end.reason == TRACE_END_EXIT && end.status == 0))
        return;
    if (end.reason == TRACE_END_EXIT) {
        text_format(failure, "ended with exit status %u", (unsigned)end.status);
        add_last_line(recording, failure);
        return;
    }
    text_add(failure, strncmp(end.text, subject, strlen(subject)) == 0 ? end.text + strlen(subject) : end.text);
    if (failure->length > 0 && failure->bytes[failure->length - 1] == '.')
        text_truncate(failure, failure->length - 1);
}

static void start_run(struct comparison *comparison)
{
    struct variant *variant = &comparison->variants.items[comparison->at];
    struct session_options options = variant->options;
    struct recording *recording = recording_new();
    struct error error;

    options.timeline = comparison->round == 0;
    options.unwatched = comparison->round > 0;
    if (comparison->round == 0)
        variant->recording = recording;
    else
        comparison->unshown = recording;
    if (session_start(&options, recording, &comparison->session, &error) != STATUS_OK) {
        comparison->session = NULL;
        text_format(&variant->failure, "was not started: %s", error.text);
    }
}

static bool has_failed(const struct variant *variant)
{
    return variant->failure.length > 0;
}

/* The variant at hand or the next that can be run is started; none when all rounds are over. */
static void start_next(struct comparison *comparison)
{
    while (comparison->session == NULL && comparison->round <= comparison->repeat && !comparison->stopped) {
        if (comparison->at == comparison->variants.count) {
            comparison->at = 0;
            comparison->round++;
        } else if (has_failed(&comparison->variants.items[comparison->at])) {
            comparison->at++;
        } else {
            start_run(comparison);
        }
    }
}

/* The run that went on has ended. */
static void take_run(struct comparison *comparison)
{
    struct variant *variant = &comparison->variants.items[comparison->at];
    struct session_usage usage;

    note_failure(comparison->round == 0 ? variant->recording : comparison->unshown, &variant->failure);
    if (comparison->round > 0 && !has_failed(variant) && session_usage(comparison->session, &usage))
        vector_push(&variant->runs, ((struct measured_run){usage.wall, usage.processor, usage.peak, usage.is_sum}));
    end_run(comparison);
}

void comparison_begin(struct comparison *comparison)
{
    end_run(comparison);
    for (size_t i = 0; i < comparison->variants.count; i++)
        forget(&comparison->variants.items[i]);
    comparison->at = 0;
    comparison->round = 0;
    comparison->stopped = false;
    start_next(comparison);
}

bool comparison_pump(struct comparison *comparison)
{
    bool changed;

    if (comparison->session == NULL)
        return false;
    changed = session_pump(comparison->session);
    if (session_state(comparison->session) != SESSION_ENDED)
        return changed;
    take_run(comparison);
    comparison->at++;
    start_next(comparison);
    return true;
}

bool comparison_wait(struct comparison *comparison, int milliseconds)
{
    if (comparison->session == NULL)
        return false;
    session_wait(comparison->session, milliseconds);
    return session_state(comparison->session) == SESSION_ENDED ? comparison_pump(comparison) : true;
}

size_t comparison_poll(const struct comparison *comparison, struct pollfd *descriptors, size_t room)
{
    return comparison->session != NULL ? session_poll(comparison->session, descriptors, room) : 0;
}

void comparison_stop(struct comparison *comparison)
{
    comparison->stopped = true;
    if (comparison->session == NULL)
        return;
    session_stop(comparison->session);
    if (comparison->round == 0)
        text_add(&comparison->variants.items[comparison->at].failure, "was stopped");
    end_run(comparison);
}

/* Asking. */

const struct measured *comparison_measured(struct comparison *comparison)
{
    vector_clear(&comparison->shown);
    for (size_t i = 0; i < comparison->variants.count; i++) {
        const struct variant *variant = &comparison->variants.items[i];

        vector_push(&comparison->shown, ((struct measured_variant){
                                            .name = variant->name,
                                            .recording = variant->recording,
                                            .runs = variant->runs.items,
                                            .count = variant->runs.count,
                                            .failure = has_failed(variant) ? text_string(&variant->failure) : NULL}));
    }
    comparison->measured = (struct measured){comparison->shown.items, comparison->shown.count};
    return &comparison->measured;
}

unsigned comparison_repeat(const struct comparison *comparison)
{
    return comparison->repeat;
}

bool comparison_progress(const struct comparison *comparison, size_t *variant, unsigned *round)
{
    *variant = comparison->at;
    *round = comparison->round;
    return comparison->session != NULL;
}

bool comparison_is_measuring(const struct comparison *comparison)
{
    return comparison->session != NULL && comparison->round > 0;
}

struct recording *comparison_recording(const struct comparison *comparison, size_t variant)
{
    return comparison->variants.items[variant].recording;
}

const struct session_options *comparison_options(const struct comparison *comparison, size_t variant)
{
    return &comparison->variants.items[variant].options;
}
