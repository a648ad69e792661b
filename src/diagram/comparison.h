/* Variants of one job: the lanes of their runs one below the other on one scale, and a table of what they cost.
 *
 *                   0              200 ms            400 ms            600 ms
 *      plain.py  612 ms  CPython 3.11.2
 *      MainThread   ████████████████████████████████████████████████████        held 100 %
 *
 *      threads.py  618 ms  CPython 3.11.2
 *      MainThread   █~~~~~~~~~~~~~~~~~~~~~ join(cook-1) ~~~~~~~~~~~~~~~~        held   1 %
 *      cook-1       ███████▒▒▒▒▒!██████▒▒▒▒▒!█████▒▒▒▒▒▒!███████                held  50 %
 *                   └ 5 ms ┘ switch interval       ▲ 431 ms
 *
 * Below the threads of a run that has an event loop are the loop's lanes.  All runs begin at 0. */
#ifndef TERRARIUM_DIAGRAM_COMPARISON_H
#define TERRARIUM_DIAGRAM_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "canvas/canvas.h"
#include "model/measured.h"

enum {
    COMPARISON_ROWS_BESIDE = 2, /* rows that are no lanes and no headings: the scale, and the ruler */
    COMPARISON_LOOP_ROWS = 10   /* of a variant's event loops at most: tasks share rows then */
};

struct comparison_view {
    uint64_t from, to;    /* ns: what is shown */
    uint64_t cursor;      /* ns; TIMELINE_OPEN for none */
    size_t first_row;     /* the topmost of the rows */
    size_t selected;      /* the row of the lane, or of an event loop's, to point out; SIZE_MAX for none */
    size_t lanes_of_each; /* of a run with more only so many are drawn, and a row that says so */
};

/* One of the rows between scale and ruler. */
struct comparison_row {
    enum { COMPARISON_GAP, COMPARISON_HEADING, COMPARISON_LANE, COMPARISON_MORE, COMPARISON_LOOP } sort;
    size_t variant;
    size_t lane; /* LANE; of MORE the first that is not drawn; of LOOP which of the event loops' rows, from 0 */
};

size_t comparison_rows(const struct measured *measured, size_t lanes_of_each);
/* False past the last. */
bool comparison_row(const struct measured *measured, size_t lanes_of_each, size_t index, struct comparison_row *row);
/* The index of a lane's row, or of its variant's heading if the variant has no such lane. */
size_t comparison_find_row(const struct measured *measured, size_t lanes_of_each, size_t variant, size_t lane);
/* The same of a row of the variant's event loops, which is there. */
size_t comparison_find_loop_row(const struct measured *measured, size_t lanes_of_each, size_t variant, size_t row);
/* The end of the longest run so far. */
uint64_t comparison_end(const struct measured *measured);
/* The first recording in which threads ran without a GIL; NULL when there is none. */
const struct recording *comparison_without_gil(const struct measured *measured);
/* Where a lane's cells begin, and how many there are. */
void comparison_cells(const struct measured *measured, struct canvas_rect rect, int *x, int *count);
/* Draws the scale, as many rows as there is room for, and the ruler. */
void comparison_draw(struct canvas *canvas, const struct measured *measured, const struct comparison_view *view,
                     struct canvas_rect rect);

/* A row for each variant: medians of wall time, CPU time and memory, the spread of wall time, the speed-up.  A "~"
 * stands where a speed-up may be chance, and where memory is that of several processes and more may have gone unseen.
 * Where there is less room, there are fewer columns. */
int comparison_table_rows(const struct measured *measured);
void comparison_draw_table(struct canvas *canvas, const struct measured *measured, struct canvas_rect rect);

#endif
