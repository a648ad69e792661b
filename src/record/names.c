#include "record/names.h"

#include "base/ways.h"
#include "record/codes.h"
#include "record/values.h"
#include "record/words.h"

/* What CPython itself puts into a module's or a class body's namespace. */
static const char *const internal_names[] = {
    "__name__",
    "__doc__",
    "__package__",
    "__loader__",
    "__spec__",
    "__annotations__",
    "__builtins__",
    "__file__",
    "__cached__",
    "__module__",
    "__qualname__",
    "__firstlineno__",
    "__static_attributes__",
    "__classcell__",
    "__classdictcell__",
    "__annotate__",
    "__annotate_func__",
    "__conditional_annotations__",
};

void names_free(struct names *names)
{
    vector_free(&names->shadows);
    vector_free(&names->places);
}

void names_clear(struct names *names)
{
    vector_clear(&names->shadows);
    vector_clear(&names->places);
    names->version = 0;
    names->keys = NULL;
    names->reach_nothing = names->hid = false;
}

static inline __attribute__((always_inline)) void log_name(struct trace_writer *writer, uint64_t frame,
                                                           const struct name_shadow *shadow, uint64_t now)
{
    if (USUAL(shadow->name != 0))
        trace_writer_name(writer, frame, shadow->name, shadow->number, now);
}

static inline __attribute__((always_inline)) void bind_to(struct names *names, struct name_shadow *shadow,
                                                          struct trace_writer *writer, uint64_t frame,
                                                          PyObject *object, shadow_place place)
{
    uint64_t now = objects_number_at(place);

    names->reach_nothing = false;
    objects_let_go(shadow->place);
    objects_take(place);
    if (now != shadow->number)
        log_name(writer, frame, shadow, now);
    shadow->object = object;
    shadow->number = now;
    shadow->place = place;
}

void names_store(struct names *names, size_t local, struct trace_writer *writer, uint64_t frame, PyObject *object,
                 shadow_place place)
{
    struct name_shadow *shadow = &names->shadows.items[local];

    if (object != shadow->object || place != shadow->place || objects_number_at(place) != shadow->number)
        bind_to(names, shadow, writer, frame, object, place);
}

/* An address may be that of another object by now. */
static inline __attribute__((always_inline)) void look_here(struct names *names, struct name_shadow *shadow,
                                                            struct trace_writer *writer, uint64_t frame,
                                                            PyObject *object)
{
    shadow_place place = NULL;

    if (object == shadow->object) {
        if (object == NULL)
            return;
        place = objects_again(shadow->place, shadow->number, object);
        if (objects_number_at(place) == shadow->number)
            return;
    } else if (USUAL(object != NULL)) {
        place = objects_place(object);
    }
    bind_to(names, shadow, writer, frame, object, place);
}

static EACH_STEP OUT_OF_LINE void look(struct names *names, struct name_shadow *shadow, struct trace_writer *writer,
                                       uint64_t frame, PyObject *object)
{
    look_here(names, shadow, writer, frame, object);
}

static bool is_hidden(PyObject *name)
{
    return PyUnicode_GET_LENGTH(name) == 0 || PyUnicode_READ_CHAR(name, 0) == '.';
}

static void list_locals(struct names *names, PyCodeObject *code)
{
    const uint64_t *labels = codes_locals(code);
    int count = facts_local_count(code);

    vector_reserve(&names->shadows, (size_t)count);
    for (int i = 0; i < count; i++)
        names->shadows.items[i] = (struct name_shadow){.key = facts_local_name(code, i), .name = labels[i]};
    names->shadows.count = (size_t)count;
}

/* The object of a local variable's first binding is not known yet: its birth comes before that in the log. */
static OUT_OF_LINE struct shadow *bear_first(PyObject *object, struct trace_writer *writer,
                                             struct trace_names *staged, size_t left)
{
    struct shadow *place;

    trace_writer_end_names(writer, staged);
    place = objects_place(object);
    *staged = trace_writer_begin_names(writer, left);
    return place;
}

