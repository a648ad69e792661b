#include "session/join.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/search.h"
#include "base/vector.h"
#include "trace/context.h"

enum { MAIN = 1 };

/* A process's numbers of one sort, in the recording's: from `own` on they go on from `recordings`; 0 stands for
 * nothing. */
struct stretch {
    uint64_t own, recordings;
};

struct numbers {
    VECTOR(struct stretch) stretches;
    uint64_t count;
};

struct process {
    uint32_t number;     /* the recording's */
    int slot;            /* -1: none, or given back */
    uint64_t identifier; /* the operating system's; 0 while it is not known */
    int descriptor;      /* a pidfd; -1 */
    uint64_t begin;      /* ns */
    bool has_lane;       /* a thread stands for it */
    bool has_ended;      /* so the recording says */
    bool is_gone;        /* it is no more: nothing comes any more */
    bool is_read;        /* its log is being read at the moment */
    bool is_blind;       /* its log cannot be read any further */
    struct trace_context context;
    struct text pending; /* read, and not taken yet */
    struct numbers numbers[TRACE_REFERENCE_COUNT];
};

struct join {
    struct trace_ring *ring;                /* borrowed */
    struct recording *recording;            /* borrowed */
    VECTOR(struct process *) all;           /* by the recording's number, less one; owned */
    VECTOR(uint32_t) live;                  /* numbers of those, but for the first, that are not known to be gone */
    uint64_t counts[TRACE_REFERENCE_COUNT]; /* what the recording has */
    struct map sources;                     /* file, a string of the recording → process that tells of it */
    bool is_identical;                      /* the program's own numbers are the recording's */
    uint64_t clock;                         /* when the timeline began */
    uint64_t left_out;                      /* records */
};

static uint64_t now(const struct join *join)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec - join->clock;
}

/* Numbers. */

static void add_number(struct numbers *numbers, uint64_t recordings)
{
    uint64_t own = ++numbers->count;
    const struct stretch *last = numbers->stretches.count > 0 ? &vector_last(&numbers->stretches) : NULL;

    if (last == NULL || last->recordings == 0 || recordings == 0 || recordings - last->recordings != own - last->own)
        vector_push(&numbers->stretches, ((struct stretch){own, recordings}));
}

static uint64_t number_of(const struct numbers *numbers, uint64_t own)
{
    size_t place = 0;
    const struct stretch *found;

    if (own == 0 || own > numbers->count)
        return 0;
    search_first(place, numbers->stretches.count, at, numbers->stretches.items[at].own <= own);
    found = &numbers->stretches.items[place - 1];
    return found->recordings != 0 ? found->recordings + (own - found->own) : 0;
}

static void copy_numbers(struct numbers *to, const struct numbers *from)
{
    to->count = from->count;
    for (size_t i = 0; i < from->stretches.count; i++)
        vector_push(&to->stretches, from->stretches.items[i]);
}

static bool translate(void *context, enum trace_reference to, uint64_t *number)
{
    const struct process *process = context;

    *number = number_of(&process->numbers[to], *number);
    return *number != 0;
}

/* Processes. */

static struct process *add_process(struct join *join, int slot)
{
    struct process *process = memory_zeroed(1, sizeof *process);

    process->slot = slot;
    process->descriptor = -1;
    vector_push(&join->all, process);
    process->number = (uint32_t)join->all.count;
    if (process->number != MAIN)
        vector_push(&join->live, process->number);
    return process;
}

static void free_process(struct process *process)
{
    for (int to = 0; to < TRACE_REFERENCE_COUNT; to++)
        vector_free(&process->numbers[to].stretches);
    text_free(&process->pending);
    if (process->descriptor >= 0)
        close(process->descriptor);
    process->descriptor = -1;
}

struct join *join_new(struct trace_ring *ring, struct recording *recording)
{
    struct join *join = memory_zeroed(1, sizeof *join);
    struct process *program;

