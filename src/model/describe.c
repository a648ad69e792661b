#include "model/describe.h"

#include <string.h>

#include "base/translate.h"
#include "model/sentence.h"
#include "model/value.h"

enum {
    CONTENTS_MAX = 60,  /* characters of an object's contents in a sentence */
    NAMES_MAX = 3,      /* names told before "and 2 more names" */
    ENTRIES_MAX = 1000, /* entries of a named object that are looked through */
};

void describe_list_separator(size_t index, size_t count, struct text *out)
{
    if (index > 0)
        text_add(out, index + 1 == count ? translate(" and ") : ", ");
}

/* Of what has a name. */
static const char *named_phrase(enum trace_object_kind kind, enum describe_form form)
{
    static const char *const words[][5] = {
        [DESCRIBE_THE] = {TRANSLATE_LATER("the function {name}"), TRANSLATE_LATER("the class {name}"),
                          TRANSLATE_LATER("the method {name}"), TRANSLATE_LATER("the module {name}"),
                          TRANSLATE_LATER("the {type} {name}")},
        [DESCRIBE_SAME] = {TRANSLATE_LATER("the same function {name}"), TRANSLATE_LATER("the same class {name}"),
                           TRANSLATE_LATER("the same method {name}"), TRANSLATE_LATER("the same module {name}"),
                           TRANSLATE_LATER("the same {type} {name}")},
        [DESCRIBE_ONE] = {TRANSLATE_LATER("one and the same function {name}"),
                          TRANSLATE_LATER("one and the same class {name}"),
                          TRANSLATE_LATER("one and the same method {name}"),
                          TRANSLATE_LATER("one and the same module {name}"),
                          TRANSLATE_LATER("one and the same {type} {name}")},
    };

    switch ((int)kind) {
    case TRACE_OBJECT_FUNCTION:
        return words[form][0];
    case TRACE_OBJECT_CLASS:
        return words[form][1];
    case TRACE_OBJECT_METHOD:
        return words[form][2];
    case TRACE_OBJECT_MODULE:
        return words[form][3];
    default:
        return words[form][4];
    }
}

/* Of what has none. */
static const char *const phrases[] = {
    [DESCRIBE_THE] = TRANSLATE_LATER("the {type}"),
    [DESCRIBE_SAME] = TRANSLATE_LATER("the same {type}"),
    [DESCRIBE_ONE] = TRANSLATE_LATER("one and the same {type}"),
};

void describe_phrase(const struct state *state, uint32_t number, enum describe_form form, struct text *out)
{
    struct text title = TEXT_EMPTY;
    struct object object;
    char *blank = NULL;

    value_title(state, number, &title);
    if (state_object(state, number, &object) && value_has_name(object.kind))
        blank = strchr(title.bytes, ' ');
    if (blank == NULL) {
        sentence_write(phrases[form], SENTENCE_PLACES({"type", text_string(&title)}), out);
    } else {
        *blank = '\0';
        sentence_write(named_phrase(object.kind, form), SENTENCE_PLACES({"type", title.bytes}, {"name", blank + 1}),
                       out);
    }
    text_free(&title);
}

void describe_by_id(const struct state *state, uint32_t number, struct text *out)
{
    struct object_birth birth;

    describe_phrase(state, number, DESCRIBE_THE, out);
    if (!recording_object(state_recording(state), number, &birth))
        return;
    text_add_char(out, ' ');
    value_short_id(state_recording(state), birth.address, false, out);
}

static bool is_exactly(const struct state *state, const struct object *object)
{
    return strcmp(recording_string(state_recording(state), object->type, NULL), trace_object_word(object->kind)) == 0;
}

/* "an empty list", "the list [1, 2]"; where the summary begins with the type, that is enough: "Stack([1])". */
static void describe_container(const struct state *state, const struct object *object, struct text *out)
{
    const char *type = recording_string(state_recording(state), object->type, NULL);

    if (object->length == 0) {
        sentence_write("an empty {type}", SENTENCE_PLACES({"type", type}), out);
        return;
    }
    if (is_exactly(state, object) && object->kind != TRACE_OBJECT_FROZENSET) {
        describe_phrase(state, object->number, DESCRIBE_THE, out);
        text_add_char(out, ' ');
    }
    value_summary(state, object->number, CONTENTS_MAX, out);
}

