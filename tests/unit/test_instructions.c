/* Tests of what is said of each instruction.  opcodes.txt has the names of those of every CPython. */
#include "suite.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "model/instruction_words.h"

enum { VERB_MAX = 19, SENTENCE_MAX = 112 }; /* cells, with names of one letter */

/* ---- which words ---- */

static const struct {
    struct instruction_text instruction;
    const char *verb, *sentence;
} told[] = {
    /* clang-format off */
    {{"LOAD_NAME", 0, "_C"}, "load _C",
     "Pushes what _C refers to: looked up among the names here, then the globals, then the builtins."},
    {{"STORE_NAME", 0, "a"}, "store in a", "Pops the top and binds a to it."},
    {{"DELETE_NAME", 0, "a"}, "unbind a", "Unbinds a: the name goes, and with it one reference to the object."},
    {{"LOAD_CONST", 0, "(1, 2, 3)"}, "load (1, 2, 3)", "Pushes the constant (1, 2, 3)."},
    {{"LOAD_CONST", 1, "'a + NULL'"}, "load 'a + NULL'", "Pushes the constant 'a + NULL'."},
    {{"LOAD_CONST", 1, "<code object f at 0x7f0d18a2ff10, file \"x.py\", line 3>"}, "load code of f",
     "Pushes the code of f, a constant."},
    {{"LOAD_CONST", 1, "<code object <generic parameters of A> at 0x7f0d18a2ff10, file \"x.py\", line 3>"},
     "load code of <generic parameters of A>", "Pushes the code of <generic parameters of A>, a constant."},
    {{"LOAD_SMALL_INT", 5, "5"}, "load 5", "Pushes the number 5."},
    {{"LOAD_SMALL_INT", 5, ""}, "load 5", "Pushes the number 5."},
    {{"LOAD_COMMON_CONSTANT", 0, "AssertionError"}, "load AssertionError",
     "Pushes the built-in AssertionError, whatever the program has bound that name to."},
    {{"LOAD_COMMON_CONSTANT", 3, "<built-in function all>"}, "load all",
     "Pushes the built-in all, whatever the program has bound that name to."},
    {{"LOAD_GLOBAL", 2, "a"}, "load a", "Pushes what a refers to: looked up among the globals, then the builtins."},
    {{"LOAD_GLOBAL", 1, "NULL + print"}, "load print",
     "Pushes what print refers to, looked up among the globals, then the builtins, and NULL below it."},
    {{"LOAD_GLOBAL", 1, "print + NULL"}, "load print",
     "Pushes what print refers to, looked up among the globals, then the builtins, and NULL above it."},
    {{"LOAD_FAST", 0, "a"}, "load a", "Pushes what the local a refers to."},
    {{"LOAD_FAST", 0, ".0"}, "load .0", "Pushes what the hidden local .0 refers to."},
    {{"LOAD_FAST_BORROW", 0, "a"}, "load a",
     "Pushes what the local a refers to, without counting it as one more reference."},
    {{"LOAD_FAST_CHECK", 0, "a"}, "load a",
     "Pushes what the local a refers to; if it is unbound, raises UnboundLocalError."},
    {{"LOAD_FAST_AND_CLEAR", 0, "a"}, "set aside a",
     "Pushes what the local a refers to, or NULL, and unbinds it: a comprehension needs the name."},
    {{"LOAD_FAST_LOAD_FAST", 1, "a, b"}, "load a, b",
     "Pushes what the local a refers to, then what the local b refers to."},
    {{"LOAD_FAST_BORROW_LOAD_FAST_BORROW", 1, "a, b"}, "load a, b",
     "Pushes what the locals a and then b refer to, without counting more references."},
    {{"STORE_FAST", 0, "a"}, "store in a", "Pops the top and binds the local a to it."},
    {{"STORE_FAST_MAYBE_NULL", 0, "a"}, "give back a",
     "Pops what the local a was before the comprehension and binds it again; NULL leaves it unbound."},
    {{"STORE_FAST_STORE_FAST", 1, "a, b"}, "store a, b",
     "Pops the top and binds the local a to it, then pops the next and binds b."},
    {{"STORE_FAST_LOAD_FAST", 1, "a, b"}, "store a, load b",
     "Pops the top and binds the local a to it, then pushes what the local b refers to."},
    {{"LOAD_CLOSURE", 0, "a"}, "load cell a", "Pushes the cell of a itself, which a function made next will share."},
    {{"LOAD_DEREF", 0, "a"}, "load a", "Pushes what a refers to, out of the cell through which functions share it."},
    {{"STORE_DEREF", 0, "a"}, "store in a",
     "Pops the top and binds a to it, in the cell through which functions share it."},
    {{"MAKE_CELL", 0, "a"}, "make cell a", "Makes a cell for a, through which nested functions share the variable."},
    {{"COPY_FREE_VARS", 1, ""}, "take over 1 cell",
     "Takes over the cell of the variable that this code shares with the code around it."},
    {{"COPY_FREE_VARS", 2, ""}, "take over 2 cells",
     "Takes over the cells of the 2 variables that this code shares with the code around it."},
    {{"LOAD_ATTR", 3, "x"}, "load .x", "Pops the object and pushes its attribute x."},
    {{"LOAD_ATTR", 1, "NULL|self + append"}, "load .append",
     "Pops the object; pushes its method append and the object again (what is no method comes with NULL)."},
    {{"LOAD_ATTR", 1, "append + NULL|self"}, "load .append",
     "Pops the object; pushes its method append and the object again (what is no method comes with NULL)."},
    {{"LOAD_METHOD", 1, "append"}, "load .append",
     "Pops the object; pushes its method append and the object again (what is no method comes with NULL)."},
    {{"LOAD_SPECIAL", 0, "__enter__"}, "load .__enter__",
     "Pops the object; pushes __enter__ of its class and the object again (what is no method comes with NULL)."},
    {{"LOAD_SUPER_ATTR", 4, "x"}, "load super .x",
     "Pops self, the class and super; pushes the attribute x that super finds."},
    {{"LOAD_SUPER_ATTR", 5, "NULL|self + x"}, "load super .x",
     "Pops self, the class and super; pushes the method x that super finds, ready to be called."},
    {{"LOAD_SUPER_ATTR", 5, "x + NULL|self"}, "load super .x",
     "Pops self, the class and super; pushes the method x that super finds, ready to be called."},
    {{"STORE_ATTR", 0, "x"}, "store in .x",
     "Pops the object, then the value, and binds the object's attribute x to it."},
    {{"STORE_SUBSCR", 0, ""}, "store in item",
     "Pops the index or key, then the object, then the value, and does object[key] = value."},
    {{"COPY", 1, ""}, "copy the top", "Pushes what is on top once more: another reference, not another object."},
    {{"COPY", 3, ""}, "copy number 3",
     "Pushes number 3 from the top once more: another reference, not another object."},
    {{"SWAP", 2, ""}, "swap the top two", "Swaps the two on top."},
    {{"SWAP", 3, ""}, "swap with number 3", "Swaps the top and number 3 from the top."},
    {{"BINARY_OP", 0, "+"}, "apply +", "Pops the right and the left side of + and pushes the result."},
    {{"BINARY_OP", 12, "^"}, "apply ^", "Pops the right and the left side of ^ and pushes the result."},
    {{"BINARY_OP", 13, "+="}, "apply +=",
     "Pops the right and the left side of +=; the left may change in place; pushes the result."},
    {{"BINARY_OP", 25, "^="}, "apply ^=",
     "Pops the right and the left side of ^=; the left may change in place; pushes the result."},
    {{"BINARY_OP", 26, "[]"}, "get item", "Pops the index or key, then the object, and pushes object[key]."},
    {{"COMPARE_OP", 0, "<"}, "compare <", "Pops the right and the left side of < and pushes the answer."},
    {{"COMPARE_OP", 92, ">="}, "compare >=", "Pops the right and the left side of >= and pushes the answer."},
    {{"COMPARE_OP", 88, "bool(==)"}, "compare ==",
     "Pops the right and the left side of == and pushes True or False, the answer's truth."},
    {{"IS_OP", 0, ""}, "compare is",
     "Pops the two on top; pushes True if they are one and the same object, else False."},
    {{"IS_OP", 1, "is not"}, "compare is not",
     "Pops the two on top; pushes False if they are one and the same object, else True."},
    {{"CONTAINS_OP", 0, "in"}, "compare in",
     "Pops the container and the value below it; pushes True if the value is in there, else False."},
    {{"CONTAINS_OP", 1, ""}, "compare not in",
     "Pops the container and the value below it; pushes False if the value is in there, else True."},
    {{"BUILD_TUPLE", 0, ""}, "make tuple", "Pushes the empty tuple."},
    {{"BUILD_TUPLE", 2, ""}, "make tuple of 2", "Pops 2 items and pushes a tuple of them."},
    {{"BUILD_LIST", 0, ""}, "make list", "Pushes a new empty list."},
    {{"BUILD_LIST", 1, ""}, "make list of 1", "Pops 1 item and pushes a new list of it."},
    {{"BUILD_SET", 3, ""}, "make set of 3", "Pops 3 items and pushes a new set of them."},
    {{"BUILD_MAP", 0, ""}, "make dict", "Pushes a new empty dict."},
    {{"BUILD_MAP", 1, ""}, "make dict of 1", "Pops a value and its key, and pushes a new dict of them."},
    {{"BUILD_MAP", 2, ""}, "make dict of 2",
     "Pops 2 values, each with its key below it, and pushes a new dict of them."},
    {{"BUILD_CONST_KEY_MAP", 2, ""}, "make dict of 2",
     "Pops a tuple of the keys, then 2 values, and pushes a new dict of them."},
    {{"BUILD_STRING", 2, ""}, "join 2 strings", "Pops 2 strings and pushes one string that joins them."},
    {{"BUILD_SLICE", 2, ""}, "make slice", "Pops the end and the start, and pushes the slice start:end."},
    {{"BUILD_SLICE", 3, ""}, "make slice",
     "Pops the step, the end and the start, and pushes the slice start:end:step."},
    {{"BUILD_INTERPOLATION", 2, ""}, "make interpolation",
     "Pops the expression's text and its value, and pushes an interpolation of them."},
    {{"BUILD_INTERPOLATION", 11, ""}, "make interpolation",
     "Pops the format, the expression's text and its value, and pushes an interpolation of them, "
     "to be converted by repr()."},
    {{"LIST_APPEND", 1, ""}, "append to list", "Pops the top and appends it to the list below it."},
    {{"LIST_APPEND", 2, ""}, "append to list",
     "Pops the top and appends it to the list that is then number 2 from the top."},
    {{"LIST_EXTEND", 1, ""}, "extend list", "Pops the top and appends its items to the list below it."},
    {{"MAP_ADD", 2, ""}, "add to dict",
     "Pops a value, then its key, and puts them into the dict that is then number 2 from the top."},
    {{"DICT_MERGE", 1, ""}, "add all to dict",
     "Pops a mapping and puts it into the dict below it; no key may come twice."},
    {{"UNPACK_SEQUENCE", 0, ""}, "take apart 0", "Pops what is on top, which must have no items."},
    {{"UNPACK_SEQUENCE", 1, ""}, "take apart 1", "Takes what is on top apart: pushes its only item."},
    {{"UNPACK_SEQUENCE", 3, ""}, "take apart 3", "Takes what is on top apart: pushes its 3 items, the first on top."},
    {{"UNPACK_EX", 0, ""}, "take apart *", "Takes what is on top apart: pushes a new list of its items."},
    {{"UNPACK_EX", 1, ""}, "take apart 1, *",
     "Takes what is on top apart: pushes its first item and a new list of the rest, the first on top."},
    {{"UNPACK_EX", 2, ""}, "take apart 2, *",
     "Takes what is on top apart: pushes its first 2 items and a new list of the rest, the first on top."},
    {{"UNPACK_EX", 256, ""}, "take apart *, 1",
     "Takes what is on top apart: pushes a new list of the rest and its last item, the first on top."},
    {{"UNPACK_EX", 513, ""}, "take apart 1, *, 2",
     "Takes what is on top apart: pushes its first item, a new list of the rest and its last 2 items, "
     "the first on top."},
    {{"JUMP_FORWARD", 3, "to 24"}, "jump to 24", "Goes on at 24."},
    {{"JUMP_BACKWARD", 3, "to L1"}, "jump back to L1",
     "Goes back to L1; signals and waiting threads may get their turn first."},
    {{"JUMP_BACKWARD_NO_INTERRUPT", 3, "to 24"}, "jump back to 24", "Goes back to 24."},
    {{"POP_JUMP_IF_FALSE", 3, "to 24"}, "jump if false", "Pops the top; if it is false, goes on at 24."},
    {{"POP_JUMP_IF_TRUE", 3, "to 24"}, "jump if true", "Pops the top; if it is true, goes on at 24."},
    {{"POP_JUMP_IF_NONE", 3, "to 24"}, "jump if None", "Pops the top; if it is None, goes on at 24."},
    {{"POP_JUMP_IF_NOT_NONE", 3, "to 24"}, "jump if not None", "Pops the top; unless it is None, goes on at 24."},
    {{"POP_JUMP_FORWARD_IF_NOT_NONE", 3, "to 24"}, "jump if not None",
     "Pops the top; unless it is None, goes on at 24."},
    {{"POP_JUMP_BACKWARD_IF_TRUE", 3, "to 24"}, "jump back if true", "Pops the top; if it is true, goes back to 24."},
    {{"JUMP_IF_FALSE_OR_POP", 3, "to 24"}, "jump if false",
     "If the top is false, leaves it there and goes on at 24; else pops it."},
    {{"FOR_ITER", 3, "to 24"}, "next item",
     "Asks the iterator on top for its next item and pushes that; when none is left, the loop ends, at 24."},
    {{"SEND", 3, "to 24"}, "send the top",
     "Pops the top, sends it to the one below and pushes what it yields; or what it returns, and goes to 24."},
    {{"MAKE_FUNCTION", 0, ""}, "make function", "Pops its code; pushes a new function."},
    {{"MAKE_FUNCTION", 8, "closure"}, "make function", "Pops its code, then its closure; pushes a new function."},
    {{"MAKE_FUNCTION", 15, "defaults, kwdefaults, annotations, closure"}, "make function",
     "Pops its code, then its closure, its annotations, its keyword defaults, its default values; "
     "pushes a new function."},
    {{"SET_FUNCTION_ATTRIBUTE", 1, "defaults"}, "add to function",
     "Pops the function and, below it, its default values; pushes the function, which has them now."},
    {{"SET_FUNCTION_ATTRIBUTE", 16, "annotate"}, "add to function",
     "Pops the function and, below it, what makes its annotations; pushes the function, which has them now."},
    {{"KW_NAMES", 4, ""}, "name arguments", "Notes which arguments of the call that follows are given by name."},
    {{"KW_NAMES", 4, "('end',)"}, "name arguments",
     "Notes which arguments of the call that follows are given by name: ('end',)."},
    {{"PRECALL", 1, ""}, "prepare call",
     "Prepares the call that follows: a method that holds its object is split into function and object."},
    {{"CALL", 0, ""}, "call", "Pops the method's object (or NULL) and what to call; pushes what the call returns."},
    {{"CALL", 1, ""}, "call with 1",
     "Pops 1 argument, the method's object (or NULL) and what to call; pushes what the call returns."},
    {{"CALL", 2, ""}, "call with 2",
     "Pops 2 arguments, the method's object (or NULL) and what to call; pushes what the call returns."},
    {{"CALL_KW", 2, ""}, "call with 2",
     "Pops argument names, 2 arguments, the method's object (or NULL) and what to call; pushes what it returns."},
    {{"CALL_FUNCTION_EX", 0, ""}, "call, unpacking",
     "Pops the arguments, packed together, and what to call, with its NULL; pushes what the call returns."},
    {{"CALL_FUNCTION_EX", 1, ""}, "call, unpacking",
     "Pops a dict of named arguments, an iterable of the others and what to call, with its NULL; pushes the result."},
    {{"RETURN_VALUE", 0, ""}, "return the top", "Pops the top and returns it; this frame ends."},
    {{"RETURN_CONST", 0, "None"}, "return None", "Returns the constant None; this frame ends."},
    {{"RESUME", 0, ""}, "begin", "The code starts here; signals and waiting threads may get their turn first."},
    {{"RESUME", 1, ""}, "go on after yield",
     "The generator goes on here after a yield; signals and waiting threads may get their turn first."},
    {{"RESUME", 2, ""}, "go on after yield", "The generator goes on here, inside a yield from."},
    {{"RESUME", 3, ""}, "go on after await", "The code goes on here, inside an await."},
    {{"RESUME", 5, ""}, "go on after yield",
     "The generator goes on here after a yield; signals and waiting threads may get their turn first."},
    {{"RAISE_VARARGS", 0, ""}, "raise again", "Raises once more the exception that is being handled."},
    {{"RAISE_VARARGS", 1, ""}, "raise the top", "Pops an exception, or its class, and raises it."},
    {{"RAISE_VARARGS", 2, ""}, "raise from",
     "Pops the cause, then an exception, or its class, and raises it from that cause."},
    {{"RERAISE", 0, ""}, "raise again", "Pops the exception on top and raises it again."},
    {{"RERAISE", 1, ""}, "raise again",
     "Pops the exception on top and raises it again, as if at the instruction noted further down."},
    {{"FORMAT_VALUE", 0, ""}, "format", "Pops the value and pushes it as a string, as format() gives it."},
    {{"FORMAT_VALUE", 1, "str"}, "format by str", "Pops the value and pushes str() of it as a string."},
    {{"FORMAT_VALUE", 4, "with format"}, "format",
     "Pops the format and the value, and pushes the value as a string in that format."},
    {{"FORMAT_VALUE", 6, "repr, with format"}, "format by repr",
     "Pops the format and the value, and pushes repr() of the value in that format."},
    {{"CONVERT_VALUE", 3, "ascii"}, "convert by ascii", "Pops the value and pushes ascii() of it."},
    {{"CALL_INTRINSIC_1", 1, "INTRINSIC_PRINT"}, "show the value",
     "Pops the top, shows it, as the interactive prompt does, and pushes None."},
    {{"CALL_INTRINSIC_1", 2, "INTRINSIC_IMPORT_STAR"}, "take all names",
     "Pops the module, binds its public names here and pushes None."},
    {{"CALL_INTRINSIC_1", 3, "INTRINSIC_STOPITERATION_ERROR"}, "stop StopIteration",
     "Pops the exception and pushes it again, but StopIteration, which no generator may raise, as a RuntimeError."},
    {{"CALL_INTRINSIC_1", 4, "INTRINSIC_ASYNC_GEN_WRAP"}, "wrap the item",
     "Pops the top and pushes it wrapped, as an item that an asynchronous generator yields."},
    {{"CALL_INTRINSIC_1", 5, "INTRINSIC_UNARY_POSITIVE"}, "apply +",
     "Pops the top, applies + to it and pushes the result."},
    {{"CALL_INTRINSIC_1", 6, "INTRINSIC_LIST_TO_TUPLE"}, "list to tuple",
     "Pops the list on top and pushes a tuple of its items."},
    {{"CALL_INTRINSIC_1", 7, "INTRINSIC_TYPEVAR"}, "make TypeVar",
     "Pops a name and pushes a new TypeVar of that name, which stands for a type."},
    {{"CALL_INTRINSIC_1", 8, "INTRINSIC_PARAMSPEC"}, "make ParamSpec",
     "Pops a name and pushes a new ParamSpec of that name, which stands for parameters."},
    {{"CALL_INTRINSIC_1", 9, "INTRINSIC_TYPEVARTUPLE"}, "make TypeVarTuple",
     "Pops a name and pushes a new TypeVarTuple of that name, which stands for several types."},
    {{"CALL_INTRINSIC_1", 10, "INTRINSIC_SUBSCRIPT_GENERIC"}, "make Generic",
     "Pops a tuple of type parameters and pushes Generic of them, a base for the class."},
    {{"CALL_INTRINSIC_1", 11, "INTRINSIC_TYPEALIAS"}, "make type alias",
     "Pops a tuple of a name, type parameters and what computes the value; pushes a new type alias of them."},
    {{"CALL_INTRINSIC_1", 99, "INTRINSIC_NEW"}, "do something",
     "Pops the top, does INTRINSIC_NEW with it and pushes the result."},
    {{"CALL_INTRINSIC_2", 1, "INTRINSIC_PREP_RERAISE_STAR"}, "gather exceptions",
     "Pops a list of what the except* clauses left and the original exception; pushes what to raise (or None)."},
    {{"CALL_INTRINSIC_2", 2, "INTRINSIC_TYPEVAR_WITH_BOUND"}, "make TypeVar",
     "Pops what computes the bound, then a name, and pushes a new TypeVar with that bound."},
    {{"CALL_INTRINSIC_2", 3, "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS"}, "make TypeVar",
     "Pops what computes the types it may be, then a name, and pushes a new TypeVar of them."},
    {{"CALL_INTRINSIC_2", 4, "INTRINSIC_SET_FUNCTION_TYPE_PARAMS"}, "set type parameters",
     "Pops type parameters, then the function; pushes the function, which has them now."},
    {{"CALL_INTRINSIC_2", 5, "INTRINSIC_SET_TYPEPARAM_DEFAULT"}, "set type default",
     "Pops what computes the default, then the type parameter; pushes the type parameter, which has it now."},
    {{"IMPORT_NAME", 0, "p.q"}, "import p.q",
     "Pops the names wanted and the number of dots, imports p.q and pushes the module that this gives."},
    {{"IMPORT_FROM", 0, "q"}, "take q", "Pushes what q refers to in the module on top, which stays."},
    {{"END_FOR", 0, ""}, "end the loop", "Cleans up after a for loop: pops what the loop left on top."},
    {{"POP_ITER", 0, ""}, "drop iterator", "Cleans up after a for loop: pops its iterator."},
    {{"YIELD_VALUE", 1, ""}, "yield the top",
     "Pops the top and hands it out; this frame waits until it is asked to go on, with what it is sent on top."},
    {{"WITH_EXCEPT_START", 0, ""}, "call __exit__",
     "Calls the context manager's __exit__ with the exception and pushes what it returns."},
    {{"CHECK_EXC_MATCH", 0, ""}, "test exception",
     "Pops the class or classes that except names; pushes True if the exception below is of one, else False."},
    {{"PUSH_EXC_INFO", 0, ""}, "start handling",
     "The exception on top is now the one being handled; the one before it (or None) goes below it."},
    {{"BEFORE_WITH", 0, ""}, "enter with",
     "Pops the context manager; pushes its __exit__ for later and what its __enter__ returns."},
    {{"GET_ITER", 0, ""}, "get iterator",
     "Pops the top and pushes what iter() gives for it: an iterator over its items."},
    {{"POP_TOP", 0, ""}, "drop the top", "Pops the top; nothing keeps it."},
    {{"PUSH_NULL", 0, ""}, "push NULL",
     "Pushes NULL, an empty place, where the call of a method has the method's object."},
    /* clang-format on */
};

