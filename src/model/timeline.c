#include "model/timeline_work.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/search.h"

enum { GILS_MAX = 1 << 16 };

struct timeline *timeline_new(void)
{
    struct timeline *timeline = memory_zeroed(1, sizeof *timeline);

    timeline->event_loops = event_loops_new();
    timeline->processes = processes_new();
    return timeline;
}

void timeline_free(struct timeline *timeline)
{
    if (timeline == NULL)
        return;
    for (size_t i = 0; i < timeline->lanes.count; i++) {
        vector_free(&timeline->lanes.items[i].slices);
        vector_free(&timeline->lanes.items[i].requests);
    }
    for (size_t i = 0; i < timeline->gils.count; i++)
        vector_free(&timeline->gils.items[i].holds);
    for (size_t i = 0; i < timeline->locks.count; i++)
        vector_free(&timeline->locks.items[i].tenures);
    for (size_t i = 0; i < timeline->pipes.count; i++)
        vector_free(&timeline->pipes.items[i].senders);
    for (size_t i = 0; i < timeline->senders.count; i++)
        vector_free(&timeline->senders.items[i].times);
    vector_free(&timeline->pipes);
    map_free(&timeline->by_inode);
    vector_free(&timeline->senders);
    map_free(&timeline->by_writing);
    vector_free(&timeline->locks);
    vector_free(&timeline->lanes);
    vector_free(&timeline->order);
    map_free(&timeline->by_thread);
    vector_free(&timeline->gils);
    vector_free(&timeline->intervals);
    vector_free(&timeline->switches);
    vector_free(&timeline->collections);
    event_loops_free(timeline->event_loops);
    processes_free(timeline->processes);
    free(timeline);
}

/* Checking. */

static struct lane *lane_of(const struct timeline *timeline, uint64_t thread)
{
    uint32_t place;

    return thread != 0 && map_get(&timeline->by_thread, thread, &place) ? &timeline->lanes.items[place - 1] : NULL;
}

static bool has_lane(const struct timeline *timeline, uint64_t thread)
{
    return lane_of(timeline, thread) != NULL;
}

static bool has_gil(const struct timeline *timeline, uint64_t gil)
{
    return gil >= 1 && gil <= timeline->gils.count;
}

static bool is_thread_or_none(const struct timeline_known *known, uint64_t thread)
{
    return thread <= known->threads;
}

static bool accepts_place(const struct timeline *timeline, const struct trace_fields_PLACE *place,
                          const struct timeline_known *known)
{
    return has_lane(timeline, place->thread) && place->code <= known->codes && place->callee <= known->codes &&
           place->line <= UINT32_MAX;
}

/* Threads and strings of records about processes. */
static bool accepts_process(const struct timeline *timeline, const struct trace_record *record,
                            const struct timeline_known *known)
{
    if (!processes_accept(timeline->processes, record))
        return false;
    switch ((int)record->kind) {
    case TRACE_PROCESS:
        return has_lane(timeline, record->process.thread);
    case TRACE_PROCESS_NAME:
        return record->process_name.name >= 1 && record->process_name.name <= known->strings;
    case TRACE_PROCESS_THREAD:
        return has_lane(timeline, record->process_thread.thread);
    case TRACE_PROGRAM:
        return has_lane(timeline, record->program.thread) && record->program.command <= known->strings;
    default:
        return true;
    }
}

/* Of builds that can do without a GIL. */
static bool accepts_attachment(const struct timeline *timeline, const struct trace_record *record,
                               const struct timeline_known *known)
{
    switch ((int)record->kind) {
    case TRACE_ATTACH:
        return has_lane(timeline, record->attach.thread);
    case TRACE_DETACH:
        return has_lane(timeline, record->detach.thread);
    case TRACE_SUSPEND:
        return has_lane(timeline, record->suspend.thread) && is_thread_or_none(known, record->suspend.by);
    default:
        return is_thread_or_none(known, record->gil_switch.thread);
    }
}

static bool accepts_gil(const struct timeline *timeline, const struct trace_record *record)
{
    switch ((int)record->kind) {
    case TRACE_WANT:
        return has_lane(timeline, record->want.thread) && has_gil(timeline, record->want.gil);
    case TRACE_TAKE:
        return has_lane(timeline, record->take.thread) && has_gil(timeline, record->take.gil);
    case TRACE_ASK:
        return has_lane(timeline, record->ask.thread) && has_gil(timeline, record->ask.gil);
    case TRACE_RELEASE:
        return has_lane(timeline, record->release.thread) && has_gil(timeline, record->release.gil);
    default:
        return has_lane(timeline, record->yield.thread);
    }
}

