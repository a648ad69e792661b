#include "model/changes.h"

#include "base/translate.h"
#include "base/vector.h"
#include "model/details.h"
#include "model/recording.h"
#include "model/value.h"

enum {
    SHOWN = 3,   /* changes of one step that are written out */
    BUDGET = 40, /* characters of a value */
};

/* One thing that changed: how it is called, what it was and is (objects, 0 for nothing). */
struct change {
    struct text title;
    uint32_t was, now;
};

struct change_list {
    VECTOR(struct change) shown;
    size_t others;
    bool born, died; /* the object itself */
};

static struct change *add(struct change_list *list, uint32_t was, uint32_t now)
{
    if (list->shown.count == SHOWN) {
        list->others++;
        return NULL;
    }
    vector_push(&list->shown, ((struct change){TEXT_EMPTY, was, now}));
    return &vector_last(&list->shown);
}

static bool is_of_name(const struct name_change *change, struct history_subject subject)
{
    return change->name == subject.name && (subject.sort == HISTORY_NAME_ANYWHERE || change->frame == subject.frame);
}

static void collect_names(struct state *state, struct history_subject subject, struct change_list *list)
{
    const struct changes *changes = state_changes(state);

    for (size_t i = 0; i < changes->name_count; i++) {
        const struct name_change *name = &changes->names[i];
        struct change *change = is_of_name(name, subject) ? add(list, name->was, name->now) : NULL;

        if (change != NULL)
            text_add(&change->title, recording_string(state_recording(state), name->name, NULL));
    }
}

/* ".x" of a field, "['a']" of a pair, "[3]" of an item. */
static void write_entry_title(const struct state *state, const struct entry_change *entry, struct text *out)
{
    struct entry labelled = entry->sort == CHANGE_UNBOUND ? entry->was : entry->now;

    if (entry->is_field) {
        text_format(out, ".%s", recording_string(state_recording(state), labelled.label, NULL));
        return;
    }
    text_add_char(out, '[');
    if (labelled.label != 0)
        value_summary(state, labelled.label, BUDGET, out);
    else
        text_format(out, "%zu", entry->index);
    text_add_char(out, ']');
}

static void collect_entries(struct state *state, uint32_t object, struct change_list *list)
{
    const struct changes *changes = state_changes(state);

    for (size_t i = 0; i < changes->born_count; i++)
        list->born = list->born || changes->born[i] == object;
    for (size_t i = 0; i < changes->died_count; i++)
        list->died = list->died || changes->died[i] == object;
    for (size_t i = 0; i < changes->entry_count; i++) {
        const struct entry_change *entry = &changes->entries[i];
        struct change *change = entry->object == object ? add(list, entry->was.value, entry->now.value) : NULL;

        if (change != NULL)
            write_entry_title(state, entry, &change->title);
    }
}

static void write_value(struct state *state, uint32_t object, struct text *out)
{
    if (object != 0)
        value_summary(state, object, BUDGET, out);
    else
        text_add(out, translate("nothing"));
}

/* ": 1 → 2", what was before first, as it was then. */
static void write_values(struct state *state, struct change_list *list, bool ascii)
{
    uint32_t step = state_step(state);

    if (step > 0)
        state_seek(state, step - 1);
    for (size_t i = 0; i < list->shown.count; i++) {
        text_add(&list->shown.items[i].title, ": ");
        write_value(state, list->shown.items[i].was, &list->shown.items[i].title);
    }
    state_seek(state, step);
    for (size_t i = 0; i < list->shown.count; i++) {
        text_add(&list->shown.items[i].title, ascii ? " -> " : " → ");
        write_value(state, list->shown.items[i].now, &list->shown.items[i].title);
    }
}

/* What no object stands for, such as an array's numbers: "[0, 1] is now 99". */
struct detail_turn {
    struct object object;
    struct text *out;
    bool told;
};

static bool write_detail(void *context, const struct trace_record *record)
{
    struct detail_turn *turn = context;

    if (record->kind != TRACE_VALUE || record->value.object != turn->object.number || turn->object.detail.length == 0)
        return true;
    details_write_changes(turn->object.detail, &record->value, turn->out);
    turn->told = true;
    return false;
}

/* False when none changed. */
static bool find_detail(struct state *state, uint32_t object, struct text *out)
{
    struct detail_turn turn = {.out = out};

    if (state_object(state, object, &turn.object))
        state_visit_changes(state, write_detail, &turn);
    return turn.told;
}

/* What stands behind a name, and in front of a sentence about what it names. */
static void write_name(const char *name, const char *between, struct text *out)
{
    if (name != NULL)
        text_format(out, "%s%s", name, between);
}

/* What is neither a name nor an entry. */
static void write_rest(struct state *state, uint32_t object, const char *name, struct text *out)
{
    struct text detail = TEXT_EMPTY;

    if (find_detail(state, object, &detail)) {
        write_name(name, detail.bytes[0] == '[' ? "" : ": ", out);
        text_append(out, detail.bytes, detail.length);
    } else {
        write_name(name, " ", out);
        text_add(out, translate("changed"));
    }
    text_free(&detail);
}

static void write_list(struct state *state, const struct change_list *list, uint32_t object, const char *name,
                       struct text *out)
{
    if (list->shown.count == 0 && !list->born && !list->died) {
        write_rest(state, object, name, out);
        return;
    }
    write_name(name, list->born || list->shown.count == 0 ? " " : "", out);
    if (list->born) {
        text_add(out, translate("made: "));
        value_summary(state, object, BUDGET, out);
    }
    for (size_t i = 0; i < list->shown.count; i++)
        text_format(out, "%s%s", i > 0 || list->born ? "; " : "", text_string(&list->shown.items[i].title));
    if (list->others > 0)
        text_format(out, translate("; and %zu more"), list->others);
    if (list->died)
        text_add(out, list->shown.count > 0 || list->born ? translate("; died") : translate("died"));
}

void changes_write(struct state *state, struct history_subject subject, const char *name, bool ascii,
                   struct text *out)
{
    struct change_list list = {.others = 0};

    if (subject.sort == HISTORY_OBJECT)
        collect_entries(state, subject.object, &list);
    else
        collect_names(state, subject, &list);
    write_values(state, &list, ascii);
    write_list(state, &list, subject.object, subject.sort == HISTORY_OBJECT ? name : NULL, out);
    for (size_t i = 0; i < list.shown.count; i++)
        text_free(&list.shown.items[i].title);
    vector_free(&list.shown);
}

void changes_write_doer(const struct state *state, struct text *out)
{
    struct step doer;

    if (!recording_doer(state_recording(state), state_step(state), &doer) || doer.line == 0)
        return;
    text_format(out, translate("line %u "), doer.line);
    value_frame_where(state, doer.frame, out);
    if (recording_threads(state_recording(state)) > 1)
        text_format(out, ", %s", recording_thread_name(state_recording(state), doer.thread));
}
