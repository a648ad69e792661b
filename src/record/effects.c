#include "record/effects.h"

#include <string.h>

#include "base/map.h"
#include "record/codes.h"
#include "record/iterators.h"
#include "record/values.h"
#include "cpython/classes.h"

struct class_traits effects_classes[EFFECTS_CLASSES];

static struct {
    struct map functions; /* a C function's address → its struct c_effect, packed */
} effects;

void effects_class_died(void)
{
    memset(effects_classes, 0, sizeof effects_classes);
}

/* Classes. */

static bool is_value_class(PyTypeObject *type)
{
    return type == &PyLong_Type || type == &PyUnicode_Type || type == &PyFloat_Type || type == Py_TYPE(Py_None) ||
           type == &PyBool_Type || type == &PyBytes_Type || type == &PyComplex_Type;
}

static bool is_builtin_class(PyTypeObject *type)
{
    return is_value_class(type) || type == &PyList_Type || type == &PyTuple_Type || type == &PyDict_Type ||
           type == &PySet_Type || type == &PyFrozenSet_Type || type == &PyByteArray_Type || type == &PyRange_Type ||
           type == &PySlice_Type || type == &PyFunction_Type || type == &PyMethod_Type || type == &PyCFunction_Type ||
           type == &PyDictKeys_Type || type == &PyDictValues_Type || type == &PyDictItems_Type ||
           type == &PyEllipsis_Type;
}

bool effects_is_learners(PyObject *function)
{
    return PyFunction_Check(function) && codes_is_learners((PyCodeObject *)PyFunction_GET_CODE(function));
}

bool effects_code_waits(const PyCodeObject *code)
{
    return (code->co_flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR)) != 0;
}

bool effects_waits(PyObject *function)
{
    return effects_code_waits((PyCodeObject *)PyFunction_GET_CODE(function));
}

bool effects_is_learners_generator(PyObject *object)
{
    PyCodeObject *code;

    if (!PyGen_CheckExact(object) && !PyCoro_CheckExact(object))
        return false;
    code = facts_code(facts_frame_in(object));
    return code != NULL && codes_is_learners(code);
}

static bool is_learners_or_none(PyObject *object)
{
    return object == NULL || object == Py_None || (effects_is_learners(object) && !effects_waits(object));
}

/* propertyobject of descrobject.c begins so. */
struct property {
    PyObject_HEAD
    PyObject *functions[3];
};

static bool is_plain_property(PyObject *object)
{
    struct property *property = (struct property *)object;

    return is_learners_or_none(property->functions[0]) && is_learners_or_none(property->functions[1]) &&
           is_learners_or_none(property->functions[2]);
}

/* Whether the generator, or coroutine, that such a special method gives goes on at once, in the instruction that asked
 * for it or the next: of any other nothing would be told before somebody else goes on with it. */
static bool is_begun_at_once(PyObject *name)
{
    static const char *const names[] = {"__iter__", "__await__", "__aiter__", "__anext__", "__aenter__", "__aexit__"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (value_is(name, names[i]))
            return true;
    return false;
}

/* Whether using it as the attribute `key` of an instance runs nothing but the learner's code. */
static bool is_plain_attribute(PyObject *key, PyObject *value)
{
    PyTypeObject *type = Py_TYPE(value);
    bool special = PyUnicode_Check(key) && PyUnicode_GET_LENGTH(key) > 2 && PyUnicode_READ_CHAR(key, 0) == '_' &&
                   PyUnicode_READ_CHAR(key, 1) == '_';

    if (type == &PyFunction_Type)
        return !special || (effects_is_learners(value) && (!effects_waits(value) || is_begun_at_once(key)));
    if (type == &PyMemberDescr_Type || type == &PyGetSetDescr_Type || type == &PyStaticMethod_Type ||
        type == &PyClassMethod_Type)
        return true;
    if (type == &PyProperty_Type)
        return is_plain_property(value);
    if (type->tp_descr_get != NULL || type->tp_descr_set != NULL)
        return facts_made_by_python(type);
    return !special || (is_builtin_class(type) && type != &PyCFunction_Type);
}

static bool is_plain_class(PyTypeObject *type)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;

    if (type == &PyBaseObject_Type || is_builtin_class(type) ||
        (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE) && (type->tp_flags & Py_TPFLAGS_BASE_EXC_SUBCLASS)))
        return true;
    if (!facts_made_by_python(type) || type->tp_dict == NULL)
        return false;
    while (PyDict_Next(type->tp_dict, &at, &key, &value))
        if (!is_plain_attribute(key, value))
            return false;
    return true;
}

