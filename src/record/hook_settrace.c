/* The hook by PyEval_SetTrace (CPython/Python/ceval.c), on 3.11.
 *
 * A thread has a tracer of its own.  Python's own threads get it from the thread that starts them: their PyThreadState
 * stands in the interpreter's list before they run (_threadmodule.c), and the GIL is not given up meanwhile.  One that
 * C code attaches is seen at the next event.
 *
 * `sys.settrace` is the program's to use as well, and would replace the hook unnoticed.  Its C function is wrapped,
 * where Python cannot see it: while the program has a tracer of its own, nothing is recorded and the log says so. */
#include "record/hook.h"

#include "base/ways.h"
#include "cpython/facts.h"

#if PY_VERSION_HEX < 0x030C0000

#include "record/codes.h"
#include "record/frames.h"
#include "record/hook_library.h"
#include "record/hook_memory.h"
#include "record/recorder.h"
#include "record/touched.h"
#include "record/values.h"

static PyCFunction settrace;      /* sys.settrace's own C function */
static _PyCFunctionFast getframe; /* sys._getframe's */
static PyCFunction start_thread;  /* _thread.start_new_thread's */
static bool uncounted;            /* the collector does not count frames' objects */
static PyInterpreterState *recorded;
static uint64_t states; /* how many thread states the interpreter had made when its list was last looked through */

static EACH_STEP void on_return(PyFrameObject *frame, int line, PyObject *value)
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
    touched_after(running, unwinds ? TOUCHED_UNWIND : TOUCHED_LEAVE, value);
}

static void on_call(PyFrameObject *frame, int line)
{
    facts_frame *running = facts_frame_of(frame);

    touched_before(running, TOUCHED_ENTER, NULL);
    if (facts_generator(running) != NULL)
        recorder_resume(running, line);
    else
        recorder_call(running, line);
    touched_after(running, TOUCHED_ENTER, NULL);
}

static EACH_STEP void on_line(PyFrameObject *frame, int line)
{
    facts_frame *running = facts_frame_of(frame);

    if (!touched_is_certain(running) || !recorder_move_line(running, line)) {
        touched_before(running, TOUCHED_LINE, NULL);
        recorder_line(running, line);
    }
    touched_after_line(running, recorder_wants_instructions(facts_code(running)));
    recorder_expect(running);
}

/* `info` is (class, exception, traceback), a tuple that holds a reference for as long as the hook runs. */
static void on_exception(PyFrameObject *frame, int line, PyObject *info)
{
    PyObject *exception = NULL;

    if (info != NULL && PyTuple_Check(info) && PyTuple_GET_SIZE(info) == 3)
        exception = PyTuple_GET_ITEM(info, 1);
    touched_before(facts_frame_of(frame), TOUCHED_EXCEPTION, exception);
    recorder_exception(facts_frame_of(frame), line, exception, exception != NULL);
    touched_after(facts_frame_of(frame), TOUCHED_EXCEPTION, NULL);
}

/* The collector counts the frame's object off when it dies, which it is about to do: hook_memory_frames kept it from
 * counting it at its birth. */
static void count_frame_object(facts_frame *frame)
{
    PyObject *generator = facts_generator(frame);

    if (generator == NULL || !facts_yields(frame, generator))
        ++*facts_young(facts_thread()->interp);
}

/* An import is no call, and what it does is not what a program says. */
static bool is_import(PyCodeObject *code)
{
    return codes_is_pseudo(code) && value_begins(code->co_filename, "<frozen importlib");
}

static void look_for_threads(void);

static void note_thread(void)
{
    static uint64_t last;
    uint64_t running = facts_thread()->id;

    if (last != running)
        touched_switch();
    last = running;
    look_for_threads();
}

/* `wanted`: the next is to be told of. */
static inline void after_instruction(facts_frame *frame, bool wanted)
{
    if (wanted)
        touched_after_instruction(frame);
    else
        touched_after_line(frame, false);
    recorder_commit(touched_will_be_still());
    recorder_expect(frame);
}

