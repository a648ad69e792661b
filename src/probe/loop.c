#include "probe/loop.h"

#include <string.h>

#include "base/map.h"
#include "base/vector.h"
#include "cpython/classes.h"
#include "cpython/turns.h"
#include "probe/probe.h"

enum {
    HANDLES = 3,                   /* classes of handles, the same */
    CODES = 512,                   /* code objects that are remembered */
    CHAIN = 256,                   /* coroutines that wait for one another, at most looked at */
    TASKS_MOST = TRACE_ENTRIES_MAX /* tasks that one waits for, at most told */
};

/* Functions of asyncio that are known, by file and qualified name. */
#define LOOP_ROLES(ROLE)                                                        \
    ROLE(RUN, "/asyncio/events.py", "Handle._run")                              \
    ROLE(CALL_SOON, "/asyncio/base_events.py", "BaseEventLoop._call_soon")      \
    ROLE(ADD, "/asyncio/base_events.py", "BaseEventLoop._add_callback")         \
    ROLE(RUN_ONCE, "/asyncio/base_events.py", "BaseEventLoop._run_once")        \
    ROLE(SAFE, "/asyncio/base_events.py", "BaseEventLoop.call_soon_threadsafe") \
    ROLE(SLEEP, "/asyncio/tasks.py", "sleep")

enum role {
    ROLE_NONE,
#define ROLE(NAME, file, name) ROLE_##NAME,
    LOOP_ROLES(ROLE)
#undef ROLE
};

/* What is looked up in a class once: where its instances keep a slot. */
struct slots {
    PyTypeObject *type; /* Handle, TimerHandle, from 3.14 on _ThreadSafeHandle */
    Py_ssize_t callback, when;
};

/* A code object that was judged. */
struct known_code {
    PyCodeObject *code;
    enum role role;
    uint64_t library; /* its number when it is the library's and has one, else 0 */
};

struct known_task {
    const void *name; /* the string that it was called by, compared and never read */
    bool ended;
};

/* All that follows is guarded by the main interpreter's GIL; where there is none, by `mutex`, and what is asked between
 * probe_begin and probe_end only, by that. */
static facts_mutex mutex;

static struct {
    PyInterpreterState *interpreter; /* the main one */
    PyMethodDef *run, *append;       /* the tables' entries, */
    PyObject *(*run_before)(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
    PyCFunction append_before; /* and what stood there */
    PyModuleDef_Slot *start;   /* the slot of the module _collections that runs its beginning */
    int (*start_before)(PyObject *);
    struct known_code codes[CODES];
    struct slots slots[HANDLES];
    PyTypeObject *task_type, *step_type;
    const PyMethodDef *wakeup;
    destructor task_dealloc;
    getter step_task, waiter, state, exception; /* of a step its task; of a task */
    PyCFunction name, coroutine;
    getter coroutine_awaits, generator_awaits, async_generator_awaits;
    PyObject *ready_name, *children_name; /* "_ready", "_children" */
    struct map numbers;                   /* a task's address → its number */
    struct map queued;                    /* a handle's address → the number of its latest READY */
    struct {
        PyTypeObject *type;
        uint64_t string;
    } future; /* the name of the class that was last awaited */
    VECTOR(struct known_task) tasks;
    uint64_t readies, runs;
} loop;

/* The callback that the thread's event loop runs. */
static _Thread_local struct running {
    bool loops;       /* one has run */
    uint64_t run;     /* 0: none */
    uint64_t task;    /* whose step it is */
    PyObject *object; /* that task, borrowed; NULL if none */
} here;

/* Who calls. */

static bool ends_with(PyObject *string, const char *end)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(string), least = (Py_ssize_t)strlen(end);

    return PyUnicode_IS_COMPACT_ASCII(string) && length >= least &&
           memcmp((const char *)PyUnicode_1BYTE_DATA(string) + length - least, end, (size_t)least) == 0;
}

static enum role judge(PyCodeObject *code)
{
    static const struct {
        const char *file, *name;
    } known[] = {
#define ROLE(NAME, file, name) {file, name},
        LOOP_ROLES(ROLE)
#undef ROLE
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (PyUnicode_GET_LENGTH(code->co_qualname) == (Py_ssize_t)strlen(known[i].name) &&
            ends_with(code->co_qualname, known[i].name) && ends_with(code->co_filename, known[i].file))
            return (enum role)(ROLE_NONE + 1 + i);
    return ROLE_NONE;
}

/* As map.h hashes. */
static struct known_code *place_of(const void *code)
{
    return &loop.codes[(uint64_t)(uintptr_t)code * 0x9E3779B97F4A7C15u >> 48 & (CODES - 1)];
}

static struct known_code *known_code(PyCodeObject *code)
{
    struct known_code *known = place_of(code);

