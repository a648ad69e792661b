/* What a timeline is made of: for timeline.c, which takes records in and answers for one lane, and timeline_sums.c. */
#ifndef TERRARIUM_MODEL_TIMELINE_WORK_H
#define TERRARIUM_MODEL_TIMELINE_WORK_H

#include "base/map.h"
#include "base/vector.h"
#include "model/timeline.h"

struct lane {
    struct timeline_lane facts;
    VECTOR(struct timeline_slice) slices; /* the last may be open */
    VECTOR(uint64_t) requests;            /* when it asked for a drop */
    struct timeline_place place;          /* as last told */
    uint32_t at;                          /* its place in the order of lanes */
};

struct gil {
    VECTOR(struct timeline_hold) holds;
    uint32_t process;     /* 0 until a thread takes it, and when the process has begun anew */
    bool is_other;        /* than its process's main interpreter's, which a process takes first */
    uint32_t interpreter; /* other than the process's main one, as far as the log tells; else 0 */
};

struct interval {
    uint64_t time;
    uint32_t microseconds;
};

/* From a time on a thread has a lock, or nobody has, for this thread released it.  Told only while others wait for
 * it. */
struct tenure {
    uint64_t time;
    uint32_t thread;
    bool released;
};

struct lock {
    VECTOR(struct tenure) tenures; /* by time */
};

/* When one thread wrote to one pipe, in order. */
struct sender {
    uint32_t thread;
    VECTOR(uint64_t) times;
};

/* Threads of several processes may write to it, and their records come in no order: so each has a list of its own. */
struct pipe {
    VECTOR(uint32_t) senders; /* indices in `senders` */
};

/* What a release that lies beside the log changed: see timeline_suppose. */
struct supposed {
    uint32_t lane; /* index, plus one; 0: nothing is supposed */
    struct timeline_place place;
    struct timeline_slice slice;
    struct timeline_hold hold;
};

struct timeline {
    struct supposed supposed;
    bool is_there, has_ended;
    uint64_t clock, end;
    VECTOR(struct lane) lanes; /* in the order of their records */
    VECTOR(uint32_t) order;    /* by process: indices in `lanes` */
    struct map by_thread;      /* thread → index in `lanes`, plus one */
    VECTOR(struct gil) gils;
    VECTOR(struct interval) intervals;
    VECTOR(struct timeline_switch) switches;
    bool is_free;
    VECTOR(struct timeline_collection) collections;
    VECTOR(struct lock) locks;
    VECTOR(struct pipe) pipes;
    struct map by_inode; /* → index in `pipes`, plus one */
    VECTOR(struct sender) senders;
    struct map by_writing; /* pipe and thread, see take_sent → index in `senders` */
    struct event_loops *event_loops;
    struct processes *processes;
};

/* A GIL, wherever it is. */
static inline bool timeline_is_holding(const struct timeline_slice *slice)
{
    return slice->state == TIMELINE_HOLDS || (slice->state == TIMELINE_STUCK && slice->gil != 0);
}

static inline bool timeline_is_attached(const struct timeline_slice *slice)
{
    return slice->state == TIMELINE_ATTACHED || (slice->state == TIMELINE_STUCK && slice->gil == 0);
}

/* The lane at a place in the order by process. */
static inline struct lane *timeline_lane_at(const struct timeline *timeline, size_t place)
{
    return &timeline->lanes.items[timeline->order.items[place]];
}

#endif
