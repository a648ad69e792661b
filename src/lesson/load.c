/* From lesson.json to a struct lesson.  What an object may hold stands in tables: its keys, their types, and where in the
 * struct each value goes. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/utf8.h"
#include "lesson/json.h"
#include "lesson/lesson.h"

enum {
    CODE_MAX = 1 << 20, /* bytes of a scene's code */
    TEXT_MAX = 480,     /* characters of a text: six lines of 80 */
    TITLE_MAX = 60,
    NUMBER_MAX = 1000,
    OPTIONS_MIN = 2,
    OPTIONS_MAX = 5,
};

struct loader {
    struct json json;
    struct lesson *lesson;
    struct text code; /* of the scene being read */
    struct error *error;
};

enum field_sort {
    FIELD_TITLE,  /* char *: a short line */
    FIELD_TEXT,   /* char *: a paragraph */
    FIELD_NUMBER, /* uint32_t, 1 to NUMBER_MAX */
    FIELD_TRUTH,  /* bool */
    FIELD_WORD,   /* an enum: one of `words` */
    FIELD_TITLES, /* VECTOR(char *) */
    FIELD_READ,   /* given to `read` with the struct that the table describes */
    FIELD_LIST,   /* objects, each given to `read` in the same way */
};

struct field {
    const char *key;
    enum field_sort sort;
    bool is_required;
    size_t offset;
    const char *const *words; /* FIELD_WORD: NULL-terminated */
    enum status (*read)(struct loader *loader, const cJSON *value, void *owner);
};

static const char *const layer_words[] = {
#define LAYER(NAME, word, title) word,
    LESSON_LAYERS(LAYER)
#undef LAYER
        NULL};

static const char *const event_words[] = {
#define EVENT(NAME, word) word,
    LESSON_EVENTS(EVENT)
#undef EVENT
        NULL};

static const char *const kind_words[] = {"output", NULL};

/* ---- values of each sort ---- */

static size_t count_characters(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += (*text & 0xC0) != 0x80;
    return count;
}

static enum status take_text(struct loader *loader, const cJSON *value, size_t longest, char **out)
{
    if (!cJSON_IsString(value))
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error,
                          "this should be a text in double quotes");
    if (*value->valuestring == '\0')
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error, "this text is empty");
    if (count_characters(value->valuestring) > longest)
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error,
                          "this text has %zu characters: it may have %zu", count_characters(value->valuestring),
                          longest);
    *out = memory_copy_string(value->valuestring);
    return STATUS_OK;
}

static enum status take_number(struct loader *loader, const cJSON *value, uint32_t *out)
{
    if (!cJSON_IsNumber(value) || value->valuedouble < 1 || value->valuedouble > NUMBER_MAX ||
        value->valuedouble != (double)value->valueint)
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error,
                          "this should be a whole number from 1 to %d", NUMBER_MAX);
    *out = (uint32_t)value->valueint;
    return STATUS_OK;
}

static enum status take_truth(struct loader *loader, const cJSON *value, bool *out)
{
    if (!cJSON_IsBool(value))
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error, "this should be true or false");
    *out = cJSON_IsTrue(value);
    return STATUS_OK;
}

static enum status take_word(struct loader *loader, const cJSON *value, const char *const *words, unsigned *out)
{
    struct text known = TEXT_EMPTY;

    if (cJSON_IsString(value)) {
        for (*out = 0; words[*out] != NULL; ++*out)
            if (strcmp(words[*out], value->valuestring) == 0)
                return STATUS_OK;
    }
    for (size_t i = 0; words[i] != NULL; i++)
        text_format(&known, "%s\"%s\"", i == 0 ? "" : words[i + 1] == NULL ? " or " : ", ", words[i]);
    json_fault(&loader->json, value, JSON_AT_VALUE, loader->error, "this should be %s", text_string(&known));
    text_free(&known);
    return STATUS_FAILED;
}

struct strings {
    VECTOR(char *) list;
};

static enum status expect_list(struct loader *loader, const cJSON *value)
{
    if (!cJSON_IsArray(value))
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error, "this should be a list in [ ]");
    if (value->child == NULL)
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error, "this list is empty");
    return STATUS_OK;
}

static enum status take_titles(struct loader *loader, const cJSON *value, void *vector)
{
    struct strings strings;
    enum status status = expect_list(loader, value);

