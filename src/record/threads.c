#include "record/threads.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/vector.h"
#include "record/values.h"

struct thread {
    uint64_t number;
    atomic_bool ended;
};

static struct {
    struct trace_writer *writer;
    pthread_key_t key;               /* its destructor is called at a thread's end */
    VECTOR(struct thread *) running; /* owned; with those whose end was not asked for yet */
    atomic_uint ended;               /* of `running`, how many have */
} threads;

static _Thread_local uint64_t current; /* 0: not known yet */

/* Without the GIL, and after the thread's last Python code. */
static void end(void *thread)
{
    atomic_store(&((struct thread *)thread)->ended, true);
    atomic_fetch_add(&threads.ended, 1);
}

static PyObject *found_in(PyObject *dict, const char *name)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;

    while (dict != NULL && PyDict_Check(dict) && PyDict_Next(dict, &at, &key, &value))
        if (value_is(key, name))
            return value;
    return NULL;
}

/* The instance of threading.Thread that stands for a thread, or NULL.  Looked for as a structure: asking the module
 * would run its code. */
static PyObject *python_thread(PyThreadState *state)
{
    PyObject *module = found_in(facts_modules(state->interp), "threading"), *key, *value, *active;
    Py_ssize_t at = 0;

    active = module != NULL && PyModule_Check(module) ? found_in(PyModule_GetDict(module), "_active") : NULL;
    while (active != NULL && PyDict_CheckExact(active) && PyDict_Next(active, &at, &key, &value))
        if (PyLong_CheckExact(key) && PyLong_AsUnsignedLongMask(key) == state->thread_id)
            return value;
    return NULL;
}

static PyObject *attribute_of(PyObject *object, const char *name)
{
    struct facts_attributes attributes = facts_attributes(object);

    if (attributes.dict != NULL)
        return found_in(attributes.dict, name);
    for (int i = 0; i < attributes.count; i++) {
        int place = facts_ordered(&attributes, i);

        if (value_is(facts_attribute_name(&attributes, place), name))
            return attributes.values[place];
    }
    return NULL;
}

bool threads_name(PyThreadState *state, struct text *out)
{
    PyObject *thread = python_thread(state);
    PyObject *name = thread != NULL ? attribute_of(thread, "_name") : NULL;

    if (name == NULL || !PyUnicode_Check(name))
        return false;
    value_utf8(name, TRACE_VALUE_MAX, out);
    return true;
}

const void *threads_process(PyThreadState *state, struct text *out)
{
    PyObject *module = state != NULL ? found_in(facts_modules(state->interp), "multiprocessing.process") : NULL;
    PyObject *process =
        module != NULL && PyModule_Check(module) ? found_in(PyModule_GetDict(module), "_current_process") : NULL;
    PyObject *name = process != NULL ? attribute_of(process, "_name") : NULL;

    if (name == NULL || !PyUnicode_Check(name) || value_is(name, "MainProcess"))
        return NULL;
    if (out != NULL)
        value_utf8(name, TRACE_VALUE_MAX, out);
    return process;
}

unsigned long threads_identifier(PyObject *thread)
{
    PyObject *identifier = attribute_of(thread, "_ident");

    return identifier != NULL && PyLong_CheckExact(identifier) ? PyLong_AsUnsignedLongMask(identifier) : 0;
}

pid_t threads_child(PyObject *process)
{
    PyObject *child = attribute_of(process, "_popen");
    PyObject *identifier = child != NULL ? attribute_of(child, "pid") : NULL;

    return identifier != NULL && PyLong_CheckExact(identifier) ? (pid_t)PyLong_AsUnsignedLongMask(identifier) : 0;
}

static uint64_t name_of(uint64_t number)
{
    struct text text = TEXT_EMPTY;
    uint64_t string;

    if (!threads_name(PyThreadState_Get(), &text))
        text_format(&text, "Thread-%llu (unnamed)", (unsigned long long)number - 1);
    string = trace_writer_string(threads.writer, text_string(&text), text.length);
    text_free(&text);
    return string;
}

static uint64_t put(uint64_t name)
{
    struct thread *thread = memory_zeroed(1, sizeof *thread);

    thread->number = trace_writer_put(
        threads.writer, &(struct trace_record){TRACE_THREAD, .thread = {(uint64_t)syscall(SYS_gettid), name}});
    vector_push(&threads.running, thread);
    pthread_setspecific(threads.key, thread);
    return thread->number;
}

void threads_start(struct trace_writer *writer)
{
    threads.writer = writer;
    pthread_key_create(&threads.key, end);
    current = put(trace_writer_string(writer, "MainThread", strlen("MainThread")));
}

uint64_t threads_current(void)
{
    static uint64_t known = 1;

    if (current == 0)
        current = put(name_of(++known));
    return current;
}

bool threads_any_ended(void)
{
    return atomic_load_explicit(&threads.ended, memory_order_relaxed) != 0;
}

uint64_t threads_ended(void)
{
    if (!threads_any_ended())
        return 0;
    for (size_t i = 0; i < threads.running.count; i++) {
        struct thread *thread = threads.running.items[i];

        if (atomic_load(&thread->ended)) {
            uint64_t number = thread->number;

            threads.running.items[i] = vector_last(&threads.running);
            threads.running.count--;
            free(thread);
            atomic_fetch_sub(&threads.ended, 1);
            return number;
        }
    }
    return 0;
}
