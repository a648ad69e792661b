#include "session/pythons.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

#define RUNNER_PREFIX "terrarium-run-"

enum {
    ANSWER_MAX = 4096,   /* bytes of a runner's answer */
    ANSWER_WAIT = 10000, /* milliseconds that it may take */
    NEWEST_KNOWN = 14,   /* minor version: of later ones configure knows the public API alone */
};

/* "3.11" or "3.13t". */
static bool is_version(const char *text)
{
    char *end;

    if (strncmp(text, "3.", 2) != 0 || text[2] < '0' || text[2] > '9')
        return false;
    strtoul(text + 2, &end, 10);
    if (*end == 't')
        end++;
    return *end == '\0';
}

/* Free-threaded builds follow the ordinary one of the same version. */
static int compare_versions(const void *left, const void *right)
{
    const char *first = ((const struct python *)left)->version, *second = ((const struct python *)right)->version;
    unsigned long a = strtoul(first + 2, NULL, 10), b = strtoul(second + 2, NULL, 10);

    if (a != b)
        return a < b ? -1 : 1;
    return strcmp(first, second);
}

static void consider(struct pythons *pythons, const char *folder, const char *name)
{
    struct text path = TEXT_EMPTY;
    struct stat facts;

    if (strncmp(name, RUNNER_PREFIX, strlen(RUNNER_PREFIX)) != 0 || !is_version(name + strlen(RUNNER_PREFIX)))
        return;
    text_format(&path, "%s/%s", folder, name);
    if (stat(path.bytes, &facts) == 0 && S_ISREG(facts.st_mode) && access(path.bytes, X_OK) == 0) {
        struct python python = {memory_copy_string(name + strlen(RUNNER_PREFIX)), text_take(&path)};

        vector_push(&pythons->found, python);
    }
    text_free(&path);
}

static void look_in(struct pythons *pythons, const char *folder)
{
    DIR *entries = opendir(folder);
    struct dirent *entry;

    if (entries == NULL)
        return;
    while ((entry = readdir(entries)) != NULL)
        consider(pythons, folder, entry->d_name);
    closedir(entries);
    if (pythons->found.count > 1)
        qsort(pythons->found.items, pythons->found.count, sizeof *pythons->found.items, compare_versions);
}

