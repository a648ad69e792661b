/* What an object that holds no others holds: its value as the log codes it, and a fingerprint of it.
 *
 * Reads structures only; no Python code runs and nothing of Python's is allocated. */
#ifndef TERRARIUM_RECORD_VALUES_H
#define TERRARIUM_RECORD_VALUES_H

#include "base/text.h"
#include "cpython/facts.h"
#include "trace/format.h"

/* Appends a string as UTF-8, lone surrogates coded like other code points, whole characters only, at most `most`
 * bytes. */
void value_utf8(PyObject *string, size_t most, struct text *out);
/* The same for one of the configuration's strings. */
void value_wide(const wchar_t *string, struct text *out);
/* Whether `string` is a str with exactly this ASCII text. */
bool value_is(PyObject *string, const char *text);

/* Whether `string` is a str that begins with this ASCII text. */
bool value_begins(PyObject *string, const char *text);

/* Appends OBJECT.value for a leaf of the given kind and returns OBJECT.length. */
uint64_t value_code(PyObject *object, enum trace_object_kind kind, struct text *out);

/* Of everything but small ints; see value_fingerprint. */
uint64_t value_fingerprint_of(PyObject *object, enum trace_object_kind kind);

/* Equal for equal values of one type; two different values differ but for a very rare chance.  Asked of every element
 * of every list at every step, most of which are small ints. */
static inline __attribute__((always_inline)) uint64_t value_fingerprint(PyObject *object, enum trace_object_kind kind)
{
    bool negative;
    Py_ssize_t digits;

    if (kind == TRACE_OBJECT_INT && (digits = facts_digits(object, &negative)) <= 1)
        return (uint64_t)negative << 63 | (digits == 0 ? 0 : facts_digit(object)[0]);
    return value_fingerprint_of(object, kind);
}

/* enum trace_object_flag bits that follow from the value: CACHED and INTERNED. */
unsigned value_flags(PyObject *object, enum trace_object_kind kind);

#endif
