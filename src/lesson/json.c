#include "lesson/json.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/utf8.h"

enum { DEPTH_MAX = 16 }; /* of objects and lists in each other */

/* ---- the scan ---- */

struct scan {
    struct json *json;
    const char *at, *end;
    struct json_place place;
    int depth;
    struct error *error;
};

static bool scan_value(struct scan *scan, struct json_place key);

static bool scan_fails(struct scan *scan, const char *what)
{
    error_set(scan->error, STATUS_FAILED, "%s:%u:%u: %s", scan->json->path, (unsigned)scan->place.line,
              (unsigned)scan->place.column, what);
    return false;
}

/* Passes over one character that is known to be UTF-8. */
static void scan_on(struct scan *scan, size_t size)
{
    if (*scan->at == '\n') {
        scan->place.line++;
        scan->place.column = 1;
    } else {
        scan->place.column++;
    }
    scan->at += size;
}

static void skip_blanks(struct scan *scan)
{
    while (scan->at < scan->end && strchr(" \t\r\n", *scan->at) != NULL && *scan->at != '\0')
        scan_on(scan, 1);
}

static bool next_is(const struct scan *scan, char wanted)
{
    return scan->at < scan->end && *scan->at == wanted;
}

static bool take(struct scan *scan, char wanted)
{
    if (!next_is(scan, wanted))
        return false;
    scan_on(scan, 1);
    return true;
}

/* The number of a \u escape, -1 when there is none at `at`. */
static int unicode_escape(const struct scan *scan, const char *at)
{
    int code = 0;

    if (scan->end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        const char *digits = "0123456789abcdef",
                   *digit = strchr(digits, at[i] | ('A' <= at[i] && at[i] <= 'F' ? 0x20 : 0));

        if (digit == NULL || at[i] == '\0')
            return -1;
        code = code * 16 + (int)(digit - digits);
    }
    return code;
}

static bool is_between(int number, int first, int last)
{
    return number >= first && number <= last;
}

static bool scan_escape(struct scan *scan)
{
    int code = unicode_escape(scan, scan->at);
    int length = code >= 0 ? 6 : 2;

    if (code < 0 && (scan->end - scan->at < 2 || strchr("\"\\/bfnrt", scan->at[1]) == NULL || scan->at[1] == '\0'))
        return scan_fails(scan, "this escape is not one of JSON's");
    if (code == 0)
        return scan_fails(scan, "a NUL character cannot stand in a text");
    if (is_between(code, 0xDC00, 0xDFFF) ||
        (is_between(code, 0xD800, 0xDBFF) && !is_between(unicode_escape(scan, scan->at + 6), 0xDC00, 0xDFFF)))
        return scan_fails(scan, "half of a surrogate pair stands here alone");
    if (is_between(code, 0xD800, 0xDBFF))
        length = 12;
    for (int i = 0; i < length; i++)
        scan_on(scan, 1);
    return true;
}

static bool scan_string(struct scan *scan)
{
    struct scan start = *scan;
    uint32_t code_point;

    scan_on(scan, 1);
    while (scan->at < scan->end && *scan->at != '"') {
        size_t size = utf8_decode(scan->at, (size_t)(scan->end - scan->at), &code_point);

        if (*scan->at == '\n')
            return scan_fails(&start, "this text is not closed on its line");
        if ((unsigned char)*scan->at < ' ')
            return scan_fails(scan, "a control character cannot stand in a text: write it as an escape");
        if (size == 0)
            return scan_fails(scan, "these bytes are not UTF-8");
        if (*scan->at != '\\')
            scan_on(scan, size);
        else if (!scan_escape(scan))
            return false;
    }
    return take(scan, '"') || scan_fails(&start, "this text is not closed");
}

static size_t skip_digits(struct scan *scan)
{
    size_t count = 0;

    for (; scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9'; count++)
        scan_on(scan, 1);
    return count;
}

static bool scan_number(struct scan *scan)
{
    struct scan start = *scan;
    bool leads_with_zero;

    take(scan, '-');
    leads_with_zero = next_is(scan, '0');
    if (skip_digits(scan) > 1 && leads_with_zero)
        return scan_fails(&start, "a number cannot begin with 0");
    if (scan->at[-1] == '-' || (take(scan, '.') && skip_digits(scan) == 0))
        return scan_fails(&start, "this number lacks its digits");
    if (take(scan, 'e') || take(scan, 'E')) {
        if (!take(scan, '+'))
            take(scan, '-');
        if (skip_digits(scan) == 0)
            return scan_fails(&start, "this number lacks its digits");
    }
    return true;
}

static bool scan_word(struct scan *scan)
{
    static const char *const words[] = {"true", "false", "null"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);

        if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, words[i], length) != 0)
            continue;
        while (length-- > 0)
            scan_on(scan, 1);
        return true;
    }
    return scan_fails(scan, "a value should stand here: a text in double quotes, a number, a list or an object");
}

