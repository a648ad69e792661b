#include "output/pytutor_import.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/vector.h"

/* Numbers of objects are given when they are first spoken of; their OBJECT records follow in that order when the step's
 * values have all been read, so that two lists may hold each other. */
struct birth {
    uint64_t address;
    uint32_t type; /* string */
    enum trace_object_kind kind;
    uint64_t length;
    char *value; /* owned */
    size_t value_length;
    bool is_cut;
    VECTOR(uint64_t) entries;
};

/* What lies in the heap under a number. */
struct thing {
    uint32_t object;
    uint32_t id;
    uint32_t seen;        /* the step that told it last, plus one */
    struct birth content; /* as it was told last */
};

struct variable {
    uint32_t frame, name, object;
    uint32_t seen; /* the step that told it last, plus one */
};

struct standing {
    uint32_t frame;
    uint32_t id; /* Python Tutor's */
};

struct import {
    struct recording *recording;
    struct error *error;
    uint32_t step, strings, objects, codes, frames;
    uint32_t file;
    struct map leaves;       /* hash of a primitive → its object: equal ones are one object */
    struct map things_by_id; /* heap number → place in `things`, plus one */
    VECTOR(struct thing) things;
    VECTOR(struct birth) births;  /* of this step */
    struct map code_numbers;      /* string of the name → code */
    struct map variables_by_name; /* frame and name → place in `variables`, plus one */
    VECTOR(struct variable) variables;
    VECTOR(struct standing) stack; /* the module's frame first */
    struct map heap;               /* heap number → place in `heap_items`, plus one: of this step */
    VECTOR(const cJSON *) heap_items;
    struct text output; /* standard output so far */
};

static bool refuse(struct import *import, const char *what)
{
    error_set(import->error, STATUS_FAILED, "this is no trace of Python Tutor: step %u: %s",
              (unsigned)import->step + 1, what);
    return false;
}

static bool put(struct import *import, struct trace_record record)
{
    struct text log = TEXT_EMPTY;
    struct error why = {""};
    bool good;

    trace_encode(&record, &log);
    good = recording_append(import->recording, log.bytes, log.length, &why) == STATUS_OK;
    text_free(&log);
    return good || refuse(import, "what it tells contradicts the step before");
}

static struct trace_bytes bytes_of(const char *text)
{
    return (struct trace_bytes){text, strlen(text)};
}

static uint32_t string_number(struct import *import, const char *text)
{
    uint32_t known = recording_find_string(import->recording, text);

    if (known != 0)
        return known;
    put(import, (struct trace_record){TRACE_STRING, .string = {bytes_of(text)}});
    return ++import->strings;
}

/* ---- values ---- */

static void free_birth(struct birth *birth)
{
    free(birth->value);
    vector_free(&birth->entries);
}

static uint32_t bear(struct import *import, struct birth birth)
{
    vector_push(&import->births, birth);
    return import->objects + (uint32_t)import->births.count;
}

static uint64_t hash_of(enum trace_object_kind kind, const char *bytes, size_t length)
{
    uint64_t hash = 0xCBF29CE484222325u ^ (uint64_t)kind; /* FNV-1a */

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001B3u;
    return hash != 0 ? hash : 1;
}

static bool is_leaf(const struct import *import, uint32_t object, const struct birth *leaf)
{
    struct object_birth born;
    const struct birth *young;

    if (object > import->objects) {
        young = &import->births.items[object - import->objects - 1];
        return young->kind == leaf->kind && young->type == leaf->type && young->length == leaf->length &&
               young->value_length == leaf->value_length &&
               memcmp(young->value, leaf->value, leaf->value_length) == 0;
    }
    return recording_object(import->recording, object, &born) && born.kind == leaf->kind && born.type == leaf->type &&
           born.length == leaf->length && born.value.length == leaf->value_length &&
           memcmp(born.value.at, leaf->value, leaf->value_length) == 0;
}

static uint32_t bear_leaf(struct import *import, enum trace_object_kind kind, const char *type, const char *value,
                          size_t value_length, uint64_t length)
{
    struct birth birth = {.type = string_number(import, type), .kind = kind, .length = length};
    uint64_t key;
    uint32_t known;

    birth.is_cut = value_length > TRACE_VALUE_MAX;
    birth.value_length = birth.is_cut ? TRACE_VALUE_MAX : value_length;
    while (birth.is_cut && (value[birth.value_length] & 0xC0) == 0x80)
        birth.value_length--; /* whole characters */
    birth.value = memory_copy_bytes(value, birth.value_length);
    key = hash_of(kind, value, value_length);
    if (map_get(&import->leaves, key, &known) && is_leaf(import, known, &birth)) {
        free_birth(&birth);
        return known;
    }
    known = bear(import, birth);
    map_put(&import->leaves, key, known);
    return known;
}

