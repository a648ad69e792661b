/* Tests of src/trace: records, the writer's numbers, the ring between two processes, the file. */
#include "suite.h"

#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/varint.h"
#include "trace/coder.h"
#include "trace/file.h"
#include "trace/record.h"
#include "trace/ring.h"
#include "trace/writer.h"

/* A record of each kind with different, awkward contents in each field: the table writes this test. */

static const uint64_t some_numbers[] = {0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX};
static const char some_bytes[300] = "\x1b[31m\0 binary \xff\xfe";

struct filler {
    unsigned turn; /* counts fields */
};

static uint64_t fill_number(struct filler *filler)
{
    return some_numbers[filler->turn++ % 8];
}

static struct trace_bytes fill_bytes(struct filler *filler)
{
    static const size_t lengths[] = {0, 1, 17, 127, 128, 300};

    return (struct trace_bytes){some_bytes, lengths[filler->turn++ % 6]};
}

static struct trace_list fill_list(struct filler *filler)
{
    return (struct trace_list){some_numbers, filler->turn++ % 9};
}

#define FILL_NUMBER(name, what) fields->name = fill_number(filler);
#define FILL_SIGNED(name, what) fields->name = (int64_t)fill_number(filler) * (filler->turn % 2 != 0 ? -1 : 1);
#define FILL_BYTES(name, what) fields->name = fill_bytes(filler);
#define FILL_LIST(name, what) fields->name = fill_list(filler);
#define EQUAL_NUMBER(name, what) ck_assert_uint_eq(one->name, other->name);
#define EQUAL_SIGNED(name, what) ck_assert_int_eq(one->name, other->name);
#define EQUAL_BYTES(name, what)                              \
    ck_assert_uint_eq(one->name.length, other->name.length); \
    ck_assert(one->name.length == 0 || memcmp(one->name.at, other->name.at, one->name.length) == 0);
#define EQUAL_LIST(name, what)                             \
    ck_assert_uint_eq(one->name.count, other->name.count); \
    for (size_t i = 0; i < one->name.count; i++)           \
        ck_assert_uint_eq(one->name.items[i], other->name.items[i]);
#define RECORD(NAME, member, number, what)                                               \
    static void fill_##member(struct trace_fields_##NAME *fields, struct filler *filler) \
    {                                                                                    \
        TRACE_FIELDS_##NAME(FILL_NUMBER, FILL_SIGNED, FILL_BYTES, FILL_LIST)             \
    }                                                                                    \
    static void expect_equal_##member(const struct trace_fields_##NAME *one,             \
                                      const struct trace_fields_##NAME *other)           \
    {                                                                                    \
        TRACE_FIELDS_##NAME(EQUAL_NUMBER, EQUAL_SIGNED, EQUAL_BYTES, EQUAL_LIST)         \
    }
TRACE_RECORDS(RECORD)
#undef RECORD

static void fill(struct trace_record *record, enum trace_kind kind, struct filler *filler)
{
    record->kind = kind;
    switch (kind) {
#define RECORD(NAME, member, number, what)      \
    case TRACE_##NAME:                          \
        fill_##member(&record->member, filler); \
        break;
        TRACE_RECORDS(RECORD)
#undef RECORD
    }
}

static void expect_equal(const struct trace_record *one, const struct trace_record *other)
{
    ck_assert_int_eq(one->kind, other->kind);
    switch (one->kind) {
#define RECORD(NAME, member, number, what)                   \
    case TRACE_##NAME:                                       \
        expect_equal_##member(&one->member, &other->member); \
        break;
        TRACE_RECORDS(RECORD)
#undef RECORD
    }
}

static const enum trace_kind kinds[] = {
#define RECORD(NAME, member, number, what) TRACE_##NAME,
    TRACE_RECORDS(RECORD)
#undef RECORD
};

enum { KINDS = sizeof kinds / sizeof *kinds };

/* Calls `check` with each kind of record in so many variants (after 72 they repeat), and with its coded bytes. */
static void for_each_record(unsigned variants, void (*check)(const struct trace_record *, const struct text *))
{
    for (size_t kind = 0; kind < KINDS; kind++) {
        for (unsigned variant = 0; variant < variants; variant++) {
            struct filler filler = {.turn = variant};
            struct trace_record record;
            struct text coded = TEXT_EMPTY;

            fill(&record, kinds[kind], &filler);
            trace_encode(&record, &coded);
            check(&record, &coded);
            text_free(&coded);
        }
    }
}

