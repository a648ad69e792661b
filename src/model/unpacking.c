#include "model/unpacking_work.h"

#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "model/keyframes.h"
#include "model/literal.h"
#include "model/value.h"

enum {
    LOOK_BACK_MAX = 1 << 16, /* moments that are looked through for what ran before */
    HISTORY_MAX = 1 << 12,   /* instructions that are remembered */
};

struct unpackings {
    const struct recording *recording; /* borrowed */
    struct state *probe;               /* owned: looks at other moments */
    struct targets targets;            /* of `code` */
    uint32_t code;
    size_t instructions; /* it had so many when its targets were found */
    VECTOR(struct unpacking) found;
};

/* One frame at one moment. */
struct work {
    const struct recording *recording;
    const struct targets *targets;
    struct state *state, *probe;
    uint32_t frame, code;
    struct when moment;         /* for what has run */
    size_t next;                /* index of the instruction about to run, SIZE_MAX when that is not known */
    VECTOR(struct ran) history; /* newest first: of the lines that are looked at */
    size_t limit;               /* of the history, what belongs to the assignment that is looked at */
    struct standing *standing;  /* before `next`; NULL unknown */
    size_t standing_count;
    bool running; /* `next` has begun, and other code runs meanwhile */
    bool failed;  /* `next` has raised an exception, which has emptied the stack */
};

/* ---- what both sorts need ---- */

/* From a step in which a frame was left to the one in which it was entered. */
static uint32_t entered(const struct recording *recording, struct step step)
{
    uint32_t number = step.number;

    while (step.event != TRACE_EVENT_CALL && step.event != TRACE_EVENT_RESUME &&
           recording_step_before(recording, step.number, &number))
        recording_step(recording, number, &step);
    return step.number;
}

static bool is_left(enum trace_event event)
{
    return event == TRACE_EVENT_RETURN || event == TRACE_EVENT_YIELD || event == TRACE_EVENT_UNWIND;
}

static bool find_instant(const struct recording *recording, uint32_t frame, struct when *moment,
                         struct instant *instant)
{
    while (moment->instant > 1) {
        moment->instant--;
        recording_instant(recording, moment->step, moment->instant, instant);
        if (instant->frame == frame)
            return true;
    }
    return false;
}

/* The instruction that begins at a unit, or, where that is EXTENDED_ARG, the one that it belongs to. */
static size_t find_instruction(const struct recording *recording, uint32_t code, uint32_t unit)
{
    size_t index = recording_find_instruction(recording, code, unit);
    const struct instruction *instruction;

    while ((instruction = recording_instruction(recording, code, index)) != NULL &&
           strcmp(recording_string(recording, instruction->name, NULL), "EXTENDED_ARG") == 0)
        index++;
    return index;
}

bool unpacking_go_back(const struct recording *recording, uint32_t frame, uint32_t code, struct when *moment,
                       struct ran *ran)
{
    const struct frame_birth *birth = recording_frame(recording, frame);
    struct instant instant;
    struct step last, step;

    *ran = (struct ran){.index = 0};
    if (birth == NULL || !recording_last_step(recording, frame, &last))
        return false;
    for (size_t looked = 0; looked < LOOK_BACK_MAX; looked++) {
        if (find_instant(recording, frame, moment, &instant)) {
            ran->index = find_instruction(recording, code, instant.unit);
            ran->before = *moment;
            return ran->index < recording_instructions(recording, code);
        }
        if (!recording_step(recording, moment->step, &step) ||
            (step.frame == frame && step.event == TRACE_EVENT_CALL))
            return false;
        if (step.frame == frame && step.event == TRACE_EVENT_LINE && looked > 0)
            return false; /* the line ran, and none of its instructions was recorded */
        if (step.frame == frame && step.event == TRACE_EVENT_EXCEPTION)
            ran->exception = step.value;
        else if (step.frame != frame && step.thread == last.thread && is_left(step.event) && birth->generator == 0)
            moment->step = entered(recording, step);
        if (moment->step == 0)
            return false;
        moment->step--;
        moment->instant = recording_instants(recording, moment->step) + 1;
    }
    return false;
}

uint32_t unpacking_stacked(const struct state *state, uint32_t frame, size_t position)
{
    return position < state_stack_depth(state, frame) ? state_stack_at(state, frame, position) : 0;
}

void unpacking_write_value(const struct state *state, const struct state *earlier, uint32_t number, struct text *out)
{
    struct object object;

    if (number == 0)
        return;
    if (earlier == NULL || (state_object(state, number, &object) && object.alive))
        value_summary(state, number, UNPACKING_VALUE_MAX, out);
    else
        value_summary(earlier, number, UNPACKING_VALUE_MAX, out);
}

