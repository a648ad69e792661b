#include "tui/app.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "tui/help.h"
#include "tui/snippet.h"

struct app {
    struct tui_options options;
    const struct app_driver *driver;
    VECTOR(struct screen *) screens; /* bottom first; owned */
    struct canvas *canvas;
    enum theme theme;
    bool ascii, mouse, stale, done, blank;
    uint32_t key; /* pressed last */
    struct text notice;
    struct cast *cast;       /* borrowed; NULL: none, or it has failed */
    struct notes notes;      /* while presenting */
    struct notes_host *host; /* owned; NULL: nobody can follow */
};

static void listen_for_presenter(struct app *app)
{
    struct error error;

    text_format(&app->notes.texts[NOTES_BEGAN], "%llu", (unsigned long long)app_now());
    if (notes_host_open(&app->host, &error) != STATUS_OK)
        app_notice(app, "terrarium notes cannot follow: %s.", error.text);
}

struct app *app_new(const struct tui_options *options)
{
    struct app *app = memory_zeroed(1, sizeof *app);

    app->options = *options;
    app->canvas = canvas_new(80, 24);
    app->mouse = !options->no_mouse;
    app->stale = true;
    app_set_ascii(app, options->ascii);
    if (options->present && !options->is_alone)
        listen_for_presenter(app);
    return app;
}

void app_free(struct app *app)
{
    while (app->screens.count > 0) {
        struct screen *screen = vector_last(&app->screens);

        app->screens.count--;
        screen->methods->free(screen);
    }
    vector_free(&app->screens);
    notes_host_close(app->host);
    notes_free(&app->notes);
    canvas_free(app->canvas);
    text_free(&app->notice);
    free(app);
}

void app_set_driver(struct app *app, const struct app_driver *driver)
{
    app->driver = driver;
    if (driver->set_mouse != NULL)
        driver->set_mouse(driver->context, app->mouse);
}

void app_set_cast(struct app *app, struct cast *cast)
{
    app->cast = cast;
}

/* The stack. */

void app_push(struct app *app, struct screen *screen)
{
    screen->app = app;
    vector_push(&app->screens, screen);
    app_touch(app);
}

void app_close(struct screen *screen)
{
    screen->closed = true;
    app_touch(screen->app);
}

static void sweep(struct app *app)
{
    size_t kept = 0;

    for (size_t i = 0; i < app->screens.count; i++) {
        struct screen *screen = app->screens.items[i];

        if (screen->closed)
            screen->methods->free(screen);
        else
            app->screens.items[kept++] = screen;
    }
    if (kept == 0)
        app->done = true;
    else if (kept < app->screens.count && app->screens.items[kept - 1]->methods->appear != NULL)
        app->screens.items[kept - 1]->methods->appear(app->screens.items[kept - 1]);
    app->screens.count = kept;
}

bool app_has_below(const struct screen *screen)
{
    const struct app *app = screen->app;

    for (size_t i = 0; i < app->screens.count && app->screens.items[i] != screen; i++)
        if (!app->screens.items[i]->over)
            return true;
    return false;
}

bool app_is_top(const struct screen *screen)
{
    return screen->app->screens.count > 0 && vector_last(&screen->app->screens) == screen;
}

void app_quit(struct app *app)
{
    app->done = true;
}

bool app_is_done(const struct app *app)
{
    return app->done;
}

/* What is shared. */

void app_touch(struct app *app)
{
    app->stale = true;
}

bool app_ascii(const struct app *app)
{
    return app->ascii;
}

void app_set_ascii(struct app *app, bool ascii)
{
    app->ascii = ascii;
    canvas_set_ascii(app->canvas, ascii);
}

enum theme app_theme(const struct app *app)
{
    return app->theme;
}

void app_set_theme(struct app *app, enum theme theme)
{
    app->theme = theme;
    app_touch(app);
}

const struct tui_options *app_options(const struct app *app)
{
    return &app->options;
}

bool app_presents(const struct app *app)
{
    return app->options.present;
}

uint32_t app_key(const struct app *app)
{
    return app->key;
}

struct notes *app_notes(struct app *app)
{
    return app->options.present ? &app->notes : NULL;
}

void app_blank(struct app *app)
{
    app->blank = true;
    app_touch(app);
}

bool app_is_blank(const struct app *app)
{
    return app->blank;
}

void app_notice(struct app *app, const char *format, ...)
{
    va_list arguments;

    text_clear(&app->notice);
    va_start(arguments, format);
    text_format_list(&app->notice, translate(format), arguments);
    va_end(arguments);
    app_touch(app);
}

