#include "canvas/canvas.h"

#include <string.h>

#include "suite.h"

/* The canvas as text; the caller frees. */
static char *rendered(const struct canvas *canvas, bool colour)
{
    struct text out = TEXT_EMPTY;

    canvas_render(canvas, colour, &out);
    return text_take(&out);
}

static void expect(struct canvas *canvas, const char *wanted)
{
    char *got = rendered(canvas, false);

    ck_assert_str_eq(got, wanted);
    free(got);
    canvas_free(canvas);
}

START_TEST(boxes_and_lines_join_by_themselves)
{
    struct canvas *canvas = canvas_new(12, 4);

    canvas_box(canvas, (struct canvas_rect){0, 0, 5, 3}, CANVAS_FRAME);
    canvas_box(canvas, (struct canvas_rect){4, 0, 5, 3}, CANVAS_FRAME);
    canvas_horizontal(canvas, 4, 1, 7, CANVAS_ARROW_1);
    canvas_vertical(canvas, 10, 1, 3, CANVAS_ARROW_1);
    expect(canvas, "╭───┬───╮\n"
                   "│   ├───┼─╮\n"
                   "╰───┴───╯ │\n"
                   "          │\n");
}
END_TEST

START_TEST(sharp_and_ascii_forms)
{
    struct canvas *canvas = canvas_new(6, 3);

    canvas_set_sharp(canvas, true);
    canvas_box(canvas, (struct canvas_rect){0, 0, 4, 3}, CANVAS_FRAME);
    canvas_put_glyph(canvas, 5, 1, CANVAS_PLAIN, CANVAS_GLYPH_HEAD);
    expect(canvas, "┌──┐\n│  │ ▶\n└──┘\n");
    canvas = canvas_new(6, 3);
    canvas_set_ascii(canvas, true);
    canvas_box(canvas, (struct canvas_rect){0, 0, 4, 3}, CANVAS_FRAME);
    canvas_put_glyph(canvas, 5, 1, CANVAS_PLAIN, CANVAS_GLYPH_HEAD);
    expect(canvas, "+--+\n|  | >\n+--+\n");
}
END_TEST

START_TEST(every_glyph_has_two_forms_of_one_cell)
{
    for (int ascii = 0; ascii < 2; ascii++)
        for (int glyph = 0; glyph < CANVAS_GLYPH_COUNT; glyph++) {
            struct canvas *canvas = canvas_new(2, 1);
            const char *text;

            canvas_set_ascii(canvas, ascii != 0);
            canvas_put_glyph(canvas, 0, 0, CANVAS_PLAIN, (enum canvas_glyph)glyph);
            text = canvas_cell_text(canvas, 0, 0);
            ck_assert_int_gt((int)strlen(text), 0);
            ck_assert_int_eq(strlen(text) == 1, ascii != 0);
            ck_assert_str_eq(canvas_cell_text(canvas, 1, 0), " ");
            canvas_free(canvas);
        }
}
END_TEST

START_TEST(text_is_cut_with_a_mark_and_by_whole_clusters)
{
    struct canvas *canvas = canvas_new(8, 4);

    ck_assert_int_eq(canvas_text(canvas, 0, 0, 5, CANVAS_PLAIN, "abcdefgh"), 5);
    ck_assert_int_eq(canvas_text(canvas, 0, 1, 5, CANVAS_PLAIN, "世界人"), 5);
    ck_assert_int_eq(canvas_text(canvas, 0, 2, 4, CANVAS_PLAIN, "世界人"), 3);
    ck_assert_int_eq(canvas_text(canvas, 0, 3, 8, CANVAS_PLAIN, "e\xcc\x81t\xc3\xa9"), 3);
    expect(canvas, "abcd…\n世界…\n世…\ne\xcc\x81t\xc3\xa9\n");
}
END_TEST

START_TEST(text_outside_is_clipped)
{
    struct canvas *canvas = canvas_new(4, 2);

    canvas_text(canvas, -2, 0, 20, CANVAS_PLAIN, "abcdefgh");
    canvas_text(canvas, -1, 1, 20, CANVAS_PLAIN, "世界世");
    canvas_text(canvas, 0, 2, 20, CANVAS_PLAIN, "below");
    canvas_text(canvas, 0, -1, 20, CANVAS_PLAIN, "above");
    canvas_box(canvas, (struct canvas_rect){-5, -5, 100, 100}, CANVAS_FRAME);
    expect(canvas, "cdef\n 界\n");
}
END_TEST

START_TEST(no_half_of_a_wide_cluster_stays_behind)
{
    struct canvas *canvas = canvas_new(6, 2);

    canvas_text(canvas, 0, 0, 6, CANVAS_PLAIN, "世界人");
    canvas_text(canvas, 1, 0, 1, CANVAS_PLAIN, "x");
    canvas_text(canvas, 4, 0, 1, CANVAS_PLAIN, "y");
    canvas_text(canvas, 0, 1, 6, CANVAS_PLAIN, "世界人");
    canvas_line_bits(canvas, 2, 1, CANVAS_EAST | CANVAS_WEST, CANVAS_PLAIN);
    expect(canvas, " x界y\n世─ 人\n");
}
END_TEST

