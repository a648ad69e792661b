#include "probe/mutexes.h"

#include <string.h>

#include "probe/locks.h"
#include "probe/probe.h"

enum sort { LOCK, RLOCK, SORTS };

/* What a method does, if it succeeds: the last three of RLock alone, for Condition. */
enum deed {
    TAKES,
    RELEASES,
    FORGETS, /* in a forked child: nobody has it */
    TAKES_BACK,
    RELEASES_ALL
};

/* METHOD(identifier, sort, name, deed): those in whose place ours stand. */
#define METHODS(METHOD)                                          \
    METHOD(lock_acquire, LOCK, "acquire", TAKES)                 \
    METHOD(lock_acquire_lock, LOCK, "acquire_lock", TAKES)       \
    METHOD(lock_enter, LOCK, "__enter__", TAKES)                 \
    METHOD(lock_release, LOCK, "release", RELEASES)              \
    METHOD(lock_release_lock, LOCK, "release_lock", RELEASES)    \
    METHOD(lock_exit, LOCK, "__exit__", RELEASES)                \
    METHOD(lock_reinit, LOCK, "_at_fork_reinit", FORGETS)        \
    METHOD(rlock_acquire, RLOCK, "acquire", TAKES)               \
    METHOD(rlock_enter, RLOCK, "__enter__", TAKES)               \
    METHOD(rlock_release, RLOCK, "release", RELEASES)            \
    METHOD(rlock_exit, RLOCK, "__exit__", RELEASES)              \
    METHOD(rlock_restore, RLOCK, "_acquire_restore", TAKES_BACK) \
    METHOD(rlock_save, RLOCK, "_release_save", RELEASES_ALL)     \
    METHOD(rlock_reinit, RLOCK, "_at_fork_reinit", FORGETS)

/* A type of the module _thread; every interpreter has its own, and all have the same functions. */
static struct {
    PyMethodDef *methods; /* NULL: its locks are made of semaphores */
    destructor dealloc;   /* CPython's own */
    PyCFunction count;    /* of RLock: how often the running thread has taken it */
} types[SORTS];

/* The lock that a method of ours takes, for which the thread may wait. */
static _Thread_local struct wanted {
    const void *byte;  /* NULL: none */
    const char *stack; /* what CPython's functions have there lies below */
} wanted;

/* While the locks of a type are tried out. */
static struct {
    bool active;
    unsigned semaphores; /* how often one was used that is not on the stack of a method of ours */
    bool parked;         /* one was that is, and it is known whose */
} trial;

static const char *byte_of(PyObject *lock)
{
    return (const char *)lock + sizeof(PyObject);
}

static bool is_locked(PyObject *lock)
{
    return (*(const volatile char *)byte_of(lock) & 1) != 0;
}

static bool is_watched(void)
{
    return probe_tells() && probe_thread.number != 0;
}

/* The parking lot's entry of a thread that waits (struct wait_entry) has the byte's address and then the semaphore. */
const void *mutexes_awaited(const sem_t *semaphore)
{
    const char *place = (const char *)semaphore, *here = __builtin_frame_address(0);

    if (wanted.byte == NULL || place < here || place >= wanted.stack)
        return NULL;
    return ((const void *const *)(const void *)semaphore)[-1] == wanted.byte ? wanted.byte : NULL;
}

void mutexes_notice(const sem_t *semaphore)
{
    if (!trial.active)
        return;
    if (mutexes_awaited(semaphore) != NULL)
        trial.parked = true;
    else
        trial.semaphores++;
}

/* Dying: a lock's address may be another's. */

static void lock_dies(PyObject *lock)
{
    if (probe_tells())
        locks_forget(byte_of(lock));
    types[LOCK].dealloc(lock);
}

static void rlock_dies(PyObject *lock)
{
    if (probe_tells())
        locks_forget(byte_of(lock));
    types[RLOCK].dealloc(lock);
}

/* The type among a lock's own and its bases, which another interpreter may have made. */
static void watch_deaths(enum sort sort, PyTypeObject *type)
{
    destructor ours = sort == LOCK ? lock_dies : rlock_dies;

    while (type != NULL && type->tp_methods != types[sort].methods)
        type = type->tp_base;
    if (type != NULL && type->tp_dealloc == types[sort].dealloc)
        type->tp_dealloc = ours;
}

/* How often the running thread has taken an RLock. */
static long count_of(PyObject *lock)
{
    PyObject *count = types[RLOCK].count(lock, NULL);
    long number = count != NULL ? PyLong_AsLong(count) : 0;

    Py_XDECREF(count);
    return number;
}

