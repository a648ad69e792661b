#include "record/shadows.h"

#include <stdlib.h>

#include "base/memory.h"
#include "cpython/classes.h"
#include "record/deaths.h"
#include "record/types.h"

enum {
    BLOCK = 256,
    ROOM_KEPT = 64, /* words that a shadow keeps room for when it is another object's */
    ROOM_LEAST = 4,
};

struct known_objects objects;

enum { CACHE_LINE = 64 };
_Static_assert(sizeof(struct shadow) % CACHE_LINE == 0, "each begins where a line does");

struct shadow *shadows_new(void)
{
    if (objects.unused.count == 0) {
        char *memory = memory_zeroed(1, BLOCK * sizeof(struct shadow) + CACHE_LINE);
        struct shadow *block = (struct shadow *)(memory + CACHE_LINE - (uintptr_t)memory % CACHE_LINE);

        for (size_t i = BLOCK; i > 0; i--)
            vector_push(&objects.unused, &block[i - 1]);
    }
    return objects.unused.items[--objects.unused.count];
}

void shadows_suspect_all(const struct shadow *shadow)
{
    for (size_t i = 0; shadow->leads && i < shadow->count; i++)
        if (shadow->entries[i].shadow != NULL && !shadow->entries[i].leaf)
            shadows_suspect(shadow->entries[i].shadow);
    if (shadow->of_heap_type)
        shadows_suspect(shadows_find((PyObject *)shadow->type));
}

/* What an object holds that the log does not look into. */

enum { WITHIN_MOST = 64, WITHIN_DEPTH = 4 };

struct within {
    int objects, depth;
};

static int suspect_within(PyObject *object, void *within);

static int suspect_any_within(PyObject *object, struct within *within)
{
    return object != NULL ? suspect_within(object, within) : 0;
}

/* (Not what stands in the namespaces that it looks for names in.) */
static int suspect_of_function(const PyFunctionObject *function, struct within *within)
{
    shadows_suspect(shadows_find(function->func_code));
    shadows_suspect(shadows_find(function->func_globals));
    shadows_suspect(shadows_find(function->func_builtins));
    return suspect_any_within(function->func_closure, within) ||
           suspect_any_within(function->func_defaults, within) ||
           suspect_any_within(function->func_kwdefaults, within) || suspect_any_within(function->func_dict, within) ||
           suspect_any_within(function->func_annotations, within);
}

/* Of what the log knows, and of what that which it does not know holds. */
static int suspect_within(PyObject *object, void *room)
{
    struct within *within = room;
    struct shadow *shadow = shadows_find(object);
    traverseproc traverse = Py_TYPE(object)->tp_traverse;
    int result;

    if (shadow != NULL)
        shadows_suspect(shadow);
    if (shadow != NULL || traverse == NULL || PyType_Check(object) || PyModule_Check(object) || PyCode_Check(object))
        return 0;
    if (within->objects-- == 0 || within->depth == 0 || PyFrame_Check(object))
        return 1;
    within->depth--;
    result = PyFunction_Check(object) ? suspect_of_function((PyFunctionObject *)object, within)
                                      : traverse(object, suspect_within, room);
    within->depth++;
    return result;
}

/* Iterators, generators and views of CPython's own: what they hold is what their tp_traverse tells. */
static bool tells_all(const PyTypeObject *type)
{
    static PyTypeObject *const types[] = {
        &PyGen_Type,         &PyCoro_Type,          &PyEnum_Type,         &PyZip_Type,
        &PyReversed_Type,    &PyMap_Type,           &PyFilter_Type,       &PySetIter_Type,
        &PyDictIterKey_Type, &PyDictIterValue_Type, &PyDictIterItem_Type, &PyDictKeys_Type,
        &PyDictValues_Type,  &PyDictItems_Type,     &PyListRevIter_Type,  &PyCFunction_Type};

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (type == types[i])
            return true;
    return false;
}

bool shadows_suspect_within(PyObject *object)
{
    struct within within = {WITHIN_MOST, WITHIN_DEPTH};

    return !FACTS_ARE_PUBLIC && tells_all(Py_TYPE(object)) &&
           Py_TYPE(object)->tp_traverse(object, suspect_within, &within) == 0;
}

