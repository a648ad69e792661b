/* terrarium learn: a lesson in the screen, or as text. */
#include "cli/learn.h"

#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "cli/dialogue.h"
#include "cli/learn_talk.h"
#include "cli/print.h"
#include "cli/program.h"
#include "cli/streams.h"
#include "cli/times.h"
#include "lesson/analysis.h"
#include "lesson/question.h"
#include "tui/wrap.h"

enum { NAME_COLUMN = 14 };

void learn_list(struct text *out)
{
    struct lessons lessons;

    lessons_find(&lessons);
    for (size_t i = 0; i < lessons.found.count; i++)
        text_format(out, "%s\t%s\n", lessons.found.items[i]->id, lessons.found.items[i]->title);
    lessons_free(&lessons);
}

/* What is said and asked at the steps of a scene. */
struct telling {
    const struct recording *recording; /* borrowed */
    const struct lesson_scene *scene;
    struct state *state;
    struct lesson_moments moments;
    int width;
    bool ascii;
    bool asks; /* questions are asked in a dialogue, and not answered here */
    struct learn_talk talk;
    bool plain; /* words instead of marks, and lines as long as they come */
};

/* What stands in front of a paragraph, for the eye and for the ear. */
struct mark {
    const char *drawn, *spoken;
};

static const struct mark said = {"  ", ""};
static const struct mark question_mark = {"  ? ", TRANSLATE_LATER("Question: ")};
static const struct mark choice_mark = {"      ", TRANSLATE_LATER("Choice: ")};
static const struct mark right_mark = {"    > ", TRANSLATE_LATER("Right choice: ")};
static const struct mark answer_mark = {"    > ", TRANSLATE_LATER("Answer: ")};

static void speak_paragraph(const struct telling *telling, const struct mark *mark, const char *paragraph,
                            struct text *out)
{
    struct text own = TEXT_EMPTY;

    text_add(&own, *mark->spoken != '\0' ? translate(mark->spoken) : "");
    text_add(&own, paragraph);
    if (telling->ascii)
        utf8_replace_marks(&own);
    streams_clean(out, text_string(&own), own.length, telling->ascii);
    text_add_char(out, '\n');
    text_free(&own);
}

/* A paragraph, its lines indented; the first with `mark` in front. */
static void add_paragraph(const struct telling *telling, const struct mark *mark, const char *paragraph,
                          struct text *out)
{
    struct wrapped lines = WRAPPED_EMPTY;
    size_t indent = strlen(mark->drawn), length;

    if (telling->plain) {
        speak_paragraph(telling, mark, paragraph, out);
        return;
    }
    wrapped_add(&lines, paragraph, telling->width - (int)indent, telling->ascii);
    for (size_t i = 0; i < lines.ends.count; i++) {
        const char *line = wrapped_line(&lines, i, &length);

        if (i == 0)
            text_add(out, mark->drawn);
        else
            text_fill(out, ' ', indent);
        text_append(out, line, length);
        text_add_char(out, '\n');
    }
    wrapped_free(&lines);
}

/* A paragraph with what its {expressions} are at the state's step. */
static void add_filled(const struct telling *telling, const char *paragraph, struct text *out)
{
    struct text filled = TEXT_EMPTY;

    lesson_fill(paragraph, telling->state, &filled);
    add_paragraph(telling, &said, text_string(&filled), out);
    text_free(&filled);
}

/* What is said of the right answer. */
static void add_reply(const struct telling *telling, const struct question *question, struct text *out)
{
    struct question_answer answer = {.chosen = VECTOR_EMPTY, .typed = question->answer};
    struct verdict verdict = {.is_right = false};

    for (size_t i = 0; i < question->choices.count; i++)
        if (question->choices.items[i].is_right)
            vector_push(&answer.chosen, i);
    for (size_t i = 0; i < question->order.count; i++)
        vector_push(&answer.chosen, question->order.items[i]);
    question_judge(question, &answer, &verdict);
    if (verdict.reply.length > 0)
        add_paragraph(telling, &said, text_string(&verdict.reply), out);
    verdict_free(&verdict);
    vector_free(&answer.chosen);
}

/* The question, the choices, and what the run says: nobody is there to choose. */
static void add_prediction(const struct telling *telling, const struct lesson_prediction *prediction, uint32_t step,
                           struct text *out)
{
    struct question question;

    if (!question_make(prediction, telling->recording, step, telling->scene->all_objects, &question))
        return;
    text_add_char(out, '\n');
    add_paragraph(telling, &question_mark, question.text, out);
    for (size_t i = 0; i < question.choices.count; i++)
        add_paragraph(telling, question.choices.items[i].is_right ? &right_mark : &choice_mark,
                      question.choices.items[i].text, out);
    if (question.form == QUESTION_TYPED || question.form == QUESTION_ORDER)
        add_paragraph(telling, &answer_mark, question.answer, out);
    add_reply(telling, &question, out);
    question_free(&question);
}