uint32_t unpacking_field(const struct state *state, uint32_t number, const char *name)
{
    struct object object;

    if (!state_object(state, number, &object))
        return 0;
    for (size_t i = object.layout == TRACE_LAYOUT_FIELDS ? 0 : object.entries; i < object.entries + object.fields;
         i++) {
        struct entry entry = state_entry(state, number, i);

        if (strcmp(recording_string(state_recording(state), entry.label, NULL), name) == 0)
            return entry.value;
    }
    return 0;
}

struct unpacking_element *unpacking_add_element(struct unpacking *unpacking, uint32_t object, int target, int parent)
{
    vector_push(&unpacking->elements,
                ((struct unpacking_element){.object = object, .target = target, .parent = parent}));
    return &vector_last(&unpacking->elements);
}

struct unpacking_target *unpacking_add_target(struct unpacking *unpacking, enum unpacking_state state)
{
    vector_push(&unpacking->targets, ((struct unpacking_target){.state = state, .parent = UNPACKING_NONE}));
    return &vector_last(&unpacking->targets);
}

void unpacking_free(struct unpacking *unpacking)
{
    for (size_t i = 0; i < unpacking->elements.count; i++) {
        text_free(&unpacking->elements.items[i].label);
        text_free(&unpacking->elements.items[i].value);
    }
    for (size_t i = 0; i < unpacking->targets.count; i++) {
        text_free(&unpacking->targets.items[i].text);
        text_free(&unpacking->targets.items[i].value);
    }
    vector_free(&unpacking->elements);
    vector_free(&unpacking->targets);
    text_free(&unpacking->source);
    text_free(&unpacking->title);
    text_free(&unpacking->made);
    text_free(&unpacking->message);
}

/* ---- what has run ---- */

static const struct instruction *instruction_at(const struct work *work, size_t index)
{
    return recording_instruction(work->recording, work->code, index);
}

static bool is_within(const struct instruction *instruction, uint32_t first, uint32_t last)
{
    return instruction->line == 0 || (instruction->line >= first && instruction->line <= last);
}

/* Whether it is the instruction that was found after this moment, whose EXTENDED_ARG had a moment of its own. */
static bool is_begun(const struct work *work, size_t index)
{
    size_t next = work->failed ? SIZE_MAX : work->next;
    size_t later = work->history.count > 0 ? vector_last(&work->history).index : next;

    return later == index && index > 0 &&
           strcmp(recording_string(work->recording, instruction_at(work, index - 1)->name, NULL), "EXTENDED_ARG") ==
               0;
}

/* Remembers what ran last, as long as it is of these lines. */
static void look_back(struct work *work, uint32_t first, uint32_t last)
{
    struct when moment = work->moment;
    struct ran ran;

    vector_clear(&work->history);
    while (work->history.count < HISTORY_MAX &&
           unpacking_go_back(work->recording, work->frame, work->code, &moment, &ran) &&
           is_within(instruction_at(work, ran.index), first, last))
        if (!is_begun(work, ran.index))
            vector_push(&work->history, ran);
}

/* Whether it jumps back to before the assignment, which then is due again. */
static bool is_next_round(const struct work *work, const struct assignment *assignment, size_t index)
{
    const struct instruction *instruction = instruction_at(work, index);

    return instruction->target >= 0 && index > assignment->begin &&
           recording_find_instruction(work->recording, work->code, (uint32_t)instruction->target) <=
               assignment->begin;
}

/* How much of the history is of this run of the assignment. */
static void find_limit(struct work *work, const struct assignment *assignment)
{
    work->limit = 0;
    if (work->next == assignment->begin)
        return;
    while (work->limit < work->history.count) {
        size_t index = work->history.items[work->limit].index;

        if (is_next_round(work, assignment, index))
            return;
        work->limit++;
        if (index == assignment->begin)
            return;
    }
}

/* The place in the history of an instruction that has run, whatever came of it; the limit when it has not. */
static size_t place_of(const struct work *work, size_t index)
{
    for (size_t i = 0; i < work->limit; i++)
        if (work->history.items[i].index == index)
            return i;
    return work->limit;
}

static bool has_run(const struct work *work, size_t index)
{
    size_t place = place_of(work, index);

    return place < work->limit && work->history.items[place].exception == 0;
}

/* Whether it ran last before this moment. */
static bool ran_last(const struct work *work, size_t index)
{
    return has_run(work, index) && place_of(work, index) == 0;
}

/* The probe at the moment before an instruction, which is in the history. */
static struct state *before(const struct work *work, size_t index)
{
    struct when moment = work->history.items[place_of(work, index)].before;

    state_seek_instant(work->probe, moment.step, moment.instant);
    return work->probe;
}

/* The state, or the probe, where what stands on the stack can be seen: what takes something apart may let go of it
 * first, as it does from 3.14 on. */
static struct state *with_stack(const struct work *work)
{
    if (work->running) {
        state_seek_instant(work->probe, work->moment.step, work->moment.instant);
        return work->probe;
    }
    return work->failed ? before(work, work->next) : work->state;
}

/* The probe at the moment after it. */
static struct state *after(const struct work *work, size_t index)
{
    size_t place = place_of(work, index);
    struct when moment = place > 0 ? work->history.items[place - 1].before : work->moment;

