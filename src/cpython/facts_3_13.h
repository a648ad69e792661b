/* CPython 3.13; included by facts.h, which explains each name. */
#ifndef TERRARIUM_CPYTHON_FACTS_3_13_H
#define TERRARIUM_CPYTHON_FACTS_3_13_H

static inline PyCodeObject *facts_code(_PyInterpreterFrame *frame)
{
    bool runs = frame->owner != FRAME_OWNED_BY_CSTACK && PyCode_Check(frame->f_executable);

    return runs ? (PyCodeObject *)frame->f_executable : NULL;
}

static inline bool facts_runs(_PyInterpreterFrame *frame, const PyCodeObject *code)
{
    return (const PyCodeObject *)frame->f_executable == code;
}

static inline bool facts_is_own(const PyCodeObject *code)
{
    return (code->co_flags & CO_NO_MONITORING_EVENTS) != 0;
}

static inline PyObject *facts_local(_PyInterpreterFrame *frame, int i)
{
    return frame->localsplus[i];
}

/* Whether others than a frame's own code may bind its fast locals: whoever has its object. */
#define FACTS_LOCALS_CAN_BE_LENT 1

static inline bool facts_locals_lent(const _PyInterpreterFrame *frame)
{
    return frame->frame_obj != NULL;
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
    int state = ((PyGenObject *)generator)->gi_frame_state;

    return FRAME_STATE_SUSPENDED(state);
}

static inline bool facts_hidden(int kind)
{
    return (kind & CO_FAST_HIDDEN) != 0;
}

static inline struct facts_attributes facts_managed(PyObject *object)
{
    struct facts_attributes found = {NULL, NULL, NULL, NULL, 0};
    PyDictValues *values;

    /* It may be there although the values are in the object still: it then reads them there. */
    found.dict = (PyObject *)_PyObject_GetManagedDict(object);
    if (found.dict != NULL || !(Py_TYPE(object)->tp_flags & Py_TPFLAGS_INLINE_VALUES))
        return found;
    values = _PyObject_InlineValues(object);
    if (!values->valid)
        return found;
    found.values = values->values;
    found.order = get_insertion_order_array(values);
    found.count = values->size;
    found.keys = ((PyHeapTypeObject *)Py_TYPE(object))->ht_cached_keys;
    return found;
}

static inline int facts_ordered(const struct facts_attributes *attributes, int i)
{
    return attributes->order[i];
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

/* What is stored in an instance changes its dictionary, where that has the instance's row of values, without giving it
 * another version (store_instance_attr_lock_held of dictobject.c). */
static inline uint64_t facts_dict_version(PyObject *dict)
{
    return USUAL(((PyDictObject *)dict)->ma_values == NULL) ? ((PyDictObject *)dict)->ma_version_tag : 0;
}

static inline PyObject *facts_class_names(PyTypeObject *type)
{
    return _PyType_GetDict(type);
}

static inline PyThreadState *facts_thread(void)
{
    return PyThreadState_GetUnchecked();
}

static inline _PyInterpreterFrame *facts_top(PyThreadState *state)
{
    return state->current_frame;
}

/* In the interpreter's own words the last that held its lock; while Python code runs, that is the one that does. */
static inline PyThreadState *facts_holder(PyInterpreterState *interpreter)
{
#ifdef Py_GIL_DISABLED
    (void)interpreter;
    return PyThreadState_GetUnchecked();
#else
    return interpreter->ceval.gil->last_holder;
#endif
}

/* From what CPython keeps for line events, where it has it: its own tables are read from the beginning until
 * 3.13.3. */
static inline int facts_line(PyCodeObject *code, int unit)
{
    /* (Of -126 and below none is a difference: instrumentation.c.) */
#if PY_VERSION_HEX < 0x030D0300
    const _PyCoMonitoringData *data = code->_co_monitoring;

    if (USUAL(data != NULL && data->lines != NULL && data->lines[unit].line_delta > -126))
        return code->co_firstlineno + (unit >> 4) + data->lines[unit].line_delta;
#endif
    return PyCode_Addr2Line(code, unit * (int)sizeof(_Py_CODEUNIT));
}

static inline Py_ssize_t *facts_raw_blocks(PyInterpreterState *interpreter)
{
    return &interpreter->obmalloc->mgmt.raw_allocated_blocks;
}

static inline int facts_line_opcode(PyCodeObject *code, int unit)
{
    const _PyCoLineInstrumentationData *lines = code->_co_monitoring->lines;

#if PY_VERSION_HEX >= 0x030D0300
    return lines->data[unit * lines->bytes_per_entry];
#else
    return lines[unit].original_opcode;
#endif
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
    return gil->last_holder;
}

#endif
