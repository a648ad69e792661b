/* Arguments and parameters: what stood on the caller's value stack right before the call, and what the names of the
 * called frame refer to at its beginning, which, of a generator or coroutine, comes later than the call.  Which
 * argument is which parameter's follows from the rules of the language; it is told where both are the same object, so
 * that a decorator or C code in between is not passed over in silence.
 *
 * What `f(*iterator)` gives is known of iterators over lists and tuples, and of generators whose items have steps.  Of
 * others what the parameters are bound to tells it, but where one has its very default: that may have been given. */
#include <string.h>

#include "base/translate.h"
#include "model/unpacking_work.h"
#include "model/value.h"
#include "trace/coder.h"

enum {
    PARAMETERS_MAX = 256,
    WRITTEN_MAX = 20,    /* bytes of the text of *a beside an item of it */
    GIVEN_MAX = 1 << 16, /* steps that are looked through for what a generator gave */
};

/* A value that the call gives. */
struct argument {
    uint32_t object;                /* 0: not known; whatever the parameter got */
    uint32_t key;                   /* object: its name, of those given by name; 0 */
    size_t position;                /* on the caller's value stack, SIZE_MAX when it is inside of something there */
    const char *label;              /* what it is when it has no text of its own; NULL: it was packed */
    const struct packed_part *part; /* packed: what it comes out of; NULL unknown */
    size_t index;                   /* packed: among all that were */
};

struct call {
    const struct recording *recording;
    struct state *state; /* at the call, in the called frame */
    struct state *probe; /* right before it, in the caller */
    struct when moment;  /* behind it, in the caller */
    uint32_t frame, caller, caller_code;
    const struct frame_birth *birth;
    size_t index; /* of the instruction that calls */
    const struct instruction *instruction;
    struct parameters parameters;
    struct packed packed;
    VECTOR(struct argument) positional, named;
    bool open; /* more may have been given by place: what has its default has it from there, or from the function */
};

/* ---- what was called, with what ---- */

static const char *name_of(const struct call *call, const struct instruction *instruction)
{
    return recording_string(call->recording, instruction->name, NULL);
}

static uint32_t stacked(const struct call *call, size_t from_top)
{
    size_t depth = state_stack_depth(call->probe, call->caller);

    return from_top < depth ? state_stack_at(call->probe, call->caller, depth - 1 - from_top) : 0;
}

static const char *called_name(const struct call *call)
{
    const struct code *code = recording_code(call->recording, call->birth->code);

    return code != NULL ? recording_string(call->recording, code->name, NULL) : "";
}

static void add_first(struct call *call, uint32_t object, const char *label)
{
    vector_push(&call->positional, ((struct argument){.object = object, .position = SIZE_MAX, .label = label}));
}

/* Whether calling `object` runs the function of the called frame; what is passed before the other arguments is
 * added. */
static bool runs(struct call *call, uint32_t number)
{
    struct object object;

    if (number == 0 || !state_object(call->probe, number, &object))
        return false;
    if (number == call->birth->function)
        return true;
    if (object.kind == TRACE_OBJECT_METHOD) {
        uint32_t function = unpacking_field(call->probe, number, "__func__");

        if (function != call->birth->function)
            return false;
        add_first(call, unpacking_field(call->probe, number, "__self__"), translate("object"));
        return true;
    }
    if (object.kind == TRACE_OBJECT_CLASS && strcmp(called_name(call), "__init__") == 0) {
        add_first(call, 0, translate("new object"));
        return true;
    }
    if (object.kind == TRACE_OBJECT_CLASS && strcmp(called_name(call), "__new__") == 0) {
        add_first(call, number, translate("class"));
        return true;
    }
    if (strcmp(called_name(call), "__call__") != 0)
        return false;
    add_first(call, number, translate("object"));
    return true;
}

/* ---- what the parameters are bound to, and their defaults ---- */

/* What a name of the called frame refers to; 0 when it is not bound. */
static uint32_t bound_to(const struct call *call, uint32_t name)
{
    for (size_t i = 0; i < state_names(call->state, call->frame); i++) {
        struct binding binding = state_name(call->state, call->frame, i);

        if (binding.name == name)
            return binding.object;
    }
    return 0;
}