/* The first binding of a local variable, if it is bound; with it, `left` may follow. */
static inline __attribute__((always_inline)) void begin_local(struct name_shadow *shadow, struct trace_writer *writer,
                                                              struct trace_names *staged, size_t left, uint64_t label,
                                                              PyObject *object)
{
    shadow_place place = NULL;
    uint64_t number = 0;
    int64_t change;

    if (USUAL(object != NULL)) {
        place = objects_find(object);
        if (UNUSUAL(place == NULL))
            place = bear_first(object, writer, staged, left);
        number = objects_hold(place, &change);
        if (USUAL(label != 0))
            trace_writer_add_name(staged, label, number, change);
        else if (change != 0)
            trace_writer_add_unnamed(staged, number, change);
    }
    shadow->name = label;
    shadow->object = object;
    shadow->number = number;
    shadow->place = place;
}

static EACH_STEP OUT_OF_LINE void begin_locals_with_cells(struct names *names, struct trace_writer *writer,
                                                          facts_frame *running, const uint64_t *labels)
{
    struct trace_names staged = trace_writer_begin_names(writer, names->shadows.count);
    PyCodeObject *code = facts_code(running);

    for (size_t i = 0; i < names->shadows.count; i++)
        begin_local(&names->shadows.items[i], writer, &staged, names->shadows.count - i, labels[i],
                    facts_variable(running, code, (int)i));
    trace_writer_end_names(writer, &staged);
}

EACH_STEP void names_begin_locals(struct names *names, struct trace_writer *writer, facts_frame *running,
                                  const uint64_t *labels)
{
    PyCodeObject *code = facts_code(running);
    size_t count = (size_t)facts_local_count(code);
    struct name_shadow *shadow, *end;
    struct trace_names staged;

    if (UNUSUAL(count > names->shadows.capacity || names->shadows.items == NULL))
        vector_reserve(&names->shadows, count);
    names->shadows.count = count;
    if (facts_has_cells(code)) {
        begin_locals_with_cells(names, writer, running, labels);
        return;
    }
    staged = trace_writer_begin_names(writer, count);
    shadow = names->shadows.items;
    end = shadow + count;
    for (int i = 0; shadow < end; i++, shadow++)
        begin_local(shadow, writer, &staged, (size_t)(end - shadow), labels[i], facts_local(running, i));
    trace_writer_end_names(writer, &staged);
}

EACH_STEP void names_read_locals(struct names *names, struct trace_writer *writer, uint64_t frame,
                                 facts_frame *running)
{
    PyCodeObject *code = facts_code(running);

    if (names->shadows.count == 0)
        list_locals(names, code);
    for (size_t i = 0; i < names->shadows.count; i++)
        look(names, &names->shadows.items[i], writer, frame, facts_variable(running, code, (int)i));
}

/* A name that was not bound anew holds what it held. */
EACH_STEP void names_read_stored(struct names *names, struct trace_writer *writer, uint64_t frame,
                                 facts_frame *running, const struct plan *plan)
{
    PyCodeObject *code = facts_code(running);
    bool cells = facts_has_cells(code);

    if (names->shadows.count == 0) {
        names_read_locals(names, writer, frame, running);
        return;
    }
    for (int i = 0; i < plan->stored_count; i++) {
        int local = plan->stored[i];

        look(names, &names->shadows.items[local], writer, frame,
             cells ? facts_variable(running, code, local) : facts_local(running, local));
    }
}

void names_read_one(struct names *names, struct trace_writer *writer, uint64_t frame, facts_frame *running,
                    const struct plan *plan)
{
    int local = plan->stored[0];

    if (UNUSUAL(names->shadows.count == 0))
        names_read_locals(names, writer, frame, running);
    else
        look(names, &names->shadows.items[local], writer, frame, facts_local(running, local));
}

