/* The sentences of a step, in this order, until there are SENTENCES_MAX:
 *
 *     the event that began it      square was called with n = 3.
 *     what changed inside objects  b.append(4) changed the list that a and b both name: 4 was added at the end.
 *     which names changed          b now names the same list as a: no copy was made.
 *     what died                    The list …6f40 died: nothing can reach it any more.
 *     what was written             The program wrote: [1, 2, 3, 4]
 *     the event that ended it      square returned 9.
 *
 * Each is made from records of the step alone.  What the source line means is never interpreted: it is quoted where the
 * line that ran is known, because whatever the records tell happened while it ran. */
#include "model/explain.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "base/vector.h"
#include "model/describe.h"
#include "model/value.h"

enum {
    SENTENCES_MAX = 3,
    ARGUMENTS_MAX = 4,  /* names of a call told before "and 2 more" */
    NAMES_MAX = 4,      /* changed names told before "and 2 more" */
    ADDED_MAX = 3,      /* entries told before "5 entries" */
    DEATHS_MAX = 2,     /* objects told before "3 objects died" */
    QUOTED_LINE_MAX = 40,
    OUTPUT_MAX = 60,
    VALUE_MAX = 40, /* all in characters */
};

struct explanation {
    struct state *state;
    const struct recording *recording;
    const struct changes *changes;
    struct step step;
    struct text *out;
    int sentences, limit;
};

static void end_sentence(struct explanation *explanation)
{
    text_add_char(explanation->out, '\n');
    explanation->sentences++;
}

static bool is_full(const struct explanation *explanation)
{
    return explanation->sentences >= explanation->limit;
}

/* For sentences that begin with a word of ours; a name keeps its letters. */
static void capitalise(struct explanation *explanation, size_t mark)
{
    char *first = explanation->out->bytes + mark;

    if (*first >= 'a' && *first <= 'z')
        *first = (char)(*first - 'a' + 'A');
}

static const char *string_of(const struct explanation *explanation, uint32_t string)
{
    return recording_string(explanation->recording, string, NULL);
}

/* ---- the event ---- */

/* "square", "the lambda", "the body of class Dog", "the module". */
static void write_frame(const struct explanation *explanation, struct text *out)
{
    const struct frame_birth *frame = recording_frame(explanation->recording, explanation->step.frame);
    const struct code *code = frame != NULL ? recording_code(explanation->recording, frame->code) : NULL;
    enum trace_code_sort sort = code != NULL ? code->sort : TRACE_CODE_FUNCTION;

    switch ((int)sort) {
    case TRACE_CODE_LAMBDA:
        text_add(out, "the lambda");
        break;
    case TRACE_CODE_COMPREHENSION:
        text_add(out, "the comprehension");
        break;
    case TRACE_CODE_MODULE:
        text_add(out, "the ");
        value_frame_title(explanation->state, explanation->step.frame, out);
        break;
    case TRACE_CODE_CLASS:
        text_format(out, "the body of class %s", string_of(explanation, code->name));
        break;
    default:
        text_add(out, code != NULL ? string_of(explanation, code->name) : "a function");
    }
}

static enum trace_code_sort sort_of_frame(const struct explanation *explanation)
{
    const struct frame_birth *frame = recording_frame(explanation->recording, explanation->step.frame);
    const struct code *code = frame != NULL ? recording_code(explanation->recording, frame->code) : NULL;

    return code != NULL ? code->sort : TRACE_CODE_FUNCTION;
}

/* Begins the event's sentence with the frame; only words of ours get a capital letter. */
static void begin_with_frame(struct explanation *explanation)
{
    size_t mark = explanation->out->length;

    write_frame(explanation, explanation->out);
    if (strncmp(explanation->out->bytes + mark, "the ", 4) == 0)
        capitalise(explanation, mark);
}

