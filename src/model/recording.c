#include "model/recording_work.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/search.h"
#include "base/translate.h"

struct recording *recording_new(void)
{
    struct recording *recording = memory_zeroed(1, sizeof *recording);

    recording->head = moment_new(&recording->places);
    keyframes_add(&recording->keyframes, (struct keyframe){.moment = moment_new(&recording->places)});
    recording->context.births = &recording->births;
    recording->labels = labels_new();
    recording->timeline = timeline_new();
    return recording;
}

void recording_free(struct recording *recording)
{
    if (recording == NULL)
        return;
    for (size_t i = 0; i < recording->strings.count; i++)
        free(recording->strings.items[i].text);
    for (size_t i = 0; i < recording->sources.count; i++) {
        text_free(&recording->sources.items[i].text);
        vector_free(&recording->sources.items[i].lines);
    }
    for (size_t i = 0; i < recording->facts.count; i++) {
        free(recording->facts.items[i].name);
        free(recording->facts.items[i].value);
    }
    for (size_t i = 0; i < recording->notes.count; i++)
        free(recording->notes.items[i]);
    for (size_t i = 0; i < recording->listings.count; i++)
        vector_free(&recording->listings.items[i].instructions);
    for (size_t i = 0; i < recording->signatures.count; i++)
        free(recording->signatures.items[i].names);
    labels_free(recording->labels);
    timeline_free(recording->timeline);
    text_free(&recording->log);
    text_free(&recording->pending);
    text_free(&recording->values);
    trace_scratch_free(&recording->scratch);
    vector_free(&recording->steps);
    vector_free(&recording->strings);
    vector_free(&recording->codes);
    vector_free(&recording->frames);
    vector_free(&recording->objects);
    vector_free(&recording->last_step);
    vector_free(&recording->threads);
    order_free(&recording->order);
    map_free(&recording->string_numbers);
    vector_free(&recording->sources);
    vector_free(&recording->outputs);
    vector_free(&recording->instants);
    vector_free(&recording->listings);
    vector_free(&recording->signatures);
    vector_free(&recording->facts);
    vector_free(&recording->notes);
    free(recording->end_text);
    moment_free(recording->head);
    keyframes_free(&recording->keyframes);
    map_free(&recording->places);
    free(recording);
}

/* Taking in. */

static void take_string(struct recording *recording, struct trace_bytes text)
{
    uint64_t hash = map_hash(text.at, text.length);
    uint32_t known;

    vector_push(&recording->strings, (struct known_string){memory_copy_bytes(text.at, text.length), text.length});
    if (!map_get(&recording->string_numbers, hash, &known))
        map_put(&recording->string_numbers, hash, (uint32_t)recording->strings.count);
}

static struct source *source_of(const struct recording *recording, uint32_t file)
{
    for (size_t i = 0; i < recording->sources.count; i++)
        if (recording->sources.items[i].file == file)
            return &recording->sources.items[i];
    return NULL;
}

static void take_source(struct recording *recording, const struct trace_fields_SOURCE *fields)
{
    struct source *source = source_of(recording, (uint32_t)fields->file);

    if (source == NULL) {
        vector_push(&recording->sources, (struct source){.file = (uint32_t)fields->file});
        source = &vector_last(&recording->sources);
    }
    text_append(&source->text, fields->text.at, fields->text.length);
}

static uint32_t offset_in(const struct text *text, const char *at)
{
    return (uint32_t)(at - text->bytes);
}

/* Bytes that were decoded: where they lie, and where that will lie in the log. */
struct decoded {
    const struct text *text;
    uint64_t base;
};

static const char *value_of(const struct recording *recording, const struct known_object *object,
                            const struct decoded *decoded)
{
    if (object->held == HELD_HERE)
        return object->value;
    if (object->held == HELD_IN_VALUES)
        return recording->values.bytes + object->offset;
    if (object->offset < recording->log.length)
        return recording->log.bytes + object->offset;
    assert(decoded != NULL); /* only what is being decoded lies beyond the log */
    return decoded->text->bytes + (object->offset - decoded->base);
}

