#include "diagram/scene.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "diagram/class_entry.h"
#include "model/details.h"
#include "model/library_entry.h"
#include "model/value.h"

enum {
    FRAMES_MAX = 12,
    FRAMES_FIRST = 4, /* of a deep stack: outermost frames that are shown */
    SUSPENDED_MAX = 4,
    THREADS_MAX = 6, /* others than the one whose step it is */
    NAMES_MAX = 24,  /* of a frame */
    OBJECTS_MAX = 40,
    ROWS_MAX = 14,  /* entries of an object, one below the other */
    CELLS_MAX = 24, /* entries of an object, one beside the other */
    CELL_WIDTH_MAX = 26,
    LABEL_WIDTH_MAX = 24,
    VISITS_MAX = 8000,  /* entries looked at to count what was left out */
    CHANGES_MAX = 4096, /* entry changes that are marked */
    GHOSTS_MAX = 4,
    PLACES_MIN = 3, /* of a value stack that are drawn, whether there is something or not */
};

struct builder {
    struct scene *scene;
    const struct scene_request *request;
    struct state *state;
    const struct recording *recording;
    const struct changes *changes;
    struct step step;
    struct map name_changes;  /* frame and name → index, plus one */
    struct map entry_changes; /* object and index → index, plus one */
    struct map born;          /* object → 1 */
    struct map counts;        /* object → change of its reference count, as uint32_t */
    VECTOR(uint32_t) queue;   /* objects to show, nearest first */
    struct map queued;        /* object → 1 */
    struct library_entries library;
    VECTOR(size_t) chosen;  /* scratch: entries to show */
    VECTOR(size_t) changed; /* scratch: entries of the object in hand that changed */
};

void scene_free(struct scene *scene)
{
    text_free(&scene->pool);
    text_free(&scene->scratch);
    vector_free(&scene->boxes);
    vector_free(&scene->slots);
    map_free(&scene->box_of_object);
}

const char *scene_string(const struct scene *scene, struct scene_text text)
{
    return text_string(&scene->pool) + text.at;
}

/* ---- text ---- */

static int width_of(struct scene *scene, const char *text, size_t length)
{
    text_clear(&scene->scratch);
    return utf8_clean(&scene->scratch, text, length, scene->ascii);
}

/* Ends the text that was appended to the pool since `at`. */
static struct scene_text finish(struct scene *scene, size_t at)
{
    struct scene_text text = {at, width_of(scene, text_string(&scene->pool) + at, scene->pool.length - at)};

    text_add_char(&scene->pool, '\0');
    return text;
}

static struct scene_text put(struct scene *scene, const char *string)
{
    size_t at = scene->pool.length;

    text_add(&scene->pool, string);
    return finish(scene, at);
}

/* 99000 → "99 000". */
static void add_number(struct text *out, uint64_t number)
{
    if (number >= 1000) {
        add_number(out, number / 1000);
        text_format(out, " %03u", (unsigned)(number % 1000));
        return;
    }
    text_format(out, "%u", (unsigned)number);
}

/* "… 12 more names" */
static struct scene_text put_left_out(struct scene *scene, uint64_t count, const char *words)
{
    size_t at = scene->pool.length;

    text_add(&scene->pool, scene->ascii ? "~ " : "… ");
    add_number(&scene->pool, count);
    text_format(&scene->pool, " %s", words);
    return finish(scene, at);
}

/* ---- what changed ---- */

static uint64_t pair(uint32_t high, size_t low)
{
    return (uint64_t)high << 32 | (uint32_t)low;
}

static void add_count(struct builder *builder, const struct count_change *change)
{
    uint32_t sum = 0;

    if (change->object == 0)
        return;
    map_get(&builder->counts, change->object, &sum);
    map_put(&builder->counts, change->object, sum + (uint32_t)change->change);
}

static void collect_changes(struct builder *builder)
{
    const struct changes *changes = builder->changes = state_changes(builder->state);
    size_t entries = changes->entry_count < CHANGES_MAX ? changes->entry_count : CHANGES_MAX;

    for (size_t i = 0; i < changes->name_count; i++)
        map_put(&builder->name_changes, pair(changes->names[i].frame, changes->names[i].name), (uint32_t)i + 1);
    for (size_t i = 0; i < entries; i++)
        if (changes->entries[i].sort != CHANGE_UNBOUND)
            map_put(&builder->entry_changes, pair(changes->entries[i].object, changes->entries[i].index),
                    (uint32_t)i + 1);
    for (size_t i = 0; i < changes->born_count; i++)
        map_put(&builder->born, changes->born[i], 1);
    for (size_t i = 0; i < changes->count_count; i++)
        add_count(builder, &changes->counts[i]);
}

static bool has(const struct map *map, uint64_t key)
{
    uint32_t value;

    return map_get(map, key, &value);
}

/* ---- slots ---- */

static bool is_text(const struct object *object)
{
    return object->kind == TRACE_OBJECT_STR || object->kind == TRACE_OBJECT_BYTES;
}

static bool is_drawn_inside(const struct builder *builder, const struct object *object)
{
    return !builder->request->all_objects && value_is_inline(object);
}

/* The mark that the model puts where something is left out, "…", in ASCII. */
static void replace_marks(struct scene *scene, size_t from)
{
    static const char mark[] = "…";
    char *found;

    while (scene->ascii && scene->pool.length > from && (found = strstr(scene->pool.bytes + from, mark)) != NULL) {
        size_t at = (size_t)(found - scene->pool.bytes);

        memcpy(found, "..", 2);
        memmove(found + 2, found + 3, scene->pool.length - at - 3 + 1);
        scene->pool.length--;
    }
}

static struct scene_text put_value(struct builder *builder, const struct object *object)
{
    size_t at = builder->scene->pool.length;

    value_write(object, &builder->scene->pool);
    if (!is_text(object) || (object->flags & TRACE_OBJECT_CUT) != 0)
        replace_marks(builder->scene, at);
    return finish(builder->scene, at);
}