static uint32_t bear_text(struct import *import, const char *text)
{
    uint64_t characters = 0;

    for (const char *at = text; *at != '\0'; at++)
        characters += (*at & 0xC0) != 0x80;
    return bear_leaf(import, TRACE_OBJECT_STR, "str", text, strlen(text), characters);
}

static uint32_t bear_float(struct import *import, double number)
{
    return bear_leaf(import, TRACE_OBJECT_FLOAT, "float", (const char *)&number, sizeof number, sizeof number);
}

/* cJSON keeps numbers as doubles: beyond 2^53 the digits are lost, and that is said. */
static uint32_t bear_number(struct import *import, double number)
{
    char coded[9] = {number < 0};
    uint64_t magnitude = 0;
    size_t length = 1;
    int bits = 0;
    struct text about = TEXT_EMPTY;
    uint32_t object;

    if (number != floor(number))
        return bear_float(import, number);
    if (fabs(number) >= 9007199254740992.0) {
        text_format(&about, "about %.15g", number);
        object = bear_leaf(import, TRACE_OBJECT_SINGLETON, "int", about.bytes, about.length, 0);
        text_free(&about);
        return object;
    }
    for (magnitude = (uint64_t)fabs(number); magnitude >> bits != 0; bits++)
        continue;
    for (; magnitude != 0; magnitude >>= 8)
        coded[length++] = (char)(magnitude & 0xFF);
    return bear_leaf(import, TRACE_OBJECT_INT, "int", coded, length, (uint64_t)bits);
}

static const char *text_at(const cJSON *list, int index)
{
    const cJSON *item = cJSON_GetArrayItem(list, index);

    return cJSON_IsString(item) ? item->valuestring : NULL;
}

static uint32_t read_value(struct import *import, const cJSON *value);

static struct thing *thing_of(struct import *import, uint32_t id)
{
    uint32_t place;

    return map_get(&import->things_by_id, (uint64_t)id + 1, &place) ? &import->things.items[place - 1] : NULL;
}

/* The object that a heap number stands for; 0, with a sentence, when the step's heap has none such. */
static uint32_t read_reference(struct import *import, const cJSON *number)
{
    struct thing *thing;
    uint32_t place;

    if (!cJSON_IsNumber(number) || number->valuedouble < 0 || number->valuedouble >= INT32_MAX ||
        number->valuedouble != floor(number->valuedouble) ||
        !map_get(&import->heap, (uint64_t)number->valuedouble + 1, &place)) {
        refuse(import, "a value refers to an object that is not in the heap");
        return 0;
    }
    thing = thing_of(import, (uint32_t)number->valuedouble);
    return thing->object;
}

static uint32_t read_special(struct import *import, const cJSON *value)
{
    const char *sort = text_at(value, 0), *text = text_at(value, 1);

    if (sort != NULL && strcmp(sort, "REF") == 0)
        return read_reference(import, cJSON_GetArrayItem(value, 1));
    if (sort == NULL || text == NULL) {
        refuse(import, "a value is neither a primitive nor a reference");
        return 0;
    }
    if (strcmp(sort, "SPECIAL_FLOAT") != 0)
        return bear_leaf(import, TRACE_OBJECT_SINGLETON, "object", text, strlen(text), 0);
    if (strcmp(text, "Infinity") == 0 || strcmp(text, "-Infinity") == 0)
        return bear_float(import, *text == '-' ? -INFINITY : INFINITY);
    return bear_float(import, strcmp(text, "NaN") == 0 ? NAN : strtod(text, NULL));
}

/* The object's number; 0 with a sentence when this is no value. */
static uint32_t read_value(struct import *import, const cJSON *value)
{
    char truth = cJSON_IsTrue(value) ? 1 : 0;

    if (cJSON_IsNull(value))
        return bear_leaf(import, TRACE_OBJECT_NONE, "NoneType", "", 0, 0);
    if (cJSON_IsBool(value))
        return bear_leaf(import, TRACE_OBJECT_BOOL, "bool", &truth, 1, 0);
    if (cJSON_IsNumber(value))
        return bear_number(import, value->valuedouble);
    if (cJSON_IsString(value))
        return bear_text(import, value->valuestring);
    if (cJSON_IsArray(value))
        return read_special(import, value);
    refuse(import, "a value is neither a primitive nor a reference");
    return 0;
}

