#include "diagram/highlight.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "canvas/canvas.h"

static const char *const keywords[] = {
    "False",  "None",     "True",   "and", "as",    "assert", "async",  "await",    "break", "case",
    "class",  "continue", "def",    "del", "elif",  "else",   "except", "finally",  "for",   "from",
    "global", "if",       "import", "in",  "is",    "lambda", "match",  "nonlocal", "not",   "or",
    "pass",   "raise",    "return", "try", "while", "with",   "yield",
};

static bool is_keyword(const char *word, size_t length)
{
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strlen(keywords[i]) == length && memcmp(keywords[i], word, length) == 0)
            return true;
    return false;
}

static void paint(uint8_t *styles, size_t from, size_t to, enum canvas_style style)
{
    if (styles != NULL)
        memset(styles + from, style, to - from);
}

static bool has_three(const char *line, size_t length, size_t at, char quote)
{
    return at + 2 < length && line[at] == quote && line[at + 1] == quote && line[at + 2] == quote;
}

/* Where a string ends that began before `at`; `*ended` says whether it does on this line. */
static size_t string_end(const char *line, size_t length, size_t at, char quote, bool triple, bool *ended)
{
    for (; at < length; at++) {
        if (line[at] == '\\') {
            at++;
        } else if (line[at] == quote && (!triple || has_three(line, length, at, quote))) {
            *ended = true;
            return at + (triple ? 3 : 1);
        }
    }
    *ended = false;
    return length;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_string_prefix(const char *word, size_t length)
{
    return length <= 2 && strspn(word, "rRbBuUfF") >= length;
}

/* A string that begins at the quote `line[at]`; painted from `from`, where its prefix stands. */
static size_t read_string(const char *line, size_t length, size_t from, size_t at, enum highlight_state *state,
                          uint8_t *styles)
{
    char quote = line[at];
    bool triple = has_three(line, length, at, quote), ended;
    size_t end = string_end(line, length, at + (triple ? 3 : 1), quote, triple, &ended);

    paint(styles, from, end, CANVAS_STRING);
    if (triple && !ended)
        *state = quote == '"' ? HIGHLIGHT_IN_DOUBLE : HIGHLIGHT_IN_SINGLE;
    return end;
}

static size_t read_token(const char *line, size_t length, size_t at, enum highlight_state *state, uint8_t *styles)
{
    size_t end = at;

    if (line[at] == '#') {
        paint(styles, at, length, CANVAS_COMMENT);
        return length;
    }
    if (line[at] == '"' || line[at] == '\'')
        return read_string(line, length, at, at, state, styles);
    while (end < length && is_word(line[end]))
        end++;
    if (end < length && (line[end] == '"' || line[end] == '\'') && is_string_prefix(line + at, end - at))
        return read_string(line, length, at, end, state, styles);
    if (is_keyword(line + at, end - at))
        paint(styles, at, end, CANVAS_KEYWORD);
    return end > at ? end : at + 1;
}

enum highlight_state highlight_line(enum highlight_state state, const char *line, size_t length, uint8_t *styles)
{
    size_t at = 0;
    bool ended;

    paint(styles, 0, length, CANVAS_PLAIN);
    if (state != HIGHLIGHT_CODE) {
        at = string_end(line, length, 0, state == HIGHLIGHT_IN_DOUBLE ? '"' : '\'', true, &ended);
        paint(styles, 0, at, CANVAS_STRING);
        if (!ended)
            return state;
        state = HIGHLIGHT_CODE;
    }
    while (at < length)
        at = read_token(line, length, at, &state, styles);
    return state;
}