bool timeline_accepts(const struct timeline *timeline, const struct trace_record *record,
                      const struct timeline_known *known)
{
    switch ((int)record->kind) {
    case TRACE_GIL:
        return timeline->gils.count < GILS_MAX;
    case TRACE_THREAD_NAME:
        return has_lane(timeline, record->thread_name.thread) && record->thread_name.name >= 1 &&
               record->thread_name.name <= known->strings;
    case TRACE_THREAD_BEGIN:
        return record->thread_begin.thread >= 1 && record->thread_begin.thread <= known->threads &&
               !has_lane(timeline, record->thread_begin.thread);
    case TRACE_THREAD_FINISH:
        return has_lane(timeline, record->thread_finish.thread);
    case TRACE_PLACE:
        return accepts_place(timeline, &record->place, known);
    case TRACE_WANT:
    case TRACE_TAKE:
    case TRACE_ASK:
    case TRACE_RELEASE:
    case TRACE_YIELD:
        return accepts_gil(timeline, record);
    case TRACE_BLOCK:
        return has_lane(timeline, record->block.thread) && record->block.call >= 1 &&
               record->block.call <= known->strings && record->block.lock <= timeline->locks.count &&
               is_thread_or_none(known, record->block.holder);
    case TRACE_UNBLOCK:
        return has_lane(timeline, record->unblock.thread);
    case TRACE_AWAIT:
        return has_lane(timeline, record->await.thread) &&
               record->await.process <= processes_count(timeline->processes);
    case TRACE_SENT:
        return has_lane(timeline, record->sent.thread) && record->sent.pipe != 0;
    case TRACE_WAKE:
        return has_lane(timeline, record->wake.thread) && record->wake.lock >= 1 &&
               record->wake.lock <= timeline->locks.count;
    case TRACE_GOT:
        return has_lane(timeline, record->got.thread) && record->got.lock >= 1 &&
               record->got.lock <= timeline->locks.count;
    case TRACE_COLLECTION:
        return has_lane(timeline, record->collection.thread);
    case TRACE_INTERPRETER:
        return has_gil(timeline, record->interpreter.gil) && record->interpreter.identifier < UINT32_MAX;
    case TRACE_PROCESS:
    case TRACE_PROCESS_ID:
    case TRACE_PROCESS_NAME:
    case TRACE_PROCESS_THREAD:
    case TRACE_PROGRAM:
    case TRACE_PROGRAM_FAILED:
    case TRACE_PROCESS_ANEW:
    case TRACE_PROCESS_END:
        return accepts_process(timeline, record, known);
    case TRACE_ATTACH:
    case TRACE_DETACH:
    case TRACE_SUSPEND:
    case TRACE_GIL_SWITCH:
        return accepts_attachment(timeline, record, known);
    default:
        return event_loops_accepts(timeline->event_loops, record,
                                   &(struct event_loops_known){known->strings, known->codes, known->threads});
    }
}

/* Taking in. */

static struct timeline_slice *last_slice(struct lane *lane)
{
    return lane->slices.count > 0 ? &vector_last(&lane->slices) : NULL;
}

/* A lane's time never runs backwards. */
static uint64_t settle(struct timeline *timeline, struct lane *lane, uint64_t time)
{
    struct timeline_slice *last = last_slice(lane);

    if (last != NULL && time < last->start)
        time = last->start;
    if (time > timeline->end && time < TIMELINE_OPEN)
        timeline->end = time;
    return time < TIMELINE_OPEN ? time : timeline->end;
}

/* The lane's last slice ends, and another begins; one without length was none. */
static struct timeline_slice *begin_slice(struct timeline *timeline, struct lane *lane, enum timeline_state state,
                                          uint64_t time)
{
    struct timeline_slice *last = last_slice(lane);
    struct timeline_slice slice = {.end = TIMELINE_OPEN, .state = state, .place = lane->place};

    slice.start = time = settle(timeline, lane, time);
    if (last != NULL) {
        last->end = time;
        if (last->start == time && last->state != TIMELINE_HOLDS)
            lane->slices.count--;
    }
    vector_push(&lane->slices, slice);
    return last_slice(lane);
}

/* Behind those of the same process and those before, in front of those of others. */
static void place_lane(struct timeline *timeline, size_t from)
{
    struct lane *lanes = timeline->lanes.items;
    uint32_t *order = timeline->order.items, moved = order[from];
    size_t at = timeline->order.count - 1, step;

    while (at > 0 && lanes[order[at - (at <= from)]].facts.process > lanes[moved].facts.process)
        at--;
    step = at > from ? 1 : (size_t)-1;
    for (size_t i = from; i != at; i += step) {
        order[i] = order[i + step];
        lanes[order[i]].at = (uint32_t)i;
    }
    order[at] = moved;
    lanes[moved].at = (uint32_t)at;
}

