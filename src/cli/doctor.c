/* terrarium doctor: what is there, for a person who wonders why something does not work. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/streams.h"
#include "session/pythons.h"
#include "tui/console.h"

enum { LABEL_COLUMN = 20 };

/* "  label             text", the text sanitised. */
static void add_line(struct text *out, const char *label, const char *text)
{
    size_t used = strlen(label) + 2;

    text_format(out, "  %s", label);
    text_fill(out, ' ', used < LABEL_COLUMN ? LABEL_COLUMN - used : 1);
    utf8_clean(out, text, strlen(text), streams_need_ascii());
    text_add_char(out, '\n');
}

static void add_python(const struct python *python, bool is_default, struct text *out)
{
    struct text line = TEXT_EMPTY;
    struct python_facts facts;
    struct error error = {""};

    if (python_ask(python, &facts, &error) != STATUS_OK) {
        add_line(out, python->version, error.text);
        return;
    }
    text_format(&line, "CPython %s, %s%s", facts.version, facts.executable,
                is_default ? " (used when --python is not given)" : "");
    add_line(out, python->version, line.bytes);
    if (access(facts.executable, X_OK) != 0)
        add_line(out, "", "that interpreter is not there: sys.executable of programs will be wrong");
    add_line(out, "", facts.build);
    if (facts.is_public) {
        add_line(out, "", "nothing is known of this version but its public API: programs can notice the recorder,");
        add_line(out, "", "and there are no value stacks, threads cannot be watched (terrarium timeline)");
    }
    add_line(out, "", python->runner);
    text_free(&line);
    python_facts_free(&facts);
}

/* False when there is none, which is why nothing can run. */
static bool add_pythons(struct text *out)
{
    const struct python *python;
    struct error error;
    struct pythons pythons;
    bool found;

    pythons_find(&pythons);
    found = pythons.found.count > 0;
    text_add(out, "Pythons\n");
    for (size_t i = 0; i < pythons.found.count; i++)
        add_python(&pythons.found.items[i], i == 0, out);
    if (!found && pythons_choose(&pythons, NULL, &python, &error) != STATUS_OK)
        add_line(out, "none", error.text);
    pythons_free(&pythons);
    return found;
}

static const char *value_of(const char *variable)
{
    const char *value = getenv(variable);

    return value != NULL && *value != '\0' ? value : NULL;
}

static void add_colours(int promised, struct text *out)
{
    const char *more = value_of("COLORTERM");
    struct text line = TEXT_EMPTY;

    if (value_of("NO_COLOR") != NULL)
        text_add(&line, "none: NO_COLOR is set");
    else if (promised < 8)
        text_add(&line, "none: the terminal's description has none");
    else
        text_format(&line, "%d", promised);
    if (value_of("NO_COLOR") == NULL && more != NULL)
        text_format(&line, " (COLORTERM says %s)", more);
    add_line(out, "colours", line.bytes);
    text_free(&line);
}

static void add_size(struct text *out)
{
    int columns = streams_columns(), rows = streams_rows();
    struct text line = TEXT_EMPTY;

    if (columns > 0)
        text_format(&line, "%d columns, %d rows%s", columns, rows,
                    streams_are_terminal() ? "" : "; standard input is no terminal, so pictures come as text");
    else
        text_add(&line, "standard output is no terminal, so pictures come as text");
    add_line(out, "size", line.bytes);
    text_free(&line);
}

static void add_terminal(struct text *out)
{
    struct error error;
    int colours = 0;

    text_add(out, "\nTerminal\n");
    add_size(out);
    if (console_examine(&colours, &error) == STATUS_OK)
        add_line(out, "TERM", value_of("TERM") != NULL ? value_of("TERM") : "not set");
    else
        add_line(out, "TERM", error.text);
    add_colours(colours, out);
    add_line(out, "characters", streams_need_ascii() ? "the locale is not UTF-8, so drawing is in ASCII" : "UTF-8");
}

/* The runner that runs when none is named says which can be put up. */
static void add_walls(struct text *out)
{
    const struct python *python;
    struct python_walls walls;
    struct pythons pythons;
    struct error error;

    text_add(out, "\nWalls, around lessons, what is pasted, and programs with --walls\n");
    pythons_find(&pythons);
    if (pythons.found.count == 0) {
        add_line(out, "none", "there is no runner to put them up");
    } else if (pythons_choose(&pythons, NULL, &python, &error) != STATUS_OK ||
               python_ask_walls(python, &walls, &error) != STATUS_OK) {
        add_line(out, "none", error.text);
    } else {
        add_line(out, "view",
                 walls.view ? "files, processes and a network of its own"
                            : "not possible: this system lets nobody here have namespaces");
        add_line(out, "files", walls.files ? "what may be opened is listed (Landlock)" : "not possible: no Landlock");
        add_line(out, "system calls",
                 walls.calls ? "those that Python needs, and no others (seccomp)"
                             : "not possible: no seccomp, or Terrarium was built without libseccomp");
        if (!walls.calls || !(walls.view || walls.files))
            add_line(out, "",
                     "these are not enough: --walls runs nothing, and what is pasted can do what you can do");
    }
    pythons_free(&pythons);
}

/* The defaults of session.h. */
static void add_limits(struct text *out)
{
    text_add(out, "\nLimits\n");
    add_line(out, "steps", "a run pauses after 2 000 000 (--steps)");
    add_line(out, "recording", "a run pauses at 200 MB (--memory)");
    add_line(out, "memory", "the program may use 1024 MB, under a free-threaded CPython 4096 MB (--data)");
    add_line(out, "output", "the program may write 64 MB to the terminal");
    add_line(out, "time", "none (--time)");
    add_line(out, "core files", "none are written");
}

/* The nearest folder above that exists says whether the rest can be made. */
static const char *folder_condition(const char *folder)
{
    char path[PATH_MAX];
    bool there = true;

    if (strlen(folder) >= sizeof path)
        return "its name is too long";
    strcpy(path, folder);
    while (access(path, F_OK) != 0 && strrchr(path, '/') > path) {
        *strrchr(path, '/') = '\0';
        there = false;
    }
    if (access(path, W_OK | X_OK) != 0)
        return "cannot be written: nothing will be remembered";
    return there ? "can be written" : "will be made when needed";
}

static void add_files(struct text *out)
{
    const char *state = value_of("XDG_STATE_HOME"), *home = value_of("HOME");
    struct text folder = TEXT_EMPTY, line = TEXT_EMPTY;

    text_add(out, "\nFiles\n");
    if (state != NULL && *state == '/')
        text_format(&folder, "%s/terrarium", state);
    else if (home != NULL)
        text_format(&folder, "%s/.local/state/terrarium", home);
    if (folder.length > 0)
        text_format(&line, "%s: %s", folder.bytes, folder_condition(folder.bytes));
    else
        text_add(&line, "HOME is not set: nothing will be remembered");
    add_line(out, "state", line.bytes);
    text_free(&folder);
    text_free(&line);
}

int cli_doctor(const struct cli_settings *settings, struct error *error)
{
    struct text out = TEXT_EMPTY;
    bool can_run;

    (void)settings;
    (void)error;
    text_add(&out, "Terrarium " TERRARIUM_VERSION "\n\n");
    can_run = add_pythons(&out);
    add_terminal(&out);
    add_limits(&out);
    add_walls(&out);
    add_files(&out);
    streams_write(&out);
    text_free(&out);
    return can_run ? STATUS_OK : STATUS_FAILED;
}