static bool on_instruction(facts_frame *frame)
{
    bool wanted;

    note_thread();
    touched_before(frame, TOUCHED_INSTRUCTION, NULL);
    recorder_instruction(frame);
    wanted = recorder_wants_instructions(facts_code(frame));
    after_instruction(frame, wanted);
    return wanted;
}

/* Whether the instructions from here to the next line are to be told of. */
static bool tells_instructions(PyFrameObject *frame)
{
    facts_frame *running = facts_frame_of(frame);

    return touched_watches(running) || (recorder_is_on() && recorder_wants_instructions(facts_code(running)));
}

static OUT_OF_LINE void on_other_opcode(PyFrameObject *frame, bool moved)
{
    facts_frame *running = facts_frame_of(frame);

    if (moved) {
        after_instruction(running, instructions_are_left());
        frame->f_trace_opcodes = instructions_are_left() || tells_instructions(frame);
    } else if (!recorder_is_on()) {
        frame->f_trace_opcodes = 0;
    } else if (recorder_wants_instructions(facts_code(running))) {
        frame->f_trace_opcodes = on_instruction(running) || tells_instructions(frame);
    } else {
        frame->f_trace_opcodes = touched_instruction(running);
    }
}

/* `moved`: of recorder_run_at_once. */
static OUT_OF_LINE int on_running_opcode(PyFrameObject *frame, enum recorder_moved moved)
{
    facts_frame *running = facts_frame_of(frame);

    moved = moved == RECORDER_MOVED ? recorder_run_on(running) : recorder_run(running);
    if (moved != RECORDER_MOVED_ON)
        on_other_opcode(frame, moved == RECORDER_MOVED);
    return 0;
}

static OUT_OF_LINE int on_first_opcode(PyFrameObject *frame)
{
    facts_frame *running = facts_frame_of(frame);
    enum recorder_moved moved;

    recorder_rest();
    moved = touched_is_certain(running) ? recorder_move(running) : RECORDER_MOVED_NOT;
    if (moved != RECORDER_MOVED_ON)
        on_other_opcode(frame, moved == RECORDER_MOVED);
    return 0;
}

/* (Nothing is called but in its stead: so it has nothing to save.) */
static OUT_OF_LINE int on_opcode(PyFrameObject *frame)
{
    facts_frame *running = facts_frame_of(frame);
    enum recorder_moved moved;

    if (UNUSUAL(!recorder_runs(running)))
        return on_first_opcode(frame);
    moved = recorder_run_at_once(running);
    return USUAL(moved == RECORDER_MOVED_ON) ? 0 : on_running_opcode(frame, moved);
}

/* Only a call from the learner's code is told of. */
static void on_library(PyFrameObject *frame, int what)
{
    facts_frame *running = facts_frame_of(frame);

    if (!frames_is_learners(running->previous) || facts_generator(running) != NULL || is_import(facts_code(running)))
        return;
    if (what == PyTrace_CALL)
        recorder_library_call(running);
    else if (what == PyTrace_RETURN)
        recorder_library_return(running);
}

/* Most events are of lines before which not much has happened. */
static inline bool on_quiet_line(PyFrameObject *frame)
{
    facts_frame *running = facts_frame_of(frame);

    if (!recorder_is_on())
        return true;
    note_thread();
    if (!recorder_quiet_line(running, frame->f_lineno))
        return false;
    touched_after_line(running, false);
    frame->f_trace_opcodes = tells_instructions(frame);
    return true;
}

static int line_of(PyFrameObject *frame)
{
    return frame->f_lineno != 0 ? frame->f_lineno : PyFrame_GetLineNumber(frame);
}

/* After a frame was entered, of whose instructions the next is told of. */
static OUT_OF_LINE void expect_first(PyFrameObject *frame)
{
    facts_frame *running = facts_frame_of(frame);

    if (!recorder_wants_instructions(facts_code(running)))
        return;
    frame->f_trace_opcodes = 1;
    touched_is_told_next(running);
    recorder_expect(running);
}

/* The same of calls, and of generators that go on. */
static inline bool on_quiet_call(PyFrameObject *frame)
{
    facts_frame *running = facts_frame_of(frame);
    bool quiet, watched;

    if (facts_generator(running) != NULL)
        quiet = recorder_quiet_resume(running, line_of(frame), &watched);
    else
        quiet = recorder_quiet_call(running, line_of(frame), &watched);
    if (!quiet)
        return false;
    frame->f_trace_opcodes = watched;
    if (instructions_are_told())
        expect_first(frame);
    return true;
}