    /* Every VECTOR(char *) is laid out alike; a copy keeps the compiler's view of types true. */
    memcpy(&strings.list, vector, sizeof strings.list);
    for (const cJSON *item = value->child; status == STATUS_OK && item != NULL; item = item->next) {
        char *string = NULL;

        status = take_text(loader, item, TITLE_MAX, &string);
        if (status == STATUS_OK)
            vector_push(&strings.list, string);
    }
    memcpy(vector, &strings.list, sizeof strings.list);
    return status;
}

/* ---- objects ---- */

static enum status take_list(struct loader *loader, const cJSON *value, const struct field *field, void *owner)
{
    enum status status = expect_list(loader, value);

    for (const cJSON *item = value->child; status == STATUS_OK && item != NULL; item = item->next)
        status = field->read(loader, item, owner);
    return status;
}

static enum status take_field(struct loader *loader, const cJSON *value, const struct field *field, void *owner)
{
    void *place = (char *)owner + field->offset;

    switch (field->sort) {
    case FIELD_TITLE:
        return take_text(loader, value, TITLE_MAX, place);
    case FIELD_TEXT:
        return take_text(loader, value, TEXT_MAX, place);
    case FIELD_NUMBER:
        return take_number(loader, value, place);
    case FIELD_TRUTH:
        return take_truth(loader, value, place);
    case FIELD_WORD:
        return take_word(loader, value, field->words, place);
    case FIELD_TITLES:
        return take_titles(loader, value, place);
    case FIELD_READ:
        return field->read(loader, value, owner);
    case FIELD_LIST:
        return take_list(loader, value, field, owner);
    }
    return STATUS_FAILED;
}

static enum status refuse_unknown(struct loader *loader, const cJSON *object, const struct field *fields)
{
    for (const cJSON *member = object->child; member != NULL; member = member->next) {
        const struct field *field = fields;
        struct text known = TEXT_EMPTY;

        while (field->key != NULL && strcmp(field->key, member->string) != 0)
            field++;
        if (field->key != NULL)
            continue;
        for (field = fields; field->key != NULL; field++)
            text_format(&known, "%s%s", field == fields ? "" : field[1].key == NULL ? " and " : ", ", field->key);
        json_fault(&loader->json, member, JSON_AT_KEY, loader->error,
                   "\"%s\" is not a key of this object: it may have %s", member->string, text_string(&known));
        text_free(&known);
        return STATUS_FAILED;
    }
    return STATUS_OK;
}

/* Reads an object into a struct, field by field in the table's order; the last entry of `fields` has no key. */
static enum status take_object(struct loader *loader, const cJSON *object, const struct field *fields, void *owner)
{
    enum status status = STATUS_OK;

    if (!cJSON_IsObject(object))
        return json_fault(&loader->json, object, JSON_AT_VALUE, loader->error, "this should be an object in { }");
    status = refuse_unknown(loader, object, fields);
    for (const struct field *field = fields; status == STATUS_OK && field->key != NULL; field++) {
        const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, field->key);

        if (value != NULL)
            status = take_field(loader, value, field, owner);
        else if (field->is_required)
            status = json_fault(&loader->json, object, JSON_AT_VALUE, loader->error,
                                "\"%s\" is missing in this object", field->key);
    }
    return status;
}

/* ---- anchors ---- */

/* A line without the blanks at its ends. */
static struct trace_bytes trimmed(const char *at, size_t length)
{
    for (; length > 0 && strchr(" \t", at[0]) != NULL; length--)
        at++;
    while (length > 0 && strchr(" \t\r", at[length - 1]) != NULL)
        length--;
    return (struct trace_bytes){at, length};
}

/* A marker stands at the end of its line; any other text is the whole line, with or without the comment at its end. */
static bool is_at(struct trace_bytes line, const char *wanted)
{
    size_t length = strlen(wanted);
    struct trace_bytes rest;

    if (length == 0 || line.length < length)
        return false;
    if (strncmp(wanted, "# @", 3) == 0)
        return memcmp(line.at + line.length - length, wanted, length) == 0;
    if (memcmp(line.at, wanted, length) != 0)
        return false;
    rest = trimmed(line.at + length, line.length - length);
    return rest.length == 0 || rest.at[0] == '#';
}

