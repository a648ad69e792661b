#include "tui/tui.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "lesson/lesson.h"
#include "tui/comparison.h"
#include "tui/drive.h"
#include "tui/guide.h"
#include "tui/home.h"
#include "tui/keep.h"
#include "tui/notes_screen.h"
#include "tui/stepper.h"
#include "tui/timeline.h"

/* What the first screen needs; each `open` puts it on the app. */
struct opening {
    enum status (*open)(struct app *app, struct opening *opening, struct error *error);
    struct program *program;
    struct recording *recording;
    struct comparison *comparison;
    const char *title, *path;
    pid_t process;
};

static enum status choose_theme(struct app *app, const struct tui_options *options, bool has_colour,
                                struct error *error)
{
    const char *no_colour = getenv("NO_COLOR");
    bool refused = no_colour != NULL && no_colour[0] != '\0' && options->colour != TUI_COLOUR_ALWAYS;
    enum theme theme;

    if (!theme_find(options->theme, &theme))
        return error_set(error, STATUS_USAGE, "there is no theme '%s'; choose dark, light or mono", options->theme);
    app_set_theme(app, refused || !has_colour || options->colour == TUI_COLOUR_NEVER ? THEME_MONO : theme);
    return STATUS_OK;
}

static enum status run_script(struct app *app, struct opening *opening, struct error *error)
{
    const struct tui_options *options = app_options(app);
    enum status status;

    utf8_set_locale();
    app_set_ascii(app, options->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0);
    status = choose_theme(app, options, true, error);
    if (status == STATUS_OK)
        status = opening->open(app, opening, error);
    return status == STATUS_OK ? drive_script(app, options->script, error) : status;
}

static enum status run_console(struct app *app, struct opening *opening, struct error *error)
{
    const struct tui_options *options = app_options(app);
    struct console *console;
    enum status status = console_open(&console, error);
    int ending = 0;

    if (status != STATUS_OK)
        return status;
    app_set_ascii(app, options->ascii || !console_has_utf8(console));
    status = choose_theme(app, options, console_has_colour(console), error);
    if (status == STATUS_OK)
        status = opening->open(app, opening, error);
    if (status == STATUS_OK)
        ending = drive_console(app, console);
    console_close(console);
    return ending != 0 ? (enum status)(128 + ending) : status;
}

static void forget(struct opening *opening)
{
    program_free(opening->program);
    comparison_free(opening->comparison);
    if (opening->recording != NULL)
        recording_free(opening->recording);
}

/* How the session ended is told first. */
static enum status end_cast(struct cast *cast, enum status status, struct error *error)
{
    struct error fault;
    enum status kept = cast_close(cast, &fault);

    if (kept == STATUS_OK || status != STATUS_OK)
        return status;
    return error_set(error, kept, "%s", fault.text);
}

static enum status run(const struct tui_options *options, struct opening *opening, struct error *error)
{
    struct cast *cast = NULL;
    struct error fault;
    struct app *app;
    bool has_words = lessons_load_words(&fault) == STATUS_OK;
    enum status status = STATUS_OK;

    if (options->cast != NULL)
        status = cast_open(options->cast, opening->title != NULL ? opening->title : "terrarium", &cast, error);
    if (status == STATUS_OK) {
        app = app_new(options);
        app_set_cast(app, cast);
        if (!has_words)
            app_notice(app, "%s", fault.text);
        status = options->script != NULL ? run_script(app, opening, error) : run_console(app, opening, error);
        app_free(app);
    }
    translate_forget();
    forget(opening);
    return end_cast(cast, status, error);
}

static void remember(struct app *app, const char *path, enum kept_sort sort)
{
    struct error error;

    if (keep_remember(path, sort, &error) != STATUS_OK)
        app_notice(app, "The list of recent files was not kept: %s.", error.text);
}

static enum status open_program(struct app *app, struct opening *opening, struct error *error)
{
    struct program *program = opening->program;

    opening->program = NULL;
    if (program->path != NULL)
        remember(app, program->path, KEPT_PROGRAM);
    return program->options.timeline ? timeline_screen_push_program(app, program, error)
                                     : stepper_push_program(app, program, error);
}

static enum status open_recording(struct app *app, struct opening *opening, struct error *error)
{
    struct recording *recording = opening->recording;

    (void)error;
    opening->recording = NULL;
    if (timeline_screen_suits(recording))
        timeline_screen_push_recording(app, recording, opening->title);
    else
        stepper_push_recording(app, recording, opening->title);
    if (opening->path != NULL)
        remember(app, opening->path, KEPT_RECORDING);
    return STATUS_OK;
}

static enum status open_home(struct app *app, struct opening *opening, struct error *error)
{
    (void)opening;
    (void)error;
    home_push(app);
    return STATUS_OK;
}

static enum status open_comparison(struct app *app, struct opening *opening, struct error *error)
{
    (void)error;
    comparison_screen_push(app, opening->comparison);
    opening->comparison = NULL;
    return STATUS_OK;
}

enum status tui_compare(const struct tui_options *options, struct comparison *comparison, struct error *error)
{
    struct opening opening = {.open = open_comparison, .comparison = comparison};

    return run(options, &opening, error);
}

enum status tui_run_program(const struct tui_options *options, const struct session_options *session,
                            const char *title, struct error *error)
{
    struct opening opening = {.open = open_program, .program = program_new(session, title), .title = title};

    return run(options, &opening, error);
}

enum status tui_replay(const struct tui_options *options, struct recording *recording, const char *title,
                       const char *path, struct error *error)
{
    struct opening opening = {.open = open_recording, .recording = recording, .title = title, .path = path};

    return run(options, &opening, error);
}

enum status tui_home(const struct tui_options *options, struct error *error)
{
    struct opening opening = {.open = open_home};

    return run(options, &opening, error);
}

static enum status open_notes(struct app *app, struct opening *opening, struct error *error)
{
    return notes_screen_push(app, opening->process, error);
}

enum status tui_notes(const struct tui_options *options, pid_t process, struct error *error)
{
    struct opening opening = {.open = open_notes, .process = process};

    return run(options, &opening, error);
}

static enum status open_lesson(struct app *app, struct opening *opening, struct error *error)
{
    return guide_push(app, opening->title, error);
}

enum status tui_lesson(const struct tui_options *options, const char *name, struct error *error)
{
    struct opening opening = {.open = open_lesson, .title = name};

    return run(options, &opening, error);
}
