#include "probe/collector.h"

#include <string.h>

#include "probe/probe.h"

static struct {
    PyObject *list;          /* ours, with the one entry */
    PyObject *programs;      /* the one that the program knows as gc.callbacks */
    PyModuleDef_Slot *start; /* the slot of the module gc that runs its beginning, */
    int (*run)(PyObject *);  /* and what stood there */
    uint64_t began;
} collector;

static struct _gc_runtime_state *collector_state(void)
{
    return &PyInterpreterState_Main()->gc;
}

static uint64_t number_in(PyObject *info, const char *key)
{
    PyObject *value = PyDict_Check(info) ? PyDict_GetItemString(info, key) : NULL;

    return value != NULL && PyLong_CheckExact(value) ? PyLong_AsUnsignedLongMask(value) : 0;
}

static void tell(PyObject *info)
{
    struct trace_fields_COLLECTION pause = {.generation = number_in(info, "generation"),
                                            .collected = number_in(info, "collected")};
    struct trace_writer *writer = probe_begin();

    pause.thread = probe_number();
    pause.time = collector.began;
    pause.nanoseconds = probe_now() - collector.began;
    trace_writer_put_collection(writer, &pause);
    probe_end();
}

static void call_programs(PyObject *const *arguments, Py_ssize_t count)
{
    PyObject *list = collector.programs;

    for (Py_ssize_t i = 0; PyList_CheckExact(list) && i < PyList_GET_SIZE(list); i++) {
        PyObject *callback = PyList_GET_ITEM(list, i), *result;

        Py_INCREF(callback);
        result = PyObject_Vectorcall(callback, arguments, (size_t)count, NULL);
        if (result == NULL)
            PyErr_WriteUnraisable(callback);
        Py_XDECREF(result);
        Py_DECREF(callback);
    }
}

/* After a whole collection there is no dictionary left that could be used again, so that `info` was made anew: counted,
 * and then left for the program's next dictionary, which would not be counted.  So it is not counted, and not given
 * back. */
static void uncount(PyObject *info)
{
    int *young = facts_young(PyInterpreterState_Main());

    if (*young != 1 || (collector.programs != NULL && PyList_GET_SIZE(collector.programs) > 0))
        return;
    *young = 0;
    Py_INCREF(info);
}

/* What the collector calls: phase, info. */
static PyObject *called(PyObject *self, PyObject *const *arguments, Py_ssize_t count)
{
    bool begins = count == 2 && PyUnicode_Check(arguments[0]) && PyUnicode_GET_LENGTH(arguments[0]) == 5;

    (void)self;
    if (probe_tells() && begins)
        collector.began = probe_now();
    if (count == 2 && !begins)
        uncount(arguments[1]);
    if (collector.programs != NULL)
        call_programs(arguments, count);
    if (probe_tells() && count == 2 && !begins)
        tell(arguments[1]);
    Py_INCREF(Py_None);
    return Py_None;
}

/* The module gc shows the interpreter's list to the program when it is imported: the program's it must be. */
static int start_module(PyObject *module)
{
    int result;

    collector_state()->callbacks = collector.programs;
    result = collector.run(module);
    collector.programs = collector_state()->callbacks;
    collector_state()->callbacks = collector.list;
    return result;
}

PyMODINIT_FUNC PyInit_gc(void);

static bool find_start(void)
{
    PyModuleDef *module = (PyModuleDef *)PyInit_gc();

    for (PyModuleDef_Slot *slot = module != NULL ? module->m_slots : NULL; slot != NULL && slot->slot != 0; slot++)
        if (slot->slot == Py_mod_exec) {
            collector.start = slot;
            *(void **)&collector.run = slot->value;
            return true;
        }
    return false;
}

static bool make_list(void)
{
    static PyMethodDef method = {"terrarium", (PyCFunction)(void (*)(void))called, METH_FASTCALL, NULL};
    PyObject *function = PyCFunction_New(&method, NULL);

    collector.list = function != NULL ? PyList_New(1) : NULL;
    if (collector.list == NULL)
        return false;
    PyList_SET_ITEM(collector.list, 0, function);
    PyObject_GC_UnTrack(collector.list);
    PyObject_GC_UnTrack(function);
    return true;
}

/* The collector counts what is made, and is not to count these: it would come earlier. */
static bool make_uncounted_list(void)
{
    int *young = facts_young(PyInterpreterState_Main()), counted = *young;
#ifdef Py_GIL_DISABLED
    Py_ssize_t *uncounted = facts_uncounted(facts_thread()), before = *uncounted;
#endif
    bool made = make_list();

    *young = counted;
#ifdef Py_GIL_DISABLED
    *uncounted = before;
#endif
    return made;
}

const char *collector_start(void)
{
    if (!find_start())
        return "this CPython's module gc is not made as the probe expects";
    if (!make_uncounted_list())
        return "there was no memory for it";
    collector.programs = collector_state()->callbacks;
    collector_state()->callbacks = collector.list;
    collector.start->value = (void *)(uintptr_t)start_module;
    return NULL;
}
