#include "record/entries.h"

#include <string.h>

#include "base/mix.h"
#include "record/carriers.h"
#include "record/hook_dicts.h"
#include "record/types.h"
#include "record/values.h"

/* What a class's dictionary holds beside what its body says; shown, it would hide the rest. */
static const char *const class_internals[] = {
    "__module__",
    "__dict__",
    "__weakref__",
    "__doc__",
    "__qualname__",
    "__firstlineno__",
    "__static_attributes__",
    "__annotate_func__",
    "__annotations_cache__",
    "_abc_impl",
};

static void read_items(PyObject **items, Py_ssize_t count, struct entry_words *words)
{
    size_t recorded = count < TRACE_ENTRIES_MAX ? (size_t)count : TRACE_ENTRIES_MAX;

    vector_reserve(&words->items, recorded);
    for (size_t i = 0; i < recorded; i++) {
        if (words->mixed)
            words_add_item(words, items[i]);
        else if (items[i] != NULL) /* in a tuple that C code is still filling */
            words->items.items[words->items.count++] = (uintptr_t)items[i];
    }
    words->hidden = (uint64_t)count - recorded;
}

/* PyDict_Next reads the table and runs nothing, for subclasses of dict too. */
static void read_dict(PyObject *dict, struct entry_words *words)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;

    if (!PyDict_CheckExact(dict) && PyODict_Check(dict))
        carriers_read_ordered(dict, words);
    else
        while (words_room(words, 2) > 0 && PyDict_Next(dict, &at, &key, &value))
            words_add_pair(words, key, value);
    words->hidden = (uint64_t)PyDict_GET_SIZE(dict) - words->items.count / 2;
}

static void read_set(PyObject *object, struct entry_words *words)
{
    const PySetObject *set = (PySetObject *)object;

    for (Py_ssize_t i = 0; i <= set->mask && words_room(words, 1) > 0; i++)
        if (set->table[i].key != NULL && set->table[i].hash != -1) /* -1: a place where something was removed */
            words_add_item(words, set->table[i].key);
    words->hidden = (uint64_t)set->used - words->items.count / (words->mixed ? 2 : 1);
}

static bool is_internal(PyObject *name)
{
    for (size_t i = 0; i < sizeof class_internals / sizeof class_internals[0]; i++)
        if (value_is(name, class_internals[i]))
            return true;
    return false;
}

static void read_named(PyObject *dict, bool of_class, struct entry_words *words)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;

    while (PyDict_Next(dict, &at, &key, &value))
        if (PyUnicode_Check(key) && !(of_class && is_internal(key)))
            words_add_named(words, key, value);
}

static void read_attributes(PyObject *object, struct entry_words *words)
{
    struct facts_attributes attributes = facts_attributes(object);

    if (attributes.dict != NULL)
        read_named(attributes.dict, carriers_is_c_type(Py_TYPE(object)), words);
    for (int i = 0; attributes.values != NULL && i < attributes.count; i++) {
        int place = facts_ordered(&attributes, i);

        words_add_named(words, facts_attribute_name(&attributes, place), attributes.values[place]);
    }
}

static bool is_slot(const PyMemberDef *member)
{
    return member->type == T_OBJECT_EX || member->type == T_OBJECT;
}

/* Slots of this class and its bases, those of the bases first. */
static void read_slots(PyObject *object, PyTypeObject *type, struct entry_words *words)
{
    PyTypeObject *line[64]; /* from the class up to the one before the first that C code made */
    int depth = 0;

    for (; !carriers_is_c_type(type) && depth < 64; type = type->tp_base)
        line[depth++] = type;
    while (depth-- > 0)
        for (const PyMemberDef *slot = line[depth]->tp_members; slot != NULL && slot->name != NULL; slot++)
            if (is_slot(slot))
                words_add_member(words, slot, *(PyObject **)((char *)object + slot->offset));
}

/* A member that holds nothing tells nothing: the file name of an OSError without a file. */
static void read_member(PyObject *object, const PyMemberDef *first, const PyMemberDef *member,
                        struct entry_words *words)
{
    PyObject *value = *(PyObject **)((char *)object + member->offset);

