#include "diagram/box.h"

#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "model/details.h"

enum {
    BORDERS = 2,
    TITLE_MIN = 12, /* cells of a long title that are always kept */
    TITLE_FILL = 3, /* line between title and facts, where there is room */
    VALUE_MIN = 8,
    VALUE_NATURAL = 44,
    ROW_MIN = 24,
    LABEL_MIN = 8,
    ACROSS_MIN = 12,
    ACROSS_NATURAL = 60,
    ARROW_MIN = 3, /* a dot and some line */
    WAS_MAX = 14,  /* "was 3" beside a value, beyond which a sign stands instead */
    SEPARATOR = 3, /* " │ " between cells */
};

static const char new_word[] = TRANSLATE_LATER("new"), gone_word[] = TRANSLATE_LATER("gone"), changed_sign[] = "*";
enum { NEW_WIDTH = 3, MARK_WIDTH = 4 /* " new", which most marks need */, SIGN_WIDTH = 2 /* " *" */ };

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int greatest(int a, int b)
{
    return a > b ? a : b;
}

static const struct scene_slot *slot_of(const struct scene *scene, const struct scene_box *box, size_t index)
{
    return &scene->slots.items[box->first + index];
}

static bool is_reference(const struct scene_slot *slot)
{
    return slot->id.width > 0;
}

/* Others begin where labels do. */
static bool has_label(const struct scene_slot *slot)
{
    return slot->sort == SCENE_NAME || slot->sort == SCENE_ENTRY || slot->sort == SCENE_PLACE ||
           (slot->sort == SCENE_ROW && slot->label.width > 0);
}

/* What is written beside a value that changed, in at most `room` cells with the blank before it; "" when nothing. */
static const char *mark_text(const struct scene *scene, const struct scene_slot *slot, int room)
{
    const char *mark = "";

    switch (slot->mark) {
    case SCENE_SAME:
        return "";
    case SCENE_NEW:
        mark = translate(new_word);
        break;
    case SCENE_GONE:
        mark = translate(gone_word);
        break;
    case SCENE_CHANGED:
        mark = slot->was.width > 0 && slot->was.width <= WAS_MAX && slot->was.width < room
                   ? scene_string(scene, slot->was)
                   : changed_sign;
    }
    return (int)strlen(mark) < room || mark == scene_string(scene, slot->was) ? mark : room >= 2 ? changed_sign : "";
}

/* ---- widths ---- */

static struct box_widths title_widths(const struct scene_box *box)
{
    int around = BORDERS + 2, facts = box->facts[1].width, least_facts = box->facts[3].width;
    struct box_widths widths = {around + least(box->title.width, TITLE_MIN), around + box->title.width};

    if (facts > 0)
        widths.natural += (box->sort == SCENE_OBJECT ? MARK_WIDTH + TITLE_FILL : 1) + 2 + facts;
    if (least_facts > 0)
        widths.minimum += 2 + 1 + least_facts + SIGN_WIDTH;
    if (box->footer.width > 0 && box->mark != SCENE_GONE && box->count == 0)
        widths.natural = greatest(widths.natural, around + box->footer.width);
    return widths;
}

/* Of the part right of the label. */
static struct box_widths content_widths(const struct scene_slot *slot)
{
    int label = slot->id.width + 2, arrow = NEW_WIDTH + 1 + ARROW_MIN;

    if (is_reference(slot))
        return (struct box_widths){label + 1, greatest(label + 1, arrow)};
    if (slot->sort == SCENE_REMARK || slot->sort == SCENE_HEADING)
        return (struct box_widths){least(slot->value.width, VALUE_MIN) + 1,
                                   least(slot->value.width, VALUE_NATURAL) + 1};
    if (slot->sort == SCENE_ROW)
        return (struct box_widths){least(slot->value.width, ROW_MIN) + SIGN_WIDTH + 1,
                                   slot->value.width + SIGN_WIDTH + 1};
    return (struct box_widths){least(slot->value.width, VALUE_MIN) + 1,
                               least(slot->value.width, VALUE_NATURAL) + MARK_WIDTH + 1};
}

static struct box_widths row_widths(const struct scene *scene, const struct scene_box *box)
{
    struct box_widths widths = {0, 0};
    int label = box->label_width > 0 ? box->label_width + 1 : 0;

