/* From lesson.json to a struct lesson: the tables of what its objects may have (fields.h), and the rules between
 * values. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "lesson/fields.h"

enum {
    CODE_MAX = 1 << 20, /* bytes of a scene's code */
    OPTIONS_MIN = 2,
    OPTIONS_MAX = 5,
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

static const char *const lens_words[] = {
#define LENS(NAME, word) word,
    LESSON_LENSES(LENS)
#undef LENS
        NULL};

static const char *const kind_words[] = {
#define KIND(NAME, word) word,
    LESSON_KINDS(KIND)
#undef KIND
        NULL};

static const char *const change_words[] = {"bindings", "values", NULL};

static const char *const sight_words[] = {"",
#define SIGHT(NAME, word) word,
                                          LESSON_SIGHTS(SIGHT)
#undef SIGHT
                                              NULL};

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

static enum lesson_sight find_sight(const char *wanted)
{
    for (int sight = LESSON_SIGHT_NONE + 1; sight < LESSON_SIGHT_COUNT; sight++)
        if (strcmp(sight_words[sight], wanted) == 0)
            return (enum lesson_sight)sight;
    return LESSON_SIGHT_NONE;
}

/* `at` is the value that the anchor was read from. */
static enum status place_anchor(struct loader *loader, const cJSON *at, struct lesson_anchor *anchor)
{
    size_t found;

    anchor->is_end = strcmp(anchor->at, "end") == 0;
    if (anchor->is_end || strcmp(anchor->at, "start") == 0)
        return STATUS_OK;
    anchor->sight = loader->on_timeline ? find_sight(anchor->at) : LESSON_SIGHT_NONE;
    if (anchor->sight != LESSON_SIGHT_NONE)
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

/* The place under `key`, when the author gave one. */
static enum status place_optional(struct loader *loader, const cJSON *object, const char *key,
                                  struct lesson_anchor *anchor)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, key);

    return value != NULL ? place_anchor(loader, value, anchor) : STATUS_OK;
}

/* ---- what is said ---- */

#define AT(type)                                                                                                     \
    {.key = "at",                                                                                                    \
     .sort = FIELD_PLACE,                                                                                            \
     .is_required = true,                                                                                            \
     .offset = offsetof(type, anchor.at),                                                                            \
     .what = "the text of a line of the code, a marker \"# @name\" at its end, \"start\" or \"end\"; on a timeline " \
             "also \"hand-over\", \"waking\" or \"the longest wait\""},                                              \
    {                                                                                                                \
        .key = "occurrence", .sort = FIELD_NUMBER, .offset = offsetof(type, anchor.occurrence),                      \
        .what = "the first time (1), the second …"                                                                 \
    }

static const struct field say_fields[] = {
    AT(struct lesson_say),
    {.key = "event",
     .sort = FIELD_WORD,
     .offset = offsetof(struct lesson_say, anchor.event),
     .words = event_words,
     .what = "which moment of the line"},
    {.key = "when",
     .sort = FIELD_CONDITION,
     .offset = offsetof(struct lesson_say, when),
     .what = "said only where this holds"},
    {.key = "text", .sort = FIELD_TEXT, .is_required = true, .offset = offsetof(struct lesson_say, text)},
    {.key = "point", .sort = FIELD_POINTS, .what = "what to point at: names (a), slots (a[0], a.n), boxes (*a)"},
    {.key = NULL},
};

static bool is_same_moment(const struct lesson_anchor *one, const struct lesson_anchor *other)
{
    return one->line == other->line && one->is_end == other->is_end && one->sight == other->sight &&
           one->event == other->event && one->occurrence == other->occurrence;
}

/* A timeline has no steps: what needs them is refused. */
static enum status check_lens(struct loader *loader, const cJSON *object, const char *key, const char *other)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(object, key);

    if (found == NULL)
        found = cJSON_GetObjectItemCaseSensitive(object, other);
    if (!loader->on_timeline || found == NULL)
        return STATUS_OK;
    return json_fault(&loader->json, found, JSON_AT_KEY, loader->error,
                      "\"%s\" is of no use with the timeline lens, which has no steps", found->string);
}

