#include "record/frames.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/vector.h"
#include "base/ways.h"
#include "record/codes.h"
#include "record/types.h"
#include "record/values.h"

/* Names of a module outlive its frame: functions go on using them. */
struct namespace
{
    PyObject *dict; /* address */
    uint64_t frame;
    facts_frame *running; /* the module's frame while it runs, then NULL */
    struct names names;
};

struct stack {
    uint64_t thread;
    PyThreadState *state;                 /* address of the thread's latest */
    VECTOR(struct frame_shadow *) frames; /* owned; outermost first */
    size_t idle; /* the outermost frames that hold nothing, and have not run since their names were read */
};

enum { LATELY = 16 };

static struct {
    struct trace_writer *writer;
    PyInterpreterState *interpreter;
    VECTOR(struct stack *) stacks;           /* owned; of threads that have not ended */
    struct stack *stack;                     /* the running thread's */
    struct frame_shadow *top;                /* of that, or NULL */
    VECTOR(struct frame_shadow *) suspended; /* of generators that have waited; owned while they wait */
    VECTOR(struct frame_shadow *) unused;    /* owned; left by frames that have ended, for those that come */
    struct map by_generator;                 /* address of a generator → index in `suspended`, plus one */
    struct frame_shadow *lately[LATELY];     /* came to wait last, by the generator's address; or NULL */
    VECTOR(struct namespace) namespaces;
    VECTOR(struct frame_shadow *)
    bodies; /* of frames whose names are in a dictionary that is no module's: any code may
                                             bind names there (exec, locals() of a class's body), other frames' too */
} frames;

void frames_start(struct trace_writer *writer)
{
    frames.writer = writer;
    frames.interpreter = PyInterpreterState_Get();
}

static RARE struct stack *stack_of(uint64_t thread)
{
    for (size_t i = 0; i < frames.stacks.count; i++)
        if (frames.stacks.items[i]->thread == thread)
            return frames.stacks.items[i];
    vector_push(&frames.stacks, memory_zeroed(1, sizeof(struct stack)));
    vector_last(&frames.stacks)->thread = thread;
    return vector_last(&frames.stacks);
}

/* The topmost frame is another, or none. */
static inline void find_top(void)
{
    frames.top = USUAL(frames.stack->frames.count > 0) ? vector_last(&frames.stack->frames) : NULL;
}

static void run_on(struct stack *stack)
{
    frames.stack = stack;
    find_top();
}

static void push_frame(struct frame_shadow *shadow)
{
    vector_push(&frames.stack->frames, shadow);
    frames.top = shadow;
}

bool frames_switch(uint64_t thread)
{
    bool other = frames.stack != NULL && frames.stack->thread != thread;

    if (UNUSUAL(frames.stack == NULL || other))
        run_on(stack_of(thread));
    frames.stack->state = facts_holder(frames.interpreter);
    return other;
}

bool frames_runs(uint64_t thread)
{
    if (frames.stack == NULL || frames.stack->thread != thread)
        return false;
    frames.stack->state = facts_holder(frames.interpreter);
    return true;
}

uint64_t frames_thread(void)
{
    return frames.stack->thread;
}

bool frames_is_learners(facts_frame *frame)
{
    PyCodeObject *code = frame != NULL ? facts_code(frame) : NULL;

    return code != NULL && codes_is_learners(code);
}

facts_frame *frames_below(facts_frame *frame)
{
    do
        frame = facts_previous(frame);
    while (frame != NULL && (facts_code(frame) == NULL || facts_is_own(facts_code(frame))));
    return frame;
}

facts_frame *frames_nearest(facts_frame *frame)
{
    while (frame != NULL && !frames_is_learners(frame))
        frame = facts_previous(frame);
    return frame;
}

static inline struct frame_shadow *top(void)
{
    return frames.top;
}

/* The frame on top goes on. */
static void wake_top(void)
{
    struct stack *stack = frames.stack;

    find_top();
    if (USUAL(top() != NULL))
        top()->still = false;
    if (UNUSUAL(stack->idle >= stack->frames.count))
        stack->idle = stack->frames.count > 0 ? stack->frames.count - 1 : 0;
}

