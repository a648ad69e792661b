/* One table, from the name of an instruction to its words:
 *
 *     name             when       verb            sentence
 *     UNPACK_SEQUENCE  NUMBER(1)  take apart 1    Takes what is on top apart: pushes its only item.
 *     UNPACK_SEQUENCE  ALWAYS     take apart {n}  Takes what is on top apart: pushes its {n} items, the first on top.
 *
 * The first row of that name whose condition on the argument holds is the one; the last row of each name is for all
 * other arguments.  Words in braces are replaced by what `places` says, after the row has been translated: in another
 * language they may come in another order.  What replaces them is a name, a number, or words that fit where things are
 * pushed, popped or bound (in German, the accusative).  Where a plural would need an ending, one has a row of its own.
 *
 * What is said holds in every version that has an instruction of that name.  Where versions differ, the words leave
 * open what differs: whether FOR_ITER drops the spent iterator itself (until 3.13) or POP_ITER does (3.14), say.  The
 * facts are from CPython's documentation of dis, Python/ceval.c (3.11) and Python/bytecodes.c (3.12 on). */
#include "model/instruction_words.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"

enum { SHOWN_MAX = 40 }; /* characters of a constant */

/* ---- the table ---- */

/* Holds when the argument's bits in `mask` are a number from `first` to `last` and, for `marked`, dis put a mark on
 * what it shows of the argument. */
struct condition {
    uint64_t mask, first, last;
    bool marked;
};

/* clang-format off */
#define ALWAYS {0, 0, 0, false}
#define BITS(mask, value) {mask, value, value, false}
#define NUMBER(value) {UINT64_MAX, value, value, false}
#define NUMBERS(first, last) {UINT64_MAX, first, last, false}
#define MARKED {0, 0, 0, true}
#define WORDS(name, when, verb, sentence) {name, when, verb, sentence} /* both are translated */
/* clang-format on */

struct row {
    const char *name;
    struct condition when;
    const char *verb, *sentence;
};

