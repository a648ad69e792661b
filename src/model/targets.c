#include "model/targets.h"

#include <string.h>

enum {
    /* What is followed: beyond that, a log that means no good would keep one waiting. */
    INSTRUCTIONS_MAX = 1 << 16,
    DEPTH_MAX = 1 << 10,
    JOINED_MAX = 1 << 18, /* places of stacks that are remembered at a time */
    NOWHERE = -1,
};

struct token {
    enum { TOKEN_UNKNOWN, TOKEN_VALUE, TOKEN_TARGET } sort;
    size_t index; /* of the value, the target */
};
typedef VECTOR(struct token) token_stack;

/* What an expression left on the stack. */
struct value {
    struct piece piece;
    enum value_origin origin;
    size_t begin, made; /* indices of instructions: the first of the expression, the one that pushed it */
};

/* The stack as it is where a jump goes to. */
struct join {
    size_t at;    /* index of the instruction */
    bool handler; /* the jump comes from there */
    token_stack stack;
};

/* Values that stood on the stack side by side and are taken off one after the other. */
struct group {
    VECTOR(size_t) targets, values; /* side by side; SIZE_MAX for a value that is not known */
    uint32_t position;              /* of the value taken last */
    size_t first;                   /* index of the instruction that took the first one */
    bool alone;                     /* nothing goes on from it: what a pattern of match found */
};

struct follower {
    const struct recording *recording;
    uint32_t code;
    size_t count; /* instructions */
    struct targets *found;
    VECTOR(struct value) values;
    VECTOR(struct join) joins; /* further on */
    size_t joined;             /* places of their stacks */
    token_stack stack;
    struct group group;
    size_t at; /* index of the instruction that is followed */
    const struct instruction *instruction;
    const char *name;
    bool reached; /* from the instruction before */
    bool handler; /* what is followed is reached by an exception alone: what stands on the stack is not known */
};

/* ---- pieces of source ---- */

static struct piece piece_of(const struct instruction *instruction, uint8_t half)
{
    return (struct piece){instruction->line,     instruction->end_line, instruction->byte,
                          instruction->end_byte, instruction->shown,    half};
}

static bool has_place(const struct piece *piece)
{
    return piece->line > 0 && piece->end_line >= piece->line && piece->byte >= 0 && piece->end_byte >= 0;
}

static bool starts_before(const struct piece *a, const struct piece *b)
{
    return a->line != b->line ? a->line < b->line : a->byte < b->byte;
}

static bool ends_before(const struct piece *a, const struct piece *b)
{
    return a->end_line != b->end_line ? a->end_line < b->end_line : a->end_byte < b->end_byte;
}

/* The source from where the first of the two begins to where the last one ends: of two branches of `x if c else y`. */
static struct piece union_of(struct piece a, const struct piece *b)
{
    if (!has_place(&a) || !has_place(b))
        return (struct piece){.byte = NOWHERE, .end_byte = NOWHERE};
    if (starts_before(b, &a)) {
        a.line = b->line;
        a.byte = b->byte;
    }
    if (ends_before(&a, b)) {
        a.end_line = b->end_line;
        a.end_byte = b->end_byte;
    }
    a.shown = 0;
    a.half = 0;
    return a;
}

static void write_shown(const struct recording *recording, const struct piece *piece, struct text *out)
{
    const char *shown = recording_string(recording, piece->shown, NULL), *comma = strstr(shown, ", ");

    if (piece->half == 0 || comma == NULL)
        text_add(out, shown);
    else if (piece->half == 1)
        text_append(out, shown, (size_t)(comma - shown));
    else
        text_add(out, comma + 2);
}

static struct trace_bytes trimmed(struct trace_bytes line)
{
    while (line.length > 0 && strchr(" \t\f\\", line.at[0]) != NULL) {
        line.at++;
        line.length--;
    }
    while (line.length > 0 && strchr(" \t\f\\", line.at[line.length - 1]) != NULL)
        line.length--;
    return line;
}

