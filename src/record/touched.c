/* Each of the learner's frames that runs or waits in a call has a stretch: what its code since the last event was foreseen to
 * touch, and what stood on its value stack then, each with what that holds out of the log's sight.
 *
 *     stretches   module  hot 0  slots 0      hot    0 touch 0x7f…6f40 [2]    slots  0 list_iterator  held 0
 *                 f       hot 1  slots 1             1 count 0x7f…51c0        held   0 0x7f…3c80, the list
 *
 * At an event of the frame on top its stretch is given to objects.h; when a frame is entered, that of its caller, whose
 * instruction goes on.  Code that may change anything puts its frame in doubt until that frame's next event. */
#include "record/touched.h"

#include "cpython/instructions.h"

#if INSTRUCTIONS_ARE_KNOWN

#include <limits.h>
#include <string.h>

#include "base/vector.h"
#include "base/ways.h"
#include "record/attention.h"
#include "record/effects.h"
#include "record/forecast.h"
#include "record/frames.h"
#include "record/objects.h"
#include "record/seals.h"
#include "record/steps.h"
#include "record/values.h"

enum {
    STRETCH_MOST = 96, /* a longer stretch costs more than walking */
    VISITS_MOST = 2048,
    DEPTH_MOST = 8,
    NEVER = INT_MAX,
};

struct stretch {
    facts_frame *frame;                /* address */
    PyCodeObject *code;                /* address */
    struct listing *listing;           /* of its code */
    const struct frame_shadow *shadow; /* that stands for it in frames.h, since its last event */
    const struct plan *plan;           /* what runs until its next event; NULL when that is not known */
    size_t hot, slots, held, extras;   /* where its own begin */
    const struct call_site *site;      /* what was called quietly and runs now; borrowed, or NULL */
    int call;                          /* the call after which it went on last, or -1, and */
    size_t call_hot;                   /* where in `hot` what was foreseen then begins */
    int held_from; /* the code unit of an instruction from which on C code may hold what nobody tells of, or NEVER */
    int doubt_at;  /* the code unit of an instruction from which on anything may change, or NEVER */
    bool watched;  /* all that happened since its last event was foreseen, or watched */
    bool by_instruction; /* it is watched instruction by instruction */
    bool alone;          /* it is told of instruction by instruction */
    bool renews;         /* what stands on its value stack may hold other things by now */
    bool grows;          /* the same of lists, as far as they have grown */
    bool stirs;          /* FORECAST_STIRS */
    bool hides;          /* a comprehension may bind names there that are none of its namespace's */
    bool watchable;      /* its names are in plain dictionaries */
    bool certain;        /* nothing but an instruction runs, and that as it was foreseen */
    bool still;          /* the same, and that runs nothing of anybody's */
    bool quiet;          /* see touched_quietly */
    bool sealed;         /* nothing was foreseen: what its plan's instructions are at its end tells (seals.h) */
    bool straight;       /* see touched_straight: as far as its plan and what was foreseen go */
    bool bare;           /* it is known to hide nothing, as long as it is certain */
};

static struct {
    hot_objects hot;
    VECTOR(struct stretch) stretches;
    struct stretch *top; /* the last of them, or NULL */
    VECTOR(struct stack_slot) slots;
    VECTOR(PyObject *) held;
    VECTOR(PyObject *) extras; /* put into something on the value stack since it stood there */
    const struct plan *plan;   /* as touched_plan gives it */
    const struct plan *next;   /* touched_straight has found it, of the next stretch */
    facts_frame *doubted;      /* the frame whose code may change anything, or NULL */
    PyInterpreterState *interpreter;
    uint64_t switches; /* as facts_switches gave it at the last event that was not certain */
    Py_ssize_t collected;
    size_t visits;
    int depth;
    bool beyond; /* what was being held is more than can be followed */
    bool told;   /* as touched_is_told gives it */
    bool alone;  /* at the last event that was not certain, and at those since, is_undisturbed was true */
} touched;

static inline bool in_doubt(void)
{
    return attention_is(ATTENTION_DOUBT);
}

static void doubt(void)
{
    attention_set(ATTENTION_DOUBT, true);
    if (touched.doubted == NULL && touched.top != NULL)
        touched.doubted = touched.top->frame;
}

/* What an object holds out of the log's sight, such as a list that a loop's iterator holds. */

static void hold(PyObject *object);

/* What these hold does not change, and is too much to follow. */
static bool is_wide(PyObject *object)
{
    return PyType_Check(object) || PyModule_Check(object) || PyCode_Check(object) || PyFrame_Check(object);
}

static void hold_any(PyObject *object)
{
    if (object != NULL)
        hold(object);
}

static void hold_itself(PyObject *object)
{
    objects_suspect(object);
    vector_push(&touched.held, object);
}

static void hold_function(PyFunctionObject *function)
{
    hold_itself(function->func_globals);
    hold_itself(function->func_builtins);
    hold_any(function->func_closure);
    hold_any(function->func_defaults);
    hold_any(function->func_kwdefaults);
    hold_any(function->func_annotations);
    hold_any(facts_annotate(function));
}

/* Of one that waits, unless that is noted beside its frame; of one that runs, the frame tells. */
static void hold_generator(PyGenObject *generator)
{
    facts_frame *frame = facts_frame_in((PyObject *)generator);

    if (generator->gi_frame_state >= FRAME_EXECUTING || frames_keep_stack((PyObject *)generator))
        return;
    hold_any(facts_function(frame));
    for (int i = 0; i < instruction_held(frame); i++)
        hold_any(facts_local(frame, i));
}

static EACH_STEP int visit(PyObject *object, void *unused)
{
    (void)unused;
    if (++touched.visits > VISITS_MOST)
        return 1;
    hold(object);
    return 0;
}

static EACH_STEP void hold(PyObject *object)
{
    traverseproc traverse = Py_TYPE(object)->tp_traverse;
    bool told;

    if (effects_is_value(object))
        return;
    told = objects_suspect_told(object);
    vector_push(&touched.held, object);
    if (traverse == NULL || (told && !PyTuple_CheckExact(object)) || is_wide(object))
        return; /* (an iterator may fill its tuple anew, unseen) */
    if (touched.depth == DEPTH_MOST) {
        touched.beyond = true;
        return;
    }
    touched.depth++;
    if (PyFunction_Check(object))
        hold_function((PyFunctionObject *)object);
    else if (PyGen_CheckExact(object) || PyCoro_CheckExact(object))
        hold_generator((PyGenObject *)object);
    else if (traverse(object, visit, NULL) != 0)
        touched.beyond = true;
    touched.depth--;
}

/* Value stacks. */

/* What stood from slot `from` on, which is one, is let go; with what was put into it since, or into one above it. */
static EACH_STEP void let_go_of_slots(struct stretch *stretch, size_t from)
{
    size_t held = touched.slots.items[from].held;

    for (size_t i = held; i < touched.held.count; i++)
        objects_suspect(touched.held.items[i]);
    for (size_t i = from; i < touched.slots.count; i++)
        if (touched.slots.items[i].beyond)
            doubt();
    for (size_t i = touched.slots.items[from].extras; i < touched.extras.count; i++)
        objects_suspect(touched.extras.items[i]);
    touched.held.count = held;
    touched.slots.count = from;
    if (from == stretch->slots)
        touched.extras.count = stretch->extras;
}

static inline void drop_slots(struct stretch *stretch, size_t from)
{
    size_t count = touched.slots.count;

    if (from >= count)
        return;
    if (from + 1 == count && touched.slots.items[from].held == touched.held.count &&
        !touched.slots.items[from].beyond &&
        touched.extras.count == (from > stretch->slots ? touched.slots.items[from].extras : stretch->extras))
        touched.slots.count = from; /* a value has left */
    else
        let_go_of_slots(stretch, from);
}

static inline struct stack_slot slot_of(PyObject *object)
{
    return (struct stack_slot){
        .object = object, .held = touched.held.count, .extras = (uint32_t)touched.extras.count};
}

static inline void add_value(PyObject *value)
{
    vector_push(&touched.slots, slot_of(value));
}

