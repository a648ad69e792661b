#include "trace/record.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"
#include "base/varint.h"
#include "trace/coder.h"

const char *trace_kind_name(unsigned kind)
{
    switch (kind) {
#define RECORD(NAME, member, number, what) \
    case TRACE_##NAME:                     \
        return #member;
        TRACE_RECORDS(RECORD)
#undef RECORD
    default:
        return NULL;
    }
}

const char *trace_object_word(unsigned object_kind)
{
    switch (object_kind) {
#define KIND(NAME, number, word, value, layout) \
    case TRACE_OBJECT_##NAME:                   \
        return word;
        TRACE_OBJECT_KINDS(KIND)
#undef KIND
    default:
        return NULL;
    }
}

const char *trace_event_word(unsigned event)
{
    switch (event) {
#define EVENT(NAME, number, word) \
    case TRACE_EVENT_##NAME:      \
        return word;
        TRACE_EVENTS(EVENT)
#undef EVENT
    default:
        return NULL;
    }
}

enum trace_layout trace_object_layout(unsigned object_kind)
{
    switch (object_kind) {
#define KIND(NAME, number, word, value, layout) \
    case TRACE_OBJECT_##NAME:                   \
        return TRACE_LAYOUT_##layout;
        TRACE_OBJECT_KINDS(KIND)
#undef KIND
    default:
        return TRACE_LAYOUT_LEAF;
    }
}

enum trace_layout trace_entries_layout(unsigned object_kind, unsigned flags)
{
    return (flags & TRACE_OBJECT_FIELDS_TOO) != 0 ? TRACE_LAYOUT_MIXED : trace_object_layout(object_kind);
}

size_t trace_entry_size(enum trace_layout layout)
{
    return layout == TRACE_LAYOUT_PAIRS || layout == TRACE_LAYOUT_FIELDS || layout == TRACE_LAYOUT_MIXED ? 2 : 1;
}

int trace_value_changes(unsigned object_kind)
{
    enum { NONE, BYTE, INTEGER, DOUBLE, TEXT, RAW, TITLE, DETAIL, NAMED };

    switch (object_kind) {
#define KIND(NAME, number, word, value, layout) \
    case TRACE_OBJECT_##NAME:                   \
        return (value) == DETAIL || (value) == NAMED || TRACE_OBJECT_##NAME == TRACE_OBJECT_BYTEARRAY;
        TRACE_OBJECT_KINDS(KIND)
#undef KIND
    default:
        return 0;
    }
}

/* Coding. */

#define RECORD(NAME, member, number, what)                                                      \
    uint8_t *trace_put_long_##member(uint8_t *at, const struct trace_fields_##NAME *fields)     \
    {                                                                                           \
        uint8_t *payload;                                                                       \
                                                                                                \
        *at++ = TRACE_##NAME;                                                                   \
        payload = ++at; /* behind a length of one byte */                                       \
        TRACE_FIELDS_##NAME(TRACE_PUT_LONG_NUMBER, TRACE_PUT_LONG_SIGNED, TRACE_PUT_LONG_BYTES, \
                            TRACE_PUT_LONG_LIST) return settle_length(payload, at);             \
    }

/* Writes the payload's length before it, and moves it when that takes more than one byte. */
static uint8_t *settle_length(uint8_t *payload, uint8_t *end)
{
    enum { SHORT = 127 }; /* longest payload whose length takes one byte */
    uint8_t coded[VARINT_MAX];
    size_t length = (size_t)(end - payload), more;

    if (length <= SHORT) {
        payload[-1] = (uint8_t)length;
        return end;
    }
    more = (size_t)(varint_put(coded, length) - coded) - 1;
    memmove(payload + more, payload, length);
    memcpy(payload - 1, coded, more + 1);
    return end + more;
}

TRACE_RECORDS(RECORD)
#undef RECORD

size_t trace_room(const struct trace_record *record)
{
    switch (record->kind) {
#define RECORD(NAME, member, number, what) \
    case TRACE_##NAME:                     \
        return trace_room_##member(&record->member);
        TRACE_RECORDS(RECORD)
#undef RECORD
    }
    return 0;
}

uint8_t *trace_code(uint8_t *at, struct trace_context *context, const struct trace_record *record)
{
    switch (record->kind) {
#define RECORD(NAME, member, number, what) \
    case TRACE_##NAME:                     \
        return trace_code_##member(at, context, &record->member);
        TRACE_RECORDS(RECORD)
#undef RECORD
    }
    return at;
}

