#include "model/condition.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/expression.h"
#include "model/timeline_facts.h"
#include "model/value.h"

enum {
    DEPTH_MAX = 16,    /* of containers in each other that are compared */
    WRITTEN_MAX = 200, /* characters of a value that is written */
};

struct condition {
    struct expression *expression;
};

enum status condition_parse_value(const char *text, struct condition **condition, struct error *error)
{
    struct expression *expression;
    enum status status = expression_parse(text, &expression, error);

    *condition = NULL;
    if (status != STATUS_OK)
        return status;
    *condition = memory_zeroed(1, sizeof **condition);
    (*condition)->expression = expression;
    return STATUS_OK;
}

static bool is_yes_or_no(const struct expression *expression)
{
    return expression->sort >= EXPRESSION_COMPARE ||
           (expression->sort == EXPRESSION_FUNCTION && expression->function == EXPRESSION_FUNCTION_BOUND);
}

enum status condition_parse(const char *text, struct condition **condition, struct error *error)
{
    enum status status = condition_parse_value(text, condition, error);

    if (status != STATUS_OK || is_yes_or_no((*condition)->expression))
        return status;
    condition_free(*condition);
    *condition = NULL;
    return error_set(
        error, STATUS_USAGE,
        "the condition '%.200s' is not understood at column %d: one of == != < <= > >= is, is not, in is "
        "wanted",
        text, (int)strlen(text) + 1);
}

void condition_free(struct condition *condition)
{
    if (condition == NULL)
        return;
    expression_free(condition->expression);
    free(condition);
}

/* ---- values ---- */

enum sort {
    UNKNOWN, /* unbound, or not recorded well enough to compare */
    NONE,
    NUMBER,
    TEXT,
    OBJECT,  /* anything else, known by its number */
    LITERAL, /* a list, tuple, set or dict that the expression has */
};

struct value {
    enum sort sort;
    uint32_t object;          /* of which the value is; 0: of none */
    long double number;       /* NUMBER */
    bool is_truth, is_float;  /* NUMBER: it is True or False; it is no int */
    struct trace_bytes bytes; /* TEXT: borrowed from the recording or the expression, or those of `owned` */
    struct text owned;
    const struct expression *literal; /* LITERAL */
};

/* What a question is asked of. */
struct asking {
    struct state *state;
    struct step step;
};

static struct value ask(const struct expression *expression, struct asking *asking);
static bool holds(const struct expression *expression, struct asking *asking);
static bool are_equal(const struct value *left, const struct value *right, struct asking *asking, int depth);

static struct value number_value(long double number, bool is_truth)
{
    return (struct value){.sort = NUMBER, .number = number, .is_truth = is_truth};
}

static struct value text_value(struct text *text)
{
    struct value value = {.sort = TEXT, .owned = *text};

    *text = (struct text)TEXT_EMPTY;
    value.bytes = (struct trace_bytes){text_string(&value.owned), value.owned.length};
    return value;
}

static struct value string_value(const struct asking *asking, uint32_t string)
{
    struct value value = {.sort = string != 0 ? TEXT : UNKNOWN};

    if (string != 0)
        value.bytes.at = recording_string(state_recording(asking->state), string, &value.bytes.length);
    return value;
}

static void release(struct value *value)
{
    text_free(&value->owned);
}

static uint32_t bound_in(struct state *state, uint32_t frame, uint32_t name)
{
    for (size_t i = 0; i < state_names(state, frame); i++)
        if (state_name(state, frame, i).name == name)
            return state_name(state, frame, i).object;
    return 0;
}

/* The object that a name refers to at this step: in the frame, in the outermost one of its thread, or in the module at
 * the bottom of the main thread's stack. */
static uint32_t look_up(const struct asking *asking, const char *name)
{
    struct state *state = asking->state;
    uint32_t string = recording_find_string(state_recording(state), name), object = 0;

    if (string != 0)
        object = bound_in(state, asking->step.frame, string);
    if (string != 0 && object == 0)
        object = bound_in(state, state_frame_at(state, asking->step.thread, 0), string);
    if (string != 0 && object == 0)
        object = bound_in(state, state_frame_at(state, MAIN_THREAD, 0), string);
    return object;
}