static bool is_named(const struct call *call, const struct argument *argument, uint32_t name)
{
    const char *wanted = recording_string(call->recording, name, NULL);
    struct object_birth key;

    return recording_object(call->recording, argument->key, &key) && key.kind == TRACE_OBJECT_STR &&
           key.value.length == strlen(wanted) && memcmp(key.value.at, wanted, key.value.length) == 0;
}

static const struct argument *find_named(const struct call *call, uint32_t name)
{
    for (size_t i = 0; i < call->named.count; i++)
        if (is_named(call, &call->named.items[i], name))
            return &call->named.items[i];
    return NULL;
}

/* The default of a parameter: the object, read from the function. */
static uint32_t default_of(const struct call *call, size_t index)
{
    uint32_t holder = call->birth->function, name = call->parameters.names[index];
    bool by_place = index < call->parameters.positional;
    uint32_t defaults = unpacking_field(call->probe, holder, by_place ? "__defaults__" : "__kwdefaults__");
    struct object object;
    size_t from_end = call->parameters.positional - index;

    if (!state_object(call->probe, defaults, &object))
        return 0;
    if (by_place)
        return from_end <= object.entries ? state_entry(call->probe, defaults, object.entries - from_end).value : 0;
    for (size_t i = 0; i < object.entries; i++) {
        struct entry entry = state_entry(call->probe, defaults, i);

        if (is_named(call, &(struct argument){.key = entry.label}, name))
            return entry.value;
    }
    return 0;
}

/* ---- arguments ---- */

/* The object called, and, when a method was looked up for the call, its own, which is passed first.  Below the
 * arguments are two places: up to 3.12 NULL and what is called, or method and object; from 3.13 on what is called and
 * NULL or the object. */
static bool find_callee(struct call *call, size_t arguments)
{
    size_t depth = state_stack_depth(call->probe, call->caller);
    uint32_t lower = stacked(call, arguments + 1), upper = stacked(call, arguments);

    if (depth < arguments + 2)
        return false;
    if (lower == 0 || upper == 0)
        return runs(call, lower + upper);
    if (!runs(call, lower))
        return false;
    /* `with` calls a bound method with None in that place: the first of three arguments. */
    add_first(call, upper, call->positional.count == 0 ? translate("object") : "");
    return true;
}

/* Arguments that stand on the stack side by side, the last ones with names. */
static bool take_stacked(struct call *call, size_t count, size_t above, uint32_t names)
{
    size_t depth = state_stack_depth(call->probe, call->caller);
    struct object keys = {.entries = 0};

    if (count > depth || !find_callee(call, count + above))
        return false;
    if (names != 0 && (!state_object(call->probe, names, &keys) || keys.entries > count))
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t position = depth - above - count + i;
        struct argument argument = {
            .object = state_stack_at(call->probe, call->caller, position), .position = position, .label = ""};

        if (i < count - keys.entries) {
            vector_push(&call->positional, argument);
            continue;
        }
        argument.key = state_entry(call->probe, names, i - (count - keys.entries)).value;
        vector_push(&call->named, argument);
    }
    return true;
}

/* The names of a call's last arguments up to 3.12: an instruction before it has noted them. */
static uint32_t noted_names(const struct call *call)
{
    for (size_t back = 1; back <= 2 && back <= call->index; back++) {
        const struct instruction *instruction =
            recording_instruction(call->recording, call->caller_code, call->index - back);

        if (strcmp(name_of(call, instruction), "KW_NAMES") == 0)
            return instruction->constant;
        if (strcmp(name_of(call, instruction), "PRECALL") != 0)
            return 0;
    }
    return 0;
}

static void add_item(struct call *call, uint32_t object, size_t index)
{
    vector_push(&call->positional, ((struct argument){.object = object,
                                                      .position = SIZE_MAX,
                                                      .part = packed_part_of(&call->packed.items, index),
                                                      .index = index}));
}

static void add_pair(struct call *call, struct entry entry, size_t index)
{
    vector_push(&call->named, ((struct argument){.object = entry.value,
                                                 .key = entry.label,
                                                 .position = SIZE_MAX,
                                                 .part = packed_part_of(&call->packed.pairs, index),
                                                 .index = index}));
}