/* The topmost that is no folded call. */
static struct frame_shadow *topmost(const struct stack *stack)
{
    size_t depth = stack->frames.count;

    while (depth > 0 && stack->frames.items[depth - 1]->folded)
        depth--;
    return depth > 0 ? stack->frames.items[depth - 1] : NULL;
}

facts_frame *frames_caller(facts_frame *frame)
{
    struct frame_shadow *fold = top();
    facts_frame *library = NULL;

    for (frame = frames_below(frame); frame != NULL && !frames_is_learners(frame); frame = frames_below(frame))
        library = frame;
    if (library == NULL || fold == NULL || !fold->folded || topmost(frames.stack) == NULL ||
        topmost(frames.stack)->frame != frame || fold->frame != library)
        return frame;
    return library;
}

static uint64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

struct frame_shadow *frames_top(void)
{
    return top();
}

bool frames_is_top(facts_frame *frame)
{
    return top() != NULL && top()->frame == frame && top()->code == facts_code(frame);
}

static RARE void forget_body(const struct frame_shadow *shadow)
{
    for (size_t i = frames.bodies.count; i > 0; i--)
        if (frames.bodies.items[i - 1] == shadow) {
            vector_splice(&frames.bodies, i - 1, 1, 0);
            return;
        }
}

static void free_shadow(struct frame_shadow *shadow)
{
    if (UNUSUAL(shadow->dict != NULL)) {
        forget_body(shadow);
        shadow->dict = NULL;
    }
    vector_push(&frames.unused, shadow);
}

/* All of it is to be set but `names` and `stack`, which are empty, `dict`, `place` and `waits`, which are 0, and what
 * only a generator's has while it waits, or a folded call's. */
static inline struct frame_shadow *take_shadow(void)
{
    struct frame_shadow *shadow;

    if (UNUSUAL(frames.unused.count == 0))
        return memory_zeroed(1, sizeof *shadow);
    shadow = frames.unused.items[--frames.unused.count];
    names_clear(&shadow->names);
    vector_clear(&shadow->stack);
    return shadow;
}

static struct frame_shadow *new_shadow(void)
{
    struct frame_shadow *shadow = take_shadow();

    memset(shadow, 0, offsetof(struct frame_shadow, names));
    return shadow;
}

static bool has_namespace(PyObject *dict)
{
    for (size_t i = 0; i < frames.namespaces.count; i++)
        if (frames.namespaces.items[i].dict == dict)
            return true;
    return false;
}

/* Where the frame's names are: in its fast locals, in a dictionary of its own, or in that of a module. */
static void find_names(struct frame_shadow *shadow)
{
    PyObject *globals = facts_globals(shadow->frame),
             *names = shadow->optimized ? NULL : facts_namespace(shadow->frame);

    if (names == NULL || !PyDict_Check(names))
        return;
    if (names != globals) {
        shadow->dict = names;
        vector_push(&frames.bodies, shadow);
    } else if (!has_namespace(globals)) {
        PyObject *key, *value;
        Py_ssize_t at = 0;

        while (PyDict_Next(globals, &at, &key, &value))
            if (value_is(key, "__name__") && PyUnicode_CheckExact(value))
                types_add_module(value);
        vector_push(&frames.namespaces,
                    ((struct namespace){.dict = globals, .frame = shadow->number, .running = shadow->frame}));
    }
}

/* The library's code calls the learner's: its frame is to stand between on the stack. */
static void show_fold(void)
{
    struct frame_shadow *fold = top(), *caller = topmost(frames.stack);

    if (fold == NULL || !fold->folded || fold->number != 0)
        return;
    fold->number = trace_writer_frame(
        frames.writer,
        &(struct trace_fields_FRAME){.code = fold->library, .caller = caller != NULL ? caller->number : 0});
    frames_put_push(fold);
}

void frames_fold(facts_frame *frame)
{
    struct frame_shadow *fold = new_shadow();

    fold->frame = frame;
    fold->folded = true;
    fold->library = codes_number_in(facts_code(frame), facts_globals(frame));
    fold->began = now();
    push_frame(fold);
}

