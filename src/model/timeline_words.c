#include "model/timeline_words.h"

#include <string.h>

#include "base/translate.h"

void timeline_words_time(uint64_t nanoseconds, bool ascii, struct text *out)
{
    static const struct {
        uint64_t least; /* ns from which this unit is taken */
        double unit;
        const char *name, *ascii_name;
        int decimals;
    } units[] = {
        {10000000000, 1e9, "s", "s", 2}, {1000000000, 1e9, "s", "s", 3}, {100000000, 1e6, "ms", "ms", 1},
        {1000000, 1e6, "ms", "ms", 2},   {10000, 1e3, "µs", "us", 0},    {1000, 1e3, "µs", "us", 1},
        {0, 1, "ns", "ns", 0},
    };
    size_t at = 0;

    if (nanoseconds == 0) {
        text_add(out, "0");
        return;
    }
    while (nanoseconds < units[at].least)
        at++;
    text_format(out, "%.*f %s", units[at].decimals, (double)nanoseconds / units[at].unit,
                ascii ? units[at].ascii_name : units[at].name);
}

/* The last part of the path of a command's first word, and what follows: "ls -l". */
static void add_command(const char *command, struct text *out)
{
    const char *start = command, *end = command + strcspn(command, " ");

    for (const char *at = command; at < end; at++)
        if (*at == '/' && at + 1 < end)
            start = at + 1;
    text_add(out, start);
}

void timeline_words_process(const struct recording *recording, uint32_t process, struct text *out)
{
    const struct process_facts *facts = processes_facts(timeline_processes(recording_timeline(recording)), process);

    if (facts == NULL)
        text_add(out, translate("no process"));
    else if (process == PROCESS_MAIN)
        text_add(out, translate("the program"));
    else if (facts->name != 0)
        text_add(out, recording_string(recording, facts->name, NULL));
    else if (facts->command != 0)
        add_command(recording_string(recording, facts->command, NULL), out);
    else if (facts->identifier != 0)
        text_format(out, "process %llu", (unsigned long long)facts->identifier);
    else
        text_format(out, "process %u", (unsigned)process);
}

static void add_own_name(const struct recording *recording, const struct timeline_lane *lane, uint32_t thread,
                         struct text *out)
{
    const char *name = recording_thread_name(recording, thread);

    if (lane != NULL && lane->name != 0)
        name = recording_string(recording, lane->name, NULL);
    if (*name != '\0')
        text_add(out, name);
    else
        text_format(out, "thread %u", (unsigned)thread);
}

void timeline_words_thread(const struct recording *recording, uint32_t thread, struct text *out)
{
    const struct timeline *timeline = recording_timeline(recording);
    const struct timeline_lane *lane = NULL;
    const struct process_facts *facts;
    size_t place;

    if (timeline_find_lane(timeline, thread, &place))
        lane = timeline_lane(timeline, place);
    if (lane == NULL || lane->process == PROCESS_MAIN) {
        add_own_name(recording, lane, thread, out);
        return;
    }
    facts = processes_facts(timeline_processes(timeline), lane->process);
    if (facts->thread != thread) {
        add_own_name(recording, lane, thread, out);
        text_add(out, translate(" of "));
    }
    timeline_words_process(recording, lane->process, out);
}

static bool is_plain(const char *name)
{
    while (*name >= ' ' && *name <= '~')
        name++;
    return *name == '\0';
}

/* "Thread-10 (fi…)" of "Thread-10 (fill)": where CPython has put the number before the function, that goes first.
 * False: it is no such name, or there is no room for the number. */
static bool add_short_default(const struct text *name, int columns, const char *more, struct text *out)
{
    const char *bracket = strstr(text_string(name), " (");
    size_t head;

    if (bracket == NULL || bracket == name->bytes || bracket[-1] < '0' || bracket[-1] > '9' ||
        name->bytes[name->length - 1] != ')')
        return false;
    head = (size_t)(bracket - name->bytes) + 2;
    if (head + 2 > (size_t)columns)
        return false;
    text_append(out, name->bytes, (size_t)columns - 2);
    text_format(out, "%s)", more);
    return true;
}

/* Of a name that is longer than so many columns, the middle is left out. */
static void add_short(const struct text *name, int columns, bool ascii, struct text *out)
{
    size_t tail = (size_t)columns / 2, head = (size_t)columns - tail - 1;
    bool is_short = name->length <= (size_t)columns || !is_plain(text_string(name));

    if (!is_short && add_short_default(name, columns, ascii ? "~" : "…", out))
        return;
    if (!is_short) {
        text_append(out, name->bytes, head);
        text_add(out, ascii ? "~" : "…");
        text_append(out, name->bytes + name->length - tail, tail);
    } else {
        text_append(out, text_string(name), name->length);
    }
}