/* ---- the heap ---- */

struct form {
    const char *word; /* the first item of a heap entry */
    enum trace_object_kind kind;
    const char *type; /* NULL: the second item */
    int head;         /* items before the entries */
};

static const struct form forms[] = {
    {"LIST", TRACE_OBJECT_LIST, "list", 1},       {"TUPLE", TRACE_OBJECT_TUPLE, "tuple", 1},
    {"SET", TRACE_OBJECT_SET, "set", 1},          {"DICT", TRACE_OBJECT_DICT, "dict", 1},
    {"INSTANCE", TRACE_OBJECT_INSTANCE, NULL, 2}, {"INSTANCE_PPRINT", TRACE_OBJECT_INSTANCE, NULL, 3},
    {"CLASS", TRACE_OBJECT_CLASS, "type", 3},     {"FUNCTION", TRACE_OBJECT_FUNCTION, "function", 3},
};

static const struct form *form_of(const char *word)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strcmp(forms[i].word, word) == 0)
            return &forms[i];
    return NULL;
}

/* One more entry: its value, and before it the key of a dict or the name of an attribute. */
static bool add_entry(struct import *import, enum trace_layout layout, const cJSON *item, struct birth *content)
{
    const cJSON *key = cJSON_IsArray(item) ? item->child : NULL;
    uint32_t value;

    if (layout != TRACE_LAYOUT_ITEMS) {
        if (key == NULL || key->next == NULL || key->next->next != NULL ||
            (layout == TRACE_LAYOUT_FIELDS && !cJSON_IsString(key)))
            return refuse(import, "an entry of an object is not a pair");
        value = layout == TRACE_LAYOUT_FIELDS ? string_number(import, key->valuestring) : read_value(import, key);
        if (layout == TRACE_LAYOUT_PAIRS && value == 0)
            return false;
        vector_push(&content->entries, value);
        item = key->next;
    }
    value = read_value(import, item);
    vector_push(&content->entries, value);
    return value != 0;
}

static bool add_field(struct import *import, const char *name, const char *text, struct birth *content)
{
    vector_push(&content->entries, string_number(import, name));
    vector_push(&content->entries, bear_text(import, text));
    return true;
}

/* What stands between the word and the entries: an instance's text, a class's bases, a function's defaults. */
static bool read_head(struct import *import, const struct form *form, const cJSON *item, struct birth *content)
{
    const cJSON *third = cJSON_GetArrayItem(item, 2);
    const char *text = text_at(item, 1);

    if (form->head == 1)
        return true;
    if (text == NULL)
        return refuse(import, "an object has no name");
    if (form->type == NULL)
        content->type = string_number(import, text);
    else {
        size_t length = form->kind == TRACE_OBJECT_FUNCTION ? strcspn(text, "(") : strlen(text);

        content->value_length = length < TRACE_VALUE_MAX ? length : TRACE_VALUE_MAX;
        content->value = memory_copy_bytes(text, content->value_length);
    }
    if (strcmp(form->word, "INSTANCE_PPRINT") == 0)
        return cJSON_IsString(third) ? add_field(import, "__str__", third->valuestring, content)
                                     : refuse(import, "an instance's text is missing");
    if (form->kind == TRACE_OBJECT_CLASS && !cJSON_IsArray(third))
        return refuse(import, "a class's bases are missing");
    for (const cJSON *base = form->kind == TRACE_OBJECT_CLASS ? third->child : NULL; base != NULL; base = base->next)
        if (!cJSON_IsString(base) || !add_field(import, "__bases__", base->valuestring, content))
            return refuse(import, "a class's bases are not names");
    return true;
}

static bool read_other(struct import *import, const cJSON *item, struct birth *content)
{
    const char *word = text_at(item, 0), *text = text_at(item, 1);

    content->kind = TRACE_OBJECT_OTHER;
    content->type = string_number(import, word);
    return text == NULL || add_field(import, "__str__", text, content);
}

