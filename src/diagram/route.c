/* A* over states (cell, direction of arrival, whether the cell before it was one where the way passes under a line).
 *
 * A cell knows which net runs through it east-west and which north-south:
 *
 *     horizontal  vertical
 *         0          0       free
 *         a          0       a straight line of net a           ─
 *         a          a       a corner or join of net a          ╮ ┬ ┼
 *         a          b       net a passes under net b           │ */
#include "diagram/route.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/vector.h"

enum { EAST, SOUTH, WEST, NORTH, DIRECTIONS };
enum { BLOCKED = 1, RESERVED = 2, HEAD = 4 };
enum {
    COST_STEP = 2,
    COST_BEND = 5,
    COST_CROSSING = 7,
    COST_BESIDE_BOX = 2,
    COST_BEFORE_BOX = 3,
    COST_OFF_TRACK_MAX = 4
};
enum { PRICE_STEP = 6, PRICE_MAX = 60 };
enum { CROSSINGS_MAX = 5, COST_SLACK = 70, LOOKED_AT_MAX = 4000 };

struct cell {
    uint16_t horizontal, vertical; /* nets; 0: none */
    uint8_t horizontal_style, vertical_style;
    uint8_t bits;  /* enum canvas_bit, of joins and straight lines; of a crossing both lines' bits */
    uint8_t flags; /* BLOCKED, RESERVED, HEAD */
    uint8_t toll;  /* extra cost of a vertical line here */
    uint8_t price; /* … of any line: others found no way but through here */
};

struct visit {
    uint32_t stamp; /* the search in which the rest was written */
    uint32_t cost;
    uint32_t from; /* state */
    bool closed;
    uint8_t crossings;
};

struct route {
    int width, height;
    struct cell *cells;   /* owned */
    struct visit *visits; /* owned; by state */
    size_t visits_capacity;
    uint32_t stamp;
    VECTOR(uint64_t) heap; /* cost and state, least first */
    bool *connected;       /* owned; by net: it has its head */
    struct route_prices prices;
    VECTOR(uint32_t) way;  /* states of the one found last, from its end to its start */
    VECTOR(uint16_t) away; /* scratch, by cell: steps to the nearest one of a net */
    size_t work;           /* states looked at since route_begin */
};

struct search {
    struct route *route;
    const struct route_reference *reference;
    bool joins; /* the net has a line already: any cell of it will do */
    bool wants; /* as if there were no other lines */
    bool aims;  /* `away` is known */
    uint32_t cost_limit;
};

static const int step_x[DIRECTIONS] = {1, 0, -1, 0};
static const int step_y[DIRECTIONS] = {0, 1, 0, -1};
static const uint8_t bit_of[DIRECTIONS] = {CANVAS_EAST, CANVAS_SOUTH, CANVAS_WEST, CANVAS_NORTH};

struct route *route_new(void)
{
    struct route *route = memory_zeroed(1, sizeof *route);

    route->connected = memory_zeroed(UINT16_MAX + 1, sizeof *route->connected);
    return route;
}

void route_free(struct route *route)
{
    if (route == NULL)
        return;
    free(route->cells);
    free(route->visits);
    free(route->connected);
    vector_free(&route->heap);
    vector_free(&route->prices);
    vector_free(&route->way);
    vector_free(&route->away);
    free(route);
}

void route_begin(struct route *route, int width, int height)
{
    size_t cells = (size_t)width * (size_t)height, states = cells * DIRECTIONS * 2;

    route->width = width;
    route->height = height;
    route->work = 0;
    route->cells = memory_resize(route->cells, cells, sizeof *route->cells);
    memset(route->cells, 0, cells * sizeof *route->cells);
    for (size_t i = 0; i < route->prices.count && i < cells; i++)
        route->cells[i].price = route->prices.items[i];
    memset(route->connected, 0, UINT16_MAX + 1);
    if (states > route->visits_capacity) {
        free(route->visits);
        route->visits = memory_zeroed(states, sizeof *route->visits);
        route->visits_capacity = states;
        route->stamp = 0;
    }
}

static struct cell *cell_at(const struct route *route, int x, int y)
{
    if (x < 0 || y < 0 || x >= route->width || y >= route->height)
        return NULL;
    return &route->cells[(size_t)y * (size_t)route->width + (size_t)x];
}

static void add_toll(struct route *route, int x, int y, int height, uint8_t toll)
{
    for (int row = y; row < y + height; row++) {
        struct cell *cell = cell_at(route, x, row);

        if (cell != NULL)
            cell->toll = (uint8_t)(cell->toll + toll);
    }
}

