/* The parts of the timeline screen: timeline.c (its life, time and keys), timeline_below.c (what stands below the
 * lanes). */
#ifndef TERRARIUM_TUI_TIMELINE_PARTS_H
#define TERRARIUM_TUI_TIMELINE_PARTS_H

#include "diagram/event_loop.h"
#include "diagram/timeline.h"
#include "tui/app.h"
#include "tui/lanes.h"
#include "tui/program.h"
#include "tui/timeline.h"

enum timeline_below { BELOW_MOMENT, BELOW_TABLE, BELOW_OUTPUT, BELOW_COUNT };

struct timeline_screen {
    struct screen screen;
    struct program *program; /* owned; NULL when there is only a recording */
    char *title;
    struct recording *recording;
    struct session *session; /* NULL when there is only a recording */

    struct lanes at; /* of one run */
    enum timeline_below below;

    bool inside;      /* another screen's, whose are the recording and the session */
    bool hidden;      /* the code is shown, not yet the lanes */
    uint32_t top;     /* … from this line on, from 0 */
    const char *said; /* inside: borrowed; "" for nothing */

    struct canvas_rect lanes; /* as last drawn: scale, lanes and ruler */
    struct canvas_rect loops; /* the same of the event loops' lanes; without rows when there are none */
    int loop_rows;            /* lanes that they might have had */
    struct canvas_rect words; /* what is said, with the rule above it; without rows when nothing is */
    struct canvas_rect code;  /* the same of the code */
    uint64_t last_touch;      /* when growth was last shown */
    bool growth_pending;
    bool end_told;
    struct text facts; /* of the whole run, or what was not watched, when the log was so long: */
    size_t facts_logged;
    bool hindered; /* the latter */
};

/* Draws what stands below: the moment at the cursor with the source, the table, or the output. */
void below_draw(struct timeline_screen *screen, struct view *view, struct canvas_rect rect);
int below_said_rows(const struct timeline_screen *screen, int columns, bool ascii);
/* Draws what is said, in so many rows at most; returns how many it took. */
int below_draw_said(const struct timeline_screen *screen, struct view *view, struct canvas_rect rect);
/* Draws the code from the line `top` on; "…" stands where there is more. */
void below_draw_code(const struct timeline_screen *screen, struct view *view, struct canvas_rect rect);
/* Columns for the moment, beside the source or alone. */
int below_moment_columns(int width);
/* The words for the lower rule. */
const char *below_title(const struct timeline_screen *screen);

#endif
