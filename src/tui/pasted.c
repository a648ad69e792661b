#include "tui/pasted.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Everything is told by the lines: each of these goes through them, and puts those that stay in place of all. */

static const char fixed_blank[] = "\xC2\xA0"; /* U+00A0, with which web pages indent */

struct line {
    const char *start;
    size_t length; /* without the line's end */
};

/* The next line from `at` on; false behind the last. */
static bool next_line(const char **at, struct line *line)
{
    if (**at == '\0')
        return false;
    *line = (struct line){*at, strcspn(*at, "\n")};
    *at += line->length + ((*at)[line->length] == '\n');
    return true;
}

static size_t blanks_of(struct line line)
{
    size_t blanks = strspn(line.start, " \t");

    return blanks < line.length ? blanks : line.length;
}

static bool is_blank(struct line line)
{
    return blanks_of(line) == line.length;
}

/* The line behind the blanks that it begins with, `most` of them. */
static struct line without_blanks(struct line line, size_t most)
{
    size_t blanks = blanks_of(line) < most ? blanks_of(line) : most;

    return (struct line){line.start + blanks, line.length - blanks};
}

static bool begins(struct line line, const char *sign)
{
    return line.length >= strlen(sign) && strncmp(line.start, sign, strlen(sign)) == 0;
}

static void add_line(struct text *out, const char *start, size_t length)
{
    text_append(out, start, length);
    text_add_char(out, '\n');
}

static void replace(struct text *code, const struct text *kept)
{
    text_free(code);
    *code = *kept;
}

static bool first_line(const struct text *code, struct line *line)
{
    const char *at = text_string(code);

    while (next_line(&at, line))
        if (!is_blank(*line))
            return true;
    return false;
}

/* A fence opens before anything else; behind the one that closes, other words may follow. */
static bool drop_fences(struct text *code)
{
    const char *at = text_string(code);
    struct text kept = TEXT_EMPTY;
    struct line line;
    bool open = false;

    if (!first_line(code, &line) || !begins(without_blanks(line, SIZE_MAX), "```"))
        return false;
    while (next_line(&at, &line)) {
        bool fence = begins(without_blanks(line, SIZE_MAX), "```");

        if (fence && open)
            break;
        if (open)
            add_line(&kept, line.start, line.length);
        open = open || fence;
    }
    replace(code, &kept);
    return true;
}

/* The line behind this prompt, if it begins with it. */
static bool cut_prompt(struct line *line, const char *prompt)
{
    size_t length = strlen(prompt);

    if (!begins(*line, prompt) || (line->length > length && line->start[length] != ' '))
        return false;
    length += line->length > length;
    *line = (struct line){line->start + length, line->length - length};
    return true;
}

/* `In [3]:` or `Out[3]:`, with what IPython numbers; in a notebook that was not run, `In [ ]:`. */
static bool cut_numbered(struct line *line, const char *word)
{
    size_t at = strlen(word), end;

    if (!begins(*line, word))
        return false;
    at += strspn(line->start + at, " ");
    end = at + strspn(line->start + at, "0123456789");
    if (strncmp(line->start + end, "]:", 2) != 0)
        return false;
    *line = (struct line){line->start + end + 2, line->length - end - 2};
    *line = without_blanks(*line, 1);
    return true;
}

static bool is_input(struct line line)
{
    return cut_numbered(&line, "In [");
}

/* IPython's go on with dots below the colon, however wide the number is. */
static bool cut_prompt_of(struct line *line, bool numbered)
{
    struct line behind = without_blanks(*line, SIZE_MAX);

    if (!numbered)
        return cut_prompt(line, ">>>") || cut_prompt(line, "...");
    if (cut_numbered(line, "In ["))
        return true;
    if (!cut_prompt(&behind, "...:") && !cut_prompt(&behind, "....:"))
        return false;
    *line = behind;
    return true;
}

/* What a session says of itself before its first prompt. */
static bool is_greeting(struct line line)
{
    return begins(line, "Python 3.") || begins(line, "[GCC ") || begins(line, "[Clang ") || begins(line, "Type ") ||
           begins(line, "IPython ") || begins(line, "Tip: ");
}

/* The line with the first prompt, behind `blanks`; false: what comes first is something else. */
static bool first_prompt(const struct text *code, size_t *blanks, bool *numbered)
{
    const char *at = text_string(code);
    struct line line;

    while (next_line(&at, &line)) {
        *blanks = blanks_of(line);
        line = without_blanks(line, *blanks);
        *numbered = is_input(line);
        if (*numbered || cut_prompt(&line, ">>>"))
            return true;
        if (line.length > 0 && !is_greeting(line))
            return false;
    }
    return false;
}

/* In a notebook's page code stands below `In [3]:`, up to what it gave, or to the next. */
static bool is_notebook(const struct text *code, size_t blanks)
{
    const char *at = text_string(code);
    struct line line;
    size_t below = 0;

    while (next_line(&at, &line)) {
        line = without_blanks(line, blanks);
        if (cut_prompt_of(&line, true) && !is_blank(line))
            return false;
        below += !is_blank(line);
    }
    return below > 0;
}

static void keep_cells(const struct text *code, size_t blanks, struct text *kept)
{
    const char *at = text_string(code);
    struct line line;
    bool is_code = false;

    while (next_line(&at, &line)) {
        struct line rest = line = without_blanks(line, blanks);

        if (is_input(line) || cut_numbered(&rest, "Out["))
            is_code = is_input(line);
        else if (is_code)
            add_line(kept, line.start, line.length);
    }
}