/* clang-format off */
static const struct row rows[] = {
    /* Nothing, and the stack itself. */
    WORDS("CACHE", ALWAYS, "(a cache)", "Is no instruction: here CPython notes what makes the one before faster."),
    WORDS("NOP", ALWAYS, "do nothing", "Does nothing; it stands for a line that needs no other instruction."),
    WORDS("NOT_TAKEN", ALWAYS, "go straight on",
      "Does nothing; it marks the way on when the jump before is not taken."),
    WORDS("EXTENDED_ARG", ALWAYS, "widen argument",
      "Does nothing by itself: it makes the next instruction's argument larger."),
    WORDS("RESUME", BITS(3, 0), "begin",
      "The code starts here; signals and waiting threads may get their turn first."),
    WORDS("RESUME", BITS(3, 1), "go on after yield",
      "The generator goes on here after a yield; signals and waiting threads may get their turn first."),
    WORDS("RESUME", BITS(3, 2), "go on after yield", "The generator goes on here, inside a yield from."),
    WORDS("RESUME", ALWAYS, "go on after await", "The code goes on here, inside an await."),
    WORDS("POP_TOP", ALWAYS, "drop the top", "Pops the top; nothing keeps it."),
    WORDS("PUSH_NULL", ALWAYS, "push NULL",
      "Pushes NULL, an empty place, where the call of a method has the method's object."),
    WORDS("COPY", NUMBER(1), "copy the top",
      "Pushes what is on top once more: another reference, not another object."),
    WORDS("COPY", ALWAYS, "copy number {n}",
      "Pushes number {n} from the top once more: another reference, not another object."),
    WORDS("SWAP", NUMBER(2), "swap the top two", "Swaps the two on top."),
    WORDS("SWAP", ALWAYS, "swap with number {n}", "Swaps the top and number {n} from the top."),

    /* Constants and names. */
    WORDS("LOAD_CONST", ALWAYS, "load {value}", "Pushes {constant}."),
    WORDS("LOAD_SMALL_INT", ALWAYS, "load {shown}", "Pushes the number {shown}."),
    WORDS("LOAD_COMMON_CONSTANT", ALWAYS, "load {shown}",
      "Pushes the built-in {shown}, whatever the program has bound that name to."),
    WORDS("LOAD_ASSERTION_ERROR", ALWAYS, "load AssertionError",
      "Pushes AssertionError, whatever the program has bound that name to."),
    WORDS("LOAD_BUILD_CLASS", ALWAYS, "load class builder",
      "Pushes the builtin __build_class__, which makes a class when it is called."),
    WORDS("LOAD_NAME", ALWAYS, "load {shown}",
      "Pushes what {shown} refers to: looked up among the names here, then the globals, then the builtins."),
    WORDS("STORE_NAME", ALWAYS, "store in {shown}", "Pops the top and binds {shown} to it."),
    WORDS("DELETE_NAME", ALWAYS, "unbind {shown}",
      "Unbinds {shown}: the name goes, and with it one reference to the object."),
    WORDS("LOAD_GLOBAL", MARKED, "load {shown}",
      "Pushes what {shown} refers to, looked up among the globals, then the builtins, and {null}."),
    WORDS("LOAD_GLOBAL", ALWAYS, "load {shown}",
      "Pushes what {shown} refers to: looked up among the globals, then the builtins."),
    WORDS("STORE_GLOBAL", ALWAYS, "store in {shown}", "Pops the top and binds the global {shown} to it."),
    WORDS("DELETE_GLOBAL", ALWAYS, "unbind {shown}",
      "Unbinds the global {shown}: the name goes, and with it one reference to the object."),
    WORDS("LOAD_LOCALS", ALWAYS, "load the names", "Pushes the dictionary of the names here."),
    WORDS("LOAD_FROM_DICT_OR_GLOBALS", ALWAYS, "load {shown}",
      "Pops a dictionary and pushes what {shown} refers to there, else among the globals, else the builtins."),

    /* Local variables, and those that functions share through cells. */
    WORDS("LOAD_FAST", ALWAYS, "load {shown}", "Pushes what {local} refers to."),
    WORDS("LOAD_FAST_BORROW", ALWAYS, "load {shown}",
      "Pushes what {local} refers to, without counting it as one more reference."),
    WORDS("LOAD_FAST_CHECK", ALWAYS, "load {shown}",
      "Pushes what {local} refers to; if it is unbound, raises UnboundLocalError."),
    WORDS("LOAD_FAST_AND_CLEAR", ALWAYS, "set aside {shown}",
      "Pushes what {local} refers to, or NULL, and unbinds it: a comprehension needs the name."),
    WORDS("LOAD_FAST_LOAD_FAST", ALWAYS, "load {first}, {second}",
      "Pushes what the local {first} refers to, then what the local {second} refers to."),
    WORDS("LOAD_FAST_BORROW_LOAD_FAST_BORROW", ALWAYS, "load {first}, {second}",
      "Pushes what the locals {first} and then {second} refer to, without counting more references."),
    WORDS("STORE_FAST", ALWAYS, "store in {shown}", "Pops the top and binds {local} to it."),
    WORDS("STORE_FAST_MAYBE_NULL", ALWAYS, "give back {shown}",
      "Pops what {local} was before the comprehension and binds it again; NULL leaves it unbound."),
    WORDS("STORE_FAST_STORE_FAST", ALWAYS, "store {first}, {second}",
      "Pops the top and binds the local {first} to it, then pops the next and binds {second}."),
    WORDS("STORE_FAST_LOAD_FAST", ALWAYS, "store {first}, load {second}",
      "Pops the top and binds the local {first} to it, then pushes what the local {second} refers to."),
    WORDS("DELETE_FAST", ALWAYS, "unbind {shown}",
      "Unbinds {local}: the name goes, and with it one reference to the object."),
    WORDS("MAKE_CELL", ALWAYS, "make cell {shown}",
      "Makes a cell for {shown}, through which nested functions share the variable."),
    WORDS("COPY_FREE_VARS", NUMBER(1), "take over 1 cell",
      "Takes over the cell of the variable that this code shares with the code around it."),
    WORDS("COPY_FREE_VARS", ALWAYS, "take over {n} cells",
      "Takes over the cells of the {n} variables that this code shares with the code around it."),
    WORDS("LOAD_CLOSURE", ALWAYS, "load cell {shown}",
      "Pushes the cell of {shown} itself, which a function made next will share."),
    WORDS("LOAD_DEREF", ALWAYS, "load {shown}",
      "Pushes what {shown} refers to, out of the cell through which functions share it."),
    WORDS("LOAD_CLASSDEREF", ALWAYS, "load {shown}",
      "Pushes what {shown} refers to: looked up among the class's names, then in its cell."),
    WORDS("LOAD_FROM_DICT_OR_DEREF", ALWAYS, "load {shown}",
      "Pops a dictionary and pushes what {shown} refers to there, else what is in its cell."),
    WORDS("STORE_DEREF", ALWAYS, "store in {shown}",
      "Pops the top and binds {shown} to it, in the cell through which functions share it."),
    WORDS("DELETE_DEREF", ALWAYS, "unbind {shown}",
      "Empties the cell of {shown}: it is unbound for every function that shares it."),

    /* Attributes and items. */
    WORDS("LOAD_ATTR", MARKED, "load .{shown}",
      "Pops the object; pushes its method {shown} and the object again (what is no method comes with NULL)."),
    WORDS("LOAD_ATTR", ALWAYS, "load .{shown}", "Pops the object and pushes its attribute {shown}."),
    WORDS("LOAD_METHOD", ALWAYS, "load .{shown}",
      "Pops the object; pushes its method {shown} and the object again (what is no method comes with NULL)."),
    WORDS("LOAD_SPECIAL", ALWAYS, "load .{shown}",
      "Pops the object; pushes {shown} of its class and the object again (what is no method comes with NULL)."),
    WORDS("LOAD_SUPER_ATTR", MARKED, "load super .{shown}",
      "Pops self, the class and super; pushes the method {shown} that super finds, ready to be called."),
    WORDS("LOAD_SUPER_ATTR", ALWAYS, "load super .{shown}",
      "Pops self, the class and super; pushes the attribute {shown} that super finds."),
    WORDS("STORE_ATTR", ALWAYS, "store in .{shown}",
      "Pops the object, then the value, and binds the object's attribute {shown} to it."),
    WORDS("DELETE_ATTR", ALWAYS, "delete .{shown}", "Pops the object and deletes its attribute {shown}."),
    WORDS("BINARY_SUBSCR", ALWAYS, "get item", "Pops the index or key, then the object, and pushes object[key]."),
    WORDS("STORE_SUBSCR", ALWAYS, "store in item",
      "Pops the index or key, then the object, then the value, and does object[key] = value."),
    WORDS("DELETE_SUBSCR", ALWAYS, "delete item", "Pops the index or key, then the object, and does del object[key]."),
    WORDS("BINARY_SLICE", ALWAYS, "get slice",
      "Pops the end, the start and the object, and pushes object[start:end]."),
    WORDS("STORE_SLICE", ALWAYS, "store in slice",
      "Pops the end, the start, the object and the value, and does object[start:end] = value."),
    WORDS("BUILD_SLICE", NUMBER(3), "make slice",
      "Pops the step, the end and the start, and pushes the slice start:end:step."),
    WORDS("BUILD_SLICE", ALWAYS, "make slice", "Pops the end and the start, and pushes the slice start:end."),

    /* Operators. */
    WORDS("UNARY_POSITIVE", ALWAYS, "apply +", "Pops the top, applies + to it and pushes the result."),
    WORDS("UNARY_NEGATIVE", ALWAYS, "apply -", "Pops the top, applies - to it and pushes the result."),
    WORDS("UNARY_INVERT", ALWAYS, "apply ~", "Pops the top, applies ~ to it and pushes the result."),
    WORDS("UNARY_NOT", ALWAYS, "apply not", "Pops the top and pushes True if it is false, else False."),
    WORDS("TO_BOOL", ALWAYS, "make it a bool", "Pops the top and pushes True or False: what bool() says of it."),
    WORDS("BINARY_OP", NUMBERS(13, 25), "apply {shown}",
      "Pops the right and the left side of {shown}; the left may change in place; pushes the result."),
    WORDS("BINARY_OP", NUMBER(26), "get item", "Pops the index or key, then the object, and pushes object[key]."),
    WORDS("BINARY_OP", ALWAYS, "apply {shown}", "Pops the right and the left side of {shown} and pushes the result."),
    WORDS("COMPARE_OP", MARKED, "compare {shown}",
      "Pops the right and the left side of {shown} and pushes True or False, the answer's truth."),
    WORDS("COMPARE_OP", ALWAYS, "compare {shown}",
      "Pops the right and the left side of {shown} and pushes the answer."),
    WORDS("IS_OP", NUMBER(0), "compare is",
      "Pops the two on top; pushes True if they are one and the same object, else False."),
    WORDS("IS_OP", ALWAYS, "compare is not",
      "Pops the two on top; pushes False if they are one and the same object, else True."),
    WORDS("CONTAINS_OP", NUMBER(0), "compare in",
      "Pops the container and the value below it; pushes True if the value is in there, else False."),
    WORDS("CONTAINS_OP", ALWAYS, "compare not in",
      "Pops the container and the value below it; pushes False if the value is in there, else True."),

    /* Making containers. */
    WORDS("BUILD_TUPLE", NUMBER(0), "make tuple", "Pushes the empty tuple."),
    WORDS("BUILD_TUPLE", NUMBER(1), "make tuple of 1", "Pops 1 item and pushes a tuple of it."),
    WORDS("BUILD_TUPLE", ALWAYS, "make tuple of {n}", "Pops {n} items and pushes a tuple of them."),
    WORDS("BUILD_LIST", NUMBER(0), "make list", "Pushes a new empty list."),
    WORDS("BUILD_LIST", NUMBER(1), "make list of 1", "Pops 1 item and pushes a new list of it."),
    WORDS("BUILD_LIST", ALWAYS, "make list of {n}", "Pops {n} items and pushes a new list of them."),
    WORDS("BUILD_SET", NUMBER(0), "make set", "Pushes a new empty set."),
    WORDS("BUILD_SET", NUMBER(1), "make set of 1", "Pops 1 item and pushes a new set of it."),
    WORDS("BUILD_SET", ALWAYS, "make set of {n}", "Pops {n} items and pushes a new set of them."),
    WORDS("BUILD_MAP", NUMBER(0), "make dict", "Pushes a new empty dict."),
    WORDS("BUILD_MAP", NUMBER(1), "make dict of 1", "Pops a value and its key, and pushes a new dict of them."),
    WORDS("BUILD_MAP", ALWAYS, "make dict of {n}",
      "Pops {n} values, each with its key below it, and pushes a new dict of them."),
    WORDS("BUILD_CONST_KEY_MAP", NUMBER(1), "make dict of 1",
      "Pops a tuple of the key, then its value, and pushes a new dict of them."),
    WORDS("BUILD_CONST_KEY_MAP", ALWAYS, "make dict of {n}",
      "Pops a tuple of the keys, then {n} values, and pushes a new dict of them."),
    WORDS("BUILD_STRING", ALWAYS, "join {n} strings", "Pops {n} strings and pushes one string that joins them."),
    WORDS("BUILD_TEMPLATE", ALWAYS, "make template",
      "Pops the tuple of interpolations and the tuple of strings, and pushes a new template of them."),
    WORDS("BUILD_INTERPOLATION", BITS(1, 1), "make interpolation",
      "Pops the format, the expression's text and its value, and pushes an interpolation of them{conversion}."),
    WORDS("BUILD_INTERPOLATION", ALWAYS, "make interpolation",
      "Pops the expression's text and its value, and pushes an interpolation of them{conversion}."),
    WORDS("LIST_APPEND", ALWAYS, "append to list", "Pops the top and appends it to the list {there}."),
    WORDS("LIST_EXTEND", ALWAYS, "extend list", "Pops the top and appends its items to the list {there}."),
    WORDS("LIST_TO_TUPLE", ALWAYS, "list to tuple", "Pops the list on top and pushes a tuple of its items."),
    WORDS("SET_ADD", ALWAYS, "add to set", "Pops the top and adds it to the set {there}."),
    WORDS("SET_UPDATE", ALWAYS, "add all to set", "Pops the top and adds its items to the set {there}."),
    WORDS("MAP_ADD", ALWAYS, "add to dict", "Pops a value, then its key, and puts them into the dict {there}."),
    WORDS("DICT_UPDATE", ALWAYS, "add all to dict",
      "Pops a mapping and puts its keys and values into the dict {there}."),
    WORDS("DICT_MERGE", ALWAYS, "add all to dict",
      "Pops a mapping and puts it into the dict {there}; no key may come twice."),

    /* Taking apart. */
    WORDS("UNPACK_SEQUENCE", NUMBER(0), "take apart 0", "Pops what is on top, which must have no items."),
    WORDS("UNPACK_SEQUENCE", NUMBER(1), "take apart 1", "Takes what is on top apart: pushes its only item."),
    WORDS("UNPACK_SEQUENCE", ALWAYS, "take apart {n}",
      "Takes what is on top apart: pushes its {n} items, the first on top."),
    WORDS("UNPACK_EX", NUMBER(0), "take apart *", "Takes what is on top apart: pushes a new list of its items."),
    WORDS("UNPACK_EX", ALWAYS, "take apart {pattern}",
      "Takes what is on top apart: pushes {parts}, the first on top."),

    /* Jumps and loops. */
    WORDS("JUMP_FORWARD", ALWAYS, "jump to {target}", "Goes on at {target}."),
    WORDS("JUMP_BACKWARD", ALWAYS, "jump back to {target}",
      "Goes back to {target}; signals and waiting threads may get their turn first."),
    WORDS("JUMP_BACKWARD_NO_INTERRUPT", ALWAYS, "jump back to {target}", "Goes back to {target}."),
    WORDS("POP_JUMP_IF_FALSE", ALWAYS, "jump if false", "Pops the top; if it is false, goes on at {target}."),
    WORDS("POP_JUMP_IF_TRUE", ALWAYS, "jump if true", "Pops the top; if it is true, goes on at {target}."),
    WORDS("POP_JUMP_IF_NONE", ALWAYS, "jump if None", "Pops the top; if it is None, goes on at {target}."),
    WORDS("POP_JUMP_IF_NOT_NONE", ALWAYS, "jump if not None", "Pops the top; unless it is None, goes on at {target}."),
    WORDS("POP_JUMP_FORWARD_IF_FALSE", ALWAYS, "jump if false", "Pops the top; if it is false, goes on at {target}."),
    WORDS("POP_JUMP_FORWARD_IF_TRUE", ALWAYS, "jump if true", "Pops the top; if it is true, goes on at {target}."),
    WORDS("POP_JUMP_FORWARD_IF_NONE", ALWAYS, "jump if None", "Pops the top; if it is None, goes on at {target}."),
    WORDS("POP_JUMP_FORWARD_IF_NOT_NONE", ALWAYS, "jump if not None",
      "Pops the top; unless it is None, goes on at {target}."),
    WORDS("POP_JUMP_BACKWARD_IF_FALSE", ALWAYS, "jump back if false",
      "Pops the top; if it is false, goes back to {target}."),
    WORDS("POP_JUMP_BACKWARD_IF_TRUE", ALWAYS, "jump back if true",
      "Pops the top; if it is true, goes back to {target}."),
    WORDS("POP_JUMP_BACKWARD_IF_NONE", ALWAYS, "jump back if None",
      "Pops the top; if it is None, goes back to {target}."),
    WORDS("POP_JUMP_BACKWARD_IF_NOT_NONE", ALWAYS, "back if not None",
      "Pops the top; unless it is None, goes back to {target}."),
    WORDS("JUMP_IF_FALSE_OR_POP", ALWAYS, "jump if false",
      "If the top is false, leaves it there and goes on at {target}; else pops it."),
    WORDS("JUMP_IF_TRUE_OR_POP", ALWAYS, "jump if true",
      "If the top is true, leaves it there and goes on at {target}; else pops it."),
    WORDS("GET_ITER", ALWAYS, "get iterator",
      "Pops the top and pushes what iter() gives for it: an iterator over its items."),
    WORDS("FOR_ITER", ALWAYS, "next item",
      "Asks the iterator on top for its next item and pushes that; when none is left, the loop ends, at {target}."),
    WORDS("END_FOR", ALWAYS, "end the loop", "Cleans up after a for loop: pops what the loop left on top."),
    WORDS("POP_ITER", ALWAYS, "drop iterator", "Cleans up after a for loop: pops its iterator."),

    /* Functions and calls. */
    WORDS("MAKE_FUNCTION", ALWAYS, "make function", "Pops {ingredients}; pushes a new function."),
    WORDS("SET_FUNCTION_ATTRIBUTE", ALWAYS, "add to function",
      "Pops the function and, below it, {attributes}; pushes the function, which has them now."),
    WORDS("PRECALL", ALWAYS, "prepare call",
      "Prepares the call that follows: a method that holds its object is split into function and object."),
    WORDS("KW_NAMES", ALWAYS, "name arguments",
      "Notes which arguments of the call that follows are given by name{names}."),
    WORDS("CALL", NUMBER(0), "call",
      "Pops the method's object (or NULL) and what to call; pushes what the call returns."),
    WORDS("CALL", NUMBER(1), "call with 1",
      "Pops 1 argument, the method's object (or NULL) and what to call; pushes what the call returns."),
    WORDS("CALL", ALWAYS, "call with {n}",
      "Pops {n} arguments, the method's object (or NULL) and what to call; pushes what the call returns."),
    WORDS("CALL_KW", NUMBER(1), "call with 1",
      "Pops its name, 1 argument, the method's object (or NULL) and what to call; pushes what the call returns."),
    WORDS("CALL_KW", ALWAYS, "call with {n}",
      "Pops argument names, {n} arguments, the method's object (or NULL) and what to call; pushes what it returns."),
    WORDS("CALL_FUNCTION_EX", BITS(1, 1), "call, unpacking",
      "Pops a dict of named arguments, an iterable of the others and what to call, with its NULL; pushes the result."),
    WORDS("CALL_FUNCTION_EX", ALWAYS, "call, unpacking",
      "Pops the arguments, packed together, and what to call, with its NULL; pushes what the call returns."),
    WORDS("RETURN_VALUE", ALWAYS, "return the top", "Pops the top and returns it; this frame ends."),
    WORDS("RETURN_CONST", ALWAYS, "return {value}", "Returns {constant}; this frame ends."),
    WORDS("INTERPRETER_EXIT", ALWAYS, "return to C",
      "Pops the top and returns it to the C code that began to run Python code."),
    WORDS("EXIT_INIT_CHECK", ALWAYS, "check __init__",
      "Pops what __init__ returned: anything but None is a TypeError."),
    WORDS("ENTER_EXECUTOR", ALWAYS, "run optimised",
      "Goes on in a form of the code that CPython optimised because it runs often."),

    /* Generators, coroutines and their asynchronous kin. */
    WORDS("RETURN_GENERATOR", ALWAYS, "return generator",
      "Returns a generator or coroutine that holds this frame; its body runs when it is asked to."),
    WORDS("YIELD_VALUE", ALWAYS, "yield the top",
      "Pops the top and hands it out; this frame waits until it is asked to go on, with what it is sent on top."),
    WORDS("GET_YIELD_FROM_ITER", ALWAYS, "get iterator",
      "If the top is no generator or coroutine, pops it and pushes an iterator over its items."),
    WORDS("GET_AWAITABLE", ALWAYS, "get awaitable",
      "Pops the top and pushes what can be awaited: a coroutine itself, else what its __await__ gives."),
    WORDS("SEND", ALWAYS, "send the top",
      "Pops the top, sends it to the one below and pushes what it yields; or what it returns, and goes to {target}."),
    WORDS("END_SEND", ALWAYS, "keep the result",
      "Drops the generator or coroutine below the top; its result stays on top."),
    WORDS("CLEANUP_THROW", ALWAYS, "end of throw",
      "If StopIteration is on top, pops it and the two below and pushes None and its value; else raises it again."),
    WORDS("ASYNC_GEN_WRAP", ALWAYS, "wrap the item",
      "Pops the top and pushes it wrapped, as an item that an asynchronous generator yields."),
    WORDS("GET_AITER", ALWAYS, "get async iterator",
      "Pops the top and pushes the asynchronous iterator that its __aiter__ gives."),
    WORDS("GET_ANEXT", ALWAYS, "ask for next item",
      "Asks the asynchronous iterator on top for its next item and pushes the awaitable of it."),
    WORDS("END_ASYNC_FOR", ALWAYS, "end async for",
      "If the exception on top is StopAsyncIteration, pops it and the iterator: the loop ends; else raises it again."),

    /* Exceptions and with. */
    WORDS("RAISE_VARARGS", NUMBER(0), "raise again", "Raises once more the exception that is being handled."),
    WORDS("RAISE_VARARGS", NUMBER(1), "raise the top", "Pops an exception, or its class, and raises it."),
    WORDS("RAISE_VARARGS", ALWAYS, "raise from",
      "Pops the cause, then an exception, or its class, and raises it from that cause."),
    WORDS("RERAISE", NUMBER(0), "raise again", "Pops the exception on top and raises it again."),
    WORDS("RERAISE", ALWAYS, "raise again",
      "Pops the exception on top and raises it again, as if at the instruction noted further down."),
    WORDS("PUSH_EXC_INFO", ALWAYS, "start handling",
      "The exception on top is now the one being handled; the one before it (or None) goes below it."),
    WORDS("CHECK_EXC_MATCH", ALWAYS, "test exception",
      "Pops the class or classes that except names; pushes True if the exception below is of one, else False."),
    WORDS("CHECK_EG_MATCH", ALWAYS, "split exceptions",
      "Pops the class that except* names and splits the group below: leaves the rest, pushes what matches (or None)."),
    WORDS("PREP_RERAISE_STAR", ALWAYS, "gather exceptions",
      "Pops a list of what the except* clauses left and the original exception; pushes what to raise (or None)."),
    WORDS("POP_EXCEPT", ALWAYS, "end handling",
      "The exception is dealt with: pops the one that was handled before it, which counts again (None: none)."),
    WORDS("BEFORE_WITH", ALWAYS, "enter with",
      "Pops the context manager; pushes its __exit__ for later and what its __enter__ returns."),
    WORDS("BEFORE_ASYNC_WITH", ALWAYS, "enter async with",
      "Pops the context manager; pushes its __aexit__ for later and what its __aenter__ returns."),
    WORDS("WITH_EXCEPT_START", ALWAYS, "call __exit__",
      "Calls the context manager's __exit__ with the exception and pushes what it returns."),

    /* match. */
    WORDS("GET_LEN", ALWAYS, "push its length", "Pushes the length of what is on top, which stays."),
    WORDS("MATCH_MAPPING", ALWAYS, "is it a mapping",
      "Pushes True if what is on top is a mapping, as a dict is, else False; it stays."),
    WORDS("MATCH_SEQUENCE", ALWAYS, "is it a sequence",
      "Pushes True if what is on top is a sequence and no string or bytes, else False; it stays."),
    WORDS("MATCH_KEYS", ALWAYS, "look up the keys",
      "Pushes a tuple of the values for the keys on top, from the mapping below; None if a key is missing."),
    WORDS("MATCH_CLASS", ALWAYS, "match class",
      "Pops names, a class and an object; pushes a tuple of the attributes asked for, None if it does not match."),

    /* Strings with values in them. */
    WORDS("FORMAT_VALUE", BITS(7, 0), "format", "Pops the value and pushes it as a string, as format() gives it."),
    WORDS("FORMAT_VALUE", BITS(7, 4), "format",
      "Pops the format and the value, and pushes the value as a string in that format."),
    WORDS("FORMAT_VALUE", BITS(4, 0), "format by {converter}",
      "Pops the value and pushes {converter}() of it as a string."),
    WORDS("FORMAT_VALUE", ALWAYS, "format by {converter}",
      "Pops the format and the value, and pushes {converter}() of the value in that format."),
    WORDS("CONVERT_VALUE", ALWAYS, "convert by {converter}", "Pops the value and pushes {converter}() of it."),
    WORDS("FORMAT_SIMPLE", ALWAYS, "format", "Pops the value and pushes it as a string, as format() gives it."),
    WORDS("FORMAT_WITH_SPEC", ALWAYS, "format",
      "Pops the format and the value, and pushes the value as a string in that format."),

    /* Importing, annotations, the interactive prompt. */
    WORDS("IMPORT_NAME", ALWAYS, "import {shown}",
      "Pops the names wanted and the number of dots, imports {shown} and pushes the module that this gives."),
    WORDS("IMPORT_FROM", ALWAYS, "take {shown}", "Pushes what {shown} refers to in the module on top, which stays."),
    WORDS("IMPORT_STAR", ALWAYS, "take all names", "Pops the module and binds its public names here."),
    WORDS("SETUP_ANNOTATIONS", ALWAYS, "set annotations up",
      "Makes the dictionary __annotations__ here, unless there is one."),
    WORDS("PRINT_EXPR", ALWAYS, "show the value", "Pops the top and shows it, as the interactive prompt does."),

    /* What is not worth an instruction of its own: by number. */
    WORDS("CALL_INTRINSIC_1", NUMBER(1), "show the value",
      "Pops the top, shows it, as the interactive prompt does, and pushes None."),
    WORDS("CALL_INTRINSIC_1", NUMBER(2), "take all names",
      "Pops the module, binds its public names here and pushes None."),
    WORDS("CALL_INTRINSIC_1", NUMBER(3), "stop StopIteration",
      "Pops the exception and pushes it again, but StopIteration, which no generator may raise, as a RuntimeError."),
    WORDS("CALL_INTRINSIC_1", NUMBER(4), "wrap the item",
      "Pops the top and pushes it wrapped, as an item that an asynchronous generator yields."),
    WORDS("CALL_INTRINSIC_1", NUMBER(5), "apply +", "Pops the top, applies + to it and pushes the result."),
    WORDS("CALL_INTRINSIC_1", NUMBER(6), "list to tuple", "Pops the list on top and pushes a tuple of its items."),
    WORDS("CALL_INTRINSIC_1", NUMBER(7), "make TypeVar",
      "Pops a name and pushes a new TypeVar of that name, which stands for a type."),
    WORDS("CALL_INTRINSIC_1", NUMBER(8), "make ParamSpec",
      "Pops a name and pushes a new ParamSpec of that name, which stands for parameters."),
    WORDS("CALL_INTRINSIC_1", NUMBER(9), "make TypeVarTuple",
      "Pops a name and pushes a new TypeVarTuple of that name, which stands for several types."),
    WORDS("CALL_INTRINSIC_1", NUMBER(10), "make Generic",
      "Pops a tuple of type parameters and pushes Generic of them, a base for the class."),
    WORDS("CALL_INTRINSIC_1", NUMBER(11), "make type alias",
      "Pops a tuple of a name, type parameters and what computes the value; pushes a new type alias of them."),
    WORDS("CALL_INTRINSIC_1", ALWAYS, "do something", "Pops the top, does {shown} with it and pushes the result."),
    WORDS("CALL_INTRINSIC_2", NUMBER(1), "gather exceptions",
      "Pops a list of what the except* clauses left and the original exception; pushes what to raise (or None)."),
    WORDS("CALL_INTRINSIC_2", NUMBER(2), "make TypeVar",
      "Pops what computes the bound, then a name, and pushes a new TypeVar with that bound."),
    WORDS("CALL_INTRINSIC_2", NUMBER(3), "make TypeVar",
      "Pops what computes the types it may be, then a name, and pushes a new TypeVar of them."),
    WORDS("CALL_INTRINSIC_2", NUMBER(4), "set type parameters",
      "Pops type parameters, then the function; pushes the function, which has them now."),
    WORDS("CALL_INTRINSIC_2", NUMBER(5), "set type default",
      "Pops what computes the default, then the type parameter; pushes the type parameter, which has it now."),
    WORDS("CALL_INTRINSIC_2", ALWAYS, "do something",
      "Pops the two on top, does {shown} with them and pushes the result."),
};
/* clang-format on */

