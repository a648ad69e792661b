/* What an event comes to, whatever has happened before it (stretches.h). */
#include "record/touched.h"

#include "cpython/instructions.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "record/effects.h"
#include "record/finalisers.h"
#include "record/slots.h"
#include "record/stretches.h"

/* A generator goes on because it is closed, as it dies: its caller's instruction only lets go of something, or the
 * frame that the caller called is being cleared. */
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

    if (stretch->alone || !entered)
        stretches_suspect_held(stretch);
    if (call < 0) {
        stretches_doubt();
        return;
    }
    if (call >= stretch->doubt_at || (!entered && call >= stretch->held_from))
        stretch->watched = false; /* (what it calls tells of itself) */
    depth = entered ? plans_get(stretch->listing, call, PLAN_BEHIND_CALL)->depth - 1
                    : plans_depth_within(stretch->listing, call);
    if (depth < 0)
        stretches_doubt();
    else
        slots_settle(stretch, depth, slots_lowest(stretch));
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
        stretches_suspect_cells(frame);
    if (facts_generator(frame) != NULL) /* close() throws it into one that has not begun, too */
        objects_suspect(PyExc_GeneratorExit);
}

/* What a comprehension binds in a module's or a class's code: such a name is none of the log's where the namespace has
 * its like. */
static void suspect_hidden_locals(facts_frame *frame)
{
    for (int i = 0; i < facts_code(frame)->co_nlocalsplus; i++)
        if (facts_local(frame, i) != NULL)
            objects_suspect(facts_local(frame, i));
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

static void find_top(void)
{
    touched.top = touched.stretches.count > 0 ? &vector_last(&touched.stretches) : NULL;
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

void touched_watched(bool by_others)
{
    attention_set(ATTENTION_OTHERS, by_others);
    if (by_others)
        touched.alone = false;
}

/* No stretch is on top that is this frame's. */
static struct stretch *settle_anew(facts_frame *frame)
{
    size_t known = touched.stretches.count;

    while (known > 0 && !is_of(&touched.stretches.items[known - 1], frame))
        known--;
    while (touched.stretches.count > known)
        stretches_end(&vector_last(&touched.stretches));
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

void touched_give(void)
{
    const struct stretch *top = touched.top;

    if (top->plan->bound_count > 0)
        stretches_touch_namespaces(top->frame);
    if (touched.hot.count > top->hot)
        give(top);
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
        stretches_touch_namespaces(top->frame);
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
        if (facts_generator(frame) != NULL) /* where it dies as the argument of type(), this is what that gives */
            objects_suspect((PyObject *)Py_TYPE(facts_generator(frame)));
        top->watched = top->watched && !finalisers_is_one(frame) && !is_closed(top, frame);
    } else if (event == TOUCHED_EXCEPTION || event == TOUCHED_UNWIND)
        slots_drop(top, top->slots); /* how far the instruction had come is not known */
    else
        slots_settle_own(top);
    tell(top, event, undisturbed);
}

void touched_forget(void)
{
    for (size_t i = 0; i < touched.stretches.count; i++)
        if (touched.stretches.items[i].frame->frame_obj != NULL)
            touched.stretches.items[i].frame->frame_obj->f_trace_opcodes = 0;
    touched_switch();
}

/* A frame may have things on its value stack when its first stretch begins: nobody followed it while other threads
 * ran. */
static void begin_stretch(facts_frame *frame)
{
    slots_settle_own(stretches_add(frame, plans_of(facts_code(frame))));
}

/* The next stretch of the frame begins. */
static inline void go_on_from(facts_frame *frame, enum plan_sort sort)
{
    if (on_top(frame) == NULL)
        begin_stretch(frame);
    stretches_clear_doubt(frame);
    stretches_begin(touched.top, sort);
}

void touched_after_line(facts_frame *frame, bool told)
{
    struct stretch *top = told ? on_top(frame) : NULL;

    if (top == NULL || is_hiding(top)) {
        go_on_from(frame, PLAN_AT_EVENT);
        return;
    }
    stretches_clear_doubt(frame);
    if (in_doubt())
        stretches_begin(top, PLAN_AT_EVENT);
    else
        stretches_begin_nothing(top);
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
        touched_begin_instruction(top, plan);
}

static void after_entering(facts_frame *frame)
{
    if (on_top(frame) == NULL)
        begin_stretch(frame);
    stretches_begin(touched.top, PLAN_AT_EVENT);
    if ((facts_code(frame)->co_flags & CO_OPTIMIZED) == 0)
        touched.top->watched = false; /* a module's first line is the step that tells of what led to it */
}

static void after_leaving(facts_frame *frame, enum touched_event event, PyObject *value)
{
    suspect_frame(frame);
    stretches_suspect_tracer(frame);
    if (value != NULL && !effects_is_value(value))
        objects_suspect(value);
    if (on_top(frame) != NULL)
        stretches_end(touched.top);
    stretches_clear_doubt(frame);
    if (event == TOUCHED_UNWIND)
        stretches_doubt();
    else if (on_top(instruction_caller(frame)) != NULL)
        stretches_go_on(touched.top, frame, value);
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
        stretches_clear_doubt(frame);
        stretches_doubt();
        break;
    }
}

#endif
