#include "record/changes.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/ways.h"
#include "cpython/instructions.h"
#include "record/births.h"
#include "record/hook_dicts.h"
#include "record/types.h"

/* True when the words are those of the shadow, and what they lead to is what it was. */
static bool is_unchanged(const struct shadow *shadow, const struct entry_words *words)
{
    if (words->items.count != shadow->count || words->hidden != shadow->hidden)
        return false;
    for (size_t i = 0; i < shadow->count; i++) {
        const struct shadow_entry *entry = &shadow->entries[i];

        if (entry->word != words->items.items[i])
            return false;
        if (entry->shadow != NULL && !objects_is(entry->shadow, entry->number, (PyObject *)entry->word))
            return false;
    }
    return true;
}

/* Something holds this now, or does so no more.  A tuple may have been filled anew while nobody had it. */
static void meet(const struct shadow_entry *entry, bool held)
{
    if (entry->shadow != NULL && !entry->leaf)
        shadows_meet(entry->shadow, held);
}

/* From entry `at` on, `removed` are replaced by `added` of `now`. */
static void write_splice(const struct shadow *shadow, size_t at, size_t removed, const struct shadow_entry *now,
                         size_t added)
{
    uint64_t few[8], *numbers = removed + added <= 8 ? few : memory_zeroed(removed + added, sizeof *numbers);

    for (size_t i = 0; i < removed; i++) {
        numbers[i] = shadows_logged_number(shadow, &shadow->entries[at + i], at + i);
        meet(&shadow->entries[at + i], false);
    }
    for (size_t i = 0; i < added; i++) {
        numbers[removed + i] = shadows_logged_number(shadow, &now[i], at + i);
        meet(&now[i], true);
    }
    objects.written++;
    trace_writer_splice(objects.writer, shadow->number, at >> (shadow->entry_size == 2), numbers, removed, added);
    if (numbers != few)
        free(numbers);
}

static bool same_entry(const struct shadow_entry *a, const struct shadow_entry *b, size_t size)
{
    return a[0].number == b[0].number && a[size - 1].number == b[size - 1].number &&
           (a[0].shadow == NULL) == (b[0].shadow == NULL);
}

/* The same number of entries: a splice for each run of them that differs. */
static void write_runs(const struct shadow *shadow, const struct shadow_entry *now, size_t count, size_t size)
{
    for (size_t at = 0, end; at < count; at = end) {
        end = at;
        while (end < count && !same_entry(shadow->entries + end, now + end, size))
            end += size;
        if (end > at)
            write_splice(shadow, at, end - at, now + at, end - at);
        else
            end += size;
    }
}

/* Entries came or went: one splice between what is common at the beginning and at the end. */
static void write_difference(const struct shadow *shadow, const struct shadow_entry *now, size_t count, size_t size)
{
    size_t least = count < shadow->count ? count : shadow->count, first = 0, last = 0;

    while (first < least && same_entry(shadow->entries + first, now + first, size))
        first += size;
    while (last < least - first &&
           same_entry(shadow->entries + shadow->count - last - size, now + count - last - size, size))
        last += size;
    write_splice(shadow, first, shadow->count - first - last, now + first, count - first - last);
}

/* The entry as it was: at its place counted from the beginning, or from the end. */
static const struct shadow_entry *as_before(const struct shadow *shadow, size_t at, size_t count, uintptr_t word)
{
    size_t places[2] = {at, at + shadow->count - count};

    for (int i = 0; i < 2; i++) {
        const struct shadow_entry *entry = places[i] < shadow->count ? shadow->entries + places[i] : NULL;

        if (entry != NULL && entry->word == word && entry->shadow != NULL &&
            objects_is(entry->shadow, entry->number, (PyObject *)word))
            return entry;
    }
    return NULL;
}

static EACH_STEP struct shadow_entry new_entry(struct shadow *shadow, size_t at, uintptr_t word)
{
    struct shadow_entry entry = {.word = word};

    if (shadows_is_label(word, at)) {
        entry.number = shadows_label_number(shadow, word);
        return entry;
    }
    entry.shadow = births_shadow((PyObject *)word, shadow->in_library);
    entry.number = entry.shadow->number;
    entry.leaf = entry.shadow->leaf;
    shadow->leads = shadow->leads || !entry.leaf;
    return entry;
}

