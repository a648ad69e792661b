/* The timeline lens for event loops: a lane for the loop, one for each task, and a row for the ready queue.
 *
 *      loop     ───────────────────────█──────────███ parse 30 ms! ███────█         ran 52 %
 *      main     █─ gather(fetch-1, fetch-2, parse) ───────────────────────█ done    ran 1.2 ms
 *      fetch-1  ·█─ sleep 20 ms ───────█ done                                       ran 0.1 ms
 *      parse    ··█─ await fetch-1 ────·█████████ time.sleep █████ done             ran  30 ms
 *      ready    ▁▁                     ▁                          ▁▁                most  3
 *
 * A cell shows what its task did for most of the cell's time, but a turn is never left out.  When there are more tasks
 * than rows, those that run the same coroutine share a row, which tells how many of them there were at each time. */
#ifndef TERRARIUM_DIAGRAM_EVENT_LOOP_H
#define TERRARIUM_DIAGRAM_EVENT_LOOP_H

#include "canvas/canvas.h"
#include "diagram/timeline.h"
#include "model/recording.h"

/* One of the rows. */
struct event_loop_row {
    enum { EVENT_ROW_LOOP, EVENT_ROW_TASK, EVENT_ROW_GROUP, EVENT_ROW_READY } sort; /* READY: a ready queue */
    size_t loop;
    uint32_t task; /* TASK; of a GROUP the first */
    uint32_t body; /* TASK, GROUP: the coroutine's code, */
    size_t count;  /* GROUP: and how many tasks run it */
};
/* Where there are at most so many rows: one of them, false past the last; and the index of one, also of a task's that
 * has come into a group, SIZE_MAX when it is not there. */
bool event_loop_row(const struct recording *recording, int most, size_t index, struct event_loop_row *row);
size_t event_loop_find_row(const struct recording *recording, int most, const struct event_loop_row *wanted);

/* How many rows the lanes take, at most `most`; 0 when no event loop ran. */
int event_loop_rows(const struct recording *recording, int most);
/* Draws them, as many as there is room for.  Their cells are those of timeline_cells; `selected` of the view is one of
 * these rows. */
void event_loop_draw(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                     struct canvas_rect rect);
/* The same with so many columns for names: see timeline_draw_part. */
void event_loop_draw_part(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                          int names, struct canvas_rect rect);
/* "█ runs  · in the ready queue …" */
void event_loop_draw_legend(struct canvas *canvas, int x, int y, int columns);
/* A row for each of the tasks that event_loop_draw draws in as many rows, and one of headings. */
int event_loop_table_rows(const struct recording *recording, int most);
void event_loop_draw_table(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                           struct canvas_rect rect);

#endif
