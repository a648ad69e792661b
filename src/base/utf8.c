#include "base/utf8.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

size_t utf8_decode(const char *bytes, size_t length, uint32_t *code_point)
{
    utf8proc_int32_t decoded;
    utf8proc_ssize_t size;

    size = utf8proc_iterate((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length, &decoded);
    if (size <= 0 || decoded < 0)
        return 0;
    *code_point = (uint32_t)decoded;
    return (size_t)size;
}

size_t utf8_encode(uint32_t code_point, char bytes[4])
{
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)code_point, (utf8proc_uint8_t *)bytes);
}

/* Characters that print nothing, or change how their neighbours print.  From Unicode's Default_Ignorable_Code_Point and
 * Bidi_Control properties, the C1 controls, private use, and noncharacters. */
static bool is_hidden(uint32_t c)
{
    static const struct range {
        uint32_t first, last;
    } ranges[] = {
        {0x0080, 0x009F}, {0x00AD, 0x00AD}, {0x034F, 0x034F},   {0x061C, 0x061C},   {0x115F, 0x1160},
        {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},
        {0x3164, 0x3164}, {0xE000, 0xF8FF}, {0xFDD0, 0xFDEF},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},
        {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0x10FFFF},
    };

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return (c & 0xFFFE) == 0xFFFE;
}

static int width_of(uint32_t c)
{
    return utf8proc_charwidth((utf8proc_int32_t)c);
}

size_t utf8_cluster(const char *text, size_t length, int *width)
{
    utf8proc_int32_t state = 0;
    uint32_t first, next;
    size_t size = utf8_decode(text, length, &first);

    if (size == 0) {
        *width = 1;
        return length > 0 ? 1 : 0;
    }
    *width = width_of(first);
    while (size < length) {
        size_t step = utf8_decode(text + size, length - size, &next);

        if (step == 0 || utf8proc_grapheme_break_stateful((utf8proc_int32_t)first, (utf8proc_int32_t)next, &state))
            break;
        if (width_of(next) > *width)
            *width = width_of(next);
        first = next;
        size += step;
    }
    return size;
}

int utf8_width(const char *text, size_t length)
{
    int total = 0, width;

    for (size_t at = 0; at < length; total += width)
        at += utf8_cluster(text + at, length - at, &width);
    return total;
}

size_t utf8_fit(const char *text, size_t length, int columns)
{
    size_t at = 0;
    int total = 0, width;

    while (at < length) {
        size_t size = utf8_cluster(text + at, length - at, &width);

        if (total + width > columns)
            break;
        total += width;
        at += size;
    }
    return at;
}

static int add_control(struct text *out, uint32_t c, bool ascii)
{
    char bytes[4];

    if (ascii) {
        text_format(out, "^%c", c == 0x7F ? '?' : (char)(c + 64));
        return 2;
    }
    text_append(out, bytes, utf8_encode(c == 0x7F ? 0x2421 : 0x2400 + c, bytes));
    return 1;
}

static int add_escaped(struct text *out, uint32_t c)
{
    size_t before = out->length;

    text_format(out, "<U+%04X>", (unsigned)c);
    return (int)(out->length - before);
}

int utf8_clean(struct text *out, const char *bytes, size_t length, bool ascii)
{
    enum { MARKS_MAX = 3 }; /* combining marks on one character */
    int total = 0, marks = MARKS_MAX;
    size_t size;

    for (size_t at = 0; at < length; at += size) {
        uint32_t c;
        int width;

        size = utf8_decode(bytes + at, length - at, &c);
        if (size == 0) {
            text_format(out, "\\x%02x", (unsigned char)bytes[at]);
            total += 4;
            size = 1;
            marks = MARKS_MAX;
            continue;
        }
        if (c < 0x20 || c == 0x7F) {
            total += add_control(out, c, ascii);
            marks = MARKS_MAX;
            continue;
        }
        width = is_hidden(c) || (ascii && c > 0x7E) ? -1 : width_of(c);
        if (width == 0 && marks++ >= MARKS_MAX)
            width = -1;
        if (width < 0) {
            total += add_escaped(out, c);
            continue;
        }
        if (width > 0)
            marks = 0;
        text_append(out, bytes + at, size);
        total += width;
    }
    return total;
}

void utf8_set_locale(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"}; /* the first that is set counts */
    const char *name = NULL, *charset;

    if (setlocale(LC_CTYPE, "") != NULL)
        return;
    for (size_t i = 0; i < sizeof variables / sizeof *variables && (name == NULL || *name == '\0'); i++)
        name = getenv(variables[i]);
    charset = name != NULL ? strchr(name, '.') : NULL;
    if (charset != NULL && (strncasecmp(charset, ".utf-8", 6) == 0 || strncasecmp(charset, ".utf8", 5) == 0))
        setlocale(LC_CTYPE, "C.UTF-8");
}

struct spelling {
    const char *sign, *ascii;
};

static void replace_signs(struct text *text, const struct spelling *spellings, size_t count)
{
    struct text out = TEXT_EMPTY;

    for (size_t at = 0; at < text->length;) {
        size_t i = 0;

        while (i < count && strncmp(text->bytes + at, spellings[i].sign, strlen(spellings[i].sign)) != 0)
            i++;
        if (i < count)
            text_add(&out, spellings[i].ascii);
        else
            text_add_char(&out, text->bytes[at]);
        at += i < count ? strlen(spellings[i].sign) : 1;
    }
    text_free(text);
    *text = out;
}

void utf8_replace_marks(struct text *text)
{
    static const struct spelling spellings[] = {{"…", ".."}, {"→", "->"}, {"·", "-"}};

    replace_signs(text, spellings, sizeof spellings / sizeof *spellings);
}

void utf8_replace_letters(struct text *text)
{
    static const struct spelling spellings[] = {{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"Ä", "Ae"}, {"Ö", "Oe"},
                                                {"Ü", "Ue"}, {"ß", "ss"}, {"„", "\""}, {"“", "\""}, {"–", "-"}};

    replace_signs(text, spellings, sizeof spellings / sizeof *spellings);
}