void names_reach(struct names *names)
{
    bool any = false;

    for (size_t i = 0; i < names->shadows.count && !names->reach_nothing; i++)
        if (names->shadows.items[i].number != 0 &&
            objects_number_at(names->shadows.items[i].place) == names->shadows.items[i].number)
            any = objects_reach(names->shadows.items[i].place) || any;
    names->reach_nothing = !any;
}

void names_let_go(const struct names *names)
{
    const struct name_shadow *shadow = names->shadows.items, *end = shadow + names->shadows.count;

    for (; shadow < end; shadow++)
        objects_let_go(shadow->place);
}

static bool is_shown(PyObject *key)
{
    if (!PyUnicode_Check(key) || !PyUnicode_IS_READY(key))
        return false;
    if (PyUnicode_GET_LENGTH(key) < 2 || PyUnicode_READ_CHAR(key, 0) != '_' || PyUnicode_READ_CHAR(key, 1) != '_')
        return true;
    for (size_t i = 0; i < sizeof internal_names / sizeof internal_names[0]; i++)
        if (value_is(key, internal_names[i]))
            return false;
    return true;
}

static bool is_key(const struct name_shadow *shadow, PyObject *key)
{
    return shadow->key == key && shadow->text == value_fingerprint(key, TRACE_OBJECT_STR);
}

static void unbind(struct names *names, struct trace_writer *writer, uint64_t frame, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        log_name(writer, frame, &names->shadows.items[i], 0);
        objects_let_go(names->shadows.items[i].place);
    }
}

/* Puts the shadow of the name `key` at the place `at`.  Names from there on before it are gone: they are unbound. */
static void find_key(struct names *names, struct trace_writer *writer, uint64_t frame, size_t at, PyObject *key)
{
    uint64_t name = words_label(writer, (uintptr_t)key);
    size_t found = at;

    while (found < names->shadows.count && names->shadows.items[found].name != name)
        found++;
    if (found < names->shadows.count) {
        unbind(names, writer, frame, at, found);
        vector_splice(&names->shadows, at, found - at, 0);
    } else {
        vector_splice(&names->shadows, at, 0, 1);
        names->shadows.items[at] = (struct name_shadow){.name = name};
    }
    names->shadows.items[at].key = key;
    names->shadows.items[at].text = value_fingerprint(key, TRACE_OBJECT_STR);
}

static void look_at(struct names *names, struct trace_writer *writer, uint64_t frame, size_t at, PyObject *key,
                    PyObject *object)
{
    if (at == names->shadows.count || !is_key(&names->shadows.items[at], key))
        find_key(names, writer, frame, at, key);
    look(names, &names->shadows.items[at], writer, frame, object);
}

static bool has_name(const struct names *names, size_t before, uint64_t name)
{
    for (size_t i = 0; i < before; i++)
        if (names->shadows.items[i].name == name)
            return true;
    return false;
}

/* The hidden names that are bound, from `at` on; returns where they end.  A name of the dictionary's hides its like. */
static size_t read_hidden(struct names *names, struct trace_writer *writer, uint64_t frame, size_t at,
                          facts_frame *running)
{
    PyCodeObject *code = facts_code(running);
    int count = facts_local_count(code);

    for (int i = 0; i < count; i++) {
        PyObject *key = facts_local_name(code, i), *object;

        if (!facts_is_hidden(code, i) || is_hidden(key) || (object = facts_variable(running, code, i)) == NULL)
            continue;
        if (!has_name(names, at, words_label(writer, (uintptr_t)key)))
            look_at(names, writer, frame, at++, key, object);
    }
    return at;
}

#if INSTRUCTIONS_ARE_KNOWN

/* Notes where in the table each name stands, when they stand as plainly as a module's do. */
static void note_places(struct names *names, PyObject *dict)
{
    const PyDictObject *object = (PyDictObject *)dict;
    size_t at = 0;

    vector_clear(&names->places);
    names->keys = NULL;
    if (object->ma_values != NULL || !DK_IS_UNICODE(object->ma_keys))
        return;
    names->keys = object->ma_keys;
    for (Py_ssize_t i = 0; i < object->ma_keys->dk_nentries; i++) {
        const PyDictUnicodeEntry *entry = &DK_UNICODE_ENTRIES(object->ma_keys)[i];
        bool shown =
            entry->me_value != NULL && at < names->shadows.count && names->shadows.items[at].key == entry->me_key;

        vector_push(&names->places, shown ? (int32_t)at++ : -1);
    }
}