static int64_t number_in(const struct call *call, uint32_t range, const char *field)
{
    struct object object;
    int64_t number = 0;

    if (state_object(call->probe, unpacking_field(call->probe, range, field), &object) &&
        object.kind == TRACE_OBJECT_INT && object.value.length <= 1 + TRACE_WHOLE_MAX)
        number = trace_whole(object.value);
    return number;
}

static size_t length_of_range(const struct call *call, uint32_t range)
{
    int64_t start = number_in(call, range, "start"), stop = number_in(call, range, "stop");
    int64_t step = number_in(call, range, "step");

    if (step > 0)
        return stop > start ? (size_t)((stop - start - 1) / step + 1) : 0;
    return step < 0 && start > stop ? (size_t)((start - stop - 1) / -step + 1) : 0;
}

/* How many items an iterator has given, as what the parameters are bound to tells. */
static size_t count_taken(struct call *call)
{
    size_t taken = call->positional.count, plain = call->parameters.positional + call->parameters.keyword, at;
    struct object rest;

    for (at = taken; at < call->parameters.positional; at++) {
        uint32_t bound = bound_to(call, call->parameters.names[at]);

        if (bound == 0 || find_named(call, call->parameters.names[at]) != NULL)
            break;
        if (bound != default_of(call, at))
            taken = at + 1;
    }
    if (call->parameters.rest && state_object(call->state, bound_to(call, call->parameters.names[plain]), &rest) &&
        rest.entries > 0)
        taken = at + rest.entries;
    call->open = taken < at;
    return taken - call->positional.count;
}

/* The items that are left to an iterator over a list or a tuple. */
static bool take_rest_of(struct call *call, uint32_t iterator)
{
    size_t start;
    uint32_t sequence = unpacking_sequence(call->probe, iterator, &start);
    struct object object;

    if (sequence == 0 || !state_object(call->probe, sequence, &object))
        return false;
    for (size_t i = start; i < object.entries; i++)
        add_item(call, state_entry(call->probe, sequence, i).value, i - start);
    return true;
}

/* What a generator gave between the moment before the call and the call: to its end, or it is not known. */
static bool take_given(struct call *call, uint32_t generator)
{
    uint32_t from = state_step(call->probe);
    size_t before = call->positional.count;
    struct step step;

    for (uint32_t number = from + 1; number <= call->moment.step && number - from < GIVEN_MAX; number++) {
        const struct frame_birth *birth;

        if (!recording_step(call->recording, number, &step))
            break;
        birth = recording_frame(call->recording, step.frame);
        if (birth == NULL || birth->generator != generator)
            continue;
        if (step.event == TRACE_EVENT_RETURN)
            return true;
        if (step.event == TRACE_EVENT_YIELD)
            add_item(call, step.value, call->positional.count - before);
    }
    call->positional.count = before;
    return false;
}

/* Of an iterator. */
static void take_iterated(struct call *call, uint32_t iterator)
{
    size_t count;

    if (take_rest_of(call, iterator) || take_given(call, iterator))
        return;
    count = count_taken(call);
    for (size_t i = 0; i < count && i < PARAMETERS_MAX; i++)
        add_item(call, 0, i);
}

/* The arguments that an object gives as *a.  Those of a str or a range are not known as objects, nor an iterator's. */
static bool take_items(struct call *call, uint32_t items)
{
    struct object object;
    size_t count = 0;

    if (!state_object(call->probe, items, &object))
        return false;
    switch ((int)object.kind) {
    case TRACE_OBJECT_STR:
    case TRACE_OBJECT_BYTES:
        count = (size_t)object.length;
        break;
    case TRACE_OBJECT_RANGE:
        count = length_of_range(call, items);
        break;
    case TRACE_OBJECT_TUPLE:
    case TRACE_OBJECT_LIST:
    case TRACE_OBJECT_SET:
    case TRACE_OBJECT_FROZENSET:
    case TRACE_OBJECT_DEQUE:
    case TRACE_OBJECT_DICT:
        for (size_t i = 0; i < object.entries; i++) {
            struct entry entry = state_entry(call->probe, items, i);

            add_item(call, object.kind == TRACE_OBJECT_DICT ? entry.label : entry.value, i);
        }
        break;
    default:
        take_iterated(call, items);
        break;
    }
    for (size_t i = 0; i < count && i < PARAMETERS_MAX; i++)
        add_item(call, 0, i);
    return true;
}

