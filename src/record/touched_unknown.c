/* Where a version's instructions are not known nothing is followed, and nothing vouched for: objects.h walks
 * everything. */
#include "record/touched.h"

#include "cpython/instructions.h"

#if !INSTRUCTIONS_ARE_KNOWN

void touched_start(void)
{
}

void touched_after_line(facts_frame *frame, bool told)
{
    (void)frame;
    (void)told;
}

void touched_after_instruction(facts_frame *frame)
{
    (void)frame;
}

bool touched_is_certain(facts_frame *frame)
{
    (void)frame;
    return false;
}

const struct plan *touched_move(void)
{
    return NULL;
}

void touched_give(void)
{
}

bool touched_goes_on(int at)
{
    (void)at;
    return false;
}

bool touched_goes_on_at_once(const struct plan *plan)
{
    (void)plan;
    return false;
}

bool touched_goes_on_otherwise(const struct plan *plan)
{
    (void)plan;
    return false;
}

bool touched_goes_nowhere(void)
{
    return false;
}

bool touched_is_alone(void)
{
    return false;
}

bool touched_gives(void)
{
    return false;
}

bool touched_gives_one(PyObject *object, Py_ssize_t *at)
{
    (void)object;
    (void)at;
    return false;
}

const struct plan *touched_running(void)
{
    return NULL;
}

bool touched_is_still(void)
{
    return false;
}

bool touched_is_calm(void)
{
    return false;
}

void touched_fill(facts_frame *frame, const struct stack_place *places, size_t count)
{
    (void)frame;
    (void)places;
    (void)count;
}

bool touched_knows(size_t depth)
{
    (void)depth;
    return false;
}

void touched_pushed(PyObject *object, size_t depth)
{
    (void)object;
    (void)depth;
}

void touched_popped(size_t depth)
{
    (void)depth;
}

void touched_settle(void)
{
}

bool touched_moves(void)
{
    return false;
}

bool touched_is_in_doubt(void)
{
    return true;
}

bool touched_will_be_still(void)
{
    return false;
}

void touched_before(facts_frame *frame, enum touched_event event, PyObject *value)
{
    (void)frame;
    (void)event;
    (void)value;
}

void touched_after(facts_frame *frame, enum touched_event event, PyObject *value)
{
    (void)frame;
    (void)event;
    (void)value;
}

bool touched_watches(facts_frame *frame)
{
    (void)frame;
    return false;
}

const struct plan *touched_quietly(facts_frame *frame)
{
    (void)frame;
    return NULL;
}

struct call_site *touched_site(facts_frame *frame)
{
    (void)frame;
    return NULL;
}

const struct plan *touched_enter_quietly(facts_frame *frame, const struct call_site *site)
{
    (void)frame;
    (void)site;
    return NULL;
}

const struct plan *touched_resume_quietly(facts_frame *frame, const struct call_site *site)
{
    (void)frame;
    (void)site;
    return NULL;
}

bool touched_after_calling(facts_frame *frame, const struct call_site *site, bool *watched)
{
    (void)frame;
    (void)site;
    (void)watched;
    return false;
}

const struct plan *touched_foreseen(facts_frame *frame)
{
    (void)frame;
    return NULL;
}

struct touched_turn touched_straight(facts_frame *frame)
{
    (void)frame;
    return (struct touched_turn){NULL, NULL, false};
}

void touched_unseal(void)
{
}

void touched_look(void)
{
}

bool touched_after_straight_line(facts_frame *frame, const struct plan *next)
{
    (void)frame;
    (void)next;
    return false;
}

const struct plan *touched_leave_quietly(facts_frame *frame, PyObject *value)
{
    (void)frame;
    (void)value;
    return NULL;
}

bool touched_after_resuming(facts_frame *frame, struct frame_shadow *shadow, const struct call_site *site,
                            bool *watched)
{
    (void)frame;
    (void)shadow;
    (void)site;
    (void)watched;
    return false;
}

void touched_after_leaving_quietly(facts_frame *frame, PyObject *value, struct frame_shadow *waits)
{
    (void)frame;
    (void)value;
    (void)waits;
}

bool touched_instruction(facts_frame *frame)
{
    (void)frame;
    return false;
}

const struct plan *touched_plan(void)
{
    return NULL;
}

bool touched_is_told(void)
{
    return false;
}

void touched_library(void)
{
}

void touched_switch(void)
{
}

void touched_forget(void)
{
}

void touched_instructions_ended(void)
{
}

void touched_is_told_next(facts_frame *frame)
{
    (void)frame;
}

void touched_watched(bool by_others)
{
    (void)by_others;
}

void touched_code_died(PyObject *code)
{
    (void)code;
}

void touched_class_died(void)
{
}

#endif
