/* Each of the learner's frames that runs or waits in a call has a stretch of `hot`: what the instructions since its last
 * event may have touched, and what its value stack holds.
 *
 *     stretches   module  begins 0      hot   0 touch    0x7f…6f40 [2]
 *                 f       begins 2            1 suspect  0x7f…10a8
 *                                             2 suspect  0x7f…51c0
 *
 * At an event of the frame on top its stretch is given to objects.h; when a frame is entered, that of its caller, whose
 * instruction goes on.  An instruction that may change anything puts its frame in doubt until that frame's next event. */
#include "record/touched.h"

#include "cpython/instructions.h"

#if INSTRUCTIONS_ARE_KNOWN

#include <string.h>

#include "base/map.h"
#include "base/vector.h"
#include "cpython/classes.h"
#include "record/objects.h"
#include "record/values.h"

enum {
    SUSPECT = -3,      /* beside the indices that objects_touch takes: only the count may have changed */
    STRETCH_MOST = 96, /* a longer stretch costs more than walking */
    VISITS_MOST = 2048,
    DEPTH_MOST = 4,
    TRAITS = 256,
};

struct hot {
    PyObject *object; /* address */
    Py_ssize_t at;
};

struct stretch {
    facts_frame *frame; /* address */
    size_t begins;
    bool watched; /* every instruction since its last event was told of */
};

/* A code object's instructions, one byte for each code unit. */
struct listing {
    uint8_t *units; /* owned */
    size_t count;
};

enum { MORE = 0x80 }; /* beside enum instruction: here or later on the same line is one that is not quiet */

/* Whether nothing but Python code runs when an instance's attributes are used. */
struct trait {
    PyTypeObject *type; /* address */
    unsigned version;
    bool plain;
};

/* How much a built-in function changes. */
enum effect { EFFECT_UNKNOWN, EFFECT_NONE, EFFECT_SELF, EFFECT_APPEND, EFFECT_POP };

enum { TAKES_ANY = 0x80 }; /* beside enum effect: its arguments may be of any class */

static struct {
    VECTOR(struct hot) hot;
    VECTOR(struct stretch) stretches;
    facts_frame *doubted; /* the frame whose instruction may change anything, or NULL */
    bool doubt;           /* anything may have changed since the last event */
    VECTOR(struct listing) listings;
    struct map codes;            /* a code object's address → index in `listings`, plus one */
    PyCodeObject *last_code;     /* address, and */
    struct listing last_listing; /* its listing */
    struct map effects;          /* a C function's address → enum effect */
    struct trait traits[TRAITS];
    uint64_t threads; /* ever started */
    Py_ssize_t collected;
    size_t visits;
    int depth;
} touched;

/* What changes. */

static void doubt(void)
{
    touched.doubt = true;
    if (touched.doubted == NULL && touched.stretches.count > 0)
        touched.doubted = vector_last(&touched.stretches).frame;
}

static void touch(PyObject *object, Py_ssize_t at)
{
    vector_push(&touched.hot, ((struct hot){object, at}));
}

static bool is_value(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);

    return type == &PyLong_Type || type == &PyUnicode_Type || type == &PyFloat_Type || object == Py_None ||
           type == &PyBool_Type || type == &PyBytes_Type || type == &PyComplex_Type;
}

/* What these hold does not change, and is too much to follow. */
static bool is_wide(PyObject *object)
{
    return PyType_Check(object) || PyModule_Check(object) || PyCode_Check(object) || PyFrame_Check(object);
}

static void suspect(PyObject *object);

static void suspect_any(PyObject *object)
{
    if (object != NULL)
        suspect(object);
}

static void suspect_function(PyFunctionObject *function)
{
    suspect_any(function->func_closure);
    suspect_any(function->func_defaults);
    suspect_any(function->func_kwdefaults);
    suspect_any(function->func_annotations);
}

/* Of one that waits; of one that runs, the frame tells. */
static void suspect_generator(PyGenObject *generator)
{
    facts_frame *frame = (facts_frame *)(void *)generator->gi_iframe;

    if (generator->gi_frame_state >= FRAME_EXECUTING)
        return;
    suspect_any(facts_function(frame));
    for (int i = 0; i < frame->stacktop; i++)
        suspect_any(frame->localsplus[i]);
}

