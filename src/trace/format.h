/* The trace log's records: one table, from which the C structs, the coder, the decoder, the dump and the format's page
 * in doc/ follow.
 *
 * A log is a sequence of records; a record is  kind (varint) · length (varint) · payload (`length` bytes), so that a
 * reader skips kinds that it does not know, and fields that a later version appended to a kind.  Changes come first,
 * then the STEP that they led to: STEP is the commit mark, and a reader shows nothing past the last one.
 *
 * Numbers.  Strings, codes, threads, frames and objects are numbered from 1 in the order of their records (a record does
 * not carry its own number); 0 means none.  An object's number is its birth number: an address that is used again gets
 * a new record and so a new number.
 *
 * Changes carry old and new value (or a difference), so that one step back costs what one step forward does. */
#ifndef TERRARIUM_TRACE_FORMAT_H
#define TERRARIUM_TRACE_FORMAT_H

#include <stddef.h>
#include <stdint.h>

/* Version of the format.  An unknown major is refused; an unknown minor is read, its new kinds and fields skipped. */
enum { TRACE_MAJOR = 1, TRACE_MINOR = 1 };

/* Field lists: NUMBER an unsigned varint, SIGNED a zigzag varint, BYTES a varint length and that many bytes, LIST a
 * varint count and that many unsigned varints.  Each entry: name, what it means. */

#define TRACE_FIELDS_META(NUMBER, SIGNED, BYTES, LIST)                                                          \
    BYTES(name, "what is described: python.version, python.build, platform, program, argument, limit.memory …") \
    BYTES(value, "the description")

#define TRACE_FIELDS_STRING(NUMBER, SIGNED, BYTES, LIST) \
    BYTES(text, "a name used by later records, in UTF-8 (lone surrogates coded like other code points)")

#define TRACE_FIELDS_SOURCE(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(file, "string: the file's name")              \
    BYTES(text, "the next piece of the file's source, in UTF-8")

#define TRACE_FIELDS_THREAD(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(identifier, "the thread's native identifier") \
    NUMBER(name, "string: the thread's name")

#define TRACE_FIELDS_CODE(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(file, "string: the file that it came from") \
    NUMBER(name, "string: co_name")                    \
    NUMBER(qualified, "string: co_qualname")           \
    NUMBER(line, "co_firstlineno")                     \
    NUMBER(sort, "what runs it: see enum trace_code_sort")

#define TRACE_FIELDS_FRAME(NUMBER, SIGNED, BYTES, LIST)                             \
    NUMBER(code, "code: what it runs")                                              \
    NUMBER(caller, "frame: the learner's frame that it was called from, 0 if none") \
    NUMBER(function, "object: the function called, 0 if not known")                 \
    NUMBER(generator, "object: the generator or coroutine that owns it, 0 if none")

#define TRACE_FIELDS_PUSH(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(thread, "thread: on whose stack")           \
    NUMBER(frame, "frame: that begins, or goes on after a yield")

#define TRACE_FIELDS_POP(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(thread, "thread: from whose stack")        \
    NUMBER(frame, "frame: the one on top")            \
    NUMBER(suspended, "1 when it waits to go on after a yield or await, 0 when it has ended")

#define TRACE_FIELDS_CLOSE(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(frame, "frame: suspended until now, that will never go on (its generator died)")

#define TRACE_FIELDS_NAME(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(frame, "frame: whose name")                 \
    NUMBER(name, "string: the name")                   \
    NUMBER(old, "object: before, 0 when unbound")      \
    NUMBER(now, "object: after, 0 when unbound")

#define TRACE_FIELDS_OBJECT(NUMBER, SIGNED, BYTES, LIST)                                                \
    NUMBER(address, "as id() prints it")                                                                \
    NUMBER(type, "string: the type's name, with its module unless that is builtins or __main__")        \
    NUMBER(kind, "see TRACE_OBJECT_KINDS")                                                              \
    NUMBER(flags, "see enum trace_object_flag")                                                         \
    NUMBER(references, "its reference count when first seen, 0 where counts are not recorded")          \
    NUMBER(length, "true length: characters, bytes or elements; for an int, the bits of its magnitude") \
    BYTES(value, "what it holds when first seen: see TRACE_OBJECT_KINDS")                               \
    LIST(entries, "its entries when first seen, flat: see TRACE_OBJECT_KINDS")

#define TRACE_FIELDS_SPLICE(NUMBER, SIGNED, BYTES, LIST)         \
    NUMBER(object, "object: whose entries changed")              \
    NUMBER(at, "index of the first entry replaced")              \
    LIST(old, "the entries replaced, flat as in OBJECT.entries") \
    LIST(now, "the entries that stand there instead")

