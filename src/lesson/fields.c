#include "lesson/fields.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/translate.h"

/* ---- texts ---- */

static size_t count_characters(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += (*text & 0xC0) != 0x80;
    return count;
}

static enum status check_text(const struct json *json, const cJSON *value, size_t longest, struct error *error)
{
    if (!cJSON_IsString(value))
        return json_fault(json, value, JSON_AT_VALUE, error, "this should be a text in double quotes");
    if (*value->valuestring == '\0')
        return json_fault(json, value, JSON_AT_VALUE, error, "this text is empty");
    if (count_characters(value->valuestring) > longest)
        return json_fault(json, value, JSON_AT_VALUE, error, "this text has %zu characters: it may have %zu",
                          count_characters(value->valuestring), longest);
    return STATUS_OK;
}

static enum status take_text(struct loader *loader, const cJSON *value, size_t longest, char **out)
{
    enum status status = check_text(&loader->json, value, longest, loader->error);

    if (status == STATUS_OK)
        *out = memory_copy_string(value->valuestring);
    return status;
}

static enum status take_paragraph(struct loader *loader, const cJSON *value, size_t longest, char **out)
{
    struct error reason;
    enum status status = take_text(loader, value, longest, out);

    if (status != STATUS_OK)
        return status;
    if (lesson_check_fill(*out, &reason) != STATUS_OK)
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error, "%.900s", reason.text);
    fields_translate(loader, out);
    return STATUS_OK;
}

/* ---- the texts of another language ---- */

enum status translation_open(struct translation *translation, const char *folder, const char *name,
                             const char *language, struct error *error)
{
    struct text path = TEXT_EMPTY;
    enum status status = STATUS_OK;

    memset(translation, 0, sizeof *translation);
    if (language != NULL)
        text_format(&path, "%s/%s.%s.json", folder, name, language);
    if (path.length > 0 && access(path.bytes, F_OK) == 0) {
        status = json_read(path.bytes, &translation->json, error);
        translation->texts = translation->json.root;
        if (status == STATUS_OK && !cJSON_IsObject(translation->texts))
            status = json_fault(&translation->json, translation->texts, JSON_AT_VALUE, error,
                                "this should be an object in { }: texts of the lesson, each with its translation");
    }
    text_free(&path);
    return status;
}

enum status translation_check(const struct translation *translation, struct error *error)
{
    const cJSON *texts = translation->texts;
    struct error reason;
    uint32_t used;

    for (const cJSON *text = texts != NULL ? texts->child : NULL; text != NULL; text = text->next) {
        if (check_text(&translation->json, text, FIELDS_TEXT_MAX * 5 / 4, error) != STATUS_OK)
            return STATUS_FAILED;
        if (lesson_check_fill(text->valuestring, &reason) != STATUS_OK)
            return json_fault(&translation->json, text, JSON_AT_VALUE, error, "%.900s", reason.text);
        if (!map_get(&translation->used, (uintptr_t)text, &used))
            return json_fault(&translation->json, text, JSON_AT_KEY, error, "no text of the lesson reads \"%.200s\"",
                              text->string);
    }
    return STATUS_OK;
}

void translation_close(struct translation *translation)
{
    json_free(&translation->json);
    map_free(&translation->used);
}

void fields_translate(struct loader *loader, char **text)
{
    const cJSON *other;

    if (loader->others == NULL || loader->others->texts == NULL || *text == NULL)
        return;
    other = cJSON_GetObjectItemCaseSensitive(loader->others->texts, *text);
    if (!cJSON_IsString(other)) {
        vector_push(&loader->lesson->untranslated, memory_copy_string(*text));
        return;
    }
    map_put(&loader->others->used, (uintptr_t)other, 1);
    free(*text);
    *text = translate_spelled(other->valuestring);
}

/* ---- other values ---- */

static enum status take_number(struct loader *loader, const cJSON *value, uint32_t *out)
{
    if (!cJSON_IsNumber(value) || value->valuedouble < 1 || value->valuedouble > FIELDS_NUMBER_MAX ||
        value->valuedouble != (double)value->valueint)
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error,
                          "this should be a whole number from 1 to %d", FIELDS_NUMBER_MAX);
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

static enum status take_expression(struct loader *loader, const cJSON *value, bool is_condition,
                                   struct lesson_expression *out)
{
    struct error reason;
    enum status status = take_text(loader, value, FIELDS_TEXT_MAX, &out->text);

    if (status != STATUS_OK)
        return status;
    status = is_condition ? condition_parse(out->text, &out->condition, &reason)
                          : condition_parse_value(out->text, &out->condition, &reason);
    if (status != STATUS_OK)
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error, "%.900s", reason.text);
    return STATUS_OK;
}

static enum status take_file(struct loader *loader, const cJSON *value, const char *ending, char **out)
{
    enum status status = take_text(loader, value, FIELDS_TITLE_MAX, out);
    struct text path = TEXT_EMPTY;
    size_t length;

    if (status != STATUS_OK)
        return status;
    length = strlen(*out);
    if (length <= strlen(ending) || strcmp(*out + length - strlen(ending), ending) != 0 || strchr(*out, '/') != NULL)
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error,
                          "\"%s\" should name a file of the lesson's folder that ends in %s", *out, ending);
    text_format(&path, "%s/%s", loader->lesson->folder, *out);
    free(*out);
    *out = text_take(&path);
    if (access(*out, R_OK) != 0)
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error,
                          "cannot open %.900s: No such file or directory", *out);
    return STATUS_OK;
}

