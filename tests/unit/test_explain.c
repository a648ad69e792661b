/* Tests of the sentences that tell what a step did. */
#include "suite.h"

#include "model/explain.h"
#include "story.h"

static const char *told(struct story *story)
{
    static struct text out = TEXT_EMPTY;

    text_clear(&out);
    explain_step(story_state(story), &out);
    return text_string(&out);
}

static struct text sentences;

static void line(struct story *story, uint32_t number)
{
    story_step(story, TRACE_EVENT_LINE, story->module, number, 0);
}

START_TEST(an_empty_program_has_no_line_to_run)
{
    struct story story = story_begin("");

    line(&story, 0);
    ck_assert_str_eq(told(&story), "Nothing has run yet, and there is no line to run.");
    story_end(&story);
}
END_TEST

START_TEST(aliasing_is_told)
{
    struct story story = story_begin("a = [1, 2]\nb = a\nb.append(4)  # both\nprint(a)\n");
    uint32_t one = story_int(&story, 1), two = story_int(&story, 2), four, list;

    line(&story, 1);
    ck_assert_str_eq(told(&story), "Nothing has run yet: line 1 is next.");
    list = story_object(&story, TRACE_OBJECT_LIST, "list", 2, (uint32_t[]){one, two});
    story_name(&story, story.module, "a", 0, list);
    line(&story, 2);
    ck_assert_str_eq(told(&story), "a now names the list [1, 2].");
    story_name(&story, story.module, "b", 0, list);
    line(&story, 3);
    ck_assert_str_eq(told(&story), "b now names the same list as a: no copy was made.");
    four = story_int(&story, 4);
    story_splice(&story, list, 2, 0, NULL, 1, (uint64_t[]){four});
    line(&story, 4);
    ck_assert_str_eq(told(&story), "b.append(4) changed the list that a and b both name: 4 was added at the end.");
    story_put(&story, (struct trace_record){TRACE_OUTPUT, .output = {1, {"[1, 2, 4]\n", 10}}});
    story_step(&story, TRACE_EVENT_RETURN, story.module, 4, 0);
    ck_assert_str_eq(told(&story), "The program wrote: [1, 2, 4]\nThe module has run to its end.");
    story_end(&story);
}
END_TEST

START_TEST(rebinding_unbinding_and_death_are_told)
{
    struct story story = story_begin("x = 1\nx = 2\ny = [1]\ny = [2]\ndel x\npass\n");
    uint32_t one = story_int(&story, 1), two = story_int(&story, 2), first, second;

    line(&story, 1);
    story_name(&story, story.module, "x", 0, one);
    line(&story, 2);
    ck_assert_str_eq(told(&story), "x now names 1.");
    story_name(&story, story.module, "x", one, two);
    line(&story, 3);
    ck_assert_str_eq(told(&story), "x went from 1 to 2.");
    first = story_object(&story, TRACE_OBJECT_LIST, "list", 1, &one);
    story_name(&story, story.module, "y", 0, first);
    line(&story, 4);
    second = story_object(&story, TRACE_OBJECT_LIST, "list", 1, &two);
    story_name(&story, story.module, "y", first, second);
    story_death(&story, first);
    line(&story, 5);
    ck_assert_str_eq(told(&story), "y went from the list [1] to the list [2].\n"
                                   "The list …1030 died: nothing can reach it any more.");
    story_name(&story, story.module, "x", two, 0);
    line(&story, 6);
    ck_assert_str_eq(told(&story), "The name x is gone: it named 2 before.");
    line(&story, 6);
    ck_assert_str_eq(told(&story), "pass does nothing.");
    story_end(&story);
}
END_TEST

START_TEST(several_names_make_one_sentence)
{
    struct story story = story_begin("a, b = 1, 2\na, b = b, a\nc = d = []\npass\n");
    uint32_t one = story_int(&story, 1), two = story_int(&story, 2), list;

    line(&story, 1);
    story_name(&story, story.module, "a", 0, one);
    story_name(&story, story.module, "b", 0, two);
    line(&story, 2);
    ck_assert_str_eq(told(&story), "a now names 1 and b now names 2.");
    story_name(&story, story.module, "a", one, two);
    story_name(&story, story.module, "b", two, one);
    line(&story, 3);
    ck_assert_str_eq(told(&story), "a went from 1 to 2 and b went from 2 to 1.");
    list = story_object(&story, TRACE_OBJECT_LIST, "list", 0, NULL);
    story_name(&story, story.module, "c", 0, list);
    story_name(&story, story.module, "d", 0, list);
    line(&story, 4);
    ck_assert_str_eq(told(&story), "c and d now name one and the same list.");
    story_end(&story);
}
END_TEST

