/* The hook by sys.monitoring (PEP 669; CPython/Python/instrumentation.c), from 3.12 on.
 *
 * Library code has but the event of its start, and not for long when the learner's does not call it.  Code is looked at
 * when it is made (PyCode_AddWatcher): it gets the event of its start, and all the others when it does start and is the
 * learner's.  Exceptions have no events for a code object: those are set for all code.
 *
 * CPython has eight tools; the program may use six through sys.monitoring, and one each through sys.setprofile and
 * sys.settrace.  The hook lives in one that is not in use and claims no name for it, so that it is free for the program
 * to see, and to have: when the program turns to this tool, the hook moves to another first. */
#include "record/hook.h"

#include "cpython/facts.h"
#include "cpython/turns.h"

#if PY_VERSION_HEX >= 0x030C0000

#include <internal/pycore_instruments.h>
#include <internal/pycore_pymem.h>

#include "base/map.h"
#include "base/vector.h"
#include "base/ways.h"
#include "record/codes.h"
#include "record/frames.h"
#include "record/hook_memory.h"
#include "record/hook_specialise.h"
#include "record/hook_yields.h"
#include "record/recorder.h"
#include "record/touched.h"

enum {
    NO_TOOL = -1,
    STRANGERS_MOST = 100,
    SUSPENDS = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR,
    SUSPECTED = 1 << PY_MONITORING_EVENT_PY_START,
    WATCHED = 1 << PY_MONITORING_EVENT_PY_START | 1 << PY_MONITORING_EVENT_PY_RESUME |
              1 << PY_MONITORING_EVENT_PY_RETURN | 1 << PY_MONITORING_EVENT_PY_YIELD | 1 << PY_MONITORING_EVENT_LINE |
              1 << PY_MONITORING_EVENT_JUMP,
    INSTRUCTIONS = 1 << PY_MONITORING_EVENT_INSTRUCTION,
    GLOBAL = 1 << PY_MONITORING_EVENT_RAISE | 1 << PY_MONITORING_EVENT_PY_UNWIND | 1 << PY_MONITORING_EVENT_PY_THROW,
};

/* What CPython calls: no more of an object than the call needs, so that it can be found by nobody. */
struct callback {
    PyObject_HEAD
    vectorcallfunc call;
    vectorcallfunc act; /* what `call` comes down to */
};

/* A code object that may be the learner's, or that it may call. */
struct code_place {
    PyCodeObject *code; /* address */
    bool watched;       /* it is the learner's */
    uint8_t strangers;  /* how often others called it */
};

/* Events that a code object is to have. */
struct wish {
    PyCodeObject *code;
    int tool;
    unsigned events;
};

typedef PyObject *fast_function(PyObject *module, PyObject *const *arguments, Py_ssize_t count);

static struct {
    PyInterpreterState *interpreter;
    uint64_t thread; /* the one that the last event came from */
    fast_function *set_local_events;
    PyObject *disable; /* sys.monitoring.DISABLE, immortal */
    int tool;
    bool telling; /* of instructions */
    VECTOR(struct code_place) codes;
    struct map places;          /* a code object's address → index in `codes`, plus one */
    VECTOR(struct wish) wishes; /* without a GIL; each with a reference to its code */
} hook = {.tool = NO_TOOL};

/* Not that of sys.settrace, to which CPython tells lines in a way of its own. */
static const int tools_by_preference[] = {4, 3, 5, 2, 1, 0, PY_MONITORING_SYS_PROFILE_ID};

/* Events of code objects. */

static uint8_t own_bit(void)
{
    return (uint8_t)(1u << hook.tool);
}

static bool has_event(PyCodeObject *code, int event)
{
    return code->_co_monitoring != NULL && (code->_co_monitoring->local_monitors.tools[event] & own_bit()) != 0;
}

static bool is_watched(PyCodeObject *code)
{
    return has_event(code, PY_MONITORING_EVENT_LINE);
}

static unsigned local_events(PyCodeObject *code, int tool)
{
    unsigned events = 0;

    for (int event = 0; code->_co_monitoring != NULL && event < _PY_MONITORING_LOCAL_EVENTS; event++)
        events |= (unsigned)(code->_co_monitoring->local_monitors.tools[event] >> tool & 1) << event;
    return events;
}

/* Of one digit: no int of CPython's, which from 3.14 on keeps what is freed of those for the program's next. */
static PyLongObject own_number(digit value)
{
    return (PyLongObject)_PyLong_DIGIT_INIT(value);
}

