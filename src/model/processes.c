#include "model/processes.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/vector.h"

enum { PROCESSES_MAX = 1 << 20 };

struct processes {
    VECTOR(struct process_facts) all; /* by number, less one */
};

struct processes *processes_new(void)
{
    struct processes *processes = memory_zeroed(1, sizeof *processes);

    vector_push(&processes->all, ((struct process_facts){.end = PROCESS_OPEN, .status = -1}));
    return processes;
}

void processes_free(struct processes *processes)
{
    if (processes == NULL)
        return;
    vector_free(&processes->all);
    free(processes);
}

static bool is_there(const struct processes *processes, uint64_t process)
{
    return process >= 1 && process <= processes->all.count;
}

static bool is_child(const struct processes *processes, uint64_t process)
{
    return process != PROCESS_MAIN && is_there(processes, process);
}

bool processes_accept(const struct processes *processes, const struct trace_record *record)
{
    switch ((int)record->kind) {
    case TRACE_PROCESS:
        return record->process.sort < TRACE_PROCESS_SORT_COUNT && processes->all.count < PROCESSES_MAX;
    case TRACE_PROCESS_ID:
        return is_there(processes, record->process_id.process);
    case TRACE_PROCESS_NAME:
        return is_there(processes, record->process_name.process);
    case TRACE_PROCESS_THREAD:
        return is_child(processes, record->process_thread.process);
    case TRACE_PROGRAM:
        return is_there(processes, record->program.process);
    case TRACE_PROGRAM_FAILED:
        return is_there(processes, record->program_failed.process);
    case TRACE_PROCESS_ANEW:
        return is_there(processes, record->process_anew.process);
    case TRACE_PROCESS_END:
        return is_child(processes, record->process_end.process) &&
               record->process_end.source < TRACE_PROCESS_SOURCE_COUNT && record->process_end.status <= 1u << 16;
    default:
        return true;
    }
}

/* Several may tell of an end: the earliest is the nearest to it, and who saw it only knows least. */
static void take_end(struct process_facts *facts, const struct trace_fields_PROCESS_END *fields)
{
    if (facts->end == PROCESS_OPEN || facts->source == TRACE_PROCESS_SEEN || facts->source == TRACE_PROCESS_RUN)
        facts->source = (enum trace_process_source)fields->source;
    if (fields->time < facts->end)
        facts->end = fields->time > facts->begin ? fields->time : facts->begin;
    if (fields->status != 0 && (facts->status < 0 || fields->source == TRACE_PROCESS_PARENT))
        facts->status = (int)fields->status - 1;
    if (fields->processor > facts->processor)
        facts->processor = fields->processor;
}

void processes_take(struct processes *processes, const struct trace_record *record, uint32_t parent)
{
    struct process_facts *all = processes->all.items;

    switch ((int)record->kind) {
    case TRACE_PROCESS:
        vector_push(&processes->all, ((struct process_facts){.parent = parent,
                                                             .starter = (uint32_t)record->process.thread,
                                                             .sort = (enum trace_process_sort)record->process.sort,
                                                             .begin = record->process.time,
                                                             .end = PROCESS_OPEN,
                                                             .status = -1}));
        break;
    case TRACE_PROCESS_ID:
        all[record->process_id.process - 1].identifier = record->process_id.identifier;
        break;
    case TRACE_PROCESS_NAME:
        all[record->process_name.process - 1].name = (uint32_t)record->process_name.name;
        break;
    case TRACE_PROCESS_THREAD:
        if (all[record->process_thread.process - 1].thread == 0)
            all[record->process_thread.process - 1].thread = (uint32_t)record->process_thread.thread;
        break;
    case TRACE_PROGRAM:
        all[record->program.process - 1].is_foreign = true;
        all[record->program.process - 1].command = (uint32_t)record->program.command;
        break;
    case TRACE_PROGRAM_FAILED:
        all[record->program_failed.process - 1].is_foreign = false;
        all[record->program_failed.process - 1].command = 0;
        break;
    case TRACE_PROCESS_ANEW:
        all[record->process_anew.process - 1].thread = 0;
        break;
    case TRACE_PROCESS_END:
        take_end(&all[record->process_end.process - 1], &record->process_end);
        break;
    default:
        break;
    }
}

uint32_t processes_count(const struct processes *processes)
{
    return (uint32_t)processes->all.count;
}

const struct process_facts *processes_facts(const struct processes *processes, uint32_t process)
{
    return is_there(processes, process) ? &processes->all.items[process - 1] : NULL;
}
