#include "output/plain.h"

#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "model/describe.h"
#include "model/explain.h"
#include "model/instants.h"
#include "model/sentence.h"
#include "model/value.h"
#include "output/source_line.h"

struct plain {
    struct state *state;
    const struct recording *recording;
    const struct plain_options *options;
    struct text *out;
};

/* What the program wrote, as it is. */
static void end_quotation(const struct plain *plain, struct text *line)
{
    utf8_clean(plain->out, text_string(line), line->length, plain->options->ascii);
    text_add_char(plain->out, '\n');
    text_clear(line);
}

/* A sentence on a line of its own; what it quotes is sanitised here. */
static void end_line(const struct plain *plain, struct text *line)
{
    if (plain->options->ascii)
        utf8_replace_marks(line);
    if (line->length > 0) {
        utf8_clean(plain->out, line->bytes, line->length, plain->options->ascii);
        text_add_char(plain->out, '\n');
    }
    text_clear(line);
}

static const char *number_words(uint64_t number, struct text *words)
{
    text_clear(words);
    text_format(words, "%llu", (unsigned long long)number);
    return text_string(words);
}

/* ---- where we are ---- */

/* "Step 3 of 4", its instruction, its thread, and how deep in calls. */
static void write_step(const struct plain *plain)
{
    uint32_t steps = recording_steps(plain->recording), number = state_step(plain->state);
    struct position here = instants_settle(plain->recording, instants_position(plain->state));
    struct text line = TEXT_EMPTY, step_words = TEXT_EMPTY, of_words = TEXT_EMPTY;
    struct step step;

    sentence_write("Step {n} of {all}",
                   SENTENCE_PLACES({"n", number_words(number, &step_words)},
                                   {"all", number_words(steps > 0 ? steps - 1 : 0, &of_words)}),
                   &line);
    if (plain->options->instructions && here.instant != 0)
        sentence_write(
            ", instruction {n} of {all}",
            SENTENCE_PLACES({"n", number_words(here.instant, &step_words)},
                            {"all", number_words(recording_instants(plain->recording, here.step), &of_words)}),
            &line);
    if (recording_threads(plain->recording) > 1 && recording_step(plain->recording, number, &step))
        sentence_write(", thread {thread}",
                       SENTENCE_PLACES({"thread", recording_thread_name(plain->recording, step.thread)}), &line);
    text_add(&line, ".");
    end_line(plain, &line);
    text_free(&line);
    text_free(&step_words);
    text_free(&of_words);
}

/* `english` has the places {line} and {code}; another file than the program's is named behind it. */
static void write_place(const struct plain *plain, const char *english, const char *english_elsewhere,
                        struct place place)
{
    struct text line = TEXT_EMPTY, number = TEXT_EMPTY, code = TEXT_EMPTY;
    struct text file = TEXT_EMPTY;
    bool elsewhere = place.file != recording_main_file(plain->recording);

    source_words(plain->recording, place, &code);
    value_file_name(recording_string(plain->recording, place.file, NULL), &file);
    sentence_write(elsewhere ? english_elsewhere : english,
                   SENTENCE_PLACES({"line", number_words(place.line, &number)},
                                   {"code", code.length > 0 ? code.bytes : translate("(no source)")},
                                   {"file", text_string(&file)}),
                   &line);
    end_line(plain, &line);
    text_free(&line);
    text_free(&number);
    text_free(&code);
    text_free(&file);
}

/* ---- what happened ---- */

/* In place of the sign in front of what an instruction did, or will do. */
static size_t write_sign(const char *sentence, struct text *line)
{
    static const struct {
        const char *sign, *words;
    } signs[] = {{"▷ ", TRANSLATE_LATER("Done: ")}, {"▶ ", TRANSLATE_LATER("About to run: ")}};

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strncmp(sentence, signs[i].sign, strlen(signs[i].sign)) == 0) {
            text_add(line, translate(signs[i].words));
            return strlen(signs[i].sign);
        }
    return 0;
}

