#include "trace/record.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"
#include "base/varint.h"

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

const char *trace_end_word(unsigned reason)
{
    switch (reason) {
#define REASON(NAME, number, word) \
    case TRACE_END_##NAME:         \
        return word;
        TRACE_ENDS(REASON)
#undef REASON
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

static void put_number(struct text *out, uint64_t number)
{
    uint8_t coded[VARINT_MAX];

    text_append(out, coded, (size_t)(varint_put(coded, number) - coded));
}

static void put_bytes(struct text *out, struct trace_bytes bytes)
{
    put_number(out, bytes.length);
    text_append(out, bytes.at, bytes.length);
}

static void put_list(struct text *out, struct trace_list list)
{
    put_number(out, list.count);
    for (size_t i = 0; i < list.count; i++)
        put_number(out, list.items[i]);
}

#define PUT_NUMBER(name, what) put_number(out, fields->name);
#define PUT_SIGNED(name, what) put_number(out, varint_zigzag(fields->name));
#define PUT_BYTES(name, what) put_bytes(out, fields->name);
#define PUT_LIST(name, what) put_list(out, fields->name);
#define RECORD(NAME, member, number, what)                                               \
    static void put_##member(struct text *out, const struct trace_fields_##NAME *fields) \
    {                                                                                    \
        TRACE_FIELDS_##NAME(PUT_NUMBER, PUT_SIGNED, PUT_BYTES, PUT_LIST)                 \
    }
TRACE_RECORDS(RECORD)
#undef RECORD

void trace_encode(const struct trace_record *record, struct text *out)
{
    enum { SHORT = 127 }; /* longest payload whose length takes one byte */
    size_t start, length;
    uint8_t coded[VARINT_MAX];
    size_t more;

    put_number(out, record->kind);
    text_add_char(out, 0); /* the length, of one byte until it proves longer */
    start = out->length;
    switch (record->kind) {
#define RECORD(NAME, member, number, what)  \
    case TRACE_##NAME:                      \
        put_##member(out, &record->member); \
        break;
        TRACE_RECORDS(RECORD)
#undef RECORD
    }
    length = out->length - start;
    if (length <= SHORT) {
        out->bytes[start - 1] = (char)length;
        return;
    }
    more = (size_t)(varint_put(coded, length) - coded) - 1;
    text_fill(out, 0, more);
    memmove(out->bytes + start + more, out->bytes + start, length);
    memcpy(out->bytes + start - 1, coded, more + 1);
}

/* Decoding. */

struct input {
    const uint8_t *at;  /* NULL once something did not fit */
    const uint8_t *end; /* of the payload */
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
    list->items = scratch->numbers.items + (list->count > 0 ? *place : 0);
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
        size_t place = 0;                                                                                 \
                                                                                                          \
        TRACE_FIELDS_##NAME(GET_NUMBER, GET_SIGNED, GET_BYTES, GET_LIST)                                  \
            TRACE_FIELDS_##NAME(SETTLE_NOTHING, SETTLE_NOTHING, SETTLE_NOTHING, SETTLE_LIST)(void) place; \
    }
TRACE_RECORDS(RECORD)
#undef RECORD

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

enum trace_decoding trace_decode(const void *bytes, size_t length, struct trace_scratch *scratch,
                                 struct trace_record *record, size_t *used)
{
    const uint8_t *start = bytes, *end = start + length, *at;
    struct input in = {.scratch = scratch};
    uint64_t kind, size;
    bool whole;

    if ((at = get_head(start, end, &kind, &whole)) == NULL || (at = get_head(at, end, &size, &whole)) == NULL)
        return whole ? TRACE_DAMAGED : TRACE_INCOMPLETE;
    if (size > UINT32_MAX)
        return TRACE_DAMAGED;
    if (size > (uint64_t)(end - at))
        return TRACE_INCOMPLETE;
    *used = (size_t)(at - start) + (size_t)size;
    in.at = at;
    in.end = at + size;
    vector_clear(&scratch->numbers);
    switch (kind) {
#define RECORD(NAME, member, number, what)  \
    case TRACE_##NAME:                      \
        get_##member(&in, &record->member); \
        break;
        TRACE_RECORDS(RECORD)
#undef RECORD
    default:
        return TRACE_SKIPPED;
    }
    record->kind = (enum trace_kind)kind;
    return in.at != NULL ? TRACE_DECODED : TRACE_DAMAGED;
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