    state_seek_instant(work->probe, moment.step, moment.instant);
    return work->probe;
}

/* ---- where values stand ---- */

static bool is_value_of(const struct work *work, const struct standing *standing, const struct target *target)
{
    if (target->parent != UNPACKING_NONE)
        return standing->target == (size_t)(target - work->targets->targets.items);
    return standing->known && standing->made == target->pushed && standing->begin == target->begun &&
           standing->piece.half == target->origin.half;
}

/* The place of a target's value on the stack at this moment; false when it is not there. */
static bool is_stacked(const struct work *work, const struct target *target, size_t *position)
{
    if (has_run(work, target->taken))
        return false;
    if (work->next == target->taken) {
        *position = target->taken_from;
        return true;
    }
    /* Before an item is there, or what a context manager gives, something to wait for may stand in its place. */
    if (!has_run(work, target->pushed) || target->origin_sort == VALUE_ITEM || target->origin_sort == VALUE_ENTERED)
        return false;
    for (size_t i = 0; i < work->standing_count; i++)
        if (is_value_of(work, &work->standing[i], target)) {
            *position = i;
            return true;
        }
    return false;
}

/* The object that a target gets, 0 while it is not there. */
static uint32_t value_of(const struct work *work, const struct target *target)
{
    size_t position;

    if (place_of(work, target->taken) < work->limit)
        return unpacking_stacked(before(work, target->taken), work->frame, target->taken_from);
    return is_stacked(work, target, &position) ? unpacking_stacked(with_stack(work), work->frame, position) : 0;
}

/* ---- elements ---- */

/* Of the parts of a target, the one that element `index` of `count` is for; counted from the first. */
static int part_for(const struct work *work, const struct target *target, size_t index, size_t count)
{
    size_t starred = target->parts;

    for (size_t i = 0; i < target->parts; i++)
        if (work->targets->targets.items[target->first + i].starred)
            starred = i;
    if (starred == target->parts || index < starred || count < target->parts - 1)
        return index < target->parts ? (int)index : UNPACKING_NONE;
    if (index >= count - (target->parts - 1 - starred))
        return (int)(target->parts - (count - index));
    return (int)starred;
}

/* Where elements go to: a target that is taken apart, at `owner` among those of the unpacking, its parts from `first`
 * on. */
struct sink {
    const struct work *work;
    struct unpacking *unpacking;
    const struct target *target;
    const struct state *earlier;
    int owner;
    const int *places; /* of targets among those of the unpacking */
    size_t count;
    size_t from;   /* index of the first element that is added */
    uint32_t keys; /* tuple: what the elements were looked up by, in a pattern of match; 0 none */
};

static int place_for(const struct sink *sink, size_t index, size_t count)
{
    int part = part_for(sink->work, sink->target, index, count);

    return part == UNPACKING_NONE ? part : sink->places[sink->target->first + (size_t)part];
}

/* The keys by which MATCH_KEYS found what the target takes apart; 0 when it is no such thing. */
static uint32_t keys_of(const struct work *work, const struct target *target)
{
    const struct instruction *made = instruction_at(work, target->pushed);
    struct state *state;
    size_t depth;

    if (target->parent != UNPACKING_NONE || made == NULL || !has_run(work, target->pushed) ||
        strcmp(recording_string(work->recording, made->name, NULL), "MATCH_KEYS") != 0)
        return 0;
    state = before(work, target->pushed);
    depth = state_stack_depth(state, work->frame);
    return depth > 0 ? state_stack_at(state, work->frame, depth - 1) : 0;
}

static void write_label(const struct sink *sink, size_t index, struct text *out)
{
    struct object keys;

    if (state_object(sink->work->state, sink->keys, &keys) && index < keys.entries)
        value_summary(sink->work->state, state_entry(sink->work->state, sink->keys, index).value, UNPACKING_VALUE_MAX,
                      out);
    else
        text_format(out, "%zu", index);
}

static struct unpacking_element *add(struct sink *sink, size_t index, uint32_t object)
{
    struct unpacking_element *element;

    if (sink->unpacking->elements.count - sink->from >= UNPACKING_ELEMENTS_MAX)
        return NULL;
    element = unpacking_add_element(sink->unpacking, object, place_for(sink, index, sink->count), sink->owner);
    write_label(sink, index, &element->label);
    unpacking_write_value(sink->work->state, sink->earlier, object, &element->value);
    return element;
}

static void add_characters(struct sink *sink, const struct object *object)
{
    size_t at = 0;

    for (size_t i = 0; i < sink->count && at < object->value.length; i++) {
        uint32_t code_point;
        size_t length = utf8_decode(object->value.at + at, object->value.length - at, &code_point);
        struct unpacking_element *element = add(sink, i, 0);

        if (element == NULL)
            return;
        literal_str((struct trace_bytes){object->value.at + at, length > 0 ? length : 1}, 1, &element->value);
        at += length > 0 ? length : 1;
    }
}

