#include "cli/dialogue.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#include "base/translate.h"
#include "cli/program.h"
#include "cli/streams.h"
#include "cli/typed.h"
#include "model/instants.h"
#include "model/sentence.h"
#include "output/plain.h"

/* COMMAND(NAME, words, what it does): the first word is the command's name, the last what is short for it. */
#define COMMANDS(COMMAND)                                                                                         \
    COMMAND(NEXT, TRANSLATE_LATER("next, n"), TRANSLATE_LATER("{words}, or Enter alone: one step on."))           \
    COMMAND(BACK, TRANSLATE_LATER("back, b"), TRANSLATE_LATER("{words}: one step back."))                         \
    COMMAND(OVER, TRANSLATE_LATER("over, o"),                                                                     \
            TRANSLATE_LATER("{words}: to the next line of this function, over what it calls."))                   \
    COMMAND(FIRST, TRANSLATE_LATER("start, s"), TRANSLATE_LATER("{words}: to the first step."))                   \
    COMMAND(LAST, TRANSLATE_LATER("end, e"), TRANSLATE_LATER("{words}: to the step at which the program ended.")) \
    COMMAND(GOTO, TRANSLATE_LATER("goto, g"),                                                                     \
            TRANSLATE_LATER("{words} with a number, or the number alone: to that step."))                         \
    COMMAND(FIND, TRANSLATE_LATER("find, f"),                                                                     \
            TRANSLATE_LATER("{words} with a text: to the next step that tells of it; without one: again."))       \
    COMMAND(NAMES, TRANSLATE_LATER("names, v"), TRANSLATE_LATER("{words}: what every name stands for."))          \
    COMMAND(CODE, TRANSLATE_LATER("code, c"), TRANSLATE_LATER("{words}: the lines of the program around here."))  \
    COMMAND(OUTPUT, TRANSLATE_LATER("output, p"),                                                                 \
            TRANSLATE_LATER("{words}: all that the program has written until here."))                             \
    COMMAND(REPEAT, TRANSLATE_LATER("repeat, r"), TRANSLATE_LATER("{words}: says this step again."))              \
    COMMAND(HELP, TRANSLATE_LATER("help, h"), TRANSLATE_LATER("{words}: says these commands."))                   \
    COMMAND(QUIT, TRANSLATE_LATER("quit, q"), TRANSLATE_LATER("{words}: ends."))

enum command {
#define COMMAND(NAME, words, does) NAME,
    COMMANDS(COMMAND)
#undef COMMAND
        UNKNOWN
};

static const struct typed_command table[] = {
#define COMMAND(NAME, words, does) [NAME] = {words, does},
    COMMANDS(COMMAND)
#undef COMMAND
};
static const struct typed_commands commands = {table, UNKNOWN, .empty = NEXT, .number = GOTO, .question_mark = HELP};

struct talk {
    const struct dialogue *dialogue;
    const struct recording *recording;
    struct state *state;
    struct text wanted; /* what was searched for last */
    bool is_asked;      /* a question waits for an answer */
    bool passed;        /* somebody went on at the end */
};

/* ---- out ---- */

static void say(const struct talk *talk, const char *english, const struct sentence_place *places)
{
    typed_say(english, places, talk->dialogue->ascii);
}

static void say_of_step(const struct talk *talk, const char *english, uint64_t step)
{
    uint32_t last = recording_steps(talk->recording) - 1;
    struct text number = TEXT_EMPTY, last_number = TEXT_EMPTY;

    text_format(&number, "%llu", (unsigned long long)step);
    text_format(&last_number, "%u", (unsigned)last);
    say(talk, english, SENTENCE_PLACES({"n", text_string(&number)}, {"last", text_string(&last_number)}));
    text_free(&number);
    text_free(&last_number);
}

static bool is_last_moment(const struct talk *talk)
{
    struct position next;

    if (talk->dialogue->instructions)
        return !instants_move(talk->recording, instants_position(talk->state), false, &next);
    return state_step(talk->state) + 1 >= recording_steps(talk->recording);
}