    for (; first != member; first++)
        if (first->offset == member->offset)
            return; /* the same under another name */
    if (value != Py_None && strcmp(member->name, "__doc__") != 0)
        words_add_member(words, member, value);
}

/* What a class made by C code and its bases give a name to. */
static void read_members(PyObject *object, PyTypeObject *type, struct entry_words *words)
{
    for (; type != NULL; type = type->tp_base)
        for (const PyMemberDef *member = type->tp_members; member != NULL && member->name != NULL; member++)
            if (is_slot(member))
                read_member(object, type->tp_members, member, words);
}

struct reach {
    PyObject *object;
    PyObject *attributes; /* the dictionary whose contents are told already, or NULL */
    struct entry_words *words;
    size_t told; /* words of fields that have names */
};

static int reach(PyObject *found, void *context)
{
    struct reach *reach = context;

    if (found == (PyObject *)Py_TYPE(reach->object) || found == reach->attributes)
        return 0;
    for (size_t i = 1; i < reach->told; i += 2)
        if (reach->words->items.items[i] == (uintptr_t)found)
            return 0;
    words_add_field(reach->words, LABEL_REACHES, found);
    return 0;
}

/* All that the garbage collector would find.  A frame is left out: it stands on the stack, where its names are told. */
static void read_reached(PyObject *object, struct entry_words *words)
{
    PyTypeObject *type = carriers_c_base(Py_TYPE(object));
    struct reach reached = {object, facts_attributes(object).dict, words, words->items.count};

    if (type == &PyFrame_Type || type->tp_traverse == NULL || !PyObject_IS_GC(object) ||
        !PyObject_GC_IsTracked(object))
        return;
    type->tp_traverse(object, reach, &reached);
}

static void read_other(PyObject *object, struct entry_words *words)
{
    PyTypeObject *base = carriers_c_base(Py_TYPE(object));
    const struct carrier *carrier = types_of(Py_TYPE(object))->carrier;

    if (carrier != NULL && carrier->fields != NULL)
        carrier->fields(object, words);
    else
        read_members(object, base, words);
    read_slots(object, Py_TYPE(object), words);
    read_attributes(object, words);
    if (carrier == NULL)
        read_reached(object, words);
}

static void read_exception(PyObject *object, struct entry_words *words)
{
    const PyBaseExceptionObject *exception = (PyBaseExceptionObject *)object;

    words_add_field(words, LABEL_ARGS, exception->args);
    words_add_field(words, LABEL_CAUSE, exception->cause);
    words_add_field(words, LABEL_CONTEXT, exception->context);
    read_members(object, carriers_c_base(Py_TYPE(object)), words);
    read_slots(object, Py_TYPE(object), words);
    read_attributes(object, words);
}

static void read_weak_reference(PyObject *object, struct entry_words *words)
{
    const PyWeakReference *reference = (PyWeakReference *)object;

    if (reference->wr_object != Py_None)
        words_add_field(words, LABEL_REFERENT, reference->wr_object);
    words_add_field(words, LABEL_CALLBACK, reference->wr_callback);
    read_slots(object, Py_TYPE(object), words);
    read_attributes(object, words);
}

static void read_builtin(PyObject *object, struct entry_words *words)
{
    PyObject *self = ((PyCFunctionObject *)object)->m_self;

    if (self != NULL && !PyModule_Check(self))
        words_add_field(words, LABEL_SELF, self);
}

static void read_named_tuple(PyObject *object, struct entry_words *words)
{
    PyObject *names = entries_field_names(Py_TYPE(object));

    for (Py_ssize_t i = 0; names != NULL && i < Py_SIZE(object) && i < PyTuple_GET_SIZE(names); i++)
        words_add_named(words, PyTuple_GET_ITEM(names, i), PyTuple_GET_ITEM(object, i));
    read_slots(object, Py_TYPE(object), words);
    read_attributes(object, words);
}

static void read_function(PyObject *object, struct entry_words *words)
{
    const PyFunctionObject *function = (PyFunctionObject *)object;
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    int cells = function->func_closure != NULL ? (int)PyTuple_GET_SIZE(function->func_closure) : 0;

    words_add_field(words, LABEL_DEFAULTS, function->func_defaults);
    words_add_field(words, LABEL_KWDEFAULTS, function->func_kwdefaults);
    for (int i = 0; i < cells; i++) /* the last of its locals */
        words_add_named(words, facts_local_name(code, facts_local_count(code) - cells + i),
                        PyTuple_GET_ITEM(function->func_closure, i));
    if (function->func_dict != NULL)
        read_named(function->func_dict, false, words);
}

