/* Sentences about the names that a step bound, bound to something else, or unbound. */
#include <string.h>

#include "model/describe.h"
#include "model/explanation.h"
#include "model/value.h"

enum { NAMES_MAX = 4 }; /* changed names told before "and 2 more" */

/* "x"; of another frame than the step's "x in f". */
static const char *name_of(struct explanation *explanation, const struct name_change *change)
{
    struct text words = TEXT_EMPTY;

    describe_name(explanation->state, explanation->step.frame, change->frame, change->name, &words);
    return explanation_keep(explanation, &words);
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
    struct text names = TEXT_EMPTY, same = TEXT_EMPTY;
    size_t count = 0, told = 0;

    for (size_t i = index; i < changes->name_count; i++)
        count += changes->names[i].frame == first->frame && changes->names[i].now == first->now;
    if (count < 2)
        return false;
    for (size_t i = index; i < changes->name_count; i++) {
        if (changes->names[i].frame != first->frame || changes->names[i].now != first->now)
            continue;
        describe_list_separator(told++, count, &names);
        text_add(&names, explanation_string(explanation, changes->names[i].name));
    }
    describe_phrase(explanation->state, first->now, DESCRIBE_ONE, &same);
    explanation_write(explanation, "{names} now name {object}.",
                      SENTENCE_PLACES({"names", explanation_keep(explanation, &names)},
                                      {"object", explanation_keep(explanation, &same)}));
    explanation_end_sentence(explanation);
    return true;
}

/* b now names the same list as a: no copy was made.  False when no other name refers to it. */
static bool explain_sharing(struct explanation *explanation, const struct name_change *change)
{
    struct text other = TEXT_EMPTY, same = TEXT_EMPTY;

    if (!describe_other_name(explanation->state, change->now, change->frame, change->name, &other))
        return false;
    describe_phrase(explanation->state, change->now, DESCRIBE_SAME, &same);
    explanation_write(explanation,
                      explanation_is_born(explanation, change->now) ? "{name} now names {object} as {other}."
                                                                    : "{name} now names {object} as {other}: no copy "
                                                                      "was made.",
                      SENTENCE_PLACES({"name", name_of(explanation, change)},
                                      {"object", explanation_keep(explanation, &same)},
                                      {"other", explanation_keep(explanation, &other)}));
    explanation_end_sentence(explanation);
    return true;
}

static void write_rebinding(struct explanation *explanation, struct sentence_place name, const char *was,
                            const char *now)
{
    if (strcmp(was, now) == 0)
        explanation_write(explanation, "{name} went from {was} to another object that looks the same",
                          SENTENCE_PLACES(name, {"was", was}));
    else
        explanation_write(explanation, "{name} went from {was} to {now}",
                          SENTENCE_PLACES(name, {"was", was}, {"now", now}));
}

/* "a now names 1", "x went from 1 to 2", "the name x is gone: it named 1 before". */
static void write_name_change(struct explanation *explanation, const struct name_change *change, bool first)
{
    struct sentence_place name = {"name", name_of(explanation, change)};

    if (change->sort == CHANGE_BOUND)
        explanation_write(explanation, "{name} now names {value}",
                          SENTENCE_PLACES(name, {"value", explanation_object(explanation, change->now)}));
    else if (change->sort == CHANGE_REBOUND)
        write_rebinding(explanation, name, explanation_object(explanation, change->was),
                        explanation_object(explanation, change->now));
    else
        explanation_write(explanation,
                          first ? "The name {name} is gone: it named {was} before"
                                : "the name {name} is gone: it named {was} before",
                          SENTENCE_PLACES(name, {"was", explanation_object(explanation, change->was)}));
}

/* What came of all changes of a name in the step, if this is the last one: `except … as e` binds e to None before it
 * unbinds it.  False where a later one tells it, or nothing came of it. */
static bool net_change(const struct explanation *explanation, size_t index, struct name_change *net)
{
    const struct name_change *changes = explanation->changes->names;

    *net = changes[index];
    for (size_t i = explanation->changes->name_count; i-- > 0;) {
        if (changes[i].frame != net->frame || changes[i].name != net->name)
            continue;
        if (i > index)
            return false;
        net->was = changes[i].was;
    }
    net->sort = net->was == 0 ? CHANGE_BOUND : net->now == 0 ? CHANGE_UNBOUND : CHANGE_REBOUND;
    return net->was != net->now;
}

void explain_names(struct explanation *explanation)
{
    const struct changes *changes = explanation->changes;
    VECTOR(struct name_change) single = VECTOR_EMPTY;
    struct name_change net;
    size_t shown;

    for (size_t i = 0; i < changes->name_count && !explanation_is_full(explanation); i++) {
        const struct name_change *change = &changes->names[i];

        if (is_told_elsewhere(explanation, i) || !net_change(explanation, i, &net))
            continue;
        if (change->sort == CHANGE_UNBOUND || !is_box(explanation, change->now) ||
            !(explain_names_together(explanation, i) || explain_sharing(explanation, change)))
            vector_push(&single, net);
    }
    shown = explanation_is_full(explanation) ? 0 : single.count < NAMES_MAX ? single.count : NAMES_MAX;
    for (size_t i = 0; i < shown; i++) {
        describe_list_separator(i, single.count > shown ? shown + 1 : shown, explanation->out);
        write_name_change(explanation, &single.items[i], i == 0);
    }
    if (shown > 0 && single.count > shown)
        explanation_write(explanation,
                          single.count - shown == 1 ? " and {n} more name changed" : " and {n} more names changed",
                          SENTENCE_PLACES({"n", explanation_number(explanation, single.count - shown)}));
    if (shown > 0) {
        text_add_char(explanation->out, '.');
        explanation_end_sentence(explanation);
    }
    vector_free(&single);
}
