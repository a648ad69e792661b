#include "model/literal.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"

/* ---- int ---- */

enum {
    INT_BYTES_MAX = 1024, /* more than the log records */
    LIMB_DIGITS = 9,
    LIMB_BASE = 1000000000,                 /* ten to the LIMB_DIGITS */
    LIMBS_MAX = INT_BYTES_MAX * 8 / 29 + 1, /* a limb holds 29.9 bits */
};

/* Adds one more byte, from the most significant on, to a number in base LIMB_BASE; returns how many limbs it has
 * now. */
static size_t shift_in(uint32_t *limbs, size_t count, uint8_t byte)
{
    uint64_t carry = byte;

    for (size_t i = 0; i < count; i++) {
        carry += (uint64_t)limbs[i] << 8;
        limbs[i] = (uint32_t)(carry % LIMB_BASE);
        carry /= LIMB_BASE;
    }
    if (carry > 0)
        limbs[count++] = (uint32_t)carry;
    return count;
}

void literal_int(struct trace_bytes value, uint64_t bits, struct text *out)
{
    uint32_t limbs[LIMBS_MAX] = {0};
    size_t count = 0;

    if (value.length == 0 || value.length - 1 > INT_BYTES_MAX) {
        text_add(out, "?");
        return;
    }
    if (bits > (value.length - 1) * 8) {
        text_format(out, "an int of %" PRIu64 " bits", bits);
        return;
    }
    for (size_t i = value.length - 1; i >= 1; i--)
        count = shift_in(limbs, count, (uint8_t)value.at[i]);
    if (value.at[0] != 0 && count > 0)
        text_add_char(out, '-');
    text_format(out, "%" PRIu32, count > 0 ? limbs[count - 1] : 0);
    for (size_t i = count; i-- > 1;)
        text_format(out, "%0*" PRIu32, LIMB_DIGITS, limbs[i - 1]);
}

/* ---- float ---- */

/* A finite number as digits d1 d2 d3 … and the place of the decimal point: 0.d1d2d3 times ten to the `point`. */
struct decimal {
    char digits[24]; /* NUL-terminated */
    int point;
};

static double double_at(const char *bytes)
{
    uint64_t bits = 0;
    double number;

    for (unsigned i = 0; i < 8; i++)
        bits |= (uint64_t)(uint8_t)bytes[i] << (8 * i);
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* Takes "1.234e+05" apart.  The decimal point may be another character, as the locale has it. */
static struct decimal take_apart(const char *written)
{
    struct decimal decimal = {.point = 0};
    const char *exponent = strchr(written, 'e');
    size_t count = 0;

    for (const char *at = written; at < exponent; at++)
        if (*at >= '0' && *at <= '9')
            decimal.digits[count++] = *at;
    while (count > 1 && decimal.digits[count - 1] == '0')
        count--;
    decimal.digits[count] = '\0';
    decimal.point = atoi(exponent + 1) + 1;
    return decimal;
}

/* Adds one to the last digit of "1.234e+05"; a 9 is left as it is. */
static void count_up(char *written)
{
    char *last = strchr(written, 'e') - 1;

    if (*last < '9')
        ++*last;
}

/* The fewest digits that read back as the same number; 17 always do.  The nearest number with so many digits is the
 * one, but for powers of two: what reads back as those reaches twice as far upwards as downwards, so that the next
 * number above may do when the nearest, below, does not. */
static struct decimal shortest_decimal(double magnitude)
{
    char written[48];

    for (int precision = 0; precision < 17; precision++) {
        snprintf(written, sizeof written, "%.*e", precision, magnitude);
        if (strtod(written, NULL) == magnitude)
            break;
        count_up(written);
        if (strtod(written, NULL) == magnitude)
            break;
    }
    return take_apart(written);
}

static void write_decimal(const struct decimal *decimal, bool point_zero, struct text *out)
{
    int count = (int)strlen(decimal->digits);

    if (decimal->point <= -4 || decimal->point > 16) {
        text_format(out, "%c%s%se%+03d", decimal->digits[0], count > 1 ? "." : "", decimal->digits + 1,
                    decimal->point - 1);
    } else if (decimal->point <= 0) {
        text_add(out, "0.");
        text_fill(out, '0', (size_t)-decimal->point);
        text_add(out, decimal->digits);
    } else if (decimal->point < count) {
        text_format(out, "%.*s.%s", decimal->point, decimal->digits, decimal->digits + decimal->point);
    } else {
        text_add(out, decimal->digits);
        text_fill(out, '0', (size_t)(decimal->point - count));
        text_add(out, point_zero ? ".0" : "");
    }
}

/* `point_zero`: whole numbers end with ".0", as a float's do and the parts of a complex do not. */
static void write_double(double number, bool point_zero, struct text *out)
{
    struct decimal decimal;

    if (isnan(number)) {
        text_add(out, "nan");
        return;
    }
    if (signbit(number))
        text_add_char(out, '-');
    if (isinf(number)) {
        text_add(out, "inf");
        return;
    }
    decimal = number == 0 ? (struct decimal){"0", 1} : shortest_decimal(fabs(number));
    write_decimal(&decimal, point_zero, out);
}

void literal_float(struct trace_bytes value, struct text *out)
{
    if (value.length < 8)
        text_add(out, "?");
    else
        write_double(double_at(value.at), true, out);
}

void literal_complex(struct trace_bytes value, struct text *out)
{
    double real, imaginary;

    if (value.length < 16) {
        text_add(out, "?");
        return;
    }
    real = double_at(value.at);
    imaginary = double_at(value.at + 8);
    if (real == 0 && !signbit(real)) {
        write_double(imaginary, false, out);
        text_add_char(out, 'j');
        return;
    }
    text_add_char(out, '(');
    write_double(real, false, out);
    if (isnan(imaginary) || !signbit(imaginary))
        text_add_char(out, '+');
    write_double(imaginary, false, out);
    text_add(out, "j)");
}

/* ---- str and bytes ---- */

/* Python takes double quotes when there are single ones inside and no double ones. */
static char quote_for(struct trace_bytes value)
{
    bool single = value.length > 0 && memchr(value.at, '\'', value.length) != NULL;
    bool twofold = value.length > 0 && memchr(value.at, '"', value.length) != NULL;

    return single && !twofold ? '"' : '\'';
}

/* Writes a character below U+0080 as it stands between quotes. */
static void write_ascii(char c, char quote, struct text *out)
{
    if (c == quote || c == '\\')
        text_format(out, "\\%c", c);
    else if (c == '\t')
        text_add(out, "\\t");
    else if (c == '\n')
        text_add(out, "\\n");
    else if (c == '\r')
        text_add(out, "\\r");
    else if (c < ' ' || c == 0x7f)
        text_format(out, "\\x%02x", (unsigned)c);
    else
        text_add_char(out, c);
}

/* str.isprintable: everything but Unicode's categories "Other" and "Separator". */
static bool is_printable(uint32_t code_point)
{
    switch ((int)utf8proc_category((utf8proc_int32_t)code_point)) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return false;
    default:
        return true;
    }
}

