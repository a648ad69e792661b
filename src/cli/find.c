/* terrarium find: when a name or an object changed and who changed it, and when a condition began to hold. */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/load.h"
#include "cli/streams.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "model/changes.h"
#include "model/condition.h"
#include "model/explain.h"
#include "model/history.h"
#include "model/value.h"

/* A step that is told, and what changed there; no subject for a condition. */
struct found {
    uint32_t step;
    bool has_subject;
    struct history_subject subject;
};

typedef VECTOR(struct found) found_list;
typedef VECTOR(uint32_t) object_list;

static void add_step(found_list *list, uint32_t step, struct history_subject subject)
{
    vector_push(list, ((struct found){step, true, subject}));
}

static void add_words(struct text *out, const struct text *words)
{
    struct text own = TEXT_EMPTY;

    text_append(&own, text_string(words), words->length);
    if (streams_need_ascii())
        utf8_replace_marks(&own);
    streams_clean(out, text_string(&own), own.length, streams_need_ascii());
    text_free(&own);
}

/* Where the step stands, and what happened there. */
static void tell_step(struct state *state, struct text *out)
{
    struct text sentences = TEXT_EMPTY;
    struct place done, next;

    recording_places(state_recording(state), state_step(state), &done, &next);
    if (done.line != 0)
        text_format(out, ", line %u", done.line);
    text_add(out, ": ");
    explain_step(state, &sentences);
    for (size_t i = 0; i < sentences.length; i++)
        if (sentences.bytes[i] == '\n')
            sentences.bytes[i] = ' ';
    add_words(out, &sentences);
    text_free(&sentences);
}

/* Who changed it, and what from and to.  `name`: the one that refers to the object, NULL when it was not asked by name.
 * */
static void tell_change(struct state *state, struct history_subject subject, const char *name, struct text *out)
{
    struct text words = TEXT_EMPTY;

    changes_write_doer(state, &words);
    if (words.length > 0)
        text_add(out, ", ");
    text_add(&words, ": ");
    changes_write(state, subject, name, streams_need_ascii(), &words);
    add_words(out, &words);
    text_free(&words);
}

static int compare_found(const void *left, const void *right)
{
    const struct found *a = left, *b = right;

    return (a->step > b->step) - (a->step < b->step);
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
                             uint32_t from, uint32_t until, found_list *found)
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
            add_step(found, changes[i], subject);
}

/* All steps of a name's story in one frame: its bindings, and the changes of what it was bound to. */
static void add_frame_steps(struct history *history, struct state *state, uint32_t frame, uint32_t name,
                            found_list *found)
{
    struct history_subject subject = {.sort = HISTORY_NAME, .frame = frame, .name = name};
    size_t count, first = found->count;
    const uint32_t *bindings = history_steps(history, subject, &count);

    for (size_t i = 0; i < count; i++)
        add_step(found, bindings[i], subject);
    for (size_t i = 0; i < count; i++) {
        uint32_t until = i + 1 < count ? found->items[first + i + 1].step : UINT32_MAX;

        add_object_steps(history, state, frame, name, found->items[first + i].step, until, found);
    }
}

static enum status find_name(const char *text, struct state *state, found_list *found, struct error *error)
{
    const struct recording *recording = state_recording(state);
    struct history *history = history_new(recording);
    uint32_t name = recording_find_string(recording, text);

    for (uint32_t frame = 1; name != 0 && frame <= recording_frames(recording); frame++)
        add_frame_steps(history, state, frame, name, found);
    history_free(history);
    if (found->count == 0)
        return error_set(error, STATUS_FAILED, "no name %.200s was ever bound in this recording", text);
    qsort(found->items, found->count, sizeof *found->items, compare_found);
    return STATUS_OK;
}

