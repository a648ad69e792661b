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
/* "fetch-1", "timer", "descriptor", "thread asyncio_0"; nothing when it is not known. */
void event_words_waker(const struct recording *recording, const struct waker *waker, struct text *out);
/* "done", "cancelled", "failed", "destroyed"; nothing while it lives. */
const char *event_words_end(const struct task *task);
/* A sentence: which callback kept the loop from others, where, and what waited. */
void event_words_blocked(const struct recording *recording, const struct loop_run *run, bool ascii, struct text *out);

#endif
