#include "record/shortcuts.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "base/memory.h"
#include "record/objects.h"
#include "record/steps.h"

enum shortcut_way {
    SHORTCUT_RUN,       /* the step is run as always */
    SHORTCUT_GIVEN,     /* it gives the same each time */
    SHORTCUT_LOCAL,     /* fast local `argument` */
    SHORTCUT_STACK,     /* place `argument` of the value stack */
    SHORTCUT_GLOBAL,    /* where `places` lead to in the frame's globals or */
    SHORTCUT_BUILTIN,   /* its builtins */
    SHORTCUT_ITEM,      /* of a list, most likely */
    SHORTCUT_SUM,       /* of small ints, or the difference */
    SHORTCUT_CELL,      /* what the cell in fast local `argument` holds, or */
    SHORTCUT_INTO_CELL, /* comes to hold */
    SHORTCUT_RESULT,    /* what a call has given */
    SHORTCUT_INSTANCE,  /* an attribute of a plain instance is stored */
    SHORTCUT_NEXT,      /* of an iterator over a range or a list, most likely */
    SHORTCUT_ATTRIBUTE, /* of a plain instance, most likely */
};

struct shortcut {
    uint8_t way;  /* enum shortcut_way */
    uint8_t sort; /* of what it gives, or ANY_SORT where nothing depends on that */
    int32_t argument;
    const struct plan_step *step;
    struct operand *out;       /* where what it gives comes to stand */
    struct plan_place *places; /* of a name */
    PyTypeObject *type;        /* address: the class of what was there last */
    PyObject *name;            /* address: of an attribute */
    PyObject *code;            /* of a function that is called; NULL otherwise */
    struct operand given;
};

/* A miss weighs as much as so many times of use; after some the shortcuts are made anew, and with too many they cost. */
enum { ANY_SORT = 0xFF, MISS = 8, MISSES_SOME = 12, MISSES_MOST = 160 };

static unsigned version_of_code = 1;

void shortcuts_code_died(void)
{
    version_of_code++;
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

static inline PyObject *builtin_in_place(facts_frame *frame, const struct plan_place *places)
{
    const PyDictKeysObject *keys = ((PyDictObject *)frame->f_globals)->ma_keys;

    if (keys != places[1].keys || keys->dk_nentries != places[1].entries || places[1].index >= 0)
        return NULL;
    return value_in_place(frame->f_builtins, &places[2]);
}

/* A function whose calls come to its code's own events. */
static bool leads_to_learners(PyObject *function)
{
    const int makers = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR;

    return function != NULL && Py_IS_TYPE(function, &PyFunction_Type) && effects_is_learners(function) &&
           !(((PyCodeObject *)PyFunction_GET_CODE(function))->co_flags & makers);
}

/* What was of another class the last time, or is another function: the same comes of it. */
static __attribute__((noinline)) bool is_alike(struct shortcut *shortcut, PyObject *object)
{
    struct operand operand = operand_of(object);

    if (sort_of(&operand) != (enum sort)shortcut->sort || (shortcut->code != NULL && !leads_to_learners(object)))
        return false;
    shortcut->type = Py_TYPE(object);
    if (shortcut->code != NULL)
        shortcut->code = PyFunction_GET_CODE(object);
    return true;
}

static inline bool take_load(struct shortcut *shortcut, PyObject *object)
{
    if (object == NULL)
        return false;
    *shortcut->out = operand_as((enum sort)shortcut->sort, object);
    return (Py_TYPE(object) == shortcut->type &&
            (shortcut->code == NULL || PyFunction_GET_CODE(object) == shortcut->code)) ||
           is_alike(shortcut, object);
}

static inline bool is_as_before(const struct shortcut *shortcut)
{
    return shortcut->sort == ANY_SORT || sort_of(shortcut->out) == (enum sort)shortcut->sort;
}

static __attribute__((noinline)) bool take_step(const struct shortcut *shortcut)
{
    return steps_run(shortcut->step, shortcut->out) && is_as_before(shortcut) &&
           (shortcut->code == NULL || leads_to_learners(object_of(shortcut->out)));
}

static inline bool take_item(const struct shortcut *shortcut)
{
    const struct operand *list = &steps.operands[shortcut->step->first],
                         *key = &steps.operands[shortcut->step->second];

    return steps_list_item(list, key, shortcut->out) ? is_as_before(shortcut) : take_step(shortcut);
}

static inline bool take_sum(const struct shortcut *shortcut)
{
    Py_ssize_t one, other;

    if (!is_number(&steps.operands[shortcut->step->first], &one) ||
        !is_number(&steps.operands[shortcut->step->second], &other) || one > INT32_MAX || one < INT32_MIN ||
        other > INT32_MAX || other < INT32_MIN)
        return take_step(shortcut);
    *shortcut->out = numbered(shortcut->step->argument == NB_ADD ? one + other : one - other);
    return true;
}

static inline bool take_next(const struct shortcut *shortcut)
{
    const struct operand *iterator = &steps.operands[shortcut->step->first];

    if (sort_of(iterator) != OBJECT || !Py_IS_TYPE(object_of(iterator), &PyRangeIter_Type))
        return take_step(shortcut);
    steps.bits |= FORECAST_STIRS;
    *shortcut->out = value_operand;
    return is_as_before(shortcut);
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
    PyObject *code;         /* its code, when that is the learner's */
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
    PyObject *of_class = _PyType_Lookup(type, name);
    struct attribute known = {.type = type, .name = name, .version = type->tp_version_tag};
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
        if (of_class != object_of(found) || found->self != object || !leads_to_learners(of_class))
            return;
        known.function = of_class;
        known.code = PyFunction_GET_CODE(of_class);
    } else if (row.values[known.place] == NULL || row.values[known.place] != object_of(found)) {
        return;
    }
    *place_of_attribute(type, name) = known;
}

