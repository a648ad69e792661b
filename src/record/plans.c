#include "record/plans.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "cpython/opcodes.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/vector.h"
#include "base/ways.h"
#include "record/seals.h"
#include "record/values.h"

enum { NO_LINE = -1, SOME_LINE = -2, DEAD = -1, SORTS = 3, DEPTH_MOST = 512, LATELY = 64, SITES_MOST = 4 };

/* One code unit; caches have what = INSTRUCTION_NONE and no part in anything. */
struct unit {
    int line;        /* or NO_LINE */
    int depth;       /* of the value stack before it, or DEAD */
    int argument;    /* whole */
    int next;        /* the instruction behind it */
    int target;      /* where its jump leads, or -1 */
    int begins;      /* the code unit at which its instruction begins */
    uint32_t warmth; /* see plans_warmth */
    uint8_t opcode;
    bool named;             /* a call whose arguments are named */
    bool starts;            /* an instruction begins here */
    struct call_site *site; /* owned; of what was called from here, or NULL */
};

struct listing {
    PyCodeObject *code; /* address */
    int count;
    struct unit *units;         /* owned */
    struct plan **plans[SORTS]; /* owned, by unit; NULL until one is asked for */
    bool asked;                 /* by plans_are_new */
};

static struct {
    struct map by_code; /* address → index in `listings`, plus one */
    VECTOR(struct listing *) listings;
    VECTOR(uint32_t) free_places;
    struct listing *lately[LATELY]; /* found last, by address of the code, or NULL */
    unsigned died;                  /* counts deaths of code */
} plans;

/* Listings. */

static void list_lines(struct listing *listing)
{
    PyCodeObject *code = listing->code;
    PyCodeAddressRange range = {.ar_start = -1, .ar_line = -1};

    range.opaque.computed_line = code->co_firstlineno;
    range.opaque.lo_next = (const uint8_t *)PyBytes_AS_STRING(code->co_linetable);
    range.opaque.limit = range.opaque.lo_next + PyBytes_GET_SIZE(code->co_linetable);
    for (int i = 0; i < listing->count; i++)
        listing->units[i].line = _PyCode_CheckLineNumber(i * (int)sizeof(_Py_CODEUNIT), &range);
}

static void list_instructions(struct listing *listing)
{
    int argument = 0;
    bool named = false;

    for (int i = 0; i < listing->count; i = listing->units[i].next) {
        struct unit *unit = &listing->units[i];

        unit->opcode = (uint8_t)instruction_opcode(listing->code, i);
        unit->argument = argument << 8 | instruction_argument(listing->code, i);
        unit->next = i + 1 + instruction_caches(unit->opcode);
        unit->target =
            instruction_target(unit->opcode, unit->argument, unit->next) + instruction_jumps_over(unit->opcode);
        unit->starts = true;
        for (int j = i; j < unit->next && j < listing->count; j++)
            listing->units[j].begins = i;
        unit->named = named;
        argument = instruction_is_extension(unit->opcode) ? unit->argument : 0;
        if (instruction_names_arguments(unit->opcode))
            named = true;
        else if (unit->opcode == CALL)
            named = false;
    }
}

/* The value stack's depth. */

struct flow {
    struct listing *listing;
    VECTOR(int) waiting;
};

static void flow_to(struct flow *flow, int at, int depth)
{
    if (at < 0 || at >= flow->listing->count || flow->listing->units[at].depth != DEAD || depth < 0)
        return;
    flow->listing->units[at].depth = depth;
    vector_push(&flow->waiting, at);
}

static void follow(struct flow *flow)
{
    while (flow->waiting.count > 0) {
        const struct unit *unit = &flow->listing->units[flow->waiting.items[--flow->waiting.count]];

        if (unit->target >= 0)
            flow_to(flow, unit->target, unit->depth + instruction_effect(unit->opcode, unit->argument, true));
        if (instruction_jumps_over(unit->opcode) > 0)
            flow_to(flow, unit->target - instruction_jumps_over(unit->opcode),
                    unit->depth + instruction_effect(unit->opcode, unit->argument, false));
        if (!instruction_ends_path(unit->opcode))
            flow_to(flow, unit->next, unit->depth + instruction_effect(unit->opcode, unit->argument, false));
    }
}

/* Numbers of the exception table: six bits a byte, most significant first
 * (CPython/Objects/exception_handling_notes.txt). */
static const uint8_t *read_number(const uint8_t *at, int *number)
{
    *number = *at & 63;
    while (*at++ & 64)
        *number = *number << 6 | (*at & 63);
    return at;
}

static bool is_reached(const struct listing *listing, int from, int to)
{
    for (int at = from; at < to && at < listing->count; at++)
        if (listing->units[at].depth != DEAD)
            return true;
    return false;
}

/* A handler's depth follows from the table, which may name one that only another handler leads to, or none.  Returns
 * whether one more is reached. */
static bool follow_handlers(struct flow *flow)
{
    PyObject *table = flow->listing->code->co_exceptiontable;
    const uint8_t *at = (const uint8_t *)PyBytes_AS_STRING(table), *end = at + PyBytes_GET_SIZE(table);
    bool more = false;

    while (at < end) {
        int start, length, target, depth_and_lasti;

        at = read_number(at, &start);
        at = read_number(at, &length);
        at = read_number(at, &target);
        at = read_number(at, &depth_and_lasti);
        if (target >= flow->listing->count || flow->listing->units[target].depth != DEAD ||
            !is_reached(flow->listing, start, start + length))
            continue;
        more = true;
        flow_to(flow, target, (depth_and_lasti >> 1) + (depth_and_lasti & 1) + 1);
        follow(flow);
    }
    return more;
}

static void list_depths(struct listing *listing)
{
    struct flow flow = {.listing = listing};

    for (int i = 0; i < listing->count; i++)
        listing->units[i].depth = DEAD;
    flow_to(&flow, 0, 0);
    follow(&flow);
    while (follow_handlers(&flow))
        continue;
    vector_free(&flow.waiting);
}

static struct listing *list(PyCodeObject *code)
{
    struct listing *listing = memory_zeroed(1, sizeof *listing);

    listing->code = code;
    listing->count = (int)Py_SIZE(code);
    listing->units = memory_zeroed((size_t)listing->count, sizeof *listing->units);
    for (int sort = 0; sort < SORTS; sort++)
        listing->plans[sort] = memory_zeroed((size_t)listing->count, sizeof *listing->plans[sort]);
    list_lines(listing);
    list_instructions(listing);
    list_depths(listing);
    return listing;
}