static uint64_t find_function(struct frame_shadow *shadow)
{
    shadow->function = objects_place(facts_function(shadow->frame));
    objects_take(shadow->function); /* (one that was made for this call alone holds its defaults, too) */
    return objects_number_at(shadow->function);
}

struct frame_shadow *frames_enter(facts_frame *frame)
{
    struct frame_shadow *shadow = new_shadow(), *caller = topmost(frames.stack);
    struct trace_fields_FRAME fields = {0};

    show_fold();
    shadow->frame = frame;
    shadow->code = facts_code(frame);
    shadow->optimized = (shadow->code->co_flags & CO_OPTIMIZED) != 0;
    shadow->cells = facts_has_cells(shadow->code);
    shadow->generator = facts_generator(frame);
    shadow->sort = codes_sort(shadow->code);
    fields.code = codes_number(shadow->code);
    fields.caller = caller != NULL ? caller->number : 0;
    if (shadow->generator != NULL)
        fields.generator = objects_number(shadow->generator);
    if (shadow->optimized && facts_function(frame) != NULL)
        fields.function = find_function(shadow);
    shadow->number = trace_writer_frame(frames.writer, &fields);
    find_names(shadow);
    push_frame(shadow);
    return shadow;
}

/* That of the function that is called, which is most often the one that was called there before. */
static inline shadow_place find_called(facts_frame *frame, struct call_site *site)
{
    PyObject *function = facts_function(frame);

    if (SELDOM(site->function != function) || objects_number_at(site->function_place) != site->function_number) {
        site->function = function;
        site->function_place = objects_place(function);
        site->function_number = objects_number_at(site->function_place);
        objects_take(site->function_place);
    }
    return site->function_place;
}

struct frame_shadow *frames_call(facts_frame *frame, struct call_site *site)
{
    const struct frame_shadow *caller = top();
    struct frame_shadow *shadow = take_shadow();

    shadow->frame = frame;
    shadow->code = site->code;
    shadow->generator = NULL;
    shadow->function = find_called(frame, site);
    shadow->folded = shadow->still = shadow->listed = shadow->shallow = false;
    shadow->optimized = true;
    shadow->cells = facts_has_cells(shadow->code);
    shadow->sort = site->facts->sort;
    shadow->listing = site->listing;
    shadow->number = trace_writer_called(frames.writer, site->facts->number, caller->number, site->function_number,
                                         objects_counted(shadow->function));
    push_frame(shadow);
    return shadow;
}

void frames_put_push(const struct frame_shadow *shadow)
{
    trace_writer_put_push(frames.writer, &(struct trace_fields_PUSH){frames_thread(), shadow->number});
}

/* The generator will not wait again. */
static OUT_OF_LINE void forget_suspended(struct frame_shadow *shadow)
{
    struct frame_shadow *last = vector_last(&frames.suspended);
    uint32_t place;

    shadow->waits = false;
    if (map_get(&frames.by_generator, (uintptr_t)shadow->generator, &place) && place == shadow->place)
        map_remove(&frames.by_generator, (uintptr_t)shadow->generator);
    frames.suspended.items[shadow->place - 1] = last;
    frames.suspended.count--;
    if (last != shadow && map_get(&frames.by_generator, (uintptr_t)last->generator, &place) && place == last->place)
        map_put(&frames.by_generator, (uintptr_t)last->generator, shadow->place);
    last->place = shadow->place;
    shadow->place = 0;
}

static inline struct frame_shadow **lately(const PyObject *generator)
{
    return &frames.lately[((uintptr_t)generator >> 4) % LATELY];
}

/* It waits. */
static inline void suspend(struct frame_shadow *shadow)
{
    shadow->kept.known = false;
    shadow->waits = true;
    *lately(shadow->generator) = shadow;
    if (USUAL(shadow->place != 0))
        return;
    vector_push(&frames.suspended, shadow);
    shadow->place = (uint32_t)frames.suspended.count;
    map_put(&frames.by_generator, (uintptr_t)shadow->generator, shadow->place);
}