void timeline_words_short_thread(const struct recording *recording, uint32_t thread, int columns, bool ascii,
                                 struct text *out)
{
    struct text name = TEXT_EMPTY;

    timeline_words_thread(recording, thread, &name);
    add_short(&name, columns, ascii, out);
    text_free(&name);
}

void timeline_words_handover(const struct recording *recording, uint32_t before, uint32_t after, bool ascii,
                             struct text *out)
{
    enum { NAME_MOST = 15 };

    timeline_words_short_thread(recording, before, NAME_MOST, ascii, out);
    text_add(out, ascii ? " > " : " ▶ ");
    timeline_words_short_thread(recording, after, NAME_MOST, ascii, out);
}

void timeline_words_short_process(const struct recording *recording, uint32_t process, int columns, bool ascii,
                                  struct text *out)
{
    struct text name = TEXT_EMPTY;

    timeline_words_process(recording, process, &name);
    add_short(&name, columns, ascii, out);
    text_free(&name);
}

void timeline_words_process_end(const struct recording *recording, uint32_t process, struct text *out)
{
    const struct process_facts *facts = processes_facts(timeline_processes(recording_timeline(recording)), process);
    struct recording_end end;

    if (facts == NULL)
        return;
    if (process == PROCESS_MAIN && recording_end(recording, &end))
        text_format(out, end.reason == TRACE_END_SIGNAL ? "signal %llu" : "exit %llu",
                    (unsigned long long)end.status);
    else if (facts->end == PROCESS_OPEN)
        text_add(out, translate("runs"));
    else if (facts->source == TRACE_PROCESS_FAILED)
        text_add(out, translate("not started"));
    else if (facts->source == TRACE_PROCESS_RUN)
        text_add(out, translate("with the program"));
    else if (facts->status < 0)
        text_add(out, translate("ended"));
    else if ((facts->status & 0x7f) != 0)
        text_format(out, "signal %d", facts->status & 0x7f);
    else
        text_format(out, "exit %d", facts->status >> 8 & 0xff);
}

/* A thread that waits until all others stand still: probe/locks.c. */
static bool is_stopping(const char *call)
{
    return strcmp(call, "stop-the-world") == 0;
}

static bool is_lock_call(const char *call)
{
    return strncmp(call, "sem_", 4) == 0;
}

/* "Queue.get" of queue.Queue.get; "" where the line called no library function. */
static const char *callee_of(const struct recording *recording, const struct timeline_slice *slice)
{
    const struct code *code = recording_code(recording, slice->place.callee);

    return code != NULL ? recording_string(recording, code->qualified, NULL) : "";
}

static bool is_join(const struct recording *recording, const struct timeline_slice *slice)
{
    return slice->other != 0 && strcmp(callee_of(recording, slice), "Thread.join") == 0;
}

/* "join(Process-1)", "run(sleep 1)", "waitpid(process 4711)": what waits for a process's end. */
static void add_process_wait(const struct recording *recording, const struct timeline_slice *slice, const char *call,
                             struct text *out)
{
    const char *callee = callee_of(recording, slice), *dot = strrchr(callee, '.');

    text_format(out, "%s(", dot != NULL ? dot + 1 : *callee != '\0' ? callee : call);
    timeline_words_process(recording, slice->process, out);
    text_add(out, ")");
}

/* In whose interpreter a thread is that holds the GIL: nothing for the main one. */
static void add_interpreter(uint32_t interpreter, struct text *out)
{
    if (interpreter == TIMELINE_ANOTHER)
        text_add(out, translate("another interpreter"));
    else if (interpreter != 0)
        text_format(out, "interpreter %u", (unsigned)interpreter);
}

void timeline_words_call(const struct recording *recording, const struct timeline_slice *slice, struct text *out)
{
    const char *call = recording_string(recording, slice->call, NULL), *callee = callee_of(recording, slice);

    if (slice->state == TIMELINE_HOLDS && slice->gil != 0)
        add_interpreter(timeline_interpreter(recording_timeline(recording), slice->gil), out);
    if (slice->call == 0)
        return;
    if (slice->process != 0) {
        add_process_wait(recording, slice, call, out);
    } else if (is_join(recording, slice)) {
        text_add(out, "join(");
        timeline_words_thread(recording, slice->other, out);
        text_add(out, ")");
    } else if (strcmp(call, "clock_nanosleep") == 0) {
        text_add(out, "sleep");
    } else if (is_lock_call(call)) {
        text_add(out, *callee != '\0' ? callee : "lock");
    } else {
        text_add(out, call);
    }
}

