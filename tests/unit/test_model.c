#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "model/changes.h"
#include "model/recording.h"
#include "model/state.h"
#include "suite.h"
#include "trace/context.h"

/* A random program: it keeps its own plain truth beside the log that it writes, and remembers what the truth was at
 * every step, as text.  A state must say the same, whichever way it came there. */

enum { LISTS = 40, LENGTH = 12, NAMES = 20, FRAMES = 6 };

struct program {
    struct text log;
    unsigned seed;
    uint32_t objects, frames, strings;
    uint32_t list[LISTS];          /* object numbers; 0 dead */
    uint32_t items[LISTS][LENGTH]; /* objects */
    size_t count[LISTS];
    int64_t references[LISTS];
    uint32_t stack[FRAMES];
    uint32_t bound[FRAMES][NAMES]; /* objects by name, for each frame of the stack */
    size_t depth;
    VECTOR(char *) truths; /* by step */
    struct trace_context context;
    struct trace_births births;
    unsigned put; /* records */
};

static unsigned chance(struct program *program, unsigned below)
{
    program->seed = program->seed * 1103515245u + 12345u;
    return (program->seed >> 16) % below;
}

static void put(struct program *program, struct trace_record record)
{
    size_t start = program->log.length;
    uint8_t *at;

    program->context.births = &program->births;
    if (program->put++ % 8 == 0) { /* long ones among the short */
        trace_encode(&record, &program->log);
        trace_follow(&program->context, record.kind, &record.step);
        return;
    }
    text_fill(&program->log, 0, trace_room(&record));
    at = trace_code((uint8_t *)program->log.bytes + start, &program->context, &record);
    text_truncate(&program->log, (size_t)((char *)at - program->log.bytes));
}

static void put_string(struct program *program, const char *string)
{
    put(program, (struct trace_record){TRACE_STRING, .string = {{string, strlen(string)}}});
    program->strings++;
}

static void push_frame(struct program *program)
{
    put(program, (struct trace_record){TRACE_FRAME, .frame = {.code = 1}});
    program->frames++;
    put(program, (struct trace_record){TRACE_PUSH, .push = {1, program->frames}});
    program->stack[program->depth] = program->frames;
    memset(program->bound[program->depth], 0, sizeof program->bound[0]);
    program->depth++;
}

static void pop_frame(struct program *program)
{
    program->depth--;
    put(program, (struct trace_record){TRACE_POP, .pop = {1, program->stack[program->depth], 0}});
}

static void make_list(struct program *program, unsigned which)
{
    put(program, (struct trace_record){TRACE_OBJECT, .object = {.address = 0x1000 + which * 64,
                                                                .type = 1,
                                                                .kind = TRACE_OBJECT_LIST,
                                                                .flags = TRACE_OBJECT_COUNTED,
                                                                .references = 1}});
    program->list[which] = ++program->objects;
    program->count[which] = 0;
    program->references[which] = 1;
}

static void kill_list(struct program *program, unsigned which)
{
    put(program, (struct trace_record){TRACE_DEATH, .death = {program->list[which]}});
    program->list[which] = 0;
}

static void splice_list(struct program *program, unsigned which)
{
    size_t at = chance(program, (unsigned)program->count[which] + 1);
    size_t removed = chance(program, (unsigned)(program->count[which] - at) + 1), added = chance(program, 3);
    size_t rest = program->count[which] - at - removed;
    uint64_t old[LENGTH], now[LENGTH];

    if (at + added + rest > LENGTH)
        added = 0;
    for (size_t i = 0; i < removed; i++)
        old[i] = program->items[which][at + i];
    memmove(program->items[which] + at + added, program->items[which] + at + removed, rest * sizeof(uint32_t));
    for (size_t i = 0; i < added; i++)
        now[i] = program->items[which][at + i] = chance(program, program->objects) + 1;
    program->count[which] = at + added + rest;
    put(program,
        (struct trace_record){TRACE_SPLICE, .splice = {program->list[which], at, {old, removed}, {now, added}}});
}

