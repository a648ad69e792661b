/* The trace log's records: one table, from which the C structs, the coder, the decoder, the dump and the format's page
 * in doc/ follow.
 *
 * A log is a sequence of records; a record is  kind (one byte, to 127) · length (varint) · payload (`length` bytes), so
 * that a reader skips kinds that it does not know, and fields that a later version appended to a kind.  Changes come
 * first, then the STEP that they led to: STEP is the commit mark, and a reader shows nothing past the last one.
 *
 * The commonest records have short forms as well: a head of one byte, 128 or more, and numbers, no more of them than
 * the head tells (trace_short_shape), so that unknown heads are skipped too.  Most fields follow from what came before:
 * see TRACE_SHORTS and struct trace_context.
 *
 * Numbers.  Strings, codes, threads, frames and objects are numbered from 1 in the order of their records (a record
 * does not carry its own number); 0 means none.  An object's number is its birth number: an address that is used again
 * gets a new record and so a new number.
 *
 * Changes carry old and new value (or a difference), so that one step back costs what one step forward does. */
#ifndef TERRARIUM_TRACE_FORMAT_H
#define TERRARIUM_TRACE_FORMAT_H

#include <stddef.h>
#include <stdint.h>

/* Version of the format.  An unknown major is refused; an unknown minor is read, its new kinds and fields skipped.  2
 * knows short records, and reads what 1 wrote. */
enum { TRACE_MAJOR = 2, TRACE_MINOR = 10, TRACE_MAJOR_OLDEST = 1 };

/* Field lists: NUMBER an unsigned varint, SIGNED a zigzag varint, BYTES a varint length and that many bytes, LIST a
 * varint count and that many unsigned varints.  Each entry: name, what it means. */

#define TRACE_FIELDS_META(NUMBER, SIGNED, BYTES, LIST)                                                          \
    BYTES(name, "what is described: python.version, python.build, platform, program, argument, limit.memory …") \
    BYTES(value, "the description")

#define TRACE_FIELDS_STRING(NUMBER, SIGNED, BYTES, LIST) \
    BYTES(text, "a name used by later records, in UTF-8 (lone surrogates coded like other code points)")

#define TRACE_FIELDS_SOURCE(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(file, "string: the file's name")              \
    BYTES(text, "the next piece of the file's source, in UTF-8")

#define TRACE_FIELDS_THREAD(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(identifier, "the thread's native identifier") \
    NUMBER(name, "string: the thread's name")

#define TRACE_FIELDS_CODE(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(file, "string: the file that it came from") \
    NUMBER(name, "string: co_name")                    \
    NUMBER(qualified, "string: co_qualname")           \
    NUMBER(line, "co_firstlineno")                     \
    NUMBER(sort, "what runs it: see enum trace_code_sort")

#define TRACE_FIELDS_FRAME(NUMBER, SIGNED, BYTES, LIST)                             \
    NUMBER(code, "code: what it runs")                                              \
    NUMBER(caller, "frame: the learner's frame that it was called from, 0 if none") \
    NUMBER(function, "object: the function called, 0 if not known")                 \
    NUMBER(generator, "object: the generator or coroutine that owns it, 0 if none")

#define TRACE_FIELDS_PUSH(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(thread, "thread: on whose stack")           \
    NUMBER(frame, "frame: that begins, or goes on after a yield")

#define TRACE_FIELDS_POP(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(thread, "thread: from whose stack")        \
    NUMBER(frame, "frame: the one on top")            \
    NUMBER(suspended, "1 when it waits to go on after a yield or await, 0 when it has ended")

#define TRACE_FIELDS_CLOSE(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(frame, "frame: suspended until now, that will never go on (its generator died)")

#define TRACE_FIELDS_NAME(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(frame, "frame: whose name")                 \
    NUMBER(name, "string: the name")                   \
    NUMBER(old, "object: before, 0 when unbound")      \
    NUMBER(now, "object: after, 0 when unbound")

#define TRACE_FIELDS_OBJECT(NUMBER, SIGNED, BYTES, LIST)                                                \
    NUMBER(address, "as id() prints it")                                                                \
    NUMBER(type, "string: the type's name, with its module unless that is builtins or __main__")        \
    NUMBER(kind, "see TRACE_OBJECT_KINDS")                                                              \
    NUMBER(flags, "see enum trace_object_flag")                                                         \
    NUMBER(references, "its reference count when first seen, 0 where counts are not recorded")          \
    NUMBER(length, "true length: characters, bytes or elements; for an int, the bits of its magnitude") \
    BYTES(value, "what it holds when first seen: see TRACE_OBJECT_KINDS")                               \
    LIST(entries, "its entries when first seen, flat: see TRACE_OBJECT_KINDS")

#define TRACE_FIELDS_SPLICE(NUMBER, SIGNED, BYTES, LIST)         \
    NUMBER(object, "object: whose entries changed")              \
    NUMBER(at, "index of the first entry replaced")              \
    LIST(old, "the entries replaced, flat as in OBJECT.entries") \
    LIST(now, "the entries that stand there instead")

#define TRACE_FIELDS_LENGTH(NUMBER, SIGNED, BYTES, LIST)            \
    NUMBER(object, "object: of which not all entries are recorded") \
    SIGNED(change, "unrecorded entries after, less before: true length is recorded entries and these")

#define TRACE_FIELDS_VALUE(NUMBER, SIGNED, BYTES, LIST)    \
    NUMBER(object, "object: whose bytes changed in place") \
    NUMBER(at, "offset of the first byte replaced")        \
    BYTES(old, "the bytes replaced")                       \
    BYTES(now, "the bytes that stand there instead")       \
    SIGNED(change, "true length after, less before")

#define TRACE_FIELDS_TYPE(NUMBER, SIGNED, BYTES, LIST)     \
    NUMBER(object, "object: whose __class__ was assigned") \
    NUMBER(old, "string: the type's name before")          \
    NUMBER(now, "string: the type's name after")

#define TRACE_FIELDS_COUNT(NUMBER, SIGNED, BYTES, LIST)     \
    NUMBER(object, "object: whose reference count changed") \
    SIGNED(change, "the count after, less before")

#define TRACE_FIELDS_DEATH(NUMBER, SIGNED, BYTES, LIST) NUMBER(object, "object: freed, its address may be used again")

#define TRACE_FIELDS_OUTPUT(NUMBER, SIGNED, BYTES, LIST)                               \
    NUMBER(stream, "1 standard output, 2 standard error, 0 seen on the terminal only") \
    BYTES(bytes, "what was written")

#define TRACE_FIELDS_INPUT(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(waiting, "1 when the program begins to wait for input, 0 when it has it")

#define TRACE_FIELDS_STEP(NUMBER, SIGNED, BYTES, LIST)                                                   \
    NUMBER(thread, "thread: in which this happened")                                                     \
    NUMBER(event, "see TRACE_EVENTS")                                                                    \
    NUMBER(frame, "frame: in which this happened")                                                       \
    NUMBER(line, "the line about to run (line, call, resume), or that ran last (the others); 0 if none") \
    NUMBER(value, "object: returned, yielded or raised; 0 otherwise")

#define TRACE_FIELDS_NOTE(NUMBER, SIGNED, BYTES, LIST) \
    BYTES(text, "a sentence on something that could not be recorded from here on")

#define TRACE_FIELDS_END(NUMBER, SIGNED, BYTES, LIST)      \
    NUMBER(reason, "how the run ended: see TRACE_ENDS")    \
    NUMBER(status, "exit status, or number of the signal") \
    BYTES(text, "a sentence about it")

#define TRACE_FIELDS_VARIABLES(NUMBER, SIGNED, BYTES, LIST)                                \
    NUMBER(code, "code: whose local variables these are")                                  \
    NUMBER(positional, "how many of them are parameters that may be given by their place") \
    NUMBER(keyword, "how many after those are parameters given by their name only")        \
    NUMBER(gathers, "after those: 1 a parameter *args, 2 **kwargs, 3 both")                \
    LIST(names, "strings: co_varnames")

#define TRACE_FIELDS_FUNCTION(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(object, "object: a function, just born")        \
    NUMBER(code, "code: its own, when it was born")

#define TRACE_FIELDS_THREAD_END(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(thread, "thread: that has ended; its stack is empty")