/* What came before a short record, with numbers of several lengths. */
static struct trace_context some_context(void)
{
    static struct trace_births births;

    for (uint64_t kind = 0; kind < TRACE_BIRTH_KINDS; kind++) {
        births.addresses[kind] = 0x7f0012345670 + 1000000 * kind;
        births.types[kind] = 40 + kind;
    }
    return (struct trace_context){1, 300, 77, 21, 312, 20000, &births};
}

/* Decodes from a block of exactly this size, so that the sanitizers see a read past its end; the caller frees it. */
static enum trace_decoding decode_exact(const struct text *coded, size_t length, struct trace_scratch *scratch,
                                        struct trace_record *record, size_t *used, char **block)
{
    struct trace_context context = some_context();

    *block = memory_alloc(length);
    memcpy(*block, coded->bytes, length);
    return trace_decode(*block, length, &context, scratch, record, used);
}

static void expect_round_trip(const struct trace_record *record, const struct text *coded)
{
    struct trace_scratch scratch = {.keeps = false};
    struct trace_record back;
    size_t used = 0;
    char *block;

    ck_assert_int_eq(decode_exact(coded, coded->length, &scratch, &back, &used, &block), TRACE_DECODED);
    ck_assert_uint_eq(used, coded->length);
    expect_equal(record, &back);
    free(block);
    trace_scratch_free(&scratch);
}

START_TEST(every_record_comes_back_as_it_went)
{
    for_each_record(72, expect_round_trip);
}
END_TEST

static void expect_incomplete_when_cut(const struct trace_record *record, const struct text *coded)
{
    struct trace_scratch scratch = {.keeps = false};
    struct trace_record back;
    size_t used;
    char *block;

    (void)record;
    for (size_t length = 0; length < coded->length; length++) {
        ck_assert_int_eq(decode_exact(coded, length, &scratch, &back, &used, &block), TRACE_INCOMPLETE);
        free(block);
    }
    trace_scratch_free(&scratch);
}

START_TEST(a_record_cut_anywhere_is_incomplete)
{
    for_each_record(12, expect_incomplete_when_cut);
}
END_TEST

/* Whatever it decodes to, telling it reads every byte that the record claims to hold. */
static void expect_survival_of_bit_flips(const struct trace_record *record, const struct text *coded)
{
    struct trace_scratch scratch = {.keeps = false};
    struct trace_record back;
    struct text told = TEXT_EMPTY, flipped = TEXT_EMPTY;
    size_t used = 0;
    char *block;

    (void)record;
    text_append(&flipped, coded->bytes, coded->length);
    for (size_t bit = 0; bit < coded->length * 8; bit++) {
        char flip = (char)(1 << bit % 8);

        flipped.bytes[bit / 8] ^= flip;
        if (decode_exact(&flipped, coded->length, &scratch, &back, &used, &block) == TRACE_DECODED) {
            ck_assert_uint_le(used, coded->length);
            text_clear(&told);
            trace_describe(&back, &told);
        }
        free(block);
        flipped.bytes[bit / 8] ^= flip;
    }
    text_free(&flipped);
    text_free(&told);
    trace_scratch_free(&scratch);
}

START_TEST(a_flipped_bit_never_leads_outside)
{
    for_each_record(6, expect_survival_of_bit_flips);
}
END_TEST

/* Short records. */

static const uint8_t heads[] = {
#define SHORT(NAME, head, KIND, member) TRACE_HEAD_##NAME,
    TRACE_SHORTS(SHORT)
#undef SHORT
};

/* A short record with this head and awkward numbers behind it. */
static void make_short(struct text *coded, unsigned head, unsigned variant)
{
    static const uint64_t numbers[] = {0, 1, 2, 5, 37, 127, 128, 601, 16384, 40000, UINT32_MAX - 1};
    struct trace_shape shape = trace_short_shape(head);
    uint8_t number[VARINT_MAX];
    unsigned items = shape.tail != TRACE_TAIL_NONE ? variant % 4 : 0;

    text_clear(coded);
    text_add_char(coded, (char)head);
    for (unsigned i = 0; i < shape.numbers; i++, variant = variant * 7 + 3)
        text_append(coded, number, (size_t)(varint_put(number, numbers[variant % 11]) - number));
    if (shape.tail != TRACE_TAIL_NONE)
        text_add_char(coded, (char)items);
    for (unsigned i = 0; i < items; i++, variant = variant * 5 + 1)
        text_add_char(coded, (char)(variant % 128));
}

