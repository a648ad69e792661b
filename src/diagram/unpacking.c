#include "diagram/unpacking.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"

enum {
    INDENT = 2,   /* of what is taken apart in turn */
    LINE_MIN = 7, /* cells between both sides */
    LINE_MAX = 16,
    STACK_MIN = 10, /* from so many on, the place on the stack is written into the line */
    GAP = 1,
    LEAST = 3, /* cells of a column that are left whatever the width */
};

struct row {
    int level;
    struct text label, value;              /* the left side */
    bool there;                            /* has something on the left */
    const struct unpacking_target *target; /* NULL: none */
};

struct columns {
    int label, value, line, target, remark;
};

struct drawing {
    const struct unpacking *unpacking;
    bool ascii;
    VECTOR(struct row) rows;
    struct columns columns;
};

/* ---- rows ---- */

static struct row *add_row(struct drawing *drawing, int level, const struct unpacking_target *target)
{
    vector_push(&drawing->rows, ((struct row){.level = level, .target = target}));
    return &vector_last(&drawing->rows);
}

static bool ends_with(const struct text *text, const struct text *end)
{
    return end->length > 0 && text->length >= end->length &&
           memcmp(text->bytes + text->length - end->length, end->bytes, end->length) == 0;
}

/* `f(1, k=5)`: an argument that is written as its value is, is not written twice. */
static bool is_written_twice(const struct drawing *drawing, const struct unpacking_element *element)
{
    size_t before = element->label.length - element->value.length;
    bool is_source = drawing->unpacking->sort != UNPACKING_APART && element->parent == UNPACKING_NONE;

    return is_source && ends_with(&element->label, &element->value) &&
           (before == 0 || element->label.bytes[before - 1] == '=');
}

static void write_element(const struct drawing *drawing, struct row *row, const struct unpacking_element *element)
{
    row->there = true;
    text_append(&row->label, text_string(&element->label), element->label.length);
    if (!is_written_twice(drawing, element))
        text_append(&row->value, text_string(&element->value), element->value.length);
}

static void add_item(struct text *list, const struct text *item)
{
    text_format(list, "%s%s", list->length > 0 ? ", " : "", text_string(item));
}

/* What a starred target gathers: the values, and "1-3", or the texts of arguments. */
static void write_gathered(struct drawing *drawing, struct row *row, int number, int parent)
{
    bool call = drawing->unpacking->sort == UNPACKING_CALL, twice = call;
    const struct unpacking_element *first = NULL, *last = NULL;

    for (size_t i = 0; i < drawing->unpacking->elements.count; i++) {
        const struct unpacking_element *element = &drawing->unpacking->elements.items[i];

        if (element->target != number || element->parent != parent)
            continue;
        first = first == NULL ? element : first;
        last = element;
        twice = twice && is_written_twice(drawing, element);
        add_item(&row->value, &element->value);
        if (call && element->label.length > 0)
            add_item(&row->label, &element->label);
    }
    row->there = first != NULL || row->target->object != 0;
    if (first == NULL && row->target->object != 0)
        text_add(&row->value, translate("nothing"));
    else if (twice)
        text_clear(&row->value);
    if (first != NULL && !call)
        text_format(&row->label, last == first ? "%s" : "%s-%s", text_string(&first->label),
                    text_string(&last->label));
}

static void write_plain(struct drawing *drawing, struct row *row, int number, int parent)
{
    for (size_t i = 0; i < drawing->unpacking->elements.count; i++) {
        const struct unpacking_element *element = &drawing->unpacking->elements.items[i];

        if (element->target == number && element->parent == parent)
            write_element(drawing, row, element);
    }
}

static void add_lost(struct drawing *drawing, int parent, int level)
{
    for (size_t i = 0; i < drawing->unpacking->elements.count; i++) {
        const struct unpacking_element *element = &drawing->unpacking->elements.items[i];

        if (element->target == UNPACKING_NONE && element->parent == parent)
            write_element(drawing, add_row(drawing, level, NULL), element);
    }
}

static void add_rows(struct drawing *drawing, int parent, int level)
{
    const struct unpacking *unpacking = drawing->unpacking;

    for (size_t i = 0; i < unpacking->targets.count; i++) {
        const struct unpacking_target *target = &unpacking->targets.items[i];

        if (target->parent != parent)
            continue;
        if (target->starred)
            write_gathered(drawing, add_row(drawing, level, target), (int)i, parent);
        else
            write_plain(drawing, add_row(drawing, level, target), (int)i, parent);
        add_rows(drawing, (int)i, level + 1);
    }
    add_lost(drawing, parent, level);
}

static void free_rows(struct drawing *drawing)
{
    for (size_t i = 0; i < drawing->rows.count; i++) {
        text_free(&drawing->rows.items[i].label);
        text_free(&drawing->rows.items[i].value);
    }
    vector_free(&drawing->rows);
}

