#include "record/types.h"

#include <stdlib.h>
#include <string.h>

#include "base/index.h"
#include "base/memory.h"
#include "base/vector.h"
#include "record/carriers.h"
#include "record/deaths.h"
#include "record/entries.h"
#include "record/values.h"

/* Static classes whose instances (and whose subclasses' instances) have a kind of their own; a subclass before its
 * base. */
#define TYPES_WITH_KINDS(TYPE)          \
    TYPE(PyBool_Type, BOOL)             \
    TYPE(PyLong_Type, INT)              \
    TYPE(PyFloat_Type, FLOAT)           \
    TYPE(PyComplex_Type, COMPLEX)       \
    TYPE(PyUnicode_Type, STR)           \
    TYPE(PyBytes_Type, BYTES)           \
    TYPE(PyByteArray_Type, BYTEARRAY)   \
    TYPE(PyEllipsis_Type, SINGLETON)    \
    TYPE(PyList_Type, LIST)             \
    TYPE(PyTuple_Type, TUPLE)           \
    TYPE(PyDict_Type, DICT)             \
    TYPE(PySet_Type, SET)               \
    TYPE(PyFrozenSet_Type, FROZENSET)   \
    TYPE(PyRange_Type, RANGE)           \
    TYPE(PySlice_Type, SLICE)           \
    TYPE(PyFunction_Type, FUNCTION)     \
    TYPE(PyType_Type, CLASS)            \
    TYPE(PyModule_Type, MODULE)         \
    TYPE(PyCell_Type, CELL)             \
    TYPE(PyMethod_Type, METHOD)         \
    TYPE(PyGen_Type, GENERATOR)         \
    TYPE(PyCoro_Type, GENERATOR)        \
    TYPE(PyAsyncGen_Type, GENERATOR)    \
    TYPE(PyCFunction_Type, BUILTIN)     \
    TYPE(_PyWeakref_RefType, WEAKREF)   \
    TYPE(_PyWeakref_ProxyType, WEAKREF) \
    TYPE(_PyWeakref_CallableProxyType, WEAKREF)

static struct {
    struct trace_writer *writer;
    struct index known;       /* a class's address → struct type_facts, owned */
    VECTOR(uint64_t) modules; /* strings: names of the learner's modules */
} types;

void types_start(struct trace_writer *writer)
{
    types.writer = writer;
}

static uint64_t name_of_module(PyTypeObject *type)
{
    PyObject *module = NULL;
    struct text name = TEXT_EMPTY;
    uint64_t number = 0;

    /* Walked, not looked up: a look-up can come upon a key with an __eq__ of its own. */
    if ((type->tp_flags & Py_TPFLAGS_HEAPTYPE) && type->tp_dict != NULL) {
        PyObject *key, *value;
        Py_ssize_t at = 0;

        while (module == NULL && PyDict_Next(type->tp_dict, &at, &key, &value))
            if (value_is(key, "__module__"))
                module = value;
    }
    if (module != NULL && PyUnicode_CheckExact(module)) {
        value_utf8(module, TRACE_VALUE_MAX, &name);
        number = trace_writer_string(types.writer, text_string(&name), name.length);
    }
    text_free(&name);
    return number;
}

static bool is_learners_module(uint64_t module)
{
    for (size_t i = 0; module != 0 && i < types.modules.count; i++)
        if (types.modules.items[i] == module)
            return true;
    return false;
}

bool types_is_learners(PyTypeObject *type)
{
    return is_learners_module(name_of_module(type));
}

void types_add_module(PyObject *name)
{
    struct text text = TEXT_EMPTY;
    uint64_t number;

    value_utf8(name, TRACE_VALUE_MAX, &text);
    number = trace_writer_string(types.writer, text_string(&text), text.length);
    text_free(&text);
    if (!is_learners_module(number))
        vector_push(&types.modules, number);
}

static bool is_exception(PyTypeObject *type)
{
    return (type->tp_flags & Py_TPFLAGS_BASE_EXC_SUBCLASS) != 0;
}