static enum status read_say(struct loader *loader, const cJSON *object, void *owner)
{
    struct lesson_scene *scene = owner;
    struct lesson_say say = {.anchor = {.occurrence = 1}};
    enum status status;

    loader->on_timeline = scene->lens == LESSON_LENS_TIMELINE;
    status = fields_take(loader, object, say_fields, &say);
    if (status == STATUS_OK)
        status = check_lens(loader, object, "event", "point");
    if (status == STATUS_OK)
        status = place_anchor(loader, cJSON_GetObjectItemCaseSensitive(object, "at"), &say.anchor);
    for (size_t i = 0; status == STATUS_OK && i < scene->says.count; i++)
        if (is_same_moment(&scene->says.items[i].anchor, &say.anchor) &&
            (say.when.text == NULL || scene->says.items[i].when.text == NULL))
            status = json_fault(&loader->json, object, JSON_AT_VALUE, loader->error,
                                "another text of this scene is said at the same moment");
    vector_push(&scene->says, say);
    return status;
}

/* ---- predictions ---- */

static const struct field option_fields[] = {
    {.key = "text",
     .sort = FIELD_WORDS,
     .is_required = true,
     .offset = offsetof(struct lesson_option, text),
     .what =
         "the choice; for output exactly what would be written; for value, names, box and thread a foreseen answer"},
    {.key = "when",
     .sort = FIELD_CONDITION,
     .offset = offsetof(struct lesson_option, when),
     .what = "for choice: the option is right where this holds"},
    {.key = "raises",
     .sort = FIELD_TRUTH,
     .offset = offsetof(struct lesson_option, raises),
     .what = "for output: the option is right where the line raises an exception"},
    {.key = "belief",
     .sort = FIELD_TEXT,
     .offset = offsetof(struct lesson_option, belief),
     .what = "what one believes who chooses it; of wrong options only"},
    {.key = "reply",
     .sort = FIELD_TEXT,
     .is_required = true,
     .offset = offsetof(struct lesson_option, reply),
     .what = "said when it was chosen"},
    {.key = "right",
     .sort = FIELD_TEXT,
     .offset = offsetof(struct lesson_option, right),
     .what = "said instead where it is right: for what differs by the version of Python"},
    {.key = NULL},
};

static const struct field prediction_fields[] = {
    AT(struct lesson_prediction),
    {.key = "about",
     .sort = FIELD_PLACE,
     .offset = offsetof(struct lesson_prediction, about.at),
     .what = "the line in question, if it is not the one at which is asked; or \"end\""},
    {.key = "kind",
     .sort = FIELD_WORD,
     .is_required = true,
     .offset = offsetof(struct lesson_prediction, kind),
     .words = kind_words,
     .what = "how it is answered"},
    {.key = "of",
     .sort = FIELD_WORD,
     .offset = offsetof(struct lesson_prediction, of),
     .words = change_words,
     .what = "for names: what they refer to, or also what that holds"},
    {.key = "question",
     .sort = FIELD_TEXT,
     .is_required = true,
     .offset = offsetof(struct lesson_prediction, question)},
    {.key = "answer",
     .sort = FIELD_EXPRESSION,
     .offset = offsetof(struct lesson_prediction, answer),
     .what = "for value and box: the expression that the answer is; for value, without one, what is written"},
    {.key = "options", .sort = FIELD_LIST, .read = NULL, .inside = option_fields},
    {.key = "right",
     .sort = FIELD_TEXT,
     .offset = offsetof(struct lesson_prediction, right),
     .what = "for value, names, box, order and thread: said of the right answer"},
    {.key = "reply",
     .sort = FIELD_TEXT,
     .offset = offsetof(struct lesson_prediction, reply),
     .what = "for value, names, box, order and thread: said of any answer that is neither right nor an option"},
    {.key = NULL},
};

static bool has_choices(enum lesson_kind kind)
{
    return kind == LESSON_KIND_OUTPUT || kind == LESSON_KIND_CHOICE;
}