/* Sign byte, then the magnitude, little-endian (format.h). */
static bool read_int(const struct object *object, long double *number)
{
    long double magnitude = 0;

    if (object->value.length > 9 || object->value.length < 1)
        return false;
    for (size_t i = object->value.length; i-- > 1;)
        magnitude = magnitude * 256 + (unsigned char)object->value.at[i];
    *number = object->value.at[0] != 0 ? -magnitude : magnitude;
    return true;
}

static bool read_float(const struct object *object, long double *number)
{
    double read;

    if (object->value.length != sizeof read)
        return false;
    memcpy(&read, object->value.at, sizeof read);
    *number = read;
    return true;
}

static bool is_whole_string(const struct object *object)
{
    return (object->flags & TRACE_OBJECT_CUT) == 0 && object->length <= object->value.length;
}

static struct value object_value(const struct asking *asking, uint32_t number)
{
    struct value value = {.sort = OBJECT, .object = number};
    struct object object;

    if (!state_object(asking->state, number, &object)) {
        value.sort = UNKNOWN;
        value.object = 0;
        return value;
    }
    switch ((int)object.kind) {
    case TRACE_OBJECT_NONE:
        value.sort = NONE;
        break;
    case TRACE_OBJECT_BOOL:
        value.sort = NUMBER;
        value.is_truth = true;
        value.number = object.value.length > 0 && object.value.at[0] != 0;
        break;
    case TRACE_OBJECT_INT:
        value.sort = read_int(&object, &value.number) ? NUMBER : UNKNOWN;
        break;
    case TRACE_OBJECT_FLOAT:
        value.sort = read_float(&object, &value.number) ? NUMBER : UNKNOWN;
        value.is_float = true;
        break;
    case TRACE_OBJECT_STR:
        value.sort = is_whole_string(&object) ? TEXT : UNKNOWN;
        value.bytes = object.value;
        break;
    default:
        break;
    }
    return value;
}

/* ---- what is inside an object ---- */

static bool is_key(const struct asking *asking, const struct object *object, size_t index, const struct value *key)
{
    struct value label = object_value(asking, state_entry(asking->state, object->number, index).label);
    struct asking copy = *asking;

    return are_equal(&label, key, &copy, DEPTH_MAX);
}

static struct value entry_value(const struct asking *asking, uint32_t number, const struct value *key)
{
    struct value nothing = {.sort = UNKNOWN};
    struct object object;
    long double index = key->number;

    if (!state_object(asking->state, number, &object))
        return nothing;
    if (object.layout == TRACE_LAYOUT_PAIRS) {
        for (size_t i = 0; i < object.entries; i++)
            if (is_key(asking, &object, i, key))
                return object_value(asking, state_entry(asking->state, number, i).value);
        return nothing;
    }
    if (object.layout != TRACE_LAYOUT_ITEMS || key->sort != NUMBER)
        return nothing;
    if (index < 0)
        index += (long double)object.length;
    if (index < 0 || index >= (long double)object.entries)
        return nothing;
    return object_value(asking, state_entry(asking->state, number, (size_t)index).value);
}

/* An attribute: one of the object itself, or else of its class. */
static struct value field_value(const struct asking *asking, uint32_t number, const char *name)
{
    uint32_t string = recording_find_string(state_recording(asking->state), name);
    struct object object;

    if (string != 0 && state_object(asking->state, number, &object)) {
        size_t first = object.layout == TRACE_LAYOUT_FIELDS ? 0 : object.entries;

        for (size_t i = first; i < object.entries + object.fields; i++)
            if (state_entry(asking->state, number, i).label == string)
                return object_value(asking, state_entry(asking->state, number, i).value);
    }
    return (struct value){.sort = UNKNOWN};
}

/* ---- functions ---- */

static struct value length_of(const struct asking *asking, const struct value *value)
{
    struct object object;

    if (value->sort == LITERAL)
        return number_value((long double)value->literal->parts.count, false);
    if (value->object == 0 || !state_object(asking->state, value->object, &object))
        return value->sort == TEXT ? number_value((long double)value->bytes.length, false)
                                   : (struct value){.sort = UNKNOWN};
    return number_value((long double)object.length, false);
}

static bool is_text(struct trace_bytes bytes, const struct value *value)
{
    return value->sort == TEXT && bytes.length == value->bytes.length &&
           (bytes.length == 0 || memcmp(bytes.at, value->bytes.at, bytes.length) == 0);
}

