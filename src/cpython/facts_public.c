#include "cpython/facts.h"

#if FACTS_ARE_PUBLIC

#include <stdio.h>

#include "base/text.h"
#include "base/vector.h"

enum { DIGIT_BITS = 30 };

static struct {
    VECTOR(digit) digits;
    struct text bytes; /* scratch */
} number;

static void add_digits(uint64_t magnitude)
{
    for (; magnitude > 0; magnitude >>= DIGIT_BITS)
        vector_push(&number.digits, (digit)(magnitude & ((1u << DIGIT_BITS) - 1)));
}

/* Two's complement, from the least significant byte on, becomes a magnitude. */
static void negate(unsigned char *bytes, size_t count)
{
    unsigned carry = 1;

    for (size_t i = 0; i < count; i++) {
        carry += (unsigned char)~bytes[i];
        bytes[i] = (unsigned char)carry;
        carry >>= 8;
    }
}

static void add_long_number(PyObject *object, bool is_negative)
{
    Py_ssize_t count = PyLong_AsNativeBytes(object, NULL, 0, Py_ASNATIVEBYTES_LITTLE_ENDIAN);
    uint64_t held = 0;
    unsigned have = 0;
    unsigned char *bytes;

    text_clear(&number.bytes);
    text_fill(&number.bytes, 0, (size_t)count);
    bytes = (unsigned char *)number.bytes.bytes;
    PyLong_AsNativeBytes(object, bytes, count, Py_ASNATIVEBYTES_LITTLE_ENDIAN);
    if (is_negative)
        negate(bytes, (size_t)count);
    while (count > 0 && bytes[count - 1] == 0)
        count--;
    for (Py_ssize_t i = 0; i < count; i++) {
        held |= (uint64_t)bytes[i] << have;
        have += 8;
        if (have < DIGIT_BITS)
            continue;
        vector_push(&number.digits, (digit)(held & ((1u << DIGIT_BITS) - 1)));
        held >>= DIGIT_BITS;
        have -= DIGIT_BITS;
    }
    add_digits(held);
}

Py_ssize_t facts_digits(PyObject *object, bool *negative)
{
    int overflow;
    long long value = PyLong_AsLongLongAndOverflow(object, &overflow);
    bool is_negative = overflow < 0 || (overflow == 0 && value < 0);

    vector_clear(&number.digits);
    if (overflow == 0)
        add_digits(value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
    else
        add_long_number(object, is_negative);
    if (negative != NULL)
        *negative = is_negative;
    return (Py_ssize_t)number.digits.count;
}

const digit *facts_digit(PyObject *object)
{
    (void)object;
    return number.digits.items;
}

/* sys has it, unless something went wrong: then it is left as it was. */
static void fill_in(PyConfig *config, wchar_t **member, const char *name, const char *rest)
{
    PyObject *folder = PySys_GetObject(name), *path;
    wchar_t *wide;

    if (*member != NULL || folder == NULL || !PyUnicode_Check(folder))
        return;
    path = PyUnicode_FromFormat("%U%s", folder, rest);
    wide = path != NULL ? PyUnicode_AsWideCharString(path, NULL) : NULL;
    if (wide != NULL)
        PyConfig_SetString(config, member, wide);
    PyMem_Free(wide);
    Py_XDECREF(path);
    PyErr_Clear();
}

const PyConfig *facts_config(PyConfig *asked)
{
    PyObject *folder = PySys_GetObject("platlibdir");
    char rest[64] = "";

    if (folder != NULL && PyUnicode_Check(folder))
        snprintf(rest, sizeof rest, "/%s/python%d.%d", PyUnicode_AsUTF8(folder), PY_MAJOR_VERSION, PY_MINOR_VERSION);
    fill_in(asked, &asked->base_prefix, "base_prefix", "");
    fill_in(asked, &asked->base_exec_prefix, "base_exec_prefix", "");
    fill_in(asked, &asked->stdlib_dir, "base_prefix", rest);
    return asked;
}

#endif
