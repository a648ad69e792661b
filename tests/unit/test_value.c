/* Tests of how values, types and ids are written for a person. */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "model/labels.h"
#include "model/literal.h"
#include "model/value.h"
#include "story.h"

/* ---- literals: literals.txt holds what Python's repr() wrote ---- */

static size_t unhex(const char *hex, char *bytes)
{
    size_t count = 0;
    unsigned byte;

    for (; sscanf(hex + 2 * count, "%2x", &byte) == 1; count++)
        bytes[count] = (char)byte;
    return count;
}

static void write_literal(char kind, struct trace_bytes value, uint64_t length, struct text *out)
{
    switch (kind) {
    case 'i':
        literal_int(value, length, out);
        break;
    case 'f':
        literal_float(value, out);
        break;
    case 'c':
        literal_complex(value, out);
        break;
    case 's':
        literal_str(value, length, out);
        break;
    default:
        literal_bytes(value, length, out);
    }
}

static void expect_as_python_wrote(char *line)
{
    static char payload[4096], expected[4096];
    char *end, *tab = strchr(line, '\t');
    struct text written = TEXT_EMPTY;
    uint64_t length = strtoull(line + 2, &end, 10);

    ck_assert_ptr_nonnull(tab);
    *tab = '\0';
    expected[unhex(tab + 1, expected)] = '\0';
    write_literal(line[0], (struct trace_bytes){payload, unhex(end + 1, payload)}, length, &written);
    ck_assert_str_eq(text_string(&written), expected);
    text_free(&written);
}

START_TEST(literals_are_what_python_writes)
{
    struct text path = TEXT_EMPTY, file = TEXT_EMPTY;
    struct error error;
    int count = 0;
    char *rest;

    ck_assert_ptr_nonnull(getenv("TERRARIUM_SOURCE"));
    text_format(&path, "%s/tests/fixtures/literals.txt", getenv("TERRARIUM_SOURCE"));
    ck_assert_int_eq(file_read(path.bytes, 1 << 24, &file, &error), STATUS_OK);
    for (char *line = strtok_r(file.bytes, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest), count++)
        expect_as_python_wrote(line);
    ck_assert_int_gt(count, 1500);
    text_free(&path);
    text_free(&file);
}
END_TEST

static const char *written(enum trace_object_kind kind, const char *bytes, size_t size, uint64_t length)
{
    static struct text out = TEXT_EMPTY;

    text_clear(&out);
    value_write(&(struct object){.kind = kind, .value = {bytes, size}, .length = length}, &out);
    return text_string(&out);
}

START_TEST(what_is_not_recorded_whole_says_so)
{
    ck_assert_str_eq(written(TRACE_OBJECT_INT, "\0\1\2", 3, 5000), "an int of 5000 bits");
    ck_assert_str_eq(written(TRACE_OBJECT_STR, "abc", 3, 1000), "'abc'… (1000 characters)");
    ck_assert_str_eq(written(TRACE_OBJECT_STR, "ab\xc3", 3, 1000), "'ab'… (1000 characters)");
    ck_assert_str_eq(written(TRACE_OBJECT_BYTES, "abc", 3, 1000), "b'abc'… (1000 bytes)");
    ck_assert_str_eq(written(TRACE_OBJECT_BYTEARRAY, "abc", 3, 3), "bytearray(b'abc')");
    ck_assert_str_eq(written(TRACE_OBJECT_FLOAT, "abc", 3, 0), "?");
    ck_assert_str_eq(written(TRACE_OBJECT_INT, "", 0, 0), "?");
    ck_assert_str_eq(written(TRACE_OBJECT_SINGLETON, "Ellipsis", 8, 0), "Ellipsis");
    ck_assert_str_eq(written(TRACE_OBJECT_BOOL, "\1", 1, 0), "True");
    ck_assert_str_eq(written(TRACE_OBJECT_NONE, NULL, 0, 0), "None");
}
END_TEST

/* ---- summaries ---- */

static const char *summary(struct story *story, uint32_t object, int budget)
{
    static struct text out = TEXT_EMPTY;

    text_clear(&out);
    value_summary(story_state(story), object, budget, &out);
    return text_string(&out);
}

START_TEST(containers_are_summarised_within_a_budget)
{
    struct story story = story_begin("");
    uint32_t one = story_int(&story, 1), text = story_str(&story, "a");
    uint32_t list = story_object(&story, TRACE_OBJECT_LIST, "list", 3, (uint32_t[]){one, one, one});
    uint32_t pairs = story_object(&story, TRACE_OBJECT_DICT, "dict", 2, (uint32_t[]){text, list});
    uint32_t single = story_object(&story, TRACE_OBJECT_TUPLE, "tuple", 1, &one);
    uint32_t none = story_object(&story, TRACE_OBJECT_FROZENSET, "frozenset", 0, NULL);
    uint32_t stack = story_object(&story, TRACE_OBJECT_LIST, "Stack", 1, &text);
    uint32_t deep = list;

    for (int i = 0; i < 3; i++)
        deep = story_object(&story, TRACE_OBJECT_LIST, "list", 1, &deep);
    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    ck_assert_str_eq(summary(&story, list, 40), "[1, 1, 1]");
    ck_assert_str_eq(summary(&story, list, 9), "[1, 1, 1]");
    ck_assert_str_eq(summary(&story, list, 8), "[1, …]");
    ck_assert_str_eq(summary(&story, pairs, 40), "{'a': [1, 1, 1]}");
    ck_assert_str_eq(summary(&story, single, 40), "(1,)");
    ck_assert_str_eq(summary(&story, none, 40), "frozenset()");
    ck_assert_str_eq(summary(&story, stack, 40), "Stack(['a'])");
    ck_assert_str_eq(summary(&story, deep, 40), "[[[[…]]]]");
    story_end(&story);
}
END_TEST

