#include "record/places.h"

#include <string.h>

#include "record/codes.h"
#include "record/threads.h"
#include "record/values.h"

enum {
    DEPTH = 256, /* frames of library code that are walked over */
    LINES = 256, /* places whose lines are remembered */
};

/* A place in the learner's code that was looked up: CPython's table of lines is read from its beginning each time. */
struct known_line {
    PyCodeObject *code;
    int unit;
    int line;
    uint64_t number; /* the code's */
};

static struct {
    struct known_line lines[LINES];
    PyCodeObject *join, *join_process; /* Thread.join's and BaseProcess.join's, once they were seen */
} places;

void places_start(struct trace_writer *writer, const PyConfig *config, const char *into)
{
    codes_start(writer, config, into);
}

void places_forget(PyObject *code)
{
    for (size_t i = 0; i < LINES; i++)
        if ((PyObject *)places.lines[i].code == code)
            places.lines[i].code = NULL;
    if ((PyObject *)places.join == code)
        places.join = NULL;
    if ((PyObject *)places.join_process == code)
        places.join_process = NULL;
    codes_forget(code);
}

static struct known_line *line_at(PyCodeObject *code, int unit)
{
    return &places.lines[((uintptr_t)code / 16 + (unsigned)unit) % LINES];
}

static bool is_known(facts_frame *frame)
{
    PyCodeObject *code = facts_code(frame);
    int unit = _PyInterpreterFrame_LASTI(frame);
    const struct known_line *known = line_at(code, unit);

    return known->code == code && known->unit == unit;
}

static const struct known_line *line_of(facts_frame *frame)
{
    PyCodeObject *code = facts_code(frame);
    int unit = _PyInterpreterFrame_LASTI(frame);
    struct known_line *known = line_at(code, unit);

    if (!is_known(frame))
        *known = (struct known_line){code, unit, PyCode_Addr2Line(code, unit * (int)sizeof(_Py_CODEUNIT)),
                                     codes_number(code)};
    return known;
}

/* The frame itself, or the next one outwards that runs code. */
static facts_frame *with_code(facts_frame *frame)
{
    while (frame != NULL && facts_code(frame) == NULL)
        frame = frame->previous;
    return frame;
}

/* Code without a file is the learner's when the learner's code runs it, and when nobody does (`-c`). */
static bool is_admitted_now(facts_frame *frame)
{
    PyCodeObject *code = facts_code(frame);
    facts_frame *caller;

    if (!codes_is_pseudo(code) || codes_sort(code) != TRACE_CODE_MODULE)
        return false;
    caller = with_code(frame->previous);
    if (caller != NULL && !codes_is_learners(facts_code(caller)))
        return false;
    codes_admit(code, caller != NULL);
    return codes_is_learners(code);
}

/* The innermost of the learner's frames; `*callee` is the one that it called, or NULL. */
static facts_frame *learners_frame(PyThreadState *state, facts_frame **callee)
{
    facts_frame *first = with_code(facts_top(state)), *frame = first;

    *callee = NULL;
    for (int depth = 0; frame != NULL && depth < DEPTH; depth++) {
        if (is_known(frame) || codes_is_learners(facts_code(frame)))
            return frame;
        if (is_admitted_now(frame)) { /* with all that is defined in it, which may stand further in */
            frame = first;
            *callee = NULL;
            continue;
        }
        *callee = frame;
        frame = with_code(frame->previous);
    }
    return NULL;
}

/* Whether code is the one that was seen before, or is seen now, under this name. */
static bool is_named(PyCodeObject **seen, PyCodeObject *code, const char *name)
{
    if (*seen == NULL && value_is(code->co_qualname, name))
        *seen = code;
    return *seen == code;
}

/* Whose end a call of the library's waits for, if it is one that does. */
static void find_awaited(facts_frame *callee, unsigned long *thread, pid_t *child)
{
    PyCodeObject *code = facts_code(callee);
    bool joins_thread = is_named(&places.join, code, "Thread.join");
    bool joins_process = !joins_thread && is_named(&places.join_process, code, "BaseProcess.join");
    PyObject *self = joins_thread || joins_process ? facts_local(callee, 0) : NULL;

    if (self != NULL && joins_thread)
        *thread = threads_identifier(self);
    else if (self != NULL)
        *child = threads_child(self);
}

static PyObject *globals_of(facts_frame *frame)
{
    return frame->f_globals;
}

bool places_line(facts_frame *frame, uint64_t *code, uint64_t *line)
{
    const struct known_line *known;

    if (!is_known(frame) && !codes_is_learners(facts_code(frame)))
        return false;
    known = line_of(frame);
    *code = known->number;
    *line = known->line > 0 ? (uint64_t)known->line : 0;
    return true;
}

uint64_t places_code(facts_frame *frame)
{
    if (codes_is_learners(facts_code(frame)))
        return codes_number(facts_code(frame));
    return codes_number_in(facts_code(frame), globals_of(frame));
}

void places_find(PyThreadState *state, struct trace_fields_PLACE *place, unsigned long *thread, pid_t *child)
{
    const struct known_line *known;
    facts_frame *callee, *frame;

    *thread = 0;
    *child = 0;
    place->code = place->line = place->callee = 0;
    frame = state != NULL ? learners_frame(state, &callee) : NULL;
    if (frame == NULL)
        return;
    known = line_of(frame);
    place->code = known->number;
    place->line = known->line > 0 ? (uint64_t)known->line : 0;
    if (callee == NULL)
        return;
    place->callee = codes_number_in(facts_code(callee), globals_of(callee));
    find_awaited(callee, thread, child);
}
