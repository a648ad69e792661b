#include "output/pytutor.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/value.h"
#include "output/json_text.h"
#include "output/pytutor_calls.h"
#include "output/pytutor_values.h"

struct tutor {
    const struct recording *recording;
    struct state *state;
    struct pytutor_calls calls;
    struct pytutor_values values;
    struct map breakpoints; /* lines that end with #break */
    uint32_t line_before;
    uint32_t written;     /* steps */
    struct text output;   /* standard output so far */
    size_t pieces;        /* of output taken */
    bool after_exception; /* the step written last is an exception */
    bool ended;
    struct text *out;
};

static const char *string_of(const struct tutor *tutor, uint32_t string)
{
    return recording_string(tutor->recording, string, NULL);
}

static const struct code *code_of(const struct tutor *tutor, uint32_t frame)
{
    return recording_code(tutor->recording, recording_frame(tutor->recording, frame)->code);
}

/* ---- one frame ---- */

struct variable {
    const char *name; /* borrowed */
    uint32_t object;
    size_t place; /* in co_varnames; SIZE_MAX when it is not one of them */
};
struct variables {
    VECTOR(struct variable) items;
};

static int by_place(const void *left, const void *right)
{
    const struct variable *a = left, *b = right;

    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return strcmp(a->name, b->name);
}

static size_t place_in(const struct signature *signature, uint32_t name)
{
    for (size_t i = 0; signature != NULL && i < signature->names.count; i++)
        if (signature->names.items[i] == name)
            return i;
    return SIZE_MAX;
}

/* What a frame's names refer to: on a stack as they are, ended as they were, but for what closures have done since. */
static size_t name_count(const struct tutor *tutor, uint32_t frame)
{
    const struct call *call = pytutor_call(&tutor->calls, frame);

    if (state_frame_condition(tutor->state, frame) == FRAME_ENDED && call != NULL)
        return call->names.count;
    return state_names(tutor->state, frame);
}

static struct binding name_at(const struct tutor *tutor, uint32_t frame, size_t index)
{
    const struct call *call = pytutor_call(&tutor->calls, frame);

    if (state_frame_condition(tutor->state, frame) != FRAME_ENDED || call == NULL)
        return state_name(tutor->state, frame, index);
    return (struct binding){call->names.items[index].name,
                            pytutor_kept_name(&tutor->calls, tutor->state, frame, call->names.items[index])};
}

static bool is_in_parent(const struct tutor *tutor, uint32_t frame, uint32_t name)
{
    while ((frame = pytutor_parent_frame(&tutor->calls, tutor->recording, frame)) != 0)
        for (size_t i = 0; i < name_count(tutor, frame); i++)
            if (name_at(tutor, frame, i).name == name)
                return true;
    return false;
}

static struct variables variables_of(const struct tutor *tutor, uint32_t frame)
{
    const struct signature *signature =
        pytutor_signature(&tutor->calls, recording_frame(tutor->recording, frame)->code);
    struct variables variables = {VECTOR_EMPTY};

    for (size_t i = 0; i < name_count(tutor, frame); i++) {
        struct binding binding = name_at(tutor, frame, i);
        size_t place = place_in(signature, binding.name);

        if (place != SIZE_MAX || !is_in_parent(tutor, frame, binding.name))
            vector_push(&variables.items, ((struct variable){string_of(tutor, binding.name), binding.object, place}));
    }
    if (variables.items.count > 1)
        qsort(variables.items.items, variables.items.count, sizeof *variables.items.items, by_place);
    return variables;
}

