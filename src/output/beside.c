#include "output/beside.h"

#include <string.h>

#include "base/utf8.h"

/* Cells of a line, without its SGR sequences: ESC [ … m. */
static int width_of(const char *line, size_t length)
{
    struct text plain = TEXT_EMPTY;
    int width;

    for (size_t i = 0; i < length; i++)
        if (line[i] == '\033')
            while (i + 1 < length && line[i] != 'm')
                i++;
        else
            text_add_char(&plain, line[i]);
    width = utf8_width(text_string(&plain), plain.length);
    text_free(&plain);
    return width;
}

/* The line that begins there; `*at` goes on to the next, or stays at the end. */
static size_t take_line(const char **at)
{
    size_t length = strcspn(*at, "\n");

    *at += length + ((*at)[length] == '\n');
    return length;
}

void beside_write(const struct text *left, const struct text *right, int columns, bool ascii, struct text *out)
{
    const char *here = text_string(left), *there = text_string(right);

    while (*here != '\0' || *there != '\0') {
        const char *first = here, *second = there;
        size_t length = take_line(&here), other = take_line(&there);
        int width = width_of(first, length);

        text_append(out, first, length);
        text_fill(out, ' ', width < columns ? (size_t)(columns - width) : 0);
        text_add(out, ascii ? " |" : " │");
        if (other > 0)
            text_add_char(out, ' ');
        text_append(out, second, other);
        text_add_char(out, '\n');
    }
}