#define TRACE_FIELDS_GROWN(NUMBER, SIGNED, BYTES, LIST)                                                   \
    NUMBER(address, "as in OBJECT")                                                                       \
    NUMBER(from, "object: with whose recorded value its own begins; it has this one's type and kind too") \
    NUMBER(flags, "as in OBJECT")                                                                         \
    NUMBER(length, "as in OBJECT")                                                                        \
    BYTES(more, "what its recorded value has behind that")

#define TRACE_FIELDS_FOLD(NUMBER, SIGNED, BYTES, LIST)                                      \
    NUMBER(thread, "thread: in which it ran")                                               \
    NUMBER(code, "code: library code, what the learner's code called or had called")        \
    NUMBER(frame, "frame: its own, when it called the learner's code in turn, 0 otherwise") \
    NUMBER(nanoseconds, "from its beginning to its end, with all that it called")

#define TRACE_FIELDS_LIBRARY(NUMBER, SIGNED, BYTES, LIST)                     \
    NUMBER(code, "code: just seen for the first time, and not the learner's") \
    NUMBER(module, "string: the name of the module that it is in")

#define TRACE_FIELDS_INSTRUCTIONS(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(code, "code: whose instructions these are")         \
    LIST(rows, "the instructions in their order, each as many numbers as enum trace_instruction_column has")

#define TRACE_FIELDS_STACK(NUMBER, SIGNED, BYTES, LIST)              \
    NUMBER(frame, "frame: whose value stack changed")                \
    NUMBER(at, "index of the first place replaced, from the bottom") \
    LIST(old, "the objects replaced; 0 is a NULL")                   \
    LIST(now, "the objects that stand there instead")

#define TRACE_FIELDS_INSTRUCTION(NUMBER, SIGNED, BYTES, LIST)       \
    NUMBER(frame, "frame: in which an instruction is about to run") \
    NUMBER(unit, "the code unit (two bytes) at which it begins")    \
    NUMBER(form, "string: its opcode as it stands in memory, specialised or instrumented; 0 when that is its own")

#define TRACE_FIELDS_GO_ON(NUMBER, SIGNED, BYTES, LIST) NUMBER(frame, "frame: one that has called, as a rule")

#define TRACE_FIELDS_TIMELINE(NUMBER, SIGNED, BYTES, LIST)                                                   \
    NUMBER(clock, "nanoseconds of the machine's monotonic clock at which it begins: times count from there") \
    NUMBER(interval, "the switch interval, in microseconds")

#define TRACE_FIELDS_INTERVAL(NUMBER, SIGNED, BYTES, LIST)         \
    NUMBER(time, "nanoseconds since the beginning; so everywhere") \
    NUMBER(microseconds, "the switch interval from here on")

#define TRACE_FIELDS_GIL(NUMBER, SIGNED, BYTES, LIST) NUMBER(time, "when it was first seen")

#define TRACE_FIELDS_THREAD_NAME(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(thread, "thread: whose name was not known before") \
    NUMBER(name, "string: the thread's name")

#define TRACE_FIELDS_THREAD_BEGIN(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(thread, "thread: that comes to the interpreter")    \
    NUMBER(time, "when it did so first")

#define TRACE_FIELDS_THREAD_FINISH(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(thread, "thread: that has ended, or the run has")    \
    NUMBER(time, "when")                                        \
    NUMBER(processor, "nanoseconds that it was on a processor")

#define TRACE_FIELDS_PLACE(NUMBER, SIGNED, BYTES, LIST)                         \
    NUMBER(thread, "thread: where its next records, and those after, found it") \
    NUMBER(code, "code: the learner's, the innermost that it ran; 0 if none")   \
    NUMBER(line, "in that code; 0 if none")                                     \
    NUMBER(callee, "code: the library function that this line called; 0 if none")

#define TRACE_FIELDS_WANT(NUMBER, SIGNED, BYTES, LIST)   \
    NUMBER(thread, "thread: that begins to wait for it") \
    NUMBER(gil, "GIL: that another thread holds")        \
    NUMBER(time, "when")

#define TRACE_FIELDS_TAKE(NUMBER, SIGNED, BYTES, LIST)  \
    NUMBER(thread, "thread: that holds it from now on") \
    NUMBER(gil, "GIL: that was free")                   \
    NUMBER(time, "when")

#define TRACE_FIELDS_ASK(NUMBER, SIGNED, BYTES, LIST)                                             \
    NUMBER(thread, "thread: that waited for the switch interval, and asks the holder to drop it") \
    NUMBER(gil, "GIL: which")                                                                     \
    NUMBER(time, "when")

#define TRACE_FIELDS_RELEASE(NUMBER, SIGNED, BYTES, LIST)                                               \
    NUMBER(thread, "thread: that held it")                                                              \
    NUMBER(gil, "GIL: free from now on")                                                                \
    NUMBER(time, "when")                                                                                \
    NUMBER(asked, "1 when another thread had asked for it")                                             \
    NUMBER(again, "how often it was released and taken again by this thread, within 20 us each, since") \
    NUMBER(away, "nanoseconds of all those together")

#define TRACE_FIELDS_YIELD(NUMBER, SIGNED, BYTES, LIST)                                                  \
    NUMBER(thread, "thread: that released the GIL only because it was asked, and wants it back at once") \
    NUMBER(time, "when it asks for it again")

#define TRACE_FIELDS_BLOCK(NUMBER, SIGNED, BYTES, LIST)        \
    NUMBER(thread, "thread: that begins a call that may wait") \
    NUMBER(time, "when")                                       \
    NUMBER(call, "string: the C function's name")              \
    NUMBER(lock, "lock: that it wants; 0 if none")             \
    NUMBER(holder, "thread: that holds this lock, or whose end it waits for; 0 if not known")

#define TRACE_FIELDS_UNBLOCK(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(thread, "thread: whose call ends")             \
    NUMBER(time, "when")

#define TRACE_FIELDS_AWAIT(NUMBER, SIGNED, BYTES, LIST)           \
    NUMBER(thread, "thread: that is in a call that may wait")     \
    NUMBER(process, "process: whose end it waits for; 0 if none") \
    NUMBER(pipe, "inode of the pipe that it waits to read from; 0 if none")

#define TRACE_FIELDS_SENT(NUMBER, SIGNED, BYTES, LIST)         \
    NUMBER(thread, "thread: that is about to write to a pipe") \
    NUMBER(time, "when")                                       \
    NUMBER(pipe, "inode of the pipe")

#define TRACE_FIELDS_LOCK(NUMBER, SIGNED, BYTES, LIST) NUMBER(address, "of the semaphore or byte that it is made of")

#define TRACE_FIELDS_WAKE(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(thread, "thread: that released the lock")   \
    NUMBER(time, "when")                               \
    NUMBER(lock, "lock: that at least one thread waited for")

#define TRACE_FIELDS_GOT(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(thread, "thread: that has taken a lock")   \
    NUMBER(time, "when")                              \
    NUMBER(lock, "lock: that others still wait for")

#define TRACE_FIELDS_COLLECTION(NUMBER, SIGNED, BYTES, LIST)      \
    NUMBER(thread, "thread: in which the garbage collector ran")  \
    NUMBER(time, "when it began")                                 \
    NUMBER(nanoseconds, "from its beginning to its end")          \
    NUMBER(generation, "the oldest generation that it looked at") \
    NUMBER(collected, "objects that it freed")

#define TRACE_FIELDS_TIMELINE_END(NUMBER, SIGNED, BYTES, LIST) NUMBER(time, "when the run had ended")

#define TRACE_FIELDS_ATTACH(NUMBER, SIGNED, BYTES, LIST)                          \
    NUMBER(thread, "thread: that may run Python code from now on, beside others") \
    NUMBER(time, "when")

#define TRACE_FIELDS_DETACH(NUMBER, SIGNED, BYTES, LIST)                                             \
    NUMBER(thread, "thread: that lets go of the interpreter")                                        \
    NUMBER(time, "when")                                                                             \
    NUMBER(again, "how often it was detached and attached again, within 20 us each, since the last") \
    NUMBER(away, "nanoseconds of all those together")

#define TRACE_FIELDS_SUSPEND(NUMBER, SIGNED, BYTES, LIST)                       \
    NUMBER(thread, "thread: that must stand still, until it is attached again") \
    NUMBER(time, "when")                                                        \
    NUMBER(by, "thread: that stops all others; 0 if not known")

