#include "model/difference.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/translate.h"
#include "base/vector.h"
#include "model/sentence.h"
#include "model/state.h"
#include "model/value.h"

enum {
    BUDGET = 40,            /* characters of a value that is told */
    VISITS_MOST = 50000000, /* pairs of objects that are looked at */
};

/* Two objects that should be alike, and the name from which they were reached. */
struct pair {
    uint32_t left, right;
    uint32_t name; /* string of the left recording */
    uint32_t frame;
    bool is_named; /* it is what the name refers to itself */
};

/* What differs in such a pair: an entry; title empty: the objects themselves. */
struct slot {
    struct text title; /* ".x", "[3]" */
    uint32_t left, right;
};

struct comparing {
    struct state *left, *right;
    const char *first, *second;
    struct map partners, reverse; /* object → object of the other side, at this step */
    VECTOR(struct pair) waiting;
    uint64_t visits;
    struct pair at; /* that is looked at */
    struct slot slot;
    const char *shared; /* who has one object where the other has two; NULL: that is not what differs */
    struct difference *difference;
};

static const char *string_of(const struct state *state, uint32_t string)
{
    return recording_string(state_recording(state), string, NULL);
}

static bool same_string(const struct comparing *comparing, uint32_t left, uint32_t right)
{
    return strcmp(string_of(comparing->left, left), string_of(comparing->right, right)) == 0;
}

static bool same_bytes(struct trace_bytes left, struct trace_bytes right)
{
    return left.length == right.length && (left.length == 0 || memcmp(left.at, right.at, left.length) == 0);
}

/* Places. */

static const char the_module[] = TRANSLATE_LATER("the module");

static const char *function_of(const struct recording *recording, uint32_t frame)
{
    const struct frame_birth *birth = recording_frame(recording, frame);
    const struct code *code = birth != NULL ? recording_code(recording, birth->code) : NULL;

    if (code != NULL && code->sort == TRACE_CODE_MODULE)
        return the_module;
    return code != NULL ? recording_string(recording, code->qualified, NULL) : "";
}

/* By TRACE_EVENT_…; {function} may be "the module". */
static const char *event_words(enum trace_event event)
{
    static const char *const words[] = {
        [TRACE_EVENT_LINE] = TRANSLATE_LATER("{run} is at line {line} of {function}"),
        [TRACE_EVENT_CALL] = TRANSLATE_LATER("{run} calls line {line} of {function}"),
        [TRACE_EVENT_RETURN] = TRANSLATE_LATER("{run} returns from line {line} of {function}"),
        [TRACE_EVENT_EXCEPTION] = TRANSLATE_LATER("{run} has an exception at line {line} of {function}"),
        [TRACE_EVENT_YIELD] = TRANSLATE_LATER("{run} yields at line {line} of {function}"),
        [TRACE_EVENT_RESUME] = TRANSLATE_LATER("{run} goes on at line {line} of {function}"),
        [TRACE_EVENT_UNWIND] = TRANSLATE_LATER("{run} leaves by an exception line {line} of {function}"),
    };

    return (size_t)event < sizeof words / sizeof *words && words[event] != NULL ? words[event]
                                                                                : words[TRACE_EVENT_LINE];
}

static const char *number_words(uint64_t number, struct text *words)
{
    text_clear(words);
    text_format(words, "%llu", (unsigned long long)number);
    return text_string(words);
}

static void say_place(const struct recording *recording, const struct step *step, const char *name, struct text *out)
{
    struct text line = TEXT_EMPTY;

    sentence_write(event_words(step->event),
                   SENTENCE_PLACES({"run", name}, {"line", number_words(step->line, &line)},
                                   {"function", translate(function_of(recording, step->frame))}),
                   out);
    text_free(&line);
}

static bool compare_places(struct comparing *comparing, uint32_t number)
{
    const struct recording *left = state_recording(comparing->left), *right = state_recording(comparing->right);
    struct step here, there;

    recording_step(left, number, &here);
    recording_step(right, number, &there);
    if (here.event == there.event && here.line == there.line && here.thread == there.thread &&
        strcmp(function_of(left, here.frame), function_of(right, there.frame)) == 0)
        return true;
    comparing->difference->sort = DIFFERENCE_PLACE;
    say_place(left, &here, comparing->first, &comparing->difference->words);
    text_add(&comparing->difference->words, ", ");
    say_place(right, &there, comparing->second, &comparing->difference->words);
    return false;
}

/* Objects. */

static void add_summary(const struct state *state, uint32_t object, struct text *out)
{
    if (object != 0)
        value_summary(state, object, BUDGET, out);
    else
        text_add(out, translate("nothing"));
}

