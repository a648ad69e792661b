/* The hook by sys.monitoring as a Python program uses it (PEP 669), for a CPython of which nothing but its public API
 * is known.
 *
 * All code has the event of its start; the learner's gets the others when it starts.  The tool that the hook takes has
 * a name, which the program can see, and is not given up when the program wants it: that, and the objects that CPython
 * makes for frames because they are asked for, is what recording in this way changes. */
#include "record/hook.h"

#include "cpython/facts.h"

#if FACTS_ARE_PUBLIC

#include "record/codes.h"
#include "record/frames.h"
#include "record/recorder.h"
#include "record/reftracer.h"
#include "record/values.h"

enum { SUSPENDS = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR };

/* The last ones are meant for debuggers, profilers and the like (sys.monitoring.DEBUGGER_ID). */
static const int tools_by_preference[] = {4, 3, 5, 2, 1, 0};

static struct {
    PyObject *monitoring; /* the module; owned, as the next two are */
    PyObject *disable;
    PyObject *watched; /* int: events of the learner's code */
    int tool;
} hook;

static long number(PyObject *argument)
{
    return PyLong_AsLong(argument);
}

static int line_at(PyObject *code, PyObject *offset)
{
    return PyCode_Addr2Line((PyCodeObject *)code, (int)number(offset));
}

/* Of an event that comes for one place in the code: no more of it, once nothing is recorded any more. */
static PyObject *answer(void)
{
    return Py_NewRef(recorder_is_on() ? Py_None : hook.disable);
}

/* The running frame; NULL when the event is not to be recorded. */
static facts_frame *recorded_frame(void)
{
    facts_frame *frame = recorder_is_on() ? PyEval_GetFrame() : NULL;

    if (frame != NULL)
        reftracer_settle(frame);
    return frame;
}

/* The same of an event that comes for all code. */
static facts_frame *learners_frame(PyObject *code)
{
    facts_frame *frame;

    if (!PyCode_Check(code) || !codes_is_learners((PyCodeObject *)code))
        return NULL;
    frame = recorded_frame();
    return frame != NULL && facts_code(frame) == (PyCodeObject *)code ? frame : NULL;
}

static void watch(PyObject *code)
{
    PyObject *raised = PyErr_GetRaisedException();

    Py_XDECREF(PyObject_CallMethod(hook.monitoring, "set_local_events", "iOO", hook.tool, code, hook.watched));
    PyErr_SetRaisedException(raised);
}

#define CALLBACK(name)                                                                        \
    static PyObject *name(PyObject *self __attribute__((unused)), PyObject *const *arguments, \
                          Py_ssize_t count __attribute__((unused)))

/* Library code, which counts when the learner's calls it.  An import is no call. */
static void library_start(PyCodeObject *code, facts_frame *frame)
{
    if ((code->co_flags & SUSPENDS) == 0 && !value_begins(code->co_filename, "<frozen importlib") &&
        frames_is_learners(frames_below(frame)))
        recorder_library_call(frame);
}

static void enter(facts_frame *frame, int line)
{
    if (facts_generator(frame) != NULL)
        recorder_resume(frame, line);
    else
        recorder_call(frame, line);
}

CALLBACK(on_start)
{
    facts_frame *frame = recorded_frame();

    if (frame != NULL && recorder_sees(frame)) {
        watch(arguments[0]);
        enter(frame, line_at(arguments[0], arguments[1]));
    } else if (frame != NULL) {
        library_start((PyCodeObject *)arguments[0], frame);
    }
    return answer();
}

/* A generator goes on, or has an exception thrown into it. */
CALLBACK(on_resume)
{
    facts_frame *frame = learners_frame(arguments[0]);

    if (frame != NULL)
        enter(frame, line_at(arguments[0], arguments[1]));
    Py_RETURN_NONE;
}

/* A module's first instruction stands on line 0, and has an event when it gets its events just then.  The program's own
 * tracer, which comes first, may have jumped to another line than the one that is told. */
CALLBACK(on_line)
{
    facts_frame *frame = number(arguments[1]) > 0 ? learners_frame(arguments[0]) : NULL;

    if (frame != NULL)
        recorder_line(frame, PyFrame_GetLineNumber(frame));
    return answer();
}

/* Of a jump back in a loop that stands on one line, which has no other event. */
CALLBACK(on_jump)
{
    int line = line_at(arguments[0], arguments[2]);
    facts_frame *frame;

    if (number(arguments[2]) > number(arguments[1]) || line < 0 || line_at(arguments[0], arguments[1]) != line)
        return Py_NewRef(hook.disable);
    frame = learners_frame(arguments[0]);
    if (frame != NULL)
        recorder_line(frame, line);
    Py_RETURN_NONE;
}