static void bind_name(struct program *program)
{
    size_t frame = chance(program, (unsigned)program->depth), name = chance(program, NAMES);
    uint32_t object = chance(program, 4) == 0 ? 0 : chance(program, program->objects) + 1;

    put(program, (struct trace_record){
                     TRACE_NAME, .name = {program->stack[frame], name + 2, program->bound[frame][name], object}});
    program->bound[frame][name] = object;
}

static void count_list(struct program *program, unsigned which)
{
    int change = (int)chance(program, 5) - 2;

    put(program, (struct trace_record){TRACE_COUNT, .count = {program->list[which], change}});
    program->references[which] += change;
}

static void change(struct program *program)
{
    unsigned which = chance(program, LISTS);

    if (program->list[which] == 0)
        make_list(program, which);
    else if (chance(program, 30) == 0)
        kill_list(program, which);
    else if (chance(program, 3) == 0)
        count_list(program, which);
    else
        splice_list(program, which);
    bind_name(program);
    if (chance(program, 8) == 0 && program->depth < FRAMES)
        push_frame(program);
    else if (chance(program, 8) == 0 && program->depth > 1)
        pop_frame(program);
}

static char *truth_of(const struct program *program)
{
    struct text text = TEXT_EMPTY;

    for (size_t depth = 0; depth < program->depth; depth++) {
        text_format(&text, "frame %u:", program->stack[depth]);
        for (size_t name = 0; name < NAMES; name++)
            if (program->bound[depth][name] != 0)
                text_format(&text, " %zu=%u", name + 2, program->bound[depth][name]);
        text_add_char(&text, '\n');
    }
    for (size_t i = 0; i < LISTS; i++) {
        if (program->list[i] == 0)
            continue;
        text_format(&text, "%zx %u counts %ld:", 0x1000 + i * 64, program->list[i], (long)program->references[i]);
        for (size_t item = 0; item < program->count[i]; item++)
            text_format(&text, " %u", program->items[i][item]);
        text_add_char(&text, '\n');
    }
    return text_take(&text);
}

static void step(struct program *program)
{
    put(program,
        (struct trace_record){TRACE_STEP, .step = {1, TRACE_EVENT_LINE, program->stack[program->depth - 1], 7, 0}});
    vector_push(&program->truths, truth_of(program));
}

static void begin(struct program *program)
{
    char name[8];

    put_string(program, "list");
    for (int i = 0; i < NAMES; i++) {
        snprintf(name, sizeof name, "n%02d", i);
        put_string(program, name);
    }
    put(program, (struct trace_record){TRACE_THREAD, .thread = {1, 1}});
    put(program, (struct trace_record){TRACE_CODE, .code = {.file = 1, .name = 1, .qualified = 1, .line = 1}});
    push_frame(program);
    make_list(program, 0);
    step(program);
}

static void end(struct program *program)
{
    text_free(&program->log);
    for (size_t i = 0; i < program->truths.count; i++)
        free(program->truths.items[i]);
    vector_free(&program->truths);
}

/* The state in the words of truth_of: names in number order, lists in address order. */
static void tell_frames(struct state *state, struct text *text)
{
    for (size_t depth = 0; depth < state_depth(state, 1); depth++) {
        uint32_t frame = state_frame_at(state, 1, depth);

        text_format(text, "frame %u:", frame);
        for (uint32_t name = 2; name < NAMES + 2; name++)
            for (size_t i = 0; i < state_names(state, frame); i++)
                if (state_name(state, frame, i).name == name)
                    text_format(text, " %u=%u", name, state_name(state, frame, i).object);
        text_add_char(text, '\n');
    }
}

static void tell_list(struct state *state, const struct object *object, struct text *text)
{
    text_format(text, "%lx %u counts %ld:", (unsigned long)object->address, object->number, (long)object->references);
    for (size_t i = 0; i < object->entries; i++)
        text_format(text, " %u", state_entry(state, object->number, i).value);
    text_add_char(text, '\n');
}