static struct shadow_entry entry_of(struct shadow *shadow, size_t at, size_t count, uintptr_t word)
{
    const struct shadow_entry *before = as_before(shadow, at, count, word);

    return before != NULL ? *before : new_entry(shadow, at, word);
}

static void write_length(struct shadow *shadow, uint64_t hidden)
{
    if (hidden == shadow->hidden)
        return;
    objects.written++;
    trace_writer_put_length(objects.writer,
                            &(struct trace_fields_LENGTH){shadow->number, (int64_t)(hidden - shadow->hidden)});
    shadow->hidden = hidden;
}

static void replace_entries(struct shadow *shadow, struct entry_words *words)
{
    size_t count = words->items.count, size = shadows_entry_size(shadow);
    uint32_t room = shadows_room(count);
    struct shadow_entry *now = memory_zeroed(room, sizeof *now);

    for (size_t i = 0; i < count; i++)
        now[i] = entry_of(shadow, i, count, words->items.items[i]);
    if (count == shadow->count)
        write_runs(shadow, now, count, size);
    else
        write_difference(shadow, now, count, size);
    write_length(shadow, words->hidden);
    free(shadow->entries);
    shadow->entries = now;
    shadow->room = room;
    shadow->count = (uint32_t)count;
    shadows_find_restless(shadow);
}

static inline bool is_same_entry(const struct shadow_entry *entry, uintptr_t word)
{
    if (entry->word != word)
        return false;
    if (entry->shadow == NULL)
        return true;
    return entry->leaf ? objects_is(entry->shadow, entry->number, (PyObject *)word)
                       : entry->shadow->number == entry->number;
}

/* Writes one more word behind the others. */
static void push_entry(struct shadow *shadow, struct shadow_entry entry)
{
    shadows_make_room(shadow, shadow->count + 1);
    shadow->entries[shadow->count++] = entry;
}

/* Each word for itself where as many stand as before, and those that came behind them: what most changes come down to.
 * False when it is not so plain. */
static bool replace_some(struct shadow *shadow, const struct entry_words *words)
{
    size_t count = words->items.count, size = shadows_entry_size(shadow);

    if (count < shadow->count || count > shadow->count + size || words->hidden != shadow->hidden)
        return false;
    for (size_t i = 0; size == 2 && i < shadow->count; i += 2)
        if (!is_same_entry(&shadow->entries[i], words->items.items[i]))
            return false;
    for (size_t i = size - 1; i < shadow->count; i += size)
        if (!is_same_entry(&shadow->entries[i], words->items.items[i])) {
            struct shadow_entry now[2] = {shadow->entries[i - size + 1], shadow->entries[i]};

            now[size - 1] = new_entry(shadow, i, words->items.items[i]);
            write_splice(shadow, i - size + 1, size, now, size);
            shadow->entries[i] = now[size - 1];
        }
    if (count > shadow->count) {
        struct shadow_entry now[2] = {{.word = 0}, {.word = 0}};

        for (size_t i = 0; i < size; i++)
            now[i] = new_entry(shadow, i, words->items.items[count - size + i]);
        if (count == shadow->count)
            return true; /* the new one holds it, and has looked already */
        write_splice(shadow, shadow->count, 0, now, size);
        for (size_t i = 0; i < size; i++)
            push_entry(shadow, now[i]);
    }
    return true;
}

/* Whether an item of a tuple is what it was.  Deaths are told of all but leaves; of those only an int, cheap to compare
 * and most often replaced, is looked at again. */
static bool is_same_item(const struct shadow_entry *entry, PyObject *item)
{
    const struct shadow *shadow = entry->shadow;

    return entry->word == (uintptr_t)item && shadow->number == entry->number &&
           (shadow->kind != TRACE_OBJECT_INT || !shadow->leaf ||
            shadow->fingerprint == value_fingerprint(item, TRACE_OBJECT_INT));
}