/* ---- what dis shows ---- */

struct part {
    const char *at;
    size_t length;
};

/* What dis writes around an argument for the flags in it. */
struct mark {
    const char *before, *behind;
};

static const struct mark marks[] = {
    {"NULL + ", ""}, {"NULL|self + ", ""}, {"", " + NULL"}, {"", " + NULL|self"}, {"bool(", ")"},
};

static struct part part_of(const char *string)
{
    return (struct part){string, strlen(string)};
}

static bool begins_with(struct part whole, const char *beginning)
{
    return whole.length >= strlen(beginning) && memcmp(whole.at, beginning, strlen(beginning)) == 0;
}

static struct part without_beginning(struct part whole, size_t length)
{
    return (struct part){whole.at + length, whole.length - length};
}

static bool ends_with(struct part whole, const char *end)
{
    size_t length = strlen(end);

    return whole.length >= length && memcmp(whole.at + whole.length - length, end, length) == 0;
}

/* NULL for an argument without a mark. */
static const struct mark *mark_of(struct part shown)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (begins_with(shown, marks[i].before) &&
            ends_with(without_beginning(shown, strlen(marks[i].before)), marks[i].behind))
            return &marks[i];
    return NULL;
}

static struct part unmarked(const struct instruction_text *instruction)
{
    struct part shown = part_of(instruction->shown);
    const struct mark *mark = mark_of(shown);

