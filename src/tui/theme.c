#include "tui/theme.h"

#include <stdlib.h>
#include <string.h>

enum ink {
    INK_OWN,
    INK_GREY,
    INK_ORANGE,
    INK_SKY,
    INK_GREEN,
    INK_YELLOW,
    INK_BLUE,
    INK_VERMILION,
    INK_PURPLE,
    INK_COUNT
};

struct colour {
    int red, green, blue, of_256, of_16, of_8;
};

/* Okabe and Ito's palette, for a dark and for a light background: what would not stand out is made lighter or
 * darker. */
static const struct colour dark_inks[INK_COUNT] = {
    [INK_GREY] = {0x9A, 0x9A, 0x9A, 247, 8, 7},      [INK_ORANGE] = {0xE6, 0x9F, 0x00, 214, 3, 3},
    [INK_SKY] = {0x56, 0xB4, 0xE9, 74, 14, 6},       [INK_GREEN] = {0x2F, 0xC4, 0x98, 43, 10, 2},
    [INK_YELLOW] = {0xF0, 0xE4, 0x42, 227, 11, 3},   [INK_BLUE] = {0x6A, 0xA6, 0xFF, 75, 12, 4},
    [INK_VERMILION] = {0xFF, 0x7F, 0x33, 208, 9, 1}, [INK_PURPLE] = {0xDD, 0x92, 0xBE, 175, 13, 5},
};
static const struct colour light_inks[INK_COUNT] = {
    [INK_GREY] = {0x6A, 0x6A, 0x6A, 242, 8, 0},      [INK_ORANGE] = {0xA8, 0x6C, 0x00, 130, 3, 3},
    [INK_SKY] = {0x1F, 0x7A, 0xB0, 31, 6, 6},        [INK_GREEN] = {0x00, 0x7A, 0x58, 29, 2, 2},
    [INK_YELLOW] = {0x8A, 0x7A, 0x00, 100, 3, 3},    [INK_BLUE] = {0x00, 0x5A, 0x9C, 25, 4, 4},
    [INK_VERMILION] = {0xC2, 0x4E, 0x00, 166, 1, 1}, [INK_PURPLE] = {0xA8, 0x4A, 0x80, 132, 5, 5},
};

static const struct look {
    enum ink ink;
    unsigned attributes; /* with colour */
    unsigned mono;       /* without */
} looks[CANVAS_STYLE_COUNT] = {
    [CANVAS_PLAIN] = {INK_OWN, 0, 0},
    [CANVAS_DIM] = {INK_GREY, 0, THEME_DIM},
    [CANVAS_TITLE] = {INK_OWN, THEME_BOLD, THEME_BOLD},
    [CANVAS_FRAME] = {INK_GREY, 0, 0},
    [CANVAS_NAME] = {INK_OWN, THEME_BOLD, THEME_BOLD},
    [CANVAS_TYPE] = {INK_SKY, 0, 0},
    [CANVAS_VALUE] = {INK_OWN, 0, 0},
    [CANVAS_STRING] = {INK_GREEN, 0, 0},
    [CANVAS_CHANGED] = {INK_VERMILION, THEME_BOLD, THEME_BOLD | THEME_UNDERLINE},
    [CANVAS_GHOST] = {INK_GREY, THEME_DIM, THEME_DIM},
    [CANVAS_ARROW_1] = {INK_SKY, 0, 0},
    [CANVAS_ARROW_2] = {INK_ORANGE, 0, 0},
    [CANVAS_ARROW_3] = {INK_GREEN, 0, 0},
    [CANVAS_ARROW_4] = {INK_PURPLE, 0, 0},
    [CANVAS_ARROW_5] = {INK_YELLOW, 0, 0},
    [CANVAS_ARROW_6] = {INK_BLUE, 0, 0},
    [CANVAS_LINE_DONE] = {INK_SKY, 0, 0},
    [CANVAS_LINE_NEXT] = {INK_YELLOW, THEME_BOLD, THEME_BOLD},
    [CANVAS_SELECTED] = {INK_OWN, THEME_REVERSE, THEME_REVERSE},
    [CANVAS_ERROR] = {INK_VERMILION, THEME_BOLD, THEME_BOLD},
    [CANVAS_KEY] = {INK_ORANGE, THEME_BOLD, THEME_BOLD},
    [CANVAS_STATUS] = {INK_GREY, 0, 0},
    [CANVAS_STDERR] = {INK_VERMILION, 0, THEME_UNDERLINE},
    [CANVAS_KEYWORD] = {INK_PURPLE, 0, 0},
    [CANVAS_COMMENT] = {INK_GREY, 0, THEME_DIM},
    [CANVAS_PIECE] = {INK_YELLOW, THEME_BOLD | THEME_UNDERLINE, THEME_BOLD | THEME_UNDERLINE},
};

struct theme_look theme_look(enum theme theme, enum canvas_style style)
{
    const struct look *look = &looks[style];
    const struct colour *colour = &(theme == THEME_LIGHT ? light_inks : dark_inks)[look->ink];

    if (theme == THEME_MONO || look->ink == INK_OWN)
        return (struct theme_look){.attributes = theme == THEME_MONO ? look->mono : look->attributes};
    return (struct theme_look){look->attributes, true,           colour->red,   colour->green,
                               colour->blue,     colour->of_256, colour->of_16, colour->of_8};
}

static const char *const names[THEME_COUNT] = {[THEME_DARK] = "dark", [THEME_LIGHT] = "light", [THEME_MONO] = "mono"};

const char *theme_name(enum theme theme)
{
    return names[theme];
}

/* rxvt, Konsole and others say "foreground;background" there; 7 and 15 are the light ones. */
static enum theme theme_of_environment(void)
{
    const char *colours = getenv("COLORFGBG");
    const char *last = colours != NULL ? strrchr(colours, ';') : NULL;
    int background = last != NULL ? atoi(last + 1) : 0;

    return background == 7 || background == 15 ? THEME_LIGHT : THEME_DARK;
}

bool theme_find(const char *name, enum theme *theme)
{
    if (name == NULL) {
        *theme = theme_of_environment();
        return true;
    }
    for (unsigned i = 0; i < THEME_COUNT; i++) {
        *theme = (enum theme)i;
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return false;
}
