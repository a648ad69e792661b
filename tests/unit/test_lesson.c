/* Tests of lessons: what the loader refuses and how it says so, where moments fall, what is right. */
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "lesson/question.h"
#include "lesson/task.h"
#include "story.h"

/* ---- loading ---- */

/* Writes the lesson into a new folder called "pond" with a file pond.py, and loads it. */
static enum status load(const char *json, size_t length, const char *code, struct lesson **lesson,
                        struct error *error)
{
    char folder[] = "/tmp/terrarium-lesson-XXXXXX";
    struct text path = TEXT_EMPTY, json_path = TEXT_EMPTY, code_path = TEXT_EMPTY;
    enum status status;

    ck_assert_ptr_nonnull(mkdtemp(folder));
    text_format(&path, "%s/pond", folder);
    text_format(&json_path, "%s/lesson.json", path.bytes);
    text_format(&code_path, "%s/pond.py", path.bytes);
    ck_assert_int_eq(mkdir(path.bytes, 0700), 0);
    ck_assert_int_eq(file_replace(json_path.bytes, json, length, error), STATUS_OK);
    ck_assert_int_eq(file_replace(code_path.bytes, code, strlen(code), error), STATUS_OK);
    status = lesson_load(path.bytes, NULL, lesson, error);
    unlink(json_path.bytes);
    unlink(code_path.bytes);
    rmdir(path.bytes);
    rmdir(folder);
    text_free(&path);
    text_free(&json_path);
    text_free(&code_path);
    return status;
}

#define CODE "a = 1\nprint(a)\nb = 2  # @mark\nb = 2\nprint(b)\nprint(b)\n"

/* A lesson in which one part is replaced by what a test wants to see there. */
#define HEAD "{\"id\": \"pond\", \"title\": \"Pond\", \"layer\": \"basics\", \"place\": 1, \"minutes\": 5"
#define SCENE(rest) HEAD ", \"scenes\": [\n{\"title\": \"One\", \"code\": \"pond.py\"" rest "}]}"
#define SAY(say) SCENE(", \"say\": [\n" say "]")
#define GOOD_SAY "{\"at\": \"a = 1\", \"text\": \"Look.\"}"
#define PREDICTION(rest) SAY(GOOD_SAY "], \"predictions\": [\n" rest)
#define ON_TIMELINE(say, prediction) \
    SCENE(", \"lens\": \"timeline\", \"say\": [\n" say "], \"predictions\": [\n" prediction "]")
#define OPTION(text) "{\"text\": \"" text "\", \"reply\": \"So.\"}"

START_TEST(a_good_lesson_is_read)
{
    static const char json[] = HEAD
        ", \"after\": [\"names\"], \"claims\": [{\"belief\": \"x\", \"answer\": \"y\"}], \"scenes\": [{\"title\": "
        "\"One\", \"code\": \"pond.py\", \"boxes\": true, \"say\": [{\"at\": \"# @mark\", \"event\": \"after\", "
        "\"occurrence\": 2, \"text\": \"\\u00e9 \\ud83d\\udc0d\", \"point\": [\"a\", \"b\"]}], \"predictions\": "
        "[{\"at\": \"a = 1\", \"about\": \"print(a)\", \"kind\": \"output\", \"question\": \"What?\", \"options\": "
        "[" OPTION("1") ", {\"text\": \"an error\", \"raises\": true, \"belief\": \"z\", \"reply\": \"No.\"}]}]}]}";
    struct lesson *lesson;
    struct error error;
    const struct lesson_scene *scene;

    ck_assert_msg(load(json, strlen(json), CODE, &lesson, &error) == STATUS_OK, "%s", error.text);
    ck_assert_str_eq(lesson->id, "pond");
    ck_assert_int_eq(lesson->layer, LESSON_LAYER_BASICS);
    ck_assert_uint_eq(lesson->minutes, 5);
    ck_assert_str_eq(lesson->after.items[0], "names");
    ck_assert_str_eq(lesson->claims.items[0].answer, "y");
    scene = &lesson->scenes.items[0];
    ck_assert(scene->all_objects);
    ck_assert_str_eq(scene->code + strlen(scene->code) - 8, "/pond.py");
    ck_assert_uint_eq(scene->says.items[0].anchor.line, 3);
    ck_assert_uint_eq(scene->says.items[0].anchor.occurrence, 2);
    ck_assert_int_eq(scene->says.items[0].anchor.event, LESSON_EVENT_AFTER);
    ck_assert_str_eq(scene->says.items[0].text, "é 🐍");
    ck_assert_str_eq(scene->says.items[0].points.items[1].what.text, "b");
    ck_assert_uint_eq(scene->predictions.items[0].about.line, 2);
    ck_assert(scene->predictions.items[0].options.items[1].raises);
    ck_assert_ptr_null(scene->predictions.items[0].options.items[0].belief);
    lesson_free(lesson);
}
END_TEST

