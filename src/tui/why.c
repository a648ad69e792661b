/* Why what is selected is as it is: when it changed, who changed it, and the way there. */
#include "base/translate.h"
#include "base/search.h"
#include "model/changes.h"
#include "tui/stepper_parts.h"

/* What the details of a spot are about: a name and the object that it refers to, or an object. */
struct subjects {
    struct history_subject of[2];
    size_t count;
};

/* Objects that cannot change are told by when they were made; a name that refers to one has its own story only. */
static bool can_change(const struct stepper *stepper, uint32_t number)
{
    struct object object;

    return state_object(stepper->state, number, &object) &&
           (object.layout != TRACE_LAYOUT_LEAF || object.kind == TRACE_OBJECT_BYTEARRAY);
}

static struct subjects subjects_of(const struct stepper *stepper, const struct diagram_spot *spot)
{
    struct subjects subjects = {.count = 0};
    uint32_t object = spot->target == DIAGRAM_ENTRY ? spot->holder : spot->object;

    if (spot->target == DIAGRAM_NAME)
        subjects.of[subjects.count++] = (struct history_subject){HISTORY_NAME, spot->frame, spot->name, 0};
    if (object != 0 && (spot->target != DIAGRAM_NAME || can_change(stepper, object)))
        subjects.of[subjects.count++] = (struct history_subject){HISTORY_OBJECT, 0, 0, object};
    return subjects;
}

/* Whether a step changed the slot itself, and not another of the same object. */
static bool is_slot_changed(struct stepper *stepper, const struct diagram_spot *spot, uint32_t label, uint32_t step)
{
    const struct changes *changes;

    state_seek(stepper->probe, step);
    changes = state_changes(stepper->probe);
    for (size_t i = 0; i < changes->born_count; i++)
        if (changes->born[i] == spot->holder)
            return true;
    for (size_t i = 0; i < changes->entry_count; i++) {
        const struct entry_change *entry = &changes->entries[i];
        uint32_t changed = entry->sort == CHANGE_UNBOUND ? entry->was.label : entry->now.label;

        if (entry->object == spot->holder && (label != 0 ? changed == label : entry->index == spot->index))
            return true;
    }
    return false;
}

/* How many of these steps, which are in order, lie before `step`. */
static size_t count_before(const uint32_t *steps, size_t count, uint32_t step)
{
    size_t place = 0;

    search_first(place, count, at, steps[at] < step);
    return place;
}

static bool find_change(struct stepper *stepper, struct history_subject subject, const struct diagram_spot *spot,
                        bool backwards, uint32_t *step)
{
    uint32_t now = state_step(stepper->state), label = 0;
    size_t count, at;
    const uint32_t *steps = history_steps(stepper->history, subject, &count);
    bool is_slot = spot->target == DIAGRAM_ENTRY;

    if (is_slot)
        label = state_entry(stepper->state, spot->holder, spot->index).label;
    at = count_before(steps, count, backwards ? now : now + 1);
    while (backwards ? at > 0 : at < count) {
        *step = steps[backwards ? --at : at++];
        if (!is_slot || is_slot_changed(stepper, spot, label, *step))
            return true;
    }
    return false;
}

static bool nearest_change(struct stepper *stepper, const struct diagram_spot *spot, bool backwards,
                           uint32_t *nearest)
{
    struct subjects subjects = subjects_of(stepper, spot);
    bool any = false;
    uint32_t step = 0;

    for (size_t i = 0; i < subjects.count; i++) {
        if (!find_change(stepper, subjects.of[i], spot, backwards, &step))
            continue;
        if (!any || (backwards ? step > *nearest : step < *nearest))
            *nearest = step;
        any = true;
    }
    return any;
}

void why_go(struct stepper *stepper, bool backwards)
{
    const struct diagram_spot *spot = select_spot(stepper);
    uint32_t step = 0;

    if (spot == NULL && stepper->selection.some) /* it is not in this picture, but it was in an earlier one */
        spot = &stepper->selection.spot;
    if (spot == NULL || subjects_of(stepper, spot).count == 0)
        app_notice(stepper->screen.app, "Select a name, an object or a slot first: ] selects the next one.");
    else if (nearest_change(stepper, spot, backwards, &step))
        stepper_go(stepper, step);
    else
        app_notice(stepper->screen.app,
                   backwards ? "Nothing changed it before this step." : "Nothing changes it after this step.");
}

/* One line: where, who, what. */
static void tell_change(struct stepper *stepper, struct history_subject subject, uint32_t step, struct text *out)
{
    struct text doer = TEXT_EMPTY;

    state_seek(stepper->probe, step);
    changes_write_doer(stepper->probe, &doer);
    text_add(out, translate("  step "));
    stepper_number(out, step);
    text_format(out, "%s%s: ", doer.length > 0 ? ", " : "", text_string(&doer));
    changes_write(stepper->probe, subject, NULL, false, out);
    text_add_char(out, '\n');
    text_free(&doer);
}

/* The latest changes up to the present step, then the next one. */
static void tell_changes(struct stepper *stepper, struct history_subject subject, struct text *out)
{
    enum { SHOWN = 5 };
    uint32_t now = state_step(stepper->state);
    size_t count, reached;
    const uint32_t *steps = history_steps(stepper->history, subject, &count);

    if (count == 0)
        return;
    reached = count_before(steps, count, now + 1);
    text_format(out,
                subject.sort == HISTORY_OBJECT
                    ? translate("\nThe object was made or changed (%zu in all, %zu by now):\n")
                    : translate("\nThe name was bound (%zu in all, %zu by now):\n"),
                count, reached);
    for (size_t i = reached; i-- > 0 && reached - i <= SHOWN;)
        tell_change(stepper, subject, steps[i], out);
    if (reached < count) {
        text_add(out, translate("Next:\n"));
        tell_change(stepper, subject, steps[reached], out);
    }
}

void why_tell(struct stepper *stepper, const struct diagram_spot *spot, struct text *out)
{
    struct history_subject name = {HISTORY_NAME, spot->frame, spot->name, 0};
    struct history_subject object = {HISTORY_OBJECT, 0, 0, spot->object};
    uint32_t step = 0;

    if (spot->target == DIAGRAM_NAME)
        tell_changes(stepper, name, out);
    if (spot->object != 0)
        tell_changes(stepper, object, out);
    stepper->details_step = nearest_change(stepper, spot, true, &step) ? step : UINT32_MAX;
    if (stepper->details_step == UINT32_MAX)
        return;
    text_add(out, translate("\nEnter goes to step "));
    stepper_number(out, stepper->details_step);
    text_add(out, translate(", the change before this step; so does <, and > goes to the next.\n"));
}
