#include "record/recorder.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/ways.h"
#include "cpython/faults.h"
#include "record/attention.h"
#include "record/codes.h"
#include "record/deaths.h"
#include "record/frames.h"
#include "record/hook_dicts.h"
#include "record/hook_memory.h"
#include "record/objects.h"
#include "record/threads.h"
#include "record/touched.h"
#include "record/types.h"

enum { INSTANTS_STAGED = 112 }; /* bytes of instants that may wait for more to be committed, where none can be late */

static const atomic_bool nothing_is_due;

static struct {
    struct trace_writer *writer;
    struct trace_ring_control *control;
    const atomic_bool *due;                 /* whether there is anything to do before an event, */
    void (*before_event)(void);             /* and that */
    void (*before_death)(PyObject *object); /* or NULL */
    uint64_t steps;
    uint64_t plain; /* so many steps are within limits, and tell of no instructions, as was found last */
    facts_frame *
        running; /* at its last event a still instruction was about to run, and nothing was told of since; or NULL, */
    struct frame_shadow *shadow; /* and its shadow */
} recorder = {.due = &nothing_is_due};

unsigned attention = ATTENTION_OFF;

static void died_code(PyObject *code)
{
    hook_memory_lines_end((PyCodeObject *)code);
    codes_forget(code);
    touched_code_died(code);
}

static void died_class(PyTypeObject *type)
{
    types_forget(type);
    touched_class_died();
}

static EACH_STEP void died(PyObject *object, PyTypeObject *type)
{
    recorder.running = NULL;
    if (attention_is(ATTENTION_OFF))
        return;
    if (FACTS_ARE_PUBLIC && type == NULL) { /* of which kind it was is not known any more */
        objects_died(object);
        return;
    }
    if (recorder.before_death != NULL)
        recorder.before_death(object);
    if (type == &PyCode_Type)
        died_code(object);
    else if (PyType_FastSubclass(type, Py_TPFLAGS_DICT_SUBCLASS)) /* exec may be given such a namespace */
        frames_dict_died(object);
    else if (type == &PyGen_Type || type == &PyCoro_Type || type == &PyAsyncGen_Type)
        frames_generator_died(object);
    else if (PyType_FastSubclass(type, Py_TPFLAGS_TYPE_SUBCLASS))
        died_class((PyTypeObject *)object);
    objects_died(object);
}

static void dies(PyObject *object)
{
    if (!attention_is(ATTENTION_OFF))
        objects_dies(object);
}

/* From here on nothing is logged.  A forked child does so, for it shares the ring's memory and the log is not its
 * own. */
static void detach(void)
{
    recorder_stop();
    trace_writer_detach(recorder.writer);
}

void recorder_start(struct trace_writer *writer, struct trace_ring *ring, const PyConfig *config, const char *into,
                    const struct instructions_budget *budget)
{
    recorder.writer = writer;
    recorder.control = ring->control;
    threads_start(writer);
    types_start(writer);
    codes_start(writer, config, into);
    hook_dicts_start();
    objects_start(writer, frames_reach);
    frames_start(writer);
    instructions_start(writer, budget);
    attention_set(ATTENTION_OFF, false);
    deaths_start(died, dies);
    pthread_atfork(NULL, NULL, detach);
}

void recorder_before_events(void (*call)(void), const atomic_bool *due)
{
    recorder.before_event = call;
    recorder.due = due;
}

void recorder_before_deaths(void (*call)(PyObject *object))
{
    recorder.before_death = call;
}

void recorder_stop(void)
{
    attention_set(ATTENTION_OFF, true);
    recorder.running = NULL;
}

bool recorder_is_on(void)
{
    return !attention_is(ATTENTION_OFF);
}

void recorder_note(const char *sentence)
{
    trace_writer_put(recorder.writer, &(struct trace_record){TRACE_NOTE, .note = {{sentence, strlen(sentence)}}});
}

/* The viewer asked for an end, or has gone: nothing of Python's is run any more, an `except:` could swallow it. */
static _Noreturn void end(void)
{
    _exit(0);
}

