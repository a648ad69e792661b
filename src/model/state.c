/* A cursor over a recording.
 *
 * `applied` counts the steps whose segments the moment has taken in: the state is the one of step applied - 1.  Going
 * back, a segment's records are undone in reverse.  At an instant, the records of the next segment up to there are
 * taken in as well.  A moment that was copied from a keyframe has forgotten what was dead there, so it cannot go back
 * beyond it (`floor`): it starts again from an earlier keyframe. */
#include "model/state.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/vector.h"
#include "model/keyframes.h"
#include "model/moment.h"

enum { PRUNE_FROM = 1 << 16 }; /* ended frames and dead objects that a cursor carries along at most */

struct state {
    const struct recording *recording; /* borrowed */
    struct moment *moment;
    uint32_t applied, floor;
    uint32_t objects, frames; /* born in the segments applied */
    struct trace_scratch scratch;
    VECTOR(struct trace_record) undone; /* the records of the segment being undone */
    uint32_t born_before;               /* scratch: objects born before the record that is visited */
    uint32_t instant;                   /* behind the step, 0 for the step itself */
    bool fine;                          /* changes are those since the instant before */
    VECTOR(struct binding) names;       /* bound names of `named_frame`, made on demand */
    uint32_t named_frame;
    VECTOR(uint32_t) suspended; /* made on demand */
    bool has_suspended, has_changes;
    VECTOR(struct name_change) name_changes;
    VECTOR(struct entry_change) entry_changes;
    VECTOR(uint32_t) born;
    VECTOR(uint32_t) died;
    VECTOR(struct fold) folds;
    VECTOR(struct count_change) count_changes;
    struct changes changes;
};

static void restart(struct state *state, const struct keyframe *from)
{
    moment_free(state->moment);
    state->moment = moment_copy(from->moment);
    state->applied = state->floor = from->steps;
    state->objects = from->objects;
    state->frames = from->frames;
    state->instant = 0;
}

struct state *state_new(const struct recording *recording)
{
    struct state *state = memory_zeroed(1, sizeof *state);

    state->recording = recording;
    restart(state, recording_keyframe(recording, 0));
    state_seek(state, 0);
    return state;
}

void state_free(struct state *state)
{
    if (state == NULL)
        return;
    moment_free(state->moment);
    trace_scratch_free(&state->scratch);
    vector_free(&state->undone);
    vector_free(&state->names);
    vector_free(&state->suspended);
    vector_free(&state->name_changes);
    vector_free(&state->entry_changes);
    vector_free(&state->born);
    vector_free(&state->died);
    vector_free(&state->folds);
    vector_free(&state->count_changes);
    free(state);
}

const struct recording *state_recording(const struct state *state)
{
    return state->recording;
}

/* Seeking. */

/* Numbers, for records that are numbered, follow from what was born before. */
static uint32_t number_of(const struct trace_record *record, const struct trace_context *context)
{
    if (record->kind == TRACE_OBJECT)
        return (uint32_t)context->objects;
    return record->kind == TRACE_FRAME ? (uint32_t)context->frames : 0;
}

/* Where there is a keyframe, a cursor that carries too much along goes on from it. */
static void forget_departed(struct state *state)
{
    const struct keyframe *keyframe;

    if (state->moment->departed.count < PRUNE_FROM)
        return;
    keyframe = recording_keyframe(state->recording, state->applied);
    if (keyframe->steps == state->applied)
        restart(state, keyframe);
}

static void step_on(struct state *state)
{
    struct trace_context context;
    struct log_range range = recording_segment(state->recording, state->applied, &context);
    struct trace_record record;

    while (range.start < range.end) {
        range.start += recording_decode(state->recording, range.start, &context, &state->scratch, &record);
        moment_apply(state->moment, &record, number_of(&record, &context));
    }
    state->objects = (uint32_t)context.objects;
    state->frames = (uint32_t)context.frames;
    state->applied++;
    forget_departed(state);
}