static struct listing **lately(const PyCodeObject *code)
{
    return &plans.lately[(uintptr_t)code / 64 % LATELY];
}

static OUT_OF_LINE struct listing *find_listing(PyCodeObject *code)
{
    uint32_t place;

    if (map_get(&plans.by_code, (uintptr_t)code, &place))
        return plans.listings.items[place - 1];
    if (plans.free_places.count > 0) {
        place = plans.free_places.items[--plans.free_places.count];
    } else {
        vector_push(&plans.listings, NULL);
        place = (uint32_t)plans.listings.count;
    }
    map_put(&plans.by_code, (uintptr_t)code, place);
    return plans.listings.items[place - 1] = list(code);
}

struct listing *plans_of(PyCodeObject *code)
{
    struct listing **found = lately(code);

    if (*found == NULL || (*found)->code != code)
        *found = find_listing(code);
    return *found;
}

bool plans_are_told(const struct listing *listing)
{
    return listing->asked;
}

bool plans_are_new(struct listing *listing)
{
    bool asked = listing->asked;

    listing->asked = true;
    return !asked;
}

static void free_plan(struct plan *plan)
{
    if (plan == NULL)
        return;
    free(plan->steps);
    free(plan->places);
    free(plan->arguments);
    free(plan->stored);
    free(plan->bound);
    free(plan->pushes);
    free(plan->memory->shortcuts);
    free(plan->memory->given);
    free(plan->memory);
    free(plan->seal);
    free(plan);
}

static void free_sites(struct call_site *site)
{
    while (site != NULL) {
        struct call_site *next = site->next;

        free(site);
        site = next;
    }
}

void plans_forget(PyCodeObject *code)
{
    struct listing *listing;
    uint32_t place;

    plans.died++;
    if (!map_get(&plans.by_code, (uintptr_t)code, &place))
        return;
    map_remove(&plans.by_code, (uintptr_t)code);
    vector_push(&plans.free_places, place);
    *lately(code) = NULL;
    listing = plans.listings.items[place - 1];
    for (int sort = 0; sort < SORTS; sort++) {
        for (int i = 0; i < listing->count; i++)
            free_plan(listing->plans[sort][i]);
        free(listing->plans[sort]);
    }
    for (int i = 0; i < listing->count; i++)
        free_sites(listing->units[i].site);
    free(listing->units);
    free(listing);
}

int plans_depth(const struct listing *listing, int at)
{
    return at >= 0 && at < listing->count ? listing->units[at].depth : DEAD;
}

int plans_depth_here(const struct listing *listing, int at)
{
    return listing->units[at].depth;
}

static enum instruction last_part(const struct unit *unit)
{
    struct instruction_part parts[INSTRUCTION_PARTS];
    int count = instruction_parts(unit->opcode, unit->argument, unit->named, parts);

    return parts[count - 1].what;
}

int plans_depth_within(const struct listing *listing, int at)
{
    const struct unit *unit = &listing->units[at];

    if (unit->opcode == CALL_FUNCTION_EX) /* makes a tuple of the arguments, and lets go of what they were in */
        return unit->depth - instruction_let_go(unit->argument);
    /* A name of a namespace gets a reference of its own: what stood on the stack is let go when what was there has
     * died. */
    switch ((int)last_part(unit)) {
    case INSTRUCTION_POP:
    case INSTRUCTION_STORE_FAST:
    case INSTRUCTION_STORE_CELL:
        return unit->depth - 1;
    default:
        return unit->depth;
    }
}

int plans_call(const struct listing *listing, facts_frame *frame, bool *entered)
{
    int at = instruction_at(frame);

    if (at < 0 || at >= listing->count)
        return -1;
    *entered = instruction_is_entered(frame, listing->units[at].starts);
    return listing->units[at].begins;
}

/* (RERAISE goes to a handler, on 3.11 without an event of its own: what stood above that on the value stack goes.) */
bool plans_only_moves(const struct listing *listing, int at)
{
    return last_part(&listing->units[at]) < INSTRUCTION_ANY || listing->units[at].opcode == RERAISE;
}

bool plans_is_call(const struct listing *listing, int at)
{
    enum instruction what = last_part(&listing->units[at]);

    return what == INSTRUCTION_CALL || what == INSTRUCTION_CALL_NAMED;
}

/* What CPython calls while something dies: a method of that name, or a function that is given a weak reference. */
static bool may_finalise(const PyCodeObject *code)
{
    return value_is(code->co_name, "__del__") || (code->co_argcount < 2 && (code->co_flags & CO_VARARGS) != 0) ||
           code->co_ncellvars > 0;
}

/* The place for what is known of code that an instruction leads to: its own, a new one, or that of other code. */
static struct call_site *place_of_site(struct call_site **first, const PyCodeObject *code)
{
    struct call_site **place = first, *site;

    for (int i = 1; *place != NULL && (*place)->code != code && i < SITES_MOST; i++)
        place = &(*place)->next;
    if (*place == NULL)
        return *place = memory_zeroed(1, sizeof **place);
    site = *place;
    *site = (struct call_site){.next = site->next};
    return site;
}

static OUT_OF_LINE struct call_site *learn_site(struct listing *listing, facts_frame *frame, PyCodeObject *code)
{
    bool entered = false;
    int at = instruction_at(frame), call = plans_call(listing, frame, &entered);
    struct call_site *site;

    if (call < 0)
        return NULL;
    site = place_of_site(&listing->units[at].site, code);
    site->code = code;
    site->version = plans.died;
    site->at = at;
    site->call = call;
    site->entered = entered;
    site->moves = plans_only_moves(listing, call);
    site->calls = plans_is_call(listing, call);
    site->behind = plans_get(listing, call, PLAN_BEHIND_CALL);
    site->depth = entered ? site->behind->depth - 1 : plans_depth_within(listing, call);
    site->initialises = code->co_argcount > 0 && value_is(code->co_name, "__init__");
    site->finalises = may_finalise(code);
    site->asked = code->co_argcount < 2 ? code->co_argcount : 2;
    site->listing = plans_of(code);
    return site;
}

struct call_site *plans_site(struct listing *listing, facts_frame *frame, PyCodeObject *code)
{
    int at = instruction_at(frame);
    struct call_site *site = at >= 0 && at < listing->count ? listing->units[at].site : NULL;

