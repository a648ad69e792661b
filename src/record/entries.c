#include "record/entries.h"

#include <string.h>

#include "record/hook_dicts.h"
#include "record/values.h"

#define LABELS(LABEL)                    \
    LABEL(START, "start")                \
    LABEL(STOP, "stop")                  \
    LABEL(STEP, "step")                  \
    LABEL(DEFAULTS, "__defaults__")      \
    LABEL(KWDEFAULTS, "__kwdefaults__")  \
    LABEL(BASES, "__bases__")            \
    LABEL(CONTENTS, "contents")          \
    LABEL(SELF, "__self__")              \
    LABEL(FUNC, "__func__")              \
    LABEL(ARGS, "args")

enum label {
#define LABEL(NAME, text) LABEL_##NAME,
    LABELS(LABEL)
#undef LABEL
};

/* How a label is told from the address of a str: both that and a PyMemberDef's are multiples of 8. */
enum { OF_TABLE = 1, OF_SLOT = 2 };

static const char *const label_texts[] = {
#define LABEL(NAME, text) text,
    LABELS(LABEL)
#undef LABEL
};

/* What a class's dictionary holds beside what its body says; shown, it would hide the rest. */
static const char *const class_internals[] = {
    "__module__", "__dict__", "__weakref__", "__doc__", "__qualname__", "__firstlineno__", "__static_attributes__",
    "__annotate_func__", "__annotations_cache__",
};

static size_t room(const struct entry_words *words, size_t size)
{
    size_t used = words->items.count / size;

    return used < TRACE_ENTRIES_MAX ? TRACE_ENTRIES_MAX - used : 0;
}

static void add_item(struct entry_words *words, PyObject *item)
{
    if (item == NULL)
        return;
    if (room(words, 1) > 0)
        vector_push(&words->items, (uintptr_t)item);
    else
        words->hidden++;
}

static void add_two(struct entry_words *words, uintptr_t first, PyObject *second)
{
    if (second == NULL)
        return;
    if (room(words, 2) == 0) {
        words->hidden++;
        return;
    }
    vector_push(&words->items, first);
    vector_push(&words->items, (uintptr_t)second);
}

static void add_field(struct entry_words *words, enum label label, PyObject *value)
{
    add_two(words, (uintptr_t)label << 2 | OF_TABLE, value);
}

static void read_items(PyObject **items, Py_ssize_t count, struct entry_words *words)
{
    size_t recorded = count < TRACE_ENTRIES_MAX ? (size_t)count : TRACE_ENTRIES_MAX;

    vector_reserve(&words->items, recorded);
    for (size_t i = 0; i < recorded; i++)
        if (items[i] != NULL) /* in a tuple that C code is still filling */
            words->items.items[words->items.count++] = (uintptr_t)items[i];
    words->hidden = (uint64_t)count - recorded;
}

/* PyDict_Next reads the table and runs nothing, for subclasses of dict too. */
static void read_dict(PyObject *dict, struct entry_words *words)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;

    while (room(words, 2) > 0 && PyDict_Next(dict, &at, &key, &value))
        add_two(words, (uintptr_t)key, value);
    words->hidden = (uint64_t)PyDict_GET_SIZE(dict) - words->items.count / 2;
}

static void read_set(PyObject *object, struct entry_words *words)
{
    const PySetObject *set = (PySetObject *)object;

    for (Py_ssize_t i = 0; i <= set->mask && room(words, 1) > 0; i++)
        if (set->table[i].key != NULL && set->table[i].hash != -1) /* -1: a place where something was removed */
            add_item(words, set->table[i].key);
    words->hidden = (uint64_t)set->used - words->items.count;
}

static void read_named(PyObject *dict, bool of_class, struct entry_words *words)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;

    while (PyDict_Next(dict, &at, &key, &value)) {
        bool internal = !PyUnicode_Check(key);

        for (size_t i = 0; of_class && !internal && i < sizeof class_internals / sizeof class_internals[0]; i++)
            internal = value_is(key, class_internals[i]);
        if (!internal)
            add_two(words, (uintptr_t)key, value);
    }
}

