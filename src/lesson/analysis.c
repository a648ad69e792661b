#include "lesson/analysis.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/vector.h"

enum {
    CODE_MAX = 1 << 20,
    OUTPUT_MAX = 1 << 18, /* of a tool; the rest is not read */
    ARGUMENTS_MAX = 12,
    SECONDS = 60, /* after which a tool is ended */
};

/* The copy that the tools see. */
static const char copy_name[] = "code.py";

/* Which programs there may be, the arguments before the file, and what a line of a finding begins with: "code.py:3:1:
 * text", or
 * "    F 3:0 name - C (12)". */
static const struct tool {
    const char *name;
    const char *programs[3]; /* the first that is on PATH; NULL-terminated */
    const char *arguments[ARGUMENTS_MAX];
    bool measures; /* writes measures of functions, as Radon does */
} tools[] = {
    {"pyflakes", {"pyflakes", "pyflakes3"}, {NULL}, false},
    {"Ruff", {"ruff"}, {"check", "--isolated", "--no-cache", "--output-format=concise", "--select=E9,F,B"}, false},
    {"mypy",
     {"mypy"},
     {"--no-incremental", "--cache-dir=/dev/null", "--config-file=", "--no-error-summary", "--no-color-output",
      "--hide-error-codes", "--check-untyped-defs"},
     false},
    {"ty", {"ty"}, {"check", "--output-format=concise", "--color=never"}, false},
    {"Radon", {"radon"}, {"cc", "-s", "-n", "B"}, true},
};
enum { TOOLS = sizeof tools / sizeof *tools };

struct process {
    pid_t child; /* 0: not found, or ended */
    int descriptor;
    struct text output;
};

struct analysis {
    char folder[32]; /* private; "" when there is none any more */
    struct process processes[TOOLS];
    size_t found, running;
    time_t end;
    VECTOR(struct finding) findings;
};

/* ---- running ---- */

static bool is_on_path(const char *program, char path[PATH_MAX])
{
    const char *folders = getenv("PATH");

    while (folders != NULL && *folders != '\0') {
        size_t length = strcspn(folders, ":");

        if (length > 0 && *folders == '/' &&
            snprintf(path, PATH_MAX, "%.*s/%s", (int)length, folders, program) < PATH_MAX && access(path, X_OK) == 0)
            return true;
        folders += length + (folders[length] == ':');
    }
    return false;
}

static bool find_program(const struct tool *tool, char path[PATH_MAX])
{
    for (size_t i = 0; tool->programs[i] != NULL; i++)
        if (is_on_path(tool->programs[i], path))
            return true;
    return false;
}

/* In the child: what the tool sees of the world is the private folder. */
static void become(const struct tool *tool, char *path, const char *folder, int output)
{
    char *arguments[ARGUMENTS_MAX + 3];
    char name[] = "code.py";
    size_t count = 0;
    int nothing = open("/dev/null", O_RDWR);

    arguments[count++] = path;
    for (size_t i = 0; tool->arguments[i] != NULL; i++)
        arguments[count++] = memory_copy_string(tool->arguments[i]);
    arguments[count++] = name;
    arguments[count] = NULL;
    dup2(nothing, 0);
    dup2(output, 1);
    dup2(nothing, 2);
    setpgid(0, 0);
    if (chdir(folder) == 0 && setenv("HOME", folder, 1) == 0 && setenv("XDG_CONFIG_HOME", folder, 1) == 0 &&
        setenv("NO_COLOR", "1", 1) == 0 && unsetenv("PYTHONPATH") == 0)
        execv(path, arguments);
    _exit(127);
}

static void start_tool(struct analysis *analysis, size_t index)
{
    struct process *process = &analysis->processes[index];
    char path[PATH_MAX];
    int ends[2];

    process->descriptor = -1;
    if (!find_program(&tools[index], path) || pipe2(ends, O_CLOEXEC) != 0)
        return;
    process->child = fork();
    if (process->child == 0)
        become(&tools[index], path, analysis->folder, ends[1]);
    close(ends[1]);
    if (process->child < 0) {
        process->child = 0;
        close(ends[0]);
        return;
    }
    process->descriptor = ends[0];
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    analysis->found++;
    analysis->running++;
}

