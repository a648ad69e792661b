/* The timeline in words. */
#ifndef TERRARIUM_MODEL_TIMELINE_WORDS_H
#define TERRARIUM_MODEL_TIMELINE_WORDS_H

#include "base/text.h"
#include "model/recording.h"

/* "31.40 ms", "812 µs" ("812 us" in ASCII), "1.250 s". */
void timeline_words_time(uint64_t nanoseconds, bool ascii, struct text *out);
/* "ForkPoolWorker-1", "sleep 1", or "process 4711"; of the first, "the program". */
void timeline_words_process(const struct recording *recording, uint32_t process, struct text *out);
/* The same in so many columns at most, as timeline_words_short_thread. */
void timeline_words_short_process(const struct recording *recording, uint32_t process, int columns, bool ascii,
                                  struct text *out);
/* How it ended: "exit 0", "signal 9", "with the program", "ended" where no more is known; "runs", "not started". */
void timeline_words_process_end(const struct recording *recording, uint32_t process, struct text *out);
/* The thread's name; "thread 3" where that is not known.  In another process than the program's the process's name, and
 * the thread's before it unless it is the first there: "Thread-1 of ForkPoolWorker-1". */
void timeline_words_thread(const struct recording *recording, uint32_t thread, struct text *out);
/* The same in so many columns at most: of a name that is longer, the middle is left out, for numbers stand at the
 * end. */
void timeline_words_short_thread(const struct recording *recording, uint32_t thread, int columns, bool ascii,
                                 struct text *out);
/* "cook-2 ▶ cook-1": a hand-over of the GIL. */
void timeline_words_handover(const struct recording *recording, uint32_t before, uint32_t after, bool ascii,
                             struct text *out);
/* What a slice waits in, in short: "sleep", "join(cook-1)", "Queue.get", "read"; "interpreter 1" of one that runs there
 * with that one's GIL; nothing for others. */
void timeline_words_call(const struct recording *recording, const struct timeline_slice *slice, struct text *out);
/* "burn():3", or "module:3"; nothing where none of the learner's code runs. */
void timeline_words_place(const struct recording *recording, struct timeline_place place, struct text *out);
/* What a thread does at a time, as the rest of a sentence that begins with its name: "wants the GIL, since 3.1 ms". */
void timeline_words_doing(const struct recording *recording, size_t lane, uint64_t time, bool ascii,
                          struct text *out);
/* Who waits for whom in a circle at a time, a sentence; nothing when nobody does. */
void timeline_words_circle(const struct recording *recording, uint64_t time, struct text *out);

/* What the timeline is of: "threads and the GIL", "threads without a GIL". */
const char *timeline_words_subject(const struct recording *recording);
/* "CPython 3.13.5t", or "CPython 3.13.5t with its GIL on" of a build that can do without; nothing when that is not
 * known. */
void timeline_words_version(const struct recording *recording, struct text *out);

#endif
