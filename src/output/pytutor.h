/* A recording as a trace of Python Tutor: {"code": the program's text, "trace": [a picture for each step, …]}.
 *
 * Its ways are followed, so that what reads its traces reads ours: no steps of class bodies, calls that are kept as
 * long as functions defined in them may be called ("zombies"), `return` for yield as well, and only the lines marked
 * with #break at their end when there are any.  Values are read from the recording: no program's code is asked. */
#ifndef TERRARIUM_OUTPUT_PYTUTOR_H
#define TERRARIUM_OUTPUT_PYTUTOR_H

#include <stdbool.h>

#include "base/text.h"
#include "model/recording.h"

/* Appends the trace, with a newline at its end.  `heap_primitives`: numbers and strings lie in the heap too. */
void pytutor_write(const struct recording *recording, bool heap_primitives, struct text *out);

#endif
