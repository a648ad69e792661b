/* terrarium compare: variants of one job, as lanes on one scale and as figures.
 *
 * Variants are FILES × --call × --with × --switch-interval × --python; what there is only one of is in no variant's
 * name. */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/vector.h"
#include "cli/commands.h"
#include "cli/compare_objects.h"
#include "cli/print.h"
#include "cli/program.h"
#include "cli/streams.h"
#include "lesson/lesson.h"
#include "output/comparison_text.h"
#include "session/comparison.h"
#include "session/pythons.h"

enum { REPEAT = 5, RUN_TIME = 60, VARIANTS_MOST = 32, WAIT = 100 };

/* Calls a function of a module in a folder, as somebody would by hand; argv is left as FILE's would be. */
static char caller[] = "import sys\n"
                       "folder, module, function = sys.argv[1:4]\n"
                       "del sys.argv[1:4]\n"
                       "sys.path.insert(0, folder)\n"
                       "result = getattr(__import__(module), function)()\n"
                       "if type(result).__name__ == 'coroutine':\n"
                       "    import asyncio\n"
                       "    asyncio.run(result)\n";

/* The strings of a list that was given, or one NULL. */
struct choices {
    VECTOR(char *) items; /* owned; NULL: nothing was said */
};

static struct choices choices_of(const char *list)
{
    struct choices choices = {VECTOR_EMPTY};

    if (list == NULL) {
        vector_push(&choices.items, NULL);
        return choices;
    }
    for (;; list++) {
        size_t length = strcspn(list, "\n");

        vector_push(&choices.items, memory_copy_bytes(list, length));
        list += length;
        if (*list == '\0')
            return choices;
    }
}

static void choices_free(struct choices *choices)
{
    for (size_t i = 0; i < choices->items.count; i++)
        free(choices->items.items[i]);
    vector_free(&choices->items);
}

struct selection {
    struct choices files, calls, with, intervals, pythons;
};

/* What is run as one variant; borrowed. */
struct choice {
    const char *file, *call, *with, *interval, *python;
};