static char *words_of(struct state *state)
{
    uint32_t alive[LISTS] = {0}, objects = recording_objects(state_recording(state));
    struct text text = TEXT_EMPTY;
    struct object object;

    tell_frames(state, &text);
    for (uint32_t number = 1; number <= objects; number++)
        if (state_object(state, number, &object) && object.alive)
            alive[(object.address - 0x1000) / 64] = number;
    for (size_t i = 0; i < LISTS; i++)
        if (alive[i] != 0 && state_object(state, alive[i], &object))
            tell_list(state, &object, &text);
    return text_take(&text);
}

static void expect_truth(struct state *state, const struct program *program, uint32_t at)
{
    char *words = words_of(state);

    ck_assert_uint_eq(state_step(state), at);
    ck_assert_str_eq(words, program->truths.items[at]);
    free(words);
}

static struct recording *record(struct program *program, size_t steps)
{
    struct recording *recording = recording_new();
    struct error error;

    begin(program);
    while (program->truths.count < steps) {
        for (unsigned changes = chance(program, 4); changes > 0; changes--)
            change(program);
        step(program);
    }
    ck_assert_int_eq(recording_append(recording, program->log.bytes, program->log.length, &error), STATUS_OK);
    ck_assert_uint_eq(recording_steps(recording), steps);
    return recording;
}

START_TEST(every_step_is_as_it_was_forward_and_back)
{
    struct program program = {.seed = 1};
    struct recording *recording = record(&program, 3000);
    struct state *state = state_new(recording);

    for (uint32_t at = 0; at < 3000; at++) {
        state_seek(state, at);
        expect_truth(state, &program, at);
    }
    for (uint32_t at = 3000; at-- > 0;) {
        state_seek(state, at);
        expect_truth(state, &program, at);
    }
    state_free(state);
    recording_free(recording);
    end(&program);
}
END_TEST

START_TEST(any_step_is_as_it_was_across_keyframes)
{
    enum { STEPS = 60000 }; /* enough log for many keyframes */
    struct program program = {.seed = 2};
    struct recording *recording = record(&program, STEPS);
    struct state *state = state_new(recording);

    ck_assert_uint_gt(recording_log(recording).length, 1000000);
    for (int i = 0; i < 400; i++) {
        uint32_t at = (chance(&program, 30000) << 1 | chance(&program, 2)) % STEPS;

        state_seek(state, at);
        expect_truth(state, &program, at);
        if (at >= 3) { /* and a few steps back from there, over a keyframe now and then */
            state_seek(state, at - 3);
            expect_truth(state, &program, at - 3);
        }
    }
    state_free(state);
    recording_free(recording);
    end(&program);
}
END_TEST

START_TEST(a_log_may_come_in_pieces_of_any_size)
{
    struct program program = {.seed = 3};
    struct recording *whole = record(&program, 500), *pieces = recording_new();
    struct state *state = state_new(pieces);
    struct error error;

    for (size_t at = 0; at < program.log.length;) {
        size_t length = chance(&program, 9) + 1;

        if (length > program.log.length - at)
            length = program.log.length - at;
        ck_assert_int_eq(recording_append(pieces, program.log.bytes + at, length, &error), STATUS_OK);
        at += length;
    }
    ck_assert_uint_eq(recording_steps(pieces), recording_steps(whole));
    state_seek(state, 499);
    expect_truth(state, &program, 499);
    state_free(state);
    recording_free(pieces);
    recording_free(whole);
    end(&program);
}
END_TEST

START_TEST(damage_leaves_what_lies_before)
{
    struct program program = {.seed = 4};
    struct recording *whole = record(&program, 300);

    for (size_t byte = 0; byte < program.log.length; byte += 7) {
        struct recording *damaged = recording_new();
        struct state *state;

        program.log.bytes[byte] ^= (char)(1 << (byte % 8));
        recording_append(damaged, program.log.bytes, program.log.length, NULL);
        program.log.bytes[byte] ^= (char)(1 << (byte % 8));
        state = state_new(damaged);
        for (uint32_t at = 0; at < recording_steps(damaged); at += 50)
            state_seek(state, at);
        state_seek(state, 0);
        state_free(state);
        recording_free(damaged);
    }
    recording_free(whole);
    end(&program);
}
END_TEST