void piece_write(const struct recording *recording, uint32_t code, const struct piece *piece, struct text *out)
{
    const struct code *known = recording_code(recording, code);
    size_t lines = known != NULL ? recording_source_lines(recording, known->file) : 0, length = out->length;

    if (piece->half == 2 || !has_place(piece) || piece->end_line > lines) {
        write_shown(recording, piece, out);
        return;
    }
    for (uint32_t number = piece->line; number <= piece->end_line; number++) {
        struct trace_bytes line = recording_source_line(recording, known->file, number);
        size_t end = number == piece->end_line ? (size_t)piece->end_byte : line.length;
        size_t start = number == piece->line ? (size_t)piece->byte : 0;

        if (end > line.length || start > end)
            continue;
        line = trimmed((struct trace_bytes){line.at + start, end - start});
        if (line.length > 0 && out->length > length && line.at[0] != ')')
            text_add_char(out, ' ');
        text_append(out, line.at, line.length);
    }
}

/* ---- the stack of tokens ---- */

static bool is(const struct follower *follower, const char *name)
{
    return strcmp(follower->name, name) == 0;
}

static bool begins(const struct follower *follower, const char *prefix)
{
    return strncmp(follower->name, prefix, strlen(prefix)) == 0;
}

static size_t add_value(struct follower *follower, struct piece piece, enum value_origin origin, size_t begin)
{
    vector_push(&follower->values, (struct value){piece, origin, begin, follower->at});
    return follower->values.count - 1;
}

static const struct value *value_of(const struct follower *follower, struct token token)
{
    static const struct value unknown = {.piece = {.byte = NOWHERE, .end_byte = NOWHERE}};

    return token.sort == TOKEN_VALUE ? &follower->values.items[token.index] : &unknown;
}

/* Whether its value is taken on a way through the code that was followed before, which is the one where all goes
 * well. */
static bool is_taken(const struct follower *follower, struct token token)
{
    return token.sort == TOKEN_TARGET && follower->found->targets.items[token.index].taken != SIZE_MAX;
}

/* A value that was for a target is used in another way. */
static void drop(struct follower *follower, struct token token)
{
    struct target *target;

    if (token.sort != TOKEN_TARGET || is_taken(follower, token))
        return;
    target = &follower->found->targets.items[token.index];
    target->sort = TARGET_DROPPED;
    target->taken = follower->at;
    target->taken_from = (uint32_t)follower->stack.count;
    target->piece = piece_of(follower->instruction, 0);
}

static void push(struct follower *follower, struct token token)
{
    vector_push(&follower->stack, token);
}

static void push_value(struct follower *follower, struct piece piece, enum value_origin origin)
{
    push(follower, (struct token){TOKEN_VALUE, add_value(follower, piece, origin, follower->at)});
}

static struct token pop(struct follower *follower)
{
    if (follower->stack.count == 0)
        return (struct token){TOKEN_UNKNOWN, 0};
    return follower->stack.items[--follower->stack.count];
}

static void resize(struct follower *follower, size_t depth)
{
    while (follower->stack.count > depth)
        drop(follower, pop(follower));
    while (follower->stack.count < depth)
        push(follower, (struct token){TOKEN_UNKNOWN, 0});
}

/* ---- groups ---- */

static bool by_begin(const struct follower *follower, size_t a, size_t b)
{
    const struct value *one = &follower->values.items[a], *other = &follower->values.items[b];

    return one->begin != other->begin ? one->begin < other->begin : a < b;
}

/* Puts targets into the order of their values. */
static void sort_group(struct follower *follower)
{
    struct group *group = &follower->group;

    for (size_t i = 1; i < group->targets.count; i++)
        for (size_t j = i; j > 0 && by_begin(follower, group->values.items[j], group->values.items[j - 1]); j--) {
            size_t target = group->targets.items[j], value = group->values.items[j];

            group->targets.items[j] = group->targets.items[j - 1];
            group->values.items[j] = group->values.items[j - 1];
            group->targets.items[j - 1] = target;
            group->values.items[j - 1] = value;
        }
}

static void end_group(struct follower *follower)
{
    struct group *group = &follower->group;
    struct assignment assignment = {.stacked = group->targets.count > 1, .ready = group->first};

    if (group->targets.count > 1 || (group->targets.count == 1 &&
                                     follower->found->targets.items[group->targets.items[0]].sort == TARGET_NESTED)) {
        if (assignment.stacked)
            sort_group(follower);
        assignment.begin =
            group->values.items[0] == SIZE_MAX ? group->first : follower->values.items[group->values.items[0]].begin;
        for (size_t i = 0; i < group->targets.count; i++)
            vector_push(&assignment.targets, group->targets.items[i]);
        vector_push(&follower->found->assignments, assignment);
    }
    vector_clear(&group->targets);
    vector_clear(&group->values);
}

