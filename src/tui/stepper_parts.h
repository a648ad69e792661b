/* The parts of the stepper, for the files that make it up: stepper.c (its life and time), stepper_layout.c (where
 * panes stand), pane_*.c (what they show), select.c, why.c, search.c. */
#ifndef TERRARIUM_TUI_STEPPER_PARTS_H
#define TERRARIUM_TUI_STEPPER_PARTS_H

#include "diagram/diagram.h"
#include "diagram/listing.h"
#include "diagram/unpacking.h"
#include "model/condition.h"
#include "model/history.h"
#include "model/state.h"
#include "tui/guide.h"
#include "tui/stepper.h"

enum pane_sort { PANE_SOURCE, PANE_INSTRUCTIONS, PANE_OBJECTS, PANE_HAPPENED, PANE_OUTPUT, PANE_COUNT };
enum lens { LENS_OBJECTS, LENS_INSTRUCTION, LENS_OUTPUT };

struct pane {
    struct canvas_rect rect; /* what it shows, without title; no width: not on the screen */
    int left, top;           /* how far it is panned */
};

enum arrangement {
    ARRANGED_WIDE,    /* source beside the lens, two panes below */
    ARRANGED_STACKED, /* one above the other */
    ARRANGED_SINGLE,  /* only the focused pane */
    ARRANGED_STAGE,   /* before a class (stage.h) */
};

struct layout {
    enum arrangement arrangement;
    int width, height;
    int divider; /* column between source and lens; 0: none */
    int lower;   /* row of the rule above "What happened"; 0: none */
    int middle;  /* ARRANGED_STACKED: row of the rule between source and lens */
    int shelf; /* row of the rule above the instructions (on a stage, or the output), left of the divider; 0: none */
    int parting; /* column between "What happened" and output; 0: none */
};

/* What is selected in the picture: kept from step to step by what it is, not by where it stands. */
struct selection {
    bool some;
    struct diagram_spot spot;
};

struct breakpoint {
    uint32_t file; /* string; 0: the main file, so that it outlives a run */
    uint32_t line;
    struct condition *condition; /* owned; NULL: always */
};

/* The line states of one source file, as far as they were needed. */
struct highlighting {
    uint32_t file;
    VECTOR(uint8_t) states; /* enum highlight_state at the beginning of each line */
};

struct timeline_screen;

struct stepper {
    struct screen screen;
    struct program *program; /* owned; NULL when there is only a recording */
    struct guide *guide;     /* owned; of a lesson's scene, otherwise NULL */
    char *title;
    struct recording *recording;
    struct session *session; /* NULL when there is only a recording */
    struct state *state;
    struct state *probe; /* goes where conditions are tried */
    struct history *history;
    struct timeline_screen *timeline; /* owned; a lesson's scene of threads, without steps; otherwise NULL */
    uint32_t steps;                   /* of the recording, as last looked at */

    /* What is shown. */
    enum lens lens;
    enum pane_sort focus;
    struct pane panes[PANE_COUNT];
    struct layout layout;
    bool all_objects, labels;
    bool alone; /* only the focused pane, however large the terminal */
    bool spotlight;
    struct listing listing; /* of where the state is */
    struct unpackings *unpackings;
    uint32_t file; /* the source shown */
    uint32_t line; /* of the source cursor */
    struct highlighting highlighting;
    struct canvas *scratch; /* a row on which a pane draws before it is panned */

    /* The picture; borrowed from the diagram, drawn for `drawn_step`. */
    struct diagram *diagram;
    const struct canvas *picture;
    bool picture_stale;      /* draw it again */
    bool reveal_instruction; /* the same of the instruction that comes next */
    bool reveal;             /* bring what changed into view with the next drawing */
    struct selection selection;
    uint32_t marked; /* object; 0: none */

    /* Moving. */
    VECTOR(struct breakpoint) breakpoints;
    bool playing, following;
    bool chasing;        /* a run that goes on is followed up to the next breakpoint */
    uint32_t chased;     /* … which was looked for up to this step */
    int speed;           /* steps per second: 2 to the power of it */
    uint64_t next_play;  /* app_now() */
    uint64_t last_touch; /* when growth was last shown */
    bool growth_pending; /* there is growth that was not yet shown */
    bool end_told;
    uint32_t wanted_step;  /* of a run that has just begun again: where to go once it is there; 0: nowhere */
    bool another_run;      /* the run was begun again to record instructions */
    uint32_t details_step; /* where Enter in the details goes */

    struct text search; /* what was looked for last; empty: nothing */
    size_t search_at;   /* which find is shown */
};

