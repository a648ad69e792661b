/* The sentences of a step, in this order, until there are SENTENCES_MAX:
 *
 *     the event that began it      square was called with n = 3.
 *     what changed inside objects  b.append(4) changed the list that a and b both name: 4 was added at the end.
 *     which names changed          b now names the same list as a: no copy was made.
 *     what libraries did           Library code ran: json.dumps, 0.024 ms.
 *     what died                    The list …6f40 died: nothing can reach it any more.
 *     what was written             The program wrote: [1, 2, 3, 4]
 *     the event that ended it      square returned 9.
 *
 * Each is made from records of the step alone.  What the source line means is never interpreted: it is quoted where the
 * line that ran is known, because whatever the records tell happened while it ran. */
#include "model/explain.h"

#include <string.h>

#include "base/translate.h"
#include "model/describe.h"
#include "model/explanation.h"
#include "model/instants.h"
#include "model/value.h"

enum {
    SENTENCES_MAX = 3,
    DEATHS_MAX = 2, /* objects told before "3 objects died" */
    FOLDS_MAX = 3,  /* functions of libraries told before "and 2 more" */
};

/* ---- libraries ---- */

/* Calls of one function in one thread. */
struct folds {
    uint32_t thread, code;
    size_t calls;
    uint64_t nanoseconds;
};

static void write_duration(uint64_t nanoseconds, struct text *out)
{
    double milliseconds = (double)nanoseconds / 1e6;

    if (milliseconds < 1000)
        text_format(out, ", %.*f ms", milliseconds < 1 ? 3 : 1, milliseconds);
    else
        text_format(out, ", %.2f s", milliseconds / 1000);
}

static void write_folds(struct explanation *explanation, const struct folds *folds)
{
    value_library_title(explanation->recording, recording_code(explanation->recording, folds->code),
                        explanation->out);
    if (folds->thread != explanation->step.thread)
        explanation_write(explanation, " in {thread}",
                          SENTENCE_PLACES({"thread", recording_thread_name(explanation->recording, folds->thread)}));
    if (folds->calls > 1)
        explanation_write(explanation, " {n} times",
                          SENTENCE_PLACES({"n", explanation_number(explanation, folds->calls)}));
    write_duration(folds->nanoseconds, explanation->out);
}

static void explain_folds(struct explanation *explanation)
{
    VECTOR(struct folds) told = VECTOR_EMPTY;
    size_t shown;

    for (size_t i = 0; i < explanation->changes->fold_count; i++) {
        const struct fold *fold = &explanation->changes->folds[i];
        size_t place = 0;

        while (place < told.count &&
               (told.items[place].code != fold->code || told.items[place].thread != fold->thread))
            place++;
        if (place == told.count)
            vector_push(&told, ((struct folds){.thread = fold->thread, .code = fold->code}));
        told.items[place].calls++;
        told.items[place].nanoseconds += fold->nanoseconds;
    }
    shown = told.count < FOLDS_MAX ? told.count : FOLDS_MAX;
    if (shown > 0 && !explanation_is_full(explanation)) {
        text_add(explanation->out, translate("Library code ran: "));
        for (size_t i = 0; i < shown; i++) {
            text_add(explanation->out, i > 0 ? "; " : "");
            write_folds(explanation, &told.items[i]);
        }
        if (told.count > shown)
            explanation_write(explanation, "; and {n} more",
                              SENTENCE_PLACES({"n", explanation_number(explanation, told.count - shown)}));
        text_add_char(explanation->out, '.');
        explanation_end_sentence(explanation);
    }
    vector_free(&told);
}

/* ---- deaths and output ---- */

/* The function that a comprehension was until it had run (up to 3.11), which nobody sees. */
static bool is_comprehension(const struct explanation *explanation, uint32_t number)
{
    static const char *const words[] = {"<function <listcomp>>", "<function <setcomp>>", "<function <dictcomp>>",
                                        "<function <genexpr>>"};
    struct text summary = TEXT_EMPTY;
    bool is = false;

    value_summary(explanation->state, number, EXPLANATION_VALUE_MAX, &summary);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        is = is || strcmp(text_string(&summary), words[i]) == 0;
    text_free(&summary);
    return is;
}

/* Whether it was the arguments of an exception that has died with it. */
static bool is_of_exception(const struct explanation *explanation, uint32_t number)
{
    for (size_t i = 0; i < explanation->changes->died_count; i++) {
        struct object object;

        if (state_object(explanation->state, explanation->changes->died[i], &object) &&
            object.kind == TRACE_OBJECT_EXCEPTION && object.entries > 0 &&
            state_entry(explanation->state, object.number, 0).value == number)
            return true;
    }
    return false;
}

