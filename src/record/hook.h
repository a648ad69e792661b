/* The way in which the recorder is told of events.  One file a mechanism; for now PyEval_SetTrace for every version. */
#ifndef TERRARIUM_RECORD_HOOK_H
#define TERRARIUM_RECORD_HOOK_H

/* On the main thread, with the GIL held, before the program starts. */
void hook_start(void);

#endif