/* A tuple that an iterator fills anew each time may outlive it, with what nobody saw it be given. */
static int look_into_tuple(PyObject *object, void *room)
{
    if (!PyTuple_CheckExact(object) || shadows_find(object) == NULL)
        return 0;
    objects_touch(object, OBJECTS_ALL);
    return PyTuple_Type.tp_traverse(object, suspect_within, room);
}

static bool suspect_within_dying(PyObject *object)
{
    struct within within = {WITHIN_MOST, WITHIN_DEPTH};

    return shadows_suspect_within(object) && Py_TYPE(object)->tp_traverse(object, look_into_tuple, &within) == 0;
}

/* Another object's attributes may be in the same dictionary. */
static void leave_dictionary(const struct shadow *shadow)
{
    PyObject *dictionary = shadow->dictionary;
    bool is_first = index_get(&objects.dictionaries, dictionary) == shadow;

    if (is_first)
        index_remove(&objects.dictionaries, dictionary);
    for (size_t i = 0; i < objects.sharers.count; i++) {
        struct shadow *sharer = objects.sharers.items[i];

        if (is_first ? sharer->dictionary != dictionary : sharer != shadow)
            continue;
        if (is_first)
            index_put(&objects.dictionaries, dictionary, sharer);
        objects.sharers.items[i] = vector_last(&objects.sharers);
        objects.sharers.count--;
        return;
    }
}

static void join_dictionary(struct shadow *shadow, const PyObject *dictionary)
{
    struct shadow *other = index_get(&objects.dictionaries, dictionary);

    if (other != NULL)
        vector_push(&objects.sharers, other);
    index_put(&objects.dictionaries, dictionary, shadow);
}

/* An object has died.  `told`: all that it held is suspected already. */
static void let_go(struct shadow *shadow, bool told)
{
    if (shadow->leaf && !shadow->of_heap_type)
        return;
    objects.bereft = true;
    shadows_suspect_all(shadow);
    if (!(shadow->leaf | (shadow->open && shadow->hidden == 0)) && !told && !shadows_is_lonely(shadow->type) &&
        (!shadow->open || shadow->kind != TRACE_OBJECT_BYTEARRAY))
        objects.doubted = objects.uneasy = true;
    if (shadow->dictionary != NULL) {
        leave_dictionary(shadow);
        shadows_suspect(shadows_find(shadow->dictionary));
    }
}

static void forget(struct shadow *shadow, bool told)
{
    let_go(shadow, told);
    if (!shadow->leaf)
        trace_writer_put_death(objects.writer, &(struct trace_fields_DEATH){.object = shadow->number});
    index_remove(&objects.by_address, shadow->address);
    if (shadow->room > ROOM_KEPT) {
        free(shadow->entries);
        shadow->entries = NULL;
        shadow->room = 0;
    }
    free(shadow->bytes);
    *shadow = (struct shadow){.entries = shadow->entries, .room = shadow->room, .listed = shadow->listed};
    vector_push(&objects.unused, shadow);
}

void shadows_forget(struct shadow *shadow)
{
    forget(shadow, false);
}

void objects_died(PyObject *object)
{
    struct shadow *shadow = shadows_find(object);
    bool told;

    if (shadow == NULL)
        return;
    if (shadow->kind == TRACE_OBJECT_FUNCTION && Py_IS_TYPE(object, &PyFunction_Type)) {
        shadows_suspect(shadows_find(((PyFunctionObject *)object)->func_code));
        shadows_suspect(shadows_find(((PyFunctionObject *)object)->func_globals));
        shadows_suspect(shadows_find(((PyFunctionObject *)object)->func_builtins));
    }
    told = objects.dying == object ||
           ((shadow->kind == TRACE_OBJECT_OTHER || shadow->kind == TRACE_OBJECT_BUILTIN) &&
            !shadows_is_lonely(shadow->type) && Py_TYPE(object) == shadow->type && suspect_within_dying(object));
    objects.dying = NULL;
    forget(shadow, told);
}

void objects_dies(PyObject *object)
{
    objects.dying = shadows_find(object) != NULL && shadows_suspect_within(object) ? object : NULL;
}

