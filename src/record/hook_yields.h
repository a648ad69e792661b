/* Yields without an event before them (3.12). */
#ifndef TERRARIUM_RECORD_HOOK_YIELDS_H
#define TERRARIUM_RECORD_HOOK_YIELDS_H

#include "cpython/facts.h"

#define HOOK_FREES_YIELDS (PY_VERSION_HEX >= 0x030C0000 && PY_VERSION_HEX < 0x030D0000)

#if HOOK_FREES_YIELDS

/* Takes the events of lines and of instructions that the tool with this bit has at them. */
void hook_yields_free(PyCodeObject *code, uint8_t bit);
/* Whether it would have been told of a line, or of the instruction, at this code unit, and was not. */
bool hook_yields_hide_line(PyCodeObject *code, int unit, uint8_t bit);
bool hook_yields_hide_instruction(const PyCodeObject *code, int unit, uint8_t bit);
/* A generator's frame, which is about to wait, is as before the instruction, with a line's event (`of_line`) or with an
 * instruction's; and is about to wait again: with what the first returned. */
int hook_yields_begin(facts_frame *frame, bool of_line);
void hook_yields_end(facts_frame *frame, int height);

#endif

#endif
