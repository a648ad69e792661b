/* Sentences about the event of a step: calls, returns, yields, exceptions. */
#include <inttypes.h>
#include <string.h>

#include "base/vector.h"
#include "model/describe.h"
#include "model/explanation.h"
#include "model/value.h"

enum { ARGUMENTS_MAX = 4 }; /* names of a call told before "and 2 more" */

/* "square", "the lambda", "the body of class Dog", "the module". */
static void write_frame(const struct explanation *explanation, struct text *out)
{
    const struct frame_birth *frame = recording_frame(explanation->recording, explanation->step.frame);
    const struct code *code = frame != NULL ? recording_code(explanation->recording, frame->code) : NULL;
    enum trace_code_sort sort = code != NULL ? code->sort : TRACE_CODE_FUNCTION;

    switch ((int)sort) {
    case TRACE_CODE_LAMBDA:
        text_add(out, "the lambda");
        break;
    case TRACE_CODE_COMPREHENSION:
        text_add(out, "the comprehension");
        break;
    case TRACE_CODE_MODULE:
        text_add(out, "the ");
        value_frame_title(explanation->state, explanation->step.frame, out);
        break;
    case TRACE_CODE_CLASS:
        text_format(out, "the body of class %s", explanation_string(explanation, code->name));
        break;
    default:
        text_add(out, code != NULL ? explanation_string(explanation, code->name) : "a function");
    }
}

static enum trace_code_sort sort_of_frame(const struct explanation *explanation)
{
    const struct frame_birth *frame = recording_frame(explanation->recording, explanation->step.frame);
    const struct code *code = frame != NULL ? recording_code(explanation->recording, frame->code) : NULL;

    return code != NULL ? code->sort : TRACE_CODE_FUNCTION;
}

/* Begins the event's sentence with the frame; only words of ours get a capital letter. */
static void begin_with_frame(struct explanation *explanation)
{
    size_t mark = explanation->out->length;

    write_frame(explanation, explanation->out);
    if (strncmp(explanation->out->bytes + mark, "the ", 4) == 0)
        explanation_capitalise(explanation, mark);
}

static bool is_parameter(const struct explanation *explanation, uint32_t code, uint32_t name)
{
    struct parameters parameters;
    size_t count;

    if (!recording_parameters(explanation->recording, code, &parameters))
        return true;
    count = (size_t)parameters.positional + parameters.keyword + parameters.rest + parameters.named;
    for (size_t i = 0; i < count; i++)
        if (parameters.names[i] == name)
            return true;
    return false;
}

/* A variable of an enclosing function is bound at the call, and is not an argument: the function holds its cell. */
static bool is_captured(const struct explanation *explanation, uint32_t name)
{
    const struct frame_birth *frame = recording_frame(explanation->recording, explanation->step.frame);
    struct object function, cell;

    if (frame == NULL)
        return false;
    if (frame->function == 0) /* the recorder could not tell */
        return !is_parameter(explanation, frame->code, name);
    if (!state_object(explanation->state, frame->function, &function))
        return false;
    for (size_t i = 0; i < function.entries; i++) {
        struct entry entry = state_entry(explanation->state, function.number, i);

        if (entry.label == name && state_object(explanation->state, entry.value, &cell))
            return cell.kind == TRACE_OBJECT_CELL;
    }
    return false;
}

static void write_arguments(struct explanation *explanation)
{
    VECTOR(struct binding) arguments = VECTOR_EMPTY;
    struct text *out = explanation->out;
    size_t shown, items;

    for (size_t i = 0; i < state_names(explanation->state, explanation->step.frame); i++) {
        struct binding binding = state_name(explanation->state, explanation->step.frame, i);

        if (!is_captured(explanation, binding.name))
            vector_push(&arguments, binding);
    }
    shown = arguments.count < ARGUMENTS_MAX ? arguments.count : ARGUMENTS_MAX;
    items = arguments.count > shown ? shown + 1 : shown;
    text_add(out, shown > 0 ? " with " : "");
    for (size_t i = 0; i < shown; i++) {
        describe_list_separator(i, items, out);
        text_format(out, "%s = ", explanation_string(explanation, arguments.items[i].name));
        value_summary(explanation->state, arguments.items[i].object, EXPLANATION_VALUE_MAX, out);
    }
    if (items > shown)
        text_format(out, " and %zu more", arguments.count - shown);
    vector_free(&arguments);
}