START_TEST(changes_of_entries_are_told)
{
    struct story story = story_begin("s = [1, 2]\ns[0] = 4\nd['a'] = 1\np.age = 4\nfor i in s:\n    s.pop()\n");
    uint32_t one = story_int(&story, 1), two = story_int(&story, 2), four = story_int(&story, 4);
    uint32_t key = story_str(&story, "a"), age = story_string(&story, "age");
    uint32_t list = story_object(&story, TRACE_OBJECT_LIST, "list", 2, (uint32_t[]){one, two});
    uint32_t dict = story_object(&story, TRACE_OBJECT_DICT, "dict", 0, NULL);
    uint32_t dog = story_object(&story, TRACE_OBJECT_INSTANCE, "Dog", 2, (uint32_t[]){age, one});

    story_name(&story, story.module, "s", 0, list);
    story_name(&story, story.module, "d", 0, dict);
    story_name(&story, story.module, "p", 0, dog);
    line(&story, 2);
    story_splice(&story, list, 0, 1, (uint64_t[]){one}, 1, (uint64_t[]){four});
    line(&story, 3);
    ck_assert_str_eq(told(&story), "s[0] = 4 changed the list that s names: index 0 went from 1 to 4.");
    story_splice(&story, dict, 0, 0, NULL, 2, (uint64_t[]){key, one});
    line(&story, 4);
    ck_assert_str_eq(told(&story), "d['a'] = 1 changed the dict that d names: the key 'a' is new, with the value 1.");
    story_splice(&story, dog, 0, 2, (uint64_t[]){age, one}, 2, (uint64_t[]){age, four});
    line(&story, 5);
    ck_assert_str_eq(told(&story), "p.age went from 1 to 4.");
    story_splice(&story, list, 0, 2, (uint64_t[]){four, two}, 2, (uint64_t[]){two, four});
    line(&story, 6);
    ck_assert_str_eq(told(&story), "The list that s names changed: it is now [2, 4].");
    story_splice(&story, list, 0, 1, (uint64_t[]){two}, 0, NULL);
    line(&story, 6);
    ck_assert_str_eq(told(&story), "s.pop() changed the list that s names: 2 was removed from index 0.");
    story_splice(&story, dict, 0, 2, (uint64_t[]){key, one}, 0, NULL);
    line(&story, 6);
    ck_assert_str_eq(told(&story), "s.pop() changed the dict that d names: the key 'a' was removed.");
    story_end(&story);
}
END_TEST

START_TEST(an_object_without_a_name_is_found_through_what_has_one)
{
    struct story story = story_begin("p.friends.append(1)\npass\n");
    uint32_t one = story_int(&story, 1), friends = story_string(&story, "friends");
    uint32_t list = story_object(&story, TRACE_OBJECT_LIST, "list", 0, NULL);
    uint32_t dog = story_object(&story, TRACE_OBJECT_INSTANCE, "Dog", 2, (uint32_t[]){friends, list});

    story_name(&story, story.module, "p", 0, dog);
    line(&story, 1);
    story_splice(&story, list, 0, 0, NULL, 1, (uint64_t[]){one});
    line(&story, 2);
    ck_assert_str_eq(told(&story),
                     "p.friends.append(1) changed the list that p.friends refers to: 1 was added at the end.");
    story_end(&story);
}
END_TEST

START_TEST(calls_and_returns_are_told)
{
    struct story story = story_begin("def square(n):\n    return n * n\ny = square(3)\n");
    uint32_t three = story_int(&story, 3), nine, frame;

    line(&story, 3);
    frame = story_frame(&story, TRACE_CODE_FUNCTION, "square", 1, story.module);
    story_name(&story, frame, "n", 0, three);
    story_push(&story, frame);
    story_step(&story, TRACE_EVENT_CALL, frame, 1, 0);
    ck_assert_str_eq(told(&story), "square was called with n = 3.");
    story_step(&story, TRACE_EVENT_LINE, frame, 2, 0);
    ck_assert_str_eq(told(&story), "Nothing of square has run yet: line 2 is next.");
    nine = story_int(&story, 9);
    story_step(&story, TRACE_EVENT_RETURN, frame, 2, nine);
    ck_assert_str_eq(told(&story), "square returned 9.");
    story_pop(&story, frame, false);
    story_name(&story, story.module, "y", 0, nine);
    story_step(&story, TRACE_EVENT_RETURN, story.module, 3, 0);
    ck_assert_str_eq(told(&story), "y now names 9.\nThe module has run to its end.");
    story_end(&story);
}
END_TEST