    if (mark != NULL) {
        shown = without_beginning(shown, strlen(mark->before));
        shown.length -= strlen(mark->behind);
    }
    return shown;
}

/* What stands between `before`, with which `whole` begins, and the next `behind`; empty if there is none. */
static struct part between(const char *whole, const char *before, const char *behind)
{
    const char *beginning = whole + strlen(before), *end = NULL;

    if (begins_with(part_of(whole), before))
        end = strstr(beginning, behind);
    return end != NULL ? (struct part){beginning, (size_t)(end - beginning)} : part_of("");
}

/* "f" of <code f>, as the log has it, and of <code object f at 0x7f…>; empty for other constants. */
static struct part code_name(const struct instruction_text *instruction)
{
    static const char beginning[] = "<code ";
    struct part name = between(instruction->shown, "<code object ", " at 0x");
    struct part shown = part_of(instruction->shown);

    if (name.length > 0 || !begins_with(shown, beginning) || !ends_with(shown, ">"))
        return name;
    name = without_beginning(shown, strlen(beginning));
    name.length--;
    return name;
}

/* Two names, "a, b": what stands on one side of the comma. */
static struct part one_of_two(const struct instruction_text *instruction, bool second)
{
    const char *comma = strstr(instruction->shown, ", ");

    if (comma == NULL)
        return part_of(instruction->shown);
    return second ? part_of(comma + 2) : (struct part){instruction->shown, (size_t)(comma - instruction->shown)};
}