static bool is_death_told(const struct explanation *explanation, uint32_t number)
{
    struct object_birth birth;

    if (!recording_object(explanation->recording, number, &birth) || explanation_is_born(explanation, number) ||
        is_comprehension(explanation, number) || is_of_exception(explanation, number))
        return false;
    switch ((int)birth.kind) {
    case TRACE_OBJECT_LIST:
    case TRACE_OBJECT_TUPLE:
    case TRACE_OBJECT_DICT:
    case TRACE_OBJECT_SET:
    case TRACE_OBJECT_FROZENSET:
    case TRACE_OBJECT_DEQUE:
    case TRACE_OBJECT_NAMEDTUPLE:
    case TRACE_OBJECT_BYTEARRAY:
    case TRACE_OBJECT_FUNCTION:
    case TRACE_OBJECT_CLASS:
    case TRACE_OBJECT_INSTANCE:
        return true;
    default:
        return false;
    }
}

static void explain_deaths(struct explanation *explanation)
{
    size_t count = 0, index = 0, mark = explanation->out->length;

    for (size_t i = 0; i < explanation->changes->died_count; i++)
        count += is_death_told(explanation, explanation->changes->died[i]);
    if (count == 0 || explanation_is_full(explanation))
        return;
    if (count > DEATHS_MAX) {
        explanation_write(explanation, "{n} objects", SENTENCE_PLACES({"n", explanation_number(explanation, count)}));
    } else {
        for (size_t i = 0; i < explanation->changes->died_count; i++) {
            if (!is_death_told(explanation, explanation->changes->died[i]))
                continue;
            describe_list_separator(index++, count, explanation->out);
            describe_by_id(explanation->state, explanation->changes->died[i], explanation->out);
        }
    }
    text_add(explanation->out, count == 1 ? translate(" died: nothing can reach it any more.")
                                          : translate(" died: nothing can reach them any more."));
    explanation_capitalise(explanation, mark);
    explanation_end_sentence(explanation);
}

/* Of a traceback the last line says what it is about; it is left alone in `written`, behind a mark. */
static void shorten_traceback(struct text *written)
{
    static const char beginning[] = "Traceback (most recent call last):";
    size_t end = written->length, start;
    struct text line = TEXT_EMPTY;

    if (strncmp(text_string(written), beginning, sizeof beginning - 1) != 0)
        return;
    while (end > 0 && strchr("\r\n", written->bytes[end - 1]) != NULL)
        end--;
    for (start = end; start > 0 && written->bytes[start - 1] != '\n'; start--)
        continue;
    text_add(&line, "… ");
    text_append(&line, written->bytes + start, end - start);
    text_free(written);
    *written = line;
}

/* What the step wrote to a stream, as one line: its first line, when there are several. */
static void explain_stream(struct explanation *explanation, uint32_t stream, const char *opening)
{
    uint32_t number = explanation->step.number;
    size_t from = number > 0 ? recording_outputs_at(explanation->recording, number - 1) : 0;
    size_t end = recording_outputs_at(explanation->recording, number);
    struct text written = TEXT_EMPTY;
    size_t line;

    for (size_t i = from; i < end; i++) {
        struct output_piece piece = recording_output(explanation->recording, i);

        if (piece.stream == stream)
            text_append(&written, piece.bytes.at, piece.bytes.length);
    }
    shorten_traceback(&written);
    line = strcspn(text_string(&written), "\r\n");
    if (line > 0 && written.bytes != NULL) {
        size_t rest = strspn(written.bytes + line, "\r\n");
        bool is_cut = line + rest < written.length;

        text_add(explanation->out, opening);
        if (line > EXPLANATION_LINE_MAX) {
            for (line = EXPLANATION_LINE_MAX; (written.bytes[line] & 0xC0) == 0x80;)
                line--;
            is_cut = true;
        }
        text_append(explanation->out, written.bytes, line);
        text_add(explanation->out, is_cut ? " …" : "");
        explanation_end_sentence(explanation);
    }
    text_free(&written);
}

static void explain_output(struct explanation *explanation)
{
    if (!explanation_is_full(explanation))
        explain_stream(explanation, 1, translate("The program wrote: "));
    if (!explanation_is_full(explanation))
        explain_stream(explanation, 2, translate("The program wrote to standard error: "));
}

/* ---- the whole ---- */