/* sys.monitoring.set_local_events, which wants a tool that has a name. */
static void call_set_local_events(int tool, PyCodeObject *code, unsigned events)
{
    PyObject **name = &hook.interpreter->monitoring_tool_names[tool], *theirs = *name, *result;
    PyLongObject numbers[] = {own_number((digit)tool), own_number(events)};
    PyObject *arguments[] = {(PyObject *)&numbers[0], (PyObject *)code, (PyObject *)&numbers[1]};

    if (theirs == NULL)
        *name = Py_None;
    result = hook.set_local_events(NULL, arguments, 3);
    *name = theirs;
    Py_XDECREF(result);
    if (result == NULL)
        PyErr_Clear();
}

/* sys.monitoring does not take this tool: the events are written, and another tool's are changed and changed back, for
 * CPython then sees to all. */
static void set_events_by_hand(PyCodeObject *code, int tool, unsigned events)
{
    int other = tools_by_preference[0];
    unsigned theirs = local_events(code, other);

    call_set_local_events(other, code, theirs);
    if (code->_co_monitoring == NULL)
        return;
    for (int event = 0; event < _PY_MONITORING_LOCAL_EVENTS; event++) {
        uint8_t *tools = &code->_co_monitoring->local_monitors.tools[event];

        *tools = (uint8_t)((*tools & ~(1u << tool)) | (events >> event & 1) << tool);
    }
    call_set_local_events(other, code, theirs ^ 1u << PY_MONITORING_EVENT_STOP_ITERATION);
    call_set_local_events(other, code, theirs);
}

/* CPython notes which tools are told of which instruction once several are told of the same event, and forgets then
 * what the first was told of before (and what it had switched off).  With room for these notes from the beginning it
 * does not. */
static void make_room(PyCodeObject *code)
{
    _PyCoMonitoringData *data = PyMem_Calloc(1, sizeof *data);
    size_t units = (size_t)Py_SIZE(code);

    if (data == NULL)
        return;
    data->tools = PyMem_Calloc(units, 1);
    data->line_tools = PyMem_Calloc(units, 1);
    data->per_instruction_tools = PyMem_Calloc(units, 1);
    code->_co_monitoring = data;
}

/* Where a `for` takes its next item, and where nothing but jumps leads to from another line. */
static bool is_head(PyCodeObject *code, int unit)
{
    unsigned opcode = (unsigned)facts_line_opcode(code, unit);

    if (opcode == INSTRUMENTED_INSTRUCTION)
        opcode = code->_co_monitoring->per_instruction_opcodes[unit];
    return opcode == FOR_ITER && facts_line(code, unit - 1) == facts_line(code, unit);
}

/* With an event there CPython cannot specialize the instruction, so that C code would run a generator, at another depth
 * of recursion: the jumps are to tell instead.  (CPython does the same when a tool asks it to: de_instrument_line.) */
static void free_heads(PyCodeObject *code)
{
    _PyCoMonitoringData *data = code->_co_monitoring;
    bool known = data != NULL && data->lines != NULL && data->line_tools != NULL;

    for (int unit = code->_co_firsttraceable + 1; known && unit < (int)Py_SIZE(code); unit++)
        if (is_head(code, unit)) {
            data->line_tools[unit] = (uint8_t)(data->line_tools[unit] & ~own_bit());
            if (data->line_tools[unit] == 0 && _PyCode_CODE(code)[unit].op.code == INSTRUMENTED_LINE)
                _PyCode_CODE(code)[unit].op.code = (uint8_t)facts_line_opcode(code, unit);
        }
}

/* Events at some instructions change what CPython does. */
static void free_instructions(PyCodeObject *code)
{
    free_heads(code);
#if HOOK_FREES_YIELDS
    hook_yields_free(code, own_bit());
#endif
}

/* The memory that CPython takes for this must not be what the program's next objects would have got. */
static void grant(struct wish wish)
{
    PyObject *exception = PyErr_GetRaisedException();

    hook_memory_begin();
    if (FACTS_HAS_GIL && wish.code->_co_monitoring == NULL)
        make_room(wish.code);
    if (wish.tool < PY_MONITORING_SYS_PROFILE_ID)
        call_set_local_events(wish.tool, wish.code, wish.events);
    else
        set_events_by_hand(wish.code, wish.tool, wish.events);
    if (FACTS_HAS_GIL && (wish.events & WATCHED) == WATCHED)
        free_instructions(wish.code);
    hook_memory_end();
    PyErr_SetRaisedException(exception);
}