static struct scene_text put_id(struct builder *builder, const struct object *object)
{
    size_t at = builder->scene->pool.length;

    value_short_id(builder->recording, object->address, builder->scene->ascii, &builder->scene->pool);
    return finish(builder->scene, at);
}

static void want(struct builder *builder, uint32_t object)
{
    if (!has(&builder->queued, object)) {
        map_put(&builder->queued, object, 1);
        vector_push(&builder->queue, object);
    }
}

/* Puts an object into a slot: its value, or a reference to it. */
static void fill(struct builder *builder, struct scene_slot *slot, uint32_t number)
{
    struct object object;

    slot->object = number;
    slot->target = -1;
    if (!state_object(builder->state, number, &object)) {
        slot->value = put(builder->scene, "?");
        slot->style = CANVAS_DIM;
        return;
    }
    if (is_drawn_inside(builder, &object)) {
        slot->value = put_value(builder, &object);
        slot->style = is_text(&object) ? CANVAS_STRING : CANVAS_VALUE;
        return;
    }
    slot->id = put_id(builder, &object);
}

static void add_remark(struct builder *builder, struct scene_text text)
{
    struct scene_slot slot = {.sort = SCENE_REMARK, .value = text, .style = CANVAS_DIM, .target = -1};

    vector_push(&builder->scene->slots, slot);
}

static void mark(struct builder *builder, struct scene_slot *slot, enum change_sort sort, uint32_t was)
{
    struct object object;
    size_t at = builder->scene->pool.length;

    slot->mark = sort == CHANGE_BOUND ? SCENE_NEW : SCENE_CHANGED;
    if (sort != CHANGE_REBOUND || !state_object(builder->state, was, &object) || !value_is_inline(&object))
        return;
    text_add(&builder->scene->pool, translate("was "));
    value_write(&object, &builder->scene->pool);
    slot->was = finish(builder->scene, at);
}

/* ---- what is chosen of too many ---- */

static int compare_sizes(const void *a, const void *b)
{
    size_t left = *(const size_t *)a, right = *(const size_t *)b;

    return left < right ? -1 : left > right;
}

/* Chooses `limit` of `count` entries: all, or the first, the last, and some of those that changed; in order. */
static void choose(struct builder *builder, size_t count, size_t limit)
{
    size_t last = limit / 5, shown = count, head, unique = 0;

    vector_clear(&builder->chosen);
    if (count > limit) {
        shown = limit - 1;
        head = shown - last - (builder->changed.count < shown / 3 ? builder->changed.count : shown / 3);
        for (size_t i = count - last; i < count; i++)
            vector_push(&builder->chosen, i);
        for (size_t i = 0; i < builder->changed.count && builder->chosen.count < shown - head; i++)
            if (builder->changed.items[i] >= head && builder->changed.items[i] < count - last)
                vector_push(&builder->chosen, builder->changed.items[i]);
        shown -= builder->chosen.count;
    }
    for (size_t i = 0; i < shown; i++)
        vector_push(&builder->chosen, i);
    if (builder->chosen.count > 1)
        qsort(builder->chosen.items, builder->chosen.count, sizeof(size_t), compare_sizes);
    for (size_t i = 0; i < builder->chosen.count; i++)
        if (unique == 0 || builder->chosen.items[i] != builder->chosen.items[unique - 1])
            builder->chosen.items[unique++] = builder->chosen.items[i];
    builder->chosen.count = unique;
}

/* Calls `add` for each chosen entry, and puts remarks where some are left out; `more` follow unrecorded. */
static void add_chosen(struct builder *builder, size_t count, uint64_t more, const char *words,
                       void (*add)(struct builder *builder, uint32_t holder, size_t index), uint32_t holder)
{
    size_t next = 0;

    for (size_t i = 0; i < builder->chosen.count; i++) {
        size_t index = builder->chosen.items[i];

        if (index > next)
            add_remark(builder, put_left_out(builder->scene, index - next, words));
        add(builder, holder, index);
        next = index + 1;
    }
    if (count - next + more > 0)
        add_remark(builder, put_left_out(builder->scene, count - next + more, words));
}

/* ---- boxes ---- */

static void begin_box(struct builder *builder, enum scene_box_sort sort, uint32_t number)
{
    struct scene_box box = {.sort = sort, .number = number, .first = builder->scene->slots.count};

    vector_push(&builder->scene->boxes, box);
}

static struct scene_box *current_box(struct builder *builder)
{
    return &vector_last(&builder->scene->boxes);
}

static void end_box(struct builder *builder)
{
    struct scene_box *box = current_box(builder);

    box->count = builder->scene->slots.count - box->first;
    for (size_t i = box->first; i < builder->scene->slots.count; i++) {
        struct scene_slot *slot = &builder->scene->slots.items[i];

        if (slot->label.width > box->label_width)
            box->label_width = slot->label.width;
        if (slot->object != 0 && slot->id.width > 0 && slot->value.width == 0 && slot->mark != SCENE_GONE &&
            box->mark != SCENE_GONE)
            want(builder, slot->object);
    }
    if (box->label_width > LABEL_WIDTH_MAX)
        box->label_width = LABEL_WIDTH_MAX;
}

static void add_note(struct builder *builder, struct scene_text text)
{
    begin_box(builder, SCENE_NOTE, (uint32_t)builder->scene->boxes.count + 1);
    current_box(builder)->title = text;
}

/* ---- frames ---- */

static void add_name(struct builder *builder, uint32_t frame, size_t index)
{
    struct binding binding = state_name(builder->state, frame, index);
    struct scene_slot slot = {.sort = SCENE_NAME, .name = binding.name, .index = index};
    uint32_t change;

    slot.label = put(builder->scene, recording_string(builder->recording, binding.name, NULL));
    fill(builder, &slot, binding.object);
    if (map_get(&builder->name_changes, pair(frame, binding.name), &change))
        mark(builder, &slot, builder->changes->names[change - 1].sort, builder->changes->names[change - 1].was);
    vector_push(&builder->scene->slots, slot);
}

