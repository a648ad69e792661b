/* The processes of a run: the program itself, and those that it starts, and those that they start.
 *
 * What their threads did is in their lanes (timeline.h); here is what is known of a process as a whole.  A process that
 * is not looked into has one lane, on which it only runs and ends. */
#ifndef TERRARIUM_MODEL_PROCESSES_H
#define TERRARIUM_MODEL_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/record.h"

enum { PROCESS_MAIN = 1 };      /* its number */
#define PROCESS_OPEN UINT64_MAX /* the end of one that runs */

struct process_facts {
    uint32_t parent;  /* process; 0 of the main one */
    uint32_t starter; /* thread; 0 of the main one */
    uint32_t thread;  /* its first, which stands for it; 0 if it has none */
    enum trace_process_sort sort;
    uint64_t identifier; /* the operating system's; 0 if it is not known */
    uint32_t name;       /* string: multiprocessing's; 0 if none */
    uint32_t command;    /* string: the program that it runs now; 0 if it is Python that is looked into, or a copy */
    bool is_foreign;     /* it is not looked into, or not any more */
    uint64_t begin, end; /* ns; PROCESS_OPEN */
    enum trace_process_source source; /* of its end */
    int status;                       /* as wait() tells it; -1 if it is not known */
    uint64_t processor;               /* ns on a processor; 0 if that is not known */
};

struct processes;

struct processes *processes_new(void);
void processes_free(struct processes *processes);

/* Whether a record about processes refers to one that there is; true for other records.  Threads and strings are the
 * caller's to check. */
bool processes_accept(const struct processes *processes, const struct trace_record *record);
/* Takes a record about processes; `parent` is the process of the thread that a PROCESS record names. */
void processes_take(struct processes *processes, const struct trace_record *record, uint32_t parent);

/* With the main one, which is always there: they are numbered from 1. */
uint32_t processes_count(const struct processes *processes);
/* NULL for an unknown number. */
const struct process_facts *processes_facts(const struct processes *processes, uint32_t process);

#endif
