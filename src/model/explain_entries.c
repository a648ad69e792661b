/* Sentences about what a step changed inside objects. */
#include <string.h>

#include "base/translate.h"
#include "model/describe.h"
#include "model/details.h"
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

/* What a word of ours stands for: the list_iterator …aa40 now refers to the list [1, 2]. */
static void explain_reference(struct explanation *explanation, const struct entry_change *change)
{
    size_t mark = explanation->out->length;
    struct sentence_place object = {"object", explanation_owner(explanation, change->object)};
    uint32_t was = change->sort != CHANGE_BOUND ? change->was.value : change->now.value;
    uint32_t now = change->sort != CHANGE_UNBOUND ? change->now.value : change->was.value;

    explanation_write(explanation,
                      change->sort == CHANGE_UNBOUND ? "{object} no longer refers to {was}."
                      : change->sort == CHANGE_BOUND ? "{object} now refers to {now}."
                                                     : "{object} now refers to {now} instead of {was}.",
                      SENTENCE_PLACES(object, {"was", explanation_object(explanation, was)},
                                      {"now", explanation_object(explanation, now)}));
    explanation_capitalise(explanation, mark);
    explanation_end_sentence(explanation);
}

/* An iterator at its end lets go of what it went over: that it is exhausted says as much. */
static bool is_exhausted(const struct explanation *explanation, const struct entry_change *change)
{
    static const char word[] = "exhausted";
    struct object object;

    return change->sort == CHANGE_UNBOUND && state_object(explanation->state, change->object, &object) &&
           object.detail.length == strlen(word) && memcmp(object.detail.at, word, strlen(word)) == 0;
}

/* d.age is now 3; the attribute age of the Dog …6f40 went from 2 to 3. */
static void explain_field(struct explanation *explanation, const struct entry_change *change)
{
    struct entry entry = change->sort == CHANGE_UNBOUND ? change->was : change->now;
    const char *name = describe_only_name(explanation->state, change->object);
    struct sentence_place attribute = {"attribute", explanation_string(explanation, entry.label)},
                          owner =
                              name != NULL
                                  ? (struct sentence_place){"name", name}
                                  : (struct sentence_place){"owner", explanation_owner(explanation, change->object)};

    if (change->sort == CHANGE_BOUND)
        explanation_write(
            explanation,
            name != NULL ? "{name}.{attribute} is new: {now}."
                         : "The attribute {attribute} of {owner} is new: {now}.",
            SENTENCE_PLACES(owner, attribute, {"now", explanation_object(explanation, change->now.value)}));
    else if (change->sort == CHANGE_REBOUND)
        explanation_write(explanation,
                          name != NULL ? "{name}.{attribute} went from {was} to {now}."
                                       : "The attribute {attribute} of {owner} went from {was} to {now}.",
                          SENTENCE_PLACES(owner, attribute,
                                          {"was", explanation_object(explanation, change->was.value)},
                                          {"now", explanation_object(explanation, change->now.value)}));
    else
        explanation_write(explanation,
                          name != NULL ? "{name}.{attribute} was removed."
                                       : "The attribute {attribute} of {owner} was removed.",
                          SENTENCE_PLACES(owner, attribute));
    explanation_end_sentence(explanation);
}