void timeline_words_place(const struct recording *recording, struct timeline_place place, struct text *out)
{
    const struct code *code = recording_code(recording, place.code);

    if (code == NULL)
        return;
    if (code->sort == TRACE_CODE_MODULE)
        text_add(out, translate("module"));
    else
        text_format(out, "%s()", recording_string(recording, code->qualified, NULL));
    if (place.line != 0)
        text_format(out, ":%u", (unsigned)place.line);
}

/* "waits for cook-1 to end", "waits in Queue.get", "sleeps", "waits in read". */
static void say_blocked(const struct recording *recording, const struct timeline_slice *slice, uint32_t thread,
                        uint64_t time, struct text *out)
{
    uint32_t holder = timeline_holder(recording_timeline(recording), slice, time);
    const char *call = recording_string(recording, slice->call, NULL), *callee = callee_of(recording, slice);

    if (slice->process != 0 || is_join(recording, slice)) {
        text_add(out, translate("waits for "));
        if (slice->process != 0)
            timeline_words_process(recording, slice->process, out);
        else
            timeline_words_thread(recording, slice->other, out);
        text_add(out, translate(" to end"));
        return;
    }
    if (strcmp(call, "clock_nanosleep") == 0) {
        text_add(out, translate("sleeps"));
        return;
    }
    if (is_stopping(call)) {
        text_add(out, translate("waits until all others stand still"));
        return;
    }
    if (!is_lock_call(call)) {
        text_format(out, translate("waits in %s"), call);
        return;
    }
    if (*callee != '\0')
        text_format(out, translate("waits in %s"), callee);
    else
        text_add(out, translate("waits for a lock"));
    if (holder == thread && *callee == '\0') {
        text_add(out, translate(" that it holds itself"));
    } else if (holder != 0 && holder != thread) {
        text_add(out, *callee != '\0' ? translate(" for a lock that ") : translate(" that "));
        timeline_words_thread(recording, holder, out);
        text_add(out, translate(" holds"));
    }
}

static void say_since(uint64_t since, uint64_t time, bool ascii, struct text *out)
{
    if (time <= since)
        return;
    text_add(out, translate(", since "));
    timeline_words_time(time - since, ascii, out);
}

static void say_asked(uint64_t since, bool ascii, struct text *out)
{
    if (since == 0) {
        text_add(out, translate(" and asks for a drop"));
        return;
    }
    text_add(out, translate(", asked for a drop "));
    timeline_words_time(since, ascii, out);
    text_add(out, translate(" ago"));
}

/* When the wait for the GIL began that this slice is part of. */
static uint64_t wanted_since(const struct timeline *timeline, size_t lane, size_t index)
{
    const struct timeline_slice *slice = timeline_slice(timeline, lane, index);

    if (slice->state == TIMELINE_ASKED && index > 0 && slice[-1].state == TIMELINE_WANTS)
        return slice[-1].start;
    return slice->start;
}

/* Interpreters other than the main one may have a GIL of their own. */
static void say_with_gil(const struct timeline *timeline, const char *verb, uint32_t gil, struct text *out)
{
    uint32_t interpreter = timeline_interpreter(timeline, gil);

    if (interpreter == TIMELINE_ANOTHER)
        text_format(out, translate("%s the GIL of another interpreter"), verb);
    else if (interpreter != 0)
        text_format(out, translate("%s the GIL of interpreter %u"), verb, (unsigned)interpreter);
    else
        text_format(out, translate("%s the GIL"), verb);
}

/* A lock is free again, and the thread has not gone on yet. */
static void say_woken(const struct recording *recording, const struct timeline_slice *slice, uint64_t time,
                      struct text *out)
{
    uint32_t waker = timeline_waking(recording_timeline(recording), slice, time).thread;

    if (waker == 0)
        return;
    text_add(out, translate("; woken by "));
    timeline_words_thread(recording, waker, out);
}

/* Just after a wait: who ended it. */
static void say_woken_before(const struct recording *recording, size_t lane, size_t index, struct text *out)
{
    const struct timeline *timeline = recording_timeline(recording);
    const struct timeline_slice *before = index > 0 ? timeline_slice(timeline, lane, index - 1) : NULL;

    if (before != NULL && before->state == TIMELINE_BLOCKED)
        say_woken(recording, before, before->end, out);
}