static void read_attributes(PyObject *object, struct entry_words *words)
{
    struct facts_attributes attributes = facts_attributes(object);

    if (attributes.dict != NULL)
        read_named(attributes.dict, false, words);
    for (int i = 0; attributes.values != NULL && i < attributes.count; i++) {
        int place = facts_ordered(&attributes, i);

        add_two(words, (uintptr_t)DK_UNICODE_ENTRIES(attributes.keys)[place].me_key, attributes.values[place]);
    }
}

/* Slots of this class and its bases, those of the bases first. */
static void read_slots(PyObject *object, PyTypeObject *type, struct entry_words *words)
{
    PyTypeObject *line[64]; /* from the class up to the one before object */
    int depth = 0;

    for (; type != NULL && (type->tp_flags & Py_TPFLAGS_HEAPTYPE) && depth < 64; type = type->tp_base)
        line[depth++] = type;
    while (depth-- > 0)
        for (const PyMemberDef *slot = line[depth]->tp_members; slot != NULL && slot->name != NULL; slot++)
            if (slot->type == T_OBJECT_EX || slot->type == T_OBJECT)
                add_two(words, (uintptr_t)slot | OF_SLOT, *(PyObject **)((char *)object + slot->offset));
}

static void read_function(PyObject *object, struct entry_words *words)
{
    const PyFunctionObject *function = (PyFunctionObject *)object;
    const PyCodeObject *code = (PyCodeObject *)function->func_code;

    add_field(words, LABEL_DEFAULTS, function->func_defaults);
    add_field(words, LABEL_KWDEFAULTS, function->func_kwdefaults);
    for (int i = 0; function->func_closure != NULL && i < code->co_nfreevars; i++) {
        int place = code->co_nlocalsplus - code->co_nfreevars + i;

        add_two(words, (uintptr_t)PyTuple_GET_ITEM(code->co_localsplusnames, place),
                PyTuple_GET_ITEM(function->func_closure, i));
    }
    if (function->func_dict != NULL)
        read_named(function->func_dict, false, words);
}

static void read_class(PyObject *object, struct entry_words *words)
{
    const PyTypeObject *type = (PyTypeObject *)object;
    PyObject *bases = type->tp_bases;

    for (Py_ssize_t i = 0; bases != NULL && i < PyTuple_GET_SIZE(bases); i++)
        if (PyTuple_GET_ITEM(bases, i) != (PyObject *)&PyBaseObject_Type)
            add_field(words, LABEL_BASES, PyTuple_GET_ITEM(bases, i));
    if (type->tp_dict != NULL)
        read_named(type->tp_dict, true, words);
}

static void read_three(PyObject *start, PyObject *stop, PyObject *step, struct entry_words *words)
{
    add_field(words, LABEL_START, start);
    add_field(words, LABEL_STOP, stop);
    add_field(words, LABEL_STEP, step);
}

static void read_fields(PyObject *object, enum trace_object_kind kind, struct entry_words *words)
{
    switch ((int)kind) {
    case TRACE_OBJECT_RANGE:
        read_three(((struct facts_range *)object)->start, ((struct facts_range *)object)->stop,
                   ((struct facts_range *)object)->step, words);
        break;
    case TRACE_OBJECT_SLICE:
        read_three(((PySliceObject *)object)->start, ((PySliceObject *)object)->stop, ((PySliceObject *)object)->step,
                   words);
        break;
    case TRACE_OBJECT_FUNCTION:
        read_function(object, words);
        break;
    case TRACE_OBJECT_CLASS:
        read_class(object, words);
        break;
    case TRACE_OBJECT_INSTANCE:
        read_slots(object, Py_TYPE(object), words);
        read_attributes(object, words);
        break;
    case TRACE_OBJECT_CELL:
        add_field(words, LABEL_CONTENTS, ((PyCellObject *)object)->ob_ref);
        break;
    case TRACE_OBJECT_METHOD:
        add_field(words, LABEL_SELF, ((PyMethodObject *)object)->im_self);
        add_field(words, LABEL_FUNC, ((PyMethodObject *)object)->im_func);
        break;
    case TRACE_OBJECT_EXCEPTION:
        add_field(words, LABEL_ARGS, ((PyBaseExceptionObject *)object)->args);
        read_attributes(object, words);
        break;
    default:
        break;
    }
}