static int suspect_held(PyObject *object, void *unused)
{
    (void)unused;
    if (++touched.visits > VISITS_MOST)
        return 1;
    suspect(object);
    return 0;
}

/* The object's count, and those of what it holds out of the log's sight, such as a list that a loop's iterator holds. */
static void suspect(PyObject *object)
{
    traverseproc traverse = Py_TYPE(object)->tp_traverse;

    if (is_value(object))
        return;
    touch(object, SUSPECT);
    if (traverse == NULL || is_wide(object) || objects_are_told_by(object))
        return;
    if (touched.depth == DEPTH_MOST) {
        doubt();
        return;
    }
    touched.depth++;
    if (PyFunction_Check(object))
        suspect_function((PyFunctionObject *)object);
    else if (PyGen_CheckExact(object) || PyCoro_CheckExact(object))
        suspect_generator((PyGenObject *)object);
    else if (traverse(object, suspect_held, NULL) != 0)
        doubt();
    touched.depth--;
}

/* Something in it changes.  What the log does not tell of a long one may lose a reference, too. */
static void change(PyObject *object)
{
    Py_ssize_t size = 0;

    if (PyList_Check(object))
        size = PyList_GET_SIZE(object);
    else if (PyDict_Check(object))
        size = PyDict_GET_SIZE(object);
    else if (PyAnySet_Check(object))
        size = PySet_GET_SIZE(object);
    if (size > TRACE_ENTRIES_MAX)
        doubt();
    touch(object, OBJECTS_ALL);
}

static void change_end(PyObject *object)
{
    if (!PyList_CheckExact(object)) {
        change(object);
        return;
    }
    if (PyList_GET_SIZE(object) > TRACE_ENTRIES_MAX)
        suspect(PyList_GET_ITEM(object, PyList_GET_SIZE(object) - 1));
    touch(object, OBJECTS_END);
}

static void suspect_stack(facts_frame *frame)
{
    int count;
    PyObject **stack = instruction_stack(frame, &count);

    touched.visits = 0;
    if (count < 0) {
        doubt();
        return;
    }
    for (int i = 0; i < count; i++)
        if (stack[i] != NULL)
            suspect(stack[i]);
}

/* What a frame holds beside its names and its value stack. */
static void suspect_frame(facts_frame *frame)
{
    PyCodeObject *code = facts_code(frame);
    const char *kinds = PyBytes_AS_STRING(code->co_localspluskinds);

    if (facts_function(frame) != NULL)
        touch(facts_function(frame), SUSPECT);
    for (int i = code->co_nlocalsplus - 1; i >= 0 && (code->co_ncellvars > 0 || code->co_nfreevars > 0); i--)
        if ((kinds[i] & (CO_FAST_CELL | CO_FAST_FREE)) && frame->localsplus[i] != NULL)
            touch(frame->localsplus[i], SUSPECT);
}

/* Classes. */

static bool is_builtin(PyTypeObject *type)
{
    return type == &PyList_Type || type == &PyTuple_Type || type == &PyDict_Type || type == &PySet_Type ||
           type == &PyFrozenSet_Type || type == &PyLong_Type || type == &PyUnicode_Type || type == &PyFloat_Type ||
           type == &PyBool_Type || type == &PyBytes_Type || type == &PyComplex_Type || type == &PyByteArray_Type ||
           type == &PyRange_Type || type == &PySlice_Type || type == &PyFunction_Type || type == &PyMethod_Type ||
           type == &PyCFunction_Type || type == &PyDictKeys_Type || type == &PyDictValues_Type ||
           type == &PyDictItems_Type || type == Py_TYPE(Py_None) || type == &PyEllipsis_Type;
}

static bool is_function_or_none(PyObject *object)
{
    return object == NULL || object == Py_None || PyFunction_Check(object);
}

/* propertyobject of descrobject.c begins so. */
struct property {
    PyObject_HEAD
    PyObject *functions[3];
};

static bool is_plain_property(PyObject *object)
{
    struct property *property = (struct property *)object;

    return is_function_or_none(property->functions[0]) && is_function_or_none(property->functions[1]) &&
           is_function_or_none(property->functions[2]);
}

