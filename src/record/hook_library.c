/* A thread's tracer rests while `PyThreadState.tracing` is not 0, as CPython has it while the tracer itself runs.  It
 * is raised by one at the call of a frame of library code, and lowered:
 *
 *  - when the frame's object, which was made for the tracer, dies with the frame;
 *  - before somebody could keep that object: when an exception comes to the frame, which CPython tells by a tuple, made
 *    and thrown away even when the tracer rests, whose death is seen (deaths.h); and when sys._getframe is called;
 *  - when something that it called has ended and somebody has kept that object: a frame that is kept keeps its caller;
 *  - if it was kept nevertheless, at the next death of any object in a frame below.
 *
 * While it rests, a function for evaluating frames (PEP 523) is in force, to wake it for the learner's code that is
 * called back.  With such a function every call takes some of C's stack: far down, where that could come to an end, it
 * is woken for good.  (CPython/Python/ceval.c: call_trace, call_exc_trace, _PyEval_EvalFrameDefault.) */
#include "record/hook_library.h"

#if PY_VERSION_HEX < 0x030C0000

#include <internal/pycore_pystate.h>
#include <pthread.h>
#include <string.h>

#include "base/vector.h"
#include "record/codes.h"
#include "record/recorder.h"
#include "record/values.h"

enum { DEPTH_MOST = 1500 }; /* of calls while the tracer rests */

/* A frame of library code whose end is waited for. */
struct resting {
    PyFrameObject *object; /* address */
    facts_frame *frame;    /* address */
    facts_frame *caller;   /* address */
    int depth;             /* of calls, in it */
};

static _Thread_local struct {
    PyThreadState *state; /* the one whose tracer rests */
    VECTOR(struct resting) frames;
    bool rests;
} thread;

static int resting; /* threads whose tracer rests now */
static destructor frame_dealloc;

static PyObject *evaluate(PyThreadState *state, facts_frame *frame, int throwing);

static void rest(PyThreadState *state)
{
    thread.state = state;
    thread.rests = true;
    state->tracing++;
    state->interp->eval_frame = evaluate;
    resting++;
}

static void wake(void)
{
    PyThreadState *state = thread.state;

    thread.rests = false;
    state->tracing--;
    _PyThreadState_UpdateTracingState(state);
    resting--;
    if (resting == 0)
        state->interp->eval_frame = NULL;
}

/* The program asks for its own tracer or profiler by functions that it calls from here. */
static bool is_debugger(PyCodeObject *code)
{
    static const char *const files[] = {"/bdb.py", "/cProfile.py", "/pdb.py", "/profile.py", "/trace.py"};
    struct text file = TEXT_EMPTY;
    bool found = false;

    value_utf8(code->co_filename, SIZE_MAX, &file);
    for (size_t i = 0; i < sizeof files / sizeof files[0] && !found; i++)
        found = file.length > strlen(files[i]) &&
                strcmp(text_string(&file) + file.length - strlen(files[i]), files[i]) == 0;
    text_free(&file);
    return found;
}

static int depth_of(const PyThreadState *state)
{
    return state->recursion_limit - state->recursion_remaining;
}

static bool can_rest(PyThreadState *state)
{
    _PyFrameEvalFunction evaluates = state->interp->eval_frame;

    return (evaluates == NULL || evaluates == evaluate) && state->c_profilefunc == NULL &&
           depth_of(state) < DEPTH_MOST;
}

void hook_library_enter(PyFrameObject *frame)
{
    PyThreadState *state = PyThreadState_Get();
    facts_frame *running = facts_frame_of(frame);

    if (thread.rests || facts_generator(running) != NULL || !can_rest(state) || is_debugger(facts_code(running)))
        return;
    vector_push(&thread.frames, ((struct resting){frame, running, running->previous, depth_of(state)}));
    rest(state);
}

