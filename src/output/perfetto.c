#include "output/perfetto.h"

#include <inttypes.h>

#include "model/event_loop_words.h"
#include "model/timeline_words.h"
#include "output/json_text.h"

enum { LOOPS = 2 /* tasks are threads of a process of their own; so processes are 1, 3, 4 … */ };

struct export
{
    const struct recording *recording;
    const struct timeline *timeline;
    struct text *out;
    uint64_t flows; /* how many so far: their identifiers */
    bool begun;
};

static const char *slice_name(enum timeline_state state)
{
    switch (state) {
    case TIMELINE_HOLDS:
        return "holds the GIL";
    case TIMELINE_STUCK:
        return "holds the GIL and waits in a call";
    case TIMELINE_WANTS:
    case TIMELINE_ASKED:
        return "wants the GIL";
    case TIMELINE_BLOCKED:
        return "waits in a call";
    case TIMELINE_NATIVE:
        return "native code";
    case TIMELINE_FOREIGN:
        return "runs, not looked into";
    case TIMELINE_ATTACHED:
        return "attached";
    case TIMELINE_SUSPENDED:
        return "suspended";
    case TIMELINE_ABSENT:
    case TIMELINE_STATE_COUNT:
        break;
    }
    return "";
}

static const char *name_of(const struct timeline_slice *slice)
{
    bool is_attached = slice->state == TIMELINE_STUCK && slice->gil == 0;

    return is_attached ? "attached and waits in a call" : slice_name(slice->state);
}

/* An event's beginning; the format's times are microseconds. */
static void begin_event_of(struct export *export, int process, const char *phase, uint32_t thread, uint64_t time)
{
    text_add(export->out, export->begun ? ",\n" : "\n");
    export->begun = true;
    text_format(export->out, "{\"ph\": \"%s\", \"pid\": %d, \"tid\": %u, \"ts\": %" PRIu64 ".%03u", phase, process,
                (unsigned)thread, time / 1000, (unsigned)(time % 1000));
}

static int number_of_process(uint32_t process)
{
    return (int)process + (process != PROCESS_MAIN);
}

static void begin_event(struct export *export, const char *phase, uint32_t thread, uint64_t time)
{
    uint32_t process = PROCESS_MAIN;
    size_t lane;

    if (timeline_find_lane(export->timeline, thread, &lane))
        process = timeline_lane(export->timeline, lane)->process;
    begin_event_of(export, number_of_process(process), phase, thread, time);
}

static void add_name(struct export *export, const char *name)
{
    text_add(export->out, ", \"name\": ");
    json_string(export->out, name);
}

static void write_track(struct export *export, const struct timeline_lane *lane)
{
    struct text name = TEXT_EMPTY;

    timeline_words_thread(export->recording, lane->thread, &name);
    begin_event(export, "M", lane->thread, 0);
    text_add(export->out, ", \"name\": \"thread_name\", \"args\": {\"name\": ");
    json_text(export->out, (struct trace_bytes){text_string(&name), name.length});
    text_add(export->out, "}}");
    begin_event(export, "M", lane->thread, 0);
    text_format(export->out, ", \"name\": \"thread_sort_index\", \"args\": {\"sort_index\": %u}}",
                (unsigned)lane->thread);
    text_free(&name);
}

static void add_text_argument(struct export *export, const char *key, const struct text *value)
{
    if (value->length == 0)
        return;
    text_format(export->out, ", \"%s\": ", key);
    json_text(export->out, (struct trace_bytes){value->bytes, value->length});
}