/* C code may fill a tuple anew while nobody else has it (zip does), so each is looked at: without reading it first. */
static bool is_same_tuple(const struct shadow *shadow)
{
    PyObject *const *items = ((PyTupleObject *)shadow->address)->ob_item;

    if ((uint64_t)Py_SIZE(shadow->address) != shadow->count + shadow->hidden)
        return false;
    for (size_t i = 0; i < shadow->count; i++)
        if (!is_same_item(&shadow->entries[i], items[i]))
            return false;
    return true;
}

/* The same of a list, in which no leaf is taken for what stood at its address before. */
static bool is_same_list(const struct shadow *shadow)
{
    PyObject *const *items = ((PyListObject *)shadow->address)->ob_item;

    if ((uint64_t)Py_SIZE(shadow->address) != shadow->count + shadow->hidden)
        return false;
    for (size_t i = 0; i < shadow->count; i++) {
        const struct shadow_entry *entry = &shadow->entries[i];

        if (entry->word != (uintptr_t)items[i] || entry->shadow->number != entry->number ||
            (entry->leaf && !shadows_is_same_leaf(entry->shadow, items[i])))
            return false;
    }
    return true;
}

static inline bool is_same_sequence(const struct shadow *shadow)
{
    if (shadow->fields_too)
        return false;
    return shadow->kind == TRACE_OBJECT_TUPLE ? is_same_tuple(shadow)
                                              : shadow->kind == TRACE_OBJECT_LIST && is_same_list(shadow);
}

/* Whether nothing else has come to stand at an entry's address; where the version tells of it, it is not asked. */
static bool do_entries_stand(const struct shadow *shadow)
{
    if (shadow->kind != TRACE_OBJECT_OTHER && shadow->kind != TRACE_OBJECT_FUNCTION)
        return true;
    for (size_t i = 0; i < shadow->count; i++)
        if (!is_same_entry(&shadow->entries[i], shadow->entries[i].word))
            return false;
    return true;
}

/* False when its version tells that nothing of it has changed. */
static bool compare_entries(struct shadow *shadow)
{
    struct entry_words words;
    uint64_t version;

    if (is_same_sequence(shadow))
        return true;
    version = entries_version(shadow->address, shadows_form(shadow));
    if (version != 0 && version == shadow->version && do_entries_stand(shadow))
        return false;
    if (shadow->unopened)
        return true;
    shadow->version = version;
    entries_read(shadow->address, shadows_form(shadow), &objects.words);
    words = objects.words; /* births on the way need the scratch */
    memset(&objects.words, 0, sizeof objects.words);
    if (!replace_some(shadow, &words) && !is_unchanged(shadow, &words))
        replace_entries(shadow, &words);
    if (objects.words.items.items == NULL)
        objects.words = words;
    else
        vector_free(&words.items);
    return true;
}

static inline bool is_same_word(const char *one, const char *other)
{
    uint64_t words[2];

    memcpy(&words[0], one, sizeof words[0]);
    memcpy(&words[1], other, sizeof words[1]);
    return words[0] == words[1];
}

/* What is logged of a value that changes; `change` of its true length. */
static void compare_bytes(struct shadow *shadow, const char *bytes, size_t now, int64_t change)
{
    size_t old = shadow->recorded, least = now < old ? now : old, first = 0, last = 0;

    if (change == 0 && now == old && memcmp(bytes, shadow->bytes, now) == 0)
        return;
    while (first + sizeof(uint64_t) <= least && is_same_word(bytes + first, shadow->bytes + first))
        first += sizeof(uint64_t);
    while (first < least && bytes[first] == shadow->bytes[first])
        first++;
    while (last + sizeof(uint64_t) <= least - first &&
           is_same_word(bytes + now - last - sizeof(uint64_t), shadow->bytes + old - last - sizeof(uint64_t)))
        last += sizeof(uint64_t);
    while (last < least - first && bytes[now - last - 1] == shadow->bytes[old - last - 1])
        last++;
    objects.written++;
    trace_writer_put_value(objects.writer,
                           &(struct trace_fields_VALUE){.object = shadow->number,
                                                        .at = first,
                                                        .old = {shadow->bytes + first, old - first - last},
                                                        .now = {bytes + first, now - first - last},
                                                        .change = change});
    if (now > old)
        shadow->bytes = memory_resize(shadow->bytes, now, 1);
    memcpy(shadow->bytes, bytes, now);
    shadow->recorded = (uint32_t)now;
}

