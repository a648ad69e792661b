#include "session/within.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

char *const *within_program(char *const *arguments)
{
    for (; *arguments != NULL; arguments++) {
        const char *argument = *arguments;

        if (argument[0] != '-' || argument[1] == '\0' || strcmp(argument, "-c") == 0 || strcmp(argument, "-m") == 0)
            return arguments;
        if ((strcmp(argument, "-W") == 0 || strcmp(argument, "-X") == 0) && arguments[1] != NULL)
            arguments++;
    }
    return NULL;
}

static bool is_isolated(char *const *arguments, char *const *program)
{
    for (; *arguments != NULL && arguments != program; arguments++)
        if (strcmp(*arguments, "-I") == 0)
            return true;
    return false;
}

static void add(struct within *within, const char *path)
{
    vector_push(&within->paths, memory_copy_string(path));
}

/* A folder in which the user's home lies, or which is it, holds more than a program should see; so does one that all
 * users share, as /tmp is.  `folder` is absolute. */
static void add_folder(struct within *within, const char *folder)
{
    const char *home = getenv("HOME");
    char real[PATH_MAX], real_home[PATH_MAX];
    struct stat facts;
    size_t length;

    if (realpath(folder, real) == NULL || strcmp(real, "/") == 0 || stat(real, &facts) != 0 ||
        (facts.st_mode & (S_ISVTX | S_IWOTH)) == (S_ISVTX | S_IWOTH))
        return;
    length = strlen(real);
    if (home != NULL && realpath(home, real_home) != NULL && strncmp(real, real_home, length) == 0 &&
        (real_home[length] == '/' || real_home[length] == '\0'))
        return;
    add(within, folder);
    if (strcmp(folder, real) != 0)
        add(within, real);
}

/* The file, under the name that it was given, and where that leads. */
static void add_program(struct within *within, const char *path, bool isolated, const char *working)
{
    char real[PATH_MAX];
    struct text file = TEXT_EMPTY;
    size_t length;

    text_format(&file, "%s%s%s", path[0] == '/' ? "" : working, path[0] == '/' ? "" : "/", path);
    if (realpath(text_string(&file), real) != NULL) {
        add(within, text_string(&file));
        add(within, real);
    }
    length = (size_t)(strrchr(file.bytes, '/') - file.bytes);
    text_truncate(&file, length > 0 ? length : 1);
    if (!isolated)
        add_folder(within, text_string(&file));
    text_free(&file);
}

void within_find(struct within *within, char *const *arguments, const char *imported)
{
    char *const *program = within_program(arguments);
    bool isolated = is_isolated(arguments, program);
    char working[PATH_MAX];

    if (getcwd(working, sizeof working) == NULL)
        strcpy(working, "/");
    if (program != NULL && program[0][0] != '-')
        add_program(within, program[0], isolated, working);
    if (imported != NULL)
        add_program(within, imported, isolated, working);
    if (!isolated)
        add_folder(within, working);
}