#define TRACE_FIELDS_LENGTH(NUMBER, SIGNED, BYTES, LIST)            \
    NUMBER(object, "object: of which not all entries are recorded") \
    SIGNED(change, "unrecorded entries after, less before: true length is recorded entries and these")

#define TRACE_FIELDS_VALUE(NUMBER, SIGNED, BYTES, LIST)    \
    NUMBER(object, "object: whose bytes changed in place") \
    NUMBER(at, "offset of the first byte replaced")        \
    BYTES(old, "the bytes replaced")                       \
    BYTES(now, "the bytes that stand there instead")       \
    SIGNED(change, "true length after, less before")

#define TRACE_FIELDS_TYPE(NUMBER, SIGNED, BYTES, LIST)     \
    NUMBER(object, "object: whose __class__ was assigned") \
    NUMBER(old, "string: the type's name before")          \
    NUMBER(now, "string: the type's name after")

#define TRACE_FIELDS_COUNT(NUMBER, SIGNED, BYTES, LIST)     \
    NUMBER(object, "object: whose reference count changed") \
    SIGNED(change, "the count after, less before")

#define TRACE_FIELDS_DEATH(NUMBER, SIGNED, BYTES, LIST) NUMBER(object, "object: freed, its address may be used again")

#define TRACE_FIELDS_OUTPUT(NUMBER, SIGNED, BYTES, LIST)                               \
    NUMBER(stream, "1 standard output, 2 standard error, 0 seen on the terminal only") \
    BYTES(bytes, "what was written")

#define TRACE_FIELDS_INPUT(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(waiting, "1 when the program begins to wait for input, 0 when it has it")

#define TRACE_FIELDS_STEP(NUMBER, SIGNED, BYTES, LIST)                                                   \
    NUMBER(thread, "thread: in which this happened")                                                     \
    NUMBER(event, "see TRACE_EVENTS")                                                                    \
    NUMBER(frame, "frame: in which this happened")                                                       \
    NUMBER(line, "the line about to run (line, call, resume), or that ran last (the others); 0 if none") \
    NUMBER(value, "object: returned, yielded or raised; 0 otherwise")

#define TRACE_FIELDS_NOTE(NUMBER, SIGNED, BYTES, LIST) \
    BYTES(text, "a sentence on something that could not be recorded from here on")

#define TRACE_FIELDS_END(NUMBER, SIGNED, BYTES, LIST)      \
    NUMBER(reason, "how the run ended: see TRACE_ENDS")    \
    NUMBER(status, "exit status, or number of the signal") \
    BYTES(text, "a sentence about it")

#define TRACE_FIELDS_VARIABLES(NUMBER, SIGNED, BYTES, LIST)                                \
    NUMBER(code, "code: whose local variables these are")                                  \
    NUMBER(positional, "how many of them are parameters that may be given by their place") \
    NUMBER(keyword, "how many after those are parameters given by their name only")        \
    NUMBER(gathers, "after those: 1 a parameter *args, 2 **kwargs, 3 both")                \
    LIST(names, "strings: co_varnames")

#define TRACE_FIELDS_FUNCTION(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(object, "object: a function, just born")        \
    NUMBER(code, "code: its own, when it was born")

#define TRACE_FIELDS_THREAD_END(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(thread, "thread: that has ended; its stack is empty")

/* RECORD(NAME, member, kind number, what it records).  Kind numbers are for ever. */
#define TRACE_RECORDS(RECORD)                                                              \
    RECORD(META, meta, 1, "a fact about the run or about what recorded it")                \
    RECORD(STRING, string, 2, "an interned name")                                          \
    RECORD(SOURCE, source, 3, "a piece of a source file's text; pieces follow each other") \
    RECORD(THREAD, thread, 4, "a thread seen for the first time")                          \
    RECORD(CODE, code, 5, "a code object seen for the first time")                         \
    RECORD(FRAME, frame, 6, "a frame that comes into being")                               \
    RECORD(PUSH, push, 7, "a frame goes onto its thread's stack")                          \
    RECORD(POP, pop, 8, "a frame leaves its thread's stack")                               \
    RECORD(CLOSE, close, 9, "a suspended frame ends")                                      \
    RECORD(NAME, name, 10, "a name is bound, rebound or unbound")                          \
    RECORD(OBJECT, object, 11, "an object seen for the first time")                        \
    RECORD(SPLICE, splice, 12, "entries of an object are replaced, added or removed")      \
    RECORD(LENGTH, length, 13, "the number of an object's unrecorded entries changes")     \
    RECORD(VALUE, value, 14, "bytes of an object change in place (bytearray)")             \
    RECORD(TYPE, type, 15, "an object's type changes")                                     \
    RECORD(COUNT, count, 16, "an object's reference count changes")                        \
    RECORD(DEATH, death, 17, "an object dies")                                             \
    RECORD(OUTPUT, output, 18, "the program writes")                                       \
    RECORD(INPUT, input, 19, "the program begins or ceases to wait for input")             \
    RECORD(STEP, step, 20, "a step: commits everything before it")                         \
    RECORD(NOTE, note, 21, "what could not be recorded, and why")                          \
    RECORD(END, end, 22, "the run has ended")                                              \
    RECORD(VARIABLES, variables, 23, "the local variables of a code object")               \
    RECORD(FUNCTION, function, 24, "the code that a function runs")                        \
    RECORD(THREAD_END, thread_end, 25, "a thread ends")