static void take_begin(struct timeline *timeline, const struct trace_fields_THREAD_BEGIN *fields, uint32_t name)
{
    struct lane lane = {
        .facts = {.thread = (uint32_t)fields->thread, .process = PROCESS_MAIN, .name = name, .end = TIMELINE_OPEN}};

    vector_push(&timeline->lanes, lane);
    map_put(&timeline->by_thread, fields->thread, (uint32_t)timeline->lanes.count);
    vector_last(&timeline->lanes).facts.begin =
        begin_slice(timeline, &vector_last(&timeline->lanes), TIMELINE_NATIVE, fields->time)->start;
    vector_push(&timeline->order, (uint32_t)timeline->lanes.count - 1);
    place_lane(timeline, timeline->order.count - 1);
}

static void end_hold(struct timeline *timeline, const struct lane *lane, uint32_t gil, uint64_t time, bool asked)
{
    struct gil *known = has_gil(timeline, gil) ? &timeline->gils.items[gil - 1] : NULL;
    struct timeline_hold *hold;

    if (known == NULL || known->holds.count == 0)
        return;
    hold = &vector_last(&known->holds);
    if (hold->thread != lane->facts.thread || hold->end != TIMELINE_OPEN)
        return;
    hold->end = time > hold->start ? time : hold->start;
    hold->asked = asked;
}

static void take_finish(struct timeline *timeline, const struct trace_fields_THREAD_FINISH *fields)
{
    struct lane *lane = lane_of(timeline, fields->thread);
    struct timeline_slice *last = last_slice(lane);
    uint64_t time = settle(timeline, lane, fields->time);

    if (lane->facts.end != TIMELINE_OPEN)
        return;
    if (timeline_is_holding(last))
        end_hold(timeline, lane, last->gil, time, false);
    last->end = time;
    lane->facts.end = time;
    lane->facts.processor = fields->processor;
}

static void take_want(struct timeline *timeline, const struct trace_fields_WANT *fields)
{
    struct lane *lane = lane_of(timeline, fields->thread);
    struct timeline_slice *last = last_slice(lane);

    if (last->state != TIMELINE_WANTS && last->state != TIMELINE_ASKED)
        last = begin_slice(timeline, lane, TIMELINE_WANTS, fields->time);
    last->gil = (uint32_t)fields->gil;
}

static void take_ask(struct timeline *timeline, const struct trace_fields_ASK *fields)
{
    struct lane *lane = lane_of(timeline, fields->thread);

    vector_push(&lane->requests, settle(timeline, lane, fields->time));
    if (last_slice(lane)->state == TIMELINE_WANTS)
        begin_slice(timeline, lane, TIMELINE_ASKED, fields->time)->gil = (uint32_t)fields->gil;
}

static void settle_gil(struct timeline *timeline, struct gil *gil, uint32_t process)
{
    for (size_t i = 0; i < timeline->gils.count && !gil->is_other; i++)
        gil->is_other = timeline->gils.items[i].process == process;
    gil->process = process;
}

static void take_take(struct timeline *timeline, const struct trace_fields_TAKE *fields)
{
    struct lane *lane = lane_of(timeline, fields->thread);
    struct timeline_slice *slice = begin_slice(timeline, lane, TIMELINE_HOLDS, fields->time);
    struct gil *gil = &timeline->gils.items[fields->gil - 1];

    slice->gil = (uint32_t)fields->gil;
    if (gil->process == 0)
        settle_gil(timeline, gil, lane->facts.process);
    vector_push(&gil->holds, ((struct timeline_hold){slice->start, TIMELINE_OPEN, lane->facts.thread, false}));
}

static void take_release(struct timeline *timeline, const struct trace_fields_RELEASE *fields)
{
    struct lane *lane = lane_of(timeline, fields->thread);
    struct timeline_slice *last = last_slice(lane);

    if (!timeline_is_holding(last))
        return;
    last->asked = fields->asked != 0;
    last->again = fields->again <= UINT32_MAX ? (uint32_t)fields->again : UINT32_MAX;
    last->away = fields->away;
    last->place = lane->place;
    end_hold(timeline, lane, last->gil, settle(timeline, lane, fields->time), last->asked);
    begin_slice(timeline, lane, TIMELINE_NATIVE, fields->time);
}

/* What seemed to be native code was the way to ask for the GIL again. */
static void take_yield(struct timeline *timeline, const struct trace_fields_YIELD *fields)
{
    struct timeline_slice *last = last_slice(lane_of(timeline, fields->thread));

    if (last->state == TIMELINE_NATIVE)
        last->state = TIMELINE_WANTS;
}

/* The number of a pipe; from 1, in the order in which they are met. */
static uint32_t pipe_of(struct timeline *timeline, uint64_t inode)
{
    uint32_t pipe = 0;

    if (inode == 0 || map_get(&timeline->by_inode, inode, &pipe))
        return pipe;
    vector_push(&timeline->pipes, ((struct pipe){VECTOR_EMPTY}));
    pipe = (uint32_t)timeline->pipes.count;
    map_put(&timeline->by_inode, inode, pipe);
    return pipe;
}

