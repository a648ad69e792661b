#include "output/pytutor_calls.h"

#include <string.h>

static uint32_t get(const struct map *map, uint64_t key)
{
    uint32_t value;

    return key != 0 && map_get(map, key, &value) ? value : 0;
}

/* True when `inner` is defined directly in `outer`: f and f.<locals>.g. */
static bool is_directly_in(const struct recording *recording, const struct code *outer, const struct code *inner)
{
    size_t outer_length, inner_length;
    const char *around = recording_string(recording, outer->qualified, &outer_length);
    const char *name = recording_string(recording, inner->qualified, &inner_length);
    static const char between[] = ".<locals>.";

    return outer->file == inner->file && inner_length > outer_length + strlen(between) &&
           memcmp(name, around, outer_length) == 0 && memcmp(name + outer_length, between, strlen(between)) == 0 &&
           strcmp(name + outer_length + strlen(between), recording_string(recording, inner->name, NULL)) == 0;
}

/* ---- learning ---- */

static void take_variables(struct pytutor_calls *calls, const struct trace_fields_VARIABLES *fields)
{
    struct signature *signature = &calls->signatures.items[fields->code - 1];

    signature->positional = (uint32_t)fields->positional;
    signature->keyword = (uint32_t)fields->keyword;
    signature->gathers_rest = (fields->gathers & 1) != 0;
    signature->gathers_keywords = (fields->gathers & 2) != 0;
    vector_clear(&signature->names);
    for (size_t i = 0; i < fields->names.count; i++)
        vector_push(&signature->names, (uint32_t)fields->names.items[i]);
}

struct taking {
    struct pytutor_calls *calls;
    struct state *state;
    uint32_t thread;
};

/* The call that runs the code around a new function: the topmost such one, for it has just run the definition. */
static uint32_t find_parent(const struct taking *taking, const struct code *code)
{
    const struct recording *recording = state_recording(taking->state);

    for (size_t depth = state_depth(taking->state, taking->thread); depth-- > 0;) {
        uint32_t frame = state_frame_at(taking->state, taking->thread, depth);

        if (is_directly_in(recording, recording_code(recording, recording_frame(recording, frame)->code), code))
            return frame;
    }
    return 0;
}

static void take_function(const struct taking *taking, uint32_t function, uint32_t code)
{
    struct pytutor_calls *calls = taking->calls;
    uint32_t frame = find_parent(taking, recording_code(state_recording(taking->state), code));
    struct call *call = pytutor_call(calls, frame);

    map_put(&calls->code_of, function, code);
    if (call == NULL)
        return;
    call->is_parent = true;
    vector_push(&calls->definitions, (struct definition){function, frame});
    map_put(&calls->definition_of, function, (uint32_t)calls->definitions.count);
}

static bool take_record(void *context, const struct trace_record *record)
{
    struct taking *taking = context;

    if (record->kind == TRACE_VARIABLES)
        take_variables(taking->calls, &record->variables);
    else if (record->kind == TRACE_FUNCTION)
        take_function(taking, (uint32_t)record->function.object, (uint32_t)record->function.code);
    return true;
}

/* Python Tutor makes a call a parent at its start when a lambda stands in its code. */
static void take_call(struct pytutor_calls *calls, const struct recording *recording, uint32_t frame)
{
    uint32_t code = recording_frame(recording, frame)->code;

    if (pytutor_call_id(calls, frame) != 0 || recording_code(recording, code)->sort == TRACE_CODE_CLASS ||
        recording_code(recording, code)->sort == TRACE_CODE_MODULE)
        return;
    vector_push(&calls->calls, ((struct call){.frame = frame, .is_parent = get(&calls->makes_lambdas, code) != 0}));
    map_put(&calls->call_of, frame, (uint32_t)calls->calls.count);
}

static void take_return(struct pytutor_calls *calls, struct state *state, const struct step *step)
{
    struct call *call = pytutor_call(calls, step->frame);

    if (call == NULL)
        return;
    call->has_returned = true;
    call->returned = step->value;
    vector_clear(&call->names);
    for (size_t i = 0; call->is_parent && i < state_names(state, step->frame); i++)
        vector_push(&call->names, state_name(state, step->frame, i));
}