/* A variable of an enclosing function is bound at the call, and is not an argument: the function holds its cell. */
static bool is_captured(const struct explanation *explanation, uint32_t name)
{
    const struct frame_birth *frame = recording_frame(explanation->recording, explanation->step.frame);
    struct object function, cell;

    if (frame == NULL || !state_object(explanation->state, frame->function, &function))
        return false;
    for (size_t i = 0; i < function.entries; i++) {
        struct entry entry = state_entry(explanation->state, function.number, i);

        if (entry.label == name && state_object(explanation->state, entry.value, &cell))
            return cell.kind == TRACE_OBJECT_CELL;
    }
    return false;
}

static void write_arguments(struct explanation *explanation)
{
    VECTOR(struct binding) arguments = VECTOR_EMPTY;
    struct text *out = explanation->out;
    size_t shown, items;

    for (size_t i = 0; i < state_names(explanation->state, explanation->step.frame); i++) {
        struct binding binding = state_name(explanation->state, explanation->step.frame, i);

        if (!is_captured(explanation, binding.name))
            vector_push(&arguments, binding);
    }
    shown = arguments.count < ARGUMENTS_MAX ? arguments.count : ARGUMENTS_MAX;
    items = arguments.count > shown ? shown + 1 : shown;
    text_add(out, shown > 0 ? " with " : "");
    for (size_t i = 0; i < shown; i++) {
        describe_list_separator(i, items, out);
        text_format(out, "%s = ", string_of(explanation, arguments.items[i].name));
        value_summary(explanation->state, arguments.items[i].object, VALUE_MAX, out);
    }
    if (items > shown)
        text_format(out, " and %zu more", arguments.count - shown);
    vector_free(&arguments);
}

static void explain_call(struct explanation *explanation)
{
    switch ((int)sort_of_frame(explanation)) {
    case TRACE_CODE_MODULE:
    case TRACE_CODE_CLASS:
    case TRACE_CODE_COMPREHENSION:
        begin_with_frame(explanation);
        text_add(explanation->out, " begins to run.");
        break;
    case TRACE_CODE_GENERATOR:
    case TRACE_CODE_COROUTINE:
        begin_with_frame(explanation);
        text_add(explanation->out, " began to run");
        write_arguments(explanation);
        text_add_char(explanation->out, '.');
        break;
    default:
        begin_with_frame(explanation);
        text_add(explanation->out, " was called");
        write_arguments(explanation);
        text_add_char(explanation->out, '.');
    }
    end_sentence(explanation);
}

static bool is_none(const struct explanation *explanation, uint32_t number)
{
    struct object object;

    return !state_object(explanation->state, number, &object) || object.kind == TRACE_OBJECT_NONE;
}

static void explain_return(struct explanation *explanation)
{
    enum trace_code_sort sort = sort_of_frame(explanation);
    uint32_t value = explanation->step.value;

    begin_with_frame(explanation);
    if (sort == TRACE_CODE_MODULE || sort == TRACE_CODE_CLASS ||
        (sort == TRACE_CODE_GENERATOR && is_none(explanation, value))) {
        text_add(explanation->out, " has run to its end.");
    } else {
        text_add(explanation->out, " returned ");
        describe_object(explanation->state, value, explanation->out);
        text_add_char(explanation->out, '.');
    }
    end_sentence(explanation);
}

static void explain_yield(struct explanation *explanation)
{
    begin_with_frame(explanation);
    if (sort_of_frame(explanation) == TRACE_CODE_COROUTINE) {
        text_add(explanation->out, " waits, and was suspended.");
    } else {
        text_add(explanation->out, " yielded ");
        describe_object(explanation->state, explanation->step.value, explanation->out);
        text_add(explanation->out, ", and was suspended.");
    }
    end_sentence(explanation);
}

static void explain_resume(struct explanation *explanation)
{
    begin_with_frame(explanation);
    text_add(explanation->out, " goes on from where it was suspended.");
    end_sentence(explanation);
}

static size_t first_line(struct trace_bytes text)
{
    size_t length = 0;

    while (length < text.length && text.at[length] != '\n' && text.at[length] != '\r')
        length++;
    return length;
}