void describe_object(const struct state *state, uint32_t number, struct text *out)
{
    struct object object;

    if (!state_object(state, number, &object)) {
        text_add(out, translate("something unknown"));
        return;
    }
    if (!object.alive && object.layout != TRACE_LAYOUT_LEAF && object.entries == 0) {
        /* What it held when it died may have been forgotten. */
        describe_by_id(state, number, out);
        return;
    }
    switch ((int)object.kind) {
    case TRACE_OBJECT_LIST:
    case TRACE_OBJECT_TUPLE:
    case TRACE_OBJECT_DICT:
    case TRACE_OBJECT_SET:
    case TRACE_OBJECT_FROZENSET:
    case TRACE_OBJECT_DEQUE:
        describe_container(state, &object, out);
        break;
    case TRACE_OBJECT_OTHER:
    case TRACE_OBJECT_INSTANCE:
    case TRACE_OBJECT_CELL:
    case TRACE_OBJECT_WEAKREF:
        describe_by_id(state, number, out);
        break;
    case TRACE_OBJECT_FUNCTION:
    case TRACE_OBJECT_CLASS:
    case TRACE_OBJECT_METHOD:
    case TRACE_OBJECT_MODULE:
    case TRACE_OBJECT_GENERATOR:
    case TRACE_OBJECT_BUILTIN:
        describe_phrase(state, number, DESCRIBE_THE, out);
        break;
    default:
        value_summary(state, number, CONTENTS_MAX, out);
    }
}

/* ---- who refers to an object ---- */

typedef bool binding_visitor(void *context, uint32_t frame, struct binding binding);

/* False when `visit` was. */
static bool visit_stack(struct state *state, uint32_t thread, binding_visitor *visit, void *context)
{
    for (size_t depth = state_depth(state, thread); depth-- > 0;) {
        uint32_t frame = state_frame_at(state, thread, depth);

        for (size_t i = 0; i < state_names(state, frame); i++)
            if (!visit(context, frame, state_name(state, frame, i)))
                return false;
    }
    return true;
}

/* Calls `visit` for each name of the step's stack, nearest frame first, then of the other threads' stacks, until it returns
 * false. */
static void visit_names(struct state *state, binding_visitor *visit, void *context)
{
    uint32_t threads = state_threads(state);
    struct step step;
    bool more;

    if (!recording_step(state_recording(state), state_step(state), &step))
        return;
    more = visit_stack(state, step.thread, visit, context);
    for (uint32_t thread = 1; thread <= threads && more; thread++)
        more = thread == step.thread || visit_stack(state, thread, visit, context);
}

static uint32_t step_frame(const struct state *state)
{
    struct step step;

    return recording_step(state_recording(state), state_step(state), &step) ? step.frame : 0;
}

void describe_name(const struct state *state, uint32_t here, uint32_t frame, uint32_t name, struct text *out)
{
    const char *word = recording_string(state_recording(state), name, NULL);
    struct text title = TEXT_EMPTY;

    if (frame == here) {
        text_add(out, word);
        return;
    }
    value_frame_title(state, frame, &title);
    sentence_write("{name} in {frame}", SENTENCE_PLACES({"name", word}, {"frame", text_string(&title)}), out);
    text_free(&title);
}

struct names {
    uint32_t object; /* wanted */
    size_t count;    /* of names that refer to it */
    struct {
        uint32_t frame, name;
    } first[NAMES_MAX];
};

static bool collect_name(void *context, uint32_t frame, struct binding binding)
{
    struct names *names = context;

    if (binding.object != names->object)
        return true;
    if (names->count < NAMES_MAX) {
        names->first[names->count].frame = frame;
        names->first[names->count].name = binding.name;
    }
    names->count++;
    return true;
}

