/* Sentences about what a step changed inside objects. */
#include <inttypes.h>
#include <string.h>

#include "model/describe.h"
#include "model/explanation.h"
#include "model/value.h"

enum {
    QUOTED_LINE_MAX = 40, /* characters of a source line that is quoted */
    ADDED_MAX = 3,        /* entries told before "5 entries" */
};

/* Length of a source line without the comment at its end, when it is one whole simple statement; 0 otherwise. */
static size_t statement_length(struct trace_bytes line)
{
    int open = 0;
    char quote = '\0';
    size_t length = 0;

    for (size_t i = 0; i < line.length; i++) {
        char c = line.at[i];

        if (quote != '\0') {
            i += c == '\\';
            quote = c == quote ? '\0' : quote;
        } else if (c == '#') {
            break;
        } else if (c == '"' || c == '\'') {
            quote = c;
        }
        if (quote == '\0')
            open += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
        if (c == '\\' && quote == '\0')
            return 0;
        if (c != ' ' && c != '\t' && i < line.length)
            length = i + 1;
    }
    return open == 0 && quote == '\0' && length > 0 && line.at[length - 1] != ':' ? length : 0;
}

/* What changed since the step before may be the doing of the thread whose step that was. */
static bool another_thread_ran(const struct explanation *explanation)
{
    uint32_t before;

    return explanation->step.number > 0 &&
           !(recording_thread_before(explanation->recording, explanation->step.number, &before) &&
             before + 1 == explanation->step.number);
}

/* The line that ran, when it is short and whole; otherwise nothing. */
static struct trace_bytes quotable_line(const struct explanation *explanation)
{
    struct place done, next;
    struct trace_bytes line;

    recording_places(explanation->recording, explanation->step.number, &done, &next);
    if (done.line == 0 || another_thread_ran(explanation))
        return (struct trace_bytes){NULL, 0};
    line = recording_source_line(explanation->recording, done.file, done.line);
    while (line.length > 0 && (*line.at == ' ' || *line.at == '\t')) {
        line.at++;
        line.length--;
    }
    line.length = statement_length(line);
    if (line.length > QUOTED_LINE_MAX)
        line.length = 0;
    return line;
}

/* d.age is now 3; the attribute age of the Dog …6f40 went from 2 to 3. */
static void explain_field(struct explanation *explanation, const struct entry_change *change)
{
    struct entry entry = change->sort == CHANGE_UNBOUND ? change->was : change->now;
    const char *name = describe_only_name(explanation->state, change->object);
    struct text *out = explanation->out;

    if (name != NULL) {
        text_format(out, "%s.%s", name, explanation_string(explanation, entry.label));
    } else {
        text_format(out, "The attribute %s of ", explanation_string(explanation, entry.label));
        describe_by_names(explanation->state, change->object, out);
    }
    if (change->sort == CHANGE_BOUND) {
        text_add(out, " is new: ");
        describe_object(explanation->state, change->now.value, explanation->out);
    } else if (change->sort == CHANGE_REBOUND) {
        explanation_write_went(explanation, change->was.value, change->now.value);
    } else {
        text_add(out, " was removed");
    }
    text_add_char(out, '.');
    explanation_end_sentence(explanation);
}

/* All entries that this step changed in one object. */
struct entry_group {
    const struct entry_change *first;
    size_t count;
    struct object object;
};

static bool all_are(const struct entry_group *group, enum change_sort sort)
{
    for (size_t i = 0; i < group->count; i++)
        if (group->first[i].sort != sort)
            return false;
    return true;
}

/* Whether the changed entries are the last ones of the list (of the list before, when they were removed). */
static bool are_last(const struct entry_group *group)
{
    size_t entries = group->object.entries + (group->first->sort == CHANGE_UNBOUND ? group->count : 0);

    for (size_t i = 0; i < group->count; i++)
        if (group->first[i].index != entries - group->count + i)
            return false;
    return true;
}

static void write_several(struct explanation *explanation, const struct entry_group *group, bool labels)
{
    if (group->count > ADDED_MAX) {
        text_format(explanation->out, "%zu entries were", group->count);
        return;
    }
    for (size_t i = 0; i < group->count; i++) {
        const struct entry_change *change = &group->first[i];
        struct entry entry = change->sort == CHANGE_UNBOUND ? change->was : change->now;

        describe_list_separator(i, group->count, explanation->out);
        value_summary(explanation->state, labels ? entry.label : entry.value, EXPLANATION_VALUE_MAX,
                      explanation->out);
    }
    text_add(explanation->out, group->count == 1 ? " was" : " were");
}

static void write_contents(struct explanation *explanation, const struct entry_group *group)
{
    text_add(explanation->out, "it is now ");
    value_summary(explanation->state, group->object.number, EXPLANATION_LINE_MAX, explanation->out);
}

static void explain_items(struct explanation *explanation, const struct entry_group *group)
{
    const struct entry_change *first = group->first;
    bool is_list = group->object.kind == TRACE_OBJECT_LIST || group->object.kind == TRACE_OBJECT_DEQUE;
    bool removed = all_are(group, CHANGE_UNBOUND);

    if (removed || all_are(group, CHANGE_BOUND)) {
        write_several(explanation, group, false);
        text_add(explanation->out, removed ? " removed" : " added");
        if (is_list && are_last(group))
            text_add(explanation->out, removed ? " from the end" : " at the end");
        else if (is_list && group->count == 1)
            text_format(explanation->out, " %s index %zu", removed ? "from" : "at", first->index);
    } else if (group->count == 1) {
        text_format(explanation->out, "index %zu", first->index);
        explanation_write_went(explanation, first->was.value, first->now.value);
    } else {
        write_contents(explanation, group);
    }
}