uint64_t app_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void run_editor(const char *path, struct error *error, enum status *status)
{
    static const char script[] = "exec ${VISUAL:-${EDITOR:-vi}} \"$1\"";
    pid_t child = fork();
    int result = 0;

    if (child == 0) {
        execl("/bin/sh", "sh", "-c", script, "sh", path, (char *)NULL);
        _exit(127);
    }
    while (child > 0 && waitpid(child, &result, 0) < 0 && errno == EINTR)
        continue;
    if (child < 0 || !WIFEXITED(result) || WEXITSTATUS(result) != 0)
        *status = error_set(error, STATUS_FAILED, "the editor failed; set VISUAL or EDITOR to one that works");
}

enum status app_edit(struct app *app, const char *path, struct error *error)
{
    enum status status = STATUS_OK;

    if (app->driver == NULL || app->driver->release == NULL)
        return error_set(error, STATUS_FAILED, "there is no terminal for an editor");
    app->driver->release(app->driver->context);
    run_editor(path, error, &status);
    app->driver->acquire(app->driver->context);
    app_touch(app);
    return status;
}

/* Events. */

static void change_theme(struct app *app)
{
    app_set_theme(app, (enum theme)((app->theme + 1) % THEME_COUNT));
    app_notice(app, "Theme: %s.", theme_name(app->theme));
}

static void toggle_mouse(struct app *app)
{
    app->mouse = !app->mouse;
    if (app->driver != NULL && app->driver->set_mouse != NULL)
        app->driver->set_mouse(app->driver->context, app->mouse);
    app_notice(app, app->mouse ? "The mouse clicks and scrolls here."
                               : "The mouse is the terminal's: mark and copy text.");
}

static void drive(struct app *app, void (*function)(void *context))
{
    if (function != NULL)
        function(app->driver->context);
    app_touch(app);
}

/* Whose keys of the table work on a screen. */
static unsigned places_of(const struct app *app, const struct screen *screen)
{
    return screen->places | (app_presents(app) ? KEYS_PRESENT : 0);
}

/* What means the same on every screen.  False: not such a command. */
static bool common_command(struct app *app, struct screen *top, enum command command)
{
    switch ((int)command) {
    case COMMAND_HELP:
        help_push(app, places_of(app, top));
        return true;
    case COMMAND_PASTE:
        snippet_push_pad(app);
        return true;
    case COMMAND_THEME:
        change_theme(app);
        return true;
    case COMMAND_MOUSE:
        toggle_mouse(app);
        return true;
    case COMMAND_BLANK:
        app_blank(app);
        return true;
    case COMMAND_QUIT:
        app_quit(app);
        return true;
    default:
        return false;
    }
}

/* Keys that work even while a dialog is open. */
static bool raw_command(struct app *app, uint32_t key)
{
    enum command command = keys_command(KEYS_EVERYWHERE, key);

    if (app->driver == NULL || (command != COMMAND_SUSPEND && command != COMMAND_REDRAW))
        return false;
    drive(app, command == COMMAND_SUSPEND ? app->driver->suspend : app->driver->redraw);
    return true;
}

static void key_event(struct app *app, struct screen *top, const struct event *event)
{
    enum command command;

    text_clear(&app->notice);
    app->key = event->key;
    if (raw_command(app, event->key))
        return;
    if (top->places == 0) {
        top->methods->event(top, event);
        return;
    }
    command = keys_command(places_of(app, top), event->key);
    if (command != COMMAND_NONE && !common_command(app, top, command))
        top->methods->command(top, command);
}

/* On the home screen there is nothing to lose: a paste is run at once. */
static void pasted(struct app *app, const struct screen *top, const struct event *event)
{
    if (top->places & KEYS_HOME)
        snippet_run(app, event->text, event->length);
    else
        snippet_offer(app, event->text, event->length);
}

void app_event(struct app *app, const struct event *event)
{
    struct screen *top;

    if (app->screens.count == 0)
        return;
    top = vector_last(&app->screens);
    app_touch(app);
    if (app->blank)
        app->blank = event->sort != EVENT_KEY;
    else if (event->sort == EVENT_KEY)
        key_event(app, top, event);
    else if (event->sort == EVENT_PASTE && top->places != 0)
        pasted(app, top, event);
    else if (top->methods->event != NULL)
        top->methods->event(top, event);
    sweep(app);
}