/* Names that this step unbound, for one step. */
static void add_gone_names(struct builder *builder, uint32_t frame)
{
    for (size_t i = 0; i < builder->changes->name_count; i++) {
        const struct name_change *change = &builder->changes->names[i];
        struct scene_slot slot = {.sort = SCENE_NAME, .mark = SCENE_GONE, .name = change->name};

        if (change->frame != frame || change->sort != CHANGE_UNBOUND)
            continue;
        slot.label = put(builder->scene, recording_string(builder->recording, change->name, NULL));
        fill(builder, &slot, change->was);
        vector_push(&builder->scene->slots, slot);
    }
}

/* Bodies of modules and classes return nothing that a person could see. */
static bool returns_to_nobody(const struct builder *builder, uint32_t frame)
{
    const struct frame_birth *birth = recording_frame(builder->recording, frame);
    const struct code *code = birth != NULL ? recording_code(builder->recording, birth->code) : NULL;

    return builder->step.event == TRACE_EVENT_RETURN && code != NULL &&
           (code->sort == TRACE_CODE_MODULE || code->sort == TRACE_CODE_CLASS);
}

/* What a frame returns, yields or raises at this step stands below a line across the box, for it is no name's. */
static void add_result(struct builder *builder, uint32_t frame)
{
    static const char *const words[] = {
        [TRACE_EVENT_RETURN] = TRANSLATE_LATER("returns"),
        [TRACE_EVENT_YIELD] = TRANSLATE_LATER("yields"),
        [TRACE_EVENT_EXCEPTION] = TRANSLATE_LATER("exception"),
        [TRACE_EVENT_UNWIND] = TRANSLATE_LATER("exception"),
    };
    struct scene_slot heading = {.sort = SCENE_HEADING, .style = CANVAS_DIM, .target = -1};
    struct scene_slot slot = {.sort = SCENE_RESULT};
    size_t event = builder->step.event;

    if (builder->step.frame != frame || builder->step.value == 0 || event >= sizeof words / sizeof *words ||
        words[event] == NULL || returns_to_nobody(builder, frame))
        return;
    heading.value = put(builder->scene, translate(words[event]));
    vector_push(&builder->scene->slots, heading);
    fill(builder, &slot, builder->step.value);
    vector_push(&builder->scene->slots, slot);
}

static void collect_changed_names(struct builder *builder, uint32_t frame, size_t count)
{
    vector_clear(&builder->changed);
    for (size_t i = 0; i < count; i++)
        if (has(&builder->name_changes, pair(frame, state_name(builder->state, frame, i).name)))
            vector_push(&builder->changed, i);
}

/* `current`: the innermost of the step's thread, where that has several; `suspended`: it stands on no stack. */
static void add_frame(struct builder *builder, uint32_t frame, bool current, bool suspended)
{
    bool waits = suspended || state_frame_waits(builder->state, frame);
    size_t names = state_names(builder->state, frame), at = builder->scene->pool.length;
    struct scene_box *box;

    begin_box(builder, SCENE_FRAME, frame);
    value_frame_title(builder->state, frame, &builder->scene->pool);
    replace_marks(builder->scene, at);
    box = current_box(builder);
    box->title = finish(builder->scene, at);
    box->current = current;
    box->suspended = suspended;
    if (current || waits)
        box->facts[0] = box->facts[1] = box->facts[2] =
            put(builder->scene, waits ? translate("suspended") : translate("current"));
    collect_changed_names(builder, frame, names);
    choose(builder, names, NAMES_MAX);
    add_chosen(builder, names, 0, translate("more names"), add_name, frame);
    add_gone_names(builder, frame);
    add_result(builder, frame);
    if (builder->scene->slots.count == current_box(builder)->first)
        add_remark(builder, put(builder->scene, translate("(no names yet)")));
    end_box(builder);
}

/* What the current frame refers to is nearest: its names are queued first. */
static void want_names(struct builder *builder, uint32_t frame)
{
    size_t names = state_names(builder->state, frame);
    struct object object;

    if (builder->step.frame == frame && builder->step.value != 0 && !returns_to_nobody(builder, frame) &&
        state_object(builder->state, builder->step.value, &object) && !is_drawn_inside(builder, &object))
        want(builder, builder->step.value);
    for (size_t i = 0; i < names && i < NAMES_MAX; i++) {
        uint32_t number = state_name(builder->state, frame, i).object;

        if (state_object(builder->state, number, &object) && !is_drawn_inside(builder, &object))
            want(builder, number);
    }
}

static void add_fold(struct builder *builder, uint32_t frame)
{
    size_t at = builder->scene->pool.length;

    text_add(&builder->scene->pool, builder->scene->ascii ? "~ " : "… ");
    value_frame_title(builder->state, frame, &builder->scene->pool);
    add_note(builder, finish(builder->scene, at));
}

/* `own`: the thread whose innermost frame is the current one. */
static void add_stack(struct builder *builder, uint32_t thread, bool own)
{
    size_t depth = state_depth(builder->state, thread);
    size_t after = depth > FRAMES_MAX ? depth - (FRAMES_MAX - FRAMES_FIRST) : FRAMES_FIRST;

    for (size_t i = 0; i < depth; i++) {
        if (i == FRAMES_FIRST && after > i) {
            add_note(builder, put_left_out(builder->scene, after - i, translate("frames between")));
            i = after;
        }
        if (recording_is_folded(builder->recording, state_frame_at(builder->state, thread, i)))
            add_fold(builder, state_frame_at(builder->state, thread, i));
        else
            add_frame(builder, state_frame_at(builder->state, thread, i), own && depth > 1 && i == depth - 1, false);
    }
}

