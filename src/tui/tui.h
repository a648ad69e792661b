/* The interactive terminal: what the command line starts.
 *
 * Each function opens the terminal, runs until the person quits, and restores the terminal.  They return STATUS_USAGE
 * with a sentence when the terminal cannot be used.  When a signal (SIGHUP, SIGTERM) ended them they return 128 + its
 * number: the exit status that the program should have. */
#ifndef TERRARIUM_TUI_TUI_H
#define TERRARIUM_TUI_TUI_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/text.h"
#include "model/recording.h"
#include "session/comparison.h"
#include "session/session.h"

enum tui_colour { TUI_COLOUR_AUTO, TUI_COLOUR_ALWAYS, TUI_COLOUR_NEVER };

struct tui_options {
    bool ascii;             /* ASCII drawing, also when the locale is UTF-8 */
    enum tui_colour colour; /* AUTO: unless NO_COLOR is set or the terminal has none */
    const char *theme;      /* "dark", "light", "mono"; NULL: by COLORFGBG, else dark */
    bool no_mouse;
    bool all_objects;   /* begin with every value drawn as an object of its own (the key v) */
    bool labels;        /* begin with labels instead of arrows (the key a) */
    const char *python; /* which CPython runs lessons; NULL: the default.  Borrowed */
    const char *cast;   /* keep what the screen shows in this file (cast.h); NULL: nowhere */
    bool present;       /* before a class: larger and fewer panes, hands instead of answers, nothing kept */
    bool trust;         /* what is pasted runs without walls */
    bool is_alone;      /* nobody is there: no notes are sent */
    uint32_t scene;     /* of a lesson that is presented: where to begin, from 1; 0: at the first */
    const char *script; /* for tests: keys from this file, screens to standard output, no terminal (see drive.h) */
};

/* Starts the run and opens the stepper on it.  `title` NULL: the program's name.  The options are copied. */
enum status tui_run_program(const struct tui_options *options, const struct session_options *session,
                            const char *title, struct error *error);
/* Steps through a recording that was made before.  Takes the recording over.  `path` is remembered among the recent
 * files; NULL: not remembered. */
enum status tui_replay(const struct tui_options *options, struct recording *recording, const char *title,
                       const char *path, struct error *error);
/* Runs and compares variants.  Takes the comparison over. */
enum status tui_compare(const struct tui_options *options, struct comparison *comparison, struct error *error);
/* The home screen: lessons, files, snippets. */
enum status tui_home(const struct tui_options *options, struct error *error);
/* A presenter's notes: of the presentation in this process; 0: of the one that runs, or the next one. */
enum status tui_notes(const struct tui_options *options, pid_t process, struct error *error);
enum status tui_lesson(const struct tui_options *options, const char *name, struct error *error);

/* How a recording is played into a cast. */
struct tui_cast_options {
    int width, height;
    unsigned milliseconds; /* that a step is shown */
    uint32_t steps;        /* at most */
    bool instructions;     /* with the instruction lens: instead of steps, instructions */
    bool all_objects, labels;
};
/* Appends an asciicast (cast.h) in which the recording is played from its first step to its last, as it is shown to a
 * class. Takes the recording over, which has steps.  Returns how many steps (or instructions) it shows; `*whole`: those
 * are all. */
uint32_t tui_write_cast(const struct tui_cast_options *options, struct recording *recording, const char *title,
                        struct text *out, bool *whole);

#endif
