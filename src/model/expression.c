#include "model/expression.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { DEPTH_MAX = 32 }; /* of brackets in each other */

static const struct {
    const char *word;
    enum expression_relation relation;
} relations[] = {
    {"==", EXPRESSION_EQUAL},        {"!=", EXPRESSION_UNEQUAL},
    {"<=", EXPRESSION_LESS_EQUAL},   {">=", EXPRESSION_GREATER_EQUAL},
    {"<", EXPRESSION_LESS},          {">", EXPRESSION_GREATER},
    {"is not", EXPRESSION_NOT_SAME}, {"is", EXPRESSION_SAME},
    {"not in", EXPRESSION_NOT_IN},   {"in", EXPRESSION_IN},
};

static const struct {
    const char *name;
    size_t operands;
} functions[] = {
#define FUNCTION(NAME, name, operands, what) {name, operands},
    EXPRESSION_FUNCTIONS(FUNCTION)
#undef FUNCTION
};

static const struct {
    const char *word;
    enum expression_operation operation;
} sums[] = {{"+", EXPRESSION_PLUS}, {"-", EXPRESSION_MINUS}},
  products[] = {{"*", EXPRESSION_TIMES}, {"//", EXPRESSION_QUOTIENT}, {"%", EXPRESSION_REST}};

struct reader {
    const char *start, *at;
    int depth;
    struct error *error;
};

static enum status read_condition(struct reader *reader, struct expression **out);

static enum status complain(const struct reader *reader, const char *what)
{
    return error_set(reader->error, STATUS_USAGE, "the condition '%.200s' is not understood at column %d: %s",
                     reader->start, (int)(reader->at - reader->start) + 1, what);
}

static struct expression *new_expression(enum expression_sort sort)
{
    struct expression *expression = memory_zeroed(1, sizeof *expression);

    expression->sort = sort;
    return expression;
}

void expression_free(struct expression *expression)
{
    if (expression == NULL)
        return;
    for (size_t i = 0; i < expression->parts.count; i++)
        expression_free(expression->parts.items[i]);
    vector_free(&expression->parts);
    vector_free(&expression->relations);
    text_free(&expression->text);
    free(expression);
}

/* ---- words ---- */

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

/* ---- operands ---- */

static enum status read_string(struct reader *reader, struct expression **out)
{
    char quote = *reader->at++;

    *out = new_expression(EXPRESSION_TEXT);
    for (; *reader->at != quote; reader->at++) {
        bool escaped = *reader->at == '\\' && reader->at[1] != '\0';

        reader->at += escaped;
        if (*reader->at == '\0')
            return complain(reader, "the text's closing quote is missing");
        text_add_char(&(*out)->text, escaped && *reader->at == 'n' ? '\n' : *reader->at);
    }
    reader->at++;
    return STATUS_OK;
}

static enum status read_number(struct reader *reader, struct expression **out)
{
    char *end;
    long double number = strtold(reader->at, &end);

    if (end == reader->at)
        return complain(reader, "a name, a number, a 'text', True, False, None or len(name) is wanted");
    *out = new_expression(EXPRESSION_NUMBER);
    (*out)->number = number;
    while (reader->at < end)
        (*out)->is_float |= strchr(".eEpPnN", *reader->at++) != NULL;
    return STATUS_OK;
}

static enum status read_part(struct reader *reader, struct expression *whole)
{
    struct expression *part = NULL;
    enum status status = read_condition(reader, &part);

    if (part != NULL)
        vector_push(&whole->parts, part);
    return status;
}

/* The rest of a list, tuple, set or dict.  One thing in round brackets is that thing. */
static enum status read_display(struct reader *reader, char close, struct expression **out)
{
    const char closing[] = {close, '\0'};
    bool comma = true, first = true;
    enum status status = STATUS_OK;