/* The first step of a thread other than the main one. */
static bool begins_thread(const struct explanation *explanation)
{
    uint32_t before;

    return explanation->step.thread > 1 &&
           !recording_thread_before(explanation->recording, explanation->step.number, &before);
}

static void end_call(struct explanation *explanation)
{
    write_arguments(explanation);
    if (begins_thread(explanation))
        text_format(explanation->out, ", in the new thread %s",
                    recording_thread_name(explanation->recording, explanation->step.thread));
    text_add_char(explanation->out, '.');
}

static void explain_call(struct explanation *explanation)
{
    switch ((int)sort_of_frame(explanation)) {
    case TRACE_CODE_MODULE:
    case TRACE_CODE_CLASS:
    case TRACE_CODE_COMPREHENSION:
        begin_with_frame(explanation);
        text_add(explanation->out, " begins to run.");
        break;
    case TRACE_CODE_GENERATOR:
    case TRACE_CODE_COROUTINE:
        begin_with_frame(explanation);
        text_add(explanation->out, " began to run");
        end_call(explanation);
        break;
    default:
        begin_with_frame(explanation);
        text_add(explanation->out, " was called");
        end_call(explanation);
    }
    explanation_end_sentence(explanation);
}

static bool is_none(const struct explanation *explanation, uint32_t number)
{
    struct object object;

    return !state_object(explanation->state, number, &object) || object.kind == TRACE_OBJECT_NONE;
}

static void explain_return(struct explanation *explanation)
{
    enum trace_code_sort sort = sort_of_frame(explanation);
    uint32_t value = explanation->step.value;

    begin_with_frame(explanation);
    if (sort == TRACE_CODE_MODULE || sort == TRACE_CODE_CLASS ||
        (sort == TRACE_CODE_GENERATOR && is_none(explanation, value))) {
        text_add(explanation->out, " has run to its end.");
    } else {
        text_add(explanation->out, " returned ");
        describe_object(explanation->state, value, explanation->out);
        text_add_char(explanation->out, '.');
    }
    explanation_end_sentence(explanation);
}

static void explain_yield(struct explanation *explanation)
{
    begin_with_frame(explanation);
    if (sort_of_frame(explanation) == TRACE_CODE_COROUTINE) {
        text_add(explanation->out, " waits, and was suspended.");
    } else {
        text_add(explanation->out, " yielded ");
        describe_object(explanation->state, explanation->step.value, explanation->out);
        text_add(explanation->out, ", and was suspended.");
    }
    explanation_end_sentence(explanation);
}

static void explain_resume(struct explanation *explanation)
{
    begin_with_frame(explanation);
    text_add(explanation->out, " goes on from where it was suspended.");
    explanation_end_sentence(explanation);
}

static size_t first_line(struct trace_bytes text)
{
    size_t length = 0;

    while (length < text.length && text.at[length] != '\n' && text.at[length] != '\r')
        length++;
    return length;
}