static uint8_t *put_long(uint8_t *at, const struct trace_record *record)
{
    switch (record->kind) {
#define RECORD(NAME, member, number, what) \
    case TRACE_##NAME:                     \
        return trace_put_long_##member(at, &record->member);
        TRACE_RECORDS(RECORD)
#undef RECORD
    }
    return at;
}

void trace_encode(const struct trace_record *record, struct text *out)
{
    size_t start = out->length;

    text_fill(out, 0, trace_room(record));
    text_truncate(out, (size_t)((char *)put_long((uint8_t *)out->bytes + start, record) - out->bytes));
}

/* Decoding. */

struct input {
    const uint8_t *at;  /* NULL once something did not fit */
    const uint8_t *end; /* of the payload */
    const struct trace_context *context;
    struct trace_scratch *scratch;
};

static uint64_t get_number(struct input *in)
{
    uint64_t number = 0;

    if (in->at != NULL)
        in->at = varint_get(in->at, in->end, &number);
    return number;
}

static struct trace_bytes get_bytes(struct input *in)
{
    uint64_t length = get_number(in);
    struct trace_bytes bytes = {"", 0};

    if (in->at != NULL && length > (uint64_t)(in->end - in->at))
        in->at = NULL;
    if (in->at == NULL)
        return bytes;
    bytes.at = (const char *)in->at;
    bytes.length = (size_t)length;
    in->at += length;
    return bytes;
}

/* The list's items lie in the scratch, whose room may still move: `items` is set by settle_list afterwards. */
/* Room for `count` more numbers: lists that were taken out before stay where they are while there is room already. */
static void reserve_numbers(struct input *in, size_t count)
{
    vector_reserve(&in->scratch->numbers, in->scratch->numbers.count + count);
}

/* The list's items lie in the scratch, whose room may still move: `items` is set by settle_list afterwards. */
static struct trace_list get_list(struct input *in)
{
    uint64_t count = get_number(in);
    struct trace_list list = {NULL, 0};

    if (in->at != NULL && count > (uint64_t)(in->end - in->at)) /* each takes a byte at least */
        in->at = NULL;
    for (uint64_t i = 0; i < count && in->at != NULL; i++)
        vector_push(&in->scratch->numbers, get_number(in));
    if (in->at != NULL)
        list.count = (size_t)count;
    return list;
}

static void settle_list(struct trace_list *list, const struct trace_scratch *scratch, size_t *place)
{
    list->items = list->count > 0 ? scratch->numbers.items + *place : NULL;
    *place += list->count;
}

#define GET_NUMBER(name, what) fields->name = get_number(in);
#define GET_SIGNED(name, what) fields->name = varint_unzigzag(get_number(in));
#define GET_BYTES(name, what) fields->name = get_bytes(in);
#define GET_LIST(name, what) fields->name = get_list(in);
#define SETTLE_NOTHING(name, what)
#define SETTLE_LIST(name, what) settle_list(&fields->name, in->scratch, &place);
#define RECORD(NAME, member, number, what)                                                                \
    static void get_##member(struct input *in, struct trace_fields_##NAME *fields)                        \
    {                                                                                                     \
        size_t place = in->scratch->numbers.count;                                                        \
                                                                                                          \
        TRACE_FIELDS_##NAME(GET_NUMBER, GET_SIGNED, GET_BYTES, GET_LIST)                                  \
            TRACE_FIELDS_##NAME(SETTLE_NOTHING, SETTLE_NOTHING, SETTLE_NOTHING, SETTLE_LIST)(void) place; \
    }
TRACE_RECORDS(RECORD)
#undef RECORD

/* Short records. */

enum {
    SHORT_ITEMS = 4,    /* items of a short record's lists at most, but for a tail */
    TAIL_MAX = 1 << 20, /* items or bytes of a tail at most */
};

static uint64_t get_near(struct input *in, uint64_t newest)
{
    return trace_far(newest, get_number(in));
}

/* A list of `count` items that are not coded, which the caller sets: room for them is there. */
static uint64_t *add_items(struct input *in, struct trace_list *list, size_t count)
{
    uint64_t *items = in->scratch->numbers.items + in->scratch->numbers.count;

    *list = (struct trace_list){items, count};
    in->scratch->numbers.count += count;
    return items;
}

static void get_item(struct input *in, struct trace_list *list)
{
    add_items(in, list, 1)[0] = get_near(in, in->context->objects);
}