static void write_locals(struct tutor *tutor, const struct variables *variables, const struct call *call)
{
    struct text *out = tutor->out;

    text_add(out, ", \"encoded_locals\": {");
    for (size_t i = 0; i < variables->items.count; i++) {
        text_add(out, i > 0 ? ", " : "");
        json_string(out, variables->items.items[i].name);
        text_add(out, ": ");
        pytutor_value(&tutor->values, variables->items.items[i].object, out);
    }
    if (call->has_returned) {
        text_add(out, variables->items.count > 0 ? ", \"__return__\": " : "\"__return__\": ");
        pytutor_value(&tutor->values, call->returned, out);
    }
    text_add(out, "}, \"ordered_varnames\": [");
    for (size_t i = 0; i < variables->items.count; i++) {
        text_add(out, i > 0 ? ", " : "");
        json_string(out, variables->items.items[i].name);
    }
    if (call->has_returned)
        text_add(out, variables->items.count > 0 ? ", \"__return__\"" : "\"__return__\"");
    text_add_char(out, ']');
}

static void write_parents(struct tutor *tutor, uint32_t frame)
{
    const char *separator = "";

    text_add(tutor->out, ", \"parent_frame_id_list\": [");
    while ((frame = pytutor_parent_frame(&tutor->calls, tutor->recording, frame)) != 0) {
        text_format(tutor->out, "%s%" PRIu32, separator, pytutor_call_id(&tutor->calls, frame));
        separator = ", ";
    }
    text_add_char(tutor->out, ']');
}

static void add_title(const struct tutor *tutor, uint32_t frame, struct text *title)
{
    const struct code *code = code_of(tutor, frame);

    text_add(title, string_of(tutor, code->name));
    if (code->sort == TRACE_CODE_LAMBDA)
        text_format(title, " <line %" PRIu32 ">", code->line);
}

static void write_frame(struct tutor *tutor, const struct call *call, bool zombie, bool highlighted)
{
    uint32_t id = pytutor_call_id(&tutor->calls, call->frame);
    struct variables variables = variables_of(tutor, call->frame);
    struct text title = TEXT_EMPTY;

    add_title(tutor, call->frame, &title);
    text_add(tutor->out, "{\"func_name\": ");
    json_string(tutor->out, text_string(&title));
    text_format(tutor->out, ", \"is_parent\": %s, \"frame_id\": %" PRIu32, call->is_parent ? "true" : "false", id);
    write_parents(tutor, call->frame);
    write_locals(tutor, &variables, call);
    text_format(tutor->out,
                ", \"is_zombie\": %s, \"is_highlighted\": %s, \"unique_hash\": ", zombie ? "true" : "false",
                highlighted ? "true" : "false");
    text_format(&title, "_f%" PRIu32 "%s%s", id, call->is_parent ? "_p" : "", zombie ? "_z" : "");
    json_string(tutor->out, text_string(&title));
    text_add_char(tutor->out, '}');
    text_free(&title);
    vector_free(&variables.items);
}

/* ---- one step ---- */

static bool is_on_stack(const struct tutor *tutor, uint32_t thread, uint32_t frame)
{
    for (size_t depth = state_depth(tutor->state, thread); depth-- > 0;)
        if (state_frame_at(tutor->state, thread, depth) == frame)
            return true;
    return false;
}

/* The topmost call that has a frame in the picture. */
static uint32_t top_call(const struct tutor *tutor, uint32_t thread)
{
    for (size_t depth = state_depth(tutor->state, thread); depth-- > 0;)
        if (pytutor_call_id(&tutor->calls, state_frame_at(tutor->state, thread, depth)) != 0)
            return state_frame_at(tutor->state, thread, depth);
    return 0;
}

static void write_stack(struct tutor *tutor, uint32_t thread)
{
    uint32_t top = top_call(tutor, thread);
    const char *separator = "";

    text_add(tutor->out, ", \"stack_to_render\": [");
    for (size_t i = 0; i < tutor->calls.calls.count; i++) {
        const struct call *call = &tutor->calls.calls.items[i];
        bool runs = is_on_stack(tutor, thread, call->frame);

        if (!runs && !call->is_parent)
            continue;
        text_add(tutor->out, separator);
        write_frame(tutor, call, !runs, call->frame == top);
        separator = ", ";
    }
    text_add_char(tutor->out, ']');
}

