/* Selecting what is in the picture: names, objects, entries; their details. */
#include "tui/stepper_parts.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/translate.h"
#include "model/describe.h"
#include "model/value.h"
#include "tui/dialog.h"

static bool is_same(const struct diagram_spot *a, const struct diagram_spot *b)
{
    if (a->target != b->target)
        return false;
    switch (a->target) {
    case DIAGRAM_NAME:
    case DIAGRAM_STACK:
    case DIAGRAM_FRAME:
        return a->frame == b->frame && a->name == b->name;
    case DIAGRAM_OBJECT:
        return a->object == b->object;
    case DIAGRAM_ENTRY:
        return a->holder == b->holder && a->index == b->index;
    }
    return false;
}

/* The index of the selected spot in the present picture, or the number of spots. */
static size_t find_selected(const struct stepper *stepper)
{
    size_t count = diagram_spots(stepper->diagram), index = 0;

    if (!stepper->selection.some || stepper->picture == NULL)
        return count;
    while (index < count && !is_same(diagram_spot(stepper->diagram, index), &stepper->selection.spot))
        index++;
    return index;
}

const struct diagram_spot *select_spot(const struct stepper *stepper)
{
    size_t index = find_selected(stepper);

    return stepper->picture != NULL && index < diagram_spots(stepper->diagram) ? diagram_spot(stepper->diagram, index)
                                                                               : NULL;
}

static void take(struct stepper *stepper, const struct diagram_spot *spot)
{
    stepper->selection = (struct selection){true, *spot};
    stepper->picture_stale = stepper->reveal = true;
}

static void move_line(struct stepper *stepper, bool backwards)
{
    size_t count = recording_source_lines(stepper->recording, stepper->file);

    if (backwards && stepper->line > 1)
        source_show(stepper, stepper->line - 1);
    else if (!backwards && stepper->line < count)
        source_show(stepper, stepper->line + 1);
}

void select_move(struct stepper *stepper, bool backwards)
{
    size_t count, index;

    if (stepper->focus == PANE_SOURCE) {
        move_line(stepper, backwards);
        return;
    }
    if (stepper->picture == NULL || diagram_spots(stepper->diagram) == 0)
        return;
    if (stepper->lens == LENS_OBJECTS)
        stepper->focus = PANE_OBJECTS;
    count = diagram_spots(stepper->diagram);
    index = find_selected(stepper);
    if (index == count)
        index = backwards ? count - 1 : 0;
    else
        index = (index + (backwards ? count - 1 : 1)) % count;
    take(stepper, diagram_spot(stepper->diagram, index));
}

bool select_at(struct stepper *stepper, int x, int y)
{
    const struct pane *pane = &stepper->panes[PANE_OBJECTS];
    const struct diagram_spot *best = NULL;

    x += pane->left - pane->rect.x;
    y += pane->top - pane->rect.y;
    for (size_t i = 0; stepper->picture != NULL && i < diagram_spots(stepper->diagram); i++) {
        const struct diagram_spot *spot = diagram_spot(stepper->diagram, i);
        const struct canvas_rect *rect = &spot->rect;

        if (x < rect->x || x >= rect->x + rect->width || y < rect->y || y >= rect->y + rect->height)
            continue;
        if (best == NULL || rect->width * rect->height <= best->rect.width * best->rect.height)
            best = spot;
    }
    if (best != NULL)
        stepper->selection.spot = *best;
    return best != NULL;
}

/* Details. */

static void tell_names(const struct stepper *stepper, uint32_t object, struct text *out)
{
    uint32_t frames = recording_frames(stepper->recording);
    bool any = false;

    for (uint32_t frame = 1; frame <= frames; frame++) {
        enum frame_condition condition = state_frame_condition(stepper->state, frame);
        size_t names =
            condition == FRAME_RUNNING || condition == FRAME_SUSPENDED ? state_names(stepper->state, frame) : 0;

        for (size_t i = 0; i < names; i++) {
            struct binding binding = state_name(stepper->state, frame, i);

            if (binding.object != object)
                continue;
            text_add(out, any ? ", " : translate("Names: "));
            describe_name(stepper->state, 0, frame, binding.name, out);
            any = true;
        }
    }
    text_add(out, any ? "\n" : "");
}

static void tell_identity(const struct object *object, struct text *out)
{
    text_format(out, "id 0x%" PRIx64 " = %" PRIu64 "\n", object->address, object->address);
    if (object->flags & TRACE_OBJECT_IMMORTAL)
        text_add(out, translate("Immortal: it is never freed, and its reference count means nothing.\n"));
    else if (object->flags & TRACE_OBJECT_COUNTED)
        text_format(out, object->references == 1 ? translate("%lld reference\n") : translate("%lld references\n"),
                    (long long)object->references);
    if (object->flags & TRACE_OBJECT_DEFERRED)
        text_add(out, translate("One of them is the interpreter's own: only the garbage collector frees it.\n"));
    if (object->flags & TRACE_OBJECT_CACHED)
        text_add(out, translate("Kept by the interpreter: equal values share this one object.\n"));
    if (object->flags & TRACE_OBJECT_INTERNED)
        text_add(out, translate("Interned: equal interned strings share this one object.\n"));
    if (object->flags & TRACE_OBJECT_UNOPENED)
        text_add(out, translate("What it holds is not recorded.\n"));
}