START_TEST(exceptions_are_told_where_they_are_raised_and_where_they_arrive)
{
    struct story story = story_begin("def f():\n    a, b = 1\nf()\n");
    uint32_t args = story_string(&story, "args"), message = story_str(&story, "not enough values");
    uint32_t tuple = story_object(&story, TRACE_OBJECT_TUPLE, "tuple", 1, &message);
    uint32_t fault = story_object(&story, TRACE_OBJECT_EXCEPTION, "ValueError", 2, (uint32_t[]){args, tuple});
    uint32_t frame = story_frame(&story, TRACE_CODE_FUNCTION, "f", 1, story.module);

    line(&story, 3);
    story_push(&story, frame);
    story_step(&story, TRACE_EVENT_CALL, frame, 1, 0);
    ck_assert_str_eq(told(&story), "f was called.");
    story_step(&story, TRACE_EVENT_EXCEPTION, frame, 2, fault);
    ck_assert_str_eq(told(&story), "ValueError was raised: not enough values.");
    story_step(&story, TRACE_EVENT_UNWIND, frame, 2, fault);
    ck_assert_str_eq(told(&story), "f was ended by ValueError.");
    story_pop(&story, frame, false);
    story_step(&story, TRACE_EVENT_EXCEPTION, story.module, 3, fault);
    ck_assert_str_eq(told(&story), "ValueError came back to the module.");
    story_end(&story);
}
END_TEST

START_TEST(a_generator_is_told)
{
    struct story story = story_begin("def count(n):\n    yield n\n");
    uint32_t three = story_int(&story, 3), frame;

    line(&story, 1);
    frame = story_frame(&story, TRACE_CODE_GENERATOR, "count", 1, story.module);
    story_name(&story, frame, "n", 0, three);
    story_push(&story, frame);
    story_step(&story, TRACE_EVENT_CALL, frame, 1, 0);
    ck_assert_str_eq(told(&story), "count began to run with n = 3.");
    story_step(&story, TRACE_EVENT_YIELD, frame, 2, three);
    ck_assert_str_eq(told(&story), "count yielded 3, and was suspended.");
    story_pop(&story, frame, true);
    line(&story, 1);
    story_push(&story, frame);
    story_step(&story, TRACE_EVENT_RESUME, frame, 2, 0);
    ck_assert_str_eq(told(&story), "count goes on from where it was suspended.");
    story_step(&story, TRACE_EVENT_RETURN, frame, 2, 0);
    ck_assert_str_eq(told(&story), "count has run to its end.");
    story_end(&story);
}
END_TEST

/* The main thread starts a worker at line 1, which calls inner; then each takes a step in turn. */
static struct story two_threads(void)
{
    struct story story = story_begin("start()\nlater()\n");
    uint32_t work, inner, list = story_object(&story, TRACE_OBJECT_LIST, "list", 0, NULL), one = story_int(&story, 1);

    story_name(&story, story.module, "a", 0, list);
    line(&story, 1); /* 0 */
    story_thread(&story, "worker");
    work = story_frame(&story, TRACE_CODE_FUNCTION, "work", 5, 0);
    story_push(&story, work);
    story_step(&story, TRACE_EVENT_CALL, work, 5, 0); /* 1 */
    story_step(&story, TRACE_EVENT_LINE, work, 6, 0); /* 2 */
    story.thread = 1;
    story_splice(&story, list, 0, 0, NULL, 1, (uint64_t[]){one});
    line(&story, 2); /* 3 */
    story.thread = 2;
    inner = story_frame(&story, TRACE_CODE_FUNCTION, "inner", 8, work);
    story_push(&story, inner);
    story_step(&story, TRACE_EVENT_CALL, inner, 8, 0);     /* 4 */
    story_step(&story, TRACE_EVENT_RETURN, inner, 8, one); /* 5 */
    story_pop(&story, inner, false);
    story.thread = 1;
    line(&story, 1); /* 6 */
    story.thread = 2;
    story_step(&story, TRACE_EVENT_LINE, work, 7, 0);     /* 7 */
    story_step(&story, TRACE_EVENT_RETURN, work, 7, one); /* 8 */
    story_pop(&story, work, false);
    story_put(&story, (struct trace_record){TRACE_THREAD_END, .thread_end = {2}});
    story.thread = 1;
    line(&story, 2); /* 9 */
    return story;
}

START_TEST(threads_have_stacks_of_their_own)
{
    struct story story = two_threads();
    struct state *state = story_state(&story);

    ck_assert_uint_eq(state_threads(state), 2);
    ck_assert(state_thread_ended(state, 2) && !state_thread_ended(state, 1));
    ck_assert_uint_eq(state_depth(state, 2), 0);
    state_seek(state, 4);
    ck_assert(!state_thread_ended(state, 2));
    ck_assert_uint_eq(state_depth(state, 2), 2);
    ck_assert_uint_eq(state_depth(state, 1), 1);
    ck_assert_uint_eq(state_frame_at(state, 1, 0), story.module);
    state_seek(state, 0);
    ck_assert_uint_eq(state_threads(state), 1);
    ck_assert_str_eq(recording_thread_name(story.recording, 2), "worker");
    story_end(&story);
}
END_TEST

