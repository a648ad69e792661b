#include "record/slots.h"

#include "cpython/instructions.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "record/effects.h"

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

EACH_STEP OUT_OF_LINE void slots_drop_some(struct stretch *stretch, size_t from)
{
    if (from + 1 == touched.slots.count && touched.slots.items[from].held == touched.held.count &&
        !touched.slots.items[from].beyond &&
        touched.extras.count == (from > stretch->slots ? touched.slots.items[from].extras : stretch->extras))
        touched.slots.count = from; /* a value has left */
    else
        slots_let_go(stretch, from);
}

EACH_STEP void slots_let_go(struct stretch *stretch, size_t from)
{
    size_t held = touched.slots.items[from].held;

    for (size_t i = held; i < touched.held.count; i++)
        objects_suspect(touched.held.items[i]);
    for (size_t i = from; i < touched.slots.count; i++)
        if (touched.slots.items[i].beyond)
            stretches_doubt();
    for (size_t i = touched.slots.items[from].extras; i < touched.extras.count; i++)
        objects_suspect(touched.extras.items[i]);
    touched.held.count = held;
    touched.slots.count = from;
    if (from == stretch->slots)
        touched.extras.count = stretch->extras;
}

static inline void add_value(PyObject *value)
{
    vector_push(&touched.slots, slots_of(value));
}

EACH_STEP void slots_add(PyObject *object)
{
    vector_push(&touched.slots, slots_of(object));
    if (object == NULL || Py_REFCNT(object) <= 0) /* it is dying, and runs its __del__ */
        return;
    if (PyList_CheckExact(object))
        vector_last(&touched.slots).items = PyList_GET_SIZE(object);
    touched.visits = 0;
    touched.beyond = false;
    hold(object);
    if (touched.beyond)
        stretches_doubt();
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
        stretches_doubt();
    slot->beyond = slot->beyond || touched.beyond;
}

/* Of `count` places, those from the returned one on have to be followed anew: another list stands there, at the address
 * of one that was as long.  (Not below `least`: what was foreseen there by one way did not come, for another was
 * taken.) */
static OUT_OF_LINE size_t settle_grown(struct stretch *stretch, size_t count, size_t least)
{
    stretch->grows = false;
    for (size_t i = 0; i < count; i++) {
        struct stack_slot *slot = &touched.slots.items[stretch->slots + i];

        if (slot->object == NULL || !PyList_CheckExact(slot->object) || !has_grown(stretch, slot->object))
            continue;
        if (PyList_GET_SIZE(slot->object) > slot->items)
            hold_grown(slot);
        else if (i >= least || PyList_GET_SIZE(slot->object) < slot->items)
            return i;
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

EACH_STEP OUT_OF_LINE void slots_settle(struct stretch *stretch, int depth, size_t least)
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
        same = settle_grown(stretch, same, least);
    slots_drop(stretch, stretch->slots + same);
    while (depth > (int)same && is_plain_value(facts_local(stretch->frame, bottom + depth - 1)))
        depth--; /* (as in fill_slots) */
    for (int i = (int)same; i < depth; i++) {
        PyObject *object = facts_local(stretch->frame, bottom + i);

        if (is_plain_value(object))
            add_value(object);
        else
            slots_add(object);
    }
}

OUT_OF_LINE void slots_settle_renewed(struct stretch *stretch, int depth)
{
    if (!stretch->grows && slots_are_settled(stretch, depth, 0) && count_steady(stretch) == (size_t)depth)
        stretch->renews = false;
    else
        slots_settle(stretch, depth, slots_lowest(stretch));
}

void slots_settle_own(struct stretch *stretch)
{
    int depth = plans_depth(stretch->listing, instruction_at(stretch->frame));

    if (depth < 0)
        stretches_doubt();
    else
        slots_settle(stretch, depth, slots_lowest(stretch));
}

/* Notes what stands on the value stack beside the frame that waits, where it stays the same until that goes on.  (What
 * it yields has left already, and values above all else need no slots.) */
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

void slots_leave(const struct stretch *stretch, struct kept_stack *kept)
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

void slots_put_back(const struct stretch *stretch, struct kept_stack *kept)
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

#endif