/* Without a GIL CPython stops all threads for this, as events do, and that cannot be done twice: it comes after. */
static void set_events(PyCodeObject *code, unsigned events)
{
    struct wish wish = {code, hook.tool, events};

    if (FACTS_HAS_GIL) {
        grant(wish);
        return;
    }
    if (Py_REFCNT(code) == 0) /* another thread is about to free it */
        return;
    if (code->_co_monitoring == NULL)
        make_room(code);
    Py_INCREF(code);
    vector_push(&hook.wishes, wish);
}

static void grant_wishes(void)
{
    while (hook.wishes.count > 0) {
        struct wish wish = hook.wishes.items[0];

        vector_splice(&hook.wishes, 0, 1, 0);
        grant(wish);
        Py_DECREF(wish.code);
    }
}

static void alone(void (*act)(void *), void *argument)
{
    facts_alone((struct facts_turn){act, argument, grant_wishes});
}

static void forget_code(PyCodeObject *code)
{
    uint32_t place;

    if (!map_get(&hook.places, (uintptr_t)code, &place))
        return;
    hook.codes.items[place - 1] = vector_last(&hook.codes);
    map_put(&hook.places, (uintptr_t)vector_last(&hook.codes).code, place);
    map_remove(&hook.places, (uintptr_t)code);
    hook.codes.count--;
}

static void look_at_new(void *new)
{
    PyCodeObject *code = new;

    if (recorder_is_on() && (codes_may_be_learners(code) || (code->co_flags & SUSPENDS) == 0)) {
        vector_push(&hook.codes, ((struct code_place){.code = code}));
        map_put(&hook.places, (uintptr_t)code, (uint32_t)hook.codes.count);
        if (hook.tool != NO_TOOL)
            set_events(code, SUSPECTED);
    }
}

static void forget_old(void *old)
{
    forget_code(old);
}

static int on_code(PyCodeEvent event, PyCodeObject *code)
{
    alone(event == PY_CODE_EVENT_CREATE ? look_at_new : forget_old, code);
    return 0;
}

static unsigned events_of(PyCodeObject *code)
{
    return WATCHED | (hook.telling && recorder_wants_instructions(code) ? INSTRUCTIONS : 0);
}

static void watch(PyCodeObject *code)
{
    uint32_t place;

    if (!map_get(&hook.places, (uintptr_t)code, &place))
        return;
    hook.codes.items[place - 1].watched = true;
    set_events(code, events_of(code));
}

/* Events. */

static void leave_tool(void);

/* Of one that is no less than 0 and has one digit (also 0), as the number of a line. */
static inline int number(PyObject *argument)
{
    return (int)facts_digit(argument)[0];
}

/* An offset is given in bytes. */
static inline int unit_of(PyObject *offset)
{
    return number(offset) / (int)sizeof(_Py_CODEUNIT);
}

static int line_at(PyObject *code, PyObject *offset)
{
    return facts_line((PyCodeObject *)code, unit_of(offset));
}

/* The running frame, at an event of a line; NULL when that is not to be recorded. */
static facts_frame *recorded_frame_at_line(void)
{
    PyThreadState *thread = facts_holder(hook.interpreter);

    recorder_rest();
    if (!recorder_is_on()) {
        leave_tool();
        return NULL;
    }
    if (thread->id != hook.thread)
        touched_switch();
    hook.thread = thread->id;
    return facts_top(thread);
}

/* The same at other events. */
static facts_frame *recorded_frame(void)
{
    touched_unseal();
    return recorded_frame_at_line();
}

/* The same of an event that comes for all code, and from extensions (PyMonitoring_FireRaiseEvent) for anything at
 * all. */
static facts_frame *recorded_frame_of(PyObject *code)
{
    facts_frame *frame;

    if (!PyCode_Check(code) || !is_watched((PyCodeObject *)code))
        return NULL;
    frame = recorded_frame();
    return frame != NULL && facts_code(frame) == (PyCodeObject *)code ? frame : NULL;
}

/* From now on instructions are told of, or are so no more. */
static void turn_instructions(void)
{
    hook.telling = recorder_tells_instructions();
    for (size_t i = 0; i < hook.codes.count; i++)
        if (hook.codes.items[i].watched)
            set_events(hook.codes.items[i].code, events_of(hook.codes.items[i].code));
}

/* Whether there is to be an instant before a yield, whose event is to tell of it. */
static bool is_told_of_with_yield(PyCodeObject *code, int unit, int opcode)
{
#if HOOK_FREES_YIELDS
    return opcode == INSTRUMENTED_YIELD_VALUE && hook_yields_hide_instruction(code, unit, own_bit());
#else
    (void)code;
    (void)unit;
    (void)opcode;
    return false;
#endif
}

