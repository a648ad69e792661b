/* The short ways of steps: where all was foreseen that has happened since the last event of the frame on top, or of the
 * one that calls, and what begins then is as usual. */
#include "record/touched.h"

#include "cpython/instructions.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "record/effects.h"
#include "record/finalisers.h"
#include "record/seals.h"
#include "record/slots.h"
#include "record/stretches.h"

const struct plan *touched_quietly(facts_frame *frame)
{
    struct stretch *top = touched.top;
    int depth;

    if (top == NULL || !is_of(top, frame) || !top->quiet || !top->watched || in_doubt() || !is_undisturbed() ||
        !objects_are_calm() || (depth = plans_depth(top->listing, instruction_at(frame))) < 0)
        return NULL;
    touched.told = true;
    if (touched.slots.count - top->slots != (size_t)depth || top->plan->least < depth)
        slots_settle(top, depth, (size_t)top->plan->least);
    return top->plan;
}

/* What was foreseen to be counted differently. */
static inline void give_counts(const struct stretch *stretch)
{
    for (size_t i = stretch->hot; i < touched.hot.count; i++) {
        const struct hot *hot = &touched.hot.items[i];

        if (MOSTLY(hot->at >= OBJECTS_END))
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
    stretches_doubt();
    return false;
}

void touched_unseal(void)
{
    if (touched.top != NULL && touched.top->sealed)
        is_proved(touched.top);
}

struct touched_turn touched_straight(facts_frame *frame)
{
    static const struct touched_turn not_so = {NULL, NULL, false};
    struct stretch *top = touched.top;
    const struct plan *plan, *next;
    bool quiet;

    if (UNUSUAL(top == NULL || top->frame != frame))
        return not_so;
    if (UNUSUAL(!(top->straight & top->watched)) || UNUSUAL(!facts_runs(frame, top->code)))
        return not_so;
    if (UNUSUAL(top->shadow != frames_top()) || UNUSUAL(!objects_are_easy()))
        return not_so;
    if ((UNUSUAL(objects_any_restless()) && top->stirs) || UNUSUAL(!has_run_alone()))
        return not_so;
    plan = top->plan;
    if (INSTRUCTIONS_ARE_GUARDED && top->sealed && !is_proved(top))
        return not_so;
    next = plans_get(top->listing, instruction_at(frame), PLAN_AT_EVENT);
    if (UNUSUAL(next->depth < 0))
        return not_so;
    quiet = top->quiet;
    touched.told = true;
    if (SELDOM(!slots_are_settled(top, next->depth, plan->least))) {
        slots_settle(top, next->depth, (size_t)plan->least);
        if (in_doubt()) /* what left the stack may have been too much to follow */
            return not_so;
    }
    if (SELDOM(!quiet))
        give_counts(top);
    return (struct touched_turn){plan, next, quiet};
}

void touched_look(void)
{
    size_t at = touched.top->hot;

    if (!touched.top->quiet)
        for (; at < touched.hot.count; at++)
            if (MOSTLY(touched.hot.items[at].at >= OBJECTS_END))
                objects_look_at(touched.hot.items[at].object, touched.hot.items[at].at);
}

bool touched_after_straight_line(facts_frame *frame, const struct plan *next)
{
    if (UNUSUAL(in_doubt())) {
        touched_after_line(frame, false);
        return touched.top->by_instruction;
    }
    return stretches_begin_straight(touched.top, next);
}

/* Whether all has been foreseen that has happened since the last event of the frame on top.  (Most often it is as plain
 * as can be.) */
static inline bool is_foreseen(const struct stretch *top, bool undisturbed)
{
    if (UNUSUAL(!undisturbed || in_doubt()))
        return false;
    if (USUAL(top->straight & top->watched))
        return true;
    return top->watched && top->plan != NULL && hides_nothing(top) && touched.hot.count - top->hot <= STRETCH_MOST;
}

/* What begin_event and tell come to where it was; touched_look does the rest.  (Some of what left the value stack may
 * be too much to follow.) */
static inline const struct plan *tell_quietly(struct stretch *top, bool calm)
{
    if (UNUSUAL(in_doubt()))
        return NULL;
    top->certain = top->bare = false;
    touched.alone = true;
    touched.plan = top->plan;
    if (UNUSUAL(top->plan->bound_count > 0))
        stretches_touch_namespaces(top->frame);
    if (touched.hot.count > top->hot)
        give_counts(top);
    objects_vouch(true, calm);
    return top->plan;
}

const struct plan *touched_foreseen(facts_frame *frame)
{
    struct stretch *top = touched.top;
    int depth;

    if (top == NULL || !is_of(top, frame) || top->doubt_at != NEVER || top->alone ||
        !is_foreseen(top, is_undisturbed()) || (depth = plans_depth(top->listing, instruction_at(frame))) < 0)
        return NULL;
    touched.told = true;
    slots_settle(top, depth, slots_lowest(top));
    return tell_quietly(top, !top->stirs);
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
    if (UNUSUAL(site->finalises))
        return finalisers_is_one(frame);
    for (int i = 0; i < site->asked; i++) {
        PyObject *argument = facts_local(frame, i);

        if (UNUSUAL(argument != NULL && finalisers_may_be_reference(argument)) &&
            finalisers_is_dead_reference(argument))
            return true;
    }
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

    if (UNUSUAL(!is_foreseen(top, is_undisturbed()) || site->call >= top->doubt_at || site->depth < 0 ||
                finalises(site, frame)))
        return NULL;
    if (UNUSUAL(!site->entered && site->call >= top->held_from))
        return NULL;
    if (UNUSUAL(!site->entered | top->alone))
        stretches_suspect_held(top);
    touched.told = true;
    if (facts_has_cells(site->code))
        stretches_suspect_cells(frame);
    slots_settle_unless_same(top, site->depth);
    top->site = site;
    if (touched.hot.count > top->hot)
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

/* What leaves the stack as it comes there, and holds nothing out of the log's sight, need not have been there. */
static EACH_STEP OUT_OF_LINE bool leaves_at_once(PyObject *value)
{
    return effects_is_value(value) || (objects_are_told_by(value) && !PyTuple_CheckExact(value));
}

const struct plan *touched_leave_quietly(facts_frame *frame, PyObject *value)
{
    struct stretch *top = touched.top;
    int depth;

    if (UNUSUAL(top == NULL || !is_of(top, frame) || top->shadow != frames_top() || !top->shadow->optimized ||
                top->doubt_at != NEVER || !is_foreseen(top, is_undisturbed()) ||
                (depth = plans_depth(top->listing, instruction_at(frame))) < 0))
        return NULL;
    touched.told = true;
    if (depth > 0 && on_stack(top, depth - 1) == value && (is_plain_value(value) || leaves_at_once(value)))
        depth--;
    slots_settle_unless_same(top, depth);
    return tell_quietly(top, !top->stirs);
}

/* The first stretch of a frame whose code only moves values on its stack: what stretches_add and stretches_begin come
 * to. */
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
    stretches_begin(stretch, PLAN_AT_EVENT);
    *watched = stretch->watched && stretch->by_instruction;
    return stretch->plan != NULL && stretch->plan->idle;
}

static OUT_OF_LINE bool begin_called(facts_frame *frame, const struct call_site *site, bool *watched)
{
    return begin_entered(stretches_add(frame, site->listing), watched);
}

/* (Until its first line most functions do nothing.) */
bool touched_after_calling(facts_frame *frame, const struct call_site *site, bool *watched)
{
    const struct plan *plan = plans_get(site->listing, instruction_at(frame), PLAN_AT_EVENT);

    if (UNUSUAL(!(plan->idle & plan->plain) || !is_watchable(frame)))
        return begin_called(frame, site, watched);
    begin_calmly(frame, site, plan);
    *watched = false;
    return true;
}

bool touched_after_resuming(facts_frame *frame, struct frame_shadow *shadow, const struct call_site *site,
                            bool *watched)
{
    const struct plan *plan = plans_get(site->listing, instruction_at(frame), PLAN_AT_EVENT);
    struct stretch *stretch;

    if (!(plan->idle & plan->plain & shadow->kept.known) || plan->depth <= 0 || !is_watchable(frame)) {
        stretch = stretches_add(frame, site->listing);
        slots_put_back(stretch, &shadow->kept);
        slots_settle_own(stretch);
        return begin_entered(stretch, watched);
    }
    stretch = begin_calmly(frame, site, plan);
    slots_put_back(stretch, &shadow->kept);
    *watched = false;
    if (USUAL(on_stack(stretch, plan->depth - 1) == Py_None && slots_are_settled(stretch, plan->depth - 1, 0)))
        return true; /* what is sent to it is a value, and leaves at once */
    slots_settle(stretch, plan->depth, 0);
    return in_doubt() ? begin_entered(stretch, watched) : true;
}

void touched_after_leaving_quietly(facts_frame *frame, PyObject *value, struct frame_shadow *waits)
{
    if (SELDOM(waits != NULL))
        slots_leave(touched.top, &waits->kept);
    else if (SELDOM(facts_has_cells(facts_code(frame))))
        stretches_suspect_cells(frame);
    stretches_suspect_tracer(frame);
    stretches_end(touched.top);
    if (UNUSUAL(in_doubt()))
        stretches_clear_doubt(frame);
    if (on_top(instruction_caller(frame)) != NULL)
        stretches_go_on(touched.top, frame, value);
}

#endif