static OUT_OF_LINE struct frame_shadow *find_suspended(PyObject *generator)
{
    uint32_t place;

    if (!map_get(&frames.by_generator, (uintptr_t)generator, &place))
        return NULL;
    return frames.suspended.items[place - 1]->waits ? frames.suspended.items[place - 1] : NULL;
}

/* The shadow of the generator's frame, if it waits. */
static inline struct frame_shadow *waiting(PyObject *generator)
{
    struct frame_shadow *shadow = *lately(generator);

    if (shadow != NULL && shadow->waits && shadow->generator == generator)
        return shadow;
    return find_suspended(generator);
}

struct frame_shadow *frames_waiting(facts_frame *frame)
{
    PyObject *generator = facts_generator(frame);

    return generator != NULL ? waiting(generator) : NULL;
}

bool frames_keep_stack(PyObject *generator)
{
    const struct frame_shadow *shadow = waiting(generator);

    return shadow != NULL && shadow->kept.known;
}

EACH_STEP struct frame_shadow *frames_resume(facts_frame *frame)
{
    struct frame_shadow *shadow = frames_waiting(frame);

    if (shadow == NULL)
        return NULL;
    shadow->waits = false;
    objects_suspect_at(shadow->function);
    show_fold();
    push_frame(shadow);
    shadow->still = false;
    return shadow;
}

static void end_running(const facts_frame *frame)
{
    for (size_t i = 0; i < frames.namespaces.count; i++)
        if (frames.namespaces.items[i].running == frame)
            frames.namespaces.items[i].running = NULL;
}

static void end_fold(void)
{
    struct frame_shadow *fold = top();

    if (fold->number != 0)
        trace_writer_put_pop(frames.writer, &(struct trace_fields_POP){frames_thread(), fold->number, false});
    trace_writer_put_fold(frames.writer, &(struct trace_fields_FOLD){frames_thread(), fold->library, fold->number,
                                                                     now() - fold->began});
    frames.stack->frames.count--;
    wake_top();
    free_shadow(fold);
}

void frames_return(void)
{
    struct frame_shadow *shadow = top();

    if (UNUSUAL(shadow->stack.count > 0))
        instructions_leave(shadow, false);
    trace_writer_pop(frames.writer, frames_thread(), shadow->number, false);
    frames.stack->frames.count--;
    wake_top();
    names_let_go(&shadow->names);
    if (UNUSUAL(shadow->place != 0))
        forget_suspended(shadow);
    free_shadow(shadow);
}

void frames_yield(void)
{
    struct frame_shadow *shadow = top();

    if (UNUSUAL(shadow->stack.count > 0))
        instructions_leave(shadow, true);
    trace_writer_pop(frames.writer, frames_thread(), shadow->number, true);
    frames.stack->frames.count--;
    wake_top();
    suspend(shadow);
}

EACH_STEP void frames_leave(bool suspended)
{
    struct frame_shadow *shadow = top();

    if (shadow->folded) {
        end_fold();
        return;
    }
    suspended = suspended && shadow->generator != NULL;
    if (shadow->stack.count > 0)
        instructions_leave(shadow, suspended);
    trace_writer_pop(frames.writer, frames_thread(), shadow->number, suspended);
    frames.stack->frames.count--;
    wake_top();
    if (!suspended) {
        if (!shadow->optimized)
            end_running(shadow->frame);
        if (shadow->optimized || shadow->dict != NULL)
            names_let_go(&shadow->names);
        if (shadow->place != 0)
            forget_suspended(shadow);
        free_shadow(shadow);
        return;
    }
    suspend(shadow);
}

static size_t known_depth(const facts_frame *frame)
{
    for (size_t depth = frames.stack->frames.count; depth > 0; depth--)
        if (frames.stack->frames.items[depth - 1]->frame == frame)
            return depth;
    return 0;
}