START_TEST(each_is_told_by_its_argument)
{
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        struct text verb = TEXT_EMPTY, sentence = TEXT_EMPTY;

        ck_assert(instruction_verb(&told[i].instruction, &verb));
        ck_assert_str_eq(text_string(&verb), told[i].verb);
        ck_assert(instruction_sentence(&told[i].instruction, &sentence));
        ck_assert_str_eq(text_string(&sentence), told[i].sentence);
        text_free(&verb);
        text_free(&sentence);
    }
}
END_TEST

START_TEST(words_are_appended)
{
    const struct instruction_text store = {"STORE_NAME", 0, "a"}, pop = {"POP_TOP", 0, ""};
    struct text out = TEXT_EMPTY;

    text_add(&out, "1 ");
    ck_assert(instruction_verb(&store, &out));
    text_add(&out, ", 2 ");
    ck_assert(instruction_verb(&pop, &out));
    text_add(&out, ": ");
    ck_assert(instruction_sentence(&store, &out));
    ck_assert_str_eq(out.bytes, "1 store in a, 2 drop the top: Pops the top and binds a to it.");
    text_free(&out);
}
END_TEST

START_TEST(a_long_constant_is_cut_between_characters_and_a_name_is_not)
{
    static const char forty[] = "'äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöü";
    struct instruction_text constant = {"LOAD_CONST", 0, NULL}, name = {"LOAD_NAME", 0, NULL};
    struct text shown = TEXT_EMPTY, expected = TEXT_EMPTY, out = TEXT_EMPTY;

    text_format(&shown, "%säöü and so on'", forty);
    constant.shown = name.shown = shown.bytes;
    text_format(&expected, "Pushes the constant %s….", forty);
    ck_assert(instruction_sentence(&constant, &out));
    ck_assert_str_eq(out.bytes, expected.bytes);
    text_clear(&out);
    ck_assert(instruction_verb(&constant, &out));
    ck_assert_int_lt(utf8_width(out.bytes, out.length), 50);
    text_clear(&out);
    ck_assert(instruction_verb(&name, &out));
    ck_assert_ptr_nonnull(strstr(out.bytes, shown.bytes));
    text_free(&shown);
    text_free(&expected);
    text_free(&out);
}
END_TEST

