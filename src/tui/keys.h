/* The keys: one table, from which come the bindings, the help screen, the status line's hints and the man page.
 *
 * Only keys that work are in it.  They follow pdb where it has a letter; the capital letter does the same
 * backwards. */
#ifndef TERRARIUM_TUI_KEYS_H
#define TERRARIUM_TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Where a key works. */
enum keys_place {
    KEYS_STEPPER = 1,
    KEYS_HOME = 2,
    KEYS_LESSON = 4,
    KEYS_TIMELINE = 8,
    KEYS_TOUR = 16, /* a timeline in a lesson: a step on is one to what is said next */
    KEYS_LANES = 24,
    KEYS_EDITED = 17,
    KEYS_RUNS = 25,
    KEYS_PRESENT = 32, /* before a class */
    KEYS_NOTES = 64,   /* a presenter's second terminal */
    KEYS_EVERYWHERE = 127
};

/* SECTION(NAME, heading) */
#define KEYS_SECTIONS(SECTION)         \
    SECTION(HOME, "Home")              \
    SECTION(TIME, "Moving in time")    \
    SECTION(LESSON, "In a lesson")     \
    SECTION(TIMELINE, "On a timeline") \
    SECTION(LOOK, "Looking")           \
    SECTION(PRESENT, "Before a class") \
    SECTION(RUN, "The program")        \
    SECTION(VIEW, "Terrarium")

/* COMMAND(NAME, section, places, keys, hint, rank, what it does).
 * Keys: names separated by spaces.  Hint: its word in the status line; neighbours with the same word share one hint.
 * Rank: 1 stays longest when the line is narrow; 0 is never in the line. */