static void trace_packed(struct call *call, bool has_dict)
{
    struct when before = {state_step(call->probe), state_instant(call->probe)};
    size_t depth = state_stack_depth(call->probe, call->caller);

    if (call->packed.items.count + call->packed.pairs.count > 0 || depth < 1 + (size_t)has_dict)
        return;
    call->packed.recording = call->recording;
    call->packed.probe = call->probe;
    call->packed.frame = call->caller;
    call->packed.code = call->caller_code;
    call->packed.index = call->index;
    call->packed.items_at = depth - 1 - has_dict;
    call->packed.pairs_at = has_dict ? depth - 1 : SIZE_MAX;
    packed_trace(&call->packed, before);
    state_seek_instant(call->probe, before.step, before.instant);
}

/* Arguments in a tuple (or another iterable) and a dict. */
static bool take_packed(struct call *call, bool has_dict)
{
    uint32_t items = stacked(call, has_dict), dict = has_dict ? stacked(call, 0) : 0;
    struct object object;

    if (!find_callee(call, 1 + (size_t)has_dict))
        return false;
    trace_packed(call, has_dict);
    if (dict != 0 && state_object(call->probe, dict, &object) && object.kind == TRACE_OBJECT_DICT)
        for (size_t i = 0; i < object.entries; i++)
            add_pair(call, state_entry(call->probe, dict, i), i);
    return take_items(call, items);
}

static void forget_arguments(struct call *call)
{
    packed_free(&call->packed);
    vector_clear(&call->positional);
    vector_clear(&call->named);
}

static bool take_arguments(struct call *call)
{
    const char *name = name_of(call, call->instruction);
    size_t count = call->instruction->argument;

    if (strcmp(name, "CALL") == 0)
        return take_stacked(call, count, 0, noted_names(call));
    if (strcmp(name, "CALL_KW") == 0)
        return take_stacked(call, count, 1, stacked(call, 0));
    if (strcmp(name, "CALL_FUNCTION_EX") != 0)
        return false;
    if (take_packed(call, count & 1))
        return true;
    forget_arguments(call);
    return take_packed(call, true); /* from 3.14 on there is always a place for the dict */
}

/* ---- parameters ---- */

static bool is_parameter(const struct call *call, const struct argument *argument)
{
    for (size_t i = 0; i < call->parameters.positional + call->parameters.keyword; i++)
        if (is_named(call, argument, call->parameters.names[i]))
            return true;
    return false;
}

/* ---- elements: arguments, and defaults ---- */

/* Whether a value has no text but the call's own: the three that `with` gives to __exit__. */
static bool is_of_the_call(const struct call *call, const struct piece *piece)
{
    return piece->line == call->instruction->line && piece->byte == call->instruction->byte &&
           piece->end_line == call->instruction->end_line && piece->end_byte == call->instruction->end_byte;
}

/* "k=", of an argument that is given by name. */
static void write_key(const struct call *call, uint32_t key, struct text *out)
{
    struct object_birth birth;

    if (key != 0 && recording_object(call->recording, key, &birth))
        text_format(out, "%.*s=", (int)birth.value.length, birth.value.at);
}

/* Of what was packed: "0 of *a", "'k' of **d"; what is given by itself as it is written, "x", "k=x". */
static void write_packed(const struct call *call, const struct argument *argument, struct text *out)
{
    bool starred = argument->part == NULL || argument->part->starred;
    size_t index = argument->part != NULL ? argument->index - argument->part->from : argument->index;
    struct text written = TEXT_EMPTY;

    if (argument->part != NULL && !is_of_the_call(call, &argument->part->piece))
        piece_write(call->recording, call->caller_code, &argument->part->piece, &written);
    if (starred && (written.length == 0 || written.length > WRITTEN_MAX)) {
        text_clear(&written);
        text_add(&written, "…");
    }
    if (starred && argument->key != 0) {
        value_summary(call->probe, argument->key, WRITTEN_MAX, out);
        text_format(out, translate(" of **%s"), text_string(&written));
    } else if (starred) {
        text_format(out, translate("%zu of *%s"), index, text_string(&written));
    } else {
        write_key(call, argument->key, out);
        text_add(out, text_string(&written));
    }
    text_free(&written);
}

