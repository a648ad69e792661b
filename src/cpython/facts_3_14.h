/* CPython 3.14; included by facts.h, which explains each name. */
#ifndef TERRARIUM_CPYTHON_FACTS_3_14_H
#define TERRARIUM_CPYTHON_FACTS_3_14_H

#include <internal/pycore_genobject.h>
#include <internal/pycore_instruments.h>
#include <internal/pycore_interpframe.h>
#include <internal/pycore_stackref.h>

/* What a tagged reference leads to: NULL for an empty place, and for a small number that no object was made for. */
static inline PyObject *facts_referent(_PyStackRef reference)
{
    return PyStackRef_IsNullOrInt(reference) ? NULL : PyStackRef_AsPyObjectBorrow(reference);
}

static inline PyCodeObject *facts_code(_PyInterpreterFrame *frame)
{
    PyObject *executable = frame->owner < FRAME_OWNED_BY_INTERPRETER ? facts_referent(frame->f_executable) : NULL;

    return executable != NULL && PyCode_Check(executable) ? (PyCodeObject *)executable : NULL;
}

static inline bool facts_runs(_PyInterpreterFrame *frame, const PyCodeObject *code)
{
    return facts_code(frame) == code;
}

static inline bool facts_is_own(const PyCodeObject *code)
{
    return (code->co_flags & CO_NO_MONITORING_EVENTS) != 0;
}

static inline PyObject *facts_local(_PyInterpreterFrame *frame, int i)
{
    return facts_referent(frame->localsplus[i]);
}

/* Whether others than a frame's own code may bind its fast locals: whoever has its object. */
#define FACTS_LOCALS_CAN_BE_LENT 1

static inline bool facts_locals_lent(const _PyInterpreterFrame *frame)
{
    return frame->frame_obj != NULL;
}

static inline PyObject *facts_function(_PyInterpreterFrame *frame)
{
    return facts_referent(frame->f_funcobj);
}

static inline PyObject *facts_annotate(const PyFunctionObject *function)
{
    return function->func_annotate;
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

static inline int facts_line(PyCodeObject *code, int unit)
{
    return PyCode_Addr2Line(code, unit * (int)sizeof(_Py_CODEUNIT));
}

static inline Py_ssize_t *facts_raw_blocks(PyInterpreterState *interpreter)
{
    return &interpreter->obmalloc->mgmt.raw_allocated_blocks;
}

static inline int facts_line_opcode(PyCodeObject *code, int unit)
{
    return code->_co_monitoring->lines->data[unit * code->_co_monitoring->lines->bytes_per_entry];
}

static inline int *facts_young(PyInterpreterState *interpreter)
{
#if PY_VERSION_HEX >= 0x030E0500 /* the incremental collector was taken back */
    return &interpreter->gc.generations[0].count;
#else
    return &interpreter->gc.young.count;
#endif
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