static bool is_hidden_global(const char *name)
{
    static const char *const hidden[] = {"__builtins__", "__name__", "__doc__",    "__package__",    "__loader__",
                                         "__spec__",     "__file__", "__cached__", "__annotations__"};

    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (strcmp(name, hidden[i]) == 0)
            return true;
    return false;
}

static uint32_t module_frame(const struct tutor *tutor, uint32_t frame)
{
    while (code_of(tutor, frame)->sort != TRACE_CODE_MODULE && recording_frame(tutor->recording, frame)->caller != 0)
        frame = recording_frame(tutor->recording, frame)->caller;
    return frame;
}

static void write_globals(struct tutor *tutor, uint32_t module)
{
    struct text order = TEXT_EMPTY;
    const char *separator = "";

    text_add(tutor->out, ", \"globals\": {");
    for (size_t i = 0; i < state_names(tutor->state, module); i++) {
        struct binding binding = state_name(tutor->state, module, i);

        if (is_hidden_global(string_of(tutor, binding.name)))
            continue;
        text_add(tutor->out, separator);
        json_string(tutor->out, string_of(tutor, binding.name));
        text_add(tutor->out, ": ");
        pytutor_value(&tutor->values, binding.object, tutor->out);
        text_add(&order, separator);
        json_string(&order, string_of(tutor, binding.name));
        separator = ", ";
    }
    text_format(tutor->out, "}, \"ordered_globals\": [%s]", text_string(&order));
    text_free(&order);
}

static void write_key(struct tutor *tutor, const char *key, const char *value)
{
    text_format(tutor->out, ", \"%s\": ", key);
    json_string(tutor->out, value);
}

/* "NameError: name 'y' is not defined". */
static void write_message(struct tutor *tutor, uint32_t exception)
{
    struct text message = TEXT_EMPTY;
    struct object object = {0}, arguments = {0}, only;
    const char *type, *dot;

    state_object(tutor->state, exception, &object);
    type = string_of(tutor, object.type);
    dot = strrchr(type, '.');
    text_format(&message, "%s: ", dot != NULL ? dot + 1 : type);
    if (object.entries > 0)
        state_object(tutor->state, state_entry(tutor->state, exception, 0).value, &arguments);
    if (arguments.entries == 1 && strcmp(type, "KeyError") != 0 &&
        state_object(tutor->state, state_entry(tutor->state, arguments.number, 0).value, &only) &&
        only.kind == TRACE_OBJECT_STR)
        text_append(&message, only.value.at, only.value.length);
    else if (arguments.entries > 0)
        value_summary(tutor->state,
                      arguments.entries == 1 ? state_entry(tutor->state, arguments.number, 0).value
                                             : arguments.number,
                      TRACE_VALUE_MAX, &message);
    write_key(tutor, "exception_msg", text_string(&message));
    text_free(&message);
}

static void take_output(struct tutor *tutor, uint32_t step)
{
    for (; tutor->pieces < recording_outputs_at(tutor->recording, step); tutor->pieces++) {
        struct output_piece piece = recording_output(tutor->recording, tutor->pieces);

        if (piece.stream == 1)
            text_append(&tutor->output, piece.bytes.at, piece.bytes.length);
    }
}

static const char *event_word(enum trace_event event)
{
    switch (event) {
    case TRACE_EVENT_CALL:
    case TRACE_EVENT_RESUME:
        return "call";
    case TRACE_EVENT_RETURN:
    case TRACE_EVENT_YIELD:
    case TRACE_EVENT_UNWIND:
        return "return";
    case TRACE_EVENT_EXCEPTION:
        return "exception";
    case TRACE_EVENT_LINE:
    default:
        return "step_line";
    }
}

static void begin_entry(struct tutor *tutor)
{
    text_add(tutor->out, tutor->written++ > 0 ? ",\n" : "\n");
}