/* ": too many values to unpack", from an exception's arguments. */
static void write_message(struct explanation *explanation, uint32_t number)
{
    struct object exception, arguments, message;

    if (!state_object(explanation->state, number, &exception) || exception.kind != TRACE_OBJECT_EXCEPTION ||
        exception.entries == 0 ||
        !state_object(explanation->state, state_entry(explanation->state, number, 0).value, &arguments) ||
        arguments.kind != TRACE_OBJECT_TUPLE || arguments.entries == 0)
        return;
    text_add(explanation->out, ": ");
    if (arguments.entries > 1)
        value_summary(explanation->state, arguments.number, OUTPUT_MAX, explanation->out);
    else if (state_object(explanation->state, state_entry(explanation->state, arguments.number, 0).value, &message) &&
             message.kind == TRACE_OBJECT_STR && strcmp(string_of(explanation, exception.type), "KeyError") != 0)
        text_append(explanation->out, message.value.at, first_line(message.value));
    else
        value_summary(explanation->state, state_entry(explanation->state, arguments.number, 0).value, OUTPUT_MAX,
                      explanation->out);
}

static const char *type_of_value(const struct explanation *explanation)
{
    struct object object;

    if (!state_object(explanation->state, explanation->step.value, &object))
        return "an exception";
    return string_of(explanation, object.type);
}

static void explain_exception(struct explanation *explanation)
{
    struct step before;
    bool came_out = explanation->step.number > 0 &&
                    recording_step(explanation->recording, explanation->step.number - 1, &before) &&
                    before.event == TRACE_EVENT_UNWIND && before.frame != explanation->step.frame;

    text_add(explanation->out, type_of_value(explanation));
    if (came_out) {
        text_add(explanation->out, " came back to ");
        write_frame(explanation, explanation->out);
        text_add_char(explanation->out, '.');
    } else {
        text_add(explanation->out, " was raised");
        write_message(explanation, explanation->step.value);
        if (explanation->out->bytes[explanation->out->length - 1] != '.')
            text_add_char(explanation->out, '.');
    }
    end_sentence(explanation);
}

static void explain_unwind(struct explanation *explanation)
{
    begin_with_frame(explanation);
    text_format(explanation->out, " was ended by %s.", type_of_value(explanation));
    end_sentence(explanation);
}

/* The first line of a frame, before anything of it ran.  A module, or code given to eval or exec, has no call event. */
static void explain_line(struct explanation *explanation)
{
    struct place done, next;

    recording_places(explanation->recording, explanation->step.number, &done, &next);
    if (done.line != 0)
        return;
    if (sort_of_frame(explanation) == TRACE_CODE_MODULE) {
        begin_with_frame(explanation);
        text_add(explanation->out, " begins to run.");
    } else {
        text_add(explanation->out, "Nothing of ");
        write_frame(explanation, explanation->out);
        text_format(explanation->out, " has run yet: line %" PRIu32 " is next.", next.line);
    }
    end_sentence(explanation);
}

static void explain_beginning(struct explanation *explanation)
{
    if (explanation->step.event == TRACE_EVENT_LINE)
        explain_line(explanation);
    else if (explanation->step.event == TRACE_EVENT_CALL)
        explain_call(explanation);
    else if (explanation->step.event == TRACE_EVENT_RESUME)
        explain_resume(explanation);
}

static void (*ending_of(enum trace_event event))(struct explanation *)
{
    switch (event) {
    case TRACE_EVENT_RETURN:
        return explain_return;
    case TRACE_EVENT_EXCEPTION:
        return explain_exception;
    case TRACE_EVENT_YIELD:
        return explain_yield;
    case TRACE_EVENT_UNWIND:
        return explain_unwind;
    case TRACE_EVENT_LINE:
    case TRACE_EVENT_CALL:
    case TRACE_EVENT_RESUME:
        break;
    }
    return NULL;
}

