/* The command line: one table of options and one of commands.  From them come parsing, --help, the shells'
 * completions, and the test of the man page.
 *
 *     terrarium COMMAND [OPTION...] [OPERAND...]
 *
 * Options stand before FILE; everything after FILE belongs to the program. */
#ifndef TERRARIUM_CLI_COMMANDS_H
#define TERRARIUM_CLI_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* SWITCH (NAME, member, letter, "name",                               "what it does")
 * NUMBER (NAME, member, letter, "name", "WHAT FOLLOWS", least, most,  "what it does")
 * CHOICE (NAME, member, letter, "name", "one|of|these",               "what it does")
 * WORD   (NAME, member, letter, "name", "WHAT FOLLOWS",               "what it does")
 * LIST   (NAME, member, letter, "name", "WHAT FOLLOWS", between,      "what it does"): may be given again, and is then
 *                                                                             joined, with this character between
 * PROGRAM(NAME, member, letter,         "WHAT FOLLOWS",               "what it does"): ends the options
 * Letter 0: only the long form.  NULL for what it does: for tests, not told to people. */
#define CLI_OPTIONS(SWITCH, NUMBER, CHOICE, WORD, LIST, PROGRAM)                                                   \
    PROGRAM(CODE, code, 'c', "CODE", "run this code; what follows belongs to it")                                  \
    PROGRAM(MODULE, module, 'm', "MODULE", "run this module as a program; what follows belongs to it")             \
    WORD(OUTPUT, output, 'o', "output", "FILE.trr", "where to keep the recording")                                 \
    SWITCH(PRINT, print, 0, "print", "write pictures as text instead of opening the screen: the last step's")      \
    NUMBER(STEP, step, 0, "step", "N", 0, UINT32_MAX - 1, "write the picture of step N")                           \
    SWITCH(LAST, last, 0, "last", "write the picture of the last step")                                            \
    SWITCH(ALL, all, 0, "all", "write the pictures of all steps")                                                  \
    SWITCH(PRINT_NOTES, print_notes, 0, "print",                                                                   \
           "write the notes of the moment as text instead of opening the screen")                                  \
    SWITCH(PRINT_LANES, print_lanes, 0, "print", "write lanes and a table as text instead of opening the screen")  \
    SWITCH(ALL_THREADS, all_threads, 0, "all", "write the lanes of all threads and tasks, however many")           \
    SWITCH(PLAIN, plain, 0, "plain", "tell steps in sentences: for screen readers; at a terminal by commands")     \
    CHOICE(LENS, lens, 0, "lens", "objects|instruction",                                                           \
           "what pictures show: lines, or each instruction on its own")                                            \
    NUMBER(WIDTH, width, 0, "width", "COLUMNS", 20, 1000, "how wide pictures may be (default: the terminal)")      \
    CHOICE(COMPARED, compared, 0, "lens", "timeline|objects",                                                      \
           "what is compared: lanes and figures, or pictures of one step, as text")                                \
    NUMBER(SAME_STEP, same_step, 0, "step", "N", 0, UINT32_MAX - 1,                                                \
           "with --lens objects: this step (default: the first at which they differ)")                             \
    SWITCH(VALUES, values, 0, "values", "draw every value as an object of its own")                                \
    SWITCH(LABELS, labels, 0, "labels", "draw labels instead of arrows")                                           \
    SWITCH(ASCII, ascii, 0, "ascii", "draw with ASCII characters only")                                            \
    CHOICE(COLOR, color, 0, "color", "auto|always|never", "when to use colours (default: auto)")                   \
    CHOICE(THEME, theme, 0, "theme", "dark|light|mono", "which colours the screen has")                            \
    SWITCH(NO_MOUSE, no_mouse, 0, "no-mouse", "leave the mouse to the terminal")                                   \
    WORD(PYTHON, python, 0, "python", "3.X", "which CPython runs it (default: the oldest installed)")              \
    LIST(PYTHONS, pythons, 0, "python", "3.X", '\n', "a CPython to compare; given again, another one")             \
    LIST(CALLS, calls, 0, "call", "FUNCTION", '\n',                                                                \
         "import FILE and call this function of it; given again, another one")                                     \
    LIST(WITH, with, 0, "with", "ARGUMENTS", '\n',                                                                 \
         "run FILE with these arguments, separated by blanks; given again, others")                                \
    LIST(INTERVALS, intervals, 0, "switch-interval", "TIME", '\n',                                                 \
         "how long threads wait before they ask for the GIL; given again, another one")                            \
    NUMBER(REPEAT, repeat, 0, "repeat", "N", 1, 1000, "measure each N times (default: 5)")                         \
    NUMBER(RUN_TIME, run_time, 0, "time", "SECONDS", 1, 31536000, "end a run after this time (default: 60)")       \
    LIST(INTO, into, 0, "into", "MODULE", ',', "step through this library module as well; may be given again")     \
    NUMBER(INSTRUCTIONS, instructions, 0, "instructions", "N", 0, 1000000000,                                      \
           "record N instructions one by one, with value stacks (default: 200000)")                                \
    NUMBER(INSTRUCTIONS_FROM, instructions_from, 0, "instructions-from", "STEP", 0, UINT32_MAX - 1,                \
           "record instructions from this step on")                                                                \
    WORD(INSTRUCTIONS_IN, instructions_in, 0, "instructions-in", "FUNCTION",                                       \
         "record instructions of functions of this name alone")                                                    \
    SWITCH(TIMELINE, timeline, 0, "timeline", "watch threads and the GIL, and no lines: see terrarium timeline")   \
    WORD(SWITCH_INTERVAL, switch_interval, 0, "switch-interval", "TIME",                                           \
         "how long threads wait before they ask for the GIL, such as 20ms (default: 5ms)")                         \
    NUMBER(STEPS, steps, 0, "steps", "N", 1, UINT32_MAX - 1, "record N steps at most (default: 2000000)")          \
    NUMBER(MEMORY, memory, 0, "memory", "MB", 1, 1 << 20, "let the recording grow to this size (default: 200)")    \
    NUMBER(TIME, time, 0, "time", "SECONDS", 1, 31536000, "end the program after this time (default: never)")      \
    NUMBER(DATA, data, 0, "data", "MB", 16, 1 << 24, "memory that the program may use (default: 1024)")            \
    SWITCH(WALLS, walls, 0, "walls", "keep the program from all but Python and its own folder")                    \
    SWITCH(TRUST, trust, 0, "trust", "run lessons and what is pasted without walls around them")                   \
    WORD(NAME, name, 0, "name", "NAME", "tell each step at which this name, or what it refers to, changed")        \
    WORD(WHEN, when, 0, "when", "CONDITION", "tell each step at which this begins to hold, such as 'total > 100'") \
    WORD(OBJECT, object, 0, "object", "OBJECT", "tell each step at which it changed: an id, NAME, or NAME@STEP")   \
    SWITCH(CHANGES, changes, 0, "changes", "tell who changed what: line, function, value before and after")        \
    NUMBER(BEFORE, before, 0, "before", "STEP", 0, UINT32_MAX - 1, "tell only the last one before this step")      \
    NUMBER(AFTER, after, 0, "after", "STEP", 0, UINT32_MAX - 1, "tell only the first one after this step")         \
    SWITCH(LATEST, latest, 0, "last", "tell only the last one")                                                    \
    SWITCH(FORMAT, format, 0, "format", "describe the records of the trace log instead")                           \
    CHOICE(EXCHANGE, exchange, 0, "format", "pytutor|perfetto|html|svg|cast",                                      \
           "traces of Python Tutor (default), Perfetto; page; picture; cast")                                      \
    NUMBER(DRAWN_STEP, drawn_step, 0, "step", "N", 0, UINT32_MAX - 1,                                              \
           "with --format svg: the picture of step N (default: the last)")                                         \
    WORD(TARGET, target, 'o', "output", "FILE", "where to write it (default: standard output)")                    \
    SWITCH(HEAP_PRIMITIVES, heap_primitives, 0, "heap-primitives",                                                 \
           "numbers and strings are objects of the heap too")                                                      \
    SWITCH(JSON, json, 0, "json", "write the report as JSON, with every answer")                                   \
    WORD(COMPLETIONS, completions, 0, "completions", "SHELL", "print the completions for bash, zsh or fish")       \
    SWITCH(VERSION, version, 'V', "version", "print the version, and the CPythons that are installed")             \
    SWITCH(HELP, help, 'h', "help", "print this help")                                                             \
    NUMBER(SCENE, scene, 0, "scene", "N", 1, 1000, "begin a lesson at scene N")                                    \
    WORD(CAST, cast, 0, "cast", "FILE", "keep what the screen shows in this file, as an asciicast")                \
    WORD(PACE, pace, 0, "seconds", "SECONDS", "with --format cast: how long a step is shown (default: 1)")         \
    WORD(SIZE, size, 0, "size", "COLUMNSxROWS", "with --format cast: how large the screen is (default: 80x24)")    \
    WORD(SCRIPT, script, 0, "script", "FILE", NULL)