/* What happened; at the end also how the program ended. */
static void tell_moment(struct talk *talk)
{
    const struct plain_options options = {.instructions = talk->dialogue->instructions,
                                          .ascii = talk->dialogue->ascii};
    struct text out = TEXT_EMPTY, end = TEXT_EMPTY;

    plain_write(talk->state, &options, &out);
    if (talk->dialogue->tell != NULL)
        talk->dialogue->tell(talk->dialogue->context, state_step(talk->state), &out);
    talk->is_asked =
        talk->dialogue->ask != NULL && talk->dialogue->ask(talk->dialogue->context, state_step(talk->state), &out);
    if (is_last_moment(talk)) {
        picture_write_end(talk->recording, &end);
        streams_clean(&out, text_string(&end), end.length, talk->dialogue->ascii);
    }
    if (is_last_moment(talk) && talk->dialogue->is_followed)
        text_format(&out, "%s\n", translate("Enter goes on to the next scene."));
    streams_write(&out);
    text_free(&out);
    text_free(&end);
}

static void tell_part(struct talk *talk, void write(struct state *, const struct plain_options *, struct text *))
{
    const struct plain_options options = {.ascii = talk->dialogue->ascii};
    struct text out = TEXT_EMPTY;

    write(talk->state, &options, &out);
    streams_write(&out);
    text_free(&out);
}

/* ---- moving ---- */

static void go(struct talk *talk, struct position to)
{
    to = talk->dialogue->instructions ? instants_settle(talk->recording, to) : to;
    state_seek_instant(talk->state, to.step, to.instant);
    tell_moment(talk);
}

static void go_to_step(struct talk *talk, uint32_t step)
{
    go(talk, (struct position){step, 0});
}

static void move(struct talk *talk, bool backwards)
{
    struct position here = instants_position(talk->state), to = {here.step, 0};
    bool moves = talk->dialogue->instructions ? instants_move(talk->recording, here, backwards, &to)
                 : backwards                  ? here.step > 0
                                              : here.step + 1 < recording_steps(talk->recording);

    if (moves && !talk->dialogue->instructions)
        to.step = backwards ? here.step - 1 : here.step + 1;
    if (moves)
        go(talk, to);
    else if (!backwards && talk->dialogue->is_followed)
        talk->passed = true;
    else
        say_of_step(
            talk, backwards ? TRANSLATE_LATER("This is the first step.") : TRANSLATE_LATER("This is the last step."),
            here.step);
}

static void move_over(struct talk *talk)
{
    uint32_t step;

    if (recording_step_over(talk->recording, state_step(talk->state), false, &step))
        go_to_step(talk, step);
    else
        move(talk, false);
}

static void go_to_number(struct talk *talk, const char *typed)
{
    char *end;
    unsigned long long step = strtoull(typed, &end, 10);

    if (!isdigit((unsigned char)*typed) || *end != '\0')
        say(talk, TRANSLATE_LATER("Which step? Say goto and a number."), SENTENCE_PLACES({"", ""}));
    else if (step >= recording_steps(talk->recording))
        say_of_step(talk, TRANSLATE_LATER("There is no step {n}: the last one is {last}."), step);
    else
        go_to_step(talk, (uint32_t)step);
}

/* ---- searching ---- */

/* Small and capital letters alike. */
static bool holds(const struct text *text, const struct text *wanted)
{
    for (size_t at = 0; at + wanted->length <= text->length; at++)
        if (strncasecmp(text->bytes + at, wanted->bytes, wanted->length) == 0)
            return true;
    return false;
}

/* Seeks on to the next moment whose sentences hold what is wanted; false, with the state somewhere, where there is
 * none, or an interrupt has ended the search. */
static bool search(struct talk *talk)
{
    const struct plain_options options = {.instructions = talk->dialogue->instructions};
    struct text told = TEXT_EMPTY;
    bool found = false;

    while (!found && !is_last_moment(talk) && program_caught_signal() == 0) {
        struct position to = instants_position(talk->state);

        if (talk->dialogue->instructions)
            instants_move(talk->recording, to, false, &to);
        else
            to.step++;
        state_seek_instant(talk->state, to.step, to.instant);
        text_clear(&told);
        plain_write_event(talk->state, &options, &told);
        found = holds(&told, &talk->wanted);
    }
    text_free(&told);
    return found;
}