struct fault {
    const char *json;
    const char *sentence; /* behind the path */
};

/* Each kind of fault: what is written, and what is said about it. */
static const struct fault faults[] = {
    /* not JSON */
    {"", ":1:1: a value should stand here: a text in double quotes, a number, a list or an object"},
    {"{\"id\": \"pond\"} x", ":1:16: nothing may follow the end of the first value"},
    {"{\"id\": \"pond\",\n}", ":2:1: a key in double quotes should stand here"},
    {"{'id': 1}", ":1:2: a key in double quotes should stand here"},
    {"{\"id\" 1}", ":1:7: a colon should stand here, after the key"},
    {"{\"id\": 1 \"title\": 2}", ":1:10: a comma or } should stand here"},
    {"[1 2]", ":1:4: a comma or ] should stand here"},
    {"{\"id\": pond}", ":1:8: a value should stand here: a text in double quotes, a number, a list or an object"},
    {"{\"id\": \"pond", ":1:8: this text is not closed"},
    {"{\"id\": \"pond\n\"}", ":1:8: this text is not closed on its line"},
    {"{\"é\": \"a\tb\"}", ":1:9: a control character cannot stand in a text: write it as an escape"},
    {"{\"id\": \"a\xff\"}", ":1:10: these bytes are not UTF-8"},
    {"{\"id\": \"\xc0\x80\"}", ":1:9: these bytes are not UTF-8"},
    {"{\"id\": \"\\x\"}", ":1:9: this escape is not one of JSON's"},
    {"{\"id\": \"\\u12g4\"}", ":1:9: this escape is not one of JSON's"},
    {"{\"id\": \"\\u0000\"}", ":1:9: a NUL character cannot stand in a text"},
    {"{\"id\": \"\\ud83d\"}", ":1:9: half of a surrogate pair stands here alone"},
    {"{\"id\": \"\\udc0d\"}", ":1:9: half of a surrogate pair stands here alone"},
    {"{\"id\": 01}", ":1:8: a number cannot begin with 0"},
    {"{\"id\": -}", ":1:8: this number lacks its digits"},
    {"{\"id\": 1.}", ":1:8: this number lacks its digits"},
    {"{\"id\": 1e}", ":1:8: this number lacks its digits"},
    {"[[[[[[[[[[[[[[[[[[[[", ":1:17: objects and lists are nested too deeply here"},
    /* keys */
    {"{\"id\": \"pond\",\n \"id\": \"pond\"}", ":2:2: \"id\" stands twice in this object"},
    {"{\"id\": \"pond\",\n \"colour\": 1}",
     ":2:2: \"colour\" is not a key of this object: it may have id, title, layer, "
     "place, minutes, after, claims and scenes"},
    {"{}", ":1:1: \"id\" is missing in this object"},
    {HEAD "}", ":1:1: \"scenes\" is missing in this object"},
    {SCENE(""), ":2:1: \"say\" is missing in this object"},
    {SAY("{\"at\": \"start\"}"), ":3:1: \"text\" is missing in this object"},
    {SAY("{\"at\": \"start\", \"txt\": \"x\"}"),
     ":3:17: \"txt\" is not a key of this object: it may have at, occurrence, event, when, text and point"},
    /* types and ranges */
    {"[]", ":1:1: this should be an object in { }"},
    {"{\"id\": 3}", ":1:8: this should be a text in double quotes"},
    {"{\"id\": \"lake\"}", ":1:8: a lesson's id is the name of its folder, \"pond\""},
    {"{\"id\": \"pond\", \"title\": \"\"}", ":1:25: this text is empty"},
    {"{\"id\": \"pond\", \"title\": \"1234567890123456789012345678901234567890123456789012345678901\"}",
     ":1:25: this text has 61 characters: it may have 60"},
    {"{\"id\": \"pond\", \"title\": \"Pond\", \"layer\": \"deep\"}",
     ":1:42: this should be \"basics\", \"unpacking\", \"intermediate\", \"expert\" or \"concurrency\""},
    {"{\"id\": \"pond\", \"title\": \"Pond\", \"layer\": \"basics\", \"place\": 0}",
     ":1:61: this should be a whole number from 1 to 1000"},
    {"{\"id\": \"pond\", \"title\": \"Pond\", \"layer\": \"basics\", \"place\": 1.5}",
     ":1:61: this should be a whole number from 1 to 1000"},
    {"{\"id\": \"pond\", \"title\": \"Pond\", \"layer\": \"basics\", \"place\": \"1\"}",
     ":1:61: this should be a whole number from 1 to 1000"},
    {HEAD ", \"scenes\": {}}", ":1:88: this should be a list in [ ]"},
    {HEAD ", \"scenes\": []}", ":1:88: this list is empty"},
    {HEAD ", \"scenes\": [1]}", ":1:89: this should be an object in { }"},
    {SCENE(", \"boxes\": 1"), ":2:46: this should be true or false"},
    {SAY("{\"at\": \"start\", \"text\": \"x\", \"event\": \"during\"}"),
     ":3:39: this should be \"before\", \"after\", \"call\", \"return\" or \"exception\""},
    {SAY("{\"at\": \"start\", \"text\": \"x\", \"point\": \"a\"}"), ":3:39: this should be a list in [ ]"},
    {SAY("{\"at\": \"start\", \"text\": \"x\", \"point\": [1]}"), ":3:40: this should be a text in double quotes"},
    /* places in the code */
    {HEAD ", \"scenes\": [{\"title\": \"One\", \"code\": \"../pond.py\"}]}",
     ":1:114: \"../pond.py\" should name a file of the lesson's folder that ends in .py"},
    {HEAD ", \"scenes\": [{\"title\": \"One\", \"code\": \"pond.py\", \"recording\": \"pond.py\"}]}",
     ":1:138: \"pond.py\" should name a file of the lesson's folder that ends in .trr"},
    {HEAD ", \"scenes\": [{\"title\": \"One\", \"code\": \"pond.txt\"}]}",
     ":1:114: \"pond.txt\" should name a file of the lesson's folder that ends in .py"},
    {SAY("{\"at\": \"c = 3\", \"text\": \"x\"}"), ":3:8: no line of the scene's code reads \"c = 3\""},
    {SAY("{\"at\": \"# @none\", \"text\": \"x\"}"), ":3:8: no line of the scene's code reads \"# @none\""},
    {SAY("{\"at\": \"b = 2\", \"text\": \"x\"}"), ":3:8: 2 lines of the scene's code read \"b = 2\": mark the one "
                                                  "that is meant by a comment \"# @name\", and write that "
                                                  "here"},
    {SAY(GOOD_SAY ",\n" GOOD_SAY), ":4:1: another text of this scene is said at the same moment"},
    /* predictions */
    {PREDICTION("{\"at\": \"a = 1\", \"kind\": \"guess\"}"),
     ":4:25: this should be \"output\", \"choice\", \"value\", \"names\", \"box\", \"order\" or "
     "\"thread\""},
    {PREDICTION("{\"at\": \"a = 1\", \"kind\": \"output\", \"question\": \"Q\", \"options\": [" OPTION("1") "]}"),
     ":4:63: a prediction has 2 to 5 options"},
    {PREDICTION("{\"at\": \"a = 1\", \"kind\": \"output\", \"question\": \"Q\", \"options\": [" OPTION(
         "1") ", " OPTION("1") "]}"),
     ":4:95: another option of this prediction has the same text"},
    {PREDICTION("{\"at\": \"end\", \"kind\": \"output\", \"question\": \"Q\", \"options\": [" OPTION("1") ", " OPTION(
         "2") "]"
              "}"),
     ":4:8: a prediction is about a line that runs after it was asked"},
    {PREDICTION("{\"at\": \"start\", \"kind\": \"output\", \"question\": \"Q\", \"options\": [" OPTION(
         "1") ", " OPTION("2") "]"
                               "}"),
     ":4:8: a prediction is about a line that runs after it was asked"},
#define ASKED(kind, rest) "{\"at\": \"a = 1\", \"kind\": \"" kind "\", \"question\": \"Q\"" rest "}"
    {PREDICTION(ASKED("choice", "")), ":4:1: a prediction of the kind \"choice\" needs \"options\""},
    {PREDICTION(ASKED("choice", ", \"options\": [" OPTION("1") ", " OPTION("2") "]")),
     ":4:64: an option of a prediction of the kind \"choice\" needs \"when\""},
    {PREDICTION(ASKED("output", ", \"options\": [{\"text\": \"1\", \"when\": \"a == 1\", \"reply\": \"x\"}]")),
     ":4:78: \"when\" belongs to predictions of the kind \"choice\""},
    {PREDICTION(ASKED("choice", ", \"options\": [{\"text\": \"1\", \"when\": \"a = 1\", \"reply\": \"x\"}]")),
     ":4:86: the condition 'a = 1' is not understood at column 3: one of == != < <= > >= is, is not, in is wanted"},
    {PREDICTION(ASKED("value", "")), ":4:1: a prediction of the kind \"value\" needs \"right\""},
    {PREDICTION(ASKED("names", ", \"right\": \"x\"")), ":4:1: a prediction of the kind \"names\" needs \"reply\""},
    {PREDICTION(ASKED("box", ", \"right\": \"x\", \"reply\": \"x\"")),
     ":4:1: a prediction of the kind \"box\" needs \"answer\""},
    {PREDICTION(ASKED("order", ", \"answer\": \"a\"")),
     ":4:51: \"answer\" belongs to predictions of the kinds \"value\" and \"box\""},
    {PREDICTION(ASKED("value", ", \"of\": \"values\"")),
     ":4:51: \"of\" belongs to predictions of the kind \"names\""},
    {PREDICTION(ASKED("value", ", \"options\": [" OPTION("1") "]")),
     ":4:63: \"belief\" is missing: a foreseen answer of this kind is a wrong one"},
    {PREDICTION(ASKED("value", ", \"options\": [{\"text\": \"1\", \"raises\": true, \"reply\": \"x\"}]")),
     ":4:77: \"raises\" belongs to predictions of the kind \"output\""},
    {PREDICTION(ASKED("value", ", \"answer\": \"a[\"")),
     ":4:61: the condition 'a[' is not understood at column 3: a name, a number, a 'text', True, False, None or "
     "len(name) is "
     "wanted"},
    /* expressions, tasks, bounds */
    {SAY("{\"at\": \"start\", \"text\": \"x {a\"}"),
     ":3:25: a brace stands alone in this text: {expression} is filled in, and {{ and }} are braces"},
    {SAY("{\"at\": \"start\", \"text\": \"{a b}\"}"),
     ":3:25: the condition 'a b' is not understood at column 3: one of == != < <= > >= is, is not, in is wanted"},
    {SAY("{\"at\": \"start\", \"text\": \"x\", \"point\": [\"a[\"]}"),
     ":3:40: the condition 'a[' is not understood at column 3: a name, a number, a 'text', True, False, None or "
     "len(name) is "
     "wanted"},
    {SAY("{\"at\": \"start\", \"when\": \"a\", \"text\": \"x\"}"),
     ":3:25: the condition 'a' is not understood at column 2: one of == != < <= > >= is, is not, in is wanted"},
    {SAY(GOOD_SAY "], \"task\": [\"x\""), ":3:44: this should be an object in { }"},
    {SAY(GOOD_SAY "], \"task\": {\"text\": \"x\"}, \"x\": ["),
     ":3:59: \"x\" is not a key of this object: it may have title, code, recording, lens, boxes, analyse, start, "
     "stop, say, "
     "predictions, notes "
     "and task"},
    {SCENE(", \"lens\": \"x\""), ":2:45: this should be \"objects\", \"instruction\", \"timeline\" or \"output\""},
    {SCENE(", \"start\": \"c\", \"say\": [" GOOD_SAY "]"), ":2:46: no line of the scene's code reads \"c\""},
    {PREDICTION(
         "{\"at\": \"a = 1\", \"about\": \"x\", \"kind\": \"output\", \"question\": \"Q\", \"options\": [" OPTION(
             "1") ", " OPTION("2") "]}"),
     ":4:26: no line of the scene's code reads \"x\""},
    /* a timeline has no steps */
    {SAY("{\"at\": \"hand-over\", \"text\": \"x\"}"), ":3:8: no line of the scene's code reads \"hand-over\""},
    {ON_TIMELINE("{\"at\": \"hand-over\", \"event\": \"after\", \"text\": \"x\"}", ""),
     ":3:21: \"event\" is of no use with the timeline lens, which has no steps"},
    {ON_TIMELINE("{\"at\": \"start\", \"text\": \"x\"}",
                 "{\"at\": \"start\", \"kind\": \"names\", \"question\": \"Q\", \"right\": \"x\", \"reply\": \"x\"}"),
     ":4:25: a timeline has no names and no boxes to ask for"},
    {ON_TIMELINE(
         "{\"at\": \"start\", \"text\": \"x\"}",
         "{\"at\": \"start\", \"kind\": \"thread\", \"question\": \"Q\", \"right\": \"x\", \"reply\": \"x\"}"),
     ":4:25: a timeline has no steps: whose is the next cannot be asked"},
    {PREDICTION(
         "{\"at\": \"a = 1\", \"about\": \"end\", \"kind\": \"thread\", \"question\": \"Q\", \"right\": \"x\", "
         "\"reply\": \"x\"}"),
     ":4:41: nothing runs after the end: this kind is about a line"},
};