/* As utf8_decode, but takes lone surrogates too. */
static size_t decode(const char *bytes, size_t length, uint32_t *code_point)
{
    const uint8_t *at = (const uint8_t *)bytes;

    if (length >= 3 && at[0] == 0xED && at[1] >= 0xA0 && at[1] <= 0xBF && (at[2] & 0xC0) == 0x80) {
        *code_point = 0xD000u | (uint32_t)(at[1] & 0x3F) << 6 | (uint32_t)(at[2] & 0x3F);
        return 3;
    }
    return utf8_decode(bytes, length, code_point);
}

static void write_code_point(uint32_t code_point, const char *bytes, size_t size, struct text *out)
{
    if (is_printable(code_point))
        text_append(out, bytes, size);
    else if (code_point <= 0xFF)
        text_format(out, "\\x%02" PRIx32, code_point);
    else if (code_point <= 0xFFFF)
        text_format(out, "\\u%04" PRIx32, code_point);
    else
        text_format(out, "\\U%08" PRIx32, code_point);
}

static void write_rest(uint64_t written, uint64_t length, const char *unit, struct text *out)
{
    if (written < length)
        text_format(out, "… (%" PRIu64 " %s)", length, unit);
}

void literal_str(struct trace_bytes value, uint64_t length, struct text *out)
{
    char quote = quote_for(value);
    uint64_t written = 0;

    text_add_char(out, quote);
    for (size_t at = 0; at < value.length; written++) {
        uint32_t code_point;
        size_t size = decode(value.at + at, value.length - at, &code_point);

        if (size == 0 && value.length - at < 4 && written < length)
            break; /* the recorded part ends inside a character */
        if (size == 0)
            text_format(out, "\\x%02x", (unsigned)(uint8_t)value.at[at]);
        else if (size == 1)
            write_ascii(value.at[at], quote, out);
        else
            write_code_point(code_point, value.at + at, size, out);
        at += size > 0 ? size : 1;
    }
    text_add_char(out, quote);
    write_rest(written, length, "characters", out);
}

void literal_bytes(struct trace_bytes value, uint64_t length, struct text *out)
{
    char quote = quote_for(value);

    text_add(out, "b");
    text_add_char(out, quote);
    for (size_t at = 0; at < value.length; at++) {
        if ((uint8_t)value.at[at] < 0x80)
            write_ascii(value.at[at], quote, out);
        else
            text_format(out, "\\x%02x", (unsigned)(uint8_t)value.at[at]);
    }
    text_add_char(out, quote);
    write_rest(value.length, length, "bytes", out);
}