    for (size_t i = 0; i < box->count; i++) {
        const struct scene_slot *slot = slot_of(scene, box, i);
        struct box_widths content = content_widths(slot);

        widths.minimum = greatest(widths.minimum, (has_label(slot) ? least(label, LABEL_MIN) : 0) + content.minimum);
        widths.natural = greatest(widths.natural, (has_label(slot) ? label : 0) + content.natural);
    }
    return (struct box_widths){widths.minimum + BORDERS + 1, widths.natural + BORDERS + 1};
}

static int cell_width(const struct scene *scene, const struct scene_slot *slot)
{
    int mark = slot->mark == SCENE_NEW ? MARK_WIDTH : slot->mark == SCENE_SAME ? 0 : 2;

    if (slot->mark == SCENE_CHANGED && mark_text(scene, slot, WAS_MAX + 1)[0] != changed_sign[0])
        mark = slot->was.width + 1;
    return greatest(slot->label.width, slot->value.width + mark);
}

static struct box_widths across_widths(const struct scene *scene, const struct scene_box *box)
{
    int widest = 0, all = 0;

    for (size_t i = 0; i < box->count; i++) {
        int width = cell_width(scene, slot_of(scene, box, i));

        widest = greatest(widest, width);
        all += width + (i > 0 ? SEPARATOR : 0);
    }
    all = least(all, greatest(ACROSS_NATURAL, widest));
    return (struct box_widths){least(widest, ACROSS_MIN) + BORDERS + 2, all + BORDERS + 2};
}

struct box_widths box_widths(const struct scene *scene, const struct scene_box *box)
{
    struct box_widths title = title_widths(box), rows = {0, 0};

    if (box->sort == SCENE_NOTE)
        return (struct box_widths){least(box->title.width, TITLE_MIN) + 1, box->title.width + 1};
    if (box->count > 0)
        rows = box->across ? across_widths(scene, box) : row_widths(scene, box);
    return (struct box_widths){greatest(title.minimum, rows.minimum), greatest(title.natural, rows.natural)};
}

/* ---- cells that stand beside each other ---- */

struct walk {
    const struct scene *scene;
    const struct scene_box *box;
    int room;    /* cells for one line of cells */
    size_t next; /* slot */
    int line, x; /* of the slot found last */
    int width;
};

/* Finds where the next slot stands; false past the last. */
static bool walk_on(struct walk *walk)
{
    if (walk->next == walk->box->count)
        return false;
    if (walk->next > 0)
        walk->x += walk->width + SEPARATOR;
    walk->width = least(cell_width(walk->scene, slot_of(walk->scene, walk->box, walk->next)), walk->room);
    if (walk->x + walk->width > walk->room && walk->x > 0) {
        walk->line++;
        walk->x = 0;
    }
    walk->next++;
    return true;
}

static struct walk walk_begin(const struct scene *scene, const struct scene_box *box, int width)
{
    return (struct walk){.scene = scene, .box = box, .room = greatest(width - BORDERS - 2, 1)};
}

static int rows_of_line(const struct scene_box *box)
{
    return box->indexed ? 2 : 1;
}

int box_height(const struct scene *scene, const struct scene_box *box, int width)
{
    struct walk walk = walk_begin(scene, box, width);

    if (box->sort == SCENE_NOTE)
        return 1;
    if (!box->across)
        return BORDERS + (int)box->count;
    while (walk_on(&walk))
        ;
    return BORDERS + (walk.line + 1) * rows_of_line(box);
}

int box_row(size_t slot)
{
    return 1 + (int)slot;
}

/* ---- drawing ---- */

static enum canvas_style unless_gone(const struct scene_box *box, enum canvas_style style)
{
    return box->mark == SCENE_GONE ? CANVAS_GHOST : style;
}

static void add_spot(struct box_canvas *on, struct diagram_spot spot)
{
    vector_push(&on->spots, spot);
}

/* The facts that fit behind the title, the longest first. */
static struct scene_text fitting_facts(const struct scene_box *box, int room)
{
    for (int i = 0; i < SCENE_FACTS; i++)
        if (box->facts[i].width > 0 && box->facts[i].width + 3 <= room)
            return box->facts[i];
    return (struct scene_text){0, 0};
}

