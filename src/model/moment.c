#include "model/moment.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { FRAME_INDEX_FROM = 16 }; /* names from which a frame keeps an index of them */

struct moment *moment_new(void)
{
    return memory_zeroed(1, sizeof(struct moment));
}

static void free_frame(struct moment_frame *frame)
{
    vector_free(&frame->names);
    map_free(&frame->index);
}

static void free_object(struct moment_object *object)
{
    vector_free(&object->entries);
    text_free(&object->bytes);
}

void moment_free(struct moment *moment)
{
    if (moment == NULL)
        return;
    for (size_t i = 0; i < moment->frames.count; i++)
        free_frame(&moment->frames.items[i]);
    for (size_t i = 0; i < moment->objects.count; i++)
        free_object(&moment->objects.items[i]);
    for (size_t i = 0; i < moment->stacks.count; i++)
        vector_free(&moment->stacks.items[i].frames);
    vector_free(&moment->frames);
    vector_free(&moment->objects);
    vector_free(&moment->stacks);
    map_free(&moment->frame_index);
    map_free(&moment->object_index);
    free(moment);
}

struct moment_frame *moment_frame(const struct moment *moment, uint32_t number)
{
    uint32_t place;

    return number != 0 && map_get(&moment->frame_index, number, &place) ? &moment->frames.items[place] : NULL;
}

struct moment_object *moment_object(const struct moment *moment, uint32_t number)
{
    uint32_t place;

    return number != 0 && map_get(&moment->object_index, number, &place) ? &moment->objects.items[place] : NULL;
}

static struct moment_frame *add_frame(struct moment *moment, uint32_t number)
{
    map_put(&moment->frame_index, number, (uint32_t)moment->frames.count);
    vector_push(&moment->frames, (struct moment_frame){.number = number});
    moment->weight += sizeof(struct moment_frame);
    return &vector_last(&moment->frames);
}

/* The last frame takes the place of the one removed. */
static void remove_frame(struct moment *moment, uint32_t number)
{
    struct moment_frame *frame = moment_frame(moment, number), *last = &vector_last(&moment->frames);

    free_frame(frame);
    map_remove(&moment->frame_index, number);
    if (frame != last) {
        *frame = *last;
        map_put(&moment->frame_index, frame->number, (uint32_t)(frame - moment->frames.items));
    }
    moment->frames.count--;
    moment->weight -= sizeof(struct moment_frame);
}

static struct moment_object *add_object(struct moment *moment, uint32_t number)
{
    map_put(&moment->object_index, number, (uint32_t)moment->objects.count);
    vector_push(&moment->objects, (struct moment_object){.number = number, .alive = true});
    moment->weight += sizeof(struct moment_object);
    return &vector_last(&moment->objects);
}

static void remove_object(struct moment *moment, uint32_t number)
{
    struct moment_object *object = moment_object(moment, number), *last;

    if (object == NULL)
        return;
    last = &vector_last(&moment->objects);
    moment->weight -= sizeof(struct moment_object) + object->entries.count * sizeof(struct entry);
    free_object(object);
    map_remove(&moment->object_index, number);
    if (object != last) {
        *object = *last;
        map_put(&moment->object_index, object->number, (uint32_t)(object - moment->objects.items));
    }
    moment->objects.count--;
}

static void rebuild_index(struct moment_frame *frame)
{
    map_clear(&frame->index);
    for (size_t i = 0; i < frame->names.count; i++)
        map_put(&frame->index, frame->names.items[i].name, (uint32_t)i);
}

struct moment *moment_copy(const struct moment *moment)
{
    struct moment *copy = moment_new();

