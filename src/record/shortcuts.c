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
    return USUAL(entry->me_key == shortcut->object) ? entry->me_value : NULL;
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

/* Each way has a function, which ends with a call of the next shortcut's: a jump (gcc and clang make one of it), that a
 * processor foresees by itself.  What is unusual is done by functions of its own, which go on as well, so that the
 * usual needs no stack. */
static inline __attribute__((always_inline)) bool go_on(struct shortcut *shortcut, facts_frame *frame)
{
    shortcut++;
    return shortcut->take(shortcut, frame);
}

static OUT_OF_LINE bool go_on_with_other(struct shortcut *shortcut, facts_frame *frame, PyObject *object)
{
    return give_other(shortcut, object) && go_on(shortcut, frame);
}

static inline __attribute__((always_inline)) bool put_and_go_on(struct shortcut *shortcut, facts_frame *frame,
                                                                PyObject *object)
{
    *shortcut->out = operand_as((enum sort)shortcut->sort, object);
    return go_on(shortcut, frame);
}

/* What is asked for is more than its class. */
static OUT_OF_LINE bool give_identified(struct shortcut *shortcut, facts_frame *frame, PyObject *object)
{
    if (UNUSUAL(identity_of(object, (enum shortcut_guard)shortcut->guard) != shortcut->same))
        return go_on_with_other(shortcut, frame, object);
    return put_and_go_on(shortcut, frame, object);
}

/* NULL: something is not as it was. */
static inline __attribute__((always_inline)) bool give(struct shortcut *shortcut, facts_frame *frame,
                                                       PyObject *object)
{
    if (UNUSUAL(object == NULL))
        return false;
    if (UNUSUAL(Py_TYPE(object) != shortcut->type))
        return go_on_with_other(shortcut, frame, object);
    if (SELDOM(shortcut->guard > SHORTCUT_TYPE))
        return give_identified(shortcut, frame, object);
    return put_and_go_on(shortcut, frame, object);
}

static OUT_OF_LINE bool take_step(struct shortcut *shortcut)
{
    return steps_run(shortcut->step, shortcut->out) && is_as_before(shortcut);
}

/* The same where it is not as usual, and what else it needs may not be there. */
static OUT_OF_LINE bool take_anew(struct shortcut *shortcut)
{
    const struct plan_memory *memory = steps.plan->memory;

    for (uint16_t i = 0; i < memory->given_count; i++)
        *memory->given[i].out = memory->given[i].operand;
    return take_step(shortcut);
}

static OUT_OF_LINE bool go_on_anew(struct shortcut *shortcut, facts_frame *frame)
{
    return take_anew(shortcut) && go_on(shortcut, frame);
}

