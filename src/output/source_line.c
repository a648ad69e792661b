#include "output/source_line.h"

#include <string.h>

#include "base/utf8.h"

enum { TAB = 8 };

void source_expand_tabs(struct trace_bytes line, struct text *out)
{
    struct text piece = TEXT_EMPTY;
    size_t from = 0;
    int column = 0;

    for (size_t at = 0; at <= line.length; at++) {
        if (at < line.length && line.at[at] != '\t')
            continue;
        text_clear(&piece);
        column += utf8_clean(&piece, line.at + from, at - from, false);
        text_append(out, line.at + from, at - from);
        if (at < line.length) {
            text_fill(out, ' ', (size_t)(TAB - column % TAB));
            column += TAB - column % TAB;
        }
        from = at + 1;
    }
    text_free(&piece);
}

void source_words(const struct recording *recording, struct place place, struct text *out)
{
    struct trace_bytes code = recording_source_line(recording, place.file, place.line);

    while (code.length > 0 && strchr(" \t\f", code.at[0]) != NULL) {
        code.at++;
        code.length--;
    }
    while (code.length > 0 && strchr(" \t\f\r\n", code.at[code.length - 1]) != NULL)
        code.length--;
    text_append(out, code.at, code.length);
}

static int column_of(struct trace_bytes line, size_t at)
{
    struct text expanded = TEXT_EMPTY, shown = TEXT_EMPTY;
    int column;

    source_expand_tabs((struct trace_bytes){line.at, at < line.length ? at : line.length}, &expanded);
    column = utf8_clean(&shown, text_string(&expanded), expanded.length, false);
    text_free(&expanded);
    text_free(&shown);
    return column;
}

struct source_columns source_columns(struct trace_bytes line, size_t from, size_t to)
{
    return (struct source_columns){column_of(line, from), column_of(line, to)};
}
