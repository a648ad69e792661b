/* The way in which the recorder is told of events.  One file a mechanism: PyEval_SetTrace on 3.11,
 * sys.monitoring from 3.12 on. */
#ifndef TERRARIUM_RECORD_HOOK_H
#define TERRARIUM_RECORD_HOOK_H

/* On the main thread, with the GIL held, before the program starts. */
void hook_start(void);

#endif
