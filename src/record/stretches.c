#include "record/stretches.h"

#include "cpython/instructions.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "record/seals.h"
#include "record/shortcuts.h"
#include "record/slots.h"

struct followed touched;

void stretches_doubt(void)
{
    attention_set(ATTENTION_DOUBT, true);
    if (touched.doubted == NULL && touched.top != NULL)
        touched.doubted = touched.top->frame;
}

void stretches_clear_doubt(facts_frame *frame)
{
    if (touched.doubted == frame || touched.doubted == NULL) {
        attention_set(ATTENTION_DOUBT, false);
        touched.doubted = NULL;
    }
}

OUT_OF_LINE void stretches_suspect_cells(facts_frame *frame)
{
    PyCodeObject *code = facts_code(frame);
    const char *kinds = PyBytes_AS_STRING(code->co_localspluskinds);

    for (int i = code->co_nlocalsplus - 1; i >= 0; i--)
        if ((kinds[i] & (CO_FAST_CELL | CO_FAST_FREE)) && facts_local(frame, i) != NULL)
            objects_suspect(facts_local(frame, i));
}

OUT_OF_LINE void stretches_suspect_held(const struct stretch *stretch)
{
    for (size_t i = stretch->held; i < touched.held.count; i++)
        objects_suspect(touched.held.items[i]);
}

void stretches_suspect_tracer(facts_frame *frame)
{
    if (UNUSUAL(frame->frame_obj != NULL && frame->frame_obj->f_trace != NULL))
        objects_suspect(frame->frame_obj->f_trace);
}

/* (Most namespaces are no objects that the log tells of.) */
static void touch_namespace(PyObject *dict)
{
    if (objects_know_dict(dict))
        objects_touch(dict, OBJECTS_ALL);
}

OUT_OF_LINE void stretches_touch_namespaces(facts_frame *frame)
{
    touch_namespace(frame->f_globals);
    if (frame->f_locals != NULL && frame->f_locals != frame->f_globals)
        touch_namespace(frame->f_locals);
}

OUT_OF_LINE void stretches_note(struct stretch *stretch, unsigned bits, int doubt_at, int held_from)
{
    if (bits & FORECAST_DOUBT)
        stretch->doubt_at = doubt_at;
    if ((bits & FORECAST_HOLDS) && MOSTLY(held_from < stretch->held_from)) {
        stretch->held_from = held_from;
        stretch->gathered = forecast_gathered();
    }
    stretch->by_instruction |= (bits & FORECAST_WATCH) != 0;
    stretch->renews |= (bits & (FORECAST_RENEWS | FORECAST_DOUBT)) != 0;
    stretch->grows |= (bits & FORECAST_GROWS) != 0;
    stretch->stirs |= (bits & (FORECAST_STIRS | FORECAST_WATCH)) != 0;
}

/* What a comprehension binds in a module's or a class's code: such a name is none of the log's where the namespace has
 * its like. */
static void foresee_hidden_locals(facts_frame *frame)
{
    for (int i = 0; i < facts_code(frame)->co_nlocalsplus; i++)
        if (facts_local(frame, i) != NULL)
            vector_push(&touched.hot, ((struct hot){facts_local(frame, i), HOT_COUNT, -1}));
}

OUT_OF_LINE bool stretches_hide_any(const struct stretch *stretch)
{
    for (int i = 0; i < stretch->code->co_nlocalsplus; i++)
        if (facts_local(stretch->frame, i) != NULL)
            return true;
    return false;
}

/* Whether the namespaces that names of its are bound in are no objects that the log knows. */
static OUT_OF_LINE bool binds_unseen(const struct stretch *stretch)
{
    facts_frame *frame = stretch->frame;

    return USUAL(!objects_know_dict(frame->f_globals)) &&
           (MOSTLY(frame->f_locals == NULL || frame->f_locals == frame->f_globals) ||
            !objects_know_dict(frame->f_locals));
}

/* Whether the names that it binds are read where they stand: in fast locals, in a function's cells, or in such
 * namespaces. */
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