static void add_bytes(struct sink *sink, const struct object *object)
{
    for (size_t i = 0; i < sink->count && i < object->value.length; i++) {
        struct unpacking_element *element = add(sink, i, 0);

        if (element == NULL)
            return;
        text_format(&element->value, "%u", (unsigned char)object->value.at[i]);
    }
}

/* Whether an object's own entries are what an iterator over it gives. */
static bool holds_its_items(const struct state *state, const struct object *object)
{
    const char *type = recording_string(state_recording(state), object->type, NULL);

    switch ((int)object->kind) {
    case TRACE_OBJECT_NAMEDTUPLE:
        return true;
    case TRACE_OBJECT_LIST:
    case TRACE_OBJECT_TUPLE:
    case TRACE_OBJECT_DICT:
    case TRACE_OBJECT_SET:
    case TRACE_OBJECT_FROZENSET:
    case TRACE_OBJECT_STR:
    case TRACE_OBJECT_BYTES:
    case TRACE_OBJECT_BYTEARRAY:
        return strcmp(type, trace_object_word(object->kind)) == 0;
    case TRACE_OBJECT_DEQUE:
        return strcmp(type, "collections.deque") == 0;
    default:
        return false;
    }
}

/* The elements that an object holds at the moment that `state` is at.  False when only an iterator can tell. */
static bool add_held(struct sink *sink, const struct state *state, uint32_t number)
{
    struct object object;

    if (!state_object(state, number, &object) || !holds_its_items(state, &object))
        return false;
    sink->count = (size_t)object.length;
    if (object.kind == TRACE_OBJECT_STR)
        add_characters(sink, &object);
    else if (object.kind == TRACE_OBJECT_BYTES || object.kind == TRACE_OBJECT_BYTEARRAY)
        add_bytes(sink, &object);
    for (size_t i = 0; i < object.entries && i < sink->count && object.layout != TRACE_LAYOUT_LEAF; i++) {
        struct entry entry = state_entry(state, number, i);

        if (add(sink, i, object.layout == TRACE_LAYOUT_PAIRS ? entry.label : entry.value) == NULL)
            break;
    }
    return true;
}

static void add_starred(struct sink *sink, const struct state *state, uint32_t list, size_t index)
{
    struct object object;

    if (!state_object(state, list, &object))
        return;
    for (size_t i = 0; i < object.entries; i++)
        if (add(sink, index + i, state_entry(state, list, i).value) == NULL)
            return;
}

static size_t length_of(const struct state *state, uint32_t number)
{
    struct object object;

    return state_object(state, number, &object) ? (size_t)object.length : 0;
}

/* What stands on the stack right after the target was taken apart: just what came out, whatever it was. */
static void add_pushed(struct sink *sink)
{
    const struct work *work = sink->work;
    const struct target *parts = &work->targets->targets.items[sink->target->first];
    struct state *state = after(work, sink->target->taken);
    size_t index = 0;

    sink->count = sink->target->parts;
    for (size_t i = 0; i < sink->target->parts; i++)
        if (parts[i].starred)
            sink->count += length_of(state, unpacking_stacked(state, work->frame, parts[i].position)) - 1;
    sink->earlier = state;
    for (size_t i = 0; i < sink->target->parts; i++) {
        uint32_t object = unpacking_stacked(state, work->frame, parts[i].position);

        if (parts[i].starred)
            add_starred(sink, state, object, index);
        else
            add(sink, index, object);
        index += parts[i].starred ? length_of(state, object) : 1;
    }
}

/* ---- items that an iterator gave ---- */

/* Whether a step is one in which an iterator, written in Python, gives an item to the frame. */
static bool gives_item(const struct work *work, const struct step *step, uint32_t source)
{
    const struct frame_birth *birth = recording_frame(work->recording, step->frame);
    const struct code *code = birth != NULL ? recording_code(work->recording, birth->code) : NULL;
    const char *name = code != NULL ? recording_string(work->recording, code->name, NULL) : "";

    if (step->event == TRACE_EVENT_YIELD)
        return birth != NULL && birth->generator != 0 && (birth->generator == source || birth->caller == work->frame);
    return step->event == TRACE_EVENT_RETURN && birth != NULL && birth->caller == work->frame &&
           (strcmp(name, "__next__") == 0 || strcmp(name, "__getitem__") == 0);
}

/* The items that came since the frame began to take `source` apart. */
static void add_given(struct sink *sink, uint32_t source, struct when from)
{
    const struct work *work = sink->work;
    uint32_t end = state_step(work->state);
    size_t index = 0;
    struct step step;

    sink->count = sink->target->parts; /* or so many as one hopes for */
    for (uint32_t number = from.step + 1; number <= end && number - from.step < LOOK_BACK_MAX; number++)
        if (recording_step(work->recording, number, &step) && gives_item(work, &step, source)) {
            if (add(sink, index, step.value) == NULL)
                break;
            index++;
        }
}