static void get_pair(struct input *in, struct trace_list *list)
{
    uint64_t *items = add_items(in, list, 2);

    items[0] = get_near(in, in->context->objects);
    items[1] = get_near(in, in->context->objects);
}

static void get_triple(struct input *in, struct trace_list *list)
{
    uint64_t *items = add_items(in, list, 3);

    for (int i = 0; i < 3; i++)
        items[i] = get_near(in, in->context->objects);
}

static void get_again(struct input *in, struct trace_list *list, struct trace_list base)
{
    uint64_t *items = add_items(in, list, 2);

    items[0] = base.items[0];
    items[1] = get_near(in, in->context->objects);
}

static void get_swapped(struct input *in, struct trace_list *list, struct trace_list base)
{
    uint64_t *items = add_items(in, list, 2);

    items[0] = base.items[1];
    items[1] = base.items[0];
}

static void get_tail_list(struct input *in, struct trace_list *list)
{
    uint64_t count = get_number(in), *items;

    if (in->at != NULL && count > (uint64_t)(in->end - in->at)) /* each takes a byte at least */
        in->at = NULL;
    if (in->at == NULL)
        return;
    reserve_numbers(in, (size_t)count);
    items = add_items(in, list, (size_t)count);
    for (uint64_t i = 0; i < count && in->at != NULL; i++)
        items[i] = get_near(in, in->context->objects);
}

static void get_tail_bytes(struct input *in, struct trace_bytes *bytes)
{
    *bytes = get_bytes(in);
}

/* An int of the log's coding, in the scratch. */
static struct trace_bytes get_whole(struct input *in)
{
    int64_t whole = varint_unzigzag(get_number(in));
    uint64_t magnitude = whole < 0 ? -(uint64_t)whole : (uint64_t)whole;
    char *bytes = in->scratch->whole;
    size_t length = 1;

    if (magnitude >> (8 * TRACE_WHOLE_MAX) != 0)
        in->at = NULL;
    bytes[0] = whole < 0;
    for (; magnitude != 0 && in->at != NULL; magnitude >>= 8)
        bytes[length++] = (char)magnitude;
    return (struct trace_bytes){bytes, length};
}

static uint64_t get_address(struct input *in, uint64_t kind)
{
    return trace_last_address(in->context, kind) + TRACE_ADDRESS_UNIT * (uint64_t)varint_unzigzag(get_number(in));
}

static size_t entries_in(struct trace_list list, uint64_t kind, uint64_t flags)
{
    return list.count / trace_entry_size(trace_entries_layout((unsigned)kind, (unsigned)flags));
}

#define SHORT_SAME(field, base) fields->field = (base);
#define SHORT_NUMBER(field, base) fields->field = get_number(in);
#define SHORT_SIGNED(field, base) fields->field = (uint64_t)(base) + (uint64_t)varint_unzigzag(get_number(in));
#define SHORT_OBJECT(field, base) fields->field = get_near(in, context->objects);
#define SHORT_FRAME(field, base) fields->field = get_near(in, context->frames);
#define SHORT_ADDRESS(field, base) fields->field = get_address(in, base);
#define SHORT_NOTHING(field, base) memset(&fields->field, 0, sizeof fields->field);
#define SHORT_ITEM(field, base) get_item(in, &fields->field);
#define SHORT_PAIR(field, base) get_pair(in, &fields->field);
#define SHORT_TRIPLE(field, base) get_triple(in, &fields->field);
#define SHORT_AGAIN(field, base) get_again(in, &fields->field, fields->base);
#define SHORT_SWAPPED(field, base) get_swapped(in, &fields->field, fields->base);
#define SHORT_WHOLE(field, base) fields->field = get_whole(in);
#define SHORT_BITS(field, base) fields->field = trace_bits(trace_whole(fields->base));
#define SHORT_ENTRIES(field, base) fields->field = entries_in(fields->base, fields->kind, fields->flags);
#define SHORT_TAIL(field, base) TRACE_BY_TYPE(fields->field, get_tail_bytes, get_tail_list)(in, &fields->field);
#define SHORT_FIELD(how, field, base, what) SHORT_##how(field, base)
#define SHORT(NAME, head, KIND, member)                                                \
    static void get_short_##NAME(struct input *in, struct trace_fields_##KIND *fields) \
    {                                                                                  \
        const struct trace_context *context = in->context;                             \
                                                                                       \
        (void)context;                                                                 \
        TRACE_SHORT_##NAME(SHORT_FIELD)                                                \
    }
