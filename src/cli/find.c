/* terrarium find: when a name changed, and when a condition began to hold. */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/load.h"
#include "cli/streams.h"
#include "model/condition.h"
#include "model/explain.h"
#include "model/history.h"

typedef VECTOR(uint32_t) step_list;

/* One line: where the step stands, and what happened there. */
static void tell_step(struct state *state, uint32_t number, struct text *out)
{
    const struct recording *recording = state_recording(state);
    struct text sentences = TEXT_EMPTY;
    struct place done, next;

    state_seek(state, number);
    recording_places(recording, number, &done, &next);
    text_format(out, "step %u", number);
    if (done.line != 0)
        text_format(out, ", line %u", done.line);
    text_add(out, ": ");
    explain_step(state, &sentences);
    for (size_t i = 0; i < sentences.length; i++)
        if (sentences.bytes[i] == '\n')
            sentences.bytes[i] = ' ';
    streams_clean(out, text_string(&sentences), sentences.length, streams_need_ascii());
    text_add_char(out, '\n');
    text_free(&sentences);
}

static int compare_steps(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

static uint32_t object_named(struct state *state, uint32_t frame, uint32_t name)
{
    for (size_t i = 0; i < state_names(state, frame); i++)
        if (state_name(state, frame, i).name == name)
            return state_name(state, frame, i).object;
    return 0;
}

/* The steps at which what the name refers to changed itself, from `from` until the name is bound anew at `until`. */
static void add_object_steps(struct history *history, struct state *state, uint32_t frame, uint32_t name,
                             uint32_t from, uint32_t until, step_list *steps)
{
    struct history_subject subject = {.sort = HISTORY_OBJECT};
    const uint32_t *changes;
    size_t count;

    state_seek(state, from);
    subject.object = object_named(state, frame, name);
    if (subject.object == 0)
        return;
    changes = history_steps(history, subject, &count);
    for (size_t i = 0; i < count; i++)
        if (changes[i] > from && changes[i] < until)
            vector_push(steps, changes[i]);
}

/* All steps of a name's story in one frame: its bindings, and the changes of what it was bound to. */
static void add_frame_steps(struct history *history, struct state *state, uint32_t frame, uint32_t name,
                            step_list *steps)
{
    struct history_subject subject = {.sort = HISTORY_NAME, .frame = frame, .name = name};
    size_t count, first = steps->count;
    const uint32_t *bindings = history_steps(history, subject, &count);

    for (size_t i = 0; i < count; i++)
        vector_push(steps, bindings[i]);
    for (size_t i = 0; i < count; i++) {
        uint32_t until = i + 1 < count ? steps->items[first + i + 1] : UINT32_MAX;

        add_object_steps(history, state, frame, name, steps->items[first + i], until, steps);
    }
}

static enum status find_name(const char *text, struct state *state, step_list *steps, struct error *error)
{
    const struct recording *recording = state_recording(state);
    struct history *history = history_new(recording);
    uint32_t name = recording_find_string(recording, text);

    for (uint32_t frame = 1; name != 0 && frame <= recording_frames(recording); frame++)
        add_frame_steps(history, state, frame, name, steps);
    history_free(history);
    if (steps->count == 0)
        return error_set(error, STATUS_FAILED, "no name %.200s was ever bound in this recording", text);
    qsort(steps->items, steps->count, sizeof *steps->items, compare_steps);
    return STATUS_OK;
}

static enum status find_condition(const char *text, struct state *state, step_list *steps, struct error *error)
{
    struct condition *condition;
    enum status status = condition_parse(text, &condition, error);
    uint32_t step = 0;

    if (status != STATUS_OK)
        return status;
    state_seek(state, 0);
    if (recording_steps(state_recording(state)) > 0 && condition_holds(condition, state))
        vector_push(steps, 0);
    while (condition_find(condition, state, step, false, &step))
        vector_push(steps, step);
    condition_free(condition);
    if (steps->count == 0)
        return error_set(error, STATUS_FAILED, "%.200s does not hold at any step", text);
    return STATUS_OK;
}

static void tell_steps(struct state *state, const step_list *steps)
{
    struct text out = TEXT_EMPTY;

    for (size_t i = 0; i < steps->count; i++) {
        if (i > 0 && steps->items[i] == steps->items[i - 1])
            continue;
        text_clear(&out);
        tell_step(state, steps->items[i], &out);
        streams_write(&out);
    }
    text_free(&out);
}

int cli_find(const struct cli_settings *settings, struct error *error)
{
    struct recording *recording;
    struct state *state;
    step_list steps = VECTOR_EMPTY;
    struct error damage = {""};
    enum status status;

    if ((settings->name == NULL) == (settings->when == NULL))
        return (int)error_set(error, STATUS_USAGE, "terrarium find wants either --name NAME or --when CONDITION");
    status = load_recording(settings->operands[0], &recording, &damage);
    if (status != STATUS_OK) {
        *error = damage;
        return (int)status;
    }
    state = state_new(recording);
    status = settings->name != NULL ? find_name(settings->name, state, &steps, error)
                                    : find_condition(settings->when, state, &steps, error);
    tell_steps(state, &steps);
    vector_free(&steps);
    state_free(state);
    recording_free(recording);
    if (status == STATUS_OK && *damage.text != '\0') {
        *error = damage;
        status = STATUS_FAILED;
    }
    return (int)status;
}