    join->ring = ring;
    join->recording = recording;
    join->is_identical = true;
    program = add_process(join, -1);
    program->has_lane = true;
    add_number(&program->numbers[TRACE_REFERS_TO_PROCESS], MAIN);
    join->counts[TRACE_REFERS_TO_PROCESS] = MAIN;
    return join;
}

void join_free(struct join *join)
{
    if (join == NULL)
        return;
    for (size_t i = 0; i < join->all.count; i++) {
        free_process(join->all.items[i]);
        free(join->all.items[i]);
    }
    vector_free(&join->all);
    vector_free(&join->live);
    map_free(&join->sources);
    free(join);
}

static struct process *process_of(const struct join *join, uint64_t number)
{
    return number >= 1 && number <= join->all.count ? join->all.items[number - 1] : NULL;
}

/* What the recording takes. */

static void add(struct join *join, struct process *from, const struct trace_record *record)
{
    enum trace_reference numbered = trace_numbers(record->kind);
    bool taken = recording_offer(join->recording, record);

    join->left_out += !taken;
    if (numbered == TRACE_REFERS_TO_NOTHING)
        return;
    join->counts[numbered] += taken;
    if (from != NULL)
        add_number(&from->numbers[numbered], taken ? join->counts[numbered] : 0);
    if (from == NULL || from->number != MAIN)
        join->is_identical = false;
}

/* A lane for a process that has none of its own. */
static void add_lane(struct join *join, struct process *process)
{
    uint64_t thread;

    add(join, NULL, &(struct trace_record){TRACE_THREAD, .thread = {process->identifier, 0}});
    thread = join->counts[TRACE_REFERS_TO_THREAD];
    add(join, NULL, &(struct trace_record){TRACE_THREAD_BEGIN, .thread_begin = {thread, process->begin}});
    add(join, NULL, &(struct trace_record){TRACE_PROCESS_THREAD, .process_thread = {process->number, thread}});
    add(join, NULL, &(struct trace_record){TRACE_PROGRAM, .program = {process->number, thread, process->begin, 0}});
    process->has_lane = true;
}

static void settle(struct join *join, struct process *process);

/* A slot is one process's: whoever had it before was never started, or forged. */
static int take_slot(struct join *join, uint64_t slot)
{
    if (slot < 1 || slot > trace_slots(join->ring))
        return -1;
    for (size_t i = 0; i < join->live.count; i++) {
        struct process *process = process_of(join, join->live.items[i]);

        process->slot = process->slot == (int)slot - 1 ? -1 : process->slot;
    }
    return (int)slot - 1;
}

static void open_process(struct join *join, struct process *parent, const struct trace_fields_PROCESS *fields)
{
    struct process *process;
    int slot;

    add(join, parent, &(struct trace_record){TRACE_PROCESS, .process = *fields});
    if (join->counts[TRACE_REFERS_TO_PROCESS] == join->all.count)
        return; /* it was not taken */
    slot = take_slot(join, fields->slot);
    process = add_process(join, slot);
    process->begin = fields->time;
    if (fields->sort == TRACE_PROCESS_FORKED) {
        process->context = parent->context;
        for (int to = 0; to < TRACE_REFERENCE_COUNT; to++)
            copy_numbers(&process->numbers[to], &parent->numbers[to]);
    } else {
        add_number(&process->numbers[TRACE_REFERS_TO_PROCESS], process->number);
    }
}

static void note_identifier(struct process *process, uint64_t identifier)
{
    if (process == NULL || process->identifier != 0 || identifier > INT32_MAX)
        return;
    process->identifier = identifier;
    process->descriptor = (int)syscall(SYS_pidfd_open, (pid_t)identifier, 0);
}

/* The process is no more; what it has told before comes first. */
static void end_process(struct join *join, struct process *process, const struct trace_fields_PROCESS_END *fields)
{
    if (fields->source == TRACE_PROCESS_PARENT)
        process->is_gone = true;
    if (fields->source != TRACE_PROCESS_ITSELF)
        settle(join, process);
    if (!process->has_lane && fields->source != TRACE_PROCESS_FAILED)
        add_lane(join, process);
    add(join, NULL, &(struct trace_record){TRACE_PROCESS_END, .process_end = *fields});
    process->has_ended = true;
}

