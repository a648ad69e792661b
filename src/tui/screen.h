/* A screen: something that fills the terminal, or stands over the screen below it as a dialog does.  Screens stand
 * on the stack of the app (app.h), which owns them. */
#ifndef TERRARIUM_TUI_SCREEN_H
#define TERRARIUM_TUI_SCREEN_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "canvas/canvas.h"
#include "tui/input.h"
#include "tui/keys.h"

struct app;
struct screen;

struct view {
    struct canvas *canvas; /* drawn on from (0, 0); blank at first */
    int x, y;              /* out: where the hardware cursor stands: on the focused item */
};

/* `draw` and `free` are needed; the others may be NULL. */
struct screen_methods {
    void (*draw)(struct screen *screen, struct view *view);
    /* A key of the table that works here. */
    void (*command)(struct screen *screen, enum command command);
    /* Clicks and the wheel; for a screen that takes its keys itself (no places), keys and pastes too. */
    void (*event)(struct screen *screen, const struct event *event);
    /* Does what time brings.  Returns the milliseconds after which it wants to be called again, -1: no need. */
    int (*advance)(struct screen *screen);
    /* Descriptors on which something for `advance` may come. */
    size_t (*poll)(struct screen *screen, struct pollfd *descriptors, size_t room);
    /* It is on top again, after what stood over it has gone. */
    void (*appear)(struct screen *screen);
    void (*free)(struct screen *screen);
};

struct screen {
    const struct screen_methods *methods;
    struct app *app;
    unsigned places; /* whose keys of the table work (enum keys_place); 0: it takes its keys itself */
    bool over;       /* the screen below stays visible around it */
    bool closed;     /* leaves the stack when the event at hand is done */
};

#endif