static void take_sent(struct timeline *timeline, const struct trace_fields_SENT *fields)
{
    uint64_t time = settle(timeline, lane_of(timeline, fields->thread), fields->time);
    uint32_t pipe = pipe_of(timeline, fields->pipe), index;
    uint64_t writing = (uint64_t)pipe << 32 | (uint32_t)fields->thread;
    struct sender *sender;

    if (!map_get(&timeline->by_writing, writing, &index)) {
        index = (uint32_t)timeline->senders.count;
        vector_push(&timeline->senders, ((struct sender){.thread = (uint32_t)fields->thread}));
        vector_push(&timeline->pipes.items[pipe - 1].senders, index);
        map_put(&timeline->by_writing, writing, index);
    }
    sender = &timeline->senders.items[index];
    if (sender->times.count > 0 && time < vector_last(&sender->times))
        time = vector_last(&sender->times);
    vector_push(&sender->times, time);
}

static void take_block(struct timeline *timeline, const struct trace_fields_BLOCK *fields)
{
    struct lane *lane = lane_of(timeline, fields->thread);
    struct timeline_slice before = *last_slice(lane), *slice;
    bool held = timeline_is_holding(&before) || timeline_is_attached(&before);

    slice = begin_slice(timeline, lane, held ? TIMELINE_STUCK : TIMELINE_BLOCKED, fields->time);
    slice->gil = held ? before.gil : 0;
    slice->call = (uint32_t)fields->call;
    slice->lock = (uint32_t)fields->lock;
    slice->other = (uint32_t)fields->holder;
}

static void take_await(struct timeline *timeline, const struct trace_fields_AWAIT *fields)
{
    struct timeline_slice *last = last_slice(lane_of(timeline, fields->thread));

    if (last->state != TIMELINE_BLOCKED && last->state != TIMELINE_STUCK)
        return;
    if (fields->process != 0)
        last->process = (uint32_t)fields->process;
    if (fields->pipe != 0)
        last->pipe = pipe_of(timeline, fields->pipe);
}

static void take_unblock(struct timeline *timeline, const struct trace_fields_UNBLOCK *fields)
{
    struct lane *lane = lane_of(timeline, fields->thread);
    struct timeline_slice last = *last_slice(lane);

    if (timeline_is_attached(&last))
        begin_slice(timeline, lane, TIMELINE_ATTACHED, fields->time);
    else if (last.state == TIMELINE_STUCK)
        begin_slice(timeline, lane, TIMELINE_HOLDS, fields->time)->gil = last.gil;
    else if (last.state == TIMELINE_BLOCKED)
        begin_slice(timeline, lane, TIMELINE_NATIVE, fields->time);
}

static void begin_tenure(struct timeline *timeline, uint64_t lock, uint64_t thread, uint64_t time, bool released)
{
    struct lock *known = &timeline->locks.items[lock - 1];
    struct tenure tenure = {time, (uint32_t)thread, released};

    if (known->tenures.count > 0 && time < vector_last(&known->tenures).time)
        tenure.time = vector_last(&known->tenures).time;
    vector_push(&known->tenures, tenure);
}

/* Processes. */

static void end_lane(struct timeline *timeline, struct lane *lane, uint64_t time)
{
    struct timeline_slice *last = last_slice(lane);

    time = settle(timeline, lane, time);
    if (timeline_is_holding(last))
        end_hold(timeline, lane, last->gil, time, false);
    last->end = time;
    lane->facts.end = time;
}

/* All lanes of a process that have not ended, but for a thread's (0: all). */
static void end_lanes(struct timeline *timeline, uint64_t process, uint64_t time, uint64_t but)
{
    for (size_t i = 0; i < timeline->lanes.count; i++) {
        struct lane *lane = &timeline->lanes.items[i];

        if (lane->facts.process == process && lane->facts.thread != but && lane->facts.end == TIMELINE_OPEN)
            end_lane(timeline, lane, time);
    }
}

static void take_program(struct timeline *timeline, const struct trace_fields_PROGRAM *fields)
{
    struct lane *lane = lane_of(timeline, fields->thread);
    const struct timeline_slice *last = last_slice(lane);

    if (lane->facts.end != TIMELINE_OPEN)
        return;
    if (timeline_is_holding(last))
        end_hold(timeline, lane, last->gil, settle(timeline, lane, fields->time), false);
    begin_slice(timeline, lane, TIMELINE_FOREIGN, fields->time);
    end_lanes(timeline, fields->process, fields->time, fields->thread);
}

