#include "model/library_entry.h"

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

enum { SPOKEN_YES = 1, SPOKEN_NO };

void library_entries_free(struct library_entries *entries)
{
    map_free(&entries->spoken);
}

static bool is_of_name(char byte)
{
    return byte == '_' || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || (unsigned char)byte >= 0x80;
}

/* Whether the line has the name, not as a part of another. */
static bool line_has(struct trace_bytes line, const char *name, size_t length)
{
    for (size_t at = 0; at + length <= line.length; at++) {
        const char *found = memchr(line.at + at, *name, line.length - at - length + 1);

        if (found == NULL)
            return false;
        at = (size_t)(found - line.at);
        if (memcmp(found, name, length) == 0 && (at == 0 || !is_of_name(line.at[at - 1])) &&
            (at + length == line.length || !is_of_name(line.at[at + length])))
            return true;
    }
    return false;
}

static bool file_has(const struct recording *recording, uint32_t file, const char *name)
{
    size_t lines = recording_source_lines(recording, file), length = strlen(name);

    for (size_t line = 1; line <= lines; line++)
        if (line_has(recording_source_line(recording, file, line), name, length))
            return true;
    return false;
}

/* In one of the learner's files.  (Codes of one file follow each other, nearly.) */
static bool sources_have(const struct recording *recording, const char *name)
{
    uint32_t last = 0;

    for (uint32_t number = 1; number <= recording_codes(recording); number++) {
        const struct code *code = recording_code(recording, number);

        if (code == NULL || code->module != 0 || code->file == last)
            continue;
        last = code->file;
        if (file_has(recording, last, name))
            return true;
    }
    return false;
}

/* "__lock" of "_Cook__lock": as it is written in the class; the name itself where it is no such one. */
static const char *as_written(const char *label)
{
    const char *private = label[0] == '_' && label[1] != '_' ? strstr(label + 1, "__") : NULL;

    return private != NULL && private[2] != '\0' ? private : label;
}

bool library_entry_is_spoken(struct library_entries *entries, uint32_t label)
{
    const char *name = string_of(entries->state, label);
    uint32_t known = 0;

    if (map_get(&entries->spoken, label, &known))
        return known == SPOKEN_YES;
    known = *name != '\0' && sources_have(state_recording(entries->state), as_written(name)) ? SPOKEN_YES : SPOKEN_NO;
    map_put(&entries->spoken, label, known);
    return known == SPOKEN_YES;
}

static bool is_library_instance(const struct state *state, const struct object *object)
{
    return (object->kind == TRACE_OBJECT_OTHER || object->kind == TRACE_OBJECT_INSTANCE) &&
           is_of_library(state, object);
}

/* Whether something is in it that only a library can have put there. */
static bool is_derived(struct library_entries *entries, const struct object *holder)
{
    for (size_t i = 0; i < holder->entries; i++) {
        struct entry entry = state_entry(entries->state, holder->number, i);
        struct object value;

        if (*string_of(entries->state, entry.label) == '_' && state_object(entries->state, entry.value, &value) &&
            is_library_instance(entries->state, &value) && !library_entry_is_spoken(entries, entry.label))
            return true;
    }
    return false;
}

/* What C code's object reaches, and nobody knows as what: record/words.h. */
static bool is_reached(const struct state *state, struct entry entry)
{
    return strcmp(string_of(state, entry.label), "reaches") == 0;
}

static bool is_opaque(const struct state *state, const struct object *holder)
{
    return holder->kind == TRACE_OBJECT_OTHER && holder->entries > 0 &&
           is_reached(state, state_entry(state, holder->number, 0)) && is_of_library(state, holder);
}

bool library_entry_has(struct library_entries *entries, const struct object *holder)
{
    if (is_opaque(entries->state, holder))
        return true;
    return holder->kind == TRACE_OBJECT_INSTANCE && holder->layout == TRACE_LAYOUT_FIELDS &&
           (is_of_library(entries->state, holder) || is_derived(entries, holder));
}

bool library_entry_is_own(struct library_entries *entries, const struct object *holder, struct entry entry)
{
    const struct state *state = entries->state;
    struct object value;

    if (is_reached(state, entry))
        return state_object(state, entry.value, &value) && value.kind != TRACE_OBJECT_STR &&
               (value_is_inline(&value) || value.kind == TRACE_OBJECT_BUILTIN || is_library_instance(state, &value));
    if (*string_of(state, entry.label) != '_' || !state_object(state, entry.value, &value))
        return false;
    if (value.kind == TRACE_OBJECT_STR)
        return false;
    if (!is_of_library(state, holder) && library_entry_is_spoken(entries, entry.label))
        return false;
    if (value_is_inline(&value) || (value.flags & TRACE_OBJECT_UNOPENED) != 0)
        return true;
    if (value.layout == TRACE_LAYOUT_ITEMS || value.layout == TRACE_LAYOUT_PAIRS)
        return value.length == 0;
    return is_library_instance(state, &value);
}