/* What stands after the options. */
enum cli_operands {
    CLI_NOTHING,
    CLI_PROGRAM,   /* FILE [ARGUMENT...], - [ARGUMENT...], or what -c and -m leave */
    CLI_RECORDING, /* FILE.trr */
    CLI_TRACE,     /* FILE.json */
    CLI_LESSON,    /* [LESSON] */
    CLI_PROCESS,   /* [PROCESS] */
    CLI_SHOWN,     /* LESSON, FILE.trr, or a program as CLI_PROGRAM */
    CLI_FILES,     /* FILE... */
    CLI_AUTHORING, /* check FOLDER..., new FOLDER, report, schema */
    CLI_COMMAND,   /* [COMMAND] */
};

/* COMMAND(NAME, function, "name", operands, options, "what it does", "more about it").  Options by the names of
 * CLI_OPTIONS; --help belongs to all. */
#define CLI_PICTURE_OPTIONS(HAS) HAS(WIDTH) HAS(VALUES) HAS(LABELS) HAS(ASCII) HAS(COLOR)
#define CLI_SCREEN_OPTIONS(HAS) HAS(THEME) HAS(NO_MOUSE) HAS(CAST) HAS(SCRIPT)
#define CLI_PRINT_OPTIONS(HAS) HAS(PRINT) HAS(STEP) HAS(LAST) HAS(ALL) HAS(PLAIN) HAS(LENS)
#define CLI_RUN_OPTIONS(HAS) \
    HAS(CODE)                \
    HAS(MODULE)              \
    HAS(PYTHON)              \
    HAS(INTO)                \
    HAS(INSTRUCTIONS)        \
    HAS(INSTRUCTIONS_FROM) HAS(INSTRUCTIONS_IN) HAS(STEPS) HAS(MEMORY) HAS(TIME) HAS(DATA) HAS(WALLS)