/* ---- what stands in braces ---- */

static void write_part(struct part part, struct text *out)
{
    text_append(out, part.at, part.length);
}

static void write_number(const struct instruction_text *instruction, struct text *out)
{
    text_format(out, "%" PRIu64, instruction->argument);
}

static void write_shown(const struct instruction_text *instruction, struct text *out)
{
    struct part shown = unmarked(instruction), function = between(instruction->shown, "<built-in function ", ">");

    if (function.length > 0)
        write_part(function, out);
    else if (shown.length > 0)
        write_part(shown, out);
    else
        write_number(instruction, out);
}

/* A constant can be as long as a program. */
static void write_short(struct part part, struct text *out)
{
    size_t end = 0;

    for (int count = 0; end < part.length && count < SHOWN_MAX; count++) {
        uint32_t code_point;
        size_t size = utf8_decode(part.at + end, part.length - end, &code_point);

        end += size > 0 ? size : 1;
    }
    text_append(out, part.at, end);
    if (end < part.length)
        text_add(out, "…");
}

static void write_value(const struct instruction_text *instruction, struct text *out)
{
    struct part code = code_name(instruction);

    text_add(out, code.length > 0 ? translate("code of ") : "");
    write_short(code.length > 0 ? code : part_of(instruction->shown), out);
}