/* The same of frames that return or yield a value. */
static inline bool on_quiet_return(PyFrameObject *frame, PyObject *value)
{
    facts_frame *running = facts_frame_of(frame);
    PyObject *generator = facts_generator(running);
    bool suspended = generator != NULL && facts_yields(running, generator);

    if (!recorder_quiet_leave(running, line_of(frame), value, suspended))
        return false;
    frame->f_trace_opcodes = 0;
    return true;
}

static OUT_OF_LINE int on_other_event(PyFrameObject *frame, int what, PyObject *argument)
{
    int line;

    if (!recorder_is_on())
        return 0;
    note_thread();
    if (!recorder_sees(facts_frame_of(frame))) {
        on_library(frame, what);
        frame->f_trace_lines = 0;
        touched_library();
        if (what == PyTrace_CALL)
            hook_library_enter(frame);
        else if (what == PyTrace_RETURN)
            hook_library_leave(frame);
        return 0;
    }
    line = line_of(frame);
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
    frame->f_trace_opcodes = what != PyTrace_RETURN && tells_instructions(frame);
    return 0;
}

/* Of a line that comes behind instructions that were told of, and all was foreseen that happened since. */
static inline bool on_told_line(PyFrameObject *frame)
{
    facts_frame *running = facts_frame_of(frame);

    if (!instructions_are_told() || !touched_is_certain(running) || !recorder_move_line(running, frame->f_lineno))
        return false;
    touched_after_line(running, recorder_wants_instructions(facts_code(running)));
    recorder_expect(running);
    frame->f_trace_opcodes = tells_instructions(frame);
    return true;
}

static OUT_OF_LINE int on_other_line(PyFrameObject *frame)
{
    recorder_rest();
    return frame->f_lineno != 0 && (on_told_line(frame) || on_quiet_line(frame))
               ? 0
               : on_other_event(frame, PyTrace_LINE, NULL);
}

static EACH_STEP OUT_OF_LINE int on_line_event(PyFrameObject *frame)
{
    enum recorder_told told = RECORDER_TOLD_NOT; /* (no still instruction ran where it is told in the straight way) */

    if (USUAL(frame->f_lineno != 0))
        told = recorder_straight_line(facts_frame_of(frame), frame->f_lineno);
    if (UNUSUAL(told != RECORDER_TOLD)) {
        if (told == RECORDER_TOLD_NOT)
            return on_other_line(frame);
        frame->f_trace_opcodes = 1;
    }
    return 0;
}

static EACH_STEP OUT_OF_LINE int on_call_event(PyFrameObject *frame)
{
    if (on_quiet_call(frame)) /* (of code that was called before) */
        return 0;
    hook_memory_lines(facts_code(facts_frame_of(frame)));
    return on_other_event(frame, PyTrace_CALL, NULL);
}

static EACH_STEP OUT_OF_LINE int on_return_event(PyFrameObject *frame, PyObject *value)
{
    if (uncounted)
        count_frame_object(facts_frame_of(frame));
    return value != NULL && on_quiet_return(frame, value) ? 0 : on_other_event(frame, PyTrace_RETURN, value);
}

/* Of a line among instructions that are told of. */
static OUT_OF_LINE int on_line_among_instructions(PyFrameObject *frame)
{
    return frame->f_lineno != 0 && recorder_run_line(facts_frame_of(frame), frame->f_lineno, true)
               ? 0
               : on_line_event(frame);
}

static EACH_STEP int on_event(PyObject *self, PyFrameObject *frame, int what, PyObject *argument)
{
    (void)self;
    if (USUAL(what == PyTrace_LINE))
        return UNUSUAL(instructions_are_told()) ? on_line_among_instructions(frame) : on_line_event(frame);
    if (what == PyTrace_OPCODE)
        return on_opcode(frame);
    switch (what) {
    case PyTrace_CALL:
        recorder_rest();
        return on_call_event(frame);
    case PyTrace_RETURN:
        recorder_rest();
        return on_return_event(frame, argument);
    default:
        recorder_rest();
        return on_other_event(frame, what, argument);
    }
}

