/* CPython 3.11; included by facts.h, which explains each name. */
#ifndef TERRARIUM_CPYTHON_FACTS_3_11_H
#define TERRARIUM_CPYTHON_FACTS_3_11_H

static inline PyCodeObject *facts_code(_PyInterpreterFrame *frame)
{
    return frame->f_code;
}

static inline bool facts_runs(_PyInterpreterFrame *frame, const PyCodeObject *code)
{
    return frame->f_code == code;
}

static inline bool facts_is_own(const PyCodeObject *code)
{
    (void)code;
    return false;
}

static inline PyObject *facts_local(_PyInterpreterFrame *frame, int i)
{
    return frame->localsplus[i];
}

/* Whether others than a frame's own code may bind its fast locals, unless a program's own tracer does. */
#define FACTS_LOCALS_CAN_BE_LENT 0

static inline bool facts_locals_lent(const _PyInterpreterFrame *frame)
{
    (void)frame;
    return false;
}

static inline PyObject *facts_function(_PyInterpreterFrame *frame)
{
    return (PyObject *)frame->f_func;
}

static inline PyObject *facts_annotate(const PyFunctionObject *function)
{
    (void)function;
    return NULL;
}

static inline bool facts_suspended(PyObject *generator)
{
    return ((PyGenObject *)generator)->gi_frame_state == FRAME_SUSPENDED;
}

static inline bool facts_yields(_PyInterpreterFrame *frame, PyObject *generator)
{
    (void)frame;
    return facts_suspended(generator);
}

static inline bool facts_hidden(int kind)
{
    (void)kind;
    return false;
}

static inline bool facts_unwinds(_PyInterpreterFrame *frame, PyObject *value)
{
    (void)frame;
    return value == NULL;
}

static inline struct facts_attributes facts_managed(PyObject *object)
{
    PyDictValues *values = *_PyObject_ValuesPointer(object);
    struct facts_attributes found = {NULL, NULL, NULL, NULL, 0};

    if (values == NULL) {
        found.dict = *_PyObject_ManagedDictPointer(object);
        return found;
    }
    /* Before the values stand, backwards: size of this prefix, number in use, order of insertion. */
    found.values = values->values;
    found.order = (const uint8_t *)values - 3;
    found.count = ((const uint8_t *)values)[-2];
    found.keys = ((PyHeapTypeObject *)Py_TYPE(object))->ht_cached_keys;
    return found;
}

static inline int facts_ordered(const struct facts_attributes *attributes, int i)
{
    return attributes->order[-i];
}

static inline Py_ssize_t facts_digits(PyObject *number, bool *negative)
{
    Py_ssize_t size = Py_SIZE(number);

    if (negative != NULL)
        *negative = size < 0;
    return size < 0 ? -size : size;
}

static inline const digit *facts_digit(PyObject *number)
{
    return ((PyLongObject *)number)->ob_digit;
}

static inline bool facts_immortal(PyObject *object)
{
    (void)object;
    return false;
}

static inline bool facts_interned(PyObject *string)
{
    return PyUnicode_CHECK_INTERNED(string) != SSTATE_NOT_INTERNED;
}

static inline int *facts_young(PyInterpreterState *interpreter)
{
    return &interpreter->gc.generations[0].count;
}

static inline uint64_t facts_dict_version(PyObject *dict)
{
    return ((PyDictObject *)dict)->ma_version_tag;
}

static inline PyObject *facts_class_names(PyTypeObject *type)
{
    return type->tp_dict;
}

static inline PyThreadState *facts_thread(void)
{
    return (PyThreadState *)_Py_atomic_load_relaxed(&_PyRuntime.gilstate.tstate_current);
}

static inline PyThreadState *facts_holder(PyInterpreterState *interpreter)
{
    (void)interpreter;
    return facts_thread();
}

static inline _PyInterpreterFrame *facts_top(PyThreadState *state)
{
    return state->cframe->current_frame;
}

static inline PyObject *facts_modules(PyInterpreterState *interpreter)
{
    return interpreter->modules;
}

static inline struct _gil_runtime_state *facts_main_gil(void)
{
    return &_PyRuntime.ceval.gil;
}

static inline PyThreadState *facts_gil_holder(struct _gil_runtime_state *gil)
{
    return (PyThreadState *)_Py_atomic_load_relaxed(&gil->last_holder);
}

#endif