START_TEST(what_is_no_instruction_is_refused)
{
    /* Specialised, instrumented, what only the compiler has, none at all. */
    static const char *const names[] = {
        "LOAD_GLOBAL_MODULE", "INSTRUMENTED_CALL", "SETUP_FINALLY", "RESERVED", "LOAD_NAM", "load_name", ""};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct instruction_text instruction = {names[i], 1, "a"};
        struct text out = TEXT_EMPTY;

        text_add(&out, "before");
        ck_assert_msg(!instruction_verb(&instruction, &out), "%s", names[i]);
        ck_assert_msg(!instruction_sentence(&instruction, &out), "%s", names[i]);
        ck_assert_str_eq(out.bytes, "before");
        text_free(&out);
    }
}
END_TEST

/* ---- every instruction of every version ---- */

/* Printable, all places filled in, no wider than `cells`. */
static bool is_line(const struct text *words, int cells)
{
    for (size_t i = 0; i < words->length; i++)
        if (!isprint((unsigned char)words->bytes[i]) || strchr("{}", words->bytes[i]) != NULL)
            return false;
    return words->length >= 4 && (int)words->length <= cells;
}

static void expect_words(const struct instruction_text *instruction, int verb_cells, int sentence_cells)
{
    struct text verb = TEXT_EMPTY, sentence = TEXT_EMPTY;
    bool known = instruction_verb(instruction, &verb) && instruction_sentence(instruction, &sentence);

    if (!known || !is_line(&verb, verb_cells) || !is_line(&sentence, sentence_cells) ||
        !isupper((unsigned char)sentence.bytes[0]) || sentence.bytes[sentence.length - 1] != '.')
        ck_abort_msg("%s %d (%s): %s: %s", instruction->name, (int)instruction->argument, instruction->shown,
                     text_string(&verb), text_string(&sentence));
    text_free(&verb);
    text_free(&sentence);
}