static bool read_content(struct import *import, const cJSON *item, struct birth *content)
{
    const char *word = text_at(item, 0);
    const struct form *form = word != NULL ? form_of(word) : NULL;
    const cJSON *entry;

    if (word == NULL)
        return refuse(import, "an object of the heap does not say what it is");
    if (form == NULL)
        return read_other(import, item, content);
    content->kind = form->kind;
    content->type = form->type != NULL ? string_number(import, form->type) : 0;
    if (!read_head(import, form, item, content))
        return false;
    entry = cJSON_GetArrayItem(item, form->head);
    if (form->kind == TRACE_OBJECT_FUNCTION) /* defaults: one list of pairs; some traces have a number there */
        entry = cJSON_IsArray(entry) ? entry->child : NULL;
    for (; entry != NULL; entry = entry->next)
        if (!add_entry(import, trace_object_layout(content->kind), entry, content))
            return false;
    content->length = content->entries.count / trace_entry_size(trace_object_layout(content->kind));
    return true;
}

/* A number or text of the heap is its object, not a box around it. */
static const cJSON *heap_primitive(const cJSON *item)
{
    const char *word = text_at(item, 0);

    return word != NULL && strcmp(word, "HEAP_PRIMITIVE") == 0 ? cJSON_GetArrayItem(item, 2) : NULL;
}

static bool is_same_object(const struct birth *was, const struct birth *now)
{
    return was->kind == now->kind && was->type == now->type && was->value_length == now->value_length &&
           (now->value_length == 0 || memcmp(was->value, now->value, now->value_length) == 0);
}

static bool read_heap_keys(struct import *import, const cJSON *heap)
{
    map_clear(&import->heap);
    vector_clear(&import->heap_items);
    for (const cJSON *item = heap->child; item != NULL; item = item->next) {
        char *end;
        unsigned long id = strtoul(item->string, &end, 10);

        if (*item->string == '\0' || *end != '\0' || id >= INT32_MAX || !cJSON_IsArray(item))
            return refuse(import, "the heap is not a table of numbered objects");
        vector_push(&import->heap_items, item);
        map_put(&import->heap, (uint64_t)id + 1, (uint32_t)import->heap_items.count);
    }
    return true;
}

static struct thing *add_thing(struct import *import, uint32_t id)
{
    vector_push(&import->things, ((struct thing){.id = id}));
    map_put(&import->things_by_id, (uint64_t)id + 1, (uint32_t)import->things.count);
    return &vector_last(&import->things);
}

/* Numbers for what is new, before anything refers to it. */
static bool number_things(struct import *import)
{
    for (size_t i = 0; i < import->heap_items.count; i++) {
        const cJSON *item = import->heap_items.items[i], *primitive = heap_primitive(item);
        uint32_t id = (uint32_t)strtoul(item->string, NULL, 10);
        struct thing *thing = thing_of(import, id);

        if (thing == NULL)
            thing = add_thing(import, id);
        thing->seen = import->step + 1;
        if (primitive != NULL)
            thing->object = read_value(import, primitive);
        else if (thing->object == 0)
            thing->object = bear(import, (struct birth){.address = id, .entries = VECTOR_EMPTY});
        if (thing->object == 0)
            return false;
    }
    return true;
}

/* An object just numbered is born with this content; another one is changed to it. */
static bool tell_content(struct import *import, struct thing *thing, struct birth *content, bool is_new)
{
    if (!is_new && !is_same_object(&thing->content, content))
        return refuse(import, "an object turned into something else");
    free_birth(&thing->content);
    thing->content = *content;
    return true;
}

static struct birth copy_birth(const struct birth *birth)
{
    struct birth copy = *birth;

    copy.value = memory_copy_bytes(birth->value != NULL ? birth->value : "", birth->value_length);
    memset(&copy.entries, 0, sizeof copy.entries);
    for (size_t i = 0; i < birth->entries.count; i++)
        vector_push(&copy.entries, birth->entries.items[i]);
    return copy;
}

struct change {
    uint32_t object;
    struct birth was;
    size_t thing; /* place */
};
struct changes_told {
    VECTOR(struct change) items;
};

static bool read_thing(struct import *import, const cJSON *item, struct changes_told *told)
{
    struct thing *thing = thing_of(import, (uint32_t)strtoul(item->string, NULL, 10));
    bool is_new = thing->object > import->objects;
    struct birth content = {.address = thing->id, .entries = VECTOR_EMPTY}, *birth;
    size_t place = (size_t)(thing - import->things.items);

    if (!read_content(import, item, &content)) {
        free_birth(&content);
        return false;
    }
    if (is_new) {
        birth = &import->births.items[thing->object - import->objects - 1];
        free_birth(birth);
        *birth = copy_birth(&content);
    } else {
        vector_push(&told->items, ((struct change){thing->object, copy_birth(&thing->content), place}));
    }
    if (tell_content(import, thing, &content, is_new))
        return true;
    free_birth(&content);
    return false;
}