/* ---- lists ---- */

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

static enum status take_strings(struct loader *loader, const cJSON *value, bool are_texts, void *vector)
{
    struct strings strings;
    enum status status = expect_list(loader, value);

    /* Every VECTOR(char *) is laid out alike; a copy keeps the compiler's view of types true. */
    memcpy(&strings.list, vector, sizeof strings.list);
    for (const cJSON *item = value->child; status == STATUS_OK && item != NULL; item = item->next) {
        char *string = NULL;

        status = are_texts ? take_paragraph(loader, item, FIELDS_TEXT_MAX, &string)
                           : take_text(loader, item, FIELDS_TITLE_MAX, &string);
        if (string != NULL)
            vector_push(&strings.list, string);
    }
    memcpy(vector, &strings.list, sizeof strings.list);
    return status;
}

/* Where "a.n" or "a[0]" comes apart: at the last dot, or the bracket that the last one closes. */
static const char *find_label(const char *text)
{
    size_t length = strlen(text);
    int depth = 0;

    for (size_t i = length; i-- > 0;) {
        depth += text[i] == ']';
        if (text[i] == '[' && --depth == 0)
            return text[length - 1] == ']' ? text + i : NULL;
        if (depth == 0 && text[i] == '.')
            return text + i;
    }
    return NULL;
}

static enum status take_point(struct loader *loader, const cJSON *value, struct lesson_point *point)
{
    const char *text = cJSON_IsString(value) ? value->valuestring : "", *label;
    char *what;
    struct error reason;
    enum status status = check_text(&loader->json, value, FIELDS_TITLE_MAX, loader->error);

    if (status != STATUS_OK)
        return status;
    label = *text == '*' ? NULL : find_label(text);
    point->target = *text == '*' ? LESSON_POINT_BOX : label != NULL ? LESSON_POINT_SLOT : LESSON_POINT_NAME;
    what =
        label != NULL ? memory_copy_bytes(text, (size_t)(label - text)) : memory_copy_string(text + (*text == '*'));
    point->what.text = what;
    if (label != NULL && *label == '[')
        point->label = memory_copy_bytes(label + 1, strlen(label) - 2);
    else if (label != NULL)
        point->label = memory_copy_string(label + 1);
    if (condition_parse_value(what, &point->what.condition, &reason) != STATUS_OK)
        return json_fault(&loader->json, value, JSON_AT_VALUE, loader->error, "%.900s", reason.text);
    return STATUS_OK;
}

static enum status take_points(struct loader *loader, const cJSON *value, struct lesson_say *say)
{
    enum status status = expect_list(loader, value);

    for (const cJSON *item = value->child; status == STATUS_OK && item != NULL; item = item->next) {
        struct lesson_point point = {.label = NULL};

        status = take_point(loader, item, &point);
        vector_push(&say->points, point);
    }
    return status;
}

/* ---- objects ---- */

static enum status take_list(struct loader *loader, const cJSON *value, const struct field *field, void *owner)
{
    enum status status = expect_list(loader, value);

    /* Without a function they are read by their owner, when it knows more. */
    for (const cJSON *item = value->child; status == STATUS_OK && field->read != NULL && item != NULL;
         item = item->next)
        status = field->read(loader, item, owner);
    return status;
}

static enum status take_field(struct loader *loader, const cJSON *value, const struct field *field, void *owner)
{
    void *place = (char *)owner + field->offset;

    switch (field->sort) {
    case FIELD_TITLE:
        return take_paragraph(loader, value, FIELDS_TITLE_MAX, place);
    case FIELD_TEXT:
        return take_paragraph(loader, value, FIELDS_TEXT_MAX, place);
    case FIELD_PLACE:
    case FIELD_WORDS:
        return take_text(loader, value, FIELDS_TEXT_MAX, place);
    case FIELD_FILE:
        return take_file(loader, value, ".py", place);
    case FIELD_RECORDING:
        return take_file(loader, value, ".trr", place);
    case FIELD_NUMBER:
        return take_number(loader, value, place);
    case FIELD_TRUTH:
        return take_truth(loader, value, place);
    case FIELD_WORD:
        return take_word(loader, value, field->words, place);
    case FIELD_CONDITION:
    case FIELD_EXPRESSION:
        return take_expression(loader, value, field->sort == FIELD_CONDITION, place);
    case FIELD_STRINGS:
    case FIELD_TEXTS:
        return take_strings(loader, value, field->sort == FIELD_TEXTS, place);
    case FIELD_POINTS:
        return take_points(loader, value, owner);
    case FIELD_OBJECT:
        return field->read(loader, value, owner);
    case FIELD_LIST:
        return take_list(loader, value, field, owner);
    }
    return STATUS_FAILED;
}

/* A key may stand in two neighbouring rows: the value is taken by the first, and looked at by the second. */
static bool is_second(const struct field *fields, const struct field *field)
{
    return field > fields && strcmp(field[-1].key, field->key) == 0;
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
            if (!is_second(fields, field))
                text_format(&known, "%s%s", field == fields ? "" : field[1].key == NULL ? " and " : ", ", field->key);
        json_fault(&loader->json, member, JSON_AT_KEY, loader->error,
                   "\"%s\" is not a key of this object: it may have %s", member->string, text_string(&known));
        text_free(&known);
        return STATUS_FAILED;
    }
    return STATUS_OK;
}

enum status fields_take(struct loader *loader, const cJSON *object, const struct field *fields, void *owner)
{
    enum status status;

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