static void for_each_short(unsigned variants, void (*check)(const struct trace_record *, const struct text *))
{
    struct trace_scratch scratch = {.keeps = false};
    struct text coded = TEXT_EMPTY;
    struct trace_record record;
    size_t used = 0;
    char *block;

    for (size_t i = 0; i < sizeof heads; i++) {
        for (unsigned variant = 0; variant < variants; variant++) {
            make_short(&coded, heads[i], variant);
            ck_assert_int_eq(decode_exact(&coded, coded.length, &scratch, &record, &used, &block), TRACE_DECODED);
            ck_assert_uint_eq(used, coded.length);
            check(&record, &coded);
            free(block);
        }
    }
    text_free(&coded);
    trace_scratch_free(&scratch);
}

/* In whatever form it is written then: hardly a longer one. */
static void expect_short_round_trip(const struct trace_record *record, const struct text *coded)
{
    struct trace_context context = some_context();
    struct text again = TEXT_EMPTY;

    text_fill(&again, 0, trace_room(record));
    text_truncate(&again, (size_t)((char *)trace_code((uint8_t *)again.bytes, &context, record) - again.bytes));
    ck_assert_msg(again.length <= coded->length + 1, "head %x takes %zu bytes", (uint8_t)coded->bytes[0],
                  again.length);
    expect_round_trip(record, &again);
    text_free(&again);
}

START_TEST(every_short_record_comes_back_as_it_went)
{
    for_each_short(40, expect_short_round_trip);
}
END_TEST

START_TEST(a_short_record_cut_anywhere_is_incomplete)
{
    for_each_short(20, expect_incomplete_when_cut);
}
END_TEST

START_TEST(a_flipped_bit_of_a_short_record_never_leads_outside)
{
    for_each_short(20, expect_survival_of_bit_flips);
}
END_TEST

START_TEST(later_versions_short_records_are_passed_over)
{
    struct trace_scratch scratch = {.keeps = false};
    struct text coded = TEXT_EMPTY;
    struct trace_record record;
    char *block;

    for (unsigned head = TRACE_HEADS; head <= UINT8_MAX; head++) {
        size_t used = 0;

        make_short(&coded, head, head);
        if (memchr(heads, (int)head, sizeof heads) == NULL) {
            ck_assert_int_eq(decode_exact(&coded, coded.length, &scratch, &record, &used, &block), TRACE_SKIPPED);
            ck_assert_uint_eq(used, coded.length);
            free(block);
        }
    }
    text_free(&coded);
    trace_scratch_free(&scratch);
}
END_TEST

START_TEST(what_is_commonest_takes_a_byte_or_two)
{
    struct trace_context context = some_context();
    uint8_t bytes[200];

    ck_assert_ptr_eq(trace_code_step(bytes, &context, &(struct trace_fields_STEP){1, TRACE_EVENT_LINE, 300, 78, 0}),
                     bytes + 1);
    ck_assert_ptr_eq(trace_code_step(bytes, &context, &(struct trace_fields_STEP){1, TRACE_EVENT_LINE, 300, 50, 0}),
                     bytes + 2);
    ck_assert_ptr_eq(trace_code_name(bytes, &context, &(struct trace_fields_NAME){300, 9, 19999, 20000}), bytes + 2);
    ck_assert_ptr_eq(trace_code_count(bytes, &context, &(struct trace_fields_COUNT){19990, 1}), bytes + 2);
}
END_TEST

/* kind, length and payload as given. */
static enum trace_decoding decode_raw(uint64_t kind, uint64_t length, const char *payload, size_t payload_length,
                                      struct trace_record *record, size_t *used)
{
    struct trace_scratch scratch = {.keeps = false};
    struct trace_context context = some_context();
    uint8_t head[2 * VARINT_MAX], *end = varint_put(varint_put(head, kind), length);
    struct text coded = TEXT_EMPTY;
    enum trace_decoding decoding;

    text_append(&coded, head, (size_t)(end - head));
    text_append(&coded, payload, payload_length);
    decoding = trace_decode(coded.bytes, coded.length, &context, &scratch, record, used);
    text_free(&coded);
    trace_scratch_free(&scratch);
    return decoding;
}

START_TEST(later_versions_kinds_and_fields_are_passed_over)
{
    struct trace_record record;
    size_t used = 0;

    ck_assert_int_eq(decode_raw(99, 4, "....", 4, &record, &used), TRACE_SKIPPED);
    ck_assert_uint_eq(used, 1 + 1 + 4);
    ck_assert_int_eq(decode_raw(99, 5, "....", 4, &record, &used), TRACE_INCOMPLETE);
    ck_assert_int_eq(decode_raw(TRACE_DEATH, 4, "\x07new", 4, &record, &used), TRACE_DECODED);
    ck_assert_uint_eq(record.death.object, 7);
    ck_assert_uint_eq(used, 1 + 1 + 4);
}
END_TEST

