/* The names of a frame, or of a module: what each refers to, as logged last. */
#ifndef TERRARIUM_RECORD_NAMES_H
#define TERRARIUM_RECORD_NAMES_H

#include "base/vector.h"
#include "cpython/facts.h"
#include "record/hook_dicts.h"
#include "record/objects.h"
#include "record/plans.h"
#include "trace/writer.h"

struct name_shadow {
    PyObject *key;    /* address of the name's str; not a reference */
    uint64_t text;    /* fingerprint of that str, for its address may be used again */
    uint64_t name;    /* string; 0 for a name that is not shown, such as `.0` */
    PyObject *object; /* address of what it refers to, NULL when unbound */
    uint64_t number;  /* of that object, 0 when unbound */
    shadow_place place;
};

struct names {
    VECTOR(struct name_shadow) shadows;
    bool reach_nothing; /* they are bound to nothing but objects that hold nothing */
    bool hid;           /* some of them are a comprehension's, and not in the dictionary */
    /* When they are in a dictionary: */
    uint64_t version;
    const PyDictKeysObject *keys; /* address of its table when it was last read through */
    VECTOR(int32_t) places;       /* by entry of the table: index in `shadows`, or -1 */
};

void names_free(struct names *names);
/* Empties it, and keeps the memory for other names. */
void names_clear(struct names *names);

/* What has run since names were last read. */
struct names_run {
    const struct plan *plan; /* what it may have bound; NULL when that is not known */
    facts_frame *frame;      /* in which it ran; NULL beside no plan */
};

/* All stage NAME records for what changed, in `frame`.  `running`, for a dictionary, is the frame whose namespace it
 * is, while that runs: a comprehension's names are not in the dictionary. */
void names_read_locals(struct names *names, struct trace_writer *writer, uint64_t frame, facts_frame *running);
/* The same of a frame that begins, the newest in the log (trace_writer_frame), of whose names nothing is known yet;
 * `labels`: see codes_locals. */
void names_begin_locals(struct names *names, struct trace_writer *writer, facts_frame *running,
                        const uint64_t *labels);
/* The same after a plan has run that binds some. */
void names_read_stored(struct names *names, struct trace_writer *writer, uint64_t frame, facts_frame *running,
                       const struct plan *plan);
/* The same of one that binds one fast local alone, which is in no cell. */
void names_read_one(struct names *names, struct trace_writer *writer, uint64_t frame, facts_frame *running,
                    const struct plan *plan);
/* A fast local has been bound to an object that is known, as names_read_stored would find. */
void names_store(struct names *names, size_t local, struct trace_writer *writer, uint64_t frame, PyObject *object,
                 shadow_place place);
/* The same of a name in a dictionary, which nothing else has changed; false, with nothing done, where it is not so
 * plain. */
bool names_store_in_dict(struct names *names, struct trace_writer *writer, uint64_t frame, PyObject *dict,
                         struct plan_name *name, PyObject *object, shadow_place place);
void names_read_changed_dict(struct names *names, struct trace_writer *writer, uint64_t frame, PyObject *dict,
                             facts_frame *running, const struct names_run *run);
/* The same where nothing has bound names in it but a plan, which ran in the frame `ran` and binds none that are hidden;
 * false, with perhaps some of it done, where names_read_changed_dict is to do it. */
bool names_read_bound(struct names *names, struct trace_writer *writer, uint64_t frame, PyObject *dict,
                      facts_frame *ran, const struct plan *plan);
/* Whether that would find nothing.  `running`: NULL, too, where no fast local of that frame's has been bound since. */
static inline bool names_stand(const struct names *names, PyObject *dict, facts_frame *running)
{
    uint64_t version = hook_dicts_version(dict);

    return (HOOK_DICTS_TELL || version != 0) && MOSTLY(version == names->version) &&
           (running == NULL || facts_local_count(facts_code(running)) == 0);
}
/* Reaches (objects.h) everything that is bound. */
void names_reach(struct names *names);
/* They are about to be forgotten: what they refer to loses a reference. */
void names_let_go(const struct names *names);

#endif
