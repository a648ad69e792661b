/* Any CPython from 3.13 on, by what its public headers offer; included by facts.h, which explains each name.
 *
 * Nothing of CPython's internal headers can be used here, for Py_BUILD_CORE is not defined.  What CPython hands out
 * with a reference is held by somebody else as well wherever this is used: a running frame, a code object, a module.
 * So the reference is given back at once, and what is returned is borrowed as in the other headers.  Some of it is made
 * when it is asked for, which a program can notice: a frame's object, an instance's dictionary, an exception for an
 * unbound name. */
#ifndef TERRARIUM_CPYTHON_FACTS_PUBLIC_H
#define TERRARIUM_CPYTHON_FACTS_PUBLIC_H

#if PY_VERSION_HEX < 0x030D0000
#error "CPython tells of births and deaths from 3.13 on (PyRefTracer_SetTracer)"
#elif defined Py_GIL_DISABLED
#error "without a GIL the public API offers nobody to stop the other threads"
#endif

#include <frameobject.h>
#include <string.h>

typedef PyFrameObject facts_frame;

static inline PyObject *facts_borrowed(PyObject *object)
{
    Py_XDECREF(object);
    return object;
}

/* The attribute of a C class, from the function that the class itself has for it: no class of the program's comes
 * between. */
static inline PyObject *facts_asked(PyObject *object, PyTypeObject *type, const char *name)
{
    for (PyGetSetDef *attribute = type->tp_getset; attribute != NULL && attribute->name != NULL; attribute++)
        if (strcmp(attribute->name, name) == 0) {
            PyObject *value = attribute->get(object, attribute->closure);

            if (value == NULL)
                PyErr_Clear();
            return facts_borrowed(value);
        }
    return NULL;
}

/* ---- frames and code ---- */

static inline PyCodeObject *facts_code(facts_frame *frame)
{
    return (PyCodeObject *)facts_borrowed((PyObject *)PyFrame_GetCode(frame));
}

static inline bool facts_runs(facts_frame *frame, const PyCodeObject *code)
{
    return facts_code(frame) == code;
}

static inline bool facts_is_own(const PyCodeObject *code)
{
    (void)code;
    return false;
}

static inline facts_frame *facts_previous(facts_frame *frame)
{
    return (facts_frame *)(void *)facts_borrowed((PyObject *)PyFrame_GetBack(frame));
}

static inline PyObject *facts_globals(facts_frame *frame)
{
    return facts_borrowed(PyFrame_GetGlobals(frame));
}

static inline PyObject *facts_namespace(facts_frame *frame)
{
    return facts_borrowed(PyFrame_GetLocals(frame));
}

/* NULL where there is none, its documentation says; from 3.14 on it is None. */
static inline PyObject *facts_generator(facts_frame *frame)
{
    PyObject *generator = facts_borrowed(PyFrame_GetGenerator(frame));

    return generator != Py_None ? generator : NULL;
}

static inline PyObject *facts_function(facts_frame *frame)
{
    (void)frame;
    return NULL;
}

static inline bool facts_has_cells(PyCodeObject *code)
{
    return PyTuple_GET_SIZE(facts_borrowed(PyCode_GetCellvars(code))) +
               PyTuple_GET_SIZE(facts_borrowed(PyCode_GetFreevars(code))) >
           0;
}

static inline bool facts_has_name(PyObject *names, PyObject *name)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(names); i++)
        if (PyTuple_GET_ITEM(names, i) == name)
            return true;
    return false;
}

/* Variables, then cells that are no parameters, then what enclosing functions have.  Names are interned. */
static inline PyObject *facts_local_name(PyCodeObject *code, int i)
{
    PyObject *variables = facts_borrowed(PyCode_GetVarnames(code));
    PyObject *cells = facts_borrowed(PyCode_GetCellvars(code)), *free = facts_borrowed(PyCode_GetFreevars(code));

    if (i < PyTuple_GET_SIZE(variables))
        return PyTuple_GET_ITEM(variables, i);
    i -= (int)PyTuple_GET_SIZE(variables);
    for (Py_ssize_t cell = 0; cell < PyTuple_GET_SIZE(cells); cell++)
        if (!facts_has_name(variables, PyTuple_GET_ITEM(cells, cell)) && i-- == 0)
            return PyTuple_GET_ITEM(cells, cell);
    return i < PyTuple_GET_SIZE(free) ? PyTuple_GET_ITEM(free, i) : NULL;
}