/* Decodes the records of a segment, all at once; returns what is born behind it, and sets what was before. */
static struct trace_context read_segment(struct state *state, uint32_t step, uint64_t end,
                                         struct trace_context *before)
{
    struct log_range range = recording_segment(state->recording, step, before);
    struct trace_context context = *before;

    vector_clear(&state->undone);
    vector_clear(&state->scratch.numbers);
    vector_reserve(&state->scratch.numbers, trace_scratch_need((size_t)(end - range.start)));
    state->scratch.keeps = true;
    while (range.start < end) {
        vector_reserve(&state->undone, state->undone.count + 1);
        range.start += recording_decode(state->recording, range.start, &context, &state->scratch,
                                        &state->undone.items[state->undone.count++]);
    }
    state->scratch.keeps = false;
    return context;
}

/* Undoes the records that were read, of which the last leads to `context`. */
static void undo(struct state *state, struct trace_context context)
{
    for (size_t i = state->undone.count; i-- > 0;) {
        const struct trace_record *record = &state->undone.items[i];

        moment_revert(state->moment, record, number_of(record, &context));
        context.objects -= record->kind == TRACE_OBJECT;
        context.frames -= record->kind == TRACE_FRAME;
    }
    state->objects = (uint32_t)context.objects;
    state->frames = (uint32_t)context.frames;
}

static void step_back(struct state *state)
{
    struct trace_context before;
    uint64_t end = recording_segment(state->recording, state->applied - 1, &before).end;

    undo(state, read_segment(state, state->applied - 1, end, &before));
    state->applied--;
}

/* From an instant back to its step. */
static void leave_instant(struct state *state)
{
    struct trace_context before;

    if (state->instant > 0)
        undo(state,
             read_segment(state, state->applied,
                          recording_instant_end(state->recording, state->applied - 1, state->instant), &before));
    state->instant = 0;
}

static void enter_instant(struct state *state, uint32_t instant)
{
    uint64_t end = recording_instant_end(state->recording, state->applied - 1, instant);
    struct trace_context before;

    read_segment(state, state->applied, end, &before);
    for (size_t i = 0; i < state->undone.count; i++) {
        const struct trace_record *record = &state->undone.items[i];

        before.objects += record->kind == TRACE_OBJECT;
        before.frames += record->kind == TRACE_FRAME;
        moment_apply(state->moment, record, number_of(record, &before));
    }
    state->objects = (uint32_t)before.objects;
    state->frames = (uint32_t)before.frames;
    state->instant = instant;
}

static uint64_t log_offset(const struct state *state, uint32_t steps)
{
    struct trace_context context;

    return steps > 0 ? recording_segment(state->recording, steps - 1, &context).end : 0;
}

static uint64_t log_distance(const struct state *state, uint32_t from, uint32_t to)
{
    uint64_t start = log_offset(state, from), end = log_offset(state, to);

    return end > start ? end - start : start - end;
}

/* Whether starting again from a keyframe is nearer than walking from here. */
static bool is_nearer(const struct state *state, const struct keyframe *keyframe, uint32_t wanted)
{
    const uint64_t restarting = 1024; /* what it costs, as bytes of the log */

    return wanted < state->floor ||
           log_distance(state, state->applied, wanted) > log_distance(state, keyframe->steps, wanted) + restarting;
}

static void forget_made(struct state *state)
{
    state->named_frame = 0;
    state->has_suspended = state->has_changes = false;
}

void state_seek(struct state *state, uint32_t step)
{
    uint32_t steps = recording_steps(state->recording), wanted = step < steps ? step + 1 : steps;
    const struct keyframe *keyframe;

    if (wanted == state->applied && state->instant == 0)
        return;
    leave_instant(state);
    forget_made(state);
    if (wanted == state->applied)
        return;
    keyframe = recording_keyframe(state->recording, wanted);
    if (is_nearer(state, keyframe, wanted))
        restart(state, keyframe);
    while (state->applied < wanted)
        step_on(state);
    while (state->applied > wanted)
        step_back(state);
}