    if (known->code != code)
        *known = (struct known_code){code, judge(code), 0};
    return known;
}

/* Anybody asks, at any time: without a GIL nothing is remembered for that. */
static enum role role_of(facts_frame *frame)
{
    PyCodeObject *code = frame != NULL ? facts_code(frame) : NULL;

    if (code == NULL)
        return ROLE_NONE;
    return FACTS_HAS_GIL ? known_code(code)->role : judge(code);
}

static facts_frame *caller_of(facts_frame *frame)
{
    for (frame = frame->previous; frame != NULL && facts_code(frame) == NULL;)
        frame = frame->previous;
    return frame;
}

static facts_frame *calling_frame(void)
{
    PyThreadState *state = facts_thread();

    return state != NULL && state->interp == loop.interpreter ? facts_top(state) : NULL;
}

/* Waiting for one another is the probe's own doing, and no event. */
static void enter(void)
{
    if (FACTS_HAS_GIL)
        return;
    probe_thread.inside = true;
    facts_mutex_lock(&mutex);
    probe_thread.inside = false;
}

static void leave(void)
{
    facts_mutex_unlock(&mutex);
}

void loop_forget(PyObject *code)
{
    struct known_code *known = place_of(code);

    if ((PyObject *)known->code == code)
        known->code = NULL;
}

/* Reading handles and tasks.  None of it runs Python code. */

/* Of a class or its bases: from 3.14 on, a task's state is Future's. */
static getter getter_in(PyTypeObject *type, const char *name)
{
    for (; type != NULL; type = type->tp_base)
        for (PyGetSetDef *entry = type->tp_getset; entry != NULL && entry->name != NULL; entry++)
            if (strcmp(entry->name, name) == 0)
                return entry->get;
    return NULL;
}

static PyMethodDef *method_in(PyTypeObject *type, const char *name, int flags)
{
    for (PyMethodDef *entry = type->tp_methods; entry != NULL && entry->ml_name != NULL; entry++)
        if (strcmp(entry->ml_name, name) == 0)
            return entry->ml_flags == flags ? entry : NULL;
    return NULL;
}

static PyCFunction function_in(PyTypeObject *type, const char *name)
{
    const PyMethodDef *entry = method_in(type, name, METH_NOARGS);

    return entry != NULL ? entry->ml_meth : NULL;
}

static const struct slots *slots_of(PyObject *handle)
{
    PyTypeObject *type = Py_TYPE(handle);
    struct slots *slots = loop.slots;

    while (slots->type != type && slots->type != NULL && slots != &loop.slots[HANDLES - 1])
        slots++;
    if (slots->type != type)
        *slots = (struct slots){type, facts_slot_offset(type, "_callback"), facts_slot_offset(type, "_when")};
    return slots;
}

static PyObject *slot(PyObject *object, Py_ssize_t offset)
{
    return offset > 0 ? *(PyObject **)(void *)((char *)object + offset) : NULL;
}

static PyObject *callback_of(PyObject *handle)
{
    return slot(handle, slots_of(handle)->callback);
}

/* Borrowed: whoever is asked holds it. */
static PyObject *get(getter read, PyObject *object)
{
    PyObject *value = read != NULL ? read(object, NULL) : NULL;

    if (value == NULL)
        PyErr_Clear();
    Py_XDECREF(value);
    return value;
}

static PyObject *call(PyCFunction function, PyObject *object)
{
    PyObject *value = function != NULL ? function(object, NULL) : NULL;

    if (value == NULL)
        PyErr_Clear();
    Py_XDECREF(value);
    return value;
}

static void task_dies(PyObject *task);

static void learn_task(PyObject *task)
{
    PyTypeObject *type = Py_TYPE(task);

    while (type != NULL && strcmp(type->tp_name, "_asyncio.Task") != 0)
        type = type->tp_base;
    if (type == NULL || type == loop.task_type)
        return;
    loop.task_type = type;
    loop.waiter = getter_in(type, "_fut_waiter");
    loop.state = getter_in(type, "_state");
    loop.exception = getter_in(type, "_exception");
    loop.name = function_in(type, "get_name");
    loop.coroutine = function_in(type, "get_coro");
    if (type->tp_dealloc != task_dies) {
        loop.task_dealloc = type->tp_dealloc;
        type->tp_dealloc = task_dies;
    }
}

static bool is_step(PyObject *callback)
{
    PyTypeObject *type = Py_TYPE(callback);

    if (type == loop.step_type)
        return true;
    if (strcmp(type->tp_name, "TaskStepMethWrapper") != 0 &&
        strcmp(type->tp_name, "_asyncio.TaskStepMethWrapper") != 0)
        return false;
    loop.step_type = type;
    loop.step_task = getter_in(type, "__self__");
    return true;
}

static bool is_wakeup(PyObject *callback)
{
    const PyMethodDef *method = PyCFunction_CheckExact(callback) ? ((PyCFunctionObject *)callback)->m_ml : NULL;

    if (method != NULL && method != loop.wakeup && strcmp(method->ml_name, "task_wakeup") == 0)
        loop.wakeup = method;
    return method != NULL && method == loop.wakeup;
}

/* The task whose next step a callback is, borrowed; NULL if it is another. */
static PyObject *task_of(PyObject *callback)
{
    PyObject *task = NULL;

    if (callback == NULL || PyFunction_Check(callback) || PyMethod_Check(callback))
        return NULL;
    if (is_wakeup(callback))
        task = PyCFunction_GET_SELF(callback);
    else if (is_step(callback))
        task = get(loop.step_task, callback);
    if (task == NULL || task == Py_None)
        return NULL;
    if (loop.task_type == NULL || !PyObject_TypeCheck(task, loop.task_type))
        learn_task(task);
    return loop.task_type != NULL && PyObject_TypeCheck(task, loop.task_type) ? task : NULL;
}

/* What a suspended coroutine or generator waits for; borrowed; NULL when it waits for nothing. */
static PyObject *awaited_by(PyObject *waiting)
{
    PyObject *next = NULL;

    if (PyCoro_CheckExact(waiting))
        next = get(loop.coroutine_awaits, waiting);
    else if (PyGen_CheckExact(waiting))
        next = get(loop.generator_awaits, waiting);
    else if (PyAsyncGen_CheckExact(waiting))
        next = get(loop.async_generator_awaits, waiting);
    return next != Py_None ? next : NULL;
}

/* An awaitable that stands for a coroutine, which is its first field. */
static PyObject *through(PyObject *awaitable)
{
    static const char *const names[] = {"coroutine_wrapper", "async_generator_asend", "async_generator_athrow",
                                        "anext_awaitable"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(Py_TYPE(awaitable)->tp_name, names[i]) == 0)
            return *(PyObject **)(void *)((char *)awaitable + sizeof(PyObject));
    return awaitable;
}

static bool has_frame(PyObject *object)
{
    return PyCoro_CheckExact(object) || PyGen_CheckExact(object) || PyAsyncGen_CheckExact(object);
}

/* Between probe_begin and probe_end, as all that follows but the hooks themselves. */

static uint64_t string_of(PyObject *string)
{
    const char *bytes;
    Py_ssize_t length;

    if (string == NULL || !PyUnicode_Check(string))
        return 0;
    if (PyUnicode_IS_COMPACT_ASCII(string))
        return trace_writer_string(probe_writer(), (const char *)PyUnicode_1BYTE_DATA(string),
                                   (size_t)PyUnicode_GET_LENGTH(string));
    bytes = PyUnicode_AsUTF8AndSize(string, &length);
    if (bytes == NULL)
        PyErr_Clear();
    return bytes != NULL ? trace_writer_string(probe_writer(), bytes, (size_t)length) : 0;
}

static uint64_t task_number(PyObject *task)
{
    uint32_t number = 0;

    map_get(&loop.numbers, (uintptr_t)task, &number);
    return number;
}

static uint64_t new_task(PyObject *task, uint64_t now)
{
    PyObject *name = call(loop.name, task), *coroutine = call(loop.coroutine, task);
    struct trace_fields_PLACE place = {0, 0, 0, 0};
    struct trace_fields_TASK fields = {.time = now, .thread = probe_number(), .by = here.task};

    probe_find_place(facts_thread(), &place);
    fields.code = place.code;
    fields.line = place.line;
    fields.name = string_of(name);
    if (coroutine != NULL && has_frame(coroutine) && facts_code(facts_frame_in(coroutine)) != NULL)
        fields.body = probe_code(facts_frame_in(coroutine));
    trace_writer_put_task(probe_writer(), &fields);
    vector_push(&loop.tasks, ((struct known_task){name, false}));
    map_put(&loop.numbers, (uintptr_t)task, (uint32_t)loop.tasks.count);
    return loop.tasks.count;
}

static uint64_t known_or_new(PyObject *task, uint64_t now)
{
    uint64_t number = task_number(task);

    return number != 0 ? number : new_task(task, now);
}

/* A name may be given later than the task begins. */
static void tell_name(PyObject *task, uint64_t number)
{
    struct known_task *known = &loop.tasks.items[number - 1];
    PyObject *name = call(loop.name, task);

    if (name == NULL || name == known->name)
        return;
    known->name = name;
    trace_writer_put_task_name(probe_writer(), &(struct trace_fields_TASK_NAME){number, string_of(name)});
}

/* A callback's name: its function's. */
static uint64_t name_of(PyObject *callback)
{
    if (callback != NULL && PyMethod_Check(callback))
        callback = PyMethod_GET_FUNCTION(callback);
    if (callback == NULL)
        return 0;
    if (PyFunction_Check(callback))
        return string_of(((PyFunctionObject *)callback)->func_qualname);
    if (PyCFunction_Check(callback)) {
        const char *name = ((PyCFunctionObject *)callback)->m_ml->ml_name;

        return trace_writer_string(probe_writer(), name, strlen(name));
    }
    return trace_writer_string(probe_writer(), Py_TYPE(callback)->tp_name, strlen(Py_TYPE(callback)->tp_name));
}

/* Becoming ready. */

static uint64_t due_of(PyObject *handle, uint64_t now)
{
    PyObject *when = slot(handle, slots_of(handle)->when);
    uint64_t due;

    if (when == NULL || !PyFloat_CheckExact(when) || PyFloat_AS_DOUBLE(when) < 0)
        return 0;
    due = probe_time(PyFloat_AS_DOUBLE(when));
    return due <= now ? due : 0; /* of a loop with a clock of its own, nothing is known */
}

/* Until 3.13 call_soon_threadsafe calls _call_soon. */
static bool is_from_thread(facts_frame *frame, enum role role)
{
    return role == ROLE_SAFE || (role == ROLE_CALL_SOON && role_of(caller_of(frame)) == ROLE_SAFE);
}

static enum trace_cause cause_of(facts_frame *frame, enum role role)
{
    if (role == ROLE_RUN_ONCE)
        return TRACE_CAUSE_TIMER;
    if (role == ROLE_ADD)
        return TRACE_CAUSE_EVENT;
    return here.run == 0 && is_from_thread(frame, role) ? TRACE_CAUSE_THREAD : TRACE_CAUSE_CALL;
}

static void put_ready(facts_frame *frame, enum role role, PyObject *queue, PyObject *handle, PyObject *task)
{
    struct trace_fields_READY fields = {.thread = probe_number(), .time = probe_now(), .by = here.run};
    struct trace_fields_PLACE place = {0, 0, 0, 0};

    fields.task = task != NULL ? task_number(task) : 0;
    if (task != NULL && fields.task == 0)
        fields.task = new_task(task, fields.time);
    else if (task != here.object && (role == ROLE_CALL_SOON || role == ROLE_SAFE) &&
             (here.object != NULL || here.run == 0))
        probe_find_place(facts_thread(), &place);
    fields.cause = cause_of(frame, role);
    fields.due = fields.cause == TRACE_CAUSE_TIMER ? due_of(handle, fields.time) : 0;
    fields.length = (uint64_t)Py_SIZE(queue);
    fields.code = place.code;
    fields.line = place.line;
    trace_writer_put_ready(probe_writer(), &fields);
    map_put(&loop.queued, (uintptr_t)handle, (uint32_t)++loop.readies);
}

/* Of one that another thread gives to a loop, nothing is read: without a GIL that loop may just be changing it. */
static void tell_ready(facts_frame *frame, enum role role, PyObject *queue, PyObject *handle)
{
    bool is_ours = FACTS_HAS_GIL || !is_from_thread(frame, role);
    PyObject *callback = is_ours ? callback_of(handle) : NULL, *task = task_of(callback);

    if (task != NULL && task == here.object && Py_TYPE(callback) == loop.step_type) {
        map_remove(&loop.queued, (uintptr_t)handle);
        return; /* it has its turn again: the end of this one tells */
    }
    probe_begin();
    put_ready(frame, role, queue, handle, task);
    if (here.run != 0)
        probe_end_later();
    else
        probe_end();
}

/* In place of deque.append. */
static PyObject *append(PyObject *queue, PyObject *item)
{
    facts_frame *frame = probe_tells() ? calling_frame() : NULL;
    enum role role = role_of(frame);
    PyObject *result;

    if (role == ROLE_NONE || role == ROLE_RUN || role == ROLE_SLEEP)
        return loop.append_before(queue, item);
    enter(); /* so that it does not run before it is told of */
    result = loop.append_before(queue, item);
    if (result != NULL)
        tell_ready(frame, role, queue, item);
    leave();
    return result;
}

/* Running. */

/* How many callbacks are in the queue of the loop that runs this one.  From 3.14 on, one of another thread's is run by
 * _ThreadSafeHandle._run. */
static uint64_t queue_length(facts_frame *run)
{
    facts_frame *caller = caller_of(run);
    facts_frame *run_once = caller == NULL || role_of(caller) == ROLE_RUN_ONCE ? caller : caller_of(caller);
    PyObject *self = role_of(run_once) == ROLE_RUN_ONCE ? facts_local(run_once, 0) : NULL;
    PyObject *queue = self != NULL ? PyObject_GenericGetAttr(self, loop.ready_name) : NULL;
    uint64_t length = 0;

    if (queue == NULL) {
        PyErr_Clear();
        return 0;
    }
    if (strcmp(Py_TYPE(queue)->tp_name, "collections.deque") == 0)
        length = (uint64_t)Py_SIZE(queue);
    Py_DECREF(queue);
    return length;
}

static void begin_run(PyObject *handle, PyObject *callback, PyObject *task, facts_frame *frame)
{
    uint64_t length = queue_length(frame);
    struct trace_writer *writer = probe_begin();
    struct trace_fields_RUN fields = {.thread = probe_number(), .time = probe_now(), .length = length};
    uint32_t ready = 0;

    map_get(&loop.queued, (uintptr_t)handle, &ready);
    fields.ready = ready;
    if (task != NULL) {
        fields.task = known_or_new(task, fields.time);
        tell_name(task, fields.task);
    } else {
        fields.name = name_of(callback);
    }
    trace_writer_put_run(writer, &fields);
    here.loops = true;
    here.run = ++loop.runs;
    here.task = fields.task;
    here.object = task;
    probe_end();
}

static enum trace_outcome outcome_of(PyObject *task, PyObject **waiter)
{
    PyObject *state;