/* Whether the instruction that a frame is at, which is about to run, is told of first. */
static bool is_told_next(PyCodeObject *code, int unit)
{
    int opcode = _PyCode_CODE(code)[unit].op.code;

    if (opcode == INSTRUMENTED_LINE)
        opcode = facts_line_opcode(code, unit);
    return (opcode == INSTRUMENTED_INSTRUCTION || is_told_of_with_yield(code, unit, opcode)) &&
           recorder_wants_instructions(code);
}

/* After a frame was entered, which is at its RESUME: its next instruction may be told of. */
static OUT_OF_LINE void expect_first(facts_frame *frame)
{
    if (!is_told_next(instruction_code(frame), _PyInterpreterFrame_LASTI(frame) + 1))
        return;
    touched_is_told_next(frame);
    recorder_expect(frame);
}

/* An event of a call into, or a return to, a frame. */
static EACH_STEP void enter(facts_frame *frame, int line)
{
    bool generator = facts_generator(frame) != NULL, watched;

    if (generator ? recorder_quiet_resume(frame, line, &watched) : recorder_quiet_call(frame, line, &watched)) {
        if (instructions_are_told())
            expect_first(frame);
        return;
    }
    touched_before(frame, TOUCHED_ENTER, NULL);
    if (generator)
        recorder_resume(frame, line);
    else
        recorder_call(frame, line);
    touched_after(frame, TOUCHED_ENTER, NULL);
}

/* `unit`: where the code goes on. */
static void step_line(facts_frame *frame, int line, int unit)
{
    touched_unseal();
    if (hook.telling != recorder_tells_instructions())
        turn_instructions();
    if ((!touched_is_certain(frame) || !recorder_move_line(frame, line)) && !recorder_quiet_line(frame, line)) {
        touched_before(frame, TOUCHED_LINE, NULL);
        recorder_line(frame, line);
    }
    touched_after_line(frame, is_told_next(instruction_code(frame), unit));
    recorder_expect(frame);
}

#define CALLBACK(name)                                                                        \
    static PyObject *name(PyObject *self __attribute__((unused)), PyObject *const *arguments, \
                          size_t count __attribute__((unused)), PyObject *names __attribute__((unused)))

/* Library code, which counts when the learner's calls it.  What others call again and again is not asked about for
 * ever. */
static PyObject *library_start(PyCodeObject *code, facts_frame *frame)
{
    uint32_t place;

    if (frames_is_learners(frames_below(frame)) && (code->co_flags & SUSPENDS) == 0)
        recorder_library_call(frame);
    else if (!map_get(&hook.places, (uintptr_t)code, &place) ||
             ++hook.codes.items[place - 1].strangers >= STRANGERS_MOST)
        return hook.disable;
    return Py_None;
}

/* A module's code that nobody claims may yet be run by the learner's. */
static PyObject *first_start(PyCodeObject *code, facts_frame *frame)
{
    if (recorder_sees(frame)) {
        watch(code);
        return NULL;
    }
    return codes_sort(code) == TRACE_CODE_MODULE ? Py_None : library_start(code, frame);
}

CALLBACK(on_start)
{
    PyCodeObject *code = (PyCodeObject *)arguments[0];
    facts_frame *frame = recorded_frame();

    if (frame == NULL)
        return Py_None;
    if (!is_watched(code)) {
        PyObject *answer = first_start(code, frame);

        if (answer != NULL) {
            touched_library();
            return answer;
        }
    }
    enter(frame, line_at(arguments[0], arguments[1]));
    return Py_None;
}

/* A generator goes on, or has an exception thrown into it. */
CALLBACK(on_resume)
{
    facts_frame *frame = recorded_frame_of(arguments[0]);

    if (frame != NULL)
        enter(frame, line_at(arguments[0], arguments[1]));
    return Py_None;
}

/* An exception comes into it: it may be dying.  (The event comes for all code.) */
CALLBACK(on_throw)
{
    touched_library();
    return on_resume(self, arguments, count, names);
}

/* The program's own tracer comes first, and may have jumped to another line, of which CPython does not tell. */
static int line_to_run(facts_frame *frame, PyObject *line)
{
    bool may_have_jumped = facts_holder(hook.interpreter)->c_tracefunc != NULL;

    return may_have_jumped ? PyUnstable_InterpreterFrame_GetLine(frame) : number(line);
}

/* Where nothing has happened since the last event but that a still instruction ran. */
static inline bool run_line(facts_frame *frame, int line, int unit)
{
    return recorder_runs(frame) && recorder_run_line(frame, line, is_told_next(instruction_code(frame), unit));
}