#define TRACE_FIELDS_GIL_SWITCH(NUMBER, SIGNED, BYTES, LIST)                            \
    NUMBER(time, "when a build that can do without a GIL begins or ceases to have one") \
    NUMBER(on, "1: it has one from now on")                                             \
    NUMBER(thread, "thread: the first that takes it, or that switched it off")

#define TRACE_FIELDS_TASK(NUMBER, SIGNED, BYTES, LIST)                                         \
    NUMBER(time, "when it came into being, or was first seen")                                 \
    NUMBER(thread, "thread: in which")                                                         \
    NUMBER(name, "string: its name then; 0 if it could not be read")                           \
    NUMBER(body, "code: of the coroutine that it runs; 0 if none is known")                    \
    NUMBER(by, "task: that was running then; 0 if none")                                       \
    NUMBER(code, "code: the learner's, the innermost that ran in this thread then; 0 if none") \
    NUMBER(line, "in that code; 0 if none")

#define TRACE_FIELDS_TASK_NAME(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(task, "task: that has another name now")         \
    NUMBER(name, "string: the name")

#define TRACE_FIELDS_READY(NUMBER, SIGNED, BYTES, LIST)                                                    \
    NUMBER(thread, "thread: that put the callback into the queue")                                         \
    NUMBER(time, "when")                                                                                   \
    NUMBER(task, "task: whose next step it is; 0 for other callbacks")                                     \
    NUMBER(by, "run: that this thread is in; 0 if in none")                                                \
    NUMBER(cause, "see enum trace_cause")                                                                  \
    NUMBER(due, "TIMER: when it was due; 0 if that is not known")                                          \
    NUMBER(code, "code: the learner's, the innermost that this thread runs; 0 if none, or the task's own") \
    NUMBER(line, "in that code; 0 if none")                                                                \
    NUMBER(length, "how many are in the queue now")

#define TRACE_FIELDS_RUN(NUMBER, SIGNED, BYTES, LIST)                                        \
    NUMBER(thread, "thread: whose event loop begins to run a callback")                      \
    NUMBER(time, "when")                                                                     \
    NUMBER(ready, "ready: how it came into the queue; 0 if that was not seen, or was again") \
    NUMBER(task, "task: whose next step it is; 0 for other callbacks")                       \
    NUMBER(name, "string: the callback's name; 0 for a task's, or none")                     \
    NUMBER(length, "how many others are in the queue")

#define TRACE_FIELDS_RAN(NUMBER, SIGNED, BYTES, LIST)                                                      \
    NUMBER(thread, "thread: whose event loop's latest callback has run")                                   \
    NUMBER(time, "when")                                                                                   \
    NUMBER(outcome, "of a task's step: see enum trace_outcome; else 0")                                    \
    NUMBER(code, "code: the innermost of the learner's that the task waits in; 0 if none")                 \
    NUMBER(line, "in that code; 0 if none")                                                                \
    NUMBER(callee, "code: the library's, that this line awaits; 0 if none")                                \
    NUMBER(delay, "nanoseconds that asyncio.sleep was asked for, plus one; 0 if it awaits something else") \
    NUMBER(type, "string: type of the future that it awaits; 0 if none")                                   \
    LIST(tasks, "tasks: that it awaits, itself or gathered, as far as they are known")

#define TRACE_FIELDS_SELECT(NUMBER, SIGNED, BYTES, LIST)                              \
    NUMBER(thread, "thread: whose event loop begins to wait for input, output, time") \
    NUMBER(time, "when")

#define TRACE_FIELDS_SELECTED(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(thread, "thread: whose event loop waited")      \
    NUMBER(time, "when it has something, or enough")

#define TRACE_FIELDS_TASK_LOST(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(task, "task: that was destroyed before its end") \
    NUMBER(time, "when")

#define TRACE_FIELDS_INTERPRETER(NUMBER, SIGNED, BYTES, LIST)               \
    NUMBER(gil, "GIL: of an interpreter other than its process's main one") \
    NUMBER(identifier, "the interpreter's, as Python code knows it")

#define TRACE_FIELDS_PROCESS(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(thread, "thread: that starts it")              \
    NUMBER(time, "when")                                  \
    NUMBER(sort, "see enum trace_process_sort")           \
    NUMBER(slot, "where its own log comes in while the run goes on, plus one; 0 if it is not looked into")

#define TRACE_FIELDS_PROCESS_ID(NUMBER, SIGNED, BYTES, LIST) \
    NUMBER(process, "process: whose identifier is known")    \
    NUMBER(identifier, "the operating system's")

#define TRACE_FIELDS_PROCESS_NAME(NUMBER, SIGNED, BYTES, LIST)  \
    NUMBER(process, "process: whose name was not known before") \
    NUMBER(name, "string: as multiprocessing calls it")

#define TRACE_FIELDS_PROCESS_THREAD(NUMBER, SIGNED, BYTES, LIST)                                         \
    NUMBER(process, "process: in which the thread is; otherwise it is in process 1, the program itself") \
    NUMBER(thread, "thread: that has come to the interpreter, or stands for a process that is not looked into")

#define TRACE_FIELDS_PROGRAM(NUMBER, SIGNED, BYTES, LIST)                  \
    NUMBER(process, "process: of which from here on only its end is told") \
    NUMBER(thread, "thread: that stands for it")                           \
    NUMBER(time, "when")                                                   \
    NUMBER(command, "string: the program that it runs now; 0 if it goes on as a copy that is not looked into")

#define TRACE_FIELDS_PROGRAM_FAILED(NUMBER, SIGNED, BYTES, LIST)                         \
    NUMBER(process, "process: that goes on as before, for the program could not be run") \
    NUMBER(time, "when")

#define TRACE_FIELDS_PROCESS_ANEW(NUMBER, SIGNED, BYTES, LIST)                                          \
    NUMBER(process, "process: that runs Python from the beginning: its threads are not there any more") \
    NUMBER(time, "when")

#define TRACE_FIELDS_PROCESS_END(NUMBER, SIGNED, BYTES, LIST)            \
    NUMBER(process, "process: that has ended")                           \
    NUMBER(time, "when, or when that was seen")                          \
    NUMBER(source, "who says so: see enum trace_process_source")         \
    NUMBER(status, "as wait() tells it, plus one; 0 if it is not known") \
    NUMBER(processor, "nanoseconds that it was on a processor; 0 if that is not known")