/* Whether using it as the attribute `key` of an instance runs nothing but Python code. */
static bool is_plain_attribute(PyObject *key, PyObject *value)
{
    PyTypeObject *type = Py_TYPE(value);
    bool special = PyUnicode_Check(key) && PyUnicode_GET_LENGTH(key) > 2 && PyUnicode_READ_CHAR(key, 0) == '_' &&
                   PyUnicode_READ_CHAR(key, 1) == '_';

    if (type == &PyFunction_Type || type == &PyMemberDescr_Type || type == &PyGetSetDescr_Type ||
        type == &PyStaticMethod_Type || type == &PyClassMethod_Type)
        return true;
    if (type == &PyProperty_Type)
        return is_plain_property(value);
    if (type->tp_descr_get != NULL || type->tp_descr_set != NULL)
        return facts_made_by_python(type);
    return !special || (is_builtin(type) && type != &PyCFunction_Type);
}

static bool is_plain_class(PyTypeObject *type)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;

    if (type == &PyBaseObject_Type || is_builtin(type) ||
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

/* Made by Python code, with attributes that run nothing else. */
static bool is_plain_type(PyTypeObject *type)
{
    struct trait *trait = &touched.traits[(uintptr_t)type / 32 % TRAITS];
    bool valid = (type->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG) != 0;

    if (trait->type == type && valid && trait->version == type->tp_version_tag)
        return trait->plain;
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE))
        return false;
    *trait = (struct trait){type, valid ? type->tp_version_tag : 0, judge_class(type)};
    return trait->plain;
}

/* Its special methods run nothing but Python code, or change nothing. */
static bool is_plain(PyObject *object)
{
    return is_builtin(Py_TYPE(object)) || is_plain_type(Py_TYPE(object));
}

/* Iterators. */

static bool is_plain_iterator(PyObject *object);

static int is_odd_source(PyObject *object, void *unused)
{
    (void)unused;
    return !(is_builtin(Py_TYPE(object)) || is_plain_iterator(object));
}

/* Goes over something built in, and runs nothing of the program's. */
static bool is_plain_iterator(PyObject *object)
{
    static const char *const others[] = {"str_ascii_iterator", "str_iterator", "list_reverseiterator",
                                         "bytes_iterator", "dict_reversekeyiterator"};
    PyTypeObject *type = Py_TYPE(object);

    if (type == &PyListIter_Type || type == &PyTupleIter_Type || type == &PyRangeIter_Type ||
        type == &PyLongRangeIter_Type || type == &PySetIter_Type || type == &PyDictIterKey_Type ||
        type == &PyDictIterValue_Type || type == &PyDictIterItem_Type)
        return true;
    if (type == &PyEnum_Type || type == &PyZip_Type || type == &PyReversed_Type)
        return type->tp_traverse(object, is_odd_source, NULL) == 0;
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE)
        return false;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(type->tp_name, others[i]) == 0)
            return true;
    return false;
}

/* Going over it runs nothing but generators. */
static bool is_simple_source(PyObject *object)
{
    return is_builtin(Py_TYPE(object)) || PyGen_CheckExact(object) || is_plain_iterator(object);
}

/* Or other Python code. */
static bool is_plain_source(PyObject *object)
{
    return is_simple_source(object) || is_plain_type(Py_TYPE(object));
}

/* Calls. */