static EACH_STEP void add_slot(PyObject *object)
{
    vector_push(&touched.slots, slot_of(object));
    if (object == NULL || Py_REFCNT(object) <= 0) /* it is dying, and runs its __del__ */
        return;
    if (PyList_CheckExact(object))
        vector_last(&touched.slots).items = PyList_GET_SIZE(object);
    touched.visits = 0;
    touched.beyond = false;
    hold(object);
    if (touched.beyond)
        doubt();
    vector_last(&touched.slots).beyond = touched.beyond;
    if (Py_TYPE(object)->tp_flags & Py_TPFLAGS_HEAPTYPE)
        hold_itself((PyObject *)Py_TYPE(object)); /* as C code does that uses the object */
}

static bool has_grown(const struct stretch *stretch, PyObject *list)
{
    for (size_t i = stretch->hot; i < touched.hot.count; i++)
        if (touched.hot.items[i].object == list && touched.hot.items[i].at == OBJECTS_END)
            return true;
    return false;
}

/* What has come to a list's end since it stood there: it is let go of with what stands on the value stack last. */
static void hold_grown(struct stack_slot *slot)
{
    size_t held = touched.held.count;

    touched.visits = 0;
    touched.beyond = false;
    for (; slot->items < PyList_GET_SIZE(slot->object); slot->items++)
        visit(PyList_GET_ITEM(slot->object, slot->items), NULL);
    while (touched.held.count > held)
        vector_push(&touched.extras, touched.held.items[--touched.held.count]);
    if (touched.beyond)
        doubt();
    slot->beyond = slot->beyond || touched.beyond;
}

/* Of `count` places, those from the returned one on have to be followed anew: another list stands there, at the address of
 * one that was as long. */
static OUT_OF_LINE size_t settle_grown(struct stretch *stretch, size_t count)
{
    stretch->grows = false;
    for (size_t i = 0; i < count; i++) {
        struct stack_slot *slot = &touched.slots.items[stretch->slots + i];

        if (slot->object == NULL || !PyList_CheckExact(slot->object) || !has_grown(stretch, slot->object))
            continue;
        if (PyList_GET_SIZE(slot->object) <= slot->items)
            return i;
        hold_grown(slot);
    }
    return count;
}

static OUT_OF_LINE bool is_other_steady(const struct stack_slot *slot, PyObject *const *held, size_t count)
{
    PyObject *object = slot->object;

    if (Py_IS_TYPE(object, &PyListIter_Type))
        return count == 1 || (count == 2 && objects_are_told_by(held[1]) && PyList_CheckExact(held[1]));
    return objects_are_told_by(object) && !PyTuple_CheckExact(object);
}

/* Whether what a slot holds out of the log's sight, up to `end`, stays the same, whoever uses it. */
static inline bool is_steady(const struct stack_slot *slot, size_t end)
{
    PyObject *object = slot->object;

    if (end == slot->held || Py_IS_TYPE(object, &PyRangeIter_Type))
        return !slot->beyond;
    if (PyGen_CheckExact(object))
        return ((PyGenObject *)object)->gi_frame_state >= FRAME_EXECUTING || frames_keep_stack(object);
    return is_other_steady(slot, touched.held.items + slot->held, end - slot->held);
}

/* The lowest slots of a stretch that are so. */
static inline size_t count_steady(const struct stretch *stretch)
{
    size_t at = stretch->slots;

    for (; at < touched.slots.count; at++) {
        const struct stack_slot *slot = &touched.slots.items[at];

        if (!is_steady(slot, at + 1 < touched.slots.count ? slot[1].held : touched.held.count))
            break;
    }
    return at - stretch->slots;
}

/* So many of its places hold what they did at the frame's last event. */
static size_t lowest(const struct stretch *stretch)
{
    bool known = stretch->plan != NULL && !stretch->renews && touched.told && !in_doubt();

    return known ? (size_t)stretch->plan->least : 0;
}

/* Most of what comes and goes there. */
static inline bool is_plain_value(PyObject *object)
{
    return object == Py_None || (object != NULL && PyLong_CheckExact(object));
}

/* Sees what came onto the value stack and what left it since the frame's last event.  The frame is the one on top.  `least`:
 * as lowest gives it. */
static inline void settle_slots(struct stretch *stretch, int depth, size_t least)
{
    int bottom = instruction_bottom(stretch->frame);
    const struct stack_slot *slots = touched.slots.items + stretch->slots;
    size_t known = stretch->renews ? count_steady(stretch) : touched.slots.count - stretch->slots, same;
    size_t most = known < (size_t)depth ? known : (size_t)depth;

    for (same = least < most ? least : most;
         same < most && slots[same].object == facts_local(stretch->frame, bottom + (int)same);)
        same++;
    stretch->renews = false;
    if (stretch->grows)
        same = settle_grown(stretch, same);
    drop_slots(stretch, stretch->slots + same);
    while (depth > (int)same && is_plain_value(facts_local(stretch->frame, bottom + depth - 1)))
        depth--; /* (as in fill_slots) */
    for (int i = (int)same; i < depth; i++) {
        PyObject *object = facts_local(stretch->frame, bottom + i);

        if (is_plain_value(object))
            add_value(object);
        else
            add_slot(object);
    }
}

/* Whether there is nothing to see, in a stretch whose plan tells all that has happened. */
static inline bool is_settled(const struct stretch *stretch, int depth, int least)
{
    size_t bottom = (size_t)stretch->code->co_nlocalsplus;

    if (touched.slots.count - stretch->slots != (size_t)depth)
        return false;
    for (size_t i = (size_t)least; (int)i < depth; i++)
        if (touched.slots.items[stretch->slots + i].object != facts_local(stretch->frame, (int)(bottom + i)))
            return false;
    return true;
}

static OUT_OF_LINE void settle_renewed(struct stretch *stretch, int depth)
{
    if (!stretch->grows && is_settled(stretch, depth, 0) && count_steady(stretch) == (size_t)depth)
        stretch->renews = false;
    else
        settle_slots(stretch, depth, lowest(stretch));
}

/* Of a stretch whose plan tells all that has happened: most often there is nothing to see. */
static inline void settle_unless_same(struct stretch *stretch, int depth)
{
    if (stretch->renews | stretch->grows)
        settle_renewed(stretch, depth);
    else if (!is_settled(stretch, depth, stretch->plan->least))
        settle_slots(stretch, depth, lowest(stretch));
}

static void settle_own(struct stretch *stretch)
{
    int depth = plans_depth(stretch->listing, instruction_at(stretch->frame));

    if (depth < 0)
        doubt();
    else
        settle_slots(stretch, depth, lowest(stretch));
}

/* (That instances are too small most classes tell at once.) */
static inline bool is_reference_class(PyTypeObject *type)
{
    return type->tp_basicsize >= (Py_ssize_t)sizeof(PyWeakReference) &&
           (PyType_IsSubtype(type, &_PyWeakref_RefType) || type == &_PyWeakref_ProxyType ||
            type == &_PyWeakref_CallableProxyType);
}

static bool is_dead_reference(PyObject *object)
{
    if (object != NULL && PyCell_Check(object))
        object = ((PyCellObject *)object)->ob_ref;
    return object != NULL && is_reference_class(Py_TYPE(object)) && facts_is_dead(object);
}

/* Called by CPython while something dies, which goes on afterwards: nobody tells how far it has come.  Of what a weak
 * reference calls, that reference is the argument. */
static bool is_finaliser(facts_frame *frame)
{
    PyCodeObject *code = facts_code(frame);
    int arguments = code->co_argcount < 2 ? code->co_argcount : 2;

    if (PyUnicode_GET_LENGTH(code->co_name) == (Py_ssize_t)strlen("__del__") && value_is(code->co_name, "__del__"))
        return true;
    for (int i = 0; i < arguments; i++)
        if (is_dead_reference(facts_local(frame, i)))
            return true;
    if ((code->co_flags & CO_VARARGS) && arguments < 2) {
        PyObject *rest = facts_local(frame, code->co_argcount + code->co_kwonlyargcount);

        return rest != NULL && PyTuple_CheckExact(rest) && PyTuple_GET_SIZE(rest) > 0 &&
               is_dead_reference(PyTuple_GET_ITEM(rest, 0));
    }
    return false;
}

/* A generator goes on because it is closed, as it dies: its caller's instruction only lets go of something, or the frame that
 * the caller called is being cleared. */