static enum trace_object_kind kind_of(PyTypeObject *type)
{
    if (type == Py_TYPE(Py_None))
        return TRACE_OBJECT_NONE;
    if (type == Py_TYPE(Py_NotImplemented))
        return TRACE_OBJECT_SINGLETON;
    if (is_exception(type))
        return TRACE_OBJECT_EXCEPTION;
    if (PyType_FastSubclass(type, Py_TPFLAGS_TUPLE_SUBCLASS) && entries_field_names(type) != NULL)
        return TRACE_OBJECT_NAMEDTUPLE;
    for (PyTypeObject *base = type; base != NULL; base = base->tp_base) {
#define TYPE(static_type, KIND) \
    if (base == &static_type)   \
        return TRACE_OBJECT_##KIND;
        TYPES_WITH_KINDS(TYPE)
#undef TYPE
    }
    if (carriers_is_deque(carriers_c_base(type)))
        return TRACE_OBJECT_DEQUE;
    return carriers_c_base(type) == &PyBaseObject_Type && type != &PyBaseObject_Type ? TRACE_OBJECT_INSTANCE
                                                                                     : TRACE_OBJECT_OTHER;
}

static bool is_leaf(const struct type_facts *facts)
{
    return trace_object_layout(facts->kind) == TRACE_LAYOUT_LEAF && !facts->fields_too &&
           facts->kind != TRACE_OBJECT_BYTEARRAY && facts->kind != TRACE_OBJECT_MODULE &&
           facts->kind != TRACE_OBJECT_GENERATOR;
}

/* Modules, generators and the like have dictionaries too, but not such as a program puts its data into. */
static bool has_fields_too(enum trace_object_kind kind, const PyTypeObject *type)
{
    return kind >= TRACE_OBJECT_INT && kind != TRACE_OBJECT_BYTEARRAY && kind != TRACE_OBJECT_MODULE &&
           kind != TRACE_OBJECT_GENERATOR && kind != TRACE_OBJECT_SINGLETON &&
           trace_object_layout(kind) != TRACE_LAYOUT_FIELDS && entries_has_fields_too(type);
}

/* C types of the libraries that hold what the program put into them are as open as built-in ones. */
static bool is_library(enum trace_object_kind kind, PyTypeObject *type, uint64_t module)
{
    const PyTypeObject *base = carriers_c_base(type);

    if (kind == TRACE_OBJECT_INSTANCE || (kind == TRACE_OBJECT_OTHER && base != type))
        return !is_learners_module(module);
    return kind == TRACE_OBJECT_OTHER && carriers_find(base) == NULL && strchr(base->tp_name, '.') != NULL &&
           strncmp(base->tp_name, "itertools.", 10) != 0 && strncmp(base->tp_name, "collections.", 12) != 0;
}

/* tp_name of a class written in C holds its module already; one made by a class statement has only its own name
 * there. */
static uint64_t full_name(PyTypeObject *type, uint64_t module)
{
    struct text name = TEXT_EMPTY;
    uint64_t number;

    if (!carriers_is_c_type(type) && module != 0 && module != trace_writer_string(types.writer, "__main__", 8) &&
        module != trace_writer_string(types.writer, "builtins", 8)) {
        PyObject *key, *value;
        Py_ssize_t at = 0;

        while (PyDict_Next(type->tp_dict, &at, &key, &value))
            if (value_is(key, "__module__"))
                value_utf8(value, TRACE_VALUE_MAX, &name);
        text_add_char(&name, '.');
    }
    text_add(&name, type->tp_name);
    number = trace_writer_string(types.writer, text_string(&name), name.length);
    text_free(&name);
    return number;
}

static __attribute__((cold, noinline)) const struct type_facts *meet(PyTypeObject *type)
{
    struct type_facts *facts = memory_zeroed(1, sizeof *facts);
    uint64_t module = name_of_module(type);

    facts->type = type;
    facts->kind = kind_of(type);
    facts->carrier = carriers_find(carriers_c_base(type));
    facts->fields_too = has_fields_too(facts->kind, type);
    facts->entry_size =
        (uint8_t)trace_entry_size(trace_entries_layout(facts->kind, facts->fields_too ? TRACE_OBJECT_FIELDS_TOO : 0));
    facts->leaf = is_leaf(facts);
    facts->in_structure = facts->kind == TRACE_OBJECT_OTHER && entries_stand_in_structure(type);
    facts->name = full_name(type, module);
    facts->library = is_library(facts->kind, type, module);
    index_put(&types.known, type, facts);
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE)
        deaths_watch(Py_TYPE(type)); /* so that this entry goes when the class does */
    return facts;
}

const struct type_facts *types_of(PyTypeObject *type)
{
    const struct type_facts *facts = index_get(&types.known, type);

    return facts != NULL ? facts : meet(type);
}

void types_forget(PyTypeObject *type)
{
    struct type_facts *facts = index_get(&types.known, type);

    index_remove(&types.known, type);
    free(facts);
}