static inline int facts_local_count(PyCodeObject *code)
{
    PyObject *variables = facts_borrowed(PyCode_GetVarnames(code));
    PyObject *cells = facts_borrowed(PyCode_GetCellvars(code));
    Py_ssize_t count = PyTuple_GET_SIZE(variables) + PyTuple_GET_SIZE(facts_borrowed(PyCode_GetFreevars(code)));

    for (Py_ssize_t cell = 0; cell < PyTuple_GET_SIZE(cells); cell++)
        count += !facts_has_name(variables, PyTuple_GET_ITEM(cells, cell));
    return (int)count;
}

/* PyFrame_GetVar raises a NameError of its own for a name that is unbound. */
static inline PyObject *facts_variable(facts_frame *frame, PyCodeObject *code, int i)
{
    PyObject *raised = PyErr_GetRaisedException(), *value = PyFrame_GetVar(frame, facts_local_name(code, i));

    PyErr_SetRaisedException(raised); /* in place of that */
    return facts_borrowed(value);
}

static inline PyObject *facts_local(facts_frame *frame, int i)
{
    return facts_variable(frame, facts_code(frame), i);
}

static inline bool facts_is_variable(PyCodeObject *code, int i)
{
    PyObject *name = facts_local_name(code, i);

    return !facts_has_name(facts_borrowed(PyCode_GetFreevars(code)), name) &&
           i < PyTuple_GET_SIZE(facts_borrowed(PyCode_GetVarnames(code)));
}

/* What a module or a class body has beside its namespace. */
static inline bool facts_is_hidden(PyCodeObject *code, int i)
{
    return (code->co_flags & CO_OPTIMIZED) == 0 && facts_is_variable(code, i);
}

/* Whoever has a frame's object may bind its variables from 3.13 on (PEP 667), and everybody has it here. */
#define FACTS_LOCALS_CAN_BE_LENT 1

static inline bool facts_locals_lent(const facts_frame *frame)
{
    (void)frame;
    return true;
}

/* ---- objects ---- */

static inline PyObject *facts_annotate(const PyFunctionObject *function)
{
    (void)function;
    return NULL;
}

static inline bool facts_suspended(PyObject *generator)
{
    const char *name = PyGen_CheckExact(generator)    ? "gi_suspended"
                       : PyCoro_CheckExact(generator) ? "cr_suspended"
                                                      : "ag_suspended";

    return facts_asked(generator, Py_TYPE(generator), name) == Py_True;
}

static inline bool facts_ended(PyObject *generator)
{
    return !facts_suspended(generator);
}

static inline PyObject *facts_generator_name(PyObject *generator)
{
    return facts_asked(generator, Py_TYPE(generator), "__name__");
}

/* Not `__dict__`, which a class may define anew.  What CPython keeps without a dictionary is given one. */
static inline struct facts_attributes facts_attributes(PyObject *object)
{
    struct facts_attributes found = {NULL, NULL, NULL, NULL, 0};
    PyTypeObject *type = Py_TYPE(object);
    bool managed = (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) != 0;
    PyObject *raised;

    if (!managed && type->tp_dictoffset > 0)
        found.dict = *(PyObject **)((char *)object + type->tp_dictoffset);
    if (!managed && type->tp_dictoffset >= 0)
        return found;
    raised = PyErr_GetRaisedException();
    found.dict = facts_borrowed(PyObject_GenericGetDict(object, NULL));
    PyErr_SetRaisedException(raised);
    return found;
}

static inline int facts_ordered(const struct facts_attributes *attributes, int i)
{
    (void)attributes;
    return i;
}

