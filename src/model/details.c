#include "model/details.h"

#include <stdlib.h>
#include <string.h>

#include "base/translate.h"
#include "model/sentence.h"

/* What record/ writes: keys, words that stand alone, and what is counted. */
static const char *const words[] = {
    TRANSLATE_LATER("position"),    TRANSLATE_LATER("remaining"), TRANSLATE_LATER("next"),
    TRANSLATE_LATER("next number"), TRANSLATE_LATER("exhausted"), TRANSLATE_LATER("descriptor"),
    TRANSLATE_LATER("closed"),      TRANSLATE_LATER("detached"),  TRANSLATE_LATER("released"),
    TRANSLATE_LATER("alive"),       TRANSLATE_LATER("dead"),      TRANSLATE_LATER("traceback"),
    TRANSLATE_LATER("frame"),       TRANSLATE_LATER("frames"),    TRANSLATE_LATER("byte"),
    TRANSLATE_LATER("bytes"),       TRANSLATE_LATER("read-only"), TRANSLATE_LATER("maxlen"),
    TRANSLATE_LATER("offset"),      TRANSLATE_LATER("more row"),  TRANSLATE_LATER("more rows"),
    TRANSLATE_LATER("more items"),
};

/* Keys that programs know by these names. */
static const char *const names[] = {"dtype", "shape", "strides", "typecode"};

bool details_next(struct trace_bytes *details, struct trace_bytes *line)
{
    const char *end;

    if (details->length == 0)
        return false;
    end = memchr(details->at, '\n', details->length);
    *line = (struct trace_bytes){details->at, end != NULL ? (size_t)(end - details->at) : details->length};
    details->at += line->length + (end != NULL);
    details->length -= line->length + (end != NULL);
    return true;
}

/* The word, in the learner's language; NULL when it is none of ours. */
static const char *word_of(const char *at, size_t length)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && memcmp(words[i], at, length) == 0)
            return translate(words[i]);
    return NULL;
}

static bool is_name(const char *at, size_t length)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == length && memcmp(names[i], at, length) == 0)
            return true;
    return false;
}

static void write_word(const char *at, size_t length, struct text *out)
{
    const char *word = word_of(at, length);

    if (word != NULL)
        text_add(out, word);
    else
        text_append(out, at, length);
}

/* "3 bytes, read-only": numbers, and words with ", " or a blank between. */
static void write_value(const char *at, size_t length, struct text *out)
{
    size_t digits = 0, comma;
    const char *found;

    while (digits < length && at[digits] >= '0' && at[digits] <= '9')
        digits++;
    if (digits > 0 && digits + 1 < length && at[digits] == ' ') {
        text_append(out, at, digits + 1);
        at += digits + 1;
        length -= digits + 1;
    }
    found = memmem(at, length, ", ", 2);
    comma = found != NULL ? (size_t)(found - at) : length;
    if (found != NULL && word_of(at, comma) != NULL && word_of(found + 2, length - comma - 2) != NULL) {
        write_word(at, comma, out);
        text_add(out, ", ");
        write_word(found + 2, length - comma - 2, out);
        return;
    }
    write_word(at, length, out);
}

/* The length of the key before ": "; 0 where there is none that we know. */
static size_t key_length(struct trace_bytes line)
{
    const char *colon = memmem(line.at, line.length, ": ", 2);
    size_t length = colon != NULL ? (size_t)(colon - line.at) : 0;

    return word_of(line.at, length) != NULL || is_name(line.at, length) ? length : 0;
}

void details_write(struct trace_bytes line, struct text *out)
{
    size_t key = key_length(line);

    if (key > 0) {
        write_word(line.at, key, out);
        text_add(out, ": ");
        line.at += key + 2;
        line.length -= key + 2;
    }
    write_value(line.at, line.length, out);
}

void details_before(struct trace_bytes now, const struct trace_fields_VALUE *change, struct text *out)
{
    size_t end = change->at + change->now.length;

    if (end > now.length)
        return;
    text_append(out, now.at, change->at);
    text_append(out, change->old.at, change->old.length);
    text_append(out, now.at + end, now.length - end);
}

bool details_row(struct trace_bytes line, struct details_row *row)
{
    const char *end = line.length > 0 && line.at[0] == '[' ? memmem(line.at, line.length, "] ", 2) : NULL;

    if (end == NULL)
        return false;
    row->indices = (struct trace_bytes){line.at + 1, (size_t)(end - line.at) - 1};
    row->items = (struct trace_bytes){end + 2, (size_t)(line.at + line.length - end) - 2};
    return true;
}

/* The length of an item that does not begin with a blank: a text ends with its quotation mark, unless a backslash
 * stands before that. */
