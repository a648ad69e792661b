#include "lesson/progress.h"

#include <cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

enum { FILE_SIZE_MAX = 4 << 20, ANSWERS_MAX = 500 };

/* ---- the file ---- */

static cJSON *read_document(void)
{
    struct text path = TEXT_EMPTY, bytes = TEXT_EMPTY;
    cJSON *document = NULL;

    if (file_state_path("/progress.json", &path) && file_read(path.bytes, FILE_SIZE_MAX, &bytes, NULL) == STATUS_OK)
        document = cJSON_ParseWithLength(text_string(&bytes), bytes.length);
    if (!cJSON_IsObject(document)) {
        cJSON_Delete(document);
        document = cJSON_CreateObject();
    }
    if (!cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(document, "lessons"))) {
        cJSON_DeleteItemFromObjectCaseSensitive(document, "lessons");
        cJSON_AddObjectToObject(document, "lessons");
    }
    text_free(&path);
    text_free(&bytes);
    return document;
}

static enum status write_document(const cJSON *document, struct error *error)
{
    struct text path = TEXT_EMPTY;
    char *json = cJSON_Print(document);
    enum status status;

    file_state_path("/progress.json", &path);
    status = file_replace(path.bytes, json, strlen(json), error);
    free(json);
    text_free(&path);
    return status;
}

/* One at a time: whoever changes the file holds this lock.  -1 where it cannot be had; the change is made all the same.
 * */
static int take_lock(const char *folder)
{
    struct text path = TEXT_EMPTY;
    int descriptor;

    text_format(&path, "%s/progress.lock", folder);
    descriptor = open(path.bytes, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    while (descriptor >= 0 && flock(descriptor, LOCK_EX) != 0 && errno == EINTR)
        continue;
    text_free(&path);
    return descriptor;
}

static int64_t number_of(const cJSON *object, const char *key)
{
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(object, key);

    return cJSON_IsNumber(number) && number->valuedouble > 0 && number->valuedouble < 1e12
               ? (int64_t)number->valuedouble
               : 0;
}

static void set(cJSON *object, const char *key, cJSON *value)
{
    cJSON_DeleteItemFromObjectCaseSensitive(object, key);
    cJSON_AddItemToObject(object, key, value);
}

static void set_number(cJSON *object, const char *key, int64_t number)
{
    set(object, key, cJSON_CreateNumber((double)number));
}

/* ---- changing it ---- */

typedef void change(cJSON *lesson, const void *what);

/* The lesson's list under `key`, made where there is none. */
static cJSON *list_of(cJSON *lesson, const char *key)
{
    cJSON *list = cJSON_GetObjectItemCaseSensitive(lesson, key);

    if (cJSON_IsArray(list))
        return list;
    cJSON_DeleteItemFromObjectCaseSensitive(lesson, key);
    return cJSON_AddArrayToObject(lesson, key);
}

static cJSON *lesson_of(cJSON *document, const char *id)
{
    cJSON *lessons = cJSON_GetObjectItemCaseSensitive(document, "lessons");
    cJSON *lesson = cJSON_GetObjectItemCaseSensitive(lessons, id);

    if (cJSON_IsObject(lesson))
        return lesson;
    cJSON_DeleteItemFromObjectCaseSensitive(lessons, id);
    lesson = cJSON_AddObjectToObject(lessons, id);
    set_number(lesson, "began", (int64_t)time(NULL));
    return lesson;
}

static enum status change_lesson(const char *id, change *apply, const void *what, struct error *error)
{
    struct text folder = TEXT_EMPTY;
    enum status status = file_make_state_folder("", &folder, error);
    cJSON *document, *lesson;
    int lock;

    if (status == STATUS_OK) {
        lock = take_lock(folder.bytes);
        document = read_document();
        lesson = lesson_of(document, id);
        apply(lesson, what);
        set_number(lesson, "touched", (int64_t)time(NULL));
        status = write_document(document, error);
        cJSON_Delete(document);
        if (lock >= 0)
            close(lock);
    }
    text_free(&folder);
    return status;
}

struct scene {
    uint32_t scene, scenes;
    bool is_finished;
};

static void apply_scene(cJSON *lesson, const void *what)
{
    const struct scene *scene = what;

    set_number(lesson, "scene", scene->scene);
    set_number(lesson, "scenes", scene->scenes);
    if (scene->is_finished)
        set(lesson, "finished", cJSON_CreateTrue());
}

enum status progress_scene(const char *id, uint32_t scene, uint32_t scenes, bool is_finished, struct error *error)
{
    struct scene what = {scene, scenes, is_finished};

    return change_lesson(id, apply_scene, &what, error);
}

static void apply_answer(cJSON *lesson, const void *what)
{
    const struct progress_answer *answer = what;
    cJSON *answers = list_of(lesson, "answers"), *item = cJSON_CreateObject();

    while (cJSON_GetArraySize(answers) >= ANSWERS_MAX)
        cJSON_DeleteItemFromArray(answers, 0);
    set_number(item, "scene", answer->scene + 1);
    cJSON_AddStringToObject(item, "question", answer->question);
    if (answer->said != NULL)
        cJSON_AddStringToObject(item, "said", answer->said);
    cJSON_AddBoolToObject(item, answer->said != NULL ? "right" : "skipped",
                          answer->said != NULL ? answer->is_right : true);
    if (answer->belief != NULL && *answer->belief != '\0')
        cJSON_AddStringToObject(item, "belief", answer->belief);
    set_number(item, "at", (int64_t)time(NULL));
    cJSON_AddItemToArray(answers, item);
}

enum status progress_answer(const char *id, const struct progress_answer *answer, struct error *error)
{
    return change_lesson(id, apply_answer, answer, error);
}

/* A task that was solved stays so, whatever is tried later. */
static void apply_task(cJSON *lesson, const void *what)
{
    const struct progress_task *task = what;
    cJSON *tasks = list_of(lesson, "tasks"), *item = NULL;
    bool was_solved, was_shown;

    for (item = tasks->child; item != NULL && number_of(item, "scene") != (int64_t)task->scene + 1; item = item->next)
        continue;
    if (item == NULL) {
        item = cJSON_CreateObject();
        set_number(item, "scene", task->scene + 1);
        cJSON_AddItemToArray(tasks, item);
    }
    was_solved = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "solved"));
    was_shown = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "solution"));
    set(item, "solved", cJSON_CreateBool(was_solved || task->is_solved));
    set(item, "solution", cJSON_CreateBool(was_shown || task->is_shown));
    if (!was_solved)
        set_number(item, "hints", task->hints);
}