static void selection_free(struct selection *selection)
{
    choices_free(&selection->files);
    choices_free(&selection->calls);
    choices_free(&selection->with);
    choices_free(&selection->intervals);
    choices_free(&selection->pythons);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

static void add_part(struct text *name, const char *part)
{
    if (part != NULL)
        text_format(name, "%s%s", name->length > 0 ? " " : "", part);
}

/* What tells a variant from the others. */
static void name_variant(const struct selection *selection, const struct choice *choice, struct text *name)
{
    if (selection->files.items.count > 1 || selection->calls.items.count * selection->with.items.count == 1)
        add_part(name, base_name(choice->file));
    if (selection->calls.items.count > 1)
        add_part(name, choice->call);
    if (selection->with.items.count > 1)
        add_part(name, *choice->with != '\0' ? choice->with : "(nothing)");
    if (selection->intervals.items.count > 1)
        add_part(name, choice->interval);
    if (selection->pythons.items.count > 1)
        add_part(name, choice->python);
}

/* The arguments of python3. */

struct words {
    VECTOR(char *) items; /* owned, NULL-terminated in the end */
};

static void push_word(struct words *words, const char *word, size_t length)
{
    vector_push(&words->items, memory_copy_bytes(word, length));
}

static void push_blank_separated(struct words *words, const char *text)
{
    for (text += strspn(text, " \t"); *text != '\0'; text += strspn(text, " \t")) {
        size_t length = strcspn(text, " \t");

        push_word(words, text, length);
        text += length;
    }
}

static void push_call(struct words *words, const struct choice *choice)
{
    const char *name = base_name(choice->file);
    size_t folder = (size_t)(name - choice->file);
    char *whole = realpath(choice->file, NULL);
    struct text path = TEXT_EMPTY;

    if (whole != NULL) {
        text_add(&path, whole);
        text_truncate(&path, (size_t)(strrchr(whole, '/') - whole));
    } else {
        text_append(&path, choice->file, folder);
    }
    push_word(words, "-c", 2);
    push_word(words, caller, strlen(caller));
    push_word(words, path.length > 0 ? text_string(&path) : "/", path.length > 0 ? path.length : 1);
    push_word(words, name, strlen(name) - strlen(".py"));
    push_word(words, choice->call, strlen(choice->call));
    text_free(&path);
    free(whole);
}

static struct words words_of(const struct choice *choice)
{
    struct words words = {VECTOR_EMPTY};

    if (choice->call != NULL) {
        push_call(&words, choice);
    } else {
        if (choice->file[0] == '-')
            push_word(&words, "--", 2);
        push_word(&words, choice->file, strlen(choice->file));
    }
    if (choice->with != NULL)
        push_blank_separated(&words, choice->with);
    vector_push(&words.items, NULL);
    return words;
}

static void words_free(struct words *words)
{
    for (size_t i = 0; i < words->items.count; i++)
        free(words->items.items[i]);
    vector_free(&words->items);
}

/* What cannot be, said before anything runs. */

static enum status check_call(const char *file, const char *call, struct error *error)
{
    size_t length = strlen(file);

    if (length <= 3 || strcmp(file + length - 3, ".py") != 0)
        return error_set(error, STATUS_USAGE, "--call imports FILE, whose name must end in .py: %.300s does not",
                         file);
    if (*call == '\0' || isdigit((unsigned char)*call))
        return error_set(error, STATUS_USAGE, "--call takes the name of a function, not '%.80s'", call);
    for (const char *at = call; *at != '\0'; at++)
        if (!isalnum((unsigned char)*at) && *at != '_' && (unsigned char)*at < 0x80)
            return error_set(error, STATUS_USAGE, "--call takes the name of a function, not '%.80s'", call);
    return STATUS_OK;
}

static enum status check_pythons(const struct choices *choices, struct error *error)
{
    struct pythons pythons = {VECTOR_EMPTY};
    const struct python *python;
    enum status status = STATUS_OK;

    pythons_find(&pythons);
    for (size_t i = 0; status == STATUS_OK && i < choices->items.count; i++)
        status = pythons_choose(&pythons, choices->items.items[i], &python, error);
    pythons_free(&pythons);
    return status;
}

static enum status check_selection(const struct selection *selection, struct error *error)
{
    const struct choices *files = &selection->files, *calls = &selection->calls;
    size_t count = files->items.count * calls->items.count * selection->with.items.count *
                   selection->intervals.items.count * selection->pythons.items.count;

    for (size_t i = 0; i < files->items.count; i++) {
        if (program_check_file(files->items.items[i], error) != STATUS_OK)
            return STATUS_FAILED;
        for (size_t k = 0; calls->items.items[0] != NULL && k < calls->items.count; k++)
            if (check_call(files->items.items[i], calls->items.items[k], error) != STATUS_OK)
                return STATUS_USAGE;
    }
    for (size_t i = 0; i < selection->intervals.items.count; i++)
        if (program_check_interval(selection->intervals.items.items[i], error) != STATUS_OK)
            return STATUS_USAGE;
    if (count < 2)
        return error_set(error, STATUS_USAGE,
                         "there is nothing to compare: name several files, or an option twice that says what varies "
                         "(--python, --call, --with, --switch-interval)");
    if (count > VARIANTS_MOST)
        return error_set(error, STATUS_USAGE, "these are %zu variants, and %d can be compared at once", count,
                         (int)VARIANTS_MOST);
    return check_pythons(&selection->pythons, error);
}

/* The comparison. */

static void add_variant(struct comparison *comparison, const struct cli_settings *settings,
                        const struct selection *selection, const struct choice *choice)
{
    struct words words = words_of(choice);
    struct session_options options = program_options(settings, words.items.items, SESSION_PRIVATE_SILENT);
    struct text name = TEXT_EMPTY;

    options.python = choice->python;
    options.imported = choice->call != NULL ? choice->file : NULL;
    options.switch_interval = choice->interval != NULL ? program_read_interval(choice->interval) : 0;
    options.time_limit = settings->run_time != CLI_UNSET ? (uint32_t)settings->run_time : RUN_TIME;
    name_variant(selection, choice, &name);
    comparison_add(comparison, text_string(&name), &options);
    text_free(&name);
    words_free(&words);
}

/* Counts up; the last changes fastest.  False when all were there. */
static bool next_choice(const struct selection *selection, size_t *digits)
{
    const size_t counts[] = {selection->files.items.count, selection->calls.items.count, selection->with.items.count,
                             selection->intervals.items.count, selection->pythons.items.count};

    for (size_t i = sizeof counts / sizeof *counts; i > 0; i--) {
        if (++digits[i - 1] < counts[i - 1])
            return true;
        digits[i - 1] = 0;
    }
    return false;
}

/* All that can be combined. */
static struct comparison *comparison_of(const struct cli_settings *settings, const struct selection *selection)
{
    struct comparison *comparison =
        comparison_new(settings->repeat != CLI_UNSET ? (unsigned)settings->repeat : REPEAT);
    size_t at[5] = {0, 0, 0, 0, 0};

    do {
        struct choice choice = {selection->files.items.items[at[0]], selection->calls.items.items[at[1]],
                                selection->with.items.items[at[2]], selection->intervals.items.items[at[3]],
                                selection->pythons.items.items[at[4]]};

        add_variant(comparison, settings, selection, &choice);
    } while (next_choice(selection, at));
    return comparison;
}

static struct selection selection_of(const struct cli_settings *settings)
{
    struct selection selection = {.files = {VECTOR_EMPTY},
                                  .calls = choices_of(settings->calls),
                                  .with = choices_of(settings->with),
                                  .intervals = choices_of(settings->intervals),
                                  .pythons = choices_of(settings->pythons)};

    vector_reserve(&selection.files.items, (size_t)settings->operand_count);
    for (int i = 0; i < settings->operand_count; i++)
        vector_push(&selection.files.items, memory_copy_string(settings->operands[i]));
    return selection;
}

/* A line for each round, which a screen reader speaks once. */
static void tell_round(struct comparison *comparison, unsigned *told)
{
    size_t variant;
    unsigned round;

    if (!comparison_progress(comparison, &variant, &round) || *told == round)
        return;
    *told = round;
    if (round == 0)
        fprintf(stderr, "%s\n", translate("Each variant runs once, watched."));
    else
        fprintf(stderr, translate("Measuring, round %u of %u.\n"), round, comparison_repeat(comparison));
}

/* "measuring threads.py, 2 of 5", for whoever waits at a terminal; nothing clears it. */
static void tell_progress(struct comparison *comparison, bool plain, unsigned *told)
{
    size_t variant;
    unsigned round;

    if (!isatty(STDERR_FILENO))
        return;
    if (plain) {
        tell_round(comparison, told);
        return;
    }
    fputs("\r\033[K", stderr);
    if (!comparison_progress(comparison, &variant, &round))
        return;
    fprintf(stderr, round == 0 ? "watching %s" : "measuring %s",
            comparison_measured(comparison)->variants[variant].name);
    if (round > 0)
        fprintf(stderr, ", %u of %u", round, comparison_repeat(comparison));
}

static int exit_status(struct comparison *comparison)
{
    const struct measured *measured = comparison_measured(comparison);

    if (program_caught_signal() != 0)
        return 128 + program_caught_signal();
    for (size_t i = 0; i < measured->count; i++)
        if (measured->variants[i].failure != NULL)
            return STATUS_FAILED;
    return STATUS_OK;
}

static int compare_as_text(const struct cli_settings *settings, struct comparison *comparison)
{
    struct picture_options picture = print_picture_options(settings);
    struct timeline_text_options options = {picture.width, picture.ascii, picture.colour, settings->all_threads,
                                            picture.plain};
    size_t variant;
    unsigned round, told = UINT_MAX;
    struct text out = TEXT_EMPTY;

    program_catch_signals();
    comparison_begin(comparison);
    while (comparison_progress(comparison, &variant, &round)) {
        tell_progress(comparison, options.plain, &told);
        comparison_wait(comparison, WAIT);
        if (program_caught_signal() != 0)
            comparison_stop(comparison);
    }
    tell_progress(comparison, options.plain, &told);
    comparison_text_write(comparison_measured(comparison), comparison_repeat(comparison), &options, &out);
    streams_write(&out);
    text_free(&out);
    program_restore_signals();
    return exit_status(comparison);
}

static struct compared_run run_of(struct comparison *comparison, size_t variant)
{
    struct compared_run run = {comparison_measured(comparison)->variants[variant].name,
                               *comparison_options(comparison, variant)};

    run.options.unattended = false;
    return run;
}

static int compare_steps(const struct cli_settings *settings, struct comparison *comparison, struct error *error)
{
    size_t count = comparison_measured(comparison)->count;
    struct compared_run first = run_of(comparison, 0), second = run_of(comparison, count - 1);

    if (count != 2)
        return (int)error_set(error, STATUS_USAGE, "--lens objects compares two variants, and these are %zu", count);
    return compare_objects(settings, &first, &second, error);
}

/* Takes the comparison over. */
static int compare(const struct cli_settings *settings, struct comparison *comparison, struct error *error)
{
    struct tui_options screen = print_tui_options(settings);
    int status;

    if (print_is_plain(settings) && (status = (int)lessons_load_words(error)) != STATUS_OK) {
        comparison_free(comparison);
        return status;
    }
    if (settings->compared != NULL && strcmp(settings->compared, "objects") == 0) {
        status = compare_steps(settings, comparison, error);
        comparison_free(comparison);
        return status;
    }
    if (!print_instead_of_screen(settings))
        return (int)tui_compare(&screen, comparison, error);
    status = compare_as_text(settings, comparison);
    comparison_free(comparison);
    return status;
}

int cli_compare(const struct cli_settings *settings, struct error *error)
{
    struct selection selection = selection_of(settings);
    struct cli_settings asked = *settings;
    struct comparison *comparison;
    int status = (int)check_selection(&selection, error);

    if (status == STATUS_OK) {
        asked.print = settings->print_lanes;
        comparison = comparison_of(settings, &selection);
        status = compare(&asked, comparison, error);
    }
    selection_free(&selection);
    return status;
}