/* "x.y"; "[0] of <Stack …6f40>, which x leads to,"; of a function's frame " in f" follows. */
static void say_what(const struct comparing *comparing, struct text *out)
{
    const char *function = function_of(state_recording(comparing->left), comparing->at.frame);
    const char *name = string_of(comparing->left, comparing->at.name), *slot = text_string(&comparing->slot.title);
    struct text what = TEXT_EMPTY, object = TEXT_EMPTY;

    add_summary(comparing->left, comparing->at.left, &object);
    if (comparing->at.is_named)
        text_format(&what, "%s%s", name, slot);
    else
        sentence_write(*slot != '\0' ? "{slot} of {object}, which {name} leads to,"
                                     : "{object}, which {name} leads to,",
                       SENTENCE_PLACES({"slot", slot}, {"object", text_string(&object)}, {"name", name}), &what);
    if (function == the_module)
        text_add(out, text_string(&what));
    else
        sentence_write("{what} in {function}", SENTENCE_PLACES({"what", text_string(&what)}, {"function", function}),
                       out);
    text_free(&what);
    text_free(&object);
}

/* "x.y is 1 in 3.11 and 2 in 3.13" */
static bool report(struct comparing *comparing, uint32_t left, uint32_t right)
{
    bool is_slot = comparing->slot.title.length > 0;
    const char *shared = comparing->shared;
    struct text what = TEXT_EMPTY, here = TEXT_EMPTY, there = TEXT_EMPTY, *out = &comparing->difference->words;

    comparing->difference->sort = DIFFERENCE_VALUES;
    say_what(comparing, &what);
    if (shared != NULL) {
        const char *other = shared == comparing->first ? comparing->second : comparing->first;

        sentence_write(
            "{what} is in {one} an object that another name or slot leads to as well, in {other} it is not",
            SENTENCE_PLACES({"what", text_string(&what)}, {"one", shared}, {"other", other}), out);
    } else {
        add_summary(comparing->left, is_slot ? comparing->slot.left : left, &here);
        add_summary(comparing->right, is_slot ? comparing->slot.right : right, &there);
        sentence_write("{what} is {left} in {first} and {right} in {second}",
                       SENTENCE_PLACES({"what", text_string(&what)}, {"left", text_string(&here)},
                                       {"first", comparing->first}, {"right", text_string(&there)},
                                       {"second", comparing->second}),
                       out);
    }
    text_free(&what);
    text_free(&here);
    text_free(&there);
    return false;
}

/* Two that stand in the same place; true when they may be alike: then they are looked at later. */
static bool expect(struct comparing *comparing, uint32_t left, uint32_t right)
{
    uint32_t partner;

    if (left == 0 || right == 0)
        return left == right;
    if (map_get(&comparing->partners, left, &partner)) {
        comparing->shared = partner != right ? comparing->first : NULL;
        return partner == right;
    }
    if (map_get(&comparing->reverse, right, &partner)) {
        comparing->shared = comparing->second;
        return false;
    }
    map_put(&comparing->partners, left, right);
    map_put(&comparing->reverse, right, left);
    vector_push(&comparing->waiting, ((struct pair){left, right, comparing->at.name, comparing->at.frame,
                                                    comparing->at.is_named && left == comparing->at.left}));
    return true;
}

/* Immutable values may be one object or several: what is shared among them is CPython's own business. */
static bool is_value(const struct object *object)
{
    switch ((int)object->kind) {
    case TRACE_OBJECT_NONE:
    case TRACE_OBJECT_BOOL:
    case TRACE_OBJECT_INT:
    case TRACE_OBJECT_FLOAT:
    case TRACE_OBJECT_COMPLEX:
    case TRACE_OBJECT_STR:
    case TRACE_OBJECT_BYTES:
    case TRACE_OBJECT_SINGLETON:
    case TRACE_OBJECT_MODULE:
    case TRACE_OBJECT_BUILTIN:
        return true;
    default:
        return false;
    }
}

static bool same_value(const struct comparing *comparing, const struct object *left, const struct object *right)
{
    return left->kind == right->kind && left->length == right->length &&
           same_string(comparing, left->type, right->type) && same_bytes(left->value, right->value);
}

/* As they stand in a name or a slot. */
static bool compare_slot(struct comparing *comparing, uint32_t left, uint32_t right)
{
    struct object here, there;

    if (!state_object(comparing->left, left, &here) || !state_object(comparing->right, right, &there))
        return (left == 0) == (right == 0);
    if (is_value(&here) || is_value(&there))
        return same_value(comparing, &here, &there);
    return expect(comparing, left, right);
}

struct member {
    struct text words;
    uint32_t object;
};

static int compare_members(const void *a, const void *b)
{
    return strcmp(text_string(&((const struct member *)a)->words), text_string(&((const struct member *)b)->words));
}