static bool judge_class(PyTypeObject *type)
{
    if (!facts_made_by_python(type) || type->tp_mro == NULL)
        return false;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(type->tp_mro); i++)
        if (!is_plain_class((PyTypeObject *)PyTuple_GET_ITEM(type->tp_mro, i)))
            return false;
    return true;
}

static unsigned find_traits(PyTypeObject *type)
{
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE)
        return CLASS_MADE | (judge_class(type) ? CLASS_PLAIN : 0u);
    return CLASS_MADE | (is_value_class(type) ? CLASS_VALUE : 0u) | (is_builtin_class(type) ? CLASS_BUILTIN : 0u);
}

/* A class on the heap has version 0 when it has changed since it had one: what is found then is not kept. */
unsigned effects_find_traits(PyTypeObject *type)
{
    bool heap = (type->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0;
    unsigned bits = find_traits(type);

    if (!heap || type->tp_version_tag != 0)
        effects_classes[(uintptr_t)type / 16 % EFFECTS_CLASSES] =
            (struct class_traits){type, heap ? type->tp_version_tag : 0, bits};
    return bits;
}

/* Iterators. */

static int is_odd_source(PyObject *object, void *unused)
{
    (void)unused;
    return !((effects_of_class(Py_TYPE(object)) & CLASS_BUILTIN) || effects_is_plain_iterator(object));
}

static bool is_iterator_class(PyTypeObject *type)
{
    static const char *const others[] = {"str_ascii_iterator", "str_iterator", "list_reverseiterator",
                                         "bytes_iterator", "dict_reversekeyiterator"};

    if (type == &PyListIter_Type || type == &PyTupleIter_Type || type == &PyRangeIter_Type ||
        type == &PyLongRangeIter_Type || type == &PySetIter_Type || type == &PyDictIterKey_Type ||
        type == &PyDictIterValue_Type || type == &PyDictIterItem_Type)
        return true;
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE)
        return false;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(type->tp_name, others[i]) == 0)
            return true;
    return false;
}

static bool is_plain_zip(PyObject *zip)
{
    PyObject *sources = iterators_of_zip(zip);

    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(sources); i++) {
        PyObject *source = PyTuple_GET_ITEM(sources, i);

        if (is_odd_source(source, NULL) && !effects_is_learners_generator(source))
            return false;
    }
    return true;
}

bool effects_is_plain_iterator(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);

    if (type == &PyZip_Type)
        return is_plain_zip(object);
    if (type == &PyEnum_Type || type == &PyReversed_Type)
        return type->tp_traverse(object, is_odd_source, NULL) == 0;
    return is_iterator_class(type);
}

PyObject *effects_lent_tuple(PyObject *iterator)
{
    return Py_IS_TYPE(iterator, &PyZip_Type) ? iterators_lent_tuple(iterator) : NULL;
}

bool effects_is_source_class(PyTypeObject *type)
{
    return (effects_of_class(type) & CLASS_BUILTIN) || is_iterator_class(type);
}

bool effects_is_simple_source(PyObject *object)
{
    return (effects_of_class(Py_TYPE(object)) & CLASS_BUILTIN) || effects_is_learners_generator(object) ||
           effects_is_plain_iterator(object);
}

bool effects_is_plain_source(PyObject *object)
{
    return effects_is_simple_source(object) || (effects_of_class(Py_TYPE(object)) & CLASS_PLAIN);
}

/* C functions. */

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* They go over none of their arguments, which would hold what a class's own __iter__ made. */
static const char *const going_over_nothing[] = {
    "abs",  "add",   "append", "callable", "count",      "discard",    "get",
    "hash", "id",    "index",  "insert",   "isinstance", "issubclass", "len",
    "pop",  "print", "remove", "repr",     "round",      "setdefault", NULL};
static const char *const holding[] = {"max", "min", "sorted", "sum", NULL};
static const char *const going_in[] = {"add",  "ascii",      "count",        "discard", "format", "format_map",
                                       "get",  "index",      "insert",       "pop",     "print",  "remove",
                                       "repr", "setdefault", "__contains__", NULL};