static void take_object(struct recording *recording, const struct trace_fields_OBJECT *fields,
                        const struct decoded *decoded)
{
    struct known_object object = {
        .address = fields->address,
        .length = fields->length,
        .value_length = (uint16_t)fields->value.length,
        .type = (uint32_t)fields->type,
        .step = (uint32_t)recording->steps.count,
        .kind = (uint8_t)fields->kind,
        .flags = (uint8_t)fields->flags,
    };
    const char *value = fields->value.at, *values = recording->values.bytes;

    if (fields->value.length <= sizeof object.value) {
        if (fields->value.length > 0)
            memcpy(object.value, value, fields->value.length);
    } else if (values != NULL && value >= values && value < values + recording->values.length) {
        object.held = HELD_IN_VALUES;
        object.offset = (uint64_t)(value - values);
    } else {
        object.held = HELD_IN_LOG;
        object.offset = decoded->base + offset_in(decoded->text, value);
    }
    vector_push(&recording->objects, object);
}

/* Puts the value of an object that is longer than another where it lies in one piece: behind that one's, unless
 * something else lies there. */
static struct trace_bytes grow_value(struct recording *recording, const struct known_object *from,
                                     struct trace_bytes more, const struct decoded *decoded)
{
    size_t length = from->value_length, start = recording->values.length;

    if (from->held == HELD_IN_VALUES && from->offset + length == start)
        start = (size_t)from->offset;
    else {
        text_fill(&recording->values, 0, length); /* it may move, and what is copied with it */
        memcpy(recording->values.bytes + start, value_of(recording, from, decoded), length);
    }
    text_append(&recording->values, more.at, more.length);
    return (struct trace_bytes){recording->values.bytes + start, length + more.length};
}

/* What GROWN means as an OBJECT; false when it means nothing. */
static bool as_object(struct recording *recording, struct trace_record *record, const struct decoded *decoded)
{
    struct trace_fields_GROWN grown = record->grown;
    const struct known_object *from;

    if (grown.from < 1 || grown.from > recording->objects.count)
        return false;
    from = &recording->objects.items[grown.from - 1];
    if ((from->kind != TRACE_OBJECT_STR && from->kind != TRACE_OBJECT_BYTES) ||
        from->value_length + grown.more.length > TRACE_VALUE_MAX || grown.flags > UINT8_MAX)
        return false;
    *record =
        (struct trace_record){TRACE_OBJECT, .object = {.address = grown.address,
                                                       .type = from->type,
                                                       .kind = from->kind,
                                                       .flags = grown.flags,
                                                       .length = grown.length,
                                                       .value = grow_value(recording, from, grown.more, decoded)}};
    return true;
}

static void take_step(struct recording *recording, const struct trace_fields_STEP *fields, uint64_t end)
{
    uint32_t number = (uint32_t)recording->steps.count;
    uint32_t *last = &recording->last_step.items[fields->frame - 1];

    vector_push(&recording->steps, (struct known_step){
                                       .end = end,
                                       .previous = *last,
                                       .next = NO_STEP,
                                       .frame = (uint32_t)fields->frame,
                                       .line = (uint32_t)fields->line,
                                       .value = (uint32_t)fields->value,
                                       .objects = (uint32_t)recording->objects.count,
                                       .frames = (uint32_t)recording->frames.count,
                                       .instants = (uint32_t)recording->instants.count,
                                       .thread = (uint32_t)fields->thread & THREADS_MAX,
                                       .event = (uint32_t)fields->event & UINT8_MAX,
                                   });
    if (*last != NO_STEP)
        recording->steps.items[*last].next = number;
    *last = number;
    order_add(&recording->order, (uint32_t)fields->thread);
}

static void take_output(struct recording *recording, const struct trace_fields_OUTPUT *fields,
                        const struct decoded *decoded)
{
    struct place_in_log place = {0, (uint32_t)fields->bytes.length};

    if (place.length > 0)
        place.offset = decoded->base + offset_in(decoded->text, fields->bytes.at);
    vector_push(&recording->outputs,
                (struct known_output){(uint32_t)recording->steps.count, (uint32_t)fields->stream, place});
}

