#include "record/births.h"

#include <string.h>

#include "base/memory.h"
#include "base/ways.h"
#include "cpython/classes.h"
#include "cpython/faults.h"
#include "record/changes.h"
#include "record/codes.h"
#include "record/deaths.h"
#include "record/types.h"

/* What a library keeps inside is not the learner's matter, and would drag in the whole library: its functions and
 * classes show only what they are; an instance of a library's class shows its attributes, but the instances in there do
 * not. */
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

static void read_entries(struct shadow *shadow)
{
    size_t count;

    vector_clear(&objects.words.items);
    objects.words.hidden = 0;
    if (!shadow->unopened)
        entries_read(shadow->address, shadows_form(shadow), &objects.words);
    count = objects.words.items.count;
    shadow->hidden = objects.words.hidden;
    shadow->count = (uint32_t)count;
    shadows_make_room(shadow, count);
    for (size_t i = 0; i < count; i++)
        shadow->entries[i] = (struct shadow_entry){.word = objects.words.items.items[i]};
    shadow->version = entries_version(shadow->address, shadows_form(shadow));
}

static inline unsigned flags_of_leaf(const struct shadow *shadow)
{
    unsigned flags = value_flags(shadow->address, shadow->kind);

    if (facts_immortal(shadow->address))
        flags |= TRACE_OBJECT_IMMORTAL;
    if (facts_deferred(shadow->address))
        flags |= TRACE_OBJECT_DEFERRED;
    return flags;
}

static unsigned flags_of(const struct shadow *shadow)
{
    unsigned flags = flags_of_leaf(shadow);

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
    struct trace_fields_OBJECT record = {.address = (uintptr_t)shadow->address,
                                         .type = shadow->type_name,
                                         .kind = shadow->kind,
                                         .flags = flags_of(shadow),
                                         .length = length,
                                         .value = {text_string(&objects.text), objects.text.length},
                                         .entries = {objects.numbers.items, objects.numbers.count}};

    shadow->born = objects.epoch;
    shadow->references = shadows_references(shadow->address);
    if (shadow->counted)
        record.references = (uint64_t)shadow->references;
    shadow->number = trace_writer_birth(objects.writer, &record);
    if (shadow->kind == TRACE_OBJECT_FUNCTION && !shadow->unopened)
        write_function(shadow);
    faults_birth(shadow->address);
}