void route_block(struct route *route, struct canvas_rect rect)
{
    for (int y = rect.y; y < rect.y + rect.height; y++)
        for (int x = rect.x; x < rect.x + rect.width; x++) {
            struct cell *cell = cell_at(route, x, y);

            if (cell != NULL)
                cell->flags |= BLOCKED;
        }
    add_toll(route, rect.x - 1, rect.y, rect.height, COST_BEFORE_BOX);
    add_toll(route, rect.x - 2, rect.y, rect.height, COST_BEFORE_BOX - COST_BESIDE_BOX);
    add_toll(route, rect.x + rect.width, rect.y, rect.height, COST_BESIDE_BOX);
}

void route_reserve(struct route *route, int border_x, int y)
{
    struct cell *cell = cell_at(route, border_x + 1, y);

    if (cell != NULL)
        cell->flags |= RESERVED;
}

static bool is_horizontal(int direction)
{
    return direction == EAST || direction == WEST;
}

static bool is_node(const struct cell *cell)
{
    return cell != NULL && cell->horizontal != 0 && cell->horizontal == cell->vertical;
}

static bool belongs_to(const struct cell *cell, uint16_t net)
{
    return cell->horizontal == net || cell->vertical == net;
}

static bool is_crossing(const struct cell *cell)
{
    return cell != NULL && cell->horizontal != 0 && cell->vertical != 0 && cell->horizontal != cell->vertical;
}

/* Rule 3, first half: whether a corner or join of `net` may stand here. */
static bool may_be_node(const struct route *route, int x, int y, uint16_t net)
{
    for (int direction = 0; direction < DIRECTIONS; direction++) {
        const struct cell *beside = cell_at(route, x + step_x[direction], y + step_y[direction]);

        if (is_node(beside) && beside->horizontal != net)
            return false;
    }
    return true;
}

/* Whether a line of the net may be joined in this cell, which belongs to it. */
static bool may_join(const struct route *route, int x, int y, uint16_t net)
{
    const struct cell *cell = cell_at(route, x, y);

    if (is_crossing(cell) || (cell->flags & (HEAD | RESERVED)) != 0)
        return false;
    if ((cell->bits & CANVAS_EAST) != 0 && is_crossing(cell_at(route, x + 1, y)))
        return false;
    if ((cell->bits & CANVAS_WEST) != 0 && is_crossing(cell_at(route, x - 1, y)))
        return false;
    return may_be_node(route, x, y, net);
}

/* Whether a vertical line may pass over the horizontal one in this cell: rule 3, second half, for the other net. */
static bool may_be_passed(const struct route *route, int x, int y)
{
    return !is_node(cell_at(route, x - 1, y)) && !is_node(cell_at(route, x + 1, y));
}

static uint32_t state_of(const struct route *route, int x, int y, int direction, bool under)
{
    return (((uint32_t)y * (uint32_t)route->width + (uint32_t)x) * DIRECTIONS + (uint32_t)direction) * 2 +
           (under ? 1 : 0);
}

