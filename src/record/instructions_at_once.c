/* What most still instructions come to, where only values and what is told come and go.  First it is seen whether all
 * of it is as usual, so that nothing is called; then it is written in one run. */
#include "record/instructions_parts.h"

#include "base/ways.h"
#include "record/shadows.h"
#include "record/touched.h"

#if INSTRUCTIONS_ARE_KNOWN

#ifdef TERRARIUM_AUDIT
static void begin_proof(void)
{
    objects_go_on();
}

static void prove_instant(const struct frame_shadow *shadow, struct trace_instant *instant)
{
    instructions.writer->at = instant->at;
    instructions_prove_stack(shadow, shadow->stack.count);
    if (!objects_are_settled())
        objects_finish_move(touched_is_in_doubt(), true);
    *instant = (struct trace_instant){instructions.writer->at, instructions.writer->context.objects};
}
#else
static inline void begin_proof(void)
{
}

static inline void prove_instant(const struct frame_shadow *shadow, struct trace_instant *instant)
{
    (void)shadow;
    (void)instant;
}
#endif

/* Whether what stands there is known, is a value or told, and touched.h need not hear of it when it leaves. */
static inline bool is_light(const struct stack_place *place)
{
    return place->place != NULL && place->place->number == place->number &&
           (place->place->value | place->place->told);
}

/* What has become of the count of what is told; of values nothing. */
static inline __attribute__((always_inline)) void count_light(struct trace_instant *instant, shadow_place place)
{
    int64_t change = place->value ? 0 : shadows_counted(place);

    if (change != 0)
        trace_instant_count(instant, place->number, change);
}

static inline __attribute__((always_inline)) bool push_at_once(struct frame_shadow *shadow, PyObject *object,
                                                               shadow_place place, struct trace_instant *instant)
{
    size_t at = shadow->stack.count;

    if (place == NULL)
        return false;
    if (!place->value) {
        if (!place->told || place->epoch < objects.walked_at)
            return false;
        instructions.bare = shadow;
    }
    shadow->stack.items[at] = (struct stack_place){object, place->number, place};
    shadow->stack.count = at + 1;
    trace_instant_higher(instant, at, place->number);
    count_light(instant, place);
    return true;
}

/* Whether an object that is known so may come to stand there. */
static inline __attribute__((always_inline)) bool may_stand(PyObject *object, shadow_place place)
{
    return object != NULL && place != NULL && (place->value || (place->told && place->epoch >= objects.walked_at));
}

static inline __attribute__((always_inline)) bool
push_two_at_once(struct frame_shadow *shadow, struct plan_source *sources, struct trace_instant *instant)
{
    size_t at = shadow->stack.count;
    PyObject *first = on_stack(shadow->frame, at), *second = on_stack(shadow->frame, at + 1);
    shadow_place low = first != NULL ? find_pushed(shadow, first, sources) : NULL;
    shadow_place high = second != NULL ? find_pushed(shadow, second, sources + 1) : NULL;

    if (!may_stand(first, low) || !may_stand(second, high))
        return false;
    instructions.bare = shadow;
    shadow->stack.items[at] = (struct stack_place){first, low->number, low};
    shadow->stack.items[at + 1] = (struct stack_place){second, high->number, high};
    shadow->stack.count = at + 2;
    trace_instant_two_higher(instant, shadow->number, at, low->number, high->number);
    count_light(instant, low);
    count_light(instant, high);
    return true;
}

/* A value comes to be what a fast local refers to, which referred to one before, or to nothing. */
static inline __attribute__((always_inline)) bool store_at_once(struct frame_shadow *shadow, size_t local,
                                                                struct trace_instant *instant)
{
    size_t at = shadow->stack.count - 1;
    const struct stack_place *top = &shadow->stack.items[at];
    struct name_shadow *name = &shadow->names.shadows.items[local];
    uint64_t was;

    if (!shadow->optimized || shadow->cells || local >= shadow->names.shadows.count || top->place == NULL ||
        !top->place->value || top->place->number != top->number ||
        facts_local(shadow->frame, (int)local) != top->object || touched_knows(at) ||
        (name->place != NULL && !name->place->value))
        return false;
    was = name->number;
    if (was != top->number && name->name != 0) {
        if (was == 0 && top->number != instant->newest)
            return false;
        trace_instant_name(instant, name->name, was, top->number);
    }
    shadow->names.reach_nothing = false;
    name->object = top->object;
    name->number = top->number;
    name->place = top->place;
    shadow->stack.count = at;
    trace_instant_lower(instant, at, top->number);
    return true;
}

static inline __attribute__((always_inline)) bool copy_at_once(struct frame_shadow *shadow, const struct plan *ran,
                                                               PyObject *object, struct trace_instant *instant)
{
    const struct stack_place *from = &shadow->stack.items[ran->operand];

    return ran->operand < shadow->stack.count && from->object == object && from->place != NULL &&
           from->place->number == from->number && push_at_once(shadow, object, from->place, instant);
}

static inline __attribute__((always_inline)) bool pop_at_once(struct frame_shadow *shadow,
                                                              struct trace_instant *instant)
{
    size_t at = shadow->stack.count - 1;
    const struct stack_place *top = &shadow->stack.items[at];