#define KEYS_COMMANDS(COMMAND)                                                                                     \
    COMMAND(HOME_UP, HOME, KEYS_HOME, "Up k", "choose", 3, "the row above")                                        \
    COMMAND(HOME_DOWN, HOME, KEYS_HOME, "Down j", "choose", 3, "the row below")                                    \
    COMMAND(HOME_BACK, HOME, KEYS_HOME, "Left h S", "", 0, "the entry before")                                     \
    COMMAND(HOME_ON, HOME, KEYS_HOME, "Right l s", "", 0, "the entry after")                                       \
    COMMAND(HOME_PAGE_UP, HOME, KEYS_HOME, "PageUp Home g", "", 0, "the first entry")                              \
    COMMAND(HOME_PAGE_DOWN, HOME, KEYS_HOME, "PageDown End G", "", 0, "the last entry")                            \
    COMMAND(HOME_START, HOME, KEYS_HOME, "Enter", "start", 3, "open what is chosen")                               \
    COMMAND(HOME_OPEN, HOME, KEYS_HOME, "o", "open a file", 5, "open a file or a recording")                       \
    COMMAND(HOME_NEW, HOME, KEYS_HOME, "e", "new snippet", 6, "write a snippet in your editor, and run it")        \
    COMMAND(STEP_BACK, TIME, KEYS_STEPPER, "Left h S PageUp", "step", 2, "one step back")                          \
    COMMAND(STEP_ON, TIME, KEYS_STEPPER, "Right l s PageDown", "step", 2, "one step on")                           \
    COMMAND(PIECE_BACK, TIME, KEYS_STEPPER, "(", "", 0, "instruction lens: back to another piece of the line")     \
    COMMAND(PIECE_ON, TIME, KEYS_STEPPER, ")", "", 0, "instruction lens: on to another piece of the line")         \
    COMMAND(LINE_BACK, TIME, KEYS_STEPPER, "Up k N", "line", 4, "to the previous line of this frame, over calls")  \
    COMMAND(LINE_ON, TIME, KEYS_STEPPER, "Down j n", "line", 4, "to the next line of this frame, over calls")      \
    COMMAND(OUT, TIME, KEYS_STEPPER, "r", "", 0, "out to the caller: on to the return")                            \
    COMMAND(OUT_BACK, TIME, KEYS_STEPPER, "R", "", 0, "out to the caller: back to the call")                       \
    COMMAND(CONTINUE, TIME, KEYS_STEPPER, "c", "", 0,                                                              \
            "on to the next breakpoint or the end; at the end of a paused run, let it go on")                      \
    COMMAND(CONTINUE_BACK, TIME, KEYS_STEPPER, "C", "", 0, "back to the last breakpoint or the beginning")         \
    COMMAND(BREAKPOINT, TIME, KEYS_STEPPER, "b", "", 0, "set or clear a breakpoint on the line of the cursor")     \
    COMMAND(CONDITION, TIME, KEYS_STEPPER, "B", "", 0, "a breakpoint there with a condition, such as n > 3")       \
    COMMAND(FIRST, TIME, KEYS_STEPPER, "g Home", "", 0, "the first step")                                          \
    COMMAND(LAST, TIME, KEYS_STEPPER, "G End", "", 0, "the last step")                                             \
    COMMAND(CHANGE_BACK, TIME, KEYS_STEPPER, "<", "", 0, "back to the step that changed what is selected")         \
    COMMAND(CHANGE_ON, TIME, KEYS_STEPPER, ">", "", 0, "on to the next step that changes what is selected")        \
    COMMAND(GO, TIME, KEYS_STEPPER, ":", "", 0, "go to a step, or to a line")                                      \
    COMMAND(PLAY, TIME, KEYS_STEPPER, "Space", "play", 6, "play, and pause")                                       \
    COMMAND(FASTER, TIME, KEYS_STEPPER, "+ =", "", 0, "play twice as fast")                                        \
    COMMAND(SLOWER, TIME, KEYS_STEPPER, "-", "", 0, "play half as fast")                                           \
    COMMAND(FOLLOW, TIME, KEYS_RUNS, "f", "", 0, "follow the live end of a run that goes on")                      \
    COMMAND(TOUR_BACK, LESSON, KEYS_TOUR, "Left h S PageUp Backspace", "text", 2,                                  \
            "on a timeline: what was said before")                                                                 \
    COMMAND(TOUR_ON, LESSON, KEYS_TOUR, "Right l s PageDown Space Enter", "text", 2,                               \
            "on a timeline: what is said or asked next")                                                           \
    COMMAND(SCENE_BACK, LESSON, KEYS_LESSON, "{", "", 0, "the scene before")                                       \
    COMMAND(SCENE_ON, LESSON, KEYS_LESSON, "}", "next scene", 5, "the next scene (so does a step on, at the end)") \
    COMMAND(TASK, LESSON, KEYS_LESSON, "o", "", 0,                                                                 \
            "the task of this scene; back to the lesson from code of your own")                                    \
    COMMAND(WORDS, LESSON, KEYS_LESSON, "t", "", 0, "words and what they mean")                                    \
    COMMAND(EVENT_BACK, TIMELINE, KEYS_TIMELINE, "Left h S PageUp", "event", 2,                                    \
            "back to where something began, in any thread or task")                                                \
    COMMAND(EVENT_ON, TIMELINE, KEYS_TIMELINE, "Right l s PageDown", "event", 2,                                   \
            "on to where something begins, in any thread or task")                                                 \
    COMMAND(THREAD_UP, TIMELINE, KEYS_LANES, "Up k N", "thread", 4, "select the thread or task above")             \
    COMMAND(THREAD_DOWN, TIMELINE, KEYS_LANES, "Down j n", "thread", 4, "select the thread or task below")         \
    COMMAND(SLICE_BACK, TIMELINE, KEYS_LANES, "[", "slice", 6, "back to what this thread did before")              \
    COMMAND(SLICE_ON, TIMELINE, KEYS_LANES, "]", "slice", 6, "on to what this thread does next")                   \
    COMMAND(HANDOVER_ON, TIMELINE, KEYS_LANES, "c", "hand-over", 5,                                                \
            "on to the next hand-over of the GIL; of a paused run, let it go on")                                  \
    COMMAND(HANDOVER_BACK, TIMELINE, KEYS_LANES, "C", "", 0, "back to the last hand-over of the GIL")              \
    COMMAND(WAKING_BACK, TIMELINE, KEYS_LANES, "<", "", 0, "back to where a thread or task was woken")             \
    COMMAND(WAKING_ON, TIMELINE, KEYS_LANES, ">", "", 0, "on to where a thread or task is woken")                  \
    COMMAND(LONGEST_WAIT, TIMELINE, KEYS_LANES, "W", "", 0, "to the longest wait for the GIL")                     \
    COMMAND(BEGINNING, TIMELINE, KEYS_LANES, "g Home", "", 0, "the beginning")                                     \
    COMMAND(LIVE_END, TIMELINE, KEYS_LANES, "G End", "", 0, "the end")                                             \
    COMMAND(TIME, TIMELINE, KEYS_LANES, ":", "", 0, "go to a time")                                                \
    COMMAND(ZOOM_IN, TIMELINE, KEYS_LANES, "z", "zoom", 3, "zoom in, at the cursor")                               \
    COMMAND(ZOOM_OUT, TIMELINE, KEYS_LANES, "Z", "zoom", 3, "zoom out")                                            \
    COMMAND(ZOOM_ALL, TIMELINE, KEYS_LANES, "0", "", 0, "show the whole run")                                      \
    COMMAND(BELOW, TIMELINE, KEYS_LANES, "Tab", "below", 7,                                                        \
            "below the lanes: the moment at the cursor, a table, or the output")                                   \
    COMMAND(KITCHEN, TIMELINE, KEYS_LANES, "w", "words", 9, "plain words, or those of the kitchen")                \
    COMMAND(FIND, TIMELINE, KEYS_TIMELINE, "/", "search", 8, "search threads, tasks, functions and calls")         \
    COMMAND(FIND_NEXT, TIMELINE, KEYS_TIMELINE, "Enter", "", 0, "the next find of a search")                       \
    COMMAND(IN_STEPS, TIMELINE, KEYS_LANES, "1", "", 0, "run it again, step by step")                              \
    COMMAND(LENS_OBJECTS, LOOK, KEYS_STEPPER, "1", "lens", 7, "lens: names and objects")                           \
    COMMAND(LENS_INSTRUCTION, LOOK, KEYS_STEPPER, "2", "lens", 7, "lens: instructions and the value stack")        \
    COMMAND(LENS_TIMELINE, LOOK, KEYS_STEPPER, "3", "lens", 7,                                                     \
            "lens: threads and the GIL, in another run without steps")                                             \
    COMMAND(LENS_OUTPUT, LOOK, KEYS_STEPPER, "4", "lens", 7, "lens: output")                                       \
    COMMAND(PANE_ON, LOOK, KEYS_STEPPER, "Tab", "pane", 3, "focus the next pane")                                  \
    COMMAND(PANE_BACK, LOOK, KEYS_STEPPER, "Shift-Tab", "", 0, "focus the previous pane")                          \
    COMMAND(ALONE, LOOK, KEYS_STEPPER, "z", "", 0, "the focused pane alone, and all of them again")                \
    COMMAND(PAN_LEFT, LOOK, KEYS_RUNS, "H Shift-Left", "", 0, "pan the focused pane to the left")                  \
    COMMAND(PAN_DOWN, LOOK, KEYS_RUNS, "J Shift-Down", "", 0, "pan down")                                          \
    COMMAND(PAN_UP, LOOK, KEYS_RUNS, "K Shift-Up", "", 0, "pan up")                                                \
    COMMAND(PAN_RIGHT, LOOK, KEYS_RUNS, "L Shift-Right", "", 0, "pan to the right")                                \
    COMMAND(SELECT_BACK, LOOK, KEYS_STEPPER, "[", "", 0, "select the previous name, object, slot or line")         \
    COMMAND(SELECT_ON, LOOK, KEYS_STEPPER, "]", "", 0, "select the next name, object, slot or line")               \
    COMMAND(DETAILS, LOOK, KEYS_STEPPER, "Enter", "", 0, "details of what is selected; the next find of a search") \
    COMMAND(MARK, LOOK, KEYS_STEPPER, "m", "", 0, "mark what is selected; a second mark compares the two")         \
    COMMAND(VALUES, LOOK, KEYS_STEPPER, "v", "", 0, "small values inside their slots, or as objects of their own") \
    COMMAND(LABELS, LOOK, KEYS_STEPPER, "a", "", 0, "arrows, or labels instead")                                   \
    COMMAND(SEARCH, LOOK, KEYS_STEPPER, "/", "search", 8, "search source, names, values and output")               \
    COMMAND(SPOTLIGHT, PRESENT, KEYS_PRESENT, "*", "", 0,                                                          \
            "spotlight: dim all but what is selected, or what this step changed")                                  \
    COMMAND(BLANK, PRESENT, KEYS_PRESENT, ".", "", 0, "a blank screen, until the next key")                        \
    COMMAND(NOTES_UP, PRESENT, KEYS_NOTES, "Up k", "scroll", 3, "in the notes: up")                                \
    COMMAND(NOTES_DOWN, PRESENT, KEYS_NOTES, "Down j", "scroll", 3, "in the notes: down")                          \
    COMMAND(STEER_BACK, PRESENT, KEYS_NOTES, "Left h PageUp", "step", 2,                                           \
            "from the notes: what is presented goes one step back")                                                \
    COMMAND(STEER_ON, PRESENT, KEYS_NOTES, "Right l PageDown", "step", 2,                                          \
            "from the notes: what is presented goes one step on, or reveals an answer")                            \
    COMMAND(STEER, PRESENT, KEYS_NOTES, "Space + - . * { } 0 1 2 3 4 5 6 7 8 9 Enter Backspace", "", 0,            \
            "from the notes: these keys do what they do there; hands are counted, too")                            \
    COMMAND(ANSWER, RUN, KEYS_RUNS, "i", "", 0, "answer input() when the program waits for it")                    \
    COMMAND(RERUN, RUN, KEYS_RUNS, "x", "", 0, "run the program again")                                            \
    COMMAND(UNFOLD, RUN, KEYS_STEPPER, "X", "", 0, "run it again, into the library code of this step (--into)")    \
    COMMAND(INSTRUCT, RUN, KEYS_STEPPER, "I", "", 0, "run it again, and record instructions from this step on")    \
    COMMAND(EDIT, RUN, KEYS_EDITED, "e", "", 0,                                                                    \
            "edit the file ($VISUAL, $EDITOR) and run it again; in a lesson, a copy of it")                        \
    COMMAND(PASTE, RUN, KEYS_EVERYWHERE, "p", "", 0, "paste or type a snippet, and run it")                        \
    COMMAND(STOP, RUN, KEYS_RUNS, "Ctrl-C", "", 0, "stop the program that runs; when none runs, quit")             \
    COMMAND(HELP, VIEW, KEYS_EVERYWHERE, "? F1", "help", 1, "this help")                                           \
    COMMAND(THEME, VIEW, KEYS_EVERYWHERE, "T", "", 0, "theme: dark, light, without colour")                        \
    COMMAND(MOUSE, VIEW, KEYS_EVERYWHERE, "M", "", 0, "give the mouse to the terminal (to copy text), and back")   \
    COMMAND(REDRAW, VIEW, KEYS_EVERYWHERE, "Ctrl-L", "", 0, "draw the screen again")                               \
    COMMAND(SUSPEND, VIEW, KEYS_EVERYWHERE, "Ctrl-Z", "", 0, "back to the shell for a while (fg returns)")         \
    COMMAND(LEAVE, VIEW, KEYS_EVERYWHERE, "Esc", "", 0, "back: never quits")                                       \
    COMMAND(QUIT, VIEW, KEYS_EVERYWHERE, "q", "quit", 1, "quit")