static void tell(void *context, uint32_t step, struct text *out)
{
    const struct telling *telling = context;
    const struct lesson_prediction *prediction = lesson_prediction_at(&telling->moments, step);
    const struct lesson_say *say;

    state_seek(telling->state, step);
    say = lesson_say_at(&telling->moments, telling->state);
    if (say != NULL) {
        text_add_char(out, '\n');
        add_filled(telling, say->text, out);
    }
    if (prediction != NULL && !telling->asks)
        add_prediction(telling, prediction, step, out);
}

static void tell_stop(void *context, uint32_t stop, struct text *out)
{
    const struct telling *telling = context;
    const struct lesson_say *say = lesson_say_at_stop(&telling->moments, stop, telling->state);

    if (say != NULL)
        add_filled(telling, say->text, out);
}

/* Of a scene of threads: the code, what is said and asked, and then the lanes of the whole run. */
static void write_timeline(const struct cli_settings *settings, const struct telling *telling)
{
    uint32_t file = recording_main_file(telling->recording);
    struct text out = TEXT_EMPTY, clean = TEXT_EMPTY;

    for (uint32_t line = 1; line <= recording_source_lines(telling->recording, file); line++) {
        struct trace_bytes code = recording_source_line(telling->recording, file, line);

        if (telling->plain)
            text_format(&out, translate("Line %u: "), (unsigned)line);
        else
            text_format(&out, "  %3u  ", (unsigned)line);
        text_append(&out, code.at, code.length);
        text_add_char(&out, '\n');
    }
    for (size_t i = 0; i < telling->moments.items.count; i++) {
        const struct lesson_moment *moment = &telling->moments.items.items[i];
        const struct lesson_say *say = lesson_say_at_stop(&telling->moments, moment->step, telling->state);

        if (moment->prediction != NULL) {
            add_prediction(telling, moment->prediction, moment->step, &out);
        } else if (moment->say == say) {
            text_add_char(&out, '\n');
            add_filled(telling, say->text, &out);
        }
    }
    text_add_char(&out, '\n');
    streams_clean(&clean, out.bytes, out.length, telling->ascii);
    streams_write(&clean);
    text_free(&out);
    text_free(&clean);
    print_timeline(settings, telling->recording);
}

static void write_heading(const struct lesson *lesson, size_t index, bool ascii, bool plain)
{
    struct text out = TEXT_EMPTY, line = TEXT_EMPTY;
    int width;

    text_format(&line, translate("%s, scene %zu of %zu: %s"), lesson->title, index + 1, lesson->scenes.count,
                lesson->scenes.items[index].title);
    if (index > 0)
        text_add(&out, "\n\n");
    width = utf8_clean(&out, line.bytes, line.length, ascii);
    text_add_char(&out, '\n');
    if (!plain) { /* a reader would say: equals, equals, equals */
        text_fill(&out, '=', (size_t)width);
        text_add_char(&out, '\n');
    }
    text_add_char(&out, '\n');
    streams_write(&out);
    text_free(&line);
    text_free(&out);
}

/* What tools say of the code, before it runs. */
static void write_analysis(const struct lesson_scene *scene)
{
    struct text out = TEXT_EMPTY, clean = TEXT_EMPTY;
    struct analysis *analysis;
    struct error error;

    if (!scene->is_analysed || analysis_start(scene->code, &analysis, &error) != STATUS_OK)
        return;
    while (!analysis_pump(analysis)) {
        struct pollfd descriptors[8];

        poll(descriptors, analysis_poll(analysis, descriptors, 8), 100);
    }
    analysis_write(analysis, &out);
    text_add_char(&out, '\n');
    streams_clean(&clean, out.bytes, out.length, streams_need_ascii());
    streams_write(&clean);
    text_free(&out);
    text_free(&clean);
    analysis_free(analysis);
}

static bool ask(void *context, uint32_t step, struct text *out)
{
    return learn_talk_ask(&((struct telling *)context)->talk, step, out);
}

static bool answer(void *context, const char *typed, bool *waits, struct text *out)
{
    return learn_talk_answer(&((struct telling *)context)->talk, typed, waits, out);
}

static struct learn_talk talk_of(const struct telling *telling)
{
    return (struct learn_talk){.moments = &telling->moments,
                               .recording = telling->recording,
                               .all_objects = telling->scene->all_objects,
                               .ascii = telling->ascii};
}

/* A scene of threads, from one thing that is said to the next, with the questions; false as below. */
static bool talk_through_times(struct telling *telling, bool is_followed)
{
    const struct times times = {.recording = telling->recording,
                                .ascii = telling->ascii,
                                .moments = &telling->moments,
                                .state = telling->state,
                                .context = telling,
                                .tell = tell_stop,
                                .ask = ask,
                                .answer = answer,
                                .is_followed = is_followed};
    bool passed;

    telling->talk = talk_of(telling);
    passed = times_run(&times);
    learn_talk_end(&telling->talk);
    return passed;
}