/* KIND(NAME, number, word for people, how OBJECT.value is coded, how OBJECT.entries are laid out).
 * Values: NONE; BYTE one byte; INTEGER sign byte (0 or 1) and magnitude, little-endian; DOUBLE 8 bytes, IEEE 754,
 * little-endian (complex: two); TEXT as UTF-8, RAW bytes, both cut at TRACE_VALUE_MAX; TITLE a name, as UTF-8; DETAIL
 * what no object stands for, as UTF-8, a line each ("position: 3"); NAMED a name, and DETAIL lines behind it.  A
 * bytearray's bytes, a DETAIL and what is NAMED change by VALUE.
 * Layouts: LEAF none; ITEMS objects; PAIRS key object, value object; FIELDS name string, value object.  With the flag
 * FIELDS_TOO (an object of class Stack(list)), whatever the kind's layout, MIXED: what the kind holds, then fields, each
 * as label and value object; the label is 0 for an item, twice the number of a key object, or one more than twice the
 * number of a name string. */
#define TRACE_OBJECT_KINDS(KIND)                                                                                    \
    KIND(OTHER, 0, "object", DETAIL,                                                                                \
         FIELDS) /* fields that are known, attributes, "reaches" what else it refers to */                          \
    KIND(NONE, 1, "None", NONE, LEAF)                                                                               \
    KIND(BOOL, 2, "bool", BYTE, LEAF)                                                                               \
    KIND(INT, 3, "int", INTEGER, LEAF)                                                                              \
    KIND(FLOAT, 4, "float", DOUBLE, LEAF)                                                                           \
    KIND(COMPLEX, 5, "complex", DOUBLE, LEAF)                                                                       \
    KIND(STR, 6, "str", TEXT, LEAF)                                                                                 \
    KIND(BYTES, 7, "bytes", RAW, LEAF)                                                                              \
    KIND(BYTEARRAY, 8, "bytearray", RAW, LEAF)                                                                      \
    KIND(SINGLETON, 9, "constant", TITLE, LEAF) /* Ellipsis, NotImplemented */                                      \
    KIND(LIST, 10, "list", NONE, ITEMS)                                                                             \
    KIND(TUPLE, 11, "tuple", NONE, ITEMS)                                                                           \
    KIND(DICT, 12, "dict", NONE, PAIRS)                                                                             \
    KIND(SET, 13, "set", NONE, ITEMS)                                                                               \
    KIND(FROZENSET, 14, "frozenset", NONE, ITEMS)                                                                   \
    KIND(RANGE, 15, "range", NONE, FIELDS)        /* start, stop, step */                                           \
    KIND(SLICE, 16, "slice", NONE, FIELDS)        /* start, stop, step */                                           \
    KIND(FUNCTION, 17, "function", TITLE, FIELDS) /* __defaults__, __kwdefaults__, cells by variable, attributes */ \
    KIND(CLASS, 18, "class", NAMED,                                                                                 \
         FIELDS) /* __bases__ if any but object, then attributes; its mro, unless that is the line of its bases */  \
    KIND(INSTANCE, 19, "instance", NONE, FIELDS) /* slots and attributes */                                         \
    KIND(MODULE, 20, "module", TITLE, LEAF)                                                                         \
    KIND(CELL, 21, "cell", NONE, FIELDS)             /* contents */                                                 \
    KIND(METHOD, 22, "method", TITLE, FIELDS)        /* __self__, __func__ */                                       \
    KIND(GENERATOR, 23, "generator", TITLE, LEAF)    /* also coroutines; see FRAME.generator */                     \
    KIND(EXCEPTION, 24, "exception", DETAIL, FIELDS) /* args, __cause__, __context__, then attributes */            \
    KIND(DEQUE, 25, "deque", DETAIL, ITEMS)                                                                         \
    KIND(NAMEDTUPLE, 26, "namedtuple", NONE, FIELDS) /* by name, then attributes */                                 \
    KIND(BUILTIN, 27, "built-in", TITLE, FIELDS)     /* __self__ unless that is a module */                         \
    KIND(WEAKREF, 28, "weakref", DETAIL, FIELDS)     /* weak target, for which this does not count, callback */

