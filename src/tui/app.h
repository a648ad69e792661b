/* The app: a stack of screens, one canvas, and what all screens share.  It knows neither terminal nor script: a
 * driver (drive.h) gives it events and shows its canvas. */
#ifndef TERRARIUM_TUI_APP_H
#define TERRARIUM_TUI_APP_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "tui/cast.h"
#include "tui/notes.h"
#include "tui/screen.h"
#include "tui/theme.h"
#include "tui/tui.h"

struct app;

/* What a driver does for the app. */
struct app_driver {
    void *context;
    void (*release)(void *context); /* give the terminal back, for an editor */
    void (*acquire)(void *context);
    void (*suspend)(void *context);
    void (*redraw)(void *context);
    void (*set_mouse)(void *context, bool on);
};

struct app *app_new(const struct tui_options *options);
void app_free(struct app *app);
/* Every picture that is drawn becomes a frame of it, too.  Borrowed for the app's life. */
void app_set_cast(struct app *app, struct cast *cast);
/* Borrowed for the app's life; `driver` may lack functions (NULL). */
void app_set_driver(struct app *app, const struct app_driver *driver);

/* Takes the screen over and shows it on top. */
void app_push(struct app *app, struct screen *screen);
/* The screen leaves the stack, and is freed, when the event at hand is done. */
void app_close(struct screen *screen);
/* Whether there is a screen below this one (dialogs not counted). */
bool app_has_below(const struct screen *screen);
/* Whether nothing stands over it. */
bool app_is_top(const struct screen *screen);
void app_quit(struct app *app);
bool app_is_done(const struct app *app);

/* For drivers. */
void app_event(struct app *app, const struct event *event);
/* Time has passed: returns the milliseconds until the next call, -1: none needed. */
int app_advance(struct app *app);
size_t app_poll(struct app *app, struct pollfd *descriptors, size_t room);
void app_resize(struct app *app, int width, int height);
/* True when something changed since app_draw. */
bool app_is_stale(const struct app *app);
/* The picture, borrowed until the next call; and where the hardware cursor stands. */
const struct canvas *app_draw(struct app *app, int *x, int *y);

/* For screens. */
void app_touch(struct app *app); /* draw again */
bool app_ascii(const struct app *app);
void app_set_ascii(struct app *app, bool ascii);
enum theme app_theme(const struct app *app);
void app_set_theme(struct app *app, enum theme theme);
const struct tui_options *app_options(const struct app *app);
/* Whether a class looks on. */
bool app_presents(const struct app *app);
/* The key that led to the command at hand; several keys may. */
uint32_t app_key(const struct app *app);
/* What the presenter is told, to be filled in while drawing; NULL where nobody presents. */
struct notes *app_notes(struct app *app);
/* Nothing but a blank screen until the next key, which does nothing else. */
void app_blank(struct app *app);
bool app_is_blank(const struct app *app);
/* A sentence in the status line until the next key. */
void app_notice(struct app *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The last row: the notice, or the hints of the table for these places; `state` stands at its right ("" for
 * nothing). */
void app_draw_status(struct app *app, struct view *view, unsigned places, const char *state);
/* Opens the person's editor on a file and waits. */
enum status app_edit(struct app *app, const char *path, struct error *error);
/* Milliseconds of a clock that only goes forward. */
uint64_t app_now(void);

#endif
