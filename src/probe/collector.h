/* Pauses for the garbage collector: it tells those in gc.callbacks when it begins and when it has ended.
 *
 * The list that the interpreter asks is one of ours, with one entry, which calls the program's own in turn;
 * `gc.callbacks` is the program's list, as ever. */
#ifndef TERRARIUM_PROBE_COLLECTOR_H
#define TERRARIUM_PROBE_COLLECTOR_H

/* In the main thread, with the GIL held and the timeline started.  Returns NULL, or why pauses are not seen. */
const char *collector_start(void);

#endif