/* EVENT(NAME, number, word for people) */
#define TRACE_EVENTS(EVENT)          \
    EVENT(LINE, 1, "line")           \
    EVENT(CALL, 2, "call")           \
    EVENT(RETURN, 3, "return")       \
    EVENT(EXCEPTION, 4, "exception") \
    EVENT(YIELD, 5, "yield")         \
    EVENT(RESUME, 6, "resume")       \
    EVENT(UNWIND, 7, "unwind") /* a frame is left by an exception */

/* REASON(NAME, number, word for people) */
#define TRACE_ENDS(REASON)                                                             \
    REASON(EXIT, 1, "exit")       /* status: exit status */                            \
    REASON(SIGNAL, 2, "signal")   /* status: the signal */                             \
    REASON(STOPPED, 3, "stopped") /* by the person */                                  \
    REASON(LIMIT, 4, "limit")     /* steps, memory, time or output; text says which */ \
    REASON(LOST, 5, "lost")       /* the recording broke off: damaged or cut */

enum trace_kind {
#define RECORD(NAME, member, number, what) TRACE_##NAME = (number),
    TRACE_RECORDS(RECORD)
#undef RECORD
};

enum trace_object_kind {
#define KIND(NAME, number, word, value, layout) TRACE_OBJECT_##NAME = (number),
    TRACE_OBJECT_KINDS(KIND)
#undef KIND
        TRACE_OBJECT_KIND_COUNT
};

enum trace_event {
#define EVENT(NAME, number, word) TRACE_EVENT_##NAME = (number),
    TRACE_EVENTS(EVENT)
#undef EVENT
};

enum trace_end_reason {
#define REASON(NAME, number, word) TRACE_END_##NAME = (number),
    TRACE_ENDS(REASON)
#undef REASON
};

enum trace_code_sort {
    TRACE_CODE_MODULE,
    TRACE_CODE_FUNCTION,
    TRACE_CODE_CLASS,
    TRACE_CODE_LAMBDA,
    TRACE_CODE_COMPREHENSION,
    TRACE_CODE_GENERATOR,
    TRACE_CODE_COROUTINE,
    TRACE_CODE_SORT_COUNT
};

enum trace_object_flag {
    TRACE_OBJECT_IMMORTAL = 1 << 0,  /* never freed (PEP 683); its count means nothing */
    TRACE_OBJECT_CACHED = 1 << 1,    /* kept by the interpreter: small ints, one-character strings, (), '', b'' */
    TRACE_OBJECT_INTERNED = 1 << 2,  /* a string that equal interned strings share */
    TRACE_OBJECT_CUT = 1 << 3,       /* not everything that it holds is recorded */
    TRACE_OBJECT_COUNTED = 1 << 4,   /* reference counts are recorded */
    TRACE_OBJECT_UNOPENED = 1 << 5,  /* contents are not recorded, only type and id */
    TRACE_OBJECT_FIELDS_TOO = 1 << 6 /* fields stand behind what the kind holds: the layout is MIXED */
};

enum trace_layout {
    TRACE_LAYOUT_LEAF,
    TRACE_LAYOUT_ITEMS,
    TRACE_LAYOUT_PAIRS,
    TRACE_LAYOUT_FIELDS,
    TRACE_LAYOUT_MIXED /* of no kind: see TRACE_OBJECT_FIELDS_TOO */
};

enum {
    TRACE_VALUE_MAX = 256,    /* bytes of a value that are recorded */
    TRACE_ENTRIES_MAX = 1000, /* entries of an object that are recorded */
};

/* Words for people, and layouts; NULL or LEAF for numbers outside the tables. */
const char *trace_kind_name(unsigned kind);
const char *trace_object_word(unsigned object_kind);
const char *trace_event_word(unsigned event);
const char *trace_end_word(unsigned reason);
enum trace_layout trace_object_layout(unsigned object_kind);
/* How the log lays out the entries of an object of this kind with these flags. */
enum trace_layout trace_entries_layout(unsigned object_kind, unsigned flags);
/* Numbers that one entry takes in a flat list: 2 for PAIRS, FIELDS and MIXED, 1 otherwise. */
size_t trace_entry_size(enum trace_layout layout);
/* Whether the label of a MIXED entry is that of a field. */
static inline int trace_label_is_field(uint64_t label)
{
    return (int)(label & 1);
}
/* Whether VALUE records may change an object's value. */
int trace_value_changes(unsigned object_kind);

#endif
