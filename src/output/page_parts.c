#include "output/page_parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "canvas/canvas.h"
#include "diagram/highlight.h"
#include "output/json_text.h"
#include "output/source_line.h"
#include "output/svg.h"

void page_json(struct text *out, const char *bytes, size_t length)
{
    struct text json = TEXT_EMPTY;

    json_text(&json, (struct trace_bytes){bytes, length});
    for (size_t i = 0; i < json.length; i++)
        if (json.bytes[i] == '<')
            text_add(out, "\\u003c");
        else
            text_add_char(out, json.bytes[i]);
    text_free(&json);
}

void page_json_markup(struct text *out, const char *markup)
{
    struct text json = TEXT_EMPTY;

    json_string(&json, markup);
    for (size_t i = 0; i < json.length; i++) {
        text_add_char(out, json.bytes[i]);
        if (json.bytes[i] == '<' && json.bytes[i + 1] == '/')
            text_add_char(out, '\\');
    }
    text_free(&json);
}

void page_json_clean(struct text *out, const char *bytes, size_t length)
{
    struct text clean = TEXT_EMPTY;

    utf8_clean(&clean, bytes, length, false);
    page_json(out, text_string(&clean), clean.length);
    text_free(&clean);
}

static void write_spans(struct text *out, const char *line, size_t length, const uint8_t *styles)
{
    for (size_t at = 0, end; at < length; at = end) {
        for (end = at; end < length && styles[end] == styles[at]; end++)
            ;
        if (styles[at] != CANVAS_PLAIN)
            text_format(out, "<span class=\"t%d\">", styles[at]);
        svg_write_text(out, line + at, end - at);
        if (styles[at] != CANVAS_PLAIN)
            text_add(out, "</span>");
    }
}

void page_json_file(const struct recording *recording, uint32_t file, struct text *out)
{
    size_t length, lines = recording_source_lines(recording, file);
    const char *path = recording_string(recording, file, &length), *slash = strrchr(path, '/');
    enum highlight_state state = HIGHLIGHT_CODE;

    text_add(out, "{\"name\":");
    page_json_clean(out, slash != NULL && slash[1] != '\0' ? slash + 1 : path,
                    strlen(slash != NULL && slash[1] != '\0' ? slash + 1 : path));
    text_add(out, ",\"lines\":[");
    for (size_t line = 1; line <= lines; line++) {
        struct text expanded = TEXT_EMPTY, html = TEXT_EMPTY;
        uint8_t *styles;

        source_expand_tabs(recording_source_line(recording, file, line), &expanded);
        styles = memory_zeroed(expanded.length + 1, sizeof *styles);
        state = highlight_line(state, text_string(&expanded), expanded.length, styles);
        write_spans(&html, text_string(&expanded), expanded.length, styles);
        text_add(out, line > 1 ? "," : "");
        page_json_markup(out, text_string(&html));
        free(styles);
        text_free(&html);
        text_free(&expanded);
    }
    text_add(out, "]}");
}

size_t page_text_number(struct page_texts *texts, const struct text *text)
{
    uint64_t key = map_hash(text_string(text), text->length);
    uint32_t number;

    for (; map_get(&texts->numbers, key, &number); key = key + 1 != 0 ? key + 1 : 1)
        if (strcmp(texts->texts.items[number], text_string(text)) == 0)
            return number;
    number = (uint32_t)texts->texts.count;
    map_put(&texts->numbers, key, number);
    vector_push(&texts->texts, memory_copy_string(text_string(text)));
    return number;
}

void page_texts_free(struct page_texts *texts)
{
    for (size_t i = 0; i < texts->texts.count; i++)
        free(texts->texts.items[i]);
    vector_free(&texts->texts);
    map_free(&texts->numbers);
}

size_t page_file_number(page_files *files, uint32_t file)
{
    for (size_t i = 0; i < files->count; i++)
        if (files->items[i] == file)
            return i;
    vector_push(files, file);
    return files->count - 1;
}

void page_json_files(const struct recording *recording, const page_files *files, struct text *out)
{
    for (size_t i = 0; i < files->count; i++) {
        text_add(out, i > 0 ? ",\n" : "");
        page_json_file(recording, files->items[i], out);
    }
}

const char *page_title(const struct recording *recording)
{
    const char *path = recording_string(recording, recording_main_file(recording), NULL), *slash = strrchr(path, '/');

    if (slash != NULL && slash[1] != '\0')
        return slash + 1;
    return *path != '\0' ? path : "program";
}

static void fill_line(const char *line, const char *const *words, size_t count, struct text *out)
{
    const char *begin, *end;

    for (; (begin = strstr(line, "{{")) != NULL && (end = strstr(begin, "}}")) != NULL; line = end + 2) {
        size_t length = (size_t)(end - begin) - 2, i = 0;

        while (i < count && (strlen(words[i]) != length || memcmp(words[i], begin + 2, length) != 0))
            i++;
        assert(i < count);
        text_append(out, line, (size_t)(begin - line));
        svg_write_text(out, translate(words[i]), strlen(translate(words[i])));
    }
    text_add(out, line);
}

void page_fill(const struct page_frame *frame, const struct recording *recording, void *context, struct text *out)
{
    for (const char *const *line = frame->lines; *line != NULL; line++)
        if (strcmp(*line, "@title\n") == 0)
            svg_write_text(out, page_title(recording), strlen(page_title(recording)));
        else if (strcmp(*line, "@style\n") == 0)
            svg_write_style(out);
        else if (strcmp(*line, "@still\n") == 0)
            frame->still(context, out);
        else if (strcmp(*line, "@run\n") == 0)
            frame->run(context, out);
        else
            fill_line(*line, frame->words, frame->word_count, out);
}
