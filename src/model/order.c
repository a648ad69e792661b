#include "model/order.h"

void order_free(struct order *order)
{
    vector_free(&order->turns);
    vector_free(&order->latest);
}

static uint32_t last_step(const struct order *order, uint32_t turn)
{
    return turn + 1 < order->turns.count ? order->turns.items[turn + 1].first - 1 : order->steps - 1;
}

static void begin_turn(struct order *order, uint32_t thread)
{
    struct turn turn = {order->steps, ORDER_NONE, ORDER_NONE};
    uint32_t *latest;

    while (order->latest.count < thread)
        vector_push(&order->latest, ORDER_NONE);
    latest = &order->latest.items[thread - 1];
    if (*latest != ORDER_NONE) {
        turn.before = last_step(order, *latest);
        order->turns.items[*latest].after = order->steps;
    }
    *latest = (uint32_t)order->turns.count;
    vector_push(&order->turns, turn);
    order->thread = thread;
}

void order_add(struct order *order, uint32_t thread)
{
    if (order->thread != thread)
        begin_turn(order, thread);
    order->steps++;
}

static uint32_t turn_of(const struct order *order, uint32_t step)
{
    uint32_t low = 0, high = (uint32_t)order->turns.count;

    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;

        if (order->turns.items[middle].first <= step)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint32_t order_before(const struct order *order, uint32_t step)
{
    const struct turn *turn;

    if (step >= order->steps)
        return ORDER_NONE;
    turn = &order->turns.items[turn_of(order, step)];
    return step > turn->first ? step - 1 : turn->before;
}

uint32_t order_after(const struct order *order, uint32_t step)
{
    uint32_t turn;

    if (step >= order->steps)
        return ORDER_NONE;
    turn = turn_of(order, step);
    return step < last_step(order, turn) ? step + 1 : order->turns.items[turn].after;
}