static OUT_OF_LINE void on_other_line(facts_frame *frame, PyObject *line)
{
    if (run_line(frame, number(line), _PyInterpreterFrame_LASTI(frame)))
        return;
    frame = recorded_frame_at_line();
    if (frame != NULL)
        step_line(frame, line_to_run(frame, line), _PyInterpreterFrame_LASTI(frame));
}

/* (Where the straight way is open, no other thread has run, nobody has set a tracer, and what ran was no still
 * instruction.) */
CALLBACK(on_line)
{
    facts_frame *frame = facts_top(facts_holder(hook.interpreter));

    if (UNUSUAL(recorder_straight_line(frame, number(arguments[1])) == RECORDER_TOLD_NOT))
        on_other_line(frame, arguments[1]);
    return Py_None;
}

static bool tells_of_line(PyCodeObject *code, int unit)
{
    const uint8_t *tools = code->_co_monitoring->line_tools;

    return tools == NULL || (tools[unit] & own_bit()) != 0;
}

static OUT_OF_LINE void on_other_jump(facts_frame *frame, int line, int to)
{
    if (run_line(frame, line, to))
        return;
    frame = recorded_frame_at_line();
    if (frame != NULL)
        step_line(frame, line, to);
}

/* Of a jump back: each turn of a `for` is a step, and each turn of a loop that stands on one line. */
CALLBACK(on_jump)
{
    PyCodeObject *code = (PyCodeObject *)arguments[0];
    int from = unit_of(arguments[1]), to = unit_of(arguments[2]);
    int line = facts_line(code, to);
    facts_frame *frame;

    if (UNUSUAL(to > from || line < 0) || (SELDOM(tells_of_line(code, to)) && facts_line(code, from) != line))
        return hook.disable;
    frame = facts_top(facts_holder(hook.interpreter));
    if (UNUSUAL(recorder_straight_line(frame, line) == RECORDER_TOLD_NOT))
        on_other_jump(frame, line, to);
    return Py_None;
}

/* `wanted`: the next is to be told of. */
static void after_instruction(facts_frame *frame, bool wanted)
{
    if (wanted)
        touched_after_instruction(frame);
    else
        touched_after_line(frame, false);
    recorder_commit(touched_will_be_still());
    recorder_expect(frame);
}

/* `moved`: of recorder_run_at_once; `turns`: of hook_specialise_begin. */
static OUT_OF_LINE void run_on(facts_frame *frame, enum recorder_moved moved, bool turns)
{
    if (moved != RECORDER_MOVED_ON)
        moved = moved == RECORDER_MOVED ? recorder_run_on(frame) : recorder_run(frame);
    if (turns)
        hook_specialise_end();
    if (moved != RECORDER_MOVED_ON)
        after_instruction(frame, instructions_are_left());
}

/* Where nothing has happened since such an event but that a still instruction ran. */
static inline bool run_instruction(PyObject *const *arguments)
{
    facts_frame *frame = facts_top(facts_holder(hook.interpreter));
    enum recorder_moved moved;
    bool turns;

    if (!recorder_runs(frame))
        return false;
    turns = hook_specialise_begin(frame, (PyCodeObject *)arguments[0], unit_of(arguments[1]));
    moved = recorder_run_at_once(frame);
    if (UNUSUAL(moved != RECORDER_MOVED_ON || turns))
        run_on(frame, moved, turns);
    return true;
}

static OUT_OF_LINE void on_other_instruction(PyObject *const *arguments)
{
    PyCodeObject *code = (PyCodeObject *)arguments[0];
    facts_frame *frame = recorded_frame();
    bool certain = frame != NULL && touched_is_certain(frame);
    enum recorder_moved moved = RECORDER_MOVED_NOT;
    bool turns;

    if (frame == NULL || (!certain && !recorder_wants_instructions(code)))
        return;
    turns = hook_specialise_begin(frame, code, unit_of(arguments[1]));
    if (certain)
        moved = recorder_move(frame);
    if (moved == RECORDER_MOVED_NOT) {
        touched_before(frame, TOUCHED_INSTRUCTION, NULL);
        recorder_instruction(frame);
    }
    if (turns)
        hook_specialise_end();
    if (moved != RECORDER_MOVED_ON)
        after_instruction(frame, certain ? instructions_are_left() : recorder_wants_instructions(code));
}

CALLBACK(on_instruction)
{
    if (!run_instruction(arguments))
        on_other_instruction(arguments);
    return Py_None;
}

/* The frame that returns or yields a value. */
static void leave(PyObject *const *arguments, bool suspended)
{
    facts_frame *frame = recorded_frame();
    PyObject *value = arguments[2];
    int line;

    if (frame == NULL)
        return;
    line = line_at(arguments[0], arguments[1]);
    if (recorder_quiet_leave(frame, line, value, suspended))
        return;
    touched_before(frame, TOUCHED_LEAVE, value);
    if (suspended)
        recorder_yield(frame, line, value);
    else
        recorder_return(frame, line, value);
    touched_after(frame, TOUCHED_LEAVE, value);
}