static struct value count_living(const struct asking *asking, const struct value *type)
{
    const struct recording *recording = state_recording(asking->state);
    size_t count = 0;

    for (uint32_t number = 1; number <= recording_objects(recording); number++) {
        struct trace_bytes name;
        struct object object;

        if (!state_object(asking->state, number, &object) || !object.alive)
            continue;
        name.at = recording_string(recording, object.type, &name.length);
        count += is_text(name, type);
    }
    return number_value((long double)count, false);
}

static struct value count_calls(const struct asking *asking, const struct value *function)
{
    const struct recording *recording = state_recording(asking->state);
    size_t count = 0;

    for (uint32_t number = 1; number <= recording_frames(recording); number++) {
        const struct frame_birth *frame = recording_frame(recording, number);
        const struct code *code = frame != NULL ? recording_code(recording, frame->code) : NULL;
        struct trace_bytes name;

        if (code == NULL || state_frame_condition(asking->state, number) == FRAME_UNBORN)
            continue;
        name.at = recording_string(recording, code->name, &name.length);
        count += is_text(name, function);
    }
    return number_value((long double)count, false);
}

static struct value all_output(const struct asking *asking)
{
    const struct recording *recording = state_recording(asking->state);
    size_t count = recording_outputs_at(recording, asking->step.number);
    struct text written = TEXT_EMPTY;

    for (size_t i = 0; i < count; i++) {
        struct output_piece piece = recording_output(recording, i);

        if (piece.stream == 1)
            text_append(&written, piece.bytes.at, piece.bytes.length);
    }
    return text_value(&written);
}

static bool is_of_exception(const struct step *step)
{
    return step->event == TRACE_EVENT_EXCEPTION || step->event == TRACE_EVENT_UNWIND;
}

static struct value raised(const struct asking *asking)
{
    struct object object;
    struct text nothing = TEXT_EMPTY;

    if (is_of_exception(&asking->step) && state_object(asking->state, asking->step.value, &object))
        return string_value(asking, object.type);
    return text_value(&nothing);
}

/* What stands in an exception's detail, or in its only argument. */
static struct value message(const struct asking *asking)
{
    struct value value = {.sort = UNKNOWN}, zero = number_value(0, false);

    if (!is_of_exception(&asking->step))
        return value;
    value = field_value(asking, asking->step.value, "args");
    return value.object != 0 ? entry_value(asking, value.object, &zero) : (struct value){.sort = UNKNOWN};
}

static struct value returned(const struct asking *asking)
{
    if (asking->step.event != TRACE_EVENT_RETURN && asking->step.event != TRACE_EVENT_YIELD)
        return (struct value){.sort = UNKNOWN};
    return object_value(asking, asking->step.value);
}

static struct value ask_of_object(const struct expression *expression, const struct value *value,
                                  const struct asking *asking)
{
    struct text id = TEXT_EMPTY;
    struct object object;

    if (value->object == 0 || !state_object(asking->state, value->object, &object))
        return (struct value){.sort = UNKNOWN};
    if (expression->function == EXPRESSION_FUNCTION_TYPE)
        return string_value(asking, object.type);
    if (expression->function == EXPRESSION_FUNCTION_REFS)
        return (object.flags & TRACE_OBJECT_COUNTED) != 0 ? number_value((long double)object.references, false)
                                                          : (struct value){.sort = UNKNOWN};
    value_short_id(state_recording(asking->state), object.address, false, &id);
    return text_value(&id);
}

static struct value ask_timeline(const struct expression *expression, const struct value *thread,
                                 const struct asking *asking)
{
    struct value nothing = {.sort = UNKNOWN};
    double number;

    if (!timeline_fact(state_recording(asking->state), expression->function, thread->bytes, &number))
        return nothing;
    return number_value(number, false);
}

static struct value ask_function(const struct expression *expression, struct asking *asking)
{
    struct value operand = {.sort = UNKNOWN}, answer = {.sort = UNKNOWN};

