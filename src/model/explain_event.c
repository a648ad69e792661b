/* Sentences about the event of a step: calls, returns, yields, exceptions. */
#include <string.h>

#include "base/translate.h"
#include "model/describe.h"
#include "model/explanation.h"
#include "model/value.h"

enum { ARGUMENTS_MAX = 4 }; /* names of a call told before "and 2 more" */

static bool is_expression(const struct explanation *explanation, const struct code *code)
{
    return strcmp(explanation_string(explanation, code->name), "<genexpr>") == 0;
}

/* "square", "the lambda", "the body of class Dog", "the module". */
static const char *frame_words(struct explanation *explanation)
{
    struct text words = TEXT_EMPTY, *out = &words;
    const struct frame_birth *frame = recording_frame(explanation->recording, explanation->step.frame);
    const struct code *code = frame != NULL ? recording_code(explanation->recording, frame->code) : NULL;
    enum trace_code_sort sort = code != NULL ? code->sort : TRACE_CODE_FUNCTION;

    switch ((int)sort) {
    case TRACE_CODE_LAMBDA:
        text_add(out, translate("the lambda"));
        break;
    case TRACE_CODE_COMPREHENSION:
        text_add(out, translate("the comprehension"));
        break;
    case TRACE_CODE_GENERATOR:
        text_add(out, is_expression(explanation, code) ? translate("the generator expression")
                                                       : explanation_string(explanation, code->name));
        break;
    case TRACE_CODE_MODULE:
        value_module_subject(explanation->recording, code, out);
        break;
    case TRACE_CODE_CLASS:
        sentence_write("the body of class {name}",
                       SENTENCE_PLACES({"name", explanation_string(explanation, code->name)}), out);
        break;
    default:
        text_add(out, code != NULL ? explanation_string(explanation, code->name) : translate("a function"));
    }
    return explanation_keep(explanation, &words);
}

static enum trace_code_sort sort_of_frame(const struct explanation *explanation)
{
    const struct frame_birth *frame = recording_frame(explanation->recording, explanation->step.frame);
    const struct code *code = frame != NULL ? recording_code(explanation->recording, frame->code) : NULL;

    return code != NULL ? code->sort : TRACE_CODE_FUNCTION;
}

/* Whether the step's frame is told in words of ours, which may get a capital letter, and not by its name. */
static bool has_words(const struct explanation *explanation)
{
    const struct frame_birth *frame = recording_frame(explanation->recording, explanation->step.frame);
    const struct code *code = frame != NULL ? recording_code(explanation->recording, frame->code) : NULL;
    enum trace_code_sort sort = sort_of_frame(explanation);

    if (sort == TRACE_CODE_GENERATOR)
        return code != NULL && is_expression(explanation, code);
    return sort == TRACE_CODE_LAMBDA || sort == TRACE_CODE_COMPREHENSION || sort == TRACE_CODE_MODULE ||
           sort == TRACE_CODE_CLASS;
}

/* A sentence on {frame}, and on what else `places` name. */
static void tell_frame(struct explanation *explanation, const char *english, const struct sentence_place *places)
{
    size_t mark = explanation->out->length;

    explanation_write(explanation, english, places);
    if (has_words(explanation))
        explanation_capitalise(explanation, mark);
    explanation_end_sentence(explanation);
}