/* False when the program is to go on without being recorded. */
static RARE bool wait_at_limit(void)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    struct trace_ring_control *control = recorder.control;

    if (!trace_writer_commit(recorder.writer)) /* instants */
        end();
    if (atomic_load(&control->unattended) != 0) {
        atomic_store(&control->paused, 1);
        detach();
        return false;
    }
    while (recorder.steps >= atomic_load(&control->step_limit) ||
           trace_writer_bytes(recorder.writer) >= atomic_load(&control->byte_limit)) {
        atomic_store(&control->paused, 1);
        if (atomic_load(&control->stop) != 0 || atomic_load(&control->gone) != 0)
            end();
        nanosleep(&pause, NULL);
    }
    atomic_store(&control->paused, 0);
    return true;
}

static inline __attribute__((always_inline)) void find_thread(void)
{
    uint64_t ended;

    if (frames_switch(threads_current()))
        attention_set(ATTENTION_SWITCHED, true);
    while ((ended = threads_ended()) != 0)
        frames_end(ended);
}

static inline void act_before_event(void)
{
    if (UNUSUAL(atomic_load_explicit(recorder.due, memory_order_relaxed)))
        recorder.before_event();
}

/* False when this event and all later ones are not to be recorded. */
static inline __attribute__((always_inline)) bool begin_event(void)
{
    struct trace_ring_control *control = recorder.control;

    act_before_event();
    if (atomic_load_explicit(&control->stop, memory_order_relaxed) != 0)
        end();
    if (recorder.steps >= atomic_load_explicit(&control->step_limit, memory_order_relaxed) ||
        trace_writer_bytes(recorder.writer) >= atomic_load_explicit(&control->byte_limit, memory_order_relaxed))
        if (!wait_at_limit())
            return false;
    find_thread();
    return true;
}

/* Whether nobody has stopped it, and it may tell of another step. */
static inline __attribute__((always_inline)) bool is_within_limits(void)
{
    const struct trace_ring_control *control = recorder.control;

    return atomic_load_explicit(&control->stop, memory_order_relaxed) == 0 &&
           recorder.steps < atomic_load_explicit(&control->step_limit, memory_order_relaxed) &&
           trace_writer_bytes(recorder.writer) < atomic_load_explicit(&control->byte_limit, memory_order_relaxed);
}

/* Whether nothing speaks against going on, and nothing is to be told of that happened beside the program's code.
 * (While instants wait for more to be committed, nothing new does.) */
static inline bool is_unhindered(void)
{
    if (!touched_is_still())
        act_before_event();
    if (trace_writer_staged(recorder.writer) > 0 && touched_is_still())
        return recorder_is_on();
    return recorder_is_on() && is_within_limits() && !attention_is(ATTENTION_SWITCHED) && !threads_any_ended();
}

/* In the audit build: no name has changed but those that were looked at. */
#ifdef TERRARIUM_AUDIT
static void prove_names(void)
{
    ptrdiff_t staged = recorder.writer->at - recorder.writer->start;

    if (getenv("TERRARIUM_AUDIT_BLIND") != NULL)
        return;
    frames_read(NULL, false, false);
    if (recorder.writer->at - recorder.writer->start != staged)
        objects_tell_of_missed_name();
}
#else
static void prove_names(void)
{
}
#endif

/* Once nobody tells of instructions any more, nobody knows what stands on a value stack. */
static inline void read_stacks(enum trace_event event, struct frame_shadow *shadow)
{
    bool entered = event == TRACE_EVENT_CALL || event == TRACE_EVENT_RESUME;

    if (!instructions_are_told())
        return;
    if (!instructions_are_due(recorder.steps)) {
        frames_forget_stacks();
        instructions_end();
        touched_instructions_ended();
    } else if (event == TRACE_EVENT_EXCEPTION || event == TRACE_EVENT_UNWIND)
        instructions_unwind(shadow);
    else
        frames_read_stacks(entered, touched_plan());
}

