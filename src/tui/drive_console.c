#include "tui/drive.h"

enum { DESCRIPTORS_MAX = 8 };

static void release(void *context)
{
    console_release(context);
}

static void acquire(void *context)
{
    console_acquire(context);
}

static void suspend(void *context)
{
    console_suspend(context);
}

static void redraw(void *context)
{
    console_redraw(context);
}

static void set_mouse(void *context, bool on)
{
    console_set_mouse(context, on);
}

static void draw(struct app *app, struct console *console)
{
    const struct canvas *canvas;
    int x, y;

    canvas = app_draw(app, &x, &y);
    console_draw(console, canvas, app_theme(app), x, y);
}

static void fit(struct app *app, struct console *console)
{
    int width, height;

    if (!console_take_resized(console))
        return;
    console_size(console, &width, &height);
    app_resize(app, width, height);
    app_touch(app);
}

int drive_console(struct app *app, struct console *console)
{
    struct app_driver driver = {console, release, acquire, suspend, redraw, set_mouse};
    struct pollfd descriptors[DESCRIPTORS_MAX];
    struct event event;
    int ending = 0;

    app_set_driver(app, &driver);
    while (ending == 0 && !app_is_done(app)) {
        int timeout = app_advance(app);

        fit(app, console);
        if (app_is_stale(app))
            draw(app, console);
        ending = console_wait(console, descriptors, app_poll(app, descriptors, DESCRIPTORS_MAX), timeout);
        while (ending == 0 && !app_is_done(app) && console_next(console, &event))
            app_event(app, &event);
    }
    return ending;
}