/* It runs Python from the beginning, and numbers from the beginning too. */
static void begin_anew(struct process *process)
{
    for (int to = 0; to < TRACE_REFERENCE_COUNT; to++) {
        vector_clear(&process->numbers[to].stretches);
        process->numbers[to].count = 0;
    }
    process->context = (struct trace_context){.births = NULL};
    add_number(&process->numbers[TRACE_REFERS_TO_PROCESS], process->number);
}

/* A file's text is told of by the first that does. */
static bool is_source_new(struct join *join, const struct process *from, uint64_t file)
{
    uint32_t owner;

    if (!map_get(&join->sources, file, &owner)) {
        map_put(&join->sources, file, from->number);
        return true;
    }
    return owner == from->number;
}

/* What a process other than the program says of a whole run is not for this one. */
static bool is_wanted(struct join *join, const struct process *from, const struct trace_record *record)
{
    if (record->kind == TRACE_SOURCE)
        return is_source_new(join, from, record->source.file);
    if (from->number == MAIN)
        return true;
    return record->kind >= TRACE_TIMELINE ? record->kind != TRACE_TIMELINE && record->kind != TRACE_INTERVAL &&
                                                record->kind != TRACE_TIMELINE_END
                                          : record->kind == TRACE_STRING || record->kind == TRACE_CODE ||
                                                record->kind == TRACE_LIBRARY || record->kind == TRACE_THREAD;
}

/* A string that the recording has is not told of again. */
static bool take_string(struct join *join, struct process *from, const struct trace_record *record)
{
    const struct trace_bytes *bytes = &record->string.text;
    struct text text = TEXT_EMPTY;
    uint32_t known = 0;

    if (record->kind != TRACE_STRING || from->number == MAIN)
        return false;
    text_append(&text, bytes->at, bytes->length);
    if (memchr(text_string(&text), 0, text.length) == NULL)
        known = recording_find_string(join->recording, text_string(&text));
    text_free(&text);
    if (known != 0)
        add_number(&from->numbers[TRACE_REFERS_TO_STRING], known);
    return known != 0;
}

static void take_record(struct join *join, struct process *from, struct trace_record *record,
                        struct trace_scratch *scratch)
{
    enum trace_reference numbered = trace_numbers(record->kind);
    struct process *process;

    if (record->kind == TRACE_TIMELINE && from->number == MAIN)
        join->clock = record->timeline.clock;
    if (!trace_translate(record, scratch, translate, from) || !is_wanted(join, from, record)) {
        if (numbered != TRACE_REFERS_TO_NOTHING)
            add_number(&from->numbers[numbered], 0);
        return;
    }
    if (take_string(join, from, record))
        return;
    switch ((int)record->kind) {
    case TRACE_PROCESS:
        open_process(join, from, &record->process);
        return;
    case TRACE_PROCESS_ID:
        note_identifier(process_of(join, record->process_id.process), record->process_id.identifier);
        break;
    case TRACE_PROCESS_THREAD:
        process = process_of(join, record->process_thread.process);
        if (process != NULL) /* otherwise the recording does not take it */
            process->has_lane = true;
        break;
    case TRACE_PROCESS_END:
        process = process_of(join, record->process_end.process);
        if (process == NULL)
            break;
        end_process(join, process, &record->process_end);
        return;
    default:
        break;
    }
    add(join, from, record);
    if (record->kind == TRACE_PROCESS_ANEW && from->number != MAIN)
        begin_anew(from);
}