void pytutor_calls_take(struct pytutor_calls *calls, struct state *state, const struct step *step)
{
    struct taking taking = {calls, state, step->thread};

    if (step->event == TRACE_EVENT_CALL)
        take_call(calls, state_recording(state), step->frame);
    recording_visit(state_recording(state), step->number, take_record, &taking);
    if (step->event == TRACE_EVENT_RETURN || step->event == TRACE_EVENT_UNWIND || step->event == TRACE_EVENT_YIELD)
        take_return(calls, state, step);
    else if (step->event == TRACE_EVENT_RESUME && pytutor_call(calls, step->frame) != NULL)
        pytutor_call(calls, step->frame)->has_returned = false;
}

void pytutor_calls_start(struct pytutor_calls *calls, const struct recording *recording)
{
    uint32_t count = recording_codes(recording);

    memset(calls, 0, sizeof *calls);
    for (uint32_t i = 1; i <= count; i++) {
        const struct code *code = recording_code(recording, i);

        vector_push(&calls->signatures, (struct signature){.names = VECTOR_EMPTY});
        for (uint32_t j = 1; code->sort == TRACE_CODE_LAMBDA && j <= count; j++)
            if (is_directly_in(recording, recording_code(recording, j), code))
                map_put(&calls->makes_lambdas, j, 1);
    }
}

void pytutor_calls_free(struct pytutor_calls *calls)
{
    for (size_t i = 0; i < calls->signatures.count; i++)
        vector_free(&calls->signatures.items[i].names);
    for (size_t i = 0; i < calls->calls.count; i++)
        vector_free(&calls->calls.items[i].names);
    vector_free(&calls->signatures);
    vector_free(&calls->calls);
    vector_free(&calls->definitions);
    map_free(&calls->call_of);
    map_free(&calls->code_of);
    map_free(&calls->definition_of);
    map_free(&calls->makes_lambdas);
}

/* ---- asking ---- */

uint32_t pytutor_call_id(const struct pytutor_calls *calls, uint32_t frame)
{
    return get(&calls->call_of, frame);
}

struct call *pytutor_call(const struct pytutor_calls *calls, uint32_t frame)
{
    uint32_t id = pytutor_call_id(calls, frame);

    return id != 0 ? &calls->calls.items[id - 1] : NULL;
}

const struct signature *pytutor_signature(const struct pytutor_calls *calls, uint32_t code)
{
    return code >= 1 && code <= calls->signatures.count ? &calls->signatures.items[code - 1] : NULL;
}

uint32_t pytutor_code_of(const struct pytutor_calls *calls, uint32_t function)
{
    return get(&calls->code_of, function);
}

uint32_t pytutor_parent_of(const struct pytutor_calls *calls, uint32_t function)
{
    uint32_t place = get(&calls->definition_of, function);

    return place != 0 ? calls->definitions.items[place - 1].frame : 0;
}

uint32_t pytutor_parent_frame(const struct pytutor_calls *calls, const struct recording *recording, uint32_t frame)
{
    return pytutor_parent_of(calls, recording_frame(recording, frame)->function);
}

/* The content of the cell by which a function holds a name of the call around it; 0 when it does not. */
static uint32_t content_of_cell(const struct state *state, uint32_t function, uint32_t name)
{
    struct object object, cell;

    if (!state_object(state, function, &object) || object.layout != TRACE_LAYOUT_FIELDS)
        return 0;
    for (size_t i = 0; i < object.entries; i++) {
        struct entry entry = state_entry(state, function, i);

        if (entry.label == name && state_object(state, entry.value, &cell) && cell.kind == TRACE_OBJECT_CELL &&
            cell.entries > 0)
            return state_entry(state, entry.value, 0).value;
    }
    return 0;
}

uint32_t pytutor_kept_name(const struct pytutor_calls *calls, const struct state *state, uint32_t frame,
                           struct binding binding)
{
    for (size_t i = 0; i < calls->definitions.count; i++) {
        uint32_t content = 0;

        if (calls->definitions.items[i].frame == frame)
            content = content_of_cell(state, calls->definitions.items[i].function, binding.name);
        if (content != 0)
            return content;
    }
    return binding.object;
}