uint32_t unpacking_sequence(const struct state *state, uint32_t iterator, size_t *position)
{
    static const char word[] = "position: ";
    struct object object, sequence;
    uint32_t source = unpacking_field(state, iterator, "source");
    const char *type;

    if (!state_object(state, iterator, &object) || !state_object(state, source, &sequence) ||
        sequence.layout != TRACE_LAYOUT_ITEMS || object.detail.length < strlen(word))
        return 0;
    type = recording_string(state_recording(state), object.type, NULL);
    if ((strcmp(type, "list_iterator") != 0 && strcmp(type, "tuple_iterator") != 0) ||
        strncmp(object.detail.at, word, strlen(word)) != 0)
        return 0;
    *position = 0;
    for (size_t i = strlen(word);
         i < object.detail.length && object.detail.at[i] >= '0' && object.detail.at[i] <= '9'; i++)
        *position = *position * 10 + (size_t)(object.detail.at[i] - '0');
    return source;
}

static size_t count_entries(const struct state *state, uint32_t number)
{
    struct object object;

    return state_object(state, number, &object) ? object.entries : 0;
}

static bool is_alive(const struct state *state, uint32_t number)
{
    struct object object;

    return state_object(state, number, &object) && object.alive;
}

static bool takes_all(const struct sink *sink)
{
    for (size_t i = 0; i < sink->target->parts; i++)
        if (sink->work->targets->targets.items[sink->target->first + i].starred)
            return true;
    return false;
}

/* Items that an iterator over a list or tuple has gone over when that failed.  One that has died with that has given
 * all, or one more than there are targets for: that is what the exception says. */
static void add_passed(struct sink *sink, uint32_t iterator, struct when from)
{
    const struct work *work = sink->work;
    size_t start, end;
    uint32_t sequence;

    state_seek_instant(work->probe, from.step, from.instant);
    sequence = unpacking_sequence(work->probe, iterator, &start);
    if (sequence == 0)
        return;
    if (!is_alive(work->state, iterator))
        end = start + (takes_all(sink) ? length_of(work->probe, sequence) : sink->target->parts + 1);
    else if (unpacking_sequence(work->state, iterator, &end) == 0)
        end = length_of(work->probe, sequence);
    sink->count = sink->target->parts;
    for (size_t i = start; i < end && i < count_entries(work->probe, sequence); i++)
        if (add(sink, i - start, state_entry(work->probe, sequence, i).value) == NULL)
            return;
}

/* What an iterator has given so far, as the frame's instruction asks it, or asked it when an exception came up. */
static void add_iterated(struct sink *sink, uint32_t source)
{
    const struct work *work = sink->work;
    size_t place = place_of(work, sink->target->taken);
    struct when from = place < work->limit ? work->history.items[place].before : work->moment;
    bool failed = place < work->limit && work->history.items[place].exception != 0;

    if (!failed && !(work->running && work->next == sink->target->taken))
        return;
    sink->unpacking->iterated = true;
    sink->earlier = work->state;
    add_given(sink, source, from);
    if (failed && sink->unpacking->elements.count == sink->from)
        add_passed(sink, source, from);
    sink->unpacking->taken = (uint32_t)(sink->unpacking->elements.count - sink->from);
    for (size_t i = sink->from; failed && i < sink->unpacking->elements.count; i++)
        sink->unpacking->elements.items[i].lost = true;
}

static void add_elements(const struct work *work, struct unpacking *unpacking, const int *places, size_t number,
                         int owner)
{
    const struct target *target = &work->targets->targets.items[number];
    struct sink sink = {.work = work,
                        .unpacking = unpacking,
                        .target = target,
                        .owner = owner,
                        .places = places,
                        .from = unpacking->elements.count,
                        .keys = keys_of(work, target)};
    uint32_t object = value_of(work, target);
    bool begun = place_of(work, target->taken) < work->limit;

    if (has_run(work, target->taken))
        add_pushed(&sink);
    else if (object != 0 && !add_held(&sink, begun ? before(work, target->taken) : work->state, object))
        add_iterated(&sink, object);
}

/* ---- targets ---- */

static void set_state(const struct work *work, const struct target *target, struct unpacking_target *out)
{
    size_t position = 0;

    if (has_run(work, target->taken)) {
        out->state = target->sort == TARGET_DROPPED ? UNPACKING_NEVER : UNPACKING_BOUND;
        out->now = ran_last(work, target->taken);
    } else if (is_stacked(work, target, &position)) {
        out->state = UNPACKING_STACKED;
        out->now = ran_last(work, target->pushed);
        out->depth = (int)state_stack_depth(with_stack(work), work->frame) - 1 - (int)position;
    }
}

/* A name as it is written, which is not always what it is: __x of a class is _C__x.  In patterns of match what stands
 * at its place is something else. */
