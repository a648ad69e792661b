/* Where lessons are, and which there are. */
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "lesson/lesson.h"

static void consider(struct lessons *lessons, const char *folder, const char *name)
{
    struct text path = TEXT_EMPTY;
    struct lesson *lesson;
    struct error error;
    size_t length;

    if (*name == '.')
        return;
    text_format(&path, "%s/%s/lesson.json", folder, name);
    length = path.length - strlen("/lesson.json");
    if (access(path.bytes, F_OK) == 0) {
        text_truncate(&path, length);
        if (lesson_load(path.bytes, lesson_language(), &lesson, &error) == STATUS_OK)
            vector_push(&lessons->found, lesson);
        else
            vector_push(&lessons->faults, memory_copy_string(error.text));
    }
    text_free(&path);
}

static int compare_lessons(const void *left, const void *right)
{
    const struct lesson *one = *(struct lesson *const *)left, *other = *(struct lesson *const *)right;

    if (one->layer != other->layer)
        return one->layer < other->layer ? -1 : 1;
    if (one->place != other->place)
        return one->place < other->place ? -1 : 1;
    return strcmp(one->id, other->id);
}

static int compare_strings(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* False when the folder has neither a lesson nor a broken one. */
static bool look_in(struct lessons *lessons, const char *folder)
{
    DIR *entries = opendir(folder);
    struct dirent *entry;

    if (entries == NULL)
        return false;
    while ((entry = readdir(entries)) != NULL)
        consider(lessons, folder, entry->d_name);
    closedir(entries);
    if (lessons->found.count > 1)
        qsort(lessons->found.items, lessons->found.count, sizeof *lessons->found.items, compare_lessons);
    if (lessons->faults.count > 1)
        qsort(lessons->faults.items, lessons->faults.count, sizeof *lessons->faults.items, compare_strings);
    if (lessons->found.count + lessons->faults.count == 0)
        return false;
    lessons->folder = memory_copy_string(folder);
    return true;
}

/* A build tree has a file beside the executable that says where the lessons' sources are. */
static bool find_sources(struct text *folder)
{
    char own[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    struct text path = TEXT_EMPTY;
    bool found;
    char *slash;

    own[length > 0 ? length : 0] = '\0';
    slash = strrchr(own, '/');
    if (slash == NULL)
        return false;
    *slash = '\0';
    text_format(&path, "%s/lessons.path", own);
    found = file_read(path.bytes, PATH_MAX, folder, NULL) == STATUS_OK;
    if (found)
        text_truncate(folder, strcspn(text_string(folder), "\n"));
    text_free(&path);
    return found;
}

void lessons_find(struct lessons *lessons)
{
    const char *chosen = getenv("TERRARIUM_LESSON_DIR");
    struct text sources = TEXT_EMPTY;

    memset(lessons, 0, sizeof *lessons);
    if (chosen != NULL && *chosen != '\0')
        look_in(lessons, chosen);
    else if (!find_sources(&sources) || !look_in(lessons, text_string(&sources)))
        look_in(lessons, TERRARIUM_LESSONS);
    text_free(&sources);
}

enum status lessons_load_words(struct error *error)
{
    const char *language = lesson_language(), *folders[] = {getenv("TERRARIUM_LESSON_DIR"), NULL, TERRARIUM_LESSONS};
    struct text sources = TEXT_EMPTY, path = TEXT_EMPTY;
    enum status status = STATUS_OK;
    bool found = language == NULL;

    if (find_sources(&sources))
        folders[1] = text_string(&sources);
    for (size_t i = 0; !found && i < sizeof folders / sizeof *folders; i++) {
        text_clear(&path);
        text_format(&path, "%s/tutor.%s.json", folders[i] != NULL ? folders[i] : "", language);
        found = folders[i] != NULL && access(path.bytes, F_OK) == 0;
    }
    if (found && language != NULL)
        status = tutor_words_load(path.bytes, error);
    text_free(&sources);
    text_free(&path);
    return status;
}

void lessons_free(struct lessons *lessons)
{
    for (size_t i = 0; i < lessons->found.count; i++)
        lesson_free(lessons->found.items[i]);
    for (size_t i = 0; i < lessons->faults.count; i++)
        free(lessons->faults.items[i]);
    vector_free(&lessons->found);
    vector_free(&lessons->faults);
    free(lessons->folder);
    lessons->folder = NULL;
}

/* The fault of the lesson `id`, NULL when it has none: each begins with the path of its lesson.json. */
static const char *fault_of(const struct lessons *lessons, const char *id)
{
    struct text part = TEXT_EMPTY;
    const char *fault = NULL;

    text_format(&part, "/%s/", id);
    for (size_t i = 0; i < lessons->faults.count && fault == NULL; i++)
        if (strstr(lessons->faults.items[i], part.bytes) != NULL)
            fault = lessons->faults.items[i];
    text_free(&part);
    return fault;
}

static enum status unknown_lesson(const struct lessons *lessons, const char *id, struct error *error)
{
    struct text known = TEXT_EMPTY;

    if (lessons->found.count == 0)
        return error_set(error, STATUS_FAILED, "there is no lesson \"%.60s\": none is installed", id);
    for (size_t i = 0; i < lessons->found.count; i++)
        text_format(&known, "%s%s", i == 0 ? "" : ", ", lessons->found.items[i]->id);
    error_set(error, STATUS_FAILED, "there is no lesson \"%.60s\": there are %.800s", id, known.bytes);
    text_free(&known);
    return STATUS_FAILED;
}

enum status lessons_choose(const struct lessons *lessons, const char *id, const struct lesson **lesson,
                           struct error *error)
{
    const char *fault;

    for (size_t i = 0; i < lessons->found.count; i++) {
        *lesson = lessons->found.items[i];
        if (strcmp((*lesson)->id, id) == 0)
            return STATUS_OK;
    }
    fault = fault_of(lessons, id);
    if (fault != NULL)
        return error_set(error, STATUS_FAILED, "%s", fault);
    return unknown_lesson(lessons, id, error);
}