/* Keys that only some kinds have. */
static enum status check_option(struct loader *loader, const cJSON *object, const struct lesson_option *option)
{
    const cJSON *when = cJSON_GetObjectItemCaseSensitive(object, "when");
    const cJSON *raises = cJSON_GetObjectItemCaseSensitive(object, "raises");

    if (loader->reading == LESSON_KIND_CHOICE && when == NULL)
        return json_fault(&loader->json, object, JSON_AT_VALUE, loader->error,
                          "an option of a prediction of the kind \"choice\" needs \"when\"");
    if (loader->reading != LESSON_KIND_CHOICE && when != NULL)
        return json_fault(&loader->json, when, JSON_AT_KEY, loader->error,
                          "\"when\" belongs to predictions of the kind \"choice\"");
    if (loader->reading != LESSON_KIND_OUTPUT && raises != NULL)
        return json_fault(&loader->json, raises, JSON_AT_KEY, loader->error,
                          "\"raises\" belongs to predictions of the kind \"output\"");
    if (!has_choices(loader->reading) && option->belief == NULL)
        return json_fault(&loader->json, object, JSON_AT_VALUE, loader->error,
                          "\"belief\" is missing: a foreseen answer of this kind is a wrong one");
    return STATUS_OK;
}

static enum status read_option(struct loader *loader, const cJSON *object, void *owner)
{
    struct lesson_prediction *prediction = owner;
    struct lesson_option option = {.text = NULL};
    enum status status = fields_take(loader, object, option_fields, &option);

    if (status == STATUS_OK)
        status = check_option(loader, object, &option);
    for (size_t i = 0; status == STATUS_OK && i < prediction->options.count; i++)
        if (strcmp(prediction->options.items[i].text, option.text) == 0)
            status = json_fault(&loader->json, object, JSON_AT_VALUE, loader->error,
                                "another option of this prediction has the same text");
    if (status == STATUS_OK && (loader->reading == LESSON_KIND_CHOICE || option.raises))
        fields_translate(loader, &option.text);
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
        prediction->about = (struct lesson_anchor){.line = prediction->anchor.line, .is_end = loader->on_timeline};
    if (status == STATUS_OK && about != NULL)
        status = place_anchor(loader, about, &prediction->about);
    if (status == STATUS_OK &&
        (prediction->anchor.is_end || (prediction->about.line == 0 && !prediction->about.is_end)))
        status = json_fault(&loader->json, about != NULL ? about : at, JSON_AT_VALUE, loader->error,
                            "a prediction is about a line that runs after it was asked");
    return status;
}

/* What a kind must have, and what it cannot have. */
static enum status check_kind(struct loader *loader, const cJSON *object, const struct lesson_prediction *prediction)
{
    const cJSON *answer = cJSON_GetObjectItemCaseSensitive(object, "answer");
    const cJSON *of = cJSON_GetObjectItemCaseSensitive(object, "of");
    const char *word = kind_words[prediction->kind];
    const char *missing = NULL;
    bool may_answer = prediction->kind == LESSON_KIND_VALUE || prediction->kind == LESSON_KIND_BOX;

    if (answer != NULL && !may_answer)
        return json_fault(&loader->json, answer, JSON_AT_KEY, loader->error,
                          "\"answer\" belongs to predictions of the kinds \"value\" and \"box\"");
    if (of != NULL && prediction->kind != LESSON_KIND_NAMES)
        return json_fault(&loader->json, of, JSON_AT_KEY, loader->error,
                          "\"of\" belongs to predictions of the kind \"names\"");
    if (has_choices(prediction->kind))
        missing = prediction->options.count == 0 ? "options" : NULL;
    else if (prediction->kind == LESSON_KIND_BOX && answer == NULL)
        missing = "answer";
    else
        missing = prediction->right == NULL ? "right" : prediction->reply == NULL ? "reply" : NULL;
    if (missing != NULL)
        return json_fault(&loader->json, object, JSON_AT_VALUE, loader->error,
                          "a prediction of the kind \"%s\" needs \"%s\"", word, missing);
    return STATUS_OK;
}