static void write_name(const struct work *work, const struct target *target, struct text *out)
{
    struct piece piece = {.byte = -1, .shown = target->piece.shown, .half = target->piece.half};
    struct text name = TEXT_EMPTY, written = TEXT_EMPTY;

    piece_write(work->recording, work->code, &piece, &name);
    piece_write(work->recording, work->code, &target->piece, &written);
    if (written.length > 0 && written.length <= name.length &&
        strcmp(name.bytes + name.length - written.length, written.bytes) == 0 && written.bytes[0] == '_')
        text_add(out, written.bytes);
    else
        text_add(out, text_string(&name));
    text_free(&name);
    text_free(&written);
}

static void write_target(const struct work *work, const struct target *target, struct text *out)
{
    if (target->starred)
        text_add_char(out, '*');
    if (target->sort == TARGET_NAME)
        write_name(work, target, out);
    else
        piece_write(work->recording, work->code, &target->piece, out);
}

static void add_target(const struct work *work, struct unpacking *unpacking, int *places, size_t number, int level)
{
    const struct target *target = &work->targets->targets.items[number];
    struct unpacking_target *out = unpacking_add_target(unpacking, UNPACKING_WAITING);

    places[number] = (int)unpacking->targets.count - 1;
    out->sort = target->sort;
    out->starred = target->starred;
    out->order = target->taken * 2 + (target->piece.half == 2);
    out->giver = target->starred ? UNPACKING_GATHERED : UNPACKING_BY_PLACE;
    out->level = level;
    if (level > 0 && target->parent != UNPACKING_NONE)
        out->parent = places[target->parent];
    write_target(work, target, &out->text);
    set_state(work, target, out);
    out->object = value_of(work, target);
    if (out->object != 0)
        unpacking_write_value(work->state, work->probe, out->object, &out->value);
    for (size_t i = 0; target->sort == TARGET_NESTED && i < target->parts; i++)
        add_target(work, unpacking, places, target->first + i, level + 1);
}

static void add_nested_elements(const struct work *work, struct unpacking *unpacking, const int *places,
                                size_t number)
{
    const struct target *target = &work->targets->targets.items[number];

    if (target->sort != TARGET_NESTED)
        return;
    add_elements(work, unpacking, places, number, places[number]);
    for (size_t i = 0; i < target->parts; i++)
        add_nested_elements(work, unpacking, places, target->first + i);
}

/* ---- whole unpackings ---- */

static void write_source(const struct work *work, const struct target *target, struct text *out)
{
    struct text origin = TEXT_EMPTY;

    piece_write(work->recording, work->code, &target->origin, &origin);
    if (origin.length == 0)
        text_add(out, target->origin_sort == VALUE_ITEM ? translate("the next item") : "");
    else if (target->origin_sort == VALUE_ITEM)
        text_format(out, translate("the next item of %s"), text_string(&origin));
    else if (target->origin_sort == VALUE_ENTERED)
        text_format(out, translate("entering %s"), text_string(&origin));
    else
        text_add(out, text_string(&origin));
    text_free(&origin);
}

static void write_title(const struct work *work, uint32_t number, struct text *out)
{
    struct object_birth birth;

    if (number == 0 || !recording_object(work->recording, number, &birth))
        return;
    value_title(work->state, number, out);
    text_add_char(out, ' ');
    value_short_id(work->recording, birth.address, false, out);
}

static void write_message(const struct state *state, uint32_t exception, struct text *out)
{
    uint32_t arguments = unpacking_field(state, exception, "args");
    struct object object, first;

    if (!state_object(state, exception, &object))
        return;
    text_add(out, recording_string(state_recording(state), object.type, NULL));
    if (length_of(state, arguments) == 1 && state_object(state, state_entry(state, arguments, 0).value, &first) &&
        first.kind == TRACE_OBJECT_STR)
        text_format(out, ": %.*s", (int)first.value.length, first.value.at);
}

/* Whether an exception was an instruction's way to learn that something has ended: an awaitable, an iterator. */
static bool is_taken_in(const struct work *work, const struct ran *ran)
{
    const char *name = recording_string(work->recording, instruction_at(work, ran->index)->name, NULL);
    struct object object;

    return (strcmp(name, "SEND") == 0 || strcmp(name, "FOR_ITER") == 0) &&
           state_object(work->state, ran->exception, &object) &&
           strcmp(recording_string(work->recording, object.type, NULL), "StopIteration") == 0;
}

/* What ended it before its end. */
static void note_exception(const struct work *work, struct unpacking *unpacking)
{
    for (size_t i = 0; i < work->limit && unpacking->exception == 0; i++)
        if (!is_taken_in(work, &work->history.items[i]))
            unpacking->exception = work->history.items[i].exception;
    if (unpacking->exception == 0)
        return;
    write_message(work->state, unpacking->exception, &unpacking->message);
    for (size_t i = 0; i < unpacking->targets.count; i++)
        if (unpacking->targets.items[i].state != UNPACKING_BOUND)
            unpacking->targets.items[i].state = UNPACKING_NEVER;
}