/* The object that a name refers to at a step, in the step's frame or else in the main module. */
static uint32_t object_at(struct state *state, uint32_t step, const char *text)
{
    uint32_t name = recording_find_string(state_recording(state), text), object = 0;
    struct step at;

    state_seek(state, step);
    if (name == 0 || !recording_step(state_recording(state), state_step(state), &at))
        return 0;
    object = object_named(state, at.frame, name);
    return object != 0 ? object : object_named(state, 1, name);
}

/* Objects whose address ends with these digits, all at one address: their numbers.  More than one address is an error.
 * */
static enum status objects_ending(const struct recording *recording, uint64_t digits, size_t count, const char *typed,
                                  object_list *objects, struct error *error)
{
    uint64_t mask = count < 16 ? ((uint64_t)1 << (4 * count)) - 1 : UINT64_MAX, address = 0;
    struct object_birth birth;

    for (uint32_t number = 1; recording_object(recording, number, &birth); number++) {
        if ((birth.address & mask) != digits || value_is_inline_at_birth(&birth))
            continue;
        if (objects->count > 0 && birth.address != address)
            return error_set(error, STATUS_FAILED, "more than one address ends with %.40s: give more of its digits",
                             typed);
        address = birth.address;
        vector_push(objects, number);
    }
    return STATUS_OK;
}

/* Hex digits behind "0x", "…", ".." or nothing; in decimal, as id() prints them, when there are more than fit. */
static bool parse_id(const char *typed, uint64_t *digits, size_t *count)
{
    static const char *const marks[] = {"0x", "…", ".."};
    char *end;

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(typed, marks[i], strlen(marks[i])) == 0) {
            typed += strlen(marks[i]);
            break;
        }
    *count = strlen(typed);
    if (*count == 0 || *count > 16 || strspn(typed, "0123456789abcdefABCDEF") != *count)
        return false;
    *digits = strtoull(typed, &end, 16);
    if (*count >= 13 && strspn(typed, "0123456789") == *count) { /* more digits than an address has in hex */
        *digits = strtoull(typed, &end, 10);
        *count = 16;
    }
    return true;
}

/* NAME, NAME@STEP, or an id. */
static enum status objects_meant(const char *typed, struct state *state, object_list *objects, struct error *error)
{
    const char *mark = strrchr(typed, '@');
    size_t length = mark != NULL ? (size_t)(mark - typed) : strlen(typed), count;
    char *name = memory_copy_bytes(typed, length);
    uint32_t last = recording_final_step(state_recording(state));
    uint32_t step = mark != NULL ? (uint32_t)strtoul(mark + 1, NULL, 10) : last;
    uint32_t object = object_at(state, step, name);
    enum status status = STATUS_OK;
    uint64_t digits;

    free(name);
    if (object != 0)
        vector_push(objects, object);
    else if (mark == NULL && parse_id(typed, &digits, &count))
        status = objects_ending(state_recording(state), digits, count, typed, objects, error);
    if (status == STATUS_OK && objects->count == 0)
        return error_set(error, STATUS_FAILED, "no object %.200s is known in this recording", typed);
    return status;
}

static enum status find_object(const char *typed, struct state *state, found_list *found, struct error *error)
{
    object_list objects = VECTOR_EMPTY;
    enum status status = objects_meant(typed, state, &objects, error);
    struct history *history = history_new(state_recording(state));

    for (size_t i = 0; i < objects.count; i++) {
        struct history_subject subject = {.sort = HISTORY_OBJECT, .object = objects.items[i]};
        size_t count;
        const uint32_t *steps = history_steps(history, subject, &count);

        for (size_t at = 0; at < count; at++)
            add_step(found, steps[at], subject);
    }
    history_free(history);
    vector_free(&objects);
    if (found->count > 1)
        qsort(found->items, found->count, sizeof *found->items, compare_found);
    return status;
}

static enum status find_condition(const char *text, struct state *state, found_list *found, struct error *error)
{
    struct condition *condition;
    enum status status = condition_parse(text, &condition, error);
    uint32_t step = 0;