    *waiter = get(loop.waiter, task);
    if (*waiter == Py_None)
        *waiter = NULL;
    if (*waiter != NULL)
        return TRACE_OUTCOME_WAITS;
    state = get(loop.state, task);
    if (state == NULL || !PyUnicode_Check(state) || PyUnicode_GET_LENGTH(state) == 0)
        return TRACE_OUTCOME_NONE;
    switch (PyUnicode_READ_CHAR(state, 0)) {
    case 'P':
        return TRACE_OUTCOME_AGAIN;
    case 'C':
        return TRACE_OUTCOME_CANCELLED;
    default:
        return get(loop.exception, task) != Py_None ? TRACE_OUTCOME_FAILED : TRACE_OUTCOME_DONE;
    }
}

static uint64_t delay_of(facts_frame *sleep)
{
    PyObject *delay = facts_local(sleep, 0);
    double seconds = 0;

    if (delay != NULL && PyFloat_CheckExact(delay))
        seconds = PyFloat_AS_DOUBLE(delay);
    else if (delay != NULL && PyLong_CheckExact(delay) && facts_digits(delay, NULL) <= 1)
        seconds = (double)PyLong_AsLong(delay);
    return seconds >= 0 && seconds < 1e9 ? (uint64_t)(seconds * 1e9) + 1 : 0;
}

/* Whether a frame is the library's; if not, where it stands. */
static bool is_library(facts_frame *frame, struct trace_fields_RAN *fields)
{
    return known_code(facts_code(frame))->library != 0 || !probe_line(frame, &fields->code, &fields->line);
}

static uint64_t library_number(facts_frame *frame)
{
    struct known_code *known = known_code(facts_code(frame));

    if (known->library == 0)
        known->library = probe_code(frame);
    return known->library;
}

/* Along the coroutines of which each waits for the next: the innermost of the learner's, and the library's that it
 * awaits. */
static void find_await(PyObject *task, struct trace_fields_RAN *fields)
{
    PyObject *next = call(loop.coroutine, task);
    facts_frame *callee = NULL;

    for (int i = 0; next != NULL && i < CHAIN; i++) {
        next = has_frame(next) ? next : through(next);
        if (next == NULL || !has_frame(next) || facts_code(facts_frame_in(next)) == NULL)
            break;
        if (!is_library(facts_frame_in(next), fields))
            callee = NULL;
        else if (callee == NULL)
            callee = facts_frame_in(next);
        next = awaited_by(next);
    }
    if (callee == NULL)
        return;
    fields->callee = library_number(callee);
    if (role_of(callee) == ROLE_SLEEP)
        fields->delay = delay_of(callee);
}

static void add_awaited(PyObject *future, uint64_t *tasks, size_t *count)
{
    uint64_t number = task_number(future);

    if (number != 0 && *count < TASKS_MOST)
        tasks[(*count)++] = number;
}

/* The tasks that a future stands for: itself, or those that were gathered. */
static size_t awaited_tasks(PyObject *future, uint64_t *tasks)
{
    PyObject *children;
    size_t count = 0;

    if (loop.task_type != NULL && PyObject_TypeCheck(future, loop.task_type)) {
        add_awaited(future, tasks, &count);
        return count;
    }
    if (strcmp(Py_TYPE(future)->tp_name, "_GatheringFuture") != 0)
        return 0;
    children = PyObject_GenericGetAttr(future, loop.children_name);
    if (children == NULL)
        PyErr_Clear();
    else if (PyList_CheckExact(children))
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(children); i++)
            add_awaited(PyList_GET_ITEM(children, i), tasks, &count);
    Py_XDECREF(children);
    return count;
}