/* The id is worth more than the word "new", for which a sign stands in a narrow box. */
static const char *title_mark(const struct scene_box *box, int room)
{
    if (box->mark != SCENE_NEW)
        return box->mark == SCENE_GONE ? translate(gone_word) : "";
    return fitting_facts(box, room - least(box->title.width, TITLE_MIN) - MARK_WIDTH).width > 0 ? translate(new_word)
                                                                                                : changed_sign;
}

/* "OrderedDict" of "collections.OrderedDict": what to leave out first where there is no room for all. */
static const char *without_module(const char *title)
{
    const char *dot = strrchr(title, '.');

    return dot != NULL && dot[1] != '\0' && strchr(title, ' ') == NULL ? dot + 1 : title;
}

static void draw_title(struct box_canvas *on, const struct scene_box *box, struct canvas_rect rect)
{
    int right = rect.x + rect.width - 1, room = rect.width - BORDERS - 2;
    const char *word = title_mark(box, room);
    int word_width = *word != '\0' ? 1 + (int)strlen(word) : 0, x = rect.x + 2, title;
    struct scene_text facts = fitting_facts(box, room - least(box->title.width, TITLE_MIN) - word_width);
    struct scene_text longer = fitting_facts(box, room - box->title.width - word_width);
    const char *words = scene_string(on->scene, box->title);

    if (longer.width > 0)
        facts = longer;
    if (room < 1)
        return;
    title = room - (facts.width > 0 ? facts.width + 3 : 0);
    title = least(box->title.width, title > word_width ? title - word_width : title);
    if (title < box->title.width) {
        words = without_module(words);
        title = least(title, utf8_width(words, strlen(words)));
    }
    canvas_fill(on->canvas, (struct canvas_rect){rect.x + 1, rect.y, title + 2, 1}, CANVAS_PLAIN);
    x += canvas_text(on->canvas, x, rect.y, title,
                     unless_gone(box, box->sort == SCENE_OBJECT ? CANVAS_TYPE : CANVAS_TITLE), words);
    if (word_width > 0 && x + word_width < right) {
        canvas_fill(on->canvas, (struct canvas_rect){x, rect.y, word_width + 1, 1}, CANVAS_PLAIN);
        canvas_text(on->canvas, x + 1, rect.y, word_width - 1, unless_gone(box, CANVAS_CHANGED), word);
    }
    if (facts.width == 0)
        return;
    canvas_fill(on->canvas, (struct canvas_rect){right - facts.width - 2, rect.y, facts.width + 2, 1}, CANVAS_PLAIN);
    canvas_text(on->canvas, right - facts.width - 1, rect.y, facts.width,
                unless_gone(box, box->current ? CANVAS_TITLE : CANVAS_DIM), scene_string(on->scene, facts));
}

static void draw_footer(struct box_canvas *on, const struct scene_box *box, struct canvas_rect rect)
{
    int room = rect.width - BORDERS - 2, y = rect.y + rect.height - 1;

    if (box->footer.width == 0 || room < 1)
        return;
    room = least(room, box->footer.width);
    canvas_fill(on->canvas, (struct canvas_rect){rect.x + 1, y, room + 2, 1}, CANVAS_PLAIN);
    canvas_text(on->canvas, rect.x + 2, y, room, box->count > 0 ? CANVAS_GHOST : CANVAS_DIM,
                scene_string(on->scene, box->footer));
}

/* Those of a row's items that changed and are whole, over the row. */
static void draw_changed_items(struct box_canvas *on, const struct scene_slot *slot, int x, int y, int room)
{
    const char *row = scene_string(on->scene, slot->value);
    struct trace_bytes items = {row, strlen(row)}, item;

    for (uint64_t changed = slot->changed; changed != 0 && details_item(&items, &item); changed >>= 1) {
        int before = utf8_width(row, (size_t)(item.at - row)), width = utf8_width(item.at, item.length);
        struct text alone = TEXT_EMPTY;

        if ((changed & 1) == 0 || before + width > room)
            continue;
        text_append(&alone, item.at, item.length);
        canvas_text(on->canvas, x + before, y, width, CANVAS_CHANGED, text_string(&alone));
        text_free(&alone);
    }
}

