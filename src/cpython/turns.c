#include "cpython/turns.h"

#ifdef Py_GIL_DISABLED

/* A thread that waits for this lets itself be stopped.  When Python ends it stands still for good, and others must not
 * need what it has: CPython's own lock on stopping threads, for one, which is therefore never waited for here. */
static PyMutex lock;
static _Thread_local bool has_lock;

/* Bits of _PyRWMutex: a writer has it, or waits. */
enum { WRITING = 1 | 2 };

static int stand_alone(PyObject *unused, void *turn)
{
    (void)unused;
    ((struct facts_turn *)turn)->act(((struct facts_turn *)turn)->argument);
    return 0; /* no more objects are looked at */
}

/* Whether somebody stops the threads of all interpreters, to fork or to end Python. */
static bool are_all_stopped(void)
{
    return (_Py_atomic_load_uintptr_relaxed(&_PyRuntime.stoptheworld_mutex.bits) & WRITING) != 0;
}

static void take_lock(void)
{
    PyThreadState *thread = PyThreadState_Get();

    PyMutex_Lock(&lock);
    while (are_all_stopped()) {
        PyMutex_Unlock(&lock);
        PyEval_SaveThread();
        PyEval_RestoreThread(thread);
        PyMutex_Lock(&lock);
    }
    has_lock = true;
}

static void free_lock(void)
{
    has_lock = false;
    PyMutex_Unlock(&lock);
}

/* The collector stops all threads before it offers its objects (gc_free_threading.c): nothing else that CPython exports
 * does just that. */
void facts_alone(struct facts_turn turn)
{
    if (has_lock || Py_IsFinalizing()) {
        turn.act(turn.argument);
        return;
    }
    take_lock();
    if (PyThreadState_Get()->interp->threads.head->next != NULL)
        PyUnstable_GC_VisitObjects(stand_alone, &turn);
    else
        turn.act(turn.argument);
    turn.after();
    free_lock();
}

#else

void facts_alone(struct facts_turn turn)
{
    turn.act(turn.argument);
    turn.after();
}

#endif