void state_seek_instant(struct state *state, uint32_t step, uint32_t instant)
{
    if (state->applied > 0 && state_step(state) == step && state->instant == instant)
        return;
    state_seek(state, step);
    if (instant > 0 && instant <= recording_instants(state->recording, state_step(state)))
        enter_instant(state, instant);
    forget_made(state);
}

uint32_t state_instant(const struct state *state)
{
    return state->instant;
}

void state_set_fine(struct state *state, bool fine)
{
    state->has_changes = state->has_changes && state->fine == fine;
    state->fine = fine;
}

uint32_t state_step(const struct state *state)
{
    return state->applied > 0 ? state->applied - 1 : 0;
}

/* Frames. */

uint32_t state_threads(const struct state *state)
{
    return (uint32_t)state->moment->stacks.count;
}

bool state_thread_ended(const struct state *state, uint32_t thread)
{
    const struct moment_stack *stack = moment_stack(state->moment, thread);

    return stack != NULL && stack->ended;
}

size_t state_depth(const struct state *state, uint32_t thread)
{
    const struct moment_stack *stack = moment_stack(state->moment, thread);

    return stack != NULL ? shared_array_count(stack->frames) : 0;
}

uint32_t state_frame_at(const struct state *state, uint32_t thread, size_t depth)
{
    const struct moment_stack *stack = moment_stack(state->moment, thread);

    return stack != NULL && depth < shared_array_count(stack->frames) ? moment_stack_frame(stack, depth) : 0;
}

enum frame_condition state_frame_condition(const struct state *state, uint32_t frame)
{
    const struct moment_frame *known = moment_frame(state->moment, frame);

    if (known != NULL)
        return known->condition;
    return frame >= 1 && frame <= state->frames ? FRAME_ENDED : FRAME_UNBORN;
}

/* The latest step in a frame up to now; false when it has had none. */
static bool find_latest_step(const struct state *state, uint32_t frame, struct step *step)
{
    uint32_t number;

    if (!recording_last_step(state->recording, frame, step))
        return false;
    while (step->number > state_step(state)) {
        if (!recording_step_before(state->recording, step->number, &number))
            return false;
        recording_step(state->recording, number, step);
    }
    return true;
}

bool state_frame_waits(const struct state *state, uint32_t frame)
{
    enum frame_condition condition = state_frame_condition(state, frame);
    struct step step;

    if (condition != FRAME_RUNNING)
        return condition == FRAME_SUSPENDED;
    if (recording_step(state->recording, state_step(state), &step) && step.frame == frame)
        return step.event == TRACE_EVENT_YIELD;
    for (uint32_t thread = 1; thread <= state_threads(state); thread++) {
        size_t depth = state_depth(state, thread);

        if (thread != step.thread && depth > 0 && state_frame_at(state, thread, depth - 1) == frame)
            return find_latest_step(state, frame, &step) && step.event == TRACE_EVENT_YIELD;
    }
    return false;
}

uint32_t state_frame_line(const struct state *state, uint32_t frame)
{
    struct step step;

    return find_latest_step(state, frame, &step) ? step.line : 0;
}

static void note_suspended(void *context, const void *item)
{
    struct state *state = context;
    const struct moment_frame *frame = item;

    if (frame->condition == FRAME_SUSPENDED)
        vector_push(&state->suspended, frame->number);
}

static void find_suspended(struct state *state)
{
    vector_clear(&state->suspended);
    shared_tree_visit(&state->moment->frames, note_suspended, state);
    state->has_suspended = true;
}

size_t state_suspended(struct state *state)
{
    if (!state->has_suspended)
        find_suspended(state);
    return state->suspended.count;
}

uint32_t state_suspended_at(struct state *state, size_t index)
{
    return index < state_suspended(state) ? state->suspended.items[index] : 0;
}