static enum status make_copy(struct analysis *analysis, const char *path, struct error *error)
{
    struct text code = TEXT_EMPTY, copy = TEXT_EMPTY;
    enum status status = file_read(path, CODE_MAX, &code, error);

    strcpy(analysis->folder, "/tmp/terrarium-code-XXXXXX");
    if (status == STATUS_OK && mkdtemp(analysis->folder) == NULL) {
        analysis->folder[0] = '\0';
        status = error_set(error, STATUS_FAILED, "cannot make a folder in /tmp: %s", strerror(errno));
    }
    if (status == STATUS_OK) {
        text_format(&copy, "%s/%s", analysis->folder, copy_name);
        status = file_replace(copy.bytes, text_string(&code), code.length, error);
    }
    text_free(&code);
    text_free(&copy);
    return status;
}

enum status analysis_start(const char *path, struct analysis **analysis, struct error *error)
{
    enum status status;

    *analysis = memory_zeroed(1, sizeof **analysis);
    (*analysis)->end = time(NULL) + SECONDS;
    status = make_copy(*analysis, path, error);
    for (size_t i = 0; i < TOOLS; i++) {
        if (status == STATUS_OK)
            start_tool(*analysis, i);
        else
            (*analysis)->processes[i].descriptor = -1;
    }
    if (status == STATUS_OK)
        return STATUS_OK;
    analysis_free(*analysis);
    *analysis = NULL;
    return status;
}

/* What a tool may leave behind in its folder, one level deep at most: it was told to keep nothing. */
static void remove_folder(const char *folder)
{
    pid_t child;

    if (*folder == '\0')
        return;
    child = fork();
    if (child == 0) {
        execl("/bin/rm", "rm", "-rf", "--", folder, (char *)NULL);
        _exit(127);
    }
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
        continue;
}

static void end_process(struct analysis *analysis, struct process *process, bool kill_it)
{
    if (process->child == 0)
        return;
    if (kill_it)
        kill(-process->child, SIGKILL);
    while (waitpid(process->child, NULL, 0) < 0 && errno == EINTR)
        continue;
    close(process->descriptor);
    process->child = 0;
    process->descriptor = -1;
    analysis->running--;
}

void analysis_free(struct analysis *analysis)
{
    if (analysis == NULL)
        return;
    for (size_t i = 0; i < TOOLS; i++) {
        end_process(analysis, &analysis->processes[i], true);
        text_free(&analysis->processes[i].output);
    }
    for (size_t i = 0; i < analysis->findings.count; i++)
        free(analysis->findings.items[i].text);
    vector_free(&analysis->findings);
    remove_folder(analysis->folder);
    free(analysis);
}

/* ---- what they wrote ---- */

static void add_finding(struct analysis *analysis, const char *tool, uint32_t line, const char *text, size_t length)
{
    struct finding finding = {tool, line, memory_copy_bytes(text, length)};

    vector_push(&analysis->findings, finding);
}

/* "code.py:3:15: B006 Do not …", the column perhaps missing. */
static void read_message(struct analysis *analysis, const char *tool, const char *row, size_t length)
{
    const char *at = row + strlen(copy_name) + 1, *end = row + length;
    char *rest;
    unsigned long line;

    if (length <= strlen(copy_name) + 1 || strncmp(row, copy_name, strlen(copy_name)) != 0)
        return;
    line = strtoul(at, &rest, 10);
    at = rest;
    if (line == 0 || *at != ':')
        return;
    if (at[1] >= '0' && at[1] <= '9') {
        strtoul(at + 1, &rest, 10);
        at = rest;
    }
    at += strspn(at, ": ");
    if (at < end)
        add_finding(analysis, tool, (uint32_t)line, at, (size_t)(end - at));
}

