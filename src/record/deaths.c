#include "record/deaths.h"

#include <stdatomic.h>
#include <string.h>

#include "cpython/turns.h"
#include "cpython/faults.h"
#include "record/carriers.h"
#include "record/reftracer.h"

/* Classes whose tp_dealloc other deallocators call by name (defaultdict's ends in dict's): each needs a function of its
 * own, which knows what it wraps. */
#define WATCHED_TYPES(TYPE)                        \
    TYPE(list, PyList_Type, IN_TRASHCAN)           \
    TYPE(tuple, PyTuple_Type, IN_TRASHCAN)         \
    TYPE(dict, PyDict_Type, IN_TRASHCAN)           \
    TYPE(set, PySet_Type, IN_TRASHCAN)             \
    TYPE(frozenset, PyFrozenSet_Type, IN_TRASHCAN) \
    TYPE(function, PyFunction_Type, BEFORE)        \
    TYPE(cell, PyCell_Type, BEFORE)                \
    TYPE(method, PyMethod_Type, BEFORE)            \
    TYPE(code, PyCode_Type, BEFORE)                \
    TYPE(module, PyModule_Type, BEFORE)            \
    TYPE(bytearray, PyByteArray_Type, BEFORE)      \
    TYPE(slice, PySlice_Type, BEFORE)              \
    TYPE(range, PyRange_Type, BEFORE)              \
    TYPE(type, PyType_Type, BEFORE)                \
    TYPE(generator, PyGen_Type, AROUND)            \
    TYPE(coroutine, PyCoro_Type, AROUND)           \
    TYPE(async_generator, PyAsyncGen_Type, AFTER)

/* A class made by C code, without a function of its own. */
struct wrapped {
    _Atomic(PyTypeObject *) type; /* NULL: a free place */
    destructor original;
    bool trashcan;
    bool tracked; /* some of these take it for granted that the collector knows the object */
};

/* Static classes are shared with other interpreters of the process, which have GILs of their own (PEP 684): entries are
 * only ever added, each complete before its type is stored, and never moved. */
enum { WRAPPED_PLACES = 2048, WRAPPED_MAX = WRAPPED_PLACES / 2 };

static struct {
    bool traced; /* CPython tells of them itself (reftracer.h): nothing of what follows is in use */
    deaths_listener *listener;
    deaths_warner *warner;
    PyInterpreterState *interpreter;        /* the one that is recorded */
    struct wrapped wrapped[WRAPPED_PLACES]; /* from the place that `place_of` gives on */
    int count;                              /* of them in use */
    destructor of_exceptions;               /* BaseException's, before it was wrapped */
    destructor of_python_classes;           /* subtype_dealloc, which looks for the first other one among the bases */
    setter set_class;                       /* object.__class__'s, and */
    setter set_bases;                       /* type.__bases__'s own */
} deaths;

static pthread_mutex_t telling = PTHREAD_MUTEX_INITIALIZER;

/* A deallocator may go on to its base's. */
static _Thread_local struct {
    PyObject *object; /* the object that `wrapped_dealloc` is at, and */
    PyTypeObject *as; /* the class as whose instance */
} current;

static void tell(PyObject *object, PyTypeObject *type)
{
    const PyThreadState *thread = facts_thread();

    if (thread == NULL || thread->interp != deaths.interpreter)
        return;
    facts_lock(&telling);
    deaths.listener(object, type);
    facts_unlock(&telling);
}

static void warn(PyObject *object)
{
    const PyThreadState *thread = facts_thread();

    if (thread == NULL || thread->interp != deaths.interpreter)
        return;
    facts_lock(&telling);
    deaths.warner(object);
    facts_unlock(&telling);
}