/* ---- changes inside objects ---- */

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

/* The line that ran, when it is short and whole; otherwise nothing. */
static struct trace_bytes quotable_line(const struct explanation *explanation)
{
    struct place done, next;
    struct trace_bytes line;

    recording_places(explanation->recording, explanation->step.number, &done, &next);
    if (done.line == 0)
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

static void write_entry_value(struct explanation *explanation, uint32_t object)
{
    describe_object(explanation->state, object, explanation->out);
}

static void write_went(struct explanation *explanation, uint32_t was, uint32_t now)
{
    text_add(explanation->out, " went from ");
    write_entry_value(explanation, was);
    text_add(explanation->out, " to ");
    write_entry_value(explanation, now);
}

/* d.age is now 3; the attribute age of the Dog …6f40 went from 2 to 3. */
static void explain_field(struct explanation *explanation, const struct entry_change *change)
{
    struct entry entry = change->sort == CHANGE_UNBOUND ? change->was : change->now;
    const char *name = describe_only_name(explanation->state, change->object);
    struct text *out = explanation->out;

    if (name != NULL) {
        text_format(out, "%s.%s", name, string_of(explanation, entry.label));
    } else {
        text_format(out, "The attribute %s of ", string_of(explanation, entry.label));
        describe_by_names(explanation->state, change->object, out);
    }
    if (change->sort == CHANGE_BOUND) {
        text_add(out, " is new: ");
        write_entry_value(explanation, change->now.value);
    } else if (change->sort == CHANGE_REBOUND) {
        write_went(explanation, change->was.value, change->now.value);
    } else {
        text_add(out, " was removed");
    }
    text_add_char(out, '.');
    end_sentence(explanation);
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
        value_summary(explanation->state, labels ? entry.label : entry.value, VALUE_MAX, explanation->out);
    }
    text_add(explanation->out, group->count == 1 ? " was" : " were");
}

static void write_contents(struct explanation *explanation, const struct entry_group *group)
{
    text_add(explanation->out, "it is now ");
    value_summary(explanation->state, group->object.number, OUTPUT_MAX, explanation->out);
}

static void explain_items(struct explanation *explanation, const struct entry_group *group)
{
    const struct entry_change *first = group->first;
    bool is_list = group->object.kind == TRACE_OBJECT_LIST, removed = all_are(group, CHANGE_UNBOUND);

    if (removed || all_are(group, CHANGE_BOUND)) {
        write_several(explanation, group, false);
        text_add(explanation->out, removed ? " removed" : " added");
        if (is_list && are_last(group))
            text_add(explanation->out, removed ? " from the end" : " at the end");
        else if (is_list && group->count == 1)
            text_format(explanation->out, " %s index %zu", removed ? "from" : "at", first->index);
    } else if (group->count == 1) {
        text_format(explanation->out, "index %zu", first->index);
        write_went(explanation, first->was.value, first->now.value);
    } else {
        write_contents(explanation, group);
    }
}

static void explain_pairs(struct explanation *explanation, const struct entry_group *group)
{
    const struct entry_change *first = group->first;

    if (group->count == 1 && first->sort == CHANGE_BOUND) {
        text_add(explanation->out, "the key ");
        value_summary(explanation->state, first->now.label, VALUE_MAX, explanation->out);
        text_add(explanation->out, " is new, with the value ");
        write_entry_value(explanation, first->now.value);
    } else if (group->count == 1 && first->sort == CHANGE_REBOUND) {
        text_add(explanation->out, "the value of the key ");
        value_summary(explanation->state, first->now.label, VALUE_MAX, explanation->out);
        write_went(explanation, first->was.value, first->now.value);
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
        capitalise(explanation, mark);
        text_add(explanation->out, " changed");
    }
    text_add(explanation->out, ": ");
    if (group->object.layout == TRACE_LAYOUT_PAIRS)
        explain_pairs(explanation, group);
    else
        explain_items(explanation, group);
    text_add_char(explanation->out, '.');
    end_sentence(explanation);
}