static void read_class(PyObject *object, struct entry_words *words)
{
    const PyTypeObject *type = (PyTypeObject *)object;
    PyObject *bases = type->tp_bases;

    for (Py_ssize_t i = 0; bases != NULL && i < PyTuple_GET_SIZE(bases); i++)
        if (PyTuple_GET_ITEM(bases, i) != (PyObject *)&PyBaseObject_Type)
            words_add_field(words, LABEL_BASES, PyTuple_GET_ITEM(bases, i));
    if (type->tp_dict != NULL)
        read_named(type->tp_dict, true, words);
}

static void read_three(PyObject *start, PyObject *stop, PyObject *step, struct entry_words *words)
{
    words_add_field(words, LABEL_START, start);
    words_add_field(words, LABEL_STOP, stop);
    words_add_field(words, LABEL_STEP, step);
}

static void read_fields(PyObject *object, enum trace_object_kind kind, struct entry_words *words)
{
    struct facts_range range;

    switch ((int)kind) {
    case TRACE_OBJECT_RANGE:
        range = facts_range(object);
        read_three(range.start, range.stop, range.step, words);
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
        words_add_field(words, LABEL_CONTENTS, ((PyCellObject *)object)->ob_ref);
        break;
    case TRACE_OBJECT_METHOD:
        words_add_field(words, LABEL_SELF, ((PyMethodObject *)object)->im_self);
        words_add_field(words, LABEL_FUNC, ((PyMethodObject *)object)->im_func);
        break;
    case TRACE_OBJECT_EXCEPTION:
        read_exception(object, words);
        break;
    case TRACE_OBJECT_NAMEDTUPLE:
        read_named_tuple(object, words);
        break;
    case TRACE_OBJECT_BUILTIN:
        read_builtin(object, words);
        break;
    case TRACE_OBJECT_WEAKREF:
        read_weak_reference(object, words);
        break;
    case TRACE_OBJECT_OTHER:
        read_other(object, words);
        break;
    default:
        break;
    }
}

static void read_contents(PyObject *object, enum trace_object_kind kind, struct entry_words *words)
{
    switch ((int)kind) {
    case TRACE_OBJECT_LIST:
        read_items(((PyListObject *)object)->ob_item, Py_SIZE(object), words);
        break;
    case TRACE_OBJECT_TUPLE:
        read_items(((PyTupleObject *)object)->ob_item, Py_SIZE(object), words);
        break;
    case TRACE_OBJECT_DEQUE:
        carriers_read_deque(object, words);
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

void entries_read(PyObject *object, struct entries_form form, struct entry_words *words)
{
    vector_clear(&words->items);
    words->hidden = words->contents = 0;
    words->mixed = form.fields_too;
    read_contents(object, form.kind, words);
    if (!form.fields_too)
        return;
    words->contents = words->items.count;
    if (form.kind == TRACE_OBJECT_DICT && carriers_is_defaultdict(carriers_c_base(Py_TYPE(object))))
        words_add_field(words, LABEL_FACTORY, carriers_default_factory(object));
    read_slots(object, Py_TYPE(object), words);
    read_attributes(object, words);
}

static bool has_slots(const PyTypeObject *type)
{
    for (; !carriers_is_c_type(type); type = type->tp_base)
        for (const PyMemberDef *member = type->tp_members; member != NULL && member->name != NULL; member++)
            if (is_slot(member))
                return true;
    return false;
}

bool entries_has_fields_too(const PyTypeObject *type)
{
    return (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) || type->tp_dictoffset != 0 || has_slots(type) ||
           carriers_is_defaultdict(type);
}

static PyObject *field_names_in(PyObject *dict)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;

    while (PyDict_Next(dict, &at, &key, &value))
        if (value_is(key, "_fields") && PyTuple_CheckExact(value)) {
            for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(value); i++)
                if (!PyUnicode_CheckExact(PyTuple_GET_ITEM(value, i)))
                    return NULL;
            return value;
        }
    return NULL;
}