/* What a thread does whose call is over; with the number of the GIL that it had, 0 for none. */
static enum timeline_state state_before(const struct lane *lane, uint32_t gil)
{
    const struct timeline_slice *last = &vector_last(&lane->slices);

    if (gil != 0)
        return TIMELINE_HOLDS;
    return lane->slices.count > 1 && timeline_is_attached(last - 1) ? TIMELINE_ATTACHED : TIMELINE_NATIVE;
}

/* The thread that wanted to run a program goes on where it was: in the call, with the GIL. */
static void take_program_failed(struct timeline *timeline, const struct trace_fields_PROGRAM_FAILED *fields)
{
    for (size_t i = 0; i < timeline->lanes.count; i++) {
        struct lane *lane = &timeline->lanes.items[i];
        struct timeline_slice *last = last_slice(lane);
        uint32_t gil = lane->slices.count > 1 && timeline_is_holding(last - 1) ? last[-1].gil : 0;

        if (lane->facts.process != fields->process || last->state != TIMELINE_FOREIGN || last->end != TIMELINE_OPEN)
            continue;
        last = begin_slice(timeline, lane, state_before(lane, gil), fields->time);
        last->gil = gil;
        if (gil != 0)
            vector_push(&timeline->gils.items[gil - 1].holds,
                        ((struct timeline_hold){last->start, TIMELINE_OPEN, lane->facts.thread, false}));
    }
}

static void take_anew(struct timeline *timeline, const struct trace_fields_PROCESS_ANEW *fields)
{
    end_lanes(timeline, fields->process, fields->time, 0);
    for (size_t i = 0; i < timeline->gils.count; i++)
        if (timeline->gils.items[i].process == fields->process)
            timeline->gils.items[i].process = 0;
}

static void take_process(struct timeline *timeline, const struct trace_record *record)
{
    const struct lane *starter = record->kind == TRACE_PROCESS ? lane_of(timeline, record->process.thread) : NULL;
    struct lane *lane;

    processes_take(timeline->processes, record, starter != NULL ? starter->facts.process : 0);
    switch ((int)record->kind) {
    case TRACE_PROCESS_THREAD:
        lane = lane_of(timeline, record->process_thread.thread);
        lane->facts.process = (uint32_t)record->process_thread.process;
        place_lane(timeline, lane->at);
        break;
    case TRACE_PROGRAM:
        take_program(timeline, &record->program);
        break;
    case TRACE_PROGRAM_FAILED:
        take_program_failed(timeline, &record->program_failed);
        break;
    case TRACE_PROCESS_ANEW:
        take_anew(timeline, &record->process_anew);
        break;
    case TRACE_PROCESS_END:
        end_lanes(timeline, record->process_end.process, record->process_end.time, 0);
        break;
    default:
        break;
    }
}

/* Without a GIL. */

static void take_attach(struct timeline *timeline, const struct trace_fields_ATTACH *fields)
{
    struct lane *lane = lane_of(timeline, fields->thread);

    timeline->is_free = true;
    if (!timeline_is_attached(last_slice(lane)))
        begin_slice(timeline, lane, TIMELINE_ATTACHED, fields->time);
}

static void take_detach(struct timeline *timeline, const struct trace_fields_DETACH *fields)
{
    struct lane *lane = lane_of(timeline, fields->thread);
    struct timeline_slice *last = last_slice(lane);

    if (!timeline_is_attached(last))
        return;
    last->again = fields->again <= UINT32_MAX ? (uint32_t)fields->again : UINT32_MAX;
    last->away = fields->away;
    last->place = lane->place;
    begin_slice(timeline, lane, TIMELINE_NATIVE, fields->time);
}

static void take_suspend(struct timeline *timeline, const struct trace_fields_SUSPEND *fields)
{
    struct lane *lane = lane_of(timeline, fields->thread);

    timeline->is_free = true;
    last_slice(lane)->place = lane->place;
    begin_slice(timeline, lane, TIMELINE_SUSPENDED, fields->time)->other = (uint32_t)fields->by;
}

static void take_switch(struct timeline *timeline, const struct trace_fields_GIL_SWITCH *fields)
{
    const struct timeline_switch *last = timeline->switches.count > 0 ? &vector_last(&timeline->switches) : NULL;
    struct timeline_switch taken = {fields->time, (uint32_t)fields->thread, fields->on != 0};
    const struct lane *lane = lane_of(timeline, fields->thread);

    if (lane != NULL && lane->facts.process > 1) /* another process's is its own */
        return;
    if (last != NULL && taken.time < last->time)
        taken.time = last->time;
    vector_push(&timeline->switches, taken);
}

static void take_collection(struct timeline *timeline, const struct trace_fields_COLLECTION *fields)
{
    uint64_t length = fields->nanoseconds < TIMELINE_OPEN - fields->time ? fields->nanoseconds : 0;

    vector_push(&timeline->collections,
                ((struct timeline_collection){fields->time, fields->time + length, (uint32_t)fields->thread,
                                              (uint32_t)fields->generation, fields->collected}));
}