START_TEST(lengths_are_not_believed)
{
    struct trace_record record;
    size_t used;

    ck_assert_int_eq(decode_raw(TRACE_NOTE, UINT64_MAX, "", 0, &record, &used), TRACE_DAMAGED);
    ck_assert_int_eq(decode_raw(TRACE_NOTE, 2, "\x7fx", 2, &record, &used), TRACE_DAMAGED);
    ck_assert_int_eq(decode_raw(TRACE_DEATH, 0, "", 0, &record, &used), TRACE_DAMAGED);
    ck_assert_int_eq(decode_raw(TRACE_SPLICE, 8, "\x01\x00\xff\xff\xff\xff\xff\x7f", 8, &record, &used),
                     TRACE_DAMAGED);
}
END_TEST

START_TEST(a_record_is_told_in_one_printable_line)
{
    struct trace_record record = {TRACE_STEP, .step = {.thread = 1, .event = 2, .frame = 3, .line = 4, .value = 5}};
    struct trace_record note = {TRACE_NOTE, .note = {.text = {"a\"\n\x1b", 4}}};
    struct text told = TEXT_EMPTY;

    trace_describe(&record, &told);
    ck_assert_str_eq(text_string(&told), "step thread=1 event=2 frame=3 line=4 value=5");
    text_clear(&told);
    trace_describe(&note, &told);
    ck_assert_str_eq(text_string(&told), "note text=\"a\\\"\\x0a\\x1b\"");
    text_free(&told);
}
END_TEST

/* The ring. */

static void ring_open_new(struct trace_ring *ring)
{
    struct error error;
    int descriptor;

    ck_assert_msg(trace_ring_create(ring, 0, &descriptor, &error) == STATUS_OK, "%s", error.text);
    ck_assert_int_ne(ftruncate(descriptor, 0), 0); /* sealed: the learner's program cannot pull it away */
    close(descriptor);
}

START_TEST(writer_numbers_records_and_shares_strings)
{
    struct trace_ring ring;
    struct trace_writer *writer;
    struct trace_record object = {TRACE_OBJECT, .object = {.address = 1}};
    struct trace_record note = {TRACE_NOTE, .note = {.text = {"now", 3}}};
    struct text log = TEXT_EMPTY;

    ring_open_new(&ring);
    writer = trace_writer_new(&ring);
    ck_assert_uint_eq(trace_writer_string(writer, "alpha", 5), 1);
    ck_assert_uint_eq(trace_writer_string(writer, "beta", 4), 2);
    ck_assert_uint_eq(trace_writer_string(writer, "alpha", 5), 1);
    ck_assert_uint_eq(trace_writer_string(writer, "alpha\0", 6), 3);
    ck_assert_uint_eq(trace_writer_put(writer, &object), 1);
    ck_assert_uint_eq(trace_writer_put(writer, &object), 2);
    ck_assert_uint_eq(trace_ring_read(&ring, &log), 0);
    trace_writer_now(writer, &note);
    ck_assert_uint_gt(trace_ring_read(&ring, &log), 0);
    ck_assert(trace_writer_commit(writer));
    ck_assert_uint_gt(trace_ring_read(&ring, &log), 0);
    ck_assert_uint_eq(trace_writer_bytes(writer), log.length);
    trace_writer_detach(writer);
    trace_writer_now(writer, &note);
    ck_assert_uint_eq(trace_ring_read(&ring, &log), 0);
    trace_writer_free(writer);
    trace_ring_close(&ring);
    text_free(&log);
}
END_TEST

static void expect_same_bytes(struct trace_ring *ring, struct trace_writer *writer, struct trace_writer *other)
{
    struct text one = TEXT_EMPTY, two = TEXT_EMPTY;

    ck_assert(trace_writer_commit(writer));
    trace_ring_read(ring, &one);
    ck_assert(trace_writer_commit(other));
    trace_ring_read(ring, &two);
    ck_assert_uint_eq(one.length, two.length);
    ck_assert_int_eq(memcmp(one.bytes, two.bytes, one.length), 0);
    text_free(&one);
    text_free(&two);
}