static void add_thread_name(struct builder *builder, uint32_t thread)
{
    struct text name = TEXT_EMPTY;

    text_format(&name, translate("thread %s"), recording_thread_name(builder->recording, thread));
    add_note(builder, put(builder->scene, text_string(&name)));
    text_free(&name);
}

/* Those of threads that run Python code of the program's now. */
static void add_other_stacks(struct builder *builder, uint32_t except)
{
    uint32_t shown = 0, left_out = 0;

    for (uint32_t thread = 1; thread <= state_threads(builder->state); thread++) {
        if (thread == except || state_depth(builder->state, thread) == 0)
            continue;
        if (shown == THREADS_MAX) {
            left_out++;
            continue;
        }
        add_thread_name(builder, thread);
        add_stack(builder, thread, false);
        shown++;
    }
    if (left_out > 0)
        add_note(builder, put_left_out(builder->scene, left_out, translate("more threads")));
}

/* ---- the value stack ---- */

/* So many places as the code ever needs, so that the box keeps its height while the code runs. */
static size_t places_of(const struct builder *builder, uint32_t frame)
{
    uint32_t code = recording_frame(builder->recording, frame)->code;
    size_t count = recording_instructions(builder->recording, code), most = PLACES_MIN;

    for (size_t i = 0; i < count; i++) {
        int32_t depth = recording_instruction(builder->recording, code, i)->depth;

        if (depth > 0 && (size_t)depth > most)
            most = (size_t)depth;
    }
    return most < builder->request->value_stack ? most : builder->request->value_stack;
}

static void add_place(struct builder *builder, uint32_t frame, size_t index, size_t depth)
{
    struct scene_slot slot = {.sort = SCENE_PLACE, .index = index, .target = -1, .style = CANVAS_DIM};
    uint32_t object = state_stack_at(builder->state, frame, index);

    slot.label = put(builder->scene, index + 1 == depth ? translate("top") : "");
    if (object != 0)
        fill(builder, &slot, object);
    else
        slot.value = put(builder->scene, "NULL");
    if (builder->changes->stack_frame == frame && index >= builder->changes->stack_from)
        slot.mark = SCENE_NEW;
    vector_push(&builder->scene->slots, slot);
}

static void add_empty_place(struct builder *builder)
{
    struct scene_slot slot = {.sort = SCENE_PLACE, .target = -1, .style = CANVAS_DIM};

    slot.value = put(builder->scene, builder->scene->ascii ? "-" : "·");
    vector_push(&builder->scene->slots, slot);
}

/* It grows upwards: the top stands first. */
static void add_value_stack(struct builder *builder, uint32_t frame)
{
    size_t depth = state_stack_depth(builder->state, frame), places = places_of(builder, frame);
    size_t from = depth > places ? depth - places + 1 : 0;

    begin_box(builder, SCENE_STACK, frame);
    current_box(builder)->title = put(builder->scene, translate("value stack"));
    for (size_t i = depth; i < places; i++)
        add_empty_place(builder);
    for (size_t i = depth; i-- > from;)
        add_place(builder, frame, i, depth);
    if (from > 0)
        add_remark(builder, put_left_out(builder->scene, from, translate("below")));
    current_box(builder)->label_width = utf8_width(translate("top"), strlen(translate("top")));
    end_box(builder);
}

static void add_stack_of_values(struct builder *builder, uint32_t thread)
{
    size_t depth = state_depth(builder->state, thread);
    uint32_t frame = depth > 0 ? state_frame_at(builder->state, thread, depth - 1) : 0;

    if (frame != 0 &&
        recording_instructions(builder->recording, recording_frame(builder->recording, frame)->code) > 0)
        add_value_stack(builder, frame);
}

static void add_frames(struct builder *builder, uint32_t thread)
{
    size_t depth = state_depth(builder->state, thread), suspended = state_suspended(builder->state);

    if (builder->request->value_stack > 0)
        add_stack_of_values(builder, thread);
    if (depth > 0)
        want_names(builder, state_frame_at(builder->state, thread, depth - 1));
    if (recording_threads(builder->recording) > 1)
        add_thread_name(builder, thread);
    add_stack(builder, thread, true);
    add_other_stacks(builder, thread);
    for (size_t i = 0; i < suspended && i < SUSPENDED_MAX; i++)
        add_frame(builder, state_suspended_at(builder->state, i), false, true);
    if (suspended > SUSPENDED_MAX)
        add_note(builder, put_left_out(builder->scene, suspended - SUSPENDED_MAX, translate("more suspended")));
}

/* ---- objects ---- */

static void write_references(struct text *out, int64_t references)
{
    text_format(out, references == 1 ? translate("%lld ref") : translate("%lld refs"), (long long)references);
}

/* Counts, or why they mean nothing: "2 refs", "cached". */
static void write_counts(struct builder *builder, const struct object *object, bool with_change, struct text *out)
{
    uint32_t change = 0;
    const char *middle = builder->scene->ascii ? " - " : " · ";

    if ((object->flags & TRACE_OBJECT_CACHED) != 0)
        text_format(out, translate("%scached"), middle);
    if ((object->flags & TRACE_OBJECT_IMMORTAL) != 0)
        text_format(out, translate("%simmortal"), middle);
    if ((object->flags & (TRACE_OBJECT_COUNTED | TRACE_OBJECT_CACHED | TRACE_OBJECT_IMMORTAL)) !=
            TRACE_OBJECT_COUNTED ||
        !object->alive)
        return;
    text_add(out, middle);
    write_references(out, object->references);
    if ((object->flags & TRACE_OBJECT_DEFERRED) != 0)
        text_add(out, translate(", deferred"));
    map_get(&builder->counts, object->number, &change);
    if (with_change && change != 0 && !has(&builder->born, object->number))
        text_format(out, translate(" (was %lld)"), (long long)(object->references - (int32_t)change));
}