/* The folder of the running executable; false when it cannot be told. */
static bool own_folder(char folder[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", folder, PATH_MAX - 1);
    char *slash;

    if (length <= 0)
        return false;
    folder[length] = '\0';
    slash = strrchr(folder, '/');
    if (slash == NULL)
        return false;
    *slash = '\0';
    return true;
}

void pythons_find(struct pythons *pythons)
{
    const char *chosen = getenv("TERRARIUM_RUNNER_DIR");
    char beside[PATH_MAX];

    memset(pythons, 0, sizeof *pythons);
    if (chosen != NULL && *chosen != '\0') {
        look_in(pythons, chosen);
        return;
    }
    if (own_folder(beside))
        look_in(pythons, beside);
    if (pythons->found.count == 0)
        look_in(pythons, TERRARIUM_LIBEXEC);
}

void pythons_free(struct pythons *pythons)
{
    for (size_t i = 0; i < pythons->found.count; i++) {
        free(pythons->found.items[i].version);
        free(pythons->found.items[i].runner);
    }
    vector_free(&pythons->found);
}

static enum status none_installed(struct error *error)
{
    const char *chosen = getenv("TERRARIUM_RUNNER_DIR");

    if (chosen != NULL && *chosen != '\0')
        return error_set(
            error, STATUS_FAILED,
            "no Python runner is in %.200s, the folder that TERRARIUM_RUNNER_DIR names: unset it, or build "
            "a runner there",
            chosen);
    return error_set(error, STATUS_FAILED,
                     "no Python runner is installed beside terrarium or in " TERRARIUM_LIBEXEC
                     ": build Terrarium where CPython's development files are, and run make install");
}

enum status pythons_choose(const struct pythons *pythons, const char *version, const struct python **python,
                           struct error *error)
{
    struct text known = TEXT_EMPTY;

    if (pythons->found.count == 0)
        return none_installed(error);
    *python = &pythons->found.items[0];
    if (version == NULL)
        return STATUS_OK;
    for (size_t i = 0; i < pythons->found.count; i++) {
        *python = &pythons->found.items[i];
        if (strcmp((*python)->version, version) == 0) {
            text_free(&known);
            return STATUS_OK;
        }
        text_format(&known, "%s%s", i > 0 ? ", " : "", (*python)->version);
    }
    error_set(error, STATUS_FAILED, "there is no runner for Python %.40s: choose one of %s", version,
              text_string(&known));
    text_free(&known);
    return STATUS_FAILED;
}

/* Starts `runner OPTION` with its standard output on a pipe, whose reading end is returned; -1 when it fails. */
static int start_asking(const char *runner, const char *option, pid_t *child)
{
    char *arguments[] = {memory_copy_string(runner), memory_copy_string(option), NULL};
    posix_spawn_file_actions_t actions;
    extern char **environ;
    int ends[2], problem;

    problem = pipe2(ends, O_CLOEXEC) != 0 ? errno : 0;
    if (problem == 0) {
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        problem = posix_spawn(child, runner, &actions, NULL, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        if (problem != 0)
            close(ends[0]);
    }
    free(arguments[0]);
    free(arguments[1]);
    errno = problem;
    return problem == 0 ? ends[0] : -1;
}

static int64_t milliseconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads to the end of the pipe, for ANSWER_WAIT at most. */
static void read_answer(int descriptor, struct text *answer)
{
    int64_t deadline = milliseconds_now() + ANSWER_WAIT;
    struct pollfd wanted = {descriptor, POLLIN, 0};
    char block[512];

    while (answer->length < ANSWER_MAX) {
        int64_t left = deadline - milliseconds_now();
        ssize_t got;

        if (left <= 0 || poll(&wanted, 1, (int)left) == 0)
            return;
        got = read(descriptor, block, sizeof block);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return;
        text_append(answer, block, (size_t)got);
    }
}

/* "3.11.2 TAB /usr/bin/python3.11 TAB build string", and perhaps "TAB public API". */
static bool split_answer(char *answer, struct python_facts *facts)
{
    char *executable = strchr(answer, '\t'), *build = executable != NULL ? strchr(executable + 1, '\t') : NULL;

    if (build == NULL)
        return false;
    *executable++ = '\0';
    *build++ = '\0';
    facts->is_public = strchr(build, '\t') != NULL;
    build[strcspn(build, "\t\n")] = '\0';
    facts->version = memory_copy_string(answer);
    facts->executable = memory_copy_string(executable);
    facts->build = memory_copy_string(build);
    return true;
}

/* What it prints, asked with this option. */
static enum status ask(const struct python *python, const char *option, struct text *answer, struct error *error)
{
    pid_t child;
    int descriptor = start_asking(python->runner, option, &child), ended = 0;

    if (descriptor < 0)
        return error_set(error, STATUS_FAILED, "cannot start %.200s: %s", python->runner, strerror(errno));
    read_answer(descriptor, answer);
    close(descriptor);
    kill(child, SIGKILL); /* harmless when it has ended, and it has nothing more to say when it has not */
    while (waitpid(child, &ended, 0) < 0 && errno == EINTR)
        continue;
    return STATUS_OK;
}

enum status python_ask_walls(const struct python *python, struct python_walls *walls, struct error *error)
{
    struct text answer = TEXT_EMPTY;
    enum status status = ask(python, "--walls-possible", &answer, error);

    walls->view = strstr(text_string(&answer), "view") != NULL;
    walls->files = strstr(text_string(&answer), "files") != NULL;
    walls->calls = strstr(text_string(&answer), "calls") != NULL;
    text_free(&answer);
    return status;
}

enum status python_ask(const struct python *python, struct python_facts *facts, struct error *error)
{
    struct text answer = TEXT_EMPTY;
    bool understood;

    memset(facts, 0, sizeof *facts);
    if (ask(python, "--version", &answer, error) != STATUS_OK)
        return STATUS_FAILED;
    understood = answer.length > 0 && split_answer(answer.bytes, facts);
    text_free(&answer);
    if (!understood)
        return error_set(error, STATUS_FAILED, "%.200s does not say which Python it is: build Terrarium again",
                         python->runner);
    return STATUS_OK;
}

enum status python_has_timeline(const struct python *python, struct error *error)
{
    struct python_facts facts;
    enum status status;

    if (strtoul(python->version + 2, NULL, 10) <= NEWEST_KNOWN)
        return STATUS_OK;
    status = python_ask(python, &facts, error);
    if (status == STATUS_OK && facts.is_public)
        status =
            error_set(error, STATUS_FAILED,
                      "threads cannot be watched under CPython %.40s, of which nothing is known but its public API: "
                      "choose another with --python",
                      facts.version);
    python_facts_free(&facts);
    return status;
}

void python_facts_free(struct python_facts *facts)
{
    free(facts->version);
    free(facts->executable);
    free(facts->build);
    memset(facts, 0, sizeof *facts);
}
