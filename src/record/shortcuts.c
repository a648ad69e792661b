#include "record/shortcuts.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "base/ways.h"
#include "cpython/classes.h"
#include "record/objects.h"

/* A miss weighs as much as so many times of use; after some they are made anew, and with too many they cost. */
enum { MISS = 8, MISSES_SOME = 12, MISSES_MOST = 160 };

static unsigned version_of_code = 1;

void shortcuts_code_died(void)
{
    version_of_code++;
}

unsigned shortcuts_code_version(void)
{
    return version_of_code;
}

bool shortcuts_are_wanted(const struct plan_memory *memory)
{
    if (memory->shortcuts == NULL)
        return true;
    return memory->misses <= MISSES_MOST &&
           (memory->misses > MISSES_SOME || (memory->codes && memory->version != version_of_code));
}

/* The value of a name of a namespace that is where it was found last; NULL otherwise. */
static inline PyObject *value_in_place(PyObject *dict, const struct plan_place *place)
{
    const PyDictObject *object = (PyDictObject *)dict;
    const PyDictKeysObject *keys = object->ma_keys;

    if (keys != place->keys || keys->dk_nentries != place->entries || place->index < 0 || object->ma_values != NULL ||
        !DK_IS_UNICODE(keys))
        return NULL;
    return DK_UNICODE_ENTRIES(object->ma_keys)[place->index].me_value;
}

/* The same of a shortcut's own, which stays where it is when other names come. */
static inline PyObject *global_in_place(PyObject *dict, const struct shortcut *shortcut)
{
    PyDictKeysObject *keys = ((PyDictObject *)dict)->ma_keys;
    const PyDictUnicodeEntry *entry;

    if (keys != shortcut->keys || !DK_IS_UNICODE(keys) || keys->dk_nentries <= shortcut->argument)
        return NULL;
    entry = &DK_UNICODE_ENTRIES(keys)[shortcut->argument];
    return entry->me_key == shortcut->object ? entry->me_value : NULL;
}

static inline PyObject *builtin_in_place(facts_frame *frame, const struct plan_place *places)
{
    const PyDictKeysObject *keys = ((PyDictObject *)frame->f_globals)->ma_keys;

    if (keys != places[1].keys || keys->dk_nentries != places[1].entries || places[1].index >= 0)
        return NULL;
    return value_in_place(frame->f_builtins, &places[2]);
}

PyObject *shortcuts_builtin(facts_frame *frame, const struct plan_place *places)
{
    return builtin_in_place(frame, places);
}

bool shortcuts_lead_to_learners(PyObject *function)
{
    return function != NULL && Py_IS_TYPE(function, &PyFunction_Type) && effects_is_learners(function) &&
           !effects_waits(function);
}

/* What `same` is to be. */
static inline uintptr_t identity_of(PyObject *object, enum shortcut_guard guard)
{
    if (guard == SHORTCUT_CODE)
        return (uintptr_t)PyFunction_GET_CODE(object);
    if (guard == SHORTCUT_FUNCTION)
        return PyCFunction_GET_SELF(object) != NULL ? (uintptr_t)PyCFunction_GET_FUNCTION(object) : 0;
    return (uintptr_t)object;
}

/* Whether what it gives, which stands there, is as it has to be. */
static OUT_OF_LINE bool is_as_before(const struct shortcut *shortcut)
{
    PyObject *object = object_of(shortcut->out);
    bool is_object = (shortcut->out->tagged & 7) == OBJECT;

    switch ((enum shortcut_guard)shortcut->guard) {
    case SHORTCUT_ANY:
        return true;
    case SHORTCUT_SORT:
        return sort_of(shortcut->out) == (enum sort)shortcut->sort;
    case SHORTCUT_TYPE:
        return sort_of(shortcut->out) == (enum sort)shortcut->sort && type_of(shortcut->out) == shortcut->type;
    case SHORTCUT_CODE:
        return is_object && shortcuts_lead_to_learners(object);
    case SHORTCUT_FUNCTION:
        return is_object && PyCFunction_CheckExact(object) &&
               identity_of(object, SHORTCUT_FUNCTION) == shortcut->same;
    case SHORTCUT_ITSELF:
        return is_object && (uintptr_t)object == shortcut->same;
    }
    return false;
}