START_TEST(a_cycle_ends)
{
    struct story story = story_begin("");
    uint32_t list = story_object(&story, TRACE_OBJECT_LIST, "list", 0, NULL);

    story_splice(&story, list, 0, 0, NULL, 1, (uint64_t[]){list});
    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    ck_assert_str_eq(summary(&story, list, 40), "[[…]]");
    story_end(&story);
}
END_TEST

START_TEST(other_objects_have_their_words)
{
    struct story story = story_begin("");
    uint32_t start = story_string(&story, "start"), stop = story_string(&story, "stop");
    uint32_t step = story_string(&story, "step"), args = story_string(&story, "args");
    uint32_t one = story_int(&story, 1), nine = story_int(&story, 9), text = story_str(&story, "no such pot");
    uint32_t range =
        story_object(&story, TRACE_OBJECT_RANGE, "range", 6, (uint32_t[]){start, one, stop, nine, step, one});
    uint32_t slice =
        story_object(&story, TRACE_OBJECT_SLICE, "slice", 6, (uint32_t[]){start, one, stop, nine, step, one});
    uint32_t tuple = story_object(&story, TRACE_OBJECT_TUPLE, "tuple", 1, &text);
    uint32_t fault = story_object(&story, TRACE_OBJECT_EXCEPTION, "KeyError", 2, (uint32_t[]){args, tuple});
    uint32_t dog = story_object(&story, TRACE_OBJECT_INSTANCE, "Dog", 0, NULL);
    uint32_t function = story_titled(&story, TRACE_OBJECT_FUNCTION, "square");
    uint32_t color = story_leaf(&story, TRACE_OBJECT_INT, "Color", "\0\3", 2, 2);
    struct object found;

    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    ck_assert_str_eq(summary(&story, range, 40), "range(1, 9)");
    ck_assert_str_eq(summary(&story, slice, 40), "slice(1, 9, 1)");
    ck_assert_str_eq(summary(&story, fault, 40), "KeyError('no such pot')");
    ck_assert_str_eq(summary(&story, dog, 40), "<Dog …1080>");
    ck_assert_str_eq(summary(&story, function, 40), "<function square>");
    ck_assert_str_eq(summary(&story, color, 40), "<Color 3>");
    ck_assert(state_object(story_state(&story), color, &found) && !value_is_inline(&found));
    ck_assert_str_eq(summary(&story, text, 6), "'no s…");
    story_end(&story);
}
END_TEST

/* ---- what is drawn inside a slot ---- */

static bool is_inline(enum trace_object_kind kind, const char *bytes, size_t size, uint64_t length, uint32_t flags)
{
    return value_is_inline(&(struct object){.kind = kind, .value = {bytes, size}, .length = length, .flags = flags});
}

START_TEST(only_small_values_that_never_change_are_inline)
{
    ck_assert(is_inline(TRACE_OBJECT_INT, "\0\7", 2, 3, 0));
    ck_assert(is_inline(TRACE_OBJECT_NONE, NULL, 0, 0, 0));
    ck_assert(is_inline(TRACE_OBJECT_STR, "a short line of text", 20, 20, 0));
    ck_assert(!is_inline(TRACE_OBJECT_STR, "\x01\x02\x03\x04\x05\x06\x07", 7, 7, 0));
    ck_assert(!is_inline(TRACE_OBJECT_STR, "a line of text that is too long", 31, 31, 0));
    ck_assert(!is_inline(TRACE_OBJECT_INT, "\0", 1, 5000, 0));
    ck_assert(!is_inline(TRACE_OBJECT_BYTEARRAY, "a", 1, 1, 0));
    ck_assert(!is_inline(TRACE_OBJECT_TUPLE, NULL, 0, 0, 0));
    ck_assert(!is_inline(TRACE_OBJECT_FUNCTION, "f", 1, 0, 0));
    ck_assert(is_inline(TRACE_OBJECT_CLASS, "int", 3, 0, TRACE_OBJECT_UNOPENED));
    ck_assert(is_inline(TRACE_OBJECT_MODULE, "math", 4, 0, 0));
}
END_TEST

/* ---- ids, titles ---- */

static const char *short_id(struct story *story, uint64_t address, bool ascii)
{
    static struct text out = TEXT_EMPTY;

    text_clear(&out);
    value_short_id(story->recording, address, ascii, &out);
    return text_string(&out);
}