START_TEST(an_int_is_written_the_same_either_way)
{
    static const int64_t most = (1ll << 56) - 1;
    static const int64_t values[] = {0, 1, -1, 255, 256, -70000, most, -most, most + 1, INT64_MAX, INT64_MIN, 12};
    struct trace_ring ring;
    struct trace_writer *writer, *other;

    ring_open_new(&ring);
    writer = trace_writer_new(&ring);
    other = trace_writer_new(&ring);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        uint64_t address = 0x7f0012345670 + 16 * (uint64_t)values[i];

        ck_assert_uint_eq(trace_writer_int(writer, address, 3, 0, values[i]),
                          trace_writer_other_int(other, address, 3, 0, values[i]));
        expect_same_bytes(&ring, writer, other);
    }
    trace_writer_free(writer);
    trace_writer_free(other);
    trace_ring_close(&ring);
}
END_TEST

enum { BORN = 400, FRAMES = 3 };

/* What the records after it are relative to. */
static struct trace_writer *new_writer_in_frame(struct trace_ring *ring, uint64_t frame)
{
    struct trace_writer *writer = trace_writer_new(ring);

    for (int i = 0; i < BORN; i++)
        trace_writer_put(writer, &(struct trace_record){TRACE_OBJECT, .object = {.address = 16, .type = 1}});
    for (int i = 0; i < FRAMES; i++)
        trace_writer_frame(writer, &(struct trace_fields_FRAME){.code = 1});
    trace_writer_put(writer, &(struct trace_record){TRACE_STEP, .step = {.thread = 1, .frame = frame, .line = 7}});
    return writer;
}

START_TEST(a_name_is_written_the_same_either_way)
{
    static const uint64_t objects[] = {0, 1, 2, 100, 300, BORN - 1, BORN, (uint64_t)1 << 40};
    enum { COUNT = sizeof objects / sizeof *objects, BOTH = FRAMES * FRAMES };
    struct trace_ring ring;

    ring_open_new(&ring);
    for (size_t i = 0; i < BOTH * COUNT * COUNT; i++) {
        uint64_t frame = 1 + i % FRAMES, here = 1 + i / FRAMES % FRAMES, name = i % 2 == 0 ? 5 : 5000;
        uint64_t old = objects[i / BOTH % COUNT], now = objects[i / BOTH / COUNT];
        struct trace_writer *writer = new_writer_in_frame(&ring, here), *other = new_writer_in_frame(&ring, here);

        trace_writer_name(writer, frame, name, old, now);
        trace_writer_put_name(other, &(struct trace_fields_NAME){frame, name, old, now});
        expect_same_bytes(&ring, writer, other);
        trace_writer_free(writer);
        trace_writer_free(other);
    }
    trace_ring_close(&ring);
}
END_TEST

START_TEST(a_step_is_written_the_same_either_way)
{
    static const enum trace_event events[] = {TRACE_EVENT_LINE, TRACE_EVENT_CALL, TRACE_EVENT_RETURN,
                                              TRACE_EVENT_YIELD};
    static const int further[] = {0, 1, -1, 63, 64, -64, -65};
    struct trace_ring ring;

    ring_open_new(&ring);
    for (size_t i = 0; i < 7 * 4 * FRAMES * 2; i++) {
        struct trace_writer *writer = new_writer_in_frame(&ring, 2), *other = new_writer_in_frame(&ring, 2);
        struct trace_fields_STEP fields = {.thread = 1 + i % 2,
                                           .event = events[i / 2 % 4],
                                           .frame = 1 + i / 8 % FRAMES,
                                           .line = 70 + (uint64_t)further[i / 8 / FRAMES],
                                           .value = i / 2 % 4 > 1 ? BORN : 0};

        trace_writer_put(writer, &(struct trace_record){TRACE_STEP, .step = {.thread = 1, .frame = 2, .line = 70}});
        trace_writer_put(other, &(struct trace_record){TRACE_STEP, .step = {.thread = 1, .frame = 2, .line = 70}});
        for (int j = 0; j < 2; j++) {
            trace_writer_step(writer, &fields);
            trace_writer_put_step(other, &fields);
        }
        expect_same_bytes(&ring, writer, other);
        trace_writer_free(writer);
        trace_writer_free(other);
    }
    trace_ring_close(&ring);
}
END_TEST