#define CLI_HOME_HAS(HAS) \
    HAS(PLAIN) CLI_PICTURE_OPTIONS(HAS) CLI_SCREEN_OPTIONS(HAS) HAS(TRUST) HAS(COMPLETIONS) HAS(VERSION)
#define CLI_RUN_HAS(HAS) \
    CLI_RUN_OPTIONS(HAS) CLI_PRINT_OPTIONS(HAS) CLI_PICTURE_OPTIONS(HAS) CLI_SCREEN_OPTIONS(HAS) HAS(OUTPUT)
#define CLI_RECORD_HAS(HAS) CLI_RUN_OPTIONS(HAS) HAS(OUTPUT) HAS(TIMELINE) HAS(SWITCH_INTERVAL)
#define CLI_REPLAY_HAS(HAS) CLI_PRINT_OPTIONS(HAS) CLI_PICTURE_OPTIONS(HAS) CLI_SCREEN_OPTIONS(HAS)
#define CLI_FIND_HAS(HAS) HAS(NAME) HAS(OBJECT) HAS(WHEN) HAS(CHANGES) HAS(BEFORE) HAS(AFTER) HAS(LATEST)
#define CLI_DUMP_HAS(HAS) HAS(FORMAT)
#define CLI_EXPORT_HAS(HAS) \
    HAS(TIMELINE)           \
    CLI_RUN_OPTIONS(HAS)    \
    HAS(SWITCH_INTERVAL)    \
    HAS(EXCHANGE)           \
    HAS(TARGET) HAS(HEAP_PRIMITIVES) HAS(LENS) HAS(DRAWN_STEP) HAS(WIDTH) HAS(VALUES) HAS(LABELS) HAS(PACE) HAS(SIZE)