/* Takes the whole records of what was read. */
static void take_pending(struct join *join, struct process *from)
{
    struct trace_scratch scratch = {.keeps = false};
    struct trace_record record;
    size_t at = 0, used;

    while (at < from->pending.length && !from->is_blind) {
        enum trace_decoding decoding = trace_decode(from->pending.bytes + at, from->pending.length - at,
                                                    &from->context, &scratch, &record, &used);

        if (decoding == TRACE_INCOMPLETE)
            break;
        if (decoding == TRACE_DAMAGED)
            from->is_blind = true;
        if (decoding == TRACE_DECODED)
            take_record(join, from, &record, &scratch);
        at += used;
    }
    trace_scratch_free(&scratch);
    if (from->is_blind)
        at = from->pending.length;
    if (at > 0)
        memmove(from->pending.bytes, from->pending.bytes + at, from->pending.length - at);
    text_truncate(&from->pending, from->pending.length - at);
}

/* As long as nobody else has put anything into the recording, what the program tells is the recording's as it is.
 * Returns how many bytes that holds for. */
static size_t pass(struct join *join, struct process *program)
{
    struct trace_scratch scratch = {.keeps = false};
    struct trace_record record;
    size_t at = 0, used;

    while (at < program->pending.length) {
        struct trace_context before = program->context;
        enum trace_decoding decoding = trace_decode(program->pending.bytes + at, program->pending.length - at,
                                                    &program->context, &scratch, &record, &used);
        enum trace_reference numbered =
            decoding == TRACE_DECODED ? trace_numbers(record.kind) : TRACE_REFERS_TO_NOTHING;

        if (decoding != TRACE_DECODED && decoding != TRACE_SKIPPED)
            break;
        if (numbered == TRACE_REFERS_TO_PROCESS) {
            program->context = before;
            break;
        }
        if (decoding == TRACE_DECODED && record.kind == TRACE_TIMELINE)
            join->clock = record.timeline.clock;
        if (decoding == TRACE_DECODED && record.kind == TRACE_SOURCE)
            map_put(&join->sources, record.source.file, MAIN);
        if (numbered != TRACE_REFERS_TO_NOTHING)
            add_number(&program->numbers[numbered], ++join->counts[numbered]);
        at += used;
    }
    trace_scratch_free(&scratch);
    return at;
}

enum status join_append(struct join *join, const void *bytes, size_t length, struct error *error)
{
    struct process *program = join->all.items[0];
    enum status status = STATUS_OK;

    text_append(&program->pending, bytes, length);
    if (join->is_identical && join->all.count == 1) {
        size_t passed = pass(join, program);

        status = recording_append(join->recording, text_string(&program->pending), passed, error);
        memmove(program->pending.bytes, program->pending.bytes + passed, program->pending.length - passed);
        text_truncate(&program->pending, program->pending.length - passed);
    }
    take_pending(join, program);
    if (program->is_blind && status == STATUS_OK)
        status = error_set(error, STATUS_FAILED, "the program's log cannot be read any further");
    return status;
}

/* Slots. */

static bool read_slot(struct join *join, struct process *process)
{
    struct trace_ring slot;

    if (process->slot < 0 || process->is_blind)
        return false;
    slot = trace_slot(join->ring, (size_t)process->slot);
    if (trace_ring_is_forged(&slot)) { /* there would be something to read for ever */
        process->is_blind = true;
        return false;
    }
    return trace_ring_read(&slot, &process->pending) > 0;
}

/* A release of the GIL that it kept back, for it might have taken it again at once: it did not. */
static void add_kept(struct join *join, struct process *process)
{
    struct trace_ring slot = trace_slot(join->ring, (size_t)process->slot);
    struct trace_record place = {TRACE_PLACE, .place = slot.control->place};
    struct trace_record release = {TRACE_RELEASE, .release = slot.control->release};

    if (atomic_load(&slot.control->kept) == 0)
        return;
    if (trace_translate(&place, NULL, translate, process))
        add(join, process, &place);
    if (trace_translate(&release, NULL, translate, process))
        add(join, process, &release);
}

