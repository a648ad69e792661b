/* What the threads of a run did, by the clock: who held the GIL, who wanted it, who waited in which call.
 *
 *     lane of a thread   | native | wants | holds ───────── | wants | asked | holds | blocked ──────── …
 *                        begin                                                                        end
 *
 * Lanes stand by process, in the order of the processes' beginnings; and so a lane may get another place when one
 * begins.  A lane's slices follow each other without gaps from its thread's first event to its end.  Each GIL has its
 * holds in order.  The log is not trusted: times that run backwards are held where they were, so that slices are always
 * in order.
 *
 * In a build without a GIL (PEP 703) threads are attached at once, and suspended at once when one of them stops the
 * world.  It may have a GIL all the same, for a time or for good: then these hold it as others do.
 *
 * Event loops are told of by a model of their own. */
#ifndef TERRARIUM_MODEL_TIMELINE_H
#define TERRARIUM_MODEL_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/event_loop.h"
#include "model/processes.h"
#include "trace/record.h"

/* STATE(NAME, sign, ASCII sign, what it means) */
#define TIMELINE_STATES(STATE)                                             \
    STATE(ABSENT, " ", " ", "not there: not started, or ended")            \
    STATE(HOLDS, "█", "#", "holds the GIL")                                \
    STATE(STUCK, "▓", "%", "holds the GIL and waits in a call")            \
    STATE(WANTS, "▒", "=", "wants the GIL")                                \
    STATE(ASKED, "▒", "=", "wants the GIL and has asked for a drop")       \
    STATE(BLOCKED, "~", "~", "waits in a call, without the GIL")           \
    STATE(NATIVE, "░", ":", "runs native code, without the GIL")           \
    STATE(FOREIGN, "─", "-", "a process that is not looked into")          \
    STATE(ATTACHED, "■", "@", "attached: runs Python code, beside others") \
    STATE(SUSPENDED, "▚", "/", "stands still: another thread has stopped the world")

enum timeline_state {
#define STATE(NAME, ...) TIMELINE_##NAME,
    TIMELINE_STATES(STATE)
#undef STATE
        TIMELINE_STATE_COUNT
};

#define TIMELINE_OPEN UINT64_MAX /* the end of what goes on */

struct timeline_place {
    uint32_t code;   /* the learner's; 0 if none */
    uint32_t line;   /* 0 if none */
    uint32_t callee; /* code: the library function that the line called; 0 if none */
};

struct timeline_slice {
    uint64_t start, end; /* ns; TIMELINE_OPEN */
    enum timeline_state state;
    uint32_t gil;     /* HOLDS, STUCK, WANTS, ASKED; of STUCK 0: it is attached, without a GIL */
    uint32_t call;    /* BLOCKED, STUCK: string */
    uint32_t lock;    /* BLOCKED: that it waits for; 0 if none */
    uint32_t other;   /* BLOCKED: thread that held it at the beginning, or whose end it waits for; SUSPENDED: that
                     * stopped it; 0 if not known */
    uint32_t process; /* BLOCKED, STUCK: whose end it waits for; 0 if none, or not known before it has ended */
    uint32_t pipe;    /* BLOCKED, STUCK: that it wants to read from, or read from; 0 if none */
    bool asked;       /* HOLDS: it ended because another thread asked */
    uint32_t again;   /* HOLDS, ATTACHED: how often it was released and taken again within it */
    uint64_t away;    /* HOLDS, ATTACHED: ns of those */
    struct timeline_place
        place; /* where the thread was at its end; HOLDS, ATTACHED: and where it began is the slice before's */
};

struct timeline_lane {
    uint32_t thread;
    uint32_t process;    /* PROCESS_MAIN: the program itself */
    uint32_t name;       /* string; 0 if not known */
    uint64_t begin, end; /* TIMELINE_OPEN while it runs */
    uint64_t processor;  /* ns that it was on a processor; 0 while it runs */
};

/* A stretch in which one thread held a GIL. */
struct timeline_hold {
    uint64_t start, end;
    uint32_t thread;
    bool asked;
};

struct timeline_collection {
    uint64_t start, end;
    uint32_t thread, generation;
    uint64_t collected;
};

/* A free-threaded build's GIL goes on or off. */
struct timeline_switch {
    uint64_t time;
    uint32_t thread; /* the first that takes it, or that switched it off */
    bool on;
};

struct timeline;

struct timeline *timeline_new(void);
void timeline_free(struct timeline *timeline);

/* How many of each the log has had so far: what a record may refer to. */
struct timeline_known {
    uint64_t strings, codes, threads;
};
/* Whether a record of the timeline refers to what there is; true for others. */
bool timeline_accepts(const struct timeline *timeline, const struct trace_record *record,
                      const struct timeline_known *known);
void timeline_take(struct timeline *timeline, const struct trace_record *record);
/* A run that goes on is at this time, and a release of the GIL lies beside the log (NULL: none): that holds until the
 * next record is taken. */
void timeline_suppose(struct timeline *timeline, uint64_t now, const struct trace_fields_PLACE *place,
                      const struct trace_fields_RELEASE *release);

/* Whether the log has any of this. */
bool timeline_is_there(const struct timeline *timeline);
/* The processes of the run. */
const struct processes *timeline_processes(const struct timeline *timeline);
/* What event loops did; there is none when event_loops_count says so. */
const struct event_loops *timeline_event_loops(const struct timeline *timeline);
/* When it ends: the last event so far, or the run's end. */
uint64_t timeline_end(const struct timeline *timeline);
bool timeline_has_ended(const struct timeline *timeline);
/* The machine's monotonic clock when it began. */
uint64_t timeline_clock(const struct timeline *timeline);
/* Microseconds: the switch interval at a time. */
uint32_t timeline_interval(const struct timeline *timeline, uint64_t time);