#define CLI_IMPORT_HAS(HAS) CLI_REPLAY_HAS(HAS) HAS(OUTPUT)
#define CLI_LEARN_HAS(HAS) HAS(PLAIN) CLI_PICTURE_OPTIONS(HAS) CLI_SCREEN_OPTIONS(HAS) HAS(PYTHON) HAS(TRUST)
#define CLI_PRESENT_HAS(HAS) \
    CLI_RUN_OPTIONS(HAS) CLI_PICTURE_OPTIONS(HAS) CLI_SCREEN_OPTIONS(HAS) HAS(SCENE) HAS(TRUST)
#define CLI_NOTES_HAS(HAS) HAS(PRINT_NOTES) HAS(WIDTH) HAS(ASCII) HAS(COLOR) CLI_SCREEN_OPTIONS(HAS)
#define CLI_AUTHORING_HAS(HAS) HAS(PYTHON) HAS(JSON)
#define CLI_TIMELINE_HAS(HAS) \
    HAS(CODE)                 \
    HAS(MODULE)               \
    HAS(PYTHON)               \
    HAS(SWITCH_INTERVAL)      \
    HAS(MEMORY)               \
    HAS(TIME)                 \
    HAS(DATA)                 \
    HAS(WALLS)                \
    HAS(PRINT_LANES) HAS(ALL_THREADS) HAS(PLAIN) HAS(WIDTH) HAS(ASCII) HAS(COLOR) CLI_SCREEN_OPTIONS(HAS) HAS(OUTPUT)
#define CLI_COMPARE_HAS(HAS) \
    HAS(PYTHONS)             \
    HAS(CALLS)               \
    HAS(WITH)                \
    HAS(REPEAT)              \
    HAS(COMPARED)            \
    HAS(SAME_STEP)           \
    HAS(INTERVALS)           \
    HAS(STEPS)               \
    HAS(MEMORY)              \
    HAS(RUN_TIME)            \
    HAS(DATA) HAS(WALLS) HAS(PRINT_LANES) HAS(ALL_THREADS) HAS(PLAIN) CLI_PICTURE_OPTIONS(HAS) CLI_SCREEN_OPTIONS(HAS)
#define CLI_NO_OPTIONS(HAS)