static void write_step(struct tutor *tutor, const struct step *step)
{
    begin_entry(tutor);
    text_format(tutor->out, "{\"line\": %" PRIu32, step->line);
    write_key(tutor, "event", event_word(step->event));
    write_key(tutor, "func_name", string_of(tutor, code_of(tutor, step->frame)->name));
    write_stack(tutor, step->thread);
    write_globals(tutor, module_frame(tutor, step->frame));
    text_add(tutor->out, ", \"heap\": ");
    pytutor_heap(&tutor->values, tutor->out);
    text_add(tutor->out, ", \"stdout\": ");
    json_text(tutor->out, (struct trace_bytes){text_string(&tutor->output), tutor->output.length});
    if (step->event == TRACE_EVENT_EXCEPTION)
        write_message(tutor, step->value);
    text_add_char(tutor->out, '}');
}

static bool is_at_breakpoint(struct tutor *tutor, const struct step *step)
{
    uint32_t known;
    bool here = tutor->breakpoints.count == 0 || step->event == TRACE_EVENT_EXCEPTION ||
                (step->line != 0 && map_get(&tutor->breakpoints, step->line, &known)) ||
                (tutor->line_before != 0 && map_get(&tutor->breakpoints, tutor->line_before, &known));

    tutor->line_before = step->line;
    return here;
}

static bool is_module(const struct tutor *tutor, uint32_t frame)
{
    return code_of(tutor, frame)->sort == TRACE_CODE_MODULE;
}

/* The program asks for a line of input and there is none: the trace ends with the question. */
static bool lacks_input(const struct tutor *tutor, const struct step *step)
{
    struct object object;

    return step->event == TRACE_EVENT_EXCEPTION && state_object(tutor->state, step->value, &object) &&
           strcmp(string_of(tutor, object.type), "EOFError") == 0;
}

static void write_question(struct tutor *tutor, size_t output_before)
{
    begin_entry(tutor);
    text_add(tutor->out, "{\"event\": \"raw_input\"");
    write_key(tutor, "prompt", text_string(&tutor->output) + output_before);
    text_add_char(tutor->out, '}');
    tutor->ended = true;
}

static void take_step(struct tutor *tutor, const struct step *step)
{
    size_t output_before = tutor->output.length;
    bool leaves = step->event == TRACE_EVENT_RETURN || step->event == TRACE_EVENT_UNWIND;
    bool outermost = is_module(tutor, step->frame) && recording_frame(tutor->recording, step->frame)->caller == 0;

    take_output(tutor, step->number);
    state_seek(tutor->state, step->number);
    pytutor_calls_take(&tutor->calls, tutor->state, step);
    if (code_of(tutor, step->frame)->sort == TRACE_CODE_CLASS)
        return;
    if (lacks_input(tutor, step)) {
        write_question(tutor, output_before);
        return;
    }
    if (step->event == TRACE_EVENT_CALL && outermost)
        return;
    tutor->ended = leaves && outermost;
    if ((tutor->ended && tutor->after_exception) || !is_at_breakpoint(tutor, step))
        return;
    write_step(tutor, step);
    tutor->after_exception = step->event == TRACE_EVENT_EXCEPTION;
}

/* ---- a program that never ran ---- */

/* The beginning of the last line of the program's complaints that begins with `start`; NULL when there is none. */
static const char *last_line(const char *text, const char *start)
{
    const char *found = NULL;

    for (const char *line = text; line != NULL && *line != '\0'; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, start, strlen(start)) == 0)
            found = line;
        if (*line == '\0')
            break;
    }
    return found;
}

/* SyntaxError.offset: where the caret stands below the line, which is shown without its own indentation behind four
 * blanks.  0 when there is none. */