/* RECORD(NAME, member, kind number, what it records).  Kind numbers are for ever. */
#define TRACE_RECORDS(RECORD)                                                                               \
    RECORD(META, meta, 1, "a fact about the run or about what recorded it")                                 \
    RECORD(STRING, string, 2, "an interned name")                                                           \
    RECORD(SOURCE, source, 3, "a piece of a source file's text; pieces follow each other")                  \
    RECORD(THREAD, thread, 4, "a thread seen for the first time")                                           \
    RECORD(CODE, code, 5, "a code object seen for the first time")                                          \
    RECORD(FRAME, frame, 6, "a frame that comes into being")                                                \
    RECORD(PUSH, push, 7, "a frame goes onto its thread's stack")                                           \
    RECORD(POP, pop, 8, "a frame leaves its thread's stack")                                                \
    RECORD(CLOSE, close, 9, "a suspended frame ends")                                                       \
    RECORD(NAME, name, 10, "a name is bound, rebound or unbound")                                           \
    RECORD(OBJECT, object, 11, "an object seen for the first time")                                         \
    RECORD(SPLICE, splice, 12, "entries of an object are replaced, added or removed")                       \
    RECORD(LENGTH, length, 13, "the number of an object's unrecorded entries changes")                      \
    RECORD(VALUE, value, 14, "bytes of an object change in place (bytearray)")                              \
    RECORD(TYPE, type, 15, "an object's type changes")                                                      \
    RECORD(COUNT, count, 16, "an object's reference count changes")                                         \
    RECORD(DEATH, death, 17, "an object dies")                                                              \
    RECORD(OUTPUT, output, 18, "the program writes")                                                        \
    RECORD(INPUT, input, 19, "the program begins or ceases to wait for input")                              \
    RECORD(STEP, step, 20, "a step: commits everything before it")                                          \
    RECORD(NOTE, note, 21, "what could not be recorded, and why")                                           \
    RECORD(END, end, 22, "the run has ended")                                                               \
    RECORD(VARIABLES, variables, 23, "the local variables of a code object")                                \
    RECORD(FUNCTION, function, 24, "the code that a function runs")                                         \
    RECORD(THREAD_END, thread_end, 25, "a thread ends")                                                     \
    RECORD(GROWN, grown, 26, "an object seen for the first time: a string or bytes, longer than another")   \
    RECORD(FOLD, fold, 27, "a call of library code ends, of whose lines there are no steps")                \
    RECORD(LIBRARY, library, 28, "a code object is library code")                                           \
    RECORD(INSTRUCTIONS, instructions, 29, "the instructions of a code object")                             \
    RECORD(STACK, stack, 30, "places of a value stack are replaced, added or removed")                      \
    RECORD(INSTRUCTION, instruction, 31, "a moment between two steps: what came before it has happened")    \
    RECORD(GO_ON, go_on, 32, "from here on short records are of this frame, as after a step of it")         \
    RECORD(TIMELINE, timeline, 40, "from here on threads and locks are watched")                            \
    RECORD(INTERVAL, interval, 41, "the switch interval changes")                                           \
    RECORD(GIL, gil, 42, "a global interpreter lock is seen; numbered from 1")                              \
    RECORD(THREAD_NAME, thread_name, 43, "a thread has a name")                                             \
    RECORD(THREAD_BEGIN, thread_begin, 44, "a thread comes to the interpreter")                             \
    RECORD(THREAD_FINISH, thread_finish, 45, "a thread ends")                                               \
    RECORD(PLACE, place, 46, "where in the program a thread is, when that changed")                         \
    RECORD(WANT, want, 47, "a thread begins to wait for the GIL")                                           \
    RECORD(TAKE, take, 48, "a thread takes the GIL")                                                        \
    RECORD(ASK, ask, 49, "a thread asks the one that holds the GIL to drop it")                             \
    RECORD(RELEASE, release, 50, "a thread releases the GIL")                                               \
    RECORD(YIELD, yield, 51, "a thread has been pre-empted")                                                \
    RECORD(BLOCK, block, 52, "a thread begins a call that may wait")                                        \
    RECORD(UNBLOCK, unblock, 53, "the call ends")                                                           \
    RECORD(LOCK, lock, 54, "a lock that somebody waits for, first seen; numbered from 1")                   \
    RECORD(WAKE, wake, 55, "a lock that somebody waits for is released")                                    \
    RECORD(COLLECTION, collection, 56, "the garbage collector has run")                                     \
    RECORD(TIMELINE_END, timeline_end, 57, "the run has ended")                                             \
    RECORD(GOT, got, 58, "a lock is taken that somebody waits for")                                         \
    RECORD(SENT, sent, 59, "a thread writes to a pipe, from which another may wait to read")                \
    RECORD(AWAIT, await, 68, "what the call waits for, as far as its arguments or its result tell")         \
    RECORD(TASK, task, 60, "a task of an event loop is seen for the first time; numbered from 1")           \
    RECORD(TASK_NAME, task_name, 61, "a task has another name")                                             \
    RECORD(READY, ready, 62, "a callback comes into an event loop's ready queue; numbered from 1")          \
    RECORD(RUN, run, 63, "an event loop begins to run a callback; numbered from 1")                         \
    RECORD(RAN, ran, 64, "the callback has run: the event loop goes on")                                    \
    RECORD(SELECT, select, 65, "an event loop begins to wait")                                              \
    RECORD(SELECTED, selected, 66, "an event loop has waited")                                              \
    RECORD(TASK_LOST, task_lost, 67, "a task is destroyed before its end")                                  \
    RECORD(ATTACH, attach, 74, "without a GIL: a thread is attached to the interpreter")                    \
    RECORD(DETACH, detach, 75, "without a GIL: a thread is detached")                                       \
    RECORD(SUSPEND, suspend, 76, "without a GIL: a thread is suspended, for the world is stopped")          \
    RECORD(GIL_SWITCH, gil_switch, 77, "a free-threaded build's GIL is switched on or off")                 \
    RECORD(INTERPRETER, interpreter, 78, "a GIL is that of a subinterpreter")                               \
    RECORD(PROCESS, process, 80, "a process is about to be started; numbered from 2")                       \
    RECORD(PROCESS_ID, process_id, 81, "a process has been started")                                        \
    RECORD(PROCESS_NAME, process_name, 82, "a process has a name")                                          \
    RECORD(PROCESS_THREAD, process_thread, 83, "a thread is in a process of its own")                       \
    RECORD(PROGRAM, program, 84, "a process that is not looked into, or not any more")                      \
    RECORD(PROGRAM_FAILED, program_failed, 85, "it is looked into again")                                   \
    RECORD(PROCESS_ANEW, process_anew, 87, "a process begins again as another program, and is looked into") \
    RECORD(PROCESS_END, process_end, 86, "a process has ended")

/* How the fields of a short record are coded.  WAY(NAME, what is coded: numbers are unsigned varints). */
#define TRACE_WAYS(WAY)                                                                                           \
    WAY(SAME, "nothing: it is what stands here")                                                                  \
    WAY(NUMBER, "the number")                                                                                     \
    WAY(SIGNED, "the difference to what stands here, zigzag")                                                     \
    WAY(OBJECT, "twice the object's number, or one more than twice how much less it is than the newest object's") \
    WAY(FRAME, "twice the frame's number, or one more than twice how much less it is than the newest frame's")    \
    WAY(ADDRESS, "a 16th of the difference to the address of the last object born of that kind, zigzag")          \
    WAY(NOTHING, "nothing: there are no bytes, no items")                                                         \
    WAY(ITEM, "the only item of a list, as OBJECT")                                                               \
    WAY(PAIR, "the two items of a list, as OBJECT")                                                               \
    WAY(TRIPLE, "the three items of a list, as OBJECT")                                                           \
    WAY(AGAIN, "the second of two items of a list, as OBJECT; the first is that of the list that stands here")    \
    WAY(SWAPPED, "nothing: two items, those of the list that stands here the other way round")                    \
    WAY(WHOLE, "the value of an int, zigzag")                                                                     \
    WAY(BITS, "nothing: the bits of the magnitude that stands here")                                              \
    WAY(ENTRIES, "nothing: how many entries the list that stands here has")                                       \
    WAY(TAIL, "a number of bytes and the bytes, or a number of items and the items, as OBJECT")

/* Short forms.  FIELD(way, field, base, what is said of the base): a field of the long record, in the order of
 * coding. */
#define TRACE_SAME_FRAME(FIELD)                                             \
    FIELD(SAME, thread, context->thread, "that of the step or push before") \
    FIELD(SAME, frame, context->frame, "that of the step, push or GO_ON before")

#define TRACE_SHORT_NEXT_LINE(FIELD)                                              \
    TRACE_SAME_FRAME(FIELD)                                                       \
    FIELD(SAME, event, TRACE_EVENT_LINE, "line")                                  \
    FIELD(SAME, line, context->line + 1, "one more than that of the step before") \
    FIELD(SAME, value, 0, "none")

#define TRACE_SHORT_LINE(FIELD)                                   \
    TRACE_SAME_FRAME(FIELD)                                       \
    FIELD(SAME, event, TRACE_EVENT_LINE, "line")                  \
    FIELD(SIGNED, line, context->line, "that of the step before") \
    FIELD(SAME, value, 0, "none")

#define TRACE_SHORT_LINE_ELSEWHERE(FIELD)                                   \
    FIELD(SAME, thread, context->thread, "that of the step or push before") \
    FIELD(SAME, event, TRACE_EVENT_LINE, "line")                            \
    FIELD(FRAME, frame, context->frames, "")                                \
    FIELD(SIGNED, line, context->line, "that of the step before")           \
    FIELD(SAME, value, 0, "none")

#define TRACE_SHORT_CALL(FIELD)                                   \
    TRACE_SAME_FRAME(FIELD)                                       \
    FIELD(SAME, event, TRACE_EVENT_CALL, "call")                  \
    FIELD(SIGNED, line, context->line, "that of the step before") \
    FIELD(SAME, value, 0, "none")

#define TRACE_SHORT_RESUME(FIELD)                                 \
    TRACE_SAME_FRAME(FIELD)                                       \
    FIELD(SAME, event, TRACE_EVENT_RESUME, "resume")              \
    FIELD(SIGNED, line, context->line, "that of the step before") \
    FIELD(SAME, value, 0, "none")

