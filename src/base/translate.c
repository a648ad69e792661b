#include "base/translate.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/search.h"
#include "base/text.h"
#include "base/utf8.h"
#include "base/vector.h"

struct entry {
    char *english, *other;
};

static VECTOR(struct entry) table; /* sorted by `english` */

/* The place of the text, or where it belongs. */
static size_t find(const char *english)
{
    size_t place = 0;

    search_first(place, table.count, at, strcmp(table.items[at].english, english) < 0);
    return place;
}

static bool is_at(size_t index, const char *english)
{
    return index < table.count && strcmp(table.items[index].english, english) == 0;
}

const char *translate(const char *english)
{
    size_t index = find(english);

    return is_at(index, english) ? table.items[index].other : english;
}

/* The next conversion, as "%-3s"; %% is none. */
static const char *next_conversion(const char **at, size_t *length)
{
    const char *start;

    while ((start = strchr(*at, '%')) != NULL && start[1] == '%')
        *at = start + 2;
    if (start == NULL)
        return NULL;
    *length = 1 + strspn(start + 1, "-+ #0123456789.*$hlLjzt");
    *length += start[*length] != '\0';
    *at = start + *length;
    return start;
}

static bool have_same_conversions(const char *one, const char *other)
{
    const char *left, *right;
    size_t left_length, right_length;

    do {
        left = next_conversion(&one, &left_length);
        right = next_conversion(&other, &right_length);
        if ((left == NULL) != (right == NULL))
            return false;
        if (left != NULL && (left_length != right_length || memcmp(left, right, left_length) != 0))
            return false;
    } while (left != NULL);
    return true;
}

/* The next word in braces, braces included. */
static const char *next_place(const char **at, size_t *length)
{
    const char *start = strchr(*at, '{'), *end = start != NULL ? strchr(start, '}') : NULL;

    if (end == NULL)
        return NULL;
    *length = (size_t)(end + 1 - start);
    *at = end + 1;
    return start;
}

static size_t count_places(const char *text, const char *place, size_t length)
{
    const char *found;
    size_t count = 0, found_length;

    while ((found = next_place(&text, &found_length)) != NULL)
        count += place == NULL || (found_length == length && memcmp(found, place, length) == 0);
    return count;
}

static bool have_same_places(const char *one, const char *other)
{
    const char *at = one, *place;
    size_t length;

    if (count_places(one, NULL, 0) != count_places(other, NULL, 0))
        return false;
    while ((place = next_place(&at, &length)) != NULL)
        if (count_places(one, place, length) != count_places(other, place, length))
            return false;
    return true;
}

static bool in_ascii;

void translate_use_ascii(bool ascii)
{
    in_ascii = ascii;
}

char *translate_spelled(const char *other)
{
    struct text spelled = TEXT_EMPTY;

    text_add(&spelled, other);
    if (in_ascii)
        utf8_replace_letters(&spelled);
    text_add(&spelled, "");
    return spelled.bytes != NULL ? text_take(&spelled) : memory_copy_string("");
}

enum status translate_add(const char *english, const char *other, struct error *error)
{
    size_t index = find(english);

    if (!have_same_conversions(english, other))
        return error_set(error, STATUS_FAILED,
                         "\"%.200s\" and its translation should have the same %%… in the same order", english);
    if (!have_same_places(english, other))
        return error_set(error, STATUS_FAILED, "\"%.200s\" and its translation should have the same {…}", english);
    if (is_at(index, english)) {
        free(table.items[index].other);
    } else {
        vector_splice(&table, index, 0, 1);
        table.items[index].english = memory_copy_string(english);
    }
    table.items[index].other = translate_spelled(other);
    return STATUS_OK;
}

void translate_forget(void)
{
    for (size_t i = 0; i < table.count; i++) {
        free(table.items[i].english);
        free(table.items[i].other);
    }
    vector_free(&table);
}