size_t state_names(struct state *state, uint32_t frame)
{
    const struct moment_frame *known = moment_frame(state->moment, frame);

    if (known == NULL)
        return 0;
    if (state->named_frame != frame) {
        vector_clear(&state->names);
        for (size_t i = 0; i < shared_array_count(known->names); i++)
            if (moment_names(known)[i].object != 0)
                vector_push(&state->names, moment_names(known)[i]);
        state->named_frame = frame;
    }
    return state->names.count;
}

struct binding state_name(struct state *state, uint32_t frame, size_t index)
{
    return index < state_names(state, frame) ? state->names.items[index] : (struct binding){0, 0};
}

size_t state_stack_depth(const struct state *state, uint32_t frame)
{
    const struct moment_frame *known = moment_frame(state->moment, frame);

    return known != NULL ? shared_array_count(known->stack) : 0;
}

uint32_t state_stack_at(const struct state *state, uint32_t frame, size_t index)
{
    const struct moment_frame *known = moment_frame(state->moment, frame);

    return index < state_stack_depth(state, frame) ? moment_value_stack(known)[index] : 0;
}

/* Objects. */

/* A name and the lines behind it, or only such lines. */
static void split_value(struct object *object)
{
    const char *end = NULL;

    if (object->kind == TRACE_OBJECT_CLASS && object->value.length > 0) {
        end = memchr(object->value.at, '\n', object->value.length);
        if (end == NULL)
            return;
        object->detail.at = end + 1;
        object->detail.length = object->value.length - (size_t)(end + 1 - object->value.at);
        object->value.length = (size_t)(end - object->value.at);
    } else if (trace_value_changes(object->kind) && object->kind != TRACE_OBJECT_BYTEARRAY) {
        object->detail = object->value;
        object->value.length = 0;
    }
}

bool state_object(const struct state *state, uint32_t number, struct object *object)
{
    const struct moment_object *known = moment_object(state->moment, number);
    struct object_birth birth;

    if (number > state->objects || !recording_object(state->recording, number, &birth))
        return false;
    *object = (struct object){
        .number = number,
        .alive = known != NULL ? known->alive : number != 0,
        .type = known != NULL ? known->type : birth.type,
        .kind = birth.kind,
        .flags = birth.flags,
        .is_derived = birth.is_derived,
        .address = birth.address,
        .length = birth.length,
        .value = birth.value,
        .layout = trace_object_layout(birth.kind),
    };
    if (known == NULL) {
        /* A leaf, known by its birth alone, or an object that was forgotten once it had died. */
        object->alive = object->layout == TRACE_LAYOUT_LEAF && (birth.flags & TRACE_OBJECT_COUNTED) == 0;
        split_value(object);
        return true;
    }
    object->references = known->references;
    object->fields = known->fields;
    object->entries = shared_array_count(known->entries) - known->fields;
    if (trace_value_changes(birth.kind))
        object->value = moment_bytes(known);
    if (birth.kind == TRACE_OBJECT_BYTEARRAY)
        object->length = (uint64_t)((int64_t)object->value.length + known->hidden);
    else if (object->layout != TRACE_LAYOUT_LEAF)
        object->length = (uint64_t)((int64_t)object->entries + known->hidden);
    split_value(object);
    return true;
}

/* As people read it: the label's number without the mark that tells what it is of. */
static struct entry entry_of(uint64_t label, uint64_t value, enum trace_layout layout)
{
    return (struct entry){.label = (uint32_t)(layout == TRACE_LAYOUT_MIXED ? label / 2 : label),
                          .value = (uint32_t)value};
}

static enum trace_layout layout_of(const struct state *state, uint32_t object)
{
    struct object_birth birth;

    if (!recording_object(state->recording, object, &birth))
        return TRACE_LAYOUT_LEAF;
    return trace_entries_layout(birth.kind, birth.flags);
}

struct entry state_entry(const struct state *state, uint32_t object, size_t index)
{
    const struct moment_object *known = moment_object(state->moment, object);

