/* What a stretch of the learner's code will do, worked out once for each place where one begins.
 *
 * A stretch reaches from an event to wherever the next event of the frame may come: to another line, or to a jump back.
 * Its plan is a list of steps in the order of its instructions, each with the steps that give its operands:
 *
 *     row[k % 5] = k       1  LOAD_FAST k       4  LOAD_FAST row
 *                          2  LOAD_CONST 5      5  STORE_ITEM  1 into 4 at 3
 *                          3  BINARY 1, 2
 *
 * Which objects these are is found out each time that it is about to run (touched.h).  Where its ways part and meet,
 * all of them are in the plan; what is not the same by all ways is unknown. */
#ifndef TERRARIUM_RECORD_PLANS_H
#define TERRARIUM_RECORD_PLANS_H

#include "cpython/instructions.h"
#include "record/codes.h"
#include "record/objects.h"

/* Beside enum instruction, in a step. */
enum plan_what {
    PLAN_UNKNOWN = 64, /* step 0 */
    PLAN_NULL,
    PLAN_STACK,  /* what stands `argument` above the bottom of the value stack */
    PLAN_RESULT, /* what a call of Python code has given */
    PLAN_ITEM,   /* number `argument` of what `first` took apart */
    PLAN_SELF,   /* the object of a method */
};

enum { PLAN_STEPS_MAX = 128 };

/* Where a name was found last: an entry of a namespace's table, as long as that is the same. */
struct plan_place {
    const PyDictKeysObject *keys; /* address */
    Py_ssize_t entries;           /* in the table */
    Py_ssize_t index;             /* negative: it was not there */
};

/* A name of a namespace. */
struct plan_name {
    PyObject *name;   /* address of its str */
    Py_ssize_t entry; /* of the namespace's table, where it was last */
};

/* What an instruction pushes: a fast local, or a constant or what a name refers to, whose shadow (objects.h) and number
 * were found last. */
struct plan_source {
    int local;    /* or -1 */
    bool changes; /* it is no constant */
    struct shadow *last;
    uint64_t number;
};

struct plan_step {
    uint8_t what;                  /* enum instruction, or enum plan_what */
    bool counts;                   /* a number that it gives may be the key of something */
    uint16_t first, second, third; /* steps: operands in the order in which they were pushed */
    uint16_t arguments;            /* of a call: where they begin in plan.arguments */
    uint16_t places;               /* of a name: where its three begin in plan.places: local, global, built-in */
    int32_t argument;
    int32_t at; /* code unit of its instruction */
};

/* What a forecast remembers of the one before; only shortcuts.c and remember.c look inside. */
struct plan_memory {
    struct shortcut *shortcuts;   /* owned; or NULL */
    struct shortcut *first;       /* of them, where they begin */
    struct shortcut_given *given; /* owned; `given_count` of them */
    uint16_t given_count;
    bool used;        /* there are some, and they are of use */
    uint8_t misses;   /* how often they were of no use lately */
    uint8_t waits;    /* how often they were not made yet, for CPython had given a class no version */
    uint8_t bits;     /* enum forecast_bit, of steps that are left out */
    bool names;       /* they are of use where a frame's namespace is that of its module */
    bool codes;       /* code objects are among what they remember, */
    unsigned version; /* as long as none has died */
    int held_from;    /* see struct forecast */
};

/* What one instruction does to the value stack, and to nothing else but what is said here. */
enum plan_way {
    PLAN_WAY_OTHER,      /* or more, or something else */
    PLAN_WAY_STAY,       /* nothing */
    PLAN_WAY_NULL,       /* a NULL more stands there; */
    PLAN_WAY_PUSH,       /* one more stands there: see plan.pushes, which may be NULL; */
    PLAN_WAY_PUSH_TWO,   /* two more stand there: see the two of plan.pushes; */
    PLAN_WAY_COPY,       /* that stands lower, too; */
    PLAN_WAY_SWAP,       /* it and that on top change places */
    PLAN_WAY_POP,        /* one less, which a name may refer to then; */
    PLAN_WAY_STORE,      /* or a fast local */
    PLAN_WAY_JOIN,       /* one in the place of two: see plan.operator */
    PLAN_WAY_NEXT,       /* an iterator's next item, or it leaves */
    PLAN_WAY_STORE_ITEM, /* three less: an item, what it is stored in, and the key */
    PLAN_WAY_STORE_CELL, /* one less, which a cell may hold then, that a fast local is */
};

struct plan {
    struct plan_memory *memory; /* owned */
    struct plan_step *steps;    /* owned;  `count` of them */
    struct plan_place *places;  /* owned */
    uint16_t *arguments;        /* steps */
    uint16_t *stored;           /* fast locals that it binds or unbinds, `stored_count` of them */
    struct plan_name *bound;    /* owned; names of a namespace that it binds or unbinds, `bound_count` of them */
    uint16_t count;
    uint16_t stored_count;
    uint16_t bound_count;
    bool cells;       /* it binds or unbinds variables in cells */
    bool fast;        /* the fast locals that it binds or unbinds are in no cells */
    bool one;         /* and it binds or unbinds one of these, and nothing else */
    bool locals;      /* it binds or unbinds fast locals, or variables in cells */
    bool any;         /* it is too long to be told */
    bool quiet;       /* it does nothing but move references, */
    bool idle;        /* and those on the value stack alone */
    bool plain;       /* no names but fast locals that are in no cell change their bindings, */
    bool calm;        /* and none of these is a comprehension's, in the code of a module or a class */
    bool binds;       /* it binds or unbinds names, of whatever sort, */
    int binds_from;   /* from this code unit on, at the earliest; INT_MAX where it does not */
    uint8_t operator; /* beside moves it does this alone: BINARY, INPLACE, COMPARE, CONTAINS, SUBSCRIPT, or NONE */
    uint16_t left, right; /* with these operands, so far above the bottom of the value stack */
    bool reads;           /* of one instruction: names are to be read before its way is gone */
    uint8_t opcode;       /* of one instruction, as the compiler wrote it */
    uint8_t way;          /* of one instruction: enum plan_way, and */
    uint16_t operand; /* its local (STORE, STORE_CELL), or what it copies (COPY) or swaps, so far above the bottom */
    int next;         /* the code unit behind it */
    int callee;       /* of a call alone: where it and perhaps its object stand, so far above the bottom; or -1 */
    struct plan_source
        *pushes; /* owned; of an instruction that pushes such a thing, or two, and does nothing else, or NULL */
    struct plan_seal *seal; /* owned; or NULL: see seals.h */
    int depth;              /* of the value stack where it begins */
    int least;              /* what stands lower on it than this is not touched */
};

