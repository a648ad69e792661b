/* Event loops in words. */
#ifndef TERRARIUM_MODEL_EVENT_LOOP_WORDS_H
#define TERRARIUM_MODEL_EVENT_LOOP_WORDS_H

#include "base/text.h"
#include "model/recording.h"

/* A task's name: "fetch-1"; one that asyncio gave has its coroutine's behind it: "Task-2 fetch". */
void event_words_task(const struct recording *recording, uint32_t task, struct text *out);
/* The coroutine that it runs: "fetch"; nothing when that is not known. */
void event_words_body(const struct recording *recording, uint32_t task, struct text *out);
/* What a run is of: the task's name, or the callback's. */
void event_words_run(const struct recording *recording, const struct loop_run *run, struct text *out);
/* What a task waits for after a run: "sleep 20 ms", "await fetch-1", "gather(fetch-1, fetch-2)", "Queue.get". */
void event_words_await(const struct recording *recording, const struct loop_run *run, bool ascii, struct text *out);
/* What a task does at a time, as the rest of a sentence that begins with its name: "waits: sleep 20 ms, since 3.1
 * ms". */
void event_words_doing(const struct recording *recording, uint32_t task, uint64_t time, bool ascii, struct text *out);
/* The same of all tasks that run the same coroutine as this one, in its thread: "1 in the ready queue, 1 runs, 12
 * waiting". */
void event_words_group(const struct recording *recording, uint32_t task, uint64_t time, struct text *out);
/* The same of a loop: "runs fetch-1, since 12 µs", "waits in select, since 3.1 ms". */
void event_words_loop(const struct recording *recording, size_t loop, uint64_t time, bool ascii, struct text *out);
/* Where a task is at a time: where it waits or waited last; while it runs, where its thread is. */
struct timeline_place event_words_place(const struct recording *recording, uint32_t task, uint64_t time);
/* "fetch-1", "timer", "descriptor", "thread asyncio_0"; nothing when it is not known. */
void event_words_waker(const struct recording *recording, const struct waker *waker, struct text *out);
/* "done", "cancelled", "failed", "destroyed"; nothing while it lives. */
const char *event_words_end(const struct task *task);
/* A sentence: which callback kept the loop from others, where, and what waited. */
void event_words_blocked(const struct recording *recording, const struct loop_run *run, bool ascii, struct text *out);

#endif