static struct member *members_of(const struct state *state, uint32_t set, size_t count)
{
    struct member *members = memory_zeroed(count, sizeof *members);

    for (size_t i = 0; i < count; i++) {
        members[i].object = state_entry(state, set, i).value;
        add_summary(state, members[i].object, &members[i].words);
    }
    qsort(members, count, sizeof *members, compare_members);
    return members;
}

static void members_free(struct member *members, size_t count)
{
    for (size_t i = 0; i < count; i++)
        text_free(&members[i].words);
    free(members);
}

/* By what they are called, in the order of that. */
static bool compare_sets(struct comparing *comparing, const struct object *left, const struct object *right)
{
    struct member *here = members_of(comparing->left, left->number, left->entries);
    struct member *there = members_of(comparing->right, right->number, right->entries);
    bool same = true;

    for (size_t i = 0; same && i < left->entries; i++)
        same = compare_slot(comparing, here[i].object, there[i].object);
    members_free(here, left->entries);
    members_free(there, right->entries);
    return same;
}

/* Keeps in mind which entry differs. */
static bool note_slot(struct comparing *comparing, const struct object *object, size_t index)
{
    struct entry here = state_entry(comparing->left, object->number, index);
    struct slot *slot = &comparing->slot;

    text_clear(&slot->title);
    slot->left = here.value;
    slot->right = state_entry(comparing->right, comparing->at.right, index).value;
    if (object->layout == TRACE_LAYOUT_FIELDS || index >= object->entries) {
        text_format(&slot->title, ".%s", string_of(comparing->left, here.label));
        return false;
    }
    text_add_char(&slot->title, '[');
    if (here.label != 0)
        add_summary(comparing->left, here.label, &slot->title);
    else
        text_format(&slot->title, "%zu", index);
    text_add_char(&slot->title, ']');
    return false;
}

/* A pair whose keys differ is told of as a whole. */
static bool compare_entries(struct comparing *comparing, const struct object *left, const struct object *right)
{
    for (size_t i = 0; i < left->entries + left->fields; i++) {
        struct entry here = state_entry(comparing->left, left->number, i);
        struct entry there = state_entry(comparing->right, right->number, i);
        bool is_field = left->layout == TRACE_LAYOUT_FIELDS || i >= left->entries;

        if (is_field ? !same_string(comparing, here.label, there.label)
                     : !compare_slot(comparing, here.label, there.label))
            return false;
        if (!compare_slot(comparing, here.value, there.value))
            return note_slot(comparing, left, i);
    }
    return true;
}

static bool is_set(const struct object *object)
{
    return object->kind == TRACE_OBJECT_SET || object->kind == TRACE_OBJECT_FROZENSET;
}

/* Reference counts, of what is drawn with one; only the first is told. */
static void compare_counts(struct comparing *comparing, const struct object *left, const struct object *right)
{
    struct difference *difference = comparing->difference;
    struct text here = TEXT_EMPTY, there = TEXT_EMPTY;

    if (difference->counts_differ || (left->flags & TRACE_OBJECT_COUNTED) == 0 ||
        (right->flags & TRACE_OBJECT_COUNTED) == 0 || left->references == right->references || value_is_inline(left))
        return;
    difference->counts_differ = true;
    difference->counts_step = state_step(comparing->left);
    sentence_write(
        left->references == 1 ? "the {type} of {name} has 1 reference in {first} and {right} in {second}"
                              : "the {type} of {name} has {left} references in {first} and {right} in {second}",
        SENTENCE_PLACES({"type", string_of(comparing->left, left->type)},
                        {"name", string_of(comparing->left, comparing->at.name)},
                        {"left", number_words((uint64_t)left->references, &here)}, {"first", comparing->first},
                        {"right", number_words((uint64_t)right->references, &there)}, {"second", comparing->second}),
        &difference->counts);
    text_free(&here);
    text_free(&there);
}

static bool compare_pair(struct comparing *comparing)
{
    struct object left, right;

    comparing->visits++;
    if (!state_object(comparing->left, comparing->at.left, &left) ||
        !state_object(comparing->right, comparing->at.right, &right))
        return true;
    if (left.kind != right.kind || left.entries != right.entries || left.fields != right.fields ||
        !same_value(comparing, &left, &right))
        return false;
    compare_counts(comparing, &left, &right);
    return is_set(&left) ? compare_sets(comparing, &left, &right) : compare_entries(comparing, &left, &right);
}

/* All that was found in the names of a frame. */
static bool compare_waiting(struct comparing *comparing)
{
    while (comparing->waiting.count > 0) {
        struct pair found = comparing->waiting.items[--comparing->waiting.count];

        comparing->at = found;
        text_clear(&comparing->slot.title);
        if (!compare_pair(comparing))
            return report(comparing, found.left, found.right);
    }
    return true;
}