/* Everything that changed since the step before. */
static inline __attribute__((always_inline)) void read_changes(bool entered, PyObject *lent)
{
    objects_begin(lent);
    frames_read(touched_plan(), entered, touched_is_told());
    prove_names();
    if (attention_is(ATTENTION_SWITCHED))
        frames_read_others();
    attention_set(ATTENTION_SWITCHED, false);
}

/* A step, without handing it on. */
static inline __attribute__((always_inline)) void
stage_step(enum trace_event event, const struct frame_shadow *shadow, uint64_t line, uint64_t value)
{
    struct trace_fields_STEP fields = {
        .thread = frames_thread(), .event = event, .frame = shadow->number, .line = line, .value = value};

    trace_writer_step(recorder.writer, &fields);
    recorder.steps++;
}

/* A step, which commits what was staged. */
static inline __attribute__((always_inline)) void put_step(enum trace_event event, const struct frame_shadow *shadow,
                                                           int line, uint64_t value)
{
    stage_step(event, shadow, line > 0 ? (uint64_t)line : 0, value);
    if (!trace_writer_commit(recorder.writer))
        end();
}

static inline __attribute__((always_inline)) void step(enum trace_event event, struct frame_shadow *shadow, int line,
                                                       PyObject *value, bool lent)
{
    bool entered = event == TRACE_EVENT_CALL || event == TRACE_EVENT_RESUME;
    uint64_t number = 0;

    faults_step();
    read_changes(entered, lent ? value : NULL);
    read_stacks(event, shadow);
    if (value != NULL) {
        shadow_place place = objects_place(value);

        number = objects_number_at(place);
        objects_show(place);
    }
    objects_finish();
    if (entered)
        frames_put_push(shadow);
    put_step(event, shadow, line, number);
}

/* Code without a file is the learner's when the learner's code runs it by `exec`, and when nobody does (`-c`). */
bool recorder_sees(facts_frame *frame)
{
    PyCodeObject *code = facts_code(frame);
    facts_frame *caller = facts_previous(frame);

    if (frames_is_top(frame) || codes_is_learners(code))
        return true;
    if (!codes_is_pseudo(code) || codes_sort(code) != TRACE_CODE_MODULE)
        return false;
    while (caller != NULL && facts_code(caller) == NULL)
        caller = facts_previous(caller);
    if (caller != NULL && !frames_is_learners(caller))
        return false;
    codes_admit(code, caller != NULL);
    return codes_is_learners(code);
}

void recorder_library_call(facts_frame *frame)
{
    find_thread();
    frames_settle(frames_below(frame));
    frames_fold(frame);
}

void recorder_library_return(facts_frame *frame)
{
    find_thread();
    frames_unfold(frame);
}

bool recorder_is_at_line(facts_frame *frame, int line)
{
    const struct trace_context *context = &recorder.writer->context;

    return frames_is_top(frame) && context->frame == frames_top()->number && context->line == (uint64_t)line;
}

void recorder_line(facts_frame *frame, int line)
{
    struct frame_shadow *shadow;

    if (!begin_event())
        return;
    shadow = frames_settle(frame);
    faults_step();
    read_changes(false, NULL);
    read_stacks(TRACE_EVENT_LINE, shadow);
    objects_finish();
    put_step(TRACE_EVENT_LINE, shadow, line, 0);
}

/* Whether an event is of the thread that the one before was of, and no limit is near. */
static inline __attribute__((always_inline)) bool is_usual(void)
{
    return !attention_is(ATTENTION_SWITCHED) && frames_runs(threads_current()) && is_within_limits() &&
           !threads_any_ended() && !instructions_are_told();
}

static inline __attribute__((always_inline)) void begin_quietly(void)
{
    act_before_event();
    faults_step();
    objects_begin(NULL);
}

/* Whether nothing speaks against going on among instructions that is not the recorder's to know. */
static inline __attribute__((always_inline)) bool is_let_on_among_instructions(void)
{
    return is_within_limits() && !threads_any_ended() && instructions_are_due(recorder.steps);
}