static void expect_fault(const struct fault *fault)
{
    struct error error = {""};
    struct lesson *lesson;
    const char *rest;

    ck_assert_int_eq(load(fault->json, strlen(fault->json), CODE, &lesson, &error), STATUS_FAILED);
    rest = strstr(error.text, "/pond/lesson.json");
    ck_assert_msg(rest != NULL, "the sentence does not name the file: %s", error.text);
    ck_assert_str_eq(rest + strlen("/pond/lesson.json"), fault->sentence);
}

START_TEST(each_fault_is_told_with_its_place)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        expect_fault(&faults[i]);
}
END_TEST

START_TEST(a_cut_lesson_is_refused_wherever_it_ends)
{
    static const char json[] =
        PREDICTION("{\"at\": \"a = 1\", \"about\": \"print(a)\", \"kind\": \"output\", \"question\": "
                   "\"\\u00e9\", \"options\": [" OPTION("1") ", " OPTION("2") "]}");
    struct error error;
    struct lesson *lesson;

    for (size_t length = 0; length < strlen(json); length++)
        ck_assert_int_eq(load(json, length, CODE, &lesson, &error), STATUS_FAILED);
    ck_assert_int_eq(load(json, strlen(json), CODE, &lesson, &error), STATUS_OK);
    lesson_free(lesson);
}
END_TEST