/* Whether the value was there beside the one that was taken last, from before the first was taken. */
static bool goes_on(const struct follower *follower, struct token token)
{
    const struct group *group = &follower->group;

    if (group->targets.count == 0 || group->alone || token.sort != TOKEN_VALUE ||
        group->position != follower->stack.count + 1 || follower->values.items[token.index].made >= group->first)
        return false;
    for (size_t i = 0; i < group->values.count; i++)
        if (group->values.items[i] == token.index || group->values.items[i] == SIZE_MAX)
            return false;
    return true;
}

/* Whether MATCH_CLASS or MATCH_KEYS made it: a tuple for what a pattern is to take apart. */
static bool is_matched(const struct follower *follower, const struct value *value)
{
    const struct instruction *made = value->origin != VALUE_UNKNOWN
                                         ? recording_instruction(follower->recording, follower->code, value->made)
                                         : NULL;

    return made != NULL && strncmp(recording_string(follower->recording, made->name, NULL), "MATCH_", 6) == 0;
}

/* A value is taken that is part of no other, and just was popped: returns a new target for it. */
static size_t take_value(struct follower *follower, struct token token)
{
    const struct value *value = value_of(follower, token);
    size_t number = follower->found->targets.count;

    vector_push(&follower->found->targets, (struct target){.parent = NOWHERE,
                                                           .position = (uint32_t)follower->stack.count,
                                                           .begun = value->begin,
                                                           .pushed = value->made,
                                                           .taken = follower->at,
                                                           .origin = value->piece,
                                                           .origin_sort = value->origin});
    if (is_matched(follower, value) || !goes_on(follower, token)) {
        end_group(follower);
        follower->group.first = follower->at;
        follower->group.alone = is_matched(follower, value);
    }
    vector_push(&follower->group.targets, number);
    vector_push(&follower->group.values, token.sort == TOKEN_VALUE ? token.index : SIZE_MAX);
    follower->group.position = (uint32_t)follower->stack.count;
    return number;
}

/* ---- what binds and takes apart ---- */

static void store(struct follower *follower, enum target_sort sort, size_t above, uint8_t half)
{
    struct token token;
    size_t number;

    for (size_t i = 0; i < above; i++)
        drop(follower, pop(follower));
    token = pop(follower);
    if (value_of(follower, token)->origin == VALUE_KEPT || is_taken(follower, token))
        return;
    number = token.sort == TOKEN_TARGET ? token.index : take_value(follower, token);
    follower->found->targets.items[number].sort = sort;
    follower->found->targets.items[number].taken = follower->at;
    follower->found->targets.items[number].taken_from = (uint32_t)follower->stack.count;
    follower->found->targets.items[number].piece = piece_of(follower->instruction, half);
}

static void take_apart(struct follower *follower, size_t before, bool starred, size_t after)
{
    size_t parts = before + starred + after, number, first;
    struct token token = pop(follower);

    if (is_taken(follower, token))
        return;
    number = token.sort == TOKEN_TARGET ? token.index : take_value(follower, token);
    first = follower->found->targets.count;
    follower->found->targets.items[number].sort = TARGET_NESTED;
    follower->found->targets.items[number].parts = parts;
    follower->found->targets.items[number].first = first;
    follower->found->targets.items[number].taken = follower->at;
    follower->found->targets.items[number].taken_from = (uint32_t)follower->stack.count;
    follower->found->targets.items[number].piece = piece_of(follower->instruction, 0);
    for (size_t i = 0; i < parts; i++)
        vector_push(&follower->found->targets,
                    (struct target){.sort = TARGET_DROPPED,
                                    .starred = starred && i == before,
                                    .parent = (int)number,
                                    .position = (uint32_t)(follower->stack.count + parts - 1 - i),
                                    .begun = follower->at,
                                    .pushed = follower->at,
                                    .taken = SIZE_MAX,
                                    .piece = {.byte = NOWHERE, .end_byte = NOWHERE}});
    for (size_t i = parts; i > 0; i--)
        push(follower, (struct token){TOKEN_TARGET, first + i - 1});
}

