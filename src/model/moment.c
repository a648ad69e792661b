#include "model/moment.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { FRAME_INDEX_FROM = 16 }; /* names from which a frame's places are looked up */

static void share_frame(void *item)
{
    struct moment_frame *frame = item;

    shared_array_share(frame->names);
    shared_array_share(frame->stack);
}

static void release_frame(void *item)
{
    struct moment_frame *frame = item;

    shared_array_release(frame->names);
    shared_array_release(frame->stack);
}

static void share_object(void *item)
{
    struct moment_object *object = item;

    shared_array_share(object->entries);
    shared_array_share(object->bytes);
}

static void release_object(void *item)
{
    struct moment_object *object = item;

    shared_array_release(object->entries);
    shared_array_release(object->bytes);
}

static const struct shared_kind frame_kind = {sizeof(struct moment_frame), share_frame, release_frame};
static const struct shared_kind object_kind = {sizeof(struct moment_object), share_object, release_object};

struct moment *moment_new(struct map *places)
{
    struct moment *moment = memory_zeroed(1, sizeof *moment);

    moment->frames.kind = &frame_kind;
    moment->objects.kind = &object_kind;
    moment->places = places;
    return moment;
}

void moment_free(struct moment *moment)
{
    if (moment == NULL)
        return;
    shared_tree_release(&moment->frames);
    shared_tree_release(&moment->objects);
    for (size_t i = 0; i < moment->stacks.count; i++)
        shared_array_release(moment->stacks.items[i].frames);
    vector_free(&moment->stacks);
    vector_free(&moment->departed);
    free(moment);
}

struct moment *moment_copy(const struct moment *moment)
{
    struct moment *copy = moment_new(moment->places);

    copy->frames = shared_tree_share(&moment->frames);
    copy->objects = shared_tree_share(&moment->objects);
    for (size_t i = 0; i < moment->stacks.count; i++) {
        vector_push(&copy->stacks, moment->stacks.items[i]);
        shared_array_share(moment->stacks.items[i].frames);
    }
    return copy;
}

static struct moment_frame *own_frame(struct moment *moment, uint64_t number)
{
    return shared_tree_own(&moment->frames, (uint32_t)number, &moment->copied);
}

static struct moment_object *own_object(struct moment *moment, uint64_t number)
{
    return shared_tree_own(&moment->objects, (uint32_t)number, &moment->copied);
}

static void add_frame(struct moment *moment, uint32_t number)
{
    struct moment_frame *frame = memory_alloc(sizeof *frame);

    *frame = (struct moment_frame){.owners = 1, .number = number};
    shared_tree_put(&moment->frames, number, frame, &moment->copied);
}

static bool is_module(const struct recording *recording, uint32_t frame)
{
    const struct frame_birth *birth = recording_frame(recording, frame);
    const struct code *code = birth != NULL ? recording_code(recording, birth->code) : NULL;

    return code != NULL && code->sort == TRACE_CODE_MODULE;
}

void moment_prune(struct moment *moment, const struct recording *recording)
{
    for (size_t i = 0; i < moment->departed.count; i++) {
        struct moment_departure departure = moment->departed.items[i];

        if (!departure.is_frame)
            shared_tree_remove(&moment->objects, departure.number, &moment->copied);
        else if (!is_module(recording, departure.number))
            shared_tree_remove(&moment->frames, departure.number, &moment->copied);
    }
    vector_clear(&moment->departed);
}

/* Checking. */

static bool same_entries(const struct moment_object *object, uint64_t at, struct trace_list list, size_t size)
{
    size_t count = list.count / size, have = shared_array_count(object->entries);
    const struct entry *entries = moment_entries(object);

    if (list.count % size != 0 || at > have || count > have - at)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &entries[at + i];

        if (size == 2 && entry->label != list.items[2 * i])
            return false;
        if (entry->value != list.items[size * i + size - 1])
            return false;
    }
    return true;
}

static bool accepts_splice(const struct moment *moment, const struct trace_fields_SPLICE *splice)
{
    const struct moment_object *object = moment_object(moment, (uint32_t)splice->object);
    size_t size;

    if (object == NULL || !object->alive)
        return false;
    size = trace_entry_size(object->layout);
    return splice->now.count % size == 0 && same_entries(object, splice->at, splice->old, size);
}