/* Kinds that ask for a step, and for its line. */
static enum status check_timeline(struct loader *loader, const cJSON *object,
                                  const struct lesson_prediction *prediction)
{
    const cJSON *kind = cJSON_GetObjectItemCaseSensitive(object, "kind");

    if (loader->on_timeline && (prediction->kind == LESSON_KIND_NAMES || prediction->kind == LESSON_KIND_BOX))
        return json_fault(&loader->json, kind, JSON_AT_VALUE, loader->error,
                          "a timeline has no names and no boxes to ask for");
    if (loader->on_timeline && prediction->kind == LESSON_KIND_THREAD)
        return json_fault(&loader->json, kind, JSON_AT_VALUE, loader->error,
                          "a timeline has no steps: whose is the next cannot be asked");
    if (prediction->kind == LESSON_KIND_THREAD && prediction->about.is_end)
        return json_fault(&loader->json, kind, JSON_AT_VALUE, loader->error,
                          "nothing runs after the end: this kind is about a line");
    return STATUS_OK;
}

static enum status check_prediction(struct loader *loader, const cJSON *object, const struct lesson_scene *scene,
                                    const struct lesson_prediction *prediction)
{
    size_t least = has_choices(prediction->kind) ? OPTIONS_MIN : 0;

    if (check_kind(loader, object, prediction) != STATUS_OK || check_lens(loader, object, "about", "of") != STATUS_OK)
        return STATUS_FAILED;
    if (check_timeline(loader, object, prediction) != STATUS_OK)
        return STATUS_FAILED;
    if (prediction->options.count < least || prediction->options.count > OPTIONS_MAX)
        return json_fault(&loader->json, cJSON_GetObjectItemCaseSensitive(object, "options"), JSON_AT_VALUE,
                          loader->error, "a prediction has %zu to %d options", least, OPTIONS_MAX);
    for (size_t i = 0; i < scene->predictions.count && !loader->on_timeline; i++)
        if (is_same_moment(&scene->predictions.items[i].anchor, &prediction->anchor))
            return json_fault(&loader->json, object, JSON_AT_VALUE, loader->error,
                              "another prediction of this scene is asked at the same moment");
    return STATUS_OK;
}

static enum status read_options(struct loader *loader, const cJSON *object, struct lesson_prediction *prediction)
{
    const cJSON *options = cJSON_GetObjectItemCaseSensitive(object, "options");
    enum status status = STATUS_OK;

    loader->reading = prediction->kind;
    for (const cJSON *item = options != NULL ? options->child : NULL; status == STATUS_OK && item != NULL;
         item = item->next)
        status = read_option(loader, item, prediction);
    return status;
}

static enum status read_prediction(struct loader *loader, const cJSON *object, void *owner)
{
    struct lesson_scene *scene = owner;
    struct lesson_prediction prediction = {.anchor = {.occurrence = 1}};
    enum status status = fields_take(loader, object, prediction_fields, &prediction);

    loader->on_timeline = scene->lens == LESSON_LENS_TIMELINE;
    if (status == STATUS_OK) /* what an option may have depends on the kind, whose key may stand behind it */
        status = read_options(loader, object, &prediction);
    if (status == STATUS_OK)
        status = place_prediction(loader, object, &prediction);
    if (status == STATUS_OK)
        status = check_prediction(loader, object, scene, &prediction);
    vector_push(&scene->predictions, prediction);
    return status;
}

/* ---- tasks ---- */

static const struct field check_fields[] = {
    {.key = "holds",
     .sort = FIELD_CONDITION,
     .is_required = true,
     .offset = offsetof(struct lesson_check, holds),
     .what = "what must hold at the end of the run"},
    {.key = "text",
     .sort = FIELD_TEXT,
     .is_required = true,
     .offset = offsetof(struct lesson_check, text),
     .what = "said where it does not hold"},
    {.key = NULL},
};

static enum status read_check(struct loader *loader, const cJSON *object, void *owner)
{
    struct lesson_task *task = owner;
    struct lesson_check check = {.text = NULL};
    enum status status = fields_take(loader, object, check_fields, &check);

    vector_push(&task->checks, check);
    return status;
}