static bool drop_prompts(struct text *code)
{
    const char *at = text_string(code);
    struct text kept = TEXT_EMPTY;
    struct line line;
    size_t blanks;
    bool numbered;

    if (!first_prompt(code, &blanks, &numbered))
        return false;
    if (numbered && is_notebook(code, blanks)) {
        keep_cells(code, blanks, &kept);
        replace(code, &kept);
        return true;
    }
    while (next_line(&at, &line)) {
        line = without_blanks(line, blanks);
        if (cut_prompt_of(&line, numbered))
            add_line(&kept, line.start, line.length);
    }
    replace(code, &kept);
    return true;
}

/* How much blank space all lines begin with. */
static size_t common_blanks(const struct text *code)
{
    const char *at = text_string(code);
    struct line line, first = {NULL, 0};
    size_t common = 0;

    while (next_line(&at, &line)) {
        size_t same = 0;

        if (is_blank(line))
            continue;
        if (first.start == NULL) {
            first = line;
            common = blanks_of(line);
        }
        while (same < common && line.start[same] == first.start[same])
            same++;
        common = same;
    }
    return common;
}

static bool drop_indentation(struct text *code)
{
    const char *at = text_string(code);
    struct text kept = TEXT_EMPTY;
    size_t common = common_blanks(code);
    struct line line;

    if (common == 0)
        return false;
    while (next_line(&at, &line)) {
        size_t less = common < line.length ? common : line.length;

        add_line(&kept, line.start + less, line.length - less);
    }
    replace(code, &kept);
    return true;
}

/* Where the code begins behind a line's number; 0 when no such number stands there. */
static size_t behind_number(struct line line, long *number)
{
    size_t from = blanks_of(line), at = from;

    while (at < line.length && isdigit((unsigned char)line.start[at]))
        at++;
    if (at == from || at - from > 6 || (at < line.length && strchr(" \t:.|", line.start[at]) == NULL))
        return 0;
    *number = strtol(line.start + from, NULL, 10);
    return at + (at < line.length);
}

/* `1 if x else y` begins with a number, too; `1  if x:` can only be a line with its number. */
static bool is_expression(struct line line, const char *word)
{
    static const char *const operators[] = {"if ", "or ", "and ", "in ", "is ", "not "};

    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (strncmp(word, operators[i], strlen(operators[i])) == 0)
            return line.start[line.length - 1] != ':';
    return false;
}

/* Whether each line but blank ones has a number, and code of which Python would make nothing behind it. */
static bool is_numbered(const struct text *code)
{
    const char *at = text_string(code);
    struct line line;
    long number, last = 0;
    size_t count = 0, words = 0;

    while (next_line(&at, &line)) {
        size_t behind = is_blank(line) ? 0 : behind_number(line, &number);
        const char *word = line.start + behind + strspn(line.start + behind, " \t");

        if (is_blank(line))
            continue;
        if (behind == 0 || (count > 0 && number != last + 1) || is_expression(line, word))
            return false;
        if (*word != '\0' && *word != '\n' && !isalpha((unsigned char)*word) && strchr("_#@\"'", *word) == NULL &&
            words == 0)
            return false;
        words += *word != '\0' && *word != '\n';
        last = number;
        count++;
    }
    return count > 1 && words > 0;
}

static bool drop_numbers(struct text *code)
{
    const char *at = text_string(code);
    struct text kept = TEXT_EMPTY;
    struct line line;
    long number;

    if (!is_numbered(code))
        return false;
    while (next_line(&at, &line)) {
        size_t behind = is_blank(line) ? 0 : behind_number(line, &number);

        add_line(&kept, line.start + behind, line.length - behind);
    }
    replace(code, &kept);
    drop_indentation(code);
    return true;
}

/* A sign that Python has no use for, and what it stands for. */
static const struct {
    const char *sign, *plain;
} quotes[] = {{"\u201C", "\""}, {"\u201D", "\""}, {"\u201E", "\""},
              {"\u2018", "'"},  {"\u2019", "'"},  {"\u201A", "'"}};

/* Where other quotes are, these may be text between them. */
static bool set_quotes(struct text *code)
{
    bool plain = strpbrk(text_string(code), "\"'") != NULL, found = false, before = true;
    struct text kept = TEXT_EMPTY;

    for (const char *at = text_string(code); *at != '\0';) {
        const char *instead = before && strncmp(at, fixed_blank, 2) == 0 ? " " : NULL;
        size_t length = instead != NULL ? 2 : 1;

        for (size_t i = 0; !plain && i < sizeof quotes / sizeof *quotes; i++)
            if (strncmp(at, quotes[i].sign, 3) == 0) {
                instead = quotes[i].plain;
                length = 3;
            }
        before = *at == '\n' || (before && (instead != NULL || *at == ' ' || *at == '\t'));
        text_append(&kept, instead != NULL ? instead : at, instead != NULL ? 1 : length);
        found = found || instead != NULL;
        at += length;
    }
    replace(code, &kept);
    return found;
}

unsigned pasted_unwrap(struct text *code)
{
    unsigned found;

    if (strlen(text_string(code)) != code->length) /* Python says what is wrong with a NUL */
        return 0;
    found = set_quotes(code) ? PASTED_QUOTES : 0;
    found |= drop_fences(code) ? PASTED_FENCES : 0;
    found |= drop_numbers(code) ? PASTED_NUMBERS : 0;
    found |= drop_prompts(code) ? PASTED_PROMPTS : 0;
    found |= drop_indentation(code) ? PASTED_INDENTATION : 0;
    return found;
}