static size_t item_length(struct trace_bytes items)
{
    size_t length = 0;
    bool quoted = false;

    for (; length < items.length && (quoted || items.at[length] != ' '); length++) {
        if (items.at[length] == '\\' && length + 1 < items.length)
            length++;
        else
            quoted = quoted != (items.at[length] == '\'');
    }
    return length;
}

bool details_item(struct trace_bytes *items, struct trace_bytes *item)
{
    while (items->length > 0 && items->at[0] == ' ') {
        items->at++;
        items->length--;
    }
    *item = (struct trace_bytes){items->at, item_length(*items)};
    items->at += item->length;
    items->length -= item->length;
    return item->length > 0;
}

static bool same_bytes(struct trace_bytes one, struct trace_bytes other)
{
    return one.length == other.length && memcmp(one.at, other.at, one.length) == 0;
}

uint64_t details_items_changed(const struct details_row *row, const struct details_row *was)
{
    struct trace_bytes items = row->items, before = was->items, item, old;
    uint64_t changed = 0;

    for (unsigned i = 0; details_item(&items, &item); i++) {
        if (!details_item(&before, &old))
            return UINT64_MAX;
        if (i < 64 && !same_bytes(item, old))
            changed |= (uint64_t)1 << i;
    }
    return details_item(&before, &old) ? UINT64_MAX : changed;
}

bool details_same(struct trace_bytes line, struct trace_bytes was)
{
    struct details_row row, before;

    if (details_row(line, &row) && details_row(was, &before) && same_bytes(row.indices, before.indices))
        return details_items_changed(&row, &before) == 0;
    return same_bytes(line, was);
}

static void write_now(const char *key, const char *value, struct text *out)
{
    if (*key != '\0')
        sentence_write("{key} is now {value}", SENTENCE_PLACES({"key", key}, {"value", value}), out);
    else
        sentence_write("it is now {now}", SENTENCE_PLACES({"now", value}), out);
}

/* "[0, 1]", where an item of a row stands. */
static void write_index(struct trace_bytes indices, unsigned item, struct text *out)
{
    bool is_piece = indices.length > 0 && indices.at[indices.length - 1] == ':';

    text_add_char(out, '[');
    if (!is_piece) {
        text_append(out, indices.at, indices.length);
        text_add(out, indices.length > 0 ? ", " : "");
    }
    text_add_number(out, (is_piece ? strtol(indices.at, NULL, 10) : 0) + (long)item);
    text_add_char(out, ']');
}

/* Some items of a row, or all of it. */
static void write_row_change(const struct details_row *row, uint64_t changed, struct text *out)
{
    enum { SOME = 3 };
    struct trace_bytes items = row->items, item;
    struct text key = TEXT_EMPTY, value = TEXT_EMPTY;
    bool some = __builtin_popcountll(changed) <= SOME, first = true;

    if (!some && row->indices.length > 0)
        text_format(&key, "[%.*s]", (int)row->indices.length, row->indices.at);
    for (unsigned i = 0; details_item(&items, &item); i++) {
        if (!some) {
            text_add(&value, i > 0 ? " " : "");
        } else if ((changed >> i & 1) == 0) {
            continue;
        } else {
            text_clear(&key);
            text_clear(&value);
            write_index(row->indices, i, &key);
        }
        text_append(&value, item.at, item.length);
        if (some) {
            text_add(out, first ? "" : ", ");
            write_now(text_string(&key), text_string(&value), out);
            first = false;
        }
    }
    if (!some)
        write_now(text_string(&key), text_string(&value), out);
    text_free(&key);
    text_free(&value);
}

void details_write_change(struct trace_bytes line, struct trace_bytes was, struct text *out)
{
    struct text name = TEXT_EMPTY, value = TEXT_EMPTY;
    struct details_row row, before;
    size_t key = key_length(line);

    if (details_row(line, &row)) {
        bool same = details_row(was, &before) && same_bytes(row.indices, before.indices);

        write_row_change(&row, same ? details_items_changed(&row, &before) : UINT64_MAX, out);
        return;
    }
    if (key > 0) {
        write_word(line.at, key, &name);
        line.at += key + 2;
        line.length -= key + 2;
    }
    write_value(line.at, line.length, &value);
    write_now(text_string(&name), text_string(&value), out);
    text_free(&name);
    text_free(&value);
}

void details_write_changes(struct trace_bytes now, const struct trace_fields_VALUE *change, struct text *out)
{
    struct trace_bytes line, before, was;
    struct text text = TEXT_EMPTY;
    bool first = true;

    details_before(now, change, &text);
    before = (struct trace_bytes){text_string(&text), text.length};
    while (details_next(&now, &line)) {
        if (!details_next(&before, &was))
            was = (struct trace_bytes){"", 0};
        if (details_same(line, was))
            continue;
        text_add(out, first ? "" : ", ");
        details_write_change(line, was, out);
        first = false;
    }
    text_free(&text);
}