static bool is_born(const struct explanation *explanation, uint32_t object)
{
    for (size_t i = 0; i < explanation->changes->born_count; i++)
        if (explanation->changes->born[i] == object)
            return true;
    return false;
}

/* A captured variable's cell changes when its name does, and the name is what the person sees. */
static bool is_told(const struct explanation *explanation, const struct entry_group *group)
{
    return group->object.alive && !is_born(explanation, group->object.number) &&
           !(group->object.kind == TRACE_OBJECT_CELL && explanation->changes->name_count > 0);
}

static void explain_entries(struct explanation *explanation)
{
    const struct changes *changes = explanation->changes;
    struct entry_group group;

    for (size_t i = 0; i < changes->entry_count && !is_full(explanation); i += group.count) {
        group = (struct entry_group){.first = &changes->entries[i], .count = 1};
        while (i + group.count < changes->entry_count && group.first[group.count].object == group.first->object)
            group.count++;
        if (!state_object(explanation->state, group.first->object, &group.object) || !is_told(explanation, &group))
            continue;
        if (group.object.layout != TRACE_LAYOUT_FIELDS) {
            explain_group(explanation, &group);
            continue;
        }
        for (size_t j = 0; j < group.count && !is_full(explanation); j++)
            explain_field(explanation, &group.first[j]);
    }
}

