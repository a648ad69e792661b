/* An instruction with an event of sys.monitoring's stays as the compiler wrote it, while CPython specialises others
 * once they have run a few times (CPython/Python/specialize.c).  Three of the specialised forms do something else,
 * which a program can see:
 *
 *     BINARY_OP_INPLACE_ADD_UNICODE   extends a string that nobody else refers to, where BINARY_OP copies it, and
 *                                     stores it as the STORE_FAST behind it would, which then does not run
 *     CALL_LIST_APPEND                is no place for garbage collections and signals, as other calls are, and leaves
 *                                     out the POP_TOP behind it
 *     FOR_ITER_GEN                    goes on with a generator in the interpreter's own loop, without recursion in C
 *                                     and without an exception at its end
 *
 * What the event hides is run from a table of CPython's, in which the specialised form may stand.  When it comes to
 * stand there follows from counters, as CPython has them: what follows is the same as in a run without events. */
#include "record/hook_specialise.h"

#include "base/ways.h"
#include "cpython/instructions.h"

#if INSTRUCTIONS_ARE_KNOWN && !INSTRUCTIONS_ARE_WATCHED

#include <opcode.h>

#include "record/plans.h"

/* Of CPython's counters (pycore_code.h, pycore_backoff.h). */
enum { WARMUP = 1, WARMUP_BACKOFF = 1, COOLDOWN = 52, BACKOFF_MOST = 12 };
/* The counter of an instruction that runs in a form of ours: when that does not fit, CPython runs the base form, and
 * where its counter has run out specialises it in the event's place.  (Events make it count upwards: it must not run
 * over.) */
enum { NOT_SOON = 0x8000 };

#if PY_VERSION_HEX < 0x030D0000
#define CALL_LIST_APPEND CALL_NO_KW_LIST_APPEND
#endif

/* What an instruction is specialised for; those that a program cannot tell from the base form keep that. */
enum form {
    FORM_NONE,
    FORM_STORE,
    FORM_STRINGS,
    FORM_INTS,
    FORM_FLOATS,
    FORM_APPEND,
    FORM_GENERATOR,
    FORM_LIST,
    FORM_TUPLE,
    FORM_RANGE,
};

struct warmth {
    enum form form;
    unsigned backoff;
    unsigned counter; /* it is specialised when this is 0 */
};

/* The turn that is being told of. */
struct turn {
    _Py_CODEUNIT *instruction;
    uint32_t *warmth; /* of the instruction, packed */
    uint8_t *opcode;  /* what the event hides */
    enum form fits;
    uint8_t base;
};

static struct turn turn;

static uint32_t pack(struct warmth warmth)
{
    return (uint32_t)warmth.form << 24 | (uint32_t)warmth.backoff << 16 | (uint32_t)warmth.counter;
}

/* (Where it has not been told of before, it is 0.) */
static struct warmth unpack(uint32_t packed)
{
    if (packed == 0)
        return (struct warmth){FORM_NONE, WARMUP_BACKOFF, WARMUP};
    return (struct warmth){(enum form)(packed >> 24), packed >> 16 & 0xFF, packed & 0xFFFF};
}

/* Whether an instruction with this argument has that one behind it, with no event of a line in between. */
static bool is_before(facts_frame *frame, int unit, int argument, unsigned opcode, struct plan_instruction *behind)
{
    const struct listing *listing = plans_of(facts_code(frame));
    struct plan_instruction this;

    return plans_instruction(listing, unit, &this) && this.argument == argument &&
           plans_instruction(listing, this.next, behind) && behind->opcode == opcode &&
           !plans_begins_line(listing, this.next);
}

static bool is_number_of(PyTypeObject *type, PyObject *left, PyObject *right)
{
    return Py_IS_TYPE(left, type) && Py_IS_TYPE(right, type);
}

static enum form form_of_addition(facts_frame *frame, int unit, PyObject *left, PyObject *right)
{
    int argument = _PyCode_CODE(instruction_code(frame))[unit].op.arg;
    struct plan_instruction store;

