#include "diagram/layout.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/vector.h"

enum {
    GAP_MIN = 4, /* cells between columns: a straight one, a bend, a head, and one to spare */
    GAP_WISH = 7,
    GAP_MAX = 14,
    WIDTH_FAIR = 28,       /* of boxes: below it, arrows give way */
    WIDTH_FAIR_LEAST = 26, /* … in a picture narrower than */
    WIDTH_NARROW = 90,
    WIDTH_ROOMY = 20, /* … in a roomy layout */
    GAP_ROWS = 1,     /* between boxes of a column */
    MARGIN = 3,       /* right of the last column, for references that go back */
    MARGIN_MAX = 8,   /* … in a roomy layout */
    COLUMNS_MAX = 32,
    GUTTER = 3,       /* left of objects that stand below the frames: a line passing, a bend, a head */
    LANES_MAX = 8,    /* right of them, beside the first: more would make the boxes too narrow to read */
    STACKED_MIN = 20, /* width of such boxes that is left to them */
};

struct column {
    int x, width;
};

struct place {
    uint64_t key;
    int column, y;
};

struct layout {
    int width, top; /* of the last picture; width 0: there was none */
    bool stacked, roomy, lanes;
    struct column columns[COLUMNS_MAX]; /* 0 is that of the frames */
    int column_count;
    VECTOR(struct place) places;
    struct map by_key; /* → index of a place, plus one */
    int *column_of;    /* owned scratch: by box */
    bool *kept;        /* owned scratch: by box */
    bool *ordered;     /* owned scratch: by box */
    size_t *order;     /* owned scratch: boxes, as they stand below each other when nothing was kept */
    size_t *first;     /* owned scratch: by box, the first of its links */
    size_t *known;     /* owned scratch: boxes that the last picture had */
};

struct layout *layout_new(void)
{
    return memory_zeroed(1, sizeof(struct layout));
}

void layout_free(struct layout *layout)
{
    if (layout == NULL)
        return;
    vector_free(&layout->places);
    map_free(&layout->by_key);
    free(layout->column_of);
    free(layout->kept);
    free(layout->ordered);
    free(layout->order);
    free(layout->first);
    free(layout->known);
    free(layout);
}

void layout_forget(struct layout *layout)
{
    layout->width = 0;
    layout->column_count = 0;
    vector_clear(&layout->places);
    map_clear(&layout->by_key);
}

static const struct place *place_of(const struct layout *layout, uint64_t key)
{
    uint32_t index;

    return map_get(&layout->by_key, key, &index) ? &layout->places.items[index - 1] : NULL;
}

