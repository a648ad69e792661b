#include "record/seals.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "base/memory.h"

enum {
    PATIENCE = 16,   /* CPython specialises what has run some times */
    BROKEN_MOST = 3, /* then what comes there is too different */
};

/* What an instruction does that is specialised so that it only reads values. */
static bool may_be_guarded(uint8_t what)
{
    return what == INSTRUCTION_SUBSCRIPT || what == INSTRUCTION_BINARY || what == INSTRUCTION_INPLACE ||
           what == INSTRUCTION_COMPARE || what == INSTRUCTION_NEXT || what == INSTRUCTION_LOAD_ATTRIBUTE;
}

/* The same of one that need not be, since it runs nothing of anybody's without an event. */
static bool is_harmless(uint8_t what)
{
    return what < INSTRUCTION_ANY || what >= PLAN_UNKNOWN || what == INSTRUCTION_IS || what == INSTRUCTION_TRUTH;
}

struct plan_seal *seals_new(const struct plan *plan)
{
    struct plan_seal *seal;
    int guarded = 0;
    bool stirs = false;

    for (uint16_t i = 0; i < plan->count; i++) {
        if (!is_harmless(plan->steps[i].what) && !may_be_guarded(plan->steps[i].what))
            return NULL;
        guarded += may_be_guarded(plan->steps[i].what);
        stirs = stirs || plan->steps[i].what == INSTRUCTION_NEXT;
    }
    if (!INSTRUCTIONS_ARE_GUARDED || guarded == 0 || guarded > SEAL_UNITS || plan->any || plan->cells)
        return NULL;
    seal = memory_zeroed(1, sizeof *seal);
    seal->patience = PATIENCE;
    seal->stirs = stirs;
    return seal;
}

void seals_make(const struct plan *plan, PyCodeObject *code)
{
    struct plan_seal *seal = plan->seal;
    unsigned count = 0;

    if (--seal->patience > 0)
        return;
    seal->patience = PATIENCE;
    for (uint16_t i = 0; i < plan->count; i++) {
        int at = plan->steps[i].at;

        if (!may_be_guarded(plan->steps[i].what))
            continue;
        if (!plans_is_guarded(code, at))
            return;
        seal->units[count].at = &_PyCode_CODE(code)[at];
        memcpy(&seal->units[count].word, seal->units[count].at, sizeof seal->units[count].word);
        count++;
    }
    seal->count = (uint8_t)count;
}

void seals_break(struct plan_seal *seal)
{
    seal->count = 0;
    seal->patience = ++seal->broken < BROKEN_MOST ? PATIENCE << (2 * seal->broken) : UINT16_MAX;
}

#endif