static const char *const giving_values[] = {
    "abs",          "all",        "any",     "append",       "ascii",        "bin",        "callable",   "capitalize",
    "casefold",     "center",     "chr",     "clear",        "count",        "decode",     "discard",    "encode",
    "endswith",     "expandtabs", "extend",  "find",         "format",       "hash",       "hex",        "id",
    "index",        "insert",     "isalnum", "isalpha",      "isascii",      "isdecimal",  "isdigit",    "isdisjoint",
    "isidentifier", "isinstance", "islower", "isnumeric",    "isprintable",  "isspace",    "issubclass", "issubset",
    "issuperset",   "istitle",    "isupper", "join",         "len",          "ljust",      "lower",      "lstrip",
    "oct",          "ord",        "print",   "removeprefix", "removesuffix", "replace",    "repr",       "reverse",
    "rfind",        "rindex",     "rjust",   "rstrip",       "sort",         "startswith", "strip",      "swapcase",
    "title",        "translate",  "update",  "upper",        "zfill",        "bit_length", NULL};
static const char *const giving_same[] = {"abs", "max", "min", "pow", "round", "sum", NULL};
static const char *const giving_new[] = {"copy",   "divmod", "partition",    "rpartition", "items",
                                         "keys",   "rsplit", "sorted",       "split",      "splitlines",
                                         "values", "union",  "intersection", "difference", "symmetric_difference",
                                         NULL};

/* Of which class that is: of the method's own, (set and frozenset have theirs in common) */
static const char *const giving_own[] = {"capitalize", "casefold", "center", "copy",   "expandtabs",   "format",
                                         "join",       "ljust",    "lower",  "lstrip", "removeprefix", "removesuffix",
                                         "replace",    "rjust",    "rstrip", "strip",  "swapcase",     "title",
                                         "translate",  "upper",    "zfill",  NULL};
/* or one of these. */
static const struct {
    PyTypeObject *type;
    const char *names[6];
} given_classes[] = {
    {&PyUnicode_Type, {"ascii", "bin", "chr", "hex", "oct", "repr"}},
    {&PyList_Type, {"sorted", "split", "rsplit", "splitlines"}},
    {&PyTuple_Type, {"divmod", "partition", "rpartition"}},
    {&PyDictKeys_Type, {"keys"}},
    {&PyDictValues_Type, {"values"}},
    {&PyDictItems_Type, {"items"}},
    {&PyLong_Type, {"count", "hash", "id", "len", "ord"}},
};
enum { GIVEN_CLASSES = sizeof given_classes / sizeof given_classes[0] };
static PyTypeObject *const own_classes[] = {&PyUnicode_Type, &PyBytes_Type, &PyList_Type, &PyDict_Type};
enum { OWN_CLASSES = sizeof own_classes / sizeof own_classes[0] };

/* The number of the class of what a method of `owner`, or a function, gives, in these tables one behind the other; 0
 * where it is not known. */
static uint32_t class_given(const PyTypeObject *owner, const char *name)
{
    for (uint32_t i = 0; i < OWN_CLASSES && is_one_of(name, giving_own); i++)
        if (owner == own_classes[i])
            return i + 1;
    for (uint32_t i = 0; i < GIVEN_CLASSES; i++)
        for (size_t j = 0; j < sizeof given_classes[i].names / sizeof *given_classes[i].names; j++)
            if (given_classes[i].names[j] != NULL && strcmp(given_classes[i].names[j], name) == 0)
                return OWN_CLASSES + i + 1;
    return 0;
}

static PyTypeObject *class_of_number(uint32_t number)
{
    if (number == 0)
        return NULL;
    return number <= OWN_CLASSES ? own_classes[number - 1] : given_classes[number - OWN_CLASSES - 1].type;
}

static enum gift gift_of(const PyTypeObject *owner, const char *name)
{
    static const char *const giving_entries[] = {"get", "pop", "setdefault", NULL};

    if (owner == &PyDict_Type && is_one_of(name, giving_entries))
        return GIFT_ENTRY;
    if (strcmp(name, "len") == 0)
        return GIFT_LENGTH;
    if (is_one_of(name, giving_values))
        return GIFT_VALUE;
    if (is_one_of(name, giving_same))
        return GIFT_SAME;
    return is_one_of(name, giving_new) ? GIFT_NEW : GIFT_UNKNOWN;
}