static __attribute__((noinline)) bool find_attribute(const struct shortcut *shortcut)
{
    const struct operand *of = &steps.operands[shortcut->step->first];

    if (!take_step(shortcut))
        return false;
    note_attribute(object_of(of), shortcut->name, shortcut->out);
    return true;
}

static inline bool take_attribute(const struct shortcut *shortcut)
{
    const struct operand *of = &steps.operands[shortcut->step->first];
    PyObject *object = object_of(of);
    const struct attribute *known;
    struct facts_attributes row;

    if (sort_of(of) != OBJECT || steps.hot->count != steps.begins)
        return take_step(shortcut);
    known = place_of_attribute(Py_TYPE(object), shortcut->name);
    if (known->type != Py_TYPE(object) || known->name != shortcut->name ||
        known->version != known->type->tp_version_tag)
        return find_attribute(shortcut);
    row = facts_managed(object);
    if (row.values == NULL || row.keys != known->keys)
        return find_attribute(shortcut);
    if (known->place >= 0) {
        *shortcut->out = operand_of(row.values[known->place]);
        return is_as_before(shortcut) && (shortcut->code == NULL || leads_to_learners(object_of(shortcut->out)));
    }
    if (row.keys->dk_nentries != known->entries || PyFunction_GET_CODE(known->function) != known->code)
        return find_attribute(shortcut);
    *shortcut->out = operand_method(known->function, object);
    return shortcut->sort == OBJECT || shortcut->sort == ANY_SORT;
}

static inline bool take_cell(const struct shortcut *shortcut, PyObject *cell)
{
    if (cell == NULL || !PyCell_Check(cell) || steps.hot->count != steps.begins)
        return take_step(shortcut);
    *shortcut->out = operand_of(((PyCellObject *)cell)->ob_ref);
    return is_as_before(shortcut);
}

static inline bool take_into_cell(PyObject *cell)
{
    if (cell != NULL)
        touch(cell, OBJECTS_ALL);
    return true;
}

static inline bool take_result(const struct shortcut *shortcut)
{
    if (steps.result == NULL)
        return false;
    *shortcut->out = operand_of(steps.result);
    return is_as_before(shortcut);
}