static void write_text(const struct call *call, const struct argument *argument, struct text *out)
{
    struct standing *standing;
    size_t count;

    if (argument->label == NULL) {
        write_packed(call, argument, out);
        return;
    }
    write_key(call, argument->key, out);
    if (argument->position == SIZE_MAX) {
        text_add(out, argument->label);
        return;
    }
    standing = targets_standing(call->recording, call->caller_code, call->index, &count);
    if (argument->position < count && standing[argument->position].known &&
        !is_of_the_call(call, &standing[argument->position].piece))
        piece_write(call->recording, call->caller_code, &standing[argument->position].piece, out);
    free(standing);
}

static void add_argument(struct call *call, struct unpacking *unpacking, const struct argument *argument, int target)
{
    struct unpacking_element *element = unpacking_add_element(unpacking, argument->object, target, UNPACKING_NONE);

    write_text(call, argument, &element->label);
    unpacking_write_value(call->state, call->probe, argument->object, &element->value);
}

static struct unpacking_target *add_parameter(struct call *call, struct unpacking *unpacking, size_t index,
                                              const char *stars)
{
    struct unpacking_target *target = unpacking_add_target(unpacking, UNPACKING_BOUND);
    uint32_t name = call->parameters.names[index];

    target->sort = TARGET_NAME;
    target->starred = *stars != '\0';
    target->now = state_instant(call->state) == 0;
    target->object = bound_to(call, name);
    text_format(&target->text, "%s%s", stars, recording_string(call->recording, name, NULL));
    unpacking_write_value(call->state, NULL, target->object, &target->value);
    if (target->object == 0)
        target->state = UNPACKING_NEVER;
    return target;
}

static void pair(struct call *call, struct unpacking *unpacking, size_t index)
{
    struct unpacking_target *target = add_parameter(call, unpacking, index, "");
    int place = (int)unpacking->targets.count - 1;
    const struct argument *argument =
        index < call->parameters.positional && index < call->positional.count ? &call->positional.items[index] : NULL;
    struct argument self;

    target->giver = argument != NULL ? UNPACKING_BY_PLACE : UNPACKING_BY_NAME;
    if (argument == NULL)
        argument = find_named(call, call->parameters.names[index]);
    if (argument == NULL) {
        uint32_t given = default_of(call, index);
        bool open = call->open && index < call->parameters.positional && given == target->object;
        struct unpacking_element *element;

        target->giver = open ? UNPACKING_UNKNOWN : UNPACKING_BY_DEFAULT;
        element =
            unpacking_add_element(unpacking, given, given == target->object ? place : UNPACKING_NONE, UNPACKING_NONE);
        text_add(&element->label, open ? translate("item or default") : translate("default"));
        unpacking_write_value(call->state, call->probe, given, &element->value);
        return;
    }
    self = *argument;
    if (self.object == 0)
        self.object = target->object; /* the new object, which nobody else has yet */
    add_argument(call, unpacking, &self, self.object == target->object ? place : UNPACKING_NONE);
}

/* *args: a new tuple of the arguments by place that no parameter took. */
static void gather_rest(struct call *call, struct unpacking *unpacking, size_t index)
{
    struct unpacking_target *target = add_parameter(call, unpacking, index, "*");
    int place = (int)unpacking->targets.count - 1;
    struct object tuple;
    size_t entries = state_object(call->state, target->object, &tuple) ? tuple.entries : 0;

    target->giver = UNPACKING_GATHERED;
    for (size_t i = call->parameters.positional; i < call->positional.count; i++) {
        const struct argument *argument = &call->positional.items[i];
        size_t entry = i - call->parameters.positional;
        uint32_t got = entry < entries ? state_entry(call->state, tuple.number, entry).value : 0;
        struct argument given = *argument;

        if (given.object == 0)
            given.object = got;
        add_argument(call, unpacking, &given, got == given.object ? place : UNPACKING_NONE);
    }
}

/* **kwargs: a new dict of those by name. */
static void gather_named(struct call *call, struct unpacking *unpacking, size_t index)
{
    int place;

    add_parameter(call, unpacking, index, "**")->giver = UNPACKING_GATHERED;
    place = (int)unpacking->targets.count - 1;
    for (size_t i = 0; i < call->named.count; i++)
        if (!is_parameter(call, &call->named.items[i]))
            add_argument(call, unpacking, &call->named.items[i], place);
}