static void explain_start(struct explanation *explanation)
{
    struct place running;

    if (recording_steps(explanation->recording) == 1 && recording_stopped_in(explanation->recording, &running))
        explanation_write(explanation, "Line {line} has begun, and has not run to its end.",
                          SENTENCE_PLACES({"line", explanation_number(explanation, running.line)}));
    else if (explanation->step.line != 0)
        explanation_write(explanation, "Nothing has run yet: line {line} is next.",
                          SENTENCE_PLACES({"line", explanation_number(explanation, explanation->step.line)}));
    else
        text_add(explanation->out, translate("Nothing has run yet, and there is no line to run."));
    explanation_end_sentence(explanation);
}

static void explain_nothing(struct explanation *explanation)
{
    if (explanation->keeper != 0)
        explanation_write(explanation, "Nothing changed but what {object} keeps for itself.",
                          SENTENCE_PLACES({"object", explanation_owner(explanation, explanation->keeper)}));
    else
        text_add(explanation->out, translate("No name or object changed."));
    explanation_end_sentence(explanation);
}

static void explain_changes(struct explanation *explanation)
{
    explanation->changes = state_changes(explanation->state);
    explain_entries(explanation);
    explain_names(explanation);
    explain_folds(explanation);
    explain_deaths(explanation);
    explain_output(explanation);
}

void explain_step(struct state *state, struct text *out)
{
    struct explanation explanation = {.state = state,
                                      .recording = state_recording(state),
                                      .out = out,
                                      .limit = SENTENCES_MAX,
                                      .of_lines = true,
                                      .library = {.state = state}};

    if (!recording_step(explanation.recording, state_step(state), &explanation.step))
        return;
    if (explanation.step.number == 0 && explanation.step.event == TRACE_EVENT_LINE) {
        explain_start(&explanation);
    } else {
        explanation.limit -= explanation_has_ending(&explanation);
        explain_beginning(&explanation);
        explain_changes(&explanation);
        explain_branch(&explanation);
        explain_ending(&explanation);
        if (explanation.sentences == 0)
            explain_nothing(&explanation);
    }
    explanation_end(&explanation);
    text_truncate(out, out->length - 1);
}

/* ---- instructions ---- */

static void explain_place(struct state *state, const struct instants_place *place, const char *sign, struct text *out)
{
    text_format(out, "%s ", sign);
    instants_write_sentence(state, place, out);
    text_add_char(out, '\n');
}

/* Whether an exception has left the instruction that ran last in this frame, and its handler is about to begin. */
static bool was_left_by_exception(const struct recording *recording, struct position here, uint32_t frame)
{
    struct step step;

    return here.instant == 1 && recording_step(recording, here.step, &step) && step.event == TRACE_EVENT_EXCEPTION &&
           step.frame == frame;
}

static void explain_exception(struct state *state, const struct instants_place *place, const char *sign,
                              struct text *out)
{
    text_format(out, "%s ", sign);
    instants_write_name(state, place, out);
    text_add(out, translate(" did not end: an exception left it. The value stack was cut back to what the handler "
                            "needs, and the exception pushed."));
    text_add_char(out, '\n');
}

/* What changed since the instant before, which happened while the line of that ran. */
static void explain_fine_changes(struct state *state, struct text *out)
{
    struct explanation explanation = {.state = state,
                                      .recording = state_recording(state),
                                      .out = out,
                                      .limit = SENTENCES_MAX - 1,
                                      .library = {.state = state}};
    bool own = recording_begins_with_instant(explanation.recording, state_step(state)) && state_instant(state) <= 1;

    if (!recording_step(explanation.recording, state_step(state) + (own ? 0 : 1), &explanation.step))
        return;
    explanation.step.event = TRACE_EVENT_LINE;
    explanation.changes = state_changes(state);
    explain_entries(&explanation);
    explain_names(&explanation);
    explain_deaths(&explanation);
    explanation_end(&explanation);
}

void explain_instant(struct state *state, bool ascii, struct text *out)
{
    const struct recording *recording = state_recording(state);
    struct position here = instants_settle(recording, instants_position(state));
    struct instants_place place;
    size_t before = out->length;

    if (here.instant == 0) {
        explain_step(state, out);
        text_add_char(out, '\n');
    } else if (instants_done(recording, here, &place)) {
        if (was_left_by_exception(recording, here, place.frame))
            explain_exception(state, &place, ascii ? "-" : "▷", out);
        else
            explain_place(state, &place, ascii ? "-" : "▷", out);
        explain_fine_changes(state, out);
    }
    if (instants_next(recording, here, &place))
        explain_place(state, &place, ascii ? ">" : "▶", out);
    if (out->length > before)
        text_truncate(out, out->length - 1);
}