    while (SELDOM(site != NULL && site->code != code))
        site = site->next;
    if (UNUSUAL(site == NULL) || UNUSUAL(site->version != plans.died) ||
        UNUSUAL(site->entered != instruction_is_entered(frame, listing->units[at].starts)))
        return learn_site(listing, frame, code);
    return site;
}

/* Making a plan: the instructions are gone through in their order, with what each place of the value stack, and each
 * name that was bound on the way, has from which step. */

enum { NOT_STORED = 0xFFFF };

/* What is known before an instruction. */
struct scene {
    uint16_t *stack;  /* owned; step of each place */
    uint16_t *locals; /* owned; step of each fast local that was stored, or NOT_STORED */
    uint16_t *names;  /* owned; the same of each name */
    int depth;
    int line; /* of the last instruction that has one; SOME_LINE where several ways lead here */
};

struct maker {
    struct listing *listing;
    struct plan *plan;
    VECTOR(struct plan_step) steps;
    VECTOR(uint16_t) arguments;
    VECTOR(struct plan_place) places;
    VECTOR(uint16_t) stored;
    VECTOR(struct plan_name) bound;
    struct scene now;
    struct scene *coming; /* owned, by unit from `from` on: what jumps lead there with; stack NULL where none does */
    int from;
    int room;    /* for a value stack in a scene */
    int least;   /* how far down the value stack was touched */
    int at;      /* the instruction that is being taken */
    bool live;   /* the instruction before leads here */
    bool behind; /* the stretch begins behind a call, which may be the end of a line */
};

static int count_locals(const struct listing *listing)
{
    return listing->code->co_nlocalsplus;
}

static int count_names(const struct listing *listing)
{
    return (int)PyTuple_GET_SIZE(listing->code->co_names);
}

static struct scene copy_scene(const struct maker *maker, const struct scene *scene)
{
    struct scene copy = {.depth = scene->depth, .line = scene->line};

    copy.stack = memory_zeroed((size_t)maker->room, sizeof *copy.stack);
    copy.locals = memory_zeroed((size_t)count_locals(maker->listing) + 1, sizeof *copy.locals);
    copy.names = memory_zeroed((size_t)count_names(maker->listing) + 1, sizeof *copy.names);
    memcpy(copy.stack, scene->stack, (size_t)scene->depth * sizeof *copy.stack);
    memcpy(copy.locals, scene->locals, (size_t)count_locals(maker->listing) * sizeof *copy.locals);
    memcpy(copy.names, scene->names, (size_t)count_names(maker->listing) * sizeof *copy.names);
    return copy;
}

static void free_scene(struct scene *scene)
{
    free(scene->stack);
    free(scene->locals);
    free(scene->names);
    memset(scene, 0, sizeof *scene);
}

static void merge_steps(uint16_t *into, const uint16_t *from, int count)
{
    for (int i = 0; i < count; i++)
        if (into[i] != from[i])
            into[i] = 0; /* unknown */
}

static void merge_scene(const struct maker *maker, struct scene *into, const struct scene *from)
{
    merge_steps(into->stack, from->stack, into->depth < from->depth ? into->depth : from->depth);
    merge_steps(into->locals, from->locals, count_locals(maker->listing));
    merge_steps(into->names, from->names, count_names(maker->listing));
    if (into->line != from->line)
        into->line = SOME_LINE;
}

static uint16_t add_step(struct maker *maker, struct plan_step step)
{
    if (maker->steps.count == PLAN_STEPS_MAX) {
        maker->plan->any = true;
        return 0;
    }
    step.at = maker->at;
    vector_push(&maker->steps, step);
    return (uint16_t)(maker->steps.count - 1);
}

static void push(struct maker *maker, uint16_t step)
{
    if (maker->now.depth < maker->room)
        maker->now.stack[maker->now.depth++] = step;
    else
        maker->plan->any = true;
}

static void touch_stack(struct maker *maker, int depth)
{
    if (maker->least > depth)
        maker->least = depth > 0 ? depth : 0;
}

static uint16_t pop(struct maker *maker)
{
    touch_stack(maker, maker->now.depth - 1);
    return maker->now.depth > 0 ? maker->now.stack[--maker->now.depth] : 0;
}

static uint16_t at_depth(const struct maker *maker, int depth)
{
    return depth > 0 && depth <= maker->now.depth ? maker->now.stack[maker->now.depth - depth] : 0;
}

static uint16_t new_places(struct maker *maker, struct instruction_part part)
{
    size_t first = maker->places.count;

    if (part.what != INSTRUCTION_LOAD_NAME && part.what != INSTRUCTION_LOAD_GLOBAL)
        return 0;
    for (int i = 0; i < 3; i++)
        vector_push(&maker->places, (struct plan_place){NULL, 0, 0});
    return (uint16_t)first;
}

/* The step that gives what another does that is like it, or 0. */
static uint16_t find_like(const struct maker *maker, struct plan_step step)
{
    for (size_t i = 1; i < maker->steps.count; i++) {
        const struct plan_step *other = &maker->steps.items[i];

        if (other->what == step.what && other->argument == step.argument && other->first == step.first &&
            other->second == step.second)
            return (uint16_t)i;
    }
    return 0;
}

/* What a name or a constant gives where the stretch begins, which is the same all along but for variables in cells. */
static void load(struct maker *maker, struct instruction_part part, const uint16_t *stored)
{
    struct plan_step step = {.what = (uint8_t)part.what, .argument = part.argument};
    uint16_t like = part.what != INSTRUCTION_LOAD_CELL ? find_like(maker, step) : 0;

    if (stored != NULL && stored[part.argument] != NOT_STORED)
        like = stored[part.argument];
    else if (like == 0) {
        step.places = new_places(maker, part);
        like = add_step(maker, step);
    }
    push(maker, like);
}

/* In their order among the locals, in which all are read when it is not known which were bound. */
static void note_local(struct maker *maker, int local)
{
    size_t at = 0;

    while (at < maker->stored.count && maker->stored.items[at] < local)
        at++;
    if (at < maker->stored.count && maker->stored.items[at] == local)
        return;
    vector_splice(&maker->stored, at, 0, 1);
    maker->stored.items[at] = (uint16_t)local;
}

static void note_name(struct maker *maker, PyObject *name)
{
    for (size_t i = 0; i < maker->bound.count; i++)
        if (maker->bound.items[i].name == name)
            return;
    vector_push(&maker->bound, ((struct plan_name){name, 0}));
}