static void write_slice(struct export *export, uint32_t thread, const struct timeline_slice *slice)
{
    uint64_t length = timeline_slice_end(export->timeline, slice) - slice->start;
    struct text place = TEXT_EMPTY, call = TEXT_EMPTY, by = TEXT_EMPTY;

    timeline_words_place(export->recording, slice->place, &place);
    timeline_words_call(export->recording, slice, &call);
    if (slice->state == TIMELINE_SUSPENDED && slice->other != 0)
        timeline_words_thread(export->recording, slice->other, &by);
    begin_event(export, "X", thread, slice->start);
    text_format(export->out, ", \"dur\": %" PRIu64 ".%03u, \"cat\": \"gil\"", length / 1000,
                (unsigned)(length % 1000));
    add_name(export, slice->state == TIMELINE_BLOCKED && call.length > 0 ? text_string(&call) : name_of(slice));
    text_format(export->out, ", \"args\": {\"state\": \"%s\"", name_of(slice));
    add_text_argument(export, "place", &place);
    add_text_argument(export, slice->state == TIMELINE_HOLDS ? "interpreter" : "call", &call);
    add_text_argument(export, "stopped by", &by);
    if (slice->state == TIMELINE_HOLDS)
        text_format(export->out, ", \"asked\": %s, \"again\": %u", slice->asked ? "true" : "false",
                    (unsigned)slice->again);
    text_add(export->out, "}}");
    text_free(&place);
    text_free(&call);
    text_free(&by);
}

/* From the thread that ended a wait to the one that waited. */
static void write_waking(struct export *export, uint32_t thread, const struct timeline_slice *slice)
{
    uint64_t end = timeline_slice_end(export->timeline, slice);
    struct timeline_waking waking = timeline_waking(export->timeline, slice, end);
    const char *sort = slice->process != 0 ? "process" : slice->lock != 0 ? "lock" : "pipe";
    unsigned long long flow;

    if (slice->end == TIMELINE_OPEN || waking.thread == 0 || waking.thread == thread)
        return;
    flow = ++export->flows;
    begin_event(export, "s", waking.thread, waking.time);
    text_format(export->out, ", \"name\": \"wakes\", \"cat\": \"%s\", \"id\": %llu}", sort, flow);
    begin_event(export, "f", thread, end);
    text_format(export->out, ", \"bp\": \"e\", \"name\": \"wakes\", \"cat\": \"%s\", \"id\": %llu}", sort, flow);
}

static void write_lane(struct export *export, size_t lane)
{
    uint32_t thread = timeline_lane(export->timeline, lane)->thread;

    for (size_t i = 0; i < timeline_slices(export->timeline, lane); i++) {
        const struct timeline_slice *slice = timeline_slice(export->timeline, lane, i);

        write_slice(export, thread, slice);
        if (slice->state == TIMELINE_BLOCKED)
            write_waking(export, thread, slice);
    }
    for (size_t i = 0; i < timeline_requests(export->timeline, lane); i++) {
        begin_event(export, "i", thread, timeline_request(export->timeline, lane, i));
        text_add(export->out, ", \"s\": \"t\", \"name\": \"asks for a drop\", \"cat\": \"gil\"}");
    }
}

static void write_collections(struct export *export)
{
    for (size_t i = 0; i < timeline_collections(export->timeline); i++) {
        const struct timeline_collection *pause = timeline_collection(export->timeline, i);
        uint64_t length = pause->end - pause->start;

        begin_event(export, "X", pause->thread, pause->start);
        text_format(export->out, ", \"dur\": %" PRIu64 ".%03u, \"cat\": \"gc\", \"name\": \"garbage collector\"",
                    length / 1000, (unsigned)(length % 1000));
        text_format(export->out, ", \"args\": {\"generation\": %u, \"collected\": %" PRIu64 "}}",
                    (unsigned)pause->generation, pause->collected);
    }
}

/* Of a free-threaded build. */
static void write_switches(struct export *export)
{
    for (size_t i = 0; i < timeline_switches(export->timeline); i++) {
        const struct timeline_switch *change = timeline_switch(export->timeline, i);

        begin_event(export, "i", change->thread, change->time);
        text_format(export->out, ", \"s\": \"p\", \"name\": \"the GIL is switched %s\", \"cat\": \"gil\"}",
                    change->on ? "on" : "off");
    }
}