static size_t find_line(const struct text *code, const char *wanted, uint32_t *line)
{
    const char *at = text_string(code), *end = at + code->length;
    size_t found = 0;

    for (uint32_t number = 1; at < end; number++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((stop != NULL ? stop : end) - at);

        if (is_at(trimmed(at, length), wanted) && found++ == 0)
            *line = number;
        at += length + 1;
    }
    return found;
}

/* `at` is the value that the anchor was read from. */
static enum status place_anchor(struct loader *loader, const cJSON *at, struct lesson_anchor *anchor)
{
    size_t found;

    anchor->is_end = strcmp(anchor->at, "end") == 0;
    if (anchor->is_end || strcmp(anchor->at, "start") == 0)
        return STATUS_OK;
    found = find_line(&loader->code, anchor->at, &anchor->line);
    if (found == 0)
        return json_fault(&loader->json, at, JSON_AT_VALUE, loader->error, "no line of the scene's code reads \"%s\"",
                          anchor->at);
    if (found > 1)
        return json_fault(
            &loader->json, at, JSON_AT_VALUE, loader->error,
            "%zu lines of the scene's code read \"%s\": mark the one that is meant by a comment \"# @name\", "
            "and write that here",
            found, anchor->at);
    return STATUS_OK;
}

static bool is_same_moment(const struct lesson_anchor *one, const struct lesson_anchor *other)
{
    return one->line == other->line && one->is_end == other->is_end && one->event == other->event &&
           one->occurrence == other->occurrence;
}

/* ---- scenes ---- */

#define ANCHOR_FIELDS(type)                                                                      \
    {.key = "at", .sort = FIELD_TEXT, .is_required = true, .offset = offsetof(type, anchor.at)}, \
    {                                                                                            \
        .key = "occurrence", .sort = FIELD_NUMBER, .offset = offsetof(type, anchor.occurrence)   \
    }

static enum status read_say(struct loader *loader, const cJSON *object, void *owner)
{
    static const struct field fields[] = {
        ANCHOR_FIELDS(struct lesson_say),
        {.key = "event",
         .sort = FIELD_WORD,
         .offset = offsetof(struct lesson_say, anchor.event),
         .words = event_words},
        {.key = "text", .sort = FIELD_TEXT, .is_required = true, .offset = offsetof(struct lesson_say, text)},
        {.key = "point", .sort = FIELD_TITLES, .offset = offsetof(struct lesson_say, points)},
        {.key = NULL},
    };
    struct lesson_scene *scene = owner;
    struct lesson_say say = {.anchor = {.occurrence = 1}};
    enum status status = take_object(loader, object, fields, &say);

    if (status == STATUS_OK)
        status = place_anchor(loader, cJSON_GetObjectItemCaseSensitive(object, "at"), &say.anchor);
    for (size_t i = 0; status == STATUS_OK && i < scene->says.count; i++)
        if (is_same_moment(&scene->says.items[i].anchor, &say.anchor))
            status = json_fault(&loader->json, object, JSON_AT_VALUE, loader->error,
                                "another text of this scene is said at the same moment");
    vector_push(&scene->says, say);
    return status;
}

static enum status read_option(struct loader *loader, const cJSON *object, void *owner)
{
    static const struct field fields[] = {
        {.key = "text", .sort = FIELD_TEXT, .is_required = true, .offset = offsetof(struct lesson_option, text)},
        {.key = "raises", .sort = FIELD_TRUTH, .offset = offsetof(struct lesson_option, raises)},
        {.key = "belief", .sort = FIELD_TEXT, .offset = offsetof(struct lesson_option, belief)},
        {.key = "reply", .sort = FIELD_TEXT, .is_required = true, .offset = offsetof(struct lesson_option, reply)},
        {.key = NULL},
    };
    struct lesson_prediction *prediction = owner;
    struct lesson_option option = {.text = NULL};
    enum status status = take_object(loader, object, fields, &option);

    for (size_t i = 0; status == STATUS_OK && i < prediction->options.count; i++)
        if (strcmp(prediction->options.items[i].text, option.text) == 0)
            status = json_fault(&loader->json, object, JSON_AT_VALUE, loader->error,
                                "another option of this prediction has the same text");
    vector_push(&prediction->options, option);
    return status;
}