static bool is_closed(const struct stretch *caller, facts_frame *frame)
{
    bool entered = false;
    int call = facts_generator(frame) != NULL ? plans_call(caller->listing, caller->frame, &entered) : -1;

    return call >= 0 && (plans_only_moves(caller->listing, call) || (entered && !INSTRUCTIONS_RESUME_GENERATORS));
}

/* A frame that waits for what it called: its operands stand on the value stack until C code that it called is done, but
 * have left it once Python code runs. */
static void settle_caller(struct stretch *stretch)
{
    bool entered = false;
    int call = plans_call(stretch->listing, stretch->frame, &entered), depth;

    for (size_t i = stretch->held; (stretch->alone || !entered) && i < touched.held.count; i++)
        objects_suspect(touched.held.items[i]); /* C code may hold what stood there before it ran */
    if (call < 0) {
        doubt();
        return;
    }
    if (call >= stretch->doubt_at || (!entered && call >= stretch->held_from))
        stretch->watched = false; /* (what it calls tells of itself) */
    depth = entered ? plans_get(stretch->listing, call, PLAN_BEHIND_CALL)->depth - 1
                    : plans_depth_within(stretch->listing, call);
    if (depth < 0)
        doubt();
    else
        settle_slots(stretch, depth, lowest(stretch));
}

static void suspect_cells(facts_frame *frame)
{
    PyCodeObject *code = facts_code(frame);
    const char *kinds = PyBytes_AS_STRING(code->co_localspluskinds);

    for (int i = code->co_nlocalsplus - 1; i >= 0; i--)
        if ((kinds[i] & (CO_FAST_CELL | CO_FAST_FREE)) && facts_local(frame, i) != NULL)
            objects_suspect(facts_local(frame, i));
}

/* Values above all that is not one need not have slots, until something comes to stand on them that has. */
static void fill_slots(size_t depth)
{
    const struct stretch *top = touched.top;

    for (size_t known = touched.slots.count - top->slots; known < depth; known++)
        vector_push(&touched.slots, slot_of(facts_local(top->frame, instruction_bottom(top->frame) + (int)known)));
}

void touched_pushed(PyObject *object, size_t depth)
{
    fill_slots(depth);
    add_slot(object);
}

void touched_pushed_told(PyObject *object, size_t depth)
{
    fill_slots(depth);
    vector_push(&touched.slots, slot_of(object));
    vector_push(&touched.held, object);
}

/* The last one's object has left.  (Whether it is counted differently where it holds nothing but itself here, is known to
 * objects.h.) */
static OUT_OF_LINE void pop_slot(void)
{
    const struct stack_slot *last = &vector_last(&touched.slots);
    size_t held = touched.held.count - last->held;

    if (last->beyond || held > 1 || (held == 1 && touched.held.items[last->held] != last->object)) {
        let_go_of_slots(touched.top, touched.slots.count - 1);
        return;
    }
    touched.held.count = last->held;
    touched.slots.count--;
}

inline void touched_popped(size_t depth)
{
    if (touched.slots.count - touched.top->slots > depth)
        pop_slot();
}

bool touched_moves(void)
{
    return !(touched.top->renews | touched.top->grows) && touched.extras.count == touched.top->extras;
}

void touched_settle(void)
{
    settle_own(touched.top);
}

bool touched_is_in_doubt(void)
{
    return in_doubt();
}

/* What a frame holds beside its names and its value stack. */
static inline void suspect_frame(facts_frame *frame)
{
    const PyCodeObject *code = facts_code(frame);
    const struct frame_shadow *shadow = frames_top();

    if (shadow != NULL && shadow->frame == frame && shadow->function != NULL)
        objects_suspect_at(shadow->function);
    else if (facts_function(frame) != NULL)
        objects_suspect(facts_function(frame));
    if (code->co_ncellvars + code->co_nfreevars > 0)
        suspect_cells(frame);
}

/* Forecasts. */

/* What is seldom foreseen. */
static OUT_OF_LINE void note_forecast(struct stretch *stretch, struct forecast found)
{
    if (found.bits & FORECAST_DOUBT)
        stretch->doubt_at = found.doubt_at;
    if (found.bits & FORECAST_WATCH)
        stretch->by_instruction = true;
    if (found.bits & (FORECAST_RENEWS | FORECAST_DOUBT))
        stretch->renews = true;
    if (found.bits & FORECAST_GROWS)
        stretch->grows = true;
    if ((found.bits & FORECAST_HOLDS) && found.held_from < stretch->held_from)
        stretch->held_from = found.held_from;
    if (found.bits & (FORECAST_STIRS | FORECAST_WATCH))
        stretch->stirs = true;
}

/* Whether nothing was found but, perhaps, that it stirs. */
static inline bool foresee(struct stretch *stretch, const struct plan *plan, PyObject *result)
{
    struct forecast found;

    if (plan->quiet)
        return true;
    found = forecast(plan, stretch->frame, result, &touched.hot);
    if (UNUSUAL((found.bits & ~(unsigned)FORECAST_STIRS) != 0)) {
        note_forecast(stretch, found);
        return false;
    }
    stretch->stirs = stretch->stirs || found.bits != 0;
    return true;
}

/* What a comprehension binds in a module's or a class's code: such a name is none of the log's where the namespace has its
 * like. */
static void suspect_hidden_locals(facts_frame *frame)
{
    for (int i = 0; i < facts_code(frame)->co_nlocalsplus; i++)
        if (facts_local(frame, i) != NULL)
            objects_suspect(facts_local(frame, i));
}

static void foresee_hidden_locals(facts_frame *frame)
{
    for (int i = 0; i < facts_code(frame)->co_nlocalsplus; i++)
        if (facts_local(frame, i) != NULL)
            vector_push(&touched.hot, ((struct hot){facts_local(frame, i), HOT_COUNT, -1}));
}

static PyObject *on_stack(const struct stretch *stretch, int at)
{
    return facts_local(stretch->frame, instruction_bottom(stretch->frame) + at);
}

/* Whether an item is taken out of something of CPython's own, with a key that is a value. */
static bool is_plain_subscript(PyObject *container, PyObject *key)
{
    if (PyList_CheckExact(container) || PyTuple_CheckExact(container))
        return PyLong_CheckExact(key);
    return PyDict_CheckExact(container) && (PyLong_CheckExact(key) || PyUnicode_CheckExact(key));
}

/* Whether there is nothing to foresee: what an operator on these operands runs is CPython's own, and changes nothing. */
static inline __attribute__((always_inline)) bool is_plain(const struct stretch *stretch, const struct plan *plan)
{
    PyObject *left, *right;

    if (plan->quiet || plan->operator== INSTRUCTION_NONE)
        return plan->quiet;
    left = on_stack(stretch, plan->left);
    right = on_stack(stretch, plan->right);
    if (left == NULL || right == NULL)
        return false;
    switch (plan->operator) {
    case INSTRUCTION_SUBSCRIPT:
        return is_plain_subscript(left, right);
    case INSTRUCTION_CONTAINS:
        return PyDict_CheckExact(right) && PyUnicode_CheckExact(left) &&
               DK_IS_UNICODE(((PyDictObject *)right)->ma_keys);
    default:
        return effects_is_value(left) && effects_is_value(right);
    }
}

static inline bool note_touch(PyObject *object, Py_ssize_t at)
{
    vector_push(&touched.hot, ((struct hot){object, at, -1}));
    return true;
}

/* An item of a list is replaced, of those that the log tells, and both are values. */
static bool touches_list(PyObject *list, PyObject *key)
{
    bool negative;
    Py_ssize_t at, count = PyList_GET_SIZE(list);

    if (!PyLong_CheckExact(key) || facts_digits(key, &negative) > 1)
        return false;
    at = facts_digits(key, &negative) == 0 ? 0 : (Py_ssize_t)facts_digit(key)[0];
    at = negative ? count - at : at;
    return at >= 0 && at < count && at < TRACE_ENTRIES_MAX && effects_is_value(PyList_GET_ITEM(list, at)) &&
           note_touch(list, at);
}