    if (expression->parts.count > 0)
        operand = ask(expression->parts.items[0], asking);
    switch (expression->function) {
    case EXPRESSION_FUNCTION_LEN:
        answer = length_of(asking, &operand);
        break;
    case EXPRESSION_FUNCTION_TYPE:
    case EXPRESSION_FUNCTION_REFS:
    case EXPRESSION_FUNCTION_ID:
        answer = ask_of_object(expression, &operand, asking);
        break;
    case EXPRESSION_FUNCTION_BOUND:
        answer = number_value(operand.object != 0, true);
        break;
    case EXPRESSION_FUNCTION_LIVING:
        answer = count_living(asking, &operand);
        break;
    case EXPRESSION_FUNCTION_CALLS:
        answer = count_calls(asking, &operand);
        break;
    case EXPRESSION_FUNCTION_OUTPUT:
        answer = all_output(asking);
        break;
    case EXPRESSION_FUNCTION_RAISED:
        answer = raised(asking);
        break;
    case EXPRESSION_FUNCTION_MESSAGE:
        answer = message(asking);
        break;
    case EXPRESSION_FUNCTION_RETURNED:
        answer = returned(asking);
        break;
    case EXPRESSION_FUNCTION_THREADS:
    case EXPRESSION_FUNCTION_LASTED:
    case EXPRESSION_FUNCTION_HANDOVERS:
    case EXPRESSION_FUNCTION_SLICE:
    case EXPRESSION_FUNCTION_INTERVAL:
    case EXPRESSION_FUNCTION_HELD:
    case EXPRESSION_FUNCTION_WANTED:
    case EXPRESSION_FUNCTION_WAITED:
    case EXPRESSION_FUNCTION_TAKINGS:
    case EXPRESSION_FUNCTION_ATTACHED:
    case EXPRESSION_FUNCTION_STOOD:
    case EXPRESSION_FUNCTION_PROCESSOR:
    case EXPRESSION_FUNCTION_TOGETHER:
    case EXPRESSION_FUNCTION_STOPS:
    case EXPRESSION_FUNCTION_PROCESSORS:
        answer = ask_timeline(expression, &operand, asking);
        break;
    case EXPRESSION_FUNCTION_COUNT:
        break;
    }
    release(&operand);
    return answer;
}

static bool read_whole(const struct value *value, int64_t *number)
{
    if (value->sort != NUMBER || value->is_float || value->number < (long double)INT64_MIN ||
        value->number >= -(long double)INT64_MIN)
        return false;
    *number = (int64_t)value->number;
    return true;
}

/* False where it is none: a division by zero, or what needs more than 64 bits. */
static bool calculate(enum expression_operation operation, int64_t left, int64_t right, int64_t *result)
{
    switch (operation) {
    case EXPRESSION_PLUS:
        return !__builtin_add_overflow(left, right, result);
    case EXPRESSION_MINUS:
        return !__builtin_sub_overflow(left, right, result);
    case EXPRESSION_TIMES:
        return !__builtin_mul_overflow(left, right, result);
    case EXPRESSION_QUOTIENT:
    case EXPRESSION_REST:
        if (right == 0 || right == -1) /* (of the smallest number a division by -1 is none) */
            return right != 0 && !__builtin_mul_overflow(left, operation == EXPRESSION_REST ? 0 : -1, result);
        *result = operation == EXPRESSION_REST ? left % right : left / right;
        if (left % right != 0 && (left < 0) != (right < 0))
            *result += operation == EXPRESSION_REST ? right : -1;
        return true;
    }
    return false;
}

static struct value ask_sum(const struct expression *expression, struct asking *asking)
{
    struct value left = ask(expression->parts.items[0], asking), right = ask(expression->parts.items[1], asking);
    struct value value = {.sort = UNKNOWN};
    int64_t first, second, result;

    if (read_whole(&left, &first) && read_whole(&right, &second) &&
        calculate(expression->operation, first, second, &result))
        value = number_value(result, false);
    release(&left);
    release(&right);
    return value;
}

static struct value ask_number(const struct expression *expression)
{
    struct value value = number_value(expression->number, expression->is_truth);

    value.is_float = expression->is_float;
    return value;
}

static struct value ask(const struct expression *expression, struct asking *asking)
{
    struct value value = {.sort = UNKNOWN}, whole, key;