static void tell_frame_alone(struct explanation *explanation, const char *english)
{
    tell_frame(explanation, english, SENTENCE_PLACES({"frame", frame_words(explanation)}));
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

/* "n = 3 and m = 4"; "" for none */
static const char *arguments_words(struct explanation *explanation)
{
    VECTOR(struct binding) arguments = VECTOR_EMPTY;
    struct text words = TEXT_EMPTY, *out = &words;
    size_t shown, items;

    for (size_t i = 0; i < state_names(explanation->state, explanation->step.frame); i++) {
        struct binding binding = state_name(explanation->state, explanation->step.frame, i);

        if (!is_captured(explanation, binding.name))
            vector_push(&arguments, binding);
    }
    shown = arguments.count < ARGUMENTS_MAX ? arguments.count : ARGUMENTS_MAX;
    items = arguments.count > shown ? shown + 1 : shown;
    for (size_t i = 0; i < shown; i++) {
        describe_list_separator(i, items, out);
        text_format(out, "%s = ", explanation_string(explanation, arguments.items[i].name));
        value_summary(explanation->state, arguments.items[i].object, EXPLANATION_VALUE_MAX, out);
    }
    if (items > shown)
        sentence_write(" and {n} more",
                       SENTENCE_PLACES({"n", explanation_number(explanation, arguments.count - shown)}), out);
    vector_free(&arguments);
    return explanation_keep(explanation, &words);
}

/* The first step of a thread other than the main one. */
static bool begins_thread(const struct explanation *explanation)
{
    uint32_t before;

    return explanation->step.thread > 1 &&
           !recording_thread_before(explanation->recording, explanation->step.number, &before);
}

static void tell_call(struct explanation *explanation, bool runs)
{
    static const char *const words[2][2][2] = {
        {{TRANSLATE_LATER("{frame} was called."), TRANSLATE_LATER("{frame} was called, in the new thread {thread}.")},
         {TRANSLATE_LATER("{frame} was called with {arguments}."),
          TRANSLATE_LATER("{frame} was called with {arguments}, in the new thread {thread}.")}},
        {{TRANSLATE_LATER("{frame} began to run."),
          TRANSLATE_LATER("{frame} began to run, in the new thread {thread}.")},
         {TRANSLATE_LATER("{frame} began to run with {arguments}."),
          TRANSLATE_LATER("{frame} began to run with {arguments}, in the new thread {thread}.")}},
    };
    const char *arguments = arguments_words(explanation);

    tell_frame(explanation, words[runs][*arguments != '\0'][begins_thread(explanation)],
               SENTENCE_PLACES({"frame", frame_words(explanation)}, {"arguments", arguments},
                               {"thread", recording_thread_name(explanation->recording, explanation->step.thread)}));
}

static void explain_call(struct explanation *explanation)
{
    switch ((int)sort_of_frame(explanation)) {
    case TRACE_CODE_MODULE:
    case TRACE_CODE_CLASS:
    case TRACE_CODE_COMPREHENSION:
        tell_frame_alone(explanation, TRANSLATE_LATER("{frame} begins to run."));
        break;
    case TRACE_CODE_GENERATOR:
    case TRACE_CODE_COROUTINE:
        tell_call(explanation, true);
        break;
    default:
        tell_call(explanation, false);
    }
}

static bool is_none(const struct explanation *explanation, uint32_t number)
{
    struct object object;

    return !state_object(explanation->state, number, &object) || object.kind == TRACE_OBJECT_NONE;
}

/* Whether the step's frame is one of `async def` with `yield`. */
static bool is_async_generator(const struct explanation *explanation)
{
    const struct frame_birth *frame = recording_frame(explanation->recording, explanation->step.frame);
    struct object generator;

    return frame != NULL && state_object(explanation->state, frame->generator, &generator) &&
           strcmp(explanation_string(explanation, generator.type), "async_generator") == 0;
}

/* What an asynchronous generator yields comes in a wrapper, which tells it apart from what it awaits; 0 for the
 * latter. */
static uint32_t yielded_by_async_generator(const struct explanation *explanation)
{
    struct object wrapper;

    if (!is_async_generator(explanation) || !state_object(explanation->state, explanation->step.value, &wrapper) ||
        wrapper.entries == 0 ||
        strcmp(explanation_string(explanation, wrapper.type), "async_generator_wrapped_value") != 0)
        return 0;
    return state_entry(explanation->state, wrapper.number, 0).value;
}

static void explain_return(struct explanation *explanation)
{
    enum trace_code_sort sort = sort_of_frame(explanation);
    uint32_t value = explanation->step.value;

    if (sort == TRACE_CODE_MODULE || sort == TRACE_CODE_CLASS ||
        ((sort == TRACE_CODE_GENERATOR || is_async_generator(explanation)) && is_none(explanation, value)))
        tell_frame_alone(explanation, TRANSLATE_LATER("{frame} has run to its end."));
    else
        tell_frame(
            explanation, TRANSLATE_LATER("{frame} returned {value}."),
            SENTENCE_PLACES({"frame", frame_words(explanation)}, {"value", explanation_object(explanation, value)}));
}

static void explain_yield(struct explanation *explanation)
{
    uint32_t wrapped = yielded_by_async_generator(explanation);

    if (wrapped == 0 && sort_of_frame(explanation) == TRACE_CODE_COROUTINE)
        tell_frame_alone(explanation, TRANSLATE_LATER("{frame} waits, and was suspended."));
    else
        tell_frame(explanation, TRANSLATE_LATER("{frame} yielded {value}, and was suspended."),
                   SENTENCE_PLACES(
                       {"frame", frame_words(explanation)},
                       {"value", explanation_object(explanation, wrapped != 0 ? wrapped : explanation->step.value)}));
}

static void explain_resume(struct explanation *explanation)
{
    tell_frame_alone(explanation, TRANSLATE_LATER("{frame} goes on from where it was suspended."));
}

static size_t first_line(struct trace_bytes text)
{
    size_t length = 0;

    while (length < text.length && text.at[length] != '\n' && text.at[length] != '\r')
        length++;
    return length;
}

/* ": too many values to unpack", from an exception's arguments. */
static void write_message(const struct explanation *explanation, uint32_t number, struct text *out)
{
    struct object exception, arguments, message;

    if (!state_object(explanation->state, number, &exception) || exception.kind != TRACE_OBJECT_EXCEPTION ||
        exception.entries == 0 ||
        !state_object(explanation->state, state_entry(explanation->state, number, 0).value, &arguments) ||
        arguments.kind != TRACE_OBJECT_TUPLE || arguments.entries == 0)
        return;
    text_add(out, ": ");
    if (arguments.entries > 1)
        value_summary(explanation->state, arguments.number, EXPLANATION_LINE_MAX, out);
    else if (state_object(explanation->state, state_entry(explanation->state, arguments.number, 0).value, &message) &&
             message.kind == TRACE_OBJECT_STR &&
             strcmp(explanation_string(explanation, exception.type), "KeyError") != 0)
        text_append(out, message.value.at, first_line(message.value));
    else
        value_summary(explanation->state, state_entry(explanation->state, arguments.number, 0).value,
                      EXPLANATION_LINE_MAX, out);
}

static const char *type_of_value(const struct explanation *explanation)
{
    struct object object;

    if (!state_object(explanation->state, explanation->step.value, &object))
        return translate("an exception");
    return explanation_string(explanation, object.type);
}

static void explain_exception(struct explanation *explanation)
{
    struct sentence_place exception = {"exception", type_of_value(explanation)};
    struct step before;
    uint32_t number;
    bool came_out = recording_thread_before(explanation->recording, explanation->step.number, &number) &&
                    recording_step(explanation->recording, number, &before) && before.event == TRACE_EVENT_UNWIND &&
                    before.frame != explanation->step.frame &&
                    (before.value == 0 || before.value == explanation->step.value);

    if (came_out) {
        explanation_write(explanation, "{exception} came back to {frame}.",
                          SENTENCE_PLACES(exception, {"frame", frame_words(explanation)}));
    } else {
        explanation_write(explanation, "{exception} was raised", SENTENCE_PLACES(exception));
        write_message(explanation, explanation->step.value, explanation->out);
        if (explanation->out->bytes[explanation->out->length - 1] != '.')
            text_add_char(explanation->out, '.');
    }
    explanation_end_sentence(explanation);
}

static void explain_unwind(struct explanation *explanation)
{
    tell_frame(explanation, TRANSLATE_LATER("{frame} was ended by {exception}."),
               SENTENCE_PLACES({"frame", frame_words(explanation)}, {"exception", type_of_value(explanation)}));
}

/* The first line of a frame, before anything of it ran.  A module, or code given to eval or exec, has no call event. */
static void explain_line(struct explanation *explanation)
{
    struct place done, next;

    recording_places(explanation->recording, explanation->step.number, &done, &next);
    if (done.line != 0)
        return;
    if (sort_of_frame(explanation) == TRACE_CODE_MODULE)
        tell_frame_alone(explanation, TRANSLATE_LATER("{frame} begins to run."));
    else
        tell_frame(explanation, TRANSLATE_LATER("Nothing of {frame} has run yet: line {line} is next."),
                   SENTENCE_PLACES({"frame", frame_words(explanation)},
                                   {"line", explanation_number(explanation, next.line)}));
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