static void heap_push(struct route *route, uint64_t item)
{
    size_t at = route->heap.count;

    vector_push(&route->heap, item);
    while (at > 0 && route->heap.items[(at - 1) / 2] > item) {
        route->heap.items[at] = route->heap.items[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    route->heap.items[at] = item;
}

static uint64_t heap_pop(struct route *route)
{
    uint64_t least = route->heap.items[0], item = vector_last(&route->heap);
    size_t at = 0, count = --route->heap.count;

    for (size_t child = 1; child < count; child = at * 2 + 1) {
        if (child + 1 < count && route->heap.items[child + 1] < route->heap.items[child])
            child++;
        if (route->heap.items[child] >= item)
            break;
        route->heap.items[at] = route->heap.items[child];
        at = child;
    }
    route->heap.items[at] = item;
    return least;
}

/* Rows at which the head may stand, just left of the box. */
static void head_rows(struct canvas_rect target, int *first, int *last)
{
    *first = target.height > 2 ? target.y + 1 : target.y;
    *last = target.height > 2 ? target.y + target.height - 2 : target.y;
}

/* A lower bound of what is still to pay. */
static uint32_t estimate(const struct search *search, int x, int y)
{
    struct canvas_rect target = search->reference->target;
    int first, last, rows, columns = abs(target.x - 1 - x);

    if (search->aims)
        return (uint32_t)search->route->away.items[y * search->route->width + x] * COST_STEP;
    if (search->joins)
        return 0;
    head_rows(target, &first, &last);
    rows = y < first ? first - y : y > last ? y - last : 0;
    return (uint32_t)(columns + rows) * COST_STEP;
}

static void offer(struct search *search, uint32_t state, uint32_t from, uint32_t cost, int crossings, int x, int y)
{
    struct route *route = search->route;
    struct visit *visit = &route->visits[state];
    uint32_t whole = cost + estimate(search, x, y);

    if (visit->stamp == route->stamp && (visit->closed || visit->cost <= cost))
        return;
    if (whole > search->cost_limit || crossings > CROSSINGS_MAX)
        return;
    *visit = (struct visit){route->stamp, cost, from, false, (uint8_t)crossings};
    heap_push(route, (uint64_t)whole << 32 | state);
}

static bool is_goal(const struct search *search, int x, int y, int direction, bool under)
{
    const struct cell *cell = cell_at(search->route, x, y);
    uint16_t net = search->reference->net;
    int first, last;

    if (search->joins)
        return !under && belongs_to(cell, net);
    head_rows(search->reference->target, &first, &last);
    return direction == EAST && x == search->reference->target.x - 1 && y >= first && y <= last &&
           (search->wants || (cell->horizontal == 0 && cell->vertical == 0));
}

/* Whether the line may go on into the cell, and whether it crosses another there. */
static bool may_enter(const struct search *search, int x, int y, int direction, bool bends, bool *crosses)
{
    const struct route *route = search->route;
    const struct cell *cell = cell_at(route, x, y);
    uint16_t net = search->reference->net, along, across;

    *crosses = false;
    if (cell == NULL || (cell->flags & (BLOCKED | RESERVED)) != 0)
        return false;
    if (search->wants)
        return true;
    if ((cell->flags & HEAD) != 0)
        return false;
    if (belongs_to(cell, net))
        return search->joins && may_join(route, x, y, net);
    along = is_horizontal(direction) ? cell->horizontal : cell->vertical;
    across = is_horizontal(direction) ? cell->vertical : cell->horizontal;
    if (along != 0)
        return false;
    if (across == 0)
        return true;
    *crosses = true;
    return is_horizontal(direction) ? !bends : may_be_passed(route, x, y);
}

static uint32_t off_track(const struct search *search, int x)
{
    int away = abs(x - search->reference->track);

    return (uint32_t)(away < COST_OFF_TRACK_MAX ? away : COST_OFF_TRACK_MAX);
}

static void expand(struct search *search, uint32_t state)
{
    struct route *route = search->route;
    const struct visit *visit = &route->visits[state];
    bool under = (state & 1) != 0, crosses;
    int direction = (int)(state / 2 % DIRECTIONS);
    int x = (int)(state / 2 / DIRECTIONS) % route->width, y = (int)(state / 2 / DIRECTIONS) / route->width;
    const struct cell *cell = cell_at(route, x, y);
    bool passes_under = is_horizontal(direction) && cell->vertical != 0;
    bool straight_only =
        (cell->flags & RESERVED) != 0 || (!search->wants && (under || cell->horizontal != 0 || cell->vertical != 0 ||
                                                             !may_be_node(route, x, y, search->reference->net)));

    for (int turn = 0; turn < DIRECTIONS; turn++) {
        int next_x = x + step_x[turn], next_y = y + step_y[turn];
        bool bends = turn != direction;
        uint32_t cost = visit->cost + COST_STEP;

        if (turn == (direction + 2) % DIRECTIONS || (bends && straight_only) ||
            !may_enter(search, next_x, next_y, turn, bends, &crosses))
            continue;
        cost += (bends ? COST_BEND : 0) + (crosses ? COST_CROSSING : 0);
        if (!search->wants)
            cost += cell_at(route, next_x, next_y)->price;
        if (!is_horizontal(turn))
            cost += cell_at(route, next_x, next_y)->toll;
        if (bends && !is_horizontal(turn))
            cost += off_track(search, x);
        offer(search, state_of(route, next_x, next_y, turn, passes_under), state, cost, visit->crossings + crosses,
              next_x, next_y);
    }
}

/* The state in which the cheapest way ends; false when there is none. */
static bool find(struct search *search, uint32_t start, uint32_t *end)
{
    struct route *route = search->route;

    for (size_t limit = route->work + LOOKED_AT_MAX; route->heap.count > 0 && route->work < limit;) {
        uint32_t state = (uint32_t)heap_pop(route);
        uint32_t place = state / 2 / DIRECTIONS;
        struct visit *visit = &route->visits[state];

        if (visit->closed)
            continue;
        visit->closed = true;
        route->work++;
        if (state != start && is_goal(search, (int)place % route->width, (int)place / route->width,
                                      (int)(state / 2 % DIRECTIONS), (state & 1) != 0)) {
            *end = state;
            return true;
        }
        if (search->wants || !belongs_to(&route->cells[place], search->reference->net))
            expand(search, state);
    }
    return false;
}

/* A way that turns round by crossing itself would join itself: it is no good. */
static bool meets_itself(const struct route *route, uint32_t start, uint32_t end)
{
    for (uint32_t state = end; state != start; state = route->visits[state].from)
        for (uint32_t other = state; other != start;) {
            other = route->visits[other].from;
            if (other / 2 / DIRECTIONS == state / 2 / DIRECTIONS)
                return true;
        }
    return false;
}

static void add_line(struct cell *cell, int direction, const struct route_reference *reference)
{
    cell->bits |= bit_of[direction];
    if (is_horizontal(direction)) {
        cell->horizontal = reference->net;
        cell->horizontal_style = reference->style;
    } else {
        cell->vertical = reference->net;
        cell->vertical_style = reference->style;
    }
}

/* A cell in which a line bends or is joined has one net in both directions, even where its lines form a tee. */
static void settle(struct cell *cell, uint16_t net)
{
    bool straight = cell->bits == (CANVAS_EAST | CANVAS_WEST) || cell->bits == (CANVAS_NORTH | CANVAS_SOUTH);

    if (!is_crossing(cell) && !straight)
        cell->horizontal = cell->vertical = net;
}

/* Along the states of route->way, from its end to its start. */
static void lay(struct route *route, const struct route_reference *reference)
{
    const uint32_t *way = route->way.items;
    size_t count = route->way.count;
    bool joins = route->connected[reference->net];
    struct cell *last = &route->cells[way[0] / 2 / DIRECTIONS];

    for (size_t i = 0; i + 1 < count; i++) {
        int direction = (int)(way[i] / 2 % DIRECTIONS);

        add_line(&route->cells[way[i] / 2 / DIRECTIONS], (direction + 2) % DIRECTIONS, reference);
        add_line(&route->cells[way[i + 1] / 2 / DIRECTIONS], direction, reference);
    }
    add_line(&route->cells[way[count - 1] / 2 / DIRECTIONS], WEST, reference);
    for (size_t i = 0; i + 1 < count; i++)
        if (&route->cells[way[i] / 2 / DIRECTIONS] != last || joins)
            settle(&route->cells[way[i] / 2 / DIRECTIONS], reference->net);
    if (!joins)
        last->flags |= HEAD;
    route->connected[reference->net] = true;
}

/* How far each cell is from the net, were there nothing in between: two sweeps, each from two sides. */
static void measure_away(struct route *route, uint16_t net)
{
    int width = route->width, cells = width * route->height;
    uint16_t *away;

    while (route->away.count < (size_t)cells)
        vector_push(&route->away, (uint16_t)0);
    away = route->away.items;
    for (int i = 0; i < cells; i++) {
        int nearest = belongs_to(&route->cells[i], net) ? 0 : UINT16_MAX - 1;

        if (i % width > 0 && away[i - 1] + 1 < nearest)
            nearest = away[i - 1] + 1;
        if (i >= width && away[i - width] + 1 < nearest)
            nearest = away[i - width] + 1;
        away[i] = (uint16_t)nearest;
    }
    for (int i = cells - 1; i >= 0; i--) {
        if (i % width < width - 1 && away[i + 1] + 1 < away[i])
            away[i] = (uint16_t)(away[i + 1] + 1);
        if (i + width < cells && away[i + width] + 1 < away[i])
            away[i] = (uint16_t)(away[i + width] + 1);
    }
}

/* A net that is far away is looked for once more, and in its direction, before the search is given up. */
static bool find_far(struct search *search, uint32_t start, uint32_t *end)
{
    struct route *route = search->route;
    int place = (int)(start / 2 / DIRECTIONS);

    if (find(search, start, end))
        return true;
    if (!search->joins || route->heap.count == 0)
        return false;
    measure_away(route, search->reference->net);
    search->aims = true;
    route->stamp++;
    vector_clear(&route->heap);
    offer(search, start, start, 0, 0, place % route->width, place / route->width);
    return find(search, start, end);
}

bool route_connect(struct route *route, const struct route_reference *reference)
{
    struct search search = {route, reference, route->connected[reference->net], false, false, 0};
    int x = reference->border_x + 1, y = reference->y;
    int distance = abs(reference->target.x - x) + abs(reference->target.y - y);
    struct cell *first = cell_at(route, x, y);
    uint32_t start, end;

    if (first == NULL || (first->flags & BLOCKED) != 0 || first->horizontal != 0 || first->vertical != 0)
        return false;
    start = state_of(route, x, y, EAST, false);
    route->stamp++;
    vector_clear(&route->heap);
    search.cost_limit = (uint32_t)distance * COST_STEP * 2 + COST_SLACK;
    first->flags |= RESERVED;
    offer(&search, start, start, 0, 0, x, y);
    if (!find_far(&search, start, &end) || meets_itself(route, start, end))
        return false;
    vector_clear(&route->way);
    for (uint32_t state = end; state != start; state = route->visits[state].from)
        vector_push(&route->way, state);
    vector_push(&route->way, start);
    lay(route, reference);
    return true;
}

const uint32_t *route_way(const struct route *route, size_t *count)
{
    *count = route->way.count;
    return route->way.items;
}

void route_connect_along(struct route *route, const struct route_reference *reference, const uint32_t *way,
                         size_t count)
{
    vector_clear(&route->way);
    for (size_t i = 0; i < count; i++)
        vector_push(&route->way, way[i]);
    route->cells[way[count - 1] / 2 / DIRECTIONS].flags |= RESERVED;
    lay(route, reference);
}

static void copy_prices(const struct route_prices *from, struct route_prices *to)
{
    vector_clear(to);
    for (size_t i = 0; i < from->count; i++)
        vector_push(to, from->items[i]);
}

void route_save_prices(const struct route *route, struct route_prices *prices)
{
    copy_prices(&route->prices, prices);
}

void route_set_prices(struct route *route, const struct route_prices *prices)
{
    copy_prices(prices, &route->prices);
}

static void add_price(struct route *route, uint32_t state)
{
    uint8_t *price = &route->prices.items[state / 2 / DIRECTIONS];

    *price = (uint8_t)(*price + PRICE_STEP < PRICE_MAX ? *price + PRICE_STEP : PRICE_MAX);
}

void route_want(struct route *route, const struct route_reference *reference)
{
    struct search search = {route, reference, false, true, false, 0};
    int x = reference->border_x + 1, y = reference->y;
    size_t cells = (size_t)route->width * (size_t)route->height;
    int distance = abs(reference->target.x - x) + abs(reference->target.y - y);
    const struct cell *first = cell_at(route, x, y);
    uint32_t start, end;

    if (first == NULL || (first->flags & BLOCKED) != 0)
        return;
    while (route->prices.count < cells)
        vector_push(&route->prices, (uint8_t)0);
    start = state_of(route, x, y, EAST, false);
    route->stamp++;
    vector_clear(&route->heap);
    search.cost_limit = (uint32_t)distance * COST_STEP * 2 + COST_SLACK;
    offer(&search, start, start, 0, 0, x, y);
    if (find(&search, start, &end))
        for (uint32_t state = end; state != start; state = route->visits[state].from)
            add_price(route, state);
}

size_t route_work(const struct route *route)
{
    return route->work;
}

int route_height(const struct route *route)
{
    size_t at = (size_t)route->width * (size_t)route->height;

    while (at > 0 && route->cells[at - 1].bits == 0)
        at--;
    return at > 0 ? (int)((at - 1) / (size_t)route->width) + 1 : 0;
}

void route_draw(const struct route *route, struct canvas *canvas)
{
    for (int y = 0; y < route->height; y++)
        for (int x = 0; x < route->width; x++) {
            const struct cell *cell = cell_at(route, x, y);

            if ((cell->flags & HEAD) != 0)
                canvas_put_glyph(canvas, x, y, cell->horizontal_style, CANVAS_GLYPH_HEAD);
            else if (is_crossing(cell))
                canvas_line_bits(canvas, x, y, CANVAS_NORTH | CANVAS_SOUTH, cell->vertical_style);
            else if (cell->bits != 0)
                canvas_line_bits(canvas, x, y, cell->bits,
                                 cell->vertical != 0 ? cell->vertical_style : cell->horizontal_style);
        }
}