/* Moving (stepper.c). */
void stepper_go(struct stepper *stepper, uint32_t step);
/* To an instant (model/instants.h): with the instruction lens alone. */
void stepper_go_to(struct stepper *stepper, struct position position);
/* One step on or back, or one instant with the instruction lens; false at the ends. */
bool stepper_move(struct stepper *stepper, bool backwards);
void stepper_set_lens(struct stepper *stepper, enum lens lens);
/* The lens of a lesson's scene that is about to begin. */
void stepper_look_as(struct stepper *stepper, enum lesson_lens lens);
/* The last step there is; 0 when there is none. */
uint32_t stepper_last(const struct stepper *stepper);
void stepper_go_to_line(struct stepper *stepper, uint32_t line);
/* Whether a breakpoint stands on the line. */
bool stepper_breaks_at(const struct stepper *stepper, uint32_t file, uint32_t line);
/* Runs the program again. */
void stepper_run_again(struct stepper *stepper);
/* Runs another program in its place.  Takes it over; when it cannot be run, the notice says so. */
void stepper_change_program(struct stepper *stepper, struct program *program);

/* Where panes stand (stepper_layout.c). */
void layout_arrange(struct stepper *stepper, int width, int height);
void layout_draw_rules(struct stepper *stepper, struct view *view);
void layout_draw_title(struct stepper *stepper, struct view *view);
/* The row from which a panel below covers the screen that needs all from row `lower` on: where the lower panes begin,
 * and no sentence is cut. */
int layout_cover(const struct stepper *stepper, int lower);
/* Before a panel is drawn from row `lower` on: a mark at the end of the last row of code, and of the picture, that it
 * leaves, where it covers more of them. */
void layout_mark_covered(const struct stepper *stepper, struct view *view, int lower);
/* What stage.h shares: a pane's rect, none of whose sides is less than 0; and the columns of the code, at most so many
 * unless that is very few. */
void layout_place_pane(struct stepper *stepper, enum pane_sort pane, int x, int y, int width, int height);
int layout_code_width(const struct stepper *stepper, int most);
/* Appends "step 3 of 4"; a pane's title, which is that of a file where code of another than the main one is shown. */
void layout_write_progress(const struct stepper *stepper, struct text *out);
void layout_write_pane_name(const struct stepper *stepper, enum pane_sort pane, struct text *out);
/* The pane at a cell; PANE_COUNT when there is none. */
enum pane_sort layout_pane_at(const struct stepper *stepper, int x, int y);

/* Panes: each draws into its rect, and says where the hardware cursor stands when it has the focus. */
void source_draw(struct stepper *stepper, struct view *view);
/* One line of source, with mark and number, in a row of its own (for the small view). */
void source_draw_line(struct stepper *stepper, struct view *view, struct canvas_rect rect, uint32_t file,
                      uint32_t line);
/* Puts the source cursor and the view where the step is. */
void source_follow(struct stepper *stepper);
/* Puts the source cursor on a line and brings it into view. */
void source_show(struct stepper *stepper, uint32_t line);
/* The cells that the source would like to have. */
int source_wanted_width(const struct stepper *stepper);
void objects_draw(struct stepper *stepper, struct view *view);
/* Whether what stands there was changed by the step. */
bool objects_is_changed(const struct changes *changes, const struct diagram_spot *spot);
/* Whether it is the frame whose step it is. */
bool objects_is_running_frame(const struct stepper *stepper, const struct diagram_spot *spot);
void happened_draw(struct stepper *stepper, struct view *view);
/* Appends what a class reads: what the lesson says, or what happened. */
void happened_write(struct stepper *stepper, struct text *out);
void output_draw(struct stepper *stepper, struct view *view);
/* The line of the main file at which CPython reported a syntax error; 0 when it did not. */
uint32_t output_error_line(const struct stepper *stepper);

/* Selecting (select.c). */
void select_move(struct stepper *stepper, bool backwards);
/* What stands at a cell of the objects pane, if anything. */
bool select_at(struct stepper *stepper, int x, int y);
void select_details(struct stepper *stepper);
void select_mark(struct stepper *stepper);
/* The spot of the present picture that is what was selected; NULL when it is not there. */
const struct diagram_spot *select_spot(const struct stepper *stepper);

/* Why what is selected is as it is (why.c). */
/* To the step that changed it last before the present one, or that changes it next. */
void why_go(struct stepper *stepper, bool backwards);
/* Appends when it changed and who changed it; sets where Enter in the details goes. */
void why_tell(struct stepper *stepper, const struct diagram_spot *spot, struct text *out);

/* Into library code (unfold.c): runs the program again with the code that ran folded in this step opened. */
void unfold_run_again(struct stepper *stepper);

/* Instructions (pane_instructions.c). */
void instructions_draw(struct stepper *stepper, struct view *view);
/* The next instruction in a row of its own (for the small view). */
void instructions_draw_next(struct stepper *stepper, struct view *view, struct canvas_rect row);
/* Runs the program again with its instructions recorded from the present step on. */
void instructions_run_again(struct stepper *stepper);
/* With the instruction lens on, says why there is nothing to see where nothing was recorded. */
void instructions_tell(struct stepper *stepper);

/* Searching (search.c). */
void search_ask(struct stepper *stepper);
void search_next(struct stepper *stepper);

/* A number with its thousands set apart: 1,204,567. */
void stepper_number(struct text *out, uint32_t number);

#endif