    for (size_t i = 0; i < moment->frames.count; i++) {
        const struct moment_frame *from = &moment->frames.items[i];
        struct moment_frame *to = add_frame(copy, from->number);

        to->pushes = from->pushes;
        to->condition = from->condition;
        for (size_t name = 0; name < from->names.count; name++)
            vector_push(&to->names, from->names.items[name]);
        if (to->names.count >= FRAME_INDEX_FROM)
            rebuild_index(to);
    }
    for (size_t i = 0; i < moment->objects.count; i++) {
        const struct moment_object *from = &moment->objects.items[i];
        struct moment_object *to = add_object(copy, from->number);

        to->type = from->type;
        to->alive = from->alive;
        to->layout = from->layout;
        to->references = from->references;
        to->hidden = from->hidden;
        to->fields = from->fields;
        vector_splice(&to->entries, 0, 0, from->entries.count);
        if (from->entries.count > 0)
            memcpy(to->entries.items, from->entries.items, from->entries.count * sizeof(struct entry));
        text_append(&to->bytes, text_string(&from->bytes), from->bytes.length);
    }
    for (size_t i = 0; i < moment->stacks.count; i++) {
        vector_push(&copy->stacks, (struct moment_stack){.ended = moment->stacks.items[i].ended});
        for (size_t depth = 0; depth < moment->stacks.items[i].frames.count; depth++)
            vector_push(&copy->stacks.items[i].frames, moment->stacks.items[i].frames.items[depth]);
    }
    copy->weight = moment->weight;
    copy->departed = moment->departed;
    return copy;
}

static bool is_module(const struct recording *recording, uint32_t frame)
{
    const struct frame_birth *birth = recording_frame(recording, frame);
    const struct code *code = birth != NULL ? recording_code(recording, birth->code) : NULL;

    return code != NULL && code->sort == TRACE_CODE_MODULE;
}

void moment_prune(struct moment *moment, const struct recording *recording)
{
    for (size_t i = moment->frames.count; i-- > 0;)
        if (moment->frames.items[i].condition == FRAME_ENDED && !is_module(recording, moment->frames.items[i].number))
            remove_frame(moment, moment->frames.items[i].number);
    for (size_t i = moment->objects.count; i-- > 0;)
        if (!moment->objects.items[i].alive)
            remove_object(moment, moment->objects.items[i].number);
    moment->departed = 0;
}

/* Checking. */

static bool same_entries(const struct moment_object *object, uint64_t at, struct trace_list list, size_t size)
{
    size_t count = list.count / size;

    if (list.count % size != 0 || at > object->entries.count || count > object->entries.count - at)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &object->entries.items[at + i];

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

    return object != NULL && object->alive && value->at <= object->bytes.length &&
           value->old.length <= object->bytes.length - value->at &&
           memcmp(text_string(&object->bytes) + value->at, value->old.at, value->old.length) == 0;
}

static const struct moment_stack *stack_of(const struct moment *moment, uint64_t thread)
{
    return thread >= 1 && thread <= moment->stacks.count ? &moment->stacks.items[thread - 1] : NULL;
}

static bool accepts_push(const struct moment *moment, const struct trace_fields_PUSH *push)
{
    const struct moment_frame *frame = moment_frame(moment, (uint32_t)push->frame);

    return frame != NULL && stack_of(moment, push->thread) != NULL &&
           (frame->condition == FRAME_UNBORN || frame->condition == FRAME_SUSPENDED);
}

static bool accepts_pop(const struct moment *moment, const struct trace_fields_POP *pop)
{
    const struct moment_stack *stack = stack_of(moment, pop->thread);

    return stack != NULL && stack->frames.count > 0 && vector_last(&stack->frames) == pop->frame;
}

static bool accepts_end(const struct moment *moment, const struct trace_fields_THREAD_END *end)
{
    const struct moment_stack *stack = stack_of(moment, end->thread);

    return stack != NULL && !stack->ended && stack->frames.count == 0;
}

static struct binding *find_name(const struct moment_frame *frame, uint64_t name)
{
    uint32_t place;

    if (frame->names.count >= FRAME_INDEX_FROM)
        return map_get(&frame->index, name, &place) ? &frame->names.items[place] : NULL;
    for (size_t i = 0; i < frame->names.count; i++)
        if (frame->names.items[i].name == name)
            return &frame->names.items[i];
    return NULL;
}

