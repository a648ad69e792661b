/* The objects that the log has told of: a shadow of each, and what changed since.
 *
 * A shadow holds addresses, never references.  It is found by the object's address, lives until the object's death is
 * told (deaths.h) or the address is found to hold something else, and has a number that is never used again.
 *
 * At each step: objects_begin; objects_take and objects_let_go for names that were bound anew; objects_finish, which
 * stages the births and the changes.  It walks everything that can be reached from any name, unless whoever follows the
 * instructions has told what they touched since the step before, and vouches for it (touched.h): then it looks at that
 * alone. */
#ifndef TERRARIUM_RECORD_OBJECTS_H
#define TERRARIUM_RECORD_OBJECTS_H

#include "cpython/facts.h"
#include "trace/writer.h"

/* A shadow, or NULL.  It may be another object's after this one's death: keep the number beside it. */
typedef struct shadow *shadow_place;

/* `roots` calls objects_reach for everything that a name refers to. */
void objects_start(struct trace_writer *writer, void (*roots)(void));

/* The object's shadow, after staging its birth (and the births of what it holds) if the log does not know it yet. */
shadow_place objects_place(PyObject *object);
/* The same where the log knows it, and that is easily found out, or else NULL. */
shadow_place objects_find(PyObject *object);
/* As objects_place, for when only the object's number is wanted. */
uint64_t objects_number(PyObject *object);
uint64_t objects_number_at(shadow_place place);
/* Whether the shadow at `place` still has `number` and is of the object that is at this address now. */
bool objects_is(shadow_place place, uint64_t number, PyObject *object);

/* As objects_place, where the same address was found to hold what `place` had the number of, when it was asked for
 * last. */
shadow_place objects_again(shadow_place place, uint64_t number, PyObject *object);

/* Whether it holds nothing, never changes, and is not counted. */
bool objects_is_of_value(shadow_place place);
/* Whether the log tells of all that it holds, and its class is CPython's own.  (Not of a tuple: an iterator may fill
 * one anew.) */
bool objects_is_told(shadow_place place);

/* Whether it is told, and need not be looked at where something comes to refer to it. */
bool objects_is_steady(shadow_place place);
/* Stages at once what may have become of its count. */
void objects_recount(shadow_place place);
/* The same where nothing is lent, but that the difference is the caller's to stage, unless it is 0. */
int64_t objects_counted(shadow_place place);

/* A name refers to what stands there, or does so no more. */
void objects_take(shadow_place place);
void objects_let_go(shadow_place place);
/* As objects_take; returns the object's number, and `*change`: what is to be staged of its count, at once.  Nothing is
 * lent. */
uint64_t objects_hold(shadow_place place, int64_t *change);

/* `lent`, unless NULL, has one reference more for as long as the hook runs than the program sees. */
void objects_begin(PyObject *lent);
/* The same where nothing was lent or shown since the last time. */
void objects_go_on(void);
/* What the step tells of beside names. */
void objects_show(shadow_place place);
/* The same, staging what has become of its count; nothing is lent. */
void objects_show_now(shadow_place place);
bool objects_reach(shadow_place place);
/* The same of the dictionary that code keeps its names in, which most often is no object that the log tells of. */
void objects_reach_namespace(PyObject *dict);
void objects_finish(void);
/* Where much is in memory, what may have changed at a step that cannot be vouched for is not looked at at each: the
 * next objects_finish will look at all that has been put off. */
void objects_catch_up(void);
/* The same after objects_vouch(true, …), where nothing is lent. */
void objects_finish_told(void);
/* The same after objects_vouch(!doubt, calm).  False where objects_walked is 0. */
bool objects_finish_move(bool doubt, bool calm);
/* Whether that has nothing to do, where there is no doubt and all is calm: then it need not be called. */
bool objects_are_settled(void);
/* The same but for walks, which come from time to time. */
bool objects_are_at_rest(void);
/* How many objects were walked at this step, or half as many entries: none where what was touched is known. */
uint32_t objects_walked(void);

/* What may have changed since the last step.  Addresses, of objects that may have died since, or that the log never
 * told of.  The entries of `object`: all of them, or of a list or a dictionary the one at an index, or those at its
 * end. */
enum { OBJECTS_ALL = -1, OBJECTS_END = -2 };
void objects_touch(PyObject *object, Py_ssize_t at);
/* The same at once, of one that is known to live; and what has become of its count. */
void objects_look(shadow_place place, Py_ssize_t at);
/* Its reference count. */
void objects_suspect(PyObject *object);
/* The same; returns objects_are_told_by. */
bool objects_suspect_told(PyObject *object);
/* The same of one that is known to live. */
void objects_suspect_at(shadow_place place);
/* Whether nothing else has, except by binding names, births and deaths.  `calm`: nor has any C code run that may have
 * changed an object that it was not told to.  Holds for the next step. */
void objects_vouch(bool vouched, bool calm);
/* Whether something that the log knows and that held others, or was of a class of the program's, has died since the
 * last step. */
bool objects_are_bereft(void);
/* Whether no object was touched; and whether none changes by itself, either. */
bool objects_are_easy(void);
bool objects_are_calm(void);
/* Looks at once at what objects_touch would have looked at later, names having been read. */
void objects_look_at(PyObject *object, Py_ssize_t at);
/* As objects_begin(NULL), where the step before has left nothing lent. */
void objects_begin_straight(void);
/* Where that was so before names were read, and nothing has changed but these and counts: takes the place of
 * objects_finish. */
void objects_finish_calm(void);
/* Whether the log knows the dictionary. */
bool objects_know_dict(PyObject *dict);
/* Whether the log knows of objects that may change by themselves. */
bool objects_any_restless(void);
/* Whether the log tells of what this object holds, as far as it tells of that of any. */
bool objects_are_told_by(PyObject *object);

#ifdef TERRARIUM_AUDIT
/* A name was bound, and nothing told of it. */
void objects_tell_of_missed_name(void);
#endif

/* The generator is about to die, or to be brought back. */
void objects_dies(PyObject *object);
/* The object at this address has died. */
void objects_died(PyObject *object);

#endif
