/* The objects that the log has told of: a shadow of each, and what changed since.
 *
 * A shadow holds addresses, never references.  It is found by the object's address, lives until the object's death is told
 * (deaths.h) or the address is found to hold something else, and has a number that is never used again.
 *
 * At each step: objects_begin; objects_reach for everything that a name refers to; objects_finish, which walks what can be
 * reached from there and stages the births and the changes.  The fast way of knowing what changed (only looking at what the
 * instructions since the last step may have touched) will stand behind the same three calls. */
#ifndef TERRARIUM_RECORD_OBJECTS_H
#define TERRARIUM_RECORD_OBJECTS_H

#include "cpython/facts.h"
#include "trace/writer.h"

/* A place in the table of shadows; 0 is none.  It may be used again after the object's death: keep the number beside it. */
typedef uint32_t shadow_place;

void objects_start(struct trace_writer *writer);

/* The object's shadow, after staging its birth (and the births of what it holds) if the log does not know it yet. */
shadow_place objects_place(PyObject *object);
/* As objects_place, for when only the object's number is wanted. */
uint64_t objects_number(PyObject *object);
uint64_t objects_number_at(shadow_place place);
/* Whether the shadow at `place` still has `number` and is of the object that is at this address now. */
bool objects_is(shadow_place place, uint64_t number, PyObject *object);

/* `lent`, unless NULL, has one reference more for as long as the hook runs than the program sees. */
void objects_begin(PyObject *lent);
void objects_reach(shadow_place place);
void objects_finish(void);

/* The object at this address has died. */
void objects_died(PyObject *object);

#endif
