/* Sentences about the way that a run takes where nothing changes: what a condition came to, that a loop is over, where
 * an exception is caught.
 *
 *     while n > 0:         n > 0 is true: n is 3.
 *         n -= 1
 *     print(n)
 *
 * Nothing is worked out anew: whether a condition held is seen from the line that came next.  A clause's first
 * statement stands below its head (`if …:`): where the run goes there, the clause was entered; anywhere else, it was
 * not.  What cannot be seen so (a head of several lines, a statement behind the colon) is not told.  Values are those
 * of the state, and are told only where they lead to what happened. */
#include <string.h>

#include "base/translate.h"
#include "model/condition.h"
#include "model/describe.h"
#include "model/explanation.h"

enum {
    CONDITION_MAX = 40, /* bytes of code that is quoted */
    FACTS_MAX = 3,      /* values told of one condition */
    HEAD_MAX = 200,     /* bytes of a line that are looked at */
    STATEMENT_LINES_MAX = 50,
};

/* ---- code ---- */

/* How far code was followed: what is open at the end of it. */
struct scan {
    int brackets;
    char quote;  /* of a string; 0: none */
    bool triple; /* it is '''such a one''' */
    bool joined; /* a backslash ends the line */
};

static bool is_triple(struct trace_bytes line, size_t at)
{
    return at + 2 < line.length && line.at[at + 1] == line.at[at] && line.at[at + 2] == line.at[at];
}

/* In a string: its end, or the next byte. */
static size_t scan_string(struct scan *scan, struct trace_bytes line, size_t at)
{
    if (line.at[at] == '\\')
        return at + 2;
    if (line.at[at] != scan->quote || (scan->triple && !is_triple(line, at)))
        return at + 1;
    scan->quote = '\0';
    return at + (scan->triple ? 3 : 1);
}

static size_t scan_code(struct scan *scan, struct trace_bytes line, size_t at)
{
    char c = line.at[at];

    if (c == '"' || c == '\'') {
        scan->quote = c;
        scan->triple = is_triple(line, at);
        return at + (scan->triple ? 3 : 1);
    }
    scan->brackets += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
    return at + 1;
}

/* Follows one line; returns how much of it is code: without a comment, and blanks at the end. */
static size_t scan_line(struct scan *scan, struct trace_bytes line)
{
    size_t at = 0;

    while (at < line.length && !(scan->quote == '\0' && line.at[at] == '#'))
        at = scan->quote != '\0' ? scan_string(scan, line, at) : scan_code(scan, line, at);
    at = at < line.length ? at : line.length;
    while (at > 0 && strchr(" \t\r", line.at[at - 1]) != NULL)
        at--;
    scan->joined = at > 0 && line.at[at - 1] == '\\';
    if (!scan->triple)
        scan->quote = scan->joined ? scan->quote : '\0';
    return at;
}

static bool is_open(const struct scan *scan)
{
    return scan->brackets > 0 || scan->quote != '\0' || scan->joined;
}

static size_t indentation(struct trace_bytes line)
{
    size_t at = 0;

    while (at < line.length && (line.at[at] == ' ' || line.at[at] == '\t'))
        at++;
    return at;
}

static struct trace_bytes piece(struct trace_bytes bytes, size_t from, size_t to)
{
    while (from < to && bytes.at[from] == ' ')
        from++;
    while (to > from && bytes.at[to - 1] == ' ')
        to--;
    return (struct trace_bytes){bytes.at + from, to - from};
}

static bool begins_with(struct trace_bytes bytes, const char *word)
{
    size_t length = strlen(word);

    return bytes.length >= length && memcmp(bytes.at, word, length) == 0 &&
           (bytes.length == length || strchr(" (:[{'\"~-", bytes.at[length]) != NULL);
}

static bool is_word(struct trace_bytes bytes, const char *word)
{
    return bytes.length == strlen(word) && begins_with(bytes, word);
}

/* A place where `word` stands in code that is open nowhere; bytes.length when there is none. */
static size_t find_outside(struct trace_bytes bytes, const char *word)
{
    struct scan scan = {.quote = '\0'};
    size_t length = strlen(word);

    for (size_t at = 0; at + length <= bytes.length;) {
        if (scan.quote == '\0' && scan.brackets == 0 && memcmp(bytes.at + at, word, length) == 0)
            return at;
        at = scan.quote != '\0' ? scan_string(&scan, bytes, at) : scan_code(&scan, bytes, at);
    }
    return bytes.length;
}

