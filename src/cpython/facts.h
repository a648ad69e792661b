/* Facts of the CPython that this is compiled for, behind one face.
 *
 * Nothing here runs Python code: each function reads fields of a structure, and what it returns is borrowed for as long
 * as the GIL is held and nothing runs.  Where the version is known, none allocates or takes a reference either. */
#ifndef TERRARIUM_CPYTHON_FACTS_H
#define TERRARIUM_CPYTHON_FACTS_H

#include <stdbool.h>
#include <stddef.h>

/* 1: CPython's own headers are all that is known of it (configure sees to this where there is no header for a
 * version). */
#ifdef TERRARIUM_PUBLIC_API
#define FACTS_ARE_PUBLIC 1
#else
#define FACTS_ARE_PUBLIC 0
#ifndef Py_BUILD_CORE
#define Py_BUILD_CORE 1
#endif
#endif
#include <Python.h>

#include <structmember.h>

#include "base/ways.h"

/* The attributes of an instance, wherever they are kept: in a dictionary, or in a row of values whose names are in the
 * class's shared keys.  At most one of the two is set. */
struct facts_attributes {
    PyObject *dict;         /* a dictionary, or NULL */
    PyObject **values;      /* the row of values, or NULL */
    const uint8_t *order;   /* places in the row, in order of insertion; read by facts_ordered */
    PyDictKeysObject *keys; /* names beside the values */
    int count;              /* values in use */
};

struct facts_range {
    PyObject *start, *stop, *step;
};

/* What a free-threaded build (PEP 703) puts behind its version. */
#ifdef Py_GIL_DISABLED
#define FACTS_THREADING "t"
#else
#define FACTS_THREADING ""
#endif

#if FACTS_ARE_PUBLIC
#include "cpython/facts_public.h"
#else
#include "cpython/facts_known.h"
#endif

/* What there is for each version (facts_known.h and a header for it, or facts_public.h):
 *     PyCodeObject *facts_code(frame)              what a frame runs; NULL for the interpreter's own entry frames
 *     bool facts_runs(frame, code)                 whether it runs this, which is not NULL
 *     bool facts_is_own(code)                      the interpreter's, that a class runs around its __init__
 *     PyObject *facts_function(frame)              the function called, or NULL
 *     PyObject *facts_annotate(function)           what makes its annotations when they are asked for (PEP 649), or
 *                                                  NULL
 *     bool facts_suspended(generator)              waits to go on
 *     bool facts_ended(generator)                  never goes on
 *     facts_frame *facts_previous(frame)           the frame below: its caller's, or, where they are told of, the
 *                                                  interpreter's own; NULL at the bottom
 *     PyObject *facts_globals(frame)
 *     PyObject *facts_namespace(frame)             of code that is not optimised: a mapping, or NULL
 *     int facts_local_count(code)                  fast locals, variables in cells among them, the enclosing functions'
 *                                                  last
 *     bool facts_has_cells(code)                   some of them are
 *     PyObject *facts_local_name(code, i)          of the i-th
 *     PyObject *facts_variable(frame, code, i)     what it is bound to, out of its cell if it has one; NULL when
 *                                                  unbound
 *     bool facts_is_variable(code, i)              a parameter, or bound in this code
 *     bool facts_is_hidden(code, i)                a name of a comprehension that has no frame of its own (PEP 709)
 *     struct facts_attributes facts_managed(object)  attributes of an instance whose type has Py_TPFLAGS_MANAGED_DICT
 *     int facts_ordered(attributes, i)             place of the i-th attribute in the row of values
 *     PyObject *facts_attribute_name(attributes, place)
 *     bool facts_empty_tuple(object)               the one that there is
 *     PyObject *facts_module_dict(module), *facts_module_name(module), *facts_generator_name(generator)
 *     struct facts_range facts_range(range)
 *     Py_ssize_t facts_digits(int, &negative)      number of 30-bit digits, and the sign
 *     const digit *facts_digit(int)                the digits, least significant first
 *     bool facts_immortal(object)                  never freed (PEP 683)
 *     bool facts_interned(string)
 *     uint64_t facts_dict_version(dict)            until 3.13: changes when the dictionary changes; 0 when it may not
 *     PyObject *facts_class_names(type)            the dictionary of a class's own attributes, or NULL
 *     PyThreadState *facts_thread(void)            the running thread's; NULL when it has none
 *     PyThreadState *facts_holder(interpreter)     the same where Python code runs, in one load or two
 *     facts_frame *facts_top(state)                the innermost frame of a thread; NULL when it runs no Python code
 *     PyObject *facts_modules(interpreter)         sys.modules as it is kept; NULL before there is one
 *     PyStatus facts_read_config(asked)            before CPython is started by it
 *     const PyConfig *facts_config(asked)          what has come of it, once CPython runs
 * where it is known, moreover:
 *     PyObject *facts_local(frame, i)              the i-th fast local, or its cell; NULL when unbound
 *     uint64_t facts_switches(interpreter)         changes when another thread may have run; SWITCHED where that cannot
 *                                                  be told
 *     bool facts_is_dead(reference)                of a weak reference, which does not refer any more
 *     int *facts_young(interpreter)                allocations since the youngest generation was collected
 *     facts_gil *facts_main_gil(void)              the main interpreter's lock
 *     PyThreadState *facts_gil_holder(gil)         the last that held it, or does; read by whoever has its mutex
 * from 3.12 on:
 *     int facts_line(code, unit)                   of the instruction that begins there
 *     int facts_line_opcode(code, unit)            of the instruction that a line's event hides
 *     Py_ssize_t *facts_raw_blocks(interpreter)    blocks of memory that its own allocator left to malloc
 * and 3.11 alone:
 *     bool facts_yields(frame, generator)          PyTrace_RETURN in a generator tells that it will wait
 *     bool facts_unwinds(frame, value)             PyTrace_RETURN with this value tells of an exception that leaves
 *                                                  the frame */

#endif
