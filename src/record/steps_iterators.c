/* Iterators, what is unpacked, and what a list, set or dictionary that is being made takes in. */
#include "record/steps_parts.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "base/ways.h"
#include "record/iterators.h"
#include "record/objects.h"

struct operand steps_iterate(const struct operand *operand)
{
    enum sort usable = worse(sort_of(operand), VALUE);

    if (usable != VALUE)
        return unusable(usable);
    steps_suspect(operand);
    if (sort_of(operand) == OBJECT && !effects_is_plain_source(object_of(operand)))
        return doubtful();
    if (sort_of(operand) == NEW && (operand->type == NULL || !effects_is_source_class(operand->type)))
        return operand->type == &PyEnum_Type || operand->type == &PyZip_Type || operand->type == &PyReversed_Type ||
                       operand->type == &PyGen_Type
                   ? *operand
                   : watch();
    if (sort_of(operand) == OBJECT && (effects_of_class(Py_TYPE(object_of(operand))) & CLASS_PLAIN))
        return steps_given_by(operand, &_Py_ID(__iter__));
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
    if (next.source != NULL && steps_is_altered(next.source))
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
    if (object_of(iterator) != NULL && !steps_is_altered(object_of(iterator)))
        next = iterators_first(object_of(iterator));
    if (next.gift != ITERATORS_UNKNOWN)
        return operand_of_next(next);
    if (type == &PyRange_Type || type == &PyUnicode_Type || type == &PyBytes_Type)
        return value_operand;
    if (type == &PyDictItems_Type || type == &PyEnum_Type || type == &PyZip_Type)
        return new_of(&PyTuple_Type);
    return type == &PyGen_Type ? pending_operand : unknown_operand;
}

bool steps_is_lonely_iterator(const struct operand *operand)
{
    PyTypeObject *type = sort_of(operand) == OBJECT ? Py_TYPE(object_of(operand)) : NULL;

    return type == &PyRangeIter_Type || type == &PyListIter_Type || type == &PyTupleIter_Type;
}

EACH_STEP struct operand steps_next(const struct operand *operand)
{
    PyTypeObject *type;

    if (sort_of(operand) == NEW)
        return first_of(operand);
    if (sort_of(operand) != OBJECT)
        return unusable(worse(sort_of(operand), VALUE) == VALUE ? UNKNOWN : sort_of(operand));
    type = Py_TYPE(object_of(operand));
    if (steps_is_lonely_iterator(operand))
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

struct operand steps_item_of_unpacked(const struct plan_step *step)
{
    const struct operand *operand = &steps.operands[step->first];
    const struct plan_step *giver = steps_giver(steps.plan, step);
    Py_ssize_t count, at = step->argument;

    if (giver != NULL && is_exactly(operand, &PyTuple_Type) && sort_of(operand) == NEW)
        return item_of_given(giver, step->argument);
    if (sort_of(operand) == OBJECT && steps_is_altered(object_of(operand)))
        return unknown_operand;
    if (sort_of(operand) != OBJECT || !is_sequence(operand))
        return sort_of(operand) == PENDING || sort_of(operand) == ABSENT || sort_of(operand) == VALUE
                   ? *operand
                   : unknown_operand;
    PyObject *const *items = items_of(object_of(operand), &count);
    return at < count ? operand_of(items[at]) : absent_operand;
}

struct operand steps_unpack(const struct operand *operand)
{
    if (sort_of(operand) == VALUE)
        return value_operand;
    if (sort_of(operand) == OBJECT && is_sequence(operand))
        return *operand;
    return steps_iterate(operand).tagged == UNKNOWN ? unknown_operand
           : sort_of(operand) == OBJECT             ? unknown_operand
                                                    : *operand;
}

void steps_extend(const struct operand *target, const struct operand *source)
{
    if (sort_of(target) == OBJECT)
        steps_change(object_of(target));
    if (sort_of(target) == OBJECT && !objects_are_told_by(object_of(target)))
        steps.bits |= FORECAST_RENEWS;
    if (sort_of(source) == UNKNOWN)
        watch();
    else if (sort_of(source) == OBJECT && !effects_is_simple_source(object_of(source)))
        doubt();
}

void steps_append(const struct operand *target, const struct operand *item)
{
    unsigned before = steps.bits;

    if (sort_of(target) == OBJECT)
        steps_change_end(object_of(target), item);
    else if (sort_of(target) == UNKNOWN)
        watch();
    if (sort_of(target) == OBJECT && PyList_CheckExact(object_of(target)) && (steps.bits & ~before & FORECAST_RENEWS))
        steps.bits = (steps.bits & ~(unsigned)FORECAST_RENEWS) | FORECAST_GROWS;
}

void steps_add_pair(const struct operand *target, const struct operand *item, const struct operand *key)
{
    if (sort_of(target) == OBJECT)
        steps_change(object_of(target));
    steps_hold(item);
    steps_hold(key);
}

#endif
