/* Sentences about the names that a step bound, bound to something else, or unbound. */
#include "base/vector.h"
#include "model/describe.h"
#include "model/explanation.h"
#include "model/value.h"

enum { NAMES_MAX = 4 }; /* changed names told before "and 2 more" */

static void write_changed_name(struct explanation *explanation, const struct name_change *change)
{
    text_add(explanation->out, explanation_string(explanation, change->name));
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
        text_add(explanation->out, explanation_string(explanation, changes->names[i].name));
    }
    text_add(explanation->out, " now name one and the same ");
    value_title(explanation->state, first->now, explanation->out);
    text_add_char(explanation->out, '.');
    explanation_end_sentence(explanation);
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
        text_add(out, explanation_is_born(explanation, change->now) ? "." : ": no copy was made.");
        explanation_end_sentence(explanation);
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
        explanation_write_went(explanation, change->was, change->now);
    } else {
        text_add(out, " is gone: it named ");
        describe_object(explanation->state, change->was, out);
        text_add(out, " before");
    }
}

void explain_names(struct explanation *explanation)
{
    const struct changes *changes = explanation->changes;
    VECTOR(const struct name_change *) single = VECTOR_EMPTY;
    size_t shown;

    for (size_t i = 0; i < changes->name_count && !explanation_is_full(explanation); i++) {
        const struct name_change *change = &changes->names[i];

        if (is_told_elsewhere(explanation, i))
            continue;
        if (change->sort == CHANGE_UNBOUND || !is_box(explanation, change->now) ||
            !(explain_names_together(explanation, i) || explain_sharing(explanation, change)))
            vector_push(&single, change);
    }
    shown = explanation_is_full(explanation) ? 0 : single.count < NAMES_MAX ? single.count : NAMES_MAX;
    for (size_t i = 0; i < shown; i++) {
        describe_list_separator(i, single.count > shown ? shown + 1 : shown, explanation->out);
        write_name_change(explanation, single.items[i], i == 0);
    }
    if (shown > 0 && single.count > shown)
        text_format(explanation->out, " and %zu more names changed", single.count - shown);
    if (shown > 0) {
        text_add_char(explanation->out, '.');
        explanation_end_sentence(explanation);
    }
    vector_free(&single);
}