static void expect_words_of(const char *name)
{
    bool two = strstr(name, "_LOAD_FAST") != NULL || strstr(name, "STORE_FAST_") != NULL;

    expect_words(&(struct instruction_text){name, 1, two ? "a, b" : "a"}, VERB_MAX, SENTENCE_MAX);
    for (uint64_t argument = 0; argument < 1 << 10; argument++) {
        expect_words(&(struct instruction_text){name, argument, ""}, 40, 180);
        expect_words(&(struct instruction_text){name, argument, "to 1000"}, 40, 180);
    }
}

START_TEST(every_instruction_of_every_version_has_words)
{
    struct text path = TEXT_EMPTY, file = TEXT_EMPTY;
    struct error error;
    int counts[4] = {0};
    char *rest;

    ck_assert_ptr_nonnull(getenv("TERRARIUM_SOURCE"));
    text_format(&path, "%s/tests/fixtures/opcodes.txt", getenv("TERRARIUM_SOURCE"));
    ck_assert_int_eq(file_read(path.bytes, 1 << 20, &file, &error), STATUS_OK);
    for (char *line = strtok_r(file.bytes, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        int minor, name;

        ck_assert_int_eq(sscanf(line, "3.%d %n", &minor, &name), 1);
        ck_assert(minor >= 11 && minor <= 14);
        counts[minor - 11]++;
        expect_words_of(line + name);
    }
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        ck_assert_int_gt(counts[i], 100);
    text_free(&path);
    text_free(&file);
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {
        each_is_told_by_its_argument,
        words_are_appended,
        a_long_constant_is_cut_between_characters_and_a_name_is_not,
        what_is_no_instruction_is_refused,
        every_instruction_of_every_version_has_words,
        NULL,
    };

    return suite_run("instructions", cases);
}