PyObject *entries_field_names(const PyTypeObject *type)
{
    PyObject *names = NULL;

    for (; names == NULL && !carriers_is_c_type(type); type = type->tp_base)
        names = field_names_in(type->tp_dict);
    return names;
}

static uint64_t dict_version(PyObject *object)
{
    uint64_t version = hook_dicts_version(object);

    if (version == 0 || PyDict_CheckExact(object) || !PyODict_Check(object))
        return version;
    return version ^ carriers_order_version(object) << 32;
}

/* Of a dictionary whose class has a place for attributes, but no slots: C code made it. */
static uint64_t version_with_fields(PyObject *dict)
{
    PyObject *attributes = facts_attributes(dict).dict;
    uint64_t version = dict_version(dict), of_attributes = attributes != NULL ? hook_dicts_version(attributes) : 1;

    if (version == 0 || of_attributes == 0)
        return 0;
    if (carriers_is_defaultdict(Py_TYPE(dict)))
        version ^= (uintptr_t)carriers_default_factory(dict) << 8;
    return version ^ of_attributes << 16;
}

bool entries_are_constant(const PyTypeObject *type)
{
    return type == &PyCode_Type || type == &PyMethodDescr_Type || type == &PyWrapperDescr_Type ||
           type == &PyMemberDescr_Type || type == &PyGetSetDescr_Type || type == &PyClassMethodDescr_Type;
}

/* No more than a dictionary of attributes, if that. */
static bool is_bare(const PyTypeObject *type)
{
    size_t size = sizeof(PyObject) + (type->tp_dictoffset > 0 ? sizeof(PyObject *) : 0) +
                  (type->tp_weaklistoffset > 0 ? sizeof(PyObject *) : 0);

    return type->tp_itemsize == 0 && (size_t)type->tp_basicsize == size;
}

bool entries_stand_in_structure(PyTypeObject *type)
{
    static const char *const names[] = {
        "types.GenericAlias", "types.UnionType",           "property",   "staticmethod",  "classmethod",
        "functools.partial",  "_collections._tuplegetter", "re.Pattern", "method-wrapper"};
    const PyTypeObject *base = carriers_c_base(type);

    if (is_bare(base))
        return true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(base->tp_name, names[i]) == 0)
            return base->tp_itemsize == 0 || base == type;
    return false;
}

/* Of an object whose structure is all that its entries are read from, and its attributes' dictionary. */
static uint64_t version_of_structure(PyObject *object)
{
    const char *end = (const char *)object + Py_TYPE(object)->tp_basicsize;
    struct facts_attributes attributes = facts_attributes(object);
    uint64_t of_attributes = attributes.dict != NULL ? hook_dicts_version(attributes.dict) : 1, version, word;

    if (attributes.values != NULL || of_attributes == 0)
        return 0;
    version = mix_word(PyObject_IS_GC(object) && PyObject_GC_IsTracked(object), of_attributes);
    for (const char *at = (const char *)object + sizeof(PyObject); at + sizeof word <= end; at += sizeof word) {
        memcpy(&word, at, sizeof word);
        version = mix_word(version, word);
    }
    return version | 1;
}

static uint64_t version_of_function(PyObject *object)
{
    const PyFunctionObject *function = (PyFunctionObject *)object;
    uint64_t version = function->func_dict != NULL ? hook_dicts_version(function->func_dict) : 1;

    if (version == 0)
        return 0;
    version = mix_word(mix_word(version, (uintptr_t)function->func_code), (uintptr_t)function->func_defaults);
    return mix_word(mix_word(version, (uintptr_t)function->func_kwdefaults), (uintptr_t)function->func_closure) | 1;
}

static uint64_t version_of_other(PyObject *object)
{
    const struct type_facts *facts;
    const struct carrier *carrier;

    if (entries_are_constant(Py_TYPE(object)))
        return 1;
    facts = types_of(Py_TYPE(object));
    if (facts->in_structure)
        return version_of_structure(object);
    carrier = facts->carrier;
    return carrier != NULL && carrier->version != NULL && carriers_is_c_type(Py_TYPE(object))
               ? carrier->version(object)
               : 0;
}