START_TEST(a_step_s_neighbours_are_of_its_thread)
{
    static const struct {
        bool (*move)(const struct recording *, uint32_t, bool, uint32_t *);
        uint32_t from, forward, back;
    } moves[] = {
        {recording_step_over, 2, 7, 1}, /* over the call of inner, and over the other thread's steps */
        {recording_step_over, 3, 6, 0}, {recording_step_over, 4, 5, 2}, /* back from the call: its caller */
        {recording_step_over, 5, 7, 4},                                 /* on from the return */
        {recording_step_out, 4, 7, 2},  {recording_step_over, 8, 9, 7}, /* the thread has ended: on to another */
    };
    struct story story = two_threads();
    struct place done, next;
    uint32_t found;

    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        ck_assert(moves[i].move(story.recording, moves[i].from, false, &found));
        ck_assert_msg(found == moves[i].forward, "move %zu forward: %u", i, found);
        ck_assert(moves[i].move(story.recording, moves[i].from, true, &found));
        ck_assert_msg(found == moves[i].back, "move %zu back: %u", i, found);
    }
    recording_places(story.recording, 4, &done, &next);
    ck_assert_uint_eq(done.line, 6); /* where inner was called, not what the other thread ran */
    story_end(&story);
}
END_TEST

START_TEST(a_line_is_not_said_to_have_done_what_another_thread_may_have)
{
    struct story story = two_threads();

    state_seek(story_state(&story), 1);
    text_clear(&sentences);
    explain_step(story.state, &sentences);
    ck_assert_str_eq(text_string(&sentences), "work was called, in the new thread worker.");
    state_seek(story.state, 3);
    text_clear(&sentences);
    explain_step(story.state, &sentences);
    ck_assert_str_eq(text_string(&sentences), "The list that a names changed: 1 was added at the end.");
    text_free(&sentences);
    story_end(&story);
}
END_TEST

static uint32_t library_code(struct story *story, const char *name, const char *module)
{
    uint32_t string = story_string(story, name), in = story_string(story, module);

    story_put(story, (struct trace_record){TRACE_CODE, .code = {story->file, string, string, 1, 1}});
    story_put(story, (struct trace_record){TRACE_LIBRARY, .library = {++story->codes, in}});
    return story->codes;
}

START_TEST(library_code_is_told_as_one_call)
{
    struct story story = story_begin("dumps()\nshuffle()\n");
    uint32_t dumps = library_code(&story, "dumps", "json"), shuffle = library_code(&story, "shuffle", "random");
    uint32_t inner;

    line(&story, 1);
    story_put(&story, (struct trace_record){TRACE_FOLD, .fold = {1, dumps, 0, 24100}});
    line(&story, 2);
    ck_assert_str_eq(told(&story), "Library code ran: json.dumps, 0.024 ms.");
    story_put(&story, (struct trace_record){TRACE_FOLD, .fold = {1, dumps, 0, 2400000}});
    story_put(&story, (struct trace_record){TRACE_FOLD, .fold = {1, shuffle, 0, 1200000000}});
    story_put(&story, (struct trace_record){TRACE_FOLD, .fold = {1, dumps, 0, 100000}});
    line(&story, 2);
    ck_assert_str_eq(told(&story), "Library code ran: json.dumps 2 times, 2.5 ms; random.shuffle, 1.20 s.");

    /* It calls the learner's code: its frame stands between. */
    story_put(&story, (struct trace_record){TRACE_FRAME, .frame = {dumps, story.module, 0, 0}});
    story_push(&story, ++story.frames);
    inner = story_frame(&story, TRACE_CODE_FUNCTION, "show", 5, story.module);
    story_push(&story, inner);
    story_step(&story, TRACE_EVENT_CALL, inner, 5, 0);
    ck_assert_uint_eq(state_depth(story_state(&story), 1), 3);
    ck_assert(recording_is_folded(story.recording, state_frame_at(story.state, 1, 1)));
    ck_assert(!recording_is_folded(story.recording, inner));
    story_end(&story);
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {
        an_empty_program_has_no_line_to_run,
        aliasing_is_told,
        rebinding_unbinding_and_death_are_told,
        several_names_make_one_sentence,
        changes_of_entries_are_told,
        an_object_without_a_name_is_found_through_what_has_one,
        calls_and_returns_are_told,
        exceptions_are_told_where_they_are_raised_and_where_they_arrive,
        a_generator_is_told,
        threads_have_stacks_of_their_own,
        a_step_s_neighbours_are_of_its_thread,
        a_line_is_not_said_to_have_done_what_another_thread_may_have,
        library_code_is_told_as_one_call,
        NULL,
    };

    return suite_run("explain", cases);
}