/* (A comprehension without a frame of its own leaves its cells so: what stood there before comes back.) */
static void store(struct maker *maker, struct instruction_part part)
{
    bool deletes = part.what == INSTRUCTION_DELETE_FAST || part.what == INSTRUCTION_DELETE_NAME;
    bool local = part.what == INSTRUCTION_STORE_FAST || part.what == INSTRUCTION_DELETE_FAST;
    uint16_t step = deletes ? 0 : pop(maker);

    (local ? maker->now.locals : maker->now.names)[part.argument] = step;
    if (local && (facts_local_kind(maker->listing->code, part.argument) & CO_FAST_CELL))
        add_step(maker, (struct plan_step){.what = INSTRUCTION_DELETE_CELL, .argument = part.argument});
    if (local)
        note_local(maker, part.argument);
    else
        note_name(maker, PyTuple_GET_ITEM(maker->listing->code->co_names, part.argument));
}

/* A step that pops `pops` operands, and pushes what it gives when `pushes`. */
static void act(struct maker *maker, struct instruction_part part, int pops, bool pushes)
{
    struct plan_step step = {.what = (uint8_t)part.what, .argument = part.argument};
    uint16_t *operands[] = {&step.first, &step.second, &step.third}, made;

    for (int i = pops; i-- > 0;)
        *operands[i] = pop(maker);
    made = part.what == INSTRUCTION_BINARY ? find_like(maker, step) : 0;
    if (made == 0)
        made = add_step(maker, step);
    if (pushes)
        push(maker, made);
}

/* Pops what a call or a new object takes, and pushes what it gives. */
static void gather(struct maker *maker, struct instruction_part part, int below)
{
    struct plan_step step = {.what = (uint8_t)part.what, .argument = part.argument};
    int taken = maker->now.depth < part.argument ? maker->now.depth : part.argument;

    step.arguments = (uint16_t)maker->arguments.count;
    for (int i = taken; i > 0; i--)
        vector_push(&maker->arguments, at_depth(maker, i));
    maker->now.depth -= taken;
    touch_stack(maker, maker->now.depth);
    if (below > 0) {
        step.second = pop(maker);
        step.first = pop(maker);
    }
    step.argument = taken;
    push(maker, add_step(maker, step));
}

static void unpack(struct maker *maker, struct instruction_part part)
{
    struct plan_step step = {.what = (uint8_t)part.what, .first = pop(maker), .argument = part.argument};
    uint16_t taken = add_step(maker, step);

    for (int i = part.argument; i-- > 0;)
        push(maker, part.what == INSTRUCTION_UNPACK_STARRED
                        ? 0
                        : add_step(maker, (struct plan_step){.what = PLAN_ITEM, .first = taken, .argument = i}));
}

static void load_method(struct maker *maker, struct instruction_part part)
{
    uint16_t method;

    act(maker, part, 1, true);
    method = at_depth(maker, 1);
    push(maker, add_step(maker, (struct plan_step){.what = PLAN_SELF, .first = method}));
}

/* What changes something that stands below what it pops. */
static void add_to(struct maker *maker, struct instruction_part part, int pops)
{
    struct plan_step step = {.what = (uint8_t)part.what, .argument = part.argument};

    step.second = pop(maker);
    if (pops == 2)
        step.third = pop(maker);
    step.first = at_depth(maker, part.argument);
    add_step(maker, step);
}

static void swap(struct maker *maker, int depth)
{
    if (depth > 0 && depth <= maker->now.depth) {
        uint16_t *top = &maker->now.stack[maker->now.depth - 1], *other = &maker->now.stack[maker->now.depth - depth];
        uint16_t step = *top;

        touch_stack(maker, maker->now.depth - depth);
        *top = *other;
        *other = step;
    }
}

/* What is a step with as many operands as it pops: so many, and one more; negative when it pushes what comes of it. */
static const int8_t acting[PLAN_UNKNOWN] = {
    [INSTRUCTION_STORE_CELL] = 1 + 1,        [INSTRUCTION_DELETE_CELL] = 0 + 1,
    [INSTRUCTION_UNARY] = -(1 + 1),          [INSTRUCTION_TRUTH] = -(1 + 1),
    [INSTRUCTION_LOAD_ATTRIBUTE] = -(1 + 1), [INSTRUCTION_ITERATE] = -(1 + 1),
    [INSTRUCTION_BINARY] = -(2 + 1),         [INSTRUCTION_INPLACE] = -(2 + 1),
    [INSTRUCTION_COMPARE] = -(2 + 1),        [INSTRUCTION_IS] = -(2 + 1),
    [INSTRUCTION_CONTAINS] = -(2 + 1),       [INSTRUCTION_SUBSCRIPT] = -(2 + 1),
    [INSTRUCTION_MAKE_SUPER] = -(3 + 1),     [INSTRUCTION_STORE_ITEM] = 3 + 1,
    [INSTRUCTION_DELETE_ITEM] = 2 + 1,       [INSTRUCTION_STORE_ATTRIBUTE] = 2 + 1,
    [INSTRUCTION_DELETE_ATTRIBUTE] = 1 + 1,
};

/* What does nothing but move references; nothing for the others. */
static void move(struct maker *maker, struct instruction_part part)
{
    switch ((int)part.what) {
    case INSTRUCTION_POP:
    case INSTRUCTION_JUMP_IF:
    case INSTRUCTION_JUMP_OR_POP:
    case INSTRUCTION_LEAVE:
        pop(maker);
        break;
    case INSTRUCTION_PUSH:
        push(maker, 0);
        break;
    case INSTRUCTION_PUSH_NULL:
        push(maker, add_step(maker, (struct plan_step){.what = PLAN_NULL}));
        break;
    case INSTRUCTION_COPY:
        push(maker, at_depth(maker, part.argument));
        break;
    case INSTRUCTION_SWAP:
        swap(maker, part.argument);
        break;
    case INSTRUCTION_LOAD_FAST:
        load(maker, part, maker->now.locals);
        break;
    case INSTRUCTION_LOAD_NAME:
    case INSTRUCTION_LOAD_GLOBAL:
        load(maker, part, maker->now.names);
        break;
    case INSTRUCTION_LOAD_CONST:
    case INSTRUCTION_LOAD_SMALL:
    case INSTRUCTION_LOAD_CELL:
        load(maker, part, NULL);
        break;
    case INSTRUCTION_STORE_FAST:
    case INSTRUCTION_DELETE_FAST:
    case INSTRUCTION_STORE_NAME:
    case INSTRUCTION_DELETE_NAME:
        store(maker, part);
        break;
    default:
        break;
    }
}