static bool accepts_value(const struct moment *moment, const struct trace_fields_VALUE *value)
{
    const struct moment_object *object = moment_object(moment, (uint32_t)value->object);

    struct trace_bytes bytes;

    if (object == NULL || !object->alive)
        return false;
    bytes = moment_bytes(object);
    return value->at <= bytes.length && value->old.length <= bytes.length - value->at &&
           memcmp(bytes.at + value->at, value->old.at, value->old.length) == 0;
}

static bool accepts_push(const struct moment *moment, const struct trace_fields_PUSH *push)
{
    const struct moment_frame *frame = moment_frame(moment, (uint32_t)push->frame);

    return frame != NULL && moment_stack(moment, push->thread) != NULL &&
           (frame->condition == FRAME_UNBORN || frame->condition == FRAME_SUSPENDED);
}

static bool accepts_pop(const struct moment *moment, const struct trace_fields_POP *pop)
{
    const struct moment_stack *stack = moment_stack(moment, pop->thread);

    return stack != NULL && shared_array_count(stack->frames) > 0 &&
           moment_stack_frame(stack, shared_array_count(stack->frames) - 1) == pop->frame;
}

static bool accepts_end(const struct moment *moment, const struct trace_fields_THREAD_END *end)
{
    const struct moment_stack *stack = moment_stack(moment, end->thread);

    return stack != NULL && !stack->ended && shared_array_count(stack->frames) == 0;
}

static uint64_t place_key(uint32_t frame, uint64_t name)
{
    return (uint64_t)frame << 32 | (uint32_t)name;
}

/* Where a name stands in its frame; how many names there are when it was never bound so far. */
static size_t place_of(const struct moment *moment, const struct moment_frame *frame, uint64_t name)
{
    size_t count = shared_array_count(frame->names), place = 0;
    const struct binding *names = moment_names(frame);
    uint32_t known;

    if (count < FRAME_INDEX_FROM) {
        while (place < count && names[place].name != name)
            place++;
        return place;
    }
    return map_get(moment->places, place_key(frame->number, name), &known) && known < count ? known : count;
}

static bool accepts_name(const struct moment *moment, const struct trace_fields_NAME *name)
{
    const struct moment_frame *frame = moment_frame(moment, (uint32_t)name->frame);
    size_t place;

    if (frame == NULL || name->name == 0)
        return false;
    place = place_of(moment, frame, name->name);
    return name->old == (place < shared_array_count(frame->names) ? moment_names(frame)[place].object : 0);
}

static bool accepts_stack(const struct moment *moment, const struct trace_fields_STACK *stack)
{
    const struct moment_frame *frame = moment_frame(moment, (uint32_t)stack->frame);
    size_t have;

    if (frame == NULL)
        return false;
    have = shared_array_count(frame->stack);
    if (stack->at > have || stack->old.count > have - stack->at)
        return false;
    for (size_t i = 0; i < stack->old.count; i++)
        if (moment_value_stack(frame)[stack->at + i] != stack->old.items[i])
            return false;
    return true;
}

static bool accepts_length(const struct moment_object *object, int64_t change)
{
    int64_t hidden;

    return object != NULL && object->alive && !__builtin_add_overflow(object->hidden, change, &hidden) && hidden >= 0;
}

bool moment_accepts(const struct moment *moment, const struct trace_record *record)
{
    const struct moment_frame *frame;
    const struct moment_object *object;

    switch ((int)record->kind) {
    case TRACE_THREAD_END:
        return accepts_end(moment, &record->thread_end);
    case TRACE_PUSH:
        return accepts_push(moment, &record->push);
    case TRACE_POP:
        return accepts_pop(moment, &record->pop);
    case TRACE_CLOSE:
        frame = moment_frame(moment, (uint32_t)record->close.frame);
        return frame != NULL && (frame->condition == FRAME_SUSPENDED || frame->condition == FRAME_UNBORN);
    case TRACE_NAME:
        return accepts_name(moment, &record->name);
    case TRACE_STACK:
        return accepts_stack(moment, &record->stack);
    case TRACE_INSTRUCTION:
        return moment_frame(moment, (uint32_t)record->instruction.frame) != NULL;
    case TRACE_SPLICE:
        return accepts_splice(moment, &record->splice);
    case TRACE_VALUE:
        return accepts_value(moment, &record->value);
    case TRACE_LENGTH:
        return accepts_length(moment_object(moment, (uint32_t)record->length.object), record->length.change);
    case TRACE_TYPE:
        object = moment_object(moment, (uint32_t)record->type.object);
        return object != NULL && object->alive && object->type == record->type.old;
    case TRACE_COUNT:
        object = moment_object(moment, (uint32_t)record->count.object);
        return object != NULL && object->alive;
    case TRACE_DEATH:
        object = moment_object(moment, (uint32_t)record->death.object);
        return object == NULL || object->alive;
    default:
        return true;
    }
}

