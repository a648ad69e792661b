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

/* What has become of the count of what is told. */
static inline __attribute__((always_inline)) void count_told(struct trace_instant *instant, shadow_place place)
{
    int64_t change = shadows_counted(place);

    if (UNUSUAL(change != 0))
        trace_instant_count(instant, place->number, change);
}

/* The same of values, of whose counts nothing is told. */
static inline __attribute__((always_inline)) void count_light(struct trace_instant *instant, shadow_place place)
{
    if (!place->value)
        count_told(instant, place);
}

static inline __attribute__((always_inline)) bool push_at_once(struct frame_shadow *shadow, PyObject *object,
                                                               shadow_place place, struct trace_instant *instant)
{
    size_t at = shadow->stack.count;

    if (place == NULL || !(place->value || (place->told && place->epoch >= objects.walked_at)))
        return false;
    shadow->stack.items[at] = (struct stack_place){object, place->number, place};
    shadow->stack.count = at + 1;
    trace_instant_higher(instant, at, place->number);
    if (!place->value) {
        instructions.bare = shadow;
        count_told(instant, place);
    }
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

/* What an operator gave is new: its birth comes before it stands there.  NULL where something else is to be told of, or
 * it is no value. */
static OUT_OF_LINE shadow_place bear_result(const struct frame_shadow *shadow, PyObject *object,
                                            struct trace_instant *instant)
{
    shadow_place place;

    objects_go_on();
    place = objects_place(object);
    return place->value && objects_are_settled() && trace_instant_begin(instant, instructions.writer, shadow->number)
               ? place
               : NULL;
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
    if (UNUSUAL(place == NULL))
        place = bear_result(shadow, object, instant);
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
    size_t at = ran->operand, count = shadow->stack.count - at;
    struct stack_place *low = &shadow->stack.items[at], *top = low + count - 1, was = *low;

    if ((count != 2 && count != 3) || low->object == top->object || low->object == NULL || top->object == NULL ||
        !is_light(low) || !is_light(low + 1) || !is_light(top) || touched_knows(at))
        return false;
    if (count == 2)
        trace_instant_swapped(instant, at, low->number, top->number);
    else
        trace_instant_turned(instant, shadow->number, at, low->number, low[1].number, top->number);
    *low = *top;
    *top = was;
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

/* What becomes of the one object that an instruction touched is told behind what became of the value stack. */
static inline __attribute__((always_inline)) void look_between(struct trace_instant *instant, shadow_place place,
                                                               Py_ssize_t at)
{
    instructions.writer->at = instant->at;
    objects_look(place, at);
    instant->at = instructions.writer->at;
}

/* What stands there is the only object that was touched, and told, or an iterator. */
static inline __attribute__((always_inline)) bool is_touched(const struct stack_place *place, Py_ssize_t *at)
{
    return place->place != NULL && place->place->number == place->number && touched_gives_one(place->object, at);
}

static inline __attribute__((always_inline)) bool next_at_once(struct frame_shadow *shadow,
                                                               struct trace_instant *instant)
{
    size_t count = shadow->stack.count;
    PyObject *object = on_stack(shadow->frame, count);
    const struct stack_place *iterator = &shadow->stack.items[count - 1];
    shadow_place place = object != NULL ? objects_find(object) : NULL;
    Py_ssize_t at;

    if (place == NULL || !is_touched(iterator, &at) || !push_at_once(shadow, object, place, instant))
        return false;
    look_between(instant, iterator->place, at);
    return true;
}

/* A value is stored in a list, or in a dictionary.  `read`: names have been read, if it is one that keeps such. */
static inline __attribute__((always_inline)) bool store_item_at_once(struct frame_shadow *shadow, bool read,
                                                                     struct trace_instant *instant)
{
    size_t at = shadow->stack.count - 3;
    const struct stack_place *low = &shadow->stack.items[at], *into = low + 1;
    Py_ssize_t touched;

    if (!is_light(low) || !is_light(low + 2) || !(low->place->value & low[2].place->value) || touched_knows(at) ||
        !is_touched(into, &touched) || !into->place->told ||
        !(read || PyList_CheckExact(into->object) || !frames_keep_names_in(into->object)))
        return false;
    shadow->stack.count = at;
    trace_instant_stored(instant, at, (uint64_t[]){low->number, into->number, low[2].number});
    look_between(instant, into->place, touched);
    return true;
}

/* A name of a module comes to refer to a value, and it leaves the value stack. */
static OUT_OF_LINE bool store_name_at_once(struct frame_shadow *shadow, const struct plan *ran,
                                           struct trace_instant *instant)
{
    size_t at = shadow->stack.count - 1;
    const struct stack_place *top = &shadow->stack.items[at];

    if (ran->bound_count == 0 || !is_light(top) || !top->place->value || touched_knows(at) ||
        !frames_store(shadow, ran, top->object, top->place) || !objects_are_settled() ||
        !trace_instant_begin(instant, instructions.writer, shadow->number))
        return false;
    shadow->stack.count = at;
    trace_instant_lower(instant, at, top->number);
    return true;
}

/* Whether what it might have put elsewhere stands where it stood: a call of what is no method does so. */
static bool has_moved_nothing(const struct frame_shadow *shadow, const struct plan *ran)
{
    enum { MOST = 4 };
    size_t count = shadow->stack.count;

    if (!ran->idle || ran->least < 0 || (size_t)ran->least + MOST < count)
        return false;
    for (size_t at = (size_t)ran->least; at < count; at++) {
        const struct stack_place *place = &shadow->stack.items[at];

        if (on_stack(shadow->frame, at) != place->object || (place->object != NULL && !is_light(place)))
            return false;
    }
    return true;
}

/* (Of their own, so that the others need not keep what these do.) */
static OUT_OF_LINE bool go_otherwise_at_once(struct frame_shadow *shadow, int at, const struct plan *ran,
                                             size_t depth, bool read, struct trace_instant *instant)
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
        return depth == count && ran->operand + 2u <= count && swap_at_once(shadow, ran, instant);
    case PLAN_WAY_NEXT:
        return depth == count + 1 && count > 0 && at == ran->next && next_at_once(shadow, instant);
    case PLAN_WAY_STORE_ITEM:
        return depth + 3 == count && count >= 3 && store_item_at_once(shadow, read, instant);
    case PLAN_WAY_NULL:
        return depth == count + 1 && null_at_once(shadow, on_stack(shadow->frame, count), instant);
    case PLAN_WAY_POP:
        return depth + 1 == count && count > 0 && store_name_at_once(shadow, ran, instant);
    case PLAN_WAY_OTHER:
        return depth == count && has_moved_nothing(shadow, ran);
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
    if (way == PLAN_WAY_POP && !ran->reads)
        return depth + 1 == count && count > 0 && pop_at_once(shadow, instant);
    if (way == PLAN_WAY_STAY)
        return depth == count;
    return go_otherwise_at_once(shadow, at, ran, depth, false, instant);
}

/* (Without what only instants inside a line come to.) */
static inline __attribute__((always_inline)) bool go_to_line_at_once(struct frame_shadow *shadow, int at,
                                                                     const struct plan *ran, size_t depth,
                                                                     struct trace_instant *instant)
{
    size_t count = shadow->stack.count;
    const struct stack_place *top = &shadow->stack.items[count - 1];

    if (ran->way == PLAN_WAY_STAY)
        return depth == count;
    if (ran->way == PLAN_WAY_POP)
        return depth + 1 == count && count > 0 && (!ran->binds || (top->place != NULL && top->place->value)) &&
               pop_at_once(shadow, instant);
    return go_otherwise_at_once(shadow, at, ran, depth, true, instant);
}

bool instructions_line_at_once(struct frame_shadow *shadow, int at, const struct plan *ran)
{
    struct trace_instant instant;

    if (!shadow->shallow || !trace_instant_begin(&instant, instructions.writer, shadow->number) ||
        !go_to_line_at_once(shadow, at, ran, (size_t)plans_depth_here(shadow->listing, at), &instant))
        return instructions_step_line(shadow, at, ran);
    instructions.writer->at = instant.at;
    instructions_prove_stack(shadow, shadow->stack.count);
    if (!objects_are_settled() || touched_is_in_doubt())
        objects_finish_move(touched_is_in_doubt(), true);
    return true;
}

/* A form's name that has not been told of before is the other way's to tell. */
static inline bool knows_form(const struct listing *listing, int at, const struct plan *next, uint64_t *form)
{
    unsigned opcode = plans_stands(listing, at);

    *form = opcode == next->opcode ? 0 : instructions.forms[opcode % OPCODES];
    return opcode == next->opcode || (opcode != 0 && *form != 0);
}

/* Of a frame that has just begun, of code that was told of before. */
static OUT_OF_LINE const struct plan *begin_at_once(struct frame_shadow *shadow, int at)
{
    return instructions_begin_known(shadow) ? plans_known(shadow->listing, at) : NULL;
}

inline const struct plan *instructions_step_at_once(struct frame_shadow *shadow, int at, const struct plan *ran)
{
    const struct plan *next = USUAL(shadow->shallow) ? plans_known(shadow->listing, at) : begin_at_once(shadow, at);
    struct trace_instant instant;
    uint64_t form;

    begin_proof();
    if (next == NULL || !knows_form(shadow->listing, at, next, &form) ||
        !trace_instant_begin(&instant, instructions.writer, shadow->number) ||
        !go_at_once(shadow, at, ran, (size_t)next->depth, &instant))
        return NULL;
    prove_instant(shadow, &instant);
    instructions.told++;
    trace_instant_end(&instant, instructions.writer, (uint64_t)at, form);
    return next;
}

#endif