    if (is_number_of(&PyLong_Type, left, right))
        return FORM_INTS;
    if (is_number_of(&PyFloat_Type, left, right))
        return FORM_FLOATS;
    if (!PyUnicode_CheckExact(left) || !PyUnicode_CheckExact(right))
        return FORM_NONE;
    return is_before(frame, unit, argument, STORE_FAST, &store) && facts_local(frame, store.argument) == left
               ? FORM_STORE
               : FORM_STRINGS;
}

static enum form form_of_call(facts_frame *frame, int unit, PyObject *method, PyObject *self)
{
    struct plan_instruction pop;

    return method == PyThreadState_Get()->interp->callable_cache.list_append && self != NULL && PyList_Check(self) &&
                   is_before(frame, unit, 1, POP_TOP, &pop)
               ? FORM_APPEND
               : FORM_NONE;
}

static enum form form_of_loop(PyObject *iterator)
{
    if (PyGen_CheckExact(iterator))
        return FORM_GENERATOR;
    if (Py_IS_TYPE(iterator, &PyListIter_Type))
        return FORM_LIST;
    if (Py_IS_TYPE(iterator, &PyTupleIter_Type))
        return FORM_TUPLE;
    return Py_IS_TYPE(iterator, &PyRangeIter_Type) ? FORM_RANGE : FORM_NONE;
}

/* What fits to what stands on the value stack. */
static enum form fitting(facts_frame *frame, int unit, int opcode, int depth)
{
    int top = instruction_bottom(frame) + depth;

    if (opcode == BINARY_OP && depth >= 2)
        return form_of_addition(frame, unit, facts_local(frame, top - 2), facts_local(frame, top - 1));
    if (opcode == CALL && depth >= 3)
        return form_of_call(frame, unit, facts_local(frame, top - 3), facts_local(frame, top - 2));
    return opcode == FOR_ITER && depth >= 1 ? form_of_loop(facts_local(frame, top - 1)) : FORM_NONE;
}

/* A turn of an instruction: strings that are added in one way or the other are the same to the form that does not
 * store. */
static struct warmth after_turn(struct warmth warmth, enum form fits)
{
    if (warmth.form != FORM_NONE && (warmth.form == fits || (warmth.form == FORM_STRINGS && fits == FORM_STORE)))
        return warmth;
    if (warmth.counter > 0)
        return (struct warmth){warmth.form, warmth.backoff, warmth.counter - 1};
    if (fits != FORM_NONE)
        return (struct warmth){fits, 0, COOLDOWN};
    warmth.backoff = warmth.backoff < BACKOFF_MOST ? warmth.backoff + 1 : BACKOFF_MOST;
    return (struct warmth){FORM_NONE, warmth.backoff, (1u << warmth.backoff) - 2};
}

/* 0 for a form that no program can tell from the base form. */
static uint8_t opcode_of(enum form form)
{
    static const uint8_t opcodes[] = {[FORM_STORE] = BINARY_OP_INPLACE_ADD_UNICODE,
                                      [FORM_APPEND] = CALL_LIST_APPEND,
                                      [FORM_GENERATOR] = FOR_ITER_GEN,
                                      [FORM_RANGE] = 0};

    return opcodes[form];
}

/* CPython specialises an instruction and runs it so in one turn, and looks up what an event hides before it tells of
 * it: the turn in which that will be is prepared one before.  What then does not fit is run as the base form is. */
static uint8_t opcode_of_next(struct warmth warmth, enum form fits)
{
    return warmth.form == FORM_NONE && warmth.counter == 0 ? opcode_of(fits) : opcode_of(warmth.form);
}

/* Where a tool of the program's is told of the instruction too, or of its line, CPython does not specialise it in a
 * plain run either. */