static bool write_births(struct import *import)
{
    bool good = true;

    for (size_t i = 0; i < import->births.count; i++) {
        struct birth *birth = &import->births.items[i];
        struct trace_record record = {
            TRACE_OBJECT, .object = {.address = birth->address,
                                     .type = birth->type,
                                     .kind = birth->kind,
                                     .flags = birth->is_cut ? TRACE_OBJECT_CUT : 0,
                                     .length = birth->length,
                                     .value = {birth->value != NULL ? birth->value : "", birth->value_length},
                                     .entries = {birth->entries.items, birth->entries.count}}};

        good = good && put(import, record);
        free_birth(birth);
    }
    import->objects += (uint32_t)import->births.count;
    vector_clear(&import->births);
    return good;
}

/* The stretch of entries that differs, from the first to the last difference. */
static bool write_change(struct import *import, const struct change *change)
{
    const struct birth *now = &import->things.items[change->thing].content, *was = &change->was;
    size_t size = trace_entry_size(trace_object_layout(now->kind)), start = 0, end = 0;
    size_t least = was->entries.count < now->entries.count ? was->entries.count : now->entries.count;

    while (start + size <= least &&
           memcmp(was->entries.items + start, now->entries.items + start, size * sizeof *now->entries.items) == 0)
        start += size;
    while (start + end + size <= least &&
           memcmp(was->entries.items + was->entries.count - end - size,
                  now->entries.items + now->entries.count - end - size, size * sizeof *now->entries.items) == 0)
        end += size;
    if (was->entries.count == now->entries.count && start == now->entries.count)
        return true;
    return put(import,
               (struct trace_record){
                   TRACE_SPLICE, .splice = {.object = change->object,
                                            .at = start / size,
                                            .old = {was->entries.items + start, was->entries.count - start - end},
                                            .now = {now->entries.items + start, now->entries.count - start - end}}});
}

static bool read_heap(struct import *import, struct changes_told *told)
{
    for (size_t i = 0; i < import->heap_items.count; i++)
        if (heap_primitive(import->heap_items.items[i]) == NULL &&
            !read_thing(import, import->heap_items.items[i], told))
            return false;
    return true;
}

/* ---- names ---- */

static bool read_name(struct import *import, uint32_t frame, const char *text, const cJSON *value)
{
    uint32_t name = string_number(import, text), place;
    uint64_t key = (uint64_t)frame << 32 | name;
    uint32_t object = read_value(import, value);
    struct variable *variable;

    if (object == 0)
        return false;
    if (!map_get(&import->variables_by_name, key, &place)) {
        vector_push(&import->variables, ((struct variable){.frame = frame, .name = name}));
        place = (uint32_t)import->variables.count;
        map_put(&import->variables_by_name, key, place);
    }
    variable = &import->variables.items[place - 1];
    variable->seen = import->step + 1;
    if (variable->object == object)
        return true;
    put(import, (struct trace_record){TRACE_NAME, .name = {frame, name, variable->object, object}});
    variable->object = object;
    return *import->error->text == '\0';
}

/* In the order that the trace gives; what is not in that list comes after. */
static bool read_names(struct import *import, uint32_t frame, const cJSON *names, const cJSON *order)
{
    if (!cJSON_IsObject(names))
        return refuse(import, "names are missing");
    for (const cJSON *name = cJSON_IsArray(order) ? order->child : NULL; name != NULL; name = name->next) {
        const cJSON *value = cJSON_IsString(name) ? cJSON_GetObjectItemCaseSensitive(names, name->valuestring) : NULL;

        if (value != NULL && strcmp(name->valuestring, "__return__") != 0 &&
            !read_name(import, frame, name->valuestring, value))
            return false;
    }
    for (const cJSON *value = order == NULL ? names->child : NULL; value != NULL; value = value->next)
        if (!read_name(import, frame, value->string, value))
            return false;
    return true;
}