TRACE_SHORTS(SHORT)
#undef SHORT

static void skip_short(struct input *in, unsigned head)
{
    struct trace_shape shape = trace_short_shape(head);

    while (shape.numbers-- > 0)
        get_number(in);
    if (shape.tail == TRACE_TAIL_BYTES)
        get_bytes(in);
    else if (shape.tail == TRACE_TAIL_LIST)
        for (uint64_t count = get_number(in); count > 0 && in->at != NULL; count--)
            get_number(in);
}

/* Skips a number; false when it is none, or with `*cut` set when the bytes end inside it. */
static bool skip_number(const uint8_t **at, const uint8_t *end, uint64_t *number, bool *cut)
{
    const uint8_t *after = varint_get(*at, end, number);

    *cut = after == NULL && end - *at < VARINT_MAX;
    if (after != NULL)
        *at = after;
    return after != NULL;
}

/* Why a short record could not be taken out: its bytes merely end too early, or it is none. */
static bool is_cut(unsigned head, const uint8_t *at, const uint8_t *end)
{
    struct trace_shape shape = trace_short_shape(head);
    unsigned numbers = shape.numbers + (shape.tail != TRACE_TAIL_NONE);
    uint64_t number = 0;
    bool cut = false;

    while (numbers-- > 0)
        if (!skip_number(&at, end, &number, &cut))
            return cut;
    if (shape.tail == TRACE_TAIL_NONE || number > TAIL_MAX)
        return false;
    if (shape.tail == TRACE_TAIL_BYTES)
        return number > (uint64_t)(end - at);
    for (uint64_t count = number; count > 0; count--)
        if (!skip_number(&at, end, &number, &cut))
            return cut;
    return false;
}

static enum trace_decoding decode_short(struct input *in, struct trace_record *record)
{
    const uint8_t *start = in->at;
    unsigned head = *in->at++;

    reserve_numbers(in, SHORT_ITEMS);
    record->kind = 0;
    switch (head) {
#define SHORT(NAME, short_head, KIND, member)  \
    case TRACE_HEAD_##NAME:                    \
        get_short_##NAME(in, &record->member); \
        record->kind = TRACE_##KIND;           \
        break;
        TRACE_SHORTS(SHORT)
#undef SHORT
    default:
        skip_short(in, head);
        break;
    }
    if (in->at == NULL)
        return is_cut(head, start + 1, in->end) ? TRACE_INCOMPLETE : TRACE_DAMAGED;
    return record->kind != 0 ? TRACE_DECODED : TRACE_SKIPPED;
}

void trace_scratch_free(struct trace_scratch *scratch)
{
    vector_free(&scratch->numbers);
}

/* Reads a number of a record's head: NULL with `*whole` set when the bytes merely end too early. */
static const uint8_t *get_head(const uint8_t *at, const uint8_t *end, uint64_t *number, bool *whole)
{
    const uint8_t *after = varint_get(at, end, number);

    if (after == NULL)
        *whole = end - at >= VARINT_MAX;
    return after;
}

static enum trace_decoding decode_long(struct input *in, struct trace_record *record)
{
    uint64_t kind, size;
    bool whole;

    if ((in->at = get_head(in->at, in->end, &kind, &whole)) == NULL ||
        (in->at = get_head(in->at, in->end, &size, &whole)) == NULL)
        return whole ? TRACE_DAMAGED : TRACE_INCOMPLETE;
    if (size > UINT32_MAX)
        return TRACE_DAMAGED;
    if (size > (uint64_t)(in->end - in->at))
        return TRACE_INCOMPLETE;
    in->end = in->at + size;
    switch (kind) {
#define RECORD(NAME, member, number, what) \
    case TRACE_##NAME:                     \
        get_##member(in, &record->member); \
        break;
        TRACE_RECORDS(RECORD)
#undef RECORD
    default:
        return TRACE_SKIPPED;
    }
    record->kind = (enum trace_kind)kind;
    return in->at != NULL ? TRACE_DECODED : TRACE_DAMAGED;
}

enum trace_decoding trace_decode(const void *bytes, size_t length, struct trace_context *context,
                                 struct trace_scratch *scratch, struct trace_record *record, size_t *used)
{
    struct input in = {bytes, (const uint8_t *)bytes + length, context, scratch};
    enum trace_decoding decoding;