/* Frames that the hook was not told of (the program had its own tracer for a while). */
static void enter_missing(facts_frame *frame)
{
    VECTOR(facts_frame *) missing = VECTOR_EMPTY;

    for (; frame != NULL && known_depth(frame) == 0; frame = frames_nearest(facts_previous(frame)))
        vector_push(&missing, frame);
    while (frames.stack->frames.count > (frame != NULL ? known_depth(frame) : 0))
        frames_leave(false);
    while (missing.count > 0) {
        frame = missing.items[--missing.count];
        if (frames_resume(frame) == NULL)
            frames_enter(frame);
        frames_put_push(top());
    }
    vector_free(&missing);
}

static OUT_OF_LINE struct frame_shadow *settle_anew(facts_frame *frame)
{
    size_t depth = frame != NULL ? known_depth(frame) : 0;

    if (frame != NULL && depth == 0)
        enter_missing(frame);
    else
        while (frames.stack->frames.count > depth)
            frames_leave(false);
    return top();
}

struct frame_shadow *frames_settle(facts_frame *frame)
{
    struct frame_shadow *shadow = top();

    return frame != NULL && shadow != NULL && shadow->frame == frame ? shadow : settle_anew(frame);
}

void frames_unfold(const facts_frame *frame)
{
    while (top() != NULL && top()->folded && top()->frame == frame)
        end_fold();
}

static const struct names_run anything = {NULL, NULL};

static void read_dict(struct names *names, uint64_t number, PyObject *dict, facts_frame *running,
                      const struct names_run *run)
{
    if (!names_stand(names, dict, running))
        names_read_changed_dict(names, frames.writer, number, dict, running, run);
}

static void read_frame(struct frame_shadow *shadow)
{
    if (shadow->optimized)
        names_read_locals(&shadow->names, frames.writer, shadow->number, shadow->frame);
    else if (shadow->dict != NULL)
        read_dict(&shadow->names, shadow->number, shadow->dict, shadow->frame, &anything);
}

static bool is_its_own(const struct frame_shadow *shadow)
{
    return shadow->optimized && !shadow->cells && !facts_locals_lent(shadow->frame);
}

/* Of a frame that may have run, or whose names another may have bound. */
static void read_unless_still(struct frame_shadow *shadow, bool told)
{
    if (!told || !shadow->still || !is_its_own(shadow))
        read_frame(shadow);
    shadow->still = true;
}

static void close_frame(struct frame_shadow *shadow)
{
    for (int i = 0; shadow->kept.known && i < shadow->kept.held_count; i++)
        objects_suspect(shadow->kept.held[i]);
    if (shadow->kept.known)
        objects_suspect_at(shadow->function);
    trace_writer_put(frames.writer, &(struct trace_record){TRACE_CLOSE, .close = {shadow->number}});
    forget_suspended(shadow);
    instructions_forget(shadow);
    names_let_go(&shadow->names);
    free_shadow(shadow);
}

static EACH_STEP void read_cells(void)
{
    for (size_t i = 0; i < frames.stack->frames.count; i++)
        if (frames.stack->frames.items[i]->cells)
            read_frame(frames.stack->frames.items[i]);
    for (size_t i = 0; i < frames.suspended.count; i++) {
        struct frame_shadow *shadow = frames.suspended.items[i];

        if (shadow->waits && shadow->cells && facts_suspended(shadow->generator))
            read_frame(shadow);
    }
}

/* Of the frame in which all has run that did.  (One that has cells is read by read_cells where cells were bound.) */
static inline void read_bound(struct frame_shadow *shadow, const struct plan *plan)
{
    if (shadow->optimized) {
        if (plan->stored_count > 0 && !(plan->cells && shadow->cells))
            names_read_stored(&shadow->names, frames.writer, shadow->number, shadow->frame, plan);
    } else if (shadow->dict != NULL) {
        read_dict(&shadow->names, shadow->number, shadow->dict, shadow->frame,
                  &(struct names_run){plan, shadow->frame});
    }
}

static bool is_idle(struct frame_shadow *shadow)
{
    if (!shadow->optimized)
        return shadow->dict == NULL && shadow->stack.count == 0;
    return shadow->still && is_its_own(shadow) && shadow->names.reach_nothing && shadow->stack.count == 0;
}