static struct scene_text put_facts(struct builder *builder, const struct object *object, bool with_word,
                                   bool with_change)
{
    size_t at = builder->scene->pool.length;

    if (with_word)
        text_add(&builder->scene->pool, "id ");
    value_short_id(builder->recording, object->address, builder->scene->ascii, &builder->scene->pool);
    write_counts(builder, object, with_change, &builder->scene->pool);
    return finish(builder->scene, at);
}

static void title_object(struct builder *builder, const struct object *object)
{
    size_t at = builder->scene->pool.length;
    struct scene_box *box = current_box(builder);

    value_title(builder->state, object->number, &builder->scene->pool);
    replace_marks(builder->scene, at);
    box->title = finish(builder->scene, at);
    box->facts[0] = put_facts(builder, object, true, true);
    box->facts[1] = put_facts(builder, object, true, false);
    box->facts[2] = put_facts(builder, object, false, false);
    box->facts[3] = put_id(builder, object);
    if (!object->alive)
        box->mark = SCENE_GONE;
    else if (has(&builder->born, object->number))
        box->mark = SCENE_NEW;
}

static struct scene_text put_key(struct builder *builder, uint32_t key)
{
    enum { KEY_MAX = 20 };
    size_t at = builder->scene->pool.length;
    struct object object = {0};

    if (state_object(builder->state, key, &object) && value_is_inline(&object))
        value_write(&object, &builder->scene->pool);
    else
        value_summary(builder->state, key, KEY_MAX, &builder->scene->pool);
    if (!value_is_inline(&object) || !is_text(&object))
        replace_marks(builder->scene, at);
    return finish(builder->scene, at);
}

static struct scene_text put_index(struct builder *builder, size_t index)
{
    size_t at = builder->scene->pool.length;

    text_format(&builder->scene->pool, "%zu", index);
    return finish(builder->scene, at);
}

static bool is_written_in_class(const struct builder *builder, const struct object *holder, size_t index)
{
    return !builder->request->all_objects && class_entry_is_written(builder->state, holder, index);
}

/* What is written in its class gets an id all the same: something else may refer to it, and then it has a box. */
static void write_entry(struct builder *builder, struct scene_slot *slot, uint32_t number)
{
    enum { SUMMARY_MAX = 24 };
    struct text *pool = &builder->scene->pool;
    size_t at = pool->length;
    struct object value;

    if (state_object(builder->state, number, &value) && value.kind == TRACE_OBJECT_FUNCTION) {
        text_add(pool, "def ");
        value_short_id(builder->recording, value.address, builder->scene->ascii, pool);
    } else {
        value_summary(builder->state, number, SUMMARY_MAX, pool);
        replace_marks(builder->scene, at);
    }
    slot->value = finish(builder->scene, at);
    slot->style = CANVAS_TYPE;
}

static void fill_entry(struct builder *builder, struct scene_slot *slot, const struct object *holder, uint32_t number)
{
    fill(builder, slot, number);
    if (is_written_in_class(builder, holder, slot->index))
        write_entry(builder, slot, number);
}

static void add_entry(struct builder *builder, uint32_t number, size_t index)
{
    struct entry entry = state_entry(builder->state, number, index);
    struct scene_slot slot = {.sort = SCENE_ENTRY, .index = index};
    struct object object;
    uint32_t change;

    state_object(builder->state, number, &object);
    if (object.layout == TRACE_LAYOUT_PAIRS && index < object.entries)
        slot.label = put_key(builder, entry.label);
    else if (object.layout == TRACE_LAYOUT_FIELDS || index >= object.entries)
        slot.label = put(builder->scene, recording_string(builder->recording, entry.label, NULL));
    else if (object.kind != TRACE_OBJECT_SET && object.kind != TRACE_OBJECT_FROZENSET)
        slot.label = put_index(builder, index);
    fill_entry(builder, &slot, &object, entry.value);
    if (!has(&builder->born, number) && map_get(&builder->entry_changes, pair(number, index), &change))
        mark(builder, &slot, builder->changes->entries[change - 1].sort,
             builder->changes->entries[change - 1].was.value);
    vector_push(&builder->scene->slots, slot);
}

static void collect_changed_entries(struct builder *builder, uint32_t object)
{
    vector_clear(&builder->changed);
    for (size_t i = 0; i < builder->changes->entry_count && i < CHANGES_MAX; i++)
        if (builder->changes->entries[i].object == object && builder->changes->entries[i].sort != CHANGE_UNBOUND)
            vector_push(&builder->changed, builder->changes->entries[i].index);
}

/* Whether the chosen entries are short values, which can stand beside each other. */
static bool fits_across(struct builder *builder, const struct object *object)
{
    for (size_t i = 0; i < builder->chosen.count; i++) {
        struct entry entry = state_entry(builder->state, object->number, builder->chosen.items[i]);
        struct object value;

        if (!state_object(builder->state, entry.value, &value) || !is_drawn_inside(builder, &value))
            return false;
        if (is_text(&value) && value.length > CELL_WIDTH_MAX)
            return false;
    }
    return object->entries > 0;
}

static void add_entries(struct builder *builder, const struct object *object)
{
    struct scene_box *box = current_box(builder);
    uint64_t unrecorded = object->length > object->entries && object->layout != TRACE_LAYOUT_FIELDS
                              ? object->length - object->entries
                              : 0;

    collect_changed_entries(builder, object->number);
    if (object->layout == TRACE_LAYOUT_ITEMS) {
        choose(builder, object->entries, CELLS_MAX);
        box->across = object->fields == 0 && object->detail.length == 0 && fits_across(builder, object);
        box->indexed = object->kind == TRACE_OBJECT_LIST || object->kind == TRACE_OBJECT_TUPLE ||
                       object->kind == TRACE_OBJECT_DEQUE;
    }
    if (!box->across)
        choose(builder, object->entries, ROWS_MAX);
    add_chosen(builder, object->entries, unrecorded, translate("more"), add_entry, object->number);
}