/* ---- texts ---- */

/* As it will be drawn: sanitised; our own mark "…" has an ASCII form. */
static void clean(const struct drawing *drawing, const char *raw, struct text *out)
{
    static const char mark[] = "…";
    const char *found;

    while (drawing->ascii && (found = strstr(raw, mark)) != NULL) {
        utf8_clean(out, raw, (size_t)(found - raw), true);
        text_add(out, "..");
        raw = found + strlen(mark);
    }
    utf8_clean(out, raw, strlen(raw), drawing->ascii);
}

static int width_of(const struct drawing *drawing, const char *raw)
{
    struct text text = TEXT_EMPTY;
    int width;

    clean(drawing, raw, &text);
    width = utf8_width(text_string(&text), text.length);
    text_free(&text);
    return width;
}

static int put(struct canvas *canvas, const struct drawing *drawing, int x, int y, int columns,
               enum canvas_style style, const char *raw)
{
    struct text text = TEXT_EMPTY;
    int used;

    if (columns <= 0)
        return 0;
    clean(drawing, raw, &text);
    used = canvas_text_bytes(canvas, x, y, columns, style, text_string(&text), text.length);
    text_free(&text);
    return used;
}

/* A word behind a target. */
static const char *remark_of(const struct unpacking *unpacking, const struct unpacking_target *target)
{
    bool dict = target->text.length > 1 && target->text.bytes[1] == '*';

    if (target->sort == TARGET_DROPPED && target->state == UNPACKING_NEVER && unpacking->exception == 0)
        return translate("not bound");
    if (target->now && target->state == UNPACKING_BOUND && unpacking->sort != UNPACKING_CALL)
        return translate("now");
    if (target->giver != UNPACKING_GATHERED || target->object == 0)
        return "";
    return unpacking->sort != UNPACKING_CALL ? translate("new list")
           : dict                            ? translate("new dict")
                                             : translate("new tuple");
}

/* ---- columns ---- */

static int greatest(int a, int b)
{
    return a > b ? a : b;
}

static struct columns natural_columns(const struct drawing *drawing)
{
    struct columns columns = {0, 0, 0, 0, 0};

    for (size_t i = 0; i < drawing->rows.count; i++) {
        const struct row *row = &drawing->rows.items[i];
        int indent = row->level * INDENT;

        columns.label = greatest(columns.label, width_of(drawing, text_string(&row->label)) + indent);
        columns.value = greatest(columns.value, width_of(drawing, text_string(&row->value)));
        if (row->target == NULL)
            continue;
        columns.target = greatest(columns.target, width_of(drawing, text_string(&row->target->text)) + indent);
        columns.remark = greatest(columns.remark, width_of(drawing, remark_of(drawing->unpacking, row->target)));
    }
    /* Room for "now" is kept from the beginning on, so that nothing moves when it comes. */
    if (drawing->unpacking->sort != UNPACKING_CALL)
        columns.remark = greatest(columns.remark, width_of(drawing, translate("now")));
    return columns;
}

static void give_up(int *column, int least, int *over)
{
    int given = *column - least < *over ? *column - least : *over;

    if (given > 0) {
        *column -= given;
        *over -= given;
    }
}

static int gap(int column)
{
    return column > 0 ? GAP : 0;
}

static int without_line(const struct columns *columns)
{
    return columns->label + gap(columns->label) + columns->value + gap(columns->value) + GAP + columns->target +
           gap(columns->remark) + columns->remark;
}

static void place_columns(struct drawing *drawing, int width)
{
    struct columns *columns = &drawing->columns;
    int over;

    *columns = natural_columns(drawing);
    over = without_line(columns) + LINE_MIN - width;
    give_up(&columns->remark, LEAST, &over);
    give_up(&columns->value, 2 * LEAST, &over);
    give_up(&columns->target, 3 * LEAST, &over);
    give_up(&columns->label, 2 * LEAST, &over);
    give_up(&columns->value, LEAST, &over);
    give_up(&columns->target, LEAST, &over);
    give_up(&columns->label, LEAST, &over);
    columns->line = width - without_line(columns);
    if (columns->line > LINE_MAX)
        columns->line = LINE_MAX;
}

/* ---- drawing ---- */

static void draw_line(struct canvas *canvas, int x, int y, int length, enum canvas_style style)
{
    for (int i = 0; i < length; i++)
        canvas_line_bits(canvas, x + i, y, CANVAS_EAST | CANVAS_WEST, style);
}

static void draw_dots(struct canvas *canvas, int x, int y, int length)
{
    for (int i = 0; i < length; i++)
        canvas_text(canvas, x + i, y, 1, CANVAS_DIM, canvas_is_ascii(canvas) ? "." : "·");
}