/* As PyEval_SetTrace does, without telling the program's audit hooks, and for a thread that has not run yet. */
static void trace(PyThreadState *state)
{
    state->c_tracefunc = on_event;
    _PyThreadState_UpdateTracingState(state);
}

/* Those that the last look did not find get a tracer, unless they have one. */
static void look_for_threads(void)
{
    if (recorded->threads.next_unique_id == states)
        return;
    for (PyThreadState *state = recorded->threads.head; state != NULL; state = state->next)
        if (state->id > states && state->c_tracefunc == NULL)
            trace(state);
    states = recorded->threads.next_unique_id;
}

static PyObject *watched_start_thread(PyObject *module, PyObject *arguments)
{
    PyObject *result = start_thread(module, arguments);

    if (recorder_is_on() && PyThreadState_Get()->interp == recorded)
        look_for_threads();
    return result;
}

/* Frames whose instructions were told of go on with that. */
static void tell_instructions_again(void)
{
    for (facts_frame *frame = facts_top(PyThreadState_Get()); frame != NULL; frame = frame->previous)
        if (frame->frame_obj != NULL && frames_is_learners(frame))
            frame->frame_obj->f_trace_opcodes = recorder_wants_instructions(facts_code(frame));
}

/* The program has set the running thread's tracer, or taken it away. */
static void on_settrace(PyObject *tracer)
{
    if (!recorder_is_on())
        return;
    touched_forget();
    if (tracer != Py_None) {
        recorder_note("The program set a tracer of its own (sys.settrace): while it is set, no steps are recorded.");
        return;
    }
    trace(PyThreadState_Get());
    tell_instructions_again();
}

static PyObject *watched_settrace(PyObject *module, PyObject *tracer)
{
    PyObject *result;

    hook_library_wake();
    result = settrace(module, tracer);
    if (result != NULL && PyThreadState_Get()->interp == recorded)
        on_settrace(tracer);
    return result;
}

/* Puts `ours` in the place of this C function of a module's; returns what it was, NULL when it is not such a
 * function. */
static PyCFunction replace_function(PyObject *function, int flags, PyCFunction ours)
{
    PyMethodDef *definition;
    PyCFunction theirs;

    if (function == NULL || !PyCFunction_Check(function))
        return NULL;
    definition = ((PyCFunctionObject *)function)->m_ml;
    if (definition->ml_flags != flags)
        return NULL;
    theirs = definition->ml_meth;
    definition->ml_meth = ours;
    return theirs;
}

/* Both under its name and under `start_new`, an older one. */
static void watch_starts(void)
{
    static const char *const names[] = {"start_new_thread", "start_new"};
    PyObject *module = PyDict_GetItemString(PyImport_GetModuleDict(), "_thread");

    for (size_t i = 0; module != NULL && i < sizeof names / sizeof names[0]; i++) {
        PyObject *function = PyDict_GetItemString(PyModule_GetDict(module), names[i]);
        PyCFunction replaced = replace_function(function, METH_VARARGS, watched_start_thread);

        if (replaced != NULL)
            start_thread = replaced;
    }
}

/* Whoever has a frame may keep it. */
static PyObject *watched_getframe(PyObject *module, PyObject *const *arguments, Py_ssize_t count)
{
    hook_library_wake();
    return getframe(module, arguments, count);
}

static void watch_getframe(void)
{
    PyCFunction ours = (PyCFunction)(void (*)(void))watched_getframe;
    PyCFunction theirs = replace_function(PySys_GetObject("_getframe"), METH_FASTCALL, ours);

    getframe = (_PyCFunctionFast)(void (*)(void))theirs;
}

void hook_start(void)
{
    recorded = PyThreadState_Get()->interp;
    states = recorded->threads.next_unique_id;
    settrace = replace_function(PySys_GetObject("settrace"), METH_O, watched_settrace);
    watch_starts();
    touched_start();
    uncounted = hook_memory_frames();
    hook_library_start();
    watch_getframe();
    PyEval_SetTrace(on_event, NULL);
}

#endif