/* The same of what is known to have changed, and to be short, as where an iterator is: its end most often differs. */
static inline __attribute__((always_inline)) void replace_line(struct shadow *shadow, const char *line, size_t now)
{
    size_t old = shadow->recorded, least = now < old ? now : old, first = 0, last = 0;

    if (least >= sizeof(uint64_t) && is_same_word(line, shadow->bytes))
        first = sizeof(uint64_t);
    while (first < least && line[first] == shadow->bytes[first])
        first++;
    while (last < least - first && line[now - last - 1] == shadow->bytes[old - last - 1])
        last++;
    if (first == now && now == old)
        return;
    objects.written++;
    trace_writer_bytes_changed(objects.writer,
                               &(struct trace_fields_VALUE){.object = shadow->number,
                                                            .at = first,
                                                            .old = {shadow->bytes + first, old - first - last},
                                                            .now = {line + first, now - first - last},
                                                            .change = (int64_t)now - (int64_t)old});
    if (now > old)
        shadow->bytes = memory_resize(shadow->bytes, now, 1);
    memcpy(shadow->bytes + first, line + first, now - first);
    shadow->recorded = (uint32_t)now;
}

static void compare_bytearray(struct shadow *shadow)
{
    uint64_t length = (uint64_t)PyByteArray_GET_SIZE(shadow->address);

    compare_bytes(shadow, PyByteArray_AS_STRING(shadow->address),
                  length < TRACE_VALUE_MAX ? (size_t)length : TRACE_VALUE_MAX, (int64_t)(length - shadow->hidden));
    shadow->hidden = length;
}

static void compare_detail(struct shadow *shadow)
{
    text_clear(&objects.text);
    entries_title(shadow->address, shadow->kind, &objects.text);
    compare_bytes(shadow, text_string(&objects.text), objects.text.length,
                  (int64_t)objects.text.length - (int64_t)shadow->recorded);
}

/* Another object stands in a field, or in a dictionary's entry, of which the first word stands before word `at`. */
static EACH_STEP void put_value(struct shadow *shadow, size_t at, PyObject *value, struct shadow *held)
{
    struct shadow_entry *entry = &shadow->entries[at];
    uint64_t before = entry->number;

    meet(entry, false);
    entry->word = (uintptr_t)value;
    entry->number = held->number;
    entry->shadow = held;
    entry->leaf = held->leaf;
    shadow->leads = shadow->leads || !held->leaf;
    meet(entry, true);
    objects.written++;
    trace_writer_pair_changed(objects.writer, shadow->number, at / 2, entry[-1].number, before, held->number);
}

/* Puts a value into a field, of which the label stands before word `at`. */
static inline void change_field(struct shadow *shadow, size_t at, PyObject *value)
{
    const struct shadow_entry *entry = &shadow->entries[at];
    bool stands = entry->word == (uintptr_t)value && entry->shadow->number == entry->number;
    struct shadow *held;

    if (stands && !entry->leaf)
        return;
    held = stands ? births_again(value, entry->shadow, shadow->in_library) : births_shadow(value, shadow->in_library);
    if (held->number != shadow->entries[at].number)
        put_value(shadow, at, value, held);
}

/* One more behind the others; false when something else came on the way. */
static bool add_field(struct shadow *shadow, uintptr_t label, PyObject *value)
{
    uint64_t name = shadows_label_number(shadow, label);
    size_t before = shadow->count;
    struct shadow *held = births_shadow(value, shadow->in_library);
    struct shadow_entry *entry;

    if (shadow->count != before)
        return false;
    shadows_make_room(shadow, before + 2);
    entry = &shadow->entries[before];
    entry[0] = (struct shadow_entry){.word = label, .number = name};
    entry[1] = (struct shadow_entry){(uintptr_t)value, held->number, held, held->leaf};
    shadow->count += 2;
    shadow->leads = shadow->leads || !held->leaf;
    meet(&entry[1], true);
    objects.written++;
    trace_writer_pair_added(objects.writer, shadow->number, before / 2, name, held->number);
    return true;
}