/* The same of a dictionary. */
static bool touches_dict(const struct stretch *stretch, PyObject *dict, PyObject *key, PyObject *item)
{
    struct operand operand = operand_as(VALUE, key), stored = operand_as(VALUE, item);
    Py_ssize_t at;

    if (!PyUnicode_CheckExact(key) || !DK_IS_UNICODE(((PyDictObject *)dict)->ma_keys))
        return false;
    at = steps_find_entry(dict, &operand);
    if (at >= 0)
        return effects_is_value(steps_entry_value(dict, at)) && note_touch(dict, at);
    steps_begin(stretch->plan, stretch->frame, NULL, &touched.hot);
    steps_store_in_dict(dict, &operand, &stored);
    return true;
}

/* What a cell holds is replaced, and both are values. */
static bool touches_cell(const struct stretch *stretch, const struct plan *plan)
{
    PyObject *cell = facts_local(stretch->frame, plan->operand), *item = on_stack(stretch, plan->depth - 1), *before;

    if (cell == NULL || !PyCell_Check(cell) || item == NULL || !effects_is_value(item))
        return false;
    before = ((PyCellObject *)cell)->ob_ref;
    return before != NULL && effects_is_value(before) && note_touch(cell, OBJECTS_ALL);
}

/* Whether one instruction touches this one object alone, runs nothing of anybody's and cannot fail: then that is noted. */
static inline bool touches_one(const struct stretch *stretch, const struct plan *plan)
{
    PyObject *container, *key, *item;

    if (plan->way == PLAN_WAY_NEXT) {
        container = on_stack(stretch, plan->depth - 1);
        return container != NULL &&
               (Py_IS_TYPE(container, &PyRangeIter_Type) || Py_IS_TYPE(container, &PyListIter_Type) ||
                Py_IS_TYPE(container, &PyTupleIter_Type)) &&
               note_touch(container, OBJECTS_ALL);
    }
    if (plan->way == PLAN_WAY_STORE_CELL)
        return touches_cell(stretch, plan);
    if (plan->way != PLAN_WAY_STORE_ITEM)
        return false;
    item = on_stack(stretch, plan->depth - 3);
    container = on_stack(stretch, plan->depth - 2);
    key = on_stack(stretch, plan->depth - 1);
    if (item == NULL || container == NULL || key == NULL || !effects_is_value(item))
        return false;
    return PyList_CheckExact(container) ? touches_list(container, key)
                                        : PyDict_CheckExact(container) && touches_dict(stretch, container, key, item);
}

/* Whether a comprehension has bound names of its own. */
static OUT_OF_LINE bool hides_any(const struct stretch *stretch)
{
    for (int i = 0; i < stretch->code->co_nlocalsplus; i++)
        if (facts_local(stretch->frame, i) != NULL)
            return true;
    return false;
}

static inline bool is_hiding(const struct stretch *stretch)
{
    return UNUSUAL(stretch->hides) && hides_any(stretch);
}

static const struct plan *next_instruction(const struct stretch *stretch)
{
    return plans_get(stretch->listing, instruction_at(stretch->frame), PLAN_ALONE);
}

/* The same after its next instruction, whose plan this is. */
static inline bool will_be_hiding(struct stretch *stretch, const struct plan *plan)
{
    if (!stretch->hides)
        return false;
    stretch->bare = stretch->bare || !is_hiding(stretch);
    stretch->bare = stretch->bare && plan->stored_count == 0 && !plan->cells && !plan->any;
    return !stretch->bare;
}

/* Whether one instruction calls a function of the learner's, whose frame tells of what it does. */
static inline bool calls_function(const struct stretch *stretch, const struct plan *plan)
{
    PyObject *function;

    if (plan->callee < 0)
        return false;
    function = on_stack(stretch, plan->callee);
    if (function == NULL)
        function = on_stack(stretch, plan->callee + 1);
    return function != NULL && Py_IS_TYPE(function, &PyFunction_Type) && effects_is_learners(function) &&
           (((PyCodeObject *)PyFunction_GET_CODE(function))->co_flags &
            (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR)) == 0;
}

/* The same as begin_line, of one instruction. */
static inline void begin_instruction(struct stretch *stretch, const struct plan *plan)
{
    touched.hot.count = stretch->hot;
    stretch->plan = plan;
    stretch->by_instruction = stretch->stirs = false;
    stretch->doubt_at = stretch->held_from = NEVER;
    stretch->call = -1;
    stretch->alone = true;
    stretch->quiet = stretch->straight = false;
    stretch->watched = stretch->certain = stretch->watchable;
    stretch->still = is_plain(stretch, plan) || touches_one(stretch, plan);
    if (stretch->still || calls_function(stretch, plan))
        return;
    foresee(stretch, plan, NULL);
    stretch->certain = stretch->watchable && stretch->doubt_at == NEVER && !stretch->by_instruction &&
                       touched.hot.count - stretch->hot <= STRETCH_MOST;
}

/* Whether no comprehension has bound names of its own, nor does in what runs now. */
static inline bool hides_nothing(const struct stretch *stretch)
{
    return USUAL(!stretch->hides) || (stretch->plan->stored_count == 0 && !is_hiding(stretch));
}

/* Whether the namespaces that names of its are bound in are no objects that the log knows. */
static OUT_OF_LINE bool binds_unseen(const struct stretch *stretch)
{
    facts_frame *frame = stretch->frame;

    return !objects_know_dict(frame->f_globals) &&
           (frame->f_locals == NULL || frame->f_locals == frame->f_globals || !objects_know_dict(frame->f_locals));
}

/* Whether the names that it binds are read where they stand: in fast locals, in a function's cells, or in such namespaces. */
static inline bool binds_plainly(const struct stretch *stretch)
{
    const struct plan *plan = stretch->plan;

    if (plan->plain)
        return true;
    if (plan->any || (plan->cells && (stretch->code->co_flags & CO_OPTIMIZED) == 0))
        return false;
    return plan->bound_count == 0 || binds_unseen(stretch);
}

/* Whether its code changes nothing but what was foreseen, and which objects its own names are bound to. */
static inline bool is_straight(const struct stretch *stretch)
{
    const struct plan *plan = stretch->plan;

    return plan != NULL && stretch->watched && stretch->doubt_at == NEVER &&
           touched.hot.count - stretch->hot <= STRETCH_MOST &&
           !(stretch->renews | stretch->grows | stretch->by_instruction | stretch->alone) && hides_nothing(stretch) &&
           binds_plainly(stretch);
}

/* The two ways that are as short as can be, where what was foreseen allows them. */
static inline void find_ways(struct stretch *stretch)
{
    stretch->straight = is_straight(stretch);
    stretch->quiet = stretch->straight && stretch->hot == touched.hot.count;
}

/* The event at which a stretch begins: at the frame's instruction. */
static inline void begin_line(struct stretch *stretch, enum plan_sort sort)
{
    if (sort == PLAN_ALONE && !in_doubt() && !will_be_hiding(stretch, next_instruction(stretch))) {
        begin_instruction(stretch, next_instruction(stretch));
        return;
    }
    touched.hot.count = stretch->hot;
    if (stretch->hides)
        foresee_hidden_locals(stretch->frame);
    stretch->certain = false;
    stretch->plan = NULL;
    stretch->by_instruction = stretch->stirs = false;
    stretch->doubt_at = stretch->held_from = NEVER;
    stretch->call = -1;
    stretch->alone = sort == PLAN_ALONE;
    stretch->sealed = false;
    if (!in_doubt()) {
        stretch->plan = plans_get(stretch->listing, instruction_at(stretch->frame), sort);
        foresee(stretch, stretch->plan, NULL);
    }
    stretch->watched = !in_doubt() && stretch->watchable;
    stretch->shadow = frames_top();
    find_ways(stretch);
}

/* What the frame's instruction was found to come to when it was called quietly, which has left now; or that is found out. */
static inline const struct call_site *site_of(struct stretch *stretch, facts_frame *left)
{
    const struct call_site *site = stretch->site;

    stretch->site = NULL;
    if (site != NULL && site->at == instruction_at(stretch->frame) && site->code == facts_code(left))
        return site;
    return plans_site(stretch->listing, stretch->frame, facts_code(left));
}

/* The code of a frame is counted while that stands, which is else found out where C code has run. */
static inline void suspect_code(PyCodeObject *code)
{
    if (objects_any_restless())
        objects_suspect((PyObject *)code);
}

