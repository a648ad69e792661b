/* Finding one's way among lanes: of one run, as on the timeline's screen, or of several that are compared.  What is
 * selected, a thread (of whatever process) or a row of an event loop's; the cursor; and the commands that move both,
 * zoom, and search.
 *
 *      run 0   thread 0          view.selected
 *              thread 1
 *              loop              in_loops, row
 *              task
 *      run 1   thread 0
 *
 * Up and down lead through all of it. */
#ifndef TERRARIUM_TUI_LANES_H
#define TERRARIUM_TUI_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diagram/event_loop.h"
#include "diagram/timeline.h"
#include "tui/app.h"

/* The runs whose lanes they are: what the screen tells of them. */
struct lanes_runs {
    size_t (*count)(const void *context);
    /* Borrowed; NULL: the run has not begun. */
    const struct recording *(*recording)(const void *context, size_t run);
    /* How many rows the run's event loops may take at most; 0: they are not shown. */
    int (*loop_rows)(const void *context, size_t run);
    /* Scrolls so that what is selected is in view. */
    void (*reveal)(void *context);
};

struct lanes {
    struct app *app;
    const struct lanes_runs *runs;
    void *context;

    struct timeline_view view; /* `selected`: the thread's lane in its run; `first_lane`: the screen's topmost row */
    bool whole;                /* all of it is shown, however it grows */
    bool following;            /* the cursor stays at the live end: whoever goes elsewhere ends that */
    bool kitchen;              /* words of the kitchen */
    size_t run;                /* of what is selected */
    bool in_loops;             /* which is no thread, but this row of its event loops': */
    struct event_loop_row row;
    struct text search;   /* what was looked for last; empty: nothing */
    size_t kept_lane;     /* the thread's lane when lanes_keep_selected was called last, */
    uint32_t kept_thread; /* and whose it was; 0 if nobody's */
};

/* To the beginning of the first run, which may not be there yet, all of it shown. */
void lanes_begin(struct lanes *lanes);
void lanes_free(struct lanes *lanes);

/* The end of the longest run, ns; SPAN_LEAST at least. */
uint64_t lanes_end(const struct lanes *lanes);
/* NULL while the selected run has not begun. */
const struct recording *lanes_recording(const struct lanes *lanes);

/* Puts the cursor at a time, and selects a thread's lane, or a row. */
void lanes_go(struct lanes *lanes, uint64_t time, size_t run, size_t lane);
void lanes_go_to_row(struct lanes *lanes, uint64_t time, size_t run, const struct event_loop_row *row);
/* The same for the row at an index, or the next before it that is no ready queue; false when there is none. */
bool lanes_go_to_row_at(struct lanes *lanes, uint64_t time, size_t run, size_t index);
/* The index of the selected row among those of its run's event loops; SIZE_MAX when a thread is selected. */
size_t lanes_row(const struct lanes *lanes);

/* Does what a command asks for; false when it is none that moves, zooms, searches or changes words. */
bool lanes_command(struct lanes *lanes, enum command command);

/* The runs have grown. */
void lanes_grew(struct lanes *lanes);
/* Before the GIL is held first there is nothing to see: the cursor is not there. */
void lanes_leave_nothing(struct lanes *lanes);
/* Lanes get other places when a thread begins in a process that is not the last: what was selected stays so.  Before
 * each drawing. */
void lanes_keep_selected(struct lanes *lanes);

#endif