/* Forward and backward. */

static bool is_tracked(const struct trace_fields_OBJECT *object)
{
    return trace_entries_layout((unsigned)object->kind, (unsigned)object->flags) != TRACE_LAYOUT_LEAF ||
           trace_value_changes((unsigned)object->kind) || (object->flags & TRACE_OBJECT_COUNTED) != 0;
}

static uint32_t count_fields(const struct moment_object *object, size_t at, size_t count)
{
    const struct entry *entries = moment_entries(object);
    uint32_t fields = 0;

    for (size_t i = at; i < at + count; i++)
        fields += (uint32_t)trace_label_is_field(entries[i].label);
    return fields;
}

/* Puts the flat `list` in the place of `removed` numbers of such a list, from entry `at` on. */
static void replace_entries(struct moment *moment, struct moment_object *object, size_t at, size_t removed,
                            struct trace_list list)
{
    size_t size = trace_entry_size(object->layout), added = list.count / size, gone = removed / size;
    struct entry *entries;

    if (gone + added == 0)
        return;
    if (object->layout == TRACE_LAYOUT_MIXED)
        object->fields -= count_fields(object, at, gone);
    entries = shared_array_splice(&object->entries, sizeof *entries, at, gone, added, &moment->copied);
    for (size_t i = 0; i < added; i++)
        entries[i] = (struct entry){.label = size == 2 ? (uint32_t)list.items[2 * i] : 0,
                                    .value = (uint32_t)list.items[size * i + size - 1]};
    if (object->layout == TRACE_LAYOUT_MIXED)
        object->fields += count_fields(object, at, added);
}

static void replace_bytes(struct moment *moment, struct moment_object *object, size_t at, size_t removed,
                          struct trace_bytes bytes)
{
    char *room;

    if (removed == 0 && bytes.length == 0)
        return;
    room = shared_array_splice(&object->bytes, 1, at, removed, bytes.length, &moment->copied);
    if (bytes.length > 0)
        memcpy(room, bytes.at, bytes.length);
}

static void apply_birth(struct moment *moment, const struct trace_fields_OBJECT *birth, uint32_t number)
{
    struct moment_object *object;
    size_t recorded;

    if (!is_tracked(birth))
        return;
    object = memory_alloc(sizeof *object);
    *object = (struct moment_object){.owners = 1,
                                     .number = number,
                                     .type = (uint32_t)birth->type,
                                     .alive = true,
                                     .layout = trace_entries_layout((unsigned)birth->kind, (unsigned)birth->flags),
                                     .references = (int64_t)birth->references};
    shared_tree_put(&moment->objects, number, object, &moment->copied);
    if (object->layout != TRACE_LAYOUT_LEAF)
        replace_entries(moment, object, 0, 0, birth->entries);
    recorded = shared_array_count(object->entries) - object->fields;
    if (trace_value_changes((unsigned)birth->kind))
        replace_bytes(moment, object, 0, 0, birth->value);
    if (birth->kind == TRACE_OBJECT_BYTEARRAY)
        recorded = birth->value.length;
    object->hidden = birth->length > recorded ? (int64_t)(birth->length - recorded) : 0;
}

/* From the first name that is looked up on, all of a frame's are. */
static void note_place(struct moment *moment, const struct moment_frame *frame, size_t place)
{
    const struct binding *names = moment_names(frame);

    for (size_t i = place + 1 == FRAME_INDEX_FROM ? 0 : place; i <= place; i++)
        map_put(moment->places, place_key(frame->number, names[i].name), (uint32_t)i);
}