/* Of one that is told of instruction by instruction: all that is left of this one is to push what the function returned. */
static void go_on_alone(struct stretch *stretch, const struct call_site *site, facts_frame *left)
{
    static const struct plan result = {
        .quiet = true, .idle = true, .least = INT_MAX, .way = PLAN_WAY_PUSH, .callee = -1};

    if (in_doubt() || site == NULL || stretch->doubt_at <= site->call || !(site->calls & site->entered) ||
        left->previous != stretch->frame || stretch->by_instruction || !hides_nothing(stretch))
        return;
    stretch->plan = &result;
    suspect_code(facts_code(left));
    stretch->still = false;
    stretch->stirs =
        left->frame_obj != NULL && Py_REFCNT(left->frame_obj) > 1; /* whoever has it finds its caller now */
    stretch->certain = stretch->watched;
}

/* Python code that the frame called has left: its line goes on with what that returned.  C code may call again and again. */
static inline void go_on(struct stretch *stretch, facts_frame *left, PyObject *result)
{
    const struct call_site *site = site_of(stretch, left);
    bool straight = (stretch->straight & stretch->watched & !stretch->hides) && binds_plainly(stretch);

    stretch->stirs = true;
    stretch->quiet = stretch->straight = false;
    if (stretch->alone) {
        go_on_alone(stretch, site, left);
        return;
    }
    if (in_doubt() || site == NULL || stretch->doubt_at <= site->call)
        return;
    if (site->call == stretch->call)
        touched.hot.count = stretch->call_hot;
    stretch->call = site->call;
    stretch->call_hot = touched.hot.count;
    stretch->doubt_at = NEVER;
    if (site->calls &&
        (!site->entered || left->previous != stretch->frame)) /* what C code makes of it is not known */
        result = site->initialises ? facts_local(left, 0) : NULL;
    if (foresee(stretch, site->behind, result) && straight) {
        stretch->straight = touched.hot.count - stretch->hot <= STRETCH_MOST;
        stretch->quiet = stretch->hot == touched.hot.count;
        return;
    }
    find_ways(stretch);
    if (stretch->by_instruction && stretch->frame->frame_obj != NULL)
        stretch->frame->frame_obj->f_trace_opcodes = 1;
}

void touched_start(void)
{
    effects_start();
    touched.interpreter = PyInterpreterState_Get();
    touched.switches = facts_switches(touched.interpreter);
}

void touched_code_died(PyObject *code)
{
    plans_forget((PyCodeObject *)code);
    forecast_code_died();
}

void touched_class_died(void)
{
    effects_class_died();
}

/* Events. */

static inline struct stretch *on_top(facts_frame *frame)
{
    return touched.top != NULL && touched.top->frame == frame ? touched.top : NULL;
}

static void find_top(void)
{
    touched.top = touched.stretches.count > 0 ? &vector_last(&touched.stretches) : NULL;
}

bool touched_instruction(facts_frame *frame)
{
    struct stretch *top = on_top(frame);
    struct forecast found;

    if (in_doubt() || top == NULL)
        return false;
    found = forecast(plans_get(top->listing, instruction_at(frame), PLAN_ALONE), frame, NULL, &touched.hot);
    if (found.bits & (FORECAST_DOUBT | FORECAST_WATCH))
        doubt();
    if (found.bits & FORECAST_RENEWS)
        top->renews = true;
    if (found.bits & FORECAST_GROWS)
        top->grows = true;
    if ((found.bits & FORECAST_HOLDS) && found.held_from < top->held_from)
        top->held_from = found.held_from;
    top->quiet = top->straight = false;
    return !in_doubt();
}

bool touched_watches(facts_frame *frame)
{
    struct stretch *top = on_top(frame);

    return top != NULL && top->watched && top->by_instruction;
}

const struct plan *touched_plan(void)
{
    return touched.plan;
}

bool touched_is_told(void)
{
    return touched.told;
}

/* (Of what others call, nobody vouches for where it is entered.) */
void touched_library(void)
{
    if (touched.top != NULL)
        touched.top->watched = touched.top->certain = false;
}

void touched_instructions_ended(void)
{
    for (size_t i = 0; i < touched.stretches.count; i++)
        if (touched.stretches.items[i].alone)
            touched.stretches.items[i].watched = touched.stretches.items[i].certain = false;
}

void touched_watched(bool by_others)
{
    attention_set(ATTENTION_OTHERS, by_others);
    if (by_others)
        touched.alone = false;
}

/* Other threads run when they have the GIL, what the program has set to watch itself runs without events, and cycles that the
 * log does not know may have held what it does. */
static inline __attribute__((always_inline)) bool is_undisturbed(void)
{
    PyInterpreterState *interpreter = touched.interpreter;
    const PyThreadState *thread = facts_holder(interpreter);
    Py_ssize_t collected = instruction_collected(interpreter);

    return collected == touched.collected && touched.switches == facts_switches(interpreter) &&
           !instruction_has_other_watchers(thread) && interpreter->audit_hooks == NULL &&
           !attention_is(ATTENTION_OTHERS);
}

inline bool touched_is_alone(void)
{
    return touched.alone && touched.switches == facts_switches(touched.interpreter) &&
           instruction_collected(touched.interpreter) == touched.collected;
}

inline bool touched_is_certain(facts_frame *frame)
{
    const struct stretch *top = touched.top;

    if (top == NULL || top->frame != frame || !top->certain || in_doubt())
        return false;
    if (top->still) /* it sets nothing */
        return touched.alone && touched.switches == facts_switches(touched.interpreter) &&
               instruction_collected(touched.interpreter) == touched.collected;
    return top->code == facts_code(frame) && is_undisturbed();
}

bool touched_is_still(void)
{
    return touched.top->still;
}

bool touched_is_calm(void)
{
    return !touched.top->stirs;
}

bool touched_will_be_still(void)
{
    return touched.top != NULL && touched.top->certain && touched.top->still;
}

static void end_stretch(struct stretch *stretch)
{
    drop_slots(stretch, stretch->slots);
    touched.hot.count = stretch->hot;
    touched.top = --touched.stretches.count > 0 ? stretch - 1 : NULL;
}

/* A frame that ended without an event may have left its stretch to another at its address. */
static bool is_of(const struct stretch *stretch, facts_frame *frame)
{
    return stretch->frame == frame && stretch->code == facts_code(frame);
}

/* No stretch is on top that is this frame's. */
static struct stretch *settle_anew(facts_frame *frame)
{
    size_t known = touched.stretches.count;

    while (known > 0 && !is_of(&touched.stretches.items[known - 1], frame))
        known--;
    while (touched.stretches.count > known)
        end_stretch(&vector_last(&touched.stretches));
    attention_set(ATTENTION_DOUBT, true);
    touched.doubted = NULL;
    touched.told = false;
    return on_top(frame);
}

/* The frame whose code led to the event: its stretch is to be on top. */
static inline struct stretch *settle(facts_frame *frame)
{
    return touched.top != NULL && is_of(touched.top, frame) ? touched.top : settle_anew(frame);
}

static void give(const struct stretch *stretch)
{
    for (size_t i = stretch->hot; i < touched.hot.count; i++) {
        const struct hot *hot = &touched.hot.items[i];

        if (hot->at != HOT_COUNT && hot->at != HOT_HELD) {
            objects_touch(hot->object, hot->at);
            continue;
        }
        objects_suspect(hot->object);
        if (hot->at == HOT_HELD)
            vector_push(&touched.extras, hot->object);
    }
}

/* (Most namespaces are no objects that the log tells of.) */
static void touch_namespace(PyObject *dict)
{
    if (objects_know_dict(dict))
        objects_touch(dict, OBJECTS_ALL);
}

static void touch_namespaces(facts_frame *frame)
{
    touch_namespace(frame->f_globals);
    if (frame->f_locals != NULL && frame->f_locals != frame->f_globals)
        touch_namespace(frame->f_locals);
}

const struct plan *touched_running(void)
{
    return touched.top->plan;
}

const struct plan *touched_move(void)
{
    touched.told = true;
    touched.plan = touched.top->plan;
    return touched.plan;
}

void touched_give(void)
{
    const struct stretch *top = touched.top;

    if (top->plan->bound_count > 0)
        touch_namespaces(top->frame);
    if (touched.hot.count > top->hot)
        give(top);
}