static void write_names(const struct state *state, const struct names *names, struct text *out)
{
    size_t shown = names->count < NAMES_MAX ? names->count : NAMES_MAX;
    size_t items = names->count > NAMES_MAX ? shown + 1 : shown;
    struct text words = TEXT_EMPTY;

    for (size_t i = 0; i < shown; i++) {
        describe_list_separator(i, items, &words);
        describe_name(state, step_frame(state), names->first[i].frame, names->first[i].name, &words);
    }
    if (items > shown)
        text_format(&words, translate(" and %zu more names"), names->count - shown);
    sentence_write(names->count == 1   ? TRANSLATE_LATER(" that {names} names")
                   : names->count == 2 ? TRANSLATE_LATER(" that {names} both name")
                                       : TRANSLATE_LATER(" that {names} all name"),
                   SENTENCE_PLACES({"names", text_string(&words)}), out);
    text_free(&words);
}

/* Looks for an entry that refers to the object in the objects that names of the step's frame refer to. */
struct search {
    const struct state *state;
    struct text *out;
    uint32_t object, frame;
    bool found;
};

static void write_path(struct search *search, uint32_t name, const struct object *holder, size_t index)
{
    const struct recording *recording = state_recording(search->state);
    struct entry entry = state_entry(search->state, holder->number, index);
    struct text path = TEXT_EMPTY;

    text_add(&path, recording_string(recording, name, NULL));
    if (holder->layout == TRACE_LAYOUT_FIELDS) {
        text_format(&path, ".%s", recording_string(recording, entry.label, NULL));
    } else {
        text_add_char(&path, '[');
        if (holder->layout == TRACE_LAYOUT_PAIRS)
            value_summary(search->state, entry.label, CONTENTS_MAX, &path);
        else
            text_format(&path, "%zu", index);
        text_add_char(&path, ']');
    }
    sentence_write(" that {path} refers to", SENTENCE_PLACES({"path", text_string(&path)}), search->out);
    text_free(&path);
}

static bool search_entries(void *context, uint32_t frame, struct binding binding)
{
    struct search *search = context;
    struct object holder;

    if (frame != search->frame)
        return false;
    if (!state_object(search->state, binding.object, &holder) || holder.kind == TRACE_OBJECT_SET ||
        holder.kind == TRACE_OBJECT_FROZENSET || holder.kind == TRACE_OBJECT_FUNCTION)
        return true;
    for (size_t i = 0; i < holder.entries && i < ENTRIES_MAX && !search->found; i++) {
        search->found = state_entry(search->state, holder.number, i).value == search->object;
        if (search->found)
            write_path(search, binding.name, &holder, i);
    }
    return !search->found;
}

void describe_by_names(struct state *state, uint32_t object, struct text *out)
{
    struct names names = {.object = object};
    struct search search = {.state = state, .out = out, .object = object, .frame = step_frame(state)};
    size_t mark = out->length;

    visit_names(state, collect_name, &names);
    describe_phrase(state, object, DESCRIBE_THE, out);
    if (names.count > 0) {
        write_names(state, &names, out);
        return;
    }
    visit_names(state, search_entries, &search);
    if (!search.found) {
        text_truncate(out, mark);
        describe_by_id(state, object, out);
    }
}

/* ---- other names ---- */

struct other {
    uint32_t object, except, step_frame;
    uint32_t frame, name; /* found */
};

static bool find_other(void *context, uint32_t frame, struct binding binding)
{
    struct other *other = context;

    if (binding.object != other->object || (frame == other->step_frame && binding.name == other->except))
        return true;
    other->frame = frame;
    other->name = binding.name;
    return false;
}

bool describe_other_name(struct state *state, uint32_t object, uint32_t except, struct text *out)
{
    struct other other = {.object = object, .except = except, .step_frame = step_frame(state)};

    visit_names(state, find_other, &other);
    if (other.frame == 0)
        return false;
    describe_name(state, other.step_frame, other.frame, other.name, out);
    return true;
}

const char *describe_only_name(struct state *state, uint32_t object)
{
    uint32_t frame = step_frame(state), found = 0;

    for (size_t i = 0; i < state_names(state, frame); i++) {
        struct binding binding = state_name(state, frame, i);

        if (binding.object == object && found != 0)
            return NULL;
        if (binding.object == object)
            found = binding.name;
    }
    return found != 0 ? recording_string(state_recording(state), found, NULL) : NULL;
}