static bool scan_member(struct scan *scan)
{
    struct json_place key = scan->place;

    if (!next_is(scan, '"'))
        return scan_fails(scan, "a key in double quotes should stand here");
    if (!scan_string(scan))
        return false;
    skip_blanks(scan);
    if (!take(scan, ':'))
        return scan_fails(scan, "a colon should stand here, after the key");
    skip_blanks(scan);
    return scan_value(scan, key);
}

/* The rest of an object or list, after its opening bracket. */
static bool scan_container(struct scan *scan, bool is_object)
{
    char close = is_object ? '}' : ']';

    scan_on(scan, 1);
    skip_blanks(scan);
    if (take(scan, close))
        return true;
    for (;;) {
        if (!(is_object ? scan_member(scan) : scan_value(scan, scan->place)))
            return false;
        skip_blanks(scan);
        if (take(scan, close))
            return true;
        if (!take(scan, ','))
            return scan_fails(scan, is_object ? "a comma or } should stand here" : "a comma or ] should stand here");
        skip_blanks(scan);
    }
}

static bool scan_value(struct scan *scan, struct json_place key)
{
    struct json_places places = {key, scan->place};
    bool good;

    vector_push(&scan->json->places, places);
    if (next_is(scan, '"'))
        return scan_string(scan);
    if (scan->at < scan->end && (*scan->at == '-' || (*scan->at >= '0' && *scan->at <= '9')))
        return scan_number(scan);
    if (!next_is(scan, '{') && !next_is(scan, '['))
        return scan_word(scan);
    if (scan->depth == DEPTH_MAX)
        return scan_fails(scan, "objects and lists are nested too deeply here");
    scan->depth++;
    good = scan_container(scan, next_is(scan, '{'));
    scan->depth--;
    return good;
}

static bool scan_all(struct json *json, const struct text *text, struct error *error)
{
    struct scan scan = {.json = json,
                        .at = text_string(text),
                        .end = text_string(text) + text->length,
                        .place = {1, 1},
                        .error = error};

    skip_blanks(&scan);
    if (!scan_value(&scan, scan.place))
        return false;
    skip_blanks(&scan);
    return scan.at == scan.end || scan_fails(&scan, "nothing may follow the end of the first value");
}

/* ---- places ---- */

/* Numbers the value and what is in it, in the scan's order; returns the next number. */
static uint32_t number_values(struct json *json, const cJSON *value, uint32_t number)
{
    map_put(&json->index, (uintptr_t)value, number++);
    for (const cJSON *child = value->child; child != NULL; child = child->next)
        number = number_values(json, child, number);
    return number;
}

static enum status refuse_duplicates(const struct json *json, const cJSON *value, struct error *error)
{
    for (const cJSON *child = value->child; child != NULL; child = child->next) {
        for (const cJSON *earlier = value->child; cJSON_IsObject(value) && earlier != child; earlier = earlier->next)
            if (strcmp(earlier->string, child->string) == 0)
                return json_fault(json, child, JSON_AT_KEY, error, "\"%s\" stands twice in this object",
                                  child->string);
        if (refuse_duplicates(json, child, error) != STATUS_OK)
            return STATUS_FAILED;
    }
    return STATUS_OK;
}

enum status json_fault(const struct json *json, const cJSON *value, enum json_spot spot, struct error *error,
                       const char *format, ...)
{
    struct text sentence = TEXT_EMPTY;
    struct json_place place = {1, 1};
    uint32_t number;
    va_list arguments;

    if (map_get(&json->index, (uintptr_t)value, &number) && number < json->places.count)
        place = spot == JSON_AT_KEY ? json->places.items[number].key : json->places.items[number].value;
    va_start(arguments, format);
    text_format_list(&sentence, format, arguments);
    va_end(arguments);
    error_set(error, STATUS_FAILED, "%s:%u:%u: %s", json->path, (unsigned)place.line, (unsigned)place.column,
              text_string(&sentence));
    text_free(&sentence);
    return STATUS_FAILED;
}

static enum status parse(struct json *json, const struct text *text, struct error *error)
{
    if (!scan_all(json, text, error))
        return STATUS_FAILED;
    json->root = cJSON_ParseWithLength(text->bytes, text->length);
    if (json->root == NULL)
        return error_set(error, STATUS_FAILED, "%s:1:1: this cannot be read as JSON", json->path);
    number_values(json, json->root, 0);
    return refuse_duplicates(json, json->root, error);
}

enum status json_read(const char *path, struct json *json, struct error *error)
{
    struct text text = TEXT_EMPTY;
    enum status status;

    memset(json, 0, sizeof *json);
    json->path = memory_copy_string(path);
    status = file_read(path, JSON_FILE_MAX, &text, error);
    if (status == STATUS_OK)
        status = parse(json, &text, error);
    text_free(&text);
    if (status != STATUS_OK)
        json_free(json);
    return status;
}

void json_free(struct json *json)
{
    cJSON_Delete(json->root);
    vector_free(&json->places);
    map_free(&json->index);
    free(json->path);
    memset(json, 0, sizeof *json);
}