/* Whether the table is the one that was noted, and no name has come. */
static bool is_noted(const struct names *names, const PyDictObject *dict)
{
    return USUAL(dict->ma_keys == names->keys) && USUAL(DK_IS_UNICODE(dict->ma_keys)) &&
           USUAL((size_t)dict->ma_keys->dk_nentries == names->places.count);
}

static void bind(struct names *names, struct name_shadow *shadow, struct trace_writer *writer, uint64_t frame,
                 PyObject *object)
{
    bind_to(names, shadow, writer, frame, object, object != NULL ? objects_place(object) : NULL);
}

/* The same names as before, in the same places; false when that is not so. */
static bool reread(struct names *names, struct trace_writer *writer, uint64_t frame, PyObject *dict,
                   const struct plan *plan)
{
    const PyDictObject *object = (PyDictObject *)dict;
    const PyDictUnicodeEntry *entries;
    size_t bound = 0;

    if (plan == NULL || !is_noted(names, object))
        return false;
    entries = DK_UNICODE_ENTRIES(object->ma_keys);
    for (size_t i = 0; i < names->places.count; i++)
        if (names->places.items[i] >= 0 && entries[i].me_value == NULL)
            return false;
    for (size_t i = 0; i < names->places.count; i++) {
        struct name_shadow *shadow = &names->shadows.items[names->places.items[i]];

        if (names->places.items[i] < 0 || shadow->object == entries[i].me_value)
            continue;
        bind(names, shadow, writer, frame, entries[i].me_value);
        bound++;
    }
    for (size_t i = 0; bound < plan->bound_count && i < names->shadows.count; i++)
        look(names, &names->shadows.items[i], writer, frame, names->shadows.items[i].object);
    return true;
}

/* The entry of a name's str, which is where it was last. */
static const PyDictUnicodeEntry *entry_of(const PyDictObject *dict, struct plan_name *name)
{
    const PyDictUnicodeEntry *entries = DK_UNICODE_ENTRIES(dict->ma_keys);
    Py_ssize_t count = dict->ma_keys->dk_nentries;

    if (USUAL(name->entry < count && entries[name->entry].me_key == name->name))
        return &entries[name->entry];
    for (name->entry = 0; name->entry < count; name->entry++)
        if (entries[name->entry].me_key == name->name)
            return &entries[name->entry];
    return NULL;
}

/* Where nothing but a plan's own code has bound names in a dictionary: these; false when they are not all to be
 * found. */
static EACH_STEP bool read_bound(struct names *names, struct trace_writer *writer, uint64_t frame,
                                 const PyDictObject *dict, const struct plan *plan)
{
    if (UNUSUAL(plan->bound_count == 0 || !is_noted(names, dict)))
        return false;
    for (int i = 0; i < plan->bound_count; i++) {
        const PyDictUnicodeEntry *entry = entry_of(dict, &plan->bound[i]);
        int32_t place = entry != NULL ? names->places.items[plan->bound[i].entry] : -1;

        if (UNUSUAL(entry == NULL || entry->me_value == NULL))
            return false;
        if (USUAL(place >= 0))
            look(names, &names->shadows.items[place], writer, frame, entry->me_value);
        else
            objects_suspect(entry->me_value); /* (of a name that is not shown) */
    }
    return true;
}

bool names_store_in_dict(struct names *names, struct trace_writer *writer, uint64_t frame, PyObject *dict,
                         struct plan_name *name, PyObject *object, shadow_place place)
{
    const PyDictUnicodeEntry *entry =
        !names->hid && is_noted(names, (PyDictObject *)dict) ? entry_of((PyDictObject *)dict, name) : NULL;
    int32_t at = entry != NULL && entry->me_value == object ? names->places.items[name->entry] : -1;