static void add_source(const struct work *work, struct unpacking *unpacking, int *places, size_t number)
{
    const struct target *target = &work->targets->targets.items[number];
    struct object_birth birth;

    write_source(work, target, &unpacking->source);
    unpacking->object = value_of(work, target);
    if (recording_object(work->recording, unpacking->object, &birth))
        unpacking->kind = birth.kind;
    write_title(work, unpacking->object, &unpacking->title);
    for (size_t i = 0; i < target->parts; i++)
        add_target(work, unpacking, places, target->first + i, 0);
    add_elements(work, unpacking, places, number, UNPACKING_NONE);
    for (size_t i = 0; i < target->parts; i++)
        add_nested_elements(work, unpacking, places, target->first + i);
}

static void add_stacked(const struct work *work, struct unpacking *unpacking, int *places, size_t number)
{
    const struct target *target = &work->targets->targets.items[number];
    struct unpacking_element *element;
    uint32_t object;

    add_target(work, unpacking, places, number, 0);
    object = unpacking->targets.items[places[number]].object;
    element = unpacking_add_element(unpacking, object, places[number], UNPACKING_NONE);
    write_source(work, target, &element->label);
    unpacking_write_value(work->state, work->probe, object, &element->value);
}

static struct unpacking make(struct work *work, const struct assignment *assignment)
{
    struct unpacking unpacking = {.frame = work->frame, .line = assignment->line};
    int *places = memory_zeroed(work->targets->targets.count + 1, sizeof *places);

    find_limit(work, assignment);
    unpacking.sort = assignment->stacked ? UNPACKING_STACK : UNPACKING_APART;
    unpacking.started = place_of(work, assignment->ready) < work->limit || work->running;
    unpacking.running = work->running;
    if (assignment->stacked) {
        for (size_t i = 0; i < assignment->targets.count; i++)
            add_stacked(work, &unpacking, places, assignment->targets.items[i]);
        for (size_t i = 0; i < assignment->targets.count; i++)
            add_nested_elements(work, &unpacking, places, assignment->targets.items[i]);
    } else {
        add_source(work, &unpacking, places, assignment->targets.items[0]);
    }
    note_exception(work, &unpacking);
    free(places);
    return unpacking;
}

/* ---- which of them ---- */

static bool is_of(const struct assignment *assignment, uint32_t line)
{
    return line >= assignment->line && line <= assignment->end_line;
}

/* Whether the line goes on behind it: a loop that has ended, a branch that was not taken. */
static bool is_passed(const struct work *work, const struct assignment *assignment)
{
    return work->next != SIZE_MAX && work->next > assignment->end;
}

/* Those of a line; with `only_started`, what has not begun is left out. */
static void find_in_line(struct unpackings *unpackings, struct work *work, uint32_t line, bool only_started)
{
    const struct targets *targets = work->targets;
    uint32_t first = line, last = 0;

    for (size_t i = 0; i < targets->assignments.count; i++)
        if (is_of(&targets->assignments.items[i], line)) {
            first = targets->assignments.items[i].line < first ? targets->assignments.items[i].line : first;
            last = targets->assignments.items[i].end_line > last ? targets->assignments.items[i].end_line : last;
        }
    if (last == 0)
        return;
    look_back(work, first, last);
    if (work->next != SIZE_MAX && work->standing == NULL)
        work->standing = targets_standing(work->recording, work->code, work->next, &work->standing_count);
    for (size_t i = 0; i < targets->assignments.count; i++) {
        struct unpacking unpacking;

        if (!is_of(&targets->assignments.items[i], line))
            continue;
        unpacking = make(work, &targets->assignments.items[i]);
        if (unpacking.started || (!only_started && !is_passed(work, &targets->assignments.items[i])))
            vector_push(&unpackings->found, unpacking);
        else
            unpacking_free(&unpacking);
    }
}

/* The targets of a code object, found once. */
static const struct targets *targets_of(struct unpackings *unpackings, uint32_t code)
{
    size_t instructions = recording_instructions(unpackings->recording, code);

    if (unpackings->code != code || unpackings->instructions != instructions) {
        targets_find(&unpackings->targets, unpackings->recording, code);
        unpackings->code = code;
        unpackings->instructions = instructions;
    }
    return &unpackings->targets;
}

static struct work begin_work(struct unpackings *unpackings, struct state *state, uint32_t frame)
{
    const struct frame_birth *birth = recording_frame(unpackings->recording, frame);
    struct work work = {.recording = unpackings->recording,
                        .state = state,
                        .probe = unpackings->probe,
                        .frame = frame,
                        .code = birth != NULL ? birth->code : 0,
                        .moment = {state_step(state), state_instant(state)},
                        .next = SIZE_MAX};

    work.targets = targets_of(unpackings, work.code);
    return work;
}

/* The instruction of the frame that is about to run. */
static void find_next(struct work *work, const struct instant *instant)
{
    work->next = find_instruction(work->recording, work->code, instant->unit);
}