static void explain_pairs(struct explanation *explanation, const struct entry_group *group)
{
    const struct entry_change *first = group->first;

    if (group->count == 1 && first->sort == CHANGE_BOUND) {
        text_add(explanation->out, "the key ");
        value_summary(explanation->state, first->now.label, EXPLANATION_VALUE_MAX, explanation->out);
        text_add(explanation->out, " is new, with the value ");
        value_summary(explanation->state, first->now.value, EXPLANATION_VALUE_MAX, explanation->out);
    } else if (group->count == 1 && first->sort == CHANGE_REBOUND) {
        text_add(explanation->out, "the value of the key ");
        value_summary(explanation->state, first->now.label, EXPLANATION_VALUE_MAX, explanation->out);
        explanation_write_went(explanation, first->was.value, first->now.value);
    } else if (all_are(group, CHANGE_UNBOUND) || all_are(group, CHANGE_BOUND)) {
        text_add(explanation->out, group->count == 1 ? "the key " : group->count <= ADDED_MAX ? "the keys " : "");
        write_several(explanation, group, true);
        text_add(explanation->out, first->sort == CHANGE_BOUND ? " added" : " removed");
    } else {
        write_contents(explanation, group);
    }
}

static void explain_group(struct explanation *explanation, const struct entry_group *group)
{
    struct trace_bytes line = quotable_line(explanation);
    size_t mark = explanation->out->length;

    if (line.length > 0)
        text_format(explanation->out, "%.*s changed ", (int)line.length, line.at);
    describe_by_names(explanation->state, group->object.number, explanation->out);
    if (line.length == 0) {
        explanation_capitalise(explanation, mark);
        text_add(explanation->out, " changed");
    }
    text_add(explanation->out, ": ");
    if (group->object.layout == TRACE_LAYOUT_PAIRS)
        explain_pairs(explanation, group);
    else
        explain_items(explanation, group);
    text_add_char(explanation->out, '.');
    explanation_end_sentence(explanation);
}

/* A captured variable's cell changes when its name does, and the name is what the person sees. */
static bool is_told(const struct explanation *explanation, const struct entry_group *group)
{
    return group->object.alive && !explanation_is_born(explanation, group->object.number) &&
           !(group->object.kind == TRACE_OBJECT_CELL && explanation->changes->name_count > 0);
}

static void explain_groups(struct explanation *explanation)
{
    const struct changes *changes = explanation->changes;
    struct entry_group group;

    for (size_t i = 0; i < changes->entry_count && !explanation_is_full(explanation); i += group.count) {
        group = (struct entry_group){.first = &changes->entries[i], .count = 1};
        while (i + group.count < changes->entry_count && group.first[group.count].object == group.first->object &&
               group.first[group.count].is_field == group.first->is_field)
            group.count++;
        if (!state_object(explanation->state, group.first->object, &group.object) || !is_told(explanation, &group))
            continue;
        if (!group.first->is_field) {
            explain_group(explanation, &group);
            continue;
        }
        for (size_t j = 0; j < group.count && !explanation_is_full(explanation); j++)
            explain_field(explanation, &group.first[j]);
    }
}

/* False when there is nothing to say: how far an exception has come is told by the frames that it leaves,
 * and a class by its bases. */
static bool explain_value(struct explanation *explanation, uint32_t number)
{
    struct object object;

    if (!state_object(explanation->state, number, &object) || object.kind == TRACE_OBJECT_EXCEPTION ||
        object.kind == TRACE_OBJECT_CLASS)
        return false;
    describe_by_names(explanation->state, number, explanation->out);
    if (object.kind == TRACE_OBJECT_BYTEARRAY) {
        text_add(explanation->out, " changed: it is now ");
        describe_object(explanation->state, number, explanation->out);
        return true;
    }
    text_add(explanation->out, " changed: it is now ");
    if (object.detail.length == 0)
        text_add(explanation->out, "without detail");
    for (size_t i = 0; i < object.detail.length; i++)
        if (object.detail.at[i] == '\n')
            text_add(explanation->out, ", ");
        else
            text_add_char(explanation->out, object.detail.at[i]);
    return true;
}

/* Changes that are not of entries: bytes in place, a type, entries beyond those recorded. */
static bool explain_record(void *context, const struct trace_record *record)
{
    struct explanation *explanation = context;
    size_t mark = explanation->out->length;

    switch ((int)record->kind) {
    case TRACE_VALUE:
        if (!explain_value(explanation, (uint32_t)record->value.object))
            return true;
        break;
    case TRACE_TYPE:
        describe_by_names(explanation->state, (uint32_t)record->type.object, explanation->out);
        text_format(explanation->out, " was of type %s before",
                    explanation_string(explanation, (uint32_t)record->type.old));
        break;
    case TRACE_LENGTH:
        describe_by_names(explanation->state, (uint32_t)record->length.object, explanation->out);
        text_format(explanation->out, " has %" PRIu64 " entries %s among those that are not recorded",
                    (uint64_t)(record->length.change < 0 ? -record->length.change : record->length.change),
                    record->length.change < 0 ? "less" : "more");
        break;
    default:
        return true;
    }
    text_add_char(explanation->out, '.');
    explanation_capitalise(explanation, mark);
    explanation_end_sentence(explanation);
    return !explanation_is_full(explanation);
}

void explain_entries(struct explanation *explanation)
{
    explain_groups(explanation);
    if (!explanation_is_full(explanation))
        state_visit_changes(explanation->state, explain_record, explanation);
}
