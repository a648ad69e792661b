/* Tests of where two recordings part, from logs made by hand. */
#include "model/difference.h"

#include "story.h"
#include "suite.h"

/* Two lists that are equal, or one with two names; how much is in it; in another order of addresses when `other`. */
static struct story lists(bool shared, uint8_t last, bool other)
{
    struct story story = story_begin("a = [1, 2]\nb = a\n");
    uint32_t items[2], a, b;

    if (other)
        story_str(&story, "something else that was made before");
    items[0] = story_int(&story, 1);
    items[1] = story_int(&story, last);
    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    a = story_object(&story, TRACE_OBJECT_LIST, "list", 2, items);
    story_name(&story, story.module, "a", 0, a);
    story_step(&story, TRACE_EVENT_LINE, story.module, 2, 0);
    b = shared ? a : story_object(&story, TRACE_OBJECT_LIST, "list", 2, items);
    story_name(&story, story.module, "b", 0, b);
    story_step(&story, TRACE_EVENT_LINE, story.module, 3, 0);
    return story;
}

static void check(struct story *left, struct story *right, enum difference_sort sort, uint32_t step,
                  const char *words)
{
    struct difference difference;

    difference_find(left->recording, right->recording, "one", "two", &difference);
    ck_assert_str_eq(text_string(&difference.words), words);
    ck_assert_int_eq(difference.sort, sort);
    if (sort != DIFFERENCE_NONE)
        ck_assert_uint_eq(difference.step, step);
    difference_free(&difference);
    story_end(left);
    story_end(right);
}

START_TEST(addresses_do_not_matter)
{
    struct story left = lists(true, 2, false), right = lists(true, 2, true);

    check(&left, &right, DIFFERENCE_NONE, 0, "");
}
END_TEST

START_TEST(a_value_differs)
{
    struct story left = lists(true, 2, false), right = lists(true, 3, false);

    check(&left, &right, DIFFERENCE_VALUES, 1, "a[1] is 2 in one and 3 in two");
}
END_TEST

START_TEST(one_object_or_two)
{
    struct story left = lists(true, 2, false), right = lists(false, 2, false);

    check(&left, &right, DIFFERENCE_VALUES, 2,
          "b is in one an object that another name or slot leads to as well, in two it is not");
    left = lists(false, 2, false);
    right = lists(true, 2, false);
    check(&left, &right, DIFFERENCE_VALUES, 2,
          "b is in two an object that another name or slot leads to as well, in one it is not");
}
END_TEST

START_TEST(a_place_differs)
{
    struct story left = lists(true, 2, false), right = lists(true, 2, false);
    uint32_t frame = story_frame(&right, TRACE_CODE_FUNCTION, "<listcomp>", 3, right.module);

    story_step(&left, TRACE_EVENT_LINE, left.module, 4, 0);
    story_push(&right, frame);
    story_step(&right, TRACE_EVENT_CALL, frame, 3, 0);
    check(&left, &right, DIFFERENCE_PLACE, 3, "one is at line 4 of the module, two calls line 3 of <listcomp>");
}
END_TEST

START_TEST(one_is_longer)
{
    struct story left = lists(true, 2, false), right = lists(true, 2, false);

    story_step(&right, TRACE_EVENT_LINE, right.module, 4, 0);
    check(&left, &right, DIFFERENCE_LENGTH, 2, "one ends there, two goes on to step 3");
}
END_TEST

START_TEST(a_name_differs)
{
    struct story left = lists(true, 2, false), right = lists(true, 2, false);

    story_name(&left, left.module, "c", 0, story_int(&left, 5));
    story_step(&left, TRACE_EVENT_LINE, left.module, 4, 0);
    story_step(&right, TRACE_EVENT_LINE, right.module, 4, 0);
    check(&left, &right, DIFFERENCE_VALUES, 3, "one has bound the name c, two has not");
}
END_TEST

/* {'x', 'y'} in either order. */
static struct story set_of(const char *first, const char *second)
{
    struct story story = story_begin("s = {'x', 'y'}\n");
    uint32_t items[2];

    items[0] = story_str(&story, first);
    items[1] = story_str(&story, second);
    story_name(&story, story.module, "s", 0, story_object(&story, TRACE_OBJECT_SET, "set", 2, items));
    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    return story;
}

START_TEST(sets_have_no_order)
{
    struct story left = set_of("x", "y"), right = set_of("y", "x");

    check(&left, &right, DIFFERENCE_NONE, 0, "");
    left = set_of("x", "y");
    right = set_of("x", "z");
    check(&left, &right, DIFFERENCE_VALUES, 0, "s is {'x', 'y'} in one and {'x', 'z'} in two");
}
END_TEST

START_TEST(counts_are_told_by_themselves)
{
    struct story left = lists(true, 2, false), right = lists(true, 2, false);
    uint32_t list = 3; /* the third object */
    struct difference difference;

    story_put(&right, (struct trace_record){TRACE_COUNT, .count = {list, 2}});
    story_step(&left, TRACE_EVENT_LINE, left.module, 4, 0);
    story_step(&right, TRACE_EVENT_LINE, right.module, 4, 0);
    difference_find(left.recording, right.recording, "one", "two", &difference);
    ck_assert_int_eq(difference.sort, DIFFERENCE_NONE);
    ck_assert(difference.counts_differ);
    ck_assert_uint_eq(difference.counts_step, 3);
    ck_assert_str_eq(text_string(&difference.counts), "the list of a has 1 reference in one and 3 in two");
    difference_free(&difference);
    story_end(&left);
    story_end(&right);
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {
        addresses_do_not_matter,
        a_value_differs,
        one_object_or_two,
        a_place_differs,
        one_is_longer,
        a_name_differs,
        sets_have_no_order,
        counts_are_told_by_themselves,
        NULL,
    };

    return suite_run("difference", cases);
}