    if (!is_light(top) || touched_knows(at))
        return false;
    shadow->stack.count = at;
    trace_instant_lower(instant, at, top->number);
    count_light(instant, top->place);
    return true;
}

static inline __attribute__((always_inline)) bool join_at_once(struct frame_shadow *shadow, PyObject *object,
                                                               struct trace_instant *instant)
{
    size_t at = shadow->stack.count - 2;
    struct stack_place *low = &shadow->stack.items[at], *high = low + 1;
    shadow_place place, first = low->place, second = high->place;

    if (object == NULL || object == low->object || !is_light(low) || !is_light(high) || touched_knows(at))
        return false;
    place = shadows_known(object);
    if (place == NULL || !place->value)
        return false;
    trace_instant_joined(instant, at, low->number, high->number, place->number);
    *low = (struct stack_place){object, place->number, place};
    shadow->stack.count--;
    count_light(instant, second);
    count_light(instant, first);
    return true;
}

/* (Nothing is counted differently for it.) */
static inline __attribute__((always_inline)) bool swap_at_once(struct frame_shadow *shadow, const struct plan *ran,
                                                               struct trace_instant *instant)
{
    size_t at = shadow->stack.count - 2;
    struct stack_place *low = &shadow->stack.items[at], was = *low;

    if (ran->operand != at || low->object == low[1].object || low->object == NULL || low[1].object == NULL ||
        !is_light(low) || !is_light(low + 1) || touched_knows(at))
        return false;
    trace_instant_swapped(instant, at, low->number, low[1].number);
    *low = low[1];
    low[1] = was;
    return true;
}

static inline __attribute__((always_inline)) bool null_at_once(struct frame_shadow *shadow, PyObject *object,
                                                               struct trace_instant *instant)
{
    size_t at = shadow->stack.count;

    if (object != NULL)
        return false;
    shadow->stack.items[at] = (struct stack_place){NULL, 0, NULL};
    shadow->stack.count = at + 1;
    trace_instant_higher(instant, at, 0);
    return true;
}

/* (Of their own, so that the others need not keep what these do.) */
static OUT_OF_LINE bool go_otherwise_at_once(struct frame_shadow *shadow, const struct plan *ran, size_t depth,
                                             struct trace_instant *instant)
{
    size_t count = shadow->stack.count;

    switch ((int)ran->way) {
    case PLAN_WAY_STORE:
        return depth + 1 == count && count > 0 && store_at_once(shadow, ran->operand, instant);
    case PLAN_WAY_PUSH_TWO:
        return depth == count + 2 && push_two_at_once(shadow, ran->pushes, instant);
    case PLAN_WAY_COPY:
        return depth == count + 1 && copy_at_once(shadow, ran, on_stack(shadow->frame, count), instant);
    case PLAN_WAY_SWAP:
        return depth == count && count >= 2 && swap_at_once(shadow, ran, instant);
    case PLAN_WAY_NULL:
        return depth == count + 1 && null_at_once(shadow, on_stack(shadow->frame, count), instant);
    default:
        return false;
    }
}

static inline __attribute__((always_inline)) bool
go_at_once(struct frame_shadow *shadow, int at, const struct plan *ran, size_t depth, struct trace_instant *instant)
{
    size_t count = shadow->stack.count;
    enum plan_way way = (enum plan_way)ran->way;

    if (way == PLAN_WAY_PUSH)
        return depth == count + 1 && on_stack(shadow->frame, count) != NULL &&
               push_at_once(shadow, on_stack(shadow->frame, count),
                            find_pushed(shadow, on_stack(shadow->frame, count), ran->pushes), instant);
    if (way == PLAN_WAY_JOIN)
        return depth + 1 == count && count >= 2 && at == ran->next &&
               join_at_once(shadow, on_stack(shadow->frame, depth - 1), instant);
    if (way == PLAN_WAY_POP)
        return depth + 1 == count && count > 0 && pop_at_once(shadow, instant);
    if (way == PLAN_WAY_STAY)
        return depth == count;
    return go_otherwise_at_once(shadow, ran, depth, instant);
}

/* A form's name that has not been told of before is the other way's to tell. */
static inline bool knows_form(const struct listing *listing, int at, const struct plan *next, uint64_t *form)
{
    unsigned opcode = plans_stands(listing, at);

    *form = opcode == next->opcode ? 0 : instructions.forms[opcode % OPCODES];
    return opcode == next->opcode || (opcode != 0 && *form != 0);
}

inline const struct plan *instructions_step_at_once(struct frame_shadow *shadow, int at, const struct plan *ran)
{
    const struct plan *next = USUAL(shadow->listed) ? plans_known(shadow->listing, at) : NULL;
    struct trace_instant instant;
    uint64_t form;

    begin_proof();
    if (next == NULL || ran->reads || shadow->stack.count + 2 > shadow->stack.capacity ||
        shadow->stack.count >= TRACE_INSTANT_STACK_MAX || !knows_form(shadow->listing, at, next, &form) ||
        !trace_instant_begin(&instant, instructions.writer, shadow->number) ||
        !go_at_once(shadow, at, ran, (size_t)next->depth, &instant))
        return NULL;
    prove_instant(shadow, &instant);
    instructions.told++;
    trace_instant_end(&instant, instructions.writer, (uint64_t)at, form);
    return next;
}

#endif
