/* Who holds the GIL, who wants it, who asks for it: exactly, at the moment that it happens, and without root.
 *
 * CPython's GIL is a flag, a mutex and two condition variables.  The runner defines pthread_cond_signal and its kin in
 * libc's place, and knows by the address which one is meant:
 *
 *     signal of switch_cond       a thread has taken the GIL           both under the GIL's own mutexes: their order is
 *     signal of cond              its holder has released it           certain
 *     first timedwait on cond     a wait begins
 *     that times out, and nobody has taken the GIL meanwhile           a thread asks the holder to drop it
 *
 * Which addresses they are, one release and one taking right after CPython's start tell.  Those of interpreters that
 * have a GIL of their own (PEP 684) lie as far apart, and are signalled in turn: so they are found.
 *
 * A thread that releases the GIL and takes it again at once is told of with its next real release ("again"); until then
 * its release lies beside the ring (trace_ring_keep), should it turn out to be the last. */
#ifndef TERRARIUM_PROBE_GIL_H
#define TERRARIUM_PROBE_GIL_H

#include <stdint.h>

#include "trace/ring.h"

enum { GIL_AGAIN = 20000 }; /* ns within which a GIL is taken again "at once" */

/* In the main thread, with the GIL held and the timeline started.  Returns NULL, or why there is nothing to see. */
const char *gil_start(struct trace_ring *ring);
/* In a forked child, between probe_begin and probe_end: it has GILs of its own from now on, and this ring. */
void gil_forked(const struct trace_ring *ring);
/* Between probe_begin and probe_end: puts the running thread's release if that was kept back. */
void gil_put_release(void);

#endif