/* Places where it is asked, and the line that it is about: the same when that is not given. */
static enum status place_prediction(struct loader *loader, const cJSON *object, struct lesson_prediction *prediction)
{
    const cJSON *at = cJSON_GetObjectItemCaseSensitive(object, "at");
    const cJSON *about = cJSON_GetObjectItemCaseSensitive(object, "about");
    enum status status = place_anchor(loader, at, &prediction->anchor);

    if (about == NULL)
        prediction->about = (struct lesson_anchor){.line = prediction->anchor.line};
    if (status == STATUS_OK && about != NULL)
        status = place_anchor(loader, about, &prediction->about);
    if (status == STATUS_OK && (prediction->anchor.is_end || prediction->about.line == 0))
        status = json_fault(&loader->json, about != NULL ? about : at, JSON_AT_VALUE, loader->error,
                            "a prediction is about a line that runs after it was asked");
    return status;
}

static enum status check_prediction(struct loader *loader, const cJSON *object, const struct lesson_scene *scene,
                                    const struct lesson_prediction *prediction)
{
    if (prediction->options.count < OPTIONS_MIN || prediction->options.count > OPTIONS_MAX)
        return json_fault(&loader->json, cJSON_GetObjectItemCaseSensitive(object, "options"), JSON_AT_VALUE,
                          loader->error, "a prediction has %d to %d options", OPTIONS_MIN, OPTIONS_MAX);
    for (size_t i = 0; i < scene->predictions.count; i++)
        if (is_same_moment(&scene->predictions.items[i].anchor, &prediction->anchor))
            return json_fault(&loader->json, object, JSON_AT_VALUE, loader->error,
                              "another prediction of this scene is asked at the same moment");
    return STATUS_OK;
}

static enum status read_prediction(struct loader *loader, const cJSON *object, void *owner)
{
    static const struct field fields[] = {
        ANCHOR_FIELDS(struct lesson_prediction),
        {.key = "about", .sort = FIELD_TEXT, .offset = offsetof(struct lesson_prediction, about.at)},
        {.key = "kind",
         .sort = FIELD_WORD,
         .is_required = true,
         .offset = offsetof(struct lesson_prediction, kind),
         .words = kind_words},
        {.key = "question",
         .sort = FIELD_TEXT,
         .is_required = true,
         .offset = offsetof(struct lesson_prediction, question)},
        {.key = "options", .sort = FIELD_LIST, .is_required = true, .read = read_option},
        {.key = NULL},
    };
    struct lesson_scene *scene = owner;
    struct lesson_prediction prediction = {.anchor = {.occurrence = 1}};
    enum status status = take_object(loader, object, fields, &prediction);

    if (status == STATUS_OK)
        status = place_prediction(loader, object, &prediction);
    if (status == STATUS_OK)
        status = check_prediction(loader, object, scene, &prediction);
    vector_push(&scene->predictions, prediction);
    return status;
}

static bool is_utf8(const struct text *text)
{
    uint32_t code_point;
    size_t size;

    for (size_t at = 0; at < text->length; at += size) {
        size = utf8_decode(text->bytes + at, text->length - at, &code_point);
        if (size == 0)
            return false;
    }
    return true;
}

/* The texts' anchors are places in the code, so a scene's table has "code" before them. */
static enum status read_code(struct loader *loader, const cJSON *value, void *owner)
{
    struct lesson_scene *scene = owner;
    struct text path = TEXT_EMPTY;
    struct error reason;
    enum status status;
    size_t length;

    status = take_text(loader, value, TITLE_MAX, &scene->code);
    if (status != STATUS_OK)
        return status;
    length = strlen(scene->code);
    if (length < 4 || strcmp(scene->code + length - 3, ".py") != 0 || strchr(scene->code, '/') != NULL)
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error,
                          "\"%s\" should name a file of the lesson's folder that ends in .py", scene->code);
    text_format(&path, "%s/%s", loader->lesson->folder, scene->code);
    free(scene->code);
    scene->code = text_take(&path);
    text_clear(&loader->code);
    if (file_read(scene->code, CODE_MAX, &loader->code, &reason) != STATUS_OK)
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error, "%.900s", reason.text);
    if (!is_utf8(&loader->code))
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error, "%s is not UTF-8", scene->code);
    return STATUS_OK;
}