#define CLI_COMMANDS(COMMAND)                                                                                        \
    COMMAND(HOME, home, "", CLI_NOTHING, CLI_HOME_HAS, "choose a lesson, or something of your own",                  \
            "Opens the home screen.  Without a terminal, the lesson on aliasing is written as text.")                \
    COMMAND(RUN, run, "run", CLI_PROGRAM, CLI_RUN_HAS, "run a program and step through it",                          \
            "FILE runs as python3 FILE would run it; - reads the program from standard input.\n"                     \
            "Without a terminal, pictures of the first steps and of the last are written as text.\n"                 \
            "When text is written, the exit status is the program's own.")                                           \
    COMMAND(RECORD, record, "record", CLI_PROGRAM, CLI_RECORD_HAS, "run a program and keep the recording in a file", \
            "Stands in for python3: the program has the standard input, standard output,\n"                          \
            "standard error and exit status that it has there.")                                                     \
    COMMAND(REPLAY, replay, "replay", CLI_RECORDING, CLI_REPLAY_HAS, "step through a recording",                     \
            "No Python is needed.  Without a terminal, pictures are written as text.")                               \
    COMMAND(TIMELINE, timeline, "timeline", CLI_PROGRAM, CLI_TIMELINE_HAS,                                           \
            "watch what threads do: who holds the GIL, who waits",                                                   \
            "FILE is a program, which is run without steps, or a recording of record --timeline.\n"                  \
            "Without a terminal, lanes and a table are written as text.")                                            \
    COMMAND(                                                                                                         \
        COMPARE, compare, "compare", CLI_FILES, CLI_COMPARE_HAS,                                                     \
        "run variants of one job: lanes on one scale, and what each costs",                                          \
        "Variants are several files, several --python, --call, --with or --switch-interval, or each of one with\n"   \
        "each of another.  Each runs once watched, for its lanes, then --repeat times unwatched, by turns,\n"        \
        "for the figures.  There is no input.  The exit status is 1 when a run failed.\n"                            \
        "Without a terminal, lanes and a table are written as text.")                                                \
    COMMAND(                                                                                                         \
        FIND, find, "find", CLI_RECORDING, CLI_FIND_HAS,                                                             \
        "tell when a name or an object changed, or a condition began to hold",                                       \
        "A condition compares names, what is in them (a[0], row['x'], dog.age) and their len() and type() with\n"    \
        "each other, with numbers, 'texts', [lists], True, False or None, by == != < <= > >= is, is not, in,\n"      \
        "not in; + - * // % calculate with whole numbers; 'and', 'or' and 'not' join comparisons.\n"                 \
        "An object is told by its id, as shown (6f40) or in full (0x7f…), or by a name that refers to it\n"        \
        "at the end or at a step.")                                                                                  \
    COMMAND(DUMP, dump, "dump", CLI_RECORDING, CLI_DUMP_HAS, "print a recording's log, a line for each record", "")  \
    COMMAND(EXPORT, export, "export", CLI_PROGRAM, CLI_EXPORT_HAS,                                                   \
            "write a run for another tool, or as a page for a browser",                                              \
            "FILE is a program, which is run, or a recording.  When the program asks for more\n"                     \
            "input than standard input holds, the trace ends with the question.\n"                                   \
            "A page (html) shows every step, or with --timeline lanes to zoom into, and needs\n"                     \
            "nothing but a browser.  A cast plays it in asciinema, or on a web page.")                               \
    COMMAND(IMPORT, import, "import", CLI_TRACE, CLI_IMPORT_HAS, "step through a trace of Python Tutor",             \
            "With -o, it is kept as a recording instead.  Ids are those of Python Tutor.")                           \
    COMMAND(LEARN, learn, "learn", CLI_LESSON, CLI_LEARN_HAS, "take a lesson",                                       \
            "Without LESSON, lists the lessons.  Without a terminal, a lesson's pictures are written as text.")      \
    COMMAND(PRESENT, present, "present", CLI_SHOWN, CLI_PRESENT_HAS,                                                 \
            "show a lesson, a program or a recording to a class",                                                    \
            "Few and large panes, a spotlight (*), a blank screen (.), playing at 0.25 to 8 times the speed, and\n"  \
            "questions for a show of hands.  Nothing is kept of it.  A lesson goes before a file of its name "       \
            "(./NAME).\n"                                                                                            \
            "Without a terminal, pictures are written as text.")                                                     \
    COMMAND(NOTES, notes, "notes", CLI_PROCESS, CLI_NOTES_HAS, "a presenter's notes, on a second terminal",          \
            "Follows the presentation that runs, or the next one that begins: the scene's notes, the question\n"     \
            "and its answer, what comes next, the time.  Where several run, PROCESS says which.\n"                   \
            "Without a terminal, the notes of the moment are written as text.")                                      \
    COMMAND(                                                                                                         \
        LESSON, lesson, "lesson", CLI_AUTHORING, CLI_AUTHORING_HAS,                                                  \
        "make lessons, check them, see what was learned",                                                            \
        "check FOLDER...: runs every scene on every CPython that is installed, computes each answer, and tells\n"    \
        "each fault; the exit status is 1 when there is one.  new FOLDER: makes a small, whole lesson.\n"            \
        "report: what was done of the lessons here, and what was believed.  schema: the JSON schema of "             \
        "lesson.json.")                                                                                              \
    COMMAND(DOCTOR, doctor, "doctor", CLI_NOTHING, CLI_NO_OPTIONS,                                                   \
            "say what is there: CPythons, the terminal, limits, walls, files", "")                                   \
    COMMAND(HELP, help, "help", CLI_COMMAND, CLI_NO_OPTIONS, "explain a command",                                    \
            "Without COMMAND, lists the commands.  terrarium help keys lists the keys.")