    if (length == 0)
        return TRACE_INCOMPLETE;
    if (!scratch->keeps)
        vector_clear(&scratch->numbers);
    if (in.at[0] >= TRACE_HEADS) {
        decoding = decode_short(&in, record);
        *used = (size_t)(in.at - (const uint8_t *)bytes);
    } else {
        decoding = decode_long(&in, record);
        *used = (size_t)(in.end - (const uint8_t *)bytes);
    }
    if (decoding == TRACE_DECODED)
        trace_follow(context, record->kind, &record->step);
    return decoding;
}

/* Telling. */

static void tell_number(struct text *out, const char *name, uint64_t number)
{
    text_format(out, " %s=%" PRIu64, name, number);
}

static void tell_signed(struct text *out, const char *name, int64_t number)
{
    text_format(out, " %s=%+" PRId64, name, number);
}

static void tell_bytes(struct text *out, const char *name, struct trace_bytes bytes)
{
    text_format(out, " %s=\"", name);
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned char c = (unsigned char)bytes.at[i];

        if (c == '"' || c == '\\')
            text_format(out, "\\%c", c);
        else if (c >= 0x20 && c < 0x7F)
            text_add_char(out, (char)c);
        else
            text_format(out, "\\x%02x", c);
    }
    text_add_char(out, '"');
}

static void tell_list(struct text *out, const char *name, struct trace_list list)
{
    text_format(out, " %s=[", name);
    for (size_t i = 0; i < list.count; i++)
        text_format(out, "%s%" PRIu64, i > 0 ? " " : "", list.items[i]);
    text_add_char(out, ']');
}

#define TELL_NUMBER(name, what) tell_number(out, #name, fields->name);
#define TELL_SIGNED(name, what) tell_signed(out, #name, fields->name);
#define TELL_BYTES(name, what) tell_bytes(out, #name, fields->name);
#define TELL_LIST(name, what) tell_list(out, #name, fields->name);
#define RECORD(NAME, member, number, what)                                                \
    static void tell_##member(struct text *out, const struct trace_fields_##NAME *fields) \
    {                                                                                     \
        TRACE_FIELDS_##NAME(TELL_NUMBER, TELL_SIGNED, TELL_BYTES, TELL_LIST)              \
    }
TRACE_RECORDS(RECORD)
#undef RECORD

void trace_describe(const struct trace_record *record, struct text *out)
{
    text_add(out, trace_kind_name(record->kind));
    switch (record->kind) {
#define RECORD(NAME, member, number, what)   \
    case TRACE_##NAME:                       \
        tell_##member(out, &record->member); \
        break;
        TRACE_RECORDS(RECORD)
#undef RECORD
    }
}

/* Translating. */

static enum trace_reference reference_of(const char *what)
{
#define REFERENCE(NAME, beginning)                            \
    if (strncmp(what, beginning, sizeof(beginning) - 1) == 0) \
        return TRACE_REFERS_TO_##NAME;
    TRACE_REFERENCES(REFERENCE)
#undef REFERENCE
    return TRACE_REFERS_TO_NOTHING;
}

struct translation {
    trace_translator *translate;
    void *context;
    struct trace_scratch *scratch;
};

static bool translate_number(const struct translation *translation, const char *what, uint64_t *number)
{
    enum trace_reference to = reference_of(what);

    return to == TRACE_REFERS_TO_NOTHING || *number == 0 || translation->translate(translation->context, to, number);
}

static bool translate_list(const struct translation *translation, const char *what, const struct trace_list *list)
{
    size_t first = list->count > 0 ? (size_t)(list->items - translation->scratch->numbers.items) : 0;

    if (reference_of(what) != TRACE_REFERS_TO_TASKS)
        return true;
    for (size_t i = first; i < first + list->count; i++)
        if (!translation->translate(translation->context, TRACE_REFERS_TO_TASK,
                                    &translation->scratch->numbers.items[i]))
            return false;
    return true;
}

#define TRANSLATE_NUMBER(name, what) good = good && translate_number(translation, what, &fields->name);
#define TRANSLATE_SIGNED(name, what)
#define TRANSLATE_BYTES(name, what)
#define TRANSLATE_LIST(name, what) good = good && translate_list(translation, what, &fields->name);
#define RECORD(NAME, member, number, what)                                                                     \
    static bool translate_##member(const struct translation *translation, struct trace_fields_##NAME *fields)  \
    {                                                                                                          \
        bool good = true;                                                                                      \
                                                                                                               \
        TRACE_FIELDS_##NAME(TRANSLATE_NUMBER, TRANSLATE_SIGNED, TRANSLATE_BYTES, TRANSLATE_LIST)(void) fields; \
        (void)translation;                                                                                     \
        return good;                                                                                           \
    }