/* The attributes of an instance that stand in a row, all that there were before and perhaps one more; false when it is
 * not so plain. */
static inline bool look_at_row(struct shadow *shadow)
{
    struct facts_attributes attributes;
    uint32_t fields = shadow->count / 2;

    if (!shadows_has_row_alone(shadow->type) || shadow->dictionary != NULL)
        return false;
    attributes = facts_attributes(shadow->address);
    if (attributes.values == NULL || (uint32_t)attributes.count < fields || (uint32_t)attributes.count > fields + 1 ||
        shadow->hidden > 0)
        return false;
    for (uint32_t i = 0; i < (uint32_t)attributes.count; i++) {
        int place = facts_ordered(&attributes, (int)i);
        uintptr_t label = words_of_name(facts_attribute_name(&attributes, place));
        PyObject *value = attributes.values[place];

        if (value == NULL || (i < fields && shadow->entries[2 * i].word != label))
            return false;
        if (i == fields)
            return add_field(shadow, label, value);
        change_field(shadow, 2 * i + 1, value);
    }
    return true;
}

/* A cell that holds something, as it did before. */
static inline bool look_into_cell(struct shadow *shadow)
{
    PyObject *value = ((PyCellObject *)shadow->address)->ob_ref;

    if (value == NULL || shadow->count != 2)
        return false;
    change_field(shadow, 1, value);
    return true;
}

/* What changes most often; false when it has to be read through. */
static inline __attribute__((always_inline)) bool look_at_fields(struct shadow *shadow)
{
    if (UNUSUAL(shadow->fields_too | shadow->unopened))
        return false;
    return shadow->kind == TRACE_OBJECT_INSTANCE ? look_at_row(shadow)
                                                 : shadow->kind == TRACE_OBJECT_CELL && look_into_cell(shadow);
}

bool changes_look_at_fields(struct shadow *shadow)
{
    if (shadow->type != Py_TYPE(shadow->address) || !look_at_fields(shadow))
        return false;
    changes_count(shadow);
    return true;
}

/* The same of an iterator of which the version says that it has gone on by one, where that is soon told. */
static bool look_at_digits(struct shadow *shadow)
{
    enum { LINE_MOST = 56 };
    char was[LINE_MOST];
    size_t length = shadow->recorded, first;

    if (length == 0 || length > LINE_MOST)
        return false;
    memcpy(was, shadow->bytes, length);
    if (!carriers_go_on(shadow->address, shadow->bytes, length, &first))
        return false;
    objects.written++;
    trace_writer_bytes_changed(objects.writer,
                               &(struct trace_fields_VALUE){.object = shadow->number,
                                                            .at = first,
                                                            .old = {was + first, length - first},
                                                            .now = {shadow->bytes + first, length - first},
                                                            .change = 0});
    return true;
}

/* listiterobject of listobject.c and tupleiterobject of tupleobject.c. */
struct sequence_iterator {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *sequence; /* NULL when it is exhausted */
};

/* An iterator over a range, a list or a tuple: what it goes over is the same until it is exhausted. */
static bool look_at_iterator(struct shadow *shadow)
{
    const struct carrier *carrier;
    uint64_t version;

    if (!shadows_is_lonely(shadow->type))
        return false;
    carrier = types_of(shadow->type)->carrier;
    version = carrier != NULL && carrier->version != NULL && carrier->detail != NULL
                  ? carrier->version(shadow->address)
                  : 0;
    if (version == shadow->version && version != 0)
        return true;
    if (version == 0 ||
        (shadow->type != &PyRangeIter_Type && ((struct sequence_iterator *)shadow->address)->sequence == NULL))
        return false;
    if (version - shadow->version == (shadow->type == &PyRangeIter_Type ? (uint64_t)-2 : 4) && shadow->version != 0 &&
        look_at_digits(shadow)) {
        shadow->version = version;
        return true;
    }
    shadow->version = version;
    text_clear(&objects.text);
    carrier->detail(shadow->address, &objects.text);
    replace_line(shadow, text_string(&objects.text), objects.text.length);
    return true;
}