static void read_stack(struct stack *stack, bool told)
{
    if (FACTS_LOCALS_CAN_BE_LENT || !told)
        stack->idle = 0;
    for (size_t i = stack->idle; i < stack->frames.count; i++)
        read_unless_still(stack->frames.items[i], told);
    while (stack->idle + 1 < stack->frames.count && is_idle(stack->frames.items[stack->idle]))
        stack->idle++;
}

static void read_all(bool told)
{
    read_stack(frames.stack, told);
    wake_top();
    for (size_t i = frames.suspended.count; i > 0; i--) {
        struct frame_shadow *shadow = frames.suspended.items[i - 1];

        if (shadow->waits && facts_ended(shadow->generator))
            close_frame(shadow); /* closed without running again */
        else if (shadow->waits)
            read_unless_still(shadow, told);
    }
}

static OUT_OF_LINE void read_namespace(struct namespace *space, const struct plan *plan,
                                       const struct frame_shadow *ran)
{
    struct names_run run = {plan, ran != NULL ? ran->frame : NULL};

    names_read_changed_dict(&space->names, frames.writer, space->frame, space->dict, space->running, &run);
}

static inline struct frame_shadow *below_top(void)
{
    size_t count = frames.stack->frames.count;

    return count > 1 ? frames.stack->frames.items[count - 2] : NULL;
}

/* Whether a comprehension's names may be others by now, which are fast locals, or cells, of the code around it.  `ran`:
 * in which the plan has run, or NULL. */
static inline bool may_hide(const struct namespace *space, const struct plan *plan, const struct frame_shadow *ran)
{
    return plan == NULL || plan->any || ran == NULL ||
           (ran->frame == space->running && (plan->stored_count > 0 || plan->cells));
}

bool frames_holds_names(const PyObject *dict)
{
    for (size_t i = 0; i < frames.bodies.count; i++)
        if (frames.bodies.items[i]->dict == dict)
            return true;
    return false;
}

/* Of all but the frame that ran, which is read by what its plan binds. */
static RARE void read_bodies(const struct frame_shadow *ran)
{
    for (size_t i = 0; i < frames.bodies.count; i++) {
        struct frame_shadow *body = frames.bodies.items[i];

        if (body != ran && !names_stand(&body->names, body->dict, NULL))
            names_read_changed_dict(&body->names, frames.writer, body->number, body->dict, body->frame, &anything);
    }
}

static OUT_OF_LINE bool all_stand(void)
{
    for (size_t i = 0; i < frames.bodies.count; i++)
        if (!names_stand(&frames.bodies.items[i]->names, frames.bodies.items[i]->dict, NULL))
            return false;
    for (size_t i = 0; i < frames.namespaces.count; i++)
        if (!names_stand(&frames.namespaces.items[i].names, frames.namespaces.items[i].dict, NULL))
            return false;
    return true;
}

/* (Of most programs one module's names are told.) */
static inline __attribute__((always_inline)) bool names_of_all_stand(void)
{
    const struct namespace *space = frames.namespaces.items;

    if (UNUSUAL(frames.bodies.count > 0) || SELDOM(frames.namespaces.count != 1))
        return all_stand();
    return names_stand(&space->names, space->dict, NULL);
}

bool frames_names_stand(void)
{
    return names_of_all_stand();
}

static EACH_STEP OUT_OF_LINE void read_namespaces(const struct plan *plan, const struct frame_shadow *ran)
{
    for (size_t i = 0; i < frames.namespaces.count; i++) {
        struct namespace *space = &frames.namespaces.items[i];

        if (!names_stand(&space->names, space->dict, may_hide(space, plan, ran) ? space->running : NULL))
            read_namespace(space, plan, ran != NULL ? ran : top());
    }
    if (UNUSUAL(frames.bodies.count > 0))
        read_bodies(ran);
}

/* Whether none of its fast locals refers to anything: those of a comprehension in a module's code hide its names. */
static bool hides_nothing(facts_frame *running)
{
    int count = facts_local_count(facts_code(running));

    for (int i = 0; i < count; i++)
        if (facts_local(running, i) != NULL)
            return false;
    return true;
}