static void write_constant(const struct instruction_text *instruction, struct text *out)
{
    struct part code = code_name(instruction);

    text_add(out, code.length > 0 ? translate("the code of ") : translate("the constant "));
    write_short(code.length > 0 ? code : part_of(instruction->shown), out);
    text_add(out, code.length > 0 ? translate(", a constant") : "");
}

/* A comprehension's iterator is a local variable that no program can name. */
static void write_local(const struct instruction_text *instruction, struct text *out)
{
    text_add(out, instruction->shown[0] == '.' ? translate("the hidden local ") : translate("the local "));
    write_shown(instruction, out);
}

static void write_first(const struct instruction_text *instruction, struct text *out)
{
    write_part(one_of_two(instruction, false), out);
}

static void write_second(const struct instruction_text *instruction, struct text *out)
{
    write_part(one_of_two(instruction, true), out);
}

/* On which side of the global NULL comes. */
static void write_null(const struct instruction_text *instruction, struct text *out)
{
    text_add(out, begins_with(part_of(instruction->shown), "NULL + ") ? translate("NULL below it")
                                                                      : translate("NULL above it"));
}

static void write_target(const struct instruction_text *instruction, struct text *out)
{
    struct part shown = part_of(instruction->shown);

    write_part(begins_with(shown, "to ") ? without_beginning(shown, strlen("to ")) : shown, out);
}