START_TEST(a_missing_file_is_told)
{
    static const char json[] = HEAD ", \"scenes\": [{\"title\": \"One\", \"code\": \"lake.py\"}]}";
    struct error error = {""};
    struct lesson *lesson;

    ck_assert_int_eq(lesson_load("/nowhere/pond", NULL, &lesson, &error), STATUS_FAILED);
    ck_assert_str_eq(error.text, "cannot open /nowhere/pond/lesson.json: No such file or directory");
    ck_assert_int_eq(load(json, strlen(json), CODE, &lesson, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, "lesson.json:1:114: cannot open "));
    ck_assert_ptr_nonnull(strstr(error.text, "/pond/lake.py: No such file or directory"));
}
END_TEST

/* ---- moments ---- */

static struct lesson *load_good(const char *json, const char *code)
{
    struct lesson *lesson;
    struct error error;

    ck_assert_msg(load(json, strlen(json), code, &lesson, &error) == STATUS_OK, "%s", error.text);
    return lesson;
}

/* The recording of a loop over two lines, the second of which writes. */
static struct story looping_story(const char *source)
{
    static const char *const written[] = {"1\n", "2\n"};
    struct story story = story_begin(source);

    for (int turn = 0; turn < 2; turn++) {
        story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
        story_step(&story, TRACE_EVENT_LINE, story.module, 2, 0);
        story_put(&story, (struct trace_record){TRACE_OUTPUT, .output = {1, {written[turn], 2}}});
    }
    story_step(&story, TRACE_EVENT_RETURN, story.module, 2, 0);
    return story;
}