static const struct field task_fields[] = {
    {.key = "text",
     .sort = FIELD_TEXT,
     .is_required = true,
     .offset = offsetof(struct lesson_task, text),
     .what = "what to do"},
    {.key = "code",
     .sort = FIELD_FILE,
     .offset = offsetof(struct lesson_task, code),
     .what = "the code to begin with, if it is not the scene's"},
    {.key = "checks",
     .sort = FIELD_LIST,
     .is_required = true,
     .read = read_check,
     .inside = check_fields,
     .what = "all must hold"},
    {.key = "hints",
     .sort = FIELD_TEXTS,
     .offset = offsetof(struct lesson_task, hints),
     .what = "shown one at a time"},
    {.key = "solution", .sort = FIELD_FILE, .is_required = true, .offset = offsetof(struct lesson_task, solution)},
    {.key = "solved",
     .sort = FIELD_TEXT,
     .is_required = true,
     .offset = offsetof(struct lesson_task, solved),
     .what = "said when it is solved"},
    {.key = NULL},
};

static enum status read_task(struct loader *loader, const cJSON *object, void *owner)
{
    struct lesson_scene *scene = owner;
    enum status status;

    scene->task = memory_zeroed(1, sizeof *scene->task);
    status = fields_take(loader, object, task_fields, scene->task);
    if (scene->task->code == NULL && scene->code != NULL)
        scene->task->code = memory_copy_string(scene->code);
    return status;
}

/* ---- scenes ---- */

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

static enum status read_code(struct loader *loader, const cJSON *value, const struct lesson_scene *scene)
{
    struct error reason;

    text_clear(&loader->code);
    if (file_read(scene->code, CODE_MAX, &loader->code, &reason) != STATUS_OK)
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error, "%.900s", reason.text);
    if (!is_utf8(&loader->code))
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error, "%s is not UTF-8", scene->code);
    return STATUS_OK;
}

static enum status read_start(struct loader *loader, const cJSON *value, void *owner)
{
    (void)value;
    return read_code(loader, value, owner);
}

/* The texts' anchors are places in the code, so "code" stands before them, and is read when it was taken. */
static const struct field scene_fields[] = {
    {.key = "title", .sort = FIELD_TITLE, .is_required = true, .offset = offsetof(struct lesson_scene, title)},
    {.key = "code", .sort = FIELD_FILE, .is_required = true, .offset = offsetof(struct lesson_scene, code)},
    {.key = "code", .sort = FIELD_OBJECT, .read = read_start},
    {.key = "recording",
     .sort = FIELD_RECORDING,
     .offset = offsetof(struct lesson_scene, recording),
     .what = "of the code with the lens timeline, shown where the CPython that made it is not there"},
    {.key = "lens",
     .sort = FIELD_WORD,
     .offset = offsetof(struct lesson_scene, lens),
     .words = lens_words,
     .what = "what the scene is looked at through"},
    {.key = "boxes",
     .sort = FIELD_TRUTH,
     .offset = offsetof(struct lesson_scene, all_objects),
     .what = "numbers and strings are drawn as objects of their own"},
    {.key = "analyse",
     .sort = FIELD_TRUTH,
     .offset = offsetof(struct lesson_scene, is_analysed),
     .what = "what linters and type checkers that are on PATH say of the code is shown first"},
    {.key = "start",
     .sort = FIELD_PLACE,
     .offset = offsetof(struct lesson_scene, start.at),
     .what = "the line before which the scene begins"},
    {.key = "stop",
     .sort = FIELD_PLACE,
     .offset = offsetof(struct lesson_scene, stop.at),
     .what = "the line before which the scene ends"},
    {.key = "say",
     .sort = FIELD_LIST,
     .is_required = true,
     .read = read_say,
     .inside = say_fields,
     .what = "what to say, and when"},
    {.key = "predictions",
     .sort = FIELD_LIST,
     .read = read_prediction,
     .inside = prediction_fields,
     .what = "questions, each asked before the step that answers it"},
    {.key = "notes",
     .sort = FIELD_TEXTS,
     .offset = offsetof(struct lesson_scene, notes),
     .what = "for whoever presents the lesson to a class"},
    {.key = "task",
     .sort = FIELD_OBJECT,
     .read = read_task,
     .inside = task_fields,
     .what = "code to change until something holds"},
    {.key = NULL},
};

