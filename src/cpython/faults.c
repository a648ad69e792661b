#include "cpython/faults.h"

#ifdef TERRARIUM_FAULTS

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/text.h"

/* FAULT(NAME, what it does to the program) */
#define FAULTS(FAULT)                                                             \
    FAULT(keep_reference, "keeps a reference to each list")                       \
    FAULT(keep_a_step, "keeps a reference to each new instance until the next")   \
    FAULT(call_len, "asks objects for their length")                              \
    FAULT(call_repr, "asks objects for their text")                               \
    FAULT(lose_death, "keeps CPython from freeing what lists held")               \
    FAULT(touch_locals, "asks frames for their locals")                           \
    FAULT(swallow_exception, "keeps uncaught exceptions from being told")         \
    FAULT(import_module, "imports a module")                                      \
    FAULT(collect, "runs the garbage collector at each hundredth step")           \
    FAULT(reorder_output, "lets the second piece of output out before the first") \
    FAULT(drop_output, "forgets what goes to standard error")                     \
    FAULT(eat_input, "reads a byte of standard input")                            \
    FAULT(leave_thread, "leaves a thread behind")                                 \
    FAULT(change_hash_seed, "changes how strings are hashed")                     \
    FAULT(take_memory, "takes a block of the program's memory")                   \
    FAULT(block_signal, "blocks a signal")                                        \
    FAULT(lower_recursion_limit, "takes two levels of the recursion limit")       \
    FAULT(set_attribute, "leaves an attribute in a module")

enum fault {
    NONE,
#define FAULT(name, what) name,
    FAULTS(FAULT)
#undef FAULT
};

static const char *const names[] = {"",
#define FAULT(name, what) #name,
                                    FAULTS(FAULT)
#undef FAULT
};

static enum fault wanted;
static PyObject *kept;

static _Noreturn void list_faults(void)
{
#define FAULT(name, what) fprintf(stderr, "%s: %s\n", #name, what);
    FAULTS(FAULT)
#undef FAULT
    _exit(2);
}

void faults_start(PyConfig *config)
{
    const char *name = getenv("TERRARIUM_FAULT");

    while (name != NULL && wanted < sizeof names / sizeof names[0] && strcmp(names[wanted], name) != 0)
        wanted++;
    if (wanted == sizeof names / sizeof names[0])
        list_faults();
    if (wanted == change_hash_seed) {
        config->use_hash_seed = 1;
        config->hash_seed = 4711;
    }
}

static void *linger(void *unused)
{
    for (;;)
        pause();
    return unused;
}

static void leave_a_thread(void)
{
    sigset_t all, before;
    pthread_t thread;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_create(&thread, NULL, linger, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void block_a_signal(void)
{
    sigset_t one;

    sigemptyset(&one);
    sigaddset(&one, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &one, NULL);
}

static void say_nothing(void)
{
    PySys_SetObject("excepthook", (PyObject *)&PySlice_Type);
}

/* Once, at the first step. */
static void do_once(void)
{
    char byte;

    if (wanted == swallow_exception)
        say_nothing();
    else if (wanted == import_module)
        Py_XDECREF(PyImport_ImportModule("colorsys"));
    else if (wanted == eat_input && read(STDIN_FILENO, &byte, 1) < 0)
        return;
    else if (wanted == leave_thread)
        leave_a_thread();
    else if (wanted == block_signal)
        block_a_signal();
    else if (wanted == lower_recursion_limit)
        Py_SetRecursionLimit(Py_GetRecursionLimit() - 2);
    else if (wanted == set_attribute)
        PyObject_SetAttrString(PyImport_AddModule("__main__"), "__trace__", Py_None);
}

void faults_step(void)
{
    static unsigned long steps;

    if (steps++ == 0)
        do_once();
    if (wanted == touch_locals && PyEval_GetFrame() != NULL)
        Py_XDECREF(PyFrame_GetLocals(PyEval_GetFrame()));
    else if (wanted == collect && steps % 100 == 0)
        PyGC_Collect();
    else if (wanted == take_memory && PyObject_Malloc(64) == NULL)
        abort();
}

void faults_birth(PyObject *object)
{
    if (wanted == keep_reference && PyList_Check(object))
        Py_INCREF(object);
    else if (wanted == keep_a_step && Py_TYPE(object)->tp_flags & Py_TPFLAGS_HEAPTYPE)
        Py_XSETREF(kept, Py_NewRef(object));
    else if (wanted == call_len && PyObject_Size(object) < 0)
        PyErr_Clear();
    else if (wanted == call_repr)
        Py_XDECREF(PyObject_Repr(object));
}

bool faults_lose(PyObject *object)
{
    return wanted == lose_death && PyList_CheckExact(object);
}

bool faults_write(int descriptor, const void *bytes, size_t length)
{
    static struct text held;
    static bool let_out;

    if (wanted == drop_output && descriptor == STDERR_FILENO)
        return true;
    if (wanted != reorder_output || let_out)
        return false;
    if (held.length == 0) {
        text_append(&held, bytes, length);
        return true;
    }
    let_out = true;
    return writev(descriptor, (struct iovec[]){{(char *)(uintptr_t)bytes, length}, {held.bytes, held.length}}, 2) > 0;
}

#endif