#define TRACE_SHORT_RETURN(FIELD)                               \
    TRACE_SAME_FRAME(FIELD)                                     \
    FIELD(SAME, event, TRACE_EVENT_RETURN, "return")            \
    FIELD(SAME, line, context->line, "that of the step before") \
    FIELD(OBJECT, value, context->objects, "")

#define TRACE_SHORT_YIELD(FIELD)                                \
    TRACE_SAME_FRAME(FIELD)                                     \
    FIELD(SAME, event, TRACE_EVENT_YIELD, "yield")              \
    FIELD(SAME, line, context->line, "that of the step before") \
    FIELD(OBJECT, value, context->objects, "")

#define TRACE_SHORT_PUSH_NEW(FIELD)                                         \
    FIELD(SAME, thread, context->thread, "that of the step or push before") \
    FIELD(SAME, frame, context->frames, "the newest frame")

#define TRACE_SHORT_PUSH_AGAIN(FIELD)                                       \
    FIELD(SAME, thread, context->thread, "that of the step or push before") \
    FIELD(FRAME, frame, context->frames, "")

#define TRACE_SHORT_POP_ENDED(FIELD) \
    TRACE_SAME_FRAME(FIELD)          \
    FIELD(SAME, suspended, 0, "0")

#define TRACE_SHORT_POP_SUSPENDED(FIELD) \
    TRACE_SAME_FRAME(FIELD)              \
    FIELD(SAME, suspended, 1, "1")

#define TRACE_SHORT_FRAME_CALLED(FIELD)                                           \
    FIELD(NUMBER, code, 0, "")                                                    \
    FIELD(SAME, caller, context->frame, "that of the step, push or GO_ON before") \
    FIELD(OBJECT, function, context->objects, "")                                 \
    FIELD(SAME, generator, 0, "none")

#define TRACE_SHORT_NAME_COUNTED(FIELD)                                          \
    FIELD(SAME, frame, context->frame, "that of the step, push or GO_ON before") \
    FIELD(NUMBER, name, 0, "")                                                   \
    FIELD(SAME, old, context->objects - 1, "the object before the newest")       \
    FIELD(SAME, now, context->objects, "the newest object")

#define TRACE_SHORT_NAME_BORN(FIELD)                                             \
    FIELD(SAME, frame, context->frame, "that of the step, push or GO_ON before") \
    FIELD(NUMBER, name, 0, "")                                                   \
    FIELD(OBJECT, old, context->objects, "")                                     \
    FIELD(SAME, now, context->objects, "the newest object")

#define TRACE_SHORT_NAME_FIRST(FIELD)                       \
    FIELD(SAME, frame, context->frames, "the newest frame") \
    FIELD(NUMBER, name, 0, "")                              \
    FIELD(SAME, old, 0, "none")                             \
    FIELD(OBJECT, now, context->objects, "")

#define TRACE_SHORT_NAME_HERE(FIELD)                                             \
    FIELD(SAME, frame, context->frame, "that of the step, push or GO_ON before") \
    FIELD(NUMBER, name, 0, "")                                                   \
    FIELD(OBJECT, old, context->objects, "")                                     \
    FIELD(OBJECT, now, context->objects, "")

#define TRACE_SHORT_NAME_ELSEWHERE(FIELD)    \
    FIELD(FRAME, frame, context->frames, "") \
    FIELD(NUMBER, name, 0, "")               \
    FIELD(OBJECT, old, context->objects, "") \
    FIELD(OBJECT, now, context->objects, "")

#define TRACE_SHORT_COUNT_UP(FIELD)             \
    FIELD(OBJECT, object, context->objects, "") \
    FIELD(SAME, change, 1, "+1")

#define TRACE_SHORT_COUNT_DOWN(FIELD)           \
    FIELD(OBJECT, object, context->objects, "") \
    FIELD(SAME, change, -1, "-1")

#define TRACE_SHORT_COUNT_BY(FIELD)             \
    FIELD(OBJECT, object, context->objects, "") \
    FIELD(SIGNED, change, 0, "0")

#define TRACE_SHORT_DIED(FIELD) FIELD(OBJECT, object, context->objects, "")

#define TRACE_SHORT_LONGER(FIELD)               \
    FIELD(OBJECT, object, context->objects, "") \
    FIELD(SAME, change, 1, "+1")

#define TRACE_SHORT_SHORTER(FIELD)              \
    FIELD(OBJECT, object, context->objects, "") \
    FIELD(SAME, change, -1, "-1")

#define TRACE_SHORT_ITEM_CHANGED(FIELD)         \
    FIELD(OBJECT, object, context->objects, "") \
    FIELD(NUMBER, at, 0, "")                    \
    FIELD(ITEM, old, context->objects, "")      \
    FIELD(ITEM, now, context->objects, "")

#define TRACE_SHORT_ITEM_ADDED(FIELD)           \
    FIELD(OBJECT, object, context->objects, "") \
    FIELD(NUMBER, at, 0, "")                    \
    FIELD(NOTHING, old, 0, "")                  \
    FIELD(ITEM, now, context->objects, "")

#define TRACE_SHORT_ITEM_REMOVED(FIELD)         \
    FIELD(OBJECT, object, context->objects, "") \
    FIELD(NUMBER, at, 0, "")                    \
    FIELD(ITEM, old, context->objects, "")      \
    FIELD(NOTHING, now, 0, "")

#define TRACE_SHORT_PAIR_SWAPPED(FIELD)         \
    FIELD(OBJECT, object, context->objects, "") \
    FIELD(NUMBER, at, 0, "")                    \
    FIELD(PAIR, old, context->objects, "")      \
    FIELD(SWAPPED, now, old, "old")

#define TRACE_SHORT_PAIR_CHANGED(FIELD)         \
    FIELD(OBJECT, object, context->objects, "") \
    FIELD(NUMBER, at, 0, "")                    \
    FIELD(PAIR, old, context->objects, "")      \
    FIELD(AGAIN, now, old, "old")

#define TRACE_SHORT_PAIR_ADDED(FIELD)           \
    FIELD(OBJECT, object, context->objects, "") \
    FIELD(NUMBER, at, 0, "")                    \
    FIELD(NOTHING, old, 0, "")                  \
    FIELD(PAIR, now, context->objects, "")

#define TRACE_SHORT_PAIR_REMOVED(FIELD)         \
    FIELD(OBJECT, object, context->objects, "") \
    FIELD(NUMBER, at, 0, "")                    \
    FIELD(PAIR, old, context->objects, "")      \
    FIELD(NOTHING, now, 0, "")

#define TRACE_SHORT_INT(FIELD)                                                                   \
    FIELD(SAME, kind, TRACE_OBJECT_INT, "int")                                                   \
    FIELD(SAME, type, trace_type_of(context, TRACE_OBJECT_INT), "that of the first such object") \
    FIELD(SAME, flags, 0, "none")                                                                \
    FIELD(SAME, references, 0, "0")                                                              \
    FIELD(ADDRESS, address, fields->kind, "")                                                    \
    FIELD(WHOLE, value, 0, "")                                                                   \
    FIELD(BITS, length, value, "value")                                                          \
    FIELD(NOTHING, entries, 0, "")

#define TRACE_SHORT_PLAIN(FIELD)                                                                     \
    FIELD(NUMBER, kind, 0, "")                                                                       \
    FIELD(SAME, type, trace_type_of(context, fields->kind), "that of the first object of this kind") \
    FIELD(NUMBER, flags, 0, "")                                                                      \
    FIELD(SAME, references, 0, "0")                                                                  \
    FIELD(ADDRESS, address, fields->kind, "")                                                        \
    FIELD(NUMBER, length, 0, "")                                                                     \
    FIELD(NOTHING, entries, 0, "")                                                                   \
    FIELD(TAIL, value, 0, "")

#define TRACE_SHORT_CONTAINER(FIELD)                    \
    FIELD(NUMBER, kind, 0, "")                          \
    FIELD(NUMBER, type, 0, "")                          \
    FIELD(SAME, flags, TRACE_OBJECT_COUNTED, "counted") \
    FIELD(ADDRESS, address, fields->kind, "")           \
    FIELD(NUMBER, references, 0, "")                    \
    FIELD(NOTHING, value, 0, "")                        \
    FIELD(TAIL, entries, 0, "")                         \
    FIELD(ENTRIES, length, entries, "entries")

