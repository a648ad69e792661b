#include "output/perfetto.h"

#include <inttypes.h>

#include "model/timeline_words.h"
#include "output/json_text.h"

enum { PROCESS = 1 };

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
    case TIMELINE_ABSENT:
    case TIMELINE_STATE_COUNT:
        break;
    }
    return "";
}

/* An event's beginning; the format's times are microseconds. */
static void begin_event(struct export *export, const char *phase, uint32_t thread, uint64_t time)
{
    text_add(export->out, export->begun ? ",\n" : "\n");
    export->begun = true;
    text_format(export->out, "{\"ph\": \"%s\", \"pid\": %d, \"tid\": %u, \"ts\": %" PRIu64 ".%03u", phase, PROCESS,
                (unsigned)thread, time / 1000, (unsigned)(time % 1000));
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
    struct text place = TEXT_EMPTY, call = TEXT_EMPTY;

    timeline_words_place(export->recording, slice->place, &place);
    timeline_words_call(export->recording, slice, &call);
    begin_event(export, "X", thread, slice->start);
    text_format(export->out, ", \"dur\": %" PRIu64 ".%03u, \"cat\": \"gil\"", length / 1000,
                (unsigned)(length % 1000));
    add_name(export,
             slice->state == TIMELINE_BLOCKED && call.length > 0 ? text_string(&call) : slice_name(slice->state));
    text_format(export->out, ", \"args\": {\"state\": \"%s\"", slice_name(slice->state));
    add_text_argument(export, "place", &place);
    add_text_argument(export, "call", &call);
    if (slice->state == TIMELINE_HOLDS)
        text_format(export->out, ", \"asked\": %s, \"again\": %u", slice->asked ? "true" : "false",
                    (unsigned)slice->again);
    text_add(export->out, "}}");
    text_free(&place);
    text_free(&call);
}

/* From the thread that released the lock to the one that waited for it. */
static void write_waking(struct export *export, uint32_t thread, const struct timeline_slice *slice)
{
    unsigned long long flow = ++export->flows;

    begin_event(export, "s", slice->waker, slice->woken);
    text_format(export->out, ", \"name\": \"wakes\", \"cat\": \"lock\", \"id\": %llu}", flow);
    begin_event(export, "f", thread, timeline_slice_end(export->timeline, slice));
    text_format(export->out, ", \"bp\": \"e\", \"name\": \"wakes\", \"cat\": \"lock\", \"id\": %llu}", flow);
}

static void write_lane(struct export *export, size_t lane)
{
    uint32_t thread = timeline_lane(export->timeline, lane)->thread;

    for (size_t i = 0; i < timeline_slices(export->timeline, lane); i++) {
        const struct timeline_slice *slice = timeline_slice(export->timeline, lane, i);

        write_slice(export, thread, slice);
        if (slice->state == TIMELINE_BLOCKED && slice->waker != 0)
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

void perfetto_write(const struct recording *recording, struct text *out)
{
    struct export export = {recording, recording_timeline(recording), out, 0, false};
    const char *program = recording_meta(recording, "program");

    text_add(out, "{\"displayTimeUnit\": \"ns\", \"traceEvents\": [");
    begin_event(&export, "M", 0, 0);
    text_add(out, ", \"name\": \"process_name\", \"args\": {\"name\": ");
    json_string(out, program != NULL ? program : "python");
    text_add(out, "}}");
    for (size_t i = 0; i < timeline_lanes(export.timeline); i++)
        write_track(&export, timeline_lane(export.timeline, i));
    for (size_t i = 0; i < timeline_lanes(export.timeline); i++)
        write_lane(&export, i);
    write_collections(&export);
    text_add(out, "\n]}\n");
}
