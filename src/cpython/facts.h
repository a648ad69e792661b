/* Facts of the CPython that this is compiled for, behind one face.
 *
 * Nothing here runs Python code, allocates, or takes a reference: each function reads fields of a structure, and what it
 * returns is borrowed for as long as the GIL is held and nothing runs.  A header per minor version holds what differs. */
#ifndef TERRARIUM_CPYTHON_FACTS_H
#define TERRARIUM_CPYTHON_FACTS_H

#ifndef Py_BUILD_CORE
#define Py_BUILD_CORE 1
#endif
#include <Python.h>

#include <frameobject.h>
#include <internal/pycore_code.h>
#include <internal/pycore_dict.h>
#include <internal/pycore_frame.h>
#include <internal/pycore_gc.h>
#include <internal/pycore_gil.h>
#include <internal/pycore_global_objects.h>
#include <internal/pycore_interp.h>
#include <internal/pycore_long.h>
#include <internal/pycore_moduleobject.h>
#include <internal/pycore_object.h>
#include <internal/pycore_runtime.h>
#ifdef Py_GIL_DISABLED
#include <internal/pycore_tstate.h>
#endif
#include <internal/pycore_typeobject.h>
#include <opcode.h>
#include <stdbool.h>
#include <stddef.h>
#include <structmember.h>

/* The attributes of an instance, wherever they are kept: in a dictionary, or in a row of values whose names are in the
 * class's shared keys.  At most one of the two is set. */
struct facts_attributes {
    PyObject *dict;         /* a dictionary, or NULL */
    PyObject **values;      /* the row of values, or NULL */
    const uint8_t *order;   /* places in the row, in order of insertion; read by facts_ordered */
    PyDictKeysObject *keys; /* names beside the values */
    int count;              /* values in use */
};

typedef struct _gil_runtime_state facts_gil;

#if PY_VERSION_HEX >= 0x030E0000 && PY_VERSION_HEX < 0x030F0000
#include "cpython/facts_3_14.h"
#elif PY_VERSION_HEX >= 0x030D0000 && PY_VERSION_HEX < 0x030E0000
#include "cpython/facts_3_13.h"
#elif PY_VERSION_HEX >= 0x030C0000 && PY_VERSION_HEX < 0x030D0000
#include "cpython/facts_3_12.h"
#elif PY_VERSION_HEX >= 0x030B0000 && PY_VERSION_HEX < 0x030C0000
#include "cpython/facts_3_11.h"
#else
#error "src/cpython has no facts on this version of CPython"
#endif

/* Each version's header gives:
 *     PyCodeObject *facts_code(frame)              what a frame runs; NULL for the interpreter's own entry frames
 *     bool facts_is_own(code)                      the interpreter's, that a class runs around its __init__
 *     PyObject *facts_local(frame, i)              the i-th fast local, as in co_localsplusnames; NULL when unbound
 *     PyObject *facts_function(frame)              the function called, or NULL
 *     PyObject *facts_annotate(function)           what makes its annotations when they are asked for (PEP 649), or NULL
 *     bool facts_suspended(generator)              waits to go on
 *     bool facts_hidden(kind)                      a name of a comprehension that has no frame of its own (PEP 709), by its
 *                                                  co_localspluskinds
 *     struct facts_attributes facts_managed(object)  attributes of an instance whose type has Py_TPFLAGS_MANAGED_DICT
 *     int facts_ordered(attributes, i)             place of the i-th attribute in the row of values
 *     Py_ssize_t facts_digits(int, &negative)      number of 30-bit digits, and the sign
 *     const digit *facts_digit(int)                the digits, least significant first
 *     bool facts_immortal(object)                  never freed (PEP 683)
 *     bool facts_interned(string)
 *     uint64_t facts_dict_version(dict)            until 3.13: changes when the dictionary changes; never 0
 *     PyObject *facts_class_names(type)            the dictionary of a class's own attributes, or NULL
 *     PyThreadState *facts_thread(void)            the running thread's; NULL when it has none
 *     PyThreadState *facts_holder(interpreter)     the same where Python code runs, in one load or two
 *     facts_frame *facts_top(state)                the innermost frame of a thread; NULL when it runs no Python code
 *     PyObject *facts_modules(interpreter)         sys.modules as it is kept; NULL before there is one
 *     int *facts_young(interpreter)                allocations since the youngest generation was collected
 *     facts_gil *facts_main_gil(void)              the main interpreter's lock
 *     PyThreadState *facts_gil_holder(gil)         the last that held it, or does; read by whoever has its mutex
 * from 3.12 on:
 *     int facts_line(code, unit)                   of the instruction that begins there
 *     int facts_line_opcode(code, unit)            of the instruction that a line's event hides
 *     Py_ssize_t *facts_raw_blocks(interpreter)    blocks of memory that its own allocator left to malloc
 * and 3.11 alone:
 *     bool facts_yields(frame, generator)          PyTrace_RETURN in a generator tells that it will wait
 *     bool facts_unwinds(frame, value)             PyTrace_RETURN with this value tells of an exception that leaves
 *                                                  the frame */