enum keys_section {
#define SECTION(NAME, heading) KEYS_SECTION_##NAME,
    KEYS_SECTIONS(SECTION)
#undef SECTION
        KEYS_SECTION_COUNT
};

enum command {
    COMMAND_NONE,
#define COMMAND(NAME, section, places, keys, hint, rank, what) COMMAND_##NAME,
    KEYS_COMMANDS(COMMAND)
#undef COMMAND
        COMMAND_COUNT
};

/* What a key does in a place (a set of enum keys_place); COMMAND_NONE when it does nothing there. */
enum command keys_command(unsigned places, uint32_t key);
/* The key (see input.h) that a name such as "Left", "Ctrl-C" or "x" stands for; 0 when there is none such. */
uint32_t keys_parse(const char *name, size_t length);

/* The table for a person: each section's heading, then a line "keys<TAB>what it does" for each command of these
 * places.  Keys stand as their signs (→), in ASCII as their names (Right). */
struct keys_line {
    const char *heading; /* of a section; otherwise NULL */
    const char *what;
    struct text keys; /* owned by the reader: free it */
};
/* Fills in the line at `index`; false past the last. */
bool keys_line(unsigned places, bool ascii, size_t index, struct keys_line *line);

/* A hint of the status line, such as "←/→" and "step". */
struct keys_hint {
    struct text keys; /* owned by the reader: free it */
    const char *word;
    unsigned rank;
};
bool keys_hint(unsigned places, bool ascii, size_t index, struct keys_hint *hint);

/* The whole table as text: lines of "section<TAB>keys<TAB>what it does"; the man page is checked against it. */
void keys_describe(struct text *out);

#endif