#define TRACE_SHORT_AT_INSTRUCTION(FIELD)                                                \
    FIELD(SAME, frame, context->frame, "that of the step, push or GO_ON before")         \
    FIELD(SIGNED, unit, context->unit, "that of the instruction before, 0 after a step") \
    FIELD(SAME, form, 0, "none")

#define TRACE_SHORT_AT_INSTRUCTION_AS(FIELD)                                             \
    FIELD(SAME, frame, context->frame, "that of the step, push or GO_ON before")         \
    FIELD(SIGNED, unit, context->unit, "that of the instruction before, 0 after a step") \
    FIELD(NUMBER, form, 0, "")

#define TRACE_SHORT_GOES_ON(FIELD) FIELD(FRAME, frame, context->frames, "")

#define TRACE_SHORT_STACK_SWAPPED(FIELD)                                         \
    FIELD(SAME, frame, context->frame, "that of the step, push or GO_ON before") \
    FIELD(NUMBER, at, 0, "")                                                     \
    FIELD(PAIR, old, context->objects, "")                                       \
    FIELD(SWAPPED, now, old, "old")

#define TRACE_SHORT_STACK_STORED(FIELD)                                          \
    FIELD(SAME, frame, context->frame, "that of the step, push or GO_ON before") \
    FIELD(NUMBER, at, 0, "")                                                     \
    FIELD(TRIPLE, old, context->objects, "")                                     \
    FIELD(NOTHING, now, 0, "")

#define TRACE_SHORT_STACK_HIGHER(FIELD)                                          \
    FIELD(SAME, frame, context->frame, "that of the step, push or GO_ON before") \
    FIELD(NUMBER, at, 0, "")                                                     \
    FIELD(NOTHING, old, 0, "")                                                   \
    FIELD(ITEM, now, context->objects, "")

#define TRACE_SHORT_STACK_LOWER(FIELD)                                           \
    FIELD(SAME, frame, context->frame, "that of the step, push or GO_ON before") \
    FIELD(NUMBER, at, 0, "")                                                     \
    FIELD(ITEM, old, context->objects, "")                                       \
    FIELD(NOTHING, now, 0, "")

#define TRACE_SHORT_STACK_CHANGED(FIELD)                                         \
    FIELD(SAME, frame, context->frame, "that of the step, push or GO_ON before") \
    FIELD(NUMBER, at, 0, "")                                                     \
    FIELD(ITEM, old, context->objects, "")                                       \
    FIELD(ITEM, now, context->objects, "")

#define TRACE_SHORT_STACK_JOINED(FIELD)                                          \
    FIELD(SAME, frame, context->frame, "that of the step, push or GO_ON before") \
    FIELD(NUMBER, at, 0, "")                                                     \
    FIELD(PAIR, old, context->objects, "")                                       \
    FIELD(ITEM, now, context->objects, "")

#define TRACE_SHORT_LONGER_TEXT(FIELD)            \
    FIELD(ADDRESS, address, TRACE_OBJECT_STR, "") \
    FIELD(OBJECT, from, context->objects, "")     \
    FIELD(NUMBER, flags, 0, "")                   \
    FIELD(NUMBER, length, 0, "")                  \
    FIELD(TAIL, more, 0, "")

/* TRACE_SHORTS_KIND: the short forms of each kind.  SHORT(NAME, head, KIND of the long record, its member).  Of several
 * that fit, the first is written.  Heads are for ever; what stands behind one follows from its first digit: see
 * trace_short_shape. */
#define TRACE_SHORTS_STEP(SHORT)       \
    SHORT(NEXT_LINE, 0x80, STEP, step) \
    SHORT(LINE, 0x90, STEP, step)      \
    SHORT(CALL, 0x91, STEP, step)      \
    SHORT(RETURN, 0x92, STEP, step)    \
    SHORT(YIELD, 0x93, STEP, step)     \
    SHORT(RESUME, 0x94, STEP, step)    \
    SHORT(LINE_ELSEWHERE, 0xA0, STEP, step)
#define TRACE_SHORTS_FRAME(SHORT) SHORT(FRAME_CALLED, 0xA1, FRAME, frame)
#define TRACE_SHORTS_PUSH(SHORT)      \
    SHORT(PUSH_NEW, 0x81, PUSH, push) \
    SHORT(PUSH_AGAIN, 0x95, PUSH, push)
#define TRACE_SHORTS_POP(SHORT)      \
    SHORT(POP_ENDED, 0x82, POP, pop) \
    SHORT(POP_SUSPENDED, 0x83, POP, pop)
#define TRACE_SHORTS_NAME(SHORT)          \
    SHORT(NAME_COUNTED, 0x96, NAME, name) \
    SHORT(NAME_BORN, 0xA2, NAME, name)    \
    SHORT(NAME_FIRST, 0xA3, NAME, name)   \
    SHORT(NAME_HERE, 0xB0, NAME, name)    \
    SHORT(NAME_ELSEWHERE, 0xC0, NAME, name)
#define TRACE_SHORTS_OBJECT(SHORT)         \
    SHORT(INT, 0xA5, OBJECT, object)       \
    SHORT(CONTAINER, 0xF0, OBJECT, object) \
    SHORT(PLAIN, 0xE0, OBJECT, object)
#define TRACE_SHORTS_GROWN(SHORT) SHORT(LONGER_TEXT, 0xE1, GROWN, grown)
#define TRACE_SHORTS_SPLICE(SHORT)            \
    SHORT(ITEM_CHANGED, 0xC1, SPLICE, splice) \
    SHORT(ITEM_ADDED, 0xB1, SPLICE, splice)   \
    SHORT(ITEM_REMOVED, 0xB2, SPLICE, splice) \
    SHORT(PAIR_CHANGED, 0xD0, SPLICE, splice) \
    SHORT(PAIR_ADDED, 0xC2, SPLICE, splice)   \
    SHORT(PAIR_REMOVED, 0xC3, SPLICE, splice) \
    SHORT(PAIR_SWAPPED, 0xC4, SPLICE, splice)
#define TRACE_SHORTS_LENGTH(SHORT)      \
    SHORT(LONGER, 0x9A, LENGTH, length) \
    SHORT(SHORTER, 0x9B, LENGTH, length)
#define TRACE_SHORTS_COUNT(SHORT)         \
    SHORT(COUNT_UP, 0x97, COUNT, count)   \
    SHORT(COUNT_DOWN, 0x98, COUNT, count) \
    SHORT(COUNT_BY, 0xA4, COUNT, count)
#define TRACE_SHORTS_DEATH(SHORT) SHORT(DIED, 0x99, DEATH, death)
#define TRACE_SHORTS_INSTRUCTION(SHORT)                   \
    SHORT(AT_INSTRUCTION, 0x9C, INSTRUCTION, instruction) \
    SHORT(AT_INSTRUCTION_AS, 0xA8, INSTRUCTION, instruction)
#define TRACE_SHORTS_STACK(SHORT)            \
    SHORT(STACK_HIGHER, 0xA6, STACK, stack)  \
    SHORT(STACK_LOWER, 0xA7, STACK, stack)   \
    SHORT(STACK_CHANGED, 0xB3, STACK, stack) \
    SHORT(STACK_JOINED, 0xC5, STACK, stack)  \
    SHORT(STACK_SWAPPED, 0xB4, STACK, stack) \
    SHORT(STACK_STORED, 0xC6, STACK, stack)