struct stretch *stretches_add(facts_frame *frame, struct listing *listing)
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

void stretches_begin(struct stretch *stretch, enum plan_sort sort)
{
    if (sort == PLAN_ALONE && !in_doubt() && !will_be_hiding(stretch, next_instruction(stretch))) {
        touched_begin_instruction(stretch, next_instruction(stretch));
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

/* The same of what does more than to move references and to bind fast locals. */
static inline __attribute__((always_inline)) bool begin_foreseen(struct stretch *top, const struct plan *plan)
{
    if (INSTRUCTIONS_ARE_GUARDED && plan->seal != NULL && plan->seal->count > 0) {
        top->sealed = true;
        top->stirs = plan->seal->stirs;
        if (USUAL(plan->calm)) {
            top->quiet = top->straight = true;
            return false;
        }
    } else if (USUAL(!plan->quiet)) {
        struct forecast found = forecast_here(plan, top->frame, NULL, &touched.hot);

        top->stirs = found.bits != 0;
        if (UNUSUAL((found.bits & ~(unsigned)FORECAST_STIRS) != 0)) {
            stretches_note(top, found.bits, found.doubt_at, found.held_from);
            find_ways(top);
            return top->by_instruction;
        }
        if (INSTRUCTIONS_ARE_GUARDED && SELDOM(plan->seal != NULL) && touched.hot.count == top->hot)
            seals_make(plan, top->code);
    }
    if (USUAL(plan->calm) || MOSTLY(plan->stored_count == 0 && binds_plainly(top))) {
        top->quiet = touched.hot.count == top->hot;
        top->straight = touched.hot.count - top->hot <= STRETCH_MOST;
        return false;
    }
    find_ways(top); /* (as a rule nothing is hidden still, for the last one was straight) */
    return false;
}

/* (Of what stretches_begin would set, most is as it was.) */
bool stretches_begin_straight(struct stretch *top, const struct plan *plan)
{
    touched.hot.count = top->hot;
    top->plan = plan;
    top->held_from = NEVER;
    top->call = -1;
    top->stirs = false;
    if (MOSTLY(!(plan->quiet & plan->calm)))
        return begin_foreseen(top, plan);
    top->quiet = top->straight = true;
    return false;
}

static const struct plan nothing_runs = {
    .quiet = true, .idle = true, .least = INT_MAX, .way = PLAN_WAY_STAY, .callee = -1};
const struct plan *const stretches_nothing = &nothing_runs;

void stretches_begin_nothing(struct stretch *stretch)
{
    touched.hot.count = stretch->hot;
    stretch->plan = stretches_nothing;
    stretch->shadow = frames_top();
    stretch->by_instruction = stretch->stirs = false;
    stretch->doubt_at = stretch->held_from = NEVER;
    stretch->call = -1;
    stretch->alone = stretch->still = true;
    stretch->quiet = stretch->straight = false;
    stretch->watched = stretch->certain = stretch->watchable;
}

static OUT_OF_LINE const struct call_site *find_site(const struct stretch *stretch, facts_frame *left)
{
    return plans_site(stretch->listing, stretch->frame, facts_code(left));
}

/* What the frame's instruction was found to come to when it was called quietly, which has left now; or that is found
 * out. */
static inline const struct call_site *site_of(struct stretch *stretch, facts_frame *left)
{
    const struct call_site *site = stretch->site;

    stretch->site = NULL;
    if (USUAL(site != NULL && site->at == instruction_at(stretch->frame) && site->code == facts_code(left)))
        return site;
    return find_site(stretch, left);
}

/* Of one that is told of instruction by instruction: all that is left of this one is to push what the function
 * returned.  (The frame that has left lets go of what it had, as a still instruction does of what leaves the stack.) */
static OUT_OF_LINE void go_on_alone(struct stretch *stretch, const struct call_site *site, facts_frame *left,
                                    bool returned)
{
    static const struct plan result = {.quiet = true, .least = INT_MAX, .way = PLAN_WAY_PUSH, .callee = -1};

    if (in_doubt() || site == NULL || stretch->doubt_at <= site->call || !(site->calls & site->entered) ||
        left->previous != stretch->frame || stretch->by_instruction || !hides_nothing(stretch))
        return;
    stretch->plan = &result;
    suspect_code(facts_code(left));
    stretch->stirs =
        left->frame_obj != NULL && Py_REFCNT(left->frame_obj) > 1; /* whoever has it finds its caller now */
    stretch->still = returned && !stretch->stirs;
    stretch->certain = stretch->watched;
}

/* Whether a generator has given something to C code, such as zip, that gives the frame something else. */
static inline bool gives_others(const struct stretch *stretch, const struct call_site *site, facts_frame *left)
{
    PyObject *generator = facts_generator(left);

    return SELDOM(generator != NULL) && (site->depth <= 0 || on_stack(stretch, site->depth - 1) != generator);
}

/* C code has been given something, and perhaps puts it into what it makes, and lets go of that later.  Where no
 * instruction calls it, such as zip in a loop, that is told of by nobody when what gave it has ended. */
static OUT_OF_LINE void meet_given(struct stretch *stretch, const struct call_site *site, facts_frame *left,
                                   PyObject *given)
{
    if (!site->calls && facts_generator(left) != NULL && !facts_suspended(facts_generator(left)))
        stretch->watched = false;
    if (!site->calls || given == NULL || effects_is_value(given))
        return;
    if (touched.extras.count - stretch->extras < GIVEN_MOST)
        vector_push(&touched.extras, given);
    else
        stretch->held_from = 0;
    if (stretch->held_from != NEVER && stretch->held_from >= FORECAST_GATHERS)
        stretch->held_from = stretch->held_from < FORECAST_ASKS ? 0 : NEVER;
}

/* What C code makes of what it was given: nothing is known of that but, perhaps, of which sort it is. */
static OUT_OF_LINE PyObject *made_of_given(const struct stretch *stretch, const struct call_site *site)
{
    if (stretch->held_from == FORECAST_GATHERS + site->call || stretch->held_from == FORECAST_ASKS + site->call)
        return stretch->gathered;
    return NULL;
}

/* What the instruction gives whose C code has called what left, or gone on with it. */
static OUT_OF_LINE PyObject *take_given(struct stretch *stretch, const struct call_site *site, facts_frame *left,
                                        PyObject *given)
{
    meet_given(stretch, site, left, given);
    return site->calls && site->initialises ? facts_local(left, 0) : made_of_given(stretch, site);
}

void stretches_go_on(struct stretch *stretch, facts_frame *left, PyObject *result)
{
    const struct call_site *site = site_of(stretch, left);
    bool straight = (stretch->straight & stretch->watched & !stretch->hides) && binds_plainly(stretch);

    stretch->stirs = true;
    stretch->quiet = stretch->straight = false;
    if (UNUSUAL(stretch->alone)) {
        go_on_alone(stretch, site, left, result != NULL);
        return;
    }
    if (UNUSUAL(in_doubt() || site == NULL || stretch->doubt_at <= site->call))
        return;
    if (SELDOM(site->call == stretch->call))
        touched.hot.count = stretch->call_hot;
    stretch->call = site->call;
    stretch->call_hot = touched.hot.count;
    stretch->doubt_at = NEVER;
    if ((site->calls && (!site->entered || left->previous != stretch->frame)) ||
        UNUSUAL(gives_others(stretch, site, left)))
        result = take_given(stretch, site, left, result);
    if (USUAL(foresee(stretch, site->behind, result) && straight)) {
        stretch->straight = touched.hot.count - stretch->hot <= STRETCH_MOST;
        stretch->quiet = stretch->hot == touched.hot.count;
        return;
    }
    find_ways(stretch);
    if (stretch->by_instruction && stretch->frame->frame_obj != NULL)
        stretch->frame->frame_obj->f_trace_opcodes = 1;
}

void stretches_end(struct stretch *stretch)
{
    slots_drop(stretch, stretch->slots);
    touched.hot.count = stretch->hot;
    touched.top = --touched.stretches.count > 0 ? stretch - 1 : NULL;
}

#endif