bool frames_store(const struct frame_shadow *shadow, const struct plan *plan, PyObject *object, shadow_place place)
{
    PyObject *dict = facts_globals(shadow->frame), *own = facts_namespace(shadow->frame);

    if (plan->bound_count != 1 || shadow->optimized || shadow->dict != NULL || own != dict || objects_know_dict(dict))
        return false;
    for (size_t i = 0; i < frames.namespaces.count; i++) {
        struct namespace *space = &frames.namespaces.items[i];

        if (space->dict == dict)
            return (space->running == NULL || hides_nothing(space->running)) &&
                   names_store_in_dict(&space->names, frames.writer, space->frame, dict, plan->bound, object, place);
    }
    return false;
}

bool frames_keep_names_in(const PyObject *dict)
{
    for (size_t i = 0; i < frames.namespaces.count; i++)
        if (frames.namespaces.items[i].dict == dict)
            return true;
    return frames_holds_names(dict);
}

/* Names have been bound in it. */
static OUT_OF_LINE void read_bound_in(struct namespace *space, const struct plan *plan)
{
    struct frame_shadow *ran = top();

    if (!names_read_bound(&space->names, frames.writer, space->frame, space->dict, ran->frame, plan))
        read_namespace(space, plan, ran);
}

/* The same of what more than one fast local, or something else, may have been bound by. */
static OUT_OF_LINE void read_ran(struct frame_shadow *ran, const struct plan *plan)
{
    if (ran->optimized && plan->fast)
        names_read_stored(&ran->names, frames.writer, ran->number, ran->frame, plan);
    else
        read_bound(ran, plan);
    if (plan->cells)
        read_cells();
}

static OUT_OF_LINE void read_those_bound_in(const struct plan *plan)
{
    struct namespace *space = frames.namespaces.items;

    for (size_t left = frames.namespaces.count; left > 0; left--, space++)
        if (!names_stand(&space->names, space->dict, NULL))
            read_bound_in(space, plan);
    if (UNUSUAL(frames.bodies.count > 0))
        read_bodies(top());
}

void frames_read_straight(const struct plan *plan)
{
    struct frame_shadow *ran = top();

    if (SELDOM(!names_of_all_stand()))
        read_those_bound_in(plan);
    if (USUAL(!plan->locals) && USUAL(ran->dict == NULL))
        return;
    if (MOSTLY(plan->one) && MOSTLY(ran->optimized))
        names_read_one(&ran->names, frames.writer, ran->number, ran->frame, plan);
    else
        read_ran(ran, plan);
}

/* The names of the caller, and of modules. */
static inline void read_caller(struct frame_shadow *caller, const struct plan *plan, int call)
{
    if (SELDOM(!caller->optimized) || SELDOM(!names_of_all_stand()))
        read_namespaces(plan, caller);
    if (plan->binds_from < call)
        read_bound(caller, plan);
}

EACH_STEP void frames_read_call(const struct plan *plan, int call, const struct code_facts *facts)
{
    struct frame_shadow *called = top();

    read_caller(below_top(), plan, call);
    names_begin_locals(&called->names, frames.writer, called->frame, facts->locals);
    if (plan->cells)
        read_cells();
}

void frames_read_resumed(const struct plan *plan, int call, bool still)
{
    struct frame_shadow *resumed = top();

    read_caller(below_top(), plan, call);
    if (!still || !is_its_own(resumed))
        read_frame(resumed);
    if (plan->cells)
        read_cells();
}

void frames_read(const struct plan *plan, bool entered, bool told)
{
    struct frame_shadow *ran = entered ? below_top() : top();

    if (top() == NULL)
        plan = NULL;
    read_namespaces(plan, ran);
    if (plan == NULL) {
        read_all(told);
        return;
    }
    if (!plan->idle && ran != NULL) /* (what dies of it may bind names of a module's, but no others) */
        read_bound(ran, plan);
    if (entered)
        read_frame(top());
    if (plan->cells)
        read_cells();
}