static void write_happening(const struct plain *plain)
{
    struct text sentences = TEXT_EMPTY, line = TEXT_EMPTY;

    if (plain->options->instructions)
        explain_instant(plain->state, false, &sentences);
    else
        explain_step(plain->state, &sentences);
    for (size_t at = 0, length; at < sentences.length; at += length + 1) {
        size_t sign = plain->options->instructions ? write_sign(sentences.bytes + at, &line) : 0;

        length = strcspn(sentences.bytes + at, "\n");
        text_append(&line, sentences.bytes + at + sign, length - sign);
        end_line(plain, &line);
    }
    text_free(&sentences);
    text_free(&line);
}

/* Before the next instruction, from the top: it is what that one takes first. */
static void write_value_stack(const struct plain *plain)
{
    struct text values = TEXT_EMPTY, line = TEXT_EMPTY;
    struct step step;
    size_t frames, depth;
    uint32_t frame;

    if (!instants_are_here(plain->state) || !recording_step(plain->recording, state_step(plain->state), &step) ||
        (frames = state_depth(plain->state, step.thread)) == 0)
        return;
    frame = state_frame_at(plain->state, step.thread, frames - 1);
    depth = state_stack_depth(plain->state, frame);
    for (size_t i = depth; i-- > 0;) {
        uint32_t object = state_stack_at(plain->state, frame, i);

        text_add(&values, i + 1 < depth ? ", " : "");
        if (object != 0)
            describe_object(plain->state, object, &values);
        else
            text_add(&values, "NULL");
    }
    sentence_write(depth > 0 ? "On the value stack, from the top: {values}." : "The value stack is empty.",
                   SENTENCE_PLACES({"values", text_string(&values)}), &line);
    end_line(plain, &line);
    text_free(&values);
    text_free(&line);
}

/* ---- what there is ---- */

enum {
    OBJECTS_MAX = 100, /* whose contents are told */
    ENTRIES_MAX = 20,  /* of one object */
    VALUE_MAX = 60,    /* characters */
};

/* An object that was spoken of, and the name that it was told by; a number of 0 for the latter: none. */
struct told {
    uint32_t object, frame, name;
};

struct inventory {
    const struct plain *plain;
    VECTOR(struct told) told; /* in this order their contents are told */
};

static bool is_box(const struct inventory *inventory, uint32_t number)
{
    struct object object;

    return state_object(inventory->plain->state, number, &object) && !value_is_inline(&object);
}

static const struct told *find_told(const struct inventory *inventory, uint32_t object)
{
    for (size_t i = 0; i < inventory->told.count; i++)
        if (inventory->told.items[i].object == object)
            return &inventory->told.items[i];
    return NULL;
}

static void tell_name(struct inventory *inventory, uint32_t frame, struct binding binding)
{
    const struct plain *plain = inventory->plain;
    const struct told *before = is_box(inventory, binding.object) ? find_told(inventory, binding.object) : NULL;
    const char *name = recording_string(plain->recording, binding.name, NULL);
    struct text object = TEXT_EMPTY, other = TEXT_EMPTY, line = TEXT_EMPTY;

    if (before != NULL) {
        describe_phrase(plain->state, binding.object, DESCRIBE_SAME, &object);
        describe_name(plain->state, frame, before->frame, before->name, &other);
        sentence_write(
            "{name} names {object} as {other}.",
            SENTENCE_PLACES({"name", name}, {"object", text_string(&object)}, {"other", text_string(&other)}), &line);
    } else {
        describe_object(plain->state, binding.object, &object);
        sentence_write("{name} names {object}.", SENTENCE_PLACES({"name", name}, {"object", text_string(&object)}),
                       &line);
        if (is_box(inventory, binding.object))
            vector_push(&inventory->told, ((struct told){binding.object, frame, binding.name}));
    }
    end_line(plain, &line);
    text_free(&object);
    text_free(&other);
    text_free(&line);
}

