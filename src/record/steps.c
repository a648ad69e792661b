#include "record/steps.h"

#if INSTRUCTIONS_ARE_KNOWN

#include <limits.h>

#include "base/ways.h"
#include "cpython/classes.h"
#include "record/frames.h"
#include "record/iterators.h"
#include "record/objects.h"
#include "record/values.h"

struct steps_state steps;

static void doubt(void)
{
    steps.bits |= FORECAST_DOUBT;
}

/* Where nobody can watch, it is a doubt. */
static struct operand watch(void)
{
    steps.bits |= INSTRUCTIONS_ARE_WATCHED ? FORECAST_WATCH : FORECAST_DOUBT;
    return unknown_operand;
}

static struct operand doubtful(void)
{
    doubt();
    return unknown_operand;
}

/* Whether it will have changed before the instruction runs: what it holds then is not known. */
static bool is_altered(PyObject *object)
{
    for (size_t i = steps.begins; i < steps.hot->count; i++)
        if (steps.hot->items[i].object == object && steps.hot->items[i].at >= OBJECTS_END)
            return true;
    return false;
}

/* The same of how many items it has. */
static bool is_reshaped(PyObject *object)
{
    for (size_t i = steps.begins; i < steps.hot->count; i++)
        if (steps.hot->items[i].object == object &&
            (steps.hot->items[i].at == OBJECTS_ALL || steps.hot->items[i].at == OBJECTS_END))
            return true;
    return false;
}

static struct operand unusable(enum sort sort)
{
    if (sort == UNKNOWN)
        return watch();
    return sort == ABSENT ? absent_operand : pending_operand;
}

/* What using an operand's special methods runs: nothing (VALUE), the learner's code (PENDING), or anything
 * (UNKNOWN). */
static enum sort use_of(const struct operand *operand)
{
    unsigned traits;

    if (sort_of(operand) != OBJECT && !is_instance(operand))
        return sort_of(operand) == NEW ? VALUE : sort_of(operand);
    traits = effects_of_class(type_of(operand));
    if ((traits & CLASS_BUILTIN) || type_of(operand) == &PyType_Type)
        return VALUE;
    return traits & CLASS_PLAIN ? PENDING : UNKNOWN;
}

static struct operand make_generator(PyFunctionObject *function, PyObject *self, const uint16_t *arguments,
                                     int count);

/* What an instance's special method gives: nothing is known of it before the learner's code has run, and it may be that
 * of a class of CPython's. */
static struct operand given_by(const struct operand *operand, PyObject *name)
{
    PyObject *found = sort_of(operand) == OBJECT ? facts_find_in_class(Py_TYPE(object_of(operand)), name) : NULL;

    if (found == NULL || !effects_is_learners(found))
        return unknown_operand;
    return effects_waits(found) ? make_generator((PyFunctionObject *)found, object_of(operand), NULL, 0)
                                : pending_operand;
}

/* Whether it may hold what has special methods of the learner's. */
static bool is_container(const struct operand *operand)
{
    PyTypeObject *type = type_of(operand);

    if (sort_of(operand) == NEW)
        return !is_instance(operand);
    return sort_of(operand) == OBJECT && type != &PyFunction_Type && type != &PyCFunction_Type &&
           (effects_of_class(type) & CLASS_BUILTIN);
}

/* C code goes over what a container holds, and refers to some of it while it calls the learner's special methods. */
static void go_in(void)
{
    if (steps.held_from > steps.at)
        steps.held_from = steps.at;
    steps.bits |= FORECAST_HOLDS;
}

/* Entries. */

static bool same_key(PyObject *one, PyObject *other)
{
    if (one == other)
        return true;
    return PyUnicode_CheckExact(one) && PyUnicode_CheckExact(other) && PyUnicode_KIND(one) == PyUnicode_KIND(other) &&
           PyUnicode_GET_LENGTH(one) == PyUnicode_GET_LENGTH(other) &&
           memcmp(PyUnicode_DATA(one), PyUnicode_DATA(other),
                  (size_t)PyUnicode_GET_LENGTH(one) * PyUnicode_KIND(one)) == 0;
}

static Py_ssize_t index_in(const PyDictKeysObject *keys, size_t place)
{
    if (keys->dk_log2_size < 8)
        return ((const int8_t *)keys->dk_indices)[place];
    if (keys->dk_log2_size < 16)
        return ((const int16_t *)keys->dk_indices)[place];
    if (keys->dk_log2_size < 32)
        return ((const int32_t *)keys->dk_indices)[place];
    return ((const int64_t *)keys->dk_indices)[place];
}

/* (A str keeps its hash: whoever uses it as a key does not work it out again.) */
static Py_hash_t hash_of(const struct operand *key, Py_ssize_t *number, bool *is_int)
{
    PyObject *object = object_of(key);

    *is_int = is_number(key, number);
    if (*is_int)
        return *number == -1 ? -2 : *number;
    if (object == NULL || !PyUnicode_CheckExact(object))
        return -1;
    return ((PyASCIIObject *)object)->hash != -1 ? ((PyASCIIObject *)object)->hash : PyObject_Hash(object);
}

enum { NO_ENTRY = -1, SOME_ENTRY = -2 };

/* The index of a str or a small int among a dictionary's entries, as dictobject.c looks it up but for what would run
 * code; NO_ENTRY when it is not there, SOME_ENTRY when that cannot be told. */
EACH_STEP Py_ssize_t steps_find_entry(PyObject *dict, const struct operand *key)
{
    PyDictKeysObject *keys = ((PyDictObject *)dict)->ma_keys;
    size_t mask = ((size_t)1 << keys->dk_log2_size) - 1, perturb, place;
    Py_ssize_t number = 0;
    bool is_int;
    Py_hash_t hash = hash_of(key, &number, &is_int);

    if (hash == -1)
        return SOME_ENTRY;
    perturb = (size_t)hash;
    for (place = (size_t)hash & mask;; place = (place * 5 + (perturb >>= 5) + 1) & mask) {
        Py_ssize_t index = index_in(keys, place);
        PyObject *found;
        struct operand there;
        Py_ssize_t other;

        if (index == DKIX_EMPTY)
            return NO_ENTRY;
        if (index < 0)
            continue;
        found = DK_IS_UNICODE(keys) ? DK_UNICODE_ENTRIES(keys)[index].me_key : DK_ENTRIES(keys)[index].me_key;
        there = operand_as(VALUE, found);
        if (is_int ? is_number(&there, &other) && other == number : same_key(found, object_of(key)))
            return index;
        if (!DK_IS_UNICODE(keys) && DK_ENTRIES(keys)[index].me_hash == hash)
            return SOME_ENTRY; /* (1.0 is 1) */
    }
}

PyObject *steps_entry_value(PyObject *dict, Py_ssize_t index)
{
    const PyDictObject *object = (PyDictObject *)dict;

    if (object->ma_values != NULL)
        return object->ma_values->values[index];
    if (DK_IS_UNICODE(object->ma_keys))
        return DK_UNICODE_ENTRIES(object->ma_keys)[index].me_value;
    return DK_ENTRIES(object->ma_keys)[index].me_value;
}

static PyObject *const *items_of(PyObject *sequence, Py_ssize_t *count)
{
    *count = Py_SIZE(sequence);
    return PyList_CheckExact(sequence) ? ((PyListObject *)sequence)->ob_item : ((PyTupleObject *)sequence)->ob_item;
}

static bool is_sequence(const struct operand *operand)
{
    return is_exactly(operand, &PyList_Type) || is_exactly(operand, &PyTuple_Type);
}

static struct operand item_of(const struct operand *container, const struct operand *key)
{
    Py_ssize_t number, count;

    if (object_of(container) == NULL || is_altered(object_of(container)))
        return unknown_operand;
    if (is_sequence(container) && is_number(key, &number)) {
        PyObject *const *items = items_of(object_of(container), &count);

        number += number < 0 ? count : 0;
        return number >= 0 && number < count ? operand_of(items[number]) : absent_operand;
    }
    if (PyDict_CheckExact(object_of(container))) {
        Py_ssize_t index = steps_find_entry(object_of(container), key);

        return index >= 0 ? operand_of(steps_entry_value(object_of(container), index)) : unknown_operand;
    }
    return unknown_operand;
}

static void suspect(const struct operand *operand);

/* A tuple may be all that is cut out of it, or that comes of it and an empty one: a reference of its own, where what
 * stood on the value stack was borrowed (from 3.14 on). */