#define LOOP "for i in 1, 2:\n    print(i)\n"

static const char *said_at(const struct lesson_moments *moments, const struct story *story, uint32_t step)
{
    struct state *state = state_new(story->recording);
    const struct lesson_say *say;

    state_seek(state, step);
    say = lesson_say_at(moments, state);
    state_free(state);
    return say != NULL ? say->text : "";
}

START_TEST(texts_fall_where_their_anchors_say)
{
    struct story story = looping_story(LOOP);
    struct lesson *lesson = load_good(
        SAY("{\"at\": \"start\", \"text\": \"start\"}, {\"at\": \"print(i)\", \"text\": \"before\"},"
            "{\"at\": \"print(i)\", \"event\": \"after\", \"occurrence\": 2, \"text\": \"after\"},"
            "{\"at\": \"print(i)\", \"occurrence\": 3, \"text\": \"never\"}, {\"at\": \"end\", \"text\": \"end\"}"),
        LOOP);
    struct lesson_moments moments = {.missing = 0};

    lesson_resolve(&lesson->scenes.items[0], story.recording, &moments);
    ck_assert_uint_eq(moments.missing, 2);
    ck_assert_str_eq(said_at(&moments, &story, 0), "start");
    ck_assert_str_eq(said_at(&moments, &story, 1), "before");
    ck_assert_str_eq(said_at(&moments, &story, 2), "");
    ck_assert_str_eq(said_at(&moments, &story, 4), "after");
    recording_add(story.recording, &(struct trace_record){TRACE_END, .end = {.reason = TRACE_END_EXIT}});
    lesson_resolve(&lesson->scenes.items[0], story.recording, &moments);
    ck_assert_uint_eq(moments.missing, 1);
    ck_assert_uint_eq(vector_last(&moments.items).step, 4);
    lesson_moments_free(&moments);
    lesson_free(lesson);
    story_end(&story);
}
END_TEST