static EACH_STEP struct shadow *begin_birth(PyObject *object, bool in_library)
{
    PyTypeObject *type = Py_TYPE(object);
    const struct type_facts *facts = types_of(type);
    struct shadow *shadow = shadows_new();

    shadow->address = object;
    shadow->type = type;
    shadow->type_name = facts->name;
    shadow->of_heap_type = (type->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0;
    shadow->kind = (uint8_t)facts->kind;
    shadow->fields_too = facts->fields_too;
    shadow->entry_size = facts->entry_size;
    shadow->leaf = facts->leaf;
    shadow->in_library = in_library || facts->library;
    if (shadow->of_heap_type)
        shadows_suspect(shadows_find((PyObject *)type));
    shadow->counted = shadow->trusted = !shadow->leaf && !facts_immortal(object) && !facts_empty_tuple(object);
    shadow->unopened = stays_closed(object, facts, in_library);
    index_put(&objects.by_address, object, shadow);
    objects.dicts += facts->kind == TRACE_OBJECT_DICT;
    if (shadow->leaf) {
        shadow->fingerprint = value_fingerprint(object, shadow->kind);
    } else {
        read_entries(shadow);
        shadows_find_dictionary(shadow);
        shadow->deep = shadows_is_deep(shadow);
        if (!shadows_is_open(shadow) && type->tp_traverse != NULL && !shadows_is_lonely(type) &&
            !shadows_suspect_within(object))
            objects.doubted = objects.uneasy = true;
        vector_push(&objects.births, ((struct birth){shadow, 0}));
    }
    shadows_sort(shadow);
    if (!shadow->leaf || shadow->of_heap_type)
        deaths_watch(type);
    return shadow;
}

/* The value of a leaf, which may be borrowed from the object; returns OBJECT.length. */
static inline uint64_t leaf_value(const struct shadow *shadow, struct trace_bytes *value)
{
    PyObject *object = shadow->address;
    uint64_t length;

    if (shadow->kind == TRACE_OBJECT_STR && PyUnicode_IS_READY(object) && PyUnicode_IS_COMPACT_ASCII(object)) {
        length = (uint64_t)PyUnicode_GET_LENGTH(object);
        *value = (struct trace_bytes){PyUnicode_DATA(object), length < TRACE_VALUE_MAX ? length : TRACE_VALUE_MAX};
        return length;
    }
    text_clear(&objects.text);
    length = value_code(object, shadow->kind, &objects.text);
    *value = (struct trace_bytes){text_string(&objects.text), objects.text.length};
    return length;
}

static EACH_STEP void write_leaf(struct shadow *shadow)
{
    struct trace_fields_OBJECT record = {.address = (uintptr_t)shadow->address,
                                         .type = shadow->type_name,
                                         .kind = shadow->kind,
                                         .flags = flags_of_leaf(shadow)};

    record.length = leaf_value(shadow, &record.value);
    shadow->number = trace_writer_birth(objects.writer, &record);
    faults_birth(shadow->address);
}

/* Keeps objects.text, which is what is logged. */
static void copy_bytes(struct shadow *shadow)
{
    shadow->recorded = (uint32_t)objects.text.length;
    shadow->bytes = memory_copy_bytes(text_string(&objects.text), objects.text.length);
}

/* What stands at a word of an object being born; most were found when it was seen whether they are known. */
static inline struct shadow *shadow_at(const struct shadow_entry *entry)
{
    return entry->shadow != NULL && (uintptr_t)entry->shadow->address == entry->word
               ? entry->shadow
               : shadows_find((PyObject *)entry->word);
}

/* Gives each entry its number.  An entry whose object is itself being born (a cycle) is left out, and added by a SPLICE
 * when that is done. */
static void number_entries(struct shadow *shadow)
{
    size_t size = shadows_entry_size(shadow), kept = 0;

    shadow->leads = false;
    for (size_t i = 0; i < shadow->count; i += size) {
        bool whole = true;

        for (size_t j = i; j < i + size; j++) {
            struct shadow_entry *entry = &shadow->entries[j];

            if (shadows_is_label(entry->word, j)) {
                entry->number = shadows_label_number(shadow, entry->word);
                continue;
            }
            entry->shadow = shadow_at(entry);
            entry->number = entry->shadow->number;
            entry->leaf = entry->shadow->leaf;
            shadow->leads = shadow->leads || !entry->leaf;
            whole = whole && entry->number != 0;
        }
        if (whole && kept < i)
            memmove(shadow->entries + kept, shadow->entries + i, size * sizeof *shadow->entries);
        kept += whole ? size : 0;
    }
    if (kept < shadow->count) {
        shadow->version = 0;
        vector_push(&objects.incomplete, shadow);
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
        fields += shadows_is_label(shadow->entries[i].word, i) && shadow->entries[i].word != WORD_OF_ITEM;
    return shadow->hidden + shadow->count / shadows_entry_size(shadow) - fields;
}

static void finish_birth(struct shadow *shadow)
{
    uint64_t length;

    number_entries(shadow);
    shadows_find_restless(shadow);
    if (shadows_is_lonely(shadow->type))
        shadows_suspect_all(shadow);
    vector_clear(&objects.numbers);
    vector_reserve(&objects.numbers, shadow->count);
    for (size_t i = 0; i < shadow->count; i++)
        objects.numbers.items[i] = shadows_logged_number(shadow, &shadow->entries[i], i);
    objects.numbers.count = shadow->count;
    length = read_value(shadow);
    if (trace_value_changes(shadow->kind))
        copy_bytes(shadow);
    write_birth(shadow, length);
}

EACH_STEP struct shadow *births_known(PyObject *object, struct shadow *shadow)
{
    if (shadow == NULL || shadows_is_of(shadow, object) || shadows_changed_class(shadow, object))
        return shadow;
    shadows_forget(shadow);
    return NULL;
}

/* Sees to the next of the things that an object being born holds; they are born first. */
static void go_on_with_birth(void)
{
    struct birth *top = &vector_last(&objects.births);
    struct shadow *shadow = top->shadow;

    while (top->at < shadow->count) {
        uint32_t word = top->at++;
        struct shadow_entry *entry = &shadow->entries[word];
        PyObject *object = (PyObject *)entry->word;
        struct shadow *held;

        if (shadows_is_label(entry->word, word))
            continue;
        entry->shadow = births_known(object, shadows_find(object));
        if (entry->shadow != NULL)
            continue;
        held = begin_birth(object, shadow->in_library);
        if (!held->leaf)
            return; /* `top` may have moved, and this one comes first */
        write_leaf(held);
        entry->shadow = held;
    }
    finish_birth(shadow);
    objects.births.count--;
}

/* An int of one digit that has no other attributes: most of what comes and goes in a program. */
static bool is_plain_int(PyObject *object)
{
    return PyLong_CheckExact(object) && facts_digits(object, NULL) <= 1;
}

/* Another such int stands where one stood, so it is none of those that live for ever: the shadow goes on with it. */
static inline void bear_int_again(struct shadow *shadow, PyObject *object, uint64_t fingerprint)
{
    int64_t number = (int64_t)(fingerprint & (((uint64_t)1 << 63) - 1));

    shadow->fingerprint = fingerprint;
    shadow->number = trace_writer_int(objects.writer, (uintptr_t)object, shadow->type_name,
                                      facts_immortal(object) ? TRACE_OBJECT_IMMORTAL : 0,
                                      (int64_t)fingerprint < 0 ? -number : number);
}

/* A str of ASCII characters, of more than CPython keeps for ever. */
static bool is_plain_str(PyObject *object)
{
    return PyUnicode_CheckExact(object) && PyUnicode_IS_READY(object) && PyUnicode_IS_COMPACT_ASCII(object) &&
           PyUnicode_GET_LENGTH(object) > 1 && !facts_immortal(object);
}

/* The same of such a str. */
static void bear_str_again(struct shadow *shadow, PyObject *object, uint64_t fingerprint)
{
    shadow->fingerprint = fingerprint;
    shadow->number = trace_writer_ascii(objects.writer, (uintptr_t)object, shadow->type_name,
                                        facts_interned(object) ? TRACE_OBJECT_INTERNED : 0, PyUnicode_DATA(object),
                                        (size_t)PyUnicode_GET_LENGTH(object));
    faults_birth(object);
}

/* Whether it is an instance of a class of the learner's that has no attributes yet, as most begin. */
static bool is_bare_instance(PyObject *object, const struct type_facts *facts)
{
    PyTypeObject *type = Py_TYPE(object);
    struct facts_attributes attributes;

    if (facts->kind != TRACE_OBJECT_INSTANCE || (facts->fields_too | facts->library) ||
        !shadows_has_row_alone(type) || !facts_all_python(type))
        return false;
    attributes = facts_attributes(object);
    return attributes.dict == NULL && attributes.values != NULL && attributes.count == 0 && !facts_immortal(object) &&
           !facts_deferred(object);
}

/* What begin_birth and finish_birth come to of such. */
static struct shadow *bear_bare_instance(PyObject *object, const struct type_facts *facts, bool in_library)
{
    PyTypeObject *type = facts->type;
    struct shadow *shadow = shadows_new();

    shadow->address = object;
    shadow->type = type;
    shadow->type_name = facts->name;
    shadow->of_heap_type = true;
    shadow->kind = TRACE_OBJECT_INSTANCE;
    shadow->entry_size = facts->entry_size;
    shadow->in_library = in_library;
    shadows_suspect(shadows_find((PyObject *)type));
    shadow->counted = shadow->trusted = shadow->open = true;
    index_put(&objects.by_address, object, shadow);
    deaths_watch(type);
    shadow->born = shadow->epoch = objects.epoch; /* (there is nothing to walk) */
    shadow->references = shadows_references(object);
    shadow->number =
        trace_writer_instance(objects.writer, (uintptr_t)object, shadow->type_name, (uint64_t)shadow->references);
    faults_birth(object);
    return shadow;
}

static struct shadow *bear_any(PyObject *object, bool in_library)
{
    struct shadow *shadow = begin_birth(object, in_library);

    if (shadow->leaf)
        write_leaf(shadow);
    while (objects.births.count > 0)
        go_on_with_birth();
    while (objects.incomplete.count > 0)
        changes_look(objects.incomplete.items[--objects.incomplete.count]);
    return shadow;
}

static inline struct shadow *bear(PyObject *object, bool in_library)
{
    const struct type_facts *facts = types_of(Py_TYPE(object));

    return is_bare_instance(object, facts) ? bear_bare_instance(object, facts, in_library)
                                           : bear_any(object, in_library);
}

/* Another leaf stands where one stood, most often of the same class, which is one of CPython's: the shadow goes on with
 * it.  False when it is not so plain. */
static inline bool bear_leaf_again(struct shadow *shadow, PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);

    if (!shadow->leaf || shadow->of_heap_type)
        return false;
    if (type != shadow->type) {
        const struct type_facts *facts = types_of(type);

        if (!facts->leaf || (type->tp_flags & Py_TPFLAGS_HEAPTYPE))
            return false;
        shadow->type = type;
        shadow->type_name = facts->name;
        shadow->kind = (uint8_t)facts->kind;
        shadow->fields_too = facts->fields_too;
    }
    shadow->fingerprint = value_fingerprint(object, shadow->kind);
    write_leaf(shadow);
    return true;
}

/* One that is not the same as when it was looked at last, if there is one. */
EACH_STEP struct shadow *births_other(PyObject *object, struct shadow *shadow, uint64_t fingerprint, bool in_library)
{
    if (shadow != NULL) {
        if (shadow->type == &PyLong_Type && is_plain_int(object)) {
            bear_int_again(shadow, object, fingerprint);
            return shadow;
        }
        if (shadow->type == &PyUnicode_Type && is_plain_str(object)) {
            bear_str_again(shadow, object, fingerprint);
            return shadow;
        }
        if (bear_leaf_again(shadow, object))
            return shadow;
        shadow = births_known(object, shadow);
    }
    return shadow != NULL ? shadow : bear(object, in_library);
}

struct shadow *births_small_int(PyObject *object, bool in_library)
{
    struct shadow *shadow = shadows_find(object);

    shadow = shadow != NULL ? births_again(object, shadow, in_library) : births_other(object, NULL, 0, in_library);
    objects.small_ints[facts_small_int(object)] = shadow;
    return shadow;
}
