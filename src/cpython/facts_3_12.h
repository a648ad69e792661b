/* CPython 3.12; included by facts.h, which explains each name. */
#ifndef TERRARIUM_CPYTHON_FACTS_3_12_H
#define TERRARIUM_CPYTHON_FACTS_3_12_H

static inline PyCodeObject *facts_code(_PyInterpreterFrame *frame)
{
    return frame->owner != FRAME_OWNED_BY_CSTACK ? frame->f_code : NULL;
}

static inline bool facts_runs(_PyInterpreterFrame *frame, const PyCodeObject *code)
{
    return facts_code(frame) == code;
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
    return frame->f_funcobj;
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

static inline bool facts_hidden(int kind)
{
    return (kind & CO_FAST_HIDDEN) != 0;
}

static inline struct facts_attributes facts_managed(PyObject *object)
{
    PyDictOrValues either = *_PyObject_DictOrValuesPointer(object);
    struct facts_attributes found = {NULL, NULL, NULL, NULL, 0};
    PyDictValues *values;

    if (!_PyDictOrValues_IsValues(either)) {
        found.dict = _PyDictOrValues_GetDict(either);
        return found;
    }
    values = _PyDictOrValues_GetValues(either);
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
    const PyLongObject *value = (PyLongObject *)number;

    if (negative != NULL)
        *negative = _PyLong_IsNegative(value);
    return _PyLong_DigitCount(value);
}

static inline const digit *facts_digit(PyObject *number)
{
    return ((PyLongObject *)number)->long_value.ob_digit;
}

static inline bool facts_immortal(PyObject *object)
{
    return _Py_IsImmortal(object);
}

static inline bool facts_interned(PyObject *string)
{
    return PyUnicode_CHECK_INTERNED(string) != SSTATE_NOT_INTERNED;
}

static inline uint64_t facts_dict_version(PyObject *dict)
{
    return ((PyDictObject *)dict)->ma_version_tag;
}

static inline PyObject *facts_class_names(PyTypeObject *type)
{
    return _PyType_GetDict(type);
}

static inline PyThreadState *facts_thread(void)
{
    return _PyThreadState_UncheckedGet();
}

static inline _PyInterpreterFrame *facts_top(PyThreadState *state)
{
    return state->cframe->current_frame;
}

/* In the interpreter's own words the last that held its lock; while Python code runs, that is the one that does. */
static inline PyThreadState *facts_holder(PyInterpreterState *interpreter)
{
    return (PyThreadState *)_Py_atomic_load_relaxed(&interpreter->ceval.gil->last_holder);
}

/* From what CPython keeps for line events, where it has it: its own tables are read from the beginning. */
static inline int facts_line(PyCodeObject *code, int unit)
{
    const _PyCoMonitoringData *data = code->_co_monitoring;

    if (data != NULL && data->lines != NULL && data->lines[unit].line_delta > -127)
        return code->co_firstlineno + (unit >> 4) + data->lines[unit].line_delta;
    return PyCode_Addr2Line(code, unit * (int)sizeof(_Py_CODEUNIT));
}

static inline Py_ssize_t *facts_raw_blocks(PyInterpreterState *interpreter)
{
    return &interpreter->obmalloc.mgmt.raw_allocated_blocks;
}

static inline int facts_line_opcode(PyCodeObject *code, int unit)
{
    return code->_co_monitoring->lines[unit].original_opcode;
}

static inline int *facts_young(PyInterpreterState *interpreter)
{
    return &interpreter->gc.generations[0].count;
}

static inline PyObject *facts_modules(PyInterpreterState *interpreter)
{
    return interpreter->imports.modules;
}

static inline struct _gil_runtime_state *facts_main_gil(void)
{
    return PyInterpreterState_Main()->ceval.gil;
}

static inline PyThreadState *facts_gil_holder(struct _gil_runtime_state *gil)
{
    return (PyThreadState *)_Py_atomic_load_relaxed(&gil->last_holder);
}

#endif