static enum status read_scene(struct loader *loader, const cJSON *object, void *owner)
{
    struct lesson *lesson = owner;
    struct lesson_scene scene = {.start = {.occurrence = 1}, .stop = {.occurrence = 1}};
    enum status status = fields_take(loader, object, scene_fields, &scene);

    loader->on_timeline = scene.lens == LESSON_LENS_TIMELINE;
    if (status == STATUS_OK)
        status = check_lens(loader, object, "start", "stop");
    if (status == STATUS_OK && scene.recording != NULL && !loader->on_timeline)
        status =
            json_fault(&loader->json, cJSON_GetObjectItemCaseSensitive(object, "recording"), JSON_AT_KEY,
                       loader->error, "a recording is of threads: only a scene with the lens timeline may have one");
    if (status == STATUS_OK)
        status = place_optional(loader, object, "start", &scene.start);
    if (status == STATUS_OK)
        status = place_optional(loader, object, "stop", &scene.stop);
    vector_push(&lesson->scenes, scene);
    return status;
}

/* ---- the lesson ---- */

static const struct field claim_fields[] = {
    {.key = "belief", .sort = FIELD_TEXT, .is_required = true, .offset = offsetof(struct lesson_claim, belief)},
    {.key = "answer", .sort = FIELD_TEXT, .is_required = true, .offset = offsetof(struct lesson_claim, answer)},
    {.key = NULL},
};

static enum status read_claim(struct loader *loader, const cJSON *object, void *owner)
{
    struct lesson *lesson = owner;
    struct lesson_claim claim = {.belief = NULL};
    enum status status = fields_take(loader, object, claim_fields, &claim);

    vector_push(&lesson->claims, claim);
    return status;
}

/* A lesson is called as its folder is. */
static enum status check_id(struct loader *loader)
{
    const struct lesson *lesson = loader->lesson;
    const char *slash = strrchr(lesson->folder, '/'), *folder = slash != NULL ? slash + 1 : lesson->folder;

    if (strcmp(lesson->id, folder) == 0)
        return STATUS_OK;
    return json_fault(&loader->json, cJSON_GetObjectItemCaseSensitive(loader->json.root, "id"), JSON_AT_VALUE,
                      loader->error, "a lesson's id is the name of its folder, \"%s\"", folder);
}

static enum status read_id(struct loader *loader, const cJSON *value, void *owner)
{
    (void)value;
    (void)owner;
    return check_id(loader);
}

const struct field lesson_fields[] = {
    {.key = "id",
     .sort = FIELD_WORDS,
     .is_required = true,
     .offset = offsetof(struct lesson, id),
     .what = "the name of the lesson's folder"},
    {.key = "id", .sort = FIELD_OBJECT, .read = read_id},
    {.key = "title", .sort = FIELD_TITLE, .is_required = true, .offset = offsetof(struct lesson, title)},
    {.key = "layer",
     .sort = FIELD_WORD,
     .is_required = true,
     .offset = offsetof(struct lesson, layer),
     .words = layer_words},
    {.key = "place",
     .sort = FIELD_NUMBER,
     .is_required = true,
     .offset = offsetof(struct lesson, place),
     .what = "where it stands in its layer"},
    {.key = "minutes",
     .sort = FIELD_NUMBER,
     .is_required = true,
     .offset = offsetof(struct lesson, minutes),
     .what = "how long it takes"},
    {.key = "after",
     .sort = FIELD_STRINGS,
     .offset = offsetof(struct lesson, after),
     .what = "ids of lessons to take before"},
    {.key = "claims",
     .sort = FIELD_LIST,
     .read = read_claim,
     .inside = claim_fields,
     .what = "popular beliefs that the lesson answers"},
    {.key = "scenes", .sort = FIELD_LIST, .is_required = true, .read = read_scene, .inside = scene_fields},
    {.key = NULL},
};