CALLBACK(on_return)
{
    leave(arguments, false);
    return Py_None;
}

#if HOOK_FREES_YIELDS
/* Of its line, and of its instruction, there was no event. */
static OUT_OF_LINE void tell_of_yield(PyObject *const *arguments, bool of_line)
{
    facts_frame *frame = facts_top(facts_holder(hook.interpreter));
    int line = line_at(arguments[0], arguments[1]), height = hook_yields_begin(frame, of_line);
    PyLongObject number = own_number((digit)line);
    PyObject *of[] = {arguments[0], (PyObject *)&number};

    if (!of_line)
        on_instruction(NULL, arguments, 2, NULL);
    else if (!recorder_is_at_line(frame, line))
        on_line(NULL, of, 2, NULL);
    hook_yields_end(frame, height);
}

static inline void tell_before_yield(PyObject *const *arguments)
{
    PyCodeObject *code = (PyCodeObject *)arguments[0];
    int unit = unit_of(arguments[1]);

    if (UNUSUAL(hook_yields_hide_line(code, unit, own_bit())))
        tell_of_yield(arguments, true);
    if (UNUSUAL(hook_yields_hide_instruction(code, unit, own_bit())))
        tell_of_yield(arguments, false);
}
#else
static inline void tell_before_yield(PyObject *const *arguments)
{
    (void)arguments;
}
#endif

CALLBACK(on_yield)
{
    tell_before_yield(arguments);
    leave(arguments, true);
    return Py_None;
}

CALLBACK(on_unwind)
{
    facts_frame *frame = recorded_frame_of(arguments[0]);

    if (frame == NULL)
        return Py_None;
    touched_before(frame, TOUCHED_UNWIND, NULL);
    recorder_unwind(frame, PyUnstable_InterpreterFrame_GetLine(frame));
    touched_after(frame, TOUCHED_UNWIND, NULL);
    return Py_None;
}

CALLBACK(on_raise)
{
    facts_frame *frame = recorded_frame_of(arguments[0]);

    if (frame == NULL)
        return Py_None;
    touched_before(frame, TOUCHED_EXCEPTION, arguments[2]);
    recorder_exception(frame, PyUnstable_InterpreterFrame_GetLine(frame), arguments[2], false);
    touched_after(frame, TOUCHED_EXCEPTION, NULL);
    return Py_None;
}

struct event {
    vectorcallfunc act;
    PyObject *const *arguments;
    PyObject *answer;
};

static void answer(void *event)
{
    struct event *asked = event;

    asked->answer = asked->act(NULL, asked->arguments, 0, NULL);
}

/* Without a GIL, events wait for each other, and all threads for them. */
static PyObject *answer_alone(PyObject *self, PyObject *const *arguments, size_t count __attribute__((unused)),
                              PyObject *names __attribute__((unused)))
{
    struct event event = {((struct callback *)self)->act, arguments, Py_None};

    alone(answer, &event);
    return event.answer;
}

/* Never made ready, for then `object` would know it as a subclass. */
static PyTypeObject callback_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "callback",
    .tp_basicsize = sizeof(struct callback),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_vectorcall_offset = offsetof(struct callback, call),
    .tp_call = PyVectorcall_Call,
};

#define CALLBACK_OBJECT(function)                                                                \
    {                                                                                            \
        PyObject_HEAD_INIT(&callback_type) FACTS_HAS_GIL ? (function) : answer_alone, (function) \
    }

static struct {
    struct callback callback;
    int event;
} callbacks[] = {
    {CALLBACK_OBJECT(on_start), PY_MONITORING_EVENT_PY_START},
    {CALLBACK_OBJECT(on_resume), PY_MONITORING_EVENT_PY_RESUME},
    {CALLBACK_OBJECT(on_return), PY_MONITORING_EVENT_PY_RETURN},
    {CALLBACK_OBJECT(on_yield), PY_MONITORING_EVENT_PY_YIELD},
    {CALLBACK_OBJECT(on_line), PY_MONITORING_EVENT_LINE},
    {CALLBACK_OBJECT(on_jump), PY_MONITORING_EVENT_JUMP},
    {CALLBACK_OBJECT(on_instruction), PY_MONITORING_EVENT_INSTRUCTION},
    {CALLBACK_OBJECT(on_raise), PY_MONITORING_EVENT_RAISE},
    {CALLBACK_OBJECT(on_unwind), PY_MONITORING_EVENT_PY_UNWIND},
    {CALLBACK_OBJECT(on_throw), PY_MONITORING_EVENT_PY_THROW},
};