static uint32_t add_at(struct story *story, enum trace_object_kind kind, uint64_t address)
{
    return story_add(story, (struct trace_fields_OBJECT){.type = story_string(story, trace_object_word(kind)),
                                                         .kind = kind,
                                                         .address = address});
}

START_TEST(ids_are_as_short_as_they_can_be)
{
    struct story story = story_begin("");

    add_at(&story, TRACE_OBJECT_LIST, 0x7f1234566f40);
    add_at(&story, TRACE_OBJECT_NONE, 0x7f1234996f40);
    ck_assert_str_eq(short_id(&story, 0x7f1234566f40, false), "…6f40");
    ck_assert_str_eq(short_id(&story, 0x7f1234566f40, true), "..6f40");
    ck_assert_str_eq(short_id(&story, 0x7f1234996f40, false), "…96f40");
    add_at(&story, TRACE_OBJECT_LIST, 0x7f1234566f40);
    ck_assert_str_eq(short_id(&story, 0x7f1234566f40, false), "…6f40");
    add_at(&story, TRACE_OBJECT_LIST, 0x7f1999566f40);
    ck_assert_str_eq(short_id(&story, 0x7f1234566f40, false), "…4566f40");
    ck_assert_str_eq(short_id(&story, 0x7f1999566f40, false), "…9566f40");
    add_at(&story, TRACE_OBJECT_LIST, 0x8f1999566f40);
    add_at(&story, TRACE_OBJECT_LIST, 0x10);
    ck_assert_str_eq(short_id(&story, 0x8f1999566f40, false), "…8f1999566f40");
    ck_assert_str_eq(short_id(&story, 0x10, false), "…0010");
    story_end(&story);
}
END_TEST

/* Compares every pair the slow way. */
START_TEST(ids_tell_every_two_boxes_apart)
{
    enum { COUNT = 600 };
    struct story story = story_begin("");
    static uint64_t addresses[COUNT];
    static char ids[COUNT][32];

    srand(3);
    for (int i = 0; i < COUNT; i++) {
        addresses[i] = 0x7f0000000000 + (uint64_t)(rand() % 0x40000) * 16;
        add_at(&story, TRACE_OBJECT_LIST, addresses[i]);
    }
    for (int i = 0; i < COUNT; i++)
        snprintf(ids[i], sizeof ids[i], "%s", short_id(&story, addresses[i], true));
    for (int i = 0; i < COUNT; i++) {
        bool could_be_shorter = strlen(ids[i]) == 2 + 4;

        for (int j = 0; j < COUNT; j++) {
            int digits = (int)strlen(ids[i]) - 2;
            uint64_t differ = addresses[i] ^ addresses[j];

            ck_assert(differ == 0 || (differ & (((uint64_t)1 << 4 * digits) - 1)) != 0);
            could_be_shorter |= differ != 0 && (differ & (((uint64_t)1 << 4 * (digits - 1)) - 1)) == 0;
        }
        ck_assert_msg(could_be_shorter, "%s is longer than it needs to be", ids[i]);
    }
    story_end(&story);
}
END_TEST

START_TEST(frames_and_objects_have_titles)
{
    struct story story = story_begin("");
    uint32_t once = story_frame(&story, TRACE_CODE_FUNCTION, "outer.<locals>.square", 1, story.module);
    uint32_t class_body = story_frame(&story, TRACE_CODE_CLASS, "Dog", 1, story.module);
    uint32_t function = story_titled(&story, TRACE_OBJECT_FUNCTION, "square");
    uint32_t list = story_object(&story, TRACE_OBJECT_LIST, "list", 0, NULL);
    struct text out = TEXT_EMPTY;

    for (int i = 0; i < 22; i++, story.frames++)
        story_put(&story, (struct trace_record){TRACE_FRAME, .frame = {.code = 2, .caller = once}});
    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    for (uint32_t i = 0; i < 13; i++, text_add(&out, "; "))
        value_frame_title(story_state(&story), i < 3 ? story.module + i : 4 + 2 * (i - 3), &out);
    ck_assert_str_eq(out.bytes, "module; square; class Dog; square (2nd call); square (4th call); square (6th call); "
                                "square (8th call); square (10th call); square (12th call); square (14th call); "
                                "square (16th call); square (18th call); square (20th call); ");
    ck_assert_int_eq((int)once + 1, (int)class_body);
    text_clear(&out);
    value_frame_title(story_state(&story), 24, &out);
    text_add(&out, "; ");
    value_title(story_state(&story), function, &out);
    text_add(&out, "; ");
    value_title(story_state(&story), list, &out);
    ck_assert_str_eq(out.bytes, "square (22nd call); function square; list");
    text_free(&out);
    story_end(&story);
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {
        literals_are_what_python_writes,
        what_is_not_recorded_whole_says_so,
        containers_are_summarised_within_a_budget,
        a_cycle_ends,
        other_objects_have_their_words,
        only_small_values_that_never_change_are_inline,
        ids_are_as_short_as_they_can_be,
        ids_tell_every_two_boxes_apart,
        frames_and_objects_have_titles,
        NULL,
    };

    return suite_run("value", cases);
}