/* It is there, but is of another class than the last time, or another function: `type`, `sort` and `same` follow it. */
static OUT_OF_LINE bool give_other(struct shortcut *shortcut, PyObject *object)
{
    if (shortcut->guard == SHORTCUT_ANY && (Py_TYPE(object)->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        *shortcut->out = operand_as(OBJECT, object); /* (instances of two classes may come by turns) */
        return true;
    }
    *shortcut->out = operand_of(object);
    if (!is_as_before(shortcut))
        return false;
    shortcut->type = Py_TYPE(object);
    shortcut->sort = (uint8_t)sort_of(shortcut->out);
    if (shortcut->guard == SHORTCUT_CODE)
        shortcut->same = identity_of(object, SHORTCUT_CODE);
    return true;
}

static inline __attribute__((always_inline)) bool give(struct shortcut *shortcut, PyObject *object)
{
    if (UNUSUAL(Py_TYPE(object) != shortcut->type) ||
        SELDOM(shortcut->guard > SHORTCUT_TYPE &&
               identity_of(object, (enum shortcut_guard)shortcut->guard) != shortcut->same))
        return give_other(shortcut, object);
    *shortcut->out = operand_as((enum sort)shortcut->sort, object);
    return true;
}

/* What a way comes to: an object, which is to be given; `done`, where there is nothing more to do; or NULL, where
 * something is not as it was. */
static const uintptr_t done = 1; /* (no object's address) */

static inline PyObject *done_if(bool taken_so)
{
    return (PyObject *)(taken_so ? done : 0);
}

static OUT_OF_LINE bool take_step(struct shortcut *shortcut)
{
    return steps_run(shortcut->step, shortcut->out) && is_as_before(shortcut);
}

static const struct plan_memory *taken;

/* The same where it is not as usual, and what else it needs may not be there. */
static OUT_OF_LINE bool take_anew(struct shortcut *shortcut)
{
    for (uint16_t i = 0; i < taken->given_count; i++)
        *taken->given[i].out = taken->given[i].operand;
    return take_step(shortcut);
}

/* What is not there: the instruction raises, or is not reached. */
static OUT_OF_LINE bool give_none(struct shortcut *shortcut)
{
    *shortcut->out = absent_operand;
    return is_as_before(shortcut);
}

static inline bool is_disturbed(const struct shortcut *shortcut)
{
    return shortcut->careful && steps.hot->count != steps.begins;
}

/* A small int; false where it has to be asked for in another way. */
static inline bool find_number(const struct operand *operand, Py_ssize_t *number)
{
    PyObject *object = object_of(operand);
    bool negative;

    if (operand->tagged == NUMBER) {
        *number = operand->number;
        return true;
    }
    if (object == NULL || !PyLong_CheckExact(object) || facts_digits(object, &negative) != 1)
        return is_number(operand, number);
    *number = negative ? -(Py_ssize_t)facts_digit(object)[0] : (Py_ssize_t)facts_digit(object)[0];
    return true;
}

/* The same of an int. */
static inline bool find_number_of(PyObject *whole, Py_ssize_t *number)
{
    const struct operand operand = operand_as(VALUE, whole);
    bool negative;

    if (UNUSUAL(facts_digits(whole, &negative) != 1))
        return is_number(&operand, number);
    *number = negative ? -(Py_ssize_t)facts_digit(whole)[0] : (Py_ssize_t)facts_digit(whole)[0];
    return true;
}

/* Local variables that nothing else asks for are not put into their places before they are missed there. */
static OUT_OF_LINE bool take_item_anew(struct shortcut *shortcut, PyObject *list, PyObject *key)
{
    if (list != NULL)
        steps.operands[shortcut->step->first] = operand_of(list);
    if (key != NULL)
        steps.operands[shortcut->step->second] = operand_of(key);
    return take_anew(shortcut);
}

/* `list` and `key`, unless NULL, take the places of `first` and `second`. */
static inline __attribute__((always_inline)) PyObject *find_item(struct shortcut *shortcut, PyObject *of,
                                                                 PyObject *at)
{
    PyObject *list = of != NULL ? of : object_of(shortcut->first);
    Py_ssize_t number;

    if (UNUSUAL((of != NULL && !PyList_CheckExact(of)) || (at != NULL && !PyLong_CheckExact(at)) ||
                is_disturbed(shortcut) ||
                !(at != NULL ? find_number_of(at, &number) : find_number(shortcut->second, &number))))
        return done_if(take_item_anew(shortcut, of, at));
    if (SELDOM(number < 0))
        number += PyList_GET_SIZE(list);
    if (UNUSUAL(number < 0 || number >= PyList_GET_SIZE(list)))
        return done_if(give_none(shortcut));
    return PyList_GET_ITEM(list, number);
}

static inline __attribute__((always_inline)) PyObject *find_item_at_local(struct shortcut *shortcut,
                                                                          facts_frame *frame)
{
    PyObject *at = facts_local(frame, shortcut->argument);

    return USUAL(at != NULL) ? find_item(shortcut, NULL, at) : NULL;
}

static inline __attribute__((always_inline)) PyObject *find_item_of_locals(struct shortcut *shortcut,
                                                                           facts_frame *frame)
{
    PyObject *of = facts_local(frame, shortcut->other), *at = facts_local(frame, shortcut->argument);

    return USUAL(of != NULL && at != NULL) ? find_item(shortcut, of, at) : NULL;
}

static EACH_STEP OUT_OF_LINE PyObject *find_entry(struct shortcut *shortcut)
{
    PyObject *dict = object_of(shortcut->first), *found;
    Py_ssize_t index;

    if (UNUSUAL(is_disturbed(shortcut)) || (index = steps_find_entry(dict, shortcut->second)) < 0)
        return done_if(take_anew(shortcut));
    found = steps_entry_value(dict, index);
    return USUAL(found != NULL) ? found : done_if(take_anew(shortcut));
}

static inline bool take_offset(struct shortcut *shortcut)
{
    Py_ssize_t number;

    if (!find_number(shortcut->first, &number) || number > INT32_MAX || number < INT32_MIN)
        return take_anew(shortcut);
    *shortcut->out = numbered(number + shortcut->argument);
    return true;
}

static OUT_OF_LINE bool take_sum(struct shortcut *shortcut)
{
    Py_ssize_t one, other;

    if (!find_number(shortcut->first, &one) || !find_number(shortcut->second, &other) || one > INT32_MAX ||
        one < INT32_MIN || other > INT32_MAX || other < INT32_MIN)
        return take_anew(shortcut);
    *shortcut->out = numbered(shortcut->argument == NB_ADD ? one + other : one - other);
    return true;
}

/* listiterobject of listobject.c and tupleiterobject of tupleobject.c. */
struct sequence_iterator {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *sequence; /* NULL when it is exhausted */
};

/* (An iterator that changes by itself is looked at for that (objects.h), if the log knows it.) */
static OUT_OF_LINE PyObject *find_next(struct shortcut *shortcut)
{
    const struct sequence_iterator *iterator = (struct sequence_iterator *)object_of(shortcut->first);
    PyObject *sequence = iterator->sequence;

    if (is_disturbed(shortcut) || sequence == NULL)
        return done_if(take_anew(shortcut));
    if (PyList_CheckExact(sequence) && iterator->index < PyList_GET_SIZE(sequence))
        return PyList_GET_ITEM(sequence, iterator->index);
    if (PyTuple_CheckExact(sequence) && iterator->index < PyTuple_GET_SIZE(sequence))
        return PyTuple_GET_ITEM(sequence, iterator->index);
    return done_if(take_anew(shortcut));
}

/* A generator of the same code goes on: its frame tells of what it does. */
static OUT_OF_LINE bool take_generator(struct shortcut *shortcut)
{
    if ((PyObject *)facts_code(facts_frame_in(object_of(shortcut->first))) != shortcut->code)
        return take_anew(shortcut);
    steps.bits |= FORECAST_RENEWS;
    *shortcut->out = pending_operand;
    return true;
}

/* What it touches, its instruction does. */
static inline void begin_to_touch(const struct shortcut *shortcut)
{
    steps.at = shortcut->step->at;
}

static OUT_OF_LINE bool take_iterate(struct shortcut *shortcut)
{
    PyObject *object = object_of(shortcut->first);

    begin_to_touch(shortcut);
    touch(object, HOT_COUNT);
    *shortcut->out = (struct operand){.tagged = (uintptr_t)object | NEW};
    return true;
}

static inline bool take_method(struct shortcut *shortcut)
{
    *shortcut->out = operand_method(shortcut->object, object_of(shortcut->first));
    return true;
}

/* Where instances of a class that keep their attributes in a row have one. */
struct attribute {
    PyTypeObject *type;     /* address, or NULL, and */
    PyObject *name;         /* address */
    unsigned version;       /* of the class */
    PyDictKeysObject *keys; /* of the row, and */
    Py_ssize_t entries;     /* how many there are: another may be the name's */
    int32_t place;          /* in the row, or -1: */
    PyObject *function;     /* of the class, and */
    PyObject *code;         /* its code, when that is the learner's, */
    unsigned codes;         /* as long as no code object has died */
};
enum { ATTRIBUTES = 512 };
static struct attribute attributes_known[ATTRIBUTES];

static inline struct attribute *place_of_attribute(const PyTypeObject *type, const PyObject *name)
{
    return &attributes_known[((uintptr_t)type / 16 * 5 + (uintptr_t)name / 16) % ATTRIBUTES];
}

static Py_ssize_t place_of_key(const PyDictKeysObject *keys, PyObject *name)
{
    for (Py_ssize_t i = 0; i < keys->dk_nentries; i++)
        if (DK_UNICODE_ENTRIES((PyDictKeysObject *)(uintptr_t)keys)[i].me_key == name)
            return i;
    return -1;
}

/* `found` is what the object's attribute of the name is. */
static void note_attribute(PyObject *object, PyObject *name, const struct operand *found)
{
    PyTypeObject *type = Py_TYPE(object);
    PyObject *of_class = facts_find_in_class(type, name);
    struct attribute known = {.type = type, .name = name, .version = type->tp_version_tag, .codes = version_of_code};
    struct facts_attributes row;

    if (!(type->tp_flags & Py_TPFLAGS_MANAGED_DICT) || type->tp_getattro != PyObject_GenericGetAttr ||
        !(effects_of_class(type) & CLASS_PLAIN) || type->tp_version_tag == 0 ||
        (of_class != NULL && Py_TYPE(of_class)->tp_descr_set != NULL))
        return;
    row = facts_managed(object);
    if (row.values == NULL || row.keys == NULL)
        return;
    known.keys = row.keys;
    known.entries = row.keys->dk_nentries;
    known.place = (int32_t)place_of_key(row.keys, name);
    if (known.place < 0) {
        if (of_class == NULL || of_class != object_of(found) || found->self != object ||
            !shortcuts_lead_to_learners(of_class))
            return;
        known.function = of_class;
        known.code = PyFunction_GET_CODE(of_class);
    } else if (row.values[known.place] == NULL || row.values[known.place] != object_of(found)) {
        return;
    }
    *place_of_attribute(type, name) = known;
}

static OUT_OF_LINE bool find_attribute(struct shortcut *shortcut)
{
    PyObject *object = object_of(shortcut->first);
    bool plain = sort_of(shortcut->first) == OBJECT;

    if (!take_anew(shortcut))
        return false;
    if (plain)
        note_attribute(object, shortcut->object, shortcut->out);
    return true;
}

static inline __attribute__((always_inline)) PyObject *look_for_attribute(struct shortcut *shortcut)
{
    PyObject *object = object_of(shortcut->first);
    const struct attribute *known;
    struct facts_attributes row;

    if (UNUSUAL((shortcut->first->tagged & 7) != OBJECT || is_disturbed(shortcut)))
        return done_if(take_anew(shortcut));
    known = place_of_attribute(Py_TYPE(object), shortcut->object);
    if (UNUSUAL(known->type != Py_TYPE(object) || known->name != shortcut->object ||
                known->version != known->type->tp_version_tag))
        return done_if(find_attribute(shortcut));
    row = facts_managed(object);
    if (UNUSUAL(row.values == NULL || row.keys != known->keys))
        return done_if(find_attribute(shortcut));
    if (known->place >= 0)
        return USUAL(row.values[known->place] != NULL) ? row.values[known->place] : done_if(find_attribute(shortcut));
    if (UNUSUAL(row.keys->dk_nentries != known->entries || PyFunction_GET_CODE(known->function) != known->code ||
                known->codes != version_of_code))
        return done_if(find_attribute(shortcut));
    *shortcut->out = operand_method(known->function, object);
    return done_if(shortcut->guard == SHORTCUT_CODE || is_as_before(shortcut));
}

static inline __attribute__((always_inline)) PyObject *look_into_cell(struct shortcut *shortcut, PyObject *cell)
{
    if (UNUSUAL(cell == NULL || !PyCell_Check(cell) || is_disturbed(shortcut) ||
                ((PyCellObject *)cell)->ob_ref == NULL))
        return done_if(take_anew(shortcut));
    return ((PyCellObject *)cell)->ob_ref;
}

static OUT_OF_LINE bool take_into_cell(const struct shortcut *shortcut, PyObject *cell)
{
    begin_to_touch(shortcut);
    if (cell != NULL)
        touch(cell, OBJECTS_ALL);
    return true;
}

static EACH_STEP OUT_OF_LINE bool take_instance(struct shortcut *shortcut)
{
    PyObject *object = object_of(shortcut->first);

    if ((shortcut->first->tagged & 7) != OBJECT || PyType_Check(object) ||
        !(effects_of_class(Py_TYPE(object)) & CLASS_PLAIN) || !objects_are_told_by(object))
        return false;
    begin_to_touch(shortcut);
    touch(object, OBJECTS_ALL);
    return true;
}

static EACH_STEP OUT_OF_LINE bool take_into_list(const struct shortcut *shortcut)
{
    begin_to_touch(shortcut);
    steps_store_in_list(object_of(shortcut->first), shortcut->second, shortcut->third);
    return !(steps.bits & FORECAST_DOUBT);
}

static EACH_STEP OUT_OF_LINE bool take_into_dict(const struct shortcut *shortcut)
{
    begin_to_touch(shortcut);
    steps_store_in_dict(object_of(shortcut->first), shortcut->second, shortcut->third);
    return !(steps.bits & FORECAST_DOUBT);
}

static EACH_STEP OUT_OF_LINE bool take_append(struct shortcut *shortcut)
{
    begin_to_touch(shortcut);
    steps_change_end(object_of(shortcut->first), shortcut->second);
    *shortcut->out = value_operand;
    return !(steps.bits & FORECAST_DOUBT);
}

static EACH_STEP OUT_OF_LINE PyObject *take_pop(struct shortcut *shortcut)
{
    PyObject *list = object_of(shortcut->first);
    struct operand last;

    if (is_disturbed(shortcut) || PyList_GET_SIZE(list) == 0)
        return NULL;
    last = operand_of(PyList_GET_ITEM(list, PyList_GET_SIZE(list) - 1));
    begin_to_touch(shortcut);
    steps_change_end(list, &last);
    return object_of(&last);
}

/* The class is the same, with the version that it had. */
static OUT_OF_LINE bool take_class(struct shortcut *shortcut)
{
    PyTypeObject *type = (PyTypeObject *)object_of(shortcut->first);

    if (type->tp_version_tag != (unsigned)shortcut->argument ||
        PyFunction_GET_CODE(shortcut->object) != shortcut->code)
        return false;
    begin_to_touch(shortcut);
    touch((PyObject *)type, HOT_COUNT); /* (what is made may be out of reach at the next event) */
    *shortcut->out = pending_operand;
    return true;
}

static inline __attribute__((always_inline)) PyObject *take(struct shortcut *shortcut, facts_frame *frame)
{
    switch ((enum shortcut_way)shortcut->way) {
    case SHORTCUT_RUN:
        return done_if(take_step(shortcut));
    case SHORTCUT_GIVEN:
        *shortcut->out = *shortcut->first;
        return done_if(true);
    case SHORTCUT_LOCAL:
        return facts_local(frame, shortcut->argument);
    case SHORTCUT_STACK:
        return facts_local(frame, instruction_bottom(frame) + shortcut->argument);
    case SHORTCUT_GLOBAL:
        return global_in_place(frame->f_globals, shortcut);
    case SHORTCUT_BUILTIN:
        return builtin_in_place(frame, shortcut->places);
    case SHORTCUT_CELL:
        return look_into_cell(shortcut, facts_local(frame, shortcut->argument));
    case SHORTCUT_RESULT:
        return steps.result;
    case SHORTCUT_ATTRIBUTE:
        return look_for_attribute(shortcut);
    case SHORTCUT_METHOD:
        return done_if(take_method(shortcut));
    case SHORTCUT_ITEM:
        return find_item(shortcut, NULL, NULL);
    case SHORTCUT_ITEM_AT_LOCAL:
        return find_item_at_local(shortcut, frame);
    case SHORTCUT_ITEM_OF_LOCALS:
        return find_item_of_locals(shortcut, frame);
    case SHORTCUT_ENTRY:
        return find_entry(shortcut);
    case SHORTCUT_OFFSET:
        return done_if(take_offset(shortcut));
    case SHORTCUT_SUM:
        return done_if(take_sum(shortcut));
    case SHORTCUT_NEXT:
        return find_next(shortcut);
    case SHORTCUT_GENERATOR:
        return done_if(take_generator(shortcut));
    /* The rest touches something. */
    case SHORTCUT_POP:
        return take_pop(shortcut);
    case SHORTCUT_ITERATE:
        return done_if(take_iterate(shortcut));
    case SHORTCUT_INTO_CELL:
        return done_if(take_into_cell(shortcut, facts_local(frame, shortcut->argument)));
    case SHORTCUT_INSTANCE:
        return done_if(take_instance(shortcut));
    case SHORTCUT_INTO_LIST:
        return done_if(take_into_list(shortcut));
    case SHORTCUT_INTO_DICT:
        return done_if(take_into_dict(shortcut));
    case SHORTCUT_APPEND:
        return done_if(take_append(shortcut));
    case SHORTCUT_CLASS:
        return done_if(take_class(shortcut));
    }
    __builtin_unreachable();
}

static RARE bool miss(struct plan_memory *memory)
{
    memory->misses += MISS;
    memory->used = memory->misses <= MISSES_MOST;
    return false;
}

/* Whether the code objects, and the namespaces, are those that it is for. */
static inline bool is_for(const struct plan_memory *memory, const facts_frame *frame)
{
    return (MOSTLY(!memory->codes) || memory->version == version_of_code) &&
           (MOSTLY(!memory->names) || frame->f_locals == frame->f_globals);
}

EACH_STEP bool shortcuts_take(struct plan_memory *memory, facts_frame *frame)
{
    if (UNUSUAL(!is_for(memory, frame)))
        return miss(memory);
    taken = memory;
    steps.bits |= memory->bits;
    steps.held_from = memory->held_from;
    for (struct shortcut *shortcut = memory->shortcuts, *end = memory->end; shortcut < end; shortcut++) {
        PyObject *given = take(shortcut, frame);

        if ((uintptr_t)given > done ? UNUSUAL(!give(shortcut, given)) : UNUSUAL(given == NULL))
            return miss(memory);
    }
    if (UNUSUAL(memory->misses > 0))
        memory->misses--;
    return true;
}

#endif