enum { CALLBACKS = sizeof callbacks / sizeof callbacks[0] };

/* Tools. */

static bool is_free(int tool)
{
    if (hook.interpreter->monitoring_tool_names[tool] != NULL)
        return false;
    for (int event = 0; event < _PY_MONITORING_EVENTS; event++)
        if (hook.interpreter->monitoring_callables[tool][event] != NULL)
            return false;
    return true;
}

/* No code needs to be changed for these events, so CPython need not be told. */
static void set_global_events(bool on)
{
    for (int event = _PY_MONITORING_LOCAL_EVENTS; event < _PY_MONITORING_UNGROUPED_EVENTS; event++) {
        uint8_t *tools = &hook.interpreter->monitors.tools[event];

        if (GLOBAL >> event & 1)
            *tools = (uint8_t)(on ? *tools | own_bit() : *tools & ~own_bit());
    }
}

static void take_tool(int tool)
{
    PyObject **callables = hook.interpreter->monitoring_callables[tool];

    hook.tool = tool;
    for (size_t i = 0; i < CALLBACKS; i++)
        callables[callbacks[i].event] = (PyObject *)&callbacks[i].callback;
    for (size_t i = 0; i < hook.codes.count; i++)
        set_events(hook.codes.items[i].code,
                   hook.codes.items[i].watched ? events_of(hook.codes.items[i].code) : SUSPECTED);
    set_global_events(true);
}

static void leave_tool(void)
{
    PyObject **callables = hook.interpreter->monitoring_callables[hook.tool];

    set_global_events(false);
    for (size_t i = 0; i < hook.codes.count; i++)
        set_events(hook.codes.items[i].code, 0);
    for (size_t i = 0; i < CALLBACKS; i++)
        callables[callbacks[i].event] = NULL;
    hook.tool = NO_TOOL;
}

static void find_tool(int taken)
{
    for (size_t i = 0; i < sizeof tools_by_preference / sizeof tools_by_preference[0]; i++)
        if (tools_by_preference[i] != taken && is_free(tools_by_preference[i])) {
            take_tool(tools_by_preference[i]);
            return;
        }
}

/* What the program can reach. */

static bool is_ours(void)
{
    return recorder_is_on() && PyThreadState_Get()->interp == hook.interpreter;
}

static void move(void *taken)
{
    int tool = *(int *)taken;

    if (hook.tool != NO_TOOL)
        leave_tool();
    find_tool(tool);
    if (hook.tool == NO_TOOL && tool != NO_TOOL)
        recorder_note("The program uses every tool of sys.monitoring: until it frees one, no steps are recorded.");
}

/* The program turns to this tool. */
static void give_way(int tool)
{
    if (tool == hook.tool && is_ours())
        alone(move, &tool);
}

static void give_way_to(PyObject *tool)
{
    if (tool != NULL && PyLong_Check(tool) && _PyLong_IsCompact((PyLongObject *)tool))
        give_way((int)_PyLong_CompactValue((PyLongObject *)tool));
}

/* The program has perhaps freed a tool. */
static void come_back(void)
{
    int none = NO_TOOL;

    if (hook.tool == NO_TOOL && is_ours())
        alone(move, &none);
}

/* The program may have had functions of its own called, or called no more. */
static void look_for_others(void)
{
    bool any = false;

    for (int tool = 0; tool < PY_MONITORING_SYS_PROFILE_ID; tool++)
        for (int event = 0; event < _PY_MONITORING_EVENTS && tool != hook.tool; event++)
            any = any || hook.interpreter->monitoring_callables[tool][event] != NULL;
    if (is_ours())
        touched_watched(any);
}

/* sys.monitoring's functions that take a tool first, then other arguments. */
#define FUNCTIONS(FUNCTION) FUNCTION(use_tool_id) FUNCTION(register_callback) FUNCTION(get_local_events)
/* That take a tool alone. */
#define FUNCTIONS_OF_TOOL(FUNCTION) FUNCTION(get_events) FUNCTION(free_tool_id)
#if PY_VERSION_HEX >= 0x030E0000
#define FUNCTIONS_OF_LATER(FUNCTION) FUNCTION(clear_tool_id)
#else
#define FUNCTIONS_OF_LATER(FUNCTION)
#endif
/* sys's functions that take a profiler. */
#define FUNCTIONS_OF_PROFILER(FUNCTION) FUNCTION(setprofile) FUNCTION(_setprofileallthreads)