#define IN_TRASHCAN(name, object)          \
    PyObject_GC_UnTrack(object);           \
    Py_TRASHCAN_BEGIN(object, name##_dies) \
    tell(object, Py_TYPE(object));         \
    if (!faults_lose(object))              \
        name##_dealloc(object);            \
    Py_TRASHCAN_END
#define BEFORE(name, object)       \
    tell(object, Py_TYPE(object)); \
    name##_dealloc(object);
#define AFTER(name, object)               \
    PyTypeObject *type = Py_TYPE(object); \
                                          \
    name##_dealloc(object);               \
    tell(object, type);
#define AROUND(name, object) \
    warn(object);            \
    AFTER(name, object)

#define TYPE(name, static_type, how)          \
    static destructor name##_dealloc;         \
    static void name##_dies(PyObject *object) \
    {                                         \
        how(name, object)                     \
    }
WATCHED_TYPES(TYPE)
#undef TYPE

/* The class's place in the table, or the free one where it would stand. */
static struct wrapped *place_of(const PyTypeObject *type)
{
    size_t place = ((uintptr_t)type >> 4) * 0x9E3779B97F4A7C15u >> 32;

    for (;; place++) {
        struct wrapped *wrapper = &deaths.wrapped[place % WRAPPED_PLACES];
        const PyTypeObject *found = atomic_load_explicit(&wrapper->type, memory_order_acquire);

        if (found == type || found == NULL)
            return wrapper;
    }
}

static const struct wrapped *wrapper_of(const PyTypeObject *type)
{
    for (; type != NULL; type = type->tp_base) {
        const struct wrapped *wrapper = place_of(type);

        if (wrapper->type != NULL)
            return wrapper;
    }
    Py_UNREACHABLE();
}

static void call_wrapped(PyObject *object, const struct wrapped *wrapper)
{
    PyObject *outer_object = current.object;
    PyTypeObject *outer_as = current.as;

    tell(object, Py_TYPE(object));
    current.object = object;
    current.as = wrapper->type;
    wrapper->original(object);
    current.object = outer_object;
    current.as = outer_as;
}

static void wrapped_dealloc(PyObject *object)
{
    const struct wrapped *wrapper = wrapper_of(object == current.object ? current.as->tp_base : Py_TYPE(object));

    if (!wrapper->trashcan) {
        call_wrapped(object, wrapper);
        return;
    }
    PyObject_GC_UnTrack(object);
    Py_TRASHCAN_BEGIN(object, wrapped_dealloc)
    if (wrapper->tracked)
        PyObject_GC_Track(object);
    call_wrapped(object, wrapper);
    Py_TRASHCAN_END
}

static void free_collected(void *object)
{
    tell(object, Py_TYPE((PyObject *)object));
    PyObject_GC_Del(object);
}

static void free_plain(void *object)
{
    tell(object, Py_TYPE((PyObject *)object));
    PyObject_Free(object);
}

/* CPython assigns `__class__` and `__bases__` only between classes of the same tp_free (compatible_for_assignment in
 * typeobject.c): while it compares, they have their own. */
static void unwrap_free(PyTypeObject *type)
{
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE))
        return;
    if (type->tp_free == free_collected)
        type->tp_free = PyObject_GC_Del;
    else if (type->tp_free == free_plain)
        type->tp_free = PyObject_Free;
}

static void tell_when_freed(PyTypeObject *type)
{
    if (type->tp_free == PyObject_GC_Del)
        type->tp_free = free_collected;
    else if (type->tp_free == PyObject_Free)
        type->tp_free = free_plain;
}

static void wrap_free(PyTypeObject *type)
{
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE)
        tell_when_freed(type);
}

/* The class before may have no other owner: it is held until its tp_free is wrapped again, and no longer. */
static int assign_class(PyObject *self, PyObject *value, void *closure)
{
    PyTypeObject *before = Py_TYPE(self),
                 *now = value != NULL && PyType_Check(value) ? (PyTypeObject *)value : before;
    int result;

    Py_INCREF(before);
    unwrap_free(before);
    unwrap_free(now);
    result = deaths.set_class(self, value, closure);
    wrap_free(before);
    wrap_free(now);
    Py_DECREF(before);
    return result;
}

static void with_bases(PyObject *bases, void (*act)(PyTypeObject *))
{
    for (Py_ssize_t i = 0; bases != NULL && PyTuple_Check(bases) && i < PyTuple_GET_SIZE(bases); i++)
        if (PyType_Check(PyTuple_GET_ITEM(bases, i)))
            act((PyTypeObject *)PyTuple_GET_ITEM(bases, i));
}