static void suspect_tuple(const struct operand *operand)
{
    if (is_exactly(operand, &PyTuple_Type))
        suspect(operand);
}

static struct operand subscript(const struct operand *container, const struct operand *key)
{
    enum sort usable = worse(sort_of(container), sort_of(key));

    if (usable != VALUE)
        return unusable(usable);
    if (sort_of(container) == VALUE)
        return value_operand;
    if (sort_of(key) != VALUE)
        suspect_tuple(container);
    if (is_sequence(container) && is_exactly(key, &PySlice_Type))
        return new_of(type_of(container));
    usable = worse(use_of(container), use_of(key));
    if (usable != VALUE)
        return usable == UNKNOWN ? doubtful() : given_by(container, &_Py_ID(__getitem__));
    if (is_container(key))
        go_in();
    return item_of(container, key);
}

/* Names are found in the same place again and again. */
static PyObject *find_again(PyObject *dict, PyObject *name, struct plan_place *place)
{
    const PyDictKeysObject *keys = ((PyDictObject *)dict)->ma_keys;
    struct operand key = operand_as(VALUE, name);

    if (keys != place->keys || keys->dk_nentries != place->entries)
        *place = (struct plan_place){keys, keys->dk_nentries, steps_find_entry(dict, &key)};
    return place->index >= 0 ? steps_entry_value(dict, place->index) : NULL;
}

static struct operand load_name(const struct plan_step *step, facts_frame *frame, bool global)
{
    PyObject *name = PyTuple_GET_ITEM(facts_code(frame)->co_names, step->argument), *found = NULL;

    if (!global && frame->f_locals != NULL && frame->f_locals != frame->f_globals &&
        PyDict_CheckExact(frame->f_locals))
        found = find_again(frame->f_locals, name, &steps.plan->places[step->places]);
    if (found == NULL)
        found = find_again(frame->f_globals, name, &steps.plan->places[step->places + 1]);
    if (found == NULL)
        found = find_again(frame->f_builtins, name, &steps.plan->places[step->places + 2]);
    return found != NULL ? operand_of(found) : unknown_operand;
}

/* The value of a name that is global, where it was found last; NULL when it has to be looked for. */
static inline PyObject *find_global(const struct plan_step *step, facts_frame *frame)
{
    const PyDictObject *dict = (PyDictObject *)frame->f_globals;
    PyDictKeysObject *keys = dict->ma_keys;
    const struct plan_place *place = &steps.plan->places[step->places + 1];

    if (keys != place->keys || keys->dk_nentries != place->entries || place->index < 0 || dict->ma_values != NULL ||
        !DK_IS_UNICODE(keys))
        return NULL;
    return DK_UNICODE_ENTRIES(keys)[place->index].me_value;
}

static struct operand load_cell(int local)
{
    PyObject *cell = facts_local(steps.frame, local);

    if (cell == NULL || !PyCell_Check(cell))
        return absent_operand;
    return is_altered(cell) ? unknown_operand : operand_of(((PyCellObject *)cell)->ob_ref);
}

/* Changes. */

/* Something in it changes, at this place (objects_touch).  What the log does not tell of a long one may lose a
 * reference, too. */
static EACH_STEP void change_at(PyObject *object, Py_ssize_t at)
{
    Py_ssize_t size = 0;

    if (PyList_Check(object))
        size = PyList_GET_SIZE(object);
    else if (PyDict_Check(object))
        size = PyDict_GET_SIZE(object);
    else if (PyAnySet_Check(object))
        size = PySet_GET_SIZE(object);
    if (size > TRACE_ENTRIES_MAX || object == steps.frame->f_globals || object == steps.frame->f_locals ||
        frames_holds_names(object))
        doubt(); /* (what that may bind, no plan tells) */
    touch(object, at);
}

static void change(PyObject *object)
{
    change_at(object, OBJECTS_ALL);
}

static void suspect(const struct operand *operand)
{
    if (sort_of(operand) == OBJECT)
        touch(object_of(operand), HOT_COUNT);
    else if (sort_of(operand) == UNKNOWN)
        watch();
}

static void hold_parts(const struct operand *operand);

/* Something that the log does not tell of gets hold of it: its count changes, and does again when that lets go. */
static EACH_STEP void hold(const struct operand *operand)
{
    if (sort_of(operand) == OBJECT) {
        touch(object_of(operand), HOT_HELD);
        if (!objects_are_told_by(object_of(operand)))
            steps.bits |= FORECAST_RENEWS;
    } else if (sort_of(operand) == UNKNOWN) {
        watch();
    } else if (sort_of(operand) == NEW) {
        hold_parts(operand);
    }
}

/* Whether more comes to what the step makes before the stretch is over: [*a, b] begins as an empty list. */
static bool is_added_to(const struct plan_step *made)
{
    const struct plan_step *end = steps.plan->steps + steps.plan->count;

    for (const struct plan_step *step = made + 1; step < end; step++)
        if ((step->what == INSTRUCTION_EXTEND || step->what == INSTRUCTION_APPEND ||
             step->what == INSTRUCTION_ADD_PAIR) &&
            step->first == made - steps.plan->steps)
            return true;
    return false;
}

/* Of a new tuple or list that the stretch makes it is known what it holds; of others not before they are there. */
static void hold_parts(const struct operand *operand)
{
    bool made_here = operand >= steps.operands && operand < steps.operands + steps.plan->count;
    const struct plan_step *step = made_here ? &steps.plan->steps[operand - steps.operands] : NULL;

    if (step == NULL ||
        (step->what != INSTRUCTION_MAKE && step->what != INSTRUCTION_MAKE_HASHED &&
         step->what != INSTRUCTION_MAKE_FUNCTION) ||
        is_added_to(step)) {
        steps.bits |= FORECAST_RENEWS;
        return;
    }
    for (int i = 0; i < step->argument; i++)
        hold(&steps.operands[steps.plan->arguments[step->arguments + i]]);
}

/* A list's last item comes or goes.  Of one that the log does not tell of, only the item's count can be told to
 * change. */
EACH_STEP void steps_change_end(PyObject *object, const struct operand *item)
{
    if (!PyList_CheckExact(object)) {
        change(object);
        return;
    }
    if (!objects_are_told_by(object))
        hold(item);
    else if (PyList_GET_SIZE(object) > TRACE_ENTRIES_MAX)
        suspect(item);
    touch(object, OBJECTS_END);
}

static void change_list_item(PyObject *list, Py_ssize_t at, const struct operand *item)
{
    touch(PyList_GET_ITEM(list, at), HOT_COUNT);
    if (at >= TRACE_ENTRIES_MAX || !objects_are_told_by(list))
        suspect(item);
    touch(list, at);
}

EACH_STEP void steps_store_in_dict(PyObject *dict, const struct operand *key, const struct operand *item)
{
    Py_ssize_t index = steps_find_entry(dict, key);

    if (!objects_are_told_by(dict)) {
        struct operand before = index >= 0 ? operand_of(steps_entry_value(dict, index)) : absent_operand;

        suspect(&before);
        suspect(item);
    }
    if (index == SOME_ENTRY || is_altered(dict))
        change(dict);
    else
        change_at(dict, index == NO_ENTRY ? OBJECTS_END : index);
}

EACH_STEP void steps_store_in_list(PyObject *list, const struct operand *key, const struct operand *item)
{
    Py_ssize_t number;

    if (!is_number(key, &number)) {
        change(list);
        suspect(item);
        return;
    }
    number += number < 0 ? PyList_GET_SIZE(list) : 0;
    if (is_reshaped(list))
        change(list);
    else if (number >= 0 && number < PyList_GET_SIZE(list))
        change_list_item(list, number, item);
}

/* Whether both are known so far that an entry of the container is what changes. */
static bool is_entry(const struct operand *container, const struct operand *key)
{
    enum sort usable = worse(sort_of(container), sort_of(key));

    if (usable != VALUE)
        unusable(usable);
    return usable == VALUE && sort_of(container) == OBJECT;
}

static void store_item(const struct operand *item, const struct operand *container, const struct operand *key)
{
    if (!is_entry(container, key))
        return;
    if (worse(use_of(container), use_of(key)) == UNKNOWN)
        doubt();
    if (is_container(key))
        go_in();
    if (PyList_CheckExact(object_of(container))) {
        steps_store_in_list(object_of(container), key, item);
    } else if (PyDict_CheckExact(object_of(container))) {
        steps_store_in_dict(object_of(container), key, item);
    } else {
        change(object_of(container));
        suspect(item);
    }
}