/* Changes that are not of entries: bytes in place, a type, entries beyond those recorded. */
static bool explain_record(void *context, const struct trace_record *record)
{
    struct explanation *explanation = context;
    size_t mark = explanation->out->length;

    switch ((int)record->kind) {
    case TRACE_VALUE:
        describe_by_names(explanation->state, (uint32_t)record->value.object, explanation->out);
        text_add(explanation->out, " changed: it is now ");
        describe_object(explanation->state, (uint32_t)record->value.object, explanation->out);
        break;
    case TRACE_TYPE:
        describe_by_names(explanation->state, (uint32_t)record->type.object, explanation->out);
        text_format(explanation->out, " was of type %s before", string_of(explanation, (uint32_t)record->type.old));
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
    capitalise(explanation, mark);
    end_sentence(explanation);
    return !is_full(explanation);
}

/* ---- names ---- */

static void write_changed_name(struct explanation *explanation, const struct name_change *change)
{
    text_add(explanation->out, string_of(explanation, change->name));
    if (change->frame == explanation->step.frame)
        return;
    text_add(explanation->out, " in ");
    value_frame_title(explanation->state, change->frame, explanation->out);
}

static bool is_box(const struct explanation *explanation, uint32_t number)
{
    struct object object;

    return state_object(explanation->state, number, &object) && !value_is_inline(&object);
}

/* Whether the change needs no words of its own: it is an argument of the call, which tells it; a captured variable that
 * changed in another frame too; or one of several names bound to one object, which the first tells. */
static bool is_told_elsewhere(const struct explanation *explanation, size_t index)
{
    const struct name_change *changes = explanation->changes->names, *change = &changes[index];

    if (explanation->step.event == TRACE_EVENT_CALL && change->frame == explanation->step.frame)
        return true;
    for (size_t i = 0; i < index; i++) {
        bool same_frame = changes[i].frame == change->frame;

        if (!same_frame && changes[i].name == change->name && changes[i].now == change->now &&
            changes[i].was == change->was)
            return true;
        if (same_frame && changes[i].now == change->now && is_box(explanation, change->now))
            return true;
    }
    return false;
}

/* a and b now name one and the same list: [].  False when no other name of the frame was bound to it in this step. */
static bool explain_names_together(struct explanation *explanation, size_t index)
{
    const struct changes *changes = explanation->changes;
    const struct name_change *first = &changes->names[index];
    size_t count = 0, told = 0;

    for (size_t i = index; i < changes->name_count; i++)
        count += changes->names[i].frame == first->frame && changes->names[i].now == first->now;
    if (count < 2)
        return false;
    for (size_t i = index; i < changes->name_count; i++) {
        if (changes->names[i].frame != first->frame || changes->names[i].now != first->now)
            continue;
        describe_list_separator(told++, count, explanation->out);
        text_add(explanation->out, string_of(explanation, changes->names[i].name));
    }
    text_add(explanation->out, " now name one and the same ");
    value_title(explanation->state, first->now, explanation->out);
    text_add_char(explanation->out, '.');
    end_sentence(explanation);
    return true;
}

/* b now names the same list as a: no copy was made.  False when no other name refers to it. */
static bool explain_sharing(struct explanation *explanation, const struct name_change *change)
{
    uint32_t except = change->frame == explanation->step.frame ? change->name : 0;
    struct text other = TEXT_EMPTY, *out = explanation->out;
    bool shared = describe_other_name(explanation->state, change->now, except, &other);

    if (shared) {
        write_changed_name(explanation, change);
        text_add(out, " now names the same ");
        value_title(explanation->state, change->now, out);
        text_format(out, " as %s", text_string(&other));
        text_add(out, is_born(explanation, change->now) ? "." : ": no copy was made.");
        end_sentence(explanation);
    }
    text_free(&other);
    return shared;
}

/* "a now names 1", "x went from 1 to 2", "the name x is gone: it named 1 before". */
static void write_name_change(struct explanation *explanation, const struct name_change *change, bool first)
{
    struct text *out = explanation->out;

    if (change->sort == CHANGE_UNBOUND)
        text_add(out, first ? "The name " : "the name ");
    write_changed_name(explanation, change);
    if (change->sort == CHANGE_BOUND) {
        text_add(out, " now names ");
        describe_object(explanation->state, change->now, out);
    } else if (change->sort == CHANGE_REBOUND) {
        write_went(explanation, change->was, change->now);
    } else {
        text_add(out, " is gone: it named ");
        describe_object(explanation->state, change->was, out);
        text_add(out, " before");
    }
}

static void explain_names(struct explanation *explanation)
{
    const struct changes *changes = explanation->changes;
    VECTOR(const struct name_change *) single = VECTOR_EMPTY;
    size_t shown;

    for (size_t i = 0; i < changes->name_count && !is_full(explanation); i++) {
        const struct name_change *change = &changes->names[i];

        if (is_told_elsewhere(explanation, i))
            continue;
        if (change->sort == CHANGE_UNBOUND || !is_box(explanation, change->now) ||
            !(explain_names_together(explanation, i) || explain_sharing(explanation, change)))
            vector_push(&single, change);
    }
    shown = is_full(explanation) ? 0 : single.count < NAMES_MAX ? single.count : NAMES_MAX;
    for (size_t i = 0; i < shown; i++) {
        describe_list_separator(i, single.count > shown ? shown + 1 : shown, explanation->out);
        write_name_change(explanation, single.items[i], i == 0);
    }
    if (shown > 0 && single.count > shown)
        text_format(explanation->out, " and %zu more names changed", single.count - shown);
    if (shown > 0) {
        text_add_char(explanation->out, '.');
        end_sentence(explanation);
    }
    vector_free(&single);
}

/* ---- deaths and output ---- */

static bool is_death_told(const struct explanation *explanation, uint32_t number)
{
    struct object_birth birth;

    if (!recording_object(explanation->recording, number, &birth) || is_born(explanation, number))
        return false;
    switch ((int)birth.kind) {
    case TRACE_OBJECT_LIST:
    case TRACE_OBJECT_TUPLE:
    case TRACE_OBJECT_DICT:
    case TRACE_OBJECT_SET:
    case TRACE_OBJECT_FROZENSET:
    case TRACE_OBJECT_BYTEARRAY:
    case TRACE_OBJECT_FUNCTION:
    case TRACE_OBJECT_CLASS:
    case TRACE_OBJECT_INSTANCE:
        return true;
    default:
        return false;
    }
}

static void explain_deaths(struct explanation *explanation)
{
    size_t count = 0, index = 0, mark = explanation->out->length;

    for (size_t i = 0; i < explanation->changes->died_count; i++)
        count += is_death_told(explanation, explanation->changes->died[i]);
    if (count == 0)
        return;
    if (count > DEATHS_MAX) {
        text_format(explanation->out, "%zu objects", count);
    } else {
        for (size_t i = 0; i < explanation->changes->died_count; i++) {
            if (!is_death_told(explanation, explanation->changes->died[i]))
                continue;
            describe_list_separator(index++, count, explanation->out);
            describe_by_id(explanation->state, explanation->changes->died[i], explanation->out);
        }
    }
    text_add(explanation->out, count == 1 ? " died: nothing can reach it any more." :
                                            " died: nothing can reach them any more.");
    capitalise(explanation, mark);
    end_sentence(explanation);
}

/* What the step wrote to a stream, as one line: its first line, when there are several. */
static void explain_stream(struct explanation *explanation, uint32_t stream, const char *opening)
{
    uint32_t number = explanation->step.number;
    size_t from = number > 0 ? recording_outputs_at(explanation->recording, number - 1) : 0;
    size_t end = recording_outputs_at(explanation->recording, number);
    struct text written = TEXT_EMPTY;
    size_t line;

    for (size_t i = from; i < end; i++) {
        struct output_piece piece = recording_output(explanation->recording, i);

        if (piece.stream == stream)
            text_append(&written, piece.bytes.at, piece.bytes.length);
    }
    line = strcspn(text_string(&written), "\r\n");
    if (line > 0) {
        size_t rest = strspn(written.bytes + line, "\r\n");
        bool is_cut = line + rest < written.length;

        text_add(explanation->out, opening);
        if (line > OUTPUT_MAX) {
            for (line = OUTPUT_MAX; (written.bytes[line] & 0xC0) == 0x80;)
                line--;
            is_cut = true;
        }
        text_append(explanation->out, written.bytes, line);
        text_add(explanation->out, is_cut ? " …" : "");
        end_sentence(explanation);
    }
    text_free(&written);
}

static void explain_output(struct explanation *explanation)
{
    if (!is_full(explanation))
        explain_stream(explanation, 1, "The program wrote: ");
    if (!is_full(explanation))
        explain_stream(explanation, 2, "The program wrote to standard error: ");
}

/* ---- the whole ---- */

static void explain_start(struct explanation *explanation)
{
    text_format(explanation->out, "Nothing has run yet: line %" PRIu32 " is next.", explanation->step.line);
    end_sentence(explanation);
}

static void explain_nothing(struct explanation *explanation)
{
    text_add(explanation->out, "No name or object changed.");
    end_sentence(explanation);
}

static void explain_changes(struct explanation *explanation)
{
    explanation->changes = state_changes(explanation->state);
    explain_entries(explanation);
    if (!is_full(explanation))
        recording_visit(explanation->recording, explanation->step.number, explain_record, explanation);
    explain_names(explanation);
    if (!is_full(explanation))
        explain_deaths(explanation);
    explain_output(explanation);
}

void explain_step(struct state *state, struct text *out)
{
    struct explanation explanation = {
        .state = state, .recording = state_recording(state), .out = out, .limit = SENTENCES_MAX};
    void (*ending)(struct explanation *);

    if (!recording_step(explanation.recording, state_step(state), &explanation.step))
        return;
    if (explanation.step.number == 0 && explanation.step.event == TRACE_EVENT_LINE) {
        explain_start(&explanation);
    } else {
        ending = ending_of(explanation.step.event);
        explanation.limit -= ending != NULL;
        explain_beginning(&explanation);
        explain_changes(&explanation);
        if (ending != NULL)
            ending(&explanation);
        if (explanation.sentences == 0)
            explain_nothing(&explanation);
    }
    text_truncate(out, out->length - 1);
}