/* Of two names that stand in the same place; NULL: there is none more. */
static void say_names(struct comparing *comparing, const char *left, const char *right)
{
    struct text *out = &comparing->difference->words;

    comparing->difference->sort = DIFFERENCE_VALUES;
    if (left != NULL && right != NULL)
        sentence_write("{first} has bound the name {left}, {second} the name {right}",
                       SENTENCE_PLACES({"first", comparing->first}, {"left", left}, {"second", comparing->second},
                                       {"right", right}),
                       out);
    else
        sentence_write("{one} has bound the name {name}, {other} has not",
                       SENTENCE_PLACES({"one", left != NULL ? comparing->first : comparing->second},
                                       {"name", left != NULL ? left : right},
                                       {"other", left != NULL ? comparing->second : comparing->first}),
                       out);
}

static bool compare_names(struct comparing *comparing, uint32_t left, uint32_t right)
{
    size_t count = state_names(comparing->left, left), others = state_names(comparing->right, right);

    for (size_t i = 0; i < count || i < others; i++) {
        struct binding here = {0, 0}, there = {0, 0};

        if (i < count)
            here = state_name(comparing->left, left, i);
        if (i < others)
            there = state_name(comparing->right, right, i);
        comparing->at = (struct pair){here.object, there.object, here.name, left, true};
        text_clear(&comparing->slot.title);
        if (i >= count || i >= others || !same_string(comparing, here.name, there.name)) {
            say_names(comparing, i < count ? string_of(comparing->left, here.name) : NULL,
                      i < others ? string_of(comparing->right, there.name) : NULL);
            return false;
        }
        if (!compare_slot(comparing, here.object, there.object))
            return report(comparing, here.object, there.object);
        if (!compare_waiting(comparing))
            return false;
    }
    return true;
}

/* Every frame of every thread. */
static bool compare_frames(struct comparing *comparing)
{
    uint32_t threads = state_threads(comparing->left);

    for (uint32_t thread = 1; thread <= threads && thread <= state_threads(comparing->right); thread++) {
        size_t depth = state_depth(comparing->left, thread);

        for (size_t i = 0; i < depth && i < state_depth(comparing->right, thread); i++)
            if (!compare_names(comparing, state_frame_at(comparing->left, thread, i),
                               state_frame_at(comparing->right, thread, i)))
                return false;
    }
    return true;
}

static void clear_partners(struct comparing *comparing)
{
    map_clear(&comparing->partners);
    map_clear(&comparing->reverse);
    vector_clear(&comparing->waiting);
}

static void say_length(struct comparing *comparing, uint32_t left, uint32_t right)
{
    struct text step = TEXT_EMPTY;

    comparing->difference->sort = DIFFERENCE_LENGTH;
    sentence_write("{one} ends there, {other} goes on to step {n}",
                   SENTENCE_PLACES({"one", left < right ? comparing->first : comparing->second},
                                   {"other", left < right ? comparing->second : comparing->first},
                                   {"n", number_words((left < right ? right : left) - 1, &step)}),
                   &comparing->difference->words);
    text_free(&step);
}

static void compare_steps(struct comparing *comparing, uint32_t left, uint32_t right)
{
    struct difference *difference = comparing->difference;

    for (uint32_t step = 0; step < left && step < right; step++) {
        state_seek(comparing->left, step);
        state_seek(comparing->right, step);
        difference->step = step;
        clear_partners(comparing);
        if (!compare_places(comparing, step) || !compare_frames(comparing))
            return;
        if (comparing->visits > VISITS_MOST) {
            difference->sort = DIFFERENCE_UNKNOWN;
            return;
        }
    }
    if (left != right)
        say_length(comparing, left, right);
}

void difference_find(const struct recording *left, const struct recording *right, const char *first,
                     const char *second, struct difference *difference)
{
    struct comparing comparing = {.left = state_new(left),
                                  .right = state_new(right),
                                  .first = first,
                                  .second = second,
                                  .partners = MAP_EMPTY,
                                  .reverse = MAP_EMPTY,
                                  .difference = difference};

    *difference = (struct difference){.sort = DIFFERENCE_NONE};
    compare_steps(&comparing, recording_steps(left), recording_steps(right));
    text_free(&comparing.slot.title);
    map_free(&comparing.partners);
    map_free(&comparing.reverse);
    vector_free(&comparing.waiting);
    state_free(comparing.left);
    state_free(comparing.right);
}

void difference_free(struct difference *difference)
{
    text_free(&difference->words);
    text_free(&difference->counts);
}
