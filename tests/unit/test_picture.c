/* Tests of pictures as text: what stands around the diagram. */
#include "output/picture.h"

#include <string.h>

#include "output/timeline_text.h"
#include "story.h"
#include "suite.h"

static char *written(struct state *state, struct picture_options options)
{
    struct diagram *diagram = diagram_new();
    struct text out = TEXT_EMPTY;

    picture_write(state, diagram, &options, &out);
    diagram_free(diagram);
    return text_take(&out);
}

static void expect_in(const char *picture, const char *wanted)
{
    ck_assert_msg(strstr(picture, wanted) != NULL, "no \"%s\" in:\n%s", wanted, picture);
}

/* Three lines, the second with tabs; the last step wrote something. */
static struct story example(void)
{
    struct story story = story_begin("a = 1\nif a:\tb\t= 'x'\nprint(a)\n");
    uint32_t one = story_int(&story, 1);

    story_put(&story, (struct trace_record){TRACE_META, .meta = {{"python.version", 14}, {"3.11.2", 6}}});
    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    story_name(&story, story.module, "a", 0, one);
    story_step(&story, TRACE_EVENT_LINE, story.module, 2, 0);
    story_step(&story, TRACE_EVENT_LINE, story.module, 3, 0);
    story_put(&story, (struct trace_record){TRACE_OUTPUT, .output = {1, {"1\r\n\033[2J", 7}}});
    story_put(&story, (struct trace_record){TRACE_OUTPUT, .output = {2, {"\noops\n", 6}}});
    story_step(&story, TRACE_EVENT_RETURN, story.module, 3, 0);
    return story;
}

START_TEST(a_picture_says_where_and_what)
{
    struct story story = example();
    struct state *state = story_state(&story);
    char *picture;

    state_seek(state, 2);
    picture = written(state, (struct picture_options){.width = 60});
    expect_in(picture, "Step 2 of 3 · story.py · CPython 3.11.2\n"
                       "     1  a = 1\n"
                       "  ▷  2  if a:   b       = 'x'\n"
                       "  ▶  3  print(a)\n"
                       "\n"
                       " Names\n"
                       "╭ module ─╮\n"
                       "│ a 1     │\n"
                       "╰─────────╯\n");
    ck_assert_ptr_null(strstr(picture, "Output"));
    free(picture);
    story_end(&story);
}
END_TEST

START_TEST(ascii_pictures_are_ascii)
{
    struct story story = example();
    char *picture = written(story_state(&story), (struct picture_options){.width = 60, .ascii = true});

    expect_in(picture, "Step 3 of 3 - story.py - CPython 3.11.2\n");
    expect_in(picture, "  -  3  print(a)\n");
    for (const char *c = picture; *c != '\0'; c++)
        ck_assert_int_lt((unsigned char)*c, 0x80);
    free(picture);
    story_end(&story);
}
END_TEST

START_TEST(output_is_shown_and_harmless)
{
    struct story story = example();
    char *picture = written(story_state(&story), (struct picture_options){.width = 60});

    expect_in(picture, "Output so far:\n  1\n  ␛[2J\n! oops\n");
    free(picture);
    story_end(&story);
}
END_TEST

START_TEST(no_line_is_wider_than_asked)
{
    struct story story = example();

    for (int width = 10; width < 90; width++) {
        char *picture = written(story_state(&story), (struct picture_options){.width = width, .ascii = true});

        for (char *line = strtok(picture, "\n"); line != NULL; line = strtok(NULL, "\n"))
            ck_assert_msg((int)strlen(line) <= width, "%d columns: %s", width, line);
        free(picture);
    }
    story_end(&story);
}
END_TEST

START_TEST(the_end_is_one_sentence)
{
    struct story story = example();
    struct text end = TEXT_EMPTY;

    picture_write_end(story.recording, &end);
    ck_assert_uint_eq(end.length, 0);
    story_put(&story, (struct trace_record){TRACE_END, .end = {.reason = TRACE_END_EXIT, .status = 3}});
    picture_write_end(story.recording, &end);
    ck_assert_str_eq(text_string(&end), "The program ended with exit status 3.\n");
    text_free(&end);
    story_end(&story);
}
END_TEST

static void put_fact(struct recording *recording, const char *name, const char *value)
{
    const struct trace_record record = {TRACE_META, .meta = {{name, strlen(name)}, {value, strlen(value)}}};
    struct text log = TEXT_EMPTY;
    struct error error = {""};

    trace_encode(&record, &log);
    ck_assert_msg(recording_append(recording, log.bytes, log.length, &error) == STATUS_OK, "%s", error.text);
    text_free(&log);
}

START_TEST(what_a_timeline_lacks_is_named)
{
    struct recording *recording = recording_new();
    struct text told = TEXT_EMPTY;

    put_fact(recording, "hooks.gil", "in force");
    put_fact(recording, "hooks.attachment", "this CPython calls its own functions directly, as it was linked");
    put_fact(recording, "hooks.locks", "this CPython's locks are not made as the probe expects");
    timeline_text_hindrances(recording, &told);
    ck_assert_str_eq(text_string(&told), "Which threads are attached was not watched: this CPython calls its own "
                                         "functions directly, as it was linked.\n"
                                         "Who holds a lock was not watched: this CPython's locks are not made as the "
                                         "probe expects.\n");
    text_free(&told);
    recording_free(recording);
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {a_picture_says_where_and_what,
                                  ascii_pictures_are_ascii,
                                  output_is_shown_and_harmless,
                                  no_line_is_wider_than_asked,
                                  the_end_is_one_sentence,
                                  what_a_timeline_lacks_is_named,
                                  NULL};

    return suite_run("picture", cases);
}