/* The value and its mark, in at most `room` cells. */
static void draw_value(struct box_canvas *on, const struct scene_box *box, const struct scene_slot *slot, int x,
                       int y, int room)
{
    enum canvas_style style = slot->mark == SCENE_GONE ? CANVAS_GHOST : unless_gone(box, slot->style);
    int least_mark = slot->mark == SCENE_SAME ? 0 : 2, used;
    const char *mark;

    used = canvas_text(on->canvas, x, y, greatest(room - least_mark, least(room, 1)), style,
                       scene_string(on->scene, slot->value));
    if (slot->sort == SCENE_ROW && slot->mark == SCENE_CHANGED)
        draw_changed_items(on, slot, x, y, used);
    mark = mark_text(on->scene, slot, room - used);
    if (*mark != '\0')
        canvas_text(on->canvas, x + used + 1, y, room - used - 1,
                    slot->mark == SCENE_GONE ? CANVAS_GHOST : CANVAS_CHANGED, mark);
}

/* A dot and the line to the right border, or a label; the mark stands before it. */
static void draw_reference(struct box_canvas *on, const struct scene_box *box, const struct scene_slot *slot,
                           struct canvas_rect row, int x, int mark_x, const uint8_t *arrow_styles)
{
    int border = row.x + row.width - 1, label = slot->id.width + 2;
    int needed = slot->arrow ? ARROW_MIN : slot->mark == SCENE_GONE ? 0 : label;
    const char *mark = mark_text(on->scene, slot, border - mark_x - needed);
    enum canvas_style style = unless_gone(box, slot->mark == SCENE_GONE ? CANVAS_GHOST : CANVAS_DIM);

    if (*mark != '\0') {
        mark_x += canvas_text(on->canvas, mark_x, row.y, border - mark_x,
                              slot->mark == SCENE_GONE ? CANVAS_GHOST : CANVAS_CHANGED, mark);
        x = greatest(x, mark_x + 1);
    }
    if (slot->mark == SCENE_GONE && border - x < label)
        return;
    if (!slot->arrow) {
        canvas_put_glyph(on->canvas, x, row.y, style, CANVAS_GLYPH_LABEL);
        canvas_text(on->canvas, x + 2, row.y, border - x - 2, style, scene_string(on->scene, slot->id));
        return;
    }
    style = slot->mark == SCENE_SAME ? (enum canvas_style)arrow_styles[slot->target] : CANVAS_CHANGED;
    canvas_put_glyph(on->canvas, x, row.y, style, CANVAS_GLYPH_DOT);
    for (int at = x + 1; at <= border; at++)
        canvas_line_bits(on->canvas, at, row.y, CANVAS_EAST | CANVAS_WEST, style);
}

static void add_slot_spot(struct box_canvas *on, const struct scene_box *box, const struct scene_slot *slot,
                          struct canvas_rect rect)
{
    struct diagram_spot spot = {.rect = rect, .object = slot->object, .index = slot->index};

    if (slot->sort == SCENE_NAME) {
        spot.target = DIAGRAM_NAME;
        spot.frame = box->number;
        spot.name = slot->name;
    } else if (slot->sort == SCENE_ENTRY) {
        spot.target = DIAGRAM_ENTRY;
        spot.holder = box->number;
    } else {
        return;
    }
    add_spot(on, spot);
}

static enum canvas_style label_style(const struct scene_box *box, const struct scene_slot *slot)
{
    if (slot->mark == SCENE_GONE || box->mark == SCENE_GONE)
        return CANVAS_GHOST;
    return box->suspended ? CANVAS_DIM : CANVAS_NAME;
}

/* Cells of the column of labels, where rows have `inner` cells: an id is never cut for the sake of a label. */
static int label_room(const struct scene *scene, const struct scene_box *box, int inner)
{
    int value = least(LABEL_MIN, inner / 2);

    for (size_t i = 0; i < box->count; i++)
        if (is_reference(slot_of(scene, box, i)))
            value = greatest(value, slot_of(scene, box, i)->id.width + 2);
    return greatest(least(box->label_width, inner - 1 - value), least(box->label_width, 1));
}

