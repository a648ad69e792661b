/* Objects that the log does not know yet: their births are staged, those of what they hold first. */
#ifndef TERRARIUM_RECORD_BIRTHS_H
#define TERRARIUM_RECORD_BIRTHS_H

#include "base/ways.h"
#include "record/shadows.h"

/* The object's shadow, if it has one that is its own; one of an object that was there before is forgotten. */
struct shadow *births_known(PyObject *object, struct shadow *shadow);
/* The shadow of what stands at this address where `shadow` (NULL: none) is not of it; its birth is staged.
 * `fingerprint`: its value's, where the shadow is of a leaf of its class. */
OUT_OF_LINE struct shadow *births_other(PyObject *object, struct shadow *shadow, uint64_t fingerprint,
                                        bool in_library);
/* The shadow of one of CPython's own ints, which is asked for the first time. */
OUT_OF_LINE struct shadow *births_small_int(PyObject *object, bool in_library);

/* The shadow of what stands at this address, where there is `shadow`, of it or of what was there before. */
static inline struct shadow *births_again(PyObject *object, struct shadow *shadow, bool in_library)
{
    uint64_t fingerprint;

    if (UNUSUAL(shadow->type != Py_TYPE(object)))
        return births_other(object, shadow, 0, in_library);
    if (!shadow->leaf)
        return shadow;
    fingerprint = value_fingerprint(object, shadow->kind);
    return fingerprint == shadow->fingerprint ? shadow : births_other(object, shadow, fingerprint, in_library);
}

/* The object's shadow, after its birth where it had none.  `in_library`: as shadow.in_library of what holds it. */
static inline struct shadow *births_shadow(PyObject *object, bool in_library)
{
    size_t small = facts_small_int(object);
    struct shadow *shadow;

    if (small < FACTS_SMALL_INTS)
        return objects.small_ints[small] != NULL ? objects.small_ints[small] : births_small_int(object, in_library);
    shadow = shadows_find(object);
    return shadow != NULL ? births_again(object, shadow, in_library) : births_other(object, NULL, 0, in_library);
}

#endif