/* (Bytes are counted every few steps as long as these are far from as many as are allowed.) */
static OUT_OF_LINE bool find_plain(void)
{
    enum { SOME_STEPS = 256, SOME_BYTES = 1 << 20 };
    uint64_t limit = atomic_load_explicit(&recorder.control->step_limit, memory_order_relaxed);
    uint64_t bytes = atomic_load_explicit(&recorder.control->byte_limit, memory_order_relaxed);
    uint64_t told = instructions_begin(), written = trace_writer_bytes(recorder.writer);
    uint64_t some = recorder.steps + (written >= bytes ? 0 : bytes - written > SOME_BYTES ? SOME_STEPS : 1);

    recorder.plain = told < limit ? told : limit;
    if (some < recorder.plain)
        recorder.plain = some;
    return recorder.steps < recorder.plain;
}

/* The same elsewhere.  (That the limit of steps was lowered would be seen late: nobody does so.) */
static inline __attribute__((always_inline)) bool is_let_on_plainly(void)
{
    const struct trace_ring_control *control = recorder.control;

    return (USUAL(recorder.steps < recorder.plain) || find_plain()) &&
           USUAL(atomic_load_explicit(&control->stop, memory_order_relaxed) == 0) && USUAL(!threads_any_ended());
}

/* Whether nothing has to be looked out for. */
static inline __attribute__((always_inline)) bool is_as_usual(void)
{
    return USUAL(attention == 0) && is_let_on_plainly();
}

/* The same beside value stacks, which are read then (read_stacks_too). */
static inline __attribute__((always_inline)) bool is_as_usual_beside_stacks(void)
{
    return USUAL(attention == 0) ? is_let_on_plainly()
                                 : attention == ATTENTION_STACKS && is_let_on_among_instructions();
}

static inline __attribute__((always_inline)) void read_stacks_too(bool entered, const struct plan *plan)
{
    if (UNUSUAL(instructions_are_told()))
        frames_read_stacks(entered, plan);
}

static inline void commit_some(bool still)
{
    if (still && trace_writer_staged(recorder.writer) < INSTANTS_STAGED)
        return;
    if (UNUSUAL(!trace_writer_commit(recorder.writer)))
        end();
}

EACH_STEP enum recorder_told recorder_straight_line(facts_frame *frame, int line)
{
    struct touched_turn turn = {NULL, NULL, false};
    bool watched;

    if (USUAL(is_as_usual()))
        turn = touched_straight(frame);
    if (UNUSUAL(turn.ran == NULL))
        return RECORDER_TOLD_NOT;
    act_before_event();
    faults_step();
    objects_begin_straight();
    frames_read_straight(turn.ran);
    prove_names();
    if (SELDOM(!turn.quiet))
        touched_look();
    objects_finish_calm();
    stage_step(TRACE_EVENT_LINE, frames_top(), (uint64_t)line, 0);
    watched = touched_after_straight_line(frame, turn.next);
    commit_some(false); /* (what was staged byte by byte is not copied at once: that would wait) */
    return UNUSUAL(watched) ? RECORDER_TOLD_WATCHED : RECORDER_TOLD;
}

/* Where nothing but names has changed. */
static inline __attribute__((always_inline)) void put_quiet_line(const struct plan *plan, int line)
{
    begin_quietly();
    if (!plan->idle || !frames_names_stand())
        frames_read(plan, false, true);
    prove_names();
    objects_finish_calm();
    put_step(TRACE_EVENT_LINE, frames_top(), line, 0);
}

bool recorder_quiet_line(facts_frame *frame, int line)
{
    const struct plan *plan;

    if (!frames_is_top(frame) || !is_usual())
        return false;
    plan = touched_quietly(frame);
    if (plan != NULL) {
        put_quiet_line(plan, line);
        return true;
    }
    plan = instructions_are_due(recorder.steps) ? NULL : touched_foreseen(frame);
    if (plan == NULL)
        return false;
    begin_quietly();
    frames_read(plan, false, true);
    prove_names();
    touched_look();
    objects_finish();
    put_step(TRACE_EVENT_LINE, frames_top(), line, 0);
    return true;
}