/* Where the container is that something was added to, after what was added is popped. */
static void write_there(const struct instruction_text *instruction, struct text *out)
{
    if (instruction->argument == 1)
        text_add(out, translate("below it"));
    else
        text_format(out, translate("that is then number %llu from the top"),
                    (unsigned long long)instruction->argument);
}

/* UNPACK_EX: targets before the starred one, and behind it. */
static unsigned before_star(const struct instruction_text *instruction)
{
    return instruction->argument & 0xFF;
}

static unsigned behind_star(const struct instruction_text *instruction)
{
    return (unsigned)(instruction->argument >> 8);
}

static void write_pattern(const struct instruction_text *instruction, struct text *out)
{
    if (before_star(instruction) > 0)
        text_format(out, "%u, ", before_star(instruction));
    text_add_char(out, '*');
    if (behind_star(instruction) > 0)
        text_format(out, ", %u", behind_star(instruction));
}

static void write_parts(const struct instruction_text *instruction, struct text *out)
{
    unsigned before = before_star(instruction), behind = behind_star(instruction);

    if (before > 0) {
        text_format(out, before == 1 ? translate("its first item") : translate("its first %u items"), before);
        text_add(out, behind > 0 ? ", " : translate(" and "));
    }
    text_add(out, translate("a new list of the rest"));
    if (behind > 0) {
        text_add(out, translate(" and "));
        text_format(out, behind == 1 ? translate("its last item") : translate("its last %u items"), behind);
    }
}