/* In the parameters' order. */
static void pair_all(struct call *call, struct unpacking *unpacking)
{
    size_t plain = call->parameters.positional + call->parameters.keyword;

    for (size_t i = 0; i < plain && i < PARAMETERS_MAX; i++)
        pair(call, unpacking, i);
    if (call->parameters.rest)
        gather_rest(call, unpacking, plain);
    if (call->parameters.named)
        gather_named(call, unpacking, plain + call->parameters.rest);
}

/* ---- the call ---- */

static bool find_instruction(struct call *call)
{
    const struct frame_birth *caller = recording_frame(call->recording, call->caller);
    struct when moment = call->moment;
    struct ran ran;

    if (caller == NULL)
        return false;
    call->caller_code = caller->code;
    if (!unpacking_go_back(call->recording, call->caller, caller->code, &moment, &ran))
        return false;
    call->index = ran.index;
    call->instruction = recording_instruction(call->recording, caller->code, ran.index);
    state_seek_instant(call->probe, ran.before.step, ran.before.instant);
    return true;
}

/* A generator, or a coroutine, is called when its object is made, and its frame begins when somebody asks it for
 * something. */
static bool find_making(struct call *call)
{
    uint32_t generator = call->birth->generator, first = 1, last;
    struct object_birth birth;
    struct instant instant;
    struct object object;

    if (strcmp(called_name(call), "<genexpr>") == 0 || !recording_object(call->recording, generator, &birth) ||
        birth.step == 0)
        return false;
    last = recording_instants(call->recording, birth.step - 1);
    while (first <= last) {
        uint32_t middle = first + (last - first) / 2;

        state_seek_instant(call->probe, birth.step - 1, middle);
        if (state_object(call->probe, generator, &object))
            last = middle - 1;
        else
            first = middle + 1;
    }
    if (!recording_instant(call->recording, birth.step - 1, first, &instant))
        return false;
    call->caller = instant.frame;
    call->moment = (struct when){birth.step - 1, first};
    return true;
}

static void write_call(const struct call *call, struct text *out)
{
    struct piece piece = {.line = call->instruction->line,
                          .end_line = call->instruction->end_line,
                          .byte = call->instruction->byte,
                          .end_byte = call->instruction->end_byte};

    piece_write(call->recording, call->caller_code, &piece, out);
}

/* Of a generator: the call was made in another line than the one that runs, maybe in another file. */
static void write_making(const struct call *call, struct unpacking *unpacking)
{
    const struct code *caller = recording_code(call->recording, call->caller_code);
    const struct code *called = recording_code(call->recording, call->birth->code);
    const char *file, *slash;
    struct object object;

    if (call->birth->generator == 0)
        return;
    text_format(&unpacking->title, translate("line %u"), (unsigned)unpacking->line);
    if (caller != NULL && called != NULL && caller->file != called->file) {
        file = recording_string(call->recording, caller->file, NULL);
        slash = strrchr(file, '/');
        text_format(&unpacking->title, translate(" of %s"), slash != NULL ? slash + 1 : file);
    }
    if (state_object(call->state, call->birth->generator, &object))
        text_add(&unpacking->made, recording_string(call->recording, object.type, NULL));
}

bool unpacking_find_call(struct state *state, struct state *probe, struct unpacking *unpacking)
{
    struct call call = {.recording = state_recording(state), .state = state, .probe = probe};
    struct step step;
    bool found;

    if (!recording_step(call.recording, state_step(state), &step))
        return false;
    call.frame = step.frame;
    call.birth = recording_frame(call.recording, step.frame);
    if (call.birth == NULL || !recording_parameters(call.recording, call.birth->code, &call.parameters))
        return false;
    call.caller = call.birth->caller;
    call.moment = (struct when){state_step(state), 0};
    if (call.birth->generator != 0 && !find_making(&call))
        return false;
    found = find_instruction(&call) && take_arguments(&call);
    if (found) {
        unpacking->frame = step.frame;
        unpacking->line = call.instruction->line;
        unpacking->started = true;
        write_call(&call, &unpacking->source);
        write_making(&call, unpacking);
        pair_all(&call, unpacking);
    }
    packed_free(&call.packed);
    vector_free(&call.positional);
    vector_free(&call.named);
    return found && unpacking->targets.count > 0;
}