static bool binds(enum instruction what)
{
    switch ((int)what) {
    case INSTRUCTION_STORE_FAST:
    case INSTRUCTION_DELETE_FAST:
    case INSTRUCTION_STORE_NAME:
    case INSTRUCTION_DELETE_NAME:
    case INSTRUCTION_STORE_CELL:
    case INSTRUCTION_DELETE_CELL:
        return true;
    default:
        return false;
    }
}

static void take_part(struct maker *maker, struct instruction_part part)
{
    int pops = acting[part.what];

    if (part.what == INSTRUCTION_STORE_CELL || part.what == INSTRUCTION_DELETE_CELL)
        maker->plan->cells = true;
    if (binds(part.what) && maker->at < maker->plan->binds_from)
        maker->plan->binds_from = maker->at;
    if (pops != 0)
        act(maker, part, (pops < 0 ? -pops : pops) - 1, pops < 0);
    switch ((int)part.what) {
    case INSTRUCTION_MAKE:
    case INSTRUCTION_MAKE_HASHED:
    case INSTRUCTION_MAKE_FUNCTION:
        gather(maker, part, 0);
        break;
    case INSTRUCTION_LOAD_METHOD:
        load_method(maker, part);
        break;
    case INSTRUCTION_NEXT:
        push(maker, add_step(maker, (struct plan_step){.what = INSTRUCTION_NEXT, .first = at_depth(maker, 1)}));
        break;
    case INSTRUCTION_UNPACK:
    case INSTRUCTION_UNPACK_STARRED:
        unpack(maker, part);
        break;
    case INSTRUCTION_APPEND:
    case INSTRUCTION_EXTEND:
        add_to(maker, part, 1);
        break;
    case INSTRUCTION_ADD_PAIR:
        add_to(maker, part, 2);
        break;
    case INSTRUCTION_CALL:
    case INSTRUCTION_CALL_NAMED:
        gather(maker, part, 2);
        break;
    default:
        move(maker, part);
        break;
    }
}

/* From `at` the way leads to `target`, as things stand after the instruction. */
static void lead_to(struct maker *maker, const struct unit *unit, int at, const struct scene *scene)
{
    struct scene *coming;
    int depth = unit->depth + instruction_effect(unit->opcode, unit->argument, true);
    struct scene there = *scene;

    if (unit->target <= at)
        return;
    while (there.depth < depth && there.depth < maker->room)
        there.stack[there.depth++] = 0;
    there.depth = depth < maker->room && depth >= 0 ? depth : 0;
    touch_stack(maker, there.depth);
    coming = &maker->coming[unit->target - maker->from];
    if (coming->stack == NULL)
        *coming = copy_scene(maker, &there);
    else
        merge_scene(maker, coming, &there);
}

/* What is not known to touch only what it is told to: its place on the value stack is CPython's to tell. */
static void do_anything(struct maker *maker, const struct unit *unit)
{
    int depth = unit->depth + instruction_effect(unit->opcode, unit->argument, false);

    add_step(maker, (struct plan_step){.what = INSTRUCTION_ANY});
    touch_stack(maker, 0);
    maker->now.depth = depth >= 0 && depth < maker->room ? depth : 0;
    for (int i = 0; i < maker->now.depth; i++)
        maker->now.stack[i] = 0;
}

/* A jump back is an event, but where it leads to another line that CPython sees no beginning of. */
static bool goes_back_unseen(const struct maker *maker, const struct unit *unit, int at)
{
    int line;

    if (unit->target < 0 || unit->target > at)
        return false;
    line = maker->listing->units[unit->target].line;
    return (line == NO_LINE || line != unit->line) && !instruction_tells_line(maker->listing->code, unit->target);
}

/* To where a `yield from` or an `await` goes on with what it waits for: no event tells of that.  When that has ended,
 * the way leads on with what it gave. */
static void go_back_to_send(struct maker *maker, const struct unit *send, int at)
{
    add_step(maker, (struct plan_step){.what = INSTRUCTION_NEXT, .first = at_depth(maker, 2)});
    touch_stack(maker, maker->now.depth - 2);
    for (int i = maker->now.depth - 2; i >= 0 && i < maker->now.depth; i++)
        maker->now.stack[i] = 0;
    lead_to(maker, send, at, &maker->now);
}

static void take_instruction(struct maker *maker, int at)
{
    const struct unit *unit = &maker->listing->units[at];
    struct instruction_part parts[INSTRUCTION_PARTS];
    int count = instruction_parts(unit->opcode, unit->argument, unit->named, parts);
    bool jumps_first = parts[0].what == INSTRUCTION_NEXT || parts[0].what == INSTRUCTION_JUMP_OR_POP;

    maker->at = at;
    touch_stack(maker, unit->depth - instruction_rearranges(unit->opcode, unit->argument));
    if (unit->target >= 0 && jumps_first)
        lead_to(maker, unit, at, &maker->now);
    for (int i = 0; i < count; i++)
        take_part(maker, parts[i]);
    if (unit->target >= 0 && unit->target < at && maker->listing->units[unit->target].opcode == SEND)
        go_back_to_send(maker, &maker->listing->units[unit->target], at);
    if (parts[0].what == INSTRUCTION_ANY || goes_back_unseen(maker, unit, at))
        do_anything(maker, unit);
    if (unit->target >= 0 && !jumps_first)
        lead_to(maker, unit, at, &maker->now);
    maker->live = !instruction_ends_path(unit->opcode) && parts[0].what != INSTRUCTION_YIELD;
}

/* Whether no line event comes before an instruction. */
static bool is_of_stretch(const struct maker *maker, int at, const struct scene *scene)
{
    int line = maker->listing->units[at].line;

    return line == NO_LINE || line == scene->line || scene->line == SOME_LINE ||
           !instruction_tells_line(maker->listing->code, at);
}

/* Whether an instruction is of the stretch, and reached. */
static bool arrive(struct maker *maker, int at)
{
    struct scene *coming = &maker->coming[at - maker->from];

    if ((at > maker->from || maker->behind) && !is_of_stretch(maker, at, &maker->now))
        maker->live = false;
    if (coming->stack != NULL && !is_of_stretch(maker, at, coming))
        free_scene(coming);
    if (coming->stack != NULL && maker->live) {
        merge_scene(maker, &maker->now, coming);
    } else if (coming->stack != NULL) {
        free_scene(&maker->now);
        maker->now = *coming;
        memset(coming, 0, sizeof *coming);
        maker->live = true;
    }
    if (maker->live && maker->listing->units[at].line != NO_LINE)
        maker->now.line = maker->listing->units[at].line;
    return maker->live;
}