START_TEST(what_contradicts_the_state_is_refused)
{
    struct program program = {.seed = 5};
    struct recording *recording = record(&program, 100);
    struct text lie = TEXT_EMPTY;
    uint64_t old[1] = {999};
    struct error error;

    trace_encode(&(struct trace_record){TRACE_SPLICE, .splice = {1, 50, {old, 1}, {NULL, 0}}}, &lie);
    ck_assert_int_eq(recording_append(recording, lie.bytes, lie.length, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, "damaged after step 100"));
    ck_assert_uint_eq(recording_steps(recording), 100);
    text_free(&lie);
    recording_free(recording);
    end(&program);
}
END_TEST

START_TEST(changes_tell_what_a_step_did)
{
    struct program program = {.seed = 6};
    struct recording *recording = recording_new();
    uint64_t before[2] = {2, 3}, after[3] = {2, 4, 3};
    const struct changes *changes;
    struct state *state;

    begin(&program);
    put(&program,
        (struct trace_record){TRACE_OBJECT, .object = {.address = 0x9000, .type = 1, .kind = TRACE_OBJECT_INT}});
    put(&program,
        (struct trace_record){TRACE_OBJECT, .object = {.address = 0x9040, .type = 1, .kind = TRACE_OBJECT_INT}});
    put(&program, (struct trace_record){TRACE_SPLICE, .splice = {1, 0, {NULL, 0}, {before, 2}}});
    step(&program);
    put(&program,
        (struct trace_record){TRACE_OBJECT, .object = {.address = 0x9080, .type = 1, .kind = TRACE_OBJECT_INT}});
    put(&program, (struct trace_record){TRACE_SPLICE, .splice = {1, 1, {NULL, 0}, {after + 1, 1}}});
    put(&program, (struct trace_record){TRACE_NAME, .name = {1, 2, 0, 1}});
    step(&program);
    recording_append(recording, program.log.bytes, program.log.length, NULL);
    ck_assert_uint_eq(recording_steps(recording), 3);
    state = state_new(recording);
    state_seek(state, 2);
    changes = state_changes(state);
    ck_assert_uint_eq(changes->entry_count, 1);
    ck_assert_uint_eq(changes->entries[0].index, 1);
    ck_assert_uint_eq(changes->entries[0].now.value, 4);
    ck_assert_int_eq(changes->entries[0].sort, CHANGE_BOUND);
    ck_assert_uint_eq(changes->name_count, 1);
    ck_assert_int_eq(changes->names[0].sort, CHANGE_BOUND);
    ck_assert_uint_eq(changes->born_count, 1);
    ck_assert_uint_eq(changes->born[0], 4);
    state_free(state);
    recording_free(recording);
    end(&program);
}
END_TEST

static void expect_value(struct state *state, uint32_t number, const char *value)
{
    struct object object;

    ck_assert(state_object(state, number, &object));
    ck_assert_uint_eq(object.value.length, strlen(value));
    ck_assert_int_eq(memcmp(object.value.at, value, object.value.length), 0);
}

static void grow(struct program *program, uint64_t from, const char *more)
{
    put(program,
        (struct trace_record){
            TRACE_GROWN,
            .grown = {.address = 0x9000 + 64 * from, .from = from, .length = 20, .more = {more, strlen(more)}}});
    step(program);
}

/* One after the other, and two from the same one. */
START_TEST(a_string_has_what_it_grew_from)
{
    static const char *const values[] = {"beginning", "beginning, more", "beginning, more!", "beginning, less",
                                         "beginning, more?"};
    struct program program = {.seed = 7};
    struct recording *recording = recording_new();
    struct state *state;
    struct error error;

    begin(&program);
    put(&program, (struct trace_record){
                      TRACE_OBJECT,
                      .object = {.address = 0x9000, .type = 1, .kind = TRACE_OBJECT_STR, .value = {"beginning", 9}}});
    grow(&program, 2, ", more");
    grow(&program, 3, "!");
    grow(&program, 2, ", less");
    grow(&program, 3, "?");
    ck_assert_msg(recording_append(recording, program.log.bytes, program.log.length, &error) == STATUS_OK, "%s",
                  error.text);
    state = state_new(recording);
    state_seek(state, recording_steps(recording) - 1);
    for (uint32_t i = 0; i < 5; i++)
        expect_value(state, i + 2, values[i]);
    state_seek(state, 1);
    ck_assert_uint_eq(state_changes(state)->born_count, 2);
    state_free(state);
    recording_free(recording);
    end(&program);
}
END_TEST