static void end_work(struct work *work)
{
    vector_free(&work->history);
    free(work->standing);
}

static bool is_before_a_line(enum trace_event event)
{
    return event == TRACE_EVENT_LINE || event == TRACE_EVENT_CALL || event == TRACE_EVENT_RESUME;
}

/* At a step: of the line that ran last in its frame; if it has none, of the line that is next. */
static void find_at_step(struct unpackings *unpackings, struct work *work, const struct step *step)
{
    struct when moment = work->moment;
    struct instant instant;
    struct ran ran;

    if (is_before_a_line(step->event) && recording_instant(work->recording, step->number, 1, &instant) &&
        instant.frame == work->frame)
        find_next(work, &instant);
    if (unpacking_go_back(work->recording, work->frame, work->code, &moment, &ran)) {
        work->failed = ran.exception != 0 && work->next == SIZE_MAX;
        if (work->failed)
            work->next = ran.index;
        find_in_line(unpackings, work, instruction_at(work, ran.index)->line, true);
    }
    work->failed = false;
    if (unpackings->found.count == 0 && is_before_a_line(step->event))
        find_in_line(unpackings, work, step->line, false);
}

static bool takes_apart(const struct work *work, size_t index)
{
    const char *name = recording_string(work->recording, instruction_at(work, index)->name, NULL);

    return strncmp(name, "UNPACK_", strlen("UNPACK_")) == 0;
}

/* The caller may be in the middle of taking apart what runs now. */
static void find_in_caller(struct unpackings *unpackings, struct state *state, const struct step *step)
{
    size_t depth = state_depth(state, step->thread);
    struct when moment = {state_step(state), state_instant(state)};
    struct work work;
    struct ran ran;

    if (depth < 2)
        return;
    work = begin_work(unpackings, state, state_frame_at(state, step->thread, depth - 2));
    if (work.targets->assignments.count > 0 &&
        unpacking_go_back(work.recording, work.frame, work.code, &moment, &ran) && ran.exception == 0 &&
        takes_apart(&work, ran.index)) {
        struct instant instant;

        recording_instant(work.recording, ran.before.step, ran.before.instant, &instant);
        find_next(&work, &instant);
        work.moment = ran.before;
        work.running = true;
        find_in_line(unpackings, &work, instruction_at(&work, ran.index)->line, true);
    }
    end_work(&work);
}

static void find_in_frame(struct unpackings *unpackings, struct state *state, const struct step *step, uint32_t frame,
                          const struct instant *instant)
{
    struct work work = begin_work(unpackings, state, frame);

    if (work.targets->assignments.count > 0) {
        if (instant == NULL) {
            find_at_step(unpackings, &work, step);
        } else {
            find_next(&work, instant);
            if (work.next < recording_instructions(work.recording, work.code))
                find_in_line(unpackings, &work, instruction_at(&work, work.next)->line, false);
        }
    }
    end_work(&work);
}

static void find_call(struct unpackings *unpackings, struct state *state)
{
    struct unpacking unpacking = {.sort = UNPACKING_CALL};

    if (unpacking_find_call(state, unpackings->probe, &unpacking))
        vector_push(&unpackings->found, unpacking);
    else
        unpacking_free(&unpacking);
}

static void clear(struct unpackings *unpackings)
{
    for (size_t i = 0; i < unpackings->found.count; i++)
        unpacking_free(&unpackings->found.items[i]);
    vector_clear(&unpackings->found);
}

size_t unpackings_find(struct unpackings *unpackings, struct state *state)
{
    struct instant instant;
    struct step step;
    bool fine;

    clear(unpackings);
    if (!recording_step(unpackings->recording, state_step(state), &step))
        return 0;
    /* A line's first instant is the step's own moment. */
    fine = recording_instant(unpackings->recording, step.number, state_instant(state), &instant) &&
           !(state_instant(state) == 1 && recording_begins_with_instant(unpackings->recording, step.number));
    if (step.event == TRACE_EVENT_CALL)
        find_call(unpackings, state);
    find_in_frame(unpackings, state, &step, fine ? instant.frame : step.frame, fine ? &instant : NULL);
    find_in_caller(unpackings, state, &step);
    return unpackings->found.count;
}

struct unpackings *unpackings_new(const struct recording *recording)
{
    struct unpackings *unpackings = memory_zeroed(1, sizeof *unpackings);

    unpackings->recording = recording;
    unpackings->probe = state_new(recording);
    return unpackings;
}

void unpackings_free(struct unpackings *unpackings)
{
    if (unpackings == NULL)
        return;
    clear(unpackings);
    vector_free(&unpackings->found);
    targets_free(&unpackings->targets);
    state_free(unpackings->probe);
    free(unpackings);
}

const struct unpacking *unpackings_at(const struct unpackings *unpackings, size_t index)
{
    return index < unpackings->found.count ? &unpackings->found.items[index] : NULL;
}