struct call {
    enum sort sort;
    enum deed deed;
    PyObject *lock;
    struct wanted before;
};

static bool takes(const struct call *call)
{
    return call->deed == TAKES || call->deed == TAKES_BACK;
}

/* Whether it ends somebody's having the lock. */
static bool is_last_release(const struct call *call)
{
    if (call->sort == LOCK)
        return call->deed == RELEASES && is_locked(call->lock);
    return (call->deed == RELEASES && count_of(call->lock) == 1) ||
           (call->deed == RELEASES_ALL && count_of(call->lock) > 0);
}

static bool is_first_taking(const struct call *call)
{
    return takes(call) && (call->sort == LOCK || call->deed == TAKES_BACK || count_of(call->lock) == 1);
}

/* A release is told before it happens: whoever waits for the lock may run at once. */
static void begin(struct call *call)
{
    call->before = wanted;
    if (takes(call))
        wanted = (struct wanted){byte_of(call->lock), (const char *)call};
    else if (is_watched() && is_last_release(call))
        locks_release(byte_of(call->lock));
}

static PyObject *end(const struct call *call, PyObject *result)
{
    wanted = call->before;
    if (result == NULL || result == Py_False || !is_watched())
        return result;
    if (is_first_taking(call)) {
        watch_deaths(call->sort, Py_TYPE(call->lock));
        locks_take(byte_of(call->lock));
    } else if (call->deed == FORGETS) {
        locks_free(byte_of(call->lock));
    }
    return result;
}

/* In the methods' place: one of these for each, by the way in which CPython passes its arguments. */

typedef PyObject *keywords_function(PyObject *, PyObject *, PyObject *);
typedef PyObject *fast_function(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
typedef void any_function(void);

/* What stood in each place. */
static struct {
#define METHOD(identifier, sort, name, deed) any_function *identifier;
    METHODS(METHOD)
#undef METHOD
} originals;

#define METHOD(identifier, sort, name, deed)                                                         \
    static PyObject *identifier##_plain(PyObject *lock, PyObject *argument)                          \
    {                                                                                                \
        struct call call = {sort, deed, lock, {NULL, NULL}};                                         \
                                                                                                     \
        begin(&call);                                                                                \
        return end(&call, ((PyCFunction)originals.identifier)(lock, argument));                      \
    }                                                                                                \
                                                                                                     \
    static PyObject *identifier##_keywords(PyObject *lock, PyObject *arguments, PyObject *names)     \
    {                                                                                                \
        struct call call = {sort, deed, lock, {NULL, NULL}};                                         \
                                                                                                     \
        begin(&call);                                                                                \
        return end(&call, ((keywords_function *)originals.identifier)(lock, arguments, names));      \
    }                                                                                                \
                                                                                                     \
    static PyObject *identifier##_fast(PyObject *lock, PyObject *const *arguments, Py_ssize_t count, \
                                       PyObject *names)                                              \
    {                                                                                                \
        struct call call = {sort, deed, lock, {NULL, NULL}};                                         \
                                                                                                     \
        begin(&call);                                                                                \
        return end(&call, ((fast_function *)originals.identifier)(lock, arguments, count, names));   \
    }
METHODS(METHOD)
#undef METHOD

static const struct method {
    const char *name;
    enum sort sort;
    any_function **original, *plain, *keywords, *fast;
} methods[] = {
#define METHOD(identifier, sort, name, deed) \
    {name,                                   \
     sort,                                   \
     &originals.identifier,                  \
     (any_function *)identifier##_plain,     \
     (any_function *)identifier##_keywords,  \
     (any_function *)identifier##_fast},
    METHODS(METHOD)
#undef METHOD
};

/* Starting. */

static PyMethodDef *entry_of(PyMethodDef *table, const char *name)
{
    while (table != NULL && table->ml_name != NULL && strcmp(table->ml_name, name) != 0)
        table++;
    return table != NULL && table->ml_name != NULL ? table : NULL;
}

static any_function *ours_for(const struct method *method, int flags)
{
    switch (flags) {
    case METH_NOARGS:
    case METH_O:
    case METH_VARARGS:
        return method->plain;
    case METH_VARARGS | METH_KEYWORDS:
        return method->keywords;
    case METH_FASTCALL | METH_KEYWORDS:
        return method->fast;
    default:
        return NULL;
    }
}

/* All of a type, or none. */
static bool stand_in(enum sort sort, PyMethodDef *table)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        const PyMethodDef *entry = methods[i].sort == sort ? entry_of(table, methods[i].name) : NULL;

        if (methods[i].sort == sort && (entry == NULL || ours_for(&methods[i], entry->ml_flags) == NULL))
            return false;
    }
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        PyMethodDef *entry = methods[i].sort == sort ? entry_of(table, methods[i].name) : NULL;

        if (entry == NULL)
            continue;
        *methods[i].original = (any_function *)entry->ml_meth;
        entry->ml_meth = (PyCFunction)ours_for(&methods[i], entry->ml_flags);
    }
    types[sort].methods = table;
    return true;
}