/* Classes of _asyncio stay; another's address may be used again. */
static uint64_t type_name(PyTypeObject *type)
{
    if (loop.future.type == type)
        return loop.future.string;
    loop.future.type = strncmp(type->tp_name, "_asyncio.", strlen("_asyncio.")) == 0 ? type : NULL;
    return loop.future.string = trace_writer_string(probe_writer(), type->tp_name, strlen(type->tp_name));
}

static void tell_outcome(PyObject *task, struct trace_fields_RAN *fields)
{
    static uint64_t tasks[TASKS_MOST]; /* used by one thread at a time */
    PyObject *waiter;

    fields->outcome = outcome_of(task, &waiter);
    if (fields->outcome == TRACE_OUTCOME_WAITS || fields->outcome == TRACE_OUTCOME_AGAIN)
        find_await(task, fields);
    else if (fields->outcome != TRACE_OUTCOME_NONE)
        loop.tasks.items[here.task - 1].ended = true;
    if (waiter == NULL)
        return;
    fields->type = type_name(Py_TYPE(waiter));
    fields->tasks.items = tasks;
    fields->tasks.count = awaited_tasks(waiter, tasks);
}

static void end_run(PyObject *task)
{
    struct trace_fields_RAN fields = {.thread = probe_thread.number, .time = probe_now()};
    struct trace_writer *writer = probe_begin();

    if (task != NULL)
        tell_outcome(task, &fields);
    trace_writer_put_ran(writer, &fields);
    probe_end_later();
}