#define TRACE_SHORTS_GO_ON(SHORT) SHORT(GOES_ON, 0x9D, GO_ON, go_on)
#define TRACE_SHORTS_META(SHORT)
#define TRACE_SHORTS_STRING(SHORT)
#define TRACE_SHORTS_SOURCE(SHORT)
#define TRACE_SHORTS_THREAD(SHORT)
#define TRACE_SHORTS_CODE(SHORT)
#define TRACE_SHORTS_CLOSE(SHORT)
#define TRACE_SHORTS_VALUE(SHORT)
#define TRACE_SHORTS_TYPE(SHORT)
#define TRACE_SHORTS_OUTPUT(SHORT)
#define TRACE_SHORTS_INPUT(SHORT)
#define TRACE_SHORTS_NOTE(SHORT)
#define TRACE_SHORTS_END(SHORT)
#define TRACE_SHORTS_VARIABLES(SHORT)
#define TRACE_SHORTS_FUNCTION(SHORT)
#define TRACE_SHORTS_THREAD_END(SHORT)
#define TRACE_SHORTS_FOLD(SHORT)
#define TRACE_SHORTS_LIBRARY(SHORT)
#define TRACE_SHORTS_TIMELINE(SHORT)
#define TRACE_SHORTS_INTERVAL(SHORT)
#define TRACE_SHORTS_GIL(SHORT)
#define TRACE_SHORTS_THREAD_NAME(SHORT)
#define TRACE_SHORTS_THREAD_BEGIN(SHORT)
#define TRACE_SHORTS_THREAD_FINISH(SHORT)
#define TRACE_SHORTS_PLACE(SHORT)
#define TRACE_SHORTS_WANT(SHORT)
#define TRACE_SHORTS_TAKE(SHORT)
#define TRACE_SHORTS_ASK(SHORT)
#define TRACE_SHORTS_RELEASE(SHORT)
#define TRACE_SHORTS_YIELD(SHORT)
#define TRACE_SHORTS_BLOCK(SHORT)
#define TRACE_SHORTS_UNBLOCK(SHORT)
#define TRACE_SHORTS_LOCK(SHORT)
#define TRACE_SHORTS_WAKE(SHORT)
#define TRACE_SHORTS_COLLECTION(SHORT)
#define TRACE_SHORTS_TIMELINE_END(SHORT)
#define TRACE_SHORTS_GOT(SHORT)
#define TRACE_SHORTS_SENT(SHORT)
#define TRACE_SHORTS_AWAIT(SHORT)
#define TRACE_SHORTS_TASK(SHORT)
#define TRACE_SHORTS_TASK_NAME(SHORT)
#define TRACE_SHORTS_READY(SHORT)
#define TRACE_SHORTS_RUN(SHORT)
#define TRACE_SHORTS_RAN(SHORT)
#define TRACE_SHORTS_SELECT(SHORT)
#define TRACE_SHORTS_SELECTED(SHORT)
#define TRACE_SHORTS_TASK_LOST(SHORT)
#define TRACE_SHORTS_INTERPRETER(SHORT)
#define TRACE_SHORTS_PROCESS(SHORT)
#define TRACE_SHORTS_PROCESS_ID(SHORT)
#define TRACE_SHORTS_PROCESS_NAME(SHORT)
#define TRACE_SHORTS_PROCESS_THREAD(SHORT)
#define TRACE_SHORTS_PROGRAM(SHORT)
#define TRACE_SHORTS_PROGRAM_FAILED(SHORT)
#define TRACE_SHORTS_PROCESS_ANEW(SHORT)
#define TRACE_SHORTS_PROCESS_END(SHORT)
#define TRACE_SHORTS_ATTACH(SHORT)
#define TRACE_SHORTS_DETACH(SHORT)
#define TRACE_SHORTS_SUSPEND(SHORT)
#define TRACE_SHORTS_GIL_SWITCH(SHORT)
#define TRACE_SHORTS_INSTRUCTIONS(SHORT)
#define TRACE_SHORTS(SHORT)    \
    TRACE_SHORTS_STEP(SHORT)   \
    TRACE_SHORTS_FRAME(SHORT)  \
    TRACE_SHORTS_PUSH(SHORT)   \
    TRACE_SHORTS_POP(SHORT)    \
    TRACE_SHORTS_NAME(SHORT)   \
    TRACE_SHORTS_OBJECT(SHORT) \
    TRACE_SHORTS_GROWN(SHORT)  \
    TRACE_SHORTS_SPLICE(SHORT) \
    TRACE_SHORTS_LENGTH(SHORT) \
    TRACE_SHORTS_COUNT(SHORT)  \
    TRACE_SHORTS_DEATH(SHORT) TRACE_SHORTS_INSTRUCTION(SHORT) TRACE_SHORTS_STACK(SHORT) TRACE_SHORTS_GO_ON(SHORT)

/* KIND(NAME, number, word for people, how OBJECT.value is coded, how OBJECT.entries are laid out).  Values: NONE; BYTE
 * one byte; INTEGER sign byte (0 or 1) and magnitude, little-endian; DOUBLE 8 bytes, IEEE 754, little-endian (complex:
 * two); TEXT as UTF-8, RAW bytes, both cut at TRACE_VALUE_MAX; TITLE a name, as UTF-8; DETAIL what no object stands
 * for, as UTF-8, a line each ("position: 3"); NAMED a name, and DETAIL lines behind it.  A bytearray's bytes, a DETAIL
 * and what is NAMED change by VALUE.  Layouts: LEAF none; ITEMS objects; PAIRS key object, value object; FIELDS name
 * string, value object.  With the flag FIELDS_TOO (an object of class Stack(list)), whatever the kind's layout, MIXED:
 * what the kind holds, then fields, each as label and value object; the label is 0 for an item, twice the number of a
 * key object, or one more than twice the number of a name string. */
#define TRACE_OBJECT_KINDS(KIND)                                                                                    \
    KIND(OTHER, 0, "object", DETAIL,                                                                                \
         FIELDS) /* fields that are known, attributes, "reaches" what else it refers to */                          \
    KIND(NONE, 1, "None", NONE, LEAF)                                                                               \
    KIND(BOOL, 2, "bool", BYTE, LEAF)                                                                               \
    KIND(INT, 3, "int", INTEGER, LEAF)                                                                              \
    KIND(FLOAT, 4, "float", DOUBLE, LEAF)                                                                           \
    KIND(COMPLEX, 5, "complex", DOUBLE, LEAF)                                                                       \
    KIND(STR, 6, "str", TEXT, LEAF)                                                                                 \
    KIND(BYTES, 7, "bytes", RAW, LEAF)                                                                              \
    KIND(BYTEARRAY, 8, "bytearray", RAW, LEAF)                                                                      \
    KIND(SINGLETON, 9, "constant", TITLE, LEAF) /* Ellipsis, NotImplemented */                                      \
    KIND(LIST, 10, "list", NONE, ITEMS)                                                                             \
    KIND(TUPLE, 11, "tuple", NONE, ITEMS)                                                                           \
    KIND(DICT, 12, "dict", NONE, PAIRS)                                                                             \
    KIND(SET, 13, "set", NONE, ITEMS)                                                                               \
    KIND(FROZENSET, 14, "frozenset", NONE, ITEMS)                                                                   \
    KIND(RANGE, 15, "range", NONE, FIELDS)        /* start, stop, step */                                           \
    KIND(SLICE, 16, "slice", NONE, FIELDS)        /* start, stop, step */                                           \
    KIND(FUNCTION, 17, "function", TITLE, FIELDS) /* __defaults__, __kwdefaults__, cells by variable, attributes */ \
    KIND(CLASS, 18, "class", NAMED,                                                                                 \
         FIELDS) /* __bases__ if any but object, then attributes; its mro, unless that is the line of its bases */  \
    KIND(INSTANCE, 19, "instance", NONE, FIELDS) /* slots and attributes */                                         \
    KIND(MODULE, 20, "module", TITLE, LEAF)                                                                         \
    KIND(CELL, 21, "cell", NONE, FIELDS)             /* contents */                                                 \
    KIND(METHOD, 22, "method", TITLE, FIELDS)        /* __self__, __func__ */                                       \
    KIND(GENERATOR, 23, "generator", TITLE, LEAF)    /* also coroutines; see FRAME.generator */                     \
    KIND(EXCEPTION, 24, "exception", DETAIL, FIELDS) /* args, __cause__, __context__, then attributes */            \
    KIND(DEQUE, 25, "deque", DETAIL, ITEMS)                                                                         \
    KIND(NAMEDTUPLE, 26, "namedtuple", NONE, FIELDS) /* by name, then attributes */                                 \
    KIND(BUILTIN, 27, "built-in", TITLE, FIELDS)     /* __self__ unless that is a module */                         \
    KIND(WEAKREF, 28, "weakref", DETAIL, FIELDS)     /* weak target, for which this does not count, callback */