/* Whether a function is called, and not for the first time, of whose code all is known. */
static OUT_OF_LINE bool knows_function(struct call_site *site)
{
    const struct code_facts *facts = codes_facts(site->code);

    if ((site->code->co_flags & CO_OPTIMIZED) != 0 && facts->learners && facts->number != 0 && facts->locals != NULL)
        site->facts = facts;
    return site->facts != NULL;
}

EACH_STEP bool recorder_quiet_call(facts_frame *frame, int line, bool *watched)
{
    struct call_site *site = is_as_usual_beside_stacks() ? touched_site(frame) : NULL;
    const struct frame_shadow *shadow;
    const struct plan *plan;

    if (UNUSUAL(site == NULL || facts_function(frame) == NULL) ||
        (UNUSUAL(site->facts == NULL) && !knows_function(site)))
        return false;
    plan = touched_enter_quietly(frame, site);
    if (UNUSUAL(plan == NULL))
        return false;
    begin_quietly();
    shadow = frames_call(frame, site);
    frames_read_call(plan, site->call, site->facts);
    prove_names();
    if (UNUSUAL(instructions_are_told()) && site->entered)
        frames_read_stacks_called(site->depth);
    else
        read_stacks_too(true, plan);
    touched_look();
    objects_finish_told();
    trace_writer_begin(recorder.writer, frames_thread(), shadow->number, line > 0 ? (uint64_t)line : 0);
    recorder.steps++;
    commit_some(touched_after_calling(frame, site, watched));
    return true;
}

EACH_STEP bool recorder_quiet_resume(facts_frame *frame, int line, bool *watched)
{
    const struct call_site *site = is_as_usual_beside_stacks() ? touched_site(frame) : NULL;
    struct frame_shadow *shadow = site != NULL ? frames_waiting(frame) : NULL;
    const struct plan *plan = shadow != NULL ? touched_resume_quietly(frame, site) : NULL;
    bool still;

    if (UNUSUAL(plan == NULL))
        return false;
    still = shadow->still;
    begin_quietly();
    frames_resume(frame);
    frames_read_resumed(plan, site->call, still);
    prove_names();
    read_stacks_too(true, plan);
    touched_look();
    objects_finish_told();
    trace_writer_resume(recorder.writer, frames_thread(), shadow->number, line > 0 ? (uint64_t)line : 0);
    recorder.steps++;
    commit_some(touched_after_resuming(frame, shadow, site, watched));
    return true;
}

EACH_STEP bool recorder_quiet_leave(facts_frame *frame, int line, PyObject *value, bool suspended)
{
    const struct plan *plan = is_as_usual_beside_stacks() ? touched_leave_quietly(frame, value) : NULL;
    struct frame_shadow *shadow = frames_top(), *waits = suspended ? shadow : NULL;
    shadow_place place, function;

    if (UNUSUAL(plan == NULL))
        return false;
    begin_quietly();
    if (UNUSUAL(plan->binds || !frames_names_stand()))
        frames_read(plan, false, true);
    prove_names();
    read_stacks_too(false, plan);
    touched_look();
    place = objects_place(value);
    objects_show_now(place);
    objects_finish_told();
    trace_writer_leaves(recorder.writer, frames_thread(), shadow->number, line > 0 ? (uint64_t)line : 0,
                        objects_number_at(place), suspended);
    recorder.steps++;
    commit_some(false);
    shadow->still = true; /* its names were read, and it does not run */
    function = shadow->function;
    if (SELDOM(suspended)) {
        frames_yield();
    } else {
        frames_return();
        objects_suspect_at(function);
    }
    objects_suspect_at(place);
    touched_after_leaving_quietly(frame, value, waits);
    return true;
}

void recorder_call(facts_frame *frame, int line)
{
    struct frame_shadow *shadow;

    if (!begin_event())
        return;
    frames_settle(frames_caller(frame));
    shadow = frames_enter(frame);
    if (shadow->sort == TRACE_CODE_MODULE)
        frames_put_push(shadow); /* step 0 is its first line */
    else
        step(TRACE_EVENT_CALL, shadow, line, NULL, false);
}