    if (at < 0 || names->version == 0)
        return false;
    names->version = hook_dicts_version(dict);
    names_store(names, (size_t)at, writer, frame, object, place);
    return true;
}

static bool binds_globals(const facts_frame *frame)
{
    return MOSTLY(frame->f_locals == frame->f_globals) || frame->f_locals == NULL;
}

bool names_read_bound(struct names *names, struct trace_writer *writer, uint64_t frame, PyObject *dict,
                      facts_frame *ran, const struct plan *plan)
{
    if (UNUSUAL(names->hid || dict != facts_globals(ran)) || SELDOM(!binds_globals(ran)) ||
        !read_bound(names, writer, frame, (PyDictObject *)dict, plan))
        return false;
    names->version = hook_dicts_version(dict);
    return true;
}

/* What a plan may have bound; false when it has to be looked for. */
static bool read_planned(struct names *names, struct trace_writer *writer, uint64_t frame, PyObject *dict,
                         const struct names_run *run)
{
    if (run->plan != NULL && dict == facts_globals(run->frame) && binds_globals(run->frame) &&
        read_bound(names, writer, frame, (PyDictObject *)dict, run->plan))
        return true;
    return reread(names, writer, frame, dict, run->plan);
}

#else

bool names_read_bound(struct names *names, struct trace_writer *writer, uint64_t frame, PyObject *dict,
                      facts_frame *ran, const struct plan *plan)
{
    (void)names;
    (void)writer;
    (void)frame;
    (void)dict;
    (void)ran;
    (void)plan;
    return false;
}

static void note_places(struct names *names, PyObject *dict)
{
    (void)names;
    (void)dict;
}

bool names_store_in_dict(struct names *names, struct trace_writer *writer, uint64_t frame, PyObject *dict,
                         struct plan_name *name, PyObject *object, shadow_place place)
{
    (void)names;
    (void)writer;
    (void)frame;
    (void)dict;
    (void)name;
    (void)object;
    (void)place;
    return false;
}

static bool read_planned(struct names *names, struct trace_writer *writer, uint64_t frame, PyObject *dict,
                         const struct names_run *run)
{
    (void)names;
    (void)writer;
    (void)frame;
    (void)dict;
    (void)run;
    return false;
}

#endif

/* Whether a hidden name is bound. */
static bool hides(facts_frame *running)
{
    PyCodeObject *code = facts_code(running);

    int count = facts_local_count(code);

    for (int i = 0; i < count; i++)
        if (facts_is_hidden(code, i) && facts_variable(running, code, i) != NULL)
            return true;
    return false;
}

static void read_through(struct names *names, struct trace_writer *writer, uint64_t frame, PyObject *dict,
                         facts_frame *hiding)
{
    PyObject *key, *value;
    Py_ssize_t position = 0;
    size_t at = 0;

    while (PyDict_Next(dict, &position, &key, &value))
        if (is_shown(key))
            look_at(names, writer, frame, at++, key, value);
        else
            objects_suspect(value);
    if (hiding != NULL)
        at = read_hidden(names, writer, frame, at, hiding);
    unbind(names, writer, frame, at, names->shadows.count);
    names->shadows.count = at;
    note_places(names, dict);
}

void names_read_changed_dict(struct names *names, struct trace_writer *writer, uint64_t frame, PyObject *dict,
                             facts_frame *running, const struct names_run *run)
{
    uint64_t version = hook_dicts_version(dict);
    bool hidden = names->hid;

    names->hid = running != NULL && hides(running);
    if (names->hid || hidden) {
        names->version = 0;
        read_through(names, writer, frame, dict, names->hid ? running : NULL);
        return;
    }
    if (version != 0 && version == names->version)
        return;
    names->version = version;
    if (!read_planned(names, writer, frame, dict, run))
        read_through(names, writer, frame, dict, NULL);
}