static void find(struct talk *talk, const char *typed)
{
    struct position here = instants_position(talk->state);

    if (*typed != '\0') {
        text_clear(&talk->wanted);
        text_add(&talk->wanted, typed);
    }
    if (talk->wanted.length == 0) {
        say(talk, TRANSLATE_LATER("What is to be found? Say find and a text."), SENTENCE_PLACES({"", ""}));
        return;
    }
    program_catch_signals();
    if (search(talk)) {
        tell_moment(talk);
    } else {
        say(talk,
            program_caught_signal() != 0 ? TRANSLATE_LATER("The search for {text} was interrupted.")
                                         : TRANSLATE_LATER("No later step tells of {text}."),
            SENTENCE_PLACES({"text", text_string(&talk->wanted)}));
        state_seek_instant(talk->state, here.step, here.instant);
    }
    program_restore_signals();
}

/* ---- what is typed ---- */

/* Returns false to end. */
static bool obey(struct talk *talk, enum command command, const char *typed)
{
    switch (command) {
    case NEXT:
        move(talk, false);
        break;
    case BACK:
        move(talk, true);
        break;
    case OVER:
        move_over(talk);
        break;
    case FIRST:
        go_to_step(talk, 0);
        break;
    case LAST:
        go_to_step(talk, recording_final_step(talk->recording));
        break;
    case GOTO:
        go_to_number(talk, typed);
        break;
    case FIND:
        find(talk, typed);
        break;
    case NAMES:
        tell_part(talk, plain_write_names);
        break;
    case CODE:
        tell_part(talk, plain_write_code);
        break;
    case OUTPUT:
        tell_part(talk, plain_write_output);
        break;
    case REPEAT:
        tell_moment(talk);
        break;
    case HELP:
        typed_help(&commands, talk->dialogue->ascii);
        break;
    case QUIT:
        return false;
    case UNKNOWN:
        break;
    }
    return !talk->passed;
}

static bool answer(struct talk *talk, const char *line)
{
    const char *rest;
    enum command command = (enum command)typed_understand(&commands, line, &rest, talk->dialogue->ascii);

    return obey(talk, command, rest);
}

static bool answer_question(struct talk *talk, const char *line)
{
    struct text out = TEXT_EMPTY;
    bool is_answer = talk->dialogue->answer(talk->dialogue->context, line, &talk->is_asked, &out);

    streams_write(&out);
    text_free(&out);
    return is_answer;
}

static void greet(const struct talk *talk)
{
    const char *note;

    for (size_t i = 0; (note = recording_note(talk->recording, i)) != NULL; i++) {
        struct text words = TEXT_EMPTY, clean = TEXT_EMPTY;

        text_format(&words, translate("Note: %s\n"), note);
        streams_clean(&clean, text_string(&words), words.length, talk->dialogue->ascii);
        streams_write(&clean);
        text_free(&words);
        text_free(&clean);
    }
    say_of_step(talk, TRANSLATE_LATER("Steps 0 to {last}. Enter goes on, help says the commands."), 0);
}

bool dialogue_is_wanted(const struct cli_settings *settings)
{
    return print_is_plain(settings) && streams_are_terminal() && settings->step == CLI_UNSET && !settings->last &&
           !settings->all && !settings->print;
}

bool dialogue_run(const struct dialogue *dialogue)
{
    struct talk talk = {dialogue, dialogue->recording, state_new(dialogue->recording), TEXT_EMPTY, false, false};
    char *line = NULL;
    size_t room = 0;
    bool goes_on = true;

    state_set_fine(talk.state, dialogue->instructions);
    greet(&talk);
    go_to_step(&talk, 0);
    while (goes_on) {
        goes_on = typed_read(talk.is_asked, &line, &room);
        if (goes_on && !(talk.is_asked && answer_question(&talk, line)))
            goes_on = answer(&talk, line);
    }
    free(line);
    text_free(&talk.wanted);
    state_free(talk.state);
    return talk.passed;
}