bool touched_gives(void)
{
    return touched.hot.count > touched.top->hot;
}

bool touched_gives_one(PyObject *object, Py_ssize_t *at)
{
    const struct hot *hot = &touched.hot.items[touched.top->hot];

    if (touched.hot.count != touched.top->hot + 1 || hot->object != object || hot->at < OBJECTS_END)
        return false;
    *at = hot->at;
    return true;
}

void touched_switch(void)
{
    vector_clear(&touched.stretches);
    find_top();
    vector_clear(&touched.slots);
    vector_clear(&touched.held);
    vector_clear(&touched.extras);
    vector_clear(&touched.hot);
    attention_set(ATTENTION_DOUBT, true);
    touched.doubted = NULL;
    touched.told = false;
}

/* What has happened in the frame on top since its last event, or in the caller of one that is entered. */
static inline void tell(const struct stretch *top, enum touched_event event, bool undisturbed)
{
    if (top->plan == NULL || top->plan->bound_count > 0)
        touch_namespaces(top->frame);
    if (top->hides)
        suspect_hidden_locals(top->frame);
    if (event != TOUCHED_ENTER && top->doubt_at != NEVER)
        return;
    if (!top->watched || in_doubt() || !undisturbed || event == TOUCHED_EXCEPTION || event == TOUCHED_UNWIND ||
        touched.hot.count - top->hot > STRETCH_MOST)
        return;
    give(top);
    touched.plan = top->plan;
    objects_vouch(top->plan != NULL, !top->stirs && event != TOUCHED_ENTER);
}

/* What stands on value stacks may hold other things by now, if another thread has run, be it without an event. */
static void note_switches(void)
{
    uint64_t switches = facts_switches(touched.interpreter);

    if (switches == touched.switches)
        return;
    touched_switch();
    touched.switches = switches != SWITCHED ? switches : SWITCHED - 1;
}

static inline bool begin_event(void)
{
    bool undisturbed = is_undisturbed();

    if (!undisturbed) {
        touched.collected = instruction_collected(touched.interpreter);
        note_switches();
    }
    touched.alone = undisturbed;
    touched.told = undisturbed;
    touched.plan = NULL;
    objects_vouch(false, false);
    return undisturbed;
}

const struct plan *touched_quietly(facts_frame *frame)
{
    struct stretch *top = touched.top;
    int depth;

    if (top == NULL || !is_of(top, frame) || !top->quiet || !top->watched || in_doubt() || !is_undisturbed() ||
        !objects_are_calm() || (depth = plans_depth(top->listing, instruction_at(frame))) < 0)
        return NULL;
    touched.told = true;
    if (touched.slots.count - top->slots != (size_t)depth || top->plan->least < depth)
        settle_slots(top, depth, (size_t)top->plan->least);
    return top->plan;
}

/* What was foreseen to be counted differently. */
static inline void give_counts(const struct stretch *stretch)
{
    for (size_t i = stretch->hot; i < touched.hot.count; i++) {
        const struct hot *hot = &touched.hot.items[i];

        if (hot->at >= OBJECTS_END)
            continue;
        objects_suspect(hot->object);
        if (hot->at == HOT_HELD)
            vector_push(&touched.extras, hot->object);
    }
}

/* Whether it is proved that the plan has done nothing more than what was not foreseen. */
static inline bool is_proved(struct stretch *top)
{
    top->sealed = false;
    if (USUAL(seals_hold(top->plan->seal)))
        return true;
    seals_break(top->plan->seal);
    doubt();
    return false;
}

void touched_unseal(void)
{
    if (touched.top != NULL && touched.top->sealed)
        is_proved(touched.top);
}

const struct plan *touched_straight(facts_frame *frame)
{
    struct stretch *top = touched.top;
    const struct plan *plan, *next;

    if (top == NULL || top->frame != frame || !(top->straight & top->watched) || !facts_runs(frame, top->code) ||
        top->shadow != frames_top() || !objects_are_easy() || (top->stirs && objects_any_restless()) ||
        !is_undisturbed())
        return NULL;
    plan = top->plan;
    if (top->sealed && !is_proved(top))
        return NULL;
    touched.next = next = plans_get(top->listing, instruction_at(frame), PLAN_AT_EVENT);
    if (next->depth < 0)
        return NULL;
    touched.told = true;
    if (!is_settled(top, next->depth, plan->least)) {
        settle_slots(top, next->depth, (size_t)plan->least);
        if (in_doubt()) /* what left the stack may have been too much to follow */
            return NULL;
    }
    if (!top->quiet)
        give_counts(top);
    return plan;
}

void touched_look(void)
{
    for (size_t i = touched.top->hot; !touched.top->quiet && i < touched.hot.count; i++)
        if (touched.hot.items[i].at >= OBJECTS_END)
            objects_look_at(touched.hot.items[i].object, touched.hot.items[i].at);
}

/* Whether all has been foreseen that has happened since the last event of the frame on top.  (Most often it is as plain as
 * can be.) */
static inline bool is_foreseen(const struct stretch *top, bool undisturbed)
{
    if (!undisturbed || in_doubt())
        return false;
    if (USUAL(top->straight & top->watched))
        return true;
    return top->watched && top->plan != NULL && hides_nothing(top) && touched.hot.count - top->hot <= STRETCH_MOST;
}

/* What begin_event and tell come to where it was; touched_look does the rest.  (Some of what left the value stack may be too much to follow.) */
static inline const struct plan *tell_quietly(struct stretch *top, bool calm)
{
    if (in_doubt())
        return NULL;
    top->certain = top->bare = false;
    touched.alone = true;
    touched.plan = top->plan;
    if (top->plan->bound_count > 0)
        touch_namespaces(top->frame);
    give_counts(top);
    objects_vouch(true, calm);
    return top->plan;
}

struct call_site *touched_site(facts_frame *frame)
{
    const struct stretch *top = touched.top;

    return top != NULL && is_of(top, instruction_caller(frame)) && top->shadow == frames_top()
               ? plans_site(top->listing, top->frame, facts_code(frame))
               : NULL;
}

/* As is_finaliser, of code that is called. */
static inline bool finalises(const struct call_site *site, facts_frame *frame)
{
    if (site->finalises)
        return is_finaliser(frame);
    for (int i = 0; i < site->asked; i++)
        if (facts_local(frame, i) != NULL && is_reference_class(Py_TYPE(facts_local(frame, i))) &&
            facts_is_dead(facts_local(frame, i)))
            return true;
    return false;
}

/* As is_closed, of a generator. */
static inline bool closes(const struct call_site *site)
{
    return site->moves || (site->entered && !INSTRUCTIONS_RESUME_GENERATORS);
}

/* Whether no C code has run since the last event of one that is told of instruction by instruction. */
static inline bool enters_alone(const struct stretch *stretch, const struct call_site *site)
{
    suspect_code(site->code);
    return !stretch->stirs & site->calls & site->entered;
}

/* What comes after an instruction that runs code is foreseen anew when that is done (go_on). */
static inline void leave_out(const struct stretch *stretch, int call)
{
    while (touched.hot.count > stretch->hot && vector_last(&touched.hot).unit > call)
        touched.hot.count--;
}

static inline __attribute__((always_inline)) const struct plan *enter_quietly(facts_frame *frame,
                                                                              const struct call_site *site)
{
    struct stretch *top = touched.top;

    if (!is_foreseen(top, is_undisturbed()) || site->call >= top->doubt_at || site->depth < 0 ||
        finalises(site, frame))
        return NULL;
    if (!site->entered && site->call >= top->held_from)
        return NULL;
    if (!site->entered | top->alone)
        for (size_t i = top->held; i < touched.held.count; i++)
            objects_suspect(touched.held.items[i]); /* as in settle_caller */
    touched.told = true;
    if (facts_has_cells(site->code))
        suspect_cells(frame);
    settle_unless_same(top, site->depth);
    top->site = site;
    leave_out(top, site->call);
    return tell_quietly(top, top->alone && enters_alone(top, site));
}

const struct plan *touched_enter_quietly(facts_frame *frame, const struct call_site *site)
{
    return enter_quietly(frame, site);
}

const struct plan *touched_resume_quietly(facts_frame *frame, const struct call_site *site)
{
    return closes(site) ? NULL : enter_quietly(frame, site);
}