#define CLI_UNSET UINT64_MAX /* a number that was not given */

enum cli_option_name {
#define OPTION(NAME, ...) CLI_OPTION_##NAME,
    CLI_OPTIONS(OPTION, OPTION, OPTION, OPTION, OPTION, OPTION)
#undef OPTION
        CLI_OPTION_COUNT
};

enum cli_option_kind { CLI_SWITCH, CLI_NUMBER, CLI_CHOICE, CLI_WORD, CLI_LIST, CLI_ENDING };

struct cli_option {
    enum cli_option_kind kind;
    char letter;          /* 0: none */
    const char *name;     /* long form; NULL: none */
    const char *argument; /* what follows, or the choices; NULL for switches */
    uint64_t least, most; /* of numbers; of lists both are what stands between */
    const char *what;     /* NULL: not told to people */
    size_t member;        /* offset in struct cli_settings */
};

struct cli_settings;

struct cli_command {
    const char *name; /* "" for the one without a name */
    enum cli_operands operands;
    uint64_t options; /* a bit for each enum cli_option_name */
    const char *what, *more;
    /* Returns the exit status; a sentence in `error` when there is something to say on standard error. */
    int (*run)(const struct cli_settings *settings, struct error *error);
};

/* What the command line asks for.  Borrows main's arguments, but for lists, which are owned: see cli_settings_free.
 * Absent: false, CLI_UNSET, NULL. */
struct cli_settings {
    const struct cli_command *command;
    char **operands; /* NULL-terminated */
    int operand_count;
#define SWITCH(NAME, member, ...) bool member;
#define NUMBER(NAME, member, ...) uint64_t member;
#define WORD(NAME, member, ...) const char *member;
#define PROGRAM(NAME, member, ...) char *member;
    CLI_OPTIONS(SWITCH, NUMBER, WORD, WORD, PROGRAM, PROGRAM)
#undef SWITCH
#undef NUMBER
#undef WORD
#undef PROGRAM
};

extern const struct cli_option cli_options[CLI_OPTION_COUNT];
extern const struct cli_command cli_commands[];
extern const size_t cli_command_count;

static inline bool cli_has(const struct cli_command *command, size_t option)
{
    return (command->options >> option & 1) != 0;
}

/* Whether a program and its arguments may stand after the options. */
static inline bool cli_takes_program(const struct cli_command *command)
{
    return command->operands == CLI_PROGRAM || command->operands == CLI_SHOWN;
}

/* NULL when there is none of this name. */
const struct cli_command *cli_find_command(const char *name);
/* "FILE [ARGUMENT...]". */
const char *cli_operand_words(const struct cli_command *command);

#define COMMAND(NAME, function, ...) int cli_##function(const struct cli_settings *settings, struct error *error);
CLI_COMMANDS(COMMAND)
#undef COMMAND

#endif