EACH_STEP void changes_look(struct shadow *shadow)
{
    bool read;

    if (!shadow->leaf && shadow->restless && look_at_iterator(shadow))
        return;
    if (shadow->type != Py_TYPE(shadow->address))
        shadows_changed_class(shadow, shadow->address);
    shadows_find_dictionary(shadow);
    if (look_at_fields(shadow))
        return;
    if (shadow->kind == TRACE_OBJECT_BYTEARRAY) {
        compare_bytearray(shadow);
        return;
    }
    read = compare_entries(shadow);
    if (trace_value_changes(shadow->kind) && (read || shadow->kind != TRACE_OBJECT_OTHER))
        compare_detail(shadow);
}

void changes_write_count(struct shadow *shadow, int64_t references)
{
    objects.written++;
    trace_writer_counted(objects.writer, shadow->number, references - shadow->references);
    shadow->references = references;
}

static void change_item(struct shadow *shadow, size_t at, PyObject *item)
{
    struct shadow *held = births_shadow(item, shadow->in_library);
    struct shadow_entry *entry = &shadow->entries[at];
    uint64_t before = entry->number;

    if (held->number == before)
        return;
    meet(entry, false);
    *entry = (struct shadow_entry){(uintptr_t)item, held->number, held, held->leaf};
    shadow->leads = shadow->leads || !held->leaf;
    if (!held->leaf)
        shadows_meet(held, true);
    objects.written++;
    trace_writer_item_changed(objects.writer, shadow->number, at, before, held->number);
}

static void add_at_end(struct shadow *shadow, PyObject *item)
{
    struct shadow *held = births_shadow(item, shadow->in_library);
    uint32_t at = shadow->count;

    if (UNUSUAL(at >= shadow->room))
        shadows_make_room(shadow, (size_t)at + 1);
    shadow->entries[at] = (struct shadow_entry){(uintptr_t)item, held->number, held, held->leaf};
    shadow->count = at + 1;
    shadow->leads = shadow->leads || !held->leaf;
    if (!held->leaf)
        shadows_meet(held, true);
    objects.written++;
    trace_writer_item_at_end(objects.writer, shadow->number, at, held->number, true);
}

static void remove_at_end(struct shadow *shadow)
{
    const struct shadow_entry *entry = &shadow->entries[--shadow->count];

    meet(entry, false);
    objects.written++;
    trace_writer_item_at_end(objects.writer, shadow->number, shadow->count, entry->number, false);
}

/* A list whose last item came, went or was replaced; false when more than that has happened. */
static bool look_at_end(struct shadow *shadow, PyObject **items, size_t size)
{
    size_t before = shadow->count + shadow->hidden;

    if (size == before + 1 && (shadow->hidden > 0 || shadow->count == TRACE_ENTRIES_MAX)) {
        write_length(shadow, shadow->hidden + 1);
    } else if (size == before + 1) {
        add_at_end(shadow, items[size - 1]);
    } else if (size + 1 == before && shadow->hidden > 0) {
        write_length(shadow, shadow->hidden - 1);
    } else if (size + 1 == before) {
        remove_at_end(shadow);
    } else {
        return size == before && (shadow->count == 0 || shadow->hidden > 0 ||
                                  shadow->entries[size - 1].word == (uintptr_t)items[size - 1]);
    }
    return true;
}

#if INSTRUCTIONS_ARE_KNOWN

