#include "model/condition.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/vector.h"

enum sort {
    NAME,
    LENGTH_OF, /* len(NAME) */
    NUMBER,
    TEXT,
    NONE,
    OBJECT,  /* anything else, known by its number */
    UNKNOWN, /* unbound, or not recorded well enough to compare */
};

struct operand {
    enum sort sort;
    struct text text;   /* NAME, LENGTH_OF: the name; TEXT: the string */
    long double number; /* holds every 64-bit int exactly where it has 64 bits of mantissa */
    uint32_t object;
};

enum relation { EQUAL, UNEQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, SAME, NOT_SAME };

static const struct {
    const char *word;
    enum relation relation;
} relations[] = {
    {"==", EQUAL}, {"!=", UNEQUAL}, {"<=", LESS_EQUAL},   {">=", GREATER_EQUAL},
    {"<", LESS},   {">", GREATER},  {"is not", NOT_SAME}, {"is", SAME},
};

struct comparison {
    struct operand left, right;
    enum relation relation;
};

struct condition {
    VECTOR(struct comparison) comparisons;
};

/* Parsing. */

struct reader {
    const char *start, *at;
    struct error *error;
};

static enum status complain(const struct reader *reader, const char *what)
{
    return error_set(reader->error, STATUS_USAGE, "the condition '%.200s' is not understood at column %d: %s",
                     reader->start, (int)(reader->at - reader->start) + 1, what);
}

static void skip_blanks(struct reader *reader)
{
    reader->at += strspn(reader->at, " \t");
}

/* Python's names may hold any letter; whatever is not ASCII counts as one. */
static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static size_t name_length(const struct reader *reader)
{
    size_t length = 0;

    if (isdigit((unsigned char)*reader->at))
        return 0;
    while (is_name_byte(reader->at[length]))
        length++;
    return length;
}

/* Passes over `word` if it stands here; a word of letters must end here as well. */
static bool accept(struct reader *reader, const char *word)
{
    size_t length = strlen(word);

    skip_blanks(reader);
    if (strncmp(reader->at, word, length) != 0 ||
        (is_name_byte(word[length - 1]) && is_name_byte(reader->at[length])))
        return false;
    reader->at += length;
    return true;
}

static enum status read_string(struct reader *reader, struct operand *operand)
{
    char quote = *reader->at++;

    operand->sort = TEXT;
    for (; *reader->at != quote; reader->at++) {
        if (*reader->at == '\\' && reader->at[1] != '\0')
            reader->at++;
        if (*reader->at == '\0')
            return complain(reader, "the text's closing quote is missing");
        text_add_char(&operand->text, *reader->at);
    }
    reader->at++;
    return STATUS_OK;
}

static enum status read_length(struct reader *reader, struct operand *operand)
{
    size_t length;

    operand->sort = LENGTH_OF;
    skip_blanks(reader);
    length = name_length(reader);
    if (length == 0)
        return complain(reader, "len( wants a name");
    text_append(&operand->text, reader->at, length);
    reader->at += length;
    return accept(reader, ")") ? STATUS_OK : complain(reader, "a ) is missing");
}

static enum status read_operand(struct reader *reader, struct operand *operand)
{
    size_t length;
    char *end;

    skip_blanks(reader);
    if (*reader->at == '\'' || *reader->at == '"')
        return read_string(reader, operand);
    if (accept(reader, "len("))
        return read_length(reader, operand);
    if (accept(reader, "None")) {
        operand->sort = NONE;
        return STATUS_OK;
    }
    operand->sort = NUMBER;
    if (accept(reader, "True") || accept(reader, "False")) {
        operand->number = reader->at[-2] == 'u';
        return STATUS_OK;
    }
    length = name_length(reader);
    if (length > 0) {
        operand->sort = NAME;
        text_append(&operand->text, reader->at, length);
        reader->at += length;
        return STATUS_OK;
    }
    operand->number = strtold(reader->at, &end);
    if (end == reader->at)
        return complain(reader, "a name, a number, a 'text', True, False, None or len(name) is wanted");
    reader->at = end;
    return STATUS_OK;
}

static enum status read_relation(struct reader *reader, enum relation *relation)
{
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++) {
        if (accept(reader, relations[i].word)) {
            *relation = relations[i].relation;
            return STATUS_OK;
        }
    }
    return complain(reader, "one of == != < <= > >= is, is not is wanted");
}

static enum status read_comparison(struct reader *reader, struct condition *condition)
{
    struct comparison *comparison;
    enum status status;

    vector_push(&condition->comparisons, (struct comparison){.relation = EQUAL});
    comparison = &vector_last(&condition->comparisons);
    status = read_operand(reader, &comparison->left);
    if (status == STATUS_OK)
        status = read_relation(reader, &comparison->relation);
    if (status == STATUS_OK)
        status = read_operand(reader, &comparison->right);
    return status;
}

enum status condition_parse(const char *text, struct condition **condition, struct error *error)
{
    struct reader reader = {text, text, error};
    enum status status;

    *condition = memory_zeroed(1, sizeof **condition);
    do
        status = read_comparison(&reader, *condition);
    while (status == STATUS_OK && accept(&reader, "and"));
    skip_blanks(&reader);
    if (status == STATUS_OK && *reader.at != '\0')
        status = complain(&reader, "only 'and' may follow");
    if (status != STATUS_OK) {
        condition_free(*condition);
        *condition = NULL;
    }
    return status;
}