/* The frames from this one on have ended.  Their objects were taken out of the collector's count (hook_settrace.c). */
static void end_from(size_t place)
{
    if (thread.rests)
        wake();
    while (thread.frames.count > place) {
        recorder_library_return(vector_last(&thread.frames).frame);
        thread.frames.count--;
        ++*facts_young(thread.state->interp);
    }
    if (place == 0)
        vector_free(&thread.frames);
}

static void frame_ends(PyObject *object)
{
    for (size_t i = thread.frames.count; i > 0; i--)
        if ((PyObject *)thread.frames.items[i - 1].object == object) {
            end_from(i - 1);
            return;
        }
}

static void frame_dies(PyObject *object)
{
    if (thread.frames.count > 0)
        frame_ends(object);
    PyObject_GC_UnTrack(object);
    Py_TRASHCAN_BEGIN(object, frame_dies)
    frame_dealloc(object);
    Py_TRASHCAN_END
}

/* (class, exception, traceback), as call_exc_trace makes it. Of a tuple that C code gave up making the rest is NULL. */
static bool tells_of_exception(PyObject *object)
{
    PyObject *last = PyTuple_CheckExact(object) && PyTuple_GET_SIZE(object) == 3 ? PyTuple_GET_ITEM(object, 2) : NULL;

    return last != NULL && PyTraceBack_Check(last);
}

static void something_dies(PyObject *object)
{
    const struct resting *last;
    facts_frame *running;

    if (!thread.rests || facts_thread() != thread.state)
        return;
    last = &vector_last(&thread.frames);
    running = facts_top(thread.state);
    if (running == last->caller || depth_of(thread.state) < last->depth)
        end_from(thread.frames.count - 1);
    else if (running == last->frame && tells_of_exception(object))
        wake();
}

void hook_library_leave(PyFrameObject *frame)
{
    while (thread.frames.count > 0 && vector_last(&thread.frames).object == frame)
        thread.frames.count--;
}

bool hook_library_rests(void)
{
    return thread.rests;
}

void hook_library_wake(void)
{
    if (thread.rests)
        wake();
}

/* Whether somebody has the object of the frame whose end is waited for, or will through that of the frame that was left
 * just now: it will not die with its frame. */
static bool is_kept(const facts_frame *left)
{
    return Py_REFCNT(vector_last(&thread.frames).object) > 1 ||
           (left->frame_obj != NULL && Py_REFCNT(left->frame_obj) > 1);
}

/* The learner's code is called back, or something that only events can follow. */
static PyObject *evaluate_awake(PyThreadState *state, facts_frame *frame, int throwing)
{
    size_t waited = thread.frames.count;
    PyFrameObject *object = vector_last(&thread.frames).object;
    PyObject *result;

    wake();
    result = _PyEval_EvalFrameDefault(state, frame, throwing);
    if (!thread.rests && can_rest(state) && thread.frames.count == waited &&
        vector_last(&thread.frames).object == object && !is_kept(frame)) {
        rest(state);
        _PyThreadState_UpdateTracingState(state);
    }
    return result;
}

static PyObject *evaluate(PyThreadState *state, facts_frame *frame, int throwing)
{
    PyObject *result;

    if (thread.rests && state == thread.state && (!can_rest(state) || codes_is_learners(facts_code(frame))))
        return evaluate_awake(state, frame, throwing);
    result = _PyEval_EvalFrameDefault(state, frame, throwing);
    if (thread.rests && state == thread.state && is_kept(frame))
        wake();
    return result;
}

/* A child of fork has no events. */
static void leave(void)
{
    PyThreadState *state = facts_thread();

    if (thread.rests)
        wake();
    resting = 0;
    if (state != NULL)
        state->interp->eval_frame = NULL;
}

void hook_library_start(void)
{
    frame_dealloc = PyFrame_Type.tp_dealloc;
    PyFrame_Type.tp_dealloc = frame_dies;
    recorder_before_deaths(something_dies);
    pthread_atfork(NULL, NULL, leave);
}

#endif