static void delete_item(const struct operand *container, const struct operand *key)
{
    if (!is_entry(container, key))
        return;
    if (worse(use_of(container), use_of(key)) == UNKNOWN || !objects_are_told_by(object_of(container)))
        doubt();
    if (is_container(key))
        go_in();
    change(object_of(container));
}

/* Attributes. */

bool steps_is_special(PyObject *name)
{
    return PyUnicode_GET_LENGTH(name) > 1 && PyUnicode_READ_CHAR(name, 0) == '_' &&
           PyUnicode_READ_CHAR(name, 1) == '_';
}

static bool is_harmless_special(PyObject *name)
{
    return value_is(name, "__init__") || value_is(name, "__name__");
}

static PyObject *own_attribute(PyObject *object, PyObject *name)
{
    struct facts_attributes attributes = facts_attributes(object);
    struct operand key = operand_as(VALUE, name);

    if (attributes.dict != NULL) {
        Py_ssize_t index = PyDict_CheckExact(attributes.dict) ? steps_find_entry(attributes.dict, &key) : -1;

        return index >= 0 ? steps_entry_value(attributes.dict, index) : NULL;
    }
    for (int i = 0; attributes.values != NULL && i < attributes.count; i++) {
        int place = facts_ordered(&attributes, i);

        if (DK_UNICODE_ENTRIES(attributes.keys)[place].me_key == name)
            return attributes.values[place];
    }
    return NULL;
}

/* classmethod and staticmethod of funcobject.c begin so. */
struct wrapper {
    PyObject_HEAD
    PyObject *function;
};

/* What the class holds under the name, found for an instance. */
static struct operand bind(PyObject *found, PyObject *self)
{
    PyTypeObject *type = Py_TYPE(found);

    if (type == &PyFunction_Type || type == &PyMethodDescr_Type)
        return operand_method(found, self);
    if (type == &PyStaticMethod_Type)
        return operand_of(((struct wrapper *)found)->function);
    if (type == &PyClassMethod_Type)
        return operand_method(((struct wrapper *)found)->function, (PyObject *)Py_TYPE(self));
    if (type->tp_descr_get == NULL)
        return operand_of(found);
    if (effects_of_class(type) & CLASS_PLAIN)
        return pending_operand;
    return type->tp_flags & Py_TPFLAGS_HEAPTYPE ? doubtful() : unknown_operand; /* a library's runs code of its own */
}

static struct operand load_member(PyObject *object, PyObject *descriptor)
{
    const PyMemberDef *member = ((PyMemberDescrObject *)descriptor)->d_member;

    if (member->type != T_OBJECT_EX && member->type != T_OBJECT)
        return unknown_operand;
    return operand_of(*(PyObject **)((char *)object + member->offset));
}

/* Looks for attributes as an object without a __getattribute__ of its own does. */
static bool looks_as_usual(PyTypeObject *type)
{
    PyObject *name = &_Py_ID(__getattribute__);

    return type->tp_getattro == PyObject_GenericGetAttr ||
           facts_find_in_class(type, name) == facts_find_in_class(&PyBaseObject_Type, name);
}

/* C code holds the class's __getattr__ while it looks for an attribute in other ways first (slot_tp_getattr_hook of
 * typeobject.c). */
static void hold_fallback(PyTypeObject *type)
{
    PyObject *found = facts_find_in_class(type, &_Py_ID(__getattr__));

    if (found != NULL)
        touch(found, HOT_COUNT);
}

static struct operand load_of_instance(PyObject *object, PyObject *name)
{
    PyTypeObject *type = Py_TYPE(object);
    PyObject *found = facts_find_in_class(type, name), *own;
    bool plain = (effects_of_class(type) & CLASS_PLAIN) != 0;

    if (type->tp_getattro != PyObject_GenericGetAttr)
        hold_fallback(type);
    if (!looks_as_usual(type))
        return plain ? pending_operand : doubtful();
    if (found != NULL && Py_TYPE(found)->tp_descr_set != NULL) {
        if (Py_IS_TYPE(found, &PyMemberDescr_Type))
            return load_member(object, found);
        if (Py_IS_TYPE(found, &PyGetSetDescr_Type)) /* C code gives it: no event of the learner's comes with it */
            return plain ? unknown_operand : doubtful();
        return plain ? pending_operand : doubtful();
    }
    if (is_altered(object) || is_altered((PyObject *)type))
        return unknown_operand;
    own = own_attribute(object, name);
    if (own != NULL)
        return operand_of(own);
    if (found != NULL)
        return bind(found, object);
    return type->tp_getattro == PyObject_GenericGetAttr ? absent_operand : plain ? pending_operand : doubtful();
}

static struct operand load_of_class(PyTypeObject *type, PyObject *name)
{
    PyObject *found = facts_find_in_class(type, name);

    if (found == NULL || is_altered((PyObject *)type))
        return unknown_operand;
    if (Py_IS_TYPE(found, &PyFunction_Type) || Py_IS_TYPE(found, &PyMethodDescr_Type) ||
        Py_TYPE(found)->tp_descr_get == NULL)
        return operand_of(found);
    if (Py_IS_TYPE(found, &PyStaticMethod_Type))
        return operand_of(((struct wrapper *)found)->function);
    if (Py_IS_TYPE(found, &PyClassMethod_Type))
        return operand_method(((struct wrapper *)found)->function, (PyObject *)type);
    return Py_IS_TYPE(found, &PyProperty_Type) ? operand_of(found) : doubtful();
}

static struct operand load_of_module(PyObject *module, PyObject *name)
{
    PyObject *found = facts_find_name(((PyModuleObject *)module)->md_dict, name);

    return found != NULL ? operand_of(found) : unknown_operand;
}

/* super() as it is written in a method: of the class in the cell __class__, for the first argument. */
static struct operand load_of_super(PyObject *name)
{
    PyCodeObject *code = facts_code(steps.frame);
    PyObject *self = code->co_argcount > 0 ? facts_local(steps.frame, 0) : NULL, *class = NULL;

    for (int i = code->co_nlocalsplus - code->co_nfreevars; i < code->co_nlocalsplus; i++)
        if (value_is(PyTuple_GET_ITEM(code->co_localsplusnames, i), "__class__") &&
            facts_local(steps.frame, i) != NULL)
            class = ((PyCellObject *)facts_local(steps.frame, i))->ob_ref;
    if (self != NULL && PyCell_Check(self))
        self = ((PyCellObject *)self)->ob_ref;
    if (self == NULL || class == NULL || Py_TYPE(self)->tp_mro == NULL)
        return unknown_operand;
    for (Py_ssize_t i = 0, behind = 0; i < PyTuple_GET_SIZE(Py_TYPE(self)->tp_mro); i++) {
        PyTypeObject *type = (PyTypeObject *)PyTuple_GET_ITEM(Py_TYPE(self)->tp_mro, i);
        PyObject *names = behind ? facts_class_names(type) : NULL,
                 *found = names != NULL ? facts_find_name(names, name) : NULL;

        if (found != NULL)
            return PyFunction_Check(found) || Py_IS_TYPE(found, &PyWrapperDescr_Type) ? operand_method(found, self)
                                                                                      : unknown_operand;
        behind |= (PyObject *)type == class;
    }
    return unknown_operand;
}

/* What the stretch has stored under a name in an instance that it made.  Where that is only done by some ways, there is
 * nothing by the others. */
static struct operand stored_in_made(const struct operand *made, PyObject *name)
{
    PyObject *names = facts_code(steps.frame)->co_names;
    struct operand stored = unknown_operand;
    int count = 0;

    for (const struct plan_step *step = steps.plan->steps, *end = step + steps.plan->count; step < end; step++) {
        if (step->what != INSTRUCTION_STORE_ATTRIBUTE || step->at >= steps.at ||
            made != &steps.operands[step->second] || PyTuple_GET_ITEM(names, step->argument) != name)
            continue;
        if (count++ > 0 && !are_values(&stored, &steps.operands[step->first]))
            return unknown_operand;
        stored = count > 1 ? value_operand : steps.operands[step->first];
    }
    return sort_of(&stored) == NEW ? unknown_operand : stored;
}