static struct listing *listing_of(const struct recording *recording, uint32_t code)
{
    for (size_t i = 0; i < recording->listings.count; i++)
        if (recording->listings.items[i].code == code)
            return &recording->listings.items[i];
    return NULL;
}

static void take_instructions(struct recording *recording, const struct trace_fields_INSTRUCTIONS *fields)
{
    struct listing listing = {.code = (uint32_t)fields->code};

    if (listing_of(recording, listing.code) != NULL)
        return;
    for (size_t i = 0; i < fields->rows.count; i += TRACE_INSTRUCTION_COLUMN_COUNT) {
        const uint64_t *row = fields->rows.items + i;

        vector_push(&listing.instructions,
                    ((struct instruction){.unit = (uint32_t)row[TRACE_INSTRUCTION_UNIT],
                                          .name = (uint32_t)row[TRACE_INSTRUCTION_NAME],
                                          .argument = (uint32_t)row[TRACE_INSTRUCTION_ARGUMENT],
                                          .shown = (uint32_t)row[TRACE_INSTRUCTION_SHOWN],
                                          .constant = (uint32_t)row[TRACE_INSTRUCTION_CONSTANT],
                                          .target = (int32_t)row[TRACE_INSTRUCTION_TARGET] - 1,
                                          .depth = (int32_t)row[TRACE_INSTRUCTION_DEPTH] - 1,
                                          .line = (uint32_t)row[TRACE_INSTRUCTION_LINE],
                                          .end_line = (uint32_t)row[TRACE_INSTRUCTION_END_LINE],
                                          .byte = (int32_t)row[TRACE_INSTRUCTION_BYTE] - 1,
                                          .end_byte = (int32_t)row[TRACE_INSTRUCTION_END_BYTE] - 1}));
    }
    vector_push(&recording->listings, listing);
}

static void take_instant(struct recording *recording, const struct trace_fields_INSTRUCTION *fields, uint64_t end)
{
    vector_push(
        &recording->instants,
        ((struct known_instant){end, {(uint32_t)fields->frame, (uint32_t)fields->unit, (uint32_t)fields->form}}));
}

static void take_end(struct recording *recording, const struct trace_fields_END *fields)
{
    free(recording->end_text);
    recording->end_text = memory_copy_bytes(fields->text.at, fields->text.length);
    recording->end =
        (struct recording_end){(enum trace_end_reason)fields->reason, fields->status, recording->end_text};
    recording->ended = true;
    recording->waits = false;
}