/* Takes what it has told so far; of one that is gone, all that there is, and its slot is another's. */
static void settle(struct join *join, struct process *process)
{
    if (process->is_read)
        return;
    process->is_read = true;
    read_slot(join, process);
    take_pending(join, process);
    if (process->is_gone && process->slot >= 0) {
        add_kept(join, process);
        trace_slots_give(join->ring, (size_t)process->slot);
        process->slot = -1;
    }
    process->is_read = false;
}

/* A slot that a process took for another, and died before it told of that, is nobody's: it is free again. */
static void give_back(struct join *join, const struct process *gone)
{
    size_t slots = trace_slots(join->ring);

    for (size_t slot = 0; slot < slots && gone->identifier != 0; slot++) {
        bool used = trace_slot_taker(join->ring, slot) != gone->identifier;

        for (size_t i = 0; i < join->live.count && !used; i++)
            used = process_of(join, join->live.items[i])->slot == (int)slot;
        if (!used)
            trace_slots_give(join->ring, slot);
    }
}

static bool is_gone(const struct process *process)
{
    struct pollfd wait = {.fd = process->descriptor, .events = POLLIN};

    if (process->identifier == 0)
        return false;
    if (process->descriptor >= 0)
        return poll(&wait, 1, 0) > 0;
    return kill((pid_t)process->identifier, 0) != 0 && errno == ESRCH;
}

/* A process whose end nobody has told is seen to be gone; when the run is over, that was the reason. */
static void note_gone(struct join *join, struct process *process, bool is_over)
{
    const struct timeline *timeline = recording_timeline(join->recording);

    process->is_gone = true;
    settle(join, process);
    give_back(join, process);
    if (!process->has_ended)
        end_process(join, process,
                    &(struct trace_fields_PROCESS_END){.process = process->number,
                                                       .time = is_over ? timeline_end(timeline) : now(join),
                                                       .source = is_over ? TRACE_PROCESS_RUN : TRACE_PROCESS_SEEN});
}

bool join_pump(struct join *join)
{
    uint64_t left_out = join->left_out;
    bool grew = false;
    size_t kept = 0, count = join->live.count;

    for (size_t i = 0; i < join->live.count; i++) {
        struct process *process = process_of(join, join->live.items[i]);
        bool gone = process->is_gone || is_gone(process);

        grew = read_slot(join, process) || grew;
        settle(join, process);
        if (gone)
            note_gone(join, process, timeline_has_ended(recording_timeline(join->recording)));
        grew = grew || gone;
    }
    for (size_t i = 0; i < join->live.count; i++) {
        struct process *process = process_of(join, join->live.items[i]);

        if (!process->is_gone)
            join->live.items[kept++] = process->number;
        else
            free_process(process);
    }
    join->live.count = kept;
    return grew || join->left_out != left_out || kept != count;
}

static void say(const struct join *join, const char *sentence, int length)
{
    recording_add(join->recording, &(struct trace_record){TRACE_NOTE, .note = {{sentence, (size_t)length}}});
}

static void say_what_is_missing(const struct join *join)
{
    uint32_t refused = trace_slots_refused(join->ring);
    char sentence[160];

    if (refused > 0)
        say(join, sentence,
            snprintf(sentence, sizeof sentence,
                     "%u process%s Python %s not looked into: that can be done with %zu at the same time.",
                     (unsigned)refused, refused == 1 ? " that runs" : "es that run", refused == 1 ? "was" : "were",
                     trace_slots(join->ring)));
    if (join->left_out > 0)
        say(join, sentence,
            snprintf(sentence, sizeof sentence, "%llu records of the program's processes meant nothing.",
                     (unsigned long long)join->left_out));
}

void join_end(struct join *join)
{
    for (size_t i = 0; i < join->live.count; i++) {
        struct process *process = process_of(join, join->live.items[i]);

        note_gone(join, process, true);
        free_process(process);
    }
    join->live.count = 0;
    say_what_is_missing(join);
}

bool join_translate(struct join *join, struct trace_record *record)
{
    return trace_translate(record, NULL, translate, join->all.items[0]);
}