static void tell_object(struct stepper *stepper, uint32_t number, struct text *out)
{
    enum { BUDGET = 4000 };
    struct object_birth birth;
    struct object object;

    if (!state_object(stepper->state, number, &object) || !recording_object(stepper->recording, number, &birth)) {
        text_add(out, translate("It is not known at this step.\n"));
        return;
    }
    value_summary(stepper->state, number, BUDGET, out);
    text_add(out, translate("\n\nType: "));
    text_add(out, recording_string(stepper->recording, object.type, NULL));
    text_add_char(out, '\n');
    tell_identity(&object, out);
    if ((object.layout == TRACE_LAYOUT_ITEMS || object.layout == TRACE_LAYOUT_PAIRS) && object.length > 0)
        text_format(out, translate("Length %llu\n"), (unsigned long long)object.length);
    if (!object.alive)
        text_add(out, translate("It is dead: its address may be used again.\n"));
    tell_names(stepper, number, out);
    text_add(out, translate("First seen at step "));
    stepper_number(out, birth.step);
    text_add(out, ".\n");
}

static void tell_frame(struct stepper *stepper, uint32_t frame, struct text *out)
{
    const struct frame_birth *birth = recording_frame(stepper->recording, frame);
    const struct code *code = birth != NULL ? recording_code(stepper->recording, birth->code) : NULL;
    struct text file = TEXT_EMPTY;

    if (code == NULL)
        return;
    text_format(out, translate("A frame: the names of one run of %s.\n"),
                recording_string(stepper->recording, code->qualified, NULL));
    value_file_path(recording_string(stepper->recording, code->file, NULL), &file);
    text_format(out, translate("Its code: %s, line %u\n"), text_string(&file), code->line);
    text_free(&file);
    if (birth->caller != 0) {
        text_add(out, translate("Called from: "));
        value_frame_title(stepper->state, birth->caller, out);
        text_add_char(out, '\n');
    }
    text_format(out, translate("Names bound now: %zu\n"), state_names(stepper->state, frame));
}

static void go_to_change(void *context)
{
    struct stepper *stepper = context;

    if (stepper->details_step != UINT32_MAX)
        stepper_go(stepper, stepper->details_step);
}

static void write_title(const struct stepper *stepper, const struct diagram_spot *spot, struct text *out)
{
    if (spot->target == DIAGRAM_NAME && spot->frame != 0)
        describe_name(stepper->state, 0, spot->frame, spot->name, out);
    else if (spot->frame != 0)
        value_frame_title(stepper->state, spot->frame, out);
    else
        value_title(stepper->state, spot->object, out);
}

static void write_details(struct stepper *stepper, const struct diagram_spot *spot, struct text *out)
{
    if (spot->object != 0)
        tell_object(stepper, spot->object, out);
    else
        tell_frame(stepper, spot->frame, out);
    why_tell(stepper, spot, out);
}

void select_details(struct stepper *stepper)
{
    const struct diagram_spot *spot = select_spot(stepper);
    struct text title = TEXT_EMPTY, text = TEXT_EMPTY;

    if (spot == NULL || spot->object + spot->frame == 0) {
        app_notice(stepper->screen.app, "Nothing is selected: ] selects the next name or object.");
        return;
    }
    write_title(stepper, spot, &title);
    write_details(stepper, spot, &text);
    dialog_push_text(stepper->screen.app, text_string(&title), text_string(&text), go_to_change, stepper);
    text_free(&title);
    text_free(&text);
}

void select_mark(struct stepper *stepper)
{
    const struct diagram_spot *spot = select_spot(stepper);
    struct object first, second;
    struct app *app = stepper->screen.app;

    if (spot == NULL || spot->object == 0) {
        app_notice(app, "Nothing is selected: ] selects the next name or object.");
    } else if (stepper->marked == 0) {
        stepper->marked = spot->object;
        app_notice(app, "Marked. Select another, and m compares the two.");
    } else {
        bool known = state_object(stepper->state, stepper->marked, &first) &&
                     state_object(stepper->state, spot->object, &second);

        if (stepper->marked == spot->object)
            app_notice(app, "They are one and the same object.");
        else if (known && first.address == second.address)
            app_notice(app, "Two objects that had one address, one after the other.");
        else
            app_notice(app, "They are two different objects.");
        stepper->marked = 0;
    }
}