/* Takes back what was only supposed. */
static void forget_supposed(struct timeline *timeline)
{
    struct supposed *supposed = &timeline->supposed;
    struct lane *lane;

    if (supposed->lane == 0)
        return;
    lane = &timeline->lanes.items[supposed->lane - 1];
    lane->place = supposed->place;
    lane->slices.count--;
    vector_last(&lane->slices) = supposed->slice;
    vector_last(&timeline->gils.items[supposed->slice.gil - 1].holds) = supposed->hold;
    supposed->lane = 0;
}

void timeline_suppose(struct timeline *timeline, uint64_t now, const struct trace_fields_PLACE *place,
                      const struct trace_fields_RELEASE *release)
{
    struct lane *lane = release != NULL ? lane_of(timeline, release->thread) : NULL;
    struct timeline_slice *last;
    struct gil *gil;

    forget_supposed(timeline);
    if (!timeline->has_ended && now > timeline->end && now < TIMELINE_OPEN)
        timeline->end = now;
    if (lane == NULL || lane->facts.end != TIMELINE_OPEN || !timeline_is_holding(last_slice(lane)))
        return;
    last = last_slice(lane);
    gil = &timeline->gils.items[last->gil - 1];
    if (release->gil != last->gil || release->time <= last->start || gil->holds.count == 0 ||
        vector_last(&gil->holds).thread != lane->facts.thread)
        return;
    timeline->supposed =
        (struct supposed){(uint32_t)(lane - timeline->lanes.items) + 1, lane->place, *last, vector_last(&gil->holds)};
    lane->place = (struct timeline_place){(uint32_t)place->code, (uint32_t)place->line, (uint32_t)place->callee};
    take_release(timeline, release);
}

static void note_time(struct timeline *timeline, uint64_t time)
{
    if (time > timeline->end && time < TIMELINE_OPEN)
        timeline->end = time;
}

/* What is said of a thread's GIL and of its calls; false when the record is another. */
static bool take_turn(struct timeline *timeline, const struct trace_record *record)
{
    switch ((int)record->kind) {
    case TRACE_WANT:
        take_want(timeline, &record->want);
        return true;
    case TRACE_TAKE:
        take_take(timeline, &record->take);
        return true;
    case TRACE_ASK:
        take_ask(timeline, &record->ask);
        return true;
    case TRACE_RELEASE:
        take_release(timeline, &record->release);
        return true;
    case TRACE_YIELD:
        take_yield(timeline, &record->yield);
        return true;
    case TRACE_BLOCK:
        take_block(timeline, &record->block);
        return true;
    case TRACE_UNBLOCK:
        take_unblock(timeline, &record->unblock);
        return true;
    case TRACE_WAKE:
        begin_tenure(timeline, record->wake.lock, record->wake.thread, record->wake.time, true);
        return true;
    case TRACE_GOT:
        begin_tenure(timeline, record->got.lock, record->got.thread, record->got.time, false);
        return true;
    case TRACE_AWAIT:
        take_await(timeline, &record->await);
        return true;
    case TRACE_SENT:
        take_sent(timeline, &record->sent);
        return true;
    case TRACE_ATTACH:
        take_attach(timeline, &record->attach);
        return true;
    case TRACE_DETACH:
        take_detach(timeline, &record->detach);
        return true;
    case TRACE_SUSPEND:
        take_suspend(timeline, &record->suspend);
        return true;
    case TRACE_GIL_SWITCH:
        take_switch(timeline, &record->gil_switch);
        return true;
    default:
        return false;
    }
}