    *out = new_expression(close == ']' ? EXPRESSION_LIST : close == ')' ? EXPRESSION_TUPLE : EXPRESSION_DICT);
    while (!accept(reader, closing)) {
        if (!comma)
            return complain(reader, "a comma or a closing bracket is missing");
        status = read_part(reader, *out);
        if (status == STATUS_OK && close == '}' && accept(reader, ":"))
            status = (*out)->sort == EXPRESSION_DICT ? read_part(reader, *out) : complain(reader, "this is a set");
        else if (status == STATUS_OK && close == '}' && (first || (*out)->sort == EXPRESSION_SET))
            (*out)->sort = EXPRESSION_SET;
        else if (status == STATUS_OK && close == '}')
            status = complain(reader, "a colon is missing");
        if (status != STATUS_OK)
            return status;
        first = false;
        comma = accept(reader, ",");
    }
    if (close == ')' && (*out)->parts.count == 1 && !comma) {
        struct expression *inner = (*out)->parts.items[0];

        (*out)->parts.count = 0;
        expression_free(*out);
        *out = inner;
    }
    return STATUS_OK;
}

static enum status read_function(struct reader *reader, size_t function, struct expression **out)
{
    *out = new_expression(EXPRESSION_FUNCTION);
    (*out)->function = (enum expression_function)function;
    skip_blanks(reader);
    if (functions[function].operands > 0) {
        enum status status = *reader->at == ')' ? complain(reader, "a name is wanted") : read_part(reader, *out);

        if (status != STATUS_OK)
            return status;
    }
    return accept(reader, ")") ? STATUS_OK : complain(reader, "a ) is missing");
}

/* A function's name counts as one only with its bracket: a program may well have a name `id`. */
static bool accept_function(struct reader *reader, size_t length, size_t *function)
{
    for (*function = 0; *function < EXPRESSION_FUNCTION_COUNT; ++*function) {
        const char *name = functions[*function].name;

        if (strlen(name) != length || memcmp(name, reader->at, length) != 0 || reader->at[length] != '(')
            continue;
        reader->at += length + 1;
        return true;
    }
    return false;
}

static enum status read_bracket(struct reader *reader, struct expression **out)
{
    char close = *reader->at == '(' ? ')' : *reader->at == '[' ? ']' : '}';
    enum status status;

    if (reader->depth == DEPTH_MAX)
        return complain(reader, "brackets are nested too deeply here");
    reader->at++;
    reader->depth++;
    status = read_display(reader, close, out);
    reader->depth--;
    return status;
}

static enum status read_atom(struct reader *reader, struct expression **out)
{
    size_t length, function;

    skip_blanks(reader);
    if (*reader->at == '\'' || *reader->at == '"')
        return read_string(reader, out);
    if (*reader->at != '\0' && strchr("([{", *reader->at) != NULL)
        return read_bracket(reader, out);
    if (accept(reader, "None")) {
        *out = new_expression(EXPRESSION_NONE);
        return STATUS_OK;
    }
    if (accept(reader, "True") || accept(reader, "False")) {
        *out = new_expression(EXPRESSION_NUMBER);
        (*out)->number = reader->at[-2] == 'u';
        (*out)->is_truth = true;
        return STATUS_OK;
    }
    length = name_length(reader);
    if (length == 0)
        return read_number(reader, out);
    if (accept_function(reader, length, &function))
        return read_function(reader, function, out);
    *out = new_expression(EXPRESSION_NAME);
    text_append(&(*out)->text, reader->at, length);
    reader->at += length;
    return STATUS_OK;
}

static enum status read_field(struct reader *reader, struct expression *field)
{
    size_t length = name_length(reader);

    if (length == 0)
        return complain(reader, "an attribute's name is wanted");
    text_append(&field->text, reader->at, length);
    reader->at += length;
    return STATUS_OK;
}

static enum status read_operand(struct reader *reader, struct expression **out)
{
    enum status status = read_atom(reader, out);

    while (status == STATUS_OK && (*reader->at == '[' || *reader->at == '.')) {
        bool is_entry = *reader->at++ == '[';
        struct expression *outer = new_expression(is_entry ? EXPRESSION_ENTRY : EXPRESSION_FIELD);

        vector_push(&outer->parts, *out);
        *out = outer;
        status = is_entry ? read_part(reader, outer) : read_field(reader, outer);
        if (status == STATUS_OK && is_entry && !accept(reader, "]"))
            status = complain(reader, "a ] is missing");
    }
    return status;
}

/* ---- what joins them ---- */