/* The folder's path without slashes at its end. */
static char *copy_folder(const char *folder)
{
    size_t length = strlen(folder);

    while (length > 1 && folder[length - 1] == '/')
        length--;
    return memory_copy_bytes(folder, length);
}

static enum status load_into(struct loader *loader, const char *language)
{
    struct translation others;
    enum status status = translation_open(&others, loader->lesson->folder, "lesson", language, loader->error);

    if (status == STATUS_OK) {
        loader->others = &others; /* cppcheck-suppress autoVariables ; for as long as this runs */
        loader->lesson->is_translated = others.texts != NULL;
        status = fields_take(loader, loader->json.root, lesson_fields, loader->lesson);
    }
    if (status == STATUS_OK)
        status = translation_check(&others, loader->error);
    translation_close(&others);
    return status;
}

enum status lesson_load(const char *folder, const char *language, struct lesson **lesson, struct error *error)
{
    struct loader loader = {.lesson = memory_zeroed(1, sizeof(struct lesson)), .error = error};
    struct text path = TEXT_EMPTY;
    enum status status;

    loader.lesson->folder = copy_folder(folder);
    text_format(&path, "%s/lesson.json", loader.lesson->folder);
    status = json_read(path.bytes, &loader.json, error);
    if (status == STATUS_OK) {
        status = load_into(&loader, language);
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

/* ---- the glossary ---- */

static enum status read_term(struct loader *loader, const cJSON *item, struct glossary *glossary)
{
    struct glossary_term term = {NULL, NULL};

    if (!cJSON_IsString(item) || *item->valuestring == '\0')
        return json_fault(&loader->json, item, JSON_AT_VALUE, loader->error,
                          "this should be what the word means, in double quotes");
    term.term = translate_spelled(item->string);
    term.text = translate_spelled(item->valuestring);
    vector_push(&glossary->terms, term);
    return STATUS_OK;
}

/* Its own file for each language: words are explained anew, not translated. */
enum status glossary_load(const char *folder, const char *language, struct glossary *glossary, struct error *error)
{
    struct loader loader = {.error = error};
    struct text path = TEXT_EMPTY;
    enum status status = STATUS_FAILED;

    memset(glossary, 0, sizeof *glossary);
    if (language != NULL) {
        text_format(&path, "%s/glossary.%s.json", folder, language);
        status = json_read(path.bytes, &loader.json, error);
    }
    if (status != STATUS_OK) {
        text_clear(&path);
        text_format(&path, "%s/glossary.json", folder);
        status = json_read(path.bytes, &loader.json, error);
    }
    text_free(&path);
    if (status != STATUS_OK)
        return status;
    if (!cJSON_IsObject(loader.json.root))
        status = json_fault(&loader.json, loader.json.root, JSON_AT_VALUE, error,
                            "this should be an object in { }: words, each with what it means");
    for (const cJSON *item = loader.json.root->child; status == STATUS_OK && item != NULL; item = item->next)
        status = read_term(&loader, item, glossary);
    json_free(&loader.json);
    if (status != STATUS_OK)
        glossary_free(glossary);
    return status;
}

/* ---- the tutor's own words ---- */

enum status tutor_words_load(const char *path, struct error *error)
{
    struct error reason;
    struct json json;
    enum status status = json_read(path, &json, error);

    if (status != STATUS_OK)
        return status;
    if (!cJSON_IsObject(json.root))
        status = json_fault(&json, json.root, JSON_AT_VALUE, error,
                            "this should be an object in { }: the tutor's texts, each with its translation");
    for (const cJSON *item = json.root->child; status == STATUS_OK && item != NULL; item = item->next) {
        if (!cJSON_IsString(item) || *item->valuestring == '\0')
            status = json_fault(&json, item, JSON_AT_VALUE, error, "this should be a translation, in double quotes");
        else if (translate_add(item->string, item->valuestring, &reason) != STATUS_OK)
            status = json_fault(&json, item, JSON_AT_VALUE, error, "%.900s", reason.text);
    }
    json_free(&json);
    return status;
}