/* What a function can have besides its code, by the flag; popped from the last to the first. */
static const char *const attributes[] = {
    TRANSLATE_LATER("its default values"),
    TRANSLATE_LATER("its keyword defaults"),
    TRANSLATE_LATER("its annotations"),
    TRANSLATE_LATER("its closure"),
    TRANSLATE_LATER("what makes its annotations"),
};

enum { ATTRIBUTE_COUNT = sizeof attributes / sizeof *attributes };

static bool has_attribute(const struct instruction_text *instruction, int attribute)
{
    return instruction->argument >> attribute & 1;
}

static void write_attributes(const struct instruction_text *instruction, struct text *out)
{
    size_t beginning = out->length;

    for (int i = ATTRIBUTE_COUNT - 1; i >= 0; i--)
        if (has_attribute(instruction, i)) {
            text_add(out, out->length > beginning ? ", " : "");
            text_add(out, translate(attributes[i]));
        }
    if (out->length == beginning)
        text_add(out, translate("an attribute"));
}

static void write_ingredients(const struct instruction_text *instruction, struct text *out)
{
    text_add(out, translate("its code"));
    if (instruction->argument != 0) {
        text_add(out, translate(", then "));
        write_attributes(instruction, out);
    }
}

static const char *const converters[] = {"", "str", "repr", "ascii"};

static void write_converter(const struct instruction_text *instruction, struct text *out)
{
    text_add(out, converters[instruction->argument & 3]);
}

static void write_conversion(const struct instruction_text *instruction, struct text *out)
{
    const char *converter = converters[instruction->argument >> 2 & 3];

    if (*converter != '\0')
        text_format(out, translate(", to be converted by %s()"), converter);
}

static void write_names(const struct instruction_text *instruction, struct text *out)
{
    if (*instruction->shown != '\0') {
        text_add(out, ": ");
        write_short(part_of(instruction->shown), out);
    }
}

struct place {
    const char *name;
    void (*write)(const struct instruction_text *instruction, struct text *out);
};

static const struct place places[] = {
    {"shown", write_shown},             /* the argument, without marks */
    {"value", write_value},             /* a constant: 1, code of f */
    {"constant", write_constant},       /* the constant 1; the code of f, a constant */
    {"local", write_local},             /* the local a */
    {"first", write_first},             /* of two names */
    {"second", write_second},           /* the other */
    {"null", write_null},               /* NULL below it, NULL above it */
    {"target", write_target},           /* of a jump: 24 */
    {"n", write_number},                /* the argument as a number */
    {"there", write_there},             /* below it; that is then number 2 from the top */
    {"pattern", write_pattern},         /* of a starred target: 1, *, 2 */
    {"parts", write_parts},             /* its first item, a new list of the rest and its last 2 items */
    {"ingredients", write_ingredients}, /* of a function: its code, then its closure */
    {"attributes", write_attributes},   /* its closure */
    {"converter", write_converter},     /* repr */
    {"conversion", write_conversion},   /* , to be converted by repr() */
    {"names", write_names},             /* : ('end',) */
};

static const struct place *place_named(struct part name)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strlen(places[i].name) == name.length && memcmp(places[i].name, name.at, name.length) == 0)
            return &places[i];
    return NULL;
}

static void write_words(const char *words, const struct instruction_text *instruction, struct text *out)
{
    const char *brace;

    for (; (brace = strchr(words, '{')) != NULL; words = strchr(brace, '}') + 1) {
        const struct place *place = place_named(between(brace, "{", "}"));

        assert(place != NULL);
        text_append(out, words, (size_t)(brace - words));
        place->write(instruction, out);
    }
    text_add(out, words);
}

/* ---- looking up ---- */

static bool holds(const struct condition *when, const struct instruction_text *instruction)
{
    uint64_t bits = instruction->argument & when->mask;

    return bits >= when->first && bits <= when->last &&
           (!when->marked || mark_of(part_of(instruction->shown)) != NULL);
}

static const struct row *row_of(const struct instruction_text *instruction)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, instruction->name) == 0 && holds(&rows[i].when, instruction))
            return &rows[i];
    return NULL;
}

bool instruction_verb(const struct instruction_text *instruction, struct text *out)
{
    const struct row *row = row_of(instruction);

    if (row != NULL)
        write_words(translate(row->verb), instruction, out);
    return row != NULL;
}

bool instruction_sentence(const struct instruction_text *instruction, struct text *out)
{
    const struct row *row = row_of(instruction);

    if (row != NULL)
        write_words(translate(row->sentence), instruction, out);
    return row != NULL;
}