static void stand_back(enum sort sort)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (methods[i].sort == sort)
            entry_of(types[sort].methods, methods[i].name)->ml_meth = (PyCFunction)*methods[i].original;
    types[sort].methods = NULL;
}

/* Calls a method of a lock; whether it gave what is true, or None. */
static bool calls(PyObject *lock, const char *name, PyObject *const *arguments, Py_ssize_t count)
{
    PyObject *method = PyDict_GetItemString(facts_class_names(Py_TYPE(lock)), name), *result;
    PyObject *all[3] = {lock};

    for (Py_ssize_t i = 0; i < count; i++)
        all[1 + i] = arguments[i];
    result = method != NULL ? PyObject_Vectorcall(method, all, (size_t)count + 1, NULL) : NULL;
    if (result == NULL)
        PyErr_Clear();
    Py_XDECREF(result);
    return result == Py_True || result == Py_None;
}

enum finding { OF_BYTES, OF_SEMAPHORES, UNKNOWN };

/* A wait of a microsecond, in vain. */
static bool parks(PyObject *lock)
{
    PyObject *arguments[] = {Py_True, PyFloat_FromDouble(1e-6)};

    trial.parked = false;
    if (arguments[1] != NULL)
        calls(lock, "acquire", arguments, 2);
    Py_XDECREF(arguments[1]);
    return trial.parked;
}

static enum finding try_out(enum sort sort, PyObject *lock)
{
    bool was_free = !is_locked(lock), took, shown, parked = true, released;

    trial.semaphores = 0;
    took = calls(lock, "acquire", NULL, 0);
    if (took && trial.semaphores > 0)
        return calls(lock, "release", NULL, 0) ? OF_SEMAPHORES : UNKNOWN;
    shown = took && is_locked(lock);
    if (took && sort == LOCK)
        parked = parks(lock);
    released = took && calls(lock, "release", NULL, 0);
    return was_free && shown && parked && released && !is_locked(lock) ? OF_BYTES : UNKNOWN;
}

/* Whether it is known who holds locks of a type, by this or because they are made of semaphores. */
static bool watch(enum sort sort, PyObject *maker)
{
    PyObject *lock = maker != NULL ? PyObject_CallNoArgs(maker) : NULL;
    enum finding finding = UNKNOWN;

    if (lock == NULL) {
        PyErr_Clear();
        return false;
    }
    types[sort].dealloc = Py_TYPE(lock)->tp_dealloc;
    if (Py_TYPE(lock)->tp_basicsize > (Py_ssize_t)sizeof(PyObject) && stand_in(sort, Py_TYPE(lock)->tp_methods)) {
        trial.active = true;
        finding = try_out(sort, lock);
        trial.active = false;
        if (finding == OF_BYTES)
            watch_deaths(sort, Py_TYPE(lock));
        else
            stand_back(sort);
    }
    Py_DECREF(lock);
    return finding != UNKNOWN;
}

const char *mutexes_start(void)
{
    PyObject *module = PyDict_GetItemString(facts_modules(PyInterpreterState_Get()), "_thread");
    PyObject *names = module != NULL && PyModule_Check(module) ? PyModule_GetDict(module) : NULL;
    PyObject *recursive = names != NULL ? PyDict_GetItemString(names, "RLock") : NULL;
    const PyMethodDef *count = NULL;
    bool known = names != NULL && watch(LOCK, PyDict_GetItemString(names, "allocate_lock"));

    if (recursive != NULL && PyType_Check(recursive))
        count = entry_of(((PyTypeObject *)recursive)->tp_methods, "_recursion_count");
    types[RLOCK].count = count != NULL && count->ml_flags == METH_NOARGS ? count->ml_meth : NULL;
    known = known && watch(RLOCK, recursive);
    return known ? NULL : "this CPython's locks are not made as the probe expects";
}