const struct plan *touched_foreseen(facts_frame *frame)
{
    struct stretch *top = touched.top;
    int depth;

    if (top == NULL || !is_of(top, frame) || top->doubt_at != NEVER || top->alone ||
        !is_foreseen(top, is_undisturbed()) || (depth = plans_depth(top->listing, instruction_at(frame))) < 0)
        return NULL;
    touched.told = true;
    settle_slots(top, depth, lowest(top));
    return tell_quietly(top, !top->stirs);
}

/* (What leaves the stack as it comes there, and holds nothing out of the log's sight, need not have been there.) */
const struct plan *touched_leave_quietly(facts_frame *frame, PyObject *value)
{
    struct stretch *top = touched.top;
    int depth;

    if (top == NULL || !is_of(top, frame) || top->shadow != frames_top() || !top->shadow->optimized ||
        top->doubt_at != NEVER || !is_foreseen(top, is_undisturbed()) ||
        (depth = plans_depth(top->listing, instruction_at(frame))) < 0)
        return NULL;
    touched.told = true;
    if (depth > 0 && on_stack(top, depth - 1) == value &&
        (effects_is_value(value) || (objects_are_told_by(value) && !PyTuple_CheckExact(value))))
        depth--;
    settle_unless_same(top, depth);
    return tell_quietly(top, !top->stirs);
}

void touched_before(facts_frame *frame, enum touched_event event, PyObject *value)
{
    bool undisturbed = begin_event();
    struct stretch *top;

    if (event == TOUCHED_ENTER && on_top(frame) != NULL) /* one that was at its address before */
        touched_switch();
    top = event == TOUCHED_ENTER ? on_top(instruction_caller(frame)) : settle(frame);
    if (event != TOUCHED_LINE && event != TOUCHED_INSTRUCTION)
        suspect_frame(frame);
    if (value != NULL && !effects_is_value(value))
        objects_suspect(value);
    if (top == NULL)
        return;
    top->certain = top->bare = false;
    if (event == TOUCHED_ENTER) {
        top->site = NULL;
        settle_caller(top);
        top->watched = top->watched && !is_finaliser(frame) && !is_closed(top, frame);
    } else if (event == TOUCHED_EXCEPTION || event == TOUCHED_UNWIND)
        drop_slots(top, top->slots); /* how far the instruction had come is not known */
    else
        settle_own(top);
    tell(top, event, undisturbed);
}

void touched_forget(void)
{
    for (size_t i = 0; i < touched.stretches.count; i++)
        if (touched.stretches.items[i].frame->frame_obj != NULL)
            touched.stretches.items[i].frame->frame_obj->f_trace_opcodes = 0;
    touched_switch();
}

static bool is_watchable(facts_frame *frame)
{
    return PyDict_CheckExact(frame->f_builtins) && (frame->f_locals == NULL || PyDict_CheckExact(frame->f_locals));
}

/* One more, on top, of which everything is to be set. */
static inline struct stretch *push_stretch(void)
{
    struct stretch *stretch;

    if (UNUSUAL(touched.stretches.count >= touched.stretches.capacity))
        vector_reserve(&touched.stretches, touched.stretches.count + 1);
    stretch = &touched.stretches.items[touched.stretches.count++];
    touched.top = stretch;
    return stretch;
}

static inline struct stretch *add_stretch(facts_frame *frame, struct listing *listing)
{
    PyCodeObject *code = facts_code(frame);
    struct stretch *stretch = push_stretch();

    *stretch = (struct stretch){.frame = frame,
                                .code = code,
                                .listing = listing,
                                .hot = touched.hot.count,
                                .slots = touched.slots.count,
                                .held = touched.held.count,
                                .extras = touched.extras.count,
                                .hides = code->co_nlocalsplus > 0 && (code->co_flags & CO_OPTIMIZED) == 0,
                                .watchable = is_watchable(frame)};
    return stretch;
}

/* A frame may have things on its value stack when its first stretch begins: nobody followed it while other threads ran. */
static void begin_stretch(facts_frame *frame)
{
    settle_own(add_stretch(frame, plans_of(facts_code(frame))));
}

static void clear_doubt(facts_frame *frame)
{
    if (touched.doubted == frame || touched.doubted == NULL) {
        attention_set(ATTENTION_DOUBT, false);
        touched.doubted = NULL;
    }
}

/* The next stretch of the frame begins. */
static inline void go_on_from(facts_frame *frame, enum plan_sort sort)
{
    if (on_top(frame) == NULL)
        begin_stretch(frame);
    clear_doubt(frame);
    begin_line(touched.top, sort);
}

/* Until the event of an instruction that follows at once. */
static const struct plan nothing_runs = {
    .quiet = true, .idle = true, .least = INT_MAX, .way = PLAN_WAY_STAY, .callee = -1};

static void begin_nothing(struct stretch *stretch)
{
    touched.hot.count = stretch->hot;
    stretch->plan = &nothing_runs;
    stretch->shadow = frames_top();
    stretch->by_instruction = stretch->stirs = false;
    stretch->doubt_at = stretch->held_from = NEVER;
    stretch->call = -1;
    stretch->alone = stretch->still = true;
    stretch->quiet = stretch->straight = false;
    stretch->watched = stretch->certain = stretch->watchable;
}

bool touched_goes_nowhere(void)
{
    struct stretch *top = touched.top;

    if (!top->still || top->hides || in_doubt())
        return false;
    touched.hot.count = top->hot;
    top->plan = &nothing_runs;
    return true;
}

void touched_after_line(facts_frame *frame, bool told)
{
    struct stretch *top = told ? on_top(frame) : NULL;

    if (top == NULL || is_hiding(top)) {
        go_on_from(frame, PLAN_AT_EVENT);
        return;
    }
    clear_doubt(frame);
    if (in_doubt())
        begin_line(top, PLAN_AT_EVENT);
    else
        begin_nothing(top);
}

/* (Of what begin_line would set, most is as it was: the stretch was straight.) */
bool touched_after_straight_line(facts_frame *frame)
{
    struct stretch *top = touched.top;
    const struct plan *plan = touched.next;

    if (in_doubt()) {
        go_on_from(frame, PLAN_AT_EVENT);
        return top->by_instruction;
    }
    touched.hot.count = top->hot;
    top->plan = plan;
    top->held_from = NEVER;
    top->call = -1;
    top->stirs = false;
    if (plan->seal != NULL && plan->seal->count > 0) {
        top->sealed = true;
        top->stirs = plan->seal->stirs;
    } else if (!plan->quiet) {
        struct forecast found = forecast(plan, frame, NULL, &touched.hot);

        top->stirs = found.bits != 0;
        if (found.bits & ~(unsigned)FORECAST_STIRS) {
            note_forecast(top, found);
            find_ways(top);
            return top->by_instruction;
        }
        if (plan->seal != NULL && touched.hot.count == top->hot)
            seals_make(plan, top->code);
    }
    if (top->hides) {
        find_ways(top);
    } else if (plan->plain || binds_plainly(top)) {
        top->quiet = touched.hot.count == top->hot;
        top->straight = top->quiet || touched.hot.count - top->hot <= STRETCH_MOST;
    } else {
        top->quiet = top->straight = false;
    }
    return false;
}

static OUT_OF_LINE bool goes_on(struct stretch *top, const struct plan *plan)
{
    touched.hot.count = top->hot;
    if (!top->still || in_doubt() || (top->hides && !top->bare) || !(is_plain(top, plan) || touches_one(top, plan)))
        return false;
    if (plan->binds && will_be_hiding(top, plan))
        return false;
    top->plan = plan;
    return true;
}

/* What most operators are used on; nothing is said of the others. */
static inline bool is_usual(const struct stretch *stretch, const struct plan *plan)
{
    PyObject *left, *right;

    if (plan->way != PLAN_WAY_JOIN || plan->operator== INSTRUCTION_CONTAINS)
        return false;
    left = on_stack(stretch, plan->left);
    right = on_stack(stretch, plan->right);
    if (left == NULL || right == NULL || !PyLong_CheckExact(right))
        return false;
    return plan->operator== INSTRUCTION_SUBSCRIPT ? PyList_CheckExact(left) : PyLong_CheckExact(left);
}