/* Of an instance that was made in this stretch: nobody else has given it anything. */
static struct operand load_of_made(const struct operand *made, PyObject *name)
{
    PyObject *found = facts_find_in_class(made->type, name);
    bool runs_nothing = found == NULL || Py_TYPE(found)->tp_descr_get == NULL || PyFunction_Check(found);

    if (made->type->tp_getattro != PyObject_GenericGetAttr || !runs_nothing || steps_is_special(name))
        return watch();
    return found == NULL ? stored_in_made(made, name) : unknown_operand;
}

static struct operand load_of_new(const struct operand *operand, PyObject *name)
{
    PyObject *found;

    if (operand->type == &PySuper_Type)
        return load_of_super(name);
    if (is_instance(operand))
        return load_of_made(operand, name);
    found = operand->type != NULL ? facts_find_in_class(operand->type, name) : NULL;
    return found != NULL && Py_IS_TYPE(found, &PyMethodDescr_Type) ? operand_method(found, NULL) : unknown_operand;
}

static struct operand load_of_value(const struct operand *operand, PyObject *name)
{
    PyObject *found = type_of(operand) != NULL ? facts_find_in_class(type_of(operand), name) : NULL;

    if (found != NULL && Py_IS_TYPE(found, &PyMethodDescr_Type))
        return operand_method(found, object_of(operand));
    return found == NULL && type_of(operand) != NULL ? absent_operand : unknown_operand;
}

static struct operand load_attribute(const struct operand *operand, PyObject *name)
{
    switch (sort_of(operand)) {
    case UNKNOWN:
    case ABSENT:
    case PENDING:
        return unusable(sort_of(operand));
    case VALUE:
        return load_of_value(operand, name);
    case NEW:
        return load_of_new(operand, name);
    case OBJECT:
    case NUMBER:
        break;
    }
    if (PyModule_CheckExact(object_of(operand)))
        return load_of_module(object_of(operand), name);
    if (steps_is_special(name) && !is_harmless_special(name))
        return doubtful();
    if (Py_IS_TYPE(object_of(operand), &PyType_Type))
        return load_of_class((PyTypeObject *)object_of(operand), name);
    if (PyType_Check(object_of(operand)) || Py_IS_TYPE(object_of(operand), &PySuper_Type))
        return doubtful();
    return load_of_instance(object_of(operand), name);
}

/* `now_there`: what the attribute becomes, or NULL. */
static void change_attribute(const struct operand *operand, PyObject *name, const struct operand *now_there)
{
    PyTypeObject *type;

    if (sort_of(operand) != OBJECT) {
        if (sort_of(operand) == UNKNOWN)
            watch();
        if (is_instance(operand) && (steps_is_special(name) || !(effects_of_class(operand->type) & CLASS_PLAIN)))
            doubt();
        return;
    }
    type = Py_TYPE(object_of(operand));
    touch(object_of(operand), OBJECTS_ALL);
    if (steps_is_special(name) || !((effects_of_class(type) & CLASS_PLAIN) || PyFunction_Check(object_of(operand)) ||
                                    Py_IS_TYPE(object_of(operand), &PyType_Type)))
        doubt();
    if (!objects_are_told_by(object_of(operand))) {
        struct operand before = operand_of(own_attribute(object_of(operand), name));

        suspect(&before);
        if (now_there != NULL)
            suspect(now_there);
    }
}

/* Iterators. */

/* An iterator gives itself: a reference of its own, where what stood on the value stack was borrowed (from 3.14 on). */
static struct operand iterate(const struct operand *operand)
{
    enum sort usable = worse(sort_of(operand), VALUE);

    if (usable != VALUE)
        return unusable(usable);
    suspect(operand);
    if (sort_of(operand) == OBJECT && !effects_is_plain_source(object_of(operand)))
        return doubtful();
    if (sort_of(operand) == NEW && (operand->type == NULL || !effects_is_source_class(operand->type)))
        return operand->type == &PyEnum_Type || operand->type == &PyZip_Type || operand->type == &PyReversed_Type ||
                       operand->type == &PyGen_Type
                   ? *operand
                   : watch();
    if (sort_of(operand) == OBJECT && (effects_of_class(Py_TYPE(object_of(operand))) & CLASS_PLAIN))
        return given_by(operand, &_Py_ID(__iter__));
    return (struct operand){.tagged = (uintptr_t)object_of(operand) | NEW,
                            .type = object_of(operand) == NULL ? operand->type : NULL};
}

/* What an iterator gives may be held once more while code of the learner's runs; what it gave before, which names may
 * have let go of since, it lets go of piece by piece. */
static void meet_lent_tuple(const struct operand *iterator)
{
    PyObject *tuple = object_of(iterator) != NULL ? effects_lent_tuple(object_of(iterator)) : NULL;

    if (tuple == NULL)
        return;
    touch(tuple, HOT_COUNT);
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); i++)
        if (!effects_is_value(PyTuple_GET_ITEM(tuple, i)))
            touch(PyTuple_GET_ITEM(tuple, i), HOT_COUNT);
}

/* What was read from an iterator, or from what it will go over. */
static struct operand operand_of_next(struct iterators_next next)
{
    if (next.source != NULL && is_altered(next.source))
        return unknown_operand;
    switch (next.gift) {
    case ITERATORS_UNKNOWN:
        return unknown_operand;
    case ITERATORS_END:
        return absent_operand;
    case ITERATORS_OBJECT:
        return operand_of(next.object);
    case ITERATORS_NEW:
        break;
    }
    return (struct operand){.tagged = next.type == &PyTuple_Type ? NEW : VALUE, .type = next.type};
}

/* The first thing that going over a source gives, before it has begun. */
static struct operand first_of(const struct operand *iterator)
{
    PyTypeObject *type = type_of(iterator);
    struct iterators_next next = {.gift = ITERATORS_UNKNOWN};

    meet_lent_tuple(iterator);
    if (object_of(iterator) != NULL && !is_altered(object_of(iterator)))
        next = iterators_first(object_of(iterator));
    if (next.gift != ITERATORS_UNKNOWN)
        return operand_of_next(next);
    if (type == &PyRange_Type || type == &PyUnicode_Type || type == &PyBytes_Type)
        return value_operand;
    if (type == &PyDictItems_Type || type == &PyEnum_Type || type == &PyZip_Type)
        return new_of(&PyTuple_Type);
    return type == &PyGen_Type ? pending_operand : unknown_operand;
}

/* Going on changes nothing but itself: no other iterator that it goes over. */
static bool is_lonely_iterator(const struct operand *operand)
{
    PyTypeObject *type = sort_of(operand) == OBJECT ? Py_TYPE(object_of(operand)) : NULL;

    return type == &PyRangeIter_Type || type == &PyListIter_Type || type == &PyTupleIter_Type;
}

static EACH_STEP struct operand next(const struct operand *operand)
{
    PyTypeObject *type;

    if (sort_of(operand) == NEW)
        return first_of(operand);
    if (sort_of(operand) != OBJECT)
        return unusable(worse(sort_of(operand), VALUE) == VALUE ? UNKNOWN : sort_of(operand));
    type = Py_TYPE(object_of(operand));
    if (is_lonely_iterator(operand))
        touch(object_of(operand), OBJECTS_ALL);
    if (type == &PyRangeIter_Type)
        return value_operand;
    if (type == &PyListIter_Type || type == &PyTupleIter_Type)
        return operand_of_next(iterators_next(object_of(operand)));
    steps.bits |= FORECAST_RENEWS;
    if (effects_is_learners_generator(object_of(operand)) || (effects_of_class(type) & CLASS_PLAIN))
        return pending_operand;
    if (!effects_is_plain_iterator(object_of(operand)))
        return doubtful();
    meet_lent_tuple(operand);
    return type == &PyEnum_Type || type == &PyZip_Type ? new_of(&PyTuple_Type)
                                                       : operand_of_next(iterators_next(object_of(operand)));
}

const struct plan_step *steps_giver(const struct plan *plan, const struct plan_step *item)
{
    const struct plan_step *giver = &plan->steps[plan->steps[item->first].first];

    return plan->steps[item->first].what == INSTRUCTION_UNPACK && giver->what == INSTRUCTION_NEXT ? giver : NULL;
}

const struct plan_step *steps_maker(const struct plan *plan, const struct plan_step *giver)
{
    const struct plan_step *maker = &plan->steps[giver->first];

    if (maker->what == INSTRUCTION_ITERATE)
        maker = &plan->steps[maker->first];
    return maker->what == INSTRUCTION_CALL ? maker : NULL;
}

