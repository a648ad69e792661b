/* Expressions over recorded values, as a person writes them: `total > 100`, `a is not b and a == [1, 2]`,
 * `row['name']`.
 *
 *     condition   = conjunction { "or" conjunction }
 *     conjunction = negation { "and" negation }
 *     negation    = "not" negation | comparison
 *     comparison  = sum { operator sum }              operators: == != < <= > >= is, is not, in, not in
 *     sum         = product { "+" product | "-" product }
 *     product     = operand { "*" operand | "//" operand | "%" operand }
 *     operand     = atom { "[" condition "]" | "." NAME }
 *     atom        = NAME | FUNCTION "(" [ condition ] ")" | number | 'text' | True | False | None
 *                 | "(" ... ")" | "[" ... "]" | "{" ... "}"
 *
 * They look like Python and mean the same, but no Python runs: condition.h asks them of a state. */
#ifndef TERRARIUM_MODEL_EXPRESSION_H
#define TERRARIUM_MODEL_EXPRESSION_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"
#include "base/vector.h"

/* FUNCTION(NAME, "name", how many operands, what it is) */
#define EXPRESSION_FUNCTIONS(FUNCTION)                                                                          \
    FUNCTION(LEN, "len", 1, "how many elements")                                                                \
    FUNCTION(TYPE, "type", 1, "the name of the type, a text")                                                   \
    FUNCTION(REFS, "refs", 1, "the reference count")                                                            \
    FUNCTION(ID, "id", 1, "the id as the picture shows it, a text")                                             \
    FUNCTION(BOUND, "bound", 1, "whether a name is bound")                                                      \
    FUNCTION(LIVING, "living", 1, "how many objects of the type so named are alive")                            \
    FUNCTION(CALLS, "calls", 1, "how often the function so named was called")                                   \
    FUNCTION(OUTPUT, "output", 0, "what was written to standard output, a text")                                \
    FUNCTION(RAISED, "raised", 0, "the type of the exception of this step, a text")                             \
    FUNCTION(MESSAGE, "message", 0, "what the exception of this step says, a text")                             \
    FUNCTION(RETURNED, "returned", 0, "what was returned or yielded in this step")                              \
    FUNCTION(THREADS, "threads", 0, "on a timeline: how many threads there were")                               \
    FUNCTION(LASTED, "lasted", 0, "on a timeline: ms that the run took")                                        \
    FUNCTION(HANDOVERS, "handovers", 0, "on a timeline: how often the GIL changed hands")                       \
    FUNCTION(SLICE, "slice", 0, "on a timeline: ms of the median hold that another thread ended")               \
    FUNCTION(INTERVAL, "interval", 0, "on a timeline: ms of the switch interval")                               \
    FUNCTION(HELD, "held", 1, "on a timeline: percent of its life that the thread so named held the GIL")       \
    FUNCTION(WANTED, "wanted", 1, "… that it wanted the GIL")                                                   \
    FUNCTION(WAITED, "waited", 1, "… that it waited in calls")                                                  \
    FUNCTION(TAKINGS, "takings", 1, "on a timeline: how often that thread took the GIL")                        \
    FUNCTION(ATTACHED, "attached", 1, "… that it could run: held the GIL, or was attached where there is none") \
    FUNCTION(STOOD, "stood", 1, "… that it stood still, for another had stopped the world")                     \
    FUNCTION(PROCESSOR, "processor", 1, "on a timeline: ms that that thread was on a processor")                \
    FUNCTION(TOGETHER, "together", 0,                                                                           \
             "on a timeline: percent of the run that two threads or more could run at once")                    \
    FUNCTION(STOPS, "stops", 0, "on a timeline: how often the world was stopped while others ran")              \
    FUNCTION(PROCESSORS, "processors", 0, "on a timeline: how many processors the run could use")

enum expression_function {
#define FUNCTION(NAME, ...) EXPRESSION_FUNCTION_##NAME,
    EXPRESSION_FUNCTIONS(FUNCTION)
#undef FUNCTION
        EXPRESSION_FUNCTION_COUNT
};

enum expression_sort {
    EXPRESSION_NAME,     /* `text` */
    EXPRESSION_ENTRY,    /* parts: of what, which */
    EXPRESSION_FIELD,    /* part: of what; `text`: which */
    EXPRESSION_FUNCTION, /* `function`; its operands are the parts */
    EXPRESSION_NUMBER,   /* `number` */
    EXPRESSION_TEXT,     /* `text` */
    EXPRESSION_NONE,
    EXPRESSION_LIST, /* parts: the elements */
    EXPRESSION_TUPLE,
    EXPRESSION_SET,
    EXPRESSION_DICT,    /* parts: key, value, key, value … */
    EXPRESSION_SUM,     /* two parts, and `operation`: of ints alone */
    EXPRESSION_COMPARE, /* parts: operands; `relations`: one fewer */
    EXPRESSION_NOT,
    EXPRESSION_AND,
    EXPRESSION_OR,
};

enum expression_relation {
    EXPRESSION_EQUAL,
    EXPRESSION_UNEQUAL,
    EXPRESSION_LESS,
    EXPRESSION_LESS_EQUAL,
    EXPRESSION_GREATER,
    EXPRESSION_GREATER_EQUAL,
    EXPRESSION_SAME,
    EXPRESSION_NOT_SAME,
    EXPRESSION_IN,
    EXPRESSION_NOT_IN,
};

enum expression_operation {
    EXPRESSION_PLUS,
    EXPRESSION_MINUS,
    EXPRESSION_TIMES,
    EXPRESSION_QUOTIENT, /* rounded down, as // is */
    EXPRESSION_REST,
};

struct expression {
    enum expression_sort sort;
    enum expression_operation operation;
    enum expression_function function;
    struct text text;
    long double number; /* holds every 64-bit int exactly where it has 64 bits of mantissa */
    bool is_truth;      /* the number was written True or False; … or 1.0 or 1e3 */
    bool is_float;
    VECTOR(struct expression *) parts;
    VECTOR(enum expression_relation) relations;
};

/* STATUS_USAGE and a sentence with the column when `text` is none. */
enum status expression_parse(const char *text, struct expression **expression, struct error *error);
void expression_free(struct expression *expression);

#endif
