#include "diagram/library_entry.h"

#include <string.h>

#include "model/value.h"

static const char *string_of(const struct state *state, uint32_t number)
{
    return recording_string(state_recording(state), number, NULL);
}

/* Whether "helper" of /home/ada/helper.py is one of the names that stand before the last dot of "helper.Box". */
static bool is_module_of(const char *path, const char *type)
{
    const char *slash = strrchr(path, '/'), *base = slash != NULL ? slash + 1 : path, *dot = strrchr(base, '.');
    size_t length = dot != NULL ? (size_t)(dot - base) : strlen(base);

    for (const char *part = type; (dot = strchr(part, '.')) != NULL; part = dot + 1)
        if ((size_t)(dot - part) == length && strncmp(part, base, length) == 0)
            return true;
    return false;
}

static bool is_of_library(const struct state *state, const struct object *object)
{
    const struct recording *recording = state_recording(state);
    const char *type = string_of(state, object->type);

    if (strchr(type, '.') == NULL)
        return false;
    for (uint32_t number = 1; number <= recording_codes(recording); number++) {
        const struct code *code = recording_code(recording, number);

        if (code != NULL && code->module == 0 && is_module_of(string_of(state, code->file), type))
            return false;
    }
    return true;
}

bool library_entry_has(const struct state *state, const struct object *holder)
{
    return holder->kind == TRACE_OBJECT_INSTANCE && holder->layout == TRACE_LAYOUT_FIELDS &&
           is_of_library(state, holder);
}

bool library_entry_is_own(const struct state *state, const struct object *holder, size_t index)
{
    struct entry entry = state_entry(state, holder->number, index);
    struct object value;

    if (*string_of(state, entry.label) != '_' || !state_object(state, entry.value, &value))
        return false;
    if (value.kind == TRACE_OBJECT_STR)
        return false;
    if (value_is_inline(&value) || (value.flags & TRACE_OBJECT_UNOPENED) != 0)
        return true;
    if (value.layout == TRACE_LAYOUT_ITEMS || value.layout == TRACE_LAYOUT_PAIRS)
        return value.length == 0;
    return (value.kind == TRACE_OBJECT_OTHER || value.kind == TRACE_OBJECT_INSTANCE) && is_of_library(state, &value);
}