static bool is_changed(const struct builder *builder, size_t index)
{
    for (size_t i = 0; i < builder->changed.count; i++)
        if (builder->changed.items[i] == index)
            return true;
    return false;
}

/* What the class's body says comes first; how much Python itself keeps in the class is told, and shown when it changes.
 * */
static void add_class_entries(struct builder *builder, const struct object *class)
{
    enum { CHANGED_MAX = 3 };
    size_t own = 0, shown = 0;

    collect_changed_entries(builder, class->number);
    for (size_t i = 0; i < class->entries; i++) {
        bool changed = !has(&builder->born, class->number) && is_changed(builder, i);

        if (!changed && !builder->request->all_objects && class_entry_is_made(builder->state, class, i))
            continue;
        own++;
        if (shown == ROWS_MAX || (shown >= ROWS_MAX - CHANGED_MAX && !changed))
            continue; /* (some room is kept for what changes) */
        add_entry(builder, class->number, i);
        shown++;
    }
    if (own > shown)
        add_remark(builder, put_left_out(builder->scene, own - shown, translate("more")));
    if (class->entries > own)
        add_remark(builder, put_left_out(builder->scene, class->entries - own, translate("more of Python's")));
}

/* Whether the object keeps something for itself that is not drawn. */
static bool has_own_entries(struct builder *builder, const struct object *object)
{
    return !builder->request->all_objects && library_entry_has(&builder->library, object);
}

/* What the program gave to it, first what its code speaks of, and how much it keeps for itself. */
static void add_given_entries(struct builder *builder, const struct object *object)
{
    size_t entries = object->entries, shown = 0, more = 0;

    collect_changed_entries(builder, object->number);
    for (size_t i = 0; i < 2 * entries; i++) {
        size_t index = i < entries ? i : i - entries;
        struct entry entry = state_entry(builder->state, object->number, index);
        bool spoken = library_entry_is_spoken(&builder->library, entry.label);

        if (spoken != (i < entries) || library_entry_is_own(&builder->library, object, entry))
            continue;
        if (shown < ROWS_MAX) {
            add_entry(builder, object->number, index);
            shown++;
        } else {
            more++;
        }
    }
    if (more > 0)
        add_remark(builder, put_left_out(builder->scene, more, translate("more")));
    if (object->entries > shown + more)
        add_remark(builder,
                   put_left_out(builder->scene, object->entries - shown - more, translate("more of Python's")));
}

static bool is_container(const struct object *object)
{
    return object->layout == TRACE_LAYOUT_ITEMS || object->layout == TRACE_LAYOUT_PAIRS;
}

/* What a step changed of what no object stands for. */
struct detail_change {
    uint32_t object;
    struct trace_bytes now;
    struct text before;
    bool found;
};

static bool find_detail_change(void *context, const struct trace_record *record)
{
    struct detail_change *change = context;

    if (record->kind != TRACE_VALUE || record->value.object != change->object)
        return true;
    details_before(change->now, &record->value, &change->before);
    change->found = true;
    return false;
}

static void add_row(struct builder *builder, const struct details_row *row, uint64_t changed)
{
    struct scene_slot slot = {.sort = SCENE_ROW, .style = CANVAS_VALUE, .target = -1, .changed = changed};
    size_t at = builder->scene->pool.length;

    slot.mark = changed != 0 ? SCENE_CHANGED : SCENE_SAME;
    text_append(&builder->scene->pool, row->indices.at, row->indices.length);
    slot.label = finish(builder->scene, at);
    at = builder->scene->pool.length;
    text_append(&builder->scene->pool, row->items.at, row->items.length);
    replace_marks(builder->scene, at);
    slot.value = finish(builder->scene, at);
    vector_push(&builder->scene->slots, slot);
}

/* What no object stands for, a row each: "position: 3". */
static void add_detail(struct builder *builder, const struct object *object)
{
    struct detail_change change = {object->number, object->detail, TEXT_EMPTY, false};
    struct trace_bytes details = object->detail, line, before, was;
    struct details_row row, row_before;

    state_visit_changes(builder->state, find_detail_change, &change);
    before = (struct trace_bytes){text_string(&change.before), change.before.length};
    while (details_next(&details, &line)) {
        size_t begin = builder->scene->pool.length;
        bool had = details_next(&before, &was);

        if (details_row(line, &row)) {
            had = had && details_row(was, &row_before);
            add_row(builder, &row, !change.found ? 0 : had ? details_items_changed(&row, &row_before) : UINT64_MAX);
            continue;
        }
        details_write(line, &builder->scene->pool);
        add_remark(builder, finish(builder->scene, begin));
    }
    text_free(&change.before);
}

/* The frame of a generator that has begun and not ended; 0 when there is none. */
static uint32_t frame_of_generator(struct builder *builder, uint32_t generator)
{
    for (size_t i = 0; i < state_suspended(builder->state); i++) {
        uint32_t frame = state_suspended_at(builder->state, i);

        if (recording_frame(builder->recording, frame)->generator == generator)
            return frame;
    }
    for (uint32_t thread = 1; thread <= state_threads(builder->state); thread++)
        for (size_t i = 0; i < state_depth(builder->state, thread); i++) {
            uint32_t frame = state_frame_at(builder->state, thread, i);

            if (recording_frame(builder->recording, frame)->generator == generator)
                return frame;
        }
    return 0;
}

/* How a generator stands. */
static void add_generator(struct builder *builder, uint32_t generator)
{
    uint32_t frame = frame_of_generator(builder, generator);
    size_t at = builder->scene->pool.length;
    const struct step *step = &builder->step;

    if (frame == 0)
        return;
    if (state_frame_waits(builder->state, frame))
        text_format(&builder->scene->pool, translate("suspended at line %u"),
                    state_frame_line(builder->state, frame));
    else if (step->frame == frame && (step->event == TRACE_EVENT_RETURN || step->event == TRACE_EVENT_UNWIND))
        text_add(&builder->scene->pool, translate("at its end"));
    else
        text_add(&builder->scene->pool, translate("running"));
    add_remark(builder, finish(builder->scene, at));
}