static inline bool take_instance(const struct shortcut *shortcut)
{
    const struct operand *instance = &steps.operands[shortcut->step->second];
    PyObject *object = object_of(instance);

    if (sort_of(instance) != OBJECT || PyType_Check(object) || !(effects_of_class(Py_TYPE(object)) & CLASS_PLAIN) ||
        !objects_are_told_by(object))
        return take_step(shortcut);
    touch(object, OBJECTS_ALL);
    return true;
}

/* False when something is not as it was. */
static inline bool take(struct shortcut *shortcut, facts_frame *frame)
{
    switch ((enum shortcut_way)shortcut->way) {
    case SHORTCUT_GIVEN:
        *shortcut->out = shortcut->given;
        return true;
    case SHORTCUT_LOCAL:
        return take_load(shortcut, facts_local(frame, shortcut->argument));
    case SHORTCUT_STACK:
        return take_load(shortcut, facts_local(frame, instruction_bottom(frame) + shortcut->argument));
    case SHORTCUT_GLOBAL:
        return take_load(shortcut, value_in_place(frame->f_globals, shortcut->places + 1));
    case SHORTCUT_BUILTIN:
        return take_load(shortcut, builtin_in_place(frame, shortcut->places));
    case SHORTCUT_ITEM:
        return take_item(shortcut);
    case SHORTCUT_SUM:
        return take_sum(shortcut);
    case SHORTCUT_CELL:
        return take_cell(shortcut, facts_local(frame, shortcut->argument));
    case SHORTCUT_INTO_CELL:
        return take_into_cell(facts_local(frame, shortcut->argument));
    case SHORTCUT_RESULT:
        return take_result(shortcut);
    case SHORTCUT_INSTANCE:
        return take_instance(shortcut);
    case SHORTCUT_NEXT:
        return take_next(shortcut);
    case SHORTCUT_ATTRIBUTE:
        return take_attribute(shortcut);
    case SHORTCUT_RUN:
        break;
    }
    return take_step(shortcut);
}

bool shortcuts_take(struct plan_memory *memory, facts_frame *frame)
{
    if (memory->version != version_of_code || memory->misses > MISSES_MOST)
        return false;
    steps.bits |= memory->bits;
    for (struct shortcut *shortcut = memory->shortcuts, *end = shortcut + memory->count; shortcut < end; shortcut++)
        if (!take(shortcut, frame)) {
            memory->misses += MISS;
            return false;
        }
    memory->misses -= memory->misses > 0;
    return true;
}

/* Remembering. */

/* The step of the function that a call calls, where that is plain from the plan; 0 otherwise. */
static uint16_t function_called(const struct plan_step *step)
{
    const struct plan_step *first = &steps.plan->steps[step->first], *second = &steps.plan->steps[step->second];

    if (first->what == PLAN_NULL)
        return step->second;
    if (second->what == PLAN_NULL || (second->what == PLAN_SELF && second->first == step->first))
        return step->first;
    return 0;
}

/* Whether the step calls the learner's code, and all calls of that code there come to the same. */
static bool calls_learners(const struct plan_step *step)
{
    uint16_t called = function_called(step);
    const struct operand *function = &steps.operands[called];
    bool is_call = step->what == INSTRUCTION_CALL || step->what == INSTRUCTION_CALL_NAMED;

    return is_call && called > 0 && sort_of(function) == OBJECT &&
           Py_IS_TYPE(object_of(function), &PyFunction_Type) &&
           steps.operands[step - steps.plan->steps].tagged == PENDING;
}

