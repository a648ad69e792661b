/* CPythons whose structures are known; included by facts.h, which explains each name.  A header for each minor version
 * holds what differs between them, and this one what does not. */
#ifndef TERRARIUM_CPYTHON_FACTS_KNOWN_H
#define TERRARIUM_CPYTHON_FACTS_KNOWN_H

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

typedef struct _PyInterpreterFrame facts_frame;

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

/* (One that neither waits nor has ended may be having what it delegates to closed.) */
static inline bool facts_ended(PyObject *generator)
{
    return ((PyGenObject *)generator)->gi_frame_state >= FRAME_COMPLETED;
}

static inline bool facts_is_dead(PyObject *reference)
{
    PyObject *object = ((PyWeakReference *)reference)->wr_object;

    return object == Py_None || Py_REFCNT(object) == 0;
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

/* Free-threaded builds hold functions, classes and the like themselves, until the collector finds that nobody else
 * does. */
static inline bool facts_deferred(PyObject *object)
{
#ifdef Py_GIL_DISABLED
    return (object->ob_gc_bits & _PyGC_BITS_DEFERRED) != 0;
#else
    (void)object;
    return false;
#endif
}

/* The GIL counts how often it was taken by another thread than the last one that had it (take_gil in ceval_gil.c). */
#define SWITCHED UINT64_MAX
static inline uint64_t facts_switches(const PyInterpreterState *interpreter)
{
#ifdef Py_GIL_DISABLED
    return interpreter->threads.head->next == NULL ? interpreter->threads.next_unique_id : SWITCHED;
#elif PY_VERSION_HEX >= 0x030C0000
    return interpreter->ceval.gil->switch_number;
#else
    (void)interpreter;
    return facts_main_gil()->switch_number;
#endif
}

#ifdef Py_GIL_DISABLED
/* Whether the GIL is on at present (ceval_gil.c): PYTHON_GIL=1, or an extension that asks for it, or while one is
 * imported. */
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

/* Who stops the world, to be compared with and not to be looked into; NULL when nobody does, or a thread without a
 * state. */
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

/* Which of CPython's table of small ints it is; FACTS_SMALL_INTS or more for what is none of them. */
#define FACTS_SMALL_INTS (sizeof _Py_SINGLETON(small_ints) / sizeof(PyLongObject))
static inline size_t facts_small_int(PyObject *object)
{
    return ((uintptr_t)object - (uintptr_t)&_Py_SINGLETON(small_ints)) / sizeof(PyLongObject);
}

static inline bool facts_cached_string(PyObject *object)
{
    const char *at = (const char *)object, *ascii = (const char *)&_Py_SINGLETON(strings).ascii;
    const char *latin1 = (const char *)&_Py_SINGLETON(strings).latin1;

    return PyUnicode_GET_LENGTH(object) == 0 || (at >= ascii && at < ascii + sizeof _Py_SINGLETON(strings).ascii) ||
           (at >= latin1 && at < latin1 + sizeof _Py_SINGLETON(strings).latin1);
}

/* The frame that called it, or the interpreter's own between them; NULL at the bottom. */
static inline facts_frame *facts_previous(const facts_frame *frame)
{
    return frame->previous;
}

static inline PyObject *facts_globals(const facts_frame *frame)
{
    return frame->f_globals;
}

static inline PyObject *facts_namespace(const facts_frame *frame)
{
    return frame->f_locals;
}

static inline int facts_local_count(const PyCodeObject *code)
{
    return code->co_nlocalsplus;
}

static inline PyObject *facts_local_name(const PyCodeObject *code, int i)
{
    return PyTuple_GET_ITEM(code->co_localsplusnames, i);
}

/* Whether some of its variables are in cells. */
static inline bool facts_has_cells(const PyCodeObject *code)
{
    return code->co_ncellvars + code->co_nfreevars > 0;
}

static inline int facts_local_kind(const PyCodeObject *code, int i)
{
    return PyBytes_AS_STRING(code->co_localspluskinds)[i];
}

static inline bool facts_is_variable(const PyCodeObject *code, int i)
{
    return (facts_local_kind(code, i) & CO_FAST_LOCAL) != 0;
}

static inline bool facts_is_hidden(const PyCodeObject *code, int i)
{
    return facts_hidden(facts_local_kind(code, i));
}

static inline PyObject *facts_variable(facts_frame *frame, const PyCodeObject *code, int i)
{
    PyObject *object = facts_local(frame, i);

    return (facts_local_kind(code, i) & (CO_FAST_CELL | CO_FAST_FREE)) && object != NULL && PyCell_Check(object)
               ? ((PyCellObject *)object)->ob_ref
               : object;
}

static inline PyStatus facts_read_config(PyConfig *asked)
{
    (void)asked;
    return PyStatus_Ok();
}

static inline const PyConfig *facts_config(PyConfig *asked)
{
    (void)asked;
    return &PyThreadState_Get()->interp->config;
}

static inline PyObject *facts_attribute_name(const struct facts_attributes *attributes, int place)
{
    return DK_UNICODE_ENTRIES(attributes->keys)[place].me_key;
}

static inline bool facts_empty_tuple(const PyObject *object)
{
    return object == (const PyObject *)&_Py_SINGLETON(tuple_empty);
}

static inline PyObject *facts_module_dict(PyObject *module)
{
    return ((PyModuleObject *)module)->md_dict;
}

static inline PyObject *facts_module_name(PyObject *module)
{
    return ((PyModuleObject *)module)->md_name;
}

static inline PyObject *facts_generator_name(PyObject *generator)
{
    return ((PyGenObject *)generator)->gi_name;
}

/* rangeobject.c keeps this to itself. */
struct facts_range_object {
    PyObject_HEAD
    PyObject *start;
    PyObject *stop;
    PyObject *step;
    PyObject *length;
};

static inline struct facts_range facts_range(PyObject *object)
{
    const struct facts_range_object *range = (struct facts_range_object *)object;

    return (struct facts_range){range->start, range->stop, range->step};
}

#endif
