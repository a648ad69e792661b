/* What a recording is made of: for recording.c, and recording_check.c, which looks at records before they are taken
 * in. */
#ifndef TERRARIUM_MODEL_RECORDING_WORK_H
#define TERRARIUM_MODEL_RECORDING_WORK_H

#include "base/map.h"
#include "base/vector.h"
#include "model/keyframes.h"
#include "model/labels.h"
#include "model/moment.h"
#include "model/order.h"
#include "model/recording.h"
#include "trace/context.h"

struct place_in_log {
    uint64_t offset;
    uint32_t length;
};

struct known_string {
    char *text; /* owned */
    size_t length;
};

/* Where an object's value is: short ones are held where others have their offset. */
enum held { HELD_HERE, HELD_IN_LOG, HELD_IN_VALUES };

struct known_object {
    uint64_t address;
    uint64_t length;
    union {
        char value[sizeof(uint64_t)];
        uint64_t offset;
    };
    uint32_t type;
    uint32_t step;
    uint16_t value_length;
    uint8_t kind;
    uint8_t flags;
    uint8_t held; /* enum held */
};

struct known_step {
    uint64_t end;      /* where its segment ends in the log: behind the STEP record */
    uint32_t previous; /* the step before in the same frame, NO_STEP if none */
    uint32_t next;     /* the step after in the same frame, NO_STEP if none yet */
    uint32_t frame, line, value;
    uint32_t objects, frames; /* born by now */
    uint32_t instants;        /* told of by now */
    uint32_t thread : 24, event : 8;
};

enum { THREADS_MAX = (1 << 24) - 1 };

struct known_output {
    uint32_t step, stream;
    struct place_in_log bytes;
};

struct source {
    uint32_t file; /* string */
    struct text text;
    VECTOR(size_t) lines; /* where each begins; counted as far as `text` went when it was last asked for */
    size_t counted;       /* bytes of `text` that `lines` covers */
};

struct known_instant {
    uint64_t end; /* in the log, behind its record */
    struct instant instant;
};

/* Of a code object. */
struct listing {
    uint32_t code;
    VECTOR(struct instruction) instructions;
};

/* Of a code object. */
struct signature {
    uint32_t code;
    struct parameters parameters;
    uint32_t *names; /* owned: theirs */
};

struct fact {
    char *name, *value; /* owned */
};

#define NO_STEP UINT32_MAX

struct recording {
    struct text log;     /* whole, checked records */
    struct text pending; /* the beginning of a record whose rest has not come */
    struct text
        values; /* of objects born longer than another: each lies where that one's does, if it lay at the end */
    struct trace_context context; /* behind the last record */
    struct trace_births births;
    bool damaged;
    struct trace_scratch scratch;
    VECTOR(struct known_step) steps;
    VECTOR(struct known_string) strings; /* by number, less one; so are the next four */
    VECTOR(struct code) codes;
    VECTOR(struct frame_birth) frames;
    VECTOR(struct known_object) objects;
    VECTOR(uint32_t) last_step; /* by frame: its latest step */
    struct map string_numbers;  /* hash of the text → number of the first string that has it */
    VECTOR(uint32_t) threads;   /* by number, less one: their names, strings */
    struct order order;
    uint64_t highest_object; /* highest object that a record spoke of: must be born by the next STEP */
    VECTOR(struct source) sources;
    VECTOR(struct known_output) outputs;
    VECTOR(struct known_instant) instants;
    VECTOR(struct listing) listings;
    VECTOR(struct signature) signatures; /* by code */
    VECTOR(struct fact) facts;
    VECTOR(char *) notes;
    struct recording_end end;
    char *end_text; /* owned */
    bool ended, waits;
    struct moment *head; /* after the last record: what the next one is checked against */
    struct map places;   /* see moment_new */
    struct keyframes keyframes;
    struct labels *labels;
    struct timeline *timeline;
};

/* Whether a record, decoded well, refers only to what is there; notes which objects it speaks of. */
bool recording_accepts(struct recording *recording, const struct trace_record *record);
/* The same of a record of threads and processes. */
bool recording_timeline_accepts(const struct recording *recording, const struct trace_record *record);

#endif
