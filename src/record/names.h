/* The names of a frame, or of a module: what each refers to, as logged last. */
#ifndef TERRARIUM_RECORD_NAMES_H
#define TERRARIUM_RECORD_NAMES_H

#include "base/vector.h"
#include "cpython/facts.h"
#include "record/objects.h"
#include "trace/writer.h"

struct name_shadow {
    PyObject *key;    /* address of the name's str; not a reference */
    uint64_t text;    /* fingerprint of that str, for its address may be used again */
    uint64_t name;    /* string; 0 for a name that is not shown, such as `.0` */
    PyObject *object; /* address of what it refers to, NULL when unbound */
    uint64_t number;  /* of that object, 0 when unbound */
    shadow_place place;
};

struct names {
    VECTOR(struct name_shadow) shadows;
    uint64_t version; /* of the dictionary, when the names are in one */
};

void names_free(struct names *names);

/* Both stage NAME records for what changed, in `frame`, and reach (objects.h) everything that is bound.  `running`, for a
 * dictionary, is the frame whose namespace it is, while that runs: a comprehension's names are not in the dictionary. */
void names_read_locals(struct names *names, struct trace_writer *writer, uint64_t frame, facts_frame *running);
void names_read_dict(struct names *names, struct trace_writer *writer, uint64_t frame, PyObject *dict,
                     facts_frame *running);

#endif