size_t timeline_lanes(const struct timeline *timeline);
const struct timeline_lane *timeline_lane(const struct timeline *timeline, size_t lane);
/* The lane of a thread; false when it has none. */
bool timeline_find_lane(const struct timeline *timeline, uint32_t thread, size_t *lane);
size_t timeline_slices(const struct timeline *timeline, size_t lane);
/* Borrowed until the timeline grows. */
const struct timeline_slice *timeline_slice(const struct timeline *timeline, size_t lane, size_t index);
/* The slice in which a time lies; false before the lane's beginning and after its end. */
bool timeline_slice_at(const struct timeline *timeline, size_t lane, uint64_t time, size_t *index);
/* A slice's end as far as it is known. */
uint64_t timeline_slice_end(const struct timeline *timeline, const struct timeline_slice *slice);
/* Of a slice that waits, at a time within it: the thread that has the lock that it waits for, or whose end, or whose
 * process's; 0 when nobody has it or that is not known. */
uint32_t timeline_holder(const struct timeline *timeline, const struct timeline_slice *slice, uint64_t time);
/* Who has ended its wait, by a time within it or at its end: by releasing the lock, which nobody has taken since, by
 * writing to the pipe, or by its process's end. */
struct timeline_waking {
    uint32_t thread; /* 0: nobody has, or that is not known */
    uint64_t time;   /* when, in the slice */
};
struct timeline_waking timeline_waking(const struct timeline *timeline, const struct timeline_slice *slice,
                                       uint64_t time);
/* Where a thread was at a time: while it holds the GIL the log knows where it took it, and where it releases it. */
struct timeline_place timeline_place_at(const struct timeline *timeline, size_t lane, uint64_t time);

size_t timeline_gils(const struct timeline *timeline);
/* Whose a GIL is, numbered from 1 as slices have it: 0 the main interpreter's of its process; otherwise the identifier
 * of one that has a GIL of its own (PEP 684), or TIMELINE_ANOTHER where that is not known. */
#define TIMELINE_ANOTHER UINT32_MAX
uint32_t timeline_interpreter(const struct timeline *timeline, uint32_t gil);
size_t timeline_holds(const struct timeline *timeline, size_t gil);
const struct timeline_hold *timeline_hold(const struct timeline *timeline, size_t gil, size_t index);

/* The first hold that begins at a time or later; as many as there are when none does. */
size_t timeline_hold_from(const struct timeline *timeline, size_t gil, uint64_t time);
/* Whether threads ran without a GIL, for a time at least. */
bool timeline_is_free(const struct timeline *timeline);
/* Whether there is a GIL at a time: always, but in free-threaded builds. */
bool timeline_has_gil(const struct timeline *timeline, uint64_t time);
/* ns in which there was one. */
uint64_t timeline_gil_time(const struct timeline *timeline);
size_t timeline_switches(const struct timeline *timeline);
const struct timeline_switch *timeline_switch(const struct timeline *timeline, size_t index);

/* Times in which one thread or more stood still because another had stopped the world. */
struct timeline_pauses {
    size_t count;
    uint64_t total, longest; /* ns */
    uint64_t longest_at;
    uint32_t longest_by; /* thread; 0 if not known */
};
struct timeline_pauses timeline_count_pauses(const struct timeline *timeline);
/* ns in which at least two threads at once held a GIL or were attached. */
uint64_t timeline_together(const struct timeline *timeline);

size_t timeline_collections(const struct timeline *timeline);
const struct timeline_collection *timeline_collection(const struct timeline *timeline, size_t index);
/* Requests to drop the GIL: the times of a lane's, in order. */
size_t timeline_requests(const struct timeline *timeline, size_t lane);
uint64_t timeline_request(const struct timeline *timeline, size_t lane, size_t index);

/* What a lane did between two times. */
struct timeline_sums {
    uint64_t times[TIMELINE_STATE_COUNT]; /* ns by state */
    uint64_t takings;                     /* how often it took the GIL */
    uint64_t handovers;                   /* … after another thread had held it */
    uint64_t longest_wait, waited_at;     /* for the GIL, or for the world to go on; and when that began */
    uint64_t again;                       /* releases and takings at once */
};
void timeline_sum(const struct timeline *timeline, size_t lane, uint64_t from, uint64_t to,
                  struct timeline_sums *sums);
/* Of the holds that ended because another thread asked: the median, ns; 0 when there are none. */
uint64_t timeline_median_hold(const struct timeline *timeline);

/* Moments to go to. */
enum timeline_moment {
    TIMELINE_EVENT,    /* anything begins, in any lane */
    TIMELINE_HANDOVER, /* a GIL goes from one thread to another */
    TIMELINE_WAKING    /* a thread that waited for a lock goes on */
};
/* The nearest after (before) a time; false when there is none. */
bool timeline_find(const struct timeline *timeline, enum timeline_moment moment, uint64_t from, bool backwards,
                   uint64_t *time, size_t *lane);
/* The longest wait for a GIL, or for the world to go on, in any lane; false when nobody waited. */
bool timeline_longest_wait(const struct timeline *timeline, uint64_t *time, size_t *lane);

/* Threads that wait for each other in a circle at a time: each lane waits for the next, the last for the first.
 * Returns how many, at most `room`; 0 when there is no such circle. */
size_t timeline_circle(const struct timeline *timeline, uint64_t time, size_t *lanes, size_t room);

#endif