/* What is not there: the instruction raises, or is not reached. */
static OUT_OF_LINE bool give_none(struct shortcut *shortcut, facts_frame *frame)
{
    *shortcut->out = absent_operand;
    return is_as_before(shortcut) && go_on(shortcut, frame);
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
static OUT_OF_LINE bool take_item_anew(struct shortcut *shortcut, facts_frame *frame, PyObject *list, PyObject *key)
{
    if (list != NULL)
        steps.operands[shortcut->step->first] = operand_of(list);
    if (key != NULL)
        steps.operands[shortcut->step->second] = operand_of(key);
    return go_on_anew(shortcut, frame);
}

/* `of` and `at`, unless NULL, take the places of `first` and `second`. */
static inline __attribute__((always_inline)) bool take_item_of(struct shortcut *shortcut, facts_frame *frame,
                                                               PyObject *of, PyObject *at)
{
    PyObject *list = of != NULL ? of : object_of(shortcut->first);
    Py_ssize_t number;

    if (UNUSUAL((of != NULL && !PyList_CheckExact(of)) || (at != NULL && !PyLong_CheckExact(at)) ||
                is_disturbed(shortcut) ||
                !(at != NULL ? find_number_of(at, &number) : find_number(shortcut->second, &number))))
        return take_item_anew(shortcut, frame, of, at);
    if (SELDOM(number < 0))
        number += PyList_GET_SIZE(list);
    if (UNUSUAL(number < 0 || number >= PyList_GET_SIZE(list)))
        return give_none(shortcut, frame);
    return give(shortcut, frame, PyList_GET_ITEM(list, number));
}

static EACH_STEP bool take_item(struct shortcut *shortcut, facts_frame *frame)
{
    return take_item_of(shortcut, frame, NULL, NULL);
}

static EACH_STEP bool take_item_at_local(struct shortcut *shortcut, facts_frame *frame)
{
    PyObject *at = facts_local(frame, shortcut->argument);

    return USUAL(at != NULL) && take_item_of(shortcut, frame, NULL, at);
}

static EACH_STEP bool take_item_of_locals(struct shortcut *shortcut, facts_frame *frame)
{
    PyObject *of = facts_local(frame, shortcut->other), *at = facts_local(frame, shortcut->argument);

    return USUAL(of != NULL && at != NULL) && take_item_of(shortcut, frame, of, at);
}

static EACH_STEP bool take_entry(struct shortcut *shortcut, facts_frame *frame)
{
    PyObject *dict = object_of(shortcut->first), *found = NULL;
    Py_ssize_t index;

    if (USUAL(!is_disturbed(shortcut)) && USUAL((index = steps_find_entry(dict, shortcut->second)) >= 0))
        found = steps_entry_value(dict, index);
    return USUAL(found != NULL) ? give(shortcut, frame, found) : go_on_anew(shortcut, frame);
}

static EACH_STEP bool take_offset(struct shortcut *shortcut, facts_frame *frame)
{
    Py_ssize_t number;

    if (UNUSUAL(!find_number(shortcut->first, &number) || number > INT32_MAX || number < INT32_MIN))
        return go_on_anew(shortcut, frame);
    *shortcut->out = numbered(number + shortcut->argument);
    return go_on(shortcut, frame);
}

static bool take_sum(struct shortcut *shortcut, facts_frame *frame)
{
    Py_ssize_t one, other;

    if (!find_number(shortcut->first, &one) || !find_number(shortcut->second, &other) || one > INT32_MAX ||
        one < INT32_MIN || other > INT32_MAX || other < INT32_MIN)
        return go_on_anew(shortcut, frame);
    *shortcut->out = numbered(shortcut->argument == NB_ADD ? one + other : one - other);
    return go_on(shortcut, frame);
}

/* listiterobject of listobject.c and tupleiterobject of tupleobject.c. */
struct sequence_iterator {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *sequence; /* NULL when it is exhausted */
};

/* (An iterator that changes by itself is looked at for that (objects.h), if the log knows it.) */
static bool take_next(struct shortcut *shortcut, facts_frame *frame)
{
    const struct sequence_iterator *iterator = (struct sequence_iterator *)object_of(shortcut->first);
    PyObject *sequence = iterator->sequence;

    if (is_disturbed(shortcut) || sequence == NULL)
        return go_on_anew(shortcut, frame);
    if (PyList_CheckExact(sequence) && iterator->index < PyList_GET_SIZE(sequence))
        return give(shortcut, frame, PyList_GET_ITEM(sequence, iterator->index));
    if (PyTuple_CheckExact(sequence) && iterator->index < PyTuple_GET_SIZE(sequence))
        return give(shortcut, frame, PyTuple_GET_ITEM(sequence, iterator->index));
    return go_on_anew(shortcut, frame);
}

/* A generator of the same code goes on: its frame tells of what it does. */
static bool take_generator(struct shortcut *shortcut, facts_frame *frame)
{
    if ((PyObject *)facts_code(facts_frame_in(object_of(shortcut->first))) != shortcut->code)
        return go_on_anew(shortcut, frame);
    steps.bits |= FORECAST_RENEWS;
    *shortcut->out = pending_operand;
    return go_on(shortcut, frame);
}

/* What it touches, its instruction does. */
static inline void begin_to_touch(const struct shortcut *shortcut)
{
    steps.at = shortcut->step->at;
}

static bool take_iterate(struct shortcut *shortcut, facts_frame *frame)
{
    PyObject *object = object_of(shortcut->first);

    begin_to_touch(shortcut);
    touch(object, HOT_COUNT);
    *shortcut->out = (struct operand){.tagged = (uintptr_t)object | NEW};
    return go_on(shortcut, frame);
}

static EACH_STEP bool take_method(struct shortcut *shortcut, facts_frame *frame)
{
    *shortcut->out = operand_method(shortcut->object, object_of(shortcut->first));
    return go_on(shortcut, frame);
}

/* Where instances of a class that keep their attributes in a row have one.  (Each stands in one line of a processor's
 * cache.) */
enum { CACHE_LINE = 64 };
struct attribute {
    _Alignas(CACHE_LINE) PyTypeObject *type; /* address, or NULL, and */
    PyObject *name;                          /* address */
    PyDictKeysObject *keys;                  /* of the row, and */
    Py_ssize_t entries;                      /* how many there are: another may be the name's */
    unsigned version;                        /* of the class */
    int32_t place;                           /* in the row, or -1: */
    PyObject *function;                      /* of the class, and */
    PyObject *code;                          /* its code, when that is the learner's, */
    unsigned codes;                          /* as long as no code object has died */
};
_Static_assert(sizeof(struct attribute) == CACHE_LINE, "each begins where a line does");
enum { ATTRIBUTES = 2048 }; /* so many that hardly two that are in use share a place */
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

static OUT_OF_LINE bool find_attribute(struct shortcut *shortcut, facts_frame *frame)
{
    PyObject *object = object_of(shortcut->first);
    bool plain = sort_of(shortcut->first) == OBJECT;

    if (!take_anew(shortcut))
        return false;
    if (plain)
        note_attribute(object, shortcut->object, shortcut->out);
    return go_on(shortcut, frame);
}

static EACH_STEP bool take_attribute(struct shortcut *shortcut, facts_frame *frame)
{
    PyObject *object = object_of(shortcut->first);
    const struct attribute *known;
    struct facts_attributes row;

    if (UNUSUAL((shortcut->first->tagged & 7) != OBJECT || is_disturbed(shortcut)))
        return go_on_anew(shortcut, frame);
    known = place_of_attribute(Py_TYPE(object), shortcut->object);
    if (UNUSUAL(known->type != Py_TYPE(object) || known->name != shortcut->object ||
                known->version != known->type->tp_version_tag))
        return find_attribute(shortcut, frame);
    row = facts_managed(object);
    if (UNUSUAL(row.values == NULL || row.keys != known->keys))
        return find_attribute(shortcut, frame);
    if (MOSTLY(known->place >= 0))
        return USUAL(row.values[known->place] != NULL) ? give(shortcut, frame, row.values[known->place])
                                                       : find_attribute(shortcut, frame);
    if (UNUSUAL(row.keys->dk_nentries != known->entries || PyFunction_GET_CODE(known->function) != known->code ||
                known->codes != version_of_code))
        return find_attribute(shortcut, frame);
    *shortcut->out = operand_method(known->function, object);
    return (MOSTLY(shortcut->guard == SHORTCUT_CODE) || is_as_before(shortcut)) && go_on(shortcut, frame);
}

static EACH_STEP bool take_cell(struct shortcut *shortcut, facts_frame *frame)
{
    PyObject *cell = facts_local(frame, shortcut->argument);

    if (UNUSUAL(cell == NULL || !PyCell_Check(cell) || is_disturbed(shortcut) ||
                ((PyCellObject *)cell)->ob_ref == NULL))
        return go_on_anew(shortcut, frame);
    return give(shortcut, frame, ((PyCellObject *)cell)->ob_ref);
}

static bool take_into_cell(struct shortcut *shortcut, facts_frame *frame)
{
    PyObject *cell = facts_local(frame, shortcut->argument);

    begin_to_touch(shortcut);
    if (cell != NULL)
        touch(cell, OBJECTS_ALL);
    return go_on(shortcut, frame);
}

static EACH_STEP bool take_instance(struct shortcut *shortcut, facts_frame *frame)
{
    PyObject *object = object_of(shortcut->first);

    if (UNUSUAL((shortcut->first->tagged & 7) != OBJECT || PyType_Check(object) ||
                !(effects_of_class(Py_TYPE(object)) & CLASS_PLAIN) || !objects_are_told_by(object)))
        return false;
    begin_to_touch(shortcut);
    touch(object, OBJECTS_ALL);
    return go_on(shortcut, frame);
}

static inline __attribute__((always_inline)) bool go_on_unless_in_doubt(struct shortcut *shortcut, facts_frame *frame)
{
    return USUAL(!(steps.bits & FORECAST_DOUBT)) && go_on(shortcut, frame);
}

static EACH_STEP bool take_into_list(struct shortcut *shortcut, facts_frame *frame)
{
    begin_to_touch(shortcut);
    steps_store_in_list(object_of(shortcut->first), shortcut->second, shortcut->third);
    return go_on_unless_in_doubt(shortcut, frame);
}

static EACH_STEP bool take_into_dict(struct shortcut *shortcut, facts_frame *frame)
{
    begin_to_touch(shortcut);
    steps_store_in_dict(object_of(shortcut->first), shortcut->second, shortcut->third);
    return go_on_unless_in_doubt(shortcut, frame);
}

static EACH_STEP bool take_append(struct shortcut *shortcut, facts_frame *frame)
{
    begin_to_touch(shortcut);
    steps_change_end(object_of(shortcut->first), shortcut->second);
    *shortcut->out = value_operand;
    return go_on_unless_in_doubt(shortcut, frame);
}

static EACH_STEP bool take_pop(struct shortcut *shortcut, facts_frame *frame)
{
    PyObject *list = object_of(shortcut->first);
    struct operand last;

    if (UNUSUAL(is_disturbed(shortcut) || PyList_GET_SIZE(list) == 0))
        return false;
    last = operand_of(PyList_GET_ITEM(list, PyList_GET_SIZE(list) - 1));
    begin_to_touch(shortcut);
    steps_change_end(list, &last);
    return give(shortcut, frame, object_of(&last));
}

/* The class is the same, with the version that it had. */
static bool take_class(struct shortcut *shortcut, facts_frame *frame)
{
    PyTypeObject *type = (PyTypeObject *)object_of(shortcut->first);

    if (type->tp_version_tag != (unsigned)shortcut->argument ||
        PyFunction_GET_CODE(shortcut->object) != shortcut->code)
        return false;
    begin_to_touch(shortcut);
    touch((PyObject *)type, HOT_COUNT); /* (what is made may be out of reach at the next event) */
    *shortcut->out = pending_operand;
    return go_on(shortcut, frame);
}

static bool take_running(struct shortcut *shortcut, facts_frame *frame)
{
    return take_step(shortcut) && go_on(shortcut, frame);
}

static EACH_STEP bool take_given(struct shortcut *shortcut, facts_frame *frame)
{
    *shortcut->out = *shortcut->first;
    return go_on(shortcut, frame);
}

static EACH_STEP bool take_local(struct shortcut *shortcut, facts_frame *frame)
{
    return give(shortcut, frame, facts_local(frame, shortcut->argument));
}

static EACH_STEP bool take_stack(struct shortcut *shortcut, facts_frame *frame)
{
    return give(shortcut, frame, facts_local(frame, instruction_bottom(frame) + shortcut->argument));
}

static EACH_STEP bool take_global(struct shortcut *shortcut, facts_frame *frame)
{
    return give(shortcut, frame, global_in_place(frame->f_globals, shortcut));
}

static EACH_STEP bool take_builtin(struct shortcut *shortcut, facts_frame *frame)
{
    return give(shortcut, frame, builtin_in_place(frame, shortcut->places));
}

static EACH_STEP bool take_result(struct shortcut *shortcut, facts_frame *frame)
{
    return USUAL(((uintptr_t)steps.result & 7) == 0) && give(shortcut, frame, steps.result);
}

static EACH_STEP bool take_check(struct shortcut *shortcut, facts_frame *frame)
{
    const struct plan_memory *memory = steps.plan->memory;

    return (MOSTLY(!memory->codes) || USUAL(memory->version == version_of_code)) &&
           (MOSTLY(!memory->names) || USUAL(frame->f_locals == frame->f_globals)) && go_on(shortcut, frame);
}

static EACH_STEP bool take_none(struct shortcut *shortcut, facts_frame *frame)
{
    (void)shortcut;
    (void)frame;
    return true;
}

void shortcuts_finish(struct shortcut *shortcut)
{
    static shortcut_taker *const takers[] = {
        [SHORTCUT_RUN] = take_running,
        [SHORTCUT_GIVEN] = take_given,
        [SHORTCUT_LOCAL] = take_local,
        [SHORTCUT_STACK] = take_stack,
        [SHORTCUT_GLOBAL] = take_global,
        [SHORTCUT_BUILTIN] = take_builtin,
        [SHORTCUT_CELL] = take_cell,
        [SHORTCUT_RESULT] = take_result,
        [SHORTCUT_ATTRIBUTE] = take_attribute,
        [SHORTCUT_METHOD] = take_method,
        [SHORTCUT_ITEM] = take_item,
        [SHORTCUT_ITEM_AT_LOCAL] = take_item_at_local,
        [SHORTCUT_ITEM_OF_LOCALS] = take_item_of_locals,
        [SHORTCUT_ENTRY] = take_entry,
        [SHORTCUT_OFFSET] = take_offset,
        [SHORTCUT_SUM] = take_sum,
        [SHORTCUT_NEXT] = take_next,
        [SHORTCUT_GENERATOR] = take_generator,
        [SHORTCUT_ITERATE] = take_iterate,
        [SHORTCUT_INTO_CELL] = take_into_cell,
        [SHORTCUT_INSTANCE] = take_instance,
        [SHORTCUT_INTO_LIST] = take_into_list,
        [SHORTCUT_INTO_DICT] = take_into_dict,
        [SHORTCUT_APPEND] = take_append,
        [SHORTCUT_POP] = take_pop,
        [SHORTCUT_CLASS] = take_class,
        [SHORTCUT_CHECK] = take_check,
        [SHORTCUT_END] = take_none,
    };

    shortcut->take = takers[shortcut->way];
}

RARE bool shortcuts_miss(struct plan_memory *memory)
{
    memory->misses += MISS;
    memory->used = memory->misses <= MISSES_MOST;
    return false;
}

#endif
