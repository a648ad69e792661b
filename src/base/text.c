#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static void reserve(struct text *text, size_t extra)
{
    size_t wanted = text->length + extra + 1;

    if (wanted <= text->capacity)
        return;
    if (wanted < text->capacity * 2)
        wanted = text->capacity * 2;
    text->bytes = memory_resize(text->bytes, wanted, 1);
    text->capacity = wanted;
}

void text_append(struct text *text, const void *bytes, size_t length)
{
    reserve(text, length);
    if (length > 0)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
    text_append(text, string, strlen(string));
}

void text_add_char(struct text *text, char c)
{
    text_append(text, &c, 1);
}

void text_fill(struct text *text, char c, size_t count)
{
    reserve(text, count);
    memset(text->bytes + text->length, c, count);
    text->length += count;
    text->bytes[text->length] = '\0';
}

void text_add_number(struct text *text, long long number)
{
    char digits[24], *first = digits + sizeof digits;
    unsigned long long rest = number < 0 ? -(unsigned long long)number : (unsigned long long)number;

    do
        *--first = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (number < 0)
        *--first = '-';
    text_append(text, first, (size_t)(digits + sizeof digits - first));
}

void text_format_list(struct text *text, const char *format, va_list arguments)
{
    va_list again;
    int length;

    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length <= 0)
        return;
    reserve(text, (size_t)length);
    vsnprintf(text->bytes + text->length, (size_t)length + 1, format, arguments);
    text->length += (size_t)length;
}

void text_format(struct text *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    text_format_list(text, format, arguments);
    va_end(arguments);
}

void text_truncate(struct text *text, size_t length)
{
    if (length < text->length) {
        text->length = length;
        text->bytes[length] = '\0';
    }
}

void text_clear(struct text *text)
{
    text_truncate(text, 0);
}

void text_free(struct text *text)
{
    free(text->bytes);
    text->bytes = NULL;
    text->length = text->capacity = 0;
}

const char *text_string(const struct text *text)
{
    return text->bytes != NULL ? text->bytes : "";
}

char *text_take(struct text *text)
{
    char *bytes = text->bytes != NULL ? text->bytes : memory_copy_string("");

    text->bytes = NULL;
    text->length = text->capacity = 0;
    return bytes;
}