/* With the first thread of a process ends the process. */
static void say_process_end(const struct recording *recording, const struct timeline_lane *lane, struct text *out)
{
    const struct process_facts *facts =
        processes_facts(timeline_processes(recording_timeline(recording)), lane->process);

    if (lane->process == PROCESS_MAIN || facts->thread != lane->thread || facts->end == PROCESS_OPEN ||
        (facts->status < 0 && facts->source != TRACE_PROCESS_RUN))
        return;
    text_add(out, facts->source == TRACE_PROCESS_RUN ? " " : ": ");
    timeline_words_process_end(recording, lane->process, out);
}

static void say_suspended(const struct recording *recording, const struct timeline_slice *slice, struct text *out)
{
    text_add(out, translate("stands still: "));
    if (slice->other != 0)
        timeline_words_thread(recording, slice->other, out);
    else
        text_add(out, translate("another thread"));
    text_add(out, translate(" has stopped the world"));
}

const char *timeline_words_subject(const struct recording *recording)
{
    return timeline_is_free(recording_timeline(recording)) ? translate("threads without a GIL")
                                                           : translate("threads and the GIL");
}

void timeline_words_version(const struct recording *recording, struct text *out)
{
    const char *version = recording_meta(recording, "python.version"), *gil = recording_meta(recording, "python.gil");

    if (version != NULL)
        text_format(out, "CPython %s%s", version,
                    gil != NULL && strcmp(gil, "on") == 0 ? translate(" with its GIL on") : "");
    if (version != NULL && recording_has_walls(recording))
        text_add(out, translate(" (walls)"));
}

void timeline_words_doing(const struct recording *recording, size_t lane, uint64_t time, bool ascii, struct text *out)
{
    const struct timeline *timeline = recording_timeline(recording);
    const struct timeline_lane *facts = timeline_lane(timeline, lane);
    const struct timeline_slice *slice;
    size_t index;

    if (!timeline_slice_at(timeline, lane, time, &index)) {
        text_add(out, time < facts->begin ? translate("has not started") : translate("has ended"));
        if (time >= facts->begin)
            say_process_end(recording, facts, out);
        return;
    }
    slice = timeline_slice(timeline, lane, index);
    switch (slice->state) {
    case TIMELINE_HOLDS:
        say_with_gil(timeline, translate("holds"), slice->gil, out);
        break;
    case TIMELINE_STUCK:
        if (slice->gil != 0)
            say_with_gil(timeline, translate("holds"), slice->gil, out);
        else
            text_add(out, translate("is attached"));
        text_add(out, translate(" and "));
        say_blocked(recording, slice, facts->thread, time, out);
        break;
    case TIMELINE_WANTS:
        say_with_gil(timeline, translate("wants"), slice->gil, out);
        break;
    case TIMELINE_ASKED:
        say_with_gil(timeline, translate("wants"), slice->gil, out);
        say_asked(time - slice->start, ascii, out);
        return;
    case TIMELINE_BLOCKED:
        say_blocked(recording, slice, facts->thread, time, out);
        break;
    case TIMELINE_NATIVE:
        text_add(out, translate("runs native code"));
        break;
    case TIMELINE_FOREIGN:
        text_add(out, translate("runs, and is not looked into"));
        break;
    case TIMELINE_ATTACHED:
        text_add(out, translate("is attached"));
        break;
    case TIMELINE_SUSPENDED:
        say_suspended(recording, slice, out);
        break;
    case TIMELINE_ABSENT:
    case TIMELINE_STATE_COUNT:
        break;
    }
    say_since(wanted_since(timeline, lane, index), time, ascii, out);
    if (slice->state == TIMELINE_BLOCKED)
        say_woken(recording, slice, time, out);
    else
        say_woken_before(recording, lane, index, out);
}

void timeline_words_circle(const struct recording *recording, uint64_t time, struct text *out)
{
    enum { ROOM = 64 };
    const struct timeline *timeline = recording_timeline(recording);
    size_t lanes[ROOM], count = timeline_circle(timeline, time, lanes, ROOM);

    if (count == 0)
        return;
    text_add(out, translate("Deadlock: "));
    for (size_t i = 0; i < count; i++) {
        uint32_t thread = timeline_lane(timeline, lanes[i])->thread;
        uint32_t next = timeline_lane(timeline, lanes[(i + 1) % count])->thread;

        text_add(out, i > 0 ? ", " : "");
        timeline_words_thread(recording, thread, out);
        text_add(out, translate(" waits for "));
        timeline_words_thread(recording, next, out);
    }
    text_add(out, ".");
}
