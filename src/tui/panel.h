/* A panel below the picture, in the lower panes' place: a text and the keys that work, while source and picture stay in
 * sight.  It grows upwards when it needs more. */
#ifndef TERRARIUM_TUI_PANEL_H
#define TERRARIUM_TUI_PANEL_H

#include "tui/screen.h"
#include "tui/wrap.h"

struct stepper;

struct panel_key {
    const char *key, *word;
};

struct panel {
    struct stepper *stepper; /* over which it stands */
    const char *title;
    struct text text;             /* raw; its first line is drawn as a title */
    size_t below;                 /* rows kept free below the text */
    const struct panel_key *keys; /* the last one has no key */
    int top;                      /* rows scrolled away */
    int hidden;                   /* out: rows that do not fit */
};

/* Scrolls by a row where some do not fit.  False: all do, or it is another key. */
bool panel_scroll(struct panel *panel, uint32_t key);

/* Draws it, and leaves view->x and view->y at the first row that was kept free (or at the text's first). */
void panel_draw(struct panel *panel, struct view *view);

#endif