/* Instructions that take a value for good: how many places above it they pop as well. */
static const struct storer {
    const char *name;
    enum target_sort sort;
    size_t above;
} storers[] = {
    {"STORE_NAME", TARGET_NAME, 0},
    {"STORE_FAST", TARGET_NAME, 0},
    {"STORE_GLOBAL", TARGET_NAME, 0},
    {"STORE_DEREF", TARGET_NAME, 0},
    {"STORE_FAST_MAYBE_NULL", TARGET_NAME, 0},
    {"STORE_ATTR", TARGET_ATTRIBUTE, 1},
    {"STORE_SUBSCR", TARGET_ENTRY, 2},
    {"STORE_SLICE", TARGET_SLICE, 3},
};

/* Instructions that leave a new value where an operand stood, however many they pop; beginnings of names. */
static const char *const makers[] = {
    "BINARY_",       "UNARY_",        "COMPARE_OP",  "CONTAINS_OP",    "IS_OP",         "CALL",
    "BUILD_",        "FORMAT_",       "CONVERT_",    "LOAD_ATTR",      "LOAD_METHOD",   "LOAD_SUPER_",
    "LIST_TO_TUPLE", "GET_AWAITABLE", "YIELD_VALUE", "ASYNC_GEN_WRAP", "MAKE_FUNCTION", "SET_FUNCTION_",
    "MATCH_CLASS",   "IMPORT_NAME",   "TO_BOOL",
};

static bool makes(const struct follower *follower)
{
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (begins(follower, makers[i]))
            return true;
    return false;
}

/* From 3.14 on `with` looks __enter__ up by an instruction of its own, and calls it by the one after that. */
static bool is_special(const struct follower *follower, size_t index, const char *method)
{
    const struct instruction *instruction = recording_instruction(follower->recording, follower->code, index);

    return instruction != NULL &&
           strcmp(recording_string(follower->recording, instruction->name, NULL), "LOAD_SPECIAL") == 0 &&
           strcmp(recording_string(follower->recording, instruction->shown, NULL), method) == 0;
}

static bool enters(const struct follower *follower)
{
    return is(follower, "CALL") && follower->at > 0 &&
           (is_special(follower, follower->at - 1, "__enter__") ||
            is_special(follower, follower->at - 1, "__aenter__"));
}

/* The top is another value now, of an expression that began where the one that stood there did. */
static void replace_top(struct follower *follower, const struct value *old)
{
    bool entered = enters(follower) || (old->origin == VALUE_ENTERED && is(follower, "GET_AWAITABLE"));
    struct value value = *old;

    if (!entered)
        value.piece = piece_of(follower->instruction, 0);
    value.origin = entered ? VALUE_ENTERED : VALUE_EXPRESSION;
    value.made = follower->at;
    if (old->origin == VALUE_UNKNOWN)
        value.begin = follower->at;
    drop(follower, pop(follower));
    vector_push(&follower->values, value);
    push(follower, (struct token){TOKEN_VALUE, follower->values.count - 1});
}

/* An instruction of which no more is known than how many values it leaves. */
static void follow_any(struct follower *follower, size_t depth)
{
    size_t before = follower->stack.count;
    struct value old;

    resize(follower, depth < before ? depth : before);
    if (depth <= before && depth > 0 && makes(follower)) {
        old = *value_of(follower, follower->stack.items[depth - 1]);
        replace_top(follower, &old);
    }
    while (follower->stack.count < depth)
        push_value(follower, piece_of(follower->instruction, 0), VALUE_EXPRESSION);
}

static void swap(struct follower *follower)
{
    size_t count = follower->stack.count, other = count - follower->instruction->argument;
    struct token top;

    if (follower->instruction->argument < 2 || follower->instruction->argument > count)
        return;
    top = follower->stack.items[count - 1];
    follower->stack.items[count - 1] = follower->stack.items[other];
    follower->stack.items[other] = top;
}

static void copy(struct follower *follower)
{
    size_t count = follower->stack.count;
    struct token token = {TOKEN_UNKNOWN, 0};

    if (follower->instruction->argument >= 1 && follower->instruction->argument <= count)
        token = follower->stack.items[count - follower->instruction->argument];
    push(follower, token.sort == TOKEN_TARGET ? (struct token){TOKEN_UNKNOWN, 0} : token);
}

