/* Shadows stand in blocks that never move, and are reached by their place in them:
 *
 *     by_address  0x7f…6f40 → 17          shadows[17]  number 42, kind list, 2 entries
 *                                           entry 0: word 0x7f…10a8  number 7   place 3
 *                                           entry 1: word 0x7f…6f40  number 42  place 17   (it holds itself)
 *
 * An entry keeps the word found in the object (an address, or a label), the number logged for it, and the place of its
 * shadow, so that looking whether anything changed takes no search: the same word, and at its place still the same number. */
#include "record/objects.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/vector.h"
#include "record/codes.h"
#include "record/deaths.h"
#include "record/entries.h"
#include "record/types.h"
#include "record/values.h"

struct shadow_entry {
    uintptr_t word;     /* as entries_read gives it */
    uint64_t number;    /* of the object, or of the label's string */
    shadow_place place; /* of the object's shadow; 0 for a label */
    bool leaf;          /* nothing is reached through it */
};

struct shadow {
    PyObject *address;            /* NULL: a free place */
    uint64_t number;              /* 0 while its birth is being written */
    PyTypeObject *type;           /* an address: after __class__ was assigned, the class may be gone */
    uint64_t type_name;           /* string */
    uint64_t fingerprint;         /* of a leaf's value */
    uint64_t version;             /* of the entries: see entries_version */
    int64_t references;           /* as logged last */
    struct shadow_entry *entries; /* owned; words, so two for a pair or a field */
    char *bytes;                  /* owned; a value that changes, as logged last, `recorded` of them */
    uint64_t hidden;              /* entries that are not recorded; of a bytearray, its true length */
    uint32_t count;               /* words in `entries` */
    uint32_t recorded;
    uint32_t epoch;  /* the walk that saw it last */
    uint8_t kind;    /* enum trace_object_kind */
    bool fields_too; /* TRACE_OBJECT_FIELDS_TOO */
    bool leaf;
    bool counted;
    bool of_heap_type;
    bool unopened;
    bool in_library; /* reached through an instance of a library's class */
};

struct birth {
    shadow_place place;
    uint32_t at; /* words of its entries that were seen to */
};

enum { BLOCK = 4096 };

static struct {
    struct trace_writer *writer;
    struct map by_address;
    VECTOR(struct shadow *) blocks;
    shadow_place used; /* places ever given out */
    VECTOR(shadow_place) free_places;
    VECTOR(struct birth) births;     /* a stack: objects whose contents are being born */
    VECTOR(shadow_place) incomplete; /* born while something that they hold was not yet */
    VECTOR(shadow_place) to_walk;
    struct entry_words words; /* scratch */
    VECTOR(uint64_t) numbers; /* scratch */
    struct text text;         /* scratch */
    uint32_t epoch;
    PyObject *lent;
} objects;

static struct shadow *shadow_at(shadow_place place)
{
    return &objects.blocks.items[place / BLOCK][place % BLOCK];
}

void objects_start(struct trace_writer *writer)
{
    objects.writer = writer;
    objects.used = 1; /* place 0 is none */
    vector_push(&objects.blocks, memory_zeroed(BLOCK, sizeof(struct shadow)));
}

static shadow_place new_place(void)
{
    if (objects.free_places.count > 0)
        return objects.free_places.items[--objects.free_places.count];
    if (objects.used % BLOCK == 0)
        vector_push(&objects.blocks, memory_zeroed(BLOCK, sizeof(struct shadow)));
    return objects.used++;
}

static shadow_place find(PyObject *object)
{
    uint32_t place = 0;

    map_get(&objects.by_address, (uintptr_t)object, &place);
    return place;
}

static void forget(shadow_place place)
{
    struct shadow *shadow = shadow_at(place);

    if (!shadow->leaf || shadow->counted)
        trace_writer_put(objects.writer, &(struct trace_record){TRACE_DEATH, .death = {.object = shadow->number}});
    map_remove(&objects.by_address, (uintptr_t)shadow->address);
    free(shadow->entries);
    free(shadow->bytes);
    memset(shadow, 0, sizeof *shadow);
    vector_push(&objects.free_places, place);
}

