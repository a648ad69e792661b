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

/* Calls `visit` for each name of the step's stack, nearest frame first, then of the other threads' stacks, until it
 * returns false. */
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
    value_frame_where(state, frame, &title);
    sentence_write("{name} {where}", SENTENCE_PLACES({"name", word}, {"where", text_string(&title)}), out);
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

bool describe_is_attribute(const struct state *state, uint32_t number, uint32_t label)
{
    static const char *const ours[] = {"contents", "weak target", "dict",   "source", "sources",
                                       "function", "sentinel",    "result", "reaches"}; /* record/words.h */
    const char *word = recording_string(state_recording(state), label, NULL);
    struct object object;

    if (!state_object(state, number, &object) ||
        (object.kind != TRACE_OBJECT_OTHER && object.kind != TRACE_OBJECT_WEAKREF &&
         object.kind != TRACE_OBJECT_CELL))
        return true;
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strcmp(ours[i], word) == 0)
            return false;
    return true;
}

/* Looks for entries that refer to the object in the objects that names of the step's frame refer to. */
struct search {
    const struct state *state;
    struct text paths[NAMES_MAX]; /* the first ones that were found: "m[0]", "d.tricks" */
    size_t count;                 /* of all that were found */
    uint32_t object, frame;
};

static void write_path(const struct search *search, uint32_t name, const struct object *holder, size_t index,
                       struct text *path)
{
    const struct recording *recording = state_recording(search->state);
    struct entry entry = state_entry(search->state, holder->number, index);

    text_add(path, recording_string(recording, name, NULL));
    if (holder->layout == TRACE_LAYOUT_FIELDS) {
        if (describe_is_attribute(search->state, holder->number, entry.label))
            text_format(path, ".%s", recording_string(recording, entry.label, NULL));
        return;
    }
    text_add_char(path, '[');
    if (holder->layout == TRACE_LAYOUT_PAIRS)
        value_summary(search->state, entry.label, CONTENTS_MAX, path);
    else
        text_format(path, "%zu", index);
    text_add_char(path, ']');
}

/* Those of one holder alone: a second name of it leads to the same entries. */
static bool search_entries(void *context, uint32_t frame, struct binding binding)
{
    struct search *search = context;
    struct object holder;

    if (frame != search->frame)
        return false;
    if (!state_object(search->state, binding.object, &holder) || holder.kind == TRACE_OBJECT_SET ||
        holder.kind == TRACE_OBJECT_FROZENSET || holder.kind == TRACE_OBJECT_FUNCTION)
        return true;
    for (size_t i = 0; i < holder.entries && i < ENTRIES_MAX; i++) {
        if (state_entry(search->state, holder.number, i).value != search->object)
            continue;
        if (search->count < NAMES_MAX)
            write_path(search, binding.name, &holder, i, &search->paths[search->count]);
        search->count++;
    }
    return search->count == 0;
}

/* " that m[0], m[1] and m[2] all refer to" */
static void write_paths(struct search *search, struct text *out)
{
    size_t shown = search->count < NAMES_MAX ? search->count : NAMES_MAX;
    size_t items = search->count > NAMES_MAX ? shown + 1 : shown;
    struct text words = TEXT_EMPTY;

    for (size_t i = 0; i < shown; i++) {
        describe_list_separator(i, items, &words);
        text_add(&words, text_string(&search->paths[i]));
    }
    if (items > shown)
        text_format(&words, translate(" and %zu more"), search->count - shown);
    sentence_write(search->count == 1   ? TRANSLATE_LATER(" that {path} refers to")
                   : search->count == 2 ? TRANSLATE_LATER(" that {path} both refer to")
                                        : TRANSLATE_LATER(" that {path} all refer to"),
                   SENTENCE_PLACES({"path", text_string(&words)}), out);
    text_free(&words);
}

void describe_by_names(struct state *state, uint32_t object, struct text *out)
{
    struct names names = {.object = object};
    struct search search = {.state = state, .object = object, .frame = step_frame(state)};
    size_t mark = out->length;

    visit_names(state, collect_name, &names);
    describe_phrase(state, object, DESCRIBE_THE, out);
    if (names.count > 0) {
        write_names(state, &names, out);
        return;
    }
    visit_names(state, search_entries, &search);
    if (search.count > 0) {
        write_paths(&search, out);
    } else {
        text_truncate(out, mark);
        describe_by_id(state, object, out);
    }
    for (size_t i = 0; i < NAMES_MAX; i++)
        text_free(&search.paths[i]);
}

bool describe_is_reached(struct state *state, uint32_t object)
{
    struct names names = {.object = object};
    struct search search = {.state = state, .object = object, .frame = step_frame(state)};

    visit_names(state, collect_name, &names);
    if (names.count == 0)
        visit_names(state, search_entries, &search);
    for (size_t i = 0; i < NAMES_MAX; i++)
        text_free(&search.paths[i]);
    return names.count + search.count > 0;
}

/* ---- other names ---- */

struct other {
    uint32_t object, except, except_frame;
    uint32_t frame, name; /* found */
};

static bool find_other(void *context, uint32_t frame, struct binding binding)
{
    struct other *other = context;

    if (binding.object != other->object || (frame == other->except_frame && binding.name == other->except))
        return true;
    other->frame = frame;
    other->name = binding.name;
    return false;
}

bool describe_other_name(struct state *state, uint32_t object, uint32_t frame, uint32_t except, struct text *out)
{
    struct other other = {.object = object, .except = except, .except_frame = frame};

    visit_names(state, find_other, &other);
    if (other.frame == 0)
        return false;
    describe_name(state, step_frame(state), other.frame, other.name, out);
    return true;
}

/* The only name in a frame that refers to the object, as a string; 0 when there are several or none. */
static uint32_t only_name_in(struct state *state, uint32_t frame, uint32_t object, size_t *count)
{
    uint32_t found = 0;

    *count = 0;
    for (size_t i = 0; i < state_names(state, frame); i++) {
        struct binding binding = state_name(state, frame, i);

        if (binding.object == object) {
            found = binding.name;
            ++*count;
        }
    }
    return *count == 1 ? found : 0;
}

static bool has_name(struct state *state, uint32_t frame, uint32_t name)
{
    for (size_t i = 0; i < state_names(state, frame); i++)
        if (state_name(state, frame, i).name == name)
            return true;
    return false;
}

/* Whether the frame's globals are those of the main module: its code stands in the same file. */
static bool is_of_main(const struct recording *recording, uint32_t frame)
{
    const struct frame_birth *birth = recording_frame(recording, frame);
    const struct code *code = birth != NULL ? recording_code(recording, birth->code) : NULL;

    return code != NULL && code->file == recording_main_file(recording);
}

const char *describe_only_name(struct state *state, uint32_t object)
{
    enum { MAIN_MODULE = 1 };
    const struct recording *recording = state_recording(state);
    uint32_t frame = step_frame(state), found;
    size_t count;

    found = only_name_in(state, frame, object, &count);
    if (count == 0 && frame != MAIN_MODULE && is_of_main(recording, frame)) {
        found = only_name_in(state, MAIN_MODULE, object, &count);
        if (found != 0 && has_name(state, frame, found))
            found = 0;
    }
    return found != 0 ? recording_string(recording, found, NULL) : NULL;
}