/* What a loop or `with` pushes: a value that comes out of the one on top. */
static void push_from_top(struct follower *follower, enum value_origin origin)
{
    struct piece piece = {.byte = NOWHERE, .end_byte = NOWHERE};

    if (follower->stack.count > 0)
        piece = value_of(follower, vector_last(&follower->stack))->piece;
    push_value(follower, piece, origin);
}

static void enter_with(struct follower *follower)
{
    push_from_top(follower, VALUE_ENTERED);
    if (follower->stack.count > 1)
        follower->stack.items[follower->stack.count - 2] = (struct token){TOKEN_UNKNOWN, 0};
}

static void load(struct follower *follower, uint8_t half)
{
    struct piece piece = piece_of(follower->instruction, half);

    /* The iterator that a comprehension with a frame of its own was given has no text. */
    if (strcmp(recording_string(follower->recording, piece.shown, NULL), ".0") == 0)
        piece = (struct piece){.byte = NOWHERE, .end_byte = NOWHERE};
    push_value(follower, piece, VALUE_EXPRESSION);
}

static bool follow_store(struct follower *follower)
{
    if (begins(follower, "STORE_FAST_STORE_FAST") || begins(follower, "STORE_FAST_LOAD_FAST")) {
        store(follower, TARGET_NAME, 0, 1);
        if (begins(follower, "STORE_FAST_STORE_FAST"))
            store(follower, TARGET_NAME, 0, 2);
        else
            load(follower, 2);
        return true;
    }
    for (size_t i = 0; i < sizeof storers / sizeof *storers; i++)
        if (is(follower, storers[i].name)) {
            store(follower, storers[i].sort, storers[i].above, 0);
            return true;
        }
    return false;
}

static bool follow_taking(struct follower *follower, size_t depth)
{
    uint32_t argument = follower->instruction->argument;
    size_t before = argument & 0xff, after = argument >> 8;

    if (is(follower, "UNPACK_SEQUENCE") && argument <= DEPTH_MAX && follower->stack.count + argument == depth + 1)
        take_apart(follower, argument, false, 0);
    else if (is(follower, "UNPACK_EX") && after <= DEPTH_MAX && follower->stack.count + before + after == depth)
        take_apart(follower, before, true, after);
    else
        return false;
    return true;
}

static bool follow_moving(struct follower *follower)
{
    if (is(follower, "SWAP"))
        swap(follower);
    else if (is(follower, "COPY"))
        copy(follower);
    else if (is(follower, "FOR_ITER") || is(follower, "GET_ANEXT"))
        push_from_top(follower, VALUE_ITEM);
    else if (is(follower, "BEFORE_WITH") || is(follower, "BEFORE_ASYNC_WITH"))
        enter_with(follower);
    else if (is(follower, "LOAD_FAST_AND_CLEAR"))
        push_value(follower, piece_of(follower->instruction, 0), VALUE_KEPT);
    else if (is(follower, "LOAD_FAST"))
        load(follower, 0);
    else if (begins(follower, "LOAD_FAST") && strstr(follower->name + 1, "_LOAD_FAST") != NULL) {
        load(follower, 1);
        load(follower, 2);
    } else
        return begins(follower, "GET_ITER") || begins(follower, "GET_YIELD_FROM_ITER"); /* the same items */
    return true;
}

/* ---- the way through the code ---- */

static bool falls_through(const struct follower *follower)
{
    static const char *const last[] = {
        "RETURN_", "RAISE_", "RERAISE", "JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_NO_INTERRUPT", "CLEANUP_THROW"};

    if (is(follower, "RETURN_GENERATOR"))
        return true;
    for (size_t i = 0; i < sizeof last / sizeof *last; i++)
        if (begins(follower, last[i]))
            return false;
    return true;
}

static void remember_join(struct follower *follower)
{
    struct join join = {.at = recording_find_instruction(follower->recording, follower->code,
                                                         (uint32_t)follower->instruction->target),
                        .handler = follower->handler};

    if (join.at <= follower->at || join.at >= follower->count ||
        follower->joined + follower->stack.count > JOINED_MAX)
        return;
    follower->joined += follower->stack.count;
    for (size_t i = 0; i < follower->stack.count; i++)
        vector_push(&join.stack, follower->stack.items[i]);
    vector_push(&follower->joins, join);
}