void timeline_take(struct timeline *timeline, const struct trace_record *record)
{
    forget_supposed(timeline);
    if (take_turn(timeline, record))
        return;
    switch ((int)record->kind) {
    case TRACE_TIMELINE:
        timeline->is_there = true;
        timeline->clock = record->timeline.clock;
        vector_push(&timeline->intervals, ((struct interval){0, (uint32_t)record->timeline.interval}));
        break;
    case TRACE_INTERVAL:
        vector_push(&timeline->intervals,
                    ((struct interval){record->interval.time, (uint32_t)record->interval.microseconds}));
        break;
    case TRACE_GIL:
        vector_push(&timeline->gils, ((struct gil){.holds = VECTOR_EMPTY}));
        break;
    case TRACE_THREAD_NAME:
        lane_of(timeline, record->thread_name.thread)->facts.name = (uint32_t)record->thread_name.name;
        break;
    case TRACE_THREAD_BEGIN:
        take_begin(timeline, &record->thread_begin, 0);
        break;
    case TRACE_THREAD_FINISH:
        take_finish(timeline, &record->thread_finish);
        break;
    case TRACE_PLACE:
        lane_of(timeline, record->place.thread)->place = (struct timeline_place){
            (uint32_t)record->place.code, (uint32_t)record->place.line, (uint32_t)record->place.callee};
        break;
    case TRACE_LOCK:
        vector_push(&timeline->locks, ((struct lock){VECTOR_EMPTY}));
        break;
    case TRACE_INTERPRETER:
        timeline->gils.items[record->interpreter.gil - 1].interpreter = (uint32_t)record->interpreter.identifier;
        break;
    case TRACE_COLLECTION:
        take_collection(timeline, &record->collection);
        break;
    case TRACE_TIMELINE_END:
        note_time(timeline, record->timeline_end.time);
        timeline->has_ended = true;
        break;
    case TRACE_PROCESS:
    case TRACE_PROCESS_ID:
    case TRACE_PROCESS_NAME:
    case TRACE_PROCESS_THREAD:
    case TRACE_PROGRAM:
    case TRACE_PROGRAM_FAILED:
    case TRACE_PROCESS_ANEW:
    case TRACE_PROCESS_END:
        take_process(timeline, record);
        break;
    default:
        note_time(timeline, event_loops_take(timeline->event_loops, record));
        break;
    }
}

/* Asking. */

bool timeline_is_there(const struct timeline *timeline)
{
    return timeline->is_there;
}

const struct processes *timeline_processes(const struct timeline *timeline)
{
    return timeline->processes;
}

const struct event_loops *timeline_event_loops(const struct timeline *timeline)
{
    return timeline->event_loops;
}

uint64_t timeline_end(const struct timeline *timeline)
{
    return timeline->end;
}

bool timeline_has_ended(const struct timeline *timeline)
{
    return timeline->has_ended;
}

uint64_t timeline_clock(const struct timeline *timeline)
{
    return timeline->clock;
}

uint32_t timeline_interval(const struct timeline *timeline, uint64_t time)
{
    uint32_t found = 0;

    for (size_t i = 0; i < timeline->intervals.count && timeline->intervals.items[i].time <= time; i++)
        found = timeline->intervals.items[i].microseconds;
    return found;
}

size_t timeline_lanes(const struct timeline *timeline)
{
    return timeline->lanes.count;
}

const struct timeline_lane *timeline_lane(const struct timeline *timeline, size_t lane)
{
    return &timeline_lane_at(timeline, lane)->facts;
}

bool timeline_find_lane(const struct timeline *timeline, uint32_t thread, size_t *lane)
{
    const struct lane *known = lane_of(timeline, thread);

    if (known == NULL)
        return false;
    *lane = known->at;
    return true;
}

size_t timeline_slices(const struct timeline *timeline, size_t lane)
{
    return timeline_lane_at(timeline, lane)->slices.count;
}

const struct timeline_slice *timeline_slice(const struct timeline *timeline, size_t lane, size_t index)
{
    return &timeline_lane_at(timeline, lane)->slices.items[index];
}

bool timeline_slice_at(const struct timeline *timeline, size_t lane, uint64_t time, size_t *index)
{
    const struct lane *known = timeline_lane_at(timeline, lane);
    size_t place = 0;

    if (time < known->facts.begin || time >= known->facts.end)
        return false;
    search_first(place, known->slices.count, at, known->slices.items[at].start <= time);
    *index = place - 1;
    return place > 0;
}

uint64_t timeline_slice_end(const struct timeline *timeline, const struct timeline_slice *slice)
{
    if (slice->end != TIMELINE_OPEN)
        return slice->end;
    return timeline->end > slice->start ? timeline->end : slice->start;
}

/* The last that is told of the slice's lock at a time; NULL when that is only what the slice began with. */
static const struct tenure *tenure_at(const struct timeline *timeline, const struct timeline_slice *slice,
                                      uint64_t time)
{
    const struct lock *lock = slice->lock != 0 ? &timeline->locks.items[slice->lock - 1] : NULL;
    size_t place = 0;

    search_first(place, lock != NULL ? lock->tenures.count : 0, at, lock->tenures.items[at].time <= time);
    return place > 0 && lock->tenures.items[place - 1].time >= slice->start ? &lock->tenures.items[place - 1] : NULL;
}

/* The process that a slice waits for, if it is that one's end; NULL otherwise. */
static const struct process_facts *awaited_process(const struct timeline *timeline,
                                                   const struct timeline_slice *slice)
{
    return slice->process != 0 ? processes_facts(timeline->processes, slice->process) : NULL;
}

uint32_t timeline_holder(const struct timeline *timeline, const struct timeline_slice *slice, uint64_t time)
{
    const struct process_facts *process = awaited_process(timeline, slice);
    const struct tenure *tenure = tenure_at(timeline, slice, time);

    if (process != NULL)
        return time < process->end ? process->thread : 0;
    if (tenure == NULL)
        return slice->other;
    return tenure->released ? 0 : tenure->thread;
}