/* What CPython does with what Python code returned to it, when an instruction ran it. */
static enum plan_what result_of(const struct unit *unit)
{
    switch ((int)last_part(unit)) {
    case INSTRUCTION_CALL:
    case INSTRUCTION_CALL_NAMED:
    case INSTRUCTION_UNARY:
    case INSTRUCTION_BINARY:
    case INSTRUCTION_INPLACE:
    case INSTRUCTION_COMPARE:
    case INSTRUCTION_SUBSCRIPT:
    case INSTRUCTION_LOAD_ATTRIBUTE:
    case INSTRUCTION_ITERATE:
    case INSTRUCTION_NEXT:
        return PLAN_RESULT;
    case INSTRUCTION_STORE_ITEM:
    case INSTRUCTION_DELETE_ITEM:
    case INSTRUCTION_STORE_ATTRIBUTE:
    case INSTRUCTION_DELETE_ATTRIBUTE:
        return PLAN_NULL; /* nothing */
    default:
        return PLAN_UNKNOWN;
    }
}

/* Of the stretch behind a call, what stands on the stack beside its result is not known when nobody knows how many
 * results there are. */
static void begin_stack(struct maker *maker, int from, enum plan_sort sort)
{
    const struct unit *unit = &maker->listing->units[from];
    int depth = maker->plan->depth;
    enum plan_what result = sort == PLAN_BEHIND_CALL ? result_of(unit) : PLAN_NULL;

    if (result == PLAN_UNKNOWN)
        depth = 0;
    else if (result == PLAN_RESULT)
        depth--;
    for (int i = 0; i < depth; i++)
        push(maker, add_step(maker, (struct plan_step){.what = PLAN_STACK, .argument = i}));
    if (result == PLAN_RESULT)
        push(maker, add_step(maker, (struct plan_step){.what = PLAN_RESULT}));
    while (maker->now.depth < maker->plan->depth)
        push(maker, 0);
}

static void begin_scene(struct maker *maker)
{
    struct scene *now = &maker->now;

    now->stack = memory_zeroed((size_t)maker->room, sizeof *now->stack);
    now->locals = memory_zeroed((size_t)count_locals(maker->listing) + 1, sizeof *now->locals);
    now->names = memory_zeroed((size_t)count_names(maker->listing) + 1, sizeof *now->names);
    memset(now->locals, 0xFF, (size_t)count_locals(maker->listing) * sizeof *now->locals);
    memset(now->names, 0xFF, (size_t)count_names(maker->listing) * sizeof *now->names);
    add_step(maker, (struct plan_step){.what = PLAN_UNKNOWN});
}

static bool acts(uint8_t what)
{
    return what >= INSTRUCTION_ANY && what < PLAN_UNKNOWN && what != INSTRUCTION_IS && what != INSTRUCTION_TRUTH &&
           what != INSTRUCTION_MAKE;
}

static bool has_arguments(uint8_t what)
{
    return what == INSTRUCTION_MAKE || what == INSTRUCTION_MAKE_HASHED || what == INSTRUCTION_MAKE_FUNCTION ||
           what == INSTRUCTION_CALL || what == INSTRUCTION_CALL_NAMED;
}

static void need_operands(const struct maker *maker, const struct plan_step *step, bool *needed)
{
    needed[step->first] = needed[step->second] = needed[step->third] = true;
    for (int i = 0; has_arguments(step->what) && i < step->argument; i++)
        needed[maker->arguments.items[step->arguments + i]] = true;
}

/* Finds the operators whose numbers come to be keys, at once or by way of others. */
static void find_counting(struct maker *maker)
{
    for (size_t i = maker->steps.count; i-- > 1;) {
        struct plan_step *step = &maker->steps.items[i];

        if (step->what == INSTRUCTION_SUBSCRIPT || step->what == INSTRUCTION_DELETE_ITEM)
            maker->steps.items[step->second].counts = true;
        else if (step->what == INSTRUCTION_STORE_ITEM)
            maker->steps.items[step->third].counts = true;
        else if (step->counts && (step->what == INSTRUCTION_BINARY || step->what == INSTRUCTION_INPLACE))
            maker->steps.items[step->first].counts = maker->steps.items[step->second].counts = true;
    }
}

/* Steps that nothing depends on are left out. */
static void leave_out(struct maker *maker)
{
    bool needed[PLAN_STEPS_MAX] = {true};
    uint16_t place[PLAN_STEPS_MAX] = {0};
    size_t kept = 0;

    for (size_t i = maker->steps.count; i-- > 1;) {
        needed[i] = needed[i] || acts(maker->steps.items[i].what);
        if (needed[i])
            need_operands(maker, &maker->steps.items[i], needed);
    }
    for (size_t i = 0; i < maker->steps.count; i++) {
        struct plan_step step = maker->steps.items[i];

        if (!needed[i])
            continue;
        step.first = place[step.first];
        step.second = place[step.second];
        step.third = place[step.third];
        for (int j = 0; has_arguments(step.what) && j < step.argument; j++)
            maker->arguments.items[step.arguments + j] = place[maker->arguments.items[step.arguments + j]];
        place[i] = (uint16_t)kept;
        maker->steps.items[kept++] = step;
    }
    maker->steps.count = kept;
}

static bool is_operator(uint8_t what)
{
    return what == INSTRUCTION_BINARY || what == INSTRUCTION_INPLACE || what == INSTRUCTION_COMPARE ||
           what == INSTRUCTION_CONTAINS || what == INSTRUCTION_SUBSCRIPT;
}

/* Whether all that a plan does is to operate on what stands on the value stack. */
static void find_operator(struct maker *maker)
{
    const struct plan_step *steps = maker->steps.items, *only = NULL;

    for (size_t i = 0; i < maker->steps.count; i++) {
        if (acts(steps[i].what) && only != NULL)
            return;
        only = acts(steps[i].what) ? &steps[i] : only;
    }
    if (maker->plan->any || only == NULL || !is_operator(only->what) || steps[only->first].what != PLAN_STACK ||
        steps[only->second].what != PLAN_STACK)
        return;
    maker->plan->operator= only->what;
    maker->plan->left = (uint16_t)steps[only->first].argument;
    maker->plan->right = (uint16_t)steps[only->second].argument;
}