START_TEST(a_string_cannot_grow_from_what_is_none)
{
    static const uint64_t wrong[] = {0, 1, 2, UINT32_MAX}; /* a list, itself, nothing */

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct program program = {.seed = 8};
        struct recording *recording = recording_new();

        begin(&program);
        grow(&program, wrong[i], "x");
        ck_assert_int_eq(recording_append(recording, program.log.bytes, program.log.length, NULL), STATUS_FAILED);
        recording_free(recording);
        end(&program);
    }
}
END_TEST

static void expect_told(struct state *state, uint32_t at, struct history_subject subject, const char *told)
{
    struct text out = TEXT_EMPTY;

    state_seek(state, at);
    changes_write(state, subject, NULL, true, &out);
    ck_assert_str_eq(text_string(&out), told);
    ck_assert_uint_eq(state_step(state), at);
    text_free(&out);
}

START_TEST(changes_are_told_with_what_was_before)
{
    struct program program = {.seed = 9};
    struct recording *recording = recording_new();
    struct history_subject name = {HISTORY_NAME, 1, 2, 0}, list = {HISTORY_OBJECT, 0, 0, 1};
    uint64_t item = 1, many[5] = {1, 1, 1, 1, 1};
    struct state *state;

    begin(&program);
    put(&program, (struct trace_record){TRACE_NAME, .name = {1, 2, 0, 1}});
    step(&program);
    put(&program, (struct trace_record){TRACE_SPLICE, .splice = {1, 0, {NULL, 0}, {&item, 1}}});
    step(&program);
    put(&program, (struct trace_record){TRACE_SPLICE, .splice = {1, 1, {NULL, 0}, {many, 5}}});
    put(&program, (struct trace_record){TRACE_NAME, .name = {1, 2, 1, 0}});
    step(&program);
    put(&program, (struct trace_record){TRACE_DEATH, .death = {1}});
    step(&program);
    recording_append(recording, program.log.bytes, program.log.length, NULL);
    state = state_new(recording);
    expect_told(state, 0, list, "made: []");
    expect_told(state, 1, name, "n00: nothing -> []");
    expect_told(state, 2, list, "[0]: nothing -> [[…]]");
    expect_told(state, 4, list, "died");
    state_seek(state, 3);
    ck_assert_uint_eq(state_changes(state)->entry_count, 5);
    expect_told(state, 3, name, "n00: [[…]] -> nothing");
    state_free(state);
    recording_free(recording);
    end(&program);
}
END_TEST

/* Instants: line 1 is two instructions, of which the first pushes a list and the second binds it to a name. */
static void put_instants(struct program *program)
{
    const uint64_t rows[] = {1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 3,  /* unit 1: no target, depth 0, line 1, bytes 0 to 2 */
                             3, 1, 0, 0, 0, 2, 2, 1, 1, 0, 0}; /* unit 3: jumps to unit 1, depth 1 */
    const uint64_t list[] = {1};

    put(program, (struct trace_record){TRACE_INSTRUCTIONS, .instructions = {1, {rows, 22}}});
    put(program, (struct trace_record){TRACE_INSTRUCTION, .instruction = {1, 1, 0}});
    put(program, (struct trace_record){TRACE_STACK, .stack = {1, 0, {NULL, 0}, {list, 1}}});
    put(program, (struct trace_record){TRACE_INSTRUCTION, .instruction = {1, 3, 0}});
    put(program, (struct trace_record){TRACE_NAME, .name = {1, 2, 0, 1}});
    put(program, (struct trace_record){TRACE_STACK, .stack = {1, 0, {list, 1}, {NULL, 0}}});
    step(program);
}

