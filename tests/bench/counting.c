#include "bench/counting.h"

static uint64_t counted; /* asked for by nobody: it is there to be counted */

#if PY_VERSION_HEX < 0x030C0000

static int count(PyObject *self, PyFrameObject *frame, int what, PyObject *argument)
{
    (void)self;
    (void)frame;
    (void)what;
    (void)argument;
    counted++;
    return 0;
}

static int count_all(PyObject *self, PyFrameObject *frame, int what, PyObject *argument)
{
    frame->f_trace_opcodes = 1;
    return count(self, frame, what, argument);
}

bool counting_start(PyCodeObject *code, bool instructions)
{
    (void)code;
    PyEval_SetTrace(instructions ? count_all : count, NULL);
    return true;
}

#else

/* Any that the program does not use. */
enum { TOOL = 4 };

/* The leanest thing that CPython can call. */
struct callback {
    PyObject_HEAD
    vectorcallfunc call;
};

static PyObject *disable; /* sys.monitoring.DISABLE */

#define CALLBACK(name)                                                                        \
    static PyObject *name(PyObject *self __attribute__((unused)), PyObject *const *arguments, \
                          size_t length __attribute__((unused)), PyObject *names __attribute__((unused)))

CALLBACK(count)
{
    (void)arguments;
    counted++;
    return Py_None;
}

/* Jumps within a line are turns of a loop, and of interest; others are followed by a line's event. */
CALLBACK(count_jump)
{
    PyCodeObject *code = (PyCodeObject *)arguments[0];
    int from = PyLong_AsLong(arguments[1]), to = PyLong_AsLong(arguments[2]);

    if (to > from || PyCode_Addr2Line(code, from) != PyCode_Addr2Line(code, to))
        return disable;
    counted++;
    return Py_None;
}

static PyTypeObject callback_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "callback",
    .tp_basicsize = sizeof(struct callback),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_vectorcall_offset = offsetof(struct callback, call),
    .tp_call = PyVectorcall_Call,
};

static struct callback counter = {PyObject_HEAD_INIT(&callback_type) count};
static struct callback jump_counter = {PyObject_HEAD_INIT(&callback_type) count_jump};

/* sys.monitoring's events, by the places where they are set. */
static const char *const of_code[] = {"PY_START", "PY_RESUME", "PY_RETURN",  "PY_YIELD",
                                      "LINE",     "JUMP",      "INSTRUCTION"};
static const char *const of_everything[] = {"RAISE", "PY_UNWIND", "PY_THROW"};

/* Registers a callback for each, and returns them together; negative with an exception set. */
static long register_events(PyObject *monitoring, const char *const *names, size_t count_of_names)
{
    PyObject *all = PyObject_GetAttrString(monitoring, "events"), *done = all;
    long events = 0;

    for (size_t i = 0; done != NULL && i < count_of_names; i++) {
        bool is_jump = strcmp(names[i], "JUMP") == 0;
        PyObject *event = PyObject_GetAttrString(all, names[i]);
        long bit = event != NULL ? PyLong_AsLong(event) : -1;

        done = PyObject_CallMethod(monitoring, "register_callback", "ilO", TOOL, bit,
                                   is_jump ? &jump_counter : &counter);
        Py_XDECREF(event);
        events |= bit;
    }
    Py_XDECREF(all);
    return done != NULL ? events : -1;
}

static bool set_local_events(PyObject *monitoring, PyCodeObject *code, long events)
{
    bool done = PyObject_CallMethod(monitoring, "set_local_events", "iOl", TOOL, code, events) != NULL;

    for (Py_ssize_t i = 0; done && i < PyTuple_GET_SIZE(code->co_consts); i++) {
        PyObject *constant = PyTuple_GET_ITEM(code->co_consts, i);

        if (PyCode_Check(constant))
            done = set_local_events(monitoring, (PyCodeObject *)constant, events);
    }
    return done;
}

bool counting_start(PyCodeObject *code, bool instructions)
{
    PyObject *monitoring = PySys_GetObject("monitoring");
    long local, global;

    disable = PyObject_GetAttrString(monitoring, "DISABLE");
    if (disable == NULL || PyObject_CallMethod(monitoring, "use_tool_id", "is", TOOL, "counting") == NULL)
        return false;
    local = register_events(monitoring, of_code, sizeof of_code / sizeof of_code[0] - (instructions ? 0 : 1));
    global =
        local >= 0 ? register_events(monitoring, of_everything, sizeof of_everything / sizeof of_everything[0]) : -1;
    return global >= 0 && PyObject_CallMethod(monitoring, "set_events", "il", TOOL, global) != NULL &&
           set_local_events(monitoring, code, local);
}

#endif
