#include "diagram/class_entry.h"

#include <string.h>

#include "model/recording.h"
#include "model/value.h"

enum { DEPTH_MAX = 3 }; /* of tuples in tuples that are looked into */

static const char *label_of(const struct state *state, uint32_t label)
{
    return recording_string(state_recording(state), label, NULL);
}

static bool is_any_of(const char *text, const char *const *words)
{
    while (*words != NULL && strcmp(text, *words) != 0)
        words++;
    return *words != NULL;
}

/* So many underscores, and no more, stand on each side. */
static bool is_between(const char *label, const char *underscores)
{
    size_t length = strlen(label), side = strlen(underscores);

    return length > 2 * side && strncmp(label, underscores, side) == 0 &&
           strcmp(label + length - side, underscores) == 0 && label[side] != '_' && label[length - side - 1] != '_';
}

/* __annotations__, __dataclass_fields__; _member_map_ of an Enum; what a NamedTuple has.  A class's bases are classes
 * that are drawn. */
static bool is_machinery(const char *label)
{
    static const char *const open[] = {"__bases__", "__mro__", NULL};
    static const char *const named[] = {"_fields", "_field_defaults", NULL};

    if (is_between(label, "__"))
        return !is_any_of(label, open);
    return is_between(label, "_") || is_any_of(label, named);
}

/* Nothing that it holds can change. */
static bool is_constant(const struct state *state, uint32_t number, int depth)
{
    struct object object;

    if (!state_object(state, number, &object))
        return false;
    if (value_is_inline(&object))
        return true;
    if (depth == DEPTH_MAX || object.is_derived || (object.flags & TRACE_OBJECT_CUT) != 0 || object.fields > 0 ||
        (object.kind != TRACE_OBJECT_TUPLE && object.kind != TRACE_OBJECT_FROZENSET))
        return false;
    for (size_t i = 0; i < object.entries; i++)
        if (!is_constant(state, state_entry(state, number, i).value, depth + 1))
            return false;
    return true;
}

static bool has_constant_values(const struct state *state, uint32_t number)
{
    struct object object;

    if (!state_object(state, number, &object) || object.kind != TRACE_OBJECT_DICT)
        return false;
    for (size_t i = 0; i < object.entries; i++)
        if (!is_constant(state, state_entry(state, number, i).value, 0))
            return false;
    return true;
}

/* `__class__` is the cell of a method that calls super(): of its own class. */
static bool is_plain_part(const struct state *state, const struct entry *entry)
{
    const char *label = label_of(state, entry->label);

    if (strcmp(label, "__kwdefaults__") == 0)
        return has_constant_values(state, entry->value);
    if (strcmp(label, "__class__") == 0)
        return true;
    return is_between(label, "__") && is_constant(state, entry->value, 0);
}

static bool is_plain_function(const struct state *state, const struct object *function)
{
    if ((function->flags & TRACE_OBJECT_UNOPENED) != 0) /* the library's, known by its name */
        return false;
    for (size_t i = 0; i < function->entries + function->fields; i++) {
        struct entry entry = state_entry(state, function->number, i);

        if (!is_plain_part(state, &entry))
            return false;
    }
    return true;
}

static bool is_wrapper(const struct state *state, const struct object *object)
{
    static const char *const types[] = {"property", "staticmethod", "classmethod", NULL};

    return object->kind == TRACE_OBJECT_OTHER && is_any_of(label_of(state, object->type), types);
}

/* What a slot is read and written by, or a namedtuple's field. */
static bool is_descriptor(const struct state *state, const struct object *object)
{
    static const char *const types[] = {"member_descriptor", "getset_descriptor", "_collections._tuplegetter",
                                        "collections._tuplegetter", NULL};

    return object->kind == TRACE_OBJECT_OTHER && is_any_of(label_of(state, object->type), types);
}

/* Of functions that are plain.  What it copies of them (`__name__`, `__annotations__`) says nothing more. */
static bool is_plain_wrapper(const struct state *state, const struct object *wrapper)
{
    for (size_t i = 0; i < wrapper->entries + wrapper->fields; i++) {
        struct entry entry = state_entry(state, wrapper->number, i);
        const char *label = label_of(state, entry.label);
        struct object part;

        if (is_between(label, "__") && strcmp(label, "__func__") != 0)
            continue;
        if (!state_object(state, entry.value, &part) ||
            !(value_is_inline(&part) || (part.kind == TRACE_OBJECT_FUNCTION && is_plain_function(state, &part))))
            return false;
    }
    return true;
}

bool class_entry_is_written(const struct state *state, const struct object *holder, size_t index)
{
    struct entry entry;
    struct object value;

    if (holder->kind != TRACE_OBJECT_CLASS)
        return false;
    entry = state_entry(state, holder->number, index);
    if (!state_object(state, entry.value, &value) || value_is_inline(&value) || value.kind == TRACE_OBJECT_CLASS)
        return false;
    if (value.kind == TRACE_OBJECT_FUNCTION)
        return is_plain_function(state, &value);
    if (is_wrapper(state, &value))
        return is_plain_wrapper(state, &value);
    return is_descriptor(state, &value) || is_machinery(label_of(state, entry.label));
}

/* A function that is not the learner's, or what is made of one. */
static bool is_from_library(const struct state *state, const struct object *object)
{
    if (object->kind == TRACE_OBJECT_FUNCTION)
        return (object->flags & TRACE_OBJECT_UNOPENED) != 0;
    for (size_t i = 0; is_wrapper(state, object) && i < object->entries + object->fields; i++) {
        struct entry entry = state_entry(state, object->number, i);
        struct object part;

        if (state_object(state, entry.value, &part) && part.kind == TRACE_OBJECT_FUNCTION)
            return is_from_library(state, &part);
    }
    return false;
}

bool class_entry_is_made(const struct state *state, const struct object *holder, size_t index)
{
    struct entry entry;
    struct object value;
    const char *label;

    if (holder->kind != TRACE_OBJECT_CLASS)
        return false;
    entry = state_entry(state, holder->number, index);
    label = label_of(state, entry.label);
    if (!state_object(state, entry.value, &value))
        return false;
    if (value.kind == TRACE_OBJECT_FUNCTION || is_wrapper(state, &value))
        return label[0] == '_' && is_from_library(state, &value);
    return is_descriptor(state, &value) || (is_machinery(label) && strcmp(label, "__slots__") != 0);
}