static void expect_instant(struct state *state, uint32_t number, size_t depth, size_t names, size_t name_changes)
{
    state_seek_instant(state, 0, number);
    ck_assert_uint_eq(state_step(state), 0);
    ck_assert_uint_eq(state_instant(state), number);
    ck_assert_uint_eq(state_stack_depth(state, 1), depth);
    ck_assert_uint_eq(state_stack_at(state, 1, 0), depth > 0 ? 1 : 0);
    ck_assert_uint_eq(state_names(state, 1), names);
    ck_assert_uint_eq(state_changes(state)->name_count, name_changes);
}

START_TEST(between_steps_there_are_instants)
{
    struct program program = {.seed = 1};
    struct recording *recording = recording_new();
    struct instant instant;
    struct state *state;

    begin(&program);
    put_instants(&program);
    step(&program);
    recording_append(recording, program.log.bytes, program.log.length, NULL);
    ck_assert_uint_eq(recording_steps(recording), 3);
    ck_assert_uint_eq(recording_instants(recording, 0), 2);
    ck_assert_uint_eq(recording_instants(recording, 1), 0);
    ck_assert_uint_eq(recording_instants(recording, 2), 0);
    ck_assert(recording_instant(recording, 0, 2, &instant) && instant.unit == 3 && instant.frame == 1);
    ck_assert(!recording_instant(recording, 0, 3, &instant) && !recording_instant(recording, 0, 0, &instant));
    state = state_new(recording);
    state_set_fine(state, true);
    for (int turn = 0; turn < 2; turn++) {
        expect_instant(state, 1, 0, 0, 0);
        expect_instant(state, 2, 1, 0, 0);
        state_seek(state, 1);
        ck_assert_uint_eq(state_stack_depth(state, 1), 0);
        ck_assert_uint_eq(state_names(state, 1), 1);
        ck_assert_uint_eq(state_changes(state)->name_count, 1);
        expect_instant(state, 2, 1, 0, 0);
        state_seek(state, 2);
        ck_assert_uint_eq(state_changes(state)->name_count, 0);
        expect_instant(state, 2, 1, 0, 0);
        expect_instant(state, 1, 0, 0, 0);
    }
    state_seek_instant(state, 0, 3); /* there is none such */
    ck_assert_uint_eq(state_instant(state), 0);
    state_free(state);
    recording_free(recording);
    end(&program);
}
END_TEST

START_TEST(code_has_its_instructions)
{
    struct program program = {.seed = 1};
    struct recording *recording = recording_new();
    const struct instruction *instruction;

    begin(&program);
    put_instants(&program);
    recording_append(recording, program.log.bytes, program.log.length, NULL);
    ck_assert_uint_eq(recording_instructions(recording, 1), 2);
    ck_assert_uint_eq(recording_find_instruction(recording, 1, 3), 1);
    ck_assert_uint_eq(recording_find_instruction(recording, 1, 2), 2);
    instruction = recording_instruction(recording, 1, 0);
    ck_assert(instruction->target == -1 && instruction->depth == 0 && instruction->byte == 0 &&
              instruction->end_byte == 2 && instruction->constant == 1);
    instruction = recording_instruction(recording, 1, 1);
    ck_assert(instruction->target == 1 && instruction->depth == 1 && instruction->byte == -1);
    ck_assert_ptr_null(recording_instruction(recording, 1, 2));
    recording_free(recording);
    end(&program);
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {
        every_step_is_as_it_was_forward_and_back,
        any_step_is_as_it_was_across_keyframes,
        a_log_may_come_in_pieces_of_any_size,
        damage_leaves_what_lies_before,
        what_contradicts_the_state_is_refused,
        changes_tell_what_a_step_did,
        a_string_has_what_it_grew_from,
        a_string_cannot_grow_from_what_is_none,
        changes_are_told_with_what_was_before,
        between_steps_there_are_instants,
        code_has_its_instructions,
        NULL,
    };

    return suite_run("model", cases);
}