/* Step by step, with the questions; false when somebody has had enough. */
static bool talk_through(struct telling *telling, const struct picture_options *picture, bool is_followed)
{
    const struct dialogue dialogue = {.recording = telling->recording,
                                      .instructions = picture->instructions,
                                      .ascii = picture->ascii,
                                      .tell = tell,
                                      .context = telling,
                                      .ask = ask,
                                      .answer = answer,
                                      .is_followed = is_followed};
    bool passed;

    telling->asks = true;
    telling->talk = talk_of(telling);
    passed = dialogue_run(&dialogue);
    learn_talk_end(&telling->talk);
    return passed;
}

/* The scene at this place of the lesson.  `goes_on` becomes false when somebody has had enough of the lesson. */
static enum status write_scene(const struct cli_settings *settings, const struct lesson *lesson, size_t index,
                               bool *goes_on, struct error *error)
{
    static char isolated[] = "-I";
    struct lesson_scene *scene = &lesson->scenes.items[index];
    char *arguments[] = {isolated, scene->code, NULL};
    struct session_options options = program_options(settings, arguments, SESSION_PRIVATE);
    struct picture_options picture = print_picture_options(settings);
    struct recording *recording = recording_new();
    struct telling telling = {.recording = recording,
                              .scene = scene,
                              .width = picture.width,
                              .ascii = picture.ascii,
                              .plain = picture.plain};
    int exit_status;
    enum status status;

    write_analysis(scene);
    options.timeline = scene->lens == LESSON_LENS_TIMELINE;
    options.walls = settings->trust ? SESSION_OPEN : SESSION_WALLS_POSSIBLE;
    status = program_run(&options, recording, &exit_status, error);

    picture.all_objects |= scene->all_objects;
    if (status == STATUS_OK) {
        telling.state = state_new(recording);
        lesson_resolve(scene, recording, &telling.moments);
        if (options.timeline && dialogue_is_wanted(settings))
            *goes_on = talk_through_times(&telling, index + 1 < lesson->scenes.count);
        else if (options.timeline)
            write_timeline(settings, &telling);
        else if (dialogue_is_wanted(settings) && recording_steps(recording) > 0)
            *goes_on = talk_through(&telling, &picture, index + 1 < lesson->scenes.count);
        else
            print_pictures(&picture, recording, tell, &telling);
        state_free(telling.state);
    }
    lesson_moments_free(&telling.moments);
    recording_free(recording);
    return status;
}

int learn_as_text(const struct cli_settings *settings, const char *name, struct error *error)
{
    const struct lesson *lesson;
    struct lessons lessons;
    enum status status;
    bool goes_on = true;

    lessons_find(&lessons);
    status = lessons_choose(&lessons, name, &lesson, error);
    if (status == STATUS_OK)
        status = lessons_load_words(error);
    for (size_t i = 0; status == STATUS_OK && goes_on && i < lesson->scenes.count; i++) {
        write_heading(lesson, i, print_picture_options(settings).ascii, print_is_plain(settings));
        status = write_scene(settings, lesson, i, &goes_on, error);
    }
    lessons_free(&lessons);
    return (int)status;
}

static void add_lesson(const struct lesson *lesson, struct text *out)
{
    size_t length = strlen(lesson->id);

    text_format(out, "  %s", lesson->id);
    text_fill(out, ' ', length + 2 < NAME_COLUMN ? NAME_COLUMN - length : 2);
    utf8_clean(out, lesson->title, strlen(lesson->title), streams_need_ascii());
    text_format(out, translate(" (%u minutes)\n"), (unsigned)lesson->minutes);
}

/* By layer, as the lessons come; a lesson that cannot be read is the failure to tell. */
static int write_list(struct error *error)
{
    struct text out = TEXT_EMPTY;
    enum status status = lessons_load_words(error);
    struct lessons lessons;

    if (status != STATUS_OK)
        return (int)status;
    lessons_find(&lessons);
    for (size_t i = 0; i < lessons.found.count; i++) {
        const struct lesson *lesson = lessons.found.items[i];

        if (i == 0 || lessons.found.items[i - 1]->layer != lesson->layer)
            text_format(&out, "%s%s\n", i > 0 ? "\n" : "", lesson_layer_title(lesson->layer));
        add_lesson(lesson, &out);
    }
    if (lessons.faults.count > 0)
        status = error_set(error, STATUS_FAILED, "%s", lessons.faults.items[0]);
    else if (lessons.found.count == 0)
        status = error_set(error, STATUS_FAILED,
                           "no lessons are installed: run make install, or set "
                           "TERRARIUM_LESSON_DIR to the folder that has them");
    streams_write(&out);
    text_free(&out);
    lessons_free(&lessons);
    return (int)status;
}

int cli_learn(const struct cli_settings *settings, struct error *error)
{
    struct tui_options screen = print_tui_options(settings);

    if (settings->operand_count == 0)
        return write_list(error);
    if (print_instead_of_screen(settings))
        return learn_as_text(settings, settings->operands[0], error);
    return (int)tui_lesson(&screen, settings->operands[0], error);
}
