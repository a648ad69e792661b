/* Specialising what an event keeps CPython from specialising (from 3.12 on), where a program could tell. */
#ifndef TERRARIUM_RECORD_HOOK_SPECIALISE_H
#define TERRARIUM_RECORD_HOOK_SPECIALISE_H

#include "cpython/facts.h"

/* The frame's instruction at a code unit, which has an event, is about to run, and to be told of: in the form that it
 * has by now, which may be another for its next turn: false where it is not.  `code`: the frame's. */
bool hook_specialise_begin(facts_frame *frame, const PyCodeObject *code, int unit);
/* It has been told of, where that was true. */
void hook_specialise_end(void);

#endif