uint32_t shadows_room(size_t words)
{
    uint32_t room = ROOM_LEAST;

    while (room < words)
        room *= 2;
    return room;
}

void shadows_make_room(struct shadow *shadow, size_t words)
{
    if (words <= shadow->room)
        return;
    shadow->room = shadows_room(words);
    shadow->entries = memory_resize(shadow->entries, shadow->room, sizeof *shadow->entries);
}

uint64_t shadows_label_number(const struct shadow *shadow, uintptr_t word)
{
    if (word == WORD_OF_ITEM)
        return 0;
    return words_label(objects.writer, word) << shadow->fields_too | shadow->fields_too;
}

uint64_t shadows_logged_number(const struct shadow *shadow, const struct shadow_entry *entry, size_t place)
{
    return shadow->fields_too && place % 2 == 0 && entry->shadow != NULL ? entry->number << 1 : entry->number;
}

void shadows_find_dictionary(struct shadow *shadow)
{
    PyObject *dictionary = NULL;

    if (shadow->kind == TRACE_OBJECT_FUNCTION)
        dictionary = ((PyFunctionObject *)shadow->address)->func_dict;
    else if (shadow->kind == TRACE_OBJECT_MODULE)
        dictionary = facts_module_dict(shadow->address);
    else if ((shadow->of_heap_type && shadow->kind != TRACE_OBJECT_CLASS) || shadow->kind == TRACE_OBJECT_OTHER ||
             shadow->kind == TRACE_OBJECT_EXCEPTION)
        dictionary = facts_attributes(shadow->address).dict;
    if (dictionary == shadow->dictionary)
        return;
    if (shadow->dictionary != NULL)
        leave_dictionary(shadow);
    if (dictionary != NULL)
        join_dictionary(shadow, dictionary);
    shadow->dictionary = dictionary;
}

bool shadows_is_deep(const struct shadow *shadow)
{
    if (shadow->kind == TRACE_OBJECT_FUNCTION)
        return ((PyFunctionObject *)shadow->address)->func_annotations != NULL;
    return shadow->of_heap_type && (shadow->kind != TRACE_OBJECT_INSTANCE || !facts_all_python(shadow->type));
}

void shadows_find_restless(struct shadow *shadow)
{
    PyTypeObject *type = shadow->type;
    const struct carrier *carrier = shadow->kind == TRACE_OBJECT_OTHER ? types_of(type)->carrier : NULL;
    bool other = !shadows_is_simple(shadow->kind) && shadow->kind != TRACE_OBJECT_CLASS &&
                 !(carrier != NULL && carriers_are_still(carrier));
    bool restless = (other && (shadow->count > 0 || trace_value_changes(shadow->kind))) || type == &PyCode_Type ||
                    type == &PyFrame_Type || type == &PyTraceBack_Type;

    if (restless && !shadow->listed)
        vector_push(&objects.restless, shadow);
    shadow->listed = shadow->listed || restless;
    shadow->restless = restless;
}

bool shadows_changed_class(struct shadow *shadow, PyObject *object)
{
    const struct type_facts *facts = types_of(Py_TYPE(object));
    bool heap_types = shadow->of_heap_type && (Py_TYPE(object)->tp_flags & Py_TPFLAGS_HEAPTYPE);
    uint64_t before = shadow->type_name;

    if (shadow->type == Py_TYPE(object) || facts->kind != shadow->kind || shadow->leaf ||
        !(heap_types || facts->kind == TRACE_OBJECT_MODULE))
        return false;
    shadows_suspect(shadows_find((PyObject *)shadow->type));
    shadows_suspect(shadows_find((PyObject *)Py_TYPE(object)));
    shadow->type = Py_TYPE(object);
    shadow->type_name = facts->name;
    shadow->of_heap_type = (shadow->type->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0;
    shadow->deep = shadows_is_deep(shadow);
    shadows_sort(shadow);
    deaths_watch(shadow->type);
    objects.written++;
    trace_writer_put(objects.writer,
                     &(struct trace_record){TRACE_TYPE, .type = {shadow->number, before, shadow->type_name}});
    return true;
}
