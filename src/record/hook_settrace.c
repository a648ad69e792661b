/* The hook by PyEval_SetTrace (CPython/Python/ceval.c, and legacy_tracing.c from 3.12 on).
 *
 * `sys.settrace` is the program's to use as well, and would replace the hook unnoticed.  Its C function is wrapped, where
 * Python cannot see it: while the program has a tracer of its own, nothing is recorded and the log says so. */
#include "record/hook.h"

#include "record/recorder.h"
#include "record/touched.h"
#include "record/values.h"

static PyCFunction settrace;     /* sys.settrace's own C function */
static PyCFunction settrace_all; /* sys._settraceallthreads's, which threading.settrace_all_threads calls */
static PyThreadState *recorded;  /* the main thread's */

static void on_return(PyFrameObject *frame, int line, PyObject *value)
{
    facts_frame *running = facts_frame_of(frame);
    PyObject *generator = facts_generator(running);

    bool unwinds = facts_unwinds(running, value);

    touched_before(running, unwinds ? TOUCHED_UNWIND : TOUCHED_LEAVE, value);
    if (generator != NULL && facts_yields(running, generator))
        recorder_yield(running, line, value);
    else if (unwinds)
        recorder_unwind(running, line);
    else
        recorder_return(running, line, value);
    touched_after(running, unwinds ? TOUCHED_UNWIND : TOUCHED_LEAVE);
}

static void on_call(PyFrameObject *frame, int line)
{
    facts_frame *running = facts_frame_of(frame);

    touched_before(running, TOUCHED_ENTER, NULL);
    if (facts_generator(running) != NULL)
        recorder_resume(running, line);
    else
        recorder_call(running, line);
    touched_after(running, TOUCHED_ENTER);
}

static void on_line(PyFrameObject *frame, int line)
{
    facts_frame *running = facts_frame_of(frame);

    touched_before(running, TOUCHED_LINE, NULL);
    recorder_line(running, line);
    touched_after(running, TOUCHED_LINE);
}

/* `info` is (class, exception, traceback), a tuple that holds a reference for as long as the hook runs. */
static void on_exception(PyFrameObject *frame, int line, PyObject *info)
{
    PyObject *exception = NULL;

    if (info != NULL && PyTuple_Check(info) && PyTuple_GET_SIZE(info) == 3)
        exception = PyTuple_GET_ITEM(info, 1);
    touched_before(facts_frame_of(frame), TOUCHED_EXCEPTION, exception);
    recorder_exception(facts_frame_of(frame), line, exception, exception != NULL);
    touched_after(facts_frame_of(frame), TOUCHED_EXCEPTION);
}

/* CPython makes an object of each frame for the tracer, which would bring garbage collections earlier than they come
 * without one: it is taken out of the count while it lives.  (Not for generators, whose frame's object outlives the call.) */
static void uncount_frame_object(facts_frame *frame, int what)
{
    int *young = facts_young(PyThreadState_Get()->interp);

    if (facts_generator(frame) != NULL)
        return;
    if (what == PyTrace_CALL && *young > 0)
        (*young)--;
    else if (what == PyTrace_RETURN)
        (*young)++;
}

static int on_event(PyObject *self, PyFrameObject *frame, int what, PyObject *argument)
{
    int line;

    (void)self;
    if (what == PyTrace_OPCODE) {
        frame->f_trace_opcodes = recorder_is_on() && touched_instruction(facts_frame_of(frame));
        return 0;
    }
    uncount_frame_object(facts_frame_of(frame), what);
    if (!recorder_is_on())
        return 0;
    if (!recorder_sees(facts_frame_of(frame))) {
        frame->f_trace_lines = 0;
        touched_library();
        return 0;
    }
    line = PyFrame_GetLineNumber(frame); /* reads tables; f_lineno is only set at line events from 3.12 on */
    switch (what) {
    case PyTrace_CALL:
        on_call(frame, line);
        break;
    case PyTrace_LINE:
        on_line(frame, line);
        break;
    case PyTrace_RETURN:
        on_return(frame, line, argument);
        break;
    case PyTrace_EXCEPTION:
        on_exception(frame, line, argument);
        break;
    default:
        break;
    }
    frame->f_trace_opcodes = what != PyTrace_RETURN && touched_watches(facts_frame_of(frame));
    return 0;
}

/* The program has set the main thread's tracer, or taken it away. */
static void on_settrace(PyObject *tracer)
{
    if (!recorder_is_on())
        return;
    touched_forget();
    if (tracer == Py_None && PyThreadState_Get() == recorded)
        PyEval_SetTrace(on_event, NULL);
    else
        recorder_note("The program set a tracer of its own (sys.settrace): while it is set, no steps are recorded.");
}

static PyObject *watched_settrace(PyObject *module, PyObject *tracer)
{
    PyObject *result = settrace(module, tracer);

    if (result != NULL && PyThreadState_Get() == recorded)
        on_settrace(tracer);
    return result;
}

/* Of every thread of one interpreter. */
static PyObject *watched_settrace_all(PyObject *module, PyObject *tracer)
{
    PyObject *result = settrace_all(module, tracer);

    if (result != NULL && PyThreadState_Get()->interp == recorded->interp)
        on_settrace(tracer);
    return result;
}

/* Puts `ours` in the place of the C function of sys's with this name; returns what it was, NULL when there is none. */
static PyCFunction replace_function(const char *name, PyCFunction ours)
{
    PyObject *function = PySys_GetObject(name);
    PyMethodDef *definition;
    PyCFunction theirs;

    if (function == NULL || !PyCFunction_Check(function))
        return NULL;
    definition = ((PyCFunctionObject *)function)->m_ml;
    if (definition->ml_flags != METH_O)
        return NULL;
    theirs = definition->ml_meth;
    definition->ml_meth = ours;
    return theirs;
}

void hook_start(void)
{
    recorded = PyThreadState_Get();
    settrace = replace_function("settrace", watched_settrace);
    settrace_all = replace_function("_settraceallthreads", watched_settrace_all); /* from 3.12 on */
    touched_start();
    PyEval_SetTrace(on_event, NULL);
}