bool layout_knows(const struct layout *layout, uint64_t key)
{
    return place_of(layout, key) != NULL;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int greatest(int a, int b)
{
    return a > b ? a : b;
}

static int highest_rank(const struct layout_input *input)
{
    int rank = 0;

    for (size_t i = 0; i < input->count; i++)
        rank = greatest(rank, input->boxes[i].rank);
    return least(rank, COLUMNS_MAX - 1);
}

/* The widths that the boxes of a column would like, and need. */
static struct layout_box wishes(const struct layout *layout, const struct layout_input *input, int column)
{
    struct layout_box wish = {0};

    for (size_t i = 0; i < input->count; i++)
        if (layout->column_of[i] == column) {
            wish.minimum = greatest(wish.minimum, input->boxes[i].minimum);
            wish.natural = greatest(wish.natural, input->boxes[i].natural);
        }
    wish.natural = greatest(wish.natural, wish.minimum);
    return wish;
}

static void assign_by_rank(struct layout *layout, const struct layout_input *input, int last)
{
    for (size_t i = 0; i < input->count; i++)
        layout->column_of[i] = least(input->boxes[i].rank, last);
}

/* Room right of the last column: in a narrow picture that is roomy, for a line to each box that something in that
 * column refers to. */
static int margin_of(const struct layout *layout, const struct layout_input *input, int last)
{
    int margin = MARGIN - 1;

    for (size_t box = 0; layout->roomy && input->width < WIDTH_NARROW && box < input->count; box++) {
        bool reached = false;

        for (size_t i = 0; i < input->link_count && !reached; i++)
            reached = input->links[i].to == box && layout->column_of[input->links[i].from] == last;
        margin += reached ? 2 : 0;
    }
    return least(greatest(margin, MARGIN), MARGIN_MAX);
}

/* Cells that columns 0 … last take at their narrowest. */
static int narrowest(const struct layout *layout, const struct layout_input *input, int last)
{
    int total = last > 0 ? MARGIN : 0;

    for (int column = 0; column <= last; column++)
        total += wishes(layout, input, column).minimum + (column > 0 ? GAP_MIN : 0);
    return total;
}

/* How many columns of objects fit; assigns the boxes to them.  -1 when not even one fits beside the frames. */
static int fitting_columns(struct layout *layout, const struct layout_input *input)
{
    int last = highest_rank(input);

    for (assign_by_rank(layout, input, last); narrowest(layout, input, last) > input->width; last--) {
        if (last <= 1)
            return -1;
        assign_by_rank(layout, input, last - 1);
    }
    return last;
}

/* Takes up to `excess` cells away from the widest, none below its minimum; returns what is left of the excess. */
static int squeeze(int *widths, const int *minima, int count, int excess)
{
    for (; excess > 0; excess--) {
        int widest = -1;

        for (int i = 0; i < count; i++)
            if (widths[i] > minima[i] && (widest < 0 || widths[i] >= widths[widest]))
                widest = i;
        if (widest < 0)
            break;
        widths[widest]--;
    }
    return excess;
}

/* Room left of a column for a vertical line to each of the boxes that are referred to across it. */
static int gap_wish(const struct layout *layout, const struct layout_input *input, int column)
{
    int gap = GAP_MIN - 1, one = layout->roomy ? 2 : 1;

    for (size_t box = 0; box < input->count; box++) {
        bool crossed = false;

        if (layout->column_of[box] < column)
            continue;
        for (size_t i = 0; i < input->link_count && !crossed; i++)
            crossed = input->links[i].to == box && layout->column_of[input->links[i].from] < column;
        gap += crossed ? one : 0;
    }
    return least(greatest(gap, GAP_WISH), GAP_MAX);
}

static int fair_width(const struct layout *layout, const struct layout_input *input)
{
    if (layout->roomy)
        return WIDTH_ROOMY;
    return input->width < WIDTH_NARROW ? WIDTH_FAIR_LEAST : WIDTH_FAIR;
}

/* When not everything fits, objects give way first, down to a fair width, then frames, then the gaps, and then all;
 * where gaps matter more, frames keep their width. */
static void fit_columns(const struct layout *layout, const struct layout_input *input,
                        const struct layout_box *wishes_of, int *widths, int *gaps)
{
    int minima[COLUMNS_MAX] = {0}, least_gaps[COLUMNS_MAX] = {0};
    int count = layout->column_count, fair = fair_width(layout, input);
    int excess = (count > 1 ? margin_of(layout, input, count - 1) : 0) - input->width;

    for (int column = 0; column < count; column++) {
        excess += widths[column] + gaps[column];
        minima[column] = column == 0 ? widths[0] : greatest(wishes_of[column].minimum, least(widths[column], fair));
    }
    excess = squeeze(widths, minima, count, excess);
    if (!layout->roomy)
        minima[0] = greatest(wishes_of[0].minimum, least(widths[0], fair));
    excess = squeeze(widths, minima, count, excess);
    for (int column = 1; column < count; column++)
        least_gaps[column] = GAP_MIN;
    excess = squeeze(gaps, least_gaps, count, excess);
    for (int column = 0; column < count; column++)
        minima[column] = wishes_of[column].minimum;
    squeeze(widths, minima, count, excess);
}

static void set_columns(struct layout *layout, const struct layout_input *input, int last)
{
    struct layout_box wishes_of[COLUMNS_MAX];
    int widths[COLUMNS_MAX], gaps[COLUMNS_MAX] = {0}, x = 0;

    for (int column = 0; column <= last; column++) {
        wishes_of[column] = wishes(layout, input, column);
        widths[column] = wishes_of[column].natural;
        gaps[column] = column > 0 ? gap_wish(layout, input, column) : 0;
    }
    layout->column_count = last + 1;
    fit_columns(layout, input, wishes_of, widths, gaps);
    for (int column = 0; column <= last; x += widths[column++]) {
        x += gaps[column];
        layout->columns[column] = (struct column){x, widths[column]};
    }
}

/* Width and height of each box in its column; x too. */
static void measure(const struct layout *layout, const struct layout_input *input)
{
    for (size_t i = 0; i < input->count; i++) {
        struct layout_box *box = &input->boxes[i];
        const struct column *column = &layout->columns[layout->column_of[i]];

        box->rect.x = column->x;
        box->rect.width = layout->column_of[i] == 0 ? column->width : least(box->natural, column->width);
        box->rect.height = input->height(input->context, i, box->rect.width);
    }
}

/* Orders. */

static void order_as_given(struct layout *layout, const struct layout_input *input)
{
    for (size_t i = 0; i < input->count; i++)
        layout->order[i] = i;
}

/* Depth first, so that a box is followed by what it refers to; returns how many have their places in the order. */
static size_t order_from(struct layout *layout, const struct layout_input *input, size_t box, size_t ordered)
{
    if (layout->ordered[box])
        return ordered;
    layout->ordered[box] = true;
    layout->order[ordered++] = box;
    for (size_t i = layout->first[box]; i < input->link_count && input->links[i].from == box; i++)
        ordered = order_from(layout, input, input->links[i].to, ordered);
    return ordered;
}

/* Where boxes stand in one column with what they refer to, they stand above it: frames, and then what is reached from
 * each, name by name. */
static void order_by_links(struct layout *layout, const struct layout_input *input)
{
    size_t ordered = 0;

    for (size_t i = 0; i < input->count; i++) {
        layout->first[i] = input->link_count;
        layout->ordered[i] = input->boxes[i].rank == 0;
        if (layout->ordered[i])
            layout->order[ordered++] = i;
    }
    for (size_t i = input->link_count; i-- > 0;)
        layout->first[input->links[i].from] = i;
    for (size_t i = 0; i < input->count; i++)
        for (size_t j = layout->first[i]; j < input->link_count && input->links[j].from == i; j++)
            ordered = order_from(layout, input, input->links[j].to, ordered);
    for (size_t i = 0; i < input->count; i++)
        ordered = order_from(layout, input, i, ordered);
}

/* One below the other, in their order. */
static int stack_column(const struct layout *layout, const struct layout_input *input, int column)
{
    int y = input->top;

    for (size_t place = 0; place < input->count; place++) {
        size_t i = layout->order[place];

        if (layout->column_of[i] == column) {
            input->boxes[i].rect.y = y;
            y += input->boxes[i].rect.height + GAP_ROWS;
        }
    }
    return greatest(y - GAP_ROWS, input->top);
}

/* The row at which the box would have a straight arrow from the first box left of it that refers to it; the top when
 * there is none. */
static int wished_row(const struct layout *layout, const struct layout_input *input, size_t box)
{
    int wished = INT_MAX;

    for (size_t i = 0; i < input->link_count; i++) {
        const struct layout_link *link = &input->links[i];

        if (link->to == box && layout->column_of[link->from] < layout->column_of[box])
            wished = least(wished, input->boxes[link->from].rect.y + link->row - 1);
    }
    return wished == INT_MAX ? input->top : greatest(wished, input->top);
}

static int stack_by_wishes(const struct layout *layout, const struct layout_input *input, int column)
{
    int y = input->top;

    for (size_t place = 0; place < input->count; place++) {
        size_t i = layout->order[place];

        if (layout->column_of[i] == column) {
            y = greatest(y, wished_row(layout, input, i));
            input->boxes[i].rect.y = y;
            y += input->boxes[i].rect.height + GAP_ROWS;
        }
    }
    return greatest(y - GAP_ROWS, input->top);
}

/* Rows that the columns need when nothing is wasted. */
static int least_height(const struct layout *layout, const struct layout_input *input)
{
    int rows[COLUMNS_MAX] = {0}, height = 0;

    for (size_t i = 0; i < input->count; i++) {
        rows[layout->column_of[i]] += input->boxes[i].rect.height + GAP_ROWS;
        height = greatest(height, rows[layout->column_of[i]]);
    }
    return input->top + height;
}

static int bottom_of(const struct layout_input *input)
{
    int bottom = input->top;

    for (size_t i = 0; i < input->count; i++)
        bottom = greatest(bottom, input->boxes[i].rect.y + input->boxes[i].rect.height);
    return bottom;
}

/* Straight arrows are worth holes, but not a much higher picture. */
static void pack_rows(const struct layout *layout, const struct layout_input *input)
{
    int height = least_height(layout, input);

    stack_column(layout, input, 0);
    for (int column = 1; column < layout->column_count; column++)
        if (stack_by_wishes(layout, input, column) > height + height / 2)
            stack_column(layout, input, column);
}

/* ---- below the frames ---- */

static int remembered_row(const struct layout *layout, const struct layout_input *input, size_t box)
{
    return place_of(layout, input->boxes[box].key)->y;
}

/* Boxes that the last picture had stand in the order that they had there, in the places that such boxes have now. */
static void order_as_before(struct layout *layout, const struct layout_input *input)
{
    size_t known = 0, next = 0;

    for (size_t i = 0; i < input->count; i++) {
        size_t box = layout->order[i], at;

        if (input->boxes[box].rank == 0 || place_of(layout, input->boxes[box].key) == NULL)
            continue;
        for (at = known++;
             at > 0 && remembered_row(layout, input, layout->known[at - 1]) > remembered_row(layout, input, box);
             at--)
            layout->known[at] = layout->known[at - 1];
        layout->known[at] = box;
    }
    for (size_t i = 0; i < input->count; i++) {
        size_t box = layout->order[i];

        if (input->boxes[box].rank > 0 && place_of(layout, input->boxes[box].key) != NULL)
            layout->order[i] = layout->known[next++];
    }
}

/* Columns for arrows right of boxes that stand below each other: one for each that is referred to. */
static int lanes_wish(const struct layout_input *input)
{
    int lanes = MARGIN - 1;

    for (size_t box = 0; box < input->count && lanes < LANES_MAX; box++)
        for (size_t i = 0; i < input->link_count; i++)
            if (input->links[i].to == box) {
                lanes++;
                break;
            }
    return lanes;
}

/* Frames, and below them what they refer to, in one column; with lanes for arrows where boxes keep what they need. */
static void pack_below(struct layout *layout, const struct layout_input *input)
{
    struct layout_box wish;
    int lanes;

    assign_by_rank(layout, input, 0);
    wish = wishes(layout, input, 0);
    lanes = least(lanes_wish(input), input->width - GUTTER - greatest(wish.minimum, STACKED_MIN));
    layout->lanes = input->lanes && lanes >= MARGIN;
    layout->columns[0] = (struct column){0, input->width - (layout->lanes ? lanes : 0)};
    layout->column_count = 1;
    measure(layout, input);
    for (size_t i = 0; layout->lanes && i < input->count; i++) {
        struct layout_box *box = &input->boxes[i];

        if (box->rank > 0) {
            box->rect.x = GUTTER;
            box->rect.width -= GUTTER;
            box->rect.height = input->height(input->context, i, box->rect.width);
        }
    }
    order_as_before(layout, input);
    stack_column(layout, input, 0);
}

static void pack(struct layout *layout, const struct layout_input *input)
{
    int last = fitting_columns(layout, input);

    layout->roomy = input->roomy;
    layout->lanes = false;
    if (last < highest_rank(input))
        order_by_links(layout, input);
    layout->stacked = last < 0;
    if (layout->stacked) {
        pack_below(layout, input);
        return;
    }
    set_columns(layout, input, last);
    measure(layout, input);
    pack_rows(layout, input);
}

/* Boxes that are known stay in their columns, new ones go where their rank says as far as there are, or could be,
 * columns. Returns the last column; -1 when they do not fit. */
static int keep_assignment(struct layout *layout, const struct layout_input *input)
{
    int last = layout->column_count - 1;

    for (size_t i = 0; i < input->count; i++) {
        const struct place *place = place_of(layout, input->boxes[i].key);

        layout->kept[i] = place != NULL && input->boxes[i].rank > 0;
        layout->column_of[i] = layout->kept[i] ? place->column : least(input->boxes[i].rank, COLUMNS_MAX - 1);
        last = greatest(last, layout->column_of[i]);
    }
    for (; narrowest(layout, input, last) > input->width; last--) {
        if (last < layout->column_count || last <= 1)
            return -1;
        for (size_t i = 0; i < input->count; i++)
            layout->column_of[i] = least(layout->column_of[i], last - 1);
    }
    return last;
}

/* Adds columns on the right, as narrow as can be: they are widened later.  False when others would have to move. */
static bool add_columns(struct layout *layout, const struct layout_input *input, int last)
{
    while (layout->column_count <= last) {
        const struct column *left = &layout->columns[layout->column_count - 1];
        struct layout_box wish = wishes(layout, input, layout->column_count);
        int x = left->x + left->width + GAP_MIN;
        int spare = input->width - MARGIN - x - wish.natural;

        if (spare < 0)
            return false;
        layout->columns[layout->column_count++] = (struct column){x + least(spare, GAP_WISH - GAP_MIN), wish.natural};
    }
    return true;
}

/* Room to the right of a column that it may take without moving another. */
static int room_of(const struct layout *layout, const struct layout_input *input, int column)
{
    int next = column + 1 < layout->column_count ? layout->columns[column + 1].x - GAP_MIN : input->width - MARGIN;

    return next - layout->columns[column].x;
}

/* Makes columns as wide as their boxes would like: first into the gap on their right, then by pushing others aside.
 * False when that was not enough. */
static bool widen_columns(struct layout *layout, const struct layout_input *input)
{
    for (int column = 0; column < layout->column_count; column++) {
        struct column *wide = &layout->columns[column], *last = &layout->columns[layout->column_count - 1];
        struct layout_box wish = wishes(layout, input, column);
        int slack = input->width - MARGIN - last->x - last->width;
        int push = least(wish.natural - greatest(wide->width, room_of(layout, input, column)), slack);

        for (int right = column + 1; push > 0 && right < layout->column_count; right++)
            layout->columns[right].x += push;
        wide->width = greatest(wide->width, least(wish.natural, room_of(layout, input, column)));
        if (wish.natural > wide->width)
            return false;
    }
    return true;
}

/* Whether not all wishes can be granted, or gaps matter more, and the columns will do. */
static bool is_squeezed(const struct layout *layout, const struct layout_input *input)
{
    int total = layout->roomy ? input->width : MARGIN;

    for (int column = 0; column < layout->column_count; column++) {
        struct layout_box wish = wishes(layout, input, column);

        if (layout->columns[column].width < wish.minimum)
            return false;
        total += wish.natural + (column > 0 ? gap_wish(layout, input, column) : 0);
    }
    return total > input->width;
}

/* Boxes that stood where one above has grown to, move down. */
static void push_down(const struct layout *layout, const struct layout_input *input, int column)
{
    int bottom = input->top, from = INT_MIN;

    for (;;) {
        size_t next = input->count;

        for (size_t i = 0; i < input->count; i++)
            if (layout->column_of[i] == column && layout->kept[i] && remembered_row(layout, input, i) > from &&
                (next == input->count || remembered_row(layout, input, i) < remembered_row(layout, input, next)))
                next = i;
        if (next == input->count)
            return;
        from = remembered_row(layout, input, next);
        input->boxes[next].rect.y = greatest(from, bottom);
        bottom = input->boxes[next].rect.y + input->boxes[next].rect.height + GAP_ROWS;
    }
}

static bool is_free(const struct layout *layout, const struct layout_input *input, size_t box, int y)
{
    int height = input->boxes[box].rect.height;

    for (size_t i = 0; i < input->count; i++) {
        const struct canvas_rect *other = &input->boxes[i].rect;

        if (layout->kept[i] && layout->column_of[i] == layout->column_of[box] &&
            y < other->y + other->height + GAP_ROWS && other->y < y + height + GAP_ROWS)
            return false;
    }
    return true;
}

/* The free row nearest to `wished`. */
static int free_row(const struct layout *layout, const struct layout_input *input, size_t box, int wished)
{
    for (int away = 0;; away++) {
        if (wished - away >= input->top && is_free(layout, input, box, wished - away))
            return wished - away;
        if (is_free(layout, input, box, wished + away))
            return wished + away;
    }
}

/* As wished_row; where all that refers to the box stands in its own column, the row below the first of them. */
static int wished_new_row(const struct layout *layout, const struct layout_input *input, size_t box)
{
    int column = layout->column_of[box], below = INT_MAX;

    for (size_t i = 0; i < input->link_count; i++) {
        const struct layout_link *link = &input->links[i];
        const struct canvas_rect *from = &input->boxes[link->from].rect;

        if (link->to != box || link->from == box)
            continue;
        if (layout->column_of[link->from] < column)
            return wished_row(layout, input, box);
        if (layout->column_of[link->from] == column && layout->kept[link->from])
            below = least(below, from->y + from->height + GAP_ROWS);
    }
    return below == INT_MAX ? input->top : below;
}

static void keep_rows(struct layout *layout, const struct layout_input *input)
{
    stack_column(layout, input, 0);
    for (int column = 1; column < layout->column_count; column++) {
        push_down(layout, input, column);
        for (size_t place = 0; place < input->count; place++) {
            size_t i = layout->order[place];

            if (layout->column_of[i] == column && !layout->kept[i]) {
                input->boxes[i].rect.y = free_row(layout, input, i, wished_new_row(layout, input, i));
                layout->kept[i] = true;
            }
        }
    }
}

/* Draws on what the last picture was; false when that would not do. */
static bool keep(struct layout *layout, const struct layout_input *input)
{
    int last;

    if (layout->stacked || layout->width != input->width || layout->top != input->top || layout->places.count == 0)
        return false;
    last = keep_assignment(layout, input);
    if (last < 0)
        return false;
    if (!add_columns(layout, input, last) || (!is_squeezed(layout, input) && !widen_columns(layout, input)))
        set_columns(layout, input, last);
    measure(layout, input);
    if (last < highest_rank(input))
        order_by_links(layout, input);
    keep_rows(layout, input);
    return bottom_of(input) <= 2 * least_height(layout, input) + 4;
}

static void remember(struct layout *layout, const struct layout_input *input)
{
    layout->width = input->width;
    layout->top = input->top;
    vector_clear(&layout->places);
    map_clear(&layout->by_key);
    for (size_t i = 0; i < input->count; i++) {
        const struct layout_box *box = &input->boxes[i];

        vector_push(&layout->places, ((struct place){box->key, layout->column_of[i], box->rect.y}));
        map_put(&layout->by_key, box->key, (uint32_t)layout->places.count);
    }
}

struct layout_result layout_place(struct layout *layout, const struct layout_input *input)
{
    struct layout_result result = {0};

    layout->column_of = memory_resize(layout->column_of, input->count, sizeof *layout->column_of);
    layout->kept = memory_resize(layout->kept, input->count, sizeof *layout->kept);
    layout->ordered = memory_resize(layout->ordered, input->count, sizeof *layout->ordered);
    layout->order = memory_resize(layout->order, input->count, sizeof *layout->order);
    layout->first = memory_resize(layout->first, input->count, sizeof *layout->first);
    layout->known = memory_resize(layout->known, input->count, sizeof *layout->known);
    memset(layout->kept, 0, input->count * sizeof *layout->kept);
    order_as_given(layout, input);
    result.packed = !keep(layout, input);
    if (result.packed)
        pack(layout, input);
    remember(layout, input);
    result.height = bottom_of(input);
    result.stacked = layout->stacked;
    result.lanes = layout->lanes;
    result.objects = layout->column_count > 1 ? layout->columns[1].x : 0;
    return result;
}