static bool is_alone(const _PyCoMonitoringData *data, int unit)
{
    uint8_t tools = data->per_instruction_tools != NULL ? data->per_instruction_tools[unit] : 0;
    uint8_t of_line = data->line_tools != NULL ? data->line_tools[unit] : 0;

    return __builtin_popcount(tools | of_line) <= 1;
}

/* 0 when it is left as it is. */
static int base_of(PyCodeObject *code, int unit, uint8_t opcode)
{
    int argument = _PyCode_CODE(code)[unit].op.arg;

    switch (opcode) {
    case FOR_ITER:
    case FOR_ITER_GEN:
        return FOR_ITER;
    case BINARY_OP:
    case BINARY_OP_INPLACE_ADD_UNICODE:
        return argument == NB_ADD || argument == NB_INPLACE_ADD ? BINARY_OP : 0;
    case CALL:
    case CALL_LIST_APPEND:
        return argument == 1 ? CALL : 0;
    default:
        return 0;
    }
}

/* Whether an instruction that is specialised for it, but not to be another one, has again what fits to that, as most
 * often. */
static inline bool stays(facts_frame *frame, int depth, enum form form)
{
    int top = instruction_bottom(frame) + depth;

    switch ((int)form) {
    case FORM_INTS:
        return depth >= 2 && is_number_of(&PyLong_Type, facts_local(frame, top - 2), facts_local(frame, top - 1));
    case FORM_LIST:
        return depth >= 1 && Py_IS_TYPE(facts_local(frame, top - 1), &PyListIter_Type);
    case FORM_RANGE:
        return depth >= 1 && Py_IS_TYPE(facts_local(frame, top - 1), &PyRangeIter_Type);
    default:
        return false;
    }
}

/* Of an instruction that is not specialised to be another one, and has again what fits to that, nothing comes. */
static OUT_OF_LINE bool begin_turn(facts_frame *frame, int unit, uint8_t *opcode)
{
    PyCodeObject *code = instruction_code(frame);
    uint8_t base = (uint8_t)base_of(code, unit, *opcode);
    struct listing *listing;
    uint32_t *warmth;
    enum form fits;

    if (base == 0)
        return false;
    listing = plans_of(code);
    warmth = plans_warmth(listing, unit);
    if (*opcode == base && stays(frame, plans_depth(listing, unit), unpack(*warmth).form))
        return false;
    if (!is_alone(code->_co_monitoring, unit)) {
        *opcode = base;
        return false;
    }
    fits = fitting(frame, unit, base, plans_depth(listing, unit));
    if (*opcode == base && fits != FORM_NONE && fits == unpack(*warmth).form && opcode_of(fits) == 0)
        return false;
    turn = (struct turn){&_PyCode_CODE(code)[unit], warmth, opcode, fits, base};
    if (opcode_of(fits) != *opcode)
        *opcode = base;
    return true;
}

inline bool hook_specialise_begin(facts_frame *frame, const PyCodeObject *code, int unit)
{
    static const bool specialised[UINT8_MAX + 1] = {
        [FOR_ITER] = true, [FOR_ITER_GEN] = true,    [BINARY_OP] = true, [BINARY_OP_INPLACE_ADD_UNICODE] = true,
        [CALL] = true,     [CALL_LIST_APPEND] = true};
    uint8_t *opcode = &code->_co_monitoring->per_instruction_opcodes[unit];

    return specialised[*opcode] && begin_turn(frame, unit, opcode);
}

void hook_specialise_end(void)
{
    struct warmth warmth;
    uint8_t next;

    warmth = after_turn(unpack(*turn.warmth), turn.fits);
    *turn.warmth = pack(warmth);
    next = opcode_of_next(warmth, turn.fits);
    *turn.opcode = next != 0 ? next : turn.base;
    if (next != 0)
        turn.instruction[1].cache = NOT_SOON;
}

#else

bool hook_specialise_begin(facts_frame *frame, const PyCodeObject *code, int unit)
{
    (void)frame;
    (void)code;
    (void)unit;
    return false;
}

void hook_specialise_end(void)
{
}

#endif