/* (Where both are still, nothing but which instruction it is differs from what the one before has left.) */
inline bool touched_goes_on(int at)
{
    struct stretch *top = touched.top;
    const struct plan *plan = plans_get(top->listing, at, PLAN_ALONE);

    if (!top->still || in_doubt() || (top->hides && (!top->bare || plan->binds)) ||
        !(plan->quiet || is_usual(top, plan)))
        return goes_on(top, plan);
    touched.hot.count = top->hot;
    top->plan = plan;
    return true;
}

void touched_after_instruction(facts_frame *frame)
{
    struct stretch *top = on_top(frame);
    const struct plan *plan;

    if (top == NULL || in_doubt()) {
        go_on_from(frame, PLAN_ALONE);
        return;
    }
    plan = next_instruction(top);
    if (will_be_hiding(top, plan))
        go_on_from(frame, PLAN_ALONE);
    else
        begin_instruction(top, plan);
}

void touched_is_told_next(facts_frame *frame)
{
    struct stretch *top = on_top(frame);

    if (top != NULL && !in_doubt() && !top->hides && (top->code->co_flags & CO_OPTIMIZED))
        begin_nothing(top);
}

static void after_entering(facts_frame *frame)
{
    if (on_top(frame) == NULL)
        begin_stretch(frame);
    begin_line(touched.top, PLAN_AT_EVENT);
    if ((facts_code(frame)->co_flags & CO_OPTIMIZED) == 0)
        touched.top->watched = false; /* a module's first line is the step that tells of what led to it */
}

/* The first stretch of a frame whose code only moves values on its stack: what add_stretch and begin_line come to. */
static inline struct stretch *begin_calmly(facts_frame *frame, const struct call_site *site, const struct plan *plan)
{
    struct stretch *stretch = push_stretch();

    stretch->frame = frame;
    stretch->code = site->code;
    stretch->listing = site->listing;
    stretch->shadow = frames_top();
    stretch->plan = plan;
    stretch->hot = touched.hot.count;
    stretch->slots = touched.slots.count;
    stretch->held = touched.held.count;
    stretch->extras = touched.extras.count;
    stretch->site = NULL;
    stretch->call = -1;
    stretch->call_hot = 0;
    stretch->held_from = stretch->doubt_at = NEVER;
    stretch->by_instruction = stretch->alone = stretch->renews = stretch->grows = stretch->stirs = stretch->hides =
        false;
    stretch->certain = stretch->still = stretch->sealed = stretch->bare = false;
    stretch->watched = stretch->watchable = stretch->quiet = stretch->straight = true;
    return stretch;
}

/* The same of any. */
static OUT_OF_LINE bool begin_entered(struct stretch *stretch, bool *watched)
{
    begin_line(stretch, PLAN_AT_EVENT);
    *watched = stretch->watched && stretch->by_instruction;
    return stretch->plan != NULL && stretch->plan->idle;
}

/* (Until its first line most functions do nothing.) */
bool touched_after_calling(facts_frame *frame, const struct call_site *site, bool *watched)
{
    const struct plan *plan = plans_get(site->listing, instruction_at(frame), PLAN_AT_EVENT);

    if (UNUSUAL(!(plan->idle & plan->plain) || !is_watchable(frame)))
        return begin_entered(add_stretch(frame, site->listing), watched);
    begin_calmly(frame, site, plan);
    *watched = false;
    return true;
}

/* Notes what stands on the value stack beside the frame that waits, where it stays the same until that goes on.  (What it
 * yields has left already, and values above all else need no slots.) */
static void keep_slots(const struct stretch *stretch, struct kept_stack *kept)
{
    size_t slots = touched.slots.count - stretch->slots, held = touched.held.count - stretch->held;

    if (slots > KEPT_SLOTS || held > KEPT_HELD || facts_has_cells(stretch->code) || count_steady(stretch) != slots ||
        (int)slots + 1 > plans_depth(stretch->listing, instruction_at(stretch->frame)))
        return;
    kept->known = true;
    kept->slot_count = (uint8_t)slots;
    kept->held_count = (uint8_t)held;
    for (size_t i = 0; i < slots; i++) {
        kept->slots[i] = touched.slots.items[stretch->slots + i];
        kept->slots[i].held -= stretch->held;
    }
    for (size_t i = 0; i < held; i++)
        kept->held[i] = touched.held.items[stretch->held + i];
}

/* The same on the value stack of the stretch that goes on. */
static void put_back_slots(const struct stretch *stretch, struct kept_stack *kept)
{
    if (!kept->known)
        return;
    kept->known = false;
    for (size_t i = 0; i < kept->slot_count; i++) {
        struct stack_slot slot = kept->slots[i];

        slot.held += stretch->held;
        slot.extras = (uint32_t)touched.extras.count;
        vector_push(&touched.slots, slot);
    }
    for (size_t i = 0; i < kept->held_count; i++)
        vector_push(&touched.held, kept->held[i]);
}

bool touched_after_resuming(facts_frame *frame, struct frame_shadow *shadow, const struct call_site *site,
                            bool *watched)
{
    const struct plan *plan = plans_get(site->listing, instruction_at(frame), PLAN_AT_EVENT);
    struct stretch *stretch;

    if (!(plan->idle & plan->plain & shadow->kept.known) || plan->depth <= 0 || !is_watchable(frame)) {
        stretch = add_stretch(frame, site->listing);
        put_back_slots(stretch, &shadow->kept);
        settle_own(stretch);
        return begin_entered(stretch, watched);
    }
    stretch = begin_calmly(frame, site, plan);
    put_back_slots(stretch, &shadow->kept);
    *watched = false;
    if (USUAL(on_stack(stretch, plan->depth - 1) == Py_None && is_settled(stretch, plan->depth - 1, 0)))
        return true; /* what is sent to it is a value, and leaves at once */
    settle_slots(stretch, plan->depth, 0);
    return in_doubt() ? begin_entered(stretch, watched) : true;
}

/* What stands on the value stack stays there, in a generator that waits. */
static void leave_slots(const struct stretch *stretch, struct kept_stack *kept)
{
    for (size_t i = stretch->slots; i < touched.slots.count; i++)
        if (touched.slots.items[i].beyond)
            return;
    if (touched.extras.count > stretch->extras)
        return;
    keep_slots(stretch, kept);
    touched.slots.count = stretch->slots;
    touched.held.count = stretch->held;
}

/* A frame that was traced lets go of its tracer, though that may have been switched off since. */
static inline void suspect_tracer(facts_frame *frame)
{
    if (frame->frame_obj != NULL && frame->frame_obj->f_trace != NULL)
        objects_suspect(frame->frame_obj->f_trace);
}

void touched_after_leaving_quietly(facts_frame *frame, PyObject *value, struct frame_shadow *waits)
{
    if (waits != NULL)
        leave_slots(touched.top, &waits->kept);
    else if (facts_has_cells(facts_code(frame)))
        suspect_cells(frame);
    suspect_tracer(frame);
    end_stretch(touched.top);
    if (UNUSUAL(in_doubt()))
        clear_doubt(frame);
    if (on_top(instruction_caller(frame)) != NULL)
        go_on(touched.top, frame, value);
}

static void after_leaving(facts_frame *frame, enum touched_event event, PyObject *value)
{
    suspect_frame(frame);
    suspect_tracer(frame);
    if (value != NULL && !effects_is_value(value))
        objects_suspect(value);
    if (on_top(frame) != NULL)
        end_stretch(touched.top);
    clear_doubt(frame);
    if (event == TOUCHED_UNWIND)
        doubt();
    else if (on_top(instruction_caller(frame)) != NULL)
        go_on(touched.top, frame, value);
}

void touched_after(facts_frame *frame, enum touched_event event, PyObject *value)
{
    switch (event) {
    case TOUCHED_LINE:
    case TOUCHED_INSTRUCTION:
        break;
    case TOUCHED_ENTER:
        after_entering(frame);
        break;
    case TOUCHED_LEAVE:
    case TOUCHED_UNWIND:
        after_leaving(frame, event, value);
        break;
    case TOUCHED_EXCEPTION:
        if (on_top(frame) == NULL)
            begin_stretch(frame);
        clear_doubt(frame);
        doubt();
        break;
    }
}

#endif