/* What going over an argument will give first. */
static struct operand first_of_argument(const struct plan_step *call, int at)
{
    const struct operand *argument =
        at < call->argument ? &steps.operands[steps.plan->arguments[call->arguments + at]] : &unknown_operand;

    if (sort_of(argument) == NEW || object_of(argument) == NULL)
        return argument->type == &PyRange_Type && sort_of(argument) == NEW ? value_operand : unknown_operand;
    return operand_of_next(iterators_first(object_of(argument)));
}

/* The first item that zip, enumerate or a dictionary's items give, which are made in this stretch. */
static struct operand item_of_made(const PyTypeObject *type, const struct plan_step *call, int at)
{
    const struct plan_step *method = &steps.plan->steps[call->first];
    const struct operand *of = &steps.operands[method->first];

    if (type == &PyEnum_Type)
        return at == 0 ? value_operand : first_of_argument(call, 0);
    if (type == &PyZip_Type)
        return first_of_argument(call, at);
    if (type == &PyDictItems_Type && sort_of(of) == OBJECT &&
        (method->what == INSTRUCTION_LOAD_METHOD || method->what == INSTRUCTION_LOAD_ATTRIBUTE))
        return operand_of_next(iterators_first_item(object_of(of), at));
    return unknown_operand;
}

/* Of a tuple that an iterator gives, and makes anew. */
static struct operand item_of_given(const struct plan_step *giver, int at)
{
    const struct operand *iterator = &steps.operands[giver->first];
    const struct plan_step *call = steps_maker(steps.plan, giver);

    if (object_of(iterator) != NULL)
        return operand_of_next(iterators_item(object_of(iterator), at));
    return call != NULL && sort_of(iterator) == NEW ? item_of_made(iterator->type, call, at) : unknown_operand;
}

static struct operand item_of_unpacked(const struct plan_step *step)
{
    const struct operand *operand = &steps.operands[step->first];
    const struct plan_step *giver = steps_giver(steps.plan, step);
    Py_ssize_t count, at = step->argument;

    if (giver != NULL && is_exactly(operand, &PyTuple_Type) && sort_of(operand) == NEW)
        return item_of_given(giver, step->argument);
    if (sort_of(operand) == OBJECT && is_altered(object_of(operand)))
        return unknown_operand;
    if (sort_of(operand) != OBJECT || !is_sequence(operand))
        return sort_of(operand) == PENDING || sort_of(operand) == ABSENT || sort_of(operand) == VALUE
                   ? *operand
                   : unknown_operand;
    PyObject *const *items = items_of(object_of(operand), &count);
    return at < count ? operand_of(items[at]) : absent_operand;
}

static struct operand unpack(const struct operand *operand)
{
    if (sort_of(operand) == VALUE)
        return value_operand;
    if (sort_of(operand) == OBJECT && is_sequence(operand))
        return *operand;
    return iterate(operand).tagged == UNKNOWN ? unknown_operand
           : sort_of(operand) == OBJECT       ? unknown_operand
                                              : *operand;
}

static void extend(const struct operand *target, const struct operand *source)
{
    if (sort_of(target) == OBJECT)
        change(object_of(target));
    if (sort_of(target) == OBJECT && !objects_are_told_by(object_of(target)))
        steps.bits |= FORECAST_RENEWS;
    if (sort_of(source) == UNKNOWN)
        watch();
    else if (sort_of(source) == OBJECT && !effects_is_simple_source(object_of(source)))
        doubt();
}

/* A list that is being made: what it holds then is found at its end. */
static void append(const struct operand *target, const struct operand *item)
{
    unsigned before = steps.bits;

    if (sort_of(target) == OBJECT)
        steps_change_end(object_of(target), item);
    else if (sort_of(target) == UNKNOWN)
        watch();
    if (sort_of(target) == OBJECT && PyList_CheckExact(object_of(target)) && (steps.bits & ~before & FORECAST_RENEWS))
        steps.bits = (steps.bits & ~(unsigned)FORECAST_RENEWS) | FORECAST_GROWS;
}

static void add_pair(const struct operand *target, const struct operand *item, const struct operand *key)
{
    if (sort_of(target) == OBJECT)
        change(object_of(target));
    hold(item);
    hold(key);
}

/* Calls. */

/* It may be called while the log is not told of it. */
static bool is_harmless_function(PyObject *function)
{
    return PyFunction_Check(function) ? effects_is_learners(function)
                                      : effects_of_function(PyCFunction_GET_FUNCTION(function)).effect == EFFECT_NONE;
}

static bool any_container(const uint16_t *arguments, int count)
{
    for (int i = 0; i < count; i++)
        if (is_container(&steps.operands[arguments[i]]))
            return true;
    return false;
}

static bool are_plain(const uint16_t *arguments, int count, bool of_any_class)
{
    for (int i = 0; i < count; i++) {
        const struct operand *argument = &steps.operands[arguments[i]];

        if (is_instance(argument) && !of_any_class)
            return false;
        if (sort_of(argument) != OBJECT)
            continue;
        if (PyFunction_Check(object_of(argument)) || PyCFunction_Check(object_of(argument))) {
            if (!is_harmless_function(object_of(argument)))
                return false;
            continue;
        }
        if (effects_is_simple_source(object_of(argument)) || PyType_Check(object_of(argument)))
            continue;
        if (!of_any_class || !(effects_of_class(Py_TYPE(object_of(argument))) & CLASS_PLAIN))
            return false;
    }
    return true;
}

/* PENDING or UNKNOWN when one of the arguments is, otherwise VALUE. */
static enum sort worst_of(const uint16_t *arguments, int count, bool *values)
{
    enum sort worst = VALUE;

    *values = true;
    for (int i = 0; i < count; i++) {
        worst = worse(worst, sort_of(&steps.operands[arguments[i]]));
        *values = *values && sort_of(&steps.operands[arguments[i]]) == VALUE;
    }
    return worst;
}

static struct operand given(struct c_effect effect, PyObject *self, bool values)
{
    if (effect.gift == GIFT_VALUE || effect.gift == GIFT_LENGTH || (effect.gift == GIFT_SAME && values))
        return (struct operand){.tagged = VALUE, .type = effect.gift == GIFT_SAME ? NULL : effect.type};
    if (effect.gift == GIFT_NEW)
        return new_of(effect.type == NULL && self != NULL && PyAnySet_CheckExact(self) ? Py_TYPE(self) : effect.type);
    return unknown_operand;
}

/* Whether what going over it gives are values: going over it costs C code more than it does here. */
static bool gives_values(const struct operand *operand)
{
    PyObject *object = object_of(operand), *const * items;
    Py_ssize_t count;

    if (sort_of(operand) != OBJECT || is_altered(object))
        return false;
    if (PyDict_CheckExact(object))
        return DK_IS_UNICODE(((PyDictObject *)object)->ma_keys);
    if (!is_sequence(operand))
        return false;
    items = items_of(object, &count);
    while (count > 0 && is_value(items[count - 1]))
        count--;
    return count == 0;
}

/* The same of the first argument, beside values. */
static bool goes_over_values(const uint16_t *arguments, int count)
{
    for (int i = 1; i < count; i++)
        if (sort_of(&steps.operands[arguments[i]]) != VALUE)
            return false;
    return count > 0 && gives_values(&steps.operands[arguments[0]]);
}

/* What is under a key in a dictionary, or else the argument behind it, or None (pop raises then). */
static struct operand entry_or_other(PyObject *dict, const uint16_t *arguments, int count)
{
    struct operand of = operand_as(OBJECT, dict), found = item_of(&of, &steps.operands[arguments[0]]);
    const struct operand *other = count > 1 ? &steps.operands[arguments[1]] : NULL;

    if (found.tagged != UNKNOWN || is_altered(dict) || sort_of(&steps.operands[arguments[0]]) != VALUE ||
        steps_find_entry(dict, &steps.operands[arguments[0]]) != NO_ENTRY)
        return found;
    if (other == NULL)
        return operand_of(Py_None);
    return sort_of(other) == NEW ? unknown_operand : *other;
}

/* What a method that changes a list or a dictionary, or asks it, gives of what is in it. */
static struct operand taken_from(struct c_effect effect, PyObject *self, const uint16_t *arguments, int count)
{
    struct operand of = operand_as(OBJECT, self);