/* Code holds much that nobody asked about: its name says what it is, unless everything is to be drawn. */
static bool is_code(const struct builder *builder, const struct object *object)
{
    return !builder->request->all_objects && object->kind == TRACE_OBJECT_OTHER &&
           strcmp(recording_string(builder->recording, object->type, NULL), "code") == 0;
}

static void add_code_name(struct builder *builder, const struct object *object)
{
    for (size_t i = 0; i < object->entries; i++) {
        struct entry entry = state_entry(builder->state, object->number, i);
        struct object name;

        if (strcmp(recording_string(builder->recording, entry.label, NULL), "co_qualname") == 0 &&
            state_object(builder->state, entry.value, &name))
            add_remark(builder, put_value(builder, &name));
    }
}

static void add_contents(struct builder *builder, const struct object *object)
{
    if (is_code(builder, object)) {
        add_code_name(builder, object);
        return;
    }
    if ((object->flags & TRACE_OBJECT_UNOPENED) != 0) {
        current_box(builder)->footer = put(builder->scene, translate("contents not recorded"));
        return;
    }
    if (object->detail.length > 0)
        add_detail(builder, object);
    if (object->layout == TRACE_LAYOUT_LEAF) {
        if (object->kind != TRACE_OBJECT_GENERATOR && object->kind != TRACE_OBJECT_MODULE) {
            add_remark(builder, put_value(builder, object));
            vector_last(&builder->scene->slots).style = is_text(object) ? CANVAS_STRING : CANVAS_VALUE;
        }
    } else if (is_container(object) && object->entries == 0 && object->length == 0) {
        add_remark(builder, put(builder->scene, translate("(empty)")));
    } else if (object->kind == TRACE_OBJECT_CLASS) {
        add_class_entries(builder, object);
    } else if (has_own_entries(builder, object)) {
        add_given_entries(builder, object);
    } else {
        add_entries(builder, object);
    }
    if (object->kind == TRACE_OBJECT_GENERATOR)
        add_generator(builder, object->number);
    for (size_t i = 0; i < object->fields; i++)
        add_entry(builder, object->number, object->entries + i);
}

/* One entry that this step took away: "3", "'key'" or "name". */
static void write_gone(struct builder *builder, const struct object *object, const struct entry_change *change,
                       struct text *out)
{
    struct object value;
    uint32_t shown = object->layout == TRACE_LAYOUT_PAIRS ? change->was.label : change->was.value;

    if (change->is_field)
        text_add(out, recording_string(builder->recording, change->was.label, NULL));
    else if (state_object(builder->state, shown, &value) && value_is_inline(&value))
        value_write(&value, out);
    else
        value_short_id(builder->recording, state_object(builder->state, shown, &value) ? value.address : 0,
                       builder->scene->ascii, out);
}

/* Whether this step took it away from the object, in whose box it was. */
static bool is_gone(struct builder *builder, const struct object *object, const struct entry_change *change)
{
    return change->object == object->number && change->sort == CHANGE_UNBOUND &&
           !(change->is_field && has_own_entries(builder, object) &&
             library_entry_is_own(&builder->library, object, change->was));
}

/* "gone: 4", or "gone: 12 entries". */
static void add_gone_entries(struct builder *builder, const struct object *object)
{
    enum { LISTED_MAX = 3 };
    struct text *pool = &builder->scene->pool;
    size_t gone = 0, listed = 0, at = pool->length;

    for (size_t i = 0; i < builder->changes->entry_count; i++)
        gone += is_gone(builder, object, &builder->changes->entries[i]);
    if (gone == 0 || current_box(builder)->footer.width > 0)
        return;
    text_add(pool, translate("gone: "));
    if (gone > LISTED_MAX)
        text_format(pool, translate("%zu entries"), gone);
    for (size_t i = 0; gone <= LISTED_MAX && i < builder->changes->entry_count; i++) {
        const struct entry_change *change = &builder->changes->entries[i];

        if (!is_gone(builder, object, change))
            continue;
        text_add(pool, listed++ > 0 ? ", " : "");
        write_gone(builder, object, change, pool);
    }
    current_box(builder)->footer = finish(builder->scene, at);
}

static void add_object(struct builder *builder, uint32_t number)
{
    struct object object;

    if (!state_object(builder->state, number, &object))
        return;
    begin_box(builder, SCENE_OBJECT, number);
    title_object(builder, &object);
    add_contents(builder, &object);
    add_gone_entries(builder, &object);
    end_box(builder);
}

/* Whether the object was seen by the reader before it died: in the last picture, or because a name or an entry let go
 * of it just now. */
static bool was_known(const struct builder *builder, uint32_t object)
{
    if (builder->request->knows != NULL && builder->request->knows(builder->request->context, object))
        return true;
    for (size_t i = 0; i < builder->changes->name_count; i++)
        if (builder->changes->names[i].was == object)
            return true;
    return false;
}

static void add_ghosts(struct builder *builder)
{
    size_t added = 0;

    for (size_t i = 0; i < builder->changes->died_count && added < GHOSTS_MAX; i++) {
        uint32_t number = builder->changes->died[i];
        struct object object;

        if (has(&builder->queued, number) || !state_object(builder->state, number, &object) || object.alive ||
            is_drawn_inside(builder, &object) || !was_known(builder, number))
            continue;
        map_put(&builder->queued, number, 1);
        add_object(builder, number);
        added++;
    }
}

/* Queues what the object refers to; returns how many entries were looked at. */
static size_t want_entries(struct builder *builder, uint32_t number)
{
    struct object object, value;
    size_t i = 0;
    bool keeps_own;

    if (!state_object(builder->state, number, &object) || is_code(builder, &object))
        return 1;
    keeps_own = has_own_entries(builder, &object);
    for (; i < object.entries + object.fields; i++) {
        struct entry entry = state_entry(builder->state, number, i);

        if (!has(&builder->queued, entry.value) && state_object(builder->state, entry.value, &value) &&
            !is_drawn_inside(builder, &value) && !is_written_in_class(builder, &object, i) &&
            !(keeps_own && library_entry_is_own(&builder->library, &object, entry)))
            want(builder, entry.value);
    }
    return i + 1;
}