    switch (expression->sort) {
    case EXPRESSION_NAME:
        return object_value(asking, look_up(asking, text_string(&expression->text)));
    case EXPRESSION_ENTRY:
        whole = ask(expression->parts.items[0], asking);
        key = ask(expression->parts.items[1], asking);
        value = entry_value(asking, whole.object, &key);
        release(&whole);
        release(&key);
        return value;
    case EXPRESSION_FIELD:
        whole = ask(expression->parts.items[0], asking);
        value = field_value(asking, whole.object, text_string(&expression->text));
        release(&whole);
        return value;
    case EXPRESSION_FUNCTION:
        return ask_function(expression, asking);
    case EXPRESSION_NUMBER:
        return ask_number(expression);
    case EXPRESSION_SUM:
        return ask_sum(expression, asking);
    case EXPRESSION_TEXT:
        value.sort = TEXT;
        value.bytes = (struct trace_bytes){text_string(&expression->text), expression->text.length};
        return value;
    case EXPRESSION_NONE:
        value.sort = NONE;
        return value;
    case EXPRESSION_LIST:
    case EXPRESSION_TUPLE:
    case EXPRESSION_SET:
    case EXPRESSION_DICT:
        value.sort = LITERAL;
        value.literal = expression;
        return value;
    case EXPRESSION_COMPARE:
    case EXPRESSION_NOT:
    case EXPRESSION_AND:
    case EXPRESSION_OR:
        break;
    }
    return number_value(holds(expression, asking), true);
}

/* ---- comparing ---- */

static int compare_bytes(struct trace_bytes left, struct trace_bytes right)
{
    size_t least = left.length < right.length ? left.length : right.length;
    int order = least > 0 ? memcmp(left.at, right.at, least) : 0;

    return order != 0 ? order : (left.length > right.length) - (left.length < right.length);
}

static bool is_literal_of(enum trace_object_kind kind, const struct expression *literal)
{
    switch ((int)literal->sort) {
    case EXPRESSION_LIST:
        return kind == TRACE_OBJECT_LIST;
    case EXPRESSION_TUPLE:
        return kind == TRACE_OBJECT_TUPLE;
    case EXPRESSION_SET:
        return kind == TRACE_OBJECT_SET || kind == TRACE_OBJECT_FROZENSET;
    case EXPRESSION_DICT:
        return kind == TRACE_OBJECT_DICT;
    default:
        return false;
    }
}

static bool is_part_equal(struct value found, const struct expression *part, struct asking *asking, int depth)
{
    struct value wanted = ask(part, asking);
    bool equal = are_equal(&found, &wanted, asking, depth);

    release(&wanted);
    return equal;
}

/* Whether an entry (or a pair) of the object equals the literal's. */
static bool has_part(const struct object *object, const struct expression *literal, size_t part,
                     struct asking *asking, int depth)
{
    bool is_dict = literal->sort == EXPRESSION_DICT;

    for (size_t i = 0; i < object->entries; i++) {
        struct entry entry = state_entry(asking->state, object->number, i);
        uint32_t first = is_dict ? entry.label : entry.value;

        if (is_part_equal(object_value(asking, first), literal->parts.items[part], asking, depth) &&
            (!is_dict ||
             is_part_equal(object_value(asking, entry.value), literal->parts.items[part + 1], asking, depth)))
            return true;
    }
    return false;
}

static bool equals_literal(uint32_t number, const struct expression *literal, struct asking *asking, int depth)
{
    bool in_order = literal->sort == EXPRESSION_LIST || literal->sort == EXPRESSION_TUPLE;
    size_t wide = literal->sort == EXPRESSION_DICT ? 2 : 1, count = literal->parts.count / wide;
    struct object object;

    if (!state_object(asking->state, number, &object) || !is_literal_of(object.kind, literal) ||
        object.length != count || object.entries != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (in_order ? !is_part_equal(object_value(asking, state_entry(asking->state, number, i).value),
                                      literal->parts.items[i], asking, depth)
                     : !has_part(&object, literal, i * wide, asking, depth))
            return false;
    }
    return true;
}

static bool are_entries_equal(uint32_t left, uint32_t right, struct asking *asking, int depth)
{
    struct value one = object_value(asking, left), other = object_value(asking, right);

    return left == right || are_equal(&one, &other, asking, depth);
}

/* Lists and tuples in order; sets and dicts in any order, which costs the square of their size at worst. */
static bool holds_entry(const struct object *object, struct entry wanted, struct asking *asking, int depth)
{
    for (size_t i = 0; i < object->entries; i++) {
        struct entry entry = state_entry(asking->state, object->number, i);

        if (are_entries_equal(entry.value, wanted.value, asking, depth) &&
            (object->layout != TRACE_LAYOUT_PAIRS || are_entries_equal(entry.label, wanted.label, asking, depth)))
            return true;
    }
    return false;
}