/* "    F 7:0 make - C (12)". */
static void read_measure(struct analysis *analysis, const char *tool, const char *row, size_t length)
{
    struct text text = TEXT_EMPTY, copy = TEXT_EMPTY;
    unsigned line, column, measure;
    char name[64], rank;

    text_append(&copy, row, length);
    if (sscanf(text_string(&copy), " %*c %u:%u %63s - %c (%u)", &line, &column, name, &rank, &measure) == 5) {
        text_format(&text, translate("%s has %u ways through it: rank %c"), name, measure, rank);
        add_finding(analysis, tool, line, text.bytes, text.length);
    }
    text_free(&text);
    text_free(&copy);
}

static void read_output(struct analysis *analysis, size_t index)
{
    const char *at = text_string(&analysis->processes[index].output);

    while (*at != '\0') {
        size_t length = strcspn(at, "\n");

        if (tools[index].measures)
            read_measure(analysis, tools[index].name, at, length);
        else
            read_message(analysis, tools[index].name, at, length);
        at += length + (at[length] == '\n');
    }
}

static int compare_findings(const void *left, const void *right)
{
    const struct finding *one = left, *other = right;
    size_t i = 0;

    if (one->line != other->line)
        return one->line < other->line ? -1 : 1;
    while (tools[i].name != one->tool && tools[i].name != other->tool)
        i++;
    return one->tool == other->tool ? strcmp(one->text, other->text) : tools[i].name == one->tool ? -1 : 1;
}

/* False when there is nothing more to read. */
static bool read_more(struct process *process)
{
    char block[4096];
    ssize_t got;

    while ((got = read(process->descriptor, block, sizeof block)) > 0 || (got < 0 && errno == EINTR))
        if (got > 0 && process->output.length < OUTPUT_MAX)
            text_append(&process->output, block, (size_t)got);
    return got < 0 && errno == EAGAIN;
}

bool analysis_pump(struct analysis *analysis)
{
    bool late = time(NULL) > analysis->end;

    for (size_t i = 0; i < TOOLS; i++) {
        struct process *process = &analysis->processes[i];

        if (process->child == 0 || (read_more(process) && !late))
            continue;
        end_process(analysis, process, true);
        read_output(analysis, i);
        if (analysis->findings.count > 1)
            qsort(analysis->findings.items, analysis->findings.count, sizeof *analysis->findings.items,
                  compare_findings);
    }
    return analysis->running == 0;
}

size_t analysis_poll(const struct analysis *analysis, struct pollfd *descriptors, size_t room)
{
    size_t count = 0;

    for (size_t i = 0; i < TOOLS && count < room; i++)
        if (analysis->processes[i].child != 0)
            descriptors[count++] = (struct pollfd){.fd = analysis->processes[i].descriptor, .events = POLLIN};
    return count;
}

size_t analysis_findings(const struct analysis *analysis)
{
    return analysis->findings.count;
}

const struct finding *analysis_finding(const struct analysis *analysis, size_t index)
{
    return &analysis->findings.items[index];
}

static void write_lacking(struct text *out)
{
    size_t lacking = 0;

    for (size_t i = 0; i < TOOLS; i++) {
        char path[PATH_MAX];

        if (!find_program(&tools[i], path))
            text_format(out, "%s%s", lacking++ == 0 ? translate("Not on your PATH: ") : ", ", tools[i].name);
    }
    if (lacking > 0)
        text_add(out,
                 translate(". To get them, in a virtual environment: pip install pyflakes ruff mypy ty radon\n"));
}

void analysis_write(const struct analysis *analysis, struct text *out)
{
    for (size_t i = 0; i < analysis->findings.count; i++)
        text_format(out, translate("line %u, %s: %s\n"), (unsigned)analysis->findings.items[i].line,
                    analysis->findings.items[i].tool, analysis->findings.items[i].text);
    if (analysis->findings.count == 0 && analysis->found > 0)
        text_add(out, translate("They found nothing.\n"));
    if (analysis->findings.count > 0)
        text_add_char(out, '\n');
    write_lacking(out);
}
