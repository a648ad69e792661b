/* The timeline lens: a lane for each thread, time to the right.
 *
 *               0 ms           12.1           24.1           36.2        48.2 ms
 *      cook-1   ████████████▒▒▒▒▒▒▒▒▒▒▒▒!███████████▒▒▒▒▒▒▒▒▒▒▒!███████████▒▒▒▒▒   held 49 %
 *      cook-2   ▒▒▒▒▒▒▒▒▒▒▒▒!███████████▒▒▒▒▒▒▒▒▒▒▒▒!██████████▒▒▒▒▒▒▒▒▒▒▒▒!███   held 49 %
 *      main     ██~~~~~~~~~~~~~~~~~~~~~~~~ join(cook-1) ~~~~~~~~~~~~~~~~~~~~~~~~   held  1 %
 *               └─── 5 ms ──┘ switch interval       ▲ 31.40 ms
 *
 * A cell shows what its thread did for most of the cell's time; the sums beside it are exact.  A request to drop the
 * GIL is never left out.  Lanes of another kind (tasks of an event loop) are to be drawn by the same function. */
#ifndef TERRARIUM_DIAGRAM_TIMELINE_H
#define TERRARIUM_DIAGRAM_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "canvas/canvas.h"
#include "model/recording.h"

struct timeline_view {
    uint64_t from, to;           /* ns: what is shown */
    uint64_t cursor;             /* ns; TIMELINE_OPEN for none */
    size_t first_lane, selected; /* the topmost lane; the one to point out, SIZE_MAX for none */
    int tall, pitch; /* rows that a lane has, and from one lane to the next; 0: 1.  Words stand in the middle */
};

/* Rows that so many lanes take, and as many as fit. */
int timeline_rows(const struct timeline_view *view, size_t lanes);
size_t timeline_lanes_in(const struct timeline_view *view, int rows);
/* From one lane to the next; from a lane's first row to that of its words. */
int timeline_pitch(const struct timeline_view *view);
int timeline_middle(const struct timeline_view *view);

enum { TIMELINE_ROWS_BESIDE = 2 /* rows that are no lanes: the scale, and the ruler with the cursor */ };

/* Draws the scale, as many lanes as there is room for, and the ruler. */
void timeline_draw(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                   struct canvas_rect rect);
/* Its parts by themselves, for lanes of several recordings under one scale, with so many columns for names: the scale
 * or the ruler with the cursor's mark in one row, or lanes in as many rows as there are. */
enum timeline_part { TIMELINE_SCALE, TIMELINE_LANES, TIMELINE_RULER };
void timeline_draw_part(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                        enum timeline_part part, int names, struct canvas_rect rect);
/* Columns that the names of its lanes need. */
int timeline_name_columns(const struct recording *recording);
/* The hand-over of a GIL at the cursor, or the only one in its cell: from which thread to which; false when there is
 * none. */
bool timeline_find_handover(const struct recording *recording, const struct timeline_view *view,
                            struct canvas_rect rect, uint32_t *before, uint32_t *after);
/* As timeline_cells, for such parts. */
void timeline_find_cells(int names, struct canvas_rect rect, int *x, int *count);
/* Draws a scale like that of timeline_draw, of the view's time alone. */
void timeline_draw_scale(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                         struct canvas_rect row);
/* Where a lane's cells begin, and how many there are. */
void timeline_cells(const struct recording *recording, struct canvas_rect rect, int *x, int *count);
/* "█ holds the GIL  ▒ wants it  ! asks for a drop …", as far as there is room, or what one needs where threads ran
 * without a GIL (NULL: they did not); or in words of the kitchen, where a thread is a cook and the GIL the one
 * knife. */
void timeline_draw_legend(struct canvas *canvas, const struct recording *recording, struct canvas_rect rect,
                          bool kitchen);
/* The rows that all of it needs. */
int timeline_legend_rows(const struct recording *recording, int width, bool kitchen);

/* Threads that wait for each other in a circle at a time, one below the other, the last one's arrow leading back to the
 * first:
 *
 *     ╭▶ first waits for a lock that second holds, since 3.1 s   first():8
 *     ╰─ second waits for a lock that first holds, since 3.1 s   second():12
 *
 * Returns the rows used, 0 when there is no circle. */
int timeline_draw_circle(struct canvas *canvas, const struct recording *recording, uint64_t time,
                         struct canvas_rect rect);
/* Appends a thread's row of the table as a line to be read aloud: "cook-1: held 49 %, waited 50 %, …". */
void timeline_tell_lane(const struct recording *recording, size_t lane, bool ascii, struct text *out);

/* A row for each thread: held, waited, blocked, native, takings, hand-overs, longest wait, micro-releases; or, without
 * a GIL, attached, suspended and the rest. */
int timeline_table_rows(const struct recording *recording, size_t most);
void timeline_draw_table(struct canvas *canvas, const struct recording *recording, const struct timeline_view *view,
                         struct canvas_rect rect);

#endif