int app_advance(struct app *app)
{
    int soonest = notes_host_advance(app->host);
    struct event steered = {.sort = EVENT_KEY};

    while (notes_host_key(app->host, &steered.key))
        app_event(app, &steered);
    for (size_t i = 0; i < app->screens.count; i++) {
        struct screen *screen = app->screens.items[i];
        int next = screen->methods->advance != NULL ? screen->methods->advance(screen) : -1;

        if (next >= 0 && (soonest < 0 || next < soonest))
            soonest = next;
    }
    sweep(app);
    return soonest;
}

size_t app_poll(struct app *app, struct pollfd *descriptors, size_t room)
{
    size_t count = notes_host_poll(app->host, descriptors, room);

    for (size_t i = 0; i < app->screens.count; i++) {
        struct screen *screen = app->screens.items[i];

        if (screen->methods->poll != NULL)
            count += screen->methods->poll(screen, descriptors + count, room - count);
    }
    return count;
}

/* Drawing. */

void app_resize(struct app *app, int width, int height)
{
    if (width == canvas_width(app->canvas) && height == canvas_height(app->canvas))
        return;
    canvas_resize(app->canvas, width, height);
    app_touch(app);
}

bool app_is_stale(const struct app *app)
{
    return app->stale;
}

static void add_frame(struct app *app, const struct view *view)
{
    if (app->cast == NULL)
        return;
    cast_frame(app->cast, app->canvas, app->theme, view->x, view->y, app_now());
    if (!cast_has_failed(app->cast))
        return;
    app->cast = NULL;
    app_notice(app, "The cast ends here: it cannot be written any more.");
}

const struct canvas *app_draw(struct app *app, int *x, int *y)
{
    struct view view = {app->canvas, 0, 0};
    size_t first = app->screens.count;

    while (first > 0 && (first == app->screens.count || app->screens.items[first]->over))
        first--;
    canvas_clear(app->canvas);
    for (size_t i = first; i < app->screens.count; i++)
        app->screens.items[i]->methods->draw(app->screens.items[i], &view);
    if (app->blank) {
        canvas_clear(app->canvas);
        view.x = view.y = 0;
    }
    notes_host_publish(app->host, &app->notes);
    *x = view.x;
    *y = view.y;
    app->stale = false;
    add_frame(app, &view);
    return app->canvas;
}

/* The status line's hints: all that fit, the dearest first. */

enum { HINTS_MAX = 16, HINT_GAP = 3 };

static size_t collect_hints(unsigned places, bool ascii, struct keys_hint hints[HINTS_MAX])
{
    size_t count = 0;

    while (count < HINTS_MAX && keys_hint(places, ascii, count, &hints[count]))
        count++;
    return count;
}

static int hint_width(const struct keys_hint *hint)
{
    return utf8_width(hint->keys.bytes, hint->keys.length) + 1 + (int)strlen(hint->word) + HINT_GAP;
}

/* The highest rank that may stay when the hints shall fit into `columns`. */
static unsigned rank_that_fits(const struct keys_hint *hints, size_t count, int columns)
{
    unsigned rank = 0;

    for (;; rank++) {
        int width = 0;
        bool more = false;

        for (size_t i = 0; i < count; i++) {
            if (hints[i].rank <= rank + 1)
                width += hint_width(&hints[i]);
            more |= hints[i].rank > rank;
        }
        if (!more || width - HINT_GAP > columns)
            return rank;
    }
}

static void draw_hints(struct view *view, unsigned places, bool ascii, int columns)
{
    struct keys_hint hints[HINTS_MAX];
    size_t count = collect_hints(places, ascii, hints);
    unsigned rank = rank_that_fits(hints, count, columns);
    int x = 1, y = canvas_height(view->canvas) - 1;

    for (size_t i = 0; i < count; i++) {
        if (hints[i].rank <= rank) {
            x += canvas_text(view->canvas, x, y, columns - x + 1, CANVAS_KEY, text_string(&hints[i].keys)) + 1;
            x += canvas_text(view->canvas, x, y, columns - x + 1, CANVAS_STATUS, hints[i].word) + HINT_GAP;
        }
        text_free(&hints[i].keys);
    }
}

void app_draw_status(struct app *app, struct view *view, unsigned places, const char *state)
{
    int width = canvas_width(view->canvas), y = canvas_height(view->canvas) - 1;
    int state_width = utf8_width(state, strlen(state)), room = width - 2;

    if (state_width > 0 && state_width + 12 < width) {
        canvas_text(view->canvas, width - 1 - state_width, y, state_width, CANVAS_TITLE, state);
        room -= state_width + 2;
    }
    if (app->notice.length > 0)
        canvas_text(view->canvas, 1, y, room, CANVAS_TITLE, text_string(&app->notice));
    else if (!app_presents(app)) /* a class does not press keys */
        draw_hints(view, places, app->ascii, room);
}