/* How many more objects than those `drawn` could be reached. */
static void count_left_out(struct builder *builder, size_t drawn)
{
    size_t visits = 0, next = 0;

    for (; next < builder->queue.count && visits < VISITS_MAX; next++)
        visits += want_entries(builder, builder->queue.items[next]);
    builder->scene->objects_left_out = builder->queue.count - drawn;
    builder->scene->more_left_out = next < builder->queue.count;
}

static void add_objects(struct builder *builder)
{
    size_t next = 0;

    for (; next < builder->queue.count && next < OBJECTS_MAX; next++)
        add_object(builder, builder->queue.items[next]);
    count_left_out(builder, next);
    add_ghosts(builder);
}

static int compare_boxes(const void *a, const void *b)
{
    const struct scene_box *left = a, *right = b;

    return left->number < right->number ? -1 : left->number > right->number;
}

/* ---- references and ranks ---- */

static void resolve(struct scene *scene, size_t frames)
{
    uint32_t box;

    if (scene->boxes.count > frames)
        qsort(scene->boxes.items + frames, scene->boxes.count - frames, sizeof *scene->boxes.items, compare_boxes);
    for (size_t i = frames; i < scene->boxes.count; i++)
        if (scene->boxes.items[i].mark != SCENE_GONE)
            map_put(&scene->box_of_object, scene->boxes.items[i].number, (uint32_t)i + 1);
    for (size_t i = 0; i < scene->boxes.count; i++)
        for (size_t j = 0; j < scene->boxes.items[i].count; j++) {
            struct scene_slot *slot = &scene->slots.items[scene->boxes.items[i].first + j];

            if (slot->id.width > 0 && slot->mark != SCENE_GONE && scene->boxes.items[i].mark != SCENE_GONE &&
                map_get(&scene->box_of_object, slot->object, &box))
                slot->target = (int)box - 1;
            if (slot->target >= 0)
                slot->value = (struct scene_text){0};
            else if (slot->value.width > 0)
                slot->id = (struct scene_text){0};
        }
}

struct ranking {
    struct scene *scene;
    enum { UNSEEN, OPEN, DONE } * states; /* by box */
    size_t *order;                        /* boxes, each after all that it refers to, but for cycles */
    size_t *position;                     /* in `order` */
    size_t count;
};

/* Depth first; at most as deep as there are boxes. */
static void order_from(struct ranking *ranking, size_t box)
{
    const struct scene_box *drawn = &ranking->scene->boxes.items[box];

    ranking->states[box] = OPEN;
    for (size_t i = 0; i < drawn->count; i++) {
        int target = ranking->scene->slots.items[drawn->first + i].target;

        if (target >= 0 && ranking->states[target] == UNSEEN)
            order_from(ranking, (size_t)target);
    }
    ranking->states[box] = DONE;
    ranking->position[box] = ranking->count;
    ranking->order[ranking->count++] = box;
}

/* Ranks are lengths of longest paths; a reference that closes a cycle does not count. */
static void rank(struct scene *scene)
{
    size_t count = scene->boxes.count;
    struct ranking ranking = {scene, memory_zeroed(count, sizeof *ranking.states),
                              memory_zeroed(count, sizeof *ranking.order),
                              memory_zeroed(count, sizeof *ranking.position), 0};

    for (size_t i = 0; i < count; i++) {
        if (ranking.states[i] == UNSEEN)
            order_from(&ranking, i);
        scene->boxes.items[i].rank = scene->boxes.items[i].sort == SCENE_OBJECT ? 1 : 0;
    }
    for (size_t i = count; i-- > 0;) {
        const struct scene_box *box = &scene->boxes.items[ranking.order[i]];

        for (size_t j = 0; j < box->count; j++) {
            int target = scene->slots.items[box->first + j].target;

            if (target >= 0 && ranking.position[target] < i && scene->boxes.items[target].rank <= box->rank)
                scene->boxes.items[target].rank = box->rank + 1;
        }
    }
    free(ranking.states);
    free(ranking.order);
    free(ranking.position);
}

/* ---- the whole ---- */

static void clear(struct scene *scene, bool ascii)
{
    text_clear(&scene->pool);
    text_append(&scene->pool, "", 1); /* the empty text stands at 0 */
    vector_clear(&scene->boxes);
    vector_clear(&scene->slots);
    map_clear(&scene->box_of_object);
    scene->objects_left_out = 0;
    scene->more_left_out = false;
    scene->ascii = ascii;
}

static void release(struct builder *builder)
{
    map_free(&builder->name_changes);
    map_free(&builder->entry_changes);
    map_free(&builder->born);
    map_free(&builder->counts);
    map_free(&builder->queued);
    library_entries_free(&builder->library);
    vector_free(&builder->queue);
    vector_free(&builder->chosen);
    vector_free(&builder->changed);
}

void scene_build(struct scene *scene, const struct scene_request *request)
{
    struct builder builder = {
        .scene = scene,
        .request = request,
        .state = request->state,
        .recording = state_recording(request->state),
        .library = {.state = request->state},
    };
    size_t frames;

    clear(scene, request->ascii);
    if (!recording_step(builder.recording, state_step(builder.state), &builder.step)) {
        add_note(&builder, put(scene, translate("(nothing has run yet)")));
        return;
    }
    collect_changes(&builder);
    add_frames(&builder, request->thread != 0 ? request->thread : builder.step.thread);
    frames = scene->boxes.count;
    add_objects(&builder);
    resolve(scene, frames);
    rank(scene);
    release(&builder);
}
