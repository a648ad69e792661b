/* Code objects: which are the learner's, and their records.
 *
 * The learner's code is what was read from files outside of the library's folders, and what such code compiled and ran
 * itself (`exec`).  Code that a library makes as it runs (a dataclass's __init__) is the library's. */
#ifndef TERRARIUM_RECORD_CODES_H
#define TERRARIUM_RECORD_CODES_H

#include "cpython/facts.h"
#include "trace/writer.h"

/* `config` is that of the running interpreter; `into`, unless NULL, names modules of the library, with commas between,
 * whose code and whose submodules' is taken for the learner's.  Both are borrowed during the call. */
void codes_start(struct trace_writer *writer, const PyConfig *config, const char *into);

/* What is known of a code object. */
struct code_facts {
    uint64_t number; /* of its record; 0 when it has none yet */
    enum trace_code_sort sort;
    bool learners;
    bool by_program;  /* compiled by the program from a string */
    uint64_t *locals; /* owned; see codes_locals; NULL until asked for */
};

/* Borrowed until the code dies. */
const struct code_facts *codes_facts(PyCodeObject *code);
bool codes_is_learners(PyCodeObject *code);
/* Of code that was just made: its file may be named otherwise before it runs (importlib does so). */
bool codes_may_be_learners(PyCodeObject *code);
/* Code that was compiled from a string, with all that it defines, is the learner's.  `by_program`: the program itself
 * compiled it, so that its text is not that of the program. */
void codes_admit(PyCodeObject *code, bool by_program);
/* Whether the code has no file. */
bool codes_is_pseudo(PyCodeObject *code);
enum trace_code_sort codes_sort(PyCodeObject *code);
/* The number of the CODE record, which is staged, with the file's source and its variables, when it is new. */
uint64_t codes_number(PyCodeObject *code);
/* The same for library code, of which there is no source in the log; `globals` are those of its module. */
uint64_t codes_number_in(PyCodeObject *code, PyObject *globals);
/* The strings of its fast locals' names, as in co_localsplusnames; 0 for one that is not shown.  Borrowed until the
 * code dies. */
const uint64_t *codes_locals(PyCodeObject *code);
/* The code object at this address has died. */
void codes_forget(PyObject *code);

#endif