#define FUNCTION(name)                                                                          \
    static fast_function *their_##name;                                                         \
    static PyObject *our_##name(PyObject *module, PyObject *const *arguments, Py_ssize_t count) \
    {                                                                                           \
        PyObject *result;                                                                       \
                                                                                                \
        give_way_to(count > 0 ? arguments[0] : NULL);                                           \
        result = their_##name(module, arguments, count);                                        \
        come_back();                                                                            \
        look_for_others();                                                                      \
        return result;                                                                          \
    }
FUNCTIONS(FUNCTION)
#undef FUNCTION

#define FUNCTION(name)                                            \
    static PyCFunction their_##name;                              \
    static PyObject *our_##name(PyObject *module, PyObject *tool) \
    {                                                             \
        PyObject *result;                                         \
                                                                  \
        give_way_to(tool);                                        \
        result = their_##name(module, tool);                      \
        come_back();                                              \
        look_for_others();                                        \
        return result;                                            \
    }
FUNCTIONS_OF_TOOL(FUNCTION)
FUNCTIONS_OF_LATER(FUNCTION)
#undef FUNCTION

#define FUNCTION(name)                                                \
    static PyCFunction their_##name;                                  \
    static PyObject *our_##name(PyObject *module, PyObject *profiler) \
    {                                                                 \
        give_way(PY_MONITORING_SYS_PROFILE_ID);                       \
        return their_##name(module, profiler);                        \
    }
FUNCTIONS_OF_PROFILER(FUNCTION)
#undef FUNCTION

static PyCFunction their__all_events;

static PyObject *our__all_events(PyObject *module, PyObject *unused)
{
    bool hides = hook.tool != NO_TOOL && is_ours();
    PyObject *result;

    if (hides)
        set_global_events(false);
    result = their__all_events(module, unused);
    if (hides)
        set_global_events(true);
    return result;
}

static PyMethodDef *find_function(PyObject *functions, const char *name, int flags)
{
    PyObject *function = functions != NULL ? PyDict_GetItemString(functions, name) : NULL;
    PyMethodDef *definition;

    if (function == NULL || !PyCFunction_Check(function))
        return NULL;
    definition = ((PyCFunctionObject *)function)->m_ml;
    return definition->ml_flags == flags ? definition : NULL;
}

/* Puts `ours` in the place of the C function of this name; returns what it was, or, when there is none, `ours`. */
static PyCFunction replace_function(PyObject *functions, const char *name, int flags, PyCFunction ours)
{
    PyMethodDef *definition = find_function(functions, name, flags);
    PyCFunction theirs = ours;

    if (definition != NULL) {
        theirs = definition->ml_meth;
        definition->ml_meth = ours;
    }
    return theirs;
}

static void replace_functions(PyObject *of_monitoring, PyObject *of_sys)
{
#define FUNCTION(name)                                                                                    \
    their_##name = (fast_function *)(void (*)(void))replace_function(of_monitoring, #name, METH_FASTCALL, \
                                                                     (PyCFunction)(void (*)(void))our_##name);
    FUNCTIONS(FUNCTION)
#undef FUNCTION
#define FUNCTION(name) their_##name = replace_function(of_monitoring, #name, METH_O, our_##name);
    FUNCTIONS_OF_TOOL(FUNCTION)
    FUNCTIONS_OF_LATER(FUNCTION)
#undef FUNCTION
#define FUNCTION(name) their_##name = replace_function(of_sys, #name, METH_O, our_##name);
    FUNCTIONS_OF_PROFILER(FUNCTION)
#undef FUNCTION
    their__all_events = replace_function(of_monitoring, "_all_events", METH_NOARGS, our__all_events);
}

void hook_start(void)
{
    PyObject *monitoring = PySys_GetObject("monitoring");
    PyObject *functions = monitoring != NULL ? PyModule_GetDict(monitoring) : NULL;
    PyMethodDef *setter = find_function(functions, "set_local_events", METH_FASTCALL);

    hook.thread = PyThreadState_Get()->id;
    hook.interpreter = PyThreadState_Get()->interp;
    hook.telling = recorder_tells_instructions();
    touched_start();
    if (setter == NULL || PyCode_AddWatcher(on_code) < 0) {
        PyErr_Clear();
        recorder_note("This CPython's sys.monitoring is not as expected: no steps are recorded.");
        return;
    }
    hook.disable = PyDict_GetItemString(functions, "DISABLE");
    hook.set_local_events = (fast_function *)(void (*)(void))setter->ml_meth;
    replace_functions(functions, hook.interpreter->sysdict);
    come_back();
}

#endif
