/* What is known of a Python class: of which kind its instances are for the log, what it is called, and whether it is
 * the learner's.  Kept by the class's address, and forgotten when the class dies. */
#ifndef TERRARIUM_RECORD_TYPES_H
#define TERRARIUM_RECORD_TYPES_H

#include "record/carriers.h"
#include "trace/writer.h"

struct type_facts {
    PyTypeObject *type;            /* its address; not a reference */
    enum trace_object_kind kind;   /* of its instances */
    uint8_t entry_size;            /* words of an entry of theirs */
    uint64_t name;                 /* string: with the module unless that is builtins or __main__ */
    const struct carrier *carrier; /* what is known of the C code behind it; or NULL */
    bool fields_too;               /* its instances hold fields behind what their kind holds */
    bool leaf;                     /* its instances hold no other objects, and never change */
    bool in_structure;             /* see entries_stand_in_structure */
    bool library;                  /* its instances belong to a library: see entries.h on what is opened */
};

void types_start(struct trace_writer *writer);
/* Borrowed until the class is forgotten. */
const struct type_facts *types_of(PyTypeObject *type);
/* The class at this address has died. */
void types_forget(PyTypeObject *type);
/* A module of the learner's: classes that name it as theirs are the learner's. */
void types_add_module(PyObject *name);
/* Whether a class was made by the learner's code. */
bool types_is_learners(PyTypeObject *type);

#endif