/* What a free-threaded build (PEP 703) puts behind its version. */
#ifdef Py_GIL_DISABLED
#define FACTS_THREADING "t"
#else
#define FACTS_THREADING ""
#endif

typedef struct _PyInterpreterFrame facts_frame;

/* rangeobject.c keeps this to itself. */
struct facts_range {
    PyObject_HEAD
    PyObject *start;
    PyObject *stop;
    PyObject *step;
    PyObject *length;
};

static inline facts_frame *facts_frame_of(PyFrameObject *frame)
{
    return frame->f_frame;
}

/* The lock whose condition variable this is, which is signalled when it is released. */
static inline facts_gil *facts_gil_of(void *condition)
{
    return (facts_gil *)(void *)((char *)condition - offsetof(facts_gil, cond));
}

/* The generator or coroutine that holds the frame, or NULL. */
static inline PyObject *facts_generator(facts_frame *frame)
{
    char *start = (char *)frame - offsetof(PyGenObject, gi_iframe);

    return frame->owner == FRAME_OWNED_BY_GENERATOR ? (PyObject *)start : NULL;
}

/* The frame in a generator or coroutine: an array until 3.13, a structure from 3.14 on. */
static inline facts_frame *facts_frame_in(PyObject *generator)
{
    return (facts_frame *)(void *)((char *)generator + offsetof(PyGenObject, gi_iframe));
}

/* Attributes of any instance, without making the dictionary that `__dict__` would make. */
static inline struct facts_attributes facts_attributes(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    struct facts_attributes none = {NULL, NULL, NULL, NULL, 0};
    Py_ssize_t offset = type->tp_dictoffset;

    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT)
        return facts_managed(object);
    if (offset < 0) { /* behind the items of an object of variable size (_PyObject_ComputedDictPointer) */
        Py_ssize_t size = PyLong_Check(object) ? facts_digits(object, NULL) : Py_SIZE(object);

        offset += (Py_ssize_t)_PyObject_VAR_SIZE(type, size < 0 ? -size : size);
    }
    if (offset > 0)
        none.dict = *(PyObject **)((char *)object + offset);
    return none;
}

/* Free-threaded builds hold functions, classes and the like themselves, until the collector finds that nobody else does. */
static inline bool facts_deferred(PyObject *object)
{
#ifdef Py_GIL_DISABLED
    return (object->ob_gc_bits & _PyGC_BITS_DEFERRED) != 0;
#else
    (void)object;
    return false;
#endif
}

#ifdef Py_GIL_DISABLED
/* Whether the GIL is on at present (ceval_gil.c): PYTHON_GIL=1, or an extension that asks for it, or while one is imported. */
static inline bool facts_gil_is_on(void)
{
    return _Py_atomic_load_int_relaxed(&PyInterpreterState_Main()->ceval.gil->enabled) != 0;
}

/* Allocations of a thread that are not added to facts_young yet (gc_free_threading.c). */
static inline Py_ssize_t *facts_uncounted(PyThreadState *state)
{
    return &((_PyThreadStateImpl *)state)->gc.alloc_count;
}

/* Whether the running thread's state is such that it stands still until the world goes on (pystate.c). */
static inline bool facts_is_suspended(PyThreadState *state)
{
    return state != NULL && _Py_atomic_load_int_relaxed(&state->state) == _Py_THREAD_SUSPENDED;
}

/* Who stops the world, to be compared with and not to be looked into; NULL when nobody does, or a thread without a state. */
static inline PyThreadState *facts_requester(PyThreadState *state)
{
    PyThreadState *of_all = _Py_atomic_load_ptr_relaxed(&_PyRuntime.stoptheworld.requester);

    return of_all != NULL ? of_all : _Py_atomic_load_ptr_relaxed(&state->interp->stoptheworld.requester);
}
#else
static inline bool facts_gil_is_on(void)
{
    return true;
}
#endif

/* The interpreter's own copies, made before any program runs. */
static inline bool facts_cached_int(PyObject *object)
{
    const char *first = (const char *)&_Py_SINGLETON(small_ints);

    return (const char *)object >= first && (const char *)object < first + sizeof _Py_SINGLETON(small_ints);
}

static inline bool facts_cached_string(PyObject *object)
{
    const char *at = (const char *)object, *ascii = (const char *)&_Py_SINGLETON(strings).ascii;
    const char *latin1 = (const char *)&_Py_SINGLETON(strings).latin1;

    return PyUnicode_GET_LENGTH(object) == 0 || (at >= ascii && at < ascii + sizeof _Py_SINGLETON(strings).ascii) ||
           (at >= latin1 && at < latin1 + sizeof _Py_SINGLETON(strings).latin1);
}

#endif