static bool unbind_missing(struct import *import)
{
    for (size_t i = 0; i < import->variables.count; i++) {
        struct variable *variable = &import->variables.items[i];
        bool stands = false;

        for (size_t j = 0; j < import->stack.count; j++)
            stands = stands || import->stack.items[j].frame == variable->frame;
        if (variable->object == 0 || variable->seen == import->step + 1 || !stands)
            continue;
        if (!put(import,
                 (struct trace_record){TRACE_NAME, .name = {variable->frame, variable->name, variable->object, 0}}))
            return false;
        variable->object = 0;
    }
    return true;
}

/* ---- the stack ---- */

static bool push_frame(struct import *import, const char *name, uint32_t id, uint32_t line)
{
    enum trace_code_sort sort = id == 0 ? TRACE_CODE_MODULE : TRACE_CODE_FUNCTION;
    uint32_t string = string_number(import, name), code;
    uint32_t caller = import->stack.count > 0 ? vector_last(&import->stack).frame : 0;

    if (!map_get(&import->code_numbers, string, &code)) {
        put(import, (struct trace_record){TRACE_CODE, .code = {import->file, string, string, line, sort}});
        code = ++import->codes;
        map_put(&import->code_numbers, string, code);
    }
    put(import, (struct trace_record){TRACE_FRAME, .frame = {code, caller, 0, 0}});
    vector_push(&import->stack, ((struct standing){++import->frames, id}));
    return put(import, (struct trace_record){TRACE_PUSH, .push = {1, import->frames}});
}

static bool is_zombie(const cJSON *frame)
{
    return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(frame, "is_zombie"));
}

static bool frame_id(struct import *import, const cJSON *frame, uint32_t *id)
{
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(frame, "frame_id");

    if (!cJSON_IsNumber(number) || number->valuedouble < 1 || number->valuedouble >= INT32_MAX ||
        !cJSON_IsString(cJSON_GetObjectItemCaseSensitive(frame, "func_name")))
        return refuse(import, "a frame has no number or no name");
    *id = (uint32_t)number->valuedouble;
    return true;
}

/* Takes frames off the stack that do not stand there any more, and puts new ones on. */
static bool read_stack(struct import *import, const cJSON *frames, uint32_t line)
{
    size_t depth = 1;
    bool good = true;

    for (const cJSON *frame = frames->child; frame != NULL && good; frame = frame->next) {
        uint32_t id;

        if (is_zombie(frame))
            continue;
        if (!frame_id(import, frame, &id))
            return false;
        while (good && import->stack.count > depth && import->stack.items[depth].id != id) {
            good = put(import, (struct trace_record){TRACE_POP, .pop = {1, vector_last(&import->stack).frame, 0}});
            import->stack.count--;
        }
        if (good && import->stack.count == depth)
            good = push_frame(import, cJSON_GetObjectItemCaseSensitive(frame, "func_name")->valuestring, id, line);
        depth++;
    }
    while (good && import->stack.count > depth) {
        good = put(import, (struct trace_record){TRACE_POP, .pop = {1, vector_last(&import->stack).frame, 0}});
        import->stack.count--;
    }
    return good;
}

static bool read_frames(struct import *import, const cJSON *frames)
{
    size_t depth = 1;

    for (const cJSON *frame = frames->child; frame != NULL; frame = frame->next) {
        if (is_zombie(frame))
            continue;
        if (!read_names(import, import->stack.items[depth++].frame,
                        cJSON_GetObjectItemCaseSensitive(frame, "encoded_locals"),
                        cJSON_GetObjectItemCaseSensitive(frame, "ordered_varnames")))
            return false;
    }
    return true;
}

/* ---- steps ---- */

static const char *text_of(const cJSON *entry, const char *key)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(entry, key);

    return cJSON_IsString(value) ? value->valuestring : NULL;
}

static bool read_output(struct import *import, const char *output)
{
    size_t length = import->output.length;

    if (output == NULL || strncmp(output, text_string(&import->output), length) != 0)
        return refuse(import, "its output does not go on from the step before");
    if (output[length] == '\0')
        return true;
    text_add(&import->output, output + length);
    return put(import, (struct trace_record){TRACE_OUTPUT, .output = {1, bytes_of(output + length)}});
}

static enum trace_event event_of(const char *word)
{
    return strcmp(word, "call") == 0        ? TRACE_EVENT_CALL
           : strcmp(word, "return") == 0    ? TRACE_EVENT_RETURN
           : strcmp(word, "exception") == 0 ? TRACE_EVENT_EXCEPTION
                                            : TRACE_EVENT_LINE;
}