static struct token merged(struct follower *follower, struct token a, struct token b)
{
    const struct value *one, *other;

    if (a.sort == b.sort && a.index == b.index)
        return a;
    if (a.sort != TOKEN_VALUE || b.sort != TOKEN_VALUE)
        return (struct token){TOKEN_UNKNOWN, 0};
    one = value_of(follower, a);
    other = value_of(follower, b);
    return (struct token){TOKEN_VALUE, add_value(follower, union_of(one->piece, &other->piece), VALUE_EXPRESSION,
                                                 one->begin < other->begin ? one->begin : other->begin)};
}

static void merge(struct follower *follower, const struct join *join, size_t depth)
{
    if (follower->reached && join->handler && !follower->handler)
        return;
    if (follower->handler && !join->handler)
        follower->reached = false;
    if (!follower->reached)
        vector_clear(&follower->stack);
    for (size_t place = 0; place < join->stack.count && place < depth; place++)
        if (!follower->reached)
            push(follower, join->stack.items[place]);
        else if (place < follower->stack.count)
            follower->stack.items[place] = merged(follower, follower->stack.items[place], join->stack.items[place]);
    follower->handler = join->handler;
    follower->reached = true;
}

/* Where jumps come together: what stands on the stack is one thing or another. */
static void arrive(struct follower *follower, size_t depth)
{
    for (size_t i = 0; i < follower->joins.count;) {
        struct join join = follower->joins.items[i];

        if (join.at != follower->at) {
            i++;
            continue;
        }
        memset(&follower->joins.items[i], 0, sizeof join); /* taken */
        if (i + 1 < follower->joins.count)
            follower->joins.items[i] = vector_last(&follower->joins);
        memset(&vector_last(&follower->joins), 0, sizeof join);
        follower->joins.count--;
        merge(follower, &join, depth);
        follower->joined -= join.stack.count;
        vector_free(&join.stack);
    }
    if (!follower->reached) {
        follower->handler = !is(follower, "END_ASYNC_FOR"); /* by an exception, and yet the way that all goes */
        vector_clear(&follower->stack);
    }
    if (follower->stack.count > depth)
        follower->stack.count = depth;
    resize(follower, depth);
}

static void follow(struct follower *follower)
{
    const struct instruction *next = recording_instruction(follower->recording, follower->code, follower->at + 1);
    bool on = falls_through(follower) && next != NULL && next->depth >= 0 && next->depth <= DEPTH_MAX;
    size_t depth = on ? (size_t)next->depth : follower->stack.count;

    if (follower->instruction->target >= 0)
        remember_join(follower);
    follower->reached = on;
    if (!on)
        return;
    if (!follow_store(follower) && !follow_taking(follower, depth) && !follow_moving(follower))
        follow_any(follower, depth);
    resize(follower, depth);
}

static void follower_free(struct follower *follower)
{
    for (size_t i = 0; i < follower->joins.count; i++)
        vector_free(&follower->joins.items[i].stack);
    vector_free(&follower->joins);
    vector_free(&follower->values);
    vector_free(&follower->stack);
    vector_free(&follower->group.targets);
    vector_free(&follower->group.values);
}

/* Follows the instructions before `end`, which is then about to run. */
static void follow_all(struct follower *follower, size_t end)
{
    follower->count = recording_instructions(follower->recording, follower->code);
    follower->reached = true;
    if (follower->count > INSTRUCTIONS_MAX)
        return;
    for (follower->at = 0; follower->at < follower->count && follower->at <= end; follower->at++) {
        follower->instruction = recording_instruction(follower->recording, follower->code, follower->at);
        follower->name = recording_string(follower->recording, follower->instruction->name, NULL);
        if (follower->instruction->depth < 0 || follower->instruction->depth > DEPTH_MAX) {
            follower->reached = false;
            continue;
        }
        arrive(follower, (size_t)follower->instruction->depth);
        if (follower->at < end)
            follow(follower);
    }
}

/* ---- what was found ---- */

static void widen(struct assignment *assignment, const struct piece *piece)
{
    if (piece->line == 0)
        return;
    if (assignment->line == 0 || piece->line < assignment->line)
        assignment->line = piece->line;
    if (piece->end_line > assignment->end_line)
        assignment->end_line = piece->end_line;
}