static PyObject *run_watched(facts_frame *frame, PyObject *context, PyObject *const *arguments, Py_ssize_t count,
                             PyObject *names)
{
    PyObject *handle = facts_local(frame, 0), *task, *result;
    PyObject *type = NULL, *value = NULL, *trace = NULL;
    struct running before = here;

    enter();
    task = task_of(arguments[0]);
    begin_run(handle, arguments[0], task, frame);
    leave();
    result = loop.run_before(context, arguments, count, names);
    if (result == NULL)
        PyErr_Fetch(&type, &value, &trace);
    if (probe_tells()) {
        enter();
        end_run(task);
        leave();
    }
    before.loops = true;
    here = before;
    if (result == NULL)
        PyErr_Restore(type, value, trace);
    return result;
}

/* In place of Context.run. */
static PyObject *context_run(PyObject *context, PyObject *const *arguments, Py_ssize_t count, PyObject *names)
{
    facts_frame *frame = probe_tells() ? calling_frame() : NULL;

    if (count >= 1 && role_of(frame) == ROLE_RUN && facts_local(frame, 0) != NULL)
        return run_watched(frame, context, arguments, count, names);
    return loop.run_before(context, arguments, count, names);
}

static void task_dies(PyObject *task)
{
    if (probe_tells()) {
        struct trace_writer *writer = probe_begin();
        uint64_t number = task_number(task);

        if (number != 0 && !loop.tasks.items[number - 1].ended)
            trace_writer_put_task_lost(writer, &(struct trace_fields_TASK_LOST){number, probe_now()});
        map_remove(&loop.numbers, (uintptr_t)task);
        probe_end();
    }
    loop.task_dealloc(task);
}