/* "NameError: name 'y' is not defined" as an exception with that text. */
static uint32_t bear_exception(struct import *import, const char *message)
{
    struct birth exception = {.kind = TRACE_OBJECT_EXCEPTION, .entries = VECTOR_EMPTY};
    struct birth arguments = {.kind = TRACE_OBJECT_TUPLE, .length = 1, .entries = VECTOR_EMPTY};
    const char *colon = strstr(message, ": ");
    char *type = memory_copy_bytes(message, colon != NULL ? (size_t)(colon - message) : strlen(message));

    exception.type = string_number(import, type);
    exception.length = 1;
    arguments.type = string_number(import, "tuple");
    vector_push(&arguments.entries, bear_text(import, colon != NULL ? colon + 2 : ""));
    vector_push(&exception.entries, string_number(import, "args"));
    vector_push(&exception.entries, bear(import, arguments));
    free(type);
    return bear(import, exception);
}

/* What a step returns or raises. */
static bool read_outcome(struct import *import, const cJSON *entry, enum trace_event event, uint32_t *value)
{
    const cJSON *frames = cJSON_GetObjectItemCaseSensitive(entry, "stack_to_render");
    const char *message = text_of(entry, "exception_msg");
    const cJSON *returned = NULL;

    *value = 0;
    if (event == TRACE_EVENT_EXCEPTION && message == NULL)
        return refuse(import, "an exception has no message");
    if (event == TRACE_EVENT_EXCEPTION)
        *value = bear_exception(import, message);
    for (const cJSON *frame = frames->child; event == TRACE_EVENT_RETURN && frame != NULL; frame = frame->next)
        if (!is_zombie(frame))
            returned = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(frame, "encoded_locals"),
                                                        "__return__");
    if (returned != NULL)
        *value = read_value(import, returned);
    return returned == NULL || *value != 0;
}

static bool read_line(struct import *import, const cJSON *entry, uint32_t *line)
{
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(entry, "line");

    if (!cJSON_IsNumber(number) || number->valuedouble < 0 || number->valuedouble > INT32_MAX)
        return refuse(import, "it has no line");
    *line = (uint32_t)number->valuedouble;
    return true;
}

/* Deaths: what the heap does not hold any more. */
static bool bury(struct import *import)
{
    for (size_t i = 0; i < import->things.count; i++) {
        struct thing *thing = &import->things.items[i];

        if (thing->object == 0 || thing->seen == import->step + 1)
            continue;
        if (thing->content.type != 0 && !put(import, (struct trace_record){TRACE_DEATH, .death = {thing->object}}))
            return false;
        thing->object = 0;
        free_birth(&thing->content);
        memset(&thing->content, 0, sizeof thing->content);
    }
    return true;
}

static bool write_changes(struct import *import, struct changes_told *told)
{
    bool good = true;

    for (size_t i = 0; i < told->items.count; i++) {
        good = good && write_change(import, &told->items.items[i]);
        free_birth(&told->items.items[i].was);
    }
    vector_free(&told->items);
    return good;
}

/* Everything of a step in the order in which its records can stand: stack, objects, changes, names, output. */
static bool read_picture(struct import *import, const cJSON *entry, uint32_t line, enum trace_event event,
                         uint32_t *value)
{
    const cJSON *frames = cJSON_GetObjectItemCaseSensitive(entry, "stack_to_render");
    const cJSON *heap = cJSON_GetObjectItemCaseSensitive(entry, "heap");
    struct changes_told told = {VECTOR_EMPTY};
    bool good;

    if (!cJSON_IsArray(frames) || !cJSON_IsObject(heap))
        return refuse(import, "its stack or its heap is missing");
    good = read_stack(import, frames, line) && read_heap_keys(import, heap) && number_things(import) &&
           read_heap(import, &told) &&
           read_names(import, import->stack.items[0].frame, cJSON_GetObjectItemCaseSensitive(entry, "globals"),
                      cJSON_GetObjectItemCaseSensitive(entry, "ordered_globals")) &&
           read_frames(import, frames) && read_outcome(import, entry, event, value);
    good = write_births(import) && good;
    good = write_changes(import, &told) && good;
    return good && unbind_missing(import) && bury(import) && read_output(import, text_of(entry, "stdout"));
}

