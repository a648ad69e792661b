#include "tui/wrap.h"

#include <string.h>

#include "base/utf8.h"

void wrapped_free(struct wrapped *wrapped)
{
    text_free(&wrapped->bytes);
    vector_free(&wrapped->ends);
}

const char *wrapped_line(const struct wrapped *wrapped, size_t index, size_t *length)
{
    size_t start = index > 0 ? wrapped->ends.items[index - 1] : 0;

    *length = wrapped->ends.items[index] - start;
    return text_string(&wrapped->bytes) + start;
}

static void add_line(struct wrapped *wrapped, const char *bytes, size_t length)
{
    text_append(&wrapped->bytes, bytes, length);
    vector_push(&wrapped->ends, wrapped->bytes.length);
}

/* How much of the text goes onto one line, and in `*next` where the following line begins. */
static size_t break_line(const char *text, size_t length, int columns, size_t *next)
{
    size_t fits = utf8_fit(text, length, columns), at = fits;
    int width;

    if (fits == length) {
        *next = length;
        return length;
    }
    if (text[fits] != ' ')
        while (at > 0 && text[at - 1] != ' ')
            at--;
    if (at == 0) /* one long word, or a cluster wider than the line */
        at = fits > 0 ? fits : utf8_cluster(text, length, &width);
    *next = at + strspn(text + at, " ");
    while (at > 0 && text[at - 1] == ' ')
        at--;
    return at;
}

static void add_paragraph(struct wrapped *wrapped, const char *raw, size_t length, int columns, bool ascii)
{
    struct text own = TEXT_EMPTY, clean = TEXT_EMPTY;
    size_t at = 0, next;

    text_append(&own, raw, length);
    if (ascii)
        utf8_replace_marks(&own);
    utf8_clean(&clean, text_string(&own), own.length, ascii);
    text_free(&own);
    do {
        size_t used = break_line(text_string(&clean) + at, clean.length - at, columns, &next);

        add_line(wrapped, text_string(&clean) + at, used);
        at += next;
    } while (at < clean.length);
    text_free(&clean);
}

void wrapped_add(struct wrapped *wrapped, const char *text, int columns, bool ascii)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");

        add_paragraph(wrapped, text, length, columns > 0 ? columns : 1, ascii);
        text += length + (text[length] == '\n');
    }
}

/* Bytes before a choice's text: blanks, its number, marks in brackets, blanks; 0: it is no choice. */
static size_t head_of(const char *line, size_t length)
{
    size_t blanks = strspn(line, " "), at = blanks + strspn(line + blanks, "0123456789"), behind;

    behind = at + strspn(line + at, " ");
    if (blanks == 0 || at == blanks || behind < at + 2)
        return 0;
    if (line[behind] == '[' || line[behind] == '(') {
        size_t closed = behind + strcspn(line + behind, "])\n");

        if (closed - behind <= 4 && strncmp(line + closed + 1, " ", 1) == 0)
            behind = closed + 2;
    }
    return behind < length ? behind : 0;
}

static void add_choice(struct wrapped *wrapped, const char *line, size_t head, const struct wrapped *rest)
{
    for (size_t i = 0; i < rest->ends.count; i++) {
        size_t length;
        const char *bytes = wrapped_line(rest, i, &length);

        for (size_t j = 0; j < head; j++)
            text_add_char(&wrapped->bytes, i == 0 ? line[j] : ' ');
        add_line(wrapped, bytes, length);
    }
}

void wrapped_add_choices(struct wrapped *wrapped, const char *text, int columns, bool ascii)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n"), head = head_of(text, length);
        struct wrapped rest = WRAPPED_EMPTY;

        add_paragraph(&rest, text + head, length - head, columns > (int)head ? columns - (int)head : 1, ascii);
        add_choice(wrapped, text, head, &rest);
        wrapped_free(&rest);
        text += length + (text[length] == '\n');
    }
}