void objects_died(PyObject *object)
{
    shadow_place place = find(object);

    if (place != 0)
        forget(place);
}

static struct entries_form form_of(const struct shadow *shadow)
{
    return (struct entries_form){shadow->kind, shadow->fields_too};
}

static size_t entry_size(const struct shadow *shadow)
{
    return trace_entry_size(trace_entries_layout(shadow->kind, shadow->fields_too ? TRACE_OBJECT_FIELDS_TOO : 0));
}

/* Whether an entry's word at this place in a list is a label: no object has such an address. */
static bool is_label(uintptr_t word, size_t place)
{
    return place % 2 == 0 && words_is_label(word);
}

static uint64_t label_number(const struct shadow *shadow, uintptr_t word)
{
    if (word == WORD_OF_ITEM)
        return 0;
    return words_label(objects.writer, word) << shadow->fields_too | shadow->fields_too;
}

/* The entry as the log has it: what MIXED entries' labels are of is marked. */
static uint64_t logged_number(const struct shadow *shadow, const struct shadow_entry *entry, size_t place)
{
    return shadow->fields_too && place % 2 == 0 && entry->place != 0 ? entry->number << 1 : entry->number;
}

/* Births. */

/* What a library keeps inside is not the learner's matter, and would drag in the whole library: its functions and classes
 * show only what they are; an instance of a library's class shows its attributes, but the instances in there do not. */
static bool stays_closed(PyObject *object, const struct type_facts *facts, bool in_library)
{
    switch ((int)facts->kind) {
    case TRACE_OBJECT_FUNCTION:
        return !codes_is_learners((PyCodeObject *)((PyFunctionObject *)object)->func_code);
    case TRACE_OBJECT_CLASS:
        return !types_is_learners((PyTypeObject *)object);
    case TRACE_OBJECT_INSTANCE:
    case TRACE_OBJECT_OTHER:
        return in_library && facts->library;
    default:
        return false;
    }
}

static int64_t references_of(PyObject *object)
{
    return (int64_t)Py_REFCNT(object) - (object == objects.lent);
}

static void read_entries(struct shadow *shadow)
{
    size_t count;

    vector_clear(&objects.words.items);
    objects.words.hidden = 0;
    if (!shadow->unopened)
        entries_read(shadow->address, form_of(shadow), &objects.words);
    count = objects.words.items.count;
    shadow->hidden = objects.words.hidden;
    shadow->count = (uint32_t)count;
    shadow->entries = count > 0 ? memory_zeroed(count, sizeof *shadow->entries) : NULL;
    for (size_t i = 0; i < count; i++)
        shadow->entries[i].word = objects.words.items.items[i];
    shadow->version = entries_version(shadow->address, form_of(shadow));
}

static unsigned flags_of(const struct shadow *shadow)
{
    unsigned flags = value_flags(shadow->address, shadow->kind);

    if (facts_immortal(shadow->address))
        flags |= TRACE_OBJECT_IMMORTAL;
    if (shadow->counted)
        flags |= TRACE_OBJECT_COUNTED;
    if (shadow->unopened)
        flags |= TRACE_OBJECT_UNOPENED;
    if (shadow->fields_too)
        flags |= TRACE_OBJECT_FIELDS_TOO;
    if (shadow->hidden > 0 && shadow->kind != TRACE_OBJECT_BYTEARRAY)
        flags |= TRACE_OBJECT_CUT;
    return flags;
}

static void write_function(const struct shadow *shadow)
{
    uint64_t code = codes_number((PyCodeObject *)((PyFunctionObject *)shadow->address)->func_code);

    trace_writer_put(objects.writer, &(struct trace_record){TRACE_FUNCTION, .function = {shadow->number, code}});
}