/* Event loops: a track for each loop, numbered after the tasks, and one for each task. */

static const struct event_loops *loops_of(const struct export *export)
{
    return timeline_event_loops(export->timeline);
}

static uint32_t track_of_loop(const struct export *export, size_t loop)
{
    return (uint32_t)(event_loops_tasks(loops_of(export)) + loop + 1);
}

static uint64_t end_of(const struct export *export, uint64_t start, uint64_t end)
{
    uint64_t last = timeline_end(export->timeline);

    if (end != EVENT_LOOP_OPEN)
        return end;
    return last > start ? last : start;
}

static void write_named(struct export *export, const char *key, uint32_t track, const struct text *name)
{
    begin_event_of(export, LOOPS, "M", track, 0);
    text_format(export->out, ", \"name\": \"%s\", \"args\": {\"name\": ", key);
    json_text(export->out, (struct trace_bytes){text_string(name), name->length});
    text_add(export->out, "}}");
}

static void begin_slice(struct export *export, uint32_t track, uint64_t start, uint64_t end, const char *name)
{
    uint64_t length = end_of(export, start, end) - start;

    begin_event_of(export, LOOPS, "X", track, start);
    text_format(export->out, ", \"dur\": %" PRIu64 ".%03u, \"cat\": \"asyncio\"", length / 1000,
                (unsigned)(length % 1000));
    add_name(export, name);
}

/* From who woke the task, while it ran, to the task's next turn. */
static void write_task_waking(struct export *export, uint32_t task, const struct task_slice *ready)
{
    struct waker waker = event_loops_waker(loops_of(export), ready->ready);
    unsigned long long flow;

    if (waker.sort != WAKER_TASK || ready->end == EVENT_LOOP_OPEN)
        return;
    flow = ++export->flows;
    begin_event_of(export, LOOPS, "s", waker.task, waker.time);
    text_format(export->out, ", \"name\": \"wakes\", \"cat\": \"asyncio\", \"id\": %llu}", flow);
    begin_event_of(export, LOOPS, "f", task, ready->end);
    text_format(export->out, ", \"bp\": \"e\", \"name\": \"wakes\", \"cat\": \"asyncio\", \"id\": %llu}", flow);
}

static void write_task_slice(struct export *export, uint32_t task, const struct task_slice *slice)
{
    static const char *const names[TASK_STATE_COUNT] = {"", "ready", "runs", "waits"};
    const struct loop_run *run = event_loops_run(loops_of(export), slice->run);
    struct text words = TEXT_EMPTY, place = TEXT_EMPTY, waker = TEXT_EMPTY;

    if (slice->state == TASK_WAITS && run != NULL) {
        event_words_await(export->recording, run, false, &words);
        timeline_words_place(export->recording, (struct timeline_place){run->code, run->line, 0}, &place);
    }
    if (slice->state == TASK_READY) {
        struct waker who = event_loops_waker(loops_of(export), slice->ready);

        event_words_waker(export->recording, &who, &waker);
    }
    begin_slice(export, task, slice->start, slice->end, words.length > 0 ? text_string(&words) : names[slice->state]);
    text_format(export->out, ", \"args\": {\"state\": \"%s\"", names[slice->state]);
    add_text_argument(export, "place", &place);
    add_text_argument(export, "woken by", &waker);
    text_add(export->out, "}}");
    text_free(&words);
    text_free(&place);
    text_free(&waker);
}

static void write_task(struct export *export, uint32_t task)
{
    const struct event_loops *loops = loops_of(export);
    struct text name = TEXT_EMPTY;

    event_words_task(export->recording, task, &name);
    write_named(export, "thread_name", task, &name);
    text_free(&name);
    for (size_t i = 0; i < event_loops_slices(loops, task); i++) {
        const struct task_slice *slice = event_loops_slice(loops, task, i);

        write_task_slice(export, task, slice);
        if (slice->state == TASK_READY)
            write_task_waking(export, task, slice);
    }
}