void recorder_resume(facts_frame *frame, int line)
{
    struct frame_shadow *shadow;

    if (!begin_event())
        return;
    frames_settle(frames_caller(frame));
    shadow = frames_resume(frame);
    if (shadow != NULL)
        step(TRACE_EVENT_RESUME, shadow, line, NULL, false);
    else
        step(TRACE_EVENT_CALL, frames_enter(frame), line, NULL, false);
}

bool recorder_wants_instructions(PyCodeObject *code)
{
    return instructions_are_wanted(code, recorder.steps);
}

bool recorder_tells_instructions(void)
{
    return instructions_are_due(recorder.steps);
}

void recorder_instruction(facts_frame *frame)
{
    const struct plan *plan = touched_plan();
    struct frame_shadow *shadow;

    if (!begin_event())
        return;
    shadow = frames_settle(frame);
    read_changes(false, NULL);
    instructions_read(shadow, plan);
    objects_finish();
    instructions_tell(shadow);
}

/* What the instruction changed beside the value stack that ran since the event before, all of which was foreseen. */
static inline __attribute__((always_inline)) const struct plan *read_move(void)
{
    const struct plan *plan = touched_move();

    objects_begin(NULL);
    if (!touched_is_still() || touched_gives() || plan->binds || objects_are_bereft()) {
        touched_give();
        frames_read(plan, false, true);
    }
    prove_names();
    return plan;
}

/* After the event of a frame at this code unit.  What is to be asked before nothing but one still instruction after the
 * other runs, is asked here. */
static inline __attribute__((always_inline)) enum recorder_moved go_on(facts_frame *frame,
                                                                       struct frame_shadow *shadow, int at)
{
    if (!instructions_are_left() || !touched_goes_on(at))
        return RECORDER_MOVED;
    if (trace_writer_staged(recorder.writer) >= INSTANTS_STAGED) {
        commit_some(false);
        if (!is_within_limits())
            return RECORDER_MOVED_ON;
    }
    recorder.running = frame;
    recorder.shadow = shadow;
    return RECORDER_MOVED_ON;
}

OUT_OF_LINE enum recorder_moved recorder_move(facts_frame *frame)
{
    struct frame_shadow *shadow;
    enum recorder_moved moved;

    if (!is_unhindered())
        return RECORDER_MOVED_NOT;
    shadow = frames_settle(frame);
    moved = go_on(frame, shadow, instructions_move(shadow, read_move()));
    if (!touched_moves())
        recorder.running = NULL;
    return moved;
}

inline bool recorder_runs(const facts_frame *frame)
{
    return recorder.running == frame && touched_is_alone();
}

inline void recorder_rest(void)
{
    recorder.running = NULL;
    instructions_rest();
}

void recorder_expect(facts_frame *frame)
{
    if (!touched_will_be_still() || !touched_moves() || !objects_are_at_rest() || attention_is(ATTENTION_SWITCHED) ||
        attention_is(ATTENTION_OFF) || !frames_is_top(frame) || !is_within_limits())
        return;
    recorder.running = frame;
    recorder.shadow = frames_top();
}

/* What is none of what instructions_step sees to.  `read`: it is known which names have been bound. */
static OUT_OF_LINE void move_otherwise(struct frame_shadow *shadow, const struct plan *plan, bool read, bool tells)
{
    touched_move();
    if (touched_gives() || (plan->binds && !read)) {
        touched_give();
        frames_read(plan, false, true);
    }
    if (tells)
        instructions_move(shadow, plan);
    else
        instructions_move_line(shadow, plan);
}

/* Whether it binds a module's name to what stood on top of the value stack: then that is told. */
static inline bool stores_name(const struct frame_shadow *shadow, const struct plan *plan)
{
    const struct stack_place *top;

    if (plan->way != PLAN_WAY_POP || plan->bound_count == 0 || shadow->stack.count == 0)
        return false;
    top = &vector_last(&shadow->stack);
    return top->place != NULL && objects_number_at(top->place) == top->number &&
           frames_store(shadow, plan, top->object, top->place);
}