/* The end of a trace that is no step: an error before the first, a question, the limit of steps. */
static bool read_ending(struct import *import, const char *event, const cJSON *entry, bool *ended)
{
    const char *message = text_of(entry, "exception_msg"), *prompt = text_of(entry, "prompt");
    struct trace_fields_END end = {.reason = TRACE_END_EXIT, .text = bytes_of("The trace ends here.")};
    struct text sentence = TEXT_EMPTY;

    *ended = true;
    if (strcmp(event, "uncaught_exception") == 0)
        text_format(&sentence, "The program ended with %s.", message != NULL ? message : "an exception");
    else if (strcmp(event, "raw_input") == 0 || strcmp(event, "mouse_input") == 0)
        text_format(&sentence, "The trace ends where the program asks: %s", prompt != NULL ? prompt : "?");
    else if (strcmp(event, "instruction_limit_reached") == 0)
        text_format(&sentence, "Python Tutor recorded no further: %s", message != NULL ? message : "its limit");
    else
        *ended = false;
    if (sentence.length > 0)
        end.text = (struct trace_bytes){sentence.bytes, sentence.length};
    if (*ended)
        put(import, (struct trace_record){TRACE_END, .end = end});
    text_free(&sentence);
    return *import->error->text == '\0';
}

static bool read_step(struct import *import, const cJSON *entry, bool *ended)
{
    const char *event = text_of(entry, "event");
    uint32_t line, value = 0;
    enum trace_event sort;

    if (event == NULL)
        return refuse(import, "it has no event");
    if (!read_ending(import, event, entry, ended) || *ended)
        return *ended && *import->error->text == '\0';
    sort = event_of(event);
    if (!read_line(import, entry, &line) || !read_picture(import, entry, line, sort, &value))
        return false;
    return put(import,
               (struct trace_record){TRACE_STEP, .step = {1, sort, vector_last(&import->stack).frame, line, value}});
}

/* ---- all ---- */

static bool begin(struct import *import, const char *name, const char *code)
{
    static const char note[] =
        "This is a trace of Python Tutor: an object's id is the number that stands for it there, and "
        "reference counts are not known.";
    uint32_t thread;

    put(import, (struct trace_record){TRACE_META, .meta = {bytes_of("program"), bytes_of(name)}});
    put(import, (struct trace_record){TRACE_NOTE, .note = {bytes_of(note)}});
    import->file = string_number(import, name);
    put(import, (struct trace_record){TRACE_SOURCE, .source = {import->file, bytes_of(code)}});
    thread = string_number(import, "MainThread");
    put(import, (struct trace_record){TRACE_THREAD, .thread = {1, thread}});
    return push_frame(import, "<module>", 0, 1);
}

static bool read_trace(struct import *import, const cJSON *root, const char *name)
{
    const cJSON *trace = cJSON_GetObjectItemCaseSensitive(root, "trace");
    const char *code = text_of(root, "code");
    bool ended = false;

    if (!cJSON_IsObject(root) || code == NULL || !cJSON_IsArray(trace)) {
        error_set(import->error, STATUS_FAILED,
                  "this is no trace of Python Tutor: it should have the program's \"code\" and a list \"trace\"");
        return false;
    }
    if (!begin(import, name, code))
        return false;
    for (const cJSON *entry = trace->child; entry != NULL && !ended; entry = entry->next, import->step++)
        if (!read_step(import, entry, &ended))
            return false;
    return ended || put(import, (struct trace_record){TRACE_END,
                                                      .end = {TRACE_END_EXIT, 0, bytes_of("The trace ends here.")}});
}

static void free_import(struct import *import)
{
    for (size_t i = 0; i < import->things.count; i++)
        free_birth(&import->things.items[i].content);
    vector_free(&import->things);
    vector_free(&import->births);
    vector_free(&import->variables);
    vector_free(&import->stack);
    vector_free(&import->heap_items);
    map_free(&import->leaves);
    map_free(&import->things_by_id);
    map_free(&import->code_numbers);
    map_free(&import->variables_by_name);
    map_free(&import->heap);
    text_free(&import->output);
}

enum status pytutor_import(const struct text *json, const char *name, struct recording **recording,
                           struct error *error)
{
    struct import import = {.recording = recording_new(), .error = error};
    cJSON *root = cJSON_ParseWithLength(text_string(json), json->length);
    bool good = false;

    *error->text = '\0';
    if (root == NULL)
        error_set(error, STATUS_FAILED, "this is not JSON");
    else
        good = read_trace(&import, root, name);
    cJSON_Delete(root);
    free_import(&import);
    if (!good) {
        recording_free(import.recording);
        return STATUS_FAILED;
    }
    *recording = import.recording;
    return STATUS_OK;
}