void frames_read_stacks(bool entered, const struct plan *plan)
{
    size_t count = frames.stack->frames.count;

    if (entered && count > 1 && !frames.stack->frames.items[count - 2]->folded)
        instructions_read_caller(frames.stack->frames.items[count - 2]);
    if (count > 0)
        instructions_read(frames.stack->frames.items[count - 1], entered ? NULL : plan);
}

void frames_read_stacks_called(int depth)
{
    instructions_wait(below_top(), depth);
}

void frames_forget_stacks(void)
{
    for (size_t i = 0; i < frames.stacks.count; i++)
        for (size_t depth = 0; depth < frames.stacks.items[i]->frames.count; depth++)
            instructions_forget(frames.stacks.items[i]->frames.items[depth]);
    for (size_t i = 0; i < frames.suspended.count; i++)
        if (frames.suspended.items[i]->waits)
            instructions_forget(frames.suspended.items[i]);
}

static void reach_frame(struct frame_shadow *shadow)
{
    PyObject *dict = shadow->optimized ? NULL : facts_namespace(shadow->frame);

    if (dict != NULL && dict != facts_globals(shadow->frame)) /* (who holds a module's, other modules' code may be) */
        objects_reach_namespace(dict);
    names_reach(&shadow->names);
    instructions_reach(&shadow->stack);
}

void frames_reach(void)
{
    for (size_t i = 0; i < frames.namespaces.count; i++)
        names_reach(&frames.namespaces.items[i].names);
    for (size_t i = 0; i < frames.stacks.count; i++)
        for (size_t depth = frames.stacks.items[i]->idle; depth < frames.stacks.items[i]->frames.count; depth++)
            reach_frame(frames.stacks.items[i]->frames.items[depth]);
    for (size_t i = 0; i < frames.suspended.count; i++)
        if (frames.suspended.items[i]->waits)
            reach_frame(frames.suspended.items[i]);
}

/* Without events the thread may have left what is known of its stack (while the program traced it, say). */
static bool is_as_told(const struct stack *stack, PyInterpreterState *interpreter)
{
    const struct frame_shadow *last = topmost(stack);
    PyThreadState *state = PyInterpreterState_ThreadHead(interpreter);
    facts_frame *frame;

    while (state != NULL && state != stack->state)
        state = PyThreadState_Next(state);
    if (state == NULL || last == NULL)
        return false;
    frame = frames_nearest(facts_top(state));
    return frame == last->frame && facts_code(frame) == last->code;
}

void frames_read_others(void)
{
    for (size_t i = 0; i < frames.stacks.count; i++) {
        struct stack *stack = frames.stacks.items[i];

        if (stack == frames.stack || !is_as_told(stack, frames.interpreter))
            continue;
        for (size_t depth = 0; depth < stack->frames.count; depth++)
            read_frame(stack->frames.items[depth]);
    }
}

void frames_end(uint64_t thread)
{
    struct stack *running = frames.stack;

    run_on(stack_of(thread));
    frames_settle(NULL);
    trace_writer_put(frames.writer, &(struct trace_record){TRACE_THREAD_END, .thread_end = {thread}});
    for (size_t i = 0; i < frames.stacks.count; i++)
        if (frames.stacks.items[i] == frames.stack) {
            frames.stacks.items[i] = vector_last(&frames.stacks);
            frames.stacks.count--;
            break;
        }
    vector_free(&frames.stack->frames);
    free(frames.stack);
    run_on(running);
}

void frames_generator_died(PyObject *generator)
{
    uint32_t place;

    if (!map_get(&frames.by_generator, (uintptr_t)generator, &place))
        return;
    if (frames.suspended.items[place - 1]->waits)
        close_frame(frames.suspended.items[place - 1]);
    else
        forget_suspended(frames.suspended.items[place - 1]);
}

void frames_dict_died(PyObject *dict)
{
    for (size_t i = 0; i < frames.namespaces.count; i++)
        if (frames.namespaces.items[i].dict == dict) {
            names_free(&frames.namespaces.items[i].names);
            vector_splice(&frames.namespaces, i, 1, 0);
            return;
        }
}