#define ASK(occurrence, options)                         \
    "{\"at\": \"print(i)\", \"occurrence\": " occurrence \
    ", \"kind\": \"output\", \"question\": \"Q\", \"options\": [" options "]}"

/* The option that is right; -1 when the recording gives no answer. */
static int right_option(const struct lesson_prediction *prediction, const struct recording *recording, uint32_t step)
{
    struct question question;
    int right = -1;

    if (!question_make(prediction, recording, step, false, &question))
        return -1;
    for (size_t i = 0; i < question.choices.count; i++)
        if (question.choices.items[i].is_right)
            right = (int)i;
    question_free(&question);
    return right;
}

START_TEST(the_right_answer_is_what_was_recorded)
{
    struct story story = looping_story(LOOP);
    struct lesson *lesson =
        load_good(PREDICTION(ASK("1", OPTION("2") ", " OPTION("1")) ", " ASK("2", OPTION("2") ", " OPTION("1"))),
                  "a = 1\n" LOOP);
    struct lesson_prediction *predictions = lesson->scenes.items[0].predictions.items;

    /* The recording's lines are those of LOOP alone. */
    predictions[0].about.line = predictions[1].about.line = 2;
    ck_assert_int_eq(right_option(&predictions[0], story.recording, 1), 1);
    ck_assert_int_eq(right_option(&predictions[1], story.recording, 2), 0);
    ck_assert_int_eq(right_option(&predictions[1], story.recording, 4), -1);
    free(predictions[0].options.items[1].text);
    predictions[0].options.items[1].text = memory_copy_string("one");
    ck_assert_int_eq(right_option(&predictions[0], story.recording, 1), -1);
    lesson_free(lesson);
    story_end(&story);
}
END_TEST