static bool stores_no_cells(const struct maker *maker)
{
    for (size_t i = 0; i < maker->stored.count; i++)
        if (facts_local_kind(maker->listing->code, maker->stored.items[i]) & (CO_FAST_CELL | CO_FAST_FREE))
            return false;
    return !maker->plan->cells;
}

static void finish_plan(struct maker *maker)
{
    struct plan *plan = maker->plan;

    find_counting(maker);
    leave_out(maker);
    plan->least = plan->any ? 0 : maker->least;
    plan->quiet = !plan->any;
    for (size_t i = 0; i < maker->steps.count && plan->quiet; i++)
        plan->quiet = !acts(maker->steps.items[i].what);
    plan->binds = maker->bound.count > 0 || maker->stored.count > 0 || plan->cells;
    if (plan->any)
        plan->binds_from = 0;
    plan->plain = maker->bound.count == 0 && !plan->cells && !plan->any;
    plan->idle = plan->quiet && !plan->binds;
    plan->fast = stores_no_cells(maker);
    plan->locals = maker->stored.count > 0 || plan->cells;
    plan->one = plan->fast && plan->plain && maker->stored.count == 1;
    plan->calm = plan->plain && (maker->stored.count == 0 || (maker->listing->code->co_flags & CO_OPTIMIZED) != 0);
    find_operator(maker);
    plan->steps = maker->steps.items;
    plan->count = (uint16_t)maker->steps.count;
    plan->arguments = maker->arguments.items;
    plan->places = maker->places.items;
    plan->stored = maker->stored.items;
    plan->stored_count = (uint16_t)maker->stored.count;
    plan->bound = maker->bound.items;
    plan->bound_count = (uint16_t)maker->bound.count;
}

/* Where what runs without an event in between ends: an addition may come to do what the store behind it does. */
static int end_of_one(const struct maker *maker)
{
    const struct unit *unit = &maker->listing->units[maker->from];
    bool stores = unit->opcode == BINARY_OP && unit->next < maker->listing->count &&
                  maker->listing->units[unit->next].opcode == STORE_FAST;

    return stores ? maker->listing->units[unit->next].next : unit->next;
}

static void follow_line(struct maker *maker, bool alone)
{
    const struct listing *listing = maker->listing;
    int end = alone ? end_of_one(maker) : listing->count;

    for (int at = maker->from; at < end; at = listing->units[at].next)
        if (arrive(maker, at))
            take_instruction(maker, at);
}

/* Where a stretch begins.  At the event of a jump back, of sys.monitoring, a frame may be at the jump still. */
static int beginning_of(const struct listing *listing, int at, enum plan_sort sort)
{
    const struct unit *unit = &listing->units[at];

    if (sort == PLAN_BEHIND_CALL)
        return unit->next;
    while (sort == PLAN_ALONE && instruction_is_extension(listing->units[at].opcode))
        at = listing->units[at].next; /* both run without an event between */
    if (sort == PLAN_AT_EVENT && unit->opcode == JUMP_BACKWARD && !INSTRUCTIONS_ARE_WATCHED)
        return unit->target;
    return at;
}

/* What an instruction does, but for what does nothing: of two parts one may. */
static int parts_of(const struct unit *unit, struct instruction_part *parts)
{
    int count = instruction_parts(unit->opcode, unit->argument, unit->named, parts);

    if (count != 2 || (parts[0].what != INSTRUCTION_NONE && parts[1].what != INSTRUCTION_NONE))
        return count;
    if (parts[0].what == INSTRUCTION_NONE)
        parts[0] = parts[1];
    return 1;
}

/* Whether it pushes two fast locals. */
static bool loads_two(const struct instruction_part *parts, int count)
{
    return count == 2 && parts[0].what == INSTRUCTION_LOAD_FAST && parts[1].what == INSTRUCTION_LOAD_FAST;
}

static struct plan_source *two_sources(const struct instruction_part *parts)
{
    struct plan_source *sources = memory_zeroed(2, sizeof *sources);

    for (int i = 0; i < 2; i++)
        sources[i] = (struct plan_source){.local = parts[i].argument, .changes = true};
    return sources;
}

/* What the one instruction of a plan pushes. */
static void find_source(struct maker *maker)
{
    const struct unit *unit = &maker->listing->units[maker->from];
    struct instruction_part parts[INSTRUCTION_PARTS];
    int count = parts_of(unit, parts);

    if (loads_two(parts, count))
        maker->plan->pushes = two_sources(parts);
    if (count != 1 || (parts[0].what != INSTRUCTION_LOAD_FAST && parts[0].what != INSTRUCTION_LOAD_CONST &&
                       parts[0].what != INSTRUCTION_LOAD_NAME && parts[0].what != INSTRUCTION_LOAD_GLOBAL))
        return;
    maker->plan->pushes = memory_zeroed(1, sizeof *maker->plan->pushes);
    maker->plan->pushes->local = parts[0].what == INSTRUCTION_LOAD_FAST ? parts[0].argument : -1;
    maker->plan->pushes->changes = parts[0].what != INSTRUCTION_LOAD_CONST;
}

static enum plan_way way_of(const struct plan *plan, struct instruction_part part)
{
    switch ((int)part.what) {
    case INSTRUCTION_NONE:
    case INSTRUCTION_JUMP:
        return PLAN_WAY_STAY;
    case INSTRUCTION_LOAD_FAST:
    case INSTRUCTION_LOAD_CONST:
    case INSTRUCTION_LOAD_NAME:
    case INSTRUCTION_LOAD_GLOBAL:
    case INSTRUCTION_LOAD_CELL:
    case INSTRUCTION_LOAD_SMALL:
        return PLAN_WAY_PUSH;
    case INSTRUCTION_PUSH_NULL:
        return PLAN_WAY_NULL;
    case INSTRUCTION_COPY:
        return PLAN_WAY_COPY;
    case INSTRUCTION_SWAP:
        return PLAN_WAY_SWAP;
    case INSTRUCTION_POP:
    case INSTRUCTION_JUMP_IF:
    case INSTRUCTION_STORE_NAME:
        return PLAN_WAY_POP;
    case INSTRUCTION_STORE_FAST:
        return PLAN_WAY_STORE;
    case INSTRUCTION_NEXT:
        return PLAN_WAY_NEXT;
    case INSTRUCTION_STORE_ITEM:
        return PLAN_WAY_STORE_ITEM;
    case INSTRUCTION_STORE_CELL:
        return PLAN_WAY_STORE_CELL;
    default:
        return plan->operator!= INSTRUCTION_NONE && plan->left == plan->depth - 2 && plan->right == plan->depth - 1
                   ? PLAN_WAY_JOIN
                   : PLAN_WAY_OTHER;
    }
}

