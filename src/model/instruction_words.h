/* What an instruction does, in words: a few for a narrow column, and a sentence. */
#ifndef TERRARIUM_MODEL_INSTRUCTION_WORDS_H
#define TERRARIUM_MODEL_INSTRUCTION_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* One instruction as the log tells of it; the strings are borrowed. */
struct instruction_text {
    const char *name;  /* CPython's, without specialisation and INSTRUMENTED_: "LOAD_NAME" */
    uint64_t argument; /* with what EXTENDED_ARG adds */
    const char *shown; /* the argument as dis prints it: "_C", "(1, 2, 3)", "to 24", "NULL + print"; "" for none */
};

/* Both append to `out` and return true; for a name that the table does not know they append nothing and return false.
 * What they say is true on every CPython from 3.11 to 3.14.  A constant is cut after some forty characters, a name is
 * not; raw text (see value.h).
 *
 * CPython writes two instructions by the name of another, and only what they work on tells which is meant.  Here they
 * have the names that the compiler has for them, and whoever knows what they work on passes these:
 *     LOAD_CLOSURE           from 3.13 on: a LOAD_FAST of a variable that has a cell pushes the cell itself
 *     STORE_FAST_MAYBE_NULL  from 3.12 on: a STORE_FAST of NULL unbinds the name, as it was before a comprehension
 */

/* "load _C", "take apart 3", "store in a": at most 19 characters besides names and constants. */
bool instruction_verb(const struct instruction_text *instruction, struct text *out);
/* "Pops the top and binds a to it.": one line.  "The top" is always that of the value stack. */
bool instruction_sentence(const struct instruction_text *instruction, struct text *out);

#endif
