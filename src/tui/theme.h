/* Themes: what each meaning of a cell looks like.  Okabe-Ito colours on the terminal's own background; every
 * meaning that matters has an attribute of its own too, so that nothing is lost without colour. */
#ifndef TERRARIUM_TUI_THEME_H
#define TERRARIUM_TUI_THEME_H

#include <stdbool.h>

#include "canvas/canvas.h"

enum theme { THEME_DARK, THEME_LIGHT, THEME_MONO, THEME_COUNT };

enum theme_attribute { THEME_BOLD = 1, THEME_UNDERLINE = 2, THEME_REVERSE = 4, THEME_DIM = 8 };

struct theme_look {
    unsigned attributes; /* enum theme_attribute */
    bool coloured;       /* false: the terminal's own foreground */
    int red, green, blue;
    int of_256, of_16, of_8; /* the nearest colour of smaller palettes */
};

struct theme_look theme_look(enum theme theme, enum canvas_style style);
const char *theme_name(enum theme theme);
/* "dark", "light" or "mono"; NULL: by the environment (COLORFGBG), else dark.  False for an unknown name. */
bool theme_find(const char *name, enum theme *theme);

#endif