CALLBACK(on_return)
{
    facts_frame *frame = learners_frame(arguments[0]);

    if (frame != NULL)
        recorder_return(frame, line_at(arguments[0], arguments[1]), arguments[2]);
    Py_RETURN_NONE;
}

CALLBACK(on_yield)
{
    facts_frame *frame = learners_frame(arguments[0]);

    if (frame != NULL)
        recorder_yield(frame, line_at(arguments[0], arguments[1]), arguments[2]);
    Py_RETURN_NONE;
}

CALLBACK(on_unwind)
{
    facts_frame *frame = learners_frame(arguments[0]);

    if (frame != NULL)
        recorder_unwind(frame, PyFrame_GetLineNumber(frame));
    Py_RETURN_NONE;
}

CALLBACK(on_raise)
{
    facts_frame *frame = learners_frame(arguments[0]);

    if (frame != NULL)
        recorder_exception(frame, PyFrame_GetLineNumber(frame), arguments[2], false);
    Py_RETURN_NONE;
}

#define DEFINITION(name, function)                                                      \
    {                                                                                   \
        name, (PyCFunction)(void (*)(void))(function), METH_FASTCALL, "terrarium's own" \
    }

static struct {
    PyMethodDef definition; /* named as its event */
    bool everywhere;        /* of all code, not of the learner's alone */
} callbacks[] = {
    {DEFINITION("PY_START", on_start), true},    {DEFINITION("PY_RESUME", on_resume), false},
    {DEFINITION("PY_RETURN", on_return), false}, {DEFINITION("PY_YIELD", on_yield), false},
    {DEFINITION("LINE", on_line), false},        {DEFINITION("JUMP", on_jump), false},
    {DEFINITION("RAISE", on_raise), true},       {DEFINITION("PY_UNWIND", on_unwind), true},
    {DEFINITION("PY_THROW", on_resume), true},
};

enum { CALLBACKS = sizeof callbacks / sizeof callbacks[0] };

/* One that has no name; -1 when all have. */
static int free_tool(void)
{
    for (size_t i = 0; i < sizeof tools_by_preference / sizeof tools_by_preference[0]; i++) {
        PyObject *name = PyObject_CallMethod(hook.monitoring, "get_tool", "i", tools_by_preference[i]);
        bool is_free = name == Py_None;

        Py_XDECREF(name);
        if (is_free)
            return tools_by_preference[i];
    }
    return -1;
}

static bool is_done(PyObject *result)
{
    Py_XDECREF(result);
    return result != NULL;
}

/* Has the event told of; 0 when there is none of the name. */
static long take_event(PyObject *events, PyMethodDef *definition)
{
    PyObject *event = PyObject_GetAttrString(events, definition->ml_name),
             *function = PyCFunction_New(definition, NULL);
    bool done = event != NULL && function != NULL &&
                is_done(PyObject_CallMethod(hook.monitoring, "register_callback", "iOO", hook.tool, event, function));
    long bit = done ? number(event) : 0;

    Py_XDECREF(event);
    Py_XDECREF(function);
    return bit;
}

static bool take_events(PyObject *events)
{
    long everywhere = 0, watched = 0;

    for (size_t i = 0; i < CALLBACKS; i++) {
        long bit = take_event(events, &callbacks[i].definition);

        if (bit == 0)
            return false;
        everywhere |= callbacks[i].everywhere ? bit : 0;
        watched |= callbacks[i].everywhere ? 0 : bit;
    }
    hook.watched = PyLong_FromLong(watched);
    return hook.watched != NULL &&
           is_done(PyObject_CallMethod(hook.monitoring, "set_events", "il", hook.tool, everywhere));
}

static bool start(void)
{
    PyObject *events;
    bool done;

    hook.monitoring = Py_XNewRef(PySys_GetObject("monitoring"));
    if (hook.monitoring == NULL || (hook.tool = free_tool()) < 0 ||
        !is_done(PyObject_CallMethod(hook.monitoring, "use_tool_id", "is", hook.tool, "terrarium")))
        return false;
    hook.disable = PyObject_GetAttrString(hook.monitoring, "DISABLE");
    events = PyObject_GetAttrString(hook.monitoring, "events");
    done = hook.disable != NULL && events != NULL && take_events(events);
    Py_XDECREF(events);
    return done;
}

void hook_start(void)
{
    if (start())
        return;
    PyErr_Clear();
    recorder_note("This CPython's sys.monitoring is not as expected: no steps are recorded.");
}

#endif