static inline PyObject *facts_attribute_name(const struct facts_attributes *attributes, int place)
{
    (void)attributes;
    (void)place;
    return NULL;
}

static inline struct facts_range facts_range(PyObject *object)
{
    PyObject *parts[3] = {NULL, NULL, NULL};

    for (const PyMemberDef *member = PyRange_Type.tp_members; member != NULL && member->name != NULL; member++) {
        PyObject *part = facts_borrowed(PyMember_GetOne((const char *)object, (PyMemberDef *)(uintptr_t)member));

        parts[0] = strcmp(member->name, "start") == 0 ? part : parts[0];
        parts[1] = strcmp(member->name, "stop") == 0 ? part : parts[1];
        parts[2] = strcmp(member->name, "step") == 0 ? part : parts[2];
    }
    return (struct facts_range){parts[0], parts[1], parts[2]};
}

static inline PyObject *facts_module_dict(PyObject *module)
{
    return PyModule_GetDict(module);
}

static inline PyObject *facts_module_name(PyObject *module)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;

    while (PyDict_Next(PyModule_GetDict(module), &at, &key, &value))
        if (PyUnicode_CheckExact(key) && PyUnicode_CompareWithASCIIString(key, "__name__") == 0)
            return value;
    return NULL;
}

static inline PyObject *facts_class_names(PyTypeObject *type)
{
    return facts_borrowed(PyType_GetDict(type));
}

static inline bool facts_deferred(PyObject *object)
{
    (void)object;
    return false;
}

static inline bool facts_immortal(PyObject *object)
{
#if PY_VERSION_HEX >= 0x030E0000
    return PyUnstable_IsImmortal(object);
#else
    return _Py_IsImmortal(object);
#endif
}

static inline bool facts_interned(PyObject *string)
{
    return PyUnicode_CHECK_INTERNED(string) != 0;
}

/* The digits are a copy, which stands until another number is asked about. */
Py_ssize_t facts_digits(PyObject *number, bool *negative);
const digit *facts_digit(PyObject *number);

/* What there is one of is what CPython gives out when it is to make another. */
static inline bool facts_empty_tuple(PyObject *object)
{
    return PyTuple_CheckExact(object) && facts_borrowed(PyTuple_New(0)) == object;
}

static inline bool facts_cached_int(PyObject *object)
{
    int overflow;
    long value = PyLong_AsLongAndOverflow(object, &overflow);

    return overflow == 0 && facts_borrowed(PyLong_FromLong(value)) == object;
}

#define FACTS_SMALL_INTS 1
static inline size_t facts_small_int(PyObject *object)
{
    (void)object;
    return FACTS_SMALL_INTS;
}

static inline bool facts_cached_string(PyObject *object)
{
    if (PyUnicode_GET_LENGTH(object) == 0)
        return true;
    return PyUnicode_GET_LENGTH(object) == 1 &&
           facts_borrowed(PyUnicode_FromOrdinal((int)PyUnicode_READ_CHAR(object, 0))) == object;
}

/* ---- the interpreter ---- */

/* Its command line is read for us as well. */
static inline PyStatus facts_read_config(PyConfig *asked)
{
    return PyConfig_Read(asked);
}

/* With the library's folders filled in. */
const PyConfig *facts_config(PyConfig *asked);

/* ---- threads ---- */

static inline PyThreadState *facts_thread(void)
{
    return PyThreadState_GetUnchecked();
}

static inline PyThreadState *facts_holder(PyInterpreterState *interpreter)
{
    (void)interpreter;
    return PyThreadState_Get();
}

static inline facts_frame *facts_top(PyThreadState *state)
{
    return (facts_frame *)(void *)facts_borrowed((PyObject *)PyThreadState_GetFrame(state));
}

static inline PyObject *facts_modules(PyInterpreterState *interpreter)
{
    (void)interpreter;
    return PyImport_GetModuleDict();
}

static inline bool facts_gil_is_on(void)
{
    return true;
}

#endif