    if (known == NULL || index >= shared_array_count(known->entries))
        return (struct entry){0, 0};
    return entry_of(moment_entries(known)[index].label, moment_entries(known)[index].value, known->layout);
}

/* Changes. */

static enum change_sort sort_of(uint64_t was, uint64_t now)
{
    if (was == 0)
        return CHANGE_BOUND;
    return now == 0 ? CHANGE_UNBOUND : CHANGE_REBOUND;
}

static void note_name(struct state *state, const struct trace_fields_NAME *fields)
{
    struct name_change change = {(uint32_t)fields->frame, (uint32_t)fields->name, (uint32_t)fields->old,
                                 (uint32_t)fields->now, sort_of(fields->old, fields->now)};

    vector_push(&state->name_changes, change);
}

/* A list of entries as the log has it. */
struct flat {
    struct trace_list list;
    enum trace_layout layout;
    size_t size, count; /* of an entry; of entries */
};

static struct flat flat_of(struct trace_list list, enum trace_layout layout)
{
    size_t size = trace_entry_size(layout);

    return (struct flat){list, layout, size, list.count / size};
}

static uint64_t label_in(const struct flat *flat, size_t index)
{
    return flat->size == 2 ? flat->list.items[2 * index] : 0;
}

static bool is_field_in(const struct flat *flat, size_t index)
{
    return flat->layout == TRACE_LAYOUT_FIELDS ||
           (flat->layout == TRACE_LAYOUT_MIXED && trace_label_is_field(label_in(flat, index)));
}

static struct entry entry_in(const struct flat *flat, size_t index)
{
    return entry_of(label_in(flat, index), flat->list.items[flat->size * (index + 1) - 1], flat->layout);
}

/* The entry of `other` that is the same place in the object as entry `index` of `flat`: by label, or by position.  Its
 * count when there is none. */
static size_t partner_of(const struct flat *flat, const struct flat *other, size_t index)
{
    uint64_t label = label_in(flat, index);
    size_t place = 0;

    if (label == 0)
        return index < other->count && label_in(other, index) == 0 ? index : other->count;
    while (place < other->count && label_in(other, place) != label)
        place++;
    return place;
}

static void note_splice(struct state *state, const struct trace_fields_SPLICE *fields)
{
    uint32_t number = (uint32_t)fields->object;
    enum trace_layout layout = layout_of(state, number);
    struct flat old = flat_of(fields->old, layout), now = flat_of(fields->now, layout);

    for (size_t i = 0; i < state->entry_changes.count; i++) {
        struct entry_change *earlier = &state->entry_changes.items[i];

        if (earlier->object == number && earlier->sort != CHANGE_UNBOUND && earlier->index >= fields->at + old.count)
            earlier->index += now.count - old.count;
    }
    for (size_t i = 0; i < old.count; i++)
        if (partner_of(&old, &now, i) >= now.count)
            vector_push(&state->entry_changes,
                        (struct entry_change){number, CHANGE_UNBOUND, is_field_in(&old, i), fields->at + i,
                                              entry_in(&old, i), (struct entry){0, 0}});
    for (size_t i = 0; i < now.count; i++) {
        size_t partner = partner_of(&now, &old, i);
        struct entry after = entry_in(&now, i), was = {0, 0};

        if (partner < old.count)
            was = entry_in(&old, partner);
        if (was.value != after.value)
            vector_push(&state->entry_changes,
                        (struct entry_change){number, sort_of(was.value, after.value), is_field_in(&now, i),
                                              fields->at + i, was, after});
    }
}

/* Of one frame: the lowest place that changed. */
static void note_stack(struct state *state, const struct trace_fields_STACK *fields)
{
    struct changes *changes = &state->changes;

    if (changes->stack_frame != fields->frame || fields->at < changes->stack_from) {
        changes->stack_frame = (uint32_t)fields->frame;
        changes->stack_from = (size_t)fields->at;
    }
}