    if (effect.effect == EFFECT_POP && count == 1 && PyList_CheckExact(self))
        return item_of(&of, &steps.operands[arguments[0]]);
    if (effect.gift == GIFT_ENTRY && count > 0 && PyDict_CheckExact(self))
        return entry_or_other(self, arguments, count);
    return unknown_operand;
}

static struct operand last_of(PyObject *list)
{
    if (is_altered(list))
        return unknown_operand;
    return PyList_GET_SIZE(list) > 0 ? operand_of(PyList_GET_ITEM(list, PyList_GET_SIZE(list) - 1)) : absent_operand;
}

static struct operand call_c(PyCFunction function, PyObject *self, const uint16_t *arguments, int count)
{
    struct c_effect effect = effects_of_function(function);
    struct operand taken = unknown_operand;
    bool values;
    enum sort worst = worst_of(arguments, count, &values);

    if (worst == ABSENT || worst == PENDING)
        return worst == ABSENT ? absent_operand : pending_operand;
    if (effect.effect == EFFECT_APPEND && count == 1 && self != NULL) {
        steps_change_end(self, &steps.operands[arguments[0]]);
        return value_operand;
    }
    if (worst == UNKNOWN)
        return watch();
    if (effect.effect == EFFECT_UNKNOWN || !are_plain(arguments, count, effect.takes_any))
        return doubtful();
    if (effect.holds && !values)
        values = goes_over_values(arguments, count);
    if ((effect.holds && !values) || (effect.goes_in && any_container(arguments, count)))
        go_in();
    if (effect.effect == EFFECT_POP && count == 0 && self != NULL && PyList_CheckExact(self)) {
        struct operand last = last_of(self);

        steps_change_end(self, &last);
        return last;
    }
    if (self != NULL)
        taken = taken_from(effect, self, arguments, count);
    if (effect.effect != EFFECT_NONE && self != NULL) {
        if (!objects_are_told_by(self))
            doubt();
        change(self);
    }
    return taken.tagged != UNKNOWN ? taken : given(effect, self, values);
}

/* Whether what the class makes is a new object without attributes, and nothing of anybody's runs. */
static bool makes_bare(PyTypeObject *type)
{
    return (effects_of_class(type) & CLASS_PLAIN) && type->tp_new == PyBaseObject_Type.tp_new &&
           type->tp_init == PyBaseObject_Type.tp_init;
}

/* A class of the learner's runs its own __init__, if it has one. */
static struct operand call_class(PyTypeObject *type, const uint16_t *arguments, int count)
{
    bool exception = !(type->tp_flags & Py_TPFLAGS_HEAPTYPE) && (type->tp_flags & Py_TPFLAGS_BASE_EXC_SUBCLASS);
    bool maker = effects_is_maker(type), values;
    enum sort worst = worst_of(arguments, count, &values);

    if (worst != VALUE)
        return unusable(worst);
    if (type == &PyType_Type && count == 1) {
        const struct operand *of = &steps.operands[arguments[0]];

        return type_of(of) != NULL ? operand_of((PyObject *)type_of(of)) : unknown_operand;
    }
    if (!Py_IS_TYPE(type, &PyType_Type) || !(maker || exception || (effects_of_class(type) & CLASS_PLAIN)) ||
        (maker && !are_plain(arguments, count, type == &PySuper_Type || type == &PyUnicode_Type)))
        return doubtful();
    if (any_container(arguments, count) &&
        (type == &PyUnicode_Type || type == &PySet_Type || type == &PyFrozenSet_Type || type == &PyDict_Type))
        go_in();
    if (effects_of_class(type) & CLASS_VALUE)
        return (struct operand){.tagged = VALUE, .type = type};
    if (maker)
        return new_of(type);
    touch((PyObject *)type, HOT_COUNT); /* (what is made may be out of reach at the next event) */
    if (makes_bare(type))
        return new_of(type);
    return effects_is_learners(facts_find_in_class(type, &_Py_ID(__init__))) ? pending_operand : unknown_operand;
}

static bool is_of_object(PyObject *function)
{
    return Py_IS_TYPE(function, &PyWrapperDescr_Type) && PyDescr_TYPE(function) == &PyBaseObject_Type &&
           value_is(PyDescr_NAME(function), "__init__");
}

static void hold_all(PyObject *tuple)
{
    for (Py_ssize_t i = 0; tuple != NULL && i < PyTuple_GET_SIZE(tuple); i++) {
        struct operand item = operand_of(PyTuple_GET_ITEM(tuple, i));

        hold(&item);
    }
}

/* It does not run yet, and gets hold of all that the function is called with. */
static struct operand make_generator(PyFunctionObject *function, PyObject *self, const uint16_t *arguments, int count)
{
    struct operand held[] = {operand_of((PyObject *)function), operand_of(self)};
    int flags = ((PyCodeObject *)function->func_code)->co_flags;

    if (function->func_kwdefaults != NULL)
        return doubtful();
    hold(&held[0]);
    hold(&held[1]);
    hold_all(function->func_closure);
    hold_all(function->func_defaults);
    for (int i = 0; i < count; i++)
        hold(&steps.operands[arguments[i]]);
    return flags & CO_GENERATOR ? new_of(&PyGen_Type) : new_operand;
}

/* Its frame tells of what it does, unless it is a library's. */
static struct operand call_python(PyObject *function, PyObject *self, const uint16_t *arguments, int count)
{
    if (!effects_is_learners(function))
        return doubtful();
    return effects_waits(function) ? make_generator((PyFunctionObject *)function, self, arguments, count)
                                   : pending_operand;
}

static struct operand call_object(const struct operand *callable, const struct operand *self,
                                  const uint16_t *arguments, int count, bool named)
{
    PyObject *function = object_of(callable);
    PyTypeObject *type = Py_TYPE(function);

    if (type == &PyFunction_Type)
        return call_python(function, self != NULL ? object_of(self) : NULL, arguments, count);
    if (type == &PyMethod_Type && PyFunction_Check(PyMethod_GET_FUNCTION(function)))
        return call_python(PyMethod_GET_FUNCTION(function), PyMethod_GET_SELF(function), arguments, count);
    if (is_of_object(function))
        return value_operand;
    if (PyType_Check(function))
        return named && !(effects_of_class((PyTypeObject *)function) & CLASS_PLAIN)
                   ? doubtful()
                   : call_class((PyTypeObject *)function, arguments, count);
    if (type == &PyMethodDescr_Type && self == NULL && count > 0) { /* list.append(x, 1) */
        self = &steps.operands[*arguments++];
        count--;
    }
    if (type == &PyMethodDescr_Type && self != NULL && (sort_of(self) & OBJECT)) /* a bit of all that are */
        return call_c(((PyMethodDescrObject *)function)->d_method->ml_meth,
                      sort_of(self) != NEW ? object_of(self) : NULL, arguments, count);
    if (type == &PyCFunction_Type && ((PyCFunctionObject *)function)->m_self != NULL)
        return call_c(PyCFunction_GET_FUNCTION(function), PyCFunction_GET_SELF(function), arguments, count);
    return effects_of_class(type) & CLASS_PLAIN ? pending_operand : doubtful();
}

/* Whether a method was found for something that is not there yet, or holds nothing: it is bound to that. */
static bool is_bound_to_made(const struct plan_step *self)
{
    const struct plan_step *method = &steps.plan->steps[self->first];
    const struct operand *found = &steps.operands[self->first], *of = &steps.operands[method->first];

    return sort_of(found) == OBJECT && Py_IS_TYPE(object_of(found), &PyMethodDescr_Type) &&
           (sort_of(of) == VALUE || sort_of(of) == NEW);
}

/* How much is in something that goes without special methods of its own. */
static struct operand length_of(const struct operand *operand)
{
    PyObject *object = object_of(operand);

    if (object == NULL || sort_of(operand) == NEW || is_reshaped(object))
        return value_operand;
    if (PyUnicode_CheckExact(object))
        return numbered(PyUnicode_GET_LENGTH(object));
    if (is_sequence(operand))
        return numbered(Py_SIZE(object));
    if (PyDict_CheckExact(object))
        return numbered(PyDict_GET_SIZE(object));
    return PyAnySet_CheckExact(object) ? numbered(PySet_GET_SIZE(object)) : value_operand;
}