void condition_free(struct condition *condition)
{
    if (condition == NULL)
        return;
    for (size_t i = 0; i < condition->comparisons.count; i++) {
        text_free(&condition->comparisons.items[i].left.text);
        text_free(&condition->comparisons.items[i].right.text);
    }
    vector_free(&condition->comparisons);
    free(condition);
}

/* Asking. */

static uint32_t bound_in(struct state *state, uint32_t frame, uint32_t name)
{
    for (size_t i = 0; i < state_names(state, frame); i++)
        if (state_name(state, frame, i).name == name)
            return state_name(state, frame, i).object;
    return 0;
}

/* The object that a name refers to at this step: in the frame, in the outermost one of its thread, or in the module at the
 * bottom of the main thread's stack. */
static uint32_t look_up(struct state *state, const struct step *step, const char *name)
{
    uint32_t string = recording_find_string(state_recording(state), name), object = 0;

    if (string != 0)
        object = bound_in(state, step->frame, string);
    if (string != 0 && object == 0)
        object = bound_in(state, state_frame_at(state, step->thread, 0), string);
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

static struct operand value_of(const struct object *object)
{
    struct operand value = {.sort = OBJECT, .object = object->number};
    double number;

    switch ((int)object->kind) {
    case TRACE_OBJECT_NONE:
        value.sort = NONE;
        break;
    case TRACE_OBJECT_BOOL:
        value.sort = NUMBER;
        value.number = object->value.length > 0 && object->value.at[0] != 0;
        break;
    case TRACE_OBJECT_INT:
        value.sort = read_int(object, &value.number) ? NUMBER : UNKNOWN;
        break;
    case TRACE_OBJECT_FLOAT:
        value.sort = object->value.length == sizeof number ? NUMBER : UNKNOWN;
        if (value.sort == NUMBER) {
            memcpy(&number, object->value.at, sizeof number);
            value.number = number;
        }
        break;
    case TRACE_OBJECT_STR:
        value.sort =
            (object->flags & TRACE_OBJECT_CUT) == 0 && object->length <= object->value.length ? TEXT : UNKNOWN;
        value.text = (struct text){NULL, 0, 0};
        break;
    default:
        break;
    }
    return value;
}

/* An operand with its bytes, which belong to the recording or the condition. */
struct resolved {
    struct operand value;
    struct trace_bytes bytes; /* TEXT */
};

static struct resolved resolve(const struct operand *operand, struct state *state, const struct step *step)
{
    struct resolved resolved = {.value = *operand, .bytes = {text_string(&operand->text), operand->text.length}};
    struct object object;

    if (operand->sort != NAME && operand->sort != LENGTH_OF)
        return resolved;
    if (!state_object(state, look_up(state, step, text_string(&operand->text)), &object)) {
        resolved.value.sort = UNKNOWN;
    } else if (operand->sort == LENGTH_OF) {
        resolved.value.sort = NUMBER;
        resolved.value.number = (long double)object.length;
    } else {
        resolved.value = value_of(&object);
        resolved.value.object = object.number;
        resolved.bytes = object.value;
    }
    return resolved;
}

static int compare_bytes(struct trace_bytes left, struct trace_bytes right)
{
    size_t least = left.length < right.length ? left.length : right.length;
    int order = least > 0 ? memcmp(left.at, right.at, least) : 0;

    return order != 0 ? order : (left.length > right.length) - (left.length < right.length);
}

static bool stand_in_order(enum relation relation, int order)
{
    switch (relation) {
    case EQUAL:
    case SAME:
        return order == 0;
    case UNEQUAL:
    case NOT_SAME:
        return order != 0;
    case LESS:
        return order < 0;
    case LESS_EQUAL:
        return order <= 0;
    case GREATER:
        return order > 0;
    case GREATER_EQUAL:
        return order >= 0;
    }
    return false;
}

static bool holds(const struct comparison *comparison, struct state *state, const struct step *step)
{
    struct resolved left = resolve(&comparison->left, state, step), right = resolve(&comparison->right, state, step);
    bool equality = comparison->relation == EQUAL || comparison->relation == SAME, unequal;

    if (left.value.sort == UNKNOWN || right.value.sort == UNKNOWN)
        return false;
    if (left.value.sort == NUMBER && right.value.sort == NUMBER) {
        if (isnan(left.value.number) || isnan(right.value.number))
            return comparison->relation == UNEQUAL;
        return stand_in_order(comparison->relation,
                              (left.value.number > right.value.number) - (left.value.number < right.value.number));
    }
    if (left.value.sort == TEXT && right.value.sort == TEXT)
        return stand_in_order(comparison->relation, compare_bytes(left.bytes, right.bytes));
    unequal =
        left.value.sort != right.value.sort || (left.value.sort == OBJECT && left.value.object != right.value.object);
    if (comparison->relation == UNEQUAL || comparison->relation == NOT_SAME)
        return unequal;
    return equality && !unequal;
}

bool condition_holds(const struct condition *condition, struct state *state)
{
    struct step step;

    if (!recording_step(state_recording(state), state_step(state), &step))
        return false;
    for (size_t i = 0; i < condition->comparisons.count; i++)
        if (!holds(&condition->comparisons.items[i], state, &step))
            return false;
    return true;
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