/* They come right behind the record of the code, so that those of a code come after those of the codes before it. */
static void take_variables(struct recording *recording, const struct trace_fields_VARIABLES *fields)
{
    bool rest = fields->gathers & 1, named = fields->gathers >> 1 & 1;
    size_t count = fields->positional + fields->keyword + rest + named;
    uint32_t *names;

    if (recording->signatures.count > 0 && vector_last(&recording->signatures).code >= fields->code)
        return;
    names = memory_zeroed(count + 1, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = (uint32_t)fields->names.items[i];
    vector_push(&recording->signatures,
                ((struct signature){(uint32_t)fields->code,
                                    {(uint32_t)fields->positional, (uint32_t)fields->keyword, rest, named, names},
                                    names}));
}

static void take_meta(struct recording *recording, const struct trace_fields_META *fields)
{
    vector_push(&recording->facts, ((struct fact){memory_copy_bytes(fields->name.at, fields->name.length),
                                                  memory_copy_bytes(fields->value.at, fields->value.length)}));
}

static void take_code(struct recording *recording, const struct trace_fields_CODE *fields)
{
    vector_push(&recording->codes,
                ((struct code){(uint32_t)fields->file, (uint32_t)fields->name, (uint32_t)fields->qualified,
                               (uint32_t)fields->line, (enum trace_code_sort)fields->sort, 0}));
}

/* Remembers what a checked record says that ends at `end` of the log.  Returns its number, for kinds that are
 * numbered. */
static uint32_t take_record(struct recording *recording, const struct trace_record *record,
                            const struct decoded *decoded, uint64_t end)
{
    switch ((int)record->kind) {
    case TRACE_META:
        take_meta(recording, &record->meta);
        return 0;
    case TRACE_STRING:
        take_string(recording, record->string.text);
        return 0;
    case TRACE_SOURCE:
        take_source(recording, &record->source);
        return 0;
    case TRACE_THREAD:
        vector_push(&recording->threads, (uint32_t)record->thread.name);
        return (uint32_t)recording->threads.count;
    case TRACE_CODE:
        take_code(recording, &record->code);
        return 0;
    case TRACE_LIBRARY:
        recording->codes.items[record->library.code - 1].module = (uint32_t)record->library.module;
        return 0;
    case TRACE_FRAME:
        vector_push(&recording->frames,
                    (struct frame_birth){(uint32_t)record->frame.code, (uint32_t)record->frame.caller,
                                         (uint32_t)record->frame.function, (uint32_t)record->frame.generator});
        vector_push(&recording->last_step, NO_STEP);
        return (uint32_t)recording->frames.count;
    case TRACE_OBJECT:
        take_object(recording, &record->object, decoded);
        return (uint32_t)recording->objects.count;
    case TRACE_VARIABLES:
        take_variables(recording, &record->variables);
        return 0;
    case TRACE_INSTRUCTIONS:
        take_instructions(recording, &record->instructions);
        return 0;
    case TRACE_INSTRUCTION:
        take_instant(recording, &record->instruction, end);
        return 0;
    case TRACE_OUTPUT:
        take_output(recording, &record->output, decoded);
        return 0;
    case TRACE_INPUT:
        recording->waits = record->input.waiting != 0;
        return 0;
    case TRACE_STEP:
        take_step(recording, &record->step, end);
        return 0;
    case TRACE_NOTE:
        vector_push(&recording->notes, memory_copy_bytes(record->note.text.at, record->note.text.length));
        return 0;
    case TRACE_END:
        take_end(recording, &record->end);
        return 0;
    default:
        timeline_take(recording->timeline, record);
        return 0;
    }
}

static void make_keyframe(struct recording *recording, uint64_t end)
{
    if (!keyframes_due(&recording->keyframes, end, recording->head->copied))
        return;
    moment_prune(recording->head, recording);
    recording->head->copied = 0;
    keyframes_add(&recording->keyframes,
                  (struct keyframe){(uint32_t)recording->steps.count, (uint32_t)recording->objects.count,
                                    (uint32_t)recording->frames.count, end, moment_copy(recording->head)});
}

static bool is_acceptable(struct recording *recording, struct trace_record *record, const struct decoded *decoded)
{
    if (record->kind == TRACE_GROWN && !as_object(recording, record, decoded))
        return false;
    return recording_accepts(recording, record) && moment_accepts(recording->head, record);
}

/* Takes the whole records of `from`, which will lie in the log at `base`; returns how many bytes they are.  The log
 * itself is appended to by the caller, in one piece. */
static size_t take_records(struct recording *recording, const struct text *from, uint64_t base)
{
    const struct decoded decoded = {from, base};
    struct trace_record record;
    size_t at = 0, used;

    while (at < from->length) {
        enum trace_decoding decoding = trace_decode(from->bytes + at, from->length - at, &recording->context,
                                                    &recording->scratch, &record, &used);

        if (decoding == TRACE_INCOMPLETE)
            break;
        if (decoding == TRACE_DAMAGED ||
            (decoding == TRACE_DECODED && !is_acceptable(recording, &record, &decoded))) {
            recording->damaged = true;
            break;
        }
        if (decoding == TRACE_DECODED) {
            uint32_t number = take_record(recording, &record, &decoded, base + at + used);

            moment_apply(recording->head, &record, number);
            if (record.kind == TRACE_STEP)
                make_keyframe(recording, base + at + used);
        }
        at += used;
    }
    return at;
}

enum status recording_append(struct recording *recording, const void *bytes, size_t length, struct error *error)
{
    size_t taken;

    if (!recording->damaged) {
        text_append(&recording->pending, bytes, length);
        taken = take_records(recording, &recording->pending, recording->log.length);
        text_append(&recording->log, text_string(&recording->pending), taken);
        memmove(recording->pending.bytes, recording->pending.bytes + taken, recording->pending.length - taken);
        text_truncate(&recording->pending, recording->pending.length - taken);
    }
    if (recording->damaged)
        return error_set(error, STATUS_FAILED, "the recording is damaged after step %zu, at byte %zu of its log",
                         recording->steps.count, recording->log.length);
    return STATUS_OK;
}

void recording_add(struct recording *recording, const struct trace_record *record)
{
    struct text coded = TEXT_EMPTY;
    size_t taken;

    trace_encode(record, &coded);
    taken = take_records(recording, &coded, recording->log.length);
    text_append(&recording->log, coded.bytes, taken);
    text_free(&coded);
}

bool recording_offer(struct recording *recording, const struct trace_record *record)
{
    if (recording->damaged || record->kind == TRACE_GROWN || !recording_accepts(recording, record) ||
        !moment_accepts(recording->head, record))
        return false;
    recording_add(recording, record);
    return true;
}

/* Asking. */

struct trace_bytes recording_log(const struct recording *recording)
{
    return (struct trace_bytes){text_string(&recording->log), recording->log.length};
}

uint32_t recording_steps(const struct recording *recording)
{
    return (uint32_t)recording->steps.count;
}

static const char *value_at_birth(const struct recording *recording, const struct known_object *object)
{
    return value_of(recording, object, NULL);
}

/* The log tells an object's address, type and value with the help of those before. */
static void complete_birth(const struct recording *recording, struct trace_record *record, uint64_t number)
{
    const struct known_object *known = &recording->objects.items[number - 1];

    if (record->kind == TRACE_GROWN)
        *record = (struct trace_record){
            TRACE_OBJECT, .object = {.kind = known->kind, .flags = known->flags, .length = known->length}};
    record->object.address = known->address;
    record->object.type = known->type;
    record->object.value = (struct trace_bytes){value_at_birth(recording, known), known->value_length};
}

size_t recording_decode(const struct recording *recording, uint64_t offset, struct trace_context *context,
                        struct trace_scratch *scratch, struct trace_record *record)
{
    size_t used = 0;

    if (trace_decode(recording->log.bytes + offset, recording->log.length - offset, context, scratch, record,
                     &used) == TRACE_SKIPPED)
        record->kind = 0;
    else if (record->kind == TRACE_OBJECT || record->kind == TRACE_GROWN)
        complete_birth(recording, record, context->objects);
    return used;
}

/* The log tells the exception in the EXCEPTION step before, and not again when the frame is left. */
static uint32_t unwound_by(const struct recording *recording, const struct known_step *step)
{
    const struct known_step *before = step->previous != NO_STEP ? &recording->steps.items[step->previous] : NULL;

    return before != NULL && before->event == TRACE_EVENT_EXCEPTION ? before->value : 0;
}

bool recording_step(const struct recording *recording, uint32_t number, struct step *step)
{
    const struct known_step *known;

    if (number >= recording->steps.count)
        return false;
    known = &recording->steps.items[number];
    *step = (struct step){
        .number = number,
        .thread = known->thread,
        .event = (enum trace_event)known->event,
        .frame = known->frame,
        .line = known->line,
        .value = known->value,
    };
    if (step->event == TRACE_EVENT_UNWIND && step->value == 0)
        step->value = unwound_by(recording, known);
    return true;
}

bool recording_last_step(const struct recording *recording, uint32_t frame, struct step *step)
{
    return frame >= 1 && frame <= recording->last_step.count && recording->last_step.items[frame - 1] != NO_STEP &&
           recording_step(recording, recording->last_step.items[frame - 1], step);
}

bool recording_step_before(const struct recording *recording, uint32_t number, uint32_t *before)
{
    if (number >= recording->steps.count || recording->steps.items[number].previous == NO_STEP)
        return false;
    *before = recording->steps.items[number].previous;
    return true;
}

bool recording_step_after(const struct recording *recording, uint32_t number, uint32_t *after)
{
    if (number >= recording->steps.count || recording->steps.items[number].next == NO_STEP)
        return false;
    *after = recording->steps.items[number].next;
    return true;
}

bool recording_thread_before(const struct recording *recording, uint32_t number, uint32_t *before)
{
    *before = order_before(&recording->order, number);
    return *before != ORDER_NONE;
}

bool recording_thread_after(const struct recording *recording, uint32_t number, uint32_t *after)
{
    *after = order_after(&recording->order, number);
    return *after != ORDER_NONE;
}

uint32_t recording_threads(const struct recording *recording)
{
    return (uint32_t)recording->threads.count;
}

const char *recording_thread_name(const struct recording *recording, uint32_t thread)
{
    bool known = thread >= 1 && thread <= recording->threads.count;

    return recording_string(recording, known ? recording->threads.items[thread - 1] : 0, NULL);
}

const char *recording_string(const struct recording *recording, uint32_t string, size_t *length)
{
    bool known = string >= 1 && string <= recording->strings.count;

    if (length != NULL)
        *length = known ? recording->strings.items[string - 1].length : 0;
    return known ? recording->strings.items[string - 1].text : "";
}

uint32_t recording_find_string(const struct recording *recording, const char *text)
{
    size_t length = strlen(text);
    uint32_t number;

    if (!map_get(&recording->string_numbers, map_hash(text, length), &number))
        return 0;
    for (; number <= recording->strings.count; number++)
        if (recording->strings.items[number - 1].length == length &&
            memcmp(recording->strings.items[number - 1].text, text, length) == 0)
            return number;
    return 0;
}

const char *recording_meta(const struct recording *recording, const char *name)
{
    for (size_t i = 0; i < recording->facts.count; i++)
        if (strcmp(recording->facts.items[i].name, name) == 0)
            return recording->facts.items[i].value;
    return NULL;
}

/* Of three, as walls_names names them: the system calls, and one of the two around files. */
bool recording_has_walls(const struct recording *recording)
{
    const char *walls = recording_meta(recording, "walls");

    return walls != NULL && strstr(walls, " calls") != NULL;
}

void recording_write_python(const struct recording *recording, struct text *out)
{
    const char *version = recording_meta(recording, "python.version"), *way = recording_meta(recording, "recorder");
    bool walls = recording_has_walls(recording);

    if (version != NULL)
        text_format(out, "CPython %s", version);
    if (version != NULL && (way != NULL || walls))
        text_format(out, " (%s%s%s)", way != NULL ? way : "", way != NULL && walls ? ", " : "",
                    walls ? translate("walls") : "");
}

const struct code *recording_code(const struct recording *recording, uint32_t number)
{
    return number >= 1 && number <= recording->codes.count ? &recording->codes.items[number - 1] : NULL;
}

const struct frame_birth *recording_frame(const struct recording *recording, uint32_t number)
{
    return number >= 1 && number <= recording->frames.count ? &recording->frames.items[number - 1] : NULL;
}

bool recording_is_folded(const struct recording *recording, uint32_t frame)
{
    const struct frame_birth *birth = recording_frame(recording, frame);

    return birth != NULL && recording_code(recording, birth->code)->module != 0;
}

static bool is_derived(const struct recording *recording, const struct known_object *object)
{
    return object->kind >= TRACE_OBJECT_INT && object->kind <= TRACE_OBJECT_BYTEARRAY &&
           strcmp(recording_string(recording, object->type, NULL), trace_object_word(object->kind)) != 0;
}

bool recording_object(const struct recording *recording, uint32_t number, struct object_birth *birth)
{
    const struct known_object *known;

    if (number < 1 || number > recording->objects.count)
        return false;
    known = &recording->objects.items[number - 1];
    *birth = (struct object_birth){
        .address = known->address,
        .type = known->type,
        .kind = (enum trace_object_kind)known->kind,
        .flags = known->flags,
        .is_derived = is_derived(recording, known),
        .step = known->step,
        .length = known->length,
        .value = {value_at_birth(recording, known), known->value_length},
    };
    return true;
}

uint32_t recording_objects(const struct recording *recording)
{
    return (uint32_t)recording->objects.count;
}

uint32_t recording_codes(const struct recording *recording)
{
    return (uint32_t)recording->codes.count;
}

uint32_t recording_instants(const struct recording *recording, uint32_t step)
{
    if ((size_t)step + 1 >= recording->steps.count)
        return 0;
    return recording->steps.items[step + 1].instants - recording->steps.items[step].instants;
}

static const struct known_instant *known_instant(const struct recording *recording, uint32_t step, uint32_t number)
{
    assert(number >= 1 && number <= recording_instants(recording, step));
    return &recording->instants.items[recording->steps.items[step].instants + number - 1];
}

bool recording_instant(const struct recording *recording, uint32_t step, uint32_t number, struct instant *instant)
{
    if (number < 1 || number > recording_instants(recording, step))
        return false;
    *instant = known_instant(recording, step, number)->instant;
    return true;
}

/* From where on instants tell what a frame has done when a step of its own comes: from where it last began to run a
 * line.  Where none was recorded since, the budget was spent, or had not begun. */
static size_t first_telling(const struct recording *recording, uint32_t step, uint32_t frame)
{
    enum trace_event event;

    if (recording->steps.items[step].frame != frame)
        return 0;
    do {
        if (!recording_step_before(recording, step, &step))
            return 0;
        event = recording->steps.items[step].event;
    } while (event != TRACE_EVENT_LINE && event != TRACE_EVENT_CALL);
    return recording->steps.items[step].instants;
}

bool recording_instant_before(const struct recording *recording, uint32_t step, uint32_t number, uint32_t frame,
                              struct instant *instant)
{
    size_t at, first;

    if (step >= recording->steps.count)
        return false;
    first = number == 0 ? first_telling(recording, step, frame) : 0;
    at = recording->steps.items[step].instants + (number > 0 ? number - 1 : 0);
    while (at > first) {
        *instant = recording->instants.items[--at].instant;
        if (instant->frame == frame)
            return true;
    }
    return false;
}

bool recording_begins_with_instant(const struct recording *recording, uint32_t step)
{
    const struct known_step *known;

    if (recording_instants(recording, step) == 0)
        return false;
    known = &recording->steps.items[step];
    return known->event == TRACE_EVENT_LINE && known_instant(recording, step, 1)->instant.frame == known->frame;
}

bool recording_has_instants(const struct recording *recording)
{
    return recording->instants.count > 0;
}

size_t recording_instructions(const struct recording *recording, uint32_t code)
{
    const struct listing *listing = listing_of(recording, code);

    return listing != NULL ? listing->instructions.count : 0;
}

const struct instruction *recording_instruction(const struct recording *recording, uint32_t code, size_t index)
{
    const struct listing *listing = listing_of(recording, code);

    return listing != NULL && index < listing->instructions.count ? &listing->instructions.items[index] : NULL;
}

size_t recording_find_instruction(const struct recording *recording, uint32_t code, uint32_t unit)
{
    const struct listing *listing = listing_of(recording, code);
    size_t place = 0, count = listing != NULL ? listing->instructions.count : 0;

    search_first(place, count, at, listing->instructions.items[at].unit < unit);
    return place < count && listing->instructions.items[place].unit == unit ? place : count;
}

bool recording_parameters(const struct recording *recording, uint32_t code, struct parameters *parameters)
{
    size_t place = 0;

    search_first(place, recording->signatures.count, at, recording->signatures.items[at].code < code);
    if (place == recording->signatures.count || recording->signatures.items[place].code != code)
        return false;
    *parameters = recording->signatures.items[place].parameters;
    return true;
}

struct labels *recording_labels(const struct recording *recording)
{
    return recording->labels;
}

void recording_suppose(struct recording *recording, uint64_t clock, const struct trace_fields_PLACE *place,
                       const struct trace_fields_RELEASE *release)
{
    bool good = release != NULL &&
                recording_timeline_accepts(recording, &(struct trace_record){TRACE_PLACE, .place = *place}) &&
                recording_timeline_accepts(recording, &(struct trace_record){TRACE_RELEASE, .release = *release});

    timeline_suppose(recording->timeline, clock - timeline_clock(recording->timeline), place, good ? release : NULL);
}

const struct timeline *recording_timeline(const struct recording *recording)
{
    return recording->timeline;
}

uint32_t recording_frames(const struct recording *recording)
{
    return (uint32_t)recording->frames.count;
}

uint32_t recording_main_file(const struct recording *recording)
{
    return recording->sources.count > 0 ? recording->sources.items[0].file : 0;
}

/* Lines end with LF, CR or CR LF, as Python's own tokenizer has it. */
static void count_lines(struct source *source)
{
    const char *bytes = text_string(&source->text);

    if (source->counted == source->text.length && source->lines.count > 0)
        return;
    vector_clear(&source->lines);
    if (source->text.length > 0)
        vector_push(&source->lines, 0);
    for (size_t i = 0; i + 1 < source->text.length; i++)
        if (bytes[i] == '\n' || (bytes[i] == '\r' && bytes[i + 1] != '\n'))
            vector_push(&source->lines, i + 1);
    source->counted = source->text.length;
}

size_t recording_source_lines(const struct recording *recording, uint32_t file)
{
    struct source *source = source_of(recording, file);

    if (source == NULL)
        return 0;
    count_lines(source);
    return source->lines.count;
}

struct trace_bytes recording_source_line(const struct recording *recording, uint32_t file, size_t line)
{
    struct source *source = source_of(recording, file);
    size_t start, end;

    if (source == NULL || line == 0 || line > recording_source_lines(recording, file))
        return (struct trace_bytes){"", 0};
    start = source->lines.items[line - 1];
    end = line < source->lines.count ? source->lines.items[line] : source->text.length;
    while (end > start && (source->text.bytes[end - 1] == '\n' || source->text.bytes[end - 1] == '\r'))
        end--;
    return (struct trace_bytes){source->text.bytes + start, end - start};
}

size_t recording_outputs(const struct recording *recording)
{
    return recording->outputs.count;
}

struct output_piece recording_output(const struct recording *recording, size_t index)
{
    const struct known_output *output = &recording->outputs.items[index];

    return (struct output_piece){
        output->step, output->stream, {text_string(&recording->log) + output->bytes.offset, output->bytes.length}};
}

size_t recording_outputs_at(const struct recording *recording, uint32_t step)
{
    size_t place = 0, count = recording->outputs.count;

    if (step + 1 >= recording->steps.count) /* what came after the last step counts as its own */
        return count;
    search_first(place, count, at, recording->outputs.items[at].step <= step);
    return place;
}

bool recording_waits_for_input(const struct recording *recording)
{
    return recording->waits;
}

bool recording_end(const struct recording *recording, struct recording_end *end)
{
    if (recording->ended)
        *end = recording->end;
    return recording->ended;
}

const char *recording_note(const struct recording *recording, size_t index)
{
    return index < recording->notes.count ? recording->notes.items[index] : NULL;
}

/* Segments: the records from after one STEP up to and with the next. */

struct log_range recording_segment(const struct recording *recording, uint32_t step, struct trace_context *context)
{
    const struct known_step *before = step > 0 ? &recording->steps.items[step - 1] : NULL;

    assert(step < recording->steps.count && recording->steps.items != NULL);
    *context = (struct trace_context){0};
    if (before != NULL)
        *context = (struct trace_context){.thread = before->thread,
                                          .frame = before->frame,
                                          .line = before->line,
                                          .frames = before->frames,
                                          .objects = before->objects};
    return (struct log_range){before != NULL ? before->end : 0, recording->steps.items[step].end};
}

uint64_t recording_instant_end(const struct recording *recording, uint32_t step, uint32_t number)
{
    return known_instant(recording, step, number)->end;
}

const struct keyframe *recording_keyframe(const struct recording *recording, uint32_t steps)
{
    return keyframes_find(&recording->keyframes, steps);
}

void recording_visit(const struct recording *recording, uint32_t step, recording_visitor *visit, void *context)
{
    struct trace_scratch scratch = {.keeps = false};
    struct trace_record record;
    struct trace_context following;
    struct log_range range;
    bool more = step < recording->steps.count;

    if (!more)
        return;
    range = recording_segment(recording, step, &following);
    while (range.start < range.end && more) {
        range.start += recording_decode(recording, range.start, &following, &scratch, &record);
        if (record.kind != 0)
            more = visit(context, &record);
    }
    trace_scratch_free(&scratch);
}