START_TEST(a_splice_is_written_the_same_either_way)
{
    enum { MOST = 4, PLACES = 300 };
    static const uint64_t numbers[][2 * MOST] = {
        {300, 4, 300, 5, 6, 7}, {1, 2, 2, 1, 3, 3}, {BORN, BORN - 1, 9, BORN, 3, 1}, {7, 7, 7, 7, 7, 7}};
    struct trace_ring ring;

    ring_open_new(&ring);
    for (size_t i = 0; i < MOST * MOST * sizeof numbers / sizeof *numbers; i++) {
        struct trace_writer *writer = new_writer_in_frame(&ring, 1), *other = new_writer_in_frame(&ring, 1);
        const uint64_t *these = numbers[i / (MOST * MOST)];
        size_t old = i % MOST, now = i / MOST % MOST;

        for (uint64_t at = 0; at < PLACES; at += 50) {
            trace_writer_splice(writer, BORN - i, at, these, old, now);
            trace_writer_put_splice(
                other, &(struct trace_fields_SPLICE){
                           .object = BORN - i, .at = at, .old = {these, old}, .now = {these + old, now}});
        }
        expect_same_bytes(&ring, writer, other);
        trace_writer_free(writer);
        trace_writer_free(other);
    }
    trace_ring_close(&ring);
}
END_TEST

/* Each is told by what it has more than the one before. */
START_TEST(a_value_stack_is_written_the_same_either_way)
{
    enum { MOST = 4 };
    static const uint64_t numbers[][2 * MOST] = {{300, 4, 300, 5, 6, 7}, {BORN, BORN - 1, 9, BORN, 3, 1}};
    struct trace_ring ring;

    ring_open_new(&ring);
    for (uint64_t i = 0; i < MOST * MOST * 2 * FRAMES; i++) {
        struct trace_writer *writer = new_writer_in_frame(&ring, 1), *other = new_writer_in_frame(&ring, 1);
        const uint64_t *these = numbers[i % 2];
        uint64_t frame = 1 + i / 2 % FRAMES;
        size_t old = i / 2 / FRAMES % MOST, now = i / 2 / FRAMES / MOST;

        for (uint64_t at = 0; at < 200; at += 50) {
            const uint64_t swapped[] = {these[0], these[1], these[1], these[0]};
            struct trace_fields_STACK fields = {frame, at, {these, old}, {these + old, now}};

            trace_writer_stack(writer, frame, at, these, old, now);
            trace_writer_put_stack(other, &fields);
            trace_writer_stack_swapped(writer, frame, at, swapped);
            trace_writer_put_stack(other, &(struct trace_fields_STACK){frame, at, {swapped, 2}, {swapped + 2, 2}});
            trace_writer_stack_stored(writer, frame, at, these);
            trace_writer_put_stack(other, &(struct trace_fields_STACK){frame, at, {these, 3}, {NULL, 0}});
            trace_writer_at_instruction(writer, frame, 3 * at, i % 5);
            trace_writer_put_instruction(other, &(struct trace_fields_INSTRUCTION){frame, 3 * at, i % 5});
        }
        expect_same_bytes(&ring, writer, other);
        trace_writer_free(writer);
        trace_writer_free(other);
    }
    trace_ring_close(&ring);
}
END_TEST

START_TEST(a_growing_string_is_not_written_anew)
{
    struct trace_ring ring;
    struct trace_writer *writer;
    struct text text = TEXT_EMPTY, log = TEXT_EMPTY;

    ring_open_new(&ring);
    writer = trace_writer_new(&ring);
    for (unsigned i = 1; i <= 200; i++) {
        struct trace_fields_OBJECT fields = {
            .address = 64 * (uint64_t)i, .type = 3, .kind = TRACE_OBJECT_STR, .length = i};

        text_add_char(&text, 'x');
        fields.value = (struct trace_bytes){text.bytes, text.length};
        ck_assert_uint_eq(trace_writer_birth(writer, &fields), i);
    }
    ck_assert(trace_writer_commit(writer));
    trace_ring_read(&ring, &log);
    ck_assert_uint_lt(log.length, 200 * 10);
    trace_writer_free(writer);
    trace_ring_close(&ring);
    text_free(&text);
    text_free(&log);
}
END_TEST

enum { PIECES = 40000 };

/* Piece `number` of a stream that a reader can check: its length follows from its number, so do its bytes. */
static size_t make_piece(unsigned number, unsigned char piece[1024])
{
    size_t length = 1 + number * 7919u % 1023;

    for (size_t i = 0; i < length; i++)
        piece[i] = (unsigned char)(number + i * 31);
    return length;
}

static void write_stream(struct trace_ring *ring)
{
    unsigned char piece[1024];

    for (unsigned number = 0; number < PIECES; number++)
        if (!trace_ring_write(ring, piece, make_piece(number, piece)))
            _exit(1);
    _exit(0);
}