TRACE_RECORDS(RECORD)
#undef RECORD

bool trace_translate(struct trace_record *record, struct trace_scratch *scratch, trace_translator *translate,
                     void *context)
{
    const struct translation translation = {translate, context, scratch};

    switch (record->kind) {
#define RECORD(NAME, member, number, what) \
    case TRACE_##NAME:                     \
        return translate_##member(&translation, &record->member);
        TRACE_RECORDS(RECORD)
#undef RECORD
    }
    return false;
}

enum trace_reference trace_numbers(enum trace_kind kind)
{
    switch ((int)kind) {
    case TRACE_STRING:
        return TRACE_REFERS_TO_STRING;
    case TRACE_CODE:
        return TRACE_REFERS_TO_CODE;
    case TRACE_THREAD:
        return TRACE_REFERS_TO_THREAD;
    case TRACE_GIL:
        return TRACE_REFERS_TO_GIL;
    case TRACE_LOCK:
        return TRACE_REFERS_TO_LOCK;
    case TRACE_TASK:
        return TRACE_REFERS_TO_TASK;
    case TRACE_READY:
        return TRACE_REFERS_TO_READY;
    case TRACE_RUN:
        return TRACE_REFERS_TO_RUN;
    case TRACE_PROCESS:
        return TRACE_REFERS_TO_PROCESS;
    default:
        return TRACE_REFERS_TO_NOTHING;
    }
}

static void tell_short_field(struct text *out, const char *field, const char *how, const char *base)
{
    text_format(out, "    %s (%s)%s%s\n", field, how, base[0] != 0 ? ": " : "", base);
}

void trace_describe_format(struct text *out)
{
    text_format(out, "Trace format %d.%d\n", TRACE_MAJOR, TRACE_MINOR);
#define FIELD_NUMBER(name, what) text_add(out, "    " #name " (number): " what "\n");
#define FIELD_SIGNED(name, what) text_add(out, "    " #name " (signed): " what "\n");
#define FIELD_BYTES(name, what) text_add(out, "    " #name " (bytes): " what "\n");
#define FIELD_LIST(name, what) text_add(out, "    " #name " (list): " what "\n");
#define RECORD(NAME, member, number, what)                     \
    text_format(out, "\n%2d %s: %s\n", number, #member, what); \
    TRACE_FIELDS_##NAME(FIELD_NUMBER, FIELD_SIGNED, FIELD_BYTES, FIELD_LIST)
    TRACE_RECORDS(RECORD)
#undef RECORD
    text_add(
        out,
        "\nShort forms: a head of one byte instead of kind and length, then numbers; as many of them as its first"
        " digit is more than 8,\nand with e 4 and bytes, with f 4 and a list.  The ways in which fields are "
        "coded:\n");
#define WAY(NAME, what) text_format(out, "    %-7s %s\n", #NAME, what);
    TRACE_WAYS(WAY)
#undef WAY
#define FIELD_SHORT(how, field, base, what) tell_short_field(out, #field, #how, what);
#define SHORT(NAME, head, KIND, member)                                                         \
    text_format(out, "\n%2x %s: %s\n", (unsigned)(head), #NAME, trace_kind_name(TRACE_##KIND)); \
    TRACE_SHORT_##NAME(FIELD_SHORT)
    TRACE_SHORTS(SHORT)
#undef SHORT
    text_add(out, "\nKinds of objects: number, word, coding of the value, layout of the entries\n");
#define KIND(NAME, number, word, value, layout) \
    text_format(out, "%4d %-10s %-8s %s\n", number, word, #value, #layout);
    TRACE_OBJECT_KINDS(KIND)
#undef KIND
    text_add(out, "\nEvents of a step\n");
#define EVENT(NAME, number, word) text_format(out, "%4d %s\n", number, word);
    TRACE_EVENTS(EVENT)
#undef EVENT
    text_add(out, "\nReasons of an end\n");
#define REASON(NAME, number, word) text_format(out, "%4d %s\n", number, word);
    TRACE_ENDS(REASON)
#undef REASON
}