static size_t caret_offset(const struct tutor *tutor, const char *place, unsigned long line)
{
    struct trace_bytes source =
        recording_source_line(tutor->recording, recording_main_file(tutor->recording), (size_t)line);
    const char *caret = strchr(place, '^');
    const char *start = caret;
    size_t indentation = 0;

    while (start != NULL && start > place && start[-1] != '\n')
        start--;
    if (caret == NULL || caret - start < 4)
        return 0;
    while (indentation < source.length && (source.at[indentation] == ' ' || source.at[indentation] == '\t'))
        indentation++;
    return (size_t)(caret - start) - 4 + indentation + 1;
}

static void collect_complaints(const struct tutor *tutor, struct text *told)
{
    for (size_t i = 0; i < recording_outputs(tutor->recording); i++) {
        struct output_piece piece = recording_output(tutor->recording, i);

        if (piece.stream == 2)
            text_append(told, piece.bytes.at, piece.bytes.length);
    }
}

/* A syntax error is known by what Python wrote about it:   File "x.py", line 6 / the line / ^^^ / SyntaxError: … */
static void write_syntax_error(struct tutor *tutor)
{
    static const char line_word[] = ", line ";
    struct text told = TEXT_EMPTY, sentence = TEXT_EMPTY;
    const char *place, *number, *message, *end;
    unsigned long line;

    collect_complaints(tutor, &told);
    place = last_line(text_string(&told), "  File ");
    number = place != NULL ? strstr(place, line_word) : NULL;
    message = number != NULL ? strstr(number, "Error: ") : NULL;
    if (message != NULL) {
        line = strtoul(number + strlen(line_word), NULL, 10);
        while (message > number && message[-1] != '\n')
            message--;
        end = strchr(message, '\n');
        text_append(&sentence, message, end != NULL ? (size_t)(end - message) : strlen(message));
        text_format(&sentence, " (<string>, line %lu)", line);
        begin_entry(tutor);
        text_format(tutor->out, "{\"event\": \"uncaught_exception\", \"line\": %lu, \"offset\": %zu", line,
                    caret_offset(tutor, number, line));
        write_key(tutor, "exception_msg", text_string(&sentence));
        text_add_char(tutor->out, '}');
    }
    text_free(&told);
    text_free(&sentence);
}

/* ---- all ---- */

static void write_code(struct tutor *tutor)
{
    uint32_t file = recording_main_file(tutor->recording);
    struct text code = TEXT_EMPTY;
    static const char mark[] = "#break";

    for (size_t line = 1; line <= recording_source_lines(tutor->recording, file); line++) {
        struct trace_bytes text = recording_source_line(tutor->recording, file, line);

        text_append(&code, text.at, text.length);
        text_add_char(&code, '\n');
        if (text.length >= strlen(mark) && memcmp(text.at + text.length - strlen(mark), mark, strlen(mark)) == 0)
            map_put(&tutor->breakpoints, line, 1);
    }
    json_text(tutor->out, (struct trace_bytes){text_string(&code), code.length});
    text_free(&code);
}

void pytutor_write(const struct recording *recording, bool heap_primitives, struct text *out)
{
    struct tutor tutor = {.recording = recording, .state = state_new(recording), .out = out};
    struct step step;

    pytutor_calls_start(&tutor.calls, recording);
    tutor.values =
        (struct pytutor_values){.state = tutor.state, .calls = &tutor.calls, .heap_primitives = heap_primitives};
    text_add(out, "{\"code\": ");
    write_code(&tutor);
    text_add(out, ", \"trace\": [");
    for (uint32_t i = 0; !tutor.ended && recording_step(recording, i, &step); i++)
        take_step(&tutor, &step);
    if (recording_steps(recording) == 0)
        write_syntax_error(&tutor);
    text_add(out, "]}\n");
    pytutor_calls_free(&tutor.calls);
    pytutor_values_free(&tutor.values);
    map_free(&tutor.breakpoints);
    text_free(&tutor.output);
    state_free(tutor.state);
}