    if (status != STATUS_OK)
        return status;
    state_seek(state, 0);
    if (recording_steps(state_recording(state)) > 0 && condition_holds(condition, state))
        vector_push(found, (struct found){.step = 0});
    while (condition_find(condition, state, step, false, &step))
        vector_push(found, (struct found){.step = step});
    condition_free(condition);
    if (found->count == 0)
        return error_set(error, STATUS_FAILED, "%.200s does not hold at any step", text);
    return STATUS_OK;
}

/* What --before, --after and --last leave. */
static void select_one(const struct cli_settings *settings, found_list *found)
{
    size_t first = 0, end = found->count;

    if (settings->before != CLI_UNSET)
        while (end > 0 && found->items[end - 1].step >= settings->before)
            end--;
    if (settings->after != CLI_UNSET) {
        while (first < end && found->items[first].step <= settings->after)
            first++;
        while (end > first && found->items[end - 1].step != found->items[first].step)
            end--;
    } else if (end > 0 && (settings->before != CLI_UNSET || settings->latest)) {
        for (first = end - 1; first > 0 && found->items[first - 1].step == found->items[first].step;)
            first--;
    }
    vector_splice(found, 0, first, 0);
    found->count = end - first;
}

static void tell(const struct cli_settings *settings, struct state *state, const found_list *found)
{
    struct text out = TEXT_EMPTY;
    uint32_t told = UINT32_MAX;

    for (size_t i = 0; i < found->count; i++) {
        const struct found *one = &found->items[i];
        bool by_change = settings->changes && one->has_subject;

        if (!by_change && one->step == told)
            continue;
        told = one->step;
        text_clear(&out);
        text_format(&out, "step %u", one->step);
        state_seek(state, one->step);
        if (by_change)
            tell_change(state, one->subject, settings->name, &out);
        else
            tell_step(state, &out);
        text_add_char(&out, '\n');
        streams_write(&out);
    }
    text_free(&out);
}

static enum status check(const struct cli_settings *settings, struct error *error)
{
    int wanted = (settings->name != NULL) + (settings->object != NULL) + (settings->when != NULL);
    int limits = (settings->before != CLI_UNSET) + (settings->after != CLI_UNSET) + settings->latest;

    if (wanted != 1)
        return error_set(error, STATUS_USAGE,
                         "terrarium find wants one of --name NAME, --object OBJECT and --when CONDITION");
    if (limits > 1)
        return error_set(error, STATUS_USAGE, "terrarium find takes one of --before, --after and --last");
    return STATUS_OK;
}

static enum status find(const struct cli_settings *settings, struct state *state, struct error *error)
{
    found_list found = VECTOR_EMPTY;
    enum status status;

    if (settings->name != NULL)
        status = find_name(settings->name, state, &found, error);
    else if (settings->object != NULL)
        status = find_object(settings->object, state, &found, error);
    else
        status = find_condition(settings->when, state, &found, error);
    if (status == STATUS_OK) {
        select_one(settings, &found);
        if (found.count == 0)
            status =
                error_set(error, STATUS_FAILED, "there is none %s step %llu",
                          settings->before != CLI_UNSET ? "before" : "after",
                          (unsigned long long)(settings->before != CLI_UNSET ? settings->before : settings->after));
        tell(settings, state, &found);
    }
    vector_free(&found);
    return status;
}

int cli_find(const struct cli_settings *settings, struct error *error)
{
    struct recording *recording;
    struct state *state;
    struct error damage = {""};
    enum status status = check(settings, error);

    if (status == STATUS_OK && (status = load_recording(settings->operands[0], &recording, &damage)) != STATUS_OK)
        *error = damage;
    if (status != STATUS_OK)
        return (int)status;
    state = state_new(recording);
    status = find(settings, state, error);
    state_free(state);
    recording_free(recording);
    if (status != STATUS_USAGE && *damage.text != '\0') { /* what was asked for may stand in what is lost */
        *error = damage;
        status = STATUS_FAILED;
    }
    return (int)status;
}
