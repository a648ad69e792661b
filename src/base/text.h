/* A growing byte string, always NUL-terminated once something was appended (`text_string` is never NULL). */
#ifndef TERRARIUM_BASE_TEXT_H
#define TERRARIUM_BASE_TEXT_H

#include <stdarg.h>
#include <stddef.h>

struct text {
    char *bytes;     /* owned; NULL while empty */
    size_t length;   /* without the NUL */
    size_t capacity; /* of `bytes` */
};

/* clang-format off */
#define TEXT_EMPTY {NULL, 0, 0}
/* clang-format on */

void text_append(struct text *text, const void *bytes, size_t length);
void text_add(struct text *text, const char *string);
void text_add_char(struct text *text, char c);
void text_fill(struct text *text, char c, size_t count);
/* In decimal, as text_format would with "%lld", but many times as fast. */
void text_add_number(struct text *text, long long number);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_format_list(struct text *text, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
/* Shortens to `length` bytes; a greater length changes nothing. */
void text_truncate(struct text *text, size_t length);
void text_clear(struct text *text);
void text_free(struct text *text);
const char *text_string(const struct text *text);
/* Hands the bytes over to the caller, who frees them; the text is empty afterwards. */
char *text_take(struct text *text);

#endif