static bool accepts_name(const struct moment *moment, const struct trace_fields_NAME *name)
{
    const struct moment_frame *frame = moment_frame(moment, (uint32_t)name->frame);
    const struct binding *known;

    if (frame == NULL || name->name == 0)
        return false;
    known = find_name(frame, name->name);
    return name->old == (known != NULL ? known->object : 0);
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
    case TRACE_SPLICE:
        return accepts_splice(moment, &record->splice);
    case TRACE_VALUE:
        return accepts_value(moment, &record->value);
    case TRACE_LENGTH:
        object = moment_object(moment, (uint32_t)record->length.object);
        return object != NULL && object->alive && object->hidden + record->length.change >= 0;
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

static size_t count_fields(const struct moment_object *object, size_t at, size_t count)
{
    size_t fields = 0;

    for (size_t i = at; i < at + count; i++)
        fields += (size_t)trace_label_is_field(object->entries.items[i].label);
    return fields;
}

/* Puts the flat `list` in the place of `removed` numbers of such a list, from entry `at` on. */
static void replace_entries(struct moment *moment, struct moment_object *object, size_t at, size_t removed,
                            struct trace_list list, enum trace_layout layout)
{
    size_t size = trace_entry_size(layout), added = list.count / size;

    removed /= size;
    if (layout == TRACE_LAYOUT_MIXED)
        object->fields -= count_fields(object, at, removed);
    vector_splice(&object->entries, at, removed, added);
    for (size_t i = 0; i < added; i++)
        object->entries.items[at + i] = (struct entry){.label = size == 2 ? (uint32_t)list.items[2 * i] : 0,
                                                       .value = (uint32_t)list.items[size * i + size - 1]};
    if (layout == TRACE_LAYOUT_MIXED)
        object->fields += count_fields(object, at, added);
    moment->weight += (added - removed) * sizeof(struct entry);
}

static void apply_birth(struct moment *moment, const struct trace_fields_OBJECT *birth, uint32_t number)
{
    enum trace_layout layout = trace_entries_layout((unsigned)birth->kind, (unsigned)birth->flags);
    struct moment_object *object;
    size_t recorded;

    if (!is_tracked(birth))
        return;
    object = add_object(moment, number);
    object->layout = layout;
    object->type = (uint32_t)birth->type;
    object->references = (int64_t)birth->references;
    if (layout != TRACE_LAYOUT_LEAF)
        replace_entries(moment, object, 0, 0, birth->entries, layout);
    recorded = object->entries.count - object->fields;
    if (trace_value_changes((unsigned)birth->kind))
        text_append(&object->bytes, birth->value.at, birth->value.length);
    if (birth->kind == TRACE_OBJECT_BYTEARRAY)
        recorded = birth->value.length;
    object->hidden = birth->length > recorded ? (int64_t)(birth->length - recorded) : 0;
}

static void bind(struct moment *moment, const struct trace_fields_NAME *fields, uint32_t object)
{
    struct moment_frame *frame = moment_frame(moment, (uint32_t)fields->frame);
    struct binding *known = find_name(frame, fields->name);

    if (known != NULL) {
        known->object = object;
        return;
    }
    vector_push(&frame->names, ((struct binding){(uint32_t)fields->name, object}));
    moment->weight += sizeof(struct binding);
    if (frame->names.count == FRAME_INDEX_FROM)
        rebuild_index(frame);
    else if (frame->names.count > FRAME_INDEX_FROM)
        map_put(&frame->index, fields->name, (uint32_t)frame->names.count - 1);
}

static void replace_bytes(struct moment_object *object, size_t at, size_t removed, struct trace_bytes bytes)
{
    struct text changed = TEXT_EMPTY;

    text_append(&changed, text_string(&object->bytes), at);
    text_append(&changed, bytes.at, bytes.length);
    text_append(&changed, text_string(&object->bytes) + at + removed, object->bytes.length - at - removed);
    text_free(&object->bytes);
    object->bytes = changed;
}

static void replace_value(struct moment *moment, const struct trace_fields_VALUE *fields, bool forward)
{
    struct moment_object *object = moment_object(moment, (uint32_t)fields->object);
    struct trace_bytes from = forward ? fields->old : fields->now, to = forward ? fields->now : fields->old;
    int64_t recorded = (int64_t)to.length - (int64_t)from.length;

    replace_bytes(object, fields->at, from.length, to);
    object->hidden += (forward ? fields->change : -fields->change) - recorded;
}

static void splice(struct moment *moment, const struct trace_fields_SPLICE *fields, bool forward)
{
    struct moment_object *object = moment_object(moment, (uint32_t)fields->object);
    struct trace_list from = forward ? fields->old : fields->now, to = forward ? fields->now : fields->old;

    replace_entries(moment, object, fields->at, from.count, to, object->layout);
}

static void push(struct moment *moment, const struct trace_fields_PUSH *fields)
{
    struct moment_frame *frame = moment_frame(moment, (uint32_t)fields->frame);

    vector_push(&moment->stacks.items[fields->thread - 1].frames, (uint32_t)fields->frame);
    frame->condition = FRAME_RUNNING;
    frame->pushes++;
}

static void unpush(struct moment *moment, const struct trace_fields_PUSH *fields)
{
    struct moment_frame *frame = moment_frame(moment, (uint32_t)fields->frame);

    moment->stacks.items[fields->thread - 1].frames.count--;
    frame->pushes--;
    frame->condition = frame->pushes > 0 ? FRAME_SUSPENDED : FRAME_UNBORN;
}

static void end_frame(struct moment *moment, uint64_t number)
{
    moment_frame(moment, (uint32_t)number)->condition = FRAME_ENDED;
    moment->departed++;
}

static void pop(struct moment *moment, const struct trace_fields_POP *fields)
{
    moment->stacks.items[fields->thread - 1].frames.count--;
    if (fields->suspended != 0)
        moment_frame(moment, (uint32_t)fields->frame)->condition = FRAME_SUSPENDED;
    else
        end_frame(moment, fields->frame);
}

static void unpop(struct moment *moment, const struct trace_fields_POP *fields)
{
    struct moment_frame *frame = moment_frame(moment, (uint32_t)fields->frame);

    vector_push(&moment->stacks.items[fields->thread - 1].frames, (uint32_t)fields->frame);
    if (frame->condition == FRAME_ENDED)
        moment->departed--;
    frame->condition = FRAME_RUNNING;
}

static void set_alive(struct moment *moment, uint64_t number, bool alive)
{
    struct moment_object *object = moment_object(moment, (uint32_t)number);

    if (object == NULL)
        return;
    object->alive = alive;
    moment->departed += alive ? (size_t)-1 : 1;
}

void moment_apply(struct moment *moment, const struct trace_record *record, uint32_t number)
{
    switch ((int)record->kind) {
    case TRACE_THREAD:
        vector_push(&moment->stacks, (struct moment_stack){.frames = VECTOR_EMPTY});
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
    case TRACE_OBJECT:
        apply_birth(moment, &record->object, number);
        break;
    case TRACE_SPLICE:
        splice(moment, &record->splice, true);
        break;
    case TRACE_LENGTH:
        moment_object(moment, (uint32_t)record->length.object)->hidden += record->length.change;
        break;
    case TRACE_VALUE:
        replace_value(moment, &record->value, true);
        break;
    case TRACE_TYPE:
        moment_object(moment, (uint32_t)record->type.object)->type = (uint32_t)record->type.now;
        break;
    case TRACE_COUNT:
        moment_object(moment, (uint32_t)record->count.object)->references += record->count.change;
        break;
    case TRACE_DEATH:
        set_alive(moment, record->death.object, false);
        break;
    default:
        break;
    }
}

void moment_revert(struct moment *moment, const struct trace_record *record, uint32_t number)
{
    switch ((int)record->kind) {
    case TRACE_THREAD:
        vector_free(&vector_last(&moment->stacks).frames);
        moment->stacks.count--;
        break;
    case TRACE_THREAD_END:
        moment->stacks.items[record->thread_end.thread - 1].ended = false;
        break;
    case TRACE_FRAME:
        remove_frame(moment, number);
        break;
    case TRACE_PUSH:
        unpush(moment, &record->push);
        break;
    case TRACE_POP:
        unpop(moment, &record->pop);
        break;
    case TRACE_CLOSE:
        moment_frame(moment, (uint32_t)record->close.frame)->condition =
            moment_frame(moment, (uint32_t)record->close.frame)->pushes > 0 ? FRAME_SUSPENDED : FRAME_UNBORN;
        moment->departed--;
        break;
    case TRACE_NAME:
        bind(moment, &record->name, (uint32_t)record->name.old);
        break;
    case TRACE_OBJECT:
        remove_object(moment, number);
        break;
    case TRACE_SPLICE:
        splice(moment, &record->splice, false);
        break;
    case TRACE_LENGTH:
        moment_object(moment, (uint32_t)record->length.object)->hidden -= record->length.change;
        break;
    case TRACE_VALUE:
        replace_value(moment, &record->value, false);
        break;
    case TRACE_TYPE:
        moment_object(moment, (uint32_t)record->type.object)->type = (uint32_t)record->type.old;
        break;
    case TRACE_COUNT:
        moment_object(moment, (uint32_t)record->count.object)->references -= record->count.change;
        break;
    case TRACE_DEATH:
        set_alive(moment, record->death.object, true);
        break;
    default:
        break;
    }
}