static void bind(struct moment *moment, const struct trace_fields_NAME *fields, uint32_t object)
{
    struct moment_frame *frame = own_frame(moment, fields->frame);
    size_t count = shared_array_count(frame->names), place = place_of(moment, frame, fields->name);
    struct binding *binding;

    if (place < count) {
        binding = shared_array_own(&frame->names, sizeof *binding, place, &moment->copied);
        binding->object = object;
        return;
    }
    binding = shared_array_splice(&frame->names, sizeof *binding, count, 0, 1, &moment->copied);
    *binding = (struct binding){(uint32_t)fields->name, object};
    if (count + 1 >= FRAME_INDEX_FROM)
        note_place(moment, frame, count);
}

/* Two's complement: what a log makes overflow is nonsense, and no more than that. */
static int64_t sum(int64_t one, int64_t other)
{
    return (int64_t)((uint64_t)one + (uint64_t)other);
}

static int64_t difference(int64_t one, int64_t other)
{
    return (int64_t)((uint64_t)one - (uint64_t)other);
}

static void replace_value(struct moment *moment, const struct trace_fields_VALUE *fields, bool forward)
{
    struct moment_object *object = own_object(moment, fields->object);
    struct trace_bytes from = forward ? fields->old : fields->now, to = forward ? fields->now : fields->old;
    int64_t recorded = (int64_t)to.length - (int64_t)from.length;

    replace_bytes(moment, object, fields->at, from.length, to);
    object->hidden = forward ? sum(object->hidden, fields->change) : difference(object->hidden, fields->change);
    object->hidden = difference(object->hidden, recorded);
}

static void splice(struct moment *moment, const struct trace_fields_SPLICE *fields, bool forward)
{
    struct trace_list from = forward ? fields->old : fields->now, to = forward ? fields->now : fields->old;

    replace_entries(moment, own_object(moment, fields->object), fields->at, from.count, to);
}

static void lengthen(struct moment *moment, const struct trace_fields_LENGTH *fields, bool forward)
{
    struct moment_object *object = own_object(moment, fields->object);

    object->hidden = forward ? sum(object->hidden, fields->change) : difference(object->hidden, fields->change);
}

static void count(struct moment *moment, const struct trace_fields_COUNT *fields, bool forward)
{
    struct moment_object *object = own_object(moment, fields->object);

    object->references =
        forward ? sum(object->references, fields->change) : difference(object->references, fields->change);
}

static void change_stack(struct moment *moment, const struct trace_fields_STACK *fields, bool forward)
{
    struct trace_list from = forward ? fields->old : fields->now, to = forward ? fields->now : fields->old;
    struct moment_frame *frame = own_frame(moment, fields->frame);
    uint32_t *places;

    if (from.count + to.count == 0)
        return;
    places = shared_array_splice(&frame->stack, sizeof *places, fields->at, from.count, to.count, &moment->copied);
    for (size_t i = 0; i < to.count; i++)
        places[i] = (uint32_t)to.items[i];
}

static void push_frame(struct moment *moment, uint64_t thread, uint64_t frame)
{
    struct moment_stack *stack = &moment->stacks.items[thread - 1];
    uint32_t *top =
        shared_array_splice(&stack->frames, sizeof *top, shared_array_count(stack->frames), 0, 1, &moment->copied);

    *top = (uint32_t)frame;
}

static void pop_frame(struct moment *moment, uint64_t thread)
{
    struct moment_stack *stack = &moment->stacks.items[thread - 1];

    shared_array_splice(&stack->frames, sizeof(uint32_t), shared_array_count(stack->frames) - 1, 1, 0,
                        &moment->copied);
}

static void push(struct moment *moment, const struct trace_fields_PUSH *fields)
{
    struct moment_frame *frame = own_frame(moment, fields->frame);

    push_frame(moment, fields->thread, fields->frame);
    frame->condition = FRAME_RUNNING;
    frame->pushes++;
}

static void unpush(struct moment *moment, const struct trace_fields_PUSH *fields)
{
    struct moment_frame *frame = own_frame(moment, fields->frame);

    pop_frame(moment, fields->thread);
    frame->pushes--;
    frame->condition = frame->pushes > 0 ? FRAME_SUSPENDED : FRAME_UNBORN;
}

static void end_frame(struct moment *moment, uint64_t number)
{
    own_frame(moment, number)->condition = FRAME_ENDED;
    vector_push(&moment->departed, (struct moment_departure){true, (uint32_t)number});
}