/* A still instruction ran, between objects_begin and what tells of the next one. */
static inline __attribute__((always_inline)) void move_still(struct frame_shadow *shadow, int at, bool tells)
{
    const struct plan *plan = touched_running();

    if (UNUSUAL(plan->reads) && !stores_name(shadow, plan)) {
        if (plan->bound_count > 0)
            touched_give();
        frames_read(plan, false, true);
    }
    if (!(tells ? instructions_step(shadow, at, plan) : instructions_line_at_once(shadow, at, plan)))
        move_otherwise(shadow, plan, plan->reads, tells);
    prove_names();
}

inline enum recorder_moved recorder_run_at_once(facts_frame *frame)
{
    struct frame_shadow *shadow = recorder.shadow;
    int at = instructions_at(frame);
    const struct plan *next = instructions_step_at_once(shadow, at, touched_running());

    if (next == NULL)
        return RECORDER_MOVED_NOT;
    prove_names();
    return instructions_are_left() && (touched_goes_on_at_once(next) || touched_goes_on_otherwise(next)) &&
                   trace_writer_staged(recorder.writer) < INSTANTS_STAGED
               ? RECORDER_MOVED_ON
               : RECORDER_MOVED;
}

OUT_OF_LINE enum recorder_moved recorder_run_on(facts_frame *frame)
{
    recorder.running = NULL;
    return go_on(frame, recorder.shadow, instructions_at(frame));
}

OUT_OF_LINE enum recorder_moved recorder_run(facts_frame *frame)
{
    struct frame_shadow *shadow = recorder.shadow;
    int at = instructions_at(frame);

    recorder.running = NULL;
    objects_go_on();
    move_still(shadow, at, true);
    return go_on(frame, shadow, at);
}

bool recorder_run_line(facts_frame *frame, int line, bool told)
{
    struct frame_shadow *shadow = recorder.shadow;

    if (!recorder_runs(frame) || attention != ATTENTION_STACKS || !instructions_are_due(recorder.steps))
        return false;
    recorder.running = NULL;
    faults_step();
    objects_begin(NULL);
    move_still(shadow, instructions_at(frame), false);
    put_step(TRACE_EVENT_LINE, shadow, line, 0);
    if (told && is_within_limits() && touched_goes_nowhere()) {
        recorder.running = frame;
        return true;
    }
    touched_after_line(frame, told);
    recorder_expect(frame);
    return true;
}

bool recorder_move_line(facts_frame *frame, int line)
{
    struct frame_shadow *shadow;

    if (!is_unhindered() || !is_within_limits() || !instructions_are_due(recorder.steps))
        return false;
    faults_step();
    shadow = frames_settle(frame);
    if (touched_is_still() && touched_moves() && objects_are_at_rest()) {
        objects_begin(NULL);
        move_still(shadow, instructions_at(frame), false);
    } else {
        instructions_move_line(shadow, read_move());
    }
    put_step(TRACE_EVENT_LINE, shadow, line, 0);
    return true;
}

void recorder_commit(bool still)
{
    commit_some(still);
}

static void leave(enum trace_event event, facts_frame *frame, int line, PyObject *value)
{
    struct frame_shadow *shadow;

    if (!begin_event())
        return;
    shadow = frames_settle(frame);
    if (shadow->sort == TRACE_CODE_MODULE)
        objects_catch_up(); /* for the last picture */
    step(event, shadow, line, value, false);
    frames_leave(event == TRACE_EVENT_YIELD);
}

void recorder_return(facts_frame *frame, int line, PyObject *value)
{
    leave(TRACE_EVENT_RETURN, frame, line, value);
}

void recorder_yield(facts_frame *frame, int line, PyObject *value)
{
    leave(TRACE_EVENT_YIELD, frame, line, value);
}

void recorder_unwind(facts_frame *frame, int line)
{
    leave(TRACE_EVENT_UNWIND, frame, line, NULL);
}

void recorder_exception(facts_frame *frame, int line, PyObject *exception, bool lent)
{
    if (!begin_event())
        return;
    step(TRACE_EVENT_EXCEPTION, frames_settle(frame), line, exception, lent);
}