/* ": too many values to unpack", from an exception's arguments. */
static void write_message(struct explanation *explanation, uint32_t number)
{
    struct object exception, arguments, message;

    if (!state_object(explanation->state, number, &exception) || exception.kind != TRACE_OBJECT_EXCEPTION ||
        exception.entries == 0 ||
        !state_object(explanation->state, state_entry(explanation->state, number, 0).value, &arguments) ||
        arguments.kind != TRACE_OBJECT_TUPLE || arguments.entries == 0)
        return;
    text_add(explanation->out, ": ");
    if (arguments.entries > 1)
        value_summary(explanation->state, arguments.number, EXPLANATION_LINE_MAX, explanation->out);
    else if (state_object(explanation->state, state_entry(explanation->state, arguments.number, 0).value, &message) &&
             message.kind == TRACE_OBJECT_STR &&
             strcmp(explanation_string(explanation, exception.type), "KeyError") != 0)
        text_append(explanation->out, message.value.at, first_line(message.value));
    else
        value_summary(explanation->state, state_entry(explanation->state, arguments.number, 0).value,
                      EXPLANATION_LINE_MAX, explanation->out);
}

static const char *type_of_value(const struct explanation *explanation)
{
    struct object object;

    if (!state_object(explanation->state, explanation->step.value, &object))
        return "an exception";
    return explanation_string(explanation, object.type);
}

static void explain_exception(struct explanation *explanation)
{
    struct step before;
    uint32_t number;
    bool came_out = recording_thread_before(explanation->recording, explanation->step.number, &number) &&
                    recording_step(explanation->recording, number, &before) && before.event == TRACE_EVENT_UNWIND &&
                    before.frame != explanation->step.frame &&
                    (before.value == 0 || before.value == explanation->step.value);

    text_add(explanation->out, type_of_value(explanation));
    if (came_out) {
        text_add(explanation->out, " came back to ");
        write_frame(explanation, explanation->out);
        text_add_char(explanation->out, '.');
    } else {
        text_add(explanation->out, " was raised");
        write_message(explanation, explanation->step.value);
        if (explanation->out->bytes[explanation->out->length - 1] != '.')
            text_add_char(explanation->out, '.');
    }
    explanation_end_sentence(explanation);
}

static void explain_unwind(struct explanation *explanation)
{
    begin_with_frame(explanation);
    text_format(explanation->out, " was ended by %s.", type_of_value(explanation));
    explanation_end_sentence(explanation);
}

/* The first line of a frame, before anything of it ran.  A module, or code given to eval or exec, has no call event. */
static void explain_line(struct explanation *explanation)
{
    struct place done, next;

    recording_places(explanation->recording, explanation->step.number, &done, &next);
    if (done.line != 0)
        return;
    if (sort_of_frame(explanation) == TRACE_CODE_MODULE) {
        begin_with_frame(explanation);
        text_add(explanation->out, " begins to run.");
    } else {
        text_add(explanation->out, "Nothing of ");
        write_frame(explanation, explanation->out);
        text_format(explanation->out, " has run yet: line %" PRIu32 " is next.", next.line);
    }
    explanation_end_sentence(explanation);
}

void explain_beginning(struct explanation *explanation)
{
    if (explanation->step.event == TRACE_EVENT_LINE)
        explain_line(explanation);
    else if (explanation->step.event == TRACE_EVENT_CALL)
        explain_call(explanation);
    else if (explanation->step.event == TRACE_EVENT_RESUME)
        explain_resume(explanation);
}

/* NULL for events that come before the step's changes. */
static void (*ending_of(enum trace_event event))(struct explanation *)
{
    switch (event) {
    case TRACE_EVENT_RETURN:
        return explain_return;
    case TRACE_EVENT_EXCEPTION:
        return explain_exception;
    case TRACE_EVENT_YIELD:
        return explain_yield;
    case TRACE_EVENT_UNWIND:
        return explain_unwind;
    case TRACE_EVENT_LINE:
    case TRACE_EVENT_CALL:
    case TRACE_EVENT_RESUME:
        break;
    }
    return NULL;
}

bool explanation_has_ending(const struct explanation *explanation)
{
    return ending_of(explanation->step.event) != NULL;
}

void explain_ending(struct explanation *explanation)
{
    void (*explain)(struct explanation *) = ending_of(explanation->step.event);

    if (explain != NULL)
        explain(explanation);
}