static bool is_for_length(const struct operand *callable)
{
    PyObject *function = object_of(callable);

    return Py_IS_TYPE(function, &PyCFunction_Type) &&
           effects_of_function(PyCFunction_GET_FUNCTION(function)).gift == GIFT_LENGTH;
}

/* Below the arguments stand NULL and the callable, in the order of the version, or a method and its object. */
static struct operand call(const struct plan_step *step, bool named)
{
    const struct operand *first = &steps.operands[step->first], *second = &steps.operands[step->second];
    const uint16_t *arguments = steps.plan->arguments + step->arguments;
    bool first_is_null = steps.plan->steps[step->first].what == PLAN_NULL ||
                         (steps.plan->steps[step->first].what == PLAN_STACK && sort_of(first) == ABSENT);
    bool second_is_null = steps.plan->steps[step->second].what == PLAN_NULL ||
                          (steps.plan->steps[step->second].what == PLAN_SELF && first->self == NULL &&
                           !is_bound_to_made(&steps.plan->steps[step->second])) ||
                          (steps.plan->steps[step->second].what == PLAN_STACK && sort_of(second) == ABSENT);
    const struct operand *callable = first_is_null ? second : first, *self = NULL;
    struct operand out;

    if (sort_of(callable) != OBJECT)
        return unusable(worse(sort_of(callable), VALUE) == VALUE ? UNKNOWN : sort_of(callable));
    if (!first_is_null && !second_is_null)
        self = second;
    out = call_object(callable, self, arguments, step->argument, named);
    if (step->counts && self == NULL && sort_of(&out) == VALUE && step->argument == 1 && is_for_length(callable))
        return length_of(&steps.operands[arguments[0]]);
    return out;
}

/* Operators. */

static Py_ssize_t computed(int operator, Py_ssize_t one, Py_ssize_t other, bool *known)
{
    *known = true;
    switch (operator) {
    case NB_ADD:
        return one + other;
    case NB_SUBTRACT:
        return one - other;
    case NB_MULTIPLY: /* of at most 30 bits each */
        *known = one < INT32_MAX && one > INT32_MIN && other < INT32_MAX && other > INT32_MIN;
        return *known ? one * other : 0;
    case NB_FLOOR_DIVIDE:
        *known = other > 0 && one >= 0;
        return *known ? one / other : 0;
    case NB_REMAINDER:
        *known = other > 0;
        return *known ? (one % other + other) % other : 0;
    default:
        *known = false;
        return 0;
    }
}

static struct operand arithmetic(int operator, const struct operand * one, const struct operand *other)
{
    Py_ssize_t first, second, result;
    bool known;

    if (!is_number(one, &first) || !is_number(other, &second))
        return value_operand;
    result = computed(operator, first, second, &known);
    return known && result < PY_SSIZE_T_MAX / 4 && result > PY_SSIZE_T_MIN / 4 ? numbered(result) : value_operand;
}

static struct operand binary(int operator, const struct operand * one, const struct operand *other)
{
    enum sort usable = worse(sort_of(one), sort_of(other));

    if (usable != VALUE)
        return unusable(usable);
    if (are_values(one, other))
        return arithmetic(operator, one, other);
    usable = worse(use_of(one), use_of(other));
    if (usable != VALUE)
        return usable == UNKNOWN ? doubtful() : unknown_operand;
    if (is_container(other))
        go_in();
    if (sort_of(one) == VALUE && type_of(one) == &PyUnicode_Type && operator== NB_REMAINDER)
        return value_operand;
    suspect_tuple(one);
    return new_of(sort_of(one) == VALUE ? type_of(other) : type_of(one));
}

static struct operand inplace(int operator, const struct operand * one, const struct operand *other)
{
    enum sort usable = worse(sort_of(one), sort_of(other));

    if (usable != VALUE)
        return unusable(usable);
    if (sort_of(one) != OBJECT)
        return binary(operator, one, other);
    change(object_of(one));
    if (!objects_are_told_by(object_of(one)) ||
        (sort_of(other) == OBJECT && !effects_is_plain_source(object_of(other))))
        doubt();
    if (use_of(one) == UNKNOWN)
        return doubtful();
    return use_of(one) == PENDING ? unknown_operand : *one;
}

static struct operand compare(const struct operand *one, const struct operand *other)
{
    enum sort usable = worse(sort_of(one), sort_of(other));

    if (are_values(one, other))
        return value_operand;
    if (usable != VALUE)
        return unusable(usable);
    if (is_container(one) || is_container(other))
        go_in();
    usable = worse(use_of(one), use_of(other));
    return usable == VALUE ? value_operand : usable == UNKNOWN ? doubtful() : unknown_operand;
}

static struct operand unary(const struct operand *operand)
{
    return compare(operand, operand);
}

static struct operand make(const struct plan_step *step, bool hashed)
{
    const uint16_t *arguments = steps.plan->arguments + step->arguments;
    bool values;
    enum sort worst = worst_of(arguments, step->argument, &values);

    if (hashed && any_container(arguments, step->argument))
        go_in();
    if (worst == ABSENT || worst == PENDING)
        return worst == ABSENT ? absent_operand : pending_operand;
    for (int i = 0; hashed && i < step->argument; i++)
        if (use_of(&steps.operands[arguments[i]]) == UNKNOWN)
            return worst == UNKNOWN ? watch() : doubtful();
    return new_operand;
}

/* It refers to its code, which stands on top, and to the names that that will look for. */
static struct operand make_function(const struct plan_step *step)
{
    suspect(&steps.operands[steps.plan->arguments[step->arguments + step->argument - 1]]);
    touch(steps.frame->f_globals, HOT_COUNT);
    touch(steps.frame->f_builtins, HOT_COUNT);
    return make(step, false);
}

/* While it finds an attribute, it holds the class, the object and that one's class. */
static struct operand make_super(const struct plan_step *step)
{
    const struct operand *object = &steps.operands[step->third];

    if (object_of(&steps.operands[step->first]) != (PyObject *)&PySuper_Type)
        return doubtful();
    hold(&steps.operands[step->second]);
    hold(object);
    if (sort_of(object) == OBJECT)
        touch((PyObject *)Py_TYPE(object_of(object)), HOT_HELD);
    return new_of(&PySuper_Type);
}

/* Steps. */

/* Where an operand comes from. */
static struct operand run_load(const struct plan_step *step)
{
    const struct operand *first = &steps.operands[step->first];

    switch ((int)step->what) {
    case PLAN_NULL:
        return absent_operand;
    case PLAN_STACK:
        return operand_of(facts_local(steps.frame, instruction_bottom(steps.frame) + step->argument));
    case PLAN_RESULT:
        return steps.result != NULL ? operand_of(steps.result) : unknown_operand;
    case PLAN_ITEM:
        return item_of_unpacked(step);
    case PLAN_SELF:
        return sort_of(first) == OBJECT && first->self != NULL ? operand_of(first->self) : new_operand;
    case INSTRUCTION_LOAD_CONST:
        return operand_of(PyTuple_GET_ITEM(facts_code(steps.frame)->co_consts, step->argument));
    case INSTRUCTION_LOAD_SMALL:
        return numbered(step->argument);
    case INSTRUCTION_LOAD_FAST:
        return operand_of(facts_local(steps.frame, step->argument));
    case INSTRUCTION_LOAD_CELL:
        return load_cell(step->argument);
    case INSTRUCTION_LOAD_NAME:
        return load_name(step, steps.frame, false);
    case INSTRUCTION_LOAD_GLOBAL:
        return load_name(step, steps.frame, true);
    default:
        return unknown_operand;
    }
}

/* What changes something, and gives nothing. */
static struct operand run_change(const struct plan_step *step)
{
    const struct operand *first = &steps.operands[step->first], *second = &steps.operands[step->second];
    const struct operand *third = &steps.operands[step->third];
    PyObject *names = facts_code(steps.frame)->co_names, *cell;