uint64_t entries_version(PyObject *object, struct entries_form form)
{
    PyTypeObject *type = (PyTypeObject *)object;
    uint64_t version;

    if (form.fields_too)
        return form.kind == TRACE_OBJECT_DICT && carriers_is_c_type(Py_TYPE(object)) ? version_with_fields(object)
                                                                                     : 0;
    switch ((int)form.kind) {
    case TRACE_OBJECT_DICT:
        return dict_version(object);
    case TRACE_OBJECT_CLASS:
        version = type->tp_dict != NULL ? hook_dicts_version(type->tp_dict) : 0;
        return version != 0 ? version ^ (uintptr_t)type->tp_bases << 8 : 0;
    case TRACE_OBJECT_OTHER:
        return version_of_other(object);
    case TRACE_OBJECT_FUNCTION:
        return version_of_function(object);
    case TRACE_OBJECT_FROZENSET:
    case TRACE_OBJECT_RANGE:
    case TRACE_OBJECT_SLICE:
    case TRACE_OBJECT_METHOD:
    case TRACE_OBJECT_BUILTIN:
        return 1; /* never changes */
    default:
        return 0;
    }
}

static void add_name(PyObject *name, struct text *out)
{
    if (name != NULL && PyUnicode_Check(name))
        value_utf8(name, TRACE_VALUE_MAX, out);
}

/* In a class of which no base has two bases, it is what one sees when one follows them. */
static void add_mro(const PyTypeObject *type, struct text *out)
{
    const PyTypeObject *base = type;

    while (base != NULL && (base->tp_bases == NULL || PyTuple_GET_SIZE(base->tp_bases) <= 1))
        base = base->tp_base;
    if (base == NULL || type->tp_mro == NULL)
        return;
    text_add(out, "\nmro: ");
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(type->tp_mro) && out->length < TRACE_VALUE_MAX; i++) {
        text_add(out, i > 0 ? ", " : "");
        text_add(out, ((PyTypeObject *)PyTuple_GET_ITEM(type->tp_mro, i))->tp_name);
    }
}

static void detail_exception(PyObject *object, struct text *out)
{
    PyObject *traceback = ((PyBaseExceptionObject *)object)->traceback;
    int frames = 0;

    for (; traceback != NULL && PyTraceBack_Check(traceback); frames++)
        traceback = (PyObject *)((PyTracebackObject *)traceback)->tb_next;
    if (frames > 0)
        text_format(out, "traceback: %d frame%s", frames, frames == 1 ? "" : "s");
}

static void detail_other(PyObject *object, struct text *out)
{
    const struct carrier *carrier = types_of(Py_TYPE(object))->carrier;

    if (carrier != NULL && carrier->detail != NULL)
        carrier->detail(object, out);
}

void entries_title(PyObject *object, enum trace_object_kind kind, struct text *out)
{
    switch ((int)kind) {
    case TRACE_OBJECT_FUNCTION:
        add_name(((PyFunctionObject *)object)->func_name, out);
        break;
    case TRACE_OBJECT_CLASS:
        text_add(out, ((PyTypeObject *)object)->tp_name);
        add_mro((PyTypeObject *)object, out);
        break;
    case TRACE_OBJECT_MODULE:
        add_name(facts_module_name(object), out);
        break;
    case TRACE_OBJECT_METHOD:
        if (PyFunction_Check(((PyMethodObject *)object)->im_func))
            add_name(((PyFunctionObject *)((PyMethodObject *)object)->im_func)->func_name, out);
        break;
    case TRACE_OBJECT_GENERATOR:
        add_name(facts_generator_name(object), out);
        break;
    case TRACE_OBJECT_BUILTIN:
        text_add(out, ((PyCFunctionObject *)object)->m_ml->ml_name);
        break;
    case TRACE_OBJECT_EXCEPTION:
        detail_exception(object, out);
        break;
    case TRACE_OBJECT_DEQUE:
        carriers_detail_deque(object, out);
        break;
    case TRACE_OBJECT_WEAKREF:
        text_add(out, ((PyWeakReference *)object)->wr_object != Py_None ? "alive" : "dead");
        break;
    case TRACE_OBJECT_OTHER:
        detail_other(object, out);
        break;
    default:
        break;
    }
}