/* ---- a clause, and whether it was entered ---- */

enum clause_sort { CLAUSE_IF, CLAUSE_WHILE, CLAUSE_FOR, CLAUSE_TRY, CLAUSE_EXCEPT, CLAUSE_WITH, CLAUSE_CASE };

struct clause {
    enum clause_sort sort;
    struct trace_bytes what; /* the condition; of `for` what it goes over; borrowed */
};

/* False when the line is not the whole head of a clause that is told. */
static bool read_clause(struct trace_bytes line, struct clause *clause)
{
    static const struct {
        const char *word;
        enum clause_sort sort;
    } words[] = {{"if", CLAUSE_IF},   {"elif", CLAUSE_IF},       {"while", CLAUSE_WHILE}, {"for", CLAUSE_FOR},
                 {"try", CLAUSE_TRY}, {"except", CLAUSE_EXCEPT}, {"with", CLAUSE_WITH},   {"case", CLAUSE_CASE}};
    struct scan scan = {.quote = '\0'};
    size_t from = indentation(line), end = scan_line(&scan, line), in;

    if (line.length > HEAD_MAX || is_open(&scan) || end <= from || line.at[end - 1] != ':')
        return false;
    line = (struct trace_bytes){line.at + from, end - 1 - from};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!begins_with(line, words[i].word))
            continue;
        *clause = (struct clause){words[i].sort, piece(line, strlen(words[i].word), line.length)};
        if (clause->sort != CLAUSE_FOR)
            return true;
        in = find_outside(clause->what, " in ");
        if (in < clause->what.length)
            clause->what = piece(clause->what, in + strlen(" in "), clause->what.length);
        return in < line.length;
    }
    return false;
}

/* "x: int", which does nothing in a function, and "global x", which never does. */
static bool may_do_nothing(struct trace_bytes statement)
{
    size_t name = 0;

    while (name < statement.length && strchr(" :=([", statement.at[name]) == NULL)
        name++;
    return begins_with(statement, "global") || begins_with(statement, "nonlocal") ||
           (name < statement.length && statement.at[name] == ':' &&
            find_outside(statement, "=") == statement.length && !begins_with(statement, "try") &&
            !begins_with(statement, "else"));
}

/* Lines of the first statement below a clause's head. */
struct first_statement {
    size_t from, to;
};

static bool find_first_statement(const struct recording *recording, struct place head, struct first_statement *found)
{
    size_t lines = recording_source_lines(recording, head.file);
    size_t least = indentation(recording_source_line(recording, head.file, head.line));
    struct scan scan = {.quote = '\0'};

    *found = (struct first_statement){0, 0};
    for (size_t number = head.line + 1; number <= lines && number <= head.line + STATEMENT_LINES_MAX; number++) {
        struct trace_bytes line = recording_source_line(recording, head.file, number);
        size_t from = indentation(line), end;

        if (!is_open(&scan) && (from == line.length || line.at[from] == '#' || line.at[from] == '\r'))
            continue;
        if (!is_open(&scan) && (from <= least || may_do_nothing(piece(line, from, line.length))))
            return false;
        if (!is_open(&scan))
            found->from = number;
        end = scan_line(&scan, line);
        found->to = number;
        if (end > 0 && !is_open(&scan))
            return true;
    }
    return false;
}

/* What ran, and where the run went from there. */
struct way {
    struct place head;
    uint32_t next; /* line; 0: the frame was left */
    bool entered;
};

/* Whether lines of the step's frame are the learner's statements, and not those of an expression. */
static bool has_statements(const struct explanation *explanation)
{
    const struct frame_birth *frame = recording_frame(explanation->recording, explanation->step.frame);
    const struct code *code = frame != NULL ? recording_code(explanation->recording, frame->code) : NULL;

    return code != NULL && code->sort != TRACE_CODE_LAMBDA && code->sort != TRACE_CODE_COMPREHENSION &&
           strcmp(explanation_string(explanation, code->name), "<genexpr>") != 0;
}

