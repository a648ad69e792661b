/* A hook that does nothing but count: by the mechanism that the recorder uses for this CPython, with the same
 * events. */
#ifndef TERRARIUM_TESTS_BENCH_COUNTING_H
#define TERRARIUM_TESTS_BENCH_COUNTING_H

#include "cpython/facts.h"

/* Counts the events of this code, and of all that is defined in it, one for each instruction too when told so.  False
 * with an exception set when it cannot. */
bool counting_start(PyCodeObject *code, bool instructions);

#endif