static enum status read_scene(struct loader *loader, const cJSON *object, void *owner)
{
    static const struct field fields[] = {
        {.key = "title", .sort = FIELD_TITLE, .is_required = true, .offset = offsetof(struct lesson_scene, title)},
        {.key = "code", .sort = FIELD_READ, .is_required = true, .read = read_code},
        {.key = "boxes", .sort = FIELD_TRUTH, .offset = offsetof(struct lesson_scene, all_objects)},
        {.key = "say", .sort = FIELD_LIST, .is_required = true, .read = read_say},
        {.key = "predictions", .sort = FIELD_LIST, .read = read_prediction},
        {.key = NULL},
    };
    struct lesson *lesson = owner;
    struct lesson_scene scene = {.title = NULL};
    enum status status = take_object(loader, object, fields, &scene);

    vector_push(&lesson->scenes, scene);
    return status;
}

/* ---- the lesson ---- */

static enum status read_claim(struct loader *loader, const cJSON *object, void *owner)
{
    static const struct field fields[] = {
        {.key = "belief", .sort = FIELD_TEXT, .is_required = true, .offset = offsetof(struct lesson_claim, belief)},
        {.key = "answer", .sort = FIELD_TEXT, .is_required = true, .offset = offsetof(struct lesson_claim, answer)},
        {.key = NULL},
    };
    struct lesson *lesson = owner;
    struct lesson_claim claim = {.belief = NULL};
    enum status status = take_object(loader, object, fields, &claim);

    vector_push(&lesson->claims, claim);
    return status;
}

/* A lesson is called as its folder is. */
static enum status read_id(struct loader *loader, const cJSON *value, void *owner)
{
    struct lesson *lesson = owner;
    const char *slash = strrchr(lesson->folder, '/'), *folder = slash != NULL ? slash + 1 : lesson->folder;
    enum status status = take_text(loader, value, TITLE_MAX, &lesson->id);

    if (status == STATUS_OK && strcmp(lesson->id, folder) != 0)
        status = json_fault(&loader->json, value, JSON_AT_VALUE, loader->error,
                            "a lesson's id is the name of its folder, \"%s\"", folder);
    return status;
}

static enum status read_lesson(struct loader *loader)
{
    static const struct field fields[] = {
        {.key = "id", .sort = FIELD_READ, .is_required = true, .read = read_id},
        {.key = "title", .sort = FIELD_TITLE, .is_required = true, .offset = offsetof(struct lesson, title)},
        {.key = "layer",
         .sort = FIELD_WORD,
         .is_required = true,
         .offset = offsetof(struct lesson, layer),
         .words = layer_words},
        {.key = "place", .sort = FIELD_NUMBER, .is_required = true, .offset = offsetof(struct lesson, place)},
        {.key = "minutes", .sort = FIELD_NUMBER, .is_required = true, .offset = offsetof(struct lesson, minutes)},
        {.key = "after", .sort = FIELD_TITLES, .offset = offsetof(struct lesson, after)},
        {.key = "claims", .sort = FIELD_LIST, .read = read_claim},
        {.key = "scenes", .sort = FIELD_LIST, .is_required = true, .read = read_scene},
        {.key = NULL},
    };

    return take_object(loader, loader->json.root, fields, loader->lesson);
}

/* The folder's path without slashes at its end. */
static char *copy_folder(const char *folder)
{
    size_t length = strlen(folder);

    while (length > 1 && folder[length - 1] == '/')
        length--;
    return memory_copy_bytes(folder, length);
}

enum status lesson_load(const char *folder, struct lesson **lesson, struct error *error)
{
    struct loader loader = {.lesson = memory_zeroed(1, sizeof(struct lesson)), .error = error};
    struct text path = TEXT_EMPTY;
    enum status status;

    loader.lesson->folder = copy_folder(folder);
    text_format(&path, "%s/lesson.json", loader.lesson->folder);
    status = json_read(path.bytes, &loader.json, error);
    if (status == STATUS_OK) {
        status = read_lesson(&loader);
        json_free(&loader.json);
    }
    text_free(&path);
    text_free(&loader.code);
    if (status == STATUS_OK)
        *lesson = loader.lesson;
    else
        lesson_free(loader.lesson);
    return status;
}