/* EVENT(NAME, number, word for people) */
#define TRACE_EVENTS(EVENT)          \
    EVENT(LINE, 1, "line")           \
    EVENT(CALL, 2, "call")           \
    EVENT(RETURN, 3, "return")       \
    EVENT(EXCEPTION, 4, "exception") \
    EVENT(YIELD, 5, "yield")         \
    EVENT(RESUME, 6, "resume")       \
    EVENT(UNWIND, 7, "unwind") /* a frame is left by an exception */

/* REASON(NAME, number, word for people) */
#define TRACE_ENDS(REASON)                                                             \
    REASON(EXIT, 1, "exit")       /* status: exit status */                            \
    REASON(SIGNAL, 2, "signal")   /* status: the signal */                             \
    REASON(STOPPED, 3, "stopped") /* by the person */                                  \
    REASON(LIMIT, 4, "limit")     /* steps, memory, time or output; text says which */ \
    REASON(LOST, 5, "lost")       /* the recording broke off: damaged or cut */

enum trace_kind {
#define RECORD(NAME, member, number, what) TRACE_##NAME = (number),
    TRACE_RECORDS(RECORD)
#undef RECORD
};

enum trace_head {
#define SHORT(NAME, head, KIND, member) TRACE_HEAD_##NAME = (head),
    TRACE_SHORTS(SHORT)
#undef SHORT
        TRACE_HEADS = 0x80 /* the first of them */
};

/* How many numbers stand behind a head; and then, bytes or a list with its length before it. */
struct trace_shape {
    unsigned numbers;
    enum { TRACE_TAIL_NONE, TRACE_TAIL_BYTES, TRACE_TAIL_LIST } tail;
};
static inline struct trace_shape trace_short_shape(unsigned head)
{
    enum { BYTES = 0xE0, LIST = 0xF0, NUMBERS = 4 };

    if (head >= LIST)
        return (struct trace_shape){NUMBERS, TRACE_TAIL_LIST};
    if (head >= BYTES)
        return (struct trace_shape){NUMBERS, TRACE_TAIL_BYTES};
    return (struct trace_shape){(head - TRACE_HEADS) >> 4, TRACE_TAIL_NONE};
}

enum trace_object_kind {
#define KIND(NAME, number, word, value, layout) TRACE_OBJECT_##NAME = (number),
    TRACE_OBJECT_KINDS(KIND)
#undef KIND
        TRACE_OBJECT_KIND_COUNT
};

enum trace_event {
#define EVENT(NAME, number, word) TRACE_EVENT_##NAME = (number),
    TRACE_EVENTS(EVENT)
#undef EVENT
};

enum trace_end_reason {
#define REASON(NAME, number, word) TRACE_END_##NAME = (number),
    TRACE_ENDS(REASON)
#undef REASON
};

enum trace_cause {
    TRACE_CAUSE_CALL,   /* call_soon: of the run that it names, or of code that no event loop runs */
    TRACE_CAUSE_TIMER,  /* a timer's time has come */
    TRACE_CAUSE_EVENT,  /* a descriptor that it waits for is ready */
    TRACE_CAUSE_THREAD, /* call_soon_threadsafe */
    TRACE_CAUSE_COUNT
};

enum trace_outcome {
    TRACE_OUTCOME_NONE,  /* not known, or no task's */
    TRACE_OUTCOME_WAITS, /* for a future */
    TRACE_OUTCOME_AGAIN, /* it has let others have their turn, and is in the ready queue again: no READY tells so */
    TRACE_OUTCOME_DONE,  /* it has returned */
    TRACE_OUTCOME_CANCELLED, /* it has ended so */
    TRACE_OUTCOME_FAILED,    /* an exception has ended it */
    TRACE_OUTCOME_COUNT
};

enum trace_process_sort {
    TRACE_PROCESS_FORKED,  /* a copy of the one that starts it */
    TRACE_PROCESS_PROGRAM, /* it begins with a program of its own */
    TRACE_PROCESS_SORT_COUNT
};

enum trace_process_source {
    TRACE_PROCESS_ITSELF, /* as the last thing that it did */
    TRACE_PROCESS_PARENT, /* who had waited for its end */
    TRACE_PROCESS_SEEN,   /* who recorded the run: it was not there any more */
    TRACE_PROCESS_RUN,    /* the run was over, and it was ended with it */
    TRACE_PROCESS_FAILED, /* it could not be started */
    TRACE_PROCESS_SOURCE_COUNT
};

enum trace_code_sort {
    TRACE_CODE_MODULE,
    TRACE_CODE_FUNCTION,
    TRACE_CODE_CLASS,
    TRACE_CODE_LAMBDA,
    TRACE_CODE_COMPREHENSION,
    TRACE_CODE_GENERATOR,
    TRACE_CODE_COROUTINE,
    TRACE_CODE_SORT_COUNT
};

enum trace_object_flag {
    TRACE_OBJECT_IMMORTAL = 1 << 0,   /* never freed (PEP 683); its count means nothing */
    TRACE_OBJECT_CACHED = 1 << 1,     /* kept by the interpreter: small ints, one-character strings, (), '', b'' */
    TRACE_OBJECT_INTERNED = 1 << 2,   /* a string that equal interned strings share */
    TRACE_OBJECT_CUT = 1 << 3,        /* not everything that it holds is recorded */
    TRACE_OBJECT_COUNTED = 1 << 4,    /* reference counts are recorded */
    TRACE_OBJECT_UNOPENED = 1 << 5,   /* contents are not recorded, only type and id */
    TRACE_OBJECT_FIELDS_TOO = 1 << 6, /* fields stand behind what the kind holds: the layout is MIXED */
    TRACE_OBJECT_DEFERRED = 1 << 7 /* one of its references is the interpreter's, and only the collector frees it */
};

enum trace_layout {
    TRACE_LAYOUT_LEAF,
    TRACE_LAYOUT_ITEMS,
    TRACE_LAYOUT_PAIRS,
    TRACE_LAYOUT_FIELDS,
    TRACE_LAYOUT_MIXED /* of no kind: see TRACE_OBJECT_FIELDS_TOO */
};

/* The numbers that INSTRUCTIONS gives for each instruction.  COLUMN(NAME, what it is). */
#define TRACE_INSTRUCTION_COLUMNS(COLUMN)                                                             \
    COLUMN(UNIT, "code unit (two bytes) at which it begins")                                          \
    COLUMN(NAME, "string: its opcode, as the compiler wrote it")                                      \
    COLUMN(ARGUMENT, "its argument")                                                                  \
    COLUMN(SHOWN, "string: what the argument means (a name, an operator, where it jumps to), 0 none") \
    COLUMN(CONSTANT, "object: that the argument means, 0 none")                                       \
    COLUMN(TARGET, "one more than the code unit to which it may jump, 0 none")                        \
    COLUMN(DEPTH, "one more than the depth of the value stack before it, 0 when it is never reached") \
    COLUMN(LINE, "source line where what it belongs to begins, 0 none")                               \
    COLUMN(END_LINE, "line where that ends")                                                          \
    COLUMN(BYTE, "one more than the offset in its line, in bytes, where that begins; 0 unknown")      \
    COLUMN(END_BYTE, "the same of where that ends")
enum trace_instruction_column {
#define COLUMN(NAME, what) TRACE_INSTRUCTION_##NAME,
    TRACE_INSTRUCTION_COLUMNS(COLUMN)
#undef COLUMN
        TRACE_INSTRUCTION_COLUMN_COUNT
};

enum {
    TRACE_VALUE_MAX = 256,    /* bytes of a value that are recorded */
    TRACE_ENTRIES_MAX = 1000, /* entries of an object that are recorded */
};

/* Words for people, and layouts; NULL or LEAF for numbers outside the tables. */
const char *trace_kind_name(unsigned kind);
const char *trace_object_word(unsigned object_kind);
const char *trace_event_word(unsigned event);
enum trace_layout trace_object_layout(unsigned object_kind);
/* How the log lays out the entries of an object of this kind with these flags. */
enum trace_layout trace_entries_layout(unsigned object_kind, unsigned flags);
/* Numbers that one entry takes in a flat list: 2 for PAIRS, FIELDS and MIXED, 1 otherwise. */
size_t trace_entry_size(enum trace_layout layout);
/* Whether the label of a MIXED entry is that of a field. */
static inline int trace_label_is_field(uint64_t label)
{
    return (int)(label & 1);
}
/* Whether VALUE records may change an object's value. */
int trace_value_changes(unsigned object_kind);

#endif