static void finish(struct assignment *assignment, const struct target *target)
{
    if (target->taken != SIZE_MAX && target->taken > assignment->end)
        assignment->end = target->taken;
    widen(assignment, &target->piece);
    if (target->origin_sort == VALUE_EXPRESSION)
        widen(assignment, &target->origin);
}

static bool is_kept(const struct targets *targets, const struct assignment *assignment)
{
    return assignment->targets.count > 1 ||
           (assignment->targets.count == 1 &&
            targets->targets.items[assignment->targets.items[0]].sort == TARGET_NESTED);
}

/* What is taken apart and bound to nothing is the compiler's: the keys that a pattern's **rest leaves out, say. */
static void drop_unbound(struct targets *targets, const bool *binds)
{
    size_t kept = 0;

    for (size_t i = 0; i < targets->assignments.count; i++) {
        struct assignment assignment = targets->assignments.items[i];
        size_t count = assignment.targets.count;

        assignment.targets.count = 0;
        for (size_t j = 0; j < count; j++)
            if (binds[assignment.targets.items[j]])
                assignment.targets.items[assignment.targets.count++] = assignment.targets.items[j];
        assignment.stacked = assignment.targets.count > 1;
        if (is_kept(targets, &assignment))
            targets->assignments.items[kept++] = assignment;
        else
            vector_free(&assignment.targets);
    }
    targets->assignments.count = kept;
}

/* Of each target, whether a name or a place is bound, by itself or by its parts, which stand behind it. */
static bool *find_bound(const struct targets *targets)
{
    bool *binds = memory_zeroed(targets->targets.count + 1, sizeof *binds);

    for (size_t i = targets->targets.count; i > 0; i--) {
        const struct target *target = &targets->targets.items[i - 1];

        binds[i - 1] = binds[i - 1] || (target->sort != TARGET_DROPPED && target->sort != TARGET_NESTED);
        if (binds[i - 1] && target->parent != NOWHERE)
            binds[target->parent] = true;
    }
    return binds;
}

/* How far each assignment goes: with all parts of its targets, which stand behind what they are parts of. */
static void finish_all(struct targets *targets)
{
    struct assignment **owners = memory_zeroed(targets->targets.count + 1, sizeof *owners);
    bool *binds = find_bound(targets);

    drop_unbound(targets, binds);
    for (size_t i = 0; i < targets->assignments.count; i++) {
        struct assignment *assignment = &targets->assignments.items[i];

        assignment->end = assignment->ready;
        for (size_t j = 0; j < assignment->targets.count; j++)
            owners[assignment->targets.items[j]] = assignment;
    }
    for (size_t i = 0; i < targets->targets.count; i++) {
        const struct target *target = &targets->targets.items[i];

        if (target->parent != NOWHERE)
            owners[i] = owners[target->parent];
        if (owners[i] != NULL)
            finish(owners[i], target);
    }
    free(owners);
    free(binds);
}

void targets_find(struct targets *targets, const struct recording *recording, uint32_t code)
{
    struct follower follower = {.recording = recording, .code = code, .found = targets};

    targets_free(targets);
    follow_all(&follower, SIZE_MAX);
    end_group(&follower);
    finish_all(targets);
    follower_free(&follower);
}

void targets_free(struct targets *targets)
{
    for (size_t i = 0; i < targets->assignments.count; i++)
        vector_free(&targets->assignments.items[i].targets);
    vector_free(&targets->assignments);
    vector_free(&targets->targets);
}

struct standing *targets_standing(const struct recording *recording, uint32_t code, size_t index, size_t *count)
{
    struct targets found = {.targets = VECTOR_EMPTY};
    struct follower follower = {.recording = recording, .code = code, .found = &found};
    struct standing *standing;

    follow_all(&follower, index);
    *count = follower.stack.count;
    standing = memory_zeroed(*count + 1, sizeof *standing);
    for (size_t i = 0; i < *count; i++) {
        const struct token *token = &follower.stack.items[i];
        const struct value *value = value_of(&follower, *token);

        standing[i] = (struct standing){.piece = value->piece,
                                        .begin = value->begin,
                                        .made = value->made,
                                        .target = token->sort == TOKEN_TARGET ? token->index : SIZE_MAX,
                                        .known = token->sort == TOKEN_VALUE};
    }
    targets_free(&found);
    follower_free(&follower);
    return standing;
}
