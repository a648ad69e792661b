#include "record/words.h"

#include <string.h>

#include "record/values.h"

static const char *const label_texts[] = {
#define LABEL(NAME, text) text,
    LABELS(LABEL)
#undef LABEL
};

/* Fields are few, and are not left out because contents are many. */
size_t words_room(const struct entry_words *words, size_t size)
{
    size_t used = (words->items.count - words->contents) / size;

    return used < TRACE_ENTRIES_MAX ? TRACE_ENTRIES_MAX - used : 0;
}

static void add_two(struct entry_words *words, uintptr_t first, PyObject *second)
{
    if (second == NULL)
        return;
    if (words_room(words, 2) == 0) {
        words->hidden++;
        return;
    }
    vector_push(&words->items, first);
    vector_push(&words->items, (uintptr_t)second);
}

void words_add_item(struct entry_words *words, PyObject *item)
{
    if (words->mixed)
        add_two(words, WORD_OF_ITEM, item);
    else if (item != NULL && words_room(words, 1) > 0)
        vector_push(&words->items, (uintptr_t)item);
    else if (item != NULL)
        words->hidden++;
}

void words_add_pair(struct entry_words *words, PyObject *key, PyObject *value)
{
    add_two(words, (uintptr_t)key, value);
}

void words_add_named(struct entry_words *words, PyObject *name, PyObject *value)
{
    add_two(words, words_of_name(name), value);
}

void words_add_field(struct entry_words *words, enum label label, PyObject *value)
{
    add_two(words, (uintptr_t)label << 3 | WORD_OF_TABLE, value);
}

void words_add_member(struct entry_words *words, const PyMemberDef *member, PyObject *value)
{
    add_two(words, (uintptr_t)member | WORD_OF_MEMBER, value);
}

/* Labels met lately.  A str's address may be that of another by now, but hardly one with the same hash and length. */
enum { LATELY = 512 };

static struct {
    uintptr_t label;
    Py_hash_t hash;
    Py_ssize_t length;
    uint64_t number;
} lately[LATELY];

static uint64_t find_label(struct trace_writer *writer, uintptr_t label)
{
    struct text name = TEXT_EMPTY;
    uint64_t number;

    if (label & WORD_OF_TABLE)
        text_add(&name, label_texts[label >> 3]);
    else if (label & WORD_OF_MEMBER)
        text_add(&name, ((PyMemberDef *)(label & ~(uintptr_t)WORD_OF_MEMBER))->name);
    else
        value_utf8((PyObject *)(label & ~(uintptr_t)WORD_OF_STR), SIZE_MAX, &name);
    number = trace_writer_string(writer, text_string(&name), name.length);
    text_free(&name);
    return number;
}

uint64_t words_label(struct trace_writer *writer, uintptr_t label)
{
    const PyASCIIObject *string = (PyASCIIObject *)(label & ~(uintptr_t)WORD_OF_STR);
    size_t place = label * 0x9E3779B97F4A7C15u >> 55; /* of LATELY */

    if (label & (WORD_OF_TABLE | WORD_OF_MEMBER) || string->hash == -1)
        return find_label(writer, label);
    if (lately[place].label != label || lately[place].hash != string->hash ||
        lately[place].length != string->length) {
        lately[place].label = label;
        lately[place].hash = string->hash;
        lately[place].length = string->length;
        lately[place].number = find_label(writer, label);
    }
    return lately[place].number;
}
