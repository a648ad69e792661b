/* From some 3.12 on CPython closes a generator without running it again where that waits outside of any `try`; which it
 * learns from the instruction that the generator waits at (gen_close in CPython/Objects/genobject.c).  Before 3.13 that
 * is the YIELD_VALUE, and an event of a line or an instruction stands in its place: then CPython throws GeneratorExit
 * into the generator, and what its frame holds is let go of at once, not when the generator dies.
 *
 * So such a YIELD_VALUE has neither event.  It has one of its own, that of the yield, which comes while all that the
 * others tell of is still there: they are told of then.  (A tool of the program's keeps its events, as in a plain
 * run.) */
#include "record/hook_yields.h"

#if HOOK_FREES_YIELDS

#include <internal/pycore_instruments.h>
#include <opcode.h>

enum { OUTSIDE_OF_TRY = 1 }; /* YIELD_VALUE's argument: CPython itself puts one around the whole body */

/* What an event of a line, or of an instruction, hides; anything for what is no instruction. */
static unsigned hidden_opcode(const PyCodeObject *code, int unit)
{
    const _PyCoMonitoringData *data = code->_co_monitoring;
    unsigned opcode = _PyCode_CODE(code)[unit].op.code;

    if (opcode == INSTRUMENTED_LINE)
        opcode = data->lines[unit].original_opcode;
    return opcode == INSTRUMENTED_INSTRUCTION ? data->per_instruction_opcodes[unit] : opcode;
}

static void free_of_line(const _PyCoMonitoringData *data, int unit, uint8_t *opcode, uint8_t bit)
{
    data->line_tools[unit] = (uint8_t)(data->line_tools[unit] & ~bit);
    if (data->line_tools[unit] == 0 && *opcode == INSTRUMENTED_LINE)
        *opcode = data->lines[unit].original_opcode;
}

static void free_of_instruction(const _PyCoMonitoringData *data, int unit, uint8_t *opcode, uint8_t bit)
{
    uint8_t *hides = *opcode == INSTRUMENTED_LINE ? &data->lines[unit].original_opcode : opcode;

    data->per_instruction_tools[unit] = (uint8_t)(data->per_instruction_tools[unit] & ~bit);
    if (data->per_instruction_tools[unit] == 0 && *hides == INSTRUMENTED_INSTRUCTION)
        *hides = data->per_instruction_opcodes[unit];
}

void hook_yields_free(PyCodeObject *code, uint8_t bit)
{
    const _PyCoMonitoringData *data = code->_co_monitoring;
    bool known =
        data != NULL && data->lines != NULL && data->line_tools != NULL && data->per_instruction_tools != NULL;

    for (int unit = code->_co_firsttraceable + 1; known && unit < (int)Py_SIZE(code); unit++) {
        _Py_CODEUNIT *instruction = &_PyCode_CODE(code)[unit];

        if (instruction->op.arg != OUTSIDE_OF_TRY || hidden_opcode(code, unit) != INSTRUMENTED_YIELD_VALUE)
            continue;
        free_of_line(data, unit, &instruction->op.code, bit);
        free_of_instruction(data, unit, &instruction->op.code, bit);
    }
}

bool hook_yields_hide_line(PyCodeObject *code, int unit, uint8_t bit)
{
    const _PyCoMonitoringData *data = code->_co_monitoring;

    return data->lines != NULL && data->lines[unit].original_opcode != 0 && data->line_tools != NULL &&
           (data->line_tools[unit] & bit) == 0 && facts_line(code, unit - 1) != facts_line(code, unit);
}

bool hook_yields_hide_instruction(const PyCodeObject *code, int unit, uint8_t bit)
{
    const _PyCoMonitoringData *data = code->_co_monitoring;

    return (data->local_monitors.tools[PY_MONITORING_EVENT_INSTRUCTION] & bit) != 0 &&
           data->per_instruction_tools != NULL && (data->per_instruction_tools[unit] & bit) == 0;
}

/* The event of a yield has what is yielded taken off the value stack already, where it still stands; that of a line has
 * it there; and at that of an instruction CPython has not noted how high the stack is. */
int hook_yields_begin(facts_frame *frame, bool of_line)
{
    int height = frame->stacktop;

    ((PyGenObject *)facts_generator(frame))->gi_frame_state = FRAME_EXECUTING;
    frame->stacktop = of_line ? height + 1 : -1;
    return height;
}

void hook_yields_end(facts_frame *frame, int height)
{
    ((PyGenObject *)facts_generator(frame))->gi_frame_state = FRAME_SUSPENDED;
    frame->stacktop = height;
}

#endif