/* Built-in functions that go over none of their arguments, which would hold what a class's own __iter__ made. */
static bool goes_over_nothing(const char *name)
{
    static const char *const names[] = {"abs",  "add",   "append", "callable", "count",      "discard",    "get",
                                        "hash", "id",    "index",  "insert",   "isinstance", "issubclass", "len",
                                        "pop",  "print", "remove", "repr",     "round",      "setdefault"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static void learn(PyCFunction function, const char *name, enum effect effect)
{
    map_put(&touched.effects, (uintptr_t)function, effect | (goes_over_nothing(name) ? TAKES_ANY : 0));
}

static void learn_methods(PyTypeObject *type, const char *const *pure, bool changes)
{
    for (const PyMethodDef *method = type->tp_methods; method != NULL && method->ml_name != NULL; method++) {
        enum effect effect = changes ? EFFECT_SELF : EFFECT_NONE;

        for (size_t i = 0; changes && pure[i] != NULL; i++)
            if (strcmp(pure[i], method->ml_name) == 0)
                effect = EFFECT_NONE;
        if (type == &PyList_Type && strcmp(method->ml_name, "append") == 0)
            effect = EFFECT_APPEND;
        else if (type == &PyList_Type && strcmp(method->ml_name, "pop") == 0)
            effect = EFFECT_POP;
        learn(method->ml_meth, method->ml_name, effect);
    }
}

static void learn_functions(const char *const *pure)
{
    PyObject *builtins = PyEval_GetBuiltins();

    for (; *pure != NULL; pure++) {
        PyObject *function = PyDict_GetItemString(builtins, *pure);

        if (function != NULL && PyCFunction_Check(function))
            learn(PyCFunction_GET_FUNCTION(function), *pure, EFFECT_NONE);
    }
}

void touched_start(void)
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
    touched.threads = PyThreadState_Get()->interp->threads.next_unique_id;
}

static bool are_plain(PyObject **arguments, int count, bool of_any_class)
{
    for (int i = 0; i < count; i++)
        if (!is_simple_source(arguments[i]) && !PyType_Check(arguments[i]) &&
            !(of_any_class && is_plain_type(Py_TYPE(arguments[i]))))
            return false;
    return true;
}

static void call_method(PyCFunction method, PyObject *self, PyObject **arguments, int count)
{
    uint32_t effect = EFFECT_UNKNOWN;

    bool of_any_class;

    map_get(&touched.effects, (uintptr_t)method, &effect);
    of_any_class = (effect & TAKES_ANY) != 0;
    effect &= ~(uint32_t)TAKES_ANY;
    if (effect == EFFECT_UNKNOWN || !are_plain(arguments, count, of_any_class))
        doubt();
    else if (effect == EFFECT_APPEND || (effect == EFFECT_POP && count == 0))
        change_end(self);
    else if (effect != EFFECT_NONE)
        change(self);
}

static void call_class(PyTypeObject *type, PyObject **arguments, int count)
{
    bool builtin = is_builtin(type) || type == &PyEnum_Type || type == &PyZip_Type || type == &PyReversed_Type ||
                   type == &PyMap_Type || type == &PyFilter_Type || type == &PySuper_Type ||
                   type == &PyBaseObject_Type || type == &PyProperty_Type || type == &PyStaticMethod_Type ||
                   type == &PyClassMethod_Type;
    bool exception = !(type->tp_flags & Py_TPFLAGS_HEAPTYPE) && (type->tp_flags & Py_TPFLAGS_BASE_EXC_SUBCLASS);

    if (type == &PyType_Type && count == 1)
        return;
    if (Py_TYPE(type) != &PyType_Type || !(builtin || exception || is_plain_type(type)) ||
        (builtin && !are_plain(arguments, count, type == &PySuper_Type || type == &PyUnicode_Type)))
        doubt();
}

static bool is_of_object(PyObject *function)
{
    return Py_IS_TYPE(function, &PyWrapperDescr_Type) && PyDescr_TYPE(function) == &PyBaseObject_Type &&
           value_is(PyDescr_NAME(function), "__init__");
}

/* The callable and its arguments stand on the stack: NULL and a callable, or a function and its `self`. */
static void call(facts_frame *frame, PyObject **top, int count, bool named)
{
    PyObject **arguments = top - count, *function = arguments[-1];

    suspect_stack(frame);
    if (arguments[-2] != NULL) {
        function = arguments[-2];
        arguments--;
        count++;
    }
    if (PyFunction_Check(function) || is_of_object(function) ||
        (PyMethod_Check(function) && PyFunction_Check(PyMethod_GET_FUNCTION(function))))
        return;
    if (named && !PyType_Check(function) && !is_plain_type(Py_TYPE(function)))
        doubt();
    else if (PyType_Check(function))
        call_class((PyTypeObject *)function, arguments, count);
    else if (Py_IS_TYPE(function, &PyMethodDescr_Type) && count > 0 &&
             PyDescr_TYPE(function) == Py_TYPE(arguments[0]))
        call_method(((PyMethodDescrObject *)function)->d_method->ml_meth, arguments[0], arguments + 1, count - 1);
    else if (PyCFunction_Check(function) && ((PyCFunctionObject *)function)->m_self != NULL)
        call_method(PyCFunction_GET_FUNCTION(function), PyCFunction_GET_SELF(function), arguments, count);
    else if (!is_plain_type(Py_TYPE(function)))
        doubt();
}

/* Instructions. */

/* Operands whose special methods may run: what stands on the stack meanwhile is held once more. */
static void use(facts_frame *frame, PyObject **operands, int count)
{
    bool values = true;

    for (int i = 0; i < count; i++) {
        if (is_value(operands[i]))
            continue;
        values = false;
        if (!is_plain(operands[i]) && !PyType_CheckExact(operands[i]))
            doubt();
    }
    if (!values)
        suspect_stack(frame);
}

static void use_container(facts_frame *frame, PyObject *container, PyObject *key)
{
    PyObject *operands[] = {container, key};

    if (!is_builtin(Py_TYPE(container)) || !is_value(key))
        use(frame, operands, 2);
}

static void change_item(facts_frame *frame, PyObject *container, PyObject *key, bool removes)
{
    Py_ssize_t at = OBJECTS_ALL;

    use_container(frame, container, key);
    if (!removes && PyList_CheckExact(container) && PyLong_CheckExact(key)) {
        at = PyLong_AsSsize_t(key);
        PyErr_Clear();
        if (at < 0)
            at += PyList_GET_SIZE(container);
        if (at < 0 || at >= PyList_GET_SIZE(container))
            at = OBJECTS_ALL;
    }
    if (at == OBJECTS_ALL) {
        change(container);
    } else {
        suspect(PyList_GET_ITEM(container, at));
        touch(container, at);
    }
}

static bool is_special(PyObject *name)
{
    return PyUnicode_GET_LENGTH(name) > 1 && PyUnicode_READ_CHAR(name, 0) == '_' &&
           PyUnicode_READ_CHAR(name, 1) == '_';
}

/* An attribute of the class is held while it is used. */
static void use_class(facts_frame *frame, PyTypeObject *type, PyObject *name)
{
    suspect_any(_PyType_Lookup(type, name));
    suspect_stack(frame);
}

static void change_attribute(facts_frame *frame, PyObject *object, PyObject *name)
{
    touch(object, OBJECTS_ALL);
    if (is_special(name))
        doubt();
    else if (is_plain_type(Py_TYPE(object)))
        use_class(frame, Py_TYPE(object), name);
    else if (!PyFunction_Check(object) && !Py_IS_TYPE(object, &PyType_Type))
        doubt();
}

static void load_attribute(facts_frame *frame, PyObject *object, PyObject *name)
{
    if (is_value(object) || PyModule_CheckExact(object) || Py_IS_TYPE(object, &PySuper_Type))
        return;
    if (is_special(name) && !value_is(name, "__init__") && !value_is(name, "__name__"))
        doubt();
    else if (Py_IS_TYPE(object, &PyType_Type)
                 ? !is_builtin((PyTypeObject *)object) && !is_plain_type((PyTypeObject *)object)
                 : !is_plain(object))
        doubt();
    else if (is_plain_type(Py_TYPE(object)))
        use_class(frame, Py_TYPE(object), name);
}

static void iterate(facts_frame *frame, PyObject *object)
{
    if (!is_plain_source(object))
        doubt();
    else if (is_plain_type(Py_TYPE(object)))
        suspect_stack(frame);
}

static void next(facts_frame *frame, PyObject *iterator)
{
    if (Py_IS_TYPE(iterator, &PyRangeIter_Type))
        return;
    if (!is_plain_iterator(iterator) && !PyGen_CheckExact(iterator) && !is_plain_type(Py_TYPE(iterator)))
        doubt();
    else
        suspect_stack(frame);
    touch(iterator, OBJECTS_ALL);
}

static void contains(facts_frame *frame, PyObject **operands)
{
    if (is_builtin(Py_TYPE(operands[1])) || is_plain_type(Py_TYPE(operands[1])))
        use(frame, operands, 2);
    else
        doubt();
}

static void extend(facts_frame *frame, PyObject *target, PyObject *source)
{
    change(target);
    if (!is_simple_source(source))
        doubt();
    suspect_stack(frame);
}

static void act(facts_frame *frame, enum instruction what, unsigned argument)
{
    int count;
    PyObject **top = instruction_stack(frame, &count) + count;
    PyObject *names = facts_code(frame)->co_names;

    touched.visits = 0;
    switch (what) {
    case INSTRUCTION_QUIET:
        break;
    case INSTRUCTION_ANY:
        doubt();
        break;
    case INSTRUCTION_STACK:
        suspect_stack(frame);
        break;
    case INSTRUCTION_UNARY:
        use(frame, top - 1, 1);
        break;
    case INSTRUCTION_INPLACE:
        if (!is_value(top[-2]))
            change(top[-2]);
        if (!is_value(top[-2]) && !is_plain_source(top[-1]))
            doubt();
        use(frame, top - 2, is_value(top[-2]) || is_plain(top[-1]) ? 2 : 1);
        break;
    case INSTRUCTION_BINARY:
        use(frame, top - 2, 2);
        break;
    case INSTRUCTION_CONTAINS:
        contains(frame, top - 2);
        break;
    case INSTRUCTION_SUBSCRIPT:
        use_container(frame, top[-2], top[-1]);
        break;
    case INSTRUCTION_STORE_ITEM:
        change_item(frame, top[-2], top[-1], false);
        break;
    case INSTRUCTION_DELETE_ITEM:
        change_item(frame, top[-2], top[-1], true);
        break;
    case INSTRUCTION_LOAD_ATTRIBUTE:
        load_attribute(frame, top[-1], PyTuple_GET_ITEM(names, argument));
        break;
    case INSTRUCTION_STORE_ATTRIBUTE:
    case INSTRUCTION_DELETE_ATTRIBUTE:
        change_attribute(frame, top[-1], PyTuple_GET_ITEM(names, argument));
        break;
    case INSTRUCTION_ITERATE:
    case INSTRUCTION_UNPACK:
        iterate(frame, top[-1]);
        break;
    case INSTRUCTION_NEXT:
        next(frame, top[-1]);
        break;
    case INSTRUCTION_APPEND:
        change_end(top[-(int)argument - 1]);
        if (!is_value(top[-1]))
            suspect_stack(frame);
        break;
    case INSTRUCTION_ADD_PAIR:
        change(top[-(int)argument - 2]);
        suspect_stack(frame);
        break;
    case INSTRUCTION_EXTEND:
        extend(frame, top[-(int)argument - 1], top[-1]);
        break;
    case INSTRUCTION_STORE_CELL:
        touch(frame->localsplus[argument], OBJECTS_ALL);
        break;
    case INSTRUCTION_CALL:
        call(frame, top, (int)argument, false);
        break;
    case INSTRUCTION_CALL_NAMED:
        call(frame, top, (int)argument, true);
        break;
    default:
        doubt();
        break;
    }
}

/* Listings. */

static void mark_lines(struct listing *listing, PyCodeObject *code, const _Py_CODEUNIT *units)
{
    VECTOR(bool) busy = VECTOR_EMPTY; /* by line: whether an instruction that comes later is not quiet */
    PyCodeAddressRange range = {.ar_start = -1, .ar_line = -1};
    VECTOR(int) lines = VECTOR_EMPTY;
    bool everywhere = false;

    range.opaque.computed_line = code->co_firstlineno;
    range.opaque.lo_next = (const uint8_t *)PyBytes_AS_STRING(code->co_linetable);
    range.opaque.limit = range.opaque.lo_next + PyBytes_GET_SIZE(code->co_linetable);
    for (size_t i = 0; i < listing->count; i++)
        vector_push(&lines, _PyCode_CheckLineNumber((int)i * (int)sizeof *units, &range) - code->co_firstlineno);
    for (size_t i = listing->count; i-- > 0;) {
        int line = lines.items[i];
        bool quiet = listing->units[i] == INSTRUCTION_QUIET;

        if (line < 0) {
            everywhere = everywhere || !(quiet || instruction_handles_exceptions(instruction_opcode(units[i])));
            listing->units[i] |= MORE;
            continue;
        }
        while (busy.count <= (size_t)line)
            vector_push(&busy, false);
        busy.items[line] = busy.items[line] || !quiet;
        if (busy.items[line])
            listing->units[i] |= MORE;
    }
    for (size_t i = 0; everywhere && i < listing->count; i++)
        listing->units[i] |= MORE;
    vector_free(&busy);
    vector_free(&lines);
}

/* Read as the code stands, with its instructions specialised: code.co_code would make an object of it. */
static struct listing list(PyCodeObject *code)
{
    const _Py_CODEUNIT *units = _PyCode_CODE(code);
    struct listing listing = {memory_zeroed((size_t)Py_SIZE(code), 1), (size_t)Py_SIZE(code)};
    bool named = false, extended = false;

    for (size_t i = 0; i < listing.count; i++) {
        unsigned opcode = instruction_opcode(units[i]);
        enum instruction what = instruction_of(opcode, _Py_OPARG(units[i]), named);

        listing.units[i] = (uint8_t)(extended && what != INSTRUCTION_QUIET ? INSTRUCTION_ANY : what);
        extended = opcode == EXTENDED_ARG;
        named = opcode == KW_NAMES || (named && opcode == PRECALL);
        i += instruction_caches(opcode);
    }
    mark_lines(&listing, code, units);
    return listing;
}

static const struct listing *listing_of(PyCodeObject *code)
{
    uint32_t place;

    if (touched.last_code == code)
        return &touched.last_listing;
    if (!map_get(&touched.codes, (uintptr_t)code, &place)) {
        vector_push(&touched.listings, list(code));
        place = (uint32_t)touched.listings.count;
        map_put(&touched.codes, (uintptr_t)code, place);
    }
    touched.last_code = code;
    touched.last_listing = touched.listings.items[place - 1];
    return &touched.last_listing;
}

void touched_code_died(PyObject *code)
{
    uint32_t place;

    if ((PyObject *)touched.last_code == code)
        touched.last_code = NULL;
    if (!map_get(&touched.codes, (uintptr_t)code, &place))
        return;
    free(touched.listings.items[place - 1].units);
    touched.listings.items[place - 1] = (struct listing){NULL, 0};
    map_remove(&touched.codes, (uintptr_t)code);
}

void touched_class_died(void)
{
    memset(touched.traits, 0, sizeof touched.traits);
}

/* Events. */

static struct stretch *on_top(facts_frame *frame)
{
    struct stretch *top = touched.stretches.count > 0 ? &vector_last(&touched.stretches) : NULL;

    return top != NULL && top->frame == frame ? top : NULL;
}

bool touched_instruction(facts_frame *frame)
{
    const struct listing *listing;
    size_t at;
    uint8_t unit;

    if (touched.doubt || on_top(frame) == NULL)
        return false;
    listing = listing_of(facts_code(frame));
    at = (size_t)instruction_at(frame);
    if (at >= listing->count) {
        doubt();
        return false;
    }
    unit = listing->units[at];
    if ((unit & ~MORE) != INSTRUCTION_QUIET)
        act(frame, unit & ~MORE, _Py_OPARG(_PyCode_CODE(facts_code(frame))[at]));
    return !touched.doubt && (unit & MORE);
}

bool touched_watches(facts_frame *frame)
{
    const struct listing *listing;
    size_t at = (size_t)instruction_at(frame);
    struct stretch *top = on_top(frame);

    if (top == NULL || !top->watched)
        return false;
    listing = listing_of(facts_code(frame));
    return at >= listing->count || (listing->units[at] & MORE);
}

void touched_library(void)
{
    doubt();
}

/* Other threads run at any time, what the program has set to watch itself runs without events, and cycles that the log does
 * not know may have held what it does. */
static bool is_undisturbed(void)
{
    PyThreadState *thread = PyThreadState_Get();
    PyInterpreterState *interpreter = thread->interp;
    Py_ssize_t collected = instruction_collected(interpreter);
    bool undisturbed = collected == touched.collected && touched.threads == interpreter->threads.next_unique_id &&
                       interpreter->threads.head->next == NULL && thread->c_profilefunc == NULL &&
                       interpreter->audit_hooks == NULL;

    touched.collected = collected;
    touched.threads = interpreter->threads.next_unique_id;
    return undisturbed;
}

/* The frame whose instructions led to the event: its stretch is to be on top. */
static struct stretch *settle(facts_frame *frame)
{
    while (touched.stretches.count > 0 && on_top(frame) == NULL) {
        size_t known = touched.stretches.count;

        while (known > 0 && touched.stretches.items[known - 1].frame != frame)
            known--;
        touched.stretches.count = known;
        touched.doubt = true;
        touched.doubted = NULL;
    }
    return on_top(frame);
}

static void give(size_t begins)
{
    for (size_t i = begins; i < touched.hot.count; i++)
        if (touched.hot.items[i].at == SUSPECT)
            objects_suspect(touched.hot.items[i].object);
        else
            objects_touch(touched.hot.items[i].object, touched.hot.items[i].at);
}

static size_t fresh; /* where what `touched_before` read of the frame begins in `hot` */

void touched_before(facts_frame *frame, enum touched_event event, PyObject *value)
{
    struct stretch *top = event == TOUCHED_ENTER ? on_top(frame->previous) : settle(frame);
    bool undisturbed;

    objects_vouch(false);
    fresh = touched.hot.count;
    if (!objects_are_many())
        return;
    undisturbed = is_undisturbed();
    suspect_stack(frame);
    if (event != TOUCHED_LINE)
        suspect_frame(frame);
    if (value != NULL)
        suspect(value);
    touch(frame->f_globals, OBJECTS_ALL);
    if (frame->f_locals != NULL && frame->f_locals != frame->f_globals)
        touch(frame->f_locals, OBJECTS_ALL);
    if (top == NULL || !top->watched || touched.doubt || !undisturbed || event == TOUCHED_EXCEPTION ||
        event == TOUCHED_UNWIND || touched.hot.count - top->begins > STRETCH_MOST)
        return;
    give(top->begins);
    objects_vouch(true);
}

void touched_switch(void)
{
    vector_clear(&touched.stretches);
    vector_clear(&touched.hot);
    touched.doubt = true;
    touched.doubted = NULL;
}

void touched_forget(void)
{
    for (size_t i = 0; i < touched.stretches.count; i++)
        if (touched.stretches.items[i].frame->frame_obj != NULL)
            touched.stretches.items[i].frame->frame_obj->f_trace_opcodes = 0;
    touched_switch();
}

static void cool(size_t from, size_t to)
{
    vector_splice(&touched.hot, from, to - from, 0);
}

static bool is_watchable(facts_frame *frame)
{
    return objects_are_many() && PyDict_CheckExact(frame->f_builtins) &&
           (frame->f_locals == NULL || PyDict_CheckExact(frame->f_locals));
}

static void leave(size_t begins)
{
    cool(begins, fresh);
    touched.stretches.count--;
}

void touched_after(facts_frame *frame, enum touched_event event)
{
    if (event == TOUCHED_ENTER) {
        vector_push(&touched.stretches, ((struct stretch){frame, fresh, false}));
    } else if (touched.stretches.count == 0) {
        touched.hot.count = 0;
        if (event == TOUCHED_LINE || event == TOUCHED_EXCEPTION)
            vector_push(&touched.stretches, ((struct stretch){frame, 0, false}));
    } else if (event == TOUCHED_LEAVE || event == TOUCHED_UNWIND) {
        leave(vector_last(&touched.stretches).begins);
    } else {
        cool(vector_last(&touched.stretches).begins, fresh);
    }
    if (event != TOUCHED_ENTER && (touched.doubted == frame || touched.doubted == NULL)) {
        touched.doubt = false;
        touched.doubted = NULL;
    }
    if (event == TOUCHED_EXCEPTION || event == TOUCHED_UNWIND)
        doubt();
    else if (event != TOUCHED_LEAVE && on_top(frame) != NULL)
        vector_last(&touched.stretches).watched = !touched.doubt && is_watchable(frame);
}

#else

void touched_start(void)
{
}

void touched_before(facts_frame *frame, enum touched_event event, PyObject *value)
{
    (void)frame;
    (void)event;
    (void)value;
}

void touched_after(facts_frame *frame, enum touched_event event)
{
    (void)frame;
    (void)event;
}

bool touched_watches(facts_frame *frame)
{
    (void)frame;
    return false;
}

bool touched_instruction(facts_frame *frame)
{
    (void)frame;
    return false;
}

void touched_library(void)
{
}

void touched_switch(void)
{
}

void touched_forget(void)
{
}

void touched_code_died(PyObject *code)
{
    (void)code;
}

void touched_class_died(void)
{
}

#endif
