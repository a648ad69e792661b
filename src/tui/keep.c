#include "tui/keep.h"

#include <cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

enum { KEPT_MAX = 20, LIST_SIZE_MAX = 1 << 20 };

static const char *const sort_words[] = {
    [KEPT_PROGRAM] = "program", [KEPT_RECORDING] = "recording", [KEPT_SNIPPET] = "snippet"};
enum { SORT_COUNT = sizeof sort_words / sizeof *sort_words };

static bool find_sort(const char *word, enum kept_sort *sort)
{
    for (unsigned i = 0; i < SORT_COUNT; i++) {
        *sort = (enum kept_sort)i;
        if (word != NULL && strcmp(word, sort_words[i]) == 0)
            return true;
    }
    return false;
}

static void read_entry(const cJSON *item, struct kept_list *list)
{
    const char *path = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, "path"));
    const char *word = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, "sort"));
    const cJSON *opened = cJSON_GetObjectItemCaseSensitive(item, "opened");
    struct kept kept = {NULL, KEPT_PROGRAM, 0};

    if (path == NULL || path[0] != '/' || !find_sort(word, &kept.sort) || !cJSON_IsNumber(opened) ||
        list->items.count >= KEPT_MAX)
        return;
    kept.path = memory_copy_string(path);
    kept.opened = opened->valuedouble > 0 && opened->valuedouble < 1e12 ? (int64_t)opened->valuedouble : 0;
    vector_push(&list->items, kept);
}

void keep_read(struct kept_list *list)
{
    struct text path = TEXT_EMPTY, bytes = TEXT_EMPTY;
    cJSON *document = NULL;
    const cJSON *recent;

    if (file_state_path("/recent.json", &path) && file_read(path.bytes, LIST_SIZE_MAX, &bytes, NULL) == STATUS_OK)
        document = cJSON_ParseWithLength(text_string(&bytes), bytes.length);
    recent = cJSON_GetObjectItemCaseSensitive(document, "recent");
    for (const cJSON *item = recent != NULL ? recent->child : NULL; item != NULL; item = item->next)
        read_entry(item, list);
    cJSON_Delete(document);
    text_free(&bytes);
    text_free(&path);
}

void keep_free(struct kept_list *list)
{
    for (size_t i = 0; i < list->items.count; i++)
        free(list->items.items[i].path);
    vector_free(&list->items);
}

static char *list_to_json(const struct kept_list *list)
{
    cJSON *document = cJSON_CreateObject(), *recent = cJSON_AddArrayToObject(document, "recent");
    char *json;

    for (size_t i = 0; i < list->items.count; i++) {
        const struct kept *kept = &list->items.items[i];
        cJSON *item = cJSON_CreateObject();

        cJSON_AddStringToObject(item, "path", kept->path);
        cJSON_AddStringToObject(item, "sort", sort_words[kept->sort]);
        cJSON_AddNumberToObject(item, "opened", (double)kept->opened);
        cJSON_AddItemToArray(recent, item);
    }
    json = cJSON_Print(document);
    cJSON_Delete(document);
    return json;
}

static void put_on_top(struct kept_list *list, struct kept kept)
{
    for (size_t i = 0; i < list->items.count; i++) {
        if (strcmp(list->items.items[i].path, kept.path) == 0) {
            free(list->items.items[i].path);
            vector_splice(&list->items, i, 1, 0);
            break;
        }
    }
    vector_splice(&list->items, 0, 0, 1);
    list->items.items[0] = kept;
    while (list->items.count > KEPT_MAX)
        free(list->items.items[--list->items.count].path);
}

enum status keep_remember(const char *path, enum kept_sort sort, struct error *error)
{
    struct kept kept = {realpath(path, NULL), sort, (int64_t)time(NULL)};
    struct kept_list list = KEPT_LIST_EMPTY;
    struct text place = TEXT_EMPTY;
    enum status status;
    char *json;

    if (kept.path == NULL)
        return error_set(error, STATUS_FAILED, "cannot find %s: %s", path, strerror(errno));
    keep_read(&list);
    put_on_top(&list, kept);
    status = file_make_state_folder("", &place, error);
    if (status == STATUS_OK) {
        json = list_to_json(&list);
        text_add(&place, "/recent.json");
        status = json != NULL ? file_replace(place.bytes, json, strlen(json), error)
                              : error_set(error, STATUS_FAILED, "out of memory");
        free(json);
    }
    text_free(&place);
    keep_free(&list);
    return status;
}

/* Opens a new file named after the present time in the folder; -1 when that cannot be. */
static int open_new(const char *folder, struct text *path)
{
    time_t now = time(NULL);
    struct tm local;
    char stamp[32];
    int descriptor = -1;

    strftime(stamp, sizeof stamp, "%Y-%m-%d-%H%M%S", localtime_r(&now, &local));
    for (unsigned i = 1; i < 100 && descriptor < 0; i++) {
        text_clear(path);
        text_format(path, "%s/snippet-%s", folder, stamp);
        if (i > 1)
            text_format(path, "-%u", i);
        text_add(path, ".py");
        descriptor = open(path->bytes, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (descriptor < 0 && errno != EEXIST)
            break;
    }
    return descriptor;
}

enum status keep_snippet(const char *bytes, size_t length, struct text *path, struct error *error)
{
    const char *temporary = getenv("TMPDIR");
    struct text folder = TEXT_EMPTY;
    enum status status;
    int descriptor = -1;

    if (file_make_state_folder("/snippets", &folder, error) == STATUS_OK)
        descriptor = open_new(folder.bytes, path);
    if (descriptor < 0)
        descriptor = open_new(temporary != NULL && temporary[0] == '/' ? temporary : "/tmp", path);
    text_free(&folder);
    if (descriptor < 0)
        return error_set(error, STATUS_FAILED, "cannot keep the snippet in %s: %s", text_string(path),
                         strerror(errno));
    close(descriptor);
    status = file_replace(path->bytes, bytes, length, error);
    return status;
}