/* The first time at which a thread wrote to a pipe, from one time on; TIMELINE_OPEN if it did not. */
static uint64_t first_sent(const struct sender *sender, uint64_t from)
{
    size_t place = 0;

    search_first(place, sender->times.count, at, sender->times.items[at] < from);
    return place < sender->times.count ? sender->times.items[place] : TIMELINE_OPEN;
}

/* A pipe that somebody waits to read from is empty, so that the first who writes ends the wait. */
static struct timeline_waking woken_by_pipe(const struct timeline *timeline, const struct timeline_slice *slice,
                                            uint64_t time)
{
    const struct pipe *pipe = &timeline->pipes.items[slice->pipe - 1];
    struct timeline_waking waking = {0, TIMELINE_OPEN};

    for (size_t i = 0; i < pipe->senders.count; i++) {
        const struct sender *sender = &timeline->senders.items[pipe->senders.items[i]];
        uint64_t sent = first_sent(sender, slice->start);

        if (sent <= time && sent < waking.time)
            waking = (struct timeline_waking){sender->thread, sent};
    }
    return waking;
}

struct timeline_waking timeline_waking(const struct timeline *timeline, const struct timeline_slice *slice,
                                       uint64_t time)
{
    const struct process_facts *process = awaited_process(timeline, slice);
    const struct tenure *tenure = tenure_at(timeline, slice, time);

    if (process != NULL && process->end <= time && process->source != TRACE_PROCESS_RUN &&
        process->source != TRACE_PROCESS_FAILED)
        return (struct timeline_waking){process->thread, process->end > slice->start ? process->end : slice->start};
    if (process == NULL && tenure != NULL && tenure->released)
        return (struct timeline_waking){tenure->thread, tenure->time};
    if (process == NULL && slice->pipe != 0)
        return woken_by_pipe(timeline, slice, time);
    return (struct timeline_waking){0, 0};
}

struct timeline_place timeline_place_at(const struct timeline *timeline, size_t lane, uint64_t time)
{
    const struct lane *known = timeline_lane_at(timeline, lane);
    size_t index;

    if (!timeline_slice_at(timeline, lane, time, &index))
        return (struct timeline_place){0, 0, 0};
    return known->slices.items[index].place;
}

size_t timeline_gils(const struct timeline *timeline)
{
    return timeline->gils.count;
}

uint32_t timeline_interpreter(const struct timeline *timeline, uint32_t gil)
{
    const struct gil *gils = timeline->gils.items;

    if (!has_gil(timeline, gil))
        return 0;
    if (gils[gil - 1].interpreter != 0)
        return gils[gil - 1].interpreter;
    return gils[gil - 1].is_other ? TIMELINE_ANOTHER : 0;
}

size_t timeline_holds(const struct timeline *timeline, size_t gil)
{
    return timeline->gils.items[gil].holds.count;
}

const struct timeline_hold *timeline_hold(const struct timeline *timeline, size_t gil, size_t index)
{
    return &timeline->gils.items[gil].holds.items[index];
}

bool timeline_is_free(const struct timeline *timeline)
{
    return timeline->is_free;
}

bool timeline_has_gil(const struct timeline *timeline, uint64_t time)
{
    bool on = !timeline->is_free;

    for (size_t i = 0; i < timeline->switches.count && timeline->switches.items[i].time <= time; i++)
        on = timeline->switches.items[i].on;
    return on;
}

uint64_t timeline_gil_time(const struct timeline *timeline)
{
    uint64_t time = 0, since = 0;
    bool on = !timeline->is_free;

    for (size_t i = 0; i < timeline->switches.count; i++) {
        const struct timeline_switch *change = &timeline->switches.items[i];

        time += on ? change->time - since : 0;
        since = change->time;
        on = change->on;
    }
    return on && timeline->end > since ? time + timeline->end - since : time;
}

size_t timeline_switches(const struct timeline *timeline)
{
    return timeline->switches.count;
}

const struct timeline_switch *timeline_switch(const struct timeline *timeline, size_t index)
{
    return &timeline->switches.items[index];
}

size_t timeline_collections(const struct timeline *timeline)
{
    return timeline->collections.count;
}

const struct timeline_collection *timeline_collection(const struct timeline *timeline, size_t index)
{
    return &timeline->collections.items[index];
}

size_t timeline_requests(const struct timeline *timeline, size_t lane)
{
    return timeline_lane_at(timeline, lane)->requests.count;
}

uint64_t timeline_request(const struct timeline *timeline, size_t lane, size_t index)
{
    return timeline_lane_at(timeline, lane)->requests.items[index];
}