/* Where the one instruction of a plan finds what it calls. */
static void find_callee(struct maker *maker)
{
    struct plan *plan = maker->plan;
    const struct plan_step *last = plan->count > 0 ? &plan->steps[plan->count - 1] : NULL;

    if (last != NULL && last->what == INSTRUCTION_CALL && plan->steps[last->first].what == PLAN_STACK &&
        plan->steps[last->second].what == PLAN_STACK && !plan->any && !plan->binds)
        plan->callee = plan->steps[last->first].argument;
}

/* What the one instruction of a plan does to the value stack. */
static void find_way(struct maker *maker)
{
    const struct unit *unit = &maker->listing->units[maker->from];
    struct instruction_part parts[INSTRUCTION_PARTS];
    int count = parts_of(unit, parts);
    struct plan *plan = maker->plan;

    plan->next = unit->next;
    plan->reads = plan->binds;
    if (!plan->any && loads_two(parts, count))
        plan->way = PLAN_WAY_PUSH_TWO;
    if (count != 1 || plan->any || instruction_rearranges(unit->opcode, unit->argument) != 0)
        return;
    plan->way = (uint8_t)way_of(plan, parts[0]);
    plan->reads = plan->way == PLAN_WAY_STORE_ITEM || (plan->binds && plan->way != PLAN_WAY_STORE);
    if (plan->way == PLAN_WAY_STORE || plan->way == PLAN_WAY_STORE_CELL)
        plan->operand = (uint16_t)parts[0].argument;
    else if (plan->way == PLAN_WAY_COPY || plan->way == PLAN_WAY_SWAP)
        plan->operand = (uint16_t)(plan->depth - parts[0].argument);
}

/* (An instruction's parts may push before they pop.) */
static int room_for_stack(const PyCodeObject *code)
{
    enum { PUSHED_FIRST = 8 };

    return code->co_stacksize < DEPTH_MOST - PUSHED_FIRST ? code->co_stacksize + PUSHED_FIRST : DEPTH_MOST;
}

static struct plan *make_plan(struct listing *listing, int at, enum plan_sort sort)
{
    int from = beginning_of(listing, at, sort);
    struct plan *plan = memory_zeroed(1, sizeof *plan);
    struct maker maker = {.listing = listing,
                          .plan = plan,
                          .from = from,
                          .room = room_for_stack(listing->code),
                          .live = true,
                          .behind = sort == PLAN_BEHIND_CALL};

    plan->memory = memory_zeroed(1, sizeof *plan->memory);
    plan->callee = -1;
    plan->opcode = listing->units[at].opcode;
    plan->depth = plans_depth(listing, from);
    plan->any = plan->depth < 0 || plan->depth >= PLAN_STEPS_MAX / 2;
    if (plan->any)
        return plan;
    plan->binds_from = INT_MAX;
    maker.coming = memory_zeroed((size_t)(listing->count - from), sizeof *maker.coming);
    begin_scene(&maker);
    begin_stack(&maker, at, sort);
    maker.least = sort == PLAN_BEHIND_CALL ? 0 : plan->depth;
    maker.now.line = listing->units[sort == PLAN_BEHIND_CALL ? at : from].line;
    if (sort == PLAN_BEHIND_CALL)
        lead_to(&maker, &listing->units[at], at, &maker.now);
    follow_line(&maker, sort == PLAN_ALONE);
    finish_plan(&maker);
    if (sort == PLAN_ALONE) {
        find_source(&maker);
        find_way(&maker);
        find_callee(&maker);
    }
    if (sort == PLAN_AT_EVENT)
        plan->seal = seals_new(plan);
    free_scene(&maker.now);
    for (int i = 0; i < listing->count - from; i++)
        free_scene(&maker.coming[i]);
    free(maker.coming);
    return plan;
}

bool plans_instruction(const struct listing *listing, int at, struct plan_instruction *instruction)
{
    const struct unit *unit = at >= 0 && at < listing->count ? &listing->units[at] : NULL;

    if (unit == NULL || !unit->starts)
        return false;
    *instruction = (struct plan_instruction){.opcode = unit->opcode,
                                             .argument = unit->argument,
                                             .next = unit->next,
                                             .target = unit->target,
                                             .written = unit->target - instruction_jumps_over(unit->opcode),
                                             .depth = unit->depth,
                                             .extends = instruction_is_extension(unit->opcode),
                                             .name = instruction_name(unit->opcode),
                                             .meaning = instruction_meaning(unit->opcode, unit->argument)};
    return true;
}

unsigned plans_form(const struct listing *listing, int at)
{
    unsigned opcode = instruction_form(listing->code, at);

    return opcode != listing->units[at].opcode ? opcode : 0;
}

inline unsigned plans_stands(const struct listing *listing, int at)
{
    return instruction_form(listing->code, at);
}

uint32_t *plans_warmth(struct listing *listing, int at)
{
    return &listing->units[at].warmth;
}

const char *plans_opcode(unsigned opcode)
{
    return instruction_name(opcode);
}

int plans_depth_of_handler(const struct listing *listing, int at)
{
    PyObject *table = listing->code->co_exceptiontable;
    const uint8_t *byte = (const uint8_t *)PyBytes_AS_STRING(table), *end = byte + PyBytes_GET_SIZE(table);
    int start, length, target, depth_and_lasti;

    while (byte < end) {
        byte = read_number(byte, &start);
        byte = read_number(byte, &length);
        byte = read_number(byte, &target);
        byte = read_number(byte, &depth_and_lasti);
        if (at >= start && at < start + length)
            return depth_and_lasti >> 1;
    }
    return 0;
}

bool plans_is_guarded(PyCodeObject *code, int at)
{
    return instruction_is_guarded(code, at);
}

bool plans_begins_line(const struct listing *listing, int at)
{
    int before = at - 1;

    while (before > 0 && !listing->units[before].starts)
        before--;
    return before < 0 ||
           (listing->units[at].line != listing->units[before].line && instruction_tells_line(listing->code, at));
}

inline const struct plan *plans_known(const struct listing *listing, int at)
{
    return listing->plans[PLAN_ALONE][at];
}

const struct plan *plans_get(struct listing *listing, int at, enum plan_sort sort)
{
    struct plan **place = &listing->plans[sort][at];

    if (*place == NULL)
        *place = make_plan(listing, at, sort);
    return *place;
}

#endif