static void pop(struct moment *moment, const struct trace_fields_POP *fields)
{
    pop_frame(moment, fields->thread);
    if (fields->suspended != 0)
        own_frame(moment, fields->frame)->condition = FRAME_SUSPENDED;
    else
        end_frame(moment, fields->frame);
}

static void unpop(struct moment *moment, const struct trace_fields_POP *fields)
{
    push_frame(moment, fields->thread, fields->frame);
    own_frame(moment, fields->frame)->condition = FRAME_RUNNING;
    if (fields->suspended == 0)
        moment->departed.count--;
}

static void unclose(struct moment *moment, const struct trace_fields_CLOSE *fields)
{
    struct moment_frame *frame = own_frame(moment, fields->frame);

    frame->condition = frame->pushes > 0 ? FRAME_SUSPENDED : FRAME_UNBORN;
    moment->departed.count--;
}

static void die(struct moment *moment, uint64_t number)
{
    struct moment_object *object = own_object(moment, number);

    if (object == NULL)
        return;
    object->alive = false;
    vector_push(&moment->departed, (struct moment_departure){false, (uint32_t)number});
}

static void revive(struct moment *moment, uint64_t number)
{
    struct moment_object *object = own_object(moment, number);

    if (object == NULL)
        return;
    object->alive = true;
    moment->departed.count--;
}

void moment_apply(struct moment *moment, const struct trace_record *record, uint32_t number)
{
    switch ((int)record->kind) {
    case TRACE_THREAD:
        vector_push(&moment->stacks, (struct moment_stack){.frames = NULL});
        break;
    case TRACE_THREAD_END:
        moment->stacks.items[record->thread_end.thread - 1].ended = true;
        break;
    case TRACE_FRAME:
        add_frame(moment, number);
        break;
    case TRACE_PUSH:
        push(moment, &record->push);
        break;
    case TRACE_POP:
        pop(moment, &record->pop);
        break;
    case TRACE_CLOSE:
        end_frame(moment, record->close.frame);
        break;
    case TRACE_NAME:
        bind(moment, &record->name, (uint32_t)record->name.now);
        break;
    case TRACE_STACK:
        change_stack(moment, &record->stack, true);
        break;
    case TRACE_OBJECT:
        apply_birth(moment, &record->object, number);
        break;
    case TRACE_SPLICE:
        splice(moment, &record->splice, true);
        break;
    case TRACE_LENGTH:
        lengthen(moment, &record->length, true);
        break;
    case TRACE_VALUE:
        replace_value(moment, &record->value, true);
        break;
    case TRACE_TYPE:
        own_object(moment, record->type.object)->type = (uint32_t)record->type.now;
        break;
    case TRACE_COUNT:
        count(moment, &record->count, true);
        break;
    case TRACE_DEATH:
        die(moment, record->death.object);
        break;
    default:
        break;
    }
}

void moment_revert(struct moment *moment, const struct trace_record *record, uint32_t number)
{
    switch ((int)record->kind) {
    case TRACE_THREAD:
        shared_array_release(vector_last(&moment->stacks).frames);
        moment->stacks.count--;
        break;
    case TRACE_THREAD_END:
        moment->stacks.items[record->thread_end.thread - 1].ended = false;
        break;
    case TRACE_FRAME:
        shared_tree_remove(&moment->frames, number, &moment->copied);
        break;
    case TRACE_PUSH:
        unpush(moment, &record->push);
        break;
    case TRACE_POP:
        unpop(moment, &record->pop);
        break;
    case TRACE_CLOSE:
        unclose(moment, &record->close);
        break;
    case TRACE_NAME:
        bind(moment, &record->name, (uint32_t)record->name.old);
        break;
    case TRACE_STACK:
        change_stack(moment, &record->stack, false);
        break;
    case TRACE_OBJECT:
        shared_tree_remove(&moment->objects, number, &moment->copied);
        break;
    case TRACE_SPLICE:
        splice(moment, &record->splice, false);
        break;
    case TRACE_LENGTH:
        lengthen(moment, &record->length, false);
        break;
    case TRACE_VALUE:
        replace_value(moment, &record->value, false);
        break;
    case TRACE_TYPE:
        own_object(moment, record->type.object)->type = (uint32_t)record->type.old;
        break;
    case TRACE_COUNT:
        count(moment, &record->count, false);
        break;
    case TRACE_DEATH:
        revive(moment, record->death.object);
        break;
    default:
        break;
    }
}