static void explain_one_field(struct explanation *explanation, const struct entry_change *change)
{
    uint32_t label = change->sort == CHANGE_UNBOUND ? change->was.label : change->now.label;

    if (describe_is_attribute(explanation->state, change->object, label))
        explain_field(explanation, change);
    else if (!is_exhausted(explanation, change))
        explain_reference(explanation, change);
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

/* "1, 2 and 3"; "5 entries" */
static const char *several(struct explanation *explanation, const struct entry_group *group, bool labels)
{
    struct text words = TEXT_EMPTY;

    if (group->count > ADDED_MAX) {
        sentence_write("{n} entries", SENTENCE_PLACES({"n", explanation_number(explanation, group->count)}), &words);
        return explanation_keep(explanation, &words);
    }
    for (size_t i = 0; i < group->count; i++) {
        const struct entry_change *change = &group->first[i];
        struct entry entry = change->sort == CHANGE_UNBOUND ? change->was : change->now;

        describe_list_separator(i, group->count, &words);
        value_summary(explanation->state, labels ? entry.label : entry.value, EXPLANATION_VALUE_MAX, &words);
    }
    return explanation_keep(explanation, &words);
}

static void write_contents(struct explanation *explanation, const struct entry_group *group)
{
    explanation_write(
        explanation, "it is now {now}",
        SENTENCE_PLACES({"now", explanation_value(explanation, group->object.number, EXPLANATION_LINE_MAX)}));
}

/* Of items that all came, or all went: where, if that can be said, in which number, and which of both. */
static const char *const items_words[3][2][2] = {
    {{TRANSLATE_LATER("{items} was added"), TRANSLATE_LATER("{items} was removed")},
     {TRANSLATE_LATER("{items} were added"), TRANSLATE_LATER("{items} were removed")}},
    {{TRANSLATE_LATER("{items} was added at the end"), TRANSLATE_LATER("{items} was removed from the end")},
     {TRANSLATE_LATER("{items} were added at the end"), TRANSLATE_LATER("{items} were removed from the end")}},
    {{TRANSLATE_LATER("{items} was added at index {index}"),
      TRANSLATE_LATER("{items} was removed from index {index}")},
     {NULL, NULL}},
};

static void explain_items(struct explanation *explanation, const struct entry_group *group)
{
    const struct entry_change *first = group->first;
    bool is_list = group->object.kind == TRACE_OBJECT_LIST || group->object.kind == TRACE_OBJECT_DEQUE;
    bool removed = all_are(group, CHANGE_UNBOUND);

    if (removed || all_are(group, CHANGE_BOUND)) {
        int where = !is_list ? 0 : are_last(group) ? 1 : group->count == 1 ? 2 : 0;

        explanation_write(explanation, items_words[where][group->count > 1][removed],
                          SENTENCE_PLACES({"items", several(explanation, group, false)},
                                          {"index", explanation_number(explanation, first->index)}));
    } else if (group->count == 1) {
        explanation_write(explanation, "index {index} went from {was} to {now}",
                          SENTENCE_PLACES({"index", explanation_number(explanation, first->index)},
                                          {"was", explanation_object(explanation, first->was.value)},
                                          {"now", explanation_object(explanation, first->now.value)}));
    } else {
        write_contents(explanation, group);
    }
}

static void explain_one_pair(struct explanation *explanation, const struct entry_change *change)
{
    uint32_t label = change->sort == CHANGE_UNBOUND ? change->was.label : change->now.label;
    struct sentence_place key = {"key", explanation_value(explanation, label, EXPLANATION_VALUE_MAX)};

    if (change->sort == CHANGE_BOUND)
        explanation_write(explanation, "the key {key} is new, with the value {value}",
                          SENTENCE_PLACES(key, {"value", explanation_value(explanation, change->now.value,
                                                                           EXPLANATION_VALUE_MAX)}));
    else if (change->sort == CHANGE_REBOUND)
        explanation_write(explanation, "the value of the key {key} went from {was} to {now}",
                          SENTENCE_PLACES(key, {"was", explanation_object(explanation, change->was.value)},
                                          {"now", explanation_object(explanation, change->now.value)}));
    else
        explanation_write(explanation, "the key {key} was removed", SENTENCE_PLACES(key));
}

static void explain_pairs(struct explanation *explanation, const struct entry_group *group)
{
    bool added = all_are(group, CHANGE_BOUND);

    if (group->count == 1)
        explain_one_pair(explanation, group->first);
    else if (!added && !all_are(group, CHANGE_UNBOUND))
        write_contents(explanation, group);
    else if (group->count > ADDED_MAX)
        explanation_write(explanation, items_words[0][1][!added],
                          SENTENCE_PLACES({"items", several(explanation, group, true)}));
    else
        explanation_write(explanation, added ? "the keys {keys} were added" : "the keys {keys} were removed",
                          SENTENCE_PLACES({"keys", several(explanation, group, true)}));
}

/* A tuple never changes for a program.  zip, enumerate and their like fill theirs again once nobody else refers to
 * it. */
static void explain_reuse(struct explanation *explanation, const struct entry_group *group)
{
    size_t mark = explanation->out->length;

    explanation_write(
        explanation, "{object} was filled again, for nothing else referred to it: it is now {now}.",
        SENTENCE_PLACES({"object", explanation_owner(explanation, group->object.number)},
                        {"now", explanation_value(explanation, group->object.number, EXPLANATION_LINE_MAX)}));
    explanation_capitalise(explanation, mark);
    explanation_end_sentence(explanation);
}

static void explain_group(struct explanation *explanation, const struct entry_group *group)
{
    struct sentence_place object = {"object", explanation_owner(explanation, group->object.number)};
    struct trace_bytes line = quotable_line(explanation);
    struct text quoted = TEXT_EMPTY;
    size_t mark = explanation->out->length;

    if (group->object.kind == TRACE_OBJECT_TUPLE) {
        explain_reuse(explanation, group);
        return;
    }
    if (line.length > 0) {
        text_append(&quoted, line.at, line.length);
        explanation_write(explanation, "{line} changed {object}: ",
                          SENTENCE_PLACES({"line", explanation_keep(explanation, &quoted)}, object));
    } else {
        explanation_write(explanation, "{object} changed: ", SENTENCE_PLACES(object));
        explanation_capitalise(explanation, mark);
    }
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

/* What C code works with (the iterator of a comprehension, a future that a task waits for), and no name leads to, is in
 * no picture of a step. */
static bool is_out_of_sight(struct explanation *explanation, const struct object *object)
{
    return explanation->of_lines &&
           (object->kind == TRACE_OBJECT_OTHER || library_entry_has(&explanation->library, object)) &&
           !describe_is_reached(explanation->state, object->number);
}

/* Of attributes that a library keeps for itself there is nothing in the picture. */
static bool is_kept(struct explanation *explanation, const struct object *holder, const struct entry_change *change)
{
    return (change->sort == CHANGE_BOUND || library_entry_is_own(&explanation->library, holder, change->was)) &&
           (change->sort == CHANGE_UNBOUND || library_entry_is_own(&explanation->library, holder, change->now));
}

static void explain_fields(struct explanation *explanation, const struct entry_group *group)
{
    bool keeps = library_entry_has(&explanation->library, &group->object);

    if (is_out_of_sight(explanation, &group->object))
        return;

    for (size_t i = 0; i < group->count && !explanation_is_full(explanation); i++) {
        if (keeps && is_kept(explanation, &group->object, &group->first[i]))
            explanation->keeper = group->object.number;
        else
            explain_one_field(explanation, &group->first[i]);
    }
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
        (group.first->is_field ? explain_fields : explain_group)(explanation, &group);
    }
}

/* The range_iterator …3c00 changed: next is now 1, remaining is now 2. */
static bool explain_details(struct explanation *explanation, const struct object *object,
                            const struct trace_fields_VALUE *change)
{
    explanation_write(explanation, "{object} changed: ",
                      SENTENCE_PLACES({"object", explanation_owner(explanation, object->number)}));
    details_write_changes(object->detail, change, explanation->out);
    text_add_char(explanation->out, '.');
    return true;
}

/* False when there is nothing to say: how far an exception has come is told by the frames that it leaves,
 * and a class by its bases. */
static bool explain_value(struct explanation *explanation, const struct trace_fields_VALUE *change)
{
    uint32_t number = (uint32_t)change->object;
    struct text now = TEXT_EMPTY;
    struct object object;

    if (!state_object(explanation->state, number, &object) || object.kind == TRACE_OBJECT_EXCEPTION ||
        object.kind == TRACE_OBJECT_CLASS || is_out_of_sight(explanation, &object))
        return false;
    if (object.kind == TRACE_OBJECT_BYTEARRAY)
        describe_object(explanation->state, number, &now);
    else if (object.detail.length == 0)
        text_add(&now, translate("without detail"));
    else
        return explain_details(explanation, &object, change);
    explanation_write(explanation, "{object} changed: it is now {now}.",
                      SENTENCE_PLACES({"object", explanation_owner(explanation, number)},
                                      {"now", explanation_keep(explanation, &now)}));
    return true;
}

static void explain_length(struct explanation *explanation, uint32_t number, int64_t change)
{
    explanation_write(
        explanation,
        change < 0 ? "{object} has {n} entries less among those that are not recorded."
                   : "{object} has {n} entries more among those that are not recorded.",
        SENTENCE_PLACES({"object", explanation_owner(explanation, number)},
                        {"n", explanation_number(explanation, (size_t)(change < 0 ? -change : change))}));
}

/* A dict of which nothing but the order changed: no entry did.  False otherwise. */
static bool explain_order(struct explanation *explanation, const struct trace_fields_SPLICE *splice)
{
    const struct changes *changes = explanation->changes;
    uint32_t number = (uint32_t)splice->object;
    struct object object;

    if (!state_object(explanation->state, number, &object) || !object.alive || splice->old.count == 0 ||
        object.kind != TRACE_OBJECT_DICT || explanation_is_born(explanation, number))
        return false;
    for (size_t i = 0; i < changes->entry_count; i++)
        if (changes->entries[i].object == number)
            return false;
    explanation_write(explanation, "{object} has its keys in another order: it is now {now}.",
                      SENTENCE_PLACES({"object", explanation_owner(explanation, number)},
                                      {"now", explanation_value(explanation, number, EXPLANATION_LINE_MAX)}));
    return true;
}

/* What names refer to is told of before what else has changed with it: there may be no room for all. */
struct record_turn {
    struct explanation *explanation;
    bool named;
};

static bool is_of_named(const struct explanation *explanation, const struct trace_record *record)
{
    return record->kind == TRACE_VALUE &&
           describe_only_name(explanation->state, (uint32_t)record->value.object) != NULL;
}

/* Changes that are not of entries: order, bytes in place, a type, entries beyond those recorded. */
static bool explain_record(void *context, const struct trace_record *record)
{
    const struct record_turn *turn = context;
    struct explanation *explanation = turn->explanation;
    size_t mark = explanation->out->length;

    if (is_of_named(explanation, record) != turn->named)
        return true;
    switch ((int)record->kind) {
    case TRACE_VALUE:
        if (!explain_value(explanation, &record->value))
            return true;
        break;
    case TRACE_SPLICE:
        if (!explain_order(explanation, &record->splice))
            return true;
        break;
    case TRACE_TYPE:
        explanation_write(explanation, "{object} was of type {type} before.",
                          SENTENCE_PLACES({"object", explanation_owner(explanation, (uint32_t)record->type.object)},
                                          {"type", explanation_string(explanation, (uint32_t)record->type.old)}));
        break;
    case TRACE_LENGTH:
        explain_length(explanation, (uint32_t)record->length.object, record->length.change);
        break;
    default:
        return true;
    }
    explanation_capitalise(explanation, mark);
    explanation_end_sentence(explanation);
    return !explanation_is_full(explanation);
}

void explain_entries(struct explanation *explanation)
{
    struct record_turn turn = {explanation, true};

    explain_groups(explanation);
    if (!explanation_is_full(explanation))
        state_visit_changes(explanation->state, explain_record, &turn);
    turn.named = false;
    if (!explanation_is_full(explanation))
        state_visit_changes(explanation->state, explain_record, &turn);
}