enum status progress_task(const char *id, const struct progress_task *task, struct error *error)
{
    return change_lesson(id, apply_task, task, error);
}

/* ---- reading it ---- */

static const char *text_of(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

/* Whether no later answer is to the same question. */
static bool is_last_answer(const cJSON *answer)
{
    const char *question = text_of(answer, "question");

    if (question == NULL)
        return false;
    for (const cJSON *later = answer->next; later != NULL; later = later->next)
        if (text_of(later, "question") != NULL && strcmp(text_of(later, "question"), question) == 0)
            return false;
    return true;
}

static const cJSON *first_of(const cJSON *lesson, const char *key)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(lesson, key);

    return cJSON_IsArray(list) ? list->child : NULL;
}

static struct progress_lesson read_lesson(const cJSON *lesson)
{
    struct progress_lesson read = {
        .id = memory_copy_string(lesson->string),
        .scene = (uint32_t)number_of(lesson, "scene"),
        .scenes = (uint32_t)number_of(lesson, "scenes"),
        .is_finished = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(lesson, "finished")),
        .touched = number_of(lesson, "touched"),
    };

    for (const cJSON *answer = first_of(lesson, "answers"); answer != NULL; answer = answer->next) {
        if (!is_last_answer(answer))
            continue;
        if (text_of(answer, "said") == NULL)
            read.skipped++;
        else if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(answer, "right")))
            read.right++;
        else
            read.wrong++;
    }
    for (const cJSON *task = first_of(lesson, "tasks"); task != NULL; task = task->next) {
        read.tasks++;
        read.solved += cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(task, "solved"));
    }
    return read;
}

void progress_read(struct progress *progress)
{
    cJSON *document = read_document();
    const cJSON *lessons = cJSON_GetObjectItemCaseSensitive(document, "lessons");

    memset(progress, 0, sizeof *progress);
    for (const cJSON *lesson = lessons->child; lesson != NULL; lesson = lesson->next)
        if (cJSON_IsObject(lesson))
            vector_push(&progress->lessons, read_lesson(lesson));
    cJSON_Delete(document);
}

void progress_free(struct progress *progress)
{
    for (size_t i = 0; i < progress->lessons.count; i++)
        free(progress->lessons.items[i].id);
    vector_free(&progress->lessons);
}

const struct progress_lesson *progress_of(const struct progress *progress, const char *id)
{
    for (size_t i = 0; i < progress->lessons.count; i++)
        if (strcmp(progress->lessons.items[i].id, id) == 0)
            return &progress->lessons.items[i];
    return NULL;
}

/* ---- reports ---- */

void progress_write_json(struct text *out)
{
    cJSON *document = read_document();
    char *json = cJSON_Print(document);

    text_format(out, "%s\n", json);
    free(json);
    cJSON_Delete(document);
}

static void write_beliefs(const cJSON *lesson, struct text *out)
{
    for (const cJSON *answer = first_of(lesson, "answers"); answer != NULL; answer = answer->next)
        if (is_last_answer(answer) && text_of(answer, "belief") != NULL)
            text_format(out, "    believed: %s\n", text_of(answer, "belief"));
}

void progress_write_sheet(struct text *out)
{
    cJSON *document = read_document();
    const cJSON *lessons = cJSON_GetObjectItemCaseSensitive(document, "lessons");

    for (const cJSON *lesson = lessons->child; lesson != NULL; lesson = lesson->next) {
        struct progress_lesson read;

        if (!cJSON_IsObject(lesson))
            continue;
        read = read_lesson(lesson);
        text_format(out, "%-18s ", read.id);
        if (read.is_finished)
            text_add(out, "finished      ");
        else
            text_format(out, "scene %u of %u  ", (unsigned)read.scene + 1, (unsigned)read.scenes);
        text_format(out, " right %u, wrong %u, skipped %u; tasks solved %u of %u\n", (unsigned)read.right,
                    (unsigned)read.wrong, (unsigned)read.skipped, (unsigned)read.solved, (unsigned)read.tasks);
        write_beliefs(lesson, out);
        free(read.id);
    }
    cJSON_Delete(document);
}