static void tell_frame(struct inventory *inventory, uint32_t frame)
{
    const struct plain *plain = inventory->plain;
    size_t names = state_names(plain->state, frame);
    struct text title = TEXT_EMPTY, line = TEXT_EMPTY;

    value_frame_where(plain->state, frame, &title);
    sentence_write(names > 0 ? "Names {where}:" : "There are no names {where}.",
                   SENTENCE_PLACES({"where", text_string(&title)}), &line);
    end_line(plain, &line);
    for (size_t i = 0; i < names; i++)
        tell_name(inventory, frame, state_name(plain->state, frame, i));
    text_free(&title);
    text_free(&line);
}

/* "name = 'Rex', age = 3" */
static void add_fields(struct inventory *inventory, const struct object *object, struct text *out)
{
    struct state *state = inventory->plain->state;
    size_t entries = object->entries + object->fields, shown = entries < ENTRIES_MAX ? entries : ENTRIES_MAX;

    for (size_t i = 0; i < shown; i++) {
        struct entry entry = state_entry(state, object->number, i);

        text_format(out, "%s%s = ", i > 0 ? ", " : "", recording_string(state_recording(state), entry.label, NULL));
        value_summary(state, entry.value, VALUE_MAX, out);
        if (is_box(inventory, entry.value) && find_told(inventory, entry.value) == NULL &&
            inventory->told.count < OBJECTS_MAX)
            vector_push(&inventory->told, ((struct told){.object = entry.value}));
    }
    if (shown < entries)
        text_add(out, ", …");
}

/* What a sentence with its name does not say: attributes of instances, and of those that these lead to. */
static void tell_instances(struct inventory *inventory)
{
    const struct plain *plain = inventory->plain;
    struct text whole = TEXT_EMPTY, fields = TEXT_EMPTY, line = TEXT_EMPTY;
    struct object object;

    for (size_t i = 0; i < inventory->told.count; i++) {
        if (!state_object(plain->state, inventory->told.items[i].object, &object) ||
            object.kind != TRACE_OBJECT_INSTANCE || object.layout != TRACE_LAYOUT_FIELDS || object.entries == 0)
            continue;
        text_clear(&whole);
        text_clear(&fields);
        describe_by_id(plain->state, object.number, &whole);
        add_fields(inventory, &object, &fields);
        sentence_write("Attributes of {object}: {fields}.",
                       SENTENCE_PLACES({"object", text_string(&whole)}, {"fields", text_string(&fields)}), &line);
        end_line(plain, &line);
    }
    text_free(&whole);
    text_free(&fields);
    text_free(&line);
}

/* The stack of the step's thread, outermost frame first. */
static void write_names(const struct plain *plain)
{
    struct inventory inventory = {.plain = plain, .told = VECTOR_EMPTY};
    struct step step;

    if (!recording_step(plain->recording, state_step(plain->state), &step))
        return;
    if (state_depth(plain->state, step.thread) == 0) /* the module has ended; its names live on */
        tell_frame(&inventory, step.frame);
    for (size_t i = 0; i < state_depth(plain->state, step.thread); i++)
        tell_frame(&inventory, state_frame_at(plain->state, step.thread, i));
    tell_instances(&inventory);
    vector_free(&inventory.told);
}

/* ---- output ---- */

static void write_output(const struct plain *plain)
{
    size_t pieces = recording_outputs_at(plain->recording, state_step(plain->state));
    struct text bytes = TEXT_EMPTY, line = TEXT_EMPTY;

    if (state_step(plain->state) == recording_final_step(plain->recording))
        pieces = recording_outputs(plain->recording); /* what ends a program is written after its last step */
    for (size_t i = 0; i < pieces; i++) {
        struct output_piece piece = recording_output(plain->recording, i);

        text_append(&bytes, piece.bytes.at, piece.bytes.length);
    }
    if (bytes.length > 0) {
        text_add(&line, translate("Output so far:"));
        end_line(plain, &line);
    }
    for (size_t at = 0, end; at < bytes.length; at = end + 1) {
        for (end = at; end < bytes.length && bytes.bytes[end] != '\n'; end++)
            continue;
        source_expand_tabs((struct trace_bytes){bytes.bytes + at, end - at}, &line);
        end_quotation(plain, &line);
    }
    text_free(&bytes);
    text_free(&line);
}

