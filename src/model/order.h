/* In which order the threads took their steps: the neighbours of a step within its own thread.
 *
 *     steps    0 1 2 3 4 5 6 7 8 9
 *     thread   1 1 1 2 2 1 1 2 1 1
 *     turns    ↑     ↑   ↑   ↑ ↑         each knows the step before and after it in its thread */
#ifndef TERRARIUM_MODEL_ORDER_H
#define TERRARIUM_MODEL_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vector.h"

enum { ORDER_NONE = UINT32_MAX };

struct turn {
    uint32_t first;  /* step */
    uint32_t before; /* the thread's last step before this turn, ORDER_NONE when there is none */
    uint32_t after;  /* the thread's first step after it, ORDER_NONE when there is none yet */
};

struct order {
    VECTOR(struct turn) turns;
    VECTOR(uint32_t) latest; /* by thread, less one: the index of its latest turn, ORDER_NONE when it had none */
    uint32_t steps, thread;  /* so far; that took the last one */
};

void order_free(struct order *order);
/* The next step is taken by this thread. */
void order_add(struct order *order, uint32_t thread);
/* ORDER_NONE when there is none. */
uint32_t order_before(const struct order *order, uint32_t step);
uint32_t order_after(const struct order *order, uint32_t step);

#endif
