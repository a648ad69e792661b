/* Attributes: where they are found, and what changes when they are set. */
#include "record/steps_parts.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "cpython/classes.h"
#include "record/objects.h"
#include "record/values.h"

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
    if (steps_is_altered(object) || steps_is_altered((PyObject *)type))
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

    if (found == NULL || steps_is_altered((PyObject *)type))
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

struct operand steps_load_attribute(const struct operand *operand, PyObject *name)
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

void steps_change_attribute(const struct operand *operand, PyObject *name, const struct operand *now_there)
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

        steps_suspect(&before);
        if (now_there != NULL)
            steps_suspect(now_there);
    }
}

#endif