static bool are_contents_equal(uint32_t left, uint32_t right, struct asking *asking, int depth)
{
    struct object one, other;
    bool in_order;

    if (!state_object(asking->state, left, &one) || !state_object(asking->state, right, &other) ||
        one.kind != other.kind || one.length != other.length || one.entries != one.length ||
        other.entries != other.length || (one.layout != TRACE_LAYOUT_ITEMS && one.layout != TRACE_LAYOUT_PAIRS))
        return false;
    in_order = one.kind != TRACE_OBJECT_SET && one.kind != TRACE_OBJECT_FROZENSET && one.kind != TRACE_OBJECT_DICT;
    for (size_t i = 0; i < one.entries; i++) {
        struct entry entry = state_entry(asking->state, left, i);

        if (in_order ? !are_entries_equal(entry.value, state_entry(asking->state, right, i).value, asking, depth)
                     : !holds_entry(&other, entry, asking, depth))
            return false;
    }
    return true;
}

static bool are_equal(const struct value *left, const struct value *right, struct asking *asking, int depth)
{
    if (left->sort == LITERAL && right->sort != LITERAL)
        return are_equal(right, left, asking, depth);
    if (left->sort == UNKNOWN || right->sort == UNKNOWN || depth == 0)
        return false;
    if (left->sort == NUMBER && right->sort == NUMBER)
        return left->number == right->number;
    if (left->sort == TEXT && right->sort == TEXT)
        return compare_bytes(left->bytes, right->bytes) == 0;
    if (left->sort == OBJECT && right->sort == LITERAL)
        return equals_literal(left->object, right->literal, asking, depth - 1);
    if (left->sort == OBJECT && right->sort == OBJECT)
        return left->object == right->object || are_contents_equal(left->object, right->object, asking, depth - 1);
    return left->sort == NONE && right->sort == NONE;
}

/* By the objects, where both sides have one; otherwise by what was written. */
static bool are_same(const struct value *left, const struct value *right, struct asking *asking)
{
    if (left->object != 0 && right->object != 0)
        return left->object == right->object;
    return left->is_truth == right->is_truth && are_equal(left, right, asking, DEPTH_MAX);
}

static bool is_in(const struct value *what, const struct value *where, struct asking *asking)
{
    struct object object;

    if (where->sort == TEXT && what->sort == TEXT)
        return what->bytes.length == 0 ||
               (where->bytes.length > 0 &&
                memmem(where->bytes.at, where->bytes.length, what->bytes.at, what->bytes.length) != NULL);
    if (where->sort != OBJECT || !state_object(asking->state, where->object, &object))
        return false;
    for (size_t i = 0; i < object.entries; i++) {
        struct entry entry = state_entry(asking->state, where->object, i);
        struct value found = object_value(asking, object.layout == TRACE_LAYOUT_PAIRS ? entry.label : entry.value);

        if (object.layout != TRACE_LAYOUT_FIELDS && are_equal(what, &found, asking, DEPTH_MAX))
            return true;
    }
    return false;
}

/* Both must be numbers, or texts. */
static bool stand_in_order(enum expression_relation relation, const struct value *left, const struct value *right)
{
    bool are_numbers = left->sort == NUMBER && right->sort == NUMBER;
    int order;

    if (!are_numbers && (left->sort != TEXT || right->sort != TEXT))
        return false;
    if (are_numbers && (isnan(left->number) || isnan(right->number)))
        return false;
    order = are_numbers ? (left->number > right->number) - (left->number < right->number)
                        : compare_bytes(left->bytes, right->bytes);
    switch ((int)relation) {
    case EXPRESSION_LESS:
        return order < 0;
    case EXPRESSION_LESS_EQUAL:
        return order <= 0;
    case EXPRESSION_GREATER:
        return order > 0;
    default:
        return order >= 0;
    }
}

static bool relates(enum expression_relation relation, const struct value *left, const struct value *right,
                    struct asking *asking)
{
    if (left->sort == UNKNOWN || right->sort == UNKNOWN)
        return false;
    switch ((int)relation) {
    case EXPRESSION_EQUAL:
        return are_equal(left, right, asking, DEPTH_MAX);
    case EXPRESSION_UNEQUAL:
        return !are_equal(left, right, asking, DEPTH_MAX);
    case EXPRESSION_SAME:
        return are_same(left, right, asking);
    case EXPRESSION_NOT_SAME:
        return !are_same(left, right, asking);
    case EXPRESSION_IN:
        return is_in(left, right, asking);
    case EXPRESSION_NOT_IN:
        return !is_in(left, right, asking);
    default:
        return stand_in_order(relation, left, right);
    }
}