/* "top", "2nd", "3rd", "4th": the place on the value stack. */
static void write_place(int depth, struct text *out)
{
    int number = depth + 1, last = number % 10;
    int ending = number % 100 >= 11 && number % 100 <= 13 ? 0 : last;

    if (depth == 0)
        text_add(out, translate("top"));
    else
        text_format(out,
                    ending == 1   ? translate("%dst")
                    : ending == 2 ? translate("%dnd")
                    : ending == 3 ? translate("%drd")
                                  : translate("%dth"),
                    number);
}

/* Half the way: from the element to the value stack. */
static void draw_to_stack(struct canvas *canvas, const struct drawing *drawing, int x, int y, int width,
                          const struct unpacking_target *target)
{
    enum canvas_style style = target->now ? CANVAS_CHANGED : CANVAS_FRAME;
    struct text place = TEXT_EMPTY;
    int length;

    write_place(target->depth, &place);
    length = width_of(drawing, text_string(&place));
    if (width < STACK_MIN || length + 6 > width) {
        text_free(&place);
        draw_line(canvas, x + 1, y, width / 2 - 1, style);
        draw_dots(canvas, x + width / 2, y, width - width / 2);
        return;
    }
    draw_line(canvas, x + 1, y, 2, style);
    put(canvas, drawing, x + 4, y, length, target->now ? CANVAS_CHANGED : CANVAS_PLAIN, text_string(&place));
    draw_dots(canvas, x + 5 + length, y, width - 5 - length);
    text_free(&place);
}

static void draw_connection(struct canvas *canvas, const struct drawing *drawing, int x, int y, int width,
                            const struct unpacking_target *target, bool there)
{
    enum canvas_style style = target->now ? CANVAS_CHANGED : CANVAS_ARROW_1;

    if (width < 3 || (!there && target->state != UNPACKING_STACKED && target->state != UNPACKING_BOUND))
        return;
    if (there && target->state != UNPACKING_WAITING)
        canvas_put_glyph(canvas, x, y, style, CANVAS_GLYPH_DOT);
    else if (there)
        canvas_put_glyph(canvas, x, y, CANVAS_DIM, CANVAS_GLYPH_MIDDLE);
    switch (target->state) {
    case UNPACKING_WAITING:
        break;
    case UNPACKING_STACKED:
        draw_to_stack(canvas, drawing, x, y, width, target);
        break;
    case UNPACKING_BOUND:
        draw_line(canvas, x + 1, y, width - 2, style);
        canvas_put_glyph(canvas, x + width - 1, y, style, CANVAS_GLYPH_HEAD);
        break;
    case UNPACKING_NEVER:
        draw_line(canvas, x + 1, y, width / 2 - 1, CANVAS_GHOST);
        canvas_put_glyph(canvas, x + width / 2, y, CANVAS_ERROR, CANVAS_GLYPH_TIMES);
        break;
    }
}

static enum canvas_style target_style(const struct unpacking_target *target)
{
    if (target->state == UNPACKING_NEVER)
        return CANVAS_GHOST;
    if (target->state == UNPACKING_BOUND)
        return target->now ? CANVAS_CHANGED : CANVAS_NAME;
    return CANVAS_DIM;
}

/* "new list", or where that has no room "new"; "not bound" is drawn as well. */
static void draw_remark(struct canvas *canvas, const struct drawing *drawing, int x, int y,
                        const struct unpacking_target *target)
{
    const char *remark = remark_of(drawing->unpacking, target);
    int room = drawing->columns.remark;
    size_t length = strlen(remark);

    if (utf8_width(remark, length) > room)
        length = target->state == UNPACKING_NEVER ? 0 : strcspn(remark, " ");
    if (utf8_width(remark, length) <= room)
        canvas_text_bytes(canvas, x, y, room, target->now ? CANVAS_CHANGED : CANVAS_DIM, remark, length);
}

static void draw_row(struct canvas *canvas, const struct drawing *drawing, int x, int y, const struct row *row)
{
    const struct columns *columns = &drawing->columns;
    const struct unpacking_target *target;
    int indent;

    assert(row != NULL);
    target = row->target;
    indent = row->level * INDENT;

    put(canvas, drawing, x + indent, y, columns->label - indent, row->value.length > 0 ? CANVAS_DIM : CANVAS_VALUE,
        text_string(&row->label));
    x += columns->label + gap(columns->label);
    put(canvas, drawing, x, y, columns->value, CANVAS_VALUE, text_string(&row->value));
    x += columns->value + gap(columns->value);
    if (target == NULL) {
        canvas_put_glyph(canvas, x, y, CANVAS_ERROR, CANVAS_GLYPH_TIMES);
        put(canvas, drawing, x + 2, y, columns->line + GAP + columns->target - 2, CANVAS_ERROR,
            translate("no target"));
        return;
    }
    draw_connection(canvas, drawing, x, y, columns->line, target, row->there);
    x += columns->line + GAP;
    put(canvas, drawing, x + indent, y, columns->target - indent, target_style(target), text_string(&target->text));
    x += columns->target + gap(columns->remark);
    draw_remark(canvas, drawing, x, y, target);
}