static int assign_bases(PyObject *self, PyObject *bases, void *closure)
{
    PyTypeObject *before = ((PyTypeObject *)self)->tp_base;
    int result;

    Py_XINCREF(before);
    if (before != NULL)
        unwrap_free(before);
    with_bases(bases, unwrap_free);
    result = deaths.set_bases(self, bases, closure);
    with_bases(bases, wrap_free);
    if (before != NULL)
        wrap_free(before);
    Py_XDECREF(before);
    return result;
}

/* Puts `ours` in the place of the setter of a static class's attribute; returns what it was. */
static setter replace_setter(PyTypeObject *type, const char *name, setter ours)
{
    for (PyGetSetDef *attribute = type->tp_getset; attribute != NULL && attribute->name != NULL; attribute++)
        if (strcmp(attribute->name, name) == 0) {
            setter theirs = attribute->set;

            attribute->set = ours;
            return theirs;
        }
    Py_UNREACHABLE();
}

/* A child of the program must not find it taken by a thread that it does not have. */
static void before_fork(void)
{
    facts_lock(&telling);
}

static void after_fork(void)
{
    facts_unlock(&telling);
}

/* That of any class that Python code made; the finders of modules are or have such. */
static destructor find_python_dealloc(void)
{
    PyObject *finders = PySys_GetObject("meta_path");

    for (Py_ssize_t i = 0; finders != NULL && PyList_Check(finders) && i < PyList_GET_SIZE(finders); i++) {
        PyObject *finder = PyList_GET_ITEM(finders, i);
        PyTypeObject *type = PyType_Check(finder) ? (PyTypeObject *)finder : Py_TYPE(finder);

        if (!carriers_is_c_type(type))
            return type->tp_dealloc;
    }
    return NULL;
}

void deaths_start(deaths_listener *listener, deaths_warner *warner)
{
    deaths.traced = reftracer_start(listener);
    if (deaths.traced)
        return;
    pthread_atfork(before_fork, after_fork, after_fork);
    deaths.listener = listener;
    deaths.warner = warner;
    deaths.interpreter = PyInterpreterState_Get();
    deaths.set_class = replace_setter(&PyBaseObject_Type, "__class__", assign_class);
    deaths.set_bases = replace_setter(&PyType_Type, "__bases__", assign_bases);
    deaths.of_exceptions = ((PyTypeObject *)PyExc_BaseException)->tp_dealloc;
    deaths.of_python_classes = find_python_dealloc();
#define TYPE(name, static_type, how)         \
    name##_dealloc = static_type.tp_dealloc; \
    static_type.tp_dealloc = name##_dies;
    WATCHED_TYPES(TYPE)
#undef TYPE
}

static bool is_watchable(PyTypeObject *type)
{
    if (type->tp_dealloc == wrapped_dealloc || type->tp_dealloc == deaths.of_python_classes)
        return false;
#define TYPE(name, static_type, how)     \
    if (type->tp_dealloc == name##_dies) \
        return false;
    WATCHED_TYPES(TYPE)
#undef TYPE
    return true;
}

/* Static classes whose own deallocator uses the trashcan, which it cannot once it is wrapped. */
static bool has_trashcan(const PyTypeObject *type)
{
    return type->tp_dealloc == deaths.of_exceptions || type == &PyODict_Type || type == &PyFilter_Type ||
           type == &PyCFunction_Type || type == &PyFrame_Type || type == &PyTraceBack_Type || carriers_is_deque(type);
}

void deaths_watch(PyTypeObject *type)
{
    bool on_heap = (type->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0;
    struct wrapped *wrapper;

    if (FACTS_ARE_PUBLIC && deaths.traced)
        return;
    wrap_free(type);
    if ((on_heap && !carriers_is_c_type(type)) || !is_watchable(type) || deaths.count == WRAPPED_MAX)
        return;
    wrapper = place_of(type);
    wrapper->original = type->tp_dealloc;
    wrapper->tracked = on_heap && PyType_IS_GC(type);
    wrapper->trashcan = wrapper->tracked || has_trashcan(type);
    atomic_store_explicit(&wrapper->type, type, memory_order_release);
    deaths.count++;
    type->tp_dealloc = wrapped_dealloc;
    if (type->tp_finalize !=
        NULL) /* which may bring the object into the log again: the warning names a file that it closes */
        tell_when_freed(type);
}