static bool comparison_holds(const struct expression *expression, struct asking *asking)
{
    struct value left = ask(expression->parts.items[0], asking);
    bool so = true;

    for (size_t i = 0; so && i < expression->relations.count; i++) {
        struct value right = ask(expression->parts.items[i + 1], asking);

        so = relates(expression->relations.items[i], &left, &right, asking);
        release(&left);
        left = right;
    }
    release(&left);
    return so;
}

static bool value_holds(struct value value, const struct asking *asking)
{
    bool so = false;

    if (value.sort == NUMBER)
        so = value.number != 0;
    else if (value.sort == TEXT)
        so = value.bytes.length > 0;
    else if (value.sort == OBJECT || value.sort == LITERAL)
        so = length_of(asking, &value).number > 0;
    release(&value);
    return so;
}

static bool holds(const struct expression *expression, struct asking *asking)
{
    bool is_and = expression->sort == EXPRESSION_AND;

    if (expression->sort == EXPRESSION_NOT)
        return !holds(expression->parts.items[0], asking);
    if (expression->sort == EXPRESSION_COMPARE)
        return comparison_holds(expression, asking);
    if (!is_and && expression->sort != EXPRESSION_OR)
        return value_holds(ask(expression, asking), asking);
    for (size_t i = 0; i < expression->parts.count; i++)
        if (holds(expression->parts.items[i], asking) != is_and)
            return !is_and;
    return is_and;
}

/* ---- asking ---- */

/* A run whose threads were watched has no steps; of its output and its timeline can be asked all the same. */
static bool begin(struct asking *asking, struct state *state)
{
    const struct recording *recording = state_recording(state);

    asking->state = state;
    memset(&asking->step, 0, sizeof asking->step);
    return recording_step(recording, state_step(state), &asking->step) ||
           timeline_is_there(recording_timeline(recording));
}

bool condition_holds(const struct condition *condition, struct state *state)
{
    struct asking asking;

    return begin(&asking, state) && holds(condition->expression, &asking);
}

uint32_t condition_object(const struct condition *condition, struct state *state)
{
    struct asking asking;
    struct value value;

    if (!begin(&asking, state))
        return 0;
    value = ask(condition->expression, &asking);
    release(&value);
    return value.object;
}

bool condition_write(const struct condition *condition, struct state *state, struct text *out)
{
    struct asking asking;
    struct value value;
    bool known = true;

    if (!begin(&asking, state))
        return false;
    value = ask(condition->expression, &asking);
    if (value.object != 0)
        value_summary(state, value.object, WRITTEN_MAX, out);
    else if (value.sort == NUMBER && value.is_truth)
        text_add(out, value.number != 0 ? "True" : "False");
    else if (value.sort == NUMBER)
        text_format(out, "%.15Lg", value.number);
    else if (value.sort == TEXT)
        text_append(out, value.bytes.at, value.bytes.length);
    else if (value.sort == NONE)
        text_add(out, "None");
    else
        known = false;
    release(&value);
    return known;
}

static bool holds_at(const struct condition *condition, struct state *state, uint32_t step)
{
    state_seek(state, step);
    return condition_holds(condition, state);
}

static bool find_forward(const struct condition *condition, struct state *state, uint32_t from, uint32_t *step)
{
    bool before = holds_at(condition, state, from);

    for (uint32_t at = from + 1; at < recording_steps(state_recording(state)); at++) {
        bool now = holds_at(condition, state, at);

        if (now && !before) {
            *step = at;
            return true;
        }
        before = now;
    }
    return false;
}

bool condition_find(const struct condition *condition, struct state *state, uint32_t from, bool backwards,
                    uint32_t *step)
{
    bool now;

    if (!backwards)
        return find_forward(condition, state, from, step);
    if (from == 0)
        return false;
    now = holds_at(condition, state, from - 1);
    for (uint32_t at = from - 1; at > 0; at--) {
        bool before = holds_at(condition, state, at - 1);

        if (now && !before) {
            *step = at;
            return true;
        }
        now = before;
    }
    *step = 0;
    return now;
}
