#include "record/reftracer.h"

#if FACTS_ARE_PUBLIC

#include "base/vector.h"
#include "record/recorder.h"

/* An object whose finaliser runs, or has run. */
struct dying {
    PyObject *object;   /* address */
    PyTypeObject *type; /* the nearest that is static, for its own may be gone by then */
};

static struct {
    deaths_listener *listener;
    PyInterpreterState *interpreter;
    PyRefTracer theirs; /* of the program's (tracemalloc has one), which is told as well; or NULL */
    void *their_data;
    VECTOR(struct dying) dying;
    bool heard;          /* all deaths are told */
    uint64_t born, died; /* lists, until now */
} tracer;

static void forget_dying(const PyObject *object)
{
    for (size_t i = tracer.dying.count; i > 0; i--)
        if (tracer.dying.items[i - 1].object == object) {
            tracer.dying.items[i - 1] = vector_last(&tracer.dying);
            tracer.dying.count--;
        }
}

/* Python code may run in it. */
static bool has_finaliser(const PyTypeObject *type)
{
    return type->tp_finalize != NULL || type->tp_del != NULL;
}

static void on_death(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);

    tracer.died += type == &PyList_Type;
    if (!has_finaliser(type)) {
        tracer.listener(object, type);
        return;
    }
    while (type->tp_flags & Py_TPFLAGS_HEAPTYPE)
        type = type->tp_base;
    vector_push(&tracer.dying, ((struct dying){object, type}));
}

static void on_birth(PyObject *object)
{
    tracer.born += Py_IS_TYPE(object, &PyList_Type);
    if (tracer.dying.count > 0)
        forget_dying(object);
    tracer.listener(object, NULL);
}

static int on_event(PyObject *object, PyRefTracerEvent event, void *data)
{
    const PyThreadState *thread = PyThreadState_GetUnchecked();

    (void)data;
    if (thread != NULL && thread->interp == tracer.interpreter) {
        if (event == PyRefTracer_DESTROY)
            on_death(object);
        else if (event == PyRefTracer_CREATE)
            on_birth(object);
    }
    return tracer.theirs != NULL ? tracer.theirs(object, event, tracer.their_data) : 0;
}

/* Whether one of the frames from here down runs what finalises the object: a method of its, or the generator itself. */
static bool runs(facts_frame *frame, PyObject *object)
{
    for (; frame != NULL; frame = facts_previous(frame)) {
        PyCodeObject *code = facts_code(frame);

        if (facts_generator(frame) == object)
            return true;
        if (code->co_argcount > 0 && facts_variable(frame, code, 0) == object)
            return true;
    }
    return false;
}

/* There is one tracer for all: the program's own came in place of ours. */
static void come_back(void)
{
    void *data;
    PyRefTracer theirs = PyRefTracer_GetTracer(&data);

    if (theirs == on_event)
        return;
    tracer.theirs = theirs;
    tracer.their_data = data;
    PyRefTracer_SetTracer(on_event, NULL);
}

void reftracer_settle(facts_frame *frame)
{
    if (!tracer.heard)
        return;
    come_back();
    for (size_t i = tracer.dying.count; i > 0; i--) {
        struct dying dying = tracer.dying.items[i - 1];

        if (runs(frame, dying.object))
            continue;
        tracer.dying.items[i - 1] = vector_last(&tracer.dying);
        tracer.dying.count--;
        tracer.listener(dying.object, dying.type);
    }
}

/* Python code that makes lists and lets them die: by itself, and in a nest so deep that CPython puts off some of it. */
static const char trial[] = "for i in range(200):\n"
                            "    []\n"
                            "nest = []\n"
                            "for i in range(200):\n"
                            "    nest = [nest]\n"
                            "del nest\n";
enum { TRIAL_LISTS = 401 };

static void run_trial(void)
{
    PyObject *code = Py_CompileString(trial, "<trial>", Py_file_input), *names = PyDict_New(), *result = NULL;

    tracer.born = tracer.died = 0;
    if (code != NULL && names != NULL)
        result = PyEval_EvalCode(code, names, names);
    Py_XDECREF(result);
    Py_XDECREF(names);
    Py_XDECREF(code);
    PyErr_Clear();
}

static void nobody(PyObject *object, PyTypeObject *type)
{
    (void)object;
    (void)type;
}

bool reftracer_start(deaths_listener *listener)
{
    tracer.listener = nobody;
    tracer.interpreter = PyInterpreterState_Get();
    if (PyRefTracer_SetTracer(on_event, NULL) != 0) {
        PyErr_Clear();
        return false;
    }
    run_trial();
    if (tracer.died != TRIAL_LISTS || tracer.born != TRIAL_LISTS) {
        PyRefTracer_SetTracer(NULL, NULL);
        return false;
    }
    tracer.listener = listener;
    tracer.heard = true;
    return true;
}

#endif