static bool accept_operation(struct reader *reader, bool sum, enum expression_operation *operation)
{
    size_t count = sum ? sizeof sums / sizeof *sums : sizeof products / sizeof *products;

    for (size_t i = 0; i < count; i++) {
        if (accept(reader, sum ? sums[i].word : products[i].word)) {
            *operation = sum ? sums[i].operation : products[i].operation;
            return true;
        }
    }
    return false;
}

/* A sum of products, or a product of operands: from left to right. */
static enum status read_sum(struct reader *reader, bool sum, struct expression **out)
{
    enum status status = sum ? read_sum(reader, false, out) : read_operand(reader, out);
    enum expression_operation operation;

    while (status == STATUS_OK && accept_operation(reader, sum, &operation)) {
        struct expression *next = NULL, *outer = new_expression(EXPRESSION_SUM);

        outer->operation = operation;
        vector_push(&outer->parts, *out);
        *out = outer;
        status = sum ? read_sum(reader, false, &next) : read_operand(reader, &next);
        if (next != NULL)
            vector_push(&outer->parts, next);
    }
    return status;
}

static bool accept_relation(struct reader *reader, enum expression_relation *relation)
{
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++) {
        if (accept(reader, relations[i].word)) {
            *relation = relations[i].relation;
            return true;
        }
    }
    return false;
}

/* The operands of a comparison, an "and" or an "or": alone, the first is what it is. */
static struct expression *wrap(enum expression_sort sort, struct expression *first)
{
    struct expression *outer = new_expression(sort);

    vector_push(&outer->parts, first);
    return outer;
}

static enum status read_comparison(struct reader *reader, struct expression **out)
{
    enum status status = read_sum(reader, true, out);
    enum expression_relation relation;
    bool joined = false;

    while (status == STATUS_OK && accept_relation(reader, &relation)) {
        struct expression *operand = NULL;

        if (!joined)
            *out = wrap(EXPRESSION_COMPARE, *out);
        joined = true;
        vector_push(&(*out)->relations, relation);
        status = read_sum(reader, true, &operand);
        if (operand != NULL)
            vector_push(&(*out)->parts, operand);
    }
    return status;
}

static enum status read_negation(struct reader *reader, struct expression **out)
{
    struct expression *inner = NULL;
    enum status status;

    if (!accept(reader, "not"))
        return read_comparison(reader, out);
    if (reader->depth == DEPTH_MAX)
        return complain(reader, "too much is negated here");
    *out = new_expression(EXPRESSION_NOT);
    reader->depth++;
    status = read_negation(reader, &inner);
    reader->depth--;
    if (inner != NULL)
        vector_push(&(*out)->parts, inner);
    return status;
}

static enum status read_joined(struct reader *reader, enum expression_sort sort, struct expression **out)
{
    const char *word = sort == EXPRESSION_AND ? "and" : "or";
    enum status status =
        sort == EXPRESSION_OR ? read_joined(reader, EXPRESSION_AND, out) : read_negation(reader, out);
    bool joined = false;

    while (status == STATUS_OK && accept(reader, word)) {
        struct expression *next = NULL;

        if (!joined)
            *out = wrap(sort, *out);
        joined = true;
        status = sort == EXPRESSION_OR ? read_joined(reader, EXPRESSION_AND, &next) : read_negation(reader, &next);
        if (next != NULL)
            vector_push(&(*out)->parts, next);
    }
    return status;
}

static enum status read_condition(struct reader *reader, struct expression **out)
{
    return read_joined(reader, EXPRESSION_OR, out);
}

enum status expression_parse(const char *text, struct expression **expression, struct error *error)
{
    struct reader reader = {text, text, 0, error};
    enum status status;

    *expression = NULL;
    status = read_condition(&reader, expression);
    skip_blanks(&reader);
    if (status == STATUS_OK && *reader.at != '\0')
        status = complain(&reader, (*expression)->sort < EXPRESSION_COMPARE
                                       ? "one of == != < <= > >= is, is not, in is wanted"
                                       : "only 'and' or 'or' may follow");
    if (status != STATUS_OK) {
        expression_free(*expression);
        *expression = NULL;
    }
    return status;
}