/* Waiting for input, output, time. */

bool loop_begin_select(void)
{
    PyThreadState *state = here.loops && here.run == 0 ? PyGILState_GetThisThreadState() : NULL;
    facts_frame *frame = state != NULL ? facts_top(state) : NULL;

    if (frame == NULL || role_of(caller_of(frame)) != ROLE_RUN_ONCE)
        return false;
    trace_writer_put_select(probe_begin(), &(struct trace_fields_SELECT){probe_number(), probe_now()});
    probe_end();
    return true;
}

void loop_end_select(void)
{
    trace_writer_put_selected(probe_begin(), &(struct trace_fields_SELECTED){probe_number(), probe_now()});
    probe_end();
}

/* What the parent's event loop ran when it forked is the parent's. */
void loop_forked(void)
{
    here = (struct running){.loops = false};
    memset(&mutex, 0, sizeof mutex); /* who had it is not there */
}

/* Starting. */

PyMODINIT_FUNC PyInit__collections(void);

static void watch_queue(PyObject *module)
{
    PyObject *names = module != NULL && PyModule_Check(module) ? PyModule_GetDict(module) : NULL;
    PyObject *deque = names != NULL ? PyDict_GetItemString(names, "deque") : NULL;
    PyMethodDef *entry =
        deque != NULL && PyType_Check(deque) ? method_in((PyTypeObject *)deque, "append", METH_O) : NULL;

    if (entry == NULL || entry->ml_meth == append)
        return;
    loop.append = entry;
    loop.append_before = entry->ml_meth;
    entry->ml_meth = append;
}

