#include "record/values.h"

#include <string.h>

#include "base/ways.h"

enum { DIGIT_BITS = 30 };

/* Unlike base's, which refuses surrogates: a str may hold lone ones. */
static size_t encode(uint32_t c, char coded[4])
{
    size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    if (size == 1) {
        coded[0] = (char)c;
        return 1;
    }
    for (size_t i = size - 1; i > 0; i--) {
        coded[i] = (char)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    coded[0] = (char)(0xF00 >> size | c);
    return size;
}

void value_utf8(PyObject *string, size_t most, struct text *out)
{
    Py_ssize_t length = PyUnicode_IS_READY(string) ? PyUnicode_GET_LENGTH(string) : 0;
    size_t limit = out->length + (most < SIZE_MAX - out->length ? most : SIZE_MAX - out->length);
    unsigned kind = PyUnicode_KIND(string);
    const void *data = PyUnicode_DATA(string);

    if (PyUnicode_IS_ASCII(string)) {
        text_append(out, data, (size_t)length < most ? (size_t)length : most);
        return;
    }
    for (Py_ssize_t i = 0; i < length; i++) {
        char coded[4];
        size_t size = encode(PyUnicode_READ(kind, data, i), coded);

        if (out->length + size > limit)
            return;
        text_append(out, coded, size);
    }
}

void value_wide(const wchar_t *string, struct text *out)
{
    for (; *string != 0; string++) {
        char coded[4];

        text_append(out, coded, encode((uint32_t)*string, coded));
    }
}

bool value_is(PyObject *string, const char *text)
{
    size_t length = strlen(text);

    return PyUnicode_CheckExact(string) && PyUnicode_IS_READY(string) && PyUnicode_IS_ASCII(string) &&
           (size_t)PyUnicode_GET_LENGTH(string) == length && memcmp(PyUnicode_DATA(string), text, length) == 0;
}

bool value_begins(PyObject *string, const char *text)
{
    size_t length = strlen(text);

    return PyUnicode_CheckExact(string) && PyUnicode_IS_READY(string) && PyUnicode_IS_ASCII(string) &&
           (size_t)PyUnicode_GET_LENGTH(string) >= length && memcmp(PyUnicode_DATA(string), text, length) == 0;
}

/* The magnitude of an int, byte by byte from the least significant, of which the log takes TRACE_VALUE_MAX. */
static uint64_t code_int(PyObject *number, struct text *out)
{
    bool negative;
    Py_ssize_t count = facts_digits(number, &negative);
    const digit *digits = facts_digit(number);
    uint64_t bits = 0, held = 0;
    unsigned have = 0;

    if (count > 0)
        bits = (uint64_t)(count - 1) * DIGIT_BITS + (uint64_t)(32 - __builtin_clz(digits[count - 1]));
    text_add_char(out, negative ? 1 : 0);
    for (uint64_t i = 0, at = 0; i < (bits + 7) / 8 && i < TRACE_VALUE_MAX; i++) {
        if (have < 8 && (Py_ssize_t)at < count) {
            held |= (uint64_t)digits[at++] << have;
            have += DIGIT_BITS;
        }
        text_add_char(out, (char)(held & 0xFF));
        held >>= 8;
        have = have > 8 ? have - 8 : 0;
    }
    return bits;
}

static uint64_t code_bytes(const char *bytes, Py_ssize_t length, struct text *out)
{
    text_append(out, bytes, length < TRACE_VALUE_MAX ? (size_t)length : TRACE_VALUE_MAX);
    return (uint64_t)length;
}

static void code_double(double number, struct text *out)
{
    uint64_t bits;
    char coded[8];

    memcpy(&bits, &number, sizeof bits);
    for (int i = 0; i < 8; i++)
        coded[i] = (char)(bits >> (8 * i));
    text_append(out, coded, sizeof coded);
}

uint64_t value_code(PyObject *object, enum trace_object_kind kind, struct text *out)
{
    switch ((int)kind) {
    case TRACE_OBJECT_BOOL:
        text_add_char(out, object == Py_True);
        return 0;
    case TRACE_OBJECT_INT:
        return code_int(object, out);
    case TRACE_OBJECT_FLOAT:
        code_double(PyFloat_AS_DOUBLE(object), out);
        return 0;
    case TRACE_OBJECT_COMPLEX:
        code_double(((PyComplexObject *)object)->cval.real, out);
        code_double(((PyComplexObject *)object)->cval.imag, out);
        return 0;
    case TRACE_OBJECT_STR:
        value_utf8(object, TRACE_VALUE_MAX, out);
        return (uint64_t)PyUnicode_GET_LENGTH(object);
    case TRACE_OBJECT_BYTES:
        return code_bytes(PyBytes_AS_STRING(object), PyBytes_GET_SIZE(object), out);
    case TRACE_OBJECT_BYTEARRAY:
        return code_bytes(PyByteArray_AS_STRING(object), PyByteArray_GET_SIZE(object), out);
    case TRACE_OBJECT_SINGLETON:
        text_add(out, object == Py_Ellipsis ? "Ellipsis" : "NotImplemented");
        return 0;
    default:
        return 0;
    }
}

static inline uint64_t mix(uint64_t hash, uint64_t word)
{
    enum { TURNED = 29 };

    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    return hash << TURNED | hash >> (64 - TURNED);
}

static inline uint64_t word_at(const char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    return word;
}

/* Fewer bytes than a word has: all of them. */
static inline uint64_t few_bytes(const char *bytes, size_t length)
{
    uint32_t first, last;

    if (length >= sizeof first) {
        memcpy(&first, bytes, sizeof first);
        memcpy(&last, bytes + length - sizeof last, sizeof last);
        return (uint64_t)last << 32 | first;
    }
    if (length == 0)
        return 0;
    return (uint64_t)(uint8_t)bytes[0] | (uint64_t)(uint8_t)bytes[length / 2] << 8 |
           (uint64_t)(uint8_t)bytes[length - 1] << 16;
}

/* The words between beginning and end.  (Four chains of products that do not wait for each other; the last block reads
 * some words again.) */
static uint64_t fingerprint_middle(const char *bytes, size_t end)
{
    enum { WORD = sizeof(uint64_t), LANES = 4, BLOCK = LANES * WORD };
    const uint64_t factor = 0x9E3779B97F4A7C15u;
    uint64_t one = 1, two = 2, three = 3, four = 4;
    const char *last = bytes + (end > BLOCK ? end - BLOCK : 0);

    for (bytes += (size_t)2 * WORD;; bytes += BLOCK) {
        bytes = bytes < last ? bytes : last;
        one = (one ^ word_at(bytes)) * factor;
        two = (two ^ word_at(bytes + WORD)) * factor;
        three = (three ^ word_at(bytes + (size_t)2 * WORD)) * factor;
        four = (four ^ word_at(bytes + (size_t)3 * WORD)) * factor;
        if (bytes == last)
            return mix(mix(mix(one, two), three), four);
    }
}

/* Its length and its end, and the `most` bytes from its beginning that are recorded at the most. */
static inline uint64_t fingerprint_bytes(const void *memory, size_t length, size_t most, uint64_t hash)
{
    enum { WORD = sizeof(uint64_t) };
    const char *bytes = memory;

    hash = mix(hash, length);
    if (length < WORD)
        return mix(hash, few_bytes(bytes, length));
    hash = mix(mix(hash, word_at(bytes)), word_at(bytes + length - WORD));
    if (length <= (size_t)2 * WORD)
        return hash;
    hash = mix(mix(hash, word_at(bytes + WORD)), word_at(bytes + length - 2 * WORD));
    if (length <= (size_t)4 * WORD)
        return hash;
    return mix(hash, fingerprint_middle(bytes, length - 2 * WORD < most ? length - 2 * WORD : most));
}

static uint64_t fingerprint_int(PyObject *number)
{
    bool negative;
    Py_ssize_t count = facts_digits(number, &negative);
    const digit *digits = facts_digit(number);

    if (count <= 2)
        return (negative ? UINT64_C(1) << 63 : 0) | (count > 1 ? (uint64_t)digits[1] << DIGIT_BITS : 0) |
               (count > 0 ? digits[0] : 0);
    return fingerprint_bytes(digits, (size_t)count * sizeof *digits, (size_t)4 * TRACE_VALUE_MAX, negative ? 1 : 2);
}

/* What is no str of ASCII characters. */
static OUT_OF_LINE uint64_t fingerprint_other(PyObject *object, enum trace_object_kind kind)
{
    uint64_t words[2];

    switch ((int)kind) {
    case TRACE_OBJECT_INT:
        return fingerprint_int(object);
    case TRACE_OBJECT_FLOAT:
        memcpy(words, &((PyFloatObject *)object)->ob_fval, sizeof words[0]);
        return words[0];
    case TRACE_OBJECT_COMPLEX:
        memcpy(words, &((PyComplexObject *)object)->cval, sizeof words);
        return mix(mix(0, words[0]), words[1]);
    case TRACE_OBJECT_STR:
        if (!PyUnicode_IS_READY(object))
            return 0;
        return fingerprint_bytes(PyUnicode_DATA(object),
                                 (size_t)PyUnicode_GET_LENGTH(object) * (size_t)PyUnicode_KIND(object),
                                 (size_t)TRACE_VALUE_MAX * (size_t)PyUnicode_KIND(object), PyUnicode_KIND(object));
    case TRACE_OBJECT_BYTES:
        return fingerprint_bytes(PyBytes_AS_STRING(object), (size_t)PyBytes_GET_SIZE(object), TRACE_VALUE_MAX, 0);
    default:
        return 0;
    }
}

EACH_STEP uint64_t value_fingerprint_of(PyObject *object, enum trace_object_kind kind)
{
    if (kind == TRACE_OBJECT_STR && PyUnicode_IS_COMPACT_ASCII(object))
        return fingerprint_bytes((PyASCIIObject *)object + 1, (size_t)PyUnicode_GET_LENGTH(object), TRACE_VALUE_MAX,
                                 0);
    return fingerprint_other(object, kind);
}

static bool is_cached(PyObject *object, enum trace_object_kind kind)
{
    switch ((int)kind) {
    case TRACE_OBJECT_NONE:
    case TRACE_OBJECT_BOOL:
    case TRACE_OBJECT_SINGLETON:
        return true;
    case TRACE_OBJECT_INT:
        return facts_cached_int(object);
    case TRACE_OBJECT_STR:
        return facts_cached_string(object);
    case TRACE_OBJECT_BYTES:
        return PyBytes_CheckExact(object) && PyBytes_GET_SIZE(object) <= 1;
    case TRACE_OBJECT_TUPLE:
        return PyTuple_CheckExact(object) && PyTuple_GET_SIZE(object) == 0;
    default:
        return false;
    }
}

EACH_STEP unsigned value_flags(PyObject *object, enum trace_object_kind kind)
{
    unsigned flags = is_cached(object, kind) ? TRACE_OBJECT_CACHED : 0;

    if (kind == TRACE_OBJECT_STR && facts_interned(object))
        flags |= TRACE_OBJECT_INTERNED;
    return flags;
}