static enum canvas_style border_style(const struct scene_box *box)
{
    if (box->mark != SCENE_SAME)
        return box->mark == SCENE_GONE ? CANVAS_GHOST : CANVAS_CHANGED;
    return box->suspended ? CANVAS_DIM : CANVAS_FRAME;
}

/* From border to border, as the box's own lines are. */
static void draw_heading(struct box_canvas *on, const struct scene_box *box, const struct scene_slot *slot,
                         struct canvas_rect row)
{
    int room = least(slot->value.width, row.width - BORDERS - 2);

    canvas_horizontal(on->canvas, row.x, row.y, row.width, border_style(box));
    if (room < 1)
        return;
    canvas_fill(on->canvas, (struct canvas_rect){row.x + 1, row.y, room + 2, 1}, CANVAS_PLAIN);
    canvas_text(on->canvas, row.x + 2, row.y, room, unless_gone(box, slot->style),
                scene_string(on->scene, slot->value));
}

static void draw_row(struct box_canvas *on, const struct scene_box *box, const struct scene_slot *slot,
                     struct canvas_rect row, const uint8_t *arrow_styles)
{
    int inner = row.width - BORDERS - 1, x = row.x + 2, used;
    int label = has_label(slot) ? label_room(on->scene, box, inner) : 0;

    add_slot_spot(on, box, slot, (struct canvas_rect){row.x + 1, row.y, row.width - BORDERS, 1});
    if (slot->sort == SCENE_HEADING) {
        draw_heading(on, box, slot, row);
        return;
    }
    if (inner < 1)
        return;
    used = canvas_text(on->canvas, x, row.y, label, label_style(box, slot), scene_string(on->scene, slot->label));
    used += used > 0;
    label += label > 0;
    if (is_reference(slot))
        draw_reference(on, box, slot, row, x + label, x + used, arrow_styles);
    else
        draw_value(on, box, slot, x + label, row.y, inner - label);
}

static void draw_cells(struct box_canvas *on, const struct scene_box *box, struct canvas_rect rect)
{
    struct walk walk = walk_begin(on->scene, box, rect.width);
    int line = 0;

    while (walk_on(&walk)) {
        const struct scene_slot *slot = slot_of(on->scene, box, walk.next - 1);
        int rows = rows_of_line(box), x = rect.x + 2 + walk.x, y = rect.y + 1 + walk.line * rows;

        if (box->indexed)
            canvas_text(on->canvas, x, y, walk.width, unless_gone(box, CANVAS_DIM),
                        scene_string(on->scene, slot->label));
        if (walk.line == line && walk.next > 1)
            canvas_line_bits(on->canvas, x - 2, y + rows - 1, CANVAS_NORTH | CANVAS_SOUTH,
                             unless_gone(box, CANVAS_FRAME));
        draw_value(on, box, slot, x, y + rows - 1, walk.width);
        add_slot_spot(on, box, slot, (struct canvas_rect){x, y, walk.width, rows});
        line = walk.line;
    }
}

void box_draw(struct box_canvas *on, const struct scene_box *box, struct canvas_rect rect,
              const uint8_t *arrow_styles)
{
    struct diagram_spot spot = {.rect = rect};

    if (box->sort == SCENE_NOTE) {
        canvas_text(on->canvas, rect.x + 1, rect.y, rect.width - 1, CANVAS_DIM, scene_string(on->scene, box->title));
        return;
    }
    spot.target = box->sort == SCENE_FRAME   ? DIAGRAM_FRAME
                  : box->sort == SCENE_STACK ? DIAGRAM_STACK
                                             : DIAGRAM_OBJECT;
    *(box->sort == SCENE_OBJECT ? &spot.object : &spot.frame) = box->number;
    add_spot(on, spot);
    canvas_box(on->canvas, rect, border_style(box));
    draw_title(on, box, rect);
    draw_footer(on, box, rect);
    if (box->across) {
        draw_cells(on, box, rect);
        return;
    }
    for (size_t i = 0; i < box->count; i++)
        draw_row(on, box, slot_of(on->scene, box, i),
                 (struct canvas_rect){rect.x, rect.y + box_row(i), rect.width, 1}, arrow_styles);
}
