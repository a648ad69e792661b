/* Shadows stand in blocks that never move or go:
 *
 *     by_address  0x7f…6f40 → shadow      number 42, kind list, 2 entries
 *                                           entry 0: word 0x7f…10a8  number 7   its shadow
 *                                           entry 1: word 0x7f…6f40  number 42  this shadow   (it holds itself)
 *
 * An entry keeps the word found in the object (an address, or a label), the number logged for it, and its shadow, so that
 * looking whether anything changed takes no search: the same word, and in its shadow still the same number. */
#include "record/objects.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/index.h"
#include "base/memory.h"
#include "base/vector.h"
#include "cpython/classes.h"
#include "cpython/faults.h"
#include "cpython/instructions.h"
#include "record/codes.h"
#include "record/deaths.h"
#include "record/entries.h"
#include "record/hook_dicts.h"
#include "record/types.h"
#include "record/values.h"

struct shadow_entry {
    uintptr_t word;        /* as entries_read gives it */
    uint64_t number;       /* of the object, or of the label's string */
    struct shadow *shadow; /* of the object; NULL for a label */
    bool leaf;             /* nothing is reached through it */
};

struct shadow {
    PyObject *address;    /* NULL: a free place */
    uint64_t number;      /* 0 while its birth is being written */
    PyTypeObject *type;   /* an address: after __class__ was assigned, the class may be gone */
    uint64_t type_name;   /* string */
    uint64_t fingerprint; /* of a leaf's value */
    uint64_t version;     /* of the entries: see entries_version */
    uint64_t seen;      /* of a dictionary of which no more than what was touched was looked at: its version then, */
    uint32_t seen_at;   /* and the epoch */
    int64_t references; /* as logged last */
    struct shadow_entry *entries; /* owned; words, so two for a pair or a field */
    char *bytes;                  /* owned; a value that changes, as logged last, `recorded` of them */
    uint64_t hidden;              /* entries that are not recorded; of a bytearray, its true length */
    uint32_t count;               /* words in `entries`, */
    uint32_t room;                /* of so many; a power of two, or 0 */
    uint32_t recorded;
    uint32_t epoch;     /* the step at which it was reached last */
    uint32_t born;      /* the epoch in which it was written */
    uint8_t kind;       /* enum trace_object_kind */
    uint8_t entry_size; /* words of an entry */
    bool fields_too;    /* TRACE_OBJECT_FIELDS_TOO */
    bool leaf;
    bool counted;
    bool of_heap_type;
    bool unopened;
    bool in_library;      /* reached through an instance of a library's class */
    bool deep;            /* it holds what entries_read does not tell */
    bool restless;        /* its entries may change though nothing touches it */
    bool listed;          /* it stands in objects.restless, or did so as the shadow of an object that has died */
    bool trusted;         /* it is counted, and does not stand in objects.suspects */
    bool leads;           /* something is reached through it, or was */
    PyObject *dictionary; /* address of the dictionary that holds its attributes, or NULL */
};

struct birth {
    struct shadow *shadow;
    uint32_t at; /* words of its entries that were seen to */
};

struct touch {
    PyObject *object;
    Py_ssize_t at; /* as objects_touch takes it */
};

enum {
    BLOCK = 4096,
    ROOM_KEPT = 64, /* words that a shadow keeps room for when it is another object's */
    ROOM_LEAST = 4,
    AUDIT_LEAST = 1024, /* steps from one walk to the next, at least, and */
    AUDIT_EACH = 8,     /* more for each object that there is to walk, or so many entries */
};

static struct {
    struct trace_writer *writer;
    struct index by_address; /* → struct shadow */
    struct shadow
        *small_ints[FACTS_SMALL_INTS]; /* of CPython's own, which live for ever; NULL where it is not known yet */
    VECTOR(struct shadow *) unused;
    VECTOR(struct birth) births;        /* a stack: objects whose contents are being born */
    VECTOR(struct shadow *) incomplete; /* born while something that they hold was not yet */
    VECTOR(struct shadow *) to_walk;
    struct entry_words words; /* scratch */
    VECTOR(uint64_t) numbers; /* scratch */
    struct text text;         /* scratch */
    uint32_t epoch;           /* counts steps and walks */
    uint32_t begun;           /* the epoch with which the step began */
    PyObject *lent;

    void (*roots)(void);
    struct shadow *shown; /* as objects_show was told at this step, or NULL */
    VECTOR(struct touch) touched;
    VECTOR(struct shadow *) suspects; /* of objects whose counts may have changed */
    struct index dictionaries;        /* the dictionary that holds an object's attributes → that object's shadow */
    bool vouched;
    bool calm;                        /* restless objects have had no occasion to change, unless */
    bool bereft;                      /* something died */
    bool doubted;                     /* something was born or died that holds what the log does not know */
    bool uneasy;                      /* one of that, or something was touched */
    VECTOR(struct shadow *) restless; /* such, and some that were */
    uint32_t walked_at;               /* epoch of the last walk */
    uint32_t step_walked;             /* the same of this step */
    uint32_t walked;                  /* its cost: objects that it saw, and half of their entries */
    uint64_t written;                 /* records of changes, so far */
    uint32_t dicts;                   /* counts births of dictionaries */
    bool proving;                     /* the walk is to find nothing */
    uint32_t due;                     /* epoch at which it is time for one */
#ifdef TERRARIUM_AUDIT
    uint32_t steps;
    uint32_t every;  /* so many steps there is such a walk */
    uint32_t proved; /* walks that were to find nothing */
    uint32_t misses; /* objects that they found changed */
    bool blind;      /* touches are not listened to, for a test of the proof */
#endif
} objects;

