#include "output/json_text.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

/* The log codes a lone surrogate like any other code point: ED, A0 to BF, 80 to BF. */
static bool is_surrogate(const unsigned char *at, size_t length)
{
    return length >= 3 && at[0] == 0xED && at[1] >= 0xA0 && (at[2] & 0xC0) == 0x80;
}

static size_t add_undecodable(struct text *out, const unsigned char *at, size_t length)
{
    if (!is_surrogate(at, length)) {
        text_add(out, "\\ufffd");
        return 1;
    }
    text_format(out, "\\u%04x", 0xD000u | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu));
    return 3;
}

static void add_character(struct text *out, const char *at, size_t size)
{
    if (*at == '"' || *at == '\\')
        text_format(out, "\\%c", *at);
    else if (*at == '\n')
        text_add(out, "\\n");
    else if ((unsigned char)*at < ' ' || *at == 0x7F)
        text_format(out, "\\u%04x", (unsigned)*at);
    else
        text_append(out, at, size);
}

void json_text(struct text *out, struct trace_bytes bytes)
{
    text_add_char(out, '"');
    for (size_t i = 0; i < bytes.length;) {
        uint32_t code_point;
        size_t size = utf8_decode(bytes.at + i, bytes.length - i, &code_point);

        if (size == 0) {
            i += add_undecodable(out, (const unsigned char *)bytes.at + i, bytes.length - i);
            continue;
        }
        add_character(out, bytes.at + i, size);
        i += size;
    }
    text_add_char(out, '"');
}

void json_string(struct text *out, const char *string)
{
    json_text(out, (struct trace_bytes){string, strlen(string)});
}
