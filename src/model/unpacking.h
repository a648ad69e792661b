/* What is being taken apart at a moment, and what the pieces are bound to, one target after the other.
 *
 * Three sorts: an object taken apart (`a, b = x`, `for k, v in …`, `with … as (a, b)`, a comprehension's targets);
 * values that stand on the value stack, of which no object is made (`a, b = b, a`); the arguments of a call and the
 * parameters of what it calls.  Everything is read from the recording: which instructions of the frame ran, and what
 * stood on its value stack.  Where instructions were not recorded nothing is told but calls' parameters. */
#ifndef TERRARIUM_MODEL_UNPACKING_H
#define TERRARIUM_MODEL_UNPACKING_H

#include "base/text.h"
#include "base/vector.h"
#include "model/state.h"
#include "model/targets.h"

enum unpacking_sort {
    UNPACKING_APART, /* one object's elements */
    UNPACKING_STACK, /* values, each of an expression of its own */
    UNPACKING_CALL,  /* arguments */
};

enum unpacking_state {
    UNPACKING_WAITING, /* its value is not there yet */
    UNPACKING_STACKED, /* its value is on the value stack */
    UNPACKING_BOUND,   /* bound, or taken apart in turn */
    UNPACKING_NEVER,   /* its value was dropped, or an exception was in the way */
};

enum { UNPACKING_NONE = -1 };

/* One place on the left: an element of what is taken apart, a value, an argument. */
struct unpacking_element {
    uint32_t object;   /* 0: not known, or not there yet */
    struct text label; /* "0", "'key'"; of values and arguments their source text; raw */
    struct text value; /* in a few words, raw; "" while it is not there */
    int target;        /* index: that it is for, UNPACKING_NONE when there is none */
    int parent;        /* index of the target whose value it is an element of, UNPACKING_NONE for the source's own */
    bool lost;         /* taken from an iterator, and given to no target */
};

/* How a parameter came by its value. */
enum unpacking_giver {
    UNPACKING_BY_PLACE,
    UNPACKING_BY_NAME,
    UNPACKING_BY_DEFAULT,
    UNPACKING_UNKNOWN,  /* has its default, which what was given may have held as well */
    UNPACKING_GATHERED, /* *args, **kwargs: in a new tuple, a new dict; and *rest of a target list, in a new list */
};

/* One place on the right. */
struct unpacking_target {
    struct text
        text; /* as in the source: "a", "arr[i]", "self.x", "*rest", "(b, c)"; of parameters their names; raw */
    enum target_sort sort;
    bool starred;
    int parent; /* index of the target that it is a part of, UNPACKING_NONE */
    int level;  /* how many targets it stands in */
    enum unpacking_state state;
    bool now;          /* what just ran did this: pushed the value, bound it */
    size_t order;      /* of the binding: the instruction that binds it, and which of its two */
    int depth;         /* STACKED: from the top of the value stack, which is 0 */
    uint32_t object;   /* that it got, or is to get; 0 while that is not known */
    struct text value; /* that object in a few words, raw */
    enum unpacking_giver giver;
};

struct unpacking {
    enum unpacking_sort sort;
    uint32_t frame;
    uint32_t line; /* where it begins */
    struct text
        source; /* what is taken apart, as it is written: "x", "next item of d.items()", "f(1, *a)"; raw; may be "" */
    uint32_t object;             /* the object, 0: not there yet, or of STACK and CALL none */
    enum trace_object_kind kind; /* its kind; with `object` only */
    struct text title;           /* its type and id; of a call that was made before "line 4"; or "" */
    struct text made;            /* of such a call: what it made, "generator"; raw */
    bool started;                /* what takes it apart, or the first store, has run; of a call, always */
    bool running;        /* what takes it apart runs at this moment: it asks an iterator that is written in Python */
    bool iterated;       /* the elements are those that an iterator gave up to now */
    uint32_t exception;  /* that ended it, 0 none */
    struct text message; /* the exception in a few words: "ValueError: too many values to unpack (expected 2)"; raw */
    uint32_t taken;      /* how many items were taken from an iterator when it failed; meaningful with `exception` */
    VECTOR(struct unpacking_element) elements;
    VECTOR(struct unpacking_target) targets; /* in the source's order, parts behind what they are parts of */
};

struct unpackings;

/* Borrows the recording, which may grow. */
struct unpackings *unpackings_new(const struct recording *recording);
void unpackings_free(struct unpackings *unpackings);
/* Finds those of a moment; returns how many.  At an instant: those of the line that runs in its frame; at a step: those
 * of the line that just ran in the step's frame, or, when it has none, of the line about to run. */
size_t unpackings_find(struct unpackings *unpackings, struct state *state);
/* In the order in which they run; valid until the next unpackings_find. */
const struct unpacking *unpackings_at(const struct unpackings *unpackings, size_t index);

/* Of all that were found, a line each; an exception's words that `out` has already are not repeated.  Appends; raw. */
void unpackings_write_sentences(const struct unpackings *unpackings, struct text *out);
/* What the picture of it does not say, in a sentence or two, or nothing: "No tuple is made: …".  Appends; raw. */
void unpacking_sentence(const struct unpacking *unpacking, struct text *out);

#endif