/* A dictionary's new entry, its last. */
static void add_pair(struct shadow *shadow, PyObject *key, PyObject *value)
{
    size_t before = shadow->count;
    struct shadow_entry now[2] = {new_entry(shadow, before, (uintptr_t)key), {.word = 0}};

    now[1] = new_entry(shadow, before + 1, (uintptr_t)value);
    if (shadow->count != before)
        return; /* the new one holds it, and has looked already */
    shadows_make_room(shadow, before + 2);
    memcpy(shadow->entries + before, now, sizeof now);
    shadow->count += 2;
    meet(&now[0], true);
    meet(&now[1], true);
    objects.written++;
    trace_writer_pair_added(objects.writer, shadow->number, before / 2, now[0].number, now[1].number);
}

/* A dictionary's entry has another value, perhaps; false when it is another entry. */
static bool change_value(struct shadow *shadow, size_t at, PyObject *key, PyObject *value)
{
    const struct shadow_entry *first = &shadow->entries[2 * at];

    if (first->word != (uintptr_t)key || first->shadow->number != first->number)
        return false;
    change_field(shadow, 2 * at + 1, value);
    return true;
}

/* The same of a dictionary, when its table has no gaps: then its entries stand there in the log's order. */
static bool look_at_entry(struct shadow *shadow, Py_ssize_t at)
{
    const PyDictObject *dict = (PyDictObject *)shadow->address;
    size_t used = (size_t)dict->ma_used, before = shadow->count / 2, place = at >= 0 ? (size_t)at : used - 1;
    uint64_t version = hook_dicts_version(shadow->address);
    PyObject *key, *value;

    if (version != 0 && version == shadow->seen && shadow->seen_at != objects.epoch)
        return true; /* unchanged since */
    if (!PyDict_CheckExact(shadow->address) || dict->ma_values != NULL || shadow->hidden > 0 ||
        (size_t)dict->ma_keys->dk_nentries != used || used != before + (at == OBJECTS_END) || place >= used ||
        used > TRACE_ENTRIES_MAX)
        return false;
    key = DK_IS_UNICODE(dict->ma_keys) ? DK_UNICODE_ENTRIES(dict->ma_keys)[place].me_key
                                       : DK_ENTRIES(dict->ma_keys)[place].me_key;
    value = DK_IS_UNICODE(dict->ma_keys) ? DK_UNICODE_ENTRIES(dict->ma_keys)[place].me_value
                                         : DK_ENTRIES(dict->ma_keys)[place].me_value;
    if (at == OBJECTS_END)
        add_pair(shadow, key, value);
    else if (!change_value(shadow, place, key, value))
        return false;
    shadow->seen = version;
    shadow->seen_at = objects.epoch;
    return true;
}

#else

static bool look_at_entry(struct shadow *shadow, Py_ssize_t at)
{
    (void)shadow;
    (void)at;
    return false;
}

#endif

/* Of a list or a dictionary, no more than what was touched; false when all of it has to be looked at. */
static bool look_at_touched(struct shadow *shadow, Py_ssize_t at)
{
    PyListObject *list = (PyListObject *)shadow->address;
    size_t size = (size_t)Py_SIZE(list);

    if (at == OBJECTS_ALL || shadow->fields_too || shadow->unopened)
        return false;
    if (shadow->kind == TRACE_OBJECT_DICT)
        return look_at_entry(shadow, at);
    if (shadow->kind != TRACE_OBJECT_LIST)
        return false;
    if (at == OBJECTS_END)
        return look_at_end(shadow, list->ob_item, size);
    if (size != shadow->count + shadow->hidden)
        return false;
    if ((size_t)at < shadow->count)
        change_item(shadow, (size_t)at, list->ob_item[at]);
    return true;
}

EACH_STEP void changes_look_known(struct shadow *shadow, Py_ssize_t at)
{
    if (UNUSUAL(shadow == NULL || shadow->leaf))
        return;
    if (!look_at_touched(shadow, at))
        changes_look(shadow);
    changes_count(shadow);
}

void changes_look_at_tuples(const struct shadow *shadow)
{
    for (size_t i = 0; i < shadow->count; i++) {
        struct shadow *entry = shadow->entries[i].shadow;

        if (entry != NULL && entry->kind == TRACE_OBJECT_TUPLE)
            changes_look(entry);
    }
}