static void write_loop(struct export *export, size_t loop)
{
    const struct event_loops *loops = loops_of(export);
    uint32_t track = track_of_loop(export, loop);
    struct text name = TEXT_EMPTY;

    text_add(&name, "event loop ");
    timeline_words_thread(export->recording, event_loops_thread(loops, loop), &name);
    write_named(export, "thread_name", track, &name);
    for (size_t i = 0; i < event_loops_loop_runs(loops, loop); i++) {
        const struct loop_run *run = event_loops_run(loops, event_loops_loop_run(loops, loop, i));

        text_clear(&name);
        event_words_run(export->recording, run, &name);
        begin_slice(export, track, run->start, run->end, text_string(&name));
        text_add(export->out, ", \"args\": {}}");
    }
    for (size_t i = 0; i < event_loops_selects(loops, loop); i++) {
        const struct loop_select *select = event_loops_select(loops, loop, i);

        begin_slice(export, track, select->start, select->end, "select");
        text_add(export->out, ", \"args\": {}}");
    }
    for (size_t i = 0; i < event_loops_lengths(loops, loop); i++) {
        const struct loop_length *length = event_loops_length(loops, loop, i);

        begin_event_of(export, LOOPS, "C", track, length->time);
        text_format(export->out, ", \"name\": \"ready queue %zu\", \"args\": {\"callbacks\": %u}}", loop + 1,
                    (unsigned)length->length);
    }
    text_free(&name);
}

static void write_event_loops(struct export *export)
{
    const struct event_loops *loops = loops_of(export);
    struct text name = TEXT_EMPTY;

    if (event_loops_count(loops) == 0)
        return;
    text_add(&name, "event loops");
    write_named(export, "process_name", 0, &name);
    text_free(&name);
    for (size_t i = 0; i < event_loops_count(loops); i++)
        write_loop(export, i);
    for (uint32_t i = 1; i <= event_loops_tasks(loops); i++)
        write_task(export, i);
}

/* "ForkPoolWorker-1 (4711, exit 0)" */
static void write_process(struct export *export, uint32_t process)
{
    const struct process_facts *facts = processes_facts(timeline_processes(export->timeline), process);
    struct text name = TEXT_EMPTY;

    timeline_words_process(export->recording, process, &name);
    text_format(&name, " (%" PRIu64 ", ", facts->identifier);
    timeline_words_process_end(export->recording, process, &name);
    text_add(&name, ")");
    begin_event_of(export, number_of_process(process), "M", 0, 0);
    text_add(export->out, ", \"name\": \"process_name\", \"args\": {\"name\": ");
    json_text(export->out, (struct trace_bytes){text_string(&name), name.length});
    text_add(export->out, "}}");
    text_free(&name);
}

void perfetto_write(const struct recording *recording, struct text *out)
{
    struct export export = {recording, recording_timeline(recording), out, 0, false};
    const char *program = recording_meta(recording, "program");

    text_add(out, "{\"displayTimeUnit\": \"ns\", \"traceEvents\": [");
    begin_event(&export, "M", 0, 0);
    text_add(out, ", \"name\": \"process_name\", \"args\": {\"name\": ");
    json_string(out, program != NULL ? program : "python");
    text_add(out, "}}");
    for (uint32_t i = PROCESS_MAIN + 1; i <= processes_count(timeline_processes(export.timeline)); i++)
        write_process(&export, i);
    for (size_t i = 0; i < timeline_lanes(export.timeline); i++)
        write_track(&export, timeline_lane(export.timeline, i));
    for (size_t i = 0; i < timeline_lanes(export.timeline); i++)
        write_lane(&export, i);
    write_collections(&export);
    write_switches(&export);
    write_event_loops(&export);
    text_add(out, "\n]}\n");
}