/* About 20 MB through 4 MiB: it wraps around several times, and the writer has to wait for room. */
START_TEST(ring_carries_a_stream_from_another_process)
{
    struct trace_ring ring;
    struct text got = TEXT_EMPTY;
    unsigned char piece[1024];
    pid_t child;
    int status;
    size_t at = 0;

    ring_open_new(&ring);
    child = fork();
    if (child == 0)
        write_stream(&ring);
    for (unsigned number = 0; number < PIECES; number++) {
        size_t length = make_piece(number, piece);

        while (got.length - at < length) {
            if (at == got.length) {
                text_clear(&got);
                at = 0;
            }
            if (trace_ring_read(&ring, &got) == 0)
                usleep(100);
        }
        ck_assert_int_eq(memcmp(got.bytes + at, piece, length), 0);
        at += length;
    }
    ck_assert_uint_eq(at, got.length);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    text_free(&got);
    trace_ring_close(&ring);
}
END_TEST

START_TEST(ring_keeps_what_a_killed_writer_left)
{
    struct trace_ring ring;
    struct text got = TEXT_EMPTY;
    pid_t child;

    ring_open_new(&ring);
    child = fork();
    if (child == 0) {
        trace_ring_write(&ring, "last words", 10);
        abort();
    }
    waitpid(child, NULL, 0);
    ck_assert_uint_eq(trace_ring_read(&ring, &got), 10);
    ck_assert_str_eq(got.bytes, "last words");
    text_free(&got);
    trace_ring_close(&ring);
}
END_TEST

START_TEST(ring_lets_a_writer_go_when_nobody_reads)
{
    static const char block[65536];
    struct trace_ring ring;
    int blocks = 0;

    ring_open_new(&ring);
    atomic_store(&ring.control->gone, 1);
    while (blocks < 1000 && trace_ring_write(&ring, block, sizeof block))
        blocks++;
    ck_assert_int_eq(blocks, TRACE_RING_CAPACITY / (int)sizeof block);
    trace_ring_close(&ring);
}
END_TEST

START_TEST(ring_is_not_misled_by_a_forged_head)
{
    struct trace_ring ring;
    struct text got = TEXT_EMPTY;

    ring_open_new(&ring);
    atomic_store(&ring.control->head, UINT64_MAX / 2);
    ck_assert_uint_le(trace_ring_read(&ring, &got), TRACE_RING_CAPACITY);
    atomic_store(&ring.control->tail, UINT64_MAX - 3);
    ck_assert_uint_le(trace_ring_read(&ring, &got), TRACE_RING_CAPACITY);
    text_free(&got);
    trace_ring_close(&ring);
}
END_TEST

START_TEST(ring_refuses_a_descriptor_that_is_no_ring)
{
    struct trace_ring ring;
    struct error error = {""};
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(trace_ring_open(&ring, ends[0], &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, "not a trace ring"));
    close(ends[0]);
    close(ends[1]);
}
END_TEST

/* A recording on disk: many blocks, the last of them short. */

enum { LOG_LENGTH = 150000, BLOCK = 1024, FILE_LENGTH = 12 + (LOG_LENGTH / BLOCK + 1) * 8 + LOG_LENGTH };

static void make_log(struct text *log)
{
    for (size_t i = 0; i < LOG_LENGTH; i++)
        text_add_char(log, (char)(i * 7 >> 3));
}

static void make_path(struct text *path)
{
    text_format(path, "/tmp/terrarium-test-%ld.trr", (long)getpid());
}

/* Writes `file` to disk and reads it as a recording. */
static enum status read_back(const struct text *file, struct text *log, bool *whole, struct error *error)
{
    struct text path = TEXT_EMPTY;
    enum status status;

    make_path(&path);
    ck_assert_int_eq(file_replace(path.bytes, text_string(file), file->length, error), STATUS_OK);
    text_clear(log);
    status = trace_file_read(path.bytes, log, whole, error);
    unlink(path.bytes);
    text_free(&path);
    return status;
}

/* The bytes of a recording of make_log's log. */
static void make_file(struct text *file)
{
    struct text path = TEXT_EMPTY, log = TEXT_EMPTY;
    struct error error = {""};

    make_path(&path);
    make_log(&log);
    ck_assert_int_eq(trace_file_write(path.bytes, (struct trace_bytes){log.bytes, log.length}, &error), STATUS_OK);
    ck_assert(trace_file_is_recording(path.bytes));
    ck_assert_int_eq(file_read(path.bytes, SIZE_MAX, file, &error), STATUS_OK);
    ck_assert_uint_eq(file->length, FILE_LENGTH);
    unlink(path.bytes);
    text_free(&path);
    text_free(&log);
}

