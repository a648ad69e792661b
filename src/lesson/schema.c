/* The JSON schema of lesson.json, from the tables by which it is read. */
#include <string.h>

#include "base/text.h"
#include "lesson/fields.h"

static void write_object(const struct field *fields, int depth, struct text *out);

static void new_line(int depth, struct text *out)
{
    text_add_char(out, '\n');
    text_fill(out, ' ', (size_t)depth * 2);
}

static void write_string(const char *string, struct text *out)
{
    text_add_char(out, '"');
    for (; *string != '\0'; string++)
        text_format(out, *string == '"' || *string == '\\' ? "\\%c" : "%c", *string);
    text_add_char(out, '"');
}

static void write_words(const char *const *words, struct text *out)
{
    text_add(out, "\"enum\": [");
    for (size_t i = 0; words[i] != NULL; i++) {
        text_add(out, i > 0 ? ", " : "");
        write_string(words[i], out);
    }
    text_add_char(out, ']');
}

static void write_text(size_t longest, struct text *out)
{
    text_format(out, "\"type\": \"string\", \"minLength\": 1, \"maxLength\": %zu", longest);
}

static void write_list_of_texts(size_t longest, struct text *out)
{
    text_add(out, "\"type\": \"array\", \"minItems\": 1, \"items\": {");
    write_text(longest, out);
    text_add_char(out, '}');
}

static void write_sort(const struct field *field, int depth, struct text *out)
{
    switch (field->sort) {
    case FIELD_TITLE:
        write_text(FIELDS_TITLE_MAX, out);
        break;
    case FIELD_TEXT:
    case FIELD_PLACE:
    case FIELD_WORDS:
    case FIELD_CONDITION:
    case FIELD_EXPRESSION:
        write_text(FIELDS_TEXT_MAX, out);
        break;
    case FIELD_FILE:
        write_text(FIELDS_TITLE_MAX, out);
        text_add(out, ", \"pattern\": \"^[^/]+\\\\.py$\"");
        break;
    case FIELD_RECORDING:
        write_text(FIELDS_TITLE_MAX, out);
        text_add(out, ", \"pattern\": \"^[^/]+\\\\.trr$\"");
        break;
    case FIELD_NUMBER:
        text_format(out, "\"type\": \"integer\", \"minimum\": 1, \"maximum\": %d", FIELDS_NUMBER_MAX);
        break;
    case FIELD_TRUTH:
        text_add(out, "\"type\": \"boolean\"");
        break;
    case FIELD_WORD:
        write_words(field->words, out);
        break;
    case FIELD_STRINGS:
    case FIELD_POINTS:
        write_list_of_texts(FIELDS_TITLE_MAX, out);
        break;
    case FIELD_TEXTS:
        write_list_of_texts(FIELDS_TEXT_MAX, out);
        break;
    case FIELD_OBJECT:
        write_object(field->inside, depth, out);
        break;
    case FIELD_LIST:
        text_add(out, "\"type\": \"array\", \"minItems\": 1, \"items\": {");
        write_object(field->inside, depth, out);
        text_add_char(out, '}');
        break;
    }
}

/* A second row for a key looks at what the first has taken. */
static bool is_second(const struct field *fields, const struct field *field)
{
    return field > fields && strcmp(field[-1].key, field->key) == 0;
}

static void write_required(const struct field *fields, struct text *out)
{
    bool first = true;

    text_add(out, "\"required\": [");
    for (const struct field *field = fields; field->key != NULL; field++) {
        if (!field->is_required)
            continue;
        text_add(out, first ? "" : ", ");
        write_string(field->key, out);
        first = false;
    }
    text_add_char(out, ']');
}

static void write_object(const struct field *fields, int depth, struct text *out)
{
    bool first = true;

    text_add(out, "\"type\": \"object\", \"additionalProperties\": false,");
    new_line(depth, out);
    write_required(fields, out);
    text_add_char(out, ',');
    new_line(depth, out);
    text_add(out, "\"properties\": {");
    for (const struct field *field = fields; field->key != NULL; field++) {
        if (is_second(fields, field))
            continue;
        text_add(out, first ? "" : ",");
        first = false;
        new_line(depth + 1, out);
        write_string(field->key, out);
        text_add(out, ": {");
        if (field->what != NULL) {
            text_add(out, "\"description\": ");
            write_string(field->what, out);
            text_add(out, ", ");
        }
        write_sort(field, depth + 2, out);
        text_add_char(out, '}');
    }
    new_line(depth, out);
    text_add_char(out, '}');
}

void lesson_write_schema(struct text *out)
{
    text_add(out, "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
                  "  \"title\": \"A lesson of Terrarium\",\n  ");
    write_object(lesson_fields, 1, out);
    text_add(out, "\n}\n");
}
