/* Shadows: what the log last told of each object.  Private to the files that keep it so: shadows.c (where shadows come
 * from and go to), births.c (an object is told of for the first time), changes.c (an object's contents are compared
 * with its shadow) and objects.c (which shadows a step looks at).  instructions.c looks into them too, for what stands
 * on value stacks.
 *
 * Shadows stand in blocks that never move or go:
 *
 *     by_address  0x7f…6f40 → shadow      number 42, kind list, 2 entries
 *                                           entry 0: word 0x7f…10a8  number 7   its shadow
 *                                           entry 1: word 0x7f…6f40  number 42  this shadow   (it holds itself)
 *
 * An entry keeps the word found in the object (an address, or a label), the number logged for it, and its shadow, so
 * that looking whether anything changed takes no search: the same word, and in its shadow still the same number. */
#ifndef TERRARIUM_RECORD_SHADOWS_H
#define TERRARIUM_RECORD_SHADOWS_H

#include "record/objects.h"

#include "base/index.h"
#include "base/text.h"
#include "base/vector.h"
#include "record/entries.h"
#include "record/values.h"
#include "record/words.h"

struct shadow_entry {
    uintptr_t word;        /* as entries_read gives it */
    uint64_t number;       /* of the object, or of the label's string */
    struct shadow *shadow; /* of the object; NULL for a label */
    bool leaf;             /* nothing is reached through it */
};

/* The first half is asked for at every turn, and stands in one line of a processor's cache. */
struct shadow {
    PyObject *address;            /* NULL: a free place */
    uint64_t number;              /* 0 while its birth is being written */
    PyTypeObject *type;           /* an address: after __class__ was assigned, the class may be gone */
    uint64_t fingerprint;         /* of a leaf's value */
    int64_t references;           /* as logged last */
    struct shadow_entry *entries; /* owned; words, so two for a pair or a field */
    uint32_t count;               /* words in `entries` */
    uint32_t epoch;               /* the step at which it was reached last */
    uint8_t kind;                 /* enum trace_object_kind */
    bool leaf;
    bool counted;
    bool trusted; /* it is counted, and does not stand in objects.suspects */
    bool leads;   /* something is reached through it, or was */
    bool of_heap_type;
    bool fields_too : 1; /* TRACE_OBJECT_FIELDS_TOO */
    bool unopened : 1;
    bool in_library : 1;    /* reached through an instance of a library's class */
    bool deep : 1;          /* it holds what entries_read does not tell */
    bool restless : 1;      /* its entries may change though nothing touches it */
    bool listed : 1;        /* it stands in objects.restless, or did so as the shadow of an object that has died */
    bool value : 1;         /* see objects_is_of_value */
    bool told : 1;          /* see objects_is_told */
    bool open : 1;          /* as shadows_is_open */
    uint8_t entry_size : 2; /* words of an entry */

    PyObject *dictionary; /* address of the dictionary that holds its attributes, or NULL */
    uint64_t type_name;   /* string */
    uint64_t version;     /* of the entries: see entries_version */
    uint64_t seen;    /* of a dictionary of which no more than what was touched was looked at: its version then, */
    uint32_t seen_at; /* and the epoch */
    uint32_t born;    /* the epoch in which it was written */
    uint64_t hidden;  /* entries that are not recorded; of a bytearray, its true length */
    char *bytes;      /* owned; a value that changes, as logged last, `recorded` of them */
    uint32_t recorded;
    uint32_t room; /* there is room for so many words; a power of two, or 0 */
};

struct birth {
    struct shadow *shadow;
    uint32_t at; /* words of its entries that were seen to */
};

struct touch {
    PyObject *object;
    Py_ssize_t at; /* as objects_touch takes it */
};

/* All that is kept from step to step. */
struct known_objects {
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
    PyObject *dying; /* a generator that is about to die, and all that it holds is suspected; or NULL */

    void (*roots)(void);
    struct shadow *shown; /* as objects_show was told at this step, or NULL */
    VECTOR(struct touch) touched;
    VECTOR(struct shadow *) suspects; /* of objects whose counts may have changed */
    struct index dictionaries;        /* the dictionary that holds an object's attributes → that object's shadow */
    VECTOR(struct shadow *) sharers;  /* others whose attributes such a dictionary holds as well; hardly ever any */
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
    uint32_t rests;                   /* epoch before which none is made because of doubt, as the last one was long */
    bool behind;                      /* that has been so since */
};

extern struct known_objects objects;

/* The shadow that stands under this address, of this object or of one that was there before; NULL if there is none. */
static inline struct shadow *shadows_find(PyObject *object)
{
    return index_find(&objects.by_address, object);
}

/* The count of references of one that is trusted may have changed. */
static inline void shadows_suspect_trusted(struct shadow *shadow)
{
    shadow->trusted = false;
    vector_push(&objects.suspects, shadow);
}

/* The same of any, or of NULL. */
static inline void shadows_suspect(struct shadow *shadow)
{
    if (shadow != NULL && shadow->trusted)
        shadows_suspect_trusted(shadow);
}

/* Kinds whose entries are all that they hold, and change only when something is done to the object. */
static inline bool shadows_is_simple(enum trace_object_kind kind)
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
static inline bool shadows_is_lonely(const PyTypeObject *type)
{
    return type == &PyRangeIter_Type || type == &PyListIter_Type || type == &PyTupleIter_Type;
}

/* Whether its entries are all that it holds, and all of them are told of. */
static inline bool shadows_is_open(const struct shadow *shadow)
{
    return shadows_is_simple(shadow->kind) && !shadow->unopened && !shadow->deep;
}

/* Finds out which sorts it is of, by which it is known what need not be looked at: to be called where what that follows
 * from has changed. */