/* `owner`: the class of a method, or NULL. */
static void learn(PyCFunction function, const PyTypeObject *owner, const char *name, enum effect effect)
{
    uint32_t takes_any = is_one_of(name, going_over_nothing), holds = is_one_of(name, holding);
    uint32_t goes_in = is_one_of(name, going_in);

    map_put(&effects.functions, (uintptr_t)function,
            (uint32_t)effect | (uint32_t)gift_of(owner, name) << 8 | takes_any << 16 | holds << 17 | goes_in << 18 |
                class_given(owner, name) << 19);
}

struct c_effect effects_of_function(PyCFunction function)
{
    uint32_t packed = 0;

    map_get(&effects.functions, (uintptr_t)function, &packed);
    return (struct c_effect){(uint8_t)(packed & 0xFF), (uint8_t)(packed >> 8 & 0xFF), (packed >> 16 & 1) != 0,
                             (packed >> 17 & 1) != 0,  (packed >> 18 & 1) != 0,       class_of_number(packed >> 19)};
}

static void learn_methods(PyTypeObject *type, const char *const *pure, bool changes)
{
    for (const PyMethodDef *method = type->tp_methods; method != NULL && method->ml_name != NULL; method++) {
        enum effect effect = changes && !is_one_of(method->ml_name, pure) ? EFFECT_SELF : EFFECT_NONE;

        if (type == &PyList_Type && strcmp(method->ml_name, "append") == 0)
            effect = EFFECT_APPEND;
        else if (type == &PyList_Type && strcmp(method->ml_name, "pop") == 0)
            effect = EFFECT_POP;
        learn(method->ml_meth, type, method->ml_name, effect);
    }
}

static void learn_functions(const char *const *pure)
{
    PyObject *builtins = PyEval_GetBuiltins();

    for (; *pure != NULL; pure++) {
        PyObject *function = PyDict_GetItemString(builtins, *pure);

        if (function != NULL && PyCFunction_Check(function))
            learn(PyCFunction_GET_FUNCTION(function), NULL, *pure, EFFECT_NONE);
    }
}

void effects_start(void)
{
    static const char *const functions[] = {"abs",    "all",    "any",    "ascii", "bin", "callable",   "chr",
                                            "divmod", "format", "hash",   "hex",   "id",  "isinstance", "issubclass",
                                            "len",    "max",    "min",    "oct",   "ord", "pow",        "print",
                                            "repr",   "round",  "sorted", "sum",   NULL};
    static const char *const of_list[] = {"copy", "count", "index", "__getitem__", "__reversed__", NULL};
    static const char *const of_dict[] = {"get",  "keys",         "values",      "items",
                                          "copy", "__contains__", "__getitem__", NULL};
    static const char *const of_set[] = {
        "copy",       "union",    "intersection", "difference",   "symmetric_difference",
        "isdisjoint", "issubset", "issuperset",   "__contains__", NULL};
    static const char *const of_bytes[] = {"decode", "find",       "index",    "count",
                                           "copy",   "startswith", "endswith", NULL};
    static const char *const of_constants[] = {NULL}; /* none of them changes anything */
    PyTypeObject *const constants[] = {&PyUnicode_Type, &PyLong_Type,    &PyFloat_Type, &PyBytes_Type,
                                       &PyTuple_Type,   &PyComplex_Type, &PyRange_Type, &PyFrozenSet_Type};

    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++)
        learn_methods(constants[i], of_constants, false);
    learn_methods(&PyList_Type, of_list, true);
    learn_methods(&PyDict_Type, of_dict, true);
    learn_methods(&PySet_Type, of_set, true);
    learn_methods(&PyByteArray_Type, of_bytes, true);
    learn_functions(functions);
}

bool effects_is_maker(PyTypeObject *type)
{
    return (effects_of_class(type) & CLASS_BUILTIN) || type == &PyEnum_Type || type == &PyZip_Type ||
           type == &PyReversed_Type || type == &PyMap_Type || type == &PyFilter_Type || type == &PySuper_Type ||
           type == &PyBaseObject_Type || type == &PyProperty_Type || type == &PyStaticMethod_Type ||
           type == &PyClassMethod_Type;
}