/* False where that does not tell whether the clause was entered. */
static bool find_way(const struct explanation *explanation, struct way *way)
{
    struct first_statement first;
    struct place next;

    recording_places(explanation->recording, explanation->step.number, &way->head, &next);
    way->next = next.line;
    if (way->head.line == 0 || next.line == way->head.line || (next.line != 0 && next.file != way->head.file) ||
        !find_first_statement(explanation->recording, way->head, &first))
        return false;
    way->entered = next.line >= first.from && next.line <= first.to;
    return true;
}

/* ---- values ---- */

/* What is told of a condition: "n is 3 and limit is 10". */
struct facts {
    struct text told[FACTS_MAX]; /* owned */
    size_t count;
};

/* What stands between operators, from `from` on: `end` is behind it; false where there is nothing more. */
static bool next_operand(struct trace_bytes condition, size_t *from, struct trace_bytes *operand)
{
    static const char *const operators[] = {
        " and ", " or ", " is not ", " not in ", " in ", " is ", "==", "!=", "<=", ">=", "<", ">", "not "};
    struct trace_bytes rest = {condition.at + *from, condition.length - *from};
    size_t end = rest.length, length = 0;

    if (*from >= condition.length)
        return false;
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        size_t at = find_outside(rest, operators[i]);

        if (at < end && (i + 1 < sizeof operators / sizeof *operators || at == 0)) {
            end = at;
            length = strlen(operators[i]);
        }
    }
    *operand = piece(rest, 0, end);
    *from += end + length;
    return true;
}

