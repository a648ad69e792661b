/* What an object holds, read from its structure: the objects in it, and the names under which it holds them. */
#ifndef TERRARIUM_RECORD_ENTRIES_H
#define TERRARIUM_RECORD_ENTRIES_H

#include "base/vector.h"
#include "cpython/facts.h"
#include "trace/writer.h"

/* Flat, as OBJECT.entries: for ITEMS an object's address; for PAIRS two; for FIELDS a label and an address.  A label is the
 * address of a str, or something of entries.c's own for names that CPython has no object for. */
struct entry_words {
    VECTOR(uintptr_t) items;
    uint64_t hidden; /* entries past TRACE_ENTRIES_MAX */
};

/* Replaces what `words` held. */
void entries_read(PyObject *object, enum trace_object_kind kind, struct entry_words *words);
/* A number that stands still as long as the object's entries do; 0 when only reading them can tell. */
uint64_t entries_version(PyObject *object, enum trace_object_kind kind);
/* The string that a label stands for. */
uint64_t entries_label(struct trace_writer *writer, uintptr_t label);
/* OBJECT.value of kinds whose value is a TITLE; appends nothing for the others. */
void entries_title(PyObject *object, enum trace_object_kind kind, struct text *out);

#endif
