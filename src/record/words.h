/* The words in which an object's entries are read: addresses of objects, and labels under which they are held. */
#ifndef TERRARIUM_RECORD_WORDS_H
#define TERRARIUM_RECORD_WORDS_H

#include "base/vector.h"
#include "cpython/facts.h"
#include "trace/writer.h"

/* Names of fields that CPython has no str for. */
#define LABELS(LABEL)                   \
    LABEL(START, "start")               \
    LABEL(STOP, "stop")                 \
    LABEL(STEP, "step")                 \
    LABEL(DEFAULTS, "__defaults__")     \
    LABEL(KWDEFAULTS, "__kwdefaults__") \
    LABEL(BASES, "__bases__")           \
    LABEL(CONTENTS, "contents")         \
    LABEL(SELF, "__self__")             \
    LABEL(FUNC, "__func__")             \
    LABEL(ARGS, "args")                 \
    LABEL(CAUSE, "__cause__")           \
    LABEL(CONTEXT, "__context__")       \
    LABEL(FACTORY, "default_factory")   \
    LABEL(REFERENT, "weak target")      \
    LABEL(CALLBACK, "__callback__")     \
    LABEL(DICT, "dict")                 \
    LABEL(OBJ, "obj")                   \
    LABEL(BASE, "base")                 \
    LABEL(SOURCE, "source")             \
    LABEL(SOURCES, "sources")           \
    LABEL(FUNCTION, "function")         \
    LABEL(SENTINEL, "sentinel")         \
    LABEL(ENCODING, "encoding")         \
    LABEL(BUFFER, "buffer")             \
    LABEL(RESULT, "result")             \
    LABEL(REACHES, "reaches")

enum label {
#define LABEL(NAME, text) LABEL_##NAME,
    LABELS(LABEL)
#undef LABEL
};

/* Flat, as OBJECT.entries: for ITEMS an object's address; for PAIRS two; for FIELDS a label and an address.  MIXED:
 * each entry has two words, of which the first is WORD_OF_ITEM for an item, an address for a pair, and a label for a
 * field. */
struct entry_words {
    VECTOR(uintptr_t) items;
    uint64_t hidden; /* entries past TRACE_ENTRIES_MAX */
    size_t contents; /* of MIXED: words before those of fields */
    bool mixed;
};

enum { WORD_OF_ITEM = 0 };

/* All objects stand at multiples of 8; labels are marked in the bits below: of one of enum label, of a PyMemberDef, of
 * a str. */
enum { WORD_OF_TABLE = 1, WORD_OF_MEMBER = 2, WORD_OF_STR = 4 };

/* The label of an attribute. */
static inline uintptr_t words_of_name(PyObject *name)
{
    return (uintptr_t)name | WORD_OF_STR;
}

static inline bool words_is_label(uintptr_t word)
{
    return word == WORD_OF_ITEM || (word & 7) != 0;
}

/* Each ignores an entry whose value is NULL. */
void words_add_item(struct entry_words *words, PyObject *item);
void words_add_pair(struct entry_words *words, PyObject *key, PyObject *value);
void words_add_named(struct entry_words *words, PyObject *name, PyObject *value); /* a field, its name a str */
void words_add_field(struct entry_words *words, enum label label, PyObject *value);
void words_add_member(struct entry_words *words, const PyMemberDef *member, PyObject *value);
/* How many more entries may be added. */
size_t words_room(const struct entry_words *words, size_t size);
/* The string that a label stands for; not for WORD_OF_ITEM. */
uint64_t words_label(struct trace_writer *writer, uintptr_t label);

#endif