static void write_birth(struct shadow *shadow, uint64_t length)
{
    struct trace_record record = {TRACE_OBJECT,
                                  .object = {.address = (uintptr_t)shadow->address,
                                             .type = shadow->type_name,
                                             .kind = shadow->kind,
                                             .flags = flags_of(shadow),
                                             .length = length,
                                             .value = {text_string(&objects.text), objects.text.length},
                                             .entries = {objects.numbers.items, objects.numbers.count}}};

    shadow->references = references_of(shadow->address);
    if (shadow->counted)
        record.object.references = (uint64_t)shadow->references;
    shadow->number = trace_writer_put(objects.writer, &record);
    if (shadow->kind == TRACE_OBJECT_FUNCTION && !shadow->unopened)
        write_function(shadow);
}

static shadow_place begin_birth(PyObject *object, bool in_library)
{
    PyTypeObject *type = Py_TYPE(object);
    const struct type_facts *facts = types_of(type);
    shadow_place place = new_place();
    struct shadow *shadow = shadow_at(place);

    shadow->address = object;
    shadow->type = type;
    shadow->type_name = facts->name;
    shadow->of_heap_type = (type->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0;
    shadow->kind = (uint8_t)facts->kind;
    shadow->fields_too = facts->fields_too;
    shadow->leaf = facts->leaf;
    shadow->in_library = in_library || facts->library;
    shadow->counted = !shadow->leaf && !facts_immortal(object) && object != (PyObject *)&_Py_SINGLETON(tuple_empty);
    shadow->unopened = stays_closed(object, facts, in_library);
    map_put(&objects.by_address, (uintptr_t)object, place);
    if (shadow->leaf) {
        shadow->fingerprint = value_fingerprint(object, shadow->kind);
    } else {
        read_entries(shadow);
        vector_push(&objects.births, ((struct birth){place, 0}));
    }
    deaths_watch(type);
    return place;
}

static void write_leaf(struct shadow *shadow)
{
    uint64_t length;

    vector_clear(&objects.numbers);
    text_clear(&objects.text);
    length = value_code(shadow->address, shadow->kind, &objects.text);
    write_birth(shadow, length);
}

/* Keeps objects.text, which is what is logged. */
static void copy_bytes(struct shadow *shadow)
{
    shadow->recorded = (uint32_t)objects.text.length;
    shadow->bytes = memory_copy_bytes(text_string(&objects.text), objects.text.length);
}

/* Gives each entry its number.  An entry whose object is itself being born (a cycle) is left out, and added by a SPLICE
 * when that is done. */
static void number_entries(struct shadow *shadow, shadow_place own)
{
    size_t size = entry_size(shadow), kept = 0;

    for (size_t i = 0; i < shadow->count; i += size) {
        bool whole = true;

        for (size_t j = i; j < i + size; j++) {
            struct shadow_entry *entry = &shadow->entries[j];

            if (is_label(entry->word, j)) {
                entry->number = label_number(shadow, entry->word);
                continue;
            }
            entry->place = find((PyObject *)entry->word);
            entry->number = shadow_at(entry->place)->number;
            entry->leaf = shadow_at(entry->place)->leaf;
            whole = whole && entry->number != 0;
        }
        if (whole) {
            memmove(shadow->entries + kept, shadow->entries + i, size * sizeof *shadow->entries);
            kept += size;
        }
    }
    if (kept < shadow->count) {
        shadow->version = 0;
        vector_push(&objects.incomplete, own);
    }
    shadow->count = (uint32_t)kept;
}

/* Puts OBJECT.value into objects.text and returns OBJECT.length. */
static uint64_t read_value(struct shadow *shadow)
{
    size_t fields = 0;

    text_clear(&objects.text);
    if (shadow->kind == TRACE_OBJECT_BYTEARRAY)
        return shadow->hidden = value_code(shadow->address, shadow->kind, &objects.text);
    if (trace_object_layout(shadow->kind) == TRACE_LAYOUT_LEAF && shadow->fields_too)
        return value_code(shadow->address, shadow->kind, &objects.text);
    entries_title(shadow->address, shadow->kind, &objects.text);
    for (size_t i = 0; shadow->fields_too && i < shadow->count; i += 2)
        fields += is_label(shadow->entries[i].word, i) && shadow->entries[i].word != WORD_OF_ITEM;
    return shadow->hidden + shadow->count / entry_size(shadow) - fields;
}

static void finish_birth(shadow_place place)
{
    struct shadow *shadow = shadow_at(place);
    uint64_t length;

    number_entries(shadow, place);
    vector_clear(&objects.numbers);
    for (size_t i = 0; i < shadow->count; i++)
        vector_push(&objects.numbers, logged_number(shadow, &shadow->entries[i], i));
    length = read_value(shadow);
    if (trace_value_changes(shadow->kind))
        copy_bytes(shadow);
    write_birth(shadow, length);
}

/* The shadow, if it is of what is at this address now. */
static bool is_of(struct shadow *shadow, PyObject *object)
{
    return shadow->address == object && shadow->type == Py_TYPE(object) &&
           (!shadow->leaf || shadow->fingerprint == value_fingerprint(object, shadow->kind));
}

/* An object may change its class: it is the same one if the deaths of both classes' instances are told. */
static bool changed_class(struct shadow *shadow, PyObject *object)
{
    const struct type_facts *facts = types_of(Py_TYPE(object));
    bool heap_types = shadow->of_heap_type && (Py_TYPE(object)->tp_flags & Py_TPFLAGS_HEAPTYPE);
    uint64_t before = shadow->type_name;

    if (shadow->type == Py_TYPE(object) || facts->kind != shadow->kind || shadow->leaf ||
        !(heap_types || facts->kind == TRACE_OBJECT_MODULE))
        return false;
    shadow->type = Py_TYPE(object);
    shadow->type_name = facts->name;
    shadow->of_heap_type = (shadow->type->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0;
    deaths_watch(shadow->type);
    trace_writer_put(objects.writer,
                     &(struct trace_record){TRACE_TYPE, .type = {shadow->number, before, shadow->type_name}});
    return true;
}

static shadow_place known_place(PyObject *object)
{
    shadow_place place = find(object);

    if (place == 0 || is_of(shadow_at(place), object) || changed_class(shadow_at(place), object))
        return place;
    forget(place);
    return 0;
}

/* Sees to the next of the things that an object being born holds; they are born first. */
static void go_on_with_birth(void)
{
    struct birth *top = &vector_last(&objects.births);
    struct shadow *shadow = shadow_at(top->place);

    while (top->at < shadow->count) {
        uint32_t word = top->at++;
        PyObject *object = (PyObject *)shadow->entries[word].word;
        shadow_place place;

        if (is_label(shadow->entries[word].word, word) || known_place(object) != 0)
            continue;
        place = begin_birth(object, shadow->in_library);
        if (!shadow_at(place)->leaf)
            return; /* `top` may have moved, and this one comes first */
        write_leaf(shadow_at(place));
    }
    finish_birth(top->place);
    objects.births.count--;
}

static void look(shadow_place place);

static shadow_place place_of(PyObject *object, bool in_library)
{
    shadow_place place = known_place(object);

    if (place != 0)
        return place;
    place = begin_birth(object, in_library);
    if (shadow_at(place)->leaf)
        write_leaf(shadow_at(place));
    while (objects.births.count > 0)
        go_on_with_birth();
    while (objects.incomplete.count > 0)
        look(objects.incomplete.items[--objects.incomplete.count]);
    return place;
}

shadow_place objects_place(PyObject *object)
{
    return place_of(object, false);
}

uint64_t objects_number(PyObject *object)
{
    return shadow_at(objects_place(object))->number;
}

uint64_t objects_number_at(shadow_place place)
{
    return shadow_at(place)->number;
}

bool objects_is(shadow_place place, uint64_t number, PyObject *object)
{
    struct shadow *shadow = shadow_at(place);

    return shadow->number == number && is_of(shadow, object);
}

/* Changes. */

/* True when the words are those of the shadow, and what they lead to is what it was. */
static bool is_unchanged(const struct shadow *shadow, const struct entry_words *words)
{
    if (words->items.count != shadow->count || words->hidden != shadow->hidden)
        return false;
    for (size_t i = 0; i < shadow->count; i++) {
        const struct shadow_entry *entry = &shadow->entries[i];

        if (entry->word != words->items.items[i])
            return false;
        if (entry->place != 0 && !objects_is(entry->place, entry->number, (PyObject *)entry->word))
            return false;
    }
    return true;
}

static void write_splice(const struct shadow *shadow, const struct shadow_entry *now, size_t at, size_t removed,
                         size_t added)
{
    VECTOR(uint64_t) numbers = VECTOR_EMPTY;

    vector_reserve(&numbers, removed + added + 1);
    for (size_t i = 0; i < removed; i++)
        numbers.items[i] = logged_number(shadow, &shadow->entries[at + i], at + i);
    for (size_t i = 0; i < added; i++)
        numbers.items[removed + i] = logged_number(shadow, &now[at + i], at + i);
    trace_writer_put(objects.writer,
                     &(struct trace_record){TRACE_SPLICE, .splice = {.object = shadow->number,
                                                                     .at = at / entry_size(shadow),
                                                                     .old = {numbers.items, removed},
                                                                     .now = {numbers.items + removed, added}}});
    vector_free(&numbers);
}

static bool same_entry(const struct shadow_entry *a, const struct shadow_entry *b, size_t size)
{
    return a[0].number == b[0].number && a[size - 1].number == b[size - 1].number &&
           (a[0].place == 0) == (b[0].place == 0);
}

/* The same number of entries: a splice for each run of them that differs. */
static void write_runs(const struct shadow *shadow, const struct shadow_entry *now, size_t count, size_t size)
{
    for (size_t at = 0, end; at < count; at = end) {
        end = at;
        while (end < count && !same_entry(shadow->entries + end, now + end, size))
            end += size;
        if (end > at)
            write_splice(shadow, now, at, end - at, end - at);
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
    write_splice(shadow, now, first, shadow->count - first - last, count - first - last);
}

/* The entry as it was: at its place counted from the beginning, or from the end. */
static const struct shadow_entry *as_before(const struct shadow *shadow, size_t at, size_t count, uintptr_t word)
{
    size_t places[2] = {at, at + shadow->count - count};

    for (int i = 0; i < 2; i++) {
        const struct shadow_entry *entry = places[i] < shadow->count ? shadow->entries + places[i] : NULL;

        if (entry != NULL && entry->word == word && entry->place != 0 &&
            objects_is(entry->place, entry->number, (PyObject *)word))
            return entry;
    }
    return NULL;
}

static struct shadow_entry entry_of(const struct shadow *shadow, size_t at, size_t count, uintptr_t word)
{
    const struct shadow_entry *before = as_before(shadow, at, count, word);
    struct shadow_entry entry = {.word = word};

    if (before != NULL)
        return *before;
    if (is_label(word, at)) {
        entry.number = label_number(shadow, word);
        return entry;
    }
    entry.place = place_of((PyObject *)word, shadow->in_library);
    entry.number = shadow_at(entry.place)->number;
    entry.leaf = shadow_at(entry.place)->leaf;
    return entry;
}

static void replace_entries(struct shadow *shadow, struct entry_words *words)
{
    size_t count = words->items.count, size = entry_size(shadow);
    struct shadow_entry *now = memory_zeroed(count, sizeof *now);

    for (size_t i = 0; i < count; i++)
        now[i] = entry_of(shadow, i, count, words->items.items[i]);
    if (count == shadow->count)
        write_runs(shadow, now, count, size);
    else
        write_difference(shadow, now, count, size);
    if (words->hidden != shadow->hidden)
        trace_writer_put(objects.writer,
                         &(struct trace_record){
                             TRACE_LENGTH, .length = {shadow->number, (int64_t)(words->hidden - shadow->hidden)}});
    free(shadow->entries);
    shadow->entries = now;
    shadow->count = (uint32_t)count;
    shadow->hidden = words->hidden;
}

/* Whether an item of a tuple is what it was.  Deaths are told of all but leaves; of those only an int, cheap to compare
 * and most often replaced, is looked at again. */
static bool is_same_item(const struct shadow_entry *entry, PyObject *item)
{
    const struct shadow *shadow = shadow_at(entry->place);

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

static void compare_entries(struct shadow *shadow)
{
    struct entry_words words;
    uint64_t version;

    if (shadow->kind == TRACE_OBJECT_TUPLE && !shadow->fields_too && is_same_tuple(shadow))
        return;
    version = entries_version(shadow->address, form_of(shadow));
    if (shadow->unopened || (version != 0 && version == shadow->version))
        return;
    shadow->version = version;
    entries_read(shadow->address, form_of(shadow), &objects.words);
    if (is_unchanged(shadow, &objects.words))
        return;
    words = objects.words; /* births on the way need the scratch */
    memset(&objects.words, 0, sizeof objects.words);
    replace_entries(shadow, &words);
    vector_free(&words.items);
}

/* What is logged of a value that changes; `change` of its true length. */
static void compare_bytes(struct shadow *shadow, const char *bytes, size_t now, int64_t change)
{
    size_t old = shadow->recorded, least = now < old ? now : old, first = 0, last = 0;

    if (change == 0 && now == old && memcmp(bytes, shadow->bytes, now) == 0)
        return;
    while (first < least && bytes[first] == shadow->bytes[first])
        first++;
    while (last < least - first && bytes[now - last - 1] == shadow->bytes[old - last - 1])
        last++;
    trace_writer_put(objects.writer,
                     &(struct trace_record){TRACE_VALUE, .value = {.object = shadow->number,
                                                                   .at = first,
                                                                   .old = {shadow->bytes + first, old - first - last},
                                                                   .now = {bytes + first, now - first - last},
                                                                   .change = change}});
    free(shadow->bytes);
    shadow->bytes = memory_copy_bytes(bytes, now);
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

/* Brings one shadow up to date. */
static void look(shadow_place place)
{
    struct shadow *shadow = shadow_at(place);

    if (shadow->type != Py_TYPE(shadow->address))
        changed_class(shadow, shadow->address);
    if (shadow->kind == TRACE_OBJECT_BYTEARRAY) {
        compare_bytearray(shadow);
        return;
    }
    compare_entries(shadow);
    if (trace_value_changes(shadow->kind))
        compare_detail(shadow);
}

static void compare_references(struct shadow *shadow)
{
    int64_t references = references_of(shadow->address);

    if (!shadow->counted || references == shadow->references)
        return;
    trace_writer_put(objects.writer,
                     &(struct trace_record){TRACE_COUNT, .count = {shadow->number, references - shadow->references}});
    shadow->references = references;
}

void objects_begin(PyObject *lent)
{
    objects.lent = lent;
    objects.epoch++;
}

void objects_reach(shadow_place place)
{
    struct shadow *shadow = shadow_at(place);

    if (shadow->leaf || shadow->epoch == objects.epoch)
        return;
    shadow->epoch = objects.epoch;
    vector_push(&objects.to_walk, place);
}

void objects_finish(void)
{
    while (objects.to_walk.count > 0) {
        shadow_place place = objects.to_walk.items[--objects.to_walk.count];
        struct shadow *shadow = shadow_at(place);

        look(place);
        compare_references(shadow);
        for (size_t i = 0; i < shadow->count; i++)
            if (shadow->entries[i].place != 0 && !shadow->entries[i].leaf)
                objects_reach(shadow->entries[i].place);
    }
    objects.lent = NULL;
}