/* The module _collections begins. */
static int start_module(PyObject *module)
{
    int result = loop.start_before(module);

    if (result == 0)
        watch_queue(module);
    return result;
}

static bool await_queue(void)
{
    PyModuleDef *module = (PyModuleDef *)PyInit__collections();
    PyModuleDef_Slot *slot = module != NULL ? module->m_slots : NULL;

    watch_queue(PyDict_GetItemString(facts_modules(PyInterpreterState_Get()), "_collections"));
    if (loop.append != NULL)
        return true;
    while (slot != NULL && slot->slot != 0 && slot->slot != Py_mod_exec)
        slot++;
    if (slot == NULL || slot->slot == 0)
        return false;
    *(void **)&loop.start_before = slot->value;
    slot->value = (void *)(uintptr_t)start_module;
    return true;
}

const char *loop_start(void)
{
    loop.interpreter = PyInterpreterState_Main();
    loop.run = method_in(&PyContext_Type, "run", METH_FASTCALL | METH_KEYWORDS);
    loop.coroutine_awaits = getter_in(&PyCoro_Type, "cr_await");
    loop.generator_awaits = getter_in(&PyGen_Type, "gi_yieldfrom");
    loop.async_generator_awaits = getter_in(&PyAsyncGen_Type, "ag_await");
    loop.ready_name = PyUnicode_InternFromString("_ready");
    loop.children_name = PyUnicode_InternFromString("_children");
    if (loop.ready_name == NULL || loop.children_name == NULL)
        return "there was no memory for it";
    if (loop.run == NULL || !await_queue())
        return "this CPython's Context.run and deque.append are not made as the probe expects";
    *(void **)&loop.run_before = (void *)(uintptr_t)loop.run->ml_meth;
    loop.run->ml_meth = (PyCFunction)(void (*)(void))context_run;
    return NULL;
}