/* What was read is a beginning of what was written. */
static void expect_beginning(const struct text *log, size_t at_least)
{
    struct text original = TEXT_EMPTY;

    make_log(&original);
    ck_assert_uint_ge(log->length, at_least);
    ck_assert_uint_le(log->length, original.length);
    ck_assert_int_eq(memcmp(text_string(log), original.bytes, log->length), 0);
    text_free(&original);
}

START_TEST(recording_comes_back_from_disk)
{
    struct text file = TEXT_EMPTY, log = TEXT_EMPTY;
    struct error error = {""};
    bool whole = false;

    make_file(&file);
    ck_assert_int_eq(read_back(&file, &log, &whole, &error), STATUS_OK);
    ck_assert(whole);
    expect_beginning(&log, LOG_LENGTH);
    text_free(&file);
    text_free(&log);
}
END_TEST

START_TEST(recording_cut_short_gives_what_is_intact)
{
    struct text file = TEXT_EMPTY, log = TEXT_EMPTY;
    struct error error = {""};
    bool whole = true;

    make_file(&file);
    text_truncate(&file, FILE_LENGTH - 1);
    ck_assert_int_eq(read_back(&file, &log, &whole, &error), STATUS_OK);
    ck_assert(!whole);
    ck_assert_ptr_nonnull(strstr(error.text, "damaged"));
    expect_beginning(&log, LOG_LENGTH - BLOCK);
    text_truncate(&file, 5);
    ck_assert_int_eq(read_back(&file, &log, &whole, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, "not a Terrarium recording"));
    text_free(&file);
    text_free(&log);
}
END_TEST

START_TEST(recording_with_a_flipped_bit_never_shows_it)
{
    struct text file = TEXT_EMPTY, log = TEXT_EMPTY;
    struct error error = {""};
    bool whole = true;

    make_file(&file);
    for (size_t at = 12; at < FILE_LENGTH; at += at < 24 ? 1 : 7919) {
        file.bytes[at] ^= 0x10;
        ck_assert_int_eq(read_back(&file, &log, &whole, &error), STATUS_OK);
        ck_assert(!whole);
        expect_beginning(&log, (at - 12) / (BLOCK + 8) * BLOCK);
        file.bytes[at] ^= 0x10;
    }
    text_free(&file);
    text_free(&log);
}
END_TEST

START_TEST(recording_of_another_version_is_refused_or_read)
{
    struct text file = TEXT_EMPTY, log = TEXT_EMPTY;
    struct error error = {""};
    bool whole;

    make_file(&file);
    file.bytes[10]++; /* the minor version */
    ck_assert_int_eq(read_back(&file, &log, &whole, &error), STATUS_OK);
    ck_assert(whole);
    file.bytes[8]++; /* the major version */
    ck_assert_int_eq(read_back(&file, &log, &whole, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, "newer Terrarium"));
    text_free(&file);
    text_free(&log);
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {
        every_record_comes_back_as_it_went,
        a_record_cut_anywhere_is_incomplete,
        a_flipped_bit_never_leads_outside,
        every_short_record_comes_back_as_it_went,
        a_short_record_cut_anywhere_is_incomplete,
        a_flipped_bit_of_a_short_record_never_leads_outside,
        later_versions_short_records_are_passed_over,
        what_is_commonest_takes_a_byte_or_two,
        later_versions_kinds_and_fields_are_passed_over,
        lengths_are_not_believed,
        a_record_is_told_in_one_printable_line,
        writer_numbers_records_and_shares_strings,
        an_int_is_written_the_same_either_way,
        a_name_is_written_the_same_either_way,
        a_splice_is_written_the_same_either_way,
        a_step_is_written_the_same_either_way,
        a_value_stack_is_written_the_same_either_way,
        a_growing_string_is_not_written_anew,
        ring_carries_a_stream_from_another_process,
        ring_keeps_what_a_killed_writer_left,
        ring_lets_a_writer_go_when_nobody_reads,
        ring_is_not_misled_by_a_forged_head,
        ring_refuses_a_descriptor_that_is_no_ring,
        recording_comes_back_from_disk,
        recording_cut_short_gives_what_is_intact,
        recording_with_a_flipped_bit_never_shows_it,
        recording_of_another_version_is_refused_or_read,
        NULL,
    };

    return suite_run("trace", cases);
}