static void write_event(const struct plain *plain)
{
    struct place done, next;

    recording_places(plain->recording, state_step(plain->state), &done, &next);
    if (done.line != 0)
        write_place(plain, TRANSLATE_LATER("Line {line} ran: {code}"),
                    TRANSLATE_LATER("Line {line} of {file} ran: {code}"), done);
    write_happening(plain);
}

void plain_write_event(struct state *state, const struct plain_options *options, struct text *out)
{
    write_event(&(struct plain){state, state_recording(state), options, out});
}

/* ---- the source ---- */

static void write_code_line(const struct plain *plain, struct place here, uint32_t done, uint32_t next)
{
    static const char *const sentences[] = {TRANSLATE_LATER("Line {line}: {code}"),
                                            TRANSLATE_LATER("Line {line}, which ran: {code}"),
                                            TRANSLATE_LATER("Line {line}, which is next: {code}"),
                                            TRANSLATE_LATER("Line {line}, which ran and is next: {code}")};
    struct trace_bytes code = recording_source_line(plain->recording, here.file, here.line);
    struct text line = TEXT_EMPTY, number = TEXT_EMPTY, words = TEXT_EMPTY;

    source_expand_tabs(code, &words);
    while (words.length > 0 && strchr(" \t\f\r\n", words.bytes[words.length - 1]) != NULL)
        text_truncate(&words, words.length - 1);
    sentence_write(sentences[(here.line == done) + 2 * (here.line == next)],
                   SENTENCE_PLACES({"line", number_words(here.line, &number)}, {"code", text_string(&words)}), &line);
    end_line(plain, &line);
    text_free(&line);
    text_free(&number);
    text_free(&words);
}

static void write_code(const struct plain *plain)
{
    enum { AROUND = 4 };
    struct place done, next, here;
    uint32_t first, last, lines;

    recording_places(plain->recording, state_step(plain->state), &done, &next);
    here = next.line != 0 ? next : done;
    lines = (uint32_t)recording_source_lines(plain->recording, here.file);
    first = here.line > AROUND ? here.line - AROUND : 1;
    last = here.line + AROUND < lines ? here.line + AROUND : lines;
    for (uint32_t line = first; line <= last; line++)
        write_code_line(plain, (struct place){here.file, line}, done.file == here.file ? done.line : 0,
                        next.file == here.file ? next.line : 0);
}

void plain_write_names(struct state *state, const struct plain_options *options, struct text *out)
{
    write_names(&(struct plain){state, state_recording(state), options, out});
}

void plain_write_output(struct state *state, const struct plain_options *options, struct text *out)
{
    size_t before = out->length;

    write_output(&(struct plain){state, state_recording(state), options, out});
    if (out->length == before)
        text_format(out, "%s\n", translate("The program has written nothing yet."));
}

void plain_write_code(struct state *state, const struct plain_options *options, struct text *out)
{
    write_code(&(struct plain){state, state_recording(state), options, out});
}

/* What was running at the end is said with how that came about. */
static bool is_told_by_end(const struct plain *plain)
{
    struct place running;

    return state_step(plain->state) + 1 == recording_steps(plain->recording) &&
           recording_stopped_in(plain->recording, &running);
}

void plain_write(struct state *state, const struct plain_options *options, struct text *out)
{
    struct plain plain = {state, state_recording(state), options, out};
    struct place done, next;

    write_step(&plain);
    write_event(&plain);
    recording_places(plain.recording, state_step(state), &done, &next);
    if (options->instructions)
        write_value_stack(&plain);
    if (next.line != 0 && !is_told_by_end(&plain))
        write_place(&plain, TRANSLATE_LATER("Next is line {line}: {code}"),
                    TRANSLATE_LATER("Next is line {line} of {file}: {code}"), next);
    if (options->names)
        write_names(&plain);
    if (options->output)
        write_output(&plain);
}
