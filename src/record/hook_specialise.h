/* Specialising what an event keeps CPython from specialising (from 3.12 on), where a program could tell. */
#ifndef TERRARIUM_RECORD_HOOK_SPECIALISE_H
#define TERRARIUM_RECORD_HOOK_SPECIALISE_H

#include "cpython/facts.h"

/* The frame's instruction at a code unit, which has an event, is about to run: it will in the form that it would have by now
 * without one. */
void hook_specialise(facts_frame *frame, int unit);
/* This code has died. */
void hook_specialise_forget(PyCodeObject *code);

#endif