void entries_read(PyObject *object, enum trace_object_kind kind, struct entry_words *words)
{
    vector_clear(&words->items);
    words->hidden = 0;
    switch ((int)kind) {
    case TRACE_OBJECT_LIST:
        read_items(((PyListObject *)object)->ob_item, Py_SIZE(object), words);
        break;
    case TRACE_OBJECT_TUPLE:
        read_items(((PyTupleObject *)object)->ob_item, Py_SIZE(object), words);
        break;
    case TRACE_OBJECT_DICT:
        read_dict(object, words);
        break;
    case TRACE_OBJECT_SET:
    case TRACE_OBJECT_FROZENSET:
        read_set(object, words);
        break;
    default:
        read_fields(object, kind, words);
        break;
    }
}

uint64_t entries_version(PyObject *object, enum trace_object_kind kind)
{
    PyTypeObject *type = (PyTypeObject *)object;
    uint64_t version;

    switch ((int)kind) {
    case TRACE_OBJECT_DICT:
        return hook_dicts_version(object);
    case TRACE_OBJECT_CLASS:
        version = type->tp_dict != NULL ? hook_dicts_version(type->tp_dict) : 0;
        return version != 0 ? version ^ (uintptr_t)type->tp_bases << 8 : 0;
    case TRACE_OBJECT_TUPLE:
    case TRACE_OBJECT_FROZENSET:
    case TRACE_OBJECT_RANGE:
    case TRACE_OBJECT_SLICE:
    case TRACE_OBJECT_METHOD:
        return 1; /* never changes */
    default:
        return 0;
    }
}

uint64_t entries_label(struct trace_writer *writer, uintptr_t label)
{
    struct text name = TEXT_EMPTY;
    uint64_t number;

    if (label & OF_TABLE)
        return trace_writer_string(writer, label_texts[label >> 2], strlen(label_texts[label >> 2]));
    if (label & OF_SLOT) {
        const char *slot = ((PyMemberDef *)(label & ~(uintptr_t)OF_SLOT))->name;

        return trace_writer_string(writer, slot, strlen(slot));
    }
    value_utf8((PyObject *)label, SIZE_MAX, &name);
    number = trace_writer_string(writer, text_string(&name), name.length);
    text_free(&name);
    return number;
}

static void add_name(PyObject *name, struct text *out)
{
    if (name != NULL && PyUnicode_Check(name))
        value_utf8(name, TRACE_VALUE_MAX, out);
}

void entries_title(PyObject *object, enum trace_object_kind kind, struct text *out)
{
    switch ((int)kind) {
    case TRACE_OBJECT_FUNCTION:
        add_name(((PyFunctionObject *)object)->func_name, out);
        break;
    case TRACE_OBJECT_CLASS:
        text_add(out, ((PyTypeObject *)object)->tp_name);
        break;
    case TRACE_OBJECT_MODULE:
        add_name(((PyModuleObject *)object)->md_name, out);
        break;
    case TRACE_OBJECT_METHOD:
        if (PyFunction_Check(((PyMethodObject *)object)->im_func))
            add_name(((PyFunctionObject *)((PyMethodObject *)object)->im_func)->func_name, out);
        break;
    case TRACE_OBJECT_GENERATOR:
        add_name(((PyGenObject *)object)->gi_name, out);
        break;
    default:
        break;
    }
}