/* Whether what the step gives follows from the sorts of its operands alone. */
static bool is_given(const struct plan_step *step)
{
    const struct operand *first = &steps.operands[step->first], *second = &steps.operands[step->second];
    enum sort worst = worse(sort_of(first), sort_of(second));

    switch ((int)step->what) {
    case PLAN_UNKNOWN:
    case PLAN_NULL:
    case INSTRUCTION_LOAD_CONST:
    case INSTRUCTION_LOAD_SMALL:
    case INSTRUCTION_IS:
    case INSTRUCTION_TRUTH:
        return true;
    case INSTRUCTION_BINARY:
    case INSTRUCTION_INPLACE:
        return worst == ABSENT || worst == PENDING ||
               (!step->counts && sort_of(first) == VALUE && sort_of(second) == VALUE);
    case INSTRUCTION_COMPARE:
        return worst == ABSENT || worst == PENDING || (sort_of(first) == VALUE && sort_of(second) == VALUE);
    default:
        return false;
    }
}

static bool remember_load(const struct plan_step *step, struct shortcut *shortcut)
{
    PyObject *object = object_of(shortcut->out), *globals = steps.frame->f_globals;

    if (object == NULL)
        return false;
    shortcut->argument = step->argument;
    shortcut->places = steps.plan->places + step->places;
    shortcut->type = Py_TYPE(object);
    switch ((int)step->what) {
    case INSTRUCTION_LOAD_FAST:
        shortcut->way = SHORTCUT_LOCAL;
        return true;
    case PLAN_STACK:
        shortcut->way = SHORTCUT_STACK;
        return true;
    case INSTRUCTION_LOAD_NAME:
        if (steps.frame->f_locals != globals)
            return false;
        /* fall through */
    case INSTRUCTION_LOAD_GLOBAL:
        shortcut->way = value_in_place(globals, shortcut->places + 1) == object ? SHORTCUT_GLOBAL : SHORTCUT_BUILTIN;
        return shortcut->way == SHORTCUT_GLOBAL || builtin_in_place(steps.frame, shortcut->places) == object;
    default:
        return false;
    }
}

static bool remember_values(const struct plan_step *step, struct shortcut *shortcut)
{
    const struct operand *first = &steps.operands[step->first];
    bool adds = step->argument == NB_ADD || step->argument == NB_SUBTRACT;

    if (step->what == INSTRUCTION_SUBSCRIPT && is_exactly(first, &PyList_Type))
        shortcut->way = SHORTCUT_ITEM;
    else if ((step->what == INSTRUCTION_BINARY || step->what == INSTRUCTION_INPLACE) && step->counts && adds)
        shortcut->way = SHORTCUT_SUM;
    else if (step->what == INSTRUCTION_NEXT && is_exactly(first, &PyRangeIter_Type))
        shortcut->way = SHORTCUT_NEXT;
    else if (step->what == INSTRUCTION_LOAD_CELL)
        shortcut->way = SHORTCUT_CELL;
    else if (step->what == INSTRUCTION_STORE_CELL)
        shortcut->way = SHORTCUT_INTO_CELL;
    else if (step->what == PLAN_RESULT && steps.result != NULL)
        shortcut->way = SHORTCUT_RESULT;
    else
        return false;
    shortcut->argument = step->argument;
    return true;
}

static bool remember_attribute(const struct plan_step *step, struct shortcut *shortcut)
{
    const struct operand *first = &steps.operands[step->first];

    if ((step->what != INSTRUCTION_LOAD_ATTRIBUTE && step->what != INSTRUCTION_LOAD_METHOD) ||
        sort_of(first) != OBJECT || PyType_Check(object_of(first)) || PyModule_Check(object_of(first)))
        return false;
    shortcut->name = PyTuple_GET_ITEM(facts_code(steps.frame)->co_names, step->argument);
    shortcut->way = SHORTCUT_ATTRIBUTE;
    return !steps_is_special(shortcut->name);
}

static bool remember_instance(const struct plan_step *step, struct shortcut *shortcut)
{
    shortcut->way = SHORTCUT_INSTANCE;
    return step->what == INSTRUCTION_STORE_ATTRIBUTE &&
           !steps_is_special(PyTuple_GET_ITEM(facts_code(steps.frame)->co_names, step->argument));
}

static struct shortcut shortcut_of(uint16_t number)
{
    const struct plan_step *step = &steps.plan->steps[number];
    struct operand *out = &steps.operands[number];
    struct shortcut shortcut = {.sort = (uint8_t)sort_of(out), .step = step, .out = out, .given = *out};