static inline void shadows_sort(struct shadow *shadow)
{
    shadow->value = shadow->leaf && !shadow->of_heap_type;
    shadow->open = shadows_is_open(shadow);
    shadow->told = shadow->open && !shadow->of_heap_type && shadow->kind != TRACE_OBJECT_TUPLE;
}

/* Whether all that instances of the class hold is a row of values. */
static inline bool shadows_has_row_alone(const PyTypeObject *type)
{
    size_t plain = sizeof(PyObject) + (type->tp_weaklistoffset > 0 ? sizeof(PyObject *) : 0);

    return (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) != 0 && (size_t)type->tp_basicsize == plain;
}

static inline struct entries_form shadows_form(const struct shadow *shadow)
{
    return (struct entries_form){shadow->kind, shadow->fields_too};
}

/* Words of an entry: 1 or 2. */
static inline size_t shadows_entry_size(const struct shadow *shadow)
{
    return shadow->entry_size;
}

/* Whether an entry's word at this place in a list is a label: no object has such an address. */
static inline bool shadows_is_label(uintptr_t word, size_t place)
{
    return place % 2 == 0 && words_is_label(word);
}

/* Its count of references as the program sees it. */
static inline int64_t shadows_references(PyObject *object)
{
    return (int64_t)Py_REFCNT(object) - (object == objects.lent);
}

/* Whether a leaf at the shadow's address has the shadow's class and value. */
static inline bool shadows_is_same_leaf(const struct shadow *shadow, PyObject *object)
{
    return shadow->type == Py_TYPE(object) && shadow->fingerprint == value_fingerprint(object, shadow->kind);
}

/* Whether the shadow is of what is at this address now. */
static inline bool shadows_is_of(struct shadow *shadow, PyObject *object)
{
    return USUAL(shadow->address == object) && USUAL(shadow->type == Py_TYPE(object)) &&
           (MOSTLY(!shadow->leaf) || shadow->fingerprint == value_fingerprint(object, shadow->kind));
}

/* Whether it is found at once that the shadow is of what stands at this address: no long value is looked at. */
static inline __attribute__((always_inline)) bool shadows_is_surely_of(const struct shadow *shadow, PyObject *object)
{
    bool negative;
    Py_ssize_t digits;

    if (shadow->address != object || shadow->type != Py_TYPE(object))
        return false;
    if (!shadow->leaf || shadow->kind == TRACE_OBJECT_BOOL || shadow->kind == TRACE_OBJECT_NONE)
        return true;
    if (shadow->kind != TRACE_OBJECT_INT || (digits = facts_digits(object, &negative)) > 1)
        return false;
    return shadow->fingerprint == ((uint64_t)negative << 63 | (digits == 0 ? 0 : facts_digit(object)[0]));
}

/* The object's shadow where that is found at once, without a birth; else NULL. */
static inline __attribute__((always_inline)) struct shadow *shadows_known(PyObject *object)
{
    size_t small = facts_small_int(object);
    struct shadow *shadow;

    if (small < FACTS_SMALL_INTS)
        return objects.small_ints[small];
    shadow = shadows_find(object);
    return shadow != NULL && shadows_is_surely_of(shadow, object) ? shadow : NULL;
}

/* What is to be staged of its count, unless that is 0; nothing is lent. */
static inline __attribute__((always_inline)) int64_t shadows_counted(struct shadow *shadow)
{
    int64_t change = shadow->counted ? (int64_t)Py_REFCNT(shadow->address) - shadow->references : 0;

    if (change != 0) {
        shadow->references += change;
        objects.written++;
    }
    return change;
}

/* It is to be walked if it was not since the step `before`. */
static inline void shadows_reach(struct shadow *shadow, uint32_t before)
{
    if (shadow->leaf || shadow->epoch >= before)
        return;
    shadow->epoch = objects.epoch;
    vector_push(&objects.to_walk, shadow);
}

/* Something holds it now, or does so no more: its count is to be looked at, and where it is held, what it holds. */
static inline void shadows_meet(struct shadow *shadow, bool held)
{
    if (MOSTLY(shadow->leaf))
        return;
    shadows_suspect(shadow);
    if (held)
        shadows_reach(shadow, shadow->kind == TRACE_OBJECT_TUPLE ? objects.epoch : objects.walked_at);
}

/* A place for one more object; all of it is zero, but that it may have room for entries. */
struct shadow *shadows_new(void);
/* The object has died, or another one stands at its address: its death is staged, and the place is free. */
void shadows_forget(struct shadow *shadow);
/* The counts of what it refers to have changed, or are about to. */
void shadows_suspect_all(const struct shadow *shadow);
/* The same of what an object holds that is no shadow's entry: false where that cannot be told. */
bool shadows_suspect_within(PyObject *object);
/* The room that is made for so many words. */
uint32_t shadows_room(size_t words);
/* Makes room for so many words; `entries` may move. */
void shadows_make_room(struct shadow *shadow, size_t words);
/* The number that the log has for a label of the shadow. */
uint64_t shadows_label_number(const struct shadow *shadow, uintptr_t word);
/* The entry as the log has it: what MIXED entries' labels are of is marked. */
uint64_t shadows_logged_number(const struct shadow *shadow, const struct shadow_entry *entry, size_t place);
/* Remembers where the attributes are: that dictionary may be known by a name of its own. */
void shadows_find_dictionary(struct shadow *shadow);
/* Whether it holds what entries_read does not tell. */
bool shadows_is_deep(const struct shadow *shadow);
/* Finds out whether its entries may change though nothing touches it, and lists it then. */
void shadows_find_restless(struct shadow *shadow);
/* An object may change its class: it is the same one if the deaths of both classes' instances are told. */
bool shadows_changed_class(struct shadow *shadow, PyObject *object);

#endif