START_TEST(a_line_that_raises_has_an_answer_too)
{
    struct story story = story_begin(LOOP);
    struct lesson *lesson = load_good(
        PREDICTION(ASK("1", OPTION("1") ", {\"text\": \"an error\", \"raises\": true, \"reply\": \"So.\"}")),
        "a = 1\n" LOOP);
    struct lesson_prediction *prediction = &lesson->scenes.items[0].predictions.items[0];

    prediction->about.line = 2;
    story_step(&story, TRACE_EVENT_LINE, story.module, 2, 0);
    ck_assert_int_eq(right_option(prediction, story.recording, 0), -1);
    story_step(&story, TRACE_EVENT_EXCEPTION, story.module, 2, 0);
    ck_assert_int_eq(right_option(prediction, story.recording, 0), 1);
    lesson_free(lesson);
    story_end(&story);
}
END_TEST

/* ---- the lessons that ship: tests/end-to-end/lessons.py runs them ---- */

START_TEST(a_lesson_is_chosen_by_its_id)
{
    const struct lesson *lesson;
    struct lessons lessons;
    struct error error;

    lessons_find(&lessons);
    ck_assert_msg(lessons.faults.count == 0, "%s", lessons.faults.items[0]);
    ck_assert_str_eq(lessons.found.items[0]->id, "names");
    ck_assert_str_eq(lessons.found.items[1]->id, "aliasing");
    ck_assert_int_eq(lessons_choose(&lessons, "identity", &lesson, &error), STATUS_OK);
    ck_assert_str_eq(lesson->id, "identity");
    ck_assert_int_eq(lessons_choose(&lessons, "lake", &lesson, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, "there is no lesson \"lake\": there are names, aliasing"));
    lessons_free(&lessons);
    setenv("TERRARIUM_LESSON_DIR", "/nowhere", 1);
    lessons_find(&lessons);
    ck_assert_int_eq(lessons_choose(&lessons, "names", &lesson, &error), STATUS_FAILED);
    ck_assert_str_eq(error.text, "there is no lesson \"names\": none is installed");
    lessons_free(&lessons);
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {
        a_good_lesson_is_read,
        each_fault_is_told_with_its_place,
        a_cut_lesson_is_refused_wherever_it_ends,
        a_missing_file_is_told,
        texts_fall_where_their_anchors_say,
        the_right_answer_is_what_was_recorded,
        a_line_that_raises_has_an_answer_too,
        a_lesson_is_chosen_by_its_id,
        NULL,
    };

    return suite_run("lesson", cases);
}