static bool collect(void *context, const struct trace_record *record)
{
    struct state *state = context;

    switch ((int)record->kind) {
    case TRACE_NAME:
        note_name(state, &record->name);
        break;
    case TRACE_SPLICE:
        note_splice(state, &record->splice);
        break;
    case TRACE_OBJECT:
        vector_push(&state->born, state->born_before + 1);
        break;
    case TRACE_DEATH:
        vector_push(&state->died, (uint32_t)record->death.object);
        break;
    case TRACE_FOLD:
        vector_push(&state->folds, (struct fold){(uint32_t)record->fold.thread, (uint32_t)record->fold.code,
                                                 record->fold.nanoseconds});
        break;
    case TRACE_STACK:
        note_stack(state, &record->stack);
        break;
    case TRACE_COUNT:
        vector_push(&state->count_changes,
                    ((struct count_change){(uint32_t)record->count.object, record->count.change}));
        break;
    case TRACE_POP:
        state->changes.returned = (uint32_t)record->pop.frame;
        break;
    default:
        break;
    }
    return true;
}

/* Where the changes lie in the log that led to the state: in a segment, up to and with an instant's record, or from one
 * on.  The instant that a line begins with is the step's own moment. */
struct stretch {
    uint32_t segment; /* in which they begin */
    uint64_t start, end;
};

static struct stretch stretch_of(const struct state *state)
{
    const struct recording *recording = state->recording;
    uint32_t step = state->applied - 1, instant = state->instant;
    bool own = state->fine && instant == 1 && recording_begins_with_instant(recording, step);
    struct trace_context context;
    struct stretch stretch = {.segment = step};
    uint32_t before;

    stretch.end = recording_segment(recording, step, &context).end;
    if (instant > 0)
        stretch.end = recording_instant_end(recording, step, instant);
    if (instant > 0 && !own)
        stretch.segment = step + 1;
    stretch.start = recording_segment(recording, stretch.segment, &context).start;
    if (!state->fine || stretch.segment == 0)
        return stretch;
    before = instant > 0 && !own ? instant - 1 : recording_instants(recording, stretch.segment - 1);
    if (before > 0)
        stretch.start = recording_instant_end(recording, stretch.segment - 1, before);
    return stretch;
}

/* Records before the stretch are only followed: what is born has its number from there. */
void state_visit_changes(struct state *state, recording_visitor *visit, void *context)
{
    struct trace_scratch scratch = {.keeps = false};
    struct stretch stretch;
    struct trace_context following;
    struct trace_record record;
    bool more = state->applied > 0;
    uint64_t at;

    if (!more)
        return;
    stretch = stretch_of(state);
    at = recording_segment(state->recording, stretch.segment, &following).start;
    while (at < stretch.end && more) {
        bool counts = at >= stretch.start;

        state->born_before = (uint32_t)following.objects;
        at += recording_decode(state->recording, at, &following, &scratch, &record);
        if (counts && record.kind != 0)
            more = visit(context, &record);
    }
    trace_scratch_free(&scratch);
}

const struct changes *state_changes(struct state *state)
{
    if (state->has_changes)
        return &state->changes;
    memset(&state->changes, 0, sizeof state->changes);
    vector_clear(&state->name_changes);
    vector_clear(&state->entry_changes);
    vector_clear(&state->born);
    vector_clear(&state->died);
    vector_clear(&state->folds);
    vector_clear(&state->count_changes);
    state_visit_changes(state, collect, state);
    state->changes.names = state->name_changes.items;
    state->changes.name_count = state->name_changes.count;
    state->changes.entries = state->entry_changes.items;
    state->changes.entry_count = state->entry_changes.count;
    state->changes.born = state->born.items;
    state->changes.born_count = state->born.count;
    state->changes.died = state->died.items;
    state->changes.died_count = state->died.count;
    state->changes.folds = state->folds.items;
    state->changes.fold_count = state->folds.count;
    state->changes.counts = state->count_changes.items;
    state->changes.count_count = state->count_changes.count;
    state->has_changes = true;
    return &state->changes;
}