static bool is_name_part(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

/* A name, or what one leads to; calls may do something, but for len. */
static bool is_asked(struct trace_bytes operand)
{
    if (operand.length == 0 || operand.length > CONDITION_MAX || !is_name_part(*operand.at) ||
        (*operand.at >= '0' && *operand.at <= '9') || is_word(operand, "True") || is_word(operand, "False") ||
        is_word(operand, "None"))
        return false;
    return memchr(operand.at, '(', operand.length) == NULL ||
           (operand.length > 4 && memcmp(operand.at, "len(", 4) == 0);
}

/* What condition_parse or condition_parse_value makes of code: owned; NULL where it cannot be read. */
static struct condition *read_code(struct trace_bytes bytes,
                                   enum status (*parse)(const char *, struct condition **, struct error *))
{
    struct condition *condition = NULL;
    struct text code = TEXT_EMPTY;
    struct error error;

    text_append(&code, bytes.at, bytes.length);
    if (parse(text_string(&code), &condition, &error) != STATUS_OK)
        condition = NULL;
    text_free(&code);
    return condition;
}

/* The value as Python writes it; false when it is not known, or is long. */
static bool ask(struct explanation *explanation, struct trace_bytes operand, struct text *value)
{
    struct condition *condition = read_code(operand, condition_parse_value);
    bool known = condition != NULL && condition_write(condition, explanation->state, value);

    condition_free(condition);
    return known && value->length <= EXPLANATION_VALUE_MAX;
}

/* Whether the recorded values lead to what the run did; where we cannot read the condition, nobody says that they do
 * not. */
static bool agree(struct explanation *explanation, struct trace_bytes what, bool entered)
{
    struct condition *condition = read_code(what, condition_parse);
    bool agrees = condition == NULL || condition_holds(condition, explanation->state) == entered;

    condition_free(condition);
    return agrees;
}

static void add_fact(struct explanation *explanation, struct trace_bytes operand, struct facts *facts)
{
    struct text words = TEXT_EMPTY, value = TEXT_EMPTY, code = TEXT_EMPTY;
    bool told = facts->count == FACTS_MAX || !is_asked(operand) || !ask(explanation, operand, &value);

    text_append(&code, operand.at, operand.length);
    if (!told)
        sentence_write("{what} is {value}",
                       SENTENCE_PLACES({"what", text_string(&code)}, {"value", text_string(&value)}), &words);
    for (size_t i = 0; i < facts->count; i++)
        told = told || strcmp(text_string(&facts->told[i]), text_string(&words)) == 0;
    if (!told) {
        facts->told[facts->count++] = words;
        words = (struct text)TEXT_EMPTY;
    }
    text_free(&words);
    text_free(&value);
    text_free(&code);
}

/* Of an operand that we cannot read, such as "n % 2", the names in it. */
static void add_names(struct explanation *explanation, struct trace_bytes operand, struct facts *facts)
{
    for (size_t at = 0; at < operand.length;) {
        size_t end = at;

        while (end < operand.length && is_name_part(operand.at[end]))
            end++;
        if (end > at && (at == 0 || operand.at[at - 1] != '.') && (end == operand.length || operand.at[end] != '('))
            add_fact(explanation, (struct trace_bytes){operand.at + at, end - at}, facts);
        at = end > at ? end : at + 1;
    }
}

static bool is_readable(struct trace_bytes operand)
{
    struct condition *condition = read_code(operand, condition_parse_value);
    bool readable = condition != NULL;

    condition_free(condition);
    return readable;
}

/* Whether there is nothing in it that our reading of it would get wrong: strings that look like names, a name that it
 * binds, a condition within it, code that runs. */
static bool is_plain(struct trace_bytes what)
{
    return find_outside(what, " if ") == what.length && memchr(what.at, '\'', what.length) == NULL &&
           memchr(what.at, '"', what.length) == NULL && memchr(what.at, '{', what.length) == NULL &&
           find_outside(what, ":=") == what.length && find_outside(what, "lambda") == what.length;
}

/* The value of a condition that is a name alone, or what one leads to, and neither True nor False; NULL otherwise. */
static const char *value_words(struct explanation *explanation, struct trace_bytes what)
{
    struct text value = TEXT_EMPTY;
    struct trace_bytes operand;
    size_t from = 0;

    if (next_operand(what, &from, &operand) && operand.length == what.length && is_asked(operand) &&
        ask(explanation, operand, &value) && strcmp(text_string(&value), "True") != 0 &&
        strcmp(text_string(&value), "False") != 0)
        return explanation_keep(explanation, &value);
    text_free(&value);
    return NULL;
}

/* "n is 3 and limit is 10"; "" where nothing is to be told, for a value says no more than the sentence. */
static const char *facts_words(struct explanation *explanation, struct trace_bytes what, bool entered)
{
    struct facts facts = {.count = 0};
    struct text words = TEXT_EMPTY;
    struct trace_bytes operand;
    size_t from = 0, operands = 0;

    if (!agree(explanation, what, entered))
        return "";
    while (next_operand(what, &from, &operand)) {
        operands += operand.length > 0;
        if (is_readable(operand))
            add_fact(explanation, operand, &facts);
        else if (is_plain(operand))
            add_names(explanation, operand, &facts);
    }
    for (size_t i = 0; i < facts.count; i++) {
        describe_list_separator(i, facts.count, &words);
        text_add(&words, text_string(&facts.told[i]));
        text_free(&facts.told[i]);
    }
    if (operands == 1 && words.length >= 5 &&
        (strstr(words.bytes, " True") != NULL || strstr(words.bytes, " False") != NULL))
        text_clear(&words);
    return explanation_keep(explanation, &words);
}

/* ---- sentences ---- */

static void tell(struct explanation *explanation, const char *english)
{
    text_add(explanation->out, translate(english));
    explanation_end_sentence(explanation);
}

/* The code of a condition or of what a loop goes over; NULL where it is long. */
static const char *quoted(struct explanation *explanation, struct trace_bytes what)
{
    struct text words = TEXT_EMPTY;

    if (what.length == 0 || what.length > CONDITION_MAX)
        return NULL;
    text_append(&words, what.at, what.length);
    return explanation_keep(explanation, &words);
}

static void tell_condition(struct explanation *explanation, const struct clause *clause, const struct way *way)
{
    static const char *const sentences[2][3] = {
        {TRANSLATE_LATER("{condition} is false."), TRANSLATE_LATER("{condition} is false: {values}."),
         TRANSLATE_LATER("{condition} counts as false: it is {values}.")},
        {TRANSLATE_LATER("{condition} is true."), TRANSLATE_LATER("{condition} is true: {values}."),
         TRANSLATE_LATER("{condition} counts as true: it is {values}.")},
    };
    const char *condition = quoted(explanation, clause->what), *alone = value_words(explanation, clause->what);
    const char *values = alone != NULL ? alone : facts_words(explanation, clause->what, way->entered);
    size_t mark = explanation->out->length;

    explanation_write(explanation, sentences[way->entered][alone != NULL ? 2 : *values != '\0'],
                      SENTENCE_PLACES({"condition", condition != NULL ? condition : translate("the condition")},
                                      {"values", values}));
    if (condition == NULL)
        explanation_capitalise(explanation, mark);
    explanation_end_sentence(explanation);
}

static void tell_loop(struct explanation *explanation, const struct clause *clause, bool entered)
{
    const char *over = quoted(explanation, clause->what);

    if (entered) {
        tell(explanation, TRANSLATE_LATER("The next item is the same object again."));
    } else if (over != NULL) {
        explanation_write(explanation, "{iterable} has no more items: the loop is over.",
                          SENTENCE_PLACES({"iterable", over}));
        explanation_end_sentence(explanation);
    } else {
        tell(explanation, TRANSLATE_LATER("There are no more items: the loop is over."));
    }
}

/* A clause in which nothing changed: whether it was entered. */
static void tell_clause(struct explanation *explanation, const struct clause *clause, const struct way *way)
{
    static const char *const sentences[][2] = {
        [CLAUSE_TRY] = {NULL, TRANSLATE_LATER("The try block begins.")},
        [CLAUSE_EXCEPT] = {TRANSLATE_LATER("This except clause is for other exceptions."),
                           TRANSLATE_LATER("This except clause fits.")},
        [CLAUSE_WITH] = {TRANSLATE_LATER("The with block is over."), TRANSLATE_LATER("The with block begins.")},
        [CLAUSE_CASE] = {TRANSLATE_LATER("This case does not fit."), TRANSLATE_LATER("This case fits.")},
    };

    if (clause->sort == CLAUSE_FOR)
        tell_loop(explanation, clause, way->entered);
    else if (sentences[clause->sort][way->entered] != NULL && (way->next != 0 || clause->sort == CLAUSE_WITH))
        tell(explanation, sentences[clause->sort][way->entered]);
}

/* Statements that do nothing but lead elsewhere. */
static void tell_word(struct explanation *explanation, struct trace_bytes line, uint32_t next)
{
    struct scan scan = {.quote = '\0'};
    struct trace_bytes statement = piece(line, indentation(line), scan_line(&scan, line));

    if (is_word(statement, "pass"))
        tell(explanation, TRANSLATE_LATER("pass does nothing."));
    else if (next != 0 && is_word(statement, "break"))
        tell(explanation, TRANSLATE_LATER("break leaves the loop."));
    else if (next != 0 && is_word(statement, "continue"))
        tell(explanation, TRANSLATE_LATER("continue ends this turn of the loop."));
}

/* One that was raised on the line that ran.  (That something awaited is done comes as one, too.) */
static void tell_exception(struct explanation *explanation, uint32_t exception)
{
    struct object object;

    if (state_object(explanation->state, exception, &object) &&
        strcmp(explanation_string(explanation, object.type), "StopIteration") == 0)
        return;
    explanation_write(explanation, "The exception leads to line {line}.",
                      SENTENCE_PLACES({"line", explanation_number(explanation, explanation->step.line)}));
    explanation_end_sentence(explanation);
}

void explain_branch(struct explanation *explanation)
{
    const struct recording *recording = explanation->recording;
    bool alone = explanation->sentences == 0;
    struct clause clause;
    struct way way;
    struct step doer;
    struct trace_bytes line;

    if (explanation_is_full(explanation) || !has_statements(explanation) ||
        !recording_doer(recording, explanation->step.number, &doer))
        return;
    if (explanation->step.event == TRACE_EVENT_LINE && doer.event == TRACE_EVENT_EXCEPTION && alone) {
        tell_exception(explanation, doer.value);
        return;
    }
    if (explanation->step.event != TRACE_EVENT_RETURN &&
        (explanation->step.event != TRACE_EVENT_LINE || doer.event != TRACE_EVENT_LINE))
        return;
    recording_places(recording, explanation->step.number, &way.head, &(struct place){0});
    line = recording_source_line(recording, way.head.file, way.head.line);
    if (!read_clause(line, &clause)) {
        if (alone)
            tell_word(explanation, line, explanation->step.event == TRACE_EVENT_LINE ? explanation->step.line : 0);
        return;
    }
    if (!find_way(explanation, &way) || (way.entered && way.next == 0))
        return;
    if (clause.sort == CLAUSE_WHILE && (is_word(clause.what, "True") || is_word(clause.what, "1")))
        return;
    if (clause.sort == CLAUSE_IF || clause.sort == CLAUSE_WHILE)
        tell_condition(explanation, &clause, &way);
    else if (alone)
        tell_clause(explanation, &clause, &way);
}