enum plan_sort {
    PLAN_AT_EVENT,
    PLAN_BEHIND_CALL, /* the instruction has run Python code, and is about to push what that gave */
    PLAN_ALONE,       /* one instruction */
};

/* The instructions of a code object, and what is known of them. */
struct listing;

/* What an instruction came to that ran Python code, a function that it called or a generator that went on: as long as
 * it leads to the same code again, none of this has to be found out. */
struct call_site {
    PyCodeObject *code;             /* address: of what it led to */
    unsigned version;               /* all of this holds as long as no code has died */
    int at;                         /* the code unit at which the caller waits, and */
    int call;                       /* that of its instruction */
    int depth;                      /* of the caller's value stack meanwhile; negative where that is not known */
    int asked;                      /* parameters that a finaliser would have, at most */
    bool entered;                   /* see plans_call */
    bool moves;                     /* plans_only_moves */
    bool calls;                     /* plans_is_call */
    bool initialises;               /* the code is an __init__, whose first argument is what C code makes */
    bool finalises;                 /* the code is perhaps a finaliser, whatever its parameters are */
    const struct code_facts *facts; /* of the code, once it was found to be a plain function's in the log; or NULL */
    struct listing *listing;        /* of the code */
    const struct plan *behind;      /* what the caller does next */
    PyObject *function;             /* address: of that code, called last, and */
    shadow_place function_place;    /* its shadow, with */
    uint64_t function_number;       /* this number */
    struct call_site *next;         /* owned: of other code that the same instruction led to */
};

/* Made anew when the code is not known; borrowed until the code dies. */
struct listing *plans_of(PyCodeObject *code);
/* The code at this address has died. */
void plans_forget(PyCodeObject *code);
/* The plan of the stretch that begins at an instruction, or behind it.  Borrowed as the listing is. */
const struct plan *plans_get(struct listing *listing, int at, enum plan_sort sort);
/* That of one instruction, or NULL where it has not been made yet. */
const struct plan *plans_known(const struct listing *listing, int at);
/* How deep the value stack is before the instruction at a code unit; -1 where that is not known. */
int plans_depth(const struct listing *listing, int at);
/* The same of one that is about to run. */
int plans_depth_here(const struct listing *listing, int at);
/* The same while the instruction runs Python code: what lets go of an object has taken it off the stack by then. */
int plans_depth_within(const struct listing *listing, int at);
/* The instruction that a frame is in while what it called runs; -1 for none.  `entered`: its operands have left the
 * value stack. */
int plans_call(const struct listing *listing, facts_frame *frame, bool *entered);
/* What the instruction that a frame is in comes to, which runs this code: made anew where it never led there.  NULL
 * where plans_call finds none.  Borrowed until the next time that it is asked for at this instruction, or the code
 * dies. */
struct call_site *plans_site(struct listing *listing, facts_frame *frame, PyCodeObject *code);
/* One instruction, as it is listed. */
struct plan_instruction {
    unsigned opcode; /* as the compiler wrote it */
    int argument;    /* whole */
    int next;        /* the code unit behind it */
    int target;      /* where its jump leads, or -1 */
    int written;     /* where it is written to lead: a loop's end leaves out what stands there */
    int depth;       /* of the value stack before it, or -1 */
    bool extends;    /* it only lengthens the next one's argument */
    const char *name;
    struct instruction_meaning meaning;
};
/* False where no instruction begins. */
bool plans_instruction(const struct listing *listing, int at, struct plan_instruction *instruction);
/* The opcode that stands there in memory, specialised or instrumented; 0 when it is the instruction's own. */
unsigned plans_form(const struct listing *listing, int at);
/* The same, whichever it is. */
unsigned plans_stands(const struct listing *listing, int at);
const char *plans_opcode(unsigned opcode);
/* A number that hook_specialise.c keeps with an instruction, 0 at first.  Borrowed as the listing is. */
uint32_t *plans_warmth(struct listing *listing, int at);
/* Whether what stands there is specialised so that it does nothing but to read values, or else tells of it: see
 * seals.h. */
bool plans_is_guarded(PyCodeObject *code, int at);
/* Whether it is asked for the first time. */
bool plans_are_new(struct listing *listing);
/* Whether it was. */
bool plans_are_told(const struct listing *listing);
/* How much of the value stack is left when an exception leaves the instruction: 0 when that leaves the frame too. */
int plans_depth_of_handler(const struct listing *listing, int at);
/* Whether the frame's line event may come between it and the instruction before. */
bool plans_begins_line(const struct listing *listing, int at);
/* Whether it moves references, and changes nothing else unless something dies of it. */
bool plans_only_moves(const struct listing *listing, int at);
/* Whether it is a call, and not something that runs Python code on the way. */
bool plans_is_call(const struct listing *listing, int at);

#endif
