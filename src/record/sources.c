#include "record/sources.h"

#include <ctype.h>
#include <iconv.h>
#include <string.h>

#include "base/file.h"
#include "base/vector.h"

enum { LIMIT = 32 << 20, PIECE = 60000 };

static VECTOR(uint64_t) logged; /* strings: names of files whose source is in the log, or cannot be */

static bool is_new(uint64_t file)
{
    for (size_t i = 0; i < logged.count; i++)
        if (logged.items[i] == file)
            return false;
    vector_push(&logged, file);
    return true;
}

/* The encoding that a comment in the first two lines names (PEP 263); empty when none does. */
static void find_cookie(const char *text, size_t length, char encoding[64])
{
    const char *at = text, *end = text + length;
    size_t size = 0;

    encoding[0] = '\0';
    for (int line = 0; line < 2 && at < end && size == 0; line++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline != NULL ? newline : end, *found;

        while (at < stop && (*at == ' ' || *at == '\t' || *at == '\f'))
            at++;
        if (at < stop && *at != '#' && *at != '\r')
            return; /* code before it: a comment below would be none of Python's business */
        found = at < stop ? memmem(at, (size_t)(stop - at), "coding", 6) : NULL;
        if (found != NULL && found + 7 < stop && (found[6] == ':' || found[6] == '=')) {
            for (found += 7; found < stop && (*found == ' ' || *found == '\t'); found++)
                continue;
            while (found < stop && size < 63 && (isalnum((unsigned char)*found) || strchr("-_.", *found) != NULL))
                encoding[size++] = *found++;
            encoding[size] = '\0';
        }
        at = stop + 1;
    }
}

/* Into UTF-8; bytes that do not fit the encoding are passed over. */
static void decode(const char *encoding, const struct text *from, struct text *to)
{
    iconv_t converter = iconv_open("UTF-8", encoding);
    char *in = from->bytes, out[4096];
    size_t left = from->length;

    if (converter == (iconv_t)-1) {
        text_append(to, from->bytes, from->length);
        return;
    }
    while (left > 0) {
        char *end = out;
        size_t room = sizeof out;
        size_t result = iconv(converter, &in, &left, &end, &room);

        text_append(to, out, (size_t)(end - out));
        if (result == (size_t)-1 && end == out) {
            in++;
            left--;
        }
    }
    iconv_close(converter);
}

static void log_pieces(struct trace_writer *writer, uint64_t file, const char *text, size_t length)
{
    do {
        size_t piece = length < PIECE ? length : PIECE;

        trace_writer_put(writer, &(struct trace_record){TRACE_SOURCE, .source = {file, {text, piece}}});
        text += piece;
        length -= piece;
    } while (length > 0);
}

static void log_decoded(struct trace_writer *writer, uint64_t file, struct text *source)
{
    struct text decoded = TEXT_EMPTY;
    const char *text = text_string(source);
    size_t length = source->length;
    char encoding[64];

    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        log_pieces(writer, file, text + 3, length - 3);
        return;
    }
    find_cookie(text, length, encoding);
    if (encoding[0] == '\0' || strcasecmp(encoding, "utf-8") == 0 || strcasecmp(encoding, "utf8") == 0 ||
        length == 0) {
        log_pieces(writer, file, text, length);
        return;
    }
    decode(encoding, source, &decoded);
    log_pieces(writer, file, text_string(&decoded), decoded.length);
    text_free(&decoded);
}

void sources_log(struct trace_writer *writer, const char *path)
{
    uint64_t file = trace_writer_string(writer, path, strlen(path));
    struct text source = TEXT_EMPTY;

    if (is_new(file) && file_read(path, LIMIT, &source, NULL) == STATUS_OK)
        log_decoded(writer, file, &source);
    text_free(&source);
}

void sources_log_text(struct trace_writer *writer, const char *name, const char *text, size_t length)
{
    uint64_t file = trace_writer_string(writer, name, strlen(name));

    if (is_new(file))
        log_pieces(writer, file, text, length);
}