static void draw_head(struct canvas *canvas, const struct drawing *drawing)
{
    const struct unpacking *unpacking = drawing->unpacking;
    const char *source =
        unpacking->sort == UNPACKING_STACK ? translate("values on the stack") : text_string(&unpacking->source);
    int title = width_of(drawing, text_string(&unpacking->title)), room = canvas_width(canvas), used;

    if (title > 0 && title + 2 * GAP + 2 * LEAST <= room)
        room -= title + 2 * GAP;
    used = put(canvas, drawing, 0, 0, room, CANVAS_TITLE, source);
    if (title > 0 && used + 2 * GAP + title <= canvas_width(canvas))
        put(canvas, drawing, used + (used > 0 ? 2 * GAP : 0), 0, title, CANVAS_TYPE, text_string(&unpacking->title));
}

int unpacking_rows(const struct unpacking *unpacking)
{
    struct drawing drawing = {.unpacking = unpacking};
    int rows;

    add_rows(&drawing, UNPACKING_NONE, 0);
    rows = 1 + (int)drawing.rows.count;
    free_rows(&drawing);
    return rows;
}

/* The row that matters most at this moment: what was bound just now, or is to be bound next. */
static int row_of_interest(const struct drawing *drawing)
{
    int next = -1;

    for (size_t i = 0; i < drawing->rows.count; i++) {
        const struct unpacking_target *target = drawing->rows.items[i].target;

        if (target != NULL && target->now && target->state == UNPACKING_BOUND)
            return (int)i;
        if (next < 0 && target != NULL && target->state == UNPACKING_STACKED && target->depth == 0)
            next = (int)i;
    }
    return next < 0 ? 0 : next;
}

static void draw_rows(struct canvas *canvas, const struct drawing *drawing)
{
    int room = canvas_height(canvas) - 1, count = (int)drawing->rows.count, shown = count <= room ? count : room - 1;
    int first = row_of_interest(drawing) - shown + 1;

    if (first < 0 || shown < 1)
        first = 0;
    for (int i = 0; i < shown; i++)
        draw_row(canvas, drawing, 0, 1 + i, &drawing->rows.items[first + i]);
    if (shown == count || room < 1)
        return;
    canvas_put_glyph(canvas, 0, room, CANVAS_DIM, CANVAS_GLYPH_MORE);
    canvas_format(canvas, 2, room, canvas_width(canvas) - 2, CANVAS_DIM, translate("%d more"), count - shown);
}

int unpacking_draw(struct canvas *canvas, struct canvas_rect rect, const struct unpacking *unpacking)
{
    struct drawing drawing = {.unpacking = unpacking, .ascii = canvas_is_ascii(canvas)};
    struct canvas *picture;
    int rows;

    if (rect.height < 1 || rect.width < 1)
        return 0;
    add_rows(&drawing, UNPACKING_NONE, 0);
    rows = 1 + (int)drawing.rows.count < rect.height ? 1 + (int)drawing.rows.count : rect.height;
    picture = canvas_new(rect.width, rows); /* clips */
    canvas_set_ascii(picture, drawing.ascii);
    place_columns(&drawing, rect.width);
    draw_head(picture, &drawing);
    draw_rows(picture, &drawing);
    canvas_copy(canvas, rect.x, rect.y, picture, (struct canvas_rect){0, 0, rect.width, rows});
    canvas_free(picture);
    free_rows(&drawing);
    return rows;
}

int unpackings_rows(const struct unpackings *unpackings)
{
    const struct unpacking *unpacking;
    int rows = 0;

    for (size_t i = 0; (unpacking = unpackings_at(unpackings, i)) != NULL; i++)
        rows += (i > 0) + unpacking_rows(unpacking);
    return rows;
}

int unpackings_draw(struct canvas *canvas, struct canvas_rect rect, const struct unpackings *unpackings)
{
    const struct unpacking *unpacking;
    int rows = 0;

    for (size_t i = 0; (unpacking = unpackings_at(unpackings, i)) != NULL && rows + (i > 0) < rect.height; i++) {
        rows += i > 0;
        rows += unpacking_draw(canvas, (struct canvas_rect){rect.x, rect.y + rows, rect.width, rect.height - rows},
                               unpacking);
    }
    return rows;
}
