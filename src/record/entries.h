/* What an object holds, read from its structure: the objects in it, and the names under which it holds them. */
#ifndef TERRARIUM_RECORD_ENTRIES_H
#define TERRARIUM_RECORD_ENTRIES_H

#include "base/text.h"
#include "record/words.h"

/* How an object's entries are read and logged; follows from its class. */
struct entries_form {
    enum trace_object_kind kind;
    bool fields_too; /* TRACE_OBJECT_FIELDS_TOO */
};

/* Replaces what `words` held. */
void entries_read(PyObject *object, struct entries_form form, struct entry_words *words);
/* A number that stands still as long as the object's entries do, and, of an OTHER, its title; 0 when only reading them
 * can tell.  Of an OTHER and a FUNCTION: as long as no entry is another object at the address of the one that was
 * there. */
uint64_t entries_version(PyObject *object, struct entries_form form);
/* Whether what an object of exactly this class, of CPython's own, has as entries stays from its making to its end, all
 * that these hold included.  (What else a code object keeps, such as caches, is no entry.) */
bool entries_are_constant(const PyTypeObject *type);
/* Whether all that is read of an OTHER of this class stands in its structure, and in the dictionary of its
 * attributes. */
bool entries_stand_in_structure(PyTypeObject *type);
/* Whether instances of this class, of a kind that is no FIELDS, hold fields behind what their kind holds. */
bool entries_has_fields_too(const PyTypeObject *type);
/* The tuple of names that makes a class of tuples a named one, or NULL. */
PyObject *entries_field_names(const PyTypeObject *type);
/* OBJECT.value of kinds whose value is a TITLE or DETAIL; appends nothing for the others. */
void entries_title(PyObject *object, enum trace_object_kind kind, struct text *out);

#endif