    switch ((int)step->what) {
    case INSTRUCTION_STORE_CELL:
    case INSTRUCTION_DELETE_CELL:
        cell = facts_local(steps.frame, step->argument);
        if (cell != NULL && PyCell_Check(cell))
            touch(cell, OBJECTS_ALL);
        break;
    case INSTRUCTION_STORE_ITEM:
        store_item(first, second, third);
        break;
    case INSTRUCTION_DELETE_ITEM:
        delete_item(first, second);
        break;
    case INSTRUCTION_STORE_ATTRIBUTE:
        change_attribute(second, PyTuple_GET_ITEM(names, step->argument), first);
        break;
    case INSTRUCTION_DELETE_ATTRIBUTE:
        change_attribute(first, PyTuple_GET_ITEM(names, step->argument), NULL);
        break;
    case INSTRUCTION_APPEND:
        append(first, second);
        break;
    case INSTRUCTION_ADD_PAIR:
        add_pair(first, second, third);
        break;
    case INSTRUCTION_EXTEND:
        extend(first, second);
        break;
    default:
        return unknown_operand;
    }
    return absent_operand;
}

static struct operand run(const struct plan_step *step)
{
    const struct operand *first = &steps.operands[step->first], *second = &steps.operands[step->second];

    if (step->what < INSTRUCTION_ANY || step->what >= PLAN_UNKNOWN)
        return run_load(step);
    switch ((int)step->what) {
    case INSTRUCTION_ANY:
        return doubtful();
    case INSTRUCTION_MAKE:
        return make(step, false);
    case INSTRUCTION_MAKE_FUNCTION:
        return make_function(step);
    case INSTRUCTION_MAKE_HASHED:
        return make(step, true);
    case INSTRUCTION_MAKE_SUPER:
        return make_super(step);
    case INSTRUCTION_UNARY:
        return unary(first);
    case INSTRUCTION_TRUTH:
    case INSTRUCTION_IS:
        return value_operand;
    case INSTRUCTION_BINARY:
        return binary(step->argument, first, second);
    case INSTRUCTION_INPLACE:
        return inplace(step->argument, first, second);
    case INSTRUCTION_COMPARE:
        return compare(first, second);
    case INSTRUCTION_CONTAINS:
        compare(first, second);
        return value_operand;
    case INSTRUCTION_SUBSCRIPT:
        return subscript(first, second);
    case INSTRUCTION_LOAD_ATTRIBUTE:
    case INSTRUCTION_LOAD_METHOD:
        return load_attribute(first, PyTuple_GET_ITEM(facts_code(steps.frame)->co_names, step->argument));
    case INSTRUCTION_ITERATE:
        return iterate(first);
    case INSTRUCTION_NEXT:
        return next(first);
    case INSTRUCTION_UNPACK:
    case INSTRUCTION_UNPACK_STARRED:
        return unpack(first);
    case INSTRUCTION_CALL:
        return call(step, false);
    case INSTRUCTION_CALL_NAMED:
        return call(step, true);
    default:
        return run_change(step);
    }
}

/* Of such things C code only reads and changes what it is told to. */
static bool is_still(const struct operand *operand)
{
    return sort_of(operand) == VALUE || is_exactly(operand, &PyList_Type) || is_exactly(operand, &PyTuple_Type) ||
           is_exactly(operand, &PyDict_Type);
}

/* Where attributes are looked up without running anything but the learner's code, which has events. */
static bool has_still_attributes(const struct operand *operand)
{
    PyObject *object = object_of(operand);

    if (is_still(operand) || is_instance(operand))
        return true;
    return sort_of(operand) == OBJECT && (PyModule_CheckExact(object) || PyFunction_Check(object) ||
                                          (effects_of_class(Py_TYPE(object)) & CLASS_PLAIN));
}

bool steps_stirs(const struct plan_step *step)
{
    const struct operand *first = &steps.operands[step->first], *second = &steps.operands[step->second];

    if (step->what < INSTRUCTION_ANY || step->what >= PLAN_UNKNOWN)
        return false;
    switch ((int)step->what) {
    case INSTRUCTION_STORE_CELL:
    case INSTRUCTION_DELETE_CELL:
    case INSTRUCTION_MAKE:
    case INSTRUCTION_MAKE_FUNCTION:
    case INSTRUCTION_TRUTH:
    case INSTRUCTION_IS:
        return false;
    case INSTRUCTION_UNARY:
        return !is_still(first);
    case INSTRUCTION_BINARY:
    case INSTRUCTION_COMPARE:
    case INSTRUCTION_SUBSCRIPT:
        return !is_still(first) || !is_still(second);
    case INSTRUCTION_INPLACE:
        return sort_of(first) != VALUE || sort_of(second) != VALUE;
    case INSTRUCTION_NEXT:
        return !is_lonely_iterator(first);
    case INSTRUCTION_STORE_ITEM:
        return !is_still(second) || !is_still(&steps.operands[step->third]);
    case INSTRUCTION_LOAD_ATTRIBUTE:
    case INSTRUCTION_LOAD_METHOD:
        return !has_still_attributes(first);
    case INSTRUCTION_STORE_ATTRIBUTE:
        return !has_still_attributes(second);
    default:
        return true;
    }
}

/* The item of a list, at a number; false where it is not that plain. */
static inline bool find_list_item(const struct operand *list, const struct operand *key, struct operand *out)
{
    PyObject *object = object_of(list);
    Py_ssize_t number;

    if ((list->tagged & 7) != OBJECT || !PyList_CheckExact(object) || steps.hot->count != steps.begins ||
        !is_number(key, &number))
        return false;
    number += number < 0 ? PyList_GET_SIZE(object) : 0;
    *out = number >= 0 && number < PyList_GET_SIZE(object) ? operand_of(PyList_GET_ITEM(object, number))
                                                           : absent_operand;
    return true;
}

/* An operand that is there, or an operator on values: what most steps come to.  False when there is more to it. */
static inline bool run_quickly(const struct plan_step *step, facts_frame *frame, struct operand *out)
{
    const struct operand *first = &steps.operands[step->first], *second = &steps.operands[step->second];
    PyObject *found;

    switch ((int)step->what) {
    case INSTRUCTION_LOAD_FAST:
        *out = operand_of(facts_local(frame, step->argument));
        return true;
    case INSTRUCTION_LOAD_SMALL:
        *out = numbered(step->argument);
        return true;
    case INSTRUCTION_LOAD_CONST:
        *out = operand_of(PyTuple_GET_ITEM(facts_code(frame)->co_consts, step->argument));
        return true;
    case INSTRUCTION_LOAD_NAME:
        if (frame->f_locals != frame->f_globals)
            return false;
        /* fall through */
    case INSTRUCTION_LOAD_GLOBAL:
        found = find_global(step, frame);
        if (found != NULL)
            *out = operand_of(found);
        return found != NULL;
    case INSTRUCTION_BINARY:
    case INSTRUCTION_INPLACE:
        *out = value_operand;
        return !step->counts && are_values(first, second);
    case INSTRUCTION_COMPARE:
        *out = value_operand;
        return are_values(first, second);
    case INSTRUCTION_UNARY:
        *out = value_operand;
        return are_values(first, first);
    case INSTRUCTION_IS:
    case INSTRUCTION_TRUTH:
        *out = value_operand;
        return true;
    case INSTRUCTION_SUBSCRIPT:
        return find_list_item(first, second, out);
    case PLAN_STACK:
        *out = operand_of(facts_local(frame, instruction_bottom(frame) + step->argument));
        return true;
    default:
        return false;
    }
}

bool steps_run(const struct plan_step *step, struct operand *out)
{
    if (run_quickly(step, steps.frame, out))
        return true;
    steps.at = step->at;
    *out = run(step);
    if (!(steps.bits & FORECAST_STIRS) && steps_stirs(step))
        steps.bits |= FORECAST_STIRS;
    return !(steps.bits & FORECAST_DOUBT);
}

bool steps_run_all(void)
{
    const struct plan *plan = steps.plan;

    for (uint16_t i = 0; i < plan->count; i++) {
        unsigned bits = steps.bits;
        size_t hot = steps.hot->count;

        steps.bits &= FORECAST_STIRS;
        if (!steps_run(&plan->steps[i], &steps.operands[i])) {
            steps.bits |= bits;
            return false;
        }
        steps.noted[i] = (uint8_t)steps.bits;
        steps.touched[i] = steps.hot->count != hot;
        steps.bits |= bits;
    }
    return true;
}

void steps_begin(const struct plan *plan, facts_frame *frame, PyObject *result, hot_objects *hot)
{
    steps.plan = plan;
    steps.frame = frame;
    steps.result = result;
    steps.hot = hot;
    steps.begins = hot->count;
    steps.held_from = INT_MAX;
    steps.bits = objects_any_restless() ? 0 : FORECAST_STIRS; /* what nobody asks about is not found out */
}

#endif