#ifdef TERRARIUM_AUDIT
static uint32_t audit_number(const char *name, uint32_t otherwise)
{
    const char *number = getenv(name);

    return number != NULL ? (uint32_t)strtoul(number, NULL, 10) : otherwise;
}

/* So far, in a file that is named in the environment: however the program ends, be it by another that takes its place. */
struct audit_counts {
    uint32_t proved, steps, misses;
};
static struct audit_counts *audit_counts;

static void open_audit_counts(const char *name)
{
    int file = name != NULL ? open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
    void *memory = MAP_FAILED;

    if (file >= 0 && ftruncate(file, sizeof *audit_counts) == 0)
        memory = mmap(NULL, sizeof *audit_counts, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (file >= 0)
        close(file);
    audit_counts = memory != MAP_FAILED ? memory : NULL;
}

static void tell_of_audit(void)
{
    if (audit_counts != NULL)
        *audit_counts = (struct audit_counts){objects.proved, objects.steps, objects.misses};
}

static void start_audit(void)
{
    objects.blind = getenv("TERRARIUM_AUDIT_BLIND") != NULL;
    objects.every = audit_number("TERRARIUM_AUDIT_EVERY", 1);
    open_audit_counts(getenv("TERRARIUM_AUDIT_COUNTS"));
}

static void count_step(void)
{
    objects.steps++;
}

static void count_proof(void)
{
    objects.proved++;
}

static bool is_blind(void)
{
    return objects.blind;
}
#else
static inline void tell_of_audit(void)
{
}

static inline void start_audit(void)
{
}

static inline void count_step(void)
{
}

static inline void count_proof(void)
{
}

static inline bool is_blind(void)
{
    return false;
}
#endif

void objects_start(struct trace_writer *writer, void (*roots)(void))
{
    objects.writer = writer;
    objects.roots = roots;
    objects.epoch = objects.walked_at = 1; /* what is born was not walked since */
    objects.due = objects.walked_at + AUDIT_LEAST;
    index_start(&objects.by_address);
    start_audit();
}

static struct shadow *new_shadow(void)
{
    if (objects.unused.count == 0) {
        struct shadow *block = memory_zeroed(BLOCK, sizeof *block);

        for (size_t i = BLOCK; i > 0; i--)
            vector_push(&objects.unused, &block[i - 1]);
    }
    return objects.unused.items[--objects.unused.count];
}

static inline struct shadow *find(PyObject *object)
{
    return index_find(&objects.by_address, object);
}

/* Its count may have changed. */
static inline void suspect(struct shadow *shadow)
{
    if (shadow == NULL || !shadow->trusted)
        return;
    shadow->trusted = false;
    vector_push(&objects.suspects, shadow);
}

/* Kinds whose entries are all that they hold, and change only when something is done to the object. */
static bool is_simple(enum trace_object_kind kind)
{
    switch ((int)kind) {
    case TRACE_OBJECT_BYTEARRAY:
    case TRACE_OBJECT_LIST:
    case TRACE_OBJECT_TUPLE:
    case TRACE_OBJECT_DICT:
    case TRACE_OBJECT_SET:
    case TRACE_OBJECT_FROZENSET:
    case TRACE_OBJECT_RANGE:
    case TRACE_OBJECT_SLICE:
    case TRACE_OBJECT_FUNCTION:
    case TRACE_OBJECT_INSTANCE:
    case TRACE_OBJECT_CELL:
    case TRACE_OBJECT_METHOD:
        return true;
    default:
        return false;
    }
}

/* An iterator over a range, a list or a tuple: the log knows what it goes over, and nothing else is held. */
static inline bool is_lonely(const PyTypeObject *type)
{
    return type == &PyRangeIter_Type || type == &PyListIter_Type || type == &PyTupleIter_Type;
}

static bool is_open(const struct shadow *shadow)
{
    return is_simple(shadow->kind) && !shadow->unopened && !shadow->deep;
}

/* The counts of what it refers to have changed, or are about to. */
static void suspect_all(const struct shadow *shadow)
{
    for (size_t i = 0; shadow->leads && i < shadow->count; i++)
        if (shadow->entries[i].shadow != NULL && !shadow->entries[i].leaf)
            suspect(shadow->entries[i].shadow);
    if (shadow->of_heap_type)
        suspect(find((PyObject *)shadow->type));
}

/* An object has died. */
static void let_go(struct shadow *shadow)
{
    if (shadow->leaf && !shadow->of_heap_type)
        return;
    objects.bereft = true;
    suspect_all(shadow);
    if (!shadow->leaf && !is_lonely(shadow->type) &&
        (!is_open(shadow) || (shadow->hidden > 0 && shadow->kind != TRACE_OBJECT_BYTEARRAY)))
        objects.doubted = objects.uneasy = true;
    if (shadow->dictionary != NULL) {
        index_remove(&objects.dictionaries, shadow->dictionary);
        suspect(find(shadow->dictionary));
    }
}

static void forget(struct shadow *shadow)
{
    let_go(shadow);
    if (!shadow->leaf)
        trace_writer_put_death(objects.writer, &(struct trace_fields_DEATH){.object = shadow->number});
    index_remove(&objects.by_address, shadow->address);
    if (shadow->room > ROOM_KEPT) {
        free(shadow->entries);
        shadow->entries = NULL;
        shadow->room = 0;
    }
    free(shadow->bytes);
    *shadow = (struct shadow){.entries = shadow->entries, .room = shadow->room, .listed = shadow->listed};
    vector_push(&objects.unused, shadow);
}

void objects_died(PyObject *object)
{
    struct shadow *shadow = find(object);

    if (shadow == NULL)
        return;
    if (shadow->kind == TRACE_OBJECT_FUNCTION && Py_IS_TYPE(object, &PyFunction_Type)) {
        suspect(find(((PyFunctionObject *)object)->func_code));
        suspect(find(((PyFunctionObject *)object)->func_globals));
        suspect(find(((PyFunctionObject *)object)->func_builtins));
    }
    forget(shadow);
}

/* Stages a record of a change. */
static void put_change(const struct trace_record *record)
{
    objects.written++;
    trace_writer_put(objects.writer, record);
}

static struct entries_form form_of(const struct shadow *shadow)
{
    return (struct entries_form){shadow->kind, shadow->fields_too};
}

static inline size_t entry_size(const struct shadow *shadow)
{
    return shadow->entry_size;
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
    return shadow->fields_too && place % 2 == 0 && entry->shadow != NULL ? entry->number << 1 : entry->number;
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

/* Remembers where the attributes are: that dictionary may be known by a name of its own. */
static void find_dictionary(struct shadow *shadow)
{
    PyObject *dictionary = NULL;

    if (shadow->kind == TRACE_OBJECT_FUNCTION)
        dictionary = ((PyFunctionObject *)shadow->address)->func_dict;
    else if (shadow->kind == TRACE_OBJECT_MODULE)
        dictionary = facts_module_dict(shadow->address);
    else if (shadow->of_heap_type && shadow->kind != TRACE_OBJECT_CLASS)
        dictionary = facts_attributes(shadow->address).dict;
    if (dictionary == shadow->dictionary)
        return;
    if (shadow->dictionary != NULL)
        index_remove(&objects.dictionaries, shadow->dictionary);
    if (dictionary != NULL)
        index_put(&objects.dictionaries, dictionary, shadow);
    shadow->dictionary = dictionary;
}

static bool is_deep(const struct shadow *shadow)
{
    if (shadow->kind == TRACE_OBJECT_FUNCTION)
        return ((PyFunctionObject *)shadow->address)->func_annotations != NULL;
    return shadow->of_heap_type && (shadow->kind != TRACE_OBJECT_INSTANCE || !facts_all_python(shadow->type));
}

static void find_restless(struct shadow *shadow)
{
    PyTypeObject *type = shadow->type;
    bool other = !is_simple(shadow->kind) && shadow->kind != TRACE_OBJECT_CLASS;
    bool restless = (other && (shadow->count > 0 || trace_value_changes(shadow->kind))) || type == &PyCode_Type ||
                    type == &PyFrame_Type || type == &PyTraceBack_Type;

    if (restless && !shadow->listed)
        vector_push(&objects.restless, shadow);
    shadow->listed = shadow->listed || restless;
    shadow->restless = restless;
}

static uint32_t room_for(size_t words)
{
    uint32_t room = ROOM_LEAST;

    while (room < words)
        room *= 2;
    return room;
}

static void make_room(struct shadow *shadow, size_t words)
{
    if (words <= shadow->room)
        return;
    shadow->room = room_for(words);
    shadow->entries = memory_resize(shadow->entries, shadow->room, sizeof *shadow->entries);
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
    make_room(shadow, count);
    for (size_t i = 0; i < count; i++)
        shadow->entries[i] = (struct shadow_entry){.word = objects.words.items.items[i]};
    shadow->version = entries_version(shadow->address, form_of(shadow));
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
    shadow->references = references_of(shadow->address);
    if (shadow->counted)
        record.references = (uint64_t)shadow->references;
    shadow->number = trace_writer_birth(objects.writer, &record);
    if (shadow->kind == TRACE_OBJECT_FUNCTION && !shadow->unopened)
        write_function(shadow);
    faults_birth(shadow->address);
}

static struct shadow *begin_birth(PyObject *object, bool in_library)
{
    PyTypeObject *type = Py_TYPE(object);
    const struct type_facts *facts = types_of(type);
    struct shadow *shadow = new_shadow();

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
        suspect(find((PyObject *)type));
    shadow->counted = shadow->trusted = !shadow->leaf && !facts_immortal(object) && !facts_empty_tuple(object);
    shadow->unopened = stays_closed(object, facts, in_library);
    index_put(&objects.by_address, object, shadow);
    objects.dicts += facts->kind == TRACE_OBJECT_DICT;
    if (shadow->leaf) {
        shadow->fingerprint = value_fingerprint(object, shadow->kind);
    } else {
        read_entries(shadow);
        find_dictionary(shadow);
        shadow->deep = is_deep(shadow);
        if (!is_open(shadow) && type->tp_traverse != NULL && !is_lonely(type))
            objects.doubted = objects.uneasy = true;
        vector_push(&objects.births, ((struct birth){shadow, 0}));
    }
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

static void write_leaf(struct shadow *shadow)
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
    return entry->shadow != NULL && (uintptr_t)entry->shadow->address == entry->word ? entry->shadow
                                                                                     : find((PyObject *)entry->word);
}

/* Gives each entry its number.  An entry whose object is itself being born (a cycle) is left out, and added by a SPLICE
 * when that is done. */
static void number_entries(struct shadow *shadow)
{
    size_t size = entry_size(shadow), kept = 0;

    shadow->leads = false;
    for (size_t i = 0; i < shadow->count; i += size) {
        bool whole = true;

        for (size_t j = i; j < i + size; j++) {
            struct shadow_entry *entry = &shadow->entries[j];

            if (is_label(entry->word, j)) {
                entry->number = label_number(shadow, entry->word);
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
        fields += is_label(shadow->entries[i].word, i) && shadow->entries[i].word != WORD_OF_ITEM;
    return shadow->hidden + shadow->count / entry_size(shadow) - fields;
}

static void finish_birth(struct shadow *shadow)
{
    uint64_t length;

    number_entries(shadow);
    find_restless(shadow);
    if (is_lonely(shadow->type))
        suspect_all(shadow);
    vector_clear(&objects.numbers);
    vector_reserve(&objects.numbers, shadow->count);
    for (size_t i = 0; i < shadow->count; i++)
        objects.numbers.items[i] = logged_number(shadow, &shadow->entries[i], i);
    objects.numbers.count = shadow->count;
    length = read_value(shadow);
    if (trace_value_changes(shadow->kind))
        copy_bytes(shadow);
    write_birth(shadow, length);
}

static inline bool is_same_leaf(const struct shadow *shadow, PyObject *object)
{
    return shadow->type == Py_TYPE(object) && shadow->fingerprint == value_fingerprint(object, shadow->kind);
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
    suspect(find((PyObject *)shadow->type));
    suspect(find((PyObject *)Py_TYPE(object)));
    shadow->type = Py_TYPE(object);
    shadow->type_name = facts->name;
    shadow->of_heap_type = (shadow->type->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0;
    shadow->deep = is_deep(shadow);
    deaths_watch(shadow->type);
    put_change(&(struct trace_record){TRACE_TYPE, .type = {shadow->number, before, shadow->type_name}});
    return true;
}

/* The object's shadow, if it has one that is its own; one of an object that was there before is forgotten. */
static struct shadow *known(PyObject *object, struct shadow *shadow)
{
    if (shadow == NULL || is_of(shadow, object) || changed_class(shadow, object))
        return shadow;
    forget(shadow);
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

        if (is_label(entry->word, word))
            continue;
        entry->shadow = known(object, find(object));
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

static void look(struct shadow *shadow);

/* An int of one digit that has no other attributes: most of what comes and goes in a program. */
static bool is_plain_int(PyObject *object)
{
    return PyLong_CheckExact(object) && facts_digits(object, NULL) <= 1;
}

/* Another such int stands where one stood: the shadow goes on with it. */
static void bear_int_again(struct shadow *shadow, PyObject *object)
{
    bool negative;
    int64_t number = facts_digits(object, &negative) == 0 ? 0 : (int64_t)facts_digit(object)[0];

    shadow->fingerprint = value_fingerprint(object, TRACE_OBJECT_INT);
    shadow->number = trace_writer_int(objects.writer, (uintptr_t)object, shadow->type_name, flags_of_leaf(shadow),
                                      negative ? -number : number);
}

/* Whether all that instances of the class hold is a row of values. */
static bool has_row_alone(const PyTypeObject *type)
{
    size_t plain = sizeof(PyObject) + (type->tp_weaklistoffset > 0 ? sizeof(PyObject *) : 0);

    return (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) != 0 && (size_t)type->tp_basicsize == plain;
}

/* Whether it is an instance of a class of the learner's that has no attributes yet, as most begin. */
static bool is_bare_instance(PyObject *object, const struct type_facts *facts)
{
    PyTypeObject *type = Py_TYPE(object);
    struct facts_attributes attributes;

    if (facts->kind != TRACE_OBJECT_INSTANCE || (facts->fields_too | facts->library) || !has_row_alone(type) ||
        !facts_all_python(type))
        return false;
    attributes = facts_attributes(object);
    return attributes.dict == NULL && attributes.values != NULL && attributes.count == 0 && !facts_immortal(object) &&
           !facts_deferred(object);
}

/* What begin_birth and finish_birth come to of such. */
static struct shadow *bear_bare_instance(PyObject *object, const struct type_facts *facts, bool in_library)
{
    PyTypeObject *type = facts->type;
    struct shadow *shadow = new_shadow();

    shadow->address = object;
    shadow->type = type;
    shadow->type_name = facts->name;
    shadow->of_heap_type = true;
    shadow->kind = TRACE_OBJECT_INSTANCE;
    shadow->entry_size = facts->entry_size;
    shadow->in_library = in_library;
    suspect(find((PyObject *)type));
    shadow->counted = shadow->trusted = true;
    index_put(&objects.by_address, object, shadow);
    deaths_watch(type);
    shadow->born = objects.epoch;
    shadow->references = references_of(object);
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
        look(objects.incomplete.items[--objects.incomplete.count]);
    return shadow;
}

static inline struct shadow *bear(PyObject *object, bool in_library)
{
    const struct type_facts *facts = types_of(Py_TYPE(object));

    return is_bare_instance(object, facts) ? bear_bare_instance(object, facts, in_library)
                                           : bear_any(object, in_library);
}

/* Another leaf stands where one stood, most often of the same class, which is one of CPython's: the shadow goes on with it.
 * False when it is not so plain. */
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
static __attribute__((noinline)) struct shadow *shadow_of_other(PyObject *object, struct shadow *shadow,
                                                                bool in_library)
{
    if (shadow != NULL) {
        if (shadow->type == &PyLong_Type && is_plain_int(object)) {
            bear_int_again(shadow, object);
            return shadow;
        }
        if (bear_leaf_again(shadow, object))
            return shadow;
        shadow = known(object, shadow);
    }
    return shadow != NULL ? shadow : bear(object, in_library);
}

static __attribute__((noinline)) struct shadow *shadow_of_small_int(PyObject *object, bool in_library)
{
    struct shadow *shadow = find(object);

    if (shadow == NULL || !is_of(shadow, object))
        shadow = shadow_of_other(object, shadow, in_library);
    objects.small_ints[facts_small_int(object)] = shadow;
    return shadow;
}

static inline struct shadow *shadow_of(PyObject *object, bool in_library)
{
    size_t small = facts_small_int(object);
    struct shadow *shadow;

    if (small < FACTS_SMALL_INTS)
        return objects.small_ints[small] != NULL ? objects.small_ints[small]
                                                 : shadow_of_small_int(object, in_library);
    shadow = find(object);
    if (shadow != NULL && is_of(shadow, object))
        return shadow;
    return shadow_of_other(object, shadow, in_library);
}

inline shadow_place objects_place(PyObject *object)
{
    return shadow_of(object, false);
}

uint64_t objects_number(PyObject *object)
{
    return shadow_of(object, false)->number;
}

uint64_t objects_number_at(shadow_place place)
{
    return place != NULL ? place->number : 0;
}

bool objects_is_of_value(shadow_place place)
{
    return place == NULL || (place->leaf && !place->of_heap_type);
}

bool objects_is_told(shadow_place place)
{
    return is_open(place) && !place->of_heap_type && place->kind != TRACE_OBJECT_TUPLE;
}

bool objects_is(shadow_place place, uint64_t number, PyObject *object)
{
    return place != NULL && place->number == number && is_of(place, object);
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
        if (entry->shadow != NULL && !objects_is(entry->shadow, entry->number, (PyObject *)entry->word))
            return false;
    }
    return true;
}

static void meet_shadow(struct shadow *shadow, bool held);

/* Something holds this now, or does so no more.  A tuple may have been filled anew while nobody had it. */
static void meet(const struct shadow_entry *entry, bool held)
{
    if (entry->shadow != NULL && !entry->leaf)
        meet_shadow(entry->shadow, held);
}

/* From entry `at` on, `removed` are replaced by `added` of `now`. */
static void write_splice(const struct shadow *shadow, size_t at, size_t removed, const struct shadow_entry *now,
                         size_t added)
{
    uint64_t few[8], *numbers = removed + added <= 8 ? few : memory_zeroed(removed + added, sizeof *numbers);

    for (size_t i = 0; i < removed; i++) {
        numbers[i] = logged_number(shadow, &shadow->entries[at + i], at + i);
        meet(&shadow->entries[at + i], false);
    }
    for (size_t i = 0; i < added; i++) {
        numbers[removed + i] = logged_number(shadow, &now[i], at + i);
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

static struct shadow_entry new_entry(struct shadow *shadow, size_t at, uintptr_t word)
{
    struct shadow_entry entry = {.word = word};

    if (is_label(word, at)) {
        entry.number = label_number(shadow, word);
        return entry;
    }
    entry.shadow = shadow_of((PyObject *)word, shadow->in_library);
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
    size_t count = words->items.count, size = entry_size(shadow);
    uint32_t room = room_for(count);
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
    find_restless(shadow);
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
    make_room(shadow, shadow->count + 1);
    shadow->entries[shadow->count++] = entry;
}

/* Each word for itself where as many stand as before, and those that came behind them: what most changes come down to.  False
 * when it is not so plain. */
static bool replace_some(struct shadow *shadow, const struct entry_words *words)
{
    size_t count = words->items.count, size = entry_size(shadow);

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
            (entry->leaf && !is_same_leaf(entry->shadow, items[i])))
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

/* False when its version tells that nothing of it has changed. */
static bool compare_entries(struct shadow *shadow)
{
    struct entry_words words;
    uint64_t version;

    if (is_same_sequence(shadow))
        return true;
    version = entries_version(shadow->address, form_of(shadow));
    if (version != 0 && version == shadow->version)
        return false;
    if (shadow->unopened)
        return true;
    shadow->version = version;
    entries_read(shadow->address, form_of(shadow), &objects.words);
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
static void put_value(struct shadow *shadow, size_t at, PyObject *value)
{
    struct shadow *held = shadow_of(value, shadow->in_library);
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
    if (!is_same_entry(&shadow->entries[at], (uintptr_t)value))
        put_value(shadow, at, value);
}

/* One more behind the others; false when something else came on the way. */
static bool add_field(struct shadow *shadow, uintptr_t label, PyObject *value)
{
    uint64_t name = label_number(shadow, label);
    size_t before = shadow->count;
    struct shadow *held = shadow_of(value, shadow->in_library);
    struct shadow_entry *entry;

    if (shadow->count != before)
        return false;
    make_room(shadow, before + 2);
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

/* The attributes of an instance that stand in a row, all that there were before and perhaps one more; false when it is not so
 * plain. */
static bool look_at_row(struct shadow *shadow)
{
    struct facts_attributes attributes;
    uint32_t fields = shadow->count / 2;

    if (!has_row_alone(shadow->type) || shadow->dictionary != NULL)
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
static bool look_into_cell(struct shadow *shadow)
{
    PyObject *value = ((PyCellObject *)shadow->address)->ob_ref;

    if (value == NULL || shadow->count != 2)
        return false;
    change_field(shadow, 1, value);
    return true;
}

/* What changes most often; false when it has to be read through. */
static inline bool look_at_fields(struct shadow *shadow)
{
    if (shadow->fields_too || shadow->unopened)
        return false;
    return shadow->kind == TRACE_OBJECT_INSTANCE ? look_at_row(shadow)
                                                 : shadow->kind == TRACE_OBJECT_CELL && look_into_cell(shadow);
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

    if (!is_lonely(shadow->type))
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
    shadow->version = version;
    text_clear(&objects.text);
    carrier->detail(shadow->address, &objects.text);
    compare_bytes(shadow, text_string(&objects.text), objects.text.length,
                  (int64_t)objects.text.length - (int64_t)shadow->recorded);
    return true;
}

/* Brings one shadow up to date. */
static void look(struct shadow *shadow)
{
    bool read;

    if (!shadow->leaf && shadow->restless && look_at_iterator(shadow))
        return;
    if (shadow->type != Py_TYPE(shadow->address))
        changed_class(shadow, shadow->address);
    find_dictionary(shadow);
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

static void write_references(struct shadow *shadow, int64_t references)
{
    objects.written++;
    trace_writer_counted(objects.writer, shadow->number, references - shadow->references);
    shadow->references = references;
}

static inline void compare_references(struct shadow *shadow)
{
    int64_t references;

    if (!shadow->counted)
        return;
    references = references_of(shadow->address);
    if (references != shadow->references)
        write_references(shadow, references);
}

bool objects_is_steady(shadow_place place)
{
    return objects_is_told(place) && place->epoch >= objects.walked_at;
}

void objects_recount(shadow_place place)
{
    compare_references(place);
}

void objects_begin(PyObject *lent)
{
    objects.lent = lent;
    objects.begun = ++objects.epoch;
    count_step();
    objects.shown = 0;
    objects.step_walked = 0;
}

void objects_go_on(void)
{
    objects.begun = ++objects.epoch;
    count_step();
    objects.step_walked = 0;
}

uint32_t objects_walked(void)
{
    return objects.step_walked;
}

/* Walks. */

/* It is to be walked if it was not since the step `before`. */
static void reach(struct shadow *shadow, uint32_t before)
{
    if (shadow->leaf || shadow->epoch >= before)
        return;
    shadow->epoch = objects.epoch;
    vector_push(&objects.to_walk, shadow);
}

bool objects_reach(shadow_place place)
{
    reach(place, objects.epoch);
    return !place->leaf;
}

static void meet_shadow(struct shadow *shadow, bool held)
{
    if (shadow->leaf)
        return;
    suspect(shadow);
    if (held)
        reach(shadow, shadow->kind == TRACE_OBJECT_TUPLE ? objects.epoch : objects.walked_at);
}

void objects_take(shadow_place place)
{
    if (place != NULL)
        meet_shadow(place, true);
}

inline uint64_t objects_hold(PyObject *object, shadow_place *place)
{
    struct shadow *shadow = shadow_of(object, false);

    *place = shadow;
    if (!shadow->leaf)
        meet_shadow(shadow, true);
    return shadow->number;
}

void objects_let_go(shadow_place place)
{
    if (place != NULL)
        meet_shadow(place, false);
}

void objects_show(shadow_place place)
{
    objects.shown = place;
    objects_take(place);
}

/* Something changed that nothing had touched. */
#ifdef TERRARIUM_AUDIT
static void tell_of_miss(const struct shadow *shadow, int64_t references)
{
    PyFrameObject *frame = PyEval_GetFrame();

    objects.misses++;
    fprintf(stderr, "audit: step %u: the %s at %p (%s) changed unseen before line %d: %+d references\n",
            objects.steps, trace_object_word(shadow->kind), (void *)shadow->address, shadow->type->tp_name,
            frame != NULL ? PyFrame_GetLineNumber(frame) : 0, (int)references);
    if (getenv("TERRARIUM_AUDIT_COUNTS") == NULL)
        abort();
}

void objects_tell_of_missed_name(void)
{
    PyFrameObject *frame = PyEval_GetFrame();

    objects.misses++;
    fprintf(stderr, "audit: step %u: a name was bound unseen before line %d\n", objects.steps,
            frame != NULL ? PyFrame_GetLineNumber(frame) : 0);
    if (getenv("TERRARIUM_AUDIT_COUNTS") == NULL)
        abort();
}
#else
static void tell_of_miss(const struct shadow *shadow, int64_t references)
{
    (void)shadow;
    (void)references;
}
#endif

/* Looks at all that waits to be walked, and at what can be reached from there that was not since the step `before`.
 * Returns the cost. */
static __attribute__((noinline)) uint32_t walk(uint32_t before)
{
    bool everything = before == objects.epoch;
    uint32_t walked = 0;

    while (objects.to_walk.count > 0) {
        struct shadow *shadow = objects.to_walk.items[--objects.to_walk.count];
        uint64_t written = objects.written;
        int64_t references = shadow->references;

        walked += 1 + shadow->count / 2;
        if (shadow->born < objects.begun) { /* no code has run since the others were born */
            look(shadow);
            compare_references(shadow);
        }
        if (objects.proving && objects.written != written)
            tell_of_miss(shadow, shadow->references - references);
        if (!everything)
            suspect_all(shadow);
        for (size_t i = 0; shadow->leads && i < shadow->count; i++)
            if (shadow->entries[i].shadow != NULL && !shadow->entries[i].leaf)
                reach(shadow->entries[i].shadow, before);
    }
    objects.step_walked += walked;
    return walked;
}

/* Also past what was already walked at this step, for being new or for having been out of reach. */
static void walk_everything(void)
{
    objects.epoch++;
    objects.roots();
    if (objects.shown != NULL)
        objects_reach(objects.shown);
    objects.walked = walk(objects.epoch);
    objects.walked_at = objects.epoch;
    objects.due = objects.epoch + AUDIT_LEAST + AUDIT_EACH * objects.walked;
}

/* Touches. */

void objects_touch(PyObject *object, Py_ssize_t at)
{
    if (is_blind())
        return;
    for (size_t i = 0; i < objects.touched.count; i++)
        if (objects.touched.items[i].object == object && objects.touched.items[i].at == at)
            return;
    vector_push(&objects.touched, ((struct touch){object, at}));
    objects.uneasy = true;
}

void objects_suspect(PyObject *object)
{
    if (!is_blind())
        suspect(find(object));
}

bool objects_suspect_told(PyObject *object)
{
    struct shadow *shadow = find(object);

    if (!is_blind())
        suspect(shadow);
    return shadow != NULL && is_open(shadow);
}

void objects_suspect_at(shadow_place place)
{
    if (!is_blind())
        suspect(place);
}

void objects_begin_straight(void)
{
    count_step();
    objects.begun = ++objects.epoch;
    objects.shown = NULL;
}

void objects_vouch(bool vouched, bool calm)
{
    objects.vouched = vouched;
    objects.calm = calm;
}

bool objects_are_bereft(void)
{
    return objects.bereft;
}

bool objects_are_easy(void)
{
    return !objects.uneasy && !is_blind();
}

bool objects_are_calm(void)
{
    return objects_are_easy() && objects.restless.count == 0;
}

bool objects_know_dict(PyObject *dict)
{
    static struct {
        PyObject *dict; /* asked about last, and not known */
        uint32_t born;  /* as objects.dicts was then */
    } unknown;

    if (unknown.dict == dict && unknown.born == objects.dicts)
        return false;
    if (find(dict) != NULL)
        return true;
    unknown.dict = dict;
    unknown.born = objects.dicts;
    return false;
}

bool objects_any_restless(void)
{
    return objects.restless.count > 0;
}

bool objects_are_told_by(PyObject *object)
{
    const struct shadow *shadow = find(object);

    return shadow != NULL && is_open(shadow);
}

static void change_item(struct shadow *shadow, size_t at, PyObject *item)
{
    struct shadow_entry now = new_entry(shadow, at, (uintptr_t)item);

    if (now.number != shadow->entries[at].number)
        write_splice(shadow, at, 1, &now, 1);
    shadow->entries[at] = now;
}

static void add_at_end(struct shadow *shadow, PyObject *item)
{
    struct shadow_entry now = new_entry(shadow, shadow->count, (uintptr_t)item);

    write_splice(shadow, shadow->count, 0, &now, 1);
    push_entry(shadow, now);
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
        write_splice(shadow, size, 1, NULL, 0);
        shadow->count--;
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
    make_room(shadow, before + 2);
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

static void look_known(struct shadow *shadow, Py_ssize_t at)
{
    if (shadow == NULL || shadow->leaf)
        return;
    if (!look_at_touched(shadow, at))
        look(shadow);
    compare_references(shadow);
}

/* The dictionary of an object's attributes, and the object, change together. */
void objects_look_at(PyObject *object, Py_ssize_t at)
{
    struct shadow *shadow = find(object), *owner;

    if (shadow != NULL) {
        PyObject *dictionary;

        look_known(known(object, shadow), at);
        dictionary = shadow->dictionary;
        if (dictionary != NULL)
            look_known(known(dictionary, find(dictionary)), OBJECTS_ALL);
    }
    owner = index_get(&objects.dictionaries, object);
    if (owner != NULL)
        look(owner);
}

static __attribute__((noinline)) void look_at_touches(void)
{
    for (size_t i = 0; i < objects.touched.count; i++)
        objects_look_at(objects.touched.items[i].object, objects.touched.items[i].at);
}

void objects_look(shadow_place place, Py_ssize_t at)
{
    if (!is_blind())
        objects_look_at(place->address, at);
}

/* (One of them may have died since: its shadow is not counted, or another object's.) */
static inline void look_at_counts(void)
{
    struct shadow **suspect = objects.suspects.items, **end = suspect + objects.suspects.count;

    for (; suspect < end; suspect++) {
        compare_references(*suspect);
        (*suspect)->trusted = (*suspect)->counted;
    }
    objects.suspects.count = 0;
}

/* An iterator fills the tuple that it hands out anew, unless somebody else has it. */
static void look_at_tuples(const struct shadow *shadow)
{
    for (size_t i = 0; i < shadow->count; i++) {
        struct shadow *entry = shadow->entries[i].shadow;

        if (entry != NULL && entry->kind == TRACE_OBJECT_TUPLE)
            look(entry);
    }
}

/* Those that are so no more, or have died, are struck off. */
static __attribute__((noinline)) void look_at_restless(void)
{
    for (size_t i = objects.restless.count; i > 0; i--) {
        struct shadow *shadow = objects.restless.items[i - 1];

        if (!shadow->restless) {
            shadow->listed = false;
            objects.restless.items[i - 1] = vector_last(&objects.restless);
            objects.restless.count--;
            continue;
        }
        suspect(shadow);
        if (entries_are_constant(shadow->type))
            continue;
        look(shadow);
        look_at_tuples(shadow);
    }
}

static inline bool are_stirred(void)
{
    return !objects.calm || objects.bereft;
}

static inline void look_where_needed(void)
{
    if (objects.touched.count > 0)
        look_at_touches();
    if (objects.restless.count > 0 && are_stirred())
        look_at_restless();
    if (objects.to_walk.count > 0)
        walk(objects.walked_at);
    if (objects.suspects.count > 0)
        look_at_counts();
}

/* Proof. */

/* A walk now and then, seldom enough to cost little, sees whether the touches told everything. */
static bool is_time_to_walk(void)
{
#ifdef TERRARIUM_AUDIT
    return objects.steps % objects.every == 0;
#else
    return (int32_t)(objects.epoch - objects.due) >= 0;
#endif
}

static void prove(void)
{
    static const char late[] = "Something changed at an earlier step, and was only noticed here.";
    uint64_t written = objects.written;

    count_proof();
    objects.proving = true;
    walk_everything();
    objects.proving = false;
    if (objects.written != written)
        trace_writer_put(objects.writer, &(struct trace_record){TRACE_NOTE, .note = {{late, sizeof late - 1}}});
}

/* Not all is known that may have changed, or it is time to see whether it was. */
static __attribute__((noinline)) void finish_by_walking(void)
{
    if (objects.vouched && !objects.doubted)
        prove();
    else
        walk_everything();
    for (size_t i = 0; i < objects.suspects.count; i++)
        objects.suspects.items[i]->trusted = objects.suspects.items[i]->counted;
    vector_clear(&objects.suspects);
}

static __attribute__((noinline)) void finish_long(void)
{
    if (objects.vouched && !objects.doubted) {
        look_where_needed();
        if (objects.doubted || is_time_to_walk())
            finish_by_walking();
    } else {
        finish_by_walking();
    }
    vector_clear(&objects.touched);
    objects.vouched = objects.doubted = objects.bereft = false;
    objects.uneasy = false;
    objects.lent = NULL;
    tell_of_audit();
}

/* (Most often nothing has changed but counts.) */
void objects_finish(void)
{
    bool more = !objects.vouched | objects.doubted | ((objects.touched.count | objects.to_walk.count) != 0);

    if (more || is_time_to_walk() || (objects.restless.count > 0 && are_stirred())) {
        finish_long();
        return;
    }
    if (objects.suspects.count > 0)
        look_at_counts();
    objects.vouched = objects.bereft = false;
    objects.uneasy = objects.restless.count > 0;
    objects.lent = NULL;
    tell_of_audit();
}

bool objects_are_at_rest(void)
{
    return (objects.touched.count | objects.to_walk.count | objects.suspects.count) == 0 &&
           !(objects.doubted | objects.bereft);
}

bool objects_are_settled(void)
{
    return objects_are_at_rest() && !is_time_to_walk();
}

bool objects_finish_move(bool doubt, bool calm)
{
    bool unusual = doubt | objects.doubted | objects.bereft | !calm;

    if (unusual | ((objects.touched.count | objects.to_walk.count) != 0) || is_time_to_walk()) {
        objects_vouch(!doubt, calm);
        objects_finish();
        return true;
    }
    if (objects.suspects.count > 0)
        look_at_counts();
    return false;
}

static __attribute__((noinline)) void finish_unless_calm(void)
{
    if (objects.to_walk.count == 0 && objects_are_calm() && !is_time_to_walk()) {
        if (objects.suspects.count > 0)
            look_at_counts();
        objects.lent = NULL;
        objects.bereft = false;
        tell_of_audit();
        return;
    }
    objects_vouch(true, true);
    objects_finish();
}

/* (Of what has died nothing is left to do where nothing changes by itself.) */
void objects_finish_calm(void)
{
    if ((objects.to_walk.count | objects.suspects.count) != 0 || objects.uneasy | objects.bereft || is_time_to_walk())
        finish_unless_calm();
}