    if (is_given(step) || calls_learners(step))
        shortcut.way = SHORTCUT_GIVEN;
    else if (!remember_load(step, &shortcut) && !remember_values(step, &shortcut) &&
             !remember_attribute(step, &shortcut) && !remember_instance(step, &shortcut))
        shortcut.way = SHORTCUT_RUN;
    return shortcut;
}

static void mark_operands(const struct plan_step *step, bool *marked)
{
    bool gathers = step->what == INSTRUCTION_MAKE || step->what == INSTRUCTION_MAKE_HASHED ||
                   step->what == INSTRUCTION_MAKE_FUNCTION || step->what == INSTRUCTION_CALL ||
                   step->what == INSTRUCTION_CALL_NAMED;

    marked[step->first] = marked[step->second] = marked[step->third] = true;
    for (int i = 0; gathers && i < step->argument; i++)
        marked[steps.plan->arguments[step->arguments + i]] = true;
}

static bool acts(const struct plan_step *step)
{
    return step->what >= INSTRUCTION_ANY && step->what < PLAN_UNKNOWN && step->what != INSTRUCTION_IS &&
           step->what != INSTRUCTION_TRUTH && step->what != INSTRUCTION_MAKE;
}

/* Which steps something depends on: `consumed`; whose results others need to run: `needed`. */
static void mark_steps(const struct plan *plan, const struct shortcut *found, bool *consumed, bool *needed)
{
    for (uint16_t i = plan->count; i-- > 0;) {
        const struct plan_step *step = &plan->steps[i];

        if (!acts(step) && !consumed[i])
            continue;
        if (found[i].way != SHORTCUT_GIVEN) {
            mark_operands(step, consumed);
            mark_operands(step, needed);
        } else if (calls_learners(step)) {
            consumed[function_called(step)] = true;
        } else {
            mark_operands(step, consumed);
        }
    }
}

/* The call is left out as long as the code is the learner's. */
static void note_code(struct shortcut *found, const struct plan_step *call)
{
    struct shortcut *function = &found[function_called(call)];

    function->code = PyFunction_GET_CODE(object_of(function->out));
    if (function->way == SHORTCUT_GIVEN || (function->way > SHORTCUT_BUILTIN && function->way != SHORTCUT_ATTRIBUTE))
        function->way = SHORTCUT_RUN;
}

/* All of the plan has been run, and nothing of it is in doubt. */
void shortcuts_remember(const struct plan *plan)
{
    struct plan_memory *memory = plan->memory;
    struct shortcut found[PLAN_STEPS_MAX];
    bool needed[PLAN_STEPS_MAX] = {false}, consumed[PLAN_STEPS_MAX] = {false};

    if (memory->shortcuts != NULL && (memory->misses <= MISSES_SOME || memory->misses > MISSES_MOST))
        return;
    memory->count = 0;
    memory->bits = 0;
    memory->version = version_of_code;
    for (uint16_t i = 0; i < plan->count; i++)
        found[i] = shortcut_of(i);
    for (uint16_t i = 0; i < plan->count; i++)
        if (calls_learners(&plan->steps[i]))
            note_code(found, &plan->steps[i]);
    mark_steps(plan, found, consumed, needed);
    for (uint16_t i = 0; i < plan->count; i++)
        if (found[i].way == SHORTCUT_GIVEN && acts(&plan->steps[i]) && steps_stirs(&plan->steps[i]))
            memory->bits |= FORECAST_STIRS;
    if (memory->shortcuts == NULL)
        memory->shortcuts = memory_zeroed(plan->count, sizeof *memory->shortcuts);
    for (uint16_t i = 0; i < plan->count; i++)
        if (found[i].way == SHORTCUT_GIVEN ? needed[i] : consumed[i] || acts(&plan->steps[i])) {
            found[i].sort = consumed[i] ? found[i].sort : ANY_SORT;
            memory->shortcuts[memory->count++] = found[i];
        }
}
#endif