START_TEST(a_program_cannot_send_control_sequences)
{
    struct canvas *canvas = canvas_new(20, 2);

    canvas_text(canvas, 0, 0, 20, CANVAS_PLAIN, "a\033[2Jb\n");
    canvas_set_ascii(canvas, true);
    canvas_text(canvas, 0, 1, 20, CANVAS_PLAIN, "\033\xc3\xa9");
    expect(canvas, "a␛[2Jb␊\n^[<U+00E9>\n");
}
END_TEST

START_TEST(copies_keep_lines_and_never_halve)
{
    struct canvas *source = canvas_new(10, 3), *canvas = canvas_new(6, 3);

    canvas_box(source, (struct canvas_rect){0, 0, 10, 3}, CANVAS_FRAME);
    canvas_text(source, 1, 1, 8, CANVAS_VALUE, "世界人a");
    canvas_copy(canvas, 0, 0, source, (struct canvas_rect){2, 0, 4, 3});
    expect(canvas, "────\n 界\n────\n");
    canvas = canvas_new(6, 3);
    canvas_copy(canvas, 1, 1, source, (struct canvas_rect){-1, -1, 40, 40});
    ck_assert_str_eq(canvas_cell_text(canvas, 2, 2), "╭");
    ck_assert_str_eq(canvas_cell_text(canvas, 1, 1), " ");
    canvas_free(canvas);
    canvas_free(source);
}
END_TEST

START_TEST(colour_is_the_same_text_with_sequences)
{
    struct canvas *canvas = canvas_new(20, 2);
    char *plain, *coloured;
    size_t at = 0;

    canvas_text(canvas, 0, 0, 20, CANVAS_NAME, "name");
    canvas_text(canvas, 5, 0, 20, CANVAS_CHANGED, "new");
    canvas_box(canvas, (struct canvas_rect){10, 0, 4, 2}, CANVAS_FRAME);
    plain = rendered(canvas, false);
    coloured = rendered(canvas, true);
    ck_assert_ptr_nonnull(strstr(coloured, "\033[0;1mname"));
    ck_assert_ptr_nonnull(strstr(coloured, "\033[0m\n"));
    for (const char *c = coloured; *c != '\0'; c++) {
        if (*c == '\033')
            c = strchr(c, 'm');
        else
            ck_assert_int_eq(plain[at++], *c);
    }
    ck_assert_int_eq(plain[at], '\0');
    free(plain);
    free(coloured);
    canvas_free(canvas);
}
END_TEST

START_TEST(anything_may_be_drawn_anywhere)
{
    static const char *const texts[] = {"",
                                        "plain",
                                        "世界",
                                        "\xff\xfe",
                                        "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
                                        "\xcc\x81",
                                        "a\tb",
                                        "👩‍👩‍👧 👍🏽 🇩🇪"};
    struct canvas *canvas = canvas_new(13, 7), *other = canvas_new(5, 5);

    srand(7);
    for (int round = 0; round < 20000; round++) {
        int x = rand() % 30 - 10, y = rand() % 20 - 8, size = rand() % 30 - 5;
        struct canvas_rect rect = {x, y, size, rand() % 12 - 3};
        char *got;

        canvas_set_ascii(canvas, rand() % 2 == 0);
        canvas_text(canvas, x, y, size, CANVAS_PLAIN, texts[rand() % 8]);
        canvas_box(canvas, rect, CANVAS_FRAME);
        canvas_copy(other, rand() % 9 - 4, rand() % 9 - 4, canvas, rect);
        canvas_copy(canvas, x, y, other, (struct canvas_rect){y, x, size, size});
        if (rand() % 8 == 0)
            canvas_fill(canvas, rect, CANVAS_SELECTED);
        if (round % 100 == 0) {
            got = rendered(canvas, true);
            free(got);
        }
        for (int row = 0; row < 7; row++)
            for (int column = 0; column < 13; column++) {
                int width = canvas_cell(canvas, column, row)->width;

                ck_assert_int_le(width, 2);
                if (width == 2)
                    ck_assert_int_eq(canvas_cell(canvas, column + 1, row)->width, column < 12 ? 0 : 9);
                if (width == 0)
                    ck_assert_int_eq(column > 0 ? canvas_cell(canvas, column - 1, row)->width : 9, 2);
            }
    }
    canvas_free(canvas);
    canvas_free(other);
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {boxes_and_lines_join_by_themselves,
                                  sharp_and_ascii_forms,
                                  every_glyph_has_two_forms_of_one_cell,
                                  text_is_cut_with_a_mark_and_by_whole_clusters,
                                  text_outside_is_clipped,
                                  no_half_of_a_wide_cluster_stays_behind,
                                  a_program_cannot_send_control_sequences,
                                  copies_keep_lines_and_never_halve,
                                  colour_is_the_same_text_with_sequences,
                                  anything_may_be_drawn_anywhere,
                                  NULL};

    return suite_run("canvas", cases);
}
